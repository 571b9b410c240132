/* SPDX-License-Identifier: Apache-2.0 */
/* A run: what one evaluation may use, and what it made. Values on the way are borrowed; the run
 * lets all go at its end, so that no step needs to count references. */
#include "feel/number.h"

#include <string.h>

const SopZone *
sop_run_zone(SopRun *self)
{
    if (self->zone == NULL)
    {
        const char *name = self->input->zone;
        self->looked_up = sop_zone_new(name != NULL ? name : "UTC");
        if (self->looked_up == NULL)
            self->looked_up = sop_zone_new("UTC");
        self->zone = self->looked_up;
    }
    return self->zone;
}

SopValue
sop_run_keep(SopRun *self, SopValue value)
{
    if (value.boxed)
    {
        value.box->next = self->pool;
        self->pool = value.box;
        self->bytes -= 64;
        if (self->bytes < 0)
            self->failed = true;
    }
    return value;
}

bool
sop_run_allows(SopRun *self, size_t bytes)
{
    if ((int64_t) bytes > self->bytes)
        self->failed = true;
    else
        self->bytes -= (int64_t) bytes;
    return !self->failed;
}

bool
sop_run_steps(SopRun *self, int64_t steps)
{
    self->steps -= steps;
    if (self->steps < 0)
        self->failed = true;
    return !self->failed;
}

SopValue
sop_run_text(SopRun *self, const char *text, size_t length)
{
    if (length > SOP_LIMIT_TEXT_BYTES)
        self->failed = true;
    if (!sop_run_allows(self, length))
        return SOP_VALUE_NULL;
    return sop_run_keep(self, sop_value_text_n(text, length));
}

SopListBox *
sop_run_list(SopRun *self, SopValueType type, uint32_t capacity)
{
    if (capacity > 2 * SOP_LIMIT_LIST_ITEMS)
        self->failed = true;
    if (!sop_run_allows(self, sizeof(SopValue) * capacity))
        return NULL;
    SopListBox *list = sop_list_box_new(type, capacity);
    sop_run_keep(self, sop_list_value(list));
    return list;
}

/* The items move to a box twice as large; the old one stays, empty, in the pool. */
static bool
grow(SopRun *self, SopListBox **list)
{
    SopListBox *old = *list;
    SopListBox *wider = sop_run_list(self, old->box.type, MAX(8, 2 * old->capacity));
    if (wider == NULL)
        return false;
    memcpy(wider->items, old->items, sizeof(SopValue) * old->n_items);
    wider->n_items = old->n_items;
    wider->box.depth = old->box.depth;
    wider->box.size = old->box.size;
    old->n_items = 0;
    *list = wider;
    return true;
}

bool
sop_run_append(SopRun *self, SopListBox **list, const SopValue *item)
{
    if ((*list)->n_items >= SOP_LIMIT_LIST_ITEMS ||
        (item->boxed && item->box->depth >= SOP_LIMIT_VALUE_DEPTH))
    {
        self->failed = true;
        return false;
    }
    if ((*list)->n_items == (*list)->capacity && !grow(self, list))
        return false;
    sop_list_box_put(*list, item);
    if ((*list)->box.size > SOP_LIMIT_VALUE_SIZE)
        self->failed = true;
    return !self->failed;
}

void
sop_run_finish(SopRun *self)
{
    for (SopBox *box = self->pool; box != NULL;)
    {
        SopBox *next = box->next;
        sop_box_unref(box);
        box = next;
    }
    self->pool = NULL;
    g_clear_pointer(&self->looked_up, sop_zone_unref);
}
