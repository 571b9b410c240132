/* SPDX-License-Identifier: Apache-2.0 */
/* Where a case on the engine is among the states of a search: which class each thing that is followed is in. */
#include "check/goal.h"

#include <string.h>

/* ---- what is followed ------------------------------------------------------------------------------ */

static uint8_t
paper_class(const SopDomains *domains, const SopCase *of, SopPaper document)
{
    const SopOnFile *on_file = sop_case_documents(of)[document];

    if (on_file == NULL)
        return SOP_PAPER_ABSENT;
    if (domains->goal != NULL && domains->goal->stale[document])
        return SOP_PAPER_STALE;
    return on_file->verified ? SOP_PAPER_VERIFIED : SOP_PAPER_ON_FILE;
}

static uint8_t
done_class(const SopCase *of, SopAction action)
{
    uint32_t slot = of->flow->actions[action].done_slot;

    return slot != SOP_NONE && sop_case_done(of)[slot] != SOP_INSTANT_NONE;
}

/* A phase that is active and not finished is remembered anew when it is left. */
static bool
is_overwritten(const SopCase *of, SopNode phase)
{
    const SopNode *leaves = sop_case_leaves(of);

    for (uint32_t i = 0; i < of->n_leaves; i++)
        if (sop_node_contains(of->flow, phase, leaves[i]))
            return leaves[i] != phase;
    return false;
}

/* Its clock, if it runs or will go on. */
static uint8_t
fired_class(const SopSlice *slice, const SopCase *of, uint32_t offer)
{
    const SopOffer *timeout = &of->flow->offers[offer];

    if (sop_case_has_clock(of, timeout->node))
        return sop_case_clocks(of)[of->flow->nodes[timeout->node].clock].fired >> timeout->bit & 1;
    for (uint32_t i = 0; i < of->flow->layout.n_histories; i++)
    {
        const SopHistory *history = sop_case_histories(of)[i];
        if (history == NULL || is_overwritten(of, slice->resumed[i]))
            continue;
        for (uint32_t k = 0; k < history->n_clocks; k++)
            if (history->clocks[k].node == timeout->node)
                return history->clocks[k].clock.fired >> timeout->bit & 1;
    }
    return 0;
}

static uint8_t
monitor_class(const SopCase *of, uint32_t safeguard)
{
    uint32_t slot = of->flow->safeguards[safeguard].monitor;

    return slot != SOP_NONE && sop_case_monitors(of)[slot] != SOP_INSTANT_NONE;
}

static uint8_t
class_of(const SopDomains *domains, const SopSlice *slice, const SopCase *of, SopItem item)
{
    const SopFlow *flow = domains->flow;

    if (item < flow->n_facts)
        return sop_domains_class(domains, item, &sop_case_facts(of)[item]);
    if (item < sop_item_of_done(flow, 0))
        return paper_class(domains, of, item - sop_item_of_document(flow, 0));
    if (item < sop_item_of_fired(flow, flow->first_timeout))
        return done_class(of, item - sop_item_of_done(flow, 0));
    if (item < sop_item_of_monitor(flow, 0))
        return fired_class(
            slice, of, flow->first_timeout + item - sop_item_of_fired(flow, flow->first_timeout));
    if (item < sop_item_of_relation(flow, 0))
        return monitor_class(of, item - sop_item_of_monitor(flow, 0));
    return sop_relation_class(domains, item - sop_item_of_relation(flow, 0), sop_case_facts(of));
}

/* ---- the whole --------------------------------------------------------------------------------------- */

static void
put_past(SopPast *past, const SopCase *of, const SopHistory *history)
{
    const SopFlowNode *nodes = of->flow->nodes;

    *past = (SopPast) {0};
    if (history == NULL)
        return;
    past->finished = history->finished;
    past->n_leaves = (uint8_t) history->n_leaves;
    memcpy(past->leaves, sop_history_leaves(history), history->n_leaves * sizeof(SopNode));
    for (uint32_t i = 0; i < past->n_leaves; i++)
    {
        SopNode leaf = past->leaves[i];
        past->entered = past->entered || (nodes[leaf].kind != SOP_KIND_STEP &&
                                          sop_case_outcome(of, nodes[leaf].outcome) == SOP_NONE);
    }
}

void
sop_state_of_case(const SopDomains *domains, const SopSlice *slice, const SopCase *of,
                  SopState *ret)
{
    const SopLayout *layout = &domains->flow->layout;

    ret->closed = of->closed;
    ret->outcome = of->outcome;
    ret->stands = false;
    ret->n_leaves = of->n_leaves;
    memcpy(ret->leaves, sop_case_leaves(of), of->n_leaves * sizeof(SopNode));
    for (uint32_t i = 0; i < slice->items->len; i++)
        ret->items[i] = class_of(domains, slice, of, g_array_index(slice->items, SopItem, i));
    memcpy(ret->outcomes, sop_case_short_outcomes(of), layout->n_outcomes * sizeof(uint16_t));
    for (uint32_t i = 0; i < layout->n_histories; i++)
        put_past(&ret->pasts[i], of, sop_case_histories(of)[i]);
    if (!ret->closed)
        sop_state_settle(ret, slice);
}

/* ---- a state that is looked for ------------------------------------------------------------------------ */

bool
sop_place_is_wanted(const SopPlaceWanted *self, const SopState *state, const SopSlice *from)
{
    SopState *here = sop_state_new(from->flow);

    sop_state_copy(here, state, from);
    for (uint32_t i = 0; i < self->slice->items->len; i++)
        here->items[i] = state->items[from->slots[g_array_index(self->slice->items, SopItem, i)]];
    sop_state_settle(here, self->slice);
    bool same = sop_state_like(here, self->state, self->slice);
    sop_state_free(here);
    return same;
}

bool
sop_place_holds(const SopPlaceWanted *self, const SopDomains *domains, const SopCase *of)
{
    if (of->closed)
        return false;
    SopState *here = sop_state_new(domains->flow);
    sop_state_of_case(domains, self->slice, of, here);
    bool same = sop_state_like(here, self->state, self->slice);
    sop_state_free(here);
    return same;
}
