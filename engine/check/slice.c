/* SPDX-License-Identifier: Apache-2.0 */
/* What a search follows, and what it sees only from outside. */
#include "check/slice.h"

#include <string.h>

/* ---- slices -------------------------------------------------------------------------------------- */

static void
find_home(SopSlice *self, SopNode node, SopGuard guard)
{
    if (guard == SOP_NONE)
        return;
    const SopFlow *flow = self->flow;
    unsigned n_slots;
    const uint32_t *slots = sop_feel_slots(flow->expressions[guard].feel, &n_slots);

    self->homes[guard] = node;
    for (unsigned i = 0; i < n_slots; i++)
        if (slots[i] >= flow->n_facts &&
            flow->reads[slots[i] - flow->n_facts].kind == SOP_READ_OUTCOME &&
            flow->nodes[flow->reads[slots[i] - flow->n_facts].index].parent == node)
            self->joined[flow->nodes[flow->reads[slots[i] - flow->n_facts].index].outcome] = true;
}

static void
find_homes(SopSlice *self)
{
    const SopFlow *flow = self->flow;

    for (SopGuard guard = 0; guard < flow->n_expressions; guard++)
        self->homes[guard] = SOP_NONE;
    for (SopNode node = 0; node < flow->n_nodes; node++)
    {
        const SopRoute route = flow->nodes[node].route;
        if (flow->nodes[node].outcome != SOP_NONE)
            self->phases[flow->nodes[node].outcome] = node;
        if (flow->nodes[node].history != SOP_NONE)
            self->resumed[flow->nodes[node].history] = node;
        if (flow->nodes[node].kind == SOP_KIND_DECISION)
            continue;
        for (uint32_t i = route.start; i < route.start + route.count; i++)
        {
            find_home(self, node, flow->branches[i].when);
            for (uint32_t k = 0; k < flow->branches[i].tests.count; k++)
                find_home(self, node, sop_list_items(flow, flow->branches[i].tests)[k]);
        }
    }
}

bool
sop_slice_knows_outcome(const SopSlice *self, SopGuard guard, SopNode phase)
{
    const SopFlow *flow = self->flow;
    SopNode home = self->homes[guard];

    if (home == phase || (home != SOP_NONE && flow->nodes[phase].parent == home &&
                          flow->nodes[home].kind == SOP_KIND_PARALLEL))
        return true;
    return self->outcomes[flow->nodes[phase].outcome] && self->regions[phase] == SOP_NONE;
}

/* A configuration at rest inside the node. Returns: false when there is none without a decision. */
static bool
rest_inside(const SopFlow *flow, SopNode node, GArray *leaves)
{
    const SopFlowNode *nodes = flow->nodes;
    bool all = true;

    if (nodes[node].kind == SOP_KIND_STEP)
    {
        g_array_append_val(leaves, node);
        return true;
    }
    if (nodes[node].kind == SOP_KIND_DECISION)
        return false;
    for (SopNode child = node + 1; child != SOP_NONE && child <= nodes[node].last;
         child = nodes[child].next)
    {
        bool rests = rest_inside(flow, child, leaves);
        if (rests && nodes[node].kind == SOP_KIND_PHASE)
            return true;
        all = all && rests;
    }
    return nodes[node].kind == SOP_KIND_PARALLEL && all;
}

static void
find_regions(SopSlice *self)
{
    const SopFlow *flow = self->flow;

    for (SopNode node = 0; node < flow->n_nodes; node++)
    {
        SopNode parent = flow->nodes[node].parent;
        self->regions[node] = SOP_NONE;
        if (parent != SOP_NONE)
            self->regions[node] = self->regions[parent] == SOP_NONE && self->blurred[parent]
                                      ? parent
                                      : self->regions[parent];
    }
}

/* Where a phase inside was left must be known to resume it. */
static bool
is_resumed_inside(const SopFlow *flow, SopNode track)
{
    for (SopNode node = track + 1; node <= flow->nodes[track].last; node++)
        if (flow->nodes[node].history != SOP_NONE)
            return true;
    return false;
}

bool
sop_flow_has_tracks(const SopFlow *flow, SopNode around)
{
    for (SopNode node = around; node <= flow->nodes[around].last; node++)
        if (flow->nodes[node].kind == SOP_KIND_PARALLEL)
            return true;
    return false;
}

/* How a track ended is asked when all are finished. */
static bool
is_asked_inside(const SopSlice *self, SopNode region)
{
    const SopFlow *flow = self->flow;

    for (SopNode node = region + 1; node <= flow->nodes[region].last; node++)
        if (flow->nodes[node].outcome != SOP_NONE && self->joined[flow->nodes[node].outcome])
            return true;
    return false;
}

/* Two tracks that offer the same action take part in it together: then it matters where each of them is. */
static bool
is_shared_inside(const SopFlow *flow, SopNode region)
{
    g_autofree SopNode *tracks = g_new(SopNode, flow->n_actions + 1);

    for (SopNode around = region; around <= flow->nodes[region].last; around++)
    {
        if (flow->nodes[around].kind != SOP_KIND_PARALLEL)
            continue;
        for (SopAction action = 0; action < flow->n_actions; action++)
            tracks[action] = SOP_NONE;
        for (SopNode track = around + 1; track != SOP_NONE; track = flow->nodes[track].next)
            for (SopNode node = track; node <= flow->nodes[track].last; node++)
                for (uint32_t i = flow->nodes[node].offers;
                     i < flow->nodes[node].offers + flow->nodes[node].n_offers; i++)
                {
                    SopNode *by = &tracks[flow->offers[i].action];
                    if (*by != SOP_NONE && *by != track)
                        return true;
                    *by = track;
                }
    }
    return false;
}

static bool
may_be_region(const SopSlice *self, SopNode node)
{
    const SopFlow *flow = self->flow;
    bool is_track = flow->nodes[flow->nodes[node].parent].kind == SOP_KIND_PARALLEL;

    return (is_track || flow->nodes[node].kind == SOP_KIND_PARALLEL) &&
           !is_resumed_inside(flow, node) && !is_asked_inside(self, node) &&
           !is_shared_inside(flow, node);
}

/* At first each phase of tracks is a region as a whole; once it is not, each of its tracks is. */
static void
blur_tracks(SopSlice *self)
{
    const SopFlow *flow = self->flow;

    for (SopNode node = 1; node < flow->n_nodes; node++)
    {
        if (!may_be_region(self, node))
            continue;
        self->leaves[node] = g_array_new(FALSE, FALSE, sizeof(SopNode));
        self->has_tracks[node] = sop_flow_has_tracks(flow, node);
        self->blurred[node] = rest_inside(flow, node, self->leaves[node]);
    }
    find_regions(self);
}

uint32_t
sop_slice_blur(const SopSlice *self, SopNode *leaves, uint32_t n_leaves)
{
    SopNode blurred[SOP_LIMIT_PARALLEL];
    uint32_t n_blurred = 0;

    for (uint32_t i = 0; i < n_leaves; i++)
    {
        SopNode region = self->regions[leaves[i]];
        if (region == SOP_NONE)
        {
            blurred[n_blurred++] = leaves[i];
            continue;
        }
        while (i + 1 < n_leaves && self->regions[leaves[i + 1]] == region)
            i++;
        const GArray *written = self->leaves[region];
        for (guint k = 0; k < written->len && n_blurred < SOP_LIMIT_PARALLEL; k++)
            blurred[n_blurred++] = g_array_index(written, SopNode, k);
    }
    memcpy(leaves, blurred, n_blurred * sizeof(SopNode));
    return n_blurred;
}

SopSlice *
sop_slice_new(const SopDomains *domains)
{
    SopSlice *self = g_new0(SopSlice, 1);

    self->flow = domains->flow;
    self->slots = g_new(uint16_t, domains->n_items + 1);
    memset(self->slots, 0xff, (domains->n_items + 1) * sizeof(uint16_t));
    self->items = g_array_new(FALSE, FALSE, sizeof(SopItem));
    self->added = g_array_new(FALSE, FALSE, sizeof(SopItem));
    self->n_items = domains->n_items;
    self->regions = g_new0(SopNode, self->flow->n_nodes);
    self->blurred = g_new0(bool, self->flow->n_nodes);
    self->has_tracks = g_new0(bool, self->flow->n_nodes);
    self->leaves = g_new0(GArray *, self->flow->n_nodes);
    self->outcomes = g_new0(bool, self->flow->layout.n_outcomes + 1);
    self->joined = g_new0(bool, self->flow->layout.n_outcomes + 1);
    self->phases = g_new0(SopNode, self->flow->layout.n_outcomes + 1);
    self->resumed = g_new0(SopNode, self->flow->layout.n_histories + 1);
    self->homes = g_new0(SopNode, self->flow->n_expressions + 1);
    find_homes(self);
    blur_tracks(self);
    return self;
}

SopSlice *
sop_slice_copy(const SopDomains *domains, const SopSlice *from)
{
    SopSlice *self = sop_slice_new(domains);

    for (guint i = 0; i < from->added->len; i++)
        sop_slice_add(self, g_array_index(from->added, SopItem, i));
    return self;
}

void
sop_slice_free(SopSlice *self)
{
    g_array_unref(self->added);
    for (SopNode node = 0; node < self->flow->n_nodes; node++)
        g_clear_pointer(&self->leaves[node], g_array_unref);
    g_free(self->leaves);
    g_free(self->regions);
    g_free(self->blurred);
    g_free(self->has_tracks);
    g_free(self->slots);
    g_free(self->outcomes);
    g_free(self->joined);
    g_free(self->phases);
    g_free(self->resumed);
    g_free(self->homes);
    g_array_unref(self->items);
    g_free(self);
}

static bool
add_item(SopSlice *self, SopItem item)
{
    if (self->slots[item] != SOP_OPEN)
        return false;
    self->slots[item] = (uint16_t) self->items->len;
    g_array_append_val(self->items, item);
    return true;
}

static bool
add_region(SopSlice *self, SopNode region)
{
    if (!self->blurred[region])
        return false;
    self->blurred[region] = false;
    find_regions(self);
    return true;
}

static bool
add_outcome(SopSlice *self, uint32_t slot)
{
    bool was = self->outcomes[slot];

    self->outcomes[slot] = true;
    return !was;
}

bool
sop_slice_add(SopSlice *self, SopItem item)
{
    uint32_t beyond = item - self->n_items;
    bool more = item < self->n_items           ? add_item(self, item)
                : beyond < self->flow->n_nodes ? add_region(self, beyond)
                                               : add_outcome(self, beyond - self->flow->n_nodes);

    if (more)
        g_array_append_val(self->added, item);
    return more;
}

void
sop_slice_add_all(SopSlice *self, const GArray *items, GArray *ret_new)
{
    for (guint i = 0; i < items->len; i++)
        if (sop_slice_add(self, g_array_index(items, SopItem, i)))
            g_array_append_val(ret_new, g_array_index(items, SopItem, i));
}

bool
sop_slice_compares(const SopSlice *self, const SopDomains *domains, SopFact fact)
{
    for (uint32_t i = 0; i < domains->relations->len; i++)
        if (self->slots[sop_item_of_relation(self->flow, i)] != SOP_OPEN &&
            sop_relation_reads(domains, i, fact))
            return true;
    return false;
}
