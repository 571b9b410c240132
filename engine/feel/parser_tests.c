/* SPDX-License-Identifier: Apache-2.0 */
/* The parser's unary tests: after `in`, and as cells of a decision table. */
#include <string.h>

#include "feel/language.h"

/* In a cell: does the word stand alone, as a whole test? */
static bool
stands_alone(const SopParser *self)
{
    SopToken next = sop_lex(self->text, self->length, self->token.end);
    return next.kind == SOP_TOKEN_END ||
           (next.kind == SOP_TOKEN_SIGN && (next.sign == ',' || next.sign == ')'));
}

/* Bare words of a cell: a value of the column's choice; `unknown`. NULL: it is neither. */
static SopAst *
parse_bare_word(SopParser *self)
{
    if (!(self->options & SOP_FEEL_UNARY_TESTS) || self->token.kind != SOP_TOKEN_NAME ||
        !stands_alone(self))
        return NULL;
    uint32_t start = self->token.start, length = self->token.end - start;
    const SopScopeEntry *column = self->scope != NULL ? sop_scope_find(self->scope, "?") : NULL;
    SopValue value = SOP_VALUE_NULL;
    if (column != NULL && sop_type_has_value(column->type, self->text + start, length))
        value = sop_value_text_n(self->text + start, length);
    else if (!(self->options & SOP_FEEL_UNKNOWN) || length != 7 ||
             memcmp(self->text + start, "unknown", 7) != 0)
        return NULL;
    sop_parse_advance(self);
    return sop_parse_literal(self, value, start);
}

/* One test. What reads `?` is a condition, not something to compare with. */
static SopAst *
parse_test(SopParser *self, SopAst *(*expression)(SopParser *) )
{
    if (sop_parse_comparison_op(&self->token) != SOP_OP_NONE)
        return sop_parse_unary(self);
    SopAst *word = parse_bare_word(self);
    if (word != NULL)
        return word;
    bool before = self->asks;
    self->asks = false;
    const SopAst *test = expression(self);
    sop_parse_check_span(self, test);
    SopAst *node = (SopAst *) test;
    if (self->asks)
        node = sop_parse_over(self, sop_parse_node(self, SOP_AST_UNARY, test->offset), &test, 1);
    self->asks = before;
    return node;
}

static void
parse_tests(SopParser *self, SopChildren *tests)
{
    do
        sop_vector_push(tests, parse_test(self, sop_parse_expression));
    while (sop_parse_take(self, ','));
}

/* (a, b) or (a..b] */
static void
parse_in_parenthesis(SopParser *self, SopChildren *tests)
{
    uint32_t open = self->token.start;
    sop_parse_advance(self);
    parse_tests(self, tests);
    SopAst *first = (SopAst *) tests->items[1];
    if (tests->n_items == 2 && first->kind != SOP_AST_UNARY && sop_parse_take(self, SOP_SIGN_RANGE))
        tests->items[1] = sop_parse_range_rest(self, first, open, true);
    else
        sop_parse_close(self, ')', open);
}

/* `value` in …: `?` is the value there. */
SopAst *
sop_parse_in(SopParser *self, SopAst *value)
{
    SopChildren tests;
    sop_vector_init(&tests);
    sop_vector_push(&tests, value);
    sop_parse_advance(self);
    uint32_t question = self->question;
    bool asks = self->asks;
    self->question = self->n_ids++;
    SopAst *node = sop_parse_node(self, SOP_AST_IN, value->offset);
    node->slot = self->question;
    if (sop_parse_at(self, '('))
        parse_in_parenthesis(self, &tests);
    else
    {
        sop_vector_push(&tests, parse_test(self, sop_parse_sum));
        self->bare_test_end = self->token.start;
    }
    self->question = question;
    self->asks = asks;
    sop_parse_over(self, node, tests.items, tests.n_items);
    sop_vector_free(&tests);
    return node;
}

/* ---- cells ------------------------------------------------------------------------------------ */

static SopAst *
column(SopParser *self)
{
    SopAst *node = sop_parse_node(self, SOP_AST_NAME, 0);
    const SopScopeEntry *entry = self->scope != NULL ? sop_scope_find(self->scope, "?") : NULL;
    node->length = 0;
    node->text = "?";
    node->slot = entry != NULL ? entry->slot : SOP_NONE;
    return node;
}

static bool
at_any(const SopParser *self)
{
    return sop_parse_at(self, '-') &&
           sop_lex(self->text, self->length, self->token.end).kind == SOP_TOKEN_END;
}

static bool
take_not(SopParser *self)
{
    SopToken token = self->token;
    if (token.kind != SOP_TOKEN_NAME || token.end - token.start != 3 ||
        memcmp(self->text + token.start, "not", 3) != 0)
        return false;
    SopToken next = sop_lex(self->text, self->length, token.end);
    if (next.kind != SOP_TOKEN_SIGN || next.sign != '(')
        return false;
    sop_parse_advance(self);
    return true;
}

const SopAst *
sop_parse_unary_tests(SopParser *self)
{
    SopChildren tests;
    sop_vector_init(&tests);
    sop_vector_push(&tests, column(self));
    sop_parse_go(self, 0);
    uint32_t start = self->token.start;
    bool denied = false;
    if (at_any(self))
    {
        sop_parse_advance(self);
        sop_vector_push(&tests, sop_parse_node(self, SOP_AST_ANY, start));
    }
    else if ((denied = take_not(self)))
        parse_in_parenthesis(self, &tests);
    else
        parse_tests(self, &tests);
    if (!self->failed && self->token.kind != SOP_TOKEN_END)
        sop_parse_fail(self, "a comma or the end");
    const SopAst *tree =
        sop_parse_over(self, sop_parse_node(self, SOP_AST_IN, start), tests.items, tests.n_items);
    if (denied)
        tree = sop_parse_over(self, sop_parse_node(self, SOP_AST_NOT, start), &tree, 1);
    sop_vector_free(&tests);
    return tree;
}
