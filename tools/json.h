/* SPDX-License-Identifier: Apache-2.0 */
/* JSON a line, in the order written and with every digit of a number; and values read from JSON. */
#pragma once

#include <json-glib/json-glib.h>
#include <sopflow/sopflow.h>

/* Each puts the comma that it needs. */
void tool_json_open(GString *out, char bracket);
void tool_json_close(GString *out, char bracket);
void tool_json_key(GString *out, const char *key);
void tool_json_text(GString *out, const char *text); /* text: (nullable) null */
void tool_json_boolean(GString *out, bool value);
void tool_json_value(GString *out, const SopValue *value);

/* A null, boolean, number, text or list of them.
 * Returns: (transfer full): clear with sop_value_clear(); *ret_fits says whether it is one. */
SopValue tool_json_to_value(JsonNode *node, bool *ret_fits);
