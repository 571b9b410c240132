/* SPDX-License-Identifier: Apache-2.0 */
/* The flow's tables from outside: lookups by name, names and titles. */
#include "flow/flow.h"

const char *
sop_flow_id(const SopFlow *self)
{
    return self->id;
}

const char *
sop_flow_extends(const SopFlow *self)
{
    g_return_val_if_fail(self != NULL, NULL);
    return self->extends;
}

const char *
sop_flow_version(const SopFlow *self)
{
    return self->version;
}

const char *
sop_flow_digest(const SopFlow *self)
{
    SopFlow *flow =
        (SopFlow *) self; /* the digest is computed when first asked for; the rest is immutable */

    if (g_once_init_enter(&flow->digest_once))
    {
        flow->digest = sop_flow_compute_digest(self);
        g_once_init_leave(&flow->digest_once, 1);
    }
    return self->digest;
}

const char *
sop_flow_title(const SopFlow *self, const char *language)
{
    return sop_text_in(&self->title, language, self->id);
}

const char *const *
sop_flow_languages(const SopFlow *self)
{
    return self->languages;
}

const char *
sop_flow_timezone(const SopFlow *self)
{
    return sop_zone_name(self->zone);
}

SopInstant
sop_flow_effective(const SopFlow *self)
{
    return self->effective;
}

static const SopNames *
names_of(const SopFlow *self, SopTable table)
{
    const SopNames *const names[] = {
        [SOP_TABLE_NODES] = self->node_names,           [SOP_TABLE_ACTIONS] = self->action_names,
        [SOP_TABLE_ROLES] = self->role_names,           [SOP_TABLE_FACTS] = self->fact_names,
        [SOP_TABLE_DOCUMENTS] = self->document_names,   [SOP_TABLE_OUTCOMES] = self->outcome_names,
        [SOP_TABLE_SAFEGUARDS] = self->safeguard_names,
    };

    return names[table];
}

SopNode
sop_flow_node(const SopFlow *self, const char *name)
{
    return sop_names_find(self->node_names, name);
}

SopAction
sop_flow_action(const SopFlow *self, const char *name)
{
    return sop_names_find(self->action_names, name);
}

SopRole
sop_flow_role(const SopFlow *self, const char *name)
{
    return sop_names_find(self->role_names, name);
}

SopFact
sop_flow_fact(const SopFlow *self, const char *name)
{
    return sop_names_find(self->fact_names, name);
}

SopPaper
sop_flow_document(const SopFlow *self, const char *name)
{
    return sop_names_find(self->document_names, name);
}

SopOutcome
sop_flow_outcome(const SopFlow *self, const char *name)
{
    return sop_names_find(self->outcome_names, name);
}

uint32_t
sop_flow_count(const SopFlow *self, SopTable table)
{
    return sop_names_count(names_of(self, table));
}

const char *
sop_flow_name(const SopFlow *self, SopTable table, uint32_t index)
{
    g_return_val_if_fail(index < sop_flow_count(self, table), "");

    return table == SOP_TABLE_NODES && index == 0 ? self->id
                                                  : sop_names_at(names_of(self, table), index);
}

const char *
sop_flow_title_of(const SopFlow *self, SopTable table, uint32_t index, const char *language)
{
    const char *name = sop_flow_name(self, table, index);

    switch (table)
    {
    case SOP_TABLE_NODES:
        return index == 0 ? sop_flow_title(self, language)
                          : sop_text_in(&self->nodes[index].title, language, name);
    case SOP_TABLE_ACTIONS:
        return sop_text_in(&self->actions[index].title, language, name);
    case SOP_TABLE_ROLES:
        return sop_text_in(&self->roles[index].title, language, name);
    case SOP_TABLE_FACTS:
        return sop_text_in(&self->facts[index].title, language, name);
    case SOP_TABLE_DOCUMENTS:
        return sop_text_in(&self->documents[index].title, language, name);
    case SOP_TABLE_OUTCOMES:
        return sop_text_in(&self->outcomes[index].title, language, name);
    case SOP_TABLE_SAFEGUARDS:
        return sop_text_in(&self->safeguards[index].title, language, name);
    }
    return name;
}

const char *
sop_flow_nearest(const SopFlow *self, SopTable table, const char *word)
{
    return sop_names_nearest(names_of(self, table), word);
}

const char *
sop_flow_node_title(const SopFlow *self, SopNode node, const char *language)
{
    return sop_flow_title_of(self, SOP_TABLE_NODES, node, language);
}

const char *
sop_flow_action_title(const SopFlow *self, SopAction action, const char *language)
{
    return sop_flow_title_of(self, SOP_TABLE_ACTIONS, action, language);
}

typedef struct
{
    SopTable table;
    uint32_t index;
} TableEntry;

static TableEntry
entry_of(const SopFlow *self, SopHappening happening)
{
    if (happening < self->n_actions)
        return (TableEntry) {SOP_TABLE_ACTIONS, happening};
    happening -= self->n_actions;
    if (happening < self->n_nodes)
        return (TableEntry) {SOP_TABLE_NODES, happening};
    return (TableEntry) {SOP_TABLE_OUTCOMES, happening - self->n_nodes};
}

const char *
sop_flow_happening_name(const SopFlow *self, SopHappening happening)
{
    TableEntry entry = entry_of(self, happening);

    return sop_flow_name(self, entry.table, entry.index);
}

const char *
sop_flow_happening_title(const SopFlow *self, SopHappening happening, const char *language)
{
    TableEntry entry = entry_of(self, happening);

    return sop_flow_title_of(self, entry.table, entry.index, language);
}

SopKind
sop_flow_node_kind(const SopFlow *self, SopNode node)
{
    return (SopKind) self->nodes[node].kind;
}

SopNode
sop_flow_node_parent(const SopFlow *self, SopNode node)
{
    return self->nodes[node].parent;
}

const char *
sop_flow_node_number(const SopFlow *self, SopNode node)
{
    return self->nodes[node].number;
}

const char *
sop_flow_node_text(const SopFlow *self, SopNode node, const char *language)
{
    return sop_text_in(node == 0 ? &self->text : &self->nodes[node].text, language, "");
}

SopValueType
sop_flow_fact_type(const SopFlow *self, SopFact fact)
{
    static const SopValueType types[] = {
        [SOP_FACT_BOOLEAN] = SOP_BOOLEAN,
        [SOP_FACT_NUMBER] = SOP_NUMBER,
        [SOP_FACT_TEXT] = SOP_STRING,
        [SOP_FACT_CHOICE] = SOP_STRING,
        [SOP_FACT_DATE] = SOP_DATE,
        [SOP_FACT_DATE_TIME] = SOP_DATE_TIME,
        [SOP_FACT_DURATION] = SOP_DAYS_DURATION,
    };

    return self->facts[fact].is_list ? SOP_LIST : types[self->facts[fact].type];
}

const char *const *
sop_flow_fact_choices(const SopFlow *self, SopFact fact)
{
    return self->facts[fact].type == SOP_FACT_CHOICE ? self->facts[fact].values : NULL;
}

uint32_t
sop_flow_count_actor_details(const SopFlow *self)
{
    return self->n_details;
}

uint32_t
sop_flow_actor_detail(const SopFlow *self, const char *name)
{
    for (uint32_t i = 0; i < self->n_details; i++)
        if (g_str_equal(self->details[i].name, name))
            return i;
    return SOP_NONE;
}

uint32_t
sop_flow_count_offers(const SopFlow *self)
{
    return self->n_offers;
}

SopAction
sop_flow_offer_action(const SopFlow *self, uint32_t offer)
{
    return self->offers[offer].action;
}

SopNode
sop_flow_offer_node(const SopFlow *self, uint32_t offer)
{
    return self->offers[offer].node;
}

uint32_t
sop_flow_count_branches(const SopFlow *self)
{
    return self->n_branches;
}

static char *
place(const SopFlow *self, SopSpan span, const char *whose)
{
    return g_strdup_printf("%s:%u: %s", sop_sources_name(self->sources, span.source), span.line,
                           whose);
}

char *
sop_flow_branch_place(const SopFlow *self, uint32_t branch)
{
    const SopBranch *written = &self->branches[branch];
    const char *name = written->offer != SOP_NONE
                           ? self->actions[self->offers[written->offer].action].name
                           : sop_flow_name(self, SOP_TABLE_NODES, written->node);
    SopRoute route = written->offer != SOP_NONE ? self->offers[written->offer].to
                                                : self->nodes[written->node].route;
    g_autofree char *whose = g_strdup_printf("%s, branch %u", name, branch - route.start + 1);

    return place(self, written->span, whose);
}

bool
sop_flow_action_is_timeout(const SopFlow *self, SopAction action)
{
    return self->actions[action].is_timeout;
}

unsigned
sop_flow_count_used(const SopFlow *self)
{
    return self->n_used;
}

SopNode
sop_flow_used(const SopFlow *self, unsigned index, const char **ret_id, const char **ret_version)
{
    g_return_val_if_fail(index < self->n_used, SOP_NONE);

    *ret_id = self->used[index].id;
    *ret_version = self->used[index].version;
    return self->used[index].node;
}

char *
sop_flow_offer_place(const SopFlow *self, uint32_t offer)
{
    const SopOffer *written = &self->offers[offer];
    g_autofree char *whose = g_strdup_printf("%s in %s", self->actions[written->action].name,
                                             sop_flow_name(self, SOP_TABLE_NODES, written->node));

    return place(self, written->span, whose);
}
