/* SPDX-License-Identifier: Apache-2.0 */
/* What loading costs: bench_load [STEPS]. A procedure of 1,000 and of 10,000 steps is generated, parsed by
 * libyaml alone (events only) and loaded with all checks; the ratio of the two is what counts, and
 * whether ten times the steps take ten times as long. */
#include "bench.h"

#include <glib/gstdio.h>
#include <string.h>
#include <yaml.h>

static const char *const head = "sopflow: 1\n"
                                "id: generated\n"
                                "version: 1.0.0\n"
                                "title: A generated procedure\n"
                                "roles:\n"
                                "  clerk: {title: Clerk, recorded_by: [manager]}\n"
                                "  manager: {title: Manager}\n"
                                "  migrant: {title: Migrant}\n"
                                "documents:\n"
                                "  passport: {title: Passport}\n"
                                "  form: {title: Form, valid_for: 90 days}\n"
                                "facts:\n"
                                "  age: {type: number, title: Age in years, range: \"[0..120]\"}\n"
                                "  consent: {type: boolean, title: Consent}\n"
                                "  status: {type: choice, values: [regular, irregular, asylum]}\n"
                                "outcomes:\n"
                                "  done: {title: Done}\n"
                                "  withdrawn: {title: Withdrawn}\n"
                                "  ready: {title: Ready}\n"
                                "steps:\n";

static const char *const guards[] = {
    "age >= 18 or consent",
    "status = \"irregular\" and not(consent)",
    "age between 16 and 65",
    "consent = true",
};

/* A step of a phase of twenty; the last of them ends the phase. */
static void
add_step(GString *text, unsigned step)
{
    bool ends = step % 20 == 19;

    g_string_append_printf(text,
                           "      step_%u:\n"
                           "        title: \"Step %u: collect and check\"\n"
                           "        by: clerk\n"
                           "        actions:\n"
                           "          check_%u:\n"
                           "            title: Check what was collected\n",
                           step, step, step);
    if (step % 2 == 1)
        g_string_append_printf(text, "            when: '%s'\n",
                               guards[step / 2 % G_N_ELEMENTS(guards)]);
    if (step % 5 == 0)
        g_string_append(text, "            asks: [age, consent, form?]\n"
                              "            requires: [passport]   # a remark\n");
    if (ends)
        g_string_append(text, "            to: {end: ready}\n");
    else
        g_string_append_printf(text, "            to: step_%u\n", step + 1);
    g_string_append_printf(
        text, "          refer_%u: {by: [clerk, manager], informs: [migrant], to: step_%u}\n", step,
        step / 20 * 20);
}

/* Returns: (transfer full). */
static char *
generate(unsigned n_steps)
{
    g_autoptr(GString) text = g_string_new(head);

    for (unsigned step = 0; step < n_steps; step++)
    {
        if (step % 20 == 0)
            g_string_append_printf(text,
                                   "  phase_%u:\n"
                                   "    title: Phase %u\n"
                                   "    actions:\n"
                                   "      withdraw_%u: {by: migrant, to: {close: withdrawn}}\n"
                                   "    steps:\n",
                                   step / 20, step / 20, step / 20);
        add_step(text, step);
        if (step % 20 != 19 && step + 1 != n_steps)
            continue;
        if (step + 1 == n_steps)
            g_string_append(text, "    to: {close: done}\n");
        else
            g_string_append_printf(text, "    to: phase_%u\n", step / 20 + 1);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static double
time_events(const char *text, size_t length)
{
    yaml_parser_t parser;
    yaml_event_t event;
    bool over = false;
    double seconds = bench_seconds();

    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, (const unsigned char *) text, length);
    while (!over)
    {
        if (!yaml_parser_parse(&parser, &event))
            break;
        over = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return over ? bench_seconds() - seconds : -1;
}

static double
time_load(const char *path)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    double seconds = bench_seconds();
    g_autoptr(SopFlow) flow = sop_flow_load(path, diagnostics, NULL);

    seconds = bench_seconds() - seconds;
    return bench_checked(flow, diagnostics) != NULL ? seconds : -1;
}

/* The best of several runs, the two taking turns. Returns: seconds of a load; -1 when it fails. */
static double
measure(unsigned n_steps, unsigned n_runs)
{
    g_autofree char *text = generate(n_steps);
    g_autofree char *folder = g_dir_make_tmp("bench_load_XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "generated.sop.yaml", NULL);
    double events = G_MAXDOUBLE;
    double load = G_MAXDOUBLE;

    g_file_set_contents(path, text, -1, NULL);
    for (unsigned run = 0; run < n_runs && load > 0; run++)
    {
        events = MIN(events, time_events(text, strlen(text)));
        load = MIN(load, time_load(path));
    }
    g_unlink(path);
    g_rmdir(folder);
    printf("%6u steps, %5zu KB: libyaml's events %8.2f ms, load and check %8.2f ms: %.2f x\n",
           n_steps, strlen(text) / 1024, events * 1e3, load * 1e3, load / events);
    return load;
}

int
main(int argc, char **argv)
{
    unsigned n_steps = argc > 1 ? (unsigned) g_ascii_strtoull(argv[1], NULL, 10) : 1000;
    double small = measure(n_steps, 20);
    double large = measure(n_steps * 10, 5);

    printf("ten times the steps take %.2f times as long\n", large / small);
    return small > 0 && large > 0 ? 0 : 1;
}
