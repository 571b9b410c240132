/* SPDX-License-Identifier: Apache-2.0 */
/* Random procedures: see generate.h. The tree is made first, then written, so that targets can
 * be any node. */
#include "case/generate.h"

#include <stdbool.h>

enum
{
    MAX_NODES = 30,
    MAX_DEPTH = 5,
    N_FACTS = 4,
    N_DOCUMENTS = 2,
    N_OUTCOMES = 3,
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
    bool has_within[MAX_NODES + 8];
} Generator;

static bool
chance(Generator *self, uint32_t percent)
{
    return random_below(self->random, 100) < percent;
}

static int
any(Generator *self, int n)
{
    return (int) random_below(self->random, (uint32_t) n);
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

/* The first node of a phase is no decision, so that every opening is decided. */
static Kind
random_kind(Generator *self, int parent, bool first)
{
    bool may_nest = self->nodes[parent].depth < MAX_DEPTH - 1 && self->n_nodes < MAX_NODES - 6;
    int roll = any(self, 100);

    if (may_nest && roll < 20)
        return PHASE;
    if (may_nest && roll < 35)
        return PARALLEL;
    return !first && roll < 60 ? DECISION : STEP;
}

static void
grow(Generator *self, int node)
{
    Kind kind = self->nodes[node].kind;

    if (kind == STEP || kind == DECISION)
        return;
    int n_children = kind == PARALLEL ? 2 : 1 + any(self, 3) + (node == 0);
    for (int i = 0; i < n_children && (self->n_nodes < MAX_NODES || i < 2); i++)
        add_child(self, node, kind == PARALLEL ? PHASE : random_kind(self, node, i == 0));
}

static bool
is_track(const Generator *self, int node)
{
    return self->nodes[node].parent >= 0 && self->nodes[self->nodes[node].parent].kind == PARALLEL;
}

static bool
is_inside(const Generator *self, int node, int outer)
{
    for (node = self->nodes[node].parent; node >= 0; node = self->nodes[node].parent)
        if (node == outer)
            return true;
    return false;
}

/* ---- what is written on it ------------------------------------------------------------------- */

static void
put_condition(Generator *self)
{
    static const char *const patterns[] = {"b%d", "not(b%d)", "b%d = true", "b%d != null",
                                           "b%d = null"};

    const char *pattern = patterns[any(self, G_N_ELEMENTS(patterns))];
    if (chance(self, 15))
        g_string_append_printf(self->out, "at.n%d", 1 + any(self, self->n_nodes - 1));
    else
        g_string_append_printf(self->out, pattern, any(self, N_FACTS));
    if (chance(self, 25))
    {
        bool conjunction = chance(self, 50);
        g_string_append_printf(self->out, " %s b%d", conjunction ? "and" : "or",
                               any(self, N_FACTS));
    }
}

static int
any_phase(Generator *self)
{
    for (int tries = 0; tries < 20; tries++)
    {
        int node = 1 + any(self, self->n_nodes - 1);
        if (self->nodes[node].kind >= PHASE)
            return node;
    }
    return -1;
}

static bool
put_resume(Generator *self)
{
    int phase = any_phase(self);

    if (phase < 0)
        return false;
    g_string_append_printf(self->out, "{resume: n%d", phase);
    int at = 1 + any(self, self->n_nodes - 1);
    if (is_inside(self, at, phase))
        g_string_append_printf(self->out, ", at: n%d", at);
    g_string_append_c(self->out, '}');
    return true;
}

/* `around`: the phase that `{end}` would finish. */
static void
put_target(Generator *self, int around)
{
    int roll = any(self, 100);

    if (roll < 25 && around > 0 && self->nodes[around].kind == PHASE)
        g_string_append_printf(self->out, "{end: o%d}", any(self, N_OUTCOMES));
    else if (roll < 27)
        g_string_append_printf(self->out, "{close: o%d}", any(self, N_OUTCOMES));
    else if (roll >= 45 || !put_resume(self))
        g_string_append_printf(self->out, "n%d", 1 + any(self, self->n_nodes - 1));
}

static void
put_branches(Generator *self, int around)
{
    int n_guarded = any(self, 3);

    g_string_append_c(self->out, '[');
    for (int i = 0; i < n_guarded; i++)
    {
        g_string_append(self->out, "{when: ");
        put_condition(self);
        g_string_append(self->out, ", to: ");
        put_target(self, around);
        g_string_append(self->out, "}, ");
    }
    g_string_append(self->out, "{to: ");
    put_target(self, around);
    g_string_append(self->out, "}]");
}

/* One choice after another: arguments are evaluated in whatever order. */
static void
put_sets(Generator *self, const char *to_null, const char *to_not)
{
    bool null = chance(self, 30);
    int fact = any(self, N_FACTS);
    int other = any(self, N_FACTS);

    if (null)
        g_string_append_printf(self->out, to_null, fact);
    else
        g_string_append_printf(self->out, to_not, fact, other);
}

/* ---- time ------------------------------------------------------------------------------------ */

static void
put_moment(Generator *self)
{
    static const char *const patterns[] = {
        "%d hours",
        "%d hours",
        "%d days",
        "%d working days",
        "%d hours after s0",
        "%d days after s0",
        "%d hours after t0",
        "%d days after day",
        "%d days before day",
        "%d days before d0 expires",
    };

    const char *pattern = patterns[any(self, G_N_ELEMENTS(patterns))];
    g_string_append_printf(self->out, pattern, 1 + any(self, 4));
}

/* A moment, or branches of moments. */
static void
put_clock(Generator *self)
{
    if (chance(self, 80))
    {
        put_moment(self);
        return;
    }
    g_string_append(self->out, "[{when: ");
    put_condition(self);
    g_string_append(self->out, ", moment: ");
    put_moment(self);
    g_string_append(self->out, "}, {moment: ");
    put_moment(self);
    g_string_append(self->out, "}]");
}

static void
put_timeout(Generator *self, int around)
{
    g_string_append(self->out, "{at: ");
    put_clock(self);
    if (chance(self, 20))
    {
        g_string_append(self->out, ", when: ");
        put_condition(self);
    }
    if (chance(self, 40))
        put_sets(self, ", sets: {b%d: null}", ", sets: {b%d: not(b%d), day: today()}");
    if (chance(self, 10))
        g_string_append_printf(self->out, ", returns: [d%d]", any(self, N_DOCUMENTS));
    g_string_append(self->out, ", informs: clerk");
    if (chance(self, 60))
    {
        g_string_append(self->out, ", to: ");
        if (chance(self, 70))
            put_target(self, around);
        else
            put_branches(self, around);
    }
    g_string_append(self->out, "}\n");
}

/* A few names (t0 … t2) stand in many places; t0 on the file itself, so that it is there. */
static void
put_clocks(Generator *self, int node, int around)
{
    int indent = node == 0 ? 0 : 4 * self->nodes[node].depth + 2;
    int n_timeouts = node == 0 || chance(self, 30) ? 1 + any(self, 2) : 0;
    bool shared[3] = {false};

    if (self->has_within[node])
    {
        g_string_append_printf(self->out, "%*swithin: ", indent, "");
        put_clock(self);
        g_string_append_c(self->out, '\n');
    }
    if (n_timeouts > 0)
        g_string_append_printf(self->out, "%*stimeouts:\n", indent, "");
    for (int i = 0; i < n_timeouts; i++)
    {
        int name = node == 0 && i == 0 ? 0 : any(self, 3);
        g_string_append_printf(self->out, "%*s", indent + 2, "");
        if (!shared[name] && (node == 0 || chance(self, 40)))
            g_string_append_printf(self->out, "t%d: ", name);
        else
            g_string_append_printf(self->out, "u%d: ", self->n_timeouts++);
        shared[name] = true;
        put_timeout(self, around);
    }
}

static void
put_prolongs(Generator *self)
{
    static const char *const durations[] = {"3 hours", "1 day", "2 working days"};
    int node = 1 + any(self, self->n_nodes - 1);

    if (self->has_within[node])
        g_string_append_printf(self->out, "prolongs: {n%d: %s, t0: 2 hours}, ", node,
                               durations[any(self, G_N_ELEMENTS(durations))]);
}

static void
put_event(Generator *self)
{
    int roll = any(self, 10);

    if (roll < 4)
        g_string_append_printf(self->out, "n%d", 1 + any(self, self->n_nodes - 1));
    else
        g_string_append(self->out, roll < 8 ? "s0" : "t0");
}

static void
put_safeguards(Generator *self)
{
    static const char *const forms[][3] = {
        {"{action: ", ", only_after: ", ", unless_since: "},
        {"{after: ", ", leads_to: ", NULL},
        {"{action: s0, possible_from: ", ", until: ", NULL},
    };

    if (!chance(self, 40))
        return;
    g_string_append(self->out, "safeguards:\n");
    for (int i = 0; i < 1 + any(self, 2); i++)
    {
        const char *const *form = forms[any(self, G_N_ELEMENTS(forms))];
        g_string_append_printf(self->out, "  g%d: ", i);
        for (int k = 0; k < 3 && form[k] != NULL; k++)
        {
            g_string_append(self->out, form[k]);
            put_event(self);
        }
        g_string_append(self->out, chance(self, 30) ? ", when: b0}\n" : "}\n");
    }
    if (chance(self, 50))
        g_string_append(self->out, "  never: {action: s0, never_when: b1 = true and b3 = true}\n");
    if (chance(self, 30))
        g_string_append(self->out, "  rest: {never_when: b0 = true and b2 = true}\n");
}

static void
put_rules(Generator *self)
{
    if (chance(self, 30))
        g_string_append_printf(self->out, "asks: [b%d?, d%d?], ", any(self, N_FACTS),
                               any(self, N_DOCUMENTS));
    if (chance(self, 20))
    {
        g_string_append(self->out, "when: ");
        put_condition(self);
        g_string_append(self->out, ", ");
    }
    if (chance(self, 10))
    {
        bool verified = chance(self, 50);
        g_string_append_printf(self->out, "requires: [{document: d%d, verified: %s}], ",
                               any(self, N_DOCUMENTS), verified ? "true" : "false");
    }
    if (chance(self, 10))
        g_string_append_printf(self->out, "verifies: [d%d], ", any(self, N_DOCUMENTS));
    if (chance(self, 10))
        g_string_append_printf(self->out, "returns: [d%d], ", any(self, N_DOCUMENTS));
    if (chance(self, 10))
        g_string_append_printf(self->out, "not_before: %d hours, ", 1 + any(self, 3));
    if (chance(self, 10))
        g_string_append_printf(self->out, "not_after: %d hours after s0, ", 1 + any(self, 9));
    if (chance(self, 10))
        g_string_append(self->out, "separate_from: s0, ");
    if (chance(self, 15))
        put_prolongs(self);
    if (chance(self, 40))
        put_sets(self, "sets: {b%d: null}, ", "sets: {b%d: not(b%d)}, ");
}

/* A few names (s0 … s4) stand in many places; the others in one. */
static void
put_actions(Generator *self, int node, int around)
{
    bool shared[5] = {false};
    int n_actions = self->nodes[node].kind == STEP ? 1 + any(self, 3) : any(self, 3);

    if (node == 0)
        n_actions = 1;
    if (n_actions == 0)
        return;
    g_string_append_printf(self->out, "%*sactions:\n",
                           node == 0 ? 0 : 4 * self->nodes[node].depth + 2, "");
    for (int i = 0; i < n_actions; i++)
    {
        int name = node == 0 ? 0 : any(self, 5);
        g_string_append_printf(self->out, "%*s", node == 0 ? 2 : 4 * self->nodes[node].depth + 4,
                               "");
        if (!shared[name] && (node == 0 || chance(self, 50)))
            g_string_append_printf(self->out, "s%d: {", name);
        else
            g_string_append_printf(self->out, "a%d: {", self->n_actions++);
        shared[name] = true;
        put_rules(self);
        g_string_append(self->out, "informs: clerk");
        if (chance(self, 85))
        {
            g_string_append(self->out, ", to: ");
            if (chance(self, 70))
                put_target(self, around);
            else
                put_branches(self, around);
        }
        g_string_append(self->out, "}\n");
    }
}

static void
put_node(Generator *self, int node)
{
    const Node *written = &self->nodes[node];
    int indent = 4 * written->depth + 2;

    if (node > 0)
        g_string_append_printf(self->out, "%*sn%d:\n", indent - 2, "", node);
    if (written->kind == DECISION)
    {
        g_string_append_printf(self->out, "%*schoose: ", indent, "");
        put_branches(self, written->parent);
        g_string_append_c(self->out, '\n');
        return;
    }
    put_actions(self, node, written->kind == STEP ? written->parent : node);
    put_clocks(self, node, written->kind == STEP ? written->parent : node);
    if (written->kind == STEP)
        return;
    g_string_append_printf(self->out, "%*s%s:\n", node == 0 ? 0 : indent, "",
                           written->kind == PHASE ? "steps" : "tracks");
    for (int child = node + 1; child < self->n_nodes; child++)
        if (self->nodes[child].parent == node)
            put_node(self, child);
    if (node == 0 || is_track(self, node))
        return;
    g_string_append_printf(self->out, "%*sto: ", indent, "");
    put_branches(self, written->parent);
    g_string_append_c(self->out, '\n');
}

static void
put_declarations(Generator *self)
{
    g_string_append(self->out,
                    "sopflow: 1\nid: random\ntitle: Random\nby: clerk\n"
                    "roles: {clerk: {title: Clerk}, owner: {title: Owner, recorded_by: clerk}}\n"
                    "documents: {d0: {title: D}, d1: {title: D, valid_for: 3 days}}\nfacts:\n");
    for (int i = 0; i < N_FACTS; i++)
        g_string_append_printf(self->out, "  b%d: {type: boolean%s, title: B}\n", i,
                               i % 2 == 0 ? ", starts: false" : "");
    g_string_append(self->out, "  day: {type: date, starts: 2026-03-05, title: Day}\n"
                               "administration: {correct: owner, close: owner, reopen: owner}\n");
    g_string_append(self->out, "outcomes: {o0: {title: O}, o1: {title: O}, o2: {title: O}}\n");
}

char *
generate_procedure(Random *random)
{
    Generator self = {.random = random, .out = g_string_new(NULL), .n_nodes = 1};

    self.nodes[0] = (Node) {PHASE, -1, -1};
    self.nodes[0].depth = 0;
    grow(&self, 0);
    for (int node = 1; node < self.n_nodes; node++)
        self.has_within[node] = self.nodes[node].kind != DECISION && chance(&self, 30);
    put_declarations(&self);
    put_node(&self, 0);
    put_safeguards(&self);
    return g_string_free(self.out, FALSE);
}

char *
generate_given(Random *random)
{
    static const char *const values[] = {"true", "false", "null", "wrong"};
    GString *text = g_string_new(NULL);

    if (random_below(random, 2) == 0)
        return g_string_free(text, TRUE);
    uint32_t fact = random_below(random, N_FACTS);
    uint32_t n_values = random_below(random, 4) == 0 ? 4 : 2;
    g_string_append_printf(text, "b%u=%s", fact, values[random_below(random, n_values)]);
    bool with_document = random_below(random, 2) == 0;
    uint32_t document = random_below(random, N_DOCUMENTS);
    const char *expires = random_below(random, 3) == 0 ? "2026-03-03" : "";
    if (with_document)
        g_string_append_printf(text, "; d%u={,,%s}", document, expires);
    return g_string_free(text, FALSE);
}
