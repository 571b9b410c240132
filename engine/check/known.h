/* SPDX-License-Identifier: Apache-2.0 */
/* Which facts can be known when a case comes to a place: along the moves as they are written, whatever
 * conditions say. */
#pragma once

#include "check/domains.h"

typedef enum
{
    SOP_STAGE_ENTERED,
    SOP_STAGE_INSIDE,
    SOP_STAGE_FINISHED,
    SOP_N_STAGES,
} SopStage;

typedef struct
{
    const SopFlow *flow;
    uint32_t n_words;
    uint64_t *facts; /* by place, a bit a fact */
    bool *reached;   /* by place: a way leads there */
    GArray *ways;
    GQueue open; /* places from which more is known than before */
    bool *is_open;
} SopKnown;

SopKnown *sop_known_new(const SopFlow *flow);
void sop_known_free(SopKnown *self);
/* Does something on a way there set the fact, or might it? True of a place where no way leads. */
bool sop_known_may_be(const SopKnown *self, SopStage stage, SopNode node, SopFact fact);
/* Is the fact among what the offer is given, or sets? Or another one of its action: both may be taken at once. */
bool sop_known_is_given(const SopFlow *flow, const SopOffer *offer, SopFact fact);
/* Is there anything at all that sets it? */
bool sop_known_is_set(const SopFlow *flow, SopFact fact);
