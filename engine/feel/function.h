/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the feel room: values that are functions, which outlive the evaluation that made them. */
#pragma once

#include "feel/code.h"

typedef struct
{
    SopBox box;
    const SopBuiltin *builtin; /* NULL: a function literal */
    SopFeel *feel;             /* has the literal's code; owned */
    const SopLambda *lambda;
    uint32_t n_captured;
    SopValue captured[];
} SopFunctionBox;

static inline const SopFunctionBox *
sop_value_function_box(const SopValue *self)
{
    return (const SopFunctionBox *) self->box;
}

void sop_function_box_clear(SopFunctionBox *self);

/* Calls with the arguments made to fit, which may be changed; null when they do not fit, or when it is
 * no function. */
SopValue sop_function_call(SopRun *run, const SopValue *function, SopValue *arguments,
                           uint32_t n_arguments);
bool sop_function_conforms(const SopValue *function, const SopFeelType *type);
SopValue sop_function_equal(SopRun *run, const SopValue *a, const SopValue *b);
void sop_function_print(const SopValue *self, GString *out);

/* Runs a literal's body. `arguments`: as many as it has parameters, of their types. */
SopValue sop_machine_enter(SopRun *run, const SopFunctionBox *function, const SopValue *arguments);
