/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of `sopflow act`: reading lines (act.c), those of the administration (act_orders.c);
 * writing answers (act_lines.c), where the case stands (act_state.c). */
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

/* ---- reading a line: each answers with an error what cannot be used --------------------------- */

/* The text of a member; NULL when it is absent. What is no text makes *ret_usable false. */
const char *tool_act_text(ActHost *host, JsonObject *line, const char *key, bool *ret_usable);
/* An instant that is not before `host->now` (once the case is open). */
bool tool_act_instant(ActHost *host, const char *key, const char *text, SopInstant *ret_instant);
/* Has the line only these keys (ended by NULL)? */
bool tool_act_known_keys(ActHost *host, JsonObject *line, const char *const *keys);
/* Facts and documents, into host->given. members: (nullable) */
bool tool_act_give(ActHost *host, const char *key, JsonNode *members);

/* The three kinds of line of the administration. */
void tool_act_correct(ActHost *host, JsonObject *line);
void tool_act_close(ActHost *host, JsonObject *line);
void tool_act_reopen(ActHost *host, JsonObject *line);

/* ---- writing an answer ------------------------------------------------------------------------ */

/* The answer to a line whose verdict is in host->verdict. action: (nullable) */
void tool_act_answer(ActHost *host, const char *action);
/* The answer to a line that cannot be used. */
void tool_act_error(ActHost *host, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Puts what ran, where the case stands, what is due, known and on file. */
void tool_act_put_state(const ActHost *host);
void tool_act_put_texts(GString *out, const GPtrArray *texts);
/* The names of some of a table's entries, in the order given. */
void tool_act_put_names(const ActHost *host, SopTable table, const uint32_t *indices, unsigned n);
/* An instant as text, or null. */
void tool_act_put_instant(GString *out, SopInstant instant);
