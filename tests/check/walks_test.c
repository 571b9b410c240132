/* SPDX-License-Identifier: Apache-2.0 */
/* The proof against the engine, on random procedures: what is proved is never broken on a random walk, and
 * what is broken comes with a path that the engine went along. */
#include "case/generate.h"
#include "case/play.h"
#include "check/enforced.h"
#include "check/proof.h"

enum
{
    PROCEDURES = 60,
    WALKS = 12,
    ACTS = 25,
    LIMIT = 1000, /* states of one search */
};

typedef struct
{
    unsigned n_proved, n_broken, n_open, n_stopped, n_acts;
} Tally;

typedef struct
{
    SopFlow *enforced, *free_flow;
    SopVerdict *verdict;
    Random *random;
    const char *text;
    const char *name;
} Walk;

static void
fail(const Walk *self, const char *how)
{
    printf("\n%s was proved, and is broken by %s:\n%s\n", self->name, how, self->text);
    CU_FAIL("proved and broken");
}

/* Returns: false when the walk is over. */
static bool
act_at_random(Walk *self, SopCase *of, SopInstant *now)
{
    static const char *const persons[] = {"p1", "p2", "p3"};
    g_autoptr(SopOptions) options = sop_case_options(of, NULL, *now);
    unsigned n_options = sop_options_count(options);
    g_autofree char *text = generate_given(self->random);
    g_autoptr(SopGiven) given = play_given(self->enforced, text);

    if (n_options == 0)
        return false;
    SopAction action = sop_options_action(options, random_below(self->random, n_options));
    SopActor actor = {.id = persons[random_below(self->random, 3)],
                      .role = sop_flow_role(self->enforced, "clerk")};
    g_autoptr(SopCase) before = sop_case_dup(of);
    if (sop_case_act(of, action, &actor, given, *now, self->verdict) ||
        !is_refused_by_safeguards(self->verdict))
        return true;
    g_autoptr(SopCase) free_one = case_in_flow(before, self->free_flow);
    if (sop_case_act(free_one, action, &actor, given, *now, self->verdict))
        fail(self, sop_flow_name(self->enforced, SOP_TABLE_ACTIONS, action));
    return true;
}

/* Time goes on; what is stuck only when the safeguard is enforced is broken by time. */
static void
wait_at_random(Walk *self, SopCase *of, SopInstant *now)
{
    *now += (SopInstant) random_below(self->random, 40) * SOP_HOUR;
    g_autoptr(SopCase) free_one = case_in_flow(of, self->free_flow);
    sop_case_tick(of, *now, self->verdict);
    sop_case_tick(free_one, *now, self->verdict);
    if (sop_case_is_stuck(of) && !sop_case_is_stuck(free_one))
        fail(self, "time");
}

static void
walk(Walk *self, Tally *tally)
{
    SopInstant now = INT64_C(1772442000000000);
    g_autoptr(SopCase) of = sop_case_open(self->enforced, "walk", now);

    for (unsigned i = 0; of != NULL && i < ACTS && act_at_random(self, of, &now); i++)
    {
        tally->n_acts++;
        if (random_below(self->random, 3) == 0)
            wait_at_random(self, of, &now);
    }
}

static void
check_proved(SopFlow *flow, unsigned safeguard, const char *text, Random *random, Tally *tally)
{
    Walk self = {.enforced = sop_flow_enforcing(flow, safeguard),
                 .free_flow = sop_flow_enforcing(flow, SOP_NONE),
                 .verdict = sop_verdict_new(),
                 .random = random,
                 .text = text,
                 .name = sop_flow_name(flow, SOP_TABLE_SAFEGUARDS, safeguard)};

    for (unsigned i = 0; i < WALKS; i++)
        walk(&self, tally);
    sop_verdict_free(self.verdict);
    sop_flow_enforcing_free(self.enforced);
    sop_flow_enforcing_free(self.free_flow);
}

static void
check_procedure(const char *text, Random *random, Tally *tally)
{
    g_autoptr(SopFlow) flow = play_compile(text);
    g_autoptr(SopProof) proof = sop_proof_new(flow, &(SopProofOptions) {.limit = LIMIT}, NULL);

    for (unsigned i = 0; i < sop_flow_count(flow, SOP_TABLE_SAFEGUARDS); i++)
    {
        SopProofResult result = sop_proof_result(proof, i);
        tally->n_proved += result == SOP_PROOF_PROVED;
        tally->n_broken += result == SOP_PROOF_BROKEN;
        tally->n_open += result == SOP_PROOF_NOT_CONFIRMED;
        tally->n_stopped += result == SOP_PROOF_STOPPED;
        if (result == SOP_PROOF_PROVED)
            check_proved(flow, i, text, random, tally);
    }
}

static void
test_walks(void)
{
    Tally tally = {0};

    for (uint64_t seed = 1; seed <= PROCEDURES; seed++)
    {
        Random random = random_of_seed(seed);
        g_autofree char *text = generate_procedure(&random);
        if (strstr(text, "safeguards:") != NULL)
            check_procedure(text, &random, &tally);
    }
    printf("%u proved (%u acts tried), %u broken, %u not confirmed, %u stopped ", tally.n_proved,
           tally.n_acts, tally.n_broken, tally.n_open, tally.n_stopped);
    CU_ASSERT_TRUE(tally.n_proved > 10);
    CU_ASSERT_TRUE(tally.n_broken > 10);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {{"random procedures", test_walks}, {NULL, NULL}};
    return sop_test_main("check_walks", tests, argc, argv);
}
