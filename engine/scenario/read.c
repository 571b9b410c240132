/* SPDX-License-Identifier: Apache-2.0 */
/* Reads NAME.scenarios.yaml: its top, the procedure it is of, and each scenario's head. */
#include <string.h>

#include "procedure/procedure.h"
#include "scenario/scenario.h"

void
sop_scenarios_wrong_kind(SopScenarioReader *self, const SopYamlNode *node, const char *key,
                         const char *what)
{
    static const char *const kinds[] = {[SOP_YAML_SCALAR] = "a single value",
                                        [SOP_YAML_SEQUENCE] = "a list",
                                        [SOP_YAML_MAPPING] = "a map"};
    if (node->kind == SOP_YAML_SCALAR && (node->type == SOP_YAML_NULL || node->size == 0))
        sop_report(self->diagnostics, SOP_MESSAGE_EMPTY, node->span, "key", key, "what", what,
                   NULL);
    else
        sop_report(self->diagnostics, SOP_MESSAGE_WRONG_KIND, node->span, "key", key, "what", what,
                   "found", kinds[node->kind], NULL);
}

const char *
sop_scenarios_word(SopScenarioReader *self, const SopYamlNode *node, const char *key,
                   const char *what)
{
    if (node->kind == SOP_YAML_SCALAR && node->type != SOP_YAML_NULL && node->size > 0)
        return node->text;
    sop_scenarios_wrong_kind(self, node, key, what);
    return NULL;
}

SopDiagnostic *
sop_scenarios_report(SopScenarioReader *self, SopMessage message, SopSpan span, const char *name,
                     const char *nearest)
{
    SopDiagnostic *diagnostic = sop_report(self->diagnostics, message, span, "name", name, NULL);
    if (nearest != NULL)
        sop_diagnostic_set_fix(diagnostic, "did you mean `%s`?", nearest);
    return diagnostic;
}

/* ---- a scenario ------------------------------------------------------------------------------ */

static void
add_text(const SopYamlNode *node, const char *language, SopTextItem *items, unsigned *n_items)
{
    if (node->kind == SOP_YAML_SCALAR && node->type != SOP_YAML_NULL)
        items[(*n_items)++] = (SopTextItem) {.language = language, .text = node->text};
}

/* In the flow's languages, the default first; others are of no use. */
static void
read_title(SopScenarioReader *self, const SopYamlNode *node, SopText *ret)
{
    const char *const *languages = sop_flow_languages(self->scenarios->flow);
    SopTextItem *items = sop_arena_new_array(self->scenarios->arena, SopTextItem,
                                             g_strv_length((char **) languages) + 1);
    unsigned n_items = 0;
    if (node->kind != SOP_YAML_MAPPING)
        add_text(node, languages[0] != NULL ? languages[0] : "en", items, &n_items);
    else
    {
        sop_procedure_check_keys(self->diagnostics, node,
                                 "a text in the languages of the procedure", languages);
        for (; *languages != NULL; languages++)
        {
            const SopYamlNode *text = sop_yaml_get(node, *languages);
            if (text != NULL)
                add_text(text, *languages, items, &n_items);
        }
    }
    *ret = (SopText) {.items = items, .n_items = n_items};
}

static void
read_start(SopScenarioReader *self, const SopYamlNode *node, SopScenario *scenario)
{
    const char *text =
        sop_scenarios_word(self, node, "start", "an instant such as 2026-03-02T09:00:00+08:00");
    if (text == NULL)
        return;
    scenario->start = sop_instant_parse(text);
    if (scenario->start == SOP_INSTANT_NONE)
        sop_scenarios_report(self, SOP_MESSAGE_BAD_INSTANT, node->span, text, NULL);
}

static void
read_scenario(SopScenarioReader *self, const SopYamlNode *node, SopScenario *scenario)
{
    static const char *const keys[] = {"title", "text", "start", "steps", NULL};
    if (node->kind != SOP_YAML_MAPPING)
    {
        sop_scenarios_wrong_kind(self, node, scenario->name,
                                 "a scenario such as {steps: [{do: …}]}");
        return;
    }
    sop_procedure_check_keys(self->diagnostics, node, "a scenario", keys);
    const SopYamlNode *title = sop_yaml_get(node, "title");
    if (title != NULL)
        read_title(self, title, &scenario->title);
    const SopYamlNode *start = sop_yaml_get(node, "start");
    if (start != NULL)
        read_start(self, start, scenario);
    const SopYamlNode *steps = sop_yaml_get(node, "steps");
    if (steps != NULL)
        sop_scenarios_read_steps(self, steps, scenario);
    else
        sop_report(self->diagnostics, SOP_MESSAGE_MISSING_KEY, scenario->span, "where",
                   "a scenario", "key", "steps", NULL);
}

/* ---- scenarios that play each other ---------------------------------------------------------- */

enum /* of a scenario: how deep it plays others, from 1; or */
{
    UNSEEN = 0,
    DEPTH_MAX = 100,
    ON_THE_WAY = 255,
};

static uint8_t depth_of(SopScenarioReader *self, uint32_t index, uint8_t *depths, unsigned n_outer);

/* What a step that plays another scenario adds to the depth. Reports what would never end, or run
 * out of stack. */
static uint8_t
depth_of_step(SopScenarioReader *self, const SopPlayStep *step, const char *name, uint8_t *depths,
              unsigned n_outer)
{
    uint32_t other = step->other.scenario;
    if (depths[other] == ON_THE_WAY)
    {
        sop_scenarios_report(self, SOP_MESSAGE_PLAYS_ITSELF, step->span, name, NULL);
        return 0;
    }
    uint8_t depth = n_outer == DEPTH_MAX ? DEPTH_MAX : depth_of(self, other, depths, n_outer + 1);
    if (depth < DEPTH_MAX)
        return depth;
    sop_scenarios_report(self, SOP_MESSAGE_PLAYS_TOO_DEEP, step->span, name, NULL);
    return 0;
}

static uint8_t
depth_of(SopScenarioReader *self, uint32_t index, uint8_t *depths, unsigned n_outer)
{
    if (depths[index] != UNSEEN)
        return depths[index];
    const SopScenario *scenario = &self->scenarios->scenarios[index];
    uint8_t deepest = 0;
    depths[index] = ON_THE_WAY;
    for (uint32_t i = 0; i < scenario->n_steps; i++)
        if (scenario->steps[i].kind == SOP_PLAY_OTHER)
            deepest = MAX(
                deepest, depth_of_step(self, &scenario->steps[i], scenario->name, depths, n_outer));
    depths[index] = deepest + 1;
    return depths[index];
}

/* Only asked when nothing else is wrong: a start that cannot be read, or a circle, is told already.
 * */
static void
check_starts(SopScenarioReader *self)
{
    for (uint32_t i = 0; i < self->scenarios->n_scenarios; i++)
        if (sop_scenarios_start(self->scenarios, i) == SOP_INSTANT_NONE)
            sop_scenarios_report(self, SOP_MESSAGE_NO_START, self->scenarios->scenarios[i].span,
                                 self->scenarios->scenarios[i].name, NULL);
}

/* ---- the file -------------------------------------------------------------------------------- */

void
sop_scenarios_read(SopScenarioReader *self, const SopYamlNode *top)
{
    SopScenarios *scenarios = self->scenarios;
    self->map = sop_yaml_get(top, "scenarios");
    if (self->map == NULL || self->map->kind != SOP_YAML_MAPPING)
    {
        sop_report(self->diagnostics, SOP_MESSAGE_MISSING_KEY, top->span, "where",
                   "a file of scenarios", "key", "scenarios", NULL);
        return;
    }
    unsigned n_errors = sop_diagnostics_count_of(self->diagnostics, SOP_SEVERITY_ERROR);
    scenarios->scenarios = sop_arena_new_array(scenarios->arena, SopScenario, self->map->size);
    scenarios->n_scenarios = self->map->size;
    for (uint32_t i = 0; i < self->map->size; i++)
    {
        const SopYamlNode *key = self->map->pairs[i].key;
        scenarios->scenarios[i] =
            (SopScenario) {.name = key->text, .span = key->span, .start = SOP_INSTANT_NONE};
        sop_names_add(scenarios->names, key->text);
    }
    for (uint32_t i = 0; i < self->map->size; i++)
        read_scenario(self, self->map->pairs[i].value, &scenarios->scenarios[i]);
    g_autofree uint8_t *depths = g_malloc0(self->map->size + 1);
    for (uint32_t i = 0; i < self->map->size; i++)
        depth_of(self, i, depths, 0);
    if (sop_diagnostics_count_of(self->diagnostics, SOP_SEVERITY_ERROR) == n_errors)
        check_starts(self);
}
