/* SPDX-License-Identifier: Apache-2.0 */
/* The way ahead: the shortest lawful way from where a case is to a goal. What is to be done, by whom, with
 * which facts and documents, and how long it takes at least. */
#pragma once

#include <sopflow/case.h>

G_BEGIN_DECLS

typedef struct _SopWay SopWay; /* what was found; immutable */

typedef enum
{
    SOP_WAY_FOUND,
    SOP_WAY_NONE,      /* it is proved that no lawful way leads there */
    SOP_WAY_NOT_FOUND, /* none was found that the engine goes along; there may be one */
} SopWayResult;

#define SOP_WAY_ERROR (sop_way_error_quark())
SOP_EXPORT GQuark sop_way_error_quark(void);
typedef enum
{
    SOP_WAY_ERROR_NO_GOAL, /* the flow has nothing of that name */
} SopWayError;

/* Looks for the way of fewest acts and timeouts from where the case is at `now` (taken as its last event when
 * before that) to `goal`: the name of an action or timeout (it is done once more), of a node (the case is in
 * it) or of an outcome (the case closes so, or a phase ends so). Of a name that is several of them the first of
 * these is meant; "action:NAME", "node:NAME" and "outcome:NAME" say which. Lawful means all that the engine asks:
 * roles, four eyes, documents, conditions, times, safeguards. The administration's corrections are no part of a
 * way. The case is not changed. `limit`: how many states are looked at (0: as usual).
 * error: SOP_WAY_ERROR. Returns: (transfer full) (nullable). */
SOP_EXPORT SopWay *sop_way_find(const SopCase *from, const char *goal, SopInstant now,
                                unsigned limit, GError **error);
SOP_EXPORT void sop_way_free(SopWay *self); /* self: (nullable) */

SOP_EXPORT SopWayResult sop_way_result(const SopWay *self);
/* Is it proved that no way has fewer steps? */
SOP_EXPORT bool sop_way_is_shortest(const SopWay *self);
/* How many steps it has; 0 also where the case has got there already. */
SOP_EXPORT unsigned sop_way_length(const SopWay *self);
/* How many states were looked at. */
SOP_EXPORT unsigned long sop_way_states(const SopWay *self);

typedef enum
{
    SOP_WAY_ACT,     /* somebody does it */
    SOP_WAY_TIMEOUT, /* it comes by itself, if nobody acts until then */
    SOP_WAY_PASSES,  /* its time passes, and it does not apply */
} SopWayKind;

typedef struct
{
    SopWayKind kind;
    SopAction action; /* or the timeout */
    SopInstant at;    /* of an act: not before, if all before it was done as early as could be; of a
                         timeout: when it is due */
    bool waits;       /* `at` is later than the step before */
    SopInstant until; /* not after; SOP_INSTANT_NONE when nothing says so */
} SopWayStep;

SOP_EXPORT SopWayStep sop_way_step(const SopWay *self, unsigned step);
/* The roles that may do it. Up to `n` are written; returns how many there are. */
SOP_EXPORT unsigned sop_way_roles(const SopWay *self, unsigned step, SopRole *roles, unsigned n);
/* Four eyes: what was done by others than who may do this. Up to `n` are written; returns how many. */
SOP_EXPORT unsigned sop_way_separate_from(const SopWay *self, unsigned step, SopAction *actions,
                                          unsigned n);
/* The documents that it marks as checked. Up to `n` are written; returns how many there are. */
SOP_EXPORT unsigned sop_way_verifies(const SopWay *self, unsigned step, SopPaper *documents,
                                     unsigned n);

/* One thing to be given: a fact or a document (the other is SOP_NONE). */
typedef struct
{
    SopFact fact;
    SopPaper document;
    const SopValue *value; /* of a fact: one that leads there (transfer none) */
    bool any;              /* any other would do as well, as far as was tried */
    const char
        *expires; /* of a document: it must be good until this day (YYYY-MM-DD), (nullable) */
} SopWayGift;

SOP_EXPORT unsigned sop_way_count_gifts(const SopWay *self, unsigned step);
SOP_EXPORT SopWayGift sop_way_gift(const SopWay *self, unsigned step, unsigned gift);
/* What is needed of it, in words of `language` (nullable: the procedure's first), each thing for itself while
 * the others stay: "18 or more", "Fit or Fit with an escort"; "" when any would do.
 * Returns: (transfer full). */
SOP_EXPORT char *sop_way_say_gift(const SopWay *self, unsigned step, unsigned gift,
                                  const char *language);

/* Does the step on a case, as somebody of a role that may, at the step's instant or the case's last if that is
 * later. `verdict`: (nullable). Returns: whether it was done. */
SOP_EXPORT bool sop_way_do(const SopWay *self, unsigned step, SopCase *of, SopVerdict *verdict);

/* One step in words: "Counsellor: “Record the session”. …"; and the line above them all: what was found.
 * Returns: (transfer full). */
SOP_EXPORT char *sop_way_say_step(const SopWay *self, unsigned step, const char *language);
SOP_EXPORT char *sop_way_say_result(const SopWay *self, const char *language);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopWay, sop_way_free)

G_END_DECLS
