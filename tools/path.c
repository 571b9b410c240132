/* SPDX-License-Identifier: Apache-2.0 */
/* sopflow path: what is still missing before a goal: the shortest lawful way from where a case is. */
#include "json.h"
#include "tool.h"

#include <string.h>

enum
{
    MANY = 64, /* roles; more others and documents of one step than are ever written */
};

/* ---- JSON ------------------------------------------------------------------------------------------ */

static void
put_instant(GString *out, const char *key, SopInstant instant)
{
    g_autofree char *text = instant != SOP_INSTANT_NONE ? sop_instant_format(instant) : NULL;

    tool_json_key(out, key);
    tool_json_text(out, text);
}

static void
put_names(GString *out, const char *key, const SopFlow *flow, SopTable table,
          const uint32_t *numbers, unsigned n)
{
    tool_json_key(out, key);
    tool_json_open(out, '[');
    for (unsigned i = 0; i < MIN(n, (unsigned) MANY); i++)
        tool_json_text(out, sop_flow_name(flow, table, numbers[i]));
    tool_json_close(out, ']');
}

static void
put_gift(GString *out, const SopFlow *flow, const SopWay *way, unsigned step, unsigned gift,
         const char *language)
{
    SopWayGift found = sop_way_gift(way, step, gift);
    bool is_fact = found.fact != SOP_NONE;
    SopTable table = is_fact ? SOP_TABLE_FACTS : SOP_TABLE_DOCUMENTS;
    uint32_t number = is_fact ? found.fact : found.document;
    g_autofree char *needed = sop_way_say_gift(way, step, gift, language);

    tool_json_open(out, '{');
    tool_json_key(out, is_fact ? "fact" : "document");
    tool_json_text(out, sop_flow_name(flow, table, number));
    tool_json_key(out, "title");
    tool_json_text(out, sop_flow_title_of(flow, table, number, language));
    tool_json_key(out, "any");
    tool_json_boolean(out, found.any);
    tool_json_key(out, "needed");
    tool_json_text(out, *needed != '\0' ? needed : NULL);
    tool_json_key(out, is_fact ? "value" : "expires");
    if (is_fact)
        tool_json_value(out, found.value);
    else
        tool_json_text(out, found.expires);
    tool_json_close(out, '}');
}

static void
put_step(GString *out, const SopFlow *flow, const SopWay *way, unsigned step, const char *language)
{
    static const char *const kinds[] = {
        [SOP_WAY_ACT] = "act", [SOP_WAY_TIMEOUT] = "timeout", [SOP_WAY_PASSES] = "passes"};
    SopWayStep found = sop_way_step(way, step);
    uint32_t numbers[MANY];
    g_autofree char *sentence = sop_way_say_step(way, step, language);

    tool_json_open(out, '{');
    tool_json_key(out, "kind");
    tool_json_text(out, kinds[found.kind]);
    tool_json_key(out, "name");
    tool_json_text(out, sop_flow_name(flow, SOP_TABLE_ACTIONS, found.action));
    put_instant(out, "at", found.at);
    tool_json_key(out, "waits");
    tool_json_boolean(out, found.waits);
    put_instant(out, "until", found.until);
    unsigned n = sop_way_roles(way, step, numbers, MANY);
    put_names(out, "roles", flow, SOP_TABLE_ROLES, numbers, n);
    n = sop_way_separate_from(way, step, numbers, MANY);
    put_names(out, "separate_from", flow, SOP_TABLE_ACTIONS, numbers, n);
    tool_json_key(out, "give");
    tool_json_open(out, '[');
    for (unsigned i = 0; i < sop_way_count_gifts(way, step); i++)
        put_gift(out, flow, way, step, i, language);
    tool_json_close(out, ']');
    n = sop_way_verifies(way, step, numbers, MANY);
    put_names(out, "verifies", flow, SOP_TABLE_DOCUMENTS, numbers, n);
    tool_json_key(out, "sentence");
    tool_json_text(out, sentence);
    tool_json_close(out, '}');
}

static void
print_json(const SopFlow *flow, const SopWay *way, const char *language)
{
    static const char *const results[] = {
        [SOP_WAY_FOUND] = "found", [SOP_WAY_NONE] = "none", [SOP_WAY_NOT_FOUND] = "not_found"};
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *sentence = sop_way_say_result(way, language);

    tool_json_open(out, '{');
    tool_json_key(out, "result");
    tool_json_text(out, results[sop_way_result(way)]);
    tool_json_key(out, "shortest");
    tool_json_boolean(out, sop_way_is_shortest(way));
    tool_json_key(out, "sentence");
    tool_json_text(out, sentence);
    tool_json_key(out, "steps");
    tool_json_open(out, '[');
    for (unsigned i = 0; i < sop_way_length(way); i++)
        put_step(out, flow, way, i, language);
    tool_json_close(out, ']');
    tool_json_close(out, '}');
    printf("%s\n", out->str);
}

/* ---- text ------------------------------------------------------------------------------------------ */

static void
print_text(const SopFlow *flow, const SopWay *way, const char *language)
{
    (void) flow;
    g_autofree char *result = sop_way_say_result(way, language);

    printf("%s\n", result);
    for (unsigned i = 0; i < sop_way_length(way); i++)
    {
        g_autofree char *step = sop_way_say_step(way, i, language);
        printf("%s%3u. %s\n", i == 0 ? "\n" : "", i + 1, step);
    }
}

static const struct
{
    const char *name;
    void (*print)(const SopFlow *flow, const SopWay *way, const char *language);
} formats[] = {{"text", print_text}, {"json", print_json}};

/* ---- the case and its procedure ---------------------------------------------------------------------- */

typedef struct
{
    char *goal, *flow, *now, *language, *format;
} Options;

/* The id of the case's procedure. Returns: (transfer full) (nullable). */
static char *
procedure_of(const char *json)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autoptr(JsonNode) found = NULL;
    const char *id = NULL;

    if (json_parser_load_from_data(parser, json, -1, NULL))
        found = json_path_query("$.flow.id", json_parser_get_root(parser), NULL);
    JsonArray *ids = found != NULL ? json_node_get_array(found) : NULL;
    if (ids != NULL && json_array_get_length(ids) == 1 &&
        json_node_get_value_type(json_array_get_element(ids, 0)) == G_TYPE_STRING)
        id = json_array_get_string_element(ids, 0);
    return id != NULL && strchr(id, '/') == NULL ? g_strdup(id) : NULL;
}

/* Where it is looked for: beside the case, else here. Returns: (transfer full) (nullable). */
static char *
procedure_beside(const char *path, const char *json)
{
    g_autofree char *id = procedure_of(json);

    if (id == NULL)
        return NULL;
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *name = g_strdup_printf("%s.sop.yaml", id);
    char *beside = g_build_filename(folder, name, NULL);
    if (g_file_test(beside, G_FILE_TEST_EXISTS))
        return beside;
    g_free(beside);
    return g_steal_pointer(&name);
}

static SopCase *
open_case(SopFlow *flow, SopInstant now)
{
    g_autoptr(SopVerdict) verdict = sop_verdict_new();
    SopCase *kase = sop_case_open_judged(flow, "new", now, verdict);

    if (kase != NULL)
        return kase;
    g_autofree char *why = sop_reason_sentence(sop_verdict_reason(verdict, 0), NULL);
    tool_unable("a case cannot be opened: %s", why);
    return NULL;
}

static SopCase *
read_case(const char *path, const Options *options, ToolExit *ret_exit)
{
    g_autofree char *json = NULL;
    g_autoptr(GError) error = NULL;

    *ret_exit = TOOL_UNABLE;
    if (!g_file_get_contents(path, &json, NULL, &error))
        return tool_unable("%s", error->message), NULL;
    g_autofree char *file =
        options->flow != NULL ? g_strdup(options->flow) : procedure_beside(path, json);
    if (file == NULL)
        return tool_unable("%s: this is no case", path), NULL;
    g_autoptr(SopFlow) flow = tool_load_flow(file, ret_exit);
    SopCase *kase = flow != NULL ? sop_case_from_json(flow, json, -1, &error) : NULL;
    if (error != NULL)
        tool_unable("%s: %s", path, error->message);
    return kase;
}

/* A procedure in place of a case: a case that is just opened. */
static SopCase *
find_case(const char *path, const Options *options, SopInstant now, ToolExit *ret_exit)
{
    if (!g_str_has_suffix(path, ".yaml"))
        return read_case(path, options, ret_exit);
    g_autoptr(SopFlow) flow = tool_load_flow(path, ret_exit);
    if (flow == NULL)
        return NULL;
    *ret_exit = TOOL_UNABLE;
    return open_case(flow, now);
}

static ToolExit
find_way(const char *path, const Options *options, gsize format)
{
    ToolExit exit = TOOL_UNABLE;
    g_autoptr(GError) error = NULL;
    SopInstant now = options->now != NULL ? sop_instant_parse(options->now) : tool_now();

    if (now == SOP_INSTANT_NONE)
        return tool_unable("`%s` is no instant; write 2026-03-02T09:00:00+08:00", options->now);
    g_autoptr(SopCase) kase = find_case(path, options, now, &exit);
    if (kase == NULL)
        return exit;
    g_autoptr(SopWay) way = sop_way_find(kase, options->goal, now, 0, &error);
    if (way == NULL)
        return tool_unable("%s", error->message);
    formats[format].print(sop_case_flow(kase), way, options->language);
    return sop_way_result(way) == SOP_WAY_FOUND ? TOOL_FINE : TOOL_FOUND;
}

static ToolExit
run_with(int argc, char **argv, Options *options)
{
    const GOptionEntry entries[] = {
        {"to", 't', 0, G_OPTION_ARG_STRING, &options->goal,
         "What to get to: an action, node or outcome by its name", "GOAL"},
        {"flow", 0, 0, G_OPTION_ARG_FILENAME, &options->flow,
         "The procedure of the case; else ID.sop.yaml beside it or here", "FILE"},
        {"now", 'n', 0, G_OPTION_ARG_STRING, &options->now, "When the way begins; else the present",
         "INSTANT"},
        {"format", 'f', 0, G_OPTION_ARG_STRING, &options->format, "text (as usual) or json",
         "FORMAT"},
        {"language", 'l', 0, G_OPTION_ARG_STRING, &options->language,
         "Language of the sentences: en, fr, zh", "LANGUAGE"},
        {0},
    };
    gsize format = 0;

    if (!tool_options(&tool_path, entries, 1, &argc, &argv))
        return TOOL_UNABLE;
    while (options->format != NULL && format < G_N_ELEMENTS(formats) &&
           !g_str_equal(options->format, formats[format].name))
        format++;
    if (format == G_N_ELEMENTS(formats))
        return tool_unable("there is no format `%s`; write text or json", options->format);
    if (options->goal == NULL)
        return tool_unable("say what to get to: `--to GOAL`");
    return find_way(argv[1], options, format);
}

static ToolExit
run(int argc, char **argv)
{
    Options options = {0};
    ToolExit exit = run_with(argc, argv, &options);

    g_free(options.goal);
    g_free(options.flow);
    g_free(options.now);
    g_free(options.language);
    g_free(options.format);
    return exit;
}

const Tool tool_path = {
    .name = "path",
    .arguments = "CASE",
    .summary = "Show the shortest lawful way from where a case is to a goal",
    .examples =
        "  sopflow path case.json --flow flows/avrr.sop.yaml --to board\n"
        "  sopflow path flows/avrr.sop.yaml --to outcome:reintegrated   (of a case just opened)\n\n"
        "Exit status: 0 a way was found, 1 none, 2 it could not run.\n",
    .run = run,
};
