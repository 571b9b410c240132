/* SPDX-License-Identifier: Apache-2.0 */
/* Random expressions of FEEL that are well formed, over names of every type. Choices come from bytes, so that
 * a fuzzer can steer them. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Types are letters: n number, s text, b boolean, d date, t time, c date and time, w duration in days, u in
 * months, N list of numbers, S list of texts, x context, r range of numbers, f function of a number, a any. */
typedef enum
{
    GRAMMAR_TYPED,   /* every part has the type that its place wants */
    GRAMMAR_UNTYPED, /* now and then it has another */
    GRAMMAR_MONOTONE, /* typed; and knowing more never changes what is known already, by the flow's rule */
} GrammarKind;

typedef struct
{
    const uint8_t *bytes;
    size_t size;
    size_t at;
} GrammarSource;

/* Nought when the bytes are used up. */
unsigned grammar_choose(GrammarSource *self, unsigned n);

/* Returns: (transfer full). */
char *grammar_expression(GrammarSource *source, GrammarKind kind, char type);
/* Of a cell over numbers. */
char *grammar_cell(GrammarSource *source, GrammarKind kind);

/* The names that expressions read, and the type of each; ended by NULL. The choice is of
 * grammar_choices. */
typedef struct
{
    const char *name;
    char type; /* k: a choice */
} GrammarName;

extern const GrammarName grammar_names[];
extern const char *const grammar_choices[3];
