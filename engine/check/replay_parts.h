/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of a replay share: replay.c (the whole), replay_timeouts.c, replay_acts.c (acts), replay_wants.c
 * (what would have to be followed, where the engine does not go along). */
#pragma once

#include "check/replay.h"

enum
{
    SOP_REPLAY_PATIENCE = 40, /* times that the clock goes on for one event */
    SOP_REPLAY_ROUNDS = 4,    /* calls in which timeouts lead round while no time passes */
};

typedef struct
{
    SopCase *of;
    GArray *acts; /* SopAct, owned by `pool`: pointers */
    bool strayed; /* while it waited, timeouts ran that the path does not have */
} SopFollower;

typedef struct
{
    const SopDomains *domains;
    const SopFlow *flow;
    SopExplorer *explorer;
    const SopPath *path;
    SopFlow *enforced, *free_flow;
    GArray *followers; /* SopFollower */
    GArray *next;      /* of the next step */
    GPtrArray *pool;   /* SopAct */
    GArray *wanted;    /* SopItem */
    SopVerdict *verdict;
    guint at;           /* the step */
    bool aside;         /* an act is tried later or by another: a refusal then says nothing */
    bool *asks_manner;  /* by guard: its answer may be another later, or for another person */
    bool hangs;         /* what went wrong last may hang on such a guard */
    bool reads_clock;   /* what happens may hang on when an act is done */
    unsigned n_rounds;  /* calls in which timeouts led round while no time passed */
    bool *dated;        /* by document: what is written on it may matter */
    GPtrArray *persons; /* (element-type utf8): those that conditions name; borrowed */
} SopReplay;

static inline const SopState *
sop_replay_before(const SopReplay *self)
{
    return self->at == 0 ? self->path->start
                         : g_array_index(self->path->steps, SopPathStep, self->at - 1).state;
}

static inline const SopPathStep *
sop_replay_step_of(const SopReplay *self)
{
    return &g_array_index(self->path->steps, SopPathStep, self->at);
}

static inline bool
sop_replay_is_last(const SopReplay *self)
{
    return self->at + 1 == self->path->steps->len && !self->path->waits;
}

/* Is the case where the state is, as far as the path can tell? */
bool sop_replay_is_where(const SopReplay *self, const SopCase *of, const SopState *state);
/* Is it where the step leads? While it waited, what the path does not have may have moved it. */
bool sop_replay_follows(const SopReplay *self, const SopFollower *follower, const GPtrArray *strays,
                        const SopCase *of);
/* The same case in another flow. Returns: (transfer full). */
SopCase *sop_replay_in_flow(const SopCase *of, SopFlow *flow);
/* What the case waits for: of which kind, of what, at which node. Returns: whether it does. */
bool sop_replay_find_due(const SopCase *of, SopInstant now, SopDueKind kind, uint32_t number,
                         SopNode node, SopDue *ret);
/* Must the engine refuse this event, since it breaks the safeguard? */
bool sop_replay_is_refused_at_last(const SopReplay *self);
/* Must it be that this event cannot be done, since a condition is unknown? */
bool sop_replay_is_unknown_at_last(const SopReplay *self);
/* Is the condition of the property unknown, and would it not be, if its fact were known? */
bool sop_replay_hangs_on_fact(SopReplay *self, const SopCase *of, SopInstant now);
/* What the last event must show besides happening. */
bool sop_replay_shows(const SopReplay *self, const SopCase *of);
/* The act was done: the follower goes on so. `strays`: SopAct *, what ran before it, taken out of the array.
 * `of`, `act`: (transfer full). */
void sop_replay_confirm(SopReplay *self, const SopFollower *follower, GPtrArray *strays,
                        SopCase *of, SopAct *act);
/* Time goes on up to `until`. What runs is added to `strays` (SopAct *). Returns: false when the case is
 * stuck then. */
bool sop_replay_wait(SopReplay *self, SopCase *of, SopInstant until, GPtrArray *strays);
void sop_replay_act_free(gpointer data);
/* What a tick ran, its events from one number on to before another, is added to `strays` (SopAct *). */
void sop_replay_note_strays(SopReplay *self, const SopVerdict *verdict, unsigned from, unsigned to,
                            const SopCase *of, SopInstant at, GPtrArray *strays);
void sop_replay_follow_action(SopReplay *self, const SopFollower *follower);
void sop_replay_follow_timeout(SopReplay *self, const SopFollower *follower);

/* ---- what would have to be followed ---------------------------------------------------------------- */

void sop_replay_want_anchor(SopReplay *self, const SopMoment *moment);
/* All that was answered with a choice on the way of this step. */
void sop_replay_want_choices(SopReplay *self);
/* … when the case was opened. */
void sop_replay_want_opening(SopReplay *self);
/* What the engine's refusal names. */
void sop_replay_want_reasons(SopReplay *self);
/* What decides whether the safeguard is broken where the path ends. */
void sop_replay_want_property(SopReplay *self);
/* The timeouts that come before an event of the path, up to this step. */
void sop_replay_want_preceding(SopReplay *self);
/* … whether it stays possible, … */
void sop_replay_want_possible(SopReplay *self);
/* … and whether the case waits there for ever. */
void sop_replay_want_timeouts(SopReplay *self);

/* ---- how an act is done (replay_manners.c) ---------------------------------------------------------- */

typedef struct
{
    SopInstant at, from; /* … `from`: where the case is in time */
    const char *person;  /* NULL: somebody who has done nothing else */
    uint32_t variety;    /* ways to give what is left open */
} SopReplayManner;

/* Finds what of a manner the flow's conditions can tell. */
void sop_replay_find_manners(SopReplay *self);
/* The manner of this number, of which 0 is at once and by somebody. Returns: false when there are no more. */
bool sop_replay_manner(const SopReplay *self, const SopCase *of, uint32_t number,
                       SopReplayManner *ret);
/* Files it, in one of several ways where that may matter; `variety` chooses, and is used up. */
void sop_replay_file(const SopReplay *self, SopGiven *given, SopPaper document, SopInstant now,
                     uint32_t *variety);
/* Returns: (transfer full): somebody who has done nothing else, and whom no condition names. */
char *sop_replay_somebody(const SopReplay *self);
