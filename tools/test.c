/* SPDX-License-Identifier: Apache-2.0 */
/* sopflow test: plays scenarios, shows what did not go as expected, and what none of them reached. */
#include "tool.h"

#include <stdio.h>
#include <string.h>

/* The scenarios of FILE.sop.yaml stand in FILE.scenarios.yaml. Returns: (transfer full). */
static char *
scenarios_path(const char *path)
{
    if (!g_str_has_suffix(path, ".sop.yaml"))
        return g_strdup(path);
    return g_strdup_printf("%.*s.scenarios.yaml", (int) (strlen(path) - strlen(".sop.yaml")), path);
}

static void
print_indented(char *text)
{
    g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);

    for (char **line = lines; *line != NULL; line++)
        printf("        %s\n", *line);
}

typedef struct
{
    const char *only; /* (nullable) */
    const char *language;
    bool coverage;
    bool verbose;
} Manner;

static bool
play(SopScenarios *scenarios, unsigned index, const Manner *manner)
{
    const char *language = manner->language;
    const char *name = sop_scenarios_name(scenarios, index);
    const char *title = sop_scenarios_title(scenarios, index, language);
    g_autofree char *failure = NULL;
    bool passed = sop_scenarios_play(scenarios, index, language, &failure);

    printf("  %s  %s", passed ? "ok  " : "FAIL", name);
    if (!g_str_equal(title, name))
        printf(": %s", title);
    printf("\n");
    if (manner->verbose)
    {
        g_autofree char *story = sop_scenarios_tell(scenarios, index, language);
        print_indented(story);
    }
    if (failure != NULL)
        print_indented(failure);
    return passed;
}

/* ---- what was reached --------------------------------------------------------------------------------- */

typedef struct
{
    GPtrArray *missed; /* (element-type utf8) (transfer full) */
    uint32_t n_all;
} Reach;

static Reach
reach_new(uint32_t n_all)
{
    return (Reach) {g_ptr_array_new_with_free_func(g_free), n_all};
}

static void
reach_print(Reach *self, const char *what)
{
    printf("  %u of %u %s", self->n_all - self->missed->len, self->n_all, what);
    if (self->missed->len > 0)
        printf(", not:");
    printf("\n");
    for (guint i = 0; i < self->missed->len; i++)
        printf("    %s\n", (const char *) g_ptr_array_index(self->missed, i));
    g_ptr_array_unref(self->missed);
}

/* Actions, or timeouts: each place where one is written. */
static Reach
reach_offers(const SopScenarios *scenarios, bool timeouts)
{
    const SopFlow *flow = sop_scenarios_flow(scenarios);
    Reach reach = reach_new(0);

    for (uint32_t offer = 0; offer < sop_flow_count_offers(flow); offer++)
    {
        if (sop_flow_action_is_timeout(flow, sop_flow_offer_action(flow, offer)) != timeouts)
            continue;
        reach.n_all++;
        if (!sop_scenarios_reached_offer(scenarios, offer))
            g_ptr_array_add(reach.missed, sop_flow_offer_place(flow, offer));
    }
    return reach;
}

static void
print_coverage(const SopScenarios *scenarios)
{
    const SopFlow *flow = sop_scenarios_flow(scenarios);
    Reach nodes = reach_new(sop_flow_count(flow, SOP_TABLE_NODES) - 1);
    Reach actions = reach_offers(scenarios, false);
    Reach timeouts = reach_offers(scenarios, true);
    Reach branches = reach_new(sop_flow_count_branches(flow));

    for (SopNode node = 1; node <= nodes.n_all; node++)
        if (!sop_scenarios_reached_node(scenarios, node))
            g_ptr_array_add(nodes.missed, g_strdup(sop_flow_name(flow, SOP_TABLE_NODES, node)));
    for (uint32_t branch = 0; branch < branches.n_all; branch++)
        if (!sop_scenarios_reached_branch(scenarios, branch))
            g_ptr_array_add(branches.missed, sop_flow_branch_place(flow, branch));

    printf("Reached\n");
    reach_print(&nodes, "nodes");
    reach_print(&actions, "actions");
    if (timeouts.n_all > 0)
        reach_print(&timeouts, "timeouts");
    else
        g_ptr_array_unref(timeouts.missed);
    reach_print(&branches, "branches");
}

/* ---- the command -------------------------------------------------------------------------------------- */

static ToolExit
play_all(SopScenarios *scenarios, const Manner *manner)
{
    const char *only = manner->only;
    unsigned n_played = 0;
    unsigned n_failed = 0;

    for (unsigned i = 0; i < sop_scenarios_count(scenarios); i++)
    {
        if (only != NULL && !g_str_equal(only, sop_scenarios_name(scenarios, i)))
            continue;
        n_played++;
        n_failed += play(scenarios, i, manner) ? 0 : 1;
    }
    if (only != NULL && n_played == 0)
        return tool_unable("there is no scenario `%s`", only);
    printf("%u scenario%s, %u failed\n", n_played, n_played == 1 ? "" : "s", n_failed);
    if (manner->coverage && only == NULL)
        print_coverage(scenarios);
    return n_failed > 0 ? TOOL_FOUND : TOOL_FINE;
}

static ToolExit
test_file(const char *path, Manner manner)
{
    g_autofree char *file = scenarios_path(path);
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(SopScenarios) scenarios = sop_scenarios_load(file, diagnostics, &error);

    tool_print_diagnostics(diagnostics);
    if (error != NULL)
        return tool_unable("%s", error->message);
    if (scenarios == NULL)
        return TOOL_FOUND;
    if (manner.language == NULL)
        manner.language = sop_flow_languages(sop_scenarios_flow(scenarios))[0];
    printf("%s\n", file);
    return play_all(scenarios, &manner);
}

static ToolExit
run(int argc, char **argv)
{
    g_autofree char *language = NULL;
    g_autofree char *only = NULL;
    gboolean no_coverage = FALSE;
    gboolean verbose = FALSE;
    ToolExit worst = TOOL_FINE;
    const GOptionEntry entries[] = {
        {"only", 0, 0, G_OPTION_ARG_STRING, &only, "Play this scenario alone", "NAME"},
        {"language", 'l', 0, G_OPTION_ARG_STRING, &language, "Language of titles and reasons",
         "LANGUAGE"},
        {"no-coverage", 0, 0, G_OPTION_ARG_NONE, &no_coverage,
         "Do not report what no scenario reached", NULL},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &verbose,
         "Tell each scenario: what happened when, timeouts (⏱) too", NULL},
        {0},
    };

    if (!tool_options(&tool_test, entries, G_MAXINT, &argc, &argv))
        return TOOL_UNABLE;
    const Manner manner = {only, language, !no_coverage, verbose};
    for (int i = 1; i < argc; i++)
    {
        ToolExit exit = test_file(argv[i], manner);
        worst = MAX(worst, exit);
    }
    return worst;
}

const Tool tool_test = {
    .name = "test",
    .arguments = "FILE…",
    .summary = "Play a procedure's scenarios",
    .examples =
        "  sopflow test flows/avrr.scenarios.yaml\n"
        "  sopflow test flows/avrr.sop.yaml             the scenarios that stand beside it\n"
        "  sopflow test flows/avrr.sop.yaml --only adult_returns --verbose\n\n"
        "Exit status: 0 all went as expected, 1 one did not or a file has errors, 2 it could not run.\n",
    .run = run,
};
