/* SPDX-License-Identifier: Apache-2.0 */
/* Runs FEEL cases written as lines of JSON (the DMN TCK, taken apart): expression, inputs, expected
 * value. Prints the lines that fail and, for each folder and in all, two figures: of those that expect
 * a value, of those that expect null. A line that has only a text need but be read.
 * feel-tck [-q] [-k FILE] FILE…; -k: names of lines that are known to fail, with the reason. */
#include <json-glib/json-glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "feel/feel.h"

typedef struct
{
    unsigned passed;
    unsigned all;
} Figure;

/* Of a folder, or of all. */
typedef struct
{
    const char *name;
    Figure values, nulls, texts;
} Figures;

enum
{
    FAILED = 1,
    UNABLE = 2,
    NO_CASES = 77, /* what CTest takes for "skipped" */
};

static Figures all;
static GHashTable *folders; /* name → Figures */
static GHashTable *known;   /* names of lines that fail */
static bool quiet, surprised;

/* ---- values ----------------------------------------------------------------------------------- */

static SopValue read_value(JsonObject *object);

static SopValue
evaluate_text(const char *text)
{
    g_autoptr(SopFeel) feel = sop_feel_compile(text, -1, NULL, SOP_FEEL_PURE, NULL, NULL, 0, NULL);
    return feel != NULL ? sop_feel_evaluate(feel, &(SopFeelInput) {0}) : SOP_VALUE_NULL;
}

static SopValue
read_list(JsonArray *array)
{
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(SopValue));
    g_array_set_clear_func(items, (GDestroyNotify) sop_value_clear);
    for (guint i = 0; i < json_array_get_length(array); i++)
    {
        SopValue item = read_value(json_array_get_object_element(array, i));
        g_array_append_val(items, item);
    }
    return sop_value_list((const SopValue *) items->data, items->len);
}

/* As FEEL text: contexts are read back by the compiler. */
static SopValue
read_context(JsonObject *members)
{
    g_autoptr(GString) text = g_string_new("{");
    g_autoptr(GList) names = json_object_get_members(members);
    for (GList *name = names; name != NULL; name = name->next)
    {
        g_auto(SopValue) key = sop_value_text(name->data);
        g_auto(SopValue) value = read_value(json_object_get_object_member(members, name->data));
        g_autofree char *key_text = sop_value_to_feel(&key);
        g_autofree char *value_text = sop_value_to_feel(&value);
        g_string_append_printf(text, "%s%s: %s", name == names ? "" : ", ", key_text, value_text);
    }
    g_string_append_c(text, '}');
    return evaluate_text(text->str);
}

static SopValue
read_value(JsonObject *object)
{
    static const struct
    {
        const char *name;
        SopValueType type;
    } types[] = {
        {"number", SOP_NUMBER},
        {"string", SOP_STRING},
        {"date", SOP_DATE},
        {"time", SOP_TIME},
        {"date and time", SOP_DATE_TIME},
        {"days and time duration", SOP_DAYS_DURATION},
        {"years and months duration", SOP_MONTHS_DURATION},
    };
    const char *type = json_object_get_string_member(object, "t");
    if (strcmp(type, "boolean") == 0)
        return sop_value_boolean(json_object_get_boolean_member(object, "v"));
    if (strcmp(type, "list") == 0)
        return read_list(json_object_get_array_member(object, "v"));
    if (strcmp(type, "context") == 0)
        return read_context(json_object_get_object_member(object, "v"));
    for (unsigned i = 0; i < G_N_ELEMENTS(types); i++)
        if (strcmp(type, types[i].name) == 0)
            return sop_value_parse(types[i].type, json_object_get_string_member(object, "v"));
    return SOP_VALUE_NULL;
}

static bool same(const SopValue *a, const SopValue *b);

static bool
same_lists(const SopValue *a, const SopValue *b)
{
    unsigned n = sop_value_list_length(a);
    bool alike = n == sop_value_list_length(b);
    for (unsigned i = 0; i < n && alike; i++)
        alike = same(sop_value_list_item(a, i), sop_value_list_item(b, i));
    return alike;
}

static const SopValue *
member(const SopValue *context, const char *key)
{
    for (unsigned i = 0; i < sop_value_context_size(context); i++)
        if (strcmp(sop_value_context_key(context, i), key) == 0)
            return sop_value_context_member(context, i);
    return NULL;
}

static bool
same_contexts(const SopValue *a, const SopValue *b)
{
    unsigned n = sop_value_context_size(a);
    bool alike = n == sop_value_context_size(b);
    for (unsigned i = 0; i < n && alike; i++)
    {
        const SopValue *other = member(b, sop_value_context_key(a, i));
        alike = other != NULL && same(sop_value_context_member(a, i), other);
    }
    return alike;
}

/* Numbers to eight digits after the point, in lists and contexts, too. */
static bool
same(const SopValue *a, const SopValue *b)
{
    if (a->type == SOP_NUMBER && b->type == SOP_NUMBER)
        return fabs(sop_value_double(a) - sop_value_double(b)) <=
               1e-8 * fmax(1, fabs(sop_value_double(a)));
    if (a->type == SOP_LIST && b->type == SOP_LIST)
        return same_lists(a, b);
    if (a->type == SOP_CONTEXT && b->type == SOP_CONTEXT)
        return same_contexts(a, b);
    return sop_value_equal(a, b);
}

/* ---- a case ----------------------------------------------------------------------------------- */

typedef struct
{
    SopFeelScope *scope;
    GArray *slots; /* of SopValue */
} Bound;

static SopFeelType *read_type(JsonObject *object, JsonObject *named);

/* {"list": T}, {"context": {name: T}}, {"base": "number"}: FEEL's name of a type, or one of `named`. */
static SopFeelType *
read_base(const char *name, JsonObject *named)
{
    static const struct
    {
        const char *name;
        SopValueType type;
    } types[] = {
        {"number", SOP_NUMBER},
        {"string", SOP_STRING},
        {"boolean", SOP_BOOLEAN},
        {"date", SOP_DATE},
        {"time", SOP_TIME},
        {"date and time", SOP_DATE_TIME},
        {"days and time duration", SOP_DAYS_DURATION},
        {"years and months duration", SOP_MONTHS_DURATION},
        {"function", SOP_FUNCTION},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(types); i++)
        if (strcmp(name, types[i].name) == 0)
            return sop_feel_type_new(types[i].type);
    if (named != NULL && json_object_has_member(named, name))
        return read_type(json_object_get_object_member(named, name), NULL);
    return sop_feel_type_new_any();
}

static SopFeelType *
read_members(JsonObject *members, JsonObject *named)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autoptr(GPtrArray) types =
        g_ptr_array_new_with_free_func((GDestroyNotify) sop_feel_type_unref);
    g_autoptr(GList) keys = json_object_get_members(members);
    for (GList *key = keys; key != NULL; key = key->next)
    {
        g_ptr_array_add(names, key->data);
        g_ptr_array_add(types, read_type(json_object_get_object_member(members, key->data), named));
    }
    return sop_feel_type_new_context((const char *const *) names->pdata,
                                     (SopFeelType *const *) types->pdata, names->len);
}

static SopFeelType *
read_type(JsonObject *object, JsonObject *named)
{
    if (json_object_has_member(object, "context"))
        return read_members(json_object_get_object_member(object, "context"), named);
    if (!json_object_has_member(object, "list"))
        return read_base(json_object_get_string_member_with_default(object, "base", "Any"), named);
    g_autoptr(SopFeelType) item = read_type(json_object_get_object_member(object, "list"), named);
    return sop_feel_type_new_list(item);
}

/* Names the types of the case's item definitions. */
static void
bind_types(Bound *bound, JsonObject *named)
{
    g_autoptr(GList) names = json_object_get_members(named);
    for (GList *name = names; name != NULL; name = name->next)
    {
        g_autoptr(SopFeelType) type =
            read_type(json_object_get_object_member(named, name->data), named);
        sop_feel_scope_add_type(bound->scope, name->data, type);
    }
}

/* A result is made to fit its declared type, if there is one, or is null. */
static void
fit(JsonObject *line, const char *member, JsonObject *named, SopValue *value)
{
    if (!json_object_has_member(line, member) || json_object_get_null_member(line, member))
        return;
    g_autoptr(SopFeelType) type = read_type(json_object_get_object_member(line, member), named);
    SopValue converted = sop_feel_type_convert(type, value);
    sop_value_clear(value);
    *value = converted;
}

static void
bind(Bound *bound, const char *name, SopValue value)
{
    g_autoptr(SopFeelType) type =
        value.type == SOP_FUNCTION ? sop_feel_type_new(SOP_FUNCTION) : sop_feel_type_new_any();
    sop_feel_scope_add(bound->scope, name, type, bound->slots->len);
    g_array_append_val(bound->slots, value);
}

static SopValue
evaluate(Bound *bound, const char *expression, char **ret_problem)
{
    SopFeelError error = {0};
    unsigned n_errors = 0;
    g_autoptr(SopFeel) feel =
        sop_feel_compile(expression, -1, bound->scope, SOP_FEEL_PURE, NULL, &error, 1, &n_errors);
    if (feel == NULL)
    {
        *ret_problem = g_strdup_printf("SOP-%u at %u: %s", error.code, error.offset, error.message);
        sop_feel_error_clear(&error);
        return SOP_VALUE_NULL;
    }
    SopFeelInput input = {.slots = (const SopValue *) bound->slots->data,
                          .n_slots = bound->slots->len};
    return sop_feel_evaluate(feel, &input);
}

static Figures *
folder_of(JsonObject *line)
{
    const char *name = json_object_get_string_member_with_default(line, "folder", "no folder");
    Figures *folder = g_hash_table_lookup(folders, name);
    if (folder == NULL)
    {
        folder = g_new0(Figures, 1);
        folder->name = g_intern_string(name);
        g_hash_table_insert(folders, (char *) folder->name, folder);
    }
    return folder;
}

/* Counts. What fails and is not known to, or is and does not, makes the whole fail. */
static void
count(JsonObject *line, size_t figure, bool passed)
{
    Figures *both[] = {folder_of(line), &all};
    const char *id = json_object_get_string_member(line, "id");
    for (unsigned i = 0; i < G_N_ELEMENTS(both); i++)
    {
        Figure *one = G_STRUCT_MEMBER_P(both[i], figure);
        one->all++;
        one->passed += passed;
    }
    bool expected = !g_hash_table_contains(known, id);
    surprised = surprised || passed != expected;
    if (passed && !expected)
        printf("%s\n    is known to fail, and does not\n", id);
}

/* A value without a type has that of the result. */
static SopValue
read_expected(JsonObject *line, const SopValue *result)
{
    JsonObject *expected = json_object_get_object_member(line, "expected");
    if (strcmp(json_object_get_string_member(expected, "t"), "untyped") != 0)
        return read_value(expected);
    return sop_value_parse((SopValueType) result->type,
                           json_object_get_string_member(expected, "v"));
}

static void
judge(JsonObject *line, const SopValue *result, const char *problem)
{
    g_auto(SopValue) expected = read_expected(line, result);
    bool passed = same(result, &expected);
    count(line, expected.type == SOP_NULL ? offsetof(Figures, nulls) : offsetof(Figures, values),
          passed);
    if (passed || quiet)
        return;
    g_autofree char *got = sop_value_to_feel(result);
    g_autofree char *want = sop_value_to_feel(&expected);
    printf("%s\n    %s\n    got %s, expected %s%s%s\n", json_object_get_string_member(line, "id"),
           json_object_get_string_member(line, "expression"), got, want,
           problem != NULL ? " — " : "", problem != NULL ? problem : "");
}

static void
run_case(JsonObject *line)
{
    Bound bound = {sop_feel_scope_new(), g_array_new(FALSE, FALSE, sizeof(SopValue))};
    g_array_set_clear_func(bound.slots, (GDestroyNotify) sop_value_clear);
    g_autofree char *problem = NULL;
    JsonObject *types = json_object_get_object_member(line, "types");
    bind_types(&bound, types);
    JsonObject *inputs = json_object_get_object_member(line, "inputs");
    g_autoptr(GList) names = json_object_get_members(inputs);
    for (GList *name = names; name != NULL; name = name->next)
        bind(&bound, name->data, read_value(json_object_get_object_member(inputs, name->data)));
    JsonArray *prelude = json_object_get_array_member(line, "prelude");
    for (guint i = 0; i < json_array_get_length(prelude); i++)
    {
        JsonObject *part = json_array_get_object_element(prelude, i);
        g_autofree char *ignored = NULL;
        SopValue value =
            evaluate(&bound, json_object_get_string_member(part, "expression"), &ignored);
        fit(part, "type", types, &value);
        bind(&bound, json_object_get_string_member(part, "name"), value);
    }
    g_auto(SopValue) result =
        evaluate(&bound, json_object_get_string_member(line, "expression"), &problem);
    fit(line, "result_type", types, &result);
    judge(line, &result, problem);
    g_array_unref(bound.slots);
    sop_feel_scope_unref(bound.scope);
}

/* ---- a text that need but be read ------------------------------------------------------------- */

/* A name that the scope lacks is one that the host would have given: it is added. */
static bool
add_unknown(SopFeelScope *scope, const char *text, const SopFeelError *error, uint32_t slot)
{
    if (error->code != 310)
        return false;
    size_t length = strcspn(text + error->offset, ". \t\r\n),");
    g_autofree char *name = g_strndup(text + error->offset, length);
    g_autoptr(SopFeelType) any = sop_feel_type_new_any();
    sop_feel_scope_add(scope, name, any, slot);
    return true;
}

static void
read_text(JsonObject *line)
{
    const char *text = json_object_get_string_member(line, "text");
    bool cell = strcmp(json_object_get_string_member(line, "kind"), "unary") == 0;
    SopFeelOptions options = cell ? SOP_FEEL_PURE | SOP_FEEL_UNARY_TESTS : SOP_FEEL_PURE;
    g_autoptr(SopFeelScope) scope = sop_feel_scope_new();
    SopFeelError error = {0};
    unsigned n_errors = 0;
    SopFeel *feel = sop_feel_compile(text, -1, scope, options, NULL, &error, 1, &n_errors);
    for (uint32_t n = 0; feel == NULL && n < 100 && add_unknown(scope, text, &error, n); n++)
    {
        sop_feel_error_clear(&error);
        feel = sop_feel_compile(text, -1, scope, options, NULL, &error, 1, &n_errors);
    }
    count(line, offsetof(Figures, texts), feel != NULL);
    if (feel == NULL && !quiet)
        printf("%s\n    %s\n    SOP-%u at %u: %s\n", json_object_get_string_member(line, "id"),
               text, error.code, error.offset, error.message);
    if (feel == NULL)
        sop_feel_error_clear(&error);
    sop_feel_unref(feel);
}

/* Returns: (transfer full) (nullable): NULL when it cannot be read; that is then said. */
static char **
read_lines(const char *path)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    if (g_file_get_contents(path, &text, NULL, &error))
        return g_strsplit(text, "\n", -1);
    fprintf(stderr, "%s\n", error->message);
    return NULL;
}

static bool
run_file(const char *path)
{
    g_auto(GStrv) lines = read_lines(path);
    if (lines == NULL)
        return false;
    g_autoptr(JsonParser) parser = json_parser_new();
    for (unsigned i = 0; lines[i] != NULL; i++)
        if (lines[i][0] != '\0' && json_parser_load_from_data(parser, lines[i], -1, NULL))
        {
            JsonObject *line = json_node_get_object(json_parser_get_root(parser));
            (json_object_has_member(line, "text") ? read_text : run_case)(line);
        }
    return true;
}

/* Lines of "NAME: reason". */
static bool
read_known(const char *path)
{
    g_auto(GStrv) lines = read_lines(path);
    if (lines == NULL)
        return false;
    for (unsigned i = 0; lines[i] != NULL; i++)
        if (lines[i][0] != '#' && lines[i][0] != '\0')
            g_hash_table_add(known, g_strndup(lines[i], strcspn(lines[i], ":")));
    return true;
}

static void
print_figures(const Figures *figures)
{
    static const struct
    {
        size_t figure;
        const char *what;
    } parts[] = {
        {offsetof(Figures, values), "that expect a value"},
        {offsetof(Figures, nulls), "that expect null"},
        {offsetof(Figures, texts), "that need but be read"},
    };
    const char *between = figures->name != NULL ? ": " : "";
    printf("%s", figures->name != NULL ? figures->name : "");
    for (unsigned i = 0; i < G_N_ELEMENTS(parts); i++)
    {
        const Figure *one = G_STRUCT_MEMBER_P(figures, parts[i].figure);
        if (one->all == 0)
            continue;
        printf("%s%u of %u %s", between, one->passed, one->all, parts[i].what);
        between = ", ";
    }
    printf("\n");
}

static void
print_all(void)
{
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(folders), (GCompareFunc) strcmp);
    for (GList *name = names; name != NULL && !quiet; name = name->next)
        print_figures(g_hash_table_lookup(folders, name->data));
    print_figures(&all);
}

int
main(int argc, char **argv)
{
    int status = 0;
    folders = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "-q") == 0)
            quiet = true;
        else if (strcmp(argv[i], "-k") == 0 && i + 1 < argc)
            status = read_known(argv[++i]) ? status : UNABLE;
        else if (!g_file_test(argv[i], G_FILE_TEST_EXISTS))
        {
            printf("%s is not there: left out\n", argv[i]);
            status = NO_CASES;
        }
        else if (!run_file(argv[i]))
            status = UNABLE;
    print_all();
    g_hash_table_unref(folders);
    g_hash_table_unref(known);
    return status != 0 ? status : surprised ? FAILED : 0;
}
