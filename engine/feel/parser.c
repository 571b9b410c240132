/* SPDX-License-Identifier: Apache-2.0 */
/* The parser: recursive descent over the grammar of FEEL (OMG DMN 1.5, 10.3.1.2). Names are
 * resolved while reading, since only the scope says where a name ends. */
#include <string.h>

#include "feel/language.h"

/* ---- operators, loosest last ------------------------------------------------------------------ */

static SopAst *
parse_if(SopParser *self)
{
    uint32_t start = self->token.start;
    sop_parse_advance(self);
    SopAst *condition = sop_parse_expression(self);
    sop_parse_expect_word(self, SOP_WORD_THEN, "`then`");
    SopAst *yes = sop_parse_expression(self);
    sop_parse_expect_word(self, SOP_WORD_ELSE, "`else`");
    SopAst *no = sop_parse_expression(self);
    return sop_parse_over(self, sop_parse_node(self, SOP_AST_IF, start),
                          (const SopAst *[]) {condition, yes, no}, 3);
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
    case SOP_WORD_FUNCTION:
        return sop_parse_function(self);
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
        return sop_parse_number(self);
    if (self->token.kind == SOP_TOKEN_TEXT)
        return sop_parse_text(self);
    if (sop_parse_at(self, '('))
        return sop_parse_parenthesis(self);
    if (sop_parse_at(self, '['))
        return sop_parse_square(self);
    if (sop_parse_at(self, ']'))
        return sop_parse_open_range(self);
    if (sop_parse_at(self, '{'))
        return sop_parse_context(self);
    if (sop_parse_at(self, '@'))
        return sop_parse_at_literal(self);
    return sop_parse_fail(self, "a value");
}

static SopAst *
parse_member(SopParser *self, SopAst *left)
{
    if (self->token.kind != SOP_TOKEN_NAME)
        return sop_parse_fail(self, "the name of a member after the point");
    uint32_t length;
    const char *name = sop_parse_words(self, &length);
    SopAst *node = sop_parse_wrap(self, SOP_AST_PATH, left->offset, left);
    node->text = name;
    return node;
}

static bool
starts_expression(const SopToken *token)
{
    switch (token->kind)
    {
    case SOP_TOKEN_NAME:
        return token->word == SOP_WORD_NONE || token->word == SOP_WORD_TRUE ||
               token->word == SOP_WORD_FALSE || token->word == SOP_WORD_NULL ||
               token->word == SOP_WORD_IF || token->word == SOP_WORD_FOR ||
               token->word == SOP_WORD_SOME || token->word == SOP_WORD_EVERY ||
               token->word == SOP_WORD_FUNCTION;
    case SOP_TOKEN_NUMBER:
    case SOP_TOKEN_TEXT:
        return true;
    case SOP_TOKEN_SIGN:
        return strchr("([{-@", token->sign) != NULL && token->sign != '\0';
    default:
        return false;
    }
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
        else if (sop_parse_at(self, '[') && !closes_range(self))
            left = parse_filter(self, left);
        else if (sop_parse_at_word(self, SOP_WORD_INSTANCE))
            left = sop_parse_instance_of(self, left);
        else if (sop_parse_at(self, '(') &&
                 (sop_parse_may_be_function(left) || left->kind == SOP_AST_CALL))
            left = sop_parse_invocation(self, left);
        else
            return left;
    }
}

static SopAst *
parse_negation(SopParser *self)
{
    if (!sop_parse_at(self, '-'))
        return parse_postfix(self);
    uint32_t start = self->token.start;
    sop_parse_advance(self);
    if (++self->depth > SOP_LIMIT_EXPRESSION_DEPTH)
        sop_parse_limit(self, "too deep");
    SopAst *operand = self->failed ? sop_parse_nothing(self) : parse_negation(self);
    self->depth--;
    return sop_parse_wrap(self, SOP_AST_NEGATE, start, operand);
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
    while (sop_parse_at(self, '*') || sop_parse_at(self, '/'))
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
    while (sop_parse_at(self, '+') || sop_parse_at(self, '-'))
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
    sop_parse_expect_word(self, SOP_WORD_AND, "`and`");
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
        SopOp op = sop_parse_comparison_op(&self->token);
        if (op != SOP_OP_NONE)
        {
            sop_parse_advance(self);
            left = sop_parse_binary(self, SOP_AST_COMPARISON, op, left, sop_parse_sum(self));
        }
        else if (sop_parse_at_word(self, SOP_WORD_BETWEEN))
            left = parse_between(self, left);
        else if (sop_parse_at_word(self, SOP_WORD_IN))
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
        sop_parse_limit(self, "too deep");
    if (self->failed)
    {
        self->depth--;
        return sop_parse_nothing(self);
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
    /* A condition of a procedure that says only "< 18" has forgotten something. */
    bool strict = self->options & SOP_FEEL_UNKNOWN;
    SopAst *tree = strict ? sop_parse_expression(self) : sop_parse_item(self);
    if (!self->failed && self->token.kind != SOP_TOKEN_END)
        sop_parse_fail(self, "an operator or the end");
    return tree;
}
