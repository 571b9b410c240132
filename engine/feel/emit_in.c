/* SPDX-License-Identifier: Apache-2.0 */
/* Code of unary tests. Tests that are all constant are one instruction. */
#include <string.h>

#include "feel/code.h"

/* (< 10): a range that goes on for ever. */
const SopFeelType *
sop_emit_test_range(SopEmitter *self, const SopAst *node)
{
    static const uint8_t flags[] = {
        [SOP_OP_EQUAL] = SOP_RANGE_EQUAL,
        [SOP_OP_NOT_EQUAL] = SOP_RANGE_NOT_EQUAL,
        [SOP_OP_LESS] = SOP_RANGE_NO_START | SOP_RANGE_OPEN_END,
        [SOP_OP_LESS_EQUAL] = SOP_RANGE_NO_START,
        [SOP_OP_GREATER] = SOP_RANGE_NO_END | SOP_RANGE_OPEN_START,
        [SOP_OP_GREATER_EQUAL] = SOP_RANGE_NO_END,
    };
    if (node->op == SOP_OP_NONE)
        return sop_emit(self, node->children[0]);
    uint32_t start = self->code.n_items, place = self->depth, again = SOP_NONE;
    bool no_start = flags[node->op] & SOP_RANGE_NO_START,
         no_end = flags[node->op] & SOP_RANGE_NO_END;
    if (no_start)
        sop_emit_constant(self, SOP_VALUE_NULL);
    uint32_t operand = self->code.n_items;
    sop_emit(self, node->children[0]);
    bool constant = sop_emit_is_constant(self, operand);
    if (no_end)
        sop_emit_constant(self, SOP_VALUE_NULL);
    else if (!no_start)
        again = sop_emit_code(self, SOP_CODE_LOCAL, 0, 0, constant ? 0 : place, 1);
    sop_emit_code(self, SOP_CODE_RANGE, flags[node->op], 0, 0, -1);
    if (constant)
        sop_emit_fold(self, start);
    if (again != SOP_NONE && !sop_emit_is_constant(self, start))
        self->code.items[again].c = place;
    return sop_type_basic(SOP_RANGE);
}

/* Is the tree made of literals alone, so that it will be computed when compiling? */
static bool
is_constant(const SopAst *node)
{
    switch (node->kind)
    {
    case SOP_AST_LITERAL:
        return true;
    case SOP_AST_CALL:
        if (sop_builtin_at(node->slot)->flags & SOP_BUILTIN_CLOCK)
            return false;
        break;
    case SOP_AST_UNARY:
        if (node->op == SOP_OP_NONE)
            return false;
        break;
    case SOP_AST_NEGATE:
    case SOP_AST_ARITHMETIC:
    case SOP_AST_RANGE:
    case SOP_AST_LIST:
        break;
    default:
        return false;
    }
    for (uint32_t i = 0; i < node->n_children; i++)
        if (!is_constant(node->children[i]))
            return false;
    return true;
}

/* A list among several tests is one test, so it cannot be put into a list of tests. */
static bool
are_constant(const SopAst *node)
{
    for (uint32_t i = 1; i < node->n_children; i++)
    {
        const SopAst *test = node->children[i];
        bool equal = test->kind == SOP_AST_UNARY &&
                     (test->op == SOP_OP_EQUAL || test->op == SOP_OP_NOT_EQUAL);
        if (!is_constant(test) || equal ||
            (node->n_children > 2 && test->kind != SOP_AST_LITERAL && test->kind != SOP_AST_RANGE &&
             test->kind != SOP_AST_UNARY))
            return false;
    }
    return true;
}

static void
check_constant(SopEmitter *self, const SopAst *node, const SopAst *test, const SopFeelType *type,
               const SopValue *value)
{
    if (value->type == SOP_LIST)
        return;
    if (value->type != SOP_RANGE)
    {
        sop_check_comparison(
            self, node, node->children[0], type, test,
            value->type == SOP_NULL ? sop_type_null() : sop_type_basic(value->type), false);
        return;
    }
    const SopListBox *range = sop_value_list_box(value);
    for (unsigned i = 0; i < 2; i++)
        if (range->items[i].type != SOP_NULL)
        {
            sop_check_comparison(self, node, node->children[0], type, test,
                                 sop_type_basic(range->items[i].type), true);
            return;
        }
}

static bool
is_null(const SopAst *node)
{
    return node->kind == SOP_AST_LITERAL && node->value.type == SOP_NULL;
}

/* By the flow's rule a test that was computed to null holds for nothing and fails for nothing, as it does
 * when it is computed each time; only `null` that is written asks whether the value is known. */
static bool
is_lost(const SopEmitter *self, const SopAst *test, const SopValue *value)
{
    return self->strict && value->type == SOP_NULL && !is_null(test);
}

/* A copy of the test's value, which is then emitted no more. False: it is not known when compiling. */
static bool
take_constant(SopEmitter *self, const SopAst *test, SopValue *ret)
{
    uint32_t start = self->code.n_items, depth = self->depth;
    sop_emit(self, test);
    bool constant = sop_emit_is_constant(self, start);
    *ret = constant ? sop_value_copy(sop_emit_last_constant(self)) : SOP_VALUE_NULL;
    self->code.n_items = start;
    self->depth = depth;
    return constant && !is_lost(self, test, ret);
}

/* False: nothing is emitted, since not all tests are what they seem; what is wrong is told once. */
static bool
emit_constants(SopEmitter *self, const SopAst *node, const SopFeelType *type)
{
    uint32_t n = node->n_children - 1;
    unsigned n_errors = self->problems->n_errors;
    SopListBox *tests = sop_list_box_new(SOP_LIST, n);
    bool constant = true;
    for (uint32_t i = 1; i <= n; i++)
    {
        SopValue *value = &tests->items[tests->n_items++];
        constant = take_constant(self, node->children[i], value) && constant;
        check_constant(self, node, node->children[i], type, value);
        tests->box.depth = 1;
    }
    SopValue value = n == 1 ? sop_value_copy(&tests->items[0]) : sop_list_value(tests);
    if (n == 1)
        sop_box_unref(&tests->box);
    sop_vector_push(self->constants, value);
    if (!constant && self->problems->n_errors == n_errors)
        return false;
    sop_emit_code(self, SOP_CODE_IN_CONSTANT, n > 1, 0, self->constants->n_items - 1, 0);
    return true;
}

/* What is neither true nor false is null. */
static void
emit_truth(SopEmitter *self)
{
    sop_emit_constant(self, sop_value_boolean(false));
    sop_emit_code(self, SOP_CODE_OR, 0, 0, 0, -1);
}

/* One test of the value at `place`: its answer is pushed. */
static void
emit_test(SopEmitter *self, const SopAst *node, const SopAst *test, const SopFeelType *type,
          uint32_t place)
{
    if (test->kind == SOP_AST_ANY || (test->kind == SOP_AST_UNARY && test->op == SOP_OP_NONE))
    {
        const SopFeelType *answer = sop_emit(self, test);
        sop_check_condition(self, test, answer, "in");
        if (answer->type != SOP_BOOLEAN)
            emit_truth(self);
        return;
    }
    sop_emit_code(self, SOP_CODE_LOCAL, 0, 0, place, 1);
    if (test->kind == SOP_AST_UNARY && (test->op == SOP_OP_EQUAL || test->op == SOP_OP_NOT_EQUAL))
    {
        const SopAst *operand = test->children[0];
        const SopFeelType *other = sop_emit(self, operand);
        sop_check_comparison(self, node, node->children[0], type, operand, other, false);
        sop_emit_code(self, SOP_CODE_COMPARE, test->op | (is_null(operand) ? SOP_CODE_LITERAL : 0),
                      0, 0, -1);
        return;
    }
    const SopFeelType *other = sop_emit(self, test);
    if (other->type != SOP_LIST && other->type != SOP_RANGE)
        sop_check_comparison(self, node, node->children[0], type, test, other, false);
    else if (other->type == SOP_LIST && type->type != SOP_LIST && other->item->type != SOP_RANGE)
        sop_check_comparison(self, node, node->children[0], type, test, other->item, false);
    sop_emit_code(self, SOP_CODE_IN, is_null(test), 0, 0, -1);
}

const SopFeelType *
sop_emit_in(SopEmitter *self, const SopAst *node)
{
    const SopFeelType *type = sop_emit(self, node->children[0]);
    uint32_t place = self->depth - 1;
    if (node->slot != SOP_NONE)
        sop_emit_bind(self, node->slot, type, place);
    if (are_constant(node) && emit_constants(self, node, type))
        return sop_type_basic(SOP_BOOLEAN);
    for (uint32_t i = 1; i < node->n_children; i++)
    {
        uint32_t jump = i > 1 ? sop_emit_code(self, SOP_CODE_OR_JUMP, 0, 0, 0, 0) : 0;
        emit_test(self, node, node->children[i], type, place);
        if (i > 1)
        {
            sop_emit_code(self, SOP_CODE_OR, 0, 0, 0, -1);
            sop_emit_land(self, jump);
        }
    }
    sop_emit_code(self, SOP_CODE_SLIDE, 0, 0, 0, -1);
    return sop_type_basic(SOP_BOOLEAN);
}
