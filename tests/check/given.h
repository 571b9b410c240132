/* SPDX-License-Identifier: Apache-2.0 */
/* What is given with an act of a random walk. */
#pragma once

#include "case/case.h"
#include "support/random.h"

/* Some of what is asked for the action, anywhere: facts, and documents of which some have expired by `now`. The
 * flow is that of the case. Returns: (transfer full). */
SopGiven *given_at_random(SopFlow *flow, SopAction action, SopInstant now, Random *random);
