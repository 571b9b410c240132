/* SPDX-License-Identifier: Apache-2.0 */
/* A procedure as YAML again: what was read, and of a variant what it amounts to. Files that it names
 * are named as seen from the variant's folder, since some were named in another. */
#include <string.h>

#include "procedure/variant.h"

typedef struct
{
    SopArena *arena; /* of the copy */
    const SopProcedure *procedure;
    const char *name; /* of the file that is shown */
} Shown;

/* The path of a file as seen from the folder of the file that is shown: all that such a file names
 * has that folder at the beginning. */
static const char *
from_here(const Shown *self, const char *path)
{
    g_autofree char *folder = g_path_get_dirname(self->name);
    size_t length = strlen(folder);
    if (strchr(self->name, '/') == NULL || strncmp(path, folder, length) != 0)
        return path;
    path += length;
    return path + strspn(path, "/");
}

/* The file's name as it is written, in a file of another folder. */
static void
rename_file(const Shown *self, SopYamlNode *node)
{
    if (node->kind != SOP_YAML_SCALAR)
        return;
    const char *from =
        from_here(self, sop_sources_name(self->procedure->sources, node->span.source));
    if (strchr(from, '/') == NULL)
        return;
    g_autofree char *folder = g_path_get_dirname(from);
    g_autofree char *path = g_build_filename(folder, node->text, NULL);
    node->text = sop_arena_strdup(self->arena, path);
    node->size = (uint32_t) strlen(path);
}

static void
rename_files(const Shown *self, SopYamlNode *map, SopMapKind kind)
{
    for (uint32_t i = 0; map->kind == SOP_YAML_MAPPING && i < map->size; i++)
    {
        const SopYamlPair *pair = &map->pairs[i];
        SopMapKind inner = sop_map_kind(kind, pair->key);
        bool is_file = kind == SOP_MAP_TOP ? sop_yaml_is(pair->key, "calendar")
                                           : kind == SOP_MAP_NODE && sop_yaml_is(pair->key, "uses");
        if (is_file)
            rename_file(self, pair->value);
        else if (inner == SOP_MAP_NODES || inner == SOP_MAP_NODE)
            rename_files(self, pair->value, inner);
    }
}

/* "# merged from north.sop.yaml and library.sop.yaml", on one line whatever the files are called. */
static char *
heading(const Shown *self)
{
    const SopWrittenNames *extended = &self->procedure->extended;
    if (extended->n_names == 0)
        return g_strdup("");
    g_autofree char *own = g_path_get_basename(self->name);
    g_autoptr(GString) text = g_string_new(own);
    for (uint32_t i = 0; i < extended->n_names; i++)
        g_string_append_printf(text, "%s%s", i + 1 < extended->n_names ? ", " : " and ",
                               from_here(self, extended->names[i].name));
    for (char *at = text->str; *at != '\0'; at++)
        if (g_ascii_iscntrl(*at))
            *at = '?';
    return g_strdup_printf("# merged from %s\n", text->str);
}

char *
sop_procedure_to_yaml(const SopProcedure *self)
{
    g_return_val_if_fail(self != NULL, NULL);

    g_autoptr(SopArena) arena = sop_arena_new();
    const Shown shown = {.arena = arena,
                         .procedure = self,
                         .name = sop_sources_name(self->sources, self->top->span.source)};
    SopYamlNode *copy = sop_merge_copy(arena, self->top);
    rename_files(&shown, copy, SOP_MAP_TOP);
    g_autofree char *comment = heading(&shown);
    g_autofree char *text = sop_yaml_write(copy);
    return g_strconcat(comment, text, NULL);
}
