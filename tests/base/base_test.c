/* SPDX-License-Identifier: Apache-2.0 */
/* The base room: arena, names, nearest words, templates, texts, and diagnostics in their three
 * forms. */
#include "base/base.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "support/support.h"

static void
test_arena(void)
{
    g_autoptr(SopArena) arena = sop_arena_new();
    unsigned wrong = 0;

    for (size_t size = 0; size < 300000; size = size * 3 / 2 + 1)
    {
        unsigned char *memory = sop_arena_alloc(arena, size);
        wrong += (uintptr_t) memory % 16 != 0;
        for (size_t i = 0; i < size; i++)
            wrong += memory[i] != 0;
        memset(memory, 0xAA, size);
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_STRING_EQUAL(sop_arena_strndup(arena, "procedure", 4), "proc");
    CU_ASSERT_STRING_EQUAL(sop_arena_strdup(arena, "x"), "x");
    CU_ASSERT_PTR_NULL(sop_arena_strdup(arena, NULL));
    sop_arena_unref(sop_arena_ref(arena));
    sop_arena_unref(NULL);
}

static void
test_names(void)
{
    g_autoptr(SopNames) names = sop_names_new();
    g_autoptr(SopArena) arena = sop_arena_new();

    CU_ASSERT_EQUAL(sop_names_find(names, "none"), SOP_NONE);
    for (unsigned i = 0; i < 10000; i++)
    {
        g_autofree char *name = g_strdup_printf("step_%u", i);
        CU_ASSERT_EQUAL(sop_names_add(names, sop_arena_strdup(arena, name)), i);
    }
    CU_ASSERT_EQUAL(sop_names_add(names, "step_77"), 77);
    CU_ASSERT_EQUAL(sop_names_count(names), 10000);
    CU_ASSERT_EQUAL(sop_names_find(names, "step_9999"), 9999);
    CU_ASSERT_EQUAL(sop_names_find_n(names, "step_12 and more", 7), 12);
    CU_ASSERT_EQUAL(sop_names_find(names, "step_10000"), SOP_NONE);
    CU_ASSERT_STRING_EQUAL(sop_names_at(names, 5), "step_5");
    CU_ASSERT_STRING_EQUAL(sop_names_nearest(names, "stepp_5"), "step_5");
}

static void
test_nearest(void)
{
    static const char *const names[] = {"title", "text",     "within", "timeouts",
                                        "when",  "自愿返回", "By"};
    static const struct
    {
        const char *word, *nearest;
    } cases[] = {
        {"titel", "title"}, {"tite", "title"},        {"withn", "within"}, {"timeout", "timeouts"},
        {"whem", "when"},   {"TITLE", "title"},       {"by", "By"},        {"xyzzy", NULL},
        {"", NULL},         {"自愿返囬", "自愿返回"}, {"tx", NULL},        {"responsible", NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
    {
        const char *found = sop_nearest(cases[i].word, names, G_N_ELEMENTS(names));
        sop_test_same_text(cases[i].word, found != NULL ? found : "(none)",
                           cases[i].nearest != NULL ? cases[i].nearest : "(none)");
    }
}

static void
test_fill(void)
{
    const char *const pairs[] = {"a", "1", "b", "{a}", NULL};
    g_autofree char *filled = sop_fill("{a} and {b}, `{close: X}`, {}, {c} {a", pairs);
    g_autofree char *nothing = sop_fill("{a}", NULL);

    CU_ASSERT_STRING_EQUAL(filled, "1 and {a}, `{close: X}`, {}, {c} {a");
    CU_ASSERT_STRING_EQUAL(nothing, "{a}");
}

static void
test_texts(void)
{
    static const SopTextItem items[] = {
        {"en", "Return"}, {"fr", "Retour"}, {"zh-Hant", "自願返回"}};
    SopText text = {items, 3}, none = {NULL, 0};

    CU_ASSERT_STRING_EQUAL(sop_text_in(&text, "fr", "x"), "Retour");
    CU_ASSERT_STRING_EQUAL(sop_text_in(&text, "fr-BE", "x"), "Retour");
    CU_ASSERT_STRING_EQUAL(sop_text_in(&text, "zh", "x"), "自願返回");
    CU_ASSERT_STRING_EQUAL(sop_text_in(&text, "de", "x"), "Return");
    CU_ASSERT_STRING_EQUAL(sop_text_in(&text, NULL, "x"), "Return");
    CU_ASSERT_STRING_EQUAL(sop_text_in(&none, "en", "x"), "x");
}

static void
test_sentences(void)
{
    CU_ASSERT_STRING_EQUAL(sop_sentence("unit.days.other", "fr"), "{count} jours");
    CU_ASSERT_STRING_EQUAL(sop_sentence("unit.days.other", "fr_FR.UTF-8"), "{count} jours");
    CU_ASSERT_STRING_EQUAL(sop_sentence("unit.days.other", "zh"), "{count} 天");
    CU_ASSERT_STRING_EQUAL(sop_sentence("unit.days.other", "de"), "{count} days");
    CU_ASSERT_STRING_EQUAL(sop_sentence("unit.days.other", NULL), "{count} days");
    CU_ASSERT_STRING_EQUAL(sop_sentence("no.such", "en"), "");
}

/* ---- diagnostics
 * ------------------------------------------------------------------------------ */

static const char TEXT[] = "sopflow: 1\n"
                           "title: 自愿返回 end\n"
                           "\tby:\tofficer\n"
                           "steps: \x1b[31mred\r\n"
                           "last";

static SopDiagnostics *
sample(void)
{
    SopDiagnostics *diagnostics = sop_diagnostics_new();
    SopSources *sources = sop_diagnostics_sources(diagnostics);
    uint32_t first = sop_sources_add(sources, "a b.yaml", TEXT, strlen(TEXT));
    uint32_t second = sop_sources_add(sources, "/srv/base.yaml", "one: 1\ntwo: 2\n", 14);
    SopSpan wide = {first, 2, 8, 4}, after_wide = {first, 2, 13, 3}, tab = {first, 3, 6, 7},
            escape = {first, 4, 8, 8};
    SopSpan other = {second, 2, 1, 3}, end = {first, 5, 1, 0}, file = {.source = second};

    sop_report(diagnostics, SOP_MESSAGE_YAML_TAG, tab, "tag", "!{x}", NULL);
    SopDiagnostic *twice = sop_report(diagnostics, SOP_MESSAGE_YAML_DUPLICATE_KEY, after_wide,
                                      "key", "two\nlines", NULL);
    sop_diagnostic_point(twice, wide, "first written here");
    sop_diagnostic_point(twice, end, "and here");
    sop_diagnostic_point(twice, other, "and in the other file");
    sop_diagnostic_set_fix(twice, "write `%s`\nor nothing", "x");
    sop_report(diagnostics, SOP_MESSAGE_YAML_TAG, tab, "tag", "!{x}",
               NULL); /* the same again: not kept */
    sop_report(diagnostics, SOP_MESSAGE_YAML_COMMENT_CUT, escape, "cut", "#", NULL);
    sop_report(diagnostics, SOP_MESSAGE_YAML_TOO_LARGE, file, "limit", "32", NULL);
    sop_report_worded(diagnostics, SOP_MESSAGE_YAML_SYNTAX, SOP_SPAN_NONE, "worded elsewhere",
                      NULL);
    return diagnostics;
}

static void
test_text(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sample();
    g_autofree char *text = sop_diagnostics_to_text(diagnostics, false);
    g_autofree char *coloured = sop_diagnostics_to_text(diagnostics, true);

    CU_ASSERT_EQUAL(sop_diagnostics_count(diagnostics), 5);
    CU_ASSERT_EQUAL(sop_diagnostics_count_of(diagnostics, SOP_SEVERITY_ERROR), 4);
    CU_ASSERT_EQUAL(sop_diagnostic_line(sop_diagnostics_get(diagnostics, 0)), 2);
    CU_ASSERT_STRING_EQUAL(sop_diagnostic_file(sop_diagnostics_get(diagnostics, 4)), "");
    sop_test_golden(text, "tests/base/golden/diagnostics.txt");
    sop_test_golden(coloured, "tests/base/golden/diagnostics.colour.txt");
}

static void
test_programs(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sample();
    g_autofree char *json = sop_diagnostics_to_json(diagnostics);
    g_autofree char *sarif = sop_diagnostics_to_sarif(diagnostics);
    g_autoptr(JsonParser) parser = json_parser_new();

    CU_ASSERT_TRUE(json_parser_load_from_data(parser, json, -1, NULL));
    CU_ASSERT_TRUE(json_parser_load_from_data(parser, sarif, -1, NULL));
    sop_test_golden(json, "tests/base/golden/diagnostics.json");
    sop_test_golden(sarif, "tests/base/golden/diagnostics.sarif");
}

/* ---- what is accepted ------------------------------------------------------------------------ */

static bool
is_accepted(SopDiagnostics *diagnostics, unsigned index, const char *because)
{
    return g_strcmp0(sop_diagnostic_accepted(sop_diagnostics_get(diagnostics, index)), because) ==
           0;
}

/* Lines 2 and 3 up to column 5 are accepted, whether before or after something is found there. */
static void
test_accepted(void)
{
    static const struct
    {
        uint32_t line, column;
        const char *because;
    } places[] = {{1, 9, NULL}, {2, 1, "inner"}, {3, 4, "inner"}, {3, 5, NULL}, {9, 1, NULL}};
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    uint32_t source = sop_sources_add(sop_diagnostics_sources(diagnostics), "x", "x", 1);
    uint32_t other = sop_sources_add(sop_diagnostics_sources(diagnostics), "y", "y", 1);
    SopExtent extents[] = {{other, 1, 1, 9, 9}, {source, 2, 1, 3, 5}};

    for (unsigned i = 0; i < G_N_ELEMENTS(places); i++)
    {
        if (i == 2)
        {
            sop_diagnostics_accept(diagnostics, SOP_MESSAGE_UNREACHED, SOP_SPAN_NONE, "inner",
                                   extents, G_N_ELEMENTS(extents));
            sop_diagnostics_accept(diagnostics, SOP_MESSAGE_UNREACHED, SOP_SPAN_NONE, "outer",
                                   extents, G_N_ELEMENTS(extents));
        }
        sop_report(diagnostics, SOP_MESSAGE_UNREACHED,
                   (SopSpan) {source, places[i].line, places[i].column, 1}, NULL);
    }
    sop_report(diagnostics, SOP_MESSAGE_DEAD_END, (SopSpan) {source, 9, 2, 1}, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(places); i++)
        CU_ASSERT_TRUE(is_accepted(diagnostics, i, places[i].because));
    CU_ASSERT_EQUAL(sop_diagnostics_count_accepted(diagnostics), 2);
    CU_ASSERT_EQUAL(sop_diagnostics_count_of(diagnostics, SOP_SEVERITY_WARNING), 4);
}

/* A file that was read twice needs what one of the readings needs. */
static void
test_unneeded(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    SopSources *sources = sop_diagnostics_sources(diagnostics);

    for (unsigned reading = 0; reading < 2; reading++)
    {
        uint32_t source = sop_sources_add(sources, "x", "x", 1);
        SopExtent whole = {source, 0, 0, UINT32_MAX, UINT32_MAX};
        sop_diagnostics_accept(diagnostics, SOP_MESSAGE_UNREACHED, (SopSpan) {source, 1, 1, 1},
                               "needed", &whole, 1);
        sop_diagnostics_accept(diagnostics, SOP_MESSAGE_DEAD_END, (SopSpan) {source, 2, 1, 1},
                               "not needed", &whole, 1);
        if (reading == 0)
            sop_report(diagnostics, SOP_MESSAGE_UNREACHED, (SopSpan) {source, 5, 1, 1}, NULL);
    }
    sop_diagnostics_report_unneeded(diagnostics, "y", NULL);
    CU_ASSERT_EQUAL(sop_diagnostics_count(diagnostics), 1);
    const unsigned open[] = {SOP_MESSAGE_DEAD_END, 0};
    sop_diagnostics_report_unneeded(diagnostics, "x", open);
    CU_ASSERT_EQUAL(sop_diagnostics_count(diagnostics), 1);
    sop_diagnostics_report_unneeded(diagnostics, "x", NULL);
    sop_diagnostics_fold(diagnostics);
    CU_ASSERT_EQUAL_FATAL(sop_diagnostics_count(diagnostics), 2);
    const SopDiagnostic *unneeded = sop_diagnostics_get(diagnostics, 0);
    CU_ASSERT_EQUAL(sop_diagnostic_code(unneeded), SOP_MESSAGE_ACCEPTED_FOR_NOTHING);
    CU_ASSERT_EQUAL(sop_diagnostic_line(unneeded), 2);
}

/* Every warning may be accepted, and of errors one; never that something is accepted for nothing. */
static void
test_acceptable(void)
{
    CU_ASSERT_TRUE(sop_message_may_be_accepted(SOP_MESSAGE_UNREACHED));
    CU_ASSERT_TRUE(sop_message_may_be_accepted(SOP_MESSAGE_SAFEGUARD_BROKEN));
    CU_ASSERT_FALSE(sop_message_may_be_accepted(SOP_MESSAGE_TIMEOUT_BREAKS));
    CU_ASSERT_FALSE(sop_message_may_be_accepted(SOP_MESSAGE_ACCEPTED_FOR_NOTHING));
    CU_ASSERT_FALSE(sop_message_may_be_accepted(9999));
}

static void
test_limit(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    uint32_t source = sop_sources_add(sop_diagnostics_sources(diagnostics), "x", "x", 1);

    for (unsigned i = 0; i < 1000; i++)
    {
        SopSpan span = {source, 1000 - i, 1, 1};
        SopDiagnostic *diagnostic = sop_report(diagnostics, SOP_MESSAGE_YAML_TAB, span, NULL);
        sop_diagnostic_point(diagnostic, span, "here");
        sop_diagnostic_set_fix(diagnostic, "fix %u", i);
        sop_diagnostic_set_why(diagnostic, "why %u", i);
    }
    CU_ASSERT_EQUAL_FATAL(sop_diagnostics_count(diagnostics), SOP_LIMIT_DIAGNOSTICS + 1);
    const SopDiagnostic *last = sop_diagnostics_get(diagnostics, SOP_LIMIT_DIAGNOSTICS);
    CU_ASSERT_EQUAL(sop_diagnostic_code(last), SOP_MESSAGE_LIMIT_DIAGNOSTICS);
    CU_ASSERT_STRING_EQUAL(sop_diagnostic_fix(last), "mend these first");
    CU_ASSERT_EQUAL(sop_diagnostic_line(sop_diagnostics_get(diagnostics, 0)), 801);
}

/* A line of a megabyte is quoted in part only. */
static void
test_long_line(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autofree char *line = g_strnfill(1000000, 'x');
    uint32_t source = sop_sources_add(sop_diagnostics_sources(diagnostics), "x", line, 1000000);
    SopSpan span = {source, 1, 500000, 900000};

    sop_report(diagnostics, SOP_MESSAGE_YAML_TAB, span, NULL);
    g_autofree char *text = sop_diagnostics_to_text(diagnostics, false);
    CU_ASSERT_TRUE(strlen(text) < 1000);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "^^^^"));
}

/* Every code has its page, with a wrong and a right example. */
static void
test_pages(void)
{
    unsigned before = 0;

    for (const unsigned *code = sop_explain_codes(); *code != 0; code++)
    {
        g_autofree char *page = sop_explain(*code);
        g_autofree char *title = g_strdup_printf("# SOP-%03u: ", *code);
        CU_ASSERT_TRUE(*code > before);
        CU_ASSERT_PTR_NOT_NULL(page);
        if (page == NULL)
            continue;
        CU_ASSERT_TRUE(g_str_has_prefix(page, title));
        before = *code;
        if (*code < 200 &&
            (strstr(page, "\n## Wrong\n") == NULL || strstr(page, "\n## Right\n") == NULL))
            CU_FAIL("a page lacks its examples");
    }
    CU_ASSERT_PTR_NULL(sop_explain(1));
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"arena", test_arena},
        {"names", test_names},
        {"nearest", test_nearest},
        {"fill", test_fill},
        {"texts", test_texts},
        {"sentences", test_sentences},
        {"text", test_text},
        {"programs", test_programs},
        {"limit", test_limit},
        {"long_line", test_long_line},
        {"pages", test_pages},
        {"accepted", test_accepted},
        {"unneeded", test_unneeded},
        {"acceptable", test_acceptable},
        {NULL, NULL},
    };

    return sop_test_main("base", tests, argc, argv);
}
