/* SPDX-License-Identifier: Apache-2.0 */
/* Who has texts in a procedure's tree: the procedure, its nodes, actions and timeouts, and what it
 * declares. The tree may be wrong in any way; what is not as it should be has no texts. */
#include <string.h>

#include "procedure/translations.h"

const char *const sop_text_parts[SOP_N_TEXT_PARTS] = {
    [SOP_TEXT_TITLE] = "title", [SOP_TEXT_TEXT] = "text"};

static void walk_owner(GArray *owners, const SopYamlNode *map, const char *name,
                       const char *within);

/* A node's children have names of their own; what is declared is told by where it stands. */
static void
walk_nodes(GArray *owners, const SopYamlPair *nodes, const char *around)
{
    (void) around;
    for (uint32_t i = 0; i < nodes->value->size; i++)
        walk_owner(owners, nodes->value->pairs[i].value, nodes->value->pairs[i].key->text, "steps");
}

static void
walk_events(GArray *owners, const SopYamlPair *events, const char *around)
{
    for (uint32_t i = 0; i < events->value->size; i++)
        walk_owner(owners, events->value->pairs[i].value, events->value->pairs[i].key->text,
                   around);
}

static void
walk_declared(GArray *owners, const SopYamlPair *declared, const char *around)
{
    (void) around;
    walk_events(owners, declared, declared->key->text);
}

static void
walk_words(GArray *owners, const SopYamlPair *words, const char *fact)
{
    for (uint32_t i = 0; i < words->value->size; i++)
    {
        SopYamlPair *word = &words->value->pairs[i];
        const SopTextOwner owner = {.name = word->key->text,
                                    .within = fact,
                                    .is_word = true,
                                    .texts = {[SOP_TEXT_TITLE] = word}};
        g_array_append_val(owners, owner);
    }
}

static const struct
{
    const char *key;
    void (*walk)(GArray *owners, const SopYamlPair *pair, const char *around);
} inside[] = {
    {"sources", walk_declared}, {"roles", walk_declared},     {"actor", walk_declared},
    {"facts", walk_declared},   {"documents", walk_declared}, {"outcomes", walk_declared},
    {"values", walk_words},     {"actions", walk_events},     {"timeouts", walk_events},
    {"steps", walk_nodes},      {"tracks", walk_nodes},       {"safeguards", walk_declared},
};

static void
walk_pair(GArray *owners, const SopYamlPair *pair, const char *owner)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(inside); i++)
        if (pair->value->kind == SOP_YAML_MAPPING && sop_yaml_is(pair->key, inside[i].key))
            inside[i].walk(owners, pair, owner);
}

static const char *
former_name(const SopYamlNode *map)
{
    const SopYamlNode *was = sop_yaml_get(map, "was");
    return was != NULL && was->kind == SOP_YAML_SCALAR ? was->text : NULL;
}

static void
walk_owner(GArray *owners, const SopYamlNode *map, const char *name, const char *within)
{
    SopTextOwner owner = {.name = name,
                          .within = within,
                          .was = former_name(map),
                          .is_cited = within != NULL && strcmp(within, "sources") == 0};
    bool is_map = map->kind == SOP_YAML_MAPPING;
    for (uint32_t i = 0; is_map && i < map->size; i++)
        for (unsigned part = 0; part < SOP_N_TEXT_PARTS; part++)
            if (sop_yaml_is(map->pairs[i].key, sop_text_parts[part]))
                owner.texts[part] = &map->pairs[i];
    g_array_append_val(owners, owner);
    for (uint32_t i = 0; is_map && i < map->size; i++)
        walk_pair(owners, &map->pairs[i], name);
}

GArray *
sop_text_owners(const SopYamlNode *top)
{
    GArray *owners = g_array_new(FALSE, FALSE, sizeof(SopTextOwner));
    const SopYamlNode *id = sop_yaml_get(top, "id");
    bool named = id != NULL && id->kind == SOP_YAML_SCALAR && id->size > 0;
    walk_owner(owners, top, named ? id->text : "", NULL);
    return owners;
}

char *
sop_text_owner_path(const SopTextOwner *self)
{
    return self->within != NULL ? g_strdup_printf("%s.%s", self->within, self->name)
                                : g_strdup(self->name);
}

/* ---- texts ----------------------------------------------------------------------------------- */

static const SopYamlNode *
filled(const SopYamlNode *node)
{
    bool is_text = node != NULL && node->kind == SOP_YAML_SCALAR && node->type != SOP_YAML_NULL &&
                   node->size > 0;
    return is_text ? node : NULL;
}

const SopYamlNode *
sop_text_value_in(const SopYamlNode *value, const char *language, const char *first)
{
    if (value->kind == SOP_YAML_MAPPING)
        return filled(sop_yaml_get(value, language));
    return strcmp(language, first) == 0 ? filled(value) : NULL;
}

/* The next word from `at`, which is left behind it. */
static size_t
next_word(const char **at, const char **ret_word)
{
    static const char blanks[] = " \t\r\n";
    *ret_word = *at + strspn(*at, blanks);
    *at = *ret_word + strcspn(*ret_word, blanks);
    return (size_t) (*at - *ret_word);
}

bool
sop_text_is_same(const SopYamlNode *a, const SopYamlNode *b)
{
    const char *at[] = {a->text, b->text};
    const char *words[2];
    size_t length;
    do
    {
        length = next_word(&at[0], &words[0]);
        if (next_word(&at[1], &words[1]) != length || memcmp(words[0], words[1], length) != 0)
            return false;
    } while (length > 0);
    return true;
}

/* ---- entries of a file of translations ------------------------------------------------------- */

GHashTable *
sop_translations_index(const SopYamlNode *file)
{
    GHashTable *index = g_hash_table_new(g_str_hash, g_str_equal);
    const SopYamlNode *texts = file != NULL ? sop_yaml_get(file, "texts") : NULL;
    bool is_map = texts != NULL && texts->kind == SOP_YAML_MAPPING;
    for (uint32_t i = 0; is_map && i < texts->size; i++)
        g_hash_table_insert(index, (char *) texts->pairs[i].key->text, &texts->pairs[i]);
    return index;
}

SopTranslation
sop_translation_of(GHashTable *index, const SopTextOwner *owner)
{
    g_autofree char *path = sop_text_owner_path(owner);
    const SopYamlPair *own = g_hash_table_lookup(index, path);
    const SopYamlPair *shared = owner->is_word ? NULL : g_hash_table_lookup(index, owner->name);
    if (own == NULL && shared == NULL && owner->was != NULL)
        shared = g_hash_table_lookup(index, owner->was);
    return (SopTranslation) {.own = own, .shared = shared};
}

static const SopYamlPair *
part_of(const SopYamlPair *entry, SopTextPart part, const SopYamlNode **ret_original)
{
    const SopYamlNode *map = entry != NULL ? entry->value : NULL;
    if (map == NULL || map->kind != SOP_YAML_MAPPING)
        return NULL;
    const SopYamlNode *originals = sop_yaml_get(map, "of");
    *ret_original =
        originals != NULL ? filled(sop_yaml_get(originals, sop_text_parts[part])) : NULL;
    for (uint32_t i = 0; i < map->size; i++)
        if (sop_yaml_is(map->pairs[i].key, sop_text_parts[part]))
            return &map->pairs[i];
    return NULL;
}

const SopYamlPair *
sop_translation_part(const SopTranslation *self, SopTextPart part, const SopYamlNode **ret_original)
{
    *ret_original = NULL;
    const SopYamlPair *pair = part_of(self->own, part, ret_original);
    return pair != NULL ? pair : part_of(self->shared, part, ret_original);
}
