/* SPDX-License-Identifier: Apache-2.0 */
/* Which nodes of a flow a view shows, and as what. A phase inside a page is drawn out when it is a track or
 * when the whole page stays small, in the overview when it is mostly made of phases; else, and when it is a
 * sub-procedure, it is a closed box that has a page of its own. */
#include "draw/draw.h"

enum
{
    SMALL_PAGE = 14, /* steps and decisions that a page holds with all its phases drawn out */
};

static bool
is_phase(const SopFlow *flow, SopNode node)
{
    return flow->nodes[node].kind == SOP_KIND_PHASE || flow->nodes[node].kind == SOP_KIND_PARALLEL;
}

static uint32_t
count_small(const SopFlow *flow, SopNode phase)
{
    uint32_t count = 0;

    for (SopNode node = phase + 1; node <= flow->nodes[phase].last; node++)
        count += !is_phase(flow, node);
    return count;
}

static bool
is_made_of_phases(const SopFlow *flow, SopNode phase)
{
    uint32_t n_phases = 0, n_others = 0;

    for (SopNode node = phase + 1; node <= flow->nodes[phase].last;
         node = flow->nodes[node].last + 1)
    {
        n_phases += is_phase(flow, node);
        n_others += !is_phase(flow, node);
    }
    return n_phases > 0 && n_phases >= n_others;
}

uint32_t
sop_draw_count_steps(const SopFlow *flow, SopNode phase)
{
    uint32_t count = 0;

    for (SopNode node = phase + 1; node <= flow->nodes[phase].last; node++)
        count += flow->nodes[node].kind == SOP_KIND_STEP;
    return count;
}

/* Is a phase within the page drawn with what is inside it? */
static bool
is_drawn_out(const SopPainter *self, SopNode phase)
{
    const SopFlow *flow = self->flow;

    if (phase == self->root || self->options.view == SOP_VIEW_FULL)
        return true;
    if (sop_draw_used(flow, phase) != NULL)
        return false;
    if (self->options.view == SOP_VIEW_OVERVIEW)
        return is_made_of_phases(flow, phase);
    return flow->nodes[flow->nodes[phase].parent].kind == SOP_KIND_PARALLEL ||
           count_small(flow, self->root) <= SMALL_PAGE;
}

static SopShape
shape_of(const SopPainter *self, SopNode node)
{
    const SopFlow *flow = self->flow;

    if (is_phase(flow, node))
        return is_drawn_out(self, node) ? SOP_SHAPE_CLUSTER : SOP_SHAPE_BOX;
    return flow->nodes[node].kind == SOP_KIND_STEP ? SOP_SHAPE_CARD : SOP_SHAPE_DIAMOND;
}

void
sop_draw_choose_shapes(SopPainter *self)
{
    const SopFlow *flow = self->flow;

    for (SopNode node = 0; node < flow->n_nodes; node++)
        self->stand_ins[node] = SOP_NONE;
    for (SopNode node = self->root; node <= flow->nodes[self->root].last; node++)
    {
        self->shapes[node] = (uint8_t) shape_of(self, node);
        self->stand_ins[node] = node;
        if (self->shapes[node] != SOP_SHAPE_BOX)
            continue;
        SopNode last = flow->nodes[node].last;
        for (SopNode box = node; node < last; node++)
            self->stand_ins[node + 1] = box;
    }
}

/* ---- a marked case ---------------------------------------------------------------------------------------- */

void
sop_draw_mark(SopPainter *self)
{
    g_autoptr(SopOptions) options = sop_case_options(self->options.marks, NULL, self->options.now);

    for (unsigned i = 0; i < sop_options_count(options); i++)
    {
        SopAction action = sop_options_action(options, i);
        self->states[action] = sop_options_open(options, i) ? SOP_STATE_OPEN : SOP_STATE_BLOCKED;
    }
    unsigned n_dues = sop_case_due(self->options.marks, self->options.now, NULL, 0);
    g_array_set_size(self->dues, n_dues);
    sop_case_due(self->options.marks, self->options.now, (SopDue *) (void *) self->dues->data,
                 n_dues);
}

SopState
sop_draw_offer_state(const SopPainter *self, const SopOffer *offer)
{
    static const SopState changes[] = {[SOP_GRAPH_SAME] = SOP_STATE_PLAIN,
                                       [SOP_GRAPH_ADDED] = SOP_STATE_ADDED,
                                       [SOP_GRAPH_CHANGED] = SOP_STATE_CHANGED};

    if (self->offers_passed != NULL)
    {
        const SopPassing *passing = &self->offers_passed[offer - self->flow->offers];
        return passing->steps == NULL ? SOP_STATE_PLAIN
               : passing->breaks      ? SOP_STATE_BREAKS
                                      : SOP_STATE_PASSED;
    }
    if (self->options.offer_changes != NULL)
        return changes[self->options.offer_changes[offer - self->flow->offers]];
    if (self->options.marks == NULL || !sop_case_is_at(self->options.marks, offer->node))
        return SOP_STATE_PLAIN;
    return (SopState) self->states[offer->action];
}
