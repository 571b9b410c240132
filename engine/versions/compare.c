/* SPDX-License-Identifier: Apache-2.0 */
/* Two flows compared: the whole, the nodes in their order with what is written in them, what is
 * declared, safeguards; and the list that comes of it. */
#include "versions/versions.h"

#include <string.h>

SopDifference *
sop_versions_add(SopVersions *self, SopAspect aspect, SopDifferenceKind kind, SopPartKind part,
                 uint32_t older, uint32_t newer)
{
    const uint32_t parts[2] = {older, newer};
    SopDifference made = {.of = self,
                          .aspect = (uint8_t) aspect,
                          .kind = (uint8_t) kind,
                          .part = (uint8_t) part,
                          .items = {older, newer}};

    for (unsigned side = 0; side < 2; side++)
    {
        bool is_there = parts[side] != SOP_NONE;
        const SopFlow *flow = self->flows[side];
        made.parts[side] = parts[side];
        made.spans[side] = is_there ? sop_versions_span(flow, part, parts[side]) : SOP_SPAN_NONE;
        made.nodes[side] = is_there ? sop_versions_node_of(flow, part, parts[side]) : SOP_NONE;
    }
    g_array_append_val(self->differences, made);
    return &g_array_index(self->differences, SopDifference, self->differences->len - 1);
}

/* A name without that of the sub-procedure that it is in. */
static const char *
own_name(const char *name)
{
    const char *point = strrchr(name, '.');

    return point != NULL ? point + 1 : name;
}

/* ---- actions and timeouts ------------------------------------------------------------------------- */

static SopAspect
aspect_of_offer(const SopFlow *flow, uint32_t offer)
{
    return sop_offer_is_timeout(flow, offer) ? SOP_ASPECT_TIMEOUT : SOP_ASPECT_ACTION;
}

static void
compare_kept_offer(SopVersions *self, uint32_t older, uint32_t newer)
{
    const SopFlow *flows[2] = {self->flows[SOP_OLDER], self->flows[SOP_NEWER]};
    const SopOffer *before = &flows[SOP_OLDER]->offers[older];
    const SopOffer *now = &flows[SOP_NEWER]->offers[newer];
    const SopFlowAction *action = &flows[SOP_NEWER]->actions[now->action];
    SopAspect aspect = aspect_of_offer(flows[SOP_NEWER], newer);

    if (self->nodes[SOP_OLDER][before->node] != now->node)
        sop_versions_add(self, aspect, SOP_DIFFERENCE_MOVED, SOP_PART_OFFER, older, newer);
    if (strcmp(own_name(flows[SOP_OLDER]->actions[before->action].name), own_name(action->name)) !=
            0 &&
        sop_list_items(flows[SOP_NEWER], action->offers)[0] == newer)
        sop_versions_add(self, aspect, SOP_DIFFERENCE_RENAMED, SOP_PART_OFFER, older, newer);
    sop_versions_compare_parts(self, SOP_PART_OFFER, older, newer);
}

/* The actions of a node in the newer flow, or its timeouts. In a node that is new they come with it. */
static void
compare_offers(SopVersions *self, SopNode node, uint32_t start, uint32_t count)
{
    const SopFlow *newer = self->flows[SOP_NEWER];

    for (uint32_t i = start; i < start + count; i++)
        if (self->offers[SOP_NEWER][i] != SOP_NONE)
            compare_kept_offer(self, self->offers[SOP_NEWER][i], i);
        else if (self->nodes[SOP_NEWER][node] != SOP_NONE)
            sop_versions_add(self, aspect_of_offer(newer, i), SOP_DIFFERENCE_ADDED, SOP_PART_OFFER,
                             SOP_NONE, i);
}

static void
tell_removed_offers(SopVersions *self, SopNode older, uint32_t start, uint32_t count)
{
    for (uint32_t i = start; i < start + count; i++)
        if (self->offers[SOP_OLDER][i] == SOP_NONE)
        {
            SopDifference *gone =
                sop_versions_add(self, aspect_of_offer(self->flows[SOP_OLDER], i),
                                 SOP_DIFFERENCE_REMOVED, SOP_PART_OFFER, i, SOP_NONE);
            gone->nodes[SOP_NEWER] = self->nodes[SOP_OLDER][older];
        }
}

/* ---- nodes ---------------------------------------------------------------------------------------- */

static SopNode
first_child(const SopFlow *flow, SopNode node)
{
    return flow->nodes[node].last > node ? node + 1 : SOP_NONE;
}

/* Where a node of the older flow stood, as the newer knows it: the nearest phase that is still there. */
static SopNode
kept_around(const SopVersions *self, SopNode older)
{
    SopNode around = self->flows[SOP_OLDER]->nodes[older].parent;

    while (self->nodes[SOP_OLDER][around] == SOP_NONE)
        around = self->flows[SOP_OLDER]->nodes[around].parent;
    return self->nodes[SOP_OLDER][around];
}

static void
tell_removed_children(SopVersions *self, SopNode older)
{
    const SopFlow *flow = self->flows[SOP_OLDER];

    for (SopNode child = first_child(flow, older); child != SOP_NONE;
         child = flow->nodes[child].next)
    {
        if (self->nodes[SOP_OLDER][child] != SOP_NONE)
            continue;
        SopDifference *gone = sop_versions_add(self, SOP_ASPECT_NODE, SOP_DIFFERENCE_REMOVED,
                                               SOP_PART_NODE, child, SOP_NONE);
        gone->nodes[SOP_NEWER] = kept_around(self, child);
        tell_removed_children(self, child);
    }
}

static void
tell_added_children(SopVersions *self, SopNode newer)
{
    const SopFlow *flow = self->flows[SOP_NEWER];

    for (SopNode child = first_child(flow, newer); child != SOP_NONE;
         child = flow->nodes[child].next)
        if (self->nodes[SOP_NEWER][child] == SOP_NONE)
            sop_versions_add(self, SOP_ASPECT_NODE, SOP_DIFFERENCE_ADDED, SOP_PART_NODE, SOP_NONE,
                             child);
}

/* Those children that were there before: do they stand in the same order? */
static void
compare_order(SopVersions *self, SopNode older, SopNode newer)
{
    const SopFlow *flow = self->flows[SOP_NEWER];
    SopNode last = 0;

    for (SopNode child = first_child(flow, newer); child != SOP_NONE;
         child = flow->nodes[child].next)
    {
        SopNode before = self->nodes[SOP_NEWER][child];
        if (before == SOP_NONE || self->flows[SOP_OLDER]->nodes[before].parent != older)
            continue;
        if (before < last)
        {
            sop_versions_add(self, SOP_ASPECT_ORDER, SOP_DIFFERENCE_CHANGED, SOP_PART_NODE, older,
                             newer);
            return;
        }
        last = before;
    }
}

static void
compare_kept_node(SopVersions *self, SopNode older, SopNode newer)
{
    const SopFlowNode *before = &self->flows[SOP_OLDER]->nodes[older];
    const SopFlowNode *now = &self->flows[SOP_NEWER]->nodes[newer];

    if (newer != 0 && strcmp(own_name(before->name), own_name(now->name)) != 0)
        sop_versions_add(self, SOP_ASPECT_NODE, SOP_DIFFERENCE_RENAMED, SOP_PART_NODE, older,
                         newer);
    if (newer != 0 && self->nodes[SOP_OLDER][before->parent] != now->parent)
        sop_versions_add(self, SOP_ASPECT_NODE, SOP_DIFFERENCE_MOVED, SOP_PART_NODE, older, newer);
    sop_versions_compare_parts(self, SOP_PART_NODE, older, newer);
    compare_order(self, older, newer);
}

static void
compare_node(SopVersions *self, SopNode newer)
{
    const SopFlowNode *now = &self->flows[SOP_NEWER]->nodes[newer];
    SopNode older = self->nodes[SOP_NEWER][newer];

    if (older != SOP_NONE)
        compare_kept_node(self, older, newer);
    compare_offers(self, newer, now->offers, now->n_offers);
    compare_offers(self, newer, now->timeouts, now->n_timeouts);
    if (older != SOP_NONE)
    {
        const SopFlowNode *before = &self->flows[SOP_OLDER]->nodes[older];
        tell_removed_offers(self, older, before->offers, before->n_offers);
        tell_removed_offers(self, older, before->timeouts, before->n_timeouts);
    }
    tell_added_children(self, newer);
    if (older != SOP_NONE)
        tell_removed_children(self, older);
}

/* ---- what is declared ------------------------------------------------------------------------------ */

/* The outcome of a case closed by the administration is told by who may. */
static bool
is_by_hand(const SopFlow *flow, SopPartKind part, uint32_t index)
{
    return part == SOP_PART_OUTCOME && index == flow->by_hand;
}

static void
compare_table(SopVersions *self, SopPartKind part, SopAspect aspect)
{
    for (uint32_t i = 0; i < sop_versions_count_parts(self->flows[SOP_NEWER], part); i++)
    {
        uint32_t older = sop_versions_counterpart(self, part, SOP_NEWER, i);
        if (older != SOP_NONE)
            sop_versions_compare_parts(self, part, older, i);
        else if (!is_by_hand(self->flows[SOP_NEWER], part, i))
            sop_versions_add(self, aspect, SOP_DIFFERENCE_ADDED, part, SOP_NONE, i);
    }
    for (uint32_t i = 0; i < sop_versions_count_parts(self->flows[SOP_OLDER], part); i++)
        if (sop_versions_counterpart(self, part, SOP_OLDER, i) == SOP_NONE &&
            !is_by_hand(self->flows[SOP_OLDER], part, i))
            sop_versions_add(self, aspect, SOP_DIFFERENCE_REMOVED, part, i, SOP_NONE);
}

static void
compare_declared(SopVersions *self)
{
    static const struct
    {
        SopPartKind part;
        SopAspect aspect;
    } tables[] = {
        {SOP_PART_FACT, SOP_ASPECT_FACT},       {SOP_PART_DOCUMENT, SOP_ASPECT_DOCUMENT},
        {SOP_PART_ROLE, SOP_ASPECT_ROLE},       {SOP_PART_DETAIL, SOP_ASPECT_ACTOR_DETAIL},
        {SOP_PART_OUTCOME, SOP_ASPECT_OUTCOME}, {SOP_PART_SAFEGUARD, SOP_ASPECT_SAFEGUARD},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(tables); i++)
        compare_table(self, tables[i].part, tables[i].aspect);
}

/* ---- the list --------------------------------------------------------------------------------------- */

/* Wording comes last, else all stays in its order. */
static void
put_words_last(SopVersions *self)
{
    GArray *sorted = g_array_sized_new(FALSE, FALSE, sizeof(SopDifference), self->differences->len);

    for (unsigned words = 0; words < 2; words++)
        for (guint i = 0; i < self->differences->len; i++)
        {
            const SopDifference *one = &g_array_index(self->differences, SopDifference, i);
            if (sop_difference_is_wording(one) == (words == 1))
                g_array_append_vals(sorted, one, 1);
        }
    g_array_unref(self->differences);
    self->differences = sorted;
}

static void
mark(uint8_t *marks, uint32_t index, SopDifferenceKind kind)
{
    if (marks[index] == 0)
        marks[index] = (uint8_t) (1 + kind);
}

static void
mark_differences(SopVersions *self)
{
    for (guint i = 0; i < self->differences->len; i++)
    {
        const SopDifference *one = &g_array_index(self->differences, SopDifference, i);
        bool is_added_part = one->kind == SOP_DIFFERENCE_ADDED && one->parts[SOP_OLDER] == SOP_NONE;
        SopDifferenceKind kind = is_added_part ? SOP_DIFFERENCE_ADDED : SOP_DIFFERENCE_CHANGED;
        if (sop_difference_is_wording(one) || one->nodes[SOP_NEWER] == SOP_NONE)
            continue;
        if (one->part == SOP_PART_OFFER && one->parts[SOP_NEWER] != SOP_NONE)
            mark(self->offer_marks, one->parts[SOP_NEWER], kind);
        mark(self->node_marks, one->nodes[SOP_NEWER],
             one->part == SOP_PART_NODE ? kind : SOP_DIFFERENCE_CHANGED);
    }
}

/* What is written in an added node is added. */
static void
mark_added(SopVersions *self)
{
    const SopFlow *flow = self->flows[SOP_NEWER];

    for (SopNode node = 0; node < flow->n_nodes; node++)
        if (self->nodes[SOP_NEWER][node] == SOP_NONE)
            self->node_marks[node] = 1 + SOP_DIFFERENCE_ADDED;
    for (uint32_t offer = 0; offer < flow->n_offers; offer++)
        if (self->offers[SOP_NEWER][offer] == SOP_NONE)
            self->offer_marks[offer] = 1 + SOP_DIFFERENCE_ADDED;
}

void
sop_versions_find(SopVersions *self)
{
    sop_versions_compare_parts(self, SOP_PART_WHOLE, 0, 0);
    for (SopNode node = 0; node < self->flows[SOP_NEWER]->n_nodes; node++)
        compare_node(self, node);
    compare_declared(self);
    put_words_last(self);
    mark_added(self);
    mark_differences(self);
}
