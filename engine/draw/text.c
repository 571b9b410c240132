/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of a picture: escaping for DOT and its HTML, and lines of a readable length. Chinese breaks
 * anywhere but before closing and after opening punctuation; French keeps its signs with their words. */
#include "draw/draw.h"

#include <string.h>

static void
append_escaped(GString *html, gunichar c)
{
    if (c == '&')
        g_string_append(html, "&amp;");
    else if (c == '<')
        g_string_append(html, "&lt;");
    else if (c == '>')
        g_string_append(html, "&gt;");
    else if (c == '"')
        g_string_append(html, "&quot;");
    else if (c >= ' ' && c != 0x7F && c != 0xFFFE && c != 0xFFFF)
        g_string_append_unichar(html, c);
    else
        g_string_append_c(html, ' '); /* not allowed in XML */
}

char *
sop_draw_escape(const char *text)
{
    GString *html = g_string_new(NULL);

    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at))
        append_escaped(html, g_utf8_get_char(at));
    return g_string_free(html, FALSE);
}

void
sop_draw_quote(GString *dot, const char *text)
{
    g_string_append_c(dot, '"');
    for (const char *at = text; *at != '\0'; at++)
    {
        if (*at == '"' || *at == '\\')
            g_string_append_c(dot, '\\');
        g_string_append_c(dot, *at);
    }
    g_string_append_c(dot, '"');
}

static unsigned
width_of(gunichar c)
{
    return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

unsigned
sop_draw_width(const char *text)
{
    unsigned width = 0;

    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at))
        width += width_of(g_utf8_get_char(at));
    return width;
}

static bool
is_among(gunichar c, const char *signs)
{
    return c != 0 && g_utf8_strchr(signs, -1, c) != NULL;
}

/* May a line end between `before` and the rest that begins with `after`? */
static bool
may_break(gunichar before, gunichar after, const char *rest)
{
    if (before == ' ')
        return !is_among(after, ":;?!»–·") && after != ' ';
    if (after == ' ' || after == 0)
        return false;
    if (!g_unichar_iswide(before) && !g_unichar_iswide(after))
        return before == '/' && g_unichar_isalpha(g_utf8_get_char(rest));
    return !is_among(after, "，。、；：？！）》”’」』】…·") && !is_among(before, "（《“‘「『【");
}

typedef struct
{
    const char *start, *end;
} Piece; /* what may not be broken, with the space that follows */

static Piece
next_piece(const char *start)
{
    const char *end = g_utf8_next_char(start);
    gunichar before = g_utf8_get_char(start);

    while (*end != '\0')
    {
        gunichar after = g_utf8_get_char(end);
        bool opens = end - start >= 2 && before == ' ' &&
                     g_str_has_prefix(end - 3 >= start ? end - 3 : start, "« ");
        if (!opens && may_break(before, after, end))
            break;
        before = after;
        end = g_utf8_next_char(end);
    }
    return (Piece) {start, end};
}

/* How much of the line a piece takes: a space at its end may hang over. */
static unsigned
piece_width(Piece piece, bool with_space)
{
    const char *end = piece.end;
    if (!with_space && end > piece.start && end[-1] == ' ')
        end--;
    g_autofree char *text = g_strndup(piece.start, (size_t) (end - piece.start));
    return sop_draw_width(text);
}

/* Lines no longer than needed: with the number of lines known, they are filled evenly. */
static unsigned
even_width(const char *text, unsigned width)
{
    unsigned total = sop_draw_width(text);
    unsigned n_lines = (total + width - 1) / width;

    return n_lines < 2 ? width : MIN(width, total / n_lines + width / 4);
}

char *
sop_draw_wrap(const char *text, unsigned width, bool align_left)
{
    const char *line_break = align_left ? "<BR ALIGN=\"LEFT\"/>" : "<BR/>";
    GString *html = g_string_new(NULL);
    unsigned filled = 0;
    bool broken = false;

    width = even_width(text, width);
    for (const char *at = text; *at != '\0';)
    {
        Piece piece = next_piece(at);
        if (filled > 0 && filled + piece_width(piece, false) > width)
        {
            g_string_append(html, line_break);
            filled = 0;
            broken = true;
        }
        for (; at < piece.end; at = g_utf8_next_char(at))
            append_escaped(html, g_utf8_get_char(at));
        filled += piece_width(piece, true);
    }
    if (broken && align_left)
        g_string_append(html, line_break);
    return g_string_free(html, FALSE);
}
