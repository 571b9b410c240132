/* SPDX-License-Identifier: Apache-2.0 */
/* The built-in functions: finding them, and calling them with arguments made to fit. */
#include <string.h>

#include "feel/language.h"

enum
{
    MOST_BUILTINS = 128,
    MOST_ARGUMENTS = 8,
};

/* ---- finding ---------------------------------------------------------------------------------- */

static const SopBuiltin *sorted[MOST_BUILTINS];
static uint32_t n_sorted;

static int
by_name(const void *a, const void *b)
{
    return strcmp((*(const SopBuiltin *const *) a)->name, (*(const SopBuiltin *const *) b)->name);
}

/* All tables as one, sorted: made once, when first asked. */
static void
prepare(void)
{
    static const SopBuiltinTable *const tables[] = {
        &sop_builtins_of_numbers,  &sop_builtins_of_texts,   &sop_builtins_of_lists,
        &sop_builtins_of_contexts, &sop_builtins_of_sorting, &sop_builtins_of_time,
        &sop_builtins_of_patterns, &sop_builtins_of_ranges,
    };
    static gsize done;
    if (!g_once_init_enter(&done))
        return;
    uint32_t n = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(tables); i++)
        for (uint32_t j = 0; j < tables[i]->n_items && n < MOST_BUILTINS; j++)
            sorted[n++] = &tables[i]->items[j];
    qsort(sorted, n, sizeof sorted[0], by_name);
    n_sorted = n;
    g_once_init_leave(&done, 1);
}

uint32_t
sop_builtin_count(void)
{
    prepare();
    return n_sorted;
}

const SopBuiltin *
sop_builtin_at(uint32_t index)
{
    return sorted[index];
}

const SopBuiltin *
sop_builtin_find(const char *name, size_t length)
{
    prepare();
    uint32_t low = 0, high = n_sorted;
    while (low < high)
    {
        uint32_t middle = (low + high) / 2;
        int order = strncmp(name, sorted[middle]->name, length);
        if (order == 0 && sorted[middle]->name[length] != '\0')
            order = -1;
        if (order == 0)
            return sorted[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* ---- signatures ------------------------------------------------------------------------------- */

bool
sop_signature_next(const SopBuiltin *self, uint32_t *at, SopSignature *ret)
{
    const char *types = self->types, *names = self->names;
    for (uint32_t i = 0; i < *at; i++)
    {
        types = strchr(types, '|');
        names = strchr(names, '|');
        if (types == NULL || names == NULL)
            return false;
        types++;
        names++;
    }
    ++*at;
    *ret = (SopSignature) {.types = types, .names = names, .n_least = SOP_NONE};
    uint32_t n = 0;
    for (; *types != '\0' && *types != '|'; types++)
    {
        if (*types == '/')
            ret->n_least = n;
        else if (*types == '*')
            ret->rest = true;
        else
            n++;
    }
    ret->n_most = n;
    ret->n_least = MIN(ret->n_least, n);
    return true;
}

char
sop_signature_type(const SopSignature *self, uint32_t parameter)
{
    char letter = 'a';
    for (const char *at = self->types; *at != '\0' && *at != '|' && *at != '*'; at++)
    {
        if (*at == '/')
            continue;
        letter = *at;
        if (parameter-- == 0)
            return letter;
    }
    return letter; /* one of the rest */
}

/* n2: the second of a parameter n that takes all the rest. Returns its number, from 0. */
static uint32_t
number_among_rest(const char *name, size_t length, const char *digits, size_t n_digits)
{
    uint32_t number = 0;
    if (length != 1 || name[0] != digits[0] || n_digits < 2 || n_digits > 4 || digits[1] == '0')
        return SOP_NONE;
    for (size_t i = 1; i < n_digits; i++)
    {
        if (!g_ascii_isdigit(digits[i]))
            return SOP_NONE;
        number = number * 10 + (uint32_t) (digits[i] - '0');
    }
    return number - 1;
}

uint32_t
sop_signature_parameter(const SopSignature *self, const char *name, size_t length)
{
    uint32_t number = 0;
    for (const char *at = self->names; *at != '\0' && *at != '|'; number++)
    {
        size_t n = strcspn(at, ",|");
        if (n == length && memcmp(at, name, n) == 0)
            return number;
        uint32_t further = self->rest ? number_among_rest(at, n, name, length) : SOP_NONE;
        if (further != SOP_NONE)
            return number + further;
        at += n;
        at += *at == ',';
    }
    return SOP_NONE;
}

#define BIT(type) (1u << (type))

bool
sop_builtin_accepts(char letter, SopValueType type)
{
    static const struct
    {
        char letter;
        uint32_t types;
    } letters[] = {
        {'n', BIT(SOP_NUMBER)},
        {'s', BIT(SOP_STRING)},
        {'b', BIT(SOP_BOOLEAN)},
        {'d', BIT(SOP_DATE)},
        {'t', BIT(SOP_TIME)},
        {'c', BIT(SOP_DATE_TIME)},
        {'u', BIT(SOP_MONTHS_DURATION)},
        {'w', BIT(SOP_DAYS_DURATION)},
        {'p', BIT(SOP_DAYS_DURATION) | BIT(SOP_MONTHS_DURATION)},
        {'T', BIT(SOP_DATE) | BIT(SOP_DATE_TIME)},
        {'z', BIT(SOP_DATE) | BIT(SOP_TIME) | BIT(SOP_DATE_TIME)},
        {'l', BIT(SOP_LIST)},
        {'x', BIT(SOP_CONTEXT)},
        {'r', BIT(SOP_RANGE)},
        {'f', BIT(SOP_FUNCTION)},
        {'o', BIT(SOP_NUMBER) | BIT(SOP_STRING) | BIT(SOP_DATE) | BIT(SOP_TIME) |
                  BIT(SOP_DATE_TIME) | BIT(SOP_DAYS_DURATION) | BIT(SOP_MONTHS_DURATION)},
        {'a', ~0u},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(letters); i++)
        if (letters[i].letter == letter)
            return letters[i].types & BIT(type);
    return false;
}

/* ---- calling ---------------------------------------------------------------------------------- */

/* A value where a list is wanted is a list of it; a list of one where a value is wanted is the value. */
static bool
coerce(SopRun *run, char letter, SopValue *value)
{
    if (letter == 'l')
    {
        SopListBox *list = sop_run_list(run, SOP_LIST, 1);
        if (list == NULL || !sop_run_append(run, &list, value))
            return false;
        *value = sop_list_value(list);
        return true;
    }
    if (value->type != SOP_LIST || sop_value_list_box(value)->n_items != 1)
        return false;
    *value = sop_value_list_box(value)->items[0];
    return sop_builtin_accepts(letter, (SopValueType) value->type);
}

static bool
fits(SopRun *run, const SopSignature *signature, bool nulls, bool coerces, SopValue *arguments,
     uint32_t n)
{
    if (n < signature->n_least || (!signature->rest && n > signature->n_most))
        return false;
    for (uint32_t i = 0; i < n; i++)
    {
        char letter = sop_signature_type(signature, i);
        if (sop_builtin_accepts(letter, (SopValueType) arguments[i].type) ||
            (nulls && arguments[i].type == SOP_NULL))
            continue;
        if (!coerces || !coerce(run, letter, &arguments[i]))
            return false;
    }
    return true;
}

/* The last parameter of such a signature is a list of all that follows. */
static bool
collect_rest(SopRun *run, const SopSignature *signature, SopValue *arguments, uint32_t *n)
{
    if (!signature->rest)
        return true;
    uint32_t first = signature->n_most - 1;
    SopListBox *list = sop_run_list(run, SOP_LIST, *n - first);
    for (uint32_t i = first; list != NULL && i < *n; i++)
        if (!sop_run_append(run, &list, &arguments[i]))
            return false;
    if (list == NULL)
        return false;
    arguments[first] = sop_list_value(list);
    *n = first + 1;
    return true;
}

SopValue
sop_builtin_call(const SopBuiltin *self, SopRun *run, SopValue *arguments, uint32_t n)
{
    bool nulls = self->flags & SOP_BUILTIN_NULLS;
    for (uint32_t i = 0; i < n && !nulls; i++)
        if (arguments[i].type == SOP_NULL)
            return SOP_VALUE_NULL;
    SopSignature signature;
    for (unsigned coerces = 0; coerces < 2; coerces++)
        for (uint32_t at = 0; sop_signature_next(self, &at, &signature);)
            if (fits(run, &signature, nulls, coerces, arguments, n))
                return collect_rest(run, &signature, arguments, &n) ? self->call(run, arguments, n)
                                                                    : SOP_VALUE_NULL;
    return SOP_VALUE_NULL;
}
