/* SPDX-License-Identifier: Apache-2.0 */
/* Acting: every reason for which an act is refused, alone and together, and what an accepted act
 * does. That a refusal changes nothing is checked of every act (play.h). */
#include "case/play.h"

#include <string.h>

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

/* ---- which action ---------------------------------------------------------------------------- */

static void
test_closed_and_not_offered(void)
{
    g_autoptr(Play) play = play_new(
        HEAD
        "steps:\n"
        "  desk: {by: clerk, actions: {look: {to: work}}}\n"
        "  work: {by: clerk, actions: {issue: {when: fit, to: {close: issued}}, end: {to: {close: refused}}}}\n");

    DO(play, "issue", "owner/o1", "age=5", "not_offered"); /* stands alone */
    DO(play, "no_such", "clerk/c1", NULL, "not_offered");
    DO(play, "look", "clerk/c1", NULL, "");
    DO(play, "end", "clerk/c1", NULL, "");
    AT(play, "closed: refused");
    DO(play, "issue", "owner/o1", "age=5", "closed");
    DO(play, "no_such", "clerk/c1", NULL, "closed");
}

/* ---- who ------------------------------------------------------------------------------------- */

static const char persons[] = HEAD
    "steps:\n"
    "  desk: {by: owner, actions: {apply: {to: work}}}\n"
    "  work: {by: clerk, actions: {check: {by: [clerk, owner], to: sign}}}\n"
    "  sign: {by: [chief, clerk], actions: {issue: {separate_from: [apply, check], to: {close: issued}}}}\n";

static void
test_wrong_role(void)
{
    g_autoptr(Play) play = play_new(persons);

    DO(play, "apply", "clerk/c1", NULL, "wrong_role");
    DO(play, "apply", "nobody/n1", NULL, "wrong_role");
    DO(play, "apply", "chief/h1 for owner/o1", NULL, "wrong_role"); /* may not enter owners' acts */
    DO(play, "apply", "clerk/c1 for chief/h1", NULL, "wrong_role");
    DO(play, "apply", "owner/o1", NULL, "");
    AT(play, "work");
}

static void
test_recorded_by(void)
{
    g_autoptr(Play) play = play_new(persons);

    DO(play, "apply", "clerk/c1 for owner/o1", NULL, "");
    DO(play, "check", "owner/o1 for clerk/c2", NULL,
       "wrong_role"); /* nobody enters a clerk's acts */
    DO(play, "check", "clerk/c2", NULL, "");
    DO(play, "issue", "clerk/c1", NULL, "same_person"); /* four eyes look at who entered it… */
    DO(play, "issue", "chief/o1", NULL, "same_person"); /* …and at whose act it was */
    DO(play, "issue", "clerk/c2", NULL, "same_person");
    DO(play, "issue", "chief/h1", NULL, "");
}

static void
test_same_person_twice(void)
{
    g_autoptr(Play) play = play_new(persons);

    DO(play, "apply", "owner/o1", NULL, "");
    DO(play, "check", "owner/o1", NULL, "");
    DO(play, "issue", "chief/o1", NULL, "same_person, same_person");
    DO(play, "issue", "owner/o1", NULL, "same_person, same_person, wrong_role");
}

/* ---- what is given --------------------------------------------------------------------------- */

static const char giving[] = HEAD "steps:\n"
                                  "  desk:\n"
                                  "    by: clerk\n"
                                  "    actions:\n"
                                  "      fill: {asks: [age, kind?, plan, letter?, born?, notes?]}\n"
                                  "      bare: {}\n";

static void
test_not_given(void)
{
    g_autoptr(Play) play = play_new(giving);

    DO(play, "fill", "clerk/c1", NULL, "not_given, not_given");
    DO(play, "fill", "clerk/c1", "age=null; plan={,,}", "not_given"); /* a null is not given */
    DO(play, "fill", "clerk/c1", "age=3; plan={,,}", "");
    DO(play, "fill", "clerk/c1", "age=3; plan={,,}; kind=null", "");
}

static void
test_not_asked(void)
{
    g_autoptr(Play) play = play_new(giving);

    DO(play, "bare", "clerk/c1", "age=3", "not_asked");
    DO(play, "bare", "clerk/c1", "plan={,,}; fit=true; unheard_of=1",
       "not_asked, not_asked, not_asked");
    DO(play, "bare", "clerk/c1", "fit=null", "");
}

static void
test_wrong_value(void)
{
    g_autoptr(Play) play = play_new(giving);

    DO(play, "fill", "clerk/c1", "age=many; plan={,,}", "wrong_value");
    DO(play, "fill", "clerk/c1", "age=121; plan={,,}", "wrong_value");
    DO(play, "fill", "clerk/c1", "age=3; plan={,,}; kind=newer", "wrong_value");
    DO(play, "fill", "clerk/c1", "age=3; plan={,,}; kind=true", "wrong_value");
    DO(play, "fill", "clerk/c1", "age=3; plan={,,}; born=2026-02-30", "wrong_value");
    DO(play, "fill", "clerk/c1", "age=3; plan={,,}; notes=one", "wrong_value");
    DO(play, "fill", "clerk/c1", "age={,,}; plan={,,}", "wrong_value");
    DO(play, "fill", "clerk/c1", "age=3; plan=F-17", "wrong_value");
    DO(play, "fill", "clerk/c1", "age=3; plan={F-17,2026-13-01,}", "wrong_value");
    DO(play, "fill", "clerk/c1", "age=3; plan={F-17,,soon}", "wrong_value");
    DO(play, "fill", "clerk/c1", "age=1e3; kind=3; plan=x; letter=y",
       "wrong_value, wrong_value, wrong_value, wrong_value");
    DO(play, "fill", "clerk/c1", "age=0.5; plan={F-17,2026-01-01,2027-01-01}; born=2020-02-29", "");
    g_autofree char *age = play_fact(play, "age");
    CU_ASSERT_STRING_EQUAL(age, "0.5");
}

/* ---- documents ------------------------------------------------------------------------------- */

static const char papers[] =
    HEAD "steps:\n"
         "  desk:\n"
         "    by: clerk\n"
         "    actions:\n"
         "      file_plan: {asks: [plan]}\n"
         "      file_letter: {asks: [letter]}\n"
         "      verify_plan: {verifies: [plan]}\n"
         "      give_back: {returns: [plan, letter]}\n"
         "      plain: {requires: [plan]}\n"
         "      verified: {requires: [{document: plan, verified: true}]}\n"
         "      long: {requires: [{document: letter, valid: 5 days}]}\n"
         "      anchored: {requires: [{document: letter, valid: 5 days after plain}]}\n"
         "      fresh: {requires: [{document: letter, issued_within: 2 days}]}\n"
         "      either: {requires: [{any: [plan, letter], verified: true}]}\n"
         "      adult: {asks: [age?], requires: [{document: letter, when: age < 18}]}\n";

static void
test_missing_document(void)
{
    g_autoptr(Play) play = play_new(papers);

    DO(play, "plain", "clerk/c1", NULL, "missing_document");
    DO(play, "either", "clerk/c1", NULL, "missing_document");
    DO(play, "verify_plan", "clerk/c1", NULL, "missing_document");
    DO(play, "give_back", "clerk/c1", NULL, ""); /* takes off file what is there */
    DO(play, "file_plan", "clerk/c1", "plan={,,}", "");
    DO(play, "plain", "clerk/c1", NULL, "");
    DO(play, "give_back", "clerk/c1", NULL, "");
    DO(play, "plain", "clerk/c1", NULL, "missing_document");
}

static void
test_not_verified(void)
{
    g_autoptr(Play) play = play_new(papers);

    DO(play, "file_plan", "clerk/c1", "plan={,,}", "");
    DO(play, "verified", "clerk/c1", NULL, "not_verified");
    DO(play, "verify_plan", "clerk/c1", NULL, "");
    DO(play, "verified", "clerk/c1", NULL, "");
    DO(play, "file_plan", "clerk/c1", "plan={,,}", ""); /* filing again loses the mark */
    DO(play, "verified", "clerk/c1", NULL, "not_verified");
    DO(play, "file_letter", "clerk/c1", "letter={,,2026-01-01}", "");
    DO(play, "either", "clerk/c1", NULL,
       "not_valid, not_verified, not_verified"); /* of both on file */
}

static void
test_not_valid(void)
{
    g_autoptr(Play) play = play_new(papers);

    DO(play, "long", "clerk/c1", NULL, "missing_document");
    DO(play, "file_letter", "clerk/c1", "letter={,,}", "");
    DO(play, "long", "clerk/c1", NULL, "not_valid"); /* no known expiry */
    DO(play, "file_letter", "clerk/c1", "letter={,,2026-03-06}", "");
    DO(play, "long", "clerk/c1", NULL, "not_valid");
    DO(play, "file_letter", "clerk/c1", "letter={,,2026-03-07}", "");
    DO(play, "long", "clerk/c1", NULL, "");
    DO(play, "anchored", "clerk/c1", NULL, "not_valid"); /* the anchor is not known */
    DO(play, "file_plan", "clerk/c1", "plan={,,}", "");
    DO(play, "plain", "clerk/c1", NULL, "");
    DO(play, "anchored", "clerk/c1", NULL, "");
}

/* A document is good to the end of the local day it expires. */
static void
test_expiry(void)
{
    g_autoptr(Play) play = play_new(papers);

    DO(play, "file_plan", "clerk/c1", "plan={,,2026-03-03}", "");
    play_wait(play, 24 + 6); /* 23:00 in Shanghai */
    DO(play, "plain", "clerk/c1", NULL, "");
    play_wait(play, 1);
    DO(play, "plain", "clerk/c1", NULL, "not_valid");
    DO(play, "file_plan", "clerk/c1", "plan={,2026-03-01,2027-03-03}",
       ""); /* valid_for: the earlier holds */
    play_wait(play, 24 * 7);
    DO(play, "plain", "clerk/c1", NULL, "");
    play_wait(play, 24);
    DO(play, "plain", "clerk/c1", NULL, "not_valid");
}

/* `issued_within: 2 days` holds to the end of the second day after issue. */
static void
test_issued_within(void)
{
    g_autoptr(Play) play = play_new(papers);

    DO(play, "file_letter", "clerk/c1", "letter={,2026-02-27,}", "");
    DO(play, "fresh", "clerk/c1", NULL, "not_valid");
    DO(play, "file_letter", "clerk/c1", "letter={,2026-02-28,}", "");
    DO(play, "fresh", "clerk/c1", NULL, "");
    play_wait(play, 7);
    DO(play, "fresh", "clerk/c1", NULL, "not_valid");
}

static void
test_required_when(void)
{
    g_autoptr(Play) play = play_new(papers);

    DO(play, "adult", "clerk/c1", NULL, "condition_unknown");
    DO(play, "adult", "clerk/c1", "age=17", "missing_document");
    DO(play, "adult", "clerk/c1", "age=18", "");
    DO(play, "adult", "clerk/c1", "age=old",
       "condition_unknown, wrong_value"); /* a wrong value counts as unknown */
    DO(play, "adult", "clerk/c1", NULL, "");
}

/* ---- when ------------------------------------------------------------------------------------ */

static const char moments[] = HEAD "steps:\n"
                                   "  desk:\n"
                                   "    by: clerk\n"
                                   "    actions:\n"
                                   "      apply: {}\n"
                                   "      early: {not_before: 5 hours}\n"
                                   "      late: {not_after: 5 hours}\n"
                                   "      reflect: {not_before: 2 days after apply}\n"
                                   "      object: {not_after: 2 days after apply}\n"
                                   "      again: {to: desk}\n";

static void
test_hours(void)
{
    g_autoptr(Play) play = play_new(moments);

    DO(play, "early", "clerk/c1", NULL, "too_early");
    DO(play, "late", "clerk/c1", NULL, "");
    play_wait(play, 5);
    DO(play, "early", "clerk/c1", NULL, "");
    DO(play, "late", "clerk/c1", NULL, ""); /* in hours: over after it */
    play->now += 1;
    DO(play, "late", "clerk/c1", NULL, "too_late");
    DO(play, "again", "clerk/c1", NULL, ""); /* leaves and enters: the clock restarts */
    DO(play, "early", "clerk/c1", NULL, "too_early");
    DO(play, "late", "clerk/c1", NULL, "");
}

static void
test_days(void)
{
    g_autoptr(Play) play = play_new(moments);

    DO(play, "reflect", "clerk/c1", NULL, "too_early"); /* the anchor is not known */
    DO(play, "object", "clerk/c1", NULL, "too_late");
    DO(play, "apply", "clerk/c1", NULL, "");
    DO(play, "object", "clerk/c1", NULL, "");
    play_wait(play, 48 + 6); /* the second day after, 23:00 */
    DO(play, "reflect", "clerk/c1", NULL, "too_early");
    DO(play, "object", "clerk/c1", NULL, "");
    CU_ASSERT_EQUAL(sop_verdict_count_reasons(play->verdict), 0);
    play_wait(play, 1);
    DO(play, "reflect", "clerk/c1", NULL, "");
    DO(play, "object", "clerk/c1", NULL, "too_late"); /* in days: over when the last day ends */
    CU_ASSERT_EQUAL(sop_reason_instant(sop_verdict_reason(play->verdict, 0)),
                    sop_instant_parse("2026-03-05T00:00:00+08:00"));
    DO(play, "apply", "clerk/c1", NULL, ""); /* its last time counts */
    DO(play, "reflect", "clerk/c1", NULL, "too_early");
}

/* ---- conditions and effects ------------------------------------------------------------------ */

static const char effects[] = HEAD
    "steps:\n"
    "  desk:\n"
    "    by: clerk\n"
    "    actions:\n"
    "      guarded: {asks: [fit?], when: fit}\n"
    "      mine: {when: 'actor.role = \"clerk\" and actor.id != \"c2\"'}\n"
    "      add: {sets: {count: count + 1}}\n"
    "      chain: {asks: [age], sets: {count: 1, fit: count = 1, age: null}}\n"
    "      past: {when: done.add != null, sets: {fit: done.past = now()}}\n"
    "      choose_it: {asks: [age?], sets: {fit: true}, to: [{when: age > 100, to: {close: refused}}, {to: sort}]}\n"
    "      tell: {informs: [chief, owner]}\n"
    "  sort: {choose: [{when: 'kind = \"new\"', to: {close: issued}}, {when: 'kind = \"old\"', to: desk}, {to: last}]}\n"
    "  last: {by: clerk, actions: {look_at: {asks: [kind], to: sort}}}\n";

static void
test_conditions(void)
{
    g_autoptr(Play) play = play_new(effects);

    DO(play, "guarded", "clerk/c1", NULL, "condition_unknown");
    DO(play, "guarded", "clerk/c1", "fit=false", "condition_false");
    DO(play, "guarded", "clerk/c1", NULL, "condition_unknown"); /* what was given then was undone */
    DO(play, "guarded", "clerk/c1", "fit=true", "");
    DO(play, "guarded", "clerk/c1", NULL, "");
    DO(play, "mine", "clerk/c1", NULL, "");
    DO(play, "mine", "clerk/c2", NULL, "condition_false");
}

static void
test_sets(void)
{
    g_autoptr(Play) play = play_new(effects);

    DO(play, "past", "clerk/c1", NULL, "condition_false");
    DO(play, "add", "clerk/c1", NULL, "");
    DO(play, "past", "clerk/c1", NULL, ""); /* `done` already counts the act itself */
    g_autofree char *fit = play_fact(play, "fit");
    CU_ASSERT_STRING_EQUAL(fit, "true");
    DO(play, "chain", "clerk/c1", "age=9", ""); /* top to bottom */
    g_autofree char *fit_again = play_fact(play, "fit");
    g_autofree char *age = play_fact(play, "age");
    CU_ASSERT_STRING_EQUAL(fit_again, "true");
    CU_ASSERT_STRING_EQUAL(age, "unknown"); /* `null` makes unknown again */
    DO(play, "add", "clerk/c1", NULL, "");
    DO(play, "add", "clerk/c1", NULL, "wrong_value"); /* out of its range */
}

static void
test_undecided(void)
{
    g_autoptr(Play) play = play_new(effects);

    DO(play, "choose_it", "clerk/c1", NULL, "undecided");     /* its own branch */
    DO(play, "choose_it", "clerk/c1", "age=30", "undecided"); /* the decision on the way */
    g_autofree char *fit = play_fact(play, "fit");
    CU_ASSERT_STRING_EQUAL(fit, "unknown"); /* the effects are undone */
    DO(play, "choose_it", "owner/o1", "age=30",
       "wrong_role"); /* effects are not tried when judged otherwise */
    DO(play, "choose_it", "clerk/c1", "age=101", "");
    AT(play, "closed: refused");
}

static void
expect_sentence(const Play *play, const char *expected)
{
    CU_ASSERT_EQUAL_FATAL(sop_verdict_count_reasons(play->verdict), 1);
    g_autofree char *said = sop_reason_sentence(sop_verdict_reason(play->verdict, 0), "en");
    sop_test_same_text("sentence", said, expected);
}

static void
test_ways_to_be_undecided(void)
{
    g_autoptr(Play) play = play_new(
        HEAD
        "steps:\n"
        "  desk: {by: clerk, actions: {turn: {to: here}, sort_it: {asks: [age?], to: sort}}}\n"
        "  here: {choose: [{to: there}]}\n"
        "  there: {title: There, choose: [{when: fit = null, to: here}, {when: fit, to: desk}]}\n"
        "  sort: {title: Sort, choose: [{when: age < 18, to: {close: refused}}]}\n");

    DO(play, "turn", "clerk/c1", NULL, "undecided");
    expect_sentence(play, "At “here” the decisions lead in a circle and come to no rest.");
    DO(play, "sort_it", "clerk/c1", NULL, "undecided");
    expect_sentence(play,
                    "At “Sort” it cannot be decided how to go on (Age: under 18). Age: not yet "
                    "known. This can be mended by: Clerk.");
    DO(play, "sort_it", "clerk/c1", "age=20", "undecided");
    expect_sentence(play, "At “Sort” no rule says how to go on from here.");
    AT(play, "desk");
}

static void
test_informs(void)
{
    g_autoptr(Play) play = play_new(effects);
    unsigned n_roles;

    DO(play, "tell", "clerk/c1", NULL, "");
    const SopRole *roles = sop_verdict_informs(play->verdict, &n_roles);
    CU_ASSERT_EQUAL_FATAL(n_roles, 2);
    CU_ASSERT_EQUAL(roles[0], sop_flow_role(play->flow, "chief"));
    CU_ASSERT_EQUAL(roles[1], sop_flow_role(play->flow, "owner"));
    DO(play, "guarded", "clerk/c1", NULL, "condition_unknown");
    sop_verdict_informs(play->verdict, &n_roles);
    CU_ASSERT_EQUAL(n_roles, 0);
}

static void
test_all_at_once(void)
{
    g_autoptr(Play) play =
        play_new(HEAD "steps:\n"
                      "  desk: {by: clerk, actions: {apply: {to: work}}}\n"
                      "  work:\n"
                      "    by: chief\n"
                      "    actions:\n"
                      "      issue:\n"
                      "        asks: [age, kind]\n"
                      "        requires: [plan, {document: letter, when: age < 18}]\n"
                      "        verifies: [letter]\n"
                      "        separate_from: apply\n"
                      "        not_before: 3 hours\n"
                      "        not_after: 1 day after issue\n"
                      "        when: fit\n"
                      "        to: {close: issued}\n");

    DO(play, "apply", "clerk/c1", NULL, "");
    DO(play, "issue", "clerk/c1", "kind=odd; born=2020-01-01",
       "condition_unknown, condition_unknown, missing_document, missing_document, not_asked, not_given, same_person, "
       "too_early, too_late, wrong_role, wrong_value");
    for (unsigned i = 0; i < sop_verdict_count_reasons(play->verdict); i++)
    {
        const SopReason *reason = sop_verdict_reason(play->verdict, i);
        static const char *const languages[] = {"en", "fr", "zh"};
        for (unsigned k = 0; k < G_N_ELEMENTS(languages); k++)
        {
            g_autofree char *sentence = sop_reason_sentence(reason, languages[k]);
            CU_ASSERT_TRUE(strlen(sentence) > 10 && strchr(sentence, '{') == NULL);
        }
        CU_ASSERT_STRING_EQUAL(sop_reason_file(reason), "play.sop.yaml");
        CU_ASSERT_TRUE(sop_reason_line(reason) >= 23 && sop_reason_column(reason) > 0);
    }
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"closed, not_offered", test_closed_and_not_offered},
        {"wrong_role", test_wrong_role},
        {"recorded_by", test_recorded_by},
        {"same_person twice", test_same_person_twice},
        {"not_given", test_not_given},
        {"not_asked", test_not_asked},
        {"wrong_value", test_wrong_value},
        {"missing_document", test_missing_document},
        {"not_verified", test_not_verified},
        {"not_valid", test_not_valid},
        {"expiry", test_expiry},
        {"issued_within", test_issued_within},
        {"required when", test_required_when},
        {"moments in hours", test_hours},
        {"moments in days", test_days},
        {"conditions", test_conditions},
        {"sets", test_sets},
        {"undecided", test_undecided},
        {"ways to be undecided", test_ways_to_be_undecided},
        {"informs", test_informs},
        {"all at once", test_all_at_once},
        {NULL, NULL},
    };
    return sop_test_main("case: acts", tests, argc, argv);
}
