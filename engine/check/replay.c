/* SPDX-License-Identifier: Apache-2.0 */
/* A path is played on the engine, through the calls that a host has, before it is shown: with values of
 * the classes it speaks of, a new person for every act, and time going on as far as it must. Several
 * cases follow it side by side, where what is given is left open. */
#include "check/goal.h"
#include "check/replay_parts.h"

#include <string.h>

enum
{
    FOLLOWERS = 12, /* cases side by side */
    STRAYS = 100,   /* timeouts that run beside a path */
    ROUNDS = 60,    /* timeouts after which a case is taken to wait for ever */
};

#define FOR_EVER (100 * 366 * 24 * SOP_HOUR)

/* ---- flows that enforce only one ------------------------------------------------------------------------ */

static SopFlow *
watching(const SopFlow *flow, uint32_t safeguard, bool begins)
{
    SopFlow *self = g_memdup2(flow, sizeof *flow);
    bool at_rests = false;
    uint32_t n_watches = 0;

    g_atomic_ref_count_init(&self->references);
    self->digest_once = 0;
    self->digest = NULL;
    self->watched = g_new0(uint32_t, flow->n_happenings + 2);
    self->watches = g_new0(SopWatch, flow->watched[flow->n_happenings] + 1);
    for (SopHappening happening = 0; happening < flow->n_happenings; happening++)
    {
        for (uint32_t i = flow->watched[happening]; i < flow->watched[happening + 1]; i++)
            if (flow->watches[i].safeguard == safeguard &&
                (begins || flow->watches[i].kind != SOP_WATCH_START))
                self->watches[n_watches++] = flow->watches[i];
        self->watched[happening + 1] = n_watches;
    }
    for (uint32_t i = 0; i < flow->rests.count; i++)
        at_rests = at_rests || sop_list_items(flow, flow->rests)[i] == safeguard;
    self->lists = g_new(uint32_t, flow->n_lists + 1);
    for (uint32_t i = 0; i < flow->n_lists; i++)
        self->lists[i] = flow->lists[i];
    self->lists[flow->n_lists] = safeguard;
    self->rests = (SopList) {flow->n_lists, at_rests};
    return self;
}

SopFlow *
sop_flow_enforcing(const SopFlow *flow, uint32_t safeguard)
{
    return watching(flow, safeguard, true);
}

SopFlow *
sop_flow_owing(const SopFlow *flow, uint32_t safeguard)
{
    return watching(flow, safeguard, false);
}

void
sop_flow_enforcing_free(SopFlow *self)
{
    g_free(self->digest);
    g_free(self->watched);
    g_free(self->watches);
    g_free(self->lists);
    g_free(self);
}

/* ---- following ----------------------------------------------------------------------------------------------- */

bool
sop_replay_is_where(const SopReplay *self, const SopCase *of, const SopState *state)
{
    SopNode leaves[SOP_LIMIT_PARALLEL];

    if (self->domains->goal != NULL && sop_replay_is_last(self) &&
        state == sop_replay_step_of(self)->state)
        return sop_goal_is_reached(self->domains->goal, of, self->verdict);
    if (of->closed || state->closed)
        return of->closed && state->closed && of->outcome == state->outcome;
    memcpy(leaves, sop_case_leaves(of), of->n_leaves * sizeof(SopNode));
    uint32_t n_leaves = sop_slice_blur(self->explorer->slice, leaves, of->n_leaves);
    return n_leaves == state->n_leaves &&
           memcmp(leaves, state->leaves, n_leaves * sizeof(SopNode)) == 0;
}

static void
note_place(SopAct *act, const SopCase *of)
{
    act->leaves = g_array_new(FALSE, FALSE, sizeof(SopNode));
    act->closed = of->closed ? of->outcome : SOP_NONE;
    for (uint32_t i = 0; i < of->n_leaves && !of->closed; i++)
        if (of->flow->nodes[sop_case_leaves(of)[i]].kind == SOP_KIND_STEP)
            g_array_append_val(act->leaves, sop_case_leaves(of)[i]);
}

void
sop_replay_act_free(gpointer data)
{
    SopAct *act = data;

    g_free(act->person);
    sop_given_free(act->given);
    g_array_unref(act->leaves);
    g_free(act);
}

static SopAct *
act_dup(const SopAct *self)
{
    SopAct *act = g_memdup2(self, sizeof *self);

    act->person = g_strdup(self->person);
    act->leaves = g_array_ref(self->leaves);
    act->given = NULL;
    return act;
}

void
sop_replay_confirm(SopReplay *self, const SopFollower *follower, GPtrArray *strays, SopCase *of,
                   SopAct *act)
{
    SopFollower next = {of, g_array_new(FALSE, FALSE, sizeof(SopAct *)),
                        follower->strayed || strays->len > 0};

    note_place(act, of);
    g_ptr_array_add(strays, act);
    g_array_append_vals(next.acts, follower->acts->data, follower->acts->len);
    g_array_append_vals(next.acts, strays->pdata, strays->len);
    g_array_append_val(self->next, next);
    while (strays->len > 0)
        g_ptr_array_add(self->pool, g_ptr_array_steal_index(strays, 0));
}

/* Timeouts that lead round while no time passes are many in each call: not much is tried any more with them, and a
 * goal's replays do not go on. */
static void
note_rounds(SopReplay *self, unsigned n_events)
{
    if (n_events <= STRAYS)
        return;
    self->n_rounds++;
    if (self->domains->goal != NULL)
        self->domains->goal->n_rounds += n_events;
}

void
sop_replay_note_strays(SopReplay *self, const SopVerdict *verdict, unsigned from, unsigned to,
                       const SopCase *of, SopInstant at, GPtrArray *strays)
{
    note_rounds(self, sop_verdict_count_events(verdict));
    for (unsigned i = from; i < MIN(to, MIN(sop_verdict_count_events(verdict), STRAYS)); i++)
    {
        uint32_t timeout = sop_verdict_event(verdict, i).timeout;
        SopAct *stray = g_new0(SopAct, 1);
        stray->event = sop_event_of(self->flow, timeout);
        stray->at = at;
        note_place(stray, of);
        g_ptr_array_add(strays, stray);
    }
}

bool
sop_replay_wait(SopReplay *self, SopCase *of, SopInstant until, GPtrArray *strays)
{
    for (SopInstant due = sop_case_next_due(of); due != SOP_INSTANT_NONE && due <= until;
         due = sop_case_next_due(of))
    {
        sop_case_tick(of, due, self->verdict);
        sop_replay_note_strays(self, self->verdict, 0, UINT_MAX, of, due, strays);
        if (of->stuck || of->closed || strays->len > STRAYS)
            return false;
    }
    return true;
}

SopCase *
sop_replay_in_flow(const SopCase *of, SopFlow *flow)
{
    SopCase *copy = sop_case_dup(of);
    SopFlow *old = copy->flow;

    copy->flow = sop_flow_ref(flow);
    sop_flow_unref(old);
    if (copy->stuck) /* what was refused may run there */
        copy->wakes = INT64_MIN;
    return copy;
}

bool
sop_replay_find_due(const SopCase *of, SopInstant now, SopDueKind kind, uint32_t number,
                    SopNode node, SopDue *ret)
{
    unsigned n_dues = sop_case_due(of, now, NULL, 0);
    g_autofree SopDue *dues = g_new(SopDue, n_dues + 1);

    sop_case_due(of, now, dues, n_dues);
    for (unsigned i = 0; i < n_dues; i++)
    {
        *ret = dues[i];
        if (ret->kind == kind && ret->of == number && ret->node == node)
            return true;
    }
    return false;
}

static bool
is_owed(const SopReplay *self, const SopCase *of)
{
    SopDue due;

    return sop_replay_find_due(of, of->last, SOP_DUE_OWED, self->explorer->property->safeguard,
                               SOP_NONE, &due);
}

bool
sop_replay_follows(const SopReplay *self, const SopFollower *follower, const GPtrArray *strays,
                   const SopCase *of)
{
    return follower->strayed || strays->len > 0 ||
           sop_replay_is_where(self, of, sop_replay_step_of(self)->state);
}

bool
sop_replay_is_refused_at_last(const SopReplay *self)
{
    const SopProperty *property = self->explorer->property;

    return sop_replay_is_last(self) && property->kind == SOP_PROPERTY_SAFEGUARD &&
           self->flow->safeguards[property->safeguard].kind != SOP_SAFEGUARD_LEADS_TO;
}

bool
sop_replay_is_unknown_at_last(const SopReplay *self)
{
    return sop_replay_is_last(self) && self->explorer->property->kind == SOP_PROPERTY_KNOWN;
}

static SopTruth
judge_at(SopReplay *self, SopCase *of, SopInstant now)
{
    SopRun run;

    sop_run_init(&run, of, NULL, now, self->verdict);
    SopTruth truth = sop_run_judge(&run, self->explorer->property->guard);
    sop_run_clear(&run);
    return truth;
}

bool
sop_replay_hangs_on_fact(SopReplay *self, const SopCase *of, SopInstant now)
{
    const SopProperty *property = self->explorer->property;
    const SopDomain *domain = &self->domains->facts[property->fact];
    g_autoptr(SopCase) other = sop_case_dup(of);
    SopValue *value = &sop_case_facts(other)[property->fact];

    if (value->type != SOP_NULL || judge_at(self, other, now) != SOP_UNKNOWN)
        return false;
    bool hangs = sop_guard_compares(self->domains, property->guard, property->fact);
    for (uint8_t class = 1; class < domain->n_classes && !hangs; class ++)
    {
        sop_value_clear(value);
        *value = sop_value_copy(&domain->values[class]);
        hangs = judge_at(self, other, now) != SOP_UNKNOWN;
    }
    return hangs;
}

/* What the last event must show besides happening. */
bool
sop_replay_shows(const SopReplay *self, const SopCase *of)
{
    const SopProperty *property = self->explorer->property;

    if (sop_replay_is_last(self) && property->kind == SOP_PROPERTY_ABSENT)
        return sop_place_holds((const SopPlaceWanted *) property, self->domains, of);
    if (self->domains->goal != NULL)
        return !sop_replay_is_last(self) ||
               sop_goal_is_reached(self->domains->goal, of, self->verdict);
    return !sop_replay_is_last(self) || property->kind != SOP_PROPERTY_SAFEGUARD ||
           self->flow->safeguards[property->safeguard].kind != SOP_SAFEGUARD_LEADS_TO ||
           is_owed(self, of);
}

/* ---- waiting for ever ------------------------------------------------------------------------------------------------- */

static bool
waits_for_ever(SopReplay *self, SopCase *of)
{
    for (unsigned i = 0; i < ROUNDS; i++)
    {
        if (of->closed || !is_owed(self, of))
            return false;
        SopInstant due = sop_case_next_due(of);
        if (due == SOP_INSTANT_NONE)
            return true;
        bool moved = sop_case_tick(of, due, self->verdict) > 0;
        if (!moved && sop_case_next_due(of) == due)
            return true;
    }
    return true;
}

/* ---- the whole ---------------------------------------------------------------------------------------------------------- */

static void
follower_clear(gpointer data)
{
    SopFollower *follower = data;

    sop_case_free(follower->of);
    g_array_unref(follower->acts);
}

static GArray *
followers_new(void)
{
    GArray *followers = g_array_new(FALSE, TRUE, sizeof(SopFollower));

    g_array_set_clear_func(followers, follower_clear);
    return followers;
}

static void
open_case(SopReplay *self)
{
    SopInstant now = self->flow->effective != SOP_INSTANT_NONE ? self->flow->effective
                                                               : INT64_C(1772442000000000);
    SopCase *of = self->domains->goal != NULL
                      ? sop_case_dup(self->domains->goal->from)
                      : sop_case_open(self->enforced, "counterexample", now);

    if (of == NULL)
        return;
    SopFollower follower = {.of = of, .acts = g_array_new(FALSE, FALSE, sizeof(SopAct *))};
    g_array_append_val(self->followers, follower);
}

static bool
follow_step(SopReplay *self)
{
    self->next = followers_new();
    for (guint i = 0; i < self->followers->len && self->next->len < FOLLOWERS; i++)
    {
        const SopFollower *follower = &g_array_index(self->followers, SopFollower, i);
        if (sop_event_is_timeout(self->flow, sop_replay_step_of(self)->event))
            sop_replay_follow_timeout(self, follower);
        else
            sop_replay_follow_action(self, follower);
    }
    g_array_unref(self->followers);
    self->followers = self->next;
    return self->followers->len > 0;
}

/* Did what was entered as the case was opened break the safeguard? */
static bool
is_opening_judged(SopReplay *self, SopInstant opened)
{
    bool broken = false;

    sop_case_free(sop_case_open_judged(self->enforced, "counterexample", opened, self->verdict));
    for (unsigned i = 0; i < sop_verdict_count_reasons(self->verdict); i++)
        broken =
            broken || sop_reason_code(sop_verdict_reason(self->verdict, i)) == SOP_REASON_SAFEGUARD;
    return broken;
}

/* Nothing refuses an opening, so the engine is asked what it would judge. */
static bool
is_broken_at_start(SopReplay *self)
{
    const SopProperty *property = self->explorer->property;
    SopCase *of = g_array_index(self->followers, SopFollower, 0).of;
    bool broken;
    SopRun run;

    if (property->kind == SOP_PROPERTY_ABSENT)
        return sop_place_holds((const SopPlaceWanted *) property, self->domains, of);
    const SopSafeguard *safeguard = &self->flow->safeguards[property->safeguard];
    bool opening_judged = is_opening_judged(self, of->opened);
    sop_run_init(&run, of, NULL, of->last, self->verdict);
    bool applies = safeguard->when == SOP_NONE || sop_run_judge(&run, safeguard->when) != SOP_FALSE;
    switch (safeguard->kind)
    {
    case SOP_SAFEGUARD_POSSIBLE_FROM:
        sop_run_note_possible(&run);
        broken = (run.was_possible & 1) == 0;
        break;
    case SOP_SAFEGUARD_NEVER_WHEN:
        broken = safeguard->events.count > 0
                     ? opening_judged
                     : applies && sop_run_judge(&run, safeguard->never_when) != SOP_FALSE;
        break;
    default:
        broken = opening_judged;
        break;
    }
    sop_run_clear(&run);
    if (broken)
        return true;
    sop_replay_want_property(self);
    sop_replay_want_opening(self);
    return false;
}

/* Is it possible then, where the case rests? */
static bool
is_possible_at(const SopReplay *self, SopCase *of, SopInstant now)
{
    SopRun run;

    sop_run_init(&run, of, NULL, now, self->verdict);
    sop_run_note_possible(&run);
    sop_run_clear(&run);
    return (run.was_possible & 1) != 0;
}

/* Nobody acts: does it become too late, before time leads on or for ever? */
static bool
becomes_too_late(SopReplay *self, SopCase *of)
{

    for (unsigned i = 0; i < ROUNDS && !of->closed && !of->stuck; i++)
    {
        SopInstant due = sop_case_next_due(of);
        SopInstant last = due != SOP_INSTANT_NONE ? MAX(due - 1, of->last) : of->last + FOR_EVER;
        if (!is_possible_at(self, of, last))
            return true;
        if (due == SOP_INSTANT_NONE)
            return false;
        sop_case_tick(of, due, self->verdict);
    }
    return false;
}

/* Of the followers the first that ends so, if any, is left the first. `flow`: in which that is seen. */
static bool
any_ends(SopReplay *self, SopFlow *flow, bool (*ends)(SopReplay *, SopCase *))
{
    while (self->followers->len > 0)
    {
        const SopFollower *first = &g_array_index(self->followers, SopFollower, 0);
        g_autoptr(SopCase) of = sop_replay_in_flow(first->of, flow);
        if (ends(self, of))
            return true;
        g_array_remove_index(self->followers, 0);
    }
    return false;
}

static bool
any_waits_for_ever(SopReplay *self)
{
    SopFlow *owing = sop_flow_owing(self->flow, self->explorer->property->safeguard);
    bool waits = any_ends(self, owing, waits_for_ever);

    sop_flow_enforcing_free(owing);
    if (!waits)
        sop_replay_want_timeouts(self);
    return waits;
}

static bool
any_becomes_too_late(SopReplay *self)
{
    bool late = any_ends(self, self->enforced, becomes_too_late);

    if (!late)
        sop_replay_want_possible(self);
    return late;
}

static bool
end_of_path(SopReplay *self)
{
    switch ((SopWait) self->path->waits)
    {
    case SOP_WAIT_STILL:
    case SOP_WAIT_ROUND:
        return any_waits_for_ever(self);
    case SOP_WAIT_LATE:
        return any_becomes_too_late(self);
    default:
        return self->path->steps->len == 0 ? is_broken_at_start(self) : self->followers->len > 0;
    }
}

/* What is given is kept with the act that gave it, for the story. */
static GArray *
take_acts(SopReplay *self)
{
    GArray *acts = g_array_new(FALSE, FALSE, sizeof(SopAct));
    const GArray *found = g_array_index(self->followers, SopFollower, 0).acts;

    g_array_set_clear_func(acts, sop_act_clear);
    for (guint i = 0; i < found->len; i++)
    {
        SopAct *from = g_array_index(found, SopAct *, i);
        g_autofree SopAct *act = act_dup(from);
        act->given = g_steal_pointer(&from->given);
        if (act->given != NULL)
        {
            sop_flow_unref(act->given->flow);
            act->given->flow = sop_flow_ref((SopFlow *) self->flow); /* it outlives the replay */
        }
        g_array_append_vals(acts, act, 1);
    }
    return acts;
}

/* It may have gone another way before, which only shows now. */
static void
want_earlier_choices(SopReplay *self)
{
    for (guint n = MIN(self->at, self->path->steps->len); n > 0; n--)
    {
        self->at = n - 1;
        sop_replay_want_choices(self);
    }
}

GArray *
sop_replay(const SopDomains *domains, SopExplorer *explorer, const SopPath *path, SopFlow *enforced,
           SopFlow *free_flow, GArray *wanted)
{
    SopReplay self = {.domains = domains,
                      .flow = domains->flow,
                      .explorer = explorer,
                      .path = path,
                      .enforced = enforced,
                      .free_flow = free_flow,
                      .followers = followers_new(),
                      .pool = g_ptr_array_new_with_free_func(sop_replay_act_free),
                      .wanted = wanted,
                      .persons = g_ptr_array_new(),
                      .dated = g_new0(bool, domains->flow->n_documents + 1),
                      .asks_manner = g_new0(bool, domains->flow->n_expressions + 1),
                      .verdict = sop_verdict_new()};
    GArray *acts = NULL;

    sop_replay_find_manners(&self);
    if (domains->goal == NULL || domains->goal->n_rounds == 0)
        open_case(&self);
    bool follows = self.followers->len > 0;
    for (; follows && self.at < path->steps->len; self.at++)
    {
        g_array_set_size(wanted, 0); /* what mattered to a step that was made does not */
        follows = follow_step(&self);
    }
    if (follows && end_of_path(&self))
        acts = take_acts(&self);
    else if (domains->goal != NULL)
        domains->goal->failed = self.at - 1;
    else if (wanted->len == 0 && path->waits != SOP_WAIT_NONE) /* it may not even end so */
        sop_replay_want_timeouts(&self);
    if (acts == NULL && domains->goal == NULL)
        sop_replay_want_preceding(&self);
    if (acts == NULL && domains->goal == NULL && wanted->len == 0)
        want_earlier_choices(&self);
    g_array_unref(self.followers);
    g_ptr_array_unref(self.pool);
    g_ptr_array_unref(self.persons);
    g_free(self.asks_manner);
    g_free(self.dated);
    sop_verdict_free(self.verdict);
    return acts;
}

void
sop_act_clear(gpointer data)
{
    SopAct *act = data;

    g_free(act->person);
    sop_given_free(act->given);
    g_array_unref(act->leaves);
}
