/* SPDX-License-Identifier: Apache-2.0 */
/* See enforced.h. */
#include "check/enforced.h"

bool
is_refused_by_safeguards(const SopVerdict *verdict)
{
    for (unsigned i = 0; i < sop_verdict_count_reasons(verdict); i++)
        if (sop_reason_code(sop_verdict_reason(verdict, i)) != SOP_REASON_SAFEGUARD)
            return false;
    return sop_verdict_count_reasons(verdict) > 0;
}

SopCase *
case_in_flow(const SopCase *of, SopFlow *flow)
{
    SopCase *copy = sop_case_dup(of);

    sop_flow_unref(copy->flow);
    copy->flow = sop_flow_ref(flow);
    return copy;
}

static bool
is_among(const SopFlow *flow, SopList happenings, SopHappening happening)
{
    for (uint32_t i = 0; i < happenings.count; i++)
        if (sop_list_items(flow, happenings)[i] == happening)
            return true;
    return false;
}

bool
has_happened(const SopFlow *flow, const SopVerdict *verdict, SopList happenings)
{
    unsigned n_entered, n_branches;
    const SopNode *entered = sop_verdict_entered(verdict, &n_entered);
    const uint32_t *branches = sop_verdict_branches(verdict, &n_branches);
    bool found = false;

    for (unsigned i = 0; i < sop_verdict_count_events(verdict); i++)
    {
        uint32_t timeout = sop_verdict_event(verdict, i).timeout;
        found = found ||
                (timeout != SOP_NONE && is_among(flow, happenings, flow->offers[timeout].action));
    }
    for (unsigned i = 0; i < n_entered; i++)
        found = found || is_among(flow, happenings, sop_happening_of_node(flow, entered[i]));
    for (unsigned i = 0; i < n_branches; i++)
    {
        const SopTarget *to = &flow->branches[branches[i]].to;
        found = found || ((to->kind == SOP_TARGET_END || to->kind == SOP_TARGET_CLOSE) &&
                          is_among(flow, happenings, sop_happening_of_outcome(flow, to->outcome)));
    }
    return found;
}

bool
hangs_on_time(const SopFlow *flow, const SopSafeguard *safeguard)
{
    for (uint32_t i = 0; i < flow->n_offers; i++)
        if (safeguard->kind == SOP_SAFEGUARD_POSSIBLE_FROM && flow->offers[i].has_not_after &&
            flow->offers[i].action == sop_list_items(flow, safeguard->events)[0])
            return true;
    return false;
}
