/* SPDX-License-Identifier: Apache-2.0 */
/* JSON out and values in: see json.h. json-glib's writer would round decimal numbers to doubles. */
#include "json.h"

#include <math.h>

static void
separate(GString *out)
{
    char last = out->len > 0 ? out->str[out->len - 1] : '[';

    if (last != '[' && last != '{' && last != ':')
        g_string_append_c(out, ',');
}

void
tool_json_open(GString *out, char bracket)
{
    separate(out);
    g_string_append_c(out, bracket);
}

void
tool_json_close(GString *out, char bracket)
{
    g_string_append_c(out, bracket);
}

static void
put_quoted(GString *out, const char *text)
{
    g_string_append_c(out, '"');
    for (const char *at = text; *at != '\0'; at++)
        if (*at == '"' || *at == '\\')
            g_string_append_printf(out, "\\%c", *at);
        else if (*at == '\n')
            g_string_append(out, "\\n");
        else if ((unsigned char) *at < 0x20)
            g_string_append_printf(out, "\\u%04x", (unsigned char) *at);
        else
            g_string_append_c(out, *at);
    g_string_append_c(out, '"');
}

void
tool_json_key(GString *out, const char *key)
{
    separate(out);
    put_quoted(out, key);
    g_string_append_c(out, ':');
}

void
tool_json_text(GString *out, const char *text)
{
    separate(out);
    if (text != NULL)
        put_quoted(out, text);
    else
        g_string_append(out, "null");
}

void
tool_json_boolean(GString *out, bool value)
{
    separate(out);
    g_string_append(out, value ? "true" : "false");
}

void
tool_json_value(GString *out, const SopValue *value)
{
    g_autofree char *text = NULL;

    switch ((SopValueType) value->type)
    {
    case SOP_NULL:
        tool_json_text(out, NULL);
        return;
    case SOP_BOOLEAN:
        tool_json_boolean(out, value->boolean);
        return;
    case SOP_LIST:
        tool_json_open(out, '[');
        for (unsigned i = 0; i < sop_value_list_length(value); i++)
            tool_json_value(out, sop_value_list_item(value, i));
        tool_json_close(out, ']');
        return;
    case SOP_CONTEXT:
        tool_json_open(out, '{');
        for (unsigned i = 0; i < sop_value_context_size(value); i++)
        {
            tool_json_key(out, sop_value_context_key(value, i));
            tool_json_value(out, sop_value_context_member(value, i));
        }
        tool_json_close(out, '}');
        return;
    case SOP_NUMBER:
        separate(out);
        text = sop_value_to_text(value);
        g_string_append(out, text);
        return;
    default:
        text = sop_value_to_text(value);
        tool_json_text(out, text);
    }
}

/* The shortest decimal that reads back as the same double: 0.1 stays 0.1. */
static SopValue
number_of(double number)
{
    char text[40];

    for (int digits = 15; digits <= 17; digits++)
    {
        char format[8];
        g_snprintf(format, sizeof format, "%%.%dg", digits);
        g_ascii_formatd(text, sizeof text, format, number);
        if (g_ascii_strtod(text, NULL) == number)
            break;
    }
    return sop_value_parse(SOP_NUMBER, text);
}

static SopValue
list_of(JsonArray *array, bool *ret_fits)
{
    guint length = json_array_get_length(array);
    g_autofree SopValue *items = g_new0(SopValue, length);

    for (guint i = 0; i < length; i++)
    {
        bool fits = true;
        items[i] = tool_json_to_value(json_array_get_element(array, i), &fits);
        *ret_fits = *ret_fits && fits;
    }
    SopValue list = sop_value_list(items, length);
    for (guint i = 0; i < length; i++)
        sop_value_clear(&items[i]);
    return list;
}

SopValue
tool_json_to_value(JsonNode *node, bool *ret_fits)
{
    *ret_fits = !JSON_NODE_HOLDS_OBJECT(node);
    if (JSON_NODE_HOLDS_ARRAY(node))
        return list_of(json_node_get_array(node), ret_fits);
    if (!JSON_NODE_HOLDS_VALUE(node))
        return SOP_VALUE_NULL;

    switch (json_node_get_value_type(node))
    {
    case G_TYPE_BOOLEAN:
        return sop_value_boolean(json_node_get_boolean(node));
    case G_TYPE_INT64:
        return sop_value_integer(json_node_get_int(node));
    case G_TYPE_DOUBLE:
        return number_of(json_node_get_double(node));
    default:
        return sop_value_text(json_node_get_string(node));
    }
}
