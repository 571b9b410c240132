/* SPDX-License-Identifier: Apache-2.0 */
/* sopflow texts: the file that a translator fills in, with what is translated already. */
#include "tool.h"

#include <stdio.h>

static ToolExit
write_texts(const char *text, const char *output)
{
    if (output == NULL)
    {
        fputs(text, stdout);
        return TOOL_FINE;
    }
    g_autoptr(GError) error = NULL;
    if (!g_file_set_contents(output, text, -1, &error))
        return tool_unable("%s", error->message);
    return TOOL_FINE;
}

static ToolExit
run(int argc, char **argv)
{
    g_autofree char *language = NULL;
    g_autofree char *output = NULL;
    const GOptionEntry entries[] = {
        {"language", 'l', 0, G_OPTION_ARG_STRING, &language, "into which it is translated", "L"},
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
         "where to write it, not to standard output", "OUT"},
        {0},
    };

    if (!tool_options(&tool_texts, entries, 1, &argc, &argv))
        return TOOL_UNABLE;
    if (language == NULL)
        return tool_unable("say into which language: --language fr");

    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(SopProcedure) procedure = sop_procedure_load_file(argv[1], diagnostics, &error);
    if (error != NULL)
        return tool_unable("%s", error->message);
    if (procedure == NULL || sop_diagnostics_count_of(diagnostics, SOP_SEVERITY_ERROR) > 0)
    {
        tool_print_diagnostics(diagnostics);
        return TOOL_FOUND;
    }
    g_autofree char *text = sop_procedure_texts_to_yaml(procedure, language);
    if (text == NULL)
        return tool_unable("`%s` is no language into which %s is translated; its `languages` name "
                           "them, after that of the originals",
                           language, argv[1]);
    return write_texts(text, output);
}

const Tool tool_texts = {
    .name = "texts",
    .arguments = "FILE",
    .summary = "Write what a translator fills in",
    .examples =
        "  sopflow texts visa.sop.yaml --language fr -o visa.fr.texts.yaml\n"
        "  sopflow check visa.fr.texts.yaml\n\n"
        "The file is read where it stands beside the procedure, under this name. Written again, it "
        "keeps what\nis translated, adds what is new, and marks what has changed; comments of your "
        "own are lost.\n",
    .run = run,
};
