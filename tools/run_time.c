/* SPDX-License-Identifier: Apache-2.0 */
/* Time in `sopflow run`: letting it pass, and what is due and overdue. */
#include "run.h"

#include <stdio.h>
#include <string.h>

static GDateTime *
local_time(const Walk *self, SopInstant instant)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant / G_USEC_PER_SEC);

    return g_date_time_to_timezone(utc, self->zone);
}

char *
tool_walk_say_instant(const Walk *self, SopInstant instant)
{
    g_autoptr(GDateTime) local = local_time(self, instant);

    return g_date_time_format(local, "%Y-%m-%d %H:%M");
}

/* ---- what is due ------------------------------------------------------------------------------- */

/* The edge of a day is said as its end: a day is over when the next one begins. */
static char *
say_when(const Walk *self, SopInstant at)
{
    if (at == SOP_INSTANT_NONE)
        return g_strdup("some day");
    g_autoptr(GDateTime) local = local_time(self, at);
    if (g_date_time_get_hour(local) > 0 || g_date_time_get_minute(local) > 0 ||
        g_date_time_get_second(local) > 0)
        return g_date_time_format(local, "%Y-%m-%d %H:%M");
    g_autoptr(GDateTime) day = g_date_time_add_days(local, -1);
    return g_date_time_format(day, "the end of %Y-%m-%d");
}

static void
show_due(const Walk *self, const SopDue *due)
{
    static const char *const marks[][2] = {
        [SOP_DUE_DEADLINE] = {"to be done by then", "overdue"},
        [SOP_DUE_TIMEOUT] = {"happens by itself", "cannot happen yet"},
    };
    g_autofree char *when = say_when(self, due->at);
    g_autofree char *how = sop_case_explain_due(self->kase, due, self->language);
    const char *name = tool_due_name(self->flow, due);

    if (due->kind == SOP_DUE_OWED)
        printf("     %s: %s [%s]%s\n", when, how, name, due->over ? ", overdue" : "");
    else
        printf("     %s: %s [%s], %s (%s)\n", when, tool_due_title(self->flow, due, self->language),
               name, marks[due->kind][due->over], how);
}

void
tool_walk_show_due(const Walk *self)
{
    g_autoptr(GArray) dues = tool_dues(self->kase, self->now);

    if (sop_case_is_stuck(self->kase))
        printf("Stuck: what should happen by itself cannot; somebody must look at the case\n");
    if (dues->len > 0)
        printf("What is due\n");
    for (guint i = 0; i < dues->len; i++)
        show_due(self, &g_array_index(dues, SopDue, i));
}

/* ---- letting it pass --------------------------------------------------------------------------- */

static GDateTime *
add_units(GDateTime *local, int amount, const char *unit)
{
    static const struct
    {
        const char *unit;
        GDateTime *(*add)(GDateTime *from, gint amount);
    } units[] = {{"minute", g_date_time_add_minutes},
                 {"hour", g_date_time_add_hours},
                 {"day", g_date_time_add_days},
                 {"week", g_date_time_add_weeks},
                 {"month", g_date_time_add_months}};

    for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
        if (g_str_has_prefix(unit, units[i].unit))
            return units[i].add(local, amount);
    return NULL;
}

/* `now` moved by so much, on the local calendar from days on: "3 days". Returns: SOP_INSTANT_NONE when
 * it is no such thing. */
static SopInstant
later(const Walk *self, const char *text)
{
    g_autoptr(GDateTime) local = local_time(self, self->now);
    g_auto(GStrv) words = g_strsplit(text, " ", 2);
    gint64 amount = 0;

    if (words[0] == NULL || words[1] == NULL ||
        !g_ascii_string_to_signed(words[0], 10, 0, 100000, &amount, NULL))
        return SOP_INSTANT_NONE;
    g_autoptr(GDateTime) then = add_units(local, (int) amount, g_strstrip(words[1]));
    return then != NULL ? g_date_time_to_unix(then) * G_USEC_PER_SEC + self->now % G_USEC_PER_SEC
                        : SOP_INSTANT_NONE;
}

void
tool_walk_wait(Walk *self, const char *rest)
{
    bool next = *rest == '\0';
    SopInstant then = next ? sop_case_next_due(self->kase) : sop_instant_parse(rest);

    if (next && then == SOP_INSTANT_NONE)
    {
        printf("Nothing will happen by itself\n");
        return;
    }
    if (then == SOP_INSTANT_NONE)
        then = later(self, rest);
    if (then == SOP_INSTANT_NONE || then < self->now)
    {
        printf("Write `wait 3 days` (minutes, hours, days, weeks, months), or a later instant\n");
        return;
    }
    tool_walk_remember(self);
    self->now = then;
    sop_case_tick(self->kase, then, self->verdict);
    tool_walk_show_verdict(self, NULL);
    tool_walk_show(self);
}
