/* SPDX-License-Identifier: Apache-2.0 */
/* The way ahead: on the model procedure, from where it can stand to where it can get; and on random procedures,
 * from somewhere on a random walk to something that the walk's rest reached. Every way is gone on the engine. */
#include <string.h>

#include "case/generate.h"
#include "case/play.h"
#include "check/goal.h"
#include "check/goal_name.h"
#include "check/relate.h"

#include <sopflow/way.h>

enum
{
    ENOUGH = 100 * 1000, /* states looked at */
    FEW = 20 * 1000,     /* … of a random procedure */
    PROCEDURES = 60,
    GOALS = 3,  /* of each */
    MANY = 100, /* timeouts in one call: they would go on for ever */
};

/* ---- going --------------------------------------------------------------------------------------------- */

static uint32_t
goal_of(const SopFlow *flow, const char *goal)
{
    const char *name = strchr(goal, ':') != NULL ? strchr(goal, ':') + 1 : goal;

    if (g_str_has_prefix(goal, "outcome:"))
        return sop_happening_of_outcome(flow, sop_flow_outcome(flow, name));
    if (!g_str_has_prefix(goal, "node:") && sop_flow_action(flow, name) != SOP_NONE)
        return sop_flow_action(flow, name);
    return sop_happening_of_node(flow, sop_flow_node(flow, name));
}

/* Goes the way on the case. Returns: whether every step was done, and led there. */
static bool
go(const SopWay *way, SopCase *of, const char *goal)
{
    g_autoptr(SopVerdict) verdict = sop_verdict_new();
    const SopGoal wanted = {.happening = goal_of(sop_case_flow(of), goal)};

    for (unsigned i = 0; i < sop_way_length(way); i++)
        if (!sop_way_do(way, i, of, verdict))
            return false;
    return sop_way_length(way) == 0 || sop_goal_is_reached(&wanted, of, verdict);
}

/* ---- the model procedure --------------------------------------------------------------------------------- */

typedef struct
{
    const char *action, *role, *given;
    int hours; /* later than the one before */
} Done;

static const Done adult[] = {
    {"submit_request", "migrant", "destination=Nepal; request_form={,,}; data_consent={,,}", 0},
    {"register", "intake_officer",
     "age=34; unaccompanied=false; foreign_national=true; detained=false; urgent=false; "
     "lacks_means=true",
     0},
    {"record_screening", "protection_officer",
     "trafficking_indicators=false; fears_return=false; asylum_pending=false", 0},
    {"admit", "programme_officer", "destination_safe=true", 0},
    {"record_counselling", "counsellor",
     "in_private=true; detained=false; counselling_record={,,}; consequences_sheet={,,}", 0},
    {"ready_to_decide", "migrant", NULL, 72},
    {"record_test", "counsellor", "free=true; informed=true; capable=true", 0},
    {"sign_declaration", "migrant", "declaration={,,}", 0},
    {"no_document", "case_officer", NULL, 0},
    {"consent_to_contact", "migrant", "consular_consent={,,}", 0},
    {"contact_consulate", "case_officer", NULL, 0},
};

typedef struct
{
    unsigned n_done; /* of the adult's */
    const char *via; /* (nullable) gone to after them */
    const char *goal;
    SopWayResult result;
    unsigned length;
} Journey;

static const Journey journeys[] = {
    {0, NULL, "board", SOP_WAY_FOUND, 22},
    {0, NULL, "node:open_case", SOP_WAY_FOUND, 1},
    {4, NULL, "counselling", SOP_WAY_FOUND, 0},
    {4, NULL, "sign_declaration", SOP_WAY_FOUND, 4},
    {4, NULL, "outcome:declined", SOP_WAY_FOUND, 2},
    {4, NULL, "leave_without_request", SOP_WAY_NONE, 0},
    {5, NULL, "gone_quiet", SOP_WAY_FOUND, 1},
    {3, "on_hold", "counselling", SOP_WAY_FOUND, 2},
    {3, "on_hold", "admit", SOP_WAY_FOUND, 2},
    {3, "on_hold", "outcome:hold_expired", SOP_WAY_FOUND, 1},
    {11, NULL, "board", SOP_WAY_FOUND, 12},
    {11, NULL, "exit_permit", SOP_WAY_FOUND, 1},
    {11, NULL, "outcome:withdrawn", SOP_WAY_FOUND, 2},
    {5, "undoing", "board", SOP_WAY_NONE, 0},
    {5, "outcome:withdrawn", "board", SOP_WAY_NONE, 0},
};

static SopCase *
open_adult(SopFlow *flow, unsigned n_done)
{
    SopInstant now = sop_instant_parse("2026-01-05T09:00:00+08:00");
    SopCase *of = sop_case_open(flow, "case", now);

    for (unsigned i = 0; i < n_done; i++)
    {
        SopActor actor = {.id = adult[i].role, .role = sop_flow_role(flow, adult[i].role)};
        g_autoptr(SopGiven) given = play_given(flow, adult[i].given);
        now += adult[i].hours * SOP_HOUR;
        CU_ASSERT_TRUE(
            sop_case_act(of, sop_flow_action(flow, adult[i].action), &actor, given, now, NULL));
    }
    return of;
}

static SopWay *
find(const SopCase *of, const char *goal, unsigned limit)
{
    SopWay *way = sop_way_find(of, goal, sop_case_last(of), limit, NULL);

    CU_ASSERT_PTR_NOT_NULL_FATAL(way);
    return way;
}

static void
check_journey(SopFlow *flow, const Journey *journey)
{
    g_autoptr(SopCase) of = open_adult(flow, journey->n_done);

    if (journey->via != NULL)
    {
        g_autoptr(SopWay) first = find(of, journey->via, ENOUGH);
        CU_ASSERT_TRUE(go(first, of, journey->via));
    }
    g_autoptr(SopWay) way = find(of, journey->goal, ENOUGH);
    if (sop_way_result(way) != journey->result || sop_way_length(way) != journey->length)
        printf("\n%u, %s, %s: result %d, %u steps, %lu states\n", journey->n_done, journey->via,
               journey->goal, (int) sop_way_result(way), sop_way_length(way), sop_way_states(way));
    CU_ASSERT_EQUAL(sop_way_result(way), journey->result);
    CU_ASSERT_EQUAL(sop_way_length(way), journey->length);
    CU_ASSERT_TRUE(sop_way_result(way) != SOP_WAY_FOUND || go(way, of, journey->goal));
}

static void
test_journeys(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow = sop_flow_load("flows/avrr.sop.yaml", diagnostics, NULL);

    CU_ASSERT_PTR_NOT_NULL_FATAL(flow);
    for (gsize i = 0; i < G_N_ELEMENTS(journeys); i++)
        check_journey(flow, &journeys[i]);
}

static void
act(SopCase *of, const char *action, const char *role, const char *given)
{
    SopFlow *flow = sop_case_flow(of);
    SopActor actor = {.id = role, .role = sop_flow_role(flow, role)};
    g_autoptr(SopGiven) items = play_given(flow, given);

    CU_ASSERT_TRUE(
        sop_case_act(of, sop_flow_action(flow, action), &actor, items, sop_case_last(of), NULL));
}

/* A passport that is on file, checked, and not good for six months: another has to be filed. */
static void
test_papers(void)
{
    static const char *const steps[] = {"file_passport", "check_passport", "accept_passport"};
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow = sop_flow_load("flows/avrr.sop.yaml", diagnostics, NULL);
    g_autoptr(SopCase) of = open_adult(flow, 8);

    act(of, "file_passport", "migrant", "passport={,,2026-03-01}");
    act(of, "check_passport", "case_officer", NULL);
    for (unsigned months = 0; months < 3; months += 2) /* it is good; it has expired */
    {
        SopInstant now = sop_case_last(of) + months * 31 * 24 * SOP_HOUR;
        g_autoptr(SopWay) way = sop_way_find(of, "accept_passport", now, FEW, NULL);
        CU_ASSERT_EQUAL_FATAL(sop_way_length(way), G_N_ELEMENTS(steps));
        for (unsigned i = 0; i < G_N_ELEMENTS(steps); i++)
            CU_ASSERT_EQUAL(sop_way_step(way, i).action, sop_flow_action(flow, steps[i]));
        CU_ASSERT_PTR_NOT_NULL(sop_way_gift(way, 0, 0).expires);
    }
}

/* What facts are to each other when the way begins is known, and what it leads to. */
static void
test_compared(void)
{
    static const struct
    {
        const char *goal;
        SopWayResult result;
        unsigned length;
    } goals[] = {
        {"pay", SOP_WAY_NONE, 0}, {"refuse", SOP_WAY_FOUND, 1}, {"pay_all", SOP_WAY_FOUND, 2}};
    g_autoptr(SopFlow) flow =
        play_compile("sopflow: 1\nid: budget\ntitle: Budget\nroles: {clerk: {title: Clerk}}\n"
                     "facts:\n"
                     "  budget: {type: number, title: Budget, starts: 10}\n"
                     "  amount: {type: number, title: Amount, starts: 20}\n"
                     "  other: {type: number, title: Other amount}\n"
                     "outcomes: {over: {title: Over}}\n"
                     "by: clerk\n"
                     "steps:\n"
                     "  desk:\n"
                     "    actions:\n"
                     "      pay: {when: amount <= budget, to: {close: over}}\n"
                     "      refuse: {when: budget < amount, to: {close: over}}\n"
                     "      ask: {asks: [other]}\n"
                     "      pay_all: {when: amount + other <= budget, to: {close: over}}\n");
    g_autoptr(SopCase) of = sop_case_open(flow, "case", INT64_C(1772442000000000));

    for (gsize i = 0; i < G_N_ELEMENTS(goals); i++)
    {
        g_autoptr(SopWay) way = find(of, goals[i].goal, FEW);
        CU_ASSERT_EQUAL(sop_way_result(way), goals[i].result);
        CU_ASSERT_EQUAL(sop_way_length(way), goals[i].length);
    }
}

static void
test_goals(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow = sop_flow_load("flows/avrr.sop.yaml", diagnostics, NULL);
    g_autoptr(SopCase) of = open_adult(flow, 1);
    static const char *const none[] = {"boarding", "node:board", "action:intake", "",
                                       "phase:intake"};

    for (gsize i = 0; i < G_N_ELEMENTS(none); i++)
    {
        g_autoptr(GError) error = NULL;
        CU_ASSERT_PTR_NULL(sop_way_find(of, none[i], sop_case_last(of), FEW, &error));
        CU_ASSERT_TRUE(g_error_matches(error, SOP_WAY_ERROR, SOP_WAY_ERROR_NO_GOAL));
    }
}

/* ---- random procedures ------------------------------------------------------------------------------------- */

typedef struct /* what a walk has reached, and how far it was then */
{
    SopHappening happening;
    unsigned length;
} Reached;

typedef struct
{
    SopFlow *flow;
    Random *random;
    SopVerdict *verdict;
    SopCase *of;
    SopCase *from; /* where the way is to begin */
    SopInstant now;
    unsigned length; /* events since then */
    GArray *reached; /* Reached */
    bool related;
} Walk;

typedef struct
{
    unsigned n_found, n_shortest, n_open;
} Tally;

static void
note(Walk *self, SopHappening happening)
{
    Reached reached = {happening, self->length};

    g_array_append_val(self->reached, reached);
}

/* What the last call did. */
static void
note_events(Walk *self)
{
    for (unsigned i = 0; i < sop_verdict_count_events(self->verdict); i++)
    {
        SopEvent event = sop_verdict_event(self->verdict, i);
        self->length++;
        if (event.timeout != SOP_NONE)
            note(self, sop_flow_offer_action(self->flow, event.timeout));
        for (unsigned k = 0; k < event.n_entered; k++)
            note(self, sop_happening_of_node(self->flow, event.entered[k]));
    }
    if (sop_case_closed(self->of) != SOP_NONE)
        note(self, sop_happening_of_outcome(self->flow, sop_case_closed(self->of)));
}

/* Returns: false when the walk is over. */
static bool
act_at_random(Walk *self)
{
    static const char *const persons[] = {"p1", "p2", "p3"};
    g_autoptr(SopOptions) options = sop_case_options(self->of, NULL, self->now);
    unsigned n_options = sop_options_count(options);
    g_autofree char *text = generate_given(self->random);
    g_autofree char *related = self->related ? relate_given(text) : g_strdup(text);
    g_autoptr(SopGiven) given = play_given(self->flow, related);

    if (n_options == 0)
        return false;
    SopAction action = sop_options_action(options, random_below(self->random, n_options));
    SopActor actor = {.id = persons[random_below(self->random, 3)],
                      .role = sop_flow_role(self->flow, "clerk")};
    bool accepted = sop_case_act(self->of, action, &actor, given, self->now, self->verdict);
    note_events(self);
    if (accepted)
        note(self, action);
    return sop_case_closed(self->of) == SOP_NONE;
}

/* Timeouts that lead to one another without end come to nothing. */
static bool
wait_at_random(Walk *self)
{
    self->now += (SopInstant) random_below(self->random, 30) * SOP_HOUR;
    if (sop_case_tick(self->of, self->now, self->verdict) > MANY)
        return false;
    note_events(self);
    return sop_case_closed(self->of) == SOP_NONE;
}

static void
walk_on(Walk *self, unsigned n_acts)
{
    bool goes_on = sop_case_closed(self->of) == SOP_NONE;

    for (unsigned i = 0; i < n_acts && goes_on; i++)
        goes_on =
            act_at_random(self) && (random_below(self->random, 4) > 0 || wait_at_random(self));
}

static void
check_way(const Walk *self, const Reached *reached, const char *text, Tally *tally)
{
    g_autofree char *goal = goal_name(self->flow, reached->happening);
    g_autoptr(SopWay) way = find(self->from, goal, FEW);
    g_autoptr(SopCase) of = sop_case_dup(self->from);
    SopWayResult result = sop_way_result(way);
    bool goes = result != SOP_WAY_FOUND || go(way, of, goal);
    bool longer = sop_way_is_shortest(way) && sop_way_length(way) > reached->length;

    tally->n_found += result == SOP_WAY_FOUND;
    tally->n_shortest += sop_way_is_shortest(way);
    tally->n_open += result == SOP_WAY_NOT_FOUND;
    if (result == SOP_WAY_NONE || longer || !goes)
    {
        g_autofree char *json = sop_case_to_json(self->from);
        printf("\n%s: reached by %u events; result %d, %u steps, %s\n%s\n%s\n", goal,
               reached->length, (int) result, sop_way_length(way), goes ? "goes" : "goes not", json,
               text);
        CU_FAIL("a way that the walk went is not found, or not so short");
    }
}

static void
check_procedure(const char *text, Random *random, bool related, Tally *tally)
{
    SopInstant now = sop_instant_parse("2026-03-02T09:00:00Z");
    g_autoptr(SopFlow) flow = play_compile(text);
    g_autoptr(GArray) reached = g_array_new(FALSE, FALSE, sizeof(Reached));
    g_autoptr(SopVerdict) verdict = sop_verdict_new();
    g_autoptr(SopCase) of = sop_case_open(flow, "walk", now);
    Walk self = {flow, random, verdict, of, NULL, now, 0, reached, related};

    walk_on(&self, random_below(random, 8));
    g_autoptr(SopCase) from = sop_case_dup(of);
    self.from = from;
    self.length = 0;
    g_array_set_size(reached, 0);
    walk_on(&self, 10);
    for (unsigned i = 0; i < GOALS && reached->len > 0; i++)
        check_way(&self, &g_array_index(reached, Reached, random_below(random, reached->len)), text,
                  tally);
}

static void
test_random(void)
{
    Tally tally = {0};
    const char *setting = g_getenv("SOP_WALKS");
    uint64_t n_procedures = setting != NULL ? g_ascii_strtoull(setting, NULL, 10) : PROCEDURES;

    for (uint64_t seed = 1; seed <= n_procedures; seed++)
    {
        Random random = random_of_seed(seed);
        g_autofree char *text = generate_procedure(&random);
        g_autofree char *related = relate_procedure(text);
        unsigned n_failures = CU_get_number_of_failures();
        check_procedure(text, &random, false, &tally);
        check_procedure(related, &random, true, &tally);
        if (CU_get_number_of_failures() > n_failures)
        {
            printf("seed %" G_GUINT64_FORMAT "\n", seed);
            return;
        }
    }
    printf("%u found, %u of them shortest, %u not found ", tally.n_found, tally.n_shortest,
           tally.n_open);
    CU_ASSERT_TRUE(tally.n_found > 20 * tally.n_open);
    CU_ASSERT_TRUE(2 * tally.n_shortest > tally.n_found);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"the model procedure", test_journeys}, {"papers that will not do", test_papers},
        {"facts compared", test_compared},      {"what is no goal", test_goals},
        {"random procedures", test_random},     {NULL, NULL}};
    return sop_test_main("way", tests, argc, argv);
}
