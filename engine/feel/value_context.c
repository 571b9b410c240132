/* SPDX-License-Identifier: Apache-2.0 */
/* Contexts from outside, their members, and the ends of ranges. */
#include "feel/number.h"

unsigned
sop_value_context_size(const SopValue *self)
{
    return self->type == SOP_CONTEXT ? sop_value_list_box(self)->n_items / 2 : 0;
}

const char *
sop_value_context_key(const SopValue *self, unsigned index)
{
    g_return_val_if_fail(index < sop_value_context_size(self), NULL);
    return sop_value_string(&sop_value_list_box(self)->items[2 * index]);
}

const SopValue *
sop_value_context_member(const SopValue *self, unsigned index)
{
    g_return_val_if_fail(index < sop_value_context_size(self), NULL);
    return &sop_value_list_box(self)->items[2 * index + 1];
}

SopValue
sop_value_context(const char *const *keys, const SopValue *values, unsigned n)
{
    g_return_val_if_fail(n <= SOP_LIMIT_LIST_ITEMS, SOP_VALUE_NULL);

    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    SopListBox *context = sop_list_box_new(SOP_CONTEXT, 2 * n);
    for (unsigned i = 0; i < n; i++)
        if (g_hash_table_add(seen, (char *) keys[i]))
        {
            g_auto(SopValue) key = sop_value_text(keys[i]);
            sop_list_box_put(context, &key);
            sop_list_box_put(context, &values[i]);
        }
    SopValue whole = sop_list_value(context);
    if (context->box.depth > SOP_LIMIT_VALUE_DEPTH)
        sop_value_clear(&whole);
    return whole;
}

SopFeelEnds
sop_value_range_ends(const SopValue *self)
{
    g_return_val_if_fail(self->type == SOP_RANGE, (SopFeelEnds) {0});

    const SopListBox *box = sop_value_list_box(self);
    return (SopFeelEnds) {
        .start = self->flags & SOP_RANGE_NO_START ? SOP_VALUE_NULL : box->items[0],
        .end = self->flags & SOP_RANGE_NO_END ? SOP_VALUE_NULL : box->items[1],
        .open_start = self->flags & SOP_RANGE_OPEN_START,
        .open_end = self->flags & SOP_RANGE_OPEN_END,
    };
}
