/* SPDX-License-Identifier: Apache-2.0 */
/* The paths that break safeguards, as a file of scenarios for `sopflow test`. */
#include "check.h"

#include <string.h>

/* A file as seen from a folder. Returns: (transfer full). */
static char *
seen_from(const char *folder, const char *path)
{
    g_autofree char *from = g_canonicalize_filename(folder, NULL);
    g_autofree char *to = g_canonicalize_filename(path, NULL);
    g_auto(GStrv) froms = g_strsplit(from, "/", -1);
    g_auto(GStrv) tos = g_strsplit(to, "/", -1);
    g_autoptr(GString) seen = g_string_new(NULL);
    unsigned same = 0;

    while (froms[same] != NULL && tos[same] != NULL && g_str_equal(froms[same], tos[same]))
        same++;
    for (unsigned i = same; froms[i] != NULL; i++)
        if (*froms[i] != '\0')
            g_string_append(seen, "../");
    g_autofree char *rest = g_strjoinv("/", tos + same);
    return g_strconcat(seen->str, rest, NULL);
}

const CheckedFlow *
check_only_flow(const Checked *self, const char *what)
{
    if (self->flows->len != 1)
        tool_unable("%s: check one procedure, which compiles", what);
    else if (check_count(self, SOP_PROOF_BROKEN) == 0)
        tool_unable("%s: no safeguard is broken", what);
    else
        return g_ptr_array_index(self->flows, 0);
    return NULL;
}

bool
check_write_scenarios(const Checked *self, const char *path)
{
    const CheckedFlow *flow = check_only_flow(self, "no scenarios were written");
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GError) error = NULL;

    if (flow == NULL)
        return false;
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *procedure = seen_from(folder, flow->path);
    g_string_printf(
        text,
        "# How safeguards are broken: a shortest path each, whose last act is refused when a "
        "case runs.\nsopflow: 1\nscenarios_of: %s\nscenarios:\n",
        procedure);
    for (unsigned i = 0; i < sop_flow_count(flow->flow, SOP_TABLE_SAFEGUARDS); i++)
    {
        g_autofree char *scenario = sop_proof_scenario(flow->proof, i);
        g_string_append(text, scenario != NULL ? scenario : "");
    }
    if (!g_file_set_contents(path, text->str, -1, &error))
        return tool_unable("%s", error->message), false;
    return true;
}
