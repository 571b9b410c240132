/* SPDX-License-Identifier: Apache-2.0 */
/* Variants: what the merged procedure has, and from which file each part is. What is wrong with
 * them is in the golden cases of files/. */
#include <glib/gstdio.h>
#include <string.h>

#include "procedure/procedure.h"
#include "support/support.h"

static char *folder; /* of the files that the tests write */

static void
write_file(const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    CU_ASSERT_TRUE_FATAL(g_file_set_contents(path, text, -1, NULL));
}

static SopProcedure *
load(const char *name, SopDiagnostics *diagnostics)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    return sop_procedure_load_file(path, diagnostics, NULL);
}

/* ---- what is merged -------------------------------------------------------------------------- */

#define DECLARED \
    "title: Card\nroles: {clerk: {title: Clerk}}\noutcomes: {issued: {title: Issued}}\n"

static const char base[] =
    "sopflow: 1\nid: base\nversion: 1.0.0\n" DECLARED
    "facts: {age: {type: number}, note: {type: text}, vip: {type: boolean}}\n"
    "steps:\n"
    "  intake:\n"
    "    steps:\n"
    "      desk:\n"
    "        by: clerk\n"
    "        within: 3 days\n"
    "        actions:\n"
    "          accept:\n"
    "            {asks: [age, note], sets: {vip: true}, to: {end: issued}}\n"
    "          refuse: {when: vip, to: {resume: intake}}\n"
    "      back: {by: clerk, actions: {give_back: {to: desk}}}\n"
    "    to: {close: issued}\n"
    "safeguards: {right: {action: accept, at_most_once: true}}\n";

static const char middle[] = "sopflow: 1\nid: middle\nextends: base.sop.yaml\nversion: 2.0.0\n"
                             "roles: {head: {title: Head}}\n"
                             "facts: {note: null}\n"
                             "change:\n"
                             "  desk: {within: 5 days, by: [clerk, head]}\n"
                             "  desk.accept: {asks: [age], sets: {age: null, vip: null}, "
                             "to: {close: issued}}\n"
                             "  desk.refuse: {when: null, to: {at: back}}\n"
                             "safeguards: {right: {action: refuse, at_most_once: true}}\n";

static const char last[] = "sopflow: 1\nid: last\nextends: middle.sop.yaml\ntitle: Last\n"
                           "remove: [back, desk.refuse]\n"
                           "add:\n"
                           "  wing: {in: intake, steps: {room: {by: head}}}\n"
                           "  cellar: {in: wing, by: head}\n"
                           "  back: {by: head}\n"
                           "safeguards: {right: {action: accept, when: vip, at_most_once: true}}\n";

static SopProcedure *
load_last(SopDiagnostics *diagnostics)
{
    write_file("base.sop.yaml", base);
    write_file("middle.sop.yaml", middle);
    write_file("last.sop.yaml", last);
    SopProcedure *procedure = load("last.sop.yaml", diagnostics);
    g_autofree char *messages = sop_diagnostics_to_text(diagnostics, false);
    sop_test_same_text("messages", messages, "");
    CU_ASSERT_PTR_NOT_NULL_FATAL(procedure);
    CU_ASSERT_FALSE(procedure->broken);
    return procedure;
}

static void
check_source(const SopProcedure *procedure, SopSpan span, const char *name, unsigned line)
{
    g_autofree char *found = g_path_get_basename(sop_sources_name(procedure->sources, span.source));
    CU_ASSERT_STRING_EQUAL(found, name);
    CU_ASSERT_EQUAL(span.line, line);
}

static void
test_top(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopProcedure) procedure = load_last(diagnostics);
    CU_ASSERT_STRING_EQUAL(procedure->id, "last");
    CU_ASSERT_STRING_EQUAL(procedure->version, "2.0.0");
    CU_ASSERT_STRING_EQUAL(sop_text_in(&procedure->title, "en", ""), "Last");
    CU_ASSERT_EQUAL(procedure->n_roles, 2);
    CU_ASSERT_EQUAL(procedure->n_facts, 2);
    CU_ASSERT_STRING_EQUAL(procedure->facts[1].name.name, "vip");
    CU_ASSERT_EQUAL_FATAL(procedure->n_safeguards, 3);
    CU_ASSERT_STRING_EQUAL(procedure->safeguards[0].name.name, "right");
    CU_ASSERT_STRING_EQUAL(procedure->safeguards[1].name.name, "right_middle");
    CU_ASSERT_STRING_EQUAL(procedure->safeguards[2].name.name, "right_last");
    check_source(procedure, procedure->safeguards[1].name.span, "middle.sop.yaml", 11);
    CU_ASSERT_EQUAL(procedure->extended.n_names, 2);
}

static void
test_nodes(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopProcedure) procedure = load_last(diagnostics);
    const SopWrittenNode *root = &procedure->root, *intake = &root->children[0];
    CU_ASSERT_EQUAL_FATAL(root->n_children, 2);
    CU_ASSERT_STRING_EQUAL(root->children[1].name.name, "back");
    CU_ASSERT_EQUAL_FATAL(intake->n_children, 2);
    CU_ASSERT_STRING_EQUAL(intake->children[1].name.name, "wing");
    CU_ASSERT_EQUAL(intake->children[1].n_children, 2);
    const SopWrittenNode *desk = &intake->children[0];
    CU_ASSERT_EQUAL(desk->by.n_names, 2);
    check_source(procedure, desk->span, "base.sop.yaml", 11);
    check_source(procedure, desk->within.span, "middle.sop.yaml", 8);
    CU_ASSERT_EQUAL(desk->n_actions, 1);
    const SopWrittenAction *accept = &desk->actions[0];
    CU_ASSERT_EQUAL(accept->n_asks, 1);
    CU_ASSERT_EQUAL(accept->n_sets, 1);
    CU_ASSERT_STRING_EQUAL(accept->sets[0].fact.name, "age");
    CU_ASSERT_STRING_EQUAL(accept->sets[0].value.text, "null");
    CU_ASSERT_EQUAL(accept->to.branches[0].to.kind, SOP_TARGET_CLOSE);
}

static void
test_part_of_a_target(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    write_file("base.sop.yaml", base);
    write_file("middle.sop.yaml", middle);
    g_autoptr(SopProcedure) procedure = load("middle.sop.yaml", diagnostics);
    CU_ASSERT_PTR_NOT_NULL_FATAL(procedure);
    const SopWrittenAction *refuse = &procedure->root.children[0].children[0].actions[1];
    CU_ASSERT_PTR_NULL(refuse->when.text);
    CU_ASSERT_EQUAL(refuse->to.branches[0].to.kind, SOP_TARGET_RESUME);
    CU_ASSERT_STRING_EQUAL(refuse->to.branches[0].to.name.name, "intake");
    CU_ASSERT_STRING_EQUAL(refuse->to.branches[0].to.at.name, "back");
}

/* What an alias stands for is changed where it is named, and nowhere else. */
static void
test_aliases(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    write_file("base.sop.yaml", "sopflow: 1\nid: base\n" DECLARED "steps:\n"
                                "  one: {by: clerk, actions: &both {go: {to: two}}}\n"
                                "  two: {by: clerk, actions: *both}\n");
    write_file("a.sop.yaml", "sopflow: 1\nid: a\nextends: base.sop.yaml\n"
                             "change: {one.go: {to: {close: issued}}}\n");
    g_autoptr(SopProcedure) procedure = load("a.sop.yaml", diagnostics);
    CU_ASSERT_PTR_NOT_NULL_FATAL(procedure);
    const SopWrittenNode *nodes = procedure->root.children;
    CU_ASSERT_EQUAL(nodes[0].actions[0].to.branches[0].to.kind, SOP_TARGET_CLOSE);
    CU_ASSERT_EQUAL(nodes[1].actions[0].to.branches[0].to.kind, SOP_TARGET_NODE);
}

/* ---- a chain --------------------------------------------------------------------------------- */

static void
test_long_chain(void)
{
    write_file("v0.sop.yaml", base);
    for (unsigned i = 1; i <= SOP_LIMIT_VARIANTS + 1; i++)
    {
        g_autofree char *name = g_strdup_printf("v%u.sop.yaml", i);
        g_autofree char *text =
            g_strdup_printf("sopflow: 1\nid: v%u\nextends: v%u.sop.yaml\n", i, i - 1);
        write_file(name, text);
    }
    g_autofree char *longest = g_strdup_printf("v%u.sop.yaml", SOP_LIMIT_VARIANTS);
    g_autofree char *too_long = g_strdup_printf("v%u.sop.yaml", SOP_LIMIT_VARIANTS + 1);
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopProcedure) sound = load(longest, diagnostics);
    CU_ASSERT_PTR_NOT_NULL(sound);
    CU_ASSERT_EQUAL(sop_diagnostics_count(diagnostics), 0);
    g_autoptr(SopProcedure) none = load(too_long, diagnostics);
    CU_ASSERT_PTR_NULL(none);
    CU_ASSERT_EQUAL_FATAL(sop_diagnostics_count(diagnostics), 1);
    CU_ASSERT_EQUAL(sop_diagnostic_code(sop_diagnostics_get(diagnostics, 0)),
                    SOP_MESSAGE_TOO_MANY_VARIANTS);
}

static void
remove_folder(void)
{
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(files)) != NULL;)
    {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_unlink(path);
    }
    g_rmdir(folder);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"top", test_top},
        {"nodes", test_nodes},
        {"part of a target", test_part_of_a_target},
        {"aliases", test_aliases},
        {"long chain", test_long_chain},
        {NULL, NULL},
    };
    folder = g_dir_make_tmp("sopflow-XXXXXX", NULL);
    g_assert(folder != NULL);
    int status = sop_test_main("variant", tests, argc, argv);
    remove_folder();
    g_free(folder);
    return status;
}
