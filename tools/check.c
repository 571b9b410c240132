/* SPDX-License-Identifier: Apache-2.0 */
/* sopflow check: every problem of the files, as text for people, JSON or SARIF for programs. */
#include "tool.h"

#include <stdio.h>
#include <unistd.h>

typedef struct /* of all safeguards of all files */
{
    unsigned n_proved, n_broken;
    GPtrArray *open; /* names of those that could not be confirmed; borrowed from the flows */
    GPtrArray *flows;
    unsigned long n_states;
} Tally;

enum
{
    SOON_DONE = 300 * 1000, /* states; as long as there were not more, nothing is shown */
};

/* 12345 as "12,345". */
static char *
thousands(unsigned long number)
{
    GString *text = g_string_new(NULL);

    g_string_printf(text, "%lu", number);
    for (gssize at = (gssize) text->len - 3; at > 0; at -= 3)
        g_string_insert_c(text, at, ',');
    return g_string_free(text, FALSE);
}

static void
show_progress(const SopProgress *progress, void *host)
{
    bool *shown = host;

    if (progress->n_states < SOON_DONE)
        return;
    g_autofree char *states = thousands(progress->n_states);
    fprintf(stderr, "\rproved %u of %u, %s states\033[K", progress->n_done, progress->n, states);
    *shown = true;
}

static void
prove(SopFlow *flow, SopDiagnostics *diagnostics, Tally *tally)
{
    bool shown = false;
    const SopProofOptions options = {.n_threads = g_get_num_processors(),
                                     .progress = isatty(STDERR_FILENO) ? show_progress : NULL,
                                     .host = &shown};
    g_autoptr(SopProof) proof = sop_proof_new(flow, &options, diagnostics);

    if (shown)
        fputs("\r\033[K", stderr);
    g_ptr_array_add(tally->flows, sop_flow_ref(flow));
    for (unsigned i = 0; i < sop_flow_count(flow, SOP_TABLE_SAFEGUARDS); i++)
    {
        SopProofResult result = sop_proof_result(proof, i);
        tally->n_proved += result == SOP_PROOF_PROVED;
        tally->n_broken += result == SOP_PROOF_BROKEN;
        if (result == SOP_PROOF_NOT_CONFIRMED)
            g_ptr_array_add(tally->open, (char *) sop_flow_name(flow, SOP_TABLE_SAFEGUARDS, i));
    }
    tally->n_states += sop_proof_all_states(proof);
}

/* Returns: false when a file could not be read. */
static bool
check_file(const char *path, SopDiagnostics *diagnostics, Tally *tally)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SopFlow) flow = NULL;

    if (g_str_has_suffix(path, ".scenarios.yaml"))
        sop_scenarios_free(sop_scenarios_load(path, diagnostics, &error));
    else if (g_str_has_suffix(path, ".texts.yaml"))
        sop_procedure_check_texts(path, diagnostics, &error);
    else
        flow = sop_flow_load(path, diagnostics, &error);
    if (flow != NULL)
        prove(flow, diagnostics, tally);
    if (error != NULL)
        tool_unable("%s", error->message);
    return error == NULL;
}

static void
print_tally(const Tally *tally)
{
    g_autofree char *states = thousands(tally->n_states);

    if (tally->n_states == 0 || tally->n_proved + tally->n_broken + tally->open->len == 0)
        return;
    printf("%u safeguard%s proved", tally->n_proved, tally->n_proved == 1 ? "" : "s");
    if (tally->n_broken > 0)
        printf(", %u broken", tally->n_broken);
    printf(" (%s states)\n", states);
    for (guint i = 0; i < tally->open->len; i++)
        printf("%s%s", i == 0 ? "could not be confirmed: " : ", ",
               (const char *) g_ptr_array_index(tally->open, i));
    if (tally->open->len > 0)
        printf("; times, counting or comparing facts decide, which the proof leaves open\n");
}

static void
print_text(SopDiagnostics *diagnostics, const Tally *tally)
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
    print_tally(tally);
}

static void
print_json(SopDiagnostics *diagnostics, const Tally *tally)
{
    (void) tally;
    g_autofree char *text = sop_diagnostics_to_json(diagnostics);
    printf("%s\n", g_strchomp(text));
}

static void
print_sarif(SopDiagnostics *diagnostics, const Tally *tally)
{
    (void) tally;
    g_autofree char *text = sop_diagnostics_to_sarif(diagnostics);
    printf("%s\n", g_strchomp(text));
}

static const struct
{
    const char *name;
    void (*print)(SopDiagnostics *diagnostics, const Tally *tally);
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
    g_autoptr(GPtrArray) unsettled = g_ptr_array_new();
    g_autoptr(GPtrArray) flows = g_ptr_array_new_with_free_func((GDestroyNotify) sop_flow_unref);
    Tally tally = {.open = unsettled, .flows = flows};
    bool readable = true;
    for (int i = 1; i < argc; i++)
        readable = check_file(argv[i], diagnostics, &tally) && readable;

    sop_diagnostics_fold(diagnostics);
    if (readable || sop_diagnostics_count(diagnostics) > 0)
        formats[chosen].print(diagnostics, &tally);
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
