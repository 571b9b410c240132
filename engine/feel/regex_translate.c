/* SPDX-License-Identifier: Apache-2.0 */
/* From the regular expressions of XPath (XML Schema's, with anchors, groups and back-references) to
 * those of PCRE2. What XPath does not have is refused, though PCRE2 has it. */
#include "feel/regex.h"

#include <string.h>

enum
{
    MOST_DEPTH = 40, /* of groups, of classes within classes */
    MOST_TIMES = 65535,
};

typedef struct
{
    const char *at;
    const char *end;
    unsigned flags;
    GString *out;
    uint32_t n_groups; /* opened */
    uint32_t depth;
    uint64_t width;
    bool closed[SOP_REGEX_MOST_GROUPS + 1];
} Translator;

static bool
is_at(const Translator *self, char c)
{
    return self->at < self->end && *self->at == c;
}

static bool
take(Translator *self, char c)
{
    bool there = is_at(self, c);
    self->at += there;
    return there;
}

static bool
is_at_one_of(const Translator *self, const char *characters)
{
    return self->at < self->end && strchr(characters, *self->at) != NULL;
}

static void
write_character(GString *out, gunichar c)
{
    if (c < 0x80 && g_ascii_isalnum((char) c))
        g_string_append_c(out, (char) c);
    else
        g_string_append_printf(out, "\\x{%x}", (unsigned) c);
}

static gunichar
take_character(Translator *self)
{
    gunichar c = g_utf8_get_char(self->at);
    self->at = g_utf8_next_char(self->at);
    return c;
}

/* After a backslash: a character that stands for itself, or \n, \r, \t. */
static bool
take_escape(Translator *self, gunichar *ret)
{
    static const char named[] = "n\nr\rt\t";
    if (!is_at_one_of(self, "nrt\\|.?*+(){}-[]^$"))
        return false;
    char c = *self->at++;
    *ret = (gunichar) c;
    for (unsigned i = 0; i + 1 < sizeof named; i += 2)
        if (named[i] == c)
            *ret = (gunichar) named[i + 1];
    return true;
}

static bool
is_at_class(const Translator *self)
{
    return is_at_one_of(self, "sSiIcCdDwWpP");
}

/* ---- classes ---------------------------------------------------------------------------------- */

/* What stands between brackets. Categories and blocks are what they are, whatever the case. */
typedef struct
{
    bool denied;
    GString *own;   /* characters and ranges */
    GString *fixed; /* \d, \p{Lu} … */
} Class;

/* One character of a class; false: there is none, or it is a class itself. */
static bool
take_member(Translator *self, gunichar *ret, bool *ret_escaped)
{
    *ret_escaped = take(self, '\\');
    if (*ret_escaped)
        return take_escape(self, ret);
    if (self->at == self->end || is_at_one_of(self, "[]"))
        return false;
    *ret = take_character(self);
    return true;
}

static bool
is_at_range(const Translator *self)
{
    return self->end - self->at >= 2 && self->at[0] == '-' && self->at[1] != '[' &&
           self->at[1] != ']';
}

static bool
take_part(Translator *self, Class *class)
{
    gunichar first, last;
    bool escaped;
    if (self->end - self->at >= 2 && *self->at == '\\' && strchr("sSiIcCdDwWpP", self->at[1]))
    {
        self->at++;
        return sop_regex_class(&self->at, self->end, class->fixed);
    }
    if (!take_member(self, &first, &escaped))
        return false;
    last = first;
    bool hyphen = first == '-' && !escaped;
    if (is_at_range(self))
    {
        self->at++;
        if (hyphen || is_at(self, '-') || !take_member(self, &last, &escaped) || first > last)
            return false;
        self->width += last - first;
    }
    write_character(class->own, first);
    if (last != first)
    {
        g_string_append_c(class->own, '-');
        write_character(class->own, last);
    }
    return true;
}

static void
write_class(const Translator *self, const Class *class, GString *out)
{
    const char *not = class->denied ? "^" : "", *own = class->own->str, *fixed = class->fixed->str;
    if (!(self->flags & SOP_REGEX_CASELESS) || class->fixed->len == 0)
        g_string_append_printf(out, "[%s%s%s]", not, own, fixed);
    else if (class->own->len == 0)
        g_string_append_printf(out, "(?-i:[%s%s])", not, fixed);
    else if (class->denied)
        g_string_append_printf(out, "(?:(?![%s])(?-i:[^%s]))", own, fixed);
    else
        g_string_append_printf(out, "(?:[%s]|(?-i:[%s]))", own, fixed);
}

static bool write_bracket(Translator *self, GString *out);

/* After a bracket: the parts, and `-[…]`, which takes characters away. */
static bool
take_class(Translator *self, Class *class, GString *without)
{
    class->denied = take(self, '^');
    do
    {
        if (!take_part(self, class))
            return false;
        if (self->end - self->at >= 2 && self->at[0] == '-' && self->at[1] == '[')
        {
            self->at += 2;
            return write_bracket(self, without) && take(self, ']');
        }
    } while (!is_at(self, ']'));
    return take(self, ']');
}

static bool
write_bracket(Translator *self, GString *out)
{
    g_autoptr(GString) own = g_string_new(NULL);
    g_autoptr(GString) fixed = g_string_new(NULL);
    g_autoptr(GString) without = g_string_new(NULL);
    Class class = {false, own, fixed};
    if (++self->depth > MOST_DEPTH || !take_class(self, &class, without))
        return false;
    self->depth--;
    if (without->len > 0)
        g_string_append_printf(out, "(?:(?!%s)", without->str);
    write_class(self, &class, out);
    if (without->len > 0)
        g_string_append_c(out, ')');
    return true;
}

/* ---- atoms ------------------------------------------------------------------------------------ */

/* The group must be closed before. More digits belong to the number while there are so many groups. */
static bool
write_back_reference(Translator *self)
{
    uint32_t number = (uint32_t) (*self->at++ - '0');
    while (self->at < self->end && g_ascii_isdigit(*self->at) &&
           number * 10 + (uint32_t) (*self->at - '0') <= self->n_groups)
        number = number * 10 + (uint32_t) (*self->at++ - '0');
    if (number > self->n_groups || !self->closed[number])
        return false;
    g_string_append_printf(self->out, "\\g{%u}", number);
    return true;
}

static bool
write_escape(Translator *self)
{
    gunichar c;
    if (take_escape(self, &c))
    {
        write_character(self->out, c);
        return true;
    }
    if (is_at_one_of(self, "123456789"))
        return write_back_reference(self);
    if (!is_at_class(self))
        return false;
    g_autoptr(GString) own = g_string_new(NULL);
    g_autoptr(GString) fixed = g_string_new(NULL);
    Class class = {false, own, fixed};
    if (!sop_regex_class(&self->at, self->end, fixed))
        return false;
    write_class(self, &class, self->out);
    return true;
}

static bool write_branches(Translator *self);

static bool
write_group(Translator *self)
{
    bool captures = !(self->end - self->at >= 2 && self->at[0] == '?' && self->at[1] == ':');
    uint32_t number = captures ? ++self->n_groups : 0;
    if (!captures)
        self->at += 2;
    if (number > SOP_REGEX_MOST_GROUPS || ++self->depth > MOST_DEPTH)
        return false;
    g_string_append(self->out, captures ? "(" : "(?:");
    if (!write_branches(self) || !take(self, ')'))
        return false;
    self->depth--;
    g_string_append_c(self->out, ')');
    self->closed[number] = captures;
    return true;
}

/* Lines end with \n; the end of the text begins no line after it. */
static const char *
anchor(const Translator *self, char c)
{
    bool lines = self->flags & SOP_REGEX_LINES;
    if (c == '^')
        return lines ? "(?:\\A|(?<=\\n)(?!\\z))" : "(?:\\A)";
    return lines ? "(?:(?=\\n)|(?<!\\n)\\z)" : "(?:\\z)";
}

static bool
write_atom(Translator *self)
{
    if (is_at_one_of(self, "?*+{}]"))
        return false;
    gunichar c = take_character(self);
    switch (c)
    {
    case '\\':
        return write_escape(self);
    case '[':
        return write_bracket(self, self->out);
    case '(':
        return write_group(self);
    case '^':
    case '$':
        g_string_append(self->out, anchor(self, (char) c));
        return true;
    case '.':
        g_string_append(self->out, self->flags & SOP_REGEX_DOT_ALL ? "(?s:.)" : "[^\\n\\r]");
        return true;
    default:
        write_character(self->out, c);
        return true;
    }
}

/* ---- pieces and branches ---------------------------------------------------------------------- */

static bool
take_times(Translator *self, uint32_t *ret)
{
    const char *start = self->at;
    *ret = 0;
    while (self->at < self->end && g_ascii_isdigit(*self->at) && *ret <= MOST_TIMES)
        *ret = *ret * 10 + (uint32_t) (*self->at++ - '0');
    return self->at > start && *ret <= MOST_TIMES;
}

/* {n}, {n,} or {n,m} */
static bool
write_quantity(Translator *self)
{
    uint32_t least, most;
    if (!take_times(self, &least))
        return false;
    g_string_append_printf(self->out, "{%u", least);
    if (take(self, ','))
    {
        g_string_append_c(self->out, ',');
        if (!is_at(self, '}'))
        {
            if (!take_times(self, &most) || most < least)
                return false;
            g_string_append_printf(self->out, "%u", most);
        }
    }
    g_string_append_c(self->out, '}');
    return take(self, '}');
}

static bool
write_quantifier(Translator *self)
{
    if (!is_at_one_of(self, "?*+{"))
        return true;
    char c = *self->at++;
    if (c != '{')
        g_string_append_c(self->out, c);
    else if (!write_quantity(self))
        return false;
    if (take(self, '?'))
        g_string_append_c(self->out, '?');
    return true;
}

static bool
write_branches(Translator *self)
{
    while (self->at < self->end && *self->at != ')')
    {
        if (take(self, '|'))
            g_string_append_c(self->out, '|');
        else if (!write_atom(self) || !write_quantifier(self))
            return false;
    }
    return true;
}

/* ---- the whole -------------------------------------------------------------------------------- */

/* White space outside of brackets is left out. */
static GString *
without_spaces(const char *pattern, size_t length)
{
    GString *out = g_string_sized_new(length);
    unsigned brackets = 0;
    bool escaped = false;
    for (size_t i = 0; i < length; i++)
    {
        char c = pattern[i];
        if (brackets == 0 && strchr(" \t\n\r", c) != NULL)
            continue;
        g_string_append_c(out, c);
        if (!escaped && c == '[')
            brackets++;
        else if (!escaped && c == ']' && brackets > 0)
            brackets--;
        escaped = c == '\\' && !escaped;
    }
    return out;
}

static bool
translate(Translator *self)
{
    if (self->flags & SOP_REGEX_LITERAL)
        while (self->at < self->end)
            write_character(self->out, take_character(self));
    return write_branches(self) && self->at == self->end;
}

bool
sop_regex_translate(const char *pattern, size_t length, unsigned flags, GString *out,
                    uint32_t *ret_groups, uint64_t *ret_width)
{
    g_autoptr(GString) plain = (flags & SOP_REGEX_SPACED) && !(flags & SOP_REGEX_LITERAL)
                                   ? without_spaces(pattern, length)
                                   : g_string_new_len(pattern, (gssize) length);
    Translator self = {
        .at = plain->str, .end = plain->str + plain->len, .flags = flags, .out = out};
    bool valid = translate(&self);
    *ret_groups = self.n_groups;
    *ret_width = self.width;
    return valid;
}
