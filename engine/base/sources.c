/* SPDX-License-Identifier: Apache-2.0 */
/* The files read, with an index of their lines for quoting. A byte order mark at the start is left
 * out. Lines end where libyaml ends them, or the numbers would disagree. */
#include "base/base.h"

#include <string.h>

typedef struct
{
    char *name;
    char *text;
    size_t length;
    GArray *starts; /* byte offset of each line; NULL until asked */
} Source;

struct _SopSources
{
    grefcount references;
    GArray *files;
};

static void
clear_source(gpointer data)
{
    Source *source = data;

    g_free(source->name);
    g_free(source->text);
    g_clear_pointer(&source->starts, g_array_unref);
}

SopSources *
sop_sources_new(void)
{
    SopSources *self = g_new0(SopSources, 1);

    g_ref_count_init(&self->references);
    self->files = g_array_new(FALSE, TRUE, sizeof(Source));
    g_array_set_clear_func(self->files, clear_source);
    return self;
}

SopSources *
sop_sources_ref(SopSources *self)
{
    g_return_val_if_fail(self != NULL, NULL);
    g_ref_count_inc(&self->references);
    return self;
}

void
sop_sources_unref(SopSources *self)
{
    if (self == NULL || !g_ref_count_dec(&self->references))
        return;
    g_array_unref(self->files);
    g_free(self);
}

uint32_t
sop_sources_add(SopSources *self, const char *name, const char *text, size_t length)
{
    g_return_val_if_fail(self != NULL && name != NULL, SOP_NONE);
    g_return_val_if_fail(text != NULL || length == 0, SOP_NONE);

    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
    {
        text += 3;
        length -= 3;
    }

    Source source = {.name = g_strdup(name), .text = g_malloc(length + 1), .length = length};
    if (length > 0)
        memcpy(source.text, text, length);
    source.text[length] = '\0';
    g_array_append_val(self->files, source);
    return self->files->len - 1;
}

uint32_t
sop_sources_count(const SopSources *self)
{
    return self->files->len;
}

static Source *
at(const SopSources *self, uint32_t source)
{
    return source < self->files->len ? &g_array_index(self->files, Source, source) : NULL;
}

const char *
sop_sources_name(const SopSources *self, uint32_t source)
{
    const Source *found = at(self, source);

    return found != NULL ? found->name : "";
}

const char *
sop_sources_text(const SopSources *self, uint32_t source, size_t *ret_length)
{
    const Source *found = at(self, source);

    if (ret_length != NULL)
        *ret_length = found != NULL ? found->length : 0;
    return found != NULL ? found->text : "";
}

/* How many bytes the line end at `offset` has: CR LF, CR, LF, NEL, LS or PS; 0 when there is
 * none. */
static size_t
line_end(const Source *source, size_t offset)
{
    const unsigned char *text = (const unsigned char *) source->text + offset; /* NUL-terminated */

    if (text[0] == '\n')
        return 1;
    if (text[0] == '\r')
        return text[1] == '\n' ? 2 : 1;
    if (text[0] == 0xC2 && text[1] == 0x85)
        return 2;
    if (text[0] == 0xE2 && text[1] == 0x80 && (text[2] == 0xA8 || text[2] == 0xA9))
        return 3;
    return 0;
}

static void
index_lines(Source *source)
{
    size_t start = 0;

    source->starts = g_array_new(FALSE, FALSE, sizeof(size_t));
    g_array_append_val(source->starts, start);
    for (size_t offset = 0; offset < source->length;)
    {
        size_t end = line_end(source, offset);
        offset += end > 0 ? end : 1;
        if (end > 0)
            g_array_append_val(source->starts, offset);
    }
}

const char *
sop_sources_line(const SopSources *self, uint32_t source, uint32_t line, size_t *ret_length)
{
    Source *found = at(self, source);

    *ret_length = 0;
    if (found == NULL || line == 0)
        return "";
    if (found->starts == NULL)
        index_lines(found);
    if (line > found->starts->len)
        return "";

    size_t start = g_array_index(found->starts, size_t, line - 1);
    size_t end =
        line < found->starts->len ? g_array_index(found->starts, size_t, line) : found->length;
    size_t stop = start;
    while (stop < end && line_end(found, stop) == 0)
        stop++;
    *ret_length = stop - start;
    return found->text + start;
}
