/* SPDX-License-Identifier: Apache-2.0 */
/* The parser's functions: calls of built-ins, whose arguments are put in order here; invocations of any
 * other function; function literals. */
#include <string.h>

#include "feel/language.h"

/* ---- calls of built-ins ----------------------------------------------------------------------- */

/* "substring(string, start position)": the first form of the function. */
static char *
form_of(const SopBuiltin *builtin)
{
    size_t n = strcspn(builtin->names, "|");
    GString *form = g_string_new(builtin->name);
    g_string_append_c(form, '(');
    for (size_t i = 0; i < n; i++)
    {
        g_string_append_c(form, builtin->names[i]);
        if (builtin->names[i] == ',')
            g_string_append_c(form, ' ');
    }
    g_string_append_c(form, ')');
    return g_string_free(form, FALSE);
}

/* "1 argument", "2 or 3 arguments". */
static char *
takes(const SopBuiltin *builtin)
{
    uint32_t least = G_MAXUINT32, most = 0, at = 0;
    SopSignature signature;
    bool rest = false;
    while (sop_signature_next(builtin, &at, &signature))
    {
        least = MIN(least, signature.n_least);
        most = MAX(most, signature.n_most);
        rest = rest || signature.rest;
    }
    if (rest)
        return g_strdup_printf("%u argument%s or more", least, least == 1 ? "" : "s");
    if (most == 0)
        return g_strdup("no arguments");
    if (least == most)
        return g_strdup_printf("%u argument%s", least, least == 1 ? "" : "s");
    return g_strdup_printf("%u %s %u arguments", least, most - least == 1 ? "or" : "to", most);
}

static bool
number_fits(const SopBuiltin *builtin, uint32_t n_arguments)
{
    SopSignature signature;
    for (uint32_t at = 0; sop_signature_next(builtin, &at, &signature);)
        if (n_arguments >= signature.n_least && (signature.rest || n_arguments <= signature.n_most))
            return true;
    return false;
}

static bool
has_parameter(const SopBuiltin *builtin, const char *name)
{
    SopSignature signature;
    for (uint32_t at = 0; sop_signature_next(builtin, &at, &signature);)
        if (sop_signature_parameter(&signature, name, strlen(name)) != SOP_NONE)
            return true;
    return false;
}

/* "3"; or, where it is the names that are wrong, "one called `scal`". */
static char *
says_given(const SopBuiltin *builtin, uint32_t n_given, const GPtrArray *names)
{
    if (n_given == 0)
        return g_strdup("none");
    if (names == NULL || !number_fits(builtin, n_given))
        return g_strdup_printf("%u", n_given);
    if (names->len != n_given)
        return g_strdup("names for only some of them");
    for (uint32_t i = 0; i < names->len; i++)
        if (!has_parameter(builtin, g_ptr_array_index(names, i)))
            return g_strdup_printf("one called `%s`", (char *) g_ptr_array_index(names, i));
    return g_strdup("these names together");
}

static void
report_arguments(SopParser *self, const SopBuiltin *builtin, uint32_t start, uint32_t n_given,
                 const GPtrArray *names)
{
    g_autofree char *wanted = takes(builtin);
    g_autofree char *given = says_given(builtin, n_given, names);
    g_autofree char *form = form_of(builtin);
    if (!self->failed)
        sop_problem(self->problems, SOP_MESSAGE_FEEL_ARGUMENTS, start, self->last_end, "function",
                    builtin->name, "takes", wanted, "given", given, "form", form, NULL);
}

/* Do the arguments' names fit an alternative, in any order or as they stand? Puts them in its order; what
 * is left out is null, which by the flow's rule only an optional one may be. */
static bool
order_by_names(SopParser *self, const SopSignature *signature, const char *const *names,
               SopChildren *arguments, bool any_order)
{
    const SopAst *ordered[16] = {NULL};
    uint32_t n = 0;
    for (uint32_t i = 0; i < arguments->n_items; i++)
    {
        uint32_t parameter = sop_signature_parameter(signature, names[i], strlen(names[i]));
        if (parameter >= G_N_ELEMENTS(ordered) || ordered[parameter] != NULL ||
            (!any_order && parameter != i))
            return false;
        ordered[parameter] = arguments->items[i];
        n = MAX(n, parameter + 1);
    }
    bool strict = self->options & SOP_FEEL_UNKNOWN;
    for (uint32_t i = 0; i < signature->n_least && strict; i++)
        if (i >= n || ordered[i] == NULL)
            return false;
    n = MAX(n, signature->n_least);
    for (uint32_t i = 0; i < n; i++)
        if (ordered[i] == NULL)
            ordered[i] = sop_parse_literal(self, SOP_VALUE_NULL, self->last_end);
    arguments->n_items = 0;
    for (uint32_t i = 0; i < n; i++)
        sop_vector_push(arguments, ordered[i]);
    return true;
}

/* before(point, range) and before(range, point) have the same names: there the order tells. */
static bool
names_fit(SopParser *self, const SopBuiltin *builtin, GPtrArray *names, SopChildren *arguments)
{
    SopSignature signature;
    if (names->len != arguments->n_items)
        return false;
    for (unsigned any_order = 0; any_order < 2; any_order++)
        for (uint32_t at = 0; sop_signature_next(builtin, &at, &signature);)
            if (order_by_names(self, &signature, (const char *const *) names->pdata, arguments,
                               any_order))
                return true;
    return false;
}

/* `name:` before an argument. NULL: none stands here. */
static char *
parse_argument_name(SopParser *self)
{
    if (self->token.kind != SOP_TOKEN_NAME)
        return NULL;
    uint32_t end = sop_lex_name(self->text, self->length, self->token.start);
    SopToken next = sop_lex(self->text, self->length, end);
    if (next.kind != SOP_TOKEN_SIGN || next.sign != ':')
        return NULL;
    uint32_t length;
    const char *name = sop_parse_normal_name(self, self->token.start, end, &length);
    sop_parse_go(self, next.end);
    return (char *) name;
}

static void
parse_each_argument(SopParser *self, SopChildren *arguments, GPtrArray **names)
{
    do
    {
        char *name = parse_argument_name(self);
        if (name != NULL)
        {
            if (*names == NULL)
                *names = g_ptr_array_new();
            g_ptr_array_add(*names, name);
        }
        sop_vector_push(arguments, sop_parse_item(self));
    } while (sop_parse_take(self, ','));
}

/* (a, b) or (x: a, y: b), from the parenthesis at `open` on. `*names`: NULL, or one for each that has one. */
static void
parse_arguments(SopParser *self, uint32_t open, SopChildren *arguments, GPtrArray **names)
{
    bool before = self->in_arguments, range_end = self->range_end;
    self->in_arguments = true;
    self->range_end = false;
    sop_parse_go(self, open + 1);
    if (!sop_parse_at(self, ')'))
        parse_each_argument(self, arguments, names);
    sop_parse_close(self, ')', open);
    self->in_arguments = before;
    self->range_end = range_end;
}

SopAst *
sop_parse_call(SopParser *self, const SopBuiltin *builtin, uint32_t open)
{
    uint32_t start = self->token.start;
    g_autoptr(GPtrArray) names = NULL;
    SopChildren arguments;
    sop_vector_init(&arguments);
    parse_arguments(self, open, &arguments, &names);
    SopAst *node = sop_parse_node(self, SOP_AST_CALL, start);
    node->text = builtin->name;
    while (sop_builtin_at(++node->slot) != builtin)
        ;
    uint32_t n_given = arguments.n_items;
    bool fits = names != NULL ? names_fit(self, builtin, names, &arguments)
                              : number_fits(builtin, arguments.n_items);
    if (!self->failed && !fits)
        report_arguments(self, builtin, start, n_given, names);
    if (strcmp(builtin->name, "not") == 0)
        node->kind = SOP_AST_NOT;
    sop_parse_over(self, node, arguments.items, arguments.n_items);
    sop_vector_free(&arguments);
    return node;
}

/* ---- invocations ------------------------------------------------------------------------------ */

bool
sop_parse_may_be_function(const SopAst *node)
{
    switch ((SopAstKind) node->kind)
    {
    case SOP_AST_LITERAL:
        return node->value.type == SOP_FUNCTION;
    case SOP_AST_FUNCTION:
    case SOP_AST_INVOKE:
    case SOP_AST_VARIABLE:
    case SOP_AST_NAME:
    case SOP_AST_PATH:
    case SOP_AST_IF:
    case SOP_AST_FILTER:
        return true;
    default:
        return false;
    }
}

/* The names become one constant list. */
static void
keep_names(SopParser *self, SopAst *node, const GPtrArray *names)
{
    g_autoptr(GString) joined = g_string_new(NULL);
    SopListBox *list = sop_list_box_new(SOP_LIST, names->len);
    for (guint i = 0; i < names->len; i++)
    {
        const char *name = g_ptr_array_index(names, i);
        list->items[list->n_items++] = sop_value_text_n(name, strlen(name));
        g_string_append_printf(joined, "%s%s", i > 0 ? ", " : "", name);
    }
    node->slot = self->constants->n_items;
    sop_vector_push(self->constants, sop_list_value(list));
    node->text = sop_pad_text(self->pad, joined->str, joined->len);
}

SopAst *
sop_parse_invocation(SopParser *self, SopAst *function)
{
    g_autoptr(GPtrArray) names = NULL;
    SopChildren children;
    sop_vector_init(&children);
    sop_vector_push(&children, function);
    parse_arguments(self, self->token.start, &children, &names);
    if (names != NULL && names->len != children.n_items - 1)
        sop_parse_fail(self, "a name before each argument");
    if (children.n_items - 1 > UINT8_MAX)
        sop_parse_limit(self, "too large");
    SopAst *node = sop_parse_node(self, SOP_AST_INVOKE, function->offset);
    if (names != NULL)
        keep_names(self, node, names);
    sop_parse_over(self, node, children.items, children.n_items);
    sop_vector_free(&children);
    return node;
}

/* ---- function literals ------------------------------------------------------------------------ */

static const char *
parse_parameter_name(SopParser *self, uint32_t *ret_length)
{
    uint32_t start = self->token.start;
    if (self->token.kind != SOP_TOKEN_NAME)
    {
        sop_parse_fail(self, "the name of a parameter");
        return NULL;
    }
    uint32_t end = sop_lex_name(self->text, self->length, start);
    sop_parse_go(self, end);
    return sop_parse_normal_name(self, start, end, ret_length);
}

static bool
is_parameter_taken(const SopChildren *children, const char *name)
{
    for (uint32_t i = 0; i < children->n_items; i++)
        if (strcmp(children->items[i]->text, name) == 0)
            return true;
    return false;
}

/* Its value is the number of its type; null when it has none. */
static void
parse_parameter(SopParser *self, SopChildren *children)
{
    uint32_t length = 0, start = self->token.start;
    const char *name = parse_parameter_name(self, &length);
    if (name != NULL && is_parameter_taken(children, name))
        sop_parse_fail(self, "another name");
    if (self->failed)
        return;
    SopAst *parameter = sop_parse_node(self, SOP_AST_VARIABLE, start);
    const SopFeelType *type = NULL;
    if (sop_parse_take(self, ':'))
    {
        type = sop_parse_type(self);
        parameter->value = sop_value_integer(self->types->n_items);
        sop_parse_own_type(self, sop_feel_type_ref((SopFeelType *) type));
    }
    parameter->text = name;
    parameter->length = self->last_end > start ? self->last_end - start : 0;
    parameter->slot = sop_parse_bind(self, name, length);
    if (!self->failed)
        self->locals[self->n_locals - 1].called =
            type == NULL || type->type == SOP_NULL || type->type == SOP_FUNCTION;
    sop_vector_push(children, parameter);
}

/* `external {java: …}`: what it would call is not here, so it gives null. */
static SopAst *
parse_body(SopParser *self)
{
    SopToken token = self->token, next = sop_lex(self->text, self->length, self->token.end);
    bool external = token.kind == SOP_TOKEN_NAME && token.end - token.start == 8 &&
                    memcmp(self->text + token.start, "external", 8) == 0 &&
                    next.kind == SOP_TOKEN_SIGN && next.sign == '{';
    if (!external)
        return sop_parse_expression(self);
    sop_parse_advance(self);
    sop_parse_expression(self);
    return sop_parse_literal(self, SOP_VALUE_NULL, token.start);
}

SopAst *
sop_parse_function(SopParser *self)
{
    uint32_t start = self->token.start, n_locals = self->n_locals;
    bool range_end = self->range_end;
    SopChildren children;
    sop_vector_init(&children);
    sop_parse_advance(self);
    uint32_t open = self->token.start;
    if (!sop_parse_take(self, '('))
        sop_parse_fail(self, "`(`");
    if (!self->failed && !sop_parse_at(self, ')'))
        do
            parse_parameter(self, &children);
        while (sop_parse_take(self, ','));
    sop_parse_close(self, ')', open);
    SopAst *node = sop_parse_node(self, SOP_AST_FUNCTION, start);
    node->text = sop_pad_text(self->pad, self->text + start, node->length);
    self->range_end = false;
    sop_vector_push(&children, parse_body(self));
    self->range_end = range_end;
    self->n_locals = n_locals;
    sop_parse_over(self, node, children.items, children.n_items);
    sop_vector_free(&children);
    return node;
}
