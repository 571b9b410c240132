/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of procedures: golden cases of what is wrong, the structure read from a rich file, and the
 * pages that explain this room's codes. Needs no network and no clock. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "procedure/procedure.h"
#include "support/support.h"

static SopProcedure *
load(const char *text, SopDiagnostics *diagnostics)
{
    g_autoptr(GError) error = NULL;
    SopProcedure *procedure =
        sop_procedure_load_text("input.sop.yaml", text, -1, diagnostics, &error);
    CU_ASSERT_PTR_NULL(error);
    return procedure;
}

static void
check_golden(SopProcedure *procedure, SopDiagnostics *diagnostics, const char *folder)
{
    g_autofree char *expected = g_build_filename(folder, "expected.txt", NULL);
    g_autofree char *messages = sop_diagnostics_to_text(diagnostics, false);
    const char *state = procedure == NULL ? "nothing" : procedure->broken ? "broken" : "sound";
    g_autofree char *actual = g_strdup_printf("%sprocedure: %s\n", messages, state);
    sop_test_golden(actual, expected);
}

static void
check_case(const char *folder)
{
    g_autofree char *input = g_build_filename(folder, "input.sop.yaml", NULL);
    g_autofree char *text = sop_test_read(input);
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopProcedure) procedure = load(text, diagnostics);
    check_golden(procedure, diagnostics, folder);
}

/* A case of several files: messages have the paths in them. */
static void
check_files(const char *folder)
{
    g_autofree char *input = g_build_filename(folder, "input.sop.yaml", NULL);
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(SopProcedure) procedure = sop_procedure_load_file(input, diagnostics, &error);
    CU_ASSERT_PTR_NULL(error);
    check_golden(procedure, diagnostics, folder);
}

static void
test_cases(void)
{
    sop_test_each_folder("tests/procedure/cases", check_case);
    sop_test_each_folder("tests/procedure/files", check_files);
}

/* ---- the structure of a rich file ------------------------------------------------------------ */

static SopProcedure *
load_rich(void)
{
    g_autofree char *text = sop_test_read("tests/procedure/rich.sop.yaml");
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopProcedure) procedure = load(text, diagnostics);
    g_autofree char *messages = sop_diagnostics_to_text(diagnostics, false);
    sop_test_same_text("messages about rich.sop.yaml", messages, "");
    CU_ASSERT_PTR_NOT_NULL_FATAL(procedure);
    CU_ASSERT_FALSE(procedure->broken);
    return g_steal_pointer(&procedure);
}

static const SopWrittenNode *
child(const SopWrittenNode *parent, const char *name)
{
    for (uint32_t i = 0; i < parent->n_children; i++)
        if (strcmp(parent->children[i].name.name, name) == 0)
            return &parent->children[i];
    CU_FAIL_FATAL("no such node");
    return NULL;
}

static void
test_top(void)
{
    g_autoptr(SopProcedure) procedure = load_rich();
    CU_ASSERT_STRING_EQUAL(procedure->id, "rich");
    CU_ASSERT_STRING_EQUAL(procedure->version, "1.10");
    CU_ASSERT_STRING_EQUAL(procedure->timezone, "Asia/Shanghai");
    CU_ASSERT_EQUAL(procedure->effective_day, sop_day_from_date(2026, 1, 1));
    CU_ASSERT_EQUAL(procedure->n_languages, 2);
    CU_ASSERT_STRING_EQUAL(procedure->title.items[0].language, "en");
    CU_ASSERT_STRING_EQUAL(sop_text_in(&procedure->title, "fr", ""), "Demande d'aide");
    CU_ASSERT_EQUAL(procedure->n_cited, 1);
    CU_ASSERT_STRING_EQUAL(procedure->cited[0].year, "2018");
    CU_ASSERT_EQUAL(procedure->n_roles, 3);
    CU_ASSERT_EQUAL(procedure->roles[0].recorded_by.n_names, 2);
    CU_ASSERT_EQUAL(procedure->n_actor, 1);
    CU_ASSERT_EQUAL(procedure->n_outcomes, 2);
    CU_ASSERT_EQUAL(procedure->documents[0].valid_for->count, 90);
    CU_ASSERT_EQUAL(procedure->documents[0].seen_by.n_names, 1);
    CU_ASSERT_PTR_NULL(procedure->documents[1].valid_for);
    CU_ASSERT_PTR_NOT_NULL(procedure->calendar);
}

static void
test_facts(void)
{
    g_autoptr(SopProcedure) procedure = load_rich();
    const SopWrittenFact *facts = procedure->facts;
    CU_ASSERT_EQUAL_FATAL(procedure->n_facts, 4);
    CU_ASSERT_EQUAL(facts[0].type, SOP_FACT_NUMBER);
    CU_ASSERT_STRING_EQUAL(facts[0].range.text, "[0..120]");
    CU_ASSERT_EQUAL(facts[1].n_values, 2);
    CU_ASSERT_STRING_EQUAL(facts[1].values[1].name.name, "child");
    CU_ASSERT_STRING_EQUAL(sop_text_in(&facts[1].values[1].title, "fr", ""), "Enfant");
    CU_ASSERT_STRING_EQUAL(facts[2].starts->text, "0");
    CU_ASSERT_TRUE(facts[3].is_list);
    CU_ASSERT_EQUAL(facts[3].type, SOP_FACT_DATE);
}

static void
test_body(void)
{
    g_autoptr(SopProcedure) procedure = load_rich();
    const SopWrittenNode *root = &procedure->root;
    CU_ASSERT_STRING_EQUAL(root->name.name, "rich");
    CU_ASSERT_EQUAL(root->kind, SOP_NODE_PHASE);
    CU_ASSERT_EQUAL(root->n_children, 3);
    CU_ASSERT_EQUAL(root->n_actions, 1);
    CU_ASSERT_EQUAL(root->by.n_names, 1);
    CU_ASSERT_EQUAL(root->actions[0].to.branches[0].to.kind, SOP_TARGET_CLOSE);
    const SopWrittenNode *sort = child(root, "sort");
    CU_ASSERT_EQUAL(sort->kind, SOP_NODE_DECISION);
    CU_ASSERT_EQUAL(sort->choose.n_branches, 2);
    CU_ASSERT_STRING_EQUAL(sort->choose.branches[0].when.text, "age < 6");
    CU_ASSERT_PTR_NULL(sort->choose.branches[1].when.text);
    const SopWrittenNode *work = child(root, "work");
    CU_ASSERT_EQUAL(work->kind, SOP_NODE_PHASE);
    CU_ASSERT_STRING_EQUAL(work->start.name, "both");
    CU_ASSERT_STRING_EQUAL(work->to.branches[0].to.name.name, "intake");
    const SopWrittenNode *both = child(work, "both");
    CU_ASSERT_EQUAL(both->kind, SOP_NODE_PARALLEL);
    CU_ASSERT_EQUAL(both->n_children, 2);
    CU_ASSERT_EQUAL(both->to.branches[0].to.kind, SOP_TARGET_END);
}

static void
check_requirements(const SopWrittenAction *apply)
{
    CU_ASSERT_EQUAL_FATAL(apply->n_requirements, 3);
    const SopWrittenRequirement *second = &apply->requirements[1];
    CU_ASSERT_STRING_EQUAL(apply->requirements[0].documents.names[0].name, "passport");
    CU_ASSERT_TRUE(second->verified);
    CU_ASSERT_EQUAL(second->valid->kind, SOP_MOMENT_FROM_ENTERING);
    CU_ASSERT_EQUAL(second->issued_within->count, 8);
    CU_ASSERT_STRING_EQUAL(second->when.text, "age < 18");
    CU_ASSERT_TRUE(apply->requirements[2].any);
    CU_ASSERT_EQUAL(apply->requirements[2].documents.n_names, 2);
}

static void
check_moments(const SopWrittenAction *apply)
{
    CU_ASSERT_EQUAL(apply->not_before->kind, SOP_MOMENT_AFTER);
    CU_ASSERT_EQUAL(apply->not_before->duration.count, 72);
    CU_ASSERT_EQUAL(apply->not_before->duration.unit, SOP_UNIT_HOURS);
    CU_ASSERT_STRING_EQUAL(apply->not_before->anchor.name, "open_file");
    CU_ASSERT_EQUAL(apply->not_before->anchor.span.column, 36);
    CU_ASSERT_EQUAL(apply->not_after->kind, SOP_MOMENT_BEFORE);
    CU_ASSERT_EQUAL(apply->not_after->duration.unit, SOP_UNIT_WORKING_DAYS);
    CU_ASSERT_STRING_EQUAL(apply->not_after->anchor.name, "passport");
    CU_ASSERT_TRUE(apply->not_after->anchor_expires);
}

static void
test_action(void)
{
    g_autoptr(SopProcedure) procedure = load_rich();
    const SopWrittenNode *intake = child(&procedure->root, "intake");
    CU_ASSERT_EQUAL_FATAL(intake->n_actions, 2);
    const SopWrittenAction *apply = &intake->actions[0];
    CU_ASSERT_EQUAL(apply->order, 1);
    CU_ASSERT_EQUAL(intake->actions[1].order, 2);
    CU_ASSERT_EQUAL(apply->by.n_names, 2);
    CU_ASSERT_EQUAL_FATAL(apply->n_asks, 3);
    CU_ASSERT_FALSE(apply->asks[1].optional);
    CU_ASSERT_TRUE(apply->asks[2].optional);
    CU_ASSERT_STRING_EQUAL(apply->asks[2].name.name, "kind");
    check_requirements(apply);
    check_moments(apply);
    CU_ASSERT_EQUAL(apply->separate_from.n_names, 1);
    CU_ASSERT_EQUAL(apply->returns.n_names, 1);
    CU_ASSERT_EQUAL(apply->informs.n_names, 2);
    CU_ASSERT_EQUAL_FATAL(apply->n_sets, 4);
    CU_ASSERT_STRING_EQUAL(apply->sets[0].value.text, "tries + 1");
    CU_ASSERT_STRING_EQUAL(apply->sets[1].value.text, "null");
    CU_ASSERT_STRING_EQUAL(apply->sets[2].value.text, "3");
    CU_ASSERT_EQUAL_FATAL(apply->to.n_branches, 2);
    CU_ASSERT_EQUAL(apply->to.branches[1].to.kind, SOP_TARGET_RESUME);
    CU_ASSERT_STRING_EQUAL(apply->to.branches[1].to.at.name, "desk");
}

static void
test_clocks(void)
{
    g_autoptr(SopProcedure) procedure = load_rich();
    const SopWrittenNode *intake = child(&procedure->root, "intake");
    CU_ASSERT_EQUAL_FATAL(procedure->root.within.n_branches, 1);
    CU_ASSERT_EQUAL(procedure->root.within.branches[0].moment.duration.unit, SOP_UNIT_YEARS);
    CU_ASSERT_PTR_NULL(procedure->root.within.branches[0].when.text);
    CU_ASSERT_EQUAL_FATAL(intake->within.n_branches, 2);
    CU_ASSERT_STRING_EQUAL(intake->within.branches[0].when.text, "age < 18");
    CU_ASSERT_TRUE(intake->within.branches[1].moment.anchor_expires);
    CU_ASSERT_EQUAL_FATAL(intake->n_timeouts, 2);
    const SopWrittenTimeout *lapse = &intake->timeouts[0], *remind = &intake->timeouts[1];
    CU_ASSERT_STRING_EQUAL(lapse->name.name, "lapse");
    CU_ASSERT_EQUAL(lapse->order, 3);
    CU_ASSERT_EQUAL(lapse->at.branches[0].moment.duration.count, 90);
    CU_ASSERT_EQUAL(lapse->to.branches[0].to.kind, SOP_TARGET_CLOSE);
    CU_ASSERT_EQUAL(lapse->n_sets, 1);
    CU_ASSERT_EQUAL(lapse->returns.n_names, 1);
    CU_ASSERT_STRING_EQUAL(lapse->was.name, "end");
    CU_ASSERT_TRUE(lapse->locked);
    CU_ASSERT_EQUAL(remind->order, 4);
    CU_ASSERT_STRING_EQUAL(remind->at.branches[1].moment.anchor.name, "talk.ask");
    CU_ASSERT_EQUAL(remind->to.n_branches, 0);
    CU_ASSERT_EQUAL(remind->informs.n_names, 1);
}

static void
test_of_versions(void)
{
    g_autoptr(SopProcedure) procedure = load_rich();
    const SopWrittenNode *intake = child(&procedure->root, "intake");
    const SopWrittenAction *open = &intake->actions[1];
    CU_ASSERT_TRUE(procedure->documents[1].locked);
    CU_ASSERT_FALSE(procedure->documents[0].locked);
    CU_ASSERT_TRUE(intake->locked);
    CU_ASSERT_STRING_EQUAL(intake->was.name, "reception");
    CU_ASSERT_TRUE(open->locked);
    CU_ASSERT_STRING_EQUAL(open->was.name, "begin");
    CU_ASSERT_EQUAL_FATAL(open->n_prolongs, 2);
    CU_ASSERT_STRING_EQUAL(open->prolongs[1].name.name, "lapse");
    CU_ASSERT_EQUAL(open->prolongs[1].duration.unit, SOP_UNIT_WEEKS);
    CU_ASSERT_STRING_EQUAL(open->separate_from.names[0].name, "talk.inner.ask");
}

static void
test_safeguards(void)
{
    g_autoptr(SopProcedure) procedure = load_rich();
    const SopWrittenSafeguard *safeguards = procedure->safeguards;
    CU_ASSERT_EQUAL_FATAL(procedure->n_safeguards, 5);
    CU_ASSERT_EQUAL(safeguards[0].action.n_names, 2);
    CU_ASSERT_STRING_EQUAL(safeguards[0].only_after.names[0].name, "open_file");
    CU_ASSERT_STRING_EQUAL(safeguards[0].unless_since.names[1].name, "talk.refuse");
    CU_ASSERT_STRING_EQUAL(safeguards[0].when.text, "age > 3");
    CU_ASSERT_STRING_EQUAL(sop_text_in(&safeguards[0].title, "fr", ""), "Personne sans demande");
    CU_ASSERT_EQUAL(safeguards[0].source.n_names, 1);
    CU_ASSERT_STRING_EQUAL(safeguards[1].possible_from.names[0].name, "apply");
    CU_ASSERT_STRING_EQUAL(safeguards[1].until.names[0].name, "stop");
    CU_ASSERT_TRUE(safeguards[2].at_most_once);
    CU_ASSERT_EQUAL(safeguards[3].leads_to.n_names, 2);
    CU_ASSERT_EQUAL(safeguards[3].within->count, 4);
    CU_ASSERT_STRING_EQUAL(safeguards[4].never_when.text, "at.desk and at.intake");
    CU_ASSERT_EQUAL(safeguards[4].span.line, safeguards[3].span.line + 1);
    CU_ASSERT_EQUAL(procedure->correct.n_names, 1);
    CU_ASSERT_EQUAL(procedure->close.n_names, 2);
    CU_ASSERT_STRING_EQUAL(procedure->reopen.names[0].name, "manager");
}

/* ---- files that a procedure names ------------------------------------------------------------ */

#define SOUND "tests/procedure/files/sound/input.sop.yaml"

static void
check_sound(const SopProcedure *procedure)
{
    const SopWrittenNode *talk = child(&procedure->root, "talk");
    const SopWrittenNode *again = child(&procedure->root, "again");
    CU_ASSERT_EQUAL(talk->kind, SOP_NODE_PHASE);
    CU_ASSERT_STRING_EQUAL(talk->uses.name, "parts/talk.sop.yaml");
    CU_ASSERT_PTR_NOT_NULL_FATAL(talk->used);
    CU_ASSERT_PTR_EQUAL(talk->used, again->used);
    CU_ASSERT_STRING_EQUAL(talk->used->id, "talk");
    CU_ASSERT_EQUAL(talk->used->root.n_children, 2);
    const SopWrittenNode *writing = child(&talk->used->root, "writing");
    CU_ASSERT_STRING_EQUAL(writing->used->root.children[0].name.name, "table");
    CU_ASSERT_STRING_EQUAL(procedure->calendar_file.name, "days/office.calendar.yaml");
    CU_ASSERT_TRUE(
        sop_calendar_is_working(procedure->calendar, sop_day_from_date(2026, 5, 3))); /* Sunday */
    CU_ASSERT_FALSE(sop_calendar_is_working(procedure->calendar, sop_day_from_date(2026, 5, 4)));
    CU_ASSERT_TRUE(sop_calendar_is_working(procedure->calendar, sop_day_from_date(2026, 5, 8)));
    CU_ASSERT_FALSE(sop_calendar_is_working(procedure->calendar, sop_day_from_date(2026, 5, 9)));
    CU_ASSERT_FALSE(sop_calendar_covers(procedure->calendar, sop_day_from_date(2026, 5, 8),
                                        sop_day_from_date(2027, 1, 1)));
}

static void
test_files(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopProcedure) procedure = sop_procedure_load_file(SOUND, diagnostics, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(procedure);
    check_sound(procedure);
    g_autofree char *text = sop_test_read(SOUND);
    g_autoptr(SopProcedure) of_text = sop_procedure_load_text(SOUND, text, -1, diagnostics, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(of_text);
    check_sound(of_text);
    CU_ASSERT_EQUAL(sop_diagnostics_count(diagnostics), 0);
}

static void
write_part(const char *folder, unsigned number)
{
    g_autofree char *path = g_strdup_printf("%s/part_%u.sop.yaml", folder, number);
    CU_ASSERT_TRUE(g_file_set_contents(path,
                                       "sopflow: 1\nid: part\ntitle: Part\n"
                                       "steps: {desk: {actions: {wait: {}}}}\n",
                                       -1, NULL));
}

static void
remove_part(const char *folder, unsigned number)
{
    g_autofree char *path = g_strdup_printf("%s/part_%u.sop.yaml", folder, number);
    CU_ASSERT_EQUAL(remove(path), 0);
}

static void
test_too_many_files(void)
{
    g_autofree char *folder = g_dir_make_tmp("sopflow-XXXXXX", NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
    g_autoptr(GString) text = g_string_new("sopflow: 1\nid: user\ntitle: User\nsteps:\n");
    for (unsigned i = 0; i <= SOP_LIMIT_FILES; i++)
    {
        write_part(folder, i);
        g_string_append_printf(text, "  node_%u: {uses: part_%u.sop.yaml}\n", i, i);
    }
    g_autofree char *name = g_build_filename(folder, "user.sop.yaml", NULL);
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopProcedure) procedure =
        sop_procedure_load_text(name, text->str, -1, diagnostics, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(procedure);
    CU_ASSERT_TRUE(procedure->broken);
    CU_ASSERT_EQUAL_FATAL(sop_diagnostics_count(diagnostics), 1);
    CU_ASSERT_EQUAL(sop_diagnostic_code(sop_diagnostics_get(diagnostics, 0)),
                    SOP_MESSAGE_TOO_MANY_FILES);
    for (unsigned i = 0; i <= SOP_LIMIT_FILES; i++)
        remove_part(folder, i);
    CU_ASSERT_EQUAL(g_rmdir(folder), 0);
}

static void
test_place_in_expression(void)
{
    g_autoptr(SopProcedure) procedure = load_rich();
    const SopWrittenText *when = &child(&procedure->root, "intake")->actions[0].when;
    SopSpan span = sop_written_span(procedure, when, 4, 1);
    CU_ASSERT_EQUAL(span.line, when->node->span.line);
    CU_ASSERT_EQUAL(span.column, when->node->span.column + 4);
}

static void
test_reference_counting(void)
{
    SopProcedure *procedure = load_rich();
    CU_ASSERT_PTR_EQUAL(sop_procedure_ref(procedure), procedure);
    sop_procedure_unref(procedure);
    sop_procedure_unref(procedure);
    sop_procedure_unref(NULL);
}

static void
test_missing_file(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(GError) error = NULL;
    CU_ASSERT_PTR_NULL(
        sop_procedure_load_file("tests/procedure/no_such.sop.yaml", diagnostics, &error));
    CU_ASSERT_TRUE(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
    CU_ASSERT_EQUAL(sop_diagnostics_count(diagnostics), 0);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"cases", test_cases},
        {"top", test_top},
        {"facts", test_facts},
        {"body", test_body},
        {"action", test_action},
        {"clocks", test_clocks},
        {"what a later version keeps or renames", test_of_versions},
        {"safeguards", test_safeguards},
        {"files", test_files},
        {"too many files", test_too_many_files},
        {"place in an expression", test_place_in_expression},
        {"reference counting", test_reference_counting},
        {"missing file", test_missing_file},
        {NULL, NULL},
    };
    return sop_test_main("procedure", tests, argc, argv);
}
