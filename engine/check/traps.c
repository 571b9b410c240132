/* SPDX-License-Identifier: Apache-2.0 */
/* Traps: states from which no way closes the case, in a search that leaves open what it does not follow; so
 * there is none. For each step it is followed what its actions depend on. A trap is told when the engine was
 * led into it. */
#include "check/proof.h"
#include "check/structure.h"

enum
{
    USUAL_STATES = 10000, /* of one search */
    ALL_STATES = 20000,   /* of all together */
    MANY_ITEMS = 12,      /* followed for one step; more than that are not */
    ROUNDS = 8,           /* searches for one step */
    ATTEMPTS = 4,         /* traps of one search that are tried on the engine */
};

typedef struct
{
    const SopDomains *domains;
    const SopFlow *flow;
    const SopLacking *lacking;
    bool *told;           /* by node: something was told of it */
    GHashTable *searched; /* of what is followed */
    uint32_t limit;
    uint32_t work;
    SopDiagnostics *diagnostics;
} Traps;

/* ---- what a step depends on ---------------------------------------------------------------------------- */

/* The branches of the route, and of decisions and phases that it leads to. */
static void
follow_route(const Traps *self, SopSlice *slice, SopRoute route, bool *visited)
{
    sop_follow_branches(self->domains, self->lacking, slice, route);
    for (uint32_t i = route.start; i < route.start + route.count; i++)
    {
        const SopTarget *target = &self->flow->branches[i].to;
        SopNode node = target->kind == SOP_TARGET_NODE || target->kind == SOP_TARGET_END
                           ? target->node
                           : SOP_NONE;
        if (target->kind == SOP_TARGET_END && self->flow->nodes[node].route.count == 0)
            node = self->flow->nodes[node].parent; /* a track: its phase goes on */
        if (node == SOP_NONE || visited[node] || self->flow->nodes[node].kind == SOP_KIND_STEP)
            continue;
        visited[node] = true;
        if (self->flow->nodes[node].kind == SOP_KIND_DECISION || target->kind == SOP_TARGET_END)
            follow_route(self, slice, self->flow->nodes[node].route, visited);
    }
}

static void
follow_offers(const Traps *self, SopSlice *slice, uint32_t first, uint32_t n, bool conditions)
{
    g_autofree bool *visited = g_new0(bool, self->flow->n_nodes);

    for (uint32_t i = first; i < first + n; i++)
    {
        if (conditions)
            sop_follow_offer(self->domains, self->lacking, slice, i);
        follow_route(self, slice, self->flow->offers[i].to, visited);
    }
}

static SopSlice *
slice_of(const Traps *self, SopNode step, bool conditions)
{
    SopSlice *slice = sop_slice_new(self->domains);

    sop_follow_place(slice, step);
    for (SopNode node = step; node != SOP_NONE; node = self->flow->nodes[node].parent)
    {
        const SopFlowNode *around = &self->flow->nodes[node];
        follow_offers(self, slice, around->offers, around->n_offers, conditions);
        follow_offers(self, slice, around->timeouts, around->n_timeouts, conditions);
    }
    return slice;
}

static SopSlice *
slice_at(const Traps *self, SopNode step)
{
    for (unsigned conditions = 2; conditions-- > 0;)
    {
        SopSlice *slice = slice_of(self, step, conditions == 1);
        if (slice->items->len <= MANY_ITEMS)
            return slice;
        sop_slice_free(slice);
    }
    SopSlice *slice = sop_slice_new(self->domains);
    sop_follow_place(slice, step);
    return slice;
}

/* ---- backwards from what is wanted ----------------------------------------------------------------------- */

/* All states from which one of `from` can be reached, and those; it is marked in place. */
static void
reach_backwards(const SopReach *survey, bool *from)
{
    uint32_t n_states = sop_states_count(survey->states);
    const SopEdge *edges = (const SopEdge *) (const void *) survey->edges->data;
    g_autofree uint32_t *first = g_new0(uint32_t, n_states + 2);
    g_autofree uint32_t *sources = g_new(uint32_t, survey->edges->len + 1);
    g_autofree uint32_t *waiting = g_new(uint32_t, n_states + 1);
    uint32_t n_waiting = 0;

    for (guint i = 0; i < survey->edges->len; i++)
        first[edges[i].to + 2]++;
    for (uint32_t i = 2; i < n_states + 2; i++)
        first[i] += first[i - 1];
    for (guint i = 0; i < survey->edges->len; i++)
        sources[first[edges[i].to + 1]++] = edges[i].from;
    for (uint32_t i = 0; i < n_states; i++)
        if (from[i])
            waiting[n_waiting++] = i;
    while (n_waiting > 0)
    {
        uint32_t state = waiting[--n_waiting];
        for (uint32_t i = first[state]; i < first[state + 1]; i++)
            if (!from[sources[i]])
            {
                from[sources[i]] = true;
                waiting[n_waiting++] = sources[i];
            }
    }
}

static uint8_t
rest_at(const SopReach *survey, uint32_t state)
{
    return g_array_index(survey->rests, uint8_t, state);
}

bool *
sop_reach_closes(const SopReach *self)
{
    uint32_t n_states = sop_states_count(self->states);
    bool *closes = g_new0(bool, n_states + 1);

    for (uint32_t i = 0; i < n_states; i++)
        closes[i] = (rest_at(self, i) & SOP_REST_CLOSES) != 0;
    reach_backwards(self, closes);
    return closes;
}

/* By state: it is a trap, and nothing can be done there; or no way leads to where that is so. Returns:
 * (transfer full) (nullable): NULL when there is none. */
static bool *
find_traps(const SopReach *survey)
{
    uint32_t n_states = sop_states_count(survey->states);
    g_autofree bool *closes = sop_reach_closes(survey);
    g_autofree bool *ends = g_new0(bool, n_states + 1);
    bool *traps = g_new0(bool, n_states + 1);
    uint32_t n_traps = 0;

    for (uint32_t i = 0; i < n_states; i++)
        ends[i] = rest_at(survey, i) == 0;
    reach_backwards(survey, ends);
    for (uint32_t i = 0; i < n_states; i++)
    {
        traps[i] = !closes[i] && (rest_at(survey, i) == 0 || !ends[i]);
        n_traps += traps[i];
    }
    if (n_traps == 0)
        g_clear_pointer(&traps, g_free);
    return traps;
}

/* ---- telling ------------------------------------------------------------------------------------------------ */

/* Is the leaf a track that has finished? */
static bool
is_finished(const SopReach *survey, SopNode leaf)
{
    return survey->explorer->slice->regions[leaf] == SOP_NONE &&
           survey->flow->nodes[leaf].kind != SOP_KIND_STEP;
}

/* What a leaf is told as: a step; the phase whose track has finished; where inside is not followed, the track. */
static SopNode
place_of(const SopReach *survey, SopNode leaf)
{
    SopNode region = survey->explorer->slice->regions[leaf];

    if (region != SOP_NONE)
        return region;
    return is_finished(survey, leaf) ? survey->flow->nodes[leaf].parent : leaf;
}

/* Was something told there? Of a track that is seen from outside: anywhere in it, since it is likely the same. */
static bool
is_told_at(const Traps *self, const SopReach *survey, SopNode leaf)
{
    SopNode place = place_of(survey, leaf);
    bool told = self->told[place];

    if (survey->explorer->slice->regions[leaf] == place)
        for (SopNode inside = place; inside <= self->flow->nodes[place].last; inside++)
            told = told || self->told[inside];
    return told;
}

static bool
is_told(const Traps *self, const SopReach *survey, uint32_t number, SopState *state)
{
    sop_states_get(survey->states, number, survey->explorer->slice, state);
    for (uint32_t i = 0; i < state->n_leaves; i++)
        if (is_told_at(self, survey, state->leaves[i]))
            return true;
    return false;
}

/* By state: can it be come to from there? Returns: (transfer full). */
static bool *
reached_from(const SopReach *survey, uint32_t number)
{
    const SopEdge *edges = (const SopEdge *) (const void *) survey->edges->data;
    bool *reached = g_new0(bool, sop_states_count(survey->states) + 1);
    bool more = true;

    reached[number] = true;
    while (more)
    {
        more = false;
        for (guint i = 0; i < survey->edges->len; i++)
            if (reached[edges[i].from] && !reached[edges[i].to])
                more = reached[edges[i].to] = true;
    }
    return reached;
}

/* Of a trap in which something still happens: where it goes round at last, since there is what is to be mended. */
static uint32_t
last_of(const SopReach *survey, uint32_t trap)
{
    uint32_t n_states = sop_states_count(survey->states);

    for (uint32_t further = 0; further < n_states;)
    {
        g_autofree bool *reached = reached_from(survey, trap);
        g_autofree bool *back = g_new0(bool, n_states + 1);
        back[trap] = true;
        reach_backwards(survey, back);
        further = 0;
        while (further < n_states && (!reached[further] || back[further]))
            further++;
        trap = further < n_states ? further : trap;
    }
    return trap;
}

/* The steps of the state, and all that can be come to from there. */
static void
note_told(Traps *self, const SopReach *survey, uint32_t number)
{
    g_autofree bool *reached = reached_from(survey, number);
    SopState *state = sop_state_new(self->flow);

    for (uint32_t i = 0; i < sop_states_count(survey->states); i++)
    {
        if (!reached[i])
            continue;
        sop_states_get(survey->states, i, survey->explorer->slice, state);
        for (uint32_t k = 0; k < state->n_leaves; k++)
            self->told[place_of(survey, state->leaves[k])] = true;
    }
    sop_state_free(state);
}

/* Is a track of the phase finished there, so that it waits for the others? */
static bool
waits_in(const SopReach *survey, const SopState *state, SopNode phase)
{
    for (uint32_t i = 0; i < state->n_leaves; i++)
        if (is_finished(survey, state->leaves[i]) && place_of(survey, state->leaves[i]) == phase)
            return true;
    return false;
}

/* Do its tracks wait for each other wherever the case can come from there? */
static bool
waits_for_ever(const SopReach *survey, uint32_t number, SopNode phase)
{
    g_autofree bool *reached = reached_from(survey, number);
    SopState *state = sop_state_new(survey->flow);
    bool waits = phase != SOP_NONE;

    for (uint32_t i = 0; i < sop_states_count(survey->states) && waits; i++)
    {
        if (!reached[i])
            continue;
        sop_states_get(survey->states, i, survey->explorer->slice, state);
        waits = waits_in(survey, state, phase);
    }
    sop_state_free(state);
    return waits;
}

static void
report_trap(const Traps *self, const SopReach *survey, uint32_t number, const GArray *acts)
{
    const SopFlow *flow = self->flow;
    SopState *state = sop_state_new(flow);
    bool nothing = rest_at(survey, number) == 0;
    SopMessage message = nothing ? SOP_MESSAGE_STUCK : SOP_MESSAGE_NEVER_CLOSES;
    SopNode at = SOP_NONE;
    SopNode joins = SOP_NONE;

    sop_states_get(survey->states, number, survey->explorer->slice, state);
    for (uint32_t i = 0; i < state->n_leaves; i++)
    {
        SopNode place = place_of(survey, state->leaves[i]);
        if (is_finished(survey, state->leaves[i]))
            joins = place;
        else
            at = at == SOP_NONE ? place : at;
    }
    if (!waits_for_ever(survey, number, joins))
        joins = SOP_NONE;
    SopProved proved = {.result = SOP_PROOF_BROKEN, .acts = (GArray *) acts};
    g_autofree char *story = sop_proved_story(flow, &proved, flow->languages[0]);
    if (joins != SOP_NONE)
        message = SOP_MESSAGE_NEVER_JOINS;
    SopNode named = joins != SOP_NONE ? joins : at;
    SopDiagnostic *diagnostic = sop_report_story(
        self->diagnostics, message, flow->nodes[named].span,
        (const char *const[]) {"name", flow->nodes[named].name, "story", story, NULL});
    if (joins != SOP_NONE)
        sop_diagnostic_point(diagnostic, flow->nodes[at].span, "a track waits here for ever");
    sop_state_free(state);
}

/* ---- the searches ---------------------------------------------------------------------------------------------- */

/* What a case does not tell (a timeout that ran, what is compared) is not followed. Returns: whether more is
 * followed now. */
static bool
take_more(const Traps *self, SopSlice *slice, const GArray *more)
{
    bool any = false;

    for (guint i = 0; i < more->len; i++)
    {
        SopItem item = g_array_index(more, SopItem, i);
        bool is_told = item < sop_item_of_fired(self->flow, self->flow->first_timeout) ||
                       item >= self->domains->n_items;
        any = (is_told && sop_slice_add(slice, item)) || any;
    }
    return any;
}

/* Returns: false when more is followed in `slice` now, so that it is to be searched again. */
static bool
look_for_traps(Traps *self, SopSlice *slice)
{
    SopReach *survey = sop_reach_new(self->domains, slice, self->limit, false, NULL);
    g_autofree bool *traps = survey->complete ? find_traps(survey) : NULL;
    SopState *state = sop_state_new(self->flow);
    g_autoptr(GArray) more = g_array_new(FALSE, FALSE, sizeof(SopItem));
    unsigned n_attempts = 0;

    self->work += sop_reach_work(survey);
    for (unsigned nothing = 2; nothing-- > 0 && traps != NULL;)
        for (uint32_t i = 0; i < sop_states_count(survey->states) && n_attempts < ATTEMPTS; i++)
        {
            if (!traps[i] || (rest_at(survey, i) == 0) != (nothing == 1) ||
                is_told(self, survey, i, state))
                continue;
            uint32_t last = nothing == 1 ? i : last_of(survey, i);
            GArray *acts = sop_trap_confirm(survey, last, more);
            n_attempts++;
            if (acts == NULL)
                continue;
            report_trap(self, survey, last, acts);
            note_told(self, survey, i);
            g_array_unref(acts);
        }
    sop_state_free(state);
    sop_reach_free(survey);
    return !take_more(self, slice, more);
}

/* `slice`: (transfer full). */
static void
look_with(Traps *self, SopSlice *slice)
{
    for (unsigned i = 0; i < ROUNDS && self->work < ALL_STATES; i++)
    {
        GBytes *key = sop_slice_key(slice);
        if (!g_hash_table_add(self->searched, key) || look_for_traps(self, slice))
            break;
    }
    sop_slice_free(slice);
}

/* First with what its ways on depend on; if nothing is found so, with what decides that, too. */
static void
look_at_step(Traps *self, SopNode step)
{
    SopSlice *slice = slice_at(self, step);
    SopSlice *deeper = sop_slice_copy(self->domains, slice);

    look_with(self, slice);
    sop_follow_causes(self->domains, self->lacking, deeper);
    if (!self->told[step] && deeper->items->len <= MANY_ITEMS)
        look_with(self, g_steal_pointer(&deeper));
    g_clear_pointer(&deeper, sop_slice_free);
}

/* That nothing at all is written in or around the step was told when it was compiled. */
static bool
has_nothing(const SopFlow *flow, SopNode step)
{
    for (SopNode node = step; node != SOP_NONE; node = flow->nodes[node].parent)
        if (flow->nodes[node].n_offers > 0 || flow->nodes[node].n_timeouts > 0)
            return false;
    return true;
}

/* Does an action of the step lead to a decision that is never passed? That is told of the decision. */
static bool
leads_to_no_way_out(const SopFlow *flow, const SopSeen *seen, SopNode step)
{
    const SopFlowNode *node = &flow->nodes[step];

    for (uint32_t i = node->offers; i < node->offers + node->n_offers; i++)
        if (sop_leads_to_no_way_out(flow, seen, flow->offers[i].to))
            return true;
    return false;
}

bool *
sop_check_traps(const SopDomains *domains, const SopLacking *lacking, const SopSeen *seen,
                unsigned limit, SopDiagnostics *diagnostics)
{
    const SopFlow *flow = domains->flow;
    g_autofree bool *surely = sop_surely_closes(domains);
    g_autoptr(GHashTable) searched =
        g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
    Traps self = {.domains = domains,
                  .flow = flow,
                  .lacking = lacking,
                  .told = g_new0(bool, flow->n_nodes),
                  .searched = searched,
                  .limit = limit != 0 ? limit : USUAL_STATES,
                  .diagnostics = diagnostics};

    for (SopNode node = 0; node < flow->n_nodes; node++)
        self.told[node] = flow->nodes[node].kind == SOP_KIND_STEP &&
                          (has_nothing(flow, node) || leads_to_no_way_out(flow, seen, node));
    for (SopNode node = 0; node < flow->n_nodes && self.work < ALL_STATES; node++)
        if (flow->nodes[node].kind == SOP_KIND_STEP && seen->entered[node] && !surely[node] &&
            !self.told[node])
            look_at_step(&self, node);
    return self.told;
}
