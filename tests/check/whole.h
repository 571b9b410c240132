/* SPDX-License-Identifier: Apache-2.0 */
/* A search that follows everything, so that no two states are taken for one. */
#pragma once

#include "check/proof.h"

/* `done`: what was done, too; where nothing reads it, that only makes more states of one. */
static inline SopSlice *
whole_slice(const SopDomains *domains, bool done)
{
    const SopFlow *flow = domains->flow;
    SopSlice *slice = sop_slice_new(domains);

    for (SopItem item = 0; item < domains->n_items; item++)
        if (done || item < sop_item_of_done(flow, 0) ||
            item >= sop_item_of_fired(flow, flow->first_timeout))
            sop_slice_add(slice, item);
    for (SopNode node = 0; node < flow->n_nodes; node++)
    {
        sop_slice_add(slice, sop_item_of_region(slice, node));
        if (flow->nodes[node].outcome != SOP_NONE)
            sop_slice_add(slice, sop_item_of_outcome(slice, node));
    }
    return slice;
}
