/* SPDX-License-Identifier: Apache-2.0 */
/* What an actor gives with an act, and putting it in: what fits is put in, what does not is
 * unknown for what else is judged. */
#include "case/case.h"
#include "flow/fact.h"

#include <string.h>

static void
item_clear(gpointer data)
{
    SopGivenItem *item = data;

    g_free(item->name);
    g_free(item->reference);
    g_free(item->issued);
    g_free(item->expires);
    sop_value_clear(&item->value);
}

SopGiven *
sop_given_new(SopFlow *flow)
{
    g_return_val_if_fail(flow != NULL, NULL);

    SopGiven *self = g_new0(SopGiven, 1);

    self->flow = sop_flow_ref(flow);
    self->items = g_array_new(FALSE, TRUE, sizeof(SopGivenItem));
    g_array_set_clear_func(self->items, item_clear);
    return self;
}

void
sop_given_free(SopGiven *self)
{
    if (self == NULL)
        return;
    g_array_unref(self->items);
    sop_flow_unref(self->flow);
    g_free(self);
}

void
sop_given_clear(SopGiven *self)
{
    g_array_set_size(self->items, 0);
}

/* The item of a name; what was given before under it is dropped. */
static SopGivenItem *
item_of(SopGiven *self, SopFact fact, SopPaper document, const char *name)
{
    for (guint i = 0; i < self->items->len; i++)
    {
        SopGivenItem *item = &g_array_index(self->items, SopGivenItem, i);
        if (item->fact == fact && item->document == document && g_strcmp0(item->name, name) == 0)
        {
            item_clear(item);
            *item = (SopGivenItem) {.fact = fact, .document = document, .name = g_strdup(name)};
            return item;
        }
    }
    SopGivenItem item = {.fact = fact, .document = document, .name = g_strdup(name)};
    g_array_append_val(self->items, item);
    return &g_array_index(self->items, SopGivenItem, self->items->len - 1);
}

static SopGivenItem *
item_named(SopGiven *self, const char *name)
{
    SopFact fact = sop_flow_fact(self->flow, name);
    SopPaper document = fact == SOP_NONE ? sop_flow_document(self->flow, name) : SOP_NONE;

    return item_of(self, fact, document, fact == SOP_NONE && document == SOP_NONE ? name : NULL);
}

void
sop_given_set(SopGiven *self, const char *name, SopValue value)
{
    item_named(self, name)->value = sop_value_copy(&value);
}

void
sop_given_set_fact(SopGiven *self, SopFact fact, SopValue value)
{
    g_return_if_fail(fact < self->flow->n_facts);

    item_of(self, fact, SOP_NONE, NULL)->value = sop_value_copy(&value);
}

void
sop_given_file(SopGiven *self, const char *name, const SopDocument *document)
{
    g_return_if_fail(document != NULL);

    SopGivenItem *item = item_named(self, name);

    item->filed = true;
    item->reference = g_strdup(document->reference);
    item->issued = g_strdup(document->issued);
    item->expires = g_strdup(document->expires);
}

/* ---- putting in ------------------------------------------------------------------------------ */

static bool
is_null(const SopGivenItem *item)
{
    return !item->filed && item->value.type == SOP_NULL;
}

static const SopAsk *
asked_by(const SopFlow *flow, const SopGivenItem *item, const uint32_t *offers, uint32_t n_offers)
{
    for (uint32_t i = 0; i < n_offers; i++)
    {
        const SopOffer *offer = &flow->offers[offers[i]];
        for (uint32_t k = offer->asks; k < offer->asks + offer->n_asks; k++)
        {
            const SopAsk *ask = &flow->asks[k];
            if ((item->fact != SOP_NONE && ask->fact == item->fact) ||
                (item->document != SOP_NONE && ask->document == item->document))
                return ask;
        }
    }
    return NULL;
}

static bool
is_given(const SopGiven *given, const SopAsk *ask)
{
    for (guint i = 0; given != NULL && i < given->items->len; i++)
    {
        const SopGivenItem *item = &g_array_index(given->items, SopGivenItem, i);
        if (!is_null(item) && ((ask->fact != SOP_NONE && ask->fact == item->fact) ||
                               (ask->document != SOP_NONE && ask->document == item->document)))
            return true;
    }
    return false;
}

static bool
read_day(const char *text, SopDay otherwise, SopDay *ret_day)
{
    if (text != NULL)
        return sop_day_parse(text, strlen(text), ret_day);
    *ret_day = otherwise;
    return true;
}

/* Of a given expiry and `valid_for` from the day of issue, the earlier holds. */
static void
limit_by_valid_for(const SopRun *self, SopPaper document, SopOnFile *on_file)
{
    const SopFlowDocument *declared = &self->flow->documents[document];
    SopTimeFrame frame = {self->flow->zone, self->flow->calendar};
    SopAnchorPoint issue = {.is_day = true, .day = on_file->issued};

    if (!declared->has_valid_for)
        return;
    SopInstant end = sop_moment_after(frame, issue, declared->valid_for);
    SopDay last = sop_zone_day(self->flow->zone, end - 1);
    if (!on_file->has_expires || last < on_file->expires)
        on_file->expires = last;
    on_file->has_expires = true;
}

/* Returns: (transfer full) (nullable): NULL when what was given is no document. */
static SopOnFile *
make_on_file(SopRun *self, const SopGivenItem *item)
{
    SopDay issued;
    SopDay expires;

    if (!item->filed || !read_day(item->issued, sop_run_today(self), &issued) ||
        !read_day(item->expires, 0, &expires))
        return NULL;
    SopOnFile *on_file = g_new0(SopOnFile, 1);
    *on_file = (SopOnFile) {.issued = issued,
                            .expires = expires,
                            .has_expires = item->expires != NULL,
                            .reference = item->reference != NULL ? sop_value_text(item->reference)
                                                                 : SOP_VALUE_NULL};
    limit_by_valid_for(self, item->document, on_file);
    return on_file;
}

static bool
put_in(SopRun *self, const SopGivenItem *item)
{
    SopValue value = SOP_VALUE_NULL;
    bool fits;

    if (item->document != SOP_NONE)
    {
        SopOnFile *on_file = make_on_file(self, item);
        sop_change_document(&self->verdict->changes, self->of, item->document, on_file);
        return on_file != NULL;
    }
    fits = !item->filed &&
           sop_fact_fits(self->flow, &self->flow->facts[item->fact], &item->value, &value);
    sop_change_fact(&self->verdict->changes, self->of, item->fact, value);
    return fits;
}

static void
put_item(SopRun *self, const SopGivenItem *item, const uint32_t *offers, uint32_t n_offers)
{
    const SopAsk *ask = asked_by(self->flow, item, offers, n_offers);

    if (is_null(item) || (ask != NULL && put_in(self, item)))
        return;
    SopReason *reason =
        sop_run_refuse(self, ask == NULL ? SOP_REASON_NOT_ASKED : SOP_REASON_WRONG_VALUE,
                       ask == NULL ? self->flow->offers[offers[0]].span : ask->span, offers[0]);
    reason->fact = item->fact;
    reason->document = item->document;
    reason->name = g_strdup(item->name);
    if (item->fact != SOP_NONE)
    {
        reason->n_values = 1;
        reason->values_of[0] = item->fact;
        reason->values[0] = sop_value_copy(&item->value);
    }
}

static bool
is_listed(const SopReasons *reasons, const SopAsk *ask)
{
    for (uint32_t i = 0; i < reasons->n_items; i++)
        if (reasons->items[i].code == SOP_REASON_NOT_GIVEN && reasons->items[i].fact == ask->fact &&
            reasons->items[i].document == ask->document)
            return true;
    return false;
}

static void
refuse_missing(SopRun *self, const SopGiven *given, uint32_t number)
{
    const SopOffer *offer = &self->flow->offers[number];

    for (uint32_t i = offer->asks; i < offer->asks + offer->n_asks; i++)
    {
        const SopAsk *ask = &self->flow->asks[i];
        if (ask->optional || is_given(given, ask) || is_listed(self->reasons, ask))
            continue;
        SopReason *reason = sop_run_refuse(self, SOP_REASON_NOT_GIVEN, ask->span, number);
        reason->fact = ask->fact;
        reason->document = ask->document;
    }
}

void
sop_run_put_given(SopRun *self, const SopGiven *given, const uint32_t *offers, uint32_t n_offers)
{
    for (uint32_t i = 0; i < n_offers; i++)
        if (self->flow->offers[offers[i]].n_asks > 0)
            refuse_missing(self, given, offers[i]);
    for (guint i = 0; given != NULL && i < given->items->len; i++)
        put_item(self, &g_array_index(given->items, SopGivenItem, i), offers, n_offers);
}
