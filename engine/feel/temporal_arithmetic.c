/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic of dates, times and durations: OMG DMN 1.5, 10.3.2.3 and tables 55 to 58. What does
 * not fit the years that FEEL knows is null. */
#include "feel/number.h"

enum
{
    NANOS_EXPONENT = -9,
};

static const int64_t day_limit = INT64_C(366) * (SOP_YEAR_LIMIT + 1);

static SopNanos
floor_days(SopNanos nanos, SopNanos *rest)
{
    SopNanos days = nanos / SOP_NANOS_OF_DAY;
    *rest = nanos % SOP_NANOS_OF_DAY;
    if (*rest < 0)
    {
        *rest += SOP_NANOS_OF_DAY;
        days--;
    }
    return days;
}

/* Is the day in a year that FEEL knows? */
static bool
is_day(SopNanos day)
{
    if (day > day_limit || day < -day_limit)
        return false;
    int64_t year;
    unsigned month, of_month;
    sop_day_to_date((int64_t) day, &year, &month, &of_month);
    return year >= -SOP_YEAR_LIMIT && year <= SOP_YEAR_LIMIT;
}

static bool
add_months(int64_t day, int64_t months, int64_t *ret)
{
    if (months > 12 * 2 * SOP_YEAR_LIMIT || months < -12 * 2 * SOP_YEAR_LIMIT)
        return false;
    *ret = sop_day_add_months(day, months);
    return is_day(*ret);
}

static SopValue
add_to_date(const SopValue *date, const SopValue *duration, int sign)
{
    int64_t day;
    if (duration->type == SOP_MONTHS_DURATION)
    {
        int64_t months;
        if (__builtin_mul_overflow(duration->integer, (int64_t) sign, &months) ||
            !add_months(date->integer, months, &day))
            return SOP_VALUE_NULL;
        return sop_date_value(day);
    }
    SopNanos rest;
    SopNanos days = date->integer + floor_days(sign * sop_duration_nanos(duration), &rest);
    return is_day(days) ? sop_date_value((int64_t) days) : SOP_VALUE_NULL;
}

/* In a zone, time that passes is real: the wall clock may jump. */
static bool
move_zoned(SopClock *clock, SopNanos nanos)
{
    SopNanos instant = sop_clock_instant(clock) + nanos, rest;
    int64_t micros_limit = INT64_C(90000000) * 86400 * SOP_SECOND;
    if (instant / 1000 > micros_limit || instant / 1000 < -micros_limit)
        return false;
    int32_t offset = sop_zone_offset(clock->zone, (SopInstant) (instant / 1000));
    clock->day = (int64_t) floor_days(instant + (SopNanos) offset * SOP_NANOS_OF_SECOND, &rest);
    clock->nanos = (int64_t) rest;
    return true;
}

static SopValue
add_to_clock(SopRun *run, const SopValue *value, const SopValue *duration, int sign)
{
    SopClock clock = sop_clock_open(value);
    if (duration->type == SOP_MONTHS_DURATION)
    {
        int64_t months;
        if (value->type == SOP_TIME ||
            __builtin_mul_overflow(duration->integer, (int64_t) sign, &months) ||
            !add_months(clock.day, months, &clock.day))
            return SOP_VALUE_NULL;
        return sop_run_keep(run, sop_clock_pack(SOP_DATE_TIME, &clock));
    }
    SopNanos nanos = sign * sop_duration_nanos(duration);
    if (value->type == SOP_TIME || clock.place != SOP_ZONED || !move_zoned(&clock, nanos))
    {
        SopNanos rest;
        SopNanos days = floor_days(clock.nanos + nanos, &rest) + clock.day;
        if (value->type == SOP_DATE_TIME && !is_day(days))
            return SOP_VALUE_NULL;
        clock.day = value->type == SOP_TIME ? 0 : (int64_t) days;
        clock.nanos = (int64_t) rest;
    }
    if (!is_day(clock.day))
        return SOP_VALUE_NULL;
    return sop_run_keep(run, sop_clock_pack(value->type, &clock));
}

/* A date among dates and times is its midnight: in UTC, or by the flow's rule a local one. */
static SopClock
as_clock(const SopRun *run, const SopValue *value)
{
    if (value->type == SOP_DATE)
        return (SopClock) {.day = value->integer, .place = run->unknown ? SOP_LOCAL : SOP_OFFSET};
    return sop_clock_open(value);
}

static SopValue
between_clocks(SopRun *run, const SopValue *a, const SopValue *b)
{
    SopClock x = as_clock(run, a), y = as_clock(run, b);
    if ((x.place == SOP_LOCAL) != (y.place == SOP_LOCAL))
    {
        if (!run->unknown || a->type == SOP_TIME)
            return SOP_VALUE_NULL;
        SopClock *local = x.place == SOP_LOCAL ? &x : &y;
        *local = (SopClock) {local->day, local->nanos, 0, SOP_ZONED, (SopZone *) sop_run_zone(run)};
    }
    return sop_run_keep(run, sop_duration_value(sop_clock_instant(&x) - sop_clock_instant(&y)));
}

static SopValue
add_months_durations(const SopValue *a, const SopValue *b, int sign)
{
    int64_t months;
    bool over = sign > 0 ? __builtin_add_overflow(a->integer, b->integer, &months)
                         : __builtin_sub_overflow(a->integer, b->integer, &months);
    return over ? SOP_VALUE_NULL : sop_months_value(months);
}

/* Durations stay within what an int64 counts in seconds, so that sums never overflow. */
static SopValue
keep_duration(SopRun *run, SopNanos nanos)
{
    SopNanos limit = (SopNanos) INT64_MAX * SOP_NANOS_OF_SECOND;
    if (nanos > limit || nanos < -limit)
        return SOP_VALUE_NULL;
    return sop_run_keep(run, sop_duration_value(nanos));
}

static bool
is_duration(const SopValue *value)
{
    return value->type == SOP_DAYS_DURATION || value->type == SOP_MONTHS_DURATION;
}

static SopValue
add_duration(SopRun *run, const SopValue *a, const SopValue *duration, int sign)
{
    switch (a->type)
    {
    case SOP_DATE:
        return add_to_date(a, duration, sign);
    case SOP_TIME:
    case SOP_DATE_TIME:
        return add_to_clock(run, a, duration, sign);
    case SOP_DAYS_DURATION:
        if (duration->type != SOP_DAYS_DURATION)
            return SOP_VALUE_NULL;
        return keep_duration(run, sop_duration_nanos(a) + sign * sop_duration_nanos(duration));
    case SOP_MONTHS_DURATION:
        if (duration->type != SOP_MONTHS_DURATION)
            return SOP_VALUE_NULL;
        return add_months_durations(a, duration, sign);
    default:
        return SOP_VALUE_NULL;
    }
}

SopValue
sop_temporal_add(SopRun *run, const SopValue *a, const SopValue *b, int sign)
{
    if (is_duration(b))
        return add_duration(run, a, b, sign);
    if (sign > 0)
        return is_duration(a) ? add_duration(run, b, a, 1) : SOP_VALUE_NULL;
    if (a->type == SOP_DATE && b->type == SOP_DATE)
        return keep_duration(run, (SopNanos) (a->integer - b->integer) * SOP_NANOS_OF_DAY);
    bool times = a->type == SOP_TIME && b->type == SOP_TIME;
    bool dates = (a->type == SOP_DATE_TIME || a->type == SOP_DATE) &&
                 (b->type == SOP_DATE_TIME || b->type == SOP_DATE);
    return times || dates ? between_clocks(run, a, b) : SOP_VALUE_NULL;
}

/* The number nanos × 10^-9, exactly. */
static SopValue
nanos_number(SopRun *run, SopNanos nanos)
{
    SopValue high = sop_value_integer((int64_t) (nanos / SOP_NANOS_OF_SECOND));
    SopValue low = {.type = SOP_NUMBER,
                    .exponent = NANOS_EXPONENT,
                    .integer = (int64_t) (nanos % SOP_NANOS_OF_SECOND)};
    return sop_number_add(run, &high, &low);
}

/* A number of seconds, cut at the nanosecond. */
static SopValue
seconds_duration(SopRun *run, const SopValue *seconds)
{
    int64_t whole, part;
    if (seconds->type != SOP_NUMBER || !sop_number_to_int64(seconds, &whole))
        return SOP_VALUE_NULL;
    SopValue whole_number = sop_value_integer(whole);
    SopValue rest = sop_number_subtract(run, seconds, &whole_number);
    SopValue billion = sop_value_integer(SOP_NANOS_OF_SECOND);
    SopValue nanos = sop_number_multiply(run, &rest, &billion);
    if (!sop_number_to_int64(&nanos, &part))
        return SOP_VALUE_NULL;
    return keep_duration(run, (SopNanos) whole * SOP_NANOS_OF_SECOND + part);
}

static SopValue
scale(SopRun *run, const SopValue *duration, const SopValue *number,
      SopValue (*operate)(SopRun *, const SopValue *, const SopValue *))
{
    if (duration->type == SOP_MONTHS_DURATION)
    {
        SopValue months = sop_value_integer(duration->integer);
        SopValue result = operate(run, &months, number);
        int64_t whole;
        if (result.type != SOP_NUMBER || !sop_number_to_int64(&result, &whole))
            return SOP_VALUE_NULL;
        return sop_months_value(whole);
    }
    SopValue seconds = nanos_number(run, sop_duration_nanos(duration));
    SopValue result = operate(run, &seconds, number);
    return seconds_duration(run, &result);
}

SopValue
sop_temporal_multiply(SopRun *run, const SopValue *a, const SopValue *number)
{
    if (!is_duration(a) || number->type != SOP_NUMBER)
        return SOP_VALUE_NULL;
    return scale(run, a, number, sop_number_multiply);
}

SopValue
sop_temporal_divide(SopRun *run, const SopValue *a, const SopValue *b)
{
    if (!is_duration(a))
        return SOP_VALUE_NULL;
    if (b->type == SOP_NUMBER)
        return scale(run, a, b, sop_number_divide);
    if (a->type != b->type)
        return SOP_VALUE_NULL;
    bool months = a->type == SOP_MONTHS_DURATION;
    SopValue x = months ? sop_value_integer(a->integer) : nanos_number(run, sop_duration_nanos(a));
    SopValue y = months ? sop_value_integer(b->integer) : nanos_number(run, sop_duration_nanos(b));
    return sop_number_divide(run, &x, &y);
}

SopValue
sop_temporal_negate(SopRun *run, const SopValue *a)
{
    if (a->type == SOP_DAYS_DURATION)
        return keep_duration(run, -sop_duration_nanos(a));
    if (a->type == SOP_MONTHS_DURATION && a->integer != INT64_MIN)
        return sop_months_value(-a->integer);
    return SOP_VALUE_NULL;
}
