/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of traps, and where: once for each place, and for what lies behind it. */
#include "check/proof.h"
#include "check/traps.h"

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

void
sop_traps_report(const SopTraps *self, const SopReach *survey, uint32_t number, const GArray *acts)
{
    const SopFlow *flow = self->flow;
    SopMessage message =
        sop_reach_rest(survey, number) == 0 ? SOP_MESSAGE_STUCK : SOP_MESSAGE_NEVER_CLOSES;
    SopNode track;
    SopNode named = place_to_tell(survey, number, &track);
    bool joins = named != track;
    SopProved proved = {.result = SOP_PROOF_BROKEN, .acts = (GArray *) acts};
    g_autofree char *story = sop_proved_story(flow, &proved, flow->languages[0]);
    SopDiagnostic *diagnostic = sop_report_story(
        self->diagnostics, joins ? SOP_MESSAGE_NEVER_JOINS : message, flow->nodes[named].span,
        (const char *const[]) {"name", flow->nodes[named].name, "story", story, NULL});

    if (joins)
        sop_diagnostic_point(diagnostic, flow->nodes[track].span, "a track waits here for ever");
}

/* As a message quotes them. Returns: (transfer full). */
static char *
names_of(const SopFlow *flow, const GArray *steps)
{
    GString *names = g_string_new(NULL);

    for (guint i = 0; i < steps->len; i++)
        g_string_append_printf(names, "%s%s",
                               i == 0               ? ""
                               : i + 1 < steps->len ? "`, `"
                                                    : "` and `",
                               flow->nodes[g_array_index(steps, SopNode, i)].name);
    return g_string_free(names, FALSE);
}

void
sop_traps_report_case(const SopTraps *self, const SopTrapped *trapped)
{
    const SopFlow *flow = self->flow;
    SopProved proved = {.result = SOP_PROOF_BROKEN, .acts = trapped->acts};
    g_autofree char *story = sop_proved_story(flow, &proved, flow->languages[0]);
    g_autofree char *days = g_strdup_printf("%u", trapped->days);
    g_autofree char *names = names_of(flow, trapped->steps);

    sop_report_story(
        self->diagnostics, trapped->days > 0 ? SOP_MESSAGE_OUT_OF_TIME : SOP_MESSAGE_NEVER_CLOSES,
        flow->nodes[g_array_index(trapped->steps, SopNode, 0)].span,
        (const char *const[]) {"name", names, "days", days, "unit",
                               trapped->days == 1 ? "day" : "days", "story", story, NULL});
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
