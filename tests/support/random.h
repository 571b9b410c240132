/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers at random, the same for the same seed on every machine; and which seeds a long run tries. */
#pragma once

#include <stdint.h>

typedef struct
{
    uint64_t state; /* not 0 */
} Random;

/* Neighbouring seeds begin far from each other. */
Random random_of_seed(uint64_t seed);
/* A number below `n`. */
uint32_t random_below(Random *self, uint32_t n);
/* A number that stands in the environment, or another when none does. */
uint64_t setting(const char *variable, uint64_t otherwise);
