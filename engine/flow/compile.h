/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the flow room: what the parts of the compiler share while a flow is being made. */
#pragma once

#include "flow/flow.h"

/* One file, in one place: the procedure itself, or a sub-procedure where a node uses it. */
typedef struct
{
    SopProcedure *procedure;
    uint32_t user;      /* the unit that uses it; SOP_NONE: the procedure itself */
    SopNode node;       /* where: the phase that it is; 0 */
    const char *prefix; /* of its names, as the whole knows them: "child_procedure." */
    SopFeelScope *scope;
    uint64_t roles; /* of its `by` */
} SopFile;

/* The place where an action or timeout is written. */
typedef struct
{
    const SopWrittenAction *action; /* a timeout, too, as far as it is alike */
    const SopWrittenClock *at;      /* of a timeout; NULL: an action */
    uint32_t unit;
} SopWrittenOffer;

typedef struct
{
    SopFlow *flow;
    SopProcedure *procedure;
    SopDiagnostics *diagnostics;
    SopNames *sources; /* what may be cited */
    GArray *units;     /* SopFile; 0: the procedure itself */
    uint32_t unit;     /* the one whose text is being compiled */
    GArray *offers, *expressions, *branches, *asks, *requirements, *sets, *lists, *reads, *moments,
        *prolongings;
    const SopWrittenNode **written_nodes; /* beside flow->nodes */
    uint32_t *unit_of;                    /* beside flow->nodes: where the node is written */
    uint32_t *used_by;                    /* beside flow->nodes: the unit that it uses; SOP_NONE */
    GArray *written_offers;               /* beside flow->offers: SopWrittenOffer */
    SopFeelType *types[8];                /* by SopFactType; CHOICE and the last: any */
    bool too_many_roles;                  /* told once */
    bool broken;
} SopCompiler;

/* Names: the tables of roles, documents, facts, outcomes; then nodes and actions, numbered. */
void sop_compile_names(SopCompiler *self);
/* … in two parts: what is declared; what happens. */
void sop_compile_declarations(SopCompiler *self);
void sop_compile_happenings(SopCompiler *self);
/* The scopes of expressions, after the names. */
void sop_compile_scope(SopCompiler *self);
/* What is written in the nodes: offers, guards, moments, routes. */
void sop_compile_nodes(SopCompiler *self);
/* Clocks, and what must hold: deadlines, prolonging, safeguards, administration. */
void sop_compile_clocks(SopCompiler *self);
void sop_compile_safeguards(SopCompiler *self);
/* Gives every node's clock its slot. Needs the finished tables. */
void sop_compile_clock_slots(SopFlow *flow);
/* Checks of the whole: reachability, opening. Needs the finished tables. */
void sop_compile_check_structure(SopCompiler *self);

/* Why a name may be missing: a variant took it away, or it is written nearly so. nearest:
 * (nullable). */
void sop_compile_explain_missing(const SopCompiler *self, SopDiagnostic *diagnostic,
                                 const char *name, const char *nearest);

/* Finds a name; reports it as `message` with the nearest one when it is not there. */
uint32_t sop_compile_find(SopCompiler *self, const SopNames *names, const SopWrittenName *name,
                          SopMessage message);
SopList sop_compile_find_all(SopCompiler *self, const SopNames *names,
                             const SopWrittenNames *written, SopMessage message);
uint64_t sop_compile_roles(SopCompiler *self, const SopWrittenNames *written);
/* The file of a unit. */
const SopProcedure *sop_compile_procedure(const SopCompiler *self, uint32_t unit);
void sop_compile_report_limit(SopCompiler *self, const char *what, uint32_t limit, SopSpan span);
void sop_compile_report_taken(SopCompiler *self, const SopWrittenName *name, SopSpan first);
/* The unit being compiled. */
SopFile *sop_compile_unit(const SopCompiler *self);
/* Finds a node or action by its name as the unit being compiled knows it; with `outside`, also what
 * its users know. Does not report. */
uint32_t sop_compile_look_up(const SopCompiler *self, const SopNames *names, const char *name,
                             bool outside);
/* A node of the unit's own file, to be targeted; reported when it is not there. */
SopNode sop_compile_find_node(SopCompiler *self, const SopWrittenName *name);
/* An action or timeout, to be mentioned; reported as `message`. */
SopAction sop_compile_find_event(SopCompiler *self, const SopWrittenName *name, SopMessage message);
SopMoment sop_compile_moment(SopCompiler *self, const SopWrittenMoment *written, SopNode node);
/* Can what happens between move it, without its node being entered? */
bool sop_compile_clock_moves(const SopCompiler *self, SopList moments);
SopList sop_compile_clock(SopCompiler *self, const SopWrittenClock *written, SopNode node);
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
