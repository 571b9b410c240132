/* SPDX-License-Identifier: Apache-2.0 */
/* Which types and values conform to a type, and what is converted so that it does: OMG DMN 1.5,
 * 10.3.2.9. */
#include <string.h>

#include "feel/function.h"

/* ---- types ------------------------------------------------------------------------------------ */

static bool
members_conform(const SopFeelType *a, const SopFeelType *b)
{
    for (unsigned i = 0; i < b->n_parts; i++)
    {
        const SopFeelType *member = sop_type_member(a, b->names[i]);
        if (member == NULL || !sop_type_conforms(member, b->parts[i]))
            return false;
    }
    return true;
}

/* Takes what the other takes, or more; gives what the other gives, or less. */
static bool
functions_conform(const SopFeelType *a, const SopFeelType *b)
{
    if (a->item == NULL || a->n_parts != b->n_parts)
        return false;
    for (unsigned i = 0; i < b->n_parts; i++)
        if (!sop_type_conforms(b->parts[i], a->parts[i]))
            return false;
    return sop_type_conforms(a->item, b->item);
}

bool
sop_type_conforms(const SopFeelType *a, const SopFeelType *b)
{
    if (a == b || a->literal || (b->type == SOP_NULL && !b->literal))
        return true;
    if (a->type != b->type || b->literal)
        return false;
    if (b->type == SOP_CONTEXT)
        return b->names == NULL || members_conform(a, b);
    if (b->type == SOP_FUNCTION)
        return b->item == NULL || functions_conform(a, b);
    if (b->type == SOP_LIST || b->type == SOP_RANGE)
        return b->item == NULL ||
               sop_type_conforms(a->item != NULL ? a->item : sop_type_basic(SOP_NULL), b->item);
    return true;
}

/* ---- values ----------------------------------------------------------------------------------- */

static bool
items_conform(const SopValue *value, const SopFeelType *item)
{
    const SopListBox *box = sop_value_list_box(value);
    for (uint32_t i = 0; i < box->n_items; i++)
        if (!sop_value_conforms(&box->items[i], item))
            return false;
    return true;
}

static bool
has_members(const SopValue *value, const SopFeelType *type)
{
    for (unsigned i = 0; i < type->n_parts; i++)
    {
        bool found;
        SopValue member = sop_context_get(value, type->names[i], strlen(type->names[i]), &found);
        if (!found || !sop_value_conforms(&member, type->parts[i]))
            return false;
    }
    return true;
}

/* The type of null is under all others. */
bool
sop_value_conforms(const SopValue *value, const SopFeelType *type)
{
    if (value->type == SOP_NULL || (type->type == SOP_NULL && !type->literal))
        return true;
    if (value->type != type->type)
        return false;
    if (value->type == SOP_CONTEXT)
        return type->names == NULL || has_members(value, type);
    if (value->type == SOP_FUNCTION)
        return type->item == NULL || sop_function_conforms(value, type);
    if (value->type == SOP_LIST || value->type == SOP_RANGE)
        return type->item == NULL || items_conform(value, type->item);
    return true;
}

/* ---- conversions ------------------------------------------------------------------------------ */

/* Midnight UTC. Returns: (transfer full). */
static SopValue
midnight(const SopValue *date)
{
    SopClock clock = {.day = date->integer, .place = SOP_OFFSET};
    return sop_clock_pack(SOP_DATE_TIME, &clock);
}

/* Returns: (transfer full), or null when there is no conversion. */
static SopValue
converted(const SopValue *value, const SopFeelType *type)
{
    if (value->type == SOP_DATE && type->type == SOP_DATE_TIME)
        return midnight(value);
    if (type->type == SOP_LIST && value->type != SOP_LIST &&
        (type->item == NULL || sop_value_conforms(value, type->item)))
        return sop_value_list(value, 1);
    if (value->type == SOP_LIST && sop_value_list_length(value) == 1 &&
        sop_value_conforms(sop_value_list_item(value, 0), type))
        return sop_value_copy(sop_value_list_item(value, 0));
    return SOP_VALUE_NULL;
}

bool
sop_value_convert(SopRun *run, SopValue *value, const SopFeelType *type)
{
    if (sop_value_conforms(value, type))
        return true;
    if (value->type != SOP_LIST)
    {
        *value = sop_run_keep(run, converted(value, type));
        return value->type != SOP_NULL && !run->failed;
    }
    const SopListBox *list = sop_value_list_box(value); /* its only item stays borrowed from it */
    if (list->n_items != 1 || !sop_value_conforms(&list->items[0], type))
        return false;
    *value = list->items[0];
    return true;
}

SopValue
sop_feel_type_convert(const SopFeelType *self, const SopValue *value)
{
    g_return_val_if_fail(self != NULL && value != NULL, SOP_VALUE_NULL);

    return sop_value_conforms(value, self) ? sop_value_copy(value) : converted(value, self);
}
