/* SPDX-License-Identifier: Apache-2.0 */
/* The case room: what a case is made of, the undoing of changes, reading for expressions, and a
 * run (one act being judged and done). One block of memory holds a case; its parts are arrays in
 * it. */
#pragma once

#include <sopflow/case.h>

#include "flow/flow.h"
#include "flow/step.h"

typedef struct /* a document on file; immutable: another takes its place */
{
    SopValue reference; /* text, or null */
    SopDay issued;
    SopDay expires; /* when has_expires: the earlier of what was given and valid_for */
    bool has_expires;
    bool verified;
} SopOnFile;

typedef struct /* who did an action last; counted strings, NULL: nobody */
{
    char *by;
    char *for_whom; /* the person an act was entered for */
} SopPersons;

/* Packed, since a case has many. */
typedef struct __attribute__((packed, aligned(4)))
{
    SopInstant entered;
    uint32_t fired; /* timeouts of its node that ran or passed since: a bit for each */
} SopClock;

/* What resuming did to a clock (language page: time left is counted in the clock's own unit). All
 * nought: it was never stopped. */
typedef struct
{
    int64_t paused;     /* for hours: how long it stood */
    int64_t days;       /* for days and longer: local days that it stood */
    int64_t worked;     /* for working days: those counted before it last stopped … */
    SopDay stopped;     /* … on this day … */
    SopInstant resumed; /* … and went on then */
} SopPause;

typedef struct
{
    SopNode node;
    SopClock clock;
    SopPause pause;
} SopStoppedClock;

typedef struct /* where a phase was left; one block of memory */
{
    bool finished;
    SopInstant left;
    uint32_t n_leaves;
    uint32_t n_clocks;
    SopStoppedClock clocks[]; /* of what was active; the leaves lie behind them */
} SopHistory;

static inline SopNode *
sop_history_leaves(const SopHistory *self)
{
    return (SopNode *) (void *) (self->clocks + self->n_clocks);
}

SopHistory *sop_history_new(uint32_t n_leaves, uint32_t n_clocks);
void sop_history_sort(SopHistory *self);             /* its clocks, by node */
SopHistory *sop_history_dup(const SopHistory *self); /* self: (nullable) */

typedef enum
{
    SOP_ADMINISTERED_CORRECT,
    SOP_ADMINISTERED_CLOSE,
    SOP_ADMINISTERED_REOPEN,
    SOP_N_ADMINISTERED,
} SopAdministeredKind;

extern const char *const sop_administered_names[]; /* as JSON has them */

typedef struct
{
    SopFact fact;
    SopValue old, new;
} SopCorrected;

/* The list of what the administration did; made when there is none yet. */
GArray *sop_administered_array(SopCase *of);

typedef struct /* what the administration did, and why */
{
    SopAdministeredKind kind;
    SopInstant at;
    SopRole role;
    char *by;
    char *reason;
    GArray *corrected; /* SopCorrected; (nullable) */
} SopAdministered;

typedef struct /* what few cases have */
{
    SopPause *pauses;     /* beside the clocks; NULL until one is stopped */
    SopHistory *closing;  /* where it was closed, if it can be reopened (nullable) */
    GArray *administered; /* SopAdministered (nullable) */
} SopExtra;

/* The head of a case; its parts lie behind it, as flow->layout says, and then its id. */
struct _SopCase
{
    SopFlow *flow;
    SopInstant opened;
    SopInstant last;    /* the last event; nothing happens before it */
    SopInstant wakes;   /* before then no timeout is due */
    SopExtra *extra;    /* (nullable) */
    SopOutcome outcome; /* when closed */
    uint8_t n_leaves;
    bool closed : 1;
    bool stuck : 1;   /* a timeout that is due cannot run */
    bool pending : 1; /* … or waits to know whether it is to run */
    bool rough : 1;   /* `wakes` may be too early, never too late */
};

_Static_assert(SOP_LIMIT_PARALLEL <= UINT8_MAX, "n_leaves counts them");
_Static_assert(sizeof(SopClock) == SOP_CLOCK_BYTES, "as sop_part_sizes has it");
_Static_assert(sizeof(SopPersons) == 2 * sizeof(char *), "as sop_part_sizes has it");

static inline void *
sop_case_part(const SopCase *self, SopPart part)
{
    return (char *) self + sizeof(SopCase) + self->flow->layout.offsets[part];
}

static inline SopNode *
sop_case_leaves(const SopCase *self)
{
    return sop_case_part(self, SOP_PART_LEAVES);
}

static inline uint8_t *
sop_case_visits(const SopCase *self) /* a bit for each node */
{
    return sop_case_part(self, SOP_PART_VISITED);
}

static inline SopValue *
sop_case_facts(const SopCase *self)
{
    return sop_case_part(self, SOP_PART_FACTS);
}

typedef uint16_t SopShortOutcome; /* SOP_LIMIT_OUTCOMES of them at most */

enum
{
    SOP_UNFINISHED = UINT16_MAX,
};

static inline SopShortOutcome *
sop_case_short_outcomes(const SopCase *self)
{
    return sop_case_part(self, SOP_PART_OUTCOMES);
}

/* Of the phase with that slot; SOP_NONE: not finished. */
static inline SopOutcome
sop_case_outcome(const SopCase *self, uint32_t slot)
{
    SopShortOutcome outcome = sop_case_short_outcomes(self)[slot];

    return outcome == SOP_UNFINISHED ? SOP_NONE : outcome;
}

static inline void
sop_case_set_outcome(SopCase *self, uint32_t slot, SopOutcome outcome)
{
    sop_case_short_outcomes(self)[slot] =
        outcome == SOP_NONE ? SOP_UNFINISHED : (SopShortOutcome) outcome;
}

static inline const char *
sop_case_id_text(const SopCase *self)
{
    return (const char *) self + sizeof(SopCase) + self->flow->layout.size;
}

/* What few cases have; made when there is none. */
SopExtra *sop_case_extra(SopCase *self);

static inline SopPause *
sop_case_pauses(const SopCase *self) /* NULL: no clock was ever stopped */
{
    return self->extra != NULL ? self->extra->pauses : NULL;
}

static inline SopPause
sop_case_pause(const SopCase *self, uint32_t slot)
{
    const SopPause *pauses = sop_case_pauses(self);

    return pauses != NULL ? pauses[slot] : (SopPause) {0};
}

static inline SopHistory *
sop_case_closing(const SopCase *self)
{
    return self->extra != NULL ? self->extra->closing : NULL;
}

static inline const GArray *
sop_case_administered(const SopCase *self)
{
    return self->extra != NULL ? self->extra->administered : NULL;
}

static inline SopOnFile **
sop_case_documents(const SopCase *self)
{
    return sop_case_part(self, SOP_PART_DOCUMENTS);
}

static inline SopInstant *
sop_case_done(const SopCase *self) /* by done_slot; SOP_INSTANT_NONE: never */
{
    return sop_case_part(self, SOP_PART_DONE);
}

static inline SopClock *
sop_case_clocks(const SopCase *self)
{
    return sop_case_part(self, SOP_PART_CLOCKS);
}

static inline SopInstant *
sop_case_monitors(const SopCase *self) /* by a safeguard's slot: since when; SOP_INSTANT_NONE */
{
    return sop_case_part(self, SOP_PART_MONITORS);
}

static inline uint32_t *
sop_case_prolonged(const SopCase *self) /* how often, by prolonging */
{
    return sop_case_part(self, SOP_PART_PROLONGED);
}

static inline SopPersons *
sop_case_actors(const SopCase *self)
{
    return sop_case_part(self, SOP_PART_ACTORS);
}

static inline SopHistory **
sop_case_histories(const SopCase *self)
{
    return sop_case_part(self, SOP_PART_HISTORIES);
}

static inline SopConfiguration
sop_case_configuration(const SopCase *self)
{
    return (SopConfiguration) {sop_case_leaves(self), self->n_leaves, self->closed, self->outcome};
}

/* Writes where it rests; the leaves are copied, and may be the case's own. */
void sop_case_set_configuration(SopCase *self, const SopConfiguration *configuration);

/* Are the leaves, which ascend, just what is active inside `node` when it is active and at rest? */
bool sop_case_is_whole(const SopFlow *flow, SopNode node, const SopNode *leaves, uint32_t n_leaves);

SopCase *sop_case_alloc(SopFlow *flow, const char *id, SopInstant opened);

/* What of a case changes beside what a change notes: to be put back when nothing is kept. */
typedef struct
{
    SopCase head;
    SopNode leaves[SOP_LIMIT_PARALLEL];
} SopPlace;

void sop_place_keep(SopPlace *self, const SopCase *of);
void sop_place_restore(const SopPlace *self, SopCase *of);

SopOnFile *sop_on_file_dup(const SopOnFile *self); /* self: (nullable) */
void sop_on_file_free(SopOnFile *self);            /* self: (nullable) */

/* May a timeout be due? The clocks of which branches read the time may turn at any instant. */
static inline bool
sop_case_wakes(const SopCase *self, SopInstant now)
{
    return self->wakes <= now || self->flow->reads_clock;
}

static inline bool
sop_case_visited(const SopCase *self, SopNode node)
{
    return (sop_case_visits(self)[node / 8] >> (node % 8) & 1) != 0;
}

/* ---- changes: what must be undone when an act fails ------------------------------------------ */

typedef enum
{
    SOP_CHANGE_FACT,
    SOP_CHANGE_DOCUMENT,
    SOP_CHANGE_DONE,
    SOP_CHANGE_ACTOR,
    SOP_CHANGE_CLOCK,
    SOP_CHANGE_OUTCOME,
    SOP_CHANGE_HISTORY,
    SOP_CHANGE_VISITED,
    SOP_CHANGE_PAUSE,
    SOP_CHANGE_MONITOR,
    SOP_CHANGE_PROLONGED,
    SOP_CHANGE_CLOSING,
} SopChangeKind;

typedef struct
{
    SopChangeKind kind;
    uint32_t index;
    union
    {
        SopValue value;
        SopOnFile *document;
        SopInstant instant;
        SopPersons persons;
        SopClock clock;
        SopOutcome outcome;
        SopHistory *history;
        SopPause *pause; /* a copy, owned: it is seldom */
        uint32_t count;
    } old;
} SopChange;

enum
{
    SOP_CHANGES_AT_HAND = 16
};

typedef struct
{
    SopChange at_hand[SOP_CHANGES_AT_HAND];
    SopChange *items; /* at_hand, or grown */
    uint32_t n_items;
    uint32_t capacity;
} SopChanges;

void sop_changes_init(SopChanges *self);
void sop_changes_free(SopChanges *self);
void sop_changes_keep(SopChanges *self); /* what was replaced is released */
/* Back to when there were `n_items`; what was put in is released. */
void sop_changes_undo(SopChanges *self, SopCase *of, uint32_t n_items);

/* Setters that record what was there. Values, documents, histories and strings: (transfer full). */
void sop_change_fact(SopChanges *self, SopCase *of, SopFact fact, SopValue value);
void sop_change_document(SopChanges *self, SopCase *of, SopPaper document, SopOnFile *on_file);
void sop_change_done(SopChanges *self, SopCase *of, uint32_t slot, SopInstant instant);
void sop_change_actor(SopChanges *self, SopCase *of, uint32_t slot, SopPersons persons);
void sop_change_clock(SopChanges *self, SopCase *of, SopNode node, SopClock clock);
void sop_change_outcome(SopChanges *self, SopCase *of, uint32_t slot, SopOutcome outcome);
void sop_change_history(SopChanges *self, SopCase *of, uint32_t slot, SopHistory *history);
void sop_change_pause(SopChanges *self, SopCase *of, SopNode node, SopPause pause);
void sop_change_monitor(SopChanges *self, SopCase *of, uint32_t slot, SopInstant since);
void sop_change_prolonged(SopChanges *self, SopCase *of, uint32_t prolonging, uint32_t count);
void sop_change_closing(SopChanges *self, SopCase *of, SopHistory *history);
/* A node's clock as it is, or as it was when another node took its slot, of what has changed since
 * there were `n_items`. */
SopStoppedClock sop_changes_stopped(const SopChanges *self, const SopCase *of, SopNode node,
                                    uint32_t n_items);
/* A phase's outcome as it was when there were `n_items`. */
SopOutcome sop_changes_outcome(const SopChanges *self, const SopCase *of, uint32_t slot,
                               uint32_t n_items);
void sop_change_visited(SopChanges *self, SopCase *of, SopNode node);

/* ---- reasons and verdicts -------------------------------------------------------------------- */

enum
{
    SOP_REASON_VALUES = 4
};

struct _SopReason
{
    const SopFlow *flow;
    SopReasonCode code;
    SopSpan span;
    uint32_t offer;    /* SOP_NONE: none */
    SopAction action;  /* what was tried */
    SopFact fact;      /* not given, not asked, wrong value */
    SopPaper document; /* idem, and requirements */
    SopAction other;   /* same_person: who did it; too_early, too_late: the anchor */
    SopNode node;      /* undecided: where */
    bool circle;       /* undecided: decisions lead in a circle */
    uint32_t safeguard;
    uint64_t roles; /* wrong_role in the administration: those that may */
    SopGuard guard; /* conditions; undecided: the branch's */
    SopInstant instant;
    char *name; /* not asked: a name that the flow does not have */
    uint32_t n_values;
    SopFact values_of[SOP_REASON_VALUES];
    SopValue
        values[SOP_REASON_VALUES]; /* of the facts that the condition read, as they were then */
    SopValue *seen; /* of all that it read, by its slots; owned; NULL: it is all in `values` */
    SopInstant now; /* when it was judged */
};

typedef struct
{
    SopReason *items;
    uint32_t n_items;
    uint32_t capacity;
} SopReasons;

SopReason *sop_reasons_add(SopReasons *self, const SopFlow *flow, SopReasonCode code, SopSpan span);
void sop_reasons_clear(SopReasons *self);
void sop_reasons_free(SopReasons *self);

typedef struct
{
    uint32_t *items;
    uint32_t n_items;
    uint32_t capacity;
} SopNumbers;

void sop_numbers_grow(SopNumbers *self);

static inline void
sop_numbers_add(SopNumbers *self, uint32_t number)
{
    if (G_UNLIKELY(self->n_items == self->capacity))
        sop_numbers_grow(self);
    self->items[self->n_items++] = number;
}

typedef struct /* where an event's part of the lists ends */
{
    uint32_t left, entered, informs, offers, branches;
} SopMarks;

typedef struct
{
    uint32_t offer; /* the timeout; SOP_NONE: the act itself */
    SopInstant at;
    SopMarks ends;
} SopRan;

struct _SopVerdict
{
    bool accepted;
    SopReasons reasons;
    SopNumbers left, entered, informs, offers, branches;
    GArray *ran; /* SopRan, in order */
    SopChanges changes;
};

void sop_verdict_reset(SopVerdict *self); /* for the next call */
SopMarks sop_verdict_marks(const SopVerdict *self);
void sop_verdict_cut(SopVerdict *self, SopMarks marks); /* what came after is taken back */
void sop_verdict_ran(SopVerdict *self, uint32_t offer, SopInstant at);

void sop_verdict_init(SopVerdict *self);
void sop_verdict_clear(SopVerdict *self); /* frees what it holds */

/* ---- given ----------------------------------------------------------------------------------- */

typedef struct
{
    SopFact fact;      /* or SOP_NONE */
    SopPaper document; /* or SOP_NONE */
    char *name;        /* when it is neither */
    SopValue value;
    char *reference, *issued, *expires; /* of a document */
    bool filed;                         /* given as a document */
} SopGivenItem;

struct _SopGiven
{
    SopFlow *flow;
    GArray *items; /* SopGivenItem */
};

/* ---- a run: one act being judged and done ---------------------------------------------------- */

typedef struct
{
    SopCase *of;
    const SopFlow *flow;
    const SopActor *actor; /* (nullable) */
    SopInstant now;
    SopVerdict *verdict;
    SopReasons *reasons;
    SopAction action;
    SopConfiguration rest;        /* where the case rests */
    SopConfiguration moved;       /* where the act moves it to; its leaves are `leaves` */
    const SopConfiguration *view; /* what `at` reads: one of the two */
    SopNode leaves[SOP_LIMIT_PARALLEL];
    SopValue actor_id; /* made when first read */
    SopValue case_id;  /* the same */
    bool has_today;
    SopDay day;            /* of `now`; sop_run_today() */
    bool keep;             /* what happens stays; else all is undone in the end */
    uint32_t begun;        /* changes there were when the event began */
    SopMarks marks;        /* … and what the verdict held */
    uint64_t was_possible; /* of the first 64 safeguards kept at rests: was it so before? */
    bool broken;           /* entering a node broke a safeguard */
    SopNode entering;      /* the node whose entering is judged: it is active; SOP_NONE */
} SopRun;

/* A run on the case as it rests now. `actor`: (nullable). */
void sop_run_init(SopRun *self, SopCase *of, const SopActor *actor, SopInstant now,
                  SopVerdict *verdict);
void sop_run_clear(SopRun *self);

/* The local day of now. */
SopDay sop_run_today(SopRun *self);
SopTruth sop_run_judge(SopRun *self, SopGuard guard);
/* What an expression reads at a slot. Returns: (transfer none). */
SopValue sop_run_read(const SopRun *self, uint32_t slot);
SopValue sop_run_evaluate(SopRun *self, SopGuard guard);
/* Is the node, or one inside it, active (and not finished) in the view? */
bool sop_run_is_at(const SopRun *self, SopNode node);

/* The offers of `action` that count: of each active leaf the innermost; as written. Up to
 * SOP_LIMIT_PARALLEL are written; returns how many. */
uint32_t sop_run_offers(const SopRun *self, SopAction action, uint32_t *offers);

/* Judges one offer on the case as it is (what is given is put in already); adds reasons. */
void sop_run_judge_offer(SopRun *self, uint32_t number);
/* Puts in what is given, and adds reasons for what is missing, too much or wrong. */
void sop_run_put_given(SopRun *self, const SopGiven *given, const uint32_t *offers,
                       uint32_t n_offers);

/* The instant that a moment means, counted from entering `node` (SOP_NONE: from now);
 * SOP_INSTANT_NONE while its anchor is not known. */
SopInstant sop_run_moment(SopRun *self, const SopMoment *moment, SopNode node);

SopReason *sop_run_refuse(SopRun *self, SopReasonCode code, SopSpan span, uint32_t offer);
void sop_reason_take_values(SopReason *self, const SopRun *run, SopGuard guard);
void sop_reason_drop_values(SopReason *self);

/* ---- effects (effects.c) --------------------------------------------------------------------- */

/* The event begins: at `now`, where the case rests. */
void sop_run_begin(SopRun *self, SopAction action, SopInstant now);
/* Does what the offers of the event say, and the move. Returns: false when something failed, with
 * its reason; what was changed is then still to be undone. */
bool sop_run_do(SopRun *self, const uint32_t *offers, uint32_t n_offers);
/* The event is over and stays: the case rests where it moved to. */
void sop_run_commit(SopRun *self, uint32_t offer);
/* The event is over and leaves no trace but its reasons. */
void sop_run_undo(SopRun *self);
/* Opens the case. Returns: false when it cannot be decided where. */
bool sop_run_open(SopRun *self);
/* What was active is active again, as a reopened case has it. */
void sop_run_reopen(SopRun *self);
/* The case is closed where it rests, and may be reopened there. */
void sop_run_close(SopRun *self, SopOutcome outcome);

/* ---- what the step relation is told (stepper.c) ----------------------------------------------- */

extern const SopStepper sop_run_stepper;

/* Takes a branch: what its row sets is set. `host`: the run. Returns: false when that cannot be. */
bool sop_run_take(void *host, uint32_t branch);
/* Where a phase was, with its clocks as they were when the event began. Returns: (transfer full). */
SopHistory *sop_run_remember(const SopRun *self, SopNode phase, const SopNode *leaves,
                             uint32_t n_leaves, bool finished);

/* ---- clocks (clock.c) ------------------------------------------------------------------------ */

/* The instant at which a deadline or timeout comes, with what was granted; SOP_INSTANT_NONE while it
 * waits. `ret_edge`: (nullable) it is a day's edge. */
SopInstant sop_run_due(SopRun *self, SopList moments, SopList prolonged, SopNode node,
                       bool *ret_edge);
/* What a moment is counted from: the entering of `node`, or its anchor; SOP_INSTANT_NONE while that
 * is not known. */
SopInstant sop_run_since(const SopRun *self, const SopMoment *moment, SopNode node);
/* Is a limit over at `now`? One in days is a day's edge, at which it is over; one in hours after it. */
bool sop_is_over(SopInstant due, bool edge, SopInstant now);
/* Is the node active, or a track that waits for the others: is its clock its own? */
bool sop_case_has_clock(const SopCase *self, SopNode node);
/* A clock that stood from `left` to `now` goes on. */
SopPause sop_pause_after(const SopFlow *flow, SopClock clock, SopPause pause, SopInstant left,
                         SopInstant now);

typedef struct
{
    const SopCase *of;
    uint32_t leaf; /* the next to look at */
    SopNode node;
    SopNode before; /* the step looked at before */
} SopActive;

/* Goes through the active nodes, innermost first, each once; none of a track that is finished. */
void sop_active_init(SopActive *self, const SopCase *of);
bool sop_active_next(SopActive *self, SopNode *ret_node);

/* ---- timeouts (tick.c) ----------------------------------------------------------------------- */

/* Runs what is due by `now`, each an event of its own that stays. Returns: how many ran. */
unsigned sop_run_timeouts(SopRun *self, SopInstant now);
/* The same after an act at `now`, looking only at what the act can have moved. */
void sop_run_timeouts_after(SopRun *self, SopInstant now);

/* ---- safeguards (safeguards.c) --------------------------------------------------------------- */

/* Adds a reason for each safeguard that the event would break. Returns: whether none. */
bool sop_run_judge_safeguards(SopRun *self, SopHappening happening);
/* The event happens. */
void sop_run_watch(SopRun *self, SopHappening happening);
/* What was possible before the event. */
void sop_run_note_possible(SopRun *self);
/* Is what must hold at every rest so, where the case moved to? Else the first that is not is a
 * reason. */
bool sop_run_judge_rest(SopRun *self);
