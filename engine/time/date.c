/* SPDX-License-Identifier: Apache-2.0 */
/* Days and dates of the proleptic Gregorian calendar. The arithmetic is that of Howard Hinnant's
 * "chrono-Compatible Low-Level Date Algorithms": years begin in March, so that the leap day is
 * last. */
#include "time/time.h"

enum
{
    DAYS_IN_ERA = 146097,  /* 400 years */
    DAYS_TO_1970 = 719468, /* from 0000-03-01 */
};

static int64_t
floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a % b < 0) != (b < 0));
}

SopDay
sop_day_from_date(int64_t year, unsigned month, unsigned day)
{
    year -= month <= 2;
    int64_t era = floor_div(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (int64_t) (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * DAYS_IN_ERA + day_of_era - DAYS_TO_1970;
}

void
sop_day_to_date(SopDay self, int64_t *ret_year, unsigned *ret_month, unsigned *ret_day)
{
    int64_t days = self + DAYS_TO_1970;
    int64_t era = floor_div(days, DAYS_IN_ERA);
    int64_t day_of_era = days - era * DAYS_IN_ERA;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;

    *ret_day = (unsigned) (day_of_year - (153 * month + 2) / 5 + 1);
    *ret_month = (unsigned) (month < 10 ? month + 3 : month - 9);
    *ret_year = year_of_era + era * 400 + (*ret_month <= 2);
}

unsigned
sop_day_weekday(SopDay self)
{
    return (unsigned) (self + 3 - floor_div(self + 3, 7) * 7) + 1; /* 1970-01-01 was a Thursday */
}

static bool
is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

unsigned
sop_days_in_month(int64_t year, unsigned month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    g_return_val_if_fail(month >= 1 && month <= 12, 0);
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static bool
read_digits(const char *text, size_t count, unsigned *ret_number)
{
    unsigned number = 0;

    for (size_t i = 0; i < count; i++)
    {
        if (!g_ascii_isdigit(text[i]))
            return false;
        number = number * 10 + (unsigned) (text[i] - '0');
    }
    *ret_number = number;
    return true;
}

bool
sop_day_parse(const char *text, size_t length, SopDay *ret_day)
{
    unsigned year, month, day;

    if (length != 10 || !read_digits(text, 4, &year) || text[4] != '-' ||
        !read_digits(text + 5, 2, &month) || text[7] != '-' || !read_digits(text + 8, 2, &day))
        return false;
    if (month < 1 || month > 12 || day < 1 || day > sop_days_in_month(year, month))
        return false;
    *ret_day = sop_day_from_date(year, month, day);
    return true;
}

SopDay
sop_day_add_months(SopDay self, int64_t months)
{
    int64_t year;
    unsigned month, day;

    sop_day_to_date(self, &year, &month, &day);
    int64_t index = year * 12 + (int64_t) month - 1 + months;
    year = floor_div(index, 12);
    month = (unsigned) (index - year * 12) + 1;
    return sop_day_from_date(year, month, MIN(day, sop_days_in_month(year, month)));
}
