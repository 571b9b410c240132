/* SPDX-License-Identifier: Apache-2.0 */
/* What a condition can answer in a state, whatever is not followed. (answers.c) */
#pragma once

#include "check/states.h"

enum
{
    SOP_CAN_FALSE = 1 << SOP_FALSE,
    SOP_CAN_TRUE = 1 << SOP_TRUE,
    SOP_CAN_UNKNOWN = 1 << SOP_UNKNOWN,
    SOP_CAN_ANY = SOP_CAN_FALSE | SOP_CAN_TRUE | SOP_CAN_UNKNOWN,
};

#define SOP_SET_FAILS (UINT64_C(1) << 63) /* the value may not fit the fact */

typedef struct _SopAnswers SopAnswers;

SopAnswers *sop_answers_new(const SopDomains *domains, const SopSlice *slice);
void sop_answers_free(SopAnswers *self);
/* A node whose entering is judged is active for `at`; SOP_NONE: none is. */
void sop_answers_enter(SopAnswers *self, SopNode node);
/* Whatever was known of an act is forgotten. */
void sop_answers_know_nothing(SopAnswers *self);
/* The act is one of this role. */
void sop_answers_know_actor(SopAnswers *self, SopRole role);
/* `ruled_out`: (nullable) by relation, bits of the classes in which it is not; borrowed; NULL: nothing is known. */
void sop_answers_know_moments(SopAnswers *self, const uint8_t *ruled_out);
/* Until the next such call, these documents are known not to have expired, where they are on file. `good`: (nullable) by
 * document; borrowed; NULL: nothing is known. */
void sop_answers_know_good(SopAnswers *self, const bool *good);
/* The truths (SOP_CAN_…) of a guard in a state, whatever is not followed. `view`: what `at` reads. */
unsigned sop_answers_of(SopAnswers *self, SopGuard guard, const SopState *state,
                        const SopConfiguration *view);
/* The classes that `fact` can get from a `sets`, as bits, and SOP_SET_FAILS. */
uint64_t sop_answers_set(SopAnswers *self, const SopSet *set, const SopState *state,
                         const SopConfiguration *view);
