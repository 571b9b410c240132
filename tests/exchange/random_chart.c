/* SPDX-License-Identifier: Apache-2.0 */
/* Random procedures: see random_chart.h. The tree is made first, then written, so that targets can be
 * any node. */
#include "exchange/random_chart.h"

#include <stdbool.h>

enum
{
    MAX_NODES = 24,
    MAX_DEPTH = 5,
    N_BOOLEANS = 3,
    N_NUMBERS = 2,
    N_OUTCOMES = 3,
    N_SHARED = 4, /* actions that stand in many places: s0 … */
};

typedef enum
{
    STEP,
    DECISION,
    PHASE,
    PARALLEL,
} Kind;

typedef struct
{
    Kind kind;
    int parent; /* -1: none */
    int depth;
} Node;

typedef struct
{
    Random *random;
    GString *out;
    Node nodes[MAX_NODES + 8]; /* 0 is the file itself */
    int n_nodes;
    int n_actions;
    int n_timeouts;
    bool resumes; /* `resume` is written */
    bool narrow;  /* decisions and finished phases stay in the phase around them */
} Generator;

static int
any(Generator *self, int n)
{
    return (int) random_below(self->random, (guint32) n);
}

static bool
chance(Generator *self, int percent)
{
    return any(self, 100) < percent;
}

static void put(Generator *self, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void
put(Generator *self, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    g_string_append_vprintf(self->out, format, values);
    va_end(values);
}

/* ---- the tree -------------------------------------------------------------------------------- */

static void grow(Generator *self, int node);

static void
add_child(Generator *self, int parent, Kind kind)
{
    int node = self->n_nodes++;

    self->nodes[node] = (Node) {kind, parent, self->nodes[parent].depth + 1};
    grow(self, node);
}

/* Where a phase begins with a decision, that has one branch (put_node()), so that nearly every opening is
 * decided. */
static Kind
random_kind(Generator *self, int parent, bool first)
{
    bool may_nest = self->nodes[parent].depth < MAX_DEPTH - 1 && self->n_nodes < MAX_NODES - 6;
    int roll = any(self, 100);

    if (may_nest && roll < 22)
        return PHASE;
    if (may_nest && roll < 42)
        return PARALLEL;
    return roll < (first ? 50 : 65) && (!first || parent > 0) ? DECISION : STEP;
}

static void
grow(Generator *self, int node)
{
    Kind kind = self->nodes[node].kind;

    if (kind == STEP || kind == DECISION)
        return;
    int n_children = kind == PARALLEL ? 2 + (any(self, 5) == 0) : 1 + any(self, 3) + (node == 0);
    for (int i = 0; i < n_children && (self->n_nodes < MAX_NODES || i < 2); i++)
        add_child(self, node, kind == PARALLEL ? PHASE : random_kind(self, node, i == 0));
}

static bool
is_track(const Generator *self, int node)
{
    int parent = self->nodes[node].parent;

    return parent >= 0 && self->nodes[parent].kind == PARALLEL;
}

static bool
is_inside(const Generator *self, int node, int outer)
{
    for (node = self->nodes[node].parent; node >= 0; node = self->nodes[node].parent)
        if (node == outer)
            return true;
    return false;
}

static int
any_node(Generator *self)
{
    return 1 + any(self, self->n_nodes - 1);
}

/* A node of one of the two kinds; -1: none was found. */
static int
any_of_kind(Generator *self, Kind a, Kind b)
{
    for (int tries = 0; tries < 20; tries++)
    {
        int node = any_node(self);
        if (self->nodes[node].kind == a || self->nodes[node].kind == b)
            return node;
    }
    return -1;
}

/* ---- conditions ------------------------------------------------------------------------------ */

static void
put_where(Generator *self)
{
    int phase = any_of_kind(self, PHASE, PHASE);

    if (phase < 0 || chance(self, 60))
        put(self, "at.n%d", any_node(self));
    else if (chance(self, 50))
        put(self, "outcome.n%d = \"o%d\"", phase, any(self, N_OUTCOMES));
    else
        put(self, "outcome.n%d != null", phase);
}

static void
put_simple(Generator *self)
{
    static const char *const booleans[] = {"b%d", "not(b%d)", "b%d = true", "b%d != null",
                                           "b%d = null"};
    static const char *const numbers[] = {
        "x%d < 2",       "x%d + 1.5 >= 4",   "x%d between 1 and 3",
        "x%d in [2..5)", "x%d * 2 - 1 != 3", "-x%d < -2"};
    static const char *const others[] = {
        "c = \"red\"",   "c in (\"red\", \"blue\")", "c != null and c != \"green\"",
        "x0 > x1",       "if b0 then b1 else b2",    "done.s0 != null",
        "done.s0 = null"};
    int roll = any(self, 100);

    if (roll < 40)
        g_string_append_printf(self->out, booleans[any(self, G_N_ELEMENTS(booleans))],
                               any(self, N_BOOLEANS));
    else if (roll < 60)
        g_string_append_printf(self->out, numbers[any(self, G_N_ELEMENTS(numbers))],
                               any(self, N_NUMBERS));
    else if (roll < 80)
        put(self, "%s", others[any(self, G_N_ELEMENTS(others))]);
    else
        put_where(self);
}

static void
put_condition(Generator *self)
{
    put(self, "'");
    put_simple(self);
    if (chance(self, 25))
    {
        put(self, chance(self, 50) ? " and " : " or ");
        put_simple(self);
    }
    put(self, "'");
}

/* ---- targets --------------------------------------------------------------------------------- */

static bool
put_resume(Generator *self)
{
    int phase = any_of_kind(self, PHASE, PARALLEL);

    if (phase < 0)
        return false;
    put(self, "{resume: n%d", phase);
    int at = any_node(self);
    for (int tries = 0; tries < 5 && !is_inside(self, at, phase); tries++)
        at = any_node(self);
    if (is_inside(self, at, phase) && chance(self, 60))
        put(self, ", at: n%d", at);
    put(self, "}");
    return true;
}

/* Another node, beside it if wished; not itself, where there is another. */
static int
any_other(Generator *self, int node, bool beside)
{
    int other = any_node(self);

    for (int tries = 0; tries < 100; tries++, other = any_node(self))
        if (other != node && (!beside || self->nodes[other].parent == self->nodes[node].parent))
            return other;
    return node;
}

/* `around`: the phase that `{end}` would finish. `from`: the decision or finished phase that goes on;
 * -1: an action or timeout. */
static void
put_target(Generator *self, int around, int from)
{
    bool narrow = from >= 0 && self->narrow;
    int roll = any(self, 100);

    if (roll < 25 && around > 0 && self->nodes[around].kind == PHASE)
        put(self, "{end: o%d}", any(self, N_OUTCOMES));
    else if (roll < 28)
        put(self, "{close: o%d}", any(self, N_OUTCOMES));
    else if (narrow)
        put(self, "n%d", any_other(self, from, true));
    else if (roll >= 50 || !self->resumes || !put_resume(self))
        put(self, "n%d", any_other(self, from, false));
}

static void
put_branches(Generator *self, int around, int from)
{
    int n_guarded = any(self, 3);

    put(self, "[");
    for (int i = 0; i < n_guarded; i++)
    {
        put(self, "{when: ");
        put_condition(self);
        put(self, ", to: ");
        put_target(self, around, from);
        put(self, "}, ");
    }
    put(self, "{to: ");
    put_target(self, around, from);
    put(self, "}]");
}

static void
put_table(Generator *self, int around, int from)
{
    static const char *const cells[][6] = {
        {"-", "true", "false", "unknown", "-", "false"},
        {"-", "< 3", "[1..4]", "unknown", "not(2)", ">= 2"},
        {"-", "red", "\"red\", \"green\"", "unknown", "not(blue)", "-"},
    };
    static const char *const values[] = {"-", "null", "2", "x0", "x1 + 3"};

    put(self, "{columns: [b%d, x0, c], sets: [x1], rows: [", any(self, N_BOOLEANS));
    for (int i = any(self, 4); i > 0; i--)
    {
        put(self, "[");
        for (int column = 0; column < 3; column++)
            put(self, "'%s', ", cells[column][any(self, 6)]);
        put(self, "'%s', ", values[any(self, G_N_ELEMENTS(values))]);
        put_target(self, around, from);
        put(self, "], ");
    }
    put(self, "['-', '-', '-', '-', ");
    put_target(self, around, from);
    put(self, "]]}");
}

/* ---- what is written on nodes ---------------------------------------------------------------- */

static void
put_sets(Generator *self)
{
    static const char *const sets[] = {
        "b0: not(b1)", "b1: b0 = true", "b2: null",      "x0: x0 + 1", "x1: x0 - 2",
        "x0: 3",       "c: '\"red\"'",  "c: '\"blue\"'", "b1: at.n1",  "x1: x1 * 0.5 + 1"};
    int first = any(self, G_N_ELEMENTS(sets));

    put(self, "sets: {%s}, ", sets[first]);
}

static void
put_effects(Generator *self, int around, int percent_to)
{
    if (chance(self, 25))
    {
        put(self, "when: ");
        put_condition(self);
        put(self, ", ");
    }
    if (chance(self, 40))
        put_sets(self);
    if (!chance(self, percent_to))
        return;
    put(self, "to: ");
    if (chance(self, 70))
        put_target(self, around, -1);
    else
        put_branches(self, around, -1);
}

static void
put_actions(Generator *self, int node, int around, int indent)
{
    static const char *const asked[] = {"b0", "b1?", "b2?", "x0?", "x1?", "c?"};
    bool shared[N_SHARED] = {false};
    int n_actions = node == 0                        ? 1
                    : self->nodes[node].kind == STEP ? 1 + any(self, 3)
                                                     : any(self, 3);

    if (n_actions > 0)
        put(self, "%*sactions:\n", indent, "");
    for (int i = 0; i < n_actions; i++)
    {
        int name = node == 0 ? 0 : any(self, N_SHARED);
        put(self, "%*s", indent + 2, "");
        if (!shared[name] && (node == 0 || chance(self, 50)))
            put(self, "s%d: {", name);
        else
            put(self, "a%d: {", self->n_actions++);
        shared[name] = true;
        if (chance(self, 35))
            put(self, "asks: [%s], ", asked[any(self, G_N_ELEMENTS(asked))]);
        put_effects(self, around, 85);
        put(self, "}\n");
    }
}

static void
put_timeouts(Generator *self, int around, int indent)
{
    if (!chance(self, 25))
        return;
    put(self, "%*stimeouts: {t%d: {at: %d hours, ", indent, "", self->n_timeouts++,
        1 + any(self, 6));
    put_effects(self, around, 90);
    put(self, "}}\n");
}

/* It goes to a step, so that none that begins a phase leads to itself. */
static void
put_first_decision(Generator *self, int node)
{
    int step = any_of_kind(self, STEP, STEP);
    bool beside = step >= 0 && self->nodes[step].parent == self->nodes[node].parent;

    if (step < 0 || (self->narrow && !beside))
        put(self, "[{to: {end: o0}}]");
    else
        put(self, "[{to: n%d}]", step);
}

static void
put_node(Generator *self, int node)
{
    const Node *written = &self->nodes[node];
    int indent = node == 0 ? 0 : 4 * written->depth + 2;
    int around = written->kind == STEP ? written->parent : node;

    if (node > 0)
        put(self, "%*sn%d:\n", indent - 2, "", node);
    if (written->kind == DECISION)
    {
        put(self, "%*schoose: ", indent, "");
        if (node == written->parent + 1)
            put_first_decision(self, node);
        else if (chance(self, 30))
            put_table(self, written->parent, node);
        else
            put_branches(self, written->parent, node);
        put(self, "\n");
        return;
    }
    put_actions(self, node, around, indent);
    if (node > 0)
        put_timeouts(self, around, indent);
    if (written->kind == STEP)
        return;
    put(self, "%*s%s:\n", indent, "", written->kind == PHASE ? "steps" : "tracks");
    for (int child = node + 1; child < self->n_nodes; child++)
        if (self->nodes[child].parent == node)
            put_node(self, child);
    if (node == 0 || is_track(self, node))
        return;
    put(self, "%*sto: ", indent, "");
    put_branches(self, written->parent, node);
    put(self, "\n");
}

char *
random_chart(Random *random, gboolean lost)
{
    Generator self = {.random = random, .out = g_string_new(NULL), .n_nodes = 1};

    self.resumes = lost || chance(&self, 60);
    self.narrow = !lost && (self.resumes || chance(&self, 40));
    self.nodes[0] = (Node) {PHASE, -1, 0};
    grow(&self, 0);
    put(&self, "sopflow: 1\nid: random\ntitle: Random\nby: clerk\nroles: {clerk: {title: Clerk}}\n"
               "facts:\n"
               "  b0: {type: boolean, starts: false, title: B}\n  b1: {type: boolean, title: B}\n"
               "  b2: {type: boolean, starts: true, title: B}\n"
               "  x0: {type: number, starts: 1, range: '[0..6]', title: X}\n"
               "  x1: {type: number, title: X}\n"
               "  c: {type: choice, values: [red, green, blue], title: C}\n"
               "outcomes: {o0: {title: O}, o1: {title: O}, o2: {title: O}}\n");
    put_node(&self, 0);
    return g_string_free(self.out, FALSE);
}
