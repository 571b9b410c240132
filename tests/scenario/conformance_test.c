/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the conformance suite of the language: every scenario of every procedure in tests/conformance passes.
 * later.txt names those that need what the engine does not do yet: they must be refused or fail, so that
 * the list shrinks when the engine grows. */
#include <string.h>

#include "base/base.h"
#include "support/support.h"

#include <sopflow/scenarios.h>

#define FOLDER "tests/conformance"

static GHashTable *later; /* "theme/name" → itself */

static void
check_does_not_pass(const char *name, SopScenarios *scenarios)
{
    bool passed = scenarios != NULL;
    for (unsigned i = 0; passed && i < sop_scenarios_count(scenarios); i++)
    {
        g_autofree char *failure = NULL;
        passed = sop_scenarios_play(scenarios, i, "en", &failure);
    }
    if (passed)
        g_printerr("%s stands in later.txt, but passes\n", name);
    CU_ASSERT_FALSE(passed);
}

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
    if (g_hash_table_contains(later, name))
    {
        check_does_not_pass(name, scenarios);
        return;
    }
    if (scenarios == NULL)
    {
        g_autofree char *messages = sop_diagnostics_to_text(diagnostics, false);
        g_printerr("%s cannot be read:\n%s\n", name, messages);
    }
    CU_ASSERT_PTR_NOT_NULL(scenarios);
    if (scenarios != NULL)
        play_all(name, scenarios);
}

static void
check_theme(const char *folder)
{
    sop_test_each_file(folder, ".scenarios.yaml", check_file);
}

static void
test_suite(void)
{
    g_autofree char *list = sop_test_read(FOLDER "/later.txt");
    g_auto(GStrv) names = g_strsplit(g_strstrip(list), "\n", -1);
    later = g_hash_table_new(g_str_hash, g_str_equal);
    for (char **name = names; *name != NULL; name++)
    {
        g_autofree char *path = g_strdup_printf(FOLDER "/%s.scenarios.yaml", *name);
        CU_ASSERT_TRUE(g_file_test(path, G_FILE_TEST_EXISTS));
        g_hash_table_add(later, *name);
    }
    sop_test_each_folder(FOLDER, check_theme);
    g_hash_table_unref(later);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {{"every case", test_suite}, {NULL, NULL}};
    return sop_test_main("conformance", tests, argc, argv);
}
