/* SPDX-License-Identifier: Apache-2.0 */
/* What a search may follow: of each fact the classes that conditions can tell apart (classes.c), of each document
 * whether it is on file, and how two sides that conditions compare stand to each other (relations.c). */
#pragma once

#include <sopflow/check.h>

#include "case/case.h"
#include "flow/flow.h"
#include "flow/step.h"

/* What a search may follow: the facts, then the documents, then whether an action was done, then whether
 * a timeout of its node has run since the node was entered, then what a safeguard remembers, then the
 * relations. */
typedef uint32_t SopItem;

#define SOP_OPEN UINT16_MAX /* of a slot: not followed */

enum
{
    SOP_CHECK_CLASSES = 32, /* of one fact; with more it is only known or not */
    SOP_CHECK_ASKS = 64,    /* things given in one act */
};

/* Is each value a class? Of a choice of more words, only those that conditions name are told apart, as of a text. */
static inline bool
sop_fact_is_listed(const SopFlowFact *fact)
{
    return !fact->is_list &&
           (fact->type == SOP_FACT_BOOLEAN ||
            (fact->type == SOP_FACT_CHOICE && fact->n_values < SOP_CHECK_CLASSES));
}

static inline void
sop_add_once(GArray *numbers, uint32_t number)
{
    for (guint i = 0; i < numbers->len; i++)
        if (g_array_index(numbers, uint32_t, i) == number)
            return;
    g_array_append_val(numbers, number);
}

typedef enum
{
    SOP_PAPER_ABSENT,
    SOP_PAPER_STALE, /* on file when a way begins, and good for nothing that is required */
    SOP_PAPER_ON_FILE,
    SOP_PAPER_VERIFIED,
    SOP_N_PAPER,
} SopPaperClass;

typedef struct
{
    SopValue *values; /* one of each class; [0] is null */
    uint8_t n_classes;
    bool points;       /* classes are points and the gaps between them; else as listed */
    bool odd_range;    /* which of a gap's values fit the range its ends do not tell */
    bool ordered;      /* texts that conditions compare by their order, too */
    bool climbs;       /* it only goes up from where it starts … */
    bool whole;        /* … from a whole number, by whole numbers */
    bool counts;       /* … and each number it passes is a class */
    GArray *constants; /* SopValue, while they are collected */
} SopDomain;

typedef enum
{
    SOP_TIMED_NOT,
    SOP_TIMED_ORDER, /* the clock, and something else at a fixed distance */
    SOP_TIMED_KNOWN, /* … = null */
} SopTimedKind;

typedef struct /* a comparison with the clock (moments.c) */
{
    uint8_t kind;     /* SopTimedKind */
    SopRead anchor;   /* what the clock is compared with */
    int64_t distance; /* from it, in days or in time: there both sides are the same */
    bool swapped;     /* the clock is on the right of the relation */
} SopTimed;

/* Two sides that conditions compare, as one fact: unknown, or which is the greater (relations.c). */
typedef struct
{
    char *name;    /* the texts of both */
    GArray *facts; /* SopFact: that they read */
    bool loose;    /* not followed: it may be anything at any time */
    bool may_fail; /* it may be unknown though its facts are known */
    SopTimed timed;
    SopFeel *less; /* unless it is loose: whether the left is less, … */
    SopFeel *more; /* … whether it is more */
} SopRelation;

#define SOP_READ_RELATION (SOP_READ_CASE_OPENED + 1) /* among SopReadKind; index: the relation */

enum
{
    SOP_CHECK_RELATIONS = 256, /* of a flow; what more conditions compare stays open */
};

typedef enum /* of the left side of a relation to the right */
{
    SOP_RELATION_UNKNOWN,
    SOP_RELATION_LESS,
    SOP_RELATION_SAME,
    SOP_RELATION_MORE,
    SOP_N_RELATION,
} SopRelationClass;

typedef struct
{
    bool open;             /* it reads what no search follows: any answer */
    const uint32_t *slots; /* that it reads; borrowed */
    uint32_t n_slots;
    SopFeel *feel; /* (nullable) written with relations, instead of the flow's own */
} SopGuardReads;

typedef struct _SopGoal SopGoal;

typedef struct
{
    const SopFlow *flow;
    SopDomain *facts;
    SopGuardReads *guards;
    GArray *relations;  /* SopRelation */
    SopValue *starts;   /* by fact; borrowed */
    uint32_t *outrun;   /* by offer: what time rules it out by (sop_outrun_new()) */
    uint8_t *ruled_out; /* by offer and relation (sop_ruled_out_new()) */
    bool *runs_out;     /* by offer: it may become too late for it (sop_running_out_new()) */
    GArray **before;    /* by offer: timeouts that have run by then (sop_preceding_new()) */
    bool reads_role;    /* a condition asks whose act it is */
    uint32_t n_items;
    SopGoal *goal; /* (nullable) of a property that is a goal */
} SopDomains;

SopDomains *sop_domains_new(const SopFlow *flow);
void sop_domains_free(SopDomains *self);
static inline bool
sop_relation_is_loose(const SopDomains *self, uint32_t relation)
{
    return g_array_index(self->relations, SopRelation, relation).loose;
}

bool sop_relation_reads(const SopDomains *self, uint32_t relation, SopFact fact);
/* Does the condition compare the fact with another? */
bool sop_guard_compares(const SopDomains *self, SopGuard guard, SopFact fact);

/* What a slot of a condition reads: as in the flow, or a relation. */
SopRead sop_domains_read(const SopDomains *self, uint32_t slot);
/* Does the condition read where the case is, or how a phase ended, which paths decide? */
bool sop_domains_reads_place(const SopDomains *self, SopGuard guard);
/* The class that what is followed begins with. */
uint8_t sop_domains_first_class(const SopDomains *self, SopItem item);
/* Is this part of a condition open? */
bool sop_domains_is_open(const SopDomains *self, const SopFeel *feel, const SopAst *ast);
bool sop_ast_is_clock(const SopAst *ast); /* now() or today() */
/* Has it no name in it, and not the clock? */
bool sop_ast_reads_nothing(const SopAst *ast);
/* May its value be unknown though all that it reads is known? */
bool sop_ast_may_fail(const SopFlow *flow, const SopAst *ast);
/* The condition with relations in place of the facts that it compares; new ones are added. Returns:
 * (transfer full) (nullable): NULL when it has none. */
SopFeel *sop_relations_rewrite(SopDomains *domains, const SopFeel *feel);
void sop_relation_clear(gpointer data);
/* The class that a relation is in, of the values that facts have. */
uint8_t sop_relation_class(const SopDomains *self, uint32_t relation, const SopValue *facts);
/* Sets a count to one more: what class it comes to is known then. */
bool sop_domains_is_count(const SopDomains *self, const SopSet *set);
/* Of a fact whose constants are collected (classes.c). */
void sop_domains_make_classes(SopDomains *self, SopFact fact);
/* Returns: (transfer full): what its range compares with (SopValue), of any type. */
GArray *sop_domains_range_constants(const SopDomains *self, SopFact fact);
/* The class that a value of the fact is in. */
uint8_t sop_domains_class(const SopDomains *self, SopFact fact, const SopValue *value);

/* By offer: 1 + the timeout that always comes before it and leads away; 1 + itself when it is too late before it
 * is no longer too early; else 0. (outrun.c) Returns: (transfer full). */
uint32_t *sop_outrun_new(const SopFlow *flow);
/* By offer: it has a `not_after`, and no timeout always leads away by then. Returns: (transfer full). */
bool *sop_running_out_new(const SopFlow *flow);
/* By offer: the timeouts (offer) that have run when it comes, since their node was entered, and only tell or set; NULL:
 * none. Returns: (transfer full). */
GArray **sop_preceding_new(const SopFlow *flow);

static inline SopItem
sop_item_of_document(const SopFlow *flow, SopPaper document)
{
    return flow->n_facts + document;
}

static inline SopItem
sop_item_of_done(const SopFlow *flow, SopAction action)
{
    return flow->n_facts + flow->n_documents + action;
}

static inline SopItem
sop_item_of_fired(const SopFlow *flow, uint32_t offer)
{
    return flow->n_facts + flow->n_documents + flow->n_actions + offer - flow->first_timeout;
}

static inline SopItem
sop_item_of_monitor(const SopFlow *flow, uint32_t safeguard)
{
    return sop_item_of_fired(flow, flow->n_offers) + safeguard;
}

static inline SopItem
sop_item_of_relation(const SopFlow *flow, uint32_t relation)
{
    return sop_item_of_monitor(flow, flow->n_safeguards) + relation;
}
