/* SPDX-License-Identifier: Apache-2.0 */
/* The two halves of `sopflow act`: reading lines (act.c) and writing answers (act_lines.c). */
#pragma once

#include "json.h"
#include "tool.h"

typedef struct
{
    SopFlow *flow;
    SopCase *kase; /* (nullable) until the start */
    SopVerdict *verdict;
    SopGiven *given;
    SopInstant now;
    char *language;
    bool with_options;
    bool failed; /* was a line answered with an error? */
    unsigned line;
    GString *out;
} ActHost;

/* The answer to a start or tick (`action` NULL), or to an act that was judged into host->verdict. */
void tool_act_answer(ActHost *host, const char *action);

/* The answer to a line that cannot be used. */
void tool_act_error(ActHost *host, const char *format, ...) G_GNUC_PRINTF(2, 3);
