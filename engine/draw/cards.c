/* SPDX-License-Identifier: Apache-2.0 */
/* Cards of steps: the role's colour and sign, number and title, documents, acts that stay. */
#include "draw/draw.h"

enum
{
    MANY_DOCUMENTS = 4, /* more of a kind are told in one paragraph */
    PARAGRAPH_WIDTH = 56,
};

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
            sop_draw_wrapped_row(self, html, signs[i], all, SOP_DRAW_GREY, PARAGRAPH_WIDTH);
            continue;
        }
        for (unsigned t = 0; t < titles->len; t++)
            sop_draw_signed_row(self, html, signs[i], g_ptr_array_index(titles, t), SOP_DRAW_GREY);
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
        g_autofree char *granted = sop_draw_granted(self, offer);
        g_autofree char *guards = sop_draw_guards(self, offer->action);
        g_autofree char *text =
            g_strconcat(sop_draw_offer_sign(self, offer), title, granted, guards, NULL);
        sop_draw_signed_row(self, html, SOP_SIGN_STAYS, text,
                            state == SOP_STATE_PLAIN ? SOP_DRAW_FAINT : look.colour);
    }
}

char *
sop_draw_card(SopPainter *self, SopNode step)
{
    const SopFlowNode *node = &self->flow->nodes[step];
    const SopPresence *presence = sop_draw_presence(self, step);
    bool is_overview = self->options.view == SOP_VIEW_OVERVIEW;
    GString *html = g_string_new(
        "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\"><TR>");
    SopRole first = 0;

    while (node->roles != 0 && !(node->roles >> first & 1))
        first++;
    g_string_append_printf(html, "<TD BGCOLOR=\"%s\" WIDTH=\"8\"></TD><TD>",
                           node->roles != 0 ? sop_draw_role(first).colour : "#94A3B8");
    g_string_append_printf(
        html,
        "<TABLE BORDER=\"%d\" COLOR=\"%s\" BGCOLOR=\"%s\" CELLBORDER=\"0\" CELLSPACING=\"0\" "
        "CELLPADDING=\"3\">",
        presence->width, presence->border, presence->fill);
    sop_draw_title_row(self, html, step, sop_draw_text_size(self) + 2);
    sop_draw_roles_row(self, html, node->roles);
    sop_draw_deadline_rows(self, html, step, SOP_DRAW_TEXT_WIDTH);
    if (is_overview)
        sop_draw_closes_row(self, html, step);
    else
    {
        append_documents(self, html, node);
        append_staying(self, html, node);
        sop_draw_staying_timeouts(self, html, step);
    }
    g_string_append(html, "</TABLE></TD></TR></TABLE>");
    return g_string_free(html, FALSE);
}
