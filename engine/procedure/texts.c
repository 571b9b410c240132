/* SPDX-License-Identifier: Apache-2.0 */
/* Texts in the procedure's languages: a string, which is in the first language, or a map of
 * language to string. Keeps account of what is not translated, which is told once a file. */
#include <string.h>

#include "procedure/reader.h"

static uint32_t
find_language(const SopProcedure *procedure, const char *language)
{
    for (uint32_t i = 0; i < procedure->n_languages; i++)
        if (strcmp(procedure->languages[i], language) == 0)
            return i;
    return SOP_NONE;
}

static void
count_gaps(SopReader *self, uint64_t written, SopSpan span)
{
    for (uint32_t i = 0; i < self->procedure->n_languages; i++)
    {
        if ((written >> i & 1) != 0)
            continue;
        SopTranslationGap *gap = &self->gaps[i];
        if (gap->count < SOP_GAPS_SHOWN)
            gap->first[gap->count] = span;
        gap->count++;
    }
}

static SopSpan
place_of(const SopReader *self, const SopYamlNode *value)
{
    return self->key != NULL ? self->key->span : value->span;
}

static void
set_plain(SopReader *self, const char *text, SopText *ret)
{
    SopTextItem *item = sop_arena_new_array(self->arena, SopTextItem, 1);
    *item = (SopTextItem) {.language = self->procedure->languages[0], .text = text};
    *ret = (SopText) {.items = item, .n_items = 1};
}

/* Told at its first use only: a file may have hundreds of texts in it. */
static void
report_undeclared(SopReader *self, const SopYamlNode *key)
{
    for (uint32_t i = 0; i < self->n_undeclared; i++)
        if (strcmp(self->undeclared[i], key->text) == 0)
            return;
    if (self->n_undeclared < SOP_LANGUAGES_MAX)
        self->undeclared[self->n_undeclared++] = key->text;
    SopProcedure *procedure = self->procedure;
    SopDiagnostic *diagnostic = sop_report(self->diagnostics, SOP_MESSAGE_UNDECLARED_LANGUAGE,
                                           key->span, "language", key->text, NULL);
    const char *nearest = sop_nearest(key->text, procedure->languages, procedure->n_languages);
    if (nearest != NULL && strlen(key->text) > 3)
        sop_diagnostic_set_fix(diagnostic, "did you mean `%s`?", nearest);
}

static void
read_languages_of(SopReader *self, const SopYamlNode *map, SopText *ret)
{
    SopProcedure *procedure = self->procedure;
    const char *texts[SOP_LANGUAGES_MAX] = {NULL};
    uint64_t written = 0;
    for (uint32_t i = 0; i < map->size; i++)
    {
        const SopYamlPair *pair = &map->pairs[i];
        uint32_t language = find_language(procedure, pair->key->text);
        const char *text = sop_reader_scalar(self, pair->value, "a text");
        if (language == SOP_NONE)
            report_undeclared(self, pair->key);
        else
        {
            texts[language] = text;
            written |= UINT64_C(1) << language;
        }
    }
    if (procedure->n_languages > 1)
        count_gaps(self, written, place_of(self, map));
    SopTextItem *items = sop_arena_new_array(self->arena, SopTextItem, procedure->n_languages);
    unsigned n_items = 0;
    for (uint32_t i = 0; i < procedure->n_languages; i++)
        if (texts[i] != NULL)
            items[n_items++] =
                (SopTextItem) {.language = procedure->languages[i], .text = texts[i]};
    *ret = (SopText) {.items = items, .n_items = n_items};
}

void
sop_read_text(SopReader *self, const SopYamlNode *value, void *ret)
{
    if (value->kind == SOP_YAML_MAPPING)
    {
        if (!sop_reader_empty(self, value))
            read_languages_of(self, value, ret);
        return;
    }
    const char *text = sop_reader_scalar(self, value, "a text, or a map of language to text");
    if (text == NULL)
        return;
    set_plain(self, text, ret);
    if (self->procedure->n_languages > 1)
        count_gaps(self, 1, place_of(self, value));
}

void
sop_read_plain_text(SopReader *self, const SopYamlNode *value, void *ret)
{
    if (value->kind == SOP_YAML_MAPPING && value->size > 0)
        read_languages_of(self, value, ret);
    else
    {
        const char *text = sop_reader_scalar(self, value, "a text");
        if (text != NULL)
            set_plain(self, text, ret);
    }
}

/* ---- which languages ------------------------------------------------------------------------- */

/* A tag of BCP 47, as far as its form goes: "fr", "zh-Hant", "pt-BR". */
bool
sop_reader_is_language(const char *text)
{
    unsigned run = 0;
    bool first = true;
    for (const char *c = text; *c != '\0'; c++)
    {
        if (*c == '-' && run >= (first ? 2U : 1U))
        {
            first = false;
            run = 0;
        }
        else if (!(first ? g_ascii_isalpha(*c) : g_ascii_isalnum(*c)) || ++run > 8)
            return false;
    }
    return run >= (first ? 2U : 1U);
}

static void
add_language(SopReader *self, const SopYamlNode *node)
{
    SopProcedure *procedure = self->procedure;
    const char *text = sop_reader_scalar(self, node, "a language such as `en`");
    if (text == NULL)
        return;
    if (!sop_reader_is_language(text) || procedure->n_languages == SOP_LANGUAGES_MAX)
        sop_report(self->diagnostics, SOP_MESSAGE_BAD_LANGUAGE, node->span, "language", text, NULL);
    else if (find_language(procedure, text) != SOP_NONE)
        sop_report(self->diagnostics, SOP_MESSAGE_TWICE, node->span, "name", text, NULL);
    else
        procedure->languages[procedure->n_languages++] = text;
}

void
sop_reader_languages(SopReader *self, const SopYamlNode *top)
{
    SopProcedure *procedure = self->procedure;
    procedure->languages = sop_arena_new_array(self->arena, const char *, SOP_LANGUAGES_MAX);
    const SopYamlNode *languages = sop_yaml_get(top, "languages");
    if (languages != NULL)
    {
        SopItems items;
        sop_reader_items(languages, &items);
        for (uint32_t i = 0; i < items.n_items; i++)
            add_language(self, items.items[i]);
    }
    if (procedure->n_languages == 0)
        procedure->languages[procedure->n_languages++] = "en";
    self->gaps = sop_arena_new_array(self->arena, SopTranslationGap, procedure->n_languages);
}

void
sop_reader_report_gaps(SopReader *self, const SopYamlNode *top)
{
    SopProcedure *procedure = self->procedure;
    g_autoptr(GString) list = g_string_new(NULL);
    for (uint32_t i = 0; i < procedure->n_languages; i++)
        if (self->gaps[i].count > 0)
            g_string_append_printf(list, "%s%u in `%s`", list->len > 0 ? ", " : "",
                                   self->gaps[i].count, procedure->languages[i]);
    if (list->len == 0)
        return;
    const SopYamlNode *languages = sop_yaml_get(top, "languages");
    SopDiagnostic *diagnostic =
        sop_report(self->diagnostics, SOP_MESSAGE_MISSING_TRANSLATIONS,
                   languages != NULL ? languages->span : top->span, "list", list->str, NULL);
    for (uint32_t i = 0; i < procedure->n_languages; i++)
        for (uint32_t place = 0; place < MIN(self->gaps[i].count, SOP_GAPS_SHOWN); place++)
        {
            g_autofree char *label = g_strdup_printf("not in `%s`", procedure->languages[i]);
            sop_diagnostic_point(diagnostic, self->gaps[i].first[place], label);
        }
}
