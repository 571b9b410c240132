/* SPDX-License-Identifier: Apache-2.0 */
/* Puts what a file of translations says into the tree of its procedure, and says what does not fit:
 * entries for nothing, texts that are there already, and those whose original has changed since. */
#include <string.h>

#include "procedure/translations.h"

enum
{
    MOST_SHOWN = 10, /* warnings about one file; a long list would hide all else */
};

/* ---- what is said of it ---------------------------------------------------------------------- */

/* May one more thing be said of this file? Else it is counted, for the last one to tell. */
static bool
may_say(SopTranslator *self)
{
    if (++self->n_said <= MOST_SHOWN)
        return true;
    sop_diagnostic_set_why(self->last,
                           "and there are %u more of such warnings about this file; `sopflow "
                           "texts` marks them all",
                           self->n_said - MOST_SHOWN);
    return false;
}

static void
say_unknown(SopTranslator *self, const SopYamlNode *key)
{
    if (!may_say(self))
        return;
    self->last = sop_report(self->reader->diagnostics, SOP_MESSAGE_TEXTS_OF_NOTHING, key->span,
                            "name", key->text, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < self->owners->len; i++)
    {
        const SopTextOwner *owner = &g_array_index(self->owners, SopTextOwner, i);
        g_ptr_array_add(names, sop_text_owner_path(owner));
        if (!owner->is_word)
            g_ptr_array_add(names, g_strdup(owner->name));
    }
    const char *nearest = sop_nearest(key->text, (const char *const *) names->pdata, names->len);
    if (nearest != NULL)
        sop_diagnostic_set_fix(self->last, "did you mean `%s`?", nearest);
}

static void
say_no_original(SopTranslator *self, const SopYamlNode *name, const SopYamlNode *part)
{
    if (may_say(self))
        self->last = sop_report(self->reader->diagnostics, SOP_MESSAGE_TEXTS_NO_ORIGINAL,
                                part->span, "name", name->text, "part", part->text, NULL);
}

static void
point_at_procedure(SopTranslator *self, SopSpan span, const char *label)
{
    if (!self->apart)
        sop_diagnostic_point(self->last, span, label);
}

static void
say_twice(SopTranslator *self, const char *name, const SopYamlPair *pair, const SopYamlNode *there)
{
    if (!may_say(self))
        return;
    self->last =
        sop_report(self->reader->diagnostics, SOP_MESSAGE_TEXTS_TWICE, pair->key->span, "name",
                   name, "part", pair->key->text, "language", self->language, NULL);
    point_at_procedure(self, there->span, "this one is shown");
}

static void
say_stale(SopTranslator *self, const char *name, const SopYamlPair *pair, const SopYamlNode *was,
          const SopYamlNode *is)
{
    if (!may_say(self))
        return;
    self->last = sop_report(self->reader->diagnostics, SOP_MESSAGE_TEXTS_STALE, pair->key->span,
                            "name", name, "part", pair->key->text, "language", self->language,
                            "was", was->text, "is", is->text, NULL);
    point_at_procedure(self, is->span, "the original as it is now");
}

/* ---- into the tree --------------------------------------------------------------------------- */

static SopYamlNode *
word(SopArena *arena, const char *text, const SopYamlNode *like)
{
    SopYamlNode *node = sop_arena_memdup(arena, like, sizeof *like);
    node->text = text;
    node->size = (uint32_t) strlen(text);
    node->type = SOP_YAML_STRING;
    node->style = SOP_YAML_PLAIN;
    return node;
}

/* Adds the translation to a text, which becomes a map of languages if it was plain. */
static void
put(SopTranslator *self, SopYamlPair *text, const SopYamlPair *translation)
{
    SopArena *arena = self->reader->arena;
    const SopYamlNode *old = text->value;
    bool is_map = old->kind == SOP_YAML_MAPPING;
    uint32_t size = is_map ? old->size : 1;
    SopYamlNode *map = sop_arena_memdup(arena, old, sizeof *old);
    map->kind = SOP_YAML_MAPPING;
    map->flow = is_map && old->flow;
    map->pairs = sop_arena_new_array(arena, SopYamlPair, size + 1);
    if (is_map)
        memcpy(map->pairs, old->pairs, sizeof *map->pairs * size);
    else
        map->pairs[0] = (SopYamlPair) {.key = word(arena, self->first, old), .value = text->value};
    map->pairs[size] = (SopYamlPair) {.key = word(arena, self->language, translation->key),
                                      .value = translation->value};
    map->size = size + 1;
    text->value = map;
}

static void
note_missing(SopTranslator *self, const SopTextOwner *owner, SopTextPart part)
{
    if (owner->is_cited && owner->texts[part]->value->kind == SOP_YAML_SCALAR)
        return; /* a work under its own name */
    if (self->n_missing < SOP_GAPS_SHOWN)
        self->missing[self->n_missing] = (SopMissingText) {.name = owner->name, .part = part};
    self->n_missing++;
}

static void
translate_text(SopTranslator *self, const SopTextOwner *owner, SopTextPart part,
               const SopTranslation *translation)
{
    SopYamlPair *text = owner->texts[part];
    const SopYamlNode *is =
        text != NULL ? sop_text_value_in(text->value, self->first, self->first) : NULL;
    if (is == NULL)
        return;
    const SopYamlNode *there = sop_text_value_in(text->value, self->language, self->first);
    const SopYamlNode *was = NULL;
    const SopYamlPair *pair = sop_translation_part(translation, part, &was);
    bool written = pair != NULL && sop_text_value_in(pair->value, "", "") != NULL;
    if (pair != NULL)
        g_hash_table_add(self->found, (gpointer) pair);
    if (written && there != NULL)
        say_twice(self, owner->name, pair, there);
    if (!written && there == NULL)
        note_missing(self, owner, part);
    if (!written || there != NULL)
        return;
    if (was != NULL && !sop_text_is_same(was, is))
        say_stale(self, owner->name, pair, was, is);
    put(self, text, pair);
}

static void
translate_owner(SopTranslator *self, GHashTable *index, const SopTextOwner *owner)
{
    const SopTranslation translation = sop_translation_of(index, owner);
    if (translation.own != NULL)
        g_hash_table_add(self->found, (gpointer) translation.own);
    if (translation.shared != NULL)
        g_hash_table_add(self->found, (gpointer) translation.shared);
    for (unsigned part = 0; part < SOP_N_TEXT_PARTS; part++)
        translate_text(self, owner, part, &translation);
}

/* What is in the file and has found no place. */
static void
say_left_over(SopTranslator *self)
{
    const SopYamlNode *texts = sop_yaml_get(self->file, "texts");
    for (uint32_t i = 0; i < texts->size; i++)
    {
        const SopYamlPair *entry = &texts->pairs[i];
        bool known = g_hash_table_contains(self->found, entry);
        if (!known)
            say_unknown(self, entry->key);
        for (uint32_t part = 0; known && part < entry->value->size; part++)
        {
            const SopYamlPair *pair = &entry->value->pairs[part];
            if (!sop_yaml_is(pair->key, "of") && !g_hash_table_contains(self->found, pair))
                say_no_original(self, entry->key, pair->key);
        }
    }
}

void
sop_translate(SopTranslator *self)
{
    g_autoptr(GHashTable) index = sop_translations_index(self->file);
    g_autoptr(GHashTable) found = g_hash_table_new(NULL, NULL);
    self->found = found;
    for (guint i = 0; i < self->owners->len; i++)
        translate_owner(self, index, &g_array_index(self->owners, SopTextOwner, i));
    say_left_over(self);
    self->found = NULL;
}
