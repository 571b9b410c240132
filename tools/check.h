/* SPDX-License-Identifier: Apache-2.0 */
/* What `sopflow check` found, between its parts: what was proved of each procedure, how it is told, what a
 * variant loosens. */
#pragma once

#include "tool.h"

#include <stdio.h>

typedef struct /* a procedure that compiled */
{
    char *path;
    SopFlow *flow;
    SopProof *proof;
    SopFlow *base;         /* of a variant (nullable) */
    SopVersions *versions; /* … and what it changes (nullable) */
} CheckedFlow;

typedef struct
{
    SopDiagnostics *diagnostics;
    GPtrArray *flows; /* CheckedFlow */
    bool explain;     /* with the page of each message */
} Checked;

/* How many safeguards came out so. */
unsigned check_count(const Checked *self, SopProofResult result);
const char *check_result_name(SopProofResult result); /* "proved" */

/* check_tell.c */
char *check_thousands(unsigned long number); /* 12345 as "12,345". Returns: (transfer full) */
void check_tell_text(const Checked *self);
void check_tell_json(const Checked *self);
void check_tell_sarif(const Checked *self);

/* check_variant.c */
void check_compare(CheckedFlow *self); /* fills in `base` and `versions`, if it is a variant */
/* How many safeguards of the base there are, and how many of them are proved. */
unsigned check_count_of_base(const CheckedFlow *self, unsigned *ret_proved);
void check_tell_loosened(const Checked *self);

/* check_scenario.c */
/* The one procedure of which something is broken; else says that `what`, and why. (nullable) */
const CheckedFlow *check_only_flow(const Checked *self, const char *what);
/* Writes what breaks the safeguards as a file of scenarios. Returns: whether it could. */
bool check_write_scenarios(const Checked *self, const char *path);

/* check_drawing.c */
/* Draws what breaks a safeguard; of several, a file each, its name with the safeguard's. language: (nullable).
 * Returns: whether it could. */
bool check_draw(const Checked *self, const char *language, const char *path);
