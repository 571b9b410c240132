/* SPDX-License-Identifier: Apache-2.0 */
/* Where a branch leads, as transitions. What is resumed is found by <history>. SCXML remembers a phase as it is when it is left, the procedure as it last
 * rested: where a decision lies between the two, that is reported. */
#include "exchange/exchange.h"

static void
move_clear(gpointer data)
{
    SopScxmlMove *move = data;

    g_free(move->when);
    g_free(move->targets);
    g_free(move->script);
}

static bool
is_inside(const SopScxml *self, SopNode node, SopNode outer)
{
    return node != outer && sop_node_contains(self->flow, outer, node);
}

/* ---- resuming -------------------------------------------------------------------------------- */

static void
report_history(SopScxml *self, SopNode phase, SopSpan span)
{
    if (self->diagnostics != NULL && !self->told[phase])
        sop_report(self->diagnostics, SOP_MESSAGE_SCXML_HISTORY, sop_scxml_span(self, span),
                   "phase", sop_scxml_id(self, phase), NULL);
    self->told[phase] = true;
}

/* Can the two be active at once, neither inside the other? */
static bool
are_in_tracks(const SopScxml *self, SopNode a, SopNode b)
{
    if (sop_node_contains(self->flow, a, b))
        return false;
    while (!sop_node_contains(self->flow, a, b))
        a = self->flow->nodes[a].parent;
    return a != b && self->flow->nodes[a].kind == SOP_KIND_PARALLEL;
}

/* Is there a decision or finished phase, in `phase` or beside it, that takes the case out of it? Then
 * it is left later than in the first step. */
static void
check_history(SopScxml *self, SopNode phase)
{
    for (uint32_t i = 0; i < self->flow->n_branches; i++)
    {
        const SopBranch *branch = &self->flow->branches[i];
        bool moves = branch->to.kind != SOP_TARGET_STAY && branch->to.kind != SOP_TARGET_CLOSE;
        if (branch->offer == SOP_NONE && moves && is_inside(self, phase, branch->to.domain) &&
            (is_inside(self, branch->node, phase) || are_in_tracks(self, branch->node, phase)))
            report_history(self, phase, branch->span);
    }
}

/* What is written on a phase and stays inside it does not leave the phase. */
static bool
is_internal(const SopScxml *self, const SopBranch *branch)
{
    return branch->to.domain == branch->node &&
           self->flow->nodes[branch->node].kind == SOP_KIND_PHASE;
}

static void
add_move(GArray *moves, char *when, char *targets, bool internal)
{
    SopScxmlMove move = {when, targets, internal, NULL};

    g_array_append_val(moves, move);
}

static bool
can_finish(const SopScxml *self, SopNode phase)
{
    const SopFlowNode *nodes = self->flow->nodes;

    if (nodes[phase].kind == SOP_KIND_PHASE)
        return self->ends[phase] != NULL;
    for (SopNode track = phase + 1; track != SOP_NONE; track = nodes[track].next)
        if (self->ends[track] == NULL)
            return false;
    return true;
}

/* A finished phase that goes back into itself starts again; it is not left. */
static void
start_again(const SopScxml *self, GArray *moves, SopNode phase)
{
    const SopFlowNode *nodes = self->flow->nodes;
    bool parallel = nodes[phase].kind == SOP_KIND_PARALLEL;

    add_move(moves, NULL, g_strdup(sop_scxml_id(self, parallel ? phase : nodes[phase].start)),
             !parallel);
}

/* Can both be what an event finds first, from different states? */
static bool
may_meet(const SopScxml *self, SopNode a, SopNode b)
{
    const SopFlowNode *nodes = self->flow->nodes;
    SopNode inner = MAX(a, b);
    SopNode outer = MIN(a, b);

    if (!sop_node_contains(self->flow, outer, inner))
        return are_in_tracks(self, a, b);
    while (inner != outer)
    {
        inner = nodes[inner].parent;
        if (nodes[inner].kind == SOP_KIND_PARALLEL)
            return true;
    }
    return false;
}

static bool
is_alone(const SopScxml *self, uint32_t number)
{
    const SopOffer *offer = &self->flow->offers[number];
    SopList places = self->flow->actions[offer->action].offers;

    for (uint32_t i = 0; i < places.count; i++)
    {
        uint32_t other = sop_list_items(self->flow, places)[i];
        if (other != number && may_meet(self, offer->node, self->flow->offers[other].node))
            return false;
    }
    return true;
}

/* Back to where it rests: nothing is entered or left that would show. */
static void
resume_from_inside(SopScxml *self, GArray *moves, const SopBranch *branch)
{
    SopNode phase = branch->to.node;

    if (branch->offer == SOP_NONE && branch->node == phase)
    {
        start_again(self, moves, phase);
        return;
    }
    bool alone = branch->offer != SOP_NONE && is_alone(self, branch->offer);
    if (!alone)
        report_history(self, phase, branch->to.span);
    if (branch->offer != SOP_NONE)
        add_move(moves, NULL, NULL, false);
    else
        add_move(moves, NULL, sop_scxml_history_id(self, phase), false);
}

static void
resume(SopScxml *self, GArray *moves, const SopBranch *branch)
{
    SopNode phase = branch->to.node;

    check_history(self, phase);
    if (branch->to.domain == phase)
    {
        resume_from_inside(self, moves, branch);
        return;
    }
    if (can_finish(self, phase))
        add_move(moves, g_strdup_printf("finished['%s']", sop_scxml_id(self, phase)),
                 g_strdup(sop_scxml_id(self, phase)), is_internal(self, branch));
    add_move(moves, NULL, sop_scxml_history_id(self, phase), is_internal(self, branch));
}

/* ---- resuming at a node ---------------------------------------------------------------------- */

/* Was `node` active when `phase` was last left? */
static char *
was(const SopScxml *self, SopNode phase, SopNode node)
{
    return g_strdup_printf("was['%s %s']", sop_scxml_id(self, phase), sop_scxml_id(self, node));
}

/* The targets of the tracks beside the one that leads to `at`, as they were left. */
static void
add_histories(const SopScxml *self, GString *targets, SopNode parallel, SopNode at)
{
    for (SopNode track = parallel + 1; track != SOP_NONE; track = self->flow->nodes[track].next)
        if (!sop_node_contains(self->flow, track, at))
        {
            g_autofree char *history = sop_scxml_history_id(self, track);
            g_string_append_printf(targets, " %s", history);
        }
}

/* With the tracks remembered of all parallel phases down to and with `down_to`; those further in were
 * not active, and start anew. */
static void
add_at_move(SopScxml *self, GArray *moves, const SopBranch *branch, SopNode down_to)
{
    const SopTarget *target = &branch->to;
    const SopFlowNode *nodes = self->flow->nodes;
    GString *targets = g_string_new(sop_scxml_id(self, target->at));

    for (SopNode node = down_to;; node = nodes[node].parent)
    {
        if (nodes[node].kind == SOP_KIND_PARALLEL)
            add_histories(self, targets, node, target->at);
        if (node == target->node)
            break;
    }
    add_move(moves, down_to != target->node ? was(self, target->node, down_to) : NULL,
             g_string_free(targets, FALSE), is_internal(self, branch));
}

/* Innermost first: the first that holds is taken. */
static void
resume_at(SopScxml *self, GArray *moves, const SopBranch *branch)
{
    const SopTarget *target = &branch->to;
    const SopFlowNode *nodes = self->flow->nodes;

    check_history(self, target->node);
    for (SopNode node = nodes[target->at].parent; node != target->node; node = nodes[node].parent)
        if (nodes[node].kind == SOP_KIND_PARALLEL)
            add_at_move(self, moves, branch, node);
    add_at_move(self, moves, branch, target->node);
}

/* ---- a branch -------------------------------------------------------------------------------- */

/* A finished phase whose `to` leads into it goes on, and is not finished any more. */
static char *
going_on(const SopScxml *self, const SopBranch *branch)
{
    SopNode phase = branch->node;
    GString *script = g_string_new(NULL);

    if (branch->offer != SOP_NONE || phase != branch->to.domain)
        return g_string_free(script, TRUE);
    if (self->remembers[phase])
        g_string_append_printf(script, "finished['%s'] = false;", sop_scxml_id(self, phase));
    if (self->tells[phase])
        g_string_append_printf(script, "%soutcomes['%s'] = null;", script->len > 0 ? " " : "",
                               sop_scxml_id(self, phase));
    return g_string_free(script, script->len == 0);
}

GArray *
sop_scxml_moves(SopScxml *self, const SopBranch *branch)
{
    GArray *moves = g_array_new(FALSE, FALSE, sizeof(SopScxmlMove));
    const SopTarget *target = &branch->to;

    g_array_set_clear_func(moves, move_clear);
    switch ((SopTargetKind) target->kind)
    {
    case SOP_TARGET_STAY:
        add_move(moves, NULL, NULL, false);
        break;
    case SOP_TARGET_NODE:
        add_move(moves, NULL, g_strdup(sop_scxml_id(self, target->node)),
                 is_internal(self, branch));
        break;
    case SOP_TARGET_END:
        add_move(moves, NULL, sop_scxml_end_id(self, target->node, target->outcome),
                 is_internal(self, branch));
        break;
    case SOP_TARGET_CLOSE:
        add_move(moves, NULL, sop_scxml_end_id(self, 0, target->outcome), false);
        break;
    case SOP_TARGET_RESUME:
        if (target->at == SOP_NONE)
            resume(self, moves, branch);
        else
            resume_at(self, moves, branch);
        break;
    }
    for (guint i = 0; i < moves->len; i++)
        g_array_index(moves, SopScxmlMove, i).script = going_on(self, branch);
    return moves;
}

/* ---- before anything is written -------------------------------------------------------------- */

/* variable["key"] = value; */
static void
add_statement(GString **statements, const char *variable, const char *key, const char *value)
{
    if (*statements == NULL)
        *statements = g_string_new(NULL);
    g_string_append_printf(*statements, "%s%s['%s'] = %s;", (*statements)->len > 0 ? "\n" : "",
                           variable, key, value);
}

/* The flag holds while `node` is active, and when `phase` has been left, as long as nothing else in
 * it has been active since. */
static void
add_flag(SopScxml *self, SopNode phase, SopNode node)
{
    const SopFlowNode *nodes = self->flow->nodes;
    char *key = g_strdup_printf("%s %s", sop_scxml_id(self, phase), sop_scxml_id(self, node));

    if (!g_hash_table_add(self->flags, key))
        return;
    add_statement(&self->entered[node], "was", key, "true");
    for (SopNode way = node; way != phase; way = nodes[way].parent)
    {
        SopNode parent = nodes[way].parent;
        if (nodes[parent].kind != SOP_KIND_PHASE)
            continue;
        add_statement(&self->ended[parent], "was", key, "false");
        for (SopNode child = parent + 1; child != SOP_NONE; child = nodes[child].next)
            if (child != way)
                add_statement(&self->entered[child], "was", key, "false");
    }
}

static void
remember_tracks(SopScxml *self, SopNode parallel, SopNode at)
{
    for (SopNode track = parallel + 1; track != SOP_NONE; track = self->flow->nodes[track].next)
        if (!sop_node_contains(self->flow, track, at))
            self->remembers[track] = true;
}

static void
prepare_at(SopScxml *self, const SopTarget *target)
{
    const SopFlowNode *nodes = self->flow->nodes;

    for (SopNode node = nodes[target->at].parent;; node = nodes[node].parent)
    {
        if (nodes[node].kind == SOP_KIND_PARALLEL)
            remember_tracks(self, node, target->at);
        if (node == target->node)
            return;
        if (nodes[node].kind == SOP_KIND_PARALLEL)
            add_flag(self, target->node, node);
    }
}

static void
add_end(SopScxml *self, const SopTarget *target)
{
    SopNode phase = target->kind == SOP_TARGET_CLOSE ? 0 : target->node;
    GArray **outcomes = &self->ends[phase];

    if (*outcomes == NULL)
        *outcomes = g_array_new(FALSE, FALSE, sizeof(SopOutcome));
    for (guint i = 0; i < (*outcomes)->len; i++)
        if (g_array_index(*outcomes, SopOutcome, i) == target->outcome)
            return;
    g_array_append_val(*outcomes, target->outcome);
}

/* A phase with tracks is finished once the last of them is. */
static void
finish_tracks(SopScxml *self, SopNode parallel)
{
    const SopFlowNode *nodes = self->flow->nodes;

    if (!can_finish(self, parallel))
        return;
    g_autoptr(GString) all = g_string_new(NULL);
    for (SopNode track = parallel + 1; track != SOP_NONE; track = nodes[track].next)
    {
        g_autofree char *ended = sop_scxml_is_ended(self, track);
        g_string_append_printf(all, "%s%s", all->len > 0 ? " && " : "", ended);
    }
    for (SopNode track = parallel + 1; track != SOP_NONE; track = nodes[track].next)
        add_statement(&self->ended[track], "finished", sop_scxml_id(self, parallel), all->str);
}

static void
find_read_outcomes(SopScxml *self)
{
    const SopFlow *flow = self->flow;

    for (uint32_t i = 0; i < flow->n_expressions; i++)
    {
        unsigned n_slots;
        const uint32_t *slots = sop_feel_slots(flow->expressions[i].feel, &n_slots);
        for (unsigned k = 0; k < n_slots; k++)
            if (slots[k] >= flow->n_facts &&
                flow->reads[slots[k] - flow->n_facts].kind == SOP_READ_OUTCOME)
                self->tells[flow->reads[slots[k] - flow->n_facts].index] = true;
    }
}

void
sop_scxml_prepare_moves(SopScxml *self)
{
    const SopFlow *flow = self->flow;
    g_autofree bool *resumed = g_new0(bool, flow->n_nodes);

    find_read_outcomes(self);
    for (uint32_t i = 0; i < flow->n_branches; i++)
    {
        const SopTarget *target = &flow->branches[i].to;
        if (target->kind == SOP_TARGET_END || target->kind == SOP_TARGET_CLOSE)
            add_end(self, target);
        if (target->kind != SOP_TARGET_RESUME)
            continue;
        if (target->at != SOP_NONE)
            prepare_at(self, target);
        else
            resumed[target->node] = self->remembers[target->node] = true;
    }
    for (SopNode node = 0; node < flow->n_nodes; node++)
    {
        if (self->tells[node])
            add_statement(&self->entered[node], "outcomes", sop_scxml_id(self, node), "null");
        if (!resumed[node] || !can_finish(self, node))
            continue;
        add_statement(&self->entered[node], "finished", sop_scxml_id(self, node), "false");
        if (flow->nodes[node].kind == SOP_KIND_PARALLEL)
            finish_tracks(self, node);
        else
            add_statement(&self->ended[node], "finished", sop_scxml_id(self, node), "true");
    }
}
