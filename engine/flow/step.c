/* SPDX-License-Identifier: Apache-2.0 */
/* The step relation (see step.h). Names follow W3C SCXML, Appendix D: exit set, domain, microstep,
 * macrostep. A configuration is kept as its leaves alone; what is active around them follows. */
#include "flow/step.h"

typedef struct
{
    const SopFlow *flow;
    SopConfiguration *configuration;
    const SopStepper *stepper;
    void *host;
    SopNode rest[SOP_LIMIT_PARALLEL]; /* the leaves when the macrostep began */
    uint32_t n_rest;
    bool passing; /* a decision or a newly finished phase is among the leaves */
} Macrostep;

typedef struct /* a run of leaves */
{
    uint32_t from;
    uint32_t to;
} Range;

static Range
leaves_inside(const SopFlow *flow, const SopNode *leaves, uint32_t n_leaves, SopNode node)
{
    Range range = {0, 0};
    while (range.from < n_leaves && leaves[range.from] < node)
        range.from++;
    range.to = range.from;
    while (range.to < n_leaves && leaves[range.to] <= flow->nodes[node].last)
        range.to++;
    return range;
}

static inline bool
is_compound(const SopFlow *flow, SopNode node)
{
    return flow->nodes[node].kind == SOP_KIND_PHASE || flow->nodes[node].kind == SOP_KIND_PARALLEL;
}

static bool
all_finished(const SopFlow *flow, const SopNode *leaves, Range range)
{
    for (uint32_t i = range.from; i < range.to; i++)
        if (!is_compound(flow, leaves[i]))
            return false;
    return range.to > range.from;
}

/* A phase is finished when its own mark is the leaf; a parallel phase, when all its tracks are. */
static bool
is_finished(const Macrostep *self, SopNode phase)
{
    const SopConfiguration *configuration = self->configuration;
    Range range = leaves_inside(self->flow, configuration->leaves, configuration->n_leaves, phase);
    if (range.to == range.from)
        return false;
    if (self->flow->nodes[phase].kind == SOP_KIND_PHASE)
        return configuration->leaves[range.from] == phase;
    for (uint32_t i = range.from; i < range.to; i++)
        if (self->flow->nodes[configuration->leaves[i]].parent != phase)
            return false;
    return all_finished(self->flow, configuration->leaves, range);
}

static void
add_leaf(Macrostep *self, SopNode node)
{
    SopConfiguration *configuration = self->configuration;
    uint32_t i = configuration->n_leaves++;

    for (; i > 0 && configuration->leaves[i - 1] > node; i--)
        configuration->leaves[i] = configuration->leaves[i - 1];
    configuration->leaves[i] = node;
    if (self->flow->nodes[node].kind != SOP_KIND_STEP)
        self->passing = true;
}

/* ---- leaving --------------------------------------------------------------------------------- */

/* Where in `rest` the leaves of a phase are; none when it had finished by then, which was
 * remembered. */
static Range
rest_inside(const Macrostep *self, SopNode phase)
{
    Range range = leaves_inside(self->flow, self->rest, self->n_rest, phase);

    return range.to > range.from && self->rest[range.from] == phase ? (Range) {0, 0} : range;
}

static void
remember(Macrostep *self, SopNode phase)
{
    if (is_finished(self, phase)) /* remembered when it finished */
        return;
    Range range = rest_inside(self, phase);
    if (range.to > range.from)
        self->stepper->remember(self->host, phase, self->rest + range.from, range.to - range.from,
                                false);
}

static void
leave(Macrostep *self, SopNode node)
{
    if (self->flow->nodes[node].history != SOP_NONE)
        remember(self, node);
    self->stepper->leave(self->host, node);
}

/* Leaves all that is active inside `domain` (SOP_NONE: inside the whole), innermost and last
 * first. A domain that was finished goes on: it is active again. */
static void
leave_inside(Macrostep *self, SopNode domain)
{
    SopConfiguration *configuration = self->configuration;
    SopNode top = domain == SOP_NONE ? 0 : domain;
    Range range = leaves_inside(self->flow, configuration->leaves, configuration->n_leaves, top);

    if (range.to > range.from && configuration->leaves[range.from] == top)
        self->stepper->resume(self->host, top, SOP_NONE);

    for (uint32_t i = range.to; i > range.from; i--)
    {
        SopNode before = i - 1 > range.from ? configuration->leaves[i - 2] : SOP_NONE;
        for (SopNode node = configuration->leaves[i - 1]; node != top;
             node = self->flow->nodes[node].parent)
        {
            if (before != SOP_NONE && sop_node_contains(self->flow, node, before))
                break;
            leave(self, node);
        }
    }
    for (uint32_t i = range.to; i < configuration->n_leaves; i++)
        configuration->leaves[range.from + i - range.to] = configuration->leaves[i];
    configuration->n_leaves -= range.to - range.from;
}

/* ---- entering -------------------------------------------------------------------------------- */

static void
enter_default(Macrostep *self, SopNode node)
{
    const SopFlowNode *nodes = self->flow->nodes;

    self->stepper->enter(self->host, node);
    switch ((SopKind) nodes[node].kind)
    {
    case SOP_KIND_STEP:
    case SOP_KIND_DECISION:
        add_leaf(self, node);
        break;
    case SOP_KIND_PHASE:
        enter_default(self, nodes[node].start);
        break;
    case SOP_KIND_PARALLEL:
        for (SopNode track = node + 1; track != SOP_NONE; track = nodes[track].next)
            enter_default(self, track);
        break;
    }
}

static SopNode
child_towards(const SopFlow *flow, SopNode node, SopNode target)
{
    while (flow->nodes[target].parent != node)
        target = flow->nodes[target].parent;
    return target;
}

static void restore(Macrostep *self, SopNode node, const SopRemembered *remembered, SopNode at);

/* Enters what lies inside the active `node`: the way to `at`, where it is inside; of the rest,
 * what was remembered is restored, and what was not starts anew. */
static void
restore_inside(Macrostep *self, SopNode node, const SopRemembered *remembered, SopNode at)
{
    const SopFlowNode *nodes = self->flow->nodes;

    if (nodes[node].kind == SOP_KIND_PARALLEL)
    {
        for (SopNode track = node + 1; track != SOP_NONE; track = nodes[track].next)
            restore(self, track, remembered, at);
        return;
    }
    bool leads_to_at = at != SOP_NONE && sop_node_contains(self->flow, node, at);
    Range range = leaves_inside(self->flow, remembered->leaves, remembered->n_leaves, node);
    SopNode towards = leads_to_at ? at : remembered->leaves[range.from];
    restore(self, child_towards(self->flow, node, towards), remembered, at);
}

static void
restore(Macrostep *self, SopNode node, const SopRemembered *remembered, SopNode at)
{
    Range range = leaves_inside(self->flow, remembered->leaves, remembered->n_leaves, node);
    bool was_active = range.to > range.from;
    bool leads_to_at = at != SOP_NONE && at != node && sop_node_contains(self->flow, node, at);
    bool is_leaf = was_active && !leads_to_at && remembered->leaves[range.from] == node;

    if (at == node || (!was_active && !leads_to_at))
        enter_default(self, node);
    else if (is_leaf && !is_compound(self->flow, node))
    {
        self->stepper->resume(self->host, node, remembered->phase);
        add_leaf(self, node);
    }
    else if (is_leaf) /* a track: finished, it stays so, unless it was entered anew since */
    {
        if (self->stepper->has_outcome(self->host, node))
        {
            self->stepper->wait(self->host, node, remembered->phase);
            add_leaf(self, node);
        }
        else
            enter_default(self, node);
    }
    else
    {
        if (was_active)
            self->stepper->resume(self->host, node, remembered->phase);
        else
            self->stepper->enter(self->host, node);
        restore_inside(self, node, remembered, at);
    }
}

/* Enters the nodes from inside `domain` down to and with `target`; the other tracks of the parallel
 * phases on the way start anew. */
static void
enter_towards(Macrostep *self, SopNode domain, SopNode target)
{
    const SopFlowNode *nodes = self->flow->nodes;
    SopNode child = child_towards(self->flow, domain, target);
    bool parallel = nodes[domain].kind == SOP_KIND_PARALLEL;

    for (SopNode node = parallel ? domain + 1 : child; node != SOP_NONE;
         node = parallel ? nodes[node].next : SOP_NONE)
    {
        if (node == target || node != child)
        {
            enter_default(self, node);
            continue;
        }
        self->stepper->enter(self->host, node);
        enter_towards(self, node, target);
    }
}

static void
enter_inside(Macrostep *self, SopNode phase)
{
    const SopFlowNode *nodes = self->flow->nodes;

    if (nodes[phase].kind == SOP_KIND_PHASE)
        enter_default(self, nodes[phase].start);
    else
        for (SopNode track = phase + 1; track != SOP_NONE; track = nodes[track].next)
            enter_default(self, track);
}

static void
finish(Macrostep *self, SopNode phase, SopOutcome outcome)
{
    add_leaf(self, phase);
    self->stepper->finish(self->host, phase, outcome);
    if (self->flow->nodes[phase].history != SOP_NONE)
        self->stepper->remember(self->host, phase, &phase, 1, true);
}

/* What the phase was when it was left; while it is active and not finished, its last rest. */
static SopRemembered
recall(Macrostep *self, const SopTarget *target, bool finished)
{
    Range range = rest_inside(self, target->node);
    SopRemembered remembered = {
        .leaves = self->rest + range.from, .n_leaves = range.to - range.from, .phase = SOP_NONE};

    if (target->domain != target->node || range.to == range.from || finished)
    {
        remembered = self->stepper->recall(self->host, target->node);
        remembered.phase = target->node;
    }
    return self->stepper->suppose != NULL ? self->stepper->suppose(self->host, remembered, target)
                                          : remembered;
}

typedef struct
{
    SopRemembered remembered; /* no leaves: it was never left */
    SopNode phase;
    SopNode at;
} Resumption;

static void
resume_phase(Macrostep *self, const Resumption *resumption)
{
    if (resumption->remembered.leaves == NULL)
        self->stepper->enter(self->host, resumption->phase);
    else
        self->stepper->resume(self->host, resumption->phase, resumption->remembered.phase);
}

static void
resume_inside(Macrostep *self, const Resumption *resumption)
{
    SopRemembered remembered = resumption->remembered;

    if (remembered.leaves == NULL)
        remembered = (SopRemembered) {.leaves = self->rest, .n_leaves = 0};
    restore_inside(self, resumption->phase, &remembered, resumption->at);
}

/* As enter_towards(): in document order, but that the phase is resumed when its turn comes. */
static void
resume_towards(Macrostep *self, SopNode domain, const Resumption *resumption)
{
    const SopFlowNode *nodes = self->flow->nodes;
    SopNode child = child_towards(self->flow, domain, resumption->phase);
    bool parallel = nodes[domain].kind == SOP_KIND_PARALLEL;

    for (SopNode node = parallel ? domain + 1 : child; node != SOP_NONE;
         node = parallel ? nodes[node].next : SOP_NONE)
    {
        if (node == resumption->phase)
        {
            resume_phase(self, resumption);
            resume_inside(self, resumption);
        }
        else if (node != child)
            enter_default(self, node);
        else
        {
            self->stepper->enter(self->host, node);
            resume_towards(self, node, resumption);
        }
    }
}

static void
resume(Macrostep *self, const SopTarget *target, bool finished)
{
    Resumption resumption = {recall(self, target, finished), target->node, target->at};
    bool from_inside = target->domain == target->node;
    bool to_start = target->at == SOP_NONE &&
                    (resumption.remembered.leaves == NULL || resumption.remembered.finished);

    if (to_start && !from_inside)
        enter_towards(self, target->domain, target->node);
    else if (to_start)
    {
        if (finished) /* to its start, which is entering it */
            self->stepper->enter(self->host, target->node);
        enter_inside(self, target->node);
    }
    else if (from_inside)
        resume_inside(self, &resumption);
    else
        resume_towards(self, target->domain, &resumption);
}

static void
move(Macrostep *self, const SopTarget *target, bool finished)
{
    switch ((SopTargetKind) target->kind)
    {
    case SOP_TARGET_STAY:
        break;
    case SOP_TARGET_NODE:
        enter_towards(self, target->domain, target->node);
        break;
    case SOP_TARGET_END:
        finish(self, target->node, target->outcome);
        break;
    case SOP_TARGET_CLOSE:
        self->configuration->closed = true;
        self->configuration->outcome = target->outcome;
        break;
    case SOP_TARGET_RESUME:
        resume(self, target, finished);
        break;
    }
}

/* ---- microsteps ------------------------------------------------------------------------------ */

static Range
exit_set(const Macrostep *self, const SopTransition *transition)
{
    const SopConfiguration *configuration = self->configuration;
    SopNode domain = transition->target->domain;

    if (transition->target->kind == SOP_TARGET_STAY)
        return (Range) {0, 0};
    return leaves_inside(self->flow, configuration->leaves, configuration->n_leaves,
                         domain == SOP_NONE ? 0 : domain);
}

static bool
conflict(Range a, Range b)
{
    return a.from < b.to && b.from < a.to;
}

static bool
is_inside(const SopFlow *flow, SopNode node, SopNode outer)
{
    return node != outer && sop_node_contains(flow, outer, node);
}

/* Of transitions whose exit sets meet, the inner one stays, else the earlier
 * (removeConflictingTransitions of Appendix D). Works in place; returns how many stay. */
static uint32_t
remove_conflicting(const Macrostep *self, SopTransition *transitions, uint32_t n_transitions)
{
    uint32_t n_kept = 0;

    for (uint32_t i = 0; i < n_transitions; i++)
    {
        SopTransition candidate = transitions[i];
        Range exits = exit_set(self, &candidate);
        bool preempted = false;
        for (uint32_t k = 0; k < n_kept && !preempted; k++)
            preempted = conflict(exits, exit_set(self, &transitions[k])) &&
                        !is_inside(self->flow, candidate.source, transitions[k].source);
        if (preempted)
            continue;
        uint32_t n_left = 0;
        for (uint32_t k = 0; k < n_kept; k++)
            if (!conflict(exits, exit_set(self, &transitions[k])))
                transitions[n_left++] = transitions[k];
        transitions[n_left++] = candidate;
        n_kept = n_left;
    }
    return n_kept;
}

/* Returns: false when a branch could not be taken. */
static bool
microstep(Macrostep *self, SopTransition *transitions, uint32_t n_transitions)
{
    uint32_t n_enabled = n_transitions;

    if (n_transitions > 1)
        n_transitions = remove_conflicting(self, transitions, n_transitions);

    for (uint32_t i = 0; i < n_transitions; i++)
        if (transitions[i].branch != SOP_NONE &&
            !self->stepper->take(self->host, transitions[i].branch))
            return false;
    bool finished[SOP_LIMIT_PARALLEL]; /* a phase that is resumed from inside: was it finished? */
    for (uint32_t i = 0; i < n_transitions; i++)
        finished[i] = transitions[i].target->kind == SOP_TARGET_RESUME &&
                      is_finished(self, transitions[i].target->node);
    self->passing = n_transitions < n_enabled; /* what was preempted may be enabled again */
    for (uint32_t i = n_transitions; i > 0; i--)
        if (transitions[i - 1].target->kind != SOP_TARGET_STAY)
            leave_inside(self, transitions[i - 1].target->domain);
    for (uint32_t i = 0; i < n_transitions && !self->configuration->closed; i++)
        move(self, transitions[i].target, finished[i]);
    return true;
}

/* A row is false if a cell is false, else unknown if a cell is unknown. */
static SopTruth
judge_branch(const SopFlow *flow, const SopBranch *branch, const SopStepper *stepper, void *host)
{
    SopTruth truth = branch->when == SOP_NONE ? SOP_TRUE : stepper->judge(host, branch->when);

    for (uint32_t i = 0; i < branch->tests.count && truth != SOP_FALSE; i++)
    {
        SopTruth cell = stepper->judge(host, sop_list_items(flow, branch->tests)[i]);
        if (cell != SOP_TRUE)
            truth = cell;
    }
    return truth;
}

static const SopTarget *
choose(const SopFlow *flow, SopRoute route, bool is_alone, const SopStepper *stepper, void *host,
       uint32_t *ret_branch)
{
    for (uint32_t i = route.start; i < route.start + route.count; i++)
    {
        const SopBranch *branch = &flow->branches[i];
        bool goes_on = stepper->meet == NULL || stepper->meet(host, i, i == route.start, is_alone);
        SopTruth truth = goes_on ? judge_branch(flow, branch, stepper, host) : SOP_UNKNOWN;
        if (truth == SOP_FALSE)
            continue;
        *ret_branch = i;
        return truth == SOP_TRUE ? &branch->to : NULL;
    }
    *ret_branch = SOP_NONE;
    return NULL;
}

const SopTarget *
sop_step_choose(const SopFlow *flow, SopRoute route, const SopStepper *stepper, void *host,
                uint32_t *ret_branch)
{
    return choose(flow, route, true, stepper, host, ret_branch);
}

/* The node whose route must be taken now because leaf number `i` is as it is; SOP_NONE: none. */
static SopNode
eventless_source(Macrostep *self, uint32_t i)
{
    const SopFlowNode *nodes = self->flow->nodes;
    SopNode leaf = self->configuration->leaves[i];

    if (nodes[leaf].kind == SOP_KIND_STEP)
        return SOP_NONE;
    if (nodes[leaf].kind == SOP_KIND_DECISION ||
        nodes[nodes[leaf].parent].kind != SOP_KIND_PARALLEL)
        return leaf;

    SopNode parallel = nodes[leaf].parent;
    if (i > 0 && sop_node_contains(self->flow, parallel, self->configuration->leaves[i - 1]))
        return SOP_NONE; /* asked for the first of its tracks */
    return is_finished(self, parallel) ? parallel : SOP_NONE;
}

static void
remember_finished(Macrostep *self, SopNode parallel)
{
    const SopConfiguration *configuration = self->configuration;
    Range range =
        leaves_inside(self->flow, configuration->leaves, configuration->n_leaves, parallel);

    self->stepper->remember(self->host, parallel, configuration->leaves + range.from,
                            range.to - range.from, true);
}

/* Decisions and finished phases, until the configuration rests. */
static SopStepResult
pass_on(Macrostep *self, SopNode *ret_where, uint32_t *ret_branch)
{
    for (unsigned n = 0; self->passing && !self->configuration->closed; n++)
    {
        SopTransition transitions[SOP_LIMIT_PARALLEL];
        uint32_t n_transitions = 0;

        for (uint32_t i = 0; i < self->configuration->n_leaves; i++)
        {
            SopNode source = eventless_source(self, i);
            if (source == SOP_NONE)
                continue;
            if (self->flow->nodes[source].kind == SOP_KIND_PARALLEL &&
                self->flow->nodes[source].history != SOP_NONE)
                remember_finished(self, source);
            *ret_where = source;
            *ret_branch = SOP_NONE;
            if (n == SOP_LIMIT_MICROSTEPS)
                return SOP_STEP_CIRCLE;
            const SopTarget *target =
                choose(self->flow, self->flow->nodes[source].route, n_transitions == 0,
                       self->stepper, self->host, ret_branch);
            if (target == NULL)
                return SOP_STEP_UNDECIDED;
            transitions[n_transitions++] = (SopTransition) {source, target, *ret_branch};
        }
        if (n_transitions == 0)
            break;
        if (!microstep(self, transitions, n_transitions))
            return SOP_STEP_FAILED;
    }
    return SOP_STEP_DONE;
}

static void
begin(Macrostep *self, const SopFlow *flow, SopConfiguration *configuration,
      const SopStepper *stepper, void *host)
{
    self->flow = flow;
    self->configuration = configuration;
    self->stepper = stepper;
    self->host = host;
    self->n_rest = configuration->n_leaves;
    self->passing = false;
    for (uint32_t i = 0; i < configuration->n_leaves; i++)
        self->rest[i] = configuration->leaves[i];
}

SopStepResult
sop_step(const SopFlow *flow, SopConfiguration *configuration, const SopTransition *transitions,
         uint32_t n_transitions, const SopStepper *stepper, void *host, SopNode *ret_where,
         uint32_t *ret_branch)
{
    Macrostep macrostep;
    SopTransition enabled[SOP_LIMIT_PARALLEL];

    begin(&macrostep, flow, configuration, stepper, host);
    for (uint32_t i = 0; i < n_transitions; i++)
        enabled[i] = transitions[i];
    if (!microstep(&macrostep, enabled, n_transitions))
        return SOP_STEP_FAILED;
    return pass_on(&macrostep, ret_where, ret_branch);
}

SopStepResult
sop_step_open(const SopFlow *flow, SopConfiguration *configuration, const SopStepper *stepper,
              void *host, SopNode *ret_where, uint32_t *ret_branch)
{
    Macrostep macrostep;

    begin(&macrostep, flow, configuration, stepper, host);
    enter_default(&macrostep, 0);
    return pass_on(&macrostep, ret_where, ret_branch);
}
