/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the feel room: what the finding of reasons and the saying of them share. */
#pragma once

#include "feel/code.h"

typedef struct
{
    SopFeelReason reason; /* first: a reason is found in what explains it */
    SopReasonTrees trees;
} SopExplained;

enum
{
    SOP_EXPLAIN_REASONS = 32, /* at most */
};

typedef struct
{
    const SopFeel *feel;
    const SopFeelInput *input;
    const SopZone *zone;
    int64_t steps; /* that all parts together may still take */
    bool given_up; /* the part evaluated last met a limit */
    SopPad pad;
    GArray *reasons; /* SopExplained */
} SopExplainer;

/* The value of a part. Returns: (transfer full). */
SopValue sop_explain_evaluate(SopExplainer *self, const SopAst *part);
/* Why the part, which is no and, or, not or if, is not what is wanted. `is_known`: it has a value. */
void sop_explain_leaf(SopExplainer *self, const SopAst *part, bool is_known, bool want,
                      bool alternative);
typedef struct
{
    uint32_t offset, length; /* bytes */
} SopExplainPlace;

/* Where it is written, with the brackets that it begins within. */
SopExplainPlace sop_explain_place(const SopFeel *feel, const SopAst *ast);
char *sop_explain_text(const SopFeel *feel, const SopExplained *explained);
