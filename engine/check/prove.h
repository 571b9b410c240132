/* SPDX-License-Identifier: Apache-2.0 */
/* Does one property hold on every path? (prove.c) */
#pragma once

#include "check/replay.h"

typedef struct
{
    SopProperty property;
    SopProofResult result;
    GArray *acts;             /* SopAct (nullable) */
    uint8_t waits;            /* SopWait */
    uint32_t n_states, depth; /* of the last search */
    unsigned long all_states; /* of all searches for it */
    size_t bytes;
    bool shortest; /* no path of fewer events would do */
} SopProved;

/* How many events its path has; that a timeout passes is none. */
uint32_t sop_proved_length(const SopFlow *flow, const SopProved *proved);
/* Is a state of the flow more than it is packed for? */
bool sop_states_are_too_large(const SopDomains *domains);
/* `tally`: nullable. Safe in several threads at once. */
SopProved sop_prove(const SopDomains *domains, const SopProperty *property, uint32_t limit,
                    SopTally *tally);
/* The timeouts, by offer, that may meet a decision that cannot be taken, as far as can be seen without following
 * anything; all of them, where the limit is reached. Returns: (transfer full). */
bool *sop_prove_suspects(const SopDomains *domains, uint32_t limit);
