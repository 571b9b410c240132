/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of `sopflow feel` share: facts from a file, and what is wrong with an expression. */
#pragma once

#include "tool.h"

/* What the expression may read: names with their types, and a value in each slot. */
typedef struct
{
    SopFeelScope *scope;
    GArray *values; /* SopValue, by slot */
} FeelFacts;

void tool_feel_facts_init(FeelFacts *self);
void tool_feel_facts_clear(FeelFacts *self);
/* `value`: (transfer full). */
void tool_feel_facts_add(FeelFacts *self, const char *name, SopValue value);
/* Reads a file of JSON: an object, whose keys are the names. Numbers keep all their digits. Returns:
 * false when it cannot be read; that is then said on standard error. */
bool tool_feel_facts_read(FeelFacts *self, const char *path);

/* `where` is what the text is called. On standard error, with the line quoted. */
void tool_feel_print_errors(const char *where, const char *text, const SopFeelError *errors,
                            unsigned n_errors);
/* A JSON array. */
void tool_feel_put_errors(GString *out, const char *text, const SopFeelError *errors,
                          unsigned n_errors);
