/* SPDX-License-Identifier: Apache-2.0 */
/* What is proved of small procedures, and what is not, where a proof may err. What is said of all of them is one golden
 * file. */
#include "check/proof.h"
#include "support/support.h"

#define FOLDER "tests/check/proofs"

/* Returns: (transfer full). */
static char *
results_of(const char *path)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow = sop_flow_load(path, diagnostics, NULL);
    GString *text = g_string_new(NULL);

    CU_ASSERT_PTR_NOT_NULL_FATAL(flow);
    g_autoptr(SopProof) proof = sop_proof_new(flow, NULL, NULL);
    for (uint32_t i = 0; i < sop_flow_count(flow, SOP_TABLE_SAFEGUARDS); i++)
    {
        g_autofree char *story = sop_proof_story(proof, i, "en");
        g_string_append_printf(text, "%s: %s\n", sop_flow_name(flow, SOP_TABLE_SAFEGUARDS, i),
                               sop_proof_result(proof, i) == SOP_PROOF_PROVED ? "proved"
                               : story != NULL                                ? story
                                                                              : "not proved");
    }
    return g_string_free(text, FALSE);
}

static void
test_results(void)
{
    sop_test_golden_of_each(FOLDER, ".sop.yaml", results_of);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {{"results", test_results}, {NULL, NULL}};
    return sop_test_main("check_proofs", tests, argc, argv);
}
