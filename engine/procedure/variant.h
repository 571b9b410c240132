/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the procedure room: how a variant's map changes a map of its base. What a map is (a node,
 * an action, …) says which of its keys are names, and whether it can be locked. */
#pragma once

#include "procedure/reader.h"

typedef enum
{
    SOP_MAP_PLAIN,
    SOP_MAP_TOP,     /* the file */
    SOP_MAP_NODES,   /* names of nodes */
    SOP_MAP_NODE,    /* which may be locked */
    SOP_MAP_ENTRIES, /* names of actions, timeouts, documents, facts, … */
    SOP_MAP_ENTRY,   /* one of them, which may be locked */
    SOP_MAP_SETS,    /* facts to values: null is a value */
    SOP_MAP_TARGET,  /* one thing, though it is a map */
} SopMapKind;

typedef struct
{
    SopReader *reader;
    GArray *removed; /* of SopWrittenName: what was taken away, and where that is written */
    guint n_removed; /* of them by the files that are extended */
} SopMerger;

/* What the value of `key` is in a map of kind `outer`. */
SopMapKind sop_map_kind(SopMapKind outer, const SopYamlNode *key);

static inline bool
sop_merge_is_null(const SopYamlNode *node)
{
    return node->kind == SOP_YAML_SCALAR && node->type == SOP_YAML_NULL;
}

/* Maps are copied before they are changed, since aliases share them; all else is shared. */
SopYamlNode *sop_merge_copy(SopArena *arena, const SopYamlNode *node);
uint32_t sop_merge_find(const SopYamlNode *map, const SopYamlNode *key); /* SOP_NONE: not there */
/* Adds the map's keys to `names`, borrowed. map: (nullable). */
void sop_merge_keys(const SopYamlNode *map, GPtrArray *names);
/* Adds a pair, last; `map` is a copy. */
void sop_merge_put(SopMerger *self, SopYamlNode *map, const SopYamlNode *key,
                   const SopYamlNode *value);

/* Changes `base`, a copy, by what `change` says; `key` is where that is written. */
void sop_merge_map(SopMerger *self, SopYamlNode *base, const SopYamlNode *change,
                   const SopYamlNode *key, SopMapKind kind);
/* The same for one pair of it. */
void sop_merge_pair(SopMerger *self, SopYamlNode *base, const SopYamlPair *change, SopMapKind kind);
/* Takes a pair away, unless it or what is in it is locked, which is reported at `span`. `kind`: of
 * the map. */
void sop_merge_take(SopMerger *self, SopYamlNode *map, uint32_t index, SopMapKind kind,
                    SopSpan span);

/* Is the map locked? Then it is reported: the variant may not do `what` with `name`. */
bool sop_merge_locked(SopMerger *self, const SopYamlNode *map, SopMapKind kind, const char *name,
                      SopSpan span, const char *what);

/* What `top`, a variant's file, says under `change`, `remove` and `add` (variant_nodes.c); `whole`
 * is a copy of its base. */
void sop_merge_nodes(SopMerger *merger, SopYamlNode *whole, const SopYamlNode *top);
