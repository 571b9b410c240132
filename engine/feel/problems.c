/* SPDX-License-Identifier: Apache-2.0 */
/* Problems of an expression, worded by messages.def; and the memory of one expression. */
#include <string.h>

#include "feel/language.h"

static const struct
{
    unsigned number;
    const char *text;
    const char *fix;
} lines[] = {
#define SOP_MESSAGE(number, severity, name, text, why, fix) {number, text, fix},
#include "base/messages.def"
#undef SOP_MESSAGE
};

enum
{
    MAX_PAIRS = 8,
};

/* The template with its values; NULL when there is none, or when it asks for one that was not given. */
static char *
fill(const char *template, const char *const *pairs)
{
    if (template == NULL)
        return NULL;
    for (const char *open = strchr(template, '{'); open != NULL; open = strchr(open + 1, '{'))
    {
        size_t length = strcspn(open + 1, "}");
        bool given = false;
        for (unsigned i = 0; pairs[i] != NULL; i += 2)
            given =
                given || (strlen(pairs[i]) == length && strncmp(pairs[i], open + 1, length) == 0);
        if (!given)
            return NULL;
    }
    return sop_fill(template, pairs);
}

static void
write_error(SopFeelError *error, SopMessage message, const char *const *pairs)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++)
        if (lines[i].number == (unsigned) message)
        {
            error->message = fill(lines[i].text, pairs);
            error->fix = fill(lines[i].fix, pairs);
        }
    for (unsigned i = 0; pairs[i] != NULL; i += 2)
        if (strcmp(pairs[i], "fix") == 0)
        {
            g_free(error->fix);
            error->fix = g_strdup(pairs[i + 1]);
        }
}

void
sop_problem(SopProblems *self, SopMessage message, uint32_t start, uint32_t end, ...)
{
    if (self->n_errors++ >= self->capacity)
        return;
    const char *pairs[2 * MAX_PAIRS + 1] = {NULL};
    va_list list;
    va_start(list, end);
    unsigned n = 0;
    for (const char *name = va_arg(list, const char *); name != NULL && n < 2 * MAX_PAIRS;
         name = va_arg(list, const char *))
    {
        pairs[n] = name;
        pairs[n + 1] = va_arg(list, const char *);
        if (pairs[n + 1] != NULL) /* a value not known is as good as not given */
            n += 2;
        pairs[n] = NULL;
    }
    va_end(list);

    end = MAX(start, end);
    SopFeelError *error = &self->errors[self->n_errors - 1];
    *error = (SopFeelError) {
        .code = (unsigned) message,
        .offset = start,
        .length = (uint32_t) g_utf8_strlen(self->text + start, (gssize) (end - start)),
    };
    write_error(error, message, pairs);
}

void
sop_feel_error_clear(SopFeelError *self)
{
    g_clear_pointer(&self->message, g_free);
    g_clear_pointer(&self->fix, g_free);
}

/* ---- memory of one expression ----------------------------------------------------------------- */

struct _SopPiece
{
    SopPiece *next;
    size_t size;
};

void *
sop_pad_alloc(SopPad *self, size_t size)
{
    size = (size + 7) & ~(size_t) 7;
    if (self->at == NULL || (size_t) (self->end - self->at) < size)
    {
        size_t whole =
            sizeof(SopPiece) + MAX(size, self->pieces != NULL ? 2 * self->pieces->size : 1024);
        SopPiece *piece = g_malloc(whole);
        piece->next = self->pieces;
        piece->size = whole;
        self->pieces = piece;
        self->at = (char *) (piece + 1);
        self->end = (char *) piece + whole;
    }
    void *memory = self->at;
    self->at += size;
    return memory;
}

char *
sop_pad_text(SopPad *self, const char *text, size_t length)
{
    char *copy = sop_pad_alloc(self, length + 1);
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

void
sop_pad_free(SopPad *self)
{
    for (SopPiece *piece = self->pieces; piece != NULL;)
    {
        SopPiece *next = piece->next;
        g_free(piece);
        piece = next;
    }
}

void
sop_vector_grow(void **items, void *in_place, uint32_t n_items, uint32_t *capacity, size_t size)
{
    if (n_items < *capacity)
        return;
    *capacity *= 2;
    if (*items == in_place)
        *items = memcpy(g_malloc(size * *capacity), in_place, size * n_items);
    else
        *items = g_realloc(*items, size * *capacity);
}
