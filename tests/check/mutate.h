/* SPDX-License-Identifier: Apache-2.0 */
/* Procedures broken on purpose: a list of edits, each made in a copy of a folder of procedures. */
#pragma once

#include <glib.h>

typedef struct
{
    const char *name;
    const char *of;   /* the procedure to be checked, without .sop.yaml */
    GPtrArray *finds; /* "801 declared": what the check must say */
} Mutation;

/* Calls `run` for each mutation of the list at `path` with a folder that has the procedures of `from`, in which it was
 * made. `only` (nullable): the one of this name. Returns: how many there were. */
unsigned mutate_each(const char *path, const char *from, const char *only,
                     void (*run)(const Mutation *mutation, const char *folder));
