/* SPDX-License-Identifier: Apache-2.0 */
/* Random procedures for the differential test: all that moves a case (nesting, tracks, decisions,
 * tables, resuming, timeouts) and conditions over facts of all types that a chart can hold; none of
 * what is left to the host. */
#pragma once

#include <glib.h>

#include "support/random.h"

/* The YAML text of a procedure. `lost`: moves are written that SCXML may remember otherwise (SOP-602),
 * not only those that it cannot. Returns: (transfer full). */
char *random_chart(Random *random, gboolean lost);
