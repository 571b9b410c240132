/* SPDX-License-Identifier: Apache-2.0 */
/* Scopes: a tree of names by their tokens ("done" "." "sign", "Monthly" "Salary"), so that the
 * longest name is found while reading, whatever white space is in it. */
#include <string.h>

#include "feel/language.h"

typedef struct
{
    const char *word; /* in some entry's name */
    uint32_t length;
    uint32_t parent;
    uint32_t hash;
    uint32_t entry; /* SOP_NONE: no name ends here */
    bool goes_on;
} Node;

struct _SopFeelScope
{
    int references;
    GArray *entries; /* of SopScopeEntry */
    GArray *nodes;   /* of Node; 0 is the root */
    uint32_t *table; /* open addressing: node numbers, 0 empty */
    uint32_t mask;
    SopFeelScope *types; /* their names; NULL: none */
};

SopFeelScope *
sop_feel_scope_new(void)
{
    SopFeelScope *self = g_new0(SopFeelScope, 1);
    self->references = 1;
    self->entries = g_array_new(FALSE, FALSE, sizeof(SopScopeEntry));
    self->nodes = g_array_new(FALSE, TRUE, sizeof(Node));
    g_array_set_size(self->nodes, 1);
    g_array_index(self->nodes, Node, 0).entry = SOP_NONE;
    self->mask = 63;
    self->table = g_new0(uint32_t, self->mask + 1);
    return self;
}

SopFeelScope *
sop_feel_scope_ref(SopFeelScope *self)
{
    g_atomic_int_inc(&self->references);
    return self;
}

void
sop_feel_scope_unref(SopFeelScope *self)
{
    if (self == NULL || !g_atomic_int_dec_and_test(&self->references))
        return;
    for (guint i = 0; i < self->entries->len; i++)
    {
        SopScopeEntry *entry = &g_array_index(self->entries, SopScopeEntry, i);
        g_free(entry->name);
        sop_feel_type_unref(entry->type);
    }
    g_array_unref(self->entries);
    g_array_unref(self->nodes);
    g_free(self->table);
    sop_feel_scope_unref(self->types);
    g_free(self);
}

static uint32_t
hash_of(uint32_t parent, const char *word, uint32_t length)
{
    uint32_t hash = 2166136261u ^ (parent * 2654435761u);
    for (uint32_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char) word[i]) * 16777619u;
    return hash ^ (hash >> 15);
}

static uint32_t
find_child(const SopFeelScope *self, uint32_t parent, const char *word, uint32_t length)
{
    uint32_t hash = hash_of(parent, word, length);
    for (uint32_t at = hash & self->mask; self->table[at] != 0; at = (at + 1) & self->mask)
    {
        const Node *node = &g_array_index(self->nodes, Node, self->table[at]);
        if (node->hash == hash && node->parent == parent && node->length == length &&
            memcmp(node->word, word, length) == 0)
            return self->table[at];
    }
    return SOP_NONE;
}

static void
put_in_table(SopFeelScope *self, uint32_t number)
{
    uint32_t at = g_array_index(self->nodes, Node, number).hash & self->mask;
    while (self->table[at] != 0)
        at = (at + 1) & self->mask;
    self->table[at] = number;
}

static void
widen(SopFeelScope *self)
{
    g_free(self->table);
    self->mask = self->mask * 2 + 1;
    self->table = g_new0(uint32_t, self->mask + 1);
    for (uint32_t i = 1; i < self->nodes->len; i++)
        put_in_table(self, i);
}

static uint32_t
add_child(SopFeelScope *self, uint32_t parent, const char *word, uint32_t length)
{
    uint32_t child = find_child(self, parent, word, length);
    if (child != SOP_NONE)
        return child;
    g_array_index(self->nodes, Node, parent).goes_on = true;
    Node node = {word, length, parent, hash_of(parent, word, length), SOP_NONE, false};
    child = self->nodes->len;
    g_array_append_val(self->nodes, node);
    if (self->nodes->len * 2 > self->mask)
        widen(self);
    else
        put_in_table(self, child);
    return child;
}

void
sop_feel_scope_add(SopFeelScope *self, const char *name, const SopFeelType *type, uint32_t slot)
{
    g_return_if_fail(self != NULL && name != NULL && type != NULL);

    SopScopeEntry entry = {g_strdup(name), sop_feel_type_ref((SopFeelType *) type), slot};
    uint32_t length = (uint32_t) strlen(name), node = 0;
    for (uint32_t at = sop_lex_skip(name, length, 0); at < length;
         at = sop_lex_skip(name, length, at))
    {
        uint32_t end = sop_lex_name_token(entry.name, length, at);
        if (end == at)
            end++; /* no FEEL can name it */
        node = add_child(self, node, entry.name + at, end - at);
        at = end;
    }
    g_array_index(self->nodes, Node, node).entry = self->entries->len;
    g_array_append_val(self->entries, entry);
}

uint32_t
sop_scope_match(const SopFeelScope *self, const char *text, uint32_t length, uint32_t at,
                const SopScopeEntry **ret)
{
    uint32_t best = 0, node = 0;
    while (at < length)
    {
        uint32_t end = sop_lex_name_token(text, length, at);
        if (end == at)
            break;
        node = find_child(self, node, text + at, end - at);
        if (node == SOP_NONE)
            break;
        const Node *found = &g_array_index(self->nodes, Node, node);
        if (found->entry != SOP_NONE)
        {
            *ret = &g_array_index(self->entries, SopScopeEntry, found->entry);
            best = end;
        }
        if (!found->goes_on)
            break;
        at = sop_lex_skip(text, length, end);
    }
    return best;
}

void
sop_feel_scope_add_type(SopFeelScope *self, const char *name, const SopFeelType *type)
{
    g_return_if_fail(self != NULL && name != NULL && type != NULL);

    if (self->types == NULL)
        self->types = sop_feel_scope_new();
    sop_feel_scope_add(self->types, name, type, SOP_NONE);
}

uint32_t
sop_scope_match_type(const SopFeelScope *self, const char *text, uint32_t length, uint32_t at,
                     const SopScopeEntry **ret)
{
    return self->types != NULL ? sop_scope_match(self->types, text, length, at, ret) : 0;
}

bool
sop_scope_has_members(const SopFeelScope *self, const char *name)
{
    uint32_t length = (uint32_t) strlen(name), node = 0;
    for (uint32_t at = 0; at < length && node != SOP_NONE; at = sop_lex_skip(name, length, at))
    {
        uint32_t end = sop_lex_name_token(name, length, at);
        if (end == at)
            return false;
        node = find_child(self, node, name + at, end - at);
        at = end;
    }
    return node != SOP_NONE && find_child(self, node, ".", 1) != SOP_NONE;
}

uint32_t
sop_scope_count(const SopFeelScope *self)
{
    return self->entries->len;
}

const SopScopeEntry *
sop_scope_at(const SopFeelScope *self, uint32_t index)
{
    return &g_array_index(self->entries, SopScopeEntry, index);
}

const SopScopeEntry *
sop_scope_find(const SopFeelScope *self, const char *name)
{
    const SopScopeEntry *entry = NULL;
    uint32_t length = (uint32_t) strlen(name);
    return sop_scope_match(self, name, length, 0, &entry) == length ? entry : NULL;
}
