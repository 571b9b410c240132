/* SPDX-License-Identifier: Apache-2.0 */
/* The proof, on the conformance suite's theme `check`: what is proved, what is broken and by how short a
 * path, what is found; and every counterexample is a scenario that plays. */
#include <glib/gstdio.h>
#include <string.h>

#include "check/proof.h"
#include "support/support.h"

#include <sopflow/scenarios.h>

#define FOLDER "tests/conformance/check"

static char *
without_comments(const char *text)
{
    g_autoptr(GRegex) comments = g_regex_new("#.*", 0, 0, NULL);

    return g_regex_replace(comments, text, -1, 0, "", 0, NULL);
}

/* Calls for each match, with its groups, of the part of the text from `from` up to `to`. */
static void
each_match(const char *text, const char *from, const char *pattern,
           void (*each)(const GMatchInfo *match, void *host), void *host)
{
    g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    const char *start = strstr(text, from);

    if (start == NULL)
        return;
    const char *end = strstr(start, "\nfindings:");
    g_autofree char *part = end != NULL ? g_strndup(start, (gsize) (end - start)) : g_strdup(start);
    for (g_regex_match(regex, part + strlen(from), 0, &match); g_match_info_matches(match);
         g_match_info_next(match, NULL))
        each(match, host);
}

typedef struct
{
    const char *path;
    SopFlow *flow;
    SopProof *proof;
    SopDiagnostics *diagnostics;
} Case;

static uint32_t
safeguard_of(const Case *self, const char *name)
{
    for (uint32_t i = 0; i < self->flow->n_safeguards; i++)
        if (g_str_equal(self->flow->safeguards[i].name, name))
            return i;
    return SOP_NONE;
}

static void
expect_proved(const GMatchInfo *match, void *host)
{
    const Case *self = host;
    g_autofree char *name = g_match_info_fetch(match, 0);
    uint32_t safeguard = safeguard_of(self, name);

    CU_ASSERT_NOT_EQUAL_FATAL(safeguard, SOP_NONE);
    if (sop_proof_result(self->proof, safeguard) != SOP_PROOF_PROVED)
        g_printerr("%s: %s is not proved\n", self->path, name);
    CU_ASSERT_EQUAL(sop_proof_result(self->proof, safeguard), SOP_PROOF_PROVED);
    CU_ASSERT_EQUAL(sop_proof_length(self->proof, safeguard), 0);
    CU_ASSERT_PTR_NULL(sop_proof_story(self->proof, safeguard, "en"));
    CU_ASSERT_PTR_NULL(sop_proof_scenario(self->proof, safeguard));
    CU_ASSERT_TRUE(sop_proof_states(self->proof, safeguard) > 0);
}

/* The scenario that a counterexample is written as passes. */
static void
play_scenario(const Case *self, const char *scenario)
{
    g_autofree char *folder = g_dir_make_tmp("sopflow-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "found.scenarios.yaml", NULL);
    g_autofree char *procedure = g_canonicalize_filename(self->path, NULL);
    g_autofree char *text =
        g_strdup_printf("sopflow: 1\nscenarios_of: %s\nscenarios:\n%s", procedure, scenario);
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autofree char *failure = NULL;

    g_file_set_contents(path, text, -1, NULL);
    g_autoptr(SopScenarios) scenarios = sop_scenarios_load(path, diagnostics, NULL);
    if (scenarios == NULL)
    {
        g_autofree char *messages = sop_diagnostics_to_text(diagnostics, false);
        g_printerr("%s\n%s\n", text, messages);
    }
    CU_ASSERT_PTR_NOT_NULL_FATAL(scenarios);
    bool passed = sop_scenarios_play(scenarios, 0, "en", &failure);
    if (!passed)
        g_printerr("%s\n%s\n", text, failure);
    CU_ASSERT_TRUE(passed);
    g_unlink(path);
    g_rmdir(folder);
}

static void
expect_broken(const GMatchInfo *match, void *host)
{
    const Case *self = host;
    g_autofree char *name = g_match_info_fetch(match, 1);
    g_autofree char *length = g_match_info_fetch(match, 2);
    uint32_t safeguard = safeguard_of(self, name);

    CU_ASSERT_NOT_EQUAL_FATAL(safeguard, SOP_NONE);
    if (sop_proof_result(self->proof, safeguard) != SOP_PROOF_BROKEN)
        g_printerr("%s: %s is not broken\n", self->path, name);
    CU_ASSERT_EQUAL_FATAL(sop_proof_result(self->proof, safeguard), SOP_PROOF_BROKEN);
    CU_ASSERT_EQUAL(sop_proof_length(self->proof, safeguard), strtoul(length, NULL, 10));
    g_autofree char *scenario = sop_proof_scenario(self->proof, safeguard);
    play_scenario(self, scenario);
}

static bool
has_code(const Case *self, unsigned code)
{
    for (unsigned i = 0; i < sop_diagnostics_count(self->diagnostics); i++)
        if (sop_diagnostic_code(sop_diagnostics_get(self->diagnostics, i)) == code)
            return true;
    return false;
}

/* The codes chosen for what the suite says in words. */
static void
expect_findings(const Case *self, const char *text)
{
    static const struct
    {
        const char *words;
        unsigned code;
    } findings[] = {
        {"can meet an undecided decision", SOP_MESSAGE_TIMEOUT_UNDECIDED},
        {"where nobody did it", SOP_MESSAGE_NOBODY_DID},
        {"from outside into track", SOP_MESSAGE_INTO_A_TRACK},
        {"uses itself", 228},
        {"locked ", 246},
        {"removed node", SOP_MESSAGE_UNKNOWN_NODE},
        {"unknown target", SOP_MESSAGE_UNKNOWN_NODE},
        {"last branch has a when", 218},
        {"share the name", SOP_MESSAGE_TAKEN_NAME},
        {"undeclared outcome", SOP_MESSAGE_UNKNOWN_OUTCOME},
        {"has a to", SOP_MESSAGE_TRACK_WITH_TO},
        {"no action asks for document", SOP_MESSAGE_NEVER_FILED},
        {"no action sets fact", SOP_MESSAGE_NEVER_SET},
        {"has nothing to do", SOP_MESSAGE_ROLE_IDLE},
        {"may do check and pay", SOP_MESSAGE_ONE_PERSON},
        {"wants who did", SOP_MESSAGE_ONE_DOER},
        {"no case takes the branch", SOP_MESSAGE_NEVER_TAKEN},
        {"can never be done", SOP_MESSAGE_NEVER_DONE},
        {"can stay for ever", SOP_MESSAGE_STUCK},
        {"can never be closed", SOP_MESSAGE_NEVER_CLOSES},
        {"can wait for each other for ever", SOP_MESSAGE_NEVER_JOINS},
        {"is ever taken", SOP_MESSAGE_NO_WAY_OUT},
        {"always comes before", SOP_MESSAGE_OUTRUN},
        {"is too late before", SOP_MESSAGE_NO_TIME},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(findings); i++)
        if (strstr(text, findings[i].words) != NULL)
        {
            if (!has_code(self, findings[i].code))
                g_printerr("%s: no SOP-%u\n", self->path, findings[i].code);
            CU_ASSERT_TRUE(has_code(self, findings[i].code));
        }
    if (strstr(text, "findings: []") != NULL)
        CU_ASSERT_EQUAL(sop_diagnostics_count(self->diagnostics), 0);
    if (strstr(text, "findings:") == NULL)
        CU_ASSERT_FALSE(has_code(self, SOP_MESSAGE_TIMEOUT_UNDECIDED));
}

static void
check_file(const char *path)
{
    g_autofree char *stem = g_strndup(path, strlen(path) - strlen(".check.yaml"));
    g_autofree char *procedure = g_strconcat(stem, ".sop.yaml", NULL);
    g_autofree char *raw = sop_test_read(path);
    g_autofree char *text = without_comments(raw);
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow = sop_flow_load(procedure, diagnostics, NULL);
    g_autoptr(SopProof) proof = flow != NULL ? sop_proof_new(flow, NULL, diagnostics) : NULL;
    Case self = {procedure, flow, proof, diagnostics};

    if (flow != NULL)
    {
        each_match(text, "broken:", "([a-z_]+): *([0-9]+)", expect_broken, &self);
        char *end = strstr(text, "\nbroken:");
        g_autofree char *proved =
            end != NULL ? g_strndup(text, (gsize) (end - text)) : g_strdup(text);
        each_match(proved, "proved:", "[a-z_]+", expect_proved, &self);
    }
    expect_findings(&self, text);
}

static void
test_suite(void)
{
    sop_test_each_file(FOLDER, ".check.yaml", check_file);
}

/* ---- words ----------------------------------------------------------------------------------------------------- */

static void
test_story(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow = sop_flow_load(FOLDER "/never_when.sop.yaml", diagnostics, NULL);
    g_autoptr(SopProof) proof = sop_proof_new(flow, NULL, NULL);
    g_autofree char *en = sop_proof_story(proof, 1, "en");
    g_autofree char *fr = sop_proof_story(proof, 1, "fr");
    g_autofree char *zh = sop_proof_story(proof, 1, "zh");

    sop_test_same_text("en", en, "1. Reader: “tell” (answer: barred). 2. Reader: “carry_off”.");
    sop_test_same_text("fr", fr,
                       "1. Reader : « tell » (answer : barred). 2. Reader : « carry_off ».");
    CU_ASSERT_PTR_NOT_NULL(strstr(zh, "1. Reader："));
}

/* At the limit it says so: SOP_MESSAGE_PROOF_STOPPED. */
static void
test_limit(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow = sop_flow_load(FOLDER "/apart.sop.yaml", diagnostics, NULL);
    g_autoptr(SopProof) proof = sop_proof_new(flow, &(SopProofOptions) {.limit = 1}, diagnostics);
    Case self = {"apart", flow, proof, diagnostics};

    CU_ASSERT_EQUAL(sop_proof_result(proof, 0), SOP_PROOF_STOPPED);
    CU_ASSERT_TRUE(has_code(&self, SOP_MESSAGE_PROOF_STOPPED));
    CU_ASSERT_TRUE(sop_proof_all_states(proof) > 0);
    CU_ASSERT_TRUE(sop_proof_bytes(proof) > 0);
}

/* Of all that is looked for it is told how far it was; at a limit, what may be there all the same. */
static void
test_searched(void)
{
    static const SopSearch stopping[] = {SOP_SEARCH_KNOWN, SOP_SEARCH_NEVER, SOP_SEARCH_TRAPS};
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) large = sop_flow_load("flows/belgium.sop.yaml", diagnostics, NULL);
    g_autoptr(SopFlow) small = sop_flow_load("flows/morocco.sop.yaml", diagnostics, NULL);
    g_autoptr(SopProof) stopped =
        sop_proof_new(large, &(SopProofOptions) {.limit = 1}, diagnostics);
    g_autoptr(SopProof) whole = sop_proof_new(small, NULL, diagnostics);
    g_autofree unsigned *open = sop_proof_open_codes(stopped);
    g_autofree unsigned *none = sop_proof_open_codes(whole);

    for (unsigned i = 0; i < SOP_N_SEARCHES; i++)
    {
        SopSearched searched = sop_proof_searched(whole, i);
        CU_ASSERT_EQUAL(searched.n_stopped + searched.n_not_confirmed, 0);
    }
    CU_ASSERT_TRUE(sop_proof_searched(whole, SOP_SEARCH_NEVER).n > 20);
    CU_ASSERT_EQUAL(none[0], 0);
    for (size_t i = 0; i < G_N_ELEMENTS(stopping); i++)
    {
        SopSearched searched = sop_proof_searched(stopped, stopping[i]);
        CU_ASSERT_TRUE(0 < searched.n_stopped && searched.n_stopped <= searched.n);
        CU_ASSERT_TRUE(searched.states > 0 && searched.depth < 3);
    }
    CU_ASSERT_EQUAL(open[0], SOP_MESSAGE_SAFEGUARD_BROKEN);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {{"the theme check", test_suite},
                                    {"a story", test_story},
                                    {"a limit", test_limit},
                                    {"what is looked for", test_searched},
                                    {NULL, NULL}};
    return sop_test_main("check", tests, argc, argv);
}
