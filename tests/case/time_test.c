/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks and timeouts, sentence by sentence of the language. That late ticks are as good as punctual
 * ones, that asking leaves no trace and that JSON loses nothing is checked at every tick (play.h). */
#include "case/play.h"

#define HEAD_IN(zone)                                                   \
    "sopflow: 1\n"                                                      \
    "id: permit\n"                                                      \
    "title: Permit\n"                                                   \
    "timezone: " zone "\n"                                              \
    "roles: {clerk: {title: Clerk}, chief: {title: Chief}}\n"           \
    "documents: {plan: {title: Plan}}\n"                                \
    "facts:\n"                                                          \
    "  urgent: {type: boolean, title: Urgent}\n"                        \
    "  count: {type: number, starts: 0, range: \"[0..3]\", title: N}\n" \
    "  log: {type: text, starts: \"\", title: Log}\n"                   \
    "  hearing: {type: date, title: Hearing}\n"                         \
    "  call: {type: date_time, title: Call}\n"                          \
    "outcomes: {good: {title: Good}, bad: {title: Bad}}\n"
#define HEAD HEAD_IN("UTC")

#define CLERK "clerk/c1"

/* ---- order ----------------------------------------------------------------------------------- */

static void
test_order(void)
{
    g_autoptr(Play) play =
        play_new(HEAD "steps:\n"
                      "  work:\n"
                      "    by: clerk\n"
                      "    timeouts: {outer: {at: 5 hours, sets: {log: 'log + \"o\"'}}}\n"
                      "    tracks:\n"
                      "      shallow:\n"
                      "        steps:\n"
                      "          a:\n"
                      "            timeouts:\n"
                      "              late: {at: 6 hours, sets: {log: 'log + \"l\"'}}\n"
                      "              first: {at: 5 hours, sets: {log: 'log + \"1\"'}}\n"
                      "              second: {at: 5 hours, sets: {log: 'log + \"2\"'}}\n"
                      "      far:\n"
                      "        steps:\n"
                      "          inside:\n"
                      "            steps:\n"
                      "              b:\n"
                      "                timeouts:\n"
                      "                  early: {at: 4 hours, sets: {log: 'log + \"e\"'}}\n"
                      "                  deep: {at: 5 hours, sets: {log: 'log + \"d\"'}}\n"
                      "    to: {close: good}\n");

    DUE(play, "timeout early 03-02 13:00, timeout first 03-02 14:00, timeout second 03-02 14:00, "
              "timeout outer 03-02 14:00, timeout deep 03-02 14:00, timeout late 03-02 15:00");
    RAN(play, "03-02 15:00",
        "early 03-02 13:00, deep 03-02 14:00, first 03-02 14:00, second 03-02 14:00, "
        "outer 03-02 14:00, late 03-02 15:00");
    play_expect_fact(play, "log", "ed12ol");
    RAN(play, "05-01 00:00", ""); /* each once */
}

/* ---- when they are judged -------------------------------------------------------------------- */

static void
test_when(void)
{
    static const char text[] = HEAD "steps:\n"
                                    "  work:\n"
                                    "    by: clerk\n"
                                    "    timeouts:\n"
                                    "      lapse: {at: 5 hours, when: urgent, to: {close: bad}}\n"
                                    "      tell: {at: 8 hours, informs: [chief]}\n"
                                    "    actions: {say: {asks: [urgent]}, again: {to: work}}\n";
    g_autoptr(Play) passed = play_new(text);
    g_autoptr(Play) pending = play_new(text);

    DO(passed, "say", CLERK, "urgent=false", "");
    RAN(passed, "03-02 14:30", ""); /* it was judged, and has passed */
    DO(passed, "say", CLERK, "urgent=true", "");
    RAN(passed, "03-02 23:00", "tell 03-02 17:00");
    DO(passed, "again", CLERK, NULL, ""); /* entered anew */
    RAN(passed, "03-03 23:00", "lapse 03-03 04:00");
    AT(passed, "closed: bad");

    RAN(pending, "03-02 14:30", ""); /* unknown: it stays pending, and is not stuck */
    CU_ASSERT_FALSE(sop_case_is_stuck(pending->kase));
    DUE(pending, "timeout lapse 03-02 14:00 over, timeout tell 03-02 17:00");
    RAN(pending, "03-02 20:00", "tell 03-02 17:00");
    DO(pending, "say", CLERK, "urgent=true", "");
    ACT_RAN(pending, "lapse 03-02 20:00"); /* now, since nothing happens in the past */
    AT(pending, "closed: bad");
}

static void
test_now_is_when_it_is_due(void)
{
    g_autoptr(Play) play = play_new(
        HEAD
        "steps:\n"
        "  work:\n"
        "    by: clerk\n"
        "    timeouts:\n"
        "      note: {at: 5 hours, sets: {call: now(), hearing: today(), log: 'actor.id'}, when: 'now() < date and time(\"2026-03-02T15:00:00Z\")'}\n"
        "      done: {at: 1 hours after note, sets: {call: done.note}}\n"
        "    actions: {wait: {}}\n");

    play_at_instant(play, "03-09 09:00");
    DO(play, "wait", CLERK, NULL, "");
    play_expect_fact(play, "call", "2026-03-02T14:00:00Z");
    play_expect_fact(play, "hearing", "2026-03-02");
    play_expect_fact(play, "log", "unknown"); /* nobody does it */
}

/* ---- on entering, and round and round -------------------------------------------------------- */

static void
test_due_on_entering(void)
{
    g_autoptr(Play) play = play_new(
        HEAD
        "steps:\n"
        "  start: {by: clerk, timeouts: {at_once: {at: 0 hours, to: work}}, actions: {skip: {to: work}}}\n"
        "  work: {by: clerk, actions: {set_day: {asks: [hearing], to: rest}}}\n"
        "  rest:\n"
        "    by: clerk\n"
        "    timeouts:\n"
        "      missed: {at: 0 days after hearing, sets: {log: 'log + \"m\"'}, to: after}\n"
        "      before: {at: 2 days before hearing, sets: {log: 'log + \"b\"'}}\n"
        "    actions: {wait: {}}\n"
        "  after: {by: clerk, timeouts: {on: {at: 3 hours before hearing, to: {close: good}}}, actions: {wait: {}}}\n");

    AT(play, "work"); /* when it was opened */
    play_at_instant(play, "03-10 09:00");
    DO(play, "set_day", CLERK, "hearing=2026-03-05", ""); /* all in one call, at its instant */
    ACT_RAN(play, "before 03-10 09:00, missed 03-10 09:00, on 03-10 09:00");
    AT(play, "closed: good");
    play_expect_fact(play, "log", "bm");
}

static void
test_round_and_round(void)
{
    static const char *const loops[] = {"{again: {at: 0 hours, to: work}}",
                                        "{again: {at: 0 hours after go, to: other}}"};

    for (unsigned i = 0; i < G_N_ELEMENTS(loops); i++)
    {
        g_autofree char *text = g_strconcat(
            HEAD "steps:\n"
                 "  start: {by: clerk, actions: {go: {to: work}}}\n"
                 "  work: {by: clerk, actions: {wait: {}, leave: {to: {close: good}}}, timeouts: ",
            loops[i],
            "}\n"
            "  other: {by: clerk, actions: {wait: {}}, timeouts: {back: {at: 0 hours, to: work}}}\n",
            NULL);
        g_autoptr(Play) play = play_new(text);
        SopActor clerk = {.id = "c1", .role = sop_flow_role(play->flow, "clerk")};
        SopAction go = sop_flow_action(play->flow, "go");
        CU_ASSERT_TRUE(sop_case_act(play->kase, go, &clerk, NULL, play->now, play->verdict));
        CU_ASSERT_EQUAL(sop_verdict_count_events(play->verdict), SOP_LIMIT_TIMEOUT_RUNS + 1);
        CU_ASSERT_TRUE(sop_case_is_stuck(play->kase));
        CU_ASSERT_TRUE(play_is_whole(play->kase));
        CU_ASSERT_EQUAL(sop_case_next_due(play->kase), play->now); /* it goes on then */
        SopAction leave = sop_flow_action(play->flow, "leave");
        CU_ASSERT_TRUE(sop_case_may(play->kase, leave, &clerk, NULL, play->now, NULL));
    }
}

/* Round and round in time is no circle. */
static void
test_every_day(void)
{
    g_autoptr(Play) play =
        play_new(HEAD "steps:\n"
                      "  work: {by: clerk, actions: {wait: {}}, timeouts: {again: {at: "
                      "1 hours, to: work}}}\n");

    RAN(play, "03-02 12:30", "again 03-02 10:00, again 03-02 11:00, again 03-02 12:00");
    play_at_instant(play, "12-30 12:00");
    CU_ASSERT_EQUAL(sop_case_tick(play->kase, play->now, NULL), 302 * 24 + 24);
    CU_ASSERT_FALSE(sop_case_is_stuck(play->kase));
}

/* ---- stuck ----------------------------------------------------------------------------------- */

static void
test_stuck(void)
{
    static const char *const reasons[] = {
        "to: {close: bad}",                                   /* a safeguard */
        "to: [{when: urgent, to: {close: bad}}, {to: rest}]", /* an unknown branch */
        "sets: {count: 4}, to: {close: bad}",                 /* a value that does not fit */
        "to: rest",                                           /* what it enters is guarded */
    };
    static const char *const ends[] = {"closed: bad", "closed: bad", NULL, "rest"};

    for (unsigned i = 0; i < G_N_ELEMENTS(reasons); i++)
    {
        g_autofree char *text = g_strconcat(
            HEAD "safeguards:\n",
            i == 0   ? "  known: {action: lapse, never_when: urgent = null}\n"
            : i == 3 ? "  known: {action: rest, never_when: urgent = null}\n"
                     : "  other: {action: wait, never_when: count = 3}\n",
            "steps:\n"
            "  work:\n"
            "    by: clerk\n"
            "    timeouts: {tell: {at: 6 hours, informs: [chief]}, lapse: {at: 5 hours, ",
            reasons[i],
            "}}\n"
            "    actions: {say: {asks: [urgent]}, wait: {}}\n"
            "  rest: {by: clerk, actions: {wait: {}}}\n",
            NULL);
        g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
        g_autoptr(SopProcedure) procedure =
            sop_procedure_load_text("play.sop.yaml", text, -1, diagnostics, NULL);
        g_autoptr(SopFlow) flow = sop_flow_compile(procedure, diagnostics);
        if (flow == NULL) /* the check finds some of these; then nothing can be played */
            continue;
        g_autoptr(Play) play = play_of(flow);
        RAN(play, "03-02 14:30", "");
        CU_ASSERT_TRUE(sop_case_is_stuck(play->kase));
        DUE(play, "timeout lapse 03-02 14:00 over, timeout tell 03-02 15:00");
        DO(play, "wait", CLERK, NULL, "");
        CU_ASSERT_TRUE(sop_case_is_stuck(play->kase));
        RAN(play, "03-02 16:00", "tell 03-02 15:00"); /* the others go on */
        CU_ASSERT_TRUE(sop_case_is_stuck(play->kase));
        CU_ASSERT_EQUAL(sop_case_next_due(play->kase), SOP_INSTANT_NONE);
        DO(play, "say", CLERK, "urgent=true", "");
        CU_ASSERT_EQUAL(sop_case_is_stuck(play->kase), ends[i] == NULL);
        AT(play, ends[i] != NULL ? ends[i] : "work");
        ACT_RAN(play, ends[i] != NULL ? "lapse 03-02 16:00" : "");
    }
}

/* ---- what the clocks count ------------------------------------------------------------------- */

typedef struct
{
    const char *moment;
    const char *due; /* 2026, UTC; "-" while it waits */
} Counted;

static void
expect_counted(const char *zone_head, const Counted *counted, unsigned n_counted)
{
    for (unsigned i = 0; i < n_counted; i++)
    {
        g_autofree char *text = g_strconcat(
            zone_head, "steps: {work: {by: clerk, timeouts: {t: {at: ", counted[i].moment,
            "}}, actions: {set_day: {asks: [hearing?, call?, plan?]}}}}\n", NULL);
        g_autoptr(Play) play = play_new(text);
        DO(play, "set_day", CLERK,
           "hearing=2026-03-31; call=2026-03-28T12:00:00Z; plan={,,2026-03-10}", "");
        g_autofree char *expected = g_strdup_printf("timeout t %s", counted[i].due);
        DUE(play, counted[i].due[0] == '-' ? "" : expected);
    }
}

static void
test_counting(void)
{
    static const Counted in_utc[] = {
        {"90 minutes", "03-02 10:30"},
        {"48 hours", "03-04 09:00"},
        {"0 days", "03-03 00:00"},
        {"1 days", "03-04 00:00"},
        {"2 weeks", "03-17 00:00"},
        {"5 working days", "03-10 00:00"},
        {"0 working days", "03-03 00:00"},
        {"1 months", "04-03 00:00"},
        {"0 days after hearing", "04-01 00:00"},
        {"1 months before hearing", "02-28 00:00"},
        {"1 months after hearing", "05-01 00:00"},
        {"1 working days before hearing", "03-30 00:00"},
        {"2 hours before hearing", "03-30 22:00"},
        {"2 hours after hearing", "04-01 02:00"},
        {"1 hours after call", "03-28 13:00"},
        {"1 days after call", "03-30 00:00"},
        {"3 days after plan expires", "03-14 00:00"},
        {"3 days before plan expires", "03-07 00:00"},
        {"3 days after set_day", "03-06 00:00"},
    };
    /* Summer time begins on 29 March, at 01:00 UTC. */
    static const Counted in_paris[] = {
        {"1 days after call", "03-29 22:00"},     {"24 hours after call", "03-29 12:00"},
        {"0 days after call", "03-28 23:00"},     {"3 days before hearing", "03-27 23:00"},
        {"1 days before hearing", "03-29 22:00"},
    };

    expect_counted(HEAD, in_utc, 7);
    for (unsigned i = 7; i < G_N_ELEMENTS(in_utc); i++)
        if (in_utc[i].due[0] == '0' && in_utc[i].due[1] >= '3') /* not due already */
            expect_counted(HEAD, &in_utc[i], 1);
    expect_counted(HEAD_IN("Europe/Paris"), in_paris, G_N_ELEMENTS(in_paris));
}

static void
test_waiting_for_an_anchor(void)
{
    g_autoptr(Play) play = play_new(
        HEAD
        "steps:\n"
        "  work:\n"
        "    by: clerk\n"
        "    within: [{when: urgent, moment: 2 hours}, {moment: 1 days after hearing}]\n"
        "    timeouts:\n"
        "      t: {at: 1 days before plan expires}\n"
        "      u: {at: [{when: urgent, moment: 2 hours}, {when: count > 0, moment: 3 hours}]}\n"
        "    actions: {say: {asks: [urgent?, hearing?, plan?]}, unsay: {sets: {urgent: null}, returns: [plan]}, more: {sets: {count: count + 1}}}\n");

    DUE(play, "");
    CU_ASSERT_EQUAL(sop_case_next_due(play->kase), SOP_INSTANT_NONE);
    DO(play, "say", CLERK, "urgent=false", "");
    DUE(play, ""); /* no branch holds; the other's date is not known */
    DO(play, "say", CLERK, "hearing=2026-03-03; plan={,,2026-03-08}", "");
    DUE(play, "deadline work 03-05 00:00, timeout t 03-07 00:00");
    DO(play, "more", CLERK, NULL, "");
    DUE(play, "timeout u 03-02 12:00, deadline work 03-05 00:00, timeout t 03-07 00:00");
    DO(play, "say", CLERK, "urgent=true", "");
    DUE(play, "deadline work 03-02 11:00, timeout u 03-02 11:00, timeout t 03-07 00:00");
    DO(play, "unsay", CLERK, NULL, "");
    DUE(play, "");
    RAN(play, "03-10 00:00", "");
}

static void
test_deadlines(void)
{
    g_autoptr(Play) play = play_new(
        HEAD
        "within: 1 months\n"
        "steps:\n"
        "  work: {by: clerk, within: 5 hours, actions: {go: {to: next}}}\n"
        "  next: {by: clerk, within: 1 days, actions: {go: {to: last}}}\n"
        "  last: {by: clerk, within: 2 days before hearing, actions: {say: {asks: [hearing]}}}\n");

    play_at_instant(play, "03-02 14:00"); /* one in hours is over after it */
    DUE(play, "deadline work 03-02 14:00, deadline permit 04-03 00:00");
    play_at_instant(play, "03-02 14:01");
    DUE(play, "deadline work 03-02 14:00 over, deadline permit 04-03 00:00");
    DO(play, "go", CLERK, NULL, ""); /* the case does not move; it is left with the step */
    play_at_instant(play, "03-03 23:59");
    DUE(play, "deadline next 03-04 00:00, deadline permit 04-03 00:00");
    play_at_instant(play, "03-04 00:00"); /* one in days when its last day ends */
    DUE(play, "deadline next 03-04 00:00 over, deadline permit 04-03 00:00");
    DO(play, "go", CLERK, NULL, "");
    DO(play, "say", CLERK, "hearing=2026-03-06", "");
    DUE(play, "deadline last 03-04 00:00 over, deadline permit 04-03 00:00");
}

/* ---- prolonging ------------------------------------------------------------------------------ */

static void
test_prolonging(void)
{
    static const struct
    {
        const char *of, *by, *once, *twice;
    } rows[] = {
        {"5 hours", "2 hours", "03-02 16:00", "03-02 18:00"},
        {"2 days", "2 days", "03-07 00:00", "03-09 00:00"},
        {"2 days", "3 working days", "03-10 00:00", "03-13 00:00"},
        {"2 working days", "1 months", "04-05 00:00", "05-05 00:00"},
        {"2 days", "5 hours", "03-05 05:00", "03-05 10:00"},
        {"5 hours", "2 days", "03-05 00:00", "03-07 00:00"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
    {
        g_autofree char *text = g_strdup_printf(
            HEAD
            "steps:\n"
            "  work:\n"
            "    by: clerk\n"
            "    within: %s\n"
            "    timeouts: {t: {at: %s}, u: {at: 20 weeks}}\n"
            "    actions: {more: {prolongs: {work: %s, t: %s}}, go: {to: rest}, again: {to: work}}\n"
            "  rest: {by: clerk, actions: {more: {prolongs: {work: 1 days}}, back: {to: work}}}\n",
            rows[i].of, rows[i].of, rows[i].by, rows[i].by);
        g_autoptr(Play) play = play_new(text);
        const char *const expected[] = {rows[i].once, rows[i].twice};
        for (unsigned k = 0; k < 2; k++)
        {
            DO(play, "more", CLERK, NULL, "");
            g_autofree char *dues = g_strdup_printf(
                "deadline work %s, timeout t %s, timeout u 07-21 00:00", expected[k], expected[k]);
            DUE(play, dues);
        }
        DO(play, "go", CLERK, NULL, "");
        DO(play, "more", CLERK, NULL, ""); /* only what is running is prolonged */
        DO(play, "back", CLERK, NULL, ""); /* and entering forgets it */
        DO(play, "again", CLERK, NULL, "");
        g_autoptr(Play) fresh = play_of(play->flow);
        SopDue due[2];
        sop_case_due(play->kase, play->now, &due[0], 1);
        sop_case_due(fresh->kase, play->now, &due[1], 1);
        CU_ASSERT_EQUAL(due[0].at, due[1].at);
    }
}

static void
test_prolonging_late(void)
{
    g_autoptr(Play) play =
        play_new(HEAD "steps:\n"
                      "  work:\n"
                      "    by: clerk\n"
                      "    within: 2 days\n"
                      "    timeouts: {t: {at: 2 days, informs: [chief]}}\n"
                      "    actions: {more: {prolongs: {work: 2 days, t: 2 days}}}\n");

    RAN(play, "03-06 09:00", "t 03-05 00:00");
    DUE(play, "deadline work 03-05 00:00 over");
    DO(play, "more", CLERK, NULL, ""); /* overdue or not; but what ran has run */
    DUE(play, "deadline work 03-07 00:00");
    RAN(play, "03-20 09:00", "");
    DO(play, "more", CLERK, NULL, "");
    DUE(play, "deadline work 03-09 00:00 over");
}

/* ---- resuming -------------------------------------------------------------------------------- */

static void
test_resuming(void)
{
    static const struct
    {
        const char *zone, *moment;
        const char *left, *resumed; /* the case is opened on Monday, 2 March, 09:00 UTC */
        const char *due;
    } rows[] = {
        {"UTC", "10 hours", "03-02 12:00", "03-04 00:00", "03-04 07:00"},
        {"UTC", "5 days", "03-04 12:00", "03-10 01:00", "03-14 00:00"},
        {"UTC", "5 days", "03-04 12:00", "03-04 13:00", "03-08 00:00"},
        {"UTC", "5 working days", "03-04 12:00", "03-06 10:00", "03-12 00:00"}, /* 3 left */
        {"UTC", "5 working days", "03-06 12:00", "03-08 10:00", "03-10 00:00"}, /* over a weekend */
        {"UTC", "5 working days", "03-07 12:00", "03-21 10:00",
         "03-24 00:00"}, /* from one to one */
        {"UTC", "5 working days", "03-03 12:00", "03-03 23:00", "03-10 00:00"}, /* the same day */
        {"UTC", "1 months", "03-20 12:00", "03-25 12:00", "04-08 00:00"},
        {"UTC", "1 weeks", "03-03 00:00", "03-05 00:00", "03-12 00:00"},
        {"Europe/Paris", "10 hours", "03-02 12:00", "03-29 12:00", "03-29 19:00"},
        {"Europe/Paris", "30 days", "03-27 12:00", "03-30 12:00", "04-04 22:00"},
        {"Europe/Paris", "28 days", "03-29 21:59", "03-29 22:01", "03-31 22:00"}, /* another day */
        {"Europe/Paris", "20 working days", "03-27 22:30", "03-30 22:30", "04-01 22:00"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
    {
        g_autofree char *text = g_strdup_printf(
            HEAD_IN(
                "%s") "steps:\n"
                      "  phase:\n"
                      "    by: clerk\n"
                      "    actions: {hold: {to: held}}\n"
                      "    within: %s\n"
                      "    timeouts: {t: {at: %s, informs: [chief]}}\n"
                      "    steps: {work: {within: %s, actions: {wait: {}, on: {to: more}}}, more: {actions: {wait: {}}}}\n"
                      "  held: {by: clerk, within: 3 hours, actions: {back: {to: {resume: phase}}}}\n",
            rows[i].zone, rows[i].moment, rows[i].moment, rows[i].moment);
        g_autoptr(Play) play = play_new(text);
        RAN(play, rows[i].left, "");
        DO(play, "hold", CLERK, NULL, "");
        RAN(play, rows[i].resumed, ""); /* its clocks stand still */
        DO(play, "back", CLERK, NULL, "");
        g_autofree char *dues = g_strdup_printf("deadline work %s, deadline phase %s, timeout t %s",
                                                rows[i].due, rows[i].due, rows[i].due);
        DUE(play, dues);
        g_autofree char *ran = g_strdup_printf("t %s", rows[i].due);
        RAN(play, "06-01 00:00", ran);
    }
}

/* Twice, with more time granted, in the clock's own unit. */
static void
test_resuming_again(void)
{
    static const struct
    {
        const char *moment, *more, *due;
    } rows[] = {
        {"30 hours", "5 hours", "03-12 02:00"}, /* 3 + 24 hours used; 35 were granted */
        {"5 days", "2 days", "03-18 00:00"}, /* 7 days in all; from 2 to 3 it stood, from 4 to 11 */
        {"5 working days", "2 working days", "03-20 00:00"}, /* 6 are left on the 11th */
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
    {
        g_autofree char *text =
            g_strdup_printf(HEAD "steps:\n"
                                 "  phase:\n"
                                 "    by: clerk\n"
                                 "    actions: {hold: {to: held}, more: {prolongs: {phase: %s}}}\n"
                                 "    within: %s\n"
                                 "    steps: {work: {actions: {wait: {}}}}\n"
                                 "  held: {by: clerk, actions: {back: {to: {resume: phase}}}}\n",
                            rows[i].more, rows[i].moment);
        g_autoptr(Play) play = play_new(text);
        DO(play, "more", CLERK, NULL, "");
        play_at_instant(play, "03-02 12:00");
        DO(play, "hold", CLERK, NULL, "");
        play_at_instant(play, "03-03 12:00");
        DO(play, "back", CLERK, NULL, "");
        play_at_instant(play, "03-04 12:00");
        DO(play, "hold", CLERK, NULL, "");
        play_at_instant(play, "03-11 18:00");
        DO(play, "back", CLERK, NULL, "");
        g_autofree char *dues = g_strdup_printf("deadline phase %s", rows[i].due);
        DUE(play, dues);
    }
}

/* A timeout fires once for each entering, and resuming is not entering. */
static void
test_fired_is_fired(void)
{
    g_autoptr(Play) play = play_new(
        HEAD "steps:\n"
             "  phase:\n"
             "    by: clerk\n"
             "    timeouts:\n"
             "      tell: {at: 2 hours, informs: [chief]}\n"
             "      hold: {at: 5 hours, to: held}\n"
             "      late: {at: 8 hours, informs: [chief]}\n"
             "    steps: {work: {actions: {wait: {}}}}\n"
             "  held: {by: clerk, actions: {back: {to: {resume: phase}}, anew: {to: phase}}}\n");

    RAN(play, "03-02 20:00", "tell 03-02 11:00, hold 03-02 14:00");
    AT(play, "held");
    DO(play, "back", CLERK, NULL, "");
    AT(play, "work");
    DUE(play, "timeout late 03-02 23:00");
    RAN(play, "03-03 09:00", "late 03-02 23:00");
    AT(play, "work");
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"order", test_order},
        {"when", test_when},
        {"now is when it is due", test_now_is_when_it_is_due},
        {"due on entering", test_due_on_entering},
        {"round and round", test_round_and_round},
        {"every day", test_every_day},
        {"stuck", test_stuck},
        {"counting", test_counting},
        {"waiting for an anchor", test_waiting_for_an_anchor},
        {"deadlines", test_deadlines},
        {"prolonging", test_prolonging},
        {"prolonging late", test_prolonging_late},
        {"resuming", test_resuming},
        {"resuming again", test_resuming_again},
        {"fired is fired", test_fired_is_fired},
        {NULL, NULL},
    };
    g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
    return sop_test_main("case: time", tests, argc, argv);
}
