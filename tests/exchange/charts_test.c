/* SPDX-License-Identifier: Apache-2.0 */
/* Charts of others, each with the configurations expected of it (NAME.scxml, NAME.json): read as a
 * procedure where the language can say it, played, and compared after every event. SOP_SCXML_CHARTS
 * in the environment names a folder with more of them. */
#include <json-glib/json-glib.h>
#include <sopflow/sopflow.h>
#include <string.h>

#include "base/limits.h"
#include "exchange/chart.h"
#include "support/support.h"

enum
{
    MAX_EVENTS = 64,
};

typedef struct
{
    unsigned n_passed, n_failed;
    GHashTable *impossible; /* why → GINT_TO_POINTER (how many) */
} Tally;

static Tally tally;

static int
compare_words(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *) a, *(const char *const *) b);
}

static char *
join_sorted(GPtrArray *words)
{
    g_ptr_array_sort(words, compare_words);
    g_ptr_array_add(words, NULL);
    return g_strjoinv(" ", (char **) words->pdata);
}

static char *
expected_states(JsonArray *array)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();

    for (guint i = 0; i < json_array_get_length(array); i++)
        g_ptr_array_add(ids, (gpointer) json_array_get_string_element(array, i));
    return join_sorted(ids);
}

static char *
actual_states(const Chart *chart, const SopCase *kase)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    SopNode nodes[SOP_LIMIT_PARALLEL];
    unsigned n_nodes = sop_case_at(kase, nodes, SOP_LIMIT_PARALLEL);

    for (unsigned i = 0; i < n_nodes; i++)
        g_ptr_array_add(ids,
                        (gpointer) chart_id_of(
                            chart, sop_flow_name(sop_case_flow(kase), SOP_TABLE_NODES, nodes[i])));
    return join_sorted(ids);
}

/* The events of a script, each name once. */
static void
collect_events(JsonArray *steps, const char *names[MAX_EVENTS])
{
    unsigned n = 0;

    for (guint i = 0; i < json_array_get_length(steps) && n + 1 < MAX_EVENTS; i++)
    {
        JsonObject *event =
            json_object_get_object_member(json_array_get_object_element(steps, i), "event");
        const char *name = json_object_get_string_member(event, "name");
        names[n] = NULL;
        if (!g_strv_contains(names, name))
            names[n++] = name;
    }
    names[n] = NULL;
}

static SopFlow *
compile(const char *path, const char *text)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopProcedure) procedure =
        sop_procedure_load_text("chart.sop.yaml", text, -1, diagnostics, NULL);
    SopFlow *flow = procedure != NULL ? sop_flow_compile(procedure, diagnostics) : NULL;

    if (flow == NULL)
    {
        g_autofree char *messages = sop_diagnostics_to_text(diagnostics, false);
        g_printerr("\n%s\n%s\n%s", path, text, messages);
    }
    return flow;
}

static bool
is_there(const Chart *chart, const SopCase *kase, JsonArray *expected, const char *path,
         const char *after)
{
    g_autofree char *wanted = expected_states(expected);
    g_autofree char *actual = actual_states(chart, kase);

    if (g_str_equal(wanted, actual))
        return true;
    g_printerr("\n%s, after %s: expected %s, but is in %s\n", path, after, wanted, actual);
    return false;
}

static bool
play(const Chart *chart, SopFlow *flow, JsonObject *script, const char *const *events,
     const char *path)
{
    SopInstant now = sop_instant_parse("2026-03-02T09:00:00Z");
    g_autoptr(SopCase) kase = sop_case_open(flow, "case", now);
    SopActor actor = {.id = "p", .role = sop_flow_role(flow, "clerk"), .for_role = SOP_NONE};
    JsonArray *steps = json_object_get_array_member(script, "events");

    if (kase == NULL ||
        !is_there(chart, kase, json_object_get_array_member(script, "initialConfiguration"), path,
                  "opening"))
        return false;
    for (guint i = 0; i < json_array_get_length(steps); i++)
    {
        JsonObject *step = json_array_get_object_element(steps, i);
        const char *event =
            json_object_get_string_member(json_object_get_object_member(step, "event"), "name");
        g_autofree char *action = chart_event_name(events, event);
        sop_case_act(kase, sop_flow_action(flow, action), &actor, NULL, now, NULL);
        if (!is_there(chart, kase, json_object_get_array_member(step, "nextConfiguration"), path,
                      event))
            return false;
    }
    return true;
}

static void
count_impossible(const char *why)
{
    int n = GPOINTER_TO_INT(g_hash_table_lookup(tally.impossible, why));

    g_hash_table_insert(tally.impossible, (gpointer) why, GINT_TO_POINTER(n + 1));
}

static void
check_chart(const char *path)
{
    g_autofree char *text = sop_test_read(path);
    g_autofree char *stem = g_strndup(path, strlen(path) - strlen(".scxml"));
    g_autofree char *script_path = g_strconcat(stem, ".json", NULL);
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autoptr(Chart) chart = chart_read(text);
    const char *events[MAX_EVENTS];

    CU_ASSERT_TRUE_FATAL(json_parser_load_from_file(parser, script_path, NULL));
    JsonObject *script = json_node_get_object(json_parser_get_root(parser));
    collect_events(json_object_get_array_member(script, "events"), events);
    g_autofree char *procedure =
        chart->impossible == NULL ? chart_to_procedure(chart, events) : NULL;
    if (procedure == NULL)
    {
        count_impossible(chart->impossible);
        return;
    }
    g_autoptr(SopFlow) flow = compile(path, procedure);
    bool passed = flow != NULL && play(chart, flow, script, events, path);
    if (!passed && flow != NULL)
        g_printerr("%s\n", procedure);
    CU_ASSERT_TRUE(passed);
    tally.n_passed += passed;
    tally.n_failed += !passed;
}

/* All charts in the folder and the folders in it, sorted. */
static void
find_charts(const char *folder, GPtrArray *paths)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
    {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            find_charts(path, paths);
        else if (g_str_has_suffix(name, ".scxml"))
            g_ptr_array_add(paths, g_steal_pointer(&path));
    }
}

static void
check_folder(const char *folder)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter iter;
    gpointer why, count;

    find_charts(folder, paths);
    g_ptr_array_sort(paths, compare_words);
    tally = (Tally) {.impossible = g_hash_table_new(g_str_hash, g_str_equal)};
    for (guint i = 0; i < paths->len; i++)
        check_chart(g_ptr_array_index(paths, i));
    printf("%s: %u charts, %u passed, %u failed", folder, paths->len, tally.n_passed,
           tally.n_failed);
    g_hash_table_iter_init(&iter, tally.impossible);
    while (g_hash_table_iter_next(&iter, &why, &count))
        printf("\n  %d not expressible: %s", GPOINTER_TO_INT(count), (const char *) why);
    printf(" ");
    g_hash_table_unref(tally.impossible);
}

static void
test_own(void)
{
    check_folder("tests/exchange/charts");
    CU_ASSERT_TRUE(tally.n_passed > 0);
}

static void
test_others(void)
{
    const char *folder = g_getenv("SOP_SCXML_CHARTS");

    if (folder == NULL || !g_file_test(folder, G_FILE_TEST_IS_DIR))
    {
        printf("skipped: no folder SOP_SCXML_CHARTS ");
        return;
    }
    check_folder(folder);
    CU_ASSERT_TRUE(tally.n_passed > 0);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {{"own", test_own}, {"others", test_others}, {NULL, NULL}};
    g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
    return sop_test_main("exchange: charts", tests, argc, argv);
}
