/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of the whole, once its tables are made: what can never be reached, where nothing can be
 * done, phases that end nowhere, an opening that cannot be decided, more tracks at once than a
 * case has room for. */
#include "flow/compile.h"
#include "flow/step.h"

/* ---- reaching -------------------------------------------------------------------------------- */

typedef struct
{
    const SopFlow *flow;
    bool *reached;
    bool *by_default; /* entered itself, so that what it starts with is entered too */
    GArray *waiting;  /* SopNode: reached, what leads on from there not yet followed */
} Reach;

static void
mark(Reach *self, SopNode node)
{
    if (self->reached[node])
        return;
    self->reached[node] = true;
    g_array_append_val(self->waiting, node);
}

static void
reach_default(Reach *self, SopNode node)
{
    const SopFlowNode *nodes = self->flow->nodes;

    if (self->by_default[node])
        return;
    self->by_default[node] = true;
    mark(self, node);
    if (nodes[node].kind == SOP_KIND_PHASE && nodes[node].start != SOP_NONE)
        reach_default(self, nodes[node].start);
    if (nodes[node].kind == SOP_KIND_PARALLEL && nodes[node].last > node)
        for (SopNode track = node + 1; track != SOP_NONE; track = nodes[track].next)
            reach_default(self, track);
}

/* A node that is led to: with it come the phases around it, and the other tracks of those. */
static void
reach(Reach *self, SopNode node)
{
    const SopFlowNode *nodes = self->flow->nodes;

    reach_default(self, node);
    for (SopNode inner = node; nodes[inner].parent != SOP_NONE; inner = nodes[inner].parent)
    {
        SopNode around = nodes[inner].parent;
        mark(self, around);
        if (nodes[around].kind == SOP_KIND_PARALLEL)
            for (SopNode track = around + 1; track != SOP_NONE; track = nodes[track].next)
                if (track != inner)
                    reach_default(self, track);
    }
}

static void
follow(Reach *self, SopRoute route)
{
    for (uint32_t i = route.start; i < route.start + route.count; i++)
    {
        const SopTarget *target = &self->flow->branches[i].to;
        if (target->kind != SOP_TARGET_NODE && target->kind != SOP_TARGET_RESUME)
            continue;
        reach(self, target->node);
        if (target->at != SOP_NONE)
            reach(self, target->at);
    }
}

static void
check_reached(SopCompiler *self)
{
    const SopFlow *flow = self->flow;
    g_autofree bool *reached = g_new0(bool, flow->n_nodes);
    g_autofree bool *by_default = g_new0(bool, flow->n_nodes);
    g_autoptr(GArray) waiting = g_array_new(FALSE, FALSE, sizeof(SopNode));
    Reach walk = {flow, reached, by_default, waiting};

    reach(&walk, 0);
    while (waiting->len > 0)
    {
        SopNode node = g_array_index(waiting, SopNode, waiting->len - 1);
        g_array_set_size(waiting, waiting->len - 1);
        for (uint32_t i = 0; i < flow->nodes[node].n_offers; i++)
            follow(&walk, flow->offers[flow->nodes[node].offers + i].to);
        for (uint32_t i = 0; i < flow->nodes[node].n_timeouts; i++)
            follow(&walk, flow->offers[flow->nodes[node].timeouts + i].to);
        follow(&walk, flow->nodes[node].route);
    }
    for (SopNode node = 1; node < flow->n_nodes; node++)
        if (!reached[node] && reached[flow->nodes[node].parent])
            sop_compile_report(self, SOP_MESSAGE_UNREACHED, flow->nodes[node].span,
                               flow->nodes[node].name);
}

/* ---- single nodes ---------------------------------------------------------------------------- */

static void
check_way_on(SopCompiler *self, SopNode node)
{
    const SopFlow *flow = self->flow;
    const SopFlowNode *checked = &flow->nodes[node];

    if (checked->kind == SOP_KIND_PARALLEL && checked->route.count == 0)
        sop_compile_report(self, SOP_MESSAGE_TRACKS_WITHOUT_TO, checked->span, checked->name);
    if (checked->kind != SOP_KIND_STEP)
        return;
    for (SopNode around = node; around != SOP_NONE; around = flow->nodes[around].parent)
        if (flow->nodes[around].n_offers > 0 || flow->nodes[around].n_timeouts > 0)
            return;
    if (!self->broken) /* an action may be what could not be read */
        sop_compile_report(self, SOP_MESSAGE_DEAD_END, checked->span, checked->name);
}

static uint32_t
count_leaves(const SopFlow *flow, SopNode node)
{
    uint32_t n_leaves = 1;
    bool parallel = flow->nodes[node].kind == SOP_KIND_PARALLEL;

    if (flow->nodes[node].last == node)
        return 1;
    if (parallel)
        n_leaves = 0;
    for (SopNode child = node + 1; child != SOP_NONE; child = flow->nodes[child].next)
    {
        uint32_t inside = count_leaves(flow, child);
        n_leaves = parallel ? n_leaves + inside : MAX(n_leaves, inside);
    }
    return n_leaves;
}

static void
check_width(SopCompiler *self)
{
    SopFlow *flow = self->flow;
    g_autofree char *limit = g_strdup_printf("%d", SOP_LIMIT_PARALLEL);

    flow->layout.max_leaves = count_leaves(flow, 0);
    if (flow->layout.max_leaves <= SOP_LIMIT_PARALLEL)
        return;
    sop_report(self->diagnostics, SOP_MESSAGE_TOO_MANY, flow->nodes[0].span, "what",
               "tracks at once", "limit", limit, NULL);
    self->broken = true;
}

/* ---- the opening ----------------------------------------------------------------------------- */

typedef struct
{
    const SopFlow *flow;
    const SopConfiguration *configuration;
    SopValue *facts;
    SopOutcome *outcomes;
    SopValue id;
} Opening;

static bool
is_at(const Opening *self, SopNode node)
{
    for (uint32_t i = 0; i < self->configuration->n_leaves; i++)
        if (sop_node_contains(self->flow, node, self->configuration->leaves[i]))
            return true;
    return false;
}

/* What a new case can read: nothing is done or on file yet. */
static SopValue
read_new(const void *host, uint32_t slot)
{
    const Opening *self = host;
    SopRead read = self->flow->reads[slot - self->flow->n_facts];

    switch ((SopReadKind) read.kind)
    {
    case SOP_READ_AT:
        return sop_value_boolean(is_at(self, read.index));
    case SOP_READ_OUTCOME:
    {
        SopOutcome outcome = self->outcomes[self->flow->nodes[read.index].outcome];
        return outcome != SOP_NONE ? self->flow->outcome_values[outcome] : SOP_VALUE_NULL;
    }
    case SOP_READ_CASE_ID:
        return self->id;
    case SOP_READ_CASE_OPENED:
        return sop_value_instant(0);
    default:
        return SOP_VALUE_NULL;
    }
}

static SopTruth
judge(void *host, SopGuard guard)
{
    Opening *self = host;
    const SopFlow *flow = self->flow;
    SopFeelInput input = {
        .slots = self->facts, .n_slots = flow->n_facts, .read = read_new, .host = self};
    g_auto(SopValue) value =
        sop_feel_evaluate_in(flow->expressions[guard].feel, &input, flow->zone);

    return value.type != SOP_BOOLEAN ? SOP_UNKNOWN : value.boolean ? SOP_TRUE : SOP_FALSE;
}

static SopRemembered
recall(void *host, SopNode phase)
{
    (void) host;
    (void) phase;
    return (SopRemembered) {0};
}

static bool
has_outcome(void *host, SopNode phase)
{
    const Opening *self = host;

    return self->outcomes[self->flow->nodes[phase].outcome] != SOP_NONE;
}

static void
ignore_node(void *host, SopNode node)
{
    (void) host;
    (void) node;
}

static bool
ignore_branch(void *host, uint32_t branch)
{
    (void) host;
    (void) branch;
    return true;
}

static void
finish(void *host, SopNode phase, SopOutcome outcome)
{
    Opening *self = host;

    self->outcomes[self->flow->nodes[phase].outcome] = outcome;
}

static void
enter(void *host, SopNode node)
{
    Opening *self = host;

    if (self->flow->nodes[node].outcome != SOP_NONE)
        self->outcomes[self->flow->nodes[node].outcome] = SOP_NONE;
}

static void
resume(void *host, SopNode node, SopNode phase)
{
    (void) phase;
    enter(host, node);
}

static void
ignore_wait(void *host, SopNode track, SopNode phase)
{
    (void) host;
    (void) track;
    (void) phase;
}

static void
ignore_remember(void *host, SopNode phase, const SopNode *leaves, uint32_t n_leaves, bool finished)
{
    (void) host;
    (void) phase;
    (void) leaves;
    (void) n_leaves;
    (void) finished;
}

static void
check_opening(SopCompiler *self)
{
    static const SopStepper stepper = {
        .judge = judge,
        .recall = recall,
        .has_outcome = has_outcome,
        .leave = ignore_node,
        .remember = ignore_remember,
        .enter = enter,
        .resume = resume,
        .wait = ignore_wait,
        .finish = finish,
        .take = ignore_branch,
    };
    const SopFlow *flow = self->flow;
    g_autofree SopValue *facts = g_new0(SopValue, flow->n_facts + 1);
    g_autofree SopOutcome *outcomes = g_new0(SopOutcome, flow->layout.n_outcomes + 1);
    g_auto(SopValue) id = sop_value_text("");
    SopNode leaves[SOP_LIMIT_PARALLEL];
    SopConfiguration configuration = {.leaves = leaves};
    Opening opening = {flow, &configuration, facts, outcomes, id};
    SopNode where = SOP_NONE;
    uint32_t branch = SOP_NONE;

    for (SopFact fact = 0; fact < flow->n_facts; fact++)
        facts[fact] = flow->facts[fact].starts;
    for (uint32_t i = 0; i < flow->layout.n_outcomes; i++)
        outcomes[i] = SOP_NONE;
    SopStepResult result = sop_step_open(flow, &configuration, &stepper, &opening, &where, &branch);
    if (result == SOP_STEP_DONE)
        return;
    SopDiagnostic *diagnostic = sop_compile_report(
        self, SOP_MESSAGE_OPENING_UNDECIDED, flow->nodes[where].span, flow->nodes[where].name);
    if (result != SOP_STEP_CIRCLE)
        return;
    sop_diagnostic_set_why(diagnostic, "the decisions there lead in a circle and come to no rest");
    sop_diagnostic_set_fix(diagnostic, "let one of them lead to a step");
}

void
sop_compile_check_structure(SopCompiler *self)
{
    for (SopNode node = 1; node < self->flow->n_nodes; node++)
        check_way_on(self, node);
    check_width(self);
    if (self->broken)
        return;
    check_reached(self);
    check_opening(self);
}
