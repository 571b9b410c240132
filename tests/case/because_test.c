/* SPDX-License-Identifier: Apache-2.0 */
/* What decided a condition of a refused act: because.txt beside this has the conditions, what is given,
 * and what must be said in three languages. */
#include <string.h>

#include "case/play.h"

static const char head[] =
    "sopflow: 1\n"
    "id: permit\n"
    "languages: [en, fr, zh]\n"
    "title: {en: Permit, fr: Permis, zh: 许可}\n"
    "timezone: Asia/Shanghai\n"
    "roles: {clerk: {title: {en: Clerk, fr: Agent, zh: 职员}}}\n"
    "documents: {passport: {title: {en: Passport, fr: Passeport, zh: 护照}}}\n"
    "facts:\n"
    "  age: {type: number, title: {en: Age, fr: Âge, zh: 年龄}}\n"
    "  consent: {type: boolean, title: {en: Consent, fr: Accord, zh: 同意}}\n"
    "  expiry: {type: date, title: {en: Passport expiry, fr: Expiration du passeport, zh: 护照有效期至}}\n"
    "  departure: {type: date, title: {en: Departure, fr: Départ, zh: 出发日}}\n"
    "  languages: {type: list of text, title: {en: Languages, fr: Langues, zh: 语言}}\n"
    "  status:\n"
    "    type: choice\n"
    "    title: {en: Status, fr: Statut, zh: 身份}\n"
    "    values:\n"
    "      regular: {en: Regular, fr: Régulier, zh: 合法}\n"
    "      irregular: {en: Irregular, fr: Irrégulier, zh: 非正常}\n"
    "      asylum_pending: {en: Asylum pending, fr: Demande en cours, zh: 待审}\n"
    "outcomes: {over: {title: Over}}\n"
    "steps:\n"
    "  desk:\n"
    "    by: clerk\n"
    "    actions:\n"
    "      leave: {to: other}\n"
    "      go:\n"
    "        asks: [age?, consent?, expiry?, departure?, languages?, status?]\n"
    "        to: {close: over}\n"
    "        when: ";

static const char tail[] =
    "\n  other: {title: {en: Other}, by: clerk, actions: {end: {to: {close: over}}}}\n";

/* "one / two / or three". */
static char *
say_all(const SopReason *reason, const char *language)
{
    g_autoptr(SopFeelReasons) because = sop_reason_because(reason);
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; because != NULL && i < sop_feel_reasons_count(because); i++)
    {
        const SopFeelReason *one = sop_feel_reasons_at(because, i);
        g_autofree char *said = sop_reason_say_because(reason, one, language);
        g_string_append_printf(text, "%s%s%s", i > 0 ? " / " : "", one->alternative ? "or " : "",
                               said);
    }
    return g_string_free(text, FALSE);
}

static Play *
play_of_condition(const char *condition)
{
    g_autofree char *text = g_strconcat(head, "'", condition, "'", tail, NULL);

    return play_new(text);
}

static void
check_line(const char *line)
{
    static const char *const languages[] = {"en", "fr", "zh"};
    g_auto(GStrv) parts = g_strsplit(line, " | ", 5);

    if (line[0] == '#' || line[0] == '\0')
        return;
    CU_ASSERT_EQUAL_FATAL(g_strv_length(parts), 5);
    g_autoptr(Play) play = play_of_condition(parts[0]);
    const char *given = g_strstrip(parts[1]);
    play_do(play, "go", "clerk/c1", given[0] != '-' ? given : NULL);
    CU_ASSERT_EQUAL_FATAL(sop_verdict_count_reasons(play->verdict), 1);
    for (unsigned i = 0; i < G_N_ELEMENTS(languages); i++)
    {
        g_autofree char *said = say_all(sop_verdict_reason(play->verdict, 0), languages[i]);
        sop_test_same_text(parts[0], said, parts[2 + i]);
    }
}

static void
test_table(void)
{
    g_autofree char *text = sop_test_read("tests/case/because.txt");
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (char **line = lines; *line != NULL; line++)
        check_line(*line);
}

static void
expect_sentence(const Play *play, const char *language, const char *expected)
{
    g_autofree char *said = sop_reason_sentence(sop_verdict_reason(play->verdict, 0), language);

    sop_test_same_text("sentence", said, expected);
}

static void
test_sentences(void)
{
    g_autoptr(Play) play = play_of_condition("age >= 18 or consent and status = \"regular\"");

    DO(play, "go", "clerk/c1", "age=17; consent=false; status=irregular", "condition_false");
    expect_sentence(play, "en",
                    "A condition is not met. Age: 17; needed: 18 or more. Or: Consent: no; needed: "
                    "yes. Status: Irregular; needed: Regular. This can be mended by: Clerk.");
    expect_sentence(
        play, "zh",
        "条件不满足。年龄：17；要求：不少于 18。或者：同意：否；要求：是。身份：非正常；"
        "要求：合法。可由以下人员补正：职员。");
    DO(play, "go", "clerk/c1", "age=17; status=regular", "condition_unknown");
    expect_sentence(play, "en",
                    "It is not known whether a condition is met (Age: 18 or more, or (Consent: "
                    "yes, and Status: Regular)). Consent: not yet known. This can be mended by: "
                    "Clerk.");
}

/* Where the part is written; and that it is told as it was, when the case has gone on. */
static void
test_place_and_time(void)
{
    g_autoptr(Play) play = play_of_condition("age > 3 and  actor.id = \"c2\"");
    unsigned line, column;

    DO(play, "go", "clerk/c1", "age=4", "condition_false");
    const SopReason *reason = sop_verdict_reason(play->verdict, 0);
    g_autoptr(SopFeelReasons) because = sop_reason_because(reason);
    CU_ASSERT_EQUAL_FATAL(sop_feel_reasons_count(because), 1);
    const SopFeelReason *one = sop_feel_reasons_at(because, 0);
    CU_ASSERT_STRING_EQUAL(one->text, "`actor.id` is \"c1\", needed \"c2\"");
    sop_reason_find_because(reason, one, &line, &column);
    CU_ASSERT_EQUAL(line, sop_reason_line(reason));
    CU_ASSERT_EQUAL(column, sop_reason_column(reason) + strlen("'age > 3 and  "));

    SopActor clerk = {.id = "c2", .role = sop_flow_role(play->flow, "clerk")};
    CU_ASSERT_TRUE(sop_case_act(play->kase, sop_flow_action(play->flow, "leave"), &clerk, NULL,
                                play->now, NULL));
    g_autofree char *said = sop_reason_say_because(reason, one, NULL);
    CU_ASSERT_STRING_EQUAL(said, "Who acts: c1; needed: c2");
}

/* Other reasons have none. */
static void
test_none(void)
{
    g_autoptr(Play) play = play_of_condition("age > 3");

    DO(play, "end", "clerk/c1", NULL, "not_offered");
    CU_ASSERT_PTR_NULL(sop_reason_because(sop_verdict_reason(play->verdict, 0)));
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"table", test_table},
        {"sentences", test_sentences},
        {"place and time", test_place_and_time},
        {"none", test_none},
        {NULL, NULL},
    };

    return sop_test_main("case: because", tests, argc, argv);
}
