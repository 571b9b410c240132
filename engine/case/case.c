/* SPDX-License-Identifier: Apache-2.0 */
/* A case: its memory, and what it shows of itself. */
#include "case/case.h"

#include <stdlib.h>
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

SopHistory *
sop_history_new(uint32_t n_leaves, uint32_t n_clocks)
{
    SopHistory *self =
        g_malloc0(sizeof *self + n_clocks * sizeof self->clocks[0] + n_leaves * sizeof(SopNode));

    self->n_leaves = n_leaves;
    self->n_clocks = n_clocks;
    return self;
}

static int
compare_clocks(const void *a, const void *b)
{
    SopNode left = ((const SopStoppedClock *) a)->node;
    SopNode right = ((const SopStoppedClock *) b)->node;

    return (left > right) - (left < right);
}

void
sop_history_sort(SopHistory *self)
{
    if (self->n_clocks > 1)
        qsort(self->clocks, self->n_clocks, sizeof self->clocks[0], compare_clocks);
}

SopHistory *
sop_history_dup(const SopHistory *self)
{
    return self == NULL ? NULL
                        : g_memdup2(self, sizeof *self + self->n_clocks * sizeof self->clocks[0] +
                                              self->n_leaves * sizeof(SopNode));
}

SopExtra *
sop_case_extra(SopCase *self)
{
    if (self->extra == NULL)
        self->extra = g_new0(SopExtra, 1);
    return self->extra;
}

static void
extra_free(SopExtra *self)
{
    if (self == NULL)
        return;
    g_free(self->pauses);
    g_free(self->closing);
    if (self->administered != NULL)
        g_array_unref(self->administered);
    g_free(self);
}

SopCase *
sop_case_alloc(SopFlow *flow, const char *id, SopInstant opened)
{
    size_t size = sizeof(SopCase) + flow->layout.size;
    SopCase *self = g_malloc0(size + strlen(id) + 1);

    self->flow = sop_flow_ref(flow);
    memcpy((char *) self + size, id, strlen(id) + 1);
    self->opened = self->last = opened;
    self->wakes = INT64_MIN;
    self->outcome = SOP_NONE;
    for (SopFact fact = 0; fact < flow->n_facts; fact++)
        sop_case_facts(self)[fact] = sop_value_copy(&flow->facts[fact].starts);
    for (uint32_t i = 0; i < flow->layout.n_outcomes; i++)
        sop_case_set_outcome(self, i, SOP_NONE);
    for (uint32_t i = 0; i < flow->layout.n_done; i++)
        sop_case_done(self)[i] = SOP_INSTANT_NONE;
    for (uint32_t i = 0; i < flow->layout.n_clocks; i++)
        sop_case_clocks(self)[i] = (SopClock) {.entered = SOP_INSTANT_NONE};
    for (uint32_t i = 0; i < flow->layout.n_monitors; i++)
        sop_case_monitors(self)[i] = SOP_INSTANT_NONE;
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
    extra_free(self->extra);
    g_free(self);
    sop_flow_unref(flow);
}

static void
copy_administered(SopCase *copy, const GArray *administered)
{
    for (guint i = 0; administered != NULL && i < administered->len; i++)
    {
        SopAdministered entry = g_array_index(administered, SopAdministered, i);
        const GArray *corrected = entry.corrected;
        entry.by = g_strdup(entry.by);
        entry.reason = g_strdup(entry.reason);
        entry.corrected = corrected != NULL ? g_array_new(FALSE, TRUE, sizeof(SopCorrected)) : NULL;
        for (guint k = 0; corrected != NULL && k < corrected->len; k++)
        {
            SopCorrected one = g_array_index(corrected, SopCorrected, k);
            one = (SopCorrected) {one.fact, sop_value_copy(&one.old), sop_value_copy(&one.new)};
            g_array_append_val(entry.corrected, one);
        }
        g_array_append_val(sop_administered_array(copy), entry);
    }
}

static void
copy_extra(SopCase *copy, const SopCase *of)
{
    const SopPause *pauses = sop_case_pauses(of);
    SopExtra *extra = sop_case_extra(copy);

    if (pauses != NULL)
        extra->pauses = g_memdup2(pauses, of->flow->layout.n_clocks * sizeof *pauses);
    extra->closing = sop_history_dup(sop_case_closing(of));
    copy_administered(copy, sop_case_administered(of));
}

/* What of a case is plain memory. */
static void
copy_plain(SopCase *copy, const SopCase *of)
{
    const SopLayout *layout = &of->flow->layout;

    memcpy(sop_case_done(copy), sop_case_done(of), layout->n_done * sizeof *sop_case_done(of));
    memcpy(sop_case_clocks(copy), sop_case_clocks(of),
           layout->n_clocks * sizeof *sop_case_clocks(of));
    memcpy(sop_case_short_outcomes(copy), sop_case_short_outcomes(of),
           layout->n_outcomes * sizeof *sop_case_short_outcomes(of));
    memcpy(sop_case_monitors(copy), sop_case_monitors(of),
           layout->n_monitors * sizeof *sop_case_monitors(of));
    memcpy(sop_case_prolonged(copy), sop_case_prolonged(of),
           of->flow->n_prolongings * sizeof *sop_case_prolonged(of));
    memcpy(sop_case_visits(copy), sop_case_visits(of), of->flow->n_nodes / 8 + 1);
    copy->last = of->last;
    copy->wakes = of->wakes;
    copy->stuck = of->stuck;
    copy->pending = of->pending;
    copy->rough = of->rough;
}

SopCase *
sop_case_dup(const SopCase *self)
{
    g_return_val_if_fail(self != NULL, NULL);

    const SopFlow *flow = self->flow;
    SopCase *copy = sop_case_alloc(self->flow, sop_case_id_text(self), self->opened);

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
        sop_case_histories(copy)[i] = sop_history_dup(sop_case_histories(self)[i]);
    copy_plain(copy, self);
    if (self->extra != NULL)
        copy_extra(copy, self);
    return copy;
}

void
sop_case_set_configuration(SopCase *self, const SopConfiguration *configuration)
{
    SopNode *leaves = sop_case_leaves(self);

    self->n_leaves = (uint8_t) configuration->n_leaves;
    self->closed = configuration->closed;
    self->outcome = configuration->outcome;
    for (uint32_t i = 0; i < configuration->n_leaves; i++)
        leaves[i] = configuration->leaves[i];
}

void
sop_place_keep(SopPlace *self, const SopCase *of)
{
    self->head = *of;
    for (uint32_t i = 0; i < of->n_leaves; i++)
        self->leaves[i] = sop_case_leaves(of)[i];
}

void
sop_place_restore(const SopPlace *self, SopCase *of)
{
    of->last = self->head.last;
    of->wakes = self->head.wakes;
    of->stuck = self->head.stuck;
    of->pending = self->head.pending;
    of->rough = self->head.rough;
    of->closed = self->head.closed;
    of->outcome = self->head.outcome;
    of->n_leaves = self->head.n_leaves;
    for (uint32_t i = 0; i < of->n_leaves; i++)
        sop_case_leaves(of)[i] = self->leaves[i];
}

SopFlow *
sop_case_flow(const SopCase *self)
{
    return self->flow;
}

const char *
sop_case_id(const SopCase *self)
{
    return sop_case_id_text(self);
}

SopInstant
sop_case_opened(const SopCase *self)
{
    return self->opened;
}

SopInstant
sop_case_last(const SopCase *self)
{
    return self->last;
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
    const SopRun run = {.flow = self->flow, .view = &at, .entering = SOP_NONE};

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
