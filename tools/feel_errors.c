/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with an expression, with its line quoted as the diagnostics of procedures are. */
#include "feel.h"
#include "json.h"

#include <string.h>

typedef struct
{
    unsigned line, column; /* from 1; the column in characters */
    const char *start;     /* of the line */
    int length;
    const char *at;
} Place;

static Place
place_of(const char *text, const SopFeelError *error)
{
    Place place = {.line = 1, .start = text, .at = text + MIN(error->offset, strlen(text))};
    for (const char *at = text; at < place.at; at++)
        if (*at == '\n')
        {
            place.line++;
            place.start = at + 1;
        }
    place.length = (int) strcspn(place.start, "\n");
    place.column = (unsigned) g_utf8_strlen(place.start, place.at - place.start) + 1;
    return place;
}

/* As many columns of a terminal as the text takes, of `sign`. */
static void
put_under(GString *out, const char *from, const char *to, char sign)
{
    for (const char *at = from; at < to; at = g_utf8_next_char(at))
    {
        gunichar character = g_utf8_get_char(at);
        if (g_unichar_iszerowidth(character))
            continue;
        g_string_append_c(out, *at == '\t' && sign == ' ' ? '\t' : sign);
        if (g_unichar_iswide(character))
            g_string_append_c(out, sign);
    }
}

static void
put_error(GString *out, const char *where, const char *text, const SopFeelError *error)
{
    Place place = place_of(text, error);
    const char *end = MIN(place.at + error->length, place.start + place.length);
    g_autofree char *number = g_strdup_printf("%u", place.line);
    int width = (int) strlen(number);
    g_string_append_printf(out, "error[SOP-%u]: %s\n", error->code, error->message);
    g_string_append_printf(out, "%*s--> %s:%u:%u\n", width, "", where, place.line, place.column);
    g_string_append_printf(out, "%*s |\n%s | %.*s\n%*s | ", width, "", number, place.length,
                           place.start, width, "");
    put_under(out, place.start, place.at, ' ');
    if (end > place.at)
        put_under(out, place.at, end, '^');
    else
        g_string_append_c(out, '^');
    g_string_append_c(out, '\n');
    if (error->fix != NULL)
        g_string_append_printf(out, "%*s = fix: %s\n", width, "", error->fix);
}

void
tool_feel_print_errors(const char *where, const char *text, const SopFeelError *errors,
                       unsigned n_errors)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (unsigned i = 0; i < n_errors; i++)
        put_error(out, where, text, &errors[i]);
    fputs(out->str, stderr);
}

static void
put_number(GString *out, const char *key, unsigned number)
{
    SopValue value = sop_value_integer(number);
    tool_json_key(out, key);
    tool_json_value(out, &value);
}

void
tool_feel_put_errors(GString *out, const char *text, const SopFeelError *errors, unsigned n_errors)
{
    tool_json_open(out, '[');
    for (unsigned i = 0; i < n_errors; i++)
    {
        Place place = place_of(text, &errors[i]);
        g_autofree char *code = g_strdup_printf("SOP-%u", errors[i].code);
        tool_json_open(out, '{');
        tool_json_key(out, "code");
        tool_json_text(out, code);
        put_number(out, "line", place.line);
        put_number(out, "column", place.column);
        put_number(out, "offset", errors[i].offset);
        put_number(out, "length", errors[i].length);
        tool_json_key(out, "message");
        tool_json_text(out, errors[i].message);
        tool_json_key(out, "fix");
        tool_json_text(out, errors[i].fix);
        tool_json_close(out, '}');
    }
    tool_json_close(out, ']');
}
