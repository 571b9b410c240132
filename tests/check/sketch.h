/* SPDX-License-Identifier: Apache-2.0 */
/* A small procedure as plain tables, made at random: what is written as YAML for us, and as a model for SPIN. Only
 * what can be said exactly there: no persons, and of time only that it passes. Also read by the model itself. */
#pragma once

enum
{
    SKETCH_NODES = 24, /* numbered as written, parents first; 0: the file */
    SKETCH_OFFERS = 40,
    SKETCH_BRANCHES = 180,
    SKETCH_CONDITIONS = 250,
    SKETCH_SAFEGUARDS = 10,
    SKETCH_FACTS = 4,
    SKETCH_DOCUMENTS = 2,
    SKETCH_OUTCOMES = 3,
    SKETCH_NAMES = 40, /* of actions and timeouts */
    SKETCH_ASKED = 2,  /* the first of them, of which conditions ask whether they were done */
    SKETCH_GIVEN = 2,  /* things that one action asks for */
    SKETCH_NONE = 255,
};

typedef enum
{
    STEP,
    DECISION,
    PHASE,
    PARALLEL,
} SketchKind;

typedef enum /* what `a` and `b` of a condition are */
{
    IS,       /* fact a is value b */
    IS_NOT,   /* fact a is not value b */
    IS_KNOWN, /* fact a is not null */
    IS_NULL,
    IS_BELOW,    /* fact a is a number below value b */
    IS_AT,       /* node a is active */
    IS_DONE,     /* action a was done */
    IS_ON_FILE,  /* document a */
    IS_VERIFIED, /* document a */
    ENDED_AS,    /* phase a ended with outcome b */
    NEITHER,     /* not(a) */
    BOTH,        /* a and b */
    EITHER,      /* a or b */
} SketchOperator;

typedef struct
{
    unsigned char operator, a, b;
} SketchCondition;

typedef enum
{
    TO_NODE,
    TO_END,
    TO_CLOSE,
    TO_RESUME,
} SketchTarget;

typedef struct
{
    unsigned char when; /* SKETCH_NONE: always */
    unsigned char target, node, outcome;
} SketchBranch;

typedef struct /* an action or timeout in one place */
{
    unsigned char name, node, is_timeout;
    unsigned char when;
    unsigned char asks[SKETCH_GIVEN],
        optional[SKETCH_GIVEN];                           /* facts, then documents; SKETCH_NONE */
    unsigned char needs, must_be_verified, required_when; /* a document; SKETCH_NONE */
    unsigned char verifies, returns;
    unsigned char sets, value, negates; /* a fact; its value, or of which fact it is the opposite */
    unsigned char first_branch, n_branches;
} SketchOffer;

typedef struct
{
    unsigned char kind, parent, last; /* the last node inside */
    unsigned char first_branch, n_branches;
} SketchNode;

typedef enum
{
    NEVER_WHEN,
    NEVER_AT_REST,
    ONLY_AFTER,
    AT_MOST_ONCE,
    POSSIBLE_FROM,
    LEADS_TO,
} SketchSafeguardKind;

/* An event: an action or timeout by its name; SKETCH_NAMES + a node; SKETCH_NAMES + SKETCH_NODES + an outcome. */
typedef struct
{
    unsigned char kind, event, start, stop, when, condition;
} SketchSafeguard;

typedef struct
{
    unsigned n_nodes, n_offers, n_branches, n_conditions, n_safeguards, n_names, n_timeouts;
    unsigned char starts[SKETCH_FACTS]; /* values; 0: unknown */
    SketchNode nodes[SKETCH_NODES];
    SketchOffer offers[SKETCH_OFFERS];
    SketchBranch branches[SKETCH_BRANCHES];
    SketchCondition conditions[SKETCH_CONDITIONS];
    SketchSafeguard safeguards[SKETCH_SAFEGUARDS];
} Sketch;

/* How many values a fact has beside being unknown: two are boolean, one a choice, one a number. */
static const unsigned char sketch_values[SKETCH_FACTS] = {2, 2, 3, 5};
