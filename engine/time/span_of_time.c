/* SPDX-License-Identifier: Apache-2.0 */
/* Durations in plain words, read and said. */
#include <string.h>

#include "time/time.h"

enum
{
    LARGEST_COUNT = 1000 * 1000,
};

typedef struct
{
    const char *one;
    const char *other;
    const char *key; /* of its sentences: unit.KEY.one, unit.KEY.other */
    bool days;
} Unit;

static const Unit units[] = {
    [SOP_UNIT_MINUTES] = {"minute", "minutes", "minutes", false},
    [SOP_UNIT_HOURS] = {"hour", "hours", "hours", false},
    [SOP_UNIT_DAYS] = {"day", "days", "days", true},
    [SOP_UNIT_WORKING_DAYS] = {"working day", "working days", "working_days", true},
    [SOP_UNIT_WEEKS] = {"week", "weeks", "weeks", true},
    [SOP_UNIT_MONTHS] = {"month", "months", "months", true},
    [SOP_UNIT_YEARS] = {"year", "years", "years", true},
};

bool
sop_unit_is_days(SopUnit unit)
{
    g_return_val_if_fail(unit < G_N_ELEMENTS(units), false);
    return units[unit].days;
}

static size_t
blanks(const char *text, size_t length)
{
    size_t n = 0;

    while (n < length && text[n] == ' ')
        n++;
    return n;
}

static size_t
letters(const char *text, size_t length)
{
    size_t n = 0;

    while (n < length && (g_ascii_isalnum(text[n]) || text[n] == '_' || (text[n] & 0x80) != 0))
        n++;
    return n;
}

/* How many bytes of `text` are the words `name` (blanks between them may be several); 0: it is
 * not there. */
static size_t
match(const char *text, size_t length, const char *name)
{
    size_t at = 0;

    for (; *name != '\0'; name++)
    {
        if (*name == ' ')
        {
            size_t gap = blanks(text + at, length - at);
            if (gap == 0)
                return 0;
            at += gap;
            continue;
        }
        if (at == length || text[at] != *name)
            return 0;
        at++;
    }
    return letters(text + at, length - at) == 0 ? at : 0;
}

static size_t
parse_unit(const char *text, size_t length, uint8_t *ret_unit)
{
    for (size_t unit = 0; unit < G_N_ELEMENTS(units); unit++)
    {
        size_t taken = match(text, length, units[unit].other);
        if (taken == 0)
            taken = match(text, length, units[unit].one);
        if (taken > 0)
        {
            *ret_unit = (uint8_t) unit;
            return taken;
        }
    }
    return 0;
}

size_t
sop_span_of_time_parse(const char *text, size_t length, SopSpanOfTime *ret,
                       const char **ret_problem)
{
    g_return_val_if_fail(text != NULL && ret != NULL, 0);

    const char *problem = NULL;
    size_t at = 0;
    uint32_t count = 0;
    uint8_t unit = 0;

    for (; at < length && g_ascii_isdigit(text[at]) && count <= LARGEST_COUNT; at++)
        count = count * 10 + (uint32_t) (text[at] - '0');
    size_t gap = blanks(text + at, length - at);
    if (at == 0)
        problem = "a duration begins with a whole number";
    else if (count > LARGEST_COUNT)
        problem = "a duration counts to 1000000 at most";
    else if (at < length && (text[at] == '.' || text[at] == ','))
        problem = "a duration is a whole number; use a smaller unit";
    else if (gap == 0)
        problem = at == length ? "the unit is missing"
                               : "a blank must stand between the number and the unit";
    else
    {
        size_t taken = parse_unit(text + at + gap, length - at - gap, &unit);
        if (taken > 0)
            at += gap + taken;
        else
            problem = "the units are minutes, hours, days, working days, weeks, months and years";
    }

    if (ret_problem != NULL)
        *ret_problem = problem;
    if (problem != NULL)
        return 0;
    *ret = (SopSpanOfTime) {count, unit};
    return at;
}

char *
sop_span_of_time_say(SopSpanOfTime self, const char *language)
{
    g_return_val_if_fail(self.unit < G_N_ELEMENTS(units), NULL);

    bool french = language != NULL && g_ascii_strncasecmp(language, "fr", 2) == 0;
    bool one = self.count == 1 || (french && self.count == 0);
    g_autofree char *key =
        g_strdup_printf("unit.%s.%s", units[self.unit].key, one ? "one" : "other");
    g_autofree char *count = g_strdup_printf("%u", self.count);
    const char *const pairs[] = {"count", count, NULL};

    return sop_fill(sop_sentence(key, language), pairs);
}
