/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the check room: what a way is made of. */
#pragma once

#include <sopflow/way.h>

#include "check/goal.h"
#include "check/prove.h"

typedef struct
{
    SopFact fact;      /* or SOP_NONE */
    SopPaper document; /* or SOP_NONE */
    bool any;          /* every value that was tried does */
    uint64_t fits;     /* of a fact: the classes that do, as bits; 0: none was tried */
    char *expires;     /* of a document: the first day of expiry that does; NULL: it needs none */
    SopDay last;       /* … that day */
} SopWayNeed;

typedef struct
{
    const SopAct *act; /* of the way's */
    SopInstant before; /* of the step before, or when the way begins */
    SopInstant until;
    uint64_t roles;
    const SopMoment *waits_for; /* (nullable) its `not_before`, when that holds it up */
    GArray *separate_from;      /* SopAction */
    GArray *verifies;           /* SopPaper */
    GArray *needs;              /* SopWayNeed, beside what is given */
} SopWayPart;

struct _SopWay
{
    SopFlow *flow;
    SopDomains *domains;
    SopGoal goal;
    SopCase *from; /* as it is when the way begins */
    SopWayResult result;
    bool shortest;
    bool there; /* it has got there already */
    unsigned long n_states;
    GArray *acts;  /* SopAct (nullable) */
    GArray *parts; /* SopWayPart, one of each act */
};

/* Does it on the case. Returns: whether it happened. */
bool sop_way_act(const SopWay *self, const SopAct *act, SopCase *of, SopVerdict *verdict);
/* Does the way still lead to its goal, as its acts are now? */
bool sop_way_leads(const SopWay *self);
/* Takes out what need not be given with the act, and finds what is needed of the rest (way_least.c).
 * Returns: (element-type SopWayNeed) (transfer full). */
GArray *sop_way_find_needs(const SopWay *self, SopAct *act);
