/* SPDX-License-Identifier: Apache-2.0 */
/* Can a case still be closed from where it is? That it cannot is proved, as for the way to a goal, and with what time
 * has taken already: documents that have expired, and actions for which it is too late. What is too late stays so
 * until its anchor is another; so what would set it anew is looked for just as an end of the case is. */
#include "check/goal.h"
#include "check/structure.h"

#include <string.h>

typedef struct
{
    SopDomains domains; /* as given, but for the goal */
    SopGoal goal;
    bool *late; /* by offer */
    bool *also; /* by happening: the anchor of what is late is another then */
} Escape;

/* ---- what is too late ------------------------------------------------------------------------------------ */

static bool
is_late(SopRun *run, const SopOffer *offer)
{
    const SopMoment *until = &offer->not_after;

    if (!offer->has_not_after ||
        (until->kind == SOP_MOMENT_FROM_ENTERING && !sop_case_is_at(run->of, offer->node)))
        return false;
    SopInstant over = sop_run_moment(run, until, offer->node);
    bool edge = sop_unit_is_days((SopUnit) until->duration.unit);
    return over != SOP_INSTANT_NONE && sop_is_over(over, edge, run->now);
}

/* What a table's row sets is no event of its own. */
static bool
is_set_by_row(const SopFlow *flow, SopFact fact)
{
    for (uint32_t i = 0; i < flow->n_branches; i++)
        for (uint32_t k = 0; k < flow->branches[i].n_sets; k++)
            if (flow->sets[flow->branches[i].sets + k].fact == fact)
                return true;
    return false;
}

static bool
changes(const SopFlow *flow, const SopOffer *offer, SopFact fact, SopPaper document)
{
    for (uint32_t i = offer->asks; i < offer->asks + offer->n_asks; i++)
        if (fact != SOP_NONE ? flow->asks[i].fact == fact : flow->asks[i].document == document)
            return true;
    for (uint32_t i = offer->sets; fact != SOP_NONE && i < offer->sets + offer->n_sets; i++)
        if (flow->sets[i].fact == fact)
            return true;
    return false;
}

/* Marks what would set the anchor anew. `ret`: by happening. Returns: false when that cannot be told. */
static bool
find_resets(const SopFlow *flow, const SopOffer *late, bool *ret)
{
    const SopMoment *until = &late->not_after;
    bool of_fact = until->anchor_kind == SOP_ANCHOR_FACT;

    if (until->kind == SOP_MOMENT_FROM_ENTERING)
        ret[sop_happening_of_node(flow, late->node)] = true;
    else if (until->anchor_kind == SOP_ANCHOR_EVENT)
        ret[until->anchor] = true;
    else if (of_fact && is_set_by_row(flow, until->anchor))
        return false;
    else
        for (uint32_t i = 0; i < flow->n_offers; i++)
            if (changes(flow, &flow->offers[i], of_fact ? until->anchor : SOP_NONE,
                        of_fact ? SOP_NONE : until->anchor))
                ret[flow->offers[i].action] = true;
    return true;
}

static void
note_resets(Escape *self)
{
    const SopFlow *flow = self->domains.flow;

    memset(self->also, 0, flow->n_happenings * sizeof(bool));
    for (uint32_t i = 0; i < flow->n_offers; i++)
        self->late[i] = self->late[i] && find_resets(flow, &flow->offers[i], self->also);
}

static void
note_late(Escape *self)
{
    const SopFlow *flow = self->domains.flow;
    g_autoptr(SopCase) of = sop_case_dup(self->goal.from);
    g_autoptr(SopVerdict) verdict = sop_verdict_new();
    SopRun run;

    sop_run_init(&run, of, NULL, of->last, verdict);
    for (uint32_t i = 0; i < flow->n_offers; i++)
        self->late[i] = is_late(&run, &flow->offers[i]);
    sop_run_clear(&run);
    note_resets(self);
}

/* What is found to happen again may make in time what was late. Returns: whether anything was. */
static bool
forget_late(Escape *self, SopHappening happening)
{
    const SopFlow *flow = self->domains.flow;
    g_autofree bool *resets = g_new0(bool, flow->n_happenings + 1);
    bool any = false;

    for (uint32_t i = 0; i < flow->n_offers; i++)
    {
        memset(resets, 0, flow->n_happenings * sizeof(bool));
        if (!self->late[i] || !find_resets(flow, &flow->offers[i], resets) || !resets[happening])
            continue;
        self->late[i] = false;
        any = true;
    }
    note_resets(self);
    return any;
}

/* ---- what has expired --------------------------------------------------------------------------------------- */

/* Returns: whether one is verified, of which a search would not know that it is. */
static bool
note_expired(Escape *self)
{
    const SopFlow *flow = self->domains.flow;
    SopDay today = sop_zone_day(flow->zone, self->goal.from->last);
    bool verified = false;

    for (SopPaper document = 0; document < flow->n_documents; document++)
    {
        const SopOnFile *on_file = sop_case_documents(self->goal.from)[document];
        bool expired = on_file != NULL && on_file->has_expires && on_file->expires < today;
        self->goal.stale[document] = expired;
        verified = verified || (expired && on_file->verified);
    }
    return verified;
}

/* ---- the whole ------------------------------------------------------------------------------------------------ */

/* The way that was found does not close the case: what it ends with is forgotten. Returns: whether it does so. */
static bool
leads_to_reset(Escape *self, const GArray *acts)
{
    const SopFlow *flow = self->domains.flow;
    const SopAct *last = &g_array_index(acts, SopAct, acts->len - 1);
    bool any;

    if (last->closed != SOP_NONE)
        return false;
    any = forget_late(self, sop_event_is_timeout(flow, last->event)
                                ? flow->offers[sop_event_timeout(flow, last->event)].action
                                : last->event);
    for (SopNode node = 0; node < flow->n_nodes; node++)
        if (self->also[sop_happening_of_node(flow, node)])
            any = forget_late(self, sop_happening_of_node(flow, node)) || any;
    return any;
}

static bool
is_proved(Escape *self, uint32_t limit, uint32_t *ret_work)
{
    const SopProperty property = {.kind = SOP_PROPERTY_GOAL};
    bool again = true;
    bool proved = false;

    while (again)
    {
        SopProved found = sop_prove(&self->domains, &property, limit, NULL);
        *ret_work += (uint32_t) MIN(found.all_states, G_MAXUINT32 / 2);
        proved = found.result == SOP_PROOF_PROVED;
        again = found.acts != NULL && found.acts->len > 0 && leads_to_reset(self, found.acts);
        g_clear_pointer(&found.acts, g_array_unref);
    }
    return proved;
}

bool
sop_case_is_trapped(const SopDomains *domains, const SopCase *of, uint32_t limit,
                    uint32_t *ret_work)
{
    const SopFlow *flow = domains->flow;
    g_autofree bool *stale = g_new0(bool, flow->n_documents + 1);
    g_autofree bool *refused = g_new0(bool, flow->n_documents + 1);
    g_autofree bool *late = g_new0(bool, flow->n_offers + 1);
    g_autofree bool *also = g_new0(bool, flow->n_happenings + 1);
    Escape self = {*domains,
                   {.happening = SOP_NONE,
                    .also = also,
                    .late = late,
                    .from = of,
                    .stale = stale,
                    .refused = refused},
                   late,
                   also};

    if (of->closed)
        return false;
    self.domains.goal = &self.goal;
    note_late(&self);
    bool proved = !note_expired(&self) && is_proved(&self, limit, ret_work);
    *ret_work += self.goal.n_rounds;
    return proved;
}
