/* SPDX-License-Identifier: Apache-2.0 */
/* What the benchmarks share: a clock, and a procedure from a text. They print; they never judge. */
#pragma once

#include <sopflow/sopflow.h>
#include <stdio.h>

static inline double
bench_seconds(void)
{
    return (double) g_get_monotonic_time() / G_USEC_PER_SEC;
}

/* Nothing may stand in the way of a benchmark: what is wrong is printed. */
static inline SopFlow *
bench_checked(SopFlow *flow, SopDiagnostics *diagnostics)
{
    if (flow == NULL)
    {
        g_autofree char *text = sop_diagnostics_to_text(diagnostics, false);
        fputs(text, stderr);
    }
    return flow;
}

static inline SopFlow *
bench_flow_of_text(const char *name, const char *text)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopProcedure) procedure = sop_procedure_load_text(name, text, -1, diagnostics, NULL);

    return bench_checked(procedure != NULL ? sop_flow_compile(procedure, diagnostics) : NULL,
                         diagnostics);
}

/* The floor: an act looked up in a table, its role and guard judged. */
typedef struct
{
    int to;
    int role;
    int least_age;
} BenchRow;

static const BenchRow bench_table[2][2] = {{{1, 0, 18}, {0, 0, 18}}, {{0, 0, 18}, {1, 0, 18}}};

__attribute__((noinline)) static bool
bench_floor_act(int *state, int event, int role, int age)
{
    const BenchRow *row = &bench_table[*state][event];

    if (row->role != role || age < row->least_age)
        return false;
    *state = row->to;
    return true;
}

static inline double
bench_floor(unsigned n_loops)
{
    int state = 0;
    unsigned n_accepted = 0;
    double seconds = bench_seconds();

    for (unsigned i = 0; i < n_loops; i++)
        n_accepted += bench_floor_act(&state, 0, 0, 34);
    seconds = bench_seconds() - seconds;
    return n_accepted == n_loops ? seconds * 1e9 / n_loops : -1;
}
