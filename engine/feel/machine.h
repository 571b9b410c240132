/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the feel room: the machine's state, and the instructions that are not in machine.c. Each does
 * its work and returns the next one; NULL ends the run. */
#pragma once

#include "feel/function.h"

typedef struct
{
    SopRun run;
    const SopValue *constants;
    const SopFeel *feel;            /* whose code runs; NULL while compiling */
    const SopFunctionBox *function; /* whose body it is; NULL: the expression itself */
    SopValue *top;                  /* the next free place */
    SopValue *stack;
} SopMachine;

enum
{
    SOP_STACK_MARGIN = 8, /* above what the compiler counted */
};

/* Jumps are counted from where they stand. */
static inline const SopCode *
sop_machine_jump(const SopCode *code, uint32_t distance)
{
    return code + (int32_t) distance;
}

static inline bool
sop_value_is(const SopValue *value, bool boolean)
{
    return value->type == SOP_BOOLEAN && value->boolean == boolean;
}

const SopCode *sop_machine_list(SopMachine *m, const SopCode *code);
const SopCode *sop_machine_append(SopMachine *m, const SopCode *code);
const SopCode *sop_machine_partial(SopMachine *m, const SopCode *code);
const SopCode *sop_machine_context(SopMachine *m, const SopCode *code);
const SopCode *sop_machine_range(SopMachine *m, const SopCode *code);
const SopCode *sop_machine_member(SopMachine *m, const SopCode *code);
const SopCode *sop_machine_member_or(SopMachine *m, const SopCode *code);
const SopCode *sop_machine_index(SopMachine *m, const SopCode *code);
const SopCode *sop_machine_iterate(SopMachine *m, const SopCode *code);
const SopCode *sop_machine_next(SopMachine *m, const SopCode *code);
const SopCode *sop_machine_some(SopMachine *m, const SopCode *code);
const SopCode *sop_machine_every(SopMachine *m, const SopCode *code);
const SopCode *sop_machine_keep_if(SopMachine *m, const SopCode *code);
const SopCode *sop_machine_call(SopMachine *m, const SopCode *code);
const SopCode *sop_machine_instance(SopMachine *m, const SopCode *code);
const SopCode *sop_machine_function(SopMachine *m, const SopCode *code);
const SopCode *sop_machine_captured(SopMachine *m, const SopCode *code);
const SopCode *sop_machine_self(SopMachine *m, const SopCode *code);
const SopCode *sop_machine_invoke(SopMachine *m, const SopCode *code);
