/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics as a SARIF 2.1.0 log (OASIS), as code hosts and editors read them. */
#include "base/report.h"

#include <json-glib/json-glib.h>

#define SCHEMA \
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

static void
add_string(JsonBuilder *json, const char *name, const char *value)
{
    g_autofree char *valid = g_utf8_make_valid(value, -1);

    json_builder_set_member_name(json, name);
    json_builder_add_string_value(json, valid);
}

static void
add_number(JsonBuilder *json, const char *name, int64_t value)
{
    json_builder_set_member_name(json, name);
    json_builder_add_int_value(json, value);
}

static void
begin_object(JsonBuilder *json, const char *name)
{
    json_builder_set_member_name(json, name);
    json_builder_begin_object(json);
}

static void
begin_array(JsonBuilder *json, const char *name)
{
    json_builder_set_member_name(json, name);
    json_builder_begin_array(json);
}

/* { "text": … }. A single brace would begin a placeholder (SARIF 2.1.0, 3.11.5). */
static void
add_text(JsonBuilder *json, const char *name, const char *text)
{
    g_autoptr(GString) doubled = g_string_new(text);

    g_string_replace(doubled, "{", "{{", 0);
    g_string_replace(doubled, "}", "}}", 0);
    begin_object(json, name);
    add_string(json, "text", doubled->str);
    json_builder_end_object(json);
}

/* What a rule says of any finding: where a finding has names of its own, there is a gap. */
static void
add_general_text(JsonBuilder *json, const char *name, const char *text)
{
    g_autoptr(GString) general = g_string_new(NULL);

    while (*text != '\0')
    {
        size_t length = *text == '{' ? strspn(text + 1, "abcdefghijklmnopqrstuvwxyz_") : 0;
        bool is_name = length > 0 && text[length + 1] == '}';
        if (is_name)
            g_string_append(general, "…");
        else
            g_string_append_c(general, *text);
        text += is_name ? length + 2 : 1;
    }
    add_text(json, name, general->str);
}

static char *
uri_of(const char *file)
{
    g_autofree char *escaped = g_uri_escape_string(file, "/", TRUE);

    return g_path_is_absolute(file) ? g_strconcat("file://", escaped, NULL)
                                    : g_steal_pointer(&escaped);
}

/* physicalLocation, with a region when the line is known. */
static void
add_place(JsonBuilder *json, const SopSources *sources, SopSpan span)
{
    g_autofree char *uri = uri_of(sop_sources_name(sources, span.source));

    begin_object(json, "physicalLocation");
    begin_object(json, "artifactLocation");
    add_string(json, "uri", uri);
    json_builder_end_object(json);
    if (span.line > 0)
    {
        uint32_t column = MAX(span.column, 1);
        begin_object(json, "region");
        add_number(json, "startLine", span.line);
        add_number(json, "startColumn", column);
        if (span.length > 0)
            add_number(json, "endColumn", (int64_t) column + span.length);
        json_builder_end_object(json);
    }
    json_builder_end_object(json);
}

static void
add_points(JsonBuilder *json, const SopSources *sources, const SopDiagnostic *diagnostic)
{
    begin_array(json, "relatedLocations");
    for (unsigned i = 0; i < sop_diagnostic_n_points(diagnostic); i++)
    {
        const SopPoint *point = sop_diagnostic_point_at(diagnostic, i);
        json_builder_begin_object(json);
        add_number(json, "id", i + 1);
        add_place(json, sources, point->span);
        add_text(json, "message", point->label);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
}

/* The steps of a path, as locations of a thread. */
static void
add_path(JsonBuilder *json, const SopSources *sources, const SopDiagnostic *diagnostic)
{
    begin_array(json, "codeFlows");
    json_builder_begin_object(json);
    begin_array(json, "threadFlows");
    json_builder_begin_object(json);
    begin_array(json, "locations");
    for (unsigned i = 0; i < sop_diagnostic_n_steps(diagnostic); i++)
    {
        const SopPoint *step = sop_diagnostic_step_at(diagnostic, i);
        json_builder_begin_object(json);
        begin_object(json, "location");
        if (step->span.source != SOP_NONE)
            add_place(json, sources, step->span);
        add_text(json, "message", step->label);
        json_builder_end_object(json);
        add_number(json, "executionOrder", i + 1);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
    json_builder_end_object(json);
    json_builder_end_array(json);
    json_builder_end_object(json);
    json_builder_end_array(json);
}

static void
add_told(JsonBuilder *json, const GPtrArray *told)
{
    begin_object(json, "properties");
    for (guint i = 0; i < told->len; i += 2)
        add_string(json, g_ptr_array_index(told, i), g_ptr_array_index(told, i + 1));
    json_builder_end_object(json);
}

static void
add_suppression(JsonBuilder *json, const SopDiagnostic *diagnostic)
{
    begin_array(json, "suppressions");
    if (diagnostic->accepted != NULL)
    {
        json_builder_begin_object(json);
        add_string(json, "kind", "inSource");
        add_string(json, "status", "accepted");
        add_string(json, "justification", diagnostic->accepted);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
}

/* SARIF's own "fix" needs a replacement text; ours is advice, so it is said in the message. */
static char *
full_message(const SopDiagnostic *diagnostic)
{
    GString *message = g_string_new(diagnostic->message);

    if (diagnostic->why != NULL)
        g_string_append_printf(message, "\nWhy: %s", diagnostic->why);
    if (diagnostic->fix != NULL)
        g_string_append_printf(message, "\nFix: %s", diagnostic->fix);
    return g_string_free(message, FALSE);
}

static void
add_result(JsonBuilder *json, const SopSources *sources, const SopDiagnostic *diagnostic,
           unsigned rule, bool with_suppressions)
{
    g_autofree char *code = g_strdup_printf("SOP-%03u", diagnostic->code);
    g_autofree char *message = full_message(diagnostic);

    json_builder_begin_object(json);
    add_string(json, "ruleId", code);
    add_number(json, "ruleIndex", rule);
    add_string(json, "level", sop_severity_word(diagnostic->severity));
    add_text(json, "message", message);
    if (diagnostic->span.source != SOP_NONE)
    {
        begin_array(json, "locations");
        json_builder_begin_object(json);
        add_place(json, sources, diagnostic->span);
        json_builder_end_object(json);
        json_builder_end_array(json);
    }
    if (sop_diagnostic_n_points(diagnostic) > 0)
        add_points(json, sources, diagnostic);
    if (sop_diagnostic_n_steps(diagnostic) > 0)
        add_path(json, sources, diagnostic);
    if (with_suppressions)
        add_suppression(json, diagnostic);
    if (diagnostic->told != NULL)
        add_told(json, diagnostic->told);
    json_builder_end_object(json);
}

/* The page of the message, as Markdown and as the text that it is. */
static void
add_help(JsonBuilder *json, unsigned code)
{
    g_autofree char *page = sop_explain(code);

    begin_object(json, "help");
    add_string(json, "text", page);
    add_string(json, "markdown", page);
    json_builder_end_object(json);
}

static void
add_rule(JsonBuilder *json, unsigned code)
{
    const SopMessageLine *line = sop_message_line(code);
    g_autofree char *id = g_strdup_printf("SOP-%03u", code);

    json_builder_begin_object(json);
    add_string(json, "id", id);
    add_string(json, "name", line->name);
    add_general_text(json, "shortDescription", line->text);
    if (line->why != NULL)
        add_general_text(json, "fullDescription", line->why);
    add_help(json, code);
    begin_object(json, "defaultConfiguration");
    add_string(json, "level", sop_severity_word(line->severity));
    json_builder_end_object(json);
    json_builder_end_object(json);
}

/* The codes that occur, in order of first occurrence. */
static GArray *
rules_of(SopDiagnostics *diagnostics)
{
    GArray *rules = g_array_new(FALSE, FALSE, sizeof(unsigned));

    for (unsigned i = 0; i < sop_diagnostics_count(diagnostics); i++)
    {
        unsigned code = sop_diagnostics_get(diagnostics, i)->code, at = 0;
        while (at < rules->len && g_array_index(rules, unsigned, at) != code)
            at++;
        if (at == rules->len)
            g_array_append_val(rules, code);
    }
    return rules;
}

static unsigned
rule_index(const GArray *rules, unsigned code)
{
    unsigned at = 0;

    while (g_array_index(rules, unsigned, at) != code)
        at++;
    return at;
}

static void
add_tool(JsonBuilder *json, const GArray *rules)
{
    begin_object(json, "tool");
    begin_object(json, "driver");
    add_string(json, "name", "sopflow");
    begin_array(json, "rules");
    for (unsigned i = 0; i < rules->len; i++)
        add_rule(json, g_array_index(rules, unsigned, i));
    json_builder_end_array(json);
    json_builder_end_object(json);
    json_builder_end_object(json);
}

static void
add_run(JsonBuilder *json, SopDiagnostics *diagnostics)
{
    g_autoptr(GArray) rules = rules_of(diagnostics);

    json_builder_begin_object(json);
    add_tool(json, rules);
    add_string(json, "columnKind", "unicodeCodePoints");
    /* Either every result has `suppressions` or none has (2.1.0, 3.27.23): empty, it is not suppressed. */
    bool with_suppressions = sop_diagnostics_count_accepted(diagnostics) > 0;
    begin_array(json, "results");
    for (unsigned i = 0; i < sop_diagnostics_count(diagnostics); i++)
    {
        const SopDiagnostic *diagnostic = sop_diagnostics_get(diagnostics, i);
        add_result(json, sop_diagnostics_sources(diagnostics), diagnostic,
                   rule_index(rules, diagnostic->code), with_suppressions);
    }
    json_builder_end_array(json);
    json_builder_end_object(json);
}

char *
sop_diagnostics_to_sarif(SopDiagnostics *self)
{
    g_return_val_if_fail(self != NULL, NULL);

    g_autoptr(JsonBuilder) json = json_builder_new();
    json_builder_begin_object(json);
    add_string(json, "$schema", SCHEMA);
    add_string(json, "version", "2.1.0");
    begin_array(json, "runs");
    add_run(json, self);
    json_builder_end_array(json);
    json_builder_end_object(json);

    g_autoptr(JsonNode) root = json_builder_get_root(json);
    return json_to_string(root, TRUE);
}
