/* SPDX-License-Identifier: Apache-2.0 */
/* A scenario told: what happened when, by whom or by itself, and where the case went. */
#include "scenario/scenario.h"

static void
tell_instant(const SopScenarios *self, GString *story, SopInstant instant)
{
    int64_t year;
    unsigned month;
    unsigned day;
    SopDay local = sop_zone_day(self->zone, instant);
    int64_t seconds = instant / SOP_SECOND + sop_zone_offset(self->zone, instant);
    unsigned minutes = (unsigned) (seconds - local * 24 * 3600) / 60;

    sop_day_to_date(local, &year, &month, &day);
    g_string_append_printf(story, "%04d-%02u-%02u %02u:%02u  ", (int) year, month, day,
                           minutes / 60, minutes % 60);
}

static void
tell_entered(const SopScenarios *self, GString *story, const SopEvent *event)
{
    const char *separator = " → ";

    for (unsigned i = 0; i < event->n_entered; i++)
    {
        if (sop_flow_node_kind(self->flow, event->entered[i]) != SOP_KIND_STEP)
            continue;
        g_string_append_printf(story, "%s%s", separator,
                               sop_flow_name(self->flow, SOP_TABLE_NODES, event->entered[i]));
        separator = ", ";
    }
}

static void
tell_event(const SopScenarios *self, SopPlay *play, const SopEvent *event, const char *what)
{
    tell_instant(self, play->story, event->at);
    if (event->timeout != SOP_NONE)
        g_string_append_printf(play->story, "⏱ %s",
                               sop_flow_name(self->flow, SOP_TABLE_ACTIONS,
                                             sop_flow_offer_action(self->flow, event->timeout)));
    else
        g_string_append(play->story, what);
    tell_entered(self, play->story, event);
}

static void
tell_refusal(const SopScenarios *self, SopPlay *play, const char *what)
{
    tell_instant(self, play->story, play->now);
    g_string_append_printf(play->story, "%s; %s", what,
                           sop_sentence("scenario.refused", play->language));
    for (unsigned i = 0; i < sop_verdict_count_reasons(play->verdict); i++)
        g_string_append_printf(
            play->story, " %s",
            sop_reason_code_name(sop_reason_code(sop_verdict_reason(play->verdict, i))));
    g_string_append_c(play->story, '\n');
}

void
sop_scenarios_tell_verdict(const SopScenarios *self, SopPlay *play, const char *what)
{
    if (play->story == NULL)
        return;
    unsigned n_events = sop_verdict_count_events(play->verdict);
    SopOutcome closed = sop_case_closed(play->kase);
    for (unsigned i = 0; i < n_events; i++)
    {
        SopEvent event = sop_verdict_event(play->verdict, i);
        if (event.timeout == SOP_NONE && what == NULL) /* the opening */
            continue;
        tell_event(self, play, &event, what);
        if (i + 1 == n_events && closed != SOP_NONE)
            g_string_append_printf(play->story, " → %s %s",
                                   sop_sentence("scenario.closed", play->language),
                                   sop_flow_name(self->flow, SOP_TABLE_OUTCOMES, closed));
        g_string_append_c(play->story, '\n');
    }
    if (!sop_verdict_accepted(play->verdict))
        tell_refusal(self, play, what);
}
