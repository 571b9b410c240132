/* SPDX-License-Identifier: Apache-2.0 */
/* Plays scenarios: acts, waits, other scenarios; says of the first step that fails what was
 * expected and what happened. */
#include <string.h>

#include "scenario/scenario.h"

/* ---- waiting --------------------------------------------------------------------------------- */

static SopDay
add_days(const SopScenarios *self, SopDay day, SopSpanOfTime duration)
{
    switch (duration.unit)
    {
    case SOP_UNIT_WORKING_DAYS:
        return sop_calendar_add(self->calendar, day, duration.count);
    case SOP_UNIT_WEEKS:
        return day + 7 * (SopDay) duration.count;
    case SOP_UNIT_MONTHS:
        return sop_day_add_months(day, duration.count);
    case SOP_UNIT_YEARS:
        return sop_day_add_months(day, 12 * (int64_t) duration.count);
    default:
        return day + (SopDay) duration.count;
    }
}

/* Hours run exactly; after days and longer the clock on the wall shows the same hour. */
SopInstant
sop_scenarios_wait(const SopScenarios *self, SopInstant now, const SopWaited *waited)
{
    if (waited->until != SOP_INSTANT_NONE)
        return waited->until;
    if (!sop_unit_is_days(waited->duration.unit))
        return now + (waited->duration.unit == SOP_UNIT_HOURS ? SOP_HOUR : SOP_MINUTE) *
                         waited->duration.count;
    SopDay day = sop_zone_day(self->zone, now);
    int64_t local = now + sop_zone_offset(self->zone, now) * SOP_SECOND;
    return sop_zone_instant(self->zone, add_days(self, day, waited->duration),
                            local - day * 24 * SOP_HOUR);
}

/* ---- when it starts -------------------------------------------------------------------------- */

SopInstant
sop_scenarios_start(const SopScenarios *self, uint32_t scenario)
{
    const SopScenario *played = &self->scenarios[scenario];
    while (played->start == SOP_INSTANT_NONE && played->n_steps > 0 &&
           played->steps[0].kind == SOP_PLAY_OTHER)
        played = &self->scenarios[played->steps[0].other.scenario];
    return played->start != SOP_INSTANT_NONE ? played->start : sop_flow_effective(self->flow);
}

/* ---- coverage -------------------------------------------------------------------------------- */

static void
mark_reached(SopScenarios *self, const SopVerdict *verdict)
{
    unsigned n;
    const uint32_t *offers = sop_verdict_offers(verdict, &n);
    for (unsigned i = 0; i < n; i++)
        self->reached_offers[offers[i]] = true;
    const uint32_t *branches = sop_verdict_branches(verdict, &n);
    for (unsigned i = 0; i < n; i++)
        self->reached_branches[branches[i]] = true;
    const SopNode *nodes = sop_verdict_entered(verdict, &n);
    for (unsigned i = 0; i < n; i++)
        self->reached_nodes[nodes[i]] = true;
}

static void
mark_where_it_was(SopScenarios *self, const SopCase *kase)
{
    for (SopNode node = 0; node < sop_flow_count(self->flow, SOP_TABLE_NODES); node++)
        self->reached_nodes[node] |= sop_case_was_at(kase, node);
}

/* ---- failures -------------------------------------------------------------------------------- */

static char *
place_of(const SopScenarios *self, const SopPlayStep *step)
{
    return g_strdup_printf("%s:%u", sop_sources_name(self->sources, step->span.source),
                           step->span.line);
}

/* "NAME, step 3 (file:line): …", then the lines of `detail`. */
static char *
failure_of(const SopScenarios *self, const SopPlay *play, const SopScenario *scenario,
           const SopPlayStep *step, const char *what, const char *detail)
{
    g_autofree char *number = g_strdup_printf("%u", step->number);
    g_autofree char *place = place_of(self, step);
    const char *pairs[] = {"scenario", scenario->name, "number", number, "place",
                           place,      "what",         what,     NULL};
    g_autofree char *head = sop_fill(sop_sentence("scenario.step", play->language), pairs);
    return g_strdup_printf("%s\n%s", head, detail);
}

static void
add_line(GString *lines, const SopPlay *play, const char *key, const char *text)
{
    g_string_append_printf(lines, "  %s %s\n", sop_sentence(key, play->language), text);
}

static void
add_reasons(GString *lines, const SopPlay *play)
{
    for (unsigned i = 0; i < sop_verdict_count_reasons(play->verdict); i++)
    {
        const SopReason *reason = sop_verdict_reason(play->verdict, i);
        g_autofree char *sentence = sop_reason_sentence(reason, play->language);
        g_string_append_printf(lines, "    %s: %s (%s:%u)\n",
                               sop_reason_code_name(sop_reason_code(reason)), sentence,
                               sop_reason_file(reason), sop_reason_line(reason));
    }
}

static uint32_t
codes_of(const SopVerdict *verdict)
{
    uint32_t bits = 0;
    for (unsigned i = 0; i < sop_verdict_count_reasons(verdict); i++)
        bits |= 1U << sop_reason_code(sop_verdict_reason(verdict, i));
    return bits;
}

/* "refused: too_early, not_given" */
static char *
codes_in_words(const SopPlay *play, uint32_t bits)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (unsigned code = 0; code <= SOP_REASON_SAFEGUARD; code++)
        if ((bits >> code & 1) != 0)
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "",
                                   sop_reason_code_name(code));
    return g_strdup_printf("%s %s", sop_sentence("scenario.refused", play->language), names->str);
}

static char *
act_in_words(const SopPlayedAct *act)
{
    if (act->on_behalf.text == NULL)
        return g_strdup_printf("%s, %s", act->name, act->by.text);
    return g_strdup_printf("%s, %s → %s", act->name, act->by.text, act->on_behalf.text);
}

typedef struct
{
    const char *what; /* was tried */
    bool is_refused;
    uint32_t refused;
} Wanted;

static char *
act_failure(const SopScenarios *self, const SopPlay *play, const SopScenario *scenario,
            const SopPlayStep *step, const Wanted *act, bool accepted)
{
    const char *done = sop_sentence("scenario.accepted", play->language);
    g_autofree char *wanted = act->is_refused ? codes_in_words(play, act->refused) : g_strdup(done);
    g_autofree char *found =
        accepted ? g_strdup(done) : codes_in_words(play, codes_of(play->verdict));
    g_autofree char *where = sop_scenarios_where(play);
    g_autoptr(GString) lines = g_string_new(NULL);
    add_line(lines, play, "scenario.expected", wanted);
    add_line(lines, play, "scenario.happened", found);
    if (!accepted)
        add_reasons(lines, play);
    g_string_append_printf(lines, "  %s\n", where);
    return failure_of(self, play, scenario, step, act->what, lines->str);
}

/* ---- steps ----------------------------------------------------------------------------------- */

/* A scenario being played up to an action, within another that may have such an end too. */
typedef struct Frame Frame;
struct Frame
{
    const SopScenario *scenario;
    SopAction until;
    bool reached;
    Frame *outer;
};

static bool play_steps(SopScenarios *self, SopPlay *play, Frame *frame, char **ret_failure);

static void
tell_frames(Frame *frame, SopAction action)
{
    for (; frame != NULL; frame = frame->outer)
        frame->reached = frame->reached || (frame->until == action && action != SOP_NONE);
}

static bool
is_reached(const Frame *frame)
{
    for (; frame != NULL; frame = frame->outer)
        if (frame->reached)
            return true;
    return false;
}

static bool
play_act(SopScenarios *self, SopPlay *play, Frame *frame, const SopPlayStep *step,
         char **ret_failure)
{
    const SopPlayedAct *act = &step->act;
    SopActor actor = {.id = act->by.id, .role = act->by.role};
    if (act->on_behalf.text != NULL)
    {
        actor.for_id = act->on_behalf.id;
        actor.for_role = act->on_behalf.role;
    }
    bool accepted =
        sop_case_act(play->kase, act->action, &actor, act->given, play->now, play->verdict);
    g_autofree char *what = act_in_words(act);
    mark_reached(self, play->verdict);
    sop_scenarios_tell_verdict(self, play, what);
    if (accepted)
        tell_frames(frame, act->action);
    if (accepted != act->is_refused && (accepted || codes_of(play->verdict) == act->refused))
        return true;
    Wanted wanted = {what, act->is_refused, act->refused};
    *ret_failure = act_failure(self, play, frame->scenario, step, &wanted, accepted);
    return false;
}

static bool
carry_out(const SopOrdered *order, const SopPlay *play)
{
    SopActor actor = {.id = order->by.id, .role = order->by.role};

    switch (order->what)
    {
    case SOP_ORDER_CORRECT:
        return sop_case_correct(play->kase, order->given, &actor, order->reason, play->now,
                                play->verdict);
    case SOP_ORDER_CLOSE:
        return sop_case_close(play->kase, &actor, order->reason, play->now, play->verdict);
    default:
        return sop_case_reopen(play->kase, &actor, order->reason, play->now, play->verdict);
    }
}

static bool
play_order(SopScenarios *self, SopPlay *play, Frame *frame, const SopPlayStep *step,
           char **ret_failure)
{
    const SopOrdered *order = &step->order;
    bool accepted = carry_out(order, play);

    mark_reached(self, play->verdict);
    sop_scenarios_tell_verdict(self, play, sop_scenarios_orders[order->what]);
    if (accepted != order->is_refused && (accepted || codes_of(play->verdict) == order->refused))
        return true;
    Wanted wanted = {sop_scenarios_orders[order->what], order->is_refused, order->refused};
    *ret_failure = act_failure(self, play, frame->scenario, step, &wanted, accepted);
    return false;
}

static bool
play_expect(SopScenarios *self, SopPlay *play, Frame *frame, const SopPlayStep *step,
            char **ret_failure)
{
    g_autofree char *differences = sop_scenarios_compare(self, play, &step->expected);
    if (differences != NULL)
        *ret_failure = failure_of(self, play, frame->scenario, step, "expect", differences);
    return differences == NULL;
}

static bool
play_wait(SopScenarios *self, SopPlay *play, Frame *frame, const SopPlayStep *step,
          char **ret_failure)
{
    SopInstant then = sop_scenarios_wait(self, play->now, &step->waited);
    if (then >= play->now)
    {
        play->now = then;
        sop_case_tick(play->kase, then, play->verdict);
        mark_reached(self, play->verdict);
        sop_scenarios_tell_verdict(self, play, NULL);
        return true;
    }
    g_autofree char *now = sop_instant_format(play->now);
    g_autofree char *detail =
        g_strdup_printf("  %s %s\n", sop_sentence("scenario.past", play->language), now);
    *ret_failure = failure_of(self, play, frame->scenario, step, "wait", detail);
    return false;
}

static bool
play_other(SopScenarios *self, SopPlay *play, Frame *frame, const SopPlayStep *step,
           char **ret_failure)
{
    Frame inner = {.scenario = &self->scenarios[step->other.scenario],
                   .until = step->other.until,
                   .outer = frame};
    if (!play_steps(self, play, &inner, ret_failure))
        return false;
    if (inner.until == SOP_NONE || inner.reached || is_reached(frame))
        return true;
    const char *pairs[] = {"action", sop_flow_name(self->flow, SOP_TABLE_ACTIONS, inner.until),
                           "scenario", inner.scenario->name, NULL};
    g_autofree char *sentence = sop_fill(sop_sentence("scenario.until", play->language), pairs);
    g_autofree char *detail = g_strdup_printf("  %s\n", sentence);
    *ret_failure = failure_of(self, play, frame->scenario, step, "play", detail);
    return false;
}

static bool
play_steps(SopScenarios *self, SopPlay *play, Frame *frame, char **ret_failure)
{
    static bool (*const kinds[SOP_PLAY_KINDS])(SopScenarios *, SopPlay *, Frame *,
                                               const SopPlayStep *, char **) = {
        [SOP_PLAY_ACT] = play_act,     [SOP_PLAY_EXPECT] = play_expect, [SOP_PLAY_WAIT] = play_wait,
        [SOP_PLAY_OTHER] = play_other, [SOP_PLAY_ORDER] = play_order,
    };
    const SopScenario *scenario = frame->scenario;
    for (uint32_t i = 0; i < scenario->n_steps && !is_reached(frame); i++)
    {
        const SopPlayStep *step = &scenario->steps[i];
        if (++play->n_played > SOP_LIMIT_SCENARIO_STEPS)
        {
            g_autofree char *detail =
                g_strdup_printf("  %s\n", sop_sentence("scenario.too_long", play->language));
            *ret_failure = failure_of(self, play, scenario, step, "play", detail);
            return false;
        }
        if (!kinds[step->kind](self, play, frame, step, ret_failure))
            return false;
    }
    return true;
}

bool
sop_scenarios_run(SopScenarios *self, uint32_t scenario, SopPlay *play, char **ret_failure)
{
    Frame frame = {.scenario = &self->scenarios[scenario], .until = SOP_NONE};
    play->now = sop_scenarios_start(self, scenario);
    play->kase = sop_case_open_judged(self->flow, frame.scenario->name, play->now, play->verdict);
    if (play->kase == NULL)
    {
        *ret_failure = g_strdup_printf("%s: %s\n", frame.scenario->name,
                                       sop_sentence("scenario.not_opened", play->language));
        return false;
    }
    mark_reached(self, play->verdict);
    sop_scenarios_tell_verdict(self, play, NULL);
    bool passed = play_steps(self, play, &frame, ret_failure);
    mark_where_it_was(self, play->kase);
    return passed;
}
