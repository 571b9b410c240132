/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a case from JSON: what its two parts share. */
#pragma once

#include "case/case.h"

#include <json-glib/json-glib.h>

typedef struct
{
    const SopFlow *flow;
    SopCase *made;
    const char *fault; /* the first; static */
} SopCaseReader;

void sop_case_reader_blame(SopCaseReader *self, const char *fault);
/* Blames what is no name of a node. */
SopNode sop_case_reader_node(SopCaseReader *self, const char *name);

/* Where the case is: `at` and `closed`. */
void sop_case_read_place(SopCaseReader *self, JsonObject *root);
/* Where a phase was left: one member of `histories`. */
void sop_case_read_history(SopCaseReader *self, const char *key, JsonNode *node);
/* At the end: does what is active have its clocks and outcomes? */
void sop_case_check_active(SopCaseReader *self);
