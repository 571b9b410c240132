/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the draw room, for what knows Graphviz. */
#pragma once

#include <cgraph.h>

/* The graph that `dot` describes, with identifiers that are the same in every run. Returns: (transfer full)
 * (nullable): NULL when it does not parse. */
Agraph_t *sop_draw_read(const char *dot);
