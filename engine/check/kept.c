/* SPDX-License-Identifier: Apache-2.0 */
/* See kept.h. */
#include "check/kept.h"

#include <glib.h>

enum
{
    FEW = 1024, /* for which there is room at first; a power of two */
};

typedef struct
{
    uint64_t key;
    uint64_t answer;
    uint32_t of; /* 0: free */
} Entry;

struct _SopKept
{
    Entry *entries;
    uint32_t n_entries, mask;
};

SopKept *
sop_kept_new(void)
{
    SopKept *self = g_new0(SopKept, 1);

    self->mask = FEW - 1;
    self->entries = g_new0(Entry, FEW);
    return self;
}

void
sop_kept_free(SopKept *self)
{
    g_free(self->entries);
    g_free(self);
}

/* Where it is, or would be. */
static Entry *
place_of(const SopKept *self, uint32_t of, uint64_t key)
{
    uint64_t sum = (key + of * UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xbf58476d1ce4e5b9);
    uint32_t at = (uint32_t) (sum >> 32) & self->mask;

    while (self->entries[at].of != 0 &&
           (self->entries[at].of != of || self->entries[at].key != key))
        at = (at + 1) & self->mask;
    return &self->entries[at];
}

static void
grow(SopKept *self)
{
    Entry *old = self->entries;
    uint32_t n_old = self->mask + 1;

    self->mask = 2 * n_old - 1;
    self->entries = g_new0(Entry, self->mask + 1);
    for (uint32_t i = 0; i < n_old; i++)
        if (old[i].of != 0)
            *place_of(self, old[i].of, old[i].key) = old[i];
    g_free(old);
}

bool
sop_kept_find(const SopKept *self, uint32_t of, uint64_t key, uint64_t *ret_answer)
{
    const Entry *entry = place_of(self, of, key);

    *ret_answer = entry->answer;
    return entry->of != 0;
}

void
sop_kept_add(SopKept *self, uint32_t of, uint64_t key, uint64_t answer)
{
    *place_of(self, of, key) = (Entry) {key, answer, of};
    if (++self->n_entries > self->mask / 2)
        grow(self);
}
