/* SPDX-License-Identifier: Apache-2.0 */
/* The edges of a picture, collected from what the shown nodes offer and decide, in the order written. */
#include "draw/draw.h"

#include <string.h>

/* ---- conditions ---------------------------------------------------------------------------------------------- */

/* Is the guard just `outcome.PHASE = "…"`? Returns: the outcome; SOP_NONE when it is anything else. */
static SopOutcome
outcome_asked(const SopFlow *flow, SopNode phase, SopGuard guard)
{
    if (guard == SOP_NONE)
        return SOP_NONE;
    const SopAst *ast = sop_feel_ast(flow->expressions[guard].feel);
    if (ast->kind != SOP_AST_COMPARISON || ast->op != SOP_OP_EQUAL)
        return SOP_NONE;

    const SopAst *name = ast->children[0], *word = ast->children[1];
    if (name->kind != SOP_AST_NAME || word->kind != SOP_AST_LITERAL ||
        word->value.type != SOP_STRING || name->slot < flow->n_facts)
        return SOP_NONE;
    SopRead read = flow->reads[name->slot - flow->n_facts];
    if (read.kind != SOP_READ_OUTCOME || read.index != phase)
        return SOP_NONE;
    return sop_names_find(flow->outcome_names, sop_value_string(&word->value));
}

char *
sop_draw_condition(const SopPainter *self, SopNode owner, const SopBranch *branch,
                   uint32_t n_branches)
{
    if (sop_branch_is_certain(branch) && n_branches < 2)
        return NULL;
    SopOutcome outcome = outcome_asked(self->flow, owner, branch->when);
    return outcome != SOP_NONE ? sop_draw_outcome(self, outcome)
                               : sop_flow_say_branch(self->flow, branch, self->language);
}

void
sop_draw_after(SopPainter *self, SopNode phase, SopOutcome outcome, SopBranchFunc each, void *data)
{
    const SopFlow *flow = self->flow;
    SopRoute route = flow->nodes[phase].route;
    bool is_first = true;

    for (uint32_t i = route.start; i < route.start + route.count; i++)
    {
        const SopBranch *branch = &flow->branches[i];
        SopOutcome asked =
            outcome != SOP_NONE ? outcome_asked(flow, phase, branch->when) : SOP_NONE;
        if (asked != SOP_NONE && asked != outcome)
            continue;
        bool is_certain = sop_branch_is_certain(branch) || asked == outcome;
        each(self, branch, is_first && is_certain, data);
        is_first = false;
        if (is_certain && outcome != SOP_NONE)
            return;
    }
}

/* ---- acts ------------------------------------------------------------------------------------------------------ */

/* "● Admit ≠": the roles are shown where they are not those of the card. */
static char *
say_act(SopPainter *self, const SopOffer *offer)
{
    const SopFlow *flow = self->flow;
    g_autofree char *title = sop_draw_offer_title(self, offer);
    g_autoptr(GString) text = g_string_new(NULL);
    uint64_t usual = flow->nodes[offer->node].roles;

    for (SopRole role = 0; role < flow->n_roles && offer->roles != usual; role++)
        if (offer->roles >> role & 1 && !(usual >> role & 1))
        {
            g_string_append(text, sop_draw_role(role).sign);
            self->roles |= UINT64_C(1) << role;
        }
    g_string_append_printf(text, "%s%s", text->len > 0 ? " " : "", title);
    if (offer->separate_from.count > 0)
    {
        g_string_append_printf(text, " %s", sop_draw_sign(SOP_SIGN_OTHER));
        self->signs |= 1u << SOP_SIGN_OTHER;
    }
    g_autofree char *guards = sop_draw_guards(self, offer->action);
    g_autofree char *granted =
        self->options.view == SOP_VIEW_OVERVIEW ? g_strdup("") : sop_draw_granted(self, offer);
    g_string_append_printf(text, "%s%s", granted, guards);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
add_note(GString *notes, const char *note)
{
    if (note != NULL && *note != '\0')
        g_string_append_printf(notes, "%s%s", notes->len > 0 ? "\n" : "", note);
}

static SopLine
line_of_act(SopPainter *self, const SopOffer *offer, const SopBranch *branch)
{
    g_autoptr(GString) notes = g_string_new(NULL);
    g_autofree char *guard =
        offer->when != SOP_NONE ? sop_flow_say(self->flow, offer->when, self->language) : NULL;
    g_autofree char *condition = sop_draw_condition(self, offer->node, branch, offer->to.count);

    if (self->options.view == SOP_VIEW_OVERVIEW)
        return (SopLine) {say_act(self, offer), NULL, sop_draw_offer_state(self, offer), false,
                          NULL};
    add_note(notes, guard);
    add_note(notes, condition);
    if (offer->has_not_before)
    {
        g_autofree char *moment =
            sop_flow_say_moment(self->flow, &offer->not_before, self->language);
        const char *pairs[] = {"moment", moment, NULL};
        g_autofree char *note = sop_fill(sop_draw_word(self, "draw.not_before"), pairs);
        add_note(notes, note);
        self->signs |= 1u << SOP_SIGN_TIME;
    }
    char *note = notes->len > 0 ? g_strdup(notes->str) : NULL;
    return (SopLine) {say_act(self, offer), note, sop_draw_offer_state(self, offer), false, NULL};
}

static SopLine
line_of_timeout(SopPainter *self, const SopOffer *offer, const SopBranch *branch)
{
    g_autofree char *title = sop_draw_offer_title(self, offer);
    g_autofree char *guards = sop_draw_guards(self, offer->action);
    char *text = g_strdup_printf("%s %s%s", sop_draw_sign(SOP_SIGN_TIME), title, guards);

    self->signs |= 1u << SOP_SIGN_TIME | 1u << SOP_SIGN_BY_ITSELF;
    if (self->options.view == SOP_VIEW_OVERVIEW)
        return (SopLine) {text, NULL, sop_draw_offer_state(self, offer), true, NULL};

    g_autofree char *condition = sop_draw_condition(self, offer->node, branch, offer->to.count);
    g_autofree char *notes = sop_draw_timeout_notes(self, offer);
    char *note =
        condition != NULL ? g_strdup_printf("%s\n%s", notes, condition) : g_steal_pointer(&notes);
    return (SopLine) {text, note, sop_draw_offer_state(self, offer), true, NULL};
}

static void
collect_offer(SopPainter *self, const SopOffer *offer)
{
    const SopFlow *flow = self->flow;
    bool is_timeout = sop_offer_is_timeout(flow, (uint32_t) (offer - flow->offers));

    for (uint32_t b = offer->to.start; b < offer->to.start + offer->to.count; b++)
    {
        const SopBranch *branch = &flow->branches[b];
        sop_draw_lead(self, flow->nodes[offer->node].name, offer->node, &branch->to,
                      sop_draw_pass(self,
                                    is_timeout ? line_of_timeout(self, offer, branch)
                                               : line_of_act(self, offer, branch),
                                    branch));
    }
}

static void
collect_step(SopPainter *self, SopNode step)
{
    const SopFlow *flow = self->flow;
    const SopFlowNode *node = &flow->nodes[step];

    for (uint32_t i = node->offers; i < node->offers + node->n_offers; i++)
        collect_offer(self, &flow->offers[i]);
    for (uint32_t i = node->timeouts; i < node->timeouts + node->n_timeouts; i++)
        collect_offer(self, &flow->offers[i]);
}

/* The branches of a decision or of a closed phase's or parallel phase's `to`. */
static void
collect_route(SopPainter *self, const char *from, SopNode owner)
{
    const SopFlow *flow = self->flow;
    SopRoute route = flow->nodes[owner].route;

    for (uint32_t b = route.start; b < route.start + route.count; b++)
    {
        SopLine line = {sop_draw_condition(self, owner, &flow->branches[b], route.count), NULL,
                        SOP_STATE_PLAIN, false, NULL};
        sop_draw_lead(self, from, owner, &flow->branches[b].to,
                      sop_draw_pass(self, line, &flow->branches[b]));
    }
}

/* ---- closed phases ------------------------------------------------------------------------------------------------ */

/* From somewhere inside the closed phase `box` to one of its neighbours. */
static void
collect_escape(SopPainter *self, SopNode box, const SopBranch *branch, char *text, bool is_time)
{
    bool is_move = branch->to.kind == SOP_TARGET_NODE;
    SopNode shown = is_move ? sop_draw_neighbour(self, box, branch->to.node) : SOP_NONE;

    if (shown == SOP_NONE || shown == box)
    {
        g_free(text);
        return;
    }
    SopEdge *edge =
        sop_draw_connect_neighbour(self, self->flow->nodes[box].name, box, shown, is_time);
    sop_draw_add_line(edge, (SopLine) {text, NULL, SOP_STATE_PLAIN, is_time, NULL});
}

static void
collect_escapes_of(SopPainter *self, SopNode box, const SopOffer *offer, bool is_time)
{
    for (uint32_t b = 0; b < offer->to.count; b++)
    {
        char *title = sop_draw_offer_title(self, offer);
        if (is_time)
        {
            char *signed_title = g_strdup_printf("%s %s", sop_draw_sign(SOP_SIGN_TIME), title);
            g_free(title);
            title = signed_title;
        }
        collect_escape(self, box, &self->flow->branches[offer->to.start + b], title, is_time);
    }
}

static void
collect_escapes(SopPainter *self, SopNode box)
{
    const SopFlow *flow = self->flow;

    for (SopNode node = box; node <= flow->nodes[box].last; node++)
    {
        const SopFlowNode *written = &flow->nodes[node];
        for (uint32_t i = written->offers; i < written->offers + written->n_offers; i++)
            collect_escapes_of(self, box, &flow->offers[i], false);
        for (uint32_t i = written->timeouts; i < written->timeouts + written->n_timeouts; i++)
            collect_escapes_of(self, box, &flow->offers[i], true);
        for (uint32_t b = 0; b < written->route.count && node != box; b++)
            collect_escape(self, box, &flow->branches[written->route.start + b], NULL, false);
    }
}

/* ---- all ------------------------------------------------------------------------------------------------------------ */

static void
collect_tracks(SopPainter *self, SopNode parallel)
{
    const SopFlowNode *nodes = self->flow->nodes;
    g_autofree char *fork = sop_draw_bar(self, parallel, false);
    g_autofree char *join = sop_draw_bar(self, parallel, true);

    for (SopNode track = parallel + 1; track <= nodes[parallel].last; track = nodes[track].last + 1)
    {
        g_autofree char *entry = sop_draw_entry(self, track);
        sop_draw_connect(self, fork, entry, false);
        if (self->shapes[track] == SOP_SHAPE_BOX)
            sop_draw_connect(self, nodes[track].name, join, false);
    }
    collect_route(self, join, parallel);
}

static void
collect_start(SopPainter *self)
{
    g_autofree char *entry = sop_draw_entry(self, self->root);

    sop_draw_connect(self, ":start", entry, false)->is_main = true;
}

/* The drawn node at the end of a phase, so far as order goes. */
static char *
last_of(const SopPainter *self, SopNode node)
{
    const SopFlowNode *nodes = self->flow->nodes;

    while (self->shapes[node] == SOP_SHAPE_CLUSTER && nodes[node].kind == SOP_KIND_PHASE)
        for (SopNode child = node + 1; child != SOP_NONE; child = nodes[child].next)
            node = child;
    return self->shapes[node] == SOP_SHAPE_CLUSTER ? sop_draw_bar(self, node, true)
                                                   : g_strdup(nodes[node].name);
}

static void
put_below(SopPainter *self, const char *above, const char *below)
{
    g_autofree char *key = g_strdup_printf("%s\n%s", above, below);

    if (!g_hash_table_contains(self->edge_of, key))
        sop_draw_connect(self, above, below, false)->is_hidden = true;
}

/* Below a node, and below each node of a drawn phase: its last one need not be its lowest. */
static void
put_below_all(SopPainter *self, SopNode node, const char *below)
{
    const SopFlowNode *nodes = self->flow->nodes;
    g_autofree char *last = last_of(self, node);

    put_below(self, last, below);
    if (self->shapes[node] != SOP_SHAPE_CLUSTER || nodes[node].kind != SOP_KIND_PHASE)
        return;
    for (SopNode child = node + 1; child != SOP_NONE; child = nodes[child].next)
        put_below_all(self, child, below);
}

/* What is led to from inside a phase comes below all of that phase. */
static void
keep_below(SopPainter *self, const SopEdge *edge)
{
    const SopFlowNode *nodes = self->flow->nodes;
    SopNode phase = edge->owner;

    while (nodes[phase].parent != nodes[edge->shown].parent)
        phase = nodes[phase].parent;
    if (phase == edge->owner || self->shapes[phase] != SOP_SHAPE_CLUSTER)
        return;
    g_autofree char *last = last_of(self, phase);
    g_autofree char *entry = sop_draw_entry(self, edge->shown);
    put_below(self, last, entry);
}

/* What no edge leads to (an act possible at any time does) would float at the top: it is put where it is
 * written, after its elder sibling. */
static void
keep_order(SopPainter *self)
{
    const SopFlowNode *nodes = self->flow->nodes;
    g_autoptr(GHashTable) reached = g_hash_table_new(g_str_hash, g_str_equal);

    for (unsigned i = 0; i < self->edges->len; i++)
        g_hash_table_add(reached, ((SopEdge *) g_ptr_array_index(self->edges, i))->to);
    unsigned n_edges = self->edges->len;
    for (unsigned i = 0; i < n_edges; i++)
    {
        const SopEdge *edge = g_ptr_array_index(self->edges, i);
        if (edge->shown != SOP_NONE && !edge->is_back)
            keep_below(self, edge);
    }
    for (SopNode node = self->root; node <= nodes[self->root].last; node++)
    {
        SopNode next = nodes[node].next;
        if (self->stand_ins[node] != node || node == self->root || next == SOP_NONE)
            continue;
        g_autofree char *entry = sop_draw_entry(self, next);
        if (!g_hash_table_contains(reached, entry))
            put_below_all(self, node, entry);
    }
}

void
sop_draw_collect(SopPainter *self)
{
    const SopFlowNode *nodes = self->flow->nodes;

    collect_start(self);
    for (SopNode node = self->root; node <= nodes[self->root].last; node++)
    {
        if (self->stand_ins[node] != node)
            continue;
        if (self->shapes[node] == SOP_SHAPE_CARD)
            collect_step(self, node);
        else if (self->shapes[node] == SOP_SHAPE_DIAMOND)
            collect_route(self, nodes[node].name, node);
        else if (self->shapes[node] == SOP_SHAPE_CLUSTER && nodes[node].kind == SOP_KIND_PARALLEL)
            collect_tracks(self, node);
        else if (self->shapes[node] == SOP_SHAPE_BOX)
        {
            collect_route(self, nodes[node].name, node);
            collect_escapes(self, node);
        }
    }
    keep_order(self);
}
