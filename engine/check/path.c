/* SPDX-License-Identifier: Apache-2.0 */
/* A path: where it begins, and the events and states that follow, read back from a set of states that knows
 * of each how it was first reached. */
#include "check/search.h"

static SopState *
state_of(const SopStates *states, const SopSlice *slice, uint32_t number)
{
    SopState *state = sop_state_new(slice->flow);

    sop_states_get(states, number, slice, state);
    return state;
}

SopPath *
sop_path_to(const SopStates *states, const SopSlice *slice, uint32_t number)
{
    SopPath *path = g_new0(SopPath, 1);

    path->steps = g_array_new(FALSE, FALSE, sizeof(SopPathStep));
    for (; sop_states_parent(states, number) != SOP_NONE;
         number = sop_states_parent(states, number))
    {
        SopPathStep step = {sop_states_event(states, number), state_of(states, slice, number)};
        g_array_prepend_val(path->steps, step);
    }
    path->start = state_of(states, slice, number);
    return path;
}

void
sop_path_free(SopPath *self)
{
    for (guint i = 0; i < self->steps->len; i++)
        sop_state_free(g_array_index(self->steps, SopPathStep, i).state);
    g_array_unref(self->steps);
    sop_state_free(self->start);
    g_free(self);
}

uint32_t
sop_path_length(const SopFlow *flow, const SopPath *path)
{
    uint32_t length = 0;

    for (guint i = 0; i < path->steps->len; i++)
        length += !sop_event_passes(flow, g_array_index(path->steps, SopPathStep, i).event);
    return length;
}
