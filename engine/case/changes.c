/* SPDX-License-Identifier: Apache-2.0 */
/* The undoing of changes: every setter notes what was there, so that one failure undoes it all.
 * Kept or undone, each old or new value is released exactly once. */
#include "case/case.h"

void
sop_changes_init(SopChanges *self)
{
    self->items = self->at_hand;
    self->n_items = 0;
    self->capacity = SOP_CHANGES_AT_HAND;
}

void
sop_changes_free(SopChanges *self)
{
    if (self->items != self->at_hand)
        g_free(self->items);
}

static void
grow(SopChanges *self)
{
    uint32_t capacity = self->capacity * 2;

    if (self->items == self->at_hand)
        self->items = g_memdup2(self->at_hand, sizeof self->at_hand);
    self->items = g_renew(SopChange, self->items, capacity);
    self->capacity = capacity;
}

static SopChange *
note(SopChanges *self, SopChangeKind kind, uint32_t index)
{
    if (G_UNLIKELY(self->n_items == self->capacity))
        grow(self);
    SopChange *change = &self->items[self->n_items++];
    change->kind = kind;
    change->index = index;
    return change;
}

void
sop_change_fact(SopChanges *self, SopCase *of, SopFact fact, SopValue value)
{
    note(self, SOP_CHANGE_FACT, fact)->old.value = sop_case_facts(of)[fact];
    sop_case_facts(of)[fact] = value;
}

void
sop_change_document(SopChanges *self, SopCase *of, SopPaper document, SopOnFile *on_file)
{
    note(self, SOP_CHANGE_DOCUMENT, document)->old.document = sop_case_documents(of)[document];
    sop_case_documents(of)[document] = on_file;
}

void
sop_change_done(SopChanges *self, SopCase *of, uint32_t slot, SopInstant instant)
{
    note(self, SOP_CHANGE_DONE, slot)->old.instant = sop_case_done(of)[slot];
    sop_case_done(of)[slot] = instant;
}

void
sop_change_actor(SopChanges *self, SopCase *of, uint32_t slot, SopPersons persons)
{
    note(self, SOP_CHANGE_ACTOR, slot)->old.persons = sop_case_actors(of)[slot];
    sop_case_actors(of)[slot] = persons;
}

void
sop_change_clock(SopChanges *self, SopCase *of, SopNode node, SopClock clock)
{
    uint32_t slot = of->flow->nodes[node].clock;

    note(self, SOP_CHANGE_CLOCK, node)->old.clock = sop_case_clocks(of)[slot];
    sop_case_clocks(of)[slot] = clock;
}

void
sop_change_outcome(SopChanges *self, SopCase *of, uint32_t slot, SopOutcome outcome)
{
    note(self, SOP_CHANGE_OUTCOME, slot)->old.outcome = sop_case_outcome(of, slot);
    sop_case_set_outcome(of, slot, outcome);
}

void
sop_change_history(SopChanges *self, SopCase *of, uint32_t slot, SopHistory *history)
{
    note(self, SOP_CHANGE_HISTORY, slot)->old.history = sop_case_histories(of)[slot];
    sop_case_histories(of)[slot] = history;
}

/* Pauses are kept from the first time that a clock is stopped. */
static SopPause *
pauses_of(SopCase *of)
{
    SopExtra *extra = sop_case_extra(of);

    if (extra->pauses == NULL)
        extra->pauses = g_new0(SopPause, of->flow->layout.n_clocks);
    return extra->pauses;
}

void
sop_change_pause(SopChanges *self, SopCase *of, SopNode node, SopPause pause)
{
    SopPause *pauses = pauses_of(of);
    uint32_t slot = of->flow->nodes[node].clock;

    note(self, SOP_CHANGE_PAUSE, node)->old.pause = g_memdup2(&pauses[slot], sizeof *pauses);
    pauses[slot] = pause;
}

void
sop_change_monitor(SopChanges *self, SopCase *of, uint32_t slot, SopInstant since)
{
    note(self, SOP_CHANGE_MONITOR, slot)->old.instant = sop_case_monitors(of)[slot];
    sop_case_monitors(of)[slot] = since;
}

void
sop_change_prolonged(SopChanges *self, SopCase *of, uint32_t prolonging, uint32_t count)
{
    note(self, SOP_CHANGE_PROLONGED, prolonging)->old.count = sop_case_prolonged(of)[prolonging];
    sop_case_prolonged(of)[prolonging] = count;
}

void
sop_change_closing(SopChanges *self, SopCase *of, SopHistory *history)
{
    note(self, SOP_CHANGE_CLOSING, 0)->old.history = sop_case_closing(of);
    sop_case_extra(of)->closing = history;
}

SopStoppedClock
sop_changes_stopped(const SopChanges *self, const SopCase *of, SopNode node, uint32_t n_items)
{
    const SopFlowNode *nodes = of->flow->nodes;
    uint32_t slot = nodes[node].clock;
    SopStoppedClock stopped = {.node = node};
    SopNode owner = node;
    SopPause pause = {0}; /* of the owner, when another is about to take over */

    for (uint32_t i = n_items; i < self->n_items; i++)
    {
        const SopChange *change = &self->items[i];
        if (change->kind == SOP_CHANGE_PAUSE && nodes[change->index].clock == slot)
            pause = *change->old.pause;
        if (change->kind != SOP_CHANGE_CLOCK || nodes[change->index].clock != slot)
            continue;
        if (owner == node)
            stopped = (SopStoppedClock) {node, change->old.clock, pause};
        owner = change->index;
        pause = (SopPause) {0};
    }
    if (owner == node)
        stopped = (SopStoppedClock) {node, sop_case_clocks(of)[slot], sop_case_pause(of, slot)};
    return stopped;
}

SopOutcome
sop_changes_outcome(const SopChanges *self, const SopCase *of, uint32_t slot, uint32_t n_items)
{
    for (uint32_t i = n_items; i < self->n_items; i++)
        if (self->items[i].kind == SOP_CHANGE_OUTCOME && self->items[i].index == slot)
            return self->items[i].old.outcome;
    return sop_case_outcome(of, slot);
}

void
sop_change_visited(SopChanges *self, SopCase *of, SopNode node)
{
    if (sop_case_visited(of, node))
        return;
    note(self, SOP_CHANGE_VISITED, node);
    sop_case_visits(of)[node / 8] = (uint8_t) (sop_case_visits(of)[node / 8] | 1u << (node % 8));
}

static void
persons_clear(SopPersons *persons)
{
    g_clear_pointer(&persons->by, g_ref_string_release);
    g_clear_pointer(&persons->for_whom, g_ref_string_release);
}

static void
release(SopChange *change)
{
    switch (change->kind)
    {
    case SOP_CHANGE_FACT:
        sop_value_clear(&change->old.value);
        break;
    case SOP_CHANGE_DOCUMENT:
        sop_on_file_free(change->old.document);
        break;
    case SOP_CHANGE_ACTOR:
        persons_clear(&change->old.persons);
        break;
    case SOP_CHANGE_HISTORY:
    case SOP_CHANGE_CLOSING:
        g_free(change->old.history);
        break;
    case SOP_CHANGE_PAUSE:
        g_free(change->old.pause);
        break;
    case SOP_CHANGE_DONE:
    case SOP_CHANGE_CLOCK:
    case SOP_CHANGE_OUTCOME:
    case SOP_CHANGE_VISITED:
    case SOP_CHANGE_MONITOR:
    case SOP_CHANGE_PROLONGED:
        break;
    }
}

void
sop_changes_keep(SopChanges *self)
{
    for (uint32_t i = 0; i < self->n_items; i++)
        release(&self->items[i]);
    self->n_items = 0;
}

#define SWAP(a, b)                   \
    do                               \
    {                                \
        __typeof__(a) swapped = (a); \
        (a) = (b);                   \
        (b) = swapped;               \
    } while (0)

/* Puts the old back; the change then holds the new, to be released. */
static void
swap_back(SopChange *change, SopCase *of)
{
    uint32_t index = change->index;

    switch (change->kind)
    {
    case SOP_CHANGE_FACT:
        SWAP(change->old.value, sop_case_facts(of)[index]);
        break;
    case SOP_CHANGE_DOCUMENT:
        SWAP(change->old.document, sop_case_documents(of)[index]);
        break;
    case SOP_CHANGE_DONE:
        sop_case_done(of)[index] = change->old.instant;
        break;
    case SOP_CHANGE_ACTOR:
        SWAP(change->old.persons, sop_case_actors(of)[index]);
        break;
    case SOP_CHANGE_CLOCK:
        sop_case_clocks(of)[of->flow->nodes[index].clock] = change->old.clock;
        break;
    case SOP_CHANGE_OUTCOME:
        sop_case_set_outcome(of, index, change->old.outcome);
        break;
    case SOP_CHANGE_HISTORY:
        SWAP(change->old.history, sop_case_histories(of)[index]);
        break;
    case SOP_CHANGE_VISITED:
        sop_case_visits(of)[index / 8] =
            (uint8_t) (sop_case_visits(of)[index / 8] & ~(1u << (index % 8)));
        break;
    case SOP_CHANGE_PAUSE:
        of->extra->pauses[of->flow->nodes[index].clock] = *change->old.pause;
        break;
    case SOP_CHANGE_MONITOR:
        sop_case_monitors(of)[index] = change->old.instant;
        break;
    case SOP_CHANGE_PROLONGED:
        sop_case_prolonged(of)[index] = change->old.count;
        break;
    case SOP_CHANGE_CLOSING:
        SWAP(change->old.history, of->extra->closing);
        break;
    }
}

void
sop_changes_undo(SopChanges *self, SopCase *of, uint32_t n_items)
{
    while (self->n_items > n_items)
    {
        SopChange *change = &self->items[--self->n_items];
        swap_back(change, of);
        release(change);
    }
}
