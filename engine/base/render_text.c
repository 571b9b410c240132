/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics as text for people: each place quoted, with what is meant underlined. */
#include "base/report.h"

#include <string.h>

enum
{
    TAB_COLUMNS = 4,
    LONGEST_LINE = 160, /* characters quoted of one line */
    BEFORE_PLACE = 60,  /* of those, before the place, when the line is longer */
};

typedef struct
{
    SopSpan span;
    const char *label; /* NULL: the diagnostic's own place */
    bool primary;
} Mark;

typedef struct
{
    GString *text;
    bool colour;
    unsigned gutter; /* columns of the line numbers */
    const SopSources *sources;
} Out;

/* A part of a line, in characters. */
typedef struct
{
    const char *line;
    size_t length;
    unsigned first;
    unsigned last; /* one beyond */
} Window;

#define BLUE "\033[1;34m"
#define BOLD "\033[1m"
#define PLAIN "\033[0m"

static const char *const severity_colours[] = {"\033[1;31m", "\033[1;33m", "\033[1;36m"};

static void
put(Out *out, const char *colour, const char *text)
{
    if (out->colour)
        g_string_append_printf(out->text, "%s%s%s", colour, text, PLAIN);
    else
        g_string_append(out->text, text);
}

static void
put_gutter(Out *out, uint32_t line, const char *bar)
{
    g_autofree char *number = line > 0 ? g_strdup_printf("%u", line) : g_strdup("");
    g_autofree char *gutter = g_strdup_printf("%*s %s", (int) out->gutter, number, bar);

    put(out, BLUE, gutter);
}

/* The next character of a line, U+FFFD for what must not reach a terminal (broken UTF-8, control
 * characters, marks that turn the direction of writing). Returns how many bytes it took. */
static size_t
next_character(const char *at, size_t left, gunichar *ret_character)
{
    gunichar character = g_utf8_get_char_validated(at, (gssize) left);

    if (character >= (gunichar) -2 || (character == 0 && *at != '\0'))
    {
        *ret_character = 0xFFFD;
        return 1;
    }
    bool turns = (character >= 0x202A && character <= 0x202E) ||
                 (character >= 0x2066 && character <= 0x2069);
    *ret_character =
        (g_unichar_iscntrl(character) && character != '\t') || turns ? 0xFFFD : character;
    return character == 0 ? 1 : (size_t) g_unichar_to_utf8(character, NULL);
}

static unsigned
columns_of(gunichar character)
{
    if (character == '\t')
        return TAB_COLUMNS;
    if (g_unichar_iszerowidth(character))
        return 0;
    return g_unichar_iswide(character) ? 2 : 1;
}

/* The columns that the characters from window->first up to `stop` take; `shown` gets them
 * (nullable). */
static unsigned
walk(const Window *window, unsigned stop, GString *shown)
{
    unsigned columns = 0, index = 0;
    gunichar character;

    for (size_t at = 0; at < window->length && index < MIN(stop, window->last); index++)
    {
        at += next_character(window->line + at, window->length - at, &character);
        if (index < window->first)
            continue;
        columns += columns_of(character);
        if (shown != NULL && character == '\t')
            g_string_append(shown, "    ");
        else if (shown != NULL)
            g_string_append_unichar(shown, character);
    }
    return columns;
}

static unsigned
count_characters(const char *line, size_t length)
{
    unsigned count = 0;
    gunichar character;

    for (size_t at = 0; at < length; count++)
        at += next_character(line + at, length - at, &character);
    return count;
}

static Window
window_at(const Out *out, SopSpan span)
{
    Window window = {.first = 0};

    window.line = sop_sources_line(out->sources, span.source, span.line, &window.length);
    window.last = count_characters(window.line, window.length);
    if (window.last > LONGEST_LINE)
    {
        window.first = span.column > BEFORE_PLACE ? span.column - BEFORE_PLACE : 0;
        window.last = MIN(window.last, window.first + LONGEST_LINE);
    }
    return window;
}

static void
put_line(Out *out, const Window *window, uint32_t line)
{
    g_autoptr(GString) shown = g_string_new(NULL);

    walk(window, window->last, shown);
    g_strchomp(shown->str);
    put_gutter(out, line, "|");
    g_string_append_printf(out->text, "%s%s\n", *shown->str != '\0' ? " " : "", shown->str);
}

static void
put_underline(Out *out, const Window *window, const Mark *mark, const char *colour)
{
    unsigned start = mark->span.column > 0 ? mark->span.column - 1 : 0;
    unsigned before = walk(window, start, NULL);
    unsigned through = walk(window, start + MAX(mark->span.length, 1), NULL);
    g_autofree char *line = g_strnfill(MAX(through - before, 1), mark->primary ? '^' : '-');
    g_autofree char *underline = g_strdup_printf("%s%s%s", line, mark->label != NULL ? " " : "",
                                                 mark->label != NULL ? mark->label : "");

    put_gutter(out, 0, "|");
    g_string_append_printf(out->text, " %*s", (int) before, "");
    put(out, mark->primary ? colour : BLUE, underline);
    g_string_append_c(out->text, '\n');
}

static void
put_place(Out *out, const char *arrow, SopSpan span)
{
    g_autofree char *lead = g_strdup_printf("%*s%s ", (int) out->gutter, "", arrow);

    put(out, BLUE, lead);
    g_string_append(out->text, sop_sources_name(out->sources, span.source));
    if (span.line > 0)
        g_string_append_printf(out->text, ":%u:%u", span.line, MAX(span.column, 1));
    g_string_append_c(out->text, '\n');
}

static int
compare_marks(gconstpointer a, gconstpointer b, gpointer data)
{
    const Mark *left = a, *right = b;
    uint32_t own = *(const uint32_t *) data;

    if (left->span.source != right->span.source) /* the diagnostic's own file first */
    {
        if (left->span.source == own || right->span.source == own)
            return left->span.source == own ? -1 : 1;
        return left->span.source < right->span.source ? -1 : 1;
    }
    if (left->span.line != right->span.line)
        return left->span.line < right->span.line ? -1 : 1;
    return left->span.column < right->span.column ? -1 : left->span.column > right->span.column;
}

static GArray *
marks_of(const SopDiagnostic *diagnostic)
{
    GArray *marks = g_array_new(FALSE, FALSE, sizeof(Mark));
    Mark own = {diagnostic->span, NULL, true};

    g_array_append_val(marks, own);
    for (unsigned i = 0; i < sop_diagnostic_n_points(diagnostic); i++)
    {
        const SopPoint *point = sop_diagnostic_point_at(diagnostic, i);
        Mark mark = {point->span, point->label, false};
        g_array_append_val(marks, mark);
    }
    uint32_t source = diagnostic->span.source;
    g_array_sort_with_data(marks, compare_marks, &source);
    return marks;
}

/* The quoted places, file by file, the lines in order; "..." where lines are left out. */
static void
put_marks(Out *out, const SopDiagnostic *diagnostic, const GArray *marks)
{
    const Mark *before = NULL;
    Window window = {.line = ""};

    put_place(out, "-->", diagnostic->span);
    for (unsigned i = 0; i < marks->len; i++)
    {
        const Mark *mark = &g_array_index(marks, Mark, i);
        bool other_file = before != NULL && before->span.source != mark->span.source;

        if (mark->span.line == 0)
            continue;
        if (other_file)
            put_place(out, ":::", mark->span);
        if (before == NULL || other_file)
        {
            put_gutter(out, 0, "|");
            g_string_append_c(out->text, '\n');
        }
        else if (mark->span.line > before->span.line + 1)
            put(out, BLUE, "...\n");
        if (before == NULL || other_file || before->span.line != mark->span.line)
        {
            window = window_at(out, mark->span);
            put_line(out, &window, mark->span.line);
        }
        put_underline(out, &window, mark, severity_colours[diagnostic->severity]);
        before = mark;
    }
}

/* "= fix: …", its further lines indented alike. */
static void
put_note(Out *out, const char *word, const char *text)
{
    if (text == NULL || *text == '\0')
        return;

    g_autofree char *indent =
        g_strdup_printf("\n%*s", (int) (out->gutter + 4 + strlen(word) + 1), "");
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *joined = g_strjoinv(indent, lines);

    put_gutter(out, 0, "= ");
    put(out, BOLD, word);
    g_string_append_printf(out->text, ": %s\n", joined);
}

/* ": " and the message; a story at its end a step a line. */
static void
put_message(Out *out, const char *colour, const SopDiagnostic *diagnostic)
{
    const char *story = sop_diagnostic_detail(diagnostic, "story");
    unsigned n_steps = sop_diagnostic_n_steps(diagnostic);

    if (story == NULL || n_steps < 2 || !g_str_has_suffix(diagnostic->message, story))
    {
        g_autofree char *message = g_strdup_printf(": %s", diagnostic->message);
        put(out, colour, message);
        g_string_append_c(out->text, '\n');
        return;
    }
    g_autofree char *lead = g_strdup_printf(
        ": %.*s", (int) (strlen(diagnostic->message) - strlen(story)), diagnostic->message);
    const char *last = sop_diagnostic_step_at(diagnostic, n_steps - 1)->label;
    const char *end = g_strrstr(story, last);

    put(out, colour, g_strchomp(lead));
    g_string_append_c(out->text, '\n');
    for (unsigned i = 0; i < n_steps; i++)
        g_string_append_printf(out->text, "  %u. %s\n", i + 1,
                               sop_diagnostic_step_at(diagnostic, i)->label);
    if (end != NULL && end[strlen(last)] != '\0')
        g_string_append_printf(out->text, " %s\n", end + strlen(last));
}

static void
put_diagnostic(Out *out, const SopDiagnostic *diagnostic)
{
    g_autofree char *head =
        g_strdup_printf("%s[SOP-%03u]", sop_severity_word(diagnostic->severity), diagnostic->code);
    g_autoptr(GArray) marks = marks_of(diagnostic);

    uint32_t largest = 0;
    for (unsigned i = 0; i < marks->len; i++)
        largest = MAX(largest, g_array_index(marks, Mark, i).span.line);
    out->gutter = 1;
    for (uint32_t rest = largest; rest >= 10; rest /= 10)
        out->gutter++;

    put(out, severity_colours[diagnostic->severity], head);
    put_message(out, BOLD, diagnostic);
    if (diagnostic->span.source != SOP_NONE)
        put_marks(out, diagnostic, marks);
    put_note(out, "why", diagnostic->why);
    put_note(out, "fix", diagnostic->fix);
}

/* Short: what is accepted has been looked at. */
static void
put_accepted(Out *out, const SopDiagnostic *diagnostic)
{
    g_autofree char *head = g_strdup_printf("accepted[SOP-%03u]", diagnostic->code);

    out->gutter = 1;
    put(out, severity_colours[SOP_SEVERITY_NOTE], head);
    put_message(out, PLAIN, diagnostic);
    if (diagnostic->span.source != SOP_NONE)
        put_place(out, "-->", diagnostic->span);
    put_note(out, "because", diagnostic->accepted);
}

static void
put_all(Out *out, SopDiagnostics *diagnostics, bool accepted)
{
    for (unsigned i = 0; i < sop_diagnostics_count(diagnostics); i++)
    {
        const SopDiagnostic *diagnostic = sop_diagnostics_get(diagnostics, i);
        if ((diagnostic->accepted != NULL) != accepted)
            continue;
        if (out->text->len > 0)
            g_string_append_c(out->text, '\n');
        if (accepted)
            put_accepted(out, diagnostic);
        else
            put_diagnostic(out, diagnostic);
    }
}

char *
sop_diagnostics_to_text(SopDiagnostics *self, bool colour)
{
    g_return_val_if_fail(self != NULL, NULL);

    Out out = {g_string_new(NULL), colour, 1, sop_diagnostics_sources(self)};
    put_all(&out, self, false);
    put_all(&out, self, true);
    return g_string_free(out.text, FALSE);
}
