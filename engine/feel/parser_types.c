/* SPDX-License-Identifier: Apache-2.0 */
/* The parser's types: `list<number>`, `context<a: string>`, `function<date> -> boolean`, and the names
 * that the scope gives to types. */
#include <string.h>

#include "feel/language.h"

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
    {"function", SOP_FUNCTION},
};

/* Does the type's name stand at `at`? Returns: where it ends, or 0. */
static uint32_t
match_type_name(const SopParser *self, const char *name, uint32_t at)
{
    for (; *name != '\0'; name++)
    {
        if (*name == ' ')
            at = sop_lex_skip(self->text, self->length, at);
        else if (at < self->length && self->text[at] == *name)
            at++;
        else
            return 0;
    }
    bool goes_on = at < self->length && (g_ascii_isdigit(self->text[at]) ||
                                         sop_lex_word(self->text, self->length, at) > at);
    return goes_on ? 0 : at;
}

/* The longest name that stands here, FEEL's own or the scope's (`ret_named`).
 * Returns: the number of FEEL's own; -1: it is not. */
static int
find_type_name(const SopParser *self, uint32_t *ret_end, const SopScopeEntry **ret_named)
{
    int best = -1;
    uint32_t start = self->token.start;
    *ret_end = self->scope != NULL
                   ? sop_scope_match_type(self->scope, self->text, self->length, start, ret_named)
                   : 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(type_names); i++)
    {
        uint32_t end = match_type_name(self, type_names[i].name, start);
        if (end > 0 && end >= *ret_end)
        {
            *ret_end = end;
            best = (int) i;
        }
    }
    return best;
}

SopFeelType *
sop_parse_own_type(SopParser *self, SopFeelType *type)
{
    sop_vector_push(self->types, type);
    return type;
}

/* ---- types with parts ------------------------------------------------------------------------- */

static void
expect(SopParser *self, unsigned sign, const char *expected)
{
    if (!sop_parse_take(self, sign))
        sop_parse_fail(self, expected);
}

/* <number> of a list or range; without it, whatever it holds. */
static SopFeelType *
parse_collection(SopParser *self, SopValueType type)
{
    if (!sop_parse_take(self, '<'))
        return sop_type_basic(type);
    SopFeelType *item = sop_parse_type(self);
    expect(self, '>', "`>`");
    return sop_parse_own_type(self, type == SOP_LIST ? sop_feel_type_new_list(item)
                                                     : sop_feel_type_new_range(item));
}

/* <a: string, b: number> */
static SopFeelType *
parse_context_type(SopParser *self)
{
    if (!sop_parse_take(self, '<'))
        return sop_type_basic(SOP_CONTEXT);
    g_autoptr(GPtrArray) names = g_ptr_array_new(), types = g_ptr_array_new();
    do
    {
        SopAst *key = sop_parse_key(self);
        expect(self, ':', "`:`");
        g_ptr_array_add(types, sop_parse_type(self));
        const char *name = sop_value_string(&key->value);
        g_ptr_array_add(names, (char *) (name != NULL ? name : ""));
    } while (sop_parse_take(self, ','));
    expect(self, '>', "`>`");
    SopFeelType *type = sop_feel_type_new_context((const char *const *) names->pdata,
                                                  (SopFeelType *const *) types->pdata, names->len);
    return sop_parse_own_type(self, type);
}

/* `<number, string> -> boolean`, from `at` on. The lexer takes `<>` for a mistake, so what stands
 * before the first parameter is looked at as text. */
static SopFeelType *
parse_function_type(SopParser *self, uint32_t at)
{
    g_autoptr(GPtrArray) parameters = g_ptr_array_new();
    uint32_t open = sop_lex_skip(self->text, self->length, at);
    if (open >= self->length || self->text[open] != '<')
    {
        sop_parse_go(self, at);
        return sop_type_basic(SOP_FUNCTION);
    }
    uint32_t first = sop_lex_skip(self->text, self->length, open + 1);
    bool none = first < self->length && self->text[first] == '>';
    sop_parse_go(self, none ? first + 1 : first);
    if (!none)
    {
        do
            g_ptr_array_add(parameters, sop_parse_type(self));
        while (sop_parse_take(self, ','));
        expect(self, '>', "`>`");
    }
    expect(self, '-', "`->`");
    expect(self, '>', "`->`");
    SopFeelType *gives = sop_parse_type(self);
    SopFeelType *type = sop_feel_type_new_function((SopFeelType *const *) parameters->pdata,
                                                   parameters->len, gives);
    return sop_parse_own_type(self, type);
}

static SopFeelType *
parse_named_type(SopParser *self)
{
    const SopScopeEntry *named = NULL;
    uint32_t end;
    int name = find_type_name(self, &end, &named);
    if (end == 0)
    {
        sop_parse_fail(self, "a type");
        return sop_type_basic(SOP_NULL);
    }
    SopValueType type = name >= 0 ? type_names[name].type : SOP_NULL;
    if (type == SOP_FUNCTION)
        return parse_function_type(self, end);
    sop_parse_go(self, end);
    if (name < 0)
        return sop_parse_own_type(self, sop_feel_type_ref(named->type));
    if (type == SOP_LIST || type == SOP_RANGE)
        return parse_collection(self, type);
    if (type == SOP_CONTEXT)
        return parse_context_type(self);
    return name == 1 ? sop_type_null() : sop_type_basic(type);
}

SopFeelType *
sop_parse_type(SopParser *self)
{
    if (++self->depth > SOP_LIMIT_EXPRESSION_DEPTH)
        sop_parse_limit(self, "too deep");
    SopFeelType *type = self->failed ? sop_type_basic(SOP_NULL) : parse_named_type(self);
    self->depth--;
    return type;
}

SopAst *
sop_parse_instance_of(SopParser *self, SopAst *value)
{
    sop_parse_advance(self);
    if (!sop_parse_take_word(self, SOP_WORD_OF))
        return sop_parse_fail(self, "`of`");
    uint32_t start = self->token.start;
    SopFeelType *type = sop_parse_type(self);
    SopAst *node = sop_parse_wrap(self, SOP_AST_INSTANCE_OF, value->offset, value);
    uint32_t length = self->last_end > start ? self->last_end - start : 0;
    node->text = sop_pad_text(self->pad, self->text + start, length);
    node->slot = self->types->n_items;
    sop_parse_own_type(self, sop_feel_type_ref(type));
    return node;
}
