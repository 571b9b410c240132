/* SPDX-License-Identifier: Apache-2.0 */
/* Playing a case through time and the administration in tests: see play.h. */
#include "case/play.h"

#include <string.h>

/* ---- instants -------------------------------------------------------------------------------- */

SopInstant
play_instant(const char *text)
{
    g_autofree char *whole = g_strdup_printf("2026-%.5sT%s:00Z", text, text + 6);
    SopInstant instant = sop_instant_parse(whole);

    CU_ASSERT_NOT_EQUAL_FATAL(instant, SOP_INSTANT_NONE);
    return instant;
}

static void
append_instant(GString *text, SopInstant instant)
{
    g_autofree char *whole = instant != SOP_INSTANT_NONE ? sop_instant_format(instant) : NULL;

    if (whole == NULL)
        g_string_append(text, "-");
    else
        g_string_append_printf(text, "%.5s %.5s", whole + 5, whole + 11);
}

void
play_at_instant(Play *self, const char *instant)
{
    self->now = play_instant(instant);
    g_string_append_printf(self->story, "at %s\n", instant);
}

/* ---- what ran and what is due ---------------------------------------------------------------- */

static char *
describe_ran(const SopFlow *flow, const SopVerdict *verdict)
{
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; i < sop_verdict_count_events(verdict); i++)
    {
        SopEvent event = sop_verdict_event(verdict, i);
        if (event.timeout == SOP_NONE)
            continue;
        g_string_append_printf(
            text, "%s%s ", text->len > 0 ? ", " : "",
            sop_flow_name(flow, SOP_TABLE_ACTIONS, sop_flow_offer_action(flow, event.timeout)));
        append_instant(text, event.at);
    }
    return g_string_free(text, FALSE);
}

/* Whatever may be asked about now, when timeouts are due, changes nothing. */
static void
check_no_trace(const Play *self)
{
    g_autofree char *before = sop_case_to_json(self->kase);
    SopInstant next = sop_case_next_due(self->kase);
    SopActor nobody = {.id = "x", .role = SOP_NONE};

    sop_options_free(sop_case_options(self->kase, NULL, self->now));
    for (SopAction action = 0; action < self->flow->n_actions; action++)
        sop_case_may(self->kase, action, &nobody, NULL, self->now, NULL);
    g_autofree char *after = sop_case_to_json(self->kase);
    play_check_same(self, "the case after it was asked", after, before);
    CU_ASSERT_EQUAL(sop_case_next_due(self->kase), next);
}

void
play_expect_ran(Play *self, const char *until, const char *expected, int line)
{
    g_autoptr(SopCase) late = sop_case_dup(self->kase);
    g_autofree char *what = g_strdup_printf("line %d: what ran", line);

    play_at_instant(self, until);
    check_no_trace(self);
    unsigned n_ran = sop_case_tick(late, self->now, self->verdict);
    CU_ASSERT_EQUAL(n_ran, sop_verdict_count_events(self->verdict));
    g_autofree char *ran = describe_ran(self->flow, self->verdict);
    play_check_same(self, what, ran, expected);
    play_tick(self);
    g_autofree char *punctual = sop_case_to_json(self->kase);
    g_autofree char *at_once = sop_case_to_json(late);
    play_check_same(self, "the case after one tick", at_once, punctual);
    CU_ASSERT_TRUE(play_is_whole(self->kase));
    SopInstant next = sop_case_next_due(self->kase);
    CU_ASSERT_TRUE(next == SOP_INSTANT_NONE || next > self->now);
}

void
play_expect_act_ran(Play *self, const char *expected, int line)
{
    g_autofree char *what = g_strdup_printf("line %d: what ran", line);
    g_autofree char *ran = describe_ran(self->flow, self->verdict);

    play_check_same(self, what, ran, expected);
}

void
play_expect_due(Play *self, const char *expected, int line)
{
    static const char *const kinds[] = {"deadline", "timeout", "safeguard"};
    static const SopTable tables[] = {SOP_TABLE_NODES, SOP_TABLE_ACTIONS, SOP_TABLE_SAFEGUARDS};
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *what = g_strdup_printf("line %d: what is due", line);
    unsigned n_dues = sop_case_due(self->kase, self->now, NULL, 0);
    g_autofree SopDue *dues = g_new(SopDue, n_dues + 1);

    CU_ASSERT_EQUAL(sop_case_due(self->kase, self->now, dues, n_dues), n_dues);
    for (unsigned i = 0; i < n_dues; i++)
    {
        g_autofree char *how = sop_case_explain_due(self->kase, &dues[i], "fr");
        CU_ASSERT_TRUE(how[0] != '\0');
        g_string_append_printf(text, "%s%s %s ", i > 0 ? ", " : "", kinds[dues[i].kind],
                               sop_flow_name(self->flow, tables[dues[i].kind], dues[i].of));
        append_instant(text, dues[i].at);
        g_string_append(text, dues[i].over ? " over" : "");
    }
    play_check_same(self, what, text->str, expected);
}

/* ---- the administration ---------------------------------------------------------------------- */

static bool
carry_out(SopCase *of, const char *order, const SopActor *actor, const char *reason, SopInstant now,
          SopVerdict *verdict)
{
    if (strcmp(order, "close") == 0)
        return sop_case_close(of, actor, reason, now, verdict);
    if (strcmp(order, "reopen") == 0)
        return sop_case_reopen(of, actor, reason, now, verdict);
    g_autoptr(SopGiven) facts = play_given(sop_case_flow(of), order + strlen("correct "));
    return sop_case_correct(of, facts, actor, reason, now, verdict);
}

void
play_expect_order(Play *self, const char *order, const char *by, const char *reason,
                  const char *expected, int line)
{
    char *names[2];
    SopActor actor = play_actor(self, by, names);
    g_autofree char *what = g_strdup_printf("line %d: %s", line, order);
    play_tick(self);
    g_autofree char *before = sop_case_to_json(self->kase);
    g_autoptr(SopCase) other = play_through_json(self, before);

    g_string_append_printf(self->story, "%s by %s\n", order, by);
    bool done = carry_out(self->kase, order, &actor, reason, self->now, self->verdict);
    CU_ASSERT_EQUAL(carry_out(other, order, &actor, reason, self->now, NULL), done);
    g_autofree char *codes = play_codes(self->verdict);
    g_autofree char *after = sop_case_to_json(self->kase);
    g_autofree char *after_other = sop_case_to_json(other);
    play_check_same(self, what, codes, expected);
    play_check_same(self, "the case that went through JSON", after_other, after);
    if (!done)
        play_check_same(self, "the case after a refusal", after, before);
    sop_case_free(play_through_json(self, after));
    CU_ASSERT_TRUE(play_is_whole(self->kase));
    CU_ASSERT_EQUAL(sop_verdict_accepted(self->verdict), done);
    g_free(names[0]);
    g_free(names[1]);
}
