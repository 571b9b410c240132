/* SPDX-License-Identifier: Apache-2.0 */
/* Random walks through random procedures, and migrations on the way: to the same version a case goes
 * over unchanged; to any other it either becomes a case of that, or stays with every reason. */
#include "case/generate.h"
#include "case/play.h"
#include "versions/versions.h"

enum
{
    WALKS = 25,
    ACTS = 25,
    NEWER = 3, /* further procedures that each walk is tried on */
};

typedef struct
{
    unsigned n_goes, n_stays;
} Tally;

static void
check_same_version(const Play *play, const SopVersions *versions)
{
    g_autofree char *json = sop_case_to_json(play->kase);
    g_autoptr(SopMigration) migration =
        sop_versions_migrate(versions, json, -1, play->now, UINT32_MAX);

    CU_ASSERT_EQUAL(sop_migration_result(migration), SOP_MIGRATION_GOES);
    if (sop_migration_case(migration) == NULL)
    {
        g_autofree char *text = sop_migration_to_text(migration, "en");
        printf("\n%s\n%s%s", play->story->str, text, json);
        return;
    }
    g_autofree char *moved = sop_case_to_json(sop_migration_case(migration));
    sop_test_same_text("the case in the same version", moved, json);
}

static void
check_other_version(const Play *play, const SopVersions *versions, SopFlow *newer, Tally *tally)
{
    g_autofree char *json = sop_case_to_json(play->kase);
    g_autoptr(SopMigration) migration =
        sop_versions_migrate(versions, json, -1, play->now, UINT32_MAX);
    g_autofree char *text = sop_migration_to_text(migration, "zh");
    bool goes = sop_migration_result(migration) == SOP_MIGRATION_GOES;

    tally->n_goes += goes;
    tally->n_stays += !goes;
    CU_ASSERT_TRUE(goes || sop_migration_count(migration) > 0);
    CU_ASSERT_NOT_EQUAL(sop_migration_result(migration), SOP_MIGRATION_CANNOT);
    if (sop_migration_result(migration) == SOP_MIGRATION_CANNOT)
        printf("\n%s\n%s%s", play->story->str, text, json);
    if (!goes)
        return;
    g_autofree char *moved = sop_case_to_json(sop_migration_case(migration));
    g_autoptr(SopCase) read = sop_case_from_json(newer, moved, -1, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(read);
    g_autofree char *again = sop_case_to_json(read);
    sop_test_same_text("the case in the other version", again, moved);
}

static void
act_at_random(Play *play, Random *random)
{
    static const char *const actors[] = {"clerk/p1", "clerk/p2", "clerk/p3", "owner/p1"};
    g_autoptr(SopOptions) options = sop_case_options(play->kase, NULL, play->now);
    unsigned n_options = sop_options_count(options);
    g_autofree char *given = generate_given(random);

    if (n_options == 0)
    {
        play_administer(play);
        return;
    }
    SopAction action = sop_options_action(options, random_below(random, n_options));
    play_do(play, sop_flow_name(play->flow, SOP_TABLE_ACTIONS, action),
            actors[random_below(random, G_N_ELEMENTS(actors))], given);
}

static void
walk(uint64_t seed, Tally *tally)
{
    Random state = random_of_seed(seed);
    g_autofree char *text = generate_procedure(&state);
    g_autoptr(SopFlow) flow = play_compile(text);
    g_autoptr(Play) play = play_of(flow);
    g_autoptr(SopVersions) same = sop_versions_compare(flow, flow);
    SopFlow *newer[NEWER];
    SopVersions *versions[NEWER];

    g_string_append_printf(play->story, "seed %" G_GUINT64_FORMAT "\n", seed);
    CU_ASSERT_EQUAL(sop_versions_count(same), 0);
    for (unsigned i = 0; i < NEWER; i++)
    {
        g_autofree char *other = generate_procedure(&state);
        newer[i] = play_compile(other);
        versions[i] = sop_versions_compare(flow, newer[i]);
        g_autofree char *words = sop_versions_to_text(versions[i], "fr");
        CU_ASSERT_TRUE(*words != '\0');
        CU_ASSERT_EQUAL(sop_versions_mean_the_same(versions[i]),
                        g_str_equal(sop_flow_digest(flow), sop_flow_digest(newer[i])));
    }
    for (unsigned i = 0; i < ACTS && !play_is_endless(play, play->now + 80 * SOP_HOUR); i++)
    {
        act_at_random(play, &state);
        check_same_version(play, same);
        for (unsigned k = 0; k < NEWER; k++)
            check_other_version(play, versions[k], newer[k], tally);
        play->now += random_below(&state, 3) * SOP_HOUR;
        play_tick(play);
    }
    for (unsigned i = 0; i < NEWER; i++)
    {
        sop_versions_free(versions[i]);
        sop_flow_unref(newer[i]);
    }
}

static void
test_walks(void)
{
    uint64_t first = setting("SOP_WALK_SEED", 1);
    uint64_t n_walks = setting("SOP_WALKS", WALKS);
    Tally tally = {0};

    for (uint64_t seed = first; seed < first + n_walks; seed++)
    {
        unsigned n_failures = CU_get_number_of_failures();
        walk(seed, &tally);
        if (CU_get_number_of_failures() > n_failures)
        {
            printf("\nseed %" G_GUINT64_FORMAT "\n", seed);
            return;
        }
    }
    printf("seeds %" G_GUINT64_FORMAT "…%" G_GUINT64_FORMAT ": %u go over, %u stay ", first,
           first + n_walks - 1, tally.n_goes, tally.n_stays);
    CU_ASSERT_TRUE(n_walks < WALKS || (tally.n_goes > 0 && tally.n_stays > 0));
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {{"walks", test_walks}, {NULL, NULL}};
    g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
    return sop_test_main("versions: walks", tests, argc, argv);
}
