/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions, values and moments in words, in the three languages. */
#include <sopflow/sopflow.h>

#include "flow/flow.h"
#include "support/support.h"

static const char *const languages[] = {"en", "fr", "zh"};

static SopFlow *
load(const char *path)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    SopFlow *flow = sop_flow_load(path, diagnostics, NULL);
    g_autofree char *text = sop_diagnostics_to_text(diagnostics, false);

    if (flow == NULL)
        printf("\n%s", text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(flow);
    return flow;
}

/* Every `when` of the file as it is written, then in each language. */
static void
test_conditions(void)
{
    g_autoptr(SopFlow) flow = load("tests/flow/words.sop.yaml");
    g_autoptr(GString) said = g_string_new(NULL);

    for (uint32_t i = 0; i < flow->n_offers; i++)
    {
        SopGuard guard = flow->offers[i].when;
        if (guard == SOP_NONE)
            continue;
        g_string_append_printf(said, "%s\n", sop_feel_text(flow->expressions[guard].feel));
        for (unsigned l = 0; l < G_N_ELEMENTS(languages); l++)
        {
            g_autofree char *words = sop_flow_say(flow, guard, languages[l]);
            g_string_append_printf(said, "    %s\n", words);
        }
    }
    sop_test_golden(said->str, "tests/flow/words.txt");
}

static void
test_otherwise(void)
{
    g_autoptr(SopFlow) flow = load("tests/flow/words.sop.yaml");
    g_autofree char *english = sop_flow_say(flow, SOP_NONE, "en");
    g_autofree char *french = sop_flow_say(flow, SOP_NONE, "fr-BE");
    g_autofree char *first = sop_flow_say(flow, SOP_NONE, NULL);

    CU_ASSERT_STRING_EQUAL(english, "otherwise");
    CU_ASSERT_STRING_EQUAL(french, "sinon");
    CU_ASSERT_STRING_EQUAL(first, "otherwise");
}

static void
check_value(const SopFlow *flow, const char *fact, SopValue value, const char *language,
            const char *expected)
{
    g_autofree char *said = sop_flow_say_value(flow, sop_flow_fact(flow, fact), &value, language);

    CU_ASSERT_STRING_EQUAL(said, expected);
    sop_value_clear(&value);
}

static void
test_values(void)
{
    g_autoptr(SopFlow) flow = load("tests/flow/words.sop.yaml");

    check_value(flow, "bar", sop_value_boolean(true), "en", "yes");
    check_value(flow, "bar", sop_value_boolean(false), "zh", "否");
    check_value(flow, "age", sop_value_integer(34), "fr", "34");
    check_value(flow, "age", SOP_VALUE_NULL, "en", "not yet known");
    check_value(flow, "purpose", sop_value_text("paid_work"), "fr", "Emploi");
    check_value(flow, "travel_date", sop_value_parse(SOP_DATE, "2026-03-02"), "en", "2 March 2026");
    check_value(flow, "travel_date", sop_value_parse(SOP_DATE, "2026-03-02"), "fr", "2 mars 2026");
    check_value(flow, "travel_date", sop_value_parse(SOP_DATE, "2026-03-02"), "zh", "2026年3月2日");

    SopValue items[] = {sop_value_text("en"), sop_value_text("fr")};
    check_value(flow, "spoken", sop_value_list(items, 2), "en", "en, fr");
    check_value(flow, "spoken", sop_value_list(items, 2), "zh", "en、fr");
    sop_value_clear(&items[0]);
    sop_value_clear(&items[1]);
}

/* A date and time is said in the procedure's zone; a duration part by part. */
static void
test_times(void)
{
    g_autoptr(SopFlow) flow = load("tests/flow/words.sop.yaml");

    check_value(flow, "travel_date", sop_value_parse(SOP_DATE_TIME, "2026-03-02T23:30:00Z"), "en",
                "3 March 2026, 00:30");
    check_value(flow, "travel_date", sop_value_parse(SOP_DAYS_DURATION, "P1DT12H"), "en",
                "1 day 12 hours");
    check_value(flow, "travel_date", sop_value_parse(SOP_MONTHS_DURATION, "P3M"), "fr", "3 mois");
    check_value(flow, "travel_date", sop_value_parse(SOP_DAYS_DURATION, "PT0.5S"), "en", "PT0.5S");
}

static void
test_moments(void)
{
    g_autoptr(SopFlow) flow = load("tests/flow/words.sop.yaml");
    SopMoment moment = {.kind = SOP_MOMENT_AFTER,
                        .duration = {72, SOP_UNIT_HOURS},
                        .anchor = sop_flow_action(flow, "admit")};
    g_autofree char *english = sop_flow_say_moment(flow, &moment, "en");
    g_autofree char *chinese = sop_flow_say_moment(flow, &moment, "zh");
    moment.kind = SOP_MOMENT_FROM_ENTERING;
    moment.duration = (SopSpanOfTime) {10, SOP_UNIT_WORKING_DAYS};
    g_autofree char *french = sop_flow_say_moment(flow, &moment, "fr");

    CU_ASSERT_STRING_EQUAL(english, "72 hours after Admit");
    CU_ASSERT_STRING_EQUAL(chinese, "“受理”后 72 小时");
    CU_ASSERT_STRING_EQUAL(french, "10 jours ouvrables");
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"conditions", test_conditions}, {"otherwise", test_otherwise}, {"values", test_values},
        {"times", test_times},           {"moments", test_moments},     {NULL, NULL},
    };

    return sop_test_main("words", tests, argc, argv);
}
