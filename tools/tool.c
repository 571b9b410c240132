/* SPDX-License-Identifier: Apache-2.0 */
/* What the subcommands share: see tool.h. */
#include "tool.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool
tool_options(const Tool *tool, const GOptionEntry *entries, int n_files, int *argc, char ***argv)
{
    g_autoptr(GOptionContext) context = g_option_context_new(tool->arguments);
    g_autofree char *description = g_strdup_printf("Examples:\n%s", tool->examples);
    g_autofree char *program = g_strdup_printf("sopflow %s", tool->name);
    g_autoptr(GError) error = NULL;

    g_set_prgname(program);
    g_option_context_set_summary(context, tool->summary);
    g_option_context_set_description(context, description);
    if (entries != NULL)
        g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, argc, argv, &error))
    {
        tool_unable("%s (`%s --help` shows how it is used)", error->message, program);
        return false;
    }
    if (n_files == G_MAXINT ? *argc < 2 : *argc - 1 != n_files)
    {
        tool_unable("usage: %s %s", program, tool->arguments);
        return false;
    }
    return true;
}

ToolExit
tool_unable(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    fprintf(stderr, "sopflow: %s\n", text);
    return TOOL_UNABLE;
}

bool
tool_wants_colour(FILE *stream)
{
    return isatty(fileno(stream)) && g_getenv("NO_COLOR") == NULL;
}

void
tool_print_diagnostics(SopDiagnostics *diagnostics)
{
    unsigned accepted = sop_diagnostics_count_accepted(diagnostics);
    if (sop_diagnostics_count(diagnostics) == accepted) /* what is accepted, `check` lists */
        return;
    g_autofree char *text = sop_diagnostics_to_text(diagnostics, tool_wants_colour(stderr));
    fputs(text, stderr);
}

SopFlow *
tool_load_flow(const char *path, ToolExit *ret_exit)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(SopFlow) flow = sop_flow_load(path, diagnostics, &error);

    tool_print_diagnostics(diagnostics);
    if (error != NULL)
        *ret_exit = tool_unable("%s", error->message);
    else if (flow == NULL)
        *ret_exit = TOOL_FOUND;
    return g_steal_pointer(&flow);
}

ToolWho
tool_who_parse(const SopFlow *flow, const char *text)
{
    const char *slash = strchr(text, '/');
    ToolWho who = {0};

    who.role_name = slash != NULL ? g_strndup(text, (gsize) (slash - text)) : g_strdup(text);
    who.person = g_strdup(slash != NULL ? slash + 1 : text);
    who.role = sop_flow_role(flow, who.role_name);
    return who;
}

void
tool_who_clear(ToolWho *self)
{
    g_clear_pointer(&self->role_name, g_free);
    g_clear_pointer(&self->person, g_free);
}

SopInstant
tool_now(void)
{
    return g_get_real_time();
}

int
tool_compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
tool_active_names(const SopCase *kase)
{
    const SopFlow *flow = sop_case_flow(kase);
    unsigned n_nodes = sop_case_at(kase, NULL, 0);
    g_autofree SopNode *nodes = g_new(SopNode, n_nodes);
    GPtrArray *names = g_ptr_array_new();

    sop_case_at(kase, nodes, n_nodes);
    for (unsigned i = 0; i < n_nodes; i++)
        g_ptr_array_add(names, (char *) sop_flow_name(flow, SOP_TABLE_NODES, nodes[i]));
    g_ptr_array_sort(names, tool_compare_names);
    return names;
}

GArray *
tool_dues(const SopCase *kase, SopInstant now)
{
    unsigned n_dues = sop_case_due(kase, now, NULL, 0);
    GArray *dues = g_array_sized_new(FALSE, TRUE, sizeof(SopDue), n_dues);

    g_array_set_size(dues, n_dues);
    sop_case_due(kase, now, (SopDue *) (void *) dues->data, n_dues);
    return dues;
}

static const SopTable tables_of_dues[] = {[SOP_DUE_DEADLINE] = SOP_TABLE_NODES,
                                          [SOP_DUE_TIMEOUT] = SOP_TABLE_ACTIONS,
                                          [SOP_DUE_OWED] = SOP_TABLE_SAFEGUARDS};

const char *
tool_due_name(const SopFlow *flow, const SopDue *due)
{
    return sop_flow_name(flow, tables_of_dues[due->kind], due->of);
}

const char *
tool_due_title(const SopFlow *flow, const SopDue *due, const char *language)
{
    return sop_flow_title_of(flow, tables_of_dues[due->kind], due->of, language);
}
