/* SPDX-License-Identifier: Apache-2.0 */
/* The second reading of the language page: what a case is, conditions, and what safeguards remember. See second.h. */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sketch.h"

typedef struct
{
    unsigned on;                 /* bits: the active nodes */
    unsigned past[SKETCH_NODES]; /* of a phase: what was active inside when it was left; 0: start */
    unsigned char ended[SKETCH_NODES]; /* a phase's outcome + 1; 0: none */
    unsigned char facts[SKETCH_FACTS], documents[SKETCH_DOCUMENTS]; /* 1: on file, 2: verified */
    unsigned char done[SKETCH_ASKED];
    unsigned char fired[SKETCH_OFFERS];
    unsigned char stands[SKETCH_SAFEGUARDS];
    unsigned char closed;
    unsigned char idle, turn, wrapped; /* nobody acts any more; whose clock is waited for */
} Second;

enum
{
    FALSE_ = 0,
    TRUE_ = 1,
    UNKNOWN_ = 2,
    ROUNDS_ = 200, /* decisions that lead in a circle are given up */
};

typedef struct
{
    unsigned char name, fact[SKETCH_GIVEN], value[SKETCH_GIVEN];
} SecondGiving; /* an action, and what is given: facts, then documents */

static unsigned char second_broken[SKETCH_SAFEGUARDS];
static unsigned char restarted[SKETCH_OFFERS]; /* clocks, since somebody asked */
static const Sketch *sketch;
static const SecondGiving *givings_of; /* every way to act */
static unsigned n_duty; /* the `leads_to` safeguard that is waited for; SKETCH_NONE */

/* ---- conditions ----------------------------------------------------------------------------------- */

static unsigned
bit(unsigned node)
{
    return 1u << node;
}

static unsigned /* the nodes inside it */
inside(unsigned node)
{
    unsigned bits = 0;

    for (unsigned i = node + 1; i <= sketch->nodes[node].last; i++)
        bits |= bit(i);
    return bits;
}

static int
compared(unsigned char known, int result)
{
    return known ? result : UNKNOWN_;
}

/* What has finished, a track that waits or a phase that is about to go on, is not active any more. */
static int
is_at(unsigned node, unsigned active)
{
    for (unsigned i = node; i <= sketch->nodes[node].last; i++)
        if ((active & bit(i)) != 0 && sketch->nodes[i].kind < PHASE)
            return 1;
    return 0;
}

static int judge(const Second *s, unsigned condition, unsigned at);

static int
judge_both(const Second *s, const SketchCondition *c, unsigned at, int deciding)
{
    int a = judge(s, c->a, at);
    int b = judge(s, c->b, at);

    if (a == deciding || b == deciding)
        return deciding;
    return a == UNKNOWN_ || b == UNKNOWN_ ? UNKNOWN_ : !deciding;
}

/* `at`: the nodes that count as active. */
static int
judge(const Second *s, unsigned condition, unsigned at)
{
    const SketchCondition *c = &sketch->conditions[condition];
    int a;

    switch (c->operator)
    {
    case IS:
        return compared(s->facts[c->a], s->facts[c->a] == c->b);
    case IS_NOT:
        return compared(s->facts[c->a], s->facts[c->a] != c->b);
    case IS_BELOW:
        return compared(s->facts[c->a], s->facts[c->a] < c->b);
    case IS_KNOWN:
        return s->facts[c->a] != 0;
    case IS_NULL:
        return s->facts[c->a] == 0;
    case IS_AT:
        return is_at(c->a, at);
    case IS_DONE:
        return s->done[c->a];
    case IS_ON_FILE:
        return s->documents[c->a] != 0;
    case IS_VERIFIED:
        return compared(s->documents[c->a], s->documents[c->a] == 2);
    case ENDED_AS:
        return compared(s->ended[c->a], s->ended[c->a] == c->b + 1);
    case NEITHER:
        a = judge(s, c->a, at);
        return a == UNKNOWN_ ? UNKNOWN_ : !a;
    case BOTH:
        return judge_both(s, c, at, FALSE_);
    default:
        return judge_both(s, c, at, TRUE_);
    }
}

/* ---- safeguards ----------------------------------------------------------------------------------- */

static int
applies(const Second *s, const SketchSafeguard *guard)
{
    return guard->when == SKETCH_NONE || judge(s, guard->when, s->on) != FALSE_;
}

/* An event happens: what it breaks, then what it changes of what is remembered. */
static void
guard_event(Second *s, unsigned event, unsigned char *broken)
{
    for (unsigned i = 0; i < sketch->n_safeguards; i++)
    {
        const SketchSafeguard *guard = &sketch->safeguards[i];
        if (event == guard->event && applies(s, guard) &&
            ((guard->kind == NEVER_WHEN && judge(s, guard->condition, s->on) != FALSE_) ||
             (guard->kind == ONLY_AFTER && !s->stands[i]) ||
             (guard->kind == AT_MOST_ONCE && s->stands[i])))
            broken[i] = 1;
    }
}

static void
remember_event(Second *s, unsigned event)
{
    for (unsigned i = 0; i < sketch->n_safeguards; i++)
    {
        const SketchSafeguard *guard = &sketch->safeguards[i];
        if (event == guard->start || (event == guard->event && guard->kind == AT_MOST_ONCE))
            s->stands[i] = 1;
        if (event == guard->stop || (event == guard->event && guard->kind == POSSIBLE_FROM))
            s->stands[i] = 0;
    }
}
