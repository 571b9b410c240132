/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing, by FEEL's three-valued rules (OMG DMN 1.5, 10.3.2.13 and tables 42, 53), and by the
 * flow's: there a null that is not written `null` is unknown, and what it meets is too. */
#include <string.h>

#include "feel/function.h"
#include "feel/number.h"

static SopValue equal(SopRun *run, const SopValue *a, const SopValue *b);

/* Local times are in the run's zone by the flow's rule. In pure FEEL they equal no others. */
static bool
order_temporal(SopRun *run, const SopValue *a, const SopValue *b, bool equality, int *ret)
{
    if (sop_temporal_compare(a, b, NULL, ret))
        return true;
    if (run->unknown)
        return sop_temporal_compare(a, b, sop_run_zone(run), ret);
    return !equality && sop_temporal_order(a, b, ret);
}

static bool
order_of_type(SopRun *run, const SopValue *a, const SopValue *b, bool equality, int *ret)
{
    if (a->type == SOP_NUMBER)
    {
        *ret = sop_number_compare(a, b);
        return true;
    }
    if (a->type == SOP_STRING) /* by code points, which is by bytes */
    {
        int order = strcmp(sop_value_string(a), sop_value_string(b));
        *ret = (order > 0) - (order < 0);
        return true;
    }
    return sop_type_is_temporal(a->type) && order_temporal(run, a, b, equality, ret);
}

bool
sop_order(SopRun *run, const SopValue *a, const SopValue *b, int *ret)
{
    return a->type == b->type && order_of_type(run, a, b, false, ret);
}

static SopValue
lists_equal(SopRun *run, const SopListBox *a, const SopListBox *b)
{
    if (a->n_items != b->n_items)
        return sop_value_boolean(false);
    for (uint32_t i = 0; i < a->n_items; i++)
    {
        SopValue same = equal(run, &a->items[i], &b->items[i]);
        if (same.type != SOP_BOOLEAN || !same.boolean)
            return same;
    }
    return sop_value_boolean(true);
}

static SopValue
contexts_equal(SopRun *run, const SopValue *a, const SopValue *b)
{
    const SopListBox *mine = sop_value_list_box(a);
    if (mine->n_items != sop_value_list_box(b)->n_items)
        return sop_value_boolean(false);
    for (uint32_t i = 0; i + 1 < mine->n_items; i += 2)
    {
        const SopTextBox *key = sop_value_text_box(&mine->items[i]);
        bool found;
        SopValue other = sop_context_get(b, key->text, key->length, &found);
        SopValue same = found ? equal(run, &mine->items[i + 1], &other) : sop_value_boolean(false);
        if (same.type != SOP_BOOLEAN || !same.boolean)
            return same;
    }
    return sop_value_boolean(true);
}

static SopValue
equal_of_type(SopRun *run, const SopValue *a, const SopValue *b)
{
    int order;
    switch (a->type)
    {
    case SOP_LIST:
        return sop_run_steps(run, sop_value_list_box(a)->n_items)
                   ? lists_equal(run, sop_value_list_box(a), sop_value_list_box(b))
                   : SOP_VALUE_NULL;
    case SOP_CONTEXT:
        return sop_run_steps(run, sop_value_list_box(a)->n_items) ? contexts_equal(run, a, b)
                                                                  : SOP_VALUE_NULL;
    case SOP_RANGE:
        return a->flags == b->flags ? lists_equal(run, sop_value_list_box(a), sop_value_list_box(b))
                                    : sop_value_boolean(false);
    case SOP_FUNCTION:
        return sop_function_equal(run, a, b);
    case SOP_NULL:
    case SOP_BOOLEAN:
    case SOP_STRING:
        return sop_value_boolean(sop_value_equal(a, b));
    default:
        return order_of_type(run, a, b, true, &order) ? sop_value_boolean(order == 0)
                                                      : SOP_VALUE_NULL;
    }
}

/* Pure: null equals null alone; values of two kinds are neither equal nor not. */
static SopValue
equal(SopRun *run, const SopValue *a, const SopValue *b)
{
    if (a->type == SOP_NULL || b->type == SOP_NULL)
        return sop_value_boolean(a->type == b->type);
    return a->type == b->type ? equal_of_type(run, a, b) : SOP_VALUE_NULL;
}

bool
sop_same(SopRun *run, const SopValue *a, const SopValue *b)
{
    SopValue same = equal(run, a, b);
    return same.type == SOP_BOOLEAN && same.boolean;
}

static SopValue
compare_order(SopRun *run, unsigned op, const SopValue *a, const SopValue *b)
{
    int order;
    if (!sop_order(run, a, b, &order))
        return SOP_VALUE_NULL;
    bool holds = op == SOP_OP_LESS         ? order < 0
                 : op == SOP_OP_LESS_EQUAL ? order <= 0
                 : op == SOP_OP_GREATER    ? order > 0
                                           : order >= 0;
    return sop_value_boolean(holds);
}

SopValue
sop_compare(SopRun *run, unsigned op, const SopValue *a, const SopValue *b, bool literal)
{
    if (op != SOP_OP_EQUAL && op != SOP_OP_NOT_EQUAL)
        return compare_order(run, op, a, b);
    if (run->unknown && !literal && (a->type == SOP_NULL || b->type == SOP_NULL))
        return SOP_VALUE_NULL;
    SopValue same = equal(run, a, b);
    if (op == SOP_OP_NOT_EQUAL && same.type == SOP_BOOLEAN)
        same.boolean = !same.boolean;
    return same;
}

/* ---- unary tests ------------------------------------------------------------------------------ */

static SopValue
within(SopRun *run, const SopValue *value, const SopValue *range, bool start)
{
    if (range->flags & (start ? SOP_RANGE_NO_START : SOP_RANGE_NO_END))
        return sop_value_boolean(true);
    bool open = range->flags & (start ? SOP_RANGE_OPEN_START : SOP_RANGE_OPEN_END);
    SopOp op = start ? (open ? SOP_OP_GREATER : SOP_OP_GREATER_EQUAL)
                     : (open ? SOP_OP_LESS : SOP_OP_LESS_EQUAL);
    return compare_order(run, op, value, &sop_value_list_box(range)->items[start ? 0 : 1]);
}

SopValue
sop_in_range(SopRun *run, const SopValue *value, const SopValue *range)
{
    if (range->flags & SOP_RANGE_NOT_EQUAL)
        return sop_compare(run, SOP_OP_NOT_EQUAL, value, &sop_value_list_box(range)->items[0],
                           false);
    SopValue above = within(run, value, range, true);
    if (above.type == SOP_BOOLEAN && !above.boolean)
        return above;
    SopValue below = within(run, value, range, false);
    return sop_and(&above, &below);
}

/* A null among the tests is one that is written: it asks whether the value is known. */
static SopValue
test_value(SopRun *run, const SopValue *value, const SopValue *test)
{
    if (test->type == SOP_RANGE && value->type != SOP_RANGE)
        return sop_in_range(run, value, test);
    if (run->unknown && value->type == SOP_NULL && test->type != SOP_NULL)
        return SOP_VALUE_NULL;
    SopValue same = equal(run, value, test);
    return same.type == SOP_NULL && value->type != test->type ? sop_value_boolean(false) : same;
}

SopValue
sop_in_any(SopRun *run, const SopValue *value, const SopValue *list)
{
    const SopListBox *box = sop_value_list_box(list);
    SopValue result = sop_value_boolean(false);
    if (!sop_run_steps(run, box->n_items))
        return SOP_VALUE_NULL;
    for (uint32_t i = 0; i < box->n_items; i++)
    {
        SopValue one = test_value(run, value, &box->items[i]);
        if (one.type == SOP_BOOLEAN && one.boolean)
            return one;
        result = sop_or(&result, &one);
    }
    return result;
}

SopValue
sop_in(SopRun *run, const SopValue *value, const SopValue *test)
{
    if (test->type != SOP_LIST)
        return test_value(run, value, test);
    if (value->type == SOP_LIST)
    {
        SopValue same = equal(run, value, test);
        if (same.type == SOP_BOOLEAN && same.boolean)
            return same;
    }
    return sop_in_any(run, value, test);
}

/* ---- three-valued logic ----------------------------------------------------------------------- */

static bool
is(const SopValue *value, bool boolean)
{
    return value->type == SOP_BOOLEAN && value->boolean == boolean;
}

SopValue
sop_and(const SopValue *a, const SopValue *b)
{
    if (is(a, false) || is(b, false))
        return sop_value_boolean(false);
    return is(a, true) && is(b, true) ? sop_value_boolean(true) : SOP_VALUE_NULL;
}

SopValue
sop_or(const SopValue *a, const SopValue *b)
{
    if (is(a, true) || is(b, true))
        return sop_value_boolean(true);
    return is(a, false) && is(b, false) ? sop_value_boolean(false) : SOP_VALUE_NULL;
}

/* It is a function, whose argument may be a list of one. */
SopValue
sop_not(const SopValue *a)
{
    if (a->type == SOP_LIST && sop_value_list_box(a)->n_items == 1)
        a = &sop_value_list_box(a)->items[0];
    return a->type == SOP_BOOLEAN ? sop_value_boolean(!a->boolean) : SOP_VALUE_NULL;
}
