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
