/* SPDX-License-Identifier: Apache-2.0 */
/* What `sopflow show` prints is the same procedure: it compiles to a flow of the same digest. Tried on
 * all files at hand, and on random variants of one of them. */
#include <string.h>

#include "flow/flow.h"
#include "support/support.h"

static unsigned n_flows;

/* The text that is shown is read as if it stood beside the file. */
static SopProcedure *
read_shown(const char *path, const char *text, SopDiagnostics *diagnostics)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *beside = g_build_filename(folder, "shown.sop.yaml", NULL);
    return sop_procedure_load_text(beside, text, -1, diagnostics, NULL);
}

static const char *
after_comment(const char *text)
{
    return *text == '#' ? strchr(text, '\n') + 1 : text;
}

static void
check_procedure(SopProcedure *procedure, const char *path)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autofree char *text = sop_procedure_to_yaml(procedure);
    g_autoptr(SopProcedure) again = read_shown(path, text, diagnostics);
    if (again == NULL || again->broken)
        g_printerr("%s does not read back:\n%s", path, text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(again);
    CU_ASSERT_FALSE(again->broken);
    g_autofree char *twice = sop_procedure_to_yaml(again);
    sop_test_same_text("shown twice", twice, after_comment(text));

    g_autoptr(SopFlow) flow = sop_flow_compile(procedure, diagnostics);
    g_autoptr(SopFlow) same = sop_flow_compile(again, diagnostics);
    CU_ASSERT_EQUAL_FATAL(flow != NULL, same != NULL);
    if (flow == NULL)
        return;
    CU_ASSERT_STRING_EQUAL(sop_flow_digest(flow), sop_flow_digest(same));
    n_flows++;
}

/* ---- files ----------------------------------------------------------------------------------- */

static void
check_file(const char *path)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopProcedure) procedure = sop_procedure_load_file(path, diagnostics, NULL);
    if (procedure != NULL && !procedure->broken)
        check_procedure(procedure, path);
}

static void
check_theme(const char *folder)
{
    sop_test_each_file(folder, ".sop.yaml", check_file);
}

static void
test_files(void)
{
    n_flows = 0;
    sop_test_each_folder("tests/conformance", check_theme);
    sop_test_each_file("flows", ".sop.yaml", check_file);
    sop_test_each_file("tests/tools/variant", ".sop.yaml", check_file);
    CU_ASSERT_TRUE(n_flows > 20);
}

/* ---- random variants ------------------------------------------------------------------------- */

/* One of the texts, with numbers of nodes and facts for each %d in it. */
static char *
one_of(GRand *rand, const char *const *texts, int n_texts)
{
    GString *text = g_string_new(NULL);
    for (const char *at = texts[g_rand_int_range(rand, 0, n_texts)]; *at != '\0'; at++)
        if (strncmp(at, "%d", 2) == 0)
        {
            g_string_append_printf(text, "%d", g_rand_int_range(rand, 0, 6));
            at++;
        }
        else
            g_string_append_c(text, *at);
    return g_string_free(text, FALSE);
}

/* `key:` and below it some of the texts, each a line; nothing when there is none. A key must not
 * stand twice, so that it is numbered where the text is to be. */
static void
append_some(GString *yaml, GRand *rand, const char *key, const char *const *texts, int n_texts)
{
    g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (int n = g_rand_int_range(rand, 0, 5); n > 0; n--)
    {
        g_autofree char *line = one_of(rand, texts, n_texts);
        if (!g_hash_table_add(keys, g_strndup(line, strcspn(line, ":"))))
            continue;
        if (g_hash_table_size(keys) == 1)
            g_string_append_printf(yaml, "%s:\n", key);
        g_string_append_printf(yaml, "  %s\n", line);
    }
}

static char *
random_variant(GRand *rand, unsigned round)
{
    static const char *const changes[] = {
        "node_%d: {title: Another title, by: [head, clerk]}",
        "node_%d: {within: null}",
        "node_%d: {within: 3 working days, actions: {more: {to: node_%d}}}",
        "node_%d: {text: \"With # and: and\\nlines\"}",
        "node_%d: {text: {en: 'It''s', fr: \"- \\t\"}}",
        "node_%d: {actions: null}",
        "node_%d.go: {to: node_%d}",
        "node_%d.go: {to: [{when: fact_%d > %d, to: node_%d}, {to: {close: done}}]}",
        "node_%d.go: {when: null, asks: [fact_%d, fact_%d?]}",
        "node_%d.go: {sets: {fact_%d: null, fact_%d: 5}}",
        "node_%d.go: {requires: [{document: form, verified: true, when: fact_%d = null}]}",
        "phase: {to: {close: done}, steps: {node_%d: {title: Deeper}}}",
        "phase: {start: node_%d}",
    };
    static const char *const additions[] = {
        "new_%d: {in: phase, by: clerk, actions: {go: {to: node_%d}}}",
        "new_%d: {by: head, actions: {go: {to: {close: done}}, back: {to: node_%d}}}",
        "new_%d: {in: phase, choose: [{when: fact_%d = 1, to: node_%d}, {to: node_%d}]}",
        "wing_%d: {in: phase, steps: {room_%d: {by: head, actions: {leave: {to: {end: done}}}}}, to: node_%d}",
    };
    static const char *const facts[] = {
        "fact_%d: {title: {en: One, fr: Un}}",
        "fact_%d: {starts: 0}",
        "fact_%d: {range: \"[0..10]\"}",
        "other_%d: {type: choice, values: [yes, no, 'null', \"1\"]}",
    };
    static const char *const removals[] = {"- node_%d", "- node_%d.go", "- phase"};
    GString *yaml = g_string_new(NULL);
    g_string_printf(yaml, "sopflow: 1\nid: variant_%u\nextends: random_base.sop.yaml\n", round);
    append_some(yaml, rand, "change", changes, (int) G_N_ELEMENTS(changes));
    append_some(yaml, rand, "add", additions, (int) G_N_ELEMENTS(additions));
    append_some(yaml, rand, "facts", facts, (int) G_N_ELEMENTS(facts));
    if (g_rand_int_range(rand, 0, 3) == 0)
        append_some(yaml, rand, "remove", removals, (int) G_N_ELEMENTS(removals));
    return g_string_free(yaml, FALSE);
}

static void
test_random(void)
{
    static const char path[] = "tests/flow/random_variant.sop.yaml";
    g_autoptr(GRand) rand = g_rand_new_with_seed(20260302);
    n_flows = 0;
    for (unsigned round = 0; round < 400; round++)
    {
        g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
        g_autofree char *text = random_variant(rand, round);
        g_autoptr(SopProcedure) procedure =
            sop_procedure_load_text(path, text, -1, diagnostics, NULL);
        if (procedure != NULL && !procedure->broken)
            check_procedure(procedure, path);
    }
    CU_ASSERT_TRUE(n_flows > 40);
    g_print("(%u flows) ", n_flows);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"files", test_files},
        {"random variants", test_random},
        {NULL, NULL},
    };
    return sop_test_main("show", tests, argc, argv);
}
