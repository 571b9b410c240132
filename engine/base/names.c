/* SPDX-License-Identifier: Apache-2.0 */
/* A table of names: open addressing over the array of names in the order they were added. */
#include "base/base.h"

#include <string.h>

typedef struct
{
    const char *name;
    uint32_t length;
    uint32_t hash;
} Entry;

struct _SopNames
{
    Entry *entries;
    uint32_t n_entries;
    uint32_t room;    /* of entries */
    uint32_t *slots;  /* entry number + 1; 0: free */
    uint32_t n_slots; /* a power of two, more than twice the entries */
};

SopNames *
sop_names_new(void)
{
    return g_new0(SopNames, 1);
}

void
sop_names_free(SopNames *self)
{
    if (self == NULL)
        return;
    g_free(self->entries);
    g_free(self->slots);
    g_free(self);
}

/* FNV-1a of at most `most` bytes, up to a NUL, finished so that the low bits depend on all. */
static uint32_t
hash_of(const char *name, size_t most, size_t *ret_length)
{
    uint32_t hash = 2166136261u;
    size_t length = 0;

    for (; length < most && name[length] != '\0'; length++)
        hash = (hash ^ (unsigned char) name[length]) * 16777619u;
    *ret_length = length;
    return hash ^ (hash >> 15);
}

/* The slot that holds the name, or the free one where it would go. */
static uint32_t *
slot_of(const SopNames *self, const char *name, size_t length, uint32_t hash)
{
    uint32_t mask = self->n_slots - 1;

    for (uint32_t at = hash & mask;; at = (at + 1) & mask)
    {
        uint32_t *slot = &self->slots[at];
        if (*slot == 0)
            return slot;
        const Entry *entry = &self->entries[*slot - 1];
        if (entry->hash == hash && entry->length == length &&
            memcmp(entry->name, name, length) == 0)
            return slot;
    }
}

static void
grow(SopNames *self)
{
    self->room = self->room == 0 ? 8 : self->room * 2;
    self->entries = g_renew(Entry, self->entries, self->room);

    g_free(self->slots);
    self->n_slots = self->room * 4;
    self->slots = g_new0(uint32_t, self->n_slots);
    for (uint32_t i = 0; i < self->n_entries; i++)
    {
        const Entry *entry = &self->entries[i];
        *slot_of(self, entry->name, entry->length, entry->hash) = i + 1;
    }
}

uint32_t
sop_names_add(SopNames *self, const char *name)
{
    g_return_val_if_fail(self != NULL && name != NULL, SOP_NONE);

    if (self->n_entries == self->room)
        grow(self);

    size_t length;
    uint32_t hash = hash_of(name, SIZE_MAX, &length);
    uint32_t *slot = slot_of(self, name, length, hash);
    if (*slot == 0)
    {
        self->entries[self->n_entries++] = (Entry) {name, (uint32_t) length, hash};
        *slot = self->n_entries;
    }
    return *slot - 1;
}

uint32_t
sop_names_find(const SopNames *self, const char *name)
{
    g_return_val_if_fail(name != NULL, SOP_NONE);
    return sop_names_find_n(self, name, SIZE_MAX);
}

uint32_t
sop_names_find_n(const SopNames *self, const char *name, size_t length)
{
    g_return_val_if_fail(self != NULL, SOP_NONE);

    if (self->n_slots == 0)
        return SOP_NONE;
    uint32_t hash = hash_of(name, length, &length);
    uint32_t slot = *slot_of(self, name, length, hash);
    return slot != 0 ? slot - 1 : SOP_NONE;
}

uint32_t
sop_names_count(const SopNames *self)
{
    return self->n_entries;
}

const char *
sop_names_at(const SopNames *self, uint32_t number)
{
    g_return_val_if_fail(number < self->n_entries, NULL);
    return self->entries[number].name;
}

const char *
sop_names_nearest(const SopNames *self, const char *word)
{
    g_autofree const char **names = g_new(const char *, self->n_entries);

    for (uint32_t i = 0; i < self->n_entries; i++)
        names[i] = self->entries[i].name;
    return sop_nearest(word, names, self->n_entries);
}
