/* SPDX-License-Identifier: Apache-2.0 */
/* What is said never to happen, against the engine: on random procedures, whatever a random walk enters, does
 * or takes may happen; every rest is one that a complete search has; and where the walk closed the case
 * in the end, it could be closed all the way, and no case on the way was said to be trapped. */
#include "case/generate.h"
#include "case/play.h"
#include "check/relate.h"
#include "check/structure.h"

enum
{
    PROCEDURES = 30,
    WALKS = 8,
    ACTS = 25,
    LIMIT = 1000,
    PROOF = 200, /* states of a search whether a case is trapped */
    SELDOM = 40, /* of so many rests one is asked */
    ENDLESS =
        50, /* events in one call: timeouts that lead to each other at once, again and again */
};

typedef struct
{
    unsigned n_acts, n_rests, n_closed, n_complete, n_dead, n_traps, n_asked, n_trapped, n_doubts;
} Tally;

typedef struct
{
    const SopDomains *domains;
    const SopDomains *free_domains; /* of: */
    SopFlow *free_flow;             /* no safeguard is enforced: a search knows none */
    const SopSeen *seen;
    SopReach *survey; /* (nullable) a complete one */
    bool *closes;
    Random *random;
    const char *text;
    uint64_t seed;
    bool related;
    SopVerdict *verdict;
    GArray *rests; /* uint32_t, of this walk */
    bool trapped;  /* in this walk, it was said that the case can never be closed */
    Tally *tally;
} Walk;

static void
fail(const Walk *self, const char *what, const char *name)
{
    printf("\nseed %lu: %s %s, which never happens:\n%s\n", (unsigned long) self->seed, what, name,
           self->text);
    CU_FAIL("what never happens has happened");
}

static void
check_event(Walk *self, const SopEvent *event)
{
    const SopFlow *flow = self->domains->flow;

    if (event->timeout != SOP_NONE && !self->seen->done[event->timeout])
        fail(self, "ran", flow->actions[flow->offers[event->timeout].action].name);
    for (unsigned i = 0; i < event->n_entered; i++)
        if (!self->seen->entered[event->entered[i]])
            fail(self, "entered", flow->nodes[event->entered[i]].name);
}

static void
check_act(Walk *self)
{
    const SopFlow *flow = self->domains->flow;
    unsigned n;
    const uint32_t *offers = sop_verdict_offers(self->verdict, &n);

    for (unsigned i = 0; i < n; i++)
        if (!self->seen->done[offers[i]])
            fail(self, "done", flow->actions[flow->offers[offers[i]].action].name);
    const uint32_t *branches = sop_verdict_branches(self->verdict, &n);
    for (unsigned i = 0; i < n; i++)
        if (!self->seen->taken[branches[i]])
            fail(self, "taken", flow->nodes[flow->branches[branches[i]].node].name);
}

/* Where the case rests is among the states of the search. */
static void
check_rest(Walk *self, const SopCase *of)
{
    SopSlice *slice = self->survey->explorer->slice;
    SopState *state = sop_state_new(self->domains->flow);
    bool is_new;

    sop_state_of_case(self->domains, slice, of, state);
    uint32_t number =
        sop_states_add(self->survey->states, state, slice, SOP_NONE, SOP_NONE, &is_new);
    if (is_new)
        fail(self, "rested", "somewhere");
    if (number < self->survey->rests->len)
        g_array_append_val(self->rests, number);
    self->tally->n_rests++;
    sop_state_free(state);
}

/* Safeguards are enforced in a case that is asked; without any there are more ways. */
static void
ask_trapped(Walk *self, const SopCase *of)
{
    uint32_t work = 0;

    if (self->trapped || of->closed || random_below(self->random, SELDOM) > 0)
        return;
    self->trapped = sop_case_is_trapped(self->free_domains, of, PROOF, &work);
    self->tally->n_asked++;
    self->tally->n_trapped += self->trapped;
}

static void
check_call(Walk *self, const SopCase *of)
{
    for (unsigned i = 0; i < sop_verdict_count_events(self->verdict); i++)
    {
        SopEvent event = sop_verdict_event(self->verdict, i);
        check_event(self, &event);
    }
    if (self->survey != NULL && !of->closed)
        check_rest(self, of);
    ask_trapped(self, of);
}

static bool
is_endless(const Walk *self)
{
    return sop_verdict_count_events(self->verdict) > ENDLESS;
}

static bool
act_at_random(Walk *self, SopCase *of, SopInstant now)
{
    static const char *const persons[] = {"p1", "p2", "p3"};
    g_autoptr(SopOptions) options = sop_case_options(of, NULL, now);
    unsigned n_options = sop_options_count(options);
    g_autofree char *text = generate_given(self->random);
    g_autofree char *related = self->related ? relate_given(text) : g_strdup(text);
    g_autoptr(SopGiven) given = play_given(self->free_flow, related);
    SopActor actor = {.id = persons[random_below(self->random, 3)],
                      .role = sop_flow_role(self->free_flow, "clerk")};

    if (n_options == 0)
        return false;
    SopAction action = sop_options_action(options, random_below(self->random, n_options));
    if (sop_case_act(of, action, &actor, given, now, self->verdict))
        check_act(self);
    check_call(self, of);
    self->tally->n_acts++;
    return !is_endless(self);
}

/* Returns: false when it is no use to walk through this procedure again. */
static bool
walk(Walk *self)
{
    SopInstant now = INT64_C(1772442000000000);
    g_autoptr(SopCase) of = sop_case_open(self->free_flow, "walk", now);

    g_array_set_size(self->rests, 0);
    if (self->survey != NULL && !of->closed)
        check_rest(self, of);
    for (unsigned i = 0; i < ACTS && !of->closed && act_at_random(self, of, now); i++)
    {
        if (random_below(self->random, 3) > 0)
            continue;
        now += (SopInstant) random_below(self->random, 40) * SOP_HOUR;
        sop_case_tick(of, now, self->verdict);
        check_call(self, of);
        if (is_endless(self))
            break;
    }
    self->tally->n_closed += of->closed;
    if (of->closed && self->trapped)
        fail(self, "closed", "a case that was trapped");
    self->trapped = false;
    for (guint i = 0; of->closed && self->survey != NULL && i < self->rests->len; i++)
        if (!self->closes[g_array_index(self->rests, uint32_t, i)])
            fail(self, "closed", "what could not be");
    return !is_endless(self);
}

/* What a case remembers: that an action was done only when something asks; of timeouts that ran, several
 * histories may. Of what it compares it remembers the facts. */
static bool
is_kept(const SopDomains *domains, SopItem item)
{
    const SopFlow *flow = domains->flow;
    SopItem first = sop_item_of_done(flow, 0);

    if (item >= sop_item_of_relation(flow, 0))
        return !sop_relation_is_loose(domains, item - sop_item_of_relation(flow, 0));
    return item < first ||
           (item < first + flow->n_actions && flow->actions[item - first].done_slot != SOP_NONE);
}

static SopSlice *
random_slice(const SopDomains *domains, Random *random)
{
    SopSlice *slice = sop_slice_new(domains);

    for (SopItem item = 0; item < domains->n_items; item++)
        if (random_below(random, 100) < 15 && is_kept(domains, item))
            sop_slice_add(slice, item);
    for (SopNode node = 0; node < domains->flow->n_nodes; node++)
        if (random_below(random, 100) < 50)
            sop_follow_place(slice, node);
    return slice;
}

static void
count_findings(SopDiagnostics *diagnostics, Tally *tally)
{
    for (unsigned i = 0; i < sop_diagnostics_count(diagnostics); i++)
    {
        unsigned code = sop_diagnostic_code(sop_diagnostics_get(diagnostics, i));
        tally->n_dead += code >= SOP_MESSAGE_NEVER_ENTERED && code <= SOP_MESSAGE_NEVER_RUNS;
        tally->n_traps += (code >= SOP_MESSAGE_STUCK && code <= SOP_MESSAGE_NEVER_JOINS) ||
                          code == SOP_MESSAGE_OUT_OF_TIME;
        tally->n_doubts += code == SOP_MESSAGE_MAYBE_TRAPPED;
    }
}

static void
check_procedure(const char *text, uint64_t seed, Random *random, bool related, Tally *tally)
{
    g_autoptr(SopFlow) flow = play_compile(text);
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    SopDomains *domains = sop_domains_new(flow);
    SopFlow *free_flow = sop_flow_enforcing(flow, SOP_NONE);
    SopDomains *free_domains = sop_domains_new(free_flow);
    SopLacking *lacking = sop_lacking_new(flow, diagnostics);
    SopSlice *slice = random_slice(domains, random);
    SopReach *survey = sop_reach_new(domains, slice, LIMIT, true, NULL);
    SopSearched searched = {0};
    Walk self = {.domains = domains,
                 .free_domains = free_domains,
                 .free_flow = free_flow,
                 .seen = sop_seen_by_all(domains, lacking, LIMIT, &searched),
                 .survey = survey->complete ? survey : NULL,
                 .closes = sop_reach_closes(survey),
                 .random = random,
                 .text = text,
                 .seed = seed,
                 .related = related,
                 .verdict = sop_verdict_new(),
                 .rests = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                 .tally = tally};

    tally->n_complete += survey->complete;
    for (unsigned i = 0; i < WALKS && walk(&self); i++)
        continue;
    g_autofree bool *told =
        sop_check_traps(domains, lacking, self.seen, LIMIT, &searched, diagnostics);
    sop_report_never(domains, self.seen, told, diagnostics);
    count_findings(diagnostics, tally);
    g_array_unref(self.rests);
    sop_verdict_free(self.verdict);
    g_free(self.closes);
    sop_seen_free((SopSeen *) self.seen);
    sop_domains_free(free_domains);
    sop_flow_enforcing_free(free_flow);
    sop_reach_free(survey);
    sop_slice_free(slice);
    sop_lacking_free(lacking);
    sop_domains_free(domains);
}

static void
test_walks(void)
{
    Tally tally = {0};
    const char *from = g_getenv("SOP_TEST_SEED");
    uint64_t first = from != NULL ? g_ascii_strtoull(from, NULL, 10) : 1;

    for (uint64_t seed = first; seed < first + PROCEDURES; seed++)
    {
        Random random = random_of_seed(seed);
        g_autofree char *text = generate_procedure(&random);
        g_autofree char *related = relate_procedure(text);
        check_procedure(text, seed, &random, false, &tally);
        check_procedure(related, seed, &random, true, &tally);
    }
    printf(
        "%u acts, %u rests in %u complete searches, %u cases closed; %u never, %u traps and %u that "
        "may be; %u of %u cases trapped ",
        tally.n_acts, tally.n_rests, tally.n_complete, tally.n_closed, tally.n_dead, tally.n_traps,
        tally.n_doubts, tally.n_trapped, tally.n_asked);
    CU_ASSERT_TRUE(tally.n_complete > PROCEDURES / 3);
    CU_ASSERT_TRUE(tally.n_closed > PROCEDURES);
    CU_ASSERT_TRUE(tally.n_dead > PROCEDURES / 10);
    CU_ASSERT_TRUE(tally.n_traps > 0);
    CU_ASSERT_TRUE(tally.n_trapped > 0 && tally.n_trapped < tally.n_asked);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {{"random procedures", test_walks}, {NULL, NULL}};
    return sop_test_main("check_structure_walks", tests, argc, argv);
}
