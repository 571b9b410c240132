/* SPDX-License-Identifier: Apache-2.0 */
/* A way as it was found gives just some value for all that is asked. Here it is found out, by going it again
 * with others, what has to be given and what is needed of it: each thing for itself, while the rest stays. */
#include "check/way.h"

enum
{
    DAYS_AHEAD = 20 * 366, /* within which an expiry is looked for */
};

static const int8_t days_away[] = {-10, 1, 8, 40};

static SopGivenItem *
item_at(const SopAct *act, guint index)
{
    return &g_array_index(act->given->items, SopGivenItem, index);
}

/* ---- what can be left out --------------------------------------------------------------------------------- */

/* Is it asked only with a question mark, wherever the action is offered? */
static bool
is_optional(const SopFlow *flow, SopAction action, const SopGivenItem *item)
{
    const SopList offers = flow->actions[action].offers;

    for (uint32_t i = 0; i < offers.count; i++)
    {
        const SopOffer *offer = &flow->offers[sop_list_items(flow, offers)[i]];
        for (uint32_t k = offer->asks; k < offer->asks + offer->n_asks; k++)
            if (flow->asks[k].fact == item->fact && flow->asks[k].document == item->document &&
                !flow->asks[k].optional)
                return false;
    }
    return true;
}

/* Returns: (transfer full). */
static SopGiven *
without(const SopGiven *given, guint left_out)
{
    SopGiven *less = sop_given_new(given->flow);

    for (guint i = 0; i < given->items->len; i++)
    {
        const SopGivenItem *item = &g_array_index(given->items, SopGivenItem, i);
        if (i == left_out)
            continue;
        if (item->document == SOP_NONE)
            sop_given_set_fact(less, item->fact, item->value);
        else
            sop_given_file(less, given->flow->documents[item->document].name,
                           &(SopDocument) {.expires = item->expires});
    }
    return less;
}

static void
leave_out(const SopWay *self, SopAct *act)
{
    for (guint i = act->given->items->len; i > 0; i--)
    {
        SopGiven *given = act->given;
        if (!is_optional(self->flow, act->event, item_at(act, i - 1)))
            continue;
        act->given = without(given, i - 1);
        bool leads = sop_way_leads(self);
        sop_given_free(leads ? given : act->given);
        act->given = leads ? act->given : given;
    }
}

/* ---- facts ------------------------------------------------------------------------------------------------- */

/* Would the way lead there with that value? `value`: (transfer none). */
static bool
would_do(const SopWay *self, SopGivenItem *item, SopValue value)
{
    SopValue held = item->value;

    item->value = value;
    bool leads = sop_way_leads(self);
    item->value = held;
    return leads;
}

static bool
is_read(const SopWay *self, SopFact fact)
{
    for (SopGuard guard = 0; guard < self->flow->n_expressions; guard++)
        for (uint32_t i = 0; i < self->domains->guards[guard].n_slots; i++)
            if (self->domains->guards[guard].slots[i] == fact)
                return true;
    return false;
}

static void
try_classes(const SopWay *self, SopGivenItem *item, SopWayNeed *need)
{
    const SopDomain *domain = &self->domains->facts[item->fact];

    need->any = true;
    for (uint32_t class = 1; class < domain->n_classes; class ++)
        if (would_do(self, item, domain->values[class]))
            need->fits |= UINT64_C(1) << class;
        else
            need->any = false;
}

/* Days are not in classes, so a few of them are tried. */
static void
try_days(const SopWay *self, const SopAct *act, SopGivenItem *item, SopWayNeed *need)
{
    bool is_day = self->flow->facts[item->fact].type == SOP_FACT_DATE;

    need->any = true;
    for (gsize i = 0; i < G_N_ELEMENTS(days_away) && need->any; i++)
    {
        SopInstant then = act->at + days_away[i] * 24 * SOP_HOUR;
        g_auto(SopValue) value =
            is_day ? sop_value_day(sop_zone_day(self->flow->zone, then)) : sop_value_instant(then);
        need->any = would_do(self, item, value);
    }
}

static void
find_fact(const SopWay *self, const SopAct *act, SopGivenItem *item, SopWayNeed *need)
{
    const SopFlowFact *fact = &self->flow->facts[item->fact];

    if (!fact->is_list && (fact->type == SOP_FACT_DATE || fact->type == SOP_FACT_DATE_TIME))
        try_days(self, act, item, need);
    else if (self->domains->facts[item->fact].n_classes > 2)
        try_classes(self, item, need);
    else
        need->any = !is_read(self, item->fact);
}

/* ---- documents --------------------------------------------------------------------------------------------- */

/* Would it do if it were good until that day? */
static bool
would_last(const SopWay *self, SopGivenItem *item, SopDay day)
{
    SopValue value = sop_value_day(day);
    char *held = item->expires;

    item->expires = sop_value_to_text(&value);
    bool leads = sop_way_leads(self);
    g_free(item->expires);
    item->expires = held;
    return leads;
}

/* The first day of expiry that does: what lasts longer is no worse. */
static void
find_document(const SopWay *self, const SopAct *act, SopGivenItem *item, SopWayNeed *need)
{
    char *held = item->expires;
    SopDay short_of = sop_zone_day(self->flow->zone, act->at) - 1;
    SopDay enough = short_of + DAYS_AHEAD;

    item->expires = NULL;
    need->any = sop_way_leads(self);
    if (need->any)
    {
        g_free(held);
        return;
    }
    item->expires = held;
    while (enough - short_of > 1)
    {
        SopDay middle = short_of + (enough - short_of) / 2;
        if (would_last(self, item, middle))
            enough = middle;
        else
            short_of = middle;
    }
    if (!would_last(self, item, enough))
        return;
    SopValue day = sop_value_day(enough);
    need->last = enough;
    need->expires = sop_value_to_text(&day);
}

/* ---- the whole ---------------------------------------------------------------------------------------------- */

GArray *
sop_way_find_needs(const SopWay *self, SopAct *act)
{
    GArray *needs = g_array_new(FALSE, TRUE, sizeof(SopWayNeed));

    if (act->given == NULL)
        return needs;
    leave_out(self, act);
    for (guint i = 0; i < act->given->items->len; i++)
    {
        SopGivenItem *item = item_at(act, i);
        SopWayNeed need = {.fact = item->fact, .document = item->document};
        if (item->document != SOP_NONE)
            find_document(self, act, item, &need);
        else
            find_fact(self, act, item, &need);
        g_array_append_val(needs, need);
    }
    return needs;
}
