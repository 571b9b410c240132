/* SPDX-License-Identifier: Apache-2.0 */
/* Options: what may be done next, by whom, with what, and what stands in the way. Asking changes
 * nothing. */
#include "case/play.h"

#define HEAD                                                                \
    "sopflow: 1\n"                                                          \
    "id: permit\n"                                                          \
    "title: Permit\n"                                                       \
    "timezone: Asia/Shanghai\n"                                             \
    "roles:\n"                                                              \
    "  clerk: {title: Clerk}\n"                                             \
    "  chief: {title: Chief}\n"                                             \
    "  owner: {title: Owner, recorded_by: [clerk]}\n"                       \
    "actor: {office: {type: text}}\n"                                       \
    "documents:\n"                                                          \
    "  plan: {title: Plan, valid_for: 10 days}\n"                           \
    "  letter: {title: Letter}\n"                                           \
    "facts:\n"                                                              \
    "  age: {type: number, range: \"[0..120]\", title: Age}\n"              \
    "  fit: {type: boolean, title: Fit}\n"                                  \
    "  kind: {type: choice, values: [new, old], title: Kind}\n"             \
    "  born: {type: date, title: Born}\n"                                   \
    "  notes: {type: list of text, title: Notes}\n"                         \
    "  count: {type: number, starts: 0, range: \"[0..2]\", title: Count}\n" \
    "outcomes: {issued: {title: Issued}, refused: {title: Refused}}\n"

static char *
describe_options(const SopOptions *options, const SopFlow *flow)
{
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; i < sop_options_count(options); i++)
    {
        g_string_append_printf(
            text, "%s:", sop_flow_name(flow, SOP_TABLE_ACTIONS, sop_options_action(options, i)));
        SopRole roles[SOP_LIMIT_ROLES];
        unsigned n_roles = sop_options_roles(options, i, roles, SOP_LIMIT_ROLES);
        for (unsigned k = 0; k < n_roles; k++)
            g_string_append_printf(text, " %s", sop_flow_name(flow, SOP_TABLE_ROLES, roles[k]));
        for (unsigned k = 0; k < sop_options_count_asks(options, i); k++)
        {
            SopAsked asked = sop_options_asked(options, i, k);
            SopTable table = asked.fact != SOP_NONE ? SOP_TABLE_FACTS : SOP_TABLE_DOCUMENTS;
            g_string_append_printf(
                text, " +%s%s",
                sop_flow_name(flow, table, asked.fact != SOP_NONE ? asked.fact : asked.document),
                asked.optional ? "?" : "");
        }
        for (unsigned k = 0; k < sop_options_count_reasons(options, i); k++)
            g_string_append_printf(
                text, " !%s",
                sop_reason_code_name(sop_reason_code(sop_options_reason(options, i, k))));
        CU_ASSERT_EQUAL(sop_options_open(options, i), sop_options_count_reasons(options, i) == 0);
        g_string_append_c(text, '\n');
    }
    return g_string_free(text, FALSE);
}

static void
check_options(const Play *play, const SopActor *actor, const char *expected)
{
    g_autofree char *before = sop_case_to_json(play->kase);
    g_autoptr(SopOptions) options = sop_case_options(play->kase, actor, play->now);
    g_autofree char *described = describe_options(options, play->flow);
    g_autofree char *after = sop_case_to_json(play->kase);

    sop_test_same_text("options", described, expected);
    sop_test_same_text("the case after asking for options", after, before);
}

static void
test_options(void)
{
    g_autoptr(Play) play = play_new(
        HEAD
        "steps:\n"
        "  work:\n"
        "    by: clerk\n"
        "    actions: {withdraw: {by: owner, to: {close: refused}}, check: {by: chief}}\n"
        "    steps:\n"
        "      desk:\n"
        "        actions:\n"
        "          check: {asks: [age, plan, kind?], requires: [plan, letter], when: age > 17, not_before: 2 hours, to: last}\n"
        "          file_letter: {asks: [letter], separate_from: file_letter}\n"
        "          either: {asks: [letter], requires: [{any: [plan, letter]}]}\n"
        "      last: {actions: {issue: {when: 'actor.office = \"north\"', to: {close: issued}}}}\n");
    SopValue office = sop_value_text("north");
    SopActor owner = {.id = "o1", .role = sop_flow_role(play->flow, "owner")};
    SopActor clerk = {.id = "c1", .role = sop_flow_role(play->flow, "clerk")};

    check_options(play, NULL,
                  "check: clerk +age +plan +kind? !missing_document !too_early\n"
                  "file_letter: clerk +letter\n"
                  "either: clerk +letter\n"
                  "withdraw: owner\n");
    check_options(play, &owner,
                  "check: clerk +age +plan +kind? !wrong_role !missing_document !too_early\n"
                  "file_letter: clerk +letter !wrong_role\n"
                  "either: clerk +letter !wrong_role\n"
                  "withdraw: owner\n");
    DO(play, "file_letter", "clerk/c1", "letter={,,}", "");
    play_wait(play, 2);
    check_options(play, &clerk,
                  "check: clerk +age +plan +kind?\n"
                  "file_letter: clerk +letter !same_person\n"
                  "either: clerk +letter\n"
                  "withdraw: owner !wrong_role\n");
    DO(play, "check", "clerk/c1", "age=18; plan={,,}", "");
    check_options(play, NULL, "issue: clerk\nwithdraw: owner\ncheck: chief\n");
    check_options(
        play, &clerk,
        "issue: clerk !condition_unknown\nwithdraw: owner !wrong_role\ncheck: chief !wrong_role\n");
    clerk.details = &office;
    check_options(play, &clerk,
                  "issue: clerk\nwithdraw: owner !wrong_role\ncheck: chief !wrong_role\n");
    CU_ASSERT_TRUE(sop_case_act(play->kase, sop_flow_action(play->flow, "issue"), &clerk, NULL,
                                play->now, NULL));
    check_options(play, NULL, "");
    sop_value_clear(&office);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {{"options", test_options}, {NULL, NULL}};
    return sop_test_main("case: options", tests, argc, argv);
}
