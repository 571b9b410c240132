/* SPDX-License-Identifier: Apache-2.0 */
/* Dates, times and durations as text: ISO 8601 as FEEL restricts it, with @ZONE for IANA zones.
 * Reading is strict: what is not exactly such a text is null. */
#include <string.h>

#include "feel/number.h"

/* ---- reading ---------------------------------------------------------------------------------- */

typedef struct
{
    const char *at;
    const char *end;
} Reader;

static bool
take(Reader *self, char c)
{
    if (self->at == self->end || *self->at != c)
        return false;
    self->at++;
    return true;
}

/* Between `least` and `most` digits, all that there are. */
static bool
take_digits(Reader *self, unsigned least, unsigned most, int64_t *ret)
{
    int64_t number = 0;
    unsigned n = 0;
    for (; self->at < self->end && g_ascii_isdigit(*self->at) && n <= most; self->at++, n++)
        if (n < 18)
            number = number * 10 + (*self->at - '0');
    *ret = number;
    return n >= least && n <= most;
}

static bool
read_date(Reader *reader, int64_t *ret_day)
{
    bool negative = take(reader, '-');
    const char *start = reader->at;
    int64_t year, month, day;
    if (!take_digits(reader, 4, 9, &year) || (reader->at - start > 4 && *start == '0') ||
        !take(reader, '-') || !take_digits(reader, 2, 2, &month) || !take(reader, '-') ||
        !take_digits(reader, 2, 2, &day))
        return false;
    if (negative)
        year = -year;
    if (month < 1 || month > 12 || day < 1 || day > sop_days_in_month(year, (unsigned) month))
        return false;
    *ret_day = sop_day_from_date(year, (unsigned) month, (unsigned) day);
    return true;
}

static bool
read_fraction(Reader *reader, int64_t *ret_nanos)
{
    int64_t nanos = 0, unit = SOP_NANOS_OF_SECOND / 10;
    const char *start = reader->at;
    for (; reader->at < reader->end && g_ascii_isdigit(*reader->at); reader->at++, unit /= 10)
        nanos += (*reader->at - '0') * unit;
    *ret_nanos = nanos;
    return reader->at > start;
}

static bool
read_offset(Reader *reader, int sign, SopClock *clock)
{
    int64_t hours, minutes, seconds = 0;
    if (!take_digits(reader, 2, 2, &hours) || !take(reader, ':') ||
        !take_digits(reader, 2, 2, &minutes) ||
        (take(reader, ':') && !take_digits(reader, 2, 2, &seconds)))
        return false;
    int64_t offset = hours * 3600 + minutes * 60 + seconds;
    if (minutes > 59 || seconds > 59 || offset > SOP_OFFSET_LIMIT)
        return false;
    clock->place = SOP_OFFSET;
    clock->offset = (int32_t) (sign * offset);
    return true;
}

static bool
read_place(Reader *reader, SopClock *clock)
{
    if (reader->at == reader->end)
        return true;
    if (take(reader, 'Z') || take(reader, 'z'))
    {
        clock->place = SOP_OFFSET;
        return true;
    }
    if (take(reader, '+'))
        return read_offset(reader, 1, clock);
    if (take(reader, '-'))
        return read_offset(reader, -1, clock);
    if (!take(reader, '@') || reader->end - reader->at > 60)
        return false;
    g_autofree char *name = g_strndup(reader->at, (size_t) (reader->end - reader->at));
    reader->at = reader->end;
    clock->place = SOP_ZONED;
    clock->zone = name[0] == '\0' ? NULL : sop_zone_new(name);
    return clock->zone != NULL;
}

/* 24:00:00 is the start of the next day. The zone read is the caller's to let go. */
static bool
read_time(Reader *reader, SopClock *clock)
{
    int64_t hour, minute, second, nanos = 0;
    if (!take_digits(reader, 2, 2, &hour) || !take(reader, ':') ||
        !take_digits(reader, 2, 2, &minute) || !take(reader, ':') ||
        !take_digits(reader, 2, 2, &second) ||
        (take(reader, '.') && !read_fraction(reader, &nanos)))
        return false;
    bool midnight = hour == 24 && minute == 0 && second == 0 && nanos == 0;
    if ((hour > 23 && !midnight) || minute > 59 || second > 59)
        return false;
    clock->day += midnight;
    clock->nanos =
        midnight ? 0 : (hour * 3600 + minute * 60 + second) * SOP_NANOS_OF_SECOND + nanos;
    return read_place(reader, clock);
}

SopValue
sop_date_parse(const char *text, size_t length)
{
    Reader reader = {text, text + length};
    int64_t day;
    return read_date(&reader, &day) && reader.at == reader.end ? sop_date_value(day)
                                                               : SOP_VALUE_NULL;
}

SopValue
sop_time_parse(const char *text, size_t length)
{
    Reader reader = {text, text + length};
    SopClock clock = {0};
    SopValue value = SOP_VALUE_NULL;
    if (read_time(&reader, &clock) && reader.at == reader.end)
    {
        clock.day = 0;
        value = sop_clock_pack(SOP_TIME, &clock);
    }
    g_clear_pointer(&clock.zone, sop_zone_unref);
    return value;
}

SopValue
sop_date_time_parse(const char *text, size_t length)
{
    Reader reader = {text, text + length};
    SopClock clock = {0};
    SopValue value = SOP_VALUE_NULL;
    if (read_date(&reader, &clock.day) && take(&reader, 'T') && read_time(&reader, &clock) &&
        reader.at == reader.end && clock.day <= sop_day_from_date(SOP_YEAR_LIMIT, 12, 31))
        value = sop_clock_pack(SOP_DATE_TIME, &clock);
    g_clear_pointer(&clock.zone, sop_zone_unref);
    return value;
}

/* The parts of a duration in order; each at most once. */
static const struct
{
    char letter;
    bool after_t;
    bool months;
    int64_t worth; /* months, or seconds */
} parts[] = {
    {'Y', false, true, 12},   {'M', false, true, 1},  {'D', false, false, 86400},
    {'H', true, false, 3600}, {'M', true, false, 60}, {'S', true, false, 1},
};

typedef struct
{
    SopNanos nanos;
    SopNanos months;
    unsigned n_months, n_days, n_after_t;
    bool after_t;
} Duration;

/* One number and its letter; `*part` goes on from where the last one stood. */
static bool
read_part(Reader *reader, unsigned *part, Duration *duration)
{
    int64_t number, nanos = 0;
    if (!take_digits(reader, 1, 18, &number))
        return false;
    bool fraction = take(reader, '.');
    if ((fraction && !read_fraction(reader, &nanos)) || reader->at == reader->end)
        return false;
    char letter = *reader->at++;
    while (*part < G_N_ELEMENTS(parts) &&
           (parts[*part].letter != letter || parts[*part].after_t != duration->after_t))
        ++*part;
    if (*part == G_N_ELEMENTS(parts) || (fraction && letter != 'S'))
        return false;
    if (parts[*part].months)
    {
        duration->months += (SopNanos) number * parts[*part].worth;
        duration->n_months++;
    }
    else
    {
        duration->nanos += (SopNanos) number * parts[*part].worth * SOP_NANOS_OF_SECOND + nanos;
        duration->n_days++;
        duration->n_after_t += duration->after_t;
    }
    ++*part;
    return true;
}

SopValue
sop_duration_parse(const char *text, size_t length)
{
    Reader reader = {text, text + length};
    Duration duration = {0};
    unsigned part = 0;
    int sign = take(&reader, '-') ? -1 : 1;
    if (!take(&reader, 'P'))
        return SOP_VALUE_NULL;
    while (reader.at < reader.end)
    {
        if (!duration.after_t && take(&reader, 'T'))
            duration.after_t = true;
        else if (!read_part(&reader, &part, &duration))
            return SOP_VALUE_NULL;
    }
    if ((duration.n_months > 0) == (duration.n_days > 0) ||
        (duration.after_t && duration.n_after_t == 0))
        return SOP_VALUE_NULL;
    SopNanos limit = (SopNanos) INT64_MAX * SOP_NANOS_OF_SECOND;
    if (duration.months > INT64_MAX || duration.nanos > limit)
        return SOP_VALUE_NULL;
    return duration.n_months > 0 ? sop_months_value(sign * (int64_t) duration.months)
                                 : sop_duration_value(sign * duration.nanos);
}

SopValue
sop_temporal_parse(const char *text, size_t length)
{
    static SopValue (*const readers[])(const char *, size_t) = {
        sop_date_parse,
        sop_date_time_parse,
        sop_time_parse,
        sop_duration_parse,
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(readers); i++)
    {
        SopValue value = readers[i](text, length);
        if (value.type != SOP_NULL)
            return value;
    }
    return SOP_VALUE_NULL;
}

/* ---- printing --------------------------------------------------------------------------------- */

static void
print_date(int64_t day, GString *out)
{
    int64_t year;
    unsigned month, of_month;
    sop_day_to_date(day, &year, &month, &of_month);
    g_string_append_printf(out, "%s%04" G_GINT64_FORMAT "-%02u-%02u", year < 0 ? "-" : "",
                           year < 0 ? -year : year, month, of_month);
}

static void
print_fraction(int64_t nanos, GString *out)
{
    if (nanos == 0)
        return;
    g_string_append_printf(out, ".%09" G_GINT64_FORMAT, nanos);
    while (out->str[out->len - 1] == '0')
        g_string_truncate(out, out->len - 1);
}

static void
print_offset(int32_t offset, GString *out)
{
    if (offset == 0)
    {
        g_string_append_c(out, 'Z');
        return;
    }
    unsigned seconds = (unsigned) ABS(offset);
    g_string_append_printf(out, "%c%02u:%02u", offset < 0 ? '-' : '+', seconds / 3600,
                           seconds / 60 % 60);
    if (seconds % 60 != 0)
        g_string_append_printf(out, ":%02u", seconds % 60);
}

static void
print_clock(const SopClock *clock, GString *out)
{
    unsigned seconds = (unsigned) (clock->nanos / SOP_NANOS_OF_SECOND);
    g_string_append_printf(out, "%02u:%02u:%02u", seconds / 3600, seconds / 60 % 60, seconds % 60);
    print_fraction(clock->nanos % SOP_NANOS_OF_SECOND, out);
    if (clock->place == SOP_OFFSET)
        print_offset(clock->offset, out);
    else if (clock->place == SOP_ZONED)
        g_string_append_printf(out, "@%s", sop_zone_name(clock->zone));
}

static void
print_count(uint64_t count, char letter, GString *out)
{
    if (count != 0)
        g_string_append_printf(out, "%" G_GUINT64_FORMAT "%c", count, letter);
}

static void
print_days(SopNanos nanos, GString *out)
{
    if (nanos < 0)
        g_string_append_c(out, '-');
    SopNanos positive = nanos < 0 ? -nanos : nanos;
    uint64_t seconds = (uint64_t) (positive / SOP_NANOS_OF_SECOND);
    int64_t fraction = (int64_t) (positive % SOP_NANOS_OF_SECOND);
    g_string_append_c(out, 'P');
    print_count(seconds / 86400, 'D', out);
    if (seconds % 86400 == 0 && fraction == 0 && seconds != 0)
        return;
    g_string_append_c(out, 'T');
    print_count(seconds / 3600 % 24, 'H', out);
    print_count(seconds / 60 % 60, 'M', out);
    if (seconds % 60 == 0 && fraction == 0 && seconds != 0)
        return;
    g_string_append_printf(out, "%u", (unsigned) (seconds % 60));
    print_fraction(fraction, out);
    g_string_append_c(out, 'S');
}

static void
print_months(int64_t months, GString *out)
{
    uint64_t count = months < 0 ? -(uint64_t) months : (uint64_t) months;
    g_string_append(out, months < 0 ? "-P" : "P");
    print_count(count / 12, 'Y', out);
    if (count == 0 || count % 12 != 0)
        g_string_append_printf(out, "%uM", (unsigned) (count % 12));
}

bool
sop_temporal_print(const SopValue *self, GString *out)
{
    SopClock clock;
    switch (self->type)
    {
    case SOP_DATE:
        print_date(self->integer, out);
        return true;
    case SOP_TIME:
        clock = sop_clock_open(self);
        print_clock(&clock, out);
        return true;
    case SOP_DATE_TIME:
        clock = sop_clock_open(self);
        print_date(clock.day, out);
        g_string_append_c(out, 'T');
        print_clock(&clock, out);
        return true;
    case SOP_DAYS_DURATION:
        print_days(sop_duration_nanos(self), out);
        return true;
    case SOP_MONTHS_DURATION:
        print_months(self->integer, out);
        return true;
    default:
        return false;
    }
}
