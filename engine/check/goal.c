/* SPDX-License-Identifier: Apache-2.0 */
/* A goal as the search sees it: the state that a case is in, whether an event reaches the goal, and which
 * events a safeguard is sure to refuse. What may be refused, for all that is followed, is tried. */
#include "check/goal.h"
#include "check/explore_parts.h"

/* ---- where a case is -------------------------------------------------------------------------------------- */

static bool
is_in_table(SopHappening happening, uint32_t first, uint32_t n)
{
    return happening >= first && happening < first + n;
}

static SopNode
node_of(const SopFlow *flow, SopHappening happening)
{
    return is_in_table(happening, flow->n_actions, flow->n_nodes) ? happening - flow->n_actions
                                                                  : SOP_NONE;
}

static bool
has_entered(const SopVerdict *verdict, SopNode node)
{
    for (uint32_t i = 0; i < verdict->entered.n_items; i++)
        if (verdict->entered.items[i] == node)
            return true;
    return false;
}

static bool
has_done(const SopFlow *flow, const SopVerdict *verdict, SopAction action)
{
    for (uint32_t i = 0; i < verdict->offers.n_items; i++)
        if (flow->offers[verdict->offers.items[i]].action == action)
            return true;
    return false;
}

static bool
has_outcome(const SopCase *of, SopOutcome outcome)
{
    bool found = of->closed && of->outcome == outcome;

    for (uint32_t i = 0; i < of->flow->layout.n_outcomes && !found; i++)
        found = sop_case_outcome(of, i) == outcome;
    return found;
}

/* A phase that ends is often left at once, and its outcome forgotten. */
static bool
has_ended(const SopFlow *flow, const SopVerdict *verdict, SopOutcome outcome)
{
    for (uint32_t i = 0; i < verdict->branches.n_items; i++)
    {
        const SopTarget *to = &flow->branches[verdict->branches.items[i]].to;
        if (to->kind == SOP_TARGET_END && to->outcome == outcome)
            return true;
    }
    return false;
}

/* Of what will do, too: actions, timeouts and the entering of nodes. */
static bool
is_also_reached(const SopGoal *self, const SopFlow *flow, const SopVerdict *verdict)
{
    if (self->also == NULL || verdict == NULL)
        return false;
    for (uint32_t i = 0; i < verdict->offers.n_items; i++)
        if (self->also[flow->offers[verdict->offers.items[i]].action])
            return true;
    for (unsigned i = 0; i < sop_verdict_count_events(verdict); i++)
    {
        uint32_t timeout = sop_verdict_event(verdict, i).timeout;
        if (timeout != SOP_NONE && self->also[flow->offers[timeout].action])
            return true;
    }
    for (uint32_t i = 0; i < verdict->entered.n_items; i++)
        if (self->also[sop_happening_of_node(flow, verdict->entered.items[i])])
            return true;
    return false;
}

bool
sop_goal_is_reached(const SopGoal *self, const SopCase *of, const SopVerdict *verdict)
{
    const SopFlow *flow = of->flow;
    SopNode node = node_of(flow, self->happening);

    if (self->happening == SOP_NONE)
        return of->closed || is_also_reached(self, flow, verdict);
    if (self->happening < flow->n_actions)
        return verdict != NULL && has_done(flow, verdict, self->happening);
    SopOutcome outcome = self->happening - flow->n_actions - flow->n_nodes;
    if (node == SOP_NONE)
        return has_outcome(of, outcome) || (verdict != NULL && has_ended(flow, verdict, outcome));
    return sop_case_is_at(of, node) || (verdict != NULL && has_entered(verdict, node));
}

static bool
is_meant(const SopGoal *self, SopHappening happening)
{
    return happening == self->happening || (self->also != NULL && self->also[happening]);
}

/* Where the goal is inside a region, the case has to be followed there. */
void
sop_goal_follow(const SopGoal *self, SopSlice *slice)
{
    for (SopNode node = 0; node < slice->flow->n_nodes; node++)
        while (is_meant(self, sop_happening_of_node(slice->flow, node)) &&
               slice->regions[node] != SOP_NONE)
            sop_slice_add(slice, sop_item_of_region(slice, slice->regions[node]));
}

SopTry
sop_goal_begin(SopExplorer *self)
{
    sop_state_of_case(self->domains, self->slice, self->domains->goal->from, self->state);
    return SOP_TRY_DONE;
}

/* ---- safeguards --------------------------------------------------------------------------------------------- */

/* Whatever is not followed, the condition is never that. */
static bool
is_never(SopExplorer *self, SopGuard guard, unsigned truth, const SopState *state,
         const SopConfiguration *view)
{
    return (sop_answers_of(self->answers, guard, state, view) & truth) == 0;
}

static bool
applies(SopExplorer *self, const SopSafeguard *safeguard, const SopState *state,
        const SopConfiguration *view)
{
    return safeguard->when == SOP_NONE ||
           is_never(self, safeguard->when, SOP_CAN_FALSE, state, view);
}

/* Is it followed, and so? */
static bool
is_remembered(const SopExplorer *self, uint32_t safeguard, const SopState *state, bool stands)
{
    uint16_t slot = self->slice->slots[sop_item_of_monitor(self->flow, safeguard)];

    return slot != SOP_OPEN && (state->items[slot] != 0) == stands;
}

static bool
breaks(SopExplorer *self, uint32_t number)
{
    const SopSafeguard *safeguard = &self->flow->safeguards[number];

    switch ((SopSafeguardKind) safeguard->kind)
    {
    case SOP_SAFEGUARD_NEVER_WHEN:
        return is_never(self, safeguard->never_when, SOP_CAN_FALSE, self->state, self->view);
    case SOP_SAFEGUARD_ONLY_AFTER:
        return is_remembered(self, number, self->state, false);
    case SOP_SAFEGUARD_AT_MOST_ONCE:
        return is_remembered(self, number, self->state, true);
    default:
        return false;
    }
}

void
sop_goal_judge(SopExplorer *self, SopHappening happening)
{
    const SopFlow *flow = self->flow;

    for (uint32_t i = flow->watched[happening]; i < flow->watched[happening + 1]; i++)
    {
        const SopWatch watch = flow->watches[i];
        if (watch.kind == SOP_WATCH_EVENT && breaks(self, watch.safeguard) &&
            applies(self, &flow->safeguards[watch.safeguard], self->state, self->view))
            self->barred = true;
    }
}

void
sop_goal_watch(SopExplorer *self, SopHappening happening)
{
    const SopFlow *flow = self->flow;

    self->broken = self->broken || is_meant(self->domains->goal, happening);
    for (uint32_t i = flow->watched[happening]; i < flow->watched[happening + 1]; i++)
    {
        const SopWatch watch = flow->watches[i];
        const SopSafeguard *safeguard = &flow->safeguards[watch.safeguard];
        uint16_t slot = self->slice->slots[sop_item_of_monitor(flow, watch.safeguard)];
        bool guarded = watch.kind == SOP_WATCH_EVENT;
        if (slot == SOP_OPEN || (guarded && safeguard->kind == SOP_SAFEGUARD_ONLY_AFTER))
            continue;
        self->state->items[slot] = watch.kind == SOP_WATCH_START ||
                                   (guarded && safeguard->kind == SOP_SAFEGUARD_AT_MOST_ONCE);
    }
}

bool
sop_goal_notices(const SopExplorer *self, SopHappening happening)
{
    const SopFlow *flow = self->flow;

    if (is_meant(self->domains->goal, happening))
        return true;
    for (uint32_t i = flow->watched[happening]; i < flow->watched[happening + 1]; i++)
        if (self->slice->slots[sop_item_of_monitor(flow, flow->watches[i].safeguard)] != SOP_OPEN)
            return true;
    return false;
}

/* ---- rests ---------------------------------------------------------------------------------------------------- */

static bool
is_exact(const SopExplorer *self, const SopState *state)
{
    for (uint32_t i = 0; i < state->n_leaves; i++)
        if (self->slice->regions[state->leaves[i]] != SOP_NONE)
            return false;
    return true;
}

/* The offers of the action there. Returns: how many. */
static uint32_t
offers_at(const SopFlow *flow, const SopState *state, SopAction action, uint32_t *ret)
{
    return action < flow->n_actions ? sop_explorer_offers(flow, state, action, ret) : 0;
}

/* Is it sure that it can be done, as a safeguard means it? */
static bool
is_possible(SopExplorer *self, const SopState *state, SopAction action)
{
    SopConfiguration view = {(SopNode *) state->leaves, state->n_leaves, false, SOP_NONE};
    uint32_t offers[SOP_LIMIT_PARALLEL];
    uint32_t n_offers = offers_at(self->flow, state, action, offers);
    bool possible = n_offers > 0;

    for (uint32_t i = 0; i < n_offers && possible; i++)
    {
        const SopOffer *offer = &self->flow->offers[offers[i]];
        possible =
            !offer->has_not_after &&
            (offer->when == SOP_NONE || is_never(self, offer->when, SOP_CAN_FALSE, state, &view));
    }
    return possible;
}

/* Is it sure that it cannot? */
static bool
is_impossible(SopExplorer *self, const SopState *state, SopAction action)
{
    SopConfiguration view = {(SopNode *) state->leaves, state->n_leaves, false, SOP_NONE};
    uint32_t offers[SOP_LIMIT_PARALLEL];
    uint32_t n_offers = offers_at(self->flow, state, action, offers);
    bool impossible = n_offers == 0;

    for (uint32_t i = 0; i < n_offers && !impossible; i++)
    {
        SopGuard when = self->flow->offers[offers[i]].when;
        impossible =
            when != SOP_NONE && is_never(self, when, SOP_CAN_TRUE | SOP_CAN_UNKNOWN, state, &view);
    }
    return impossible;
}

/* Was it possible, and is it so no more? */
static bool
takes_away(SopExplorer *self, uint32_t number, const SopState *from)
{
    const SopSafeguard *safeguard = &self->flow->safeguards[number];
    const uint32_t *events = sop_list_items(self->flow, safeguard->events);
    bool was = is_remembered(self, number, from, false);
    bool is = false;

    if (!is_remembered(self, number, self->state, true) || !is_exact(self, from) ||
        !is_exact(self, self->state))
        return false;
    for (uint32_t i = 0; i < safeguard->events.count; i++)
    {
        was = was || is_possible(self, from, events[i]);
        is = is || !is_impossible(self, self->state, events[i]);
    }
    return was && !is;
}

/* Is it sure that a safeguard does not let the case rest there? */
static bool
is_barred_at_rest(SopExplorer *self, const SopState *from)
{
    const SopFlow *flow = self->flow;
    const SopState *state = self->state;
    SopConfiguration view = {(SopNode *) state->leaves, state->n_leaves, false, SOP_NONE};

    for (uint32_t i = 0; i < flow->rests.count; i++)
    {
        uint32_t number = sop_list_items(flow, flow->rests)[i];
        const SopSafeguard *safeguard = &flow->safeguards[number];
        bool never = safeguard->kind == SOP_SAFEGUARD_NEVER_WHEN;
        if ((never ? is_never(self, safeguard->never_when, SOP_CAN_FALSE, state, &view)
                   : takes_away(self, number, from)) &&
            applies(self, safeguard, state, &view))
            return true;
    }
    return false;
}

static bool
is_at(const SopFlow *flow, const SopState *state, SopNode node)
{
    SopConfiguration view = {(SopNode *) state->leaves, state->n_leaves, state->closed,
                             state->outcome};
    const SopRun run = {.flow = flow, .view = &view, .entering = SOP_NONE};

    return !state->closed && sop_run_is_at(&run, node);
}

SopTry
sop_goal_end(SopExplorer *self, const SopState *from, SopTry result)
{
    SopNode node = node_of(self->flow, self->domains->goal->happening);

    if (result == SOP_TRY_DONE && !self->barred && !self->state->closed)
        self->barred = is_barred_at_rest(self, from);
    if (result == SOP_TRY_DONE && self->barred)
        result = SOP_TRY_REFUSED;
    if (node != SOP_NONE && is_at(self->flow, self->state, node)) /* resuming enters nothing */
        self->broken = true;
    if (self->domains->goal->happening == SOP_NONE && self->state->closed)
        self->broken = true;
    self->broken = self->broken && result == SOP_TRY_DONE;
    return result;
}
