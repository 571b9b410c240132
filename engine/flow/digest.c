/* SPDX-License-Identifier: Apache-2.0 */
/* The digest: SHA-256 over the meaning of the tables, written out in one fixed form. Titles,
 * texts, sources and places do not count: a case may go on when only words were mended. */
#include "flow/flow.h"

#include <string.h>

typedef struct
{
    const SopFlow *flow;
    GString *text;
} Writer;

static void
put(Writer *self, const char *word)
{
    g_string_append(self->text, word);
    g_string_append_c(self->text, '\n');
}

static void
put_number(Writer *self, uint64_t number)
{
    g_string_append_printf(self->text, "%" G_GUINT64_FORMAT " ", number);
}

/* Things are written by name: in which order they are declared does not count. */
static void
put_name(Writer *self, const SopNames *names, uint32_t number)
{
    put(self, number != SOP_NONE ? sop_names_at(names, number) : "-");
}

static void
put_list(Writer *self, const SopNames *names, SopList list)
{
    put_number(self, list.count);
    for (uint32_t i = 0; i < list.count; i++)
        put_name(self, names, sop_list_items(self->flow, list)[i]);
}

static int
compare_names(const void *a, const void *b, void *names)
{
    return strcmp(sop_names_at(names, *(const uint32_t *) a),
                  sop_names_at(names, *(const uint32_t *) b));
}

/* Calls `put_one` with each number of a table, in the order of the names. */
static void
each_by_name(Writer *self, const SopNames *names, void (*put_one)(Writer *self, uint32_t number))
{
    uint32_t n_names = sop_names_count(names);
    g_autofree uint32_t *numbers = g_new(uint32_t, n_names + 1);

    for (uint32_t i = 0; i < n_names; i++)
        numbers[i] = i;
    g_qsort_with_data(numbers, (int) n_names, sizeof *numbers, compare_names, (gpointer) names);
    put_number(self, n_names);
    for (uint32_t i = 0; i < n_names; i++)
        put_one(self, numbers[i]);
}

static void
put_roles(Writer *self, uint64_t roles)
{
    const SopNames *names = self->flow->role_names;
    const char *words[SOP_LIMIT_ROLES + 1] = {NULL};
    uint32_t n_words = 0;

    for (SopRole role = 0; role < self->flow->n_roles; role++)
    {
        if ((roles >> role & 1) == 0)
            continue;
        const char *word = sop_names_at(names, role);
        uint32_t at = n_words++;
        for (; at > 0 && strcmp(words[at - 1], word) > 0; at--)
            words[at] = words[at - 1];
        words[at] = word;
    }
    put_number(self, n_words);
    for (uint32_t i = 0; i < n_words; i++)
        put(self, words[i]);
}

static void
put_guard(Writer *self, SopGuard guard)
{
    put(self, guard == SOP_NONE ? "-" : sop_feel_text(self->flow->expressions[guard].feel));
}

static void
put_duration(Writer *self, bool written, SopSpanOfTime duration)
{
    put_number(self, written);
    if (!written)
        return;
    put_number(self, duration.count);
    put_number(self, duration.unit);
}

static void
put_moment(Writer *self, bool written, const SopMoment *moment)
{
    put_duration(self, written, moment->duration);
    if (!written)
        return;
    const SopNames *const anchors[] = {[SOP_ANCHOR_EVENT] = self->flow->action_names,
                                       [SOP_ANCHOR_FACT] = self->flow->fact_names,
                                       [SOP_ANCHOR_EXPIRES] = self->flow->document_names};
    put_number(self, moment->kind);
    put_number(self, moment->anchor_kind);
    put_name(self, anchors[moment->anchor_kind], moment->anchor);
}

static void
put_clock(Writer *self, SopList moments)
{
    put_number(self, moments.count);
    for (uint32_t i = moments.start; i < moments.start + moments.count; i++)
    {
        put_guard(self, self->flow->moments[i].when);
        put_moment(self, true, &self->flow->moments[i].moment);
    }
}

static void
put_set(Writer *self, const SopSet *set)
{
    put_name(self, self->flow->fact_names, set->fact);
    put_guard(self, set->value);
}

/* A cell, with the column that it tests. */
static void
put_test(Writer *self, SopGuard test)
{
    const SopFlow *flow = self->flow;
    const SopAst *cell = sop_feel_ast(flow->expressions[test].feel);
    uint32_t slot = cell->kind == SOP_AST_IN ? cell->children[0]->slot : SOP_NONE;

    put_guard(self, test);
    if (slot < flow->n_facts)
        put_name(self, flow->fact_names, slot);
    else
        put_number(self, slot);
}

static void
put_route(Writer *self, SopRoute route)
{
    put_number(self, route.count);
    for (uint32_t i = route.start; i < route.start + route.count; i++)
    {
        const SopBranch *branch = &self->flow->branches[i];
        put_guard(self, branch->when);
        put_number(self, branch->tests.count);
        for (uint32_t k = 0; k < branch->tests.count; k++)
            put_test(self, sop_list_items(self->flow, branch->tests)[k]);
        put_number(self, branch->n_sets);
        for (uint32_t k = branch->sets; k < branch->sets + branch->n_sets; k++)
            put_set(self, &self->flow->sets[k]);
        put_number(self, branch->to.kind);
        put_name(self, self->flow->node_names, branch->to.node);
        put_name(self, self->flow->node_names, branch->to.at);
        put_name(self, self->flow->outcome_names, branch->to.outcome);
    }
}

static void
put_requirement(Writer *self, const SopRequirement *requirement)
{
    put_list(self, self->flow->document_names, requirement->documents);
    put_number(self, requirement->any);
    put_number(self, requirement->verified);
    put_moment(self, requirement->has_valid, &requirement->valid);
    put_duration(self, requirement->has_issued_within, requirement->issued_within);
    put_guard(self, requirement->when);
}

static void
put_ask(Writer *self, const SopAsk *ask)
{
    put_name(self, self->flow->fact_names, ask->fact);
    put_name(self, self->flow->document_names, ask->document);
    put_number(self, ask->optional);
}

static void
put_prolonging(Writer *self, const SopProlonging *prolonging)
{
    const SopFlow *flow = self->flow;

    put_name(self, flow->node_names, prolonging->node);
    put_name(self, flow->action_names,
             prolonging->offer != SOP_NONE ? flow->offers[prolonging->offer].action : SOP_NONE);
    put_duration(self, true, prolonging->duration);
}

static void
put_offer(Writer *self, const SopOffer *offer)
{
    const SopFlow *flow = self->flow;

    put_name(self, flow->node_names, offer->node);
    put_roles(self, offer->roles);
    put_number(self, offer->n_asks);
    for (uint32_t i = offer->asks; i < offer->asks + offer->n_asks; i++)
        put_ask(self, &flow->asks[i]);
    put_guard(self, offer->when);
    put_number(self, offer->n_requirements);
    for (uint32_t i = offer->requirements; i < offer->requirements + offer->n_requirements; i++)
        put_requirement(self, &flow->requirements[i]);
    put_moment(self, offer->has_not_before, &offer->not_before);
    put_moment(self, offer->has_not_after, &offer->not_after);
    put_list(self, flow->action_names, offer->separate_from);
    put_list(self, flow->document_names, offer->verifies);
    put_list(self, flow->document_names, offer->returns);
    put_list(self, flow->role_names, offer->informs);
    put_number(self, offer->n_sets);
    for (uint32_t i = offer->sets; i < offer->sets + offer->n_sets; i++)
        put_set(self, &flow->sets[i]);
    put_number(self, offer->n_prolongs);
    for (uint32_t i = offer->prolongs; i < offer->prolongs + offer->n_prolongs; i++)
        put_prolonging(self, &flow->prolongings[i]);
    put_clock(self, offer->at);
    put_route(self, offer->to);
}

/* ---- what is declared ------------------------------------------------------------------------ */

static void
put_fact(Writer *self, const SopFlowFact *fact)
{
    g_autofree char *starts = sop_value_to_feel(&fact->starts);

    put(self, fact->name);
    put_number(self, fact->type);
    put_number(self, fact->is_list);
    put_number(self, fact->n_values);
    for (uint32_t i = 0; i < fact->n_values; i++)
        put(self, fact->values[i]);
    put(self, fact->range != NULL ? sop_feel_text(fact->range) : "-");
    put(self, starts);
    put_roles(self, fact->seen_by);
}

static void
put_fact_numbered(Writer *self, uint32_t fact)
{
    put_fact(self, &self->flow->facts[fact]);
}

static void
put_role(Writer *self, uint32_t role)
{
    put_name(self, self->flow->role_names, role);
    put_roles(self, self->flow->roles[role].recorders);
}

static void
put_document(Writer *self, uint32_t document)
{
    const SopFlowDocument *written = &self->flow->documents[document];

    put_name(self, self->flow->document_names, document);
    put_duration(self, written->has_valid_for, written->valid_for);
    put_roles(self, written->seen_by);
}

static void
put_outcome(Writer *self, uint32_t outcome)
{
    put_name(self, self->flow->outcome_names, outcome);
}

/* The places that offer an action, in the order written: so their effects run. */
static void
put_action(Writer *self, uint32_t action)
{
    const SopFlow *flow = self->flow;
    SopList offers = flow->actions[action].offers;

    put_name(self, flow->action_names, action);
    put_number(self, offers.count);
    for (uint32_t i = 0; i < offers.count; i++)
        put_offer(self, &flow->offers[sop_list_items(flow, offers)[i]]);
}

/* The order of nodes counts (W3C SCXML: document order). */
static void
put_node(Writer *self, SopNode node)
{
    const SopFlowNode *written = &self->flow->nodes[node];

    put_name(self, self->flow->node_names, node);
    put_number(self, written->kind);
    put_number(self, written->parent);
    put_number(self, written->start);
    put_clock(self, written->within);
    put_route(self, written->route);
}

static void
put_happenings(Writer *self, SopList list)
{
    const SopFlow *flow = self->flow;

    put_number(self, list.count);
    for (uint32_t i = 0; i < list.count; i++)
    {
        SopHappening happening = sop_list_items(flow, list)[i];
        put(self, sop_flow_happening_name(flow, happening));
    }
}

static void
put_safeguard(Writer *self, uint32_t number)
{
    const SopSafeguard *safeguard = &self->flow->safeguards[number];

    put(self, safeguard->name);
    put_number(self, safeguard->kind);
    put_happenings(self, safeguard->events);
    put_happenings(self, safeguard->starts);
    put_happenings(self, safeguard->stops);
    put_guard(self, safeguard->when);
    put_guard(self, safeguard->never_when);
    put_duration(self, safeguard->has_within, safeguard->within);
}

/* How working days are counted. */
static void
put_calendar(Writer *self)
{
    g_autofree char *text = sop_calendar_to_text(self->flow->calendar);

    put(self, text);
}

char *
sop_flow_compute_digest(const SopFlow *self)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Writer writer = {self, text};

    put(&writer, self->id);
    put(&writer, self->version);
    put(&writer, sop_zone_name(self->zone));
    put_calendar(&writer);
    each_by_name(&writer, self->role_names, put_role);
    each_by_name(&writer, self->document_names, put_document);
    each_by_name(&writer, self->fact_names, put_fact_numbered);
    for (uint32_t i = 0; i < self->n_details; i++)
        put_fact(&writer, &self->details[i]);
    each_by_name(&writer, self->outcome_names, put_outcome);
    each_by_name(&writer, self->action_names, put_action);
    for (SopNode node = 0; node < self->n_nodes; node++)
        put_node(&writer, node);
    each_by_name(&writer, self->safeguard_names, put_safeguard);
    put_roles(&writer, self->may_correct);
    put_roles(&writer, self->may_close);
    put_roles(&writer, self->may_reopen);
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, text->str, (gssize) text->len);
}
