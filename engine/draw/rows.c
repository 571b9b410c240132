/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the tables that cards and boxes are made of: a title, roles, a sign with a text. */
#include "draw/draw.h"

const SopPresence *
sop_draw_presence(const SopPainter *self, SopNode node)
{
    static const SopPresence never = {"#CBD5E1", "white", 1, ""},
                             been = {"#7DA7D9", "#DBEAFE", 1, ""},
                             here = {"#EA580C", "#FFEDD5", 4, "➤ "},
                             added = {"#15803D", "#DCFCE7", 3, "✚ "},
                             changed = {"#D97706", "#FEF3C7", 3, "≈ "},
                             passed = {"#1D4ED8", "#DBEAFE", 3, ""},
                             breaks = {"#B91C1C", "#FEE2E2", 5, "✖ "};
    static const SopPresence *const changes[] = {
        [SOP_GRAPH_SAME] = &never, [SOP_GRAPH_ADDED] = &added, [SOP_GRAPH_CHANGED] = &changed};

    if (self->nodes_passed != NULL)
    {
        const SopPassing *passing = &self->nodes_passed[node];
        return passing->breaks ? &breaks : passing->steps != NULL ? &passed : &never;
    }
    if (self->options.node_changes != NULL)
        return changes[self->options.node_changes[node]];
    if (self->options.marks == NULL)
        return &never;
    if (sop_case_is_at(self->options.marks, node))
        return &here;
    return sop_case_was_at(self->options.marks, node) ? &been : &never;
}

void
sop_draw_row(GString *html, int size, const char *colour, bool bold, const char *content)
{
    g_string_append_printf(
        html,
        "<TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\"><FONT POINT-SIZE=\"%d\" COLOR=\"%s\">%s%s%s"
        "</FONT></TD></TR>",
        size, colour, bold ? "<B>" : "", content, bold ? "</B>" : "");
}

/* A sign and a text that may wrap. */
void
sop_draw_wrapped_row(SopPainter *self, GString *html, SopSign sign, const char *text,
                     const char *colour, unsigned width)
{
    g_autofree char *whole = g_strdup_printf("%s %s", sop_draw_sign(sign), text);
    g_autofree char *wrapped = sop_draw_wrap(whole, width, true);

    sop_draw_row(html, sop_draw_text_size(self), colour, false, wrapped);
    self->signs |= 1u << sign;
}

void
sop_draw_signed_row(SopPainter *self, GString *html, SopSign sign, const char *text,
                    const char *colour)
{
    sop_draw_wrapped_row(self, html, sign, text, colour, SOP_DRAW_TEXT_WIDTH);
}

void
sop_draw_roles_row(SopPainter *self, GString *html, uint64_t roles)
{
    unsigned width = 0; /* of the row so far; 0: none is open */

    for (SopRole role = 0; role < self->flow->n_roles; role++)
    {
        if (!(roles >> role & 1))
            continue;
        g_autofree char *title = sop_draw_role_title(self, role);
        g_autofree char *escaped = sop_draw_escape(title);
        unsigned taken = sop_draw_width(title) + 4;
        bool is_full = width > 0 && width + taken > SOP_DRAW_TEXT_WIDTH;
        if (is_full)
            g_string_append(html, "</TD></TR>");
        g_string_append(html, is_full || width == 0 ? "<TR><TD ALIGN=\"LEFT\">" : "&#160;&#160; ");
        width = is_full ? taken : width + taken;
        g_string_append_printf(html,
                               "<FONT POINT-SIZE=\"%d\" COLOR=\"%s\">" SOP_DRAW_SIGN " %s</FONT>",
                               sop_draw_text_size(self), sop_draw_role(role).colour,
                               sop_draw_role(role).sign, escaped);
    }
    if (width > 0)
        g_string_append(html, "</TD></TR>");
    self->roles |= roles;
}

void
sop_draw_title_row(SopPainter *self, GString *html, SopNode node, int size)
{
    g_autofree char *title = sop_draw_numbered(self, node);
    g_autofree char *guards = sop_draw_guards(self, sop_happening_of_node(self->flow, node));
    g_autofree char *whole = g_strconcat(sop_draw_node_sign(self, node), title, guards, NULL);
    g_autofree char *wrapped = sop_draw_wrap(whole, SOP_DRAW_TITLE_WIDTH, true);

    g_autofree char *roomy =
        g_strconcat(wrapped, g_str_has_suffix(wrapped, ">") ? "" : "&#160;", NULL);

    g_string_append(html, "<TR><TD CELLPADDING=\"0\" HEIGHT=\"3\"></TD></TR>");
    sop_draw_row(html, size, SOP_DRAW_INK, true, roomy);
}

/* The signs of roles, whom the legend names, and a text after them. */
void
sop_draw_short_row(SopPainter *self, GString *html, uint64_t roles, const char *text)
{
    g_autofree char *wrapped = sop_draw_wrap(text, SOP_DRAW_TEXT_WIDTH, true);

    if (roles == 0 && *text == '\0')
        return;
    g_string_append_printf(html, "<TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\"><FONT POINT-SIZE=\"%d\">",
                           sop_draw_text_size(self) + 1);
    for (SopRole role = 0; role < self->flow->n_roles; role++)
        if (roles >> role & 1)
            g_string_append_printf(html, "<FONT COLOR=\"%s\">%s</FONT> ",
                                   sop_draw_role(role).colour, sop_draw_role(role).sign);
    if (*wrapped != '\0') /* an empty FONT would be an error */
        g_string_append_printf(html, "<FONT COLOR=\"%s\">%s</FONT>", SOP_DRAW_FAINT, wrapped);
    g_string_append(html, "</FONT></TD></TR>");
    self->roles |= roles;
}
