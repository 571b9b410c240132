/* SPDX-License-Identifier: Apache-2.0 */
/* The time room: dates, zones, calendars, durations in plain words, and the arithmetic of
 * moments (language page, "Moments and clocks"). Pure functions; proleptic Gregorian calendar
 * (ISO 8601). */
#pragma once

#include <sopflow/time.h>

#include "base/base.h"

typedef int64_t SopDay; /* days since 1970-01-01 */

#define SOP_SECOND INT64_C(1000000)
#define SOP_MINUTE (60 * SOP_SECOND)
#define SOP_HOUR (60 * SOP_MINUTE)

SopDay sop_day_from_date(int64_t year, unsigned month, unsigned day);
void sop_day_to_date(SopDay self, int64_t *ret_year, unsigned *ret_month, unsigned *ret_day);
unsigned sop_day_weekday(SopDay self); /* 1 Monday … 7 Sunday (ISO 8601) */
unsigned sop_days_in_month(int64_t year, unsigned month);
bool sop_day_parse(const char *text, size_t length, SopDay *ret_day); /* YYYY-MM-DD, a real date */
SopDay sop_day_add_months(SopDay self, int64_t months); /* a missing day: the month's last */

/* ---- zones: IANA names ---------------------------------------------------------------------- */

typedef struct _SopZone SopZone; /* immutable, refcounted, shared by threads */

/* `name`: an IANA name or "UTC". Returns: (transfer full) (nullable): NULL when there is no such
 * zone. */
SopZone *sop_zone_new(const char *name);
SopZone *sop_zone_ref(SopZone *self);
void sop_zone_unref(SopZone *self);
const char *sop_zone_name(const SopZone *self);
int32_t sop_zone_offset(const SopZone *self, SopInstant instant); /* seconds east of UTC then */
SopDay sop_zone_day(const SopZone *self, SopInstant instant);     /* the local day */
/* The instant at which the local day begins (its first instant where midnight does not exist). */
SopInstant sop_zone_day_start(const SopZone *self, SopDay day);
/* Local wall-clock time to instant (SCXML-like rule: in a gap the later, in an overlap the
 * earlier). */
SopInstant sop_zone_instant(const SopZone *self, SopDay day, int64_t micros_of_day);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopZone, sop_zone_unref)

/* ---- calendars: what counts as a working day
 * -------------------------------------------------- */

typedef struct _SopCalendar SopCalendar; /* immutable once filled, refcounted */

SopCalendar *sop_calendar_new(void); /* Saturday and Sunday free, no holidays, covers everything */
SopCalendar *sop_calendar_ref(SopCalendar *self);
void sop_calendar_unref(SopCalendar *self);
void sop_calendar_set_weekend(SopCalendar *self,
                              unsigned weekday_bits); /* bit 1 << (weekday - 1) */
void sop_calendar_add_holiday(SopCalendar *self, SopDay day);
void sop_calendar_add_working(SopCalendar *self, SopDay day); /* a weekend day that is worked */
void sop_calendar_set_covers(SopCalendar *self, SopDay first, SopDay last);
bool sop_calendar_is_working(const SopCalendar *self, SopDay day);
bool sop_calendar_covers(const SopCalendar *self, SopDay first, SopDay last);
SopDay sop_calendar_add(const SopCalendar *self, SopDay day,
                        int64_t working_days); /* also backwards */
int64_t sop_calendar_count(const SopCalendar *self, SopDay after,
                           SopDay up_to); /* working days in (after, up_to] */
/* What it counts as a working day, for comparing calendars: the same text, the same days. Returns:
 * (transfer full). */
char *sop_calendar_to_text(const SopCalendar *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopCalendar, sop_calendar_unref)

/* ---- durations in plain words: "72 hours", "5 working days"
 * ------------------------------------ */

typedef enum
{
    SOP_UNIT_MINUTES,
    SOP_UNIT_HOURS,
    SOP_UNIT_DAYS,
    SOP_UNIT_WORKING_DAYS,
    SOP_UNIT_WEEKS,
    SOP_UNIT_MONTHS,
    SOP_UNIT_YEARS,
} SopUnit;

typedef struct
{
    uint32_t count;
    uint8_t unit; /* SopUnit */
} SopSpanOfTime;

/* Reads "N UNIT" (singular or plural) from the start of `text`. Returns: how many bytes it took,
 * 0 when it is none; `ret_problem` then gets (nullable, static) what is wrong in words. */
size_t sop_span_of_time_parse(const char *text, size_t length, SopSpanOfTime *ret,
                              const char **ret_problem);

/* In words of `language` (en, fr, zh): "10 working days", "10 jours ouvrables", "10 个工作日".
 * Returns: (transfer full). */
char *sop_span_of_time_say(SopSpanOfTime self, const char *language);

/* Where the count begins: an instant, or a whole local day (a date). */
typedef struct
{
    bool is_day;
    SopInstant instant; /* when not is_day */
    SopDay day;         /* when is_day */
} SopAnchorPoint;

typedef struct
{
    const SopZone *zone;
    const SopCalendar *calendar;
} SopTimeFrame;

/* DURATION after POINT: hours run exactly from the instant (or from the end of the day); days
 * and longer leave out the first day and end with the last local day, so the result is that
 * day's end, which is the next day's start. DURATION before POINT: hours back exactly from the
 * instant (or from the start of the day); days and longer: the start of the day so many days
 * before. */
SopInstant sop_moment_after(SopTimeFrame frame, SopAnchorPoint from, SopSpanOfTime duration);
SopInstant sop_moment_before(SopTimeFrame frame, SopAnchorPoint from, SopSpanOfTime duration);

/* Is the unit counted in whole days (so that a moment is a day's edge)? */
bool sop_unit_is_days(SopUnit unit);
