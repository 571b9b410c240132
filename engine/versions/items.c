/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of a part, one by one: of the whole, of nodes, of what is declared, of safeguards. Those
 * of actions are in items_offer.c. */
#include "versions/versions.h"

#include <string.h>

static void
clear_item(void *data)
{
    SopItem *item = data;

    g_free(item->key);
    g_free(item->meaning);
    g_free(item->rest);
}

void
sop_items_init(SopItems *self, const SopVersions *versions, SopSide side)
{
    self->meaning = (SopMeaning) {versions, side, g_string_new(NULL)};
    self->items = g_array_new(FALSE, FALSE, sizeof(SopItem));
    g_array_set_clear_func(self->items, clear_item);
}

void
sop_items_clear(SopItems *self)
{
    g_string_free(self->meaning.text, TRUE);
    g_array_unref(self->items);
}

void
sop_items_add(SopItems *self, SopAspect aspect, const char *key, uint32_t number, SopSpan span)
{
    GString *text = self->meaning.text;
    SopItem item = {.aspect = (uint8_t) aspect,
                    .key = g_strdup(key != NULL ? key : text->str),
                    .meaning = g_strndup(text->str, text->len),
                    .number = number,
                    .span = span};

    g_array_append_val(self->items, item);
    g_string_truncate(text, 0);
}

/* The only one of its aspect, when what it is has been written. */
static void
add_one(SopItems *self, SopAspect aspect, uint32_t number, SopSpan span)
{
    if (self->meaning.text->len > 0)
        sop_items_add(self, aspect, "", number, span);
}

void
sop_items_roles(SopItems *self, SopAspect aspect, uint64_t roles, SopSpan span)
{
    const SopFlow *flow = sop_meaning_flow(&self->meaning);

    for (SopRole role = 0; role < flow->n_roles; role++)
        if (roles >> role & 1)
            sop_items_add(self, aspect, flow->roles[role].name, role, span);
}

void
sop_items_clock(SopItems *self, SopAspect aspect, SopList moments, uint32_t number)
{
    const SopFlow *flow = sop_meaning_flow(&self->meaning);

    if (moments.count == 0)
        return;
    sop_mean_clock(&self->meaning, moments);
    add_one(self, aspect, number, flow->moments[moments.start].moment.span);
}

void
sop_items_route(SopItems *self, SopAspect aspect, SopRoute route)
{
    const SopFlow *flow = sop_meaning_flow(&self->meaning);
    SopMeaning *meaning = &self->meaning;

    for (uint32_t i = route.start; i < route.start + route.count; i++)
    {
        const SopBranch *branch = &flow->branches[i];
        sop_mean_condition(meaning, branch);
        g_autofree char *condition = g_strndup(meaning->text->str, meaning->text->len);
        sop_mean_target(meaning, branch);
        char *rest = g_strdup(meaning->text->str + strlen(condition));
        sop_items_add(self, aspect, condition, i, branch->span);
        g_array_index(self->items, SopItem, self->items->len - 1).rest = rest;
    }
}

static void
add_words(SopItems *self, const SopText *title, const SopText *text, uint32_t index, SopSpan span)
{
    sop_mean_text(&self->meaning, title);
    add_one(self, SOP_ASPECT_TITLE, index, span);
    if (text != NULL)
        sop_mean_text(&self->meaning, text);
    add_one(self, SOP_ASPECT_TEXT, index, span);
}

/* ---- parts -------------------------------------------------------------------------------------- */

static void
of_whole(SopItems *self, uint32_t index)
{
    const SopFlow *flow = sop_meaning_flow(&self->meaning);
    SopSpan span = flow->nodes[0].span;
    g_autofree char *calendar = sop_calendar_to_text(flow->calendar);

    sop_mean_word(&self->meaning, flow->id);
    add_one(self, SOP_ASPECT_ID, index, span);
    sop_mean_word(&self->meaning, sop_zone_name(flow->zone));
    add_one(self, SOP_ASPECT_TIMEZONE, index, span);
    sop_mean_word(&self->meaning, calendar);
    add_one(self, SOP_ASPECT_CALENDAR, index, span);
    sop_items_roles(self, SOP_ASPECT_MAY_CORRECT, flow->may_correct, span);
    sop_items_roles(self, SOP_ASPECT_MAY_CLOSE, flow->may_close, span);
    sop_items_roles(self, SOP_ASPECT_MAY_REOPEN, flow->may_reopen, span);
    add_words(self, &flow->title, &flow->text, index, span);
}

static void
add_use(SopItems *self, SopNode node)
{
    const SopFlow *flow = sop_meaning_flow(&self->meaning);

    for (uint32_t i = 0; i < flow->n_used; i++)
    {
        if (flow->used[i].node != node)
            continue;
        sop_mean_word(&self->meaning, flow->used[i].id);
        sop_mean_word(&self->meaning, flow->used[i].version);
        add_one(self, SOP_ASPECT_USES, i, flow->nodes[node].span);
    }
}

static void
of_node(SopItems *self, SopNode node)
{
    const SopFlowNode *of = &sop_meaning_flow(&self->meaning)->nodes[node];

    sop_mean_number(&self->meaning, of->kind);
    add_one(self, SOP_ASPECT_KIND, node, of->span);
    add_use(self, node);
    if (of->kind == SOP_KIND_PHASE && of->start != SOP_NONE)
    {
        sop_mean_node(&self->meaning, of->start);
        add_one(self, SOP_ASPECT_START, of->start, of->span);
    }
    sop_items_clock(self, SOP_ASPECT_DEADLINE, of->within, node);
    sop_items_route(self, SOP_ASPECT_ROUTE, of->route);
    if (node == 0)
        return;
    sop_items_roles(self, SOP_ASPECT_RESPONSIBLE, of->roles, of->span);
    add_words(self, &of->title, &of->text, node, of->span);
}

static void
of_role(SopItems *self, SopRole role)
{
    const SopFlowRole *of = &sop_meaning_flow(&self->meaning)->roles[role];

    sop_items_roles(self, SOP_ASPECT_RECORDED_BY, of->recorders, SOP_SPAN_NONE);
    add_words(self, &of->title, &of->text, role, SOP_SPAN_NONE);
}

/* Seen by all is no list of all: who sees it is said as a whole. */
static void
add_seen_by(SopItems *self, uint64_t roles, uint32_t index, SopSpan span)
{
    const SopFlow *flow = sop_meaning_flow(&self->meaning);

    sop_mean_word(&self->meaning, "seen by");
    for (SopRole role = 0; role < flow->n_roles; role++)
        if (roles >> role & 1)
            sop_mean_word(&self->meaning, flow->roles[role].name);
    add_one(self, SOP_ASPECT_SEEN_BY, index, span);
}

static void
of_document(SopItems *self, SopPaper document)
{
    const SopFlowDocument *of = &sop_meaning_flow(&self->meaning)->documents[document];

    if (of->has_valid_for)
        sop_mean_duration(&self->meaning, of->valid_for);
    add_one(self, SOP_ASPECT_VALID_FOR, document, of->span);
    add_seen_by(self, of->seen_by, document, of->span);
    add_words(self, &of->title, &of->text, document, of->span);
}

static void
add_fact(SopItems *self, const SopFlowFact *of, uint32_t index)
{
    g_autofree char *starts = sop_value_to_feel(&of->starts);

    sop_mean_number(&self->meaning, of->type);
    sop_mean_number(&self->meaning, of->is_list);
    add_one(self, SOP_ASPECT_TYPE, index, of->span);
    for (uint32_t i = 0; i < of->n_values; i++)
        sop_items_add(self, SOP_ASPECT_VALUES, of->values[i], i, of->span);
    if (of->range != NULL)
        sop_mean_word(&self->meaning, sop_feel_text(of->range));
    add_one(self, SOP_ASPECT_RANGE, index, of->span);
    if (of->starts.type != SOP_NULL)
        sop_mean_word(&self->meaning, starts);
    add_one(self, SOP_ASPECT_STARTS, index, of->span);
    add_seen_by(self, of->seen_by, index, of->span);
    for (uint32_t i = 0; of->value_titles != NULL && i < of->n_values; i++)
        sop_mean_text(&self->meaning, &of->value_titles[i]);
    g_autofree char *values = g_strdup(self->meaning.text->str);
    g_string_truncate(self->meaning.text, 0);
    sop_mean_text(&self->meaning, &of->title);
    g_string_append(self->meaning.text, values);
    add_one(self, SOP_ASPECT_TITLE, index, of->span);
    sop_mean_text(&self->meaning, &of->text);
    add_one(self, SOP_ASPECT_TEXT, index, of->span);
}

static void
of_fact(SopItems *self, SopFact fact)
{
    add_fact(self, &sop_meaning_flow(&self->meaning)->facts[fact], fact);
}

static void
of_detail(SopItems *self, uint32_t detail)
{
    add_fact(self, &sop_meaning_flow(&self->meaning)->details[detail], detail);
}

static void
of_outcome(SopItems *self, SopOutcome outcome)
{
    const SopFlowOutcome *of = &sop_meaning_flow(&self->meaning)->outcomes[outcome];

    add_words(self, &of->title, NULL, outcome, SOP_SPAN_NONE);
}

static void
add_happenings(SopItems *self, SopAspect aspect, SopList list, SopSpan span)
{
    const SopFlow *flow = sop_meaning_flow(&self->meaning);

    for (uint32_t i = 0; i < list.count; i++)
    {
        SopHappening happening = sop_list_items(flow, list)[i];
        sop_mean_happening(&self->meaning, happening);
        sop_items_add(self, aspect, NULL, happening, span);
    }
}

static void
add_guard(SopItems *self, SopAspect aspect, SopGuard guard, SopSpan span)
{
    if (guard == SOP_NONE)
        return;
    sop_mean_guard(&self->meaning, guard);
    add_one(self, aspect, guard, span);
}

static void
of_safeguard(SopItems *self, uint32_t safeguard)
{
    const SopSafeguard *of = &sop_meaning_flow(&self->meaning)->safeguards[safeguard];

    sop_mean_number(&self->meaning, of->kind);
    add_one(self, SOP_ASPECT_FORM, safeguard, of->span);
    add_happenings(self, SOP_ASPECT_GUARDED, of->events, of->span);
    add_happenings(self, SOP_ASPECT_SINCE, of->starts, of->span);
    add_happenings(self, SOP_ASPECT_UNTIL, of->stops, of->span);
    add_guard(self, SOP_ASPECT_APPLIES, of->when, of->span);
    add_guard(self, SOP_ASPECT_NEVER, of->never_when, of->span);
    if (of->has_within)
        sop_mean_duration(&self->meaning, of->within);
    add_one(self, SOP_ASPECT_WITHIN, safeguard, of->span);
    add_words(self, &of->title, &of->text, safeguard, of->span);
}

void
sop_items_collect(SopItems *self, SopPartKind part, uint32_t index)
{
    static void (*const collect[SOP_N_PART_KINDS])(SopItems * self, uint32_t index) = {
        [SOP_PART_WHOLE] = of_whole,           [SOP_PART_NODE] = of_node,
        [SOP_PART_OFFER] = sop_items_of_offer, [SOP_PART_ROLE] = of_role,
        [SOP_PART_DOCUMENT] = of_document,     [SOP_PART_FACT] = of_fact,
        [SOP_PART_OUTCOME] = of_outcome,       [SOP_PART_DETAIL] = of_detail,
        [SOP_PART_SAFEGUARD] = of_safeguard,
    };

    collect[part](self, index);
}

/* ---- places ------------------------------------------------------------------------------------- */

SopSpan
sop_versions_span(const SopFlow *flow, SopPartKind part, uint32_t index)
{
    switch (part)
    {
    case SOP_PART_WHOLE:
        return flow->nodes[0].span;
    case SOP_PART_NODE:
        return flow->nodes[index].span;
    case SOP_PART_OFFER:
        return flow->offers[index].span;
    case SOP_PART_DOCUMENT:
        return flow->documents[index].span;
    case SOP_PART_FACT:
        return flow->facts[index].span;
    case SOP_PART_DETAIL:
        return flow->details[index].span;
    case SOP_PART_SAFEGUARD:
        return flow->safeguards[index].span;
    default:
        return SOP_SPAN_NONE;
    }
}

SopNode
sop_versions_node_of(const SopFlow *flow, SopPartKind part, uint32_t index)
{
    return part == SOP_PART_WHOLE   ? 0
           : part == SOP_PART_NODE  ? index
           : part == SOP_PART_OFFER ? flow->offers[index].node
                                    : SOP_NONE;
}
