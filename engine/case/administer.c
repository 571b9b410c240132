/* SPDX-License-Identifier: Apache-2.0 */
/* The administration: facts corrected, cases closed and reopened, outside the flow and always with a
 * person and a reason, which the case keeps. */
#include "case/case.h"
#include "flow/fact.h"

#include <string.h>

static void
administered_clear(gpointer data)
{
    SopAdministered *self = data;

    g_free(self->by);
    g_free(self->reason);
    for (guint i = 0; self->corrected != NULL && i < self->corrected->len; i++)
    {
        SopCorrected *corrected = &g_array_index(self->corrected, SopCorrected, i);
        sop_value_clear(&corrected->old);
        sop_value_clear(&corrected->new);
    }
    if (self->corrected != NULL)
        g_array_unref(self->corrected);
}

GArray *
sop_administered_array(SopCase *of)
{
    SopExtra *extra = sop_case_extra(of);

    if (extra->administered == NULL)
    {
        extra->administered = g_array_new(FALSE, TRUE, sizeof(SopAdministered));
        g_array_set_clear_func(extra->administered, administered_clear);
    }
    return extra->administered;
}

static void
note(SopRun *self, SopAdministeredKind kind, const char *reason, GArray *corrected)
{
    SopAdministered entry = {.kind = kind,
                             .at = self->now,
                             .role = self->actor->role,
                             .by = g_strdup(self->actor->id),
                             .reason = g_strdup(reason),
                             .corrected = corrected};

    g_array_append_val(sop_administered_array(self->of), entry);
}

/* ---- may it be done? ------------------------------------------------------------------------- */

static bool
may_administer(SopRun *self, uint64_t roles, const char *reason)
{
    SopRole role = self->actor->role;

    if (role >= self->flow->n_roles || (roles >> role & 1) == 0)
        sop_run_refuse(self, SOP_REASON_WRONG_ROLE, SOP_SPAN_NONE, SOP_NONE)->roles = roles;
    if (reason == NULL || reason[strspn(reason, " \t\n")] == '\0')
        sop_run_refuse(self, SOP_REASON_NOT_GIVEN, SOP_SPAN_NONE, SOP_NONE)->name =
            g_strdup("reason");
    return self->reasons->n_items == 0;
}

/* ---- what it does ---------------------------------------------------------------------------- */

typedef struct
{
    const SopGiven *given;
    SopOutcome outcome;
    const char *reason;
} Order;

static void
correct_one(SopRun *self, const SopGivenItem *item, GArray *corrected)
{
    SopValue fitting = SOP_VALUE_NULL;
    bool is_fact = item->fact != SOP_NONE && !item->filed;

    if (!is_fact)
    {
        SopReason *reason = sop_run_refuse(self, SOP_REASON_NOT_ASKED, SOP_SPAN_NONE, SOP_NONE);
        reason->document = item->document;
        reason->name = g_strdup(item->name);
        return;
    }
    const SopFlowFact *fact = &self->flow->facts[item->fact];
    if (item->value.type != SOP_NULL && !sop_fact_fits(self->flow, fact, &item->value, &fitting))
    {
        SopReason *reason = sop_run_refuse(self, SOP_REASON_WRONG_VALUE, SOP_SPAN_NONE, SOP_NONE);
        reason->fact = item->fact;
        reason->n_values = 1;
        reason->values_of[0] = item->fact;
        reason->values[0] = sop_value_copy(&item->value);
        return;
    }
    SopCorrected entry = {item->fact, sop_value_copy(&sop_case_facts(self->of)[item->fact]),
                          sop_value_copy(&fitting)};
    g_array_append_val(corrected, entry);
    sop_change_fact(&self->verdict->changes, self->of, item->fact, fitting);
}

static bool
correct(SopRun *self, const Order *order)
{
    GArray *corrected = g_array_new(FALSE, TRUE, sizeof(SopCorrected));

    for (guint i = 0; i < order->given->items->len; i++)
        correct_one(self, &g_array_index(order->given->items, SopGivenItem, i), corrected);
    if (self->reasons->n_items == 0)
    {
        note(self, SOP_ADMINISTERED_CORRECT, order->reason, corrected);
        return true;
    }
    SopAdministered dropped = {.corrected = corrected};
    administered_clear(&dropped);
    return false;
}

static bool
close_case(SopRun *self, const Order *order)
{
    if (self->rest.closed)
        return sop_run_refuse(self, SOP_REASON_CLOSED, SOP_SPAN_NONE, SOP_NONE), false;
    sop_run_close(self, order->outcome);
    note(self, SOP_ADMINISTERED_CLOSE, order->reason, NULL);
    return true;
}

static bool
reopen(SopRun *self, const Order *order)
{
    if (!self->rest.closed || sop_case_closing(self->of) == NULL)
    {
        sop_run_refuse(self, SOP_REASON_NOT_OFFERED, SOP_SPAN_NONE, SOP_NONE)->name =
            g_strdup("reopen");
        return false;
    }
    sop_run_reopen(self);
    note(self, SOP_ADMINISTERED_REOPEN, order->reason, NULL);
    return true;
}

/* ---- the public calls ------------------------------------------------------------------------ */

typedef bool (*OrderFunc)(SopRun *self, const Order *order);

static bool
carry_out(SopRun *self, OrderFunc func, uint64_t roles, const Order *order, SopInstant now)
{
    if (sop_case_wakes(self->of, now))
        sop_run_timeouts(self, now);
    sop_run_begin(self, SOP_NONE, now);
    if (!may_administer(self, roles, order->reason) || !func(self, order))
    {
        sop_run_undo(self);
        return false;
    }
    sop_run_commit(self, SOP_NONE);
    sop_run_timeouts_after(self, now);
    return true;
}

static bool
administer(SopCase *of, OrderFunc func, uint64_t roles, const Order *order, const SopActor *actor,
           SopInstant now, SopVerdict *verdict)
{
    SopVerdict own;
    SopRun run;

    sop_verdict_init(&own);
    if (verdict == NULL)
        verdict = &own;
    sop_verdict_reset(verdict);
    sop_run_init(&run, of, actor, now, verdict);
    bool done = carry_out(&run, func, roles, order, MAX(now, of->last));
    verdict->accepted = done;
    sop_run_clear(&run);
    sop_verdict_clear(&own);
    return done;
}

bool
sop_case_correct(SopCase *self, const SopGiven *facts, const SopActor *actor, const char *reason,
                 SopInstant now, SopVerdict *verdict)
{
    g_return_val_if_fail(self != NULL && facts != NULL, false);
    g_return_val_if_fail(actor != NULL && actor->id != NULL, false);

    Order order = {.given = facts, .outcome = SOP_NONE, .reason = reason};
    return administer(self, correct, self->flow->may_correct, &order, actor, now, verdict);
}

bool
sop_case_close(SopCase *self, const SopActor *actor, const char *reason, SopInstant now,
               SopVerdict *verdict)
{
    g_return_val_if_fail(self != NULL && actor != NULL && actor->id != NULL, false);

    Order order = {.outcome = self->flow->by_hand, .reason = reason};
    return administer(self, close_case, self->flow->may_close, &order, actor, now, verdict);
}

bool
sop_case_reopen(SopCase *self, const SopActor *actor, const char *reason, SopInstant now,
                SopVerdict *verdict)
{
    g_return_val_if_fail(self != NULL && actor != NULL && actor->id != NULL, false);

    Order order = {.outcome = SOP_NONE, .reason = reason};
    return administer(self, reopen, self->flow->may_reopen, &order, actor, now, verdict);
}
