/* SPDX-License-Identifier: Apache-2.0 */
/* A region is seen from outside only: an event may find the case anywhere in it. */
#include "check/explore_parts.h"

/* ---- regions --------------------------------------------------------------------------------------------------- */

/* The innermost offer of the action for a leaf, no further out than `region`; SOP_NONE. */
static uint32_t
offer_inside(const SopFlow *flow, SopNode leaf, SopNode region, SopAction action)
{
    for (SopNode node = leaf;; node = flow->nodes[node].parent)
    {
        for (uint32_t i = flow->nodes[node].offers;
             i < flow->nodes[node].offers + flow->nodes[node].n_offers; i++)
            if (flow->offers[i].action == action)
                return i;
        if (node == region)
            return SOP_NONE;
    }
}

/* A leaf of the region for each offer of the action, and one that offers it not. */
const GArray *
sop_explorer_ways_inside(SopExplorer *self, SopNode region, SopAction action)
{
    const SopFlow *flow = self->flow;
    gpointer key = GSIZE_TO_POINTER((gsize) region * flow->n_actions + action + 1);
    GArray *ways = g_hash_table_lookup(self->ways_inside, key);
    g_autoptr(GArray) offers = NULL;

    if (ways != NULL)
        return ways;
    ways = g_array_new(FALSE, FALSE, sizeof(SopNode));
    offers = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (SopNode leaf = region + 1; leaf <= flow->nodes[region].last; leaf++)
    {
        bool listed = flow->nodes[leaf].kind != SOP_KIND_STEP;
        uint32_t offer = offer_inside(flow, leaf, region, action);
        for (guint i = 0; i < offers->len && !listed; i++)
            listed = g_array_index(offers, uint32_t, i) == offer;
        if (listed)
            continue;
        g_array_append_val(offers, offer);
        g_array_append_val(ways, leaf);
    }
    g_hash_table_insert(self->ways_inside, key, ways);
    return ways;
}

static void
append_leaf(SopState *state, SopNode leaf)
{
    if (state->n_leaves < SOP_LIMIT_PARALLEL)
        state->leaves[state->n_leaves++] = leaf;
}

static void
append_finished(SopState *state, const SopFlow *flow, SopNode track)
{
    uint16_t *outcome = &state->outcomes[flow->nodes[track].outcome];

    append_leaf(state, track);
    if (*outcome == SOP_UNFINISHED)
        *outcome = 0;
}

typedef struct
{
    SopNode towards; /* is active */
    bool comes; /* the event comes from there: it matters whether all other tracks are finished */
    bool each;  /* it matters of each of them */
} Placing;

/* Some configuration inside the node. */
static void
place_inside(SopExplorer *self, SopNode node, const Placing *placing)
{
    const SopFlow *flow = self->flow;
    const SopFlowNode *nodes = flow->nodes;
    bool leads = sop_node_contains(flow, node, placing->towards);
    bool parallel = nodes[node].kind == SOP_KIND_PARALLEL;

    if (nodes[node].kind == SOP_KIND_STEP)
    {
        append_leaf(self->state, node);
        return;
    }
    bool finished =
        parallel && leads && placing->comes && !placing->each && sop_explorer_choose(self, 2) == 1;
    for (SopNode child = node + 1; child != SOP_NONE; child = nodes[child].next)
    {
        bool wanted = leads ? sop_node_contains(flow, child, placing->towards)
                            : nodes[child].kind != SOP_KIND_DECISION;
        bool beside = parallel && leads && !wanted;
        if (beside && (placing->each ? sop_explorer_choose(self, 2) == 1 : finished))
            append_finished(self->state, flow, child);
        else if (wanted || parallel)
            place_inside(self, child, placing);
        if (wanted && !parallel)
            return;
    }
}

static bool
is_offered_inside(const SopFlow *flow, SopNode region, SopAction action)
{
    const SopList offers = flow->actions[action].offers;

    for (uint32_t i = 0; i < offers.count; i++)
        if (sop_node_contains(flow, region, flow->offers[sop_list_items(flow, offers)[i]].node))
            return true;
    return false;
}

/* Where the event may find the case in a region. */
static SopNode
choose_inside(SopExplorer *self, SopNode region, SopEventNumber event)
{
    const SopFlow *flow = self->flow;
    const GArray *ways;

    if (sop_event_is_timeout(flow, event))
    {
        SopNode node = flow->offers[sop_event_timeout(flow, event)].node;
        if (self->unsure != NULL && self->slice->regions[node] == region)
            g_array_append_val(self->unsure, region);
        return self->slice->regions[node] == region ? node : region;
    }
    ways = sop_explorer_ways_inside(self, region, event);
    if (!is_offered_inside(flow, region, event))
        return region;
    if (self->unsure != NULL && ways->len > 1)
        g_array_append_val(self->unsure, region);
    return g_array_index(ways, SopNode, sop_explorer_choose(self, ways->len));
}

/* A node is narrowed to one of its steps. */
static SopNode
first_step(const SopFlow *flow, SopNode node)
{
    SopNode step = node;

    while (flow->nodes[step].kind != SOP_KIND_STEP && step < flow->nodes[node].last)
        step++;
    return step;
}

/* The state, with the case somewhere in each of its regions. */
void
sop_explorer_place(SopExplorer *self, const SopState *from, SopEventNumber event)
{
    const SopSlice *slice = self->slice;

    self->state->n_leaves = 0;
    for (uint32_t i = 0; i < from->n_leaves; i++)
    {
        SopNode region = slice->regions[from->leaves[i]];
        if (region == SOP_NONE)
        {
            append_leaf(self->state, from->leaves[i]);
            continue;
        }
        while (i + 1 < from->n_leaves && slice->regions[from->leaves[i + 1]] == region)
            i++;
        SopNode chosen = choose_inside(self, region, event);
        bool comes = chosen != region;
        Placing placing = {.towards = comes ? first_step(self->flow, chosen)
                                            : g_array_index(slice->leaves[region], SopNode, 0),
                           .comes = comes,
                           .each = slice->aimed_at[region]};
        place_inside(self, region, &placing);
    }
}
