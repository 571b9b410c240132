/* SPDX-License-Identifier: Apache-2.0 */
/* Loads a procedure: a file's text, its tree, and the procedure read from that. Owns the arena in
 * which all of it lives. */
#include <string.h>

#include "procedure/reader.h"

static SopProcedure *
procedure_new(SopArena *arena, SopDiagnostics *diagnostics)
{
    SopProcedure *self = sop_arena_new_array(arena, SopProcedure, 1);
    g_atomic_ref_count_init(&self->references);
    self->arena = sop_arena_ref(arena);
    self->sources = sop_sources_ref(sop_diagnostics_sources(diagnostics));
    self->calendar = sop_calendar_new();
    self->id = self->version = "";
    self->timezone = "UTC";
    return self;
}

static unsigned
count_errors(const SopDiagnostics *diagnostics)
{
    return sop_diagnostics_count_of(diagnostics, SOP_SEVERITY_ERROR);
}

/* A full list takes no more errors, so nothing read then counts as sound. */
static bool
errors_since(const SopDiagnostics *diagnostics, unsigned n_errors)
{
    return count_errors(diagnostics) > n_errors ||
           sop_diagnostics_count(diagnostics) >= SOP_LIMIT_DIAGNOSTICS;
}

static SopProcedure *
procedure_from(SopArena *arena, const SopYamlNode *top, SopDiagnostics *diagnostics,
               unsigned n_errors, const SopReading *reading)
{
    if (top == NULL)
        return NULL;
    g_autoptr(SopProcedure) procedure = procedure_new(arena, diagnostics);
    SopReader reader = {
        .arena = arena, .diagnostics = diagnostics, .procedure = procedure, .reading = reading};
    bool read = sop_reader_top(&reader, top);
    procedure->broken = procedure->broken || errors_since(diagnostics, n_errors);
    return read ? g_steal_pointer(&procedure) : NULL;
}

SopProcedure *
sop_reader_load(SopDiagnostics *diagnostics, const SopReading *reading, GError **error)
{
    unsigned n_errors = count_errors(diagnostics);
    g_autoptr(SopArena) arena = sop_arena_new();
    const SopYamlNode *top = sop_yaml_read_file(arena, diagnostics, reading->name, error);
    return procedure_from(arena, top, diagnostics, n_errors, reading);
}

GHashTable *
sop_reading_files(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                 (GDestroyNotify) sop_procedure_unref);
}

SopProcedure *
sop_procedure_load_file(const char *path, SopDiagnostics *diagnostics, GError **error)
{
    g_return_val_if_fail(path != NULL && diagnostics != NULL, NULL);
    g_return_val_if_fail(error == NULL || *error == NULL, NULL);

    g_autofree char *canonical = g_canonicalize_filename(path, NULL);
    g_autoptr(GHashTable) files = sop_reading_files();
    const SopReading reading = {.path = canonical, .name = path, .files = files};
    return sop_reader_load(diagnostics, &reading, error);
}

SopProcedure *
sop_procedure_load_text(const char *name, const char *text, gssize length,
                        SopDiagnostics *diagnostics, GError **error)
{
    g_return_val_if_fail(name != NULL && text != NULL && diagnostics != NULL, NULL);
    g_return_val_if_fail(error == NULL || *error == NULL, NULL);

    unsigned n_errors = count_errors(diagnostics);
    size_t size = length < 0 ? strlen(text) : (size_t) length;
    g_autofree char *canonical = g_canonicalize_filename(name, NULL);
    g_autoptr(GHashTable) files = sop_reading_files();
    const SopReading reading = {.path = canonical, .name = name, .files = files};
    g_autoptr(SopArena) arena = sop_arena_new();
    uint32_t source = sop_sources_add(sop_diagnostics_sources(diagnostics), name, text, size);
    return procedure_from(arena, sop_yaml_read(arena, diagnostics, source), diagnostics, n_errors,
                          &reading);
}

SopProcedure *
sop_procedure_ref(SopProcedure *self)
{
    g_return_val_if_fail(self != NULL, NULL);

    g_atomic_ref_count_inc(&self->references);
    return self;
}

void
sop_procedure_unref(SopProcedure *self)
{
    if (self == NULL || !g_atomic_ref_count_dec(&self->references))
        return;
    g_clear_pointer(&self->used, g_ptr_array_unref);
    sop_calendar_unref(self->calendar);
    sop_sources_unref(self->sources);
    sop_arena_unref(self->arena); /* the procedure itself lives in it */
}

SopSpan
sop_written_span(const SopProcedure *self, const SopWrittenText *text, uint32_t offset,
                 uint32_t length)
{
    g_return_val_if_fail(self != NULL && text != NULL && text->node != NULL, SOP_SPAN_NONE);

    return sop_yaml_span_within(self->sources, text->node, offset, length);
}
