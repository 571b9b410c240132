/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of traps, and where: once for each place, and for what lies behind it. */
#include "check/proof.h"
#include "check/traps.h"

enum
{
    SHOWN = 5, /* places, or what stands in the way, in one message */
};

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
is_told_at(const SopTraps *self, const SopReach *survey, SopNode leaf)
{
    SopNode place = place_of(survey, leaf);
    bool told = self->told[place];

    if (survey->explorer->slice->regions[leaf] == place)
        for (SopNode inside = place; inside <= self->flow->nodes[place].last; inside++)
            told = told || self->told[inside];
    return told;
}

bool
sop_traps_is_told(const SopTraps *self, const SopReach *survey, uint32_t number, SopState *state)
{
    sop_states_get(survey->states, number, survey->explorer->slice, state);
    for (uint32_t i = 0; i < state->n_leaves; i++)
        if (is_told_at(self, survey, state->leaves[i]))
            return true;
    return false;
}

void
sop_traps_note_told(SopTraps *self, const SopReach *survey, uint32_t number)
{
    g_autofree bool *reached = sop_reach_from(survey, number);
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
    g_autofree bool *reached = sop_reach_from(survey, number);
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

/* Where the case is told to be: a step; of tracks that wait for each other for ever, their phase, and `ret_track`. */
static SopNode
place_to_tell(const SopReach *survey, uint32_t number, SopNode *ret_track)
{
    SopState *state = sop_state_new(survey->flow);
    SopNode joins = SOP_NONE;

    *ret_track = SOP_NONE;
    sop_states_get(survey->states, number, survey->explorer->slice, state);
    for (uint32_t i = 0; i < state->n_leaves; i++)
    {
        SopNode place = place_of(survey, state->leaves[i]);
        if (is_finished(survey, state->leaves[i]))
            joins = place;
        else
            *ret_track = *ret_track == SOP_NONE ? place : *ret_track;
    }
    sop_state_free(state);
    return waits_for_ever(survey, number, joins) ? joins : *ret_track;
}

/* ---- why nothing can be done --------------------------------------------------------------------------- */

/* Is it there to lead on? A timeout that only tells is not. */
static bool
is_way_on(const SopFlow *flow, uint32_t offer)
{
    return !sop_offer_is_timeout(flow, offer) || flow->offers[offer].to.count > 0;
}

static void
say_obstacles(const SopFlow *flow, uint32_t first, uint32_t n, GPtrArray *said)
{
    for (uint32_t i = first; i < first + n; i++)
    {
        const SopOffer *offer = &flow->offers[i];
        g_autofree char *ways = sop_obstacles(flow, offer);
        if (is_way_on(flow, i) && *ways != '\0')
            g_ptr_array_add(said, g_strdup_printf("%s`%s`: %s", said->len > 0 ? "; " : "",
                                                  flow->actions[offer->action].name, ways));
    }
}

/* Of what is written in the steps and around them. */
static void
point_out_obstacles(SopDiagnostic *diagnostic, const SopFlow *flow, const GArray *steps)
{
    g_autoptr(GPtrArray) said = g_ptr_array_new_with_free_func(g_free);
    g_autofree bool *seen = g_new0(bool, flow->n_nodes);

    for (guint i = 0; i < steps->len; i++)
        for (SopNode node = g_array_index(steps, SopNode, i); node != SOP_NONE && !seen[node];
             node = flow->nodes[node].parent)
        {
            const SopFlowNode *around = &flow->nodes[node];
            seen[node] = true;
            say_obstacles(flow, around->offers, around->n_offers, said);
            say_obstacles(flow, around->timeouts, around->n_timeouts, said);
        }
    if (said->len == 0 || said->len > SHOWN)
        return;
    g_ptr_array_add(said, NULL);
    g_autofree char *text = g_strjoinv("", (char **) said->pdata);
    sop_diagnostic_set_why(diagnostic, "%s", text);
}

/* ---- what is told ------------------------------------------------------------------------------------------ */

/* Of a track that has one step only, that step. */
static SopNode
step_of(const SopFlow *flow, SopNode place)
{
    SopNode inside = place + 1;

    return flow->nodes[place].last == inside && flow->nodes[inside].kind == SOP_KIND_STEP ? inside
                                                                                          : place;
}

/* Adds where the case is in that state, finished tracks left aside. */
static void
add_places_of(const SopReach *survey, uint32_t number, SopState *state, GArray *places)
{
    sop_states_get(survey->states, number, survey->explorer->slice, state);
    for (uint32_t i = 0; i < state->n_leaves; i++)
        if (!is_finished(survey, state->leaves[i]))
            sop_add_once(places, step_of(survey->flow, place_of(survey, state->leaves[i])));
}

/* Where the case is in the trap, then, unless it rests there for ever, all that it can still come to. Returns:
 * (transfer full): SopNode. */
static GArray *
places_of_trap(const SopReach *survey, uint32_t number, SopNode first)
{
    GArray *places = g_array_new(FALSE, FALSE, sizeof(SopNode));
    g_autofree bool *reached = sop_reach_from(survey, number);
    SopState *state = sop_state_new(survey->flow);

    g_array_append_val(places, first);
    add_places_of(survey, number, state, places);
    for (uint32_t i = 0; i < sop_states_count(survey->states); i++)
        if (reached[i])
            add_places_of(survey, i, state, places);
    sop_state_free(state);
    return places;
}

static void
point_at_others(SopDiagnostic *diagnostic, const SopFlow *flow, const GArray *places,
                const char *label)
{
    for (guint i = 1; i < MIN(places->len, (guint) SHOWN); i++)
        sop_diagnostic_point(diagnostic, flow->nodes[g_array_index(places, SopNode, i)].span,
                             label);
}

/* As a message quotes them. Returns: (transfer full). */
static char *
names_of(const SopFlow *flow, const GArray *steps)
{
    GString *names = g_string_new(NULL);

    for (guint i = 0; i < steps->len; i++)
        sop_add_quoted(names, flow->nodes[g_array_index(steps, SopNode, i)].name, i, steps->len);
    return g_string_free(names, FALSE);
}

/* Nothing can be done any more: everywhere that the case is. Else: from the first place on. */
static void
report_trap(const SopTraps *self, const SopReach *survey, uint32_t number, SopNode first,
            const char *story)
{
    bool stuck = sop_reach_rest(survey, number) == 0;
    g_autoptr(GArray) places = places_of_trap(survey, number, first);
    g_autofree char *names =
        stuck ? names_of(self->flow, places) : g_strdup(self->flow->nodes[first].name);
    SopDiagnostic *diagnostic = sop_report_story(
        self->diagnostics, stuck ? SOP_MESSAGE_STUCK : SOP_MESSAGE_NEVER_CLOSES,
        self->flow->nodes[first].span, (const char *const[]) {"name", names, "story", story, NULL});

    point_at_others(diagnostic, self->flow, places, stuck ? "and here" : "nor from here");
    if (!stuck)
        return;
    point_out_obstacles(diagnostic, self->flow, places);
    /* What stands in the way of their actions was told with it. */
    for (guint i = 0; i < places->len; i++)
        self->told[g_array_index(places, SopNode, i)] = true;
}

void
sop_traps_report(const SopTraps *self, const SopReach *survey, uint32_t number, const GArray *acts)
{
    const SopFlow *flow = self->flow;
    SopNode track;
    SopNode named = place_to_tell(survey, number, &track);
    SopProved proved = {.result = SOP_PROOF_BROKEN, .acts = (GArray *) acts};
    g_autofree char *story = sop_proved_story(flow, &proved, flow->languages[0]);

    if (named == track)
    {
        report_trap(self, survey, number, named, story);
        return;
    }
    sop_diagnostic_point(sop_report_story(self->diagnostics, SOP_MESSAGE_NEVER_JOINS,
                                          flow->nodes[named].span,
                                          (const char *const[]) {"name", flow->nodes[named].name,
                                                                 "story", story, NULL}),
                         flow->nodes[track].span, "a track waits here for ever");
}

void
sop_traps_report_case(const SopTraps *self, const SopTrapped *trapped)
{
    const SopFlow *flow = self->flow;
    SopProved proved = {.result = SOP_PROOF_BROKEN, .acts = trapped->acts};
    g_autofree char *story = sop_proved_story(flow, &proved, flow->languages[0]);
    g_autofree char *days = g_strdup_printf("%u", trapped->days);
    g_autofree char *names = names_of(flow, trapped->steps);

    SopDiagnostic *diagnostic = sop_report_story(
        self->diagnostics, trapped->days > 0 ? SOP_MESSAGE_OUT_OF_TIME : SOP_MESSAGE_NEVER_CLOSES,
        flow->nodes[g_array_index(trapped->steps, SopNode, 0)].span,
        (const char *const[]) {"name", names, "days", days, "unit",
                               trapped->days == 1 ? "day" : "days", "story", story, NULL});
    point_at_others(diagnostic, flow, trapped->steps, "and here");
}

void
sop_traps_report_doubt(const SopTraps *self, const SopReach *survey, uint32_t number)
{
    SopNode track;
    SopNode named = place_to_tell(survey, number, &track);
    g_autofree char *events = sop_trap_events(survey, number, self->flow->languages[0]);

    sop_report_story(
        self->diagnostics, SOP_MESSAGE_MAYBE_TRAPPED, self->flow->nodes[named].span,
        (const char *const[]) {"name", self->flow->nodes[named].name, "events", events, NULL});
}
