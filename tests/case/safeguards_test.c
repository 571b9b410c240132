/* SPDX-License-Identifier: Apache-2.0 */
/* Safeguards while a case runs: what each form refuses, what it remembers (also through JSON, play.h),
 * and what is owed. */
#include "case/play.h"

#include <string.h>

#define HEAD                                                  \
    "sopflow: 1\n"                                            \
    "id: permit\n"                                            \
    "title: Permit\n"                                         \
    "timezone: UTC\n"                                         \
    "roles: {clerk: {title: Clerk}, chief: {title: Chief}}\n" \
    "facts:\n"                                                \
    "  age: {type: number, title: Age}\n"                     \
    "  fit: {type: boolean, title: Fit}\n"                    \
    "outcomes: {good: {title: Good}, bad: {title: Bad}}\n"    \
    "administration: {correct: chief, close: chief, reopen: chief}\n"

#define CLERK "clerk/c1"

/* One step in which anything may be done any number of times, in any order, under one safeguard. */
static Play *
play_under(const char *safeguard)
{
    g_autofree char *text =
        g_strconcat(HEAD "safeguards: {rule: {title: The rule, ", safeguard,
                    "}}\n"
                    "steps:\n"
                    "  work:\n"
                    "    by: clerk\n"
                    "    actions:\n"
                    "      one: {}\n"
                    "      two: {}\n"
                    "      back: {}\n"
                    "      undo: {}\n"
                    "      say: {asks: [age?, fit?]}\n"
                    "      go: {to: there}\n"
                    "      goal: {}\n"
                    "      other: {}\n"
                    "      end: {to: {close: good}}\n"
                    "  there: {by: clerk, actions: {return: {to: work}, one: {}, goal: {}}}\n",
                    NULL);

    return play_new(text);
}

/* "one say:age=3,fit=true !goal": acts in order, those with a `!` are refused by the safeguard, and quote it. */
static void
expect_story(const char *safeguard, const char *story)
{
    g_autoptr(Play) play = play_under(safeguard);
    g_auto(GStrv) acts = g_strsplit(story, " ", -1);

    for (char **act = acts; *act != NULL; act++)
    {
        bool refused = **act == '!';
        g_auto(GStrv) parts = g_strsplit(*act + refused, ":", 2);
        g_auto(GStrv) values = g_strsplit(parts[1] != NULL ? parts[1] : "", ",", -1);
        g_autofree char *given = parts[1] != NULL ? g_strjoinv("; ", values) : NULL;
        DO(play, parts[0], CLERK, given, refused ? "safeguard" : "");
        play->now += SOP_HOUR;
        if (!refused)
            continue;
        CU_ASSERT_EQUAL_FATAL(sop_verdict_count_reasons(play->verdict), 1);
        const SopReason *reason = sop_verdict_reason(play->verdict, 0);
        g_autofree char *sentence = sop_reason_sentence(reason, "fr");
        CU_ASSERT_STRING_EQUAL(sop_reason_safeguard(reason), "rule");
        CU_ASSERT_PTR_NOT_NULL(strstr(sentence, "The rule"));
        CU_ASSERT_TRUE(sop_reason_line(reason) > 0);
    }
}

static void
test_forms(void)
{
    static const struct
    {
        const char *safeguard, *story;
    } rows[] = {
        /* only_after: an action, any of several, a node; guarded may be several too */
        {"action: goal, only_after: one", "!goal two !goal one goal goal"},
        {"action: goal, only_after: [one, two]", "!goal two goal"},
        {"action: [goal, other], only_after: one", "!goal !other one other goal"},
        {"action: goal, only_after: there", "!goal go goal"},
        {"action: there, only_after: one", "!go one go return go"},
        {"action: goal, only_after: goal", "!goal !goal"},
        /* unless_since: later undoes, and it can be done again */
        {"action: goal, only_after: one, unless_since: back", "one back !goal one goal"},
        {"action: goal, only_after: one, unless_since: [back, undo]",
         "back one goal undo !goal one goal"},
        {"action: goal, only_after: [one, two], unless_since: back", "one two back !goal two goal"},
        {"action: goal, only_after: one, unless_since: there", "one go !goal one goal return goal"},
        {"action: goal, only_after: one, unless_since: one", "one goal"}, /* it begins anew */
        {"action: goal, only_after: one, unless_since: goal", "one goal !goal one goal"},
        /* when: it applies unless that is known to be false */
        {"action: goal, only_after: one, when: age < 18", "!goal say:age=20 goal say:age=17 !goal"},
        {"action: goal, only_after: one, when: fit = null", "!goal say:fit=true goal"},
        /* never_when: refuses unless known to be false */
        {"action: goal, never_when: fit", "!goal say:fit=true !goal say:fit=false goal"},
        {"action: goal, never_when: 'age < 18', when: fit",
         "!goal say:fit=false goal say:fit=true !goal say:age=18 goal"},
        {"action: there, never_when: fit", "!go say:fit=false go"},
        {"action: goal, never_when: at.there", "goal go !goal return goal"},
        {"action: goal, never_when: done.one != null", "goal one !goal"},
        /* at_most_once */
        {"action: goal, at_most_once: true", "goal one !goal"},
        {"action: [goal, other], at_most_once: true", "goal !other !goal"},
        {"action: there, at_most_once: true", "go return !go"},
        {"action: goal, at_most_once: true, when: fit",
         "goal !goal say:fit=false goal say:fit=true !goal"},
        /* at every rest; a closed case is none */
        {"never_when: fit and age < 18",
         "say:fit=false !say:age=17,fit=true !say:fit=true say:age=18 say:fit=true end"},
        {"never_when: at.there and age != 3", "!go say:age=4 !go say:age=3 go"},
        /* possible_from: offered, not known to be impossible, until … */
        {"action: end, possible_from: one", "go return one !go end"},
        {"action: [end, return], possible_from: one", "one go return"},
        {"action: other, possible_from: one, until: back", "one !go back go return one !go"},
        {"action: other, possible_from: one, until: [back, undo], when: age < 18",
         "one !go say:age=19 go return say:age=1 !go undo go"},
        {"action: other, possible_from: one", "one !go other go"}, /* until it is done */
        {"action: other, possible_from: there", "!go"},
        {"action: other, possible_from: one", "go !one return one !go end"},
        /* leads_to refuses nothing */
        {"after: one, leads_to: goal", "one go return end"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
        expect_story(rows[i].safeguard, rows[i].story);
}

/* What time took, no act takes. */
static void
test_possible_until_it_is_too_late(void)
{
    g_autoptr(Play) play = play_new(
        HEAD
        "safeguards: {free: {action: appeal, possible_from: refuse}}\n"
        "steps:\n"
        "  work: {by: clerk, actions: {refuse: {to: refused}}}\n"
        "  refused:\n"
        "    by: clerk\n"
        "    actions: {appeal: {not_after: 5 hours, when: fit, to: work}, say: {asks: [fit]}, archive: {to: archived}}\n"
        "  archived: {by: clerk, actions: {wait: {}}}\n");

    DO(play, "refuse", CLERK, NULL, "");
    DO(play, "archive", CLERK, NULL, "safeguard");
    DO(play, "say", CLERK, "fit=false", "safeguard"); /* its `when` known to be false */
    DO(play, "say", CLERK, "fit=true", "");
    play_at_instant(play, "03-02 14:00");
    DO(play, "archive", CLERK, NULL, "safeguard");
    play_at_instant(play, "03-02 14:01");
    DO(play, "say", CLERK, "fit=false", "");
    DO(play, "archive", CLERK, NULL, "");
    AT(play, "archived");
}

/* Where several tracks offer it, all must. */
static void
test_possible_in_all_tracks(void)
{
    g_autoptr(Play) play = play_new(
        HEAD
        "safeguards: {free: {action: leave, possible_from: begin, until: finish}}\n"
        "steps:\n"
        "  start: {by: clerk, actions: {begin: {to: both}}}\n"
        "  both:\n"
        "    by: clerk\n"
        "    tracks:\n"
        "      a: {steps: {a1: {actions: {leave: {when: fit, to: {close: bad}}, say: {asks: [fit]}, on: {to: a2}}}, a2: {actions: {finish: {to: {end: good}}}}}}\n"
        "      b: {steps: {b1: {actions: {leave: {to: {close: bad}}, b_on: {to: b2}}}, b2: {actions: {b_finish: {to: {end: good}}}}}}\n"
        "    to: {close: good}\n");

    DO(play, "begin", CLERK, NULL, "");
    DO(play, "say", CLERK, "fit=false", "safeguard");
    DO(play, "say", CLERK, "fit=true", "");
    DO(play, "on", CLERK, NULL, ""); /* the other track still offers it */
    DO(play, "b_on", CLERK, NULL, "safeguard");
    DO(play, "finish", CLERK, NULL, "");
    DO(play, "b_on", CLERK, NULL, "");
}

/* A timeout is an event like others: it is watched, and it is guarded. */
static void
test_timeouts(void)
{
    g_autoptr(Play) play =
        play_new(HEAD "safeguards:\n"
                      "  warned: {action: decide, only_after: warn, unless_since: forget}\n"
                      "  once: {action: warn, at_most_once: true}\n"
                      "steps:\n"
                      "  work:\n"
                      "    by: clerk\n"
                      "    timeouts: {warn: {at: 5 hours}, forget: {at: 9 hours}}\n"
                      "    actions: {decide: {}, again: {to: work}}\n");

    DO(play, "decide", CLERK, NULL, "safeguard");
    RAN(play, "03-02 14:00", "warn 03-02 14:00");
    DO(play, "decide", CLERK, NULL, "");
    play_at_instant(play, "03-02 18:00");
    DO(play, "decide", CLERK, NULL, "safeguard");
    DO(play, "again", CLERK, NULL, "");
    RAN(play, "03-02 23:30", ""); /* a second warning breaks the other */
    CU_ASSERT_TRUE(sop_case_is_stuck(play->kase));
    RAN(play, "03-03 09:00", "forget 03-03 03:00");
}

/* Given with an act it is judged on what is given, and before what the act sets. */
static void
test_judged_on_what_is_given(void)
{
    g_autoptr(Play) play = play_new(
        HEAD
        "safeguards: {adult: {action: sign, never_when: age < 18}, calm: {never_when: fit and age = 40}}\n"
        "steps:\n"
        "  work:\n"
        "    by: clerk\n"
        "    actions: {sign: {asks: [age], sets: {age: age - 10}}, set: {sets: {fit: true}}}\n");

    DO(play, "sign", CLERK, "age=17", "safeguard");
    DO(play, "sign", CLERK, "age=20", "");
    play_expect_fact(play, "age", "10");
    DO(play, "sign", CLERK, NULL, "not_given, safeguard"); /* all reasons */
    DO(play, "set", CLERK, NULL, "");
    DO(play, "sign", CLERK, "age=50", "safeguard"); /* the rest is judged on what is set */
    DO(play, "sign", CLERK, "age=40", "");
}

/* ---- what is owed ---------------------------------------------------------------------------- */

static void
test_owed(void)
{
    g_autoptr(Play) play = play_new(
        HEAD
        "safeguards:\n"
        "  answer: {title: An answer, after: [apply, insist], leads_to: [reply, good], within: 5 working days}\n"
        "  visit: {after: there, leads_to: leave, when: age < 18}\n"
        "  soon: {after: apply, leads_to: reply, within: 5 hours}\n"
        "steps:\n"
        "  work:\n"
        "    by: clerk\n"
        "    actions: {apply: {}, insist: {}, reply: {}, say: {asks: [age]}, go: {to: there}, grant: {to: {close: good}}, refuse: {to: {close: bad}}}\n"
        "  there: {by: clerk, actions: {leave: {to: work}, slip_out: {to: work}, goal: {}}}\n");

    DUE(play, "");
    DO(play, "apply", CLERK, NULL, "");
    DUE(play, "safeguard soon 03-02 14:00, safeguard answer 03-10 00:00");
    play_at_instant(play, "03-04 09:00");
    DO(play, "insist", CLERK, NULL, ""); /* a named event means its last time */
    DUE(play, "safeguard soon 03-02 14:00 over, safeguard answer 03-12 00:00");
    DO(play, "reply", CLERK, NULL, "");
    DUE(play, "");
    DO(play, "insist", CLERK, NULL, "");
    DUE(play, "safeguard answer 03-12 00:00");
    DO(play, "go", CLERK, NULL, "");
    DUE(play, "safeguard visit -, safeguard answer 03-12 00:00"); /* it applies while not known */
    DO(play, "slip_out", CLERK, NULL, "");
    DO(play, "say", CLERK, "age=18", "");
    DUE(play, "safeguard answer 03-12 00:00");
    DO(play, "say", CLERK, "age=17", "");
    DUE(play, "safeguard visit -, safeguard answer 03-12 00:00");
    DO(play, "go", CLERK, NULL, "");
    DO(play, "leave", CLERK, NULL, "");
    play_at_instant(play, "03-12 00:00");
    DUE(play, "safeguard answer 03-12 00:00 over");
    DO(play, "grant", CLERK, NULL, ""); /* an outcome counts */
    DUE(play, "");
}

/* ---- sub-procedures -------------------------------------------------------------------------- */

static void
test_sub_procedure(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow = sop_flow_load("tests/case/board.sop.yaml", diagnostics, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(flow);
    g_autoptr(Play) play = play_of(flow);

    AT(play, "panel.oral.hearing");
    DUE(play, "timeout panel.oral.absent 03-02 15:00, deadline panel 03-05 00:00");
    DO(play, "board", CLERK, NULL, "safeguard");
    CU_ASSERT_STRING_EQUAL(sop_reason_safeguard(sop_verdict_reason(play->verdict, 0)), "heard");
    DO(play, "panel.oral.hear", "judge/j1", NULL, "safeguard"); /* a rule of the inner file */
    CU_ASSERT_STRING_EQUAL(sop_reason_safeguard(sop_verdict_reason(play->verdict, 0)),
                           "panel.oral.asked");
    DO(play, "panel.oral.ask", "judge/j1", "fit=true", "");
    DO(play, "panel.oral.hear", "judge/j1", NULL, "");
    AT(play, "panel.written");
    DO(play, "board", CLERK, NULL, "");
    g_autofree char *json = sop_case_to_json(play->kase);
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"panel.written\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"panel.oral\" : \"heard\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"panel.oral.asked\""));

    g_autoptr(Play) late = play_of(flow);
    RAN(late, "03-02 16:00", "panel.oral.absent 03-02 15:00");
    AT(late, "panel.written");
    RAN(late, "03-04 16:00", "");
    DO(late, "board", CLERK, NULL, "safeguard");
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"forms", test_forms},
        {"possible until it is too late", test_possible_until_it_is_too_late},
        {"possible in all tracks", test_possible_in_all_tracks},
        {"timeouts", test_timeouts},
        {"judged on what is given", test_judged_on_what_is_given},
        {"owed", test_owed},
        {"sub-procedure", test_sub_procedure},
        {NULL, NULL},
    };
    g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
    return sop_test_main("case: safeguards", tests, argc, argv);
}
