/* SPDX-License-Identifier: Apache-2.0 */
/* The calendar of a procedure, a file of its own (NAME.calendar.yaml): which days of the week are
 * free, holidays, free days that are worked all the same, and what it covers. */
#include <string.h>

#include "procedure/reader.h"

static const char *const weekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                       "friday", "saturday", "sunday"};
static const char *const weekdays_said[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                            "Friday", "Saturday", "Sunday"};

enum
{
    SATURDAY_SUNDAY = 0x60,
};

typedef struct
{
    SopCalendar *calendar;
    unsigned weekend; /* bits of free days */
    bool doubtful;    /* a day of the weekend could not be read */
    GArray *holidays; /* of SopDay */
    const SopYamlNode *working;
    SopSpan covers; /* where it is written; source SOP_NONE: nowhere */
    const char *covers_text;
    SopDay first, last;
} Calendar;

static bool
read_day(SopReader *self, const SopYamlNode *node, SopDay *ret)
{
    const char *text = sop_reader_scalar(self, node, "a date such as 2026-05-01");
    if (text == NULL)
        return false;
    if (sop_day_parse(text, node->size, ret))
        return true;
    sop_report(self->diagnostics, SOP_MESSAGE_BAD_DATE, node->span, "text", text, NULL);
    return false;
}

/* ---- weekend --------------------------------------------------------------------------------- */

static void
report_weekday(SopReader *self, const SopYamlNode *node)
{
    SopDiagnostic *diagnostic = sop_report(self->diagnostics, SOP_MESSAGE_BAD_WEEKDAY, node->span,
                                           "text", node->text, NULL);
    g_autofree char *small = g_ascii_strdown(node->text, -1);
    const char *meant = NULL;
    for (unsigned i = 0; i < G_N_ELEMENTS(weekdays) && strlen(small) >= 3; i++)
        if (g_str_has_prefix(weekdays[i], small))
            meant = weekdays[i];
    if (meant == NULL)
        meant = sop_nearest(small, weekdays, G_N_ELEMENTS(weekdays));
    if (meant != NULL)
        sop_diagnostic_set_fix(diagnostic, "did you mean `%s`?", meant);
}

static void
read_weekend(SopReader *self, const SopYamlNode *value, void *ret)
{
    Calendar *read = ret;
    SopItems items;
    sop_reader_items(value, &items);
    read->weekend = 0;
    for (uint32_t i = 0; i < items.n_items; i++)
    {
        const char *text = sop_reader_scalar(self, items.items[i], "a day such as `saturday`");
        unsigned day = 0;
        while (text != NULL && day < G_N_ELEMENTS(weekdays) && strcmp(weekdays[day], text) != 0)
            day++;
        if (text != NULL && day < G_N_ELEMENTS(weekdays))
        {
            read->weekend |= 1U << day;
            continue;
        }
        read->doubtful = true;
        if (text != NULL)
            report_weekday(self, items.items[i]);
    }
}

/* ---- holidays -------------------------------------------------------------------------------- */

/* A calendar serves procedures of any languages, so its titles are not held against theirs. */
static void
read_any_text(SopReader *self, const SopYamlNode *value, void *ret)
{
    (void) ret;
    if (value->kind != SOP_YAML_MAPPING)
        sop_reader_scalar(self, value, "a text, or a map of language to text");
    else
        for (uint32_t i = 0; i < value->size; i++)
            sop_reader_scalar(self, value->pairs[i].value, "a text");
}

static const SopKey holiday_keys[] = {SOP_KEY_AT("title", read_any_text, 0, 0)};
static SOP_FORM(form_holiday, "a holiday", "{title: …}", holiday_keys, Calendar);

static void
read_holidays(SopReader *self, const SopYamlNode *value, void *ret)
{
    Calendar *read = ret;
    if (!sop_reader_expect(self, value, SOP_YAML_MAPPING,
                           "a map of dates, such as {2026-05-01: {title: Labour Day}}"))
        return;
    const SopYamlNode *outer = self->key;
    for (uint32_t i = 0; i < value->size; i++)
    {
        SopDay day;
        self->key = value->pairs[i].key;
        if (read_day(self, value->pairs[i].key, &day))
        {
            g_array_append_val(read->holidays, day);
            sop_calendar_add_holiday(read->calendar, day);
        }
        sop_reader_form(self, value->pairs[i].value, &form_holiday, read);
    }
    self->key = outer;
}

/* ---- working: free days that are worked ------------------------------------------------------ */

static void
read_working(SopReader *self, const SopYamlNode *value, void *ret)
{
    (void) self;
    ((Calendar *) ret)->working = value; /* judged when the weekend is known */
}

static bool
is_holiday(const Calendar *read, SopDay day)
{
    for (unsigned i = 0; i < read->holidays->len; i++)
        if (g_array_index(read->holidays, SopDay, i) == day)
            return true;
    return false;
}

static void
add_working(SopReader *self, const Calendar *read)
{
    SopItems items;
    sop_reader_items(read->working, &items);
    for (uint32_t i = 0; i < items.n_items; i++)
    {
        SopDay day;
        if (!read_day(self, items.items[i], &day))
            continue;
        unsigned weekday = sop_day_weekday(day) - 1;
        g_autofree char *why = NULL;
        if (is_holiday(read, day))
            why = g_strdup("it is one of the `holidays`, so it stays free");
        else if (!read->doubtful && (read->weekend >> weekday & 1) == 0)
            why =
                g_strdup_printf("it is a %s, which is worked in any week", weekdays_said[weekday]);
        if (why != NULL)
            sop_report(self->diagnostics, SOP_MESSAGE_WORKING_ANYWAY, items.items[i]->span, "day",
                       items.items[i]->text, "why", why, NULL);
        sop_calendar_add_working(read->calendar, day);
    }
}

/* ---- covers ---------------------------------------------------------------------------------- */

static void
read_covers(SopReader *self, const SopYamlNode *value, void *ret)
{
    Calendar *read = ret;
    const char *text =
        sop_reader_scalar(self, value, "the first and the last day, 2026-01-01/2026-12-31");
    if (text == NULL)
        return;
    size_t length = strcspn(text, "/");
    bool parsed = text[length] == '/' && sop_day_parse(text, length, &read->first) &&
                  sop_day_parse(text + length + 1, value->size - length - 1, &read->last);
    if (parsed && read->first <= read->last)
    {
        read->covers = value->span;
        read->covers_text = text;
        sop_calendar_set_covers(read->calendar, read->first, read->last);
        return;
    }
    SopDiagnostic *diagnostic =
        sop_report(self->diagnostics, SOP_MESSAGE_BAD_PERIOD, value->span, "text", text, NULL);
    if (parsed)
        sop_diagnostic_set_why(diagnostic, "its last day is before its first");
}

/* ---- the file -------------------------------------------------------------------------------- */

static void
read_language_version(SopReader *self, const SopYamlNode *value, void *ret)
{
    (void) ret;
    const char *text = sop_reader_scalar(self, value, "1");
    if (text != NULL && strcmp(text, "1") != 0)
        sop_report(self->diagnostics, SOP_MESSAGE_LANGUAGE_VERSION, value->span, "version", text,
                   NULL);
}

/* What it rests on, as a procedure's sources have it. */
static const SopKey source_keys[] = {
    SOP_KEY_AT("title", read_any_text, 0, 0),
    SOP_KEY_AT("publisher", read_any_text, 0, 0),
    SOP_KEY_AT("year", read_any_text, 0, 0),
    SOP_KEY_AT("url", read_any_text, 0, 0),
};
static SOP_FORM(form_source, "a source", "{title: …, publisher: …, year: 2025}", source_keys,
                Calendar);

static void
read_source(SopReader *self, const SopYamlNode *value, void *ret)
{
    sop_reader_form(self, value, &form_source, ret);
}

static const SopKey calendar_keys[] = {
    SOP_KEY_AT("sopflow", read_language_version, 0, 0),
    SOP_KEY_AT("title", read_any_text, 0, 0),
    SOP_KEY_AT("text", read_any_text, 0, 0),
    SOP_KEY_AT("source", read_source, 0, 0),
    SOP_KEY_AT("weekend", read_weekend, 0, 0),
    SOP_KEY_AT("holidays", read_holidays, 0, 0),
    SOP_KEY_AT("working", read_working, 0, 0),
    SOP_KEY_AT("covers", read_covers, 0, 0),
};
static SOP_FORM(form_calendar, "a calendar", "weekend: [saturday, sunday]", calendar_keys,
                Calendar);

static void
check_effective(SopReader *self, const Calendar *read)
{
    const SopProcedure *procedure = self->procedure;
    SopDay day = procedure->effective_day;
    if (read->covers.source == SOP_NONE || procedure->effective.name == NULL ||
        sop_calendar_covers(read->calendar, day, day))
        return;
    SopDiagnostic *diagnostic =
        sop_report(self->diagnostics, SOP_MESSAGE_NOT_COVERED, procedure->effective.span, "day",
                   procedure->effective.name, "period", read->covers_text, NULL);
    sop_diagnostic_point(diagnostic, read->covers, "what it covers");
}

static void
fill(SopReader *self, const SopYamlNode *top, SopCalendar *calendar)
{
    g_autoptr(GArray) holidays = g_array_new(FALSE, FALSE, sizeof(SopDay));
    Calendar read = {.calendar = calendar,
                     .weekend = SATURDAY_SUNDAY,
                     .holidays = holidays,
                     .covers = SOP_SPAN_NONE};
    sop_reader_form(self, top, &form_calendar, &read);
    sop_calendar_set_weekend(calendar, read.weekend);
    if (read.working != NULL)
        add_working(self, &read);
    check_effective(self, &read);
}

/* A sub-procedure counts by the calendar of its user. */
void
sop_reader_calendar(SopReader *self)
{
    const SopWrittenName *file = &self->procedure->calendar_file;
    if (file->name == NULL || self->reading->user != NULL)
        return;
    g_autofree char *path = sop_reader_path(self, file);
    g_autoptr(GError) error = NULL;
    const SopYamlNode *top = sop_yaml_read_file(self->arena, self->diagnostics, path, &error);
    if (error != NULL)
        sop_reader_no_file(self, file, path, error);
    if (top != NULL)
        fill(self, top, self->procedure->calendar);
}
