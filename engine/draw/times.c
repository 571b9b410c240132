/* SPDX-License-Identifier: Apache-2.0 */
/* Time in a picture: deadlines, what timeouts do, time that is granted, and what is due in a marked case. */
#include "draw/draw.h"

/* ---- moments ------------------------------------------------------------------------------------------- */

static char *
fill_one(const SopPainter *self, const char *key, const char *name, const char *value)
{
    const char *pairs[] = {name, value, NULL};

    return sop_fill(sop_draw_word(self, key), pairs);
}

/* "within 5 working days", "until 3 days before Day of travel"; "after 90 days". */
static char *
say_moment(const SopPainter *self, const SopMoment *moment, bool is_deadline)
{
    g_autofree char *said = sop_flow_say_moment(self->flow, moment, self->language);

    if (moment->kind == SOP_MOMENT_FROM_ENTERING)
        return fill_one(self, is_deadline ? "draw.within" : "draw.after", "moment", said);
    return is_deadline ? fill_one(self, "draw.until", "moment", said) : g_steal_pointer(&said);
}

static char *
say_branch(const SopPainter *self, const SopMomentBranch *branch, bool is_deadline, bool is_sole)
{
    g_autofree char *moment = say_moment(self, &branch->moment, is_deadline);

    if (is_sole && branch->when == SOP_NONE)
        return g_steal_pointer(&moment);
    g_autofree char *condition = sop_flow_say(self->flow, branch->when, self->language);
    const char *pairs[] = {"moment", moment, "condition", condition, NULL};
    return sop_fill(sop_draw_word(self, "draw.branch"), pairs);
}

/* All branches, each with `before` in front. */
static char *
say_moments(const SopPainter *self, SopList moments, bool is_deadline, const char *before,
            const char *between)
{
    GString *said = g_string_new(NULL);

    for (uint32_t i = 0; i < moments.count; i++)
    {
        g_autofree char *branch = say_branch(self, &self->flow->moments[moments.start + i],
                                             is_deadline, moments.count == 1);
        g_string_append_printf(said, "%s%s%s", i > 0 ? between : "", before, branch);
    }
    return g_string_free(said, FALSE);
}

static char *
with_sign(SopPainter *self, SopSign sign)
{
    self->signs |= 1u << sign;
    return g_strdup_printf("%s\u00A0", sop_draw_sign(sign)); /* a line does not end after it */
}

/* ---- what is due ------------------------------------------------------------------------------------------ */

/* Returns: (nullable): no clock of that kind is running. */
static const SopDue *
find_due(const SopPainter *self, SopDueKind kind, uint32_t of, SopNode node)
{
    for (unsigned i = 0; i < self->dues->len; i++)
    {
        const SopDue *due = &g_array_index(self->dues, SopDue, i);
        if (due->kind == kind && due->of == of && due->node == node)
            return due;
    }
    return NULL;
}

static char *
say_due(const SopPainter *self, const SopDue *due)
{
    g_autofree char *date = sop_flow_say_instant(self->flow, due->at, self->language);
    g_autofree char *said = fill_one(self, due->over ? "draw.overdue" : "draw.due", "date", date);

    return g_strdup_printf("%s %s", due->over ? "‼" : sop_draw_sign(SOP_SIGN_TIME), said);
}

char *
sop_draw_due(const SopPainter *self, SopNode node, bool *ret_over)
{
    const SopDue *due = find_due(self, SOP_DUE_DEADLINE, node, node);

    if (due == NULL)
        return NULL;
    *ret_over = due->over;
    return say_due(self, due);
}

/* ---- deadlines -------------------------------------------------------------------------------------------- */

char *
sop_draw_deadline(SopPainter *self, SopNode node)
{
    SopList within = self->flow->nodes[node].within;

    if (within.count == 0)
        return NULL;
    g_autofree char *sign = with_sign(self, SOP_SIGN_TIME);
    return say_moments(self, within, true, sign, "\n");
}

static void
append_rows(const SopPainter *self, GString *html, const char *lines, const char *colour, bool bold,
            unsigned width)
{
    g_auto(GStrv) rows = g_strsplit(lines, "\n", -1);

    for (unsigned i = 0; rows[i] != NULL; i++)
    {
        g_autofree char *wrapped = sop_draw_wrap(rows[i], width, true);
        sop_draw_row(html, sop_draw_text_size(self), colour, bold, wrapped);
    }
}

void
sop_draw_deadline_rows(SopPainter *self, GString *html, SopNode node, unsigned width)
{
    bool is_over = false;
    g_autofree char *deadline = sop_draw_deadline(self, node);
    g_autofree char *due = sop_draw_due(self, node, &is_over);

    if (deadline != NULL)
        append_rows(self, html, deadline, SOP_DRAW_GREY, false, width);
    if (due != NULL)
        append_rows(self, html, due, is_over ? SOP_DRAW_LATE : SOP_DRAW_PRESENT, true, width);
}

/* ---- timeouts --------------------------------------------------------------------------------------------- */

/* "✉ Supervisor, Clerk". Returns: (transfer full) (nullable): nobody is told. */
static char *
say_informed(SopPainter *self, const SopOffer *offer)
{
    if (offer->informs.count == 0)
        return NULL;
    g_autofree char *sign = with_sign(self, SOP_SIGN_INFORMS);
    GString *said = g_string_new(sign);

    for (uint32_t i = 0; i < offer->informs.count; i++)
    {
        SopRole role = sop_list_items(self->flow, offer->informs)[i];
        g_autofree char *title = sop_draw_role_title(self, role);
        g_string_append_printf(said, "%s%s", i > 0 ? sop_draw_word(self, "word.comma") : "", title);
    }
    return g_string_free(said, FALSE);
}

char *
sop_draw_timeout_notes(SopPainter *self, const SopOffer *offer)
{
    const SopDue *due = find_due(self, SOP_DUE_TIMEOUT, offer->action, offer->node);
    g_autofree char *informed = say_informed(self, offer);
    g_autofree char *moments = say_moments(self, offer->at, false, "", "\n");
    GString *notes = g_string_new(moments);

    if (offer->when != SOP_NONE)
    {
        g_autofree char *condition = sop_flow_say(self->flow, offer->when, self->language);
        g_string_append_printf(notes, "\n%s", condition);
    }
    if (informed != NULL)
        g_string_append_printf(notes, "\n%s", informed);
    if (due != NULL)
    {
        g_autofree char *said = say_due(self, due);
        g_string_append_printf(notes, "\n%s", said);
    }
    return g_string_free(notes, FALSE);
}

static bool
is_titled(const SopPainter *self, const SopOffer *offer)
{
    return offer->title.n_items > 0 || self->flow->actions[offer->action].title.n_items > 0;
}

/* "Remind ✉ Supervisor"; an untitled timeout that only tells is whom it tells. */
static char *
say_effect(SopPainter *self, const SopOffer *offer)
{
    g_autofree char *title = sop_draw_offer_title(self, offer);
    g_autofree char *informed = say_informed(self, offer);

    if (informed == NULL)
        return g_steal_pointer(&title);
    return is_titled(self, offer) ? g_strdup_printf("%s %s", title, informed)
                                  : g_steal_pointer(&informed);
}

/* "after 3 working days: Remind ✉ Supervisor" */
static char *
say_staying(SopPainter *self, const SopOffer *offer)
{
    g_autofree char *moments =
        say_moments(self, offer->at, false, "", sop_draw_word(self, "word.comma"));
    g_autofree char *effect = say_effect(self, offer);
    const char *pairs[] = {"a", moments, "b", effect, NULL};
    g_autofree char *said = sop_fill(sop_draw_word(self, "draw.pair"), pairs);

    if (offer->when == SOP_NONE)
        return g_steal_pointer(&said);
    g_autofree char *condition = sop_flow_say(self->flow, offer->when, self->language);
    const char *more[] = {"moment", said, "condition", condition, NULL};
    return sop_fill(sop_draw_word(self, "draw.branch"), more);
}

void
sop_draw_staying_timeouts(SopPainter *self, GString *html, SopNode step)
{
    const SopFlowNode *node = &self->flow->nodes[step];

    for (uint32_t i = node->timeouts; i < node->timeouts + node->n_timeouts; i++)
    {
        const SopOffer *offer = &self->flow->offers[i];
        if (offer->to.count > 0)
            continue;
        SopState state = sop_draw_offer_state(self, offer);
        SopLook look = sop_draw_state(state);
        g_autofree char *said = say_staying(self, offer);
        g_autofree char *text = g_strconcat(sop_draw_offer_sign(self, offer), said, NULL);
        sop_draw_signed_row(self, html, SOP_SIGN_TIME, text,
                            state == SOP_STATE_PLAIN ? SOP_DRAW_TIME : look.colour);
        const SopDue *due = find_due(self, SOP_DUE_TIMEOUT, offer->action, step);
        g_autofree char *date = due != NULL ? say_due(self, due) : NULL;
        if (date != NULL)
            append_rows(self, html, date, SOP_DRAW_PRESENT, false, SOP_DRAW_TEXT_WIDTH);
    }
}

/* ---- more time -------------------------------------------------------------------------------------------- */

static bool
is_same_span(SopSpanOfTime a, SopSpanOfTime b)
{
    return a.count == b.count && a.unit == b.unit;
}

char *
sop_draw_granted(SopPainter *self, const SopOffer *offer)
{
    const SopProlonging *prolongings = self->flow->prolongings + offer->prolongs;
    g_autoptr(GString) said = g_string_new(NULL);

    for (uint32_t i = 0; i < offer->n_prolongs; i++)
    {
        if (i > 0 && is_same_span(prolongings[i].duration, prolongings[i - 1].duration))
            continue;
        g_autofree char *span = sop_span_of_time_say(prolongings[i].duration, self->language);
        g_string_append_printf(said, "%s+ %s", i > 0 ? sop_draw_word(self, "word.comma") : "",
                               span);
    }
    if (said->len == 0)
        return g_strdup("");
    g_autofree char *sign = with_sign(self, SOP_SIGN_TIME);
    return g_strdup_printf(" (%s%s)", sign, said->str);
}
