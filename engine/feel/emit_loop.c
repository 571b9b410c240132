/* SPDX-License-Identifier: Apache-2.0 */
/* Code of filters and of `for`, `some`, `every`. On the stack lies first what is being made, then
 * for each iteration: the list, the index, the item. */
#include "feel/code.h"

enum
{
    ITEM = 2,        /* above the list */
    BY_POSITION = 1, /* as a filter's `op`: its expression is a number */
};

static const SopFeelType *
item_type(const SopFeelType *list)
{
    return list->type == SOP_LIST ? list->item : sop_type_basic(SOP_NULL);
}

/* What cannot be iterated over makes the whole null. `failures`: the jumps that come here. */
static void
emit_end(SopEmitter *self, uint32_t place, const uint32_t *failures, uint32_t n_failures)
{
    sop_emit_code(self, SOP_CODE_DROP_TO, 0, 0, place + 1, 0);
    uint32_t done = sop_emit_code(self, SOP_CODE_JUMP, 0, 0, 0, 0);
    for (uint32_t i = 0; i < n_failures; i++)
        sop_emit_land(self, failures[i]);
    sop_emit_code(self, SOP_CODE_NULL_AT, 0, 0, place, 0);
    sop_emit_code(self, SOP_CODE_DROP_TO, 0, 0, place + 1, 0);
    sop_emit_land(self, done);
    self->depth = place + 1;
}

/* ---- for, some, every ------------------------------------------------------------------------- */

typedef struct
{
    uint32_t place; /* of the list */
    uint32_t next;
    uint32_t failure;
} Iteration;

static Iteration
emit_iteration(SopEmitter *self, const SopAst *variable, const SopAst *domain)
{
    Iteration iteration = {.place = self->depth};
    const SopFeelType *list = sop_emit(self, domain);
    iteration.failure = sop_emit_code(self, SOP_CODE_ITERATE, 0, 0, 0, 2);
    sop_emit_bind(self, variable->slot, item_type(list), iteration.place + ITEM);
    iteration.next = sop_emit_code(self, SOP_CODE_NEXT, 0, iteration.place, 0, 0);
    return iteration;
}

static void
emit_start(SopEmitter *self, const SopAst *node, uint32_t place)
{
    if (node->kind != SOP_AST_FOR)
    {
        sop_emit_constant(self, sop_value_boolean(node->kind == SOP_AST_EVERY));
        return;
    }
    sop_emit_code(self, SOP_CODE_LIST, 0, 0, 0, 1);
    self->bindings[node->slot] =
        (SopBinding) {sop_type_list_of(SOP_NULL), place, self->level, SOP_BINDING_PARTIAL};
}

/* Returns: the jump to the end, of what can be decided early; SOP_NONE otherwise. */
static uint32_t
emit_body(SopEmitter *self, const SopAst *node, uint32_t place, const SopFeelType **type)
{
    const SopAst *body = node->children[node->n_children - 1];
    *type = sop_emit(self, body);
    if (node->kind == SOP_AST_FOR)
    {
        *type = sop_type_list_of((SopValueType) (*type)->type);
        sop_emit_code(self, SOP_CODE_APPEND, 0, 0, place, -1);
        return SOP_NONE;
    }
    sop_check_condition(self, body, *type, "satisfies");
    *type = sop_type_basic(SOP_BOOLEAN);
    return sop_emit_code(self, node->kind == SOP_AST_SOME ? SOP_CODE_SOME : SOP_CODE_EVERY, 0,
                         place, 0, -1);
}

const SopFeelType *
sop_emit_loop(SopEmitter *self, const SopAst *node)
{
    uint32_t place = self->depth, n = node->n_children / 2;
    Iteration *iterations = sop_pad_alloc(self->pad, sizeof(Iteration) * n);
    uint32_t *failures = sop_pad_alloc(self->pad, sizeof(uint32_t) * n);
    const SopFeelType *type;
    emit_start(self, node, place);
    for (uint32_t i = 0; i < n; i++)
    {
        iterations[i] = emit_iteration(self, node->children[2 * i], node->children[2 * i + 1]);
        failures[i] = iterations[i].failure;
    }
    uint32_t decided = emit_body(self, node, place, &type);
    for (uint32_t i = n; i > 0; i--)
    {
        sop_emit_code(self, SOP_CODE_JUMP, 0, 0, iterations[i - 1].next, 0);
        sop_emit_land(self, iterations[i - 1].next);
        sop_emit_code(self, SOP_CODE_DROP_TO, 0, 0, iterations[i - 1].place, 0);
        self->depth = iterations[i - 1].place;
    }
    if (decided != SOP_NONE)
        sop_emit_land(self, decided);
    emit_end(self, place, failures, n);
    return type;
}

/* ---- filters ---------------------------------------------------------------------------------- */

static bool
is_index(const SopAst *node)
{
    if (node->kind == SOP_AST_NEGATE)
        node = node->children[0];
    return node->kind == SOP_AST_LITERAL && node->value.type == SOP_NUMBER;
}

/* Is it known that the filter's expression is a number? The tree keeps it, for when a part of it is
 * compiled alone, without the types of its names. */
static bool
is_position(const SopAst *filter, const SopFeelType *type)
{
    if (type->type == SOP_NUMBER && filter->op == SOP_OP_NONE)
        ((SopAst *) filter)->op = BY_POSITION;
    return filter->op == BY_POSITION;
}

/* So that by the flow's rule a position that is not known has nothing, rather than no items. */
static void
begin_with_null(SopEmitter *self, uint32_t made)
{
    sop_vector_push(self->constants, SOP_VALUE_NULL);
    self->code.items[made] = (SopCode) {.op = SOP_CODE_CONSTANT, .c = self->constants->n_items - 1};
}

/* Whether the expression in the brackets is a condition or a position is seen by its value, which is computed
 * also for an empty list. */
const SopFeelType *
sop_emit_filter(SopEmitter *self, const SopAst *node)
{
    uint32_t place = self->depth;
    if (is_index(node->children[1]))
    {
        const SopFeelType *type = sop_emit(self, node->children[0]);
        sop_emit(self, node->children[1]);
        sop_emit_code(self, SOP_CODE_INDEX, 0, 0, 0, -1);
        return type->type == SOP_LIST ? type->item : type;
    }
    uint32_t made = sop_emit_code(self, SOP_CODE_LIST, 0, 0, 0, 1);
    const SopFeelType *list = sop_emit(self, node->children[0]);
    uint32_t failure = sop_emit_code(self, SOP_CODE_ITERATE, SOP_CODE_FILTER, 0, 0, 2);
    sop_emit_bind(self, node->slot, item_type(list), place + 1 + ITEM);
    uint32_t next = sop_emit_code(self, SOP_CODE_NEXT, SOP_CODE_FILTER, place + 1, 0, 0);
    const SopFeelType *condition = sop_emit(self, node->children[1]);
    uint32_t chosen = sop_emit_code(self, SOP_CODE_KEEP_IF, 0, place, 0, -1);
    sop_emit_code(self, SOP_CODE_JUMP, 0, 0, next, 0);
    sop_emit_land(self, next);
    sop_emit_land(self, chosen);
    emit_end(self, place, &failure, 1);
    if (self->strict && is_position(node, condition))
    {
        begin_with_null(self, made);
        return item_type(list);
    }
    if (condition->type != SOP_NUMBER)
        sop_check_condition(self, node->children[1], condition, "[…]");
    return condition->type == SOP_BOOLEAN && list->type == SOP_LIST ? list
                                                                    : sop_type_basic(SOP_NULL);
}
