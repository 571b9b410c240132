/* SPDX-License-Identifier: Apache-2.0 */
/* See goal_name.h. */
#include "check/goal_name.h"

char *
goal_name(const SopFlow *flow, SopHappening happening)
{
    const char *kind = happening < flow->n_actions                   ? "action"
                       : happening < flow->n_actions + flow->n_nodes ? "node"
                                                                     : "outcome";

    return g_strdup_printf("%s:%s", kind, sop_flow_happening_name(flow, happening));
}
