/* SPDX-License-Identifier: Apache-2.0 */
/* The check room: does a safeguard hold on every path? A search over what a case can be, where each
 * fact is one of the classes that conditions can tell apart, and what does not bear on the safeguard is
 * left open; a path that breaks it is replayed on the engine before it is shown. */
#pragma once

#include <sopflow/check.h>

#include "case/case.h"
#include "flow/flow.h"
#include "flow/step.h"

/* ---- what a fact can be (domains.c) ----------------------------------------------------------- */

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

/* Two sides that conditions compare, as one fact: unknown, or which is the greater (relations.c). */
typedef struct
{
    char *name;    /* the texts of both */
    GArray *facts; /* SopFact: that they read */
    bool loose;    /* not followed: it may be anything at any time */
    bool may_fail; /* it may be unknown though its facts are known */
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
    GArray *relations; /* SopRelation */
    SopValue *starts;  /* by fact; borrowed */
    uint32_t *outrun;  /* by offer: what time rules it out by (sop_outrun_new()) */
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

/* ---- what is to hold -------------------------------------------------------------------------- */

typedef enum
{
    SOP_PROPERTY_SAFEGUARD,
    SOP_PROPERTY_DECIDED,  /* a timeout never meets a decision that cannot be taken */
    SOP_PROPERTY_SOMEBODY, /* an offer's `separate_from` is never done by nobody */
    SOP_PROPERTY_ABSENT,   /* no case rests in a given state; see SopPlaceWanted */
    SOP_PROPERTY_GOAL,     /* the goal of the domains is never reached: what breaks it is a way */
} SopPropertyKind;

typedef struct
{
    uint8_t kind; /* SopPropertyKind */
    uint32_t safeguard;
    uint32_t offer;
} SopProperty;

/* ---- states (states.c) ------------------------------------------------------------------------ */

typedef struct
{
    uint8_t n_leaves; /* 0: never left */
    bool finished;
    SopNode leaves[SOP_LIMIT_PARALLEL];
} SopPast;

typedef struct
{
    SopNode leaves[SOP_LIMIT_PARALLEL];
    uint32_t n_leaves;
    bool closed;
    SopOutcome outcome;
    bool stands;        /* the safeguard's memory */
    uint8_t *items;     /* the classes of what is followed, by slot */
    uint16_t *outcomes; /* by the flow's slots; SOP_UNFINISHED */
    SopPast *pasts;     /* by the flow's slots */
} SopState;

/* Which items are followed, and the slot of each; and which tracks are only seen from outside: a case in
 * such a region may be anywhere in it, and every state is written with the same leaves there. */
typedef struct
{
    const SopFlow *flow;
    uint32_t n_items;
    SopNode *regions; /* by node: the outermost region that it is inside of; SOP_NONE */
    bool *blurred;    /* by node: it is a region */
    GArray **leaves;  /* by region: SopNode, how it is written */
    GArray *added;    /* SopItem: all that was added, of every kind */
    uint16_t *slots;  /* by item; SOP_OPEN: not followed */
    GArray *items;    /* SopItem, by slot */
    SopNode *phases;  /* by an outcome's slot: whose it is */
    bool *outcomes;   /* by slot: it is followed for good */
    bool *joined;     /* by slot: the phase around reads it when all tracks are finished */
    SopNode *homes;   /* by guard: the node on whose way on it stands; SOP_NONE */
    SopNode *resumed; /* by a history's slot: its phase */
} SopSlice;

SopSlice *sop_slice_new(const SopDomains *domains);
SopSlice *sop_slice_copy(const SopDomains *domains, const SopSlice *from);
void sop_slice_free(SopSlice *self);
/* Returns: whether it was not yet followed. */
bool sop_slice_add(SopSlice *self, SopItem item);
/* … `ret_new`: those that were not. */
void sop_slice_add_all(SopSlice *self, const GArray *items, GArray *ret_new);
/* Does a relation that is followed read the fact? */
bool sop_slice_compares(const SopSlice *self, const SopDomains *domains, SopFact fact);
/* To follow where in a region a case is, as an item. */
static inline SopItem
sop_item_of_region(const SopSlice *slice, SopNode region)
{
    return slice->n_items + region;
}
/* Whether and how a phase ended, as an item. It is known anyway where the phase itself, or the one around
 * its tracks, asks it to go on. */
static inline SopItem
sop_item_of_outcome(const SopSlice *slice, SopNode phase)
{
    return slice->n_items + slice->flow->n_nodes + slice->flow->nodes[phase].outcome;
}

bool sop_slice_knows_outcome(const SopSlice *self, SopGuard guard, SopNode phase);
/* Writes what is inside regions as they are written; works in place. Returns: how many leaves. */
uint32_t sop_slice_blur(const SopSlice *self, SopNode *leaves, uint32_t n_leaves);

SopState *sop_state_new(const SopFlow *flow);
void sop_state_free(SopState *self);
void sop_state_copy(SopState *self, const SopState *from, const SopSlice *slice);
/* What cannot matter any more is taken out, so that states are the same that behave the same. */
void sop_state_settle(SopState *self, const SopSlice *slice);

/* Where a case is, as far as the slice follows it. (situation.c) */
void sop_state_of_case(const SopDomains *domains, const SopSlice *slice, const SopCase *of,
                       SopState *ret);

/* The property SOP_PROPERTY_ABSENT: no case comes to rest where, of what `slice` follows, all is as in
 * `state`. */
typedef struct
{
    SopProperty property;
    const SopSlice *slice;
    const SopState *state;
} SopPlaceWanted;

/* Of a state of the richer slice `from`: is it there? */
bool sop_place_is_wanted(const SopPlaceWanted *self, const SopState *state, const SopSlice *from);
/* … is the case there? */
bool sop_place_holds(const SopPlaceWanted *self, const SopDomains *domains, const SopCase *of);

typedef struct _SopStates SopStates; /* a set, numbered from 0 */

SopStates *sop_states_new(void);
void sop_states_free(SopStates *self);
/* Returns: its number; `ret_new`: it was not there. */
uint32_t sop_states_add(SopStates *self, const SopState *state, const SopSlice *slice,
                        uint32_t parent, uint32_t event, bool *ret_new);
void sop_states_get(const SopStates *self, uint32_t number, const SopSlice *slice, SopState *ret);
uint32_t sop_states_parent(const SopStates *self, uint32_t number);
uint32_t sop_states_event(const SopStates *self, uint32_t number);
uint32_t sop_states_count(const SopStates *self);
size_t sop_states_bytes(const SopStates *self);
bool sop_state_same(const SopState *a, const SopState *b, const SopSlice *slice);

/* ---- what a condition can answer (answers.c) --------------------------------------------------- */

enum
{
    SOP_CAN_FALSE = 1 << SOP_FALSE,
    SOP_CAN_TRUE = 1 << SOP_TRUE,
    SOP_CAN_UNKNOWN = 1 << SOP_UNKNOWN,
    SOP_CAN_ANY = SOP_CAN_FALSE | SOP_CAN_TRUE | SOP_CAN_UNKNOWN,
};

#define SOP_SET_FAILS (UINT64_C(1) << 63) /* the value may not fit the fact */

typedef struct _SopAnswers SopAnswers;

SopAnswers *sop_answers_new(const SopDomains *domains, const SopSlice *slice);
void sop_answers_free(SopAnswers *self);
/* A node whose entering is judged is active for `at`; SOP_NONE: none is. */
void sop_answers_enter(SopAnswers *self, SopNode node);
/* The truths (SOP_CAN_…) of a guard in a state, whatever is not followed. `view`: what `at` reads. */
unsigned sop_answers_of(SopAnswers *self, SopGuard guard, const SopState *state,
                        const SopConfiguration *view);
/* The classes that `fact` can get from a `sets`, as bits, and SOP_SET_FAILS. */
uint64_t sop_answers_set(SopAnswers *self, const SopSet *set, const SopState *state,
                         const SopConfiguration *view);

/* ---- events (explore.c) ------------------------------------------------------------------------ */

/* An event as a number: an action; or n_actions + 2 × timeout, and one more where it only passes. */
typedef uint32_t SopEventNumber;

static inline bool
sop_event_is_timeout(const SopFlow *flow, SopEventNumber event)
{
    return event >= flow->n_actions;
}

static inline uint32_t
sop_event_timeout(const SopFlow *flow, SopEventNumber event)
{
    return flow->first_timeout + (event - flow->n_actions) / 2;
}

static inline bool
sop_event_passes(const SopFlow *flow, SopEventNumber event)
{
    return sop_event_is_timeout(flow, event) && (event - flow->n_actions) % 2 != 0;
}

typedef enum
{
    SOP_TRY_REFUSED,
    SOP_TRY_UNDECIDED,
    SOP_TRY_DONE,
} SopTry;

typedef struct
{
    SopItem item;
    uint8_t class;
} SopGave;

enum
{
    SOP_CHECK_TAPE = 256,   /* choices in one event */
    SOP_CHECK_TRIES = 4000, /* ways that one event can go */
};

typedef struct /* the choices of a try; with it, what is left of an event can be tried later */
{
    uint8_t choices[SOP_CHECK_TAPE], ways[SOP_CHECK_TAPE]; /* … of how many */
    uint32_t length;
    uint32_t n_tries; /* of this event so far */
} SopTape;

typedef struct
{
    const SopDomains *domains;
    const SopFlow *flow;
    const SopProperty *property;
    SopSlice *slice;
    SopAnswers *answers;
    SopTape tape;
    uint32_t at_tape;
    bool overflow;   /* an event has more choices than a tape holds */
    SopState *state; /* as the try leaves it */
    SopConfiguration configuration;
    const SopConfiguration *view;
    SopConfiguration before;
    SopNode stood[SOP_LIMIT_PARALLEL]; /* its leaves */
    uint64_t stamp;                    /* of the answers that hold */
    uint64_t *stamps;                  /* by guard: when it was answered */
    uint8_t *chosen;                   /* … and what */
    bool *reads_place;                 /* by guard: it reads `at` or `outcome` */
    uint64_t *placed; /* by guard: after how many nodes were entered it was answered */
    uint64_t n_entered;
    uint32_t n_judged;  /* conditions on the way of this try */
    SopNode *nodes;     /* room for as many as the flow has */
    bool *moved;        /* by relation: a fact of it has just changed */
    bool tries_unknown; /* a condition on the way may also be unknown */
    bool broken;        /* the property is, by this try */
    bool barred;        /* of a goal: a safeguard is sure to refuse this try */
    bool *undecided;    /* (nullable) by offer: timeouts that met a decision that cannot be taken */
    SopGave gave[SOP_CHECK_ASKS];
    uint32_t n_gave;
    GArray *asked; /* (nullable) SopGuard: those answered with a choice, values that are set too */
    GArray
        *unsure; /* (nullable) SopNode: regions where the event might have found something else */
    GHashTable
        *ways_inside; /* of a region and an action: GArray of SopNode, a leaf for each offer */
    GArray *entered;  /* (nullable) SopNode */
    GArray *accepted; /* (nullable) of offers: none of its rules refused it */
    GArray *taken;    /* (nullable) of branches */
    bool reminders;   /* timeouts that only tell are tried, too */
    bool in_time;     /* what time rules out is not tried */
} SopExplorer;

SopExplorer *sop_explorer_new(const SopDomains *domains, const SopProperty *property,
                              SopSlice *slice);
void sop_explorer_free(SopExplorer *self);
/* Every way that an event can go: first_try(), then, while next_try(), the following. */
void sop_explorer_begin(SopExplorer *self);
bool sop_explorer_next(SopExplorer *self);
SopTry sop_explorer_try(SopExplorer *self, const SopState *from, SopEventNumber event);
SopTry sop_explorer_open(SopExplorer *self);
/* Does the property hold at this rest? */
bool sop_explorer_rest_holds(SopExplorer *self, const SopState *state);
/* Is the safeguard's duty standing, and does it apply? */
bool sop_explorer_owes(SopExplorer *self, const SopState *state);
/* The events that can be tried. `ret`: room for all that the flow has. */
uint32_t sop_explorer_actions(const SopExplorer *self, const SopState *state, SopAction *ret);
uint32_t sop_explorer_timeouts(const SopExplorer *self, const SopState *state, uint32_t *ret);
/* The offers of an action that count there. */
uint32_t sop_explorer_offers(const SopFlow *flow, const SopState *state, SopAction action,
                             uint32_t *ret);
/* Must it come, if nobody acts? */
bool sop_explorer_is_certain(const SopExplorer *self, const SopState *state, uint32_t offer);
/* Is something sure to happen, though nobody acts? */
bool sop_explorer_goes_on(SopExplorer *self, const SopState *state);

/* ---- how far it is (proof.c) -------------------------------------------------------------------- */

typedef struct _SopTally SopTally;

/* So many more states were looked at; from any thread. `self`: nullable. */
void sop_tally_add(SopTally *self, unsigned n_states);

/* ---- goals (goal.c) ---------------------------------------------------------------------------- */

/* What a way is looked for to, and from where. Here safeguards are enforced, as when a case runs. */
struct _SopGoal
{
    SopHappening happening;
    const SopCase *from;
    bool *stale;     /* by document: what is on file is of no use */
    bool *refused;   /* by document: so the engine found while a way was played */
    uint32_t failed; /* the step at which the last way that was played could not go on */
};

/* A case that has got there, by what the verdict says of its last event, or where it is. */
bool sop_goal_is_reached(const SopGoal *self, const SopCase *of, const SopVerdict *verdict);
void sop_goal_follow(const SopGoal *self, SopSlice *slice);
/* The state that the goal's case is in. */
SopTry sop_goal_begin(SopExplorer *self);
/* What the explorer tells while it tries an event: it is about to happen, and it happens. */
void sop_goal_judge(SopExplorer *self, SopHappening happening);
void sop_goal_watch(SopExplorer *self, SopHappening happening);
/* … and that the try is over. Returns: how. */
SopTry sop_goal_end(SopExplorer *self, const SopState *from, SopTry result);
/* Does the goal, or a safeguard that is followed, take notice of it? */
bool sop_goal_notices(const SopExplorer *self, SopHappening happening);

/* By node, of steps: at least how many events a case there is away from the goal. (distance.c) Returns: (transfer
 * full) (nullable): NULL when that is too much work. */
uint16_t *sop_distances_new(const SopFlow *flow, SopHappening goal);
/* … a case in the state. */
uint32_t sop_distance_of(const uint16_t *distances, const SopState *state, const SopSlice *slice);

/* ---- searching (search.c) ----------------------------------------------------------------------- */

typedef struct
{
    SopEventNumber event;
    SopState *state; /* after it */
} SopPathStep;

typedef enum /* how a case waits for ever where a path ends */
{
    SOP_WAIT_NONE,  /* it does not */
    SOP_WAIT_STILL, /* nothing is sure to happen */
    SOP_WAIT_ROUND, /* timeouts lead it round in a circle */
} SopWait;

typedef struct
{
    SopState *start;
    GArray *steps; /* SopPathStep */
    uint8_t waits; /* SopWait */
} SopPath;

/* How a state was first reached. (path.c) Returns: (transfer full). */
SopPath *sop_path_to(const SopStates *states, const SopSlice *slice, uint32_t number);
void sop_path_free(SopPath *self);

typedef struct
{
    SopExplorer *explorer;
    SopStates *states;
    SopTally *tally; /* nullable */
    uint32_t limit;
    uint32_t at;    /* the state looked at */
    uint32_t depth; /* of it */
    uint32_t level_ends;
    uint32_t below;            /* only paths of fewer events are looked for; 0: all */
    const uint16_t *distances; /* (nullable) of the goal, when only shorter paths are looked for */
    const GArray *blocked; /* (nullable) SopPathStep: events that are not tried in these states */
    bool stopped;
    bool complete;    /* all was looked at */
    GQueue found;     /* SopPath, not yet handed out */
    GArray *waits;    /* of timeouts, from states where the duty stands */
    uint32_t *events; /* room for those of a state */
} SopHunt;

SopHunt *sop_hunt_new(SopExplorer *explorer, uint32_t limit, SopTally *tally);
void sop_hunt_free(SopHunt *self);
/* The next shortest path that breaks the property; NULL: there is none, or the limit is reached. */
SopPath *sop_hunt_next(SopHunt *self);

/* ---- retracing (retrace.c) ------------------------------------------------------------------------ */

/* A path of the same events, as the explorer's richer slice has it; NULL: there is none, or `ret_too_wide`.
 * `coarse`: the path's own slice, when steps inside its regions may be put between; NULL: just these events. */
SopPath *sop_retrace(SopExplorer *explorer, const SopPath *path, const SopSlice *coarse,
                     bool *ret_too_wide);
/* Is there no such path when `more` (SopItem) is followed beside the slice? */
bool sop_retrace_is_gone(const SopDomains *domains, const SopProperty *property,
                         const SopPath *path, const SopSlice *slice, bool exact,
                         const GArray *more);
/* Takes out of `more` (SopItem) what is not needed, beside the slice, to see that there is no such path. */
void sop_retrace_reduce(const SopDomains *domains, const SopProperty *property, const SopPath *path,
                        const SopSlice *slice, bool exact, GArray *more);

/* ---- replaying (replay.c) ------------------------------------------------------------------------- */

typedef struct /* one step of a counterexample as it was done on the engine */
{
    SopEventNumber event;
    SopInstant at;
    SopRole role;
    char *person;
    SopGiven *given;
    bool refused;   /* the last one, which the engine keeps from breaking the safeguard */
    GArray *leaves; /* SopNode: where the case rests after it; empty: closed */
    SopOutcome closed;
} SopAct;

void sop_act_clear(gpointer data);

/* Returns: (transfer full) (nullable): the acts (SopAct) of a path that the engine confirms;
 * `wanted`: else what would tell the path from what the engine does. */
GArray *sop_replay(const SopDomains *domains, SopExplorer *explorer, const SopPath *path,
                   SopFlow *enforced, SopFlow *free_flow, GArray *wanted);

/* A flow in which the safeguard alone is enforced (SOP_NONE: none); the rest is borrowed. */
SopFlow *sop_flow_enforcing(const SopFlow *flow, uint32_t safeguard);
void sop_flow_enforcing_free(SopFlow *self);

/* ---- the result ------------------------------------------------------------------------------------ */

typedef struct
{
    SopProperty property;
    SopProofResult result;
    GArray *acts; /* SopAct (nullable) */
    bool waits;
    uint32_t n_states, depth; /* of the last search */
    unsigned long all_states; /* of all searches for it */
    size_t bytes;
    bool shortest; /* no path of fewer events would do */
} SopProved;

/* Is a state of the flow more than it is packed for? */
bool sop_states_are_too_large(const SopDomains *domains);
/* `tally`: nullable. Safe in several threads at once. */
SopProved sop_prove(const SopDomains *domains, const SopProperty *property, uint32_t limit,
                    SopTally *tally);
/* The timeouts, by offer, that may meet a decision that cannot be taken, as far as can be seen without
 * following anything. Returns: (transfer full). */
bool *sop_prove_suspects(const SopDomains *domains, uint32_t limit);

struct _SopProof
{
    SopFlow *flow;
    GArray *items; /* SopProved: the safeguards, then findings */
};

/* In words. Returns: (transfer full). */
char *sop_proved_say_act(const SopFlow *flow, const SopAct *act, const char *language);
char *sop_proved_story(const SopFlow *flow, const SopProved *proved, const char *language);
/* When its case is opened. */
SopInstant sop_proved_start(const SopFlow *flow);
SopTrail *sop_proved_trail(const SopFlow *flow, const SopProved *proved, const char *language);
char *sop_proved_scenario(const SopFlow *flow, const SopProved *proved);

/* As sop_report(); a story may be longer than what a message quotes otherwise. */
SopDiagnostic *sop_report_story(SopDiagnostics *diagnostics, SopMessage message, SopSpan span,
                                const char *const *pairs);
void sop_proof_report(const SopProof *self, SopDiagnostics *diagnostics);
