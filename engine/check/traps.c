/* SPDX-License-Identifier: Apache-2.0 */
/* Traps: states from which no way closes the case, in a search that leaves open what it does not follow; so
 * there is none. For each step it is followed what its actions depend on. A trap is told when the engine was
 * led into it. */
#include "check/traps.h"

enum
{
    USUAL_STATES = 10000, /* of one search */
    TOGETHER = 2,         /* times as many in all */
    MANY_ITEMS = 12,      /* followed for one step; more than that are not */
    ROUNDS = 8,           /* searches for one step */
    ATTEMPTS = 4,         /* traps of one search that are tried on the engine */
    CASE_STATES = 20000,  /* of all searches that ask what a case can still come to */
};

/* ---- what a step depends on ---------------------------------------------------------------------------- */

/* The branches of the route, and of decisions and phases that it leads to. */
static void
follow_route(const SopTraps *self, SopSlice *slice, SopRoute route, bool *visited)
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
follow_offers(const SopTraps *self, SopSlice *slice, uint32_t first, uint32_t n, bool conditions)
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
slice_of(const SopTraps *self, SopNode step, bool conditions)
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
slice_at(const SopTraps *self, SopNode step)
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

/* ---- the searches ---------------------------------------------------------------------------------------------- */

/* What a case does not tell (a timeout that ran, what is compared) is not followed. Returns: whether more is
 * followed now. */
static bool
take_more(const SopTraps *self, SopSlice *slice, const GArray *more)
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

/* Returns: (transfer none). */
static SopSurvey *
survey_new(SopTraps *self, const SopSlice *slice)
{
    SopSurvey *survey = g_new0(SopSurvey, 1);

    survey->slice = sop_slice_copy(self->domains, slice);
    survey->found = sop_reach_new(self->domains, survey->slice, self->limit, false, NULL);
    survey->doubt = SOP_NONE;
    self->work += sop_reach_work(survey->found);
    g_hash_table_insert(self->surveys, sop_slice_key(slice), survey);
    return survey;
}

static void
survey_free(gpointer data)
{
    SopSurvey *survey = data;

    sop_reach_free(survey->found);
    sop_slice_free(survey->slice);
    g_free(survey);
}

/* `more`: what to follow where no case comes into a trap so. */
static void
try_trap(SopTraps *self, SopSurvey *survey, uint32_t trap, GArray *more)
{
    const SopReach *found = survey->found;
    uint32_t last = sop_reach_rest(found, trap) == 0 ? trap : sop_reach_last(found, trap);
    bool gone;
    GArray *acts = sop_trap_confirm(found, last, more, &gone);

    if (acts == NULL && !gone && survey->doubt == SOP_NONE)
        survey->doubt = last;
    if (acts == NULL)
        return;
    sop_traps_report(self, found, last, acts);
    sop_traps_note_told(self, found, trap);
    g_array_unref(acts);
}

/* First where nothing can be done any more. */
static void
try_traps(SopTraps *self, SopSurvey *survey, const bool *traps, GArray *more)
{
    SopState *state = sop_state_new(self->flow);
    unsigned n_attempts = 0;

    for (unsigned nothing = 2; nothing-- > 0;)
        for (uint32_t i = 0; i < sop_states_count(survey->found->states) && n_attempts < ATTEMPTS;
             i++)
        {
            bool is_end = sop_reach_rest(survey->found, i) == 0;
            if (!traps[i] || is_end != (nothing == 1) ||
                sop_traps_is_told(self, survey->found, i, state))
                continue;
            try_trap(self, survey, i, more);
            n_attempts++;
        }
    sop_state_free(state);
}

/* Returns: false when more is followed in `slice` now, so that it is to be searched again. */
static bool
look_for_traps(SopTraps *self, SopSlice *slice)
{
    SopSurvey *survey = survey_new(self, slice);
    g_autofree bool *traps = survey->found->complete ? sop_reach_traps(survey->found) : NULL;
    g_autoptr(GArray) more = g_array_new(FALSE, FALSE, sizeof(SopItem));

    if (traps != NULL)
        try_traps(self, survey, traps, more);
    return !take_more(self, slice, more);
}

static bool
is_worked_out(const SopTraps *self)
{
    return self->work / TOGETHER >= self->limit;
}

/* `slice`: (transfer full). */
static void
look_with(SopTraps *self, SopNode step, SopSlice *slice)
{
    bool again = true;

    for (unsigned i = 0; i < ROUNDS && again && !is_worked_out(self); i++)
    {
        g_autoptr(GBytes) key = sop_slice_key(slice);
        SopSurvey *survey = g_hash_table_lookup(self->surveys, key);
        again = survey == NULL && !look_for_traps(self, slice);
        survey = g_hash_table_lookup(self->surveys, key);
        if (survey->found->complete)
            self->last[step] = survey;
        else
            sop_stop_at(&self->stops[step], sop_reach_depth(survey->found));
    }
    if (again)
        sop_stop_at(&self->stops[step], 0);
    sop_slice_free(slice);
}

/* First with what its ways on depend on; if nothing is found so, with what decides that, too. */
static void
look_at_step(SopTraps *self, SopNode step)
{
    SopSlice *slice = slice_at(self, step);
    SopSlice *deeper = sop_slice_copy(self->domains, slice);

    look_with(self, step, slice);
    sop_follow_causes(self->domains, self->lacking, deeper);
    if (!self->told[step] && deeper->items->len <= MANY_ITEMS)
        look_with(self, step, g_steal_pointer(&deeper));
    g_clear_pointer(&deeper, sop_slice_free);
}

/* … of where the case is, or of where it comes to at last. */
static bool
is_told_of(const SopTraps *self, const SopReach *survey, const SopTrapped *trapped)
{
    for (guint i = 0; i < trapped->steps->len; i++)
        if (self->told[g_array_index(trapped->steps, SopNode, i)])
            return true;
    SopState *state = sop_state_new(self->flow);
    bool told = sop_traps_is_told(self, survey, sop_reach_last(survey, trapped->state), state);
    sop_state_free(state);
    return told;
}

static void
tell_case(SopTraps *self, const SopReach *survey, const SopTrapped *trapped)
{
    if (is_told_of(self, survey, trapped))
        return;
    sop_traps_report_case(self, trapped);
    sop_traps_note_told(self, survey, trapped->state);
    for (guint i = 0; i < trapped->steps->len; i++)
        self->told[g_array_index(trapped->steps, SopNode, i)] = true;
}

/* What lies further on, and what time does, no search has followed: of some cases it is asked. Returns: whether one
 * is trapped. */
static bool
ask_cases(SopTraps *self, SopNode step, const SopSurvey *survey)
{
    SopTrapped trapped = {0};
    bool found = sop_trap_search(survey->found, step, &self->case_work, &trapped) ||
                 (survey->doubt != SOP_NONE &&
                  sop_trap_approach(survey->found, survey->doubt, &self->case_work, &trapped));

    if (!found)
        return false;
    tell_case(self, survey->found, &trapped);
    g_array_unref(trapped.steps);
    g_array_unref(trapped.acts);
    return true;
}

static void
ask_at_step(SopTraps *self, SopNode step)
{
    const SopSurvey *survey = self->last[step];
    SopState *state = sop_state_new(self->flow);
    bool asked = survey != NULL && self->case_work < self->case_limit;
    bool trapped = asked && ask_cases(self, step, survey);

    if (survey != NULL && !asked)
        sop_stop_at(&self->stops[step], 0);

    if (survey != NULL && !trapped && survey->doubt != SOP_NONE &&
        !sop_traps_is_told(self, survey->found, survey->doubt, state))
    {
        sop_traps_report_doubt(self, survey->found, survey->doubt);
        sop_traps_note_told(self, survey->found, survey->doubt);
    }
    sop_state_free(state);
}

/* Returns: (transfer full): by node: what was told before. */
static bool *
ask_everywhere(SopTraps *self, const bool *surely)
{
    bool *told = g_memdup2(self->told, self->flow->n_nodes * sizeof(bool));

    for (SopNode node = 0; node < self->flow->n_nodes; node++)
        if (!surely[node] && !self->told[node])
            ask_at_step(self, node);
    return told;
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

static void
note_searched(const SopTraps *self, const bool *surely, SopSearched *searched)
{
    for (SopNode node = 0; node < self->flow->n_nodes; node++)
    {
        SopStop stop = self->stops[node];
        stop.stopped = stop.stopped && !self->told[node];
        if (!surely[node])
            sop_searched_note(searched, stop);
    }
    searched->states += self->work + self->case_work;
}

bool *
sop_check_traps(const SopDomains *domains, const SopLacking *lacking, const SopSeen *seen,
                unsigned limit, SopSearched *searched, SopDiagnostics *diagnostics)
{
    const SopFlow *flow = domains->flow;
    g_autofree bool *surely = sop_surely_closes(domains);
    g_autofree const SopSurvey **last = g_new0(const SopSurvey *, flow->n_nodes);
    g_autofree SopStop *stops = g_new0(SopStop, flow->n_nodes);
    g_autoptr(GHashTable) surveys = g_hash_table_new_full(
        g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, survey_free);
    SopTraps self = {.domains = domains,
                     .flow = flow,
                     .lacking = lacking,
                     .told = g_new0(bool, flow->n_nodes),
                     .surveys = surveys,
                     .last = last,
                     .limit = limit != 0 ? limit : USUAL_STATES,
                     .case_limit = limit != 0 ? limit : CASE_STATES,
                     .stops = stops,
                     .diagnostics = diagnostics};

    for (SopNode node = 0; node < flow->n_nodes; node++)
    {
        bool is_step = flow->nodes[node].kind == SOP_KIND_STEP;
        self.told[node] =
            is_step && (has_nothing(flow, node) || leads_to_no_way_out(flow, seen, node));
        surely[node] = surely[node] || !is_step || !seen->entered[node];
    }
    for (SopNode node = 0; node < flow->n_nodes; node++)
        if (!surely[node] && !self.told[node])
            look_at_step(&self, node);
    bool *found = ask_everywhere(&self, surely);
    note_searched(&self, surely, searched);
    g_free(self.told);
    return found;
}
