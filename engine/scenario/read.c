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

enum
{
    UNSEEN,
    ON_THE_WAY,
    SEEN,
};

/* Depth first: a scenario on the way that is played again would play for ever. */
static void
look_for_circle(SopScenarioReader *self, uint32_t index, uint8_t *marks)
{
    const SopScenario *scenario = &self->scenarios->scenarios[index];
    marks[index] = ON_THE_WAY;
    for (uint32_t i = 0; i < scenario->n_steps; i++)
    {
        SopPlayStep *step = &scenario->steps[i];
        if (step->kind != SOP_PLAY_OTHER)
            continue;
        if (marks[step->other.scenario] == ON_THE_WAY)
            sop_scenarios_report(self, SOP_MESSAGE_PLAYS_ITSELF, step->span, scenario->name, NULL);
        else if (marks[step->other.scenario] == UNSEEN)
            look_for_circle(self, step->other.scenario, marks);
    }
    marks[index] = SEEN;
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
    g_autofree uint8_t *marks = g_malloc0(self->map->size + 1);
    for (uint32_t i = 0; i < self->map->size; i++)
        if (marks[i] == UNSEEN)
            look_for_circle(self, i, marks);
    if (sop_diagnostics_count_of(self->diagnostics, SOP_SEVERITY_ERROR) == n_errors)
        check_starts(self);
}
