/* SPDX-License-Identifier: Apache-2.0 */
/* What conditions leave open, by a second way: of random lists of branches, the tried values and the solver must
 * say what FEEL shows for all values of their facts. A theme is what the conditions of a procedure are about. */
#include "check/guards.h"

#include "support/random.h"
#include "support/support.h"

#include <string.h>

enum
{
    PROCEDURES = 10, /* SOP_GUARD_PROCEDURES in the environment: others; themes take turns */
    LISTS = 20,      /* in each */
    SEED = 20260302,
    FACTS = 5, /* of one theme */
    ATOMS = 32,
};

/* ---- what conditions are about ---------------------------------------------------------------------------- */

typedef enum
{
    BOOLEAN,
    CERTAIN, /* a boolean that starts with a value */
    NUMBER,
    CHOICE,
    DATE,
    DURATION,
    TEXT,
} Kind;

typedef struct
{
    const char *name;
    Kind kind;
} Fact;

/* In atoms, % is one of five figures: 1 to 5 of days, else 0 to 4. */
typedef struct
{
    Fact facts[FACTS];
    const char *atoms[ATOMS];
    bool open; /* it has parts that the solver has no formula for */
} Theme;

static const Theme themes[] = {
    {.facts = {{"yes", BOOLEAN}, {"sure", CERTAIN}, {"n", NUMBER}, {"m", NUMBER}, {"kind", CHOICE}},
     .atoms = {"yes",
               "not(yes)",
               "yes = null",
               "sure",
               "sure != true",
               "n < %",
               "n >= %",
               "n = %",
               "n != null",
               "m > %",
               "m <= %",
               "n < m",
               "n + m > %",
               "n - m = %",
               "m = null",
               "n in [0..%]",
               "n in [m..%)",
               "n > 2 * m",
               "n between 1 and m",
               "kind = \"a\"",
               "kind != \"b\"",
               "kind = null",
               "kind in (\"a\", \"c\")",
               "if yes then n < % else m > %",
               "not(n in [0..%])",
               "n in (< %, > %)",
               "n in (%, m)",
               "not(n between % and m)",
               "(n > %) = yes",
               "-n < m - %",
               "n in [%, null]"}},
    {.facts = {{"yes", BOOLEAN}, {"d", DATE}, {"e", DATE}},
     .atoms = {"yes",
               "d < date(\"2026-01-0%\")",
               "d >= date(\"2026-01-0%\")",
               "d != null",
               "d = date(\"2026-01-0%\")",
               "e <= date(\"2026-01-0%\")",
               "d < e",
               "d = e",
               "d != e",
               "d in [date(\"2026-01-0%\")..date(\"2026-01-05\")]",
               "d in [date(\"2026-01-0%\")..e)",
               "d - e = duration(\"P%D\")",
               "d - e > duration(\"P%D\")",
               "d + duration(\"P%D\") > e",
               "d - duration(\"P%D\") = date(\"2026-01-0%\")",
               "d in (date(\"2026-01-0%\"), > e)",
               "d between date(\"2026-01-0%\") and e",
               "not(d in (< date(\"2026-01-0%\")))",
               "if yes then d < date(\"2026-01-0%\") else e > date(\"2026-01-0%\")",
               "e = null",
               "(d > date(\"2026-01-0%\")) = (e > date(\"2026-01-0%\"))"}},
    {.facts = {{"yes", BOOLEAN}, {"r", DURATION}, {"s", DURATION}},
     .atoms = {"yes", "r < duration(\"P%D\")", "r >= duration(\"P%D\")", "r < duration(\"P%M\")",
               "r >= duration(\"P%M\")", "r = duration(\"P%D\")", "r != duration(\"P%M\")", "r = s",
               "r != s", "r < s", "not(r <= s)", "r = null", "s > duration(\"PT48H\")",
               "s in (duration(\"P%D\"), duration(\"P%M\"))", "s <= duration(\"P1Y\")",
               "r in [duration(\"P0D\")..duration(\"P%D\")]", "r in (duration(\"P%M\"), > s)",
               "r between duration(\"P1M\") and s",
               "if yes then r > duration(\"P%D\") else s < r"}},
    {.facts = {{"yes", BOOLEAN}, {"t", TEXT}, {"u", TEXT}, {"kind", CHOICE}},
     .atoms = {"yes", "t = \"w%\"", "t != \"w%\"", "t in (\"w%\", \"w%\")", "t = u", "t != u",
               "t = null", "u = \"w%\"", "not(t in (\"w%\", u))", "t in [\"w%\", \"w%\"]",
               "if yes then t = \"w%\" else u = \"w%\"", "kind != \"b\"", "(t = \"w%\") = yes",
               "u in (\"w%\", null)", "not(u = \"w%\")"}},
    {.facts = {{"yes", BOOLEAN}, {"t", TEXT}, {"u", TEXT}, {"n", NUMBER}},
     .atoms = {"yes", "t < \"w%\"", "t >= \"w%\"", "t in [\"w%\"..\"w5\"]",
               "t between \"w%\" and \"w6\"", "t = \"w%\"", "u > \"w%\"", "t < u",
               "string length(t) > %", "starts with(u, \"w%\")", "n * n > %", "n / 2 > %",
               "n / n = 1", "n in (< n * n) and n > %", "u = null"},
     .open = true},
};

static void
put_atom(GString *text, GRand *random, const Theme *theme)
{
    unsigned n = 0;

    while (n < ATOMS && theme->atoms[n] != NULL)
        n++;
    for (const char *at = theme->atoms[g_rand_int(random) % n]; *at != '\0'; at++)
        if (*at == '%')
            g_string_append_printf(text, "%u",
                                   g_rand_int(random) % 5 + (theme->facts[1].kind == DATE));
        else
            g_string_append_c(text, *at);
}

static void
put_condition(GString *text, GRand *random, const Theme *theme, unsigned depth)
{
    guint32 form = g_rand_int(random) % 4;

    if (depth == 0 || form > 1)
    {
        put_atom(text, random, theme);
        return;
    }
    g_string_append_c(text, '(');
    put_condition(text, random, theme, depth - 1);
    g_string_append(text, form == 0 ? ") and (" : ") or (");
    put_condition(text, random, theme, depth - 1);
    g_string_append_c(text, ')');
}

static void
put_list(GString *text, GRand *random, const Theme *theme, unsigned number)
{
    unsigned n_branches = 1 + g_rand_int(random) % 5;

    g_string_append_printf(text, "  list_%u:\n    choose:\n", number);
    for (unsigned i = 0; i < n_branches; i++)
    {
        g_string_append(text, "      - {when: '");
        put_condition(text, random, theme, 2);
        g_string_append(text, "', to: {close: done}}\n");
    }
    if (g_rand_int(random) % 4 == 0)
        g_string_append(text, "      - {to: {close: done}}\n");
}

static char *
random_procedure(GRand *random, const Theme *theme)
{
    static const char *const declared[] = {
        [BOOLEAN] = "{type: boolean}",
        [CERTAIN] = "{type: boolean, starts: false}",
        [NUMBER] = "{type: number, range: \"[0..4]\"}",
        [CHOICE] = "{type: choice, values: [a, b, c]}",
        [DATE] = "{type: date}",
        [DURATION] = "{type: duration}",
        [TEXT] = "{type: text}",
    };
    GString *text =
        g_string_new("sopflow: 1\nid: random\ntitle: Random\nroles: {clerk: {title: Clerk}}\n"
                     "outcomes: {done: {title: Done}}\nfacts:\n");

    for (unsigned i = 0; i < FACTS && theme->facts[i].name != NULL; i++)
        g_string_append_printf(text, "  %s: %s\n", theme->facts[i].name,
                               declared[theme->facts[i].kind]);
    g_string_append(text, "steps:\n  desk: {by: clerk, actions: {go: {to: list_0}}}\n");
    for (unsigned i = 0; i < LISTS; i++)
        put_list(text, random, theme, i);
    return g_string_free(text, FALSE);
}

/* ---- all values ------------------------------------------------------------------------------------------- */

/* Thirds of a day, and months. */
static SopValue
duration_value(unsigned at)
{
    bool days = at < 19;
    int count = (int) at - (days ? 3 : 21);
    g_autofree char *text = days ? g_strdup_printf("%sPT%dH", count < 0 ? "-" : "", 8 * ABS(count))
                                 : g_strdup_printf("%sP%dM", count < 0 ? "-" : "", ABS(count));

    return sop_value_parse(days ? SOP_DAYS_DURATION : SOP_MONTHS_DURATION, text);
}

/* Null comes last. Of each kind there is what any two atoms can tell apart: numbers by quarters, so that what
 * is between sums of whole numbers is there, too. */
static SopValue
value_of(Kind kind, unsigned at)
{
    static const char *const kinds[] = {"a", "b", "c"};
    static const char *const texts[] = {"",    "v",  "w0",  "w00", "w1",  "w10", "w2",
                                        "w20", "w3", "w30", "w4",  "w40", "x"};
    g_autofree char *quarter = g_strdup_printf("%u.%02u", at / 4, at % 4 * 25);

    switch (kind)
    {
    case BOOLEAN:
    case CERTAIN:
        return at < 2 ? sop_value_boolean(at != 0) : SOP_VALUE_NULL;
    case NUMBER:
        return at < 17 ? sop_value_parse(SOP_NUMBER, quarter) : SOP_VALUE_NULL;
    case CHOICE:
        return at < 3 ? sop_value_text(kinds[at]) : SOP_VALUE_NULL;
    case DATE:
        return at < 22 ? sop_value_day(sop_day_from_date(2026, 1, 1) + (int) at - 8)
                       : SOP_VALUE_NULL;
    case DURATION:
        return at < 37 ? duration_value(at) : SOP_VALUE_NULL;
    case TEXT:
        break;
    }
    return at < G_N_ELEMENTS(texts) ? sop_value_text(texts[at]) : SOP_VALUE_NULL;
}

typedef struct
{
    const SopFlow *flow;
    const Theme *theme;
    const SopRow *rows;
    uint32_t n_rows;
    bool reads[FACTS];
    SopExample *example;
    SopSurvey found;
} Brute;

static void
count_through(Brute *self, unsigned fact)
{
    static const unsigned n_values[] = {[BOOLEAN] = 3, [CERTAIN] = 2,   [NUMBER] = 18, [CHOICE] = 4,
                                        [DATE] = 23,   [DURATION] = 38, [TEXT] = 14};
    SopTruth truth;

    while (fact < FACTS && !self->reads[fact])
        fact++;
    if (fact < FACTS)
    {
        Kind kind = self->theme->facts[fact].kind;
        for (unsigned at = 0; at < n_values[kind]; at++)
        {
            self->example->values[fact] = value_of(kind, at);
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
brute_force(const SopFlow *flow, const Theme *theme, const SopRow *rows, uint32_t n_rows,
            SopSurvey *ret)
{
    Brute self = {.flow = flow,
                  .theme = theme,
                  .rows = rows,
                  .n_rows = n_rows,
                  .example = sop_example_new(flow)};

    g_autoptr(GArray) slots = sop_rows_slots(flow, rows, n_rows);

    sop_survey_init(&self.found, n_rows);
    for (guint i = 0; i < slots->len; i++)
        self.reads[g_array_index(slots, uint32_t, i)] = true;
    count_through(&self, 0);
    sop_example_free(self.example);
    *ret = self.found;
}

/* ---- compared ------------------------------------------------------------------------------------------------ */

typedef struct
{
    SopGuardCheck check;
    const Theme *theme;
    unsigned n_lists, n_hidden, n_left;
} Comparison;

/* `whole`: all values were counted through. */
static bool
agree(uint8_t found, uint8_t wanted, bool whole)
{
    if (found == SOP_ANSWER_NO)
        return wanted != SOP_ANSWER_YES;
    return found == SOP_ANSWER_OPEN || wanted == SOP_ANSWER_YES || !whole;
}

static void
same(const char *what, const SopFlow *flow, const SopRow *rows, uint32_t n_rows,
     const SopSurvey *survey, const SopSurvey *wanted, bool whole, bool must_answer)
{
    bool is_same = true;
    SopTruth truth;

    for (uint32_t i = 0; i < n_rows; i++)
        is_same = is_same && agree(survey->taken[i], wanted->taken[i], whole);
    is_same = is_same && agree(survey->left, wanted->left, whole);
    for (uint32_t i = 0; i < n_rows && must_answer; i++)
        is_same = is_same && survey->taken[i] != SOP_ANSWER_OPEN;
    is_same = is_same && (!must_answer || survey->left != SOP_ANSWER_OPEN);
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
    bool whole = !self->theme->open;

    brute_force(self->check.flow, self->theme, rows, n_rows, &wanted);
    sop_survey_init(&tried, n_rows);
    tried.shows = true;
    bool all = sop_survey_try(&self->check, rows, n_rows, &tried);
    if (!all)
        sop_survey_probe(&self->check, rows, n_rows, &tried);
    same("tried", self->check.flow, rows, n_rows, &tried, &wanted, whole, false);
    sop_survey_init(&solved, n_rows);
    solved.shows = true;
    sop_survey_solve(&self->check, rows, n_rows, &solved);
    same("solved", self->check.flow, rows, n_rows, &solved, &wanted, whole, whole);
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
    bool known[FACTS];

    for (unsigned i = 0; i < FACTS; i++)
        known[i] = tally->theme->facts[i].kind == CERTAIN;

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

static void
test_random(void)
{
    guint64 seed = setting("SOP_GUARD_SEED", SEED), n = setting("SOP_GUARD_PROCEDURES", PROCEDURES);
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32) seed);
    Comparison tally = {0};

    for (guint64 i = 0; i < n; i++)
    {
        tally.theme = &themes[i % G_N_ELEMENTS(themes)];
        g_autofree char *text = random_procedure(random, tally.theme);
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
    CU_ASSERT_TRUE(tally.n_hidden > 50);
    CU_ASSERT_TRUE(tally.n_left > 50);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {{"random", test_random}, {NULL, NULL}};

    return sop_test_main("guards_random", tests, argc, argv);
}
