/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of `sopflow run`: the loop and its words (run.c), what is shown (run_show.c, run_time.c), what
 * is asked (run_ask.c), what the administration orders (run_orders.c). */
#pragma once

#include "tool.h"

typedef struct
{
    SopFlow *flow;
    SopCase *kase;
    SopInstant now;
    GTimeZone *zone;
    const char *language;
    ToolWho as;       /* who acts; nobody yet when `person` is NULL */
    ToolWho for_whom; /* whose next act is entered for them */
    SopVerdict *verdict;
    SopGiven *given;
    GArray *past; /* of WalkMoment: for undo, last first taken */
    bool echo;    /* lines come from a script: show them */
} Walk;

typedef struct
{
    SopCase *kase;
    SopInstant now;
} WalkMoment;

/* The actor of the walk, for the engine; `details` stay unknown. */
SopActor tool_walk_actor(const Walk *self, const ToolWho *by);

/* What may be done, for whoever acts. Returns: (transfer full). */
SopOptions *tool_walk_options(const Walk *self);

/* Who acts: as set before, or asked for now. proposed: a role, or "". */
ToolWho tool_walk_who(const Walk *self, const char *proposed);

/* Notes where the case is, for undo. */
void tool_walk_remember(Walk *self);

/* Shows what became of what was asked for, and where the case is now; forgets what was noted when
 * nothing happened. title: of what was asked for */
void tool_walk_tell(Walk *self, const char *title);

/* Where the case is, what is due, what may be done, and what stands in the way of the rest. */
void tool_walk_show(const Walk *self);
void tool_walk_show_file(const Walk *self); /* facts and documents */
/* What happened, timeouts too, or why it was refused. title: (nullable) of what was asked for */
void tool_walk_show_verdict(const Walk *self, const char *title);
void tool_walk_show_reason(const Walk *self, const SopReason *reason);

/* Reads a line after showing `prompt`. Returns: (transfer full) (nullable): NULL at the end. */
char *tool_walk_read(const Walk *self, const char *prompt);

/* Asks all that the option wants, into self->given. Returns: false at the end of the lines. */
bool tool_walk_ask(Walk *self, const SopOptions *options, unsigned option);
/* The value that the fact has when it is written so. Returns: (transfer full). */
SopValue tool_walk_fact(const SopFlow *flow, SopFact fact, const char *text);

/* In local time: "2026-03-02 09:00". Returns: (transfer full). */
char *tool_walk_say_instant(const Walk *self, SopInstant instant);
void tool_walk_show_due(const Walk *self); /* what is due and overdue, and how it is counted */

/* Words of the walk; `rest` is what stands behind them. */
void tool_walk_wait(Walk *self, const char *rest);
void tool_walk_correct(Walk *self, const char *rest);
void tool_walk_close(Walk *self, const char *rest);
void tool_walk_reopen(Walk *self, const char *rest);
