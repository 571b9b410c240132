/* SPDX-License-Identifier: Apache-2.0 */
/* What a search has to follow to know a condition, an offer or a place well. What is lacking anyway is left
 * open, so that nothing is found because of it. */
#include "check/structure.h"

#include <string.h>

static void
follow_fact(const SopLacking *lacking, SopSlice *slice, SopFact fact)
{
    if (!lacking->facts[fact])
        sop_slice_add(slice, fact);
}

static void
follow_document(const SopLacking *lacking, SopSlice *slice, SopPaper document)
{
    if (!lacking->documents[document])
        sop_slice_add(slice, sop_item_of_document(slice->flow, document));
}

static void
follow_documents(const SopLacking *lacking, SopSlice *slice, SopList documents)
{
    for (uint32_t i = 0; i < documents.count; i++)
        follow_document(lacking, slice, sop_list_items(slice->flow, documents)[i]);
}

void
sop_follow_place(SopSlice *slice, SopNode node)
{
    while (slice->regions[node] != SOP_NONE)
        sop_slice_add(slice, sop_item_of_region(slice, slice->regions[node]));
}

static void
follow_relation(const SopDomains *domains, const SopLacking *lacking, SopSlice *slice,
                uint32_t number)
{
    const SopRelation *relation = &g_array_index(domains->relations, SopRelation, number);
    bool is_lacking = relation->loose;

    for (guint i = 0; i < relation->facts->len; i++)
        is_lacking = is_lacking || lacking->facts[g_array_index(relation->facts, SopFact, i)];
    if (!is_lacking)
        sop_slice_add(slice, sop_item_of_relation(domains->flow, number));
}

static void
follow_read(const SopDomains *domains, const SopLacking *lacking, SopSlice *slice, SopRead read)
{
    switch (read.kind)
    {
    case SOP_READ_FACT:
        follow_fact(lacking, slice, read.index);
        return;
    case SOP_READ_DOCUMENT:
    case SOP_READ_VERIFIED:
    case SOP_READ_EXPIRED:
        follow_document(lacking, slice, read.index);
        return;
    case SOP_READ_DONE:
        sop_slice_add(slice, sop_item_of_done(slice->flow, read.index));
        return;
    case SOP_READ_AT:
        sop_follow_place(slice, read.index);
        return;
    case SOP_READ_RELATION:
        follow_relation(domains, lacking, slice, read.index);
        return;
    case SOP_READ_OUTCOME:
        sop_follow_place(slice, read.index);
        sop_slice_add(slice, sop_item_of_outcome(slice, read.index));
        return;
    default:
        return;
    }
}

void
sop_follow_guard(const SopDomains *domains, const SopLacking *lacking, SopSlice *slice,
                 SopGuard guard)
{
    if (guard == SOP_NONE || domains->guards[guard].open)
        return;
    for (uint32_t i = 0; i < domains->guards[guard].n_slots; i++)
        follow_read(domains, lacking, slice,
                    sop_domains_read(domains, domains->guards[guard].slots[i]));
}

void
sop_follow_branches(const SopDomains *domains, const SopLacking *lacking, SopSlice *slice,
                    SopRoute route)
{
    for (uint32_t i = route.start; i < route.start + route.count; i++)
    {
        const SopBranch *branch = &domains->flow->branches[i];
        sop_follow_guard(domains, lacking, slice, branch->when);
        for (uint32_t k = 0; k < branch->tests.count; k++)
            sop_follow_guard(domains, lacking, slice,
                             sop_list_items(domains->flow, branch->tests)[k]);
    }
}

static void
follow_anchor(const SopLacking *lacking, SopSlice *slice, const SopMoment *moment)
{
    if (moment->kind == SOP_MOMENT_FROM_ENTERING || moment->anchor == SOP_NONE)
        return;
    switch ((SopAnchorKind) moment->anchor_kind)
    {
    case SOP_ANCHOR_EVENT:
        sop_slice_add(slice, sop_item_of_done(slice->flow, moment->anchor));
        return;
    case SOP_ANCHOR_FACT:
        follow_fact(lacking, slice, moment->anchor);
        return;
    case SOP_ANCHOR_EXPIRES:
        follow_document(lacking, slice, moment->anchor);
        return;
    }
}

void
sop_follow_offer(const SopDomains *domains, const SopLacking *lacking, SopSlice *slice,
                 uint32_t number)
{
    const SopFlow *flow = domains->flow;
    const SopOffer *offer = &flow->offers[number];

    sop_follow_guard(domains, lacking, slice, offer->when);
    for (uint32_t i = offer->requirements; i < offer->requirements + offer->n_requirements; i++)
    {
        follow_documents(lacking, slice, flow->requirements[i].documents);
        sop_follow_guard(domains, lacking, slice, flow->requirements[i].when);
    }
    follow_documents(lacking, slice, offer->verifies);
    if (offer->has_not_before)
        follow_anchor(lacking, slice, &offer->not_before);
    if (offer->has_not_after)
        follow_anchor(lacking, slice, &offer->not_after);
    for (uint32_t i = offer->at.start; i < offer->at.start + offer->at.count; i++)
    {
        follow_anchor(lacking, slice, &flow->moments[i].moment);
        sop_follow_guard(domains, lacking, slice, flow->moments[i].when);
    }
}

/* ---- what decides that ------------------------------------------------------------------------------- */

typedef struct
{
    const SopDomains *domains;
    const SopLacking *lacking;
    SopSlice *slice;
} Causes;

static bool
is_followed(const Causes *self, SopItem item)
{
    return self->slice->slots[item] != SOP_OPEN;
}

static bool
sets_followed(const Causes *self, uint32_t first, uint32_t n)
{
    const SopSet *sets = self->domains->flow->sets;

    for (uint32_t i = first; i < first + n; i++)
        if (is_followed(self, sets[i].fact) ||
            sop_slice_compares(self->slice, self->domains, sets[i].fact))
            return true;
    return false;
}

static bool
asks_followed(const Causes *self, const SopOffer *offer)
{
    const SopFlow *flow = self->domains->flow;

    for (uint32_t i = offer->asks; i < offer->asks + offer->n_asks; i++)
    {
        const SopAsk *ask = &flow->asks[i];
        if (ask->fact != SOP_NONE ? is_followed(self, ask->fact) ||
                                        sop_slice_compares(self->slice, self->domains, ask->fact)
                                  : is_followed(self, sop_item_of_document(flow, ask->document)))
            return true;
    }
    return false;
}

static bool
files_followed(const Causes *self, SopList documents)
{
    const SopFlow *flow = self->domains->flow;

    for (uint32_t i = 0; i < documents.count; i++)
        if (is_followed(self, sop_item_of_document(flow, sop_list_items(flow, documents)[i])))
            return true;
    return false;
}

/* Does one of the branches end a phase whose outcome is followed, or set what is? */
static bool
route_decides(const Causes *self, SopRoute route)
{
    const SopFlow *flow = self->domains->flow;

    for (uint32_t i = route.start; i < route.start + route.count; i++)
    {
        const SopBranch *branch = &flow->branches[i];
        if (sets_followed(self, branch->sets, branch->n_sets) ||
            (branch->to.kind == SOP_TARGET_END &&
             self->slice->outcomes[flow->nodes[branch->to.node].outcome]))
            return true;
    }
    return false;
}

void
sop_follow_causes(const SopDomains *domains, const SopLacking *lacking, SopSlice *slice)
{
    const SopFlow *flow = domains->flow;
    Causes self = {domains, lacking, sop_slice_copy(domains, slice)}; /* one step back, no more */

    for (uint32_t i = 0; i < flow->n_offers; i++)
    {
        const SopOffer *offer = &flow->offers[i];
        bool ends = route_decides(&self, offer->to);
        if (is_followed(&self, sop_item_of_done(flow, offer->action)) ||
            asks_followed(&self, offer) || files_followed(&self, offer->verifies) ||
            sets_followed(&self, offer->sets, offer->n_sets) || ends)
            sop_follow_offer(domains, lacking, slice, i);
        if (ends)
            sop_follow_branches(domains, lacking, slice, offer->to);
    }
    for (SopNode node = 0; node < flow->n_nodes; node++)
        if (route_decides(&self, flow->nodes[node].route))
            sop_follow_branches(domains, lacking, slice, flow->nodes[node].route);
    sop_slice_free(self.slice);
}

static int
compare(gconstpointer a, gconstpointer b)
{
    SopItem left = *(const SopItem *) a;
    SopItem right = *(const SopItem *) b;

    return (left > right) - (left < right);
}

GBytes *
sop_slice_key(const SopSlice *slice)
{
    gsize size = slice->added->len * sizeof(SopItem);
    SopItem *items = g_memdup2(slice->added->data, size);

    if (items != NULL)
        qsort(items, slice->added->len, sizeof(SopItem), compare);
    return g_bytes_new_take(items, size);
}
