/* SPDX-License-Identifier: Apache-2.0 */
/* What may be unknown where a condition reads it: each kind of condition meets it in one procedure; another comes near
 * to that, and nothing is told of it. */
#include "check/proof.h"
#include "support/support.h"

#define FOLDER "tests/check/unknowns"

/* With the scenario of each, as programs get it. */
static char *
findings_of(const char *path)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow = sop_flow_load(path, diagnostics, NULL);

    CU_ASSERT_PTR_NOT_NULL_FATAL(flow);
    g_autoptr(SopProof) proof = sop_proof_new(flow, NULL, diagnostics);
    g_autofree char *findings = sop_diagnostics_to_text(diagnostics, false);
    GString *text = g_string_new(findings);
    for (guint i = 0; i < proof->items->len; i++)
    {
        const SopProved *proved = &g_array_index(proof->items, SopProved, i);
        g_autofree char *scenario =
            proved->acts != NULL ? sop_proved_scenario(flow, proved) : g_strdup("");
        g_string_append(text, scenario);
    }
    return g_string_free(text, FALSE);
}

static void
test_findings(void)
{
    sop_test_golden_of_each(FOLDER, ".sop.yaml", findings_of);
}

/* With few states the search for one stops, and nothing is told that was not confirmed. */
static void
test_limit(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow = sop_flow_load(FOLDER "/told.sop.yaml", diagnostics, NULL);

    sop_proof_free(sop_proof_new(flow, &(SopProofOptions) {.limit = 1}, diagnostics));
    for (unsigned i = 0; i < sop_diagnostics_count(diagnostics); i++)
        CU_ASSERT_NOT_EQUAL(sop_diagnostic_code(sop_diagnostics_get(diagnostics, i)),
                            SOP_MESSAGE_MAY_BE_UNKNOWN);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"findings", test_findings}, {"a limit", test_limit}, {NULL, NULL}};
    return sop_test_main("check_unknowns", tests, argc, argv);
}
