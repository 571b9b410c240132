/* SPDX-License-Identifier: Apache-2.0 */
/* From tree to code, with the types on the way. What is constant is computed here. */
#include "feel/code.h"

#include <string.h>

/* ---- code ------------------------------------------------------------------------------------- */

/* Emits; `effect` is what it does to the depth of the stack. Returns its place. */
uint32_t
sop_emit_code(SopEmitter *self, SopCodeOp op, unsigned a, unsigned b, uint32_t c, int effect)
{
    SopCode code = {(uint8_t) op, (uint8_t) a, (uint16_t) b, c};
    sop_vector_push(&self->code, code);
    self->depth = (uint32_t) ((int) self->depth + effect);
    self->most = MAX(self->most, self->depth);
    if (self->depth > SOP_LIMIT_EXPRESSION_STACK && !self->overflow)
    {
        self->overflow = true;
        sop_problem(self->problems, SOP_MESSAGE_FEEL_LIMIT, 0, 0, "what", "too large", NULL);
    }
    return self->code.n_items - 1;
}

static void
emit_constant_at(SopEmitter *self, uint32_t index)
{
    sop_emit_code(self, SOP_CODE_CONSTANT, 0, 0, index, 1);
}

void
sop_emit_constant(SopEmitter *self, SopValue value)
{
    sop_vector_push(self->constants, value);
    emit_constant_at(self, self->constants->n_items - 1);
}

void
sop_emit_land(SopEmitter *self, uint32_t jump)
{
    self->code.items[jump].c = self->code.n_items;
}

bool
sop_emit_is_constant(const SopEmitter *self, uint32_t start)
{
    return self->code.n_items == start + 1 && self->code.items[start].op == SOP_CODE_CONSTANT;
}

const SopValue *
sop_emit_last_constant(const SopEmitter *self)
{
    return &self->constants->items[self->code.items[self->code.n_items - 1].c];
}

void
sop_emit_fold(SopEmitter *self, uint32_t start)
{
    if (self->overflow)
        return;
    SopCode end = {.op = SOP_CODE_END};
    sop_vector_push(&self->code, end);
    SopValue value;
    bool folds =
        sop_code_fold(self->code.items + start, self->constants->items, self->strict, &value);
    self->code.n_items--;
    if (!folds)
    {
        sop_value_clear(&value);
        return;
    }
    self->code.n_items = start;
    self->depth--;
    sop_emit_constant(self, value);
}

void
sop_emit_bind(SopEmitter *self, uint32_t id, const SopFeelType *type, uint32_t at)
{
    self->bindings[id] = (SopBinding) {type, at, self->level, SOP_BINDING_LOCAL};
}

/* ---- values and names ------------------------------------------------------------------------- */

static const SopFeelType *
emit_literal(SopEmitter *self, const SopAst *node)
{
    if (node->value.boxed)
        emit_constant_at(self, node->slot);
    else
        sop_emit_constant(self, node->value);
    return node->value.type == SOP_NULL ? sop_type_null() : sop_type_basic(node->value.type);
}

static const SopFeelType *
emit_name(SopEmitter *self, const SopAst *node)
{
    if (self->level > 0)
        sop_emit_captured(self, node, node->slot);
    else
        sop_emit_code(self, SOP_CODE_SLOT, 0, 0, node->slot, 1);
    bool seen = false;
    for (uint32_t i = 0; i < self->slots.n_items && !seen; i++)
        seen = self->slots.items[i] == node->slot;
    if (!seen)
        sop_vector_push(&self->slots, node->slot);
    const SopScopeEntry *entry =
        self->scope != NULL ? sop_scope_find(self->scope, node->text) : NULL;
    return entry != NULL ? entry->type : sop_type_basic(SOP_NULL);
}

static const SopFeelType *
emit_variable(SopEmitter *self, const SopAst *node)
{
    return sop_emit_local(self, node->slot);
}

/* A name in a filter: the item's member if it has it, else what the name means outside. */
static const SopFeelType *
emit_implied_member(SopEmitter *self, const SopAst *node)
{
    SopBinding item = self->bindings[node->children[0]->slot];
    if (item.type->type != SOP_NULL && item.type->type != SOP_CONTEXT)
    {
        if (node->n_children == 2)
            return sop_emit(self, node->children[1]);
        sop_problem(self->problems, SOP_MESSAGE_FEEL_UNKNOWN_NAME, node->offset,
                    node->offset + node->length, "name", node->text, "fix",
                    "write `item` for what the list holds", NULL);
        sop_emit_constant(self, SOP_VALUE_NULL);
        return sop_type_basic(SOP_NULL);
    }
    sop_vector_push(self->constants, sop_value_text_n(node->text, strlen(node->text)));
    uint32_t name = self->constants->n_items - 1;
    bool outside = item.level < self->level; /* of the function that this is in */
    uint32_t place = outside ? self->depth : item.at;
    if (outside)
        sop_emit_local(self, node->children[0]->slot);
    uint32_t jump = sop_emit_code(self, SOP_CODE_MEMBER_OR, 0, place, 0, 0);
    sop_emit_code(self, SOP_CODE_WORD, 0, 0, name, 0);
    if (node->n_children == 2)
        sop_emit(self, node->children[1]);
    else
        sop_emit_constant(self, SOP_VALUE_NULL);
    sop_emit_land(self, jump);
    if (outside)
        sop_emit_code(self, SOP_CODE_SLIDE, 0, 0, 0, -1);
    return sop_type_basic(SOP_NULL);
}

static const SopFeelType *
emit_path(SopEmitter *self, const SopAst *node)
{
    if (node->op != 0)
        return emit_implied_member(self, node);
    uint32_t start = self->code.n_items;
    const SopFeelType *type = sop_emit(self, node->children[0]);
    bool constant = sop_emit_is_constant(self, start);
    sop_vector_push(self->constants, sop_value_text_n(node->text, strlen(node->text)));
    sop_emit_code(self, SOP_CODE_MEMBER, 0, 0, self->constants->n_items - 1, 0);
    if (constant)
        sop_emit_fold(self, start);
    return sop_check_member(self, node, type);
}

/* ---- operators -------------------------------------------------------------------------------- */

static const SopFeelType *
emit_negate(SopEmitter *self, const SopAst *node)
{
    uint32_t start = self->code.n_items;
    const SopFeelType *type = sop_emit(self, node->children[0]);
    bool constant = sop_emit_is_constant(self, start);
    sop_emit_code(self, SOP_CODE_NEGATE, 0, 0, 0, 0);
    if (constant)
        sop_emit_fold(self, start);
    bool fits = type->type == SOP_NUMBER || type->type == SOP_DAYS_DURATION ||
                type->type == SOP_MONTHS_DURATION;
    if (sop_type_is_known(type) && !fits && self->strict)
        sop_problem(self->problems, SOP_MESSAGE_FEEL_ARGUMENT, node->offset,
                    node->offset + node->length, "function", "-", "wanted",
                    "a number or a duration", "given", sop_type_say(type), NULL);
    return fits ? type : sop_type_basic(SOP_NULL);
}

static const SopFeelType *
emit_arithmetic(SopEmitter *self, const SopAst *node)
{
    uint32_t start = self->code.n_items;
    const SopFeelType *left = sop_emit(self, node->children[0]);
    bool constant = sop_emit_is_constant(self, start);
    uint32_t second = self->code.n_items;
    const SopFeelType *right = sop_emit(self, node->children[1]);
    constant = constant && sop_emit_is_constant(self, second);
    sop_emit_code(self, (SopCodeOp) (SOP_CODE_ADD + node->op - SOP_OP_ADD), 0, 0, 0, -1);
    if (constant)
        sop_emit_fold(self, start);
    return sop_check_arithmetic(self, node, left, right);
}

static bool
is_null(const SopAst *node)
{
    return node->kind == SOP_AST_LITERAL && node->value.type == SOP_NULL;
}

/* A comparison with a constant, most often of a name, is one instruction. */
static void
emit_compare(SopEmitter *self, unsigned op, uint32_t start, uint32_t second)
{
    if (!sop_emit_is_constant(self, second))
    {
        sop_emit_code(self, SOP_CODE_COMPARE, op, 0, 0, -1);
        return;
    }
    SopCode constant = self->code.items[second];
    self->code.n_items--;
    self->depth--;
    SopCode left = self->code.items[second - 1];
    if (second == start + 1 && left.op == SOP_CODE_SLOT && left.c <= UINT16_MAX)
    {
        self->code.n_items--;
        self->depth--;
        sop_emit_code(self, SOP_CODE_COMPARE_SLOT_CONSTANT, op, left.c, constant.c, 1);
    }
    else
        sop_emit_code(self, SOP_CODE_COMPARE_CONSTANT, op, 0, constant.c, 0);
}

static const SopFeelType *
emit_comparison(SopEmitter *self, const SopAst *node)
{
    const SopAst *left = node->children[0], *right = node->children[1];
    uint32_t start = self->code.n_items;
    const SopFeelType *left_type = sop_emit(self, left);
    bool constant = sop_emit_is_constant(self, start);
    uint32_t second = self->code.n_items;
    const SopFeelType *right_type = sop_emit(self, right);
    constant = constant && sop_emit_is_constant(self, second);
    unsigned op = node->op | (is_null(left) || is_null(right) ? SOP_CODE_LITERAL : 0);
    emit_compare(self, op, start, second);
    if (constant)
        sop_emit_fold(self, start);
    bool ordered = node->op != SOP_OP_EQUAL && node->op != SOP_OP_NOT_EQUAL;
    sop_check_comparison(self, node, left, left_type, right, right_type, ordered);
    return sop_type_basic(SOP_BOOLEAN);
}

static const SopFeelType *
emit_logic(SopEmitter *self, const SopAst *node)
{
    bool conjunction = node->kind == SOP_AST_AND;
    const char *word = conjunction ? "and" : "or";
    sop_check_condition(self, node->children[0], sop_emit(self, node->children[0]), word);
    uint32_t jump =
        sop_emit_code(self, conjunction ? SOP_CODE_AND_JUMP : SOP_CODE_OR_JUMP, 0, 0, 0, 0);
    sop_check_condition(self, node->children[1], sop_emit(self, node->children[1]), word);
    sop_emit_code(self, conjunction ? SOP_CODE_AND : SOP_CODE_OR, 0, 0, 0, -1);
    sop_emit_land(self, jump);
    return sop_type_basic(SOP_BOOLEAN);
}

static const SopFeelType *
emit_not(SopEmitter *self, const SopAst *node)
{
    if (node->n_children != 1) /* reported when parsed */
    {
        sop_emit_constant(self, SOP_VALUE_NULL);
        return sop_type_basic(SOP_BOOLEAN);
    }
    sop_check_condition(self, node->children[0], sop_emit(self, node->children[0]), "not");
    sop_emit_code(self, SOP_CODE_NOT, 0, 0, 0, 0);
    return sop_type_basic(SOP_BOOLEAN);
}

/* The constant that was emitted at `place`. */
static const SopValue *
constant_at(const SopEmitter *self, uint32_t place)
{
    return &self->constants->items[self->code.items[place].c];
}

static const SopFeelType *
emit_between(SopEmitter *self, const SopAst *node)
{
    const SopFeelType *value = sop_emit(self, node->children[0]);
    uint32_t places[3];
    bool constant = true;
    for (unsigned i = 1; i < 3; i++)
    {
        places[i] = self->code.n_items;
        const SopFeelType *limit = sop_emit(self, node->children[i]);
        constant = constant && sop_emit_is_constant(self, places[i]);
        sop_check_comparison(self, node, node->children[0], value, node->children[i], limit, true);
    }
    if (constant)
        sop_check_ends(self, node, constant_at(self, places[1]), constant_at(self, places[2]));
    sop_emit_code(self, SOP_CODE_BETWEEN, 0, 0, 0, -2);
    return sop_type_basic(SOP_BOOLEAN);
}

static const SopFeelType *
emit_if(SopEmitter *self, const SopAst *node)
{
    sop_check_condition(self, node->children[0], sop_emit(self, node->children[0]), "if");
    uint32_t branch = sop_emit_code(self, SOP_CODE_IF, 0, 0, 0, -1);
    uint32_t word = sop_emit_code(self, SOP_CODE_WORD, 0, 0, 0, 0);
    const SopFeelType *yes = sop_emit(self, node->children[1]);
    uint32_t jump = sop_emit_code(self, SOP_CODE_JUMP, 0, 0, 0, -1);
    sop_emit_land(self, branch);
    const SopFeelType *no = sop_emit(self, node->children[2]);
    sop_emit_land(self, jump);
    sop_emit_land(self, word);
    return sop_type_join(yes, no);
}

/* ---- lists, contexts, ranges, calls ----------------------------------------------------------- */

/* Where on the stack the list is that was begun at `start`. */
static void
append_to(SopEmitter *self, uint32_t start, uint32_t place)
{
    for (uint32_t i = start; i < self->code.n_items; i++)
        if (self->code.items[i].op == SOP_CODE_APPEND)
            self->code.items[i].c = place;
}

static const SopFeelType *
emit_list(SopEmitter *self, const SopAst *node)
{
    uint32_t start = self->code.n_items, place = self->depth;
    const SopFeelType *item = NULL;
    bool constant = true;
    sop_emit_code(self, SOP_CODE_LIST, 0, 0, 0, 1);
    for (uint32_t i = 0; i < node->n_children; i++)
    {
        uint32_t before = self->code.n_items;
        const SopFeelType *type = sop_emit(self, node->children[i]);
        constant = constant && sop_emit_is_constant(self, before);
        sop_emit_code(self, SOP_CODE_APPEND, 0, 0, place, -1);
        item = item == NULL ? type : sop_type_join(item, type);
    }
    if (constant && !self->overflow)
    {
        append_to(self, start, 0);
        sop_emit_fold(self, start);
        append_to(self, start, place);
    }
    return sop_type_list_of(item != NULL ? (SopValueType) item->type : SOP_NULL);
}

/* What is known of the members, when anything is. */
static const SopFeelType *
context_type(SopEmitter *self, const SopAst *node, const SopFeelType *const *types, uint32_t n)
{
    const char **names = sop_pad_alloc(self->pad, sizeof(char *) * (n + 1));
    for (uint32_t i = 0; i < n; i++)
        names[i] = node->children[2 * i]->text;
    SopFeelType *type = sop_feel_type_new_context(names, (SopFeelType *const *) types, n);
    sop_vector_push(self->types, type);
    return type;
}

static const SopFeelType *
emit_context(SopEmitter *self, const SopAst *node)
{
    uint32_t n = node->n_children / 2;
    SopListBox *keys = sop_list_box_new(SOP_LIST, n);
    const SopFeelType **types = sop_pad_alloc(self->pad, sizeof(SopFeelType *) * (n + 1));
    for (uint32_t i = 0; i < n; i++)
    {
        const SopAst *key = node->children[2 * i], *value = node->children[2 * i + 1];
        keys->items[keys->n_items++] = sop_value_copy(&key->value);
        uint32_t place = self->depth;
        bool is_function = value->kind == SOP_AST_FUNCTION;
        self->bindings[key->slot] = (SopBinding) {
            .type = sop_type_basic(is_function ? SOP_FUNCTION : SOP_NULL),
            .level = (uint16_t) (self->level + is_function),
            .kind = is_function ? SOP_BINDING_SELF : SOP_BINDING_NOTHING,
        };
        types[i] = sop_emit(self, value);
        sop_emit_bind(self, key->slot, types[i], place);
    }
    sop_vector_push(self->constants, sop_list_value(keys));
    sop_emit_code(self, SOP_CODE_CONTEXT, 0, 0, self->constants->n_items - 1, 1 - (int) n);
    return context_type(self, node, types, n);
}

static const SopFeelType *
emit_range(SopEmitter *self, const SopAst *node)
{
    uint32_t start = self->code.n_items;
    const SopFeelType *from = sop_emit(self, node->children[0]);
    bool constant = sop_emit_is_constant(self, start);
    uint32_t second = self->code.n_items;
    const SopFeelType *to = sop_emit(self, node->children[1]);
    constant = constant && sop_emit_is_constant(self, second);
    if (constant && node->op != SOP_RANGE_WALK)
        sop_check_ends(self, node, constant_at(self, start), constant_at(self, second));
    sop_emit_code(self, SOP_CODE_RANGE, node->op, 0, 0, -1);
    if (constant)
        sop_emit_fold(self, start);
    sop_check_comparison(self, node, node->children[0], from, node->children[1], to, true);
    return sop_type_basic(SOP_RANGE);
}

static const SopFeelType *
emit_call(SopEmitter *self, const SopAst *node)
{
    uint32_t start = self->code.n_items, n = node->n_children;
    const SopFeelType **types = sop_pad_alloc(self->pad, sizeof(SopFeelType *) * (n + 1));
    bool constant = !(sop_builtin_at(node->slot)->flags & SOP_BUILTIN_CLOCK);
    for (uint32_t i = 0; i < n; i++)
    {
        uint32_t before = self->code.n_items;
        types[i] = sop_emit(self, node->children[i]);
        constant = constant && sop_emit_is_constant(self, before);
    }
    if (n > UINT8_MAX)
    {
        self->overflow = true;
        sop_problem(self->problems, SOP_MESSAGE_FEEL_LIMIT, node->offset,
                    node->offset + node->length, "what", "too large", NULL);
    }
    sop_emit_code(self, SOP_CODE_CALL, n, sop_emit_pattern(self, node), node->slot, 1 - (int) n);
    const SopFeelType *type = sop_check_call(self, node, types);
    if (!constant || self->overflow)
        return type;
    sop_emit_fold(self, start);
    if (!sop_emit_is_constant(self, start))
        return type;
    unsigned gives = sop_emit_last_constant(self)->type; /* duration("P6M") is one of two */
    return sop_type_is_known(type) || gives == SOP_NULL || gives == SOP_LIST
               ? type
               : sop_type_basic((SopValueType) gives);
}

/* A list, context, range or function without its parts is no type (table 61): the answer is null. */
static const SopFeelType *
emit_instance_of(SopEmitter *self, const SopAst *node)
{
    const SopFeelType *type = self->types->items[node->slot];
    bool whole = type->type < SOP_LIST || type != sop_type_basic((SopValueType) type->type);
    sop_emit(self, node->children[0]);
    sop_emit_code(self, SOP_CODE_INSTANCE, 0, 0, whole ? node->slot : SOP_NONE, 0);
    if (!whole && self->strict)
        sop_problem(self->problems, SOP_MESSAGE_FEEL_SYNTAX, node->offset + node->length,
                    node->offset + node->length, "expected", "`<`", "found", "the end of the type",
                    NULL);
    return sop_type_basic(SOP_BOOLEAN);
}

static const SopFeelType *
emit_any(SopEmitter *self, const SopAst *node)
{
    (void) node;
    sop_emit_constant(self, sop_value_boolean(true));
    return sop_type_basic(SOP_BOOLEAN);
}

const SopFeelType *
sop_emit(SopEmitter *self, const SopAst *node)
{
    static const SopFeelType *(*const emitters[])(SopEmitter *, const SopAst *) = {
        [SOP_AST_LITERAL] = emit_literal,
        [SOP_AST_NAME] = emit_name,
        [SOP_AST_VARIABLE] = emit_variable,
        [SOP_AST_PATH] = emit_path,
        [SOP_AST_NEGATE] = emit_negate,
        [SOP_AST_ARITHMETIC] = emit_arithmetic,
        [SOP_AST_COMPARISON] = emit_comparison,
        [SOP_AST_AND] = emit_logic,
        [SOP_AST_OR] = emit_logic,
        [SOP_AST_NOT] = emit_not,
        [SOP_AST_BETWEEN] = emit_between,
        [SOP_AST_IN] = sop_emit_in,
        [SOP_AST_UNARY] = sop_emit_test_range,
        [SOP_AST_RANGE] = emit_range,
        [SOP_AST_ANY] = emit_any,
        [SOP_AST_IF] = emit_if,
        [SOP_AST_LIST] = emit_list,
        [SOP_AST_CONTEXT] = emit_context,
        [SOP_AST_FILTER] = sop_emit_filter,
        [SOP_AST_FOR] = sop_emit_loop,
        [SOP_AST_SOME] = sop_emit_loop,
        [SOP_AST_EVERY] = sop_emit_loop,
        [SOP_AST_CALL] = emit_call,
        [SOP_AST_FUNCTION] = sop_emit_function,
        [SOP_AST_INSTANCE_OF] = emit_instance_of,
        [SOP_AST_INVOKE] = sop_emit_invoke,
    };
    return emitters[node->kind](self, node);
}
