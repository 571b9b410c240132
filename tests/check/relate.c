/* SPDX-License-Identifier: Apache-2.0 */
/* See relate.h. */
#include "check/relate.h"

#include <glib.h>

typedef struct
{
    const char *pattern, *by;
} Replacement;

static const Replacement in_procedure[] = {
    {"  b1: \\{type: boolean, title: B\\}", "  small: {type: number, starts: 1, title: N}"},
    {"  b3: \\{type: boolean, title: B\\}", "  large: {type: number, title: N}"},
    {"sets: \\{b1: null", "sets: {small: null"},
    {"sets: \\{b1: not\\(b.\\)", "sets: {small: small + 1"},
    {"sets: \\{b3: null", "sets: {large: null"},
    {"sets: \\{b3: not\\(b.\\)", "sets: {large: 2"},
    {"\\[b1\\?", "[small?"},
    {"\\[b3\\?", "[large?"},
    {"\\bb1\\b", "(small < large)"},
    {"\\bb3\\b", "(large >= small + 1)"},
};

static const Replacement in_gifts[] = {
    {"b1=true", "small=0"}, {"b1=false", "small=3"}, {"b1=", "small="},
    {"b3=true", "large=4"}, {"b3=false", "large=1"}, {"b3=", "large="},
};

static char *
replace_all(const char *text, const Replacement *replacements, gsize n)
{
    char *result = g_strdup(text);

    for (gsize i = 0; i < n; i++)
    {
        g_autoptr(GRegex) regex = g_regex_new(replacements[i].pattern, 0, 0, NULL);
        g_autofree char *before = result;
        result = g_regex_replace_literal(regex, before, -1, 0, replacements[i].by, 0, NULL);
    }
    return result;
}

char *
relate_procedure(const char *text)
{
    return replace_all(text, in_procedure, G_N_ELEMENTS(in_procedure));
}

char *
relate_given(const char *text)
{
    return text != NULL ? replace_all(text, in_gifts, G_N_ELEMENTS(in_gifts)) : NULL;
}
