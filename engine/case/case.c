/* SPDX-License-Identifier: Apache-2.0 */
/* A case: its memory, and what it shows of itself. */
#include "case/case.h"

#include <string.h>

SopOnFile *
sop_on_file_dup(const SopOnFile *self)
{
    if (self == NULL)
        return NULL;
    SopOnFile *copy = g_memdup2(self, sizeof *self);
    copy->reference = sop_value_copy(&self->reference);
    return copy;
}

void
sop_on_file_free(SopOnFile *self)
{
    if (self == NULL)
        return;
    sop_value_clear(&self->reference);
    g_free(self);
}

SopCase *
sop_case_alloc(SopFlow *flow, const char *id, SopInstant opened)
{
    SopCase *self = g_malloc0(sizeof(SopCase) + flow->layout.size);

    self->flow = sop_flow_ref(flow);
    self->id = sop_value_text(id);
    self->opened = opened;
    self->outcome = SOP_NONE;
    for (SopFact fact = 0; fact < flow->n_facts; fact++)
        sop_case_facts(self)[fact] = sop_value_copy(&flow->facts[fact].starts);
    for (uint32_t i = 0; i < flow->layout.n_outcomes; i++)
        sop_case_outcomes(self)[i] = SOP_NONE;
    for (uint32_t i = 0; i < flow->layout.n_done; i++)
        sop_case_done(self)[i] = SOP_INSTANT_NONE;
    for (uint32_t i = 0; i < flow->layout.n_clocks; i++)
        sop_case_clocks(self)[i] = (SopClock) {SOP_INSTANT_NONE, SOP_INSTANT_NONE};
    return self;
}

void
sop_case_free(SopCase *self)
{
    if (self == NULL)
        return;
    SopFlow *flow = self->flow;
    for (SopFact fact = 0; fact < flow->n_facts; fact++)
        sop_value_clear(&sop_case_facts(self)[fact]);
    for (SopPaper document = 0; document < flow->n_documents; document++)
        sop_on_file_free(sop_case_documents(self)[document]);
    for (uint32_t i = 0; i < flow->layout.n_actors; i++)
    {
        g_clear_pointer(&sop_case_actors(self)[i].by, g_ref_string_release);
        g_clear_pointer(&sop_case_actors(self)[i].for_whom, g_ref_string_release);
    }
    for (uint32_t i = 0; i < flow->layout.n_histories; i++)
        g_free(sop_case_histories(self)[i]);
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

SopCase *
sop_case_dup(const SopCase *self)
{
    g_return_val_if_fail(self != NULL, NULL);

    const SopFlow *flow = self->flow;
    SopCase *copy = sop_case_alloc(self->flow, sop_value_string(&self->id), self->opened);

    const SopConfiguration at = sop_case_configuration(self);
    sop_case_set_configuration(copy, &at);
    for (SopFact fact = 0; fact < flow->n_facts; fact++)
    {
        sop_value_clear(&sop_case_facts(copy)[fact]);
        sop_case_facts(copy)[fact] = sop_value_copy(&sop_case_facts(self)[fact]);
    }
    for (SopPaper document = 0; document < flow->n_documents; document++)
        sop_case_documents(copy)[document] = sop_on_file_dup(sop_case_documents(self)[document]);
    for (uint32_t i = 0; i < flow->layout.n_actors; i++)
    {
        const SopPersons *persons = &sop_case_actors(self)[i];
        sop_case_actors(copy)[i].by =
            persons->by != NULL ? g_ref_string_acquire(persons->by) : NULL;
        sop_case_actors(copy)[i].for_whom =
            persons->for_whom != NULL ? g_ref_string_acquire(persons->for_whom) : NULL;
    }
    for (uint32_t i = 0; i < flow->layout.n_histories; i++)
        sop_case_histories(copy)[i] = history_dup(sop_case_histories(self)[i]);
    memcpy(sop_case_done(copy), sop_case_done(self),
           flow->layout.n_done * sizeof *sop_case_done(self));
    memcpy(sop_case_clocks(copy), sop_case_clocks(self),
           flow->layout.n_clocks * sizeof *sop_case_clocks(self));
    memcpy(sop_case_outcomes(copy), sop_case_outcomes(self),
           flow->layout.n_outcomes * sizeof *sop_case_outcomes(self));
    memcpy(sop_case_visits(copy), sop_case_visits(self), flow->n_nodes / 8 + 1);
    return copy;
}

void
sop_case_set_configuration(SopCase *self, const SopConfiguration *configuration)
{
    SopNode *leaves = sop_case_leaves(self);

    self->n_leaves = configuration->n_leaves;
    self->closed = configuration->closed;
    self->outcome = configuration->outcome;
    for (uint32_t i = 0; i < configuration->n_leaves; i++)
        leaves[i] = configuration->leaves[i];
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
    const SopNode *leaves = sop_case_leaves(self);
    unsigned n_steps = 0;

    for (uint32_t i = 0; i < self->n_leaves; i++)
    {
        if (self->flow->nodes[leaves[i]].kind != SOP_KIND_STEP)
            continue;
        if (n_steps < n_nodes)
            nodes[n_steps] = leaves[i];
        n_steps++;
    }
    return n_steps;
}

bool
sop_case_is_at(const SopCase *self, SopNode node)
{
    const SopConfiguration at = sop_case_configuration(self);
    const SopRun run = {.flow = self->flow, .view = &at};

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
    return self->closed ? self->outcome : SOP_NONE;
}

const SopValue *
sop_case_fact(const SopCase *self, SopFact fact)
{
    g_return_val_if_fail(fact < self->flow->n_facts, NULL);

    return &sop_case_facts(self)[fact];
}

bool
sop_case_document(const SopCase *self, SopPaper document, const char **ret_reference,
                  SopValue *ret_issued, SopValue *ret_expires, bool *ret_verified)
{
    g_return_val_if_fail(document < self->flow->n_documents, false);

    const SopOnFile *on_file = sop_case_documents(self)[document];

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
