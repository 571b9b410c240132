/* SPDX-License-Identifier: Apache-2.0 */
/* What a search has found, as a graph: from which states a case can be closed, which are traps, and where one goes
 * round at last. */
#include "check/structure.h"

/* ---- backwards from what is wanted ----------------------------------------------------------------------- */

/* All states from which one of `from` can be reached, and those; it is marked in place. */
static void
reach_backwards(const SopReach *survey, bool *from)
{
    uint32_t n_states = sop_states_count(survey->states);
    const SopEdge *edges = (const SopEdge *) (const void *) survey->edges->data;
    g_autofree uint32_t *first = g_new0(uint32_t, n_states + 2);
    g_autofree uint32_t *sources = g_new(uint32_t, survey->edges->len + 1);
    g_autofree uint32_t *waiting = g_new(uint32_t, n_states + 1);
    uint32_t n_waiting = 0;

    for (guint i = 0; i < survey->edges->len; i++)
        first[edges[i].to + 2]++;
    for (uint32_t i = 2; i < n_states + 2; i++)
        first[i] += first[i - 1];
    for (guint i = 0; i < survey->edges->len; i++)
        sources[first[edges[i].to + 1]++] = edges[i].from;
    for (uint32_t i = 0; i < n_states; i++)
        if (from[i])
            waiting[n_waiting++] = i;
    while (n_waiting > 0)
    {
        uint32_t state = waiting[--n_waiting];
        for (uint32_t i = first[state]; i < first[state + 1]; i++)
            if (!from[sources[i]])
            {
                from[sources[i]] = true;
                waiting[n_waiting++] = sources[i];
            }
    }
}

bool *
sop_reach_closes(const SopReach *self)
{
    uint32_t n_states = sop_states_count(self->states);
    bool *closes = g_new0(bool, n_states + 1);

    for (uint32_t i = 0; i < n_states; i++)
        closes[i] = (sop_reach_rest(self, i) & SOP_REST_CLOSES) != 0;
    reach_backwards(self, closes);
    return closes;
}

bool *
sop_reach_traps(const SopReach *survey)
{
    uint32_t n_states = sop_states_count(survey->states);
    g_autofree bool *closes = sop_reach_closes(survey);
    g_autofree bool *ends = g_new0(bool, n_states + 1);
    bool *traps = g_new0(bool, n_states + 1);
    uint32_t n_traps = 0;

    for (uint32_t i = 0; i < n_states; i++)
        ends[i] = sop_reach_rest(survey, i) == 0;
    reach_backwards(survey, ends);
    for (uint32_t i = 0; i < n_states; i++)
    {
        traps[i] = !closes[i] && (sop_reach_rest(survey, i) == 0 || !ends[i]);
        n_traps += traps[i];
    }
    if (n_traps == 0)
        g_clear_pointer(&traps, g_free);
    return traps;
}

bool *
sop_reach_from(const SopReach *survey, uint32_t number)
{
    const SopEdge *edges = (const SopEdge *) (const void *) survey->edges->data;
    bool *reached = g_new0(bool, sop_states_count(survey->states) + 1);
    bool more = true;

    reached[number] = true;
    while (more)
    {
        more = false;
        for (guint i = 0; i < survey->edges->len; i++)
            if (reached[edges[i].from] && !reached[edges[i].to])
                more = reached[edges[i].to] = true;
    }
    return reached;
}

uint32_t
sop_reach_last(const SopReach *survey, uint32_t trap)
{
    uint32_t n_states = sop_states_count(survey->states);

    for (uint32_t further = 0; further < n_states;)
    {
        g_autofree bool *reached = sop_reach_from(survey, trap);
        g_autofree bool *back = g_new0(bool, n_states + 1);
        back[trap] = true;
        reach_backwards(survey, back);
        further = 0;
        while (further < n_states && (!reached[further] || back[further]))
            further++;
        trap = further < n_states ? further : trap;
    }
    return trap;
}
