/* SPDX-License-Identifier: Apache-2.0 */
/* A state at rest: which events can come, whether the property holds there, whether the case would wait
 * for ever. */
#include "check/explore_parts.h"
#include "check/goal.h"

/* ---- what can happen --------------------------------------------------------------------------------------------- */

uint32_t
sop_explorer_offers(const SopFlow *flow, const SopState *state, SopAction action, uint32_t *ret)
{
    SopConfiguration here = {(SopNode *) state->leaves, state->n_leaves, false, SOP_NONE};
    SopRun run;

    run.flow = flow; /* these are all that is looked at */
    run.view = &here;
    run.entering = SOP_NONE;
    return sop_run_offers(&run, action, ret);
}

/* Calls for each node that is active, from the leaves outwards, each once; finished tracks are silent. */
static SopNode
next_active(const SopFlow *flow, const SopState *state, uint32_t *at_leaf, SopNode node)
{
    for (;;)
    {
        if (node != SOP_NONE)
            node = flow->nodes[node].parent;
        for (uint32_t i = 0; node != SOP_NONE && i + 1 < *at_leaf; i++)
            if (flow->nodes[state->leaves[i]].kind == SOP_KIND_STEP &&
                sop_node_contains(flow, node, state->leaves[i]))
                node = SOP_NONE;
        if (node != SOP_NONE)
            return node;
        while (*at_leaf < state->n_leaves &&
               flow->nodes[state->leaves[*at_leaf]].kind != SOP_KIND_STEP)
            ++*at_leaf;
        if (*at_leaf == state->n_leaves)
            return SOP_NONE;
        return state->leaves[(*at_leaf)++];
    }
}

/* All nodes that may be active: of a region, all that are inside it. */
static uint32_t
possible_nodes(const SopExplorer *self, const SopState *state, SopNode *ret)
{
    const SopFlow *flow = self->flow;
    uint32_t at_leaf = 0;
    uint32_t n_nodes = 0;

    for (SopNode node = next_active(flow, state, &at_leaf, SOP_NONE); node != SOP_NONE;
         node = next_active(flow, state, &at_leaf, node))
    {
        if (self->slice->regions[node] != SOP_NONE)
            continue;
        ret[n_nodes++] = node;
        for (SopNode inside = node + 1;
             self->slice->blurred[node] && inside <= flow->nodes[node].last; inside++)
            ret[n_nodes++] = inside;
    }
    return n_nodes;
}

uint32_t
sop_explorer_actions(const SopExplorer *self, const SopState *state, SopAction *ret)
{
    const SopFlow *flow = self->flow;
    uint32_t n_nodes = possible_nodes(self, state, self->nodes);
    uint32_t n_actions = 0;

    for (uint32_t n = 0; n < n_nodes; n++)
        for (uint32_t i = flow->nodes[self->nodes[n]].offers;
             i < flow->nodes[self->nodes[n]].offers + flow->nodes[self->nodes[n]].n_offers; i++)
        {
            bool listed = false;
            for (uint32_t k = 0; k < n_actions && !listed; k++)
                listed = ret[k] == flow->offers[i].action;
            if (!listed)
                ret[n_actions++] = flow->offers[i].action;
        }
    return n_actions;
}

/* Does it do anything that this search would see? */
static bool
does_something(const SopExplorer *self, const SopOffer *timeout)
{
    const SopFlow *flow = self->flow;
    const uint32_t *returned = sop_list_items(flow, timeout->returns);

    if (self->reminders || timeout->to.count > 0 ||
        sop_explorer_slot(self, sop_item_of_done(flow, timeout->action)) != SOP_OPEN ||
        sop_explorer_slot(self, sop_item_of_fired(flow, (uint32_t) (timeout - flow->offers))) !=
            SOP_OPEN)
        return true;
    for (uint32_t i = 0; i < timeout->returns.count; i++)
        if (sop_explorer_slot(self, sop_item_of_document(flow, returned[i])) != SOP_OPEN)
            return true;
    for (uint32_t i = timeout->sets; i < timeout->sets + timeout->n_sets; i++)
        if (sop_explorer_slot(self, flow->sets[i].fact) != SOP_OPEN ||
            sop_slice_compares(self->slice, self->domains, flow->sets[i].fact))
            return true;
    if (self->property->kind == SOP_PROPERTY_GOAL && sop_goal_notices(self, timeout->action))
        return true;
    if (self->property->kind == SOP_PROPERTY_KNOWN &&
        self->property->offer == (uint32_t) (timeout - flow->offers))
        return true;
    for (unsigned kind = SOP_WATCH_EVENT; kind <= SOP_WATCH_START; kind++)
        if (sop_explorer_guarded(self) != NULL &&
            sop_explorer_watches(flow, timeout->action, self->property->safeguard,
                                 (SopWatchKind) kind))
            return true;
    return false;
}

bool
sop_explorer_may_run(const SopExplorer *self, const SopState *state, uint32_t timeout)
{
    const SopOffer *offer = &self->flow->offers[timeout];
    uint16_t slot = sop_explorer_slot(self, sop_item_of_fired(self->flow, timeout));
    SopExplorer here = *self;

    here.state = (SopState *) state;
    if (slot != SOP_OPEN && state->items[slot] != 0)
        return false;
    for (uint32_t i = 0; i < offer->at.count; i++)
        if (sop_explorer_is_anchored(&here, &self->flow->moments[offer->at.start + i].moment))
            return true;
    return false;
}

uint32_t
sop_explorer_timeouts(const SopExplorer *self, const SopState *state, uint32_t *ret)
{
    const SopFlow *flow = self->flow;
    uint32_t n_nodes = possible_nodes(self, state, self->nodes);
    uint32_t n_timeouts = 0;

    for (uint32_t n = 0; n < n_nodes; n++)
        for (uint32_t i = flow->nodes[self->nodes[n]].timeouts;
             i < flow->nodes[self->nodes[n]].timeouts + flow->nodes[self->nodes[n]].n_timeouts; i++)
            if (does_something(self, &flow->offers[i]) && sop_explorer_may_run(self, state, i))
                ret[n_timeouts++] = i;
    return n_timeouts;
}

/* Of a condition at this rest. */
static unsigned
truths(SopExplorer *self, const SopState *state, SopGuard guard)
{
    const SopConfiguration here = {(SopNode *) state->leaves, state->n_leaves, false, SOP_NONE};
    unsigned found =
        guard != SOP_NONE ? sop_answers_of(self->answers, guard, state, &here) : SOP_CAN_TRUE;

    if (self->asked != NULL && (found & (found - 1)) != 0)
        g_array_append_val(self->asked, guard);
    return found;
}

/* Is the moment known, as far as it hangs on what is followed? */
static bool
is_known(const SopExplorer *self, const SopState *state, const SopMoment *moment)
{
    if (moment->kind == SOP_MOMENT_FROM_ENTERING || moment->anchor == SOP_NONE)
        return true;
    if (moment->anchor_kind == SOP_ANCHOR_EXPIRES)
        return false;
    uint16_t slot = sop_explorer_slot(self, moment->anchor_kind == SOP_ANCHOR_FACT
                                                ? moment->anchor
                                                : sop_item_of_done(self->flow, moment->anchor));
    return slot != SOP_OPEN && state->items[slot] != 0;
}

/* Does its moment come, if nobody acts, and is it known then whether it runs? It has one where the first of its
 * conditions that holds is sure to be found. */
static bool
comes(SopExplorer *self, const SopState *state, uint32_t offer)
{
    const SopOffer *timeout = &self->flow->offers[offer];

    sop_answers_know_nothing(self->answers);
    if (self->slice->regions[timeout->node] != SOP_NONE ||
        sop_explorer_slot(self, sop_item_of_fired(self->flow, offer)) == SOP_OPEN ||
        (truths(self, state, timeout->when) & SOP_CAN_UNKNOWN) != 0)
        return false;
    for (uint32_t i = 0; i < timeout->at.count; i++)
    {
        const SopMomentBranch *branch = &self->flow->moments[timeout->at.start + i];
        unsigned found = truths(self, state, branch->when);
        if ((found & SOP_CAN_UNKNOWN) != 0 ||
            ((found & SOP_CAN_TRUE) != 0 && !is_known(self, state, &branch->moment)))
            return false;
        if (found == SOP_CAN_TRUE)
            return true;
    }
    return false;
}

/* ---- rests ---------------------------------------------------------------------------------------------------------- */

/* Whatever the place in a region: possible only if no way inside it changes what is offered. */
static bool
regions_agree(SopExplorer *self, const SopState *state, SopAction action)
{
    for (uint32_t i = 0; i < state->n_leaves; i++)
    {
        SopNode region = self->slice->regions[state->leaves[i]];
        if (region != SOP_NONE && sop_explorer_ways_inside(self, region, action)->len > 1)
            return false;
    }
    return true;
}

/* An event may leave the anchor unknown, or move it. */
static bool
may_be_too_late(const SopExplorer *self, const SopOffer *offer)
{
    const SopMoment *moment = &offer->not_after;

    if (!offer->has_not_after || moment->kind == SOP_MOMENT_FROM_ENTERING)
        return false;
    return moment->anchor_kind != SOP_ANCHOR_EVENT ||
           sop_explorer_item(self, sop_item_of_done(self->flow, moment->anchor), 0) == 0;
}

/* `for_ever`: and stays so, though nobody acts. */
static bool
is_possible(SopExplorer *self, const SopState *state, SopAction action, bool for_ever)
{
    uint32_t offers[SOP_LIMIT_PARALLEL];
    uint32_t n_offers = sop_explorer_offers(self->flow, state, action, offers);

    for (uint32_t i = 0; i < n_offers; i++)
    {
        const SopOffer *offer = &self->flow->offers[offers[i]];
        if ((offer->when != SOP_NONE &&
             (sop_explorer_can(self, offer->when) & SOP_CAN_FALSE) != 0) ||
            may_be_too_late(self, offer) || (for_ever && self->domains->runs_out[offers[i]]))
            return false;
    }
    return n_offers > 0 && regions_agree(self, state, action);
}

static bool
any_is_possible(SopExplorer *self, const SopState *state, const SopSafeguard *safeguard,
                bool for_ever)
{
    for (uint32_t i = 0; i < safeguard->events.count; i++)
    {
        SopHappening happening = sop_list_items(self->flow, safeguard->events)[i];
        if (happening < self->flow->n_actions && is_possible(self, state, happening, for_ever))
            return true;
    }
    return false;
}

static void
look_at(SopExplorer *self, const SopState *state)
{
    sop_state_copy(self->state, state, self->slice);
    sop_answers_know_nothing(self->answers);
    self->before = (SopConfiguration) {(SopNode *) state->leaves, state->n_leaves, state->closed,
                                       state->outcome};
    self->view = &self->before;
}

bool
sop_explorer_rest_holds(SopExplorer *self, const SopState *state)
{
    const SopSafeguard *safeguard = sop_explorer_guarded(self);

    if (self->property->kind == SOP_PROPERTY_ABSENT)
        return !sop_place_is_wanted((const SopPlaceWanted *) self->property, state, self->slice);
    if (safeguard == NULL)
        return true;
    if (safeguard->kind == SOP_SAFEGUARD_POSSIBLE_FROM && !state->stands)
        return true;
    if (safeguard->kind != SOP_SAFEGUARD_POSSIBLE_FROM &&
        (safeguard->kind != SOP_SAFEGUARD_NEVER_WHEN || safeguard->events.count > 0))
        return true;
    look_at(self, state);
    if (safeguard->kind == SOP_SAFEGUARD_POSSIBLE_FROM)
        return any_is_possible(self, state, safeguard, false) ||
               !sop_explorer_applies(self, safeguard);
    return !sop_explorer_breaks(self, safeguard) || !sop_explorer_applies(self, safeguard);
}

bool
sop_explorer_stays_possible(SopExplorer *self, const SopState *state)
{
    const SopSafeguard *safeguard = sop_explorer_guarded(self);

    if (safeguard == NULL || safeguard->kind != SOP_SAFEGUARD_POSSIBLE_FROM || !state->stands)
        return true;
    look_at(self, state);
    return any_is_possible(self, state, safeguard, true) || !sop_explorer_applies(self, safeguard);
}

bool
sop_explorer_owes(SopExplorer *self, const SopState *state)
{
    const SopSafeguard *safeguard = sop_explorer_guarded(self);

    if (safeguard == NULL || !state->stands)
        return false;
    look_at(self, state);
    return sop_explorer_applies(self, safeguard);
}

/* ---- waiting ------------------------------------------------------------------------------------------------------ */

/* Goes it, however it goes? `ret_moves`: … and to another state. */
static bool
always_goes(SopExplorer *self, const SopState *state, SopEventNumber event, bool *ret_sometimes,
            bool *ret_moves)
{
    bool always = true;

    *ret_sometimes = false;
    sop_explorer_begin(self);
    do
    {
        SopTry result = sop_explorer_try(self, state, event);
        bool goes = result == SOP_TRY_DONE;
        always = always && (goes || result == SOP_TRY_MET) && !self->may_fail;
        *ret_moves = *ret_moves && (!goes || self->state->closed ||
                                    !sop_state_like(self->state, state, self->slice));
        *ret_sometimes = *ret_sometimes || goes;
    } while (sop_explorer_next(self));
    return always;
}

/* It runs, or passes, whatever is not known; and whether it does the one or the other is known. `ret_moves`: … and
 * it leads away from this state. */
static bool
is_sure(SopExplorer *self, const SopState *state, uint32_t timeout, bool *ret_moves)
{
    SopEventNumber event = sop_event_of(self->flow, timeout);
    bool may_run;
    bool may_pass = false;

    *ret_moves = true;
    bool runs = always_goes(self, state, event, &may_run, ret_moves);
    bool passes = self->flow->offers[timeout].when != SOP_NONE &&
                  always_goes(self, state, event + 1, &may_pass, ret_moves);

    return (runs && !may_pass) || (passes && !may_run);
}

bool
sop_explorer_is_sure(SopExplorer *self, const SopState *state, uint32_t offer)
{
    bool moves;

    return comes(self, state, offer) && is_sure(self, state, offer, &moves);
}

bool
sop_explorer_goes_on(SopExplorer *self, const SopState *state)
{
    g_autofree uint32_t *timeouts = g_new(uint32_t, self->flow->n_offers + 1);
    uint32_t n_timeouts = sop_explorer_timeouts(self, state, timeouts);
    SopExplorer saved = *self; /* the way that may just be followed */
    bool goes_on = false;

    for (uint32_t i = 0; i < n_timeouts && !goes_on; i++)
    {
        bool moves;
        goes_on =
            comes(self, state, timeouts[i]) && is_sure(self, state, timeouts[i], &moves) && moves;
    }
    sop_explorer_go_back(self, &saved);
    return goes_on;
}
