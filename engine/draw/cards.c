/* SPDX-License-Identifier: Apache-2.0 */
/* The HTML labels of a picture: cards of steps, closed phases, and the dashed box of what may be done at
 * any time in a phase. */
#include "draw/draw.h"

enum
{
    TITLE_WIDTH = 30,
    TEXT_WIDTH = 40,
    MANY_DOCUMENTS = 4, /* more of a kind are told in one paragraph */
    PARAGRAPH_WIDTH = 56,
};

#define INK "#0F172A"
#define GREY "#475569"
#define FAINT "#64748B"

typedef enum
{
    NEVER_THERE,
    WAS_THERE,
    IS_THERE,
} Presence;

static Presence
presence(const SopPainter *self, SopNode node)
{
    if (self->options.marks == NULL)
        return NEVER_THERE;
    if (sop_case_is_at(self->options.marks, node))
        return IS_THERE;
    return sop_case_was_at(self->options.marks, node) ? WAS_THERE : NEVER_THERE;
}

static const struct
{
    const char *border, *fill, *width, *sign;
} presences[] = {
    [NEVER_THERE] = {"#CBD5E1", "white", "1", ""},
    [WAS_THERE] = {"#7DA7D9", "#DBEAFE", "1", ""},
    [IS_THERE] = {"#EA580C", "#FFEDD5", "4", "➤ "},
};

static void
append_row(GString *html, double size, const char *colour, bool bold, const char *content)
{
    g_string_append_printf(
        html,
        "<TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\"><FONT POINT-SIZE=\"%g\" COLOR=\"%s\">%s%s%s"
        "</FONT></TD></TR>",
        size, colour, bold ? "<B>" : "", content, bold ? "</B>" : "");
}

/* A sign and a text that may wrap. */
static void
append_wrapped(SopPainter *self, GString *html, SopSign sign, const char *text, const char *colour,
               unsigned width)
{
    g_autofree char *whole = g_strdup_printf("%s %s", sop_draw_sign(sign), text);
    g_autofree char *wrapped = sop_draw_wrap(whole, width, true);

    append_row(html, 10, colour, false, wrapped);
    self->signs |= 1u << sign;
}

static void
append_signed(SopPainter *self, GString *html, SopSign sign, const char *text, const char *colour)
{
    append_wrapped(self, html, sign, text, colour, TEXT_WIDTH);
}

static void
append_roles(SopPainter *self, GString *html, uint64_t roles)
{
    unsigned width = 0; /* of the row so far; 0: none is open */

    for (SopRole role = 0; role < self->flow->n_roles; role++)
    {
        if (!(roles >> role & 1))
            continue;
        g_autofree char *title = sop_draw_role_title(self, role);
        g_autofree char *escaped = sop_draw_escape(title);
        unsigned taken = sop_draw_width(title) + 4;
        bool is_full = width > 0 && width + taken > TEXT_WIDTH;
        if (is_full)
            g_string_append(html, "</TD></TR>");
        g_string_append(html, is_full || width == 0 ? "<TR><TD ALIGN=\"LEFT\">" : "&#160;&#160; ");
        width = is_full ? taken : width + taken;
        g_string_append_printf(html,
                               "<FONT POINT-SIZE=\"10\" COLOR=\"%s\">" SOP_DRAW_SIGN " %s</FONT>",
                               sop_draw_role(role).colour, sop_draw_role(role).sign, escaped);
    }
    if (width > 0)
        g_string_append(html, "</TD></TR>");
    self->roles |= roles;
}

/* ---- steps ------------------------------------------------------------------------------------------------- */

enum
{
    GIVEN = 1 << 0,
    GIVEN_ALWAYS = 1 << 1,
    NEEDED = 1 << 2,
};

/* How each document has to do with what the step offers. Returns: (transfer full): one for each. */
static uint8_t *
documents_of(const SopFlow *flow, const SopFlowNode *step)
{
    uint8_t *uses = g_new0(uint8_t, flow->n_documents + 1);

    for (uint32_t i = step->offers; i < step->offers + step->n_offers; i++)
    {
        const SopOffer *offer = &flow->offers[i];
        for (uint32_t a = offer->asks; a < offer->asks + offer->n_asks; a++)
            if (flow->asks[a].document != SOP_NONE)
                uses[flow->asks[a].document] |=
                    (uint8_t) (flow->asks[a].optional ? GIVEN : GIVEN | GIVEN_ALWAYS);
        for (uint32_t r = offer->requirements; r < offer->requirements + offer->n_requirements; r++)
            for (uint32_t d = 0; d < flow->requirements[r].documents.count; d++)
                uses[sop_list_items(flow, flow->requirements[r].documents)[d]] |= NEEDED;
    }
    return uses;
}

/* The titles of the documents that stand under `sign`. Returns: (transfer full), of texts. */
static GPtrArray *
titles_under(SopPainter *self, const uint8_t *uses, SopSign sign)
{
    GPtrArray *titles = g_ptr_array_new_with_free_func(g_free);

    for (SopPaper document = 0; document < self->flow->n_documents; document++)
    {
        uint8_t use = uses[document];
        if (use == 0 || (use & GIVEN ? SOP_SIGN_GIVEN : SOP_SIGN_NEEDED) != sign)
            continue;
        char *title = sop_draw_document(self, document);
        if (use == GIVEN) /* may be left out */
        {
            char *optional = g_strdup_printf("(%s)", title);
            g_free(title);
            title = optional;
        }
        g_ptr_array_add(titles, title);
    }
    return titles;
}

static void
append_documents(SopPainter *self, GString *html, const SopFlowNode *step)
{
    static const SopSign signs[] = {SOP_SIGN_GIVEN, SOP_SIGN_NEEDED};
    g_autofree uint8_t *uses = documents_of(self->flow, step);

    for (unsigned i = 0; i < G_N_ELEMENTS(signs); i++)
    {
        g_autoptr(GPtrArray) titles = titles_under(self, uses, signs[i]);
        if (titles->len > MANY_DOCUMENTS)
        {
            g_ptr_array_add(titles, NULL);
            g_autofree char *all = g_strjoinv(" · ", (char **) titles->pdata);
            append_wrapped(self, html, signs[i], all, GREY, PARAGRAPH_WIDTH);
            continue;
        }
        for (unsigned t = 0; t < titles->len; t++)
            append_signed(self, html, signs[i], g_ptr_array_index(titles, t), GREY);
    }
}

/* The acts after which the case stays where it is. */
static void
append_staying(SopPainter *self, GString *html, const SopFlowNode *step)
{
    const SopFlow *flow = self->flow;

    for (uint32_t i = step->offers; i < step->offers + step->n_offers; i++)
    {
        const SopOffer *offer = &flow->offers[i];
        if (offer->to.count > 0)
            continue;
        SopState state = sop_draw_offer_state(self, offer);
        SopLook look = sop_draw_state(state);
        g_autofree char *title = sop_draw_offer_title(self, offer);
        g_autofree char *text = g_strconcat(look.sign, title, NULL);
        append_signed(self, html, SOP_SIGN_STAYS, text,
                      state == SOP_STATE_PLAIN ? FAINT : look.colour);
    }
}

static void
append_title(const SopPainter *self, GString *html, SopNode node, double size)
{
    g_autofree char *title = sop_draw_numbered(self, node);
    g_autofree char *whole = g_strconcat(presences[presence(self, node)].sign, title, NULL);
    g_autofree char *wrapped = sop_draw_wrap(whole, TITLE_WIDTH, true);

    append_row(html, size, INK, true, wrapped);
}

char *
sop_draw_card(SopPainter *self, SopNode step)
{
    const SopFlowNode *node = &self->flow->nodes[step];
    GString *html = g_string_new(
        "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\"><TR>");
    SopRole first = 0;

    while (node->roles != 0 && !(node->roles >> first & 1))
        first++;
    g_string_append_printf(html, "<TD BGCOLOR=\"%s\" WIDTH=\"8\"></TD><TD>",
                           node->roles != 0 ? sop_draw_role(first).colour : "#94A3B8");
    g_string_append_printf(
        html,
        "<TABLE BORDER=\"%s\" COLOR=\"%s\" BGCOLOR=\"%s\" CELLBORDER=\"0\" CELLSPACING=\"0\" "
        "CELLPADDING=\"3\">",
        presences[presence(self, step)].width, presences[presence(self, step)].border,
        presences[presence(self, step)].fill);
    append_title(self, html, step, 12);
    append_roles(self, html, node->roles);
    if (self->options.view != SOP_VIEW_OVERVIEW)
    {
        append_documents(self, html, node);
        append_staying(self, html, node);
    }
    g_string_append(html, "</TABLE></TD></TR></TABLE>");
    return g_string_free(html, FALSE);
}

/* ---- closed phases -------------------------------------------------------------------------------------------- */

static void
add_target_outcome(uint8_t *closes, const SopTarget *target)
{
    if (target->kind == SOP_TARGET_CLOSE)
        closes[target->outcome] = 1;
}

/* The signs of the roles that act inside: who they are, the legend says. */
static void
append_role_signs(SopPainter *self, GString *html, uint64_t roles)
{
    if (roles == 0)
        return;
    g_string_append(html, "<TR><TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"11\">");
    for (SopRole role = 0; role < self->flow->n_roles; role++)
        if (roles >> role & 1)
            g_string_append_printf(html, "<FONT COLOR=\"%s\">%s</FONT> ",
                                   sop_draw_role(role).colour, sop_draw_role(role).sign);
    g_string_append(html, "</FONT></TD></TR>");
    self->roles |= roles;
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
        append_signed(self, html, SOP_SIGN_CLOSES, titles->str, GREY);
}

/* Roles that act inside, and the outcomes with which a case may close there. */
static void
append_inside(SopPainter *self, GString *html, SopNode phase)
{
    const SopFlow *flow = self->flow;
    const SopFlowNode *nodes = flow->nodes;
    g_autofree uint8_t *closes = g_new0(uint8_t, flow->n_outcomes + 1);
    uint64_t roles = 0;

    for (SopNode node = phase; node <= nodes[phase].last; node++)
    {
        roles |= nodes[node].kind == SOP_KIND_STEP ? nodes[node].roles : 0;
        for (uint32_t i = nodes[node].offers; i < nodes[node].offers + nodes[node].n_offers; i++)
            for (uint32_t b = 0; b < flow->offers[i].to.count; b++)
                add_target_outcome(closes, &flow->branches[flow->offers[i].to.start + b].to);
        for (uint32_t b = 0; b < nodes[node].route.count; b++)
            add_target_outcome(closes, &flow->branches[nodes[node].route.start + b].to);
    }
    append_role_signs(self, html, roles);
    append_closes(self, html, closes);
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
    const char *colour =
        presence(self, phase) == NEVER_THERE ? "#475569" : presences[presence(self, phase)].border;
    const char *fill =
        presence(self, phase) == NEVER_THERE ? "#F1F5F9" : presences[presence(self, phase)].fill;

    g_string_append_printf(
        html,
        "<TABLE BORDER=\"%d\" STYLE=\"ROUNDED\" COLOR=\"%s\" BGCOLOR=\"%s\" CELLBORDER=\"0\" "
        "CELLSPACING=\"0\" CELLPADDING=\"4\">",
        presence(self, phase) == IS_THERE ? 4 : 2, colour, fill);
    append_title(self, html, phase, 13);
    append_signed(self, html, SOP_SIGN_PHASE, steps, FAINT);
    append_inside(self, html, phase);
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
    g_autofree char *wrapped = sop_draw_wrap(whole, TEXT_WIDTH, true);

    append_row(html, 9, FAINT, false, wrapped);
}

static void
append_offer(SopPainter *self, GString *html, const SopOffer *offer)
{
    const SopFlow *flow = self->flow;
    SopLook look = sop_draw_state(sop_draw_offer_state(self, offer));
    g_autofree char *title = sop_draw_offer_title(self, offer);
    g_autofree char *text = g_strconcat(look.sign, title, NULL);
    g_autofree char *wrapped = sop_draw_wrap(text, TITLE_WIDTH, true);

    append_row(html, 10, look.colour, true, wrapped);
    if (offer->when != SOP_NONE)
    {
        g_autofree char *said = sop_flow_say(flow, offer->when, self->language);
        g_autofree char *guard = sop_draw_wrap(said, TEXT_WIDTH, true);
        append_row(html, 9, FAINT, false, guard);
    }
    append_roles(self, html, offer->roles);
    for (uint32_t b = 0; b < offer->to.count; b++)
        append_branch(self, html, offer, &flow->branches[offer->to.start + b]);
}

char *
sop_draw_any_time(SopPainter *self, SopNode phase)
{
    const SopFlowNode *node = &self->flow->nodes[phase];

    if (node->n_offers == 0)
        return NULL;
    GString *html =
        g_string_new("<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\">");
    append_row(html, 10, FAINT, false, sop_draw_word(self, "draw.at_any_time"));
    for (uint32_t i = node->offers; i < node->offers + node->n_offers; i++)
        append_offer(self, html, &self->flow->offers[i]);
    g_string_append(html, "</TABLE>");
    return g_string_free(html, FALSE);
}
