/* SPDX-License-Identifier: Apache-2.0 */
/* What decided a condition: what it read is kept with the reason, so that it can be told afterwards, when
 * the case has gone on. */
#include "case/case.h"

/* ---- what it read ---------------------------------------------------------------------------- */

static bool
reads_few_facts(const SopFlow *flow, const uint32_t *slots, unsigned n_slots)
{
    bool are_facts = n_slots <= SOP_REASON_VALUES;

    for (unsigned i = 0; i < n_slots && are_facts; i++)
        are_facts = slots[i] < flow->n_facts;
    return are_facts;
}

void
sop_reason_take_values(SopReason *self, const SopRun *run, SopGuard guard)
{
    unsigned n_slots;
    const uint32_t *slots = sop_feel_slots(run->flow->expressions[guard].feel, &n_slots);

    self->guard = guard;
    self->now = run->now;
    for (unsigned pass = 0; pass < 2; pass++) /* what is not known matters most */
        for (unsigned i = 0; i < n_slots && self->n_values < SOP_REASON_VALUES; i++)
        {
            if (slots[i] >= run->flow->n_facts)
                continue;
            const SopValue *value = &sop_case_facts(run->of)[slots[i]];
            if ((value->type == SOP_NULL) != (pass == 0))
                continue;
            self->values_of[self->n_values] = slots[i];
            self->values[self->n_values++] = sop_value_copy(value);
        }
    if (reads_few_facts(run->flow, slots, n_slots))
        return;
    self->seen = g_new(SopValue, n_slots);
    for (unsigned i = 0; i < n_slots; i++)
    {
        SopValue value = sop_run_read(run, slots[i]);
        self->seen[i] = sop_value_copy(&value);
    }
}

void
sop_reason_drop_values(SopReason *self)
{
    unsigned n_slots = 0;

    for (uint32_t i = 0; i < self->n_values; i++)
        sop_value_clear(&self->values[i]);
    if (self->seen != NULL)
        sop_feel_slots(self->flow->expressions[self->guard].feel, &n_slots);
    for (unsigned i = 0; i < n_slots; i++)
        sop_value_clear(&self->seen[i]);
    g_clear_pointer(&self->seen, g_free);
}

static SopValue
read_seen(const void *host, uint32_t slot)
{
    const SopReason *self = host;
    unsigned n_slots;
    const uint32_t *slots = sop_feel_slots(self->flow->expressions[self->guard].feel, &n_slots);

    for (unsigned i = 0; self->seen != NULL && i < n_slots; i++)
        if (slots[i] == slot)
            return self->seen[i];
    for (uint32_t i = 0; self->seen == NULL && i < self->n_values; i++)
        if (self->values_of[i] == slot)
            return self->values[i];
    return SOP_VALUE_NULL;
}

/* ---- what decided ---------------------------------------------------------------------------- */

SopFeelReasons *
sop_reason_because(const SopReason *self)
{
    g_return_val_if_fail(self != NULL, NULL);

    SopFeelInput input = {.read = read_seen, .host = self, .now = self->now};
    return self->guard != SOP_NONE ? sop_feel_explain_in(self->flow->expressions[self->guard].feel,
                                                         &input, self->flow->zone)
                                   : NULL;
}

char *
sop_reason_say_because(const SopReason *self, const SopFeelReason *because, const char *language)
{
    g_return_val_if_fail(self != NULL && self->guard != SOP_NONE && because != NULL, NULL);

    return sop_flow_say_reason(self->flow, self->guard, because, language);
}

void
sop_reason_find_because(const SopReason *self, const SopFeelReason *because, unsigned *ret_line,
                        unsigned *ret_column)
{
    g_return_if_fail(self != NULL && self->guard != SOP_NONE && because != NULL);

    const SopExpression *expression = &self->flow->expressions[self->guard];
    bool is_missing = because->need >= SOP_FEEL_NEEDS_KNOWN && because->subject_length > 0;
    SopSpan span = expression->written.node != NULL
                       ? sop_written_span(self->flow->procedure, &expression->written,
                                          is_missing ? because->subject_offset : because->offset,
                                          is_missing ? because->subject_length : because->length)
                       : expression->span;
    *ret_line = span.source != SOP_NONE ? span.line : 0;
    *ret_column = span.source != SOP_NONE ? span.column : 0;
}
