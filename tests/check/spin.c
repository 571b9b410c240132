/* SPDX-License-Identifier: Apache-2.0 */
/* See spin.h. */
#include "check/spin.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum
{
    GIGABYTES = 6,     /* of one process: what `-DMEMLIM` does not count grows, too */
    SECONDS = 15 * 60, /* of work */
};

bool
spin_is_there(void)
{
    g_autofree char *spin = g_find_program_in_path("spin");
    g_autofree char *gcc = g_find_program_in_path("gcc");

    return spin != NULL && gcc != NULL;
}

static void
lower(int resource, rlim_t most)
{
    struct rlimit limit;

    getrlimit(resource, &limit);
    limit.rlim_cur = MIN(limit.rlim_max, most);
    setrlimit(resource, &limit);
}

static void
limit_child(G_GNUC_UNUSED gpointer data)
{
    lower(RLIMIT_AS, (rlim_t) GIGABYTES << 30);
    lower(RLIMIT_CPU, SECONDS);
}

/* Returns: (transfer full) (nullable): its output, also when it was ended for what it took; NULL when it failed, which
 * is printed. */
static char *
run_in(const char *folder, const char *const *command)
{
    char *output = NULL;
    g_autofree char *errors = NULL;
    g_autoptr(GError) error = NULL;
    int status = 0;

    if (g_spawn_sync(folder, (char **) command, NULL, G_SPAWN_SEARCH_PATH, limit_child, NULL,
                     &output, &errors, &status, &error) &&
        (WIFSIGNALED(status) || g_spawn_check_wait_status(status, &error)))
        return output;
    g_printerr("%s: %s\n%s%s\n", command[0], error->message, output, errors);
    g_free(output);
    return NULL;
}

static bool
make_pan(const Spin *self, const char *const *options)
{
    static const char *const translate[] = {"spin", "-a", "model.pml", NULL};
    g_autoptr(GPtrArray) compile = g_ptr_array_new();
    g_autofree char *translated = run_in(self->folder, translate);

    if (translated == NULL)
        return false;
    g_ptr_array_add(compile, (gpointer) "gcc");
    for (; *options != NULL; options++)
        g_ptr_array_add(compile, (gpointer) *options);
    g_ptr_array_add(compile, (gpointer) "-w");
    g_ptr_array_add(compile, (gpointer) "-o");
    g_ptr_array_add(compile, (gpointer) "pan");
    g_ptr_array_add(compile, (gpointer) "pan.c");
    g_ptr_array_add(compile, NULL);
    g_autofree char *compiled = run_in(self->folder, (const char *const *) compile->pdata);
    return compiled != NULL;
}

Spin *
spin_new(const char *model, const char *const *options)
{
    Spin *self = g_new0(Spin, 1);

    self->folder = g_dir_make_tmp("sopflow-spin-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(self->folder, "model.pml", NULL);
    if (g_file_set_contents(path, model, -1, NULL) && make_pan(self, options))
        return self;
    spin_free(self);
    return NULL;
}

void
spin_free(Spin *self)
{
    g_autoptr(GDir) folder = g_dir_open(self->folder, 0, NULL);

    for (const char *name = g_dir_read_name(folder); name != NULL; name = g_dir_read_name(folder))
    {
        g_autofree char *path = g_build_filename(self->folder, name, NULL);
        g_unlink(path);
    }
    g_rmdir(self->folder);
    g_free(self->folder);
    g_free(self);
}

char *
spin_run(const Spin *self, const char *const *arguments)
{
    g_autoptr(GPtrArray) command = g_ptr_array_new();

    g_ptr_array_add(command, (gpointer) "./pan");
    for (; *arguments != NULL; arguments++)
        g_ptr_array_add(command, (gpointer) *arguments);
    g_ptr_array_add(command, NULL);
    return run_in(self->folder, (const char *const *) command->pdata);
}

bool
spin_is_whole(const char *printed)
{
    return strstr(printed, "states, stored") != NULL &&
           strstr(printed, "Search not completed") == NULL &&
           strstr(printed, "max search depth too small") == NULL;
}

double
spin_number_before(const char *printed, const char *words)
{
    const char *end = strstr(printed, words);
    const char *start = end;

    if (end == NULL)
        return -1;
    while (start > printed && g_ascii_isspace(start[-1]))
        start--;
    while (start > printed && !g_ascii_isspace(start[-1]))
        start--;
    return g_ascii_strtod(start, NULL);
}
