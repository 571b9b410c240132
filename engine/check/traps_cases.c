/* SPDX-License-Identifier: Apache-2.0 */
/* Traps that a search for one step does not see, since it does not follow what lies further on: the engine is led into
 * the step in several ways, and of each case it is asked whether it can still be closed, at once and when what is
 * there has expired or become too late. */
#include "check/proof.h"
#include "check/structure.h"

#include <string.h>

enum
{
    CASES = 6,       /* of one step, that are asked */
    MISSES = 3,      /* states of one step into which the engine is not led */
    PROOF = 2000,    /* states of one search */
    MOMENTS = 8,     /* at which what is there may become too late; of more, these */
    PATIENCE = 40,   /* timeouts that run meanwhile */
    APPROACHES = 4,  /* states on the way to a trap, from the last backwards */
    DRIFT = 6,       /* timeouts that lead on from one */
    HOURS_A_DAY = 24 /* of the days that are told */
};

/* ---- the case --------------------------------------------------------------------------------------------- */

/* Nobody acts until then. Returns: whether the case is still where it was. */
static bool
wait_until(SopCase *of, SopInstant until)
{
    SopNode leaves[SOP_LIMIT_PARALLEL];
    uint32_t n_leaves = of->n_leaves;

    memcpy(leaves, sop_case_leaves(of), n_leaves * sizeof(SopNode));
    for (unsigned i = 0; i < PATIENCE; i++)
    {
        SopInstant due = sop_case_next_due(of);
        if (due == SOP_INSTANT_NONE || due > until)
        {
            of->last = MAX(of->last, until);
            return true;
        }
        sop_case_tick(of, due, NULL);
        if (of->closed || of->stuck || of->n_leaves != n_leaves ||
            memcmp(leaves, sop_case_leaves(of), n_leaves * sizeof(SopNode)) != 0)
            return false;
    }
    return false;
}

/* ---- what time takes ---------------------------------------------------------------------------------------- */

typedef struct
{
    SopInstant at[MOMENTS]; /* rising */
    unsigned n;
} Moments;

static void
add_moment(Moments *self, SopInstant moment)
{
    unsigned place = self->n;

    if (moment == SOP_INSTANT_NONE || self->n == MOMENTS)
        return;
    while (place > 0 && self->at[place - 1] > moment)
        place--;
    memmove(&self->at[place + 1], &self->at[place], (self->n - place) * sizeof self->at[0]);
    self->at[place] = moment;
    self->n++;
}

static void
add_last_moments(Moments *self, SopRun *run, SopNode node)
{
    const SopFlowNode *of = &run->flow->nodes[node];

    for (uint32_t i = of->offers; i < of->offers + of->n_offers; i++)
        if (run->flow->offers[i].has_not_after)
        {
            SopInstant over = sop_run_moment(run, &run->flow->offers[i].not_after, node);
            add_moment(self, over > run->now ? over + 1 : SOP_INSTANT_NONE);
        }
}

/* Of documents that expire by the procedure itself: the day after. */
static void
add_expiries(Moments *self, const SopCase *of)
{
    const SopFlow *flow = of->flow;

    for (SopPaper document = 0; document < flow->n_documents; document++)
    {
        const SopOnFile *on_file = sop_case_documents(of)[document];
        if (on_file != NULL && on_file->has_expires && flow->documents[document].has_valid_for)
            add_moment(self, sop_zone_day_start(flow->zone, on_file->expires + 1));
    }
}

static Moments
moments_of(SopCase *of)
{
    const SopFlow *flow = of->flow;
    g_autoptr(SopVerdict) verdict = sop_verdict_new();
    Moments self = {.n = 0};
    SopRun run;

    sop_run_init(&run, of, NULL, of->last, verdict);
    for (SopNode node = 0; node < flow->n_nodes; node++)
        if (sop_case_is_at(of, node))
            add_last_moments(&self, &run, node);
    sop_run_clear(&run);
    add_expiries(&self, of);
    return self;
}

/* ---- asking ----------------------------------------------------------------------------------------------------- */

typedef struct
{
    const SopReach *survey;
    SopNode step;
    uint32_t *work;
} Asking;

static bool
is_trapped(const Asking *self, const SopCase *of)
{
    return sop_case_is_trapped(self->survey->domains, of, PROOF, self->work);
}

static bool
is_trapped_after(const Asking *self, const SopCase *of, SopInstant until)
{
    g_autoptr(SopCase) later = sop_case_dup(of);

    return wait_until(later, until) && is_trapped(self, later);
}

/* The first moment from which on it is trapped; SOP_INSTANT_NONE: it is not, or time leads on. */
static SopInstant
trapped_from(const Asking *self, SopCase *of)
{
    Moments moments = moments_of(of);

    while (moments.n > 0 && moments.at[moments.n - 1] > of->last)
    {
        g_autoptr(SopCase) later = sop_case_dup(of);
        if (wait_until(later, moments.at[moments.n - 1]))
            break;
        moments.n--;
    }
    if (moments.n == 0 || !is_trapped_after(self, of, moments.at[moments.n - 1]))
        return SOP_INSTANT_NONE;
    unsigned first = 0;
    while (first + 1 < moments.n && !is_trapped_after(self, of, moments.at[first]))
        first++;
    return moments.at[first];
}

/* Returns: (transfer full): SopNode. */
static GArray *
steps_of(const SopCase *of)
{
    GArray *steps = g_array_new(FALSE, FALSE, sizeof(SopNode));

    for (uint32_t i = 0; i < of->n_leaves; i++)
        if (of->flow->nodes[sop_case_leaves(of)[i]].kind == SOP_KIND_STEP)
            g_array_append_val(steps, sop_case_leaves(of)[i]);
    return steps;
}

static bool
ask(const Asking *self, GArray *acts, SopTrapped *ret)
{
    g_autoptr(SopCase) of = sop_acts_play(self->survey->flow, acts);

    if (of == NULL || of->closed || !sop_case_is_at(of, self->step))
        return false;
    bool at_once = is_trapped(self, of);
    SopInstant from = at_once ? of->last : trapped_from(self, of);
    if (from == SOP_INSTANT_NONE)
        return false;
    SopInstant day = HOURS_A_DAY * SOP_HOUR;
    *ret = (SopTrapped) {.acts = g_array_ref(acts),
                         .steps = steps_of(of),
                         .days = (unsigned) ((from - of->last + day - 1) / day)};
    return true;
}

static bool
is_at_step(const Asking *self, uint32_t number, SopState *state)
{
    const SopSlice *slice = self->survey->explorer->slice;

    sop_states_get(self->survey->states, number, slice, state);
    for (uint32_t i = 0; i < state->n_leaves; i++)
        if (state->leaves[i] == self->step && slice->regions[self->step] == SOP_NONE)
            return true;
    return false;
}

/* Returns: (transfer full) (nullable). */
static GArray *
lead(const SopReach *survey, uint32_t number)
{
    g_autoptr(GArray) more = g_array_new(FALSE, FALSE, sizeof(SopItem));
    bool gone;

    return sop_trap_confirm(survey, number, more, &gone);
}

bool
sop_trap_search(const SopReach *survey, SopNode step, uint32_t *ret_work, SopTrapped *ret)
{
    Asking self = {survey, step, ret_work};
    SopState *state = sop_state_new(survey->flow);
    unsigned n_cases = 0;
    unsigned n_misses = 0;
    bool found = false;

    for (uint32_t i = 0;
         i < sop_states_count(survey->states) && n_cases < CASES && n_misses < MISSES && !found;
         i++)
    {
        if (!is_at_step(&self, i, state))
            continue;
        GArray *acts = lead(survey, i);
        n_misses += acts == NULL;
        n_cases += acts != NULL;
        found = acts != NULL && ask(&self, acts, ret);
        ret->state = i;
        g_clear_pointer(&acts, g_array_unref);
    }
    sop_state_free(state);
    return found;
}

/* ---- where time leads -------------------------------------------------------------------------------------------- */

static void
note_timeouts(const SopCase *of, const SopVerdict *verdict, SopInstant at, GArray *acts)
{
    const SopFlow *flow = of->flow;

    for (unsigned i = 0; i < sop_verdict_count_events(verdict); i++)
    {
        uint32_t timeout = sop_verdict_event(verdict, i).timeout;
        SopAct act = {.event = sop_event_of(flow, timeout),
                      .at = at,
                      .closed = SOP_NONE,
                      .leaves = steps_of(of)};
        g_array_append_val(acts, act);
    }
}

/* Nobody acts any more: does time lead it into a trap? What runs is added to the acts. */
static bool
drifts_into_trap(const Asking *self, SopCase *of, GArray *acts)
{
    g_autoptr(SopVerdict) verdict = sop_verdict_new();

    for (unsigned i = 0; i < DRIFT && !of->closed; i++)
    {
        if (is_trapped(self, of))
            return true;
        SopInstant due = sop_case_next_due(of);
        if (due == SOP_INSTANT_NONE || sop_case_tick(of, due, verdict) == 0)
            return false;
        note_timeouts(of, verdict, due, acts);
    }
    return false;
}

bool
sop_trap_approach(const SopReach *survey, uint32_t number, uint32_t *ret_work, SopTrapped *ret)
{
    Asking self = {survey, SOP_NONE, ret_work};

    for (unsigned i = 0; i < APPROACHES && number != SOP_NONE; i++)
    {
        g_autoptr(GArray) acts = lead(survey, number);
        g_autoptr(SopCase) of = acts != NULL ? sop_acts_play(survey->flow, acts) : NULL;
        if (of != NULL && drifts_into_trap(&self, of, acts))
        {
            *ret = (SopTrapped) {number, g_steal_pointer(&acts), steps_of(of), 0};
            return true;
        }
        number = sop_states_parent(survey->states, number);
    }
    return false;
}
