/* SPDX-License-Identifier: Apache-2.0 */
/* Safeguards in a picture: a sign with numbers at what they guard, and the page that says them in words, with
 * what the administration may. */
#include "draw/draw.h"

#include <string.h>

enum
{
    RULE_WIDTH = 96, /* of a line, in Latin characters */
};

/* ---- at what is guarded -------------------------------------------------------------------------------- */

/* Of what must come in the end, it is the beginning that is signed. */
static bool
is_guarded(const SopFlow *flow, SopHappening happening, uint32_t number)
{
    for (uint32_t i = flow->watched[happening]; i < flow->watched[happening + 1]; i++)
    {
        SopWatch watch = flow->watches[i];
        bool is_start = watch.kind == SOP_WATCH_START &&
                        flow->safeguards[watch.safeguard].kind == SOP_SAFEGUARD_LEADS_TO;
        if (watch.safeguard == number && (watch.kind == SOP_WATCH_EVENT || is_start))
            return true;
    }
    return false;
}

static void
append_range(GString *text, uint32_t first, uint32_t last)
{
    g_string_append_printf(text, "%s%u", text->len > 0 ? ", " : "", first + 1);
    if (last > first)
        g_string_append_printf(text, "%s%u", last > first + 1 ? "–" : ", ", last + 1);
}

char *
sop_draw_guards(SopPainter *self, SopHappening happening)
{
    const SopFlow *flow = self->flow;
    g_autoptr(GString) numbers = g_string_new(NULL);

    if (self->options.view == SOP_VIEW_OVERVIEW ||
        flow->watched[happening] == flow->watched[happening + 1])
        return g_strdup("");
    for (uint32_t i = 0; i < flow->n_safeguards; i++)
    {
        uint32_t first = i;
        while (i < flow->n_safeguards && is_guarded(flow, happening, i))
            i++;
        if (i > first)
            append_range(numbers, first, i - 1);
    }
    if (numbers->len == 0)
        return g_strdup("");
    self->signs |= 1u << SOP_SIGN_GUARDED;
    return g_strdup_printf(" %s\u00A0%s", sop_draw_sign(SOP_SIGN_GUARDED), numbers->str);
}

/* ---- the page ------------------------------------------------------------------------------------------- */

static void
append_line(SopPainter *self, GString *html, int size, const char *colour, bool bold,
            const char *text)
{
    g_autofree char *wrapped = sop_draw_wrap(text, RULE_WIDTH, true);

    sop_draw_row(html, sop_draw_text_size(self) + size, colour, bold, wrapped);
}

static char *
say_title(const SopPainter *self, uint32_t number)
{
    const SopSafeguard *safeguard = &self->flow->safeguards[number];
    const char *title = sop_text_in(&safeguard->title, self->language, NULL);
    const char *name = strrchr(safeguard->name, '.');

    name = name != NULL ? name + 1 : safeguard->name;
    return title != NULL ? g_strdup(title) : g_strdelimit(g_strdup(name), "_", ' ');
}

/* The sub-procedure that it comes from; SOP_NONE. */
static SopNode
home_of(const SopFlow *flow, uint32_t number)
{
    const char *name = flow->safeguards[number].name;
    const char *end = strrchr(name, '.');
    g_autofree char *prefix = end != NULL ? g_strndup(name, (size_t) (end - name)) : NULL;

    return prefix != NULL ? sop_names_find(flow->node_names, prefix) : SOP_NONE;
}

/* Is something owed by it in the marked case? */
static void
append_owed(SopPainter *self, GString *html, uint32_t number)
{
    for (unsigned i = 0; i < self->dues->len; i++)
    {
        const SopDue *due = &g_array_index(self->dues, SopDue, i);
        if (due->kind != SOP_DUE_OWED || due->of != number)
            continue;
        g_autofree char *said = sop_case_explain_due(self->options.marks, due, self->language);
        g_autofree char *text =
            g_strdup_printf("%s %s", due->over ? "‼" : sop_draw_sign(SOP_SIGN_TIME), said);
        append_line(self, html, 0, due->over ? SOP_DRAW_LATE : SOP_DRAW_PRESENT, true, text);
    }
}

static void
begin_card(GString *html, const char *colour)
{
    g_string_append_printf(
        html,
        "<TR><TD BGCOLOR=\"%s\" WIDTH=\"6\"></TD><TD BGCOLOR=\"#F8FAFC\" ALIGN=\"LEFT\"><TABLE "
        "BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\">",
        colour);
}

/* A gap below each: a spacing would part the bar from its card. */
static void
end_card(GString *html)
{
    g_string_append(html, "</TABLE></TD></TR><TR><TD COLSPAN=\"2\" HEIGHT=\"7\"></TD></TR>");
}

static void
append_safeguard(SopPainter *self, GString *html, uint32_t number)
{
    g_autofree char *title = say_title(self, number);
    g_autofree char *numbered =
        g_strdup_printf("%s %u  %s", sop_draw_sign(SOP_SIGN_GUARDED), number + 1, title);
    g_autofree char *rule = sop_flow_say_safeguard(self->flow, number, self->language);
    SopNode home = home_of(self->flow, number);

    begin_card(html, "#0E7490");
    append_line(self, html, 2, SOP_DRAW_INK, true, numbered);
    append_line(self, html, 0, SOP_DRAW_GREY, false, rule);
    if (home != SOP_NONE)
    {
        g_autofree char *where = sop_draw_numbered(self, home);
        g_autofree char *text = g_strdup_printf("%s %s", sop_draw_sign(SOP_SIGN_USED), where);
        append_line(self, html, 0, SOP_DRAW_FAINT, false, text);
        self->signs |= 1u << SOP_SIGN_USED;
    }
    append_owed(self, html, number);
    end_card(html);
}

static void
append_administration(SopPainter *self, GString *html)
{
    const SopFlow *flow = self->flow;
    const struct
    {
        const char *key;
        uint64_t roles;
    } powers[] = {
        {"draw.may_correct", flow->may_correct},
        {"draw.may_close", flow->may_close},
        {"draw.may_reopen", flow->may_reopen},
    };

    if ((flow->may_correct | flow->may_close | flow->may_reopen) == 0)
        return;
    begin_card(html, "#94A3B8");
    append_line(self, html, 2, SOP_DRAW_INK, true, sop_draw_word(self, "draw.outside"));
    for (unsigned i = 0; i < G_N_ELEMENTS(powers); i++)
    {
        if (powers[i].roles == 0)
            continue;
        append_line(self, html, 0, SOP_DRAW_GREY, false, sop_draw_word(self, powers[i].key));
        if (i + 1 == G_N_ELEMENTS(powers) || powers[i + 1].roles != powers[i].roles)
            sop_draw_roles_row(self, html, powers[i].roles);
    }
    end_card(html);
}

bool
sop_draw_has_safeguards(const SopFlow *flow)
{
    return flow->n_safeguards > 0 || (flow->may_correct | flow->may_close | flow->may_reopen) != 0;
}

void
sop_draw_write_safeguards(SopPainter *self, uint32_t first, uint32_t count)
{
    uint32_t n_safeguards = self->flow->n_safeguards;
    uint32_t end = count < n_safeguards - first ? first + count : n_safeguards;
    g_autoptr(GString) html =
        g_string_new("<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"4\">");

    self->body = g_string_new(NULL);
    for (uint32_t i = first; i < end; i++)
        append_safeguard(self, html, i);
    if (end == n_safeguards)
        append_administration(self, html);
    if (!sop_draw_has_safeguards(self->flow))
        g_string_append(html, "<TR><TD>–</TD></TR>");
    g_string_append(html, "</TABLE>");
    sop_draw_html_node(self, "safeguards", "shape=plain", html->str);
}
