/* SPDX-License-Identifier: Apache-2.0 */
/* The feel room, for other rooms: the syntax tree of a compiled expression (to say a condition in
 * words), and a zone that need not be looked up by name at every evaluation. */
#pragma once

#include <sopflow/feel.h>

#include "base/base.h"
#include "time/time.h"

typedef enum
{
    SOP_AST_LITERAL,  /* value */
    SOP_AST_NAME,     /* a name of the scope: slot, text ("age", "done.sign", "passport.expires") */
    SOP_AST_VARIABLE, /* a local one: of for, some, every, a filter's item; text */
    SOP_AST_PATH,     /* children[0] . text */
    SOP_AST_NEGATE,   /* - children[0] */
    SOP_AST_ARITHMETIC, /* children[0] op children[1]; op + - * / ^ (SOP_OP_…) */
    SOP_AST_COMPARISON, /* children[0] op children[1] */
    SOP_AST_AND,
    SOP_AST_OR,
    SOP_AST_NOT,     /* not(children[0]) */
    SOP_AST_BETWEEN, /* children[0] between children[1] and children[2] */
    SOP_AST_IN,      /* children[0] in children[1 …]: each a unary test */
    SOP_AST_UNARY, /* op children[0]: a test like "< 18"; SOP_OP_NONE: a condition that reads `?` */
    SOP_AST_RANGE, /* children[0] .. children[1]; op has SOP_RANGE_OPEN_… bits */
    SOP_AST_ANY,   /* the test "-" */
    SOP_AST_IF,    /* if children[0] then children[1] else children[2] */
    SOP_AST_LIST,
    SOP_AST_CONTEXT, /* entries: children in pairs of literal key and value */
    SOP_AST_FILTER,  /* children[0] [children[1]]; op: not 0 when children[1] is a number */
    SOP_AST_FOR,     /* children: a variable and what it runs over, … and last what is done */
    SOP_AST_SOME,    /* the same */
    SOP_AST_EVERY,
    SOP_AST_CALL,     /* text: the function's name; children: arguments */
    SOP_AST_FUNCTION, /* children: a variable for each parameter, and last the body; text: its head */
    SOP_AST_INSTANCE_OF, /* children[0] instance of text */
    SOP_AST_INVOKE,      /* children[0] (children[1 …]); text: the arguments' names, if written */
} SopAstKind;

typedef enum
{
    SOP_OP_NONE,
    SOP_OP_ADD,
    SOP_OP_SUBTRACT,
    SOP_OP_MULTIPLY,
    SOP_OP_DIVIDE,
    SOP_OP_POWER,
    SOP_OP_EQUAL,
    SOP_OP_NOT_EQUAL,
    SOP_OP_LESS,
    SOP_OP_LESS_EQUAL,
    SOP_OP_GREATER,
    SOP_OP_GREATER_EQUAL,
} SopOp;

enum
{
    SOP_RANGE_OPEN_START = 1,
    SOP_RANGE_OPEN_END = 2,
};

typedef struct _SopAst SopAst;
struct _SopAst
{
    uint8_t kind;    /* SopAstKind */
    uint8_t op;      /* SopOp, or SOP_RANGE_OPEN_… */
    uint16_t height; /* of the tree: at most SOP_LIMIT_EXPRESSION_DEPTH */
    uint32_t offset; /* bytes into the text */
    uint32_t length; /* bytes */
    uint32_t slot;   /* of SOP_AST_NAME */
    const char *text;
    SopValue value;
    const SopAst *const *children;
    uint32_t n_children;
};

/* The tree of what was compiled. Returns: (transfer none), as long as `self` lives. */
const SopAst *sop_feel_ast(const SopFeel *self);

/* As sop_feel_evaluate(), with the zone at hand (input->zone is not looked at). Returns: (transfer full). */
SopValue sop_feel_evaluate_in(const SopFeel *self, const SopFeelInput *input, const SopZone *zone);

/* As sop_feel_explain(), with the zone at hand. Returns: (transfer full). */
SopFeelReasons *sop_feel_explain_in(const SopFeel *self, const SopFeelInput *input,
                                    const SopZone *zone);

/* What a reason speaks of in the tree; `needed` is NULL where there is none, or several. */
typedef struct
{
    const SopAst *part, *subject, *needed;
} SopReasonTrees;

SopReasonTrees sop_feel_reason_trees(const SopFeelReason *self);
/* Has the tree a name of the scope, or the clock: does its value change? */
bool sop_feel_varies(const SopAst *ast);

/* The ends of a range; null where it goes on for ever. Values: (transfer none). */
typedef struct
{
    SopValue start, end;
    bool open_start, open_end;
} SopFeelEnds;

SopFeelEnds sop_value_range_ends(const SopValue *self);

/* Of two numbers, as decimals: -1, 0, 1. */
int sop_number_compare(const SopValue *a, const SopValue *b);

/* Temporal values and the time room. */
SopValue sop_value_day(SopDay day);                        /* a date */
bool sop_value_get_day(const SopValue *self, SopDay *ret); /* false when it is no date */
bool sop_value_get_instant(const SopValue *self, const SopZone *zone,
                           SopInstant *ret); /* of a date and time */
/* A JSON-free exact text of any value that a fact can hold, and back: sop_value_to_text() and
 * sop_value_parse() are such for all types but list. */

/* Is `name` a keyword of FEEL, which no fact may be called? */
bool sop_feel_is_keyword(const char *name);
