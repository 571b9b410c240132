/* SPDX-License-Identifier: Apache-2.0 */
/* The nodes of a variant: those of the base that it changes, removes, or adds to, found by name at
 * any depth. */
#include <string.h>

#include "procedure/variant.h"

typedef struct _Place Place;
struct _Place /* of a node in the base */
{
    const SopYamlNode *key;
    SopYamlNode *map; /* what is in it */
    SopYamlNode *siblings;
    uint32_t index;      /* among them, or further on if some were removed since */
    const Place *parent; /* NULL: at the top */
};

typedef struct
{
    SopMerger *merger;
    SopReader *reader;
    SopYamlNode *whole; /* the base, being changed */
    GHashTable *places; /* name → Place, of all nodes in it */
    GPtrArray *names;   /* of them, as written */
} Nodes;

/* ---- where the nodes are --------------------------------------------------------------------- */

static SopYamlNode *
children_of(const SopYamlNode *map)
{
    SopYamlNode *children = sop_yaml_get(map, "steps");
    if (children == NULL)
        children = sop_yaml_get(map, "tracks");
    return children != NULL && children->kind == SOP_YAML_MAPPING ? children : NULL;
}

static void index_nodes(Nodes *self, SopYamlNode *siblings, const Place *parent);

/* Of a name that is taken twice, which the compiler reports, the first counts. */
static void
index_node(Nodes *self, SopYamlNode *siblings, uint32_t index, const Place *parent)
{
    const SopYamlPair *pair = &siblings->pairs[index];
    Place *place = sop_arena_new_array(self->reader->arena, Place, 1);
    *place = (Place) {.key = pair->key,
                      .map = pair->value,
                      .siblings = siblings,
                      .index = index,
                      .parent = parent};
    if (!g_hash_table_contains(self->places, pair->key->text))
    {
        g_hash_table_insert(self->places, (char *) pair->key->text, place);
        g_ptr_array_add(self->names, (char *) pair->key->text);
    }
    index_nodes(self, children_of(pair->value), place);
}

static void
index_nodes(Nodes *self, SopYamlNode *siblings, const Place *parent)
{
    for (uint32_t i = 0; siblings != NULL && i < siblings->size; i++)
        index_node(self, siblings, i, parent);
}

static void
index_all(Nodes *self)
{
    g_hash_table_remove_all(self->places);
    g_ptr_array_set_size(self->names, 0);
    index_nodes(self, children_of(self->whole), NULL);
}

static void
forget_node(Nodes *self, const SopYamlNode *key, const SopYamlNode *map)
{
    const SopYamlNode *children = children_of(map);
    g_hash_table_remove(self->places, key->text);
    for (uint32_t i = 0; children != NULL && i < children->size; i++)
        forget_node(self, children->pairs[i].key, children->pairs[i].value);
}

/* Where the node is among its siblings; SOP_NONE when it is no longer. */
static uint32_t
index_of(const Place *place)
{
    for (uint32_t i = MIN(place->index + 1, place->siblings->size); i > 0; i--)
        if (place->siblings->pairs[i - 1].key == place->key)
            return i - 1;
    return sop_merge_find(place->siblings, place->key);
}

/* Nobody sees more, so that no trouble need be taken to help. */
static bool
is_enough(const Nodes *self)
{
    return sop_diagnostics_count(self->reader->diagnostics) > SOP_LIMIT_DIAGNOSTICS;
}

/* The nearest name of a node (of a phase), for "did you mean"; NULL when none is near. */
static const char *
nearest_node(Nodes *self, const char *name, bool phases)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; !is_enough(self) && i < self->names->len; i++)
    {
        const char *known = g_ptr_array_index(self->names, i);
        const Place *place = g_hash_table_lookup(self->places, known);
        if (place != NULL && (!phases || children_of(place->map) != NULL))
            g_ptr_array_add(names, (char *) known);
    }
    return sop_nearest(name, (const char *const *) names->pdata, names->len);
}

static bool
locked_around(Nodes *self, const Place *place, SopSpan span, const char *what)
{
    for (; place != NULL; place = place->parent)
        if (sop_merge_locked(self->merger, place->map, SOP_MAP_NODE, place->key->text, span, what))
            return true;
    return false;
}

static const char *const entry_keys[] = {"actions", "timeouts"};

/* ---- NODE or NODE.ACTION --------------------------------------------------------------------- */

typedef struct
{
    const Place *node;
    SopYamlNode *map; /* in which it stands: a phase's nodes, a node's actions or timeouts */
    uint32_t index;
    SopMapKind kind; /* of that map */
} Named;

/* What was taken away under this name, from the `first` on; NULL: nothing. */
static const SopWrittenName *
removed_before(const Nodes *self, const char *name, guint first)
{
    for (guint i = first; i < self->merger->removed->len; i++)
    {
        const SopWrittenName *removed = &g_array_index(self->merger->removed, SopWrittenName, i);
        if (strcmp(removed->name, name) == 0)
            return removed;
    }
    return NULL;
}

static void
report_unknown(Nodes *self, const SopYamlNode *written, const char *nearest)
{
    SopDiagnostic *diagnostic = sop_report(self->reader->diagnostics, SOP_MESSAGE_NOT_IN_BASE,
                                           written->span, "name", written->text, NULL);
    if (nearest != NULL)
        sop_diagnostic_set_fix(diagnostic, "did you mean `%s`?", nearest);
    const SopWrittenName *removed = removed_before(self, written->text, 0);
    if (removed != NULL)
        sop_diagnostic_point(diagnostic, removed->span, "removed here");
}

/* The first node that has an action or timeout of this name; NULL: none. */
static const SopYamlNode *
node_with(const SopYamlNode *siblings, const SopYamlNode *entry)
{
    for (uint32_t i = 0; siblings != NULL && i < siblings->size; i++)
    {
        const SopYamlPair *pair = &siblings->pairs[i];
        for (unsigned k = 0; k < G_N_ELEMENTS(entry_keys); k++)
            if (sop_yaml_get(sop_yaml_get(pair->value, entry_keys[k]), entry->text) != NULL)
                return pair->key;
        const SopYamlNode *inside = node_with(children_of(pair->value), entry);
        if (inside != NULL)
            return inside;
    }
    return NULL;
}

/* `name` is the node's, of `written`, which may be NODE.ACTION. */
static void
report_unknown_node(Nodes *self, const SopYamlNode *written, const char *name)
{
    const char *rest = written->text + strlen(name);
    const SopYamlNode *node = is_enough(self) ? NULL : node_with(children_of(self->whole), written);
    const char *nearest = nearest_node(self, name, false);
    g_autofree char *whole = node != NULL      ? g_strdup_printf("%s.%s", node->text, written->text)
                             : nearest != NULL ? g_strconcat(nearest, rest, NULL)
                                               : NULL;
    report_unknown(self, written, whole);
}

static void
report_unknown_entry(Nodes *self, const SopYamlNode *written, const Place *node, const char *entry)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (unsigned i = 0; i < G_N_ELEMENTS(entry_keys); i++)
        sop_merge_keys(sop_yaml_get(node->map, entry_keys[i]), names);
    const char *nearest = sop_nearest(entry, (const char *const *) names->pdata, names->len);
    g_autofree char *whole =
        nearest != NULL ? g_strdup_printf("%s.%s", node->key->text, nearest) : NULL;
    report_unknown(self, written, whole);
}

static bool
find_entry(Nodes *self, const SopYamlNode *written, const char *entry, Named *ret)
{
    const SopYamlNode name = {.text = entry, .size = (uint32_t) strlen(entry)};
    ret->kind = SOP_MAP_ENTRIES;
    for (unsigned i = 0; i < G_N_ELEMENTS(entry_keys); i++)
    {
        ret->map = sop_yaml_get(ret->node->map, entry_keys[i]);
        if (ret->map == NULL || ret->map->kind != SOP_YAML_MAPPING)
            continue;
        ret->index = sop_merge_find(ret->map, &name);
        if (ret->index != SOP_NONE)
            return true;
    }
    report_unknown_entry(self, written, ret->node, entry);
    return false;
}

/* Finds what the variant names; reports it when it is not in the base. */
static bool
find_named(Nodes *self, const SopYamlNode *written, Named *ret)
{
    const char *dot = strchr(written->text, '.');
    g_autofree char *name = dot != NULL ? g_strndup(written->text, (gsize) (dot - written->text))
                                        : g_strdup(written->text);
    const Place *node = g_hash_table_lookup(self->places, name);
    *ret = (Named) {.node = node, .kind = SOP_MAP_NODES};
    if (node != NULL && dot != NULL)
        return find_entry(self, written, dot + 1, ret);
    if (node != NULL)
    {
        ret->map = node->siblings;
        ret->index = index_of(node);
        return ret->index != SOP_NONE; /* taken away by a null of the same variant */
    }
    if (removed_before(self, name, self->merger->n_removed) ==
        NULL) /* else: with the phase around it */
        report_unknown_node(self, written, name);
    return false;
}

/* ---- change, remove, add --------------------------------------------------------------------- */

static void
change_one(Nodes *self, const SopYamlPair *pair)
{
    Named named;
    self->reader->key = pair->key;
    if (!find_named(self, pair->key, &named) ||
        !sop_reader_expect(self->reader, pair->value, SOP_YAML_MAPPING,
                           "a map of what changes, such as {within: 3 days}"))
        return;
    const Place *around = named.kind == SOP_MAP_NODES ? named.node->parent : named.node;
    if (locked_around(self, around, pair->key->span, "change"))
        return;
    SopYamlNode *value = named.map->pairs[named.index].value;
    const SopYamlNode *key = named.map->pairs[named.index].key;
    if (value->kind == SOP_YAML_MAPPING)
        sop_merge_map(self->merger, value, pair->value,
                      &(SopYamlNode) {.text = key->text, .span = pair->key->span},
                      named.kind == SOP_MAP_NODES ? SOP_MAP_NODE : SOP_MAP_ENTRY);
}

static void
remove_one(Nodes *self, const SopYamlNode *written)
{
    Named named;
    if (sop_reader_scalar(self->reader, written, "the name of a node, or NODE.ACTION") == NULL ||
        !find_named(self, written, &named))
        return;
    const Place *around = named.kind == SOP_MAP_NODES ? named.node->parent : named.node;
    if (locked_around(self, around, written->span, "change"))
        return;
    uint32_t size = named.map->size;
    sop_merge_take(self->merger, named.map, named.index, named.kind, written->span);
    if (named.map->size < size && named.kind == SOP_MAP_NODES)
        forget_node(self, named.node->key, named.node->map);
}

/* The phase into which a node is added; NULL: the top. When there is no such phase, or it is
 * locked, which is reported, the top is as good: names then are found, and nothing more is said. */
static const Place *
phase_to_be(Nodes *self, const SopYamlNode *in, SopSpan span)
{
    if (in == NULL || sop_reader_scalar(self->reader, in, "the name of a phase") == NULL)
        return NULL;
    const Place *phase = g_hash_table_lookup(self->places, in->text);
    if (phase != NULL && children_of(phase->map) != NULL)
        return locked_around(self, phase, span, "add to") ? NULL : phase;
    SopDiagnostic *diagnostic = sop_report(self->reader->diagnostics, SOP_MESSAGE_NO_PHASE,
                                           in->span, "name", in->text, NULL);
    const char *nearest = phase == NULL ? nearest_node(self, in->text, true) : NULL;
    if (nearest != NULL)
        sop_diagnostic_set_fix(diagnostic, "did you mean `%s`?", nearest);
    return NULL;
}

/* The node without `in`, which is not for its reader. */
static SopYamlNode *
without_in(Nodes *self, const SopYamlNode *written)
{
    SopYamlNode *node = sop_merge_copy(self->reader->arena, written);
    uint32_t index = sop_merge_find(node, &(SopYamlNode) {.text = "in", .size = 2});
    if (index == SOP_NONE)
        return node;
    node->size--;
    memmove(&node->pairs[index], &node->pairs[index + 1],
            sizeof(SopYamlPair) * (node->size - index));
    return node;
}

static void
add_one(Nodes *self, const SopYamlPair *pair)
{
    self->reader->key = pair->key;
    if (!sop_reader_expect(self->reader, pair->value, SOP_YAML_MAPPING,
                           "a node, such as {in: PHASE, by: ROLE, actions: {…}}"))
        return;
    const Place *there = g_hash_table_lookup(self->places, pair->key->text);
    if (there != NULL)
    {
        sop_diagnostic_point(sop_report(self->reader->diagnostics, SOP_MESSAGE_ADDED_TWICE,
                                        pair->key->span, "name", pair->key->text, NULL),
                             there->key->span, "it is here");
        return;
    }
    const Place *phase = phase_to_be(self, sop_yaml_get(pair->value, "in"), pair->key->span);
    SopYamlNode *siblings = children_of(phase != NULL ? phase->map : self->whole);
    if (siblings == NULL)
        return;
    sop_merge_put(self->merger, siblings, pair->key, without_in(self, pair->value));
    index_node(self, siblings, siblings->size - 1, phase);
}

static void
apply_change(Nodes *self, const SopYamlNode *change)
{
    if (sop_reader_expect(self->reader, change, SOP_YAML_MAPPING,
                          "a map, such as {NODE: {within: 3 days}},"))
        for (uint32_t i = 0; i < change->size; i++)
            change_one(self, &change->pairs[i]);
}

static void
apply_remove(Nodes *self, const SopYamlNode *remove)
{
    SopItems items;
    sop_reader_items(remove, &items);
    for (uint32_t i = 0; i < items.n_items; i++)
        remove_one(self, items.items[i]);
}

static void
apply_add(Nodes *self, const SopYamlNode *add)
{
    if (sop_reader_expect(self->reader, add, SOP_YAML_MAPPING,
                          "a map, such as {NAME: {in: PHASE, by: ROLE}},"))
        for (uint32_t i = 0; i < add->size; i++)
            add_one(self, &add->pairs[i]);
}

void
sop_merge_nodes(SopMerger *merger, SopYamlNode *whole, const SopYamlNode *top)
{
    static const struct
    {
        const char *key;
        void (*apply)(Nodes *self, const SopYamlNode *value);
    } keys[] = {{"change", apply_change}, {"remove", apply_remove}, {"add", apply_add}};
    g_autoptr(GHashTable) places = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    Nodes self = {.merger = merger,
                  .reader = merger->reader,
                  .whole = whole,
                  .places = places,
                  .names = names};
    for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++)
    {
        uint32_t index = sop_merge_find(
            top, &(SopYamlNode) {.text = keys[i].key, .size = (uint32_t) strlen(keys[i].key)});
        if (index == SOP_NONE)
            continue;
        index_all(&self);
        self.reader->key = top->pairs[index].key;
        keys[i].apply(&self, top->pairs[index].value);
    }
    self.reader->key = NULL;
}
