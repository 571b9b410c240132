/* SPDX-License-Identifier: Apache-2.0 */
/* What of a case one search follows: the rest is left open, and may be anything at any time. (slice.c) */
#pragma once

#include "check/domains.h"

/* Which items are followed, and the slot of each; and which tracks are only seen from outside: a case in
 * such a region may be anywhere in it, and every state is written with the same leaves there. */
typedef struct
{
    const SopFlow *flow;
    uint32_t n_items;
    SopNode *regions; /* by node: the outermost region that it is inside of; SOP_NONE */
    bool *blurred;    /* by node: it is a region */
    bool *has_tracks; /* by region: it is a phase of tracks, or has one inside */
    GArray **leaves;  /* by region: SopNode, how it is written */
    GArray *added;    /* SopItem: all that was added, of every kind */
    uint16_t *slots;  /* by item; SOP_OPEN: not followed */
    GArray *items;    /* SopItem, by slot */
    SopNode *phases;  /* by an outcome's slot: whose it is */
    bool *outcomes;   /* by slot: it is followed for good */
    bool *joined;     /* by slot: the phase around reads it when all tracks are finished */
    SopNode *homes;   /* by guard: the node on whose way on it stands; SOP_NONE */
    SopNode *resumed; /* by a history's slot: its phase */
} SopSlice;

SopSlice *sop_slice_new(const SopDomains *domains);
SopSlice *sop_slice_copy(const SopDomains *domains, const SopSlice *from);
void sop_slice_free(SopSlice *self);
/* Returns: whether it was not yet followed. */
bool sop_slice_add(SopSlice *self, SopItem item);
/* … `ret_new`: those that were not. */
void sop_slice_add_all(SopSlice *self, const GArray *items, GArray *ret_new);
/* Does a relation that is followed read the fact? */
bool sop_slice_compares(const SopSlice *self, const SopDomains *domains, SopFact fact);
/* To follow where in a region a case is, as an item. */
static inline SopItem
sop_item_of_region(const SopSlice *slice, SopNode region)
{
    return slice->n_items + region;
}
/* Whether and how a phase ended, as an item. It is known anyway where the phase itself, or the one around
 * its tracks, asks it to go on. */
static inline SopItem
sop_item_of_outcome(const SopSlice *slice, SopNode phase)
{
    return slice->n_items + slice->flow->n_nodes + slice->flow->nodes[phase].outcome;
}

bool sop_slice_knows_outcome(const SopSlice *self, SopGuard guard, SopNode phase);
/* Writes what is inside regions as they are written; works in place. Returns: how many leaves. */
uint32_t sop_slice_blur(const SopSlice *self, SopNode *leaves, uint32_t n_leaves);
/* Is the node a phase of tracks, or one inside it? */
bool sop_flow_has_tracks(const SopFlow *flow, SopNode around);
