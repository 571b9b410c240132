/* SPDX-License-Identifier: Apache-2.0 */
/* Moves, sentence by sentence of the language: what a target leaves and enters, phases and their
 * outcomes, and what `at` reads. */
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

/* ---- what is left ---------------------------------------------------------------------------- */

static const char nested[] = HEAD
    "actions: {anew: {by: clerk, not_before: 5 hours, to: outer}}\n"
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
    play_expect_moves(play, "left one; entered two");
    DO(play, "inside", CLERK, NULL,
       ""); /* written on the phase, inside it: the phase is not left */
    play_expect_moves(play, "left two; entered two");
    DO(play, "itself", CLERK, NULL, ""); /* to the same node leaves and enters it */
    play_expect_moves(play, "left two outer; entered outer one");
    DO(play, "again", CLERK, NULL, "");
    play_expect_moves(play, "left one; entered one");
    DO(play, "stay", CLERK, NULL, "");
    play_expect_moves(play, "left; entered");
    DO(play, "next", CLERK, NULL, "");
    DO(play, "up", CLERK, NULL, ""); /* to a phase around: leaves and enters that */
    play_expect_moves(play, "left two outer; entered outer one");
    DO(play, "next", CLERK, NULL, "");
    DO(play, "out", CLERK, NULL, "");
    play_expect_moves(play, "left two outer; entered after");
    DO(play, "home", CLERK, NULL, "");
    play_expect_moves(play, "left after; entered outer two");
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

/* ---- phases and outcomes --------------------------------------------------------------------- */

static const char outcomes[] = HEAD
    "steps:\n"
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
    play_expect_fact(play, "seen", "unknown"); /* null until finished */
    DO(play, "pass", CLERK, NULL, "");
    AT(play, "middle");
    DO(play, "look", CLERK, NULL, "");
    play_expect_fact(play, "seen", "good");
    DO(play, "redo", CLERK, NULL, "");
    DO(play, "look", CLERK, NULL, "");
    play_expect_fact(play, "seen", "unknown"); /* and again once entered anew */
    DO(play, "pass", CLERK, NULL, "");
    DO(play, "deep", CLERK, NULL, ""); /* entered, though not at its start */
    DO(play, "look", CLERK, NULL, "");
    play_expect_fact(play, "seen", "unknown");
}

static void
test_ends(void)
{
    g_autoptr(Play) play = play_new(outcomes);

    DO(play, "fail_it", CLERK, NULL,
       ""); /* a phase is around its own actions; its `to` ends the one around it */
    AT(play, "after");
    DO(play, "look", CLERK, NULL, "");
    play_expect_fact(play, "seen", "bad"); /* an outcome outlives its phase */
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
    play_expect_fact(play, "seen", "bad");
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
        HEAD
        "steps:\n"
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
    play_expect_fact(play, "seen", "unknown");
    DO(play, "go", CLERK, NULL, "");
    DO(play, "pass", CLERK, NULL, "");
    AT(play, "closed: issued");
}

/* In `sets` and `to` of an act, `at` is where the case stood before; decisions see where it is. */
static void
test_at_before(void)
{
    g_autoptr(Play) play = play_new(
        HEAD
        "steps:\n"
        "  phase:\n"
        "    by: clerk\n"
        "    actions: {turn: {sets: {fit: at.one}, to: [{when: at.one, to: two}, {to: sort}]}}\n"
        "    steps:\n"
        "      one: {text: Turned from the phase}\n"
        "      two: {text: Turned from the phase}\n"
        "      sort: {choose: [{when: at.two, to: {close: refused}}, {when: at.phase and at.sort, to: one}, {to: two}]}\n");

    DO(play, "turn", CLERK, NULL, "");
    AT(play, "two");
    play_expect_fact(play, "fit", "true");
    DO(play, "turn", CLERK, NULL, "");
    AT(play, "one");
    play_expect_fact(play, "fit", "false");
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
        {NULL, NULL},
    };
    return sop_test_main("case: moves", tests, argc, argv);
}
