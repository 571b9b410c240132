/* SPDX-License-Identifier: Apache-2.0 */
/* sopflow export: a procedure in another notation. */
#include "tool.h"

#include <stdio.h>

typedef struct
{
    char *notation;
    char *output;
    char *language;
} Wish;

static void
wish_clear(Wish *self)
{
    g_free(self->notation);
    g_free(self->output);
    g_free(self->language);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Wish, wish_clear)

static const struct
{
    const char *name;
    char *(*write)(SopFlow *flow, const char *language, SopDiagnostics *diagnostics);
} notations[] = {{"scxml", sop_flow_to_scxml}};

static ToolExit
write_text(const char *text, const char *output)
{
    g_autoptr(GError) error = NULL;

    if (output == NULL)
        fputs(text, stdout);
    else if (!g_file_set_contents(output, text, -1, &error))
        return tool_unable("%s", error->message);
    return TOOL_FINE;
}

/* What was found when loading and when exporting is printed together. */
static ToolExit export(const Wish *wish, const char *path)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(SopFlow) flow = sop_flow_load(path, diagnostics, &error);

    if (error != NULL)
        return tool_unable("%s", error->message);
    for (gsize i = 0; i < G_N_ELEMENTS(notations); i++)
    {
        if (!g_str_equal(wish->notation, notations[i].name))
            continue;
        g_autofree char *text =
            flow != NULL ? notations[i].write(flow, wish->language, diagnostics) : NULL;
        tool_print_diagnostics(diagnostics);
        return text != NULL ? write_text(text, wish->output) : TOOL_FOUND;
    }
    return tool_unable("there is no notation `%s`; write --to scxml", wish->notation);
}

static ToolExit
run(int argc, char **argv)
{
    g_auto(Wish) wish = {0};
    const GOptionEntry entries[] = {
        {"to", 't', 0, G_OPTION_ARG_STRING, &wish.notation, "The notation: scxml", "NOTATION"},
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &wish.output,
         "The file to write (standard output)", "FILE"},
        {"language", 'l', 0, G_OPTION_ARG_STRING, &wish.language, "Language of the titles",
         "LANGUAGE"},
        {0},
    };

    if (!tool_options(&tool_export, entries, 1, &argc, &argv))
        return TOOL_UNABLE;
    if (wish.notation == NULL)
        return tool_unable("to what? Write --to scxml");
    return export(&wish, argv[1]);
}

const Tool tool_export = {
    .name = "export",
    .arguments = "FILE --to scxml [-o OUT]",
    .summary = "Write a procedure in another notation",
    .examples =
        "  sopflow export flows/avrr.sop.yaml --to scxml -o avrr.scxml\n\n"
        "SCXML is the W3C's notation of statecharts. What the chart keeps, and what whoever\n"
        "runs it must see to, stands at its head; what it cannot say is reported.\n",
    .run = run,
};
