/* SPDX-License-Identifier: Apache-2.0 */
/* sopflow check: every problem of the files, and what is proved of them. */
#include "check.h"

#include <string.h>
#include <unistd.h>

enum
{
    SOON_DONE = 300 * 1000, /* states; as long as there were not more, nothing is shown */
};

typedef struct
{
    char *format;
    char *scenarios;
    char *drawing;
    char *language;
    gboolean explain;
    int limit;
    gboolean overlaps;
} Wish;

static void
wish_clear(Wish *self)
{
    g_free(self->format);
    g_free(self->scenarios);
    g_free(self->drawing);
    g_free(self->language);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Wish, wish_clear)

static void
checked_flow_free(gpointer data)
{
    CheckedFlow *self = data;

    sop_versions_free(self->versions);
    sop_flow_unref(self->base);
    sop_proof_free(self->proof);
    sop_flow_unref(self->flow);
    g_free(self->path);
    g_free(self);
}

unsigned
check_count(const Checked *self, SopProofResult result)
{
    unsigned count = 0;

    for (guint i = 0; i < self->flows->len; i++)
    {
        const CheckedFlow *flow = g_ptr_array_index(self->flows, i);
        for (unsigned k = 0; k < sop_flow_count(flow->flow, SOP_TABLE_SAFEGUARDS); k++)
            count += sop_proof_result(flow->proof, k) == result;
    }
    return count;
}

const char *
check_result_name(SopProofResult result)
{
    static const char *const names[] = {[SOP_PROOF_PROVED] = "proved",
                                        [SOP_PROOF_BROKEN] = "broken",
                                        [SOP_PROOF_NOT_CONFIRMED] = "not_confirmed",
                                        [SOP_PROOF_STOPPED] = "stopped"};

    return names[result];
}

static void
show_progress(const SopProgress *progress, void *host)
{
    bool *shown = host;

    if (progress->n_states < SOON_DONE)
        return;
    g_autofree char *states = check_thousands(progress->n_states);
    fprintf(stderr, "\rproved %u of %u, %s states\033[K", progress->n_done, progress->n, states);
    *shown = true;
}

static void
check_flow(Checked *self, const char *path, SopFlow *flow, const Wish *wish)
{
    CheckedFlow *checked = g_new0(CheckedFlow, 1);
    bool shown = false;
    const SopProofOptions options = {.limit = (unsigned) MAX(wish->limit, 0),
                                     .overlaps = wish->overlaps,
                                     .n_threads = g_get_num_processors(),
                                     .progress = isatty(STDERR_FILENO) ? show_progress : NULL,
                                     .host = &shown};

    checked->path = g_strdup(path);
    checked->flow = sop_flow_ref(flow);
    checked->proof = sop_proof_new(flow, &options, self->diagnostics);
    if (shown)
        fputs("\r\033[K", stderr);
    check_compare(checked);
    g_ptr_array_add(self->flows, checked);
}

/* Returns: false when a file could not be read. */
static bool
check_file(Checked *self, const char *path, const Wish *wish)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SopFlow) flow = NULL;

    if (g_str_has_suffix(path, ".scenarios.yaml"))
        sop_scenarios_free(sop_scenarios_load(path, self->diagnostics, &error));
    else if (g_str_has_suffix(path, ".texts.yaml"))
        sop_procedure_check_texts(path, self->diagnostics, &error);
    else
        flow = sop_flow_load(path, self->diagnostics, &error);
    if (flow != NULL)
        check_flow(self, path, flow, wish);
    if (error != NULL)
        tool_unable("%s", error->message);
    return error == NULL;
}

/* What was not looked for to the end may be there all the same. */
static void
report_unneeded(const Checked *self)
{
    for (guint i = 0; i < self->flows->len; i++)
    {
        const CheckedFlow *flow = g_ptr_array_index(self->flows, i);
        g_autofree unsigned *open = sop_proof_open_codes(flow->proof);
        sop_diagnostics_report_unneeded(self->diagnostics, flow->path, open);
    }
}

static const struct
{
    const char *name;
    void (*tell)(const Checked *checked);
} formats[] = {{"text", check_tell_text}, {"json", check_tell_json}, {"sarif", check_tell_sarif}};

/* Returns: G_N_ELEMENTS(formats) when there is none of that name. */
static gsize
format_of(const char *name)
{
    gsize format = 0;

    while (name != NULL && format < G_N_ELEMENTS(formats) &&
           !g_str_equal(name, formats[format].name))
        format++;
    return format;
}

static bool
write_files(const Checked *self, const Wish *wish)
{
    if (wish->scenarios != NULL && !check_write_scenarios(self, wish->scenarios))
        return false;
#ifdef SOP_WITH_DRAW
    if (wish->drawing != NULL && !check_draw(self, wish->language, wish->drawing))
        return false;
#endif
    return true;
}

static ToolExit
check_files(const Wish *wish, char *const *paths, int n_paths)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(GPtrArray) flows = g_ptr_array_new_with_free_func(checked_flow_free);
    Checked checked = {diagnostics, flows, wish->explain};
    bool readable = true;

    for (int i = 0; i < n_paths; i++)
        readable = check_file(&checked, paths[i], wish) && readable;
    report_unneeded(&checked);
    sop_diagnostics_fold(diagnostics);
    if (readable || sop_diagnostics_count(diagnostics) > 0)
        formats[format_of(wish->format)].tell(&checked);
    if (!readable || !write_files(&checked, wish))
        return TOOL_UNABLE;
    return sop_diagnostics_count_of(diagnostics, SOP_SEVERITY_ERROR) > 0 ? TOOL_FOUND : TOOL_FINE;
}

static ToolExit
run(int argc, char **argv)
{
    g_auto(Wish) wish = {0};
    const GOptionEntry entries[] = {
        {"format", 'f', 0, G_OPTION_ARG_STRING, &wish.format, "text (as usual), json or sarif",
         "FORMAT"},
        {"explain", 'e', 0, G_OPTION_ARG_NONE, &wish.explain,
         "Show the page of each message that is found", NULL},
        {"scenarios", 's', 0, G_OPTION_ARG_FILENAME, &wish.scenarios,
         "Write how safeguards are broken, as scenarios for `sopflow test`", "OUT"},
#ifdef SOP_WITH_DRAW
        {"counterexample", 'c', 0, G_OPTION_ARG_FILENAME, &wish.drawing,
         "Draw how a safeguard is broken on the flowchart: .pdf, .svg, .png or .dot", "OUT"},
        {"language", 'l', 0, G_OPTION_ARG_STRING, &wish.language, "Language of that drawing",
         "LANGUAGE"},
#endif
        {"overlaps", 'o', 0, G_OPTION_ARG_NONE, &wish.overlaps,
         "Tell rows of a table that are both for a case, and say different things", NULL},
        {"limit", 0, 0, G_OPTION_ARG_INT, &wish.limit,
         "Stop the proof of a safeguard after so many states", "STATES"},
        {0},
    };

    if (!tool_options(&tool_check, entries, G_MAXINT, &argc, &argv))
        return TOOL_UNABLE;
    if (format_of(wish.format) == G_N_ELEMENTS(formats))
        return tool_unable("there is no format `%s`; write text, json or sarif", wish.format);
    if (wish.explain && format_of(wish.format) != 0)
        return tool_unable("--explain goes with text; `sopflow explain` shows the pages");
    return check_files(&wish, argv + 1, argc - 1);
}

const Tool tool_check = {
    .name = "check",
    .arguments = "FILE…",
    .summary = "Check procedures, scenarios and translations",
    .examples = "  sopflow check flows/avrr.sop.yaml\n"
                "  sopflow check --explain flows/avrr.sop.yaml\n"
                "  sopflow check --counterexample broken.pdf flows/avrr.sop.yaml\n"
                "  sopflow check --scenarios broken.scenarios.yaml flows/avrr.sop.yaml\n"
                "  sopflow check --format sarif flows/*.sop.yaml >findings.sarif\n"
                "  sopflow check --overlaps flows/avrr.sop.yaml\n\n"
                "Exit status: 0 no errors (warnings may be), 1 errors, 2 a file cannot be read.\n",
    .run = run,
};
