/* SPDX-License-Identifier: Apache-2.0 */
/* Flows written as SCXML: golden charts, the notes on what a chart cannot say, and that the same flow
 * gives the same text. The charts are run by the differential test (walks_test.c). */
#include <sopflow/sopflow.h>

#include <string.h>

#include "support/support.h"

static SopFlow *
load(const char *folder, SopDiagnostics *diagnostics)
{
    g_autofree char *path = g_build_filename(folder, "input.sop.yaml", NULL);
    g_autoptr(GError) error = NULL;
    SopFlow *flow = sop_flow_load(path, diagnostics, &error);

    if (flow == NULL)
    {
        g_autofree char *text = sop_diagnostics_to_text(diagnostics, false);
        g_printerr("%s\n", text);
    }
    CU_ASSERT_PTR_NOT_NULL_FATAL(flow);
    return flow;
}

/* The chart without its flow's digest, which is tested elsewhere. */
static char *
without_digest(const char *chart, const SopFlow *flow)
{
    g_auto(GStrv) parts = g_strsplit(chart, sop_flow_digest(flow), 2);

    CU_ASSERT_EQUAL(g_strv_length(parts), 2);
    return g_strjoinv("(digest)", parts);
}

static void
check_case(const char *folder)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow = load(folder, diagnostics);
    g_autofree char *chart = sop_flow_to_scxml(flow, NULL, diagnostics);
    g_autofree char *again = sop_flow_to_scxml(flow, NULL, NULL);
    g_autofree char *notes = sop_diagnostics_to_text(diagnostics, false);
    g_autofree char *chart_path = g_build_filename(folder, "expected.scxml", NULL);
    g_autofree char *notes_path = g_build_filename(folder, "expected.txt", NULL);

    sop_test_same_text("the chart written again", again, chart);
    g_autofree char *lasting = without_digest(chart, flow);
    sop_test_golden(lasting, chart_path);
    sop_test_golden(notes, notes_path);
}

static void
test_cases(void)
{
    sop_test_each_folder("tests/exchange/cases", check_case);
}

static void
test_language(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow = load("tests/exchange/cases/everything", diagnostics);
    g_autofree char *chart = sop_flow_to_scxml(flow, "fr", NULL);

    CU_ASSERT_PTR_NOT_NULL(strstr(chart, "sop:title=\"Au guichet\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(chart, "xml:lang=\"fr\""));
}

/* SOP-601 and SOP-602, in a list that does not know the file: without a place. */
static void
test_notes_elsewhere(void)
{
    static const struct
    {
        const char *folder;
        unsigned code;
    } expected[] = {{"tests/exchange/cases/everything", 601},
                    {"tests/exchange/cases/resumed", 602}};

    for (gsize i = 0; i < G_N_ELEMENTS(expected); i++)
    {
        g_autoptr(SopDiagnostics) own = sop_diagnostics_new();
        g_autoptr(SopDiagnostics) other = sop_diagnostics_new();
        g_autoptr(SopFlow) flow = load(expected[i].folder, own);
        g_autofree char *chart = sop_flow_to_scxml(flow, NULL, other);
        CU_ASSERT_PTR_NOT_NULL(chart);
        CU_ASSERT_EQUAL(sop_diagnostics_count(other), 1);
        CU_ASSERT_EQUAL(sop_diagnostic_code(sop_diagnostics_get(other, 0)), expected[i].code);
        CU_ASSERT_EQUAL(sop_diagnostic_severity(sop_diagnostics_get(other, 0)), SOP_SEVERITY_NOTE);
        CU_ASSERT_STRING_EQUAL(sop_diagnostic_file(sop_diagnostics_get(other, 0)), "");
    }
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {{"cases", test_cases},
                                    {"language", test_language},
                                    {"notes_elsewhere", test_notes_elsewhere},
                                    {NULL, NULL}};
    g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
    return sop_test_main("exchange: export", tests, argc, argv);
}
