/* SPDX-License-Identifier: Apache-2.0 */
/* sopflow diff: what a newer version of a procedure changes, in words, as JSON, and drawn. */
#include "tool.h"

#include <stdio.h>
#include <string.h>

typedef struct
{
    char *format;
    char *language;
    char *drawing;
} Wish;

static void
wish_clear(Wish *self)
{
    g_free(self->format);
    g_free(self->language);
    g_free(self->drawing);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Wish, wish_clear)

#ifdef SOP_WITH_DRAW
static SopGraphChange
change_of(bool differs, SopDifferenceKind kind)
{
    return !differs                       ? SOP_GRAPH_SAME
           : kind == SOP_DIFFERENCE_ADDED ? SOP_GRAPH_ADDED
                                          : SOP_GRAPH_CHANGED;
}

/* How each node of the newer flow differs. Returns: (transfer full). */
static uint8_t *
node_changes(const SopVersions *versions, const SopFlow *newer)
{
    uint32_t n_nodes = sop_flow_count(newer, SOP_TABLE_NODES);
    uint8_t *changes = g_new0(uint8_t, n_nodes + 1);

    for (SopNode node = 0; node < n_nodes; node++)
    {
        SopDifferenceKind kind = SOP_DIFFERENCE_CHANGED;
        bool differs = sop_versions_marks_node(versions, node, &kind);
        changes[node] = (uint8_t) change_of(differs, kind);
    }
    return changes;
}

/* … and each action and timeout, where it is written. Returns: (transfer full). */
static uint8_t *
offer_changes(const SopVersions *versions, const SopFlow *newer)
{
    uint32_t n_offers = sop_flow_count_offers(newer);
    uint8_t *changes = g_new0(uint8_t, n_offers + 1);

    for (uint32_t offer = 0; offer < n_offers; offer++)
    {
        SopDifferenceKind kind = SOP_DIFFERENCE_CHANGED;
        bool differs = sop_versions_marks_offer(versions, offer, &kind);
        changes[offer] = (uint8_t) change_of(differs, kind);
    }
    return changes;
}

static bool
draw(const SopVersions *versions, SopFlow *newer, const Wish *wish)
{
    g_autoptr(GError) error = NULL;
    g_autofree uint8_t *nodes = node_changes(versions, newer);
    g_autofree uint8_t *offers = offer_changes(versions, newer);
    g_autofree char *name = g_path_get_basename(wish->drawing);
    const char *dot = strrchr(name, '.');
    SopGraphOptions options = {.view = SOP_VIEW_FULL,
                               .phase = SOP_NONE,
                               .language = wish->language,
                               .node_changes = nodes,
                               .offer_changes = offers};

    if (dot == NULL || dot[1] == '\0')
        return tool_unable("`%s` must end in .pdf, .svg, .png or .dot", wish->drawing), false;
    g_autoptr(SopGraph) graph = sop_graph_new(newer, &options, &error);
    g_autoptr(GBytes) bytes = graph != NULL ? sop_graph_render(graph, dot + 1, &error) : NULL;
    gsize size = 0;
    const void *data = bytes != NULL ? g_bytes_get_data(bytes, &size) : NULL;
    if (data == NULL || !g_file_set_contents(wish->drawing, data, (gssize) size, &error))
        return tool_unable("%s", error->message), false;
    return true;
}
#endif

static void
print_text(const SopVersions *versions, const char *language)
{
    g_autofree char *text = sop_versions_to_text(versions, language);

    fputs(text, stdout);
}

static void
print_json(const SopVersions *versions, const char *language)
{
    g_autofree char *json = sop_versions_to_json(versions, language);

    puts(json);
}

static const struct
{
    const char *name;
    void (*print)(const SopVersions *versions, const char *language);
} formats[] = {{"text", print_text}, {"json", print_json}};

static ToolExit
compare(SopFlow *older, SopFlow *newer, const Wish *wish)
{
    gsize chosen = 0;

    while (wish->format != NULL && chosen < G_N_ELEMENTS(formats) &&
           !g_str_equal(wish->format, formats[chosen].name))
        chosen++;
    if (chosen == G_N_ELEMENTS(formats))
        return tool_unable("there is no format `%s`; write text or json", wish->format);

    g_autoptr(SopVersions) versions = sop_versions_compare(older, newer);
#ifdef SOP_WITH_DRAW
    if (wish->drawing != NULL && !draw(versions, newer, wish))
        return TOOL_UNABLE;
#endif
    formats[chosen].print(versions, wish->language);
    return sop_versions_mean_the_same(versions) ? TOOL_FINE : TOOL_FOUND;
}

static ToolExit
run(int argc, char **argv)
{
    g_auto(Wish) wish = {0};
    ToolExit exit = TOOL_FINE;
    const GOptionEntry entries[] = {
        {"format", 'f', 0, G_OPTION_ARG_STRING, &wish.format, "text (as usual) or json", "FORMAT"},
        {"language", 'l', 0, G_OPTION_ARG_STRING, &wish.language, "Language of the sentences",
         "LANGUAGE"},
#ifdef SOP_WITH_DRAW
        {"drawing", 'd', 0, G_OPTION_ARG_FILENAME, &wish.drawing,
         "Draw the newer version with the differences marked: .pdf, .svg, .png or .dot", "FILE"},
#endif
        {0},
    };

    if (!tool_options(&tool_diff, entries, 2, &argc, &argv))
        return TOOL_UNABLE;
    g_autoptr(SopFlow) older = tool_load_flow(argv[1], &exit);
    g_autoptr(SopFlow) newer = older != NULL ? tool_load_flow(argv[2], &exit) : NULL;
    return newer != NULL ? compare(older, newer, &wish) : TOOL_UNABLE;
}

const Tool tool_diff = {
    .name = "diff",
    .arguments = "OLD NEW",
    .summary = "Say what a newer version changes",
    .examples = "  sopflow diff avrr-1.0.sop.yaml avrr-1.1.sop.yaml\n"
                "  sopflow diff old.sop.yaml new.sop.yaml --language fr --drawing changes.pdf\n\n"
                "Exit status: 0 both mean the same, 1 they differ, 2 one of them cannot be read.\n",
    .run = run,
};
