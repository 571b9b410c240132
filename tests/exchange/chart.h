/* SPDX-License-Identifier: Apache-2.0 */
/* Charts of others, read for the tests: SCXML becomes a procedure, where the language can say it. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum
{
    CHART_ROOT,
    CHART_STATE,
    CHART_PARALLEL,
} ChartKind;

typedef struct _ChartState ChartState;

typedef struct
{
    char *event;  /* NULL: eventless */
    char *target; /* NULL: none */
    bool internal;
} ChartTransition;

typedef struct
{
    char *id;
    char *target; /* of its default */
    bool deep;
} ChartHistory;

struct _ChartState
{
    ChartKind kind;
    char *id;
    char *name;    /* in the procedure */
    char *initial; /* NULL: the first */
    ChartState *parent;
    GPtrArray *children;    /* of ChartState */
    GPtrArray *transitions; /* of ChartTransition */
    GPtrArray *histories;   /* of ChartHistory */
};

typedef struct
{
    ChartState *root;
    GHashTable *states;     /* by id */
    GPtrArray *order;       /* all, in document order; the root first */
    const char *impossible; /* why the language cannot say it; NULL: it can */
} Chart;

/* Reads a chart: of what it does not know, `impossible` says what it is. Fails on what is no XML. */
Chart *chart_read(const char *text);
void chart_free(Chart *self);

/* Writes the procedure; `events`: all that will be sent, since a procedure has no patterns of names.
 * Returns: (transfer full) (nullable): NULL with `impossible` set. */
char *chart_to_procedure(Chart *chart, const char *const *events);

/* An event's name in the procedure. Returns: (transfer full). */
char *chart_event_name(const char *const *events, const char *event);
/* The id of the state that is the step `name`; NULL when there is none. */
const char *chart_id_of(const Chart *self, const char *name);

bool chart_contains(const ChartState *outer, const ChartState *inner); /* or is it */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Chart, chart_free)
