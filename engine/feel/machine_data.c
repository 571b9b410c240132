/* SPDX-License-Identifier: Apache-2.0 */
/* The machine's instructions for lists, contexts, ranges, their members, loops, calls and types. */
#include "feel/machine.h"

#include <string.h>

/* ---- lists, contexts, ranges ------------------------------------------------------------------ */

const SopCode *
sop_machine_list(SopMachine *m, const SopCode *code)
{
    SopListBox *list = sop_run_list(&m->run, SOP_LIST, 4);
    if (list == NULL)
        return NULL;
    *m->top++ = sop_list_value(list);
    return code + 1;
}

static bool
append(SopMachine *m, SopValue *list, const SopValue *item)
{
    SopListBox *box = (SopListBox *) list->box;
    if (!sop_run_append(&m->run, &box, item))
        return false;
    *list = sop_list_value(box);
    return true;
}

const SopCode *
sop_machine_append(SopMachine *m, const SopCode *code)
{
    m->top--;
    return append(m, &m->stack[code->c], m->top) ? code + 1 : NULL;
}

const SopCode *
sop_machine_partial(SopMachine *m, const SopCode *code)
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

const SopCode *
sop_machine_context(SopMachine *m, const SopCode *code)
{
    const SopListBox *keys = sop_value_list_box(&m->constants[code->c]);
    SopListBox *context = sop_run_list(&m->run, SOP_CONTEXT, 2 * keys->n_items);
    if (context == NULL)
        return NULL;
    m->top -= keys->n_items;
    for (uint32_t i = 0; i < keys->n_items; i++)
        if (!sop_run_append(&m->run, &context, &keys->items[i]) ||
            !sop_run_append(&m->run, &context, &m->top[i]))
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
        return start->type == SOP_NULL ? end->type <= SOP_MONTHS_DURATION
                                       : start->type <= SOP_MONTHS_DURATION;
    return sop_order(run, start, end, &order) && order <= 0;
}

const SopCode *
sop_machine_range(SopMachine *m, const SopCode *code)
{
    m->top--;
    bool any = code->a & (SOP_RANGE_EQUAL | SOP_RANGE_NOT_EQUAL | SOP_RANGE_WALK);
    if (!any && !is_range(&m->run, &m->top[-1], &m->top[0]))
    {
        m->top[-1] = SOP_VALUE_NULL;
        return code + 1;
    }
    SopListBox *range = sop_run_list(&m->run, SOP_RANGE, 2);
    if (range == NULL || !sop_run_append(&m->run, &range, &m->top[-1]) ||
        !sop_run_append(&m->run, &range, &m->top[0]))
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

const SopCode *
sop_machine_member(SopMachine *m, const SopCode *code)
{
    SopValue *value = &m->top[-1];
    const SopTextBox *name = sop_value_text_box(&m->constants[code->c]);
    *value = value->type == SOP_LIST ? members(&m->run, value, name) : member(&m->run, value, name);
    return code + 1;
}

const SopCode *
sop_machine_member_or(SopMachine *m, const SopCode *code)
{
    const SopValue *item = &m->stack[code->b];
    const SopTextBox *name = sop_value_text_box(&m->constants[code[1].c]);
    bool found = false;
    if (item->type == SOP_CONTEXT)
        *m->top = sop_context_get(item, name->text, name->length, &found);
    if (!found)
        return code + 2;
    m->top++;
    return sop_machine_jump(code, code->c);
}

/* ---- iteration -------------------------------------------------------------------------------- */

/* Counts from 1, or from the end with -1. Anything is a list of itself. */
static SopValue
item_at(const SopValue *list, const SopValue *number)
{
    int64_t index;
    if (number->type != SOP_NUMBER || !sop_number_is_whole(number) ||
        !sop_number_to_int64(number, &index))
        return SOP_VALUE_NULL;
    if (list->type != SOP_LIST)
        return index == 1 || index == -1 ? *list : SOP_VALUE_NULL;
    const SopListBox *box = sop_value_list_box(list);
    if (index < 0)
        index += (int64_t) box->n_items + 1;
    return index >= 1 && index <= (int64_t) box->n_items ? box->items[index - 1] : SOP_VALUE_NULL;
}

const SopCode *
sop_machine_index(SopMachine *m, const SopCode *code)
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
    else if (start->type != SOP_NUMBER || !sop_number_is_whole(start) ||
             !sop_number_is_whole(end) || !sop_number_to_int64(start, first) ||
             !sop_number_to_int64(end, last))
        return false;
    if (*first > INT64_MAX / 4 || *first < INT64_MIN / 4 || *last > INT64_MAX / 4 ||
        *last < INT64_MIN / 4)
        return false;
    *first += range->flags & SOP_RANGE_OPEN_START ? 1 : 0;
    *last -= range->flags & SOP_RANGE_OPEN_END ? 1 : 0;
    return true;
}

const SopCode *
sop_machine_iterate(SopMachine *m, const SopCode *code)
{
    const SopValue *list = &m->top[-1];
    int64_t first, last;
    bool walks =
        list->type != SOP_RANGE || code->a == SOP_CODE_FILTER || walk_ends(list, &first, &last);
    if (list->type == SOP_NULL || !walks)
        return sop_machine_jump(code, code->c);
    *m->top++ = sop_value_integer(0);
    *m->top++ = SOP_VALUE_NULL;
    return code + 1;
}

/* The item numbered `index`, from 0. False: there are no more. `walks`: a range is all that is in it. */
static bool
next_item(const SopValue *list, int64_t index, bool walks, SopValue *ret)
{
    if (list->type == SOP_LIST)
    {
        const SopListBox *box = sop_value_list_box(list);
        if (index >= (int64_t) box->n_items)
            return false;
        *ret = box->items[index];
        return true;
    }
    if (list->type != SOP_RANGE || !walks)
    {
        *ret = *list;
        return index == 0;
    }
    int64_t first, last;
    if (!walk_ends(list, &first, &last) || index > ABS(last - first))
        return false;
    *ret = sop_value_list_box(list)->items[0].type == SOP_DATE ? sop_date_value(0)
                                                               : sop_value_integer(0);
    ret->integer = first <= last ? first + index : first - index;
    return true;
}

const SopCode *
sop_machine_next(SopMachine *m, const SopCode *code)
{
    SopValue *list = &m->stack[code->b];
    if (!sop_run_steps(&m->run, 1 + (int64_t) (sop_machine_jump(code, code->c) - code) / 4))
        return NULL;
    SopValue item = SOP_VALUE_NULL;
    bool asked = code->a == SOP_CODE_FILTER && list[1].integer == 0; /* of an empty list, too */
    if (!next_item(&list[0], list[1].integer, code->a != SOP_CODE_FILTER, &item) && !asked)
        return sop_machine_jump(code, code->c);
    list[1].integer++;
    list[2] = item;
    return code + 1;
}

const SopCode *
sop_machine_some(SopMachine *m, const SopCode *code)
{
    m->top--;
    m->stack[code->b] = sop_or(&m->stack[code->b], m->top);
    return sop_value_is(m->top, true) ? sop_machine_jump(code, code->c) : code + 1;
}

const SopCode *
sop_machine_every(SopMachine *m, const SopCode *code)
{
    m->top--;
    m->stack[code->b] = sop_and(&m->stack[code->b], m->top);
    return sop_value_is(m->top, false) ? sop_machine_jump(code, code->c) : code + 1;
}

const SopCode *
sop_machine_keep_if(SopMachine *m, const SopCode *code)
{
    m->top--;
    SopValue *result = &m->stack[code->b];
    if (m->top->type != SOP_BOOLEAN && m->top->type != SOP_NULL)
    {
        *result = m->top->type == SOP_NUMBER ? item_at(&result[1], m->top) : SOP_VALUE_NULL;
        return sop_machine_jump(code, code->c);
    }
    bool empty = result[1].type == SOP_LIST && sop_value_list_box(&result[1])->n_items == 0;
    bool kept = sop_value_is(m->top, true) && result->type == SOP_LIST && !empty;
    if (kept && !append(m, result, &result[3]))
        return NULL;
    return code + 1;
}

/* ---- calls ------------------------------------------------------------------------------------ */

const SopCode *
sop_machine_call(SopMachine *m, const SopCode *code)
{
    m->top -= code->a;
    m->run.pattern = code->b != 0 ? sop_regex_of(&m->constants[code->b - 1]) : NULL;
    *m->top = sop_builtin_call(sop_builtin_at(code->c), &m->run, m->top, code->a);
    m->run.pattern = NULL;
    m->top++;
    return m->run.failed ? NULL : code + 1;
}

const SopCode *
sop_machine_instance(SopMachine *m, const SopCode *code)
{
    SopValue *value = &m->top[-1];
    const SopFeelType *type = code->c != SOP_NONE ? m->feel->types[code->c] : NULL;
    if (type == NULL)
        *value = SOP_VALUE_NULL;
    else
        *value = sop_value_boolean(value->type == SOP_NULL ? type->literal
                                                           : sop_value_conforms(value, type));
    return code + 1;
}
