/* SPDX-License-Identifier: Apache-2.0 */
/* Where a duty stands and timeouts lead round, so that it may never be done though the case never rests for good. */
#include "check/search.h"

typedef struct /* Tarjan's algorithm, on the states where the duty stands */
{
    const SopHunt *search;
    const SopLead *leads;
    guint n_leads;
    uint32_t *first; /* by state: its first lead */
    uint32_t *order, *low;
    bool *on_stack;
    GArray *stack, *calls;
    uint32_t n_order;
} Rounds;

typedef struct
{
    uint32_t state;
    uint32_t next; /* lead to look at */
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
is_of(const Round *self, const SopLead *lead)
{
    return self->inside[lead->from] && self->inside[lead->to];
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

/* Does it lead on among them, in no time? */
static bool
leads_at_once(const SopFlow *flow, const Round *round, const SopLead *lead)
{
    return is_of(round, lead) && !takes_time(flow, lead->offer);
}

/* Is there a round of timeouts that need no time? All others then wait for ever. What nothing leads to any more, of
 * the others, is taken away; a round stays. */
static bool
may_stand_still(const SopHunt *self, const Rounds *rounds, const Round *round)
{
    const SopFlow *flow = self->explorer->flow;
    g_autofree uint32_t *n_before = g_new0(uint32_t, sop_states_count(self->states) + 1);
    g_autoptr(GArray) left = g_array_new(FALSE, FALSE, sizeof(uint32_t));

    for (guint i = 0; i < rounds->n_leads; i++)
        if (leads_at_once(flow, round, &rounds->leads[i]))
            n_before[rounds->leads[i].to]++;
    for (guint i = 0; i < round->members->len; i++)
        if (n_before[g_array_index(round->members, uint32_t, i)] == 0)
            g_array_append_val(left, g_array_index(round->members, uint32_t, i));
    for (guint n = 0; n < left->len; n++)
    {
        uint32_t from = g_array_index(left, uint32_t, n);
        for (uint32_t i = rounds->first[from]; i < rounds->n_leads && rounds->leads[i].from == from;
             i++)
            if (leads_at_once(flow, round, &rounds->leads[i]) &&
                --n_before[rounds->leads[i].to] == 0)
                g_array_append_val(left, rounds->leads[i].to);
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
        for (guint k = 0; k < rounds->n_leads; k++)
            put_off = put_off || (is_of(round, &rounds->leads[k]) &&
                                  does(flow, &flow->offers[rounds->leads[k].offer], moment));
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
    for (guint i = 0; i < rounds->n_leads; i++)
    {
        if (!is_of(round, &rounds->leads[i]))
            continue;
        sop_states_get(self->states, rounds->leads[i].from, explorer->slice, state);
        sop_explorer_begin(explorer);
        do
            sop_explorer_try(explorer, state, sop_event_of(explorer->flow, rounds->leads[i].offer));
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
    for (guint i = 0; i < rounds->n_leads; i++)
        if (is_of(&round, &rounds->leads[i]))
            count[rounds->leads[i].offer] = 0;
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
    for (uint32_t i = rounds->first[root]; i < rounds->n_leads && rounds->leads[i].from == root;
         i++)
        round = round || rounds->leads[i].to == root;
    if (!round)
        return;
    g_autofree bool *inside = g_new0(bool, n_states + 1);
    for (guint i = 0; i < members->len; i++)
        inside[g_array_index(members, uint32_t, i)] = true;
    uint32_t owed = first_owed(self, members);
    if (owed != SOP_NONE && !is_ended(self, rounds, members, inside))
        sop_hunt_found_here(self, owed, SOP_WAIT_ROUND);
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
        if (call->next < rounds->n_leads && rounds->leads[call->next].from == state)
        {
            uint32_t to = rounds->leads[call->next++].to;
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
compare_leads(gconstpointer a, gconstpointer b)
{
    const SopLead *left = a;
    const SopLead *right = b;

    return left->from != right->from ? (left->from < right->from ? -1 : 1) : 0;
}

void
sop_hunt_find_rounds(SopHunt *self)
{
    uint32_t n_states = sop_states_count(self->states);
    Rounds rounds = {.search = self,
                     .leads = (const SopLead *) (const void *) self->leads->data,
                     .n_leads = self->leads->len,
                     .first = g_new(uint32_t, n_states + 1),
                     .order = g_new0(uint32_t, n_states + 1),
                     .low = g_new0(uint32_t, n_states + 1),
                     .on_stack = g_new0(bool, n_states + 1),
                     .stack = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                     .calls = g_array_new(FALSE, FALSE, sizeof(Call))};

    for (uint32_t i = 0; i < n_states; i++)
        rounds.first[i] = SOP_NONE;
    g_array_sort(self->leads, compare_leads);
    for (guint i = rounds.n_leads; i > 0; i--)
        rounds.first[rounds.leads[i - 1].from] = i - 1;
    for (guint i = 0; i < rounds.n_leads; i++)
        if (rounds.order[rounds.leads[i].from] == 0)
            walk_from(self, &rounds, rounds.leads[i].from);
    g_free(rounds.first);
    g_free(rounds.order);
    g_free(rounds.low);
    g_free(rounds.on_stack);
    g_array_unref(rounds.stack);
    g_array_unref(rounds.calls);
}
