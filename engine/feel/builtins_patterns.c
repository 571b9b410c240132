/* SPDX-License-Identifier: Apache-2.0 */
/* Built-in functions of regular expressions: matches, replace, split (OMG DMN 1.5, 10.3.4.3). */
#include <string.h>

#include "feel/code.h"
#include "feel/regex.h"

/* The pattern that was compiled with the expression, else one compiled now into `ret_made`. NULL: it is
 * not valid. */
static const SopRegex *
regex_of(SopRun *run, const SopValue *pattern, const SopValue *flags, SopRegex **ret_made)
{
    if (run->pattern != NULL)
        return run->pattern;
    if (sop_run_steps(run, 20 + sop_value_text_box(pattern)->length / 4))
        *ret_made = sop_regex_new(pattern, flags);
    return *ret_made;
}

static bool
are_there(const SopValue *arguments, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (arguments[i].type == SOP_NULL)
            return false;
    return true;
}

static SopValue
call_matches(SopRun *run, const SopValue *arguments, uint32_t n)
{
    g_autoptr(SopRegex) made = NULL;
    SopValue none = SOP_VALUE_NULL;
    const SopRegex *regex = are_there(arguments, 2)
                                ? regex_of(run, &arguments[1], n > 2 ? &arguments[2] : &none, &made)
                                : NULL;
    if (regex == NULL)
        return SOP_VALUE_NULL;
    g_autoptr(SopSearch) search = sop_search_new(run, regex, sop_value_text_box(&arguments[0]));
    return sop_value_boolean(sop_search_next(search, 0));
}

/* Does it match the empty text? Then it says nothing of where to replace or to split. */
static bool
matches_nothing(SopRun *run, const SopRegex *regex)
{
    SopValue empty = sop_run_text(run, "", 0);
    if (run->failed)
        return true;
    g_autoptr(SopSearch) search = sop_search_new(run, regex, sop_value_text_box(&empty));
    return sop_search_next(search, 0);
}

/* The next match that is not empty, from `from` on. */
static bool
next_match(SopSearch *search, size_t from, size_t *ret_start, size_t *ret_end)
{
    return sop_search_next(search, from) && sop_search_group(search, 0, ret_start, ret_end) &&
           *ret_end > *ret_start;
}

/* ---- replacing -------------------------------------------------------------------------------- */

/* $12: group 12; where there are fewer, group 1 and a 2. Returns the first byte after it. */
static const char *
append_group(const SopSearch *search, const char *text, const char *digits, GString *out)
{
    uint32_t number = (uint32_t) (*digits++ - '0');
    for (; g_ascii_isdigit(*digits); digits++)
    {
        uint32_t longer = number * 10 + (uint32_t) (*digits - '0');
        if (longer > sop_search_groups(search))
            break;
        number = longer;
    }
    size_t start, end;
    if (sop_search_group(search, number, &start, &end))
        g_string_append_len(out, text + start, (gssize) (end - start));
    return digits;
}

/* Texts with \$ for $, \\ for \ and $1 for what group 1 matched; any other \ or $ is an error. */
static bool
is_replacement(const char *at)
{
    for (; *at != '\0'; at++)
    {
        if (*at == '$' && !g_ascii_isdigit(at[1]))
            return false;
        if (*at == '\\' && *++at != '\\' && *at != '$')
            return false;
    }
    return true;
}

static void
append_replacement(const SopSearch *search, const char *text, const char *at, GString *out)
{
    while (*at != '\0' && out->len <= SOP_LIMIT_TEXT_BYTES)
    {
        if (*at == '$')
            at = append_group(search, text, at + 1, out);
        else
        {
            at += *at == '\\';
            g_string_append_c(out, *at++);
        }
    }
}

static SopValue
replace_all(SopRun *run, const SopRegex *regex, const SopTextBox *text,
            const SopTextBox *replacement)
{
    bool literal = sop_regex_flags(regex) & SOP_REGEX_LITERAL;
    if ((!literal && !is_replacement(replacement->text)) || matches_nothing(run, regex))
        return SOP_VALUE_NULL;
    g_autoptr(SopSearch) search = sop_search_new(run, regex, text);
    g_autoptr(GString) out = g_string_sized_new(text->length);
    size_t from = 0, start, end;
    while (out->len <= SOP_LIMIT_TEXT_BYTES && next_match(search, from, &start, &end))
    {
        g_string_append_len(out, text->text + from, (gssize) (start - from));
        if (literal)
            g_string_append_len(out, replacement->text, replacement->length);
        else
            append_replacement(search, text->text, replacement->text, out);
        from = end;
    }
    g_string_append_len(out, text->text + from, (gssize) (text->length - from));
    return run->failed ? SOP_VALUE_NULL : sop_run_text(run, out->str, out->len);
}

static SopValue
call_replace(SopRun *run, const SopValue *arguments, uint32_t n)
{
    g_autoptr(SopRegex) made = NULL;
    SopValue none = SOP_VALUE_NULL;
    const SopRegex *regex = are_there(arguments, 3)
                                ? regex_of(run, &arguments[1], n > 3 ? &arguments[3] : &none, &made)
                                : NULL;
    if (regex == NULL)
        return SOP_VALUE_NULL;
    return replace_all(run, regex, sop_value_text_box(&arguments[0]),
                       sop_value_text_box(&arguments[2]));
}

/* ---- splitting -------------------------------------------------------------------------------- */

static bool
append_piece(SopRun *run, SopListBox **list, const SopTextBox *text, size_t from, size_t to)
{
    SopValue piece = sop_run_text(run, text->text + from, to - from);
    return !run->failed && sop_run_append(run, list, &piece);
}

static SopValue
call_split(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    g_autoptr(SopRegex) made = NULL;
    SopValue none = SOP_VALUE_NULL;
    const SopRegex *regex = regex_of(run, &arguments[1], &none, &made);
    SopListBox *pieces = sop_run_list(run, SOP_LIST, 8);
    if (regex == NULL || pieces == NULL || matches_nothing(run, regex))
        return SOP_VALUE_NULL;
    const SopTextBox *text = sop_value_text_box(&arguments[0]);
    g_autoptr(SopSearch) search = sop_search_new(run, regex, text);
    size_t from = 0, start, end;
    for (; next_match(search, from, &start, &end); from = end)
        if (!append_piece(run, &pieces, text, from, start))
            return SOP_VALUE_NULL;
    return append_piece(run, &pieces, text, from, text->length) ? sop_list_value(pieces)
                                                                : SOP_VALUE_NULL;
}

/* ---- patterns that are constant --------------------------------------------------------------- */

/* A literal text, or nothing: what stands there when compiling. */
static bool
is_literal(const SopAst *node, bool nullable)
{
    return node->kind == SOP_AST_LITERAL &&
           (node->value.type == SOP_STRING || (nullable && node->value.type == SOP_NULL));
}

static uint32_t
flags_parameter(const SopBuiltin *builtin)
{
    SopSignature signature;
    uint32_t at = 0;
    return sop_signature_next(builtin, &at, &signature)
               ? sop_signature_parameter(&signature, "flags", 5)
               : SOP_NONE;
}

/* What the author got wrong: the pattern, or else the flags. */
static void
report(SopEmitter *self, const SopAst *pattern, const SopAst *flags)
{
    SopValue none = SOP_VALUE_NULL;
    g_autoptr(SopRegex) without_flags = sop_regex_new(&pattern->value, &none);
    bool flag = without_flags != NULL && flags != NULL;
    const SopAst *wrong = flag ? flags : pattern;
    sop_problem(self->problems, SOP_MESSAGE_FEEL_LITERAL, wrong->offset,
                wrong->offset + wrong->length, "text", sop_value_string(&wrong->value), "what",
                flag ? "set of flags" : "regular expression", "form",
                flag ? "letters of s, m, i, x and q" : "one of XPath, such as \"^[A-Z]{2}\\d+$\"",
                NULL);
}

uint32_t
sop_emit_pattern(SopEmitter *self, const SopAst *call)
{
    const SopBuiltin *builtin = sop_builtin_at(call->slot);
    if (!(builtin->flags & SOP_BUILTIN_PATTERN) || call->n_children < 2)
        return 0;
    uint32_t parameter = flags_parameter(builtin);
    const SopAst *pattern = call->children[1],
                 *flags = parameter < call->n_children ? call->children[parameter] : NULL;
    if (!is_literal(pattern, false) || (flags != NULL && !is_literal(flags, true)))
        return 0;
    SopValue none = SOP_VALUE_NULL;
    SopRegex *regex = sop_regex_new(&pattern->value, flags != NULL ? &flags->value : &none);
    if (regex == NULL && self->strict)
        report(self, pattern, flags);
    if (regex == NULL || self->constants->n_items >= UINT16_MAX)
    {
        sop_regex_free(regex);
        return 0;
    }
    sop_vector_push(self->constants, sop_regex_value(regex));
    return self->constants->n_items;
}

static const SopBuiltin table[] = {
    {"matches", "ss/s", "input,pattern,flags", SOP_BOOLEAN, SOP_BUILTIN_NULLS | SOP_BUILTIN_PATTERN,
     call_matches},
    {"replace", "sss/s", "input,pattern,replacement,flags", SOP_STRING,
     SOP_BUILTIN_NULLS | SOP_BUILTIN_PATTERN, call_replace},
    {"split", "ss", "string,delimiter", SOP_LIST, SOP_BUILTIN_PATTERN, call_split},
};

const SopBuiltinTable sop_builtins_of_patterns = {table, G_N_ELEMENTS(table)};
