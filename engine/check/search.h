/* SPDX-License-Identifier: Apache-2.0 */
/* The search for shortest paths that break a property (search.c), and one path again, following more (retrace.c). */
#pragma once

#include "check/explore.h"

/* ---- how far it is (proof.c) -------------------------------------------------------------------- */

typedef struct _SopTally SopTally;

/* So many more states were looked at; from any thread. `self`: nullable. */
void sop_tally_add(SopTally *self, unsigned n_states);

/* ---- searching (search.c) ----------------------------------------------------------------------- */

typedef struct
{
    SopEventNumber event;
    SopState *state; /* after it */
} SopPathStep;

typedef enum /* how a case waits for ever where a path ends */
{
    SOP_WAIT_NONE,  /* it does not */
    SOP_WAIT_STILL, /* nothing is sure to happen */
    SOP_WAIT_ROUND, /* timeouts lead it round in a circle */
    SOP_WAIT_LATE,  /* until it is too late for what is to stay possible */
} SopWait;

typedef struct
{
    SopState *start;
    GArray *steps; /* SopPathStep */
    uint8_t waits; /* SopWait */
} SopPath;

/* How a state was first reached. (path.c) Returns: (transfer full). */
SopPath *sop_path_to(const SopStates *states, const SopSlice *slice, uint32_t number);
void sop_path_free(SopPath *self);
/* How many events; that a timeout passes is none. */
uint32_t sop_path_length(const SopFlow *flow, const SopPath *path);

typedef struct /* a timeout that runs while a duty stands, and leaves it standing */
{
    uint32_t from, to; /* states */
    uint32_t offer;
} SopLead;

typedef struct
{
    SopExplorer *explorer;
    SopStates *states;
    SopTally *tally; /* nullable */
    uint32_t limit;
    uint32_t at;    /* the state looked at */
    uint32_t depth; /* of it */
    uint32_t level_ends;
    uint32_t below;            /* only paths of fewer events are looked for; 0: all */
    const uint16_t *distances; /* (nullable) of the goal, when only shorter paths are looked for */
    const GArray *blocked; /* (nullable) SopPathStep: events that are not tried in these states */
    bool stopped;
    bool complete;    /* all was looked at */
    GQueue found;     /* SopPath, not yet handed out */
    GArray *leads;    /* SopLead */
    uint32_t *events; /* room for those of a state */
} SopHunt;

SopHunt *sop_hunt_new(SopExplorer *explorer, uint32_t limit, SopTally *tally);
void sop_hunt_free(SopHunt *self);
/* The next shortest path that breaks the property; NULL: there is none, or the limit is reached. */
SopPath *sop_hunt_next(SopHunt *self);
/* The property is broken where the path to the state ends. */
void sop_hunt_found_here(SopHunt *self, uint32_t number, SopWait waits);
/* … where timeouts lead round for ever, and the duty is not done. (forever.c) */
void sop_hunt_find_rounds(SopHunt *self);

/* ---- how much is tried (prove.c) ---------------------------------------------------------------- */

typedef struct /* for one property */
{
    uint32_t states; /* of one search */
    uint32_t paths;  /* tried in one search, when nothing more can be followed */
    uint32_t width;  /* states after one event of a path; beyond, nothing is known */
    uint32_t items;  /* to be followed more; of so many it is asked of each whether it is needed */
} SopEffort;

/* What is only looked for is given less than what an author wants to be proved. */
const SopEffort *sop_effort_for(const SopProperty *property);

/* ---- retracing (retrace.c) ------------------------------------------------------------------------ */

/* A path of the same events, as the explorer's richer slice has it; NULL: there is none, or `ret_too_wide`.
 * `coarse`: the path's own slice, when steps inside its regions may be put between; NULL: just these events. */
SopPath *sop_retrace(SopExplorer *explorer, const SopPath *path, const SopSlice *coarse,
                     bool *ret_too_wide);
/* Is there no such path when `more` (SopItem) is followed beside the slice? */
bool sop_retrace_is_gone(const SopDomains *domains, const SopProperty *property,
                         const SopPath *path, const SopSlice *slice, bool exact,
                         const GArray *more);
/* Takes out of `more` (SopItem) what is not needed, beside the slice, to see that there is no such path. */
void sop_retrace_reduce(const SopDomains *domains, const SopProperty *property, const SopPath *path,
                        const SopSlice *slice, bool exact, GArray *more);
