/* SPDX-License-Identifier: Apache-2.0 */
/* Graphviz: layout, and rendering to bytes. PDF is drawn page by page on a cairo surface of our own, so that
 * a page is just the paper asked for, a book is one file, and nothing in it depends on the clock. */
#include "draw/draw.h"

#include <cairo-pdf.h>
#include <gvc.h>
#include <gvplugin.h>
#include <gvplugin_device.h>
#include <string.h>

#include "draw/read.h"

enum
{
    PAGE_MARGIN = 28, /* points */
    PAD = 8,          /* the graph's own, 0.1 inch, rounded up */
};

static GMutex lock; /* Graphviz keeps its state in globals */
static GString *complaints;

/* ---- Graphviz as a guest ---------------------------------------------------------------------------------- */

static int
keep_complaint(char *text)
{
    if (complaints != NULL)
        g_string_append(complaints, text);
    return 0;
}

static void
do_nothing(GVJ_t *job)
{
    (void) job;
}

/* A device that draws on the cairo context at hand and leaves pages to us. */
static gvdevice_engine_t page_engine = {do_nothing, do_nothing, do_nothing};
static gvdevice_features_t page_features = {GVDEVICE_DOES_TRUECOLOR, {0, 0}, {0, 0}, {72, 72}};
static gvplugin_installed_t page_devices[] = {{0, "soppage:cairo", 0, &page_engine, &page_features},
                                              {0}};
static gvplugin_api_t page_apis[] = {{API_device, page_devices}, {0}};
static gvplugin_library_t page_library = {(char *) "sopflow", page_apis};

typedef struct
{
    GVC_t *context;
    graph_t *graph; /* laid out */
} Layout;

/* A label that does not parse would be drawn as the node's name, with a complaint only. */
static bool
lay_out(Layout *self, const SopGraph *page, GError **error)
{
    self->graph = sop_draw_read(page->dot);
    bool is_laid_out = self->graph != NULL && gvLayout(self->context, self->graph, "dot") == 0;

    if (is_laid_out && strstr(complaints->str, "in label of") == NULL)
        return true;
    g_set_error(error, SOP_GRAPH_ERROR, SOP_GRAPH_ERROR_RENDER, "Graphviz could not lay it out: %s",
                complaints->str);
    return false;
}

static void
put_away(Layout *self)
{
    if (self->graph == NULL)
        return;
    gvFreeLayout(self->context, self->graph);
    agclose(self->graph);
    self->graph = NULL;
}

/* ---- PDF ------------------------------------------------------------------------------------------------------- */

static cairo_status_t
write_bytes(void *closure, const unsigned char *data, unsigned length)
{
    g_byte_array_append(closure, data, length);
    return CAIRO_STATUS_SUCCESS;
}

typedef struct
{
    double width, height; /* of the paper */
    double drawn_width, drawn_height;
} Fit;

/* How a drawing comes out on a paper: never larger than it is, and no larger than the paper. */
static Fit
fit(const SopGraph *page, graph_t *graph, bool landscape)
{
    double width = GD_bb(graph).UR.x - GD_bb(graph).LL.x + 2 * PAD;
    double height = GD_bb(graph).UR.y - GD_bb(graph).LL.y + 2 * PAD;
    double scale = 1;
    Fit result = {0};

    result.width = sop_draw_paper_points(page->paper, landscape, &result.height);
    if (page->paper == SOP_PAPER_NATURAL)
    {
        result.width = width + 2 * PAGE_MARGIN;
        result.height = height + 2 * PAGE_MARGIN;
    }
    scale = MIN(scale, (result.width - 2 * PAGE_MARGIN) / width);
    scale = MIN(scale, (result.height - 2 * PAGE_MARGIN) / height);
    result.drawn_width = width * scale;
    result.drawn_height = height * scale;
    return result;
}

static void
draw_page(Layout *layout, const SopGraph *page, cairo_surface_t *surface, cairo_t *cairo)
{
    Fit chosen = fit(page, layout->graph, page->landscape);
    Fit turned = fit(page, layout->graph, !page->landscape);

    if (page->may_turn && turned.drawn_width > chosen.drawn_width)
        chosen = turned;
    GD_drawing(layout->graph)->size.x = chosen.width - 2 * PAGE_MARGIN;
    GD_drawing(layout->graph)->size.y = chosen.height - 2 * PAGE_MARGIN;
    cairo_pdf_surface_set_size(surface, chosen.width, chosen.height);
    cairo_save(cairo);
    cairo_translate(cairo, (chosen.width - chosen.drawn_width) / 2, PAGE_MARGIN);
    gvRenderContext(layout->context, layout->graph, "soppage:cairo", cairo);
    cairo_restore(cairo);
    cairo_show_page(cairo);
}

static void
describe(cairo_surface_t *surface, const SopGraph *first)
{
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, first->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Sopflow");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                   first->effective != NULL ? first->effective
                                                            : "1970-01-01T00:00:00Z");
}

static GBytes *
render_pdf(GVC_t *context, SopGraph *const *pages, unsigned n_pages, GError **error)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(write_bytes, bytes, 595, 842);
    cairo_t *cairo = cairo_create(surface);
    bool is_drawn = true;

    describe(surface, pages[0]);
    for (unsigned i = 0; i < n_pages && is_drawn; i++)
    {
        Layout layout = {context, NULL};
        is_drawn = lay_out(&layout, pages[i], error);
        if (is_drawn)
            draw_page(&layout, pages[i], surface, cairo);
        put_away(&layout);
    }
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    if (is_drawn && cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
    {
        g_set_error(error, SOP_GRAPH_ERROR, SOP_GRAPH_ERROR_RENDER, "the PDF could not be made: %s",
                    cairo_status_to_string(cairo_surface_status(surface)));
        is_drawn = false;
    }
    cairo_surface_destroy(surface);
    return is_drawn ? g_byte_array_free_to_bytes(g_steal_pointer(&bytes)) : NULL;
}

/* ---- the others -------------------------------------------------------------------------------------------------- */

static GBytes *
render_image(GVC_t *context, const SopGraph *page, const char *format, GError **error)
{
    Layout layout = {context, NULL};
    char *data = NULL;
    unsigned length = 0;
    GBytes *bytes = NULL;

    if (lay_out(&layout, page, error))
    {
        if (g_str_equal(format, "png"))
            agsafeset(layout.graph, (char *) "dpi", (char *) "144", (char *) "");
        if (gvRenderData(layout.context, layout.graph, format, &data, &length) == 0 && data != NULL)
            bytes = g_bytes_new(data, length);
        else
            g_set_error(error, SOP_GRAPH_ERROR, SOP_GRAPH_ERROR_RENDER,
                        "Graphviz could not draw it as %s: %s", format, complaints->str);
        if (data != NULL)
            gvFreeRenderData(data);
    }
    put_away(&layout);
    return bytes;
}

/* Begins a call; what Graphviz complains of is kept, not printed. There is one context for the life of the
 * process: its text layout remembers the last font by a pointer into the context, also when that is freed. */
static GVC_t *
enter_graphviz(void)
{
    static GVC_t *context;

    g_mutex_lock(&lock);
    complaints = g_string_new(NULL);
    agseterrf(keep_complaint);
    if (context == NULL)
    {
        context = gvContext();
        gvAddLibrary(context, &page_library);
    }
    return context;
}

static void
leave_graphviz(void)
{
    agseterrf(NULL);
    g_string_free(g_steal_pointer(&complaints), TRUE);
    g_mutex_unlock(&lock);
}

GBytes *
sop_graph_render(SopGraph *self, const char *format, GError **error)
{
    g_return_val_if_fail(self != NULL && format != NULL, NULL);

    if (g_str_equal(format, "dot"))
        return g_bytes_new(self->dot, strlen(self->dot));
    if (!g_str_equal(format, "pdf") && !g_str_equal(format, "svg") && !g_str_equal(format, "png"))
    {
        g_set_error(error, SOP_GRAPH_ERROR, SOP_GRAPH_ERROR_FORMAT,
                    "%s is not among pdf, svg, png and dot", format);
        return NULL;
    }
    GVC_t *context = enter_graphviz();
    GBytes *bytes = g_str_equal(format, "pdf") ? render_pdf(context, &self, 1, error)
                                               : render_image(context, self, format, error);
    leave_graphviz();
    return bytes;
}

/* ---- a book ---------------------------------------------------------------------------------------------------------- */

static bool
is_phase(const SopFlow *flow, SopNode node)
{
    return flow->nodes[node].kind == SOP_KIND_PHASE || flow->nodes[node].kind == SOP_KIND_PARALLEL;
}

/* The top has a page of its own for what it has beside phases, but when the overview is that page. */
static bool
top_has_page(const SopFlow *flow)
{
    bool has_phases = false, has_others = false;

    for (SopNode node = 1; node < flow->n_nodes; node = flow->nodes[node].last + 1)
    {
        has_phases = has_phases || is_phase(flow, node);
        has_others = has_others || !is_phase(flow, node);
    }
    return has_phases && has_others;
}

/* A phase has a page when it is drawn nowhere else: a sub-procedure, or not a track. */
static bool
has_page(const SopFlow *flow, SopNode node)
{
    if (node == 0)
        return top_has_page(flow);
    return is_phase(flow, node) &&
           (sop_draw_used(flow, node) != NULL ||
            flow->nodes[flow->nodes[node].parent].kind != SOP_KIND_PARALLEL);
}

static void
add_safeguards(GPtrArray *pages, SopFlow *flow, const SopGraphOptions *options)
{
    uint32_t first = 0;

    if (!sop_draw_has_safeguards(flow))
        return;
    do
    {
        SopGraph *page = sop_draw_safeguards_page(flow, options, first, SOP_DRAW_SAFEGUARDS);
        page->may_turn = true;
        g_ptr_array_add(pages, page);
        first += SOP_DRAW_SAFEGUARDS;
    } while (first < flow->n_safeguards);
}

static bool
add_page(GPtrArray *pages, SopFlow *flow, const SopGraphOptions *options, GError **error)
{
    SopGraph *page = sop_graph_new(flow, options, error);

    if (page == NULL)
        return false;
    page->may_turn = true;
    g_ptr_array_add(pages, page);
    return true;
}

GBytes *
sop_graph_render_book(SopFlow *flow, const SopGraphOptions *options, GError **error)
{
    g_return_val_if_fail(flow != NULL && options != NULL, NULL);

    g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func((GDestroyNotify) sop_graph_free);
    SopGraphOptions of_page = *options;
    of_page.view = SOP_VIEW_OVERVIEW;
    if (!add_page(pages, flow, &of_page, error))
        return NULL;
    of_page.view = SOP_VIEW_SAFEGUARDS;
    add_safeguards(pages, flow, &of_page);
    of_page.view = SOP_VIEW_PHASE;
    for (SopNode node = 0; node < flow->n_nodes; node++)
    {
        of_page.phase = node;
        if (has_page(flow, node) && !add_page(pages, flow, &of_page, error))
            return NULL;
    }
    GVC_t *context = enter_graphviz();
    GBytes *bytes = render_pdf(context, (SopGraph *const *) pages->pdata, pages->len, error);
    leave_graphviz();
    return bytes;
}
