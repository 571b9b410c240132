/* SPDX-License-Identifier: Apache-2.0 */
/* Acting: what is given is put in; on that, everything is judged; then verifies, returns, sets,
 * and the move with every decision that follows. One failure undoes it all. */
#include "case/case.h"
#include "flow/fact.h"

/* ---- what the step relation asks and tells --------------------------------------------------- */

static SopTruth
judge(void *host, SopGuard guard)
{
    return sop_run_judge(host, guard);
}

static SopRemembered
recall(void *host, SopNode phase)
{
    const SopRun *self = host;
    const SopHistory *history = sop_case_histories(self->of)[self->flow->nodes[phase].history];

    if (history == NULL)
        return (SopRemembered) {0};
    return (SopRemembered) {history->leaves, history->n_leaves, history->finished};
}

static bool
has_outcome(void *host, SopNode phase)
{
    const SopRun *self = host;

    return sop_case_outcomes(self->of)[self->flow->nodes[phase].outcome] != SOP_NONE;
}

static void
leave(void *host, SopNode node)
{
    SopRun *self = host;
    uint32_t slot = self->flow->nodes[node].clock;

    sop_numbers_add(&self->verdict->left, node);
    if (slot != SOP_NONE)
        sop_change_clock(&self->verdict->changes, self->of, slot,
                         (SopClock) {sop_case_clocks(self->of)[slot].entered, self->now});
}

static void
remember(void *host, SopNode phase, const SopNode *leaves, uint32_t n_leaves, bool finished)
{
    SopRun *self = host;
    SopHistory *history = g_malloc(sizeof *history + n_leaves * sizeof history->leaves[0]);

    history->finished = finished;
    history->n_leaves = n_leaves;
    for (uint32_t i = 0; i < n_leaves; i++)
        history->leaves[i] = leaves[i];
    sop_change_history(&self->verdict->changes, self->of, self->flow->nodes[phase].history,
                       history);
}

/* Active again or anew: its outcome is not known any more. */
static void
activate(SopRun *self, SopNode node, SopInstant entered)
{
    const SopFlowNode *entering = &self->flow->nodes[node];
    SopChanges *changes = &self->verdict->changes;

    sop_change_visited(changes, self->of, node);
    if (entering->outcome != SOP_NONE && sop_case_outcomes(self->of)[entering->outcome] != SOP_NONE)
        sop_change_outcome(changes, self->of, entering->outcome, SOP_NONE);
    if (entering->clock != SOP_NONE)
        sop_change_clock(changes, self->of, entering->clock,
                         (SopClock) {entered, SOP_INSTANT_NONE});
}

static void
enter(void *host, SopNode node)
{
    SopRun *self = host;

    sop_numbers_add(&self->verdict->entered, node);
    activate(self, node, self->now);
}

/* The clock goes on with the time that was left. */
static void
resume(void *host, SopNode node)
{
    SopRun *self = host;
    uint32_t slot = self->flow->nodes[node].clock;
    SopInstant entered = self->now;

    if (slot != SOP_NONE && sop_case_clocks(self->of)[slot].entered != SOP_INSTANT_NONE)
    {
        const SopClock *clock = &sop_case_clocks(self->of)[slot];
        entered = clock->entered + (clock->left != SOP_INSTANT_NONE ? self->now - clock->left : 0);
    }
    sop_numbers_add(&self->verdict->entered, node);
    activate(self, node, entered);
}

static void
finish(void *host, SopNode phase, SopOutcome outcome)
{
    SopRun *self = host;

    sop_change_outcome(&self->verdict->changes, self->of, self->flow->nodes[phase].outcome,
                       outcome);
}

static bool take_branch(void *host, uint32_t branch);

static const SopStepper stepper = {judge, recall, has_outcome, leave,      remember,
                                   enter, resume, finish,      take_branch};

/* ---- effects --------------------------------------------------------------------------------- */

static void
record(SopRun *self)
{
    const SopFlowAction *action = &self->flow->actions[self->action];
    SopChanges *changes = &self->verdict->changes;

    if (action->done_slot != SOP_NONE)
        sop_change_done(changes, self->of, action->done_slot, self->now);
    if (action->actor_slot != SOP_NONE)
    {
        SopPersons persons = {g_ref_string_new(self->actor->id),
                              self->actor->for_id != NULL ? g_ref_string_new(self->actor->for_id)
                                                          : NULL};
        sop_change_actor(changes, self->of, action->actor_slot, persons);
    }
}

/* Fails when another track, which offers the action too, has just returned the document. */
static bool
verify(SopRun *self, const SopOffer *offer, uint32_t number)
{
    for (uint32_t i = 0; i < offer->verifies.count; i++)
    {
        SopPaper document = sop_list_items(self->flow, offer->verifies)[i];
        const SopOnFile *on_file = sop_case_documents(self->of)[document];
        if (on_file == NULL)
        {
            sop_run_refuse(self, SOP_REASON_MISSING_DOCUMENT, offer->span, number)->document =
                document;
            return false;
        }
        SopOnFile *verified = sop_on_file_dup(on_file);
        verified->verified = true;
        sop_change_document(&self->verdict->changes, self->of, document, verified);
    }
    return true;
}

static void
take_off_file(SopRun *self, SopList documents)
{
    for (uint32_t i = 0; i < documents.count; i++)
        sop_change_document(&self->verdict->changes, self->of,
                            sop_list_items(self->flow, documents)[i], NULL);
}

static bool
set_fact(SopRun *self, const SopSet *set, uint32_t offer)
{
    SopValue fitting = SOP_VALUE_NULL;

    if (set->value != SOP_NONE)
    {
        g_auto(SopValue) value = sop_run_evaluate(self, set->value);
        if (value.type != SOP_NULL &&
            !sop_fact_fits(self->flow, &self->flow->facts[set->fact], &value, &fitting))
        {
            SopReason *reason = sop_run_refuse(self, SOP_REASON_WRONG_VALUE, set->span, offer);
            reason->fact = set->fact;
            reason->n_values = 1;
            reason->values_of[0] = set->fact;
            reason->values[0] = sop_value_copy(&value);
            return false;
        }
    }
    sop_change_fact(&self->verdict->changes, self->of, set->fact, fitting);
    return true;
}

static bool
take_branch(void *host, uint32_t branch)
{
    SopRun *self = host;
    const SopBranch *taken = &self->flow->branches[branch];

    sop_numbers_add(&self->verdict->branches, branch);
    for (uint32_t i = taken->sets; i < taken->sets + taken->n_sets; i++)
        if (!set_fact(self, &self->flow->sets[i], SOP_NONE))
            return false;
    return true;
}

/* The condition that is not known: a branch's, or the first such cell of a row. */
static SopGuard
unknown_guard(SopRun *self, const SopBranch *branch)
{
    for (uint32_t i = 0; i < branch->tests.count; i++)
    {
        SopGuard test = sop_list_items(self->flow, branch->tests)[i];
        if (sop_run_judge(self, test) == SOP_UNKNOWN)
            return test;
    }
    return branch->when;
}

static SopReason *
refuse_undecided(SopRun *self, SopNode where, uint32_t branch)
{
    const SopFlow *flow = self->flow;
    SopSpan span = branch != SOP_NONE ? flow->branches[branch].span : flow->nodes[where].span;
    SopReason *reason = sop_run_refuse(self, SOP_REASON_UNDECIDED, span, SOP_NONE);

    reason->node = where;
    if (branch != SOP_NONE && !sop_branch_is_certain(&flow->branches[branch]))
        sop_reason_take_values(reason, self, unknown_guard(self, &flow->branches[branch]));
    return reason;
}

/* Does all but the move of one offer. Returns: false when something failed, with its reason. */
static bool
effect(SopRun *self, uint32_t number, SopTransition *ret_transition)
{
    static const SopTarget stay = {.kind = SOP_TARGET_STAY};
    const SopOffer *offer = &self->flow->offers[number];
    uint32_t branch;

    if (!verify(self, offer, number))
        return false;
    take_off_file(self, offer->returns);
    for (uint32_t i = offer->sets; i < offer->sets + offer->n_sets; i++)
        if (!set_fact(self, &self->flow->sets[i], number))
            return false;
    *ret_transition = (SopTransition) {offer->node, &stay, SOP_NONE};
    if (offer->to.count == 0)
        return true;
    const SopTarget *target = sop_step_choose(self->flow, offer->to, &stepper, self, &branch);
    if (target == NULL)
        refuse_undecided(self, offer->node, branch);
    ret_transition->target = target;
    return target != NULL && take_branch(self, branch);
}

static void
inform(SopRun *self, uint32_t number)
{
    const SopList informs = self->flow->offers[number].informs;
    SopNumbers *roles = &self->verdict->informs;

    for (uint32_t i = 0; i < informs.count; i++)
    {
        SopRole role = sop_list_items(self->flow, informs)[i];
        bool listed = false;
        for (uint32_t k = 0; k < roles->n_items && !listed; k++)
            listed = roles->items[k] == role;
        if (!listed)
            sop_numbers_add(roles, role);
    }
}

/* The moves are made on a copy, so that what fails leaves the case as it was. */
static bool
move(SopRun *self, const SopTransition *transitions, uint32_t n_transitions)
{
    SopNode where = SOP_NONE;
    uint32_t branch = SOP_NONE;

    self->moved = self->rest;
    self->moved.leaves = self->leaves;
    for (uint32_t i = 0; i < self->rest.n_leaves; i++)
        self->leaves[i] = self->rest.leaves[i];
    self->view = &self->moved;
    SopStepResult result = sop_step(self->flow, &self->moved, transitions, n_transitions, &stepper,
                                    self, &where, &branch);
    if (result == SOP_STEP_DONE)
        return true;
    if (result != SOP_STEP_FAILED)
        refuse_undecided(self, where, branch)->circle = result == SOP_STEP_CIRCLE;
    return false;
}

static bool
moves(const SopTransition *transitions, uint32_t n_transitions)
{
    for (uint32_t i = 0; i < n_transitions; i++)
        if (transitions[i].target->kind != SOP_TARGET_STAY)
            return true;
    return false;
}

static bool
do_effects(SopRun *self, const uint32_t *offers, uint32_t n_offers)
{
    SopTransition transitions[SOP_LIMIT_PARALLEL];

    record(self);
    for (uint32_t i = 0; i < n_offers; i++)
    {
        if (!effect(self, offers[i], &transitions[i]))
            return false;
        sop_numbers_add(&self->verdict->offers, offers[i]);
        inform(self, offers[i]);
    }
    return !moves(transitions, n_offers) || move(self, transitions, n_offers);
}

static bool
run(SopRun *self, const SopGiven *given)
{
    uint32_t offers[SOP_LIMIT_PARALLEL];

    if (self->rest.closed)
        return sop_run_refuse(self, SOP_REASON_CLOSED, SOP_SPAN_NONE, SOP_NONE), false;
    uint32_t n_offers =
        self->action < self->flow->n_actions ? sop_run_offers(self, self->action, offers) : 0;
    if (n_offers == 0)
        return sop_run_refuse(self, SOP_REASON_NOT_OFFERED, SOP_SPAN_NONE, SOP_NONE), false;

    sop_run_put_given(self, given, offers, n_offers);
    for (uint32_t i = 0; i < n_offers; i++)
        sop_run_judge_offer(self, offers[i]);
    return self->reasons->n_items == 0 && do_effects(self, offers, n_offers);
}

/* ---- the public calls ------------------------------------------------------------------------ */

static void
forget_moves(SopVerdict *self)
{
    self->left.n_items = 0;
    self->entered.n_items = 0;
    self->informs.n_items = 0;
    self->offers.n_items = 0;
    self->branches.n_items = 0;
}

/* Among many cases each is far from the processor: asks for the lines that every act touches, which
 * lie behind one another, together instead of one after the other. */
static inline void
fetch(const SopCase *of)
{
    enum
    {
        CACHE_LINE = 64,
        LINES = 5,
    };

    for (size_t line = 1; line < LINES; line++)
        __builtin_prefetch((const char *) of + line * CACHE_LINE);
}

static bool
act(SopCase *of, SopAction action, const SopActor *actor, const SopGiven *given, SopInstant now,
    bool keep, SopVerdict *verdict)
{
    SopRun self;

    fetch(of);
    sop_reasons_clear(&verdict->reasons);
    forget_moves(verdict);
    sop_run_init(&self, of, actor, now, verdict);
    self.action = action;
    verdict->accepted = run(&self, given);
    if (!verdict->accepted)
        forget_moves(verdict);
    if (verdict->accepted && keep)
    {
        sop_changes_keep(&verdict->changes);
        if (self.view == &self.moved)
            sop_case_set_configuration(of, &self.moved);
    }
    else
        sop_changes_undo(&verdict->changes, of);
    sop_run_clear(&self);
    return verdict->accepted;
}

bool
sop_case_act(SopCase *self, SopAction action, const SopActor *actor, const SopGiven *given,
             SopInstant now, SopVerdict *verdict)
{
    g_return_val_if_fail(self != NULL && actor != NULL && actor->id != NULL, false);

    if (verdict != NULL)
        return act(self, action, actor, given, now, true, verdict);
    SopVerdict own;
    sop_verdict_init(&own);
    bool accepted = act(self, action, actor, given, now, true, &own);
    sop_verdict_clear(&own);
    return accepted;
}

bool
sop_case_may(const SopCase *self, SopAction action, const SopActor *actor, const SopGiven *given,
             SopInstant now, SopVerdict *verdict)
{
    g_return_val_if_fail(self != NULL && actor != NULL && actor->id != NULL, false);

    SopCase *of = (SopCase *) self; /* all that is tried on it is undone */
    if (verdict != NULL)
        return act(of, action, actor, given, now, false, verdict);
    SopVerdict own;
    sop_verdict_init(&own);
    bool accepted = act(of, action, actor, given, now, false, &own);
    sop_verdict_clear(&own);
    return accepted;
}

SopCase *
sop_case_open(SopFlow *flow, const char *id, SopInstant now)
{
    g_return_val_if_fail(flow != NULL && id != NULL, NULL);

    SopCase *self = sop_case_alloc(flow, id, now);
    SopVerdict verdict;
    SopNode where = SOP_NONE;
    uint32_t branch = SOP_NONE;

    SopRun opening;

    sop_verdict_init(&verdict);
    sop_run_init(&opening, self, NULL, now, &verdict);
    opening.moved = (SopConfiguration) {.leaves = opening.leaves, .outcome = SOP_NONE};
    opening.view = &opening.moved;
    SopStepResult result = sop_step_open(flow, &opening.moved, &stepper, &opening, &where, &branch);
    sop_case_set_configuration(self, &opening.moved);
    sop_changes_keep(&verdict.changes);
    sop_run_clear(&opening);
    sop_verdict_clear(&verdict);
    if (result == SOP_STEP_DONE)
        return self;
    sop_case_free(self);
    return NULL;
}
