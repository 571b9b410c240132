/* SPDX-License-Identifier: Apache-2.0 */
/* For each action and timeout the conditions on its way, as far as the next rest; of each the facts that may be
 * unknown. What an act asks itself, or something else that can be done while the case rests there, is no such fact:
 * it only has to be done first. */
#include "check/unknowns.h"
#include "check/known.h"

#include <string.h>

typedef struct
{
    const SopDomains *domains;
    const SopFlow *flow;
    SopKnown *possibly, *surely;
    GArray *found;   /* SopProperty */
    uint32_t offer;  /* that is looked at */
    bool before;     /* … its conditions that are judged before it sets anything */
    SopNode joined;  /* all tracks of this are finished when a condition is met; SOP_NONE */
    bool *told_here; /* by fact: something where it is written finds it out */
    bool *passed;    /* by node: looked at on its way, as entered … */
    bool *finished;  /* … and as finished */
} Unknowns;

/* ---- what can be found out there -------------------------------------------------------------------------- */

static void
note_gifts(Unknowns *self, uint32_t first, uint32_t n)
{
    const SopFlow *flow = self->flow;

    for (uint32_t i = first; i < first + n; i++)
    {
        const SopOffer *offer = &flow->offers[i];
        for (uint32_t k = offer->asks; k < offer->asks + offer->n_asks; k++)
            if (flow->asks[k].fact != SOP_NONE)
                self->told_here[flow->asks[k].fact] = true;
        for (uint32_t k = offer->sets; k < offer->sets + offer->n_sets; k++)
            if (sop_set_finds_out(flow, &flow->sets[k]) && !(self->before && i == self->offer))
                self->told_here[flow->sets[k].fact] = true;
    }
}

/* May a case be at both at once? */
static bool
go_together(const SopFlow *flow, SopNode a, SopNode b)
{
    SopNode around = a;

    if (sop_node_contains(flow, a, b) || sop_node_contains(flow, b, a))
        return true;
    while (!sop_node_contains(flow, around, b))
        around = flow->nodes[around].parent;
    return flow->nodes[around].kind == SOP_KIND_PARALLEL;
}

/* Is it in another track than the offer, which has nothing to be done any more? */
static bool
is_over(const Unknowns *self, SopNode node)
{
    const SopFlow *flow = self->flow;
    SopNode track = self->flow->offers[self->offer].node;

    if (self->joined == SOP_NONE || node == self->joined ||
        !sop_node_contains(flow, self->joined, node))
        return false;
    while (flow->nodes[track].parent != self->joined)
        track = flow->nodes[track].parent;
    return !sop_node_contains(flow, track, node);
}

static void
note_told(Unknowns *self)
{
    const SopFlow *flow = self->flow;
    SopNode at = flow->offers[self->offer].node;

    memset(self->told_here, 0, flow->n_facts * sizeof(bool));
    for (SopNode node = 0; node < flow->n_nodes; node++)
        if (go_together(flow, at, node) && !is_over(self, node))
        {
            note_gifts(self, flow->nodes[node].offers, flow->nodes[node].n_offers);
            note_gifts(self, flow->nodes[node].timeouts, flow->nodes[node].n_timeouts);
        }
}

/* ---- conditions -------------------------------------------------------------------------------------------- */

static bool
may_be_unknown(const Unknowns *self, SopFact fact)
{
    SopNode node = self->flow->offers[self->offer].node;

    if (self->joined != SOP_NONE &&
        sop_known_at(self->surely, SOP_STAGE_FINISHED, self->joined, fact))
        return false;
    return !sop_known_at(self->surely, SOP_STAGE_INSIDE, node, fact) &&
           sop_known_at(self->possibly, SOP_STAGE_INSIDE, node, fact) && !self->told_here[fact];
}

/* Is there a case with the fact unknown, whatever else it is, in which the condition is unknown because of that? A cell
 * that just asks whether the fact is known never is. */
static bool
hangs_on(const Unknowns *self, const SopProperty *property)
{
    if (sop_domains_reads_place(self->domains, property->guard))
        return true;
    SopSlice *slice = sop_slice_new(self->domains);
    SopConfiguration nowhere = {NULL, 0, false, SOP_NONE};

    sop_slice_add(slice, property->fact);
    SopExplorer *explorer = sop_explorer_new(self->domains, property, slice);
    explorer->view = &nowhere;
    explorer->state->items[slice->slots[property->fact]] = 0;
    bool hangs = sop_explorer_asks_unknown(explorer, property->guard);
    sop_explorer_free(explorer);
    sop_slice_free(slice);
    return hangs;
}

static void
look_at_guard(Unknowns *self, SopGuard guard)
{
    unsigned n_slots = 0;
    const uint32_t *slots =
        guard != SOP_NONE ? sop_feel_slots(self->flow->expressions[guard].feel, &n_slots) : NULL;

    for (unsigned i = 0; i < n_slots; i++)
        if (slots[i] < self->flow->n_facts && may_be_unknown(self, slots[i]))
        {
            SopProperty property = {
                .kind = SOP_PROPERTY_KNOWN, .offer = self->offer, .guard = guard, .fact = slots[i]};
            if (hangs_on(self, &property))
                g_array_append_val(self->found, property);
        }
}

static void look_at_entered(Unknowns *self, SopNode node);
static void look_at_route(Unknowns *self, SopRoute route);

/* Where the offer is in a track of what is finished, it may be the last. */
static void
look_at_finished(Unknowns *self, SopNode node)
{
    const SopFlowNode *nodes = self->flow->nodes;
    SopNode around = nodes[node].parent;
    SopNode joined = self->joined;

    if (self->finished[node])
        return;
    self->finished[node] = true;
    look_at_route(self, nodes[node].route);
    if (around == SOP_NONE || nodes[around].kind != SOP_KIND_PARALLEL || self->finished[around] ||
        !sop_node_contains(self->flow, node, self->flow->offers[self->offer].node))
        return;
    self->joined = around;
    note_told(self);
    look_at_finished(self, around);
    self->joined = joined;
    note_told(self);
}

static void
look_at_branch(Unknowns *self, const SopBranch *branch)
{
    const SopTarget *to = &branch->to;

    look_at_guard(self, branch->when);
    for (uint32_t i = 0; i < branch->tests.count; i++)
        look_at_guard(self, sop_list_items(self->flow, branch->tests)[i]);
    if (to->kind == SOP_TARGET_NODE)
        look_at_entered(self, to->node);
    else if (to->kind == SOP_TARGET_RESUME)
        look_at_entered(self, to->at != SOP_NONE ? to->at : to->node);
    else if (to->kind == SOP_TARGET_END)
        look_at_finished(self, to->node);
}

static void
look_at_route(Unknowns *self, SopRoute route)
{
    for (uint32_t i = route.start; i < route.start + route.count; i++)
        look_at_branch(self, &self->flow->branches[i]);
}

static void
look_at_entered(Unknowns *self, SopNode node)
{
    const SopFlowNode *entered = &self->flow->nodes[node];

    if (self->passed[node])
        return;
    self->passed[node] = true;
    if (entered->kind == SOP_KIND_DECISION)
        look_at_route(self, entered->route);
    else if (entered->kind == SOP_KIND_PHASE)
        look_at_entered(self, entered->start);
    for (SopNode track = node + 1; entered->kind == SOP_KIND_PARALLEL && track != SOP_NONE;
         track = self->flow->nodes[track].next)
        look_at_entered(self, track);
}

static void
look_at_offer(Unknowns *self, uint32_t number)
{
    const SopFlow *flow = self->flow;
    const SopOffer *offer = &flow->offers[number];

    self->offer = number;
    self->before = true;
    note_told(self);
    memset(self->passed, 0, flow->n_nodes * sizeof(bool));
    memset(self->finished, 0, flow->n_nodes * sizeof(bool));
    look_at_guard(self, offer->when);
    for (uint32_t i = offer->requirements; i < offer->requirements + offer->n_requirements; i++)
        look_at_guard(self, flow->requirements[i].when);
    self->before = false;
    note_told(self);
    if (!sop_offer_is_timeout(flow, number)) /* what a timeout meets is proved to be decided */
        look_at_route(self, offer->to);
}

GArray *
sop_unknowns_suspect(const SopDomains *domains)
{
    const SopFlow *flow = domains->flow;
    g_autofree bool *told_here = g_new0(bool, flow->n_facts + 1);
    g_autofree bool *passed = g_new0(bool, flow->n_nodes + 1);
    g_autofree bool *finished = g_new0(bool, flow->n_nodes + 1);
    Unknowns self = {.domains = domains,
                     .flow = flow,
                     .possibly = sop_known_new(flow),
                     .surely = sop_known_surely_new(flow),
                     .found = g_array_new(FALSE, FALSE, sizeof(SopProperty)),
                     .joined = SOP_NONE,
                     .told_here = told_here,
                     .passed = passed,
                     .finished = finished};

    for (uint32_t i = 0; i < flow->n_offers; i++)
        look_at_offer(&self, i);
    sop_known_free(self.possibly);
    sop_known_free(self.surely);
    return self.found;
}
