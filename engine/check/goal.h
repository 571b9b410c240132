/* SPDX-License-Identifier: Apache-2.0 */
/* Goals: what `path` looks for a way to, told in the words of a search. */
#pragma once

#include "check/explore.h"

/* What a way is looked for to, and from where. Here safeguards are enforced, as when a case runs. */
struct _SopGoal
{
    SopHappening happening; /* SOP_NONE: that the case is closed */
    const bool *also;       /* (nullable) by happening: any of these will do, too */
    const bool *late;       /* (nullable) by offer: it is too late for it, and it is not tried */
    const SopCase *from;
    bool *stale;   /* by document: what is on file is of no use */
    bool *refused; /* by document: so the engine found while a way was played */
    uint32_t
        n_rounds; /* timeouts that ran in one call, of so many that they may lead round at once */
    uint32_t failed; /* the step at which the last way that was played could not go on */
};

/* A case that has got there, by what the verdict says of its last event, or where it is. */
bool sop_goal_is_reached(const SopGoal *self, const SopCase *of, const SopVerdict *verdict);
void sop_goal_follow(const SopGoal *self, SopSlice *slice);
/* The state that the goal's case is in. */
SopTry sop_goal_begin(SopExplorer *self);
/* What the explorer tells while it tries an event: it is about to happen, and it happens. */
void sop_goal_judge(SopExplorer *self, SopHappening happening);
void sop_goal_watch(SopExplorer *self, SopHappening happening);
/* … and that the try is over. Returns: how. */
SopTry sop_goal_end(SopExplorer *self, const SopState *from, SopTry result);
/* Does the goal, or a safeguard that is followed, take notice of it? */
bool sop_goal_notices(const SopExplorer *self, SopHappening happening);

/* By node, of steps: at least how many events a case there is away from the goal. (distance.c) Returns: (transfer
 * full) (nullable): NULL when that is too much work. */
uint16_t *sop_distances_new(const SopFlow *flow, SopHappening goal);
/* … a case in the state. */
uint32_t sop_distance_of(const uint16_t *distances, const SopState *state, const SopSlice *slice);
