/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks: the instants that moments mean, what resuming does to a clock, and which nodes' clocks
 * run (language page, "Moments and clocks"). */
#include "case/case.h"

/* ---- from entering --------------------------------------------------------------------------- */

/* Working days: the rest of them from the day on which the clock went on. What was over when it
 * stopped stays over: the last day had been before a free day on which it stopped. */
static SopInstant
working_days_on(SopTimeFrame frame, const SopPause *pause, SopSpanOfTime duration)
{
    SopDay resumed = sop_zone_day(frame.zone, pause->resumed);
    int64_t left = (int64_t) duration.count - pause->worked;
    bool over = left == 0 && !sop_calendar_is_working(frame.calendar, pause->stopped);
    SopDay last = sop_calendar_add(frame.calendar, resumed, left) - over;

    return sop_zone_day_start(frame.zone, last + 1);
}

static SopInstant
from_entering(SopTimeFrame frame, const SopClock *clock, const SopPause *pause,
              SopSpanOfTime duration)
{
    bool stood = pause != NULL && pause->resumed != 0;
    bool in_days = sop_unit_is_days((SopUnit) duration.unit);
    SopAnchorPoint entered = {.instant = clock->entered};

    if (stood && duration.unit == SOP_UNIT_WORKING_DAYS)
        return working_days_on(frame, pause, duration);
    if (stood && !in_days)
        entered.instant += pause->paused;
    SopInstant due = sop_moment_after(frame, entered, duration);
    return stood && in_days
               ? sop_zone_day_start(frame.zone, sop_zone_day(frame.zone, due) + pause->days)
               : due;
}

SopPause
sop_pause_after(const SopFlow *flow, SopClock clock, SopPause pause, SopInstant left,
                SopInstant now)
{
    if (now == left) /* no time passed */
        return pause;
    SopDay began = sop_zone_day(flow->zone, pause.resumed != 0 ? pause.resumed : clock.entered);
    SopDay stopped = sop_zone_day(flow->zone, left);

    return (SopPause) {
        .paused = pause.paused + (now - left),
        .days = pause.days + (sop_zone_day(flow->zone, now) - stopped),
        .worked = pause.worked + sop_calendar_count(flow->calendar, began, stopped),
        .stopped = stopped,
        .resumed = now,
    };
}

/* ---- moments --------------------------------------------------------------------------------- */

static bool
point_of_value(const SopRun *self, const SopValue *value, SopAnchorPoint *ret)
{
    ret->is_day = sop_value_get_day(value, &ret->day);
    return ret->is_day || sop_value_get_instant(value, self->flow->zone, &ret->instant);
}

static bool
anchor_point(const SopRun *self, const SopMoment *moment, SopAnchorPoint *ret)
{
    const SopOnFile *on_file;

    *ret = (SopAnchorPoint) {0};
    switch ((SopAnchorKind) moment->anchor_kind)
    {
    case SOP_ANCHOR_EVENT:
        ret->instant = sop_case_done(self->of)[self->flow->actions[moment->anchor].done_slot];
        return ret->instant != SOP_INSTANT_NONE;
    case SOP_ANCHOR_FACT:
        return point_of_value(self, &sop_case_facts(self->of)[moment->anchor], ret);
    case SOP_ANCHOR_EXPIRES:
        on_file = sop_case_documents(self->of)[moment->anchor];
        if (on_file == NULL || !on_file->has_expires)
            return false;
        ret->is_day = true;
        ret->day = on_file->expires;
        return true;
    }
    return false;
}

SopInstant
sop_run_moment(SopRun *self, const SopMoment *moment, SopNode node)
{
    SopTimeFrame frame = {self->flow->zone, self->flow->calendar};
    SopAnchorPoint point = {.instant = self->now};

    if (moment->kind == SOP_MOMENT_FROM_ENTERING && node != SOP_NONE)
    {
        uint32_t slot = self->flow->nodes[node].clock;
        const SopPause *pauses = sop_case_pauses(self->of);
        const SopPause *pause = pauses != NULL ? &pauses[slot] : NULL;
        return from_entering(frame, &sop_case_clocks(self->of)[slot], pause, moment->duration);
    }
    if (moment->kind != SOP_MOMENT_FROM_ENTERING && !anchor_point(self, moment, &point))
        return SOP_INSTANT_NONE;
    return moment->kind == SOP_MOMENT_BEFORE ? sop_moment_before(frame, point, moment->duration)
                                             : sop_moment_after(frame, point, moment->duration);
}

SopInstant
sop_run_since(const SopRun *self, const SopMoment *moment, SopNode node)
{
    SopAnchorPoint point;

    if (moment->kind == SOP_MOMENT_FROM_ENTERING)
        return sop_case_clocks(self->of)[self->flow->nodes[node].clock].entered;
    if (!anchor_point(self, moment, &point))
        return SOP_INSTANT_NONE;
    return point.is_day ? sop_zone_day_start(self->flow->zone, point.day) : point.instant;
}

bool
sop_is_over(SopInstant due, bool edge, SopInstant now)
{
    return edge ? now >= due : now > due;
}

/* ---- deadlines and timeouts ------------------------------------------------------------------ */

/* The branch that holds; NULL while one is unknown, or none holds: the clock waits. */
static const SopMoment *
moment_of(SopRun *self, SopList moments)
{
    for (uint32_t i = moments.start; i < moments.start + moments.count; i++)
    {
        const SopMomentBranch *branch = &self->flow->moments[i];
        SopTruth truth = branch->when == SOP_NONE ? SOP_TRUE : sop_run_judge(self, branch->when);
        if (truth != SOP_FALSE)
            return truth == SOP_TRUE ? &branch->moment : NULL;
    }
    return NULL;
}

/* What was granted, so many times: days go on from the last day, hours from the instant. */
static SopInstant
prolong(const SopFlow *flow, SopInstant due, bool *edge, SopSpanOfTime duration, uint32_t times)
{
    SopTimeFrame frame = {flow->zone, flow->calendar};
    SopAnchorPoint from = {.is_day = *edge, .instant = due};

    if (*edge)
        from.day = sop_zone_day(flow->zone, due) - 1;
    duration.count *= times;
    *edge = sop_unit_is_days((SopUnit) duration.unit);
    return sop_moment_after(frame, from, duration);
}

SopInstant
sop_run_due(SopRun *self, SopList moments, SopList prolonged, SopNode node, bool *ret_edge)
{
    const SopMoment *moment = moment_of(self, moments);
    SopInstant due = moment != NULL ? sop_run_moment(self, moment, node) : SOP_INSTANT_NONE;
    bool edge = moment != NULL && sop_unit_is_days((SopUnit) moment->duration.unit);

    for (uint32_t i = 0; i < prolonged.count && due != SOP_INSTANT_NONE; i++)
    {
        uint32_t number = sop_list_items(self->flow, prolonged)[i];
        uint32_t times = sop_case_prolonged(self->of)[number];
        if (times > 0)
            due = prolong(self->flow, due, &edge, self->flow->prolongings[number].duration, times);
    }
    if (ret_edge != NULL)
        *ret_edge = edge;
    return due;
}

/* ---- what runs ------------------------------------------------------------------------------- */

void
sop_active_init(SopActive *self, const SopCase *of)
{
    *self = (SopActive) {.of = of, .node = SOP_NONE, .before = SOP_NONE};
}

bool
sop_active_next(SopActive *self, SopNode *ret_node)
{
    const SopFlow *flow = self->of->flow;
    const SopNode *leaves = sop_case_leaves(self->of);

    if (self->node != SOP_NONE)
        self->node = flow->nodes[self->node].parent;
    if (self->node != SOP_NONE && self->before != SOP_NONE &&
        sop_node_contains(flow, self->node, self->before))
        self->node = SOP_NONE;
    while (self->node == SOP_NONE)
    {
        if (self->leaf > 0 && flow->nodes[leaves[self->leaf - 1]].kind == SOP_KIND_STEP)
            self->before = leaves[self->leaf - 1];
        if (self->of->closed || self->leaf == self->of->n_leaves)
            return false;
        SopNode leaf = leaves[self->leaf++];
        if (flow->nodes[leaf].kind == SOP_KIND_STEP)
            self->node = leaf;
    }
    *ret_node = self->node;
    return true;
}

bool
sop_case_has_clock(const SopCase *self, SopNode node)
{
    for (uint32_t i = 0; i < self->n_leaves; i++)
        if (sop_node_contains(self->flow, node, sop_case_leaves(self)[i]))
            return self->flow->nodes[node].clock != SOP_NONE;
    return false;
}

/* ---- asked from outside ---------------------------------------------------------------------- */

typedef struct
{
    SopDue *dues;
    unsigned room;
    unsigned n_dues;
} Dues;

static void
add_due(Dues *self, SopDue due)
{
    unsigned at = MIN(self->n_dues, self->room);

    self->n_dues++;
    if (at == self->room && (at == 0 || self->dues[--at].at <= due.at))
        return; /* it is later than those for which there is room */
    for (; at > 0 && self->dues[at - 1].at > due.at; at--)
        self->dues[at] = self->dues[at - 1];
    self->dues[at] = due;
}

static void
add_node(Dues *self, SopRun *run, SopNode node)
{
    const SopFlow *flow = run->flow;
    const SopFlowNode *of = &flow->nodes[node];
    bool edge;

    if (of->within.count > 0)
    {
        SopInstant at = sop_run_due(run, of->within, of->prolonged, node, &edge);
        if (at != SOP_INSTANT_NONE)
            add_due(self, (SopDue) {.kind = SOP_DUE_DEADLINE,
                                    .of = node,
                                    .node = node,
                                    .at = at,
                                    .over = sop_is_over(at, edge, run->now)});
    }
    for (uint32_t i = of->timeouts; i < of->timeouts + of->n_timeouts; i++)
    {
        const SopOffer *timeout = &flow->offers[i];
        if ((sop_case_clocks(run->of)[of->clock].fired >> timeout->bit & 1) != 0)
            continue;
        SopInstant at = sop_run_due(run, timeout->at, timeout->prolonged, node, &edge);
        if (at != SOP_INSTANT_NONE)
            add_due(self, (SopDue) {.kind = SOP_DUE_TIMEOUT,
                                    .of = timeout->action,
                                    .node = node,
                                    .at = at,
                                    .over = run->now >= at});
    }
}

static void
add_owed(Dues *self, SopRun *run)
{
    const SopFlow *flow = run->flow;
    SopTimeFrame frame = {flow->zone, flow->calendar};

    for (uint32_t i = 0; i < flow->n_safeguards; i++)
    {
        const SopSafeguard *safeguard = &flow->safeguards[i];
        if (safeguard->kind != SOP_SAFEGUARD_LEADS_TO)
            continue;
        SopAnchorPoint since = {.instant = sop_case_monitors(run->of)[safeguard->monitor]};
        if (since.instant == SOP_INSTANT_NONE ||
            (safeguard->when != SOP_NONE && sop_run_judge(run, safeguard->when) == SOP_FALSE))
            continue;
        SopDue due = {.kind = SOP_DUE_OWED, .of = i, .node = SOP_NONE, .at = SOP_INSTANT_NONE};
        if (safeguard->has_within)
        {
            bool edge = sop_unit_is_days((SopUnit) safeguard->within.unit);
            due.at = sop_moment_after(frame, since, safeguard->within);
            due.over = sop_is_over(due.at, edge, run->now);
        }
        add_due(self, due);
    }
}

unsigned
sop_case_due(const SopCase *self, SopInstant now, SopDue *dues, unsigned n)
{
    g_return_val_if_fail(self != NULL && (dues != NULL || n == 0), 0);

    SopVerdict verdict;
    SopRun run;
    Dues found = {dues, n, 0};
    SopActive active;
    SopNode node;

    sop_verdict_init(&verdict);
    sop_run_init(&run, (SopCase *) self, NULL, now, &verdict); /* looking changes nothing */
    sop_active_init(&active, self);
    while (sop_active_next(&active, &node))
        add_node(&found, &run, node);
    add_owed(&found, &run);
    sop_run_clear(&run);
    sop_verdict_clear(&verdict);
    return found.n_dues;
}
