/* SPDX-License-Identifier: Apache-2.0 */
/* The built-in function that sorts by another function: OMG DMN 1.5, 10.3.4. Stable, and by merging, so
 * that it is quick whatever the function answers. */
#include <string.h>

#include "feel/function.h"

/* Merges two sorted runs of `from` into `to`. False: the function did not say true or false. */
static bool
merge(SopRun *run, const SopValue *precedes, const SopValue *from, SopValue *to, uint32_t n_first,
      uint32_t n)
{
    uint32_t i = 0, j = n_first;
    for (uint32_t at = 0; at < n; at++)
    {
        bool second = i == n_first;
        if (i < n_first && j < n)
        {
            SopValue both[] = {from[j], from[i]}; /* only what goes before overtakes: stable */
            SopValue before = sop_function_call(run, precedes, both, 2);
            if (before.type != SOP_BOOLEAN)
                return false;
            second = before.boolean;
        }
        to[at] = second ? from[j++] : from[i++];
    }
    return true;
}

/* Runs of 1, 2, 4 … items become runs twice as long. Returns: where the sorted items are; NULL: failed. */
static const SopValue *
merge_sort(SopRun *run, const SopValue *precedes, SopValue *items, SopValue *spare, uint32_t n)
{
    for (uint32_t width = 1; width < n; width *= 2)
    {
        for (uint32_t start = 0; start < n; start += 2 * width)
            if (!merge(run, precedes, items + start, spare + start, MIN(width, n - start),
                       MIN(2 * width, n - start)))
                return NULL;
        SopValue *sorted = spare;
        spare = items;
        items = sorted;
    }
    return items;
}

static SopValue
call_sort(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    const SopListBox *list = sop_value_list_box(&arguments[0]);
    if (!sop_run_allows(run, sizeof(SopValue) * 2 * list->n_items))
        return SOP_VALUE_NULL;
    g_autofree SopValue *room = g_new(SopValue, 2 * (size_t) list->n_items + 1);
    if (list->n_items > 0)
        memcpy(room, list->items, sizeof(SopValue) * list->n_items);
    const SopValue *sorted =
        merge_sort(run, &arguments[1], room, room + list->n_items, list->n_items);
    SopListBox *result = sorted != NULL ? sop_run_list(run, SOP_LIST, list->n_items) : NULL;
    for (uint32_t i = 0; i < list->n_items && result != NULL; i++)
        if (!sop_run_append(run, &result, &sorted[i]))
            return SOP_VALUE_NULL;
    return result != NULL ? sop_list_value(result) : SOP_VALUE_NULL;
}

static const SopBuiltin table[] = {
    {"sort", "lf", "list,precedes", SOP_LIST, SOP_BUILTIN_LIST, call_sort},
};

const SopBuiltinTable sop_builtins_of_sorting = {table, G_N_ELEMENTS(table)};
