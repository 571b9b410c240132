/* SPDX-License-Identifier: Apache-2.0 */
/* The files that a procedure names, which stand beside it, and among them its sub-procedures: each
 * is read once, as a procedure of its own. */
#include <string.h>

#include "procedure/reader.h"

bool
sop_reader_file_name(SopReader *self, const SopYamlNode *value, SopWrittenName *ret)
{
    static const char what[] = "the name of a file beside this one";
    const char *text = sop_reader_scalar(self, value, what);
    if (text == NULL)
        return false;
    if (g_path_is_absolute(text))
    {
        sop_report(self->diagnostics, SOP_MESSAGE_WRONG_KIND, value->span, "key", self->key->text,
                   "what", what, "found", "a path from the root", NULL);
        return false;
    }
    *ret = (SopWrittenName) {.name = text, .span = value->span};
    return true;
}

char *
sop_reader_path(const SopReader *self, const SopWrittenName *file)
{
    const char *user = sop_sources_name(self->procedure->sources, file->span.source);
    if (strchr(user, '/') == NULL)
        return g_strdup(file->name);
    g_autofree char *folder = g_path_get_dirname(user);
    return g_build_filename(folder, file->name, NULL);
}

/* In words of our own: those of the system come in the language of the process. */
static const struct
{
    GFileError code;
    const char *words;
} problems[] = {
    {G_FILE_ERROR_NOENT, "there is no such file"},
    {G_FILE_ERROR_NOTDIR, "there is no such file"},
    {G_FILE_ERROR_ISDIR, "it is a folder"},
    {G_FILE_ERROR_ACCES, "this user may not read it"},
    {G_FILE_ERROR_NAMETOOLONG, "the name is too long"},
};

void
sop_reader_no_file(SopReader *self, const SopWrittenName *file, const char *path,
                   const GError *error)
{
    const char *problem = "the system does not give it";
    for (unsigned i = 0; i < G_N_ELEMENTS(problems); i++)
        if (error->code == (int) problems[i].code)
            problem = problems[i].words;
    sop_report(self->diagnostics, SOP_MESSAGE_NO_FILE, file->span, "path", path, "problem", problem,
               NULL);
}

/* ---- sub-procedures -------------------------------------------------------------------------- */

/* "a.sop.yaml → b.sop.yaml → a.sop.yaml": from the file that is used again down to this one. */
static char *
chain_in_words(const SopReading *from, const SopReading *again)
{
    GString *words = g_string_new(again->name);
    for (const SopReading *reading = from; reading != again; reading = reading->user)
    {
        g_autofree char *link = g_strdup_printf(" → %s", reading->name);
        g_string_insert(words, (gssize) strlen(again->name), link);
    }
    g_string_append_printf(words, " → %s", again->name);
    return g_string_free(words, FALSE);
}

/* Is the file among those being read? Then it would be within itself without end. */
static bool
uses_itself(SopReader *self, const SopWrittenName *file, const char *canonical)
{
    const SopReading *reading = self->reading;
    while (reading != NULL && strcmp(reading->path, canonical) != 0)
        reading = reading->user;
    if (reading == NULL)
        return false;
    g_autofree char *chain = chain_in_words(self->reading, reading);
    SopDiagnostic *diagnostic = sop_report(self->diagnostics, SOP_MESSAGE_USES_ITSELF, file->span,
                                           "name", reading->name, NULL);
    sop_diagnostic_set_why(diagnostic, "%s", chain);
    return true;
}

static SopProcedure *
load_used(SopReader *self, const SopWrittenName *file, const char *path, const char *canonical)
{
    GHashTable *files = self->reading->files;
    if (g_hash_table_size(files) >= SOP_LIMIT_FILES)
    {
        g_autofree char *limit = g_strdup_printf("%d", SOP_LIMIT_FILES);
        sop_report(self->diagnostics, SOP_MESSAGE_TOO_MANY_FILES, file->span, "limit", limit, NULL);
        return NULL;
    }
    g_hash_table_insert(files, g_strdup(canonical), NULL);
    const SopReading reading = {
        .path = canonical, .name = path, .user = self->reading, .files = files};
    g_autoptr(GError) error = NULL;
    SopProcedure *used = sop_reader_load(self->diagnostics, &reading, &error);
    if (error == NULL)
        g_hash_table_insert(files, g_strdup(canonical), used);
    else
    {
        g_hash_table_remove(files, canonical); /* told at every `uses` of it */
        sop_reader_no_file(self, file, path, error);
    }
    return used;
}

void
sop_read_uses(SopReader *self, const SopYamlNode *value, void *node)
{
    SopWrittenNode *of = node;
    SopProcedure *procedure = self->procedure;
    if (!sop_reader_file_name(self, value, &of->uses))
        return;
    g_autofree char *path = sop_reader_path(self, &of->uses);
    g_autofree char *canonical = g_canonicalize_filename(path, NULL);
    if (uses_itself(self, &of->uses, canonical))
        return;
    gpointer known = NULL;
    bool read = g_hash_table_lookup_extended(self->reading->files, canonical, NULL, &known);
    SopProcedure *used = read ? known : load_used(self, &of->uses, path, canonical);
    procedure->broken = procedure->broken || used == NULL || used->broken;
    if (used == NULL)
        return;
    of->used = used;
    if (procedure->used == NULL)
        procedure->used = g_ptr_array_new_with_free_func((GDestroyNotify) sop_procedure_unref);
    g_ptr_array_add(procedure->used, sop_procedure_ref(used));
}
