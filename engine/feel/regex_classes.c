/* SPDX-License-Identifier: Apache-2.0 */
/* The classes of characters that a backslash stands for in the regular expressions of XML Schema: \d, \i,
 * \p{Lu}, \P{IsGreek} … They are written as PCRE2 has them between brackets. */
#include "feel/regex.h"

#include <string.h>

typedef struct
{
    uint32_t first, last;
} Interval;

enum
{
    LAST_CHARACTER = 0x10FFFF,
};

/* XML 1.0, fifth edition: NameStartChar and NameChar. */
static const Interval initial[] = {
    {':', ':'},       {'A', 'Z'},       {'_', '_'},       {'a', 'z'},
    {0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2FF},    {0x370, 0x37D},
    {0x37F, 0x1FFF},  {0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF},
    {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
};
static const Interval name[] = {
    {'-', '.'},       {'0', ':'},       {'A', 'Z'},         {'_', '_'},       {'a', 'z'},
    {0xB7, 0xB7},     {0xC0, 0xD6},     {0xD8, 0xF6},       {0xF8, 0x37D},    {0x37F, 0x1FFF},
    {0x200C, 0x200D}, {0x203F, 0x2040}, {0x2070, 0x218F},   {0x2C00, 0x2FEF}, {0x3001, 0xD7FF},
    {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
};
static const Interval space[] = {{'\t', '\n'}, {'\r', '\r'}, {' ', ' '}};

/* Halves of surrogate pairs are no characters. */
static void
write_interval(uint32_t first, uint32_t last, GString *out)
{
    if (first >= 0xD800 && first < 0xE000)
        first = 0xE000;
    if (last >= 0xD800 && last < 0xE000)
        last = 0xD7FF;
    if (first <= last)
        g_string_append_printf(out, "\\x{%x}-\\x{%x}", first, last);
}

/* The intervals, which ascend, or all that is between them. */
static void
write_intervals(const Interval *intervals, unsigned n, bool denied, GString *out)
{
    uint32_t next = 0;
    for (unsigned i = 0; i < n; i++)
    {
        if (denied && intervals[i].first > next)
            write_interval(next, intervals[i].first - 1, out);
        else if (!denied)
            write_interval(intervals[i].first, intervals[i].last, out);
        next = intervals[i].last + 1;
    }
    if (denied)
        write_interval(next, LAST_CHARACTER, out);
}

static bool
is_category(const char *text, size_t length)
{
    static const char *const categories[] = {
        "L",  "Lu", "Ll", "Lt", "Lm", "Lo", "M",  "Mn", "Mc", "Me", "N",  "Nd",
        "Nl", "No", "P",  "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Z",  "Zs",
        "Zl", "Zp", "S",  "Sm", "Sc", "Sk", "So", "C",  "Cc", "Cf", "Co", "Cn",
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(categories); i++)
        if (strlen(categories[i]) == length && memcmp(categories[i], text, length) == 0)
            return true;
    return false;
}

/* After \p or \P: {Lu} or {IsBasicLatin}. */
static bool
write_property(const char **at, const char *end, bool denied, GString *out)
{
    const char *open = *at, *close = memchr(open, '}', (size_t) (end - open));
    if (open == end || *open != '{' || close == NULL)
        return false;
    size_t length = (size_t) (close - open) - 1;
    Interval block;
    *at = close + 1;
    if (is_category(open + 1, length))
        g_string_append_printf(out, "\\%c{%.*s}", denied ? 'P' : 'p', (int) length, open + 1);
    else if (length > 2 && memcmp(open + 1, "Is", 2) == 0 &&
             sop_regex_block(open + 3, length - 2, &block.first, &block.last))
        write_intervals(&block, 1, denied, out);
    else
        return false;
    return true;
}

bool
sop_regex_class(const char **at, const char *end, GString *out)
{
    char letter = *(*at)++;
    bool denied = g_ascii_isupper(letter);
    switch (g_ascii_tolower(letter))
    {
    case 'd':
        g_string_append(out, denied ? "\\P{Nd}" : "\\p{Nd}");
        return true;
    case 'w': /* all but punctuation, separators and the rest: the four kinds that are left */
        g_string_append(out, denied ? "\\p{P}\\p{Z}\\p{C}" : "\\p{L}\\p{M}\\p{N}\\p{S}");
        return true;
    case 's':
        write_intervals(space, G_N_ELEMENTS(space), denied, out);
        return true;
    case 'i':
        write_intervals(initial, G_N_ELEMENTS(initial), denied, out);
        return true;
    case 'c':
        write_intervals(name, G_N_ELEMENTS(name), denied, out);
        return true;
    default:
        return write_property(at, end, denied, out);
    }
}
