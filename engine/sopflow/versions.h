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

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopVersions, sop_versions_free)

G_END_DECLS
