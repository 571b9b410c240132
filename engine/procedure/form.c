/* SPDX-License-Identifier: Apache-2.0 */
/* Reads maps by their forms: finds each key in the form's table, and reports keys that are unknown,
 * misplaced, empty or missing. All knowledge of single keys is in the tables. */
#include <string.h>

#include "procedure/reader.h"

enum
{
    KEYS_SHOWN = 8, /* more of them would hide what matters */
};

const SopForm *const sop_forms[] = {
    &sop_form_action,
    &sop_form_branch,
    &sop_form_step,
    &sop_form_phase,
    &sop_form_parallel,
    &sop_form_decision,
    &sop_form_top,
    &sop_form_fact,
    &sop_form_document,
    &sop_form_role,
    &sop_form_outcome,
    &sop_form_source,
    &sop_form_detail,
    &sop_form_requirement,
    &sop_form_target,
    &sop_form_table,
    &sop_form_timeout,
    &sop_form_moment_branch,
    &sop_form_safeguard,
    &sop_form_administration,
    &sop_form_translations,
    &sop_form_acceptance,
    NULL,
};

static const char *
kind_in_words(const SopYamlNode *node)
{
    static const char *const scalars[] = {
        [SOP_YAML_STRING] = "a text",         [SOP_YAML_NULL] = "nothing",
        [SOP_YAML_BOOLEAN] = "true or false", [SOP_YAML_INTEGER] = "a number",
        [SOP_YAML_FLOAT] = "a number",
    };
    if (node->kind == SOP_YAML_SEQUENCE)
        return "a list";
    return node->kind == SOP_YAML_MAPPING ? "a map" : scalars[node->type];
}

static const char *
key_in_words(const SopReader *self)
{
    return self->key != NULL ? self->key->text : "the file";
}

static SopDiagnostic *
report_kind(SopReader *self, const SopYamlNode *node, const char *what)
{
    if (node->kind == SOP_YAML_SCALAR && node->type == SOP_YAML_NULL)
        return sop_report(self->diagnostics, SOP_MESSAGE_EMPTY,
                          self->key != NULL ? self->key->span : node->span, "key",
                          key_in_words(self), "what", what, NULL);
    return sop_report(self->diagnostics, SOP_MESSAGE_WRONG_KIND, node->span, "key",
                      key_in_words(self), "what", what, "found", kind_in_words(node), NULL);
}

void
sop_reader_wrong_kind(SopReader *self, const SopYamlNode *node, const char *what)
{
    report_kind(self, node, what);
}

bool
sop_reader_expect(SopReader *self, const SopYamlNode *node, SopYamlKind kind, const char *what)
{
    if (node->kind == kind)
        return true;
    sop_reader_wrong_kind(self, node, what);
    return false;
}

bool
sop_reader_empty(SopReader *self, const SopYamlNode *node)
{
    if (node->size > 0)
        return false;
    sop_report(self->diagnostics, SOP_MESSAGE_EMPTY, node->span, "key", key_in_words(self), "what",
               "at least one entry", NULL);
    return true;
}

void
sop_reader_items(const SopYamlNode *node, SopItems *ret)
{
    ret->one = node;
    if (node->kind == SOP_YAML_SEQUENCE)
        *ret =
            (SopItems) {.items = (const SopYamlNode *const *) node->items, .n_items = node->size};
    else
        *ret = (SopItems) {.items = &ret->one, .n_items = 1, .one = node};
}

/* ---- unknown keys ---------------------------------------------------------------------------- */

static const SopKey *
find_key(const SopForm *form, const SopYamlNode *key)
{
    for (unsigned i = 0; i < form->n_keys; i++)
        if (form->keys[i].length == key->size &&
            memcmp(form->keys[i].key, key->text, key->size) == 0)
            return &form->keys[i];
    return NULL;
}

bool
sop_reader_has_unknown_key(const SopYamlNode *map, const SopForm *form)
{
    for (uint32_t i = 0; i < map->size; i++)
        if (find_key(form, map->pairs[i].key) == NULL)
            return true;
    return false;
}

/* "an action, a branch", where `key` would be right; NULL when nowhere. */
static char *
places_of_key(const SopYamlNode *key)
{
    GString *places = NULL;
    for (unsigned i = 0; sop_forms[i] != NULL; i++)
    {
        if (find_key(sop_forms[i], key) == NULL)
            continue;
        if (places == NULL)
            places = g_string_new(sop_forms[i]->what);
        else
            g_string_append_printf(places, ", %s", sop_forms[i]->what);
    }
    return places != NULL ? g_string_free(places, FALSE) : NULL;
}

/* What people write instead, from other languages and forms. */
static const char *const slips[][2] = {
    {"if", "when"},         {"condition", "when"},  {"then", "to"},         {"goto", "to"},
    {"next", "to"},         {"name", "title"},      {"label", "title"},     {"description", "text"},
    {"role", "by"},         {"who", "by"},          {"needs", "requires"},  {"notify", "informs"},
    {"default", "starts"},  {"deadline", "within"}, {"decide", "choose"},   {"decision", "choose"},
    {"branches", "choose"}, {"switch", "choose"},   {"parallel", "tracks"}, {"nodes", "steps"},
    {"include", "uses"},
};

/* The key that is likely to be meant: a usual slip, one that begins alike, or one spelt nearly so.
 * */
static const char *
meant_key(const char *key, const char *const *names, unsigned n_names)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(slips); i++)
        for (unsigned name = 0; name < n_names; name++)
            if (strcmp(key, slips[i][0]) == 0 && strcmp(names[name], slips[i][1]) == 0)
                return names[name];
    for (unsigned name = 0; name < n_names; name++)
        if (strlen(key) >= 4 && g_str_has_prefix(names[name], key))
            return names[name];
    return sop_nearest(key, names, n_names);
}

static void
report_unknown(SopDiagnostics *diagnostics, const SopYamlNode *key, const char *where,
               const char *const *names, unsigned n_names, const char *places)
{
    SopDiagnostic *diagnostic = sop_report(diagnostics, SOP_MESSAGE_UNKNOWN_KEY, key->span, "key",
                                           key->text, "where", where, NULL);
    const char *nearest = meant_key(key->text, names, n_names);
    if (nearest != NULL)
    {
        sop_diagnostic_set_fix(diagnostic, "did you mean `%s`?", nearest);
        return;
    }
    if (places != NULL)
        sop_diagnostic_set_why(diagnostic, "`%s` is a key of: %s", key->text, places);
    if (places != NULL || n_names > KEYS_SHOWN)
    {
        sop_diagnostic_set_fix(diagnostic, places != NULL
                                               ? "move it to where it belongs, or take it out"
                                               : "take it out, or say it in `text`");
        return;
    }
    g_autoptr(GString) list = g_string_new(NULL);
    for (unsigned i = 0; i < n_names; i++)
        g_string_append_printf(list, "%s`%s`", i > 0 ? ", " : "", names[i]);
    sop_diagnostic_set_fix(diagnostic, "write one of %s, or take it out", list->str);
}

/* What makes a node another kind than a step: with none of them it was taken for a step. */
static const char *const other_kinds[] = {"steps", "tracks", "choose", "uses"};

static void
report_unknown_in_form(SopReader *self, const SopYamlNode *key, const SopForm *form)
{
    const char *names[64];
    unsigned n_names = 0;
    for (unsigned i = 0; i < form->n_keys; i++)
        names[n_names++] = form->keys[i].key;
    if (form == &sop_form_step)
        for (unsigned i = 0; i < G_N_ELEMENTS(other_kinds); i++)
            names[n_names++] = other_kinds[i];
    g_autofree char *places = places_of_key(key);
    report_unknown(self->diagnostics, key, form->what, names, n_names, places);
}

void
sop_procedure_check_keys(SopDiagnostics *diagnostics, const SopYamlNode *mapping, const char *where,
                         const char *const *keys)
{
    g_return_if_fail(diagnostics != NULL && mapping != NULL && keys != NULL);

    if (mapping->kind != SOP_YAML_MAPPING)
        return;
    unsigned n_keys = g_strv_length((char **) keys);
    for (uint32_t i = 0; i < mapping->size; i++)
    {
        const SopYamlNode *key = mapping->pairs[i].key;
        if (!g_strv_contains(keys, key->text))
            report_unknown(diagnostics, key, where, keys, n_keys, NULL);
    }
}

/* ---- reading a map --------------------------------------------------------------------------- */

static bool
is_null(const SopYamlNode *node)
{
    return node->kind == SOP_YAML_SCALAR && node->type == SOP_YAML_NULL;
}

static void
read_pair(SopReader *self, const SopYamlPair *pair, const SopKey *key, void *record)
{
    const SopYamlNode *outer = self->key;
    self->key = pair->key;
    if (is_null(pair->value) && (key->flags & SOP_KEY_MAY_BE_EMPTY) == 0)
        sop_reader_wrong_kind(self, pair->value, "a value");
    else
        key->read(self, pair->value, (char *) record + key->offset);
    self->key = outer;
}

static void
report_missing(SopReader *self, const SopYamlNode *map, const SopForm *form, uint64_t seen)
{
    for (unsigned i = 0; i < form->n_keys; i++)
        if ((form->keys[i].flags & SOP_KEY_REQUIRED) != 0 && (seen >> i & 1) == 0)
            sop_report(self->diagnostics, SOP_MESSAGE_MISSING_KEY,
                       self->key != NULL ? self->key->span : map->span, "where", form->what, "key",
                       form->keys[i].key, NULL);
}

static void
report_no_map(SopReader *self, const SopYamlNode *node, const SopForm *form)
{
    SopDiagnostic *diagnostic = report_kind(self, node, form->what);
    sop_diagnostic_set_fix(diagnostic, "write `%s`", form->example);
}

bool
sop_reader_form(SopReader *self, const SopYamlNode *map, const SopForm *form, void *record)
{
    if (map->kind != SOP_YAML_MAPPING)
    {
        report_no_map(self, map, form);
        return false;
    }
    uint64_t seen = 0;
    for (uint32_t i = 0; i < map->size; i++)
    {
        const SopYamlPair *pair = &map->pairs[i];
        const SopKey *key = find_key(form, pair->key);
        if (key == NULL)
        {
            report_unknown_in_form(self, pair->key, form);
            continue;
        }
        seen |= UINT64_C(1) << (key - form->keys);
        read_pair(self, pair, key, record);
    }
    report_missing(self, map, form, seen);
    return true;
}

void *
sop_reader_entries(SopReader *self, const SopYamlNode *map, const SopForm *form, uint32_t *ret_n)
{
    if (map->kind != SOP_YAML_MAPPING)
        sop_diagnostic_set_fix(report_kind(self, map, "a map of names"),
                               "write `NAME: %s`, a line for each", form->example);
    if (map->kind != SOP_YAML_MAPPING || map->size == 0)
        return NULL;
    char *records = sop_arena_alloc(self->arena, (size_t) form->size * map->size);
    const SopYamlNode *outer = self->key;
    for (uint32_t i = 0; i < map->size; i++)
    {
        void *record = records + (size_t) form->size * i;
        const SopYamlPair *pair = &map->pairs[i];
        SopWrittenName *name = record;
        *name = (SopWrittenName) {.name = pair->key->text, .span = pair->key->span};
        self->key = pair->key;
        sop_reader_check_name(self, pair->key, pair->key->text, pair->key->size);
        sop_reader_form(self, pair->value, form, record);
    }
    self->key = outer;
    *ret_n = map->size;
    return records;
}
