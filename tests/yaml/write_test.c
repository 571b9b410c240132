/* SPDX-License-Identifier: Apache-2.0 */
/* Trees written as text and read again: the files at hand, a golden example, and random texts in
 * every style. */
#include <string.h>

#include "support/support.h"
#include "yaml/yaml.h"

typedef struct
{
    SopArena *arena;
    SopDiagnostics *diagnostics;
    SopYamlNode *root;
} Read;

static Read
read_text(const char *text)
{
    Read read = {sop_arena_new(), sop_diagnostics_new(), NULL};
    SopSources *sources = sop_diagnostics_sources(read.diagnostics);
    read.root = sop_yaml_read(read.arena, read.diagnostics,
                              sop_sources_add(sources, "input.yaml", text, strlen(text)));
    return read;
}

static void
clear(Read *read)
{
    sop_arena_unref(read->arena);
    sop_diagnostics_unref(read->diagnostics);
}

static bool
same(const SopYamlNode *a, const SopYamlNode *b)
{
    if (a->kind == SOP_YAML_SCALAR && a->type == SOP_YAML_NULL && b->type == SOP_YAML_NULL)
        return true;
    if (a->kind != b->kind || a->size != b->size || a->type != b->type)
        return false;
    if (a->kind == SOP_YAML_SCALAR)
        return memcmp(a->text, b->text, a->size) == 0;
    for (uint32_t i = 0; i < a->size; i++)
        if (a->kind == SOP_YAML_SEQUENCE ? !same(a->items[i], b->items[i])
                                         : !same(a->pairs[i].key, b->pairs[i].key) ||
                                               !same(a->pairs[i].value, b->pairs[i].value))
            return false;
    return true;
}

/* Writes the tree, reads that, and compares; then once more, which must change nothing. */
static void
check_tree(const SopYamlNode *root)
{
    g_autofree char *text = sop_yaml_write(root);
    Read again = read_text(text);
    bool ok = again.root != NULL && sop_diagnostics_count(again.diagnostics) == 0 &&
              same(root, again.root);
    if (!ok)
    {
        g_autofree char *messages = sop_diagnostics_to_text(again.diagnostics, false);
        g_printerr("does not read back:\n%s%s", text, messages);
    }
    CU_ASSERT_TRUE_FATAL(ok);
    g_autofree char *twice = sop_yaml_write(again.root);
    sop_test_same_text("written twice", twice, text);
    clear(&again);
}

static void
check_file(const char *path)
{
    g_autofree char *text = sop_test_read(path);
    Read read = read_text(text);
    if (read.root != NULL && sop_diagnostics_count(read.diagnostics) == 0)
        check_tree(read.root);
    clear(&read);
}

static void
check_folder(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "input.yaml", NULL);
    check_file(path);
}

static void
test_files(void)
{
    sop_test_each_folder("tests/yaml/cases", check_folder);
    sop_test_each_file("tests/fuzz/corpus/yaml", ".yaml", check_file);
    sop_test_each_file("tests/fuzz/corpus/procedure", ".yaml", check_file);
    sop_test_each_file("flows", ".yaml", check_file);
}

static void
test_golden(void)
{
    g_autofree char *text = sop_test_read("tests/yaml/write.yaml");
    Read read = read_text(text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(read.root);
    g_autofree char *written = sop_yaml_write(read.root);
    sop_test_golden(written, "tests/yaml/write.txt");
    clear(&read);
}

/* ---- random trees ---------------------------------------------------------------------------- */

static char *
random_text(GRand *rand)
{
    static const char *const parts[] = {
        "a",
        "word",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\t",
        ":",
        ": ",
        "#",
        " #",
        "-",
        "- ",
        "?",
        "'",
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        "&",
        "*",
        "!",
        "|",
        ">",
        "%",
        "@",
        "`",
        "~",
        "null",
        "true",
        "1.5",
        "0x1F",
        "é",
        "自",
        "😀",
        "\r",
        "=",
        "<<",
        "...",
        "---",
        "\x7F",
        "\x1",
        "\u2028",
        "\xC2\x85",
        "\uFEFF",
        "a long stretch of words that will have to be folded when it is written out again "};
    GString *text = g_string_new(NULL);
    for (int n = g_rand_int_range(rand, 0, 9); n > 0; n--)
        g_string_append(text, parts[g_rand_int_range(rand, 0, (int) G_N_ELEMENTS(parts))]);
    return g_string_free(text, FALSE);
}

/* A text as it would be typed when read in this style. */
static SopYamlNode *
random_scalar(SopArena *arena, GRand *rand)
{
    static const char *const plain[] = {"5", "-0.5", "true", "~", "", "null", "no", "0x1F", ".inf"};
    SopYamlNode *node = sop_arena_new_array(arena, SopYamlNode, 1);
    if (g_rand_int_range(rand, 0, 4) == 0)
    {
        static const uint8_t types[] = {SOP_YAML_INTEGER, SOP_YAML_FLOAT,   SOP_YAML_BOOLEAN,
                                        SOP_YAML_NULL,    SOP_YAML_NULL,    SOP_YAML_NULL,
                                        SOP_YAML_STRING,  SOP_YAML_INTEGER, SOP_YAML_FLOAT};
        int which = g_rand_int_range(rand, 0, (int) G_N_ELEMENTS(plain));
        const char *text = which == 4 ? "null" : plain[which];
        *node = (SopYamlNode) {.type = types[which], .text = text, .size = (uint32_t) strlen(text)};
        return node;
    }
    g_autofree char *text = random_text(rand);
    *node = (SopYamlNode) {.style = (uint8_t) g_rand_int_range(rand, 0, 5),
                           .text = sop_arena_strdup(arena, text),
                           .size = (uint32_t) strlen(text)};
    return node;
}

static SopYamlNode *
random_tree(SopArena *arena, GRand *rand, int depth)
{
    int kind = depth == 0 ? SOP_YAML_SCALAR : g_rand_int_range(rand, 0, 3);
    if (kind == SOP_YAML_SCALAR)
        return random_scalar(arena, rand);
    uint32_t size = (uint32_t) g_rand_int_range(rand, 0, 5);
    SopYamlNode *node = sop_arena_new_array(arena, SopYamlNode, 1);
    *node =
        (SopYamlNode) {.kind = (uint8_t) kind, .size = size, .flow = g_rand_boolean(rand) != FALSE};
    if (kind == SOP_YAML_SEQUENCE)
        node->items = sop_arena_new_array(arena, SopYamlNode *, size);
    else
        node->pairs = sop_arena_new_array(arena, SopYamlPair, size);
    for (uint32_t i = 0; i < size; i++)
        if (kind == SOP_YAML_SEQUENCE)
            node->items[i] = random_tree(arena, rand, depth - 1);
        else
        {
            g_autofree char *rest = random_text(rand);
            g_autofree char *text = g_strdup_printf("%u%s", i, rest);
            SopYamlNode *key = random_scalar(arena, rand);
            *key = (SopYamlNode) {.style = (uint8_t) g_rand_int_range(rand, 0, 5),
                                  .text = sop_arena_strdup(arena, text),
                                  .size = (uint32_t) strlen(text)};
            node->pairs[i] = (SopYamlPair) {key, random_tree(arena, rand, depth - 1)};
        }
    return node;
}

static void
test_random(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(20260301);
    for (unsigned round = 0; round < 3000; round++)
    {
        g_autoptr(SopArena) arena = sop_arena_new();
        check_tree(random_tree(arena, rand, 4));
    }
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"files", test_files},
        {"golden", test_golden},
        {"random", test_random},
        {NULL, NULL},
    };
    return sop_test_main("yaml_write", tests, argc, argv);
}
