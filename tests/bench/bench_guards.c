/* SPDX-License-Identifier: Apache-2.0 */
/* What it costs to find out what conditions leave open: bench_guards [ROWS]. A decision table of ten columns
 * (numbers, choices, booleans, a date, a duration) is generated; one row in a hundred repeats an earlier one
 * and so is never taken. The ratio to loading the same file is what counts. */
#include "bench.h"

enum
{
    COPIES = 100, /* one row in so many repeats another */
    SEED = 1,
};

static const char *const head =
    "sopflow: 1\nid: generated\ntitle: A generated table\nroles: {clerk: {title: Clerk}}\nfacts:\n"
    "  age: {type: number, range: \"[0..120]\"}\n"
    "  income: {type: number, range: \">= 0\"}\n"
    "  kind: {type: choice, values: [k0, k1, k2, k3, k4, k5]}\n"
    "  region: {type: choice, values: [k0, k1, k2, k3, k4, k5, k6, k7, k8, k9]}\n"
    "  married: {type: boolean}\n"
    "  children: {type: number, range: \"[0..20]\"}\n"
    "  entered: {type: date}\n"
    "  stay: {type: duration}\n"
    "  degree: {type: choice, values: [k0, k1, k2, k3]}\n"
    "  risk: {type: boolean}\n"
    "outcomes: {done: {title: Done}}\n"
    "steps:\n"
    "  desk:\n"
    "    by: clerk\n"
    "    actions:\n"
    "      take:\n"
    "        asks: [age, income, kind, region, married, children, entered, stay, degree, risk]\n"
    "        to: table\n"
    "  table:\n"
    "    choose:\n"
    "      columns: [age, income, kind, region, married, children, entered, stay, degree, risk]\n"
    "      rows:\n";

typedef struct
{
    const char *form; /* with one number or two */
    unsigned most;    /* of the numbers */
    unsigned least;
} Cell;

static const Cell cells[] = {
    {"\"[%u..%u]\"", 120, 0},
    {"\"[%u..%u)\"", 100000, 0},
    {"\"k%u, k%u\"", 5, 0},
    {"\"k%u, k%u\"", 9, 0},
    {NULL, 1, 0},
    {"\"[%u..%u]\"", 20, 0},
    {"'< date(\"20%02u-%02u-01\")'", 12, 1},
    {"'>= duration(\"P%uD\")'", 400, 1},
    {"\"k%u, k%u\"", 3, 0},
    {NULL, 1, 0},
};

static void
add_cell(GString *text, GRand *random, const Cell *cell)
{
    unsigned low =
        (unsigned) g_rand_int_range(random, (gint32) cell->least, (gint32) cell->most + 1);
    unsigned high = (unsigned) g_rand_int_range(random, (gint32) low, (gint32) cell->most + 1);

    if (g_rand_int_range(random, 0, 5) == 0)
        g_string_append(text, "\"-\"");
    else if (cell->form == NULL)
        g_string_append(text, low != 0 ? "true" : "false");
    else
    {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        g_string_append_printf(text, cell->form, low, high);
#pragma GCC diagnostic pop
    }
    g_string_append(text, ", ");
}

/* Returns: (transfer full). */
static char *
generate(unsigned n_rows)
{
    GString *text = g_string_new(head);
    g_autoptr(GRand) random = g_rand_new_with_seed(SEED);
    g_autofree char *last = NULL;

    for (unsigned row = 0; row < n_rows; row++)
    {
        g_autoptr(GString) line = g_string_new("        - [");
        for (size_t i = 0; i < G_N_ELEMENTS(cells); i++)
            add_cell(line, random, &cells[i]);
        g_string_append(line, "{close: done}]\n");
        if (last == NULL || row % COPIES != COPIES - 1)
        {
            g_free(last);
            last = g_strdup(line->str);
        }
        g_string_append(text, last);
    }
    return g_string_free(text, FALSE);
}

int
main(int argc, char **argv)
{
    unsigned n_rows = argc > 1 ? (unsigned) g_ascii_strtoull(argv[1], NULL, 10) : 1000;
    g_autofree char *text = generate(n_rows);
    double seconds = bench_seconds();
    g_autoptr(SopFlow) flow = bench_flow_of_text("generated.sop.yaml", text);

    if (flow == NULL)
        return 1;
    double load = bench_seconds() - seconds;
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    seconds = bench_seconds();
    sop_proof_free(sop_proof_new(flow, &(SopProofOptions) {.overlaps = true}, diagnostics));
    double check = bench_seconds() - seconds;
    printf("%u rows, 10 columns: loaded in %.0f ms, checked in %.0f ms (%.1f times), %u findings\n",
           n_rows, load * 1e3, check * 1e3, check / load, sop_diagnostics_count(diagnostics));
    return sop_diagnostics_count(diagnostics) >= n_rows / COPIES ? 0 : 1;
}
