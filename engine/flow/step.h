/* SPDX-License-Identifier: Apache-2.0 */
/* The step relation, once: configuration × transitions → configuration (W3C SCXML, Appendix D,
 * with the language page's stricter rules). The case, and whatever explores cases, call it;
 * guards, facts and history are the caller's, through SopStepper. */
#pragma once

#include "flow/flow.h"

/* The active leaves, ascending: a step where the case rests; a decision, while passing through;
 * a phase that is finished (a track waiting for the others). */
typedef struct
{
    SopNode *leaves;
    uint32_t n_leaves;
    bool closed;
    SopOutcome outcome; /* when closed */
} SopConfiguration;

typedef enum
{
    SOP_FALSE,
    SOP_TRUE,
    SOP_UNKNOWN,
} SopTruth;

typedef struct
{
    const SopNode *leaves; /* NULL: never left */
    uint32_t n_leaves;
    bool finished;
    SopNode phase; /* that was left so; SOP_NONE: it was not away (filled in here) */
} SopRemembered;

/* What the caller answers and is told, in order. */
typedef struct
{
    SopTruth (*judge)(void *host, SopGuard guard);
    SopRemembered (*recall)(void *host, SopNode phase);
    bool (*has_outcome)(void *host, SopNode phase); /* finished, and not entered since */
    /* `node` is left; a phase with history: it is to remember `leaves` (its last rest). */
    void (*leave)(void *host, SopNode node);
    void (*remember)(void *host, SopNode phase, const SopNode *leaves, uint32_t n_leaves,
                     bool finished);
    void (*enter)(void *host, SopNode node);
    /* Active again, which is not entering: as `phase` was left; SOP_NONE: it was not away. */
    void (*resume)(void *host, SopNode node, SopNode phase);
    /* A finished track waits again, as `phase` was left. */
    void (*wait)(void *host, SopNode track, SopNode phase);
    void (*finish)(void *host, SopNode phase, SopOutcome outcome);
    /* A branch is taken: what its row sets is set. Returns: false when that cannot be. */
    bool (*take)(void *host, uint32_t branch);
    /* (nullable) A phase is to be resumed as `remembered`: what it may have been. Returns: with what to go on. */
    SopRemembered (*suppose)(void *host, SopRemembered remembered, const SopTarget *target);
    /* (nullable) A branch is to be judged, the first of its route or after others that do not hold. `is_alone`: no
     * other move of this microstep is chosen yet. Returns: false to go no further, as if it were unknown. */
    bool (*meet)(void *host, uint32_t branch, bool is_first, bool is_alone);
} SopStepper;

typedef struct
{
    SopNode source;
    const SopTarget *target; /* STAY: no move */
    uint32_t branch;         /* to be taken with the move; SOP_NONE: none */
} SopTransition;

typedef enum
{
    SOP_STEP_DONE,
    SOP_STEP_UNDECIDED, /* `ret_where` is the decision or finished phase that cannot go on */
    SOP_STEP_FAILED,    /* a branch could not be taken, as its caller knows */
    SOP_STEP_CIRCLE,    /* … at which decisions that lead in a circle were given up */
} SopStepResult;

/* The branch of a route to take: the first that holds. Returns: its target; NULL when undecided.
 * `ret_branch`: the branch; when undecided, where the search stopped (SOP_NONE: none held). */
const SopTarget *sop_step_choose(const SopFlow *flow, SopRoute route, const SopStepper *stepper,
                                 void *host, uint32_t *ret_branch);

/* One macrostep: makes the moves of `transitions` (in document order of their offers; of
 * conflicting ones the inner or earlier), then all decisions and finished phases that follow, to
 * rest. `configuration` is changed in place; its `leaves` must have room for
 * flow->layout.max_leaves. When the result is another than SOP_STEP_DONE it is left
 * half-way: the caller undoes. */
SopStepResult sop_step(const SopFlow *flow, SopConfiguration *configuration,
                       const SopTransition *transitions, uint32_t n_transitions,
                       const SopStepper *stepper, void *host, SopNode *ret_where,
                       uint32_t *ret_branch);

/* The opening: enters the root. */
SopStepResult sop_step_open(const SopFlow *flow, SopConfiguration *configuration,
                            const SopStepper *stepper, void *host, SopNode *ret_where,
                            uint32_t *ret_branch);
