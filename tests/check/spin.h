/* SPDX-License-Identifier: Apache-2.0 */
/* The model checker SPIN, which is not ours: a model is compiled and run in a folder of its own. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct
{
    char *folder;
} Spin;

/* Are spin and gcc there? */
bool spin_is_there(void);
/* Makes `pan` of a model in Promela, by gcc with `options` (ended by NULL). Returns: (transfer full) (nullable): NULL
 * when that fails; what was said is printed. */
Spin *spin_new(const char *model, const char *const *options);
void spin_free(Spin *self);
/* Runs it with `arguments` (ended by NULL). Returns: (transfer full) (nullable): what it printed. */
char *spin_run(const Spin *self, const char *const *arguments);
/* Did that search come to its end, at no limit of memory, depth or time? */
bool spin_is_whole(const char *printed);
/* The number that stands before `words` in what it printed; -1: none does. */
double spin_number_before(const char *printed, const char *words);
