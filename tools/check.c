/* SPDX-License-Identifier: Apache-2.0 */
/* sopflow check: every problem of the files, as text for people, JSON or SARIF for programs. */
#include "tool.h"

#include <stdio.h>

/* Returns: false when a file could not be read. */
static bool
check_file(const char *path, SopDiagnostics *diagnostics)
{
    g_autoptr(GError) error = NULL;

    if (g_str_has_suffix(path, ".scenarios.yaml"))
        sop_scenarios_free(sop_scenarios_load(path, diagnostics, &error));
    else if (g_str_has_suffix(path, ".texts.yaml"))
        sop_procedure_check_texts(path, diagnostics, &error);
    else
        sop_flow_unref(sop_flow_load(path, diagnostics, &error));
    if (error != NULL)
        tool_unable("%s", error->message);
    return error == NULL;
}

static void
print_text(SopDiagnostics *diagnostics)
{
    unsigned errors = sop_diagnostics_count_of(diagnostics, SOP_SEVERITY_ERROR);
    unsigned warnings = sop_diagnostics_count_of(diagnostics, SOP_SEVERITY_WARNING);
    g_autofree char *text = sop_diagnostics_to_text(diagnostics, tool_wants_colour(stdout));

    fputs(text, stdout);
    if (sop_diagnostics_count(diagnostics) == 0)
        printf("No problems found.\n");
    else
        printf("\n%u error%s, %u warning%s\n", errors, errors == 1 ? "" : "s", warnings,
               warnings == 1 ? "" : "s");
}

static void
print_json(SopDiagnostics *diagnostics)
{
    g_autofree char *text = sop_diagnostics_to_json(diagnostics);
    printf("%s\n", g_strchomp(text));
}

static void
print_sarif(SopDiagnostics *diagnostics)
{
    g_autofree char *text = sop_diagnostics_to_sarif(diagnostics);
    printf("%s\n", g_strchomp(text));
}

static const struct
{
    const char *name;
    void (*print)(SopDiagnostics *diagnostics);
} formats[] = {{"text", print_text}, {"json", print_json}, {"sarif", print_sarif}};

static ToolExit
run(int argc, char **argv)
{
    g_autofree char *format = NULL;
    const GOptionEntry entries[] = {
        {"format", 'f', 0, G_OPTION_ARG_STRING, &format, "text (as usual), json or sarif",
         "FORMAT"},
        {0},
    };

    if (!tool_options(&tool_check, entries, G_MAXINT, &argc, &argv))
        return TOOL_UNABLE;
    gsize chosen = 0;
    while (format != NULL && chosen < G_N_ELEMENTS(formats) &&
           !g_str_equal(format, formats[chosen].name))
        chosen++;
    if (chosen == G_N_ELEMENTS(formats))
        return tool_unable("there is no format `%s`; write text, json or sarif", format);

    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    bool readable = true;
    for (int i = 1; i < argc; i++)
        readable = check_file(argv[i], diagnostics) && readable;

    sop_diagnostics_fold(diagnostics);
    if (readable || sop_diagnostics_count(diagnostics) > 0)
        formats[chosen].print(diagnostics);
    if (!readable)
        return TOOL_UNABLE;
    return sop_diagnostics_count_of(diagnostics, SOP_SEVERITY_ERROR) > 0 ? TOOL_FOUND : TOOL_FINE;
}

const Tool tool_check = {
    .name = "check",
    .arguments = "FILE…",
    .summary = "Check procedures, scenarios and translations",
    .examples = "  sopflow check flows/avrr.sop.yaml\n"
                "  sopflow check --format sarif flows/*.sop.yaml >findings.sarif\n\n"
                "Exit status: 0 no errors (warnings may be), 1 errors, 2 a file cannot be read.\n",
    .run = run,
};
