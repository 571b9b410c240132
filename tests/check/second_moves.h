/* SPDX-License-Identifier: Apache-2.0 */
/* The second reading of the language page: moves, decisions and finished phases. See second.h. */
#pragma once

#include "second_state.h"

/* ---- moving --------------------------------------------------------------------------------------- */

typedef struct
{
    unsigned source;
    const SketchBranch *to;
    unsigned domain; /* all that is active inside it is left; SKETCH_NONE: all is */
} Move;

/* The phase that `{end}` written on a node finishes. */
static unsigned
phase_around(unsigned node, int of_offer)
{
    if (of_offer && sketch->nodes[node].kind == PHASE)
        return node;
    for (node = sketch->nodes[node].parent; sketch->nodes[node].kind != PHASE;)
        node = sketch->nodes[node].parent;
    return node;
}

static int
contains(unsigned outer, unsigned node)
{
    return outer < node && node <= sketch->nodes[outer].last;
}

static Move
move_of(unsigned source, const SketchBranch *to, int of_offer)
{
    Move move = {source, to, SKETCH_NONE};
    unsigned domain = source;

    if (to->target == TO_CLOSE)
        return move;
    if (to->target == TO_END)
    {
        move.domain = phase_around(source, of_offer);
        return move;
    }
    if (!of_offer || !contains(source, to->node) || sketch->nodes[source].kind < PHASE)
        do
            domain = domain == 0 ? 0 : sketch->nodes[domain].parent;
        while (domain != 0 && (sketch->nodes[domain].kind != PHASE || !contains(domain, to->node)));
    move.domain = domain;
    return move;
}

static unsigned
left_by(const Second *s, const Move *move)
{
    return move->domain == SKETCH_NONE ? s->on : s->on & inside(move->domain);
}

static void
enter(Second *s, unsigned node, unsigned char *broken)
{
    s->on |= bit(node);
    s->ended[node] = 0;
    for (unsigned i = 0; i < sketch->n_offers; i++)
        if (sketch->offers[i].is_timeout && sketch->offers[i].node == node)
        {
            s->fired[i] = 0;
            restarted[i] = 1;
        }
    guard_event(s, SKETCH_NAMES + node, broken);
    remember_event(s, SKETCH_NAMES + node);
}

/* Enters what is inside a node: towards `target`, or where it starts. */
static void
enter_inside(Second *s, unsigned node, unsigned target, unsigned char *broken)
{
    unsigned kind = sketch->nodes[node].kind;

    if (kind < PHASE)
        return;
    for (unsigned child = node + 1; child <= sketch->nodes[node].last;
         child = sketch->nodes[child].last + 1u)
    {
        int leads = child == target || contains(child, target);
        int wanted = kind == PARALLEL || leads || (!contains(node, target) && child == node + 1);
        if (!wanted)
            continue;
        if ((s->on & bit(child)) == 0)
            enter(s, child, broken);
        enter_inside(s, child, target, broken);
    }
}

static void
make_move(Second *s, const Move *move, unsigned char *broken)
{
    unsigned node = move->to->node;

    if (move->to->target == TO_END)
    {
        s->ended[move->domain] = (unsigned char) (move->to->outcome + 1);
        s->past[move->domain] = 0;
        remember_event(s, SKETCH_NAMES + SKETCH_NODES + move->to->outcome);
    }
    else if (move->to->target == TO_RESUME && s->past[node] != 0)
        s->on |= bit(node) | s->past[node];
    else
        enter_inside(s, move->domain, node, broken);
}

/* Of moves that would leave the same node the inner one is made, else the earlier. */
static unsigned
without_conflicts(const Second *s, Move *moves, unsigned n_moves)
{
    Move kept[SKETCH_NODES];
    unsigned n_kept = 0;

    for (unsigned i = 0; i < n_moves; i++)
    {
        unsigned n_left = 0;
        int preempted = 0;
        for (unsigned k = 0; k < n_kept; k++)
            preempted |= (left_by(s, &moves[i]) & left_by(s, &kept[k])) != 0 &&
                         !contains(kept[k].source, moves[i].source);
        if (preempted)
            continue;
        for (unsigned k = 0; k < n_kept; k++)
            if ((left_by(s, &moves[i]) & left_by(s, &kept[k])) == 0)
                kept[n_left++] = kept[k];
        kept[n_left] = moves[i];
        n_kept = n_left + 1;
    }
    memcpy(moves, kept, n_kept * sizeof(Move));
    return n_kept;
}

static int
is_track(unsigned node)
{
    return node != 0 && sketch->nodes[sketch->nodes[node].parent].kind == PARALLEL;
}

/* Has it come to its end, and goes on? A phase with nothing active inside; tracks that all have. */
static int
is_finished(const Second *s, unsigned node)
{
    if (sketch->nodes[node].kind == PHASE)
        return !is_track(node) && (s->on & inside(node)) == 0;
    for (unsigned track = node + 1; track <= sketch->nodes[node].last;
         track = sketch->nodes[track].last + 1u)
        if ((s->on & inside(track)) != 0)
            return 0;
    return 1;
}

/* `rest`: the nodes that were active when the case last rested. */
static void
make_moves(Second *s, Move *moves, unsigned n_moves, unsigned rest, unsigned char *broken)
{
    n_moves = without_conflicts(s, moves, n_moves);
    for (unsigned i = 0; i < n_moves && !s->closed; i++)
        if (moves[i].to->target == TO_CLOSE)
        {
            s->closed = 1;
            remember_event(s, SKETCH_NAMES + SKETCH_NODES + moves[i].to->outcome);
            return;
        }
    unsigned left = 0;
    for (unsigned i = 0; i < n_moves; i++)
        left |= left_by(s, &moves[i]);
    for (unsigned node = 0; node < sketch->n_nodes; node++)
        if ((left & bit(node)) != 0 && sketch->nodes[node].kind >= PHASE)
        {
            if ((rest & bit(node)) != 0)
                s->past[node] = rest & inside(node);
            if (s->ended[node] != 0 ||
                (sketch->nodes[node].kind == PARALLEL && is_finished(s, node)))
                s->past[node] = 0;
        }
    s->on &= ~left;
    for (unsigned i = 0; i < n_moves; i++)
        make_move(s, &moves[i], broken);
}

/* The first branch that holds. Returns: NULL when undecided. */
static const SketchBranch *
choose(const Second *s, unsigned first, unsigned n, unsigned at)
{
    for (unsigned i = first; i < first + n; i++)
    {
        int holds = sketch->branches[i].when == SKETCH_NONE
                        ? TRUE_
                        : judge(s, sketch->branches[i].when, at);
        if (holds == TRUE_)
            return &sketch->branches[i];
        if (holds == UNKNOWN_)
            return NULL;
    }
    return NULL;
}

/* Decisions and finished phases, until the case rests. Returns: whether all was decided. */
static int
come_to_rest(Second *s, unsigned rest, unsigned char *broken)
{
    for (unsigned round = 0; round < ROUNDS_ && !s->closed; round++)
    {
        Move moves[SKETCH_NODES];
        unsigned n_moves = 0;
        for (unsigned node = 1; node < sketch->n_nodes; node++)
        {
            const SketchNode *n = &sketch->nodes[node];
            if ((s->on & bit(node)) == 0 || n->kind == STEP ||
                (n->kind != DECISION && !is_finished(s, node)))
                continue;
            const SketchBranch *to = choose(s, n->first_branch, n->n_branches, s->on);
            if (to == NULL)
                return 0;
            moves[n_moves++] = move_of(node, to, 0);
        }
        if (n_moves == 0)
            return 1;
        make_moves(s, moves, n_moves, rest, broken);
    }
    return s->closed;
}
