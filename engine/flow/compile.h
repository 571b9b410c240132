/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the flow room: what the parts of the compiler share while a flow is being made. */
#pragma once

#include "flow/flow.h"

typedef struct
{
    SopFlow *flow;
    SopProcedure *procedure;
    SopDiagnostics *diagnostics;
    SopFeelScope *scope;
    GArray *offers, *expressions, *branches, *asks, *requirements, *sets, *lists, *reads;
    const SopWrittenNode **written_nodes; /* beside flow->nodes */
    GPtrArray *written_offers;            /* beside flow->offers: const SopWrittenAction * */
    SopFeelType *types[8];                /* by SopFactType; CHOICE and the last: any */
    bool broken;
} SopCompiler;

/* Names: the tables of roles, documents, facts, outcomes; then nodes and actions, numbered. */
void sop_compile_names(SopCompiler *self);
/* The scope of expressions, after the names. */
void sop_compile_scope(SopCompiler *self);
/* What is written in the nodes: offers, guards, moments, routes. */
void sop_compile_nodes(SopCompiler *self);
/* Checks of the whole: reachability, opening. Needs the finished tables. */
void sop_compile_check_structure(SopCompiler *self);

/* Finds a name; reports it as `message` with the nearest one when it is not there. */
uint32_t sop_compile_find(SopCompiler *self, const SopNames *names, const SopWrittenName *name,
                          SopMessage message);
SopList sop_compile_find_all(SopCompiler *self, const SopNames *names,
                             const SopWrittenNames *written, SopMessage message);
uint64_t sop_compile_roles(SopCompiler *self, const SopWrittenNames *written);
SopList sop_compile_list(SopCompiler *self, const uint32_t *items, uint32_t n_items);

/* Compiles an expression. `want`: (nullable). Returns: its number; SOP_NONE when it is not
 * written or wrong. */
SopGuard sop_compile_expression(SopCompiler *self, const SopWrittenText *written,
                                const SopFeelType *want);
/* Compiles a cell of a table over the column that reads `slot`. Returns: as above. */
SopGuard sop_compile_cell(SopCompiler *self, const SopWrittenText *written, const SopFeelType *type,
                          uint32_t slot);
/* The type that a fact's values have. Returns: (transfer full). */
SopFeelType *sop_compile_fact_type(SopCompiler *self, const SopFlowFact *fact);

/* Compiles what a fact is set to. `bare`: a word of its choice may stand without quotes. */
void sop_compile_set(SopCompiler *self, const SopWrittenName *name, const SopWrittenText *value,
                     bool bare);
SopRoute sop_compile_route(SopCompiler *self, const SopWrittenRoute *written, SopNode source,
                           uint32_t offer);

SopDiagnostic *sop_compile_report(SopCompiler *self, SopMessage message, SopSpan span,
                                  const char *name);
