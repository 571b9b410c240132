/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the feel room: what the finding of reasons and the saying of them share. */
#pragma once

#include "feel/code.h"

typedef struct
{
    SopFeelReason reason; /* first: a reason is found in what explains it */
    SopReasonTrees trees;
} SopExplained;

char *sop_explain_text(const SopFeel *feel, const SopExplained *explained);
/* Has the tree a name of the scope, or the clock: does its value change? */
bool sop_explain_varies(const SopAst *ast);
