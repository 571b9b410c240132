/* SPDX-License-Identifier: Apache-2.0 */
/* The file that a translator fills in: each text with its original, and what there is of it so far.
 * What was translated is never dropped: where its original has changed or gone, a comment says so. */
#include <string.h>

#include "procedure/translations.h"

typedef struct /* the things of one name: do they have the same texts? */
{
    const SopYamlNode *originals[SOP_N_TEXT_PARTS];
    bool mixed;
} Group;

typedef struct
{
    char *name; /* of the entry; owned */
    SopTranslation translation;
    const SopYamlNode *originals[SOP_N_TEXT_PARTS]; /* NULL: there is none */
} Entry;

typedef struct
{
    SopArena *arena;
    const SopYamlNode *file; /* the translations so far; NULL: none */
    const char *language;
    const char *first;
    GHashTable *index;   /* of `file` */
    GHashTable *groups;  /* name → Group */
    GPtrArray *entries;  /* of Entry, in order */
    GHashTable *by_name; /* of them */
    GHashTable *used;    /* pairs of `file` that are in an entry */
} Texts;

static void
entry_free(gpointer data)
{
    Entry *entry = data;
    g_free(entry->name);
    g_free(entry);
}

/* ---- which entries --------------------------------------------------------------------------- */

/* The original that is to be translated here: not what has its translation in the procedure, nor a
 * work cited under its own name. */
static const SopYamlNode *
original_of(const Texts *self, const SopTextOwner *owner, SopTextPart part)
{
    const SopYamlPair *text = owner->texts[part];
    if (text == NULL || (owner->is_cited && text->value->kind == SOP_YAML_SCALAR))
        return NULL;
    const SopYamlNode *there = sop_text_value_in(text->value, self->language, self->first);
    bool is_ours =
        there == NULL || (self->file != NULL && there->span.source == self->file->span.source);
    return is_ours ? sop_text_value_in(text->value, self->first, self->first) : NULL;
}

static void
join_group(Texts *self, const SopTextOwner *owner)
{
    Group *group = g_hash_table_lookup(self->groups, owner->name);
    if (group == NULL)
        g_hash_table_insert(self->groups, (char *) owner->name, group = g_new0(Group, 1));
    if (sop_translation_of(self->index, owner).own != NULL && owner->within != NULL)
        group->mixed = true;
    for (unsigned part = 0; part < SOP_N_TEXT_PARTS; part++)
    {
        const SopYamlNode *original = original_of(self, owner, part);
        const SopYamlNode *other = group->originals[part];
        if (original != NULL && other != NULL && !sop_text_is_same(original, other))
            group->mixed = true;
        if (other == NULL)
            group->originals[part] = original;
    }
}

static Entry *
find_entry(Texts *self, const SopTextOwner *owner)
{
    const Group *group = g_hash_table_lookup(self->groups, owner->name);
    bool apart = owner->is_word || (group != NULL && group->mixed);
    g_autofree char *name = apart ? sop_text_owner_path(owner) : g_strdup(owner->name);
    Entry *entry = g_hash_table_lookup(self->by_name, name);
    if (entry != NULL)
        return entry;
    entry = g_new0(Entry, 1);
    entry->name = g_steal_pointer(&name);
    entry->translation = sop_translation_of(self->index, owner);
    if (entry->translation.own != NULL)
        g_hash_table_add(self->used, (gpointer) entry->translation.own);
    if (entry->translation.shared != NULL)
        g_hash_table_add(self->used, (gpointer) entry->translation.shared);
    g_ptr_array_add(self->entries, entry);
    g_hash_table_insert(self->by_name, entry->name, entry);
    return entry;
}

static void
collect(Texts *self, const GArray *owners)
{
    for (guint i = 0; i < owners->len; i++)
    {
        const SopTextOwner *owner = &g_array_index(owners, SopTextOwner, i);
        if (!owner->is_word)
            join_group(self, owner);
    }
    for (guint i = 0; i < owners->len; i++)
    {
        const SopTextOwner *owner = &g_array_index(owners, SopTextOwner, i);
        for (unsigned part = 0; part < SOP_N_TEXT_PARTS; part++)
        {
            const SopYamlNode *original = original_of(self, owner, part);
            Entry *entry = original != NULL ? find_entry(self, owner) : NULL;
            if (entry != NULL && entry->originals[part] == NULL)
                entry->originals[part] = original;
        }
    }
}

/* What was translated once, and now has nothing to stand for. */
static void
collect_left_over(Texts *self)
{
    const SopYamlNode *texts = self->file != NULL ? sop_yaml_get(self->file, "texts") : NULL;
    for (uint32_t i = 0; texts != NULL && i < texts->size; i++)
    {
        const SopYamlPair *pair = &texts->pairs[i];
        if (g_hash_table_contains(self->used, pair))
            continue;
        Entry *entry = g_new0(Entry, 1);
        entry->name = g_strdup(pair->key->text);
        entry->translation.own = pair;
        g_ptr_array_add(self->entries, entry);
    }
}

/* ---- as YAML --------------------------------------------------------------------------------- */

static SopYamlNode *
scalar(SopArena *arena, const char *text, SopYamlStyle style)
{
    SopYamlNode *node = sop_arena_new_array(arena, SopYamlNode, 1);
    node->kind = SOP_YAML_SCALAR;
    node->style = (uint8_t) style;
    node->text = text;
    node->size = (uint32_t) strlen(text);
    return node;
}

static SopYamlNode *
mapping(SopArena *arena, uint32_t room)
{
    SopYamlNode *node = sop_arena_new_array(arena, SopYamlNode, 1);
    node->kind = SOP_YAML_MAPPING;
    node->pairs = sop_arena_new_array(arena, SopYamlPair, room);
    return node;
}

static void
put(SopArena *arena, SopYamlNode *map, const char *key, const SopYamlNode *value)
{
    map->pairs[map->size++] =
        (SopYamlPair) {.key = scalar(arena, key, SOP_YAML_PLAIN), .value = (SopYamlNode *) value};
}

/* The text as a comment's lines. */
static void
comment_text(GString *text, const char *words)
{
    g_auto(GStrv) lines = g_strsplit(words, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++)
        if (lines[i][0] != '\0')
            g_string_append_printf(text, "  #   %s\n", lines[i]);
}

/* One part of an entry, and above the entry what must be said of it. */
static void
write_part(const Texts *self, const Entry *entry, SopTextPart part, SopYamlNode *originals,
           SopYamlNode *map, GString *comment)
{
    const char *name = sop_text_parts[part];
    const SopYamlNode *is = entry->originals[part];
    const SopYamlNode *was = NULL;
    const SopYamlPair *pair = sop_translation_part(&entry->translation, part, &was);
    const SopYamlNode *translated = pair != NULL ? sop_text_value_in(pair->value, "", "") : NULL;
    if (is == NULL && translated == NULL)
        return;
    bool stale = is != NULL && translated != NULL && was != NULL && !sop_text_is_same(was, is);
    if (is == NULL)
        g_string_append_printf(
            comment,
            "  # No %s to translate: it is gone, or the procedure has it in `%s` "
            "itself.\n",
            name, self->language);
    if (stale)
    {
        g_string_append_printf(comment,
                               "  # The %s has changed. Translate what it is now, and take the old "
                               "one out of `of`:\n",
                               name);
        comment_text(comment, is->text);
    }
    const SopYamlNode *of = stale || is == NULL ? was : is;
    if (of != NULL)
        put(self->arena, originals, name, of);
    put(self->arena, map, name,
        translated != NULL ? translated : scalar(self->arena, "", SOP_YAML_DOUBLE_QUOTED));
}

static void
write_entry(const Texts *self, const Entry *entry, GString *text)
{
    g_autoptr(GString) comment = g_string_new(NULL);
    SopYamlNode *originals = mapping(self->arena, SOP_N_TEXT_PARTS);
    SopYamlNode *parts = mapping(self->arena, SOP_N_TEXT_PARTS);
    for (unsigned part = 0; part < SOP_N_TEXT_PARTS; part++)
        write_part(self, entry, part, originals, parts, comment);
    if (parts->size == 0)
        return;
    SopYamlNode *map = mapping(self->arena, SOP_N_TEXT_PARTS + 1);
    originals->flow = originals->size == 1 && strchr(originals->pairs[0].value->text, '\n') == NULL;
    if (originals->size > 0)
        put(self->arena, map, "of", originals);
    for (uint32_t i = 0; i < parts->size; i++)
        map->pairs[map->size++] = parts->pairs[i];
    SopYamlNode *entries = mapping(self->arena, 1);
    put(self->arena, entries, entry->name, map);
    SopYamlNode *texts = mapping(self->arena, 1);
    put(self->arena, texts, "texts", entries);
    g_autofree char *yaml = sop_yaml_write(texts);
    g_string_append_printf(text, "\n%s%s", comment->str, strchr(yaml, '\n') + 1);
}

static char *
write_file(const Texts *self, const char *procedure)
{
    SopYamlNode *head = mapping(self->arena, 3);
    put(self->arena, head, "sopflow", scalar(self->arena, "1", SOP_YAML_PLAIN));
    head->pairs[0].value->type = SOP_YAML_INTEGER;
    put(self->arena, head, "texts_of", scalar(self->arena, procedure, SOP_YAML_PLAIN));
    put(self->arena, head, "language", scalar(self->arena, self->language, SOP_YAML_PLAIN));
    g_autofree char *yaml = sop_yaml_write(head);
    g_autoptr(GString) text = g_string_new(
        "# Under `of` stands the original, below it the translation: write it between the quotes.\n"
        "# `sopflow check` says what is missing here, `sopflow texts` brings the file up to date.\n\n");
    g_string_append_printf(text, "%s\ntexts:", yaml);
    gsize before = text->len;
    g_string_append(text, "\n");
    for (guint i = 0; i < self->entries->len; i++)
        write_entry(self, g_ptr_array_index(self->entries, i), text);
    if (text->len == before + 1)
        g_string_insert(text, (gssize) before, " {}");
    else
        g_string_erase(text, (gssize) before, 1);
    return g_strdup(text->str);
}

/* ---- all of it ------------------------------------------------------------------------------- */

static const SopYamlNode *
find_file(const SopProcedure *procedure, const char *language)
{
    const SopWrittenTranslation *found = procedure->translations;
    while (found != NULL &&
           (found->of != procedure->top->span.source || strcmp(found->language, language) != 0))
        found = found->next;
    return found != NULL ? found->file : NULL;
}

static char *
texts_to_yaml(const SopProcedure *procedure, const char *language, const char *first)
{
    g_autoptr(SopArena) arena = sop_arena_new();
    const SopYamlNode *file = find_file(procedure, language);
    g_autoptr(GHashTable) index = sop_translations_index(file);
    g_autoptr(GHashTable) groups = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    g_autoptr(GHashTable) by_name = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) used = g_hash_table_new(NULL, NULL);
    g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func(entry_free);
    g_autoptr(GArray) owners = sop_text_owners(procedure->top);
    Texts texts = {.arena = arena,
                   .file = file,
                   .language = language,
                   .first = first,
                   .index = index,
                   .groups = groups,
                   .entries = entries,
                   .by_name = by_name,
                   .used = used};
    collect(&texts, owners);
    collect_left_over(&texts);
    g_autofree char *name =
        g_path_get_basename(sop_sources_name(procedure->sources, procedure->top->span.source));
    return write_file(&texts, name);
}

char *
sop_procedure_texts_to_yaml(const SopProcedure *self, const char *language)
{
    g_return_val_if_fail(self != NULL && language != NULL, NULL);

    for (uint32_t i = 1; i < self->n_languages; i++)
        if (strcmp(self->languages[i], language) == 0)
            return texts_to_yaml(self, self->languages[i], self->languages[0]);
    return NULL;
}
