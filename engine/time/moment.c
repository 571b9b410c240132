/* SPDX-License-Identifier: Apache-2.0 */
/* Moments: so much time after or before a point. Hours run exactly; days and longer end with a
 * local day, which is where the next one starts. */
#include "time/time.h"

enum
{
    MONTHS_IN_YEAR = 12,
    DAYS_IN_WEEK = 7,
};

static SopDay
day_of(SopTimeFrame frame, SopAnchorPoint from)
{
    return from.is_day ? from.day : sop_zone_day(frame.zone, from.instant);
}

/* `sign` 1: so many days later; -1: earlier. */
static SopDay
shifted(SopTimeFrame frame, SopDay day, SopSpanOfTime duration, int64_t sign)
{
    int64_t count = sign * (int64_t) duration.count;

    switch ((SopUnit) duration.unit)
    {
    case SOP_UNIT_WORKING_DAYS:
        return sop_calendar_add(frame.calendar, day, count);
    case SOP_UNIT_WEEKS:
        return day + count * DAYS_IN_WEEK;
    case SOP_UNIT_MONTHS:
        return sop_day_add_months(day, count);
    case SOP_UNIT_YEARS:
        return sop_day_add_months(day, count * MONTHS_IN_YEAR);
    default:
        return day + count;
    }
}

static int64_t
exactly(SopSpanOfTime duration)
{
    return duration.count * (duration.unit == SOP_UNIT_HOURS ? SOP_HOUR : SOP_MINUTE);
}

SopInstant
sop_moment_after(SopTimeFrame frame, SopAnchorPoint from, SopSpanOfTime duration)
{
    g_return_val_if_fail(frame.zone != NULL && frame.calendar != NULL, SOP_INSTANT_NONE);

    if (!sop_unit_is_days(duration.unit))
        return (from.is_day ? sop_zone_day_start(frame.zone, from.day + 1) : from.instant) +
               exactly(duration);
    return sop_zone_day_start(frame.zone, shifted(frame, day_of(frame, from), duration, 1) + 1);
}

SopInstant
sop_moment_before(SopTimeFrame frame, SopAnchorPoint from, SopSpanOfTime duration)
{
    g_return_val_if_fail(frame.zone != NULL && frame.calendar != NULL, SOP_INSTANT_NONE);

    if (!sop_unit_is_days(duration.unit))
        return (from.is_day ? sop_zone_day_start(frame.zone, from.day) : from.instant) -
               exactly(duration);
    return sop_zone_day_start(frame.zone, shifted(frame, day_of(frame, from), duration, -1));
}
