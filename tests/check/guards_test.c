/* SPDX-License-Identifier: Apache-2.0 */
/* What conditions leave open: small procedures and what is said of them. */
#include "check/guards.h"

#include "support/support.h"

#include <string.h>

#define FOLDER "tests/check/guards"

static void
report_file(const char *path)
{
    g_autofree char *stem = g_strndup(path, strlen(path) - strlen(".sop.yaml"));
    g_autofree char *expected = g_strconcat(stem, ".expected.txt", NULL);
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow = sop_flow_load(path, diagnostics, NULL);

    CU_ASSERT_PTR_NOT_NULL_FATAL(flow);
    sop_proof_free(sop_proof_new(flow, &(SopProofOptions) {.overlaps = true}, diagnostics));
    g_autofree char *text = sop_diagnostics_to_text(diagnostics, false);
    sop_test_golden(text, expected);
}

static void
test_reports(void)
{
    sop_test_each_file(FOLDER, ".sop.yaml", report_file);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {{"reports", test_reports}, {NULL, NULL}};

    return sop_test_main("guards", tests, argc, argv);
}
