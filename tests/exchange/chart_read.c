/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a chart: see chart.h. */
#include "exchange/chart.h"

#include <CUnit/CUnit.h>
#include <string.h>

typedef struct
{
    Chart *chart;
    ChartState *state;     /* the innermost that is open */
    ChartHistory *history; /* that is open; NULL: none */
    bool in_initial;
} Reading;

static void
transition_free(gpointer data)
{
    ChartTransition *self = data;

    g_free(self->event);
    g_free(self->target);
    g_free(self);
}

static void
history_free(gpointer data)
{
    ChartHistory *self = data;

    g_free(self->id);
    g_free(self->target);
    g_free(self);
}

static void
state_free(gpointer data)
{
    ChartState *self = data;

    g_free(self->id);
    g_free(self->name);
    g_free(self->initial);
    g_ptr_array_unref(self->children);
    g_ptr_array_unref(self->transitions);
    g_ptr_array_unref(self->histories);
    g_free(self);
}

static char *
attribute(const char **names, const char **values, const char *name)
{
    for (; *names != NULL; names++, values++)
        if (g_str_equal(*names, name))
            return g_strdup(*values);
    return NULL;
}

static void
open_state(Reading *self, ChartKind kind, const char **names, const char **values)
{
    ChartState *state = g_new0(ChartState, 1);

    state->kind = kind;
    state->id = attribute(names, values, "id");
    state->initial = attribute(names, values, "initial");
    state->name = g_strdup_printf("n%u", self->chart->order->len);
    state->parent = self->state;
    state->children = g_ptr_array_new();
    state->transitions = g_ptr_array_new_with_free_func(transition_free);
    state->histories = g_ptr_array_new_with_free_func(history_free);
    g_ptr_array_add(self->chart->order, state);
    if (state->id != NULL)
        g_hash_table_insert(self->chart->states, state->id, state);
    if (self->state != NULL)
        g_ptr_array_add(self->state->children, state);
    else
        self->chart->root = state;
    self->state = state;
}

static void
open_transition(Reading *self, const char **names, const char **values)
{
    g_autofree char *cond = attribute(names, values, "cond");
    g_autofree char *type = attribute(names, values, "type");

    if (cond != NULL)
        self->chart->impossible = "conditions in ECMAScript";
    if (self->history != NULL)
    {
        self->history->target = attribute(names, values, "target");
        return;
    }
    if (self->in_initial)
    {
        self->state->initial = attribute(names, values, "target");
        return;
    }
    ChartTransition *transition = g_new0(ChartTransition, 1);
    transition->event = attribute(names, values, "event");
    transition->target = attribute(names, values, "target");
    transition->internal = g_strcmp0(type, "internal") == 0;
    g_ptr_array_add(self->state->transitions, transition);
}

static void
open_history(Reading *self, const char **names, const char **values)
{
    g_autofree char *type = attribute(names, values, "type");

    self->history = g_new0(ChartHistory, 1);
    self->history->id = attribute(names, values, "id");
    self->history->deep = g_strcmp0(type, "deep") == 0;
    g_ptr_array_add(self->state->histories, self->history);
}

static const char *
local_name(const char *element)
{
    const char *colon = strchr(element, ':');

    return colon != NULL ? colon + 1 : element;
}

static void
start_element(GMarkupParseContext *context, const char *element, const char **names,
              const char **values, gpointer data, GError **error)
{
    static const struct
    {
        const char *element;
        const char *impossible;
    } others[] = {{"raise", "events raised by the chart itself"},
                  {"send", "events sent with a delay"},
                  {"final", "final states"},
                  {"script", "scripts"},
                  {"assign", "scripts"},
                  {"datamodel", "scripts"}};
    Reading *self = data;
    const char *name = local_name(element);

    (void) context;
    (void) error;
    if (g_str_equal(name, "scxml"))
        open_state(self, CHART_ROOT, names, values);
    else if (g_str_equal(name, "state"))
        open_state(self, CHART_STATE, names, values);
    else if (g_str_equal(name, "parallel"))
        open_state(self, CHART_PARALLEL, names, values);
    else if (g_str_equal(name, "transition"))
        open_transition(self, names, values);
    else if (g_str_equal(name, "history"))
        open_history(self, names, values);
    else if (g_str_equal(name, "initial"))
        self->in_initial = true;
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
        if (g_str_equal(name, others[i].element))
            self->chart->impossible = others[i].impossible;
}

static void
end_element(GMarkupParseContext *context, const char *element, gpointer data, GError **error)
{
    Reading *self = data;
    const char *name = local_name(element);

    (void) context;
    (void) error;
    if (g_str_equal(name, "state") || g_str_equal(name, "parallel") || g_str_equal(name, "scxml"))
        self->state = self->state->parent;
    else if (g_str_equal(name, "history"))
        self->history = NULL;
    else if (g_str_equal(name, "initial"))
        self->in_initial = false;
}

Chart *
chart_read(const char *text)
{
    static const GMarkupParser parser = {.start_element = start_element,
                                         .end_element = end_element};
    Chart *self = g_new0(Chart, 1);
    Reading reading = {.chart = self};
    g_autoptr(GError) error = NULL;

    self->states = g_hash_table_new(g_str_hash, g_str_equal);
    self->order = g_ptr_array_new_with_free_func(state_free);
    g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new(&parser, 0, &reading, NULL);
    if (!g_markup_parse_context_parse(context, text, -1, &error) ||
        !g_markup_parse_context_end_parse(context, &error))
        g_printerr("%s\n", error->message);
    CU_ASSERT_PTR_NULL_FATAL(error);
    return self;
}

void
chart_free(Chart *self)
{
    if (self == NULL)
        return;
    g_hash_table_unref(self->states);
    g_ptr_array_unref(self->order);
    g_free(self);
}

bool
chart_contains(const ChartState *outer, const ChartState *inner)
{
    while (inner != NULL && inner != outer)
        inner = inner->parent;
    return inner != NULL;
}

const char *
chart_id_of(const Chart *self, const char *name)
{
    for (guint i = 0; i < self->order->len; i++)
    {
        const ChartState *state = g_ptr_array_index(self->order, i);
        if (g_str_has_prefix(name, state->name) &&
            (name[strlen(state->name)] == '\0' || name[strlen(state->name)] == '_'))
            return state->id;
    }
    return NULL;
}
