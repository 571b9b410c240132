/* SPDX-License-Identifier: Apache-2.0 */
/* What the flow calls things, as a picture says it: titles in its language, names made readable. */
#include "draw/draw.h"

const char *
sop_draw_word(const SopPainter *self, const char *key)
{
    return sop_sentence(key, self->language);
}

static char *
title_or_name(const SopPainter *self, const SopText *title, const char *name)
{
    const char *text = sop_text_in(title, self->language, NULL);

    return text != NULL ? g_strdup(text) : g_strdelimit(g_strdup(name), "_", ' ');
}

char *
sop_draw_node_title(const SopPainter *self, SopNode node)
{
    const SopFlow *flow = self->flow;

    return node == 0 ? title_or_name(self, &flow->title, flow->id)
                     : title_or_name(self, &flow->nodes[node].title, flow->nodes[node].name);
}

char *
sop_draw_numbered(const SopPainter *self, SopNode node)
{
    g_autofree char *title = sop_draw_node_title(self, node);
    const char *number = self->flow->nodes[node].number;

    return number != NULL && *number != '\0' ? g_strdup_printf("%s %s", number, title)
                                             : g_steal_pointer(&title);
}

char *
sop_draw_outcome(const SopPainter *self, SopOutcome outcome)
{
    const SopFlowOutcome *written = &self->flow->outcomes[outcome];

    return title_or_name(self, &written->title, written->name);
}

char *
sop_draw_offer_title(const SopPainter *self, const SopOffer *offer)
{
    const SopFlowAction *action = &self->flow->actions[offer->action];

    return title_or_name(self, offer->title.n_items > 0 ? &offer->title : &action->title,
                         action->name);
}

char *
sop_draw_document(const SopPainter *self, SopPaper document)
{
    const SopFlowDocument *written = &self->flow->documents[document];

    return title_or_name(self, &written->title, written->name);
}

char *
sop_draw_role_title(const SopPainter *self, SopRole role)
{
    const SopFlowRole *written = &self->flow->roles[role];

    return title_or_name(self, &written->title, written->name);
}

static char *
signed_node(SopPainter *self, SopSign sign, SopNode node)
{
    g_autofree char *numbered = sop_draw_numbered(self, node);

    self->signs |= 1u << sign;
    return g_strdup_printf("%s %s", sop_draw_sign(sign), numbered);
}

char *
sop_draw_target(SopPainter *self, const SopTarget *target)
{
    if (target->kind == SOP_TARGET_NODE)
        return signed_node(self, SOP_SIGN_ELSEWHERE, target->node);
    if (target->kind == SOP_TARGET_RESUME)
        return signed_node(self, SOP_SIGN_RESUMES,
                           target->at != SOP_NONE ? target->at : target->node);
    if (target->kind == SOP_TARGET_STAY)
        return g_strdup("");

    SopSign sign = target->kind == SOP_TARGET_CLOSE ? SOP_SIGN_CLOSES : SOP_SIGN_ENDS;
    g_autofree char *outcome = sop_draw_outcome(self, target->outcome);
    self->signs |= 1u << sign;
    return g_strdup_printf("%s %s", sop_draw_sign(sign), outcome);
}
