/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the explorer share: explore.c (choices, conditions, values), stepping.c (what the step
 * relation asks), events.c (one event as it happens), regions.c (where in a region it may be), rests.c (what can happen
 * next). */
#pragma once

#include "check/explore.h"

/* One of `n` ways; the others are tried later. */
uint32_t sop_explorer_choose(SopExplorer *self, uint32_t n);
/* One of the set bits, likewise. */
uint32_t sop_explorer_choose_bit(SopExplorer *self, uint64_t bits);

/* ---- reading and changing the state ------------------------------------------------------------- */

static inline uint16_t
sop_explorer_slot(const SopExplorer *self, SopItem item)
{
    return self->slice->slots[item];
}

static inline void
sop_explorer_set(SopExplorer *self, SopItem item, uint8_t class)
{
    if (sop_explorer_slot(self, item) != SOP_OPEN)
        self->state->items[sop_explorer_slot(self, item)] = class;
}

/* Its class; `otherwise` when it is not followed. */
static inline uint8_t
sop_explorer_item(const SopExplorer *self, SopItem of, uint8_t otherwise)
{
    return sop_explorer_slot(self, of) != SOP_OPEN ? self->state->items[sop_explorer_slot(self, of)]
                                                   : otherwise;
}

/* Was the node entered by this event? */
static inline bool
sop_explorer_has_entered(const SopExplorer *self, SopNode node)
{
    return self->entered_as[node] > self->n_entered_before;
}

/* … or a track inside it? */
bool sop_explorer_began_anew(const SopExplorer *self, SopNode phase);

/* What was set may turn any condition. */
static inline void
sop_explorer_forget(SopExplorer *self)
{
    self->stamp++;
}

/* The way is followed no further, since it is too long. */
void sop_explorer_give_up(SopExplorer *self);
/* What a condition can answer (SOP_CAN_…) where the event is judged. */
unsigned sop_explorer_can(SopExplorer *self, SopGuard guard);
/* Returns: false when the value does not fit the fact, by this try's choice. */
bool sop_explorer_set_fact(SopExplorer *self, const SopSet *set);
/* A fact is another: so may be what compares it, once all that changes has changed. */
void sop_explorer_note_changed(SopExplorer *self, SopFact fact);
void sop_explorer_settle_relations(SopExplorer *self);
/* A branch is taken: sets what its row sets, likewise. `host`: the explorer. */
bool sop_explorer_take(void *host, uint32_t branch);
/* Can the moment's anchor be known? */
bool sop_explorer_is_anchored(const SopExplorer *self, const SopMoment *moment);
/* Has it not run yet, and can its anchor be known? */
bool sop_explorer_may_run(const SopExplorer *self, const SopState *state, uint32_t timeout);
/* What the step relation asks and tells; its host is the explorer. */
extern const SopStepper sop_explorer_stepper;
/* Room for a place where ways can meet, in bytes. */
size_t sop_explorer_place_size(const SopFlow *flow);

/* ---- the safeguard ------------------------------------------------------------------------------- */

/* The one that is to hold; NULL when the property is none. */
const SopSafeguard *sop_explorer_guarded(const SopExplorer *self);
/* May it apply: is its `when` not known to be false? */
bool sop_explorer_applies(SopExplorer *self, const SopSafeguard *safeguard);
bool sop_explorer_breaks(SopExplorer *self, const SopSafeguard *safeguard);
bool sop_explorer_watches(const SopFlow *flow, SopHappening happening, uint32_t safeguard,
                          SopWatchKind kind);
/* Something is to happen: does it break the safeguard? Then it happened. */
void sop_explorer_judge(SopExplorer *self, SopHappening happening);
void sop_explorer_watch(SopExplorer *self, SopHappening happening);

/* ---- regions -------------------------------------------------------------------------------------- */

/* A leaf (SopNode) of the region for each offer of the action, and one that offers it not. Borrowed. */
const GArray *sop_explorer_ways_inside(SopExplorer *self, SopNode region, SopAction action);
/* A phase is resumed: where in its regions it may have been left. `host`: the explorer. */
SopRemembered sop_explorer_suppose(void *host, SopRemembered remembered, const SopTarget *target);
/* Puts the case somewhere in each region of the state that the event comes from. */
void sop_explorer_place(SopExplorer *self, const SopState *from, SopEventNumber event);
