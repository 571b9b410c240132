/* SPDX-License-Identifier: Apache-2.0 */
/* sopflow act: a pipe for hosts in any language. One JSON object a line in, one out. A line that cannot
 * be used is answered with an error and changes nothing. */
#include "act.h"

#include <stdio.h>
#include <string.h>

const char *
tool_act_text(ActHost *host, JsonObject *line, const char *key, bool *ret_usable)
{
    JsonNode *node = json_object_get_member(line, key);

    if (node == NULL || JSON_NODE_HOLDS_NULL(node))
        return NULL;
    if (JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING)
        return json_node_get_string(node);
    tool_act_error(host, "`%s` must be a text", key);
    *ret_usable = false;
    return NULL;
}

bool
tool_act_instant(ActHost *host, const char *key, const char *text, SopInstant *ret_instant)
{
    SopInstant instant = sop_instant_parse(text);

    if (instant == SOP_INSTANT_NONE)
    {
        tool_act_error(host, "`%s`: `%s` is no instant; write 2026-03-02T09:00:00+08:00", key,
                       text);
        return false;
    }
    if (host->kase != NULL && instant < host->now)
    {
        tool_act_error(host, "`%s`: time does not go backwards, and `%s` is before the last line's",
                       key, text);
        return false;
    }
    *ret_instant = instant;
    return true;
}

bool
tool_act_known_keys(ActHost *host, JsonObject *line, const char *const *keys)
{
    g_autoptr(GList) members = json_object_get_members(line);

    for (GList *member = members; member != NULL; member = member->next)
        if (!g_strv_contains(keys, member->data))
        {
            g_autofree char *list = g_strjoinv("`, `", (char **) keys);
            tool_act_error(host, "`%s` is not a key of this line; they are `%s`",
                           (char *) member->data, list);
            return false;
        }
    return true;
}

/* ---- the kinds of line ------------------------------------------------------------------------- */

static void
cannot_open(ActHost *host)
{
    g_autofree char *why =
        sop_reason_sentence(sop_verdict_reason(host->verdict, 0), host->language);

    tool_act_error(host, "the case cannot be opened: %s", why);
}

static void
start(ActHost *host, JsonObject *line)
{
    bool usable = tool_act_known_keys(host, line, (const char *const[]) {"start", "id", NULL});
    const char *instant = usable ? tool_act_text(host, line, "start", &usable) : NULL;
    const char *id = usable ? tool_act_text(host, line, "id", &usable) : NULL;

    if (!usable)
        return;
    if (host->kase != NULL)
        return tool_act_error(host, "the case is open already");
    if (instant == NULL)
        return tool_act_error(host, "`start` must be an instant");
    if (!tool_act_instant(host, "start", instant, &host->now))
        return;
    host->kase =
        sop_case_open_judged(host->flow, id != NULL ? id : "case", host->now, host->verdict);
    if (host->kase == NULL)
        return cannot_open(host);
    tool_act_answer(host, NULL);
}

static void
tick(ActHost *host, JsonObject *line)
{
    bool usable = tool_act_known_keys(host, line, (const char *const[]) {"tick", NULL});
    const char *instant = usable ? tool_act_text(host, line, "tick", &usable) : NULL;

    if (usable && instant == NULL)
        tool_act_error(host, "`tick` must be an instant");
    else if (usable && tool_act_instant(host, "tick", instant, &host->now))
    {
        sop_case_tick(host->kase, host->now, host->verdict);
        tool_act_answer(host, NULL);
    }
}

static bool
give_document(ActHost *host, const char *name, JsonObject *object)
{
    SopDocument document = {0};
    bool usable = tool_act_known_keys(
        host, object, (const char *const[]) {"reference", "issued", "expires", NULL});

    document.reference = usable ? tool_act_text(host, object, "reference", &usable) : NULL;
    document.issued = usable ? tool_act_text(host, object, "issued", &usable) : NULL;
    document.expires = usable ? tool_act_text(host, object, "expires", &usable) : NULL;
    if (usable)
        sop_given_file(host->given, name, &document);
    return usable;
}

bool
tool_act_give(ActHost *host, const char *key, JsonNode *members)
{
    sop_given_clear(host->given);
    if (members == NULL || JSON_NODE_HOLDS_NULL(members))
        return true;
    if (!JSON_NODE_HOLDS_OBJECT(members))
        return tool_act_error(host, "`%s` must be an object: {\"age\": 34}", key), false;

    g_autoptr(GList) names = json_object_get_members(json_node_get_object(members));
    for (GList *name = names; name != NULL; name = name->next)
    {
        JsonNode *node = json_object_get_member(json_node_get_object(members), name->data);
        if (JSON_NODE_HOLDS_OBJECT(node))
        {
            if (!give_document(host, name->data, json_node_get_object(node)))
                return false;
            continue;
        }
        bool fits = true;
        g_auto(SopValue) value = tool_json_to_value(node, &fits);
        if (!fits)
            return tool_act_error(host, "`%s`: a list holds no objects", (char *) name->data),
                   false;
        sop_given_set(host->given, name->data, value);
    }
    return true;
}

/* The values of what the flow declares under `actor`; every name must be declared. */
static bool
read_details(ActHost *host, JsonNode *members, SopValue *details)
{
    if (members == NULL)
        return true;
    if (!JSON_NODE_HOLDS_OBJECT(members))
        return tool_act_error(host, "`actor` must be an object: {\"province\": \"Yunnan\"}"), false;

    g_autoptr(GList) names = json_object_get_members(json_node_get_object(members));
    for (GList *name = names; name != NULL; name = name->next)
    {
        uint32_t detail = sop_flow_actor_detail(host->flow, name->data);
        bool fits = true;
        if (detail == SOP_NONE)
            return tool_act_error(host, "the procedure asks nothing called `%s` of an actor",
                                  (char *) name->data),
                   false;
        sop_value_clear(&details[detail]);
        details[detail] = tool_json_to_value(
            json_object_get_member(json_node_get_object(members), name->data), &fits);
    }
    return true;
}

static void
judge(ActHost *host, const char *action, const ToolWho *who, const ToolWho *for_whom,
      JsonObject *line)
{
    uint32_t n_details = sop_flow_count_actor_details(host->flow);
    g_autofree SopValue *details = g_new0(SopValue, n_details + 1);
    SopActor actor = {.id = who->person, .role = who->role, .details = details};

    if (for_whom->person != NULL)
    {
        actor.for_id = for_whom->person;
        actor.for_role = for_whom->role;
    }
    if (read_details(host, json_object_get_member(line, "actor"), details))
    {
        sop_case_act(host->kase, sop_flow_action(host->flow, action), &actor, host->given,
                     host->now, host->verdict);
        tool_act_answer(host, action);
    }
    for (uint32_t i = 0; i < n_details; i++)
        sop_value_clear(&details[i]);
}

static void
act(ActHost *host, JsonObject *line)
{
    bool usable = tool_act_known_keys(
        host, line, (const char *const[]) {"do", "by", "for", "give", "at", "actor", NULL});
    const char *action = usable ? tool_act_text(host, line, "do", &usable) : NULL;
    const char *by = usable ? tool_act_text(host, line, "by", &usable) : NULL;
    const char *for_whom = usable ? tool_act_text(host, line, "for", &usable) : NULL;
    const char *at = usable ? tool_act_text(host, line, "at", &usable) : NULL;
    SopInstant instant = host->now;

    if (!usable)
        return;
    if (action == NULL || by == NULL)
        return tool_act_error(
            host, "an act needs `do` and `by`: {\"do\": \"apply\", \"by\": \"clerk/paul\"}");
    if ((at != NULL && !tool_act_instant(host, "at", at, &instant)) ||
        !tool_act_give(host, "give", json_object_get_member(line, "give")))
        return;

    g_auto(ToolWho) who = tool_who_parse(host->flow, by);
    g_auto(ToolWho) person =
        for_whom != NULL ? tool_who_parse(host->flow, for_whom) : (ToolWho) {0};
    host->now = instant;
    judge(host, action, &who, &person, line);
}

static const struct
{
    const char *key;
    bool opens; /* may come before the case is open */
    void (*read)(ActHost *host, JsonObject *line);
} kinds[] = {{"start", true, start},
             {"do", false, act},
             {"tick", false, tick},
             {"correct", false, tool_act_correct},
             {"close", false, tool_act_close},
             {"reopen", false, tool_act_reopen}};

static void
read_line(ActHost *host, const char *text)
{
    g_autoptr(JsonParser) parser = json_parser_new_immutable();
    g_autoptr(GError) error = NULL;

    if (!g_utf8_validate(text, -1, NULL))
        return tool_act_error(host, "the line is not UTF-8");
    if (!json_parser_load_from_data(parser, text, -1, &error))
        return tool_act_error(host, "the line is not JSON: %s", error->message);
    JsonNode *root = json_parser_get_root(parser);
    if (root == NULL || !JSON_NODE_HOLDS_OBJECT(root))
        return tool_act_error(
            host, "a line must be a JSON object: {\"do\": \"apply\", \"by\": \"clerk/paul\"}");

    JsonObject *line = json_node_get_object(root);
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (json_object_has_member(line, kinds[i].key))
        {
            if (host->kase == NULL && !kinds[i].opens)
                return tool_act_error(
                    host, "the first line opens the case: {\"start\": \"2026-03-02T09:00:00Z\"}");
            return kinds[i].read(host, line);
        }
    tool_act_error(host, "a line has `start`, `do`, `tick`, `correct`, `close` or `reopen`");
}

/* ---- the command ------------------------------------------------------------------------------------- */

static void
read_lines(ActHost *host)
{
    g_autofree char *line = NULL;
    size_t size = 0;
    ssize_t length;

    while ((length = getline(&line, &size, stdin)) >= 0)
    {
        host->line++;
        if (strlen(line) != (size_t) length)
            tool_act_error(host, "the line has a NUL in it");
        else if (*g_strstrip(line) != '\0')
            read_line(host, line);
    }
}

static bool
load(ActHost *host, const char *path)
{
    g_autofree char *json = NULL;
    gsize length = 0;
    g_autoptr(GError) error = NULL;

    if (g_file_get_contents(path, &json, &length, &error))
        host->kase = sop_case_from_json(host->flow, json, (gssize) length, &error);
    if (host->kase == NULL)
        return tool_unable("%s: %s", path, error->message), false;
    host->now = sop_case_last(host->kase);
    return true;
}

static bool
save(const ActHost *host, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *json = host->kase != NULL ? sop_case_to_json(host->kase) : NULL;

    if (json == NULL)
        return tool_unable("no case was opened, so there is none to save"), false;
    if (!g_file_set_contents(path, json, -1, &error))
        return tool_unable("%s", error->message), false;
    return true;
}

static ToolExit
serve(ActHost *host, const char *load_path, const char *save_path)
{
    if (load_path != NULL && !load(host, load_path))
        return TOOL_UNABLE;
    read_lines(host);
    if (save_path != NULL && !save(host, save_path))
        return TOOL_UNABLE;
    return host->failed ? TOOL_FOUND : TOOL_FINE;
}

static ToolExit
run(int argc, char **argv)
{
    g_autofree char *language = NULL;
    g_autofree char *load_path = NULL;
    g_autofree char *save_path = NULL;
    gboolean with_options = FALSE;
    ToolExit exit = TOOL_FINE;
    const GOptionEntry entries[] = {
        {"options", 'o', 0, G_OPTION_ARG_NONE, &with_options, "Add what may be done next", NULL},
        {"language", 'l', 0, G_OPTION_ARG_STRING, &language,
         "Language of the sentences: en, fr, zh", "LANGUAGE"},
        {"load", 0, 0, G_OPTION_ARG_FILENAME, &load_path, "Go on with the case of this file",
         "FILE"},
        {"save", 0, 0, G_OPTION_ARG_FILENAME, &save_path, "Write the case to this file at the end",
         "FILE"},
        {0},
    };

    if (!tool_options(&tool_act, entries, 1, &argc, &argv))
        return TOOL_UNABLE;
    g_autoptr(SopFlow) flow = tool_load_flow(argv[1], &exit);
    if (flow == NULL)
        return exit;

    g_autoptr(SopVerdict) verdict = sop_verdict_new();
    g_autoptr(SopGiven) given = sop_given_new(flow);
    g_autoptr(GString) out = g_string_new(NULL);
    ActHost host = {
        .flow = flow, .verdict = verdict, .given = given, .out = out, .with_options = with_options};
    host.language = g_strdup(language != NULL ? language : sop_flow_languages(flow)[0]);
    exit = serve(&host, load_path, save_path);
    sop_case_free(host.kase);
    g_free(host.language);
    return exit;
}

const Tool tool_act = {
    .name = "act",
    .arguments = "FILE",
    .summary = "Judge acts from a pipe: one JSON object a line in, one out",
    .examples =
        "  sopflow act flows/library_card.sop.yaml <<'LINES'\n"
        "  {\"start\": \"2026-03-02T09:00:00+01:00\"}\n"
        "  {\"do\": \"apply\", \"by\": \"reader/ana\", \"give\": {\"age\": 34, \"form\": {\"reference\": \"F-1\"}}}\n"
        "  {\"do\": \"withdraw\", \"by\": \"reader/ana\", \"at\": \"2026-03-03T10:00:00+01:00\"}\n"
        "  {\"tick\": \"2026-03-04T09:00:00+01:00\"}\n"
        "  {\"close\": true, \"by\": \"librarian/vera\", \"reason\": \"moved away\"}\n"
        "  LINES\n\n"
        "Exit status: 0 all lines could be used (refusals are answers), 1 a line could not, 2 it could\n"
        "not run.\n",
    .run = run,
};
