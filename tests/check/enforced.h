/* SPDX-License-Identifier: Apache-2.0 */
/* A walk that is to break a safeguard: one is enforced, and what it refuses is done in a case where none is. */
#pragma once

#include "case/case.h"

bool is_refused_by_safeguards(const SopVerdict *verdict);
/* The same case, in another flow that has the same tables. Returns: (transfer full). */
SopCase *case_in_flow(const SopCase *of, SopFlow *flow);
