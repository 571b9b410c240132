/* SPDX-License-Identifier: Apache-2.0 */
/* A timeout of a path: on the engine time goes on until it is due, and what else is due by then runs, too. */
#include "check/replay_parts.h"

/* As which of the verdict's events it ran; UINT_MAX: it did not. */
static unsigned
turn_of(const SopVerdict *verdict, uint32_t offer)
{
    for (unsigned i = 0; i < sop_verdict_count_events(verdict); i++)
        if (sop_verdict_event(verdict, i).timeout == offer)
            return i;
    return UINT_MAX;
}

/* It ran before the path has it. */
static bool
has_strayed(const SopFollower *follower, SopEventNumber event)
{
    for (guint i = 0; i < follower->acts->len; i++)
        if (g_array_index(follower->acts, SopAct *, i)->event == event)
            return true;
    return false;
}

/* … and that will do: as the last event, it would have to be refused or undecided, or show something. */
static bool
has_run(const SopReplay *self, const SopFollower *follower)
{
    bool is_goal = self->domains->goal != NULL;
    bool is_decided =
        self->explorer->property->kind == SOP_PROPERTY_DECIDED && sop_replay_is_last(self);

    return follower->strayed && has_strayed(follower, sop_replay_step_of(self)->event) &&
           !is_decided && !sop_replay_is_refused_at_last(self) &&
           !sop_replay_is_unknown_at_last(self) &&
           (is_goal || sop_replay_shows(self, follower->of));
}

static void
stay(SopReplay *self, const SopFollower *follower)
{
    SopFollower next = {sop_case_dup(follower->of), g_array_new(FALSE, FALSE, sizeof(SopAct *)),
                        true};

    g_array_append_vals(next.acts, follower->acts->data, follower->acts->len);
    g_array_append_val(self->next, next);
}

typedef struct /* time goes on to where a timeout is due */
{
    const SopFollower *follower;
    SopCase *of;
    GPtrArray *strays;
    uint32_t offer;
    SopInstant due;
} Tick;

/* … the last event, which only the safeguard refuses: then it runs sooner where nothing is enforced. */
static bool
is_refused_in_time(SopReplay *self, const Tick *tick, SopCase *unguarded)
{
    g_autoptr(SopVerdict) verdict = sop_verdict_new();
    unsigned turn = turn_of(self->verdict, tick->offer);

    if (turn == 0 || (turn == UINT_MAX && !tick->of->stuck))
        return false;
    sop_case_tick(unguarded, tick->due, verdict);
    if (turn_of(verdict, tick->offer) >= turn ||
        !sop_replay_follows(self, tick->follower, tick->strays, unguarded))
        return false;
    SopAct act = {.event = sop_replay_step_of(self)->event,
                  .at = tick->due,
                  .refused = sop_reason_code_name(SOP_REASON_SAFEGUARD)};
    sop_replay_confirm(self, tick->follower, tick->strays, sop_case_dup(unguarded),
                       g_memdup2(&act, sizeof act));
    return true;
}

/* … and what was due together with it may have led on already. */
static bool
happens_in_time(SopReplay *self, const Tick *tick)
{
    bool passes = sop_event_passes(self->flow, sop_replay_step_of(self)->event);
    unsigned turn = turn_of(self->verdict, tick->offer);
    unsigned n_events = sop_verdict_count_events(self->verdict);
    SopAct act = {.event = sop_replay_step_of(self)->event, .at = tick->due};

    if ((turn != UINT_MAX) == passes || !sop_replay_shows(self, tick->of))
        return false;
    if (!sop_replay_follows(self, tick->follower, tick->strays, tick->of))
    {
        if (passes || n_events < 2)
            return false;
        sop_replay_note_strays(self, self->verdict, 0, turn, tick->of, tick->due, tick->strays);
        sop_replay_note_strays(self, self->verdict, turn + 1, n_events, tick->of, tick->due,
                               tick->strays);
    }
    sop_replay_confirm(self, tick->follower, tick->strays, sop_case_dup(tick->of),
                       g_memdup2(&act, sizeof act));
    return true;
}

/* … at a decision that cannot be taken. */
static bool
is_undecided_in_time(SopReplay *self, const Tick *tick)
{
    SopAct act = {.event = sop_replay_step_of(self)->event, .at = tick->due};

    if (turn_of(self->verdict, tick->offer) != UINT_MAX || !tick->of->stuck)
        return false;
    sop_replay_confirm(self, tick->follower, tick->strays, sop_case_dup(tick->of),
                       g_memdup2(&act, sizeof act));
    return true;
}

/* … and waits, since its condition is unknown. */
static bool
is_unknown_in_time(SopReplay *self, const Tick *tick)
{
    const SopOffer *timeout = &self->flow->offers[tick->offer];
    SopAct act = {.event = sop_replay_step_of(self)->event, .at = tick->due};
    SopDue due;
    bool unknown = tick->of->pending &&
                   sop_replay_find_due(tick->of, tick->due, SOP_DUE_TIMEOUT, timeout->action,
                                       timeout->node, &due) &&
                   due.over && sop_replay_hangs_on_fact(self, tick->of, tick->due);

    if (unknown)
        sop_replay_confirm(self, tick->follower, tick->strays, sop_case_dup(tick->of),
                           g_memdup2(&act, sizeof act));
    return unknown;
}

static bool
comes_in_time(SopReplay *self, Tick *tick)
{
    bool decided =
        self->explorer->property->kind == SOP_PROPERTY_DECIDED && sop_replay_is_last(self);
    g_autoptr(SopCase) unguarded = sop_replay_in_flow(tick->of, self->free_flow);

    sop_case_tick(tick->of, tick->due, self->verdict);
    if (sop_replay_is_refused_at_last(self))
        return is_refused_in_time(self, tick, unguarded);
    if (sop_replay_is_unknown_at_last(self))
        return is_unknown_in_time(self, tick);
    return decided ? is_undecided_in_time(self, tick) : happens_in_time(self, tick);
}

void
sop_replay_follow_timeout(SopReplay *self, const SopFollower *follower)
{
    uint32_t offer = sop_event_timeout(self->flow, sop_replay_step_of(self)->event);
    g_autoptr(SopCase) of = sop_case_dup(follower->of);
    g_autoptr(GPtrArray) strays = g_ptr_array_new_with_free_func(sop_replay_act_free);
    Tick tick = {.follower = follower, .of = of, .strays = strays, .offer = offer};

    if (has_run(self, follower))
    {
        stay(self, follower);
        return;
    }
    for (unsigned i = 0; i < SOP_REPLAY_PATIENCE && self->n_rounds < SOP_REPLAY_ROUNDS; i++)
    {
        bool at_once = of->stuck && sop_replay_is_refused_at_last(self);
        tick.due = at_once ? of->last : sop_case_next_due(of);
        if (tick.due == SOP_INSTANT_NONE)
            break;
        if (comes_in_time(self, &tick))
            return;
        sop_replay_note_strays(self, self->verdict, 0, UINT_MAX, of, tick.due, strays);
        bool stuck = of->stuck && self->domains->goal == NULL; /* the other timeouts go on */
        if (turn_of(self->verdict, offer) != UINT_MAX || stuck || of->closed)
            break;
    }
    for (uint32_t i = 0; i < self->flow->offers[offer].at.count; i++)
        sop_replay_want_anchor(self,
                               &self->flow->moments[self->flow->offers[offer].at.start + i].moment);
    sop_replay_want_choices(self);
    sop_replay_want_property(self);
}
