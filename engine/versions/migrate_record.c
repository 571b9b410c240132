/* SPDX-License-Identifier: Apache-2.0 */
/* What is on record in a case: facts, documents, and what the administration did. */
#include "flow/fact.h"
#include "versions/migrate.h"

/* ---- facts ------------------------------------------------------------------------------------------- */

static void
find_value(SopMigrating *self, SopFindingCode code, SopThing thing, SopFact older,
           const SopValue *value)
{
    SopFinding *finding = sop_migrating_find(self, code, thing, SOP_NOTHING);

    finding->fact = older;
    finding->value = sop_value_copy(value);
}

static bool
is_start(const SopFlowFact *fact, const SopValue *value)
{
    g_autofree char *starts = sop_value_to_feel(&fact->starts);
    g_autofree char *is = sop_value_to_feel(value);

    return g_str_equal(starts, is);
}

/* A fact that is new starts as the newer version says; one that was unknown stays so. */
static void
carry_fact(SopMigrating *self, SopFact newer, SopFact older)
{
    const SopValue *value = sop_case_fact(self->from, older);
    SopValue *to = &sop_case_facts(self->to)[newer];

    sop_value_clear(to);
    *to = SOP_VALUE_NULL;
    if (value->type != SOP_NULL &&
        !sop_fact_fits(self->newer, &self->newer->facts[newer], value, to))
        find_value(self, SOP_FINDING_VALUE_UNFIT, sop_thing(SOP_NEWER, SOP_PART_FACT, newer), older,
                   value);
}

void
sop_migrate_facts(SopMigrating *self)
{
    for (SopFact newer = 0; newer < self->newer->n_facts; newer++)
    {
        SopFact older = sop_flow_fact(self->older, self->newer->facts[newer].name);
        if (older != SOP_NONE)
            carry_fact(self, newer, older);
    }
    for (SopFact older = 0; older < self->older->n_facts; older++)
    {
        const SopFlowFact *fact = &self->older->facts[older];
        const SopValue *value = sop_case_fact(self->from, older);
        if (sop_flow_fact(self->newer, fact->name) == SOP_NONE && value->type != SOP_NULL &&
            !is_start(fact, value))
            find_value(self, SOP_FINDING_FACT_GONE, sop_thing(SOP_OLDER, SOP_PART_FACT, older),
                       older, value);
    }
}

/* ---- documents --------------------------------------------------------------------------------------- */

/* A document on file expires when it would have under the version in which it was filed. */
void
sop_migrate_documents(SopMigrating *self)
{
    for (SopPaper older = 0; older < self->older->n_documents; older++)
    {
        const SopOnFile *on_file = sop_case_documents(self->from)[older];
        SopPaper newer = sop_flow_document(self->newer, self->older->documents[older].name);
        if (on_file == NULL)
            continue;
        if (newer != SOP_NONE)
            sop_case_documents(self->to)[newer] = sop_on_file_dup(on_file);
        else
            sop_migrating_find(self, SOP_FINDING_DOCUMENT_GONE,
                               sop_thing(SOP_OLDER, SOP_PART_DOCUMENT, older), SOP_NOTHING);
    }
}

/* ---- the administration ------------------------------------------------------------------------------ */

/* Of a value that was corrected, both that it was and that it became must fit. */
static bool
carry_corrected(SopMigrating *self, const SopCorrected *older, SopCorrected *ret)
{
    SopFact fact = sop_flow_fact(self->newer, self->older->facts[older->fact].name);
    const SopFlowFact *of = fact != SOP_NONE ? &self->newer->facts[fact] : NULL;
    bool fits = of != NULL;

    *ret = (SopCorrected) {.fact = fact, .old = SOP_VALUE_NULL, .new = SOP_VALUE_NULL};
    if (fits && older->old.type != SOP_NULL)
        fits = sop_fact_fits(self->newer, of, &older->old, &ret->old);
    if (fits && older->new.type != SOP_NULL)
        fits = sop_fact_fits(self->newer, of, &older->new, &ret->new);
    if (!fits)
    {
        sop_value_clear(&ret->old);
        sop_migrating_find(self, SOP_FINDING_RECORD_GONE,
                           sop_thing(SOP_OLDER, SOP_PART_FACT, older->fact), SOP_NOTHING);
    }
    return fits;
}

/* Returns: (transfer full) (nullable). */
static GArray *
carry_all_corrected(SopMigrating *self, const GArray *older)
{
    GArray *corrected = older != NULL ? g_array_new(FALSE, TRUE, sizeof(SopCorrected)) : NULL;

    for (guint i = 0; older != NULL && i < older->len; i++)
    {
        SopCorrected one;
        if (carry_corrected(self, &g_array_index(older, SopCorrected, i), &one))
            g_array_append_val(corrected, one);
    }
    return corrected;
}

void
sop_migrate_administered(SopMigrating *self)
{
    const GArray *administered = sop_case_administered(self->from);

    for (guint i = 0; administered != NULL && i < administered->len; i++)
    {
        const SopAdministered *older = &g_array_index(administered, SopAdministered, i);
        SopAdministered newer = *older;
        newer.role = sop_flow_role(self->newer, self->older->roles[older->role].name);
        if (newer.role == SOP_NONE)
        {
            sop_migrating_find(self, SOP_FINDING_RECORD_GONE,
                               sop_thing(SOP_OLDER, SOP_PART_ROLE, older->role), SOP_NOTHING);
            continue;
        }
        newer.by = g_strdup(older->by);
        newer.reason = g_strdup(older->reason);
        newer.corrected = carry_all_corrected(self, older->corrected);
        g_array_append_val(sop_administered_array(self->to), newer);
    }
}
