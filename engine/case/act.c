/* SPDX-License-Identifier: Apache-2.0 */
/* Acting: the timeouts due by now run first; then what is given is put in, and on that everything is
 * judged and done. One failure undoes it all but the timeouts. */
#include "case/case.h"

static bool
judge_and_do(SopRun *self, const SopGiven *given)
{
    uint32_t offers[SOP_LIMIT_PARALLEL];

    if (self->rest.closed)
        return sop_run_refuse(self, SOP_REASON_CLOSED, SOP_SPAN_NONE, SOP_NONE), false;
    uint32_t n_offers =
        self->action < self->flow->n_actions ? sop_run_offers(self, self->action, offers) : 0;
    if (n_offers == 0)
        return sop_run_refuse(self, SOP_REASON_NOT_OFFERED, SOP_SPAN_NONE, SOP_NONE), false;

    sop_run_put_given(self, given, offers, n_offers);
    for (uint32_t i = 0; i < n_offers; i++)
        sop_run_judge_offer(self, offers[i]);
    if (self->flow->n_safeguards > 0)
        sop_run_judge_safeguards(self, self->action);
    return self->reasons->n_items == 0 && sop_run_do(self, offers, n_offers);
}

/* Among many cases each is far from the processor: asks for the lines that every act touches, which
 * lie behind one another, together instead of one after the other. */
static inline void
fetch(const SopCase *of)
{
    enum
    {
        CACHE_LINE = 64,
        LINES = 6,
    };

    for (size_t line = 1; line < LINES; line++)
        __builtin_prefetch((const char *) of + line * CACHE_LINE);
}

static bool
act_on(SopRun *self, SopAction action, const SopGiven *given, SopInstant now)
{
    SopCase *of = self->of;

    if (G_UNLIKELY(sop_case_wakes(of, now)))
        sop_run_timeouts(self, now);
    sop_run_begin(self, action, now);
    if (!judge_and_do(self, given))
    {
        sop_run_undo(self);
        return false;
    }
    sop_run_commit(self, SOP_NONE);
    sop_run_timeouts_after(self, now);
    return true;
}

static bool
act(SopCase *of, SopAction action, const SopActor *actor, const SopGiven *given, SopInstant now,
    SopVerdict *verdict)
{
    SopRun self;

    fetch(of);
    sop_verdict_reset(verdict);
    now = MAX(now, of->last);
    sop_run_init(&self, of, actor, now, verdict);
    verdict->accepted = act_on(&self, action, given, now);
    sop_run_clear(&self);
    return verdict->accepted;
}

static bool
may(SopCase *of, SopAction action, const SopActor *actor, const SopGiven *given, SopInstant now,
    SopVerdict *verdict)
{
    SopRun self;
    SopPlace place;

    sop_verdict_reset(verdict);
    now = MAX(now, of->last);
    sop_run_init(&self, of, actor, now, verdict);
    self.keep = false;
    sop_place_keep(&place, of);
    verdict->accepted = act_on(&self, action, given, now);
    sop_changes_undo(&verdict->changes, of, 0);
    sop_place_restore(&place, of);
    sop_run_clear(&self);
    return verdict->accepted;
}

/* ---- the public calls ------------------------------------------------------------------------ */

typedef bool (*ActFunc)(SopCase *of, SopAction action, const SopActor *actor, const SopGiven *given,
                        SopInstant now, SopVerdict *verdict);

static bool
call(ActFunc func, SopCase *of, SopAction action, const SopActor *actor, const SopGiven *given,
     SopInstant now, SopVerdict *verdict)
{
    if (verdict != NULL)
        return func(of, action, actor, given, now, verdict);
    SopVerdict own;
    sop_verdict_init(&own);
    bool accepted = func(of, action, actor, given, now, &own);
    sop_verdict_clear(&own);
    return accepted;
}

bool
sop_case_act(SopCase *self, SopAction action, const SopActor *actor, const SopGiven *given,
             SopInstant now, SopVerdict *verdict)
{
    g_return_val_if_fail(self != NULL && actor != NULL && actor->id != NULL, false);

    return call(act, self, action, actor, given, now, verdict);
}

bool
sop_case_may(const SopCase *self, SopAction action, const SopActor *actor, const SopGiven *given,
             SopInstant now, SopVerdict *verdict)
{
    g_return_val_if_fail(self != NULL && actor != NULL && actor->id != NULL, false);

    return call(may, (SopCase *) self, action, actor, given, now, verdict); /* all is undone */
}

SopCase *
sop_case_open(SopFlow *flow, const char *id, SopInstant now)
{
    return sop_case_open_judged(flow, id, now, NULL);
}

SopCase *
sop_case_open_judged(SopFlow *flow, const char *id, SopInstant now, SopVerdict *verdict)
{
    g_return_val_if_fail(flow != NULL && id != NULL, NULL);

    g_autoptr(SopCase) self = sop_case_alloc(flow, id, now);
    SopVerdict own;
    SopRun opening;

    sop_verdict_init(&own);
    if (verdict == NULL)
        verdict = &own;
    sop_verdict_reset(verdict);
    sop_run_init(&opening, self, NULL, now, verdict);
    verdict->accepted = sop_run_open(&opening);
    if (verdict->accepted)
        sop_run_timeouts(&opening, now);
    bool opened = verdict->accepted;
    sop_run_clear(&opening);
    sop_verdict_clear(&own);
    return opened ? g_steal_pointer(&self) : NULL;
}
