/* SPDX-License-Identifier: Apache-2.0 */
/* The place of a part of a scalar's text in the file: the text as read is laid beside the text
 * as written, through escapes, doubled quotes, folded lines and indentation. */
#include "yaml/reader.h"

#include <string.h>

typedef struct
{
    const char *raw; /* as written, NUL-terminated */
    size_t at;
    const char *text; /* as read */
    size_t done;      /* bytes of it */
    size_t size;
    uint8_t style;
    size_t indent; /* of a block scalar's lines */
} Walk;

static size_t
blanks(const char *at)
{
    return strspn(at, " \t");
}

static size_t
character_size(const char *at)
{
    return (size_t) (g_utf8_next_char(at) - at);
}

static void
take_character(Walk *walk)
{
    walk->at += walk->raw[walk->at] != '\0' ? character_size(walk->raw + walk->at) : 0;
    walk->done += walk->done < walk->size ? character_size(walk->text + walk->done) : 0;
}

/* Takes up to `most` line ends from the text as read: LS and PS stay what they are, the others
 * are LF. */
static void
take_newlines(Walk *walk, unsigned most)
{
    for (size_t end; most > 0 && (end = sop_yaml_break_length(walk->text + walk->done)) > 0; most--)
        walk->done += end;
}

/* ---- plain and quoted: lines are folded
 * ------------------------------------------------------- */

/* Does a run of blanks with a line end in it begin here? Then it is one blank, or a line end
 * less. */
static bool
take_fold(Walk *walk)
{
    size_t at = walk->at + blanks(walk->raw + walk->at);
    bool kept = sop_yaml_break_length(walk->raw + at) == 3; /* LS and PS are not folded */
    unsigned breaks = 0;

    for (size_t end; (end = sop_yaml_break_length(walk->raw + at)) > 0; breaks++)
    {
        at += end;
        at += blanks(walk->raw + at);
    }
    if (breaks == 0)
        return false;
    if (breaks == 1 && !kept && walk->done < walk->size)
        walk->done++;
    else
        take_newlines(walk, kept ? breaks : breaks - 1);
    walk->at = at;
    return true;
}

static void
take_escape(Walk *walk)
{
    const char *raw = walk->raw + walk->at;
    size_t end = sop_yaml_break_length(raw + 1);

    if (end == 0)
    {
        size_t size = raw[1] == 'x' ? 4 : raw[1] == 'u' ? 6 : raw[1] == 'U' ? 10 : 2;
        walk->at += strnlen(raw, size);
        walk->done += walk->done < walk->size ? character_size(walk->text + walk->done) : 0;
        return;
    }
    walk->at += 1 + end; /* an escaped line end is nothing; blank lines after it stay */
    walk->at += blanks(walk->raw + walk->at);
    while ((end = sop_yaml_break_length(walk->raw + walk->at)) > 0)
    {
        take_newlines(walk, 1);
        walk->at += end;
        walk->at += blanks(walk->raw + walk->at);
    }
}

static void
step_flow(Walk *walk)
{
    const char *raw = walk->raw + walk->at;

    if (walk->style == SOP_YAML_DOUBLE_QUOTED && raw[0] == '\\')
        take_escape(walk);
    else if (walk->style == SOP_YAML_SINGLE_QUOTED && raw[0] == '\'' && raw[1] == '\'')
    {
        walk->at++;
        take_character(walk);
    }
    else if (!take_fold(walk))
        take_character(walk);
}

/* ---- block scalars: lines are indented, and folded after `>`
 * ----------------------------------- */

static void
skip_indent(Walk *walk)
{
    for (size_t n = 0; n < walk->indent && walk->raw[walk->at] == ' '; n++)
        walk->at++;
}

/* The indentation is what the first line with text has more as written than as read. */
static void
begin_block(Walk *walk)
{
    while (walk->raw[walk->at] != '\0' && sop_yaml_break_length(walk->raw + walk->at) == 0)
        walk->at++;
    walk->at += sop_yaml_break_length(walk->raw + walk->at);

    const char *raw = walk->raw + walk->at;
    size_t end;
    while ((end = sop_yaml_break_length(raw + strspn(raw, " "))) > 0)
        raw += strspn(raw, " ") + end;
    const char *text = walk->text;
    while (text[strspn(text, " ")] == '\n')
        text += strspn(text, " ") + 1;
    size_t written = strspn(raw, " "), read = strspn(text, " ");
    walk->indent = written > read ? written - read : 0;
    skip_indent(walk);
}

static void
step_block(Walk *walk)
{
    size_t end = sop_yaml_break_length(walk->raw + walk->at);

    if (end == 0)
    {
        take_character(walk);
        return;
    }
    unsigned breaks = 0;
    bool folds = walk->style == SOP_YAML_FOLDED;
    do
    {
        walk->at += end;
        skip_indent(walk);
        breaks++;
        end = sop_yaml_break_length(walk->raw + walk->at);
    } while (folds && end > 0);
    if (folds && breaks == 1 && walk->done < walk->size && walk->text[walk->done] == ' ' &&
        walk->raw[walk->at] != ' ')
        walk->done++;
    else
        take_newlines(walk, breaks);
}

/* ---- both
 * -------------------------------------------------------------------------------------- */

static Walk
begin_walk(const char *raw, const SopYamlNode *scalar)
{
    Walk walk = {raw, scalar->offset, scalar->text, 0, scalar->size, scalar->style, 0};

    if (walk.style == SOP_YAML_SINGLE_QUOTED || walk.style == SOP_YAML_DOUBLE_QUOTED)
        walk.at++;
    else if (walk.style != SOP_YAML_PLAIN)
        begin_block(&walk);
    return walk;
}

static void
walk_to(Walk *walk, size_t offset)
{
    while (walk->done < MIN(offset, walk->size) && walk->raw[walk->at] != '\0')
        if (walk->style == SOP_YAML_LITERAL || walk->style == SOP_YAML_FOLDED)
            step_block(walk);
        else
            step_flow(walk);

    if (walk->style ==
        SOP_YAML_DOUBLE_QUOTED) /* what comes next may stand after an escaped line end */
        while (walk->raw[walk->at] == '\\' && sop_yaml_break_length(walk->raw + walk->at + 1) > 0)
            take_escape(walk);
}

SopSpan
sop_yaml_span_within(const SopSources *sources, const SopYamlNode *scalar, uint32_t offset,
                     uint32_t length)
{
    g_return_val_if_fail(sources != NULL && scalar != NULL, SOP_SPAN_NONE);
    g_return_val_if_fail(scalar->kind == SOP_YAML_SCALAR, scalar->span);

    const char *raw = sop_sources_text(sources, scalar->span.source, NULL);
    Walk walk = begin_walk(raw, scalar);
    walk_to(&walk, offset);
    size_t start = walk.at;
    SopSpan span = sop_yaml_span_from(raw, scalar->span, scalar->offset, start);

    size_t last = walk.done; /* the byte after the characters asked for */
    for (uint32_t n = 0; n < length && last < walk.size; n++)
        last += character_size(scalar->text + last);
    walk_to(&walk, last);
    for (size_t at = start; at < walk.at && sop_yaml_break_length(raw + at) == 0;
         at += character_size(raw + at))
        span.length++;
    return span;
}
