/* SPDX-License-Identifier: Apache-2.0 */
/* sopflow new: writes a commented procedure to begin with, and its scenarios beside it. */
#include "tool.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

/* Generated from starter.gresource.xml. */
GResource *tool_starter_get_resource(void);
void tool_starter_register_resource(void);

static const char *const suffixes[] = {".sop.yaml", ".scenarios.yaml"};

static bool
is_name(const char *text)
{
    for (const char *at = text; *at != '\0'; at++)
        if (!g_ascii_islower(*at) && (at == text || (!g_ascii_isdigit(*at) && *at != '_')))
            return false;
    return *text != '\0';
}

/* As a YAML scalar in double quotes; a control character would need an escape, and has no place in a title.
 * Returns: (transfer full). */
static char *
quote(const char *title)
{
    g_autoptr(GString) quoted = g_string_new("\"");

    for (const char *at = title; *at != '\0'; at++)
    {
        if (*at == '"' || *at == '\\')
            g_string_append_c(quoted, '\\');
        g_string_append_c(quoted, g_ascii_iscntrl(*at) ? ' ' : *at);
    }
    g_string_append_c(quoted, '"');
    return g_string_free(g_steal_pointer(&quoted), FALSE);
}

/* The text of a starter with its placeholders filled. Returns: (transfer full). */
static char *
fill(const char *suffix, const char *name, const char *title)
{
    g_autofree char *path = g_strdup_printf("/sopflow/starter/starter%s", suffix);
    g_autoptr(GBytes) bytes = g_resource_lookup_data(tool_starter_get_resource(), path,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    g_autoptr(GString) text =
        g_string_new_len(g_bytes_get_data(bytes, NULL), (gssize) g_bytes_get_size(bytes));
    g_autofree char *quoted = quote(title);

    g_string_replace(text, "@NAME@", name, 0);
    g_string_replace(text, "@TITLE@", quoted, 0);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static ToolExit
write_all(const char *base, const char *name, const char *title)
{
    for (gsize i = 0; i < G_N_ELEMENTS(suffixes); i++)
    {
        g_autofree char *path = g_strconcat(base, suffixes[i], NULL);
        if (g_file_test(path, G_FILE_TEST_EXISTS))
            return tool_unable("%s is there already; it is not overwritten", path);
    }
    tool_starter_register_resource();
    for (gsize i = 0; i < G_N_ELEMENTS(suffixes); i++)
    {
        g_autofree char *path = g_strconcat(base, suffixes[i], NULL);
        g_autofree char *text = fill(suffixes[i], name, title);
        g_autoptr(GError) error = NULL;
        if (!g_file_set_contents(path, text, -1, &error))
            return tool_unable("%s", error->message);
        printf("%s\n", path);
    }
    return TOOL_FINE;
}

static ToolExit
run(int argc, char **argv)
{
    g_autofree char *title = NULL;
    const GOptionEntry entries[] = {
        {"title", 't', 0, G_OPTION_ARG_STRING, &title, "The title of the procedure", "TITLE"},
        {0},
    };

    if (!tool_options(&tool_new, entries, 1, &argc, &argv))
        return TOOL_UNABLE;
    g_autofree char *base = g_strdup(argv[1]);
    if (g_str_has_suffix(base, ".sop.yaml"))
        base[strlen(base) - strlen(".sop.yaml")] = '\0';
    g_autofree char *name = g_path_get_basename(base);
    if (!is_name(name))
        return tool_unable(
            "`%s` cannot be a name: it is made of a-z, 0-9 and _, and begins with a letter", name);
    if (title == NULL)
    {
        title = g_strdelimit(g_strdup(name), "_", ' ');
        title[0] = g_ascii_toupper(title[0]);
    }
    return write_all(base, name, title);
}

const Tool tool_new = {
    .name = "new",
    .arguments = "NAME",
    .summary = "Write a commented procedure to begin with",
    .examples = "  sopflow new visa_extension --title 'Extension of a visa'\n"
                "  sopflow check visa_extension.sop.yaml\n"
                "  sopflow test visa_extension.sop.yaml\n",
    .run = run,
};
