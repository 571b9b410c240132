/* SPDX-License-Identifier: Apache-2.0 */
/* Which facts can be known where, or are sure to be: sets of facts that flow along the moves. Where ways meet they are
 * joined, and taken too large, so that nothing is said to be unknown that might be known; or only what all have is
 * kept, and they are taken too small. */
#include "check/known.h"

#include <string.h>

typedef struct
{
    uint32_t from, to;
    uint32_t offer;  /* what is done on the way; SOP_NONE: nothing */
    uint32_t branch; /* that is taken; SOP_NONE: none */
} Way;

static uint32_t
place_of(const SopKnown *self, SopStage stage, SopNode node)
{
    return (uint32_t) stage * self->flow->n_nodes + node;
}

static void
put(uint64_t *bits, SopFact fact)
{
    bits[fact / 64] |= UINT64_C(1) << fact % 64;
}

static bool
has(const uint64_t *bits, SopFact fact)
{
    return (bits[fact / 64] >> fact % 64 & 1) != 0;
}

/* ---- what never is unknown -------------------------------------------------------------------------------- */

/* Of durations nothing is: one in days and one in months have no order and no sum. */
static bool
is_certain(const SopFlow *flow, const SopAst *ast, const bool *known)
{
    static const bool total[] = {
        [SOP_AST_LITERAL] = true,    [SOP_AST_NAME] = true,       [SOP_AST_NEGATE] = true,
        [SOP_AST_ARITHMETIC] = true, [SOP_AST_COMPARISON] = true, [SOP_AST_AND] = true,
        [SOP_AST_OR] = true,         [SOP_AST_NOT] = true,
    };

    if (ast->kind >= G_N_ELEMENTS(total) || !total[ast->kind] ||
        (ast->kind == SOP_AST_LITERAL && ast->value.type == SOP_NULL) ||
        (ast->kind == SOP_AST_NAME && (ast->slot >= flow->n_facts || !known[ast->slot] ||
                                       flow->facts[ast->slot].type == SOP_FACT_DURATION)) ||
        (ast->kind == SOP_AST_ARITHMETIC && (ast->op == SOP_OP_DIVIDE || ast->op == SOP_OP_POWER)))
        return false;
    for (uint32_t i = 0; i < ast->n_children; i++)
        if (!is_certain(flow, ast->children[i], known))
            return false;
    return true;
}

bool *
sop_facts_always_known(const SopFlow *flow)
{
    bool *known = g_new0(bool, flow->n_facts + 1);
    bool changed = true;

    for (SopFact fact = 0; fact < flow->n_facts; fact++)
        known[fact] = flow->facts[fact].starts.type != SOP_NULL;
    while (changed)
    {
        changed = false;
        for (uint32_t i = 0; i < flow->n_sets; i++)
        {
            const SopSet *set = &flow->sets[i];
            if (!known[set->fact] ||
                (set->value != SOP_NONE &&
                 is_certain(flow, sop_feel_ast(flow->expressions[set->value].feel), known)))
                continue;
            known[set->fact] = false;
            changed = true;
        }
    }
    return known;
}

/* ---- ways ------------------------------------------------------------------------------------------- */

static void
add_way(SopKnown *self, uint32_t from, uint32_t to, uint32_t offer, uint32_t branch)
{
    Way way = {from, to, offer, branch};

    g_array_append_val(self->ways, way);
}

/* Into one track from outside: the others start, too. */
static void
add_tracks_beside(SopKnown *self, const Way *way, SopNode entered, SopNode domain)
{
    const SopFlowNode *nodes = self->flow->nodes;

    for (SopNode node = entered; node != domain && nodes[node].parent != SOP_NONE;
         node = nodes[node].parent)
    {
        SopNode around = nodes[node].parent;
        for (SopNode track = around + 1;
             nodes[around].kind == SOP_KIND_PARALLEL && track != SOP_NONE;
             track = nodes[track].next)
            if (track != node)
                add_way(self, way->from, place_of(self, SOP_STAGE_ENTERED, track), way->offer,
                        way->branch);
    }
}

static void
add_entered(SopKnown *self, const Way *way, SopNode node, const SopTarget *to)
{
    add_way(self, way->from, place_of(self, SOP_STAGE_ENTERED, node), way->offer, way->branch);
    add_tracks_beside(self, way, node, to->domain);
}

/* Where it was left is anywhere in it; and what was sure there then is sure still. */
static void
add_resumed(SopKnown *self, const Way *way, const SopTarget *to)
{
    const SopFlow *flow = self->flow;

    add_entered(self, way, to->at != SOP_NONE ? to->at : to->node, to);
    for (SopNode node = to->node; node <= flow->nodes[to->node].last && !self->surely; node++)
    {
        add_way(self, way->from, place_of(self, SOP_STAGE_ENTERED, node), way->offer, way->branch);
        add_way(self, way->from, place_of(self, SOP_STAGE_FINISHED, node), way->offer, way->branch);
    }
}

static void
add_target(SopKnown *self, uint32_t from, const SopTarget *to, uint32_t offer, uint32_t branch)
{
    Way way = {from, from, offer, branch};

    if (to->kind == SOP_TARGET_NODE)
        add_entered(self, &way, to->node, to);
    else if (to->kind == SOP_TARGET_END)
        add_way(self, from, place_of(self, SOP_STAGE_FINISHED, to->node), offer, branch);
    else if (to->kind == SOP_TARGET_RESUME)
        add_resumed(self, &way, to);
    else if (to->kind == SOP_TARGET_STAY)
        add_way(self, from, from, offer, branch);
}

static void
add_route(SopKnown *self, uint32_t from, SopRoute route, uint32_t offer)
{
    for (uint32_t i = route.start; i < route.start + route.count; i++)
        add_target(self, from, &self->flow->branches[i].to, offer, i);
    if (route.count == 0 && offer != SOP_NONE)
        add_way(self, from, from, offer, SOP_NONE);
}

static void
add_offers(SopKnown *self, uint32_t first, uint32_t n)
{
    for (uint32_t i = first; i < first + n; i++)
        add_route(self, place_of(self, SOP_STAGE_INSIDE, self->flow->offers[i].node),
                  self->flow->offers[i].to, i);
}

/* An offer of a phase around that stays leaves the case where it is. */
static void
add_offers_around(SopKnown *self, SopNode node)
{
    const SopFlow *flow = self->flow;
    uint32_t here = place_of(self, SOP_STAGE_INSIDE, node);

    for (SopNode around = flow->nodes[node].parent; around != SOP_NONE;
         around = flow->nodes[around].parent)
    {
        const SopFlowNode *phase = &flow->nodes[around];
        for (uint32_t i = 0; i < phase->n_offers; i++)
            add_way(self, here, here, phase->offers + i, SOP_NONE);
        for (uint32_t i = 0; i < phase->n_timeouts; i++)
            add_way(self, here, here, phase->timeouts + i, SOP_NONE);
    }
}

static void
add_inner(SopKnown *self, SopNode node)
{
    const SopFlow *flow = self->flow;
    const SopFlowNode *phase = &flow->nodes[node];
    uint32_t entered = place_of(self, SOP_STAGE_ENTERED, node);
    uint32_t inside = place_of(self, SOP_STAGE_INSIDE, node);

    if (phase->kind == SOP_KIND_PHASE)
        add_way(self, entered, place_of(self, SOP_STAGE_ENTERED, phase->start), SOP_NONE, SOP_NONE);
    if (phase->kind != SOP_KIND_PARALLEL)
        return;
    for (SopNode track = node + 1; track != SOP_NONE; track = flow->nodes[track].next)
        add_way(self, entered, place_of(self, SOP_STAGE_ENTERED, track), SOP_NONE, SOP_NONE);
    for (SopNode inner = node + 1; inner <= phase->last && !self->surely; inner++)
    {
        if (flow->nodes[inner].parent == node)
            add_way(self, inside, place_of(self, SOP_STAGE_ENTERED, inner), SOP_NONE, SOP_NONE);
        /* what another track finds out is known in this one */
        add_way(self, inside, place_of(self, SOP_STAGE_INSIDE, inner), SOP_NONE, SOP_NONE);
    }
}

static void
add_node(SopKnown *self, SopNode node)
{
    const SopFlow *flow = self->flow;
    const SopFlowNode *is = &flow->nodes[node];
    uint32_t entered = place_of(self, SOP_STAGE_ENTERED, node);
    uint32_t inside = place_of(self, SOP_STAGE_INSIDE, node);
    uint32_t finished = place_of(self, SOP_STAGE_FINISHED, node);

    add_way(self, entered, inside, SOP_NONE, SOP_NONE);
    if (is->parent != SOP_NONE)
        add_way(self, inside, place_of(self, SOP_STAGE_INSIDE, is->parent), SOP_NONE, SOP_NONE);
    if (is->parent != SOP_NONE && flow->nodes[is->parent].kind == SOP_KIND_PARALLEL)
    {
        add_way(self, finished, place_of(self, SOP_STAGE_FINISHED, is->parent), SOP_NONE, SOP_NONE);
        /* the other tracks go on, with what this one found out at its end */
        add_way(self, finished, place_of(self, SOP_STAGE_INSIDE, is->parent), SOP_NONE, SOP_NONE);
    }
    add_route(self, is->kind == SOP_KIND_DECISION ? entered : finished, is->route, SOP_NONE);
    add_offers(self, is->offers, is->n_offers);
    add_offers(self, is->timeouts, is->n_timeouts);
    add_offers_around(self, node);
    add_inner(self, node);
}

/* ---- what is set on a way ------------------------------------------------------------------------------ */

/* Is it unknown while the fact is? */
static bool
needs(const SopAst *ast, SopFact fact)
{
    bool found = ast->kind == SOP_AST_NAME && ast->slot == fact;

    if (ast->kind != SOP_AST_NEGATE && ast->kind != SOP_AST_ARITHMETIC && ast->kind != SOP_AST_NOT)
        return found;
    for (uint32_t i = 0; i < ast->n_children; i++)
        found = found || needs(ast->children[i], fact);
    return found;
}

bool
sop_set_finds_out(const SopFlow *flow, const SopSet *set)
{
    return set->value != SOP_NONE &&
           !needs(sop_feel_ast(flow->expressions[set->value].feel), set->fact);
}

static void
put_sets(const SopKnown *self, uint32_t first, uint32_t n, uint64_t *bits)
{
    for (uint32_t i = first; i < first + n; i++)
        if (sop_set_finds_out(self->flow, &self->flow->sets[i]))
            put(bits, self->flow->sets[i].fact);
}

static void
put_asked(const SopKnown *self, const SopOffer *offer, uint64_t *bits)
{
    for (uint32_t i = offer->asks; i < offer->asks + offer->n_asks; i++)
        if (self->flow->asks[i].fact != SOP_NONE && !(self->surely && self->flow->asks[i].optional))
            put(bits, self->flow->asks[i].fact);
}

static void
go(const SopKnown *self, const Way *way, uint64_t *bits)
{
    const SopFlow *flow = self->flow;

    if (way->offer != SOP_NONE)
    {
        const SopOffer *offer = &flow->offers[way->offer];
        put_asked(self, offer, bits);
        put_sets(self, offer->sets, offer->n_sets, bits);
    }
    if (way->branch != SOP_NONE)
        put_sets(self, flow->branches[way->branch].sets, flow->branches[way->branch].n_sets, bits);
    for (uint32_t i = 0; i < self->n_words; i++)
        bits[i] &= self->kept[i];
}

/* ---- flowing ---------------------------------------------------------------------------------------------- */

static void
open_place(SopKnown *self, uint32_t place)
{
    if (self->is_open[place])
        return;
    self->is_open[place] = true;
    g_queue_push_tail(&self->open, GUINT_TO_POINTER(place));
}

/* All tracks are finished when what is around them is. */
static void
put_other_tracks(const SopKnown *self, const Way *way, uint64_t *bits)
{
    const SopFlowNode *nodes = self->flow->nodes;
    SopNode parallel = way->to % self->flow->n_nodes;

    if (way->to / self->flow->n_nodes != SOP_STAGE_FINISHED ||
        nodes[parallel].kind != SOP_KIND_PARALLEL)
        return;
    for (SopNode track = parallel + 1; track != SOP_NONE; track = nodes[track].next)
    {
        uint32_t finished = place_of(self, SOP_STAGE_FINISHED, track);
        for (uint32_t i = 0; i < self->n_words; i++)
            bits[i] |= self->facts[(size_t) finished * self->n_words + i];
    }
}

/* Returns: whether the place has other facts now. */
static bool
meet(SopKnown *self, uint32_t place, const uint64_t *bits)
{
    uint64_t *there = self->facts + (size_t) place * self->n_words;
    bool changed = !self->reached[place];

    self->reached[place] = true;
    for (uint32_t i = 0; i < self->n_words; i++)
    {
        uint64_t met = self->surely ? there[i] & bits[i] : there[i] | bits[i];
        changed = changed || met != there[i];
        there[i] = met;
    }
    return changed;
}

static void
flow_along(SopKnown *self, const Way *way)
{
    g_autofree uint64_t *bits =
        g_memdup2(self->facts + (size_t) way->from * self->n_words, self->n_words * sizeof *bits);

    go(self, way, bits);
    put_other_tracks(self, way, bits);
    if (meet(self, way->to, bits))
        open_place(self, way->to);
}

static int
compare_ways(gconstpointer a, gconstpointer b)
{
    const Way *left = a;
    const Way *right = b;

    return (left->from > right->from) - (left->from < right->from);
}

/* By place: where its ways begin among all, which are sorted. */
static uint32_t *
index_ways(SopKnown *self, uint32_t n_places)
{
    uint32_t *first = g_new0(uint32_t, n_places + 1);

    g_array_sort(self->ways, compare_ways);
    for (guint i = 0; i < self->ways->len; i++)
        first[g_array_index(self->ways, Way, i).from + 1]++;
    for (uint32_t i = 0; i < n_places; i++)
        first[i + 1] += first[i];
    return first;
}

static void
flow_all(SopKnown *self)
{
    g_autofree uint32_t *first = index_ways(self, SOP_N_STAGES * self->flow->n_nodes);

    while (!g_queue_is_empty(&self->open))
    {
        uint32_t place = GPOINTER_TO_UINT(g_queue_pop_head(&self->open));
        self->is_open[place] = false;
        for (uint32_t i = first[place]; i < first[place + 1]; i++)
            flow_along(self, &g_array_index(self->ways, Way, i));
    }
}

/* ---- all ------------------------------------------------------------------------------------------------------ */

/* Those that something may make unknown again are sure nowhere. */
static void
keep_only_sure(SopKnown *self)
{
    const SopFlow *flow = self->flow;
    g_autofree bool *always = sop_facts_always_known(flow);

    for (uint32_t i = 0; i < flow->n_sets; i++)
    {
        const SopSet *set = &flow->sets[i];
        if (set->value == SOP_NONE ||
            !is_certain(flow, sop_feel_ast(flow->expressions[set->value].feel), always))
            self->kept[set->fact / 64] &= ~(UINT64_C(1) << set->fact % 64);
    }
}

static SopKnown *
known_new(const SopFlow *flow, bool surely)
{
    SopKnown *self = g_new0(SopKnown, 1);
    size_t n_places = (size_t) SOP_N_STAGES * flow->n_nodes;

    self->flow = flow;
    self->surely = surely;
    self->n_words = flow->n_facts / 64 + 1;
    self->facts = g_new(uint64_t, n_places * self->n_words);
    memset(self->facts, surely ? UINT8_MAX : 0, n_places * self->n_words * sizeof *self->facts);
    self->kept = g_new(uint64_t, self->n_words);
    memset(self->kept, UINT8_MAX, self->n_words * sizeof *self->kept);
    self->reached = g_new0(bool, n_places);
    self->is_open = g_new0(bool, n_places);
    self->ways = g_array_new(FALSE, FALSE, sizeof(Way));
    return self;
}

static SopKnown *
flow_from_start(SopKnown *self)
{
    const SopFlow *flow = self->flow;
    g_autofree uint64_t *starts = g_new0(uint64_t, self->n_words);

    for (SopNode node = 0; node < flow->n_nodes; node++)
        add_node(self, node);
    for (SopFact fact = 0; fact < flow->n_facts; fact++)
        if (flow->facts[fact].starts.type != SOP_NULL && has(self->kept, fact))
            put(starts, fact);
    meet(self, 0, starts);
    open_place(self, 0);
    flow_all(self);
    return self;
}

SopKnown *
sop_known_new(const SopFlow *flow)
{
    return flow_from_start(known_new(flow, false));
}

SopKnown *
sop_known_surely_new(const SopFlow *flow)
{
    SopKnown *self = known_new(flow, true);

    keep_only_sure(self);
    return flow_from_start(self);
}

void
sop_known_free(SopKnown *self)
{
    g_free(self->facts);
    g_free(self->kept);
    g_free(self->reached);
    g_free(self->is_open);
    g_array_unref(self->ways);
    g_queue_clear(&self->open);
    g_free(self);
}

bool
sop_known_at(const SopKnown *self, SopStage stage, SopNode node, SopFact fact)
{
    uint32_t at = place_of(self, stage, node);

    return !self->reached[at] || has(self->facts + (size_t) at * self->n_words, fact);
}

static bool
finds_out(const SopFlow *flow, const SopOffer *offer, SopFact fact)
{
    for (uint32_t i = offer->asks; i < offer->asks + offer->n_asks; i++)
        if (flow->asks[i].fact == fact)
            return true;
    for (uint32_t i = offer->sets; i < offer->sets + offer->n_sets; i++)
        if (flow->sets[i].fact == fact &&
            (flow->sets[i].value == SOP_NONE || sop_set_finds_out(flow, &flow->sets[i])))
            return true;
    return false;
}

bool
sop_known_is_given(const SopFlow *flow, const SopOffer *offer, SopFact fact)
{
    for (uint32_t i = 0; i < flow->n_offers; i++)
        if (flow->offers[i].action == offer->action && finds_out(flow, &flow->offers[i], fact))
            return true;
    return false;
}

bool
sop_known_is_set(const SopFlow *flow, SopFact fact)
{
    for (uint32_t i = 0; i < flow->n_asks; i++)
        if (flow->asks[i].fact == fact)
            return true;
    for (uint32_t i = 0; i < flow->n_sets; i++)
        if (flow->sets[i].fact == fact && flow->sets[i].value != SOP_NONE)
            return true;
    return false;
}
