/* SPDX-License-Identifier: Apache-2.0 */
/* A region is seen from outside only: an event may find the case anywhere in it, and a phase that is resumed may have
 * been left anywhere in it. */
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

typedef struct
{
    SopNode *leaves; /* to which is added */
    uint32_t n_leaves;
    SopNode towards; /* is active; SOP_NONE */
    bool comes; /* the event comes from there: it matters whether all other tracks are finished */
} Placing;

static void
append_leaf(Placing *placing, SopNode leaf)
{
    if (placing->n_leaves < SOP_LIMIT_PARALLEL)
        placing->leaves[placing->n_leaves++] = leaf;
}

static void
append_finished(SopExplorer *self, Placing *placing, SopNode track)
{
    uint16_t *outcome = &self->state->outcomes[self->flow->nodes[track].outcome];

    append_leaf(placing, track);
    if (*outcome == SOP_UNFINISHED)
        *outcome = 0;
}

/* Some configuration inside the node. */
static void
place_inside(SopExplorer *self, SopNode node, Placing *placing)
{
    const SopFlow *flow = self->flow;
    const SopFlowNode *nodes = flow->nodes;
    bool leads = sop_node_contains(flow, node, placing->towards);
    bool parallel = nodes[node].kind == SOP_KIND_PARALLEL;

    if (nodes[node].kind == SOP_KIND_STEP)
    {
        append_leaf(placing, node);
        return;
    }
    bool finished = parallel && leads && placing->comes && sop_explorer_choose(self, 2) == 1;
    for (SopNode child = node + 1; child != SOP_NONE; child = nodes[child].next)
    {
        bool wanted = leads ? sop_node_contains(flow, child, placing->towards)
                            : nodes[child].kind != SOP_KIND_DECISION;
        if (finished && !wanted)
            append_finished(self, placing, child);
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
    Placing placing = {.leaves = self->state->leaves};

    for (uint32_t i = 0; i < from->n_leaves; i++)
    {
        SopNode region = slice->regions[from->leaves[i]];
        if (region == SOP_NONE)
        {
            append_leaf(&placing, from->leaves[i]);
            continue;
        }
        while (i + 1 < from->n_leaves && slice->regions[from->leaves[i + 1]] == region)
            i++;
        SopNode chosen = choose_inside(self, region, event);
        placing.comes = chosen != region;
        placing.towards = placing.comes ? first_step(self->flow, chosen) : SOP_NONE;
        place_inside(self, region, &placing);
    }
    self->state->n_leaves = placing.n_leaves;
}

/* ---- a region that is resumed --------------------------------------------------------------------------------- */

typedef struct
{
    SopExplorer *explorer;
    const SopRemembered *remembered;
    bool is_new;      /* left with this event, or not away: much of it is as it was placed */
    bool was_entered; /* since then, without coming to rest */
    SopNode region;   /* that is looked at … */
    bool anew;        /* … whose tracks that were finished may have begun anew since */
    SopNode at;       /* to which it is resumed; SOP_NONE */
    Placing placing;
} Supposition;

static bool
was_at(const Supposition *self, SopNode node)
{
    for (uint32_t i = 0; i < self->remembered->n_leaves; i++)
        if (sop_node_contains(self->explorer->flow, node, self->remembered->leaves[i]))
            return true;
    return false;
}

/* Does the event come from inside it? Then it is placed as the event found it, so far as it matters. */
static bool
is_placed(const Supposition *self, SopNode node)
{
    const SopExplorer *explorer = self->explorer;

    for (uint32_t i = 0; i < explorer->n_sources && self->is_new; i++)
    {
        SopNode source = explorer->flow->offers[explorer->sources[i]].node;
        if (source != node && sop_node_contains(explorer->flow, node, source))
            return true;
    }
    return false;
}

static void
keep(Supposition *self, SopNode node)
{
    for (uint32_t i = 0; i < self->remembered->n_leaves; i++)
        if (sop_node_contains(self->explorer->flow, node, self->remembered->leaves[i]))
            append_leaf(&self->placing, self->remembered->leaves[i]);
}

/* Asked again on the same way, it is the same. */
static bool
suppose_that(Supposition *self, SopSupposed what, SopNode node)
{
    SopExplorer *explorer = self->explorer;
    SopSupposition *supposed = &explorer->supposed[(size_t) node * SOP_N_SUPPOSED + what];

    if (supposed->when == explorer->this_try)
    {
        if (explorer->meetings != NULL)
            sop_meetings_recall(explorer->meetings, supposed->choice);
        return supposed->is;
    }
    if (explorer->unsure != NULL)
        g_array_append_val(explorer->unsure, self->region);
    supposed->when = explorer->this_try;
    supposed->choice = explorer->at_tape;
    supposed->is = sop_explorer_choose(explorer, 2) == 1;
    return supposed->is;
}

static void
suppose_finished(Supposition *self, SopNode track)
{
    SopExplorer *explorer = self->explorer;

    uint16_t *outcome = &explorer->state->outcomes[explorer->flow->nodes[track].outcome];
    uint16_t is = *outcome;

    append_finished(explorer, &self->placing, track);
    if (sop_explorer_has_entered(explorer, track)) /* then it is known */
        *outcome = is;
    else if (self->anew && !self->is_new && suppose_that(self, SOP_BEGAN_ANEW, track))
        *outcome = SOP_UNFINISHED;
}

/* Any configuration inside the node, as far as it tells which tracks are finished. */
static void
suppose_any(Supposition *self, SopNode node)
{
    SopExplorer *explorer = self->explorer;
    const SopFlowNode *nodes = explorer->flow->nodes;
    bool parallel = nodes[node].kind == SOP_KIND_PARALLEL;
    uint32_t n_left = 0; /* children that may be active instead */

    if (!sop_flow_has_tracks(explorer->flow, node))
    {
        place_inside(explorer, node, &self->placing);
        return;
    }
    for (SopNode child = node + 1; child != SOP_NONE; child = nodes[child].next)
        n_left += nodes[child].kind != SOP_KIND_DECISION;
    for (SopNode child = node + 1; child != SOP_NONE; child = nodes[child].next)
    {
        if (nodes[child].kind == SOP_KIND_DECISION)
            continue;
        bool taken = parallel || --n_left == 0 || suppose_that(self, SOP_WAS_ACTIVE, child);
        if (parallel && suppose_that(self, SOP_WAS_FINISHED, child))
            suppose_finished(self, child);
        else if (taken)
            suppose_any(self, child);
        if (taken && !parallel)
            return;
    }
}

/* The node was active, around the one to which it is resumed: was that one's phase, and were all other tracks
 * finished? */
static void
suppose_inside(Supposition *self, SopNode node)
{
    SopExplorer *explorer = self->explorer;
    const SopFlowNode *nodes = explorer->flow->nodes;
    bool placed = is_placed(self, node);
    bool parallel = nodes[node].kind == SOP_KIND_PARALLEL;
    bool finished = parallel && !placed && suppose_that(self, SOP_OTHERS_WERE_FINISHED, node);

    for (SopNode child = node + 1; child != SOP_NONE; child = nodes[child].next)
    {
        bool leads = sop_node_contains(explorer->flow, child, self->at);
        if (leads && child != self->at &&
            (parallel ||
             (placed ? was_at(self, child) : suppose_that(self, SOP_WAS_ACTIVE, child))))
        {
            suppose_inside(self, child);
            if (!parallel)
                return;
        }
        else if (parallel && placed)
            keep(self, child);
        else if (parallel && finished)
            suppose_finished(self, child);
        else if (parallel && self->anew)
            suppose_any(self, child);
        else if (parallel)
            place_inside(explorer, child, &self->placing);
    }
    if (!parallel) /* anywhere else in it */
        append_leaf(&self->placing, node);
}

static void
suppose_region(Supposition *self, SopNode region)
{
    const SopFlowNode *nodes = self->explorer->flow->nodes;

    self->region = region;
    self->anew =
        self->was_entered || (self->is_new && sop_explorer_began_anew(self->explorer, region));
    if (self->remembered->finished)
        for (SopNode track = region + 1; track != SOP_NONE; track = nodes[track].next)
            suppose_finished(self, track);
    else if (self->at != SOP_NONE && sop_node_contains(self->explorer->flow, region, self->at))
        suppose_inside(self, region);
    else if (self->anew)
        suppose_any(self, region);
    else
        keep(self, region);
}

static void
suppose(Supposition *self)
{
    const SopNode *leaves = self->remembered->leaves;
    const SopNode *regions = self->explorer->slice->regions;

    for (uint32_t i = 0; i < self->remembered->n_leaves; i++)
    {
        SopNode region = regions[leaves[i]];
        while (region != SOP_NONE && i + 1 < self->remembered->n_leaves &&
               regions[leaves[i + 1]] == region)
            i++;
        if (region == SOP_NONE)
            append_leaf(&self->placing, leaves[i]);
        else
            suppose_region(self, region);
    }
}

SopRemembered
sop_explorer_suppose(void *host, SopRemembered remembered, const SopTarget *target)
{
    SopExplorer *self = host;
    const SopPast *past = &self->state->pasts[self->flow->nodes[target->node].history];
    bool was_away = remembered.phase != SOP_NONE;
    Supposition supposition = {.explorer = self,
                               .remembered = &remembered,
                               .is_new = !was_away || past->is_new,
                               .was_entered = was_away && past->entered,
                               .at = target->at,
                               .placing = {.leaves = self->left, .towards = SOP_NONE}};

    if (remembered.leaves == NULL || (supposition.is_new && remembered.finished))
        return remembered;
    suppose(&supposition);
    remembered.leaves = self->left;
    remembered.n_leaves = supposition.placing.n_leaves;
    return remembered;
}
