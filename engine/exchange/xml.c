/* SPDX-License-Identifier: Apache-2.0 */
/* Writing XML: elements on lines of their own, everything escaped. */
#include "exchange/exchange.h"

enum
{
    INDENT = 2,
};

/* What XML cannot hold is left out. */
static void
append_escaped(GString *out, const char *text, bool quoted)
{
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at))
    {
        gunichar character = g_utf8_get_char(at);
        if (character == '&')
            g_string_append(out, "&amp;");
        else if (character == '<')
            g_string_append(out, "&lt;");
        else if (character == '>')
            g_string_append(out, "&gt;");
        else if (character == '"' && quoted)
            g_string_append(out, "&quot;");
        else if (character >= 0x20 && character != 0x7f && character != 0xfffe &&
                 character != 0xffff)
            g_string_append_unichar(out, character);
        else if (character == '\n' || character == '\t')
            g_string_append_printf(out, "&#%u;", character);
    }
}

static void
close_tag(SopXml *self)
{
    if (self->open)
        g_string_append(self->out, ">\n");
    self->open = false;
}

static void
indent(SopXml *self)
{
    g_string_append_printf(self->out, "%*s", (int) (INDENT * self->depth), "");
}

void
sop_xml_start(SopXml *self, const char *element)
{
    close_tag(self);
    indent(self);
    g_string_append_printf(self->out, "<%s", element);
    self->depth++;
    self->open = true;
}

void
sop_xml_attribute(SopXml *self, const char *name, const char *value)
{
    if (value == NULL)
        return;
    g_string_append_printf(self->out, " %s=\"", name);
    append_escaped(self->out, value, true);
    g_string_append_c(self->out, '"');
}

void
sop_xml_end(SopXml *self, const char *element)
{
    self->depth--;
    if (self->open)
        g_string_append(self->out, "/>\n");
    else
    {
        indent(self);
        g_string_append_printf(self->out, "</%s>\n", element);
    }
    self->open = false;
}

void
sop_xml_text_element(SopXml *self, const char *element, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    sop_xml_start(self, element);
    g_string_append_c(self->out, '>');
    self->open = false;
    for (char **line = lines; *line != NULL; line++)
    {
        if (lines[1] != NULL && **line != '\0')
        {
            g_string_append_c(self->out, '\n');
            indent(self);
        }
        append_escaped(self->out, *line, false);
    }
    self->depth--;
    if (lines[0] != NULL && lines[1] != NULL)
    {
        g_string_append_c(self->out, '\n');
        indent(self);
    }
    g_string_append_printf(self->out, "</%s>\n", element);
}

/* Two hyphens would end it; nothing else has a meaning in it. */
void
sop_xml_comment(SopXml *self, const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "--", -1);
    g_autofree char *joined = g_strjoinv("- -", parts);
    g_auto(GStrv) lines = g_strsplit(joined, "\n", -1);

    close_tag(self);
    indent(self);
    g_string_append(self->out, "<!-- ");
    for (char **line = lines; *line != NULL; line++)
    {
        if (line != lines)
        {
            g_string_append_c(self->out, '\n');
            if (**line != '\0')
                g_string_append_printf(self->out, "%*s", (int) (INDENT * self->depth + 5), "");
        }
        g_string_append(self->out, *line);
    }
    g_string_append(self->out, " -->\n");
}
