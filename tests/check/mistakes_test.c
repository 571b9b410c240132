/* SPDX-License-Identifier: Apache-2.0 */
/* Mistakes as they are made when a procedure is written, one in each file, and beside it the same procedure with the
 * mistake mended: the one is told, of the other nothing is. Larger procedures that are right stand there, too. */
#include "support/support.h"
#include <sopflow/check.h>

#define FOLDER "tests/check/mistakes"

/* Returns: (transfer full): all that `sopflow check` finds. */
static char *
findings_of(const char *path)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow = sop_flow_load(path, diagnostics, NULL);

    if (flow != NULL)
        sop_proof_free(sop_proof_new(flow, &(SopProofOptions) {0}, diagnostics));
    return sop_diagnostics_to_text(diagnostics, false);
}

static char *
wrong_findings_of(const char *path)
{
    char *text = findings_of(path);

    CU_ASSERT_STRING_NOT_EQUAL(text, "");
    return text;
}

static void
test_told(void)
{
    sop_test_golden_of_each(FOLDER, ".wrong.sop.yaml", wrong_findings_of);
}

static void
check_right(const char *path)
{
    g_autofree char *text = findings_of(path);

    sop_test_same_text(path, text, "");
}

static void
test_not_told(void)
{
    sop_test_each_file(FOLDER, ".right.sop.yaml", check_right);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"mistakes are told", test_told}, {"mended ones are not", test_not_told}, {NULL, NULL}};

    return sop_test_main("check_mistakes", tests, argc, argv);
}
