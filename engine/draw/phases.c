/* SPDX-License-Identifier: Apache-2.0 */
/* Phases that are drawn closed, with who acts and how a case may end there; and the dashed box of what may be
 * done at any time in a phase. */
#include "draw/draw.h"

static void
add_target_outcome(uint8_t *closes, const SopTarget *target)
{
    if (target->kind == SOP_TARGET_CLOSE)
        closes[target->outcome] = 1;
}

static void
append_closes(SopPainter *self, GString *html, const uint8_t *closes)
{
    const char *comma = sop_draw_word(self, "word.comma");
    g_autoptr(GString) titles = g_string_new(NULL);

    for (SopOutcome outcome = 0; outcome < self->flow->n_outcomes; outcome++)
    {
        g_autofree char *title = closes[outcome] ? sop_draw_outcome(self, outcome) : NULL;
        if (title != NULL)
            g_string_append_printf(titles, "%s%s", titles->len > 0 ? comma : "", title);
    }
    if (titles->len > 0)
        sop_draw_signed_row(self, html, SOP_SIGN_CLOSES, titles->str, SOP_DRAW_GREY);
}

/* The outcomes with which a case may close in a node or inside it. */
void
sop_draw_closes_row(SopPainter *self, GString *html, SopNode outer)
{
    const SopFlow *flow = self->flow;
    const SopFlowNode *nodes = flow->nodes;
    g_autofree uint8_t *closes = g_new0(uint8_t, flow->n_outcomes + 1);

    for (SopNode node = outer; node <= nodes[outer].last; node++)
    {
        for (uint32_t i = nodes[node].offers; i < nodes[node].offers + nodes[node].n_offers; i++)
            for (uint32_t b = 0; b < flow->offers[i].to.count; b++)
                add_target_outcome(closes, &flow->branches[flow->offers[i].to.start + b].to);
        for (uint32_t b = 0; b < nodes[node].route.count; b++)
            add_target_outcome(closes, &flow->branches[nodes[node].route.start + b].to);
    }
    append_closes(self, html, closes);
}

static uint64_t
roles_inside(const SopFlow *flow, SopNode phase)
{
    uint64_t roles = 0;

    for (SopNode node = phase; node <= flow->nodes[phase].last; node++)
        roles |= flow->nodes[node].kind == SOP_KIND_STEP ? flow->nodes[node].roles : 0;
    return roles;
}

char *
sop_draw_closed_phase(SopPainter *self, SopNode phase)
{
    const SopFlow *flow = self->flow;
    GString *html = g_string_new(NULL);
    uint32_t n_steps = sop_draw_count_steps(flow, phase);
    g_autofree char *count = g_strdup_printf("%u", n_steps);
    const char *pairs[] = {"count", count, NULL};
    g_autofree char *steps =
        sop_fill(sop_draw_word(self, n_steps == 1 ? "draw.steps.one" : "draw.steps.other"), pairs);
    const SopPresence *presence = sop_draw_presence(self, phase);
    bool is_marked = presence->width > 1 || *presence->fill == '#';

    g_string_append_printf(
        html,
        "<TABLE BORDER=\"%d\" STYLE=\"ROUNDED\" COLOR=\"%s\" BGCOLOR=\"%s\" CELLBORDER=\"0\" "
        "CELLSPACING=\"0\" CELLPADDING=\"4\">",
        MAX(presence->width, 2), is_marked ? presence->border : "#475569",
        is_marked ? presence->fill : "#F1F5F9");
    sop_draw_title_row(self, html, phase, sop_draw_text_size(self) + 3);
    sop_draw_signed_row(self, html, SOP_SIGN_PHASE, steps, SOP_DRAW_FAINT);
    sop_draw_short_row(self, html, roles_inside(flow, phase), "");
    sop_draw_closes_row(self, html, phase);
    g_string_append(html, "</TABLE>");
    return g_string_free(html, FALSE);
}

/* ---- at any time -------------------------------------------------------------------------------------------------- */

static void
append_branch(SopPainter *self, GString *html, const SopOffer *offer, const SopBranch *branch)
{
    g_autofree char *condition = sop_draw_condition(self, offer->node, branch, offer->to.count);
    g_autofree char *target = sop_draw_target(self, &branch->to);
    g_autofree char *whole =
        condition != NULL ? g_strdup_printf("%s: %s", condition, target) : g_strdup(target);
    g_autofree char *wrapped = sop_draw_wrap(whole, SOP_DRAW_TEXT_WIDTH, true);

    sop_draw_row(html, 9, SOP_DRAW_FAINT, false, wrapped);
}

static void
append_offer(SopPainter *self, GString *html, const SopOffer *offer)
{
    const SopFlow *flow = self->flow;
    SopLook look = sop_draw_state(sop_draw_offer_state(self, offer));
    g_autofree char *title = sop_draw_offer_title(self, offer);
    g_autofree char *text = g_strconcat(look.sign, title, NULL);
    g_autofree char *wrapped = sop_draw_wrap(text, SOP_DRAW_TITLE_WIDTH, true);

    sop_draw_row(html, sop_draw_text_size(self), look.colour, true, wrapped);
    if (offer->when != SOP_NONE)
    {
        g_autofree char *said = sop_flow_say(flow, offer->when, self->language);
        g_autofree char *guard = sop_draw_wrap(said, SOP_DRAW_TEXT_WIDTH, true);
        sop_draw_row(html, 9, SOP_DRAW_FAINT, false, guard);
    }
    sop_draw_roles_row(self, html, offer->roles);
    for (uint32_t b = 0; b < offer->to.count; b++)
        append_branch(self, html, offer, &flow->branches[offer->to.start + b]);
}

/* In the overview: who, and where to. */
static void
append_offer_shortly(SopPainter *self, GString *html, const SopOffer *offer)
{
    const SopFlow *flow = self->flow;
    SopLook look = sop_draw_state(sop_draw_offer_state(self, offer));
    g_autofree char *title = sop_draw_offer_title(self, offer);
    g_autofree char *text = g_strconcat(look.sign, title, NULL);
    g_autofree char *wrapped = sop_draw_wrap(text, SOP_DRAW_TITLE_WIDTH, true);
    g_autoptr(GString) targets = g_string_new(NULL);

    for (uint32_t b = 0; b < offer->to.count; b++)
    {
        g_autofree char *target = sop_draw_target(self, &flow->branches[offer->to.start + b].to);
        g_string_append_printf(targets, "%s%s", b > 0 ? " · " : "", target);
    }
    sop_draw_row(html, sop_draw_text_size(self), look.colour, true, wrapped);
    sop_draw_short_row(self, html, offer->roles, targets->str);
}

char *
sop_draw_any_time(SopPainter *self, SopNode phase)
{
    const SopFlowNode *node = &self->flow->nodes[phase];

    if (node->n_offers == 0)
        return NULL;
    GString *html =
        g_string_new("<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\">");
    sop_draw_row(html, sop_draw_text_size(self), SOP_DRAW_FAINT, false,
                 sop_draw_word(self, "draw.at_any_time"));
    for (uint32_t i = node->offers; i < node->offers + node->n_offers; i++)
    {
        if (self->options.view == SOP_VIEW_OVERVIEW)
            append_offer_shortly(self, html, &self->flow->offers[i]);
        else
            append_offer(self, html, &self->flow->offers[i]);
    }
    g_string_append(html, "</TABLE>");
    return g_string_free(html, FALSE);
}
