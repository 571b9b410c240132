/* SPDX-License-Identifier: Apache-2.0 */
/* The items of a part in both flows: which are the same thing, which of those mean something else,
 * which came and went, which stand in another place of an order. */
#include "versions/versions.h"

typedef struct
{
    SopVersions *versions;
    SopPartKind part;
    uint32_t parts[2];
    SopItems items[2];
    uint32_t *partners[2]; /* beside the items of each flow; SOP_NONE */
} Comparison;

static SopItem *
item_at(const Comparison *self, SopSide side, uint32_t index)
{
    return &g_array_index(self->items[side].items, SopItem, index);
}

static void
pair(Comparison *self, uint32_t older, uint32_t newer)
{
    self->partners[SOP_OLDER][older] = newer;
    self->partners[SOP_NEWER][newer] = older;
}

/* ---- the same thing ----------------------------------------------------------------------------- */

static const char *
key_of(const SopItem *item)
{
    return item->key;
}

static const char *
rest_of(const SopItem *item)
{
    return item->rest;
}

/* What has no partner yet gets the first of the same aspect whose key is the same. */
static void
pair_by(Comparison *self, const char *(*of)(const SopItem *item))
{
    g_autoptr(GHashTable) waiting =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_queue_free);

    for (guint i = 0; i < self->items[SOP_OLDER].items->len; i++)
    {
        const SopItem *item = item_at(self, SOP_OLDER, i);
        if (self->partners[SOP_OLDER][i] != SOP_NONE || of(item) == NULL)
            continue;
        char *key = g_strdup_printf("%u %s", item->aspect, of(item));
        GQueue *queue = g_hash_table_lookup(waiting, key);
        if (queue == NULL)
            g_hash_table_insert(waiting, g_strdup(key), queue = g_queue_new());
        g_queue_push_tail(queue, GUINT_TO_POINTER(i));
        g_free(key);
    }
    for (guint i = 0; i < self->items[SOP_NEWER].items->len; i++)
    {
        const SopItem *item = item_at(self, SOP_NEWER, i);
        if (self->partners[SOP_NEWER][i] != SOP_NONE || of(item) == NULL)
            continue;
        g_autofree char *key = g_strdup_printf("%u %s", item->aspect, of(item));
        GQueue *queue = g_hash_table_lookup(waiting, key);
        if (queue != NULL && !g_queue_is_empty(queue))
            pair(self, GPOINTER_TO_UINT(g_queue_pop_head(queue)), i);
    }
}

/* The only branch that came is what became of the only one that went. */
static void
pair_last_branches(Comparison *self)
{
    uint32_t left[2] = {SOP_NONE, SOP_NONE}, n_left[2] = {0, 0};

    for (unsigned side = 0; side < 2; side++)
        for (guint i = 0; i < self->items[side].items->len; i++)
            if (self->partners[side][i] == SOP_NONE &&
                item_at(self, (SopSide) side, i)->rest != NULL)
            {
                left[side] = i;
                n_left[side]++;
            }
    if (n_left[0] == 1 && n_left[1] == 1)
        pair(self, left[0], left[1]);
}

/* ---- what differs --------------------------------------------------------------------------------- */

static bool
moment_of(const SopFlow *flow, SopAspect aspect, uint32_t number, SopMoment *ret)
{
    *ret = (SopMoment) {.anchor = SOP_NONE};
    switch (aspect)
    {
    case SOP_ASPECT_NOT_BEFORE:
        *ret = flow->offers[number].not_before;
        return true;
    case SOP_ASPECT_NOT_AFTER:
        *ret = flow->offers[number].not_after;
        return true;
    case SOP_ASPECT_DEADLINE:
    case SOP_ASPECT_COMES_AT:
    {
        SopList moments =
            aspect == SOP_ASPECT_DEADLINE ? flow->nodes[number].within : flow->offers[number].at;
        *ret = flow->moments[moments.start].moment;
        return moments.count == 1;
    }
    case SOP_ASPECT_PROLONGS:
        ret->duration = flow->prolongings[number].duration;
        return true;
    case SOP_ASPECT_VALID_FOR:
        ret->duration = flow->documents[number].valid_for;
        return true;
    default:
        ret->duration = flow->safeguards[number].within;
        return true;
    }
}

/* From what it is counted, but for how long. Returns: (transfer full). */
static char *
anchor_of(SopItems *items, SopMoment moment)
{
    moment.duration = (SopSpanOfTime) {0};
    sop_mean_moment(&items->meaning, &moment);
    char *anchor = g_strdup(items->meaning.text->str);
    g_string_truncate(items->meaning.text, 0);
    return anchor;
}

static SopDifferenceKind
kind_of(Comparison *self, const SopItem *older, const SopItem *newer)
{
    SopMoment before, now;
    SopAspect aspect = (SopAspect) newer->aspect;

    if (!sop_aspect_entry(aspect)->is_time ||
        !moment_of(self->versions->flows[SOP_OLDER], aspect, older->number, &before) ||
        !moment_of(self->versions->flows[SOP_NEWER], aspect, newer->number, &now))
        return SOP_DIFFERENCE_CHANGED;
    g_autofree char *from = anchor_of(&self->items[SOP_OLDER], before);
    g_autofree char *to = anchor_of(&self->items[SOP_NEWER], now);
    int longer =
        g_str_equal(from, to) ? sop_span_of_time_compare(now.duration, before.duration) : 0;
    return longer > 0   ? SOP_DIFFERENCE_LENGTHENED
           : longer < 0 ? SOP_DIFFERENCE_SHORTENED
                        : SOP_DIFFERENCE_CHANGED;
}

static SopDifference *
add(Comparison *self, SopDifferenceKind kind, const SopItem *older, const SopItem *newer)
{
    SopAspect aspect = (SopAspect) (newer != NULL ? newer : older)->aspect;
    SopDifference *difference = sop_versions_add(self->versions, aspect, kind, self->part,
                                                 self->parts[SOP_OLDER], self->parts[SOP_NEWER]);

    difference->items[SOP_OLDER] = older != NULL ? older->number : SOP_NONE;
    difference->items[SOP_NEWER] = newer != NULL ? newer->number : SOP_NONE;
    difference->spans[SOP_OLDER] = older != NULL ? older->span : SOP_SPAN_NONE;
    difference->spans[SOP_NEWER] = newer != NULL ? newer->span : SOP_SPAN_NONE;
    return difference;
}

/* Which of the newer's items stand elsewhere in the order. Returns: (transfer full): one for each. */
static bool *
moves_of(const Comparison *self, SopAspect aspect)
{
    guint n_items = self->items[SOP_NEWER].items->len;
    bool *moves = g_new0(bool, n_items + 1);
    g_autofree bool *found = g_new0(bool, n_items + 1);
    g_autofree uint32_t *numbers = g_new(uint32_t, n_items + 1);
    uint32_t n_numbers = 0;

    for (guint i = 0; i < n_items; i++)
        if (item_at(self, SOP_NEWER, i)->aspect == aspect &&
            self->partners[SOP_NEWER][i] != SOP_NONE)
            numbers[n_numbers++] = self->partners[SOP_NEWER][i];
    sop_order_find_moves(numbers, n_numbers, found);
    for (guint i = 0, k = 0; i < n_items; i++)
        if (item_at(self, SOP_NEWER, i)->aspect == aspect &&
            self->partners[SOP_NEWER][i] != SOP_NONE)
            moves[i] = found[k++];
    return moves;
}

/* The place of an item among those of its aspect, from 1. */
static uint32_t
position_of(const Comparison *self, SopSide side, uint32_t index)
{
    uint32_t position = 0;

    for (uint32_t i = 0; i <= index; i++)
        position += item_at(self, side, i)->aspect == item_at(self, side, index)->aspect;
    return position;
}

static void
tell_newer(Comparison *self, SopAspect aspect)
{
    bool ordered = sop_aspect_entry(aspect)->form == SOP_FORM_ORDERED;
    g_autofree bool *moves = ordered ? moves_of(self, aspect) : NULL;

    for (guint i = 0; i < self->items[SOP_NEWER].items->len; i++)
    {
        const SopItem *newer = item_at(self, SOP_NEWER, i);
        uint32_t partner = self->partners[SOP_NEWER][i];
        const SopItem *older = partner != SOP_NONE ? item_at(self, SOP_OLDER, partner) : NULL;
        if (newer->aspect != aspect)
            continue;
        if (older == NULL)
            add(self, SOP_DIFFERENCE_ADDED, NULL, newer);
        else if (!g_str_equal(older->meaning, newer->meaning))
            add(self, kind_of(self, older, newer), older, newer);
        if (older == NULL || moves == NULL || !moves[i])
            continue;
        SopDifference *moved = add(self, SOP_DIFFERENCE_MOVED, older, newer);
        moved->positions[SOP_OLDER] = position_of(self, SOP_OLDER, partner);
        moved->positions[SOP_NEWER] = position_of(self, SOP_NEWER, i);
    }
}

static void
tell_older(Comparison *self, SopAspect aspect)
{
    for (guint i = 0; i < self->items[SOP_OLDER].items->len; i++)
        if (item_at(self, SOP_OLDER, i)->aspect == aspect &&
            self->partners[SOP_OLDER][i] == SOP_NONE)
            add(self, SOP_DIFFERENCE_REMOVED, item_at(self, SOP_OLDER, i), NULL);
}

static uint32_t *
no_partners(const SopItems *items)
{
    uint32_t *partners = g_new(uint32_t, items->items->len + 1);

    for (guint i = 0; i <= items->items->len; i++)
        partners[i] = SOP_NONE;
    return partners;
}

void
sop_versions_compare_parts(SopVersions *self, SopPartKind part, uint32_t older, uint32_t newer)
{
    Comparison comparison = {.versions = self, .part = part, .parts = {older, newer}};
    bool seen[SOP_N_ASPECTS] = {false};

    for (unsigned side = 0; side < 2; side++)
    {
        SopItems *items = &comparison.items[side];
        sop_items_init(items, self, (SopSide) side);
        sop_items_collect(items, part, comparison.parts[side]);
        comparison.partners[side] = no_partners(items);
        for (guint i = 0; i < items->items->len; i++)
            seen[item_at(&comparison, (SopSide) side, i)->aspect] = true;
    }
    pair_by(&comparison, key_of);
    pair_by(&comparison, rest_of);
    pair_last_branches(&comparison);
    for (unsigned aspect = 0; aspect < SOP_N_ASPECTS; aspect++)
        if (seen[aspect])
        {
            tell_newer(&comparison, (SopAspect) aspect);
            tell_older(&comparison, (SopAspect) aspect);
        }
    for (unsigned side = 0; side < 2; side++)
    {
        sop_items_clear(&comparison.items[side]);
        g_free(comparison.partners[side]);
    }
}
