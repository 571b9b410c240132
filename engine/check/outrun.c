/* SPDX-License-Identifier: Apache-2.0 */
/* What time rules out: actions and timeouts that a timeout always comes before, and leads away; and actions for
 * which it is too late before it is no longer too early. And what a timeout always comes before that leads nowhere, so
 * that it has run by then. Only clocks are compared that start together. */
#include "check/domains.h"
#include "flow/fact.h"

enum
{
    MINUTES_A_DAY = 24 * 60,
    DEPTH = 16,     /* decisions and ends on the way */
    LOST_HOUR = 60, /* of the day on which the clock is put forward */
};

/* ---- durations ----------------------------------------------------------------------------------------- */

/* Of units that run exactly, in minutes; else -1. */
static int64_t
exact_minutes(SopSpanOfTime of)
{
    return of.unit == SOP_UNIT_MINUTES ? (int64_t) of.count
           : of.unit == SOP_UNIT_HOURS ? (int64_t) of.count * 60
                                       : -1;
}

static int64_t
whole_days(SopSpanOfTime of)
{
    return of.unit == SOP_UNIT_DAYS    ? (int64_t) of.count
           : of.unit == SOP_UNIT_WEEKS ? (int64_t) of.count * 7
                                       : -1;
}

/* Is it over first, or at the same time, whenever both begin? `strictly`: only first. `stands`: the clock may stand
 * still meanwhile, which leaves out hours of one and days of the other. */
static bool
is_sooner(SopSpanOfTime a, SopSpanOfTime b, bool strictly, bool stands)
{
    if (a.unit == b.unit)
        return a.count < b.count || (!strictly && a.count == b.count);
    int64_t minutes = exact_minutes(a);
    if (minutes >= 0 && exact_minutes(b) >= 0)
        return minutes + strictly <= exact_minutes(b);
    if (whole_days(a) >= 0 && whole_days(b) >= 0)
        return whole_days(a) + strictly <= whole_days(b);
    return !stands && minutes >= 0 && whole_days(b) > 0 &&
           minutes < whole_days(b) * MINUTES_A_DAY - LOST_HOUR;
}

/* Do both count from the entering of nodes, or from the same event? */
static bool
start_together(const SopMoment *a, const SopMoment *b)
{
    if (a->kind == SOP_MOMENT_FROM_ENTERING || b->kind == SOP_MOMENT_FROM_ENTERING)
        return a->kind == b->kind;
    return a->kind == SOP_MOMENT_AFTER && b->kind == SOP_MOMENT_AFTER &&
           a->anchor_kind == SOP_ANCHOR_EVENT && b->anchor_kind == SOP_ANCHOR_EVENT &&
           a->anchor == b->anchor;
}

/* `resumed`: a phase with their node may be. When a case is closed and reopened, all that counts from entering stands
 * still. */
static bool
comes_before(const SopFlow *flow, const SopMoment *a, const SopMoment *b, bool strictly,
             bool resumed)
{
    bool stands = a->kind == SOP_MOMENT_FROM_ENTERING && (resumed || flow->may_reopen != 0);

    return start_together(a, b) && is_sooner(a->duration, b->duration, strictly, stands);
}

/* ---- timeouts -------------------------------------------------------------------------------------------- */

/* By node: a clock there may go on that stood, or have run already when the case comes back, so that nothing is said
 * of it. Returns: (transfer full). */
static bool *
find_resumed(const SopFlow *flow)
{
    bool *resumed = g_new0(bool, flow->n_nodes + 1);

    for (SopNode phase = 0; phase < flow->n_nodes; phase++)
    {
        if (flow->nodes[phase].history == SOP_NONE)
            continue;
        for (SopNode inside = phase; inside <= flow->nodes[phase].last; inside++)
            resumed[inside] = true;
        for (SopNode around = flow->nodes[phase].parent; around != SOP_NONE;
             around = flow->nodes[around].parent)
            resumed[around] = true;
    }
    return resumed;
}

/* Does every branch leave the node? */
static bool
leaves(const SopFlow *flow, SopRoute route, SopNode node)
{
    for (uint32_t i = route.start; i < route.start + route.count; i++)
    {
        const SopTarget *to = &flow->branches[i].to;
        bool ends = to->kind == SOP_TARGET_END && sop_node_contains(flow, to->node, node);
        bool left =
            to->kind == SOP_TARGET_CLOSE || (to->kind == SOP_TARGET_NODE && to->domain != node &&
                                             sop_node_contains(flow, to->domain, node));
        if (!ends && !left)
            return false;
    }
    return route.count > 0;
}

/* The moment at which it runs whatever is known; NULL: that depends. */
static const SopMoment *
runs_at(const SopFlow *flow, const SopOffer *timeout)
{
    bool certain = timeout->when == SOP_NONE && timeout->at.count == 1 &&
                   flow->moments[timeout->at.start].when == SOP_NONE &&
                   timeout->prolonged.count == 0;

    return certain ? &flow->moments[timeout->at.start].moment : NULL;
}

static bool goes_plainly(const SopFlow *flow, SopRoute route, unsigned depth);

/* Of tracks any may begin with a decision. */
static bool
is_entered_plainly(const SopFlow *flow, const SopTarget *to, unsigned depth)
{
    SopNode node = to->node;

    for (SopNode around = flow->nodes[node].parent; around != SOP_NONE && around != to->domain;
         around = flow->nodes[around].parent)
        if (flow->nodes[around].kind == SOP_KIND_PARALLEL)
            return false;
    while (flow->nodes[node].kind == SOP_KIND_PHASE)
        node = flow->nodes[node].start;
    return flow->nodes[node].kind == SOP_KIND_STEP ||
           (flow->nodes[node].kind == SOP_KIND_DECISION &&
            goes_plainly(flow, flow->nodes[node].route, depth));
}

/* Is a step reached, or the case closed, whatever is known? What cannot be decided stays where it is. */
static bool
goes_plainly(const SopFlow *flow, SopRoute route, unsigned depth)
{
    const SopBranch *first = &flow->branches[route.start];
    const SopTarget *to = &first->to;
    SopNode around = to->kind == SOP_TARGET_END ? flow->nodes[to->node].parent : SOP_NONE;

    if (depth == 0 || route.count == 0 || !sop_branch_is_certain(first) || first->n_sets > 0)
        return false;
    if (to->kind == SOP_TARGET_NODE)
        return is_entered_plainly(flow, to, depth - 1);
    if (to->kind == SOP_TARGET_END)
        return around != SOP_NONE && flow->nodes[around].kind != SOP_KIND_PARALLEL &&
               goes_plainly(flow, flow->nodes[to->node].route, depth - 1);
    return to->kind == SOP_TARGET_CLOSE;
}

/* … and leads away. */
static const SopMoment *
leads_away_at(const SopFlow *flow, const SopOffer *timeout)
{
    bool leads_away = timeout->n_sets == 0 && leaves(flow, timeout->to, timeout->node) &&
                      goes_plainly(flow, timeout->to, DEPTH);

    return leads_away ? runs_at(flow, timeout) : NULL;
}

/* Can what it sets always be set? */
static bool
sets_constants(const SopFlow *flow, const SopOffer *timeout)
{
    for (uint32_t i = timeout->sets; i < timeout->sets + timeout->n_sets; i++)
    {
        const SopSet *set = &flow->sets[i];
        const SopAst *ast =
            set->value != SOP_NONE ? sop_feel_ast(flow->expressions[set->value].feel) : NULL;
        g_auto(SopValue) fitting = SOP_VALUE_NULL;
        if (ast != NULL && (ast->kind != SOP_AST_LITERAL ||
                            !sop_fact_fits(flow, &flow->facts[set->fact], &ast->value, &fitting)))
            return false;
    }
    return true;
}

/* … and leads nowhere. */
static const SopMoment *
only_runs_at(const SopFlow *flow, const SopOffer *timeout)
{
    return timeout->to.count == 0 && sets_constants(flow, timeout) ? runs_at(flow, timeout) : NULL;
}

static bool
is_at_once(const SopMoment *moment)
{
    return moment->kind == SOP_MOMENT_FROM_ENTERING && moment->duration.count == 0 &&
           exact_minutes(moment->duration) == 0;
}

/* Is the other possible, at the earliest, when the timeout has run? */
static bool
outruns(const SopFlow *flow, const SopMoment *first, const SopOffer *other)
{
    for (uint32_t i = other->at.start; i < other->at.start + other->at.count; i++)
        if (!comes_before(flow, first, &flow->moments[i].moment, true, false))
            return false;
    return other->at.count > 0 || is_at_once(first) ||
           (other->has_not_before && comes_before(flow, first, &other->not_before, false, false));
}

typedef struct
{
    const SopFlow *flow;
    uint32_t timeout;
    const SopMoment *first;
    uint32_t *outrun;
} Outrunner;

static void
outrun_some(const Outrunner *self, uint32_t from, uint32_t n)
{
    for (uint32_t i = from; i < from + n; i++)
        if (i != self->timeout && self->outrun[i] == 0 &&
            outruns(self->flow, self->first, &self->flow->offers[i]))
            self->outrun[i] = self->timeout + 1;
}

/* All that is written on the timeout's node and inside it. */
static void
outrun_all(const Outrunner *self)
{
    SopNode node = self->flow->offers[self->timeout].node;

    for (SopNode inside = node; inside <= self->flow->nodes[node].last; inside++)
    {
        const SopFlowNode *of = &self->flow->nodes[inside];
        outrun_some(self, of->offers, of->n_offers);
        outrun_some(self, of->timeouts, of->n_timeouts);
    }
}

/* A moment counted in days is over at its edge; one counted exactly is not. */
static bool
is_over_too_soon(const SopFlow *flow, const SopOffer *offer, bool resumed)
{
    bool strictly = !sop_unit_is_days((SopUnit) offer->not_after.duration.unit);

    return offer->has_not_before && offer->has_not_after &&
           comes_before(flow, &offer->not_after, &offer->not_before, strictly, resumed);
}

/* ---- what has run by then ---------------------------------------------------------------------------- */

/* Has the timeout, due then and written on this node or one around, run when the other comes? At one instant inner ones
 * run first, and of one node the one written first. */
static bool
has_run_before(const SopFlow *flow, uint32_t timeout, const SopMoment *first, uint32_t other)
{
    const SopOffer *later = &flow->offers[other];
    bool together = later->node == flow->offers[timeout].node && timeout < other;

    for (uint32_t i = later->at.start; i < later->at.start + later->at.count; i++)
        if (!comes_before(flow, first, &flow->moments[i].moment, !together, false))
            return false;
    return later->at.count > 0 || is_at_once(first) ||
           (later->has_not_before && comes_before(flow, first, &later->not_before, false, false));
}

static void
precede_some(GArray **before, const SopFlow *flow, uint32_t timeout, uint32_t from, uint32_t n)
{
    const SopMoment *first = only_runs_at(flow, &flow->offers[timeout]);

    for (uint32_t i = from; i < from + n; i++)
    {
        if (i == timeout || !has_run_before(flow, timeout, first, i))
            continue;
        if (before[i] == NULL)
            before[i] = g_array_new(FALSE, FALSE, sizeof(uint32_t));
        g_array_append_val(before[i], timeout);
    }
}

GArray **
sop_preceding_new(const SopFlow *flow)
{
    g_autofree bool *resumed = find_resumed(flow);
    GArray **before = g_new0(GArray *, flow->n_offers + 1);

    for (uint32_t i = flow->first_timeout; i < flow->n_offers; i++)
    {
        SopNode node = flow->offers[i].node;
        if (only_runs_at(flow, &flow->offers[i]) == NULL || resumed[node])
            continue;
        for (SopNode inside = node; inside <= flow->nodes[node].last; inside++)
        {
            precede_some(before, flow, i, flow->nodes[inside].offers, flow->nodes[inside].n_offers);
            precede_some(before, flow, i, flow->nodes[inside].timeouts,
                         flow->nodes[inside].n_timeouts);
        }
    }
    return before;
}

/* ---- what becomes too late ----------------------------------------------------------------------------- */

/* Does the timeout always lead away by then, so that it does not come to that? Where both count from an event, the node
 * may be entered when it is too late. */
static bool
leads_away_by(const SopFlow *flow, const SopOffer *timeout, const SopOffer *offer)
{
    const SopMoment *first = leads_away_at(flow, timeout);

    return first != NULL && first->kind == SOP_MOMENT_FROM_ENTERING &&
           sop_node_contains(flow, timeout->node, offer->node) &&
           comes_before(flow, first, &offer->not_after, false, false);
}

bool *
sop_running_out_new(const SopFlow *flow)
{
    g_autofree bool *resumed = find_resumed(flow);
    bool *runs_out = g_new0(bool, flow->n_offers + 1);

    for (uint32_t i = 0; i < flow->n_offers; i++)
    {
        runs_out[i] = flow->offers[i].has_not_after;
        for (uint32_t k = flow->first_timeout; k < flow->n_offers && runs_out[i]; k++)
            runs_out[i] = resumed[flow->offers[k].node] ||
                          !leads_away_by(flow, &flow->offers[k], &flow->offers[i]);
    }
    return runs_out;
}

/* ---- the whole ----------------------------------------------------------------------------------------- */

uint32_t *
sop_outrun_new(const SopFlow *flow)
{
    g_autofree bool *resumed = find_resumed(flow);
    uint32_t *outrun = g_new0(uint32_t, flow->n_offers + 1);

    for (uint32_t i = 0; i < flow->n_offers; i++)
        if (is_over_too_soon(flow, &flow->offers[i], resumed[flow->offers[i].node]))
            outrun[i] = i + 1;
    for (uint32_t i = flow->first_timeout; i < flow->n_offers; i++)
    {
        Outrunner self = {flow, i, leads_away_at(flow, &flow->offers[i]), outrun};
        if (self.first != NULL && !resumed[flow->offers[i].node])
            outrun_all(&self);
    }
    return outrun;
}
