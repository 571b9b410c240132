/* SPDX-License-Identifier: Apache-2.0 */
/* One event in a state: written as it happens, and where it can go several ways it asks choose(); all
 * tapes of choices are tried. The move itself is flow/step.c's. What is over-approximated: what is not
 * followed may be anything, a timeout may run at any time, and there is always somebody who may act. */
#include "check/check.h"

#include <string.h>

/* ---- choices ------------------------------------------------------------------------------------------ */

static uint32_t
choose(SopExplorer *self, uint32_t n)
{
    if (n < 2)
        return 0;
    if (self->at_tape == SOP_CHECK_TAPE)
    {
        self->overflow = true;
        return 0;
    }
    if (self->at_tape == self->n_tape)
    {
        self->tape[self->n_tape] = 0;
        self->ways[self->n_tape++] = (uint8_t) n;
    }
    return self->tape[self->at_tape++];
}

/* One of the set bits. */
static uint32_t
choose_bit(SopExplorer *self, uint64_t bits)
{
    uint32_t skip = choose(self, (uint32_t) __builtin_popcountll(bits));

    for (; skip > 0; skip--)
        bits &= bits - 1;
    return (uint32_t) __builtin_ctzll(bits);
}

void
sop_explorer_begin(SopExplorer *self)
{
    self->n_tape = 0;
    self->n_tries = 0;
}

bool
sop_explorer_next(SopExplorer *self)
{
    if (self->n_tries > SOP_CHECK_TRIES)
    {
        self->overflow = true;
        return false;
    }
    while (self->n_tape > 0)
    {
        if (++self->tape[self->n_tape - 1] < self->ways[self->n_tape - 1])
            return true;
        self->n_tape--;
    }
    return false;
}

/* ---- reading and changing the state ------------------------------------------------------------------- */

static unsigned
can(SopExplorer *self, SopGuard guard)
{
    unsigned found = sop_answers_of(self->answers, guard, self->state, self->view);

    if (self->asked != NULL && (found & (found - 1)) != 0)
        g_array_append_val(self->asked, guard);
    return found;
}

/* An unknown on the way undoes an act, so it need not be tried; of a timeout it may be the point. Asked
 * again on the same way, a condition answers the same. */
static SopTruth
judge(void *host, SopGuard guard)
{
    SopExplorer *self = host;
    unsigned found = can(self, guard);

    if (++self->n_judged > 64 + 4 * self->flow->n_branches) /* decisions lead in a circle */
        return SOP_UNKNOWN;
    if (!self->tries_unknown && found != SOP_CAN_UNKNOWN)
        found &= ~(unsigned) SOP_CAN_UNKNOWN;
    if ((found & (found - 1)) == 0)
        return (SopTruth) choose_bit(self, found);
    if (self->stamps[guard] != self->stamp ||
        (self->reads_place[guard] && self->placed[guard] != self->n_entered) ||
        (found >> self->chosen[guard] & 1) == 0)
    {
        self->chosen[guard] = (uint8_t) choose_bit(self, found);
        self->stamps[guard] = self->stamp;
        self->placed[guard] = self->n_entered;
    }
    return (SopTruth) self->chosen[guard];
}

/* What was set may turn any condition. */
static void
forget_answers(SopExplorer *self)
{
    self->stamp++;
}

static uint16_t
slot_of(const SopExplorer *self, SopItem item)
{
    return self->slice->slots[item];
}

static void
set_item(SopExplorer *self, SopItem item, uint8_t class)
{
    if (slot_of(self, item) != SOP_OPEN)
        self->state->items[slot_of(self, item)] = class;
}

/* Its class; `otherwise` when it is not followed. */
static uint8_t
item(const SopExplorer *self, SopItem of, uint8_t otherwise)
{
    return slot_of(self, of) != SOP_OPEN ? self->state->items[slot_of(self, of)] : otherwise;
}

/* ---- the safeguard's memory ----------------------------------------------------------------------------- */

static const SopSafeguard *
guarded(const SopExplorer *self)
{
    return self->property->kind == SOP_PROPERTY_SAFEGUARD
               ? &self->flow->safeguards[self->property->safeguard]
               : NULL;
}

/* May it apply: is its `when` not known to be false? */
static bool
applies(SopExplorer *self, const SopSafeguard *safeguard)
{
    return safeguard->when == SOP_NONE || (can(self, safeguard->when) & ~(unsigned) SOP_CAN_FALSE);
}

static bool
breaks(SopExplorer *self, const SopSafeguard *safeguard)
{
    switch ((SopSafeguardKind) safeguard->kind)
    {
    case SOP_SAFEGUARD_NEVER_WHEN:
        return (can(self, safeguard->never_when) & ~(unsigned) SOP_CAN_FALSE) != 0;
    case SOP_SAFEGUARD_ONLY_AFTER:
        return !self->state->stands;
    case SOP_SAFEGUARD_AT_MOST_ONCE:
        return self->state->stands;
    default:
        return false;
    }
}

static bool
watches(const SopFlow *flow, SopHappening happening, uint32_t safeguard, SopWatchKind kind)
{
    for (uint32_t i = flow->watched[happening]; i < flow->watched[happening + 1]; i++)
        if (flow->watches[i].safeguard == safeguard && flow->watches[i].kind == kind)
            return true;
    return false;
}

static void
judge_happening(SopExplorer *self, SopHappening happening)
{
    const SopSafeguard *safeguard = guarded(self);

    if (safeguard != NULL &&
        watches(self->flow, happening, self->property->safeguard, SOP_WATCH_EVENT) &&
        breaks(self, safeguard) && applies(self, safeguard))
        self->broken = true;
}

static void
watch(SopExplorer *self, SopHappening happening)
{
    const SopSafeguard *safeguard = guarded(self);

    if (safeguard == NULL)
        return;
    for (uint32_t i = self->flow->watched[happening]; i < self->flow->watched[happening + 1]; i++)
    {
        SopWatchKind kind = (SopWatchKind) self->flow->watches[i].kind;
        if (self->flow->watches[i].safeguard != self->property->safeguard ||
            (kind == SOP_WATCH_EVENT && (safeguard->kind == SOP_SAFEGUARD_ONLY_AFTER ||
                                         safeguard->kind == SOP_SAFEGUARD_NEVER_WHEN)))
            continue;
        self->state->stands =
            kind == SOP_WATCH_START ||
            (kind == SOP_WATCH_EVENT && safeguard->kind == SOP_SAFEGUARD_AT_MOST_ONCE);
    }
}

/* ---- what the step relation asks and tells -------------------------------------------------------------- */

static SopRemembered
recall(void *host, SopNode phase)
{
    const SopExplorer *self = host;
    const SopPast *past = &self->state->pasts[self->flow->nodes[phase].history];

    if (past->n_leaves == 0)
        return (SopRemembered) {0};
    return (SopRemembered) {
        .leaves = past->leaves, .n_leaves = past->n_leaves, .finished = past->finished};
}

static bool
has_outcome(void *host, SopNode phase)
{
    const SopExplorer *self = host;

    return self->state->outcomes[self->flow->nodes[phase].outcome] != SOP_UNFINISHED;
}

static void
leave(void *host, SopNode node)
{
    (void) host;
    (void) node;
}

static void
remember(void *host, SopNode phase, const SopNode *leaves, uint32_t n_leaves, bool finished)
{
    SopExplorer *self = host;
    SopPast *past = &self->state->pasts[self->flow->nodes[phase].history];

    past->finished = finished;
    past->n_leaves = (uint8_t) n_leaves;
    memcpy(past->leaves, leaves, n_leaves * sizeof(SopNode));
}

static void
enter(void *host, SopNode node)
{
    SopExplorer *self = host;
    const SopFlowNode *entered = &self->flow->nodes[node];
    SopHappening happening = sop_happening_of_node(self->flow, node);

    if (entered->outcome != SOP_NONE)
        self->state->outcomes[entered->outcome] = SOP_UNFINISHED;
    self->n_entered++;
    for (uint32_t i = entered->timeouts; i < entered->timeouts + entered->n_timeouts; i++)
        set_item(self, sop_item_of_fired(self->flow, i), 0);
    if (self->entered != NULL)
        g_array_append_val(self->entered, node);
    sop_answers_enter(self->answers, node);
    judge_happening(self, happening);
    sop_answers_enter(self->answers, SOP_NONE);
    watch(self, happening);
}

static void
resume(void *host, SopNode node, SopNode phase)
{
    (void) host;
    (void) node;
    (void) phase;
}

static void
wait_again(void *host, SopNode track, SopNode phase)
{
    (void) host;
    (void) track;
    (void) phase;
}

static void
finish(void *host, SopNode phase, SopOutcome outcome)
{
    SopExplorer *self = host;

    self->state->outcomes[self->flow->nodes[phase].outcome] = (uint16_t) outcome;
    watch(self, sop_happening_of_outcome(self->flow, outcome));
}

static bool
set_fact(SopExplorer *self, const SopSet *set)
{
    uint64_t bits = sop_answers_set(self->answers, set, self->state, self->view);

    forget_answers(self);
    if (slot_of(self, set->fact) ==
        SOP_OPEN) /* that it may not fit matters only where it always does */
        return bits != SOP_SET_FAILS;
    uint32_t bit = choose_bit(self, bits);
    if (bit == 63)
        return false;
    set_item(self, set->fact, (uint8_t) bit);
    return true;
}

static bool
take(void *host, uint32_t branch)
{
    SopExplorer *self = host;
    const SopBranch *taken = &self->flow->branches[branch];

    for (uint32_t i = taken->sets; i < taken->sets + taken->n_sets; i++)
        if (!set_fact(self, &self->flow->sets[i]))
            return false;
    return true;
}

static const SopStepper stepper = {
    .judge = judge,
    .recall = recall,
    .has_outcome = has_outcome,
    .leave = leave,
    .remember = remember,
    .enter = enter,
    .resume = resume,
    .wait = wait_again,
    .finish = finish,
    .take = take,
};

/* ---- judging an offer ------------------------------------------------------------------------------------- */

static bool
is_good(const SopExplorer *self, const SopRequirement *requirement)
{
    const uint32_t *documents = sop_list_items(self->flow, requirement->documents);

    for (uint32_t i = 0; i < requirement->documents.count; i++)
        if (item(self, sop_item_of_document(self->flow, documents[i]), SOP_PAPER_VERIFIED) >=
            (requirement->verified ? SOP_PAPER_VERIFIED : SOP_PAPER_ON_FILE))
            return true;
    return false;
}

static bool
requirement_holds(SopExplorer *self, const SopRequirement *requirement)
{
    unsigned needed = requirement->when != SOP_NONE ? can(self, requirement->when) : SOP_CAN_TRUE;

    return (needed & SOP_CAN_FALSE) != 0 ||
           ((needed & SOP_CAN_TRUE) != 0 && is_good(self, requirement));
}

/* Can the moment's anchor be known? */
static bool
is_anchored(const SopExplorer *self, const SopMoment *moment)
{
    if (moment->kind == SOP_MOMENT_FROM_ENTERING || moment->anchor == SOP_NONE)
        return true;
    switch ((SopAnchorKind) moment->anchor_kind)
    {
    case SOP_ANCHOR_EVENT:
        return item(self, sop_item_of_done(self->flow, moment->anchor), 1) != 0;
    case SOP_ANCHOR_FACT:
        return item(self, moment->anchor, 1) != 0;
    case SOP_ANCHOR_EXPIRES:
        return item(self, sop_item_of_document(self->flow, moment->anchor), SOP_PAPER_ON_FILE) !=
               SOP_PAPER_ABSENT;
    }
    return true;
}

static bool
verified_are_there(const SopExplorer *self, const SopOffer *offer)
{
    const uint32_t *documents = sop_list_items(self->flow, offer->verifies);

    for (uint32_t i = 0; i < offer->verifies.count; i++)
        if (item(self, sop_item_of_document(self->flow, documents[i]), SOP_PAPER_ON_FILE) ==
            SOP_PAPER_ABSENT)
            return false;
    return true;
}

static bool
offer_holds(SopExplorer *self, const SopOffer *offer)
{
    for (uint32_t i = 0; i < offer->n_requirements; i++)
        if (!requirement_holds(self, &self->flow->requirements[offer->requirements + i]))
            return false;
    return verified_are_there(self, offer) &&
           (!offer->has_not_before || is_anchored(self, &offer->not_before)) &&
           (!offer->has_not_after || is_anchored(self, &offer->not_after)) &&
           (offer->when == SOP_NONE || (can(self, offer->when) & SOP_CAN_TRUE) != 0);
}

/* ---- what is given ----------------------------------------------------------------------------------------- */

static void
give(SopExplorer *self, SopItem of, uint8_t class)
{
    for (uint32_t i = 0; i < self->n_gave; i++)
        if (self->gave[i].item == of)
            return;
    set_item(self, of, class);
    if (self->n_gave < SOP_CHECK_ASKS)
        self->gave[self->n_gave++] = (SopGave) {of, class};
}

static bool
is_given(const SopExplorer *self, SopItem of)
{
    for (uint32_t i = 0; i < self->n_gave; i++)
        if (self->gave[i].item == of)
            return true;
    return false;
}

static void
put_given(SopExplorer *self, const SopOffer *offer)
{
    for (uint32_t i = offer->asks; i < offer->asks + offer->n_asks; i++)
    {
        const SopAsk *ask = &self->flow->asks[i];
        SopItem of =
            ask->fact != SOP_NONE ? ask->fact : sop_item_of_document(self->flow, ask->document);
        if (slot_of(self, of) == SOP_OPEN || is_given(self, of))
            continue;
        uint32_t n = ask->fact != SOP_NONE ? self->domains->facts[ask->fact].n_classes - 1u : 1;
        uint32_t chosen = choose(self, n + ask->optional);
        if (chosen == n) /* left out */
            continue;
        give(self, of, ask->fact != SOP_NONE ? (uint8_t) (chosen + 1) : SOP_PAPER_ON_FILE);
    }
}

/* ---- effects -------------------------------------------------------------------------------------------------- */

static void
set_papers(SopExplorer *self, SopList documents, SopPaperClass class)
{
    for (uint32_t i = 0; i < documents.count; i++)
        set_item(self, sop_item_of_document(self->flow, sop_list_items(self->flow, documents)[i]),
                 (uint8_t) class);
}

static SopTry
effect(SopExplorer *self, const SopOffer *offer, SopTransition *ret)
{
    static const SopTarget stay = {.kind = SOP_TARGET_STAY};
    uint32_t branch;

    if (!verified_are_there(self, offer)) /* another track may just have returned it */
        return SOP_TRY_REFUSED;
    set_papers(self, offer->verifies, SOP_PAPER_VERIFIED);
    set_papers(self, offer->returns, SOP_PAPER_ABSENT);
    for (uint32_t i = offer->sets; i < offer->sets + offer->n_sets; i++)
        if (!set_fact(self, &self->flow->sets[i]))
            return SOP_TRY_REFUSED;
    *ret = (SopTransition) {offer->node, &stay, SOP_NONE};
    if (offer->to.count == 0)
        return SOP_TRY_DONE;
    ret->target = sop_step_choose(self->flow, offer->to, &stepper, self, &branch);
    if (ret->target == NULL)
        return SOP_TRY_UNDECIDED;
    return take(self, branch) ? SOP_TRY_DONE : SOP_TRY_REFUSED;
}

static SopTry
as_try(SopStepResult result)
{
    static const SopTry tries[] = {
        [SOP_STEP_DONE] = SOP_TRY_DONE,
        [SOP_STEP_UNDECIDED] = SOP_TRY_UNDECIDED,
        [SOP_STEP_FAILED] = SOP_TRY_REFUSED,
        [SOP_STEP_CIRCLE] = SOP_TRY_UNDECIDED,
    };

    return tries[result];
}

static SopTry
come_to_rest(SopExplorer *self)
{
    SopState *state = self->state;

    state->n_leaves = self->configuration.n_leaves;
    state->closed = self->configuration.closed;
    state->outcome = self->configuration.outcome;
    self->view = &self->configuration;
    if (!state->closed)
        sop_state_settle(state, self->slice);
    else
    {
        watch(self, sop_happening_of_outcome(self->flow, state->outcome));
        const SopSafeguard *safeguard = guarded(self);
        if (safeguard != NULL && safeguard->kind == SOP_SAFEGUARD_LEADS_TO && state->stands &&
            applies(self, safeguard))
            self->broken = true;
    }
    return SOP_TRY_DONE;
}

static SopTry
do_offers(SopExplorer *self, SopAction action, const uint32_t *offers, uint32_t n_offers)
{
    SopTransition transitions[SOP_LIMIT_PARALLEL];
    SopNode where;
    uint32_t branch;

    forget_answers(self);
    judge_happening(self, action);
    watch(self, action);
    set_item(self, sop_item_of_done(self->flow, action), 1);
    for (uint32_t i = 0; i < n_offers; i++)
    {
        SopTry result = effect(self, &self->flow->offers[offers[i]], &transitions[i]);
        if (result != SOP_TRY_DONE)
            return result;
    }
    self->view = &self->configuration;
    SopTry result = as_try(sop_step(self->flow, &self->configuration, transitions, n_offers,
                                    &stepper, self, &where, &branch));
    return result == SOP_TRY_DONE ? come_to_rest(self) : result;
}

/* ---- regions --------------------------------------------------------------------------------------------------- */

/* The innermost offer of the action for a leaf, no further out than `region`; SOP_NONE. */
static uint32_t
offer_inside(const SopFlow *flow, SopNode leaf, SopNode region, SopAction action)
{
    for (SopNode node = leaf;; node = flow->nodes[node].parent)
    {
        for (uint32_t i = flow->nodes[node].offers;
             i < flow->nodes[node].offers + flow->nodes[node].n_offers; i++)
            if (flow->offers[i].action == action)
                return i;
        if (node == region)
            return SOP_NONE;
    }
}

/* A leaf of the region for each offer of the action, and one that offers it not. */
static const GArray *
ways_inside(SopExplorer *self, SopNode region, SopAction action)
{
    const SopFlow *flow = self->flow;
    gpointer key = GSIZE_TO_POINTER((gsize) region * flow->n_actions + action + 1);
    GArray *ways = g_hash_table_lookup(self->ways_inside, key);
    g_autoptr(GArray) offers = NULL;

    if (ways != NULL)
        return ways;
    ways = g_array_new(FALSE, FALSE, sizeof(SopNode));
    offers = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (SopNode leaf = region + 1; leaf <= flow->nodes[region].last; leaf++)
    {
        bool listed = flow->nodes[leaf].kind != SOP_KIND_STEP;
        uint32_t offer = offer_inside(flow, leaf, region, action);
        for (guint i = 0; i < offers->len && !listed; i++)
            listed = g_array_index(offers, uint32_t, i) == offer;
        if (listed)
            continue;
        g_array_append_val(offers, offer);
        g_array_append_val(ways, leaf);
    }
    g_hash_table_insert(self->ways_inside, key, ways);
    return ways;
}

static void
append_leaf(SopState *state, SopNode leaf)
{
    if (state->n_leaves < SOP_LIMIT_PARALLEL)
        state->leaves[state->n_leaves++] = leaf;
}

/* Some configuration inside the node in which `towards` is active; other tracks may be finished. */
static void
place_inside(SopExplorer *self, SopNode node, SopNode towards)
{
    const SopFlowNode *nodes = self->flow->nodes;
    bool leads = sop_node_contains(self->flow, node, towards);

    if (nodes[node].kind == SOP_KIND_STEP)
    {
        append_leaf(self->state, node);
        return;
    }
    for (SopNode child = node + 1; child != SOP_NONE; child = nodes[child].next)
    {
        bool parallel = nodes[node].kind == SOP_KIND_PARALLEL;
        bool wanted = leads ? sop_node_contains(self->flow, child, towards)
                            : nodes[child].kind != SOP_KIND_DECISION;
        if (parallel && !wanted && choose(self, 2) == 1)
        {
            append_leaf(self->state, child);
            if (self->state->outcomes[nodes[child].outcome] == SOP_UNFINISHED)
                self->state->outcomes[nodes[child].outcome] = 0;
        }
        else if (wanted || parallel)
            place_inside(self, child, towards);
        if (wanted && !parallel)
            return;
    }
}

static bool
is_offered_inside(const SopFlow *flow, SopNode region, SopAction action)
{
    const SopList offers = flow->actions[action].offers;

    for (uint32_t i = 0; i < offers.count; i++)
        if (sop_node_contains(flow, region, flow->offers[sop_list_items(flow, offers)[i]].node))
            return true;
    return false;
}

/* Where the event may find the case in a region. */
static SopNode
choose_inside(SopExplorer *self, SopNode region, SopEventNumber event)
{
    const SopFlow *flow = self->flow;
    const GArray *ways;

    if (sop_event_is_timeout(flow, event))
    {
        SopNode node = flow->offers[sop_event_timeout(flow, event)].node;
        if (self->unsure != NULL && self->slice->regions[node] == region)
            g_array_append_val(self->unsure, region);
        return self->slice->regions[node] == region ? node : region;
    }
    ways = ways_inside(self, region, event);
    if (!is_offered_inside(flow, region, event))
        return region;
    if (self->unsure != NULL && ways->len > 1)
        g_array_append_val(self->unsure, region);
    return g_array_index(ways, SopNode, choose(self, ways->len));
}

/* A node is narrowed to one of its steps. */
static SopNode
first_step(const SopFlow *flow, SopNode node)
{
    SopNode step = node;

    while (flow->nodes[step].kind != SOP_KIND_STEP && step < flow->nodes[node].last)
        step++;
    return step;
}

/* The state, with the case somewhere in each of its regions. */
static void
place(SopExplorer *self, const SopState *from, SopEventNumber event)
{
    const SopSlice *slice = self->slice;

    self->state->n_leaves = 0;
    for (uint32_t i = 0; i < from->n_leaves; i++)
    {
        SopNode region = slice->regions[from->leaves[i]];
        if (region == SOP_NONE)
        {
            append_leaf(self->state, from->leaves[i]);
            continue;
        }
        while (i + 1 < from->n_leaves && slice->regions[from->leaves[i + 1]] == region)
            i++;
        SopNode chosen = choose_inside(self, region, event);
        place_inside(self, region,
                     chosen == region ? g_array_index(slice->leaves[region], SopNode, 0)
                                      : first_step(self->flow, chosen));
    }
}

/* ---- events ----------------------------------------------------------------------------------------------------- */

/* Did nobody do any of those from whom the property's offer is to be separate? */
static bool
nobody_did(const SopExplorer *self, const uint32_t *offers, uint32_t n_offers)
{
    const SopProperty *property = self->property;
    bool is_among = false;

    for (uint32_t i = 0; i < n_offers; i++)
        is_among = is_among || offers[i] == property->offer;
    if (!is_among || property->kind != SOP_PROPERTY_SOMEBODY)
        return false;
    const SopList others = self->flow->offers[property->offer].separate_from;
    for (uint32_t i = 0; i < others.count; i++)
        if (item(self, sop_item_of_done(self->flow, sop_list_items(self->flow, others)[i]), 0) != 0)
            return false;
    return true;
}

static SopTry
try_action(SopExplorer *self, SopAction action)
{
    uint32_t offers[SOP_LIMIT_PARALLEL];
    uint32_t n_offers = sop_explorer_offers(self->flow, self->state, action, offers);

    if (n_offers == 0)
        return SOP_TRY_REFUSED;
    for (uint32_t i = 0; i < n_offers; i++)
        put_given(self, &self->flow->offers[offers[i]]);
    for (uint32_t i = 0; i < n_offers; i++)
        if (!offer_holds(self, &self->flow->offers[offers[i]]))
            return SOP_TRY_REFUSED;
    bool nobody = nobody_did(self, offers, n_offers);
    SopTry result = do_offers(self, action, offers, n_offers);
    self->broken = self->broken || nobody;
    return result;
}

static SopTry
try_timeout(SopExplorer *self, uint32_t number, bool passes)
{
    const SopOffer *timeout = &self->flow->offers[number];
    unsigned holds = timeout->when != SOP_NONE ? can(self, timeout->when) : SOP_CAN_TRUE;

    if ((holds & (passes ? SOP_CAN_FALSE : SOP_CAN_TRUE)) == 0)
        return SOP_TRY_REFUSED;
    set_item(self, sop_item_of_fired(self->flow, number), 1);
    if (passes)
        return come_to_rest(self);
    self->tries_unknown = true;
    SopTry result = do_offers(self, timeout->action, &number, 1);
    self->tries_unknown = false;
    if (self->undecided != NULL && result == SOP_TRY_UNDECIDED)
        self->undecided[number] = true;
    if (self->property->kind == SOP_PROPERTY_DECIDED && self->property->offer == number)
        self->broken = result == SOP_TRY_UNDECIDED;
    return result;
}

static void
start(SopExplorer *self)
{
    self->at_tape = 0;
    self->n_tries++;
    self->n_judged = 0;
    forget_answers(self);
    self->n_gave = 0;
    self->broken = false;
    self->configuration =
        (SopConfiguration) {self->state->leaves, self->state->n_leaves, false, SOP_NONE};
}

SopTry
sop_explorer_try(SopExplorer *self, const SopState *from, SopEventNumber event)
{
    sop_state_copy(self->state, from, self->slice);
    start(self);
    place(self, from, event);
    self->configuration.n_leaves = self->state->n_leaves;
    memcpy(self->stood, self->state->leaves, self->state->n_leaves * sizeof(SopNode));
    self->before = (SopConfiguration) {self->stood, self->state->n_leaves, false, SOP_NONE};
    self->view = &self->before;
    if (sop_event_is_timeout(self->flow, event))
        return try_timeout(self, sop_event_timeout(self->flow, event),
                           sop_event_passes(self->flow, event));
    return try_action(self, event);
}

SopTry
sop_explorer_open(SopExplorer *self)
{
    const SopFlow *flow = self->flow;
    SopState *state = self->state;
    SopNode where;
    uint32_t branch;

    state->n_leaves = 0;
    state->stands = false;
    for (uint32_t i = 0; i < self->slice->items->len; i++)
    {
        SopItem of = g_array_index(self->slice->items, SopItem, i);
        state->items[i] =
            of < flow->n_facts ? sop_domains_class(self->domains, of, &flow->facts[of].starts) : 0;
    }
    for (uint32_t i = 0; i < flow->layout.n_outcomes; i++)
        state->outcomes[i] = SOP_UNFINISHED;
    for (uint32_t i = 0; i < flow->layout.n_histories; i++)
        state->pasts[i] = (SopPast) {0};
    start(self);
    self->view = &self->configuration;
    SopTry result =
        as_try(sop_step_open(flow, &self->configuration, &stepper, self, &where, &branch));
    return result == SOP_TRY_DONE ? come_to_rest(self) : result;
}

/* ---- what can happen --------------------------------------------------------------------------------------------- */

uint32_t
sop_explorer_offers(const SopFlow *flow, const SopState *state, SopAction action, uint32_t *ret)
{
    SopConfiguration here = {(SopNode *) state->leaves, state->n_leaves, false, SOP_NONE};
    SopRun run;

    run.flow = flow; /* these are all that is looked at */
    run.view = &here;
    run.entering = SOP_NONE;
    return sop_run_offers(&run, action, ret);
}

/* Calls for each node that is active, from the leaves outwards, each once; finished tracks are silent. */
static SopNode
next_active(const SopFlow *flow, const SopState *state, uint32_t *at_leaf, SopNode node)
{
    for (;;)
    {
        if (node != SOP_NONE)
            node = flow->nodes[node].parent;
        for (uint32_t i = 0; node != SOP_NONE && i + 1 < *at_leaf; i++)
            if (flow->nodes[state->leaves[i]].kind == SOP_KIND_STEP &&
                sop_node_contains(flow, node, state->leaves[i]))
                node = SOP_NONE;
        if (node != SOP_NONE)
            return node;
        while (*at_leaf < state->n_leaves &&
               flow->nodes[state->leaves[*at_leaf]].kind != SOP_KIND_STEP)
            ++*at_leaf;
        if (*at_leaf == state->n_leaves)
            return SOP_NONE;
        return state->leaves[(*at_leaf)++];
    }
}

/* All nodes that may be active: of a region, all that are inside it. */
static uint32_t
possible_nodes(const SopExplorer *self, const SopState *state, SopNode *ret)
{
    const SopFlow *flow = self->flow;
    uint32_t at_leaf = 0;
    uint32_t n_nodes = 0;

    for (SopNode node = next_active(flow, state, &at_leaf, SOP_NONE); node != SOP_NONE;
         node = next_active(flow, state, &at_leaf, node))
    {
        if (self->slice->regions[node] != SOP_NONE)
            continue;
        ret[n_nodes++] = node;
        for (SopNode inside = node + 1;
             self->slice->blurred[node] && inside <= flow->nodes[node].last; inside++)
            ret[n_nodes++] = inside;
    }
    return n_nodes;
}

uint32_t
sop_explorer_actions(const SopExplorer *self, const SopState *state, SopAction *ret)
{
    const SopFlow *flow = self->flow;
    uint32_t n_nodes = possible_nodes(self, state, self->nodes);
    uint32_t n_actions = 0;

    for (uint32_t n = 0; n < n_nodes; n++)
        for (uint32_t i = flow->nodes[self->nodes[n]].offers;
             i < flow->nodes[self->nodes[n]].offers + flow->nodes[self->nodes[n]].n_offers; i++)
        {
            bool listed = false;
            for (uint32_t k = 0; k < n_actions && !listed; k++)
                listed = ret[k] == flow->offers[i].action;
            if (!listed)
                ret[n_actions++] = flow->offers[i].action;
        }
    return n_actions;
}

/* Does it do anything that this search would see? */
static bool
does_something(const SopExplorer *self, const SopOffer *timeout)
{
    const SopFlow *flow = self->flow;
    const uint32_t *returned = sop_list_items(flow, timeout->returns);

    if (timeout->to.count > 0 || slot_of(self, sop_item_of_done(flow, timeout->action)) != SOP_OPEN)
        return true;
    for (uint32_t i = 0; i < timeout->returns.count; i++)
        if (slot_of(self, sop_item_of_document(flow, returned[i])) != SOP_OPEN)
            return true;
    for (uint32_t i = timeout->sets; i < timeout->sets + timeout->n_sets; i++)
        if (slot_of(self, flow->sets[i].fact) != SOP_OPEN)
            return true;
    for (unsigned kind = SOP_WATCH_EVENT; kind <= SOP_WATCH_START; kind++)
        if (guarded(self) != NULL &&
            watches(flow, timeout->action, self->property->safeguard, (SopWatchKind) kind))
            return true;
    return false;
}

static bool
may_run(const SopExplorer *self, const SopState *state, const SopOffer *timeout)
{
    for (uint32_t i = 0; i < timeout->at.count; i++)
    {
        const SopMoment *moment = &self->flow->moments[timeout->at.start + i].moment;
        SopExplorer here = *self;
        here.state = (SopState *) state;
        if (is_anchored(&here, moment))
            return true;
    }
    return false;
}

uint32_t
sop_explorer_timeouts(const SopExplorer *self, const SopState *state, uint32_t *ret)
{
    const SopFlow *flow = self->flow;
    uint32_t n_nodes = possible_nodes(self, state, self->nodes);
    uint32_t n_timeouts = 0;

    for (uint32_t n = 0; n < n_nodes; n++)
        for (uint32_t i = flow->nodes[self->nodes[n]].timeouts;
             i < flow->nodes[self->nodes[n]].timeouts + flow->nodes[self->nodes[n]].n_timeouts; i++)
        {
            uint16_t slot = slot_of(self, sop_item_of_fired(flow, i));
            if ((slot == SOP_OPEN || state->items[slot] == 0) &&
                does_something(self, &flow->offers[i]) && may_run(self, state, &flow->offers[i]))
                ret[n_timeouts++] = i;
        }
    return n_timeouts;
}

bool
sop_explorer_is_certain(const SopExplorer *self, const SopState *state, uint32_t offer)
{
    const SopOffer *timeout = &self->flow->offers[offer];

    if (self->slice->regions[timeout->node] != SOP_NONE)
        return false;
    for (uint32_t i = 0; i < timeout->at.count; i++)
    {
        const SopMomentBranch *branch = &self->flow->moments[timeout->at.start + i];
        uint16_t slot;
        if (branch->when != SOP_NONE &&
            (sop_answers_of(self->answers, branch->when, state,
                            &(SopConfiguration) {(SopNode *) state->leaves, state->n_leaves, false,
                                                 SOP_NONE}) &
             SOP_CAN_UNKNOWN) != 0)
            return false;
        if (branch->moment.kind == SOP_MOMENT_FROM_ENTERING)
            continue;
        slot = slot_of(self, branch->moment.anchor_kind == SOP_ANCHOR_FACT ? branch->moment.anchor
                             : branch->moment.anchor_kind == SOP_ANCHOR_EVENT
                                 ? sop_item_of_done(self->flow, branch->moment.anchor)
                                 : sop_item_of_document(self->flow, branch->moment.anchor));
        if (slot == SOP_OPEN || state->items[slot] == 0 ||
            branch->moment.anchor_kind == SOP_ANCHOR_EXPIRES)
            return false;
    }
    return true;
}

/* ---- rests ---------------------------------------------------------------------------------------------------------- */

/* Whatever the place in a region: possible only if no way inside it changes what is offered. */
static bool
regions_agree(SopExplorer *self, const SopState *state, SopAction action)
{
    for (uint32_t i = 0; i < state->n_leaves; i++)
    {
        SopNode region = self->slice->regions[state->leaves[i]];
        if (region != SOP_NONE && ways_inside(self, region, action)->len > 1)
            return false;
    }
    return true;
}

/* That time has run out is left out of the proof; but an event may leave the anchor unknown, or move it. */
static bool
may_be_too_late(const SopExplorer *self, const SopOffer *offer)
{
    const SopMoment *moment = &offer->not_after;

    if (!offer->has_not_after || moment->kind == SOP_MOMENT_FROM_ENTERING)
        return false;
    return moment->anchor_kind != SOP_ANCHOR_EVENT ||
           item(self, sop_item_of_done(self->flow, moment->anchor), 0) == 0;
}

static bool
is_possible(SopExplorer *self, const SopState *state, SopAction action)
{
    uint32_t offers[SOP_LIMIT_PARALLEL];
    uint32_t n_offers = sop_explorer_offers(self->flow, state, action, offers);

    for (uint32_t i = 0; i < n_offers; i++)
    {
        const SopOffer *offer = &self->flow->offers[offers[i]];
        if ((offer->when != SOP_NONE && (can(self, offer->when) & SOP_CAN_FALSE) != 0) ||
            may_be_too_late(self, offer))
            return false;
    }
    return n_offers > 0 && regions_agree(self, state, action);
}

static bool
any_is_possible(SopExplorer *self, const SopState *state, const SopSafeguard *safeguard)
{
    for (uint32_t i = 0; i < safeguard->events.count; i++)
    {
        SopHappening happening = sop_list_items(self->flow, safeguard->events)[i];
        if (happening < self->flow->n_actions && is_possible(self, state, happening))
            return true;
    }
    return false;
}

static void
look_at(SopExplorer *self, const SopState *state)
{
    sop_state_copy(self->state, state, self->slice);
    self->before = (SopConfiguration) {(SopNode *) state->leaves, state->n_leaves, state->closed,
                                       state->outcome};
    self->view = &self->before;
}

bool
sop_explorer_rest_holds(SopExplorer *self, const SopState *state)
{
    const SopSafeguard *safeguard = guarded(self);

    if (safeguard == NULL)
        return true;
    if (safeguard->kind == SOP_SAFEGUARD_POSSIBLE_FROM && !state->stands)
        return true;
    if (safeguard->kind != SOP_SAFEGUARD_POSSIBLE_FROM &&
        (safeguard->kind != SOP_SAFEGUARD_NEVER_WHEN || safeguard->events.count > 0))
        return true;
    look_at(self, state);
    if (safeguard->kind == SOP_SAFEGUARD_POSSIBLE_FROM)
        return any_is_possible(self, state, safeguard) || !applies(self, safeguard);
    return !breaks(self, safeguard) || !applies(self, safeguard);
}

bool
sop_explorer_owes(SopExplorer *self, const SopState *state)
{
    const SopSafeguard *safeguard = guarded(self);

    if (safeguard == NULL || !state->stands)
        return false;
    look_at(self, state);
    return applies(self, safeguard);
}

/* ---- waiting ------------------------------------------------------------------------------------------------------ */

/* Goes it, however it goes? */
static bool
always_goes(SopExplorer *self, const SopState *state, SopEventNumber event, bool *ret_sometimes)
{
    bool always = true;

    *ret_sometimes = false;
    sop_explorer_begin(self);
    do
    {
        bool goes = sop_explorer_try(self, state, event) == SOP_TRY_DONE;
        always = always && goes;
        *ret_sometimes = *ret_sometimes || goes;
    } while (sop_explorer_next(self));
    return always;
}

/* It runs, or passes, whatever is not known; and whether it does the one or the other is known. */
static bool
is_sure(SopExplorer *self, const SopState *state, uint32_t timeout)
{
    SopEventNumber event = self->flow->n_actions + 2 * (timeout - self->flow->first_timeout);
    bool may_run;
    bool may_pass = false;
    bool runs = always_goes(self, state, event, &may_run);
    bool passes = self->flow->offers[timeout].when != SOP_NONE &&
                  always_goes(self, state, event + 1, &may_pass);

    return (runs && !may_pass) || (passes && !may_run);
}

bool
sop_explorer_goes_on(SopExplorer *self, const SopState *state)
{
    g_autofree uint32_t *timeouts = g_new(uint32_t, self->flow->n_offers + 1);
    uint32_t n_timeouts = sop_explorer_timeouts(self, state, timeouts);
    SopExplorer saved = *self; /* the way that may just be followed */
    bool goes_on = false;

    for (uint32_t i = 0; i < n_timeouts && !goes_on; i++)
        goes_on =
            sop_explorer_is_certain(self, state, timeouts[i]) && is_sure(self, state, timeouts[i]);
    *self = saved;
    return goes_on;
}

/* ---- the whole ---------------------------------------------------------------------------------------------------------- */

static bool
reads_place(const SopDomains *domains, SopGuard guard)
{
    const SopFlow *flow = domains->flow;
    const SopGuardReads *reads = &domains->guards[guard];

    for (uint32_t i = 0; i < reads->n_slots; i++)
        if (reads->slots[i] >= flow->n_facts &&
            (flow->reads[reads->slots[i] - flow->n_facts].kind == SOP_READ_AT ||
             flow->reads[reads->slots[i] - flow->n_facts].kind == SOP_READ_OUTCOME))
            return true;
    return false;
}

SopExplorer *
sop_explorer_new(const SopDomains *domains, const SopProperty *property, SopSlice *slice)
{
    SopExplorer *self = g_new0(SopExplorer, 1);

    self->domains = domains;
    self->flow = domains->flow;
    self->property = property;
    self->slice = slice;
    self->answers = sop_answers_new(domains, slice);
    self->state = sop_state_new(self->flow);
    self->nodes = g_new(SopNode, self->flow->n_nodes);
    self->placed = g_new0(uint64_t, self->flow->n_expressions + 1);
    self->reads_place = g_new0(bool, self->flow->n_expressions + 1);
    for (SopGuard guard = 0; guard < self->flow->n_expressions; guard++)
        self->reads_place[guard] = reads_place(domains, guard);
    self->stamps = g_new0(uint64_t, self->flow->n_expressions + 1);
    self->chosen = g_new0(uint8_t, self->flow->n_expressions + 1);
    self->ways_inside = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
    return self;
}

void
sop_explorer_free(SopExplorer *self)
{
    sop_answers_free(self->answers);
    sop_state_free(self->state);
    g_hash_table_unref(self->ways_inside);
    g_free(self->nodes);
    g_free(self->stamps);
    g_free(self->chosen);
    g_free(self->placed);
    g_free(self->reads_place);
    g_free(self);
}
