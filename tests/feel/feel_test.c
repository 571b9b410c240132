/* SPDX-License-Identifier: Apache-2.0 */
/* FEEL by tables: each line of a .txt file beside this one is an expression, what is known, and what
 * it gives. The scope and the clock are the same for all. */
#include <string.h>

#include "feel/feel.h"
#include "support/support.h"

/* ---- what the expressions may read ------------------------------------------------------------ */

static const struct
{
    const char *name;
    SopValueType type; /* SOP_NULL: any */
    bool list;
} names[] = {
    {"age", SOP_NUMBER, false},
    {"consent", SOP_BOOLEAN, false},
    {"informed", SOP_BOOLEAN, false},
    {"name", SOP_STRING, false},
    {"status", SOP_STRING, false}, /* a choice */
    {"expiry", SOP_DATE, false},
    {"departure", SOP_DATE, false},
    {"done.sign", SOP_DATE_TIME, false},
    {"passport", SOP_NULL, false},
    {"passport.expires", SOP_DATE, false},
    {"passport.verified", SOP_BOOLEAN, false},
    {"stay", SOP_DAYS_DURATION, false},
    {"scores", SOP_NUMBER, true},
    {"languages", SOP_STRING, true},
    {"Monthly Salary", SOP_NUMBER, false},
    {"?", SOP_NUMBER, false},
    {"anything", SOP_NULL, false},
};

static const char *const statuses[] = {"regular", "irregular", "asylum_pending"};

static SopFeelType *
type_of(unsigned name)
{
    if (strcmp(names[name].name, "status") == 0)
        return sop_feel_type_new_choice(statuses, G_N_ELEMENTS(statuses));
    g_autoptr(SopFeelType) type = sop_feel_type_new(names[name].type);
    return names[name].list ? sop_feel_type_new_list(type) : g_steal_pointer(&type);
}

/* Names of types: tAge, t person. */
static void
add_types(SopFeelScope *scope)
{
    static const char *const members[] = {"name", "age"};
    g_autoptr(SopFeelType) number = sop_feel_type_new(SOP_NUMBER);
    g_autoptr(SopFeelType) text = sop_feel_type_new(SOP_STRING);
    g_autoptr(SopFeelType) person =
        sop_feel_type_new_context(members, (SopFeelType *const[]) {text, number}, 2);
    sop_feel_scope_add_type(scope, "tAge", number);
    sop_feel_scope_add_type(scope, "t person", person);
}

static SopFeelScope *
make_scope(void)
{
    SopFeelScope *scope = sop_feel_scope_new();
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
    {
        g_autoptr(SopFeelType) type = type_of(i);
        sop_feel_scope_add(scope, names[i].name, type, i);
    }
    add_types(scope);
    return scope;
}

/* A cell's column over the choice. */
static SopFeelScope *
make_choice_scope(void)
{
    SopFeelScope *scope = make_scope();
    g_autoptr(SopFeelType) choice = sop_feel_type_new_choice(statuses, G_N_ELEMENTS(statuses));
    sop_feel_scope_add(scope, "?", choice, G_N_ELEMENTS(names) - 2);
    return scope;
}

/* ---- lines ------------------------------------------------------------------------------------ */

enum
{
    CHOICE_CELLS = 1, /* the column is a choice */
    EXPLAINS = 2,     /* what decided is wanted, too */
};

typedef struct
{
    SopFeelOptions options;
    unsigned flags;
} Mode;

static SopValue
evaluate_pure(const char *text)
{
    g_autoptr(SopFeel) feel = sop_feel_compile(text, -1, NULL, SOP_FEEL_PURE, NULL, NULL, 0, NULL);
    return feel != NULL ? sop_feel_evaluate(feel, &(SopFeelInput) {0}) : SOP_VALUE_NULL;
}

/* "age = 17; name = "x"" */
static void
read_inputs(const char *text, SopValue *slots)
{
    g_auto(GStrv) parts = g_strsplit(text, ";", -1);
    for (unsigned i = 0; parts[i] != NULL; i++)
    {
        char *equals = strchr(parts[i], '=');
        if (equals == NULL)
            continue;
        *equals = '\0';
        g_strstrip(parts[i]);
        for (unsigned n = 0; n < G_N_ELEMENTS(names); n++)
            if (strcmp(names[n].name, parts[i]) == 0)
            {
                sop_value_clear(&slots[n]);
                slots[n] = evaluate_pure(equals + 1);
            }
    }
}

static char *
say_errors(const SopFeelError *errors, unsigned n)
{
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < n; i++)
        g_string_append_printf(text, "%sSOP-%u at %u+%u: %s%s%s", i > 0 ? " // " : "",
                               errors[i].code, errors[i].offset, errors[i].length,
                               errors[i].message, errors[i].fix != NULL ? " -> " : "",
                               errors[i].fix != NULL ? errors[i].fix : "");
    return g_string_free(text, FALSE);
}

/* The value, and for false or null what decided it: "false: age is 3, needed 4; …". */
static char *
explain(const SopFeel *feel, const SopFeelInput *input)
{
    g_autoptr(SopFeelReasons) reasons = sop_feel_explain(feel, input);
    g_autofree char *value = sop_value_to_feel(sop_feel_reasons_value(reasons));
    GString *text = g_string_new(value);
    for (unsigned i = 0; i < sop_feel_reasons_count(reasons); i++)
    {
        const SopFeelReason *reason = sop_feel_reasons_at(reasons, i);
        g_string_append(text, i == 0 ? ": " : reason->alternative ? " or " : "; ");
        g_string_append(text, reason->text);
    }
    return g_string_free(text, FALSE);
}

/* What the expression gives, or what is wrong with it. */
static char *
answer(const char *expression, const char *inputs, Mode mode, const SopFeelType *want)
{
    g_autoptr(SopFeelScope) scope = mode.flags & CHOICE_CELLS ? make_choice_scope() : make_scope();
    SopFeelError errors[4] = {0};
    unsigned n_errors = 0;
    g_autoptr(SopFeel) feel =
        sop_feel_compile(expression, -1, scope, mode.options, want, errors, 4, &n_errors);
    if (feel == NULL)
    {
        char *text = say_errors(errors, n_errors);
        for (unsigned i = 0; i < n_errors; i++)
            sop_feel_error_clear(&errors[i]);
        return text;
    }
    SopValue slots[G_N_ELEMENTS(names)] = {0};
    read_inputs(inputs, slots);
    SopFeelInput input = {
        .slots = slots,
        .n_slots = G_N_ELEMENTS(slots),
        .now = sop_instant_parse("2026-03-02T01:00:00Z"),
        .zone = "Asia/Shanghai",
    };
    g_auto(SopValue) value = sop_feel_evaluate(feel, &input);
    char *text = mode.flags & EXPLAINS ? explain(feel, &input) : sop_value_to_feel(&value);
    for (unsigned i = 0; i < G_N_ELEMENTS(slots); i++)
        sop_value_clear(&slots[i]);
    return text;
}

static void
check_line(const char *line, Mode mode, const SopFeelType *want)
{
    g_auto(GStrv) parts = g_strsplit(line, " | ", 3);
    if (line[0] == '#' || g_strv_length(parts) < 2)
        return;
    bool has_inputs = parts[2] != NULL;
    const char *expected = g_strstrip(parts[has_inputs ? 2 : 1]);
    g_autofree char *expression = g_strcompress(parts[0]); /* \n in a table is a new line */
    g_autofree char *actual = answer(strchr(parts[0], '\n') != NULL ? expression : parts[0],
                                     has_inputs ? parts[1] : "", mode, want);
    sop_test_same_text(parts[0], actual, expected);
}

static void
check_table(const char *file, Mode mode, const SopFeelType *want)
{
    g_autofree char *path = g_build_filename(SOP_FEEL_TABLES, file, NULL);
    g_autofree char *text = sop_test_read(path);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (unsigned i = 0; lines[i] != NULL; i++)
        check_line(lines[i], mode, want);
}

static void
test_pure(void)
{
    check_table("pure.txt", (Mode) {SOP_FEEL_PURE, false}, NULL);
}

static void
test_standard(void)
{
    check_table("standard_values.txt", (Mode) {SOP_FEEL_PURE, false}, NULL);
    check_table("standard_time.txt", (Mode) {SOP_FEEL_PURE, false}, NULL);
    check_table("standard_language.txt", (Mode) {SOP_FEEL_PURE, false}, NULL);
}

static void
test_patterns(void)
{
    check_table("patterns.txt", (Mode) {SOP_FEEL_PURE, false}, NULL);
}

static void
test_ranges(void)
{
    check_table("ranges.txt", (Mode) {SOP_FEEL_PURE, false}, NULL);
}

static void
test_functions(void)
{
    check_table("functions.txt", (Mode) {SOP_FEEL_PURE, false}, NULL);
}

static void
test_unknown(void)
{
    check_table("unknown.txt", (Mode) {SOP_FEEL_UNKNOWN, false}, NULL);
}

static void
test_cells(void)
{
    check_table("cells.txt", (Mode) {SOP_FEEL_UNKNOWN | SOP_FEEL_UNARY_TESTS, false}, NULL);
}

static void
test_choice_cells(void)
{
    check_table("choice_cells.txt", (Mode) {SOP_FEEL_UNKNOWN | SOP_FEEL_UNARY_TESTS, true}, NULL);
}

static void
test_errors(void)
{
    check_table("errors.txt", (Mode) {SOP_FEEL_UNKNOWN, false}, NULL);
}

static void
test_wanted(void)
{
    g_autoptr(SopFeelType) boolean = sop_feel_type_new(SOP_BOOLEAN);
    check_table("wanted.txt", (Mode) {SOP_FEEL_UNKNOWN, false}, boolean);
}

static void
test_explain(void)
{
    SopFeelOptions cell = SOP_FEEL_UNKNOWN | SOP_FEEL_UNARY_TESTS;
    check_table("explain.txt", (Mode) {SOP_FEEL_UNKNOWN, EXPLAINS}, NULL);
    check_table("explain_pure.txt", (Mode) {SOP_FEEL_PURE, EXPLAINS}, NULL);
    check_table("explain_cells.txt", (Mode) {cell, EXPLAINS}, NULL);
}

/* ---- parts of the interface ------------------------------------------------------------------- */

/* A function goes on living when the expression that made it is gone, with what it captured. */
static void
test_function_outlives(void)
{
    g_autoptr(SopFeelScope) scope = sop_feel_scope_new(), later = sop_feel_scope_new();
    g_autoptr(SopFeelType) any = sop_feel_type_new_any(),
                           function = sop_feel_type_new(SOP_FUNCTION);
    sop_feel_scope_add(scope, "name", any, 0);
    sop_feel_scope_add(later, "greet", function, 0);
    g_autoptr(SopFeel) made = sop_feel_compile("function(a) a + \", \" + name", -1, scope,
                                               SOP_FEEL_PURE, NULL, NULL, 0, NULL);
    g_auto(SopValue) name = sop_value_text("Wei");
    SopValue greet = sop_feel_evaluate(made, &(SopFeelInput) {.slots = &name, .n_slots = 1});
    CU_ASSERT_EQUAL_FATAL(greet.type, SOP_FUNCTION);
    g_clear_pointer(&made, sop_feel_unref);
    sop_value_clear(&name);
    g_autoptr(SopFeel) call =
        sop_feel_compile("greet(\"Hello\")", -1, later, SOP_FEEL_PURE, NULL, NULL, 0, NULL);
    g_auto(SopValue) said =
        sop_feel_evaluate(call, &(SopFeelInput) {.slots = &greet, .n_slots = 1});
    CU_ASSERT_STRING_EQUAL(sop_value_string(&said), "Hello, Wei");
    sop_value_clear(&greet);
}

static void
check_converted(const SopFeelType *type, const char *value, const char *expected)
{
    g_auto(SopValue) before = evaluate_pure(value);
    g_auto(SopValue) after = sop_feel_type_convert(type, &before);
    g_autofree char *text = sop_value_to_feel(&after);
    sop_test_same_text(value, text, expected);
}

static void
test_convert(void)
{
    g_autoptr(SopFeelType) number = sop_feel_type_new(SOP_NUMBER);
    g_autoptr(SopFeelType) moment = sop_feel_type_new(SOP_DATE_TIME);
    g_autoptr(SopFeelType) numbers = sop_feel_type_new_list(number);
    g_autoptr(SopFeelType) range = sop_feel_type_new_range(number);
    g_autoptr(SopFeelType) function = sop_feel_type_new_function(&number, 1, number);
    check_converted(number, "3", "3");
    check_converted(number, "[3]", "3");
    check_converted(number, "[3, 4]", "null");
    check_converted(number, "\"3\"", "null");
    check_converted(numbers, "3", "[3]");
    check_converted(numbers, "[3, \"4\"]", "null");
    check_converted(moment, "@\"2026-03-02\"", "date and time(\"2026-03-02T00:00:00Z\")");
    check_converted(range, "[1..2]", "[1..2]");
    check_converted(range, "[\"a\"..\"b\"]", "null");
    check_converted(function, "function(a) 1", "function(a) 1");
    check_converted(function, "function() 1", "null");
}

static gpointer
match_often(gpointer data)
{
    gsize n_matches = 0;
    for (unsigned i = 0; i < 2000; i++)
    {
        SopValue age = sop_value_integer(i);
        SopFeelInput input = {.slots = &age, .n_slots = 1};
        g_auto(SopValue) value = sop_feel_evaluate(data, &input);
        n_matches += value.type == SOP_BOOLEAN && value.boolean;
    }
    return GSIZE_TO_POINTER(n_matches);
}

static void
test_pattern_of_threads(void)
{
    g_autoptr(SopFeelScope) scope = make_scope();
    g_autoptr(SopFeel) feel = sop_feel_compile("matches(string(age), \"^1\\d*5$\")", -1, scope,
                                               SOP_FEEL_UNKNOWN, NULL, NULL, 0, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(feel);
    GThread *threads[4];
    for (unsigned i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("match", match_often, feel);
    for (unsigned i = 0; i < G_N_ELEMENTS(threads); i++)
        CU_ASSERT_EQUAL(GPOINTER_TO_SIZE(g_thread_join(threads[i])), 111);
}

static void
test_slots_and_tree(void)
{
    g_autoptr(SopFeelScope) scope = make_scope();
    g_autoptr(SopFeel) feel = sop_feel_compile("age >= 18 or consent or age = 3", -1, scope,
                                               SOP_FEEL_UNKNOWN, NULL, NULL, 0, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(feel);
    unsigned n;
    const uint32_t *slots = sop_feel_slots(feel, &n);
    CU_ASSERT_EQUAL_FATAL(n, 2);
    CU_ASSERT_EQUAL(slots[0], 0);
    CU_ASSERT_EQUAL(slots[1], 1);
    const SopAst *tree = sop_feel_ast(feel);
    CU_ASSERT_EQUAL(tree->kind, SOP_AST_OR);
    CU_ASSERT_EQUAL(tree->children[0]->children[0]->kind, SOP_AST_COMPARISON);
    CU_ASSERT_EQUAL(tree->children[0]->children[0]->op, SOP_OP_GREATER_EQUAL);
    CU_ASSERT_STRING_EQUAL(tree->children[0]->children[0]->children[0]->text, "age");
    CU_ASSERT_EQUAL(tree->children[1]->offset, 24);
    CU_ASSERT_EQUAL(sop_feel_type_value_type(sop_feel_result_type(feel)), SOP_BOOLEAN);
    CU_ASSERT_TRUE(sop_feel_is_keyword("between"));
    CU_ASSERT_FALSE(sop_feel_is_keyword("betwixt"));
}

static SopValue
read_five(const void *host, uint32_t slot)
{
    (void) host;
    return slot == 0 ? sop_value_integer(5) : SOP_VALUE_NULL;
}

static void
test_read(void)
{
    g_autoptr(SopFeelScope) scope = make_scope();
    g_autoptr(SopFeel) feel =
        sop_feel_compile("age * 2", -1, scope, SOP_FEEL_UNKNOWN, NULL, NULL, 0, NULL);
    g_auto(SopValue) value = sop_feel_evaluate(feel, &(SopFeelInput) {.read = read_five});
    CU_ASSERT_EQUAL(value.integer, 10);
}

static void
check_text(SopValueType type, const char *text, const char *expected)
{
    g_auto(SopValue) value = sop_value_parse(type, text);
    g_autofree char *back = sop_value_to_text(&value);
    sop_test_same_text(text, back, expected);
}

static void
test_values(void)
{
    check_text(SOP_NUMBER, "0.10", "0.1");
    check_text(SOP_NUMBER, "-12345678901234567890.5", "-12345678901234567890.5");
    check_text(SOP_NUMBER, "1e3", "1000");
    check_text(SOP_NUMBER, "1x", "null");
    check_text(SOP_DATE, "2026-02-29", "null");
    check_text(SOP_DATE, "2024-02-29", "2024-02-29");
    check_text(SOP_DATE_TIME, "2026-03-02T09:00:00+08:00", "2026-03-02T09:00:00+08:00");
    check_text(SOP_DATE_TIME, "2026-03-02T09:00:00.5Z", "2026-03-02T09:00:00.5Z");
    check_text(SOP_DATE_TIME, "2026-03-02T09:00:00.123456789@Asia/Shanghai",
               "2026-03-02T09:00:00.123456789@Asia/Shanghai");
    check_text(SOP_DAYS_DURATION, "PT72H", "P3D");
    check_text(SOP_DAYS_DURATION, "-P1DT2H3M4.5S", "-P1DT2H3M4.5S");
    check_text(SOP_DAYS_DURATION, "PT0S", "PT0S");
    check_text(SOP_MONTHS_DURATION, "P14M", "P1Y2M");
    check_text(SOP_MONTHS_DURATION, "P1D", "null");
    g_auto(SopValue) one = sop_value_parse(SOP_NUMBER, "1.0");
    SopValue whole = sop_value_integer(1);
    CU_ASSERT_TRUE(sop_value_equal(&one, &whole));
    CU_ASSERT_DOUBLE_EQUAL(sop_value_double(&one), 1.0, 0);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"pure", test_pure},
        {"standard", test_standard},
        {"functions", test_functions},
        {"patterns", test_patterns},
        {"ranges", test_ranges},
        {"unknown", test_unknown},
        {"cells", test_cells},
        {"choice_cells", test_choice_cells},
        {"errors", test_errors},
        {"wanted", test_wanted},
        {"explain", test_explain},
        {"pattern_of_threads", test_pattern_of_threads},
        {"function_outlives", test_function_outlives},
        {"convert", test_convert},
        {"slots_and_tree", test_slots_and_tree},
        {"read", test_read},
        {"values", test_values},
        {NULL, NULL},
    };
    return sop_test_main("feel", tests, argc, argv);
}
