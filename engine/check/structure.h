/* SPDX-License-Identifier: Apache-2.0 */
/* Structure, over all paths: what nobody can give, what no case ever reaches, does or takes, and where a
 * case can come that can never be closed. What is "never" is proved: the search that does not find it
 * leaves open all that it does not follow. Where a case can come is shown by a path that the engine
 * confirmed. */
#pragma once

#include "check/prove.h"
#include "check/searched.h"

/* What no action files, asks or sets: it was told, and nothing else is told because of it. */
typedef struct
{
    bool *facts;
    bool *documents;
} SopLacking;

/* Reports documents, facts, roles and persons that are missing, by the tables alone. (structure.c) */
SopLacking *sop_lacking_new(const SopFlow *flow, SopDiagnostics *diagnostics);
/* … of persons. (persons.c) */
void sop_check_persons(const SopFlow *flow, SopDiagnostics *diagnostics);
/* Does it stand for who acts? */
bool sop_ast_is_actor_id(const SopFlow *flow, const SopAst *ast);
/* … where more than two are to be different people. (persons_many.c) */
void sop_check_many_persons(const SopDomains *domains, SopSearched *searched,
                            SopDiagnostics *diagnostics);
SopLacking *sop_lacking_none(const SopFlow *flow); /* nothing is lacking */
void sop_lacking_free(SopLacking *self);

/* ---- what a search has seen (reach.c) ----------------------------------------------------------- */

typedef struct
{
    bool *entered;  /* by node: by an event that came to rest */
    bool *met;      /* by node: a decision that was come to, taken or not */
    bool *accepted; /* by offer: nothing judged refused it */
    bool *done;     /* by offer: it came to rest */
    bool *taken;    /* by branch */
} SopSeen;

SopSeen *sop_seen_new(const SopFlow *flow);
void sop_seen_free(SopSeen *self);
/* Only what was seen by both. */
void sop_seen_narrow(const SopFlow *flow, SopSeen *self, const SopSeen *by);

typedef enum
{
    SOP_ELEMENT_NODE,   /* is entered */
    SOP_ELEMENT_OFFER,  /* is done */
    SOP_ELEMENT_BRANCH, /* is taken */
} SopElementKind;

typedef struct
{
    uint8_t kind; /* SopElementKind */
    uint32_t index;
} SopElement;

bool sop_seen_has(const SopSeen *self, SopElement element);

typedef struct
{
    uint32_t from, to;
} SopEdge;

enum
{
    SOP_REST_CLOSES = 1, /* an event closes the case */
    SOP_REST_ACTS = 2,   /* an event can happen at all */
};

typedef struct
{
    const SopDomains *domains;
    const SopFlow *flow;
    SopExplorer *explorer;
    SopStates *states;
    GArray *edges; /* SopEdge, between different states, by `from` */
    GArray *rests; /* uint8_t, by state: SOP_REST_… */
    SopSeen *seen;
    uint64_t n_tries;
    uint32_t n_looked_at; /* states */
    bool complete;
} SopReach;

/* Every state that can be reached, `limit` at most. `wanted` (nullable): of SopElement; once all are seen the
 * search ends. `reminders`: timeouts that only tell are tried, too. */
SopReach *sop_reach_new(const SopDomains *domains, SopSlice *slice, uint32_t limit, bool reminders,
                        const GArray *wanted);
void sop_reach_free(SopReach *self);
/* How much work it was, as states of usual size. */
uint32_t sop_reach_work(const SopReach *self);
/* Of how many events the path was to the state that was looked at last. */
unsigned sop_reach_depth(const SopReach *self);

static inline uint8_t
sop_reach_rest(const SopReach *self, uint32_t state)
{
    return g_array_index(self->rests, uint8_t, state);
}

/* (reach_graph.c) */

/* By state: can the case be closed from there? Returns: (transfer full). */
bool *sop_reach_closes(const SopReach *self);
/* By state: it is a trap, and nothing can be done there; or no way leads to where that is so. Returns:
 * (transfer full) (nullable): NULL when there is none. */
bool *sop_reach_traps(const SopReach *survey);
/* By state: can it be come to from there? Returns: (transfer full). */
bool *sop_reach_from(const SopReach *survey, uint32_t number);
/* Of a trap in which something still happens: where it goes round at last, since there is what is to be mended. */
uint32_t sop_reach_last(const SopReach *survey, uint32_t trap);

/* ---- what to follow (aspects.c) ------------------------------------------------------------------- */

/* Adds what the condition reads, but what is lacking; and where tracks are, if that is read. */
void sop_follow_guard(const SopDomains *domains, const SopLacking *lacking, SopSlice *slice,
                      SopGuard guard);
void sop_follow_branches(const SopDomains *domains, const SopLacking *lacking, SopSlice *slice,
                         SopRoute route);
/* All that an offer is judged by. */
void sop_follow_offer(const SopDomains *domains, const SopLacking *lacking, SopSlice *slice,
                      uint32_t number);
/* … and all that decides how what is followed comes to be as it is. */
void sop_follow_causes(const SopDomains *domains, const SopLacking *lacking, SopSlice *slice);
/* Where the case is in the tracks around the node. */
void sop_follow_place(SopSlice *slice, SopNode node);
/* What was added, as a key. Returns: (transfer full). */
GBytes *sop_slice_key(const SopSlice *slice);

/* ---- what is never done (never.c, never_report.c) --------------------------------------------------- */

/* What may happen, as far as searches of `limit` states (0: as usual) tell. `searched`: is added to, as below. Returns:
 * (transfer full). */
SopSeen *sop_seen_by_all(const SopDomains *domains, const SopLacking *lacking, unsigned limit,
                         SopSearched *searched);
/* Reports what is never seen. `told`: by node: that a case stays there for ever was reported already. */
void sop_report_never(const SopDomains *domains, const SopSeen *seen, const bool *told,
                      SopDiagnostics *diagnostics);

/* Does the route lead to a decision that is come to and never passed? */
bool sop_leads_to_no_way_out(const SopFlow *flow, const SopSeen *seen, SopRoute route);
/* Is there a case, with whatever of what the slice follows, in which the branch of the route is taken?
 * (alone.c) */
bool sop_branch_may_be_taken(const SopDomains *domains, SopSlice *slice, SopRoute route,
                             uint32_t branch);
/* … in which the condition is true? */
bool sop_guard_may_hold(const SopDomains *domains, SopGuard guard);

/* Reports timeouts that lead round and round while no time passes. (rounds.c) */
void sop_check_rounds(const SopFlow *flow, const SopSeen *seen, SopDiagnostics *diagnostics);

/* ---- where a case stays for ever (traps.c, traps_confirm.c, surely.c) -------------------------------- */

/* Returns: (transfer full): by node: a trap was reported there, or on the way round from there. */
bool *sop_check_traps(const SopDomains *domains, const SopLacking *lacking, const SopSeen *seen,
                      unsigned limit, SopSearched *searched, SopDiagnostics *diagnostics);
/* Leads the engine into a state of the survey. Returns: (transfer full) (nullable): the acts (SopAct).
 * `ret_gone`: else, whether that no case comes there as the survey did is seen when more is followed; `ret_more`: what
 * (SopItem) is to be. */
GArray *sop_trap_confirm(const SopReach *survey, uint32_t number, GArray *ret_more, bool *ret_gone);
/* In words, how the survey came there. Returns: (transfer full). */
char *sop_trap_events(const SopReach *survey, uint32_t number, const char *language);
typedef struct /* a case that can never be closed any more */
{
    uint32_t state; /* of the survey, where it is */
    GArray *acts;   /* SopAct; (transfer full) */
    GArray *steps;  /* SopNode, where it rests; (transfer full) */
    unsigned days;  /* that it rests there before; 0: at once */
} SopTrapped;

/* Leads the engine into states of the survey at the step, and asks of each case whether it can still be closed.
 * `ret_work`: states that were looked at are added. (traps_cases.c) */
bool sop_trap_search(const SopReach *survey, SopNode step, uint32_t *ret_work, SopTrapped *ret);
/* … into a state that the survey has before it comes to the trap `number`, from where time may lead on. */
bool sop_trap_approach(const SopReach *survey, uint32_t number, uint32_t *ret_work,
                       SopTrapped *ret);
/* Can the case never be closed any more, since no way leads there, or what is too late or expired would be needed?
 * That is proved, with searches of `limit` states. `ret_work`: is added to. (escape.c) */
bool sop_case_is_trapped(const SopDomains *domains, const SopCase *of, uint32_t limit,
                         uint32_t *ret_work);
/* All that may stand in the way of an action or timeout, in words. Returns: (transfer full): "" if nothing does.
 * (never_report.c) */
char *sop_obstacles(const SopFlow *flow, const SopOffer *offer);
/* By node: from this step a case can surely be closed, whatever is known. Returns: (transfer full). */
bool *sop_surely_closes(const SopDomains *domains);

/* ---- the whole (structure.c) -------------------------------------------------------------------------- */

/* `limit`: states of one search; 0: as usual. `searched`: by SopSearch; how far it was looked for is added. */
void sop_check_structure(const SopDomains *domains, unsigned limit, SopSearched *searched,
                         SopDiagnostics *diagnostics);
