/* SPDX-License-Identifier: Apache-2.0 */
/* Which differences make a procedure looser: what somebody had to wait for, give or be, and need not
 * any more. Whether another condition or requirement is weaker is not known: it may be. */
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
    SopLooseness (*judge)(const SopDifference *self); /* (nullable) when it can be told exactly */
} Loose;

/* ---- what can be told exactly ------------------------------------------------------------------ */

/* What had to be given is not asked any more, or may be left out. */
static SopLooseness
judge_asked(const SopDifference *self)
{
    bool was_needed = self->items[SOP_OLDER] != SOP_NONE &&
                      !self->of->flows[SOP_OLDER]->asks[self->items[SOP_OLDER]].optional;
    bool is_needed = self->items[SOP_NEWER] != SOP_NONE &&
                     !self->of->flows[SOP_NEWER]->asks[self->items[SOP_NEWER]].optional;

    return was_needed && !is_needed ? SOP_LOOSENS_SURELY : SOP_LOOSENS_NOT;
}

static uint64_t
seers_of(const SopDifference *self, SopSide side)
{
    const SopFlow *flow = self->of->flows[side];

    return self->part == SOP_PART_FACT ? flow->facts[self->parts[side]].seen_by
                                       : flow->documents[self->parts[side]].seen_by;
}

/* Somebody sees it who did not. Nobody named means everybody. */
static SopLooseness
judge_seen(const SopDifference *self)
{
    uint64_t before = seers_of(self, SOP_OLDER), now = seers_of(self, SOP_NEWER);

    if (before == 0 || now == 0)
        return before != 0 ? SOP_LOOSENS_SURELY : SOP_LOOSENS_NOT;
    for (SopRole role = 0; role < self->of->flows[SOP_NEWER]->n_roles; role++)
    {
        uint32_t older = sop_versions_counterpart(self->of, SOP_PART_ROLE, SOP_NEWER, role);
        if ((now >> role & 1) && (older == SOP_NONE || !(before >> older & 1)))
            return SOP_LOOSENS_SURELY;
    }
    return SOP_LOOSENS_NOT;
}

/* ---- all --------------------------------------------------------------------------------------- */

static const Loose loose[SOP_N_ASPECTS] = {
    [SOP_ASPECT_NODE] = {GONE, 0, NULL},
    [SOP_ASPECT_TIMEOUT] = {GONE, 0, NULL},
    [SOP_ASPECT_MAY_CORRECT] = {MORE, 0, NULL},
    [SOP_ASPECT_MAY_CLOSE] = {MORE, 0, NULL},
    [SOP_ASPECT_MAY_REOPEN] = {MORE, 0, NULL},
    [SOP_ASPECT_DEADLINE] = {GONE_OR_LONGER, OTHER, NULL},
    [SOP_ASPECT_WHO] = {MORE, 0, NULL},
    [SOP_ASPECT_ASKS] = {0, 0, judge_asked},
    [SOP_ASPECT_CONDITION] = {GONE, OTHER, NULL},
    [SOP_ASPECT_REQUIRES] = {GONE, OTHER, NULL},
    [SOP_ASPECT_NOT_BEFORE] = {GONE_OR_SHORTER, OTHER, NULL},
    [SOP_ASPECT_NOT_AFTER] = {GONE_OR_LONGER, OTHER, NULL},
    [SOP_ASPECT_SEPARATE_FROM] = {GONE, 0, NULL},
    [SOP_ASPECT_VERIFIES] = {GONE, 0, NULL},
    [SOP_ASPECT_PROLONGS] = {MORE_OR_LONGER, OTHER, NULL},
    [SOP_ASPECT_INFORMS] = {GONE, 0, NULL},
    [SOP_ASPECT_COMES_AT] = {GONE_OR_LONGER, OTHER, NULL},
    [SOP_ASPECT_RANGE] = {GONE, OTHER, NULL},
    [SOP_ASPECT_SEEN_BY] = {0, 0, judge_seen},
    [SOP_ASPECT_VALID_FOR] = {GONE_OR_LONGER, OTHER, NULL},
    [SOP_ASPECT_RECORDED_BY] = {MORE, 0, NULL},
};

SopLooseness
sop_difference_loosens(const SopDifference *self)
{
    g_return_val_if_fail(self != NULL, SOP_LOOSENS_NOT);

    const Loose *of = &loose[self->aspect];
    if (of->judge != NULL)
        return of->judge(self);
    return of->surely >> self->kind & 1    ? SOP_LOOSENS_SURELY
           : of->perhaps >> self->kind & 1 ? SOP_LOOSENS_PERHAPS
                                           : SOP_LOOSENS_NOT;
}
