/* SPDX-License-Identifier: Apache-2.0 */
/* See mutate.h. Files are edited as lines: what belongs to a key are the lines below it that are indented more. */
#include "check/mutate.h"

#include <CUnit/CUnit.h>
#include <glib/gstdio.h>
#include <stdbool.h>
#include <string.h>

#include "support/support.h"
#include "yaml/yaml.h"

/* ---- lines ---------------------------------------------------------------------------------------- */

typedef struct
{
    GPtrArray *lines; /* char * */
} Text;

typedef struct
{
    guint start, end; /* the line of the key, and the first that no longer belongs to it */
} Part;

static guint
indent_of(const char *line)
{
    return (guint) strspn(line, " ");
}

static bool
says_nothing(const char *line)
{
    char first = line[indent_of(line)];

    return first == '\0' || first == '#';
}

static bool
is_key(const char *line, const char *key)
{
    const char *at = line + indent_of(line);
    size_t length = strlen(key);

    return strncmp(at, key, length) == 0 && at[length] == ':' &&
           (at[length + 1] == ' ' || at[length + 1] == '\0');
}

static const char *
line_of(const Text *self, guint number)
{
    return self->lines->pdata[number];
}

static Part
part_at(const Text *self, guint start)
{
    Part part = {start, start + 1};

    for (guint i = start + 1; i < self->lines->len; i++)
    {
        if (says_nothing(line_of(self, i)))
            continue;
        if (indent_of(line_of(self, i)) <= indent_of(line_of(self, start)))
            break;
        part.end = i + 1;
    }
    return part;
}

/* Finds the line of a key in lines start … end - 1: just inside (`indent`), or anywhere (G_MAXUINT). */
static bool
find_key(const Text *self, guint start, guint end, const char *key, guint indent, Part *ret)
{
    unsigned n_found = 0;

    for (guint i = start; i < end; i++)
        if (is_key(line_of(self, i), key) &&
            (indent == G_MAXUINT || indent_of(line_of(self, i)) == indent))
        {
            *ret = part_at(self, i);
            n_found++;
        }
    return n_found == 1;
}

/* How far what stands just inside is indented. */
static guint
indent_inside(const Text *self, Part part)
{
    for (guint i = part.start + 1; i < part.end; i++)
        if (!says_nothing(line_of(self, i)))
            return indent_of(line_of(self, i));
    return indent_of(line_of(self, part.start)) + 2;
}

/* A top-level key, then a key anywhere in it, then keys just inside. */
static bool
find_path(const Text *self, const char *path, Part *ret)
{
    g_auto(GStrv) keys = g_strsplit(path, ".", -1);

    if (!find_key(self, 0, self->lines->len, keys[0], 0, ret))
        return false;
    for (guint i = 1; keys[i] != NULL; i++)
        if (!find_key(self, ret->start + 1, ret->end, keys[i],
                      i == 1 ? G_MAXUINT : indent_inside(self, *ret), ret))
            return false;
    return true;
}

/* ---- edits ---------------------------------------------------------------------------------------- */

static bool
take_key(Text *self, Part part, const char *key)
{
    Part taken;

    if (!find_key(self, part.start + 1, part.end, key, indent_inside(self, part), &taken))
        return false;
    g_ptr_array_remove_range(self->lines, taken.start, taken.end - taken.start);
    return true;
}

static bool
write_key(Text *self, Part part, const char *text)
{
    guint indent = indent_inside(self, part);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *key = g_strndup(text, strcspn(text, ":"));
    Part old;
    guint at = part.start + 1;

    if (find_key(self, part.start + 1, part.end, key, indent, &old))
    {
        g_ptr_array_remove_range(self->lines, old.start, old.end - old.start);
        at = old.start;
    }
    for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
        g_ptr_array_insert(self->lines, (gint) (at + i),
                           g_strdup_printf("%*s%s", (int) indent, "", lines[i]));
    return true;
}

static bool
replace_text(Text *self, Part part, const char *old, const char *by)
{
    unsigned n_found = 0;

    for (guint i = part.start; i < part.end; i++)
    {
        const char *line = line_of(self, i);
        const char *at = strstr(line, old);
        if (at == NULL || n_found++ > 0)
            continue;
        char *changed = g_strdup_printf("%.*s%s%s", (int) (at - line), line, by, at + strlen(old));
        g_free(self->lines->pdata[i]);
        self->lines->pdata[i] = changed;
    }
    return n_found == 1;
}

static const char *
text_at(const SopYamlNode *map, const char *key)
{
    const SopYamlNode *node = sop_yaml_get(map, key);

    return node != NULL && node->kind == SOP_YAML_SCALAR ? node->text : NULL;
}

static bool
edit_lines(Text *text, const SopYamlNode *edit)
{
    Part part;

    if (!find_path(text, text_at(edit, "in"), &part))
        return false;
    if (text_at(edit, "take") != NULL)
        return take_key(text, part, text_at(edit, "take"));
    if (text_at(edit, "write") != NULL)
        return write_key(text, part, text_at(edit, "write"));
    return replace_text(text, part, text_at(edit, "replace"), text_at(edit, "by"));
}

static bool
edit_file(const SopYamlNode *edit, const char *folder)
{
    const char *file = text_at(edit, "file") != NULL ? text_at(edit, "file") : "avrr";
    g_autofree char *path = g_strdup_printf("%s/%s.sop.yaml", folder, file);
    g_autofree char *whole = sop_test_read(path);
    g_auto(GStrv) lines = g_strsplit(whole, "\n", -1);
    Text text = {g_ptr_array_new_with_free_func(g_free)};

    for (guint i = 0; lines[i] != NULL; i++)
        g_ptr_array_add(text.lines, g_strdup(lines[i]));
    bool edited = edit_lines(&text, edit);
    g_ptr_array_add(text.lines, NULL);
    g_autofree char *changed = g_strjoinv("\n", (char **) text.lines->pdata);
    g_file_set_contents(path, changed, -1, NULL);
    g_ptr_array_unref(text.lines);
    return edited;
}

/* ---- folders -------------------------------------------------------------------------------------- */

static void
copy_folder(const char *from, const char *to)
{
    g_autoptr(GDir) folder = g_dir_open(from, 0, NULL);

    for (const char *name = g_dir_read_name(folder); name != NULL; name = g_dir_read_name(folder))
    {
        g_autofree char *old = g_build_filename(from, name, NULL);
        g_autofree char *copy = g_build_filename(to, name, NULL);
        g_autofree char *text = NULL;
        gsize length;
        if (g_str_has_suffix(name, ".yaml") && g_file_get_contents(old, &text, &length, NULL))
            g_file_set_contents(copy, text, (gssize) length, NULL);
    }
}

static void
remove_folder(const char *path)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);

    for (const char *name = g_dir_read_name(folder); name != NULL; name = g_dir_read_name(folder))
    {
        g_autofree char *file = g_build_filename(path, name, NULL);
        g_unlink(file);
    }
    g_rmdir(path);
}

/* ---- the list ------------------------------------------------------------------------------------- */

/* Returns: (transfer full). */
static GPtrArray *
texts_at(const SopYamlNode *map, const char *key)
{
    const SopYamlNode *list = sop_yaml_get(map, key);
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

    for (uint32_t i = 0; list != NULL && i < list->size; i++)
        g_ptr_array_add(texts, g_strdup(list->items[i]->text));
    return texts;
}

static bool
make_edits(const SopYamlNode *mutation, const char *folder)
{
    const SopYamlNode *also = sop_yaml_get(mutation, "also");
    bool made = edit_file(mutation, folder);

    for (uint32_t i = 0; also != NULL && i < also->size; i++)
        made = edit_file(also->items[i], folder) && made;
    return made;
}

static void
mutate(const SopYamlNode *mutation, const char *name, const char *from,
       void (*run)(const Mutation *mutation, const char *folder))
{
    g_autofree char *folder = g_dir_make_tmp("sopflow-mutation-XXXXXX", NULL);
    bool of_variant = g_strcmp0(text_at(mutation, "file"), "avrr_guangdong") == 0;
    g_autoptr(GPtrArray) finds = texts_at(mutation, "finds");
    const char *of = text_at(mutation, "check");
    Mutation made = {name, of != NULL ? of : of_variant ? "avrr_guangdong" : "avrr", finds};

    copy_folder(from, folder);
    if (make_edits(mutation, folder))
        run(&made, folder);
    else
    {
        g_printerr("\n%s: nothing there to edit, or several", name);
        CU_FAIL("an edit");
    }
    remove_folder(folder);
}

unsigned
mutate_each(const char *path, const char *from, const char *only,
            void (*run)(const Mutation *mutation, const char *folder))
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopArena) arena = sop_arena_new();
    const SopYamlNode *list = sop_yaml_read_file(arena, diagnostics, path, NULL);
    unsigned n_mutations = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(list);
    CU_ASSERT_EQUAL_FATAL(sop_diagnostics_count(diagnostics), 0);
    for (uint32_t i = 0; i < list->size; i++)
    {
        const char *name = list->pairs[i].key->text;
        if (only != NULL && !g_str_equal(only, name))
            continue;
        mutate(list->pairs[i].value, name, from, run);
        n_mutations++;
    }
    return n_mutations;
}
