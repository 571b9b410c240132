/* SPDX-License-Identifier: Apache-2.0 */
/* A search for its own sake: every state that can be reached, how they follow each other, and what was
 * done, taken and entered on the way. Whatever it has not seen when it is complete never happens. */
#include "check/structure.h"

enum
{
    MANY_EVENTS = 4096, /* that can be tried in one state */
    TRIES_A_STATE = 40, /* ways of events, on the average; with more, fewer states are looked at */
};

/* ---- what was seen ------------------------------------------------------------------------------- */

SopSeen *
sop_seen_new(const SopFlow *flow)
{
    SopSeen *self = g_new0(SopSeen, 1);

    self->entered = g_new0(bool, flow->n_nodes + 1);
    self->met = g_new0(bool, flow->n_nodes + 1);
    self->accepted = g_new0(bool, flow->n_offers + 1);
    self->done = g_new0(bool, flow->n_offers + 1);
    self->taken = g_new0(bool, flow->n_branches + 1);
    return self;
}

void
sop_seen_free(SopSeen *self)
{
    g_free(self->entered);
    g_free(self->met);
    g_free(self->accepted);
    g_free(self->done);
    g_free(self->taken);
    g_free(self);
}

static void
narrow(bool *self, const bool *by, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        self[i] = self[i] && by[i];
}

void
sop_seen_narrow(const SopFlow *flow, SopSeen *self, const SopSeen *by)
{
    narrow(self->entered, by->entered, flow->n_nodes);
    narrow(self->met, by->met, flow->n_nodes);
    narrow(self->accepted, by->accepted, flow->n_offers);
    narrow(self->done, by->done, flow->n_offers);
    narrow(self->taken, by->taken, flow->n_branches);
}

bool
sop_seen_has(const SopSeen *self, SopElement element)
{
    const bool *const seen[] = {[SOP_ELEMENT_NODE] = self->entered,
                                [SOP_ELEMENT_OFFER] = self->done,
                                [SOP_ELEMENT_BRANCH] = self->taken};

    return seen[element.kind][element.index];
}

static void
mark(bool *seen, const GArray *numbers)
{
    for (guint i = 0; i < numbers->len; i++)
        seen[g_array_index(numbers, uint32_t, i)] = true;
}

/* What the explorer just tried. */
static void
note(SopReach *self, SopTry result)
{
    const SopExplorer *explorer = self->explorer;

    mark(self->seen->met, explorer->entered);
    mark(self->seen->accepted, explorer->accepted);
    if (result != SOP_TRY_DONE && !(result == SOP_TRY_MET && explorer->met_rests))
        return;
    mark(self->seen->entered, explorer->entered);
    mark(self->seen->done, explorer->accepted);
    mark(self->seen->taken, explorer->taken);
}

static void
forget(SopExplorer *explorer)
{
    g_array_set_size(explorer->entered, 0);
    g_array_set_size(explorer->accepted, 0);
    g_array_set_size(explorer->taken, 0);
}

/* ---- the search ------------------------------------------------------------------------------------ */

static uint32_t
add_state(SopReach *self, uint32_t parent, uint32_t event)
{
    static const uint8_t nothing = 0;
    bool is_new;
    uint32_t number = sop_states_add(self->states, self->explorer->state, self->explorer->slice,
                                     parent, event, &is_new);

    if (is_new)
        g_array_append_val(self->rests, nothing);
    return number;
}

static void
open_all(SopReach *self)
{
    SopExplorer *explorer = self->explorer;

    sop_explorer_begin(explorer);
    do
    {
        forget(explorer);
        SopTry result = sop_explorer_open(explorer);
        note(self, result);
        if (result == SOP_TRY_DONE && !explorer->state->closed)
            add_state(self, SOP_NONE, SOP_NONE);
    } while (sop_explorer_next(explorer));
}

static void
follow(SopReach *self, uint32_t from, const SopState *state, SopEventNumber event)
{
    SopExplorer *explorer = self->explorer;
    SopEdge last = {from, from};

    sop_explorer_begin(explorer);
    do
    {
        forget(explorer);
        self->n_tries++;
        SopTry result = sop_explorer_try(explorer, state, event);
        note(self, result);
        if (result != SOP_TRY_DONE)
            continue;
        uint8_t *rest = &g_array_index(self->rests, uint8_t, from);
        *rest |= explorer->state->closed ? SOP_REST_CLOSES | SOP_REST_ACTS : SOP_REST_ACTS;
        if (explorer->state->closed)
            continue;
        SopEdge edge = {from, add_state(self, from, event)};
        if (edge.to != from && edge.to != last.to)
            g_array_append_val(self->edges, edge);
        last = edge;
    } while (sop_explorer_next(explorer));
}

static void
follow_all(SopReach *self, uint32_t number, SopState *state)
{
    SopExplorer *explorer = self->explorer;
    const SopFlow *flow = self->flow;
    uint32_t events[MANY_EVENTS];

    sop_states_get(self->states, number, explorer->slice, state);
    uint32_t n_events = sop_explorer_actions(explorer, state, events);
    for (uint32_t i = 0; i < n_events; i++)
        follow(self, number, state, events[i]);
    n_events = sop_explorer_timeouts(explorer, state, events);
    for (uint32_t i = 0; i < n_events; i++)
    {
        SopEventNumber event = sop_event_of(flow, events[i]);
        follow(self, number, state, event);
        if (flow->offers[events[i]].when != SOP_NONE)
            follow(self, number, state, event + 1);
    }
}

/* Is all that is wanted seen? `at`: the first that was not yet. */
static bool
is_satisfied(const SopReach *self, const GArray *wanted, guint *at)
{
    if (wanted == NULL)
        return false;
    while (*at < wanted->len && sop_seen_has(self->seen, g_array_index(wanted, SopElement, *at)))
        ++*at;
    return *at == wanted->len;
}

static void
search(SopReach *self, uint32_t limit, const GArray *wanted)
{
    SopState *state = sop_state_new(self->flow);
    guint satisfied = 0;

    open_all(self);
    while (self->n_looked_at < sop_states_count(self->states) &&
           sop_states_count(self->states) <= limit && self->n_tries / TRIES_A_STATE <= limit &&
           !self->explorer->overflow && !is_satisfied(self, wanted, &satisfied))
        follow_all(self, self->n_looked_at++, state);
    self->complete =
        self->n_looked_at == sop_states_count(self->states) && !self->explorer->overflow;
    sop_state_free(state);
}

static GArray *
numbers_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(uint32_t));
}

SopReach *
sop_reach_new(const SopDomains *domains, SopSlice *slice, uint32_t limit, bool reminders,
              const GArray *wanted)
{
    static const SopProperty nothing = {.kind = SOP_PROPERTY_DECIDED, .offer = SOP_NONE};
    SopReach *self = g_new0(SopReach, 1);

    self->domains = domains;
    self->flow = domains->flow;
    self->explorer = sop_explorer_new(domains, &nothing, slice);
    self->explorer->entered = numbers_new();
    self->explorer->accepted = numbers_new();
    self->explorer->taken = numbers_new();
    self->explorer->reminders = reminders;
    self->states = sop_states_new();
    self->edges = g_array_new(FALSE, FALSE, sizeof(SopEdge));
    self->rests = g_array_new(FALSE, FALSE, sizeof(uint8_t));
    self->seen = sop_seen_new(self->flow);
    self->explorer->meetings = sop_meetings_new();
    search(self, limit, wanted);
    return self;
}

void
sop_reach_free(SopReach *self)
{
    g_array_unref(self->explorer->entered);
    g_array_unref(self->explorer->accepted);
    g_array_unref(self->explorer->taken);
    sop_meetings_free(self->explorer->meetings);
    sop_explorer_free(self->explorer);
    sop_states_free(self->states);
    g_array_unref(self->edges);
    g_array_unref(self->rests);
    sop_seen_free(self->seen);
    g_free(self);
}

uint32_t
sop_reach_work(const SopReach *self)
{
    return MAX(sop_states_count(self->states), (uint32_t) (self->n_tries / TRIES_A_STATE));
}

unsigned
sop_reach_depth(const SopReach *self)
{
    unsigned depth = 0;
    uint32_t at = self->n_looked_at > 0 ? self->n_looked_at - 1 : SOP_NONE;

    for (; at != SOP_NONE; at = sop_states_parent(self->states, at))
    {
        SopEventNumber event = sop_states_event(self->states, at);
        depth += event != SOP_NONE && !sop_event_passes(self->flow, event);
    }
    return depth;
}
