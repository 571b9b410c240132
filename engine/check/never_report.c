/* SPDX-License-Identifier: Apache-2.0 */
/* What never happens, as messages: one for each cause. What a dead branch or action would have led to is not
 * told again. */
#include "base/report.h"
#include "check/structure.h"

typedef struct
{
    const SopDomains *domains;
    const SopFlow *flow;
    const SopSeen *seen;
    const bool *told; /* by node: a trap */
    bool *blamed;     /* by node: something was told of it */
    bool *explained;  /* by node: that no case comes here follows from what was told */
    SopDiagnostics *diagnostics;
} Report;

/* ---- what follows from it ------------------------------------------------------------------------------ */

static void explain_route(Report *self, SopRoute route);

/* The node and all inside it, as far as no case comes there, and what they would lead to. */
static void
explain(Report *self, SopNode node)
{
    const SopFlowNode *nodes = self->flow->nodes;

    for (SopNode inside = node; inside <= nodes[node].last; inside++)
    {
        if (self->seen->entered[inside] || self->explained[inside])
            continue;
        self->explained[inside] = true;
        for (uint32_t i = nodes[inside].offers; i < nodes[inside].offers + nodes[inside].n_offers;
             i++)
            explain_route(self, self->flow->offers[i].to);
        for (uint32_t i = nodes[inside].timeouts;
             i < nodes[inside].timeouts + nodes[inside].n_timeouts; i++)
            explain_route(self, self->flow->offers[i].to);
        explain_route(self, nodes[inside].route);
    }
}

static void
explain_branch(Report *self, const SopBranch *branch)
{
    if (branch->to.kind != SOP_TARGET_NODE && branch->to.kind != SOP_TARGET_RESUME)
        return;
    explain(self, branch->to.node);
    if (branch->to.at != SOP_NONE)
        explain(self, branch->to.at);
}

static void
explain_route(Report *self, SopRoute route)
{
    for (uint32_t i = route.start; i < route.start + route.count; i++)
        explain_branch(self, &self->flow->branches[i]);
}

/* ---- actions and timeouts ------------------------------------------------------------------------------------ */

/* Does every step inside offer the action itself? */
static bool
is_hidden(const Report *self, uint32_t offer)
{
    const SopFlow *flow = self->flow;
    SopNode node = flow->offers[offer].node;
    uint32_t found[SOP_LIMIT_PARALLEL];
    SopState *state = sop_state_new(flow);
    bool hidden = true;

    state->n_leaves = 1;
    for (SopNode leaf = node; leaf <= flow->nodes[node].last && hidden; leaf++)
    {
        if (flow->nodes[leaf].kind != SOP_KIND_STEP || !self->seen->entered[leaf])
            continue;
        state->leaves[0] = leaf;
        uint32_t n_found = sop_explorer_offers(flow, state, flow->offers[offer].action, found);
        hidden = n_found > 0 && found[0] != offer;
    }
    sop_state_free(state);
    return hidden;
}

static bool
is_anchored(const SopMoment *moment)
{
    return moment->kind != SOP_MOMENT_FROM_ENTERING && moment->anchor != SOP_NONE;
}

char *
sop_obstacles(const SopFlow *flow, const SopOffer *offer)
{
    GString *text = g_string_new(NULL);
    bool anchored = false, verified = false;

    for (uint32_t i = 0; i < offer->at.count; i++)
        anchored = anchored || is_anchored(&flow->moments[offer->at.start + i].moment);
    for (uint32_t i = offer->requirements; i < offer->requirements + offer->n_requirements; i++)
        verified = verified || flow->requirements[i].verified;
    const struct
    {
        bool is_there;
        const char *words;
    } all[] = {{offer->when != SOP_NONE, "its `when` is not true"},
               {offer->n_requirements > 0,
                verified ? "something that it `requires` is not there or not verified"
                         : "something that it `requires` is not there"},
               {offer->verifies.count > 0, "something that it `verifies` is not on file"},
               {offer->has_not_before && is_anchored(&offer->not_before),
                "what its `not_before` counts from is not known"},
               {offer->has_not_after && is_anchored(&offer->not_after),
                "what its `not_after` counts from is not known"},
               {anchored, "what its `at` counts from is not known"}};

    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        if (all[i].is_there)
            g_string_append_printf(text, "%s%s", text->len > 0 ? ", or " : "", all[i].words);
    return g_string_free(text, FALSE);
}

/* Did the check of conditions tell of this one that it never holds? It says why. */
static bool
is_condition_told(const Report *self, SopGuard when)
{
    if (when == SOP_NONE)
        return false;
    SopSpan span = self->flow->expressions[when].span;
    return sop_diagnostics_have(self->diagnostics, SOP_MESSAGE_NOT_YET_KNOWN, span) ||
           sop_diagnostics_have(self->diagnostics, SOP_MESSAGE_NEVER_TRUE, span);
}

/* … of a branch or row, that it is never taken. */
static bool
is_branch_told(const Report *self, const SopBranch *branch)
{
    return is_condition_told(self, branch->when) ||
           sop_diagnostics_have(self->diagnostics, SOP_MESSAGE_ROW_NEVER, branch->span) ||
           sop_diagnostics_have(self->diagnostics, SOP_MESSAGE_HIDDEN_BRANCH, branch->span);
}

/* Time rules it out. */
static void
report_outrun(const Report *self, uint32_t number)
{
    const SopOffer *offer = &self->flow->offers[number];
    const SopOffer *by = &self->flow->offers[self->domains->outrun[number] - 1];
    const char *name = self->flow->actions[offer->action].name;
    const char *node = self->flow->nodes[offer->node].name;

    if (by == offer)
        sop_report(self->diagnostics, SOP_MESSAGE_NO_TIME, offer->span, "name", name, "node", node,
                   NULL);
    else
        sop_diagnostic_point(sop_report(self->diagnostics, SOP_MESSAGE_OUTRUN, offer->span, "name",
                                        name, "node", node, "other",
                                        self->flow->actions[by->action].name, NULL),
                             by->span, "this comes first");
}

static void
report_offer(Report *self, uint32_t number)
{
    const SopOffer *offer = &self->flow->offers[number];
    self->blamed[offer->node] = true;
    explain_route(self, offer->to);
    if (is_condition_told(self, offer->when))
        return;
    if (self->domains->outrun[number] != 0)
    {
        report_outrun(self, number);
        return;
    }
    bool is_timeout = sop_offer_is_timeout(self->flow, number);
    g_autofree char *ways = sop_obstacles(self->flow, offer);
    SopDiagnostic *diagnostic =
        sop_report(self->diagnostics, is_timeout ? SOP_MESSAGE_NEVER_RUNS : SOP_MESSAGE_NEVER_DONE,
                   offer->span, "name", self->flow->actions[offer->action].name, "node",
                   self->flow->nodes[offer->node].name, NULL);

    if (self->seen->accepted[number])
        sop_diagnostic_set_why(diagnostic,
                               offer->n_sets > 0
                                   ? "on every path it is undone: a value that it `sets` does "
                                     "not fit, or where it leads cannot be decided"
                                   : "on every path it is undone, since where it leads "
                                     "cannot be decided");
    else if (!is_timeout && is_hidden(self, number))
        sop_diagnostic_set_why(diagnostic,
                               "every step where it could be done has an action of the same name, "
                               "which hides it");
    else
        sop_diagnostic_set_why(diagnostic, "on every path, %s", ways);
}

/* A step where a case stays for ever, and nothing that is written there can ever be done: that was told. */
static bool
is_told(const Report *self, SopNode node)
{
    const SopFlowNode *step = &self->flow->nodes[node];

    for (uint32_t i = step->offers; i < step->offers + step->n_offers; i++)
        if (self->seen->done[i])
            return false;
    return self->told[node];
}

static void
check_offers(Report *self)
{
    for (uint32_t i = 0; i < self->flow->n_offers; i++)
    {
        const SopOffer *offer = &self->flow->offers[i];
        if (self->seen->done[i] || !self->seen->entered[offer->node] ||
            (offer->when != SOP_NONE && !sop_guard_may_hold(self->domains, offer->when)) ||
            is_told(self, offer->node) ||
            (self->seen->accepted[i] && sop_leads_to_no_way_out(self->flow, self->seen, offer->to)))
            continue;
        report_offer(self, i);
    }
}

/* ---- decisions, branches and phases ----------------------------------------------------------------------------- */

/* A decision that is come to, and never passed. */
static bool
is_impassable(const SopFlow *flow, const SopSeen *seen, SopNode node)
{
    return flow->nodes[node].kind == SOP_KIND_DECISION && seen->met[node] && !seen->entered[node];
}

/* Where a case that goes to the node comes first. */
static SopNode
first_of(const SopFlow *flow, SopNode node)
{
    while (flow->nodes[node].kind == SOP_KIND_PHASE && flow->nodes[node].start != SOP_NONE)
        node = flow->nodes[node].start;
    return node;
}

bool
sop_leads_to_no_way_out(const SopFlow *flow, const SopSeen *seen, SopRoute route)
{
    for (uint32_t i = route.start; i < route.start + route.count; i++)
        if (flow->branches[i].to.kind == SOP_TARGET_NODE &&
            is_impassable(flow, seen, first_of(flow, flow->branches[i].to.node)))
            return true;
    return false;
}

/* Marks the impassable decisions that the route leads to. */
static void
mark_impassable(const Report *self, SopRoute route, bool *marked)
{
    for (uint32_t i = route.start; i < route.start + route.count; i++)
    {
        const SopTarget *target = &self->flow->branches[i].to;
        SopNode node =
            target->kind == SOP_TARGET_NODE ? first_of(self->flow, target->node) : SOP_NONE;
        if (node == SOP_NONE || !is_impassable(self->flow, self->seen, node) || marked[node])
            continue;
        marked[node] = true;
        mark_impassable(self, self->flow->nodes[node].route, marked);
    }
}

/* Of decisions that lead to each other, the last; in a circle, the first that is written. */
static bool
is_to_blame(const Report *self, SopNode node)
{
    g_autofree bool *marked = g_new0(bool, self->flow->n_nodes);
    SopNode first = node;

    mark_impassable(self, self->flow->nodes[node].route, marked);
    for (SopNode other = 0; other < self->flow->n_nodes; other++)
        if (marked[other])
            first = MIN(first, other);
    bool leads_on = sop_leads_to_no_way_out(self->flow, self->seen, self->flow->nodes[node].route);
    return !leads_on || (marked[node] && first == node);
}

static void
check_decisions(Report *self)
{
    const SopFlow *flow = self->flow;

    for (SopNode node = 1; node < flow->n_nodes; node++)
    {
        if (!is_impassable(flow, self->seen, node) || !is_to_blame(self, node))
            continue;
        if (!sop_diagnostics_have(self->diagnostics, SOP_MESSAGE_NEVER_DECIDED,
                                  flow->nodes[node].span))
            sop_report(self->diagnostics, SOP_MESSAGE_NO_WAY_OUT, flow->nodes[node].span, "name",
                       flow->nodes[node].name, NULL);
        self->blamed[flow->nodes[node].parent] = true;
    }
    for (SopNode node = 1; node < flow->n_nodes; node++)
        if (is_impassable(flow, self->seen, first_of(flow, node)))
            explain(self, node);
}

/* The way on of a case that comes to the route: one of its branches at least. */
static bool
is_followed(const Report *self, SopRoute route)
{
    for (uint32_t i = route.start; i < route.start + route.count; i++)
        if (self->seen->taken[i])
            return true;
    return false;
}

/* Is the branch ever taken, whatever the facts? If not, the check of conditions tells. */
static bool
may_be_taken(const Report *self, SopRoute route, uint32_t branch)
{
    SopLacking *nothing = sop_lacking_none(self->flow);
    SopSlice *slice = sop_slice_new(self->domains);
    SopRoute until = {route.start, branch - route.start + 1};

    sop_follow_branches(self->domains, nothing, slice, until);
    bool may = sop_branch_may_be_taken(self->domains, slice, route, branch);
    sop_slice_free(slice);
    sop_lacking_free(nothing);
    return may;
}

/* A last branch that catches all may be there for safety's sake: it is not told. */
static void
check_branches(Report *self, SopRoute route, const char *name)
{
    if (!is_followed(self, route))
        return;
    for (uint32_t i = route.start; i < route.start + route.count; i++)
    {
        const SopBranch *branch = &self->flow->branches[i];
        if (self->seen->taken[i] || sop_branch_is_certain(branch) ||
            sop_leads_to_no_way_out(self->flow, self->seen, (SopRoute) {i, 1}))
            continue;
        bool told = is_branch_told(self, branch);
        if (!told && !may_be_taken(self, route, i))
            continue;
        if (!told)
            sop_report(self->diagnostics, SOP_MESSAGE_NEVER_TAKEN, branch->span, "name", name,
                       NULL);
        self->blamed[branch->node] = true;
        explain_branch(self, branch);
    }
}

static void
check_all_branches(Report *self)
{
    const SopFlow *flow = self->flow;

    for (SopNode node = 0; node < flow->n_nodes; node++)
        check_branches(self, flow->nodes[node].route, flow->nodes[node].name);
    for (uint32_t i = 0; i < flow->n_offers; i++)
        check_branches(self, flow->offers[i].to, flow->actions[flow->offers[i].action].name);
}

static bool
is_blamed_inside(const Report *self, SopNode node)
{
    for (SopNode inside = node; inside <= self->flow->nodes[node].last; inside++)
        if (self->blamed[inside])
            return true;
    return false;
}

/* From the inside outwards, so that of phases in phases the innermost is told. */
static void
check_phases(Report *self)
{
    const SopFlow *flow = self->flow;

    for (SopNode node = flow->n_nodes; node-- > 1;)
    {
        const SopFlowNode *phase = &flow->nodes[node];
        if (phase->kind == SOP_KIND_STEP || phase->kind == SOP_KIND_DECISION ||
            phase->route.count == 0 || !self->seen->entered[node] ||
            is_followed(self, phase->route))
            continue;
        explain_route(self, phase->route);
        if (is_blamed_inside(self, node))
            continue;
        SopDiagnostic *diagnostic = sop_report(self->diagnostics, SOP_MESSAGE_NEVER_FINISHED,
                                               phase->span, "name", phase->name, NULL);
        if (phase->kind == SOP_KIND_PARALLEL)
            sop_diagnostic_set_why(diagnostic, "its tracks are never all finished");
        self->blamed[node] = true;
    }
}

/* ---- nodes --------------------------------------------------------------------------------------------------------- */

static void
check_target(Report *self, const SopBranch *branch, SopNode target)
{
    if (target == SOP_NONE || self->seen->entered[target] || self->explained[target] ||
        !self->seen->entered[branch->node])
        return;
    sop_diagnostic_point(sop_report(self->diagnostics, SOP_MESSAGE_NEVER_ENTERED,
                                    self->flow->nodes[target].span, "name",
                                    self->flow->nodes[target].name, NULL),
                         branch->span, "the way there");
    self->blamed[target] = true;
    explain(self, target);
}

static void
check_nodes(Report *self)
{
    for (uint32_t i = 0; i < self->flow->n_branches; i++)
    {
        const SopBranch *branch = &self->flow->branches[i];
        if (branch->to.kind == SOP_TARGET_NODE || branch->to.kind == SOP_TARGET_RESUME)
        {
            check_target(self, branch, branch->to.node);
            check_target(self, branch, branch->to.at);
        }
    }
}

void
sop_report_never(const SopDomains *domains, const SopSeen *seen, const bool *told,
                 SopDiagnostics *diagnostics)
{
    g_autofree bool *explained = g_new0(bool, domains->flow->n_nodes);
    g_autofree bool *blamed = g_memdup2(told, domains->flow->n_nodes * sizeof(bool));
    Report self = {domains, domains->flow, seen, told, blamed, explained, diagnostics};

    check_offers(&self);
    check_decisions(&self);
    check_all_branches(&self);
    check_phases(&self);
    check_nodes(&self);
}
