/* SPDX-License-Identifier: Apache-2.0 */
/* What a search knows of a case: where it is, and the classes of what is followed; and many of these, packed. */
#pragma once

#include "check/slice.h"

enum
{
    SOP_STATE_PACKED = 4096, /* bytes of the largest state */
};

typedef struct
{
    uint8_t n_leaves; /* 0: never left */
    bool finished;
    bool is_new;  /* left with this event: what is inside regions is as the event found it */
    bool entered; /* a track inside, since it was left: what was finished may have begun anew */
    SopNode leaves[SOP_LIMIT_PARALLEL];
} SopPast;

typedef struct
{
    SopNode leaves[SOP_LIMIT_PARALLEL];
    uint32_t n_leaves;
    bool closed;
    SopOutcome outcome;
    bool stands;        /* the safeguard's memory */
    uint8_t *items;     /* the classes of what is followed, by slot */
    uint16_t *outcomes; /* by the flow's slots; SOP_UNFINISHED */
    SopPast *pasts;     /* by the flow's slots */
} SopState;

SopState *sop_state_new(const SopFlow *flow);
void sop_state_free(SopState *self);
void sop_state_copy(SopState *self, const SopState *from, const SopSlice *slice);
/* Does a phase that was left keep the node's clock? `is_new`: one that was left with this event. */
bool sop_state_keeps_clock(const SopState *self, const SopSlice *slice, SopNode node, bool is_new);
/* What cannot matter any more is taken out, so that states are the same that behave the same. */
void sop_state_settle(SopState *self, const SopSlice *slice);

/* Where a case is, as far as the slice follows it. (situation.c) */
void sop_state_of_case(const SopDomains *domains, const SopSlice *slice, const SopCase *of,
                       SopState *ret);

/* ---- many (states.c) ---------------------------------------------------------------------- */

typedef struct _SopStates SopStates; /* a set, numbered from 0 */

SopStates *sop_states_new(void);
void sop_states_free(SopStates *self);
/* Returns: its number; `ret_new`: it was not there. */
uint32_t sop_states_add(SopStates *self, const SopState *state, const SopSlice *slice,
                        uint32_t parent, uint32_t event, bool *ret_new);
bool sop_states_has(const SopStates *self, const SopState *state, const SopSlice *slice);
void sop_states_get(const SopStates *self, uint32_t number, const SopSlice *slice, SopState *ret);
uint32_t sop_states_parent(const SopStates *self, uint32_t number);
uint32_t sop_states_event(const SopStates *self, uint32_t number);
uint32_t sop_states_count(const SopStates *self);
size_t sop_states_bytes(const SopStates *self);
/* Writes it as it is kept in a set, and where ends what was written. `ret`: room for SOP_STATE_PACKED. */
uint8_t *sop_state_pack(const SopState *self, const SopSlice *slice, uint8_t *ret);
uint64_t sop_hash_bytes(const uint8_t *bytes, size_t length);
bool sop_state_same(const SopState *a, const SopState *b, const SopSlice *slice);
/* The same, as far as a case or a richer slice can tell, which may know that nothing began anew. */
bool sop_state_like(const SopState *a, const SopState *b, const SopSlice *slice);
