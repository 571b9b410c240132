/* SPDX-License-Identifier: Apache-2.0 */
/* The structure of small procedures: each thing that can be found is provoked, and what comes near to it is
 * not told. What is told of all of them is one golden file. */
#include "check/structure.h"
#include "support/support.h"

#define FOLDER "tests/check/structure"

/* What is told of a procedure. `ret_stopped`: of how much it is not known whether it comes about. Returns: (transfer
 * full). */
static char *
findings_of(const char *path, unsigned limit, unsigned *ret_stopped)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow = sop_flow_load(path, diagnostics, NULL);

    SopSearched searched[SOP_N_SEARCHES] = {0};

    CU_ASSERT_PTR_NOT_NULL_FATAL(flow);
    SopDomains *domains = sop_domains_new(flow);
    sop_check_structure(domains, limit, searched, diagnostics);
    sop_domains_free(domains);
    *ret_stopped = searched[SOP_SEARCH_NEVER].n_stopped;
    return sop_diagnostics_to_text(diagnostics, false);
}

static char *
all_findings_of(const char *path)
{
    unsigned n_stopped;

    return findings_of(path, 0, &n_stopped);
}

static void
test_findings(void)
{
    sop_test_golden_of_each(FOLDER, ".sop.yaml", all_findings_of);
}

/* A procedure that the searches may not finish is not said to be wrong. */
static void
test_limit(void)
{
    unsigned n_stopped;
    g_autofree char *text = findings_of(FOLDER "/never.sop.yaml", 1, &n_stopped);

    sop_test_same_text("limited", text, "");
    CU_ASSERT_TRUE(n_stopped > 0);
}

/* The real procedures have nothing to be told of. */
static void
check_real(const char *path)
{
    g_autofree char *text = all_findings_of(path);

    sop_test_same_text(path, text, "");
}

static void
test_flows(void)
{
    sop_test_each_file("flows", ".sop.yaml", check_real);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {{"findings", test_findings},
                                    {"a limit", test_limit},
                                    {"the flows", test_flows},
                                    {NULL, NULL}};
    return sop_test_main("check_structure", tests, argc, argv);
}
