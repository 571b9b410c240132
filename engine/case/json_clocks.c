/* SPDX-License-Identifier: Apache-2.0 */
/* A case from JSON: its clocks, what was granted, what safeguards remember, and what the
 * administration did. */
#include "case/json_read.h"
#include "flow/fact.h"

#include <string.h>

enum
{
    MAX_DAYS = 1000 * 1000, /* that a clock may have stood */
    MAX_TIMES = 1000 * 1000,
};

/* ---- clocks ---------------------------------------------------------------------------------- */

static bool
read_fired(SopCaseReader *self, JsonObject *object, SopNode node, uint32_t *ret_fired)
{
    const SopFlow *flow = self->flow;
    const SopFlowNode *of = &flow->nodes[node];
    JsonNode *member = json_object_get_member(object, "fired");

    *ret_fired = 0;
    if (member == NULL || !JSON_NODE_HOLDS_ARRAY(member))
        return false;
    JsonArray *array = json_node_get_array(member);
    for (guint k = 0; k < json_array_get_length(array); k++)
    {
        const char *name = sop_json_text(json_array_get_element(array, k));
        SopAction action = name != NULL ? sop_flow_action(flow, name) : SOP_NONE;
        bool found = false;
        for (uint32_t i = of->timeouts; i < of->timeouts + of->n_timeouts && !found; i++)
        {
            found = flow->offers[i].action == action;
            if (found)
                *ret_fired |= UINT32_C(1) << flow->offers[i].bit;
        }
        if (!found)
            return false;
    }
    return true;
}

static bool
read_number(JsonObject *object, const char *name, int64_t most, int64_t *ret)
{
    JsonNode *member = json_object_get_member(object, name);

    if (member == NULL || json_node_get_value_type(member) != G_TYPE_INT64)
        return false;
    *ret = json_node_get_int(member);
    return *ret >= 0 && *ret <= most;
}

static bool
read_day(JsonObject *object, const char *name, SopDay *ret)
{
    const char *text = sop_json_text(json_object_get_member(object, name));

    return text != NULL && sop_day_parse(text, strlen(text), ret);
}

static bool
read_pause(JsonObject *object, SopPause *ret)
{
    if (!json_object_has_member(object, "resumed"))
        return true;
    ret->resumed = sop_json_instant(object, "resumed");
    return ret->resumed != SOP_INSTANT_NONE &&
           read_number(object, "paused", MAX_DAYS * 24 * SOP_HOUR, &ret->paused) &&
           read_number(object, "days", MAX_DAYS, &ret->days) &&
           read_number(object, "worked", MAX_DAYS, &ret->worked) &&
           read_day(object, "stopped", &ret->stopped);
}

static bool
read_stopped(SopCaseReader *self, const char *key, JsonNode *node, SopStoppedClock *ret)
{
    *ret = (SopStoppedClock) {.node = key[0] == '\0' ? 0 : sop_case_reader_node(self, key)};
    if (ret->node == SOP_NONE || self->flow->nodes[ret->node].clock == SOP_NONE ||
        !JSON_NODE_HOLDS_OBJECT(node))
        return false;
    JsonObject *object = json_node_get_object(node);
    ret->clock.entered = sop_json_instant(object, "entered");
    return ret->clock.entered != SOP_INSTANT_NONE &&
           read_fired(self, object, ret->node, &ret->clock.fired) &&
           read_pause(object, &ret->pause);
}

void
sop_case_read_clock(SopCaseReader *self, const char *key, JsonNode *node)
{
    SopCase *made = self->made;
    SopStoppedClock read;

    if (!read_stopped(self, key, node, &read) || !sop_case_has_clock(made, read.node))
    {
        sop_case_reader_blame(self, "a clock");
        return;
    }
    uint32_t slot = self->flow->nodes[read.node].clock;
    sop_case_clocks(made)[slot] = read.clock;
    if (read.pause.resumed == 0)
        return;
    SopExtra *extra = sop_case_extra(made);
    if (extra->pauses == NULL)
        extra->pauses = g_new0(SopPause, self->flow->layout.n_clocks);
    extra->pauses[slot] = read.pause;
}

bool
sop_case_read_stopped_clocks(SopCaseReader *self, JsonObject *history, GArray *ret_clocks)
{
    JsonNode *member = json_object_get_member(history, "clocks");
    JsonObjectIter iter;
    const char *key;
    JsonNode *value;

    if (member == NULL || !JSON_NODE_HOLDS_OBJECT(member))
        return false;
    json_object_iter_init(&iter, json_node_get_object(member));
    while (json_object_iter_next(&iter, &key, &value))
    {
        SopStoppedClock read;
        if (!read_stopped(self, key, value, &read))
            return false;
        g_array_append_val(ret_clocks, read);
    }
    return true;
}

/* ---- what was granted ------------------------------------------------------------------------ */

static bool
is_prolonging(const SopFlow *flow, const SopProlonging *prolonging, SopNode at, SopAction timeout)
{
    if (timeout == SOP_NONE)
        return prolonging->node == at;
    return prolonging->offer != SOP_NONE && flow->offers[prolonging->offer].node == at &&
           flow->offers[prolonging->offer].action == timeout;
}

static bool
read_grant(SopCaseReader *self, JsonObject *object)
{
    const SopFlow *flow = self->flow;
    SopAction by = sop_json_name(object, "by", flow->action_names);
    SopNode in = sop_json_name(object, "in", flow->node_names);
    SopNode at = sop_json_name(object, "at", flow->node_names);
    SopAction timeout = sop_json_name(object, "timeout", flow->action_names);
    int64_t times;

    if (by == SOP_NONE || in == SOP_NONE || at == SOP_NONE ||
        !read_number(object, "times", MAX_TIMES, &times))
        return false;
    for (uint32_t i = flow->nodes[in].offers; i < flow->nodes[in].offers + flow->nodes[in].n_offers;
         i++)
    {
        const SopOffer *offer = &flow->offers[i];
        for (uint32_t k = offer->prolongs; k < offer->prolongs + offer->n_prolongs; k++)
            if (offer->action == by && sop_case_prolonged(self->made)[k] == 0 &&
                is_prolonging(flow, &flow->prolongings[k], at, timeout))
            {
                sop_case_prolonged(self->made)[k] = (uint32_t) times;
                return true;
            }
    }
    return false;
}

static JsonArray *
array_of(JsonObject *root, const char *name)
{
    JsonNode *member = json_object_get_member(root, name);

    return member != NULL && JSON_NODE_HOLDS_ARRAY(member) ? json_node_get_array(member) : NULL;
}

/* `what`: how it is called when it is not as it must be. */
static void
read_list(SopCaseReader *self, JsonObject *root, const char *name, const char *what,
          bool (*read)(SopCaseReader *self, JsonObject *object))
{
    JsonArray *array = array_of(root, name);

    if (array == NULL)
        sop_case_reader_blame(self, name);
    for (guint i = 0; array != NULL && i < json_array_get_length(array); i++)
    {
        JsonNode *item = json_array_get_element(array, i);
        if (!JSON_NODE_HOLDS_OBJECT(item) || !read(self, json_node_get_object(item)))
            sop_case_reader_blame(self, what);
    }
}

void
sop_case_read_prolonged(SopCaseReader *self, JsonObject *root)
{
    read_list(self, root, "prolonged", "what was prolonged", read_grant);
}

/* ---- safeguards ------------------------------------------------------------------------------ */

void
sop_case_read_monitor(SopCaseReader *self, const char *key, JsonNode *node)
{
    uint32_t safeguard = sop_names_find(self->flow->safeguard_names, key);
    uint32_t slot = safeguard != SOP_NONE ? self->flow->safeguards[safeguard].monitor : SOP_NONE;
    const char *text = sop_json_text(node);
    SopInstant since = text != NULL ? sop_instant_parse(text) : SOP_INSTANT_NONE;

    if (slot == SOP_NONE || since == SOP_INSTANT_NONE)
        sop_case_reader_blame(self, "a safeguard");
    else
        sop_case_monitors(self->made)[slot] = since;
}

/* ---- the administration ---------------------------------------------------------------------- */

static bool
read_corrected_value(SopCaseReader *self, JsonObject *object, const char *name, SopFact fact,
                     SopValue *ret)
{
    JsonNode *member = json_object_get_member(object, name);

    *ret = SOP_VALUE_NULL;
    if (member == NULL || JSON_NODE_HOLDS_NULL(member))
        return member != NULL;
    return sop_case_reader_fact(self, fact, member, ret);
}

static bool
read_corrected(SopCaseReader *self, JsonObject *object, GArray *corrected)
{
    JsonNode *member = json_object_get_member(object, "facts");
    JsonObjectIter iter;
    const char *key;
    JsonNode *value;

    if (member == NULL || !JSON_NODE_HOLDS_OBJECT(member))
        return false;
    json_object_iter_init(&iter, json_node_get_object(member));
    while (json_object_iter_next(&iter, &key, &value))
    {
        SopCorrected one = {.fact = sop_flow_fact(self->flow, key)};
        if (one.fact == SOP_NONE || !JSON_NODE_HOLDS_OBJECT(value))
            return false;
        bool read =
            read_corrected_value(self, json_node_get_object(value), "old", one.fact, &one.old) &&
            read_corrected_value(self, json_node_get_object(value), "new", one.fact, &one.new);
        g_array_append_val(corrected, one);
        if (!read)
            return false;
    }
    return true;
}

static bool
read_entry(SopCaseReader *self, JsonObject *object)
{
    SopAdministered entry = {.at = sop_json_instant(object, "at"),
                             .role = sop_json_name(object, "role", self->flow->role_names)};
    const char *by = sop_json_text(json_object_get_member(object, "by"));
    const char *reason = sop_json_text(json_object_get_member(object, "reason"));
    const char *what = sop_json_text(json_object_get_member(object, "what"));
    bool known = false;

    for (unsigned kind = 0; kind < SOP_N_ADMINISTERED && what != NULL; kind++)
        if (g_str_equal(what, sop_administered_names[kind]))
        {
            entry.kind = (SopAdministeredKind) kind;
            known = true;
        }
    if (!known || by == NULL || reason == NULL || entry.at == SOP_INSTANT_NONE ||
        entry.role == SOP_NONE)
        return false;
    entry.by = g_strdup(by);
    entry.reason = g_strdup(reason);
    if (entry.kind == SOP_ADMINISTERED_CORRECT)
        entry.corrected = g_array_new(FALSE, TRUE, sizeof(SopCorrected));
    g_array_append_val(sop_administered_array(self->made), entry);
    return entry.corrected == NULL || read_corrected(self, object, entry.corrected);
}

void
sop_case_read_administered(SopCaseReader *self, JsonObject *root)
{
    read_list(self, root, "administered", "what the administration did", read_entry);
}
