/* SPDX-License-Identifier: Apache-2.0 */
/* sopflow migrate: which cases can go over to a newer version, why not, and their files rewritten. */
#include "json.h"
#include "tool.h"

#include <stdio.h>
#include <string.h>

typedef struct
{
    char *format;
    char *language;
    char *now_text;
    char **accepted_names;
    gboolean write;
    SopInstant now;
    uint32_t accepted;
    bool as_json;
} Wish;

static void
wish_clear(Wish *self)
{
    g_free(self->format);
    g_free(self->language);
    g_free(self->now_text);
    g_strfreev(self->accepted_names);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Wish, wish_clear)

typedef struct
{
    const SopVersions *versions;
    const Wish *wish;
    GString *json;
    unsigned counts[3]; /* by SopMigrationResult */
    bool failed;        /* a file could not be read or written */
} Migrator;

/* ---- files -------------------------------------------------------------------------------------------- */

static int
compare_paths(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *) a, *(const char *const *) b);
}

/* A file; or of a folder every *.json in it. */
static bool
gather(GPtrArray *files, const char *path)
{
    g_autoptr(GError) error = NULL;
    guint first = files->len;
    const char *name;

    if (!g_file_test(path, G_FILE_TEST_IS_DIR))
    {
        g_ptr_array_add(files, g_strdup(path));
        return true;
    }
    g_autoptr(GDir) folder = g_dir_open(path, 0, &error);
    if (folder == NULL)
        return tool_unable("%s", error->message), false;
    while ((name = g_dir_read_name(folder)) != NULL)
        if (g_str_has_suffix(name, ".json"))
            g_ptr_array_add(files, g_build_filename(path, name, NULL));
    if (files->len > first)
        qsort(files->pdata + first, files->len - first, sizeof *files->pdata, compare_paths);
    return true;
}

static bool
rewrite(const SopMigration *migration, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *json = sop_case_to_json(sop_migration_case(migration));

    if (g_file_set_contents(path, json, -1, &error))
        return true;
    return tool_unable("%s", error->message), false;
}

/* ---- what became of a case ---------------------------------------------------------------------------- */

static void
print_text(const SopMigration *migration, const char *path, const char *language)
{
    const char *id = sop_migration_id(migration);
    g_autofree char *text = sop_migration_to_text(migration, language);

    printf("%s", path);
    if (*id != '\0')
        printf(" (%s)", id);
    printf(": %s", text);
}

static void
put_place(GString *json, const SopCase *kase)
{
    g_autoptr(GPtrArray) names = tool_active_names(kase);
    SopOutcome closed = sop_case_closed(kase);

    tool_json_key(json, "at");
    tool_json_open(json, '[');
    for (guint i = 0; i < names->len; i++)
        tool_json_text(json, g_ptr_array_index(names, i));
    tool_json_close(json, ']');
    tool_json_key(json, "closed");
    tool_json_text(json, closed != SOP_NONE
                             ? sop_flow_name(sop_case_flow(kase), SOP_TABLE_OUTCOMES, closed)
                             : NULL);
}

static void
put_findings(GString *json, const SopMigration *migration, const char *language)
{
    tool_json_key(json, "findings");
    tool_json_open(json, '[');
    for (unsigned i = 0; i < sop_migration_count(migration); i++)
    {
        SopFindingCode code = sop_migration_code(migration, i);
        SopMigrationResult weight = sop_migration_weight(migration, i);
        g_autofree char *sentence = sop_migration_sentence(migration, i, language);
        tool_json_open(json, '{');
        tool_json_key(json, "code");
        tool_json_text(json, sop_finding_code_name(code));
        tool_json_key(json, "weight");
        tool_json_text(json,
                       weight == SOP_MIGRATION_GOES ? "note" : sop_migration_result_name(weight));
        tool_json_key(json, "acceptable");
        tool_json_boolean(json, sop_finding_code_is_acceptable(code));
        tool_json_key(json, "sentence");
        tool_json_text(json, sentence);
        tool_json_close(json, '}');
    }
    tool_json_close(json, ']');
}

static void
put_case(GString *json, const SopMigration *migration, const char *path, const char *language)
{
    tool_json_open(json, '{');
    tool_json_key(json, "file");
    tool_json_text(json, path);
    tool_json_key(json, "id");
    tool_json_text(json, sop_migration_id(migration));
    tool_json_key(json, "result");
    tool_json_text(json, sop_migration_result_name(sop_migration_result(migration)));
    if (sop_migration_case(migration) != NULL)
        put_place(json, sop_migration_case(migration));
    put_findings(json, migration, language);
    tool_json_close(json, '}');
}

static void
migrate_file(Migrator *self, const char *path)
{
    const Wish *wish = self->wish;
    g_autofree char *json = NULL;
    gsize length = 0;
    g_autoptr(GError) error = NULL;

    if (!g_file_get_contents(path, &json, &length, &error))
    {
        tool_unable("%s", error->message);
        self->failed = true;
        return;
    }
    g_autoptr(SopMigration) migration =
        sop_versions_migrate(self->versions, json, (gssize) length, wish->now, wish->accepted);
    self->counts[sop_migration_result(migration)]++;
    if (wish->as_json)
        put_case(self->json, migration, path, wish->language);
    else
        print_text(migration, path, wish->language);
    if (wish->write && sop_migration_case(migration) != NULL && !rewrite(migration, path))
        self->failed = true;
}

/* ---- the whole ------------------------------------------------------------------------------------------ */

static void
print_end(const Migrator *self)
{
    g_autofree char *counts =
        sop_migration_say_counts(self->versions, self->counts, self->wish->language);

    if (!self->wish->as_json)
        printf("\n%s\n", counts);
    else
        printf("{\"cases\":%s]}\n", self->json->str);
}

static ToolExit
migrate_all(const SopVersions *versions, const Wish *wish, const GPtrArray *files)
{
    g_autoptr(GString) json = g_string_new("[");
    Migrator migrator = {.versions = versions, .wish = wish, .json = json};

    for (guint i = 0; i < files->len; i++)
        migrate_file(&migrator, g_ptr_array_index(files, i));
    print_end(&migrator);
    if (migrator.failed)
        return TOOL_UNABLE;
    return migrator.counts[SOP_MIGRATION_PERSON] + migrator.counts[SOP_MIGRATION_CANNOT] > 0
               ? TOOL_FOUND
               : TOOL_FINE;
}

static ToolExit
migrate(const SopVersions *versions, const Wish *wish, int n_paths, char **paths)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);

    for (int i = 0; i < n_paths; i++)
        if (!gather(files, paths[i]))
            return TOOL_UNABLE;
    if (n_paths > 0)
        return migrate_all(versions, wish, files);
    g_autofree char *steps = sop_versions_say_steps(versions, wish->language);
    fputs(steps, stdout);
    return TOOL_FINE;
}

static bool
read_accepted(Wish *wish)
{
    for (char **name = wish->accepted_names; name != NULL && *name != NULL; name++)
    {
        SopFindingCode code = sop_finding_code_from_name(*name);
        if (code == SOP_N_FINDINGS || !sop_finding_code_is_acceptable(code))
            return tool_unable("`%s` is nothing that can be accepted", *name), false;
        wish->accepted |= UINT32_C(1) << code;
    }
    return true;
}

static bool
read_wish(Wish *wish)
{
    wish->as_json = wish->format != NULL && g_str_equal(wish->format, "json");
    if (wish->format != NULL && !wish->as_json && !g_str_equal(wish->format, "text"))
        return tool_unable("there is no format `%s`; write text or json", wish->format), false;
    wish->now = wish->now_text != NULL ? sop_instant_parse(wish->now_text) : tool_now();
    if (wish->now == SOP_INSTANT_NONE)
        return tool_unable("`%s` is no instant; write 2026-03-02T09:00:00+08:00", wish->now_text),
               false;
    return read_accepted(wish);
}

static ToolExit
run(int argc, char **argv)
{
    g_auto(Wish) wish = {0};
    ToolExit exit = TOOL_FINE;
    const GOptionEntry entries[] = {
        {"write", 'w', 0, G_OPTION_ARG_NONE, &wish.write,
         "Rewrite the files of the cases that go over (else nothing is changed)", NULL},
        {"accept", 'a', 0, G_OPTION_ARG_STRING_ARRAY, &wish.accepted_names,
         "Let cases go over in spite of this: fact_gone, document_gone, … (may be repeated)",
         "CODE"},
        {"now", 0, 0, G_OPTION_ARG_STRING, &wish.now_text,
         "The instant at which they go over (now)", "INSTANT"},
        {"format", 'f', 0, G_OPTION_ARG_STRING, &wish.format, "text (as usual) or json", "FORMAT"},
        {"language", 'l', 0, G_OPTION_ARG_STRING, &wish.language, "Language of the sentences",
         "LANGUAGE"},
        {0},
    };

    if (!tool_options(&tool_migrate, entries, G_MAXINT, &argc, &argv) || !read_wish(&wish))
        return TOOL_UNABLE;
    if (argc < 3)
        return tool_unable("usage: sopflow migrate %s", tool_migrate.arguments);
    g_autoptr(SopFlow) older = tool_load_flow(argv[1], &exit);
    g_autoptr(SopFlow) newer = older != NULL ? tool_load_flow(argv[2], &exit) : NULL;
    if (newer == NULL)
        return TOOL_UNABLE;
    g_autoptr(SopVersions) versions = sop_versions_compare(older, newer);
    return migrate(versions, &wish, argc - 3, argv + 3);
}

const Tool tool_migrate = {
    .name = "migrate",
    .arguments = "OLD NEW [CASE…]",
    .summary = "Say which cases can go over to a newer version",
    .examples =
        "  sopflow migrate old.sop.yaml new.sop.yaml             where each step leads\n"
        "  sopflow migrate old.sop.yaml new.sop.yaml cases/      a dry run over cases/*.json\n"
        "  sopflow migrate old.sop.yaml new.sop.yaml cases/ --write --accept fact_gone\n\n"
        "Exit status: 0 all go over, 1 some need a person or cannot, 2 it could not run.\n",
    .run = run,
};
