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
