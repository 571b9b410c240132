/* SPDX-License-Identifier: Apache-2.0 */
/* Flows in other notations. */
#pragma once

#include <sopflow/diagnostics.h>
#include <sopflow/flow.h>

G_BEGIN_DECLS

/* The flow as a statechart of W3C SCXML, with conditions in ECMAScript: deterministic. What it keeps
 * and what the host must see to stands at its head. What SCXML cannot express is reported as a note,
 * and in the chart. `language`: of titles (nullable: the procedure's first). `diagnostics`: the list that
 * the flow was loaded with; places are not known to another
 * (nullable). Returns: (transfer full). */
SOP_EXPORT char *sop_flow_to_scxml(SopFlow *flow, const char *language,
                                   SopDiagnostics *diagnostics);

G_END_DECLS
