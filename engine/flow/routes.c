/* SPDX-License-Identifier: Apache-2.0 */
/* Routes: where `to` and `choose` lead, and what a move leaves (its domain, W3C SCXML Appendix
 * D, getTransitionDomain; what is written on a phase and targets a node inside it does not leave
 * the phase). */
#include "flow/compile.h"

/* The nearest phase around `source` that has `target` inside it. */
static SopNode
domain_of(const SopFlow *flow, SopNode source, SopNode target)
{
    if (source != target && sop_node_contains(flow, source, target))
        return source;
    for (SopNode node = flow->nodes[source].parent; node != SOP_NONE;
         node = flow->nodes[node].parent)
        if (flow->nodes[node].kind == SOP_KIND_PHASE && node != target &&
            sop_node_contains(flow, node, target))
            return node;
    return 0;
}

/* Entering `target` inside one of several tracks starts the others anew, which may not be meant. */
static void
warn_of_tracks(SopCompiler *self, const SopTarget *target, const SopWrittenTarget *written)
{
    const SopFlow *flow = self->flow;

    for (SopNode node = target->node; node != target->domain; node = flow->nodes[node].parent)
        if (flow->nodes[flow->nodes[node].parent].kind == SOP_KIND_PARALLEL)
        {
            sop_compile_report(self, SOP_MESSAGE_INTO_A_TRACK, written->span, written->name.name);
            return;
        }
}

static void
compile_node_target(SopCompiler *self, SopTarget *target, const SopWrittenTarget *written,
                    SopNode source)
{
    target->node = sop_compile_find_node(self, &written->name);
    if (target->node == SOP_NONE)
        return;
    target->domain = domain_of(self->flow, source, target->node);
    warn_of_tracks(self, target, written);
}

/* Is the phase one of the unit's own file, and not that file itself? */
static bool
is_inside_unit(const SopCompiler *self, SopNode phase)
{
    SopNode whole = sop_compile_unit(self)->node;

    return phase != whole && sop_node_contains(self->flow, whole, phase);
}

/* The phase ends with an outcome, and must say where the case goes then; a track waits. */
static void
end_phase(SopCompiler *self, SopTarget *target, const SopWrittenTarget *written, SopNode phase)
{
    const SopFlow *flow = self->flow;

    if (flow->nodes[flow->nodes[phase].parent].kind != SOP_KIND_PARALLEL &&
        self->written_nodes[phase]->to.n_branches == 0)
        sop_diagnostic_point(sop_compile_report(self, SOP_MESSAGE_PHASE_WITHOUT_TO,
                                                flow->nodes[phase].span, flow->nodes[phase].name),
                             written->span, "it is ended here");
    target->node = phase;
    target->domain = phase;
}

/* The phase that `{end}` finishes: the innermost around the place where it is written; a phase
 * is around its own actions, but not around its own `to`. */
static void
compile_end(SopCompiler *self, SopTarget *target, const SopWrittenTarget *written, SopNode source,
            bool own_action)
{
    const SopFlow *flow = self->flow;
    SopNode phase = own_action && flow->nodes[source].kind != SOP_KIND_STEP
                        ? source
                        : flow->nodes[source].parent;

    target->outcome =
        sop_compile_find(self, flow->outcome_names, &written->name, SOP_MESSAGE_UNKNOWN_OUTCOME);
    if (phase == SOP_NONE || !is_inside_unit(self, phase))
        sop_compile_report(self, SOP_MESSAGE_END_AT_TOP, written->span, written->name.name);
    else if (flow->nodes[phase].kind == SOP_KIND_PARALLEL)
        sop_compile_report(self, SOP_MESSAGE_END_OF_TRACKS, written->span, flow->nodes[phase].name);
    else
        end_phase(self, target, written, phase);
}

/* A sub-procedure that closes ends the phase that it is. */
static void
compile_close(SopCompiler *self, SopTarget *target, const SopWrittenTarget *written)
{
    target->outcome = sop_compile_find(self, self->flow->outcome_names, &written->name,
                                       SOP_MESSAGE_UNKNOWN_OUTCOME);
    if (self->unit == 0)
        return;
    target->kind = SOP_TARGET_END;
    end_phase(self, target, written, sop_compile_unit(self)->node);
}

static void
compile_resume(SopCompiler *self, SopTarget *target, const SopWrittenTarget *written,
               SopNode source)
{
    SopFlow *flow = self->flow;

    target->node = sop_compile_find_node(self, &written->name);
    if (written->at.name != NULL)
        target->at = sop_compile_find_node(self, &written->at);
    if (target->node == SOP_NONE)
        return;
    SopFlowNode *phase = &flow->nodes[target->node];
    if (phase->kind != SOP_KIND_PHASE && phase->kind != SOP_KIND_PARALLEL)
    {
        sop_compile_report(self, SOP_MESSAGE_RESUME_NO_PHASE, written->name.span,
                           written->name.name);
        return;
    }
    if (target->at != SOP_NONE &&
        (target->at == target->node || !sop_node_contains(flow, target->node, target->at)))
        sop_compile_report(self, SOP_MESSAGE_AT_OUTSIDE, written->at.span, written->at.name);
    if (phase->history == SOP_NONE)
        phase->history = flow->layout.n_histories++;
    target->domain = sop_node_contains(flow, target->node, source)
                         ? target->node
                         : domain_of(flow, source, target->node);
}

static SopTarget
compile_target(SopCompiler *self, const SopWrittenTarget *written, SopNode source, bool own_action)
{
    SopTarget target = {.kind = (uint8_t) written->kind,
                        .node = SOP_NONE,
                        .at = SOP_NONE,
                        .outcome = SOP_NONE,
                        .domain = SOP_NONE,
                        .span = written->span};

    switch (written->kind)
    {
    case SOP_TARGET_STAY:
        break;
    case SOP_TARGET_NODE:
        compile_node_target(self, &target, written, source);
        break;
    case SOP_TARGET_END:
        compile_end(self, &target, written, source, own_action);
        break;
    case SOP_TARGET_CLOSE:
        compile_close(self, &target, written);
        break;
    case SOP_TARGET_RESUME:
        compile_resume(self, &target, written, source);
        break;
    }
    return target;
}

/* ---- tables ---------------------------------------------------------------------------------- */

/* What a column reads: one name. Fills in its type (transfer full) and slot. */
static bool
compile_column(SopCompiler *self, const SopWrittenText *written, SopFeelType **ret_type,
               uint32_t *ret_slot)
{
    SopGuard guard = sop_compile_expression(self, written, NULL);

    if (guard == SOP_NONE)
        return false;
    const SopExpression *expression = &g_array_index(self->expressions, SopExpression, guard);
    const SopAst *name = sop_feel_ast(expression->feel);
    if (name->kind != SOP_AST_NAME)
    {
        sop_compile_report(self, SOP_MESSAGE_NO_COLUMN, expression->span, written->text);
        return false;
    }
    *ret_type = sop_feel_type_ref((SopFeelType *) sop_feel_result_type(expression->feel));
    *ret_slot = name->slot;
    return true;
}

static void
compile_row(SopCompiler *self, SopBranch *branch, const SopWrittenBranch *row,
            const SopWrittenRoute *table, SopFeelType *const *types, const uint32_t *slots)
{
    g_autofree uint32_t *tests = g_new(uint32_t, table->n_columns + 1);
    uint32_t n_tests = 0;

    for (uint32_t i = 0; i < table->n_columns; i++)
    {
        SopGuard test = types[i] != NULL
                            ? sop_compile_cell(self, &row->cells[i], types[i], slots[i])
                            : SOP_NONE;
        if (test != SOP_NONE)
            tests[n_tests++] = test;
    }
    branch->tests = sop_compile_list(self, tests, n_tests);
    branch->sets = self->sets->len;
    for (uint32_t i = 0; i < table->sets.n_names; i++)
        if (row->values[i].text != NULL)
            sop_compile_set(self, &table->sets.names[i], &row->values[i], true);
    branch->n_sets = self->sets->len - branch->sets;
}

static SopRoute
compile_table(SopCompiler *self, const SopWrittenRoute *table, SopNode source)
{
    SopRoute route = {self->branches->len, table->n_branches};
    g_autofree SopFeelType **types = g_new0(SopFeelType *, table->n_columns);
    g_autofree uint32_t *slots = g_new0(uint32_t, table->n_columns);

    for (uint32_t i = 0; i < table->n_columns; i++)
        compile_column(self, &table->columns[i], &types[i], &slots[i]);
    for (uint32_t i = 0; i < table->n_branches; i++)
    {
        const SopWrittenBranch *row = &table->branches[i];
        SopBranch branch = {.when = SOP_NONE, .span = row->span, .node = source, .offer = SOP_NONE};
        compile_row(self, &branch, row, table, types, slots);
        branch.to = compile_target(self, &row->to, source, false);
        g_array_append_val(self->branches, branch);
    }
    for (uint32_t i = 0; i < table->n_columns; i++)
        g_clear_pointer(&types[i], sop_feel_type_unref);
    return route;
}

SopRoute
sop_compile_route(SopCompiler *self, const SopWrittenRoute *written, SopNode source, uint32_t offer)
{
    SopRoute route = {self->branches->len, written->n_branches};

    if (written->n_columns > 0)
        return compile_table(self, written, source);
    for (uint32_t i = 0; i < written->n_branches; i++)
    {
        const SopWrittenBranch *line = &written->branches[i];
        SopBranch branch = {.span = line->span, .node = source, .offer = offer};
        branch.when = sop_compile_expression(self, &line->when, self->types[SOP_FACT_BOOLEAN]);
        branch.to = compile_target(self, &line->to, source, offer != SOP_NONE);
        g_array_append_val(self->branches, branch);
    }
    return route;
}
