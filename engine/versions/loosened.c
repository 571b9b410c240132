/* SPDX-License-Identifier: Apache-2.0 */
/* Which differences make a procedure looser: what somebody had to wait for, give or be, and need not
 * any more. What a change of a condition or requirement does is not known: it may. */
#include "versions/versions.h"

#define BIT(kind) (1u << SOP_DIFFERENCE_##kind)

enum
{
    GONE = BIT(REMOVED),
    MORE = BIT(ADDED),
    GONE_OR_LONGER = BIT(REMOVED) | BIT(LENGTHENED),
    GONE_OR_SHORTER = BIT(REMOVED) | BIT(SHORTENED),
    MORE_OR_LONGER = BIT(ADDED) | BIT(LENGTHENED),
    OTHER = BIT(CHANGED),
};

typedef struct /* kinds, as bits */
{
    uint8_t surely, perhaps;
} Loose;

static const Loose loose[SOP_N_ASPECTS] = {
    [SOP_ASPECT_NODE] = {GONE, 0},
    [SOP_ASPECT_TIMEOUT] = {GONE, 0},
    [SOP_ASPECT_MAY_CORRECT] = {MORE, 0},
    [SOP_ASPECT_MAY_CLOSE] = {MORE, 0},
    [SOP_ASPECT_MAY_REOPEN] = {MORE, 0},
    [SOP_ASPECT_DEADLINE] = {GONE_OR_LONGER, OTHER},
    [SOP_ASPECT_WHO] = {MORE, 0},
    [SOP_ASPECT_ASKS] = {GONE, OTHER},
    [SOP_ASPECT_CONDITION] = {GONE, OTHER},
    [SOP_ASPECT_REQUIRES] = {GONE, OTHER},
    [SOP_ASPECT_NOT_BEFORE] = {GONE_OR_SHORTER, OTHER},
    [SOP_ASPECT_NOT_AFTER] = {GONE_OR_LONGER, OTHER},
    [SOP_ASPECT_SEPARATE_FROM] = {GONE, 0},
    [SOP_ASPECT_VERIFIES] = {GONE, 0},
    [SOP_ASPECT_PROLONGS] = {MORE_OR_LONGER, OTHER},
    [SOP_ASPECT_INFORMS] = {GONE, 0},
    [SOP_ASPECT_COMES_AT] = {GONE_OR_LONGER, OTHER},
    [SOP_ASPECT_RANGE] = {GONE, OTHER},
    [SOP_ASPECT_SEEN_BY] = {GONE, OTHER},
    [SOP_ASPECT_VALID_FOR] = {GONE_OR_LONGER, OTHER},
    [SOP_ASPECT_RECORDED_BY] = {MORE, 0},
};

SopLooseness
sop_difference_loosens(const SopDifference *self)
{
    g_return_val_if_fail(self != NULL, SOP_LOOSENS_NOT);

    const Loose *of = &loose[self->aspect];
    return of->surely >> self->kind & 1    ? SOP_LOOSENS_SURELY
           : of->perhaps >> self->kind & 1 ? SOP_LOOSENS_PERHAPS
                                           : SOP_LOOSENS_NOT;
}
