/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics as a JSON array, for programs. */
#include "base/report.h"

#include <json-glib/json-glib.h>

static void
add_string(JsonBuilder *json, const char *name, const char *value)
{
    if (value == NULL)
        return;
    g_autofree char *valid = g_utf8_make_valid(value, -1);
    json_builder_set_member_name(json, name);
    json_builder_add_string_value(json, valid);
}

static void
add_number(JsonBuilder *json, const char *name, uint32_t value)
{
    json_builder_set_member_name(json, name);
    json_builder_add_int_value(json, value);
}

static void
add_place(JsonBuilder *json, const SopSources *sources, SopSpan span)
{
    if (span.source == SOP_NONE)
        return;
    add_string(json, "file", sop_sources_name(sources, span.source));
    add_number(json, "line", span.line);
    add_number(json, "column", span.column);
    add_number(json, "length", span.length);
}

/* points: (nullable) none. */
static void
add_points(JsonBuilder *json, const SopSources *sources, const char *name, const char *label,
           const GArray *points)
{
    if (points == NULL)
        return;
    json_builder_set_member_name(json, name);
    json_builder_begin_array(json);
    for (unsigned i = 0; i < points->len; i++)
    {
        const SopPoint *point = &g_array_index(points, SopPoint, i);
        json_builder_begin_object(json);
        add_place(json, sources, point->span);
        add_string(json, label, point->label);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
}

static void
add_diagnostic(JsonBuilder *json, const SopSources *sources, const SopDiagnostic *diagnostic)
{
    g_autofree char *code = g_strdup_printf("SOP-%03u", diagnostic->code);

    json_builder_begin_object(json);
    add_string(json, "code", code);
    add_string(json, "severity", sop_severity_word(diagnostic->severity));
    add_string(json, "message", diagnostic->message);
    add_place(json, sources, diagnostic->span);
    add_string(json, "why", diagnostic->why);
    add_string(json, "fix", diagnostic->fix);
    add_string(json, "accepted", diagnostic->accepted);
    add_points(json, sources, "places", "label", diagnostic->points);
    add_points(json, sources, "path", "sentence", diagnostic->path);
    for (guint i = 0; diagnostic->told != NULL && i < diagnostic->told->len; i += 2)
        add_string(json, g_ptr_array_index(diagnostic->told, i),
                   g_ptr_array_index(diagnostic->told, i + 1));
    json_builder_end_object(json);
}

char *
sop_diagnostics_to_json(SopDiagnostics *self)
{
    g_return_val_if_fail(self != NULL, NULL);

    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_array(json);
    for (unsigned i = 0; i < sop_diagnostics_count(self); i++)
        add_diagnostic(json, sop_diagnostics_sources(self), sop_diagnostics_get(self, i));
    json_builder_end_array(json);

    g_autoptr(JsonNode) root = json_builder_get_root(json);
    return json_to_string(root, TRUE);
}
