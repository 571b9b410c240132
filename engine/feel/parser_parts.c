/* SPDX-License-Identifier: Apache-2.0 */
/* The parser's forms that bind names: contexts, `for`, `some`, `every`. */
#include <string.h>

#include "feel/language.h"

/* ---- contexts --------------------------------------------------------------------------------- */

SopAst *
sop_parse_key(SopParser *self)
{
    SopToken token = self->token;
    if (token.kind == SOP_TOKEN_TEXT)
        return sop_parse_expression(self);
    if (token.kind != SOP_TOKEN_NAME)
        return sop_parse_fail(self, "a name or a text as key");
    uint32_t length, end = sop_lex_name(self->text, self->length, token.start);
    const char *name = sop_parse_normal_name(self, token.start, end, &length);
    SopAst *key = sop_parse_literal(self, sop_value_text_n(name, length), token.start);
    sop_parse_go(self, end);
    return key;
}

static bool
is_key_taken(const SopChildren *entries, const SopAst *key)
{
    for (uint32_t i = 0; i < entries->n_items; i += 2)
        if (sop_value_equal(&entries->items[i]->value, &key->value))
            return true;
    return false;
}

/* A function, perhaps in parentheses, may speak of itself by its entry's key. */
static bool
is_function_next(const SopParser *self)
{
    SopToken token = self->token;
    while (token.kind == SOP_TOKEN_SIGN && token.sign == '(')
        token = sop_lex(self->text, self->length, token.end);
    return token.kind == SOP_TOKEN_NAME && token.word == SOP_WORD_FUNCTION;
}

/* An entry's key is a name for the entries after it. */
static void
parse_entry(SopParser *self, SopChildren *entries)
{
    SopAst *key = sop_parse_key(self);
    if (!self->failed && (key->kind != SOP_AST_LITERAL || key->value.type != SOP_STRING))
        sop_parse_fail(self, "a name or a text as key");
    else if (!self->failed && is_key_taken(entries, key))
        sop_parse_fail(self, "another key");
    if (!sop_parse_take(self, ':'))
        sop_parse_fail(self, "`:`");
    if (self->failed)
        return;
    const SopTextBox *name = sop_value_text_box(&key->value);
    key->text = sop_pad_text(self->pad, name->text, name->length);
    bool early = is_function_next(self);
    if (early)
        key->slot = sop_parse_bind(self, key->text, name->length);
    SopAst *value = sop_parse_item(self);
    if (self->failed)
        return;
    if (!early)
        key->slot = sop_parse_bind(self, key->text, name->length);
    self->locals[self->n_locals - 1].called = sop_parse_may_be_function(value);
    sop_vector_push(entries, key);
    sop_vector_push(entries, value);
}

SopAst *
sop_parse_context(SopParser *self)
{
    uint32_t open = self->token.start, n_locals = self->n_locals;
    SopChildren entries;
    sop_vector_init(&entries);
    sop_parse_advance(self);
    if (self->token.kind != SOP_TOKEN_SIGN || self->token.sign != '}')
    {
        do
            parse_entry(self, &entries);
        while (sop_parse_take(self, ','));
    }
    sop_parse_close(self, '}', open);
    self->n_locals = n_locals;
    SopAst *node = sop_parse_over(self, sop_parse_node(self, SOP_AST_CONTEXT, open), entries.items,
                                  entries.n_items);
    sop_vector_free(&entries);
    return node;
}

/* ---- for, some, every ------------------------------------------------------------------------- */

/* What it runs over: a list, or a..b. */
static SopAst *
parse_domain(SopParser *self)
{
    SopAst *first = sop_parse_expression(self);
    if (!sop_parse_take(self, SOP_SIGN_RANGE))
        return first;
    SopAst *last = sop_parse_expression(self);
    SopAst *node = sop_parse_binary(self, SOP_AST_RANGE, SOP_OP_NONE, first, last);
    node->op = SOP_RANGE_WALK;
    return node;
}

static void
parse_iterator(SopParser *self, SopChildren *children)
{
    if (self->token.kind != SOP_TOKEN_NAME || self->token.word != SOP_WORD_NONE)
    {
        sop_parse_fail(self, "a name");
        return;
    }
    uint32_t length, start = self->token.start;
    const char *name = sop_parse_words(self, &length);
    SopAst *variable = sop_parse_node(self, SOP_AST_VARIABLE, start);
    variable->text = name;
    if (!sop_parse_take_word(self, SOP_WORD_IN))
        sop_parse_fail(self, "`in`");
    SopAst *domain = parse_domain(self);
    if (self->failed)
        return;
    variable->slot = sop_parse_bind(self, name, length);
    sop_vector_push(children, variable);
    sop_vector_push(children, domain);
}

SopAst *
sop_parse_quantified(SopParser *self, SopAstKind kind)
{
    uint32_t start = self->token.start, n_locals = self->n_locals;
    SopChildren children;
    sop_vector_init(&children);
    uint32_t partial = kind == SOP_AST_FOR ? sop_parse_bind(self, "partial", 7) : SOP_NONE;
    sop_parse_advance(self);
    do
        parse_iterator(self, &children);
    while (sop_parse_take(self, ','));
    SopWord word = kind == SOP_AST_FOR ? SOP_WORD_RETURN : SOP_WORD_SATISFIES;
    if (!sop_parse_take_word(self, word))
        sop_parse_fail(self, kind == SOP_AST_FOR ? "`return`" : "`satisfies`");
    sop_vector_push(&children, sop_parse_expression(self));
    self->n_locals = n_locals;
    SopAst *node =
        sop_parse_over(self, sop_parse_node(self, kind, start), children.items, children.n_items);
    node->slot = partial;
    sop_vector_free(&children);
    return node;
}
