/* SPDX-License-Identifier: Apache-2.0 */
/* Variants: a file that extends another is merged with it, tree with tree, before anything is read,
 * so that the rest of the room sees one file. Every part keeps its place, whichever file it is
 * from. */
#include "procedure/variant.h"

#include <string.h>

#include "procedure/translations.h"

typedef struct
{
    SopMerger merger;
    SopReader *reader;
    GPtrArray *files;   /* of char *: canonical, from the variant to the file being read */
    GArray *extended;   /* of SopWrittenName: what is extended, in that order */
    SopYamlNode *whole; /* the base, being changed */
    const char *id;     /* of the variant; NULL: not written */
} Variant;

/* ---- the top of the file --------------------------------------------------------------------- */

/* The name under which a safeguard holds beside the base's of the same name. */
static SopYamlNode *
name_beside(Variant *self, const SopYamlNode *safeguards, const SopYamlNode *key)
{
    SopArena *arena = self->reader->arena;
    SopYamlNode *name = sop_arena_memdup(arena, key, sizeof *key);
    for (unsigned n = 1; sop_merge_find(safeguards, name) != SOP_NONE; n++)
    {
        g_autofree char *text = n == 1 && self->id != NULL
                                    ? g_strdup_printf("%s_%s", key->text, self->id)
                                    : g_strdup_printf("%s_%u", key->text, n + 1);
        if (strlen(text) > SOP_LIMIT_NAME_BYTES)
        {
            g_free(text);
            text = g_strdup_printf("safeguard_%u", n + 1);
        }
        name->text = sop_arena_strdup(arena, text);
        name->size = (uint32_t) strlen(text);
    }
    return name;
}

static void
report_kept(Variant *self, const SopYamlNode *key)
{
    sop_report(self->reader->diagnostics, SOP_MESSAGE_SAFEGUARD_KEPT, key->span, "name", key->text,
               NULL);
}

/* Does the variant only accept what is found of the base's safeguard? */
static bool
only_accepts(const SopYamlNode *value)
{
    return value->kind == SOP_YAML_MAPPING && value->size == 1 &&
           sop_yaml_is(value->pairs[0].key, "accept");
}

static void
merge_safeguard(Variant *self, SopYamlNode *safeguards, const SopYamlPair *pair)
{
    uint32_t index = sop_merge_find(safeguards, pair->key);
    SopYamlNode *base = index != SOP_NONE ? safeguards->pairs[index].value : NULL;
    if (base != NULL && sop_merge_is_null(pair->value))
        report_kept(self, pair->key);
    else if (base != NULL && base->kind == SOP_YAML_MAPPING && only_accepts(pair->value))
        sop_merge_pair(&self->merger, base, &pair->value->pairs[0], SOP_MAP_ENTRY);
    else
        sop_merge_put(&self->merger, safeguards, name_beside(self, safeguards, pair->key),
                      pair->value);
}

static void
merge_safeguards(Variant *self, const SopYamlPair *change)
{
    SopYamlNode *safeguards = sop_yaml_get(self->whole, "safeguards");
    self->reader->key = change->key;
    if (safeguards == NULL || safeguards->kind != SOP_YAML_MAPPING)
        sop_merge_pair(&self->merger, self->whole, change, SOP_MAP_TOP);
    else if (sop_merge_is_null(change->value))
        report_kept(self, change->key);
    else if (sop_reader_expect(self->reader, change->value, SOP_YAML_MAPPING,
                               "a map of names to safeguards"))
        for (uint32_t i = 0; i < change->value->size; i++)
            merge_safeguard(self, safeguards, &change->value->pairs[i]);
}

static void
refuse_body(Variant *self, const SopYamlPair *change)
{
    sop_report(self->reader->diagnostics, SOP_MESSAGE_VARIANT_BODY, change->key->span, NULL);
}

/* What is not the base's: looked at by itself. */
static void
leave_out(Variant *self, const SopYamlPair *change)
{
    (void) self;
    (void) change;
}

static void
merge_top(Variant *self, const SopYamlNode *top)
{
    static const struct
    {
        const char *key;
        void (*merge)(Variant *self, const SopYamlPair *change);
    } keys[] = {
        {"extends", leave_out}, {"change", leave_out},  {"remove", leave_out},
        {"add", leave_out},     {"steps", refuse_body}, {"safeguards", merge_safeguards},
    };
    for (uint32_t i = 0; i < top->size; i++)
    {
        unsigned key = 0;
        while (key < G_N_ELEMENTS(keys) && !sop_yaml_is(top->pairs[i].key, keys[key].key))
            key++;
        if (key < G_N_ELEMENTS(keys))
            keys[key].merge(self, &top->pairs[i]);
        else
            sop_merge_pair(&self->merger, self->whole, &top->pairs[i], SOP_MAP_TOP);
    }
}

/* Its own id is what tells a variant from its base, in a case's file for one. */
static void
find_id(Variant *self, const SopYamlNode *top)
{
    const SopYamlNode *id = sop_yaml_get(top, "id");
    bool written = id != NULL && id->kind == SOP_YAML_SCALAR && !sop_merge_is_null(id);
    self->id = written ? id->text : NULL;
    if (id == NULL)
        sop_report(self->reader->diagnostics, SOP_MESSAGE_MISSING_KEY, top->pairs[0].key->span,
                   "where", "a variant", "key", "id", NULL);
}

/* ---- the files ------------------------------------------------------------------------------- */

static SopYamlNode *over_base(Variant *self, const SopYamlNode *top);

/* "a.sop.yaml → b.sop.yaml → a.sop.yaml" */
static char *
chain_in_words(const Variant *self, guint from)
{
    GString *words = g_string_new(NULL);
    for (guint i = from; i < self->files->len; i++)
    {
        g_autofree char *name = g_path_get_basename(g_ptr_array_index(self->files, i));
        g_string_append_printf(words, "%s → ", name);
    }
    g_autofree char *again = g_path_get_basename(g_ptr_array_index(self->files, from));
    g_string_append(words, again);
    return g_string_free(words, FALSE);
}

/* Would the file be read again, or be one too many? That is reported. */
static bool
is_endless(Variant *self, const SopWrittenName *file, const char *canonical)
{
    for (guint i = 0; i < self->files->len; i++)
        if (strcmp(g_ptr_array_index(self->files, i), canonical) == 0)
        {
            g_autofree char *chain = chain_in_words(self, i);
            SopDiagnostic *diagnostic =
                sop_report(self->reader->diagnostics, SOP_MESSAGE_EXTENDS_ITSELF, file->span,
                           "name", file->name, NULL);
            sop_diagnostic_set_why(diagnostic, "%s", chain);
            return true;
        }
    if (self->files->len <= SOP_LIMIT_VARIANTS)
        return false;
    g_autofree char *limit = g_strdup_printf("%d", SOP_LIMIT_VARIANTS);
    sop_report(self->reader->diagnostics, SOP_MESSAGE_TOO_MANY_VARIANTS, file->span, "limit", limit,
               NULL);
    return true;
}

/* A base has its own translations: what a variant words anew is no longer translated by them. */
static SopYamlNode *
translated(SopReader *reader, SopYamlNode *base)
{
    SopYamlNode *copy = base != NULL ? sop_translations_merge(reader, base) : NULL;
    return copy != NULL ? copy : base;
}

/* The tree of the file that `top` extends, itself merged with what it extends. */
static SopYamlNode *
read_base(Variant *self, const SopYamlNode *top)
{
    SopReader *reader = self->reader;
    uint32_t index = sop_merge_find(top, &(SopYamlNode) {.text = "extends", .size = 7});
    SopWrittenName file = {0};
    reader->key = top->pairs[index].key;
    if (!sop_reader_file_name(reader, top->pairs[index].value, &file))
        return NULL;
    g_autofree char *path = sop_reader_path(reader, &file);
    g_autofree char *canonical = g_canonicalize_filename(path, NULL);
    if (is_endless(self, &file, canonical))
        return NULL;
    g_autoptr(GError) error = NULL;
    const SopYamlNode *base = sop_yaml_read_file(reader->arena, reader->diagnostics, path, &error);
    if (error != NULL)
        sop_reader_no_file(reader, &file, path, error);
    reader->key = NULL;
    if (base == NULL || !sop_reader_is_procedure(reader, base))
        return NULL;
    g_ptr_array_add(self->files, g_steal_pointer(&canonical));
    file.name = sop_sources_name(reader->procedure->sources, base->span.source);
    g_array_append_val(self->extended, file);
    return sop_yaml_get(base, "extends") != NULL
               ? translated(reader, over_base(self, base))
               : translated(reader, sop_merge_copy(reader->arena, base));
}

static SopYamlNode *
over_base(Variant *self, const SopYamlNode *top)
{
    SopYamlNode *base = read_base(self, top);
    self->reader->key = NULL;
    if (base == NULL)
        return NULL;
    self->whole = base;
    self->merger.n_removed = self->merger.removed->len;
    find_id(self, top);
    merge_top(self, top);
    sop_merge_nodes(&self->merger, base, top);
    base->span = top->span;
    return base;
}

static SopWrittenNames
names_of(SopArena *arena, const GArray *names)
{
    return (SopWrittenNames) {
        .names = sop_arena_memdup(arena, names->data, sizeof(SopWrittenName) * names->len),
        .n_names = names->len,
    };
}

const SopYamlNode *
sop_variant_merge(SopReader *self, const SopYamlNode *top)
{
    SopProcedure *procedure = self->procedure;
    Variant variant = {
        .merger = {.reader = self, .removed = g_array_new(FALSE, FALSE, sizeof(SopWrittenName))},
        .reader = self,
        .files = g_ptr_array_new_with_free_func(g_free),
        .extended = g_array_new(FALSE, FALSE, sizeof(SopWrittenName)),
    };
    g_ptr_array_add(variant.files, g_strdup(self->reading->path));
    const SopYamlNode *merged = over_base(&variant, top);
    procedure->removed = names_of(self->arena, variant.merger.removed);
    procedure->extended = names_of(self->arena, variant.extended);
    g_array_unref(variant.extended);
    g_array_unref(variant.merger.removed);
    g_ptr_array_unref(variant.files);
    return merged;
}
