/* SPDX-License-Identifier: Apache-2.0 */
/* Built-in functions of texts: OMG DMN 1.5, 10.3.4.3. Characters are code points. */
#include <string.h>

#include "feel/language.h"

static SopValue
call_string(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    if (arguments[0].type == SOP_STRING)
        return arguments[0];
    g_autofree char *text = sop_value_to_text(&arguments[0]);
    return sop_run_text(run, text, strlen(text));
}

/* Where code point `index` begins; the end when there are fewer. */
static const char *
offset(const SopTextBox *box, int64_t index)
{
    const char *at = box->text;
    for (; index > 0 && *at != '\0'; index--)
        at = g_utf8_next_char(at);
    return at;
}

static SopValue
call_substring(SopRun *run, const SopValue *arguments, uint32_t n)
{
    const SopTextBox *box = sop_value_text_box(&arguments[0]);
    int64_t start, length, count = g_utf8_strlen(box->text, box->length);
    if (!sop_number_to_int64(&arguments[1], &start))
        return SOP_VALUE_NULL;
    if (start < 0)
        start += count + 1;
    length = count - start + 1;
    if (start < 1 || start > count ||
        (n > 2 && (!sop_number_to_int64(&arguments[2], &length) || length < 1 ||
                   length > count - start + 1)))
        return SOP_VALUE_NULL;
    const char *from = offset(box, start - 1), *to = offset(box, start - 1 + length);
    return sop_run_text(run, from, (size_t) (to - from));
}

static SopValue
call_string_length(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) run;
    (void) n;
    const SopTextBox *box = sop_value_text_box(&arguments[0]);
    return sop_value_integer(g_utf8_strlen(box->text, box->length));
}

static SopValue
change_case(SopRun *run, const SopValue *text, char *(*change)(const char *, gssize))
{
    const SopTextBox *box = sop_value_text_box(text);
    if (!sop_run_allows(run, 4 * (size_t) box->length))
        return SOP_VALUE_NULL;
    g_autofree char *changed = change(box->text, box->length);
    return sop_run_text(run, changed, strlen(changed));
}

static SopValue
call_upper_case(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return change_case(run, &arguments[0], g_utf8_strup);
}

static SopValue
call_lower_case(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return change_case(run, &arguments[0], g_utf8_strdown);
}

static const char *
find(const SopValue *text, const SopValue *match)
{
    const SopTextBox *box = sop_value_text_box(text), *part = sop_value_text_box(match);
    return memmem(box->text, box->length, part->text, part->length);
}

static SopValue
call_substring_before(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    const char *text = sop_value_string(&arguments[0]), *at = find(&arguments[0], &arguments[1]);
    return sop_run_text(run, text, at != NULL ? (size_t) (at - text) : 0);
}

static SopValue
call_substring_after(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    const char *at = find(&arguments[0], &arguments[1]);
    if (at == NULL)
        return sop_run_text(run, "", 0);
    at += sop_value_text_box(&arguments[1])->length;
    return sop_run_text(run, at, strlen(at));
}

static SopValue
call_contains(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) run;
    (void) n;
    return sop_value_boolean(find(&arguments[0], &arguments[1]) != NULL);
}

static SopValue
call_starts_with(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) run;
    (void) n;
    return sop_value_boolean(
        g_str_has_prefix(sop_value_string(&arguments[0]), sop_value_string(&arguments[1])));
}

static SopValue
call_ends_with(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) run;
    (void) n;
    return sop_value_boolean(
        g_str_has_suffix(sop_value_string(&arguments[0]), sop_value_string(&arguments[1])));
}

/* Null items are left out; anything else but texts makes null. */
static SopValue
call_string_join(SopRun *run, const SopValue *arguments, uint32_t n)
{
    if (arguments[0].type != SOP_LIST)
        return SOP_VALUE_NULL;
    const SopListBox *box = sop_value_list_box(&arguments[0]);
    const char *between =
        n > 1 && arguments[1].type == SOP_STRING ? sop_value_string(&arguments[1]) : "";
    g_autoptr(GString) joined = g_string_new(NULL);
    bool first = true;
    for (uint32_t i = 0; i < box->n_items; i++)
    {
        if (box->items[i].type == SOP_NULL)
            continue;
        const char *text = sop_value_string(&box->items[i]);
        if (text == NULL || !sop_run_steps(run, 1) || joined->len > SOP_LIMIT_TEXT_BYTES)
            return SOP_VALUE_NULL;
        if (!first)
            g_string_append(joined, between);
        g_string_append(joined, text);
        first = false;
    }
    return sop_run_text(run, joined->str, joined->len);
}

static const SopBuiltin table[] = {
    {"string", "a", "from", SOP_STRING, 0, call_string},
    {"substring", "sn/n", "string,start position,length", SOP_STRING, 0, call_substring},
    {"string length", "s", "string", SOP_NUMBER, 0, call_string_length},
    {"upper case", "s", "string", SOP_STRING, 0, call_upper_case},
    {"lower case", "s", "string", SOP_STRING, 0, call_lower_case},
    {"substring before", "ss", "string,match", SOP_STRING, 0, call_substring_before},
    {"substring after", "ss", "string,match", SOP_STRING, 0, call_substring_after},
    {"contains", "ss", "string,match", SOP_BOOLEAN, 0, call_contains},
    {"starts with", "ss", "string,match", SOP_BOOLEAN, 0, call_starts_with},
    {"ends with", "ss", "string,match", SOP_BOOLEAN, 0, call_ends_with},
    {"string join", "l/s", "list,delimiter", SOP_STRING, SOP_BUILTIN_NULLS, call_string_join},
};

const SopBuiltinTable sop_builtins_of_texts = {table, G_N_ELEMENTS(table)};
