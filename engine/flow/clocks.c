/* SPDX-License-Identifier: Apache-2.0 */
/* The compiler: moments and what they are counted from, deadlines, what prolongs them, and the
 * slots of clocks in a case. */
#include "flow/compile.h"

#include <string.h>

/* ---- moments --------------------------------------------------------------------------------- */

static void
anchor_in_fact(SopCompiler *self, SopMoment *moment, const SopWrittenMoment *written, SopFact fact)
{
    const SopFlowFact *of = &self->flow->facts[fact];

    moment->anchor_kind = SOP_ANCHOR_FACT;
    moment->anchor = fact;
    if (of->is_list || (of->type != SOP_FACT_DATE && of->type != SOP_FACT_DATE_TIME))
        sop_diagnostic_point(sop_compile_report(self, SOP_MESSAGE_ANCHOR_NO_DATE,
                                                written->anchor.span, written->anchor.name),
                             of->span, "it is declared here");
}

static void
anchor_in_event(SopCompiler *self, SopMoment *moment, const SopWrittenMoment *written)
{
    SopFlow *flow = self->flow;

    moment->anchor_kind = SOP_ANCHOR_EVENT;
    moment->anchor = sop_compile_find_event(self, &written->anchor, SOP_MESSAGE_UNKNOWN_ANCHOR);
    if (moment->anchor != SOP_NONE && flow->actions[moment->anchor].done_slot == SOP_NONE)
        flow->actions[moment->anchor].done_slot = flow->layout.n_done++;
}

/* The node has a clock; which slot is its is told when all clocks are known. */
static void
need_clock(SopCompiler *self, SopNode node)
{
    if (node != SOP_NONE)
        self->flow->nodes[node].clock = 0;
}

SopMoment
sop_compile_moment(SopCompiler *self, const SopWrittenMoment *written, SopNode node)
{
    const SopFlow *flow = self->flow;
    SopMoment moment = {.kind = (uint8_t) written->kind,
                        .duration = written->duration,
                        .anchor = SOP_NONE,
                        .span = written->span};

    if (written->kind == SOP_MOMENT_FROM_ENTERING)
    {
        need_clock(self, node);
        return moment;
    }
    SopFact fact = sop_names_find(flow->fact_names, written->anchor.name);
    if (written->anchor_expires)
    {
        moment.anchor_kind = SOP_ANCHOR_EXPIRES;
        moment.anchor = sop_compile_find(self, flow->document_names, &written->anchor,
                                         SOP_MESSAGE_UNKNOWN_DOCUMENT);
    }
    else if (fact != SOP_NONE)
        anchor_in_fact(self, &moment, written, fact);
    else
        anchor_in_event(self, &moment, written);
    return moment;
}

static bool
reads_clock(const SopAst *ast)
{
    bool reads = ast->kind == SOP_AST_CALL &&
                 (strcmp(ast->text, "now") == 0 || strcmp(ast->text, "today") == 0);

    for (uint32_t i = 0; i < ast->n_children && !reads; i++)
        reads = reads_clock(ast->children[i]);
    return reads;
}

static void
note_clock_read(SopCompiler *self, SopGuard when)
{
    if (when != SOP_NONE &&
        reads_clock(sop_feel_ast(g_array_index(self->expressions, SopExpression, when).feel)))
        self->flow->reads_clock = true;
}

SopList
sop_compile_clock(SopCompiler *self, const SopWrittenClock *written, SopNode node)
{
    SopList list = {self->moments->len, written->n_branches};

    need_clock(self, node);
    for (uint32_t i = 0; i < written->n_branches; i++)
    {
        const SopWrittenMomentBranch *line = &written->branches[i];
        SopMomentBranch branch = {
            .when = sop_compile_expression(self, &line->when, self->types[SOP_FACT_BOOLEAN]),
            .moment = sop_compile_moment(self, &line->moment, node)};
        g_array_append_val(self->moments, branch);
        note_clock_read(self, branch.when);
    }
    return list;
}

bool
sop_compile_clock_moves(const SopCompiler *self, SopList moments)
{
    const SopMomentBranch *only = &g_array_index(self->moments, SopMomentBranch, moments.start);

    return moments.count != 1 || only->when != SOP_NONE ||
           only->moment.kind != SOP_MOMENT_FROM_ENTERING;
}

/* ---- deadlines and prolonging ---------------------------------------------------------------- */

static void
compile_within(SopCompiler *self, SopNode node)
{
    const SopWrittenNode *written = self->written_nodes[node];

    self->unit = self->unit_of[node];
    if (written->within.n_branches == 0 && self->used_by[node] != SOP_NONE)
    {
        written = &written->used->root;
        self->unit = self->used_by[node];
    }
    if (written->within.n_branches > 0)
        self->flow->nodes[node].within = sop_compile_clock(self, &written->within, node);
}

static void
add_prolonging(SopCompiler *self, SopNode node, uint32_t offer, SopSpanOfTime duration)
{
    SopProlonging prolonging = {node, offer, duration};

    g_array_append_val(self->prolongings, prolonging);
}

/* A node's deadline, or the timeout in every place where it stands. */
static void
compile_prolonging(SopCompiler *self, const SopWrittenProlonging *written)
{
    const SopFlow *flow = self->flow;
    SopNode node = sop_compile_look_up(self, flow->node_names, written->name.name, true);
    SopAction event = sop_compile_look_up(self, flow->action_names, written->name.name, true);
    uint32_t n_before = self->prolongings->len;

    if (node != SOP_NONE && flow->nodes[node].within.count > 0)
        add_prolonging(self, node, SOP_NONE, written->duration);
    for (uint32_t i = flow->first_timeout; i < self->offers->len && event != SOP_NONE; i++)
        if (g_array_index(self->offers, SopOffer, i).action == event)
            add_prolonging(self, SOP_NONE, i, written->duration);
    if (self->prolongings->len == n_before)
        sop_compile_report(self, SOP_MESSAGE_NOTHING_TO_PROLONG, written->name.span,
                           written->name.name);
}

/* Which of the prolongings concern this deadline or timeout. */
static SopList
prolongings_of(SopCompiler *self, SopNode node, uint32_t offer)
{
    SopList list = {self->lists->len, 0};

    for (uint32_t i = 0; i < self->prolongings->len; i++)
    {
        const SopProlonging *prolonging = &g_array_index(self->prolongings, SopProlonging, i);
        if (prolonging->node != node || prolonging->offer != offer)
            continue;
        g_array_append_val(self->lists, i);
        list.count++;
    }
    return list;
}

static void
compile_prolongs(SopCompiler *self)
{
    SopFlow *flow = self->flow;

    for (uint32_t i = 0; i < flow->first_timeout; i++)
    {
        const SopWrittenOffer *place = &g_array_index(self->written_offers, SopWrittenOffer, i);
        SopOffer *offer = &g_array_index(self->offers, SopOffer, i);
        self->unit = place->unit;
        offer->prolongs = self->prolongings->len;
        for (uint32_t k = 0; k < place->action->n_prolongs; k++)
            compile_prolonging(self, &place->action->prolongs[k]);
        offer->n_prolongs = self->prolongings->len - offer->prolongs;
    }
    if (self->prolongings->len == 0)
        return;
    for (SopNode node = 0; node < flow->n_nodes; node++)
        if (flow->nodes[node].within.count > 0)
            flow->nodes[node].prolonged = prolongings_of(self, node, SOP_NONE);
    for (uint32_t i = flow->first_timeout; i < self->offers->len; i++)
        g_array_index(self->offers, SopOffer, i).prolonged = prolongings_of(self, SOP_NONE, i);
}

void
sop_compile_clocks(SopCompiler *self)
{
    for (SopNode node = 0; node < self->flow->n_nodes; node++)
        compile_within(self, node);
    compile_prolongs(self);
    self->unit = 0;
}

/* ---- slots ----------------------------------------------------------------------------------- */

/* Nodes of which only one is active at a time share a slot, so that a case does not grow with the
 * length of its procedure. Returns: the first slot that is free beside what is inside `node`. */
static uint32_t
assign_slots(SopFlow *flow, SopNode node, uint32_t free_slot)
{
    SopFlowNode *of = &flow->nodes[node];
    uint32_t highest;

    if (of->clock != SOP_NONE)
        of->clock = free_slot++;
    highest = free_slot;
    if (of->last == node)
        return highest;
    for (SopNode child = node + 1; child != SOP_NONE; child = flow->nodes[child].next)
    {
        uint32_t beside =
            assign_slots(flow, child, of->kind == SOP_KIND_PARALLEL ? highest : free_slot);
        highest = MAX(highest, beside);
    }
    return highest;
}

void
sop_compile_clock_slots(SopFlow *flow)
{
    flow->layout.n_clocks = assign_slots(flow, 0, 0);
}
