/* SPDX-License-Identifier: Apache-2.0 */
/* Regular expressions: compiling, and searching under limits. PCRE2 counts its steps anew wherever a match
 * may begin, so each beginning is paid for by the run, at what it may cost at most. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "feel/regex.h"
#include "feel/number.h"

#include <pcre2.h>
#include <string.h>

struct _SopRegex
{
    pcre2_code *code;
    unsigned flags;
    uint32_t n_groups;
    size_t size; /* of the pattern */
};

enum
{
    FIRST_LIMIT = 8, /* steps of a match; eight times as many when they do not suffice */
    MOST_LIMIT = 1 << 27,
    CHARACTERS_A_STEP = 4000, /* that PCRE2 passes over in the time of a step of the run */
    HEAP_KIBIBYTES = 16 * 1024,
    MOST_WIDTH =
        256 * 1024, /* of ranges without regard to case: each of their characters is looked up */
};

/* ---- compiling -------------------------------------------------------------------------------- */

static bool
read_flags(const SopValue *value, unsigned *ret)
{
    static const struct
    {
        char letter;
        uint8_t flag;
    } letters[] = {
        {'s', SOP_REGEX_DOT_ALL}, {'m', SOP_REGEX_LINES},   {'i', SOP_REGEX_CASELESS},
        {'x', SOP_REGEX_SPACED},  {'q', SOP_REGEX_LITERAL},
    };
    *ret = 0;
    for (const char *at = value->type == SOP_STRING ? sop_value_string(value) : ""; *at != '\0';
         at++)
    {
        unsigned i = 0;
        while (i < G_N_ELEMENTS(letters) && letters[i].letter != *at)
            i++;
        if (i == G_N_ELEMENTS(letters))
            return false;
        *ret |= letters[i].flag;
    }
    return true;
}

static pcre2_code *
compile(const GString *pattern, unsigned flags)
{
    uint32_t options = PCRE2_UTF | PCRE2_NO_UTF_CHECK | PCRE2_MATCH_UNSET_BACKREF |
                       PCRE2_NEVER_BACKSLASH_C | (flags & SOP_REGEX_CASELESS ? PCRE2_CASELESS : 0);
    int error;
    size_t place;
    return pcre2_compile((PCRE2_SPTR) pattern->str, pattern->len, options, &error, &place, NULL);
}

SopRegex *
sop_regex_new(const SopValue *pattern, const SopValue *flags)
{
    const SopTextBox *text = sop_value_text_box(pattern);
    SopRegex regex = {.size = text->length};
    if (!read_flags(flags, &regex.flags) || text->length > SOP_REGEX_MOST_BYTES)
        return NULL;
    g_autoptr(GString) translated = g_string_new("(?C1)(?:");
    uint64_t width;
    if (!sop_regex_translate(text->text, text->length, regex.flags, translated, &regex.n_groups,
                             &width) ||
        ((regex.flags & SOP_REGEX_CASELESS) && width > MOST_WIDTH))
        return NULL;
    g_string_append_c(translated, ')');
    regex.code = compile(translated, regex.flags);
    return regex.code != NULL ? g_memdup2(&regex, sizeof regex) : NULL;
}

void
sop_regex_free(SopRegex *self)
{
    if (self == NULL)
        return;
    pcre2_code_free(self->code);
    g_free(self);
}

SopValue
sop_regex_value(SopRegex *self)
{
    if (self == NULL)
        return SOP_VALUE_NULL;
    SopRegexBox *box = sop_box_new((SopValueType) SOP_REGEX, sizeof(SopRegexBox));
    box->regex = self;
    return (SopValue) {.type = SOP_REGEX, .boxed = true, .box = &box->box};
}

unsigned
sop_regex_flags(const SopRegex *self)
{
    return self->flags;
}

/* ---- searching -------------------------------------------------------------------------------- */

struct _SopSearch
{
    SopRun *run;
    const SopRegex *regex;
    const SopTextBox *text;
    int64_t charge; /* of each place where a match may begin */
    pcre2_match_context *context;
    pcre2_match_data *data;
};

static int
pay(pcre2_callout_block *block, void *data)
{
    (void) block;
    SopSearch *self = data;
    return sop_run_steps(self->run, self->charge) ? 0 : PCRE2_ERROR_CALLOUT;
}

SopSearch *
sop_search_new(SopRun *run, const SopRegex *regex, const SopTextBox *text)
{
    SopSearch *self = g_new0(SopSearch, 1);
    self->run = run;
    self->regex = regex;
    self->text = text;
    self->context = pcre2_match_context_create(NULL);
    self->data = pcre2_match_data_create(regex->n_groups + 1, NULL);
    if (self->context == NULL || self->data == NULL)
        g_error("out of memory");
    pcre2_set_callout(self->context, pay, self);
    pcre2_set_heap_limit(self->context, HEAP_KIBIBYTES);
    return self;
}

void
sop_search_free(SopSearch *self)
{
    if (self == NULL)
        return;
    pcre2_match_data_free(self->data);
    pcre2_match_context_free(self->context);
    g_free(self);
}

bool
sop_search_next(SopSearch *self, size_t from)
{
    int result = PCRE2_ERROR_MATCHLIMIT;
    uint64_t step = 64 + self->regex->size + self->text->length;
    for (uint64_t limit = FIRST_LIMIT; result == PCRE2_ERROR_MATCHLIMIT && limit <= MOST_LIMIT;
         limit *= 8)
    {
        self->charge = 1 + (int64_t) (limit * step / CHARACTERS_A_STEP);
        pcre2_set_match_limit(self->context, (uint32_t) limit);
        result = pcre2_match(self->regex->code, (PCRE2_SPTR) self->text->text, self->text->length,
                             from, PCRE2_NO_UTF_CHECK, self->data, self->context);
    }
    if (result < 0 && result != PCRE2_ERROR_NOMATCH)
        self->run->failed = true;
    return result > 0;
}

bool
sop_search_group(const SopSearch *self, uint32_t number, size_t *ret_start, size_t *ret_end)
{
    const size_t *ends = pcre2_get_ovector_pointer(self->data);
    if (number > self->regex->n_groups || ends[2 * number] == PCRE2_UNSET)
        return false;
    *ret_start = ends[2 * number];
    *ret_end = ends[2 * number + 1];
    return true;
}

uint32_t
sop_search_groups(const SopSearch *self)
{
    return self->regex->n_groups;
}
