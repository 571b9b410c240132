/* SPDX-License-Identifier: Apache-2.0 */
/* Reads single values: names and lists of names, expressions, plain strings, yes and no. */
#include <string.h>

#include "feel/feel.h"
#include "procedure/reader.h"

const char *
sop_reader_scalar(SopReader *self, const SopYamlNode *node, const char *what)
{
    if (node->kind != SOP_YAML_SCALAR || node->type == SOP_YAML_NULL)
    {
        sop_reader_wrong_kind(self, node, what);
        return NULL;
    }
    if (node->size > 0)
        return node->text;
    sop_reader_wrong_kind(self, &(SopYamlNode) {.span = node->span, .type = SOP_YAML_NULL}, what);
    return NULL;
}

void
sop_read_string(SopReader *self, const SopYamlNode *value, void *ret)
{
    const char *text = sop_reader_scalar(self, value, "a text");
    if (text != NULL)
        *(const char **) ret = text;
}

void
sop_read_boolean(SopReader *self, const SopYamlNode *value, void *ret)
{
    if (value->kind == SOP_YAML_SCALAR && value->type == SOP_YAML_BOOLEAN)
        *(bool *) ret = value->text[0] == 't' || value->text[0] == 'T';
    else
        sop_reader_wrong_kind(self, value, "true or false");
}

/* A bare number, true, false or null is an expression as it stands. */
void
sop_read_expression(SopReader *self, const SopYamlNode *value, void *ret)
{
    SopWrittenText *written = ret;
    if (value->kind == SOP_YAML_SCALAR && value->type == SOP_YAML_NULL)
        *written = (SopWrittenText) {.text = "null", .length = 4, .node = value};
    else if (sop_reader_scalar(self, value, "an expression") != NULL)
        *written = (SopWrittenText) {.text = value->text, .length = value->size, .node = value};
}

/* ---- names ----------------------------------------------------------------------------------- */

static bool
is_name(const char *text, uint32_t length)
{
    if (length == 0 || length > SOP_LIMIT_NAME_BYTES || !g_ascii_islower(text[0]))
        return false;
    for (uint32_t i = 1; i < length; i++)
        if (!g_ascii_islower(text[i]) && !g_ascii_isdigit(text[i]) && text[i] != '_')
            return false;
    return true;
}

/* The name that the author is likely to want: "Sign Form" → sign_form; "" when nothing is left. */
static char *
name_like(const char *text)
{
    GString *name = g_string_new(NULL);
    for (const char *c = text; *c != '\0' && name->len < SOP_LIMIT_NAME_BYTES; c++)
    {
        if (g_ascii_isalpha(*c) || (g_ascii_isdigit(*c) && name->len > 0))
        {
            bool hump = g_ascii_isupper(*c) && c > text && g_ascii_islower(c[-1]);
            if (hump)
                g_string_append_c(name, '_');
            g_string_append_c(name, g_ascii_tolower(*c));
        }
        else if (name->len > 0 && name->str[name->len - 1] != '_')
            g_string_append_c(name, '_');
    }
    while (name->len > 0 && name->str[name->len - 1] == '_')
        g_string_truncate(name, name->len - 1);
    return g_string_free(name, FALSE);
}

bool
sop_reader_check_name(SopReader *self, const SopYamlNode *node, const char *text, uint32_t length)
{
    if (G_LIKELY(is_name(text, length)))
        return true;
    g_autofree char *shown = g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, length), 60));
    SopDiagnostic *diagnostic =
        sop_report(self->diagnostics, SOP_MESSAGE_BAD_NAME, node->span, "name", shown, NULL);
    g_autofree char *better = name_like(text);
    if (length > SOP_LIMIT_NAME_BYTES)
        sop_diagnostic_set_fix(diagnostic, "write a name of at most %d characters",
                               SOP_LIMIT_NAME_BYTES);
    else if (strchr(text, ',') != NULL)
        sop_diagnostic_set_fix(diagnostic,
                               "write several names as a list, in brackets: [one, two]");
    else if (better[0] != '\0' && !g_ascii_isdigit(text[0]))
        sop_diagnostic_set_fix(diagnostic, "write `%s`; what people read stands in its `title`",
                               better);
    return false;
}

/* `child.panel`, the event `panel` inside the sub-procedure `child`; deeper ones have more dots. */
static bool
is_dotted(const char *text, uint32_t length)
{
    uint32_t start = 0;
    for (uint32_t i = 0; i <= length; i++)
        if (i == length || text[i] == '.')
        {
            if (!is_name(text + start, i - start))
                return false;
            start = i + 1;
        }
    return true;
}

bool
sop_reader_check_event(SopReader *self, const SopYamlNode *node, const char *text, uint32_t length)
{
    return is_dotted(text, length) || sop_reader_check_name(self, node, text, length);
}

/* A dotted name where none may stand. */
static void
report_inside(SopReader *self, const SopYamlNode *node)
{
    SopDiagnostic *diagnostic =
        sop_report(self->diagnostics, SOP_MESSAGE_BAD_NAME, node->span, "name", node->text, NULL);
    sop_diagnostic_set_why(diagnostic, "a dot names what happens inside a sub-procedure; nothing "
                                       "outside leads there, and what is known has no dot");
    sop_diagnostic_set_fix(diagnostic, "write a name without a dot");
}

/* A name spelt badly may still agree with its declaration, which is then reported but once each;
 * what has spaces or marks in it is no name of anything. */
static bool
could_be_name(const char *text, uint32_t length)
{
    for (uint32_t i = 0; i < length; i++)
        if (!g_ascii_isalnum(text[i]) && text[i] != '_' && text[i] != '-')
            return false;
    return length <= SOP_LIMIT_NAME_BYTES;
}

bool
sop_reader_name(SopReader *self, const SopYamlNode *node, const char *what, SopWrittenName *ret)
{
    const char *text = sop_reader_scalar(self, node, what);
    if (text == NULL)
        return false;
    if (strchr(text, '.') != NULL && is_dotted(text, node->size))
    {
        report_inside(self, node);
        return false;
    }
    if (!sop_reader_check_name(self, node, text, node->size) && !could_be_name(text, node->size))
        return false;
    *ret = (SopWrittenName) {.name = text, .span = node->span};
    return true;
}

bool
sop_reader_event(SopReader *self, const SopYamlNode *node, const char *what, SopWrittenName *ret)
{
    const char *text = sop_reader_scalar(self, node, what);
    if (text == NULL || !is_dotted(text, node->size))
        return text != NULL && sop_reader_name(self, node, what, ret);
    *ret = (SopWrittenName) {.name = text, .span = node->span};
    return true;
}

void
sop_read_name(SopReader *self, const SopYamlNode *value, void *ret)
{
    sop_reader_name(self, value, "a name", ret);
}

static void
report_twice(SopReader *self, const SopWrittenName *name, SopSpan first)
{
    SopDiagnostic *diagnostic =
        sop_report(self->diagnostics, SOP_MESSAGE_TWICE, name->span, "name", name->name, NULL);
    sop_diagnostic_point(diagnostic, first, "first here");
}

/* Short lists, which nearly all are, are compared each with each. */
static const SopWrittenName *
find_among(const char *records, size_t size, uint32_t n_records, const char *name,
           GHashTable *index)
{
    if (index != NULL)
        return g_hash_table_lookup(index, name);
    for (uint32_t i = 0; i < n_records; i++)
    {
        const SopWrittenName *other = (const void *) (records + size * i);
        if (strcmp(other->name, name) == 0)
            return other;
    }
    return NULL;
}

uint32_t
sop_reader_unique(SopReader *self, void *records, size_t size, uint32_t n_records)
{
    g_autoptr(GHashTable) index = n_records > 16 ? g_hash_table_new(g_str_hash, g_str_equal) : NULL;
    char *first = records;
    uint32_t n_kept = 0;
    for (uint32_t i = 0; i < n_records; i++)
    {
        const SopWrittenName *name = (const void *) (first + size * i);
        const SopWrittenName *earlier = find_among(first, size, n_kept, name->name, index);
        if (earlier != NULL)
        {
            report_twice(self, name, earlier->span);
            continue;
        }
        void *kept = first + size * n_kept++;
        if (kept != (const void *) name)
            memcpy(kept, name, size);
        if (index != NULL)
            g_hash_table_insert(index, (void *) ((SopWrittenName *) kept)->name, kept);
    }
    return n_kept;
}

typedef bool (*ReadNameFunc)(SopReader *self, const SopYamlNode *node, const char *what,
                             SopWrittenName *ret);

static void
read_list(SopReader *self, const SopYamlNode *value, ReadNameFunc read, SopWrittenNames *names)
{
    SopItems items;
    sop_reader_items(value, &items);
    if (items.n_items == 0)
        return;
    names->names = sop_arena_new_array(self->arena, SopWrittenName, items.n_items);
    uint32_t n_names = 0;
    for (uint32_t i = 0; i < items.n_items; i++)
        n_names += read(self, items.items[i], "a name or a list of names", &names->names[n_names]);
    names->n_names = sop_reader_unique(self, names->names, sizeof *names->names, n_names);
}

void
sop_read_names(SopReader *self, const SopYamlNode *value, void *ret)
{
    read_list(self, value, sop_reader_name, ret);
}

void
sop_read_events(SopReader *self, const SopYamlNode *value, void *ret)
{
    read_list(self, value, sop_reader_event, ret);
}

void
sop_reader_check_reserved(SopReader *self, const char *name, SopSpan span, const char *what)
{
    static const char *const kept[] = {"at", "done", "outcome", "actor", "case", NULL};
    if (g_strv_contains(kept, name) || sop_feel_is_keyword(name))
        sop_report(self->diagnostics, SOP_MESSAGE_RESERVED, span, "name", name, "what", what, NULL);
}
