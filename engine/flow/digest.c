/* SPDX-License-Identifier: Apache-2.0 */
/* The digest: SHA-256 over the meaning of the tables, written out in one fixed form. Titles, texts, sources
 * and places do not count: a case may go on when only words were mended. */
#include "flow/flow.h"

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

static void
put_list(Writer *self, SopList list)
{
    put_number(self, list.count);
    for (uint32_t i = 0; i < list.count; i++)
        put_number(self, sop_list_items(self->flow, list)[i]);
}

static void
put_guard(Writer *self, SopGuard guard)
{
    put(self, guard == SOP_NONE ? "-" : sop_feel_text(self->flow->expressions[guard].feel));
}

static void
put_duration(Writer *self, SopSpanOfTime duration)
{
    put_number(self, duration.count);
    put_number(self, duration.unit);
}

static void
put_moment(Writer *self, bool written, const SopMoment *moment)
{
    put_number(self, written);
    if (!written)
        return;
    put_number(self, moment->kind);
    put_number(self, moment->anchor);
    put_duration(self, moment->duration);
}

static void
put_route(Writer *self, SopRoute route)
{
    put_number(self, route.count);
    for (uint32_t i = route.start; i < route.start + route.count; i++)
    {
        const SopBranch *branch = &self->flow->branches[i];
        put_guard(self, branch->when);
        put_number(self, branch->to.kind);
        put_number(self, branch->to.node);
        put_number(self, branch->to.at);
        put_number(self, branch->to.outcome);
    }
}

static void
put_requirement(Writer *self, const SopRequirement *requirement)
{
    put_list(self, requirement->documents);
    put_number(self, requirement->any);
    put_number(self, requirement->verified);
    put_moment(self, requirement->has_valid, &requirement->valid);
    put_number(self, requirement->has_issued_within);
    put_duration(self, requirement->issued_within);
    put_guard(self, requirement->when);
}

static void
put_offer(Writer *self, const SopOffer *offer)
{
    const SopFlow *flow = self->flow;

    put_number(self, offer->action);
    put_number(self, offer->node);
    put_number(self, offer->roles);
    put_number(self, offer->n_asks);
    for (uint32_t i = offer->asks; i < offer->asks + offer->n_asks; i++)
    {
        put_number(self, flow->asks[i].fact);
        put_number(self, flow->asks[i].document);
        put_number(self, flow->asks[i].optional);
    }
    put_guard(self, offer->when);
    put_number(self, offer->n_requirements);
    for (uint32_t i = offer->requirements; i < offer->requirements + offer->n_requirements; i++)
        put_requirement(self, &flow->requirements[i]);
    put_moment(self, offer->has_not_before, &offer->not_before);
    put_moment(self, offer->has_not_after, &offer->not_after);
    put_list(self, offer->separate_from);
    put_list(self, offer->verifies);
    put_list(self, offer->returns);
    put_list(self, offer->informs);
    put_number(self, offer->n_sets);
    for (uint32_t i = offer->sets; i < offer->sets + offer->n_sets; i++)
    {
        put_number(self, flow->sets[i].fact);
        put_guard(self, flow->sets[i].value);
    }
    put_route(self, offer->to);
}

static void
put_fact(Writer *self, const SopFlowFact *fact)
{
    g_autofree char *starts = sop_value_to_feel(&fact->starts);

    put(self, fact->name);
    put_number(self, fact->type);
    put_number(self, fact->is_list);
    for (uint32_t i = 0; i < fact->n_values; i++)
        put(self, fact->values[i]);
    put(self, fact->range != NULL ? sop_feel_text(fact->range) : "-");
    put(self, starts);
    put_number(self, fact->seen_by);
}

static void
put_who_and_what(Writer *self)
{
    const SopFlow *flow = self->flow;

    put_number(self, flow->n_roles);
    for (uint32_t i = 0; i < flow->n_roles; i++)
    {
        put(self, flow->roles[i].name);
        put_number(self, flow->roles[i].recorders);
    }
    put_number(self, flow->n_documents);
    for (uint32_t i = 0; i < flow->n_documents; i++)
    {
        put(self, flow->documents[i].name);
        put_number(self, flow->documents[i].has_valid_for);
        put_duration(self, flow->documents[i].valid_for);
    }
    put_number(self, flow->n_facts);
    for (uint32_t i = 0; i < flow->n_facts; i++)
        put_fact(self, &flow->facts[i]);
    for (uint32_t i = 0; i < flow->n_details; i++)
        put_fact(self, &flow->details[i]);
    put_number(self, flow->n_outcomes);
    for (uint32_t i = 0; i < flow->n_outcomes; i++)
        put(self, flow->outcomes[i].name);
}

char *
sop_flow_compute_digest(const SopFlow *self)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Writer writer = {self, text};

    put(&writer, self->id);
    put(&writer, self->version);
    put(&writer, sop_zone_name(self->zone));
    put_who_and_what(&writer);
    for (uint32_t i = 0; i < self->n_actions; i++)
        put(&writer, self->actions[i].name);
    for (SopNode node = 0; node < self->n_nodes; node++)
    {
        put(&writer, self->nodes[node].name != NULL ? self->nodes[node].name : "");
        put_number(&writer, self->nodes[node].kind);
        put_number(&writer, self->nodes[node].parent);
        put_number(&writer, self->nodes[node].start);
        put_route(&writer, self->nodes[node].route);
    }
    for (uint32_t i = 0; i < self->n_offers; i++)
        put_offer(&writer, &self->offers[i]);
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, text->str, (gssize) text->len);
}
