/* SPDX-License-Identifier: Apache-2.0 */
/* Values: what facts hold and FEEL computes (OMG DMN 1.5, chapter 10.3.2). Sixteen bytes; small
 * ones are held in place, the others in an immutable, atomically refcounted box. */
#pragma once

#include <sopflow/time.h>

G_BEGIN_DECLS

typedef enum
{
    SOP_NULL, /* also: unknown */
    SOP_BOOLEAN,
    SOP_NUMBER, /* decimal, 34 digits (IEEE 754 decimal128) */
    SOP_STRING,
    SOP_DATE,
    SOP_TIME,
    SOP_DATE_TIME,
    SOP_DAYS_DURATION,   /* days and time duration */
    SOP_MONTHS_DURATION, /* years and months duration */
    SOP_LIST,
    SOP_CONTEXT,
    SOP_RANGE,
    SOP_FUNCTION,
} SopValueType;

typedef struct _SopBox SopBox;

typedef struct
{
    uint8_t type;    /* SopValueType */
    bool boxed;      /* `box` holds it */
    int8_t exponent; /* of a small number: integer × 10^exponent */
    uint8_t flags;   /* private to the engine */
    uint32_t extra;  /* private to the engine */
    union
    {
        bool boolean;
        int64_t integer; /* small number; days of a date; months; microseconds … */
        SopBox *box;
    };
} SopValue;

#define SOP_VALUE_NULL ((SopValue) {.type = SOP_NULL})

static inline SopValue
sop_value_boolean(bool boolean)
{
    return (SopValue) {.type = SOP_BOOLEAN, .boolean = boolean};
}

static inline SopValue
sop_value_integer(int64_t integer)
{
    return (SopValue) {.type = SOP_NUMBER, .integer = integer};
}

/* A text, copied; UTF-8. Returns: (transfer full), clear with sop_value_clear(). */
SOP_EXPORT SopValue sop_value_text(const char *text);

/* Reads a number ("0.1", "-3e2"), a date (YYYY-MM-DD), a date and time, a duration (ISO 8601).
 * Returns: (transfer full), null when `text` is not of the type. */
SOP_EXPORT SopValue sop_value_parse(SopValueType type, const char *text);

/* A date and time with offset zero, from an instant. */
SOP_EXPORT SopValue sop_value_instant(SopInstant instant);

SOP_EXPORT SopValue sop_value_copy(const SopValue *self); /* Returns: (transfer full) */
SOP_EXPORT void sop_value_clear(SopValue *self);          /* becomes null */

/* Same type and same value (numbers 1.0 and 1 are the same); null equals null. */
SOP_EXPORT bool sop_value_equal(const SopValue *a, const SopValue *b);

/* As people write it: 34, true, 2026-03-02, PT72H, irregular; "null". Returns: (transfer full). */
SOP_EXPORT char *sop_value_to_text(const SopValue *self);

/* As FEEL would have it written: a string in quotes, date("…") … Returns: (transfer full). */
SOP_EXPORT char *sop_value_to_feel(const SopValue *self);

/* The text of a string value. Returns: (transfer none) (nullable): NULL when it is no string. */
SOP_EXPORT const char *sop_value_string(const SopValue *self);

/* The nearest double of a number; NaN when it is no number. */
SOP_EXPORT double sop_value_double(const SopValue *self);

/* The members of a list; 0 for anything else. Returns of _item: (transfer none). */
SOP_EXPORT unsigned sop_value_list_length(const SopValue *self);
SOP_EXPORT const SopValue *sop_value_list_item(const SopValue *self, unsigned index);
/* A list of copies of `items`. Returns: (transfer full). */
SOP_EXPORT SopValue sop_value_list(const SopValue *items, unsigned n_items);

/* The members of a context, in the order written; 0 for anything else. Returns of _key and _member:
 * (transfer none). */
SOP_EXPORT unsigned sop_value_context_size(const SopValue *self);
SOP_EXPORT const char *sop_value_context_key(const SopValue *self, unsigned index);
SOP_EXPORT const SopValue *sop_value_context_member(const SopValue *self, unsigned index);
/* A context of copies of `keys` and `values`; of a key that is there twice the first counts.
 * Returns: (transfer full). */
SOP_EXPORT SopValue sop_value_context(const char *const *keys, const SopValue *values, unsigned n);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SopValue, sop_value_clear)

G_END_DECLS
