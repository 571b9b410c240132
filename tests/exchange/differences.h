/* SPDX-License-Identifier: Apache-2.0 */
/* What the differential test does not compare: where the stranger is known to be wrong, and where a chart says less. */
#pragma once

#include "flow/flow.h"

/* Of two moves in different tracks of which both leave the other's, Appendix D keeps the one whose state
 * is first in the document (removeConflictingTransitions: what is not a descendant's is preempted); Qt
 * 6.4 keeps the deeper one. */
bool are_disputed(const SopFlow *flow, const SopBranch *a, const SopBranch *b);
/* Decisions and finished phases in different tracks that could be so. */
bool may_be_disputed(const SopFlow *flow);
/* `{resume: …, at: …}` into a phase that has finished is not entering it, so that its outcome stays; a chart enters it,
 * and forgets it. */
bool may_forget(const SopFlow *flow);
