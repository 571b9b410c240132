/* SPDX-License-Identifier: Apache-2.0 */
/* Places: from libyaml's characters to bytes, and from bytes to line and column. */
#include "yaml/reader.h"

#include <string.h>

#define HIGH_BITS UINT64_C(0x8080808080808080)

static bool
is_ascii(const char *text, size_t length)
{
    size_t at = 0;

    for (uint64_t word; at + sizeof word <= length; at += sizeof word)
    {
        memcpy(&word, text + at, sizeof word);
        if ((word & HIGH_BITS) != 0)
            return false;
    }
    for (; at < length; at++)
        if ((text[at] & 0x80) != 0)
            return false;
    return true;
}

void
sop_yaml_cursor_init(SopYamlCursor *self, const char *text, size_t length)
{
    *self = (SopYamlCursor) {.text = text, .length = length, .ascii = is_ascii(text, length)};
}

static bool
continues(char byte)
{
    return ((unsigned char) byte & 0xC0) == 0x80;
}

/* Places are asked for nearly in order, so that moving from the last one is cheap. */
size_t
sop_yaml_cursor_byte(SopYamlCursor *self, size_t index)
{
    if (self->ascii)
        return MIN(index, self->length);

    uint64_t word;
    while (self->index < index && self->byte < self->length)
    {
        if (index - self->index >= sizeof word && self->length - self->byte >= sizeof word)
        {
            memcpy(&word, self->text + self->byte, sizeof word);
            if ((word & HIGH_BITS) == 0)
            {
                self->index += sizeof word;
                self->byte += sizeof word;
                continue;
            }
        }
        self->index++;
        do
            self->byte++;
        while (self->byte < self->length && continues(self->text[self->byte]));
    }
    while (self->index > index && self->byte > 0)
    {
        self->index--;
        do
            self->byte--;
        while (self->byte > 0 && continues(self->text[self->byte]));
    }
    return self->byte;
}

size_t
sop_yaml_break_length(const char *at)
{
    const unsigned char *byte = (const unsigned char *) at;

    if (byte[0] == '\n')
        return 1;
    if (byte[0] == '\r')
        return byte[1] == '\n' ? 2 : 1;
    if (byte[0] == 0xC2 && byte[1] == 0x85)
        return 2;
    if (byte[0] == 0xE2 && byte[1] == 0x80 && (byte[2] == 0xA8 || byte[2] == 0xA9))
        return 3;
    return 0;
}

/* The place of byte `target`, walking from `offset`, whose place is `start`. */
SopSpan
sop_yaml_span_from(const char *text, SopSpan start, size_t offset, size_t target)
{
    SopSpan span = start;

    span.length = 0;
    while (offset < target)
    {
        size_t end = sop_yaml_break_length(text + offset);
        if (end > 0)
        {
            span.line++;
            span.column = 1;
            offset += end;
            continue;
        }
        span.column++;
        do
            offset++;
        while (offset < target && continues(text[offset]));
    }
    return span;
}

SopSpan
sop_yaml_span_at(const char *text, uint32_t source, size_t offset)
{
    SopSpan start = {.source = source, .line = 1, .column = 1};

    return sop_yaml_span_from(text, start, 0, offset);
}
