/* SPDX-License-Identifier: Apache-2.0 */
/* sopflow draw: flowcharts to PDF, SVG, PNG and DOT; a case may be marked in them. */
#include "tool.h"

#include <stdio.h>
#include <string.h>

typedef struct
{
    char *output;
    char *view;
    char *language;
    char *paper;
    char *case_path;
    char *now;
    gboolean portrait;
    gboolean landscape;
} Wish;

static void
wish_clear(Wish *self)
{
    g_free(self->output);
    g_free(self->view);
    g_free(self->language);
    g_free(self->paper);
    g_free(self->case_path);
    g_free(self->now);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Wish, wish_clear)

static bool
choose_view(SopFlow *flow, const char *view, SopGraphOptions *options, bool *ret_book)
{
    static const struct
    {
        const char *name;
        SopView view;
    } views[] = {{"overview", SOP_VIEW_OVERVIEW},
                 {"full", SOP_VIEW_FULL},
                 {"safeguards", SOP_VIEW_SAFEGUARDS}};

    *ret_book = view != NULL && g_str_equal(view, "book");
    options->view = SOP_VIEW_OVERVIEW;
    if (view == NULL || *ret_book)
        return true;
    for (gsize i = 0; i < G_N_ELEMENTS(views); i++)
        if (g_str_equal(view, views[i].name))
        {
            options->view = views[i].view;
            return true;
        }
    if (!g_str_has_prefix(view, "phase="))
        return tool_unable(
                   "there is no view `%s`; write overview, full, safeguards, book or phase=NAME",
                   view),
               false;

    const char *name = view + strlen("phase=");
    options->view = SOP_VIEW_PHASE;
    options->phase = sop_flow_node(flow, name);
    if (options->phase == SOP_NONE)
    {
        const char *near = sop_flow_nearest(flow, SOP_TABLE_NODES, name);
        tool_unable("there is no phase `%s`%s%s%s", name, near != NULL ? "; did you mean `" : "",
                    near != NULL ? near : "", near != NULL ? "`?" : "");
    }
    return options->phase != SOP_NONE;
}

static bool
choose_paper(const Wish *wish, SopGraphOptions *options)
{
    static const struct
    {
        const char *name;
        SopPaperSize paper;
    } papers[] = {{"natural", SOP_PAPER_NATURAL},
                  {"a4", SOP_PAPER_A4},
                  {"a3", SOP_PAPER_A3},
                  {"letter", SOP_PAPER_LETTER}};

    if (wish->portrait && wish->landscape)
        return tool_unable("--portrait or --landscape, not both"), false;
    options->landscape = wish->landscape;
    for (gsize i = 0; i < G_N_ELEMENTS(papers); i++)
        if (g_ascii_strcasecmp(wish->paper != NULL ? wish->paper : "natural", papers[i].name) == 0)
        {
            options->paper = papers[i].paper;
            return true;
        }
    return tool_unable("there is no paper `%s`; write a4, a3, letter or natural", wish->paper),
           false;
}

/* The procedure's own languages; NULL, its first, is as good. */
static bool
choose_language(SopFlow *flow, const char *language, SopGraphOptions *options)
{
    options->language = language;
    if (language == NULL || g_strv_contains(sop_flow_languages(flow), language))
        return true;
    g_autofree char *list = g_strjoinv(", ", (char **) sop_flow_languages(flow));
    return tool_unable("the procedure has no texts in `%s`; it has %s", language, list), false;
}

static SopCase *
load_case(SopFlow *flow, const char *path)
{
    g_autofree char *json = NULL;
    gsize length = 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(SopCase) kase = NULL;

    if (g_file_get_contents(path, &json, &length, &error))
        kase = sop_case_from_json(flow, json, (gssize) length, &error);
    if (kase == NULL)
        tool_unable("%s: %s", path, error->message);
    return g_steal_pointer(&kase);
}

static GBytes *
render(SopFlow *flow, const SopGraphOptions *options, bool book, const char *format, GError **error)
{
    if (book)
        return sop_graph_render_book(flow, options, error);
    g_autoptr(SopGraph) graph = sop_graph_new(flow, options, error);
    return graph != NULL ? sop_graph_render(graph, format, error) : NULL;
}

static ToolExit
write_drawing(SopFlow *flow, const SopGraphOptions *options, bool book, const char *output)
{
    g_autoptr(GError) error = NULL;
    const char *dot = strrchr(output, '.');

    if (dot == NULL || dot[1] == '\0')
        return tool_unable("`%s` must end in .pdf, .svg, .png or .dot", output);
    if (book && !g_str_equal(dot, ".pdf"))
        return tool_unable("a book is a PDF: write -o %.*s.pdf", (int) (dot - output), output);

    g_autoptr(GBytes) bytes = render(flow, options, book, dot + 1, &error);
    gsize size = 0;
    const void *data = bytes != NULL ? g_bytes_get_data(bytes, &size) : NULL;
    if (data == NULL || !g_file_set_contents(output, data, (gssize) size, &error))
        return tool_unable("%s", error->message);
    return TOOL_FINE;
}

static ToolExit
draw(SopFlow *flow, const Wish *wish)
{
    g_autoptr(SopCase) kase = NULL;
    SopGraphOptions options = {.phase = SOP_NONE, .now = tool_now()};
    bool book = false;

    if (wish->output == NULL)
        return tool_unable("where to? Write -o FILE.pdf");
    if (!choose_view(flow, wish->view, &options, &book) || !choose_paper(wish, &options) ||
        !choose_language(flow, wish->language, &options))
        return TOOL_UNABLE;
    if (wish->now != NULL && (options.now = sop_instant_parse(wish->now)) == SOP_INSTANT_NONE)
        return tool_unable("`%s` is no instant; write 2026-03-02T09:00:00+08:00", wish->now);
    if (wish->case_path != NULL && (kase = load_case(flow, wish->case_path)) == NULL)
        return TOOL_UNABLE;
    options.marks = kase;
    return write_drawing(flow, &options, book, wish->output);
}

static ToolExit
run(int argc, char **argv)
{
    g_auto(Wish) wish = {0};
    ToolExit exit = TOOL_FINE;
    const GOptionEntry entries[] = {
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &wish.output,
         "The file to write: .pdf, .svg, .png or .dot", "FILE"},
        {"view", 'v', 0, G_OPTION_ARG_STRING, &wish.view,
         "overview (the phases; as usual), full (a poster), phase=NAME (a page), safeguards (what always holds), book (the overview and all pages)",
         "VIEW"},
        {"language", 'l', 0, G_OPTION_ARG_STRING, &wish.language, "Language of the texts",
         "LANGUAGE"},
        {"paper", 'p', 0, G_OPTION_ARG_STRING, &wish.paper, "a4, a3, letter or natural (as usual)",
         "PAPER"},
        {"landscape", 0, 0, G_OPTION_ARG_NONE, &wish.landscape, "The paper lies", NULL},
        {"portrait", 0, 0, G_OPTION_ARG_NONE, &wish.portrait, "The paper stands (as usual)", NULL},
        {"case", 'c', 0, G_OPTION_ARG_FILENAME, &wish.case_path,
         "Mark a case: where it is, where it has been, what is open to it", "FILE"},
        {"now", 0, 0, G_OPTION_ARG_STRING, &wish.now,
         "The instant for which the case is marked (now)", "INSTANT"},
        {0},
    };

    if (!tool_options(&tool_draw, entries, 1, &argc, &argv))
        return TOOL_UNABLE;
    g_autoptr(SopFlow) flow = tool_load_flow(argv[1], &exit);
    return flow != NULL ? draw(flow, &wish) : exit;
}

const Tool tool_draw = {
    .name = "draw",
    .arguments = "FILE -o OUT",
    .summary = "Draw a procedure as a flowchart",
    .examples =
        "  sopflow draw flows/avrr.sop.yaml -o avrr.pdf --language zh --paper a3 --landscape\n"
        "  sopflow draw flows/avrr.sop.yaml -o counselling.svg --view phase=counselling_phase\n"
        "  sopflow draw flows/avrr.sop.yaml -o avrr.pdf --view book --paper a4\n"
        "  sopflow draw flows/avrr.sop.yaml -o case.png --view full --case case.json\n",
    .run = run,
};
