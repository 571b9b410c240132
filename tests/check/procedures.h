/* SPDX-License-Identifier: Apache-2.0 */
/* Random small procedures with all that a condition can read and a safeguard can demand. */
#pragma once

#include "support/random.h"

#include <sopflow/flow.h>

#include <glib.h>

/* The YAML of a procedure. Returns: (transfer full). */
char *procedure_at_random(Random *random);
/* … with more tracks and decisions, in which phases and tracks are often resumed. */
char *procedure_much_resumed(Random *random);
/* Compiles the YAML. `diagnostics`: (nullable) to which what is wrong is added. Returns: (transfer full) (nullable): NULL
 * when it is no procedure, as one at random may be. */
SopFlow *flow_at_random(const char *text, SopDiagnostics *diagnostics);
