/* SPDX-License-Identifier: Apache-2.0 */
/* Actions: who may do what, what they give, what stands in the way, and what follows. */
#include "procedure/reader.h"

/* ---- asks: what the actor gives -------------------------------------------------------------- */

static bool
read_ask(SopReader *self, const SopYamlNode *node, SopWrittenAsk *ask)
{
    const char *text = sop_reader_scalar(self, node, "a name or a list of names");
    if (text == NULL)
        return false;
    uint32_t length = node->size;
    ask->optional = text[length - 1] == '?';
    if (!ask->optional)
        return sop_reader_name(self, node, "a name", &ask->name);
    SopYamlNode bare = *node;
    bare.text = sop_arena_strndup(self->arena, text, length - 1);
    bare.size = length - 1;
    return sop_reader_name(self, &bare, "a name", &ask->name);
}

static void
read_asks(SopReader *self, const SopYamlNode *value, void *ret)
{
    SopWrittenAction *action = ret;
    SopItems items;
    sop_reader_items(value, &items);
    action->asks = sop_arena_new_array(self->arena, SopWrittenAsk, items.n_items);
    uint32_t n_asks = 0;
    for (uint32_t i = 0; i < items.n_items; i++)
        n_asks += read_ask(self, items.items[i], &action->asks[n_asks]);
    action->n_asks = sop_reader_unique(self, action->asks, sizeof *action->asks, n_asks);
}

/* ---- requires: what must be on file ---------------------------------------------------------- */

typedef struct
{
    SopWrittenRequirement requirement;
    SopWrittenName document;
    SopWrittenNames any;
} Required;

static const SopKey requirement_keys[] = {
    SOP_KEY("document", sop_read_name, Required, document),
    SOP_KEY("any", sop_read_names, Required, any),
    SOP_KEY("verified", sop_read_boolean, Required, requirement.verified),
    SOP_KEY("valid", sop_read_moment, Required, requirement.valid),
    SOP_KEY("issued_within", sop_read_duration, Required, requirement.issued_within),
    SOP_KEY("when", sop_read_expression, Required, requirement.when),
};
SOP_FORM(sop_form_requirement, "a requirement", "{document: NAME, verified: true}",
         requirement_keys, Required);

static bool
requirement_of_map(SopReader *self, const SopYamlNode *map, SopWrittenRequirement *ret)
{
    Required required = {0};
    const SopYamlNode *outer = self->key;
    self->key = NULL;
    sop_reader_form(self, map, &sop_form_requirement, &required);
    self->key = outer;
    bool document = sop_yaml_get(map, "document") != NULL;
    bool any = sop_yaml_get(map, "any") != NULL;
    const SopYamlNode *several = sop_yaml_get(map, "any");
    bool none = any && several->kind == SOP_YAML_SEQUENCE && several->size == 0;
    if (document == any || none)
        sop_report(self->diagnostics, SOP_MESSAGE_BAD_REQUIREMENT, map->span, NULL);
    *ret = required.requirement;
    ret->any = any;
    ret->documents = required.any;
    if (document && required.document.name != NULL)
        ret->documents = (SopWrittenNames) {
            .names = sop_arena_memdup(self->arena, &required.document, sizeof required.document),
            .n_names = 1};
    return ret->documents.n_names > 0;
}

static bool
read_requirement(SopReader *self, const SopYamlNode *node, SopWrittenRequirement *ret)
{
    bool read;
    *ret = (SopWrittenRequirement) {0};
    if (node->kind == SOP_YAML_MAPPING)
        read = requirement_of_map(self, node, ret);
    else
    {
        SopWrittenName name = {0};
        read = sop_reader_name(
            self, node, "a document, or a map such as {document: NAME, verified: true}", &name);
        ret->documents = (SopWrittenNames) {
            .names = sop_arena_memdup(self->arena, &name, sizeof name), .n_names = 1};
    }
    ret->span = node->span;
    return read;
}

static void
read_requirements(SopReader *self, const SopYamlNode *value, void *ret)
{
    SopWrittenAction *action = ret;
    SopItems items;
    sop_reader_items(value, &items);
    action->requirements = sop_arena_new_array(self->arena, SopWrittenRequirement, items.n_items);
    for (uint32_t i = 0; i < items.n_items; i++)
        action->n_requirements +=
            read_requirement(self, items.items[i], &action->requirements[action->n_requirements]);
}

/* ---- sets: what becomes known ---------------------------------------------------------------- */

SopWrittenSet *
sop_reader_sets(SopReader *self, const SopYamlNode *value, uint32_t *ret_n)
{
    if (!sop_reader_expect(self, value, SOP_YAML_MAPPING,
                           "a map of fact to value, such as {FACT: true}"))
        return NULL;
    SopWrittenSet *sets = sop_arena_new_array(self->arena, SopWrittenSet, value->size);
    uint32_t n_sets = 0;
    const SopYamlNode *outer = self->key;
    for (uint32_t i = 0; i < value->size; i++)
    {
        SopWrittenSet *set = &sets[n_sets];
        *set = (SopWrittenSet) {0};
        self->key = value->pairs[i].key;
        bool named = sop_reader_name(self, value->pairs[i].key, "a fact", &set->fact);
        sop_read_expression(self, value->pairs[i].value, &set->value);
        n_sets += named && set->value.text != NULL;
    }
    self->key = outer;
    *ret_n = n_sets;
    return sets;
}

static void
read_sets(SopReader *self, const SopYamlNode *value, void *ret)
{
    SopWrittenAction *action = ret;
    action->sets = sop_reader_sets(self, value, &action->n_sets);
}

/* ---- prolongs: more time for what is running ------------------------------------------------- */

static void
read_prolongs(SopReader *self, const SopYamlNode *value, void *ret)
{
    SopWrittenAction *action = ret;
    if (!sop_reader_expect(self, value, SOP_YAML_MAPPING,
                           "a map of node or timeout to duration, such as {NODE: 3 days}") ||
        sop_reader_empty(self, value))
        return;
    action->prolongs = sop_arena_new_array(self->arena, SopWrittenProlonging, value->size);
    const SopYamlNode *outer = self->key;
    for (uint32_t i = 0; i < value->size; i++)
    {
        SopWrittenProlonging *prolonging = &action->prolongs[action->n_prolongs];
        const SopSpanOfTime *duration = NULL;
        self->key = value->pairs[i].key;
        bool named =
            sop_reader_event(self, value->pairs[i].key, "a node or a timeout", &prolonging->name);
        sop_read_duration(self, value->pairs[i].value, &duration);
        if (!named || duration == NULL)
            continue;
        prolonging->duration = *duration;
        action->n_prolongs++;
    }
    self->key = outer;
}

/* ---- the action ------------------------------------------------------------------------------ */

#define PART(key, read, member) SOP_KEY(key, read, SopWrittenAction, member)

static const SopKey action_keys[] = {
    PART("title", sop_read_text, title),
    PART("by", sop_read_names, by),
    SOP_KEY_AT("asks", read_asks, 0, 0),
    PART("to", sop_read_route, to),
    PART("when", sop_read_expression, when),
    SOP_KEY_AT("requires", read_requirements, 0, 0),
    SOP_KEY_AT("sets", read_sets, 0, 0),
    PART("informs", sop_read_names, informs),
    PART("text", sop_read_text, text),
    PART("source", sop_read_names, source),
    PART("not_before", sop_read_moment, not_before),
    PART("not_after", sop_read_moment, not_after),
    PART("separate_from", sop_read_events, separate_from),
    PART("verifies", sop_read_names, verifies),
    PART("returns", sop_read_names, returns),
    SOP_KEY_AT("prolongs", read_prolongs, 0, 0),
    PART("locked", sop_read_boolean, locked),
    PART("was", sop_read_name, was),
    SOP_KEY_AT("accept", sop_read_accept, 0, 0),
};
SOP_FORM(sop_form_action, "an action", "{by: ROLE, to: NODE}", action_keys, SopWrittenAction);

void
sop_read_actions(SopReader *self, const SopYamlNode *value, void *node)
{
    SopWrittenNode *of = node;
    of->actions = sop_reader_entries(self, value, &sop_form_action, &of->n_actions);
    for (uint32_t i = 0; i < of->n_actions; i++)
    {
        of->actions[i].order = self->n_ordered++;
        of->actions[i].span = of->actions[i].name.span;
    }
}
