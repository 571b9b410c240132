/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the asking of the solver: questions (solve.c) and the case that answers one (solve_case.c). */
#pragma once

#include "check/logic.h"

typedef struct
{
    const SopGuardCheck *check;
    SopLogic *logic;
    const SopRow *rows;
    uint32_t n_rows;
    Z3_solver solver;
    GArray *slots;  /* uint32_t: all that is read */
    bool *has_slot; /* by slot */
} SopQuestion;

/* The solver forgets all but what always holds. */
void sop_question_renew(SopQuestion *self);
/* The solver has just said that all rows can be false (`left`). Returns: (transfer full) (nullable): such a
 * case, if the conditions themselves say so. */
SopExample *sop_question_find_case(SopQuestion *self, Z3_ast left);
