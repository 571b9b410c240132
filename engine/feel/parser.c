/* SPDX-License-Identifier: Apache-2.0 */
/* The parser: recursive descent over the grammar of FEEL (OMG DMN 1.5, 10.3.1.2). Names are
 * resolved while reading, since only the scope says where a name ends. */
#include "feel/language.h"

#include <string.h>

/* ---- steps ------------------------------------------------------------------------------------ */

static void
report_broken(SopParser *self)
{
    SopToken token = self->token;
    g_autofree char *text = g_strndup(self->text + token.start, token.end - token.start);
    g_autofree char *right = NULL;
    if (token.problem == SOP_MESSAGE_FEEL_QUOTES)
    {
        const char *inside = g_utf8_next_char(text);
        glong n = g_utf8_strlen(inside, -1);
        g_autofree char *words = g_utf8_substring(inside, 0, MAX(n - 1, 0));
        right = g_strdup_printf("\"%s\"", words);
    }
    sop_problem(self->problems, (SopMessage) token.problem, token.start, token.end, "text", text, "wrong", text,
                "right", token.instead != NULL ? token.instead : right, NULL);
    self->failed = true;
    self->token.kind = SOP_TOKEN_END;
}

void
sop_parse_go(SopParser *self, uint32_t at)
{
    if (self->failed)
        return;
    self->last_end = at;
    self->token = sop_lex(self->text, self->length, at);
    if (self->token.kind == SOP_TOKEN_BROKEN)
        report_broken(self);
}

void
sop_parse_advance(SopParser *self)
{
    sop_parse_go(self, self->token.end);
}

static bool
at_sign(const SopParser *self, unsigned sign)
{
    return self->token.kind == SOP_TOKEN_SIGN && self->token.sign == sign;
}

static bool
at_word(const SopParser *self, SopWord word)
{
    return self->token.kind == SOP_TOKEN_NAME && self->token.word == word;
}

bool
sop_parse_take(SopParser *self, unsigned sign)
{
    if (!at_sign(self, sign))
        return false;
    sop_parse_advance(self);
    return true;
}

bool
sop_parse_take_word(SopParser *self, SopWord word)
{
    if (!at_word(self, word))
        return false;
    sop_parse_advance(self);
    return true;
}

/* What people write for an operator, and what it is. */
static const char *
word_meant(const char *word)
{
    static const char *const words[][2] = {
        {"AND", "write `and`"}, {"OR", "write `or`"},   {"IN", "write `in`"},  {"is", "write `=`"},
        {"equals", "write `=`"}, {"IF", "write `if`"},  {"And", "write `and`"}, {"Or", "write `or`"},
        {"..", "put the range into brackets: [1..3]"},
        {"not", "write `not(…)` around what is denied, or `!=`"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(words); i++)
        if (strcmp(word, words[i][0]) == 0)
            return words[i][1];
    return NULL;
}

static SopAst *
nothing(SopParser *self)
{
    return sop_parse_literal(self, SOP_VALUE_NULL, self->token.start);
}

SopAst *
sop_parse_fail(SopParser *self, const char *expected)
{
    if (!self->failed)
    {
        SopToken token = self->token;
        g_autofree char *text = g_strndup(self->text + token.start, token.end - token.start);
        g_autofree char *found = token.kind == SOP_TOKEN_END ? g_strdup("the end") : g_strdup_printf("`%s`", text);
        sop_problem(self->problems, SOP_MESSAGE_FEEL_SYNTAX, token.start, token.end, "expected", expected, "found",
                    found, "fix", word_meant(text), NULL);
        self->failed = true;
    }
    self->token.kind = SOP_TOKEN_END;
    return nothing(self);
}

static void
fail_limit(SopParser *self, const char *what)
{
    if (!self->failed)
        sop_problem(self->problems, SOP_MESSAGE_FEEL_LIMIT, self->token.start, self->token.end, "what", what, NULL);
    self->failed = true;
    self->token.kind = SOP_TOKEN_END;
}

void
sop_parse_close(SopParser *self, uint8_t sign, uint32_t open)
{
    if (self->failed || sop_parse_take(self, sign))
        return;
    char opener[2] = {self->text[open], '\0'}, closer[2] = {(char) sign, '\0'};
    if (self->token.kind != SOP_TOKEN_END)
    {
        g_autofree char *expected = g_strdup_printf("`%s`", closer);
        sop_parse_fail(self, expected);
        return;
    }
    sop_problem(self->problems, SOP_MESSAGE_FEEL_NOT_CLOSED, open, open + 1, "open", opener, "close", closer, NULL);
    self->failed = true;
}

static void
expect_word(SopParser *self, SopWord word, const char *expected)
{
    if (!sop_parse_take_word(self, word))
        sop_parse_fail(self, expected);
}

/* ---- nodes ------------------------------------------------------------------------------------ */

SopAst *
sop_parse_node(SopParser *self, SopAstKind kind, uint32_t start)
{
    SopAst *node = sop_pad_alloc(self->pad, sizeof(SopAst));
    uint32_t length = self->last_end > start ? self->last_end - start : 0;
    *node = (SopAst) {.kind = (uint8_t) kind, .offset = start, .length = length, .slot = SOP_NONE};
    return node;
}

/* Gives the node its children; its length reaches to what was read last. */
SopAst *
sop_parse_over(SopParser *self, SopAst *node, const SopAst *const *children, uint32_t n_children)
{
    const SopAst **copy = sop_pad_alloc(self->pad, sizeof(SopAst *) * n_children);
    memcpy(copy, children, sizeof(SopAst *) * n_children);
    node->children = copy;
    node->n_children = n_children;
    node->length = self->last_end > node->offset ? self->last_end - node->offset : 0;
    for (uint32_t i = 0; i < n_children; i++)
        node->height = MAX(node->height, (uint16_t) (children[i]->height + 1));
    if (node->height >= SOP_LIMIT_EXPRESSION_DEPTH)
        fail_limit(self, "too deep");
    return node;
}

SopAst *
sop_parse_binary(SopParser *self, SopAstKind kind, SopOp op, const SopAst *left, const SopAst *right)
{
    SopAst *node = sop_parse_node(self, kind, left->offset);
    node->op = (uint8_t) op;
    return sop_parse_over(self, node, (const SopAst *[]) {left, right}, 2);
}

SopAst *
sop_parse_literal(SopParser *self, SopValue value, uint32_t start)
{
    SopAst *node = sop_parse_node(self, SOP_AST_LITERAL, start);
    node->value = value;
    if (value.boxed)
    {
        node->slot = self->constants->n_items;
        sop_vector_push(self->constants, value);
    }
    return node;
}

static SopAst *
wrap(SopParser *self, SopAstKind kind, uint32_t start, const SopAst *child)
{
    return sop_parse_over(self, sop_parse_node(self, kind, start), &child, 1);
}

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
    if (c >= 0xD800 && c < 0xDC00 && left >= 12 && text[6] == '\\' && text[7] == 'u' && read_hex(text + 8, 4, &low) &&
        low >= 0xDC00 && low < 0xE000)
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
        if (taken == 0)
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
    return memchr(text, '\\', length) == NULL ? sop_value_text_n(text, length) : unescape(self, text, length);
}

static SopAst *
parse_text(SopParser *self)
{
    uint32_t start = self->token.start;
    SopValue value = text_value(self);
    sop_parse_advance(self);
    return sop_parse_literal(self, value, start);
}

static SopAst *
parse_number(SopParser *self)
{
    SopToken token = self->token;
    SopValue value = token.kind == SOP_TOKEN_NUMBER
                         ? sop_number_parse(self->text + token.start, token.end - token.start)
                         : SOP_VALUE_NULL;
    if (value.type == SOP_NULL && self->text[token.start] != '.')
    {
        g_autofree char *text = g_strndup(self->text + token.start, token.end - token.start);
        sop_problem(self->problems, SOP_MESSAGE_FEEL_NUMBER, token.start, token.end, "text", text, NULL);
        self->failed = true;
    }
    else if (value.type == SOP_NULL) /* .5 */
    {
        g_autofree char *text = g_strdup_printf("0%.*s", (int) (token.end - token.start), self->text + token.start);
        value = sop_number_parse(text, strlen(text));
    }
    sop_parse_advance(self);
    return sop_parse_literal(self, value, token.start);
}

/* @"2026-03-02": a date, a time, a date and time or a duration. */
static SopAst *
parse_at(SopParser *self)
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
        sop_problem(self->problems, SOP_MESSAGE_FEEL_LITERAL, token.start, token.end, "text", sop_value_string(&text),
                    "what", "date, time or duration", "form", "@\"2026-01-31\", @\"09:30:00\" or @\"P30D\"", NULL);
        self->failed = true;
    }
    sop_value_clear(&text);
    sop_parse_advance(self);
    return sop_parse_literal(self, value, start);
}

/* ---- brackets --------------------------------------------------------------------------------- */

static bool
starts_expression(const SopToken *token)
{
    switch (token->kind)
    {
    case SOP_TOKEN_NAME:
        return token->word == SOP_WORD_NONE || token->word == SOP_WORD_TRUE || token->word == SOP_WORD_FALSE ||
               token->word == SOP_WORD_NULL || token->word == SOP_WORD_IF || token->word == SOP_WORD_FOR ||
               token->word == SOP_WORD_SOME || token->word == SOP_WORD_EVERY;
    case SOP_TOKEN_NUMBER:
    case SOP_TOKEN_TEXT:
        return true;
    case SOP_TOKEN_SIGN:
        return strchr("([{-@", token->sign) != NULL && token->sign != '\0';
    default:
        return false;
    }
}

/* After the two points of a range. */
SopAst *
sop_parse_range_rest(SopParser *self, SopAst *first, uint32_t open, bool open_start)
{
    bool before = self->range_end;
    self->range_end = true;
    SopAst *last = sop_parse_sum(self);
    self->range_end = before;
    bool closed = at_sign(self, ']');
    if (closed || at_sign(self, ')') || at_sign(self, '['))
        sop_parse_advance(self);
    else
        sop_parse_close(self, ']', open);
    SopAst *node = sop_parse_node(self, SOP_AST_RANGE, open);
    node->op = (uint8_t) ((open_start ? SOP_RANGE_OPEN_START : 0) | (closed ? 0 : SOP_RANGE_OPEN_END));
    return sop_parse_over(self, node, (const SopAst *[]) {first, last}, 2);
}

static SopOp
comparison_op(const SopToken *token)
{
    if (token->kind != SOP_TOKEN_SIGN)
        return SOP_OP_NONE;
    switch (token->sign)
    {
    case '=':
        return SOP_OP_EQUAL;
    case SOP_SIGN_NOT_EQUAL:
        return SOP_OP_NOT_EQUAL;
    case '<':
        return SOP_OP_LESS;
    case SOP_SIGN_LESS_EQUAL:
        return SOP_OP_LESS_EQUAL;
    case '>':
        return SOP_OP_GREATER;
    case SOP_SIGN_GREATER_EQUAL:
        return SOP_OP_GREATER_EQUAL;
    default:
        return SOP_OP_NONE;
    }
}

/* "< 18" */
static SopAst *
parse_unary(SopParser *self)
{
    uint32_t start = self->token.start;
    SopOp op = comparison_op(&self->token);
    sop_parse_advance(self);
    SopAst *node = wrap(self, SOP_AST_UNARY, start, sop_parse_sum(self));
    node->op = (uint8_t) op;
    return node;
}

/* (expression), (a..b], (< 10) */
static SopAst *
parse_parenthesis(SopParser *self)
{
    uint32_t open = self->token.start;
    bool before = self->range_end;
    self->range_end = false;
    sop_parse_advance(self);
    SopAst *inner = comparison_op(&self->token) != SOP_OP_NONE ? parse_unary(self) : sop_parse_expression(self);
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
        sop_vector_push(&items, sop_parse_expression(self));
    sop_parse_close(self, ']', open);
    SopAst *node = sop_parse_over(self, sop_parse_node(self, SOP_AST_LIST, open), items.items, items.n_items);
    sop_vector_free(&items);
    return node;
}

/* [a, b] or [a..b] */
static SopAst *
parse_square(SopParser *self)
{
    uint32_t open = self->token.start;
    bool before = self->range_end;
    self->range_end = false;
    sop_parse_advance(self);
    SopAst *node;
    if (at_sign(self, ']'))
        node = parse_list_rest(self, NULL, open);
    else
    {
        SopAst *first = sop_parse_expression(self);
        node = sop_parse_take(self, SOP_SIGN_RANGE) ? sop_parse_range_rest(self, first, open, false)
                                                    : parse_list_rest(self, first, open);
    }
    self->range_end = before;
    return node;
}

/* ]a..b] */
static SopAst *
parse_open_range(SopParser *self)
{
    uint32_t open = self->token.start;
    sop_parse_advance(self);
    SopAst *first = sop_parse_sum(self);
    if (!sop_parse_take(self, SOP_SIGN_RANGE))
        return sop_parse_fail(self, "`..`");
    return sop_parse_range_rest(self, first, open, true);
}

/* ---- operators, loosest last ------------------------------------------------------------------ */

static SopAst *
parse_if(SopParser *self)
{
    uint32_t start = self->token.start;
    sop_parse_advance(self);
    SopAst *condition = sop_parse_expression(self);
    expect_word(self, SOP_WORD_THEN, "`then`");
    SopAst *yes = sop_parse_expression(self);
    expect_word(self, SOP_WORD_ELSE, "`else`");
    SopAst *no = sop_parse_expression(self);
    return sop_parse_over(self, sop_parse_node(self, SOP_AST_IF, start), (const SopAst *[]) {condition, yes, no}, 3);
}

static SopAst *
parse_word_literal(SopParser *self, SopValue value)
{
    uint32_t start = self->token.start;
    sop_parse_advance(self);
    return sop_parse_literal(self, value, start);
}

static SopAst *
parse_word(SopParser *self)
{
    switch ((SopWord) self->token.word)
    {
    case SOP_WORD_NONE:
        return sop_parse_name(self);
    case SOP_WORD_TRUE:
    case SOP_WORD_FALSE:
        return parse_word_literal(self, sop_value_boolean(self->token.word == SOP_WORD_TRUE));
    case SOP_WORD_NULL:
        return parse_word_literal(self, SOP_VALUE_NULL);
    case SOP_WORD_IF:
        return parse_if(self);
    case SOP_WORD_FOR:
        return sop_parse_quantified(self, SOP_AST_FOR);
    case SOP_WORD_SOME:
        return sop_parse_quantified(self, SOP_AST_SOME);
    case SOP_WORD_EVERY:
        return sop_parse_quantified(self, SOP_AST_EVERY);
    default:
        return sop_parse_fail(self, "a value");
    }
}

static SopAst *
parse_primary(SopParser *self)
{
    if (self->token.kind == SOP_TOKEN_NAME)
        return parse_word(self);
    if (self->token.kind == SOP_TOKEN_NUMBER)
        return parse_number(self);
    if (self->token.kind == SOP_TOKEN_TEXT)
        return parse_text(self);
    if (at_sign(self, '('))
        return parse_parenthesis(self);
    if (at_sign(self, '['))
        return parse_square(self);
    if (at_sign(self, ']'))
        return parse_open_range(self);
    if (at_sign(self, '{'))
        return sop_parse_context(self);
    if (at_sign(self, '@'))
        return parse_at(self);
    return sop_parse_fail(self, "a value");
}

static SopAst *
parse_member(SopParser *self, SopAst *left)
{
    if (self->token.kind != SOP_TOKEN_NAME)
        return sop_parse_fail(self, "the name of a member");
    uint32_t length;
    const char *name = sop_parse_words(self, &length);
    SopAst *node = wrap(self, SOP_AST_PATH, left->offset, left);
    node->text = name;
    return node;
}

/* Does the `[` looked at close a range? */
static bool
closes_range(SopParser *self)
{
    if (!self->range_end)
        return false;
    SopToken next = sop_lex(self->text, self->length, self->token.end);
    return !starts_expression(&next);
}

static SopAst *
parse_filter(SopParser *self, SopAst *left)
{
    uint32_t open = self->token.start;
    bool before = self->range_end;
    self->range_end = false;
    sop_parse_advance(self);
    uint32_t n_locals = self->n_locals;
    uint32_t item = sop_parse_bind(self, NULL, 0);
    SopAst *condition = sop_parse_expression(self);
    self->n_locals = n_locals;
    self->range_end = before;
    sop_parse_close(self, ']', open);
    SopAst *node = sop_parse_binary(self, SOP_AST_FILTER, SOP_OP_NONE, left, condition);
    node->slot = item;
    return node;
}

static SopAst *
parse_postfix(SopParser *self)
{
    SopAst *left = parse_primary(self);
    for (;;)
    {
        if (sop_parse_take(self, '.'))
            left = parse_member(self, left);
        else if (at_sign(self, '[') && !closes_range(self))
            left = parse_filter(self, left);
        else if (at_word(self, SOP_WORD_INSTANCE))
            left = sop_parse_instance_of(self, left);
        else
            return left;
    }
}

static SopAst *
parse_negation(SopParser *self)
{
    if (!at_sign(self, '-'))
        return parse_postfix(self);
    uint32_t start = self->token.start;
    sop_parse_advance(self);
    if (++self->depth > SOP_LIMIT_EXPRESSION_DEPTH)
        fail_limit(self, "too deep");
    SopAst *operand = self->failed ? nothing(self) : parse_negation(self);
    self->depth--;
    return wrap(self, SOP_AST_NEGATE, start, operand);
}

static SopAst *
parse_power(SopParser *self)
{
    SopAst *left = parse_negation(self);
    while (sop_parse_take(self, SOP_SIGN_POWER))
        left = sop_parse_binary(self, SOP_AST_ARITHMETIC, SOP_OP_POWER, left, parse_negation(self));
    return left;
}

static SopAst *
parse_product(SopParser *self)
{
    SopAst *left = parse_power(self);
    while (at_sign(self, '*') || at_sign(self, '/'))
    {
        SopOp op = self->token.sign == '*' ? SOP_OP_MULTIPLY : SOP_OP_DIVIDE;
        sop_parse_advance(self);
        left = sop_parse_binary(self, SOP_AST_ARITHMETIC, op, left, parse_power(self));
    }
    return left;
}

SopAst *
sop_parse_sum(SopParser *self)
{
    SopAst *left = parse_product(self);
    while (at_sign(self, '+') || at_sign(self, '-'))
    {
        SopOp op = self->token.sign == '+' ? SOP_OP_ADD : SOP_OP_SUBTRACT;
        sop_parse_advance(self);
        left = sop_parse_binary(self, SOP_AST_ARITHMETIC, op, left, parse_product(self));
    }
    return left;
}

static SopAst *
parse_between(SopParser *self, SopAst *left)
{
    sop_parse_advance(self);
    SopAst *least = sop_parse_sum(self);
    expect_word(self, SOP_WORD_AND, "`and`");
    SopAst *most = sop_parse_sum(self);
    SopAst *node = sop_parse_node(self, SOP_AST_BETWEEN, left->offset);
    return sop_parse_over(self, node, (const SopAst *[]) {left, least, most}, 3);
}

static SopAst *
parse_comparison(SopParser *self)
{
    SopAst *left = sop_parse_sum(self);
    for (;;)
    {
        SopOp op = comparison_op(&self->token);
        if (op != SOP_OP_NONE)
        {
            sop_parse_advance(self);
            left = sop_parse_binary(self, SOP_AST_COMPARISON, op, left, sop_parse_sum(self));
        }
        else if (at_word(self, SOP_WORD_BETWEEN))
            left = parse_between(self, left);
        else if (at_word(self, SOP_WORD_IN))
            left = sop_parse_in(self, left);
        else
            return left;
    }
}

static SopAst *
parse_and(SopParser *self)
{
    SopAst *left = parse_comparison(self);
    while (sop_parse_take_word(self, SOP_WORD_AND))
        left = sop_parse_binary(self, SOP_AST_AND, SOP_OP_NONE, left, parse_comparison(self));
    return left;
}

SopAst *
sop_parse_expression(SopParser *self)
{
    if (++self->depth > SOP_LIMIT_EXPRESSION_DEPTH)
        fail_limit(self, "too deep");
    if (self->failed)
    {
        self->depth--;
        return nothing(self);
    }
    SopAst *left = parse_and(self);
    while (sop_parse_take_word(self, SOP_WORD_OR))
        left = sop_parse_binary(self, SOP_AST_OR, SOP_OP_NONE, left, parse_and(self));
    self->depth--;
    return left;
}

const SopAst *
sop_parse(SopParser *self)
{
    sop_parse_go(self, 0);
    SopAst *tree = sop_parse_expression(self);
    if (!self->failed && self->token.kind != SOP_TOKEN_END)
        sop_parse_fail(self, "an operator or the end");
    return tree;
}
