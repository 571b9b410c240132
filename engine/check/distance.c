/* SPDX-License-Identifier: Apache-2.0 */
/* At least how many events a goal is away from each step, by the moves alone: whatever conditions say, all tracks
 * but one have finished, and a phase was left anywhere. What is further away than a way may be long need not be
 * searched. */
#include "check/goal.h"

enum
{
    FAR = UINT16_MAX,
    MANY_NODES = 4096, /* beyond, nothing is said */
};

typedef struct
{
    const SopFlow *flow;
    SopHappening goal;
    uint16_t *rests;    /* by node: from a rest in it */
    uint16_t *enters;   /* by node: once it is entered */
    uint16_t *finishes; /* by node: once it is finished */
} Distances;

static bool
is_goal_node(const Distances *self, SopNode node)
{
    return self->goal == sop_happening_of_node(self->flow, node);
}

static bool
is_goal_outcome(const Distances *self, SopOutcome outcome)
{
    return self->goal == sop_happening_of_outcome(self->flow, outcome);
}

/* ---- one move ------------------------------------------------------------------------------------------- */

/* With the node all may be entered that is around it, and the other tracks there. */
static uint16_t
after_node(const Distances *self, SopNode target)
{
    const SopFlowNode *nodes = self->flow->nodes;
    uint16_t least = self->enters[target];

    for (SopNode around = nodes[target].parent; around != SOP_NONE; around = nodes[around].parent)
    {
        if (is_goal_node(self, around))
            return 0;
        if (nodes[around].kind == SOP_KIND_PARALLEL)
            least = MIN(least, self->enters[around]);
    }
    return least;
}

/* It may have been left anywhere inside. */
static uint16_t
after_resume(const Distances *self, SopNode phase)
{
    uint16_t least = after_node(self, phase);

    for (SopNode inside = phase; inside <= self->flow->nodes[phase].last; inside++)
        least = MIN(least, MIN(self->enters[inside], self->finishes[inside]));
    return least;
}

static uint16_t
after_target(const Distances *self, const SopTarget *to)
{
    switch ((SopTargetKind) to->kind)
    {
    case SOP_TARGET_NODE:
        return after_node(self, to->node);
    case SOP_TARGET_RESUME:
        return after_resume(self, to->node);
    case SOP_TARGET_END:
        return is_goal_outcome(self, to->outcome) ? 0 : self->finishes[to->node];
    case SOP_TARGET_CLOSE:
        return is_goal_outcome(self, to->outcome) ? 0 : FAR;
    default:
        return FAR;
    }
}

static uint16_t
after_route(const Distances *self, SopRoute route)
{
    uint16_t least = FAR;

    for (uint32_t i = route.start; i < route.start + route.count; i++)
        least = MIN(least, after_target(self, &self->flow->branches[i].to));
    return least;
}

/* ---- one node -------------------------------------------------------------------------------------------- */

static uint16_t
after_offers(const Distances *self, uint32_t first, uint32_t n)
{
    uint16_t least = FAR;

    for (uint32_t i = first; i < first + n; i++)
        least = MIN(least, self->flow->offers[i].action == self->goal
                               ? 0
                               : after_route(self, self->flow->offers[i].to));
    return least;
}

static uint16_t
from_rest(const Distances *self, SopNode step)
{
    uint16_t least = FAR;

    for (SopNode node = step; node != SOP_NONE; node = self->flow->nodes[node].parent)
    {
        const SopFlowNode *of = &self->flow->nodes[node];
        least = MIN(least, after_offers(self, of->offers, of->n_offers));
        least = MIN(least, after_offers(self, of->timeouts, of->n_timeouts));
    }
    return least == FAR ? FAR : (uint16_t) (least + 1);
}

static uint16_t
from_entering(const Distances *self, SopNode node)
{
    const SopFlowNode *of = &self->flow->nodes[node];
    uint16_t least = FAR;

    if (is_goal_node(self, node))
        return 0;
    if (of->kind == SOP_KIND_STEP)
        return self->rests[node];
    if (of->kind == SOP_KIND_DECISION)
        return after_route(self, of->route);
    if (of->kind == SOP_KIND_PHASE)
        return of->start != SOP_NONE ? self->enters[of->start] : FAR;
    for (SopNode track = node + 1; track != SOP_NONE && track <= of->last;
         track = self->flow->nodes[track].next)
        least = MIN(least, self->enters[track]);
    return least;
}

/* A track that is the last to finish finishes the phase around. */
static uint16_t
from_finishing(const Distances *self, SopNode node)
{
    const SopFlowNode *of = &self->flow->nodes[node];
    bool is_track =
        of->parent != SOP_NONE && self->flow->nodes[of->parent].kind == SOP_KIND_PARALLEL;

    return is_track ? self->finishes[of->parent] : after_route(self, of->route);
}

/* ---- all -------------------------------------------------------------------------------------------------- */

static bool
lower(uint16_t *distance, uint16_t by)
{
    bool lowered = by < *distance;

    *distance = MIN(*distance, by);
    return lowered;
}

static bool
lower_all(Distances *self)
{
    bool lowered = false;

    for (SopNode node = self->flow->n_nodes; node-- > 0;)
    {
        if (self->flow->nodes[node].kind == SOP_KIND_STEP)
            lowered = lower(&self->rests[node], from_rest(self, node)) || lowered;
        lowered = lower(&self->enters[node], from_entering(self, node)) || lowered;
        lowered = lower(&self->finishes[node], from_finishing(self, node)) || lowered;
    }
    return lowered;
}

static uint16_t *
all_far(const SopFlow *flow)
{
    uint16_t *distances = g_new(uint16_t, flow->n_nodes + 1);

    for (SopNode node = 0; node <= flow->n_nodes; node++)
        distances[node] = FAR;
    return distances;
}

uint16_t *
sop_distances_new(const SopFlow *flow, SopHappening goal)
{
    if (flow->n_nodes > MANY_NODES)
        return NULL;
    Distances self = {flow, goal, all_far(flow), all_far(flow), all_far(flow)};

    while (lower_all(&self))
        continue;
    g_free(self.enters);
    g_free(self.finishes);
    return self.rests;
}

uint32_t
sop_distance_of(const uint16_t *distances, const SopState *state, const SopSlice *slice)
{
    uint32_t least = FAR;

    for (uint32_t i = 0; i < state->n_leaves; i++)
    {
        SopNode region = slice->regions[state->leaves[i]];
        SopNode first = region != SOP_NONE ? region : state->leaves[i];
        SopNode last = region != SOP_NONE ? slice->flow->nodes[region].last : first;
        for (SopNode node = first; node <= last; node++)
            least = MIN(least, distances[node]);
    }
    return least;
}
