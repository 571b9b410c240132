/* SPDX-License-Identifier: Apache-2.0 */
/* An expression with its literals taken out: names stand where they stood, so that nothing is constant. It has
 * to give what the one with the literals gives. */
#pragma once

#include "feel/feel.h"

enum
{
    LITERALS_MOST = 64,
};

typedef struct
{
    char *text;                            /* owned */
    const SopValue *values[LITERALS_MOST]; /* of the expression's tree: of `literal 1`, … */
    unsigned n;
} Literals;

/* False: there are too many. `nulls`: also those written `null`. */
bool literals_take(const SopFeel *feel, bool nulls, Literals *ret);
/* Adds their names to the scope, in slots from `slot` on. `typed`: each with its type. */
void literals_declare(const Literals *self, SopFeelScope *scope, unsigned slot, bool typed);
