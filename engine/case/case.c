/* SPDX-License-Identifier: Apache-2.0 */
/* A case: its memory, and what it shows of itself. */
#include "case/case.h"

#include <string.h>

SopOnFile *
sop_on_file_ref(SopOnFile *self)
{
    if (self != NULL)
        self->references++;
    return self;
}

void
sop_on_file_unref(SopOnFile *self)
{
    if (self == NULL || --self->references > 0)
        return;
    sop_value_clear(&self->reference);
    g_free(self);
}

/* Takes `count` items of `size` bytes from the block; measures only while `block` is NULL. */
static void *
take(char *block, size_t *used, size_t count, size_t size)
{
    size_t start = (*used + 7) & ~(size_t) 7;

    *used = start + count * size;
    return block != NULL ? block + start : NULL;
}

/* Lays the parts of a case out in one block. Returns the size. */
static size_t
lay_out(SopCase *self, char *block, const SopFlow *flow)
{
    const SopLayout *layout = &flow->layout;
    size_t used = sizeof(SopCase);

    self->at.leaves = take(block, &used, layout->max_leaves, sizeof *self->at.leaves);
    self->visited = take(block, &used, flow->n_nodes / 8 + 1, 1);
    self->facts = take(block, &used, flow->n_facts, sizeof *self->facts);
    self->outcomes = take(block, &used, layout->n_outcomes, sizeof *self->outcomes);
    self->documents = take(block, &used, flow->n_documents, sizeof(SopOnFile *));
    self->done = take(block, &used, layout->n_done, sizeof *self->done);
    self->actors = take(block, &used, layout->n_actors, sizeof *self->actors);
    self->clocks = take(block, &used, layout->n_clocks, sizeof *self->clocks);
    self->histories = take(block, &used, layout->n_histories, sizeof(SopHistory *));
    return used;
}

SopCase *
sop_case_alloc(SopFlow *flow, const char *id, SopInstant opened)
{
    SopCase measured;
    char *block = g_malloc0(lay_out(&measured, NULL, flow));
    SopCase *self = (SopCase *) (void *) block;

    lay_out(self, block, flow);
    self->flow = sop_flow_ref(flow);
    self->id = sop_value_text(id);
    self->opened = opened;
    self->at.outcome = SOP_NONE;
    for (SopFact fact = 0; fact < flow->n_facts; fact++)
        self->facts[fact] = sop_value_copy(&flow->facts[fact].starts);
    for (uint32_t i = 0; i < flow->layout.n_outcomes; i++)
        self->outcomes[i] = SOP_NONE;
    for (uint32_t i = 0; i < flow->layout.n_done; i++)
        self->done[i] = SOP_INSTANT_NONE;
    for (uint32_t i = 0; i < flow->layout.n_clocks; i++)
        self->clocks[i] = (SopClock) {SOP_INSTANT_NONE, SOP_INSTANT_NONE};
    return self;
}

void
sop_case_free(SopCase *self)
{
    if (self == NULL)
        return;
    SopFlow *flow = self->flow;
    for (SopFact fact = 0; fact < flow->n_facts; fact++)
        sop_value_clear(&self->facts[fact]);
    for (SopPaper document = 0; document < flow->n_documents; document++)
        sop_on_file_unref(self->documents[document]);
    for (uint32_t i = 0; i < flow->layout.n_actors; i++)
    {
        g_clear_pointer(&self->actors[i].by, g_ref_string_release);
        g_clear_pointer(&self->actors[i].for_whom, g_ref_string_release);
    }
    for (uint32_t i = 0; i < flow->layout.n_histories; i++)
        g_free(self->histories[i]);
    sop_value_clear(&self->id);
    g_free(self);
    sop_flow_unref(flow);
}

static SopHistory *
history_dup(const SopHistory *history)
{
    return history == NULL ? NULL
                           : g_memdup2(history, sizeof *history +
                                                    history->n_leaves * sizeof history->leaves[0]);
}

static SopOnFile *
on_file_dup(const SopOnFile *on_file)
{
    if (on_file == NULL)
        return NULL;
    SopOnFile *copy = g_memdup2(on_file, sizeof *on_file);
    copy->references = 1;
    copy->reference = sop_value_copy(&on_file->reference);
    return copy;
}

SopCase *
sop_case_dup(const SopCase *self)
{
    g_return_val_if_fail(self != NULL, NULL);

    const SopFlow *flow = self->flow;
    SopCase *copy = sop_case_alloc(self->flow, sop_value_string(&self->id), self->opened);

    copy->at.n_leaves = self->at.n_leaves;
    copy->at.closed = self->at.closed;
    copy->at.outcome = self->at.outcome;
    memcpy(copy->at.leaves, self->at.leaves, self->at.n_leaves * sizeof *self->at.leaves);
    for (SopFact fact = 0; fact < flow->n_facts; fact++)
    {
        sop_value_clear(&copy->facts[fact]);
        copy->facts[fact] = sop_value_copy(&self->facts[fact]);
    }
    for (SopPaper document = 0; document < flow->n_documents; document++)
        copy->documents[document] = on_file_dup(self->documents[document]);
    for (uint32_t i = 0; i < flow->layout.n_actors; i++)
    {
        const SopPersons *persons = &self->actors[i];
        copy->actors[i].by = persons->by != NULL ? g_ref_string_acquire(persons->by) : NULL;
        copy->actors[i].for_whom =
            persons->for_whom != NULL ? g_ref_string_acquire(persons->for_whom) : NULL;
    }
    for (uint32_t i = 0; i < flow->layout.n_histories; i++)
        copy->histories[i] = history_dup(self->histories[i]);
    memcpy(copy->done, self->done, flow->layout.n_done * sizeof *self->done);
    memcpy(copy->clocks, self->clocks, flow->layout.n_clocks * sizeof *self->clocks);
    memcpy(copy->outcomes, self->outcomes, flow->layout.n_outcomes * sizeof *self->outcomes);
    memcpy(copy->visited, self->visited, flow->n_nodes / 8 + 1);
    return copy;
}

SopFlow *
sop_case_flow(const SopCase *self)
{
    return self->flow;
}

const char *
sop_case_id(const SopCase *self)
{
    return sop_value_string(&self->id);
}

SopInstant
sop_case_opened(const SopCase *self)
{
    return self->opened;
}

unsigned
sop_case_at(const SopCase *self, SopNode *nodes, unsigned n_nodes)
{
    unsigned n_steps = 0;

    for (uint32_t i = 0; i < self->at.n_leaves; i++)
    {
        if (self->flow->nodes[self->at.leaves[i]].kind != SOP_KIND_STEP)
            continue;
        if (n_steps < n_nodes)
            nodes[n_steps] = self->at.leaves[i];
        n_steps++;
    }
    return n_steps;
}

bool
sop_case_is_at(const SopCase *self, SopNode node)
{
    const SopRun run = {.flow = self->flow, .view = &self->at};

    return sop_run_is_at(&run, node);
}

bool
sop_case_was_at(const SopCase *self, SopNode node)
{
    return sop_case_visited(self, node);
}

SopOutcome
sop_case_closed(const SopCase *self)
{
    return self->at.closed ? self->at.outcome : SOP_NONE;
}

const SopValue *
sop_case_fact(const SopCase *self, SopFact fact)
{
    g_return_val_if_fail(fact < self->flow->n_facts, NULL);

    return &self->facts[fact];
}

bool
sop_case_document(const SopCase *self, SopPaper document, const char **ret_reference,
                  SopValue *ret_issued, SopValue *ret_expires, bool *ret_verified)
{
    g_return_val_if_fail(document < self->flow->n_documents, false);

    const SopOnFile *on_file = self->documents[document];

    if (on_file == NULL)
        return false;
    if (ret_reference != NULL)
        *ret_reference = sop_value_string(&on_file->reference);
    if (ret_issued != NULL)
        *ret_issued = sop_value_day(on_file->issued);
    if (ret_expires != NULL)
        *ret_expires = on_file->has_expires ? sop_value_day(on_file->expires) : SOP_VALUE_NULL;
    if (ret_verified != NULL)
        *ret_verified = on_file->verified;
    return true;
}
