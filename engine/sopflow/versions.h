/* SPDX-License-Identifier: Apache-2.0 */
/* Two versions of a procedure: what a newer one changes, said in words, and which running cases can
 * go over to it. Compared is what the flows mean, never how they are written. */
#pragma once

#include <sopflow/case.h>

G_BEGIN_DECLS

typedef struct _SopVersions SopVersions; /* an older and a newer flow, compared; immutable */
typedef struct _SopDifference SopDifference;

/* Compares. Nodes and actions are the same when they have the same name, or when the newer one says
 * `was: OLD`; all else by name. Returns: (transfer full). */
SOP_EXPORT SopVersions *sop_versions_compare(SopFlow *older, SopFlow *newer);
SOP_EXPORT void sop_versions_free(SopVersions *self); /* self: (nullable) */

/* Is there no difference but in words? */
SOP_EXPORT bool sop_versions_mean_the_same(const SopVersions *self);

/* The node of the newer flow that is `node` of the older; SOP_NONE when it is gone. */
SOP_EXPORT SopNode sop_versions_node(const SopVersions *self, SopNode node);

typedef enum
{
    SOP_DIFFERENCE_ADDED,
    SOP_DIFFERENCE_REMOVED,
    SOP_DIFFERENCE_CHANGED,
    SOP_DIFFERENCE_RENAMED,
    SOP_DIFFERENCE_MOVED, /* into another phase; of what stands in an order: to another place in it */
    SOP_DIFFERENCE_LENGTHENED, /* a time */
    SOP_DIFFERENCE_SHORTENED,
} SopDifferenceKind;

/* What differs: a part of the procedure, or one rule of it. */
typedef enum
{
    SOP_ASPECT_NODE, /* a step, phase or decision as such */
    SOP_ASPECT_ACTION,
    SOP_ASPECT_TIMEOUT,
    SOP_ASPECT_ROLE,
    SOP_ASPECT_DOCUMENT,
    SOP_ASPECT_FACT,
    SOP_ASPECT_OUTCOME,
    SOP_ASPECT_ACTOR_DETAIL,
    SOP_ASPECT_SAFEGUARD,
    /* of the whole procedure */
    SOP_ASPECT_ID,
    SOP_ASPECT_TIMEZONE,
    SOP_ASPECT_CALENDAR,
    SOP_ASPECT_MAY_CORRECT,
    SOP_ASPECT_MAY_CLOSE,
    SOP_ASPECT_MAY_REOPEN,
    /* of a node */
    SOP_ASPECT_KIND,
    SOP_ASPECT_USES, /* the sub-procedure that it is */
    SOP_ASPECT_START,
    SOP_ASPECT_ORDER, /* of the nodes in it */
    SOP_ASPECT_DEADLINE,
    SOP_ASPECT_ROUTE, /* a decision's branches, a phase's `to` */
    /* of an action or timeout */
    SOP_ASPECT_WHO,
    SOP_ASPECT_ASKS,
    SOP_ASPECT_CONDITION,
    SOP_ASPECT_REQUIRES,
    SOP_ASPECT_NOT_BEFORE,
    SOP_ASPECT_NOT_AFTER,
    SOP_ASPECT_SEPARATE_FROM,
    SOP_ASPECT_VERIFIES,
    SOP_ASPECT_RETURNS,
    SOP_ASPECT_SETS,
    SOP_ASPECT_PROLONGS,
    SOP_ASPECT_INFORMS,
    SOP_ASPECT_COMES_AT, /* when a timeout comes */
    SOP_ASPECT_TARGET,
    /* of what is declared */
    SOP_ASPECT_TYPE,
    SOP_ASPECT_VALUES,
    SOP_ASPECT_RANGE,
    SOP_ASPECT_STARTS,
    SOP_ASPECT_SEEN_BY,
    SOP_ASPECT_VALID_FOR,
    SOP_ASPECT_RECORDED_BY,
    /* of a safeguard */
    SOP_ASPECT_FORM,
    SOP_ASPECT_GUARDED,
    SOP_ASPECT_SINCE,
    SOP_ASPECT_UNTIL,
    SOP_ASPECT_APPLIES,
    SOP_ASPECT_NEVER,
    SOP_ASPECT_WITHIN,
    /* wording: it changes nothing that is judged */
    SOP_ASPECT_RESPONSIBLE,
    SOP_ASPECT_TITLE,
    SOP_ASPECT_TEXT,
    SOP_N_ASPECTS,
} SopAspect;

SOP_EXPORT const char *sop_difference_kind_name(SopDifferenceKind kind); /* "added" */
SOP_EXPORT const char *sop_aspect_name(SopAspect aspect);                /* "who" */

/* The differences: the whole first, then in the order of the procedure, what is declared, safeguards,
 * and at the end all wording. Returns of _at(): (transfer none). */
SOP_EXPORT unsigned sop_versions_count(const SopVersions *self);
SOP_EXPORT const SopDifference *sop_versions_at(const SopVersions *self, unsigned index);

SOP_EXPORT SopDifferenceKind sop_difference_kind(const SopDifference *self);
SOP_EXPORT SopAspect sop_difference_aspect(const SopDifference *self);
SOP_EXPORT bool sop_difference_is_wording(const SopDifference *self);

typedef enum /* does it ask less than before? */
{
    SOP_LOOSENS_NOT,
    SOP_LOOSENS_SURELY,  /* somebody more may, something need not be waited for, given or on file */
    SOP_LOOSENS_PERHAPS, /* a condition or requirement is another */
} SopLooseness;

/* What a variant loosens, when the older flow is its base. Where other targets lead is not looked at: what a
 * way round a step would break is for the proof to say. */
SOP_EXPORT SopLooseness sop_difference_loosens(const SopDifference *self);

/* The node that it is about, in the older flow or in the newer; SOP_NONE. */
SOP_EXPORT SopNode sop_difference_node(const SopDifference *self, bool in_newer);
/* In words of `language` (en, fr, zh; nullable: the newer procedure's first). Returns: (transfer
 * full). */
SOP_EXPORT char *sop_difference_sentence(const SopDifference *self, const char *language);
/* "file:line" in the older or the newer. Returns: (transfer full) (nullable): NULL when it is not
 * there. */
SOP_EXPORT char *sop_difference_place(const SopDifference *self, bool in_newer);

/* All of it, for people and for programs. Returns: (transfer full). */
SOP_EXPORT char *sop_versions_to_text(const SopVersions *self, const char *language);
SOP_EXPORT char *sop_versions_to_json(const SopVersions *self, const char *language);

/* For a drawing of the newer flow: how a node, or an action or timeout where it is written
 * (sop_flow_offer_action()), differs.
 * Returns: whether it does. */
SOP_EXPORT bool sop_versions_marks_node(const SopVersions *self, SopNode node,
                                        SopDifferenceKind *ret_kind);
SOP_EXPORT bool sop_versions_marks_offer(const SopVersions *self, uint32_t offer,
                                         SopDifferenceKind *ret_kind);

/* ---- cases that go over ---------------------------------------------------------------------- */

typedef struct _SopMigration
    SopMigration; /* what became of one case; its versions must outlive it */

typedef enum
{
    SOP_MIGRATION_GOES,   /* it can go over */
    SOP_MIGRATION_PERSON, /* somebody must decide first */
    SOP_MIGRATION_CANNOT,
} SopMigrationResult;

/* What was found. Those marked * may be accepted: the case then goes over without it. */
typedef enum
{
    SOP_FINDING_NOT_A_CASE,     /* cannot: what is given is no case */
    SOP_FINDING_OTHER_VERSION,  /* cannot: it keeps another version than the older one */
    SOP_FINDING_UNFIT,          /* cannot: the newer version does not take it */
    SOP_FINDING_STEP_GONE,      /* person: where it is, there is no such step any more */
    SOP_FINDING_STEP_CHANGED,   /* person: … there is, but no case can rest there */
    SOP_FINDING_TRACK_NEW,      /* person: a new track, in which it is nowhere yet */
    SOP_FINDING_TRACKS_CHANGED, /* person: where it is cannot be all at once */
    SOP_FINDING_OUTCOME_GONE,   /* person: an outcome that it had */
    SOP_FINDING_DUE_BEFORE,     /* person*: timeouts of the older version have not run yet */
    SOP_FINDING_AT_ONCE,        /* person*: a timeout of the newer version would run at once */
    SOP_FINDING_VALUE_UNFIT,    /* person*: a fact's value; it becomes unknown */
    SOP_FINDING_FACT_GONE,      /* person*: a fact that had a value */
    SOP_FINDING_DOCUMENT_GONE,  /* person*: a document on file */
    SOP_FINDING_DONE_UNKNOWN,   /* person*: when an action was done, which was not kept */
    SOP_FINDING_ACTOR_UNKNOWN,  /* person*: who did it, which was not kept */
    SOP_FINDING_PAST_UNKNOWN,   /* person*: what a new safeguard would have to remember */
    SOP_FINDING_LEFT_UNKNOWN,   /* person*: where a phase was left */
    SOP_FINDING_GRANT_GONE,     /* person*: more time that an officer granted */
    SOP_FINDING_RECORD_GONE,    /* person*: what the administration put on record */
    SOP_FINDING_CLOCK_STARTS,   /* note: a clock that the older version did not have */
    SOP_FINDING_FIRED_GONE,     /* note: a timeout that ran */
    SOP_FINDING_SAFEGUARD_GONE, /* note: a safeguard that was watching */
    SOP_FINDING_OVERDUE,        /* note: a deadline of the newer version that is already over */
    SOP_N_FINDINGS,
} SopFindingCode;

SOP_EXPORT const char *sop_finding_code_name(SopFindingCode code); /* "step_gone" */
/* Returns: SOP_N_FINDINGS when there is none of that name. */
SOP_EXPORT SopFindingCode sop_finding_code_from_name(const char *name);
SOP_EXPORT bool sop_finding_code_is_acceptable(SopFindingCode code);

/* Tries to take a case of the older flow, as JSON, over to the newer. `now`: when; clocks that the
 * older version did not have count from then. `accepted`: a bit for each code that may be accepted
 * and shall be. Returns: (transfer full). */
SOP_EXPORT SopMigration *sop_versions_migrate(const SopVersions *self, const char *json,
                                              gssize length, SopInstant now, uint32_t accepted);
SOP_EXPORT void sop_migration_free(SopMigration *self); /* self: (nullable) */

SOP_EXPORT SopMigrationResult sop_migration_result(const SopMigration *self);
SOP_EXPORT const char *sop_migration_result_name(SopMigrationResult result); /* "goes" */
/* The case's own name for itself. Returns: (transfer none), "" when it could not be read. */
SOP_EXPORT const char *sop_migration_id(const SopMigration *self);
/* The case in the newer flow. Returns: (transfer none) (nullable): NULL unless it goes over. */
SOP_EXPORT const SopCase *sop_migration_case(const SopMigration *self);

SOP_EXPORT unsigned sop_migration_count(const SopMigration *self);
SOP_EXPORT SopFindingCode sop_migration_code(const SopMigration *self, unsigned index);
/* What it makes of the case by itself; SOP_MIGRATION_GOES for a note, or what was accepted. */
SOP_EXPORT SopMigrationResult sop_migration_weight(const SopMigration *self, unsigned index);
/* In words of `language` (en, fr, zh; nullable: the newer procedure's first). Returns: (transfer
 * full). */
SOP_EXPORT char *sop_migration_sentence(const SopMigration *self, unsigned index,
                                        const char *language);

/* What became of the case, and where to, with everything that was found, a line each; how many cases
 * there are of each result; where the steps of the older flow lead in the newer. Returns: (transfer
 * full). */
SOP_EXPORT char *sop_migration_to_text(const SopMigration *self, const char *language);
SOP_EXPORT char *sop_migration_say_counts(const SopVersions *versions, const unsigned counts[3],
                                          const char *language);
SOP_EXPORT char *sop_versions_say_steps(const SopVersions *self, const char *language);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopVersions, sop_versions_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopMigration, sop_migration_free)

G_END_DECLS
