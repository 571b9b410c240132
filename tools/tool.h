/* SPDX-License-Identifier: Apache-2.0 */
/* What the subcommands of `sopflow` share: their table, their exit codes, options, loading and
 * who acts. */
#pragma once

#include <sopflow/sopflow.h>
#include <stdio.h>

typedef enum
{
    TOOL_FINE = 0,
    TOOL_FOUND = 1,  /* it found something: errors in a file, a failing scenario, a bad line */
    TOOL_UNABLE = 2, /* it could not run: no such file, wrong options */
} ToolExit;

typedef struct
{
    const char *name;
    const char *arguments; /* as shown in its usage line */
    const char *summary;
    const char *examples; /* shown at the end of its --help */
    ToolExit (*run)(int argc, char **argv);
} Tool;

extern const Tool tool_check;
extern const Tool tool_diff;
extern const Tool tool_migrate;
extern const Tool tool_draw;
extern const Tool tool_run;
extern const Tool tool_test;
extern const Tool tool_explain;
extern const Tool tool_new;
extern const Tool tool_act;
extern const Tool tool_path;
extern const Tool tool_show;
extern const Tool tool_export;
extern const Tool tool_texts;
extern const Tool tool_feel;

/* Reads the options of a subcommand; `n_files` arguments must be left over (G_MAXINT: one or more).
 * Returns: false when they cannot be used; that is then said on standard error. */
bool tool_options(const Tool *tool, const GOptionEntry *entries, int n_files, int *argc,
                  char ***argv);

/* Says on standard error why the tool cannot go on. Returns: TOOL_UNABLE. */
ToolExit tool_unable(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* Loads a procedure; its diagnostics go to standard error.
 * Returns: (transfer full) (nullable): NULL with `ret_exit` set. */
SopFlow *tool_load_flow(const char *path, ToolExit *ret_exit);

/* Prints the diagnostics as text on standard error. */
void tool_print_diagnostics(SopDiagnostics *diagnostics);

/* Has the stream a terminal that wants colour? */
bool tool_wants_colour(FILE *stream);

/* Who acts, from "role/person" ("role" alone is its own person). Free with tool_who_clear(). */
typedef struct
{
    char *role_name;
    char *person;
    SopRole role; /* SOP_NONE when the flow has no such role */
} ToolWho;

ToolWho tool_who_parse(const SopFlow *flow, const char *text);
void tool_who_clear(ToolWho *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ToolWho, tool_who_clear)

/* The present, from the system's clock. */
SopInstant tool_now(void);

/* The active steps' names, sorted. Returns: (transfer container), free with g_ptr_array_unref(). */
GPtrArray *tool_active_names(const SopCase *kase);

/* Of two names in an array of names; for sorting. */
int tool_compare_names(gconstpointer a, gconstpointer b);

/* All that is due. Returns: (element-type SopDue) (transfer full). */
GArray *tool_dues(const SopCase *kase, SopInstant now);
/* The name and the title of the node, timeout or safeguard. */
const char *tool_due_name(const SopFlow *flow, const SopDue *due);
const char *tool_due_title(const SopFlow *flow, const SopDue *due, const char *language);
