/* SPDX-License-Identifier: Apache-2.0 */
/* The way ahead against a plain search on the engine: from a case of a random procedure, every act with all kinds of
 * values, at once and later, breadth first. Of what it comes to, `path` must not say that there is no way, nor that a
 * longer one is the shortest. */
#include "case/case.h"
#include "case/generate.h"
#include "case/play.h"
#include "check/goal_name.h"
#include "check/relate.h"
#include "check/search.h"

#include <sopflow/way.h>

enum
{
    PROCEDURES = 5,
    DEPTH = 4,     /* events */
    CASES = 40,    /* of one depth */
    VARIETY = 8,   /* ways to give, in one act */
    GOALS = 12,    /* of each procedure */
    FEW = 20000,   /* states that `path` looks at */
    MANY = 50,     /* timeouts in one call: they would go on for ever */
    FAR = 1 << 20, /* events: it was not come to */
};

typedef struct
{
    SopFlow *flow;
    SopDomains *domains;
    SopVerdict *verdict;
    GPtrArray *levels[DEPTH + 1]; /* SopCase, by how many events they are away */
    GHashTable *seen;             /* of cases as JSON */
    unsigned *least;              /* by happening: the events up to it */
} Breadth;

/* ---- what comes next --------------------------------------------------------------------------------------- */

static void
note(Breadth *self, SopHappening happening, unsigned depth)
{
    self->least[happening] = MIN(self->least[happening], depth);
}

/* What the last call did. Returns: how many events. */
static unsigned
note_events(Breadth *self, const SopCase *of, unsigned depth)
{
    unsigned n_events = sop_verdict_count_events(self->verdict);

    for (unsigned i = 0; i < n_events; i++)
    {
        SopEvent event = sop_verdict_event(self->verdict, i);
        if (event.timeout != SOP_NONE)
            note(self, sop_flow_offer_action(self->flow, event.timeout), depth + n_events);
        for (unsigned k = 0; k < event.n_entered; k++)
            note(self, sop_happening_of_node(self->flow, event.entered[k]), depth + n_events);
    }
    if (of->closed)
        note(self, sop_happening_of_outcome(self->flow, of->outcome), depth + n_events);
    return n_events;
}

/* `of`: (transfer full). */
static void
keep(Breadth *self, SopCase *of, unsigned depth)
{
    char *json = depth <= DEPTH && !of->closed && self->levels[depth]->len < CASES
                     ? sop_case_to_json(of)
                     : NULL;

    if (json != NULL && g_hash_table_add(self->seen, json))
        g_ptr_array_add(self->levels[depth], of);
    else
        sop_case_free(of);
}

/* A value of each class, or nothing. */
static void
give(Breadth *self, SopGiven *given, const SopAsk *ask, unsigned *variety)
{
    unsigned n_ways =
        ask->fact != SOP_NONE ? self->domains->facts[ask->fact].n_classes : 1u + ask->optional;
    unsigned way = *variety % n_ways;

    *variety /= n_ways;
    if (ask->fact == SOP_NONE && way == 0)
        sop_given_file(given, self->flow->documents[ask->document].name,
                       &(SopDocument) {.reference = "F-1"});
    else if (ask->fact != SOP_NONE && way + !ask->optional < n_ways)
        sop_given_set_fact(given, ask->fact,
                           self->domains->facts[ask->fact].values[way + !ask->optional]);
}

static SopGiven *
given_for(Breadth *self, SopCase *of, SopAction action, unsigned variety)
{
    SopGiven *given = sop_given_new(self->flow);
    uint32_t offers[SOP_LIMIT_PARALLEL];
    SopRun run;

    sop_run_init(&run, of, NULL, of->last, self->verdict);
    uint32_t n_offers = sop_run_offers(&run, action, offers);
    sop_run_clear(&run);
    for (uint32_t i = 0; i < n_offers; i++)
    {
        const SopOffer *offer = &self->flow->offers[offers[i]];
        for (uint32_t k = 0; k < offer->n_asks; k++)
            give(self, given, &self->flow->asks[offer->asks + k], &variety);
    }
    return given;
}

static void
try_act(Breadth *self, SopCase *from, unsigned depth, SopAction action, unsigned variety)
{
    static const int hours[] = {0, 100};
    static const char *const persons[] = {"p1", "p2"};
    g_autoptr(SopGiven) given = given_for(self, from, action, variety);

    for (unsigned i = 0; i < G_N_ELEMENTS(hours) * G_N_ELEMENTS(persons); i++)
    {
        SopCase *of = sop_case_dup(from);
        const SopActor actor = {.id = persons[i % 2], .role = sop_flow_role(self->flow, "clerk")};
        bool done = sop_case_act(of, action, &actor, given, from->last + hours[i / 2] * SOP_HOUR,
                                 self->verdict);
        unsigned n_events = note_events(self, of, depth);
        if (done)
            note(self, action, depth + n_events);
        keep(self, of, depth + n_events);
    }
}

static void
go_on(Breadth *self, SopCase *from, unsigned depth)
{
    g_autoptr(SopOptions) options = sop_case_options(from, NULL, from->last);
    SopInstant due = sop_case_next_due(from);

    for (unsigned i = 0; i < sop_options_count(options); i++)
        for (unsigned variety = 0; variety < VARIETY; variety++)
            try_act(self, from, depth, sop_options_action(options, i), variety);
    if (due == SOP_INSTANT_NONE)
        return;
    SopCase *later = sop_case_dup(from);
    if (sop_case_tick(later, due, self->verdict) > MANY)
    {
        sop_case_free(later);
        return;
    }
    unsigned n_events = note_events(self, later, depth);
    keep(self, later, depth + n_events);
}

/* ---- what `path` says ------------------------------------------------------------------------------------------ */

typedef struct
{
    unsigned n_goals, n_shortest, n_open;
} Tally;

static void
check_goal(const Breadth *self, const SopCase *from, SopHappening happening, const char *text,
           Tally *tally)
{
    g_autofree char *goal = goal_name(self->flow, happening);
    g_autoptr(SopWay) way = sop_way_find(from, goal, from->last, FEW, NULL);

    CU_ASSERT_PTR_NOT_NULL_FATAL(way);
    SopWayResult result = sop_way_result(way);
    bool shortest = result == SOP_WAY_FOUND && sop_way_is_shortest(way);
    tally->n_goals++;
    tally->n_shortest += shortest;
    tally->n_open += result == SOP_WAY_NOT_FOUND;
    if (result != SOP_WAY_NONE && (!shortest || sop_way_length(way) <= self->least[happening]))
        return;
    g_autofree char *json = sop_case_to_json(from);
    printf("\n%s: %u events away; result %d, %u steps\n%s\n%s\n", goal, self->least[happening],
           (int) result, sop_way_length(way), json, text);
    CU_FAIL("a way that the engine goes is not found, or not so short");
}

static void
check_goals(const Breadth *self, const SopCase *from, const char *text, Random *random,
            Tally *tally)
{
    g_autoptr(GArray) reached = g_array_new(FALSE, FALSE, sizeof(SopHappening));

    for (SopHappening i = 0; i < self->flow->n_happenings; i++)
        if (self->least[i] < FAR && sop_flow_happening_name(self->flow, i)[0] != '\0')
            g_array_append_val(reached, i);
    for (unsigned i = 0; i < GOALS && reached->len > 0; i++)
    {
        guint chosen = random_below(random, reached->len);
        check_goal(self, from, g_array_index(reached, SopHappening, chosen), text, tally);
        g_array_remove_index_fast(reached, chosen);
    }
}

static void
case_free(gpointer of)
{
    sop_case_free(of);
}

static void
check_procedure(const char *text, Random *random, Tally *tally)
{
    g_autoptr(SopFlow) flow = play_compile(text);
    g_autoptr(SopVerdict) verdict = sop_verdict_new();
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree unsigned *least = g_new(unsigned, flow->n_happenings + 1);
    g_autoptr(SopCase) from =
        sop_case_open(flow, "breadth", sop_instant_parse("2026-03-02T09:00:00Z"));
    Breadth self = {flow, sop_domains_new(flow), verdict, {NULL}, seen, least};

    for (SopHappening i = 0; i <= flow->n_happenings; i++)
        least[i] = FAR;
    for (unsigned depth = 0; depth <= DEPTH; depth++)
        self.levels[depth] = g_ptr_array_new_with_free_func(case_free);
    keep(&self, sop_case_dup(from), 0);
    for (unsigned depth = 0; depth < DEPTH; depth++)
        for (guint i = 0; i < self.levels[depth]->len; i++)
            go_on(&self, self.levels[depth]->pdata[i], depth);
    check_goals(&self, from, text, random, tally);
    for (unsigned depth = 0; depth <= DEPTH; depth++)
        g_ptr_array_unref(self.levels[depth]);
    sop_domains_free(self.domains);
}

static void
test_random(void)
{
    Tally tally = {0};
    const char *setting = g_getenv("SOP_WALKS");
    const char *from = g_getenv("SOP_TEST_SEED");
    uint64_t first = from != NULL ? g_ascii_strtoull(from, NULL, 10) : 1;
    uint64_t n_procedures = setting != NULL ? g_ascii_strtoull(setting, NULL, 10) : PROCEDURES;

    for (uint64_t seed = first; seed < first + n_procedures; seed++)
    {
        Random random = {seed * UINT64_C(0x9e3779b97f4a7c15)};
        g_autofree char *text = generate_procedure(&random);
        g_autofree char *related = relate_procedure(text);
        unsigned n_failures = CU_get_number_of_failures();
        check_procedure(text, &random, &tally);
        check_procedure(related, &random, &tally);
        if (CU_get_number_of_failures() > n_failures)
        {
            printf("seed %" G_GUINT64_FORMAT "\n", seed);
            return;
        }
    }
    printf("%u goals, of %u the shortest way, %u not found ", tally.n_goals, tally.n_shortest,
           tally.n_open);
    CU_ASSERT_TRUE(tally.n_goals > n_procedures);
    CU_ASSERT_TRUE(2 * tally.n_shortest > tally.n_goals);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {{"random procedures", test_random}, {NULL, NULL}};
    return sop_test_main("way_breadth", tests, argc, argv);
}
