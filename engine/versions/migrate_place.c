/* SPDX-License-Identifier: Apache-2.0 */
/* Where a case is: its active steps, whether it is closed, what it has visited, how its phases ended. */
#include "versions/migrate.h"

/* Can a case rest there: in a step, or as a track that has finished? */
static bool
is_leaf(const SopFlow *flow, SopNode node, bool is_finished)
{
    if (!is_finished)
        return flow->nodes[node].kind == SOP_KIND_STEP;
    return node != 0 && flow->nodes[node].kind == SOP_KIND_PHASE &&
           flow->nodes[flow->nodes[node].parent].kind == SOP_KIND_PARALLEL;
}

static int
compare_nodes(const void *a, const void *b)
{
    SopNode left = *(const SopNode *) a;
    SopNode right = *(const SopNode *) b;

    return (left > right) - (left < right);
}

bool
sop_migrate_leaves(SopMigrating *self, const SopNode *leaves, uint32_t n_leaves, bool is_told,
                   SopNode *ret_leaves)
{
    bool is_all = true;

    for (uint32_t i = 0; i < n_leaves; i++)
    {
        bool is_finished = self->older->nodes[leaves[i]].kind != SOP_KIND_STEP;
        SopNode newer = self->versions->nodes[SOP_OLDER][leaves[i]];
        SopThing thing = sop_thing(SOP_OLDER, SOP_PART_NODE, leaves[i]);
        ret_leaves[i] = newer;
        if (newer != SOP_NONE && is_leaf(self->newer, newer, is_finished))
            continue;
        is_all = false;
        if (is_told)
            sop_migrating_find(self,
                               newer == SOP_NONE ? SOP_FINDING_STEP_GONE : SOP_FINDING_STEP_CHANGED,
                               thing, SOP_NOTHING);
    }
    qsort(ret_leaves, n_leaves, sizeof *ret_leaves, compare_nodes);
    return is_all;
}

static bool
has_leaf(const SopFlow *flow, SopNode node, const SopNode *leaves, uint32_t n_leaves)
{
    for (uint32_t i = 0; i < n_leaves; i++)
        if (sop_node_contains(flow, node, leaves[i]))
            return true;
    return false;
}

/* Why the leaves are not all of what would be active: tracks in which the case is nowhere. */
static void
find_new_tracks(SopMigrating *self, const SopNode *leaves, uint32_t n_leaves)
{
    const SopFlowNode *nodes = self->newer->nodes;
    bool is_told = false;

    for (SopNode track = 1; track < self->newer->n_nodes; track++)
    {
        SopNode around = nodes[track].parent;
        if (nodes[around].kind != SOP_KIND_PARALLEL ||
            !has_leaf(self->newer, around, leaves, n_leaves) ||
            has_leaf(self->newer, track, leaves, n_leaves))
            continue;
        sop_migrating_find(self, SOP_FINDING_TRACK_NEW, sop_thing(SOP_NEWER, SOP_PART_NODE, track),
                           sop_thing(SOP_NEWER, SOP_PART_NODE, around));
        is_told = true;
    }
    if (!is_told)
        sop_migrating_find(self, SOP_FINDING_TRACKS_CHANGED,
                           sop_thing(SOP_NEWER, SOP_PART_NODE, leaves[0]), SOP_NOTHING);
}

static SopOutcome
outcome_of(SopMigrating *self, SopOutcome older)
{
    SopOutcome newer = sop_flow_outcome(self->newer, self->older->outcomes[older].name);

    if (newer == SOP_NONE)
        sop_migrating_find(self, SOP_FINDING_OUTCOME_GONE,
                           sop_thing(SOP_OLDER, SOP_PART_OUTCOME, older), SOP_NOTHING);
    return newer;
}

void
sop_migrate_place(SopMigrating *self)
{
    const SopCase *from = self->from;
    SopNode leaves[SOP_LIMIT_PARALLEL];

    if (from->closed)
    {
        self->to->outcome = outcome_of(self, from->outcome);
        self->to->closed = self->to->outcome != SOP_NONE;
        return;
    }
    if (!sop_migrate_leaves(self, sop_case_leaves(from), from->n_leaves, true, leaves))
        return;
    if (!sop_case_is_whole(self->newer, 0, leaves, from->n_leaves))
    {
        find_new_tracks(self, leaves, from->n_leaves);
        return;
    }
    const SopConfiguration at = {leaves, from->n_leaves, false, SOP_NONE};
    sop_case_set_configuration(self->to, &at);
}

static void
visit(SopCase *to, SopNode node)
{
    uint8_t *visits = sop_case_visits(to);

    visits[node / 8] = (uint8_t) (visits[node / 8] | 1u << node % 8);
}

/* A phase put around where the case is has been entered, too. */
void
sop_migrate_visits(SopMigrating *self)
{
    const SopFlow *newer = self->newer;

    for (SopNode node = 0; node < newer->n_nodes; node++)
    {
        SopNode older = self->versions->nodes[SOP_NEWER][node];
        if (older != SOP_NONE && sop_migrating_was_at(self, older))
            visit(self->to, node);
    }
    for (uint32_t i = 0; i < self->to->n_leaves; i++)
        for (SopNode node = sop_case_leaves(self->to)[i]; node != SOP_NONE;
             node = newer->nodes[node].parent)
            visit(self->to, node);
}

/* Is the node active, and not a track that has finished? */
static bool
is_running(const SopCase *to, SopNode node)
{
    for (uint32_t i = 0; i < to->n_leaves; i++)
        if (sop_case_leaves(to)[i] != node &&
            sop_node_contains(to->flow, node, sop_case_leaves(to)[i]))
            return true;
    return false;
}

void
sop_migrate_outcomes(SopMigrating *self)
{
    for (SopNode node = 1; node < self->newer->n_nodes; node++)
    {
        SopNode older = self->versions->nodes[SOP_NEWER][node];
        uint32_t slot = self->newer->nodes[node].outcome;
        uint32_t from = older != SOP_NONE ? self->older->nodes[older].outcome : SOP_NONE;
        SopOutcome outcome = from != SOP_NONE ? sop_case_outcome(self->from, from) : SOP_NONE;
        if (slot != SOP_NONE && outcome != SOP_NONE && !is_running(self->to, node))
            sop_case_set_outcome(self->to, slot, outcome_of(self, outcome));
    }
}
