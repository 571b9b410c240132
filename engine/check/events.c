/* SPDX-License-Identifier: Apache-2.0 */
/* One event as it happens: what it demands, what is given with it, what it changes. */
#include "check/explore_parts.h"
#include "check/goal.h"

#include <string.h>

/* ---- judging an offer ------------------------------------------------------------------------------------- */

static bool
is_good(const SopExplorer *self, const SopRequirement *requirement)
{
    const uint32_t *documents = sop_list_items(self->flow, requirement->documents);

    for (uint32_t i = 0; i < requirement->documents.count; i++)
        if (sop_explorer_item(self, sop_item_of_document(self->flow, documents[i]),
                              SOP_PAPER_VERIFIED) >=
            (requirement->verified ? SOP_PAPER_VERIFIED : SOP_PAPER_ON_FILE))
            return true;
    return false;
}

/* Is the property broken: is the condition unknown with which its offer is judged? Others are judged as ever. */
static bool
is_unknown(SopExplorer *self, const SopOffer *offer, SopGuard guard)
{
    bool unknown = (uint32_t) (offer - self->flow->offers) == self->property->offer &&
                   guard != SOP_NONE && sop_explorer_asks_unknown(self, guard);

    self->met_unknown = self->met_unknown || unknown;
    return unknown;
}

static bool
requirement_holds(SopExplorer *self, const SopOffer *offer, const SopRequirement *requirement)
{
    if (is_unknown(self, offer, requirement->when))
        return true;
    unsigned needed =
        requirement->when != SOP_NONE ? sop_explorer_can(self, requirement->when) : SOP_CAN_TRUE;

    return (needed & SOP_CAN_FALSE) != 0 ||
           ((needed & SOP_CAN_TRUE) != 0 && is_good(self, requirement));
}

/* What the act requires is good when it is done. */
static void
know_good(SopExplorer *self, const SopOffer *offer)
{
    for (uint32_t i = 0; i < offer->n_requirements; i++)
    {
        const SopRequirement *requirement = &self->flow->requirements[offer->requirements + i];
        if (requirement->documents.count == 1 &&
            (requirement->when == SOP_NONE ||
             sop_explorer_can(self, requirement->when) == SOP_CAN_TRUE))
            self->good[sop_list_items(self->flow, requirement->documents)[0]] = true;
    }
}

/* What the moments of the act rule out, as long as it changes nothing. */
static void
know_moments(SopExplorer *self, const uint32_t *offers, uint32_t n_offers)
{
    const guint n_relations = self->domains->relations->len;

    for (guint k = 0; k < n_relations; k++)
    {
        self->ruled_out[k] = 0;
        for (uint32_t i = 0; i < n_offers; i++)
            self->ruled_out[k] |= self->domains->ruled_out[(size_t) offers[i] * n_relations + k];
    }
    sop_answers_know_moments(self->answers, self->ruled_out);
}

/* Can the moment's anchor be known? */
bool
sop_explorer_is_anchored(const SopExplorer *self, const SopMoment *moment)
{
    if (moment->kind == SOP_MOMENT_FROM_ENTERING || moment->anchor == SOP_NONE)
        return true;
    switch ((SopAnchorKind) moment->anchor_kind)
    {
    case SOP_ANCHOR_EVENT:
        return sop_explorer_item(self, sop_item_of_done(self->flow, moment->anchor), 1) != 0;
    case SOP_ANCHOR_FACT:
        return sop_explorer_item(self, moment->anchor, 1) != 0;
    case SOP_ANCHOR_EXPIRES:
        return sop_explorer_item(self, sop_item_of_document(self->flow, moment->anchor),
                                 SOP_PAPER_ON_FILE) != SOP_PAPER_ABSENT;
    }
    return true;
}

static bool
verified_are_there(const SopExplorer *self, const SopOffer *offer)
{
    const uint32_t *documents = sop_list_items(self->flow, offer->verifies);

    for (uint32_t i = 0; i < offer->verifies.count; i++)
        if (sop_explorer_item(self, sop_item_of_document(self->flow, documents[i]),
                              SOP_PAPER_ON_FILE) == SOP_PAPER_ABSENT)
            return false;
    return true;
}

/* Is it never its turn, or not yet: has a timeout not run that always comes before? What runs inside a region is not
 * noted there. */
static bool
is_outrun(const SopExplorer *self, const SopOffer *offer)
{
    const SopGoal *goal = self->domains->goal;
    ptrdiff_t number = offer - self->flow->offers;
    const GArray *before = self->domains->before[number];

    if (self->property->kind == SOP_PROPERTY_GOAL) /* a safeguard may hold a timeout up */
        return goal != NULL && goal->late != NULL && goal->late[number];
    for (guint i = 0; before != NULL && i < before->len; i++)
    {
        uint32_t timeout = g_array_index(before, uint32_t, i);
        if (self->slice->regions[self->flow->offers[timeout].node] == SOP_NONE &&
            sop_explorer_item(self, sop_item_of_fired(self->flow, timeout), 1) == 0)
            return true;
    }
    return self->domains->outrun[number] != 0;
}

static bool
offer_holds(SopExplorer *self, const SopOffer *offer)
{
    if (is_outrun(self, offer))
        return false;
    for (uint32_t i = 0; i < offer->n_requirements; i++)
        if (!requirement_holds(self, offer, &self->flow->requirements[offer->requirements + i]))
            return false;
    return verified_are_there(self, offer) &&
           (!offer->has_not_before || sop_explorer_is_anchored(self, &offer->not_before)) &&
           (!offer->has_not_after || sop_explorer_is_anchored(self, &offer->not_after)) &&
           (is_unknown(self, offer, offer->when) || offer->when == SOP_NONE ||
            (sop_explorer_can(self, offer->when) & SOP_CAN_TRUE) != 0);
}

/* ---- what is given ----------------------------------------------------------------------------------------- */

static void
give(SopExplorer *self, SopItem of, uint8_t class)
{
    for (uint32_t i = 0; i < self->n_gave; i++)
        if (self->gave[i].item == of)
            return;
    sop_explorer_set(self, of, class);
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

/* Are these among them the property's own? Then all is given that is asked: something else is to be unknown. */
static bool
is_own(const SopExplorer *self, const uint32_t *offers, uint32_t n_offers)
{
    bool own = false;

    for (uint32_t i = 0; i < n_offers; i++)
        own = own || offers[i] == self->property->offer;
    return own && self->property->kind == SOP_PROPERTY_KNOWN;
}

static void
put_given(SopExplorer *self, const SopOffer *offer, bool all)
{
    for (uint32_t i = offer->asks; i < offer->asks + offer->n_asks; i++)
    {
        const SopAsk *ask = &self->flow->asks[i];
        SopItem of =
            ask->fact != SOP_NONE ? ask->fact : sop_item_of_document(self->flow, ask->document);
        if (is_given(self, of))
            continue;
        if (sop_explorer_slot(self, of) == SOP_OPEN)
        {
            if (ask->fact != SOP_NONE)
                sop_explorer_note_changed(self, ask->fact);
            continue;
        }
        uint32_t n = ask->fact != SOP_NONE ? self->domains->facts[ask->fact].n_classes - 1u : 1;
        uint32_t chosen = sop_explorer_choose(self, n + (ask->optional && !all));
        if (chosen == n) /* left out */
            continue;
        give(self, of, ask->fact != SOP_NONE ? (uint8_t) (chosen + 1) : SOP_PAPER_ON_FILE);
        if (ask->fact != SOP_NONE)
            sop_explorer_note_changed(self, ask->fact);
    }
}

/* ---- effects -------------------------------------------------------------------------------------------------- */

static void
set_papers(SopExplorer *self, SopList documents, SopPaperClass class)
{
    for (uint32_t i = 0; i < documents.count; i++)
    {
        SopItem of = sop_item_of_document(self->flow, sop_list_items(self->flow, documents)[i]);
        if (class != SOP_PAPER_VERIFIED ||
            sop_explorer_item(self, of, SOP_PAPER_ABSENT) != SOP_PAPER_STALE)
            sop_explorer_set(self, of, (uint8_t) class);
    }
}

static SopTry
as_try(SopExplorer *self, SopStepResult result)
{
    static const SopTry tries[] = {
        [SOP_STEP_DONE] = SOP_TRY_DONE,
        [SOP_STEP_UNDECIDED] = SOP_TRY_UNDECIDED,
        [SOP_STEP_FAILED] = SOP_TRY_REFUSED,
        [SOP_STEP_CIRCLE] = SOP_TRY_UNDECIDED,
    };

    if (result == SOP_STEP_CIRCLE)
        sop_explorer_give_up(self);
    return self->met ? SOP_TRY_MET : tries[result];
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
        if (!sop_explorer_set_fact(self, &self->flow->sets[i]))
            return SOP_TRY_REFUSED;
    *ret = (SopTransition) {offer->node, &stay, SOP_NONE};
    if (offer->to.count == 0)
        return SOP_TRY_DONE;
    ret->target = sop_step_choose(self->flow, offer->to, &sop_explorer_stepper, self, &branch);
    if (ret->target == NULL)
        return as_try(self, SOP_STEP_UNDECIDED);
    return sop_explorer_take(self, branch) ? SOP_TRY_DONE : SOP_TRY_REFUSED;
}

/* What had run in a phase that had been left stays so, though the phase was entered and left again without coming to
 * rest there; one inside it may have been finished meanwhile, and keeps it otherwise. */
static void
keep_fired(SopExplorer *self)
{
    const SopFlow *flow = self->flow;
    SopItem first = sop_item_of_fired(flow, flow->first_timeout);

    for (uint32_t i = 0; i < self->slice->items->len; i++)
    {
        SopItem item = g_array_index(self->slice->items, SopItem, i);
        if (item < first || item >= sop_item_of_monitor(flow, 0) ||
            self->state->items[i] == self->from->items[i])
            continue;
        SopNode node = flow->offers[flow->first_timeout + item - first].node;
        if (sop_state_keeps_clock(self->state, self->slice, node, false) &&
            (!sop_state_keeps_clock(self->state, self->slice, node, true) ||
             sop_explorer_choose(self, 2) == 0))
            self->state->items[i] = self->from->items[i];
    }
}

static SopTry
come_to_rest(SopExplorer *self)
{
    SopState *state = self->state;

    state->n_leaves = self->configuration.n_leaves;
    state->closed = self->configuration.closed;
    state->outcome = self->configuration.outcome;
    self->view = &self->configuration;
    if (self->meetings != NULL)
        sop_meetings_rest(self->meetings);
    if (!state->closed && self->from != NULL && self->n_entered != self->n_entered_before)
        keep_fired(self);
    if (!state->closed)
        sop_state_settle(state, self->slice);
    else
    {
        sop_explorer_watch(self, sop_happening_of_outcome(self->flow, state->outcome));
        const SopSafeguard *safeguard = sop_explorer_guarded(self);
        if (safeguard != NULL && safeguard->kind == SOP_SAFEGUARD_LEADS_TO && state->stands &&
            sop_explorer_applies(self, safeguard))
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

    self->sources = offers;
    self->n_sources = n_offers;
    if (self->accepted != NULL)
        g_array_append_vals(self->accepted, offers, n_offers);
    sop_explorer_forget(self);
    sop_explorer_judge(self, action);
    sop_answers_know_moments(self->answers, NULL);
    sop_explorer_watch(self, action);
    sop_explorer_set(self, sop_item_of_done(self->flow, action), 1);
    for (uint32_t i = 0; i < n_offers; i++)
    {
        self->n_chosen = i;
        SopTry result = effect(self, &self->flow->offers[offers[i]], &transitions[i]);
        if (result != SOP_TRY_DONE)
            return result;
    }
    self->n_chosen = 0;
    self->view = &self->configuration;
    SopTry result = as_try(self, sop_step(self->flow, &self->configuration, transitions, n_offers,
                                          &sop_explorer_stepper, self, &where, &branch));
    return result == SOP_TRY_DONE ? come_to_rest(self) : result;
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
        if (sop_explorer_item(
                self, sop_item_of_done(self->flow, sop_list_items(self->flow, others)[i]), 0) != 0)
            return false;
    return true;
}

/* It cannot be done, since a condition is unknown. */
static SopTry
end_unknown(SopExplorer *self)
{
    self->broken = true;
    return SOP_TRY_UNDECIDED;
}

/* Whose act it is matters where a condition asks. Returns: false when all that offer it can be done by nobody. */
static bool
choose_actor(SopExplorer *self, const uint32_t *offers, uint32_t n_offers)
{
    uint64_t roles = UINT64_MAX;

    for (uint32_t i = 0; i < n_offers; i++)
        roles &= self->flow->offers[offers[i]].roles;
    self->actor = SOP_NONE;
    if (!self->domains->reads_role || roles == 0)
        return roles != 0;
    self->actor = sop_explorer_choose_bit(self, roles);
    sop_answers_know_actor(self->answers, self->actor);
    return true;
}

static SopTry
try_action(SopExplorer *self, SopAction action)
{
    uint32_t offers[SOP_LIMIT_PARALLEL];
    uint32_t n_offers = sop_explorer_offers(self->flow, self->state, action, offers);

    if (n_offers == 0 || !choose_actor(self, offers, n_offers))
        return SOP_TRY_REFUSED;
    bool own = is_own(self, offers, n_offers);
    for (uint32_t i = 0; i < n_offers; i++)
        put_given(self, &self->flow->offers[offers[i]], own);
    sop_explorer_settle_relations(self);
    know_moments(self, offers, n_offers);
    for (uint32_t i = 0; i < n_offers; i++)
        if (!offer_holds(self, &self->flow->offers[offers[i]]))
            return SOP_TRY_REFUSED;
    if (self->met_unknown)
        return end_unknown(self);
    for (uint32_t i = 0; i < n_offers; i++)
        know_good(self, &self->flow->offers[offers[i]]);
    sop_answers_know_good(self->answers, self->good);
    sop_explorer_forget(self);
    bool nobody = nobody_did(self, offers, n_offers);
    self->tries_unknown = own;
    SopTry result = do_offers(self, action, offers, n_offers);
    self->tries_unknown = false;
    if (own && self->met_unknown && result == SOP_TRY_UNDECIDED)
        return end_unknown(self);
    self->broken = self->broken || nobody;
    return result;
}

/* A finished track is silent. */
static bool
is_active(const SopExplorer *self, SopNode node)
{
    for (uint32_t i = 0; i < self->state->n_leaves; i++)
        if (sop_node_contains(self->flow, node, self->state->leaves[i]) &&
            self->flow->nodes[self->state->leaves[i]].kind == SOP_KIND_STEP)
            return true;
    return false;
}

static SopTry
try_timeout(SopExplorer *self, uint32_t number, bool passes)
{
    const SopOffer *timeout = &self->flow->offers[number];

    if (!is_active(self, timeout->node) || !sop_explorer_may_run(self, self->state, number))
        return SOP_TRY_REFUSED;
    unsigned holds =
        timeout->when != SOP_NONE ? sop_explorer_can(self, timeout->when) : SOP_CAN_TRUE;

    if (!passes && is_unknown(self, timeout, timeout->when))
        return end_unknown(self);
    if ((holds & (passes ? SOP_CAN_FALSE : SOP_CAN_TRUE)) == 0 ||
        is_outrun(self, &self->flow->offers[number]))
        return SOP_TRY_REFUSED;
    sop_explorer_set(self, sop_item_of_fired(self->flow, number), 1);
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
    self->n_shared = self->tape.length;
    self->n_noted = 0;
    self->n_chosen = 0;
    self->met = false;
    self->tape.n_tries++;
    self->n_judged = 0;
    self->this_try++;
    sop_explorer_forget(self);
    self->from = NULL;
    self->n_sources = 0;
    self->n_entered_before = self->n_entered;
    self->n_gave = 0;
    self->broken = false;
    self->barred = false;
    self->may_fail = false;
    self->met_unknown = false;
    memset(self->good, 0, self->flow->n_documents * sizeof(bool));
    sop_answers_know_nothing(self->answers);
    self->configuration =
        (SopConfiguration) {self->state->leaves, self->state->n_leaves, false, SOP_NONE};
}

SopTry
sop_explorer_try(SopExplorer *self, const SopState *from, SopEventNumber event)
{
    sop_state_copy(self->state, from, self->slice);
    start(self);
    self->from = from;
    sop_explorer_place(self, from, event);
    self->configuration.n_leaves = self->state->n_leaves;
    memcpy(self->stood, self->state->leaves, self->state->n_leaves * sizeof(SopNode));
    self->before = (SopConfiguration) {self->stood, self->state->n_leaves, false, SOP_NONE};
    self->view = &self->before;
    SopTry result = sop_event_is_timeout(self->flow, event)
                        ? try_timeout(self, sop_event_timeout(self->flow, event),
                                      sop_event_passes(self->flow, event))
                        : try_action(self, event);
    return self->property->kind == SOP_PROPERTY_GOAL ? sop_goal_end(self, from, result) : result;
}

SopTry
sop_explorer_open(SopExplorer *self)
{
    const SopFlow *flow = self->flow;
    SopState *state = self->state;
    SopNode where;
    uint32_t branch;

    if (self->property->kind == SOP_PROPERTY_GOAL)
    {
        start(self);
        return sop_goal_begin(self);
    }
    state->n_leaves = 0;
    state->stands = false;
    for (uint32_t i = 0; i < self->slice->items->len; i++)
        state->items[i] =
            sop_domains_first_class(self->domains, g_array_index(self->slice->items, SopItem, i));
    for (uint32_t i = 0; i < flow->layout.n_outcomes; i++)
        state->outcomes[i] = SOP_UNFINISHED;
    for (uint32_t i = 0; i < flow->layout.n_histories; i++)
        state->pasts[i] = (SopPast) {0};
    start(self);
    self->view = &self->configuration;
    SopTry result = as_try(self, sop_step_open(flow, &self->configuration, &sop_explorer_stepper,
                                               self, &where, &branch));
    return result == SOP_TRY_DONE ? come_to_rest(self) : result;
}
