/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the flow room: what saying conditions and saying values share. */
#pragma once

#include "flow/flow.h"

typedef struct
{
    const SopFlow *flow;
    const char *language;
    const char *text; /* of the expression: FEEL, for where words fail; NULL: there is none */
} SopSpeaker;

typedef enum /* what a word in an expression stands for */
{
    SOP_WORD_PLAIN,   /* only itself */
    SOP_WORD_CHOICE,  /* a value of a choice fact */
    SOP_WORD_OUTCOME, /* an outcome */
    SOP_WORD_ROLE,    /* a role */
} SopWordKind;

typedef struct
{
    SopWordKind kind;
    const SopFlowFact *fact; /* of CHOICE */
} SopWordSense;

/* The library's sentence `key` filled from pairs of name and value, ended by NULL. */
char *sop_speak(const SopSpeaker *self, const char *key, ...) G_GNUC_NULL_TERMINATED;
/* A title in the language, else the name with spaces for its underscores. */
char *sop_speak_title(const SopSpeaker *self, const SopText *title, const char *name);
char *sop_speak_value(const SopSpeaker *self, const SopValue *value, SopWordSense sense);

/* What a name of the scope reads. */
SopRead sop_speak_read_of(const SopSpeaker *self, const SopAst *name);
/* One side of a comparison, whose words have that sense. */
char *sop_speak_operand(const SopSpeaker *self, const SopAst *ast, SopWordSense sense);
/* What words mean that stand beside `ast`. */
SopWordSense sop_speak_sense_of(const SopSpeaker *self, const SopAst *ast);
/* That it is known, or is not. */
char *sop_speak_known(const SopSpeaker *self, const SopAst *ast, bool known);
/* The condition, or its negation. */
char *sop_speak_condition(const SopSpeaker *self, const SopAst *ast, bool denied);
