/* SPDX-License-Identifier: Apache-2.0 */
/* Scenarios: golden cases of what is wrong in a file and of how failures are told, waits over changes of the
 * clock, coverage, and the pages that explain this room's codes. */
#include <string.h>

#include "scenario/scenario.h"
#include "support/support.h"

static SopScenarios *
load_text(const char *text, SopDiagnostics *diagnostics)
{
    g_autoptr(GError) error = NULL;
    SopScenarios *scenarios =
        sop_scenarios_load_text("tests/scenario/x.scenarios.yaml", text, -1, diagnostics, &error);
    CU_ASSERT_PTR_NULL(error);
    return scenarios;
}

static SopScenarios *
load_sound(const char *text)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    SopScenarios *scenarios = load_text(text, diagnostics);
    g_autofree char *messages = sop_diagnostics_to_text(diagnostics, false);
    sop_test_same_text("messages", messages, "");
    CU_ASSERT_PTR_NOT_NULL_FATAL(scenarios);
    return scenarios;
}

static void
play_into(GString *out, SopScenarios *scenarios, const char *language)
{
    for (unsigned i = 0; i < sop_scenarios_count(scenarios); i++)
    {
        g_autofree char *failure = NULL;
        if (sop_scenarios_play(scenarios, i, language, &failure))
            g_string_append_printf(out, "%s: passed\n", sop_scenarios_name(scenarios, i));
        else
            g_string_append(out, failure);
    }
}

static void
check_case(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "input.scenarios.yaml", NULL);
    g_autofree char *expected = g_build_filename(folder, "expected.txt", NULL);
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(SopScenarios) scenarios = sop_scenarios_load(path, diagnostics, &error);
    CU_ASSERT_PTR_NULL(error);
    g_autofree char *messages = sop_diagnostics_to_text(diagnostics, false);
    g_autoptr(GString) out = g_string_new(messages);
    static const char *const languages[] = {"en", "fr", "zh"};
    for (unsigned i = 0; scenarios != NULL && i < G_N_ELEMENTS(languages); i++)
        play_into(out, scenarios, languages[i]);
    sop_test_golden(out->str, expected);
}

static void
test_cases(void)
{
    sop_test_each_folder("tests/scenario/cases", check_case);
}

/* ---- waiting --------------------------------------------------------------------------------- */

static void
check_wait(const char *zone, const char *from, const char *duration, const char *to)
{
    g_autoptr(SopZone) place = sop_zone_new(zone);
    g_autoptr(SopCalendar) calendar = sop_calendar_new();
    SopScenarios scenarios = {.zone = place, .calendar = calendar};
    SopWaited waited = {.until = SOP_INSTANT_NONE};
    const char *problem = NULL;
    CU_ASSERT_NOT_EQUAL(
        sop_span_of_time_parse(duration, strlen(duration), &waited.duration, &problem), 0);
    SopInstant end = sop_scenarios_wait(&scenarios, sop_instant_parse(from), &waited);
    g_autofree char *found = sop_instant_format(end);
    sop_test_same_text(duration, found, to);
}

static void
test_wait(void)
{
    check_wait("UTC", "2026-03-02T09:00:00Z", "48 hours", "2026-03-04T09:00:00Z");
    check_wait("UTC", "2026-03-02T09:00:00Z", "90 minutes", "2026-03-02T10:30:00Z");
    check_wait("Asia/Shanghai", "2026-03-02T23:30:00+08:00", "1 day", "2026-03-03T15:30:00Z");
    check_wait("UTC", "2026-01-31T09:00:00Z", "1 month", "2026-02-28T09:00:00Z");
    check_wait("UTC", "2024-02-29T09:00:00Z", "1 year", "2025-02-28T09:00:00Z");
    check_wait("UTC", "2026-03-02T09:00:00Z", "2 weeks", "2026-03-16T09:00:00Z");
    check_wait("UTC", "2026-03-06T09:00:00Z", "1 working day", "2026-03-09T09:00:00Z");
    /* Paris goes to summer time in the night to 29 March 2026: the hour stays, 48 hours do not. */
    check_wait("Europe/Paris", "2026-03-28T09:00:00+01:00", "2 days", "2026-03-30T07:00:00Z");
    check_wait("Europe/Paris", "2026-03-28T09:00:00+01:00", "48 hours", "2026-03-30T08:00:00Z");
}

/* ---- playing --------------------------------------------------------------------------------- */

static const char two[] = "sopflow: 1\n"
                          "scenarios_of: library_card.sop.yaml\n"
                          "scenarios:\n"
                          "  adult:\n"
                          "    title: An adult\n"
                          "    start: 2026-03-02T09:00:00Z\n"
                          "    steps:\n"
                          "      - {do: examine, by: clerk, give: {age: 30}}\n"
                          "      - {wait: 1 hour}\n"
                          "  child:\n"
                          "    start: 2026-03-02T09:00:00Z\n"
                          "    steps:\n"
                          "      - {do: examine, by: clerk, give: {age: 3}}\n";

static void
test_coverage(void)
{
    g_autoptr(SopScenarios) scenarios = load_sound(two);
    SopFlow *flow = sop_scenarios_flow(scenarios);
    SopNode desk = sop_flow_node(flow, "desk"), triage = sop_flow_node(flow, "triage");
    CU_ASSERT_FALSE(sop_scenarios_reached_node(scenarios, desk));
    CU_ASSERT_TRUE(sop_scenarios_play(scenarios, 0, NULL, NULL));
    CU_ASSERT_TRUE(sop_scenarios_reached_node(scenarios, desk));
    CU_ASSERT_TRUE(sop_scenarios_reached_node(scenarios, triage));
    CU_ASSERT_TRUE(sop_scenarios_reached_offer(scenarios, 0));
    unsigned n_reached = 0;
    for (uint32_t i = 0; i < sop_flow_count_branches(flow); i++)
        n_reached += sop_scenarios_reached_branch(scenarios, i);
    CU_ASSERT_EQUAL(n_reached, sop_flow_count_branches(flow) - 1);
    CU_ASSERT_TRUE(sop_scenarios_play(scenarios, 1, NULL, NULL));
    for (uint32_t i = 0; i < sop_flow_count_branches(flow); i++)
        CU_ASSERT_TRUE(sop_scenarios_reached_branch(scenarios, i));
}

static void
test_case_afterwards(void)
{
    g_autoptr(SopScenarios) scenarios = load_sound(two);
    CU_ASSERT_EQUAL(sop_scenarios_count(scenarios), 2);
    CU_ASSERT_STRING_EQUAL(sop_scenarios_title(scenarios, 0, "en"), "An adult");
    CU_ASSERT_STRING_EQUAL(sop_scenarios_title(scenarios, 1, NULL), "child");
    SopInstant now = SOP_INSTANT_NONE;
    g_autoptr(SopCase) kase = sop_scenarios_case(scenarios, 0, &now);
    CU_ASSERT_PTR_NOT_NULL_FATAL(kase);
    CU_ASSERT_EQUAL(now, sop_instant_parse("2026-03-02T10:00:00Z"));
    CU_ASSERT_EQUAL(sop_case_closed(kase),
                    sop_flow_outcome(sop_scenarios_flow(scenarios), "issued"));
}

static void
test_missing_files(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(GError) error = NULL;
    CU_ASSERT_PTR_NULL(
        sop_scenarios_load("tests/scenario/no_such.scenarios.yaml", diagnostics, &error));
    CU_ASSERT_TRUE(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
    g_autoptr(GError) second = NULL;
    CU_ASSERT_PTR_NULL(sop_scenarios_load_text(
        "tests/scenario/x.scenarios.yaml",
        "sopflow: 1\nscenarios_of: no_such.sop.yaml\nscenarios: {}\n", -1, diagnostics, &second));
    CU_ASSERT_TRUE(g_error_matches(second, G_FILE_ERROR, G_FILE_ERROR_NOENT));
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"cases", test_cases},
        {"wait", test_wait},
        {"coverage", test_coverage},
        {"the case afterwards", test_case_afterwards},
        {"missing files", test_missing_files},
        {NULL, NULL},
    };
    return sop_test_main("scenario", tests, argc, argv);
}
