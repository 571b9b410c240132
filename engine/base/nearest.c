/* SPDX-License-Identifier: Apache-2.0 */
/* "Did you mean": the edit distance of Damerau and Levenshtein (optimal string alignment), upper
 * and lower case taken as the same. A third of the letters may be wrong. */
#include "base/base.h"

#include <string.h>

enum
{
    LONGEST = 64, /* characters compared; longer words are not guessed at */
};

typedef struct
{
    gunichar letters[LONGEST];
    unsigned length;
    uint64_t seen; /* which letters occur, roughly: a cheap first comparison */
} Word;

static bool
read_word(Word *word, const char *text)
{
    word->length = 0;
    word->seen = 0;
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at))
    {
        gunichar letter = g_utf8_get_char_validated(at, -1);
        if (word->length == LONGEST || letter >= (gunichar) -2)
            return false;
        letter = g_unichar_tolower(letter);
        word->letters[word->length++] = letter;
        word->seen |= UINT64_C(1) << (letter % 64);
    }
    return word->length > 0;
}

/* The distance, or `limit` + 1 as soon as it is known to be more. */
static unsigned
distance(const Word *a, const Word *b, unsigned limit)
{
    unsigned rows[3][LONGEST + 1];
    unsigned *before = rows[0], *above = rows[1], *row = rows[2];

    for (unsigned j = 0; j <= b->length; j++)
        above[j] = j;
    for (unsigned i = 1; i <= a->length; i++)
    {
        unsigned least = row[0] = i;
        for (unsigned j = 1; j <= b->length; j++)
        {
            bool same = a->letters[i - 1] == b->letters[j - 1];
            unsigned best = MIN(above[j] + 1, row[j - 1] + 1);
            best = MIN(best, above[j - 1] + (same ? 0 : 1));
            if (i > 1 && j > 1 && a->letters[i - 1] == b->letters[j - 2] &&
                a->letters[i - 2] == b->letters[j - 1])
                best = MIN(best, before[j - 2] + 1);
            row[j] = best;
            least = MIN(least, best);
        }
        if (least > limit)
            return limit + 1;
        unsigned *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[b->length];
}

/* No more letters of one are missing in the other than `limit` edits could mend. */
static bool
may_be_near(const Word *a, const Word *b, unsigned limit)
{
    unsigned longer = MAX(a->length, b->length), shorter = MIN(a->length, b->length);

    return longer - shorter <= limit &&
           (unsigned) __builtin_popcountll(a->seen & ~b->seen) <= limit &&
           (unsigned) __builtin_popcountll(b->seen & ~a->seen) <= limit;
}

const char *
sop_nearest(const char *word, const char *const *names, size_t n_names)
{
    g_return_val_if_fail(word != NULL, NULL);

    Word wanted, candidate;
    const char *nearest = NULL;

    if (!read_word(&wanted, word))
        return NULL;
    unsigned limit = MAX(wanted.length, 3) / 3;
    for (size_t i = 0; i < n_names; i++)
    {
        if (!read_word(&candidate, names[i]) || !may_be_near(&wanted, &candidate, limit))
            continue;
        unsigned found = distance(&wanted, &candidate, limit);
        if (found > limit)
            continue;
        nearest = names[i];
        if (found == 0)
            break;
        limit = found - 1; /* the first of the nearest wins */
    }
    return nearest;
}
