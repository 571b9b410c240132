/* SPDX-License-Identifier: Apache-2.0 */
/* The reference for authors, flows/FEEL.md: every example on it, `expression` → `value`, gives that value
 * in both modes, and no function is missing. */
#include <string.h>

#include "feel/language.h"
#include "support/support.h"

static const char arrow[] = "` → `";

static void
check_example(const char *expression, const char *value, SopFeelOptions options)
{
    SopFeelError error = {0};
    unsigned n_errors = 0;
    g_autoptr(SopFeel) feel =
        sop_feel_compile(expression, -1, NULL, options, NULL, &error, 1, &n_errors);
    SopFeelInput input = {
        .now = sop_instant_parse("2026-03-02T01:00:00Z"),
        .zone = "Asia/Shanghai",
    };
    g_auto(SopValue) result = feel != NULL ? sop_feel_evaluate(feel, &input) : SOP_VALUE_NULL;
    g_autofree char *text = feel != NULL ? sop_value_to_feel(&result) : g_strdup(error.message);
    sop_test_same_text(expression, text, value);
    sop_feel_error_clear(&error);
}

/* Examples stand alone in code: no backtick is inside of them. */
static void
test_examples(void)
{
    g_autofree char *page = sop_test_read("flows/FEEL.md");
    unsigned n_examples = 0;
    for (char *at = strstr(page, arrow); at != NULL; at = strstr(at, arrow), n_examples++)
    {
        char *start = at;
        while (start > page && start[-1] != '`')
            start--;
        char *value = at + strlen(arrow), *end = strchr(value, '`');
        CU_ASSERT_PTR_NOT_NULL_FATAL(end);
        *at = *end = '\0';
        check_example(start, value, SOP_FEEL_UNKNOWN);
        check_example(start, value, SOP_FEEL_PURE);
        at = end + 1;
    }
    CU_ASSERT_TRUE(n_examples > 150);
}

/* Each has a line that begins with it, and an example that calls it. */
static void
test_functions(void)
{
    g_autofree char *page = sop_test_read("flows/FEEL.md");
    for (uint32_t i = 0; i < sop_builtin_count(); i++)
    {
        g_autofree char *line = g_strdup_printf("\n| `%s(", sop_builtin_at(i)->name);
        const char *entry = strstr(page, line);
        g_autofree char *call = g_strdup_printf("%s(", sop_builtin_at(i)->name);
        const char *example = entry != NULL ? strstr(entry + strlen(line), call) : NULL;
        if (example == NULL || strchr(entry + 1, '\n') < example)
            CU_FAIL("a function has no example");
        if (example == NULL)
            g_print("no example of %s\n", sop_builtin_at(i)->name);
    }
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"examples", test_examples},
        {"functions", test_functions},
        {NULL, NULL},
    };
    return sop_test_main("feel_page", tests, argc, argv);
}
