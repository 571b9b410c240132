/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a mapping or sequence: its children go from the pending ones into the arena. Keys
 * written twice, merge keys (`<<`) and keys that a comma made are found here. */
#include "yaml/reader.h"

#include <string.h>

enum
{
    FEW_KEYS = 16, /* compared one with another; more go through a hash */
};

typedef struct
{
    SopYamlReader *reader;
    SopYamlPair *pairs;
    uint32_t n_pairs;
} Found;

static bool
same_key(const SopYamlNode *a, const SopYamlNode *b)
{
    return a->size == b->size && memcmp(a->text, b->text, a->size) == 0;
}

static uint32_t
hash_of(const SopYamlNode *key)
{
    uint32_t hash = 2166136261u;

    for (uint32_t i = 0; i < key->size; i++)
        hash = (hash ^ (unsigned char) key->text[i]) * 16777619u;
    return hash ^ (hash >> 15);
}

/* The hash's slots, empty, at least four for each of `n_keys`; their number is a power of two. */
static void
prepare_slots(SopYamlReader *reader, size_t n_keys)
{
    size_t wanted = 64;

    while (wanted < n_keys * 4)
        wanted *= 2;
    if (reader->slots == NULL || wanted > reader->n_slots)
        reader->slots = g_renew(uint32_t, reader->slots, wanted);
    reader->n_slots = wanted;
    memset(reader->slots, 0, wanted * sizeof *reader->slots);
}

/* The pair that has the key already; else NULL, and the hash knows of the key as the next
 * pair's. */
static SopYamlPair *
find_pair(Found *found, const SopYamlNode *key, bool hashed)
{
    SopYamlReader *reader = found->reader;

    if (!hashed)
    {
        for (uint32_t i = 0; i < found->n_pairs; i++)
            if (same_key(found->pairs[i].key, key))
                return &found->pairs[i];
        return NULL;
    }
    for (size_t at = hash_of(key);; at++)
    {
        uint32_t *slot = &reader->slots[at & (reader->n_slots - 1)];
        if (*slot == 0)
        {
            *slot = found->n_pairs + 1;
            return NULL;
        }
        if (same_key(found->pairs[*slot - 1].key, key))
            return &found->pairs[*slot - 1];
    }
}

static bool
is_merge(const SopYamlNode *key)
{
    return key->kind == SOP_YAML_SCALAR && key->style == SOP_YAML_PLAIN && sop_yaml_is(key, "<<");
}

/* Adds the pairs of a merged mapping whose keys are not there yet. */
static void
merge(Found *found, const SopYamlNode *from, bool hashed)
{
    for (uint32_t i = 0; i < from->size; i++)
        if (find_pair(found, from->pairs[i].key, hashed) == NULL)
            found->pairs[found->n_pairs++] = from->pairs[i];
}

/* How many pairs the value of `<<` has at most; -1 when it is neither a mapping nor a list of
 * them. */
static int64_t
count_merged(const SopYamlNode *value)
{
    int64_t count = 0;

    if (value->kind == SOP_YAML_MAPPING)
        return value->size;
    if (value->kind != SOP_YAML_SEQUENCE)
        return -1;
    for (uint32_t i = 0; i < value->size; i++)
    {
        if (value->items[i]->kind != SOP_YAML_MAPPING)
            return -1;
        count += value->items[i]->size;
    }
    return count;
}

static void
merge_all(Found *found, const SopYamlNode *value, bool hashed)
{
    if (value->kind == SOP_YAML_MAPPING)
        merge(found, value, hashed);
    else
        for (uint32_t i = 0; i < value->size; i++)
            merge(found, value->items[i], hashed);
}

/* A key of `{…}` that no `:` follows: in `{title: Yes, please}` the comma ended the title. */
static bool
is_split_by_comma(const SopYamlReader *reader, const SopYamlFrame *frame, const SopYamlPair *pair)
{
    const SopYamlNode *key = pair->key;
    const SopYamlNode *value = pair->value;
    const char *text = reader->cursor.text;

    if (!frame->node->flow || key->style != SOP_YAML_PLAIN || value->kind != SOP_YAML_SCALAR ||
        value->size > 0 || value->style != SOP_YAML_PLAIN || key->size == 0)
        return false;
    size_t at = (size_t) key->offset + key->size;
    if (at > reader->cursor.length || memcmp(text + key->offset, key->text, key->size) != 0)
        return false;
    at += strspn(text + at, " \t\r\n");
    return text[at] == ',' || text[at] == '}';
}

static void
report_comma(SopYamlReader *reader, const SopYamlPair *pair, const SopYamlPair *before)
{
    if (before == NULL)
    {
        sop_report(reader->diagnostics, SOP_MESSAGE_YAML_KEY_WITHOUT_VALUE, pair->key->span, "key",
                   pair->key->text, NULL);
        return;
    }
    SopDiagnostic *diagnostic = sop_report(reader->diagnostics, SOP_MESSAGE_YAML_COMMA_SPLIT,
                                           pair->key->span, "key", pair->key->text, NULL);

    if (before->value->kind == SOP_YAML_SCALAR && before->value->size > 0 &&
        before->key->kind == SOP_YAML_SCALAR && before->value->size + pair->key->size < 80)
        sop_diagnostic_set_fix(
            diagnostic, "if the comma belongs to the text, put it in quotes: `%s: \"%s, %s\"`",
            before->key->text, before->value->text, pair->key->text);
}

/* Is the pair one that can be kept? Reports if not. */
static bool
is_sound(SopYamlReader *reader, const SopYamlFrame *frame, const SopYamlPair *pair,
         const SopYamlPair *before)
{
    if (pair->key->kind != SOP_YAML_SCALAR ||
        (pair->key->size == 0 && pair->key->style == SOP_YAML_PLAIN))
    {
        sop_report(reader->diagnostics, SOP_MESSAGE_YAML_KEY_NOT_TEXT, pair->key->span, NULL);
        return false;
    }
    if (is_split_by_comma(reader, frame, pair))
    {
        report_comma(reader, pair, before);
        return false;
    }
    if (is_merge(pair->key) && count_merged(pair->value) < 0)
    {
        sop_report(reader->diagnostics, SOP_MESSAGE_YAML_BAD_MERGE, pair->value->span, NULL);
        return false;
    }
    return true;
}

static void
report_twice(SopYamlReader *reader, const SopYamlNode *key, const SopYamlNode *first)
{
    SopDiagnostic *diagnostic = sop_report(reader->diagnostics, SOP_MESSAGE_YAML_DUPLICATE_KEY,
                                           key->span, "key", key->text, NULL);

    sop_diagnostic_point(diagnostic, first->span, "first written here");
}

void
sop_yaml_finish_mapping(SopYamlReader *reader, SopYamlFrame *frame)
{
    SopYamlNode **children = reader->pending + frame->first;
    size_t n_written = (reader->n_pending - frame->first) / 2, room = n_written;
    bool merges = false;

    for (size_t i = 0; i < n_written; i++)
        if (is_merge(children[2 * i]))
        {
            merges = true;
            room += (size_t) MAX(count_merged(children[2 * i + 1]), 0);
        }

    Found found = {reader, sop_arena_new_array(reader->arena, SopYamlPair, MAX(room, 1)), 0};
    bool hashed = room > FEW_KEYS;
    if (hashed)
        prepare_slots(reader, room);

    SopYamlPair before = {NULL, NULL};
    for (size_t i = 0; i < n_written; i++)
    {
        SopYamlPair pair = {children[2 * i], children[2 * i + 1]};
        bool sound = is_sound(reader, frame, &pair, before.key != NULL ? &before : NULL);
        if (sound && !is_merge(pair.key))
        {
            const SopYamlPair *first = find_pair(&found, pair.key, hashed);
            if (first != NULL)
                report_twice(reader, pair.key, first->key);
            else
                found.pairs[found.n_pairs++] = pair;
        }
        before = pair;
    }
    for (size_t i = 0; merges && i < n_written; i++)
        if (is_merge(children[2 * i]) && count_merged(children[2 * i + 1]) >= 0)
            merge_all(&found, children[2 * i + 1], hashed);

    frame->node->pairs = found.pairs;
    frame->node->size = found.n_pairs;
}

void
sop_yaml_finish_sequence(SopYamlReader *reader, SopYamlFrame *frame)
{
    size_t count = reader->n_pending - frame->first;

    frame->node->items = sop_arena_memdup(reader->arena, reader->pending + frame->first,
                                          count * sizeof(SopYamlNode *));
    frame->node->size = (uint32_t) count;
}
