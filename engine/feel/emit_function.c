/* SPDX-License-Identifier: Apache-2.0 */
/* Code of function literals and invocations. A body stands in the code of the expression, jumped over;
 * its parameters are the first values on its own stack. What it needs of what is around it is captured
 * when the function is made: pushed there, kept in the function's box. */
#include <string.h>

#include "feel/code.h"

/* ---- captures --------------------------------------------------------------------------------- */

void
sop_emit_captured(SopEmitter *self, const SopAst *name, uint32_t id)
{
    SopFrame *frame = self->frame;
    uint32_t number = 0;
    for (; number < frame->captures.n_items; number++)
    {
        const SopCapture *capture = &frame->captures.items[number];
        if ((capture->name != NULL) == (name != NULL) && capture->id == id)
            break;
    }
    if (number == frame->captures.n_items)
    {
        SopCapture capture = {name, id};
        sop_vector_push(&frame->captures, capture);
    }
    sop_emit_code(self, SOP_CODE_CAPTURED, 0, 0, number, 1);
}

const SopFeelType *
sop_emit_local(SopEmitter *self, uint32_t id)
{
    SopBinding binding = self->bindings[id];
    if (binding.kind == SOP_BINDING_NOTHING)
        sop_emit_constant(self, SOP_VALUE_NULL);
    else if (binding.level < self->level)
        sop_emit_captured(self, NULL, id);
    else if (binding.kind == SOP_BINDING_SELF)
        sop_emit_code(self, SOP_CODE_SELF, 0, 0, 0, 1);
    else
        sop_emit_code(self, binding.kind == SOP_BINDING_PARTIAL ? SOP_CODE_PARTIAL : SOP_CODE_LOCAL,
                      0, 0, binding.at, 1);
    return binding.type;
}

/* ---- literals --------------------------------------------------------------------------------- */

static void
bind_parameters(SopEmitter *self, const SopAst *node, SopLambda *lambda)
{
    lambda->n_parameters = node->n_children - 1;
    lambda->parameters =
        sop_pad_alloc(self->pad, sizeof(SopFeelType *) * (lambda->n_parameters + 1));
    for (uint32_t i = 0; i < lambda->n_parameters; i++)
    {
        const SopAst *parameter = node->children[i];
        const SopFeelType *type = parameter->value.type == SOP_NUMBER
                                      ? self->types->items[parameter->value.integer]
                                      : NULL;
        lambda->parameters[i] = type;
        sop_emit_bind(self, parameter->slot, type != NULL ? type : sop_type_basic(SOP_NULL), i);
    }
}

/* Its parameters' types, and what its body gives. */
static const SopFeelType *
type_of(SopEmitter *self, const SopLambda *lambda, const SopFeelType *gives)
{
    SopFeelType **parts =
        sop_pad_alloc(self->pad, sizeof(SopFeelType *) * (lambda->n_parameters + 1));
    for (uint32_t i = 0; i < lambda->n_parameters; i++)
        parts[i] = lambda->parameters[i] != NULL ? (SopFeelType *) lambda->parameters[i]
                                                 : sop_type_basic(SOP_NULL);
    SopFeelType *type =
        sop_feel_type_new_function(parts, lambda->n_parameters, (SopFeelType *) gives);
    sop_vector_push(self->types, type);
    return type;
}

/* The body, on a stack of its own. */
static void
emit_body(SopEmitter *self, const SopAst *node, SopFrame *frame, SopLambda *lambda)
{
    frame->outer = self->frame;
    frame->depth = self->depth;
    frame->most = self->most;
    sop_vector_init(&frame->captures);
    self->frame = frame;
    self->level++;
    self->depth = self->most = node->n_children - 1;
    bind_parameters(self, node, lambda);
    lambda->start = self->code.n_items;
    const SopFeelType *gives = sop_emit(self, node->children[node->n_children - 1]);
    sop_emit_code(self, SOP_CODE_END, 0, 0, 0, 0);
    lambda->n_code = self->code.n_items - lambda->start;
    lambda->stack = self->most;
    lambda->n_captured = frame->captures.n_items;
    lambda->type = type_of(self, lambda, gives);
    self->level--;
    self->frame = frame->outer;
    self->depth = frame->depth;
    self->most = frame->most;
}

const SopFeelType *
sop_emit_function(SopEmitter *self, const SopAst *node)
{
    SopFrame frame;
    SopLambda lambda = {.ast = node};
    uint32_t jump = sop_emit_code(self, SOP_CODE_JUMP, 0, 0, 0, 0);
    emit_body(self, node, &frame, &lambda);
    sop_emit_land(self, jump);
    for (uint32_t i = 0; i < frame.captures.n_items; i++)
    {
        const SopCapture *capture = &frame.captures.items[i];
        if (capture->name != NULL)
            sop_emit(self, capture->name);
        else
            sop_emit_local(self, capture->id);
    }
    sop_vector_push(&self->lambdas, lambda);
    sop_emit_code(self, SOP_CODE_FUNCTION, 0, 0, self->lambdas.n_items - 1,
                  1 - (int) frame.captures.n_items);
    sop_vector_free(&frame.captures);
    return lambda.type;
}

/* ---- invocations ------------------------------------------------------------------------------ */

const SopFeelType *
sop_emit_invoke(SopEmitter *self, const SopAst *node)
{
    uint32_t n = node->n_children - 1;
    const SopFeelType **types = sop_pad_alloc(self->pad, sizeof(SopFeelType *) * (n + 1));
    const SopFeelType *function = sop_emit(self, node->children[0]);
    for (uint32_t i = 0; i < n; i++)
        types[i] = sop_emit(self, node->children[i + 1]);
    sop_emit_code(self, SOP_CODE_INVOKE, n, 0, node->slot, -(int) n);
    sop_check_invoke(self, node, function, types);
    return function->type == SOP_FUNCTION && function->item != NULL ? function->item
                                                                    : sop_type_basic(SOP_NULL);
}
