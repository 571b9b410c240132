/* SPDX-License-Identifier: Apache-2.0 */
/* Phases and sub-procedures that are drawn closed, with who acts and how a case may end there; and the dashed
 * box of what may be done, or happens, at any time in a phase. */
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

static void
add_offer_outcomes(const SopFlow *flow, uint8_t *closes, uint32_t first, uint32_t count)
{
    for (uint32_t i = first; i < first + count; i++)
        for (uint32_t b = 0; b < flow->offers[i].to.count; b++)
            add_target_outcome(closes, &flow->branches[flow->offers[i].to.start + b].to);
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
        add_offer_outcomes(flow, closes, nodes[node].offers, nodes[node].n_offers);
        add_offer_outcomes(flow, closes, nodes[node].timeouts, nodes[node].n_timeouts);
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

const SopUsed *
sop_draw_used(const SopFlow *flow, SopNode node)
{
    for (uint32_t i = 0; i < flow->n_used; i++)
        if (flow->used[i].node == node)
            return &flow->used[i];
    return NULL;
}

char *
sop_draw_file(SopPainter *self, SopNode node)
{
    const SopUsed *used = sop_draw_used(self->flow, node);

    if (used == NULL)
        return NULL;
    self->signs |= 1u << SOP_SIGN_USED;
    const char *pairs[] = {"version", used->version, NULL};
    g_autofree char *version =
        used->version != NULL ? sop_fill(sop_draw_word(self, "draw.version"), pairs) : NULL;
    return g_strdup_printf("%s %s%s%s", sop_draw_sign(SOP_SIGN_USED), used->id,
                           version != NULL ? " · " : "", version != NULL ? version : "");
}

static void
append_closed_rows(SopPainter *self, GString *html, SopNode phase)
{
    uint32_t n_steps = sop_draw_count_steps(self->flow, phase);
    g_autofree char *count = g_strdup_printf("%u", n_steps);
    const char *pairs[] = {"count", count, NULL};
    g_autofree char *steps =
        sop_fill(sop_draw_word(self, n_steps == 1 ? "draw.steps.one" : "draw.steps.other"), pairs);
    g_autofree char *file = sop_draw_file(self, phase);

    sop_draw_title_row(self, html, phase, sop_draw_text_size(self) + 3);
    if (file != NULL)
    {
        g_autofree char *wrapped = sop_draw_wrap(file, SOP_DRAW_TEXT_WIDTH, true);
        sop_draw_row(html, sop_draw_text_size(self), SOP_DRAW_FAINT, false, wrapped);
    }
    sop_draw_signed_row(self, html, SOP_SIGN_PHASE, steps, SOP_DRAW_FAINT);
    sop_draw_short_row(self, html, roles_inside(self->flow, phase), "");
    sop_draw_deadline_rows(self, html, phase, SOP_DRAW_TEXT_WIDTH);
    sop_draw_closes_row(self, html, phase);
}

/* A sub-procedure has a border around its border. */
char *
sop_draw_closed_phase(SopPainter *self, SopNode phase)
{
    GString *html = g_string_new(NULL);
    bool is_used = sop_draw_used(self->flow, phase) != NULL;
    const SopPresence *presence = sop_draw_presence(self, phase);
    bool is_marked = presence->width > 1 || *presence->fill == '#';
    const char *border = is_marked ? presence->border : "#475569";

    if (is_used)
        g_string_append_printf(
            html,
            "<TABLE BORDER=\"1\" STYLE=\"ROUNDED\" COLOR=\"%s\" BGCOLOR=\"white\" "
            "CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"4\"><TR><TD>",
            border);
    g_string_append_printf(
        html,
        "<TABLE BORDER=\"%d\" STYLE=\"ROUNDED\" COLOR=\"%s\" BGCOLOR=\"%s\" CELLBORDER=\"0\" "
        "CELLSPACING=\"0\" CELLPADDING=\"4\">",
        MAX(presence->width, 2), border, is_marked ? presence->fill : "#F1F5F9");
    append_closed_rows(self, html, phase);
    g_string_append(html, is_used ? "</TABLE></TD></TR></TABLE>" : "</TABLE>");
    return g_string_free(html, FALSE);
}

/* ---- at any time -------------------------------------------------------------------------------------------------- */

static void
append_branch(SopPainter *self, GString *html, const SopOffer *offer, const SopBranch *branch)
{
    g_autofree char *condition = sop_draw_condition(self, offer->node, branch, offer->to.count);
    g_autofree char *target = sop_draw_target(self, &branch->to);
    const char *pairs[] = {"a", condition, "b", target, NULL};
    g_autofree char *whole =
        condition != NULL ? sop_fill(sop_draw_word(self, "draw.pair"), pairs) : g_strdup(target);
    g_autofree char *wrapped = sop_draw_wrap(whole, SOP_DRAW_TEXT_WIDTH, true);

    sop_draw_row(html, 9, SOP_DRAW_FAINT, false, wrapped);
}

/* "✔ Withdraw (◷ + 7 days) ⚖ 2", "◷ No contact" */
static void
append_offer_title(SopPainter *self, GString *html, const SopOffer *offer)
{
    bool is_timeout = sop_offer_is_timeout(self->flow, (uint32_t) (offer - self->flow->offers));
    SopState state = sop_draw_offer_state(self, offer);
    SopLook look = sop_draw_state(state);
    g_autofree char *title = sop_draw_offer_title(self, offer);
    g_autofree char *granted = sop_draw_granted(self, offer);
    g_autofree char *guards = sop_draw_guards(self, offer->action);
    g_autofree char *timed =
        is_timeout ? g_strdup_printf("%s ", sop_draw_sign(SOP_SIGN_TIME)) : g_strdup("");
    g_autofree char *text =
        g_strconcat(sop_draw_offer_sign(self, offer), timed, title, granted, guards, NULL);
    g_autofree char *wrapped = sop_draw_wrap(text, SOP_DRAW_TITLE_WIDTH, true);

    sop_draw_row(html, sop_draw_text_size(self),
                 is_timeout && state == SOP_STATE_PLAIN ? SOP_DRAW_TIME : look.colour, true,
                 wrapped);
    self->signs |= is_timeout ? 1u << SOP_SIGN_TIME : 0;
}

static void
append_timeout(SopPainter *self, GString *html, const SopOffer *offer)
{
    g_autofree char *notes = sop_draw_timeout_notes(self, offer);
    g_auto(GStrv) lines = g_strsplit(notes, "\n", -1);

    append_offer_title(self, html, offer);
    for (unsigned i = 0; lines[i] != NULL; i++)
    {
        g_autofree char *wrapped = sop_draw_wrap(lines[i], SOP_DRAW_TEXT_WIDTH, true);
        sop_draw_row(html, 9, SOP_DRAW_FAINT, false, wrapped);
    }
    for (uint32_t b = 0; b < offer->to.count; b++)
        append_branch(self, html, offer, &self->flow->branches[offer->to.start + b]);
}

static void
append_offer(SopPainter *self, GString *html, const SopOffer *offer)
{
    const SopFlow *flow = self->flow;

    append_offer_title(self, html, offer);
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
    g_autoptr(GString) targets = g_string_new(NULL);

    for (uint32_t b = 0; b < offer->to.count; b++)
    {
        g_autofree char *target = sop_draw_target(self, &flow->branches[offer->to.start + b].to);
        g_string_append_printf(targets, "%s%s", b > 0 ? " · " : "", target);
    }
    append_offer_title(self, html, offer);
    sop_draw_short_row(self, html, offer->roles, targets->str);
}

char *
sop_draw_any_time(SopPainter *self, SopNode phase)
{
    const SopFlowNode *node = &self->flow->nodes[phase];
    bool is_overview = self->options.view == SOP_VIEW_OVERVIEW;

    if (node->n_offers + node->n_timeouts == 0)
        return NULL;
    GString *html =
        g_string_new("<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\">");
    sop_draw_row(html, sop_draw_text_size(self), SOP_DRAW_FAINT, false,
                 sop_draw_word(self, "draw.at_any_time"));
    for (uint32_t i = node->offers; i < node->offers + node->n_offers; i++)
        (is_overview ? append_offer_shortly : append_offer)(self, html, &self->flow->offers[i]);
    for (uint32_t i = node->timeouts; i < node->timeouts + node->n_timeouts; i++)
        (is_overview ? append_offer_shortly : append_timeout)(self, html, &self->flow->offers[i]);
    g_string_append(html, "</TABLE>");
    return g_string_free(html, FALSE);
}
