/* SPDX-License-Identifier: Apache-2.0 */
/* Texts in languages, and templates with {values}. */
#include "base/base.h"

#include <string.h>

/* The length of a language's first subtag: 2 of "fr-BE". */
static size_t
first_subtag(const char *language)
{
    return strcspn(language, "-_.@");
}

static bool
same_language(const char *a, const char *b)
{
    size_t length = first_subtag(a);

    return length == first_subtag(b) && g_ascii_strncasecmp(a, b, length) == 0;
}

const char *
sop_text_in(const SopText *self, const char *language, const char *otherwise)
{
    g_return_val_if_fail(self != NULL, otherwise);

    if (self->n_items == 0)
        return otherwise;
    if (language != NULL)
    {
        for (unsigned i = 0; i < self->n_items; i++)
            if (g_ascii_strcasecmp(self->items[i].language, language) == 0)
                return self->items[i].text;
        for (unsigned i = 0; i < self->n_items; i++)
            if (same_language(self->items[i].language, language))
                return self->items[i].text;
    }
    return self->items[0].text;
}

/* The value of the name between `start` and `end`; NULL when no pair has it. */
static const char *
value_of(const char *const *pairs, const char *start, const char *end)
{
    size_t length = (size_t) (end - start);

    for (const char *const *pair = pairs; pair != NULL && pair[0] != NULL; pair += 2)
        if (strlen(pair[0]) == length && memcmp(pair[0], start, length) == 0)
            return pair[1] != NULL ? pair[1] : "";
    return NULL;
}

char *
sop_fill(const char *template, const char *const *pairs)
{
    g_return_val_if_fail(template != NULL, NULL);

    GString *filled = g_string_new(NULL);
    const char *at = template;
    for (const char *open; (open = strchr(at, '{')) != NULL;)
    {
        const char *close = strpbrk(open + 1, "{}");
        const char *value =
            close != NULL && *close == '}' ? value_of(pairs, open + 1, close) : NULL;
        if (value == NULL) /* braces of the text itself */
        {
            g_string_append_len(filled, at, open + 1 - at);
            at = open + 1;
            continue;
        }
        g_string_append_len(filled, at, open - at);
        g_string_append(filled, value);
        at = close + 1;
    }
    g_string_append(filled, at);
    return g_string_free(filled, FALSE);
}
