/* SPDX-License-Identifier: Apache-2.0 */
/* A flow: a procedure compiled into tables. Immutable, refcounted, shared by all threads. Names are
 * looked up once; everything else works on small numbers (SOP_NONE: there is no such thing). */
#pragma once

#include <sopflow/procedure.h>
#include <sopflow/value.h>

G_BEGIN_DECLS

typedef struct _SopFlow SopFlow;

typedef uint32_t SopNode;
typedef uint32_t SopAction; /* an action's or timeout's name: the same in all places where it is */
typedef uint32_t SopRole;
typedef uint32_t SopFact;
typedef uint32_t SopPaper; /* a document that the procedure speaks of */
typedef uint32_t SopOutcome;

/* Compiles: resolves names, compiles expressions, checks structure. All problems are reported.
 * Returns: (transfer full) (nullable): NULL when there was any error, here or in reading. */
SOP_EXPORT SopFlow *sop_flow_compile(SopProcedure *procedure, SopDiagnostics *diagnostics);

/* Reads and compiles. error: (nullable) G_FILE_ERROR when a file cannot be read.
 * Returns: (transfer full) (nullable): NULL with `error` set, or with diagnostics of severity
 * error. */
SOP_EXPORT SopFlow *sop_flow_load(const char *path, SopDiagnostics *diagnostics, GError **error);
SOP_EXPORT SopFlow *sop_flow_ref(SopFlow *self);
SOP_EXPORT void sop_flow_unref(SopFlow *self); /* self: (nullable) */

SOP_EXPORT const char *sop_flow_id(const SopFlow *self);
SOP_EXPORT const char *sop_flow_version(const SopFlow *self);
/* SHA-256, in hexadecimal, of what the flow means: comments, order of keys and places do not count.
 * Returns: (transfer none). */
SOP_EXPORT const char *sop_flow_digest(const SopFlow *self);
/* In `language` (BCP 47; nullable: the procedure's first). Returns: (transfer none). */
SOP_EXPORT const char *sop_flow_title(const SopFlow *self, const char *language);
/* The languages of its texts, first the default, ended by NULL. Returns: (transfer none). */
SOP_EXPORT const char *const *sop_flow_languages(const SopFlow *self);
/* The IANA name of its time zone. */
SOP_EXPORT const char *sop_flow_timezone(const SopFlow *self);
/* 09:00 local time on the day from which it applies; SOP_INSTANT_NONE when it does not say. */
SOP_EXPORT SopInstant sop_flow_effective(const SopFlow *self);

/* Of a variant, the file that it extends, as it was opened. Returns: (transfer none) (nullable). */
SOP_EXPORT const char *sop_flow_extends(const SopFlow *self);

/* Lookups by name: SOP_NONE when there is none. */
SOP_EXPORT SopNode sop_flow_node(const SopFlow *self, const char *name);
SOP_EXPORT SopAction sop_flow_action(const SopFlow *self, const char *name);
SOP_EXPORT SopRole sop_flow_role(const SopFlow *self, const char *name);
SOP_EXPORT SopFact sop_flow_fact(const SopFlow *self, const char *name);
SOP_EXPORT SopPaper sop_flow_document(const SopFlow *self, const char *name);
SOP_EXPORT SopOutcome sop_flow_outcome(const SopFlow *self, const char *name);

/* The tables from outside: how many, the name, the title in a language (the name when untitled). */
typedef enum
{
    SOP_TABLE_NODES, /* 0 is the procedure itself; a node comes before the nodes inside it */
    SOP_TABLE_ACTIONS,
    SOP_TABLE_ROLES,
    SOP_TABLE_FACTS,
    SOP_TABLE_DOCUMENTS,
    SOP_TABLE_OUTCOMES,
    SOP_TABLE_SAFEGUARDS,
} SopTable;

SOP_EXPORT uint32_t sop_flow_count(const SopFlow *self, SopTable table);
SOP_EXPORT const char *sop_flow_name(const SopFlow *self, SopTable table, uint32_t index);
SOP_EXPORT const char *sop_flow_title_of(const SopFlow *self, SopTable table, uint32_t index,
                                         const char *language);
/* The nearest name of the table, for "did you mean". Returns: (transfer none) (nullable). */
SOP_EXPORT const char *sop_flow_nearest(const SopFlow *self, SopTable table, const char *word);

typedef enum
{
    SOP_KIND_STEP,
    SOP_KIND_PHASE,
    SOP_KIND_PARALLEL,
    SOP_KIND_DECISION,
} SopKind;

SOP_EXPORT SopKind sop_flow_node_kind(const SopFlow *self, SopNode node);
SOP_EXPORT SopNode sop_flow_node_parent(const SopFlow *self,
                                        SopNode node); /* SOP_NONE for node 0 */
/* Its place in the whole, as people number chapters: "2.3.1"; "" for node 0. Returns: (transfer
 * none). */
SOP_EXPORT const char *sop_flow_node_number(const SopFlow *self, SopNode node);
SOP_EXPORT const char *sop_flow_node_text(const SopFlow *self, SopNode node,
                                          const char *language); /* "" if none */

/* The type of a fact's value (SOP_LIST for a list of anything; SOP_STRING for text and choice); the
 * words of a choice, ended by NULL (transfer none) (nullable). */
SOP_EXPORT SopValueType sop_flow_fact_type(const SopFlow *self, SopFact fact);
SOP_EXPORT const char *const *sop_flow_fact_choices(const SopFlow *self, SopFact fact);

/* Is it a timeout, which nobody does? */
SOP_EXPORT bool sop_flow_action_is_timeout(const SopFlow *self, SopAction action);

/* The sub-procedures compiled in. Returns: the phase that is number `index`, with the id and version
 * of its file (transfer none). */
SOP_EXPORT unsigned sop_flow_count_used(const SopFlow *self);
SOP_EXPORT SopNode sop_flow_used(const SopFlow *self, unsigned index, const char **ret_id,
                                 const char **ret_version);

/* What the host tells of an actor beside id and role, numbered from 0. */
SOP_EXPORT uint32_t sop_flow_count_actor_details(const SopFlow *self);
SOP_EXPORT uint32_t sop_flow_actor_detail(const SopFlow *self, const char *name);

/* Every place where an action or timeout is written, numbered over the flow; for reports of what was reached.
 */
SOP_EXPORT uint32_t sop_flow_count_offers(const SopFlow *self);
SOP_EXPORT SopAction sop_flow_offer_action(const SopFlow *self, uint32_t offer);
SOP_EXPORT SopNode sop_flow_offer_node(const SopFlow *self, uint32_t offer);
/* Every branch of a decision, of a phase's `to` or of an action's `to`, numbered over the flow. */
SOP_EXPORT uint32_t sop_flow_count_branches(const SopFlow *self);
/* Where it is written: "file:line", and whose it is ("triage, branch 2"). Returns: (transfer full).
 */
SOP_EXPORT char *sop_flow_branch_place(const SopFlow *self, uint32_t branch);
SOP_EXPORT char *sop_flow_offer_place(const SopFlow *self, uint32_t offer);

/* A way through a procedure, step by step: what a proof finds, and a drawing shows. */
typedef struct
{
    char *sentence;   /* what happened */
    uint32_t *offers; /* actions and timeouts, by where they are written; and the branches taken */
    unsigned n_offers;
    uint32_t *branches;
    unsigned n_branches;
    SopNode *entered; /* in order */
    unsigned n_entered;
} SopTrailStep;

typedef struct
{
    char *title;    /* what it is a way to */
    SopNode *start; /* where a case is at first; phases, too */
    unsigned n_start;
    SopTrailStep *steps;
    unsigned n_steps;
    char *end; /* (nullable) what happens for want of another step, where the last one led */
    SopNode *rests;
    unsigned n_rests;
} SopTrail;

SOP_EXPORT void sop_trail_free(SopTrail *self); /* self: (nullable) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopFlow, sop_flow_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopTrail, sop_trail_free)

G_END_DECLS
