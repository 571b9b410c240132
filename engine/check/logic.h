/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions as formulas of the SMT solver Z3, which only this room uses. Three-valued: of each condition
 * when it is true and when it is false; else it is unknown. What cannot be said stands as a part that may
 * answer anything, so that what is found impossible is so. */
#pragma once

#include <z3.h>

#include "check/guards.h"

typedef enum
{
    SOP_TERM_NONE, /* it cannot be said */
    SOP_TERM_BOOLEAN,
    SOP_TERM_NUMBER,
    SOP_TERM_WORD,     /* a text or a choice: a number that stands for it; only equal or not */
    SOP_TERM_DATE,     /* days */
    SOP_TERM_INSTANT,  /* seconds */
    SOP_TERM_DAYS,     /* a duration in seconds */
    SOP_TERM_MONTHS,   /* a duration in months */
    SOP_TERM_DURATION, /* either */
    SOP_TERM_OTHER,    /* only whether it is known */
} SopTermKind;

typedef struct
{
    uint8_t kind; /* SopTermKind */
    bool local;   /* an instant that may be written as a local time, whose days can have 23 hours */
    Z3_ast known;
    Z3_ast value;             /* of its kind; of DURATION: the seconds */
    Z3_ast months, is_months; /* of DURATION */
    Z3_ast days;              /* (nullable) of DAYS that are whole days: how many */
} SopTerm;

typedef struct
{
    Z3_ast is_true, is_false;
    bool whole; /* nothing in it is left open */
} SopFormula;

struct _SopLogic
{
    const SopFlow *flow;
    const SopDomains *domains;
    const bool *known; /* by fact; borrowed */
    Z3_context z3;
    Z3_sort boolean, whole, real;
    Z3_ast yes, no;
    SopTerm *symbols;     /* by slot; NONE: not made yet */
    Z3_ast *bounds;       /* by slot: what always holds of it */
    SopFormula *formulas; /* by guard; is_true NULL: not made yet */
    Z3_ast now, today;
    GPtrArray *words;       /* by number; owned */
    GHashTable *numbers;    /* of words, + 1 */
    GHashTable *opaque;     /* what cannot be said, by its text: a Z3_ast pair */
    const SopTerm *subject; /* what every name stands for; NULL: its slot */
};

SopLogic *sop_logic_new(const SopGuardCheck *check);
/* The symbol of a slot, and what always holds of it. */
const SopTerm *sop_logic_symbol(SopLogic *self, uint32_t slot);
SopFormula sop_logic_formula(SopLogic *self, SopGuard guard);
/* Of a fact's range: when `subject` is in it. */
SopFormula sop_logic_range(SopLogic *self, const SopFeel *range, const SopTerm *subject);
SopTerm sop_logic_constant(SopLogic *self, const SopValue *value);
unsigned sop_logic_word(SopLogic *self, const char *text);
Z3_ast sop_logic_number(SopLogic *self, int64_t number, Z3_sort sort);
Z3_ast sop_logic_fresh(SopLogic *self, const char *of, Z3_sort sort);

static inline Z3_ast
sop_logic_and(SopLogic *self, Z3_ast a, Z3_ast b)
{
    return Z3_mk_and(self->z3, 2, (Z3_ast[]) {a, b});
}

static inline Z3_ast
sop_logic_or(SopLogic *self, Z3_ast a, Z3_ast b)
{
    return Z3_mk_or(self->z3, 2, (Z3_ast[]) {a, b});
}

static inline Z3_ast
sop_logic_not(SopLogic *self, Z3_ast a)
{
    return Z3_mk_not(self->z3, a);
}
