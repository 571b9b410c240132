/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the exchange room: XML, and the parts of the export to SCXML. Each file of scxml_*.c answers
 * one question: what things are called, what a condition says, where a move leads, what the script
 * holds, how a state is written. */
#pragma once

#include <sopflow/exchange.h>

#include "flow/flow.h"

/* ---- XML ------------------------------------------------------------------------------------- */

typedef struct
{
    GString *out;
    unsigned depth;
    bool open; /* a start tag still takes attributes */
} SopXml;

void sop_xml_start(SopXml *self, const char *element);
/* value: (nullable) nothing is written. */
void sop_xml_attribute(SopXml *self, const char *name, const char *value);
void sop_xml_end(SopXml *self, const char *element);
/* An element that holds nothing but text, each line of it indented. */
void sop_xml_text_element(SopXml *self, const char *element, const char *text);
void sop_xml_comment(SopXml *self, const char *text);

/* ---- the export to SCXML --------------------------------------------------------------------- */

typedef struct
{
    const SopFlow *flow;
    const char *language;
    SopDiagnostics *diagnostics; /* (nullable) */
    SopXml xml;
    char *root; /* what node 0 is called */
    /* By node: */
    GArray **ends;     /* a phase: the outcomes (SopOutcome) with which it is ended; NULL: none */
    GString **entered; /* statements to run when it is entered; NULL: none */
    GString **ended;   /* … and when a phase is ended */
    bool *tells;       /* its outcome is read somewhere */
    bool *remembers;   /* it has a <history> */
    bool *told;        /* that its history may differ has been reported */
    bool *by_host;     /* by guard: the host says what it is */
    GHashTable *flags; /* of nodes on the way to `resume … at`: "PHASE NODE" → itself */
} SopScxml;

/* A place, for the list of diagnostics: unknown to it when the flow was loaded with another. */
static inline SopSpan
sop_scxml_span(const SopScxml *self, SopSpan span)
{
    return sop_diagnostics_sources(self->diagnostics) == self->flow->sources ? span : SOP_SPAN_NONE;
}

/* ---- scxml_names.c: what things are called; ids have no `-` in the procedure ------------------ */

const char *sop_scxml_id(const SopScxml *self, SopNode node);
char *sop_scxml_end_id(const SopScxml *self, SopNode phase, SopOutcome outcome);
char *sop_scxml_history_id(const SopScxml *self, SopNode phase);
/* The event of an offer: the action, or of a timeout its place and name. */
char *sop_scxml_event(const SopScxml *self, uint32_t offer);
/* A text as ECMAScript has it, in quotes. */
char *sop_scxml_quote(const char *text);
/* `In("…")`, of any of the ends of a phase; "false" when it is never ended. */
char *sop_scxml_in(const SopScxml *self, SopNode node);
char *sop_scxml_is_ended(const SopScxml *self, SopNode phase);
/* Is the node active, as `at.NODE` has it? */
char *sop_scxml_at(const SopScxml *self, SopNode node);
bool sop_scxml_is_track(const SopScxml *self, SopNode node);
/* What a role's bits name: "clerk owner"; NULL for none. */
char *sop_scxml_roles(const SopScxml *self, uint64_t roles);

/* ---- scxml_conditions.c: FEEL as ECMAScript -------------------------------------------------- */

/* Of a guard, over the facts in the variable `facts`. What cannot be written so becomes a variable
 * of the host, and is reported. `moved`: it is read when the states have been left. */
char *sop_scxml_condition(SopScxml *self, SopGuard guard, const char *facts, bool moved);
/* What a branch asks; "true" when it is certain. */
char *sop_scxml_branch_condition(SopScxml *self, const SopBranch *branch, const char *facts);
/* The same in FEEL, as written; NULL when it asks nothing. */
char *sop_scxml_branch_text(const SopScxml *self, const SopBranch *branch);
/* Does a value in `value` fit the fact? */
char *sop_scxml_fits(SopScxml *self, SopFact fact);

/* ---- scxml_moves.c: where a branch leads ----------------------------------------------------- */

typedef struct /* one transition of a branch */
{
    char *when;    /* (nullable) further condition */
    char *targets; /* (nullable) none */
    bool internal;
    char *script; /* (nullable) */
} SopScxmlMove;

/* The transitions that together are the branch's move. Returns: (transfer full), of SopScxmlMove. */
GArray *sop_scxml_moves(SopScxml *self, const SopBranch *branch);
/* Before anything is written: which phases have a history, and the flags that it needs. */
void sop_scxml_prepare_moves(SopScxml *self);

/* ---- scxml_script.c: the script -------------------------------------------------------------- */

/* Is the offer judged by its cond alone? Else by the script's table. */
bool sop_scxml_is_plain(const SopScxml *self, uint32_t offer);
/* Has a route one branch, which is always taken and sets nothing? */
bool sop_scxml_is_certain(const SopScxml *self, SopRoute route);
/* Its place among the offers of its event. */
uint32_t sop_scxml_place(const SopScxml *self, uint32_t offer);
void sop_scxml_write_data(SopScxml *self);

/* ---- scxml_states.c -------------------------------------------------------------------------- */

void sop_scxml_write_node(SopScxml *self, SopNode node);
