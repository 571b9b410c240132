/* SPDX-License-Identifier: Apache-2.0 */
/* The limits of FEEL, each met: what is too long or too deep does not compile, and what would take too
 * long is null. */
#include <string.h>

#include "base/limits.h"
#include "feel/feel.h"
#include "support/support.h"

static SopValue
evaluate_pure(const char *text)
{
    g_autoptr(SopFeel) feel = sop_feel_compile(text, -1, NULL, SOP_FEEL_PURE, NULL, NULL, 0, NULL);
    return feel != NULL ? sop_feel_evaluate(feel, &(SopFeelInput) {0}) : SOP_VALUE_NULL;
}

static unsigned
code_of(const char *text, gssize length)
{
    SopFeelError error = {0};
    unsigned n = 0;
    g_autoptr(SopFeel) feel =
        sop_feel_compile(text, length, NULL, SOP_FEEL_UNKNOWN, NULL, &error, 1, &n);
    unsigned code = feel == NULL ? error.code : 0;
    sop_feel_error_clear(&error);
    return code;
}

static char *
repeat(const char *start, const char *part, unsigned n, const char *end)
{
    GString *text = g_string_new(start);
    for (unsigned i = 0; i < n; i++)
        g_string_append(text, part);
    g_string_append(text, end);
    return g_string_free(text, FALSE);
}

static void
test_limits(void)
{
    g_autofree char *deep = repeat("", "(", 1000, "1");
    g_autofree char *minus = repeat("", "-", 1000, "1");
    g_autofree char *chain = repeat("1", " + 1", 1000, "");
    g_autofree char *longest = repeat("1", " ", 20000, "");
    g_autofree char *wide = repeat("max(1", ", 1", 1000, ")");
    g_autofree char *calls = repeat("(function() 1)", "()", 1000, "");
    g_autofree char *functions = repeat("", "function(a) ", 300, "1");
    g_autofree char *types = repeat("1 instance of ", "list<", 300, "number");
    g_autofree char *parameters = repeat("function(a", "b, b", 300, ") 1");
    g_autofree char *list = repeat("count([1", ", 1", 3000, "])");
    CU_ASSERT_EQUAL(code_of(deep, -1), 300);
    CU_ASSERT_EQUAL(code_of(minus, -1), 300);
    CU_ASSERT_EQUAL(code_of(chain, -1), 300);
    CU_ASSERT_EQUAL(code_of(longest, -1), 300);
    CU_ASSERT_EQUAL(code_of(wide, -1), 300);
    CU_ASSERT_EQUAL(code_of(calls, -1), 300);
    CU_ASSERT_EQUAL(code_of(functions, -1), 300);
    CU_ASSERT_EQUAL(code_of(types, -1), 300);
    CU_ASSERT_EQUAL(code_of(parameters, -1), 301);
    CU_ASSERT_EQUAL(code_of(list, -1), 0);
    CU_ASSERT_EQUAL(code_of("\xff", -1), 307);
    CU_ASSERT_EQUAL(code_of("1\0002", 3), 307);
}

/* Loops that would never end in our time are null, and all is let go. */
static void
test_run_time_limits(void)
{
    static const char *const endless[] = {
        "count(for a in 1..100000, b in 1..100000 return a)",
        "some a in 1..100000, b in 1..100000 satisfies a + b < 0",
        "for a in 1..100000 return [partial[-1]]",
        "for a in 1..100000 return partial",
        "{f: function(n) f(n + 1), x: f(1)}.x",
        "{f: function(n) if n = 0 then 0 else f(n - 1) + f(n - 1), x: f(60)}.x",
        "{f: function(n) function() n, x: for i in 1..200 return f(partial[-1])}.x",
        "for a in 1..60 return [partial[-1], partial[-1]]",
        "sort(for i in 1..90000 return i, function(a, b) a < b)",
        "string length(string join(for a in 1..90000 return string(for b in 1..90000 return b)))",
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(endless); i++)
    {
        g_auto(SopValue) value = evaluate_pure(endless[i]);
        CU_ASSERT_EQUAL(value.type, SOP_NULL);
    }
}

static void
check_text(const char *expression, const char *expected)
{
    g_auto(SopValue) value = evaluate_pure(expression);
    g_autofree char *text = sop_value_to_feel(&value);
    sop_test_same_text(expression, text, expected);
}

/* As much as is allowed has its value, and one more has none. */
static void
test_edges(void)
{
    CU_ASSERT_EQUAL(SOP_LIMIT_LIST_ITEMS, 100000);
    check_text("count(for i in 1..100000 return i)", "100000");
    check_text("count(for i in 1..100001 return i)", "null");
    check_text("count(concatenate(for i in 1..60000 return i, for i in 1..40000 return i))",
               "100000");
    check_text("count(concatenate(for i in 1..60000 return i, for i in 1..40001 return i))",
               "null");
    CU_ASSERT_EQUAL(SOP_LIMIT_FUNCTION_DEPTH, 200);
    check_text("{f: function(n) if n = 1 then 1 else f(n - 1), x: f(200)}.x", "1");
    check_text("{f: function(n) if n = 1 then 1 else f(n - 1), x: f(201)}.x", "null");
    CU_ASSERT_EQUAL(SOP_LIMIT_EVALUATION_STEPS, 1000000);
    check_text("some a in 1..500, b in 1..500 satisfies a + b < 0", "false");
    check_text("some a in 1..1001, b in 1..1001 satisfies a + b < 0", "null");
    check_text("999999999 ** 9999999999", "null");
    check_text("10 ** 6145", "null");
}

/* No pattern keeps us longer than an evaluation may: catastrophes are null, and long texts are searched. */
static void
test_patterns_end(void)
{
    static const char *const endless[] = {
        "matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\", \"^(a+)+$\")",
        "matches(string join(for i in 1..200 return \"a\"), \"(a*)*[bc]\")",
        "matches(string join(for i in 1..60 return \"x\"), \"(x+x+)+[yz]\", \"i\")",
        "replace(string join(for i in 1..90000 return \"aaaaaaaa\"), \"a+[bc]\", \"\")",
        "split(string join(for i in 1..90000 return \"aaaaaaaa\"), \"(.*).*\\1[xy]\")",
        "for i in 1..100000 return matches(string(i) + \"aaaaaaaaaaaaaaa\", \"(a|aa)+[xy]\")",
        "matches(\"a\", \"((((a{1000}){1000}){1000}){1000}){1000}\")",
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(endless); i++)
    {
        g_auto(SopValue) value = evaluate_pure(endless[i]);
        CU_ASSERT_EQUAL(value.type, SOP_NULL);
    }
    g_auto(SopValue) list =
        evaluate_pure("count((for i in 1..10000 return string(i))[matches(item, "
                      "\"^[0-9]*7$\")])");
    CU_ASSERT_EQUAL(list.integer, 1000);
    g_autofree char *deep = repeat("matches(\"a\", \"", "(", 3000, "\")");
    g_autofree char *classes = repeat("matches(\"a\", \"", "[a-", 3000, "\")");
    g_autofree char *wide = repeat("matches(\"a\", \"[", "!-\\uFFFD", 400, "]\", \"i\")");
    const char *const patterns[] = {deep, classes, wide};
    for (unsigned i = 0; i < G_N_ELEMENTS(patterns); i++)
    {
        g_auto(SopValue) value = evaluate_pure(patterns[i]);
        CU_ASSERT_EQUAL(value.type, SOP_NULL);
    }
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"limits", test_limits},
        {"run_time_limits", test_run_time_limits},
        {"edges", test_edges},
        {"patterns_end", test_patterns_end},
        {NULL, NULL},
    };
    return sop_test_main("feel_limits", tests, argc, argv);
}
