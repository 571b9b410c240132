/* SPDX-License-Identifier: Apache-2.0 */
/* Moves, sentence by sentence of the language: what a target leaves and enters, phases and their outcomes,
 * tracks beside one another, and resuming. */
#include "case/play.h"

#define HEAD                                                                                                          \
    "sopflow: 1\n"                                                                                                    \
    "id: permit\n"                                                                                                    \
    "title: Permit\n"                                                                                                 \
    "roles: {clerk: {title: Clerk}}\n"                                                                                \
    "documents: {plan: {title: Plan}}\n"                                                                              \
    "facts:\n"                                                                                                        \
    "  fit: {type: boolean, title: Fit}\n"                                                                            \
    "  count: {type: number, starts: 0, title: Count}\n"                                                              \
    "  seen: {type: text, title: Seen}\n"                                                                             \
    "outcomes: {good: {title: Good}, bad: {title: Bad}, issued: {title: Issued}, refused: {title: Refused}}\n"

#define CLERK "clerk/c1"

static void
expect_fact(const Play *play, const char *fact, const char *expected)
{
    g_autofree char *value = play_fact(play, fact);

    sop_test_same_text(fact, value, expected);
}

/* "left 2 1; entered 1 2" by names, of the last act. */
static void
expect_moves(const Play *play, const char *expected)
{
    g_autoptr(GString) text = g_string_new("left");
    unsigned n;
    const SopNode *nodes = sop_verdict_left(play->verdict, &n);

    for (unsigned i = 0; i < n; i++)
        g_string_append_printf(text, " %s", sop_flow_name(play->flow, SOP_TABLE_NODES, nodes[i]));
    g_string_append(text, "; entered");
    nodes = sop_verdict_entered(play->verdict, &n);
    for (unsigned i = 0; i < n; i++)
        g_string_append_printf(text, " %s", sop_flow_name(play->flow, SOP_TABLE_NODES, nodes[i]));
    sop_test_same_text("moves", text->str, expected);
}

/* ---- what is left ----------------------------------------------------------------------------------------- */

static const char nested[] = HEAD "actions: {anew: {by: clerk, not_before: 5 hours, to: outer}}\n"
                                  "steps:\n"
                                  "  outer:\n"
                                  "    by: clerk\n"
                                  "    actions:\n"
                                  "      inside: {to: two}\n"
                                  "      itself: {to: outer}\n"
                                  "      old: {not_before: 5 hours}\n"
                                  "    steps:\n"
                                  "      one: {actions: {next: {to: two}, stay: {}, again: {to: one}, aged: {not_before: 5 hours}}}\n"
                                  "      two: {actions: {back: {to: one}, up: {to: outer}, out: {to: after}}}\n"
                                  "  after: {by: clerk, actions: {home: {to: two}}}\n";

static void
test_leaves_and_enters(void)
{
    g_autoptr(Play) play = play_new(nested);

    DO(play, "next", CLERK, NULL, "");
    expect_moves(play, "left one; entered two");
    DO(play, "inside", CLERK, NULL, ""); /* written on the phase, inside it: the phase is not left */
    expect_moves(play, "left two; entered two");
    DO(play, "itself", CLERK, NULL, ""); /* to the same node leaves and enters it */
    expect_moves(play, "left two outer; entered outer one");
    DO(play, "again", CLERK, NULL, "");
    expect_moves(play, "left one; entered one");
    DO(play, "stay", CLERK, NULL, "");
    expect_moves(play, "left; entered");
    DO(play, "next", CLERK, NULL, "");
    DO(play, "up", CLERK, NULL, ""); /* to a phase around: leaves and enters that */
    expect_moves(play, "left two outer; entered outer one");
    DO(play, "next", CLERK, NULL, "");
    DO(play, "out", CLERK, NULL, "");
    expect_moves(play, "left two outer; entered after");
    DO(play, "home", CLERK, NULL, "");
    expect_moves(play, "left after; entered outer two");
}

static void
test_clocks_of_phases(void)
{
    g_autoptr(Play) play = play_new(nested);

    play_wait(play, 3);
    DO(play, "inside", CLERK, NULL, "");
    DO(play, "back", CLERK, NULL, "");
    play_wait(play, 2);
    DO(play, "old", CLERK, NULL, ""); /* a move inside the phase is no entering of it */
    DO(play, "aged", CLERK, NULL, "too_early");
    play_wait(play, 3);
    DO(play, "aged", CLERK, NULL, "");
    DO(play, "stay", CLERK, NULL, ""); /* without `to` the case stays, and clocks run on */
    DO(play, "aged", CLERK, NULL, "");
    DO(play, "itself", CLERK, NULL, ""); /* the clocks restart */
    DO(play, "old", CLERK, NULL, "too_early");
    DO(play, "aged", CLERK, NULL, "too_early");
    DO(play, "anew", CLERK, NULL, ""); /* the file itself was never left */
}

/* ---- phases and outcomes ------------------------------------------------------------------------------------ */

static const char outcomes[] =
    HEAD "steps:\n"
         "  outer:\n"
         "    by: clerk\n"
         "    actions: {fail_all: {to: {end: bad}}, look: {sets: {seen: outcome.inner}}}\n"
         "    steps:\n"
         "      inner:\n"
         "        actions: {fail_it: {to: {end: bad}}}\n"
         "        steps:\n"
         "          work: {actions: {pass: {to: {end: good}}}}\n"
         "        to:\n"
         "          - {when: 'outcome.inner = \"good\"', to: middle}\n"
         "          - {to: {end: bad}}\n"
         "      middle: {actions: {redo: {to: inner}, deep: {to: work}, finish_it: {to: {end: good}}}}\n"
         "    to:\n"
         "      - {when: 'outcome.outer = \"good\"', to: {close: issued}}\n"
         "      - {to: after}\n"
         "  after: {by: clerk, actions: {look: {sets: {seen: outcome.inner}}, retry: {to: outer}, back: {to: middle}}}\n";

static void
test_outcomes(void)
{
    g_autoptr(Play) play = play_new(outcomes);

    DO(play, "look", CLERK, NULL, "");
    expect_fact(play, "seen", "unknown"); /* null until finished */
    DO(play, "pass", CLERK, NULL, "");
    AT(play, "middle");
    DO(play, "look", CLERK, NULL, "");
    expect_fact(play, "seen", "good");
    DO(play, "redo", CLERK, NULL, "");
    DO(play, "look", CLERK, NULL, "");
    expect_fact(play, "seen", "unknown"); /* and again once entered anew */
    DO(play, "pass", CLERK, NULL, "");
    DO(play, "deep", CLERK, NULL, ""); /* entered, though not at its start */
    DO(play, "look", CLERK, NULL, "");
    expect_fact(play, "seen", "unknown");
}

static void
test_ends(void)
{
    g_autoptr(Play) play = play_new(outcomes);

    DO(play, "fail_it", CLERK, NULL, ""); /* a phase is around its own actions; its `to` ends the one around it */
    AT(play, "after");
    DO(play, "look", CLERK, NULL, "");
    expect_fact(play, "seen", "bad"); /* an outcome outlives its phase */
    DO(play, "retry", CLERK, NULL, "");
    AT(play, "work");
    DO(play, "fail_all", CLERK, NULL, "");
    AT(play, "after");
    DO(play, "back", CLERK, NULL, "");
    DO(play, "finish_it", CLERK, NULL, "");
    AT(play, "closed: issued");
}

/* A phase whose own `to` leads inside it is not left; it goes on, not finished. */
static void
test_to_inside_itself(void)
{
    g_autoptr(Play) play = play_new(
        HEAD "steps:\n"
             "  phase:\n"
             "    by: clerk\n"
             "    actions: {look: {sets: {seen: outcome.phase}}, old: {not_before: 5 hours}}\n"
             "    steps:\n"
             "      work: {actions: {pass: {to: {end: good}}, fail: {to: {end: bad}}}}\n"
             "      repair: {actions: {mend: {to: work}, leave: {to: pause}}}\n"
             "    to: [{when: 'outcome.phase = \"good\"', to: {close: issued}}, {to: repair}]\n"
             "  pause: {by: clerk, actions: {go_on: {to: {resume: phase}}}}\n");

    play_wait(play, 5);
    DO(play, "fail", CLERK, NULL, "");
    AT(play, "repair");
    DO(play, "look", CLERK, NULL, "");
    expect_fact(play, "seen", "unknown");
    DO(play, "old", CLERK, NULL, "");
    DO(play, "leave", CLERK, NULL, "");
    DO(play, "go_on", CLERK, NULL, ""); /* it had not finished when it was left */
    AT(play, "repair");
    DO(play, "mend", CLERK, NULL, "");
    DO(play, "pass", CLERK, NULL, "");
    AT(play, "closed: issued");
}

/* A finished phase that resumes itself begins at its start. */
static void
test_to_resumes_itself(void)
{
    g_autoptr(Play) play = play_new(
        HEAD "steps:\n"
             "  phase:\n"
             "    by: clerk\n"
             "    actions: {look: {sets: {seen: outcome.phase}}}\n"
             "    steps:\n"
             "      first: {actions: {go: {to: work}}}\n"
             "      work: {actions: {pass: {to: {end: good}}, fail: {to: {end: bad}}}}\n"
             "    to: [{when: 'outcome.phase = \"good\"', to: {close: issued}}, {to: {resume: phase}}]\n");

    DO(play, "go", CLERK, NULL, "");
    DO(play, "fail", CLERK, NULL, "");
    AT(play, "first");
    DO(play, "look", CLERK, NULL, "");
    expect_fact(play, "seen", "unknown");
    DO(play, "go", CLERK, NULL, "");
    DO(play, "pass", CLERK, NULL, "");
    AT(play, "closed: issued");
}

/* In `sets` and `to` of an act, `at` is where the case stood before; decisions see where it is. */
static void
test_at_before(void)
{
    g_autoptr(Play) play = play_new(
        HEAD "steps:\n"
             "  phase:\n"
             "    by: clerk\n"
             "    actions: {turn: {sets: {fit: at.one}, to: [{when: at.one, to: two}, {to: sort}]}}\n"
             "    steps:\n"
             "      one: {text: Turned from the phase}\n"
             "      two: {text: Turned from the phase}\n"
             "      sort: {choose: [{when: at.two, to: {close: refused}}, {when: at.phase and at.sort, to: one}, {to: two}]}\n");

    DO(play, "turn", CLERK, NULL, "");
    AT(play, "two");
    expect_fact(play, "fit", "true");
    DO(play, "turn", CLERK, NULL, "");
    AT(play, "one");
    expect_fact(play, "fit", "false");
}

/* ---- tracks ------------------------------------------------------------------------------------------------- */

static const char tracks[] =
    HEAD "steps:\n"
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
    expect_moves(play, "left report site check papers; entered papers sign site visit");
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
    expect_fact(play, "fit", "true");
    DO(play, "pass", CLERK, NULL, "");
    DO(play, "put_name", CLERK, NULL, "");
    AT(play, "visit");
    DO(play, "put_name", CLERK, NULL, "not_offered"); /* a finished track offers nothing */
    DO(play, "of_papers", CLERK, NULL, "not_offered");
    DO(play, "look", CLERK, NULL, ""); /* the phase around does, for the track that goes on */
    expect_fact(play, "fit", "false");
    expect_fact(play, "seen", "good");
    DO(play, "see", CLERK, NULL, "");
    DO(play, "file_report", CLERK, NULL, "");
    AT(play, "after");
}

/* An inner action hides the outer one only in its own track; both run, and of their moves the inner stays. */
static void
test_inner_and_outer(void)
{
    g_autoptr(Play) play = play_new(tracks);

    DO(play, "pass", CLERK, NULL, "");
    DO(play, "stop", CLERK, NULL, "");
    expect_fact(play, "count", "11");
    AT(play, "check, visit");
    DO(play, "stop", CLERK, NULL, "");
    expect_fact(play, "count", "21");
    AT(play, "after");
}

static void
test_resume_at(void)
{
    g_autoptr(Play) play = play_new(tracks);

    DO(play, "pass", CLERK, NULL, "");
    DO(play, "see", CLERK, NULL, "");
    DO(play, "to_check", CLERK, NULL, ""); /* from inside: the track that it is written in as it was */
    AT(play, "check, report");
    DO(play, "pass", CLERK, NULL, "");
    DO(play, "put_name", CLERK, NULL, "");
    DO(play, "file_report", CLERK, NULL, "");
    AT(play, "after");
    DO(play, "check_again", CLERK, NULL, ""); /* even if the phase has finished, the finished track finished */
    AT(play, "check");
    DO(play, "look", CLERK, NULL, "");
    expect_fact(play, "fit", "true");
    expect_fact(play, "seen", "unknown");
    DO(play, "to_check", CLERK, NULL, "not_offered");
    DO(play, "pass", CLERK, NULL, "");
    DO(play, "put_name", CLERK, NULL, "");
    AT(play, "after");
    DO(play, "go_on", CLERK, NULL, ""); /* finished: to its start */
    AT(play, "check, visit");
    DO(play, "look", CLERK, NULL, "");
    expect_fact(play, "seen", "unknown");
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
        HEAD "steps:\n"
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
    expect_fact(play, "count", "7");
    AT(play, "out_a"); /* both moves leave the tracks: the earlier stays */
}

/* Tracks within tracks; decisions in several of them pass in one act. */
static void
test_nested_tracks(void)
{
    g_autoptr(Play) play = play_new(
        HEAD "steps:\n"
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

/* ---- resuming --------------------------------------------------------------------------------------------------- */

static const char pausing[] = HEAD "start: before\n"
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

/* A finished track that is entered anew and left in the same act is not finished any more: it starts anew. */
static void
test_passing_through_what_was_finished(void)
{
    g_autoptr(Play) play = play_new(
        HEAD "steps:\n"
             "  work:\n"
             "    by: clerk\n"
             "    tracks:\n"
             "      a:\n"
             "        steps:\n"
             "          check: {actions: {pass: {to: {end: good}}}}\n"
             "          sort: {choose: [{when: fit, to: {resume: a}}, {to: pause}]}\n"
             "      b: {steps: {visit: {actions: {leap: {asks: [fit], to: sort}}}}}\n"
             "    to: {close: issued}\n"
             "  pause: {by: clerk, actions: {go_on: {to: {resume: a}}, whole: {to: {resume: work}}}}\n");

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
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"leaves and enters", test_leaves_and_enters},
        {"clocks of phases", test_clocks_of_phases},
        {"outcomes", test_outcomes},
        {"ends", test_ends},
        {"to inside itself", test_to_inside_itself},
        {"to resumes itself", test_to_resumes_itself},
        {"at before", test_at_before},
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
    return sop_test_main("case: moves", tests, argc, argv);
}
