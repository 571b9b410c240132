/* SPDX-License-Identifier: Apache-2.0 */
/* Built-in functions of lists: OMG DMN 1.5, 10.3.4.4. */
#include "feel/function.h"

static const SopListBox *
box_of(const SopValue *list)
{
    return sop_value_list_box(list);
}

/* A list of the run's own, with a copy of the items [from, to). NULL: a limit. */
static SopListBox *
copy_part(SopRun *run, const SopListBox *list, uint32_t from, uint32_t to)
{
    SopListBox *copy =
        sop_run_steps(run, to - from) ? sop_run_list(run, SOP_LIST, to - from + 1) : NULL;
    for (uint32_t i = from; copy != NULL && i < to; i++)
        if (!sop_run_append(run, &copy, &list->items[i]))
            return NULL;
    return copy;
}

static bool
append_all(SopRun *run, SopListBox **list, const SopListBox *items)
{
    for (uint32_t i = 0; i < items->n_items; i++)
        if (!sop_run_steps(run, 1) || !sop_run_append(run, list, &items->items[i]))
            return false;
    return true;
}

static SopValue
list_or_null(SopListBox *list)
{
    return list != NULL ? sop_list_value(list) : SOP_VALUE_NULL;
}

static bool
has(SopRun *run, const SopListBox *list, const SopValue *value)
{
    for (uint32_t i = 0; i < list->n_items && sop_run_steps(run, 1); i++)
        if (sop_same(run, &list->items[i], value))
            return true;
    return false;
}

static SopValue
call_list_contains(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    if (arguments[0].type != SOP_LIST)
        return SOP_VALUE_NULL;
    return sop_value_boolean(has(run, box_of(&arguments[0]), &arguments[1]));
}

static SopValue
call_count(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) run;
    (void) n;
    return sop_value_integer(box_of(&arguments[0])->n_items);
}

/* The one that all others are not on the given side of. */
static SopValue
extreme(SopRun *run, const SopListBox *list, int side)
{
    if (list->n_items == 0 || !sop_run_steps(run, list->n_items))
        return SOP_VALUE_NULL;
    SopValue best = list->items[0];
    int order;
    for (uint32_t i = 0; i < list->n_items; i++)
    {
        if (!sop_order(run, &list->items[i], &best, &order))
            return SOP_VALUE_NULL;
        if (order == side)
            best = list->items[i];
    }
    return best;
}

static SopValue
call_min(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return extreme(run, box_of(&arguments[0]), -1);
}

static SopValue
call_max(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return extreme(run, box_of(&arguments[0]), 1);
}

typedef SopValue (*Operation)(SopRun *, const SopValue *, const SopValue *);

static SopValue
reduce(SopRun *run, const SopListBox *list, int64_t start, Operation operation)
{
    SopValue result = sop_value_integer(start);
    if (list->n_items == 0)
        return SOP_VALUE_NULL;
    for (uint32_t i = 0; i < list->n_items; i++)
    {
        if (list->items[i].type != SOP_NUMBER || result.type != SOP_NUMBER ||
            !sop_run_steps(run, 1))
            return SOP_VALUE_NULL;
        result = operation(run, &result, &list->items[i]);
    }
    return result;
}

static SopValue
call_sum(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return reduce(run, box_of(&arguments[0]), 0, sop_number_add);
}

static SopValue
call_product(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return reduce(run, box_of(&arguments[0]), 1, sop_number_multiply);
}

static SopValue
call_mean(SopRun *run, const SopValue *arguments, uint32_t n)
{
    SopValue sum = call_sum(run, arguments, n);
    SopValue count = sop_value_integer(box_of(&arguments[0])->n_items);
    return sum.type == SOP_NUMBER ? sop_number_divide(run, &sum, &count) : SOP_VALUE_NULL;
}

static int
by_number(const void *a, const void *b)
{
    return sop_number_compare(a, b);
}

/* The numbers in order, borrowed; NULL when it holds anything else. */
static SopValue *
sorted_numbers(SopRun *run, const SopListBox *list)
{
    for (uint32_t i = 0; i < list->n_items; i++)
        if (list->items[i].type != SOP_NUMBER)
            return NULL;
    if (list->n_items == 0 || !sop_run_steps(run, (int64_t) list->n_items * 20))
        return NULL;
    SopValue *numbers = g_memdup2(list->items, sizeof(SopValue) * list->n_items);
    qsort(numbers, list->n_items, sizeof(SopValue), by_number);
    return numbers;
}

static SopValue
call_median(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    const SopListBox *list = box_of(&arguments[0]);
    g_autofree SopValue *numbers = sorted_numbers(run, list);
    if (numbers == NULL)
        return SOP_VALUE_NULL;
    uint32_t half = list->n_items / 2;
    if (list->n_items % 2 == 1)
        return numbers[half];
    SopValue sum = sop_number_add(run, &numbers[half - 1], &numbers[half]),
             two = sop_value_integer(2);
    return sum.type == SOP_NUMBER ? sop_number_divide(run, &sum, &two) : SOP_VALUE_NULL;
}

/* Those that are there most often, ascending. */
static SopValue
call_mode(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    const SopListBox *list = box_of(&arguments[0]);
    SopListBox *modes = sop_run_list(run, SOP_LIST, 4);
    if (list->n_items == 0)
        return list_or_null(modes);
    g_autofree SopValue *numbers = sorted_numbers(run, list);
    if (numbers == NULL || modes == NULL)
        return SOP_VALUE_NULL;
    for (uint32_t most = 0, i = 0; i < list->n_items;)
    {
        uint32_t end = i;
        while (end < list->n_items && sop_number_compare(&numbers[i], &numbers[end]) == 0)
            end++;
        if (end - i > most)
        {
            most = end - i;
            modes = sop_run_list(run, SOP_LIST, 4);
        }
        if (modes == NULL || (end - i == most && !sop_run_append(run, &modes, &numbers[i])))
            return SOP_VALUE_NULL;
        i = end;
    }
    return list_or_null(modes);
}

/* Of a sample: divided by one less than there are. */
static SopValue
call_stddev(SopRun *run, const SopValue *arguments, uint32_t n)
{
    const SopListBox *list = box_of(&arguments[0]);
    SopValue mean = call_mean(run, arguments, n), sum = sop_value_integer(0);
    if (mean.type != SOP_NUMBER || list->n_items < 2)
        return SOP_VALUE_NULL;
    for (uint32_t i = 0; i < list->n_items; i++)
    {
        SopValue difference = sop_number_subtract(run, &list->items[i], &mean);
        if (difference.type != SOP_NUMBER)
            return SOP_VALUE_NULL;
        SopValue square = sop_number_multiply(run, &difference, &difference);
        if (square.type != SOP_NUMBER || !sop_run_steps(run, 1))
            return SOP_VALUE_NULL;
        sum = sop_number_add(run, &sum, &square);
        if (sum.type != SOP_NUMBER)
            return SOP_VALUE_NULL;
    }
    SopValue count = sop_value_integer((int64_t) list->n_items - 1);
    SopValue variance = sop_number_divide(run, &sum, &count);
    return variance.type == SOP_NUMBER ? sop_number_sqrt(run, &variance) : SOP_VALUE_NULL;
}

/* True or false of all; `decisive` of one decides. */
static SopValue
judge(SopRun *run, const SopValue *list, bool decisive)
{
    if (list->type != SOP_LIST || !sop_run_steps(run, box_of(list)->n_items))
        return SOP_VALUE_NULL;
    SopValue result = sop_value_boolean(!decisive);
    for (uint32_t i = 0; i < box_of(list)->n_items; i++)
    {
        const SopValue *item = &box_of(list)->items[i];
        if (item->type == SOP_BOOLEAN && item->boolean == decisive)
            return *item;
        if (item->type != SOP_BOOLEAN)
            result = SOP_VALUE_NULL;
    }
    return result;
}

static SopValue
call_all(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return judge(run, &arguments[0], false);
}

static SopValue
call_any(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return judge(run, &arguments[0], true);
}

/* A position counted from 1, or from the end with -1, as an index. */
static bool
position(const SopListBox *list, const SopValue *number, uint32_t *ret)
{
    int64_t index;
    if (number->type != SOP_NUMBER || !sop_number_to_int64(number, &index))
        return false;
    if (index < 0)
        index += (int64_t) list->n_items + 1;
    if (index < 1 || index > (int64_t) list->n_items)
        return false;
    *ret = (uint32_t) index - 1;
    return true;
}

static SopValue
call_sublist(SopRun *run, const SopValue *arguments, uint32_t n)
{
    const SopListBox *list = box_of(&arguments[0]);
    uint32_t from;
    if (!position(list, &arguments[1], &from))
        return SOP_VALUE_NULL;
    int64_t most = (int64_t) list->n_items - from, length = most;
    if (n > 2 && (!sop_number_to_int64(&arguments[2], &length) || length < 1 || length > most))
        return SOP_VALUE_NULL;
    return list_or_null(copy_part(run, list, from, from + (uint32_t) length));
}

static SopValue
call_append(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    if (arguments[0].type == SOP_NULL)
        return SOP_VALUE_NULL;
    const SopListBox *list = box_of(&arguments[0]);
    SopListBox *result = copy_part(run, list, 0, list->n_items);
    return result != NULL && append_all(run, &result, box_of(&arguments[1]))
               ? sop_list_value(result)
               : SOP_VALUE_NULL;
}

static SopValue
call_concatenate(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    SopListBox *result = sop_run_list(run, SOP_LIST, 8);
    const SopListBox *lists = box_of(&arguments[0]);
    for (uint32_t i = 0; i < lists->n_items && result != NULL; i++)
        if (!append_all(run, &result, box_of(&lists->items[i])))
            return SOP_VALUE_NULL;
    return list_or_null(result);
}

static bool
append_new(SopRun *run, SopListBox **list, const SopListBox *items)
{
    for (uint32_t i = 0; i < items->n_items; i++)
        if (!has(run, *list, &items->items[i]) &&
            (run->failed || !sop_run_append(run, list, &items->items[i])))
            return false;
    return true;
}

static SopValue
call_union(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    SopListBox *result = sop_run_list(run, SOP_LIST, 8);
    const SopListBox *lists = box_of(&arguments[0]);
    for (uint32_t i = 0; i < lists->n_items && result != NULL; i++)
        if (!append_new(run, &result, box_of(&lists->items[i])))
            return SOP_VALUE_NULL;
    return list_or_null(result);
}

static SopValue
call_distinct_values(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    SopListBox *result = sop_run_list(run, SOP_LIST, 8);
    return result != NULL && append_new(run, &result, box_of(&arguments[0]))
               ? sop_list_value(result)
               : SOP_VALUE_NULL;
}

static bool
append_flat(SopRun *run, SopListBox **list, const SopListBox *items)
{
    for (uint32_t i = 0; i < items->n_items; i++)
    {
        const SopValue *item = &items->items[i];
        bool done = item->type == SOP_LIST ? append_flat(run, list, box_of(item))
                                           : sop_run_append(run, list, item);
        if (!done || !sop_run_steps(run, 1))
            return false;
    }
    return true;
}

static SopValue
call_flatten(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    SopListBox *result = sop_run_list(run, SOP_LIST, 8);
    return result != NULL && append_flat(run, &result, box_of(&arguments[0]))
               ? sop_list_value(result)
               : SOP_VALUE_NULL;
}

static SopValue
call_reverse(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    const SopListBox *list = box_of(&arguments[0]);
    SopListBox *result = sop_run_list(run, SOP_LIST, list->n_items);
    for (uint32_t i = list->n_items; i > 0 && result != NULL; i--)
        if (!sop_run_append(run, &result, &list->items[i - 1]))
            return SOP_VALUE_NULL;
    return list_or_null(result);
}

/* The list with [from, to) taken out and `item` (nullable) put there. */
static SopValue
replace_part(SopRun *run, const SopListBox *list, uint32_t from, uint32_t to, const SopValue *item)
{
    SopListBox *result = copy_part(run, list, 0, from);
    if (result == NULL || (item != NULL && !sop_run_append(run, &result, item)))
        return SOP_VALUE_NULL;
    for (uint32_t i = to; i < list->n_items; i++)
        if (!sop_run_append(run, &result, &list->items[i]))
            return SOP_VALUE_NULL;
    return sop_list_value(result);
}

static SopValue
call_insert_before(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    uint32_t at;
    if (arguments[0].type != SOP_LIST || !position(box_of(&arguments[0]), &arguments[1], &at))
        return SOP_VALUE_NULL;
    return replace_part(run, box_of(&arguments[0]), at, at, &arguments[2]);
}

static SopValue
call_remove(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    uint32_t at;
    if (!position(box_of(&arguments[0]), &arguments[1], &at))
        return SOP_VALUE_NULL;
    return replace_part(run, box_of(&arguments[0]), at, at + 1, NULL);
}

/* Every item for which match(item, new item) is true. */
static SopValue
replace_matches(SopRun *run, const SopListBox *list, const SopValue *match, const SopValue *item)
{
    SopListBox *result = sop_run_list(run, SOP_LIST, list->n_items);
    for (uint32_t i = 0; i < list->n_items && result != NULL; i++)
    {
        SopValue both[] = {list->items[i], *item};
        SopValue matches = sop_function_call(run, match, both, 2);
        if (matches.type != SOP_BOOLEAN ||
            !sop_run_append(run, &result, matches.boolean ? item : &list->items[i]))
            return SOP_VALUE_NULL;
    }
    return list_or_null(result);
}

static SopValue
call_list_replace(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    uint32_t at;
    if (arguments[0].type == SOP_LIST && arguments[1].type == SOP_FUNCTION)
        return replace_matches(run, box_of(&arguments[0]), &arguments[1], &arguments[2]);
    if (arguments[0].type != SOP_LIST || !position(box_of(&arguments[0]), &arguments[1], &at))
        return SOP_VALUE_NULL;
    return replace_part(run, box_of(&arguments[0]), at, at + 1, &arguments[2]);
}

static SopValue
call_index_of(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    if (arguments[0].type != SOP_LIST)
        return SOP_VALUE_NULL;
    const SopListBox *list = box_of(&arguments[0]);
    SopListBox *result = sop_run_list(run, SOP_LIST, 4);
    for (uint32_t i = 0; i < list->n_items && result != NULL && sop_run_steps(run, 1); i++)
    {
        SopValue place = sop_value_integer((int64_t) i + 1);
        if (sop_same(run, &list->items[i], &arguments[1]) && !sop_run_append(run, &result, &place))
            return SOP_VALUE_NULL;
    }
    return list_or_null(result);
}

static const SopBuiltin table[] = {
    {"list contains", "la", "list,element", SOP_BOOLEAN, SOP_BUILTIN_NULLS, call_list_contains},
    {"count", "l", "list", SOP_NUMBER, 0, call_count},
    {"min", "l|a*", "list|c", SOP_NULL, SOP_BUILTIN_ITEM, call_min},
    {"max", "l|a*", "list|c", SOP_NULL, SOP_BUILTIN_ITEM, call_max},
    {"sum", "l|n*", "list|n", SOP_NUMBER, 0, call_sum},
    {"product", "l|n*", "list|n", SOP_NUMBER, 0, call_product},
    {"mean", "l|n*", "list|n", SOP_NUMBER, 0, call_mean},
    {"median", "l|n*", "list|n", SOP_NUMBER, 0, call_median},
    {"mode", "l|n*", "list|n", SOP_LIST, 0, call_mode},
    {"stddev", "l|n*", "list|n", SOP_NUMBER, 0, call_stddev},
    {"all", "l|b*", "list|b", SOP_BOOLEAN, SOP_BUILTIN_NULLS, call_all},
    {"any", "l|b*", "list|b", SOP_BOOLEAN, SOP_BUILTIN_NULLS, call_any},
    {"sublist", "ln/n", "list,start position,length", SOP_LIST, SOP_BUILTIN_LIST, call_sublist},
    {"append", "la*", "list,item", SOP_LIST, SOP_BUILTIN_NULLS | SOP_BUILTIN_LIST, call_append},
    {"concatenate", "l*", "list", SOP_LIST, SOP_BUILTIN_LIST, call_concatenate},
    {"union", "l*", "list", SOP_LIST, SOP_BUILTIN_LIST, call_union},
    {"distinct values", "l", "list", SOP_LIST, SOP_BUILTIN_LIST, call_distinct_values},
    {"flatten", "l", "list", SOP_LIST, 0, call_flatten},
    {"reverse", "l", "list", SOP_LIST, SOP_BUILTIN_LIST, call_reverse},
    {"insert before", "lna", "list,position,newItem", SOP_LIST,
     SOP_BUILTIN_NULLS | SOP_BUILTIN_LIST, call_insert_before},
    {"remove", "ln", "list,position", SOP_LIST, SOP_BUILTIN_LIST, call_remove},
    {"list replace", "lna|lfa", "list,position,newItem|list,match,newItem", SOP_LIST,
     SOP_BUILTIN_NULLS | SOP_BUILTIN_LIST, call_list_replace},
    {"index of", "la", "list,match", SOP_LIST, SOP_BUILTIN_NULLS, call_index_of},
};

const SopBuiltinTable sop_builtins_of_lists = {table, G_N_ELEMENTS(table)};
