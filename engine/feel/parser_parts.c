/* SPDX-License-Identifier: Apache-2.0 */
/* The parser's forms that bind names: contexts, `for`, `some`, `every`; and the types of
 * `instance of`. */
#include <string.h>

#include "feel/language.h"

/* ---- contexts --------------------------------------------------------------------------------- */

/* A key: a text, or everything up to the colon. */
static SopAst *
parse_key(SopParser *self)
{
    SopToken token = self->token;
    if (token.kind == SOP_TOKEN_TEXT)
        return sop_parse_expression(self);
    if (token.kind != SOP_TOKEN_NAME)
        return sop_parse_fail(self, "a name or a text as key");
    const char *colon = memchr(self->text + token.start, ':', self->length - token.start);
    uint32_t end = colon != NULL ? (uint32_t) (colon - self->text) : self->length;
    while (end > token.start && g_ascii_isspace(self->text[end - 1]))
        end--;
    SopAst *key = sop_parse_literal(
        self, sop_value_text_n(self->text + token.start, end - token.start), token.start);
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

/* An entry's key is a name for the entries after it. */
static void
parse_entry(SopParser *self, SopChildren *entries)
{
    SopAst *key = parse_key(self);
    if (!self->failed && (key->kind != SOP_AST_LITERAL || key->value.type != SOP_STRING))
        sop_parse_fail(self, "a name or a text as key");
    else if (!self->failed && is_key_taken(entries, key))
        sop_parse_fail(self, "another key");
    if (!sop_parse_take(self, ':'))
        sop_parse_fail(self, "`:`");
    SopAst *value = sop_parse_expression(self);
    if (self->failed)
        return;
    const SopTextBox *name = sop_value_text_box(&key->value);
    key->text = sop_pad_text(self->pad, name->text, name->length);
    key->slot = sop_parse_bind(self, key->text, name->length);
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

/* ---- types ------------------------------------------------------------------------------------ */

static const struct
{
    const char *name;
    SopValueType type;
} type_names[] = {
    {"Any", SOP_NULL},
    {"Null", SOP_NULL},
    {"boolean", SOP_BOOLEAN},
    {"number", SOP_NUMBER},
    {"string", SOP_STRING},
    {"date", SOP_DATE},
    {"time", SOP_TIME},
    {"date and time", SOP_DATE_TIME},
    {"days and time duration", SOP_DAYS_DURATION},
    {"years and months duration", SOP_MONTHS_DURATION},
    {"list", SOP_LIST},
    {"context", SOP_CONTEXT},
    {"range", SOP_RANGE},
};

/* The longest type name that stands here; its words are read. -1: none does. */
static int
parse_type_name(SopParser *self)
{
    int best = -1;
    uint32_t end = 0, start = self->token.start;
    for (unsigned i = 0; i < G_N_ELEMENTS(type_names); i++)
    {
        uint32_t at = start, n = 0;
        for (const char *name = type_names[i].name; name[n] != '\0' && at < self->length; n++)
        {
            if (name[n] == ' ')
                at = sop_lex_skip(self->text, self->length, at);
            else if (self->text[at] == name[n])
                at++;
            else
                break;
        }
        bool whole =
            type_names[i].name[n] == '\0' && sop_lex_word(self->text, self->length, at) == at;
        if (whole && at > end)
        {
            end = at;
            best = (int) i;
        }
    }
    if (best >= 0)
        sop_parse_go(self, end);
    return best;
}

static SopValue parse_type(SopParser *self);

/* <a: string, b: number> of a context, <number> of a list or range. */
static SopValue
parse_type_parts(SopParser *self, bool members)
{
    GArray *parts = g_array_new(FALSE, FALSE, sizeof(SopValue));
    do
    {
        if (members)
        {
            SopAst *key = parse_key(self);
            SopValue name = sop_value_copy(&key->value);
            g_array_append_val(parts, name);
            if (!sop_parse_take(self, ':'))
                sop_parse_fail(self, "`:`");
        }
        SopValue part = parse_type(self);
        g_array_append_val(parts, part);
    } while (sop_parse_take(self, ','));
    if (!sop_parse_take(self, '>'))
        sop_parse_fail(self, "`>`");
    SopValue value = sop_value_list((const SopValue *) parts->data, parts->len);
    for (guint i = 0; i < parts->len; i++)
        sop_value_clear(&g_array_index(parts, SopValue, i));
    g_array_unref(parts);
    return value;
}

/* A type as a value: its name's number, or a list of that and its parts. */
static SopValue
parse_type(SopParser *self)
{
    int name = self->failed ? -1 : parse_type_name(self);
    if (name < 0 || ++self->depth > SOP_LIMIT_EXPRESSION_DEPTH / 4)
    {
        sop_parse_fail(self, "a type");
        return SOP_VALUE_NULL;
    }
    SopValueType type = type_names[name].type;
    SopValue number = sop_value_integer(name == 0 ? -1 : (int64_t) type);
    bool has_parts = type == SOP_LIST || type == SOP_CONTEXT || type == SOP_RANGE;
    if (has_parts && sop_parse_take(self, '<'))
    {
        SopValue parts = parse_type_parts(self, type == SOP_CONTEXT);
        SopValue both[2] = {number, parts};
        number = sop_value_list(both, 2);
        sop_value_clear(&parts);
    }
    self->depth--;
    return number;
}

SopAst *
sop_parse_instance_of(SopParser *self, SopAst *value)
{
    sop_parse_advance(self);
    if (!sop_parse_take_word(self, SOP_WORD_OF))
        return sop_parse_fail(self, "`of`");
    uint32_t start = self->token.start;
    SopValue read = parse_type(self);
    SopAst *type = sop_parse_literal(self, read, start);
    SopAst *node = sop_parse_binary(self, SOP_AST_INSTANCE_OF, SOP_OP_NONE, value, type);
    node->text = sop_pad_text(self->pad, self->text + start, type->length);
    return node;
}
