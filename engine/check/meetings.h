/* SPDX-License-Identifier: Apache-2.0 */
/* Where the ways of one event meet: what comes after need not be tried twice. (meetings.c) */
#pragma once

#include "base/base.h"

/* The places that the ways of an event came by between two decisions. A way is the choices made on it, and the ways
 * are tried in the order of these. */
typedef struct _SopMeetings SopMeetings;

SopMeetings *sop_meetings_new(void);
void sop_meetings_free(SopMeetings *self);
/* Another event begins. */
void sop_meetings_clear(SopMeetings *self);
/* Another way of it begins: it shares with the last one fewer than `n_choices`. */
void sop_meetings_turn(SopMeetings *self, uint32_t n_choices);
/* A way comes by after `n_choices`, and all that tells what may follow is written in `place`. Returns: false when
 * all that follows was tried, from where another way came by here; `ret_rests`: then, whether any came to rest. */
bool sop_meetings_pass(SopMeetings *self, const uint8_t *place, size_t length, uint32_t n_choices,
                       bool *ret_rests);
/* The way comes to rest. */
void sop_meetings_rest(SopMeetings *self);
/* What follows hangs on a choice that was made before, by its number. */
void sop_meetings_recall(SopMeetings *self, uint32_t choice);
