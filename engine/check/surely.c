/* SPDX-License-Identifier: Apache-2.0 */
/* Steps from which a case can be closed whatever is known: by actions on which nothing depends. Of them no
 * search has to ask. */
#include "check/structure.h"

typedef struct
{
    const SopFlow *flow;
    const uint32_t *outrun;
    bool *surely; /* by node */
} Surely;

/* What is set is a yes or no, or nothing, so that it fits whatever it is made from. */
static bool
sets_fit(const SopFlow *flow, const SopOffer *offer)
{
    for (uint32_t i = offer->sets; i < offer->sets + offer->n_sets; i++)
    {
        const SopFlowFact *fact = &flow->facts[flow->sets[i].fact];
        if (flow->sets[i].value != SOP_NONE && (fact->type != SOP_FACT_BOOLEAN || fact->is_list))
            return false;
    }
    return true;
}

/* Can it always be done, at once? What is asked can be given. */
static bool
is_free(const Surely *self, const SopOffer *offer)
{
    const SopFlow *flow = self->flow;

    return offer->when == SOP_NONE && offer->n_requirements == 0 && offer->verifies.count == 0 &&
           !offer->has_not_before && !offer->has_not_after && sets_fit(flow, offer) &&
           self->outrun[offer - flow->offers] == 0 &&
           flow->actions[offer->action].offers.count == 1;
}

/* The step where a case rests that goes to the node; SOP_NONE: that depends, or it is more than one. */
static SopNode
rest_of(const SopFlow *flow, SopNode node)
{
    while (flow->nodes[node].kind == SOP_KIND_PHASE && flow->nodes[node].start != SOP_NONE)
        node = flow->nodes[node].start;
    return flow->nodes[node].kind == SOP_KIND_STEP ? node : SOP_NONE;
}

static bool
route_closes(const Surely *self, SopRoute route)
{
    const SopFlow *flow = self->flow;

    for (unsigned depth = 0; depth < SOP_LIMIT_FLOW_DEPTH && route.count > 0; depth++)
    {
        const SopBranch *branch = &flow->branches[route.start];
        const SopTarget *target = &branch->to;
        if (!sop_branch_is_certain(branch) || branch->n_sets > 0)
            return false;
        if (target->kind == SOP_TARGET_CLOSE)
            return true;
        if (target->kind == SOP_TARGET_NODE)
        {
            SopNode rest = rest_of(flow, target->node);
            return rest != SOP_NONE && self->surely[rest];
        }
        if (target->kind != SOP_TARGET_END)
            return false;
        route = flow->nodes[target->node].route; /* a track has none */
    }
    return false;
}

static bool
closes(const Surely *self, SopNode step)
{
    const SopFlow *flow = self->flow;

    for (SopNode node = step; node != SOP_NONE; node = flow->nodes[node].parent)
        for (uint32_t i = flow->nodes[node].offers;
             i < flow->nodes[node].offers + flow->nodes[node].n_offers; i++)
            if (is_free(self, &flow->offers[i]) && route_closes(self, flow->offers[i].to))
                return true;
    return false;
}

bool *
sop_surely_closes(const SopDomains *domains)
{
    const SopFlow *flow = domains->flow;
    Surely self = {flow, domains->outrun, g_new0(bool, flow->n_nodes)};
    bool more = true;

    while (more)
    {
        more = false;
        for (SopNode node = 0; node < flow->n_nodes; node++)
            if (flow->nodes[node].kind == SOP_KIND_STEP && !self.surely[node] &&
                closes(&self, node))
                more = self.surely[node] = true;
    }
    return self.surely;
}
