/* SPDX-License-Identifier: Apache-2.0 */
/* What of the older flow is what of the newer: by name, by `was`, and inside a sub-procedure by the
 * phase that it is. */
#include "versions/versions.h"

#include <string.h>

static void
pair(uint32_t *maps[2], uint32_t older, uint32_t newer)
{
    maps[SOP_OLDER][older] = newer;
    maps[SOP_NEWER][newer] = older;
}

static uint32_t *
none_of(uint32_t count)
{
    gsize size = ((gsize) count + 1) * sizeof(uint32_t);
    uint32_t *map = g_malloc(size);

    memset(map, 0xFF, size); /* SOP_NONE */
    return map;
}

/* What a name of the newer flow was in the older: inside a sub-procedure, behind the name that its
 * phase had. Returns: (transfer full). */
static char *
older_name(const SopVersions *self, const char *name, const char *was)
{
    const char *point = strrchr(name, '.');

    if (point == NULL)
        return g_strdup(was != NULL ? was : name);
    g_autofree char *outer = g_strndup(name, (gsize) (point - name));
    SopNode phase = sop_flow_node(self->flows[SOP_NEWER], outer);
    SopNode before = phase != SOP_NONE ? self->nodes[SOP_NEWER][phase] : SOP_NONE;
    const char *prefix = before != SOP_NONE ? self->flows[SOP_OLDER]->nodes[before].name : outer;
    return g_strconcat(prefix, ".", was != NULL ? was : point + 1, NULL);
}

/* Pairs what is left in `maps` and is called so in the older flow. */
static void
claim(const SopVersions *self, uint32_t *maps[2], const SopNames *older, uint32_t newer,
      const char *name, const char *was)
{
    g_autofree char *before = older_name(self, name, was);
    uint32_t found = sop_names_find(older, before);

    if (found != SOP_NONE && maps[SOP_OLDER][found] == SOP_NONE &&
        maps[SOP_NEWER][newer] == SOP_NONE)
        pair(maps, found, newer);
}

/* What stood in the file itself and is now in a sub-procedure, or the other way round. */
static void
claim_across_files(const SopVersions *self, uint32_t *maps[2], const SopNames *older,
                   uint32_t newer, const char *name)
{
    const SopFlow *before = self->flows[SOP_OLDER];
    const char *point = strrchr(name, '.');
    uint32_t found = point != NULL ? sop_names_find(older, point + 1) : SOP_NONE;

    for (uint32_t i = 0; i < before->n_used && found == SOP_NONE && point == NULL; i++)
    {
        g_autofree char *inside =
            g_strconcat(before->nodes[before->used[i].node].name, ".", name, NULL);
        found = sop_names_find(older, inside);
    }
    if (found != SOP_NONE && maps[SOP_OLDER][found] == SOP_NONE &&
        maps[SOP_NEWER][newer] == SOP_NONE)
        pair(maps, found, newer);
}

/* Pairs what is called alike. What says `was` comes first: its name may be another's by now. */
static void
map_names(SopVersions *self, uint32_t *maps[2], const SopNames *older, const SopNames *newer,
          const char *(*was_of)(const SopFlow *flow, uint32_t index))
{
    const SopFlow *now = self->flows[SOP_NEWER];

    for (uint32_t i = 0; i < sop_names_count(newer); i++)
        if (was_of(now, i) != NULL)
            claim(self, maps, older, i, sop_names_at(newer, i), was_of(now, i));
    for (uint32_t i = 0; i < sop_names_count(newer); i++)
        claim(self, maps, older, i, sop_names_at(newer, i), NULL);
    for (uint32_t i = 0; i < sop_names_count(newer); i++)
        claim_across_files(self, maps, older, i, sop_names_at(newer, i));
}

static const char *
was_of_node(const SopFlow *flow, uint32_t node)
{
    return flow->nodes[node].was;
}

static const char *
was_of_action(const SopFlow *flow, uint32_t action)
{
    return flow->actions[action].was;
}

static void
map_nodes(SopVersions *self)
{
    self->nodes[SOP_OLDER] = none_of(self->flows[SOP_OLDER]->n_nodes);
    self->nodes[SOP_NEWER] = none_of(self->flows[SOP_NEWER]->n_nodes);
    pair(self->nodes, 0, 0);
    map_names(self, self->nodes, self->flows[SOP_OLDER]->node_names,
              self->flows[SOP_NEWER]->node_names, was_of_node);
}

static void
map_actions(SopVersions *self)
{
    self->actions[SOP_OLDER] = none_of(self->flows[SOP_OLDER]->n_actions);
    self->actions[SOP_NEWER] = none_of(self->flows[SOP_NEWER]->n_actions);
    map_names(self, self->actions, self->flows[SOP_OLDER]->action_names,
              self->flows[SOP_NEWER]->action_names, was_of_action);
}

/* ---- the places of actions ---------------------------------------------------------------------- */

static uint32_t
offer_in(const SopFlow *flow, SopNode node, SopAction action, bool is_timeout)
{
    const SopFlowNode *of = &flow->nodes[node];
    uint32_t start = is_timeout ? of->timeouts : of->offers;
    uint32_t count = is_timeout ? of->n_timeouts : of->n_offers;

    for (uint32_t i = start; i < start + count; i++)
        if (flow->offers[i].action == action)
            return i;
    return SOP_NONE;
}

static void
map_offer(SopVersions *self, uint32_t offer)
{
    const SopFlow *newer = self->flows[SOP_NEWER];
    SopAction action = self->actions[SOP_NEWER][newer->offers[offer].action];
    SopNode node = self->nodes[SOP_NEWER][newer->offers[offer].node];
    uint32_t older =
        action != SOP_NONE && node != SOP_NONE
            ? offer_in(self->flows[SOP_OLDER], node, action, sop_offer_is_timeout(newer, offer))
            : SOP_NONE;

    if (older != SOP_NONE)
        pair(self->offers, older, offer);
}

/* The only place of the action that has no counterpart yet; SOP_NONE: there are none or several. */
static uint32_t
only_left(const SopVersions *self, SopSide side, SopAction action, bool is_timeout)
{
    const SopFlow *flow = self->flows[side];
    SopList offers = flow->actions[action].offers;
    uint32_t found = SOP_NONE;

    for (uint32_t i = 0; i < offers.count; i++)
    {
        uint32_t offer = sop_list_items(flow, offers)[i];
        if (self->offers[side][offer] != SOP_NONE ||
            sop_offer_is_timeout(flow, offer) != is_timeout)
            continue;
        if (found != SOP_NONE)
            return SOP_NONE;
        found = offer;
    }
    return found;
}

/* An action that stood in one place and now stands in another was moved. */
static void
map_moved_offers(SopVersions *self)
{
    const SopFlow *newer = self->flows[SOP_NEWER];

    for (SopAction action = 0; action < newer->n_actions; action++)
    {
        SopAction before = self->actions[SOP_NEWER][action];
        for (unsigned is_timeout = 0; before != SOP_NONE && is_timeout < 2; is_timeout++)
        {
            uint32_t from = only_left(self, SOP_OLDER, before, is_timeout != 0);
            uint32_t to = only_left(self, SOP_NEWER, action, is_timeout != 0);
            if (from != SOP_NONE && to != SOP_NONE)
                pair(self->offers, from, to);
        }
    }
}

void
sop_versions_map(SopVersions *self)
{
    map_nodes(self);
    map_actions(self);
    self->offers[SOP_OLDER] = none_of(self->flows[SOP_OLDER]->n_offers);
    self->offers[SOP_NEWER] = none_of(self->flows[SOP_NEWER]->n_offers);
    for (uint32_t offer = 0; offer < self->flows[SOP_NEWER]->n_offers; offer++)
        map_offer(self, offer);
    map_moved_offers(self);
}

/* ---- what is declared --------------------------------------------------------------------------- */

static const char *
name_of(const SopFlow *flow, SopPartKind part, uint32_t index)
{
    switch (part)
    {
    case SOP_PART_ROLE:
        return flow->roles[index].name;
    case SOP_PART_DOCUMENT:
        return flow->documents[index].name;
    case SOP_PART_FACT:
        return flow->facts[index].name;
    case SOP_PART_OUTCOME:
        return flow->outcomes[index].name;
    case SOP_PART_DETAIL:
        return flow->details[index].name;
    default:
        return flow->safeguards[index].name;
    }
}

static uint32_t
find_part(const SopFlow *flow, SopPartKind part, const char *name)
{
    switch (part)
    {
    case SOP_PART_ROLE:
        return sop_flow_role(flow, name);
    case SOP_PART_DOCUMENT:
        return sop_flow_document(flow, name);
    case SOP_PART_FACT:
        return sop_flow_fact(flow, name);
    case SOP_PART_OUTCOME:
        return sop_flow_outcome(flow, name);
    case SOP_PART_DETAIL:
        return sop_flow_actor_detail(flow, name);
    default:
        return sop_names_find(flow->safeguard_names, name);
    }
}

uint32_t
sop_versions_count_parts(const SopFlow *flow, SopPartKind part)
{
    const uint32_t counts[SOP_N_PART_KINDS] = {
        [SOP_PART_WHOLE] = 1,
        [SOP_PART_NODE] = flow->n_nodes,
        [SOP_PART_OFFER] = flow->n_offers,
        [SOP_PART_ROLE] = flow->n_roles,
        [SOP_PART_DOCUMENT] = flow->n_documents,
        [SOP_PART_FACT] = flow->n_facts,
        [SOP_PART_OUTCOME] = flow->n_outcomes,
        [SOP_PART_DETAIL] = flow->n_details,
        [SOP_PART_SAFEGUARD] = flow->n_safeguards,
    };

    return counts[part];
}

/* Safeguards of a sub-procedure go by the name of its phase, as its nodes do. */
static uint32_t
safeguard_counterpart(const SopVersions *self, SopSide side, const char *name)
{
    const SopFlow *other = self->flows[!side];

    if (side == SOP_NEWER)
    {
        g_autofree char *before = older_name(self, name, NULL);
        return find_part(other, SOP_PART_SAFEGUARD, before);
    }
    for (uint32_t i = 0; i < other->n_safeguards; i++)
    {
        g_autofree char *before = older_name(self, other->safeguards[i].name, NULL);
        if (g_str_equal(before, name))
            return i;
    }
    return SOP_NONE;
}

uint32_t
sop_versions_counterpart(const SopVersions *self, SopPartKind part, SopSide side, uint32_t index)
{
    const char *name = name_of(self->flows[side], part, index);

    return part == SOP_PART_SAFEGUARD ? safeguard_counterpart(self, side, name)
                                      : find_part(self->flows[!side], part, name);
}
