/* SPDX-License-Identifier: Apache-2.0 */
/* Sketches made at random, and written down in two languages. */
#pragma once

#include "support/random.h"

#include "check/sketch.h"
#include <glib.h>

Sketch sketch_at_random(Random *random);
/* As YAML. Returns: (transfer full). */
char *sketch_to_yaml(const Sketch *self);
/* As a model in Promela, that reads second.h. Returns: (transfer full). */
char *sketch_to_promela(const Sketch *self);
