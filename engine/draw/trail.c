/* SPDX-License-Identifier: Apache-2.0 */
/* A way through the procedure, followed in a drawing: each place that it passes has the numbers of its
 * steps, and the last one, which breaks what is to hold, is marked otherwise. */
#include "draw/draw.h"

#include <string.h>

enum
{
    CIRCLED = 20, /* numbers that the font has in a circle */
    OPENING = 0,  /* the number of what is there before the first step */
};

/* "③", and "❸" where it breaks; "(21)" where there is no such sign. Returns: (transfer full). */
static char *
sign_of_step(unsigned number, bool breaks)
{
    static const gunichar first[2] = {0x2460, 0x2776}, later[2] = {0x246A, 0x24EB};
    char text[8] = {0};

    if (number > CIRCLED)
        return g_strdup_printf("(%u)", number);
    gunichar sign = number == OPENING ? (breaks ? 0x24FF : 0x24EA)
                    : number <= 10    ? first[breaks] + number - 1
                                      : later[breaks] + number - 11;
    g_unichar_to_utf8(sign, text);
    return g_strdup(text);
}

static void
note(SopPassing *self, unsigned number, bool breaks)
{
    g_autofree char *sign = sign_of_step(number, breaks);
    char *steps = self->steps == NULL || strstr(self->steps, sign) != NULL
                      ? g_strconcat(self->steps != NULL ? "" : sign,
                                    self->steps != NULL ? self->steps : " ", NULL)
                      : g_strdup_printf("%s%s ", self->steps, sign);

    g_free(self->steps);
    self->steps = steps;
    self->breaks = self->breaks || breaks;
}

static void
note_all(SopPassing *passed, const uint32_t *items, unsigned n_items, unsigned number, bool breaks)
{
    for (unsigned i = 0; i < n_items; i++)
        note(&passed[items[i]], number, breaks);
}

void
sop_draw_follow(SopPainter *self)
{
    const SopTrail *trail = self->options.trail;
    const SopFlow *flow = self->flow;

    self->offers_passed = g_new0(SopPassing, flow->n_offers + 1);
    self->branches_passed = g_new0(SopPassing, flow->n_branches + 1);
    self->nodes_passed = g_new0(SopPassing, flow->n_nodes + 1);
    note_all(self->nodes_passed, trail->start, trail->n_start, OPENING, trail->n_steps == 0);
    for (unsigned i = 0; i < trail->n_steps; i++)
    {
        const SopTrailStep *step = &trail->steps[i];
        bool breaks = i + 1 == trail->n_steps && trail->end == NULL;
        note_all(self->offers_passed, step->offers, step->n_offers, i + 1, breaks);
        note_all(self->branches_passed, step->branches, step->n_branches, i + 1, breaks);
        note_all(self->nodes_passed, step->entered, step->n_entered, i + 1, breaks);
    }
    for (unsigned i = 0; trail->end != NULL && i < trail->n_rests; i++)
        self->nodes_passed[trail->rests[i]].breaks = true;
}

static void
passings_free(SopPassing *self, uint32_t n_passings)
{
    for (uint32_t i = 0; self != NULL && i < n_passings; i++)
        g_free(self[i].steps);
    g_free(self);
}

void
sop_draw_follow_free(SopPainter *self)
{
    passings_free(self->offers_passed, self->flow->n_offers);
    passings_free(self->branches_passed, self->flow->n_branches);
    passings_free(self->nodes_passed, self->flow->n_nodes);
}

SopLine
sop_draw_pass(const SopPainter *self, SopLine line, const SopBranch *branch)
{
    const SopPassing *passing = self->branches_passed != NULL
                                    ? &self->branches_passed[branch - self->flow->branches]
                                    : NULL;

    if (passing == NULL || passing->steps == NULL)
        return line;
    line.steps = passing->steps;
    line.state = passing->breaks ? SOP_STATE_BREAKS : SOP_STATE_PASSED;
    return line;
}

const char *
sop_draw_offer_sign(const SopPainter *self, const SopOffer *offer)
{
    const char *steps =
        self->offers_passed != NULL ? self->offers_passed[offer - self->flow->offers].steps : NULL;

    return steps != NULL ? steps : sop_draw_state(sop_draw_offer_state(self, offer)).sign;
}

const char *
sop_draw_node_sign(const SopPainter *self, SopNode node)
{
    const char *steps = self->nodes_passed != NULL ? self->nodes_passed[node].steps : NULL;

    return steps != NULL ? steps : sop_draw_presence(self, node)->sign;
}

SopState
sop_draw_edge_state(const SopEdge *edge)
{
    SopState state = SOP_STATE_PLAIN;

    for (unsigned i = 0; i < edge->lines->len; i++)
    {
        const SopLine *line = &g_array_index(edge->lines, SopLine, i);
        if (line->steps != NULL && state != SOP_STATE_BREAKS)
            state = line->state;
    }
    return state;
}

/* ---- the story -------------------------------------------------------------------------------------------- */

static void
append_sentence(const SopPainter *self, GString *html, unsigned width, const char *sign,
                const char *sentence, bool breaks)
{
    g_autofree char *whole = g_strdup_printf("%s %s", sign, sentence);
    g_autofree char *wrapped = sop_draw_wrap(whole, width, true);

    sop_draw_row(html, sop_draw_text_size(self) + 1,
                 sop_draw_state(breaks ? SOP_STATE_BREAKS : SOP_STATE_PASSED).colour, breaks,
                 wrapped);
}

void
sop_draw_trail_rows(const SopPainter *self, GString *html, unsigned width)
{
    const SopTrail *trail = self->options.trail;
    const char *pairs[] = {"title", trail->title, NULL};
    g_autofree char *heading = sop_fill(sop_draw_word(self, "draw.trail"), pairs);
    g_autofree char *wrapped = sop_draw_wrap(heading, width, true);
    g_autofree char *opening = sign_of_step(OPENING, trail->n_steps == 0);

    sop_draw_row(html, sop_draw_text_size(self) + 3, SOP_DRAW_INK, true, wrapped);
    append_sentence(self, html, width, opening, sop_draw_word(self, "proof.opened"),
                    trail->n_steps == 0);
    for (unsigned i = 0; i < trail->n_steps; i++)
    {
        bool breaks = i + 1 == trail->n_steps && trail->end == NULL;
        g_autofree char *sign = sign_of_step(i + 1, breaks);
        append_sentence(self, html, width, sign, trail->steps[i].sentence, breaks);
    }
    if (trail->end != NULL && trail->n_steps > 0)
        append_sentence(self, html, width, "✖", trail->end, true);
    sop_draw_row(html, sop_draw_text_size(self), SOP_DRAW_FAINT, false,
                 sop_draw_word(self, "draw.trail.legend"));
}
