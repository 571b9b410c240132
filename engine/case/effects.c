/* SPDX-License-Identifier: Apache-2.0 */
/* What an event does: verifies, returns, sets, prolongs, and the move with every decision that
 * follows. */
#include "case/case.h"
#include "flow/fact.h"

/* ---- effects --------------------------------------------------------------------------------- */

static void
record(SopRun *self)
{
    const SopFlowAction *action = &self->flow->actions[self->action];
    SopChanges *changes = &self->verdict->changes;

    if (self->flow->n_safeguards > 0)
        sop_run_watch(self, self->action);
    if (action->done_slot != SOP_NONE)
        sop_change_done(changes, self->of, action->done_slot, self->now);
    if (action->actor_slot != SOP_NONE && self->actor != NULL)
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

bool
sop_run_take(void *host, uint32_t branch)
{
    SopRun *self = host;
    const SopBranch *taken = &self->flow->branches[branch];

    if (self->broken)
        return false;

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

/* Is what it would prolong running: its node active, the timeout not yet gone? */
static bool
is_running(const SopRun *self, const SopProlonging *prolonging)
{
    const SopFlow *flow = self->flow;
    SopNode node = prolonging->node;
    SopActive active;
    SopNode running;

    if (node == SOP_NONE)
    {
        const SopOffer *timeout = &flow->offers[prolonging->offer];
        node = timeout->node;
        if ((sop_case_clocks(self->of)[flow->nodes[node].clock].fired >> timeout->bit & 1) != 0)
            return false;
    }
    sop_active_init(&active, self->of);
    while (sop_active_next(&active, &running))
        if (running == node)
            return true;
    return false;
}

static void
prolong(SopRun *self, const SopOffer *offer)
{
    for (uint32_t i = offer->prolongs; i < offer->prolongs + offer->n_prolongs; i++)
        if (is_running(self, &self->flow->prolongings[i]))
            sop_change_prolonged(&self->verdict->changes, self->of, i,
                                 sop_case_prolonged(self->of)[i] + 1);
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
    prolong(self, offer);
    *ret_transition = (SopTransition) {offer->node, &stay, SOP_NONE};
    if (offer->to.count == 0)
        return true;
    const SopTarget *target =
        sop_step_choose(self->flow, offer->to, &sop_run_stepper, self, &branch);
    if (target == NULL)
        refuse_undecided(self, offer->node, branch);
    ret_transition->target = target;
    return target != NULL && sop_run_take(self, branch);
}

static void
inform(SopRun *self, uint32_t number)
{
    const SopList informs = self->flow->offers[number].informs;
    SopNumbers *roles = &self->verdict->informs;
    uint32_t first = self->marks.informs;

    for (uint32_t i = 0; i < informs.count; i++)
    {
        SopRole role = sop_list_items(self->flow, informs)[i];
        bool listed = false;
        for (uint32_t k = first; k < roles->n_items && !listed; k++)
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
    SopStepResult result = sop_step(self->flow, &self->moved, transitions, n_transitions,
                                    &sop_run_stepper, self, &where, &branch);
    if (result == SOP_STEP_DONE)
        return !self->broken;
    if (result != SOP_STEP_FAILED && !self->broken) /* the first failure is told */
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

/* Phases have the outcomes that they had in the last rest, for whoever reopens the case. */
static void
keep_outcomes(SopRun *self)
{
    SopChanges *changes = &self->verdict->changes;
    uint32_t n_items = changes->n_items;

    for (uint32_t i = self->begun; i < n_items; i++)
    {
        if (changes->items[i].kind != SOP_CHANGE_OUTCOME)
            continue;
        uint32_t slot = changes->items[i].index;
        SopOutcome outcome = sop_changes_outcome(changes, self->of, slot, self->begun);
        if (sop_case_outcome(self->of, slot) != outcome)
            sop_change_outcome(changes, self->of, slot, outcome);
    }
}

/* A closed case is not a rest; it may be reopened where it was. */
static bool
rest(SopRun *self)
{
    if (!self->view->closed)
        return sop_run_judge_rest(self);
    if (self->flow->may_reopen != 0)
    {
        keep_outcomes(self);
        sop_change_closing(
            &self->verdict->changes, self->of,
            sop_run_remember(self, 0, self->rest.leaves, self->rest.n_leaves, false));
    }
    if (self->flow->n_safeguards > 0)
        sop_run_watch(self, sop_happening_of_outcome(self->flow, self->view->outcome));
    return true;
}

bool
sop_run_do(SopRun *self, const uint32_t *offers, uint32_t n_offers)
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
    if (moves(transitions, n_offers) && !move(self, transitions, n_offers))
        return false;
    return rest(self);
}

/* ---- events ---------------------------------------------------------------------------------- */

void
sop_run_begin(SopRun *self, SopAction action, SopInstant now)
{
    self->action = action;
    self->now = now;
    self->has_today = false;
    self->broken = false;
    self->rest = sop_case_configuration(self->of);
    self->view = &self->rest;
    self->begun = self->verdict->changes.n_items;
    self->marks = sop_verdict_marks(self->verdict);
    if (self->flow->rests.count > 0) /* before anything is put in */
        sop_run_note_possible(self);
}

void
sop_run_commit(SopRun *self, uint32_t offer)
{
    if (self->keep)
        sop_changes_keep(&self->verdict->changes);
    if (self->view == &self->moved)
        sop_case_set_configuration(self->of, &self->moved);
    self->of->last = self->now;
    sop_verdict_ran(self->verdict, offer, self->now);
}

void
sop_run_undo(SopRun *self)
{
    sop_changes_undo(&self->verdict->changes, self->of, self->begun);
    sop_verdict_cut(self->verdict, self->marks);
}

bool
sop_run_open(SopRun *self)
{
    SopNode where = SOP_NONE;
    uint32_t branch = SOP_NONE;

    sop_run_begin(self, SOP_NONE, self->now);
    self->moved = (SopConfiguration) {.leaves = self->leaves, .outcome = SOP_NONE};
    self->view = &self->moved;
    SopStepResult result =
        sop_step_open(self->flow, &self->moved, &sop_run_stepper, self, &where, &branch);
    sop_run_commit(self, SOP_NONE);
    return result == SOP_STEP_DONE;
}

void
sop_run_close(SopRun *self, SopOutcome outcome)
{
    self->moved = (SopConfiguration) {.leaves = self->leaves, .closed = true, .outcome = outcome};
    self->view = &self->moved;
    rest(self);
}
