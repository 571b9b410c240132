/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the conformance suite of the language: every scenario of every procedure in tests/conformance passes.
 * later.txt names those that need what a later version adds: they must be refused as such, so that the
 * list shrinks when the language grows. */
#include <string.h>

#include "base/base.h"
#include "support/support.h"

#include <sopflow/scenarios.h>

#define FOLDER "tests/conformance"

static GHashTable *later; /* "theme/name" → itself */

static bool
is_later_code(unsigned code)
{
    return code == SOP_MESSAGE_LATER || code == SOP_MESSAGE_LATER_ANCHOR;
}

static void
check_is_refused(const char *name, SopDiagnostics *diagnostics)
{
    bool refused = false;
    for (unsigned i = 0; i < sop_diagnostics_count(diagnostics); i++)
        refused =
            refused || is_later_code(sop_diagnostic_code(sop_diagnostics_get(diagnostics, i)));
    if (!refused)
        g_printerr("%s stands in later.txt, but is not refused as of a later version\n", name);
    CU_ASSERT_TRUE(refused);
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
        check_is_refused(name, diagnostics);
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
