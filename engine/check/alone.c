/* SPDX-License-Identifier: Apache-2.0 */
/* What conditions show alone, whatever the paths: whether one can be true at all, and whether a branch can be
 * taken in spite of those before it. What they rule out by themselves is told by the check of
 * conditions. */
#include "check/structure.h"

enum
{
    MANY_STATES = 4096, /* of facts and documents; beyond, anything may be */
};

typedef struct
{
    const SopDomains *domains;
    SopAnswers *answers;
    SopState *state;
} Alone;

static unsigned
answers_of(const Alone *self, SopGuard guard)
{
    SopConfiguration nowhere = {self->state->leaves, 0, false, SOP_NONE};

    return sop_domains_reads_place(self->domains, guard)
               ? SOP_CAN_ANY
               : sop_answers_of(self->answers, guard, self->state, &nowhere);
}

bool
sop_guard_may_hold(const SopDomains *domains, SopGuard guard)
{
    SopSlice *slice = sop_slice_new(domains);
    Alone self = {domains, sop_answers_new(domains, slice), sop_state_new(domains->flow)};
    bool may = (answers_of(&self, guard) & SOP_CAN_TRUE) != 0;

    sop_state_free(self.state);
    sop_answers_free(self.answers);
    sop_slice_free(slice);
    return may;
}

/* All its tests hold; one of them does not. */
static unsigned
answers_of_branch(const Alone *self, const SopBranch *branch)
{
    unsigned found = branch->when == SOP_NONE ? SOP_CAN_TRUE : answers_of(self, branch->when);

    for (uint32_t i = 0; i < branch->tests.count; i++)
    {
        unsigned test = answers_of(self, sop_list_items(self->domains->flow, branch->tests)[i]);
        found = (found & test & SOP_CAN_TRUE) | ((found | test) & ~(unsigned) SOP_CAN_TRUE);
    }
    return found;
}

static bool
is_taken(const Alone *self, SopRoute route, uint32_t branch)
{
    const SopBranch *branches = self->domains->flow->branches;

    for (uint32_t i = route.start; i < branch; i++)
        if ((answers_of_branch(self, &branches[i]) & SOP_CAN_FALSE) == 0)
            return false;
    return (answers_of_branch(self, &branches[branch]) & SOP_CAN_TRUE) != 0;
}

static uint8_t
classes_of(const SopDomains *domains, SopItem item)
{
    const SopFlow *flow = domains->flow;

    if (item < flow->n_facts)
        return domains->facts[item].n_classes;
    if (item < sop_item_of_done(flow, 0))
        return SOP_N_PAPER;
    return item < sop_item_of_relation(flow, 0) ? 2 : SOP_N_RELATION;
}

/* The next combination of classes. Returns: false after the last. */
static bool
turn(const Alone *self, const SopSlice *slice)
{
    for (uint32_t i = 0; i < slice->items->len; i++)
    {
        if (++self->state->items[i] <
            classes_of(self->domains, g_array_index(slice->items, SopItem, i)))
            return true;
        self->state->items[i] = 0;
    }
    return false;
}

bool
sop_branch_may_be_taken(const SopDomains *domains, SopSlice *slice, SopRoute route, uint32_t branch)
{
    Alone self = {domains, sop_answers_new(domains, slice), sop_state_new(domains->flow)};
    uint32_t n_states = 0;
    bool may = false;

    do
        may = is_taken(&self, route, branch) || ++n_states == MANY_STATES;
    while (!may && turn(&self, slice));
    sop_state_free(self.state);
    sop_answers_free(self.answers);
    return may;
}
