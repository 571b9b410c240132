/* SPDX-License-Identifier: Apache-2.0 */
/* A case: one person's way through a flow. Small, cheap, serialisable; one thread at a time. It
 * knows no clock: the caller gives `now`, so a case replays to the same result. */
#pragma once

#include <sopflow/feel.h>
#include <sopflow/flow.h>

G_BEGIN_DECLS

typedef struct _SopCase SopCase;
typedef struct _SopVerdict SopVerdict; /* accepted, or refused with all reasons; reusable */

/* Opens a case of the flow. `id`: the host's name for it (copied). Timeouts due at once run.
 * Returns: (transfer full) (nullable): NULL when the opening meets a decision that cannot be taken.
 */
SOP_EXPORT SopCase *sop_case_open(SopFlow *flow, const char *id, SopInstant now);
/* The same, and says what it did: the opening and those timeouts are its events; or why it cannot.
 * `verdict`: (nullable), see sop_case_act(). */
SOP_EXPORT SopCase *sop_case_open_judged(SopFlow *flow, const char *id, SopInstant now,
                                         SopVerdict *verdict);
SOP_EXPORT void sop_case_free(SopCase *self); /* self: (nullable) */
SOP_EXPORT SopCase *sop_case_dup(const SopCase *self);

SOP_EXPORT SopFlow *sop_case_flow(const SopCase *self); /* Returns: (transfer none) */
SOP_EXPORT const char *sop_case_id(const SopCase *self);
SOP_EXPORT SopInstant sop_case_opened(const SopCase *self);

/* Where it rests: the active steps in the order written. Writes up to `n_nodes` into `nodes`
 * (nullable); returns how many there are. None when closed. */
SOP_EXPORT unsigned sop_case_at(const SopCase *self, SopNode *nodes, unsigned n_nodes);
/* Is the node, or a node inside it, active? */
SOP_EXPORT bool sop_case_is_at(const SopCase *self, SopNode node);
/* Was it ever entered? */
SOP_EXPORT bool sop_case_was_at(const SopCase *self, SopNode node);
/* The outcome it closed with; SOP_NONE while it is open. */
SOP_EXPORT SopOutcome sop_case_closed(const SopCase *self);

/* A fact's value, null when unknown. Returns: (transfer none), until the next call that changes the
 * case. */
SOP_EXPORT const SopValue *sop_case_fact(const SopCase *self, SopFact fact);

/* A document as given or as on file; dates as YYYY-MM-DD; all may be NULL. */
typedef struct
{
    const char *reference;
    const char *issued;
    const char *expires;
} SopDocument;

/* What is on file. `ret_issued`, `ret_expires` (nullable): dates (null when not known).
 * Returns: false when it is not on file; the rest is then untouched. `ret_reference`: (transfer
 * none). */
SOP_EXPORT bool sop_case_document(const SopCase *self, SopPaper document,
                                  const char **ret_reference, SopValue *ret_issued,
                                  SopValue *ret_expires, bool *ret_verified);

/* ---- acting --------------------------------------------------------------------------------- */

typedef struct
{
    const char *id; /* the person who acts */
    SopRole role;   /* in which role */
    /* When the act of another person is entered for them (`recorded_by`): who, in which role. */
    const char *for_id; /* (nullable) */
    SopRole for_role;   /* looked at only when for_id is not NULL */
    /* (nullable) What the flow declares under `actor`: one value for each, by
     * sop_flow_actor_detail(). */
    const SopValue *details;
} SopActor;

/* What an actor gives with an act. Reusable after sop_given_clear(). */
typedef struct _SopGiven SopGiven;

SOP_EXPORT SopGiven *sop_given_new(SopFlow *flow);
SOP_EXPORT void sop_given_free(SopGiven *self);
SOP_EXPORT void sop_given_clear(SopGiven *self);
/* A fact's value (copied); a date, date and time or duration may be given as its text. A null is
 * not given. A name that the flow does not have is kept, and refused as not_asked. */
SOP_EXPORT void sop_given_set(SopGiven *self, const char *name, SopValue value);
SOP_EXPORT void sop_given_set_fact(SopGiven *self, SopFact fact, SopValue value);
/* A document (copied). */
SOP_EXPORT void sop_given_file(SopGiven *self, const char *name, const SopDocument *document);

typedef struct _SopReason SopReason; /* valid until its verdict or options are used again */

SOP_EXPORT SopVerdict *sop_verdict_new(void);
SOP_EXPORT void sop_verdict_free(SopVerdict *self);

/* Judges an act and, when nothing stands in its way, does it: all or nothing. The timeouts due by
 * `now` run first, and stay whatever becomes of the act; those due once it is accepted run after it.
 * Time does not go back: a `now` before the case's last event is taken as that. `action` may be
 * SOP_NONE (not offered). `given`, `verdict`: (nullable). No allocation when accepted and no text
 * or document changes hands. Returns: whether it was accepted. */
SOP_EXPORT bool sop_case_act(SopCase *self, SopAction action, const SopActor *actor,
                             const SopGiven *given, SopInstant now, SopVerdict *verdict);

/* The same judgement, of which nothing is kept: neither the act nor the timeouts before it. */
SOP_EXPORT bool sop_case_may(const SopCase *self, SopAction action, const SopActor *actor,
                             const SopGiven *given, SopInstant now, SopVerdict *verdict);

SOP_EXPORT bool sop_verdict_accepted(const SopVerdict *self);
/* Nodes left and entered, in order; roles to inform; offers and branches taken: by the timeouts that
 * ran and by the act, in order. Returns: (transfer none). */
SOP_EXPORT const SopNode *sop_verdict_left(const SopVerdict *self, unsigned *ret_n);
SOP_EXPORT const SopNode *sop_verdict_entered(const SopVerdict *self, unsigned *ret_n);
SOP_EXPORT const SopRole *sop_verdict_informs(const SopVerdict *self, unsigned *ret_n);
SOP_EXPORT const uint32_t *sop_verdict_offers(const SopVerdict *self, unsigned *ret_n);
SOP_EXPORT const uint32_t *sop_verdict_branches(const SopVerdict *self, unsigned *ret_n);

/* One of the events of a call: a timeout, or what was asked for. Lists: (transfer none). */
typedef struct
{
    uint32_t timeout; /* where the timeout is written (sop_flow_offer_action(), _node()); SOP_NONE:
                         the act itself */
    SopInstant at;
    const SopNode *left;
    unsigned n_left;
    const SopNode *entered;
    unsigned n_entered;
    const SopRole *informs;
    unsigned n_informs;
} SopEvent;

SOP_EXPORT unsigned sop_verdict_count_events(const SopVerdict *self);
SOP_EXPORT SopEvent sop_verdict_event(const SopVerdict *self, unsigned index);

SOP_EXPORT unsigned sop_verdict_count_reasons(const SopVerdict *self);
SOP_EXPORT const SopReason *sop_verdict_reason(const SopVerdict *self, unsigned index);
SOP_EXPORT void sop_verdict_each(const SopVerdict *self, void (*each)(const SopReason *reason));

typedef enum /* language page, "What an action means" */
{
    SOP_REASON_CLOSED,
    SOP_REASON_NOT_OFFERED,
    SOP_REASON_WRONG_ROLE,
    SOP_REASON_SAME_PERSON,
    SOP_REASON_NOT_GIVEN,
    SOP_REASON_NOT_ASKED,
    SOP_REASON_WRONG_VALUE,
    SOP_REASON_MISSING_DOCUMENT,
    SOP_REASON_NOT_VERIFIED,
    SOP_REASON_NOT_VALID,
    SOP_REASON_TOO_EARLY,
    SOP_REASON_TOO_LATE,
    SOP_REASON_CONDITION_FALSE,
    SOP_REASON_CONDITION_UNKNOWN,
    SOP_REASON_UNDECIDED,
    SOP_REASON_SAFEGUARD,
} SopReasonCode;

SOP_EXPORT SopReasonCode sop_reason_code(const SopReason *self);
SOP_EXPORT const char *sop_reason_code_name(SopReasonCode code); /* "wrong_role" */
/* Where the rule is written. */
SOP_EXPORT const char *sop_reason_file(const SopReason *self);
SOP_EXPORT unsigned sop_reason_line(const SopReason *self);
SOP_EXPORT unsigned sop_reason_column(const SopReason *self);
/* A sentence for people, in en, fr or zh (else en), with the values that mattered and what mends
 * it. Returns: (transfer full). */
SOP_EXPORT char *sop_reason_sentence(const SopReason *self, const char *language);
/* What decided a condition that is false or unknown, from what it read then; NULL of other reasons.
 * Returns: (transfer full) (nullable). */
SOP_EXPORT SopFeelReasons *sop_reason_because(const SopReason *self);
/* One of them in words: "Age in years: 17; needed: 18 or more". `language`: (nullable) the procedure's
 * first. Returns: (transfer full). */
SOP_EXPORT char *sop_reason_say_because(const SopReason *self, const SopFeelReason *because,
                                        const char *language);
/* Where it is written, in sop_reason_file(). */
SOP_EXPORT void sop_reason_find_because(const SopReason *self, const SopFeelReason *because,
                                        unsigned *ret_line, unsigned *ret_column);
/* The facts and documents that mattered: indices, as many as returned; up to `n` are written. */
SOP_EXPORT unsigned sop_reason_facts(const SopReason *self, SopFact *facts, unsigned n);
SOP_EXPORT SopPaper sop_reason_document(const SopReason *self); /* SOP_NONE when none */
/* The roles that can mend it: may act, file the document, give the fact. Up to `n` are written;
 * returns how many there are. */
SOP_EXPORT unsigned sop_reason_menders(const SopReason *self, SopRole *roles, unsigned n);
/* The name of the safeguard that would be broken. Returns: (transfer none) (nullable). */
SOP_EXPORT const char *sop_reason_safeguard(const SopReason *self);
/* From when it holds no more (too_early), until when it held (too_late); SOP_INSTANT_NONE when not
 * known. */
SOP_EXPORT SopInstant sop_reason_instant(const SopReason *self);

/* ---- time ------------------------------------------------------------------------------------ */

/* Runs the timeouts due by `now`, in order of due time, each at its own instant; a late call has the
 * same result as punctual ones. `verdict`: (nullable) what they did. Returns: how many ran. */
SOP_EXPORT unsigned sop_case_tick(SopCase *self, SopInstant now, SopVerdict *verdict);

/* When to call again: the instant of the next timeout, as things stand; SOP_INSTANT_NONE when none
 * is running. */
SOP_EXPORT SopInstant sop_case_next_due(const SopCase *self);

/* The instant of the case's last event. */
SOP_EXPORT SopInstant sop_case_last(const SopCase *self);

/* Is there a timeout that was due by the last call and could not run, since it meets a decision that
 * cannot be taken or would break a safeguard? Somebody must look at the case. */
SOP_EXPORT bool sop_case_is_stuck(const SopCase *self);

typedef enum
{
    SOP_DUE_DEADLINE, /* of an active node: its `within` */
    SOP_DUE_TIMEOUT,  /* that is still to run */
    SOP_DUE_OWED,     /* a safeguard's `leads_to` that has not come yet */
} SopDueKind;

typedef struct
{
    SopDueKind kind;
    uint32_t of;   /* the node; the timeout (a SopAction); the safeguard (SOP_TABLE_SAFEGUARDS) */
    SopNode node;  /* where it is written; SOP_NONE for a safeguard */
    SopInstant at; /* of a safeguard without `within` SOP_INSTANT_NONE */
    bool over;     /* at `now` */
} SopDue;

/* What is due and overdue, earliest first; what still waits for its anchor is not in it. Writes up
 * to `n`; returns how many there are. `dues`: (nullable) when `n` is 0. */
SOP_EXPORT unsigned sop_case_due(const SopCase *self, SopInstant now, SopDue *dues, unsigned n);

/* How it is counted, in words of `language` (en, fr, zh; nullable: the procedure's first): what from,
 * and for working days which days do not count. Returns: (transfer full). */
SOP_EXPORT char *sop_case_explain_due(const SopCase *self, const SopDue *due, const char *language);

/* ---- the administration, outside the flow ---------------------------------------------------- */

/* Gives facts new values (null: not known any more); nothing is decided again. `reason` must not be
 * empty; it stays with the case, and who gave it. Refused as wrong_role, not_given (the reason),
 * wrong_value, not_asked (what is no fact). `verdict`: (nullable). Returns: whether it was done. */
SOP_EXPORT bool sop_case_correct(SopCase *self, const SopGiven *facts, const SopActor *actor,
                                 const char *reason, SopInstant now, SopVerdict *verdict);
/* Closes the case, with the outcome `closed`. */
SOP_EXPORT bool sop_case_close(SopCase *self, const SopActor *actor, const char *reason,
                               SopInstant now, SopVerdict *verdict);
/* Resumes a closed case where it was; its clocks stood still. Refused as not_offered when it is not
 * closed. */
SOP_EXPORT bool sop_case_reopen(SopCase *self, const SopActor *actor, const char *reason,
                                SopInstant now, SopVerdict *verdict);

/* ---- what may be done next ------------------------------------------------------------------ */

typedef struct _SopOptions SopOptions;

/* Every action that an active node offers, innermost node first, then as written, with what stands
 * in its way beside what must be given. `actor`: (nullable) with NULL, of any role and person.
 * Returns: (transfer full). */
SOP_EXPORT SopOptions *sop_case_options(const SopCase *self, const SopActor *actor, SopInstant now);
SOP_EXPORT void sop_options_free(SopOptions *self);
SOP_EXPORT unsigned sop_options_count(const SopOptions *self);
SOP_EXPORT SopAction sop_options_action(const SopOptions *self, unsigned index);
SOP_EXPORT bool sop_options_open(const SopOptions *self,
                                 unsigned index); /* nothing stands in its way */
/* Up to `n` of the roles that may; returns how many. */
SOP_EXPORT unsigned sop_options_roles(const SopOptions *self, unsigned index, SopRole *roles,
                                      unsigned n);
SOP_EXPORT unsigned sop_options_count_reasons(const SopOptions *self, unsigned index);
SOP_EXPORT const SopReason *sop_options_reason(const SopOptions *self, unsigned index,
                                               unsigned reason);

/* One thing that the action asks: a fact, or a document (the other is SOP_NONE). */
typedef struct
{
    SopFact fact;
    SopPaper document;
    bool optional;
} SopAsked;

SOP_EXPORT unsigned sop_options_count_asks(const SopOptions *self, unsigned index);
SOP_EXPORT SopAsked sop_options_asked(const SopOptions *self, unsigned index, unsigned asked);

/* ---- to JSON and back ----------------------------------------------------------------------- */

/* The whole state, with the flow's id, version and digest; deterministic. Returns: (transfer full).
 */
SOP_EXPORT char *sop_case_to_json(const SopCase *self);

#define SOP_CASE_ERROR (sop_case_error_quark())
SOP_EXPORT GQuark sop_case_error_quark(void);
typedef enum
{
    SOP_CASE_ERROR_NOT_A_CASE, /* not JSON, or not of a case's form */
    SOP_CASE_ERROR_OTHER_FLOW, /* of another procedure, version or digest */
} SopCaseError;

/* Back again. error: SOP_CASE_ERROR. Returns: (transfer full) (nullable). */
SOP_EXPORT SopCase *sop_case_from_json(SopFlow *flow, const char *json, gssize length,
                                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopCase, sop_case_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopGiven, sop_given_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopVerdict, sop_verdict_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopOptions, sop_options_free)

G_END_DECLS
