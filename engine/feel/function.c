/* SPDX-License-Identifier: Apache-2.0 */
/* Functions as values: made, called, compared, and asked for their type. Calls may nest, but not without
 * end: see SOP_LIMIT_FUNCTION_DEPTH. */
#include "feel/function.h"

#include <string.h>

#include "feel/machine.h"
#include "feel/number.h"

enum
{
    FEW = 16, /* arguments that need no memory of their own */
};

/* ---- making ----------------------------------------------------------------------------------- */

SopValue
sop_function_of_builtin(const SopBuiltin *builtin)
{
    SopFunctionBox *self = sop_box_new(SOP_FUNCTION, sizeof(SopFunctionBox));
    self->builtin = builtin;
    self->feel = NULL;
    self->lambda = NULL;
    self->n_captured = 0;
    return (SopValue) {.type = SOP_FUNCTION, .boxed = true, .box = &self->box};
}

void
sop_function_box_clear(SopFunctionBox *self)
{
    for (uint32_t i = 0; i < self->n_captured; i++)
        sop_value_clear(&self->captured[i]);
    sop_feel_unref(self->feel);
}

const SopCode *
sop_machine_function(SopMachine *m, const SopCode *code)
{
    const SopLambda *lambda = &m->feel->lambdas[code->c];
    size_t size = sizeof(SopFunctionBox) + sizeof(SopValue) * lambda->n_captured;
    if (!sop_run_allows(&m->run, size))
        return NULL;
    SopFunctionBox *box = sop_box_new(SOP_FUNCTION, size);
    box->builtin = NULL;
    box->feel = sop_feel_ref((SopFeel *) m->feel);
    box->lambda = lambda;
    box->n_captured = 0;
    m->top -= lambda->n_captured;
    for (uint32_t i = 0; i < lambda->n_captured; i++)
    {
        sop_box_hold(&box->box, &m->top[i]);
        box->captured[box->n_captured++] = sop_value_copy(&m->top[i]);
    }
    *m->top++ =
        sop_run_keep(&m->run, (SopValue) {.type = SOP_FUNCTION, .boxed = true, .box = &box->box});
    if (!sop_box_is_allowed(&box->box))
        m->run.failed = true;
    return m->run.failed ? NULL : code + 1;
}

const SopCode *
sop_machine_captured(SopMachine *m, const SopCode *code)
{
    *m->top++ = m->function->captured[code->c];
    return code + 1;
}

const SopCode *
sop_machine_self(SopMachine *m, const SopCode *code)
{
    *m->top++ = (SopValue) {
        .type = SOP_FUNCTION, .boxed = true, .box = (SopBox *) (uintptr_t) &m->function->box};
    return code + 1;
}

/* ---- calling ---------------------------------------------------------------------------------- */

static SopValue
call_lambda(SopRun *run, const SopFunctionBox *function, SopValue *arguments, uint32_t n)
{
    const SopLambda *lambda = function->lambda;
    if (n != lambda->n_parameters || !sop_run_steps(run, 1 + lambda->n_code / 4))
        return SOP_VALUE_NULL;
    for (uint32_t i = 0; i < n; i++)
        if (lambda->parameters[i] != NULL &&
            !sop_value_convert(run, &arguments[i], lambda->parameters[i]))
            return SOP_VALUE_NULL;
    return sop_machine_enter(run, function, arguments);
}

SopValue
sop_function_call(SopRun *run, const SopValue *function, SopValue *arguments, uint32_t n)
{
    if (function->type != SOP_FUNCTION)
        return SOP_VALUE_NULL;
    if (run->depth >= SOP_LIMIT_FUNCTION_DEPTH || !sop_run_steps(run, 1))
    {
        run->failed = true;
        return SOP_VALUE_NULL;
    }
    const SopFunctionBox *box = sop_value_function_box(function);
    run->depth++;
    SopValue result = box->builtin != NULL ? sop_builtin_call(box->builtin, run, arguments, n)
                                           : call_lambda(run, box, arguments, n);
    run->depth--;
    return run->failed ? SOP_VALUE_NULL : result;
}

/* The number of the parameter that is called so; SOP_NONE: none. */
static uint32_t
parameter_named(const SopLambda *lambda, const char *name)
{
    for (uint32_t i = 0; i < lambda->n_parameters; i++)
        if (strcmp(lambda->ast->children[i]->text, name) == 0)
            return i;
    return SOP_NONE;
}

typedef struct
{
    const SopListBox *names;
    const SopValue *given;
} Named;

static uint32_t
find_parameter(const SopFunctionBox *function, const SopSignature *signature, const char *name)
{
    return function->builtin != NULL ? sop_signature_parameter(signature, name, strlen(name))
                                     : parameter_named(function->lambda, name);
}

/* Puts the arguments in the parameters' order; what is not given is null. False: a name is none of them,
 * or is there twice. `ret_n`: how many there are up to the last one given. */
static bool
put_in_order(const SopFunctionBox *function, const SopSignature *signature, Named named,
             SopValue *ordered, uint32_t room, uint32_t *ret_n)
{
    uint64_t taken[4] = {0}; /* a bit a parameter */
    memset(ordered, 0, sizeof(SopValue) * room);
    *ret_n = 0;
    for (uint32_t i = 0; i < named.names->n_items; i++)
    {
        const char *name = sop_value_string(&named.names->items[i]);
        uint32_t at = find_parameter(function, signature, name);
        if (at >= MIN(room, 256) || (taken[at / 64] >> (at % 64) & 1))
            return false;
        taken[at / 64] |= UINT64_C(1) << (at % 64);
        ordered[at] = named.given[i];
        *ret_n = MAX(*ret_n, at + 1);
    }
    return true;
}

static SopValue
call_builtin_named(SopRun *run, const SopValue *function, Named named)
{
    const SopFunctionBox *box = sop_value_function_box(function);
    SopValue ordered[FEW];
    SopSignature signature;
    uint32_t n;
    for (uint32_t at = 0; sop_signature_next(box->builtin, &at, &signature);)
        if (put_in_order(box, &signature, named, ordered, FEW - 1, &n))
            return sop_function_call(run, function, ordered, MAX(n, signature.n_least));
    return SOP_VALUE_NULL;
}

static SopValue
call_named(SopRun *run, const SopValue *function, Named named)
{
    if (function->type != SOP_FUNCTION)
        return SOP_VALUE_NULL;
    const SopFunctionBox *box = sop_value_function_box(function);
    if (box->builtin != NULL)
        return call_builtin_named(run, function, named);
    SopValue few[FEW];
    uint32_t n = box->lambda->n_parameters, n_given;
    g_autofree SopValue *many = n > FEW ? g_new(SopValue, n) : NULL;
    SopValue *ordered = many != NULL ? many : few;
    return put_in_order(box, NULL, named, ordered, n, &n_given)
               ? sop_function_call(run, function, ordered, n)
               : SOP_VALUE_NULL;
}

const SopCode *
sop_machine_invoke(SopMachine *m, const SopCode *code)
{
    SopValue *arguments = m->top - code->a, *function = arguments - 1;
    if (code->c == SOP_NONE)
        *function = sop_function_call(&m->run, function, arguments, code->a);
    else
        *function = call_named(&m->run, function,
                               (Named) {sop_value_list_box(&m->constants[code->c]), arguments});
    m->top = arguments;
    return m->run.failed ? NULL : code + 1;
}

/* ---- types, equality, text -------------------------------------------------------------------- */

/* One form of a built-in: it takes the type's parameters, and gives what the type gives. */
static bool
signature_conforms(const SopSignature *signature, const SopFeelType *type)
{
    if (type->n_parts < signature->n_least ||
        (!signature->rest && type->n_parts > signature->n_most))
        return false;
    for (uint32_t i = 0; i < type->n_parts; i++)
    {
        char letter = sop_signature_type(signature, i);
        const SopFeelType *part = type->parts[i];
        if (letter != 'a' &&
            (part->type == SOP_NULL ? !part->literal : !sop_builtin_accepts(letter, part->type)))
            return false;
    }
    return true;
}

bool
sop_function_conforms(const SopValue *function, const SopFeelType *type)
{
    const SopFunctionBox *box = sop_value_function_box(function);
    if (box->builtin == NULL)
        return sop_type_conforms(box->lambda->type, type);
    bool same = (box->builtin->flags & SOP_BUILTIN_SAME) && type->n_parts > 0;
    const SopFeelType *gives = same ? type->parts[0] : sop_type_basic(box->builtin->gives);
    SopSignature signature;
    if (!sop_type_conforms(gives, type->item))
        return false;
    for (uint32_t at = 0; sop_signature_next(box->builtin, &at, &signature);)
        if (signature_conforms(&signature, type))
            return true;
    return false;
}

static bool
is_same_text(const SopFunctionBox *a, const SopFunctionBox *b)
{
    const SopAst *x = a->lambda->ast, *y = b->lambda->ast;
    return x->length == y->length && a->n_captured == b->n_captured &&
           memcmp(a->feel->text + x->offset, b->feel->text + y->offset, x->length) == 0;
}

/* The same parameters, body and scope: the same text, and all that it captured is equal. */
SopValue
sop_function_equal(SopRun *run, const SopValue *a, const SopValue *b)
{
    const SopFunctionBox *x = sop_value_function_box(a), *y = sop_value_function_box(b);
    if (x == y)
        return sop_value_boolean(true);
    if (x->builtin != NULL || y->builtin != NULL)
        return sop_value_boolean(x->builtin == y->builtin);
    if (x->lambda != y->lambda && !is_same_text(x, y))
        return sop_value_boolean(false);
    for (uint32_t i = 0; i < x->n_captured; i++)
        if (!sop_run_steps(run, 1) || !sop_same(run, &x->captured[i], &y->captured[i]))
            return sop_value_boolean(false);
    return sop_value_boolean(true);
}

void
sop_function_print(const SopValue *self, GString *out)
{
    const SopFunctionBox *box = sop_value_function_box(self);
    if (box->builtin != NULL)
        g_string_append(out, box->builtin->name);
    else
        g_string_append_len(out, box->feel->text + box->lambda->ast->offset,
                            box->lambda->ast->length);
}
