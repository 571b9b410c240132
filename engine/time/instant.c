/* SPDX-License-Identifier: Apache-2.0 */
/* Instants as text: RFC 3339, which is ISO 8601 with an offset that must be there. */
#include <string.h>

#include "time/time.h"

/* Reads exactly `count` digits; moves on. */
static bool
take_digits(const char **at, size_t count, int64_t *ret_number)
{
    int64_t number = 0;

    for (size_t i = 0; i < count; i++, (*at)++)
    {
        if (!g_ascii_isdigit(**at))
            return false;
        number = number * 10 + (**at - '0');
    }
    *ret_number = number;
    return true;
}

static bool
take(const char **at, char wanted)
{
    if (**at != wanted)
        return false;
    (*at)++;
    return true;
}

/* HH:MM:SS and a fraction, of which six digits count. */
static bool
take_time(const char **at, int64_t *ret_micros)
{
    int64_t hour, minute, second, fraction = 0;

    if (!take_digits(at, 2, &hour) || !take(at, ':') || !take_digits(at, 2, &minute) ||
        !take(at, ':') || !take_digits(at, 2, &second) || hour > 23 || minute > 59 || second > 59)
        return false;
    if (take(at, '.'))
    {
        if (!g_ascii_isdigit(**at))
            return false;
        for (int64_t scale = SOP_SECOND / 10; g_ascii_isdigit(**at); (*at)++, scale /= 10)
            fraction += (**at - '0') * scale;
    }
    *ret_micros = hour * SOP_HOUR + minute * SOP_MINUTE + second * SOP_SECOND + fraction;
    return true;
}

/* Z, or an offset +HH:MM. */
static bool
take_offset(const char **at, int64_t *ret_micros)
{
    int64_t hours, minutes;

    *ret_micros = 0;
    if (take(at, 'Z') || take(at, 'z'))
        return true;
    bool west = **at == '-';
    if (!take(at, '-') && !take(at, '+'))
        return false;
    if (!take_digits(at, 2, &hours) || !take(at, ':') || !take_digits(at, 2, &minutes) ||
        hours > 23 || minutes > 59)
        return false;
    *ret_micros = (hours * SOP_HOUR + minutes * SOP_MINUTE) * (west ? -1 : 1);
    return true;
}

SopInstant
sop_instant_parse(const char *text)
{
    g_return_val_if_fail(text != NULL, SOP_INSTANT_NONE);

    SopDay day;
    int64_t micros, offset;
    if (strnlen(text, 11) < 11 || !sop_day_parse(text, 10, &day))
        return SOP_INSTANT_NONE;

    const char *at = text + 10;
    if (!take(&at, 'T') && !take(&at, 't') && !take(&at, ' '))
        return SOP_INSTANT_NONE;
    if (!take_time(&at, &micros) || !take_offset(&at, &offset) || *at != '\0')
        return SOP_INSTANT_NONE;
    return day * 24 * SOP_HOUR + micros - offset;
}

char *
sop_instant_format(SopInstant self)
{
    if (self == SOP_INSTANT_NONE)
        return g_strdup("");

    int64_t micros = self % (24 * SOP_HOUR);
    micros += micros < 0 ? 24 * SOP_HOUR : 0;
    int64_t year;
    unsigned month, day;
    sop_day_to_date((self - micros) / (24 * SOP_HOUR), &year, &month, &day);

    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "%04d-%02u-%02uT%02d:%02d:%02d", (int) year, month, day,
                           (int) (micros / SOP_HOUR), (int) (micros / SOP_MINUTE % 60),
                           (int) (micros / SOP_SECOND % 60));
    if (micros % SOP_SECOND != 0)
    {
        g_string_append_printf(text, ".%06d", (int) (micros % SOP_SECOND));
        while (text->str[text->len - 1] == '0')
            g_string_truncate(text, text->len - 1);
    }
    g_string_append_c(text, 'Z');
    return g_string_free(text, FALSE);
}
