/* SPDX-License-Identifier: Apache-2.0 */
/* Where things lead. An edge is drawn only between neighbours (nodes of one phase); whatever leads
 * elsewhere ends in a small tab beside its source. Shared end nodes would pull a page into a knot. */
#include "draw/draw.h"

static void
free_edge(gpointer data)
{
    SopEdge *edge = data;

    g_free(edge->from);
    g_free(edge->to);
    g_array_unref(edge->lines);
    g_free(edge);
}

static void
clear_line(gpointer data)
{
    SopLine *line = data;

    g_free(line->text);
    g_free(line->note);
}

static void
free_tab(gpointer data)
{
    SopTab *tab = data;

    g_free(tab->name);
    g_free(tab->label);
    g_free(tab);
}

void
sop_draw_add_line(SopEdge *edge, SopLine line)
{
    for (unsigned i = 0; i < edge->lines->len; i++)
    {
        SopLine *old = &g_array_index(edge->lines, SopLine, i);
        if (g_strcmp0(old->text, line.text) == 0 && g_strcmp0(old->note, line.note) == 0)
        {
            if (old->steps == NULL)
            {
                old->steps = line.steps;
                old->state = line.state;
            }
            clear_line(&line);
            return;
        }
    }
    if (line.text == NULL && line.note == NULL && line.steps == NULL)
        return;
    g_array_append_val(edge->lines, line);
}

SopEdge *
sop_draw_connect(SopPainter *self, const char *from, const char *to, bool is_time)
{
    char *key = g_strdup_printf("%s\n%s%s", from, to, is_time ? "\n" : "");
    SopEdge *edge = g_hash_table_lookup(self->edge_of, key);

    if (edge != NULL)
    {
        g_free(key);
        return edge;
    }
    edge = g_new0(SopEdge, 1);
    edge->from = g_strdup(from);
    edge->to = g_strdup(to);
    edge->is_time = is_time;
    edge->into = edge->shown = edge->owner = SOP_NONE;
    edge->lines = g_array_new(FALSE, FALSE, sizeof(SopLine));
    g_array_set_clear_func(edge->lines, clear_line);
    g_ptr_array_set_free_func(self->edges, free_edge);
    g_ptr_array_add(self->edges, edge);
    g_hash_table_insert(self->edge_of, key, edge);
    return edge;
}

char *
sop_draw_bar(const SopPainter *self, SopNode parallel, bool is_join)
{
    return g_strdup_printf("%s:%s", is_join ? "join" : "fork", self->flow->nodes[parallel].name);
}

char *
sop_draw_entry(const SopPainter *self, SopNode node)
{
    const SopFlowNode *nodes = self->flow->nodes;

    while (self->shapes[node] == SOP_SHAPE_CLUSTER && nodes[node].kind == SOP_KIND_PHASE &&
           nodes[node].start != SOP_NONE)
        node = nodes[node].start;
    if (self->shapes[node] == SOP_SHAPE_CLUSTER && nodes[node].kind == SOP_KIND_PARALLEL)
        return sop_draw_bar(self, node, false);
    return g_strdup(nodes[node].name);
}

/* ---- tabs --------------------------------------------------------------------------------------------------- */

/* The tab of `from` with this label; made when it is not there. */
static SopTab *
tab_of(SopPainter *self, const char *from, char *label, SopTabKind kind, SopNode inside)
{
    char *key = g_strdup_printf("%s\n%s", from, label);
    SopTab *tab = g_hash_table_lookup(self->tab_of, key);

    if (tab != NULL)
    {
        g_free(key);
        g_free(label);
        return tab;
    }
    tab = g_new0(SopTab, 1);
    tab->name = g_strdup_printf("tab:%u", self->tabs->len + 1);
    tab->label = label;
    tab->kind = kind;
    tab->inside = inside;
    g_ptr_array_set_free_func(self->tabs, free_tab);
    g_ptr_array_add(self->tabs, tab);
    g_hash_table_insert(self->tab_of, key, tab);
    return tab;
}

static SopNode
around(const SopPainter *self, SopNode owner)
{
    return owner == self->root ? owner : self->flow->nodes[owner].parent;
}

static void
lead_to_tab(SopPainter *self, const char *from, SopNode owner, char *label, SopTabKind kind,
            SopLine line)
{
    SopTab *tab = tab_of(self, from, label, kind, around(self, owner));

    sop_draw_add_line(sop_draw_connect(self, from, tab->name, line.is_time), line);
}

/* ---- the end of a phase --------------------------------------------------------------------------------------- */

typedef struct
{
    const char *from;
    SopNode phase;
    GString *label; /* when it is said rather than drawn */
} After;

static void
lead_on(SopPainter *self, const SopBranch *branch, bool is_sure, void *data)
{
    After *after = data;
    SopLine line = {NULL, is_sure ? NULL : sop_draw_condition(self, after->phase, branch, 2),
                    SOP_STATE_PLAIN, false, NULL};

    sop_draw_lead(self, after->from, after->phase, &branch->to, sop_draw_pass(self, line, branch));
}

static void
say_on(SopPainter *self, const SopBranch *branch, bool is_sure, void *data)
{
    After *after = data;
    g_autofree char *condition = is_sure ? NULL : sop_draw_condition(self, after->phase, branch, 2);
    g_autofree char *target = sop_draw_target(self, &branch->to);

    g_string_append_printf(after->label, "\n%s%s%s", condition != NULL ? condition : "",
                           condition != NULL ? ": " : "", target);
}

/* On the page of the phase itself: what its end leads to is said on the tab. */
static void
lead_off_page(SopPainter *self, const char *from, SopNode owner, const SopTarget *target,
              SopLine line)
{
    g_autofree char *said = sop_draw_target(self, target);
    After after = {from, target->node, g_string_new(said)};

    sop_draw_after(self, target->node, target->outcome, say_on, &after);
    lead_to_tab(self, from, owner, g_string_free(after.label, FALSE), SOP_TAB_END, line);
}

/* In the phase's cluster: one end for each of its outcomes, from which the way goes on. */
static void
lead_to_end(SopPainter *self, const char *from, const SopTarget *target, SopLine line)
{
    const SopFlowNode *nodes = self->flow->nodes;
    SopNode phase = target->node, parent = nodes[phase].parent;
    unsigned n_tabs = self->tabs->len;
    g_autofree char *source = g_strdup_printf("end:%s", nodes[phase].name);
    SopTab *tab = tab_of(self, source, sop_draw_target(self, target), SOP_TAB_END, phase);
    g_autofree char *name = g_strdup(tab->name);

    sop_draw_add_line(sop_draw_connect(self, from, name, line.is_time), line);
    if (self->tabs->len == n_tabs)
        return;
    if (parent != SOP_NONE && nodes[parent].kind == SOP_KIND_PARALLEL)
    {
        g_autofree char *join = sop_draw_bar(self, parent, true);
        sop_draw_connect(self, name, join, false);
        return;
    }
    After after = {name, phase, NULL};
    sop_draw_after(self, phase, target->outcome, lead_on, &after);
}

/* ---- nodes ---------------------------------------------------------------------------------------------------- */

/* A neighbour is of the same phase, or comes next after a phase around `owner`: the main path leads there. In
 * the overview, whatever stands beside a phase around it is near enough. */
SopNode
sop_draw_neighbour(const SopPainter *self, SopNode owner, SopNode node)
{
    const SopFlowNode *nodes = self->flow->nodes;
    SopNode shown = self->stand_ins[node];

    if (shown == SOP_NONE || owner == self->root || shown == self->root)
        return SOP_NONE;
    if (nodes[shown].parent == nodes[owner].parent)
        return shown;
    for (SopNode phase = nodes[owner].parent; phase != self->root; phase = nodes[phase].parent)
    {
        bool is_beside = nodes[phase].parent == nodes[shown].parent && phase != shown;
        if (nodes[phase].next == shown || (is_beside && self->options.view == SOP_VIEW_OVERVIEW))
            return shown;
    }
    return SOP_NONE;
}

SopEdge *
sop_draw_connect_neighbour(SopPainter *self, const char *from, SopNode owner, SopNode shown,
                           bool is_time)
{
    g_autofree char *to = sop_draw_entry(self, shown);
    SopEdge *edge = sop_draw_connect(self, from, to, is_time);

    edge->owner = owner;
    edge->shown = shown;
    edge->is_back = shown < owner;
    edge->is_main = edge->is_main || (!is_time && self->flow->nodes[owner].next == shown);
    return edge;
}

static void
lead_to_node(SopPainter *self, const char *from, SopNode owner, const SopTarget *target,
             SopLine line)
{
    SopNode shown = sop_draw_neighbour(self, owner, target->node);

    if (shown == SOP_NONE)
    {
        lead_to_tab(self, from, owner, sop_draw_target(self, target), SOP_TAB_ELSEWHERE, line);
        return;
    }
    if (shown != target->node &&
        target->node != self->flow->nodes[shown].start) /* inside a closed phase */
    {
        g_autofree char *where = sop_draw_target(self, target);
        char *note =
            line.note != NULL ? g_strdup_printf("%s\n%s", line.note, where) : g_strdup(where);
        g_free(line.note);
        line.note = note;
    }
    sop_draw_add_line(sop_draw_connect_neighbour(self, from, owner, shown, line.is_time), line);
}

/* May an arrow end at the edge of this phase? */
static bool
can_be_resumed(const SopPainter *self, SopNode owner, SopNode shown)
{
    if (shown == SOP_NONE || sop_node_contains(self->flow, shown, owner))
        return false;
    return self->shapes[shown] == SOP_SHAPE_BOX || self->options.view == SOP_VIEW_OVERVIEW ||
           self->flow->nodes[owner].next == shown;
}

static void
lead_to_resumed(SopPainter *self, const char *from, SopNode owner, const SopTarget *target,
                SopLine line)
{
    SopNode shown = sop_draw_neighbour(self, owner, target->node);

    if (!can_be_resumed(self, owner, shown))
    {
        lead_to_tab(self, from, owner, sop_draw_target(self, target), SOP_TAB_ELSEWHERE, line);
        return;
    }
    const char *said = line.text != NULL ? line.text : "";
    char *text = g_strdup_printf("%s %s", sop_draw_sign(SOP_SIGN_RESUMES), said);
    self->signs |= 1u << SOP_SIGN_RESUMES;
    g_free(line.text);
    line.text = g_strchomp(text);
    SopEdge *edge = sop_draw_connect_neighbour(self, from, owner, shown, line.is_time);
    edge->is_faint = true;
    edge->into = self->shapes[shown] == SOP_SHAPE_CLUSTER ? shown : SOP_NONE;
    sop_draw_add_line(edge, line);
}

/* In the overview, steps and closed phases themselves say with which outcomes a case may close there. */
static bool
is_said_on_card(const SopPainter *self, const char *from, SopNode owner)
{
    bool has_card = self->shapes[owner] == SOP_SHAPE_CARD || self->shapes[owner] == SOP_SHAPE_BOX;

    return self->options.view == SOP_VIEW_OVERVIEW && has_card &&
           g_str_equal(from, self->flow->nodes[owner].name);
}

void
sop_draw_lead(SopPainter *self, const char *from, SopNode owner, const SopTarget *target,
              SopLine line)
{
    bool is_page_of_phase =
        target->node == self->root && self->flow->nodes[self->root].kind == SOP_KIND_PHASE;

    switch ((SopTargetKind) target->kind)
    {
    case SOP_TARGET_STAY:
        clear_line(&line);
        return;
    case SOP_TARGET_NODE:
        lead_to_node(self, from, owner, target, line);
        return;
    case SOP_TARGET_RESUME:
        lead_to_resumed(self, from, owner, target, line);
        return;
    case SOP_TARGET_CLOSE:
        if (is_said_on_card(self, from, owner))
            clear_line(&line);
        else
            lead_to_tab(self, from, owner, sop_draw_target(self, target), SOP_TAB_CLOSE, line);
        return;
    case SOP_TARGET_END:
        if (is_page_of_phase || self->stand_ins[target->node] != target->node)
            lead_off_page(self, from, owner, target, line);
        else
            lead_to_end(self, from, target, line);
        return;
    }
}
