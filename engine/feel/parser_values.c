/* SPDX-License-Identifier: Apache-2.0 */
/* The parser's values: numbers, texts and their escapes, @"…", and what stands in brackets: lists,
 * ranges, parentheses. */
#include <string.h>

#include "feel/language.h"

/* ---- literals --------------------------------------------------------------------------------- */

static unsigned
read_hex(const char *text, size_t n, gunichar *ret)
{
    gunichar c = 0;
    for (size_t i = 0; i < n; i++)
    {
        if (!g_ascii_isxdigit(text[i]))
            return 0;
        c = c * 16 + (gunichar) g_ascii_xdigit_value(text[i]);
    }
    *ret = c;
    return (unsigned) n;
}

/* \uD83D\uDC0E is one character. */
static size_t
read_unicode(const char *text, size_t left, GString *out)
{
    size_t digits = text[1] == 'U' ? 6 : 4;
    gunichar c, low;
    if (left < 2 + digits || read_hex(text + 2, digits, &c) == 0)
        return 0;
    size_t taken = 2 + digits;
    if (c >= 0xD800 && c < 0xDC00 && left >= 12 && text[6] == '\\' && text[7] == 'u' &&
        read_hex(text + 8, 4, &low) && low >= 0xDC00 && low < 0xE000)
    {
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        taken = 12;
    }
    if (c == 0 || !g_unichar_validate(c))
        return 0;
    g_string_append_unichar(out, c);
    return taken;
}

/* Returns: how many bytes the escape takes; 0 when it is none. */
static size_t
read_escape(const char *text, size_t left, GString *out)
{
    static const char plain[] = "n\nt\tr\r\"\"''\\\\";
    if (left < 2)
        return 0;
    if (text[1] == 'u' || text[1] == 'U')
        return read_unicode(text, left, out);
    for (size_t i = 0; i + 1 < sizeof plain; i += 2)
        if (plain[i] == text[1])
        {
            g_string_append_c(out, plain[i + 1]);
            return 2;
        }
    return 0;
}

static SopValue
unescape(SopParser *self, const char *text, size_t length)
{
    g_autoptr(GString) out = g_string_sized_new(length);
    for (size_t i = 0; i < length;)
    {
        if (text[i] != '\\')
        {
            g_string_append_c(out, text[i++]);
            continue;
        }
        size_t taken = read_escape(text + i, length - i, out);
        if (taken == 0 && text[i + 1] != 'u' && text[i + 1] != 'U') /* as in a pattern: "\d" */
        {
            g_string_append_c(out, '\\');
            taken = 1;
        }
        else if (taken == 0)
        {
            uint32_t at = (uint32_t) (text + i - self->text);
            uint32_t end = (uint32_t) (g_utf8_next_char(text + i + 1) - self->text);
            g_autofree char *escape = g_strndup(text + i, end - at);
            sop_problem(self->problems, SOP_MESSAGE_FEEL_ESCAPE, at, end, "text", escape, NULL);
            self->failed = true;
            return SOP_VALUE_NULL;
        }
        i += taken;
    }
    return sop_value_text_n(out->str, out->len);
}

static SopValue
text_value(SopParser *self)
{
    const char *text = self->text + self->token.start + 1;
    size_t length = self->token.end - self->token.start - 2;
    return memchr(text, '\\', length) == NULL ? sop_value_text_n(text, length)
                                              : unescape(self, text, length);
}

SopAst *
sop_parse_text(SopParser *self)
{
    uint32_t start = self->token.start;
    SopValue value = text_value(self);
    sop_parse_advance(self);
    return sop_parse_literal(self, value, start);
}

SopAst *
sop_parse_number(SopParser *self)
{
    SopToken token = self->token;
    if (sop_parse_bare_date(self))
        return sop_parse_literal(self, SOP_VALUE_NULL, token.start);
    SopValue value = token.kind == SOP_TOKEN_NUMBER
                         ? sop_number_parse(self->text + token.start, token.end - token.start)
                         : SOP_VALUE_NULL;
    if (value.type == SOP_NULL && self->text[token.start] != '.')
    {
        g_autofree char *text = g_strndup(self->text + token.start, token.end - token.start);
        sop_problem(self->problems, SOP_MESSAGE_FEEL_NUMBER, token.start, token.end, "text", text,
                    NULL);
        self->failed = true;
    }
    else if (value.type == SOP_NULL) /* .5 */
    {
        g_autofree char *text =
            g_strdup_printf("0%.*s", (int) (token.end - token.start), self->text + token.start);
        value = sop_number_parse(text, strlen(text));
    }
    sop_parse_advance(self);
    return sop_parse_literal(self, value, token.start);
}

/* @"2026-03-02": a date, a time, a date and time or a duration. */
SopAst *
sop_parse_at_literal(SopParser *self)
{
    uint32_t start = self->token.start;
    sop_parse_advance(self);
    if (self->token.kind != SOP_TOKEN_TEXT)
        return sop_parse_fail(self, "a text");
    SopToken token = self->token;
    SopValue text = text_value(self), value = SOP_VALUE_NULL;
    if (text.type == SOP_STRING)
        value = sop_temporal_parse(sop_value_string(&text), strlen(sop_value_string(&text)));
    if (value.type == SOP_NULL && !self->failed && (self->options & SOP_FEEL_UNKNOWN))
    {
        sop_problem(self->problems, SOP_MESSAGE_FEEL_LITERAL, token.start, token.end, "text",
                    sop_value_string(&text), "what", "date, time or duration", "form",
                    "@\"2026-01-31\", @\"09:30:00\" or @\"P30D\"", NULL);
        self->failed = true;
    }
    sop_value_clear(&text);
    sop_parse_advance(self);
    return sop_parse_literal(self, value, start);
}

/* ---- brackets --------------------------------------------------------------------------------- */

/* After the two points of a range. */
SopAst *
sop_parse_range_rest(SopParser *self, SopAst *first, uint32_t open, bool open_start)
{
    bool before = self->range_end;
    self->range_end = true;
    SopAst *last = sop_parse_sum(self);
    self->range_end = before;
    bool closed = sop_parse_at(self, ']');
    if (closed || sop_parse_at(self, ')') || sop_parse_at(self, '['))
        sop_parse_advance(self);
    else
        sop_parse_close(self, ']', open);
    SopAst *node = sop_parse_node(self, SOP_AST_RANGE, open);
    node->op =
        (uint8_t) ((open_start ? SOP_RANGE_OPEN_START : 0) | (closed ? 0 : SOP_RANGE_OPEN_END));
    return sop_parse_over(self, node, (const SopAst *[]) {first, last}, 2);
}

/* "< 18" */
SopAst *
sop_parse_unary(SopParser *self)
{
    uint32_t start = self->token.start;
    SopOp op = sop_parse_comparison_op(&self->token);
    sop_parse_advance(self);
    SopAst *node = sop_parse_wrap(self, SOP_AST_UNARY, start, sop_parse_sum(self));
    node->op = (uint8_t) op;
    return node;
}

SopAst *
sop_parse_item(SopParser *self)
{
    return sop_parse_comparison_op(&self->token) != SOP_OP_NONE ? sop_parse_unary(self)
                                                                : sop_parse_expression(self);
}

/* (expression), (a..b], (< 10) */
SopAst *
sop_parse_parenthesis(SopParser *self)
{
    uint32_t open = self->token.start;
    bool before = self->range_end;
    self->range_end = false;
    sop_parse_advance(self);
    SopAst *inner = sop_parse_item(self);
    self->range_end = before;
    if (inner->kind != SOP_AST_UNARY && sop_parse_take(self, SOP_SIGN_RANGE))
        return sop_parse_range_rest(self, inner, open, true);
    sop_parse_close(self, ')', open);
    return inner;
}

static SopAst *
parse_list_rest(SopParser *self, SopAst *first, uint32_t open)
{
    SopChildren items;
    sop_vector_init(&items);
    if (first != NULL)
        sop_vector_push(&items, first);
    while (first != NULL && sop_parse_take(self, ','))
        sop_vector_push(&items, sop_parse_item(self));
    sop_parse_close(self, ']', open);
    SopAst *node =
        sop_parse_over(self, sop_parse_node(self, SOP_AST_LIST, open), items.items, items.n_items);
    sop_vector_free(&items);
    return node;
}

/* [a, b] or [a..b] */
SopAst *
sop_parse_square(SopParser *self)
{
    uint32_t open = self->token.start;
    bool before = self->range_end;
    self->range_end = false;
    sop_parse_advance(self);
    SopAst *node;
    if (sop_parse_at(self, ']'))
        node = parse_list_rest(self, NULL, open);
    else
    {
        SopAst *first = sop_parse_item(self);
        node = sop_parse_take(self, SOP_SIGN_RANGE) ? sop_parse_range_rest(self, first, open, false)
                                                    : parse_list_rest(self, first, open);
    }
    self->range_end = before;
    return node;
}

/* ]a..b] */
SopAst *
sop_parse_open_range(SopParser *self)
{
    uint32_t open = self->token.start;
    sop_parse_advance(self);
    SopAst *first = sop_parse_sum(self);
    if (!sop_parse_take(self, SOP_SIGN_RANGE))
        return sop_parse_fail(self, "`..`");
    return sop_parse_range_rest(self, first, open, true);
}
