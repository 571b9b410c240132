/* SPDX-License-Identifier: Apache-2.0 */
/* Zones: GLib knows the IANA database; its changes between 1970 and 2100 are laid out in a
 * table, so that the hot path is a short binary search. */
#include <string.h>

#include "time/time.h"

enum
{
    TABLE_FIRST_YEAR = 1970,
    TABLE_LAST_YEAR = 2100,
};

/* Days beyond which an instant would not fit; what is further is held there. */
#define FURTHEST_DAY INT64_C(100000000)
#define DAY (24 * SOP_HOUR)

typedef struct
{
    SopInstant start;
    int32_t offset; /* seconds east of UTC from then on */
} Period;

struct _SopZone
{
    gatomicrefcount references;
    char *name;
    GTimeZone *zone;
    GArray *periods;  /* of Period, ascending; the first begins at `first` */
    SopInstant first; /* covered by the table */
    SopInstant last;
};

static int64_t
floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a % b < 0) != (b < 0));
}

static int32_t
offset_by_glib(GTimeZone *zone, int64_t seconds)
{
    int interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, seconds);

    return interval >= 0 ? g_time_zone_get_offset(zone, interval) : 0;
}

static void
add_period(SopZone *self, int64_t seconds, int32_t offset)
{
    Period period = {seconds * SOP_SECOND, offset};

    if (self->periods->len == 0 ||
        g_array_index(self->periods, Period, self->periods->len - 1).offset != offset)
        g_array_append_val(self->periods, period);
}

/* Adds the changes in (from, to]; GLib numbers the intervals between changes, so that a stretch
 * with the same number at both ends has none. */
static void
add_changes(SopZone *self, int64_t from, int64_t to, int interval_from, int interval_to)
{
    if (interval_from == interval_to)
        return;
    if (to - from == 1)
    {
        add_period(self, to, g_time_zone_get_offset(self->zone, interval_to));
        return;
    }
    int64_t middle = from + (to - from) / 2;
    int interval = g_time_zone_find_interval(self->zone, G_TIME_TYPE_UNIVERSAL, middle);
    add_changes(self, from, middle, interval_from, interval);
    add_changes(self, middle, to, interval, interval_to);
}

static void
fill_table(SopZone *self)
{
    int64_t from = sop_day_from_date(TABLE_FIRST_YEAR, 1, 1) * 86400;
    int64_t to = sop_day_from_date(TABLE_LAST_YEAR, 1, 1) * 86400;

    self->periods = g_array_new(FALSE, FALSE, sizeof(Period));
    self->first = from * SOP_SECOND;
    self->last = to * SOP_SECOND;
    add_period(self, from, offset_by_glib(self->zone, from));
    add_changes(self, from, to, g_time_zone_find_interval(self->zone, G_TIME_TYPE_UNIVERSAL, from),
                g_time_zone_find_interval(self->zone, G_TIME_TYPE_UNIVERSAL, to));
}

/* GLib would also read offsets ("+08:00") and POSIX rules ("XYZ5"), which name no place, and whatever
 * else lies beside the zones ("leapseconds"), whose names begin with a small letter. */
static bool
is_iana_name(const char *name)
{
    if (!g_ascii_isupper(*name) || strstr(name, "..") != NULL)
        return false;
    if (name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/")] !=
        '\0')
        return false;
    return strchr(name, '/') != NULL || strpbrk(name, "0123456789") == NULL;
}

SopZone *
sop_zone_new(const char *name)
{
    g_return_val_if_fail(name != NULL, NULL);

    GTimeZone *zone = is_iana_name(name) ? g_time_zone_new_identifier(name) : NULL;
    if (zone == NULL)
        return NULL;

    SopZone *self = g_new0(SopZone, 1);
    g_atomic_ref_count_init(&self->references);
    self->name = g_strdup(name);
    self->zone = zone;
    fill_table(self);
    return self;
}

SopZone *
sop_zone_ref(SopZone *self)
{
    g_return_val_if_fail(self != NULL, NULL);
    g_atomic_ref_count_inc(&self->references);
    return self;
}

void
sop_zone_unref(SopZone *self)
{
    if (self == NULL || !g_atomic_ref_count_dec(&self->references))
        return;
    g_free(self->name);
    g_time_zone_unref(self->zone);
    g_array_unref(self->periods);
    g_free(self);
}

const char *
sop_zone_name(const SopZone *self)
{
    g_return_val_if_fail(self != NULL, "");
    return self->name;
}

/* The last period that has begun at `instant`, which the table must cover. */
static unsigned
period_at(const SopZone *self, SopInstant instant)
{
    const Period *periods = (const Period *) (const void *) self->periods->data;
    unsigned low = 0, high = self->periods->len;

    if (periods[high - 1].start <= instant) /* most zones have settled */
        return high - 1;
    while (high - low > 1)
    {
        unsigned middle = low + (high - low) / 2;
        if (periods[middle].start <= instant)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static bool
is_in_table(const SopZone *self, SopInstant instant)
{
    return instant >= self->first && instant < self->last;
}

int32_t
sop_zone_offset(const SopZone *self, SopInstant instant)
{
    g_return_val_if_fail(self != NULL, 0);

    if (!is_in_table(self, instant))
        return offset_by_glib(self->zone, floor_div(instant, SOP_SECOND));
    return g_array_index(self->periods, Period, period_at(self, instant)).offset;
}

SopDay
sop_zone_day(const SopZone *self, SopInstant instant)
{
    return floor_div(instant + sop_zone_offset(self, instant) * SOP_SECOND, DAY);
}

/* The instants at which clocks that show the offset of the day before, and of the day after,
 * read the local time: the same, but around a change. */
typedef struct
{
    SopInstant before;
    SopInstant after;
    bool before_is_real;
    bool after_is_real;
} Readings;

static Readings
read_clocks(const SopZone *self, SopDay day, int64_t micros_of_day)
{
    int64_t local = CLAMP(day, -FURTHEST_DAY, FURTHEST_DAY) * DAY + micros_of_day;
    int64_t before = sop_zone_offset(self, local - DAY) * SOP_SECOND;
    int64_t after = sop_zone_offset(self, local + DAY) * SOP_SECOND;
    Readings readings = {.before = local - before, .after = local - after};

    readings.before_is_real = sop_zone_offset(self, readings.before) * SOP_SECOND == before;
    readings.after_is_real = sop_zone_offset(self, readings.after) * SOP_SECOND == after;
    return readings;
}

SopInstant
sop_zone_instant(const SopZone *self, SopDay day, int64_t micros_of_day)
{
    g_return_val_if_fail(self != NULL, SOP_INSTANT_NONE);

    Readings readings = read_clocks(self, day, micros_of_day);
    if (readings.before_is_real && readings.after_is_real)
        return MIN(readings.before, readings.after);
    if (readings.before_is_real != readings.after_is_real)
        return readings.before_is_real ? readings.before : readings.after;
    return MAX(readings.before, readings.after);
}

SopInstant
sop_zone_day_start(const SopZone *self, SopDay day)
{
    g_return_val_if_fail(self != NULL, SOP_INSTANT_NONE);

    Readings readings = read_clocks(self, day, 0);
    bool in_gap = !readings.before_is_real && !readings.after_is_real;
    if (!in_gap || !is_in_table(self, readings.after) || !is_in_table(self, readings.before))
        return sop_zone_instant(self, day, 0);
    return g_array_index(self->periods, Period, period_at(self, readings.before)).start;
}
