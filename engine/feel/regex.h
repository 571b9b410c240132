/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the feel room: regular expressions, in the dialect of XPath and XQuery Functions 3.1 (5.6),
 * matched by PCRE2 under limits. A compiled one is immutable, and shared by threads. */
#pragma once

#include "feel/values.h"

enum
{
    SOP_REGEX_DOT_ALL = 1,       /* s: the point is a new line, too */
    SOP_REGEX_LINES = 2,         /* m: ^ and $ are at every line */
    SOP_REGEX_CASELESS = 4,      /* i */
    SOP_REGEX_SPACED = 8,        /* x: white space means nothing */
    SOP_REGEX_LITERAL = 16,      /* q: nothing but characters */
    SOP_REGEX_MOST_BYTES = 4096, /* of a pattern */
    SOP_REGEX_MOST_GROUPS = 255,
};

/* Returns: (nullable): NULL when the pattern or the flags are not valid. */
SopRegex *sop_regex_new(const SopValue *pattern, const SopValue *flags);
void sop_regex_free(SopRegex *self);
/* As a constant of an expression, of no type of FEEL; null for NULL. `self`: (transfer full). */
SopValue sop_regex_value(SopRegex *self);
unsigned sop_regex_flags(const SopRegex *self);

/* In the dialect of PCRE2. `ret_groups`: how many parentheses capture. `ret_width`: how many characters
 * are in ranges. False: it is no regular expression. */
bool sop_regex_translate(const char *pattern, size_t length, unsigned flags, GString *out,
                         uint32_t *ret_groups, uint64_t *ret_width);
/* The characters of a class that a backslash and a letter stand for are written to `out`, as in brackets. */
bool sop_regex_class(const char **at, const char *end, GString *out);
/* The block that \p{IsNAME} names. */
bool sop_regex_block(const char *name, size_t length, uint32_t *ret_first, uint32_t *ret_last);

/* A search through one text. */
typedef struct _SopSearch SopSearch;

SopSearch *sop_search_new(SopRun *run, const SopRegex *regex, const SopTextBox *text);
void sop_search_free(SopSearch *self);
/* The next match from `from` on. False: there is none, or the run has failed. */
bool sop_search_next(SopSearch *self, size_t from);
/* Where group `number` (0: all) was matched last; false: it was not. */
bool sop_search_group(const SopSearch *self, uint32_t number, size_t *ret_start, size_t *ret_end);
uint32_t sop_search_groups(const SopSearch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopRegex, sop_regex_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopSearch, sop_search_free)
