/* SPDX-License-Identifier: Apache-2.0 */
/* sopflow show: a variant as one procedure, merged with what it extends. */
#include "tool.h"

#include <stdio.h>

static ToolExit
run(int argc, char **argv)
{
    if (!tool_options(&tool_show, NULL, 1, &argc, &argv))
        return TOOL_UNABLE;

    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(SopProcedure) procedure = sop_procedure_load_file(argv[1], diagnostics, &error);

    tool_print_diagnostics(diagnostics);
    if (error != NULL)
        return tool_unable("%s", error->message);
    if (procedure == NULL || sop_diagnostics_count_of(diagnostics, SOP_SEVERITY_ERROR) > 0)
        return TOOL_FOUND;
    g_autofree char *text = sop_procedure_to_yaml(procedure);
    fputs(text, stdout);
    return TOOL_FINE;
}

const Tool tool_show = {
    .name = "show",
    .arguments = "FILE",
    .summary = "Print a variant merged with its base",
    .examples = "  sopflow show flows/avrr_guangdong.sop.yaml\n"
                "  sopflow show flows/avrr_guangdong.sop.yaml | diff flows/avrr.sop.yaml -\n\n"
                "Saved beside FILE, the output is the same procedure; comments are lost.\n",
    .run = run,
};
