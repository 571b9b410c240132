/* SPDX-License-Identifier: Apache-2.0 */
/* Versions compared: two that differ in every way, in words of each language; and whatever changes
 * the digest is a difference, whatever does not is none. */
#include "support/support.h"
#include "versions/versions.h"

#include <string.h>

#define OLDER "tests/versions/older.sop.yaml"
#define NEWER "tests/versions/newer.sop.yaml"

/* Returns: (transfer full) (nullable): NULL when it does not compile. */
static SopFlow *
compile(const char *name, const char *text)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopProcedure) procedure = sop_procedure_load_text(name, text, -1, diagnostics, NULL);

    return procedure != NULL ? sop_flow_compile(procedure, diagnostics) : NULL;
}

static SopFlow *
load(const char *path)
{
    g_autofree char *text = sop_test_read(path);
    SopFlow *flow = compile(path, text);

    CU_ASSERT_PTR_NOT_NULL_FATAL(flow);
    return flow;
}

static void
test_words(void)
{
    static const char *const languages[] = {"en", "fr", "zh"};
    g_autoptr(SopFlow) older = load(OLDER);
    g_autoptr(SopFlow) newer = load(NEWER);
    g_autoptr(SopVersions) versions = sop_versions_compare(older, newer);

    for (unsigned i = 0; i < G_N_ELEMENTS(languages); i++)
    {
        g_autofree char *text = sop_versions_to_text(versions, languages[i]);
        g_autofree char *path = g_strdup_printf("tests/versions/golden/newer.%s.txt", languages[i]);
        sop_test_golden(text, path);
    }
    g_autofree char *json = sop_versions_to_json(versions, "en");
    sop_test_golden(json, "tests/versions/golden/newer.json");
    g_autofree char *steps = sop_versions_say_steps(versions, "en");
    sop_test_golden(steps, "tests/versions/golden/steps.en.txt");
    CU_ASSERT_FALSE(sop_versions_mean_the_same(versions));
}

/* The other way round what was new is removed. */
static void
test_backwards(void)
{
    g_autoptr(SopFlow) older = load(NEWER);
    g_autoptr(SopFlow) newer = load(OLDER);
    g_autoptr(SopVersions) versions = sop_versions_compare(older, newer);
    g_autofree char *text = sop_versions_to_text(versions, NULL);

    sop_test_golden(text, "tests/versions/golden/older.en.txt");
}

/* Every aspect is provoked by the two versions, or by one of them backwards. */
static void
test_all_aspects(void)
{
    bool seen[SOP_N_ASPECTS] = {false};

    for (unsigned backwards = 0; backwards < 2; backwards++)
    {
        g_autoptr(SopFlow) older = load(backwards ? NEWER : OLDER);
        g_autoptr(SopFlow) newer = load(backwards ? OLDER : NEWER);
        g_autoptr(SopVersions) versions = sop_versions_compare(older, newer);
        for (unsigned i = 0; i < sop_versions_count(versions); i++)
            seen[sop_difference_aspect(sop_versions_at(versions, i))] = true;
    }
    for (unsigned aspect = 0; aspect < SOP_N_ASPECTS; aspect++)
        if (!seen[aspect])
        {
            printf("\nnot provoked: %s", sop_aspect_name((SopAspect) aspect));
            CU_FAIL();
        }
}

/* What asks for less than before, surely or perhaps; backwards it is what asks for more. */
static void
check_loosened(const char *from, const char *to, const char *golden)
{
    g_autoptr(SopFlow) older = load(from);
    g_autoptr(SopFlow) newer = load(to);
    g_autoptr(SopVersions) versions = sop_versions_compare(older, newer);
    g_autoptr(GString) text = g_string_new(NULL);
    static const char *const words[] = {
        [SOP_LOOSENS_SURELY] = "surely", [SOP_LOOSENS_PERHAPS] = "perhaps"};

    for (unsigned i = 0; i < sop_versions_count(versions); i++)
    {
        const SopDifference *difference = sop_versions_at(versions, i);
        SopLooseness looseness = sop_difference_loosens(difference);
        g_autofree char *sentence = sop_difference_sentence(difference, "en");
        if (looseness != SOP_LOOSENS_NOT)
            g_string_append_printf(text, "%s: %s\n", words[looseness], sentence);
    }
    sop_test_golden(text->str, golden);
}

static void
test_loosened(void)
{
    check_loosened(OLDER, NEWER, "tests/versions/golden/loosened.txt");
    check_loosened(NEWER, OLDER, "tests/versions/golden/loosened_backwards.txt");
}

static void
compare_with_itself(const char *path)
{
    g_autoptr(SopFlow) flow = load(path);
    g_autoptr(SopFlow) again = load(path);
    g_autoptr(SopVersions) versions = sop_versions_compare(flow, again);

    CU_ASSERT_EQUAL(sop_versions_count(versions), 0);
    CU_ASSERT_TRUE(sop_versions_mean_the_same(versions));
    for (SopNode node = 0; node < flow->n_nodes; node++)
        CU_ASSERT_EQUAL(sop_versions_node(versions, node), node);
}

static void
test_same(void)
{
    compare_with_itself(OLDER);
    compare_with_itself(NEWER);
    sop_test_each_file("flows", ".sop.yaml", compare_with_itself);
}

/* ---- the digest and the differences ------------------------------------------------------------------ */

/* Is the meaning the same just when the digest is? Returns: whether the text compiles. */
static bool
check_mutant(SopFlow *flow, const char *name, const char *text)
{
    g_autoptr(SopFlow) mutant = compile(name, text);

    if (mutant == NULL || !g_str_equal(sop_flow_version(mutant), sop_flow_version(flow)))
        return false;
    bool is_same = g_str_equal(sop_flow_digest(mutant), sop_flow_digest(flow));
    for (unsigned backwards = 0; backwards < 2; backwards++)
    {
        g_autoptr(SopVersions) versions =
            backwards ? sop_versions_compare(mutant, flow) : sop_versions_compare(flow, mutant);
        g_autofree char *words = sop_versions_to_text(versions, "en");
        if (sop_versions_mean_the_same(versions) != is_same)
            printf("\n%s digest, but:\n%s\nin:\n%s", is_same ? "the same" : "another", words, text);
        CU_ASSERT_EQUAL(sop_versions_mean_the_same(versions), is_same);
    }
    return true;
}

/* The text without line `left_out`, or with the first digit of line `raised` one higher. */
static char *
mutate(char **lines, unsigned left_out, unsigned raised)
{
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; lines[i] != NULL; i++)
    {
        if (i == left_out)
            continue;
        gsize start = text->len;
        g_string_append_printf(text, "%s\n", lines[i]);
        for (char *at = text->str + start; i == raised && *at != '\0'; at++)
            if (*at >= '1' && *at <= '8')
            {
                (*at)++;
                break;
            }
    }
    return g_string_free(text, FALSE);
}

static void
test_digest(void)
{
    static const char *const paths[] = {OLDER, NEWER};
    unsigned n_mutants = 0;

    for (unsigned p = 0; p < G_N_ELEMENTS(paths); p++)
    {
        g_autoptr(SopFlow) flow = load(paths[p]);
        g_autofree char *text = sop_test_read(paths[p]);
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        for (unsigned i = 0; i < 2 * g_strv_length(lines); i++)
        {
            g_autofree char *mutant =
                mutate(lines, i % 2 == 0 ? i / 2 : UINT_MAX, i % 2 == 1 ? i / 2 : UINT_MAX);
            n_mutants += check_mutant(flow, paths[p], mutant);
        }
    }
    printf("%u mutants ", n_mutants);
    CU_ASSERT_TRUE(n_mutants > 100);
}

/* ---- orders and times -------------------------------------------------------------------------------- */

static void
test_moves(void)
{
    static const struct
    {
        uint32_t numbers[6];
        const char *moves; /* one letter each */
    } rows[] = {
        {{0, 1, 2, 3, 4, 5}, "......"},
        {{5, 0, 1, 2, 3, 4}, "x....."},
        {{1, 2, 3, 4, 5, 0}, ".....x"},
        {{0, 3, 1, 2, 5, 4}, ".x..x."},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
    {
        bool moves[6];
        char said[7] = "......";
        sop_order_find_moves(rows[i].numbers, 6, moves);
        for (unsigned k = 0; k < 6; k++)
            said[k] = moves[k] ? 'x' : '.';
        sop_test_same_text("moves", said, rows[i].moves);
    }
}

static void
test_longer(void)
{
    static const struct
    {
        SopSpanOfTime a, b;
        int expected;
    } rows[] = {
        {{3, SOP_UNIT_DAYS}, {2, SOP_UNIT_DAYS}, 1},
        {{3, SOP_UNIT_DAYS}, {73, SOP_UNIT_HOURS}, -1},
        {{6, SOP_UNIT_MONTHS}, {90, SOP_UNIT_DAYS}, 1},
        {{3, SOP_UNIT_MONTHS}, {90, SOP_UNIT_DAYS}, 0},
        {{5, SOP_UNIT_WORKING_DAYS}, {7, SOP_UNIT_DAYS}, 0},
        {{1, SOP_UNIT_YEARS}, {2, SOP_UNIT_WEEKS}, 1},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
    {
        CU_ASSERT_EQUAL(sop_span_of_time_compare(rows[i].a, rows[i].b), rows[i].expected);
        CU_ASSERT_EQUAL(sop_span_of_time_compare(rows[i].b, rows[i].a), -rows[i].expected);
    }
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {{"words", test_words},
                                    {"backwards", test_backwards},
                                    {"all aspects", test_all_aspects},
                                    {"loosened", test_loosened},
                                    {"same", test_same},
                                    {"digest", test_digest},
                                    {"moves", test_moves},
                                    {"longer", test_longer},
                                    {NULL, NULL}};
    g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
    return sop_test_main("versions", tests, argc, argv);
}
