/* SPDX-License-Identifier: Apache-2.0 */
/* A case to JSON: by names, so that people can read it, and in a fixed order. Numbers that are
 * no small whole numbers are texts, so that no digit is lost on the way. */
#include "case/case.h"

#include <json-glib/json-glib.h>

static void
put_text(JsonBuilder *builder, const char *name, const char *text)
{
    json_builder_set_member_name(builder, name);
    if (text != NULL)
        json_builder_add_string_value(builder, text);
    else
        json_builder_add_null_value(builder);
}

static void
put_instant(JsonBuilder *builder, const char *name, SopInstant instant)
{
    g_autofree char *text = instant != SOP_INSTANT_NONE ? sop_instant_format(instant) : NULL;

    put_text(builder, name, text);
}

static void
put_day(JsonBuilder *builder, const char *name, SopDay day)
{
    SopValue value = sop_value_day(day);
    g_autofree char *text = sop_value_to_text(&value);

    put_text(builder, name, text);
}

static void
put_value(JsonBuilder *builder, const SopValue *value)
{
    g_autofree char *text = NULL;

    switch ((SopValueType) value->type)
    {
    case SOP_NULL:
        json_builder_add_null_value(builder);
        return;
    case SOP_BOOLEAN:
        json_builder_add_boolean_value(builder, value->boolean);
        return;
    case SOP_LIST:
        json_builder_begin_array(builder);
        for (unsigned i = 0; i < sop_value_list_length(value); i++)
            put_value(builder, sop_value_list_item(value, i));
        json_builder_end_array(builder);
        return;
    case SOP_NUMBER:
        if (!value->boxed && value->exponent == 0)
        {
            json_builder_add_int_value(builder, value->integer);
            return;
        }
        break;
    default:
        break;
    }
    text = sop_value_to_text(value);
    json_builder_add_string_value(builder, text);
}

/* Which versions of its sub-procedures the flow has, for the record. */
static void
put_used(JsonBuilder *builder, const SopFlow *flow)
{
    if (flow->n_used == 0)
        return;
    json_builder_set_member_name(builder, "uses");
    json_builder_begin_object(builder);
    for (uint32_t i = 0; i < flow->n_used; i++)
    {
        json_builder_set_member_name(builder, flow->nodes[flow->used[i].node].name);
        json_builder_begin_object(builder);
        put_text(builder, "id", flow->used[i].id);
        put_text(builder, "version", flow->used[i].version);
        json_builder_end_object(builder);
    }
    json_builder_end_object(builder);
}

static void
put_flow(JsonBuilder *builder, const SopFlow *flow)
{
    json_builder_set_member_name(builder, "flow");
    json_builder_begin_object(builder);
    put_text(builder, "id", flow->id);
    put_text(builder, "version", flow->version);
    put_text(builder, "digest", sop_flow_digest(flow));
    put_used(builder, flow);
    json_builder_end_object(builder);
}

static void
put_nodes(JsonBuilder *builder, const char *name, const SopFlow *flow, const SopNode *nodes,
          uint32_t n_nodes)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_array(builder);
    for (uint32_t i = 0; i < n_nodes; i++)
        json_builder_add_string_value(builder, flow->nodes[nodes[i]].name);
    json_builder_end_array(builder);
}

static void
put_facts(JsonBuilder *builder, const SopCase *self)
{
    json_builder_set_member_name(builder, "facts");
    json_builder_begin_object(builder);
    for (SopFact fact = 0; fact < self->flow->n_facts; fact++)
    {
        if (sop_case_facts(self)[fact].type == SOP_NULL)
            continue;
        json_builder_set_member_name(builder, self->flow->facts[fact].name);
        put_value(builder, &sop_case_facts(self)[fact]);
    }
    json_builder_end_object(builder);
}

static void
put_documents(JsonBuilder *builder, const SopCase *self)
{
    json_builder_set_member_name(builder, "documents");
    json_builder_begin_object(builder);
    for (SopPaper document = 0; document < self->flow->n_documents; document++)
    {
        const SopOnFile *on_file = sop_case_documents(self)[document];
        if (on_file == NULL)
            continue;
        json_builder_set_member_name(builder, self->flow->documents[document].name);
        json_builder_begin_object(builder);
        put_text(builder, "reference", sop_value_string(&on_file->reference));
        put_day(builder, "issued", on_file->issued);
        if (on_file->has_expires)
            put_day(builder, "expires", on_file->expires);
        json_builder_set_member_name(builder, "verified");
        json_builder_add_boolean_value(builder, on_file->verified);
        json_builder_end_object(builder);
    }
    json_builder_end_object(builder);
}

static void
put_events(JsonBuilder *builder, const SopCase *self)
{
    const SopFlow *flow = self->flow;

    json_builder_set_member_name(builder, "done");
    json_builder_begin_object(builder);
    for (SopAction action = 0; action < flow->n_actions; action++)
        if (flow->actions[action].done_slot != SOP_NONE &&
            sop_case_done(self)[flow->actions[action].done_slot] != SOP_INSTANT_NONE)
            put_instant(builder, flow->actions[action].name,
                        sop_case_done(self)[flow->actions[action].done_slot]);
    json_builder_end_object(builder);

    json_builder_set_member_name(builder, "actors");
    json_builder_begin_object(builder);
    for (SopAction action = 0; action < flow->n_actions; action++)
    {
        uint32_t slot = flow->actions[action].actor_slot;
        if (slot == SOP_NONE || sop_case_actors(self)[slot].by == NULL)
            continue;
        json_builder_set_member_name(builder, flow->actions[action].name);
        json_builder_begin_object(builder);
        put_text(builder, "by", sop_case_actors(self)[slot].by);
        if (sop_case_actors(self)[slot].for_whom != NULL)
            put_text(builder, "for", sop_case_actors(self)[slot].for_whom);
        json_builder_end_object(builder);
    }
    json_builder_end_object(builder);
}

/* ---- clocks ---------------------------------------------------------------------------------- */

static void
put_int(JsonBuilder *builder, const char *name, int64_t number)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_int_value(builder, number);
}

/* The procedure itself, as a node, has no name. */
static const char *
node_name(const SopFlow *flow, SopNode node)
{
    return node == 0 ? "" : flow->nodes[node].name;
}

static void
put_clock(JsonBuilder *builder, const SopFlow *flow, SopNode node, SopClock clock, SopPause pause)
{
    const SopFlowNode *of = &flow->nodes[node];

    json_builder_set_member_name(builder, node_name(flow, node));
    json_builder_begin_object(builder);
    put_instant(builder, "entered", clock.entered);
    json_builder_set_member_name(builder, "fired");
    json_builder_begin_array(builder);
    for (uint32_t i = of->timeouts; i < of->timeouts + of->n_timeouts; i++)
        if ((clock.fired >> flow->offers[i].bit & 1) != 0)
            json_builder_add_string_value(builder, flow->actions[flow->offers[i].action].name);
    json_builder_end_array(builder);
    if (pause.resumed != 0)
    {
        put_instant(builder, "resumed", pause.resumed);
        put_int(builder, "paused", pause.paused);
        put_int(builder, "days", pause.days);
        put_int(builder, "worked", pause.worked);
        put_day(builder, "stopped", pause.stopped);
    }
    json_builder_end_object(builder);
}

static void
put_clocks(JsonBuilder *builder, const SopCase *self)
{
    const SopFlow *flow = self->flow;

    json_builder_set_member_name(builder, "clocks");
    json_builder_begin_object(builder);
    for (SopNode node = 0; node < flow->n_nodes; node++)
    {
        if (!sop_case_has_clock(self, node))
            continue;
        uint32_t slot = flow->nodes[node].clock;
        put_clock(builder, flow, node, sop_case_clocks(self)[slot], sop_case_pause(self, slot));
    }
    json_builder_end_object(builder);
}

/* What was granted, by whose action: of which deadline or timeout, how many times. */
static void
put_prolonged(JsonBuilder *builder, const SopCase *self)
{
    const SopFlow *flow = self->flow;

    json_builder_set_member_name(builder, "prolonged");
    json_builder_begin_array(builder);
    for (uint32_t i = 0; i < flow->first_timeout; i++)
        for (uint32_t k = flow->offers[i].prolongs;
             k < flow->offers[i].prolongs + flow->offers[i].n_prolongs; k++)
        {
            const SopProlonging *prolonging = &flow->prolongings[k];
            bool deadline = prolonging->node != SOP_NONE;
            SopNode at = deadline ? prolonging->node : flow->offers[prolonging->offer].node;
            if (sop_case_prolonged(self)[k] == 0)
                continue;
            json_builder_begin_object(builder);
            put_text(builder, "by", flow->actions[flow->offers[i].action].name);
            put_text(builder, "in", node_name(flow, flow->offers[i].node));
            put_text(builder, "at", node_name(flow, at));
            put_text(builder, "timeout",
                     deadline ? NULL : flow->actions[flow->offers[prolonging->offer].action].name);
            put_int(builder, "times", sop_case_prolonged(self)[k]);
            json_builder_end_object(builder);
        }
    json_builder_end_array(builder);
}

static void
put_monitors(JsonBuilder *builder, const SopCase *self)
{
    const SopFlow *flow = self->flow;

    json_builder_set_member_name(builder, "safeguards");
    json_builder_begin_object(builder);
    for (uint32_t i = 0; i < flow->n_safeguards; i++)
    {
        uint32_t slot = flow->safeguards[i].monitor;
        if (slot != SOP_NONE && sop_case_monitors(self)[slot] != SOP_INSTANT_NONE)
            put_instant(builder, flow->safeguards[i].name, sop_case_monitors(self)[slot]);
    }
    json_builder_end_object(builder);
}

/* ---- where it was ---------------------------------------------------------------------------- */

static void
put_history(JsonBuilder *builder, const SopFlow *flow, const char *name, const SopHistory *history)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "finished");
    json_builder_add_boolean_value(builder, history->finished);
    put_instant(builder, "left", history->left);
    put_nodes(builder, "at", flow, sop_history_leaves(history), history->n_leaves);
    json_builder_set_member_name(builder, "clocks");
    json_builder_begin_object(builder);
    for (uint32_t i = 0; i < history->n_clocks; i++)
        put_clock(builder, flow, history->clocks[i].node, history->clocks[i].clock,
                  history->clocks[i].pause);
    json_builder_end_object(builder);
    json_builder_end_object(builder);
}

static void
put_phases(JsonBuilder *builder, const SopCase *self)
{
    const SopFlow *flow = self->flow;

    json_builder_set_member_name(builder, "outcomes");
    json_builder_begin_object(builder);
    for (SopNode node = 1; node < flow->n_nodes; node++)
    {
        uint32_t slot = flow->nodes[node].outcome;
        if (slot != SOP_NONE && sop_case_outcome(self, slot) != SOP_NONE)
            put_text(builder, flow->nodes[node].name,
                     flow->outcomes[sop_case_outcome(self, slot)].name);
    }
    json_builder_end_object(builder);

    json_builder_set_member_name(builder, "histories");
    json_builder_begin_object(builder);
    for (SopNode node = 1; node < flow->n_nodes; node++)
    {
        const SopHistory *history = flow->nodes[node].history != SOP_NONE
                                        ? sop_case_histories(self)[flow->nodes[node].history]
                                        : NULL;
        if (history != NULL)
            put_history(builder, flow, flow->nodes[node].name, history);
    }
    json_builder_end_object(builder);
    if (sop_case_closing(self) != NULL)
        put_history(builder, flow, "closing", sop_case_closing(self));
}

/* ---- the administration ---------------------------------------------------------------------- */

const char *const sop_administered_names[] = {
    [SOP_ADMINISTERED_CORRECT] = "correct",
    [SOP_ADMINISTERED_CLOSE] = "close",
    [SOP_ADMINISTERED_REOPEN] = "reopen",
};

static void
put_corrected(JsonBuilder *builder, const SopFlow *flow, const GArray *corrected)
{
    json_builder_set_member_name(builder, "facts");
    json_builder_begin_object(builder);
    for (guint i = 0; corrected != NULL && i < corrected->len; i++)
    {
        const SopCorrected *one = &g_array_index(corrected, SopCorrected, i);
        json_builder_set_member_name(builder, flow->facts[one->fact].name);
        json_builder_begin_object(builder);
        json_builder_set_member_name(builder, "old");
        put_value(builder, &one->old);
        json_builder_set_member_name(builder, "new");
        put_value(builder, &one->new);
        json_builder_end_object(builder);
    }
    json_builder_end_object(builder);
}

static void
put_administered(JsonBuilder *builder, const SopCase *self)
{
    const GArray *administered = sop_case_administered(self);

    json_builder_set_member_name(builder, "administered");
    json_builder_begin_array(builder);
    for (guint i = 0; administered != NULL && i < administered->len; i++)
    {
        const SopAdministered *entry = &g_array_index(administered, SopAdministered, i);
        json_builder_begin_object(builder);
        put_text(builder, "what", sop_administered_names[entry->kind]);
        put_instant(builder, "at", entry->at);
        put_text(builder, "by", entry->by);
        put_text(builder, "role", self->flow->roles[entry->role].name);
        put_text(builder, "reason", entry->reason);
        put_corrected(builder, self->flow, entry->corrected);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
put_visited(JsonBuilder *builder, const SopCase *self)
{
    json_builder_set_member_name(builder, "visited");
    json_builder_begin_array(builder);
    for (SopNode node = 1; node < self->flow->n_nodes; node++)
        if (sop_case_visited(self, node))
            json_builder_add_string_value(builder, self->flow->nodes[node].name);
    json_builder_end_array(builder);
}

char *
sop_case_to_json(const SopCase *self)
{
    g_return_val_if_fail(self != NULL, NULL);

    g_autoptr(JsonBuilder) builder = json_builder_new();

    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "sopflow_case");
    json_builder_add_int_value(builder, 1);
    put_flow(builder, self->flow);
    put_text(builder, "id", sop_case_id_text(self));
    put_instant(builder, "opened", self->opened);
    put_instant(builder, "last", self->last);
    put_nodes(builder, "at", self->flow, sop_case_leaves(self), self->n_leaves);
    put_text(builder, "closed", self->closed ? self->flow->outcomes[self->outcome].name : NULL);
    put_facts(builder, self);
    put_documents(builder, self);
    put_events(builder, self);
    put_clocks(builder, self);
    put_prolonged(builder, self);
    put_monitors(builder, self);
    put_phases(builder, self);
    put_administered(builder, self);
    put_visited(builder, self);
    json_builder_end_object(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    return json_to_string(root, TRUE);
}
