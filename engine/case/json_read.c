/* SPDX-License-Identifier: Apache-2.0 */
/* A case from JSON. Nothing is believed: every name, type and date is checked against the flow,
 * and one fault gives no case at all. */
#include "case/json_read.h"
#include "flow/fact.h"

#include <string.h>

G_DEFINE_QUARK(sop - case -error - quark, sop_case_error)

void
sop_case_reader_blame(SopCaseReader *self, const char *fault)
{
    if (self->fault == NULL)
        self->fault = fault;
}

static JsonObject *
object_of(SopCaseReader *self, JsonObject *in, const char *name)
{
    JsonNode *node = json_object_get_member(in, name);

    if (node != NULL && JSON_NODE_HOLDS_OBJECT(node))
        return json_node_get_object(node);
    sop_case_reader_blame(self, name);
    return NULL;
}

const char *
sop_json_text(JsonNode *node)
{
    return node != NULL && JSON_NODE_HOLDS_VALUE(node) &&
                   json_node_get_value_type(node) == G_TYPE_STRING
               ? json_node_get_string(node)
               : NULL;
}

static const char *
text_of(JsonObject *in, const char *name)
{
    return sop_json_text(json_object_get_member(in, name));
}

uint32_t
sop_json_name(JsonObject *in, const char *name, const SopNames *names)
{
    const char *text = text_of(in, name);

    return text != NULL ? sop_names_find(names, text) : SOP_NONE;
}

SopInstant
sop_json_instant(JsonObject *in, const char *name)
{
    const char *text = text_of(in, name);

    return text != NULL ? sop_instant_parse(text) : SOP_INSTANT_NONE;
}

static bool
day_of(JsonObject *in, const char *name, SopDay *ret_day)
{
    const char *text = text_of(in, name);

    return text != NULL && sop_day_parse(text, strlen(text), ret_day);
}

/* Calls `each` with every member of the object `name`. */
static void
each_member(SopCaseReader *self, JsonObject *in, const char *name,
            void (*each)(SopCaseReader *self, const char *key, JsonNode *value))
{
    JsonObject *object = object_of(self, in, name);
    JsonObjectIter iter;
    const char *key;
    JsonNode *value;

    if (object == NULL)
        return;
    json_object_iter_init(&iter, object);
    while (json_object_iter_next(&iter, &key, &value))
        each(self, key, value);
}

SopNode
sop_case_reader_node(SopCaseReader *self, const char *name)
{
    SopNode node = name != NULL ? sop_flow_node(self->flow, name) : SOP_NONE;

    if (node == SOP_NONE)
        sop_case_reader_blame(self, "an unknown node");
    return node;
}

/* ---- values ---------------------------------------------------------------------------------- */

static SopValue
value_of(JsonNode *node, SopFactType type)
{
    if (JSON_NODE_HOLDS_ARRAY(node))
    {
        JsonArray *array = json_node_get_array(node);
        guint length = json_array_get_length(array);
        g_autofree SopValue *items = g_new0(SopValue, length + 1);
        for (guint i = 0; i < length; i++)
            items[i] = value_of(json_array_get_element(array, i), type);
        SopValue list = sop_value_list(items, length);
        for (guint i = 0; i < length; i++)
            sop_value_clear(&items[i]);
        return list;
    }
    if (!JSON_NODE_HOLDS_VALUE(node))
        return SOP_VALUE_NULL;
    GType held = json_node_get_value_type(node);
    if (held == G_TYPE_BOOLEAN)
        return sop_value_boolean(json_node_get_boolean(node));
    if (held == G_TYPE_INT64)
        return sop_value_integer(json_node_get_int(node));
    if (held != G_TYPE_STRING)
        return SOP_VALUE_NULL;
    return type == SOP_FACT_NUMBER ? sop_value_parse(SOP_NUMBER, json_node_get_string(node))
                                   : sop_value_text(json_node_get_string(node));
}

bool
sop_case_reader_fact(SopCaseReader *self, SopFact fact, JsonNode *node, SopValue *ret)
{
    g_auto(SopValue) value = value_of(node, self->flow->facts[fact].type);

    return sop_fact_fits(self->flow, &self->flow->facts[fact], &value, ret);
}

static void
read_fact(SopCaseReader *self, const char *key, JsonNode *node)
{
    SopFact fact = sop_flow_fact(self->flow, key);

    if (fact == SOP_NONE)
    {
        sop_case_reader_blame(self, "an unknown fact");
        return;
    }
    sop_value_clear(&sop_case_facts(self->made)[fact]);
    if (!sop_case_reader_fact(self, fact, node, &sop_case_facts(self->made)[fact]))
        sop_case_reader_blame(self, "a fact's value");
}

static void
read_document(SopCaseReader *self, const char *key, JsonNode *node)
{
    SopPaper document = sop_flow_document(self->flow, key);
    SopOnFile read = {0};

    if (document == SOP_NONE || !JSON_NODE_HOLDS_OBJECT(node))
    {
        sop_case_reader_blame(self, "a document");
        return;
    }
    JsonObject *object = json_node_get_object(node);
    const char *reference = text_of(object, "reference");
    read.has_expires = json_object_has_member(object, "expires");
    read.verified = json_object_get_boolean_member_with_default(object, "verified", FALSE);
    if (!day_of(object, "issued", &read.issued) ||
        (read.has_expires && !day_of(object, "expires", &read.expires)))
    {
        sop_case_reader_blame(self, "a document's date");
        return;
    }
    read.reference = reference != NULL ? sop_value_text(reference) : SOP_VALUE_NULL;
    sop_on_file_free(sop_case_documents(self->made)[document]);
    sop_case_documents(self->made)[document] = g_memdup2(&read, sizeof read);
}

static void
read_done(SopCaseReader *self, const char *key, JsonNode *node)
{
    SopAction action = sop_flow_action(self->flow, key);
    uint32_t slot = action != SOP_NONE ? self->flow->actions[action].done_slot : SOP_NONE;
    SopInstant instant = json_node_get_value_type(node) == G_TYPE_STRING
                             ? sop_instant_parse(json_node_get_string(node))
                             : SOP_INSTANT_NONE;

    if (slot == SOP_NONE || instant == SOP_INSTANT_NONE)
        sop_case_reader_blame(self, "when an action was done");
    else
        sop_case_done(self->made)[slot] = instant;
}

static void
read_actor(SopCaseReader *self, const char *key, JsonNode *node)
{
    SopAction action = sop_flow_action(self->flow, key);
    uint32_t slot = action != SOP_NONE ? self->flow->actions[action].actor_slot : SOP_NONE;
    const char *by =
        JSON_NODE_HOLDS_OBJECT(node) ? text_of(json_node_get_object(node), "by") : NULL;

    if (slot == SOP_NONE || by == NULL || sop_case_actors(self->made)[slot].by != NULL)
    {
        sop_case_reader_blame(self, "who did an action");
        return;
    }
    const char *for_whom = text_of(json_node_get_object(node), "for");
    sop_case_actors(self->made)[slot].by = g_ref_string_new(by);
    sop_case_actors(self->made)[slot].for_whom =
        for_whom != NULL ? g_ref_string_new(for_whom) : NULL;
}

static void
read_outcome(SopCaseReader *self, const char *key, JsonNode *node)
{
    SopNode phase = sop_case_reader_node(self, key);
    const char *name =
        json_node_get_value_type(node) == G_TYPE_STRING ? json_node_get_string(node) : "";
    SopOutcome outcome = sop_flow_outcome(self->flow, name);

    if (phase == SOP_NONE || self->flow->nodes[phase].outcome == SOP_NONE || outcome == SOP_NONE)
        sop_case_reader_blame(self, "a phase's outcome");
    else
        sop_case_set_outcome(self->made, self->flow->nodes[phase].outcome, outcome);
}

static void
read_visited(SopCaseReader *self, JsonObject *root)
{
    JsonNode *node = json_object_get_member(root, "visited");

    if (node == NULL || !JSON_NODE_HOLDS_ARRAY(node))
    {
        sop_case_reader_blame(self, "visited");
        return;
    }
    JsonArray *array = json_node_get_array(node);
    for (guint i = 0; i < json_array_get_length(array); i++)
    {
        JsonNode *item = json_array_get_element(array, i);
        SopNode visited = sop_case_reader_node(self, json_node_get_value_type(item) == G_TYPE_STRING
                                                         ? json_node_get_string(item)
                                                         : NULL);
        if (visited != SOP_NONE)
            sop_case_visits(self->made)[visited / 8] =
                (uint8_t) (sop_case_visits(self->made)[visited / 8] | 1u << visited % 8);
    }
    sop_case_visits(self->made)[0] |= 1;
}

static void
read_parts(SopCaseReader *self, JsonObject *root)
{
    for (SopFact fact = 0; fact < self->flow->n_facts; fact++)
        sop_value_clear(&sop_case_facts(self->made)[fact]);
    sop_case_read_place(self, root);
    each_member(self, root, "facts", read_fact);
    each_member(self, root, "documents", read_document);
    each_member(self, root, "done", read_done);
    each_member(self, root, "actors", read_actor);
    if (self->fault == NULL)
        each_member(self, root, "clocks", sop_case_read_clock);
    sop_case_read_prolonged(self, root);
    each_member(self, root, "safeguards", sop_case_read_monitor);
    each_member(self, root, "outcomes", read_outcome);
    each_member(self, root, "histories", sop_case_read_history);
    sop_case_read_closing(self, root);
    sop_case_read_administered(self, root);
    read_visited(self, root);
    if (self->fault == NULL)
        sop_case_check_active(self);
}

static bool
is_of_flow(SopCaseReader *self, JsonObject *root)
{
    JsonObject *of = object_of(self, root, "flow");

    return of != NULL && g_strcmp0(text_of(of, "id"), self->flow->id) == 0 &&
           g_strcmp0(text_of(of, "version"), self->flow->version) == 0 &&
           g_strcmp0(text_of(of, "digest"), sop_flow_digest(self->flow)) == 0;
}

/* The parser recurses, and reads comments: text nested without end would exhaust its stack. So
 * the shape is looked at beforehand, as strict JSON has it. */
static bool
is_shallow_json(const char *json, gsize length)
{
    enum
    {
        MAX_DEPTH = 16
    }; /* a case has 4 */
    unsigned depth = 0;
    bool in_text = false;

    for (gsize i = 0; i < length; i++)
    {
        if (json[i] == '"')
            in_text = !in_text;
        else if (in_text)
            i += json[i] == '\\';
        else if (json[i] == '[' || json[i] == '{')
            depth++;
        else if (json[i] == ']' || json[i] == '}')
            depth -= depth > 0;
        else if (!g_ascii_isalnum(json[i]) && strchr(" \t\r\n:,.+-", json[i]) == NULL)
            return false;
        if (depth > MAX_DEPTH)
            return false;
    }
    return true;
}

/* Returns: (transfer none) (nullable): the object that the text is, as long as `parser` lives. */
static JsonObject *
parse(JsonParser *parser, const char *json, gsize length)
{
    if (length > SOP_LIMIT_CASE_JSON_BYTES || !is_shallow_json(json, length) ||
        !json_parser_load_from_data(parser, json, (gssize) length, NULL))
        return NULL;
    JsonNode *root = json_parser_get_root(parser);
    return root != NULL && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
}

SopCase *
sop_case_from_json(SopFlow *flow, const char *json, gssize length, GError **error)
{
    g_return_val_if_fail(flow != NULL && json != NULL, NULL);

    g_autoptr(JsonParser) parser = json_parser_new();
    SopCaseReader reader = {.flow = flow};
    JsonObject *root = parse(parser, json, length < 0 ? strlen(json) : (gsize) length);

    if (root == NULL || json_object_get_int_member_with_default(root, "sopflow_case", 0) != 1)
    {
        g_set_error(error, SOP_CASE_ERROR, SOP_CASE_ERROR_NOT_A_CASE,
                    "this is not a case of Sopflow");
        return NULL;
    }
    if (!is_of_flow(&reader, root))
    {
        g_set_error(error, SOP_CASE_ERROR, SOP_CASE_ERROR_OTHER_FLOW,
                    "the case belongs to another procedure or version than %s %s", flow->id,
                    flow->version);
        return NULL;
    }
    const char *id = text_of(root, "id");
    SopInstant opened = sop_json_instant(root, "opened");
    g_autoptr(SopCase) made = sop_case_alloc(flow, id != NULL ? id : "", opened);
    reader.made = made;
    made->last = sop_json_instant(root, "last");
    if (id == NULL || opened == SOP_INSTANT_NONE || made->last < opened)
        sop_case_reader_blame(&reader, "its id, when it was opened or its last event");
    read_parts(&reader, root);
    if (reader.fault == NULL)
        return g_steal_pointer(&made);
    g_set_error(error, SOP_CASE_ERROR, SOP_CASE_ERROR_NOT_A_CASE,
                "the case does not fit its procedure: %s", reader.fault);
    return NULL;
}
