/* SPDX-License-Identifier: Apache-2.0 */
/* What conditions leave open: small procedures and what is said of them; and random lists of branches, of
 * which the tried values and the solver must say what all values of their facts show. */
#include "check/guards.h"

#include "support/support.h"

#include <string.h>

#define FOLDER "tests/check/guards"

enum
{
    PROCEDURES = 6, /* SOP_GUARD_PROCEDURES in the environment: others */
    LISTS = 80,     /* in each */
    SEED = 20260302,
};

static void
report_file(const char *path)
{
    g_autofree char *stem = g_strndup(path, strlen(path) - strlen(".sop.yaml"));
    g_autofree char *expected = g_strconcat(stem, ".expected.txt", NULL);
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow = sop_flow_load(path, diagnostics, NULL);

    CU_ASSERT_PTR_NOT_NULL_FATAL(flow);
    sop_proof_free(sop_proof_new(flow, NULL, diagnostics));
    g_autofree char *text = sop_diagnostics_to_text(diagnostics, false);
    sop_test_golden(text, expected);
}

static void
test_reports(void)
{
    sop_test_each_file(FOLDER, ".sop.yaml", report_file);
}

/* ---- random lists --------------------------------------------------------------------------------------- */

static const char *const atoms[] = {
    "yes",
    "not(yes)",
    "yes = null",
    "sure",
    "sure != true",
    "n < %u",
    "n >= %u",
    "n = %u",
    "n != null",
    "m > %u",
    "m <= %u",
    "n < m",
    "n + m > %u",
    "n - m = %u",
    "m = null",
    "n in [0..%u]",
    "n in [m..%u)",
    "n > 2 * m",
    "n between 1 and m",
    "kind = \"a\"",
    "kind != \"b\"",
    "kind = null",
    "kind in (\"a\", \"c\")",
};

static void
put_condition(GString *text, GRand *random, unsigned depth)
{
    guint32 form = g_rand_int(random) % 4;

    if (depth == 0 || form > 1)
    {
        const char *atom = atoms[g_rand_int(random) % G_N_ELEMENTS(atoms)];
        const char *hole = strstr(atom, "%u");
        int before = hole != NULL ? (int) (hole - atom) : (int) strlen(atom);
        g_string_append_printf(text, "%.*s", before, atom);
        if (hole != NULL)
            g_string_append_printf(text, "%u%s", g_rand_int(random) % 5, hole + 2);
        return;
    }
    g_string_append_c(text, '(');
    put_condition(text, random, depth - 1);
    g_string_append(text, form == 0 ? ") and (" : ") or (");
    put_condition(text, random, depth - 1);
    g_string_append_c(text, ')');
}

static void
put_list(GString *text, GRand *random, unsigned number)
{
    unsigned n_branches = 1 + g_rand_int(random) % 5;

    g_string_append_printf(text, "  list_%u:\n    choose:\n", number);
    for (unsigned i = 0; i < n_branches; i++)
    {
        g_string_append(text, "      - {when: '");
        put_condition(text, random, 2);
        g_string_append(text, "', to: {close: done}}\n");
    }
    if (g_rand_int(random) % 4 == 0)
        g_string_append(text, "      - {to: {close: done}}\n");
}

static char *
random_procedure(GRand *random)
{
    GString *text = g_string_new(
        "sopflow: 1\nid: random\ntitle: Random\nroles: {clerk: {title: Clerk}}\nfacts:\n"
        "  yes: {type: boolean}\n  sure: {type: boolean, starts: false}\n"
        "  n: {type: number, range: \"[0..4]\"}\n  m: {type: number, range: \"[0..4]\"}\n"
        "  kind: {type: choice, values: [a, b, c]}\n"
        "outcomes: {done: {title: Done}}\n"
        "steps:\n  desk: {by: clerk, actions: {go: {asks: [yes, sure, n, m, kind], to: list_0}}}\n");

    for (unsigned i = 0; i < LISTS; i++)
        put_list(text, random, i);
    return g_string_free(text, FALSE);
}

/* ---- all values ------------------------------------------------------------------------------------------- */

enum
{
    YES,
    SURE,
    N,
    M,
    KIND,
    N_FACTS,
};

/* Numbers by quarters, so that what is between sums of whole numbers is there. */
static SopValue
value_of(unsigned fact, unsigned at)
{
    static const char *const kinds[] = {"a", "b", "c"};
    g_autofree char *quarter = g_strdup_printf("%u.%02u", at / 4, at % 4 * 25);

    if (fact == YES || fact == SURE)
        return at < 2 ? sop_value_boolean(at != 0) : SOP_VALUE_NULL;
    if (fact == KIND)
        return at < 3 ? sop_value_text(kinds[at]) : SOP_VALUE_NULL;
    return at < 17 ? sop_value_parse(SOP_NUMBER, quarter) : SOP_VALUE_NULL;
}

typedef struct
{
    const SopFlow *flow;
    const SopRow *rows;
    uint32_t n_rows;
    bool reads[N_FACTS];
    SopExample *example;
    SopSurvey found;
} Brute;

static void
count_through(Brute *self, unsigned fact)
{
    static const unsigned n_values[] = {3, 2, 18, 18, 4}; /* `sure` starts with a value */
    SopTruth truth;

    while (fact < N_FACTS && !self->reads[fact])
        fact++;
    if (fact < N_FACTS)
    {
        for (unsigned at = 0; at < n_values[fact]; at++)
        {
            self->example->values[fact] = value_of(fact, at);
            count_through(self, fact + 1);
            sop_value_clear(&self->example->values[fact]);
        }
        return;
    }
    uint32_t met = sop_example_meets(self->example, self->flow, self->rows, self->n_rows, &truth);
    if (met == self->n_rows)
        self->found.left = SOP_ANSWER_YES;
    else if (truth == SOP_TRUE)
        self->found.taken[met] = SOP_ANSWER_YES;
}

static void
brute_force(const SopFlow *flow, const SopRow *rows, uint32_t n_rows, SopSurvey *ret)
{
    Brute self = {.flow = flow, .rows = rows, .n_rows = n_rows, .example = sop_example_new(flow)};

    sop_survey_init(&self.found, n_rows);
    for (uint32_t i = 0; i < n_rows; i++)
        for (uint32_t k = 0; k < rows[i].n_tests; k++)
        {
            unsigned n_slots;
            const uint32_t *slots =
                sop_feel_slots(flow->expressions[rows[i].tests[k]].feel, &n_slots);
            for (unsigned s = 0; s < n_slots; s++)
                self.reads[slots[s]] = true;
        }
    count_through(&self, 0);
    sop_example_free(self.example);
    *ret = self.found;
}

/* ---- compared ------------------------------------------------------------------------------------------------ */

typedef struct
{
    SopGuardCheck check;
    unsigned n_lists, n_hidden, n_left;
} Comparison;

static void
same(const char *what, const SopFlow *flow, const SopRow *rows, uint32_t n_rows,
     const SopSurvey *survey, const SopSurvey *wanted, bool must_answer)
{
    bool is_same = true;
    SopTruth truth;

    for (uint32_t i = 0; i < n_rows; i++)
        is_same = is_same && (survey->taken[i] != SOP_ANSWER_OPEN || !must_answer) &&
                  (survey->taken[i] != SOP_ANSWER_YES || wanted->taken[i] == SOP_ANSWER_YES) &&
                  (survey->taken[i] != SOP_ANSWER_NO || wanted->taken[i] != SOP_ANSWER_YES);
    is_same = is_same && (survey->left != SOP_ANSWER_OPEN || !must_answer) &&
              (survey->left != SOP_ANSWER_YES || wanted->left == SOP_ANSWER_YES) &&
              (survey->left != SOP_ANSWER_NO || wanted->left != SOP_ANSWER_YES);
    if (survey->gone != NULL)
        is_same = is_same && sop_example_meets(survey->gone, flow, rows, n_rows, &truth) == n_rows;
    if (!is_same)
        for (uint32_t i = 0; i < n_rows; i++)
            g_printerr("%s: row %u: %u, wanted %u; left %u, wanted %u: %s\n", what, i,
                       survey->taken[i], wanted->taken[i], survey->left, wanted->left,
                       rows[i].n_tests > 0 ? sop_feel_text(flow->expressions[rows[i].tests[0]].feel)
                                           : "-");
    CU_ASSERT_TRUE(is_same);
}

static void
compare_list(Comparison *self, const SopRow *rows, uint32_t n_rows)
{
    SopSurvey wanted, tried, solved;

    brute_force(self->check.flow, rows, n_rows, &wanted);
    sop_survey_init(&tried, n_rows);
    tried.shows = true;
    bool all = sop_survey_try(&self->check, rows, n_rows, &tried);
    if (!all)
        sop_survey_probe(&self->check, rows, n_rows, &tried);
    same("tried", self->check.flow, rows, n_rows, &tried, &wanted, false);
    sop_survey_init(&solved, n_rows);
    solved.shows = true;
    sop_survey_solve(&self->check, rows, n_rows, &solved);
    same("solved", self->check.flow, rows, n_rows, &solved, &wanted, true);
    self->n_lists++;
    self->n_left += wanted.left == SOP_ANSWER_YES;
    for (uint32_t i = 0; i < n_rows; i++)
        self->n_hidden += wanted.taken[i] != SOP_ANSWER_YES;
    sop_survey_clear(&wanted);
    sop_survey_clear(&tried);
    sop_survey_clear(&solved);
}

static void
compare_procedure(const SopFlow *flow, Comparison *tally)
{
    SopDomains *domains = sop_domains_new(flow);
    bool known[N_FACTS] = {[SURE] = true};

    tally->check = (SopGuardCheck) {flow, domains, known, NULL, NULL};
    for (SopNode node = 0; node < flow->n_nodes; node++)
    {
        SopRoute route = flow->nodes[node].route;
        g_autofree SopRow *rows = g_new0(SopRow, route.count + 1);
        for (uint32_t i = 0; i < route.count; i++)
        {
            const SopBranch *branch = &flow->branches[route.start + i];
            rows[i] = (SopRow) {&branch->when, branch->when != SOP_NONE, branch->span};
        }
        if (route.count > 0)
            compare_list(tally, rows, route.count);
    }
    sop_logic_free(tally->check.logic);
    sop_domains_free(domains);
}

static guint64
setting(const char *name, guint64 otherwise)
{
    const char *text = g_getenv(name);

    return text != NULL ? g_ascii_strtoull(text, NULL, 10) : otherwise;
}

static void
test_random(void)
{
    guint64 seed = setting("SOP_GUARD_SEED", SEED), n = setting("SOP_GUARD_PROCEDURES", PROCEDURES);
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32) seed);
    Comparison tally = {0};

    for (guint64 i = 0; i < n; i++)
    {
        g_autofree char *text = random_procedure(random);
        g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
        g_autoptr(SopProcedure) procedure =
            sop_procedure_load_text("random.sop.yaml", text, -1, diagnostics, NULL);
        g_autoptr(SopFlow) flow =
            procedure != NULL ? sop_flow_compile(procedure, diagnostics) : NULL;
        g_autofree char *said = sop_diagnostics_to_text(diagnostics, false);
        if (flow == NULL)
            g_printerr("%s\n%s", text, said);
        CU_ASSERT_PTR_NOT_NULL_FATAL(flow);
        compare_procedure(flow, &tally);
    }
    printf("seed %" G_GUINT64_FORMAT
           ": %u lists, %u branches that nothing reaches, %u lists that leave a case out ",
           seed, tally.n_lists, tally.n_hidden, tally.n_left);
    CU_ASSERT_TRUE(tally.n_hidden > 100);
    CU_ASSERT_TRUE(tally.n_left > 100);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"reports", test_reports}, {"random", test_random}, {NULL, NULL}};

    return sop_test_main("guards", tests, argc, argv);
}
