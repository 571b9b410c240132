/* SPDX-License-Identifier: Apache-2.0 */
/* Values and moments in words: dates as people write them, durations, a choice's title. */
#include "flow/words.h"

#include <string.h>

enum
{
    MAX_PAIRS = 12,
};

char *
sop_speak(const SopSpeaker *self, const char *key, ...)
{
    const char *pairs[MAX_PAIRS + 1] = {NULL};
    va_list arguments;

    va_start(arguments, key);
    for (unsigned i = 0; i < MAX_PAIRS; i++)
        if ((pairs[i] = va_arg(arguments, const char *)) == NULL)
            break;
    va_end(arguments);
    return sop_fill(sop_sentence(key, self->language), pairs);
}

char *
sop_speak_title(const SopSpeaker *self, const SopText *title, const char *name)
{
    const char *text = sop_text_in(title, self->language, NULL);

    return text != NULL ? g_strdup(text) : g_strdelimit(g_strdup(name), "_", ' ');
}

static char *
speak_day(const SopSpeaker *self, SopDay day)
{
    int64_t year;
    unsigned month, day_of_month;

    sop_day_to_date(day, &year, &month, &day_of_month);
    g_autofree char *month_key = g_strdup_printf("word.month.%u", month);
    g_autofree char *year_text = g_strdup_printf("%" G_GINT64_FORMAT, year);
    g_autofree char *day_text = g_strdup_printf("%u", day_of_month);
    return sop_speak(self, "word.date", "day", day_text, "month",
                     sop_sentence(month_key, self->language), "year", year_text, NULL);
}

/* The local day and time of day. */
static char *
speak_instant(const SopSpeaker *self, SopInstant instant)
{
    const SopZone *zone = self->flow->zone;
    SopDay day = sop_zone_day(zone, instant);
    int64_t local = instant + sop_zone_offset(zone, instant) * SOP_SECOND - day * 24 * SOP_HOUR;
    g_autofree char *date = speak_day(self, day);
    g_autofree char *time = g_strdup_printf("%02d:%02d", (int) (local / SOP_HOUR),
                                            (int) (local % SOP_HOUR / SOP_MINUTE));

    return sop_speak(self, "word.date_time", "date", date, "time", time, NULL);
}

/* A duration as ISO 8601 writes it ("P1DT12H"): each of its parts in words, the longest first. */
static char *
speak_duration(const SopSpeaker *self, const char *iso)
{
    static const struct
    {
        char sign;
        bool of_time; /* after the T */
        SopUnit unit;
    } units[] = {
        {'Y', false, SOP_UNIT_YEARS}, {'M', false, SOP_UNIT_MONTHS}, {'D', false, SOP_UNIT_DAYS},
        {'H', true, SOP_UNIT_HOURS},  {'M', true, SOP_UNIT_MINUTES},
    };
    g_autoptr(GString) words = g_string_new(*iso == '-' ? "−" : NULL);
    const char *rest = iso + (*iso == '-') + 1;
    bool of_time = false, first = true;

    while (*rest != '\0')
    {
        if (*rest == 'T')
        {
            of_time = true;
            rest++;
        }
        char *end;
        uint64_t count = g_ascii_strtoull(rest, &end, 10);
        unsigned i = 0;
        while (i < G_N_ELEMENTS(units) && (units[i].sign != *end || units[i].of_time != of_time))
            i++;
        if (end == rest || i == G_N_ELEMENTS(units) || count > UINT32_MAX)
            return g_strdup(iso); /* seconds, or fractions of them */
        SopSpanOfTime part = {(uint32_t) count, (uint8_t) units[i].unit};
        g_autofree char *said = sop_span_of_time_say(part, self->language);
        g_string_append_printf(words, "%s%s", first ? "" : " ", said);
        first = false;
        rest = end + 1;
    }
    return g_string_free(g_steal_pointer(&words), FALSE);
}

static char *
speak_word(const SopSpeaker *self, const char *word, SopWordSense sense)
{
    const SopFlow *flow = self->flow;
    uint32_t index;

    switch (sense.kind)
    {
    case SOP_WORD_PLAIN:
        break;
    case SOP_WORD_CHOICE:
        for (uint32_t i = 0; i < sense.fact->n_values; i++)
            if (g_str_equal(sense.fact->values[i], word))
            {
                SopText untitled = {0};
                const SopText *titles = sense.fact->value_titles;
                return sop_speak_title(self, titles != NULL ? &titles[i] : &untitled, word);
            }
        break;
    case SOP_WORD_OUTCOME:
        if ((index = sop_names_find(flow->outcome_names, word)) != SOP_NONE)
            return sop_speak_title(self, &flow->outcomes[index].title, word);
        break;
    case SOP_WORD_ROLE:
        if ((index = sop_names_find(flow->role_names, word)) != SOP_NONE)
            return sop_speak_title(self, &flow->roles[index].title, word);
        break;
    }
    return g_strdup(word);
}

static char *
speak_list(const SopSpeaker *self, const SopValue *value, SopWordSense sense)
{
    g_autoptr(GString) words = g_string_new(NULL);
    unsigned n_items = sop_value_list_length(value);

    for (unsigned i = 0; i < n_items; i++)
    {
        g_autofree char *item = sop_speak_value(self, sop_value_list_item(value, i), sense);
        g_string_append_printf(words, "%s%s",
                               i > 0 ? sop_sentence("word.comma", self->language) : "", item);
    }
    return g_string_free(g_steal_pointer(&words), FALSE);
}

char *
sop_speak_value(const SopSpeaker *self, const SopValue *value, SopWordSense sense)
{
    SopDay day;
    SopInstant instant;

    if (value->type == SOP_NULL)
        return g_strdup(sop_sentence("word.unknown", self->language));
    if (value->type == SOP_BOOLEAN)
        return g_strdup(sop_sentence(value->boolean ? "word.yes" : "word.no", self->language));
    if (value->type == SOP_STRING)
        return speak_word(self, sop_value_string(value), sense);
    if (value->type == SOP_LIST)
        return speak_list(self, value, sense);
    if (value->type == SOP_DATE && sop_value_get_day(value, &day))
        return speak_day(self, day);
    if (value->type == SOP_DATE_TIME && sop_value_get_instant(value, self->flow->zone, &instant))
        return speak_instant(self, instant);

    g_autofree char *text = sop_value_to_text(value);
    if (value->type == SOP_DAYS_DURATION || value->type == SOP_MONTHS_DURATION)
        return speak_duration(self, text);
    return g_steal_pointer(&text);
}

char *
sop_flow_say_value(const SopFlow *self, SopFact fact, const SopValue *value, const char *language)
{
    g_return_val_if_fail(fact < self->n_facts && value != NULL, NULL);

    SopSpeaker speaker = {self, language != NULL ? language : self->languages[0], NULL};
    const SopFlowFact *written = &self->facts[fact];
    SopWordSense sense = {written->type == SOP_FACT_CHOICE ? SOP_WORD_CHOICE : SOP_WORD_PLAIN,
                          written};

    return sop_speak_value(&speaker, value, sense);
}

char *
sop_flow_say_day(const SopFlow *self, SopDay day, const char *language)
{
    SopSpeaker speaker = {self, language != NULL ? language : self->languages[0], NULL};

    return speak_day(&speaker, day);
}

char *
sop_flow_say_instant(const SopFlow *self, SopInstant instant, const char *language)
{
    SopSpeaker speaker = {self, language != NULL ? language : self->languages[0], NULL};
    SopDay day = sop_zone_day(self->zone, instant);

    if (sop_zone_day_start(self->zone, day) != instant)
        return speak_instant(&speaker, instant);
    g_autofree char *ended = speak_day(&speaker, day - 1);
    return sop_speak(&speaker, "word.end_of_day", "day", ended, NULL);
}

static char *
speak_anchor(const SopSpeaker *self, const SopMoment *moment)
{
    const SopFlow *flow = self->flow;

    switch ((SopAnchorKind) moment->anchor_kind)
    {
    case SOP_ANCHOR_EVENT:
        return sop_speak_title(self, &flow->actions[moment->anchor].title,
                               flow->actions[moment->anchor].name);
    case SOP_ANCHOR_FACT:
        return sop_speak_title(self, &flow->facts[moment->anchor].title,
                               flow->facts[moment->anchor].name);
    case SOP_ANCHOR_EXPIRES:
        break;
    }
    g_autofree char *document = sop_speak_title(self, &flow->documents[moment->anchor].title,
                                                flow->documents[moment->anchor].name);
    return sop_speak(self, "word.expiry", "document", document, NULL);
}

char *
sop_flow_say_moment(const SopFlow *self, const SopMoment *moment, const char *language)
{
    g_return_val_if_fail(moment != NULL, NULL);

    SopSpeaker speaker = {self, language != NULL ? language : self->languages[0], NULL};
    g_autofree char *duration = sop_span_of_time_say(moment->duration, speaker.language);
    if (moment->kind == SOP_MOMENT_FROM_ENTERING)
        return g_steal_pointer(&duration);

    g_autofree char *event = speak_anchor(&speaker, moment);
    bool is_after = moment->kind == SOP_MOMENT_AFTER;
    bool is_edge = moment->duration.count == 0 && sop_unit_is_days((SopUnit) moment->duration.unit);
    const char *key = is_after ? "word.after" : "word.before";
    if (is_edge) /* "0 days after" a day is when it ends */
        key = is_after ? "word.end_of" : "word.start_of";
    return sop_speak(&speaker, key, "duration", duration, "event", event, NULL);
}
