/* SPDX-License-Identifier: Apache-2.0 */
/* A case on the engine as a search sees it, that follows some of what it is: what the search tries of its events. */
#pragma once

#include "check/proof.h"
#include "support/random.h"

typedef struct
{
    const SopDomains *domains;
    SopProperty property;
    SopSlice *slice;
    SopExplorer *explorer;
    SopState *before, *after;
    SopFlow *owing; /* (nullable) of a duty: nothing is enforced, and it is not begun again */
    unsigned n_tries,
        n_open; /* so far; … of events of which the explorer tells that it does not try all */
} View;

/* Follows one item in so many; of a duty, also which timeouts have run. */
void view_init(View *self, const SopDomains *domains, unsigned one_in, Random *random);
void view_clear(View *self);
void view_see(const View *self, const SopCase *of, SopState *ret);
/* Does the explorer come to `after` by the event, from `before`? Where it does not try all, it may. */
bool view_covers(View *self, SopEventNumber event);
/* … does it find the safeguard broken? */
bool view_finds_broken(View *self, SopEventNumber event);
/* Prints both, and what the event comes to instead. `event`: SOP_NONE: none was tried. */
void view_tell(View *self, SopEventNumber event);
