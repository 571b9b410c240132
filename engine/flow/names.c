/* SPDX-License-Identifier: Apache-2.0 */
/* The compiler's first pass: every name of the procedure gets its number. */
#include "flow/compile.h"

#include <string.h>

#include "flow/fact.h"

SopDiagnostic *
sop_compile_report(SopCompiler *self, SopMessage message, SopSpan span, const char *name)
{
    SopDiagnostic *diagnostic = sop_report(self->diagnostics, message, span, "name", name, NULL);

    if (sop_diagnostic_severity(diagnostic) == SOP_SEVERITY_ERROR)
        self->broken = true;
    return diagnostic;
}

/* Did the variant take the name away? Then that is why it is missing. */
static bool
point_to_removal(const SopProcedure *procedure, const char *name, SopDiagnostic *diagnostic)
{
    for (uint32_t i = 0; i < procedure->removed.n_names; i++)
    {
        if (strcmp(procedure->removed.names[i].name, name) != 0)
            continue;
        sop_diagnostic_point(diagnostic, procedure->removed.names[i].span, "removed here");
        sop_diagnostic_set_fix(diagnostic, "change this too, or do not remove `%s`", name);
        return true;
    }
    return false;
}

uint32_t
sop_compile_find(SopCompiler *self, const SopNames *names, const SopWrittenName *name,
                 SopMessage message)
{
    uint32_t number = sop_names_find(names, name->name);

    if (number != SOP_NONE)
        return number;
    SopDiagnostic *diagnostic = sop_compile_report(self, message, name->span, name->name);
    if (point_to_removal(self->procedure, name->name, diagnostic))
        return SOP_NONE;
    const char *nearest = sop_names_nearest(names, name->name);
    if (nearest != NULL)
        sop_diagnostic_set_fix(diagnostic, "did you mean `%s`?", nearest);
    return SOP_NONE;
}

SopList
sop_compile_list(SopCompiler *self, const uint32_t *items, uint32_t n_items)
{
    SopList list = {self->lists->len, n_items};

    g_array_append_vals(self->lists, items, n_items);
    return list;
}

SopList
sop_compile_find_all(SopCompiler *self, const SopNames *names, const SopWrittenNames *written,
                     SopMessage message)
{
    SopList list = {self->lists->len, 0};

    for (uint32_t i = 0; i < written->n_names; i++)
    {
        uint32_t number = sop_compile_find(self, names, &written->names[i], message);
        if (number == SOP_NONE)
            continue;
        g_array_append_val(self->lists, number);
        list.count++;
    }
    return list;
}

uint64_t
sop_compile_roles(SopCompiler *self, const SopWrittenNames *written)
{
    uint64_t roles = 0;

    for (uint32_t i = 0; i < written->n_names; i++)
    {
        uint32_t role = sop_compile_find(self, self->flow->role_names, &written->names[i],
                                         SOP_MESSAGE_UNKNOWN_ROLE);
        if (role != SOP_NONE)
            roles |= UINT64_C(1) << role;
    }
    return roles;
}

static void
report_limit(SopCompiler *self, const char *what, uint32_t limit, SopSpan span)
{
    char number[16];

    g_snprintf(number, sizeof number, "%u", limit);
    sop_report(self->diagnostics, SOP_MESSAGE_TOO_MANY, span, "what", what, "limit", number, NULL);
    self->broken = true;
}

static void
report_taken(SopCompiler *self, const SopWrittenName *name, SopSpan first)
{
    sop_diagnostic_point(sop_compile_report(self, SOP_MESSAGE_TAKEN_NAME, name->span, name->name),
                         first, "first used here");
}

/* ---- who, what is known, outcomes, sources --------------------------------------------------- */

static void
number_roles(SopCompiler *self)
{
    SopFlow *flow = self->flow;
    const SopProcedure *procedure = self->procedure;
    uint32_t n_roles = MIN(procedure->n_roles, (uint32_t) SOP_LIMIT_ROLES);

    if (n_roles < procedure->n_roles)
        report_limit(self, "roles", SOP_LIMIT_ROLES, procedure->roles[n_roles].name.span);
    flow->roles = sop_arena_new_array(flow->arena, SopFlowRole, n_roles);
    flow->role_values = sop_arena_new_array(flow->arena, SopValue, n_roles);
    flow->n_roles = n_roles;
    for (uint32_t i = 0; i < n_roles; i++)
    {
        const SopWrittenRole *written = &procedure->roles[i];
        sop_names_add(flow->role_names, written->name.name);
        flow->roles[i] = (SopFlowRole) {
            .name = written->name.name, .title = written->title, .text = written->text};
        flow->role_values[i] = sop_value_text(written->name.name);
    }
    for (uint32_t i = 0; i < n_roles; i++)
        flow->roles[i].recorders = sop_compile_roles(self, &procedure->roles[i].recorded_by);
}

static void
number_outcomes(SopCompiler *self)
{
    SopFlow *flow = self->flow;
    const SopProcedure *procedure = self->procedure;

    flow->n_outcomes = procedure->n_outcomes;
    flow->outcomes = sop_arena_new_array(flow->arena, SopFlowOutcome, flow->n_outcomes);
    flow->outcome_values = sop_arena_new_array(flow->arena, SopValue, flow->n_outcomes);
    for (uint32_t i = 0; i < flow->n_outcomes; i++)
    {
        const SopWrittenOutcome *written = &procedure->outcomes[i];
        sop_names_add(flow->outcome_names, written->name.name);
        flow->outcomes[i] = (SopFlowOutcome) {.name = written->name.name, .title = written->title};
        flow->outcome_values[i] = sop_value_text(written->name.name);
    }
}

static SopNames *
number_sources(SopCompiler *self)
{
    SopFlow *flow = self->flow;
    const SopProcedure *procedure = self->procedure;
    SopNames *names = sop_names_new();

    flow->n_cited = procedure->n_cited;
    flow->cited = sop_arena_new_array(flow->arena, SopFlowSource, flow->n_cited);
    for (uint32_t i = 0; i < flow->n_cited; i++)
    {
        const SopWrittenSource *written = &procedure->cited[i];
        sop_names_add(names, written->name.name);
        flow->cited[i] = (SopFlowSource) {written->name.name, written->title, written->publisher,
                                          written->url, written->year};
    }
    return names;
}

static void
number_documents(SopCompiler *self, const SopNames *sources)
{
    SopFlow *flow = self->flow;
    const SopProcedure *procedure = self->procedure;

    flow->n_documents = procedure->n_documents;
    flow->documents = sop_arena_new_array(flow->arena, SopFlowDocument, flow->n_documents);
    for (uint32_t i = 0; i < flow->n_documents; i++)
    {
        const SopWrittenDocument *written = &procedure->documents[i];
        SopFlowDocument *document = &flow->documents[i];
        uint32_t fact = sop_names_find(flow->fact_names, written->name.name);
        if (fact != SOP_NONE)
            report_taken(self, &written->name, flow->facts[fact].span);
        sop_names_add(flow->document_names, written->name.name);
        *document = (SopFlowDocument) {.name = written->name.name,
                                       .title = written->title,
                                       .text = written->text,
                                       .has_valid_for = written->valid_for != NULL,
                                       .span = written->name.span};
        if (written->valid_for != NULL)
            document->valid_for = *written->valid_for;
        document->seen_by = sop_compile_roles(self, &written->seen_by);
        document->sources =
            sop_compile_find_all(self, sources, &written->source, SOP_MESSAGE_UNKNOWN_SOURCE);
    }
}

static void
copy_choices(SopFlow *flow, SopFlowFact *fact, const SopWrittenFact *written)
{
    const char **values = sop_arena_new_array(flow->arena, const char *, written->n_values + 1);

    fact->value_titles = sop_arena_new_array(flow->arena, SopText, written->n_values);
    for (uint32_t i = 0; i < written->n_values; i++)
    {
        values[i] = written->values[i].name.name;
        fact->value_titles[i] = written->values[i].title;
    }
    fact->values = values;
    fact->n_values = written->n_values;
}

static void
compile_range(SopCompiler *self, SopFlowFact *fact, const SopWrittenText *written)
{
    if (written->text == NULL)
        return;
    g_autoptr(SopFeelScope) scope = sop_feel_scope_new();
    g_autoptr(SopFeelType) type = sop_compile_fact_type(self, fact);
    SopFeelError error = {0};

    sop_feel_scope_add(scope, "?", type, 0);
    fact->range = sop_feel_compile(written->text, (gssize) written->length, scope,
                                   SOP_FEEL_UNARY_TESTS, NULL, &error, 1, NULL);
    if (fact->range != NULL)
        return;
    SopSpan span = sop_written_span(self->procedure, written, error.offset, error.length);
    sop_report_worded(self->diagnostics, (SopMessage) error.code, span, error.message, error.fix);
    sop_feel_error_clear(&error);
    self->broken = true;
}

static void
read_starts(SopCompiler *self, SopFlowFact *fact, const SopWrittenFact *written)
{
    if (written->starts == NULL)
        return;
    g_auto(SopValue) value = sop_fact_value_from_yaml(written->starts);
    if (!sop_fact_fits(self->flow, fact, &value, &fact->starts))
        sop_compile_report(self, SOP_MESSAGE_UNFIT_START, written->starts->span, fact->name);
}

static void
fill_fact(SopCompiler *self, SopFlowFact *fact, const SopWrittenFact *written)
{
    *fact = (SopFlowFact) {.name = written->name.name,
                           .title = written->title,
                           .text = written->text,
                           .type = written->type,
                           .is_list = written->is_list,
                           .span = written->name.span};
    copy_choices(self->flow, fact, written);
    compile_range(self, fact, &written->range);
    fact->seen_by = sop_compile_roles(self, &written->seen_by);
    read_starts(self, fact, written);
}

static void
number_facts(SopCompiler *self, const SopNames *sources)
{
    SopFlow *flow = self->flow;
    const SopProcedure *procedure = self->procedure;

    flow->n_facts = procedure->n_facts;
    flow->facts = sop_arena_new_array(flow->arena, SopFlowFact, flow->n_facts);
    for (uint32_t i = 0; i < flow->n_facts; i++)
    {
        sop_names_add(flow->fact_names, procedure->facts[i].name.name);
        fill_fact(self, &flow->facts[i], &procedure->facts[i]);
        flow->facts[i].sources = sop_compile_find_all(self, sources, &procedure->facts[i].source,
                                                      SOP_MESSAGE_UNKNOWN_SOURCE);
    }
    flow->n_details = procedure->n_actor;
    flow->details = sop_arena_new_array(flow->arena, SopFlowFact, flow->n_details);
    for (uint32_t i = 0; i < flow->n_details; i++)
        fill_fact(self, &flow->details[i], &procedure->actor[i]);
}

/* ---- what happens: nodes and actions --------------------------------------------------------- */

static uint32_t
count_nodes(const SopWrittenNode *node)
{
    uint32_t n_nodes = 1;

    for (uint32_t i = 0; i < node->n_children; i++)
        n_nodes += count_nodes(&node->children[i]);
    return n_nodes;
}

static const char *
child_number(SopArena *arena, const char *parent, uint32_t position)
{
    g_autofree char *number = parent[0] == '\0' ? g_strdup_printf("%u", position)
                                                : g_strdup_printf("%s.%u", parent, position);

    return sop_arena_strdup(arena, number);
}

/* Keeps the numbering in step where a name was taken. */
static const char *
unusable_name(SopArena *arena, SopNode node)
{
    g_autofree char *name = g_strdup_printf("%u", node);

    return sop_arena_strdup(arena, name);
}

static SopNode
number_node(SopCompiler *self, const SopWrittenNode *written, SopNode parent, unsigned depth,
            const char *number, const SopNames *sources)
{
    SopFlow *flow = self->flow;
    SopNode node = flow->n_nodes++;
    SopFlowNode *made = &flow->nodes[node];
    SopNode previous = SOP_NONE;

    self->written_nodes[node] = written;
    *made = (SopFlowNode) {.name = written->name.name,
                           .number = number,
                           .kind = (uint8_t) written->kind,
                           .depth = (uint8_t) depth,
                           .parent = parent,
                           .start = SOP_NONE,
                           .next = SOP_NONE,
                           .clock = SOP_NONE,
                           .outcome = SOP_NONE,
                           .history = SOP_NONE,
                           .title = written->title,
                           .text = written->text,
                           .span = written->name.span};
    uint32_t taken = node == 0 ? SOP_NONE : sop_names_find(flow->node_names, made->name);
    if (taken != SOP_NONE)
        report_taken(self, &written->name, flow->nodes[taken].span);
    sop_names_add(flow->node_names, taken != SOP_NONE ? unusable_name(flow->arena, node)
                                    : node == 0       ? ""
                                                      : made->name);
    made->sources =
        sop_compile_find_all(self, sources, &written->source, SOP_MESSAGE_UNKNOWN_SOURCE);
    if (written->kind == SOP_NODE_PHASE)
        made->outcome = flow->layout.n_outcomes++;
    if (depth >= SOP_LIMIT_FLOW_DEPTH && written->n_children > 0)
        report_limit(self, "phases inside one another", SOP_LIMIT_FLOW_DEPTH, written->name.span);
    else
        for (uint32_t i = 0; i < written->n_children; i++)
        {
            SopNode child = number_node(self, &written->children[i], node, depth + 1,
                                        child_number(flow->arena, number, i + 1), sources);
            if (previous != SOP_NONE)
                flow->nodes[previous].next = child;
            previous = child;
        }
    made->last = flow->n_nodes - 1;
    return node;
}

static void
number_nodes(SopCompiler *self, const SopNames *sources)
{
    SopFlow *flow = self->flow;
    uint32_t n_nodes = count_nodes(&self->procedure->root);

    if (n_nodes > SOP_LIMIT_FLOW_NODES)
        report_limit(self, "nodes", SOP_LIMIT_FLOW_NODES, self->procedure->root.span);
    flow->nodes = sop_arena_new_array(flow->arena, SopFlowNode, n_nodes);
    self->written_nodes = sop_arena_new_array(flow->arena, const SopWrittenNode *, n_nodes);
    number_node(self, &self->procedure->root, SOP_NONE, 0, "", sources);
}

static SopAction
number_action(SopCompiler *self, const SopWrittenAction *written)
{
    SopFlow *flow = self->flow;
    const char *name = written->name.name;
    uint32_t node = sop_names_find(flow->node_names, name);
    uint32_t n_known = sop_names_count(flow->action_names);
    SopAction action = sop_names_add(flow->action_names, name);

    if (node != SOP_NONE && action == n_known)
        report_taken(self, &written->name, flow->nodes[node].span);
    return action;
}

static void
number_actions(SopCompiler *self)
{
    SopFlow *flow = self->flow;

    for (SopNode node = 0; node < flow->n_nodes; node++)
    {
        const SopWrittenNode *written = self->written_nodes[node];
        flow->nodes[node].offers = self->offers->len;
        flow->nodes[node].n_offers = written->n_actions;
        for (uint32_t i = 0; i < written->n_actions; i++)
        {
            SopOffer offer = {.action = number_action(self, &written->actions[i]),
                              .node = node,
                              .order = written->actions[i].order,
                              .span = written->actions[i].name.span};
            g_array_append_val(self->offers, offer);
            g_ptr_array_add(self->written_offers, (gpointer) &written->actions[i]);
        }
    }
    flow->n_actions = sop_names_count(flow->action_names);
    flow->actions = sop_arena_new_array(flow->arena, SopFlowAction, flow->n_actions);
    for (SopAction action = 0; action < flow->n_actions; action++)
        flow->actions[action] = (SopFlowAction) {.name = sop_names_at(flow->action_names, action),
                                                 .done_slot = SOP_NONE,
                                                 .actor_slot = SOP_NONE};
}

void
sop_compile_names(SopCompiler *self)
{
    number_roles(self);
    number_outcomes(self);
    g_autoptr(SopNames) sources = number_sources(self);
    number_facts(self, sources);
    number_documents(self, sources);
    number_nodes(self, sources);
    number_actions(self);
}
