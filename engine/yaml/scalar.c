/* SPDX-License-Identifier: Apache-2.0 */
/* Scalars: the types of YAML 1.2's core schema (so that `no` and `on` are words), and the traps
 * that lie in unquoted text. */
#include "yaml/reader.h"

#include <string.h>

static bool
is_one_of(const char *text, size_t size, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strlen(*words) == size && memcmp(*words, text, size) == 0)
            return true;
    return false;
}

static size_t
digits(const char *text)
{
    size_t n = 0;

    while (g_ascii_isdigit(text[n]))
        n++;
    return n;
}

/* [-+]?[0-9]+ or [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)? */
static SopYamlType
resolve_decimal(const char *text, size_t size)
{
    const char *at = text + (*text == '-' || *text == '+' ? 1 : 0);
    size_t whole = digits(at), fraction = 0;
    bool is_float = false;

    at += whole;
    if (*at == '.')
    {
        fraction = digits(++at);
        at += fraction;
        is_float = true;
    }
    if (whole + fraction == 0)
        return SOP_YAML_STRING;
    if (*at == 'e' || *at == 'E')
    {
        at += at[1] == '-' || at[1] == '+' ? 2 : 1;
        size_t exponent = digits(at);
        if (exponent == 0)
            return SOP_YAML_STRING;
        at += exponent;
        is_float = true;
    }
    if (at != text + size)
        return SOP_YAML_STRING;
    return is_float ? SOP_YAML_FLOAT : SOP_YAML_INTEGER;
}

static bool
is_based(const char *text, size_t size)
{
    const char *letters = text[1] == 'x' ? "0123456789abcdefABCDEF" : "01234567";

    return size > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'o') &&
           2 + strspn(text + 2, letters) == size;
}

SopYamlType
sop_yaml_resolve(const char *text, size_t size)
{
    static const char *const nulls[] = {"null", "Null", "NULL", "~", "", NULL};
    static const char *const booleans[] = {"true", "True", "TRUE", "false", "False", "FALSE", NULL};
    static const char *const floats[] = {".inf",  ".Inf",  ".INF",  "+.inf", "+.Inf",
                                         "+.INF", "-.inf", "-.Inf", "-.INF", ".nan",
                                         ".NaN",  ".NAN",  NULL};

    if (g_ascii_isdigit(*text) || *text == '-' || *text == '+' || *text == '.')
    {
        if (is_one_of(text, size, floats))
            return SOP_YAML_FLOAT;
        return is_based(text, size) ? SOP_YAML_INTEGER : resolve_decimal(text, size);
    }
    if (size > 5 || (size > 0 && strchr("nN~tTfF", *text) == NULL))
        return SOP_YAML_STRING;
    if (is_one_of(text, size, nulls))
        return SOP_YAML_NULL;
    return is_one_of(text, size, booleans) ? SOP_YAML_BOOLEAN : SOP_YAML_STRING;
}

static bool
is_word(const char *text)
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    return length > 0 && text[length] == '\0' && !g_ascii_isdigit(*text);
}

void
sop_yaml_check_tag(SopYamlReader *reader, SopSpan span, const char *tag)
{
    static const char *const core[] = {"str", "int", "float", "bool", "null", "map", "seq", NULL};
    const char *prefix = "tag:yaml.org,2002:";

    if (tag == NULL)
        return;
    if (g_str_has_prefix(tag, prefix) &&
        is_one_of(tag + strlen(prefix), strlen(tag + strlen(prefix)), core))
        return;

    bool full = g_str_has_prefix(tag, prefix);
    g_autofree char *written =
        g_strconcat(full ? "!!" : "", full ? tag + strlen(prefix) : tag, NULL);
    span.length = (uint32_t) g_utf8_strlen(written, -1);
    SopDiagnostic *diagnostic =
        sop_report(reader->diagnostics, SOP_MESSAGE_YAML_TAG, span, "tag", written, NULL);
    if (tag[0] == '!' && is_word(tag + 1))
        sop_diagnostic_set_fix(diagnostic, "write `not(%s)`, or put the whole text in quotes",
                               tag + 1);
}

/* `title: Form #3`: the part after the blank is a comment. A real comment has a blank after its
 * `#`, or stands apart. */
static void
check_comment(SopYamlReader *reader, SopSpan span, size_t offset, size_t end)
{
    const char *text = reader->cursor.text;

    if (text[end] != ' ' || text[end + 1] != '#' || g_ascii_isspace(text[end + 2]) ||
        text[end + 2] == '\0' || strchr("#!", text[end + 2]) != NULL)
        return;

    size_t stop = end + 1;
    while (text[stop] != '\0' && sop_yaml_break_length(text + stop) == 0)
        stop++;
    g_autofree char *cut = g_strndup(text + end + 1, stop - end - 1);
    SopSpan place = sop_yaml_span_from(text, span, offset, end + 1);
    place.length = (uint32_t) g_utf8_strlen(cut, -1);
    sop_report(reader->diagnostics, SOP_MESSAGE_YAML_COMMENT_CUT, place, "cut", cut, NULL);
}

/* `when: >5`: an indentation of five, and no text. */
static void
check_folded(SopYamlReader *reader, const SopYamlNode *node)
{
    const char *text = reader->cursor.text + node->offset;

    if (node->size > 0 || text[0] != '>' || strpbrk(text, "0123456789") != text + 1)
        return;
    SopSpan span = node->span;
    span.length = 2;
    sop_report(reader->diagnostics, SOP_MESSAGE_YAML_GREATER, span, NULL);
}

/* How long the `&anchor` or `!tag` at `at` is. */
static size_t
property_length(const char *at)
{
    size_t length = 1;

    if (at[0] == '&')
        while (g_ascii_isalnum(at[length]) || at[length] == '_' || at[length] == '-')
            length++;
    else if (at[1] == '<')
        length = strcspn(at, ">") + 1;
    else
        while (at[length] != '\0' && strchr(" \t,[]{}", at[length]) == NULL &&
               sop_yaml_break_length(at + length) == 0)
            length++;
    return length;
}

/* A blank or a line end, and with it a byte order mark, which libyaml passes over at the start of a
 * line; 0: none of them. */
static size_t
gap_length(const char *at)
{
    if (*at == ' ' || *at == '\t')
        return 1;
    size_t end = sop_yaml_break_length(at);
    return end > 0 && strncmp(at + end, "\xEF\xBB\xBF", 3) == 0 ? end + 3 : end;
}

/* Moves from `&anchor !tag text` to the text itself. */
static void
skip_properties(const char *text, SopSpan *span, size_t *offset)
{
    size_t at = *offset;

    for (;;)
    {
        for (size_t gap; (gap = gap_length(text + at)) > 0;)
            at += gap;
        if (text[at] == '#')
            while (text[at] != '\0' && sop_yaml_break_length(text + at) == 0)
                at++;
        else if (text[at] == '&' || text[at] == '!')
            at += property_length(text + at);
        else
            break;
    }
    *span = sop_yaml_span_from(text, *span, *offset, at);
    *offset = at;
}

static SopYamlStyle
style_of(yaml_scalar_style_t style)
{
    switch (style)
    {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
        return SOP_YAML_SINGLE_QUOTED;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
        return SOP_YAML_DOUBLE_QUOTED;
    case YAML_LITERAL_SCALAR_STYLE:
        return SOP_YAML_LITERAL;
    case YAML_FOLDED_SCALAR_STYLE:
        return SOP_YAML_FOLDED;
    default:
        return SOP_YAML_PLAIN;
    }
}

/* How many characters are left on the line from `offset`. */
static uint32_t
rest_of_line(const char *text, size_t offset)
{
    uint32_t n = 0;

    for (const char *at = text + offset; *at != '\0' && sop_yaml_break_length(at) == 0;
         at = g_utf8_next_char(at))
        n++;
    return n;
}

SopYamlNode *
sop_yaml_scalar(SopYamlReader *reader, const yaml_event_t *event)
{
    size_t size = event->data.scalar.length;
    SopYamlNode *node = sop_arena_alloc(reader->arena, sizeof *node + size + 1);
    char *copy = (char *) (node + 1);
    size_t offset = sop_yaml_cursor_byte(&reader->cursor, event->start_mark.index);

    memcpy(copy, event->data.scalar.value, size);
    node->kind = SOP_YAML_SCALAR;
    node->style = (uint8_t) style_of(event->data.scalar.style);
    node->size = (uint32_t) size;
    node->text = copy;
    node->span = (SopSpan) {reader->source, (uint32_t) event->start_mark.line + 1,
                            (uint32_t) event->start_mark.column + 1, 0};
    if (event->data.scalar.tag != NULL || event->data.scalar.anchor != NULL)
    {
        sop_yaml_check_tag(reader, node->span, (const char *) event->data.scalar.tag);
        if (size > 0 ||
            node->style != SOP_YAML_PLAIN) /* what is not there would be sought further on */
            skip_properties(reader->cursor.text, &node->span, &offset);
    }
    node->offset = (uint32_t) offset;

    bool one_line = event->start_mark.line == event->end_mark.line;
    if (one_line && event->end_mark.column + 1 > node->span.column)
        node->span.length = (uint32_t) event->end_mark.column + 1 - node->span.column;
    else if (!one_line)
        node->span.length = rest_of_line(reader->cursor.text, offset);

    if (node->style == SOP_YAML_PLAIN)
    {
        size_t end =
            one_line ? offset + size : sop_yaml_cursor_byte(&reader->cursor, event->end_mark.index);
        check_comment(reader, node->span, offset, MIN(end, reader->cursor.length));
        bool text = event->data.scalar.tag != NULL &&
                    g_str_has_suffix((const char *) event->data.scalar.tag, ":str");
        node->type = (uint8_t) (text ? SOP_YAML_STRING : sop_yaml_resolve(copy, size));
    }
    else if (node->style == SOP_YAML_FOLDED)
        check_folded(reader, node);
    if (size > SOP_LIMIT_TEXT_BYTES)
        sop_report(reader->diagnostics, SOP_MESSAGE_YAML_TEXT_TOO_LONG, node->span, NULL);
    return node;
}
