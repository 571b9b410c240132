/* SPDX-License-Identifier: Apache-2.0 */
/* Breadth first through all states, so that the first path that breaks the property is a shortest. For
 * `leads_to` also: where a case would wait for ever if nobody acted any more. */
#include "check/search.h"
#include "check/goal.h"

void
sop_hunt_free(SopHunt *self)
{
    g_queue_clear_full(&self->found, (GDestroyNotify) sop_path_free);
    g_array_unref(self->leads);
    g_clear_pointer(&self->explorer->meetings, sop_meetings_free);
    sop_states_free(self->states);
    g_free(self->events);
    g_free(self);
}

/* ---- paths --------------------------------------------------------------------------------------------- */

void
sop_hunt_found_here(SopHunt *self, uint32_t number, SopWait waits)
{
    SopPath *path = sop_path_to(self->states, self->explorer->slice, number);

    path->waits = (uint8_t) waits;
    g_queue_push_head(&self->found, path); /* it is shorter than what begins here */
}

static void
found_by(SopHunt *self, SopEventNumber event)
{
    SopPath *path = sop_path_to(self->states, self->explorer->slice, self->at);
    SopPathStep step = {event, sop_state_new(self->explorer->flow)};

    sop_state_copy(step.state, self->explorer->state, self->explorer->slice);
    g_array_append_val(path->steps, step);
    g_queue_push_tail(&self->found, path);
}

/* ---- beginning --------------------------------------------------------------------------------------- */

enum
{
    TELL_EVERY = 16 * 1024, /* states */
};

SopHunt *
sop_hunt_new(SopExplorer *explorer, uint32_t limit, SopTally *tally)
{
    SopHunt *self = g_new0(SopHunt, 1);
    bool is_new;

    self->explorer = explorer;
    self->states = sop_states_new();
    self->limit = limit;
    self->tally = tally;
    self->events = g_new(uint32_t, MAX(explorer->flow->n_actions, explorer->flow->n_offers) + 1);
    self->leads = g_array_new(FALSE, FALSE, sizeof(SopLead));
    g_queue_init(&self->found);
    explorer->meetings = sop_meetings_new();
    sop_explorer_begin(explorer);
    do
        if (sop_explorer_open(explorer) == SOP_TRY_DONE && !explorer->state->closed)
        {
            uint32_t opened = sop_states_add(self->states, explorer->state, explorer->slice,
                                             SOP_NONE, SOP_NONE, &is_new);
            if (explorer->broken && g_queue_is_empty(&self->found))
                sop_hunt_found_here(self, opened, SOP_WAIT_NONE);
        }
    while (sop_explorer_next(explorer));
    self->stopped = explorer->overflow;
    return self;
}

/* ---- one state ------------------------------------------------------------------------------------------- */

/* The engine was not led on by it before: another way is wanted. */
static bool
is_blocked(const SopHunt *self, const SopState *from, SopEventNumber event)
{
    for (guint i = 0; self->blocked != NULL && i < self->blocked->len; i++)
    {
        const SopPathStep *blocked = &g_array_index(self->blocked, SopPathStep, i);
        if (blocked->event == event && sop_state_same(from, blocked->state, self->explorer->slice))
            return true;
    }
    return false;
}

/* Can no path of fewer events than wanted go there? */
static bool
is_too_far(const SopHunt *self, SopEventNumber event)
{
    const SopExplorer *explorer = self->explorer;
    uint32_t here = self->depth + !sop_event_passes(explorer->flow, event);

    return self->distances != NULL && self->below > 0 &&
           here + sop_distance_of(self->distances, explorer->state, explorer->slice) >= self->below;
}

static void
follow(SopHunt *self, const SopState *from, SopEventNumber event, bool stands)
{
    SopExplorer *explorer = self->explorer;
    bool told = false;

    if (is_blocked(self, from, event))
        return;
    sop_explorer_begin(explorer);
    do
    {
        bool is_new;
        SopTry result = sop_explorer_try(explorer, from, event);
        bool undecided = sop_property_ends_undecided(explorer->property) &&
                         result == SOP_TRY_UNDECIDED && explorer->broken;
        if (result != SOP_TRY_DONE && !undecided)
            continue;
        if (explorer->broken && !told)
        {
            found_by(self, event);
            told = true;
        }
        if (explorer->broken || explorer->state->closed || undecided || is_too_far(self, event))
            continue;
        uint32_t to = sop_states_add(self->states, explorer->state, explorer->slice, self->at,
                                     event, &is_new);
        if (stands && explorer->state->stands && sop_event_is_timeout(explorer->flow, event))
        {
            SopLead lead = {self->at, to, sop_event_timeout(explorer->flow, event)};
            g_array_append_val(self->leads, lead);
        }
    } while (sop_explorer_next(explorer));
}

static bool
is_leads_to(const SopExplorer *explorer)
{
    return explorer->property->kind == SOP_PROPERTY_SAFEGUARD &&
           explorer->flow->safeguards[explorer->property->safeguard].kind == SOP_SAFEGUARD_LEADS_TO;
}

static void
follow_timeouts(SopHunt *self, const SopState *state, bool stands)
{
    uint32_t *timeouts = self->events;
    uint32_t n_timeouts = sop_explorer_timeouts(self->explorer, state, timeouts);

    for (uint32_t i = 0; i < n_timeouts; i++)
        follow(self, state, sop_event_of(self->explorer->flow, timeouts[i]), stands);
}

/* That a timeout passes is no event: where that leads from the states that are still to be looked at, which are all
 * equally far, is as far. */
static void
let_pass(SopHunt *self)
{
    SopExplorer *explorer = self->explorer;
    SopState *state = sop_state_new(explorer->flow);
    uint32_t at = self->at;

    for (;
         self->at < sop_states_count(self->states) && sop_states_count(self->states) <= self->limit;
         self->at++)
    {
        sop_states_get(self->states, self->at, explorer->slice, state);
        bool stands = is_leads_to(explorer) && state->stands;
        uint32_t *timeouts = self->events;
        uint32_t n_timeouts = sop_explorer_timeouts(explorer, state, timeouts);
        for (uint32_t i = 0; i < n_timeouts; i++)
            if (explorer->flow->offers[timeouts[i]].when != SOP_NONE)
                follow(self, state, sop_event_of(explorer->flow, timeouts[i]) + 1, stands);
    }
    self->at = at;
    sop_state_free(state);
}

static void
expand(SopHunt *self, SopState *state)
{
    SopExplorer *explorer = self->explorer;
    SopAction *actions = self->events;

    sop_states_get(self->states, self->at, explorer->slice, state);
    if (!sop_explorer_rest_holds(explorer, state))
        sop_hunt_found_here(self, self->at, SOP_WAIT_NONE);
    else if (!sop_explorer_stays_possible(explorer, state))
        sop_hunt_found_here(self, self->at, SOP_WAIT_LATE);
    bool owed = is_leads_to(explorer) && sop_explorer_owes(explorer, state);
    uint32_t n_actions = sop_explorer_actions(explorer, state, actions);
    for (uint32_t i = 0; i < n_actions; i++)
        follow(self, state, actions[i], false);
    follow_timeouts(self, state, is_leads_to(explorer) && state->stands);
    if (owed && !sop_explorer_goes_on(explorer, state))
        sop_hunt_found_here(self, self->at, SOP_WAIT_STILL);
}

/* ---- the whole ------------------------------------------------------------------------------------------------- */

/* A path that ends where the case waits is shorter than one that goes on from there: so what was found goes on only
 * when the whole level was looked at. */
static bool
has_shortest(const SopHunt *self)
{
    const SopPath *first = g_queue_peek_head((GQueue *) &self->found);

    return first != NULL && (!is_leads_to(self->explorer) || self->at == self->level_ends ||
                             sop_path_length(self->explorer->flow, first) <= self->depth);
}

static void
begin_level(SopHunt *self)
{
    if (self->at > 0)
        self->depth++;
    let_pass(self);
    self->level_ends = sop_states_count(self->states);
}

SopPath *
sop_hunt_next(SopHunt *self)
{
    SopState *state = sop_state_new(self->explorer->flow);

    while (!has_shortest(self) && !self->complete && !self->stopped)
    {
        if (self->at == self->level_ends)
            begin_level(self);
        if (self->at == sop_states_count(self->states) ||
            (self->below > 0 && self->depth + 1 >= self->below))
        {
            self->complete = true;
            sop_hunt_find_rounds(self);
            break;
        }
        expand(self, state);
        if (++self->at % TELL_EVERY == 0)
            sop_tally_add(self->tally, TELL_EVERY);
        self->stopped = sop_states_count(self->states) > self->limit || self->explorer->overflow;
    }
    sop_state_free(state);
    return g_queue_pop_head(&self->found);
}
