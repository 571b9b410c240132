/* SPDX-License-Identifier: Apache-2.0 */
/* Tracks beside one another, and resuming, sentence by sentence of the language. */
#include "case/play.h"

#define HEAD                                             \
    "sopflow: 1\n"                                       \
    "id: permit\n"                                       \
    "title: Permit\n"                                    \
    "roles: {clerk: {title: Clerk}}\n"                   \
    "documents: {plan: {title: Plan}}\n"                 \
    "facts:\n"                                           \
    "  fit: {type: boolean, title: Fit}\n"               \
    "  count: {type: number, starts: 0, title: Count}\n" \
    "  seen: {type: text, title: Seen}\n"                \
    "outcomes: {good: {title: Good}, bad: {title: Bad}, issued: {title: Issued}, refused: {title: Refused}}\n"

#define CLERK "clerk/c1"

static const char tracks[] = HEAD
    "steps:\n"
    "  work:\n"
    "    by: clerk\n"
    "    actions:\n"
    "      redo: {to: sign}\n"
    "      redo_site: {to: {resume: site}}\n"
    "      old: {not_before: 5 hours}\n"
    "      look: {sets: {fit: at.papers, seen: outcome.papers}}\n"
    "      stop: {sets: {count: count + 10}, to: after}\n"
    "    tracks:\n"
    "      papers:\n"
    "        actions: {of_papers: {}}\n"
    "        steps:\n"
    "          check: {actions: {pass: {to: sign}}}\n"
    "          sign: {actions: {put_name: {to: {end: good}}, stop: {sets: {count: count + 1}, to: check}}}\n"
    "      site:\n"
    "        steps:\n"
    "          visit: {actions: {see: {to: report}}}\n"
    "          report: {actions: {file_report: {to: {end: good}}, to_check: {to: {resume: work, at: check}}}}\n"
    "    to: after\n"
    "  after:\n"
    "    by: clerk\n"
    "    actions:\n"
    "      check_again: {to: {resume: work, at: check}}\n"
    "      go_on: {to: {resume: work}}\n"
    "      papers_again: {to: {resume: papers}}\n";

static void
test_into_a_track_from_its_phase(void)
{
    g_autoptr(Play) play = play_new(tracks);

    play_wait(play, 5);
    DO(play, "see", CLERK, NULL, "");
    DO(play, "redo", CLERK, NULL, ""); /* does not leave the phase; the other tracks start anew */
    AT(play, "sign, visit");
    play_expect_moves(play, "left report site check papers; entered papers sign site visit");
    DO(play, "old", CLERK, NULL, "");
    DO(play, "see", CLERK, NULL, "");
    DO(play, "redo_site", CLERK, NULL, ""); /* the track as it was left, the other anew */
    AT(play, "check, report");
}

static void
test_finished_track(void)
{
    g_autoptr(Play) play = play_new(tracks);

    DO(play, "of_papers", CLERK, NULL, "");
    DO(play, "look", CLERK, NULL, "");
    play_expect_fact(play, "fit", "true");
    DO(play, "pass", CLERK, NULL, "");
    DO(play, "put_name", CLERK, NULL, "");
    AT(play, "visit");
    DO(play, "put_name", CLERK, NULL, "not_offered"); /* a finished track offers nothing */
    DO(play, "of_papers", CLERK, NULL, "not_offered");
    DO(play, "look", CLERK, NULL, ""); /* the phase around does, for the track that goes on */
    play_expect_fact(play, "fit", "false");
    play_expect_fact(play, "seen", "good");
    DO(play, "see", CLERK, NULL, "");
    DO(play, "file_report", CLERK, NULL, "");
    AT(play, "after");
}

/* An inner action hides the outer one only in its own track; both run, and of their moves the
 * inner stays. */
static void
test_inner_and_outer(void)
{
    g_autoptr(Play) play = play_new(tracks);

    DO(play, "pass", CLERK, NULL, "");
    DO(play, "stop", CLERK, NULL, "");
    play_expect_fact(play, "count", "11");
    AT(play, "check, visit");
    DO(play, "stop", CLERK, NULL, "");
    play_expect_fact(play, "count", "21");
    AT(play, "after");
}

static void
test_resume_at(void)
{
    g_autoptr(Play) play = play_new(tracks);

    DO(play, "pass", CLERK, NULL, "");
    DO(play, "see", CLERK, NULL, "");
    DO(play, "to_check", CLERK, NULL,
       ""); /* from inside: the track that it is written in as it was */
    AT(play, "check, report");
    DO(play, "pass", CLERK, NULL, "");
    DO(play, "put_name", CLERK, NULL, "");
    DO(play, "file_report", CLERK, NULL, "");
    AT(play, "after");
    DO(play, "check_again", CLERK, NULL,
       ""); /* even if the phase has finished, the finished track finished */
    AT(play, "check");
    DO(play, "look", CLERK, NULL, "");
    play_expect_fact(play, "fit", "true");
    play_expect_fact(play, "seen", "good"); /* not entered anew */
    DO(play, "to_check", CLERK, NULL, "not_offered");
    DO(play, "pass", CLERK, NULL, "");
    DO(play, "put_name", CLERK, NULL, "");
    AT(play, "after");
    DO(play, "go_on", CLERK, NULL, ""); /* finished: to its start */
    AT(play, "check, visit");
    DO(play, "look", CLERK, NULL, "");
    play_expect_fact(play, "seen", "unknown");
}

/* Resuming a track alone enters the phase around it; what is beside the track starts anew. */
static void
test_resume_a_track(void)
{
    g_autoptr(Play) play = play_new(tracks);

    DO(play, "pass", CLERK, NULL, "");
    DO(play, "see", CLERK, NULL, "");
    DO(play, "redo", CLERK, NULL, "");
    DO(play, "see", CLERK, NULL, "");
    DO(play, "file_report", CLERK, NULL, "");
    AT(play, "sign");
    DO(play, "put_name", CLERK, NULL, "");
    AT(play, "after");
    DO(play, "papers_again", CLERK, NULL, ""); /* it had finished: to its start */
    AT(play, "check, visit");
}

/* The effects of every accepted offer run, one after the other, as written. */
static void
test_several_offers(void)
{
    g_autoptr(Play) play = play_new(
        HEAD
        "steps:\n"
        "  work:\n"
        "    by: clerk\n"
        "    tracks:\n"
        "      a:\n"
        "        steps:\n"
        "          one:\n"
        "            actions:\n"
        "              both: {asks: [fit], sets: {count: count * 2 + 1}, to: out_a}\n"
        "              file: {asks: [plan]}\n"
        "              hand_back: {returns: [plan]}\n"
        "              look_at: {verifies: [plan]}\n"
        "      b:\n"
        "        steps:\n"
        "          two:\n"
        "            actions:\n"
        "              both: {asks: [seen], when: fit, sets: {count: count * 2 + 5}, to: [{when: count = 7, to: out_b}, {to: {close: refused}}]}\n"
        "              hand_back: {verifies: [plan]}\n"
        "              look_at: {returns: [plan]}\n"
        "    to: out_b\n"
        "  out_a: {by: clerk, actions: {issue: {to: {close: issued}}}}\n"
        "  out_b: {by: clerk, actions: {refuse: {to: {close: refused}}}}\n");

    DO(play, "file", CLERK, "plan={,,}", "");
    DO(play, "hand_back", CLERK, NULL, "missing_document"); /* returned before it is verified */
    DO(play, "look_at", CLERK, NULL, "");
    DO(play, "look_at", CLERK, NULL, "missing_document");
    DO(play, "both", CLERK, "fit=true", "not_given"); /* what any of the offers asks is asked */
    DO(play, "both", CLERK, "fit=false; seen=x", "condition_false"); /* all must accept it */
    DO(play, "both", CLERK, "fit=true; seen=x", "");
    play_expect_fact(play, "count", "7");
    AT(play, "out_a"); /* both moves leave the tracks: the earlier stays */
}

/* Tracks within tracks; decisions in several of them pass in one act. */
static void
test_nested_tracks(void)
{
    g_autoptr(Play) play = play_new(
        HEAD
        "steps:\n"
        "  work:\n"
        "    by: clerk\n"
        "    actions: {pause: {to: wait}}\n"
        "    tracks:\n"
        "      a:\n"
        "        start: inner\n"
        "        steps:\n"
        "          inner:\n"
        "            tracks:\n"
        "              c: {steps: {c_one: {actions: {go: {asks: [fit?], to: c_sort}}}, c_sort: {choose: [{when: fit, to: {end: good}}, {to: c_two}]}, c_two: {actions: {c_end: {to: {end: bad}}}}}}\n"
        "              d: {steps: {d_one: {actions: {go: {to: d_sort}}}, d_sort: {choose: [{when: fit, to: {end: good}}, {to: d_two}]}, d_two: {actions: {d_end: {to: {end: bad}}}}}}\n"
        "            to: a_last\n"
        "          a_last: {actions: {a_end: {to: {end: good}}, a_again: {to: inner}}}\n"
        "      b: {steps: {b_one: {actions: {b_end: {to: {end: good}}}}}}\n"
        "    to: {close: issued}\n"
        "  wait: {by: clerk, actions: {go_on: {to: {resume: work}}, part: {to: {resume: work, at: d_two}}}}\n");

    AT(play, "c_one, d_one, b_one");
    DO(play, "go", CLERK, NULL, "undecided");
    DO(play, "go", CLERK, "fit=false", "");
    AT(play, "c_two, d_two, b_one");
    DO(play, "c_end", CLERK, NULL, "");
    DO(play, "pause", CLERK, NULL, "");
    AT(play, "wait");
    DO(play, "go_on", CLERK, NULL, "");
    AT(play, "d_two, b_one");
    DO(play, "b_end", CLERK, NULL, "");
    DO(play, "pause", CLERK, NULL, "");
    DO(play, "part", CLERK, NULL, "");
    AT(play, "d_two");
    DO(play, "d_end", CLERK, NULL, "");
    AT(play, "a_last");
    DO(play, "a_again", CLERK, NULL, "");
    AT(play, "c_one, d_one");
    DO(play, "go", CLERK, "fit=true", ""); /* both finish at once, and the phase with them */
    AT(play, "a_last");
    DO(play, "pause", CLERK, NULL, "");
    DO(play, "part", CLERK, NULL, ""); /* deep into what was not active any more: beside it anew */
    AT(play, "c_one, d_two");
    DO(play, "pause", CLERK, NULL, "");
    DO(play, "go_on", CLERK, NULL, "");
    AT(play, "c_one, d_two");
}

/* ---- resuming -------------------------------------------------------------------------------- */

static const char pausing[] = HEAD
    "start: before\n"
    "steps:\n"
    "  before: {by: clerk, actions: {begin: {to: phase}, at_two: {to: {resume: phase, at: two}}, never_left: {to: {resume: phase}}}}\n"
    "  phase:\n"
    "    by: clerk\n"
    "    actions: {leave: {to: pause}, phase_old: {not_before: 5 hours}, back: {to: before}}\n"
    "    steps:\n"
    "      one: {actions: {next: {to: two}}}\n"
    "      two: {actions: {old: {not_before: 5 hours}, pass: {to: sort}, finish_it: {to: {end: good}}}}\n"
    "      sort: {choose: [{when: count > 0, to: pause}, {to: one}]}\n"
    "    to: pause\n"
    "  pause: {by: clerk, actions: {go_on: {to: {resume: phase}}, count_up: {sets: {count: count + 1}}}}\n";

static void
test_time_that_was_left(void)
{
    g_autoptr(Play) play = play_new(pausing);

    DO(play, "begin", CLERK, NULL, "");
    DO(play, "next", CLERK, NULL, "");
    play_wait(play, 3);
    DO(play, "leave", CLERK, NULL, "");
    play_wait(play, 100);
    DO(play, "go_on", CLERK, NULL, "");
    AT(play, "two");
    play_wait(play, 1);
    DO(play, "old", CLERK, NULL, "too_early");
    DO(play, "phase_old", CLERK, NULL, "too_early");
    DO(play, "leave", CLERK, NULL, "");
    play_wait(play, 100);
    DO(play, "go_on", CLERK, NULL, "");
    play_wait(play, 1);
    DO(play, "old", CLERK, NULL, "");
    DO(play, "phase_old", CLERK, NULL, "");
}

static void
test_never_left(void)
{
    g_autoptr(Play) play = play_new(pausing);

    DO(play, "never_left", CLERK, NULL, "");
    AT(play, "one");
    DO(play, "back", CLERK, NULL, "");
    DO(play, "at_two", CLERK, NULL, "");
    AT(play, "two");
    DO(play, "finish_it", CLERK, NULL, "");
    DO(play, "go_on", CLERK, NULL, ""); /* finished: its start */
    AT(play, "one");
}

/* A phase is remembered as of its last rest, not of the decision through which it was left. */
static void
test_last_rest(void)
{
    g_autoptr(Play) play = play_new(pausing);

    DO(play, "begin", CLERK, NULL, "");
    DO(play, "leave", CLERK, NULL, "");
    DO(play, "count_up", CLERK, NULL, "");
    DO(play, "go_on", CLERK, NULL, "");
    DO(play, "next", CLERK, NULL, "");
    DO(play, "pass", CLERK, NULL, "");
    AT(play, "pause");
    DO(play, "go_on", CLERK, NULL, "");
    AT(play, "two");
}

/* A finished track that is entered anew and left in the same act is not finished any more: it
 * starts anew. */
static void
test_passing_through_what_was_finished(void)
{
    g_autoptr(Play) play = play_new(
        HEAD
        "steps:\n"
        "  work:\n"
        "    by: clerk\n"
        "    tracks:\n"
        "      a:\n"
        "        steps:\n"
        "          check: {actions: {pass: {to: {end: good}}}}\n"
        "          sort: {choose: [{when: fit, to: {resume: a}}, {to: pause}]}\n"
        "          turn: {choose: [{to: {resume: work}}]}\n"
        "      b: {steps: {visit: {actions: {leap: {asks: [fit], to: sort}}}}}\n"
        "    to: {close: issued}\n"
        "  pause: {by: clerk, actions: {go_on: {to: {resume: a}}, whole: {to: {resume: work}}, anew: {to: turn}}}\n");

    DO(play, "pass", CLERK, NULL, "");
    AT(play, "visit");
    DO(play, "leap", CLERK, "fit=false", "");
    AT(play, "pause");
    DO(play, "whole", CLERK, NULL, "");
    AT(play, "check, visit");
    DO(play, "pass", CLERK, NULL, "");
    DO(play, "leap", CLERK, "fit=false", "");
    DO(play, "go_on", CLERK, NULL, "");
    AT(play, "check, visit");
    DO(play, "pass", CLERK, NULL, "");
    DO(play, "leap", CLERK, "fit=true", ""); /* resumed from inside, by a decision */
    AT(play, "check, visit");
    DO(play, "pass", CLERK, NULL, "");
    DO(play, "leap", CLERK, "fit=false", "");
    DO(play, "anew", CLERK, NULL, ""); /* resumed before it rested: the track was entered anew */
    AT(play, "check, visit");
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"into a track from its phase", test_into_a_track_from_its_phase},
        {"a finished track", test_finished_track},
        {"inner and outer", test_inner_and_outer},
        {"resume at", test_resume_at},
        {"resume a track", test_resume_a_track},
        {"several offers", test_several_offers},
        {"nested tracks", test_nested_tracks},
        {"the time that was left", test_time_that_was_left},
        {"never left", test_never_left},
        {"the last rest", test_last_rest},
        {"passing through what was finished", test_passing_through_what_was_finished},
        {NULL, NULL},
    };
    return sop_test_main("case: tracks", tests, argc, argv);
}
