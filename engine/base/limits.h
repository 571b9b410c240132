/* SPDX-License-Identifier: Apache-2.0 */
/* Every limit on what input can make grow, in one table. Each ends in a diagnostic or an error. */
#pragma once

enum
{
    SOP_LIMIT_FILE_BYTES = 32 * 1024 * 1024,
    SOP_LIMIT_YAML_DEPTH = 64,
    SOP_LIMIT_YAML_NODES = 4 * 1024 * 1024, /* aliases expanded count each time */
    SOP_LIMIT_YAML_ALIASES = 1000,
    SOP_LIMIT_NAME_BYTES = 100,
    SOP_LIMIT_DIAGNOSTICS = 200,
    SOP_LIMIT_VARIANTS = 16, /* each extending the next */
    SOP_LIMIT_FILES = 100,   /* sub-procedures of one procedure, each counted once */
    SOP_LIMIT_FLOW_NODES = 200 * 1000,
    SOP_LIMIT_FLOW_DEPTH = 32,
    SOP_LIMIT_PARALLEL = 64, /* leaves that can be active at once */
    SOP_LIMIT_ROLES = 64,
    SOP_LIMIT_OUTCOMES = 10 * 1000,
    SOP_LIMIT_TIMEOUTS = 32,            /* of one node */
    SOP_LIMIT_TIMEOUT_RUNS = 10 * 1000, /* timeouts that run in one call */
    SOP_LIMIT_EXPRESSION_BYTES = 16 * 1024,
    SOP_LIMIT_EXPRESSION_DEPTH = 200,
    SOP_LIMIT_EXPRESSION_STACK = 256,
    SOP_LIMIT_FUNCTION_DEPTH = 200, /* calls of FEEL functions, one in the other */
    SOP_LIMIT_LIST_ITEMS = 100 * 1000,
    SOP_LIMIT_EVALUATION_STEPS = 1000 * 1000,
    SOP_LIMIT_EVALUATION_BYTES = 64 * 1024 * 1024, /* that one evaluation may make */
    SOP_LIMIT_VALUE_DEPTH = 100, /* lists, contexts and functions, one in the other */
    SOP_LIMIT_VALUE_SIZE =
        4 * 1000 * 1000,                /* values in one value; what is there twice counts twice */
    SOP_LIMIT_TEXT_BYTES = 1024 * 1024, /* one text value */
    SOP_LIMIT_MICROSTEPS = 1000,        /* decisions in a row within one act */
    SOP_LIMIT_SCENARIO_STEPS = 100 * 1000,
    SOP_LIMIT_CASE_JSON_BYTES = 16 * 1024 * 1024,
};
