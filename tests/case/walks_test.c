/* SPDX-License-Identifier: Apache-2.0 */
/* Random walks through random procedures. What must hold of any act is checked of each (play.h);
 * besides, that what was left and entered explains where the case is, and that the same acts
 * give the same case again. SOP_WALKS=N in the environment plays N procedures, SOP_WALK_SEED=N
 * begins at that seed. */
#include "case/generate.h"
#include "case/play.h"

enum
{
    WALKS = 200,
    ACTS = 40,
};

typedef struct
{
    SopAction action;
    char *by;
    char *given;
    SopInstant at;
} Act;

static void
act_clear(gpointer data)
{
    Act *act = data;

    g_free(act->by);
    g_free(act->given);
}

/* ---- what is active -------------------------------------------------------------------------- */

/* Counts 1 for each active node; a finished track counts too, and is marked in `finished`
 * (nullable). */
static void
count_active(const SopCase *kase, int *active, bool *finished)
{
    const SopFlowNode *nodes = kase->flow->nodes;

    for (uint32_t i = 0; i < kase->n_leaves; i++)
        for (SopNode node = sop_case_leaves(kase)[i]; node != SOP_NONE; node = nodes[node].parent)
        {
            active[node] = 1;
            if (finished != NULL && node == sop_case_leaves(kase)[i])
                finished[node] = nodes[node].kind == SOP_KIND_PHASE;
        }
}

/* A finished track that is put back as it was has not been entered, but may be left. */
static bool
is_track(const SopFlow *flow, SopNode node)
{
    return flow->nodes[flow->nodes[node].parent].kind == SOP_KIND_PARALLEL;
}

/* A phase whose own `to` leads inside it is active again without having been left. */
static bool
goes_on(const SopFlow *flow, SopNode node)
{
    SopRoute route = flow->nodes[node].route;

    for (uint32_t i = route.start; i < route.start + route.count; i++)
        if (flow->branches[i].to.domain == node)
            return true;
    return false;
}

static void
check_moves(const Play *play, int *active)
{
    const SopFlow *flow = play->flow;
    g_autofree int *now_active = g_new0(int, flow->n_nodes);
    g_autofree bool *finished = g_new0(bool, flow->n_nodes);
    unsigned n;

    const SopNode *nodes = sop_verdict_entered(play->verdict, &n);
    for (unsigned i = 0; i < n; i++)
        active[nodes[i]]++;
    nodes = sop_verdict_left(play->verdict, &n);
    for (unsigned i = 0; i < n; i++)
        active[nodes[i]]--;
    count_active(play->kase, now_active, finished);
    for (SopNode node = 1; node < flow->n_nodes; node++)
    {
        if (finished[node] || goes_on(flow, node) || active[node] == now_active[node] ||
            (is_track(flow, node) && active[node] < now_active[node]))
            continue;
        g_printerr("\n%s: active %d, but by what was left and entered %d, after\n%s",
                   flow->nodes[node].name, now_active[node], active[node], play->story->str);
        CU_FAIL("what was left and entered does not explain where the case is");
    }
}

/* ---- a walk ---------------------------------------------------------------------------------- */

static SopAction
choose_action(const Play *play, Random *random)
{
    if (random_below(random, 10) == 0)
        return random_below(random, play->flow->n_actions);
    g_autoptr(SopOptions) options = sop_case_options(play->kase, NULL, play->now);
    unsigned n_options = sop_options_count(options);
    return n_options > 0 ? sop_options_action(options, random_below(random, n_options)) : 0;
}

static char *
choose_actor(Random *random)
{
    static const char *const actors[] = {"clerk/p1",
                                         "clerk/p2",
                                         "clerk/p3",
                                         "clerk/p1",
                                         "clerk/p2",
                                         "clerk/p3",
                                         "clerk/p1",
                                         "clerk/p2",
                                         "clerk/p3",
                                         "owner/p1",
                                         "clerk/p1 for owner/p4"};

    return g_strdup(actors[random_below(random, G_N_ELEMENTS(actors))]);
}

static void
give(GString *text, Random *random, const SopFlow *flow, const SopAsk *ask)
{
    const char *separator = text->len > 0 ? "; " : "";

    if (ask->fact != SOP_NONE)
        g_string_append_printf(text, "%s%s=%s", separator, flow->facts[ask->fact].name,
                               random_below(random, 2) == 0 ? "true" : "false");
    else
        g_string_append_printf(text, "%s%s={,,}", separator, flow->documents[ask->document].name);
}

/* Mostly what the action asks in the first place that offers it. Returns: (transfer full)
 * (nullable). */
static char *
choose_given(const SopFlow *flow, Random *random, SopAction action)
{
    if (random_below(random, 8) == 0)
        return generate_given(random);
    const SopOffer *offer = &flow->offers[sop_list_items(flow, flow->actions[action].offers)[0]];
    GString *text = g_string_new(NULL);
    for (uint32_t i = offer->asks; i < offer->asks + offer->n_asks; i++)
        if (random_below(random, 4) > 0)
            give(text, random, flow, &flow->asks[i]);
    return g_string_free(text, text->len == 0);
}

static void
check_replay(const Play *play, const GArray *acts)
{
    g_autoptr(SopCase) again =
        sop_case_open(play->flow, "case 1", sop_instant_parse("2026-03-02T09:00:00Z"));

    for (guint i = 0; i < acts->len; i++)
    {
        const Act *act = &g_array_index(acts, Act, i);
        char *names[2];
        if (act->by == NULL)
        {
            play_administer_case(again, act->at);
            continue;
        }
        SopActor actor = play_actor(play, act->by, names);
        g_autoptr(SopGiven) given = play_given(play->flow, act->given);
        sop_case_act(again, act->action, &actor, given, act->at, NULL);
        g_free(names[0]);
        g_free(names[1]);
    }
    g_autofree char *json = sop_case_to_json(play->kase);
    g_autofree char *replayed = sop_case_to_json(again);
    if (!g_str_equal(json, replayed))
        g_printerr("\nreplayed:\n%s", play->story->str);
    sop_test_same_text("the case replayed", replayed, json);
}

typedef struct
{
    unsigned n_accepted, n_refused, n_closed;
} Tally;

static void
walk(uint64_t seed, Tally *tally)
{
    Random state = random_of_seed(seed);
    Random *random = &state;
    g_autofree char *text = generate_procedure(random);
    g_autoptr(SopFlow) flow = play_compile(text);
    g_autoptr(Play) play = play_of(flow);
    g_autoptr(GArray) acts = g_array_new(FALSE, FALSE, sizeof(Act));

    g_string_append_printf(play->story, "seed %" G_GUINT64_FORMAT "\n", seed);
    g_array_set_clear_func(acts, act_clear);
    for (unsigned i = 0; i < ACTS; i++)
    {
        bool closed = sop_case_closed(play->kase) != SOP_NONE;
        if (closed && random_below(random, 2) == 0)
            break;
        if (closed || random_below(random, 30) == 0)
        {
            Act order = {SOP_NONE, NULL, NULL, play->now};
            if (play_is_endless(play, play->now + 80 * SOP_HOUR))
                break;
            g_array_append_val(acts, order);
            play_administer(play);
            play->now += random_below(random, 70) * SOP_HOUR;
            continue;
        }
        g_autofree int *active = g_new0(int, flow->n_nodes);
        if (play_is_endless(play, play->now + 80 * SOP_HOUR))
            break;
        Act act = {choose_action(play, random), choose_actor(random), NULL, play->now};
        act.given = choose_given(flow, random, act.action);
        g_array_append_val(acts, act);
        play_tick(play);
        count_active(play->kase, active, NULL);
        const char *codes =
            play_do(play, sop_flow_name(flow, SOP_TABLE_ACTIONS, act.action), act.by, act.given);
        bool accepted = codes[0] == '\0';
        tally->n_accepted += accepted;
        tally->n_refused += !accepted;
        if (accepted)
            check_moves(play, active);
        play->now += random_below(random, 3) * SOP_HOUR;
        if (random_below(random, 6) == 0)
            play->now += random_below(random, 60) * SOP_HOUR;
    }
    tally->n_closed += sop_case_closed(play->kase) != SOP_NONE;
    check_replay(play, acts);
}

static void
test_walks(void)
{
    uint64_t n_walks = setting("SOP_WALKS", WALKS);
    uint64_t first = setting("SOP_WALK_SEED", 1);
    Tally tally = {0};

    for (uint64_t seed = first; seed < first + n_walks; seed++)
    {
        unsigned n_failures = CU_get_number_of_failures();
        walk(seed, &tally);
        if (CU_get_number_of_failures() > n_failures)
            return;
    }
    printf("seeds %" G_GUINT64_FORMAT "…%" G_GUINT64_FORMAT
           ": %u acts accepted, %u refused, %u cases closed ",
           first, first + n_walks - 1, tally.n_accepted, tally.n_refused, tally.n_closed);
    CU_ASSERT_TRUE(tally.n_accepted > 0 && tally.n_refused > 0);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {{"walks", test_walks}, {NULL, NULL}};
    g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
    return sop_test_main("case: walks", tests, argc, argv);
}
