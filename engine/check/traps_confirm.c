/* SPDX-License-Identifier: Apache-2.0 */
/* The engine is led along a path into a trap: it has to rest there with just what the search followed. */
#include "check/proof.h"
#include "check/structure.h"

/* ---- the engine ----------------------------------------------------------------------------------------------- */

typedef struct
{
    const SopDomains *domains;
    const SopPlaceWanted *wanted;
    const SopPath *path;
    const SopSlice *coarse;
    SopSlice *richer;
    GArray *acts; /* once it is confirmed */
    bool gone;    /* there is no such path when more is followed */
} Attempt;

static void
try_once(Attempt *self, GArray *wanted)
{
    SopFlow *flow = (SopFlow *) self->domains->flow; /* safeguards are enforced: a real case */
    bool too_wide;
    SopExplorer *explorer = sop_explorer_new(self->domains, &self->wanted->property, self->richer);
    SopPath *retraced = sop_retrace(explorer, self->path, self->coarse, &too_wide);

    g_array_set_size(wanted, 0);
    self->gone = retraced == NULL && !too_wide;
    if (retraced != NULL)
    {
        self->acts = sop_replay(self->domains, explorer, retraced, flow, flow, wanted);
        sop_path_free(retraced);
    }
    sop_explorer_free(explorer);
}

GArray *
sop_trap_confirm(const SopReach *survey, uint32_t number, GArray *ret_more, bool *ret_gone)
{
    SopSlice *coarse = survey->explorer->slice;
    SopState *state = sop_state_new(survey->flow);
    SopPlaceWanted place = {{.kind = SOP_PROPERTY_ABSENT}, coarse, state};
    SopPath *path = sop_path_to(survey->states, coarse, number);
    Attempt self = {.domains = survey->domains,
                    .wanted = &place,
                    .path = path,
                    .coarse = coarse,
                    .richer = sop_slice_copy(survey->domains, coarse)};
    g_autoptr(GArray) wanted = g_array_new(FALSE, FALSE, sizeof(SopItem));
    g_autoptr(GArray) more = g_array_new(FALSE, FALSE, sizeof(SopItem));
    guint n_more;

    sop_states_get(survey->states, number, coarse, state);
    do
    {
        n_more = more->len;
        try_once(&self, wanted);
        if (self.acts == NULL && !self.gone)
            sop_slice_add_all(self.richer, wanted, more);
    } while (self.acts == NULL && !self.gone && more->len > n_more);
    *ret_gone = self.gone && more->len > 0;
    if (*ret_gone)
    {
        sop_retrace_reduce(survey->domains, &place.property, path, coarse, false, more);
        g_array_append_vals(ret_more, more->data, more->len);
    }
    sop_path_free(path);
    sop_state_free(state);
    sop_slice_free(self.richer);
    return self.acts;
}

char *
sop_trap_events(const SopReach *survey, uint32_t number, const char *language)
{
    SopPath *path = sop_path_to(survey->states, survey->explorer->slice, number);
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < path->steps->len; i++)
    {
        SopEventNumber event = g_array_index(path->steps, SopPathStep, i).event;
        bool is_timeout = sop_event_is_timeout(survey->flow, event);
        SopAction action = is_timeout
                               ? survey->flow->offers[sop_event_timeout(survey->flow, event)].action
                               : event;
        g_string_append_printf(text, "%s“%s”", i > 0 ? ", " : "",
                               sop_flow_action_title(survey->flow, action, language));
    }
    sop_path_free(path);
    return g_string_free(text, FALSE);
}
