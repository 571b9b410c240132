/* SPDX-License-Identifier: Apache-2.0 */
/* The yaml room: a folder per case (input.yaml, expected.txt with the diagnostics and the tree),
 * the limits, and the places of parts of a text. */
#include "yaml/yaml.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "support/support.h"

typedef struct
{
    SopArena *arena;
    SopDiagnostics *diagnostics;
    SopYamlNode *root;
} Read;

static Read
read_text(const char *text, size_t length)
{
    Read read = {sop_arena_new(), sop_diagnostics_new(), NULL};
    uint32_t source =
        sop_sources_add(sop_diagnostics_sources(read.diagnostics), "input.yaml", text, length);

    read.root = sop_yaml_read(read.arena, read.diagnostics, source);
    return read;
}

static void
clear(Read *read)
{
    sop_arena_unref(read->arena);
    sop_diagnostics_unref(read->diagnostics);
}

/* One diagnostic, of this code, is all there is. */
static void
expect_code(const char *text, size_t length, unsigned code)
{
    Read read = read_text(text, length);

    CU_ASSERT_EQUAL_FATAL(sop_diagnostics_count(read.diagnostics), 1);
    unsigned found = sop_diagnostic_code(sop_diagnostics_get(read.diagnostics, 0));
    if (found != code)
        printf("\n  SOP-%03u instead of SOP-%03u", found, code);
    CU_ASSERT_EQUAL(found, code);
    clear(&read);
}

/* ---- golden cases
 * ----------------------------------------------------------------------------- */

static void
dump(GString *out, const SopYamlNode *node, unsigned depth)
{
    static const char *const types[] = {"string", "null", "boolean", "integer", "float"};

    g_string_append_printf(out, "%u:%u", node->span.line, node->span.column);
    if (node->span.length > 0)
        g_string_append_printf(out, "+%u", node->span.length);
    if (node->kind == SOP_YAML_SCALAR)
    {
        g_autofree char *text = g_strescape(node->text, NULL);
        g_autofree char *plain =
            g_utf8_validate(node->text, -1, NULL) ? g_strdup(node->text) : g_strdup(text);
        g_strdelimit(plain, "\n", '~');
        g_string_append_printf(out, " %s \"%s\"\n", types[node->type], plain);
        return;
    }
    g_string_append(out, node->kind == SOP_YAML_MAPPING ? " mapping\n" : " sequence\n");
    for (uint32_t i = 0; i < node->size; i++)
    {
        const SopYamlNode *value =
            node->kind == SOP_YAML_MAPPING ? node->pairs[i].value : node->items[i];
        g_string_append_printf(out, "%*s", (int) (2 * depth + 2), "");
        if (node->kind == SOP_YAML_MAPPING)
            g_string_append_printf(out, "%u:%u %s = ", node->pairs[i].key->span.line,
                                   node->pairs[i].key->span.column, node->pairs[i].key->text);
        else
            g_string_append(out, "- ");
        dump(out, value, depth + 1);
    }
}

static void
check_case(const char *path)
{
    g_autofree char *input = g_build_filename(path, "input.yaml", NULL);
    g_autofree char *expected = g_build_filename(path, "expected.txt", NULL);
    char *text = NULL;
    size_t length = 0;

    CU_ASSERT_TRUE_FATAL(g_file_get_contents(input, &text, &length, NULL));
    Read read = read_text(text, length);
    g_autofree char *said = sop_diagnostics_to_text(read.diagnostics, false);
    g_autoptr(GString) out = g_string_new(said);
    if (read.root != NULL)
    {
        g_string_append(out, out->len > 0 ? "\n" : "");
        dump(out, read.root, 0);
    }
    sop_test_golden(out->str, expected);
    clear(&read);
    g_free(text);
}

static void
test_cases(void)
{
    sop_test_each_folder("tests/yaml/cases", check_case);
}

/* ---- the pages that explain
 * ------------------------------------------------------------------- */

/* The first block of YAML after `heading`. Returns: (transfer full) (nullable). */
static char *
block_after(const char *page, const char *heading)
{
    const char *start = strstr(page, heading);
    start = start != NULL ? strstr(start, "```yaml\n") : NULL;
    if (start == NULL)
        return NULL;
    start += strlen("```yaml\n");
    const char *end = strstr(start, "```");
    return end != NULL ? g_strndup(start, (size_t) (end - start)) : NULL;
}

/* The wrong example gives the page's code alone, the right one nothing. */
static void
check_page(unsigned code, const char *page)
{
    g_autofree char *wrong = block_after(page, "\n## Wrong\n");
    g_autofree char *right = block_after(page, "\n## Right\n");

    CU_ASSERT_TRUE_FATAL(wrong != NULL && right != NULL);
    if (strstr(page, "<!-- run-time -->") == NULL)
        expect_code(wrong, strlen(wrong), code);
    Read read = read_text(right, strlen(right));
    CU_ASSERT_EQUAL(sop_diagnostics_count(read.diagnostics), 0);
    clear(&read);
}

static void
test_pages(void)
{
    for (const unsigned *code = sop_explain_codes(); *code != 0 && *code < 200; code++)
    {
        g_autofree char *page = sop_explain(*code);
        check_page(*code, page);
    }
}

/* ---- limits
 * ----------------------------------------------------------------------------------- */

static void
test_limits(void)
{
    g_autofree char *large = g_strnfill(SOP_LIMIT_FILE_BYTES + 1, ' ');
    expect_code(large, SOP_LIMIT_FILE_BYTES + 1, SOP_MESSAGE_YAML_TOO_LARGE);

    g_autofree char *deep = g_strnfill(100000, '[');
    expect_code(deep, 100000, SOP_MESSAGE_YAML_TOO_DEEP);

    g_autoptr(GString) aliases = g_string_new("- &a x\n");
    for (unsigned i = 0; i <= SOP_LIMIT_YAML_ALIASES; i++)
        g_string_append(aliases, "- *a\n");
    expect_code(aliases->str, aliases->len, SOP_MESSAGE_YAML_TOO_MANY_ALIASES);

    g_autoptr(GString) longer = g_string_new("a: ");
    for (unsigned i = 0; i <= SOP_LIMIT_TEXT_BYTES; i++)
        g_string_append_c(longer, 'x');
    expect_code(longer->str, longer->len, SOP_MESSAGE_YAML_TEXT_TOO_LONG);
}

/* Depth through aliases counts as well: a reader of the tree must not meet more than the limit. */
static void
test_deep_aliases(void)
{
    g_autoptr(GString) text = g_string_new("- &a0 x\n");
    for (unsigned i = 1; i < 100; i++)
        g_string_append_printf(text, "- &a%u [*a%u]\n", i, i - 1);
    expect_code(text->str, text->len, SOP_MESSAGE_YAML_TOO_DEEP);
}

static void
test_many_keys(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = 0; i < 5000; i++)
        g_string_append_printf(text, "key%u: %u\n", i, i);
    g_string_append(text, "key17: again\n");

    Read read = read_text(text->str, text->len);
    CU_ASSERT_EQUAL_FATAL(sop_diagnostics_count(read.diagnostics), 1);
    const SopDiagnostic *twice = sop_diagnostics_get(read.diagnostics, 0);
    CU_ASSERT_EQUAL(sop_diagnostic_code(twice), SOP_MESSAGE_YAML_DUPLICATE_KEY);
    CU_ASSERT_EQUAL(sop_diagnostic_line(twice), 5001);
    CU_ASSERT_PTR_NOT_NULL_FATAL(read.root);
    CU_ASSERT_EQUAL(read.root->size, 5000);
    CU_ASSERT_TRUE(sop_yaml_is(sop_yaml_get(read.root, "key4999"), "4999"));
    CU_ASSERT_PTR_NULL(sop_yaml_get(read.root, "key5000"));
    clear(&read);
}

static void
test_bytes(void)
{
    expect_code("a: \xFF\xFE\n", 6, SOP_MESSAGE_YAML_UTF8);
    expect_code("a: \xC0\xAF\n", 6, SOP_MESSAGE_YAML_UTF8);
    expect_code("a: b\0c\n", 7, SOP_MESSAGE_YAML_CONTROL);
    expect_code("a: b\001c\n", 7, SOP_MESSAGE_YAML_CONTROL);
    expect_code("", 0, SOP_MESSAGE_YAML_EMPTY);
    expect_code("# only this\n", 12, SOP_MESSAGE_YAML_EMPTY);

    Read read = read_text("\xEF\xBB\xBF"
                          "a: 1\r\nb: 2\r\n",
                          15);
    CU_ASSERT_EQUAL(sop_diagnostics_count(read.diagnostics), 0);
    CU_ASSERT_EQUAL_FATAL(read.root->size, 2);
    CU_ASSERT_EQUAL(read.root->pairs[0].key->span.column, 1);
    CU_ASSERT_EQUAL(read.root->pairs[1].key->span.line, 2);
    CU_ASSERT_EQUAL(read.root->pairs[1].key->offset, 6);
    clear(&read);
}

static void
test_files(void)
{
    g_autoptr(SopArena) arena = sop_arena_new();
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(GError) error = NULL;

    CU_ASSERT_PTR_NULL(sop_yaml_read_file(arena, diagnostics, "tests/yaml/no_such.yaml", &error));
    CU_ASSERT_TRUE(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
    g_clear_error(&error);
    CU_ASSERT_PTR_NULL(sop_yaml_read_file(arena, diagnostics, "tests/yaml", &error));
    CU_ASSERT_TRUE(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_ISDIR));
    g_clear_error(&error);
    CU_ASSERT_PTR_NULL(sop_yaml_read_file(arena, diagnostics, "/dev/zero", &error));
    CU_ASSERT_PTR_NULL(error);
    CU_ASSERT_EQUAL(sop_diagnostics_count(diagnostics), 1);
    CU_ASSERT_PTR_NOT_NULL(
        sop_yaml_read_file(arena, diagnostics, "tests/yaml/cases/types/input.yaml", &error));
    CU_ASSERT_PTR_NULL(error);
}

/* ---- places within
 * ---------------------------------------------------------------------------- */

/* In `yaml` the part of the value of `a` that reads `part` stands at line:column+length. */
static void
expect_within(const char *yaml, const char *part, const char *place)
{
    Read read = read_text(yaml, strlen(yaml));
    const SopYamlNode *value = sop_yaml_get(read.root, "a");

    const char *found = value != NULL ? strstr(value->text, part) : NULL;
    CU_ASSERT_PTR_NOT_NULL(found);
    if (found == NULL)
    {
        clear(&read);
        return;
    }
    SopSpan span =
        sop_yaml_span_within(sop_diagnostics_sources(read.diagnostics), value,
                             (uint32_t) (found - value->text), (uint32_t) g_utf8_strlen(part, -1));
    g_autofree char *actual = g_strdup_printf("%u:%u+%u", span.line, span.column, span.length);
    sop_test_same_text(yaml, actual, place);
    clear(&read);
}

static void
test_within(void)
{
    expect_within("a: age < 18\n", "18", "1:10+2");
    expect_within("a: \xE5\xB9\xB4\xE9\xBE\x84 < 18\n", "18", "1:9+2");
    expect_within("a: one\n   two\n   three\n", "three", "3:4+5");
    expect_within("a: one\n   two\n", "one two", "1:4+3");
    expect_within("a: one\n\n\n   two\n", "two", "4:4+3");
    expect_within("a: 'it''s ok'\n", "ok", "1:11+2");
    expect_within("a: 'it''s ok'\n", "t's", "1:6+4");
    expect_within("a: \"x\\ty\\u4e2dz\"\n", "z", "1:15+1");
    expect_within("a: \"x\\ty\\u4e2dz\"\n", "\xE4\xB8\xAD", "1:9+6");
    expect_within("a: \"one \\\n  two\"\n", "two", "2:3+3");
    expect_within("a: \"one\\\n\n  two\"\n", "two", "3:3+3");
    expect_within("a: \"one\n\n  two\"\n", "two", "3:3+3");
    expect_within("a: |\n  one\n    two\n  three\n", "two", "3:5+3");
    expect_within("a: |\n  one\n    two\n  three\n", "three", "4:3+5");
    expect_within("a: |2\n    one\n  two\n", "two", "3:3+3");
    expect_within("a: >\n  one\n  two\n\n  three\n", "two", "3:3+3");
    expect_within("a: >\n  one\n  two\n\n  three\n", "three", "5:3+5");
    expect_within("a: >-\n\n  one\n    more\n  two\n", "more", "4:5+4");
    expect_within("a: >-\n\n  one\n    more\n  two\n", "two", "5:3+3");
    expect_within("a: one\r\n   two\r\n", "two", "2:4+3");
    expect_within("a: |\r\n  one\r\n  two\r\n", "two", "3:3+3");
    expect_within("a: !!str\n  age < 18\n", "18", "2:9+2");
    expect_within("a: &x age < 18\n", "<", "1:11+1");
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"cases", test_cases},         {"limits", test_limits}, {"deep_aliases", test_deep_aliases},
        {"many_keys", test_many_keys}, {"bytes", test_bytes},   {"files", test_files},
        {"within", test_within},       {"pages", test_pages},   {NULL, NULL},
    };

    return sop_test_main("yaml", tests, argc, argv);
}
