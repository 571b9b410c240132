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
                           .safeguard = SOP_NONE,
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
        sop_reason_drop_values(reason);
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
    self->ran = NULL;
    sop_changes_init(&self->changes);
}

void
sop_verdict_reset(SopVerdict *self)
{
    self->accepted = true;
    sop_reasons_clear(&self->reasons);
    sop_verdict_cut(self, (SopMarks) {0});
    if (self->ran != NULL)
        g_array_set_size(self->ran, 0);
}

SopMarks
sop_verdict_marks(const SopVerdict *self)
{
    return (SopMarks) {self->left.n_items, self->entered.n_items, self->informs.n_items,
                       self->offers.n_items, self->branches.n_items};
}

void
sop_verdict_cut(SopVerdict *self, SopMarks marks)
{
    self->left.n_items = marks.left;
    self->entered.n_items = marks.entered;
    self->informs.n_items = marks.informs;
    self->offers.n_items = marks.offers;
    self->branches.n_items = marks.branches;
}

void
sop_verdict_ran(SopVerdict *self, uint32_t offer, SopInstant at)
{
    SopRan ran = {offer, at, sop_verdict_marks(self)};

    if (self->ran == NULL)
        self->ran = g_array_new(FALSE, FALSE, sizeof(SopRan));
    g_array_append_val(self->ran, ran);
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
    if (self->ran != NULL)
        g_array_unref(self->ran);
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
sop_verdict_count_events(const SopVerdict *self)
{
    return self->ran != NULL ? self->ran->len : 0;
}

static const uint32_t *
part_of(const SopNumbers *numbers, uint32_t from)
{
    return numbers->items != NULL ? numbers->items + from : NULL;
}

SopEvent
sop_verdict_event(const SopVerdict *self, unsigned index)
{
    g_return_val_if_fail(index < sop_verdict_count_events(self), (SopEvent) {.timeout = SOP_NONE});

    const SopRan *ran = &g_array_index(self->ran, SopRan, index);
    SopMarks from = index > 0 ? g_array_index(self->ran, SopRan, index - 1).ends : (SopMarks) {0};

    return (SopEvent) {
        .timeout = ran->offer,
        .at = ran->at,
        .left = part_of(&self->left, from.left),
        .n_left = ran->ends.left - from.left,
        .entered = part_of(&self->entered, from.entered),
        .n_entered = ran->ends.entered - from.entered,
        .informs = part_of(&self->informs, from.informs),
        .n_informs = ran->ends.informs - from.informs,
    };
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
