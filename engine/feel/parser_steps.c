/* SPDX-License-Identifier: Apache-2.0 */
/* The parser's steps from token to token, what it reports, and the nodes it makes. */
#include <string.h>

#include "feel/language.h"

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
    sop_problem(self->problems, (SopMessage) token.problem, token.start, token.end, "text", text,
                "wrong", text, "right", token.instead != NULL ? token.instead : right, "open", text,
                "close", token.instead, NULL);
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

bool
sop_parse_take(SopParser *self, unsigned sign)
{
    if (!sop_parse_at(self, sign))
        return false;
    sop_parse_advance(self);
    return true;
}

bool
sop_parse_take_word(SopParser *self, SopWord word)
{
    if (!sop_parse_at_word(self, word))
        return false;
    sop_parse_advance(self);
    return true;
}

SopAst *
sop_parse_nothing(SopParser *self)
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
        g_autofree char *found =
            token.kind == SOP_TOKEN_END ? g_strdup("the end") : g_strdup_printf("`%s`", text);
        g_autofree char *fix = sop_parse_advice(self, text);
        sop_problem(self->problems, SOP_MESSAGE_FEEL_SYNTAX, token.start, token.end, "expected",
                    expected, "found", found, "fix", fix, NULL);
        self->failed = true;
    }
    self->token.kind = SOP_TOKEN_END;
    return sop_parse_nothing(self);
}

void
sop_parse_limit(SopParser *self, const char *what)
{
    if (!self->failed)
        sop_problem(self->problems, SOP_MESSAGE_FEEL_LIMIT, self->token.start, self->token.end,
                    "what", what, NULL);
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
    sop_problem(self->problems, SOP_MESSAGE_FEEL_NOT_CLOSED, open, open + 1, "open", opener,
                "close", closer, NULL);
    self->failed = true;
}

void
sop_parse_expect_word(SopParser *self, SopWord word, const char *expected)
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
        sop_parse_limit(self, "too deep");
    return node;
}

SopAst *
sop_parse_binary(SopParser *self, SopAstKind kind, SopOp op, const SopAst *left,
                 const SopAst *right)
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

SopAst *
sop_parse_wrap(SopParser *self, SopAstKind kind, uint32_t start, const SopAst *child)
{
    return sop_parse_over(self, sop_parse_node(self, kind, start), &child, 1);
}

SopOp
sop_parse_comparison_op(const SopToken *token)
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
