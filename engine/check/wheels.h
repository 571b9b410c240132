/* SPDX-License-Identifier: Apache-2.0 */
/* What a slot of a condition can be, to be counted through. */
#pragma once

#include "check/guards.h"

typedef struct
{
    uint32_t slot;
    SopRead read;
    const SopDomain *domain; /* (nullable) of a fact */
    GArray *values;          /* SopValue */
    bool complete;           /* these are all that conditions can tell apart */
    uint32_t at;
} SopWheel;

/* `exact`: for conditions for which classes tell everything; else there are some values more. */
SopWheel sop_wheel_make(const SopGuardCheck *check, uint32_t slot, bool exact, SopInstant now);
/* Do the classes tell everything that the condition can tell apart? */
bool sop_wheel_is_exact(const SopGuardCheck *check, SopGuard guard);
/* Adds the constants of a condition that fit, and what is just beside them. */
void sop_wheel_add_constants(SopWheel *wheel, const SopFlow *flow, const SopFeel *feel,
                             const SopAst *ast);
