/* SPDX-License-Identifier: Apache-2.0 */
/* Breadth first through all states, so that the first path that breaks the property is a shortest. For
 * `leads_to` also: where a case would wait for ever if nobody acted any more. */
#include "check/search.h"
#include "check/goal.h"

typedef struct /* a timeout that runs while the duty stands, and leaves it standing */
{
    uint32_t from, to;
    uint32_t offer;
} Wait;

void
sop_hunt_free(SopHunt *self)
{
    g_queue_clear_full(&self->found, (GDestroyNotify) sop_path_free);
    g_array_unref(self->waits);
    g_clear_pointer(&self->explorer->meetings, sop_meetings_free);
    sop_states_free(self->states);
    g_free(self->events);
    g_free(self);
}

/* ---- paths --------------------------------------------------------------------------------------------- */

static void
found_here(SopHunt *self, uint32_t number, SopWait waits)
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
    self->waits = g_array_new(FALSE, FALSE, sizeof(Wait));
    g_queue_init(&self->found);
    explorer->meetings = sop_meetings_new();
    sop_explorer_begin(explorer);
    do
        if (sop_explorer_open(explorer) == SOP_TRY_DONE && !explorer->state->closed)
        {
            uint32_t opened = sop_states_add(self->states, explorer->state, explorer->slice,
                                             SOP_NONE, SOP_NONE, &is_new);
            if (explorer->broken && g_queue_is_empty(&self->found))
                found_here(self, opened, SOP_WAIT_NONE);
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
            Wait wait = {self->at, to, sop_event_timeout(explorer->flow, event)};
            g_array_append_val(self->waits, wait);
        }
    } while (sop_explorer_next(explorer));
}

static bool
is_leads_to(const SopExplorer *explorer)
{
    return explorer->property->kind == SOP_PROPERTY_SAFEGUARD &&
           explorer->flow->safeguards[explorer->property->safeguard].kind == SOP_SAFEGUARD_LEADS_TO;
}

static SopEventNumber
event_of(const SopFlow *flow, uint32_t timeout)
{
    return flow->n_actions + 2 * (timeout - flow->first_timeout);
}

static void
follow_timeouts(SopHunt *self, const SopState *state, bool stands)
{
    uint32_t *timeouts = self->events;
    uint32_t n_timeouts = sop_explorer_timeouts(self->explorer, state, timeouts);

    for (uint32_t i = 0; i < n_timeouts; i++)
        follow(self, state, event_of(self->explorer->flow, timeouts[i]), stands);
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
                follow(self, state, event_of(explorer->flow, timeouts[i]) + 1, stands);
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
        found_here(self, self->at, SOP_WAIT_NONE);
    else if (!sop_explorer_stays_possible(explorer, state))
        found_here(self, self->at, SOP_WAIT_LATE);
    bool owed = is_leads_to(explorer) && sop_explorer_owes(explorer, state);
    uint32_t n_actions = sop_explorer_actions(explorer, state, actions);
    for (uint32_t i = 0; i < n_actions; i++)
        follow(self, state, actions[i], false);
    follow_timeouts(self, state, is_leads_to(explorer) && state->stands);
    if (owed && !sop_explorer_goes_on(explorer, state))
        found_here(self, self->at, SOP_WAIT_STILL);
}

/* ---- going round for ever ----------------------------------------------------------------------------------- */

typedef struct /* Tarjan's algorithm, on the states where the duty stands */
{
    const SopHunt *search;
    const Wait *waits;
    guint n_waits;
    uint32_t *first; /* by state: its first wait */
    uint32_t *order, *low;
    bool *on_stack;
    GArray *stack, *calls;
    uint32_t n_order;
} Rounds;

typedef struct
{
    uint32_t state;
    uint32_t next; /* wait to look at */
} Call;

/* What goes on by itself among some states. */
typedef struct
{
    const GArray *members; /* uint32_t, the states */
    const bool *inside;    /* by state */
    GArray *entered;       /* SopNode */
    GArray *taken;         /* of branches */
} Round;

static bool
is_of(const Round *self, const Wait *wait)
{
    return self->inside[wait->from] && self->inside[wait->to];
}

/* Does each round need time? Between two runs of a timeout that counts from entering, its node is entered, and time
 * passes. */
static bool
takes_time(const SopFlow *flow, uint32_t timeout)
{
    const SopList at = flow->offers[timeout].at;
    bool takes = true;

    for (uint32_t i = at.start; i < at.start + at.count; i++)
        takes = takes && flow->moments[i].moment.kind == SOP_MOMENT_FROM_ENTERING &&
                flow->moments[i].moment.duration.count > 0;
    return takes;
}

/* Is there a round of timeouts that need no time? All others then wait for ever. What nothing leads to any more, of
 * the others, is taken away; a round stays. */
static bool
may_stand_still(const SopHunt *self, const Rounds *rounds, const Round *round)
{
    const SopFlow *flow = self->explorer->flow;
    g_autofree uint32_t *n_before = g_new0(uint32_t, sop_states_count(self->states) + 1);
    g_autoptr(GArray) left = g_array_new(FALSE, FALSE, sizeof(uint32_t));

    for (guint i = 0; i < rounds->n_waits; i++)
        if (is_of(round, &rounds->waits[i]) && !takes_time(flow, rounds->waits[i].offer))
            n_before[rounds->waits[i].to]++;
    for (guint i = 0; i < round->members->len; i++)
        if (n_before[g_array_index(round->members, uint32_t, i)] == 0)
            g_array_append_val(left, g_array_index(round->members, uint32_t, i));
    for (guint n = 0; n < left->len; n++)
    {
        uint32_t from = g_array_index(left, uint32_t, n);
        for (uint32_t i = rounds->first[from]; i < rounds->n_waits && rounds->waits[i].from == from;
             i++)
            if (is_of(round, &rounds->waits[i]) && !takes_time(flow, rounds->waits[i].offer) &&
                --n_before[rounds->waits[i].to] == 0)
                g_array_append_val(left, rounds->waits[i].to);
    }
    return left->len < round->members->len;
}

static bool
sets(const SopFlow *flow, uint32_t first, uint32_t n, const SopMoment *anchored)
{
    bool sets = false;

    for (uint32_t i = first; i < first + n && anchored->anchor_kind == SOP_ANCHOR_FACT; i++)
        sets = sets || flow->sets[i].fact == anchored->anchor;
    return sets;
}

/* Does it move what the moment counts from? */
static bool
does(const SopFlow *flow, const SopOffer *timeout, const SopMoment *anchored)
{
    return (anchored->anchor_kind == SOP_ANCHOR_EVENT && anchored->anchor == timeout->action) ||
           sets(flow, timeout->sets, timeout->n_sets, anchored);
}

/* Does the timeout count from an action, or a fact, that the round does or sets? Then it is put off each time. */
static bool
is_put_off(const SopFlow *flow, const Rounds *rounds, const Round *round, uint32_t timeout)
{
    const SopList at = flow->offers[timeout].at;
    bool put_off = false;

    for (uint32_t i = at.start; i < at.start + at.count; i++)
    {
        const SopMoment *moment = &flow->moments[i].moment;
        if (moment->kind == SOP_MOMENT_FROM_ENTERING)
            continue;
        for (guint k = 0; k < rounds->n_waits; k++)
            put_off = put_off || (is_of(round, &rounds->waits[k]) &&
                                  does(flow, &flow->offers[rounds->waits[k].offer], moment));
        for (guint k = 0; k < round->taken->len; k++)
        {
            const SopBranch *branch = &flow->branches[g_array_index(round->taken, uint32_t, k)];
            put_off = put_off || sets(flow, branch->sets, branch->n_sets, moment);
        }
    }
    return put_off;
}

/* Goes round once more, to see what is entered and taken. */
static void
go_round(SopHunt *self, const Rounds *rounds, Round *round)
{
    SopExplorer *explorer = self->explorer;
    SopState *state = sop_state_new(explorer->flow);

    explorer->entered = round->entered;
    explorer->taken = round->taken;
    for (guint i = 0; i < rounds->n_waits; i++)
    {
        if (!is_of(round, &rounds->waits[i]))
            continue;
        sop_states_get(self->states, rounds->waits[i].from, explorer->slice, state);
        sop_explorer_begin(explorer);
        do
            sop_explorer_try(explorer, state, event_of(explorer->flow, rounds->waits[i].offer));
        while (sop_explorer_next(explorer));
    }
    explorer->entered = NULL;
    explorer->taken = NULL;
    sop_state_free(state);
}

/* Of each timeout, in how many states of the round it is sure to come. Returns: (transfer full). */
static uint32_t *
count_sure(SopHunt *self, const Round *round)
{
    SopExplorer *explorer = self->explorer;
    uint32_t *count = g_new0(uint32_t, explorer->flow->n_offers + 1);
    SopState *state = sop_state_new(explorer->flow);
    uint32_t *timeouts = self->events;

    for (guint i = 0; i < round->members->len; i++)
    {
        sop_states_get(self->states, g_array_index(round->members, uint32_t, i), explorer->slice,
                       state);
        uint32_t n_timeouts = sop_explorer_timeouts(explorer, state, timeouts);
        for (uint32_t k = 0; k < n_timeouts; k++)
            count[timeouts[k]] += sop_explorer_is_sure(explorer, state, timeouts[k]);
    }
    sop_state_free(state);
    return count;
}

/* Is there a timeout that runs all the way round, so that it comes at last and ends it? */
static bool
is_ended(SopHunt *self, const Rounds *rounds, const GArray *members, const bool *inside)
{
    const SopFlow *flow = self->explorer->flow;
    g_autoptr(GArray) entered = g_array_new(FALSE, FALSE, sizeof(SopNode));
    g_autoptr(GArray) taken = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    Round round = {members, inside, entered, taken};
    g_autofree uint32_t *count = count_sure(self, &round);
    bool ended = false;

    go_round(self, rounds, &round);
    for (guint i = 0; i < rounds->n_waits; i++)
        if (is_of(&round, &rounds->waits[i]))
            count[rounds->waits[i].offer] = 0;
    for (guint i = 0; i < entered->len; i++)
    {
        const SopFlowNode *node = &flow->nodes[g_array_index(entered, SopNode, i)];
        for (uint32_t k = node->timeouts; k < node->timeouts + node->n_timeouts; k++)
            count[k] = 0;
    }
    for (uint32_t i = flow->first_timeout; i < flow->n_offers && !ended; i++)
        ended = count[i] == members->len && !is_put_off(flow, rounds, &round, i);
    return ended && !may_stand_still(self, rounds, &round);
}

/* The first state of these in which the duty applies; SOP_NONE. */
static uint32_t
first_owed(const SopHunt *self, const GArray *members)
{
    SopState *state = sop_state_new(self->explorer->flow);
    uint32_t first = SOP_NONE;

    for (guint i = 0; i < members->len; i++)
    {
        uint32_t member = g_array_index(members, uint32_t, i);
        sop_states_get(self->states, member, self->explorer->slice, state);
        if (member < first && sop_explorer_owes(self->explorer, state))
            first = member;
    }
    sop_state_free(state);
    return first;
}

static void
take_component(SopHunt *self, Rounds *rounds, uint32_t root)
{
    g_autoptr(GArray) members = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    uint32_t n_states = sop_states_count(self->states);
    uint32_t member;

    do
    {
        member = g_array_index(rounds->stack, uint32_t, rounds->stack->len - 1);
        g_array_set_size(rounds->stack, rounds->stack->len - 1);
        rounds->on_stack[member] = false;
        g_array_append_val(members, member);
    } while (member != root);

    bool round = members->len > 1;
    for (uint32_t i = rounds->first[root]; i < rounds->n_waits && rounds->waits[i].from == root;
         i++)
        round = round || rounds->waits[i].to == root;
    if (!round)
        return;
    g_autofree bool *inside = g_new0(bool, n_states + 1);
    for (guint i = 0; i < members->len; i++)
        inside[g_array_index(members, uint32_t, i)] = true;
    uint32_t owed = first_owed(self, members);
    if (owed != SOP_NONE && !is_ended(self, rounds, members, inside))
        found_here(self, owed, SOP_WAIT_ROUND);
}

static void
visit(Rounds *rounds, uint32_t state)
{
    Call call = {state, rounds->first[state]};

    rounds->order[state] = rounds->low[state] = ++rounds->n_order;
    rounds->on_stack[state] = true;
    g_array_append_val(rounds->stack, state);
    g_array_append_val(rounds->calls, call);
}

static void
walk_from(SopHunt *self, Rounds *rounds, uint32_t start)
{
    visit(rounds, start);
    while (rounds->calls->len > 0)
    {
        Call *call = &g_array_index(rounds->calls, Call, rounds->calls->len - 1);
        uint32_t state = call->state;
        if (call->next < rounds->n_waits && rounds->waits[call->next].from == state)
        {
            uint32_t to = rounds->waits[call->next++].to;
            if (rounds->order[to] == 0)
                visit(rounds, to);
            else if (rounds->on_stack[to])
                rounds->low[state] = MIN(rounds->low[state], rounds->order[to]);
            continue;
        }
        g_array_set_size(rounds->calls, rounds->calls->len - 1);
        if (rounds->calls->len > 0)
        {
            uint32_t caller = g_array_index(rounds->calls, Call, rounds->calls->len - 1).state;
            rounds->low[caller] = MIN(rounds->low[caller], rounds->low[state]);
        }
        if (rounds->low[state] == rounds->order[state])
            take_component(self, rounds, state);
    }
}

static gint
compare_waits(gconstpointer a, gconstpointer b)
{
    const Wait *left = a;
    const Wait *right = b;

    return left->from != right->from ? (left->from < right->from ? -1 : 1) : 0;
}

static void
find_rounds(SopHunt *self)
{
    uint32_t n_states = sop_states_count(self->states);
    Rounds rounds = {.search = self,
                     .waits = (const Wait *) (const void *) self->waits->data,
                     .n_waits = self->waits->len,
                     .first = g_new(uint32_t, n_states + 1),
                     .order = g_new0(uint32_t, n_states + 1),
                     .low = g_new0(uint32_t, n_states + 1),
                     .on_stack = g_new0(bool, n_states + 1),
                     .stack = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                     .calls = g_array_new(FALSE, FALSE, sizeof(Call))};

    for (uint32_t i = 0; i < n_states; i++)
        rounds.first[i] = SOP_NONE;
    g_array_sort(self->waits, compare_waits);
    for (guint i = rounds.n_waits; i > 0; i--)
        rounds.first[rounds.waits[i - 1].from] = i - 1;
    for (guint i = 0; i < rounds.n_waits; i++)
        if (rounds.order[rounds.waits[i].from] == 0)
            walk_from(self, &rounds, rounds.waits[i].from);
    g_free(rounds.first);
    g_free(rounds.order);
    g_free(rounds.low);
    g_free(rounds.on_stack);
    g_array_unref(rounds.stack);
    g_array_unref(rounds.calls);
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
            find_rounds(self);
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
