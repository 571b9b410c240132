/* SPDX-License-Identifier: Apache-2.0 */
/* Random sketches: see sketch.h. The tree first, then what is written on it. */
#include "check/sketches.h"

#include <stdbool.h>
#include <string.h>

enum
{
    MANY_NODES = 9, /* then what is begun is ended with steps, which are 12 at most */
};

typedef struct
{
    Random *random;
    Sketch *sketch;
} Maker;

static unsigned
below(Maker *self, unsigned n)
{
    return random_below(self->random, n);
}

static bool
chance(Maker *self, unsigned percent)
{
    return below(self, 100) < percent;
}

/* ---- the tree ------------------------------------------------------------------------------------- */

static void grow(Maker *self, unsigned node, unsigned depth);

static void
add_child(Maker *self, unsigned parent, SketchKind kind, unsigned depth)
{
    unsigned node = self->sketch->n_nodes++;

    g_assert(node < SKETCH_NODES);
    self->sketch->nodes[node] =
        (SketchNode) {.kind = (unsigned char) kind, .parent = (unsigned char) parent};
    grow(self, node, depth);
}

/* What stands first is no decision, so that it can be opened. */
static SketchKind
any_kind(Maker *self, unsigned depth, bool first)
{
    unsigned roll = below(self, 100);
    bool room = depth < 3 && self->sketch->n_nodes < MANY_NODES;

    if (room && roll < 22)
        return PHASE;
    if (room && roll < 42)
        return PARALLEL;
    return !first && roll < 62 ? DECISION : STEP;
}

static void
grow(Maker *self, unsigned node, unsigned depth)
{
    SketchNode *grown = &self->sketch->nodes[node];
    unsigned n_children = grown->kind == PARALLEL ? 2 : 1 + below(self, 2) + (depth == 0);

    for (unsigned i = 0; grown->kind >= PHASE && i < n_children; i++)
        add_child(self, node, grown->kind == PARALLEL ? PHASE : any_kind(self, depth, i == 0),
                  depth + 1);
    grown->last = (unsigned char) (self->sketch->n_nodes - 1);
}

static bool
contains(const Sketch *self, unsigned outer, unsigned node)
{
    return outer < node && node <= self->nodes[outer].last;
}

/* ---- conditions ----------------------------------------------------------------------------------- */

static unsigned char
add_condition(Maker *self, SketchOperator operator, unsigned a, unsigned b)
{
    self->sketch->conditions[self->sketch->n_conditions] =
        (SketchCondition) {(unsigned char) operator,(unsigned char) a, (unsigned char) b};
    return (unsigned char) self->sketch->n_conditions++;
}

static unsigned char
of_a_fact(Maker *self)
{
    static const SketchOperator operators[] = {IS, IS, IS_NOT, IS_KNOWN, IS_NULL};
    unsigned fact = below(self, SKETCH_FACTS);

    if (fact == 3)
        return add_condition(self, IS_BELOW, fact, 2 + 2 * below(self, 2));
    SketchOperator operator= operators[below(self, G_N_ELEMENTS(operators))];
    return add_condition(self, operator, fact, 1 + below(self, sketch_values[fact]));
}

static unsigned char
of_the_case(Maker *self)
{
    unsigned node = 1 + below(self, self->sketch->n_nodes - 1);

    switch (below(self, 6))
    {
    case 0:
        return add_condition(self, IS_DONE, below(self, SKETCH_ASKED), 0);
    case 1:
        return add_condition(self, IS_ON_FILE, below(self, SKETCH_DOCUMENTS), 0);
    case 2:
        return add_condition(self, IS_VERIFIED, below(self, SKETCH_DOCUMENTS), 0);
    case 3:
        if (self->sketch->nodes[node].kind == PHASE)
            return add_condition(self, ENDED_AS, node, below(self, SKETCH_OUTCOMES));
        return add_condition(self, IS_AT, node, 0);
    default:
        return add_condition(self, IS_AT, node, 0);
    }
}

/* `wide`: it may read where the case is. */
static unsigned char
add_test(Maker *self, bool wide)
{
    if (self->sketch->n_conditions >
        SKETCH_CONDITIONS - 4) /* one that is there, in a sketch so large */
        return (unsigned char) below(self, self->sketch->n_conditions);
    unsigned char test = wide && chance(self, 35) ? of_the_case(self) : of_a_fact(self);
    unsigned roll = below(self, 100);

    if (roll < 15)
        return add_condition(self, NEITHER, test, 0);
    if (roll > 75)
    {
        unsigned char other = of_a_fact(self);
        return add_condition(self, roll > 88 ? BOTH : EITHER, test, other);
    }
    return test;
}

/* ---- targets -------------------------------------------------------------------------------------- */

static unsigned
phase_around(const Sketch *self, unsigned node, bool of_offer)
{
    if (of_offer && self->nodes[node].kind == PHASE)
        return node;
    for (node = self->nodes[node].parent; self->nodes[node].kind != PHASE;)
        node = self->nodes[node].parent;
    return node;
}

/* A phase that lies beside what is left, so that nothing else has to be entered to resume it. */
static unsigned
any_resumable(Maker *self, unsigned source)
{
    const Sketch *sketch = self->sketch;
    unsigned node = 1 + below(self, sketch->n_nodes - 1);
    unsigned parent = sketch->nodes[node].parent;
    bool fits = sketch->nodes[node].kind >= PHASE && sketch->nodes[parent].kind == PHASE &&
                contains(sketch, parent, source);

    return fits ? node : SKETCH_NONE;
}

static SketchBranch
any_branch(Maker *self, unsigned source, bool of_offer)
{
    const Sketch *sketch = self->sketch;
    SketchBranch branch = {.when = SKETCH_NONE, .target = TO_NODE};
    unsigned roll = below(self, 100);
    bool may_end =
        phase_around(sketch, source, of_offer) != 0 && sketch->nodes[source].kind != PARALLEL;
    unsigned resumed = any_resumable(self, source);

    branch.outcome = (unsigned char) below(self, SKETCH_OUTCOMES);
    do
        branch.node = (unsigned char) (1 + below(self, sketch->n_nodes - 1));
    while (!of_offer && (branch.node == source || contains(sketch, source, branch.node)) &&
           sketch->n_nodes > 2 && !(source == 1 && sketch->nodes[1].last == sketch->n_nodes - 1));
    if (roll < 30 && may_end)
        branch.target = TO_END;
    else if (roll < 36)
        branch.target = TO_CLOSE;
    else if (roll < 70 && resumed != SKETCH_NONE && (of_offer || resumed != source))
    {
        branch.target = TO_RESUME;
        branch.node = (unsigned char) resumed;
    }
    if (!of_offer && branch.target == TO_NODE &&
        (branch.node == source || contains(sketch, source, branch.node)))
        branch.target = TO_CLOSE;
    return branch;
}

static void
add_branches(Maker *self, unsigned source, bool of_offer, unsigned char *first, unsigned char *n)
{
    Sketch *sketch = self->sketch;
    unsigned n_guarded = chance(self, 50) ? 0 : 1 + below(self, 2);

    *first = (unsigned char) sketch->n_branches;
    *n = (unsigned char) (n_guarded + 1);
    for (unsigned i = 0; i <= n_guarded; i++)
    {
        SketchBranch branch = any_branch(self, source, of_offer);
        if (i < n_guarded)
            branch.when = add_test(self, true);
        sketch->branches[sketch->n_branches++] = branch;
    }
}

/* ---- offers --------------------------------------------------------------------------------------- */

static void
add_rules(Maker *self, SketchOffer *offer)
{
    static const unsigned char of_shared[] = {0, SKETCH_FACTS, 2}; /* the same in all places */
    bool is_shared = offer->name < G_N_ELEMENTS(of_shared);

    if (chance(self, 40))
        offer->asks[0] = is_shared ? of_shared[offer->name]
                                   : (unsigned char) below(self, SKETCH_FACTS + SKETCH_DOCUMENTS);
    if (!is_shared && offer->asks[0] == 0 && chance(self, 50))
        offer->asks[1] = (unsigned char) (1 + below(self, SKETCH_FACTS));
    for (unsigned i = 0; i < SKETCH_GIVEN; i++)
        offer->optional[i] = chance(self, 40);
    if (chance(self, 15))
        offer->needs = (unsigned char) below(self, SKETCH_DOCUMENTS);
    offer->must_be_verified = chance(self, 40);
    if (offer->needs != SKETCH_NONE && chance(self, 40))
        offer->required_when = add_test(self, true);
    if (chance(self, 10))
        offer->verifies = (unsigned char) below(self, SKETCH_DOCUMENTS);
}

static void
add_effects(Maker *self, SketchOffer *offer)
{
    if (chance(self, 10))
        offer->returns = (unsigned char) below(self, SKETCH_DOCUMENTS);
    if (!chance(self, 35))
        return;
    offer->sets = (unsigned char) below(self, SKETCH_FACTS);
    if (offer->sets < 2 && chance(self, 30))
        offer->negates = (unsigned char) below(self, 2);
    offer->value = (unsigned char) below(self, sketch_values[offer->sets] + 1u);
}

static void
add_offer(Maker *self, unsigned node, unsigned name, bool is_timeout)
{
    Sketch *sketch = self->sketch;
    SketchOffer *offer = &sketch->offers[sketch->n_offers++];

    memset(offer, SKETCH_NONE, sizeof *offer);
    offer->name = (unsigned char) name;
    offer->node = (unsigned char) node;
    offer->is_timeout = is_timeout;
    offer->n_branches = 0;
    if (!is_timeout)
        add_rules(self, offer);
    if (chance(self, 25))
        offer->when = add_test(self, true);
    add_effects(self, offer);
    if (chance(self, 85))
        add_branches(self, node, true, &offer->first_branch, &offer->n_branches);
    sketch->n_timeouts += is_timeout;
}

/* Names 0 … 2 stand in many places, 0 and 1 on the file itself; the others in one. */
static void
add_offers(Maker *self, unsigned node, unsigned many_timeouts)
{
    Sketch *sketch = self->sketch;
    unsigned n_actions = sketch->nodes[node].kind == STEP ? 1 + below(self, 2) : below(self, 2);
    bool used[3] = {false};

    for (unsigned name = 0; node == 0 && name < SKETCH_ASKED; name++)
    {
        add_offer(self, 0, name, false);
        used[name] = true;
    }
    for (unsigned i = 0; i < n_actions && sketch->n_offers < SKETCH_OFFERS - 4; i++)
    {
        unsigned shared = below(self, 3);
        bool again = chance(self, 40) && !used[shared];
        add_offer(self, node, again ? shared : sketch->n_names++, false);
        used[shared] = used[shared] || again;
    }
    if (sketch->nodes[node].kind != DECISION && sketch->n_timeouts < many_timeouts &&
        chance(self, 30))
        add_offer(self, node, sketch->n_names++, true);
}

/* ---- safeguards ----------------------------------------------------------------------------------- */

static unsigned char
any_event(Maker *self)
{
    const Sketch *sketch = self->sketch;

    if (chance(self, 60))
        return sketch->offers[below(self, sketch->n_offers)].name;
    return (unsigned char) (SKETCH_NAMES + 1 + below(self, sketch->n_nodes - 1));
}

static unsigned char
any_action(Maker *self)
{
    const Sketch *sketch = self->sketch;

    for (;;)
    {
        const SketchOffer *offer = &sketch->offers[below(self, sketch->n_offers)];
        if (!offer->is_timeout)
            return offer->name;
    }
}

static void
add_safeguard(Maker *self, SketchSafeguardKind kind)
{
    SketchSafeguard guard = {(unsigned char) kind, any_event(self), any_event(self),
                             any_event(self),      SKETCH_NONE,     SKETCH_NONE};

    while (guard.start == guard.event)
        guard.start = any_event(self);
    while (guard.stop == guard.event || guard.stop == guard.start)
        guard.stop = any_event(self);
    if (kind == POSSIBLE_FROM)
        guard.event = any_action(self);
    if (kind == LEADS_TO)
        guard.event = SKETCH_NONE;
    if (kind == LEADS_TO && chance(self, 50))
        guard.stop = (unsigned char) (SKETCH_NAMES + SKETCH_NODES + below(self, SKETCH_OUTCOMES));
    if (kind == NEVER_WHEN || kind == NEVER_AT_REST || kind == AT_MOST_ONCE)
        guard.start = guard.stop = SKETCH_NONE;
    if (kind == NEVER_AT_REST)
        guard.event = SKETCH_NONE;
    if (kind == NEVER_WHEN || kind == NEVER_AT_REST)
        guard.condition = add_test(self, kind == NEVER_AT_REST);
    if (kind != LEADS_TO && kind != NEVER_AT_REST && chance(self, 30))
        guard.when = add_test(self, false);
    if (guard.start != SKETCH_NONE && (guard.start == guard.event || guard.stop == guard.event))
        return;
    self->sketch->safeguards[self->sketch->n_safeguards++] = guard;
}

Sketch
sketch_at_random(Random *random)
{
    Sketch sketch = {.n_nodes = 1, .n_names = 3, .starts = {1, 0, 0, 0}};
    Maker self = {random, &sketch};
    static const SketchSafeguardKind kinds[] = {NEVER_WHEN,   NEVER_AT_REST, ONLY_AFTER, ONLY_AFTER,
                                                AT_MOST_ONCE, POSSIBLE_FROM, LEADS_TO,   LEADS_TO};
    unsigned many_timeouts = below(&self, 4);

    sketch.nodes[0] = (SketchNode) {.kind = PHASE};
    grow(&self, 0, 0);
    for (unsigned node = 0; node < sketch.n_nodes; node++)
    {
        SketchNode *written = &sketch.nodes[node];
        bool is_track = node > 0 && sketch.nodes[written->parent].kind == PARALLEL;
        if (written->kind != DECISION)
            add_offers(&self, node, many_timeouts);
        if (node > 0 && written->kind != STEP && !is_track)
            add_branches(&self, node, false, &written->first_branch, &written->n_branches);
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++)
        add_safeguard(&self, kinds[i]);
    return sketch;
}
