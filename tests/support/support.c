/* SPDX-License-Identifier: Apache-2.0 */
/* The test programs' common part: see support.h. */
#include "support/support.h"

#include <CUnit/Basic.h>
#include <stdio.h>
#include <string.h>

int
sop_test_main(const char *suite, const SopTest *tests, int argc, char **argv)
{
    if (CU_initialize_registry() != CUE_SUCCESS)
        return 2;

    CU_pSuite registered = CU_add_suite(suite, NULL, NULL);
    for (const SopTest *test = tests; test->name != NULL; test++)
        if (argc < 2 || g_str_equal(argv[1], test->name))
            CU_add_test(registered, test->name, test->run);

    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_ErrorCode ran = CU_basic_run_tests();
    bool failed =
        ran != CUE_SUCCESS || CU_get_number_of_failures() > 0 || CU_get_number_of_tests_run() == 0;
    printf("\n");
    CU_cleanup_registry();
    return failed ? 1 : 0;
}

/* Prints the first line in which the texts differ, with its number. */
static void
show_difference(const char *actual, const char *expected)
{
    g_auto(GStrv) left = g_strsplit(actual, "\n", -1);
    g_auto(GStrv) right = g_strsplit(expected, "\n", -1);
    unsigned line = 0;

    while (left[line] != NULL && right[line] != NULL && g_str_equal(left[line], right[line]))
        line++;
    printf("\n  line %u\n    expected: %s\n    actual:   %s\n", line + 1,
           right[line] != NULL ? right[line] : "(end)", left[line] != NULL ? left[line] : "(end)");
}

void
sop_test_same_text(const char *what, const char *actual, const char *expected)
{
    if (actual == NULL || expected == NULL || !g_str_equal(actual, expected))
    {
        printf("\n  %s is not as expected", what);
        if (actual != NULL && expected != NULL)
        {
            show_difference(actual, expected);
            printf("---- actual\n%s\n----\n", actual);
        }
        CU_FAIL("texts differ");
        return;
    }
    CU_PASS("texts are the same");
}

void
sop_test_golden(const char *actual, const char *path)
{
    const char *update = g_getenv("SOP_UPDATE_GOLDEN");
    if (update != NULL && *update != '\0' && !g_str_equal(update, "0"))
    {
        CU_ASSERT_TRUE(g_file_set_contents(path, actual, -1, NULL));
        return;
    }

    g_autofree char *expected = NULL;
    if (!g_file_get_contents(path, &expected, NULL, NULL))
        expected = g_strdup("(no such file: run with SOP_UPDATE_GOLDEN=1)");
    sop_test_same_text(path, actual, expected);
}

static int
compare_paths(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *) a, *(const char *const *) b);
}

static void
each(const char *folder, const char *suffix, GFileTest kind, void (*run)(const char *path))
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
    {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_str_has_suffix(name, suffix) && g_file_test(path, kind))
            g_ptr_array_add(paths, g_steal_pointer(&path));
    }

    if (paths->len == 0)
        printf("\n  nothing to test in %s", folder);
    CU_ASSERT_TRUE(paths->len > 0);
    g_ptr_array_sort(paths, compare_paths);
    for (unsigned i = 0; i < paths->len; i++)
        run(g_ptr_array_index(paths, i));
}

void
sop_test_each_folder(const char *folder, void (*run)(const char *path))
{
    each(folder, "", G_FILE_TEST_IS_DIR, run);
}

void
sop_test_each_file(const char *folder, const char *suffix, void (*run)(const char *path))
{
    each(folder, suffix, G_FILE_TEST_IS_REGULAR, run);
}

static struct
{
    GString *all;
    char *(*text_of)(const char *path);
} telling; /* of the golden file that is made */

static void
tell(const char *path)
{
    g_autofree char *text = telling.text_of(path);

    g_string_append_printf(telling.all, "== %s\n%s\n", path, text);
}

void
sop_test_golden_of_each(const char *folder, const char *suffix, char *(*text_of)(const char *path))
{
    g_autofree char *golden = g_build_filename(folder, "expected.txt", NULL);

    telling.all = g_string_new(NULL);
    telling.text_of = text_of;
    sop_test_each_file(folder, suffix, tell);
    sop_test_golden(telling.all->str, golden);
    g_string_free(telling.all, TRUE);
}

char *
sop_test_read(const char *path)
{
    char *text = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL))
    {
        printf("\n  %s cannot be read", path);
        CU_FAIL("a file of the test cannot be read");
        return g_strdup("");
    }
    return text;
}
