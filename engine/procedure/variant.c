/* SPDX-License-Identifier: Apache-2.0 */
/* Variants: a file that extends another is merged with it, tree with tree, before anything is read,
 * so that the rest of the room sees one file. Every part keeps its place, whichever file it is
 * from. */
#include "procedure/variant.h"

#include <string.h>

typedef struct _Place Place;
struct _Place /* of a node in the base */
{
    const SopYamlNode *key;
    SopYamlNode *map; /* what is in it */
    SopYamlNode *siblings;
    const Place *parent; /* NULL: at the top */
};

typedef struct
{
    SopMerger merger;
    SopReader *reader;
    GPtrArray *files;   /* of char *: canonical, from the variant to the file being read */
    GArray *extended;   /* of SopWrittenName: what is extended, in that order */
    SopYamlNode *whole; /* the base, being changed */
    const char *id;     /* of the variant; NULL: not written */
    GHashTable *places; /* name → Place, of all nodes in `whole` */
    guint n_removed;    /* by the files that it extends */
} Variant;

/* ---- where the nodes are --------------------------------------------------------------------- */

static SopYamlNode *
children_of(const SopYamlNode *map)
{
    SopYamlNode *children = sop_yaml_get(map, "steps");
    if (children == NULL)
        children = sop_yaml_get(map, "tracks");
    return children != NULL && children->kind == SOP_YAML_MAPPING ? children : NULL;
}

static void index_nodes(Variant *self, SopYamlNode *siblings, const Place *parent);

/* Of a name that is taken twice, which the compiler reports, the first counts. */
static void
index_node(Variant *self, SopYamlNode *siblings, uint32_t index, const Place *parent)
{
    const SopYamlPair *pair = &siblings->pairs[index];
    Place *place = sop_arena_new_array(self->reader->arena, Place, 1);
    *place = (Place) {.key = pair->key, .map = pair->value, .siblings = siblings, .parent = parent};
    if (!g_hash_table_contains(self->places, pair->key->text))
        g_hash_table_insert(self->places, (char *) pair->key->text, place);
    index_nodes(self, children_of(pair->value), place);
}

static void
index_nodes(Variant *self, SopYamlNode *siblings, const Place *parent)
{
    for (uint32_t i = 0; siblings != NULL && i < siblings->size; i++)
        index_node(self, siblings, i, parent);
}

static void
index_all(Variant *self)
{
    g_hash_table_remove_all(self->places);
    index_nodes(self, children_of(self->whole), NULL);
}

static void
forget_node(Variant *self, const SopYamlNode *key, const SopYamlNode *map)
{
    const SopYamlNode *children = children_of(map);
    g_hash_table_remove(self->places, key->text);
    for (uint32_t i = 0; children != NULL && i < children->size; i++)
        forget_node(self, children->pairs[i].key, children->pairs[i].value);
}

/* The nearest name of a node (of a phase), for "did you mean"; NULL when none is near. The order of
 * a hash table is none, so that they are sorted first. */
static const char *
nearest_node(Variant *self, const char *name, bool phases)
{
    g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(self->places), (GCompareFunc) strcmp);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (GList *key = keys; key != NULL; key = key->next)
    {
        const Place *place = g_hash_table_lookup(self->places, key->data);
        if (!phases || children_of(place->map) != NULL)
            g_ptr_array_add(names, key->data);
    }
    return sop_nearest(name, (const char *const *) names->pdata, names->len);
}

static bool
locked_around(Variant *self, const Place *place, SopSpan span, const char *what)
{
    for (; place != NULL; place = place->parent)
        if (sop_merge_locked(&self->merger, place->map, SOP_MAP_NODE, place->key->text, span, what))
            return true;
    return false;
}

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
removed_before(const Variant *self, const char *name, guint first)
{
    for (guint i = first; i < self->merger.removed->len; i++)
    {
        const SopWrittenName *removed = &g_array_index(self->merger.removed, SopWrittenName, i);
        if (strcmp(removed->name, name) == 0)
            return removed;
    }
    return NULL;
}

static void
report_unknown(Variant *self, const SopYamlNode *written, const char *nearest)
{
    SopDiagnostic *diagnostic = sop_report(self->reader->diagnostics, SOP_MESSAGE_NOT_IN_BASE,
                                           written->span, "name", written->text, NULL);
    if (nearest != NULL)
        sop_diagnostic_set_fix(diagnostic, "did you mean `%s`?", nearest);
    const SopWrittenName *removed = removed_before(self, written->text, 0);
    if (removed != NULL)
        sop_diagnostic_point(diagnostic, removed->span, "removed here");
}

static void
report_unknown_entry(Variant *self, const SopYamlNode *written, const Place *node,
                     const char *entry)
{
    static const char *const keys[] = {"actions", "timeouts"};
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++)
    {
        const SopYamlNode *entries = sop_yaml_get(node->map, keys[i]);
        for (uint32_t k = 0; entries != NULL && entries->kind == SOP_YAML_MAPPING; k++)
        {
            if (k == entries->size)
                break;
            g_ptr_array_add(names, (char *) entries->pairs[k].key->text);
        }
    }
    const char *nearest = sop_nearest(entry, (const char *const *) names->pdata, names->len);
    g_autofree char *both =
        nearest != NULL ? g_strdup_printf("%s.%s", node->key->text, nearest) : NULL;
    report_unknown(self, written, both);
}

static bool
find_entry(Variant *self, const SopYamlNode *written, const char *entry, Named *ret)
{
    static const char *const keys[] = {"actions", "timeouts"};
    const SopYamlNode name = {.text = entry, .size = (uint32_t) strlen(entry)};
    ret->kind = SOP_MAP_ENTRIES;
    for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++)
    {
        ret->map = sop_yaml_get(ret->node->map, keys[i]);
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
find_named(Variant *self, const SopYamlNode *written, Named *ret)
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
        ret->index = sop_merge_find(ret->map, node->key);
        return ret->index != SOP_NONE; /* taken away by a null of the same variant */
    }
    if (removed_before(self, name, self->n_removed) == NULL) /* else: with the phase around it */
        report_unknown(self, written, dot == NULL ? nearest_node(self, name, false) : NULL);
    return false;
}

/* ---- change, remove, add --------------------------------------------------------------------- */

static void
change_one(Variant *self, const SopYamlPair *pair)
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
        sop_merge_map(&self->merger, value, pair->value,
                      &(SopYamlNode) {.text = key->text, .span = pair->key->span},
                      named.kind == SOP_MAP_NODES ? SOP_MAP_NODE : SOP_MAP_ENTRY);
}

static void
remove_one(Variant *self, const SopYamlNode *written)
{
    Named named;
    if (sop_reader_scalar(self->reader, written, "the name of a node, or NODE.ACTION") == NULL ||
        !find_named(self, written, &named))
        return;
    const Place *around = named.kind == SOP_MAP_NODES ? named.node->parent : named.node;
    if (locked_around(self, around, written->span, "change"))
        return;
    uint32_t size = named.map->size;
    sop_merge_take(&self->merger, named.map, named.index, named.kind, written->span);
    if (named.map->size < size && named.kind == SOP_MAP_NODES)
        forget_node(self, named.node->key, named.node->map);
}

/* The phase into which a node is added; NULL: the top. When there is no such phase, or it is
 * locked, which is reported, the top is as good: names then are found, and nothing more is said. */
static const Place *
phase_to_be(Variant *self, const SopYamlNode *in, SopSpan span)
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
without_in(Variant *self, const SopYamlNode *written)
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
add_one(Variant *self, const SopYamlPair *pair)
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
    sop_merge_put(&self->merger, siblings, pair->key, without_in(self, pair->value));
    index_node(self, siblings, siblings->size - 1, phase);
}

static void
apply_change(Variant *self, const SopYamlNode *change)
{
    if (sop_reader_expect(self->reader, change, SOP_YAML_MAPPING,
                          "a map, such as {NODE: {within: 3 days}},"))
        for (uint32_t i = 0; i < change->size; i++)
            change_one(self, &change->pairs[i]);
}

static void
apply_remove(Variant *self, const SopYamlNode *remove)
{
    SopItems items;
    sop_reader_items(remove, &items);
    for (uint32_t i = 0; i < items.n_items; i++)
        remove_one(self, items.items[i]);
}

static void
apply_add(Variant *self, const SopYamlNode *add)
{
    if (sop_reader_expect(self->reader, add, SOP_YAML_MAPPING,
                          "a map, such as {NAME: {in: PHASE, by: ROLE}},"))
        for (uint32_t i = 0; i < add->size; i++)
            add_one(self, &add->pairs[i]);
}

/* ---- the top of the file --------------------------------------------------------------------- */

/* The name under which a safeguard holds beside the base's of the same name. */
static SopYamlNode *
name_beside(Variant *self, const SopYamlNode *safeguards, const SopYamlNode *key)
{
    SopArena *arena = self->reader->arena;
    SopYamlNode *name = sop_arena_memdup(arena, key, sizeof *key);
    for (unsigned n = 1; sop_merge_find(safeguards, name) != SOP_NONE; n++)
    {
        g_autofree char *text = n == 1 && self->id != NULL
                                    ? g_strdup_printf("%s_%s", key->text, self->id)
                                    : g_strdup_printf("%s_%u", key->text, n + 1);
        if (strlen(text) > SOP_LIMIT_NAME_BYTES)
        {
            g_free(text);
            text = g_strdup_printf("%.80s_%u", key->text, n + 1);
        }
        name->text = sop_arena_strdup(arena, text);
        name->size = (uint32_t) strlen(text);
    }
    return name;
}

static void
report_kept(Variant *self, const SopYamlNode *key)
{
    sop_report(self->reader->diagnostics, SOP_MESSAGE_SAFEGUARD_KEPT, key->span, "name", key->text,
               NULL);
}

static void
merge_safeguards(Variant *self, const SopYamlPair *change)
{
    SopYamlNode *safeguards = sop_yaml_get(self->whole, "safeguards");
    self->reader->key = change->key;
    bool nothing = change->value->kind == SOP_YAML_SCALAR && change->value->type == SOP_YAML_NULL;
    if (safeguards == NULL || safeguards->kind != SOP_YAML_MAPPING)
        sop_merge_pair(&self->merger, self->whole, change, SOP_MAP_TOP);
    else if (nothing)
        report_kept(self, change->key);
    else if (sop_reader_expect(self->reader, change->value, SOP_YAML_MAPPING,
                               "a map of names to safeguards"))
        for (uint32_t i = 0; i < change->value->size; i++)
        {
            const SopYamlPair *pair = &change->value->pairs[i];
            bool taken = sop_merge_find(safeguards, pair->key) != SOP_NONE;
            if (taken && pair->value->kind == SOP_YAML_SCALAR && pair->value->type == SOP_YAML_NULL)
                report_kept(self, pair->key);
            else
                sop_merge_put(&self->merger, safeguards, name_beside(self, safeguards, pair->key),
                              pair->value);
        }
}

static void
refuse_body(Variant *self, const SopYamlPair *change)
{
    sop_report(self->reader->diagnostics, SOP_MESSAGE_VARIANT_BODY, change->key->span, NULL);
}

/* In its place below: when all else is merged. */
static void
leave_out(Variant *self, const SopYamlPair *change)
{
    (void) self;
    (void) change;
}

static void
merge_top(Variant *self, const SopYamlNode *top)
{
    static const struct
    {
        const char *key;
        void (*merge)(Variant *self, const SopYamlPair *change);
    } keys[] = {
        {"extends", leave_out}, {"change", leave_out},  {"remove", leave_out},
        {"add", leave_out},     {"steps", refuse_body}, {"safeguards", merge_safeguards},
    };
    for (uint32_t i = 0; i < top->size; i++)
    {
        unsigned key = 0;
        while (key < G_N_ELEMENTS(keys) && !sop_yaml_is(top->pairs[i].key, keys[key].key))
            key++;
        if (key < G_N_ELEMENTS(keys))
            keys[key].merge(self, &top->pairs[i]);
        else
            sop_merge_pair(&self->merger, self->whole, &top->pairs[i], SOP_MAP_TOP);
    }
}

static void
merge_nodes(Variant *self, const SopYamlNode *top)
{
    static const struct
    {
        const char *key;
        void (*apply)(Variant *self, const SopYamlNode *value);
    } keys[] = {{"change", apply_change}, {"remove", apply_remove}, {"add", apply_add}};
    const SopYamlNode *outer = self->reader->key;
    for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++)
    {
        uint32_t index = sop_merge_find(
            top, &(SopYamlNode) {.text = keys[i].key, .size = (uint32_t) strlen(keys[i].key)});
        if (index == SOP_NONE)
            continue;
        index_all(self);
        self->reader->key = top->pairs[index].key;
        keys[i].apply(self, top->pairs[index].value);
    }
    self->reader->key = outer;
}

/* Its own id is what tells a variant from its base: in a case file, in what is diffed. */
static void
find_id(Variant *self, const SopYamlNode *top)
{
    const SopYamlNode *id = sop_yaml_get(top, "id");
    bool written = id != NULL && id->kind == SOP_YAML_SCALAR && id->type != SOP_YAML_NULL;
    self->id = written ? id->text : NULL;
    if (id == NULL)
        sop_report(self->reader->diagnostics, SOP_MESSAGE_MISSING_KEY, top->pairs[0].key->span,
                   "where", "a variant", "key", "id", NULL);
}

/* ---- the files ------------------------------------------------------------------------------- */

static SopYamlNode *over_base(Variant *self, const SopYamlNode *top);

/* "a.sop.yaml → b.sop.yaml → a.sop.yaml" */
static char *
chain_in_words(const Variant *self, guint from)
{
    GString *words = g_string_new(NULL);
    for (guint i = from; i < self->files->len; i++)
    {
        g_autofree char *name = g_path_get_basename(g_ptr_array_index(self->files, i));
        g_string_append_printf(words, "%s → ", name);
    }
    g_autofree char *again = g_path_get_basename(g_ptr_array_index(self->files, from));
    g_string_append(words, again);
    return g_string_free(words, FALSE);
}

/* Would the file be read again, or be one too many? That is reported. */
static bool
is_endless(Variant *self, const SopWrittenName *file, const char *canonical)
{
    for (guint i = 0; i < self->files->len; i++)
        if (strcmp(g_ptr_array_index(self->files, i), canonical) == 0)
        {
            g_autofree char *chain = chain_in_words(self, i);
            SopDiagnostic *diagnostic =
                sop_report(self->reader->diagnostics, SOP_MESSAGE_EXTENDS_ITSELF, file->span,
                           "name", file->name, NULL);
            sop_diagnostic_set_why(diagnostic, "%s", chain);
            return true;
        }
    if (self->files->len <= SOP_LIMIT_VARIANTS)
        return false;
    g_autofree char *limit = g_strdup_printf("%d", SOP_LIMIT_VARIANTS);
    sop_report(self->reader->diagnostics, SOP_MESSAGE_TOO_MANY_VARIANTS, file->span, "limit", limit,
               NULL);
    return true;
}

/* The tree of the file that `top` extends, itself merged with what it extends. */
static SopYamlNode *
read_base(Variant *self, const SopYamlNode *top)
{
    SopReader *reader = self->reader;
    uint32_t index = sop_merge_find(top, &(SopYamlNode) {.text = "extends", .size = 7});
    SopWrittenName file = {0};
    reader->key = top->pairs[index].key;
    if (!sop_reader_file_name(reader, top->pairs[index].value, &file))
        return NULL;
    g_autofree char *path = sop_reader_path(reader, &file);
    g_autofree char *canonical = g_canonicalize_filename(path, NULL);
    if (is_endless(self, &file, canonical))
        return NULL;
    g_autoptr(GError) error = NULL;
    const SopYamlNode *base = sop_yaml_read_file(reader->arena, reader->diagnostics, path, &error);
    if (error != NULL)
        sop_reader_no_file(reader, &file, path, error);
    reader->key = NULL;
    if (base == NULL || !sop_reader_is_procedure(reader, base))
        return NULL;
    g_ptr_array_add(self->files, g_steal_pointer(&canonical));
    file.name = sop_sources_name(reader->procedure->sources, base->span.source);
    g_array_append_val(self->extended, file);
    return sop_yaml_get(base, "extends") != NULL ? over_base(self, base)
                                                 : sop_merge_copy(reader->arena, base);
}

static SopYamlNode *
over_base(Variant *self, const SopYamlNode *top)
{
    SopYamlNode *base = read_base(self, top);
    self->reader->key = NULL;
    if (base == NULL)
        return NULL;
    self->whole = base;
    self->n_removed = self->merger.removed->len;
    find_id(self, top);
    merge_top(self, top);
    merge_nodes(self, top);
    base->span = top->span;
    return base;
}

static SopWrittenNames
names_of(SopArena *arena, const GArray *names)
{
    return (SopWrittenNames) {
        .names = sop_arena_memdup(arena, names->data, sizeof(SopWrittenName) * names->len),
        .n_names = names->len,
    };
}

const SopYamlNode *
sop_variant_merge(SopReader *self, const SopYamlNode *top)
{
    SopProcedure *procedure = self->procedure;
    Variant variant = {
        .merger = {.reader = self, .removed = g_array_new(FALSE, FALSE, sizeof(SopWrittenName))},
        .reader = self,
        .files = g_ptr_array_new_with_free_func(g_free),
        .extended = g_array_new(FALSE, FALSE, sizeof(SopWrittenName)),
        .places = g_hash_table_new(g_str_hash, g_str_equal),
    };
    g_ptr_array_add(variant.files, g_strdup(self->reading->path));
    const SopYamlNode *merged = over_base(&variant, top);
    procedure->removed = names_of(self->arena, variant.merger.removed);
    procedure->extended = names_of(self->arena, variant.extended);
    g_hash_table_unref(variant.places);
    g_array_unref(variant.extended);
    g_array_unref(variant.merger.removed);
    g_ptr_array_unref(variant.files);
    return merged;
}
