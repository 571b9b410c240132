/* SPDX-License-Identifier: Apache-2.0 */
/* Cases that go over, or stay with a reason: each row is a small change of one procedure. */
#include "case/play.h"
#include "versions/versions.h"

#include <string.h>

static const char procedure[] =
    "sopflow: 1\n"
    "id: loan\n"
    "version: 1.0.0\n"
    "title: Loan\n"
    "roles: {clerk: {}, head: {}}\n"
    "documents: {form: {}, card: {}}\n"
    "facts: {age: {type: number}, kind: {type: choice, values: [new, old]}, tries: {type: number, "
    "starts: 0}}\n"
    "outcomes: {granted: {}, refused: {}, good: {}}\n"
    "steps:\n"
    "  desk:\n"
    "    by: clerk\n"
    "    within: 3 days\n"
    "    timeouts: {nudge: {at: 2 days, informs: [head]}}\n"
    "    actions:\n"
    "      apply: {asks: [age, kind?, form, card?], to: checks}\n"
    "      wait: {prolongs: {desk: 1 day}}\n"
    "      rest: {to: pause}\n"
    "  pause:\n"
    "    by: clerk\n"
    "    actions: {go_on: {to: {resume: checks}}}\n"
    "  checks:\n"
    "    actions: {hold: {by: clerk, to: pause}}\n"
    "    tracks:\n"
    "      papers: {steps: {read: {by: clerk, actions: {accept: {to: {end: good}}}}}}\n"
    "      money: {steps: {count: {by: clerk, actions: {enough: {to: {end: good}}}}}}\n"
    "    to: decision\n"
    "  decision:\n"
    "    by: head\n"
    "    actions: {decide: {to: {close: granted}}, deny: {to: {close: refused}}}\n"
    "administration: {correct: head, close: head, reopen: head}\n";

typedef struct
{
    const char *acts;     /* "apply clerk/c1 age=3; form={,,} | accept clerk/c1" */
    const char *edits;    /* "old => new" a line */
    const char *expected; /* "pause; clock_starts", or "person: step_gone" */
} Row;

static const Row rows[] = {
    {"", "", "desk"},
    {"", "version: 1.0.0 => version: 2.0.0", "desk"},
    {"", "  desk: =>   counter:\n    was: desk\n{desk: 1 day} => {counter: 1 day}", "counter"},
    {"", "  desk: =>   counter:\n{desk: 1 day} => {counter: 1 day}", "person: step_gone"},
    {"", "nudge: {at: 2 days => nudge: {at: 1 day", "desk"},
    {"", "within: 3 days => within: 1 day", "desk"},
    {"wait clerk/c1", "      wait: {prolongs: {desk: 1 day}}\n => ", "person: grant_gone"},
    {"wait clerk/c1", "prolongs: {desk: 1 day} => prolongs: {desk: 2 days}", "desk"},
    {"rest clerk/c1",
     "  pause:\n => "
     "  pause:\n    within: 5 days\n",
     "pause; clock_starts"},
    {"rest clerk/c1",
     "  pause:\n => "
     "  pause:\n    timeouts: {over: {at: 1 day, to: desk}}\n",
     "pause; clock_starts"},
    {"apply clerk/c1 age=3; form={,,}", "", "count, read"},
    {"apply clerk/c1 age=3; form={,,}", "age: {type: number} => age: {type: number, range: '> 5'}",
     "person: value_unfit"},
    {"apply clerk/c1 age=3; kind=old; form={,,}", "values: [new, old] => values: [new, used]",
     "person: value_unfit"},
    {"apply clerk/c1 age=3; kind=new; form={,,}", "values: [new, old] => values: [new, used]",
     "count, read"},
    {"apply clerk/c1 age=3; form={,,}",
     "age: {type: number}, => \nasks: [age, kind?, => asks: [kind?,", "person: fact_gone"},
    {"apply clerk/c1 age=3; form={,,}", ", tries: {type: number, starts: 0} => ", "count, read"},
    {"apply clerk/c1 age=3; form={,,}; card={,,}",
     "form: {}, card: {} => form: {}\nform, card?] => form]", "person: document_gone"},
    {"apply clerk/c1 age=3; form={,,}", "form: {}, card: {} => form: {}\nform, card?] => form]",
     "count, read"},
    {"apply clerk/c1 age=3; form={,,}",
     "    to: decision =>       third: {steps: {look: {by: clerk, actions: {seen: {to: {end: "
     "good}}}}}}\n    to: decision",
     "person: track_new"},
    {"apply clerk/c1 age=3; form={,,} | enough clerk/c1",
     "      money: {steps: {count: {by: clerk, actions: {enough: {to: {end: good}}}}}}\n => ",
     "person: step_gone"},
    {"apply clerk/c1 age=3; form={,,} | accept clerk/c1",
     "      papers: {steps: {read: {by: clerk, actions: {accept: {to: {end: good}}}}}}\n => ",
     "person: step_gone"},
    {"apply clerk/c1 age=3; form={,,} | accept clerk/c1", "{end: good} => {end: granted}",
     "count, papers"},
    {"apply clerk/c1 age=3; form={,,} | accept clerk/c1 | enough clerk/c1",
     "papers: {steps: {read: {by: clerk, actions: {accept: {to: {end: good}}}}} => papers: {steps: "
     "{read: {by: clerk, actions: {accept: {to: {end: granted}}}}}",
     "decision"},
    {"apply clerk/c1 age=3; form={,,} | hold clerk/c1", "", "pause"},
    {"apply clerk/c1 age=3; form={,,} | hold clerk/c1",
     "      money: {steps: {count: {by: clerk, actions: {enough: {to: {end: good}}}}}}\n => ",
     "person: left_unknown"},
    {"apply clerk/c1 age=3; form={,,} | hold clerk/c1",
     "steps: {read: { => steps: {look: {was: read,", "pause"},
    {"apply clerk/c1 age=3; form={,,} | accept clerk/c1 | enough clerk/c1",
     "decide: {to => decide: {not_before: 1 day after apply, to", "person: done_unknown"},
    {"rest clerk/c1", "decide: {to => decide: {not_before: 1 day after apply, to", "pause"},
    {"apply clerk/c1 age=3; form={,,} | accept clerk/c1 | enough clerk/c1",
     "decide: {to => decide: {separate_from: accept, to", "person: actor_unknown"},
    {"apply clerk/c1 age=3; form={,,}",
     "administration: => safeguards: {once: {action: apply, at_most_once: true}}\nadministration:",
     "person: past_unknown"},
    {"",
     "administration: => safeguards: {once: {action: apply, at_most_once: true}}\nadministration:",
     "desk"},
    {"apply clerk/c1 age=3; form={,,} | accept clerk/c1 | enough clerk/c1 | deny head/h1",
     "refused: {} => denied: {}\n{close: refused} => {close: denied}", "person: outcome_gone"},
    {"apply clerk/c1 age=3; form={,,} | accept clerk/c1 | enough clerk/c1 | decide head/h1",
     "refused: {} => denied: {}\n{close: refused} => {close: denied}", "closed"},
    {"apply clerk/c1 age=3; form={,,}",
     "  checks:\n => "
     "  checks:\n    within: 9 days\n",
     "count, read; clock_starts"},
    {"apply clerk/c1 age=3; form={,,}",
     "read: {by: clerk, actions: {accept: {to: {end: good}}}} => read: {choose: [{to: {end: good}}]}, "
     "look: {by: clerk, actions: {accept: {to: {end: good}}}}",
     "person: step_changed"},
};

/* Puts every "old => new" into the text. Returns: (transfer full). */
static char *
edit(const char *text, const char *edits)
{
    g_autoptr(GString) edited = g_string_new(text);
    g_auto(GStrv) lines = g_strsplit(edits, "\n", -1);
    g_autoptr(GString) old = g_string_new(NULL);
    g_autoptr(GString) new = NULL;

    for (unsigned i = 0; lines[i] != NULL || new != NULL; i++)
    {
        const char *line = lines[i];
        const char *arrow = line != NULL ? strstr(line, " => ") : NULL;
        bool ends = line == NULL || (arrow != NULL && new != NULL);
        if (ends)
        {
            CU_ASSERT_PTR_NOT_NULL(strstr(edited->str, old->str));
            g_string_replace(edited, old->str, new->str, 0);
            g_string_truncate(old, 0);
            g_string_free(g_steal_pointer(&new), TRUE);
            if (line == NULL)
                break;
        }
        if (arrow != NULL)
        {
            g_string_append_len(old, line, arrow - line);
            new = g_string_new(arrow + strlen(" => "));
        }
        else if (new != NULL)
            g_string_append_printf(new, "\n%s", line);
        else if (*line != '\0')
            g_string_append_printf(old, "%s\n", line);
    }
    return g_strdup(edited->str);
}

/* "apply clerk/c1 age=3; form={,,} | …" */
static void
play_acts(Play *play, const char *acts)
{
    g_auto(GStrv) parts = g_strsplit(acts, " | ", -1);

    for (unsigned i = 0; parts[i] != NULL && *parts[i] != '\0'; i++)
    {
        g_auto(GStrv) words = g_strsplit(parts[i], " ", 3);
        sop_test_same_text(parts[i], play_do(play, words[0], words[1], words[2]), "");
    }
}

/* "pause; clock_starts", "person: step_gone". Returns: (transfer full). */
static char *
say(const SopMigration *migration)
{
    const SopCase *made = sop_migration_case(migration);
    SopMigrationResult result = sop_migration_result(migration);
    GString *said = g_string_new(made == NULL ? sop_migration_result_name(result)
                                 : sop_case_closed(made) != SOP_NONE ? "closed"
                                                                     : "");

    for (uint32_t i = 0; made != NULL && i < made->n_leaves; i++)
    {
        SopNode leaf = sop_case_leaves(made)[made->n_leaves - 1 - i];
        g_string_append_printf(said, "%s%s", i > 0 ? ", " : "", made->flow->nodes[leaf].name);
    }
    for (unsigned i = 0; i < sop_migration_count(migration); i++)
        g_string_append_printf(said, "%s%s",
                               i > 0          ? ", "
                               : made != NULL ? "; "
                                              : ": ",
                               sop_finding_code_name(sop_migration_code(migration, i)));
    return g_string_free(said, FALSE);
}

static void
test_rows(void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
    {
        g_autoptr(Play) play = play_new(procedure);
        g_autofree char *text = edit(procedure, rows[i].edits);
        g_autoptr(SopFlow) newer = play_compile(text);
        g_autoptr(SopVersions) versions = sop_versions_compare(play->flow, newer);
        play_acts(play, rows[i].acts);
        g_autofree char *json = sop_case_to_json(play->kase);
        g_autoptr(SopMigration) migration = sop_versions_migrate(versions, json, -1, play->now, 0);
        g_autofree char *said = say(migration);
        sop_test_same_text(rows[i].edits, said, rows[i].expected);
    }
}

/* ---- time ---------------------------------------------------------------------------------------------- */

/* Two days later the timeouts of both versions are due. */
static char *
migrate_late(const char *edits, uint32_t accepted)
{
    g_autoptr(Play) play = play_new(procedure);
    g_autofree char *text = edit(procedure, edits);
    g_autoptr(SopFlow) newer = play_compile(text);
    g_autoptr(SopVersions) versions = sop_versions_compare(play->flow, newer);

    g_autofree char *json = sop_case_to_json(play->kase);
    play_wait(play, 80);
    g_autoptr(SopMigration) migration =
        sop_versions_migrate(versions, json, -1, play->now, accepted);
    return say(migration);
}

static void
test_late(void)
{
    g_autofree char *due = migrate_late("version: 1.0.0 => version: 2.0.0", 0);
    g_autofree char *new_timeout = migrate_late("nudge: {at: 2 days => lapse: {at: 1 day, to: "
                                                "{close: refused}}, nudge: {at: 9 days",
                                                1u << SOP_FINDING_DUE_BEFORE);

    sop_test_same_text("due under both", due, "person: due_before");
    sop_test_same_text("another timeout", new_timeout, "person: due_before, at_once");
}

/* What ran does not run again, under its new name either. */
static void
test_fired(void)
{
    g_autoptr(Play) play = play_new(procedure);
    g_autofree char *text =
        edit(procedure, "nudge: {at: 2 days => reminder: {was: nudge, at: 2 days");
    g_autoptr(SopFlow) newer = play_compile(text);
    g_autoptr(SopVersions) versions = sop_versions_compare(play->flow, newer);

    play_wait(play, 80);
    play_tick(play);
    g_autofree char *json = sop_case_to_json(play->kase);
    g_autoptr(SopMigration) migration = sop_versions_migrate(versions, json, -1, play->now, 0);
    g_autofree char *said = say(migration);
    sop_test_same_text("it ran", said, "desk");
    CU_ASSERT_PTR_NOT_NULL_FATAL(sop_migration_case(migration));
    g_autoptr(SopCase) made = sop_case_dup(sop_migration_case(migration));
    CU_ASSERT_EQUAL(sop_case_tick(made, play->now + 100 * SOP_HOUR, NULL), 0);
}

/* ---- what is accepted, and what cannot be ---------------------------------------------------------------- */

static void
test_accepted(void)
{
    g_autoptr(Play) play = play_new(procedure);
    g_autofree char *text =
        edit(procedure, "age: {type: number}, => \nasks: [age, kind?, => asks: [kind?,");
    g_autoptr(SopFlow) newer = play_compile(text);
    g_autoptr(SopVersions) versions = sop_versions_compare(play->flow, newer);

    play_acts(play, "apply clerk/c1 age=3; form={,,}");
    g_autofree char *json = sop_case_to_json(play->kase);
    g_autoptr(SopMigration) migration =
        sop_versions_migrate(versions, json, -1, play->now, 1u << SOP_FINDING_FACT_GONE);
    g_autofree char *said = say(migration);
    sop_test_same_text("accepted", said, "count, read; fact_gone");
    CU_ASSERT_EQUAL(sop_migration_weight(migration, 0), SOP_MIGRATION_GOES);
}

static void
test_cannot(void)
{
    static const struct
    {
        const char *json, *expected;
    } texts[] = {
        {"no case", "cannot: not_a_case"},
        {"{\"sopflow_case\": 1}", "cannot: other_version"},
    };
    g_autoptr(SopFlow) flow = play_compile(procedure);
    g_autoptr(SopVersions) versions = sop_versions_compare(flow, flow);

    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
    {
        g_autoptr(SopMigration) migration =
            sop_versions_migrate(versions, texts[i].json, -1, 0, UINT32_MAX);
        g_autofree char *said = say(migration);
        sop_test_same_text(texts[i].json, said, texts[i].expected);
        sop_test_same_text("its id", sop_migration_id(migration), "");
    }
}

/* What the administration did, and where a closed case was, go along. */
static void
test_administration(void)
{
    g_autoptr(Play) play = play_new(procedure);
    g_autofree char *text =
        edit(procedure, "  desk: =>   counter:\n    was: desk\n{desk: 1 day} => {counter: 1 day}");
    g_autoptr(SopFlow) newer = play_compile(text);
    g_autoptr(SopVersions) versions = sop_versions_compare(play->flow, newer);

    ORDER(play, "correct age=4", "head/h1", "a slip", "");
    ORDER(play, "close", "head/h1", "a double", "");
    g_autofree char *json = sop_case_to_json(play->kase);
    g_autoptr(SopMigration) migration = sop_versions_migrate(versions, json, -1, play->now, 0);
    g_autofree char *said = say(migration);
    sop_test_same_text("closed by hand", said, "closed");
    CU_ASSERT_PTR_NOT_NULL_FATAL(sop_migration_case(migration));
    g_autoptr(SopCase) made = sop_case_dup(sop_migration_case(migration));
    SopActor head = {.id = "h1", .role = sop_flow_role(newer, "head")};
    CU_ASSERT_TRUE(sop_case_reopen(made, &head, "it was none", play->now, NULL));
    CU_ASSERT_TRUE(sop_case_is_at(made, sop_flow_node(newer, "counter")));
    CU_ASSERT_EQUAL(sop_case_administered(made)->len, 3);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {{"rows", test_rows},
                                    {"late", test_late},
                                    {"fired", test_fired},
                                    {"accepted", test_accepted},
                                    {"cannot", test_cannot},
                                    {"administration", test_administration},
                                    {NULL, NULL}};
    g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
    return sop_test_main("versions: cases", tests, argc, argv);
}
