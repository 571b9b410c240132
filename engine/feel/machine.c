/* SPDX-License-Identifier: Apache-2.0 */
/* The machine: one function an instruction, each returns the next. The compiler has seen to it that
 * the stack is deep enough and that jumps end where they should. */
#include "feel/code.h"

#include <string.h>

typedef struct
{
    SopRun run;
    const SopValue *constants;
    SopValue *top; /* the next free place */
    SopValue stack[SOP_LIMIT_EXPRESSION_STACK + 8];
} Machine;

typedef const SopCode *(*Handler)(Machine *, const SopCode *);

/* Set by the instruction itself: where code begins, for jumps, is code - its own place. */
static inline const SopCode *
jump(const SopCode *code, uint32_t from_to)
{
    return code + (int32_t) from_to;
}

static inline SopValue
read_slot(const SopRun *run, uint32_t slot)
{
    const SopFeelInput *input = run->input;
    if (slot < input->n_slots)
        return input->slots[slot];
    return input->read != NULL ? input->read(input->host, slot) : SOP_VALUE_NULL;
}

static inline bool
is(const SopValue *value, bool boolean)
{
    return value->type == SOP_BOOLEAN && value->boolean == boolean;
}

/* ---- values ----------------------------------------------------------------------------------- */

static const SopCode *
do_end(Machine *m, const SopCode *code)
{
    (void) m;
    (void) code;
    return NULL;
}

static const SopCode *
do_constant(Machine *m, const SopCode *code)
{
    *m->top++ = m->constants[code->c];
    return code + 1;
}

static const SopCode *
do_slot(Machine *m, const SopCode *code)
{
    *m->top++ = read_slot(&m->run, code->c);
    return code + 1;
}

static const SopCode *
do_local(Machine *m, const SopCode *code)
{
    *m->top++ = m->stack[code->c];
    return code + 1;
}

static const SopCode *
do_word(Machine *m, const SopCode *code)
{
    (void) m;
    return code + 1;
}

static const SopCode *
do_slide(Machine *m, const SopCode *code)
{
    m->top[-2] = m->top[-1];
    m->top--;
    return code + 1;
}

static const SopCode *
do_drop_to(Machine *m, const SopCode *code)
{
    m->top = m->stack + code->c;
    return code + 1;
}

static const SopCode *
do_null_at(Machine *m, const SopCode *code)
{
    m->stack[code->c] = SOP_VALUE_NULL;
    return code + 1;
}

/* ---- arithmetic ------------------------------------------------------------------------------- */

static SopValue
concatenate(SopRun *run, const SopValue *a, const SopValue *b)
{
    const SopTextBox *left = sop_value_text_box(a), *right = sop_value_text_box(b);
    size_t length = (size_t) left->length + right->length;
    if (length > SOP_LIMIT_TEXT_BYTES || !sop_run_allows(run, length))
    {
        run->failed = true;
        return SOP_VALUE_NULL;
    }
    g_autofree char *text = g_malloc(length + 1);
    memcpy(text, left->text, left->length);
    memcpy(text + left->length, right->text, right->length);
    return sop_run_text(run, text, length);
}

static SopValue
add(SopRun *run, const SopValue *a, const SopValue *b)
{
    if (a->type == SOP_NUMBER && b->type == SOP_NUMBER)
        return sop_number_add(run, a, b);
    if (a->type == SOP_STRING && b->type == SOP_STRING)
        return concatenate(run, a, b);
    if (sop_type_is_temporal(a->type) && sop_type_is_temporal(b->type))
        return sop_temporal_add(run, a, b, 1);
    return SOP_VALUE_NULL;
}

static SopValue
subtract(SopRun *run, const SopValue *a, const SopValue *b)
{
    if (a->type == SOP_NUMBER && b->type == SOP_NUMBER)
        return sop_number_subtract(run, a, b);
    if (sop_type_is_temporal(a->type) && sop_type_is_temporal(b->type))
        return sop_temporal_add(run, a, b, -1);
    return SOP_VALUE_NULL;
}

static SopValue
multiply(SopRun *run, const SopValue *a, const SopValue *b)
{
    if (a->type == SOP_NUMBER && b->type == SOP_NUMBER)
        return sop_number_multiply(run, a, b);
    return a->type == SOP_NUMBER ? sop_temporal_multiply(run, b, a) : sop_temporal_multiply(run, a, b);
}

static SopValue
divide(SopRun *run, const SopValue *a, const SopValue *b)
{
    if (a->type == SOP_NUMBER && b->type == SOP_NUMBER)
        return sop_number_divide(run, a, b);
    return sop_temporal_divide(run, a, b);
}

static SopValue
power(SopRun *run, const SopValue *a, const SopValue *b)
{
    return a->type == SOP_NUMBER && b->type == SOP_NUMBER ? sop_number_power(run, a, b) : SOP_VALUE_NULL;
}

static const SopCode *
do_arithmetic(Machine *m, const SopCode *code)
{
    static SopValue (*const operations[])(SopRun *, const SopValue *, const SopValue *) = {
        add, subtract, multiply, divide, power,
    };
    m->top[-2] = operations[code->op - SOP_CODE_ADD](&m->run, &m->top[-2], &m->top[-1]);
    m->top--;
    return code + 1;
}

static const SopCode *
do_negate(Machine *m, const SopCode *code)
{
    SopValue *value = &m->top[-1];
    *value = value->type == SOP_NUMBER ? sop_number_negate(&m->run, value) : sop_temporal_negate(&m->run, value);
    return code + 1;
}

/* ---- comparison and logic --------------------------------------------------------------------- */

static inline SopValue
compare_integers(unsigned op, int64_t a, int64_t b)
{
    bool holds = op == SOP_OP_EQUAL        ? a == b
                 : op == SOP_OP_NOT_EQUAL  ? a != b
                 : op == SOP_OP_LESS       ? a < b
                 : op == SOP_OP_LESS_EQUAL ? a <= b
                 : op == SOP_OP_GREATER    ? a > b
                                           : a >= b;
    return sop_value_boolean(holds);
}

/* Whole numbers and dates at once; everything else by the rules. */
static inline SopValue
compare(SopRun *run, unsigned a, const SopValue *left, const SopValue *right)
{
    unsigned op = a & ~(unsigned) SOP_CODE_LITERAL;
    bool alike = left->type == right->type && !left->boxed && !right->boxed && left->exponent == right->exponent;
    if (alike && (left->type == SOP_NUMBER || left->type == SOP_DATE))
        return compare_integers(op, left->integer, right->integer);
    return sop_compare(run, op, left, right, a & SOP_CODE_LITERAL);
}

static const SopCode *
do_compare(Machine *m, const SopCode *code)
{
    m->top[-2] = compare(&m->run, code->a, &m->top[-2], &m->top[-1]);
    m->top--;
    return code + 1;
}

static const SopCode *
do_compare_constant(Machine *m, const SopCode *code)
{
    m->top[-1] = compare(&m->run, code->a, &m->top[-1], &m->constants[code->c]);
    return code + 1;
}

static const SopCode *
do_compare_slot_constant(Machine *m, const SopCode *code)
{
    SopValue slot = read_slot(&m->run, code->b);
    *m->top++ = compare(&m->run, code->a, &slot, &m->constants[code->c]);
    return code + 1;
}

static const SopCode *
do_and_jump(Machine *m, const SopCode *code)
{
    return is(&m->top[-1], false) ? jump(code, code->c) : code + 1;
}

static const SopCode *
do_or_jump(Machine *m, const SopCode *code)
{
    return is(&m->top[-1], true) ? jump(code, code->c) : code + 1;
}

static const SopCode *
do_and(Machine *m, const SopCode *code)
{
    m->top[-2] = sop_and(&m->top[-2], &m->top[-1]);
    m->top--;
    return code + 1;
}

static const SopCode *
do_or(Machine *m, const SopCode *code)
{
    m->top[-2] = sop_or(&m->top[-2], &m->top[-1]);
    m->top--;
    return code + 1;
}

static const SopCode *
do_not(Machine *m, const SopCode *code)
{
    m->top[-1] = sop_not(&m->top[-1]);
    return code + 1;
}

static const SopCode *
do_jump(Machine *m, const SopCode *code)
{
    (void) m;
    return jump(code, code->c);
}

static const SopCode *
do_if(Machine *m, const SopCode *code)
{
    const SopValue *condition = m->top - 1;
    if (m->run.unknown && condition->type == SOP_NULL)
        return jump(code + 1, code[1].c);
    bool holds = is(condition, true);
    m->top--;
    return holds ? code + 2 : jump(code, code->c);
}

static const SopCode *
do_between(Machine *m, const SopCode *code)
{
    SopValue least = sop_compare(&m->run, SOP_OP_GREATER_EQUAL, &m->top[-3], &m->top[-2], false);
    SopValue most = sop_compare(&m->run, SOP_OP_LESS_EQUAL, &m->top[-3], &m->top[-1], false);
    m->top -= 2;
    m->top[-1] = sop_and(&least, &most);
    return code + 1;
}

/* ---- unary tests ------------------------------------------------------------------------------ */

static const SopCode *
do_in(Machine *m, const SopCode *code)
{
    const SopValue *value = &m->top[-2], *test = &m->top[-1];
    bool unknown = m->run.unknown && code->a == 0 && test->type == SOP_NULL;
    m->top[-2] = unknown ? SOP_VALUE_NULL : sop_in(&m->run, value, test);
    m->top--;
    return code + 1;
}

static const SopCode *
do_in_constant(Machine *m, const SopCode *code)
{
    m->top[-1] = sop_in(&m->run, &m->top[-1], &m->constants[code->c]);
    return code + 1;
}

/* ---- lists, contexts, ranges ------------------------------------------------------------------ */

static const SopCode *
do_list(Machine *m, const SopCode *code)
{
    SopListBox *list = sop_run_list(&m->run, SOP_LIST, 4);
    if (list == NULL)
        return NULL;
    *m->top++ = sop_list_value(list);
    return code + 1;
}

static bool
append(Machine *m, SopValue *list, const SopValue *item)
{
    SopListBox *box = (SopListBox *) list->box;
    if (!sop_run_append(&m->run, &box, item))
        return false;
    *list = sop_list_value(box);
    return true;
}

static const SopCode *
do_append(Machine *m, const SopCode *code)
{
    m->top--;
    return append(m, &m->stack[code->c], m->top) ? code + 1 : NULL;
}

static const SopCode *
do_partial(Machine *m, const SopCode *code)
{
    const SopListBox *whole = sop_value_list_box(&m->stack[code->c]);
    SopListBox *copy = sop_run_list(&m->run, SOP_LIST, whole->n_items);
    if (copy == NULL || !sop_run_steps(&m->run, whole->n_items))
        return NULL;
    for (uint32_t i = 0; i < whole->n_items; i++)
        if (!sop_run_append(&m->run, &copy, &whole->items[i]))
            return NULL;
    *m->top++ = sop_list_value(copy);
    return code + 1;
}

static const SopCode *
do_context(Machine *m, const SopCode *code)
{
    const SopListBox *keys = sop_value_list_box(&m->constants[code->c]);
    SopListBox *context = sop_run_list(&m->run, SOP_CONTEXT, 2 * keys->n_items);
    if (context == NULL)
        return NULL;
    m->top -= keys->n_items;
    for (uint32_t i = 0; i < keys->n_items; i++)
        if (!sop_run_append(&m->run, &context, &keys->items[i]) || !sop_run_append(&m->run, &context, &m->top[i]))
            return NULL;
    *m->top++ = sop_list_value(context);
    return code + 1;
}

/* A range is over one ordered kind; an end may be null, but then nothing is known to be in it. */
static bool
is_range(SopRun *run, const SopValue *start, const SopValue *end)
{
    int order;
    if (start->type == SOP_NULL || end->type == SOP_NULL)
        return start->type == SOP_NULL ? end->type <= SOP_MONTHS_DURATION : start->type <= SOP_MONTHS_DURATION;
    return sop_order(run, start, end, &order) && order <= 0;
}

static const SopCode *
do_range(Machine *m, const SopCode *code)
{
    m->top--;
    bool any = code->a & (SOP_RANGE_EQUAL | SOP_RANGE_NOT_EQUAL | SOP_RANGE_WALK);
    if (!any && !is_range(&m->run, &m->top[-1], &m->top[0]))
    {
        m->top[-1] = SOP_VALUE_NULL;
        return code + 1;
    }
    SopListBox *range = sop_run_list(&m->run, SOP_RANGE, 2);
    if (range == NULL || !sop_run_append(&m->run, &range, &m->top[-1]) || !sop_run_append(&m->run, &range, &m->top[0]))
        return NULL;
    m->top[-1] = sop_list_value(range);
    m->top[-1].flags = code->a;
    return code + 1;
}

/* ---- members ---------------------------------------------------------------------------------- */

static SopValue
range_member(const SopValue *range, const SopTextBox *name)
{
    const SopListBox *box = sop_value_list_box(range);
    if (strcmp(name->text, "start") == 0)
        return box->items[0];
    if (strcmp(name->text, "end") == 0)
        return box->items[1];
    if (strcmp(name->text, "start included") == 0)
        return sop_value_boolean(!(range->flags & (SOP_RANGE_OPEN_START | SOP_RANGE_NO_START)));
    if (strcmp(name->text, "end included") == 0)
        return sop_value_boolean(!(range->flags & (SOP_RANGE_OPEN_END | SOP_RANGE_NO_END)));
    return SOP_VALUE_NULL;
}

static SopValue
member(SopRun *run, const SopValue *value, const SopTextBox *name)
{
    SopValue result = SOP_VALUE_NULL;
    bool found;
    if (value->type == SOP_CONTEXT)
        return sop_context_get(value, name->text, name->length, &found);
    if (value->type == SOP_RANGE)
        return range_member(value, name);
    if (sop_type_is_temporal(value->type))
        sop_temporal_property(run, value, name->text, name->length, &result);
    return result;
}

/* The member of every item of a list. */
static SopValue
members(SopRun *run, const SopValue *value, const SopTextBox *name)
{
    const SopListBox *box = sop_value_list_box(value);
    SopListBox *result = sop_run_list(run, SOP_LIST, box->n_items);
    for (uint32_t i = 0; result != NULL && i < box->n_items; i++)
    {
        SopValue item = member(run, &box->items[i], name);
        if (!sop_run_steps(run, 1) || !sop_run_append(run, &result, &item))
            return SOP_VALUE_NULL;
    }
    return result != NULL ? sop_list_value(result) : SOP_VALUE_NULL;
}

static const SopCode *
do_member(Machine *m, const SopCode *code)
{
    SopValue *value = &m->top[-1];
    const SopTextBox *name = sop_value_text_box(&m->constants[code->c]);
    *value = value->type == SOP_LIST ? members(&m->run, value, name) : member(&m->run, value, name);
    return code + 1;
}

static const SopCode *
do_member_or(Machine *m, const SopCode *code)
{
    const SopValue *item = &m->stack[code->b];
    const SopTextBox *name = sop_value_text_box(&m->constants[code[1].c]);
    bool found = false;
    if (item->type == SOP_CONTEXT)
        *m->top = sop_context_get(item, name->text, name->length, &found);
    if (!found)
        return code + 2;
    m->top++;
    return jump(code, code->c);
}

/* ---- iteration -------------------------------------------------------------------------------- */

/* Counts from 1, or from the end with -1. Anything is a list of itself. */
static SopValue
item_at(const SopValue *list, const SopValue *number)
{
    int64_t index;
    if (number->type != SOP_NUMBER || !sop_number_is_whole(number) || !sop_number_to_int64(number, &index))
        return SOP_VALUE_NULL;
    if (list->type != SOP_LIST)
        return index == 1 || index == -1 ? *list : SOP_VALUE_NULL;
    const SopListBox *box = sop_value_list_box(list);
    if (index < 0)
        index += (int64_t) box->n_items + 1;
    return index >= 1 && index <= (int64_t) box->n_items ? box->items[index - 1] : SOP_VALUE_NULL;
}

static const SopCode *
do_index(Machine *m, const SopCode *code)
{
    m->top[-2] = item_at(&m->top[-2], &m->top[-1]);
    m->top--;
    return code + 1;
}

/* The ends of a range that can be walked: whole numbers or dates, both there. */
static bool
walk_ends(const SopValue *range, int64_t *first, int64_t *last)
{
    const SopListBox *box = sop_value_list_box(range);
    const SopValue *start = &box->items[0], *end = &box->items[1];
    if (start->type != end->type || (range->flags & (SOP_RANGE_EQUAL | SOP_RANGE_NOT_EQUAL)))
        return false;
    if (start->type == SOP_DATE)
    {
        *first = start->integer;
        *last = end->integer;
    }
    else if (start->type != SOP_NUMBER || !sop_number_is_whole(start) || !sop_number_is_whole(end) ||
             !sop_number_to_int64(start, first) || !sop_number_to_int64(end, last))
        return false;
    if (*first > INT64_MAX / 4 || *first < INT64_MIN / 4 || *last > INT64_MAX / 4 || *last < INT64_MIN / 4)
        return false;
    *first += range->flags & SOP_RANGE_OPEN_START ? 1 : 0;
    *last -= range->flags & SOP_RANGE_OPEN_END ? 1 : 0;
    return true;
}

static const SopCode *
do_iterate(Machine *m, const SopCode *code)
{
    const SopValue *list = &m->top[-1];
    int64_t first, last;
    bool walks = list->type != SOP_RANGE || walk_ends(list, &first, &last);
    if (list->type == SOP_NULL || !walks)
        return jump(code, code->c);
    *m->top++ = sop_value_integer(0);
    *m->top++ = SOP_VALUE_NULL;
    return code + 1;
}

/* The item numbered `index`, from 0. False: there are no more. */
static bool
next_item(const SopValue *list, int64_t index, SopValue *ret)
{
    if (list->type == SOP_LIST)
    {
        const SopListBox *box = sop_value_list_box(list);
        if (index >= (int64_t) box->n_items)
            return false;
        *ret = box->items[index];
        return true;
    }
    if (list->type != SOP_RANGE)
    {
        *ret = *list;
        return index == 0;
    }
    int64_t first, last;
    if (!walk_ends(list, &first, &last) || index > ABS(last - first))
        return false;
    *ret = sop_value_list_box(list)->items[0].type == SOP_DATE ? sop_date_value(0) : sop_value_integer(0);
    ret->integer = first <= last ? first + index : first - index;
    return true;
}

static const SopCode *
do_next(Machine *m, const SopCode *code)
{
    SopValue *list = &m->stack[code->b];
    if (!sop_run_steps(&m->run, 1 + (int64_t) (jump(code, code->c) - code) / 4))
        return NULL;
    SopValue item;
    if (!next_item(&list[0], list[1].integer, &item))
        return jump(code, code->c);
    list[1].integer++;
    list[2] = item;
    return code + 1;
}

static const SopCode *
do_some(Machine *m, const SopCode *code)
{
    m->top--;
    m->stack[code->b] = sop_or(&m->stack[code->b], m->top);
    return is(m->top, true) ? jump(code, code->c) : code + 1;
}

static const SopCode *
do_every(Machine *m, const SopCode *code)
{
    m->top--;
    m->stack[code->b] = sop_and(&m->stack[code->b], m->top);
    return is(m->top, false) ? jump(code, code->c) : code + 1;
}

static const SopCode *
do_keep_if(Machine *m, const SopCode *code)
{
    m->top--;
    SopValue *result = &m->stack[code->b];
    if (m->top->type == SOP_NUMBER)
    {
        *result = item_at(&result[1], m->top);
        return jump(code, code->c);
    }
    if (is(m->top, true) && !append(m, result, &result[3]))
        return NULL;
    return code + 1;
}

/* ---- calls ------------------------------------------------------------------------------------ */

static const SopCode *
do_call(Machine *m, const SopCode *code)
{
    m->top -= code->a;
    *m->top = sop_builtin_call(sop_builtin_at(code->c), &m->run, m->top, code->a);
    m->top++;
    return m->run.failed ? NULL : code + 1;
}

static bool
is_instance(const SopValue *value, const SopValue *type);

static bool
items_are(const SopValue *value, const SopValue *type)
{
    const SopListBox *box = sop_value_list_box(value);
    for (uint32_t i = 0; i < box->n_items; i++)
        if (!(value->type == SOP_RANGE && box->items[i].type == SOP_NULL) && !is_instance(&box->items[i], type))
            return false;
    return true;
}

static bool
has_members(const SopValue *value, const SopListBox *wanted)
{
    for (uint32_t i = 0; i + 1 < wanted->n_items; i += 2)
    {
        const SopTextBox *key = sop_value_text_box(&wanted->items[i]);
        bool found;
        SopValue item = sop_context_get(value, key->text, key->length, &found);
        if (!found || (item.type != SOP_NULL && !is_instance(&item, &wanted->items[i + 1])))
            return false;
    }
    return true;
}

/* A type is a number, or a list of a number and its parts. */
static bool
is_instance(const SopValue *value, const SopValue *type)
{
    const SopListBox *box = type->type == SOP_LIST ? sop_value_list_box(type) : NULL;
    int64_t kind = box != NULL ? box->items[0].integer : type->integer;
    if (kind == -1)
        return value->type != SOP_NULL;
    if (value->type != kind)
        return false;
    if (box == NULL)
        return true;
    const SopListBox *parts = sop_value_list_box(&box->items[1]);
    return kind == SOP_CONTEXT ? has_members(value, parts) : parts->n_items == 1 && items_are(value, &parts->items[0]);
}

static const SopCode *
do_instance(Machine *m, const SopCode *code)
{
    m->top--;
    m->top[-1] = sop_value_boolean(is_instance(&m->top[-1], &m->top[0]));
    return code + 1;
}

/* ---- running ---------------------------------------------------------------------------------- */

static const Handler handlers[SOP_CODE_COUNT] = {
    [SOP_CODE_END] = do_end,
    [SOP_CODE_CONSTANT] = do_constant,
    [SOP_CODE_SLOT] = do_slot,
    [SOP_CODE_LOCAL] = do_local,
    [SOP_CODE_ADD] = do_arithmetic,
    [SOP_CODE_SUBTRACT] = do_arithmetic,
    [SOP_CODE_MULTIPLY] = do_arithmetic,
    [SOP_CODE_DIVIDE] = do_arithmetic,
    [SOP_CODE_POWER] = do_arithmetic,
    [SOP_CODE_NEGATE] = do_negate,
    [SOP_CODE_COMPARE] = do_compare,
    [SOP_CODE_COMPARE_CONSTANT] = do_compare_constant,
    [SOP_CODE_COMPARE_SLOT_CONSTANT] = do_compare_slot_constant,
    [SOP_CODE_AND_JUMP] = do_and_jump,
    [SOP_CODE_OR_JUMP] = do_or_jump,
    [SOP_CODE_AND] = do_and,
    [SOP_CODE_OR] = do_or,
    [SOP_CODE_NOT] = do_not,
    [SOP_CODE_JUMP] = do_jump,
    [SOP_CODE_IF] = do_if,
    [SOP_CODE_BETWEEN] = do_between,
    [SOP_CODE_IN] = do_in,
    [SOP_CODE_IN_CONSTANT] = do_in_constant,
    [SOP_CODE_SLIDE] = do_slide,
    [SOP_CODE_LIST] = do_list,
    [SOP_CODE_APPEND] = do_append,
    [SOP_CODE_CONTEXT] = do_context,
    [SOP_CODE_RANGE] = do_range,
    [SOP_CODE_MEMBER] = do_member,
    [SOP_CODE_MEMBER_OR] = do_member_or,
    [SOP_CODE_WORD] = do_word,
    [SOP_CODE_INDEX] = do_index,
    [SOP_CODE_ITERATE] = do_iterate,
    [SOP_CODE_NEXT] = do_next,
    [SOP_CODE_SOME] = do_some,
    [SOP_CODE_EVERY] = do_every,
    [SOP_CODE_KEEP_IF] = do_keep_if,
    [SOP_CODE_DROP_TO] = do_drop_to,
    [SOP_CODE_NULL_AT] = do_null_at,
    [SOP_CODE_CALL] = do_call,
    [SOP_CODE_INSTANCE] = do_instance,
    [SOP_CODE_PARTIAL] = do_partial,
};

enum
{
    MEMORY = 64 * 1024 * 1024, /* bytes that one evaluation may make */
};

static SopValue
run(Machine *m, const SopCode *code, const SopValue *constants)
{
    m->constants = constants;
    m->top = m->stack;
    while (code != NULL)
        code = handlers[code->op](m, code);
    SopValue result = m->run.failed ? SOP_VALUE_NULL : sop_value_copy(&m->top[-1]);
    if (m->run.pool != NULL || m->run.looked_up != NULL)
        sop_run_finish(&m->run);
    return result;
}

SopValue
sop_code_fold(const SopCode *code, const SopValue *constants, bool unknown)
{
    SopFeelInput nothing = {0};
    Machine m;
    m.run = (SopRun) {.input = &nothing, .bytes = MEMORY / 16, .steps = SOP_LIMIT_LIST_ITEMS, .unknown = unknown};
    return run(&m, code, constants);
}

SopValue
sop_feel_evaluate_in(const SopFeel *self, const SopFeelInput *input, const SopZone *zone)
{
    Machine m;
    m.run = (SopRun) {
        .input = input,
        .zone = zone,
        .bytes = MEMORY,
        .steps = SOP_LIMIT_EVALUATION_STEPS,
        .unknown = self->options & SOP_FEEL_UNKNOWN,
    };
    return run(&m, self->code, self->constants);
}

SopValue
sop_feel_evaluate(const SopFeel *self, const SopFeelInput *input)
{
    g_return_val_if_fail(self != NULL && input != NULL, SOP_VALUE_NULL);
    return sop_feel_evaluate_in(self, input, NULL);
}
