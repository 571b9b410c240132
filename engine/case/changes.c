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
    note(self, SOP_CHANGE_FACT, fact)->old.value = of->facts[fact];
    of->facts[fact] = value;
}

void
sop_change_document(SopChanges *self, SopCase *of, SopPaper document, SopOnFile *on_file)
{
    note(self, SOP_CHANGE_DOCUMENT, document)->old.document = of->documents[document];
    of->documents[document] = on_file;
}

void
sop_change_done(SopChanges *self, SopCase *of, uint32_t slot, SopInstant instant)
{
    note(self, SOP_CHANGE_DONE, slot)->old.instant = of->done[slot];
    of->done[slot] = instant;
}

void
sop_change_actor(SopChanges *self, SopCase *of, uint32_t slot, SopPersons persons)
{
    note(self, SOP_CHANGE_ACTOR, slot)->old.persons = of->actors[slot];
    of->actors[slot] = persons;
}

void
sop_change_clock(SopChanges *self, SopCase *of, uint32_t slot, SopClock clock)
{
    note(self, SOP_CHANGE_CLOCK, slot)->old.clock = of->clocks[slot];
    of->clocks[slot] = clock;
}

void
sop_change_outcome(SopChanges *self, SopCase *of, uint32_t slot, SopOutcome outcome)
{
    note(self, SOP_CHANGE_OUTCOME, slot)->old.outcome = of->outcomes[slot];
    of->outcomes[slot] = outcome;
}

void
sop_change_history(SopChanges *self, SopCase *of, uint32_t slot, SopHistory *history)
{
    note(self, SOP_CHANGE_HISTORY, slot)->old.history = of->histories[slot];
    of->histories[slot] = history;
}

void
sop_change_visited(SopChanges *self, SopCase *of, SopNode node)
{
    if (sop_case_visited(of, node))
        return;
    note(self, SOP_CHANGE_VISITED, node);
    of->visited[node / 8] = (uint8_t) (of->visited[node / 8] | 1u << (node % 8));
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
        sop_on_file_unref(change->old.document);
        break;
    case SOP_CHANGE_ACTOR:
        persons_clear(&change->old.persons);
        break;
    case SOP_CHANGE_HISTORY:
        g_free(change->old.history);
        break;
    case SOP_CHANGE_DONE:
    case SOP_CHANGE_CLOCK:
    case SOP_CHANGE_OUTCOME:
    case SOP_CHANGE_VISITED:
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
        SWAP(change->old.value, of->facts[index]);
        break;
    case SOP_CHANGE_DOCUMENT:
        SWAP(change->old.document, of->documents[index]);
        break;
    case SOP_CHANGE_DONE:
        of->done[index] = change->old.instant;
        break;
    case SOP_CHANGE_ACTOR:
        SWAP(change->old.persons, of->actors[index]);
        break;
    case SOP_CHANGE_CLOCK:
        of->clocks[index] = change->old.clock;
        break;
    case SOP_CHANGE_OUTCOME:
        of->outcomes[index] = change->old.outcome;
        break;
    case SOP_CHANGE_HISTORY:
        SWAP(change->old.history, of->histories[index]);
        break;
    case SOP_CHANGE_VISITED:
        of->visited[index / 8] = (uint8_t) (of->visited[index / 8] & ~(1u << (index % 8)));
        break;
    }
}

void
sop_changes_undo(SopChanges *self, SopCase *of)
{
    while (self->n_items > 0)
    {
        SopChange *change = &self->items[--self->n_items];
        swap_back(change, of);
        release(change);
    }
}
