/* SPDX-License-Identifier: Apache-2.0 */
/* Writing a chart as a procedure: see chart.h. A state with an eventless transition is a decision;
 * what is parallel in a parallel state gets a phase around it, which the language wants of a track; a
 * track's transition into itself, which in SCXML restarts the other tracks, goes by way of a decision
 * outside; history that `resume` does not give (shallow, or with a default other than the start) is
 * kept in facts. */
#include "exchange/chart.h"

#include <stdarg.h>
#include <string.h>

typedef struct
{
    Chart *chart;
    const char *const *events;
    GString *out;
    GPtrArray *detours; /* of Detour */
} Writing;

typedef struct /* a decision that is written for a transition */
{
    const ChartState *in;
    const ChartState *target;
    char *name;
} Detour;

static void put(Writing *self, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void
put(Writing *self, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    g_string_append_vprintf(self->out, format, values);
    va_end(values);
}

static void
cannot(Writing *self, const char *why)
{
    if (self->chart->impossible == NULL)
        self->chart->impossible = why;
}

char *
chart_event_name(const char *const *events, const char *event)
{
    for (guint i = 0; events[i] != NULL; i++)
        if (g_str_equal(events[i], event))
            return g_strdup_printf("e%u", i);
    return NULL;
}

/* ---- the tree -------------------------------------------------------------------------------- */

static bool
is_atomic(const ChartState *state)
{
    return state->children->len == 0;
}

static bool
is_track(const ChartState *state)
{
    return state->parent != NULL && state->parent->kind == CHART_PARALLEL;
}

/* `x.` matches x and x.y; so does `x`, and `x.*`. */
static bool
matches(const char *descriptors, const char *event)
{
    g_auto(GStrv) words = g_strsplit(descriptors, " ", -1);

    for (char **word = words; *word != NULL; word++)
    {
        g_autofree char *prefix = g_strdup(*word);
        if (g_str_has_suffix(prefix, "*"))
            prefix[strlen(prefix) - 1] = '\0';
        if (g_str_has_suffix(prefix, "."))
            prefix[strlen(prefix) - 1] = '\0';
        gsize length = strlen(prefix);
        if (length == 0 || (strncmp(prefix, event, length) == 0 &&
                            (event[length] == '\0' || event[length] == '.')))
            return true;
    }
    return false;
}

/* The child with which a state begins; NULL when it begins deeper, or at a history. */
static const ChartState *
start_of(Writing *self, const ChartState *state)
{
    const ChartState *first = g_ptr_array_index(state->children, 0);

    if (state->initial != NULL)
        first = g_hash_table_lookup(self->chart->states, state->initial);
    if (first == NULL || first->parent != state)
    {
        cannot(self, "a state that begins at a history, or deeper than at a child");
        return NULL;
    }
    return first;
}

static ChartHistory *
find_history(const Chart *chart, const char *id, const ChartState **ret_of)
{
    for (guint i = 0; i < chart->order->len; i++)
    {
        const ChartState *state = g_ptr_array_index(chart->order, i);
        for (guint k = 0; k < state->histories->len; k++)
        {
            ChartHistory *history = g_ptr_array_index(state->histories, k);
            if (g_str_equal(history->id, id))
                return *ret_of = state, history;
        }
    }
    return NULL;
}

/* Does shallow history come to the same as deep? */
static bool
is_shallow_deep(const ChartState *state)
{
    for (guint i = 0; i < state->children->len; i++)
        if (!is_atomic(g_ptr_array_index(state->children, i)))
            return false;
    return true;
}

/* ---- targets --------------------------------------------------------------------------------- */

/* Around a parallel state in another stands a phase that the chart does not have: from track to track
 * of it, SCXML would leave the outer one too. */
static void
check_domain(Writing *self, const ChartState *source, const ChartState *target)
{
    for (const ChartState *parallel = target->parent; parallel != NULL; parallel = parallel->parent)
    {
        if (parallel == source || parallel->kind != CHART_PARALLEL || !is_track(parallel) ||
            !chart_contains(parallel, source))
            continue;
        for (guint i = 0; i < parallel->children->len; i++)
        {
            const ChartState *track = g_ptr_array_index(parallel->children, i);
            if (chart_contains(track, target) &&
                (!chart_contains(track, source) || track == target))
                cannot(self, "from track to track of a parallel state in another");
        }
    }
}

/* Does the transition leave its source, and with it the other tracks, though the target is inside? */
static bool
restarts_tracks(const ChartState *source, const ChartTransition *transition,
                const ChartState *target)
{
    return source != target && chart_contains(source, target) && is_track(source) &&
           !(transition->internal && source->kind == CHART_STATE);
}

static const char *
detour(Writing *self, const ChartState *source, const ChartState *target)
{
    Detour *made = g_new0(Detour, 1);

    made->in = source->parent;
    while (made->in->kind == CHART_PARALLEL)
        made->in = made->in->parent;
    made->target = target;
    made->name = g_strdup_printf("detour%u", self->detours->len);
    g_ptr_array_add(self->detours, made);
    return made->name;
}

static void
put_detours(Writing *self, const ChartState *in)
{
    for (guint i = 0; i < self->detours->len; i++)
    {
        const Detour *made = g_ptr_array_index(self->detours, i);
        if (made->in == in)
            put(self, "%s: {choose: [{to: %s}]}, ", made->name, made->target->name);
    }
}

static void
detour_free(gpointer data)
{
    Detour *self = data;

    g_free(self->name);
    g_free(self);
}

/* `{resume}` where it is the same; else what was noted when the state was left. */
static void
put_history(Writing *self, const ChartState *of, const ChartHistory *history)
{
    const ChartState *otherwise = g_hash_table_lookup(self->chart->states, history->target);
    const ChartState *start = of->kind == CHART_PARALLEL ? NULL : start_of(self, of);

    if (otherwise == NULL || (of->kind == CHART_PARALLEL && otherwise->parent != of))
    {
        cannot(self, "a history with a default of several states");
        return;
    }
    bool same_start = of->kind == CHART_PARALLEL || otherwise == start;
    if (history->deep || is_shallow_deep(of))
    {
        if (same_start)
            put(self, "{resume: %s}", of->name);
        else
            put(self, "[{when: 'left_%s = true', to: {resume: %s}}, {to: %s}]", of->name, of->name,
                otherwise->name);
        return;
    }
    put(self, "[");
    for (guint i = 0; i < of->children->len; i++)
    {
        const ChartState *child = g_ptr_array_index(of->children, i);
        put(self, "{when: 'left_%s = true', to: %s}, ", child->name, child->name);
    }
    put(self, "{to: %s}]", otherwise->name);
}

static void
put_target(Writing *self, const ChartState *source, const ChartTransition *transition)
{
    const ChartState *of = NULL;
    const ChartState *target = g_hash_table_lookup(self->chart->states, transition->target);
    const ChartHistory *history = find_history(self->chart, transition->target, &of);

    if (target != NULL && restarts_tracks(source, transition, target))
        put(self, "%s", detour(self, source, target));
    else if (target != NULL)
    {
        check_domain(self, source, target);
        put(self, "%s", target->name);
    }
    else if (history != NULL && !chart_contains(of, source))
        put_history(self, of, history);
    else
        cannot(self, "several targets at once, or a history from inside");
}

/* ---- what is noted for histories ------------------------------------------------------------- */

typedef void (*Note)(Writing *self, const ChartState *state, const ChartState *of);

/* Calls for every state whose leaving must be noted: it, and for shallow history its children. */
static void
each_noted(Writing *self, Note note)
{
    for (guint i = 0; i < self->chart->order->len; i++)
    {
        const ChartState *state = g_ptr_array_index(self->chart->order, i);
        if (state->histories->len == 0)
            continue;
        note(self, state, state);
        for (guint k = 0; k < state->children->len; k++)
            note(self, g_ptr_array_index(state->children, k), state);
    }
}

static void
declare(Writing *self, const ChartState *state, const ChartState *of)
{
    (void) of;
    put(self, "  left_%s: {type: boolean, starts: false}\n", state->name);
}

/* When the state is left it was active; what has not been active since then keeps its note. */
static void
put_note(Writing *self, const ChartState *state, const ChartState *of)
{
    if (state == of)
        put(self, "left_%s: left_%s or at.%s, ", state->name, state->name, state->name);
    else
        put(self, "left_%s: if at.%s then at.%s else left_%s, ", state->name, of->name, state->name,
            state->name);
}

/* ---- nodes ----------------------------------------------------------------------------------- */

static void
put_action(Writing *self, const ChartState *state, const char *event)
{
    for (guint i = 0; i < state->transitions->len; i++)
    {
        const ChartTransition *transition = g_ptr_array_index(state->transitions, i);
        if (transition->event == NULL || !matches(transition->event, event))
            continue;
        g_autofree char *name = chart_event_name(self->events, event);
        put(self, "%s: {", name);
        if (transition->target != NULL)
        {
            put(self, "sets: {");
            each_noted(self, put_note);
            put(self, "}, to: ");
            put_target(self, state, transition);
        }
        put(self, "}, ");
        return; /* the first in the document is taken */
    }
}

static void
put_actions(Writing *self, const ChartState *state)
{
    if (state->transitions->len == 0)
        return;
    put(self, "actions: {");
    for (guint i = 0; self->events[i] != NULL; i++)
        put_action(self, state, self->events[i]);
    put(self, "}, ");
}

static const ChartTransition *
eventless(const ChartState *state)
{
    for (guint i = 0; i < state->transitions->len; i++)
    {
        const ChartTransition *transition = g_ptr_array_index(state->transitions, i);
        if (transition->event == NULL)
            return transition;
    }
    return NULL;
}

static void put_node(Writing *self, const ChartState *state);

static void
put_children(Writing *self, const ChartState *state)
{
    if (state->kind == CHART_PARALLEL)
        put(self, "to: {close: never}, tracks: {");
    else
    {
        const ChartState *start = start_of(self, state);
        put(self, "start: %s, steps: {", start != NULL ? start->name : "");
    }
    for (guint i = 0; i < state->children->len; i++)
        put_node(self, g_ptr_array_index(state->children, i));
    put_detours(self, state);
    put(self, "}");
}

static void
put_node(Writing *self, const ChartState *state)
{
    const ChartTransition *decision = eventless(state);
    const char *inside = is_atomic(state) ? "_step" : "_tracks";

    put(self, "%s: {", state->name);
    if (decision != NULL && (!is_atomic(state) || is_track(state)))
        cannot(self, "an eventless transition of a state with states");
    else if (decision != NULL)
    {
        put(self, "choose: [{to: ");
        put_target(self, state, decision);
        put(self, "}]");
    }
    else
        put_actions(self, state);
    if (is_track(state) && (is_atomic(state) || state->kind == CHART_PARALLEL))
        put(self, "steps: {%s%s: {", state->name, inside);
    if (!is_atomic(state))
        put_children(self, state);
    if (is_track(state) && (is_atomic(state) || state->kind == CHART_PARALLEL))
        put(self, "}}");
    put(self, "}, ");
}

char *
chart_to_procedure(Chart *chart, const char *const *events)
{
    g_autoptr(GPtrArray) detours = g_ptr_array_new_with_free_func(detour_free);
    Writing self = {
        .chart = chart, .events = events, .out = g_string_new(NULL), .detours = detours};
    const ChartState *start = start_of(&self, chart->root);

    put(&self, "sopflow: 1\nid: chart\ntitle: A chart\nby: clerk\nroles: {clerk: {title: Clerk}}\n"
               "outcomes: {never: {title: Never}}\nfacts:\n  none: {type: boolean}\n");
    each_noted(&self, declare);
    put(&self, "start: %s\nsteps: {", start != NULL ? start->name : "");
    for (guint i = 0; i < chart->root->children->len; i++)
        put_node(&self, g_ptr_array_index(chart->root->children, i));
    put_detours(&self, chart->root);
    put(&self, "}\n");
    if (chart->impossible == NULL)
        return g_string_free(self.out, FALSE);
    g_string_free(self.out, TRUE);
    return NULL;
}
