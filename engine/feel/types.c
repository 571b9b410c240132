/* SPDX-License-Identifier: Apache-2.0 */
/* Types of names and of expressions. Plain ones are constants; what has parts and choices are made and
 * counted. */
#include <string.h>

#include "feel/language.h"

#define BASIC(kind) [kind] = {.type = (kind)}
#define LIST_OF(kind) [kind] = {.type = SOP_LIST, .item = &basic[kind]}

static SopFeelType basic[] = {
    BASIC(SOP_NULL),
    BASIC(SOP_BOOLEAN),
    BASIC(SOP_NUMBER),
    BASIC(SOP_STRING),
    BASIC(SOP_DATE),
    BASIC(SOP_TIME),
    BASIC(SOP_DATE_TIME),
    BASIC(SOP_DAYS_DURATION),
    BASIC(SOP_MONTHS_DURATION),
    [SOP_LIST] = {.type = SOP_LIST, .item = &basic[SOP_NULL]},
    BASIC(SOP_CONTEXT),
    BASIC(SOP_RANGE),
    BASIC(SOP_FUNCTION),
};

static SopFeelType lists[] = {
    LIST_OF(SOP_NULL),      LIST_OF(SOP_BOOLEAN),       LIST_OF(SOP_NUMBER),
    LIST_OF(SOP_STRING),    LIST_OF(SOP_DATE),          LIST_OF(SOP_TIME),
    LIST_OF(SOP_DATE_TIME), LIST_OF(SOP_DAYS_DURATION), LIST_OF(SOP_MONTHS_DURATION),
    LIST_OF(SOP_LIST),      LIST_OF(SOP_CONTEXT),       LIST_OF(SOP_RANGE),
    LIST_OF(SOP_FUNCTION),
};

static SopFeelType null_type = {.type = SOP_NULL, .literal = true};

SopFeelType *
sop_type_basic(SopValueType type)
{
    return &basic[type];
}

SopFeelType *
sop_type_list_of(SopValueType item)
{
    return &lists[item];
}

SopFeelType *
sop_type_null(void)
{
    return &null_type;
}

SopFeelType *
sop_feel_type_new(SopValueType type)
{
    g_return_val_if_fail((unsigned) type < G_N_ELEMENTS(basic), NULL);
    return &basic[type];
}

SopFeelType *
sop_feel_type_new_any(void)
{
    return &basic[SOP_NULL];
}

static SopFeelType *
type_new(SopValueType type)
{
    SopFeelType *self = g_new0(SopFeelType, 1);
    self->references = 1;
    self->type = (uint8_t) type;
    return self;
}

SopFeelType *
sop_feel_type_new_list(SopFeelType *item)
{
    g_return_val_if_fail(item != NULL, NULL);

    if (item == &basic[item->type])
        return &lists[item->type];
    SopFeelType *self = type_new(SOP_LIST);
    self->item = sop_feel_type_ref(item);
    return self;
}

static void
take_parts(SopFeelType *self, SopFeelType *const *parts, unsigned n_parts)
{
    self->parts = g_new0(SopFeelType *, n_parts + 1);
    self->n_parts = n_parts;
    for (unsigned i = 0; i < n_parts; i++)
        self->parts[i] = sop_feel_type_ref(parts[i]);
}

SopFeelType *
sop_feel_type_new_range(SopFeelType *item)
{
    g_return_val_if_fail(item != NULL, NULL);

    SopFeelType *self = type_new(SOP_RANGE);
    self->item = sop_feel_type_ref(item);
    return self;
}

SopFeelType *
sop_feel_type_new_context(const char *const *names, SopFeelType *const *types, unsigned n_members)
{
    g_return_val_if_fail((names != NULL && types != NULL) || n_members == 0, NULL);

    SopFeelType *self = type_new(SOP_CONTEXT);
    take_parts(self, types, n_members);
    self->names = g_new0(char *, n_members + 1);
    for (unsigned i = 0; i < n_members; i++)
        self->names[i] = g_strdup(names[i]);
    return self;
}

SopFeelType *
sop_feel_type_new_function(SopFeelType *const *parameters, unsigned n_parameters,
                           SopFeelType *result)
{
    g_return_val_if_fail(result != NULL && (parameters != NULL || n_parameters == 0), NULL);

    SopFeelType *self = type_new(SOP_FUNCTION);
    take_parts(self, parameters, n_parameters);
    self->item = sop_feel_type_ref(result);
    return self;
}

SopFeelType *
sop_feel_type_new_choice(const char *const *values, unsigned n_values)
{
    g_return_val_if_fail(values != NULL || n_values == 0, NULL);

    SopFeelType *self = type_new(SOP_STRING);
    self->values = g_new0(char *, n_values + 1);
    self->n_values = n_values;
    for (unsigned i = 0; i < n_values; i++)
        self->values[i] = g_strdup(values[i]);
    return self;
}

SopFeelType *
sop_feel_type_ref(SopFeelType *self)
{
    if (self->references != 0)
        g_atomic_int_inc(&self->references);
    return self;
}

void
sop_feel_type_unref(SopFeelType *self)
{
    if (self == NULL || self->references == 0 || !g_atomic_int_dec_and_test(&self->references))
        return;
    sop_feel_type_unref(self->item);
    for (unsigned i = 0; i < self->n_parts; i++)
        sop_feel_type_unref(self->parts[i]);
    g_free(self->parts);
    g_strfreev(self->names);
    g_strfreev(self->values);
    g_free(self);
}

SopValueType
sop_feel_type_value_type(const SopFeelType *self)
{
    return self->type;
}

bool
sop_type_has_value(const SopFeelType *self, const char *word, size_t length)
{
    for (unsigned i = 0; i < self->n_values; i++)
        if (strlen(self->values[i]) == length && memcmp(self->values[i], word, length) == 0)
            return true;
    return false;
}

const SopFeelType *
sop_type_member(const SopFeelType *self, const char *name)
{
    for (unsigned i = 0; self->names != NULL && i < self->n_parts; i++)
        if (strcmp(self->names[i], name) == 0)
            return self->parts[i];
    return NULL;
}

const char *
sop_type_say(const SopFeelType *self)
{
    static const char *const words[] = {
        [SOP_NULL] = "anything",
        [SOP_BOOLEAN] = "true or false",
        [SOP_NUMBER] = "a number",
        [SOP_STRING] = "a text",
        [SOP_DATE] = "a date",
        [SOP_TIME] = "a time",
        [SOP_DATE_TIME] = "a date and time",
        [SOP_DAYS_DURATION] = "a duration in days and hours",
        [SOP_MONTHS_DURATION] = "a duration in years and months",
        [SOP_LIST] = "a list",
        [SOP_CONTEXT] = "a context",
        [SOP_RANGE] = "a range",
        [SOP_FUNCTION] = "a function",
    };
    return self->literal ? "null" : self->values != NULL ? "a choice" : words[self->type];
}
