/* SPDX-License-Identifier: Apache-2.0 */
/* Facts for `sopflow feel`, from a file of JSON. Read here, since json-glib would round numbers to
 * doubles, and FEEL's have 34 digits. */
#include "feel.h"

#include <string.h>

enum
{
    MOST_BYTES = 8 * 1024 * 1024,
    MOST_DEPTH = 50,
};

typedef struct
{
    const char *text;
    const char *at;
    const char *problem; /* NULL: none; what was expected where `at` is */
    unsigned depth;
} Reader;

static SopValue read_value(Reader *self);

/* ---- words, numbers, texts -------------------------------------------------------------------- */

static void
skip_space(Reader *self)
{
    self->at += strspn(self->at, " \t\r\n");
}

static bool
take(Reader *self, char sign)
{
    skip_space(self);
    if (*self->at != sign)
        return false;
    self->at++;
    return true;
}

static SopValue
fail(Reader *self, const char *expected)
{
    if (self->problem == NULL)
        self->problem = expected;
    return SOP_VALUE_NULL;
}

static bool
take_word(Reader *self, const char *word)
{
    if (strncmp(self->at, word, strlen(word)) != 0)
        return false;
    self->at += strlen(word);
    return true;
}

static SopValue
read_number(Reader *self)
{
    size_t length = strspn(self->at, "+-.0123456789eE");
    g_autofree char *text = g_strndup(self->at, length);
    SopValue value = sop_value_parse(SOP_NUMBER, text);
    if (length == 0 || value.type == SOP_NULL)
        return fail(self,
                    "a value: a number, \"a text\", true, false, null, [a list] or {an object}");
    self->at += length;
    return value;
}

/* Of \uXXXX, after the u; 0 when it is none. */
static gunichar
read_hex(Reader *self)
{
    gunichar unit = 0;
    for (unsigned i = 0; i < 4; i++)
    {
        int digit = g_ascii_xdigit_value(self->at[i]);
        if (digit < 0)
            return 0;
        unit = unit * 16 + (gunichar) digit;
    }
    self->at += 4;
    return unit;
}

static bool
read_unicode(Reader *self, GString *out)
{
    gunichar unit = read_hex(self);
    if (unit >= 0xD800 && unit < 0xDC00 && take_word(self, "\\u"))
    {
        gunichar low = read_hex(self);
        unit =
            low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00) : 0;
    }
    if (unit == 0 || !g_unichar_validate(unit))
        return false;
    g_string_append_unichar(out, unit);
    return true;
}

static bool
read_escape(Reader *self, GString *out)
{
    static const char signs[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    char sign = *self->at;
    if (sign == '\0')
        return false;
    self->at++;
    if (sign == 'u')
        return read_unicode(self, out);
    const char *found = strchr(signs, sign);
    if (found == NULL)
        return false;
    g_string_append_c(out, meant[found - signs]);
    return true;
}

/* Returns: (transfer full) (nullable). */
static char *
read_text(Reader *self)
{
    g_autoptr(GString) out = g_string_new(NULL);
    if (!take(self, '"'))
        return fail(self, "a text in double quotes"), NULL;
    while (*self->at != '"')
    {
        if ((unsigned char) *self->at < ' ')
            return fail(self, "the closing double quote"), NULL;
        if (*self->at != '\\')
            g_string_append_c(out, *self->at++);
        else if (self->at++, !read_escape(self, out))
            return fail(self, "one of the escapes of JSON after \\"), NULL;
    }
    self->at++;
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* ---- lists and objects ------------------------------------------------------------------------ */

static void
clear_values(GArray *values)
{
    for (guint i = 0; i < values->len; i++)
        sop_value_clear(&g_array_index(values, SopValue, i));
    g_array_set_size(values, 0);
}

static SopValue
read_list(Reader *self)
{
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(SopValue));
    SopValue list = SOP_VALUE_NULL;
    if (!take(self, ']'))
    {
        do
        {
            SopValue item = read_value(self);
            g_array_append_val(items, item);
        } while (self->problem == NULL && take(self, ','));
        if (!take(self, ']'))
            fail(self, "a comma or ]");
    }
    if (self->problem == NULL)
        list = sop_value_list((const SopValue *) (void *) items->data, items->len);
    clear_values(items);
    return list;
}

/* The members of an object whose { was taken. */
static void
read_members(Reader *self, GPtrArray *keys, GArray *values)
{
    if (take(self, '}'))
        return;
    do
    {
        char *key = read_text(self);
        if (key == NULL)
            return;
        g_ptr_array_add(keys, key);
        SopValue value = SOP_VALUE_NULL;
        if (take(self, ':'))
            value = read_value(self);
        else
            fail(self, "a colon");
        g_array_append_val(values, value);
    } while (self->problem == NULL && take(self, ','));
    if (!take(self, '}'))
        fail(self, "a comma or }");
}

static SopValue
read_object(Reader *self)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(SopValue));
    SopValue context = SOP_VALUE_NULL;
    read_members(self, keys, values);
    if (self->problem == NULL)
        context = sop_value_context((const char *const *) keys->pdata,
                                    (const SopValue *) (void *) values->data, keys->len);
    clear_values(values);
    return context;
}

static SopValue
read_nested(Reader *self, SopValue (*read)(Reader *))
{
    if (self->depth == MOST_DEPTH)
        return fail(self, "fewer lists and objects inside each other");
    self->depth++;
    SopValue value = read(self);
    self->depth--;
    return value;
}

static SopValue
read_value(Reader *self)
{
    if (take(self, '{'))
        return read_nested(self, read_object);
    if (take(self, '['))
        return read_nested(self, read_list);
    if (*self->at == '"')
    {
        g_autofree char *text = read_text(self);
        return text != NULL ? sop_value_text(text) : SOP_VALUE_NULL;
    }
    if (take_word(self, "true"))
        return sop_value_boolean(true);
    if (take_word(self, "false"))
        return sop_value_boolean(false);
    return take_word(self, "null") ? SOP_VALUE_NULL : read_number(self);
}

/* ---- facts ------------------------------------------------------------------------------------ */

void
tool_feel_facts_init(FeelFacts *self)
{
    self->scope = sop_feel_scope_new();
    self->values = g_array_new(FALSE, FALSE, sizeof(SopValue));
}

void
tool_feel_facts_clear(FeelFacts *self)
{
    clear_values(self->values);
    g_array_unref(self->values);
    sop_feel_scope_unref(self->scope);
}

static SopFeelType *type_of(const SopValue *value);

/* What all items are; of any type when they are not alike. */
static SopFeelType *
type_of_list(const SopValue *list)
{
    unsigned n = sop_value_list_length(list);
    bool alike = n > 0;
    for (unsigned i = 1; i < n; i++)
        alike = alike && sop_value_list_item(list, i)->type == sop_value_list_item(list, 0)->type;
    g_autoptr(SopFeelType) item =
        alike ? type_of(sop_value_list_item(list, 0)) : sop_feel_type_new_any();
    return sop_feel_type_new_list(item);
}

static SopFeelType *
type_of(const SopValue *value)
{
    if (value->type == SOP_NULL || value->type == SOP_CONTEXT)
        return sop_feel_type_new_any();
    return value->type == SOP_LIST ? type_of_list(value)
                                   : sop_feel_type_new((SopValueType) value->type);
}

void
tool_feel_facts_add(FeelFacts *self, const char *name, SopValue value)
{
    g_autoptr(SopFeelType) type = type_of(&value);
    sop_feel_scope_add(self->scope, name, type, self->values->len);
    g_array_append_val(self->values, value);
}

static void
add_all(FeelFacts *self, const SopValue *facts)
{
    for (unsigned i = 0; i < sop_value_context_size(facts); i++)
        tool_feel_facts_add(self, sop_value_context_key(facts, i),
                            sop_value_copy(sop_value_context_member(facts, i)));
}

static bool
say_problem(const Reader *reader, const char *path)
{
    unsigned line = 1;
    const char *start = reader->text;
    for (const char *at = reader->text; at < reader->at; at++)
        if (*at == '\n')
        {
            line++;
            start = at + 1;
        }
    long column = g_utf8_strlen(start, reader->at - start) + 1;
    tool_unable("%s:%u:%ld: expected %s", path, line, column, reader->problem);
    return false;
}

bool
tool_feel_facts_read(FeelFacts *self, const char *path)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    gsize length;
    if (!g_file_get_contents(path, &text, &length, &error))
        return tool_unable("%s", error->message), false;
    if (length > MOST_BYTES || !g_utf8_validate(text, (gssize) length, NULL))
        return tool_unable("%s: not JSON in UTF-8, of at most 8 MiB", path), false;

    Reader reader = {.text = text, .at = text};
    g_auto(SopValue) facts = SOP_VALUE_NULL;
    if (take(&reader, '{'))
        facts = read_object(&reader);
    else
        fail(&reader, "an object: {\"name\": value, …}");
    skip_space(&reader);
    if (reader.problem == NULL && *reader.at != '\0')
        fail(&reader, "the end of the file");
    if (reader.problem != NULL)
        return say_problem(&reader, path);
    add_all(self, &facts);
    return true;
}
