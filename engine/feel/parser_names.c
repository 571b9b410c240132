/* SPDX-License-Identifier: Apache-2.0 */
/* The parser's names: locals, names of the scope, members of a filter's item, functions. Where
 * several could stand, the longest is meant. */
#include <string.h>

#include "feel/function.h"

enum
{
    LONGEST_FUNCTION = 48,
};

static bool
at_plain_word(const SopParser *self)
{
    return self->token.kind == SOP_TOKEN_NAME && self->token.word == SOP_WORD_NONE;
}

/* ---- words and locals ------------------------------------------------------------------------- */

const char *
sop_parse_normal_name(SopParser *self, uint32_t start, uint32_t end, uint32_t *ret_length)
{
    char *name = sop_pad_alloc(self->pad, end - start + 1);
    uint32_t n = 0;
    for (uint32_t i = start; i < end;)
    {
        uint32_t next = sop_lex_skip(self->text, end, i);
        name[n++] = next > i ? ' ' : self->text[i];
        i = next > i ? next : i + 1;
    }
    name[n] = '\0';
    *ret_length = n;
    return name;
}

const char *
sop_parse_words(SopParser *self, uint32_t *ret_length)
{
    uint32_t start = self->token.start;
    do
        sop_parse_advance(self);
    while (at_plain_word(self));
    return sop_parse_normal_name(self, start, self->last_end, ret_length);
}

uint32_t
sop_parse_bind(SopParser *self, const char *name, uint32_t length)
{
    SopLocal local = {name, length, self->n_ids++, false};
    if (self->n_locals == G_N_ELEMENTS(self->locals))
        sop_parse_fail(self, "a shorter expression");
    else
        self->locals[self->n_locals++] = local;
    return local.id;
}

/* Does the local's name stand at `at`, part by part? Returns: where it ends, or 0. */
static uint32_t
match_local(const SopParser *self, const SopLocal *local, uint32_t at)
{
    uint32_t end = 0;
    for (uint32_t n = 0; n < local->length;)
    {
        uint32_t part = sop_lex_name_token(local->name, local->length, n) - n;
        end = sop_lex_name_token(self->text, self->length, at);
        if (part == 0 || end - at != part || memcmp(local->name + n, self->text + at, part) != 0)
            return 0;
        n = sop_lex_skip(local->name, local->length, n + part);
        at = sop_lex_skip(self->text, self->length, end);
    }
    return end;
}

/* ---- what a name means ------------------------------------------------------------------------ */

static SopAst *
variable(SopParser *self, const char *text, uint32_t id)
{
    SopAst *node = sop_parse_node(self, SOP_AST_VARIABLE, self->token.start);
    node->text = text;
    node->slot = id;
    return node;
}

typedef struct
{
    uint32_t end;   /* 0: nothing found */
    uint32_t depth; /* of the local; 0: the scope's */
    const SopLocal *local;
    const SopScopeEntry *entry;
} Meaning;

static Meaning
find_meaning(const SopParser *self, uint32_t at)
{
    static const SopLocal item = {"item", 4, 0, false};
    Meaning meaning = {0};
    if (self->scope != NULL)
        meaning.end = sop_scope_match(self->scope, self->text, self->length, at, &meaning.entry);
    for (uint32_t i = 0; i < self->n_locals; i++)
    {
        const SopLocal *local = &self->locals[i];
        uint32_t end = match_local(self, local->name != NULL ? local : &item, at);
        if (end >= meaning.end && end > 0)
            meaning = (Meaning) {end, i + 1, local, NULL};
    }
    return meaning;
}

/* How many names may be tried for "did you mean". */
static const char *
nearest_name(SopParser *self, const char *word)
{
    static const char *const always[] = {"true", "false", "null"};
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (uint32_t i = 0; self->scope != NULL && i < sop_scope_count(self->scope); i++)
        g_ptr_array_add(names, sop_scope_at(self->scope, i)->name);
    for (uint32_t i = 0; i < self->n_locals; i++)
        if (self->locals[i].name != NULL)
            g_ptr_array_add(names, (char *) self->locals[i].name);
    for (unsigned i = 0; i < G_N_ELEMENTS(always); i++)
        g_ptr_array_add(names, (char *) always[i]);
    return sop_nearest(word, (const char *const *) names->pdata, names->len);
}

/* The choice of the scope that has the word among its values. */
static const SopScopeEntry *
choice_with(const SopParser *self, const char *word, size_t length)
{
    for (uint32_t i = 0; self->scope != NULL && i < sop_scope_count(self->scope); i++)
        if (sop_type_has_value(sop_scope_at(self->scope, i)->type, word, length))
            return sop_scope_at(self->scope, i);
    return NULL;
}

/* Words joined by points, as far as they go: what the author took for one name. */
static uint32_t
name_end(const SopParser *self)
{
    uint32_t end = self->token.end;
    while (end + 1 < self->length && self->text[end] == '.' &&
           sop_lex_word(self->text, self->length, end + 1) > end + 1)
        end = sop_lex_word(self->text, self->length, end + 1);
    return end;
}

/* status = irregular: a word where a value stands. NULL: it does not look like one. */
static char *
quoted(const SopParser *self, const char *name)
{
    uint32_t before = self->token.start;
    while (before > 0 && self->text[before - 1] == ' ')
        before--;
    bool value = before > 0 && strchr("=,([", self->text[before - 1]) != NULL;
    return value && strchr(name, '.') == NULL
               ? g_strdup_printf("if it is a text, put it between quotes: \"%s\"", name)
               : NULL;
}

static void
report_unknown(SopParser *self)
{
    uint32_t start = self->token.start, end = name_end(self);
    g_autofree char *name = g_strndup(self->text + start, end - start);
    const SopScopeEntry *choice = choice_with(self, name, end - start);
    g_autofree char *call = g_strdup_printf("write `%s()`", name);
    const char *advice = sop_advice_on_name(name);
    if (self->failed)
        return;
    if (choice != NULL)
        sop_problem(self->problems, SOP_MESSAGE_FEEL_BARE_WORD, start, end, "word", name, "name",
                    choice->name, NULL);
    else if (g_unichar_isdigit(g_utf8_get_char(name))) /* of another script */
        sop_problem(self->problems, SOP_MESSAGE_FEEL_NUMBER, start, end, "text", name, NULL);
    else if (advice != NULL)
        sop_problem(self->problems, SOP_MESSAGE_FEEL_UNKNOWN_NAME, start, end, "name", name, "fix",
                    advice, NULL);
    else if (sop_builtin_find(name, end - start) != NULL)
        sop_problem(self->problems, SOP_MESSAGE_FEEL_UNKNOWN_NAME, start, end, "name", name, "fix",
                    call, NULL);
    else
    {
        const char *nearest = nearest_name(self, name);
        g_autofree char *text = nearest == NULL ? quoted(self, name) : NULL;
        sop_problem(self->problems, SOP_MESSAGE_FEEL_UNKNOWN_NAME, start, end, "name", name,
                    "nearest", nearest, "fix", text, NULL);
    }
}

/* Reading goes on after an unknown name, so that one run tells of all of them. */
static SopAst *
unknown_name(SopParser *self)
{
    uint32_t start = self->token.start;
    report_unknown(self);
    sop_parse_go(self, name_end(self));
    if (at_plain_word(self)) /* words of one name: whatever follows is no use */
    {
        self->failed = true;
        self->token.kind = SOP_TOKEN_END;
    }
    return sop_parse_literal(self, SOP_VALUE_NULL, start);
}

/* In filters a name may be a member of the item: each filter around asks its item first. */
static SopAst *
wrap_in_filters(SopParser *self, const Meaning *meaning, SopAst *plain, const char *text,
                uint32_t start)
{
    SopAst *node = plain;
    bool is_item =
        meaning->local != NULL && meaning->local->name == NULL; /* may be a member of itself */
    for (uint32_t i = meaning->depth - is_item; i < self->n_locals; i++)
    {
        if (self->locals[i].name != NULL)
            continue;
        SopAst *path = sop_parse_node(self, SOP_AST_PATH, start);
        path->text = text;
        path->op = 1; /* implied: `item.` is not written */
        const SopAst *children[2] = {variable(self, "item", self->locals[i].id), node};
        node = sop_parse_over(self, path, children, node != NULL ? 2 : 1);
    }
    return node;
}

static bool
is_in_filter(const SopParser *self)
{
    for (uint32_t i = 0; i < self->n_locals; i++)
        if (self->locals[i].name == NULL)
            return true;
    return false;
}

static SopAst *
plain_name(SopParser *self, const Meaning *meaning)
{
    if (meaning->local != NULL)
        return variable(self, meaning->local->name != NULL ? meaning->local->name : "item",
                        meaning->local->id);
    SopAst *node = sop_parse_node(self, SOP_AST_NAME, self->token.start);
    node->text = sop_pad_text(self->pad, meaning->entry->name, strlen(meaning->entry->name));
    node->slot = meaning->entry->slot;
    self->asks = self->asks || strcmp(node->text, "?") == 0;
    return node;
}

/* `passport.expirs`, when the scope says what members `passport` has. */
static bool
is_unknown_member(const SopParser *self, const Meaning *meaning)
{
    return meaning->entry != NULL && meaning->end < self->length &&
           self->text[meaning->end] == '.' &&
           sop_lex_word(self->text, self->length, meaning->end + 1) > meaning->end + 1 &&
           sop_scope_has_members(self->scope, meaning->entry->name);
}

static bool
is_question(const SopParser *self)
{
    return self->token.end - self->token.start == 1 && self->text[self->token.start] == '?';
}

/* The built-in that the words here name, without a call: the longest. By the flow's rule one that reads
 * the clock is always called. Returns: where it ends; 0: there is none. */
static uint32_t
find_builtin_value(const SopParser *self, const SopBuiltin **ret)
{
    uint32_t best = 0, n = 0;
    char name[LONGEST_FUNCTION];
    for (SopToken token = self->token; token.kind == SOP_TOKEN_NAME;
         token = sop_lex(self->text, self->length, token.end))
    {
        uint32_t length = token.end - token.start;
        if (n + length + 1 >= sizeof name)
            break;
        if (n > 0)
            name[n++] = ' ';
        memcpy(name + n, self->text + token.start, length);
        n += length;
        const SopBuiltin *builtin = sop_builtin_find(name, n);
        if (builtin == NULL || ((self->options & SOP_FEEL_UNKNOWN) && !self->in_arguments) ||
            ((self->options & SOP_FEEL_UNKNOWN) && (builtin->flags & SOP_BUILTIN_CLOCK)))
            continue;
        *ret = builtin;
        best = token.end;
    }
    return best;
}

static SopAst *
builtin_value(SopParser *self, const SopBuiltin *builtin, uint32_t end)
{
    uint32_t start = self->token.start;
    sop_parse_go(self, end);
    return sop_parse_literal(self, sop_function_of_builtin(builtin), start);
}

static SopAst *
parse_variable(SopParser *self)
{
    uint32_t start = self->token.start;
    if (is_question(self) && self->question != SOP_NONE)
    {
        SopAst *node = variable(self, "?", self->question);
        self->asks = true;
        sop_parse_advance(self);
        node->length = 1;
        return node;
    }
    Meaning meaning = find_meaning(self, start);
    const SopBuiltin *builtin = NULL;
    uint32_t builtin_end = meaning.end == 0 ? find_builtin_value(self, &builtin) : 0;
    if (builtin != NULL && !is_in_filter(self))
        return builtin_value(self, builtin, builtin_end);
    if ((meaning.end == 0 && !is_in_filter(self)) || is_unknown_member(self, &meaning))
        return unknown_name(self);
    uint32_t length;
    if (meaning.end == 0)
    {
        const char *words = sop_parse_words(self, &length);
        SopAst *plain = builtin != NULL && builtin_end == self->last_end
                            ? sop_parse_literal(self, sop_function_of_builtin(builtin), start)
                            : NULL;
        return wrap_in_filters(self, &meaning, plain, words, start);
    }
    SopAst *node = plain_name(self, &meaning);
    node->length = meaning.end - start;
    sop_parse_go(self, meaning.end);
    const char *text =
        is_in_filter(self) ? sop_parse_normal_name(self, start, meaning.end, &length) : NULL;
    return wrap_in_filters(self, &meaning, node, text, start);
}

/* ---- calls ------------------------------------------------------------------------------------ */

/* Words up to a parenthesis, with single spaces. Returns: their length; 0: no parenthesis follows.
 * `ret_open`: where the parenthesis is. */
static size_t
words_before_parenthesis(const SopParser *self, char name[LONGEST_FUNCTION], uint32_t *ret_open)
{
    size_t n = 0;
    for (uint32_t i = self->token.start; i < self->length && n < LONGEST_FUNCTION; i++)
    {
        char c = self->text[i];
        if (c == '(')
        {
            *ret_open = i;
            return n > 0 && name[n - 1] == ' ' ? n - 1 : n;
        }
        if (g_ascii_isspace(c))
        {
            if (n > 0 && name[n - 1] != ' ')
                name[n++] = ' ';
        }
        else if (g_ascii_isalnum(c) || c == '_')
            name[n++] = c;
        else
            return 0;
    }
    return 0;
}

/* By its name, else by the last word of it: `length` for `string length`. */
static const char *
nearest_function(const char *word)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new(), last_words = g_ptr_array_new();
    for (uint32_t i = 0; i < sop_builtin_count(); i++)
    {
        const char *name = sop_builtin_at(i)->name, *space = strrchr(name, ' ');
        g_ptr_array_add(names, (char *) name);
        g_ptr_array_add(last_words, (char *) (space != NULL ? space + 1 : name));
    }
    const char *nearest = sop_nearest(word, (const char *const *) names->pdata, names->len);
    if (nearest != NULL)
        return nearest;
    nearest = sop_nearest(word, (const char *const *) last_words->pdata, last_words->len);
    for (uint32_t i = 0; i < names->len && nearest != NULL; i++)
        if (g_ptr_array_index(last_words, i) == nearest)
            return g_ptr_array_index(names, i);
    return NULL;
}

static SopAst *
unknown_function(SopParser *self)
{
    SopToken token = self->token;
    g_autofree char *name = g_strndup(self->text + token.start, token.end - token.start);
    g_autofree char *lower = g_ascii_strdown(name, -1);
    sop_problem(self->problems, SOP_MESSAGE_FEEL_UNKNOWN_FUNCTION, token.start, token.end, "name",
                name, "nearest", nearest_function(lower), "fix", sop_advice_on_function(lower),
                NULL);
    self->failed = true;
    self->token.kind = SOP_TOKEN_END;
    return sop_parse_literal(self, SOP_VALUE_NULL, token.start);
}

/* Does a name that may be a function stand right before the parenthesis? It goes before a built-in. */
static bool
is_shadowed(const SopParser *self, uint32_t open)
{
    Meaning meaning = find_meaning(self, self->token.start);
    if (meaning.end == 0 || sop_lex_skip(self->text, self->length, meaning.end) != open)
        return false;
    return meaning.local != NULL ? meaning.local->called
                                 : meaning.entry->type->type == SOP_FUNCTION;
}

SopAst *
sop_parse_name(SopParser *self)
{
    char name[LONGEST_FUNCTION];
    uint32_t open = 0;
    size_t length = words_before_parenthesis(self, name, &open);
    const SopBuiltin *builtin = length > 0 ? sop_builtin_find(name, length) : NULL;
    if (builtin != NULL && !is_shadowed(self, open))
        return sop_parse_call(self, builtin, open);
    SopToken next = sop_lex(self->text, self->length, self->token.end);
    if (next.kind == SOP_TOKEN_SIGN && next.sign == '(' &&
        find_meaning(self, self->token.start).end == 0)
        return unknown_function(self);
    return parse_variable(self);
}
