/* SPDX-License-Identifier: Apache-2.0 */
/* A collected picture as DOT, written by hand so that it is the same bytes for the same input and reads
 * well: clusters with their nodes first, then the edges. */
#include "draw/draw.h"

enum
{
    EDGE_WIDTH = 24,
    NOTE_WIDTH = 30,
    LONG_NOTE_WIDTH = 56,
    TAB_WIDTH = 26,
    DIAMOND_WIDTH = 18,
    MARGIN = 28, /* of the paper, in points */
};

void
sop_draw_html_node(SopPainter *self, const char *name, const char *attributes, const char *html)
{
    sop_draw_quote(self->body, name);
    g_string_append_printf(self->body, " [%s label=<%s>];\n", attributes, html);
}

/* ---- nodes ------------------------------------------------------------------------------------------------ */

static void
write_diamond(SopPainter *self, SopNode decision)
{
    const SopFlowNode *node = &self->flow->nodes[decision];
    g_autofree char *title = sop_draw_node_title(self, decision);
    g_autofree char *guards = sop_draw_guards(self, sop_happening_of_node(self->flow, decision));
    g_autofree char *whole = g_strconcat(title, guards, NULL);
    g_autofree char *wrapped = sop_draw_wrap(whole, DIAMOND_WIDTH, false);
    const SopPresence *presence = sop_draw_presence(self, decision);
    bool is_marked = *presence->fill == '#';
    g_autofree char *html =
        g_strdup_printf("%s%s<BR/>%s", sop_draw_node_sign(self, decision), node->number, wrapped);
    g_autofree char *attributes = g_strdup_printf(
        "shape=diamond style=filled fillcolor=\"%s\" color=\"%s\" fontsize=11 "
        "margin=\"0,0.02\"%s",
        is_marked ? presence->fill : "#FEF9C3", is_marked ? presence->border : "#CA8A04",
        presence->width > 1 ? " penwidth=3" : "");

    self->signs |= 1u << SOP_SIGN_DECISION;
    sop_draw_html_node(self, node->name, attributes, html);
}

static void
write_bar(SopPainter *self, SopNode parallel, bool is_join)
{
    g_autofree char *name = sop_draw_bar(self, parallel, is_join);

    sop_draw_quote(self->body, name);
    g_string_append(self->body, " [shape=box style=filled fillcolor=\"#334155\" color=\"#334155\" "
                                "label=\"\" height=0.07 width=3.2];\n");
}

static void
write_any_time(SopPainter *self, SopNode phase)
{
    g_autofree char *html = sop_draw_any_time(self, phase);
    g_autofree char *name = g_strdup_printf("any:%s", self->flow->nodes[phase].name);

    if (html != NULL)
        sop_draw_html_node(self, name,
                           "shape=box style=\"rounded,dashed,filled\" fillcolor=\"white\" "
                           "color=\"#94A3B8\" margin=\"0.09,0.06\"",
                           html);
}

static void
write_tab(SopPainter *self, const SopTab *tab)
{
    static const char *const looks[] = {
        [SOP_TAB_ELSEWHERE] = "fillcolor=\"#E0F2FE\" color=\"#7DD3FC\" fontcolor=\"#075985\"",
        [SOP_TAB_CLOSE] = "fillcolor=\"#475569\" color=\"#475569\" fontcolor=\"white\"",
        [SOP_TAB_END] = "fillcolor=\"#DCFCE7\" color=\"#4ADE80\" fontcolor=\"#14532D\"",
    };
    g_autofree char *attributes =
        g_strdup_printf("shape=box style=\"rounded,filled\" %s fontsize=%d height=0.24 "
                        "margin=\"0.1,0.04\"",
                        looks[tab->kind], sop_draw_text_size(self));
    g_auto(GStrv) lines = g_strsplit(tab->label, "\n", -1);
    g_autoptr(GString) html = g_string_new(NULL);

    for (unsigned i = 0; lines[i] != NULL; i++)
    {
        g_autofree char *wrapped = sop_draw_wrap(lines[i], TAB_WIDTH, false);
        g_string_append_printf(html, "%s%s", i > 0 ? "<BR/>" : "", wrapped);
    }
    sop_draw_html_node(self, tab->name, attributes, html->str);
}

static void
write_tabs(SopPainter *self, SopNode phase)
{
    for (unsigned i = 0; i < self->tabs->len; i++)
    {
        const SopTab *tab = g_ptr_array_index(self->tabs, i);
        if (tab->inside == phase)
            write_tab(self, tab);
    }
}

static void write_node(SopPainter *self, SopNode node);

static void
write_inside(SopPainter *self, SopNode phase)
{
    const SopFlowNode *nodes = self->flow->nodes;
    bool is_parallel = nodes[phase].kind == SOP_KIND_PARALLEL;

    if (phase == self->root)
        g_string_append(self->body, "\":start\" [shape=circle style=filled fillcolor=\"#0F172A\" "
                                    "label=\"\" width=0.18];\n");
    write_any_time(self, phase);
    if (is_parallel)
        write_bar(self, phase, false);
    for (SopNode child = phase + 1; child <= nodes[phase].last; child = nodes[child].last + 1)
        write_node(self, child);
    if (is_parallel)
        write_bar(self, phase, true);
    write_tabs(self, phase);
}

static void
append_label_rows(const SopPainter *self, GString *label, const char *lines, const char *colour)
{
    g_auto(GStrv) rows = g_strsplit(lines != NULL ? lines : "", "\n", -1);

    for (unsigned i = 0; rows[i] != NULL; i++)
    {
        g_autofree char *escaped = sop_draw_escape(rows[i]);
        g_string_append_printf(label,
                               "<BR ALIGN=\"LEFT\"/><FONT POINT-SIZE=\"%d\" COLOR=\"%s\">%s</FONT>",
                               sop_draw_text_size(self), colour, escaped);
    }
}

/* Its title, what file it is, until when it lasts. */
static char *
cluster_label(SopPainter *self, SopNode phase)
{
    bool is_over = false;
    g_autofree char *title = sop_draw_numbered(self, phase);
    g_autofree char *escaped = sop_draw_escape(title);
    g_autofree char *file = sop_draw_file(self, phase);
    g_autofree char *deadline = sop_draw_deadline(self, phase);
    g_autofree char *due = sop_draw_due(self, phase, &is_over);
    GString *label = g_string_new(NULL);

    g_string_append_printf(label, "<B>%s</B>", escaped);
    append_label_rows(self, label, file, SOP_DRAW_FAINT);
    append_label_rows(self, label, deadline, SOP_DRAW_GREY);
    append_label_rows(self, label, due, is_over ? SOP_DRAW_LATE : SOP_DRAW_PRESENT);
    if (file != NULL || deadline != NULL || due != NULL)
        g_string_append(label, "<BR ALIGN=\"LEFT\"/>");
    return g_string_free(label, FALSE);
}

static void
write_cluster(SopPainter *self, SopNode phase)
{
    const SopFlowNode *node = &self->flow->nodes[phase];
    g_autofree char *label = cluster_label(self, phase);
    g_autofree char *name = g_strdup_printf("cluster_%s", node->name);
    bool is_there = self->options.marks != NULL && sop_case_is_at(self->options.marks, phase);
    const SopPresence *presence = sop_draw_presence(self, phase);
    bool is_marked = is_there || self->options.node_changes != NULL || self->nodes_passed != NULL;

    g_string_append(self->body, "subgraph ");
    sop_draw_quote(self->body, name);
    g_string_append_printf(self->body, " {\nlabel=<%s>; ", label);
    g_string_append_printf(self->body,
                           "labeljust=l; style=\"rounded,filled\"; fillcolor=\"%s\"; color=\"%s\"; "
                           "penwidth=%d; fontsize=%d; fontcolor=\"#334155\"; margin=12;\n",
                           sop_draw_cluster_fill(self, phase),
                           is_marked ? presence->border : "#CBD5E1",
                           is_marked && presence->width > 1 ? 2 : 1, sop_draw_text_size(self) + 3);
    write_inside(self, phase);
    g_string_append(self->body, "}\n");
}

static void
write_node(SopPainter *self, SopNode node)
{
    const char *name = self->flow->nodes[node].name;

    switch ((SopShape) self->shapes[node])
    {
    case SOP_SHAPE_CARD:
    {
        g_autofree char *card = sop_draw_card(self, node);
        sop_draw_html_node(self, name, "shape=plain", card);
        return;
    }
    case SOP_SHAPE_BOX:
    {
        g_autofree char *box = sop_draw_closed_phase(self, node);
        sop_draw_html_node(self, name, "shape=plain", box);
        return;
    }
    case SOP_SHAPE_DIAMOND:
        write_diamond(self, node);
        return;
    case SOP_SHAPE_CLUSTER:
        write_cluster(self, node);
        return;
    case SOP_SHAPE_HIDDEN:
        return;
    }
}

/* ---- edges -------------------------------------------------------------------------------------------------- */

static void
append_label_line(const SopPainter *self, GString *html, const SopLine *line)
{
    SopLook look = sop_draw_state(line->state);
    bool is_plain = line->state == SOP_STATE_PLAIN;
    const char *colour = line->is_time && is_plain ? SOP_DRAW_TIME : look.colour;

    if (line->text != NULL || line->steps != NULL)
    {
        g_autofree char *text = g_strconcat(line->steps != NULL ? line->steps : look.sign,
                                            line->text != NULL ? line->text : "", NULL);
        g_autofree char *wrapped = sop_draw_wrap(text, EDGE_WIDTH, false);
        g_string_append_printf(html, "<TR><TD><FONT COLOR=\"%s\">%s</FONT></TD></TR>", colour,
                               wrapped);
    }
    g_auto(GStrv) notes = g_strsplit(line->note != NULL ? line->note : "", "\n", -1);
    for (unsigned i = 0; notes[i] != NULL; i++)
    {
        unsigned width = CLAMP(sop_draw_width(notes[i]) / 5, NOTE_WIDTH, LONG_NOTE_WIDTH);
        g_autofree char *wrapped = sop_draw_wrap(notes[i], width, false);
        g_string_append_printf(
            html, "<TR><TD><FONT POINT-SIZE=\"%d\" COLOR=\"#64748B\">%s</FONT></TD></TR>",
            sop_draw_text_size(self) - 1, wrapped);
    }
}

static void
write_edge(SopPainter *self, const SopEdge *edge)
{
    g_autoptr(GString) html = g_string_new(NULL);

    sop_draw_quote(self->body, edge->is_back ? edge->to : edge->from);
    g_string_append(self->body, " -> ");
    sop_draw_quote(self->body, edge->is_back ? edge->from : edge->to);
    g_string_append(self->body, edge->is_back ? " [dir=back " : " [");
    SopState state = sop_draw_edge_state(edge);
    if (edge->is_hidden)
        g_string_append(self->body, "style=invis ");
    else if (state == SOP_STATE_BREAKS)
        g_string_append_printf(self->body, "style=dashed penwidth=4 color=\"%s\" ",
                               sop_draw_state(state).colour);
    else if (state == SOP_STATE_PASSED)
        g_string_append_printf(self->body, "penwidth=3 color=\"%s\" %s",
                               sop_draw_state(state).colour, edge->is_main ? "weight=20 " : "");
    else if (edge->is_time)
        g_string_append(self->body, "style=dashed color=\"" SOP_DRAW_TIME "\" ");
    else if (edge->is_main)
        g_string_append(self->body, "weight=20 penwidth=1.8 color=\"#334155\" ");
    else if (edge->is_faint)
        g_string_append(self->body, "style=dotted penwidth=1.4 ");
    if (edge->into != SOP_NONE)
    {
        g_autofree char *cluster =
            g_strdup_printf("cluster_%s", self->flow->nodes[edge->into].name);
        g_string_append(self->body, edge->is_back ? "ltail=" : "lhead=");
        sop_draw_quote(self->body, cluster);
        g_string_append_c(self->body, ' ');
    }
    for (unsigned i = 0; i < edge->lines->len; i++)
        append_label_line(self, html, &g_array_index(edge->lines, SopLine, i));
    if (html->len > 0)
        g_string_append_printf(self->body,
                               "label=<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"1\" "
                               "CELLPADDING=\"2\">%s</TABLE>>",
                               html->str);
    g_string_append(self->body, "];\n");
}

/* ---- the whole ------------------------------------------------------------------------------------------------ */

static char *
write_head(SopPainter *self)
{
    g_autofree char *header = sop_draw_header(self);
    const char *fonts = sop_draw_fonts(self->language);
    GString *head = g_string_new("digraph ");
    double height;
    double width = sop_draw_paper_points(self->options.paper, self->options.landscape, &height);

    sop_draw_quote(head, self->flow->id);
    g_string_append_printf(
        head,
        " {\ngraph [rankdir=TB fontname=\"%s\" nodesep=0.3 ranksep=0.4 compound=true splines=spline "
        "bgcolor=white pad=0.1 labelloc=t labeljust=l charset=\"UTF-8\"",
        fonts);
    if (width > 0)
    {
        char wide[G_ASCII_DTOSTR_BUF_SIZE], high[G_ASCII_DTOSTR_BUF_SIZE];
        g_ascii_formatd(wide, sizeof wide, "%.2f", (width - 2 * MARGIN) / 72);
        g_ascii_formatd(high, sizeof high, "%.2f", (height - 2 * MARGIN) / 72);
        g_string_append_printf(head, " size=\"%s,%s\"", wide, high);
    }
    g_string_append_printf(head, " label=<%s>];\nnode [fontname=\"%s\"];\n", header, fonts);
    g_string_append_printf(
        head,
        "edge [fontname=\"%s\" fontsize=%d color=\"#64748B\" fontcolor=\"#1E293B\" "
        "arrowsize=0.7];\n",
        fonts, sop_draw_text_size(self));
    return g_string_free(head, FALSE);
}

char *
sop_draw_write(SopPainter *self)
{
    self->body = g_string_new(NULL);
    /* The page's own phase has its title above, and no frame: Graphviz lets labels stand out of one. */
    write_inside(self, self->root);
    for (unsigned i = 0; i < self->edges->len; i++)
        write_edge(self, g_ptr_array_index(self->edges, i));
    return sop_draw_wrap_up(self);
}

char *
sop_draw_wrap_up(SopPainter *self)
{
    g_autofree char *head = write_head(self); /* last: its legend has what was seen */
    char *dot = g_strconcat(head, self->body->str, "}\n", NULL);
    g_string_free(g_steal_pointer(&self->body), TRUE);
    return dot;
}
