/* SPDX-License-Identifier: Apache-2.0 */
/* Dates, zones, calendars, durations in words, and moments. */
#include "time/time.h"

#include <string.h>

#include "support/support.h"

static SopDay
day(const char *text)
{
    SopDay read = 0;

    CU_ASSERT_TRUE_FATAL(sop_day_parse(text, strlen(text), &read));
    return read;
}

static void
expect_day(SopDay actual, const char *expected)
{
    int64_t year;
    unsigned month, number;

    sop_day_to_date(actual, &year, &month, &number);
    g_autofree char *text = g_strdup_printf("%04d-%02u-%02u", (int) year, month, number);
    sop_test_same_text("day", text, expected);
}

static void
expect_instant(SopInstant actual, const char *expected)
{
    g_autofree char *text = sop_instant_format(actual);
    g_autofree char *wanted = sop_instant_format(sop_instant_parse(expected));

    sop_test_same_text(expected, text, wanted);
}

static void
test_dates(void)
{
    CU_ASSERT_EQUAL(day("1970-01-01"), 0);
    CU_ASSERT_EQUAL(day("2000-03-01"), 11017);
    CU_ASSERT_EQUAL(day("0001-01-01"), -719162);
    CU_ASSERT_EQUAL(sop_day_weekday(day("2026-03-02")), 1);
    CU_ASSERT_EQUAL(sop_day_weekday(day("1969-12-28")), 7);
    for (SopDay at = day("1890-01-01"); at < day("2110-01-01"); at++)
    {
        int64_t year;
        unsigned month, number;
        sop_day_to_date(at, &year, &month, &number);
        if (sop_day_from_date(year, month, number) != at)
            CU_FAIL("a day does not come back");
    }

    static const char *const none[] = {"2026-02-29", "2026-13-01",  "2026-00-01",
                                       "2026-01-00", "2026-1-01",   "2026-01-32",
                                       "20260101",   "2026-01-01T", "1900-02-29"};
    SopDay read;
    for (unsigned i = 0; i < G_N_ELEMENTS(none); i++)
        CU_ASSERT_FALSE(sop_day_parse(none[i], strlen(none[i]), &read));
}

static void
test_months(void)
{
    expect_day(sop_day_add_months(day("2026-01-31"), 1), "2026-02-28");
    expect_day(sop_day_add_months(day("2024-01-31"), 1), "2024-02-29");
    expect_day(sop_day_add_months(day("2026-01-31"), 2), "2026-03-31");
    expect_day(sop_day_add_months(day("2026-03-31"), -1), "2026-02-28");
    expect_day(sop_day_add_months(day("2026-01-15"), -13), "2024-12-15");
    expect_day(sop_day_add_months(day("2024-02-29"), 12), "2025-02-28");
}

static void
test_instants(void)
{
    static const char *const none[] = {"",
                                       "2026-03-02",
                                       "2026-03-02T09:00:00",
                                       "2026-03-02T24:00:00Z",
                                       "2026-03-02T09:00Z",
                                       "2026-03-02T09:00:60Z",
                                       "2026-03-02T09:00:00.Z",
                                       "2026-03-02T09:00:00+8",
                                       "2026-03-02T09:00:00Zx",
                                       "2026-02-30T09:00:00Z"};

    expect_instant(sop_instant_parse("2026-03-02T09:00:00+08:00"), "2026-03-02T01:00:00Z");
    CU_ASSERT_EQUAL(sop_instant_parse("1969-12-31T23:59:59.999999Z"), -1);
    CU_ASSERT_EQUAL(sop_instant_parse("1970-01-01T00:00:00.0000019Z"), 1);
    g_autofree char *fraction =
        sop_instant_format(sop_instant_parse("2026-03-02T09:00:00.250+08:00"));
    CU_ASSERT_STRING_EQUAL(fraction, "2026-03-02T01:00:00.25Z");
    g_autofree char *early = sop_instant_format(-1);
    CU_ASSERT_STRING_EQUAL(early, "1969-12-31T23:59:59.999999Z");
    for (unsigned i = 0; i < G_N_ELEMENTS(none); i++)
        CU_ASSERT_EQUAL(sop_instant_parse(none[i]), SOP_INSTANT_NONE);
}

static void
test_zones(void)
{
    static const char *const none[] = {"Asia/Nowhere",  "+08:00", "",
                                       "../etc/passwd", "XYZ5",   "Asia/../Asia/Shanghai"};
    for (unsigned i = 0; i < G_N_ELEMENTS(none); i++)
        CU_ASSERT_PTR_NULL(sop_zone_new(none[i]));

    g_autoptr(SopZone) utc = sop_zone_new("UTC");
    g_autoptr(SopZone) shanghai = sop_zone_new("Asia/Shanghai");
    CU_ASSERT_PTR_NOT_NULL_FATAL(utc);
    CU_ASSERT_PTR_NOT_NULL_FATAL(shanghai);
    CU_ASSERT_STRING_EQUAL(sop_zone_name(shanghai), "Asia/Shanghai");
    CU_ASSERT_EQUAL(sop_zone_offset(utc, 0), 0);
    CU_ASSERT_EQUAL(sop_zone_offset(shanghai, sop_instant_parse("2026-03-02T00:00:00Z")), 8 * 3600);
    CU_ASSERT_EQUAL(sop_zone_offset(shanghai, sop_instant_parse("1990-07-01T00:00:00Z")), 9 * 3600);
    CU_ASSERT_EQUAL(sop_zone_offset(shanghai, sop_instant_parse("2500-03-02T00:00:00Z")), 8 * 3600);
    expect_day(sop_zone_day(shanghai, sop_instant_parse("2026-03-01T16:00:00Z")), "2026-03-02");
    expect_day(sop_zone_day(shanghai, sop_instant_parse("2026-03-01T15:59:59Z")), "2026-03-01");
    expect_instant(sop_zone_day_start(shanghai, day("2026-03-02")), "2026-03-02T00:00:00+08:00");
}

/* The table must say what GLib says, at every change and just before. */
static void
test_table(void)
{
    static const char *const names[] = {"Europe/Paris",   "America/New_York",
                                        "Pacific/Apia",   "Africa/Casablanca",
                                        "Asia/Kathmandu", "Australia/Lord_Howe"};

    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
    {
        g_autoptr(SopZone) zone = sop_zone_new(names[i]);
        g_autoptr(GTimeZone) truth = g_time_zone_new_identifier(names[i]);
        unsigned wrong = 0;
        CU_ASSERT_PTR_NOT_NULL_FATAL(zone);
        for (int64_t at = 0; at < INT64_C(2200) * 86400 * 25; at += 12600)
        {
            int interval = g_time_zone_find_interval(truth, G_TIME_TYPE_UNIVERSAL, at);
            wrong +=
                g_time_zone_get_offset(truth, interval) != sop_zone_offset(zone, at * SOP_SECOND);
        }
        CU_ASSERT_EQUAL(wrong, 0);
    }
}

static void
test_gaps(void)
{
    g_autoptr(SopZone) paris = sop_zone_new("Europe/Paris");
    /* 2026-03-29 02:00 → 03:00, 2026-10-25 03:00 → 02:00 */
    expect_instant(sop_zone_instant(paris, day("2026-03-29"), 2 * SOP_HOUR + 30 * SOP_MINUTE),
                   "2026-03-29T03:30:00+02:00");
    expect_instant(sop_zone_instant(paris, day("2026-10-25"), 2 * SOP_HOUR + 30 * SOP_MINUTE),
                   "2026-10-25T02:30:00+02:00");
    expect_instant(sop_zone_instant(paris, day("2026-10-25"), 3 * SOP_HOUR),
                   "2026-10-25T03:00:00+01:00");
    expect_instant(sop_zone_day_start(paris, day("2026-03-30")), "2026-03-30T00:00:00+02:00");

    g_autoptr(SopZone) beirut = sop_zone_new("Asia/Beirut"); /* 2026-03-29 00:00 → 01:00 */
    expect_instant(sop_zone_day_start(beirut, day("2026-03-29")), "2026-03-29T01:00:00+03:00");

    g_autoptr(SopZone) apia = sop_zone_new("Pacific/Apia"); /* 2011-12-30 never was */
    expect_instant(sop_zone_day_start(apia, day("2011-12-30")), "2011-12-31T00:00:00+14:00");
    expect_instant(sop_zone_day_start(apia, day("2011-12-31")), "2011-12-31T00:00:00+14:00");
}

static SopCalendar *
office(void)
{
    SopCalendar *calendar = sop_calendar_new();

    sop_calendar_add_holiday(calendar, day("2026-05-01")); /* a Friday */
    sop_calendar_add_holiday(calendar, day("2026-05-04"));
    sop_calendar_add_holiday(calendar, day("2026-05-05"));
    sop_calendar_add_working(calendar, day("2026-05-09")); /* a Saturday */
    sop_calendar_set_covers(calendar, day("2026-01-01"), day("2026-12-31"));
    return calendar;
}

static void
test_calendars(void)
{
    g_autoptr(SopCalendar) plain = sop_calendar_new();
    g_autoptr(SopCalendar) calendar = office();

    expect_day(sop_calendar_add(plain, day("2026-03-06"), 1), "2026-03-09");
    expect_day(sop_calendar_add(plain, day("2026-03-07"), 1), "2026-03-09");
    expect_day(sop_calendar_add(plain, day("2026-03-02"), 5), "2026-03-09");
    expect_day(sop_calendar_add(plain, day("2026-03-09"), -5), "2026-03-02");
    expect_day(sop_calendar_add(calendar, day("2026-04-30"), 1), "2026-05-06");
    expect_day(sop_calendar_add(calendar, day("2026-05-08"), 1), "2026-05-09");
    expect_day(sop_calendar_add(calendar, day("2026-05-06"), -1), "2026-04-30");
    CU_ASSERT_FALSE(sop_calendar_is_working(calendar, day("2026-05-01")));
    CU_ASSERT_TRUE(sop_calendar_is_working(calendar, day("2026-05-09")));
    CU_ASSERT_TRUE(sop_calendar_covers(calendar, day("2026-01-01"), day("2026-12-31")));
    CU_ASSERT_FALSE(sop_calendar_covers(calendar, day("2026-12-31"), day("2027-01-01")));

    for (int64_t count = 1; count < 400; count++) /* adding and counting agree, both ways */
    {
        SopDay from = day("2026-01-14") + count % 7, to = sop_calendar_add(calendar, from, count);
        if (sop_calendar_count(calendar, from, to) != count ||
            !sop_calendar_is_working(calendar, to))
            CU_FAIL("counting disagrees with adding");
        SopDay back = sop_calendar_add(calendar, from, -count);
        if (sop_calendar_count(calendar, back - 1, from - 1) != count)
            CU_FAIL("counting disagrees with adding backwards");
    }

    g_autoptr(SopCalendar) never = sop_calendar_new();
    sop_calendar_set_weekend(never, 0x7F);
    CU_ASSERT_TRUE(sop_calendar_add(never, 0, 10) < 100);
    CU_ASSERT_EQUAL(sop_calendar_count(never, 0, 100), 0);
}

static void
expect_read(const char *text, size_t taken, uint32_t count, SopUnit unit)
{
    SopSpanOfTime read = {0, 0};

    CU_ASSERT_EQUAL(sop_span_of_time_parse(text, strlen(text), &read, NULL), taken);
    CU_ASSERT_EQUAL(read.count, count);
    CU_ASSERT_EQUAL(read.unit, unit);
}

static void
test_words(void)
{
    expect_read("72 hours", 8, 72, SOP_UNIT_HOURS);
    expect_read("1 hour after x", 6, 1, SOP_UNIT_HOURS);
    expect_read("5 working days", 14, 5, SOP_UNIT_WORKING_DAYS);
    expect_read("5 working  day before", 14, 5, SOP_UNIT_WORKING_DAYS);
    expect_read("0 days", 6, 0, SOP_UNIT_DAYS);
    expect_read("3  months", 9, 3, SOP_UNIT_MONTHS);
    expect_read("2 years", 7, 2, SOP_UNIT_YEARS);
    expect_read("1 week", 6, 1, SOP_UNIT_WEEKS);

    static const char *const none[] = {"",          "days",    "5",
                                       "5days",     "5 day_s", "5 lightyears",
                                       "1.5 days",  "-1 days", "99999999999 days",
                                       "5 working", "5 DAYS"};
    for (unsigned i = 0; i < G_N_ELEMENTS(none); i++)
    {
        SopSpanOfTime read;
        const char *problem = NULL;
        CU_ASSERT_EQUAL(sop_span_of_time_parse(none[i], strlen(none[i]), &read, &problem), 0);
        CU_ASSERT_PTR_NOT_NULL(problem);
    }

    SopSpanOfTime ten = {10, SOP_UNIT_WORKING_DAYS}, one = {1, SOP_UNIT_WORKING_DAYS},
                  none_left = {0, SOP_UNIT_DAYS};
    g_autofree char *english = sop_span_of_time_say(ten, "en");
    g_autofree char *french = sop_span_of_time_say(ten, "fr-BE");
    g_autofree char *chinese = sop_span_of_time_say(ten, "zh");
    g_autofree char *single = sop_span_of_time_say(one, "de");
    g_autofree char *zero = sop_span_of_time_say(none_left, "fr");
    CU_ASSERT_STRING_EQUAL(english, "10 working days");
    CU_ASSERT_STRING_EQUAL(french, "10 jours ouvrables");
    CU_ASSERT_STRING_EQUAL(chinese, "10 个工作日");
    CU_ASSERT_STRING_EQUAL(single, "1 working day");
    CU_ASSERT_STRING_EQUAL(zero, "0 jour");
}

/* `when` is an instant or a date; `duration` in words; `after` or before it is `expected`. */
static void
expect_moment(const char *zone_name, const char *when, bool after, const char *duration,
              const char *expected)
{
    g_autoptr(SopZone) zone = sop_zone_new(zone_name);
    g_autoptr(SopCalendar) calendar = office();
    SopTimeFrame frame = {zone, calendar};
    SopAnchorPoint from = {.is_day = strlen(when) == 10};
    SopSpanOfTime span;

    if (from.is_day)
        from.day = day(when);
    else
        from.instant = sop_instant_parse(when);
    CU_ASSERT_TRUE_FATAL(sop_span_of_time_parse(duration, strlen(duration), &span, NULL) > 0);
    expect_instant(after ? sop_moment_after(frame, from, span)
                         : sop_moment_before(frame, from, span),
                   expected);
}

static void
test_moments(void)
{
    static const struct
    {
        const char *zone, *when;
        bool after;
        const char *duration, *expected;
    } cases[] = {
        {"Asia/Shanghai", "2026-03-02T09:00:00+08:00", true, "72 hours",
         "2026-03-05T09:00:00+08:00"},
        {"Asia/Shanghai", "2026-03-02T09:00:00+08:00", true, "30 minutes",
         "2026-03-02T09:30:00+08:00"},
        {"Asia/Shanghai", "2026-03-02T09:00:00+08:00", true, "5 days", "2026-03-08T00:00:00+08:00"},
        {"Asia/Shanghai", "2026-03-02T00:30:00+08:00", true, "0 days", "2026-03-03T00:00:00+08:00"},
        {"Asia/Shanghai", "2026-03-02T09:00:00+08:00", true, "2 weeks",
         "2026-03-17T00:00:00+08:00"},
        {"Asia/Shanghai", "2026-04-30T09:00:00+08:00", true, "1 working day",
         "2026-05-07T00:00:00+08:00"},
        {"Asia/Shanghai", "2026-05-07T09:00:00+08:00", true, "2 working days",
         "2026-05-10T00:00:00+08:00"},
        {"Asia/Shanghai", "2026-01-31T09:00:00+08:00", true, "1 month",
         "2026-03-01T00:00:00+08:00"},
        {"Asia/Shanghai", "2024-02-29T09:00:00+08:00", true, "1 year", "2025-03-01T00:00:00+08:00"},
        {"Asia/Shanghai", "2026-03-02", true, "0 days", "2026-03-03T00:00:00+08:00"},
        {"Asia/Shanghai", "2026-03-02", true, "3 days", "2026-03-06T00:00:00+08:00"},
        {"Asia/Shanghai", "2026-03-02", true, "2 hours", "2026-03-03T02:00:00+08:00"},
        {"Asia/Shanghai", "2026-03-02", false, "3 days", "2026-02-27T00:00:00+08:00"},
        {"Asia/Shanghai", "2026-03-02", false, "0 days", "2026-03-02T00:00:00+08:00"},
        {"Asia/Shanghai", "2026-03-02", false, "2 hours", "2026-03-01T22:00:00+08:00"},
        {"Asia/Shanghai", "2026-05-06", false, "1 working day", "2026-04-30T00:00:00+08:00"},
        {"Asia/Shanghai", "2026-03-31", false, "1 month", "2026-02-28T00:00:00+08:00"},
        {"Europe/Paris", "2026-03-28T12:00:00+01:00", true, "24 hours",
         "2026-03-29T13:00:00+02:00"},
        {"Europe/Paris", "2026-03-28T12:00:00+01:00", true, "1 day", "2026-03-30T00:00:00+02:00"},
        {"Europe/Paris", "2026-10-24T12:00:00+02:00", true, "24 hours",
         "2026-10-25T11:00:00+01:00"},
        {"Asia/Beirut", "2026-03-29", false, "0 days", "2026-03-29T01:00:00+03:00"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
        expect_moment(cases[i].zone, cases[i].when, cases[i].after, cases[i].duration,
                      cases[i].expected);

    g_autoptr(SopZone) zone =
        sop_zone_new("Asia/Shanghai"); /* as far as an instant goes, no further */
    g_autoptr(SopCalendar) calendar = sop_calendar_new();
    SopTimeFrame frame = {zone, calendar};
    SopAnchorPoint from = {.instant = 0};
    SopSpanOfTime far = {1000000, SOP_UNIT_YEARS};
    CU_ASSERT_TRUE(sop_moment_after(frame, from, far) > 0);
    CU_ASSERT_TRUE(sop_moment_before(frame, from, far) < 0);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"dates", test_dates},         {"months", test_months},
        {"instants", test_instants},   {"zones", test_zones},
        {"table", test_table},         {"gaps", test_gaps},
        {"calendars", test_calendars}, {"words", test_words},
        {"moments", test_moments},     {NULL, NULL},
    };

    return sop_test_main("time", tests, argc, argv);
}
