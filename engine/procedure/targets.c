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
has_unknown_key(const SopYamlNode *map, const SopKey *keys, unsigned n_keys)
{
    for (uint32_t i = 0; i < map->size; i++)
    {
        bool known = false;
        for (unsigned key = 0; key < n_keys; key++)
            known = known || g_str_equal(map->pairs[i].key->text, keys[key].key);
        if (!known)
            return true;
    }
    return false;
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
    else if (end + close + resume == 0 &&
             !has_unknown_key(map, target_keys, G_N_ELEMENTS(target_keys)))
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

/* Branches after one without `when` are never reached; without such a one at the end, there may be a
 * case in which nobody knows where to go: `open_ended` is how that is told. */
static void
check_whens(SopReader *self, const SopYamlNode *const *items, uint32_t n_items,
            SopMessage open_ended)
{
    uint32_t last = n_items - 1;
    for (uint32_t i = 0; i < n_items; i++)
    {
        if (items[i]->kind != SOP_YAML_MAPPING ||
            has_unknown_key(items[i], branch_keys, G_N_ELEMENTS(branch_keys)))
            continue;
        bool when = sop_yaml_get(items[i], "when") != NULL;
        if (i == last && when)
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
    check_whens(self, (const SopYamlNode *const *) list->items, list->size, open_ended);
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

#define AS_BRANCHES "write the rows as branches for now: a list of {when: CONDITION, to: NODE}"

static const SopKey table_keys[] = {
    SOP_KEY_LATER("columns", AS_BRANCHES),
    SOP_KEY_LATER("rows", AS_BRANCHES),
    SOP_KEY_LATER("sets", AS_BRANCHES ", and set the facts in the actions that lead here"),
};
const SopForm sop_form_table = {.what = "a decision table",
                                .example = "a list of branches",
                                .keys = table_keys,
                                .n_keys = G_N_ELEMENTS(table_keys)};

void
sop_read_choose(SopReader *self, const SopYamlNode *value, void *ret)
{
    SopWrittenRoute *route = ret;
    route->span = value->span;
    if (value->kind == SOP_YAML_MAPPING && value->size > 0)
        sop_reader_form(self, value, &sop_form_table, NULL);
    else if (sop_reader_expect(self, value, SOP_YAML_SEQUENCE, "a list of branches"))
        read_branches(self, value, route, SOP_MESSAGE_OPEN_DECISION);
}
