/* SPDX-License-Identifier: Apache-2.0 */
/* Scenarios from outside: loading them with their procedure, playing them, and what they reached.
 * */
#include <string.h>

#include "flow/flow.h"
#include "procedure/procedure.h"
#include "scenario/scenario.h"

static SopScenarios *
scenarios_new(SopArena *arena, SopDiagnostics *diagnostics, SopFlow *flow)
{
    SopScenarios *self = g_new0(SopScenarios, 1);
    self->arena = sop_arena_ref(arena);
    self->sources = sop_sources_ref(sop_diagnostics_sources(diagnostics));
    self->flow = sop_flow_ref(flow);
    self->zone = sop_zone_ref(flow->zone);
    self->calendar = sop_calendar_ref(flow->calendar);
    self->names = sop_names_new();
    self->givens = g_ptr_array_new_with_free_func((GDestroyNotify) sop_given_free);
    self->values = g_array_new(FALSE, FALSE, sizeof(SopValue));
    g_array_set_clear_func(self->values, (GDestroyNotify) sop_value_clear);
    self->reached_nodes = g_new0(uint8_t, sop_flow_count(flow, SOP_TABLE_NODES) + 1);
    self->reached_offers = g_new0(uint8_t, sop_flow_count_offers(flow) + 1);
    self->reached_branches = g_new0(uint8_t, sop_flow_count_branches(flow) + 1);
    return self;
}

void
sop_scenarios_free(SopScenarios *self)
{
    if (self == NULL)
        return;
    g_free(self->reached_nodes);
    g_free(self->reached_offers);
    g_free(self->reached_branches);
    g_array_unref(self->values);
    g_ptr_array_unref(self->givens);
    sop_names_free(self->names);
    sop_calendar_unref(self->calendar);
    sop_zone_unref(self->zone);
    sop_flow_unref(self->flow);
    sop_sources_unref(self->sources);
    sop_arena_unref(self->arena);
    g_free(self);
}

/* ---- loading --------------------------------------------------------------------------------- */

static bool
check_head(SopScenarioReader *reader, const SopYamlNode *top)
{
    static const char *const keys[] = {"sopflow", "scenarios_of", "scenarios", NULL};
    if (top->kind != SOP_YAML_MAPPING)
    {
        sop_scenarios_wrong_kind(reader, top, "the file",
                                 "scenarios, which begin with `scenarios_of: NAME.sop.yaml`");
        return false;
    }
    const SopYamlNode *version = sop_yaml_get(top, "sopflow");
    if (version == NULL || top->pairs[0].value != version)
        sop_report(reader->diagnostics, SOP_MESSAGE_SOPFLOW_FIRST, top->span, NULL);
    else if (!sop_yaml_is(version, "1"))
    {
        sop_report(reader->diagnostics, SOP_MESSAGE_LANGUAGE_VERSION, version->span, "version",
                   version->kind == SOP_YAML_SCALAR ? version->text : "?", NULL);
        return false;
    }
    sop_procedure_check_keys(reader->diagnostics, top, "a file of scenarios", keys);
    return true;
}

/* The procedure's path as written there, seen from the folder of the scenarios. */
static char *
procedure_path(SopScenarioReader *reader, const SopYamlNode *top, const char *name)
{
    const SopYamlNode *of = sop_yaml_get(top, "scenarios_of");
    if (of == NULL)
    {
        sop_report(reader->diagnostics, SOP_MESSAGE_MISSING_KEY, top->span, "where",
                   "a file of scenarios", "key", "scenarios_of", NULL);
        return NULL;
    }
    const char *path =
        sop_scenarios_word(reader, of, "scenarios_of", "a file such as NAME.sop.yaml");
    if (path == NULL || g_path_is_absolute(path))
        return g_strdup(path);
    g_autofree char *folder = g_path_get_dirname(name);
    return g_str_equal(folder, ".") ? g_strdup(path) : g_build_filename(folder, path, NULL);
}

static SopScenarios *
scenarios_from(SopArena *arena, const SopYamlNode *top, const char *name,
               SopDiagnostics *diagnostics, GError **error)
{
    SopScenarioReader reader = {.diagnostics = diagnostics};
    unsigned n_errors = sop_diagnostics_count_of(diagnostics, SOP_SEVERITY_ERROR);
    if (top == NULL || !check_head(&reader, top))
        return NULL;
    g_autofree char *path = procedure_path(&reader, top, name);
    g_autoptr(SopFlow) flow = path != NULL ? sop_flow_load(path, diagnostics, error) : NULL;
    if (flow == NULL)
        return NULL;
    g_autoptr(SopScenarios) scenarios = scenarios_new(arena, diagnostics, flow);
    reader.scenarios = scenarios;
    sop_scenarios_read(&reader, top);
    if (sop_diagnostics_count_of(diagnostics, SOP_SEVERITY_ERROR) > n_errors)
        return NULL;
    return g_steal_pointer(&scenarios);
}

SopScenarios *
sop_scenarios_load(const char *path, SopDiagnostics *diagnostics, GError **error)
{
    g_return_val_if_fail(path != NULL && diagnostics != NULL, NULL);

    g_autoptr(SopArena) arena = sop_arena_new();
    unsigned n_errors = sop_diagnostics_count_of(diagnostics, SOP_SEVERITY_ERROR);
    const SopYamlNode *top = sop_yaml_read_file(arena, diagnostics, path, error);
    g_autoptr(SopScenarios) scenarios = scenarios_from(arena, top, path, diagnostics, error);
    bool broken = sop_diagnostics_count_of(diagnostics, SOP_SEVERITY_ERROR) > n_errors;
    return broken ? NULL : g_steal_pointer(&scenarios);
}

SopScenarios *
sop_scenarios_load_text(const char *name, const char *text, gssize length,
                        SopDiagnostics *diagnostics, GError **error)
{
    g_autoptr(SopArena) arena = sop_arena_new();
    unsigned n_errors = sop_diagnostics_count_of(diagnostics, SOP_SEVERITY_ERROR);
    size_t size = length < 0 ? strlen(text) : (size_t) length;
    uint32_t source = sop_sources_add(sop_diagnostics_sources(diagnostics), name, text, size);
    const SopYamlNode *top = sop_yaml_read(arena, diagnostics, source);
    g_autoptr(SopScenarios) scenarios = scenarios_from(arena, top, name, diagnostics, error);
    bool broken = sop_diagnostics_count_of(diagnostics, SOP_SEVERITY_ERROR) > n_errors;
    return broken ? NULL : g_steal_pointer(&scenarios);
}

/* ---- looking and playing --------------------------------------------------------------------- */

SopFlow *
sop_scenarios_flow(const SopScenarios *self)
{
    g_return_val_if_fail(self != NULL, NULL);

    return self->flow;
}

unsigned
sop_scenarios_count(const SopScenarios *self)
{
    g_return_val_if_fail(self != NULL, 0);

    return self->n_scenarios;
}

const char *
sop_scenarios_name(const SopScenarios *self, unsigned scenario)
{
    g_return_val_if_fail(self != NULL && scenario < self->n_scenarios, NULL);

    return self->scenarios[scenario].name;
}

const char *
sop_scenarios_title(const SopScenarios *self, unsigned scenario, const char *language)
{
    g_return_val_if_fail(self != NULL && scenario < self->n_scenarios, NULL);

    const SopScenario *of = &self->scenarios[scenario];
    const char *const *languages = sop_flow_languages(self->flow);
    return sop_text_in(&of->title, language != NULL ? language : languages[0], of->name);
}

static bool
run(SopScenarios *self, unsigned scenario, SopPlay *play, char **ret_failure)
{
    char *failure = NULL;
    play->verdict = sop_verdict_new();
    bool passed = sop_scenarios_run(self, scenario, play, &failure);
    sop_verdict_free(play->verdict);
    if (ret_failure != NULL && failure != NULL)
        *ret_failure = g_steal_pointer(&failure);
    g_free(failure);
    return passed;
}

bool
sop_scenarios_play(SopScenarios *self, unsigned scenario, const char *language, char **ret_failure)
{
    g_return_val_if_fail(self != NULL && scenario < self->n_scenarios, false);

    SopPlay play = {.language = language != NULL ? language : "en"};
    bool passed = run(self, scenario, &play, ret_failure);
    sop_case_free(play.kase);
    return passed;
}

char *
sop_scenarios_tell(SopScenarios *self, unsigned scenario, const char *language)
{
    g_return_val_if_fail(self != NULL && scenario < self->n_scenarios, NULL);

    SopPlay play = {.language = language != NULL ? language : "en", .story = g_string_new(NULL)};
    run(self, scenario, &play, NULL);
    sop_case_free(play.kase);
    return g_string_free(play.story, FALSE);
}

SopCase *
sop_scenarios_case(SopScenarios *self, unsigned scenario, SopInstant *ret_now)
{
    g_return_val_if_fail(self != NULL && scenario < self->n_scenarios, NULL);

    SopPlay play = {.language = "en"};
    if (!run(self, scenario, &play, NULL))
    {
        sop_case_free(play.kase);
        return NULL;
    }
    if (ret_now != NULL)
        *ret_now = play.now;
    return play.kase;
}

/* ---- what was reached ------------------------------------------------------------------------ */

bool
sop_scenarios_reached_node(const SopScenarios *self, SopNode node)
{
    g_return_val_if_fail(self != NULL && node < sop_flow_count(self->flow, SOP_TABLE_NODES), false);

    return self->reached_nodes[node];
}

bool
sop_scenarios_reached_offer(const SopScenarios *self, uint32_t offer)
{
    g_return_val_if_fail(self != NULL && offer < sop_flow_count_offers(self->flow), false);

    return self->reached_offers[offer];
}

bool
sop_scenarios_reached_branch(const SopScenarios *self, uint32_t branch)
{
    g_return_val_if_fail(self != NULL && branch < sop_flow_count_branches(self->flow), false);

    return self->reached_branches[branch];
}
