/* SPDX-License-Identifier: Apache-2.0 */
/* Values and their boxes: making, copying, letting go, reading. */
#include "feel/values.h"

#include <string.h>

#include "feel/function.h"
#include "feel/number.h"
#include "feel/regex.h"

static void
box_free(SopBox *self)
{
    if (self->type == SOP_LIST || self->type == SOP_CONTEXT || self->type == SOP_RANGE)
    {
        SopListBox *list = (SopListBox *) self;
        for (uint32_t i = 0; i < list->n_items; i++)
            sop_value_clear(&list->items[i]);
    }
    else if (self->type == SOP_TIME || self->type == SOP_DATE_TIME)
        g_clear_pointer(&((SopClockBox *) self)->clock.zone, sop_zone_unref);
    else if (self->type == SOP_REGEX)
        sop_regex_free(((SopRegexBox *) self)->regex);
    else if (self->type == SOP_FUNCTION)
        sop_function_box_clear((SopFunctionBox *) self);
    g_free(self);
}

void
sop_box_unref(SopBox *self)
{
    if (g_atomic_int_dec_and_test(&self->references))
        box_free(self);
}

void *
sop_box_new(SopValueType type, size_t size)
{
    SopBox *self = g_malloc(size);
    *self = (SopBox) {.references = 1, .type = (uint8_t) type};
    return self;
}

SopListBox *
sop_list_box_new(SopValueType type, uint32_t capacity)
{
    SopListBox *self = sop_box_new(type, sizeof(SopListBox) + sizeof(SopValue) * capacity);
    self->n_items = 0;
    self->capacity = capacity;
    return self;
}

SopValue
sop_list_value(SopListBox *list)
{
    return (SopValue) {.type = list->box.type, .boxed = true, .box = &list->box};
}

SopValue
sop_value_text_n(const char *text, size_t length)
{
    SopTextBox *self = sop_box_new(SOP_STRING, sizeof(SopTextBox) + length + 1);
    self->length = (uint32_t) length;
    self->box.size = (uint32_t) (length / sizeof(SopValue));
    memcpy(self->text, text, length);
    self->text[length] = '\0';
    return (SopValue) {.type = SOP_STRING, .boxed = true, .box = &self->box};
}

SopValue
sop_value_text(const char *text)
{
    g_return_val_if_fail(text != NULL, SOP_VALUE_NULL);

    size_t length = strlen(text);
    if (length > SOP_LIMIT_TEXT_BYTES)
        return SOP_VALUE_NULL;
    if (g_utf8_validate(text, (gssize) length, NULL))
        return sop_value_text_n(text, length);
    g_autofree char *valid = g_utf8_make_valid(text, (gssize) length);
    return sop_value_text_n(valid, strlen(valid));
}

SopValue
sop_value_copy(const SopValue *self)
{
    if (self->boxed)
        g_atomic_int_inc(&self->box->references);
    return *self;
}

void
sop_value_clear(SopValue *self)
{
    if (self->boxed)
        sop_box_unref(self->box);
    *self = SOP_VALUE_NULL;
}

const char *
sop_value_string(const SopValue *self)
{
    return self->type == SOP_STRING ? sop_value_text_box(self)->text : NULL;
}

unsigned
sop_value_list_length(const SopValue *self)
{
    return self->type == SOP_LIST ? sop_value_list_box(self)->n_items : 0;
}

const SopValue *
sop_value_list_item(const SopValue *self, unsigned index)
{
    g_return_val_if_fail(index < sop_value_list_length(self), NULL);
    return &sop_value_list_box(self)->items[index];
}

void
sop_list_box_put(SopListBox *self, const SopValue *item)
{
    sop_box_hold(&self->box, item);
    self->items[self->n_items++] = sop_value_copy(item);
}

SopValue
sop_value_list(const SopValue *items, unsigned n_items)
{
    g_return_val_if_fail(n_items <= SOP_LIMIT_LIST_ITEMS, SOP_VALUE_NULL);

    SopListBox *list = sop_list_box_new(SOP_LIST, n_items);
    for (unsigned i = 0; i < n_items; i++)
        sop_list_box_put(list, &items[i]);
    SopValue value = sop_list_value(list);
    if (!sop_box_is_allowed(&list->box))
        sop_value_clear(&value);
    return value;
}

SopValue
sop_context_get(const SopValue *self, const char *key, size_t length, bool *ret_found)
{
    const SopListBox *box = sop_value_list_box(self);
    *ret_found = true;
    for (uint32_t i = 0; i + 1 < box->n_items; i += 2)
    {
        const SopTextBox *name = sop_value_text_box(&box->items[i]);
        if (name->length == length && memcmp(name->text, key, length) == 0)
            return box->items[i + 1];
    }
    *ret_found = false;
    return SOP_VALUE_NULL;
}

SopValue
sop_value_instant(SopInstant instant)
{
    return (SopValue) {.type = SOP_DATE_TIME, .flags = SOP_TIME_HAS_OFFSET, .integer = instant};
}

SopValue
sop_value_day(SopDay day)
{
    return sop_date_value(day);
}

bool
sop_value_get_day(const SopValue *self, SopDay *ret)
{
    if (self->type != SOP_DATE)
        return false;
    *ret = self->integer;
    return true;
}

bool
sop_value_get_instant(const SopValue *self, const SopZone *zone, SopInstant *ret)
{
    if (self->type != SOP_DATE_TIME)
        return false;
    SopClock clock = sop_clock_open(self);
    int64_t micros;
    if (__builtin_mul_overflow(clock.day, INT64_C(86400) * SOP_SECOND, &micros) ||
        __builtin_add_overflow(micros, clock.nanos / 1000, &micros))
        return false;
    if (clock.place == SOP_LOCAL)
        *ret = zone != NULL ? sop_zone_instant(zone, clock.day, clock.nanos / 1000) : micros;
    else if (__builtin_sub_overflow(micros, sop_clock_offset(&clock) * SOP_SECOND, ret))
        return false;
    return true;
}

double
sop_value_double(const SopValue *self)
{
    if (self->type != SOP_NUMBER)
        return NAN;
    if (!self->boxed && self->exponent == 0)
        return (double) self->integer;
    char text[64];
    sop_decimal_print(sop_decimal_of(self), text);
    return g_ascii_strtod(text, NULL);
}

/* Two lists or two contexts of the same size. */
static bool
items_equal(const SopListBox *a, const SopListBox *b)
{
    if (a->n_items != b->n_items)
        return false;
    for (uint32_t i = 0; i < a->n_items; i++)
        if (!sop_value_equal(&a->items[i], &b->items[i]))
            return false;
    return true;
}

static bool
contexts_equal(const SopValue *a, const SopValue *b)
{
    const SopListBox *mine = sop_value_list_box(a);
    if (mine->n_items != sop_value_list_box(b)->n_items)
        return false;
    for (uint32_t i = 0; i + 1 < mine->n_items; i += 2)
    {
        const SopTextBox *key = sop_value_text_box(&mine->items[i]);
        bool found;
        SopValue other = sop_context_get(b, key->text, key->length, &found);
        if (!found || !sop_value_equal(&mine->items[i + 1], &other))
            return false;
    }
    return true;
}

bool
sop_value_equal(const SopValue *a, const SopValue *b)
{
    if (a->type != b->type)
        return false;
    int order;
    switch (a->type)
    {
    case SOP_NULL:
        return true;
    case SOP_BOOLEAN:
        return a->boolean == b->boolean;
    case SOP_NUMBER:
        return sop_number_compare(a, b) == 0;
    case SOP_STRING:
        return a->box == b->box ||
               (sop_value_text_box(a)->length == sop_value_text_box(b)->length &&
                memcmp(sop_value_text_box(a)->text, sop_value_text_box(b)->text,
                       sop_value_text_box(a)->length) == 0);
    case SOP_LIST:
        return items_equal(sop_value_list_box(a), sop_value_list_box(b));
    case SOP_RANGE:
        return a->flags == b->flags && items_equal(sop_value_list_box(a), sop_value_list_box(b));
    case SOP_CONTEXT:
        return contexts_equal(a, b);
    case SOP_FUNCTION:
        return a->box == b->box;
    default:
        return sop_temporal_compare(a, b, NULL, &order) && order == 0;
    }
}
