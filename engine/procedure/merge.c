/* SPDX-License-Identifier: Apache-2.0 */
/* Maps changed by maps: they merge key by key, lists and single values are replaced whole, null
 * takes a key away. What is locked stays as it is. */
#include <string.h>

#include "procedure/variant.h"

/* ---- what a map is --------------------------------------------------------------------------- */

SopMapKind
sop_map_kind(SopMapKind outer, const SopYamlNode *key)
{
    static const struct
    {
        SopMapKind outer;
        const char *key;
        SopMapKind inner;
    } kinds[] = {
        {SOP_MAP_TOP, "steps", SOP_MAP_NODES},       {SOP_MAP_NODE, "steps", SOP_MAP_NODES},
        {SOP_MAP_NODE, "tracks", SOP_MAP_NODES},     {SOP_MAP_TOP, "actions", SOP_MAP_ENTRIES},
        {SOP_MAP_NODE, "actions", SOP_MAP_ENTRIES},  {SOP_MAP_TOP, "timeouts", SOP_MAP_ENTRIES},
        {SOP_MAP_NODE, "timeouts", SOP_MAP_ENTRIES}, {SOP_MAP_TOP, "documents", SOP_MAP_ENTRIES},
        {SOP_MAP_TOP, "facts", SOP_MAP_ENTRIES},     {SOP_MAP_TOP, "roles", SOP_MAP_ENTRIES},
        {SOP_MAP_TOP, "outcomes", SOP_MAP_ENTRIES},  {SOP_MAP_TOP, "sources", SOP_MAP_ENTRIES},
        {SOP_MAP_TOP, "actor", SOP_MAP_ENTRIES},     {SOP_MAP_NODE, "to", SOP_MAP_TARGET},
        {SOP_MAP_ENTRY, "to", SOP_MAP_TARGET},       {SOP_MAP_ENTRY, "sets", SOP_MAP_SETS},
    };
    if (outer == SOP_MAP_NODES)
        return SOP_MAP_NODE;
    if (outer == SOP_MAP_ENTRIES)
        return SOP_MAP_ENTRY;
    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (kinds[i].outer == outer && sop_yaml_is(key, kinds[i].key))
            return kinds[i].inner;
    return SOP_MAP_PLAIN;
}

/* ---- copies that can be changed -------------------------------------------------------------- */

/* The room of a copy's pairs for `size` of them: a power of two. */
static size_t
room_for(uint32_t size)
{
    size_t room = 4;
    while (room < size)
        room *= 2;
    return room;
}

SopYamlNode *
sop_merge_copy(SopArena *arena, const SopYamlNode *node)
{
    SopYamlNode *copy = sop_arena_memdup(arena, node, sizeof *node);
    if (node->kind != SOP_YAML_MAPPING)
        return copy;
    copy->pairs = sop_arena_new_array(arena, SopYamlPair, room_for(node->size));
    for (uint32_t i = 0; i < node->size; i++)
        copy->pairs[i] = (SopYamlPair) {.key = node->pairs[i].key,
                                        .value = sop_merge_copy(arena, node->pairs[i].value)};
    return copy;
}

uint32_t
sop_merge_find(const SopYamlNode *map, const SopYamlNode *key)
{
    for (uint32_t i = 0; i < map->size; i++)
        if (map->pairs[i].key->size == key->size &&
            memcmp(map->pairs[i].key->text, key->text, key->size) == 0)
            return i;
    return SOP_NONE;
}

void
sop_merge_keys(const SopYamlNode *map, GPtrArray *names)
{
    for (uint32_t i = 0; map != NULL && map->kind == SOP_YAML_MAPPING && i < map->size; i++)
        g_ptr_array_add(names, (char *) map->pairs[i].key->text);
}

static SopYamlPair
copy_of_pair(SopMerger *self, const SopYamlNode *key, const SopYamlNode *value)
{
    return (SopYamlPair) {
        .key = sop_arena_memdup(self->reader->arena, key, sizeof *key),
        .value = sop_merge_copy(self->reader->arena, value),
    };
}

void
sop_merge_put(SopMerger *self, SopYamlNode *map, const SopYamlNode *key, const SopYamlNode *value)
{
    if (map->size == room_for(map->size))
    {
        SopYamlPair *pairs =
            sop_arena_new_array(self->reader->arena, SopYamlPair, room_for(map->size + 1));
        memcpy(pairs, map->pairs, sizeof *pairs * map->size);
        map->pairs = pairs;
    }
    map->pairs[map->size++] = copy_of_pair(self, key, value);
}

/* ---- locks ----------------------------------------------------------------------------------- */

static const SopYamlNode *
lock_of(const SopYamlNode *map, SopMapKind kind)
{
    if (map->kind != SOP_YAML_MAPPING || (kind != SOP_MAP_NODE && kind != SOP_MAP_ENTRY))
        return NULL;
    const SopYamlNode *locked = sop_yaml_get(map, "locked");
    bool is_true = locked != NULL && locked->kind == SOP_YAML_SCALAR &&
                   locked->type == SOP_YAML_BOOLEAN &&
                   (*locked->text == 't' || *locked->text == 'T');
    return is_true ? locked : NULL;
}

static void
report_locked(SopMerger *self, const SopYamlNode *lock, const char *name, SopSpan span,
              const char *what)
{
    SopDiagnostic *diagnostic = sop_report(self->reader->diagnostics, SOP_MESSAGE_LOCKED, span,
                                           "name", name, "what", what, NULL);
    sop_diagnostic_point(diagnostic, lock->span, "locked here");
}

bool
sop_merge_locked(SopMerger *self, const SopYamlNode *map, SopMapKind kind, const char *name,
                 SopSpan span, const char *what)
{
    const SopYamlNode *lock = lock_of(map, kind);
    if (lock != NULL)
        report_locked(self, lock, name, span, what);
    return lock != NULL;
}

/* Is the value, or anything inside it, locked? Then it is reported at `span`. */
static bool
holds_lock(SopMerger *self, const SopYamlPair *pair, SopMapKind kind, SopSpan span)
{
    if (pair->value->kind != SOP_YAML_MAPPING)
        return false;
    if (sop_merge_locked(self, pair->value, kind, pair->key->text, span, "remove"))
        return true;
    for (uint32_t i = 0; i < pair->value->size; i++)
    {
        const SopYamlPair *inner = &pair->value->pairs[i];
        if (holds_lock(self, inner, sop_map_kind(kind, inner->key), span))
            return true;
    }
    return false;
}

/* ---- taking away ----------------------------------------------------------------------------- */

/* Keeps the names that are taken away with the pair, so that who still mentions one is told. */
static void
note_removed(SopMerger *self, const SopYamlPair *pair, SopMapKind kind, SopSpan span)
{
    if (kind == SOP_MAP_NODE || kind == SOP_MAP_ENTRY)
    {
        SopWrittenName name = {.name = pair->key->text, .span = span};
        g_array_append_val(self->removed, name);
    }
    if (pair->value->kind != SOP_YAML_MAPPING)
        return;
    for (uint32_t i = 0; i < pair->value->size; i++)
    {
        const SopYamlPair *inner = &pair->value->pairs[i];
        note_removed(self, inner, sop_map_kind(kind, inner->key), span);
    }
}

void
sop_merge_take(SopMerger *self, SopYamlNode *map, uint32_t index, SopMapKind kind, SopSpan span)
{
    const SopYamlPair pair = map->pairs[index];
    SopMapKind inner = sop_map_kind(kind, pair.key);
    if (holds_lock(self, &pair, inner, span))
        return;
    note_removed(self, &pair, inner, span);
    memmove(&map->pairs[index], &map->pairs[index + 1],
            sizeof(SopYamlPair) * (map->size - index - 1));
    map->size--;
}

static void
report_takes_nothing(SopMerger *self, const SopYamlNode *map, const SopYamlNode *key)
{
    SopDiagnostic *diagnostic = sop_report(self->reader->diagnostics, SOP_MESSAGE_TAKES_NOTHING,
                                           key->span, "name", key->text, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    sop_merge_keys(map, names);
    const char *nearest = sop_nearest(key->text, (const char *const *) names->pdata, names->len);
    if (nearest != NULL)
        sop_diagnostic_set_fix(diagnostic, "did you mean `%s`?", nearest);
}

/* ---- merging --------------------------------------------------------------------------------- */

/* Does the map say by itself where to go? {at: NODE} only says more of a {resume: PHASE}. */
static bool
is_whole_target(const SopYamlNode *map)
{
    return sop_yaml_get(map, "end") != NULL || sop_yaml_get(map, "close") != NULL ||
           sop_yaml_get(map, "resume") != NULL;
}

static bool
has_code(const SopItems *entries, const SopYamlNode *entry)
{
    const SopYamlNode *code = sop_yaml_get(entry, "code");
    for (uint32_t i = 0; code != NULL && code->kind == SOP_YAML_SCALAR && i < entries->n_items; i++)
    {
        const SopYamlNode *other = sop_yaml_get(entries->items[i], "code");
        if (other != NULL && other->kind == SOP_YAML_SCALAR && strcmp(other->text, code->text) == 0)
            return true;
    }
    return false;
}

/* What the base accepts and what the variant does, as one list; of the same code, as the variant has
 * it. */
static SopYamlNode *
join(SopArena *arena, const SopYamlNode *base, const SopYamlNode *more)
{
    SopItems first, second;
    sop_reader_items(base, &first);
    sop_reader_items(more, &second);
    SopYamlNode *joined = sop_arena_memdup(arena, base, sizeof *base);
    joined->kind = SOP_YAML_SEQUENCE;
    joined->flow = base->flow && more->flow;
    joined->size = 0;
    joined->items = sop_arena_new_array(arena, SopYamlNode *, first.n_items + second.n_items);
    for (uint32_t i = 0; i < first.n_items; i++)
        if (!has_code(&second, first.items[i]))
            joined->items[joined->size++] = (SopYamlNode *) first.items[i];
    for (uint32_t i = 0; i < second.n_items; i++)
        joined->items[joined->size++] = (SopYamlNode *) second.items[i];
    return joined;
}

static bool
is_joined(const SopYamlNode *key, SopMapKind kind)
{
    return sop_yaml_is(key, "accept") &&
           (kind == SOP_MAP_TOP || kind == SOP_MAP_NODE || kind == SOP_MAP_ENTRY);
}

static void
replace(SopMerger *self, SopYamlNode *map, uint32_t index, const SopYamlPair *by, SopMapKind kind)
{
    SopYamlPair *pair = &map->pairs[index];
    if (holds_lock(self, pair, kind, by->key->span))
        return;
    if (pair->value->kind == SOP_YAML_MAPPING && kind != SOP_MAP_PLAIN)
        note_removed(self, pair, kind, by->key->span);
    *pair = copy_of_pair(self, by->key, by->value);
}

void
sop_merge_pair(SopMerger *self, SopYamlNode *base, const SopYamlPair *change, SopMapKind kind)
{
    uint32_t index = sop_merge_find(base, change->key);
    if (index == SOP_NONE)
    {
        if (sop_merge_is_null(change->value) && kind != SOP_MAP_SETS)
            report_takes_nothing(self, base, change->key);
        else
            sop_merge_put(self, base, change->key, change->value);
        return;
    }
    if (sop_merge_is_null(change->value))
    {
        sop_merge_take(self, base, index, kind, change->key->span);
        return;
    }
    SopMapKind inner = sop_map_kind(kind, change->key);
    SopYamlNode *value = base->pairs[index].value;
    if (is_joined(change->key, kind))
    {
        base->pairs[index].value = join(self->reader->arena, value, change->value);
        return;
    }
    bool merges = value->kind == SOP_YAML_MAPPING && change->value->kind == SOP_YAML_MAPPING &&
                  !(inner == SOP_MAP_TARGET && is_whole_target(change->value));
    if (merges)
        sop_merge_map(self, value, change->value, change->key, inner);
    else
        replace(self, base, index, change, inner);
}

void
sop_merge_map(SopMerger *self, SopYamlNode *base, const SopYamlNode *change, const SopYamlNode *key,
              SopMapKind kind)
{
    if (sop_merge_locked(self, base, kind, key->text, key->span, "change"))
        return;
    for (uint32_t i = 0; i < change->size; i++)
        sop_merge_pair(self, base, &change->pairs[i], kind);
}
