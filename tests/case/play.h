/* SPDX-License-Identifier: Apache-2.0 */
/* Playing a case in the tests of the case room. Every act is done twice, on the case and on a
 * copy that went through JSON, and everything that must hold of any act is checked on the way:
 * see play_do(). */
#pragma once

#include "case/case.h"
#include "support/support.h"

typedef struct
{
    SopFlow *flow;
    SopCase *kase;
    SopInstant now;
    SopVerdict *verdict; /* of the last act */
    char *codes;         /* of the last act: "" when accepted, else the reasons' codes, sorted */
    GString *story;      /* what was done, for messages */
} Play;

/* Compiles; prints the messages and fails when it gives no flow. */
SopFlow *play_compile(const char *text);

/* A case of the procedure `text`, opened 2026-03-02T09:00:00Z. */
Play *play_new(const char *text);
Play *play_of(SopFlow *flow); /* the same, of a flow (transfer none) */
void play_free(Play *self);

/* `by`: "clerk/c1", or "clerk/c1 for owner/o1". `given`: "age=17; kind=new;
 * form={F-17,2026-03-01,}", or NULL. Checked of each act: sop_case_may() says the same before,
 * and leaves no trace; the case goes to JSON and back, to the same bytes, and the same act there
 * has the same verdict and result; what is refused changes nothing; what is accepted rests in a
 * whole configuration. Returns: the codes. */
/* Time goes on to now: in one step and in several, which must come to the same. */
void play_tick(Play *self);
/* Do timeouts run without end by then? */
bool play_is_endless(const Play *self, SopInstant now);
/* The administration closes the case, or reopens it when it is closed; the same after JSON. */
void play_administer(Play *self);
bool play_administer_case(SopCase *of, SopInstant now);
const char *play_do(Play *self, const char *action, const char *by, const char *given);

/* Moves the clock. */
void play_wait(Play *self, int64_t hours);

/* "desk", "check, pay", "closed: issued". Returns: (transfer full). */
char *play_at(const Play *self);

/* What was given, read as in play_do(). Returns: (transfer full) (nullable). */
SopGiven *play_given(SopFlow *flow, const char *given);
SopActor play_actor(const Play *self, const char *by,
                    char *names[2]); /* names: (transfer full) keep them alive */

/* "age: 17", "unknown"; of the fact. Returns: (transfer full). */
char *play_fact(const Play *self, const char *fact);

void play_expect_at(Play *self, const char *expected, int line);
void play_expect_codes(Play *self, const char *action, const char *by, const char *given,
                       const char *expected, int line);

void play_expect_fact(const Play *self, const char *fact, const char *expected);
/* "left two one; entered three": what the last act left and entered, in order. */
void play_expect_moves(const Play *self, const char *expected);

/* Does, and is accepted, or refused with just these codes ("" for accepted). */
#define DO(play, action, by, given, expected) \
    play_expect_codes(play, action, by, given, expected, __LINE__)
#define AT(play, expected) play_expect_at(play, expected, __LINE__)

/* ---- time (play_time.c); instants are written "03-05 10:00": of 2026, in UTC ------------------------ */

SopInstant play_instant(const char *text);
/* Lets time pass until then: "remind 03-05 10:00, lapse 04-01 00:00" are the timeouts that must have run.
 * Checked: asking what may be done then leaves no trace; late ticks are as good as punctual ones; it is
 * the same through JSON. */
void play_expect_ran(Play *self, const char *until, const char *expected, int line);
/* What is due: "timeout remind 03-05 10:00, deadline work 03-06 00:00 over, safeguard answer -". */
void play_expect_due(Play *self, const char *expected, int line);
/* The timeouts that the last act ran, before it and after it. */
void play_expect_act_ran(Play *self, const char *expected, int line);
/* Moves to that instant without a tick. */
void play_at_instant(Play *self, const char *instant);
/* Orders the administration: "correct a=1", "close", "reopen"; "" or the codes of the refusal. The same
 * through JSON. */
void play_expect_order(Play *self, const char *order, const char *by, const char *reason,
                       const char *expected, int line);

#define RAN(play, until, expected) play_expect_ran(play, until, expected, __LINE__)
#define DUE(play, expected) play_expect_due(play, expected, __LINE__)
#define ACT_RAN(play, expected) play_expect_act_ran(play, expected, __LINE__)
#define ORDER(play, order, by, reason, expected) \
    play_expect_order(play, order, by, reason, expected, __LINE__)

/* What the cases of play.c and play_time.c share. */
void play_check_same(const Play *self, const char *what, const char *actual, const char *expected);
SopCase *play_through_json(const Play *self, const char *json);
char *play_codes(const SopVerdict *verdict); /* sorted. Returns: (transfer full) */

/* Is exactly what must be active active: in a phase one child, in a phase of tracks all? */
bool play_is_whole(const SopCase *kase);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Play, play_free)
