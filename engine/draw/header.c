/* SPDX-License-Identifier: Apache-2.0 */
/* The title block and the legend: what the procedure is, in which version, and what the signs mean. They
 * are the graph's label, so that they never overlap anything. */
#include "draw/draw.h"

enum
{
    LEGEND_WIDTH = 130, /* of a row of the legend, in Latin characters */
};

static void
append_fact(const SopPainter *self, GString *line, const char *key, const char *name,
            const char *value)
{
    if (value == NULL || *value == '\0')
        return;
    const char *pairs[] = {name, value, NULL};
    g_autofree char *text = sop_fill(sop_draw_word(self, key), pairs);
    g_autofree char *escaped = sop_draw_escape(text);
    g_string_append_printf(line, "%s%s", line->len > 0 ? " · " : "", escaped);
}

/* The language's own name, else its tag. */
static const char *
language_name(const SopPainter *self)
{
    g_autofree char *key = g_strdup_printf("draw.language.%.2s", self->language);
    const char *name = sop_draw_word(self, key);

    return *name != '\0' ? name : self->language;
}

static char *
say_facts(const SopPainter *self)
{
    const SopFlow *flow = self->flow;
    GString *line = g_string_new(NULL);

    append_fact(self, line, "draw.owner", "owner", flow->owner);
    append_fact(self, line, "draw.id", "id", flow->id);
    append_fact(self, line, "draw.version", "version", flow->version);
    if (flow->effective != SOP_INSTANT_NONE)
    {
        g_autofree char *date =
            sop_flow_say_day(flow, sop_zone_day(flow->zone, flow->effective), self->language);
        append_fact(self, line, "draw.effective", "date", date);
    }
    append_fact(self, line, "draw.language", "language", language_name(self));
    return g_string_free(line, FALSE);
}

static void
end_row(GString *html, unsigned *width)
{
    if (*width > 0)
        g_string_append(html, "</FONT></TD></TR>");
    *width = 0;
}

/* One entry of the legend; begins a new row when this one is full. */
static void
append_entry(const SopPainter *self, GString *html, unsigned *width, const char *sign,
             const char *colour, const char *text)
{
    g_autofree char *escaped = sop_draw_escape(text);
    unsigned taken = sop_draw_width(text) + 6;

    if (*width > 0 && *width + taken > LEGEND_WIDTH)
    {
        end_row(html, width);
    }
    if (*width > 0)
        g_string_append(html, "&#160;&#160;&#160; ");
    else
        g_string_append_printf(html, "<TR><TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"%d\">",
                               sop_draw_text_size(self));
    g_string_append_printf(html, "<FONT COLOR=\"%s\">" SOP_DRAW_SIGN " %s</FONT>", colour, sign,
                           escaped);
    *width += taken;
}

static void
append_roles(const SopPainter *self, GString *html)
{
    unsigned width = 0;

    for (SopRole role = 0; role < self->flow->n_roles; role++)
    {
        if (!(self->roles >> role & 1))
            continue;
        g_autofree char *title = sop_draw_role_title(self, role);
        append_entry(self, html, &width, sop_draw_role(role).sign, sop_draw_role(role).colour,
                     title);
    }
    end_row(html, &width);
}

static void
append_signs(const SopPainter *self, GString *html)
{
    static const char *const keys[SOP_N_SIGNS] = {
        [SOP_SIGN_GIVEN] = "draw.sign.given",         [SOP_SIGN_NEEDED] = "draw.sign.needed",
        [SOP_SIGN_STAYS] = "draw.sign.stays",         [SOP_SIGN_DECISION] = "draw.sign.decision",
        [SOP_SIGN_ELSEWHERE] = "draw.sign.elsewhere", [SOP_SIGN_RESUMES] = "draw.sign.resumes",
        [SOP_SIGN_ENDS] = "draw.sign.ends",           [SOP_SIGN_CLOSES] = "draw.sign.closes",
        [SOP_SIGN_TIME] = "draw.sign.time",           [SOP_SIGN_OTHER] = "draw.sign.other",
        [SOP_SIGN_PHASE] = "draw.sign.phase",         [SOP_SIGN_USED] = "draw.sign.used",
        [SOP_SIGN_BY_ITSELF] = "draw.sign.by_itself", [SOP_SIGN_INFORMS] = "draw.sign.informs",
        [SOP_SIGN_GUARDED] = "draw.sign.guarded",
    };
    unsigned width = 0;

    for (unsigned sign = 0; sign < SOP_N_SIGNS; sign++)
        if (self->signs >> sign & 1)
            append_entry(self, html, &width, sop_draw_sign((SopSign) sign), "#475569",
                         sop_draw_word(self, keys[sign]));
    end_row(html, &width);
}

static void
append_marks(const SopPainter *self, GString *html)
{
    unsigned width = 0;

    if (self->options.node_changes != NULL)
    {
        append_entry(self, html, &width, "✚", "#15803D", sop_draw_word(self, "draw.mark.added"));
        append_entry(self, html, &width, "≈", "#B45309", sop_draw_word(self, "draw.mark.changed"));
        end_row(html, &width);
    }
    if (self->nodes_passed != NULL)
        sop_draw_trail_rows(self, html, LEGEND_WIDTH);
    if (self->options.marks == NULL || self->heading != NULL)
        return;
    append_entry(self, html, &width, "➤", "#C2410C", sop_draw_word(self, "draw.mark.here"));
    append_entry(self, html, &width, "▬", "#3B6EA8", sop_draw_word(self, "draw.mark.been"));
    append_entry(self, html, &width, "✔", "#15803D", sop_draw_word(self, "draw.mark.open"));
    append_entry(self, html, &width, "✖", "#B91C1C", sop_draw_word(self, "draw.mark.blocked"));
    append_entry(self, html, &width, "‼", SOP_DRAW_LATE, sop_draw_word(self, "draw.mark.overdue"));
    end_row(html, &width);
}

static void
append_text_row(GString *html, int size, const char *colour, const char *content)
{
    g_string_append_printf(
        html, "<TR><TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"%d\" COLOR=\"%s\">%s</FONT></TD></TR>",
        size, colour, content);
}

/* What file the page's phase is, if one of its own, and until when it lasts. */
static void
append_phase(SopPainter *self, GString *html)
{
    g_autofree char *file = sop_draw_file(self, self->root);
    g_autofree char *escaped = file != NULL ? sop_draw_escape(file) : NULL;

    if (escaped != NULL)
        append_text_row(html, sop_draw_text_size(self), SOP_DRAW_GREY, escaped);
    sop_draw_deadline_rows(self, html, self->root, LEGEND_WIDTH);
}

static void
append_title(const SopPainter *self, GString *html)
{
    g_autofree char *title = sop_draw_node_title(self, 0);
    g_autofree char *escaped = sop_draw_escape(title);
    g_autofree char *bold = g_strdup_printf("<B>%s</B>", escaped);

    append_text_row(html, 2 * sop_draw_text_size(self) + 2, "#0F172A", bold);
    if (self->root == 0 && self->heading == NULL)
        return;
    g_autofree char *phase =
        self->heading != NULL ? g_strdup(self->heading) : sop_draw_numbered(self, self->root);
    g_autofree char *escaped_phase = sop_draw_escape(phase);
    append_text_row(html, 17, "#334155", escaped_phase);
}

char *
sop_draw_header(SopPainter *self)
{
    g_autofree char *facts = say_facts(self);
    GString *html = g_string_new("<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" "
                                 "CELLPADDING=\"2\">");

    append_title(self, html);
    if (self->heading == NULL)
        append_phase(self, html);
    append_text_row(html, sop_draw_text_size(self), "#64748B", facts);
    g_string_append(html, "<TR><TD HEIGHT=\"6\"></TD></TR>");
    append_roles(self, html);
    append_signs(self, html);
    append_marks(self, html);
    g_string_append(html, "<TR><TD HEIGHT=\"6\"></TD></TR>");
    g_string_append(html, "</TABLE>");
    return g_string_free(html, FALSE);
}
