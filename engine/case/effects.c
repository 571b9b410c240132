/* SPDX-License-Identifier: Apache-2.0 */
/* What an event does: verifies, returns, sets, prolongs, and the move with every decision that
 * follows; and what the step relation asks and tells meanwhile. */
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
    return (SopRemembered) {.leaves = sop_history_leaves(history),
                            .n_leaves = history->n_leaves,
                            .finished = history->finished};
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

    sop_numbers_add(&self->verdict->left, node);
}

/* ---- remembering ----------------------------------------------------------------------------- */

/* Calls `each` for `phase` and every node inside it that was active with the leaves, each once. */
static void
each_active(const SopFlow *flow, SopNode phase, const SopNode *leaves, uint32_t n_leaves,
            void (*each)(void *host, SopNode node), void *host)
{
    for (uint32_t i = 0; i < n_leaves; i++)
        for (SopNode node = leaves[i];; node = flow->nodes[node].parent)
        {
            if (i > 0 && sop_node_contains(flow, node, leaves[i - 1]))
                break;
            each(host, node);
            if (node == phase)
                break;
        }
}

typedef struct
{
    const SopRun *run;
    SopNode phase;
    const SopNode *leaves;
    uint32_t n_leaves;
    SopHistory *history; /* NULL: only counted */
    uint32_t n_clocks;
} Stopping;

/* A track that is finished stays so, or starts anew: its clock is over. */
static bool
is_finished_track(const Stopping *self, SopNode node)
{
    for (uint32_t i = 0; i < self->n_leaves && node != self->phase; i++)
        if (self->leaves[i] == node && self->run->flow->nodes[node].kind != SOP_KIND_STEP)
            return true;
    return false;
}

/* Clocks are remembered as they were when the event began: it may have used their slots since. */
static void
stop_clock(void *host, SopNode node)
{
    Stopping *self = host;
    const SopRun *run = self->run;
    uint32_t slot = run->flow->nodes[node].clock;

    if (slot == SOP_NONE || is_finished_track(self, node))
        return;
    if (self->history != NULL)
        self->history->clocks[self->n_clocks] = (SopStoppedClock) {
            node, sop_changes_clock(&run->verdict->changes, run->of, slot, run->begun),
            sop_changes_pause(&run->verdict->changes, run->of, slot, run->begun)};
    self->n_clocks++;
}

static SopHistory *
make_history(const SopRun *self, SopNode phase, const SopNode *leaves, uint32_t n_leaves,
             bool finished)
{
    Stopping stopping = {self, phase, leaves, n_leaves, NULL, 0};

    each_active(self->flow, phase, leaves, n_leaves, stop_clock, &stopping);
    stopping.history = sop_history_new(n_leaves, stopping.n_clocks);
    stopping.n_clocks = 0;
    each_active(self->flow, phase, leaves, n_leaves, stop_clock, &stopping);
    sop_history_sort(stopping.history);
    stopping.history->finished = finished;
    stopping.history->left = self->now;
    for (uint32_t i = 0; i < n_leaves; i++)
        sop_history_leaves(stopping.history)[i] = leaves[i];
    return stopping.history;
}

static void
remember(void *host, SopNode phase, const SopNode *leaves, uint32_t n_leaves, bool finished)
{
    SopRun *self = host;

    sop_change_history(&self->verdict->changes, self->of, self->flow->nodes[phase].history,
                       make_history(self, phase, leaves, n_leaves, finished));
}

/* ---- entering and resuming ------------------------------------------------------------------- */

/* Active again or anew: its outcome is not known any more. */
static void
activate(SopRun *self, SopNode node)
{
    const SopFlowNode *entering = &self->flow->nodes[node];
    SopChanges *changes = &self->verdict->changes;

    sop_numbers_add(&self->verdict->entered, node);
    sop_change_visited(changes, self->of, node);
    if (entering->outcome != SOP_NONE && sop_case_outcomes(self->of)[entering->outcome] != SOP_NONE)
        sop_change_outcome(changes, self->of, entering->outcome, SOP_NONE);
}

static void
forget_prolonging(SopRun *self, SopList prolonged)
{
    for (uint32_t i = 0; i < prolonged.count; i++)
    {
        uint32_t number = sop_list_items(self->flow, prolonged)[i];
        if (sop_case_prolonged(self->of)[number] > 0)
            sop_change_prolonged(&self->verdict->changes, self->of, number, 0);
    }
}

static void
set_pause(SopRun *self, uint32_t slot, SopPause pause)
{
    if (pause.resumed != 0 || (self->of->pauses != NULL && self->of->pauses[slot].resumed != 0))
        sop_change_pause(&self->verdict->changes, self->of, slot, pause);
}

static void
start_clock(SopRun *self, SopNode node)
{
    const SopFlowNode *of = &self->flow->nodes[node];

    sop_change_clock(&self->verdict->changes, self->of, of->clock,
                     (SopClock) {.entered = self->now});
    set_pause(self, of->clock, (SopPause) {0});
    forget_prolonging(self, of->prolonged);
    for (uint32_t i = of->timeouts; i < of->timeouts + of->n_timeouts; i++)
        forget_prolonging(self, self->flow->offers[i].prolonged);
}

static void
enter(void *host, SopNode node)
{
    SopRun *self = host;
    SopHappening happening = sop_happening_of_node(self->flow, node);

    activate(self, node);
    if (self->flow->nodes[node].clock != SOP_NONE)
        start_clock(self, node);
    if (self->flow->n_safeguards == 0)
        return;
    if (!self->broken)
        self->broken = !sop_run_judge_safeguards(self, happening);
    sop_run_watch(self, happening);
}

static const SopStoppedClock *
stopped_clock(const SopHistory *history, SopNode node)
{
    for (uint32_t i = 0; history != NULL && i < history->n_clocks; i++)
        if (history->clocks[i].node == node)
            return &history->clocks[i];
    return NULL;
}

/* The clock goes on with the time that was left. */
static void
go_on(SopRun *self, SopNode node, const SopHistory *history)
{
    uint32_t slot = self->flow->nodes[node].clock;
    const SopStoppedClock *stopped = stopped_clock(history, node);

    if (stopped == NULL)
        return;
    set_pause(
        self, slot,
        sop_pause_after(self->flow, stopped->clock, stopped->pause, history->left, self->now));
    sop_change_clock(&self->verdict->changes, self->of, slot, stopped->clock);
}

/* From inside its phase (no `phase`) a node was never away: its clock is as it is. */
static void
resume(void *host, SopNode node, SopNode phase)
{
    SopRun *self = host;
    const SopFlowNode *of = &self->flow->nodes[node];

    activate(self, node);
    if (of->clock != SOP_NONE && phase != SOP_NONE)
        go_on(self, node, sop_case_histories(self->of)[self->flow->nodes[phase].history]);
}

static void
finish(void *host, SopNode phase, SopOutcome outcome)
{
    SopRun *self = host;

    sop_change_outcome(&self->verdict->changes, self->of, self->flow->nodes[phase].outcome,
                       outcome);
    if (self->flow->n_safeguards > 0)
        sop_run_watch(self, sop_happening_of_outcome(self->flow, outcome));
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
    SopStepResult result = sop_step(self->flow, &self->moved, transitions, n_transitions, &stepper,
                                    self, &where, &branch);
    if (result == SOP_STEP_DONE)
        return !self->broken;
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

/* A closed case is not a rest; it may be reopened where it was. */
static bool
rest(SopRun *self)
{
    if (!self->view->closed)
        return sop_run_judge_rest(self);
    if (self->flow->may_reopen != 0)
        sop_change_closing(&self->verdict->changes, self->of,
                           make_history(self, 0, self->rest.leaves, self->rest.n_leaves, false));
    if (self->flow->n_safeguards > 0)
        sop_run_watch(self, sop_happening_of_outcome(self->flow, self->view->outcome));
    return true;
}

bool
sop_run_do(SopRun *self, const uint32_t *offers, uint32_t n_offers)
{
    SopTransition transitions[SOP_LIMIT_PARALLEL];

    if (self->flow->rests.count > 0)
        sop_run_note_possible(self);
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
    SopStepResult result = sop_step_open(self->flow, &self->moved, &stepper, self, &where, &branch);
    sop_run_commit(self, SOP_NONE);
    return result == SOP_STEP_DONE;
}

typedef struct
{
    SopRun *run;
    const SopHistory *closing;
} Reopening;

static void
reactivate(void *host, SopNode node)
{
    Reopening *self = host;
    const SopConfiguration *moved = &self->run->moved;
    const SopFlowNode *of = &self->run->flow->nodes[node];

    for (uint32_t i = 0; i < moved->n_leaves; i++)
        if (moved->leaves[i] == node && of->kind == SOP_KIND_PHASE)
            return; /* a track that is finished stays so */
    activate(self->run, node);
    if (of->clock != SOP_NONE)
        go_on(self->run, node, self->closing);
}

void
sop_run_reopen(SopRun *self)
{
    const SopHistory *closing = self->of->closing;
    Reopening reopening = {self, closing};

    self->moved = (SopConfiguration) {
        .leaves = self->leaves, .n_leaves = closing->n_leaves, .outcome = SOP_NONE};
    for (uint32_t i = 0; i < closing->n_leaves; i++)
        self->leaves[i] = sop_history_leaves(closing)[i];
    self->view = &self->moved;
    each_active(self->flow, 0, self->leaves, closing->n_leaves, reactivate, &reopening);
    sop_change_closing(&self->verdict->changes, self->of, NULL);
}

void
sop_run_close(SopRun *self, SopOutcome outcome)
{
    self->moved = (SopConfiguration) {.leaves = self->leaves, .closed = true, .outcome = outcome};
    self->view = &self->moved;
    rest(self);
}
