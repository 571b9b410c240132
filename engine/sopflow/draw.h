/* SPDX-License-Identifier: Apache-2.0 */
/* Flowcharts of a flow, for people: drawn with Graphviz, deterministic. */
#pragma once

#include <sopflow/case.h>

G_BEGIN_DECLS

typedef struct _SopGraph SopGraph;

typedef enum
{
    SOP_VIEW_OVERVIEW,   /* the phases only */
    SOP_VIEW_PHASE,      /* one phase, a page */
    SOP_VIEW_FULL,       /* everything: a poster */
    SOP_VIEW_SAFEGUARDS, /* what always holds, in words; and what the administration may */
} SopView;

typedef enum
{
    SOP_PAPER_NATURAL, /* as large as it comes */
    SOP_PAPER_A4,
    SOP_PAPER_A3,
    SOP_PAPER_LETTER,
} SopPaperSize;

typedef enum /* of a node, action or timeout: against an older version */
{
    SOP_GRAPH_SAME,
    SOP_GRAPH_ADDED,
    SOP_GRAPH_CHANGED,
} SopGraphChange;

typedef struct
{
    SopView view;
    SopNode phase;        /* of SOP_VIEW_PHASE */
    const char *language; /* (nullable) the procedure's first */
    SopPaperSize paper;
    bool landscape;
    const SopCase
        *marks;     /* (nullable) a case to mark: where it is, has been, and what is open to it */
    SopInstant now; /* for `marks` */
    /* (nullable) Instead of `marks`: how each node differs from an older version, and each action and
     * timeout where it is written: a SopGraphChange each. */
    const uint8_t *node_changes;
    const uint8_t *offer_changes;
    /* (nullable) Instead of both: a way that breaks what is to hold. Where it passes is numbered, and where it
     * ends is marked as what breaks it. */
    const SopTrail *trail;
} SopGraphOptions;

#define SOP_GRAPH_ERROR (sop_graph_error_quark())
SOP_EXPORT GQuark sop_graph_error_quark(void);
typedef enum
{
    SOP_GRAPH_ERROR_NOT_A_PHASE,
    SOP_GRAPH_ERROR_FORMAT,
    SOP_GRAPH_ERROR_RENDER,
    SOP_GRAPH_ERROR_TOO_LARGE, /* for one picture: draw its phases */
} SopGraphError;

/* Draws. error: SOP_GRAPH_ERROR. Returns: (transfer full) (nullable). */
SOP_EXPORT SopGraph *sop_graph_new(SopFlow *flow, const SopGraphOptions *options, GError **error);
SOP_EXPORT void sop_graph_free(SopGraph *self);

/* The graph in DOT: the same input gives the same bytes. Returns: (transfer full). */
SOP_EXPORT char *sop_graph_to_dot(const SopGraph *self);

/* `format`: pdf, svg, png or dot. Not reentrant (Graphviz is not): one call at a time in a process.
 * Returns: (transfer full) (nullable). */
SOP_EXPORT GBytes *sop_graph_render(SopGraph *self, const char *format, GError **error);

/* Several pages in one PDF: the overview, what always holds, then a page for each phase and
 * sub-procedure. Returns: (transfer full)
 * (nullable). */
SOP_EXPORT GBytes *sop_graph_render_book(SopFlow *flow, const SopGraphOptions *options,
                                         GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopGraph, sop_graph_free)

G_END_DECLS
