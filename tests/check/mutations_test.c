/* SPDX-License-Identifier: Apache-2.0 */
/* Can the check be trusted? The procedures in flows/ are broken in the ways that mutations.yaml lists, one at a time,
 * and each must be found, by the right finding; unbroken, nothing is found. In the short form only what is expected is
 * proved, with SOP_MUTATIONS set everything. */
#include "check/mutate.h"
#include "support/support.h"

#include <string.h>

#include "check/guards.h"
#include "check/proof.h"
#include "check/structure.h"
#include "check/unknowns.h"

#define LIST "tests/check/mutations.yaml"
#define FOLDER "flows"

enum
{
    LIMIT = 20000, /* states of one search, in the short form: a path need not be the shortest */
};

static bool everything; /* the long form */

/* ---- what is found ------------------------------------------------------------------------------- */

/* The line that is pointed at, without what is before and behind it. Returns: (transfer full). */
static char *
line_of(const SopDiagnostic *diagnostic)
{
    g_autofree char *text = NULL;

    if (!g_file_get_contents(sop_diagnostic_file(diagnostic), &text, NULL, NULL))
        return g_strdup("");
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    return g_strstrip(g_strdup(lines[sop_diagnostic_line(diagnostic) - 1]));
}

/* "801 declared": the code, and the first name in the message; the line where it has none. Returns: (transfer
 * full). */
static char *
finding_of(const SopDiagnostic *diagnostic)
{
    const char *message = sop_diagnostic_message(diagnostic);
    const char *start = strchr(message, '`');
    const char *end = start != NULL ? strchr(start + 1, '`') : NULL;
    g_autofree char *name =
        end != NULL ? g_strndup(start + 1, (gsize) (end - start - 1)) : line_of(diagnostic);

    return g_strdup_printf("%u %s", sop_diagnostic_code(diagnostic), name);
}

/* Returns: (transfer full): what was found, each once. */
static GPtrArray *
findings_of(SopDiagnostics *diagnostics)
{
    GPtrArray *findings = g_ptr_array_new_with_free_func(g_free);

    for (unsigned i = 0; i < sop_diagnostics_count(diagnostics); i++)
    {
        char *finding = finding_of(sop_diagnostics_get(diagnostics, i));
        if (g_ptr_array_find_with_equal_func(findings, finding, g_str_equal, NULL))
            g_free(finding);
        else
            g_ptr_array_add(findings, finding);
    }
    return findings;
}

/* ---- proving only what is expected ---------------------------------------------------------------- */

static void
prove_if(GArray *items, const SopDomains *domains, SopProperty property, bool wanted)
{
    if (!wanted)
        return;
    SopProved proved = sop_prove(domains, &property, LIMIT, NULL);
    g_array_append_val(items, proved);
}

static bool
is_code(const char *word, unsigned code)
{
    return strtoul(word, NULL, 10) == code;
}

static void
prove_known(GArray *items, const SopDomains *domains, const char *fact)
{
    g_autoptr(GArray) suspects = sop_unknowns_suspect(domains);

    for (guint i = 0; i < suspects->len; i++)
    {
        SopProperty property = g_array_index(suspects, SopProperty, i);
        prove_if(items, domains, property,
                 g_str_equal(domains->flow->facts[property.fact].name, fact));
    }
}

static void
prove_wanted(GArray *items, const SopDomains *domains, const char *what, const char *name)
{
    const SopFlow *flow = domains->flow;
    bool safeguard = is_code(what, SOP_MESSAGE_SAFEGUARD_BROKEN) ||
                     is_code(what, SOP_MESSAGE_TIMEOUT_BREAKS) || g_str_equal(what, "open");

    for (uint32_t i = 0; i < flow->n_safeguards; i++)
        prove_if(items, domains, (SopProperty) {.kind = SOP_PROPERTY_SAFEGUARD, .safeguard = i},
                 safeguard && g_str_equal(flow->safeguards[i].name, name));
    for (uint32_t i = 0; i < flow->n_offers; i++)
    {
        bool named = g_str_equal(flow->actions[flow->offers[i].action].name, name);
        prove_if(items, domains, (SopProperty) {.kind = SOP_PROPERTY_DECIDED, .offer = i},
                 named && is_code(what, SOP_MESSAGE_TIMEOUT_UNDECIDED) && i >= flow->first_timeout);
        prove_if(items, domains, (SopProperty) {.kind = SOP_PROPERTY_SOMEBODY, .offer = i},
                 named && is_code(what, SOP_MESSAGE_NOBODY_DID) && i < flow->first_timeout &&
                     flow->offers[i].separate_from.count > 0);
    }
    if (is_code(what, SOP_MESSAGE_MAY_BE_UNKNOWN))
        prove_known(items, domains, name);
}

static void
proved_clear(gpointer data)
{
    SopProved *proved = data;

    g_clear_pointer(&proved->acts, g_array_unref);
}

/* A path was found, but could not be confirmed on the engine: "open declared". */
static void
note_open(GPtrArray *findings, SopProofResult result, const char *name)
{
    if (result == SOP_PROOF_NOT_CONFIRMED)
        g_ptr_array_add(findings, g_strdup_printf("open %s", name));
}

/* Is something of conditions among what is expected? */
static bool
expects_guards(const GPtrArray *expected)
{
    for (guint i = 0; i < expected->len; i++)
    {
        gulong code = strtoul(expected->pdata[i], NULL, 10);
        if (code >= SOP_MESSAGE_LEFT_OUT && code <= SOP_MESSAGE_NOT_ANALYSED)
            return true;
    }
    return false;
}

static void
prove_expected(SopFlow *flow, const GPtrArray *expected, SopDiagnostics *diagnostics,
               GPtrArray *open)
{
    SopDomains *domains = sop_domains_new(flow);
    SopProof proof = {.flow = flow, .items = g_array_new(FALSE, FALSE, sizeof(SopProved))};

    g_array_set_clear_func(proof.items, proved_clear);
    for (guint i = 0; i < expected->len; i++)
    {
        g_auto(GStrv) words = g_strsplit(expected->pdata[i], " ", 2);
        prove_wanted(proof.items, domains, words[0], words[1]);
    }
    sop_proof_report(&proof, diagnostics);
    if (expects_guards(expected))
        sop_check_guards(domains, true, diagnostics);
    for (guint i = 0; i < proof.items->len; i++)
    {
        const SopProved *proved = &g_array_index(proof.items, SopProved, i);
        if (proved->property.kind == SOP_PROPERTY_SAFEGUARD)
            note_open(open, proved->result, flow->safeguards[proved->property.safeguard].name);
    }
    g_array_unref(proof.items);
    sop_domains_free(domains);
}

static bool
is_of_structure(const char *finding)
{
    unsigned long code = strtoul(finding, NULL, 10);

    return code >= SOP_MESSAGE_NEVER_FILED && code <= SOP_MESSAGE_MAYBE_TRAPPED;
}

static void
check_structure(SopFlow *flow, const GPtrArray *expected, SopDiagnostics *diagnostics)
{
    bool wanted = false;

    for (guint i = 0; i < expected->len; i++)
        wanted = wanted || is_of_structure(expected->pdata[i]);
    if (!wanted)
        return;
    SopSearched searched[SOP_N_SEARCHES] = {0};
    SopDomains *domains = sop_domains_new(flow);
    sop_check_structure(domains, 0, searched, diagnostics);
    sop_domains_free(domains);
}

static void
prove_everything(SopFlow *flow, SopDiagnostics *diagnostics, GPtrArray *open)
{
    g_autoptr(SopProof) proof =
        sop_proof_new(flow, &(SopProofOptions) {.overlaps = true}, diagnostics);

    for (uint32_t i = 0; i < flow->n_safeguards; i++)
        note_open(open, sop_proof_result(proof, i), flow->safeguards[i].name);
}

/* Returns: (transfer full): what is found in the procedure. */
static GPtrArray *
check(const char *path, const GPtrArray *expected)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow = sop_flow_load(path, diagnostics, NULL);
    g_autoptr(GPtrArray) open = g_ptr_array_new();

    if (flow != NULL && everything)
        prove_everything(flow, diagnostics, open);
    else if (flow != NULL)
    {
        prove_expected(flow, expected, diagnostics, open);
        check_structure(flow, expected, diagnostics);
    }
    GPtrArray *findings = findings_of(diagnostics);
    for (guint i = 0; i < open->len; i++)
        g_ptr_array_add(findings, open->pdata[i]);
    return findings;
}

/* ---- mutations ------------------------------------------------------------------------------------- */

static bool
has(const GPtrArray *findings, const char *finding)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *) findings, finding, g_str_equal, NULL);
}

static void
tell(const GPtrArray *findings)
{
    for (guint i = 0; i < findings->len; i++)
        g_printerr("  found: %s\n", (const char *) findings->pdata[i]);
}

static void
expect_all(const char *name, const GPtrArray *wanted, const GPtrArray *in, const char *how)
{
    for (guint i = 0; i < wanted->len; i++)
        if (!has(in, wanted->pdata[i]))
        {
            g_printerr("\n%s: %s: %s\n", name, (const char *) wanted->pdata[i], how);
            tell(in);
            CU_FAIL("a mutation");
        }
}

static void
check_mutation(const Mutation *mutation, const char *folder)
{
    g_autofree char *path = g_strdup_printf("%s/%s.sop.yaml", folder, mutation->of);
    g_autoptr(GPtrArray) found = check(path, mutation->finds);

    CU_ASSERT_TRUE(mutation->finds->len > 0);
    expect_all(mutation->name, mutation->finds, found, "not found");
}

static unsigned n_seen, n_checked, half;

/* The list is long: every other one is checked by a test of its own. */
static void
check_half(const Mutation *mutation, const char *folder)
{
    if (n_seen++ % 2 != half)
        return;
    n_checked++;
    check_mutation(mutation, folder);
}

static void
check_halves(unsigned which)
{
    n_seen = n_checked = 0;
    half = which;
    mutate_each(LIST, FOLDER, NULL, check_half);
    printf("%u of %u mutations ", n_checked, n_seen);
    CU_ASSERT_TRUE(n_seen >= 60);
}

static void
test_even(void)
{
    check_halves(0);
}

static void
test_odd(void)
{
    check_halves(1);
}

/* Of SOP_MUTATION in the environment. */
static void
test_one(void)
{
    const char *name = g_getenv("SOP_MUTATION");

    if (name != NULL)
        CU_ASSERT_EQUAL(mutate_each(LIST, FOLDER, name, check_mutation), 1);
}

static GPtrArray *all_found; /* of what the list expects */

static void
note(const Mutation *mutation, const char *folder)
{
    (void) folder;
    for (guint i = 0; i < mutation->finds->len; i++)
        g_ptr_array_add(all_found, g_strdup(mutation->finds->pdata[i]));
}

/* Each safeguard is broken by some mutation, and by none when nothing was edited. */
static void
test_safeguards(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow = sop_flow_load(FOLDER "/avrr.sop.yaml", diagnostics, NULL);
    g_autoptr(GPtrArray) expected = g_ptr_array_new_with_free_func(g_free);

    all_found = g_ptr_array_new_with_free_func(g_free);
    mutate_each(LIST, FOLDER, NULL, note);
    for (uint32_t i = 0; i < flow->n_safeguards; i++)
        g_ptr_array_add(expected, g_strdup_printf("%u %s", SOP_MESSAGE_SAFEGUARD_BROKEN,
                                                  flow->safeguards[i].name));
    expect_all("avrr", expected, all_found, "no mutation breaks it");
    g_ptr_array_unref(all_found);
    sop_proof_free(sop_proof_new(flow, 0, diagnostics));
    CU_ASSERT_EQUAL(sop_diagnostics_count(diagnostics), 0);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {{"even", test_even},
                                    {"odd", test_odd},
                                    {"one", test_one},
                                    {"safeguards", test_safeguards},
                                    {NULL, NULL}};

    everything = g_getenv("SOP_MUTATIONS") != NULL;
    return sop_test_main("check mutations", tests, argc, argv);
}
