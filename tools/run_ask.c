/* SPDX-License-Identifier: Apache-2.0 */
/* What `sopflow run` asks: facts and documents, a line each. What does not fit is handed on as it is:
 * the engine refuses it and says why. */
#include "run.h"

#include <stdio.h>
#include <string.h>

char *
tool_walk_read(const Walk *self, const char *prompt)
{
    char *line = NULL;
    size_t size = 0;

    printf("%s", prompt);
    fflush(stdout);
    if (getline(&line, &size, stdin) < 0)
    {
        free(line);
        printf("\n");
        return NULL;
    }
    g_autofree char *text = g_utf8_make_valid(line, -1);
    free(line);
    g_strstrip(text);
    if (self->echo)
        printf("%s\n", text);
    return g_steal_pointer(&text);
}

/* ---- facts ---------------------------------------------------------------------------------------------- */

static SopValue
read_word(const char *text)
{
    static const struct
    {
        const char *word;
        bool value;
    } words[] = {{"true", true},   {"yes", true}, {"y", true},
                 {"false", false}, {"no", false}, {"n", false}};

    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_ascii_strcasecmp(text, words[i].word) == 0)
            return sop_value_boolean(words[i].value);
    return sop_value_text(text);
}

static SopValue
read_number(const char *text)
{
    SopValue number = sop_value_parse(SOP_NUMBER, text);

    return number.type != SOP_NULL ? number : sop_value_text(text);
}

static SopValue
read_list(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, ",", -1);
    guint n_parts = g_strv_length(parts);
    g_autofree SopValue *items = g_new0(SopValue, n_parts);

    for (guint i = 0; i < n_parts; i++)
        items[i] = read_number(g_strstrip(parts[i]));
    SopValue list = sop_value_list(items, n_parts);
    for (guint i = 0; i < n_parts; i++)
        sop_value_clear(&items[i]);
    return list;
}

SopValue
tool_walk_fact(const SopFlow *flow, SopFact fact, const char *text)
{
    switch (sop_flow_fact_type(flow, fact))
    {
    case SOP_BOOLEAN:
        return read_word(text);
    case SOP_NUMBER:
        return read_number(text);
    case SOP_LIST:
        return read_list(text);
    default:
        return sop_value_text(text);
    }
}

static const char *
form_of(SopValueType type)
{
    switch (type)
    {
    case SOP_BOOLEAN:
        return "yes or no";
    case SOP_NUMBER:
        return "a number";
    case SOP_DATE:
        return "a date, 2026-03-02";
    case SOP_DATE_TIME:
        return "a date and time, 2026-03-02T09:00:00+08:00";
    case SOP_DAYS_DURATION:
    case SOP_MONTHS_DURATION:
        return "a duration, PT72H or P3D";
    case SOP_LIST:
        return "a list, with commas between";
    default:
        return "a text";
    }
}

static bool
ask_fact(Walk *self, SopFact fact, bool optional)
{
    const char *const *choices = sop_flow_fact_choices(self->flow, fact);
    g_autofree char *words = choices != NULL ? g_strjoinv(", ", (char **) choices) : NULL;
    g_autofree char *prompt = g_strdup_printf(
        "  %s [%s] (%s%s): ", sop_flow_title_of(self->flow, SOP_TABLE_FACTS, fact, self->language),
        sop_flow_name(self->flow, SOP_TABLE_FACTS, fact),
        words != NULL ? words : form_of(sop_flow_fact_type(self->flow, fact)),
        optional ? "; may be left out" : "");
    g_autofree char *text = tool_walk_read(self, prompt);

    if (text != NULL && *text != '\0')
    {
        g_auto(SopValue) value = tool_walk_fact(self->flow, fact, text);
        sop_given_set_fact(self->given, fact, value);
    }
    return text != NULL;
}

/* ---- documents ------------------------------------------------------------------------------------------ */

/* "F-17, issued 2026-03-01, expires 2030-01-01": each part may be left out. */
static void
file_document(Walk *self, const char *name, const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, ",", -1);
    SopDocument document = {0};

    for (char **part = parts; *part != NULL; part++)
    {
        const char *words = g_strstrip(*part);
        if (g_str_has_prefix(words, "issued "))
            document.issued = words + strlen("issued ");
        else if (g_str_has_prefix(words, "expires "))
            document.expires = words + strlen("expires ");
        else if (*words != '\0')
            document.reference = words;
    }
    sop_given_file(self->given, name, &document);
}

static bool
ask_document(Walk *self, SopPaper document, bool optional)
{
    const char *name = sop_flow_name(self->flow, SOP_TABLE_DOCUMENTS, document);
    g_autofree char *prompt = g_strdup_printf(
        "  %s [%s] (number, issued DATE, expires DATE; %s): ",
        sop_flow_title_of(self->flow, SOP_TABLE_DOCUMENTS, document, self->language), name,
        optional ? "`+` files it without, nothing leaves it out" : "`-` leaves it out");
    g_autofree char *text = tool_walk_read(self, prompt);

    if (text == NULL)
        return false;
    if (optional ? *text != '\0' : !g_str_equal(text, "-"))
        file_document(self, name, g_str_equal(text, "+") ? "" : text);
    return true;
}

bool
tool_walk_ask(Walk *self, const SopOptions *options, unsigned option)
{
    sop_given_clear(self->given);
    for (unsigned i = 0; i < sop_options_count_asks(options, option); i++)
    {
        SopAsked asked = sop_options_asked(options, option, i);
        if (!(asked.fact != SOP_NONE ? ask_fact(self, asked.fact, asked.optional)
                                     : ask_document(self, asked.document, asked.optional)))
            return false;
    }
    return true;
}
