/* SPDX-License-Identifier: Apache-2.0 */
/* Files of translations: their form, where they are found, and one checked by itself. */
#include "procedure/translations.h"

#include <string.h>

#include "procedure/variant.h"

/* ---- the form of the file -------------------------------------------------------------------- */

static void
check_text(SopReader *self, const SopYamlNode *value, void *ret)
{
    (void) ret;
    sop_reader_expect(self, value, SOP_YAML_SCALAR, "a text");
}

static void
check_word(SopReader *self, const SopYamlNode *value, void *ret)
{
    (void) ret;
    sop_reader_scalar(self, value, "a word");
}

static void
check_anything(SopReader *self, const SopYamlNode *value, void *ret)
{
    (void) self;
    (void) value;
    (void) ret;
}

#define PART(key, read, flags) SOP_KEY_AT(key, read, 0, flags)

static const SopKey original_keys[] = {
    PART("title", check_text, SOP_KEY_MAY_BE_EMPTY),
    PART("text", check_text, SOP_KEY_MAY_BE_EMPTY),
};
static const SopForm form_original = {.what = "what was translated",
                                      .example = "{title: …}",
                                      .keys = original_keys,
                                      .n_keys = G_N_ELEMENTS(original_keys)};

static void
check_original(SopReader *self, const SopYamlNode *value, void *ret)
{
    sop_reader_form(self, value, &form_original, ret);
}

static const SopKey entry_keys[] = {
    PART("title", check_text, SOP_KEY_MAY_BE_EMPTY),
    PART("text", check_text, SOP_KEY_MAY_BE_EMPTY),
    PART("of", check_original, 0),
};
static const SopForm form_entry = {.what = "a translation",
                                   .example = "{title: …, of: {title: …}}",
                                   .keys = entry_keys,
                                   .n_keys = G_N_ELEMENTS(entry_keys)};

static void
check_entries(SopReader *self, const SopYamlNode *value, void *ret)
{
    if (!sop_reader_expect(self, value, SOP_YAML_MAPPING, "a map of names to translations"))
        return;
    const SopYamlNode *outer = self->key;
    for (uint32_t i = 0; i < value->size; i++)
    {
        self->key = value->pairs[i].key;
        sop_reader_form(self, value->pairs[i].value, &form_entry, ret);
    }
    self->key = outer;
}

static const SopKey file_keys[] = {
    PART("sopflow", check_anything, 0), /* looked at before all others */
    PART("texts_of", check_word, SOP_KEY_REQUIRED),
    PART("language", check_word, SOP_KEY_REQUIRED),
    PART("texts", check_entries, SOP_KEY_REQUIRED),
};
const SopForm sop_form_translations = {.what = "a file of translations",
                                       .example = "lines such as texts_of: my_procedure.sop.yaml",
                                       .keys = file_keys,
                                       .n_keys = G_N_ELEMENTS(file_keys)};

/* ---- names of files and languages ------------------------------------------------------------ */

char *
sop_translations_file_name(const char *procedure, const char *language)
{
    static const char *const suffixes[] = {".sop.yaml", ".yaml"};
    size_t length = strlen(procedure);
    for (unsigned i = 0; i < G_N_ELEMENTS(suffixes); i++)
        if (g_str_has_suffix(procedure, suffixes[i]))
        {
            length -= strlen(suffixes[i]);
            break;
        }
    return g_strdup_printf("%.*s.%s.texts.yaml", (int) length, procedure, language);
}

GPtrArray *
sop_translations_languages(const SopYamlNode *top)
{
    GPtrArray *languages = g_ptr_array_new();
    const SopYamlNode *written = sop_yaml_get(top, "languages");
    SopItems items = {0};
    if (written != NULL)
        sop_reader_items(written, &items);
    for (uint32_t i = 0; i < items.n_items; i++)
    {
        const SopYamlNode *item = items.items[i];
        if (item->kind == SOP_YAML_SCALAR && sop_reader_is_language(item->text) &&
            !g_ptr_array_find_with_equal_func(languages, item->text, g_str_equal, NULL))
            g_ptr_array_add(languages, (char *) item->text);
    }
    if (languages->len == 0)
        g_ptr_array_add(languages, (char *) "en");
    return languages;
}

/* A translation is found by its name, so what it says of itself must be the same. */
static bool
check_name(SopReader *self, const SopYamlNode *file)
{
    const SopYamlNode *of = sop_yaml_get(file, "texts_of");
    const SopYamlNode *language = sop_yaml_get(file, "language");
    const char *path = sop_sources_name(self->procedure->sources, file->span.source);
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *expected = sop_translations_file_name(of->text, language->text);
    if (strcmp(name, expected) == 0)
        return true;
    sop_report(self->diagnostics, SOP_MESSAGE_TEXTS_MISNAMED, of->span, "of", of->text, "language",
               language->text, "name", expected, NULL);
    return false;
}

/* Reads a file of translations. Returns: NULL when nothing can be taken from it, which is reported. */
static const SopYamlNode *
read_file(SopReader *self, const char *path, GError **error)
{
    const SopYamlNode *file = sop_yaml_read_file(self->arena, self->diagnostics, path, error);
    const SopYamlNode *outer = self->key;
    self->key = NULL;
    bool fit = file != NULL &&
               sop_reader_expect(self, file, SOP_YAML_MAPPING,
                                 "a map, with lines such as `texts_of: my_procedure.sop.yaml`,") &&
               sop_reader_check_version(self, file);
    char nothing[1]; /* what would be filled: the readers only look */
    unsigned n_errors = sop_diagnostics_count_of(self->diagnostics, SOP_SEVERITY_ERROR);
    if (fit)
        sop_reader_form(self, file, &sop_form_translations, nothing);
    fit = fit && sop_diagnostics_count_of(self->diagnostics, SOP_SEVERITY_ERROR) == n_errors;
    self->key = outer;
    return fit && check_name(self, file) ? file : NULL;
}

/* ---- beside a procedure ---------------------------------------------------------------------- */

static bool
is_absent(const GError *error)
{
    return error->code == G_FILE_ERROR_NOENT || error->code == G_FILE_ERROR_NOTDIR ||
           error->code == G_FILE_ERROR_NAMETOOLONG;
}

/* The file of translations beside that of `top`, if there is one of use. */
static const SopYamlNode *
find_file(SopReader *self, const SopYamlNode *top, const char *language)
{
    const char *procedure = sop_sources_name(self->procedure->sources, top->span.source);
    g_autofree char *path = sop_translations_file_name(procedure, language);
    g_autofree char *canonical = g_canonicalize_filename(path, NULL);
    if (g_strcmp0(self->reading->apart, canonical) == 0)
        return NULL;
    g_autoptr(GError) error = NULL;
    const SopYamlNode *file = read_file(self, path, &error);
    const SopYamlNode *languages = sop_yaml_get(top, "languages");
    if (error != NULL && !is_absent(error))
        sop_reader_no_file(self, &(SopWrittenName) {.span = languages->span}, path, error);
    return file;
}

static void
keep(SopReader *self, const SopYamlNode *file, const char *language, uint32_t of)
{
    SopWrittenTranslation *kept = sop_arena_new_array(self->arena, SopWrittenTranslation, 1);
    *kept = (SopWrittenTranslation) {
        .language = language, .file = file, .of = of, .next = self->procedure->translations};
    self->procedure->translations = kept;
}

SopYamlNode *
sop_translations_merge(SopReader *self, const SopYamlNode *top)
{
    g_autoptr(GPtrArray) languages = sop_translations_languages(top);
    g_autoptr(GArray) owners = NULL;
    SopYamlNode *copy = NULL;
    for (guint i = 1; i < languages->len; i++)
    {
        const char *language = g_ptr_array_index(languages, i);
        const SopYamlNode *file = find_file(self, top, language);
        if (file == NULL)
            continue;
        if (copy == NULL)
        {
            copy = sop_merge_copy(self->arena, top);
            owners = sop_text_owners(copy);
        }
        keep(self, file, language, top->span.source);
        SopTranslator translator = {.reader = self,
                                    .file = file,
                                    .language = language,
                                    .first = g_ptr_array_index(languages, 0),
                                    .owners = owners};
        sop_translate(&translator);
    }
    return copy;
}

/* ---- a file of translations by itself -------------------------------------------------------- */

/* The procedure, without what the file says; its own faults are for whoever checks it. */
static SopProcedure *
load_procedure(SopReader *self, const SopYamlNode *file, const char *apart)
{
    const SopYamlNode *of = sop_yaml_get(file, "texts_of");
    const SopWrittenName name = {.name = of->text, .span = of->span};
    g_autofree char *path = sop_reader_path(self, &name);
    g_autofree char *canonical = g_canonicalize_filename(path, NULL);
    g_autoptr(GHashTable) files = sop_reading_files();
    const SopReading reading = {.path = canonical, .name = path, .files = files, .apart = apart};
    g_autoptr(SopDiagnostics) unheard = sop_diagnostics_new();
    g_autoptr(GError) error = NULL;
    SopProcedure *procedure = sop_reader_load(unheard, &reading, &error);
    if (error != NULL)
        sop_reader_no_file(self, &name, path, error);
    else if (procedure == NULL)
        sop_report(self->diagnostics, SOP_MESSAGE_TEXTS_OF_BROKEN, of->span, "of", of->text, NULL);
    return procedure;
}

/* Is the language one of those into which the procedure is translated? */
static bool
check_language(SopReader *self, const SopYamlNode *file, GPtrArray *languages)
{
    const SopYamlNode *language = sop_yaml_get(file, "language");
    const SopYamlNode *of = sop_yaml_get(file, "texts_of");
    guint index = 0;
    bool declared =
        g_ptr_array_find_with_equal_func(languages, language->text, g_str_equal, &index);
    if (declared && index > 0)
        return true;
    if (declared)
        sop_report(self->diagnostics, SOP_MESSAGE_TEXTS_ORIGINAL, language->span, "language",
                   language->text, "of", of->text, NULL);
    else
        sop_diagnostic_set_fix(sop_report(self->diagnostics, SOP_MESSAGE_UNDECLARED_LANGUAGE,
                                          language->span, "language", language->text, NULL),
                               "add it to `languages` in %s, which does not read this file "
                               "otherwise",
                               of->text);
    return false;
}

static void
say_missing(const SopTranslator *self)
{
    if (self->n_missing == 0)
        return;
    g_autofree char *list = g_strdup_printf("%u in `%s`", self->n_missing, self->language);
    SopDiagnostic *diagnostic =
        sop_report(self->reader->diagnostics, SOP_MESSAGE_MISSING_TRANSLATIONS,
                   sop_yaml_get(self->file, "language")->span, "list", list, NULL);
    g_autoptr(GString) some = g_string_new(NULL);
    for (unsigned i = 0; i < MIN(self->n_missing, SOP_GAPS_SHOWN); i++)
        g_string_append_printf(some, "%sthe %s of `%s`", i > 0 ? ", " : "",
                               sop_text_parts[self->missing[i].part], self->missing[i].name);
    sop_diagnostic_set_why(diagnostic, "%s%s", some->str,
                           self->n_missing > SOP_GAPS_SHOWN ? ", …" : "");
    sop_diagnostic_set_fix(
        diagnostic, "write them here; `sopflow texts` adds an entry for each that is missing");
}

static void
check_apart(SopReader *self, const SopYamlNode *file, const char *path)
{
    g_autofree char *canonical = g_canonicalize_filename(path, NULL);
    g_autoptr(SopProcedure) procedure = load_procedure(self, file, canonical);
    if (procedure == NULL)
        return;
    g_autoptr(GPtrArray) languages = sop_translations_languages(procedure->top);
    if (!check_language(self, file, languages))
        return;
    g_autoptr(GArray) owners = sop_text_owners(sop_merge_copy(self->arena, procedure->top));
    SopTranslator translator = {.reader = self,
                                .file = file,
                                .language = sop_yaml_get(file, "language")->text,
                                .first = g_ptr_array_index(languages, 0),
                                .owners = owners,
                                .apart = true};
    sop_translate(&translator);
    say_missing(&translator);
}

void
sop_procedure_check_texts(const char *path, SopDiagnostics *diagnostics, GError **error)
{
    g_return_if_fail(path != NULL && diagnostics != NULL);
    g_return_if_fail(error == NULL || *error == NULL);

    g_autoptr(SopArena) arena = sop_arena_new();
    SopProcedure nobody = {.sources = sop_diagnostics_sources(diagnostics)};
    SopReader reader = {.arena = arena, .diagnostics = diagnostics, .procedure = &nobody};
    const SopYamlNode *file = read_file(&reader, path, error);
    if (file != NULL)
        check_apart(&reader, file, path);
}
