/* SPDX-License-Identifier: Apache-2.0 */
/* Safeguards while a case runs: what an event would break, what must hold at every rest, and the
 * memory that they need: since when something stands or is owed. */
#include "case/case.h"

enum
{
    POSSIBLE_BITS = 64, /* how many safeguards a run's `was_possible` speaks of */
};

static SopReason *
refuse(SopRun *self, uint32_t number)
{
    const SopSafeguard *safeguard = &self->flow->safeguards[number];
    SopReason *reason = sop_run_refuse(self, SOP_REASON_SAFEGUARD, safeguard->span, SOP_NONE);

    reason->safeguard = number;
    if (safeguard->never_when != SOP_NONE)
        sop_reason_take_values(reason, self, safeguard->never_when);
    return reason;
}

/* It applies unless its `when` is known to be false. */
static bool
applies(SopRun *self, const SopSafeguard *safeguard)
{
    return safeguard->when == SOP_NONE || sop_run_judge(self, safeguard->when) != SOP_FALSE;
}

static bool
stands(const SopRun *self, const SopSafeguard *safeguard)
{
    return sop_case_monitors(self->of)[safeguard->monitor] != SOP_INSTANT_NONE;
}

/* Would the event, which it guards, break it? */
static bool
breaks(SopRun *self, const SopSafeguard *safeguard)
{
    switch ((SopSafeguardKind) safeguard->kind)
    {
    case SOP_SAFEGUARD_NEVER_WHEN:
        return sop_run_judge(self, safeguard->never_when) != SOP_FALSE;
    case SOP_SAFEGUARD_ONLY_AFTER:
        return !stands(self, safeguard);
    case SOP_SAFEGUARD_AT_MOST_ONCE:
        return stands(self, safeguard);
    case SOP_SAFEGUARD_POSSIBLE_FROM:
    case SOP_SAFEGUARD_LEADS_TO:
        break;
    }
    return false;
}

bool
sop_run_judge_safeguards(SopRun *self, SopHappening happening)
{
    const SopFlow *flow = self->flow;
    bool kept = true;

    for (uint32_t i = flow->watched[happening]; i < flow->watched[happening + 1]; i++)
    {
        const SopWatch watch = flow->watches[i];
        const SopSafeguard *safeguard = &flow->safeguards[watch.safeguard];
        if (watch.kind != SOP_WATCH_EVENT || !breaks(self, safeguard) || !applies(self, safeguard))
            continue;
        refuse(self, watch.safeguard);
        kept = false;
    }
    return kept;
}

/* ---- memory ---------------------------------------------------------------------------------- */

static void
set_monitor(SopRun *self, const SopSafeguard *safeguard, SopInstant since)
{
    if (sop_case_monitors(self->of)[safeguard->monitor] != since)
        sop_change_monitor(&self->verdict->changes, self->of, safeguard->monitor, since);
}

static void
notice(SopRun *self, const SopSafeguard *safeguard, SopWatchKind kind)
{
    bool guarded = kind == SOP_WATCH_EVENT;

    if (safeguard->monitor == SOP_NONE || (guarded && safeguard->kind == SOP_SAFEGUARD_ONLY_AFTER))
        return;
    bool begins =
        kind == SOP_WATCH_START || (guarded && safeguard->kind == SOP_SAFEGUARD_AT_MOST_ONCE);
    if (!begins)
        set_monitor(self, safeguard, SOP_INSTANT_NONE);
    else /* a named event means its last time */
        set_monitor(self, safeguard, self->now);
}

void
sop_run_watch(SopRun *self, SopHappening happening)
{
    const SopFlow *flow = self->flow;

    for (uint32_t i = flow->watched[happening]; i < flow->watched[happening + 1]; i++)
        notice(self, &flow->safeguards[flow->watches[i].safeguard],
               (SopWatchKind) flow->watches[i].kind);
}

/* ---- rests ----------------------------------------------------------------------------------- */

static bool
is_too_late(SopRun *self, const SopOffer *offer)
{
    if (!offer->has_not_after)
        return false;
    SopInstant until = sop_run_moment(self, &offer->not_after, offer->node);
    bool edge = sop_unit_is_days((SopUnit) offer->not_after.duration.unit);
    return until == SOP_INSTANT_NONE || sop_is_over(until, edge, self->now);
}

/* Offered, its `when` not known to be false, and not too late; where several tracks offer it, in
 * all of them. */
static bool
is_possible(SopRun *self, SopAction action)
{
    uint32_t offers[SOP_LIMIT_PARALLEL];
    uint32_t n_offers = sop_run_offers(self, action, offers);

    for (uint32_t i = 0; i < n_offers; i++)
    {
        const SopOffer *offer = &self->flow->offers[offers[i]];
        if ((offer->when != SOP_NONE && sop_run_judge(self, offer->when) == SOP_FALSE) ||
            is_too_late(self, offer))
            return false;
    }
    return n_offers > 0;
}

static bool
any_is_possible(SopRun *self, const SopSafeguard *safeguard)
{
    for (uint32_t i = 0; i < safeguard->events.count; i++)
    {
        SopHappening happening = sop_list_items(self->flow, safeguard->events)[i];
        if (happening < self->flow->n_actions && is_possible(self, happening))
            return true;
    }
    return false;
}

static bool
is_kept(SopRun *self, const SopSafeguard *safeguard)
{
    if (safeguard->kind == SOP_SAFEGUARD_POSSIBLE_FROM)
        return !stands(self, safeguard) || !applies(self, safeguard) ||
               any_is_possible(self, safeguard);
    return sop_run_judge(self, safeguard->never_when) == SOP_FALSE || !applies(self, safeguard);
}

void
sop_run_note_possible(SopRun *self)
{
    const SopFlow *flow = self->flow;

    self->was_possible = UINT64_MAX;
    for (uint32_t i = 0; i < flow->rests.count && i < POSSIBLE_BITS; i++)
    {
        const SopSafeguard *safeguard = &flow->safeguards[sop_list_items(flow, flow->rests)[i]];
        if (safeguard->kind == SOP_SAFEGUARD_POSSIBLE_FROM && !is_kept(self, safeguard))
            self->was_possible &= ~(UINT64_C(1) << i);
    }
}

bool
sop_run_judge_rest(SopRun *self)
{
    const SopFlow *flow = self->flow;

    for (uint32_t i = 0; i < flow->rests.count; i++)
    {
        uint32_t number = sop_list_items(flow, flow->rests)[i];
        bool was = i >= POSSIBLE_BITS || (self->was_possible >> i & 1) != 0;
        if (was && !is_kept(self, &flow->safeguards[number])) /* what time took, no act takes */
        {
            refuse(self, number);
            return false;
        }
    }
    return true;
}
