/* SPDX-License-Identifier: Apache-2.0 */
/* Random procedures for tests: phases in phases, tracks, decisions, every kind of target, guards
 * on a few facts, documents and persons; always such that they compile. */
#pragma once

#include <glib.h>

#include "support/random.h"

/* The YAML of a procedure. Returns: (transfer full). */
char *generate_procedure(Random *random);

/* Something to give, as play_do() reads it. Returns: (transfer full) (nullable). */
char *generate_given(Random *random);
