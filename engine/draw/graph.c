/* SPDX-License-Identifier: Apache-2.0 */
/* Flowcharts of a flow: choosing, collecting and writing one. See draw.h for the order of things. */
#include "draw/draw.h"

enum
{
    POSTER_MAX = 2000, /* nodes in one picture; a layout of more takes minutes and helps nobody */
};

G_DEFINE_QUARK(sop - graph - error - quark, sop_graph_error)

/* Without phases a flow is its own overview, with all that a page says. */
static bool
has_phases(const SopFlow *flow)
{
    for (SopNode node = 1; node < flow->n_nodes; node++)
        if (flow->nodes[node].kind == SOP_KIND_PHASE || flow->nodes[node].kind == SOP_KIND_PARALLEL)
            return true;
    return false;
}

static SopPainter *
painter_new(SopFlow *flow, const SopGraphOptions *options)
{
    SopPainter *self = g_new0(SopPainter, 1);

    self->flow = flow;
    self->options = *options;
    if (options->view == SOP_VIEW_OVERVIEW && !has_phases(flow))
        self->options.view = SOP_VIEW_FULL;
    self->language = options->language != NULL ? options->language : flow->languages[0];
    self->root = options->view == SOP_VIEW_PHASE ? options->phase : 0;
    self->shapes = g_new0(uint8_t, flow->n_nodes);
    self->stand_ins = g_new0(SopNode, flow->n_nodes);
    self->edges = g_ptr_array_new();
    self->edge_of = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    self->tabs = g_ptr_array_new();
    self->tab_of = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    self->states = g_new0(uint8_t, flow->n_actions + 1);
    self->dues = g_array_new(FALSE, TRUE, sizeof(SopDue));
    return self;
}

static void
painter_free(SopPainter *self)
{
    g_free(self->shapes);
    g_free(self->stand_ins);
    g_hash_table_unref(self->edge_of);
    g_ptr_array_unref(self->edges);
    g_hash_table_unref(self->tab_of);
    g_ptr_array_unref(self->tabs);
    g_free(self->states);
    g_array_unref(self->dues);
    sop_draw_follow_free(self);
    g_free(self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopPainter, painter_free)

static bool
has_phase(const SopFlow *flow, const SopGraphOptions *options, GError **error)
{
    SopNode phase = options->view == SOP_VIEW_PHASE ? options->phase : 0;
    bool is_node = phase < flow->n_nodes;

    if (is_node && flow->nodes[phase].kind != SOP_KIND_STEP &&
        flow->nodes[phase].kind != SOP_KIND_DECISION)
        return true;
    g_set_error_literal(error, SOP_GRAPH_ERROR, SOP_GRAPH_ERROR_NOT_A_PHASE,
                        "only a phase has a page of its own");
    return false;
}

static bool
fits_picture(const SopPainter *self, GError **error)
{
    uint32_t count = 0;

    for (SopNode node = self->root; node <= self->flow->nodes[self->root].last; node++)
        count += self->stand_ins[node] == node;
    if (count <= POSTER_MAX)
        return true;
    g_set_error(error, SOP_GRAPH_ERROR, SOP_GRAPH_ERROR_TOO_LARGE,
                "%u nodes do not fit in one picture, which may have %d: draw its phases one by one",
                count, POSTER_MAX);
    return false;
}

static char *
page_title(const SopPainter *self)
{
    g_autofree char *title = sop_draw_node_title(self, 0);
    g_autofree char *phase = self->heading != NULL ? g_strdup(self->heading)
                             : self->root != 0     ? sop_draw_numbered(self, self->root)
                                                   : NULL;

    return phase != NULL ? g_strdup_printf("%s: %s", title, phase) : g_steal_pointer(&title);
}

/* `dot`: (transfer full). */
static SopGraph *
graph_new(const SopPainter *painter, char *dot)
{
    const SopFlow *flow = painter->flow;
    SopGraph *self = g_new0(SopGraph, 1);

    self->dot = dot;
    self->title = page_title(painter);
    self->effective =
        flow->effective != SOP_INSTANT_NONE ? sop_instant_format(flow->effective) : NULL;
    self->paper = painter->options.paper;
    self->landscape = painter->options.landscape;
    return self;
}

SopGraph *
sop_draw_safeguards_page(SopFlow *flow, const SopGraphOptions *options, uint32_t first,
                         uint32_t count)
{
    g_autoptr(SopPainter) painter = painter_new(flow, options);

    painter->root = 0;
    painter->heading = sop_draw_word(painter, "draw.always_holds");
    if (options->marks != NULL)
        sop_draw_mark(painter);
    sop_draw_write_safeguards(painter, first, count);
    return graph_new(painter, sop_draw_wrap_up(painter));
}

SopGraph *
sop_graph_new(SopFlow *flow, const SopGraphOptions *options, GError **error)
{
    g_return_val_if_fail(flow != NULL && options != NULL, NULL);
    g_return_val_if_fail(options->marks == NULL || sop_case_flow(options->marks) == flow, NULL);

    if (options->view == SOP_VIEW_SAFEGUARDS)
        return sop_draw_safeguards_page(flow, options, 0, flow->n_safeguards);
    if (!has_phase(flow, options, error))
        return NULL;
    g_autoptr(SopPainter) painter = painter_new(flow, options);
    sop_draw_choose_shapes(painter);
    if (!fits_picture(painter, error))
        return NULL;
    if (options->marks != NULL)
        sop_draw_mark(painter);
    if (options->trail != NULL)
        sop_draw_follow(painter);
    sop_draw_collect(painter);
    return graph_new(painter, sop_draw_write(painter));
}

void
sop_graph_free(SopGraph *self)
{
    if (self == NULL)
        return;
    g_free(self->dot);
    g_free(self->title);
    g_free(self->effective);
    g_free(self);
}

char *
sop_graph_to_dot(const SopGraph *self)
{
    g_return_val_if_fail(self != NULL, NULL);

    return g_strdup(self->dot);
}
