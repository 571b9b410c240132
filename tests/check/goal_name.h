/* SPDX-License-Identifier: Apache-2.0 */
/* A goal of `path`, as its user writes it. */
#pragma once

#include "flow/flow.h"

/* Returns: (transfer full): such as "node:desk". */
char *goal_name(const SopFlow *flow, SopHappening happening);
