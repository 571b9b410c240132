/* SPDX-License-Identifier: Apache-2.0 */
/* See procedures.h. The tree is made first, then written by templates, in which `@` and a letter stand for something at
 * random: a node, a condition, a moment. */
#include "check/procedures.h"

#include <stdbool.h>
#include <string.h>

enum
{
    MAX_NODES = 11,
    ROOM = 3 * MAX_NODES, /* each that has others inside has two of them, even beyond that */
    MAX_DEPTH = 3,
    SHARED =
        3, /* actions s0 … s2 and timeouts t0 … stand in several places; s0 and t0 on the file itself */
};

typedef enum
{
    STEP,
    DECISION,
    PHASE,
    PARALLEL,
} Kind;

/* Of a hundred … */
typedef struct
{
    int phases, tracks;                    /* of those inside another, where there is room */
    int decisions;                         /* … the others, but the first */
    int ends, closes, resumes_at, resumes; /* of targets */
    int shared;                            /* actions and timeouts stand in several places */
    bool free; /* nothing but that it is not its place hinders an action */
    bool resumes_tracks;
} Mix;

static const Mix all_kinds = {20, 15, 20, 25, 7, 13, 10, 35, false, false};
static const Mix much_resumed = {15, 45, 30, 30, 2, 33, 10, 8, true, true};

typedef struct
{
    const Mix *mix;
    Random *random;
    GString *out;
    Kind kinds[ROOM];
    int parents[ROOM], depths[ROOM];
    int n_nodes, n_actions, n_timeouts;
} Maker;

static int
any(Maker *self, unsigned n)
{
    return (int) random_below(self->random, n);
}

static bool
chance(Maker *self, int percent)
{
    return any(self, 100) < percent;
}

/* ---- the tree ------------------------------------------------------------------------------------- */

static void
grow(Maker *self, int node)
{
    const Mix *mix = self->mix;
    bool parallel = self->kinds[node] == PARALLEL;
    int n_children = parallel ? 2 : 1 + any(self, 3) + (node == 0);

    for (int i = 0;
         self->kinds[node] >= PHASE && i < n_children && (self->n_nodes < MAX_NODES || i < 2); i++)
    {
        int child = self->n_nodes++;
        bool room = self->depths[node] < MAX_DEPTH && self->n_nodes < MAX_NODES - 3;
        int roll = any(self, 100);
        self->parents[child] = node;
        self->depths[child] = self->depths[node] + 1;
        self->kinds[child] = parallel || child == 1                                       ? PHASE
                             : room && roll < mix->phases                                 ? PHASE
                             : room && roll < mix->phases + mix->tracks                   ? PARALLEL
                             : i > 0 && roll < mix->phases + mix->tracks + mix->decisions ? DECISION
                                                                                          : STEP;
        grow(self, child);
    }
}

/* ---- templates ------------------------------------------------------------------------------------ */

/* One of the lines that stand for a letter. */
typedef struct
{
    char letter;
    const char *const *lines; /* ended by NULL */
} Rule;

#define LINES(...) ((const char *const[]) {__VA_ARGS__, NULL})

static const Rule rules[] = {
    {'b', LINES("b0", "b1")},
    {'d', LINES("d0", "d1")},
    {'o', LINES("o0", "o1", "o2")},
    {'k', LINES("0", "1", "2", "3", "4", "5")},
    {'f', LINES("b0", "b1", "c", "n", "m", "w", "day", "l", "u", "d0", "d1", "age", "birth")},
    {'c', LINES("@q", "@q", "@q", "@q", "@q and @q", "@q or @q", "not(@q)")},
    {'q',
     LINES("@b", "not(@b)", "@b = true", "@b != null", "@b = null", "c = \"x\"", "c != \"y\"",
           "c in (\"x\", \"z\")", "c = null", "n < @k", "n >= m", "n + m > @k", "n = m",
           "n - m <= 1", "n in [2..4]", "n between 1 and 3", "n = @k", "w = \"foo\"",
           "w = \"another\"", "w < \"m\"", "w != null", "day < date(\"2026-03-09\")", "day = null",
           "day > today()", "done.s@i != null", "@d != null", "@d.verified = true",
           "d1.expired = true", "at.@n", "at.@n", "outcome.@p = \"@o\"", "outcome.@p != null",
           "count(l) > 1", "l != null", "u < duration(\"P5D\")", "n / m > 1",
           "if b0 then n > 1 else b1", "actor.role = \"boss\"", "string length(w) > 3", "b0 = b1",
           "k < @k", "k >= 2", "done.s1 < done.s0", "now() > done.s@i", "d1.expires > today()",
           "day < d1.expires", "case.opened < now()", "actor.id = \"p1\"", "list contains(l, 2)",
           "some x in l satisfies x > 2", "l[1] = n", "l = [1, 2]", "age > 20", "age < 30",
           "age = null", "birth != null", "birth < day", "not(age >= 18)",
           "if day < today() then b0 else b1", "u < duration(\"P1M\")", "c = null or c = \"z\"")},
    {'i', LINES("0", "1", "2")},
    {'t', LINES("@k hours", "@k days", "2 working days", "@k hours after s@i", "1 days after s@i",
                "2 hours after t0", "@k days after day", "1 days before day",
                "1 days before d1 expires")},
    {'x',
     LINES("b0: not(b1)", "b1: not(b0)", "b1: null", "c: '\"y\"'", "n: n + 1", "n: n + m",
           "n: n / m", "m: n", "m: 3", "w: '\"foo\"'", "day: today()", "n: count(l)", "b0: n > m",
           "b1: 'at.@n'", "k: k + 1", "k: k + 1", "k: 0", "day: null",
           "c: 'if b0 then \"x\" else c'", "b1: 'done.s1 != null'",
           "n: 'if w = \"foo\" then 2 else null'", "l: 'append(l, 2)'",
           "day: 'day + duration(\"P2D\")'", "n: 'if b0 then n + 1 else m'", "w: 'w + \"a\"'",
           "w: 'if b1 then \"foo\" else w'", "c: null", "age: 30", "age: n", "n: age", "w: null")},
    {'r',
     LINES("@d", "{document: @d, verified: true}", "{document: @d, when: '@c'}", "{any: [d0, d1]}",
           "{document: @d, valid: @k days}", "{document: @d, issued_within: 2 days}")},
    {'e', LINES("@n", "@n", "s@i", "s@i", "@a", "@a", "t0", "[@n, s@i]", "[@a, @n]")},
    {'z', LINES("@e", "@e", "@o", "[@o, @n]")},
};

static void put(Maker *self, const char *template);

static int
any_phase(Maker *self)
{
    for (;;)
    {
        int node = 1 + any(self, (unsigned) self->n_nodes - 1);
        if (self->kinds[node] == PHASE)
            return node;
    }
}

static void
put_letter(Maker *self, char letter)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(rules); i++)
        if (rules[i].letter == letter)
        {
            unsigned n_lines = g_strv_length((char **) rules[i].lines);
            put(self, rules[i].lines[any(self, n_lines)]);
            return;
        }
    if (letter == 'n')
        g_string_append_printf(self->out, "n%d", 1 + any(self, (unsigned) self->n_nodes - 1));
    else if (letter == 'p')
        g_string_append_printf(self->out, "n%d", any_phase(self));
    else if (self->n_actions == 0)
        g_string_append(self->out, "s0");
    else
        g_string_append_printf(self->out, "a%d", any(self, (unsigned) self->n_actions));
}

static void
put(Maker *self, const char *template)
{
    for (; *template != '\0'; template ++)
        if (*template == '@')
            put_letter(self, *++template);
        else
            g_string_append_c(self->out, *template);
}

static void
put_if(Maker *self, int percent, const char *template)
{
    if (chance(self, percent))
        put(self, template);
}

/* ---- targets -------------------------------------------------------------------------------------- */

static bool
is_inside(const Maker *self, int node, int outer)
{
    for (node = self->parents[node]; node > 0 && node != outer;)
        node = self->parents[node];
    return node == outer;
}

/* The first, or the one around it; any phase when there is none. */
static int
phase_of_tracks(Maker *self)
{
    int node = 1;

    while (node < self->n_nodes && self->kinds[node] != PARALLEL)
        node++;
    if (node == self->n_nodes)
        return any_phase(self);
    return self->parents[node] > 0 && chance(self, 30) ? self->parents[node] : node;
}

/* `around`: the phase that `{end}` would finish. */
static void
put_target(Maker *self, int around)
{
    int roll = any(self, 100);
    int at = 1 + any(self, (unsigned) self->n_nodes - 1);
    int phase = any_phase(self);
    const Mix *mix = self->mix;

    if (mix->resumes_tracks)
        phase = phase_of_tracks(self);
    for (unsigned i = 0; mix->resumes_tracks && i < MAX_NODES && !is_inside(self, at, phase); i++)
        at = 1 + any(self, (unsigned) self->n_nodes - 1);
    if (roll < mix->ends && around > 0 && self->kinds[around] == PHASE)
        put(self, "{end: @o}");
    else if (roll < mix->ends + mix->closes)
        put(self, "{close: @o}");
    else if (roll < mix->ends + mix->closes + mix->resumes_at && is_inside(self, at, phase))
        g_string_append_printf(self->out, "{resume: n%d, at: n%d}", phase, at);
    else if (roll < mix->ends + mix->closes + mix->resumes_at + mix->resumes)
        g_string_append_printf(self->out, "{resume: n%d}", phase);
    else
        put(self, "@n");
}

static void
put_branches(Maker *self, int around)
{
    int n_guarded = any(self, 3);

    put(self, "[");
    for (int i = 0; i < n_guarded; i++)
    {
        put(self, "{when: '@c', to: ");
        put_target(self, around);
        put(self, "}, ");
    }
    put(self, "{to: ");
    put_target(self, around);
    put(self, "}]");
}

static void
put_table(Maker *self, int around)
{
    static const char *const cells[3][5] = {{"true", "false", "unknown", "-", "-"},
                                            {"x", "not(y)", "x, z", "-", "-"},
                                            {"< 2", "[1..3]", "2", "-", "unknown"}};

    put(self, "{columns: [b1, c, n], sets: [m], rows: [");
    for (int i = any(self, 3); i >= 0; i--)
    {
        put(self, "[");
        for (int k = 0; k < 3; k++)
            g_string_append_printf(self->out, "'%s', ", i == 0 ? "-" : cells[k][any(self, 5)]);
        put(self, chance(self, 30) ? "'n + 1', " : "'-', ");
        put_target(self, around);
        put(self, "], ");
    }
    put(self, "]}");
}

/* ---- actions and timeouts ------------------------------------------------------------------------- */

static void
put_to(Maker *self, int around, int percent)
{
    if (!chance(self, percent))
        return;
    put(self, "to: ");
    if (chance(self, 60))
        put_target(self, around);
    else
        put_branches(self, around);
}

static void
put_rules(Maker *self)
{
    put_if(self, 55, chance(self, 50) ? "asks: [@f?], " : "asks: [@f], ");
    put_if(self, 30, "when: '@c', ");
    put_if(self, 15, "requires: [@r], ");
    put_if(self, 8, "verifies: [@d], ");
    put_if(self, 8, "returns: [@d], ");
    put_if(self, 8, "not_before: @k hours, ");
    put_if(self, 5, "not_before: @k hours after s@i, ");
    put_if(self, 5, "not_after: @k days after s@i, ");
    put_if(self, 8, "separate_from: s@i, ");
}

static void
put_action(Maker *self, int around)
{
    if (!self->mix->free)
        put_rules(self);
    put_if(self, 45, "sets: {@x}, ");
    put_if(self, 8, "prolongs: {t0: 2 hours}, ");
    put_if(self, self->mix->free ? 0 : 15, "by: boss, ");
    put_to(self, around, 85);
}

static void
put_timeout(Maker *self, int around)
{
    if (chance(self, 75))
        put(self, "at: @t, ");
    else
        put(self, "at: [{when: '@c', moment: @t}, {moment: @t}], ");
    put_if(self, 20, "when: '@c', ");
    put_if(self, 40, "sets: {@x}, ");
    put_if(self, 10, "returns: [@d], ");
    put(self, "informs: clerk, ");
    put_to(self, around, 65);
}

/* `own`: how many there are so far of those that stand in one place. */
static void
put_offers(Maker *self, int node, int around, bool timeouts)
{
    const char *prefixes = timeouts ? "tu" : "sa";
    int *own = timeouts ? &self->n_timeouts : &self->n_actions;
    unsigned n = timeouts ? 0U + chance(self, 30) : 1 + random_below(self->random, 2);
    bool used[SHARED] = {false};

    if (node == 0)
        n = timeouts ? 1 : SHARED;
    if (n > 0)
        put(self, timeouts ? "timeouts: {" : "actions: {");
    for (unsigned i = 0; i < n; i++)
    {
        int shared = node == 0 ? (int) i : any(self, timeouts ? 1 : SHARED);
        bool again = node == 0 || (!used[shared] && chance(self, self->mix->shared));
        used[shared] = used[shared] || again;
        g_string_append_printf(self->out, "%c%d: {", prefixes[!again], again ? shared : (*own)++);
        if (timeouts)
            put_timeout(self, around);
        else
            put_action(self, around);
        put(self, "}, ");
    }
    if (n > 0)
        put(self, "}, ");
}

static void
put_node(Maker *self, int node)
{
    Kind kind = self->kinds[node];
    int parent = self->parents[node];

    g_string_append_printf(self->out, "n%d: {", node);
    if (kind == DECISION && chance(self, 40))
    {
        put(self, "choose: ");
        put_table(self, parent);
    }
    else if (kind == DECISION)
    {
        put(self, "choose: ");
        put_branches(self, parent);
    }
    if (kind == STEP || (kind != DECISION && chance(self, 40)))
        put_offers(self, node, kind == STEP ? parent : node, false);
    if (kind != DECISION)
        put_offers(self, node, kind == STEP ? parent : node, true);
    if (kind >= PHASE)
    {
        put(self, kind == PHASE ? "steps: {" : "tracks: {");
        for (int child = node + 1; child < self->n_nodes; child++)
            if (self->parents[child] == node)
                put_node(self, child);
        put(self, "}, ");
        if (self->kinds[parent] != PARALLEL)
        {
            put(self, "to: ");
            put_branches(self, parent);
        }
    }
    put(self, "},\n");
}

/* ---- the whole ------------------------------------------------------------------------------------ */

static void
put_safeguards(Maker *self)
{
    static const char *const forms[] = {
        "action: @e, never_when: '@c'",
        "never_when: '@c and @c'",
        "never_when: '@c'",
        "action: @e, only_after: @e",
        "action: @e, only_after: @e, unless_since: @e",
        "action: @e, only_after: @e, unless_since: @e",
        "action: @e, at_most_once: true",
        "action: @a, possible_from: @e",
        "action: @a, possible_from: @e, until: @e",
        "after: @e, leads_to: @z",
        "after: @e, leads_to: [@o, @n]",
    };

    put(self, "safeguards:\n");
    for (unsigned i = 0; i < G_N_ELEMENTS(forms); i++)
    {
        g_string_append_printf(self->out, "  g%u: {", i);
        put(self, forms[i]);
        put_if(self, 25, ", when: '@c'");
        put(self, "}\n");
    }
}

static char *
make(Random *random, const Mix *mix)
{
    Maker self = {.mix = mix, .random = random, .out = g_string_new(NULL), .n_nodes = 1};

    self.kinds[0] = PHASE;
    grow(&self, 0);
    put(&self, "sopflow: 1\nid: random\ntitle: Random\nby: clerk\ntimezone: UTC\n"
               "roles: {clerk: {title: Clerk}, boss: {title: Boss}}\n"
               "documents: {d0: {title: D}, d1: {title: D, valid_for: 3 days}}\n"
               "outcomes: {o0: {title: O}, o1: {title: O}, o2: {title: O}}\nfacts:\n"
               "  b0: {type: boolean, starts: false}\n  b1: {type: boolean}\n"
               "  c: {type: choice, values: [x, y, z]}\n  n: {type: number}\n"
               "  m: {type: number, starts: 1, range: '[0..9]'}\n  k: {type: number, starts: 0}\n"
               "  w: {type: text}\n  day: {type: date}\n  l: {type: list of number}\n"
               "  u: {type: duration}\n"
               "  age: {type: number, range: '[18..99]'}\n"
               "  birth: {type: date, range: '< date(\"2020-01-01\")'}\nactions: {");
    GString *whole = self.out;
    self.out = g_string_new(NULL);
    put(&self, "steps: {\n");
    for (int child = 1; child < self.n_nodes; child++)
        if (self.parents[child] == 0)
            put_node(&self, child);
    put(&self, "}\n");
    put_safeguards(&self);
    GString *body = self.out;
    self.out = whole;
    for (int i = 0; i < SHARED; i++)
    {
        g_string_append_printf(whole, "s%d: {", i);
        put_action(&self, 0);
        put(&self, "}, ");
    }
    put(&self, "}\ntimeouts: {t0: {");
    put_timeout(&self, 0);
    put(&self, "}}\n");
    g_string_append_len(whole, body->str, (gssize) body->len);
    g_string_free(body, TRUE);
    return g_string_free(whole, FALSE);
}

char *
procedure_at_random(Random *random)
{
    return make(random, &all_kinds);
}

char *
procedure_much_resumed(Random *random)
{
    return make(random, &much_resumed);
}

SopFlow *
flow_at_random(const char *text, SopDiagnostics *diagnostics)
{
    g_autoptr(SopDiagnostics) own = sop_diagnostics_new();
    SopDiagnostics *of = diagnostics != NULL ? diagnostics : own;
    g_autoptr(SopProcedure) procedure =
        sop_procedure_load_text("random.sop.yaml", text, -1, of, NULL);

    return procedure != NULL ? sop_flow_compile(procedure, of) : NULL;
}
