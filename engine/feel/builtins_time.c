/* SPDX-License-Identifier: Apache-2.0 */
/* Built-in functions of dates, times and durations: OMG DMN 1.5, 10.3.4.1, 10.3.4.7, 10.3.4.8. */
#include <string.h>

#include "feel/number.h"

#include "feel/language.h"

static SopValue
parse(SopRun *run, const SopValue *text, SopValue (*read)(const char *, size_t))
{
    const SopTextBox *box = sop_value_text_box(text);
    return sop_run_keep(run, read(box->text, box->length));
}

static int64_t
day_of(const SopValue *value)
{
    return value->type == SOP_DATE ? value->integer : sop_clock_open(value).day;
}

static bool
whole(const SopValue *number, int64_t *ret)
{
    return sop_number_is_whole(number) && sop_number_to_int64(number, ret);
}

static SopValue
date_of_parts(const SopValue *parts)
{
    int64_t year, month, day;
    if (!whole(&parts[0], &year) || !whole(&parts[1], &month) || !whole(&parts[2], &day))
        return SOP_VALUE_NULL;
    if (year < -SOP_YEAR_LIMIT || year > SOP_YEAR_LIMIT || month < 1 || month > 12 || day < 1 ||
        day > sop_days_in_month(year, (unsigned) month))
        return SOP_VALUE_NULL;
    return sop_date_value(sop_day_from_date(year, (unsigned) month, (unsigned) day));
}

static SopValue
call_date(SopRun *run, const SopValue *arguments, uint32_t n)
{
    if (n == 3)
        return date_of_parts(arguments);
    if (arguments[0].type == SOP_STRING)
        return parse(run, &arguments[0], sop_date_parse);
    return sop_date_value(day_of(&arguments[0]));
}

/* Hours, minutes, seconds (which may have a fraction), an offset. */
static SopValue
time_of_parts(SopRun *run, const SopValue *parts, uint32_t n)
{
    int64_t hour, minute, second, nanos;
    SopValue billion = sop_value_integer(SOP_NANOS_OF_SECOND);
    for (uint32_t i = 0; i < 3; i++)
        if (parts[i].type != SOP_NUMBER)
            return SOP_VALUE_NULL;
    if (!whole(&parts[0], &hour) || !whole(&parts[1], &minute) ||
        !sop_number_to_int64(&parts[2], &second))
        return SOP_VALUE_NULL;
    SopValue exact = sop_number_multiply(run, &parts[2], &billion);
    if (sop_number_sign(&parts[2]) < 0 || !sop_number_to_int64(&exact, &nanos) || hour < 0 ||
        hour > 23 || minute < 0 || minute > 59 || second > 59)
        return SOP_VALUE_NULL;
    SopClock clock = {.nanos = (hour * 3600 + minute * 60) * SOP_NANOS_OF_SECOND + nanos};
    if (n == 4 && parts[3].type == SOP_DAYS_DURATION)
    {
        SopNanos offset = sop_duration_nanos(&parts[3]) / SOP_NANOS_OF_SECOND;
        if (offset > SOP_OFFSET_LIMIT || offset < -SOP_OFFSET_LIMIT)
            return SOP_VALUE_NULL;
        clock.place = SOP_OFFSET;
        clock.offset = (int32_t) offset;
    }
    return sop_run_keep(run, sop_clock_pack(SOP_TIME, &clock));
}

static SopValue
call_time(SopRun *run, const SopValue *arguments, uint32_t n)
{
    if (n > 1)
        return time_of_parts(run, arguments, n);
    if (arguments[0].type == SOP_NULL)
        return SOP_VALUE_NULL;
    if (arguments[0].type == SOP_STRING)
        return parse(run, &arguments[0], sop_time_parse);
    SopClock clock = {.place = SOP_OFFSET};
    if (arguments[0].type != SOP_DATE)
        clock = sop_clock_open(&arguments[0]);
    clock.day = 0;
    return sop_run_keep(run, sop_clock_pack(SOP_TIME, &clock));
}

static SopValue
call_date_and_time(SopRun *run, const SopValue *arguments, uint32_t n)
{
    if (n == 1 && arguments[0].type == SOP_STRING)
    {
        SopValue value = parse(run, &arguments[0], sop_date_time_parse);
        SopValue date =
            value.type == SOP_NULL ? parse(run, &arguments[0], sop_date_parse) : SOP_VALUE_NULL;
        SopClock midnight = {.day = date.integer};
        return date.type == SOP_DATE ? sop_run_keep(run, sop_clock_pack(SOP_DATE_TIME, &midnight))
                                     : value;
    }
    if (n == 1)
        return arguments[0];
    SopClock clock = sop_clock_open(&arguments[1]);
    clock.day = day_of(&arguments[0]);
    return sop_run_keep(run, sop_clock_pack(SOP_DATE_TIME, &clock));
}

static SopValue
call_duration(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return parse(run, &arguments[0], sop_duration_parse);
}

/* Whole months from one to the other: 2011-12-22 to 2013-08-24 is P1Y8M. */
static SopValue
call_years_and_months_duration(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) run;
    (void) n;
    int64_t years[2], from = day_of(&arguments[0]), to = day_of(&arguments[1]);
    unsigned months[2], days[2];
    sop_day_to_date(from, &years[0], &months[0], &days[0]);
    sop_day_to_date(to, &years[1], &months[1], &days[1]);
    int64_t result = (years[1] - years[0]) * 12 + (int64_t) months[1] - (int64_t) months[0];
    if (result > 0 && days[1] < days[0])
        result--;
    else if (result < 0 && days[1] > days[0])
        result++;
    return sop_months_value(result);
}

static SopValue
call_now(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) arguments;
    (void) n;
    const SopZone *zone = sop_run_zone(run);
    int32_t offset = sop_zone_offset(zone, run->input->now);
    SopValue value = sop_value_instant(run->input->now);
    if (__builtin_add_overflow(value.integer, offset * SOP_SECOND, &value.integer))
        return SOP_VALUE_NULL;
    value.extra = (uint32_t) offset;
    return value;
}

static SopValue
call_today(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) arguments;
    (void) n;
    return sop_date_value(sop_zone_day(sop_run_zone(run), run->input->now));
}

static SopValue
call_day_of_year(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) run;
    (void) n;
    int64_t year, day = day_of(&arguments[0]);
    unsigned month, of_month;
    sop_day_to_date(day, &year, &month, &of_month);
    return sop_value_integer(day - sop_day_from_date(year, 1, 1) + 1);
}

static SopValue
call_day_of_week(SopRun *run, const SopValue *arguments, uint32_t n)
{
    static const char *const names[] = {
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    };
    (void) n;
    const char *name = names[sop_day_weekday(day_of(&arguments[0])) - 1];
    return sop_run_text(run, name, strlen(name));
}

static SopValue
call_month_of_year(SopRun *run, const SopValue *arguments, uint32_t n)
{
    static const char *const names[] = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December",
    };
    (void) n;
    int64_t year;
    unsigned month, of_month;
    sop_day_to_date(day_of(&arguments[0]), &year, &month, &of_month);
    return sop_run_text(run, names[month - 1], strlen(names[month - 1]));
}

/* ISO 8601: the week belongs to the year that its Thursday is in. */
static SopValue
call_week_of_year(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) run;
    (void) n;
    int64_t year, day = day_of(&arguments[0]);
    unsigned month, of_month;
    int64_t thursday = day - (int64_t) sop_day_weekday(day) + 4;
    sop_day_to_date(thursday, &year, &month, &of_month);
    return sop_value_integer((thursday - sop_day_from_date(year, 1, 1)) / 7 + 1);
}

static const SopBuiltin table[] = {
    {"date", "s|T|nnn", "from|from|year,month,day", SOP_DATE, SOP_BUILTIN_READS, call_date},
    {"time", "s|z|nnn/w", "from|from|hour,minute,second,offset", SOP_TIME,
     SOP_BUILTIN_READS | SOP_BUILTIN_NULLS, call_time},
    {"date and time", "s|c|Tt", "from|from|date,time", SOP_DATE_TIME, SOP_BUILTIN_READS,
     call_date_and_time},
    {"duration", "s", "from", SOP_NULL, SOP_BUILTIN_READS, call_duration},
    {"years and months duration", "TT", "from,to", SOP_MONTHS_DURATION, 0,
     call_years_and_months_duration},
    {"now", "", "", SOP_DATE_TIME, SOP_BUILTIN_CLOCK, call_now},
    {"today", "", "", SOP_DATE, SOP_BUILTIN_CLOCK, call_today},
    {"day of year", "T", "date", SOP_NUMBER, 0, call_day_of_year},
    {"day of week", "T", "date", SOP_STRING, 0, call_day_of_week},
    {"month of year", "T", "date", SOP_STRING, 0, call_month_of_year},
    {"week of year", "T", "date", SOP_NUMBER, 0, call_week_of_year},
};

const SopBuiltinTable sop_builtins_of_time = {table, G_N_ELEMENTS(table)};
