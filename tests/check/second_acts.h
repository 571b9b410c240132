/* SPDX-License-Identifier: Apache-2.0 */
/* The second reading of the language page: actions and timeouts. See second.h. */
#pragma once

#include "second_moves.h"

/* ---- acts ----------------------------------------------------------------------------------------- */

static int
is_active_step(const Second *s, unsigned node)
{
    return sketch->nodes[node].kind == STEP && (s->on & bit(node)) != 0;
}

/* The offers of an action that count, as written. */
static unsigned
offers_of(const Second *s, unsigned name, unsigned *ret)
{
    unsigned char found[SKETCH_OFFERS] = {0};
    unsigned n = 0;

    for (unsigned leaf = 1; leaf < sketch->n_nodes; leaf++)
        for (unsigned node = leaf, over = !is_active_step(s, leaf); !over;
             node = sketch->nodes[node].parent)
        {
            for (unsigned i = 0; i < sketch->n_offers && !over; i++)
                if (!sketch->offers[i].is_timeout && sketch->offers[i].name == name &&
                    sketch->offers[i].node == node)
                    over = found[i] = 1;
            if (node == 0)
                break;
        }
    for (unsigned i = 0; i < sketch->n_offers; i++)
        if (found[i])
            ret[n++] = i;
    return n;
}

static int
may(const Second *s, const SketchOffer *offer)
{
    if (offer->when != SKETCH_NONE && judge(s, offer->when, s->on) != TRUE_)
        return 0;
    if (offer->verifies != SKETCH_NONE && s->documents[offer->verifies] == 0)
        return 0;
    if (offer->needs == SKETCH_NONE)
        return 1;
    int needed =
        offer->required_when == SKETCH_NONE ? TRUE_ : judge(s, offer->required_when, s->on);
    return needed == FALSE_ ||
           (needed == TRUE_ && s->documents[offer->needs] >= 1 + offer->must_be_verified);
}

/* Returns: whether it can be. */
static int
effects_of(Second *s, const SketchOffer *offer, unsigned stood, Move *moves, unsigned *n_moves)
{
    if (offer->verifies != SKETCH_NONE && s->documents[offer->verifies] == 0)
        return 0;
    if (offer->verifies != SKETCH_NONE)
        s->documents[offer->verifies] = 2;
    if (offer->returns != SKETCH_NONE)
        s->documents[offer->returns] = 0;
    if (offer->sets != SKETCH_NONE && offer->negates != SKETCH_NONE)
        s->facts[offer->sets] =
            (unsigned char) (s->facts[offer->negates] ? 3 - s->facts[offer->negates] : 0);
    else if (offer->sets != SKETCH_NONE)
        s->facts[offer->sets] = offer->value;
    if (offer->n_branches == 0)
        return 1;
    const SketchBranch *to = choose(s, offer->first_branch, offer->n_branches, stood);
    if (to == NULL)
        return 0;
    moves[(*n_moves)++] = move_of(offer->node, to, 1);
    return 1;
}

static int
happen(Second *s, unsigned name, const unsigned *offers, unsigned n_offers, unsigned char *broken)
{
    Move moves[SKETCH_NODES];
    unsigned n_moves = 0;
    unsigned stood = s->on;

    guard_event(s, name, broken);
    remember_event(s, name);
    if (name < SKETCH_ASKED)
        s->done[name] = 1;
    for (unsigned i = 0; i < n_offers; i++)
        if (!effects_of(s, &sketch->offers[offers[i]], stood, moves, &n_moves))
            return 0;
    make_moves(s, moves, n_moves, stood, broken);
    return come_to_rest(s, stood, broken);
}

static int
is_given(const SecondGiving *giving, unsigned thing)
{
    return giving->fact[0] == thing || giving->fact[1] == thing;
}

/* All that is asked is given, but for what may be left out, and nothing else. */
static int
is_as_asked(const unsigned *offers, unsigned n_offers, const SecondGiving *giving)
{
    unsigned char asked[SKETCH_FACTS + SKETCH_DOCUMENTS] = {0};

    for (unsigned i = 0; i < n_offers; i++)
        for (unsigned k = 0; k < SKETCH_GIVEN; k++)
        {
            const SketchOffer *offer = &sketch->offers[offers[i]];
            if (offer->asks[k] == SKETCH_NONE)
                continue;
            asked[offer->asks[k]] = 1;
            if (!offer->optional[k] && !is_given(giving, offer->asks[k]))
                return 0;
        }
    for (unsigned i = 0; i < SKETCH_GIVEN; i++)
        if (giving->fact[i] != SKETCH_NONE && !asked[giving->fact[i]])
            return 0;
    return 1;
}

static int
act(Second *s, const SecondGiving *giving, unsigned char *broken)
{
    unsigned offers[SKETCH_OFFERS];
    unsigned n_offers = offers_of(s, giving->name, offers);

    if (n_offers == 0 || !is_as_asked(offers, n_offers, giving))
        return 0;
    for (unsigned i = 0; i < SKETCH_GIVEN; i++)
        if (giving->fact[i] < SKETCH_FACTS)
            s->facts[giving->fact[i]] = giving->value[i];
        else if (giving->fact[i] != SKETCH_NONE)
            s->documents[giving->fact[i] - SKETCH_FACTS] = 1;
    for (unsigned i = 0; i < n_offers; i++)
        if (!may(s, &sketch->offers[offers[i]]))
            return 0;
    return happen(s, giving->name, offers, n_offers, broken);
}

/* A clock runs while its node is active and not only finished. */
static int
is_running(const Second *s, unsigned offer)
{
    const SketchOffer *timeout = &sketch->offers[offer];

    if (!timeout->is_timeout || s->fired[offer] || (s->on & bit(timeout->node)) == 0)
        return 0;
    for (unsigned node = timeout->node; node <= sketch->nodes[timeout->node].last; node++)
        if (is_active_step(s, node))
            return 1;
    return 0;
}

static int
time_out(Second *s, unsigned offer, unsigned char *broken)
{
    const SketchOffer *timeout = &sketch->offers[offer];
    int holds = timeout->when == SKETCH_NONE ? TRUE_ : judge(s, timeout->when, s->on);

    if (!is_running(s, offer) || holds == UNKNOWN_)
        return 0;
    s->fired[offer] = 1;
    return holds == FALSE_ || happen(s, timeout->name, &offer, 1, broken);
}
