/* SPDX-License-Identifier: Apache-2.0 */
/* See enforced.h. */
#include "check/enforced.h"

bool
is_refused_by_safeguards(const SopVerdict *verdict)
{
    for (unsigned i = 0; i < sop_verdict_count_reasons(verdict); i++)
        if (sop_reason_code(sop_verdict_reason(verdict, i)) != SOP_REASON_SAFEGUARD)
            return false;
    return sop_verdict_count_reasons(verdict) > 0;
}

SopCase *
case_in_flow(const SopCase *of, SopFlow *flow)
{
    SopCase *copy = sop_case_dup(of);

    sop_flow_unref(copy->flow);
    copy->flow = sop_flow_ref(flow);
    return copy;
}
