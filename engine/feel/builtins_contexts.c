/* SPDX-License-Identifier: Apache-2.0 */
/* Built-in functions of contexts, and `is`: OMG DMN 1.5, 10.3.4.6 and 10.3.4.9. */
#include <string.h>

#include "feel/language.h"

static SopValue
call_get_value(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) run;
    (void) n;
    const SopTextBox *key = sop_value_text_box(&arguments[1]);
    bool found;
    return sop_context_get(&arguments[0], key->text, key->length, &found);
}

static bool
put(SopRun *run, SopListBox **context, const SopValue *key, const SopValue *value)
{
    for (uint32_t i = 0; i + 1 < (*context)->n_items; i += 2)
        if (sop_value_equal(&(*context)->items[i], key))
        {
            SopValue old = (*context)->items[i + 1];
            (*context)->items[i + 1] = sop_value_copy(value);
            sop_value_clear(&old);
            sop_box_hold(&(*context)->box, value);
            run->failed = run->failed || !sop_box_is_allowed(&(*context)->box);
            return sop_run_steps(run, i);
        }
    return sop_run_steps(run, (*context)->n_items) && sop_run_append(run, context, key) &&
           sop_run_append(run, context, value);
}

static bool
put_all(SopRun *run, SopListBox **context, const SopValue *from)
{
    const SopListBox *box = sop_value_list_box(from);
    for (uint32_t i = 0; i + 1 < box->n_items; i += 2)
        if (!put(run, context, &box->items[i], &box->items[i + 1]))
            return false;
    return true;
}

static SopListBox *
pair(SopRun *run, const SopValue *key, const SopValue *value)
{
    SopListBox *entry = sop_run_list(run, SOP_CONTEXT, 4);
    if (entry == NULL)
        return NULL;
    SopValue key_name = sop_run_text(run, "key", 3), value_name = sop_run_text(run, "value", 5);
    bool done = !run->failed && sop_run_append(run, &entry, &key_name) &&
                sop_run_append(run, &entry, key) && sop_run_append(run, &entry, &value_name) &&
                sop_run_append(run, &entry, value);
    return done ? entry : NULL;
}

static SopValue
call_get_entries(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    const SopListBox *box = sop_value_list_box(&arguments[0]);
    SopListBox *entries = sop_run_list(run, SOP_LIST, box->n_items / 2);
    for (uint32_t i = 0; i + 1 < box->n_items && entries != NULL; i += 2)
    {
        SopListBox *entry =
            sop_run_steps(run, 1) ? pair(run, &box->items[i], &box->items[i + 1]) : NULL;
        if (entry == NULL)
            return SOP_VALUE_NULL;
        SopValue value = sop_list_value(entry);
        if (!sop_run_append(run, &entries, &value))
            return SOP_VALUE_NULL;
    }
    return entries != NULL ? sop_list_value(entries) : SOP_VALUE_NULL;
}

/* Of entries {key: …, value: …}; a key twice makes null. */
static SopValue
call_context(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    const SopListBox *entries = sop_value_list_box(&arguments[0]);
    SopListBox *context = sop_run_list(run, SOP_CONTEXT, 8);
    for (uint32_t i = 0; i < entries->n_items && context != NULL; i++)
    {
        const SopValue *entry = &entries->items[i];
        bool has_key = false, has_value = false;
        if (entry->type != SOP_CONTEXT)
            return SOP_VALUE_NULL;
        SopValue key = sop_context_get(entry, "key", 3, &has_key),
                 value = sop_context_get(entry, "value", 5, &has_value);
        uint32_t before = context->n_items;
        if (key.type != SOP_STRING || !has_value || !put(run, &context, &key, &value) ||
            context->n_items == before)
            return SOP_VALUE_NULL;
    }
    return context != NULL ? sop_list_value(context) : SOP_VALUE_NULL;
}

static SopListBox *
copy(SopRun *run, const SopValue *context)
{
    SopListBox *result = sop_run_list(run, SOP_CONTEXT, sop_value_list_box(context)->n_items + 2);
    return result != NULL && put_all(run, &result, context) ? result : NULL;
}

/* Along a list of keys: each but the last leads into a context. */
static SopValue
put_along(SopRun *run, const SopValue *context, const SopValue *keys, uint32_t n_keys,
          const SopValue *value)
{
    if (context->type != SOP_CONTEXT || n_keys == 0 || keys[0].type != SOP_STRING)
        return SOP_VALUE_NULL;
    SopValue inner = *value;
    if (n_keys > 1)
    {
        const SopTextBox *key = sop_value_text_box(&keys[0]);
        bool found;
        SopValue old = sop_context_get(context, key->text, key->length, &found);
        if (!found || n_keys > SOP_LIMIT_VALUE_DEPTH)
            return SOP_VALUE_NULL;
        inner = put_along(run, &old, keys + 1, n_keys - 1, value);
        if (inner.type == SOP_NULL)
            return inner;
    }
    SopListBox *result = copy(run, context);
    return result != NULL && put(run, &result, &keys[0], &inner) ? sop_list_value(result)
                                                                 : SOP_VALUE_NULL;
}

static SopValue
call_context_put(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    if (arguments[1].type != SOP_LIST)
        return put_along(run, &arguments[0], &arguments[1], 1, &arguments[2]);
    const SopListBox *keys = sop_value_list_box(&arguments[1]);
    return put_along(run, &arguments[0], keys->items, keys->n_items, &arguments[2]);
}

static SopValue
call_context_merge(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    const SopListBox *contexts = sop_value_list_box(&arguments[0]);
    SopListBox *result = sop_run_list(run, SOP_CONTEXT, 8);
    for (uint32_t i = 0; i < contexts->n_items && result != NULL; i++)
        if (contexts->items[i].type != SOP_CONTEXT || !put_all(run, &result, &contexts->items[i]))
            return SOP_VALUE_NULL;
    return result != NULL ? sop_list_value(result) : SOP_VALUE_NULL;
}

/* The same element of the same domain: 23:00@ZONE and 23:00+10:00 are not. */
static SopValue
call_is(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    const SopValue *a = &arguments[0], *b = &arguments[1];
    if (a->type != b->type)
        return sop_value_boolean(false);
    if (a->type == SOP_TIME || a->type == SOP_DATE_TIME)
    {
        SopClock x = sop_clock_open(a), y = sop_clock_open(b);
        bool zones = x.place != SOP_ZONED || y.place != SOP_ZONED ||
                     strcmp(sop_zone_name(x.zone), sop_zone_name(y.zone)) == 0;
        return sop_value_boolean(x.place == y.place && x.day == y.day && x.nanos == y.nanos &&
                                 x.offset == y.offset && zones);
    }
    return sop_value_boolean(sop_same(run, a, b));
}

static const SopBuiltin table[] = {
    {"get value", "xs", "m,key", SOP_NULL, 0, call_get_value},
    {"get entries", "x", "m", SOP_LIST, 0, call_get_entries},
    {"context", "l", "entries", SOP_CONTEXT, 0, call_context},
    {"context put", "xsa|xla", "context,key,value|context,keys,value", SOP_CONTEXT,
     SOP_BUILTIN_NULLS, call_context_put},
    {"context merge", "l", "contexts", SOP_CONTEXT, 0, call_context_merge},
    {"is", "aa", "value1,value2", SOP_BOOLEAN, SOP_BUILTIN_NULLS, call_is},
};

const SopBuiltinTable sop_builtins_of_contexts = {table, G_N_ELEMENTS(table)};
