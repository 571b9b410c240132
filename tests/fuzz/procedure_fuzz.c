/* SPDX-License-Identifier: Apache-2.0 */
/* Any text at all as a procedure: it is read or refused with diagnostics, and these can be rendered. */
#include <sopflow/procedure.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    sop_procedure_unref(sop_procedure_load_text("fuzz.sop.yaml", (const char *) data, (gssize) size,
                                                diagnostics, NULL));
    g_autofree char *text = sop_diagnostics_to_text(diagnostics, false);
    return text == NULL;
}
