/* SPDX-License-Identifier: Apache-2.0 */
/* Working days: a week's free days, holidays, and weekend days that are worked all the same. */
#include "time/time.h"

enum
{
    EVERY_DAY = 0x7F,
    SATURDAY_SUNDAY = 0x60,
};

struct _SopCalendar
{
    gatomicrefcount references;
    unsigned weekend;
    GArray *holidays; /* of SopDay, ascending */
    GArray *working;
    SopDay first; /* covered */
    SopDay last;
};

SopCalendar *
sop_calendar_new(void)
{
    SopCalendar *self = g_new0(SopCalendar, 1);

    g_atomic_ref_count_init(&self->references);
    self->weekend = SATURDAY_SUNDAY;
    self->holidays = g_array_new(FALSE, FALSE, sizeof(SopDay));
    self->working = g_array_new(FALSE, FALSE, sizeof(SopDay));
    self->first = INT64_MIN;
    self->last = INT64_MAX;
    return self;
}

SopCalendar *
sop_calendar_ref(SopCalendar *self)
{
    g_return_val_if_fail(self != NULL, NULL);
    g_atomic_ref_count_inc(&self->references);
    return self;
}

void
sop_calendar_unref(SopCalendar *self)
{
    if (self == NULL || !g_atomic_ref_count_dec(&self->references))
        return;
    g_array_unref(self->holidays);
    g_array_unref(self->working);
    g_free(self);
}

void
sop_calendar_set_weekend(SopCalendar *self, unsigned weekday_bits)
{
    g_return_if_fail(self != NULL && (weekday_bits & ~(unsigned) EVERY_DAY) == 0);
    self->weekend = weekday_bits;
}

/* The place of `day` among the ascending days, or where it would go. */
static unsigned
place_of(const GArray *days, SopDay day)
{
    unsigned low = 0, high = days->len;

    while (low < high)
    {
        unsigned middle = low + (high - low) / 2;
        if (g_array_index(days, SopDay, middle) < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool
has(const GArray *days, SopDay day)
{
    unsigned place = place_of(days, day);

    return place < days->len && g_array_index(days, SopDay, place) == day;
}

static void
add(GArray *days, SopDay day)
{
    if (!has(days, day))
        g_array_insert_val(days, place_of(days, day), day);
}

void
sop_calendar_add_holiday(SopCalendar *self, SopDay day)
{
    g_return_if_fail(self != NULL);
    add(self->holidays, day);
}

void
sop_calendar_add_working(SopCalendar *self, SopDay day)
{
    g_return_if_fail(self != NULL);
    add(self->working, day);
}

void
sop_calendar_set_covers(SopCalendar *self, SopDay first, SopDay last)
{
    g_return_if_fail(self != NULL && first <= last);
    self->first = first;
    self->last = last;
}

bool
sop_calendar_is_working(const SopCalendar *self, SopDay day)
{
    g_return_val_if_fail(self != NULL, true);

    if (has(self->holidays, day))
        return false;
    bool free = (self->weekend & (1u << (sop_day_weekday(day) - 1))) != 0;
    return !free || has(self->working, day);
}

bool
sop_calendar_covers(const SopCalendar *self, SopDay first, SopDay last)
{
    g_return_val_if_fail(self != NULL, false);
    return first >= self->first && last <= self->last;
}

static SopDay
edge(const GArray *days, bool last)
{
    return g_array_index(days, SopDay, last ? days->len - 1 : 0);
}

/* Is `day` (and all further in the direction) beyond every day that is written in the calendar? */
static bool
is_plain_from(const SopCalendar *self, SopDay day, bool forwards)
{
    const GArray *lists[] = {self->holidays, self->working};

    for (unsigned i = 0; i < G_N_ELEMENTS(lists); i++)
    {
        if (lists[i]->len == 0)
            continue;
        if (forwards ? edge(lists[i], true) > day : edge(lists[i], false) < day)
            return false;
    }
    return true;
}

SopDay
sop_calendar_add(const SopCalendar *self, SopDay day, int64_t working_days)
{
    g_return_val_if_fail(self != NULL, day);

    bool forwards = working_days > 0;
    int64_t left = forwards ? working_days : -working_days;
    int64_t in_week = 7 - __builtin_popcount(self->weekend);
    bool never_ends = in_week == 0; /* then only days worked by exception count */

    while (left > 0)
    {
        if (is_plain_from(self, day, forwards))
        {
            if (never_ends)
                return day;
            int64_t weeks = (left - 1) / in_week;
            day += weeks * (forwards ? 7 : -7);
            left -= weeks * in_week;
        }
        day += forwards ? 1 : -1;
        left -= sop_calendar_is_working(self, day);
    }
    return day;
}

/* How many of `days` lie in (after, up_to] and on a free day of the week (or not, as asked). */
static int64_t
count_listed(const SopCalendar *self, const GArray *days, SopDay after, SopDay up_to,
             bool on_weekend)
{
    int64_t count = 0;

    for (unsigned i = place_of(days, after + 1);
         i < days->len && g_array_index(days, SopDay, i) <= up_to; i++)
    {
        SopDay day = g_array_index(days, SopDay, i);
        bool free = (self->weekend & (1u << (sop_day_weekday(day) - 1))) != 0;
        count += free == on_weekend && !(on_weekend && has(self->holidays, day));
    }
    return count;
}

int64_t
sop_calendar_count(const SopCalendar *self, SopDay after, SopDay up_to)
{
    g_return_val_if_fail(self != NULL, 0);

    if (up_to <= after)
        return 0;
    int64_t weeks = (up_to - after) / 7;
    int64_t count = weeks * (7 - __builtin_popcount(self->weekend));
    for (SopDay day = after + weeks * 7 + 1; day <= up_to; day++)
        count += (self->weekend & (1u << (sop_day_weekday(day) - 1))) == 0;
    count -= count_listed(self, self->holidays, after, up_to, false);
    count += count_listed(self, self->working, after, up_to, true);
    return count;
}

static void
put_days(GString *text, char sign, const GArray *days)
{
    for (unsigned i = 0; i < days->len; i++)
        g_string_append_printf(text, "%c%" G_GINT64_FORMAT, sign, g_array_index(days, SopDay, i));
}

char *
sop_calendar_to_text(const SopCalendar *self)
{
    g_return_val_if_fail(self != NULL, NULL);

    GString *text = g_string_new(NULL);

    g_string_append_printf(text, "%x", self->weekend);
    put_days(text, '-', self->holidays);
    put_days(text, '+', self->working);
    return g_string_free(text, FALSE);
}
