/* SPDX-License-Identifier: Apache-2.0 */
/* One case goes over, or not: the case is made anew in the newer flow, part by part; everything that
 * has no place there is found; and what comes of it must read as a case of the newer flow. */
#include "versions/migrate.h"

static const struct
{
    const char *name;
    SopMigrationResult weight;
    bool acceptable;
} codes[SOP_N_FINDINGS] = {
    [SOP_FINDING_NOT_A_CASE] = {"not_a_case", SOP_MIGRATION_CANNOT, false},
    [SOP_FINDING_OTHER_VERSION] = {"other_version", SOP_MIGRATION_CANNOT, false},
    [SOP_FINDING_UNFIT] = {"unfit", SOP_MIGRATION_CANNOT, false},
    [SOP_FINDING_STEP_GONE] = {"step_gone", SOP_MIGRATION_PERSON, false},
    [SOP_FINDING_STEP_CHANGED] = {"step_changed", SOP_MIGRATION_PERSON, false},
    [SOP_FINDING_TRACK_NEW] = {"track_new", SOP_MIGRATION_PERSON, false},
    [SOP_FINDING_TRACKS_CHANGED] = {"tracks_changed", SOP_MIGRATION_PERSON, false},
    [SOP_FINDING_OUTCOME_GONE] = {"outcome_gone", SOP_MIGRATION_PERSON, false},
    [SOP_FINDING_DUE_BEFORE] = {"due_before", SOP_MIGRATION_PERSON, true},
    [SOP_FINDING_AT_ONCE] = {"at_once", SOP_MIGRATION_PERSON, true},
    [SOP_FINDING_VALUE_UNFIT] = {"value_unfit", SOP_MIGRATION_PERSON, true},
    [SOP_FINDING_FACT_GONE] = {"fact_gone", SOP_MIGRATION_PERSON, true},
    [SOP_FINDING_DOCUMENT_GONE] = {"document_gone", SOP_MIGRATION_PERSON, true},
    [SOP_FINDING_DONE_UNKNOWN] = {"done_unknown", SOP_MIGRATION_PERSON, true},
    [SOP_FINDING_ACTOR_UNKNOWN] = {"actor_unknown", SOP_MIGRATION_PERSON, true},
    [SOP_FINDING_PAST_UNKNOWN] = {"past_unknown", SOP_MIGRATION_PERSON, true},
    [SOP_FINDING_LEFT_UNKNOWN] = {"left_unknown", SOP_MIGRATION_PERSON, true},
    [SOP_FINDING_GRANT_GONE] = {"grant_gone", SOP_MIGRATION_PERSON, true},
    [SOP_FINDING_RECORD_GONE] = {"record_gone", SOP_MIGRATION_PERSON, true},
    [SOP_FINDING_CLOCK_STARTS] = {"clock_starts", SOP_MIGRATION_GOES, false},
    [SOP_FINDING_FIRED_GONE] = {"fired_gone", SOP_MIGRATION_GOES, false},
    [SOP_FINDING_SAFEGUARD_GONE] = {"safeguard_gone", SOP_MIGRATION_GOES, false},
    [SOP_FINDING_OVERDUE] = {"overdue", SOP_MIGRATION_GOES, false},
};

const char *
sop_finding_code_name(SopFindingCode code)
{
    g_return_val_if_fail(code < SOP_N_FINDINGS, "");

    return codes[code].name;
}

SopFindingCode
sop_finding_code_from_name(const char *name)
{
    unsigned code = 0;

    while (code < SOP_N_FINDINGS && !g_str_equal(codes[code].name, name))
        code++;
    return (SopFindingCode) code;
}

bool
sop_finding_code_is_acceptable(SopFindingCode code)
{
    g_return_val_if_fail(code < SOP_N_FINDINGS, false);

    return codes[code].acceptable;
}

static void
clear_finding(void *data)
{
    sop_value_clear(&((SopFinding *) data)->value);
}

SopFinding *
sop_migrating_find(SopMigrating *self, SopFindingCode code, SopThing thing, SopThing other)
{
    bool is_accepted = codes[code].acceptable && (self->accepted >> code & 1) != 0;
    SopMigration *migration = self->migration;
    SopFinding finding = {.code = (uint8_t) code,
                          .weight = is_accepted ? SOP_MIGRATION_GOES : (uint8_t) codes[code].weight,
                          .thing = thing,
                          .other = other,
                          .fact = SOP_NONE,
                          .value = SOP_VALUE_NULL,
                          .instant = SOP_INSTANT_NONE};

    migration->result = MAX(migration->result, (SopMigrationResult) finding.weight);
    g_array_append_val(migration->findings, finding);
    return &g_array_index(migration->findings, SopFinding, migration->findings->len - 1);
}

/* ---- what is due ----------------------------------------------------------------------------------- */

/* Returns: (transfer full), of SopDue. */
static GArray *
dues_of(const SopCase *of, SopInstant now)
{
    unsigned n_dues = sop_case_due(of, now, NULL, 0);
    GArray *dues = g_array_sized_new(FALSE, TRUE, sizeof(SopDue), n_dues + 1);

    g_array_set_size(dues, n_dues);
    sop_case_due(of, now, (SopDue *) (void *) dues->data, n_dues);
    return dues;
}

static bool
has_due(const GArray *dues, SopDueKind kind, uint32_t of)
{
    for (guint i = 0; i < dues->len; i++)
    {
        const SopDue *due = &g_array_index(dues, SopDue, i);
        if (due->kind == kind && due->of == of && due->over)
            return true;
    }
    return false;
}

/* What is due under the older version is the older version's to do. */
static void
find_due_before(SopMigrating *self)
{
    g_autoptr(GArray) dues = dues_of(self->from, self->now);

    for (guint i = 0; i < dues->len; i++)
    {
        const SopDue *due = &g_array_index(dues, SopDue, i);
        if (due->kind == SOP_DUE_TIMEOUT && due->at <= self->now)
            sop_migrating_find(self, SOP_FINDING_DUE_BEFORE,
                               sop_thing_of_action(self->versions, SOP_OLDER, due->of), SOP_NOTHING)
                ->instant = due->at;
    }
}

/* What the newer version would do, or blame, as soon as it has the case. */
static void
find_due_at_once(SopMigrating *self)
{
    g_autoptr(GArray) before = dues_of(self->from, self->now);
    g_autoptr(GArray) dues = dues_of(self->to, self->now);

    for (guint i = 0; i < dues->len; i++)
    {
        const SopDue *due = &g_array_index(dues, SopDue, i);
        bool is_timeout = due->kind == SOP_DUE_TIMEOUT;
        if (due->kind == SOP_DUE_OWED || !(is_timeout ? due->at <= self->now : due->over))
            continue;
        uint32_t older = is_timeout ? self->versions->actions[SOP_NEWER][due->of]
                                    : self->versions->nodes[SOP_NEWER][due->of];
        if (older != SOP_NONE && has_due(before, due->kind, older))
            continue;
        sop_migrating_find(self, is_timeout ? SOP_FINDING_AT_ONCE : SOP_FINDING_OVERDUE,
                           is_timeout ? sop_thing_of_action(self->versions, SOP_NEWER, due->of)
                                      : sop_thing(SOP_NEWER, SOP_PART_NODE, due->of),
                           SOP_NOTHING)
            ->instant = due->at;
    }
}

/* ---- the whole --------------------------------------------------------------------------------------- */

static void
blame(SopMigrating *self, SopFindingCode code, const GError *error)
{
    sop_migrating_find(self, code, SOP_NOTHING, SOP_NOTHING);
    self->migration->fault = g_strdup(error->message);
}

static void
move_parts(SopMigrating *self)
{
    find_due_before(self);
    sop_migrate_place(self);
    sop_migrate_facts(self);
    sop_migrate_documents(self);
    sop_migrate_visits(self);
    sop_migrate_outcomes(self);
    sop_migrate_clocks(self);
    sop_migrate_histories(self);
    sop_migrate_grants(self);
    sop_migrate_done(self);
    sop_migrate_actors(self);
    sop_migrate_monitors(self);
    sop_migrate_administered(self);
}

/* What was made must read as a case of the newer flow. */
static void
settle(SopMigrating *self)
{
    g_autofree char *json = sop_case_to_json(self->to);
    g_autoptr(GError) error = NULL;
    SopCase *made = sop_case_from_json(self->newer, json, -1, &error);

    if (made == NULL)
    {
        blame(self, SOP_FINDING_UNFIT, error);
        return;
    }
    sop_case_free(self->to);
    self->to = made;
    find_due_at_once(self);
}

static void
move_case(SopMigrating *self, SopCase *from)
{
    self->from = from;
    self->to = sop_case_alloc(self->newer, sop_case_id(from), from->opened);
    self->to->last = from->last;
    move_parts(self);
    if (self->to->closed || self->to->n_leaves > 0)
        settle(self);
    if (self->migration->result == SOP_MIGRATION_GOES)
        self->migration->made = g_steal_pointer(&self->to);
    sop_case_free(self->to);
}

SopMigration *
sop_versions_migrate(const SopVersions *self, const char *json, gssize length, SopInstant now,
                     uint32_t accepted)
{
    g_return_val_if_fail(self != NULL && json != NULL, NULL);

    g_autoptr(GError) error = NULL;
    SopMigration *migration = g_new0(SopMigration, 1);
    SopMigrating migrating = {.migration = migration,
                              .versions = self,
                              .older = self->flows[SOP_OLDER],
                              .newer = self->flows[SOP_NEWER],
                              .now = now,
                              .accepted = accepted};

    migration->versions = self;
    migration->findings = g_array_new(FALSE, FALSE, sizeof(SopFinding));
    g_array_set_clear_func(migration->findings, clear_finding);
    g_autoptr(SopCase) from = sop_case_from_json(self->flows[SOP_OLDER], json, length, &error);
    migration->id = g_strdup(from != NULL ? sop_case_id(from) : "");
    if (from != NULL)
        move_case(&migrating, from);
    else
        blame(&migrating,
              g_error_matches(error, SOP_CASE_ERROR, SOP_CASE_ERROR_OTHER_FLOW)
                  ? SOP_FINDING_OTHER_VERSION
                  : SOP_FINDING_NOT_A_CASE,
              error);
    return migration;
}

void
sop_migration_free(SopMigration *self)
{
    if (self == NULL)
        return;
    g_array_unref(self->findings);
    sop_case_free(self->made);
    g_free(self->id);
    g_free(self->fault);
    g_free(self);
}

/* ---- what came of it --------------------------------------------------------------------------------- */

SopMigrationResult
sop_migration_result(const SopMigration *self)
{
    return self->result;
}

const char *
sop_migration_result_name(SopMigrationResult result)
{
    static const char *const names[] = {
        [SOP_MIGRATION_GOES] = "goes",
        [SOP_MIGRATION_PERSON] = "person",
        [SOP_MIGRATION_CANNOT] = "cannot",
    };

    return names[result];
}

const char *
sop_migration_id(const SopMigration *self)
{
    return self->id;
}

const SopCase *
sop_migration_case(const SopMigration *self)
{
    return self->made;
}

unsigned
sop_migration_count(const SopMigration *self)
{
    return self->findings->len;
}

SopFindingCode
sop_migration_code(const SopMigration *self, unsigned index)
{
    g_return_val_if_fail(index < self->findings->len, SOP_N_FINDINGS);

    return (SopFindingCode) g_array_index(self->findings, SopFinding, index).code;
}

SopMigrationResult
sop_migration_weight(const SopMigration *self, unsigned index)
{
    g_return_val_if_fail(index < self->findings->len, SOP_MIGRATION_GOES);

    return (SopMigrationResult) g_array_index(self->findings, SopFinding, index).weight;
}
