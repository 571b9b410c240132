/* SPDX-License-Identifier: Apache-2.0 */
/* What became of a case, in words. */
#include "versions/migrate.h"

static char *
say_thing(const SopMigration *self, SopThing thing, const char *language)
{
    return thing.index != SOP_NONE
               ? sop_versions_title(self->versions->flows[thing.side], (SopPartKind) thing.part,
                                    thing.index, language)
               : g_strdup("");
}

static char *
say_day(const SopFlow *flow, SopInstant instant, const char *language)
{
    return instant != SOP_INSTANT_NONE
               ? sop_flow_say_day(flow, sop_zone_day(flow->zone, instant), language)
               : g_strdup("");
}

char *
sop_migration_sentence(const SopMigration *self, unsigned index, const char *language)
{
    g_return_val_if_fail(index < self->findings->len, NULL);

    const SopFinding *finding = &g_array_index(self->findings, SopFinding, index);
    const SopFlow *older = self->versions->flows[SOP_OLDER];
    const SopFlow *newer = self->versions->flows[SOP_NEWER];
    g_autofree char *key =
        g_strconcat("migrate.", sop_finding_code_name((SopFindingCode) finding->code), NULL);

    if (language == NULL)
        language = newer->languages[0];
    g_autofree char *thing = say_thing(self, finding->thing, language);
    g_autofree char *other = say_thing(self, finding->other, language);
    g_autofree char *day = say_day(newer, finding->instant, language);
    g_autofree char *value =
        finding->fact != SOP_NONE
            ? sop_flow_say_value(older, finding->fact, &finding->value, language)
            : g_strdup(self->fault != NULL ? self->fault : "");
    return sop_versions_fill(key, language, "thing", thing, "other", other, "value", value, "day",
                             day, "version", older->version, NULL);
}

/* ---- reports --------------------------------------------------------------------------------------- */

static const char *
first_language(const SopVersions *versions)
{
    return versions->flows[SOP_NEWER]->languages[0];
}

/* Where the case is in the newer flow: "2.1 Review, 3 Archive". */
static char *
say_place(const SopCase *made, const char *language)
{
    const SopFlow *flow = made->flow;
    g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func(g_free);

    for (uint32_t i = 0; i < made->n_leaves; i++)
    {
        SopNode leaf = sop_case_leaves(made)[i];
        g_autofree char *title = sop_versions_title(flow, SOP_PART_NODE, leaf, language);
        g_ptr_array_add(titles, g_strdup_printf("%s %s", flow->nodes[leaf].number, title));
    }
    return sop_versions_join(titles, "word.comma", language);
}

static char *
say_result(const SopMigration *self, const char *language)
{
    static const char *const keys[] = {
        [SOP_MIGRATION_GOES] = "migrate.goes",
        [SOP_MIGRATION_PERSON] = "migrate.person",
        [SOP_MIGRATION_CANNOT] = "migrate.cannot",
    };

    if (self->made == NULL)
        return g_strdup(sop_sentence(keys[self->result], language));
    if (self->made->closed)
        return g_strdup(sop_sentence("migrate.goes_closed", language));
    g_autofree char *place = say_place(self->made, language);
    return sop_versions_fill("migrate.goes", language, "place", place, NULL);
}

char *
sop_migration_to_text(const SopMigration *self, const char *language)
{
    g_return_val_if_fail(self != NULL, NULL);

    if (language == NULL)
        language = first_language(self->versions);
    g_autofree char *result = say_result(self, language);
    GString *text = g_string_new(result);

    g_string_append_c(text, '\n');
    for (guint i = 0; i < self->findings->len; i++)
    {
        g_autofree char *sentence = sop_migration_sentence(self, i, language);
        bool is_note = sop_migration_weight(self, i) == SOP_MIGRATION_GOES;
        g_string_append_printf(text, "  %s %s\n", is_note ? "·" : "!", sentence);
    }
    return g_string_free(text, FALSE);
}

char *
sop_migration_say_counts(const SopVersions *versions, const unsigned counts[3],
                         const char *language)
{
    char numbers[3][16];

    for (unsigned i = 0; i < 3; i++)
        g_snprintf(numbers[i], sizeof numbers[i], "%u", counts[i]);
    return sop_versions_fill("migrate.counts",
                             language != NULL ? language : first_language(versions), "goes",
                             numbers[SOP_MIGRATION_GOES], "person", numbers[SOP_MIGRATION_PERSON],
                             "cannot", numbers[SOP_MIGRATION_CANNOT], NULL);
}

static char *
say_step(const SopVersions *self, SopNode older, const char *language)
{
    SopNode newer = self->nodes[SOP_OLDER][older];
    const SopFlow *flows[2] = {self->flows[SOP_OLDER], self->flows[SOP_NEWER]};
    g_autofree char *from = sop_versions_title(flows[SOP_OLDER], SOP_PART_NODE, older, language);
    const char *number = flows[SOP_OLDER]->nodes[older].number;

    if (newer == SOP_NONE || flows[SOP_NEWER]->nodes[newer].kind != SOP_KIND_STEP)
        return sop_versions_fill("migrate.step_needs", language, "number", number, "old", from,
                                 NULL);
    g_autofree char *to = sop_versions_title(flows[SOP_NEWER], SOP_PART_NODE, newer, language);
    return sop_versions_fill("migrate.step_goes", language, "number", number, "old", from,
                             "new_number", flows[SOP_NEWER]->nodes[newer].number, "new", to, NULL);
}

char *
sop_versions_say_steps(const SopVersions *self, const char *language)
{
    g_return_val_if_fail(self != NULL, NULL);

    const SopFlow *older = self->flows[SOP_OLDER];
    GString *text = g_string_new(NULL);

    if (language == NULL)
        language = first_language(self);
    for (SopNode node = 1; node < older->n_nodes; node++)
    {
        g_autofree char *step =
            older->nodes[node].kind == SOP_KIND_STEP ? say_step(self, node, language) : NULL;
        if (step != NULL)
            g_string_append_printf(text, "%s\n", step);
    }
    return g_string_free(text, FALSE);
}
