/* SPDX-License-Identifier: Apache-2.0 */
/* How a deadline, timeout or duty is counted, in words: from what, and over which days. */
#include "case/case.h"

enum
{
    FREE_DAYS_SHOWN = 12,
};

typedef struct
{
    const SopFlow *flow;
    const char *language;
} Words;

static char *
fill(const Words *self, const char *key, const char *const *pairs)
{
    return sop_fill(sop_sentence(key, self->language), pairs);
}

/* The days between that do not count: "7 March 2026, 8 March 2026". Returns: NULL when there are
 * none. */
static char *
say_free_days(const Words *self, SopDay first, SopDay last)
{
    g_autoptr(GString) text = g_string_new(NULL);
    unsigned n_free = 0;

    for (SopDay day = first + 1; day <= last; day++)
    {
        if (sop_calendar_is_working(self->flow->calendar, day))
            continue;
        if (++n_free > FREE_DAYS_SHOWN)
        {
            g_string_append(text, " …");
            break;
        }
        g_autofree char *said = sop_flow_say_day(self->flow, day, self->language);
        g_string_append_printf(text, "%s%s", n_free > 1 ? ", " : "", said);
    }
    return n_free > 0 ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}

static char *
with_free_days(const Words *self, char *sentence, SopInstant since, SopInstant due)
{
    SopDay first = sop_zone_day(self->flow->zone, MIN(since, due));
    SopDay last = sop_zone_day(self->flow->zone, MAX(since, due) - 1);
    g_autofree char *plain = sentence;
    g_autofree char *days = say_free_days(self, first, last);

    if (days == NULL)
        return g_steal_pointer(&plain);
    const char *const pairs[] = {"sentence", plain, "days", days, NULL};
    return fill(self, "due.free_days", pairs);
}

/* The branch of the clock that gives this instant. */
static const SopMoment *
moment_behind(SopRun *run, SopList moments)
{
    for (uint32_t i = moments.start; i < moments.start + moments.count; i++)
    {
        const SopMomentBranch *branch = &run->flow->moments[i];
        if (branch->when == SOP_NONE || sop_run_judge(run, branch->when) == SOP_TRUE)
            return &branch->moment;
    }
    return NULL;
}

static bool
is_prolonged(const SopCase *of, SopList prolonged)
{
    for (uint32_t i = 0; i < prolonged.count; i++)
        if (sop_case_prolonged(of)[sop_list_items(of->flow, prolonged)[i]] > 0)
            return true;
    return false;
}

/* Was the clock stopped meanwhile? Only one that runs from entering ever is. */
static bool
stood_still(const SopCase *of, const SopMoment *moment, SopNode node)
{
    return moment->kind == SOP_MOMENT_FROM_ENTERING &&
           sop_case_pause(of, of->flow->nodes[node].clock).resumed != 0;
}

static char *
go_on(const Words *self, const char *key, char *sentence)
{
    g_autofree char *plain = sentence;
    const char *const pairs[] = {"sentence", plain, NULL};

    return fill(self, key, pairs);
}

static char *
say_clock(const Words *self, SopRun *run, const SopDue *due, SopList moments, SopList prolonged)
{
    const SopMoment *moment = moment_behind(run, moments);

    if (moment == NULL)
        return g_strdup("");
    SopInstant since = sop_run_since(run, moment, due->node);
    g_autofree char *said = sop_flow_say_moment(self->flow, moment, self->language);
    g_autofree char *day =
        sop_flow_say_day(self->flow, sop_zone_day(self->flow->zone, since), self->language);
    const char *const pairs[] = {"moment", said, "day", day, NULL};
    char *sentence = fill(self, "due.since", pairs);
    if (moment->duration.unit == SOP_UNIT_WORKING_DAYS)
        sentence = with_free_days(self, sentence, since, due->at);
    if (stood_still(run->of, moment, due->node))
        sentence = go_on(self, "due.stood_still", sentence);
    return is_prolonged(run->of, prolonged) ? go_on(self, "due.prolonged", sentence) : sentence;
}

static char *
say_owed(const Words *self, const SopCase *of, uint32_t number)
{
    const SopSafeguard *safeguard = &self->flow->safeguards[number];
    SopInstant since = sop_case_monitors(of)[safeguard->monitor];
    g_autofree char *day =
        since != SOP_INSTANT_NONE
            ? sop_flow_say_day(self->flow, sop_zone_day(self->flow->zone, since), self->language)
            : g_strdup("");
    g_autofree char *within = safeguard->has_within
                                  ? sop_span_of_time_say(safeguard->within, self->language)
                                  : g_strdup("");
    const char *const pairs[] = {
        "safeguard", sop_flow_title_of(self->flow, SOP_TABLE_SAFEGUARDS, number, self->language),
        "day",       day,
        "within",    within,
        NULL};

    return fill(self, safeguard->has_within ? "due.owed_within" : "due.owed", pairs);
}

char *
sop_case_explain_due(const SopCase *self, const SopDue *due, const char *language)
{
    g_return_val_if_fail(self != NULL && due != NULL, NULL);

    const SopFlow *flow = self->flow;
    Words words = {flow, language != NULL ? language : flow->languages[0]};
    SopVerdict verdict;
    SopRun run;
    char *said = NULL;

    if (due->kind == SOP_DUE_OWED)
        return say_owed(&words, self, due->of);
    sop_verdict_init(&verdict);
    sop_run_init(&run, (SopCase *) self, NULL, self->last, &verdict); /* looking changes nothing */
    const SopFlowNode *node = &flow->nodes[due->node];
    if (due->kind == SOP_DUE_DEADLINE)
        said = say_clock(&words, &run, due, node->within, node->prolonged);
    for (uint32_t i = node->timeouts; i < node->timeouts + node->n_timeouts && said == NULL; i++)
        if (flow->offers[i].action == due->of)
            said = say_clock(&words, &run, due, flow->offers[i].at, flow->offers[i].prolonged);
    sop_run_clear(&run);
    sop_verdict_clear(&verdict);
    return said != NULL ? said : g_strdup("");
}
