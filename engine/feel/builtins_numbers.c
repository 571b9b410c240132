/* SPDX-License-Identifier: Apache-2.0 */
/* Built-in functions of numbers and of booleans: OMG DMN 1.5, 10.3.4.2 and 10.3.4.5. */
#include <string.h>

#include "feel/language.h"

static SopValue
call_not(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) run;
    (void) n;
    return sop_not(&arguments[0]);
}

static SopValue
round_to(SopRun *run, const SopValue *arguments, uint32_t n, SopRounding rounding)
{
    int64_t scale = 0;
    if (n > 1 && !sop_number_to_int64(&arguments[1], &scale))
        return SOP_VALUE_NULL;
    return sop_number_round(run, &arguments[0], scale, rounding);
}

static SopValue
call_decimal(SopRun *run, const SopValue *arguments, uint32_t n)
{
    return round_to(run, arguments, n, SOP_ROUND_HALF_EVEN);
}

static SopValue
call_floor(SopRun *run, const SopValue *arguments, uint32_t n)
{
    return round_to(run, arguments, n, SOP_ROUND_FLOOR);
}

static SopValue
call_ceiling(SopRun *run, const SopValue *arguments, uint32_t n)
{
    return round_to(run, arguments, n, SOP_ROUND_CEILING);
}

static SopValue
call_round_up(SopRun *run, const SopValue *arguments, uint32_t n)
{
    return round_to(run, arguments, n, SOP_ROUND_UP);
}

static SopValue
call_round_down(SopRun *run, const SopValue *arguments, uint32_t n)
{
    return round_to(run, arguments, n, SOP_ROUND_DOWN);
}

static SopValue
call_round_half_up(SopRun *run, const SopValue *arguments, uint32_t n)
{
    return round_to(run, arguments, n, SOP_ROUND_HALF_UP);
}

static SopValue
call_round_half_down(SopRun *run, const SopValue *arguments, uint32_t n)
{
    return round_to(run, arguments, n, SOP_ROUND_HALF_DOWN);
}

static SopValue
call_abs(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    const SopValue *value = &arguments[0];
    if (value->type == SOP_NUMBER)
        return sop_number_sign(value) < 0 ? sop_number_negate(run, value) : *value;
    bool negative =
        value->type == SOP_MONTHS_DURATION ? value->integer < 0 : sop_duration_nanos(value) < 0;
    return negative ? sop_temporal_negate(run, value) : *value;
}

/* dividend - divisor * floor(dividend / divisor) */
static SopValue
call_modulo(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    SopValue quotient = sop_number_divide(run, &arguments[0], &arguments[1]);
    if (quotient.type != SOP_NUMBER)
        return SOP_VALUE_NULL;
    SopValue whole = sop_number_round(run, &quotient, 0, SOP_ROUND_FLOOR);
    if (whole.type != SOP_NUMBER)
        return SOP_VALUE_NULL;
    SopValue part = sop_number_multiply(run, &arguments[1], &whole);
    return part.type == SOP_NUMBER ? sop_number_subtract(run, &arguments[0], &part)
                                   : SOP_VALUE_NULL;
}

static SopValue
call_sqrt(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return sop_number_sqrt(run, &arguments[0]);
}

static SopValue
call_log(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return sop_number_log(run, &arguments[0]);
}

static SopValue
call_exp(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return sop_number_exp(run, &arguments[0]);
}

static SopValue
is_multiple_of_two(SopRun *run, const SopValue *number, bool wanted)
{
    SopValue pair[2] = {*number, sop_value_integer(2)};
    SopValue rest = call_modulo(run, pair, 2);
    if (rest.type != SOP_NUMBER || !sop_number_is_whole(number))
        return rest.type == SOP_NUMBER ? sop_value_boolean(false) : SOP_VALUE_NULL;
    return sop_value_boolean((sop_number_sign(&rest) == 0) == wanted);
}

static SopValue
call_even(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return is_multiple_of_two(run, &arguments[0], true);
}

static SopValue
call_odd(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return is_multiple_of_two(run, &arguments[0], false);
}

/* A separator: a text of one of the characters, or null for none. */
static bool
read_separator(const SopValue *value, const char *allowed, char *ret)
{
    *ret = '\0';
    if (value->type == SOP_NULL)
        return true;
    const char *text = sop_value_string(value);
    if (text == NULL || strlen(text) != 1 || strchr(allowed, text[0]) == NULL)
        return false;
    *ret = text[0];
    return true;
}

static SopValue
call_number(SopRun *run, const SopValue *arguments, uint32_t n)
{
    char grouping = '\0', point = '\0';
    if (arguments[0].type != SOP_STRING)
        return SOP_VALUE_NULL;
    if (n > 1 &&
        (!read_separator(&arguments[1], " ,.", &grouping) || n < 3 ||
         !read_separator(&arguments[2], ",.", &point) || (grouping != '\0' && grouping == point)))
        return SOP_VALUE_NULL;
    const SopTextBox *text = sop_value_text_box(&arguments[0]);
    g_autoptr(GString) plain = g_string_sized_new(text->length);
    for (uint32_t i = 0; i < text->length; i++)
    {
        char c = text->text[i];
        if (c == grouping && c != '\0')
            continue;
        if (point != '\0' && point != '.' && c == '.')
            return SOP_VALUE_NULL;
        g_string_append_c(plain, c == point ? '.' : c);
    }
    return sop_run_keep(run, sop_number_parse(plain->str, plain->len));
}

static const SopBuiltin table[] = {
    {"not", "b", "negand", SOP_BOOLEAN, SOP_BUILTIN_NULLS, call_not},
    {"number", "s|saa", "from|from,grouping separator,decimal separator", SOP_NUMBER,
     SOP_BUILTIN_NULLS | SOP_BUILTIN_READS, call_number},
    {"decimal", "nn", "n,scale", SOP_NUMBER, 0, call_decimal},
    {"floor", "n/n", "n,scale", SOP_NUMBER, 0, call_floor},
    {"ceiling", "n/n", "n,scale", SOP_NUMBER, 0, call_ceiling},
    {"round up", "nn", "n,scale", SOP_NUMBER, 0, call_round_up},
    {"round down", "nn", "n,scale", SOP_NUMBER, 0, call_round_down},
    {"round half up", "nn", "n,scale", SOP_NUMBER, 0, call_round_half_up},
    {"round half down", "nn", "n,scale", SOP_NUMBER, 0, call_round_half_down},
    {"abs", "n|p", "n|n", SOP_NULL, SOP_BUILTIN_SAME, call_abs},
    {"modulo", "nn", "dividend,divisor", SOP_NUMBER, 0, call_modulo},
    {"sqrt", "n", "number", SOP_NUMBER, 0, call_sqrt},
    {"log", "n", "number", SOP_NUMBER, 0, call_log},
    {"exp", "n", "number", SOP_NUMBER, 0, call_exp},
    {"even", "n", "number", SOP_BOOLEAN, 0, call_even},
    {"odd", "n", "number", SOP_BOOLEAN, 0, call_odd},
};

const SopBuiltinTable sop_builtins_of_numbers = {table, G_N_ELEMENTS(table)};
