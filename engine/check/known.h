/* SPDX-License-Identifier: Apache-2.0 */
/* Which facts can be known when a case comes to a place, or are sure to be: along the moves as they are written,
 * whatever conditions say. */
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
    bool surely; /* only what is known on every way there */
    uint32_t n_words;
    uint64_t *facts; /* by place, a bit a fact */
    uint64_t *kept;  /* facts that stay known */
    bool *reached;   /* by place: a way leads there */
    GArray *ways;
    GQueue open; /* places from which more is known than before */
    bool *is_open;
} SopKnown;

/* By fact: it starts with a value, and nothing makes it unknown. Returns: (transfer full). */
bool *sop_facts_always_known(const SopFlow *flow);

/* What can be known. */
SopKnown *sop_known_new(const SopFlow *flow);
/* What is known on every way. */
SopKnown *sop_known_surely_new(const SopFlow *flow);
void sop_known_free(SopKnown *self);
/* Does something on a way there set the fact, or might it; or on every way? True of a place where no way leads. */
bool sop_known_at(const SopKnown *self, SopStage stage, SopNode node, SopFact fact);
/* Is the fact among what the offer is given, or sets? Or another one of its action: both may be taken at once. */
bool sop_known_is_given(const SopFlow *flow, const SopOffer *offer, SopFact fact);
/* Is there anything at all that sets it? */
bool sop_known_is_set(const SopFlow *flow, SopFact fact);
/* Is the fact known by then? It is made unknown by some, and one that counts what is unknown goes on with that. */
bool sop_set_finds_out(const SopFlow *flow, const SopSet *set);
