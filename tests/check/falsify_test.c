/* SPDX-License-Identifier: Apache-2.0 */
/* The proof against the engine, on random procedures with all that a condition can read and a safeguard can demand: what
 * is proved is never broken on a random walk, nor by waiting; no walk breaks a safeguard sooner than the shortest path
 * does. SOP_FALSIFY=N in the environment tries N procedures, SOP_FALSIFY_SEED=N begins at that seed. */
#include "case/play.h"
#include "check/enforced.h"
#include "check/given.h"
#include "check/procedures.h"
#include "check/proof.h"

enum
{
    PROCEDURES = 12,
    FAILS = 540, /* a seed with which a timeout may set a value that does not fit */
    FIRST = 40,  /* seed, of some that are soon proved */
    WALKS = 40,
    EVENTS = 14,    /* of one walk */
    LIMIT = 3000,   /* states of one search */
    SOONER = 1,     /* of a hundred broken safeguards, those to which a shorter path is found */
    PATIENCE = 100, /* timeouts, while nobody acts */
};

typedef struct
{
    unsigned n_procedures, n_refused, n_proved, n_broken, n_open, n_stopped, n_acts, n_breaks,
        n_waits, n_sooner;
} Tally;

typedef struct
{
    SopFlow *flow;
    const SopProved *proved;
    SopFlow *enforced, *free_flow,
        *owing; /* but for the safeguard: enforces nothing; begins no duty */
    SopCase *of;
    SopInstant now;
    SopVerdict *verdict;
    Random *random;
    GString *story;
    const char *text;
    uint64_t seed;
    unsigned n_events, bound; /* of a walk; `bound`: it is over then */
    bool differs;             /* of this safeguard */
    Tally *tally;
} Walk;

static void
tell_walk(Walk *self, const char *how)
{
    printf("\nseed %" G_GUINT64_FORMAT ": %s %s by this walk, after %u events:\n%s%s\n", self->seed,
           sop_flow_name(self->flow, SOP_TABLE_SAFEGUARDS, self->proved->property.safeguard), how,
           self->n_events, self->story->str, self->text);
    self->differs = true;
}

/* Some paths are passed over: of two that come to the same state, one is followed, and it may hang on what the proof
 * leaves open. */
static void
note_sooner(Walk *self, const char *how)
{
    self->tally->n_sooner++;
    tell_walk(self, how);
}

static void
fail(Walk *self, const char *how)
{
    tell_walk(self, how);
    CU_FAIL("what was proved is broken");
}

/* Of a shortest path; that a timeout passes is no event. */
static bool
is_sooner(const Walk *self, unsigned n_events)
{
    const GArray *acts = self->proved->acts;
    unsigned n = 0;

    if (self->proved->result != SOP_PROOF_BROKEN || !self->proved->shortest)
        return false;
    for (guint i = 0; i < acts->len; i++)
        n += !sop_event_passes(self->flow, g_array_index(acts, SopAct, i).event);
    return n_events < n;
}

/* The walk breaks the safeguard, as its last event. */
static void
note_broken(Walk *self, const char *event)
{
    g_string_append_printf(self->story, "  %s\n", event);
    self->n_events++;
    self->tally->n_breaks++;
    if (self->proved->result == SOP_PROOF_PROVED)
        fail(self, "was proved, and is broken");
    if (is_sooner(self, self->n_events))
        note_sooner(self, "is broken sooner");
}

/* ---- acts ----------------------------------------------------------------------------------------- */

static void
tell(Walk *self, SopAction action, const SopGiven *given)
{
    g_string_append_printf(self->story, "  %s",
                           sop_flow_name(self->flow, SOP_TABLE_ACTIONS, action));
    for (guint i = 0; i < given->items->len; i++)
    {
        const SopGivenItem *item = &g_array_index(given->items, SopGivenItem, i);
        g_autofree char *value =
            item->fact != SOP_NONE ? sop_value_to_text(&item->value) : g_strdup("");
        g_string_append_printf(
            self->story, " %s=%s",
            item->fact != SOP_NONE ? self->flow->facts[item->fact].name : "document", value);
    }
    g_string_append_c(self->story, '\n');
}

/* What else ran with the last act or tick, each an event. */
static void
count_timeouts(Walk *self)
{
    for (unsigned i = 0; i < sop_verdict_count_events(self->verdict); i++)
    {
        uint32_t timeout = sop_verdict_event(self->verdict, i).timeout;
        if (timeout == SOP_NONE)
            continue;
        self->n_events++;
        g_string_append_printf(
            self->story, "  %s runs\n",
            sop_flow_name(self->flow, SOP_TABLE_ACTIONS, self->flow->offers[timeout].action));
    }
}

/* Returns: false when the walk is over. */
static bool
act(Walk *self)
{
    static const char *const persons[] = {"p1", "p2", "p3"};
    g_autoptr(SopOptions) options = sop_case_options(self->of, NULL, self->now);
    unsigned n_options = sop_options_count(options);

    if (n_options == 0)
        return false;
    SopAction action = sop_options_action(options, random_below(self->random, n_options));
    g_autoptr(SopGiven) given = given_at_random(self->enforced, action, self->now, self->random);
    SopActor actor = {.id = persons[random_below(self->random, 3)],
                      .role = random_below(self->random, 3) == 0 ? 1 : 0};
    g_autoptr(SopCase) before = sop_case_dup(self->of);
    self->tally->n_acts++;
    if (sop_case_act(self->of, action, &actor, given, self->now, self->verdict))
    {
        tell(self, action, given);
        self->n_events++;
        count_timeouts(self);
        return !self->of->closed;
    }
    if (!is_refused_by_safeguards(self->verdict))
        return true;
    g_autoptr(SopCase) free_one = case_in_flow(before, self->free_flow);
    if (!sop_case_act(free_one, action, &actor, given, self->now, self->verdict))
        return true;
    tell(self, action, given);
    note_broken(self, "which it refuses");
    return false;
}

/* ---- time ----------------------------------------------------------------------------------------- */

/* Returns: false when the walk is over. */
static bool
pass_time(Walk *self)
{
    unsigned most = random_below(self->random, 3) == 0 ? 200 : 30;

    self->now += (SopInstant) random_below(self->random, most) * SOP_HOUR;
    for (unsigned i = 0; i < PATIENCE; i++)
    {
        SopInstant due = sop_case_next_due(self->of);
        if (due == SOP_INSTANT_NONE || due > self->now)
            break;
        g_autoptr(SopCase) free_one = case_in_flow(self->of, self->free_flow);
        sop_case_tick(free_one, due, self->verdict);
        bool stuck = sop_case_is_stuck(free_one);
        sop_case_tick(self->of, due, self->verdict);
        count_timeouts(self);
        if (self->of->stuck && !stuck)
            note_broken(self, "time runs out");
        if (self->of->stuck || self->of->closed)
            return false;
    }
    return true;
}

static bool
is_owed(const Walk *self, const SopCase *of)
{
    SopDue dues[64];
    unsigned n_dues = sop_case_due(of, of->last, dues, G_N_ELEMENTS(dues));

    for (unsigned i = 0; i < MIN(n_dues, (unsigned) G_N_ELEMENTS(dues)); i++)
        if (dues[i].kind == SOP_DUE_OWED && dues[i].of == self->proved->property.safeguard)
            return true;
    return false;
}

/* Nobody acts any more: is the duty ever done? What runs until the case waits counts. */
static void
wait_for_ever(Walk *self)
{
    g_autoptr(SopCase) of = case_in_flow(self->of, self->owing);
    unsigned n_ran = 0;
    unsigned i;

    for (i = 0; i < PATIENCE; i++)
    {
        SopInstant due = sop_case_next_due(of);
        if (of->closed || !is_owed(self, of))
            return;
        unsigned n = due != SOP_INSTANT_NONE ? sop_case_tick(of, due, self->verdict) : 0;
        if (n == 0 && sop_case_next_due(of) == due)
            break;
        n_ran += n;
    }
    self->tally->n_waits++;
    g_string_append(self->story, "  nobody acts any more\n");
    if (self->proved->result == SOP_PROOF_PROVED)
        fail(self, "was proved, and a case waits for ever");
    else if (i < PATIENCE && is_sooner(self, self->n_events + n_ran))
        note_sooner(self, "is broken sooner, by waiting,");
}

/* Time has passed: is what is to stay possible still so? */
static void
look_whether_possible(Walk *self)
{
    SopRun run;

    sop_run_init(&run, self->of, NULL, self->now, self->verdict);
    sop_run_note_possible(&run);
    sop_run_clear(&run);
    if ((run.was_possible & 1) != 0)
        return;
    self->tally->n_waits++;
    g_string_append(self->story, "  it becomes too late\n");
    if (self->proved->result == SOP_PROOF_PROVED)
        fail(self, "was proved, and becomes impossible");
    else if (is_sooner(self, self->n_events))
        note_sooner(self, "is broken sooner, by waiting,");
}

/* ---- walks ---------------------------------------------------------------------------------------- */

static void
walk(Walk *self)
{
    const SopSafeguard *safeguard = &self->flow->safeguards[self->proved->property.safeguard];
    bool of_duty = safeguard->kind == SOP_SAFEGUARD_LEADS_TO;

    self->now = INT64_C(1772442000000000);
    self->of = sop_case_open(self->enforced, "walk", self->now);
    self->n_events = 0;
    g_string_truncate(self->story, 0);
    while (self->of != NULL && self->n_events < self->bound && !self->of->closed && !self->differs)
    {
        if (of_duty && is_owed(self, self->of))
            wait_for_ever(self);
        if (random_below(self->random, 3) == 0 && !pass_time(self))
            break;
        if (safeguard->kind == SOP_SAFEGUARD_POSSIBLE_FROM)
            look_whether_possible(self);
        if (self->differs)
            break;
        if (!act(self))
            break;
        if (random_below(self->random, 12) == 0)
            break;
    }
    g_clear_pointer(&self->of, sop_case_free);
}

static void
try_safeguard(Walk *self)
{
    uint32_t safeguard = self->proved->property.safeguard;

    self->enforced = sop_flow_enforcing(self->flow, safeguard);
    self->free_flow = sop_flow_enforcing(self->flow, SOP_NONE);
    self->owing = sop_flow_owing(self->flow, safeguard);
    self->verdict = sop_verdict_new(); /* it borrows from these */
    self->bound = self->proved->result == SOP_PROOF_BROKEN ? self->proved->acts->len : EVENTS;
    self->differs = false;
    for (unsigned i = 0; i < WALKS && !self->differs; i++)
        walk(self);
    sop_verdict_free(self->verdict);
    sop_flow_enforcing_free(self->enforced);
    sop_flow_enforcing_free(self->free_flow);
    sop_flow_enforcing_free(self->owing);
}

static void
note_result(Tally *tally, SopProofResult result)
{
    tally->n_proved += result == SOP_PROOF_PROVED;
    tally->n_broken += result == SOP_PROOF_BROKEN;
    tally->n_open += result == SOP_PROOF_NOT_CONFIRMED;
    tally->n_stopped += result == SOP_PROOF_STOPPED;
}

static void
try_procedure(Walk *self)
{
    SopDomains *domains = sop_domains_new(self->flow);

    for (uint32_t i = 0; i < self->flow->n_safeguards; i++)
    {
        SopProperty property = {.kind = SOP_PROPERTY_SAFEGUARD, .safeguard = i};
        SopProved proved = sop_prove(domains, &property, LIMIT, NULL);
        self->proved = &proved;
        note_result(self->tally, proved.result);
        if (proved.result == SOP_PROOF_PROVED || proved.result == SOP_PROOF_BROKEN)
            try_safeguard(self);
        g_clear_pointer(&proved.acts, g_array_unref);
    }
    sop_domains_free(domains);
}

/* Returns: (nullable): NULL when it is no procedure, as one at random may be. */
static SopFlow *
compiled(const char *text)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    SopFlow *flow = flow_at_random(text, diagnostics);

    if (flow == NULL && g_getenv("SOP_FALSIFY_SEED") != NULL)
    {
        g_autofree char *messages = sop_diagnostics_to_text(diagnostics, false);
        printf("%s%s", messages, text);
    }
    return flow;
}

static void
try_seed(uint64_t seed, char *(*procedure)(Random *), Tally *tally)
{
    Random random = random_of_seed(seed + 1);
    g_autofree char *text = procedure(&random);
    g_autoptr(SopFlow) flow = compiled(text);
    Walk self = {.flow = flow,
                 .random = &random,
                 .story = g_string_new(NULL),
                 .text = text,
                 .seed = seed,
                 .tally = tally};

    tally->n_procedures += flow != NULL;
    tally->n_refused += flow == NULL;
    if (flow != NULL)
        try_procedure(&self);
    g_string_free(self.story, TRUE);
}

static void
test_walks(void)
{
    uint64_t first = setting("SOP_FALSIFY_SEED", FIRST);
    uint64_t n = setting("SOP_FALSIFY", PROCEDURES);
    Tally tally = {0};

    for (uint64_t seed = first; seed < first + n; seed++)
    {
        try_seed(seed, procedure_at_random, &tally);
        try_seed(seed, procedure_much_resumed, &tally);
    }
    printf(
        "%u procedures (and %u that are none): %u proved, %u broken, %u not confirmed, %u stopped; "
        "%u acts tried, %u broke one (%u sooner), %u waited ",
        tally.n_procedures, tally.n_refused, tally.n_proved, tally.n_broken, tally.n_open,
        tally.n_stopped, tally.n_acts, tally.n_breaks, tally.n_sooner, tally.n_waits);
    CU_ASSERT_TRUE(100 * tally.n_sooner <= SOONER * tally.n_broken);
    if (n >= PROCEDURES)
        CU_ASSERT_TRUE(tally.n_proved > 10 && tally.n_breaks > 10);
}

/* What time brings fails for ever, since a value does not fit. */
static void
test_fails(void)
{
    Tally tally = {0};

    try_seed(FAILS, procedure_much_resumed, &tally);
    CU_ASSERT_TRUE(tally.n_broken > 0);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"random walks", test_walks}, {"a value that does not fit", test_fails}, {NULL, NULL}};
    return sop_test_main("check_falsify", tests, argc, argv);
}
