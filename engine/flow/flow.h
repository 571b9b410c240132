/* SPDX-License-Identifier: Apache-2.0 */
/* The flow room: a procedure compiled into tables. Everything is an index into a table. Nodes are
 * numbered in preorder, so the nodes inside node n are just n + 1 … nodes[n].last. */
#pragma once

#include <sopflow/flow.h>

#include "base/base.h"
#include "feel/feel.h"
#include "procedure/procedure.h"
#include "time/time.h"

typedef uint32_t SopGuard; /* an expression of the flow; SOP_NONE: none */

typedef struct /* some numbers: items start … start + count - 1 of the flow's `lists` */
{
    uint32_t start;
    uint32_t count;
} SopList;

typedef struct
{
    SopFeel *feel;
    SopWrittenText written; /* to find a place inside it */
    SopSpan span;
} SopExpression;

typedef enum
{
    SOP_ANCHOR_EVENT,   /* an action's or timeout's last time */
    SOP_ANCHOR_FACT,    /* a date, or date and time */
    SOP_ANCHOR_EXPIRES, /* the day on which a document expires */
} SopAnchorKind;

typedef struct
{
    uint8_t kind; /* SopMomentKind */
    uint8_t anchor_kind;
    SopSpanOfTime duration;
    uint32_t anchor; /* of AFTER and BEFORE: an action, fact or document; else SOP_NONE */
    SopSpan span;
} SopMoment;

typedef struct /* of `within` and `at` */
{
    SopGuard when; /* SOP_NONE: always */
    SopMoment moment;
} SopMomentBranch;

typedef struct
{
    uint8_t kind; /* SopTargetKind */
    SopNode node; /* NODE: the target; END: the phase that is finished; RESUME: the phase */
    SopNode at;   /* of RESUME; SOP_NONE: none */
    SopOutcome outcome;
    SopNode domain; /* of what is left, all that is inside it; SOP_NONE: all is left (CLOSE) */
    SopSpan span;
} SopTarget;

typedef struct
{
    SopGuard when;         /* SOP_NONE: always, but for the tests */
    SopList tests;         /* of a table's row: guards, all of which must hold */
    uint32_t sets, n_sets; /* of a table's row: into flow->sets */
    SopTarget to;
    SopSpan span;
    SopNode node;   /* whose it is */
    uint32_t offer; /* of an action's `to`; else SOP_NONE */
} SopBranch;

typedef struct /* branches start … start + count - 1; none: stays */
{
    uint32_t start;
    uint32_t count;
} SopRoute;

typedef struct
{
    SopList documents;
    bool any;
    bool verified;
    bool has_valid, has_issued_within;
    SopMoment valid;
    SopSpanOfTime issued_within;
    SopGuard when;
    SopSpan span;
} SopRequirement;

typedef struct
{
    bool optional;
    SopFact fact;      /* or SOP_NONE */
    SopPaper document; /* or SOP_NONE */
    SopSpan span;
} SopAsk;

typedef struct
{
    SopFact fact;
    SopGuard value; /* SOP_NONE: makes it unknown */
    SopSpan span;
} SopSet;

typedef struct /* an officer's extension, to one place of what it names */
{
    SopNode node;   /* its deadline; SOP_NONE */
    uint32_t offer; /* a timeout; SOP_NONE */
    SopSpanOfTime duration;
} SopProlonging;

typedef struct /* an action as written in one place, or a timeout */
{
    SopAction action;
    SopNode node;   /* where it is written */
    uint32_t order; /* as written in the file */
    uint64_t roles; /* bits of the roles that may */
    SopText title, text;
    uint32_t asks, n_asks;                 /* into flow->asks */
    uint32_t requirements, n_requirements; /* into flow->requirements */
    uint32_t sets, n_sets;                 /* into flow->sets */
    SopGuard when;
    bool has_not_before, has_not_after;
    SopMoment not_before, not_after;
    SopList separate_from; /* actions */
    SopList verifies, returns, informs;
    SopRoute to;
    uint32_t prolongs, n_prolongs; /* into flow->prolongings */
    SopList at;                    /* a timeout's moment: into flow->moments; none: an action */
    SopList prolonged;             /* a timeout: what may prolong it */
    uint8_t bit;                   /* a timeout: in `fired` of its node's clock */
    bool moves;                    /* a timeout: not only counted from entering its node */
    SopSpan span;                  /* of its name */
    SopSpan by_span;
    bool checks; /* something beside the role is to be judged (given aside) */
} SopOffer;

/* What must hold of every path (language page, "Safeguards"). */
typedef enum
{
    SOP_SAFEGUARD_NEVER_WHEN,
    SOP_SAFEGUARD_ONLY_AFTER,
    SOP_SAFEGUARD_POSSIBLE_FROM,
    SOP_SAFEGUARD_AT_MOST_ONCE,
    SOP_SAFEGUARD_LEADS_TO,
} SopSafeguardKind;

/* An event as a number: an action or timeout; then the nodes (their entering); then the outcomes. */
typedef uint32_t SopHappening;

typedef struct
{
    const char *name;
    SopText title, text;
    SopList sources;
    uint8_t kind;        /* SopSafeguardKind */
    SopList events;      /* what is guarded: happenings; of NEVER_WHEN, none: every rest */
    SopList starts;      /* only_after, possible_from, after */
    SopList stops;       /* unless_since, until, leads_to */
    SopGuard when;       /* applies unless known to be false; SOP_NONE: always */
    SopGuard never_when; /* of NEVER_WHEN */
    bool has_within;
    SopSpanOfTime within; /* of LEADS_TO */
    uint32_t monitor;     /* slot in a case's `monitors`; SOP_NONE: it needs no memory */
    SopSpan span;
} SopSafeguard;

typedef enum /* what a happening is to a safeguard */
{
    SOP_WATCH_EVENT,
    SOP_WATCH_STOP,
    SOP_WATCH_START,
} SopWatchKind;

typedef struct
{
    uint32_t safeguard;
    uint8_t kind; /* SopWatchKind */
} SopWatch;

typedef struct
{
    const char *name;
    const char *number; /* "2.3.1" */
    uint8_t kind;       /* SopKind */
    uint8_t depth;      /* 0: the root */
    SopNode parent;
    SopNode last;                  /* the last node inside it; itself when none */
    SopNode start;                 /* of a phase: the child where it starts */
    SopNode next;                  /* the next sibling as written; SOP_NONE */
    uint32_t offers, n_offers;     /* into flow->offers: its own actions */
    uint32_t timeouts, n_timeouts; /* into flow->offers: its own timeouts */
    SopList within;                /* its deadline: into flow->moments; none */
    SopList prolonged;             /* what may prolong its deadline */
    SopRoute route;                /* a decision's branches; a phase's `to` */
    uint64_t roles;                /* of its `by`; 0: none */
    uint32_t clock;   /* slot of its clock in a case, shared with nodes that are never active with
                       it; SOP_NONE */
    uint32_t outcome; /* a phase's slot in a case's `outcomes`; SOP_NONE */
    uint32_t history; /* a resumable phase's slot in a case's `histories`; SOP_NONE */
    SopText title, text;
    SopList sources;
    const char *was; /* what it was called in an earlier version (nullable) */
    SopSpan span;
} SopFlowNode;

typedef struct
{
    const char *name;
    SopText title, text;
    uint32_t done_slot;  /* in a case's `done`: its last time is read somewhere; SOP_NONE */
    uint32_t actor_slot; /* in a case's `actors`: somebody must be another person; SOP_NONE */
    SopList offers;      /* all places that offer it, as written; timeouts too */
    bool is_timeout;     /* nobody does it: it is only ever a timeout */
    const char *was;     /* (nullable) */
} SopFlowAction;

typedef struct
{
    const char *name;
    SopText title, text;
    uint64_t recorders; /* roles that may enter its acts */
} SopFlowRole;

typedef struct
{
    const char *name;
    SopText title, text;
    SopList sources;
    bool has_valid_for;
    SopSpanOfTime valid_for;
    uint64_t seen_by; /* 0: by all */
    SopSpan span;
} SopFlowDocument;

typedef struct
{
    const char *name;
    SopText title, text;
    SopList sources;
    SopFactType type;
    bool is_list;
    const char *const *values; /* of a choice, ended by NULL */
    SopText *value_titles;     /* beside them */
    uint32_t n_values;
    SopFeel *range; /* (nullable) unary tests over slot 0 of a scope of its own */
    SopValue starts;
    uint64_t seen_by;
    SopSpan span;
} SopFlowFact;

typedef struct
{
    const char *name;
    SopText title;
} SopFlowOutcome;

typedef struct /* a sub-procedure, and where it is compiled in */
{
    SopNode node;
    const char *id, *version;
} SopUsed;

typedef struct
{
    const char *name;
    SopText title, publisher;
    const char *url, *year;
} SopFlowSource;

/* What a slot of an expression from n_facts on reads. */
typedef enum
{
    SOP_READ_FACT,
    SOP_READ_DOCUMENT, /* index: the document; null, or true */
    SOP_READ_REFERENCE,
    SOP_READ_ISSUED,
    SOP_READ_EXPIRES,
    SOP_READ_VERIFIED,
    SOP_READ_EXPIRED,
    SOP_READ_DONE,    /* index: the action */
    SOP_READ_AT,      /* index: the node */
    SOP_READ_OUTCOME, /* index: the phase */
    SOP_READ_ACTOR_ID,
    SOP_READ_ACTOR_ROLE,
    SOP_READ_ACTOR_DETAIL,
    SOP_READ_CASE_ID,
    SOP_READ_CASE_OPENED,
} SopReadKind;

typedef struct
{
    uint8_t kind; /* SopReadKind */
    uint32_t index;
} SopRead;

/* The parts of a case, in the order in which they lie behind its head: first what every act touches. */
typedef enum
{
    SOP_PART_LEAVES,
    SOP_PART_FACTS,
    SOP_PART_DOCUMENTS,
    SOP_PART_DONE,
    SOP_PART_MONITORS,
    SOP_PART_ACTORS,
    SOP_PART_HISTORIES,
    SOP_PART_CLOCKS,
    SOP_PART_PROLONGED,
    SOP_PART_OUTCOMES,
    SOP_PART_VISITED,
    SOP_N_PARTS,
} SopPart;

/* How many of each a case has room for, and where. */
typedef struct
{
    uint32_t max_leaves;
    uint32_t n_done, n_actors, n_clocks, n_outcomes, n_histories, n_monitors;
    uint32_t offsets[SOP_N_PARTS]; /* in bytes, from the end of the head */
    uint32_t size;                 /* of all parts */
} SopLayout;

enum
{
    SOP_CLOCK_BYTES = 12,
};

/* The size of one item of each part, in bytes; the case room sees to it that they are so. */
extern const uint8_t sop_part_sizes[SOP_N_PARTS];

struct _SopFlow
{
    gatomicrefcount references;
    SopProcedure *procedure; /* keeps the texts alive; not looked into after compiling */
    SopArena *arena;
    SopSources *sources;
    const char *id, *version;
    SopText title, text;
    const char *const *languages; /* ended by NULL */
    SopZone *zone;
    SopCalendar *calendar;
    SopInstant effective; /* 09:00 local on the day; SOP_INSTANT_NONE */
    const char *owner;    /* (nullable) */
    const char *extends;  /* (nullable) the file of which it is a variant */
    gsize digest_once;
    char *digest;

    SopFlowNode *nodes;
    uint32_t n_nodes;
    SopOffer *offers; /* the actions by node, within a node as written; then so the timeouts */
    uint32_t n_offers;
    uint32_t first_timeout; /* among the offers */
    bool clocks_move;       /* a timeout moves with what is known */
    bool reads_clock;       /* a clock's branches read the time, so it may turn at any instant */
    SopMomentBranch *moments;
    uint32_t n_moments;
    SopProlonging *prolongings;
    uint32_t n_prolongings;
    SopSafeguard *safeguards;
    uint32_t n_safeguards;
    SopWatch *watches; /* by happening: watches[watched[h]] … watches[watched[h + 1]] - 1 */
    uint32_t *watched;
    uint32_t n_happenings;
    SopList rests;      /* the safeguards to be kept at every rest */
    SopOutcome by_hand; /* `closed`, of a case closed by the administration; SOP_NONE */
    uint64_t may_correct, may_close, may_reopen; /* roles */
    SopUsed *used;
    uint32_t n_used;
    SopFlowAction *actions;
    uint32_t n_actions;
    SopFlowRole *roles;
    uint32_t n_roles;
    SopFlowDocument *documents;
    uint32_t n_documents;
    SopFlowFact *facts;
    uint32_t n_facts;
    SopFlowFact *details; /* of the actor */
    uint32_t n_details;
    SopFlowOutcome *outcomes;
    uint32_t n_outcomes;
    SopFlowSource *cited;
    uint32_t n_cited;
    SopExpression *expressions;
    uint32_t n_expressions;
    SopBranch *branches;
    uint32_t n_branches;
    SopAsk *asks;
    uint32_t n_asks;
    SopRequirement *requirements;
    uint32_t n_requirements;
    SopSet *sets;
    uint32_t n_sets;
    uint32_t *lists;
    uint32_t n_lists;
    SopRead *reads; /* slot n_facts + i of an expression */
    uint32_t n_reads;
    SopNames *node_names, *action_names, *role_names, *fact_names, *document_names, *outcome_names,
        *safeguard_names;
    SopValue *role_values;    /* role names as text values, for actor.role */
    SopValue *outcome_values; /* outcome names as text values */
    SopLayout layout;
};

static inline bool
sop_offer_is_timeout(const SopFlow *flow, uint32_t offer)
{
    return offer >= flow->first_timeout;
}

static inline SopHappening
sop_happening_of_node(const SopFlow *flow, SopNode node)
{
    return flow->n_actions + node;
}

static inline SopHappening
sop_happening_of_outcome(const SopFlow *flow, SopOutcome outcome)
{
    return flow->n_actions + flow->n_nodes + outcome;
}

/* The name of an action, timeout, node or outcome. */
const char *sop_flow_happening_name(const SopFlow *self, SopHappening happening);
/* … and its title. */
const char *sop_flow_happening_title(const SopFlow *self, SopHappening happening,
                                     const char *language);

static inline bool
sop_node_contains(const SopFlow *flow, SopNode outer, SopNode inner) /* or is it */
{
    return outer <= inner && inner <= flow->nodes[outer].last;
}

static inline const uint32_t *
sop_list_items(const SopFlow *flow, SopList list)
{
    return flow->lists + list.start;
}

/* ---- in words (flow/words.c) ----------------------------------------------------------------- */

/* An expression in the words of `language`, from titles and values: "Age in years: under 18".
 * FEEL itself where words fail. Returns: (transfer full). */
char *sop_flow_say(const SopFlow *self, SopGuard guard, const char *language);

/* What decided the expression: "Age in years: 17; needed: 18 or more". Of one reason, or of all; empty when
 * there is none. Returns: (transfer full). */
char *sop_flow_say_reason(const SopFlow *self, SopGuard guard, const SopFeelReason *reason,
                          const char *language);
char *sop_flow_say_reasons(const SopFlow *self, SopGuard guard, const SopFeelReasons *reasons,
                           const char *language);

/* What a branch asks: its condition, or its row's tests. Returns: (transfer full). */
char *sop_flow_say_branch(const SopFlow *self, const SopBranch *branch, const char *language);

/* Does the branch hold whatever the facts? */
static inline bool
sop_branch_is_certain(const SopBranch *branch)
{
    return branch->when == SOP_NONE && branch->tests.count == 0;
}

/* A moment: "72 hours after Record the session". Returns: (transfer full). */
char *sop_flow_say_moment(const SopFlow *self, const SopMoment *moment, const char *language);

/* A value of a fact: a choice's title, yes or no, a number, a date. Returns: (transfer full). */
char *sop_flow_say_value(const SopFlow *self, SopFact fact, const SopValue *value,
                         const char *language);

/* A day as people write it: "2 March 2026". Returns: (transfer full). */
char *sop_flow_say_day(const SopFlow *self, SopDay day, const char *language);

/* An instant, in local time: "2 March 2026, 14:30"; the edge of a day as "the end of 1 March 2026".
 * Returns: (transfer full). */
char *sop_flow_say_instant(const SopFlow *self, SopInstant instant, const char *language);

/* What a safeguard demands: "“Board” only after “Sign the declaration”". Returns: (transfer full). */
char *sop_flow_say_safeguard(const SopFlow *self, uint32_t number, const char *language);

/* The digest over the tables; see sop_flow_digest(). */
char *sop_flow_compute_digest(const SopFlow *self);

/* The title, else the name. */
const char *sop_flow_node_title(const SopFlow *self, SopNode node, const char *language);
const char *sop_flow_action_title(const SopFlow *self, SopAction action, const char *language);
