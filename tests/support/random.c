/* SPDX-License-Identifier: Apache-2.0 */
/* See random.h. */
#include "support/random.h"

#include <glib.h>

Random
random_of_seed(uint64_t seed)
{
    return (Random) {seed * UINT64_C(0x9e3779b97f4a7c15)};
}

uint32_t
random_below(Random *self, uint32_t n) /* xorshift64* */
{
    self->state ^= self->state >> 12;
    self->state ^= self->state << 25;
    self->state ^= self->state >> 27;
    return (uint32_t) (self->state * UINT64_C(2685821657736338717) >> 32) % n;
}

uint64_t
setting(const char *variable, uint64_t otherwise)
{
    const char *text = g_getenv(variable);

    return text != NULL ? g_ascii_strtoull(text, NULL, 10) : otherwise;
}
