/* SPDX-License-Identifier: Apache-2.0 */
/* The compiler: nodes, and the actions and timeouts written in them, get their numbers; those of
 * sub-procedures among them. */
#include "flow/compile.h"

static uint32_t
count_nodes(const SopWrittenNode *node)
{
    uint32_t n_nodes = 1;

    if (node->used != NULL)
        node = &node->used->root;
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

/* A name as the whole knows it. */
static const char *
qualified(SopCompiler *self, uint32_t unit, const char *name)
{
    const char *prefix = g_array_index(self->units, SopFile, unit).prefix;

    if (prefix[0] == '\0')
        return name;
    g_autofree char *whole = g_strconcat(prefix, name, NULL);
    return sop_arena_strdup(self->flow->arena, whole);
}

typedef struct
{
    uint32_t n_units; /* met so far */
} Numbering;

static void
name_node(SopCompiler *self, SopNode node, const SopWrittenNode *written)
{
    SopFlow *flow = self->flow;
    const char *name = flow->nodes[node].name;
    uint32_t taken = node == 0 ? SOP_NONE : sop_names_find(flow->node_names, name);

    if (taken != SOP_NONE)
        sop_compile_report_taken(self, &written->name, flow->nodes[taken].span);
    sop_names_add(flow->node_names, taken != SOP_NONE ? unusable_name(flow->arena, node)
                                    : node == 0       ? ""
                                                      : name);
}

static SopNode number_node(SopCompiler *self, const SopWrittenNode *written, SopNode parent,
                           uint32_t unit, const char *number, Numbering *numbering);

/* The nodes inside `node`, which are those of the file that it uses, if it uses one. */
static void
number_children(SopCompiler *self, const SopWrittenNode *written, SopNode node, uint32_t unit,
                Numbering *numbering)
{
    SopFlow *flow = self->flow;
    SopNode previous = SOP_NONE;

    if (flow->nodes[node].depth >= SOP_LIMIT_FLOW_DEPTH && written->n_children > 0)
    {
        sop_compile_report_limit(self, "phases inside one another", SOP_LIMIT_FLOW_DEPTH,
                                 written->name.span);
        return;
    }
    for (uint32_t i = 0; i < written->n_children; i++)
    {
        SopNode child =
            number_node(self, &written->children[i], node, unit,
                        child_number(flow->arena, flow->nodes[node].number, i + 1), numbering);
        if (previous != SOP_NONE)
            flow->nodes[previous].next = child;
        previous = child;
    }
}

static SopText
first_text(SopText own, SopText otherwise)
{
    return own.n_items > 0 ? own : otherwise;
}

static SopNode
number_node(SopCompiler *self, const SopWrittenNode *written, SopNode parent, uint32_t unit,
            const char *number, Numbering *numbering)
{
    SopFlow *flow = self->flow;
    SopNode node = flow->n_nodes++;
    SopFlowNode *made = &flow->nodes[node];
    const SopWrittenNode *inside = written;

    self->written_nodes[node] = written;
    self->unit_of[node] = unit;
    self->used_by[node] = SOP_NONE;
    *made = (SopFlowNode) {
        .name = parent == SOP_NONE ? written->name.name : qualified(self, unit, written->name.name),
        .number = number,
        .kind = (uint8_t) written->kind,
        .depth = (uint8_t) (parent == SOP_NONE ? 0 : flow->nodes[parent].depth + 1),
        .parent = parent,
        .start = SOP_NONE,
        .next = SOP_NONE,
        .clock = SOP_NONE,
        .outcome = SOP_NONE,
        .history = SOP_NONE,
        .title = written->title,
        .text = written->text,
        .was = written->was.name,
        .span = written->name.span};
    name_node(self, node, written);
    made->sources =
        sop_compile_find_all(self, self->sources, &written->source, SOP_MESSAGE_UNKNOWN_SOURCE);
    if (written->kind == SOP_NODE_PHASE)
        made->outcome = flow->layout.n_outcomes++;
    if (written->used != NULL)
    {
        inside = &written->used->root;
        unit = ++numbering->n_units;
        self->used_by[node] = unit;
        g_array_index(self->units, SopFile, unit).node = node;
        made->title = first_text(made->title, inside->title);
        made->text = first_text(made->text, inside->text);
    }
    number_children(self, inside, node, unit, numbering);
    made->last = flow->n_nodes - 1;
    return node;
}

static void
number_nodes(SopCompiler *self)
{
    SopFlow *flow = self->flow;
    uint32_t n_nodes = count_nodes(&self->procedure->root);
    Numbering numbering = {0};

    if (n_nodes > SOP_LIMIT_FLOW_NODES)
        sop_compile_report_limit(self, "nodes", SOP_LIMIT_FLOW_NODES, self->procedure->root.span);
    flow->nodes = sop_arena_new_array(flow->arena, SopFlowNode, n_nodes);
    self->written_nodes = sop_arena_new_array(flow->arena, const SopWrittenNode *, n_nodes);
    self->unit_of = sop_arena_new_array(flow->arena, uint32_t, n_nodes);
    self->used_by = sop_arena_new_array(flow->arena, uint32_t, n_nodes);
    number_node(self, &self->procedure->root, SOP_NONE, 0, "", &numbering);
}

static SopAction
number_action(SopCompiler *self, const SopWrittenName *written, uint32_t unit)
{
    SopFlow *flow = self->flow;
    const char *name = qualified(self, unit, written->name);
    uint32_t node = sop_names_find(flow->node_names, name);
    uint32_t n_known = sop_names_count(flow->action_names);
    SopAction action = sop_names_add(flow->action_names, name);

    if (node != SOP_NONE && action == n_known)
        sop_compile_report_taken(self, written, flow->nodes[node].span);
    return action;
}

static void
add_offer(SopCompiler *self, SopNode node, uint32_t unit, const SopWrittenAction *written,
          const SopWrittenClock *at)
{
    SopOffer offer = {.action = number_action(self, &written->name, unit),
                      .node = node,
                      .order = written->order,
                      .span = written->name.span};
    SopWrittenOffer place = {written, at, unit};

    g_array_append_val(self->offers, offer);
    g_array_append_val(self->written_offers, place);
}

/* What a timeout has in common with an action. */
static const SopWrittenAction *
as_action(SopCompiler *self, const SopWrittenTimeout *timeout)
{
    SopWrittenAction *action = sop_arena_new_array(self->flow->arena, SopWrittenAction, 1);

    *action = (SopWrittenAction) {.name = timeout->name,
                                  .title = timeout->title,
                                  .text = timeout->text,
                                  .source = timeout->source,
                                  .when = timeout->when,
                                  .returns = timeout->returns,
                                  .informs = timeout->informs,
                                  .sets = timeout->sets,
                                  .n_sets = timeout->n_sets,
                                  .to = timeout->to,
                                  .was = timeout->was,
                                  .order = timeout->order,
                                  .span = timeout->span};
    return action;
}

static void
number_actions_of(SopCompiler *self, SopNode node, const SopWrittenNode *written, uint32_t unit)
{
    for (uint32_t i = 0; i < written->n_actions; i++)
        add_offer(self, node, unit, &written->actions[i], NULL);
    self->flow->nodes[node].n_offers += written->n_actions;
}

static void
number_timeouts_of(SopCompiler *self, SopNode node, const SopWrittenNode *written, uint32_t unit)
{
    SopFlowNode *of = &self->flow->nodes[node];

    for (uint32_t i = 0; i < written->n_timeouts; i++)
        add_offer(self, node, unit, as_action(self, &written->timeouts[i]),
                  &written->timeouts[i].at);
    of->n_timeouts += written->n_timeouts;
    if (of->n_timeouts > SOP_LIMIT_TIMEOUTS)
        sop_compile_report_limit(self, "timeouts of one node", SOP_LIMIT_TIMEOUTS,
                                 written->name.span);
}

static void
number_events(SopCompiler *self)
{
    SopFlow *flow = self->flow;
    void (*const passes[])(SopCompiler *, SopNode, const SopWrittenNode *,
                           uint32_t) = {number_actions_of, number_timeouts_of};

    for (unsigned pass = 0; pass < G_N_ELEMENTS(passes); pass++)
        for (SopNode node = 0; node < flow->n_nodes; node++)
        {
            const SopWrittenNode *written = self->written_nodes[node];
            if (pass == 0)
                flow->nodes[node].offers = self->offers->len;
            else
                flow->nodes[node].timeouts = self->offers->len;
            passes[pass](self, node, written, self->unit_of[node]);
            if (self->used_by[node] != SOP_NONE)
                passes[pass](self, node, &written->used->root, self->used_by[node]);
            if (pass == 0)
                flow->first_timeout = self->offers->len;
        }
    flow->n_actions = sop_names_count(flow->action_names);
    flow->actions = sop_arena_new_array(flow->arena, SopFlowAction, flow->n_actions);
    for (SopAction action = 0; action < flow->n_actions; action++)
        flow->actions[action] = (SopFlowAction) {.name = sop_names_at(flow->action_names, action),
                                                 .is_timeout = true,
                                                 .done_slot = SOP_NONE,
                                                 .actor_slot = SOP_NONE};
}

/* ---- as written ------------------------------------------------------------------------------ */

/* The unit just inside `outer` in which the offer is written; `outer` itself when it is there. */
static uint32_t
unit_towards(const SopCompiler *self, uint32_t outer, uint32_t offer)
{
    uint32_t inner = g_array_index(self->written_offers, SopWrittenOffer, offer).unit;
    uint32_t before = inner;

    while (inner != outer)
    {
        before = inner;
        inner = g_array_index(self->units, SopFile, inner).user;
    }
    return before;
}

/* The place of an offer in a file, or of the node there by which the file with it is used. */
static uint64_t
place_in(const SopCompiler *self, uint32_t outer, uint32_t inner, uint32_t offer)
{
    if (inner == outer)
        return 2 * (uint64_t) g_array_index(self->offers, SopOffer, offer).order + 1;
    SopNode node = g_array_index(self->units, SopFile, inner).node;
    return 2 * (uint64_t) self->written_nodes[node]->order;
}

/* A sub-procedure is written where it is used. */
static int
compare_as_written(const void *a, const void *b, void *compiler)
{
    const SopCompiler *self = compiler;
    uint32_t left = *(const uint32_t *) a;
    uint32_t right = *(const uint32_t *) b;

    for (uint32_t unit = 0;;)
    {
        uint32_t left_unit = unit_towards(self, unit, left);
        uint32_t right_unit = unit_towards(self, unit, right);
        uint64_t left_place = place_in(self, unit, left_unit, left);
        uint64_t right_place = place_in(self, unit, right_unit, right);
        if (left_place != right_place)
            return left_place < right_place ? -1 : 1;
        if (left_unit != right_unit || left_unit == unit)
            return (left_unit > right_unit) - (left_unit < right_unit);
        unit = left_unit;
    }
}

/* Until here each file counts its own. */
static void
order_as_written(SopCompiler *self)
{
    uint32_t n_offers = self->offers->len;
    g_autofree uint32_t *numbers = g_new(uint32_t, n_offers + 1);

    if (self->units->len == 1)
        return;
    for (uint32_t i = 0; i < n_offers; i++)
        numbers[i] = i;
    g_qsort_with_data(numbers, (int) n_offers, sizeof *numbers, compare_as_written, self);
    for (uint32_t i = 0; i < n_offers; i++)
        g_array_index(self->offers, SopOffer, numbers[i]).order = i;
}

static void
note_used(SopCompiler *self)
{
    SopFlow *flow = self->flow;

    flow->n_used = self->units->len - 1;
    flow->used = sop_arena_new_array(flow->arena, SopUsed, self->units->len);
    for (uint32_t i = 0; i < flow->n_used; i++)
    {
        const SopFile *unit = &g_array_index(self->units, SopFile, i + 1);
        flow->used[i] = (SopUsed) {unit->node, unit->procedure->id, unit->procedure->version};
    }
}

void
sop_compile_happenings(SopCompiler *self)
{
    number_nodes(self);
    number_events(self);
    order_as_written(self);
    note_used(self);
}
