/* SPDX-License-Identifier: Apache-2.0 */
/* The searches against the engine, event by event: whatever an event of a random walk comes to on the engine, as far as
 * a slice follows it, is among what the explorer tries; and what a safeguard refuses there breaks it here; and what is said
 * to go on by itself, does. So no search passes over what a case can do. SOP_COVERS=N in the
 * environment tries N procedures, SOP_COVERS_SEED=N begins at that seed. */
#include "case/generate.h"
#include "case/play.h"
#include "check/enforced.h"
#include "check/explore_parts.h"
#include "check/given.h"
#include "check/procedures.h"
#include "check/view.h"

enum
{
    PROCEDURES = 40,
    SLICES = 4, /* of each procedure */
    WALKS = 20,
    EVENTS = 40,   /* of one walk */
    PATIENCE = 30, /* timeouts, while nobody acts */
};

typedef struct
{
    unsigned n_procedures, n_events, n_refused, n_waits, n_tries, n_open, n_lost;
} Tally;

typedef struct
{
    SopAction action;
    SopActor actor;
    const SopGiven *given;
} Act;

typedef struct
{
    SopFlow *flow, *free_flow; /* where no safeguard is enforced */
    View views[SLICES];
    SopCase *of;
    SopInstant now;
    SopVerdict *verdict;
    Random *random;
    GString *story;
    const char *text;
    uint64_t seed;
    bool differs;
    Tally *tally;
} Walk;

/* ---- one event --------------------------------------------------------------------------------------------------- */

static void
fail(Walk *self, View *view, SopEventNumber event, const char *how)
{
    self->tally->n_lost++;
    self->differs = true;
    printf("\nseed %" G_GUINT64_FORMAT ": the last of these events %s (property %u, %u):\n%s%s",
           self->seed, how, view->property.kind, view->property.safeguard, self->story->str,
           self->text);
    view_tell(view, event);
    CU_FAIL("an event is not covered");
}

static void
see_before(Walk *self)
{
    for (unsigned i = 0; i < SLICES; i++)
        view_see(&self->views[i], self->of, self->views[i].before);
}

static void
check_event(Walk *self, SopEventNumber event)
{
    self->tally->n_events++;
    for (unsigned i = 0; i < SLICES && !self->differs; i++)
    {
        View *view = &self->views[i];
        view_see(view, self->of, view->after);
        if (!view_covers(view, event))
            fail(self, view, event, "is not covered");
    }
}

/* Is the act refused by safeguards alone, so that it would be done without them? */
static bool
is_guarded(const Walk *self, const Act *act)
{
    g_autoptr(SopCase) free_one = case_in_flow(self->of, self->free_flow);
    SopVerdict *verdict = sop_verdict_new();
    bool guarded = is_refused_by_safeguards(self->verdict) &&
                   sop_case_act(free_one, act->action, &act->actor, act->given, self->now, verdict);

    sop_verdict_free(verdict);
    return guarded;
}

static bool
refuses(const SopVerdict *verdict, const char *safeguard)
{
    bool refuses = false;

    for (unsigned i = 0; i < sop_verdict_count_reasons(verdict); i++)
        refuses = refuses ||
                  g_strcmp0(sop_reason_safeguard(sop_verdict_reason(verdict, i)), safeguard) == 0;
    return refuses;
}

static void
check_refused(Walk *self, SopEventNumber event)
{
    self->tally->n_refused++;
    for (unsigned i = 0; i < SLICES && !self->differs; i++)
    {
        View *view = &self->views[i];
        if (view->property.kind == SOP_PROPERTY_SAFEGUARD &&
            refuses(self->verdict, self->flow->safeguards[view->property.safeguard].name) &&
            !view_finds_broken(view, event))
            fail(self, view, event, "is refused, and breaks nothing");
    }
}

/* Nobody acts: does anything change, as far as the view follows it? Where timeouts run on and on beside, it may. */
static bool
moves_by_itself(View *view, const SopCase *of, SopVerdict *verdict)
{
    g_autoptr(SopCase) waiting = case_in_flow(of, view->owing);
    bool moves = false;

    for (unsigned i = 0; i < PATIENCE && !moves; i++)
    {
        SopInstant due = sop_case_next_due(waiting);
        if (due == SOP_INSTANT_NONE)
            return false;
        unsigned n_ran = sop_case_tick(waiting, due, verdict);
        view_see(view, waiting, view->after);
        moves = view->after->closed || !sop_state_like(view->before, view->after, view->slice);
        if (!moves && n_ran == 0 && sop_case_next_due(waiting) == due)
            return false;
    }
    return true;
}

static void
check_waits(Walk *self)
{
    for (unsigned i = 0; i < SLICES && !self->differs; i++)
    {
        View *view = &self->views[i];
        if (view->owing == NULL || !sop_explorer_owes(view->explorer, view->before) ||
            !sop_explorer_goes_on(view->explorer, view->before))
            continue;
        self->tally->n_waits++;
        if (!moves_by_itself(view, self->of, self->verdict))
            fail(self, view, SOP_NONE, "was said to be followed by something");
    }
}

/* ---- walks --------------------------------------------------------------------------------------------------------- */

/* The one timeout that ran; SOP_NONE: none or several. */
static uint32_t
ran(const Walk *self)
{
    uint32_t found = SOP_NONE;

    for (unsigned i = 0; i < sop_verdict_count_events(self->verdict); i++)
    {
        uint32_t timeout = sop_verdict_event(self->verdict, i).timeout;
        if (timeout != SOP_NONE && found != SOP_NONE)
            return SOP_NONE;
        if (timeout != SOP_NONE)
            found = timeout;
    }
    return found;
}

static bool
is_alone(const Walk *self)
{
    SopDue dues[64];
    unsigned n = sop_case_due(self->of, self->now, dues, G_N_ELEMENTS(dues));
    unsigned n_over = 0;

    for (unsigned i = 0; i < MIN(n, (unsigned) G_N_ELEMENTS(dues)); i++)
        n_over += dues[i].kind == SOP_DUE_TIMEOUT && dues[i].over;
    return n_over <= 1;
}

static void
pass_time(Walk *self)
{
    SopInstant until = self->now + (SopInstant) random_below(self->random, 60) * SOP_HOUR;

    for (unsigned i = 0; i < PATIENCE && !self->of->closed && !self->of->stuck && !self->differs;
         i++)
    {
        SopInstant due = sop_case_next_due(self->of);
        if (due == SOP_INSTANT_NONE || due > until)
            break;
        self->now = due;
        see_before(self);
        bool alone = is_alone(self);
        sop_case_tick(self->of, due, self->verdict);
        uint32_t timeout = ran(self);
        if (timeout == SOP_NONE || self->of->stuck)
            continue;
        g_string_append_printf(
            self->story, "  %s runs\n",
            sop_flow_name(self->flow, SOP_TABLE_ACTIONS, self->flow->offers[timeout].action));
        if (alone)
            check_event(self, sop_event_of(self->flow, timeout));
    }
    self->now = until;
}

/* Returns: false when nothing can be done. */
static bool
act(Walk *self)
{
    static const char *const persons[] = {"p1", "p2", "p3"};
    g_autoptr(SopOptions) options = sop_case_options(self->of, NULL, self->now);
    unsigned n_options = sop_options_count(options);

    see_before(self);
    check_waits(self);
    if (n_options == 0)
        return false;
    SopAction action = sop_options_action(options, random_below(self->random, n_options));
    g_autoptr(SopGiven) given = given_at_random(self->flow, action, self->now, self->random);
    SopActor actor = {.id = persons[random_below(self->random, 3)],
                      .role = random_below(self->random, self->flow->n_roles)};
    SopInstant due = sop_case_next_due(self->of);
    bool alone = due == SOP_INSTANT_NONE || due > self->now; /* no timeout passes first */
    bool done = sop_case_act(self->of, action, &actor, given, self->now, self->verdict);
    if (!done && !is_guarded(self, &(Act) {action, actor, given}))
        return true;
    g_string_append_printf(self->story, "  %s\n",
                           sop_flow_name(self->flow, SOP_TABLE_ACTIONS, action));
    if (alone && !done)
        check_refused(self, action);
    else if (alone && sop_verdict_count_events(self->verdict) == 1)
        check_event(self, action);
    return true;
}

static void
walk(Walk *self)
{
    self->now = INT64_C(1772442000000000);
    self->of = sop_case_open(self->flow, "walk", self->now);
    g_string_truncate(self->story, 0);
    for (unsigned i = 0;
         self->of != NULL && i < EVENTS && !self->of->closed && !self->of->stuck && !self->differs;
         i++)
        if (random_below(self->random, 3) == 0)
            pass_time(self);
        else if (!act(self))
            break;
    g_clear_pointer(&self->of, sop_case_free);
}

/* ---- procedures ------------------------------------------------------------------------------------------------------ */

static void
try_procedure(const char *text, uint64_t seed, Random *random, Tally *tally)
{
    g_autoptr(SopFlow) flow = flow_at_random(text, NULL);

    if (flow == NULL) /* as one at random may be */
        return;
    SopDomains *domains = sop_domains_new(flow);
    Walk self = {.flow = flow,
                 .free_flow = sop_flow_enforcing(flow, SOP_NONE),
                 .verdict = sop_verdict_new(),
                 .random = random,
                 .story = g_string_new(NULL),
                 .text = text,
                 .seed = seed,
                 .tally = tally};
    for (unsigned i = 0; i < SLICES; i++)
        view_init(&self.views[i], domains, 2 + 3 * i, random);
    tally->n_procedures++;
    for (unsigned i = 0; i < WALKS && !self.differs; i++)
        walk(&self);
    for (unsigned i = 0; i < SLICES; i++)
    {
        tally->n_tries += self.views[i].n_tries;
        tally->n_open += self.views[i].n_open;
        view_clear(&self.views[i]);
    }
    g_string_free(self.story, TRUE);
    sop_verdict_free(self.verdict);
    sop_flow_enforcing_free(self.free_flow);
    sop_domains_free(domains);
}

static void
try_seed(uint64_t seed, Tally *tally)
{
    Random random = random_of_seed(seed);
    g_autofree char *text = generate_procedure(&random);
    g_autofree char *other = procedure_at_random(&random);
    g_autofree char *resumed = procedure_much_resumed(&random);

    try_procedure(text, seed, &random, tally);
    try_procedure(other, seed, &random, tally);
    try_procedure(resumed, seed, &random, tally);
}

static void
test_walks(void)
{
    uint64_t first = setting("SOP_COVERS_SEED", 1);
    uint64_t n = setting("SOP_COVERS", PROCEDURES);
    Tally tally = {0};

    for (uint64_t seed = first; seed < first + n; seed++)
        try_seed(seed, &tally);
    printf(
        "%u procedures, %u events and %u that a safeguard refuses, %u waits, %u tries; %u not covered, %u open ",
        tally.n_procedures, tally.n_events, tally.n_refused, tally.n_waits, tally.n_tries,
        tally.n_lost, tally.n_open);
    CU_ASSERT_TRUE(tally.n_events > 10 * n);
}

/* A phase of tracks that is resumed at a decision which ends its track: it hangs on the others whether it goes on. */
static void
test_tracks(void)
{
    static const char *const tracks[] = {
        /* the other is finished */
        "  around:\n"
        "    actions: {redo: {to: {resume: both, at: decide}}}\n"
        "    steps:\n"
        "      both:\n"
        "        tracks:\n"
        "          left: {steps: {one: {actions: {end_left: {to: {end: ready}}}}}}\n"
        "          right: {steps: {other: {actions: {ask: {to: deep}}}, deep: {steps: {decide: {choose: [{to: {end: ready}}]}}, to: {end: ready}}}}\n"
        "        to: after\n"
        "      after: {actions: {leave: {to: {close: ready}}}}\n",
        /* … and it had been left */
        "  both:\n"
        "    actions: {away: {to: elsewhere}}\n"
        "    tracks:\n"
        "      left: {steps: {one: {actions: {end_left: {to: {end: ready}}}}}}\n"
        "      right: {steps: {other: {actions: {ask: {to: deep}}}, deep: {steps: {decide: {choose: [{to: {end: ready}}]}}, to: {end: ready}}}}\n"
        "    to: after\n"
        "  after: {actions: {leave: {to: {close: ready}}, again: {to: {resume: both, at: decide}}}}\n"
        "  elsewhere: {actions: {redo: {to: {resume: both, at: decide}}}}\n",
        /* the phase in which the decision is was active, or is entered */
        "  both:\n"
        "    actions: {away: {to: elsewhere}}\n"
        "    tracks:\n"
        "      left: {steps: {one: {actions: {end_left: {to: {end: ready}}}}}}\n"
        "      right:\n"
        "        steps:\n"
        "          other: {actions: {ask: {to: deep}}}\n"
        "          deep: {steps: {first: {actions: {next: {to: decide}}}, decide: {choose: [{to: first}]}}, to: other}\n"
        "    to: after\n"
        "  after: {actions: {leave: {to: {close: ready}}}}\n"
        "  elsewhere: {actions: {redo: {to: {resume: both, at: decide}}}}\n",
    };
    Tally tally = {0};

    for (size_t i = 0; i < G_N_ELEMENTS(tracks); i++)
    {
        Random random = random_of_seed(i + 1);
        g_autofree char *text = g_strconcat(
            "sopflow: 1\nid: tracks\ntitle: Tracks\nby: clerk\ntimezone: UTC\nroles: {clerk: {title: Clerk}}\n"
            "outcomes: {ready: {title: Ready}}\nsteps:\n",
            tracks[i], "safeguards: {met: {action: leave, only_after: deep}}\n", NULL);
        try_procedure(text, i, &random, &tally);
    }
    CU_ASSERT_EQUAL(tally.n_procedures, G_N_ELEMENTS(tracks));
}

/* With what was found: phases entered and left at once, and clocks that they keep; a timeout that neither runs nor
 * passes, since its `when` is unknown. */
static void
test_found(void)
{
    static const uint64_t seeds[] = {183, 698, 965, 990};
    Tally tally = {0};

    for (size_t i = 0; i < G_N_ELEMENTS(seeds); i++)
        try_seed(seeds[i], &tally);
    CU_ASSERT_TRUE(tally.n_events > 0 && tally.n_waits > 0);
}

/* As an event that a region offers in very many places may go. */
static void
test_many_ways(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow =
        sop_flow_load("tests/check/proofs/at_times.sop.yaml", diagnostics, NULL);
    unsigned n = 0;
    View view;

    CU_ASSERT_PTR_NOT_NULL_FATAL(flow);
    SopDomains *domains = sop_domains_new(flow);
    Random random = random_of_seed(1);
    view_init(&view, domains, 2, &random);
    sop_explorer_begin(view.explorer);
    do
    {
        view.explorer->at_tape = 0;
        CU_ASSERT_EQUAL(sop_explorer_choose(view.explorer, 1000), n);
        n++;
    } while (sop_explorer_next(view.explorer));
    CU_ASSERT_EQUAL(n, 1000);
    view_clear(&view);
    sop_domains_free(domains);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {{"tracks", test_tracks},
                                    {"found before", test_found},
                                    {"many ways", test_many_ways},
                                    {"random walks", test_walks},
                                    {NULL, NULL}};
    return sop_test_main("check_covers", tests, argc, argv);
}
