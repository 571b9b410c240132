/* SPDX-License-Identifier: Apache-2.0 */
/* What the step relation (flow/step.c) asks the explorer and tells it. */
#include "check/explore_parts.h"

#include <string.h>

/* ---- conditions ------------------------------------------------------------------------------------------- */

/* Is it the point that the condition is unknown? */
static bool
tries_unknown(SopExplorer *self, SopGuard guard)
{
    return self->tries_unknown &&
           (self->property->kind != SOP_PROPERTY_KNOWN || sop_explorer_asks_unknown(self, guard));
}

static SopTruth
note_truth(SopExplorer *self, SopGuard guard, SopTruth truth)
{
    if (truth == SOP_UNKNOWN && sop_explorer_asks_unknown(self, guard))
        self->met_unknown = true;
    return truth;
}

/* An unknown on the way undoes an act, so it need not be tried, but where it is the point. Asked again on the
 * same way, a condition answers the same. */
static SopTruth
judge(void *host, SopGuard guard)
{
    SopExplorer *self = host;
    unsigned found = sop_explorer_can(self, guard);

    if (++self->n_judged > self->most_judged) /* decisions lead in a circle */
    {
        sop_explorer_give_up(self);
        return SOP_UNKNOWN;
    }
    if (!tries_unknown(self, guard) && found != SOP_CAN_UNKNOWN)
        found &= ~(unsigned) SOP_CAN_UNKNOWN;
    if ((found & (found - 1)) == 0)
        return note_truth(self, guard, (SopTruth) sop_explorer_choose_bit(self, found));
    if (self->stamps[guard] != self->stamp ||
        (self->reads_place[guard] && self->placed[guard] != self->n_entered) ||
        (found >> self->chosen[guard] & 1) == 0)
    {
        self->choices[guard] = self->at_tape;
        self->chosen[guard] = (uint8_t) sop_explorer_choose_bit(self, found);
        self->stamps[guard] = self->stamp;
        self->placed[guard] = self->n_entered;
    }
    else if (self->meetings != NULL)
        sop_meetings_recall(self->meetings, self->choices[guard]);
    return note_truth(self, guard, (SopTruth) self->chosen[guard]);
}

/* ---- where a case goes ------------------------------------------------------------------------------------- */

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

bool
sop_explorer_began_anew(const SopExplorer *self, SopNode phase)
{
    const SopFlowNode *nodes = self->flow->nodes;
    bool began = false;

    if (self->n_entered == self->n_entered_before)
        return false;
    for (SopNode node = phase + 1; node <= nodes[phase].last && !began; node++)
        began = nodes[node].outcome != SOP_NONE && sop_explorer_has_entered(self, node);
    return began;
}

static void
remember(void *host, SopNode phase, const SopNode *leaves, uint32_t n_leaves, bool finished)
{
    SopExplorer *self = host;
    SopPast *past = &self->state->pasts[self->flow->nodes[phase].history];

    past->finished = finished;
    past->is_new = true;
    past->entered = !finished && sop_explorer_began_anew(self, phase);
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
    for (uint32_t i = 0; entered->outcome != SOP_NONE && i < self->flow->layout.n_histories; i++)
        if (sop_node_contains(self->flow, self->slice->resumed[i], node))
            self->state->pasts[i].entered = true;
    self->entered_as[node] = ++self->n_entered;
    for (uint32_t i = entered->timeouts; i < entered->timeouts + entered->n_timeouts; i++)
        sop_explorer_set(self, sop_item_of_fired(self->flow, i), 0);
    if (self->entered != NULL)
        g_array_append_val(self->entered, node);
    sop_answers_enter(self->answers, node);
    sop_explorer_judge(self, happening);
    sop_answers_enter(self->answers, SOP_NONE);
    sop_explorer_watch(self, happening);
}

/* Of what a phase had kept before this event, what ran goes on as it was. */
static void
resume(void *host, SopNode node, SopNode phase)
{
    SopExplorer *self = host;
    const SopFlowNode *resumed = &self->flow->nodes[node];

    if (phase == SOP_NONE || self->state->pasts[self->flow->nodes[phase].history].is_new)
        return;
    for (uint32_t i = resumed->timeouts; i < resumed->timeouts + resumed->n_timeouts; i++)
    {
        uint16_t slot = sop_explorer_slot(self, sop_item_of_fired(self->flow, i));
        if (slot != SOP_OPEN)
            self->state->items[slot] = self->from->items[slot];
    }
}

static void
finish(void *host, SopNode phase, SopOutcome outcome)
{
    SopExplorer *self = host;

    self->state->outcomes[self->flow->nodes[phase].outcome] = (uint16_t) outcome;
    sop_explorer_watch(self, sop_happening_of_outcome(self->flow, outcome));
}

/* ---- where ways meet --------------------------------------------------------------------------------------- */

enum
{
    MARKS = 4,
};

static uint8_t *
put_bytes(uint8_t *at, const void *bytes, size_t length)
{
    memcpy(at, bytes, length);
    return at + length;
}

size_t
sop_explorer_place_size(const SopFlow *flow)
{
    return SOP_STATE_PACKED + sizeof(uint32_t) + MARKS * sizeof(bool) + sizeof(SopRole) +
           flow->n_documents * sizeof(bool) + SOP_LIMIT_PARALLEL * sizeof(SopNode) +
           flow->layout.n_outcomes;
}

/* All that what follows can hang on, but what was answered before. */
static size_t
write_place(SopExplorer *self, uint32_t branch)
{
    const bool marks[MARKS] = {self->broken, self->barred, self->met_unknown, self->tries_unknown};
    uint8_t *at = self->place;

    at = sop_state_pack(self->state, self->slice, at);
    at = put_bytes(at, &branch, sizeof branch);
    at = put_bytes(at, marks, sizeof marks);
    at = put_bytes(at, &self->actor, sizeof self->actor);
    at = put_bytes(at, self->good, self->flow->n_documents * sizeof(bool));
    at = put_bytes(at, self->stood, self->before.n_leaves * sizeof(SopNode));
    for (uint32_t i = 0; i < self->flow->layout.n_outcomes; i++)
        *at++ = sop_explorer_has_entered(self, self->slice->phases[i]);
    return (size_t) (at - self->place);
}

/* Where the way is the same as the one before, nothing new can meet; nor in the middle of a route, where nothing was
 * chosen since the last place. Where it begins ways may come from elsewhere. */
static bool
meet(void *host, uint32_t branch, bool is_first, bool is_alone)
{
    SopExplorer *self = host;

    if (self->meetings == NULL || !is_alone || self->n_chosen > 0 || self->at_tape == 0 ||
        self->at_tape < self->n_shared || (!is_first && self->at_tape == self->n_noted))
        return true;
    self->n_noted = self->at_tape;
    self->state->n_leaves = self->configuration.n_leaves;
    self->met = !sop_meetings_pass(self->meetings, self->place, write_place(self, branch),
                                   self->at_tape, &self->met_rests);
    return !self->met;
}

const SopStepper sop_explorer_stepper = {
    .judge = judge,
    .recall = recall,
    .has_outcome = has_outcome,
    .leave = leave,
    .remember = remember,
    .enter = enter,
    .resume = resume,
    .wait = resume,
    .finish = finish,
    .take = sop_explorer_take,
    .suppose = sop_explorer_suppose,
    .meet = meet,
};
