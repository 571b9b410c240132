/* SPDX-License-Identifier: Apache-2.0 */
/* See differences.h. */
#include "exchange/differences.h"

/* ---- where the stranger is known to be wrong ------------------------------------------------- */

bool
are_disputed(const SopFlow *flow, const SopBranch *a, const SopBranch *b)
{
    SopNode domains[] = {a->to.domain != SOP_NONE ? a->to.domain : 0,
                         b->to.domain != SOP_NONE ? b->to.domain : 0};

    return a->to.kind != SOP_TARGET_STAY && b->to.kind != SOP_TARGET_STAY &&
           flow->nodes[a->node].depth != flow->nodes[b->node].depth &&
           !sop_node_contains(flow, a->node, b->node) &&
           !sop_node_contains(flow, b->node, a->node) &&
           (sop_node_contains(flow, domains[0], domains[1]) ||
            sop_node_contains(flow, domains[1], domains[0]));
}

static bool
are_beside(const SopFlow *flow, SopNode a, SopNode b)
{
    while (!sop_node_contains(flow, a, b))
        a = flow->nodes[a].parent;
    return flow->nodes[a].kind == SOP_KIND_PARALLEL;
}

bool
may_be_disputed(const SopFlow *flow)
{
    for (uint32_t i = 0; i < flow->n_branches; i++)
        for (uint32_t k = 0; k < i; k++)
        {
            const SopBranch *a = &flow->branches[i];
            const SopBranch *b = &flow->branches[k];
            if (a->offer == SOP_NONE && b->offer == SOP_NONE && are_disputed(flow, a, b) &&
                are_beside(flow, a->node, b->node))
                return true;
        }
    return false;
}

/* ---- where a chart says less -------------------------------------------------------------------- */

static bool
is_told(const SopFlow *flow, SopNode phase)
{
    for (uint32_t i = 0; i < flow->n_reads; i++)
        if (flow->reads[i].kind == SOP_READ_OUTCOME && flow->reads[i].index == phase)
            return true;
    return false;
}

bool
may_forget(const SopFlow *flow)
{
    for (uint32_t i = 0; i < flow->n_branches; i++)
    {
        const SopTarget *to = &flow->branches[i].to;
        if (to->kind != SOP_TARGET_RESUME || to->at == SOP_NONE)
            continue;
        for (SopNode node = flow->nodes[to->at].parent; node != SOP_NONE && node >= to->node;
             node = flow->nodes[node].parent)
            if (is_told(flow, node))
                return true;
    }
    return false;
}
