/* SPDX-License-Identifier: Apache-2.0 */
/* What no case ever does: nodes that are never entered, actions and timeouts that can never be done,
 * branches that are never taken. First one search that follows nothing; then, for each condition, one that
 * follows what it reads. What any complete search has not seen never happens. */
#include "check/structure.h"

enum
{
    FIRST_STATES = 10000, /* of the search that follows nothing */
    USUAL_STATES = 3000,  /* of each other */
    TOGETHER = 20,        /* times as many in all */
    MANY_ITEMS = 10, /* followed in one search; of an offer that depends on more, only its `when` */
};

typedef struct /* a search to be made */
{
    SopSlice *slice;
    GArray *wanted; /* SopElement */
} Aspect;

typedef struct
{
    const SopDomains *domains;
    const SopFlow *flow;
    const SopLacking *lacking;
    SopSeen *seen;  /* by every search */
    SopStop *stops; /* by element: a search for it stopped, or there was none */
    uint32_t work;  /* so far */
    SopSearched *searched;
    GPtrArray *aspects;
    GHashTable *by_key; /* of what is followed: Aspect */
} Never;

/* ---- the searches ------------------------------------------------------------------------------------ */

static void
aspect_free(gpointer data)
{
    Aspect *aspect = data;

    sop_slice_free(aspect->slice);
    g_array_unref(aspect->wanted);
    g_free(aspect);
}

/* `slice`: (transfer full). Returns: what is wanted of a search that follows that, to be added to. */
static GArray *
aspect_of(Never *self, SopSlice *slice)
{
    GBytes *key = sop_slice_key(slice);
    Aspect *aspect = g_hash_table_lookup(self->by_key, key);

    if (aspect != NULL)
    {
        g_bytes_unref(key);
        sop_slice_free(slice);
        return aspect->wanted;
    }
    aspect = g_new(Aspect, 1);
    *aspect = (Aspect) {slice, g_array_new(FALSE, FALSE, sizeof(SopElement))};
    g_hash_table_insert(self->by_key, key, aspect);
    g_ptr_array_add(self->aspects, aspect);
    return aspect->wanted;
}

static void
want(GArray *wanted, SopElementKind kind, uint32_t index)
{
    SopElement element = {(uint8_t) kind, index};

    g_array_append_val(wanted, element);
}

static void
want_each(GArray *wanted, SopElementKind kind, uint32_t first, uint32_t n)
{
    for (uint32_t i = first; i < first + n; i++)
        want(wanted, kind, i);
}

/* `slice`: (transfer full). A search that follows it, and one that follows what decides it, too. */
static void
look(Never *self, SopSlice *slice, SopElementKind kind, uint32_t first, uint32_t n)
{
    SopSlice *deeper = sop_slice_copy(self->domains, slice);

    sop_follow_causes(self->domains, self->lacking, deeper);
    want_each(aspect_of(self, slice), kind, first, n);
    if (deeper->items->len <= MANY_ITEMS)
        want_each(aspect_of(self, deeper), kind, first, n);
    else
        sop_slice_free(deeper);
}

static SopSlice *
slice_at(const Never *self, SopNode node)
{
    SopSlice *slice = sop_slice_new(self->domains);

    sop_follow_place(slice, node);
    return slice;
}

static void
look_at_branches(Never *self, SopNode node, SopRoute route)
{
    if (route.count < 2)
        return;
    SopSlice *slice = slice_at(self, node);
    sop_follow_branches(self->domains, self->lacking, slice, route);
    look(self, slice, SOP_ELEMENT_BRANCH, route.start, route.count);
}

static void
look_at_offer(Never *self, uint32_t number)
{
    const SopOffer *offer = &self->flow->offers[number];
    SopSlice *slice = slice_at(self, offer->node);

    sop_follow_offer(self->domains, self->lacking, slice, number);
    if (slice->items->len > MANY_ITEMS)
    {
        sop_slice_free(slice);
        slice = slice_at(self, offer->node);
        sop_follow_guard(self->domains, self->lacking, slice, offer->when);
    }
    look(self, slice, SOP_ELEMENT_OFFER, number, 1);
    look_at_branches(self, offer->node, offer->to);
}

/* Do the tracks ever end, all of them? */
static void
look_at_tracks(Never *self, SopNode parallel)
{
    const SopFlowNode *nodes = self->flow->nodes;
    SopSlice *slice = slice_at(self, parallel);

    for (SopNode track = parallel + 1; track != SOP_NONE; track = nodes[track].next)
        sop_follow_place(slice, track + 1);
    look(self, slice, SOP_ELEMENT_BRANCH, nodes[parallel].route.start, nodes[parallel].route.count);
}

static void
look_at_node(Never *self, SopNode node)
{
    const SopFlowNode *looked = &self->flow->nodes[node];

    want(aspect_of(self, slice_at(self, node)), SOP_ELEMENT_NODE, node);
    for (uint32_t i = looked->offers; i < looked->offers + looked->n_offers; i++)
        look_at_offer(self, i);
    for (uint32_t i = looked->timeouts; i < looked->timeouts + looked->n_timeouts; i++)
        look_at_offer(self, i);
    look_at_branches(self, node, looked->route);
    if (looked->kind == SOP_KIND_PARALLEL && looked->last > node)
        look_at_tracks(self, node);
}

static int
fewer_items(gconstpointer a, gconstpointer b)
{
    guint left = (*(const Aspect *const *) a)->slice->added->len;
    guint right = (*(const Aspect *const *) b)->slice->added->len;

    return (left > right) - (left < right);
}

/* Of an aspect that has nothing left to be seen no search is made. */
static bool
is_open(const Never *self, const Aspect *aspect)
{
    for (guint i = 0; i < aspect->wanted->len; i++)
        if (sop_seen_has(self->seen, g_array_index(aspect->wanted, SopElement, i)))
            return true;
    return false;
}

static void
want_all(GArray *wanted, const SopFlow *flow)
{
    want_each(wanted, SOP_ELEMENT_NODE, 0, flow->n_nodes);
    want_each(wanted, SOP_ELEMENT_OFFER, 0, flow->n_offers);
    want_each(wanted, SOP_ELEMENT_BRANCH, 0, flow->n_branches);
}

/* ---- how far they went --------------------------------------------------------------------------------- */

static uint32_t
number_of(const SopFlow *flow, SopElement element)
{
    const uint32_t first[] = {[SOP_ELEMENT_NODE] = 0,
                              [SOP_ELEMENT_OFFER] = flow->n_nodes,
                              [SOP_ELEMENT_BRANCH] = flow->n_nodes + flow->n_offers};

    return first[element.kind] + element.index;
}

/* What the search did not come to is left; where there was none, NULL, all is. */
static void
leave(Never *self, const Aspect *aspect, const SopReach *survey)
{
    unsigned depth = survey != NULL ? sop_reach_depth(survey) : 0;

    for (guint i = 0; i < aspect->wanted->len; i++)
    {
        SopElement element = g_array_index(aspect->wanted, SopElement, i);
        if (survey == NULL || !sop_seen_has(survey->seen, element))
            sop_stop_at(&self->stops[number_of(self->flow, element)], depth);
    }
}

/* That something never comes about another search may have seen. */
static void
note_searched(const Never *self)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(SopElement));

    want_all(all, self->flow);
    for (guint i = 0; i < all->len; i++)
    {
        SopElement element = g_array_index(all, SopElement, i);
        SopStop stop = self->stops[number_of(self->flow, element)];
        stop.stopped = stop.stopped && sop_seen_has(self->seen, element);
        sop_searched_note(self->searched, stop);
    }
    self->searched->states += self->work;
}

/* ---- the whole ----------------------------------------------------------------------------------------- */

static void
search(Never *self, const Aspect *aspect, uint32_t limit)
{
    SopReach *survey = sop_reach_new(self->domains, aspect->slice, limit, true, aspect->wanted);

    self->work += sop_reach_work(survey);
    if (survey->complete)
        sop_seen_narrow(self->flow, self->seen, survey->seen);
    else
        leave(self, aspect, survey);
    sop_reach_free(survey);
}

static void
search_all(Never *self, uint32_t first, uint32_t limit)
{
    want_all(aspect_of(self, sop_slice_new(self->domains)), self->flow);
    for (SopNode node = 0; node < self->flow->n_nodes; node++)
        look_at_node(self, node);
    g_ptr_array_sort(self->aspects, fewer_items);
    for (guint i = 0; i < self->aspects->len; i++)
    {
        const Aspect *aspect = g_ptr_array_index(self->aspects, i);
        if (is_open(self, aspect) && self->work / TOGETHER < limit)
            search(self, aspect, aspect->slice->added->len > 0 ? limit : first);
        else if (is_open(self, aspect))
            leave(self, aspect, NULL);
    }
}

static SopSeen *
everything_seen(const SopFlow *flow)
{
    SopSeen *seen = sop_seen_new(flow);

    for (SopNode node = 0; node < flow->n_nodes; node++)
        seen->entered[node] = seen->met[node] = true;
    for (uint32_t i = 0; i < flow->n_offers; i++)
        seen->accepted[i] = seen->done[i] = true;
    for (uint32_t i = 0; i < flow->n_branches; i++)
        seen->taken[i] = true;
    return seen;
}

SopSeen *
sop_seen_by_all(const SopDomains *domains, const SopLacking *lacking, unsigned limit,
                SopSearched *searched)
{
    const SopFlow *flow = domains->flow;
    g_autofree SopStop *stops =
        g_new0(SopStop, flow->n_nodes + flow->n_offers + flow->n_branches + 1);
    Never self = {.domains = domains,
                  .flow = flow,
                  .lacking = lacking,
                  .seen = everything_seen(flow),
                  .stops = stops,
                  .searched = searched,
                  .aspects = g_ptr_array_new_with_free_func(aspect_free),
                  .by_key = g_hash_table_new_full(g_bytes_hash, g_bytes_equal,
                                                  (GDestroyNotify) g_bytes_unref, NULL)};

    search_all(&self, limit != 0 ? limit : FIRST_STATES, limit != 0 ? limit : USUAL_STATES);
    note_searched(&self);
    g_hash_table_unref(self.by_key);
    g_ptr_array_unref(self.aspects);
    return self.seen;
}
