/* SPDX-License-Identifier: Apache-2.0 */
/* The events of one path again, following more than the search that found it: is there still such a path?
 * If not, which of what is followed more is needed to see that. */
#include "check/search.h"

#include <string.h>

#define CROSSES (SOP_NONE - 1) /* in place of an event: it was reached by the path's own */

typedef struct
{
    SopStates *states;
    uint32_t n_crossed; /* of them: the path's next event was tried there */
    bool underway;      /* … and in the next of them not yet every way that it can go */
    SopTape tape;       /* what is left of that */
    SopMeetings *meetings;
    uint32_t n_widened; /* … and the steps inside regions */
} Layer;

typedef struct
{
    SopExplorer *explorer;
    const SopPath *path;
    const SopSlice
        *coarse; /* that of the path, if steps inside its regions may be put between; NULL */
    SopState *from, *projected;
    GArray *layers;        /* Layer: after so many events */
    uint32_t last;         /* the state from which the last event breaks the property */
    SopMeetings *meetings; /* of steps inside regions */
    bool breaks_open;      /* opening the case may break it */
    bool too_wide;
} Retrace;

static Layer *
layer_at(const Retrace *self, guint at)
{
    return &g_array_index(self->layers, Layer, at);
}

static void
clear_layer(gpointer data)
{
    Layer *layer = data;

    sop_states_free(layer->states);
    sop_meetings_free(layer->meetings);
}

/* What the explorer has just come to, from a state of the same layer or the one before. */
static void
reach(Retrace *self, guint at, uint32_t parent, SopEventNumber event)
{
    SopStates *states = layer_at(self, at)->states;
    bool is_new;

    sop_states_add(states, self->explorer->state, self->explorer->slice, parent, event, &is_new);
    self->too_wide = self->too_wide ||
                     sop_states_count(states) > sop_effort_for(self->explorer->property)->width;
}

static void
open_case(Retrace *self)
{
    SopExplorer *explorer = self->explorer;

    sop_explorer_begin(explorer);
    do
        if (sop_explorer_open(explorer) == SOP_TRY_DONE && !explorer->state->closed)
        {
            reach(self, 0, SOP_NONE, CROSSES);
            self->breaks_open = self->breaks_open || explorer->broken;
        }
    while (sop_explorer_next(explorer));
}

static const SopPathStep *
step_at(const Retrace *self, guint at)
{
    return &g_array_index(self->path->steps, SopPathStep, at);
}

/* Does the property hold at the last rest? That timeouts lead round is not looked for again. */
static bool
holds_at(const Retrace *self, const SopState *rest)
{
    SopExplorer *explorer = self->explorer;

    if (self->path->waits == SOP_WAIT_NONE)
        return sop_explorer_rest_holds(explorer, rest);
    if (self->path->waits == SOP_WAIT_LATE)
        return sop_explorer_stays_possible(explorer, rest);
    return !sop_explorer_owes(explorer, rest) ||
           (self->path->waits == SOP_WAIT_STILL && sop_explorer_goes_on(explorer, rest));
}

/* Does what the explorer just tried break the property, as the last event of the path? */
static bool
breaks(Retrace *self, SopTry result)
{
    SopExplorer *explorer = self->explorer;

    if (result == SOP_TRY_REFUSED || result == SOP_TRY_MET ||
        (result == SOP_TRY_UNDECIDED && !sop_property_ends_undecided(explorer->property)))
        return false;
    if (explorer->broken)
        return true;
    if (result != SOP_TRY_DONE || explorer->state->closed)
        return false;
    SopState *state = sop_state_new(explorer->flow);
    sop_state_copy(state, explorer->state, explorer->slice);
    bool holds = holds_at(self, state);
    sop_state_copy(explorer->state, state, explorer->slice);
    sop_state_free(state);
    return !holds;
}

/* ---- steps inside a region ---------------------------------------------------------------------------------- */

/* Is it still where the path is, as far as the path can tell? */
static bool
stays(Retrace *self, guint at)
{
    const SopExplorer *explorer = self->explorer;
    const SopState *richer = explorer->state;
    const SopState *here = at == 0 ? self->path->start : step_at(self, at - 1)->state;
    SopState *coarse = self->projected;

    sop_state_copy(coarse, richer, explorer->slice);
    for (uint32_t i = 0; i < self->coarse->items->len; i++)
        coarse->items[i] =
            richer->items[explorer->slice->slots[g_array_index(self->coarse->items, SopItem, i)]];
    sop_state_settle(coarse, self->coarse);
    return sop_state_like(coarse, here, self->coarse);
}

/* Is the node in a region where the path's next event may come from? */
static bool
is_beside(const Retrace *self, guint at, SopNode node)
{
    const SopFlow *flow = self->explorer->flow;
    SopEventNumber event = step_at(self, at)->event;
    SopNode region = self->coarse->regions[node];

    if (region == SOP_NONE)
        return false;
    if (sop_event_is_timeout(flow, event))
        return sop_node_contains(flow, region, flow->offers[sop_event_timeout(flow, event)].node);
    const SopList offers = flow->actions[event].offers;
    for (uint32_t i = 0; i < offers.count; i++)
        if (sop_node_contains(flow, region, flow->offers[sop_list_items(flow, offers)[i]].node))
            return true;
    return false;
}

static bool
is_inside(const Retrace *self, guint at, SopAction action)
{
    const SopFlow *flow = self->explorer->flow;
    const SopList offers = flow->actions[action].offers;

    for (uint32_t i = 0; i < offers.count; i++)
        if (is_beside(self, at, flow->offers[sop_list_items(flow, offers)[i]].node))
            return true;
    return false;
}

static bool
is_there(const Retrace *self, guint at)
{
    const SopExplorer *explorer = self->explorer;

    return sop_states_has(layer_at(self, at)->states, explorer->state, explorer->slice);
}

/* What can be reached from one state of a layer by such a step. */
static void
widen(Retrace *self, guint at, uint32_t number)
{
    SopExplorer *explorer = self->explorer;
    g_autofree SopAction *actions = g_new(SopAction, explorer->flow->n_actions + 1);

    sop_states_get(layer_at(self, at)->states, number, explorer->slice, self->from);
    uint32_t n_actions = sop_explorer_actions(explorer, self->from, actions);
    explorer->meetings = self->meetings;
    for (uint32_t k = 0; k < n_actions; k++)
    {
        if (!is_inside(self, at, actions[k]))
            continue;
        sop_explorer_begin(explorer);
        do
            if (sop_explorer_try(explorer, self->from, actions[k]) == SOP_TRY_DONE &&
                !explorer->broken && !explorer->state->closed && !is_there(self, at) &&
                stays(self, at))
                reach(self, at, number, actions[k]);
        while (sop_explorer_next(explorer));
    }
}

/* One way that the path's next event can go, from the next state of a layer. Returns: whether the property is
 * broken, by the state that the explorer is left with. */
static bool
cross(Retrace *self, guint at)
{
    SopExplorer *explorer = self->explorer;
    Layer *layer = layer_at(self, at);
    bool is_last = at + 1 == self->path->steps->len;

    explorer->meetings = layer->meetings;
    self->last = layer->n_crossed;
    sop_states_get(layer->states, self->last, explorer->slice, self->from);
    if (layer->underway)
        explorer->tape = layer->tape;
    else
        sop_explorer_begin(explorer);
    SopTry result = sop_explorer_try(explorer, self->from, step_at(self, at)->event);
    if (is_last && breaks(self, result))
        return true;
    if (!is_last && result == SOP_TRY_DONE && !explorer->state->closed)
        reach(self, at + 1, self->last, CROSSES);
    layer->underway = sop_explorer_next(explorer);
    if (layer->underway)
        layer->tape = explorer->tape;
    else
        layer->n_crossed++;
    return false;
}

/* One more thing is tried, where the path is furthest: its next event, then the steps inside regions. Returns:
 * whether there was any. */
static bool
go_on(Retrace *self, bool *ret_found)
{
    for (guint at = self->layers->len; at > 0; at--)
    {
        Layer *layer = layer_at(self, at - 1);
        uint32_t n_states = sop_states_count(layer->states);
        if (layer->n_crossed < n_states)
        {
            *ret_found = cross(self, at - 1);
            return true;
        }
        if (self->coarse != NULL && layer->n_widened < n_states)
        {
            widen(self, at - 1, layer->n_widened++);
            return true;
        }
    }
    return false;
}

static void
put_first(SopPath *path, SopEventNumber event, SopState *state)
{
    SopPathStep step = {event, state};

    g_array_prepend_val(path->steps, step);
}

/* The steps by which `number` of a layer was reached. Returns: the state that it was reached from, of the
 * layer before; of the first layer, where it began. */
static uint32_t
put_layer(const Retrace *self, SopPath *path, guint at, uint32_t number)
{
    const SopStates *layer = layer_at(self, at)->states;

    for (;;)
    {
        SopEventNumber event = sop_states_event(layer, number);
        if (event == CROSSES && at == 0)
            return number;
        SopState *state = sop_state_new(self->explorer->flow);
        sop_states_get(layer, number, self->explorer->slice, state);
        put_first(path, event == CROSSES ? step_at(self, at - 1)->event : event, state);
        number = sop_states_parent(layer, number);
        if (event == CROSSES)
            return number;
    }
}

static SopPath *
path_of(const Retrace *self)
{
    SopExplorer *explorer = self->explorer;
    SopPath *path = g_new0(SopPath, 1);
    uint32_t number = self->last;

    path->waits = self->path->waits;
    path->steps = g_array_new(FALSE, FALSE, sizeof(SopPathStep));
    for (guint at = self->path->steps->len; at > 0; at--)
    {
        if (at == self->path->steps->len)
        {
            SopState *end = sop_state_new(explorer->flow);
            sop_state_copy(end, explorer->state, explorer->slice);
            put_first(path, step_at(self, at - 1)->event, end);
        }
        number = put_layer(self, path, at - 1, number);
    }
    path->start = sop_state_new(explorer->flow);
    if (sop_states_count(layer_at(self, 0)->states) > number)
        sop_states_get(layer_at(self, 0)->states, number, explorer->slice, path->start);
    return path;
}

/* A path of no events: is it broken where a case is opened? */
static bool
breaks_at_start(Retrace *self)
{
    SopExplorer *explorer = self->explorer;
    const SopStates *opened = layer_at(self, 0)->states;
    bool found = self->breaks_open;

    for (uint32_t i = 0; i < sop_states_count(opened) && !found; i++)
    {
        sop_states_get(opened, i, explorer->slice, self->from);
        found = !holds_at(self, self->from);
        self->last = i;
    }
    return found;
}

SopPath *
sop_retrace(SopExplorer *explorer, const SopPath *path, const SopSlice *coarse, bool *ret_too_wide)
{
    Retrace self = {.explorer = explorer,
                    .path = path,
                    .coarse = coarse,
                    .from = sop_state_new(explorer->flow),
                    .projected = sop_state_new(explorer->flow),
                    .meetings = sop_meetings_new(),
                    .layers = g_array_new(FALSE, TRUE, sizeof(Layer))};
    bool found = false;

    g_array_set_clear_func(self.layers, clear_layer);
    for (guint at = 0; at < MAX(path->steps->len, 1); at++)
    {
        Layer layer = {.states = sop_states_new(), .meetings = sop_meetings_new()};
        g_array_append_val(self.layers, layer);
    }
    open_case(&self);
    if (path->steps->len == 0)
        found = breaks_at_start(&self);
    else
        while (!found && !self.too_wide && go_on(&self, &found))
            self.too_wide = self.too_wide || explorer->overflow;
    SopPath *retraced = found ? path_of(&self) : NULL;
    *ret_too_wide = self.too_wide;
    explorer->meetings = NULL;
    sop_meetings_free(self.meetings);
    g_array_unref(self.layers);
    sop_state_free(self.from);
    sop_state_free(self.projected);
    return retraced;
}

/* ---- what is needed to see that there is none --------------------------------------------------------------- */

static bool
is_gone(const SopDomains *domains, const SopProperty *property, const SopPath *path,
        const SopSlice *slice, bool exact, const GArray *more, const bool *without)
{
    SopSlice *richer = sop_slice_copy(domains, slice);
    bool too_wide;

    for (guint i = 0; i < more->len; i++)
        if (!without[i])
            sop_slice_add(richer, g_array_index(more, SopItem, i));
    SopExplorer *explorer = sop_explorer_new(domains, property, richer);
    SopPath *retraced = sop_retrace(explorer, path, exact ? NULL : slice, &too_wide);
    bool gone = retraced == NULL && !too_wide;
    g_clear_pointer(&retraced, sop_path_free);
    sop_explorer_free(explorer);
    sop_slice_free(richer);
    return gone;
}

bool
sop_retrace_is_gone(const SopDomains *domains, const SopProperty *property, const SopPath *path,
                    const SopSlice *slice, bool exact, const GArray *more)
{
    g_autofree bool *without = g_new0(bool, more->len + 1);

    return is_gone(domains, property, path, slice, exact, more, without);
}

/* What was wanted last decided, mostly; and the less is followed, the sooner that is seen. Returns: from
 * where on everything is enough. */
static guint
enough_from(const SopDomains *domains, const SopProperty *property, const SopPath *path,
            const SopSlice *slice, bool exact, const GArray *more, bool *without)
{
    for (guint n = 1; n < more->len; n *= 2)
    {
        for (guint i = 0; i < more->len; i++)
            without[i] = i < more->len - n;
        if (is_gone(domains, property, path, slice, exact, more, without))
            return more->len - n;
    }
    memset(without, 0, more->len * sizeof(bool));
    return 0;
}

void
sop_retrace_reduce(const SopDomains *domains, const SopProperty *property, const SopPath *path,
                   const SopSlice *slice, bool exact, GArray *more)
{
    g_autofree bool *without = g_new0(bool, more->len + 1);
    guint first = enough_from(domains, property, path, slice, exact, more, without);

    bool each = more->len - first <= sop_effort_for(property)->items;

    for (guint i = first; i < more->len && each; i++)
    {
        without[i] = true;
        without[i] = is_gone(domains, property, path, slice, exact, more, without);
    }
    for (guint i = more->len; i > 0; i--)
        if (without[i - 1])
            g_array_remove_index(more, i - 1);
}
