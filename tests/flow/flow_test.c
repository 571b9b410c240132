/* SPDX-License-Identifier: Apache-2.0 */
/* The compiler's messages: golden cases of what is wrong in the whole of a procedure, each of
 * this room's codes among them, and the pages that explain the codes. */
#include <string.h>

#include <glib/gstdio.h>

#include "flow/flow.h"
#include "support/support.h"

static GHashTable *seen; /* codes that the golden cases gave */

static SopFlow *
compile(const char *text, SopDiagnostics *diagnostics)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SopProcedure) procedure =
        sop_procedure_load_text("input.sop.yaml", text, -1, diagnostics, &error);
    CU_ASSERT_PTR_NULL(error);
    return procedure != NULL ? sop_flow_compile(procedure, diagnostics) : NULL;
}

/* ---- golden cases ---------------------------------------------------------------------------- */

static void
check_case(const char *folder)
{
    g_autofree char *input = g_build_filename(folder, "input.sop.yaml", NULL);
    g_autofree char *expected = g_build_filename(folder, "expected.txt", NULL);
    g_autofree char *text = sop_test_read(input);
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autofree char *home = g_get_current_dir();
    CU_ASSERT_EQUAL(g_chdir(folder), 0); /* files that it names are beside it */
    g_autoptr(SopFlow) flow = compile(text, diagnostics);
    CU_ASSERT_EQUAL(g_chdir(home), 0);
    g_autofree char *messages = sop_diagnostics_to_text(diagnostics, false);
    g_autofree char *actual =
        g_strdup_printf("%sflow: %s\n", messages, flow != NULL ? "made" : "none");

    for (unsigned i = 0; i < sop_diagnostics_count(diagnostics); i++)
        g_hash_table_add(
            seen, GUINT_TO_POINTER(sop_diagnostic_code(sop_diagnostics_get(diagnostics, i))));
    CU_ASSERT_EQUAL(flow == NULL, sop_diagnostics_count_of(diagnostics, SOP_SEVERITY_ERROR) > 0);
    sop_test_golden(actual, expected);
}

static void
test_cases(void)
{
    seen = g_hash_table_new(NULL, NULL);
    sop_test_each_folder("tests/flow/cases", check_case);
    for (const unsigned *code = sop_explain_codes(); *code != 0; code++)
    {
        if (*code / 100 != 4 || g_hash_table_contains(seen, GUINT_TO_POINTER(*code)))
            continue;
        g_printerr("no golden case gives SOP-%u\n", *code);
        CU_FAIL("a code without a golden case");
    }
    g_hash_table_unref(seen);
}

/* ---- reading and compiling ------------------------------------------------------------------- */

static void
test_missing_file(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(GError) error = NULL;

    CU_ASSERT_PTR_NULL(sop_flow_load("tests/flow/no_such.sop.yaml", diagnostics, &error));
    CU_ASSERT_TRUE(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
    CU_ASSERT_EQUAL(sop_diagnostics_count(diagnostics), 0);
}

/* What the reader reported already gives no flow either, and no message twice. */
static void
test_broken_procedure(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow =
        compile("sopflow: 1\n"
                "id: licence\n"
                "title: Trade licence\n"
                "roles: {clerk: {title: Clerk}}\n"
                "outcomes: {granted: {title: Granted}}\n"
                "steps:\n"
                "  desk: {bi: clerk, by: clerk, actions: {grant: {to: {close: granted}}}}\n",
                diagnostics);

    CU_ASSERT_PTR_NULL(flow);
    CU_ASSERT_EQUAL(sop_diagnostics_count(diagnostics), 1);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"cases", test_cases},
        {"missing file", test_missing_file},
        {"broken procedure", test_broken_procedure},
        {NULL, NULL},
    };
    return sop_test_main("flow", tests, argc, argv);
}
