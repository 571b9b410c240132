/* SPDX-License-Identifier: Apache-2.0 */
/* Timeouts that lead round and round at the same instant: each counts from what stays as it is, so it is due again as
 * soon as its node is entered by the one before. The engine gives up then, and the case is stuck. */
#include "check/structure.h"

/* ---- what is due again at once --------------------------------------------------------------------------- */

static bool
is_of_timeout(const SopFlow *flow, SopAction action)
{
    const SopList offers = flow->actions[action].offers;

    for (uint32_t i = 0; i < offers.count; i++)
        if (sop_offer_is_timeout(flow, sop_list_items(flow, offers)[i]))
            return true;
    return false;
}

/* Once it is over it stays so, whatever timeouts run. */
static bool
stays_over(const SopFlow *flow, const SopMoment *moment)
{
    uint8_t unit = moment->duration.unit;

    if (moment->kind == SOP_MOMENT_FROM_ENTERING)
        return moment->duration.count == 0 && (unit == SOP_UNIT_MINUTES || unit == SOP_UNIT_HOURS);
    return moment->anchor != SOP_NONE &&
           (moment->anchor_kind != SOP_ANCHOR_EVENT || !is_of_timeout(flow, moment->anchor));
}

/* Does it lead to a node, whatever is known, and change nothing that is counted from? */
static bool
leads_on(const SopFlow *flow, const SopOffer *timeout)
{
    const SopBranch *branch = &flow->branches[timeout->to.start];

    return timeout->when == SOP_NONE && timeout->to.count > 0 && timeout->at.count == 1 &&
           flow->moments[timeout->at.start].when == SOP_NONE && timeout->n_sets == 0 &&
           timeout->returns.count == 0 && sop_branch_is_certain(branch) && branch->n_sets == 0 &&
           branch->to.kind == SOP_TARGET_NODE &&
           stays_over(flow, &flow->moments[timeout->at.start].moment);
}

/* The timeout of the node that leads away, when it is the only one. */
static uint32_t
only_one_of(const SopFlow *flow, SopNode node)
{
    const SopFlowNode *of = &flow->nodes[node];
    uint32_t found = SOP_NONE;

    for (uint32_t i = of->timeouts; i < of->timeouts + of->n_timeouts; i++)
    {
        if (flow->offers[i].to.count == 0)
            continue;
        if (found != SOP_NONE || !leads_on(flow, &flow->offers[i]))
            return SOP_NONE;
        found = i;
    }
    return found;
}

static bool
has_one_that_leads_away(const SopFlow *flow, SopNode node)
{
    const SopFlowNode *of = &flow->nodes[node];

    for (uint32_t i = of->timeouts; i < of->timeouts + of->n_timeouts; i++)
        if (flow->offers[i].to.count > 0)
            return true;
    return false;
}

/* … of the step that is entered with the target, when no phase that is entered with it has one, too. */
static uint32_t
next_of(const SopFlow *flow, uint32_t timeout)
{
    const SopFlowNode *nodes = flow->nodes;
    SopNode node = flow->branches[flow->offers[timeout].to.start].to.node;

    while (nodes[node].kind == SOP_KIND_PHASE && nodes[node].start != SOP_NONE &&
           !has_one_that_leads_away(flow, node))
        node = nodes[node].start;
    return nodes[node].kind == SOP_KIND_STEP ? only_one_of(flow, node) : SOP_NONE;
}

/* ---- telling -------------------------------------------------------------------------------------------------- */

/* Does it come back to itself? It is told of the first of a round, as written. */
static bool
begins_round(const SopFlow *flow, uint32_t timeout)
{
    uint32_t next = next_of(flow, timeout);

    for (uint32_t i = 0; i < flow->n_offers && next != SOP_NONE && next > timeout; i++)
        next = next_of(flow, next);
    return next == timeout;
}

static void
report(const SopFlow *flow, uint32_t timeout, SopDiagnostics *diagnostics)
{
    const char *name = flow->actions[flow->offers[timeout].action].name;
    SopDiagnostic *diagnostic = sop_report(diagnostics, SOP_MESSAGE_TIMEOUTS_ROUND,
                                           flow->offers[timeout].span, "name", name, NULL);

    for (uint32_t i = next_of(flow, timeout); i != timeout; i = next_of(flow, i))
        sop_diagnostic_point(diagnostic, flow->offers[i].span, "then this");
}

void
sop_check_rounds(const SopFlow *flow, const SopSeen *seen, SopDiagnostics *diagnostics)
{
    for (uint32_t i = flow->first_timeout; i < flow->n_offers; i++)
        if (seen->done[i] && flow->nodes[flow->offers[i].node].kind == SOP_KIND_STEP &&
            only_one_of(flow, flow->offers[i].node) == i && begins_round(flow, i))
            report(flow, i, diagnostics);
}
