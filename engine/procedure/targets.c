/* SPDX-License-Identifier: Apache-2.0 */
/* Where things go: a target, or branches of which the first that holds is taken. */
#include "procedure/reader.h"

/* ---- targets --------------------------------------------------------------------------------- */

typedef struct
{
    SopWrittenName end, close, resume, at;
} Target;

static const SopKey target_keys[] = {
    SOP_KEY("end", sop_read_name, Target, end),
    SOP_KEY("close", sop_read_name, Target, close),
    SOP_KEY("resume", sop_read_name, Target, resume),
    SOP_KEY("at", sop_read_name, Target, at),
};
SOP_FORM(sop_form_target, "a target", "{close: OUTCOME}", target_keys, Target);

static void
report_target(SopReader *self, const SopYamlNode *node, const char *fix)
{
    SopDiagnostic *diagnostic =
        sop_report(self->diagnostics, SOP_MESSAGE_BAD_TARGET, node->span, NULL);
    sop_diagnostic_set_fix(diagnostic, "%s", fix);
}

static bool
target_of_map(SopReader *self, const SopYamlNode *map, SopWrittenTarget *ret)
{
    Target target = {0};
    sop_reader_form(self, map, &sop_form_target, &target);
    bool end = sop_yaml_get(map, "end") != NULL;
    bool close = sop_yaml_get(map, "close") != NULL;
    bool resume = sop_yaml_get(map, "resume") != NULL;
    if (end + close + resume > 1)
        report_target(self, map, "write one of `end`, `close` and `resume`");
    else if (end + close + resume == 0 && !sop_reader_has_unknown_key(map, &sop_form_target))
        report_target(self, map,
                      "write a node's name, {end: OUTCOME}, {close: OUTCOME} or {resume: PHASE}");
    else if (!resume && sop_yaml_get(map, "at") != NULL)
        report_target(self, map, "`at` says where to resume: {resume: PHASE, at: NODE}");
    ret->kind = end ? SOP_TARGET_END : close ? SOP_TARGET_CLOSE : SOP_TARGET_RESUME;
    ret->name = end ? target.end : close ? target.close : target.resume;
    ret->at = target.at;
    return ret->name.name != NULL;
}

/* A target that cannot be read stays SOP_TARGET_STAY. */
static void
read_target(SopReader *self, const SopYamlNode *value, void *ret)
{
    SopWrittenTarget target = {.kind = SOP_TARGET_NODE, .span = value->span};
    bool read = value->kind == SOP_YAML_MAPPING
                    ? target_of_map(self, value, &target)
                    : sop_reader_name(self, value, "a node, {end: …}, {close: …} or {resume: …}",
                                      &target.name);
    if (read)
        *(SopWrittenTarget *) ret = target;
}

/* ---- branches -------------------------------------------------------------------------------- */

static const SopKey branch_keys[] = {
    SOP_KEY("when", sop_read_expression, SopWrittenBranch, when),
    SOP_KEY_NEEDED("to", read_target, SopWrittenBranch, to),
};
SOP_FORM(sop_form_branch, "a branch", "{when: CONDITION, to: NODE}", branch_keys, SopWrittenBranch);

void
sop_reader_check_whens(SopReader *self, const SopYamlNode *const *items, uint32_t n_items,
                       const SopForm *form, SopMessage open_ended)
{
    uint32_t last = n_items - 1;
    for (uint32_t i = 0; i < n_items; i++)
    {
        if (items[i]->kind != SOP_YAML_MAPPING || sop_reader_has_unknown_key(items[i], form))
            continue;
        bool when = sop_yaml_get(items[i], "when") != NULL;
        if (i == last && when && open_ended != 0)
            sop_report(self->diagnostics, open_ended, items[i]->span, NULL);
        if (i == last || when)
            continue;
        SopDiagnostic *diagnostic =
            sop_report(self->diagnostics, SOP_MESSAGE_DEAD_BRANCH, items[i + 1]->span, NULL);
        sop_diagnostic_point(diagnostic, items[i]->span, "this one, without `when`, always holds");
        return;
    }
}

static void
read_branches(SopReader *self, const SopYamlNode *list, SopWrittenRoute *route,
              SopMessage open_ended)
{
    if (sop_reader_empty(self, list))
        return;
    route->branches = sop_arena_new_array(self->arena, SopWrittenBranch, list->size);
    for (uint32_t i = 0; i < list->size; i++)
    {
        const SopYamlNode *outer = self->key;
        SopWrittenBranch *branch = &route->branches[route->n_branches];
        branch->span = list->items[i]->span;
        self->key = NULL;
        if (list->items[i]->kind != SOP_YAML_MAPPING)
        {
            self->key = outer;
            sop_reader_wrong_kind(self, list->items[i],
                                  "a branch such as {when: CONDITION, to: NODE}");
        }
        else if (sop_reader_form(self, list->items[i], &sop_form_branch, branch) &&
                 branch->to.kind != SOP_TARGET_STAY)
            route->n_branches++;
        else
            *branch = (SopWrittenBranch) {0};
        self->key = outer;
    }
    sop_reader_check_whens(self, (const SopYamlNode *const *) list->items, list->size,
                           &sop_form_branch, open_ended);
}

void
sop_read_route(SopReader *self, const SopYamlNode *value, void *ret)
{
    SopWrittenRoute *route = ret;
    route->span = value->span;
    if (value->kind == SOP_YAML_SEQUENCE)
    {
        read_branches(self, value, route, SOP_MESSAGE_NO_OTHERWISE);
        return;
    }
    SopWrittenBranch branch = {.span = value->span};
    read_target(self, value, &branch.to);
    if (branch.to.kind == SOP_TARGET_STAY)
        return;
    route->branches = sop_arena_memdup(self->arena, &branch, sizeof branch);
    route->n_branches = 1;
}

/* ---- decisions ------------------------------------------------------------------------------- */

typedef struct
{
    SopWrittenText *columns;
    uint32_t n_columns;
    SopWrittenNames sets;
    const SopYamlNode *rows;
} Table;

static void
read_columns(SopReader *self, const SopYamlNode *value, void *ret)
{
    Table *table = ret;
    SopItems items;
    sop_reader_items(value, &items);
    if (value->kind == SOP_YAML_SEQUENCE && sop_reader_empty(self, value))
        return;
    table->columns = sop_arena_new_array(self->arena, SopWrittenText, items.n_items);
    table->n_columns = items.n_items;
    for (uint32_t i = 0; i < items.n_items; i++)
        sop_read_expression(self, items.items[i], &table->columns[i]);
}

static void
read_rows(SopReader *self, const SopYamlNode *value, void *ret)
{
    if (sop_reader_expect(self, value, SOP_YAML_SEQUENCE, "a list of rows") &&
        !sop_reader_empty(self, value))
        ((Table *) ret)->rows = value;
}

static const SopKey table_keys[] = {
    SOP_KEY_AT("columns", read_columns, 0, SOP_KEY_REQUIRED),
    SOP_KEY_AT("rows", read_rows, 0, SOP_KEY_REQUIRED),
    SOP_KEY("sets", sop_read_names, Table, sets),
};
SOP_FORM(sop_form_table, "a decision table", "{columns: [FACT], rows: [[CELL, NODE]]}", table_keys,
         Table);

/* A cell; `-` stands for nothing. */
static void
read_cell(SopReader *self, const SopYamlNode *value, SopWrittenText *ret)
{
    if (!sop_yaml_is(value, "-"))
        sop_read_expression(self, value, ret);
}

static bool
read_row(SopReader *self, const SopYamlNode *row, const Table *table, SopWrittenBranch *ret)
{
    uint32_t n_cells = table->n_columns + table->sets.n_names;
    g_autofree char *found = g_strdup_printf("%u", row->kind == SOP_YAML_SEQUENCE ? row->size : 1);
    g_autofree char *wanted = g_strdup_printf("%u", n_cells + 1);

    ret->span = row->span;
    if (row->kind != SOP_YAML_SEQUENCE || row->size != n_cells + 1)
    {
        sop_report(self->diagnostics, SOP_MESSAGE_ROW_LENGTH, row->span, "found", found, "wanted",
                   wanted, NULL);
        return false;
    }
    ret->cells = sop_arena_new_array(self->arena, SopWrittenText, table->n_columns);
    ret->values = sop_arena_new_array(self->arena, SopWrittenText, table->sets.n_names + 1);
    for (uint32_t i = 0; i < table->n_columns; i++)
        read_cell(self, row->items[i], &ret->cells[i]);
    for (uint32_t i = 0; i < table->sets.n_names; i++)
        read_cell(self, row->items[table->n_columns + i], &ret->values[i]);
    read_target(self, row->items[n_cells], &ret->to);
    return ret->to.kind != SOP_TARGET_STAY;
}

static void
read_table(SopReader *self, const SopYamlNode *map, SopWrittenRoute *route)
{
    Table table = {0};
    if (!sop_reader_form(self, map, &sop_form_table, &table) || table.columns == NULL ||
        table.rows == NULL)
        return;
    route->columns = table.columns;
    route->n_columns = table.n_columns;
    route->sets = table.sets;
    route->branches = sop_arena_new_array(self->arena, SopWrittenBranch, table.rows->size);
    for (uint32_t i = 0; i < table.rows->size; i++)
    {
        SopWrittenBranch *row = &route->branches[route->n_branches];
        if (read_row(self, table.rows->items[i], &table, row))
            route->n_branches++;
        else
            *row = (SopWrittenBranch) {0};
    }
}

void
sop_read_choose(SopReader *self, const SopYamlNode *value, void *ret)
{
    SopWrittenRoute *route = ret;
    route->span = value->span;
    if (value->kind == SOP_YAML_MAPPING && value->size > 0)
        read_table(self, value, route);
    else if (sop_reader_expect(self, value, SOP_YAML_SEQUENCE, "a list of branches, or a table"))
        read_branches(self, value, route, (SopMessage) 0); /* the check tells what is left out */
}
