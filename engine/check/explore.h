/* SPDX-License-Identifier: Apache-2.0 */
/* Every way that an event can go from a state of the search, with the step relation that also runs cases: what
 * is to hold, and whether it does. */
#pragma once

#include "check/answers.h"
#include "check/meetings.h"

/* ---- what is to hold -------------------------------------------------------------------------- */

typedef enum
{
    SOP_PROPERTY_SAFEGUARD,
    SOP_PROPERTY_DECIDED,  /* a timeout never meets a decision that cannot be taken */
    SOP_PROPERTY_SOMEBODY, /* an offer's `separate_from` is never done by nobody */
    SOP_PROPERTY_ABSENT,   /* no case rests in a given state; see SopPlaceWanted */
    SOP_PROPERTY_KNOWN,    /* an offer never meets a condition that is unknown since a fact is */
    SOP_PROPERTY_GOAL,     /* the goal of the domains is never reached: what breaks it is a way */
} SopPropertyKind;

typedef struct
{
    uint8_t kind; /* SopPropertyKind */
    uint32_t safeguard;
    uint32_t offer;
    SopGuard guard; /* of SOP_PROPERTY_KNOWN, as `fact` */
    SopFact fact;
} SopProperty;

/* The property SOP_PROPERTY_ABSENT: no case comes to rest where, of what `slice` follows, all is as in
 * `state`. */
typedef struct
{
    SopProperty property;
    const SopSlice *slice;
    const SopState *state;
} SopPlaceWanted;

/* Is the property broken by an event that cannot be done? */
static inline bool
sop_property_ends_undecided(const SopProperty *self)
{
    return self->kind == SOP_PROPERTY_DECIDED || self->kind == SOP_PROPERTY_KNOWN;
}

/* Of a state of the richer slice `from`: is it there? */
bool sop_place_is_wanted(const SopPlaceWanted *self, const SopState *state, const SopSlice *from);
/* … is the case there? */
bool sop_place_holds(const SopPlaceWanted *self, const SopDomains *domains, const SopCase *of);

/* ---- events (explore.c) ------------------------------------------------------------------------ */

/* An event as a number: an action; or n_actions + 2 × timeout, and one more where it only passes. */
typedef uint32_t SopEventNumber;

static inline bool
sop_event_is_timeout(const SopFlow *flow, SopEventNumber event)
{
    return event >= flow->n_actions;
}

static inline uint32_t
sop_event_timeout(const SopFlow *flow, SopEventNumber event)
{
    return flow->first_timeout + (event - flow->n_actions) / 2;
}

/* That the timeout runs. */
static inline SopEventNumber
sop_event_of(const SopFlow *flow, uint32_t timeout)
{
    return flow->n_actions + 2 * (timeout - flow->first_timeout);
}

static inline bool
sop_event_passes(const SopFlow *flow, SopEventNumber event)
{
    return sop_event_is_timeout(flow, event) && (event - flow->n_actions) % 2 != 0;
}

typedef enum
{
    SOP_TRY_REFUSED,
    SOP_TRY_UNDECIDED,
    SOP_TRY_DONE,
    SOP_TRY_MET, /* it came by where another way of the event did, and what follows was tried */
} SopTry;

typedef struct
{
    SopItem item;
    uint8_t class;
} SopGave;

/* What is not known of a region where it was left: of a node, or of a phase of tracks. */
typedef enum
{
    SOP_WAS_ACTIVE,
    SOP_WAS_FINISHED,
    SOP_BEGAN_ANEW, /* after it was finished */
    SOP_OTHERS_WERE_FINISHED,
    SOP_N_SUPPOSED,
} SopSupposed;

typedef struct
{
    uint64_t when;   /* by which try */
    uint32_t choice; /* … by which choice */
    bool is;
} SopSupposition;

enum
{
    SOP_CHECK_TAPE = 256,   /* choices in one event */
    SOP_CHECK_TRIES = 4000, /* ways that one event can go */
};

typedef struct /* the choices of a try; with it, what is left of an event can be tried later */
{
    uint16_t choices[SOP_CHECK_TAPE], ways[SOP_CHECK_TAPE]; /* … of how many */
    uint32_t length;
    uint32_t n_tries; /* of this event so far */
} SopTape;

typedef struct
{
    const SopDomains *domains;
    const SopFlow *flow;
    const SopProperty *property;
    SopSlice *slice;
    SopAnswers *answers;
    SopTape tape;
    uint32_t at_tape;
    uint32_t n_shared;       /* choices, with the try before, are fewer than so many */
    uint32_t n_noted;        /* … were made when it last came by a place where ways can meet */
    uint32_t n_chosen;       /* moves of offers, before the one that is looked at */
    bool met;                /* another way was there */
    bool met_rests;          /* … and led to a rest */
    SopMeetings *meetings;   /* (nullable) of this event: SOP_TRY_MET will do */
    uint8_t *place;          /* room for one */
    bool overflow;           /* an event has more choices than a tape holds */
    const SopState *from;    /* (nullable) whence the event comes … */
    const uint32_t *sources; /* … and of these offers */
    uint32_t n_sources;
    SopNode left[SOP_LIMIT_PARALLEL]; /* how a phase that is resumed may have been left */
    SopSupposition *supposed;         /* by node, SOP_N_SUPPOSED of each */
    uint64_t this_try;                /* counts all tries */
    SopState *state;                  /* as the try leaves it */
    SopConfiguration configuration;
    const SopConfiguration *view;
    SopConfiguration before;
    SopNode stood[SOP_LIMIT_PARALLEL]; /* its leaves */
    uint64_t stamp;                    /* of the answers that hold */
    uint64_t *stamps;                  /* by guard: when it was answered */
    uint8_t *chosen;                   /* … and what */
    uint32_t *choices;                 /* … and by which choice */
    bool *reads_place;                 /* by guard: it reads `at` or `outcome` */
    uint64_t *placed; /* by guard: after how many nodes were entered it was answered */
    uint64_t n_entered, n_entered_before; /* in all; … when the event came */
    uint64_t *entered_as;                 /* by node: as which of them it was last entered */
    uint32_t n_judged;                    /* conditions on the way of this try */
    uint32_t most_judged;
    SopNode *nodes;     /* room for as many as the flow has */
    bool *good;         /* by document: this event requires it, so it has not expired */
    bool *moved;        /* by relation: a fact of it has just changed */
    bool tries_unknown; /* a condition on the way may also be unknown */
    bool met_unknown;   /* SOP_PROPERTY_KNOWN: its condition was, since its fact was */
    bool broken;        /* the property is, by this try */
    bool may_fail;      /* a value that is not followed may not fit, which is not tried */
    bool barred;        /* of a goal: a safeguard is sure to refuse this try */
    bool *undecided;    /* (nullable) by offer: timeouts that met a decision that cannot be taken */
    uint8_t *ruled_out; /* by relation: bits of classes that the moments of the act rule out */
    SopRole actor;      /* whose act it is, where conditions ask; SOP_NONE */
    SopGave gave[SOP_CHECK_ASKS];
    uint32_t n_gave;
    GArray *asked; /* (nullable) SopGuard: those answered with a choice, values that are set too */
    GArray
        *unsure; /* (nullable) SopNode: regions where the event might have found something else */
    GHashTable
        *ways_inside; /* of a region and an action: GArray of SopNode, a leaf for each offer */
    GArray *entered;  /* (nullable) SopNode */
    GArray *accepted; /* (nullable) of offers: none of its rules refused it */
    GArray *taken;    /* (nullable) of branches */
    bool reminders;   /* timeouts that only tell are tried, too */
} SopExplorer;

SopExplorer *sop_explorer_new(const SopDomains *domains, const SopProperty *property,
                              SopSlice *slice);
void sop_explorer_free(SopExplorer *self);
/* Every way that an event can go: after sop_explorer_begin() a try of it, and another of the same as long as
 * sop_explorer_next() is true. */
void sop_explorer_begin(SopExplorer *self);
bool sop_explorer_next(SopExplorer *self);
SopTry sop_explorer_try(SopExplorer *self, const SopState *from, SopEventNumber event);
SopTry sop_explorer_open(SopExplorer *self);
/* Goes back to a copy of it, to go on with the way that it followed then. */
void sop_explorer_go_back(SopExplorer *self, const SopExplorer *saved);
/* Does the property hold at this rest? */
bool sop_explorer_rest_holds(SopExplorer *self, const SopState *state);
/* Of what is to stay possible: does it, as long as the case rests there? */
bool sop_explorer_stays_possible(SopExplorer *self, const SopState *state);
/* Is the safeguard's duty standing, and does it apply? */
bool sop_explorer_owes(SopExplorer *self, const SopState *state);
/* The events that can be tried. `ret`: room for all that the flow has. */
uint32_t sop_explorer_actions(const SopExplorer *self, const SopState *state, SopAction *ret);
uint32_t sop_explorer_timeouts(const SopExplorer *self, const SopState *state, uint32_t *ret);
/* The offers of an action that count there. */
uint32_t sop_explorer_offers(const SopFlow *flow, const SopState *state, SopAction action,
                             uint32_t *ret);
/* Is it the property that this condition is never unknown, and can it be, since a fact is? */
bool sop_explorer_asks_unknown(SopExplorer *self, SopGuard guard);
/* If nobody acts, must it come, and is it known what it does then? */
bool sop_explorer_is_sure(SopExplorer *self, const SopState *state, uint32_t offer);
/* Is something sure to happen that leads away from this state, though nobody acts? */
bool sop_explorer_goes_on(SopExplorer *self, const SopState *state);
