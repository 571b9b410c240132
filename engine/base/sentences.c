/* SPDX-License-Identifier: Apache-2.0 */
/* The library's own sentences, read once per language from what is embedded. */
#include "base/report.h"

#include <string.h>

static const char *const languages[] = {"en", "fr", "zh"};

/* Reads lines "key = template"; "#" begins a line that is a comment. */
/* A template in double quotes keeps the blanks at its ends. */
static char *
unquote(char *text)
{
    size_t length = strlen(text);

    if (length >= 2 && text[0] == '"' && text[length - 1] == '"')
    {
        memmove(text, text + 1, length - 2);
        text[length - 2] = '\0';
    }
    return text;
}

static GHashTable *
read_sentences(const char *language)
{
    GHashTable *sentences = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autofree char *name = g_strdup_printf("sentences.%s.txt", language);
    size_t length = 0;
    const char *data = sop_message_file(name, &length);
    g_autofree char *text = g_strndup(data != NULL ? data : "", length);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (char **line = lines; *line != NULL; line++)
    {
        char *equals = strchr(*line, '=');
        if (**line == '#' || equals == NULL)
            continue;
        char *key = g_strstrip(g_strndup(*line, (size_t) (equals - *line)));
        g_hash_table_insert(sentences, key, unquote(g_strstrip(g_strdup(equals + 1))));
    }
    return sentences;
}

static GHashTable *
sentences_of(unsigned language)
{
    static GHashTable *read[G_N_ELEMENTS(languages)]; /* never changed once read */
    static gsize ready[G_N_ELEMENTS(languages)];

    if (g_once_init_enter(&ready[language]))
    {
        read[language] = read_sentences(languages[language]);
        g_once_init_leave(&ready[language], 1);
    }
    return read[language];
}

const char *
sop_sentence(const char *key, const char *language)
{
    g_return_val_if_fail(key != NULL, "");

    unsigned chosen = 0;
    for (unsigned i = 1; language != NULL && i < G_N_ELEMENTS(languages); i++)
        if (g_ascii_strncasecmp(language, languages[i], 2) == 0 && !g_ascii_isalpha(language[2]))
            chosen = i;

    const char *sentence = g_hash_table_lookup(sentences_of(chosen), key);
    if (sentence == NULL && chosen != 0)
        sentence = g_hash_table_lookup(sentences_of(0), key);
    return sentence != NULL ? sentence : "";
}
