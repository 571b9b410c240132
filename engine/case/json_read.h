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

/* A text; NULL for anything else. `node`: (nullable). */
const char *sop_json_text(JsonNode *node);
/* The instant that a member is; SOP_INSTANT_NONE. */
SopInstant sop_json_instant(JsonObject *in, const char *name);
/* The number of the name that a member is; SOP_NONE. */
uint32_t sop_json_name(JsonObject *in, const char *name, const SopNames *names);
/* A value that fits the fact. */
bool sop_case_reader_fact(SopCaseReader *self, SopFact fact, JsonNode *node, SopValue *ret);

/* Clocks and what else is remembered (json_clocks.c). */
void sop_case_read_clock(SopCaseReader *self, const char *key, JsonNode *node);
bool sop_case_read_stopped_clocks(SopCaseReader *self, JsonObject *history, GArray *ret_clocks);
void sop_case_read_prolonged(SopCaseReader *self, JsonObject *root);
void sop_case_read_monitor(SopCaseReader *self, const char *key, JsonNode *node);
void sop_case_read_administered(SopCaseReader *self, JsonObject *root);

/* Where the case is: `at` and `closed`. */
void sop_case_read_place(SopCaseReader *self, JsonObject *root);
/* Where a phase was left: one member of `histories`. */
void sop_case_read_history(SopCaseReader *self, const char *key, JsonNode *node);
/* Where a closed case was. */
void sop_case_read_closing(SopCaseReader *self, JsonObject *root);
/* At the end: does what is active have its clocks and outcomes? */
void sop_case_check_active(SopCaseReader *self);
