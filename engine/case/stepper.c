/* SPDX-License-Identifier: Apache-2.0 */
/* What the step relation asks of a run and tells it: guards, history, and what entering, leaving and
 * resuming do to clocks and outcomes. */
#include "case/case.h"

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

    return sop_case_outcome(self->of, self->flow->nodes[phase].outcome) != SOP_NONE;
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
    SopHistory *history; /* NULL: only counted */
    uint32_t n_clocks;
} Stopping;

/* Clocks are remembered as they were left: the event may have used their slots since. */
static void
stop_clock(void *host, SopNode node)
{
    Stopping *self = host;
    const SopRun *run = self->run;

    if (run->flow->nodes[node].clock == SOP_NONE)
        return;
    if (self->history != NULL)
        self->history->clocks[self->n_clocks] =
            sop_changes_stopped(&run->verdict->changes, run->of, node, run->begun);
    self->n_clocks++;
}

SopHistory *
sop_run_remember(const SopRun *self, SopNode phase, const SopNode *leaves, uint32_t n_leaves,
                 bool finished)
{
    Stopping stopping = {self, NULL, 0};

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
                       sop_run_remember(self, phase, leaves, n_leaves, finished));
}

/* ---- entering and resuming ------------------------------------------------------------------- */

/* Active again or anew. */
static void
activate(SopRun *self, SopNode node)
{
    sop_numbers_add(&self->verdict->entered, node);
    sop_change_visited(&self->verdict->changes, self->of, node);
}

/* Entered anew, a phase has no outcome any more. */
static void
forget_outcome(SopRun *self, SopNode node)
{
    uint32_t slot = self->flow->nodes[node].outcome;

    if (slot != SOP_NONE && sop_case_outcome(self->of, slot) != SOP_NONE)
        sop_change_outcome(&self->verdict->changes, self->of, slot, SOP_NONE);
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
set_clock(SopRun *self, SopNode node, SopClock clock, SopPause pause)
{
    uint32_t slot = self->flow->nodes[node].clock;

    if (pause.resumed != 0 || sop_case_pause(self->of, slot).resumed != 0)
        sop_change_pause(&self->verdict->changes, self->of, node, pause);
    sop_change_clock(&self->verdict->changes, self->of, node, clock);
}

static void
start_clock(SopRun *self, SopNode node)
{
    const SopFlowNode *of = &self->flow->nodes[node];

    set_clock(self, node, (SopClock) {.entered = self->now}, (SopPause) {0});
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
    forget_outcome(self, node);
    if (self->flow->nodes[node].clock != SOP_NONE)
        start_clock(self, node);
    if (self->flow->n_safeguards == 0)
        return;
    self->entering = node;
    if (!self->broken)
        self->broken = !sop_run_judge_safeguards(self, happening);
    self->entering = SOP_NONE;
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
    const SopStoppedClock *stopped = stopped_clock(history, node);

    if (stopped != NULL)
        set_clock(
            self, node, stopped->clock,
            sop_pause_after(self->flow, stopped->clock, stopped->pause, history->left, self->now));
}

/* The clock is as it was before the event, which may have lent its slot to another node. */
static void
stay_on(SopRun *self, SopNode node)
{
    uint32_t slot = self->flow->nodes[node].clock;
    SopStoppedClock stayed =
        sop_changes_stopped(&self->verdict->changes, self->of, node, self->begun);

    if (stayed.clock.entered != sop_case_clocks(self->of)[slot].entered ||
        stayed.clock.fired != sop_case_clocks(self->of)[slot].fired ||
        stayed.pause.resumed != sop_case_pause(self->of, slot).resumed)
        set_clock(self, node, stayed.clock, stayed.pause);
}

/* From inside its phase (no `phase`) a node was never away: its clock is as it is. */
static void
resume(void *host, SopNode node, SopNode phase)
{
    SopRun *self = host;
    const SopFlowNode *of = &self->flow->nodes[node];

    activate(self, node);
    if (of->clock == SOP_NONE)
        return;
    if (phase == SOP_NONE)
        stay_on(self, node);
    else
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

static void
wait_again(void *host, SopNode track, SopNode phase)
{
    SopRun *self = host;

    if (self->flow->nodes[track].clock != SOP_NONE && phase != SOP_NONE)
        go_on(self, track, sop_case_histories(self->of)[self->flow->nodes[phase].history]);
}

const SopStepper sop_run_stepper = {
    .judge = judge,
    .recall = recall,
    .has_outcome = has_outcome,
    .leave = leave,
    .remember = remember,
    .enter = enter,
    .resume = resume,
    .wait = wait_again,
    .finish = finish,
    .take = sop_run_take,
};

/* ---- reopening ------------------------------------------------------------------------------- */

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
        {
            if (of->clock != SOP_NONE)
                go_on(self->run, node, self->closing);
            return; /* a track that is finished stays so */
        }
    activate(self->run, node);
    if (of->clock != SOP_NONE)
        go_on(self->run, node, self->closing);
}

void
sop_run_reopen(SopRun *self)
{
    const SopHistory *closing = sop_case_closing(self->of);
    Reopening reopening = {self, closing};

    self->moved = (SopConfiguration) {
        .leaves = self->leaves, .n_leaves = closing->n_leaves, .outcome = SOP_NONE};
    for (uint32_t i = 0; i < closing->n_leaves; i++)
        self->leaves[i] = sop_history_leaves(closing)[i];
    self->view = &self->moved;
    each_active(self->flow, 0, self->leaves, closing->n_leaves, reactivate, &reopening);
    sop_change_closing(&self->verdict->changes, self->of, NULL);
}
