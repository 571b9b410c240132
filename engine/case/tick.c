/* SPDX-License-Identifier: Apache-2.0 */
/* Timeouts: what is due by now runs, each an event of its own at its own instant: earliest first,
 * then inner first, then as written. A late call has the same result as punctual ones. */
#include "case/case.h"

typedef struct
{
    uint32_t offer; /* SOP_NONE: none */
    SopInstant due;
} Next;

typedef struct /* timeouts that are due and cannot run now */
{
    SopNumbers offers;
    bool stuck; /* … and one of them would, if it only could */
} Pending;

static bool
is_pending(const Pending *self, uint32_t offer)
{
    for (uint32_t i = 0; i < self->offers.n_items; i++)
        if (self->offers.items[i] == offer)
            return true;
    return false;
}

static bool
comes_before(const SopFlow *flow, const Next *a, const Next *b)
{
    const SopOffer *left = &flow->offers[a->offer];
    const SopOffer *right = &flow->offers[b->offer];
    uint8_t left_depth = flow->nodes[left->node].depth;
    uint8_t right_depth = flow->nodes[right->node].depth;

    if (a->due != b->due)
        return a->due < b->due;
    if (left_depth != right_depth)
        return left_depth > right_depth;
    return left->order != right->order ? left->order < right->order : a->offer < b->offer;
}

/* The timeout that comes first of those that run and are not pending. */
static Next
next_timeout(SopRun *self, const Pending *pending)
{
    const SopFlow *flow = self->flow;
    Next first = {SOP_NONE, SOP_INSTANT_NONE};
    SopActive active;
    SopNode node;

    sop_active_init(&active, self->of);
    while (sop_active_next(&active, &node))
        for (uint32_t i = flow->nodes[node].timeouts;
             i < flow->nodes[node].timeouts + flow->nodes[node].n_timeouts; i++)
        {
            const SopOffer *timeout = &flow->offers[i];
            uint32_t fired = sop_case_clocks(self->of)[flow->nodes[node].clock].fired;
            if ((fired >> timeout->bit & 1) != 0 || is_pending(pending, i))
                continue;
            Next next = {i, sop_run_due(self, timeout->at, timeout->prolonged, node, NULL)};
            if (next.due != SOP_INSTANT_NONE &&
                (first.offer == SOP_NONE || comes_before(flow, &next, &first)))
                first = next;
        }
    return first;
}

static void
mark_fired(SopRun *self, const SopOffer *timeout)
{
    uint32_t slot = self->flow->nodes[timeout->node].clock;
    SopClock clock = sop_case_clocks(self->of)[slot];

    clock.fired |= UINT32_C(1) << timeout->bit;
    sop_change_clock(&self->verdict->changes, self->of, timeout->node, clock);
}

/* Its reasons are of no use to whoever acts: they belong to nobody's act. */
static bool
try_timeout(SopRun *self, uint32_t offer)
{
    SopReasons *reasons = self->reasons;
    SopReasons own = {0};

    self->reasons = &own;
    mark_fired(self, &self->flow->offers[offer]);
    bool done = sop_run_judge_safeguards(self, self->flow->offers[offer].action) &&
                sop_run_do(self, &offer, 1);
    self->reasons = reasons;
    sop_reasons_free(&own);
    return done;
}

/* Returns: whether it ran. */
static bool
run_timeout(SopRun *self, Next next, Pending *pending)
{
    const SopOffer *timeout = &self->flow->offers[next.offer];

    sop_run_begin(self, timeout->action, MAX(next.due, self->of->last));
    SopTruth truth = timeout->when == SOP_NONE ? SOP_TRUE : sop_run_judge(self, timeout->when);
    if (truth == SOP_FALSE) /* it has passed, which is no event */
    {
        mark_fired(self, timeout);
        if (self->keep)
            sop_changes_keep(&self->verdict->changes);
        return false;
    }
    if (truth == SOP_TRUE && try_timeout(self, next.offer))
    {
        sop_run_commit(self, next.offer);
        return true;
    }
    sop_run_undo(self);
    sop_numbers_add(&pending->offers, next.offer);
    pending->stuck = pending->stuck || truth == SOP_TRUE;
    return false;
}

/* Returns: how many ran. */
static unsigned
run_due(SopRun *self, SopInstant now)
{
    Pending pending = {0};
    unsigned n_ran = 0;
    Next next = {SOP_NONE, SOP_INSTANT_NONE};

    for (;;)
    {
        self->now = now;
        next = next_timeout(self, &pending);
        if (next.offer == SOP_NONE || next.due > now)
            break;
        if (n_ran == SOP_LIMIT_TIMEOUT_RUNS)
        {
            pending.stuck = true;
            break;
        }
        if (run_timeout(self, next, &pending))
        {
            n_ran++;
            pending.offers.n_items = 0; /* what could not run may be able to now */
            pending.stuck = false;
        }
    }
    self->of->stuck = pending.stuck;
    self->of->pending = pending.offers.n_items > 0;
    self->of->rough = false;
    self->of->wakes = next.offer != SOP_NONE ? next.due : INT64_MAX;
    g_free(pending.offers.items);
    return n_ran;
}

unsigned
sop_run_timeouts(SopRun *self, SopInstant now)
{
    const SopActor *actor = self->actor;

    if (self->flow->first_timeout == self->flow->n_offers)
    {
        self->of->wakes = INT64_MAX;
        return 0;
    }
    self->actor = NULL; /* nobody does them, whoever's act they precede */
    unsigned n_ran = run_due(self, now);
    self->actor = actor;
    return n_ran;
}

static SopInstant
earliest_of(SopRun *self, SopNode node, bool only_moving)
{
    const SopFlow *flow = self->flow;
    const SopFlowNode *of = &flow->nodes[node];
    SopInstant earliest = INT64_MAX;

    for (uint32_t i = of->timeouts; i < of->timeouts + of->n_timeouts; i++)
    {
        const SopOffer *timeout = &flow->offers[i];
        if ((only_moving && !timeout->moves) ||
            (sop_case_clocks(self->of)[of->clock].fired >> timeout->bit & 1) != 0)
            continue;
        SopInstant due = sop_run_due(self, timeout->at, timeout->prolonged, node, NULL);
        if (due != SOP_INSTANT_NONE)
            earliest = MIN(earliest, due);
    }
    return earliest;
}

/* The earliest of the timeouts that the event can have moved: those of nodes that are active anew or
 * again, and those that depend on what is known. One that is gone again does no harm. */
static SopInstant
earliest_moved(SopRun *self)
{
    const SopNumbers *entered = &self->verdict->entered;
    SopInstant earliest = INT64_MAX;
    SopActive active;
    SopNode node;

    for (uint32_t i = self->marks.entered; i < entered->n_items; i++)
        earliest = MIN(earliest, earliest_of(self, entered->items[i], false));
    if (!self->flow->clocks_move)
        return earliest;
    sop_active_init(&active, self->of);
    while (sop_active_next(&active, &node))
        earliest = MIN(earliest, earliest_of(self, node, true));
    return earliest;
}

void
sop_run_timeouts_after(SopRun *self, SopInstant now)
{
    SopCase *of = self->of;

    if (self->flow->first_timeout == self->flow->n_offers)
        return;
    self->rest = sop_case_configuration(of);
    self->view = &self->rest;
    self->actor = NULL;
    SopInstant earliest = of->pending ? now : earliest_moved(self);
    if (earliest <= now)
    {
        sop_run_timeouts(self, now);
        return;
    }
    of->wakes = MIN(of->wakes, earliest);
    of->rough = true;
}

/* ---- the public calls ------------------------------------------------------------------------ */

unsigned
sop_case_tick(SopCase *self, SopInstant now, SopVerdict *verdict)
{
    g_return_val_if_fail(self != NULL, 0);

    if (verdict != NULL)
        sop_verdict_reset(verdict);
    if (!sop_case_wakes(self, now))
        return 0;
    SopVerdict own;
    SopRun run;
    sop_verdict_init(&own);
    sop_run_init(&run, self, NULL, now, verdict != NULL ? verdict : &own);
    unsigned n_ran = sop_run_timeouts(&run, MAX(now, self->last));
    sop_run_clear(&run);
    sop_verdict_clear(&own);
    return n_ran;
}

SopInstant
sop_case_next_due(const SopCase *self)
{
    g_return_val_if_fail(self != NULL, SOP_INSTANT_NONE);

    if (self->wakes != INT64_MIN && !self->rough) /* as the last call found it */
        return self->wakes != INT64_MAX ? self->wakes : SOP_INSTANT_NONE;

    unsigned n_dues = sop_case_due(self, self->last, NULL, 0);
    g_autofree SopDue *dues = g_new(SopDue, n_dues + 1);
    sop_case_due(self, self->last, dues, n_dues);
    for (unsigned i = 0; i < n_dues; i++)
        if (dues[i].kind == SOP_DUE_TIMEOUT && dues[i].at > self->last)
            return dues[i].at;
    return SOP_INSTANT_NONE;
}

bool
sop_case_is_stuck(const SopCase *self)
{
    return self->stuck;
}
