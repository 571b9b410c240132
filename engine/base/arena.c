/* SPDX-License-Identifier: Apache-2.0 */
/* The arena: blocks from which memory is cut in order, and which are freed at once. Blocks
 * double in size, so that a small file costs little and a large one few calls. */
#include "base/base.h"

#include <string.h>

enum
{
    ALIGNMENT = 16,
    FIRST_BLOCK = 4 * 1024,
    LARGEST_BLOCK = 1024 * 1024,
};

typedef struct _Block Block;
struct _Block
{
    Block *next;
    _Alignas(ALIGNMENT) char memory[];
};

struct _SopArena
{
    grefcount references;
    Block *blocks;
    char *at; /* the free part of the newest block */
    char *end;
    size_t block_size;
};

SopArena *
sop_arena_new(void)
{
    SopArena *self = g_new0(SopArena, 1);

    g_ref_count_init(&self->references);
    self->block_size = FIRST_BLOCK;
    return self;
}

SopArena *
sop_arena_ref(SopArena *self)
{
    g_return_val_if_fail(self != NULL, NULL);
    g_ref_count_inc(&self->references);
    return self;
}

void
sop_arena_unref(SopArena *self)
{
    if (self == NULL || !g_ref_count_dec(&self->references))
        return;

    for (Block *block = self->blocks, *next; block != NULL; block = next)
    {
        next = block->next;
        g_free(block);
    }
    g_free(self);
}

/* A block of its own for what is large, so that the rest of the newest one is not lost. */
static void *
alloc_large(SopArena *self, size_t size)
{
    Block *block = g_malloc0(sizeof(Block) + size);

    if (self->blocks == NULL)
    {
        self->blocks = block;
        return block->memory;
    }
    block->next = self->blocks->next;
    self->blocks->next = block;
    return block->memory;
}

static void
add_block(SopArena *self)
{
    Block *block = g_malloc0(self->block_size);

    block->next = self->blocks;
    self->blocks = block;
    self->at = block->memory;
    self->end = (char *) block + self->block_size;
    self->block_size = MIN(self->block_size * 2, LARGEST_BLOCK);
}

void *
sop_arena_alloc(SopArena *self, size_t size)
{
    g_return_val_if_fail(self != NULL, NULL);
    g_return_val_if_fail(size <= SIZE_MAX / 2, NULL);

    size_t rounded = (MAX(size, 1) + ALIGNMENT - 1) & ~(size_t) (ALIGNMENT - 1);
    if (rounded > (size_t) (self->end - self->at))
    {
        if (rounded > self->block_size / 4)
            return alloc_large(self, rounded);
        add_block(self);
    }

    void *memory = self->at;
    self->at += rounded;
    return memory;
}

void *
sop_arena_memdup(SopArena *self, const void *data, size_t size)
{
    void *copy = sop_arena_alloc(self, size);

    if (size > 0)
        memcpy(copy, data, size);
    return copy;
}

char *
sop_arena_strndup(SopArena *self, const char *text, size_t length)
{
    g_return_val_if_fail(text != NULL || length == 0, NULL);

    char *copy = sop_arena_alloc(self, length + 1);
    if (length > 0)
        memcpy(copy, text, length);
    return copy;
}

char *
sop_arena_strdup(SopArena *self, const char *text)
{
    return text != NULL ? sop_arena_strndup(self, text, strlen(text)) : NULL;
}
