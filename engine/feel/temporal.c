/* SPDX-License-Identifier: Apache-2.0 */
/* Dates, times, dates and times, durations: their values, their order, their properties.
 * OMG DMN 1.5, 10.3.2.3. A time in a zone is compared as on 1970-01-01. */
#include <string.h>

#include "feel/number.h"

enum
{
    SECONDS_OF_DAY = 86400,
    ZONE_YEARS_DAYS = 100 * 1000 * 1000, /* days from 1970 for which microseconds fit */
};

SopValue
sop_date_value(int64_t day)
{
    return (SopValue) {.type = SOP_DATE, .integer = day};
}

SopValue
sop_months_value(int64_t months)
{
    return (SopValue) {.type = SOP_MONTHS_DURATION, .integer = months};
}

SopValue
sop_duration_value(SopNanos nanos)
{
    if (nanos % 1000 == 0 && nanos / 1000 <= INT64_MAX && nanos / 1000 >= INT64_MIN)
        return (SopValue) {.type = SOP_DAYS_DURATION, .integer = (int64_t) (nanos / 1000)};
    SopDurationBox *box = sop_box_new(SOP_DAYS_DURATION, sizeof(SopDurationBox));
    box->nanos = nanos;
    return (SopValue) {.type = SOP_DAYS_DURATION, .boxed = true, .box = &box->box};
}

SopNanos
sop_duration_nanos(const SopValue *self)
{
    if (self->boxed)
        return ((const SopDurationBox *) self->box)->nanos;
    return (SopNanos) self->integer * 1000;
}

/* ---- clocks ----------------------------------------------------------------------------------- */

/* A time that is not boxed is nanoseconds of the day; a date and time, microseconds since
 * 1970-01-01T00:00 where it is. */
SopClock
sop_clock_open(const SopValue *self)
{
    if (self->boxed)
        return ((const SopClockBox *) self->box)->clock;
    SopClock clock = {
        .offset = (int32_t) self->extra,
        .place = self->flags & SOP_TIME_HAS_OFFSET ? SOP_OFFSET : SOP_LOCAL,
    };
    if (self->type == SOP_TIME)
    {
        clock.nanos = self->integer;
        return clock;
    }
    int64_t day = self->integer / (SECONDS_OF_DAY * SOP_SECOND);
    int64_t rest = self->integer % (SECONDS_OF_DAY * SOP_SECOND);
    if (rest < 0)
    {
        rest += SECONDS_OF_DAY * SOP_SECOND;
        day--;
    }
    clock.day = day;
    clock.nanos = rest * 1000;
    return clock;
}

SopValue
sop_clock_pack(SopValueType type, const SopClock *clock)
{
    SopValue value = {
        .type = (uint8_t) type,
        .flags = clock->place == SOP_OFFSET ? SOP_TIME_HAS_OFFSET : 0,
        .extra = clock->place == SOP_OFFSET ? (uint32_t) clock->offset : 0,
    };
    int64_t micros;
    bool fits = !__builtin_mul_overflow(clock->day, SECONDS_OF_DAY * SOP_SECOND, &micros) &&
                !__builtin_add_overflow(micros, clock->nanos / 1000, &value.integer);
    if (type == SOP_TIME)
        value.integer = clock->nanos;
    else if (clock->nanos % 1000 != 0)
        fits = false;
    if (clock->place != SOP_ZONED && (fits || type == SOP_TIME))
        return value;

    SopClockBox *box = sop_box_new(type, sizeof(SopClockBox));
    box->clock = *clock;
    box->clock.zone = clock->place == SOP_ZONED ? sop_zone_ref(clock->zone) : NULL;
    return (SopValue) {.type = (uint8_t) type, .boxed = true, .box = &box->box};
}

static SopNanos
local_nanos(const SopClock *self)
{
    return (SopNanos) self->day * SOP_NANOS_OF_DAY + self->nanos;
}

static int64_t
near_day(int64_t day)
{
    return CLAMP(day, -ZONE_YEARS_DAYS, ZONE_YEARS_DAYS);
}

static int32_t
zone_offset(const SopZone *zone, int64_t day, int64_t nanos)
{
    SopInstant local = near_day(day) * SECONDS_OF_DAY * SOP_SECOND + nanos / 1000;
    return (int32_t) ((local - sop_zone_instant(zone, near_day(day), nanos / 1000)) / SOP_SECOND);
}

int32_t
sop_clock_offset(const SopClock *self)
{
    return self->place == SOP_ZONED ? zone_offset(self->zone, self->day, self->nanos)
                                    : self->offset;
}

SopNanos
sop_clock_instant(const SopClock *self)
{
    return local_nanos(self) - (SopNanos) sop_clock_offset(self) * SOP_NANOS_OF_SECOND;
}

/* ---- order ------------------------------------------------------------------------------------ */

static int
order(SopNanos a, SopNanos b)
{
    return (a > b) - (a < b);
}

static int
order_clocks(const SopClock *a, const SopClock *b)
{
    return order(sop_clock_instant(a), sop_clock_instant(b));
}

/* A local one beside one that has an offset is where `zone` says; without a zone there is no order. */
static bool
compare_clocks(SopClock a, SopClock b, const SopZone *zone, int *ret)
{
    if ((a.place == SOP_LOCAL) != (b.place == SOP_LOCAL))
    {
        if (zone == NULL)
            return false;
        SopClock *local = a.place == SOP_LOCAL ? &a : &b;
        local->offset = zone_offset(zone, local->day, local->nanos);
    }
    *ret = order_clocks(&a, &b);
    return true;
}

bool
sop_temporal_compare(const SopValue *a, const SopValue *b, const SopZone *zone, int *ret)
{
    if (a->type != b->type)
        return false;
    switch (a->type)
    {
    case SOP_DATE:
    case SOP_MONTHS_DURATION:
        *ret = order(a->integer, b->integer);
        return true;
    case SOP_DAYS_DURATION:
        *ret = !a->boxed && !b->boxed ? order(a->integer, b->integer)
                                      : order(sop_duration_nanos(a), sop_duration_nanos(b));
        return true;
    case SOP_DATE_TIME:
    case SOP_TIME:
        return compare_clocks(sop_clock_open(a), sop_clock_open(b), zone, ret);
    default:
        return false;
    }
}

bool
sop_temporal_order(const SopValue *a, const SopValue *b, int *ret)
{
    if (sop_temporal_compare(a, b, NULL, ret))
        return true;
    if (a->type != b->type || (a->type != SOP_TIME && a->type != SOP_DATE_TIME))
        return false;
    SopClock x = sop_clock_open(a), y = sop_clock_open(b);
    if (x.place == SOP_LOCAL)
        x.offset = sop_clock_offset(&y);
    else
        y.offset = sop_clock_offset(&x);
    *ret = order_clocks(&x, &y);
    return true;
}

/* ---- properties ------------------------------------------------------------------------------- */

typedef enum
{
    YEAR,
    MONTH,
    DAY,
    WEEKDAY,
    HOUR,
    MINUTE,
    SECOND,
    TIME_OFFSET,
    TIMEZONE,
    YEARS,
    MONTHS,
    DAYS,
    HOURS,
    MINUTES,
    SECONDS,
} Property;

#define BIT(type) (1u << (type))

static const struct
{
    const char *name;
    uint32_t types; /* that have it */
    uint8_t gives;  /* SopValueType */
} properties[SOP_TEMPORAL_PROPERTIES] = {
    [YEAR] = {"year", BIT(SOP_DATE) | BIT(SOP_DATE_TIME), SOP_NUMBER},
    [MONTH] = {"month", BIT(SOP_DATE) | BIT(SOP_DATE_TIME), SOP_NUMBER},
    [DAY] = {"day", BIT(SOP_DATE) | BIT(SOP_DATE_TIME), SOP_NUMBER},
    [WEEKDAY] = {"weekday", BIT(SOP_DATE) | BIT(SOP_DATE_TIME), SOP_NUMBER},
    [HOUR] = {"hour", BIT(SOP_TIME) | BIT(SOP_DATE_TIME), SOP_NUMBER},
    [MINUTE] = {"minute", BIT(SOP_TIME) | BIT(SOP_DATE_TIME), SOP_NUMBER},
    [SECOND] = {"second", BIT(SOP_TIME) | BIT(SOP_DATE_TIME), SOP_NUMBER},
    [TIME_OFFSET] = {"time offset", BIT(SOP_TIME) | BIT(SOP_DATE_TIME), SOP_DAYS_DURATION},
    [TIMEZONE] = {"timezone", BIT(SOP_TIME) | BIT(SOP_DATE_TIME), SOP_STRING},
    [YEARS] = {"years", BIT(SOP_MONTHS_DURATION), SOP_NUMBER},
    [MONTHS] = {"months", BIT(SOP_MONTHS_DURATION), SOP_NUMBER},
    [DAYS] = {"days", BIT(SOP_DAYS_DURATION), SOP_NUMBER},
    [HOURS] = {"hours", BIT(SOP_DAYS_DURATION), SOP_NUMBER},
    [MINUTES] = {"minutes", BIT(SOP_DAYS_DURATION), SOP_NUMBER},
    [SECONDS] = {"seconds", BIT(SOP_DAYS_DURATION), SOP_NUMBER},
};

static int
find_property(unsigned type, const char *name, size_t length)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(properties); i++)
        if ((properties[i].types & BIT(type)) && strlen(properties[i].name) == length &&
            memcmp(properties[i].name, name, length) == 0)
            return (int) i;
    return -1;
}

size_t
sop_temporal_property_names(SopValueType type, const char *ret[SOP_TEMPORAL_PROPERTIES])
{
    size_t n = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(properties); i++)
        if (properties[i].types & BIT(type))
            ret[n++] = properties[i].name;
    return n;
}

SopValueType
sop_temporal_property_type(SopValueType type, const char *name, size_t length)
{
    int property = find_property(type, name, length);
    return property < 0 ? SOP_NULL : properties[property].gives;
}

static int64_t
date_property(int64_t day, int property)
{
    int64_t year;
    unsigned month, of_month;
    sop_day_to_date(day, &year, &month, &of_month);
    return property == YEAR    ? year
           : property == MONTH ? month
           : property == DAY   ? of_month
                               : sop_day_weekday(day);
}

static SopValue
seconds_value(int64_t whole, int64_t nanos)
{
    if (nanos == 0)
        return sop_value_integer(whole);
    return (SopValue) {
        .type = SOP_NUMBER, .exponent = -9, .integer = whole * SOP_NANOS_OF_SECOND + nanos};
}

static SopValue
clock_property(SopRun *run, const SopClock *clock, int property)
{
    int64_t seconds = clock->nanos / SOP_NANOS_OF_SECOND;
    switch (property)
    {
    case HOUR:
        return sop_value_integer(seconds / 3600);
    case MINUTE:
        return sop_value_integer(seconds / 60 % 60);
    case SECOND:
        return seconds_value(seconds % 60, clock->nanos % SOP_NANOS_OF_SECOND);
    case TIME_OFFSET:
        if (clock->place == SOP_LOCAL)
            return SOP_VALUE_NULL;
        return sop_duration_value((SopNanos) sop_clock_offset(clock) * SOP_NANOS_OF_SECOND);
    case TIMEZONE:
        if (clock->place != SOP_ZONED)
            return SOP_VALUE_NULL;
        return sop_run_text(run, sop_zone_name(clock->zone), strlen(sop_zone_name(clock->zone)));
    default:
        return sop_value_integer(date_property(clock->day, property));
    }
}

static SopValue
duration_property(const SopValue *self, int property)
{
    SopNanos nanos = sop_duration_nanos(self);
    SopNanos seconds = nanos / SOP_NANOS_OF_SECOND;
    switch (property)
    {
    case DAYS:
        return sop_value_integer((int64_t) (seconds / SECONDS_OF_DAY));
    case HOURS:
        return sop_value_integer((int64_t) (seconds / 3600 % 24));
    case MINUTES:
        return sop_value_integer((int64_t) (seconds / 60 % 60));
    default:
        return seconds_value((int64_t) (seconds % 60), (int64_t) (nanos % SOP_NANOS_OF_SECOND));
    }
}

bool
sop_temporal_property(SopRun *run, const SopValue *self, const char *name, size_t length,
                      SopValue *ret)
{
    int property = find_property(self->type, name, length);
    if (property < 0)
        return false;
    if (self->type == SOP_DATE)
        *ret = sop_value_integer(date_property(self->integer, property));
    else if (self->type == SOP_MONTHS_DURATION)
        *ret = sop_value_integer(property == YEARS ? self->integer / 12 : self->integer % 12);
    else if (self->type == SOP_DAYS_DURATION)
        *ret = duration_property(self, property);
    else
    {
        SopClock clock = sop_clock_open(self);
        *ret = clock_property(run, &clock, property);
    }
    return true;
}
