/* SPDX-License-Identifier: Apache-2.0 */
/* The administration: who may, what is refused, what stays with the case, and clocks that stand still while
 * a case is closed. */
#include "case/play.h"

#include <string.h>

#define HEAD                                                                       \
    "sopflow: 1\n"                                                                 \
    "id: permit\n"                                                                 \
    "title: Permit\n"                                                              \
    "timezone: UTC\n"                                                              \
    "roles: {clerk: {title: Clerk}, chief: {title: Chief}, boss: {title: Boss}}\n" \
    "documents: {plan: {title: Plan}}\n"                                           \
    "facts:\n"                                                                     \
    "  age: {type: number, range: \"[0..120]\", title: Age}\n"                     \
    "  fit: {type: boolean, title: Fit}\n"                                         \
    "  kind: {type: choice, values: [new, old], title: Kind}\n"                    \
    "outcomes: {good: {title: Good}, bad: {title: Bad}}\n"

#define CLERK "clerk/c1"
#define CHIEF "chief/h1"

static const char permit[] = HEAD
    "administration: {correct: [chief, boss], close: chief, reopen: boss}\n"
    "safeguards: {adult: {action: issue, never_when: age < 18}}\n"
    "steps:\n"
    "  phase:\n"
    "    by: clerk\n"
    "    within: 5 working days\n"
    "    timeouts: {remind: {at: 10 hours, informs: [chief]}, lapse: {at: 5 days, to: {close: bad}}}\n"
    "    tracks:\n"
    "      one: {steps: {a: {actions: {say: {asks: [age?, kind?]}, issue: {to: {close: good}}, done: {to: {end: good}}}}}}\n"
    "      two: {steps: {b: {within: 20 hours, actions: {finish: {to: {end: good}}}}}}\n"
    "    to: {close: good}\n";

static void
test_who_may(void)
{
    g_autoptr(Play) play = play_new(permit);
    SopRole roles[4];

    ORDER(play, "correct age=3", CLERK, "typed wrongly", "wrong_role");
    CU_ASSERT_EQUAL(sop_reason_menders(sop_verdict_reason(play->verdict, 0), roles, 4), 2);
    ORDER(play, "close", "boss/b1", "why not", "wrong_role");
    ORDER(play, "close", "nobody/n1", "why not", "wrong_role");
    ORDER(play, "close", CHIEF, NULL, "not_given");
    ORDER(play, "close", CHIEF, " \n", "not_given");
    ORDER(play, "reopen", CLERK, "", "not_given, wrong_role");
    ORDER(play, "reopen", "boss/b1", "again", "not_offered"); /* it is not closed */
    ORDER(play, "close", CHIEF, "moved away", "");
    AT(play, "closed: closed");
    ORDER(play, "close", CHIEF, "again", "closed");
    ORDER(play, "reopen", CHIEF, "again", "wrong_role");
    ORDER(play, "reopen", "boss/b1", "came back", "");
    AT(play, "a, b");
}

/* Without the key nobody may. */
static void
test_nobody_may(void)
{
    g_autoptr(Play) play = play_new(
        HEAD
        "steps: {work: {by: clerk, actions: {say: {asks: [age]}, end: {to: {close: bad}}}}}\n");

    ORDER(play, "correct age=3", CHIEF, "typed wrongly", "wrong_role");
    ORDER(play, "close", CHIEF, "why not", "wrong_role");
    DO(play, "end", CLERK, NULL, "");
    ORDER(play, "reopen", CHIEF, "why not", "wrong_role");
}

static void
test_sentences(void)
{
    static const struct
    {
        const char *order, *reason, *sentence;
    } rows[] = {
        {"correct plan={,,}", "x", "“Plan” is no fact, so it cannot be corrected."},
        {"correct size=3", "x", "“size” is no fact, so it cannot be corrected."},
        {"correct age=121", "x", "“121” does not fit “Age”, which takes a number [0..120]."},
        {"close", "", "A reason must be given."},
    };
    g_autoptr(Play) play = play_new(permit);

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
    {
        play_expect_order(play, rows[i].order, CHIEF, rows[i].reason,
                          i < 2   ? "not_asked"
                          : i < 3 ? "wrong_value"
                                  : "not_given",
                          __LINE__);
        g_autofree char *sentence = sop_reason_sentence(sop_verdict_reason(play->verdict, 0), "en");
        sop_test_same_text(rows[i].order, sentence, rows[i].sentence);
    }
    ORDER(play, "reopen", "boss/b1", "x", "not_offered");
    g_autofree char *sentence = sop_reason_sentence(sop_verdict_reason(play->verdict, 0), "en");
    CU_ASSERT_STRING_EQUAL(sentence, "The case is not closed, so there is nothing to reopen.");
}

static void
test_correcting(void)
{
    g_autoptr(Play) play = play_new(permit);

    DO(play, "say", CLERK, "age=17; kind=old", "");
    DO(play, "issue", CLERK, NULL, "safeguard");
    ORDER(play, "correct age=40; kind=younger", CHIEF, "read wrongly", "wrong_value");
    ORDER(play, "correct age=40; kind=younger; size=3", CHIEF, "read wrongly",
          "not_asked, wrong_value");     /* all reasons */
    play_expect_fact(play, "age", "17"); /* all or nothing */
    ORDER(play, "correct age=40; kind=null", CHIEF, "read wrongly", "");
    play_expect_fact(play, "age", "40");
    play_expect_fact(play, "kind", "unknown");
    AT(play, "a, b"); /* nothing is decided again */
    g_autofree char *json = sop_case_to_json(play->kase);
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "read wrongly"));
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"h1\""));
    DO(play, "issue", CLERK, NULL, "");                               /* later safeguards see it */
    ORDER(play, "correct fit=true", "boss/b1", "for the record", ""); /* a closed case too */
    play_expect_fact(play, "fit", "true");
    AT(play, "closed: good");
}

/* Timeouts due by then come first, whether it is refused or not. */
static void
test_timeouts_come_first(void)
{
    g_autoptr(Play) play = play_new(permit);
    SopActor chief = {.id = "h1", .role = sop_flow_role(play->flow, "chief")};

    play->now += 20 * SOP_HOUR;
    CU_ASSERT_FALSE(sop_case_close(play->kase, &chief, NULL, play->now, play->verdict));
    ACT_RAN(play, "remind 03-02 19:00");
    play->now += 200 * SOP_HOUR;
    CU_ASSERT_FALSE(sop_case_close(play->kase, &chief, "moved", play->now, play->verdict));
    ACT_RAN(play, "lapse 03-08 00:00");
    AT(play, "closed: bad");
}

static void
test_clocks_stand_still(void)
{
    g_autoptr(Play) play = play_new(permit);

    DO(play, "done", CLERK, NULL, ""); /* one track is finished, and stays so */
    play_at_instant(play, "03-02 14:00");
    DUE(play, "timeout remind 03-02 19:00, deadline b 03-03 05:00, timeout lapse 03-08 00:00, "
              "deadline phase 03-10 00:00");
    ORDER(play, "close", CHIEF, "moved away", "");
    DUE(play, "");
    CU_ASSERT_EQUAL(sop_case_next_due(play->kase), SOP_INSTANT_NONE);
    RAN(play, "03-12 14:00", "");
    ORDER(play, "reopen", "boss/b1", "came back", "");
    AT(play, "b");
    DUE(play, "timeout remind 03-12 19:00, deadline b 03-13 05:00, timeout lapse 03-18 00:00, "
              "deadline phase 03-20 00:00");
    SopDue due;
    sop_case_due(play->kase, play->now, &due, 1); /* the earliest, when there is room for one */
    g_autofree char *how = sop_case_explain_due(play->kase, &due, "en");
    CU_ASSERT_STRING_EQUAL(how, "10 hours, counted from 2 March 2026; it stood still meanwhile");
    RAN(play, "03-12 20:00", "remind 03-12 19:00");
    ORDER(play, "close", CHIEF, "moved away again", "");
    play_at_instant(play, "03-13 20:00");
    ORDER(play, "reopen", "boss/b1", "came back again", "");
    DUE(play, "deadline b 03-14 05:00, timeout lapse 03-19 00:00, deadline phase 03-21 00:00");
    DO(play, "finish", CLERK, NULL, "");
    AT(play, "closed: good");
    ORDER(play, "reopen", "boss/b1", "not yet", ""); /* the rest before the last act */
    AT(play, "b");
}

/* A timeout that closed the case has fired: reopened, it does not close it again. */
static void
test_reopening_what_lapsed(void)
{
    g_autoptr(Play) play = play_new(permit);

    RAN(play, "04-01 09:00", "remind 03-02 19:00, lapse 03-08 00:00");
    AT(play, "closed: bad");
    ORDER(play, "reopen", "boss/b1", "excused", "");
    AT(play, "a, b");
    DUE(play, "deadline b 03-27 14:00 over, deadline phase 04-03 00:00");
    RAN(play, "05-01 09:00", "");
    AT(play, "a, b");
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"who may", test_who_may},
        {"nobody may", test_nobody_may},
        {"sentences", test_sentences},
        {"correcting", test_correcting},
        {"timeouts come first", test_timeouts_come_first},
        {"clocks stand still", test_clocks_stand_still},
        {"reopening what lapsed", test_reopening_what_lapsed},
        {NULL, NULL},
    };
    g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
    return sop_test_main("case: administration", tests, argc, argv);
}
