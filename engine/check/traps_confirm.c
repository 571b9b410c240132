/* SPDX-License-Identifier: Apache-2.0 */
/* The engine is led along a path into a trap: it has to rest there with just what the search followed. */
#include "check/structure.h"

#include <string.h>

/* ---- is it there? ---------------------------------------------------------------------------------------- */

bool
sop_place_is_wanted(const SopPlaceWanted *self, const SopState *state, const SopSlice *from)
{
    SopState *here = sop_state_new(from->flow);

    sop_state_copy(here, state, from);
    for (uint32_t i = 0; i < self->slice->items->len; i++)
        here->items[i] = state->items[from->slots[g_array_index(self->slice->items, SopItem, i)]];
    sop_state_settle(here, self->slice);
    bool same = sop_state_same(here, self->state, self->slice);
    sop_state_free(here);
    return same;
}

static uint8_t
paper_of(const SopCase *of, SopPaper document)
{
    const SopOnFile *on_file = sop_case_documents(of)[document];

    return on_file == NULL     ? SOP_PAPER_ABSENT
           : on_file->verified ? SOP_PAPER_VERIFIED
                               : SOP_PAPER_ON_FILE;
}

static uint8_t
class_in(const SopDomains *domains, const SopCase *of, SopItem item)
{
    const SopFlow *flow = of->flow;

    if (item < flow->n_facts)
        return sop_domains_class(domains, item, &sop_case_facts(of)[item]);
    item -= flow->n_facts;
    if (item < flow->n_documents)
        return paper_of(of, item);
    item -= flow->n_documents;
    g_assert(item < flow->n_actions); /* timeouts that ran are never followed for a place */
    uint32_t slot = flow->actions[item].done_slot;
    return slot != SOP_NONE && sop_case_done(of)[slot] != SOP_INSTANT_NONE;
}

static void
put_past(SopPast *past, const SopHistory *history)
{
    *past = (SopPast) {0};
    if (history == NULL)
        return;
    past->finished = history->finished;
    past->n_leaves = (uint8_t) history->n_leaves;
    memcpy(past->leaves, sop_history_leaves(history), history->n_leaves * sizeof(SopNode));
}

void
sop_state_of_case(const SopDomains *domains, const SopSlice *slice, const SopCase *of,
                  SopState *ret)
{
    const SopFlow *flow = domains->flow;

    ret->closed = false;
    ret->stands = false;
    ret->n_leaves = of->n_leaves;
    memcpy(ret->leaves, sop_case_leaves(of), of->n_leaves * sizeof(SopNode));
    for (uint32_t i = 0; i < slice->items->len; i++)
        ret->items[i] = class_in(domains, of, g_array_index(slice->items, SopItem, i));
    for (uint32_t i = 0; i < flow->layout.n_outcomes; i++)
        ret->outcomes[i] = sop_case_short_outcomes(of)[i];
    for (uint32_t i = 0; i < flow->layout.n_histories; i++)
        put_past(&ret->pasts[i], sop_case_histories(of)[i]);
    sop_state_settle(ret, slice);
}

bool
sop_place_holds(const SopPlaceWanted *self, const SopDomains *domains, const SopCase *of)
{
    if (of->closed)
        return false;
    SopState *here = sop_state_new(domains->flow);
    sop_state_of_case(domains, self->slice, of, here);
    bool same = sop_state_same(here, self->state, self->slice);
    sop_state_free(here);
    return same;
}

/* ---- a path ------------------------------------------------------------------------------------------------- */

static SopState *
state_of(const SopReach *survey, uint32_t number)
{
    SopState *state = sop_state_new(survey->flow);

    sop_states_get(survey->states, number, survey->explorer->slice, state);
    return state;
}

static SopPath *
path_to(const SopReach *survey, uint32_t number)
{
    SopPath *path = g_new0(SopPath, 1);

    path->steps = g_array_new(FALSE, FALSE, sizeof(SopPathStep));
    for (; sop_states_parent(survey->states, number) != SOP_NONE;
         number = sop_states_parent(survey->states, number))
    {
        SopPathStep step = {sop_states_event(survey->states, number), state_of(survey, number)};
        g_array_prepend_val(path->steps, step);
    }
    path->start = state_of(survey, number);
    return path;
}

/* ---- the engine ----------------------------------------------------------------------------------------------- */

typedef struct
{
    const SopDomains *domains;
    const SopPlaceWanted *wanted;
    const SopPath *path;
    const SopSlice *coarse;
    SopSlice *richer;
    GArray *acts; /* once it is confirmed */
    bool gone;    /* there is no such path when more is followed */
} Attempt;

static void
try_once(Attempt *self, GArray *wanted)
{
    SopFlow *flow = (SopFlow *) self->domains->flow; /* safeguards are enforced: a real case */
    bool too_wide;
    SopExplorer *explorer = sop_explorer_new(self->domains, &self->wanted->property, self->richer);
    SopPath *retraced = sop_retrace(explorer, self->path, self->coarse, &too_wide);

    g_array_set_size(wanted, 0);
    self->gone = retraced == NULL && !too_wide;
    if (retraced != NULL)
    {
        self->acts = sop_replay(self->domains, explorer, retraced, flow, flow, wanted);
        sop_path_free(retraced);
    }
    sop_explorer_free(explorer);
}

static void
take_more(SopSlice *slice, const GArray *wanted, GArray *more)
{
    for (guint i = 0; i < wanted->len; i++)
        if (sop_slice_add(slice, g_array_index(wanted, SopItem, i)))
            g_array_append_val(more, g_array_index(wanted, SopItem, i));
}

GArray *
sop_trap_confirm(const SopReach *survey, uint32_t number, GArray *ret_more)
{
    SopSlice *coarse = survey->explorer->slice;
    SopState *state = state_of(survey, number);
    SopPlaceWanted place = {{SOP_PROPERTY_ABSENT, SOP_NONE, SOP_NONE}, coarse, state};
    SopPath *path = path_to(survey, number);
    Attempt self = {.domains = survey->domains,
                    .wanted = &place,
                    .path = path,
                    .coarse = coarse,
                    .richer = sop_slice_copy(survey->domains, coarse)};
    g_autoptr(GArray) wanted = g_array_new(FALSE, FALSE, sizeof(SopItem));
    g_autoptr(GArray) more = g_array_new(FALSE, FALSE, sizeof(SopItem));
    guint n_more;

    do
    {
        n_more = more->len;
        try_once(&self, wanted);
        if (self.acts == NULL && !self.gone)
            take_more(self.richer, wanted, more);
    } while (self.acts == NULL && !self.gone && more->len > n_more);
    if (self.gone && more->len > 0)
    {
        sop_retrace_reduce(survey->domains, &place.property, path, coarse, false, more);
        g_array_append_vals(ret_more, more->data, more->len);
    }
    sop_path_free(path);
    sop_state_free(state);
    sop_slice_free(self.richer);
    return self.acts;
}
