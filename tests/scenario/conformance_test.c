/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the conformance suite of the language: every scenario of every procedure in tests/conformance
 * passes. */
#include <string.h>

#include "base/base.h"
#include "support/support.h"

#include <sopflow/scenarios.h>

#define FOLDER "tests/conformance"

static void
play_all(const char *name, SopScenarios *scenarios)
{
    for (unsigned i = 0; i < sop_scenarios_count(scenarios); i++)
    {
        g_autofree char *failure = NULL;
        bool passed = sop_scenarios_play(scenarios, i, "en", &failure);
        if (!passed)
            g_printerr("%s: %s\n", name, failure);
        CU_ASSERT_TRUE(passed);
        CU_ASSERT_EQUAL(passed, failure == NULL);
    }
}

static void
check_file(const char *path)
{
    g_autofree char *name = g_strndup(path + strlen(FOLDER) + 1, strlen(path) - strlen(FOLDER) - 1 -
                                                                     strlen(".scenarios.yaml"));
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(SopScenarios) scenarios = sop_scenarios_load(path, diagnostics, &error);
    CU_ASSERT_PTR_NULL(error);
    if (scenarios == NULL)
    {
        g_autofree char *messages = sop_diagnostics_to_text(diagnostics, false);
        g_printerr("%s cannot be read:\n%s\n", name, messages);
    }
    CU_ASSERT_PTR_NOT_NULL(scenarios);
    if (scenarios != NULL)
        play_all(name, scenarios);
}

/* What is proved without playing (theme `check`) is the check room's to test. */
static void
check_theme(const char *folder)
{
    if (g_str_has_suffix(folder, "/check"))
        return;
    sop_test_each_file(folder, ".scenarios.yaml", check_file);
}

static void
test_suite(void)
{
    sop_test_each_folder(FOLDER, check_theme);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {{"every case", test_suite}, {NULL, NULL}};
    return sop_test_main("conformance", tests, argc, argv);
}
