/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the making of formulas: conditions (formula.c) and the terms that they compare (terms.c). */
#pragma once

#include "check/logic.h"

typedef struct
{
    SopLogic *logic;
    const SopFeel *feel;
} SopEncoder;

SopFormula sop_encode_truth(const SopEncoder *self, const SopAst *ast);
SopTerm sop_encode_term(const SopEncoder *self, const SopAst *ast);
/* What reads nothing is computed, as date("2026-01-01"). Returns: (transfer full). */
SopValue sop_encode_value(const SopEncoder *self, const SopAst *ast);

static inline Z3_context
sop_encoder_z3(const SopEncoder *self)
{
    return self->logic->z3;
}

static inline Z3_ast
sop_encode_both(const SopEncoder *self, Z3_ast a, Z3_ast b)
{
    return sop_logic_and(self->logic, a, b);
}

static inline Z3_ast
sop_encode_either(const SopEncoder *self, Z3_ast a, Z3_ast b)
{
    return sop_logic_or(self->logic, a, b);
}
