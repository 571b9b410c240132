/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of `sopflow run`: the loop and its words (run.c), what is shown (run_show.c), what is asked
 * (run_ask.c). */
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

/* Where the case is, what may be done, and what stands in the way of the rest. */
void tool_walk_show(const Walk *self);
void tool_walk_show_file(const Walk *self); /* facts and documents */
void tool_walk_show_verdict(const Walk *self, SopAction action);
void tool_walk_show_reason(const Walk *self, const SopReason *reason);

/* Reads a line after showing `prompt`. Returns: (transfer full) (nullable): NULL at the end. */
char *tool_walk_read(const Walk *self, const char *prompt);

/* Asks all that the option wants, into self->given. Returns: false at the end of the lines. */
bool tool_walk_ask(Walk *self, const SopOptions *options, unsigned option);
