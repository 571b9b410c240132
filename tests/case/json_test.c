/* SPDX-License-Identifier: Apache-2.0 */
/* A case to JSON and back: every kind of content, another flow's case, and JSON that was broken
 * or made up, which must end in an error or in a case that can exist. (Every other act of these
 * tests goes through JSON too.) */
#include "case/play.h"
#include "support/random.h"

#include <string.h>

static const char text[] =
    "sopflow: 1\n"
    "id: permit\n"
    "version: 1.2\n"
    "title: Permit\n"
    "timezone: Asia/Shanghai\n"
    "roles: {clerk: {title: Clerk}, owner: {title: Owner, recorded_by: clerk}}\n"
    "documents: {form: {title: Form, valid_for: 10 days}, card: {title: Card}}\n"
    "facts:\n"
    "  number: {type: number, title: Number}\n"
    "  yes: {type: boolean, title: Yes}\n"
    "  words: {type: text, title: Words}\n"
    "  kind: {type: choice, values: [new, old], title: Kind}\n"
    "  day: {type: date, title: Day}\n"
    "  instant: {type: date_time, title: Instant}\n"
    "  span: {type: duration, title: Span}\n"
    "  months: {type: duration, title: Months}\n"
    "  numbers: {type: list of number, title: Numbers}\n"
    "  days: {type: list of date, title: Days}\n"
    "  starts: {type: number, starts: 7, title: Starts}\n"
    "outcomes: {good: {title: Good}, issued: {title: Issued}}\n"
    "steps:\n"
    "  work:\n"
    "    by: clerk\n"
    "    actions: {pause: {to: wait}, slow: {not_before: 3 hours}, forget: {sets: {starts: null}}}\n"
    "    tracks:\n"
    "      papers:\n"
    "        by: [clerk, owner]\n"
    "        actions:\n"
    "          fill: {asks: [number?, yes?, words?, kind?, day?, instant?, span?, months?, numbers?, days?, form?, card?]}\n"
    "          check_form: {verifies: [form]}\n"
    "        steps:\n"
    "          apply: {actions: {sign: {to: decide}}}\n"
    "          decide: {actions: {grant: {separate_from: sign, not_before: 1 hour after sign, to: {end: good}}}}\n"
    "      site: {steps: {visit: {actions: {see: {to: {end: good}}}}}}\n"
    "    to: {close: issued}\n"
    "  wait: {by: clerk, actions: {go_on: {to: {resume: work}}, again: {to: {resume: work, at: decide}}}}\n";

/* A case with something of everything. */
static Play *
play_rich(void)
{
    Play *play = play_new(text);

    DO(play, "fill", "owner/o1",
       "number=0.1; yes=false; words=said \"so\\ 是\t\x7f; kind=old; day=2024-02-29; instant=2026-03-02T09:00:00.5+08:00; "
       "span=P3DT4H; months=P14M; form={F 17/\"x\",2026-02-27,}; card={,,2027-01-01}",
       "");
    DO(play, "sign", "clerk/c1 for owner/o1", NULL, "");
    DO(play, "check_form", "clerk/c1", NULL, "");
    DO(play, "see", "clerk/c2", NULL, "");
    play_wait(play, 1);
    DO(play, "pause", "clerk/c1", NULL, "");
    DO(play, "go_on", "clerk/c1", NULL, "");
    DO(play, "forget", "clerk/c1", NULL, "");
    DO(play, "grant", "clerk/c1", NULL, "same_person");
    AT(play, "decide");
    return play;
}

static void
test_everything(void)
{
    g_autoptr(Play) play = play_rich();
    g_autofree char *json = sop_case_to_json(play->kase);
    g_autoptr(SopCase) read = sop_case_from_json(play->flow, json, -1, NULL);

    CU_ASSERT_PTR_NOT_NULL_FATAL(read);
    CU_ASSERT_STRING_EQUAL(sop_case_id(read), "case 1");
    CU_ASSERT_EQUAL(sop_case_opened(read), sop_instant_parse("2026-03-02T09:00:00Z"));
    for (SopFact fact = 0; fact < play->flow->n_facts; fact++)
        CU_ASSERT_TRUE(sop_value_equal(sop_case_fact(read, fact), sop_case_fact(play->kase, fact)));
    for (SopNode node = 0; node < play->flow->n_nodes; node++)
    {
        CU_ASSERT_EQUAL(sop_case_was_at(read, node), sop_case_was_at(play->kase, node));
        CU_ASSERT_EQUAL(sop_case_is_at(read, node), sop_case_is_at(play->kase, node));
    }
    const char *reference;
    bool verified;
    g_auto(SopValue) expires = SOP_VALUE_NULL;
    CU_ASSERT_TRUE_FATAL(sop_case_document(read, sop_flow_document(play->flow, "form"), &reference,
                                           NULL, &expires, &verified));
    CU_ASSERT_STRING_EQUAL(reference, "F 17/\"x\"");
    CU_ASSERT_TRUE(verified);
    g_autofree char *day = sop_value_to_text(&expires);
    CU_ASSERT_STRING_EQUAL(day, "2026-03-09"); /* valid_for, counted when it was filed */
}

/* No digit is lost, however many there are. */
static void
test_numbers(void)
{
    static const char *const numbers[] = {
        "0",
        "-1",
        "1.50",
        "0.1",
        "1e-300",
        "9007199254740993",
        "123456789012345678901234567890.1234",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
    };
    g_autoptr(Play) play = play_new(text);

    for (unsigned i = 0; i < G_N_ELEMENTS(numbers); i++)
    {
        g_autofree char *given = g_strconcat("number=", numbers[i], NULL);
        DO(play, "fill", "clerk/c1", given, "");
        g_auto(SopValue) expected = sop_value_parse(SOP_NUMBER, numbers[i]);
        g_autofree char *json = sop_case_to_json(play->kase);
        g_autoptr(SopCase) read = sop_case_from_json(play->flow, json, -1, NULL);
        CU_ASSERT_PTR_NOT_NULL_FATAL(read);
        CU_ASSERT_TRUE(
            sop_value_equal(sop_case_fact(read, sop_flow_fact(play->flow, "number")), &expected));
    }
}

static void
test_lists(void)
{
    g_autoptr(Play) play = play_new(text);
    g_autoptr(SopGiven) given = sop_given_new(play->flow);
    g_auto(SopValue) tenth = sop_value_parse(SOP_NUMBER, "0.1");
    SopValue items[] = {sop_value_integer(3), tenth};
    g_auto(SopValue) numbers = sop_value_list(items, 2);
    g_auto(SopValue) none = sop_value_list(NULL, 0);
    SopActor clerk = {.id = "c1", .role = sop_flow_role(play->flow, "clerk")};

    sop_given_set(given, "numbers", numbers);
    sop_given_set(given, "days", none);
    CU_ASSERT_TRUE(sop_case_act(play->kase, sop_flow_action(play->flow, "fill"), &clerk, given,
                                play->now, NULL));
    DO(play, "see", "clerk/c1", NULL, ""); /* through JSON */
    CU_ASSERT_TRUE(
        sop_value_equal(sop_case_fact(play->kase, sop_flow_fact(play->flow, "numbers")), &numbers));
    CU_ASSERT_EQUAL(sop_case_fact(play->kase, sop_flow_fact(play->flow, "days"))->type, SOP_LIST);
}

static void
test_other_flows(void)
{
    static const struct
    {
        const char *old, *new;
    } others[] = {{"id: permit", "id: licence"},
                  {"version: 1.2", "version: 1.3"},
                  {"asks: [number?, ", "asks: ["}};
    g_autoptr(Play) play = play_rich();
    g_autofree char *json = sop_case_to_json(play->kase);

    for (unsigned i = 0; i < G_N_ELEMENTS(others); i++)
    {
        g_auto(GStrv) parts = g_strsplit(text, others[i].old, 2);
        g_autofree char *changed = g_strjoinv(others[i].new, parts);
        g_autoptr(SopFlow) other = play_compile(changed);
        g_autoptr(GError) error = NULL;
        CU_ASSERT_PTR_NULL(sop_case_from_json(other, json, -1, &error));
        CU_ASSERT_TRUE(g_error_matches(error, SOP_CASE_ERROR, SOP_CASE_ERROR_OTHER_FLOW));
    }
}

static void
expect_no_case(SopFlow *flow, const char *json, gssize length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SopCase) read = sop_case_from_json(flow, json, length, &error);

    if (read != NULL)
        g_printerr("\nread as a case: %.2000s\n", json);
    CU_ASSERT_PTR_NULL(read);
    CU_ASSERT_TRUE(read != NULL ||
                   g_error_matches(error, SOP_CASE_ERROR, SOP_CASE_ERROR_NOT_A_CASE));
}

static void
test_no_case_at_all(void)
{
    static const char *const texts[] = {
        "",
        " ",
        "null",
        "[]",
        "{}",
        "3",
        "\"case\"",
        "{\"sopflow_case\": 1",
        "{\"sopflow_case\": 1}}",
        "\xff\xfe",
        "{\"sopflow_case\": /* \" */ 1}",
        "{'sopflow_case': 1}",
        "<case/>",
    };
    g_autoptr(Play) play = play_new(text);

    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        expect_no_case(play->flow, texts[i], -1);
    expect_no_case(play->flow, "{\0}", 3);
    for (const char *open = "[{"; *open != '\0'; open++)
    {
        g_autofree char *deep = g_strnfill(4 * 1024 * 1024, *open);
        expect_no_case(play->flow, deep, -1);
    }
}

/* Each change makes a case that cannot be. */
static void
test_impossible(void)
{
    static const struct
    {
        const char *old, *new;
    } faults[] = {
        {"\"number\" : \"0.1\"", "\"number\" : \"one\""},
        {"\"number\" : \"0.1\"", "\"number\" : 0.1"},
        {"\"number\" : \"0.1\"", "\"number\" : [1]"},
        {"\"number\" : \"0.1\"", "\"numbre\" : \"0.1\""},
        {"\"kind\" : \"old\"", "\"kind\" : \"older\""},
        {"\"day\" : \"2024-02-29\"", "\"day\" : \"2025-02-29\""},
        {"\"yes\" : false", "\"yes\" : \"false\""},
        {"\"decide\",", "\"sign\","},
        {"\"decide\",", "\"work\","},
        {"\"decide\",", "\"\","},
        {"\"decide\",", "\"decide\", \"decide\","},
        {"\"decide\",", "\"papers\","}, /* all finished is no rest */
        {"\"decide\",", "\"apply\", \"decide\","},
        {"\"decide\",", ""},
        {"\"decide\",", "\"wait\","},
        {"\"at\" : [", "\"was\" : ["},
        {"\"closed\" : null", "\"closed\" : \"issued\""},
        {"\"closed\" : null", "\"closed\" : \"nothing\""},
        {"\"finished\" : false", "\"finished\" : true"},
        {"\"issued\" : \"2026-02-27\"", "\"issued\" : \"yesterday\""},
        {"\"sign\" : \"2026-03-02T09:00:00Z\"", "\"sign\" : \"early\""},
        {"\"sign\" : \"2026-03-02T09:00:00Z\"", "\"see\" : \"2026-03-02T09:00:00Z\""},
        {"\"opened\" : \"2026-03-02T09:00:00Z\"", "\"opened\" : \"2026-03-02\""},
        {"\"entered\" : \"2026-03-02T09:00:00Z\"", "\"entered\" : null"},
        {"\"site\" : \"good\"", "\"site\" : \"fine\""},
        {"\"site\" : \"good\"", "\"papers\" : \"good\""},
        {"\"id\" : \"case 1\"", "\"id\" : 1"},
        {"\"sopflow_case\" : 1", "\"sopflow_case\" : 2"},
    };
    g_autoptr(Play) play = play_rich();
    g_autofree char *json = sop_case_to_json(play->kase);

    for (unsigned i = 0; i < G_N_ELEMENTS(faults); i++)
    {
        g_auto(GStrv) parts = g_strsplit(json, faults[i].old, 2);
        if (g_strv_length(parts) != 2)
            g_printerr("not in the case: %s\n%s\n", faults[i].old, json);
        CU_ASSERT_EQUAL_FATAL(g_strv_length(parts), 2);
        g_autofree char *broken = g_strjoinv(faults[i].new, parts);
        expect_no_case(play->flow, broken, -1);
    }
}

/* ---- hostile --------------------------------------------------------------------------------- */

static void
mutate(GString *json, Random *random)
{
    static const char bytes[] = "\"{}[]:,0129ae\\ -.nult\0\xc3";
    unsigned n_changes = 1 + random_below(random, 3);

    for (unsigned i = 0; i < n_changes && json->len > 1; i++)
    {
        gsize at = random_below(random, (uint32_t) json->len);
        gsize from = random_below(random, (uint32_t) json->len);
        gsize length = random_below(random, 12);
        switch (random_below(random, 4))
        {
        case 0:
            json->str[at] = bytes[random_below(random, sizeof bytes - 1)];
            break;
        case 1:
            g_string_erase(json, (gssize) at, (gssize) MIN(length, json->len - at));
            break;
        case 2:
            g_string_insert_c(json, (gssize) at, bytes[random_below(random, sizeof bytes - 1)]);
            break;
        default:
        {
            g_autofree char *piece = g_memdup2(json->str + from, MIN(length, json->len - from) + 1);
            g_string_insert_len(json, (gssize) at, piece, (gssize) MIN(length, json->len - from));
        }
        }
    }
}

/* What was read must be a case that can go on: whole, acted upon, written and read again. */
static void
use(SopFlow *flow, SopCase *read, SopInstant now)
{
    SopActor clerk = {.id = "c1", .role = sop_flow_role(flow, "clerk")};

    CU_ASSERT_TRUE(play_is_whole(read));
    sop_options_free(sop_case_options(read, &clerk, now));
    for (SopAction action = 0; action < flow->n_actions; action++)
    {
        sop_case_act(read, action, &clerk, NULL, now, NULL);
        CU_ASSERT_TRUE(play_is_whole(read));
    }
    g_autofree char *json = sop_case_to_json(read);
    g_autoptr(SopCase) again = sop_case_from_json(flow, json, -1, NULL);
    CU_ASSERT_PTR_NOT_NULL(again);
}

static void
test_mutations(void)
{
    enum
    {
        ROUNDS = 20000,
        SEED = 20260302
    };
    g_autoptr(Play) play = play_rich();
    g_autofree char *json = sop_case_to_json(play->kase);
    Random random = {SEED};
    unsigned n_read = 0;

    printf("(seed %d) ", SEED);
    for (unsigned i = 0; i < ROUNDS; i++)
    {
        g_autoptr(GString) broken = g_string_new(json);
        g_autoptr(GError) error = NULL;
        mutate(broken, &random);
        g_autoptr(SopCase) read =
            sop_case_from_json(play->flow, broken->str, (gssize) broken->len, &error);
        CU_ASSERT_EQUAL(read == NULL, error != NULL);
        if (read == NULL)
            continue;
        n_read++;
        use(play->flow, read, play->now);
    }
    CU_ASSERT_TRUE(n_read > ROUNDS / 100 && n_read < ROUNDS);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"everything", test_everything},
        {"numbers", test_numbers},
        {"lists", test_lists},
        {"other flows", test_other_flows},
        {"no case at all", test_no_case_at_all},
        {"impossible", test_impossible},
        {"mutations", test_mutations},
        {NULL, NULL},
    };
    g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
    return sop_test_main("case: JSON", tests, argc, argv);
}
