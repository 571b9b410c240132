/* SPDX-License-Identifier: Apache-2.0 */
/* The paths that break safeguards, drawn on the flowchart: a file each. */
#include "check.h"

#include <string.h>

static bool
draw(const CheckedFlow *flow, unsigned safeguard, const char *language, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SopTrail) trail = sop_proof_trail(
        flow->proof, safeguard, language != NULL ? language : sop_flow_languages(flow->flow)[0]);
    const SopGraphOptions options = {
        .view = SOP_VIEW_FULL, .phase = SOP_NONE, .language = language, .trail = trail};
    g_autoptr(SopGraph) graph = sop_graph_new(flow->flow, &options, &error);
    g_autoptr(GBytes) bytes =
        graph != NULL ? sop_graph_render(graph, strrchr(path, '.') + 1, &error) : NULL;
    gsize size = 0;
    const void *data = bytes != NULL ? g_bytes_get_data(bytes, &size) : NULL;

    if (data == NULL || !g_file_set_contents(path, data, (gssize) size, &error))
        return tool_unable("%s", error->message), false;
    return true;
}

/* "out.pdf" as "out-voluntary.pdf". Returns: (transfer full). */
static char *
named_after(const char *path, const char *safeguard)
{
    const char *dot = strrchr(path, '.');

    return g_strdup_printf("%.*s-%s%s", (int) (dot - path), path, safeguard, dot);
}

static bool
draw_all_of(const CheckedFlow *flow, const char *language, const char *path, bool is_only)
{
    for (unsigned i = 0; i < sop_flow_count(flow->flow, SOP_TABLE_SAFEGUARDS); i++)
    {
        if (sop_proof_result(flow->proof, i) != SOP_PROOF_BROKEN)
            continue;
        g_autofree char *own =
            is_only ? g_strdup(path)
                    : named_after(path, sop_flow_name(flow->flow, SOP_TABLE_SAFEGUARDS, i));
        if (!draw(flow, i, language, own))
            return false;
        if (!is_only)
            fprintf(stderr, "sopflow: drawn: %s\n", own);
    }
    return true;
}

bool
check_draw(const Checked *self, const char *language, const char *path)
{
    g_autofree char *name = g_path_get_basename(path);
    const char *dot = strrchr(name, '.');
    const CheckedFlow *flow = check_only_flow(self, "nothing was drawn");

    if (flow == NULL)
        return false;
    if (dot == NULL || dot[1] == '\0')
        return tool_unable("`%s` must end in .pdf, .svg, .png or .dot", path), false;
    if (language != NULL && !g_strv_contains(sop_flow_languages(flow->flow), language))
        return tool_unable("the procedure has no texts in `%s`", language), false;
    return draw_all_of(flow, language, path, check_count(self, SOP_PROOF_BROKEN) == 1);
}
