/* SPDX-License-Identifier: Apache-2.0 */
/* Verdicts: the lists that an act fills, kept for the next one. */
#include "case/case.h"

void
sop_numbers_grow(SopNumbers *self)
{
    self->capacity = self->capacity > 0 ? self->capacity * 2 : 16;
    self->items = g_renew(uint32_t, self->items, self->capacity);
}

SopReason *
sop_reasons_add(SopReasons *self, const SopFlow *flow, SopReasonCode code, SopSpan span)
{
    if (self->n_items == self->capacity)
    {
        self->capacity = self->capacity > 0 ? self->capacity * 2 : 4;
        self->items = g_renew(SopReason, self->items, self->capacity);
    }
    SopReason *reason = &self->items[self->n_items++];
    *reason = (SopReason) {.flow = flow,
                           .code = code,
                           .span = span,
                           .offer = SOP_NONE,
                           .action = SOP_NONE,
                           .fact = SOP_NONE,
                           .document = SOP_NONE,
                           .other = SOP_NONE,
                           .node = SOP_NONE,
                           .guard = SOP_NONE,
                           .instant = SOP_INSTANT_NONE};
    return reason;
}

void
sop_reasons_clear(SopReasons *self)
{
    for (uint32_t i = 0; i < self->n_items; i++)
    {
        SopReason *reason = &self->items[i];
        g_free(reason->name);
        for (uint32_t k = 0; k < reason->n_values; k++)
            sop_value_clear(&reason->values[k]);
    }
    self->n_items = 0;
}

void
sop_reasons_free(SopReasons *self)
{
    sop_reasons_clear(self);
    g_free(self->items);
}

void
sop_verdict_init(SopVerdict *self)
{
    self->accepted = false;
    self->reasons = (SopReasons) {0};
    self->left = self->entered = self->informs = self->offers = self->branches = (SopNumbers) {0};
    sop_changes_init(&self->changes);
}

void
sop_verdict_clear(SopVerdict *self)
{
    sop_reasons_free(&self->reasons);
    g_free(self->left.items);
    g_free(self->entered.items);
    g_free(self->informs.items);
    g_free(self->offers.items);
    g_free(self->branches.items);
    sop_changes_free(&self->changes);
}

SopVerdict *
sop_verdict_new(void)
{
    SopVerdict *self = g_new(SopVerdict, 1);

    sop_verdict_init(self);
    return self;
}

void
sop_verdict_free(SopVerdict *self)
{
    if (self == NULL)
        return;
    sop_verdict_clear(self);
    g_free(self);
}

bool
sop_verdict_accepted(const SopVerdict *self)
{
    return self->accepted;
}

static const uint32_t *
show(const SopNumbers *numbers, unsigned *ret_n)
{
    *ret_n = numbers->n_items;
    return numbers->items;
}

const SopNode *
sop_verdict_left(const SopVerdict *self, unsigned *ret_n)
{
    return show(&self->left, ret_n);
}

const SopNode *
sop_verdict_entered(const SopVerdict *self, unsigned *ret_n)
{
    return show(&self->entered, ret_n);
}

const SopRole *
sop_verdict_informs(const SopVerdict *self, unsigned *ret_n)
{
    return show(&self->informs, ret_n);
}

const uint32_t *
sop_verdict_offers(const SopVerdict *self, unsigned *ret_n)
{
    return show(&self->offers, ret_n);
}

const uint32_t *
sop_verdict_branches(const SopVerdict *self, unsigned *ret_n)
{
    return show(&self->branches, ret_n);
}

unsigned
sop_verdict_count_reasons(const SopVerdict *self)
{
    return self->reasons.n_items;
}

const SopReason *
sop_verdict_reason(const SopVerdict *self, unsigned index)
{
    g_return_val_if_fail(index < self->reasons.n_items, NULL);

    return &self->reasons.items[index];
}

void
sop_verdict_each(const SopVerdict *self, void (*each)(const SopReason *reason))
{
    for (uint32_t i = 0; i < self->reasons.n_items; i++)
        each(&self->reasons.items[i]);
}
