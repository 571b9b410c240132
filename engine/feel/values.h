/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the feel room: what is in a value's box, and the arithmetic of values. Everything that
 * an evaluation makes is kept by its run, and let go when the evaluation ends. */
#pragma once

#include "feel/feel.h"

/* ---- boxes ------------------------------------------------------------------------------------ */

struct _SopBox
{
    int references; /* atomic */
    uint8_t type;   /* SopValueType */
    uint16_t depth; /* how deep lists, contexts and functions are nested */
    uint32_t size;  /* how many values it is, written out: what is there twice counts twice */
    SopBox *next;   /* in the run that made it, while it evaluates */
};

typedef struct
{
    SopBox box;
    uint32_t length; /* bytes */
    char text[];     /* UTF-8, with a NUL after it */
} SopTextBox;

/* A list: items. A context: pairs of key and value. A range: its start and its end. */
typedef struct
{
    SopBox box;
    uint32_t n_items;
    uint32_t capacity;
    SopValue items[];
} SopListBox;

typedef struct _SopRegex SopRegex;

/* A regular expression, compiled: only among an expression's constants. */
typedef struct
{
    SopBox box;
    SopRegex *regex;
} SopRegexBox;

enum
{
    SOP_REGEX = 0xF0, /* as a SopValueType, which no value of FEEL has */
    /* Flags of a range, beside SOP_RANGE_OPEN_START and SOP_RANGE_OPEN_END. */
    SOP_RANGE_NO_START = 4, /* goes down for ever */
    SOP_RANGE_NO_END = 8,
    SOP_RANGE_EQUAL = 16,     /* written (= x) */
    SOP_RANGE_NOT_EQUAL = 32, /* written (!= x): all but x */
    SOP_RANGE_WALK = 64,      /* of `for i in 4..2`: from one to the other */
    /* Flags of a time, and of a date and time that is not boxed: `extra` is seconds east of UTC. */
    SOP_TIME_HAS_OFFSET = 1,
};

/* The box holds the item, too: it is one deeper than what it holds. */
static inline void
sop_box_hold(SopBox *self, const SopValue *item)
{
    self->size += 1;
    if (!item->boxed)
        return;
    self->depth = MAX(self->depth, (uint16_t) (item->box->depth + 1));
    self->size = MIN(self->size + item->box->size, SOP_LIMIT_VALUE_SIZE + 1);
}

static inline bool
sop_box_is_allowed(const SopBox *self)
{
    return self->depth <= SOP_LIMIT_VALUE_DEPTH && self->size <= SOP_LIMIT_VALUE_SIZE;
}

static inline const SopTextBox *
sop_value_text_box(const SopValue *self)
{
    return (const SopTextBox *) self->box;
}

static inline const SopListBox *
sop_value_list_box(const SopValue *self)
{
    return (const SopListBox *) self->box;
}

static inline const SopRegex *
sop_regex_of(const SopValue *self)
{
    return ((const SopRegexBox *) self->box)->regex;
}

SopValue sop_value_text_n(const char *text, size_t length); /* Returns: (transfer full) */
/* A list box with room for `capacity` items (0 items yet); items put into it are owned by it.
 * Returns: (transfer full). */
SopListBox *sop_list_box_new(SopValueType type, uint32_t capacity);
void sop_box_unref(SopBox *self);

/* The value of a context's member; null when there is none. Returns: (transfer none). */
SopValue sop_context_get(const SopValue *self, const char *key, size_t length, bool *ret_found);

/* ---- a run: one evaluation -------------------------------------------------------------------- */

typedef struct
{
    const SopFeelInput *input;
    const SopZone *zone;     /* NULL until asked for: sop_run_zone() */
    SopZone *looked_up;      /* by the input's name; owned */
    SopBox *pool;            /* what this run made */
    int64_t bytes;           /* that it may still allocate */
    int64_t steps;           /* that it may still take */
    uint32_t depth;          /* of calls of functions, one in the other */
    bool unknown;            /* the flow's rule */
    bool failed;             /* a limit was met: the result is null */
    const SopRegex *pattern; /* of the function that is called now, when it was compiled before */
} SopRun;

const SopZone *sop_run_zone(SopRun *self);
/* Makes the run keep a value just made. Returns it, borrowed. */
SopValue sop_run_keep(SopRun *self, SopValue value);
/* May the run allocate so much more? If not, it has failed. */
bool sop_run_allows(SopRun *self, size_t bytes);
/* Counts steps; false when there are no more. */
bool sop_run_steps(SopRun *self, int64_t steps);
SopValue sop_run_text(SopRun *self, const char *text, size_t length);
/* A kept, empty list with room for `capacity` items; NULL when not allowed. */
SopListBox *sop_run_list(SopRun *self, SopValueType type, uint32_t capacity);
/* Appends a copy of `item` to a list made by this run; it may move. False: a limit. */
bool sop_run_append(SopRun *self, SopListBox **list, const SopValue *item);
SopValue sop_list_value(SopListBox *list);
void sop_run_finish(SopRun *self);

/* ---- numbers ---------------------------------------------------------------------------------- */

typedef struct _SopDecimal SopDecimal; /* a BID_UINT128, defined in number.h */

SopValue sop_number_parse(const char *text, size_t length); /* Returns: (transfer full), or null */
SopValue sop_number_add(SopRun *run, const SopValue *a, const SopValue *b);
SopValue sop_number_subtract(SopRun *run, const SopValue *a, const SopValue *b);
SopValue sop_number_multiply(SopRun *run, const SopValue *a, const SopValue *b);
SopValue sop_number_divide(SopRun *run, const SopValue *a, const SopValue *b);
SopValue sop_number_power(SopRun *run, const SopValue *a, const SopValue *b);
SopValue sop_number_negate(SopRun *run, const SopValue *a);
int sop_number_sign(const SopValue *self);
/* The whole part, towards zero; false when it does not fit. */
bool sop_number_to_int64(const SopValue *self, int64_t *ret);
bool sop_number_is_whole(const SopValue *self);
void sop_number_print(const SopValue *self, GString *out);

typedef enum
{
    SOP_ROUND_HALF_EVEN,
    SOP_ROUND_FLOOR,
    SOP_ROUND_CEILING,
    SOP_ROUND_UP,   /* away from zero */
    SOP_ROUND_DOWN, /* towards zero */
    SOP_ROUND_HALF_UP,
    SOP_ROUND_HALF_DOWN,
} SopRounding;

/* To `scale` digits after the point (negative: before it). */
SopValue sop_number_round(SopRun *run, const SopValue *a, int64_t scale, SopRounding rounding);
SopValue sop_number_sqrt(SopRun *run, const SopValue *a);
SopValue sop_number_exp(SopRun *run, const SopValue *a);
SopValue sop_number_log(SopRun *run, const SopValue *a);

/* ---- dates, times, durations ------------------------------------------------------------------ */

#define SOP_NANOS_OF_SECOND INT64_C(1000000000)
#define SOP_NANOS_OF_DAY (INT64_C(86400) * SOP_NANOS_OF_SECOND)
#define SOP_YEAR_LIMIT INT64_C(999999999)
#define SOP_OFFSET_LIMIT INT64_C(50400) /* seconds: 14 hours, as in XML Schema */

__extension__ typedef __int128 SopNanos; /* durations and instants, exactly */

typedef enum
{
    SOP_LOCAL,  /* neither */
    SOP_OFFSET, /* seconds east of UTC */
    SOP_ZONED,  /* an IANA zone */
} SopPlace;

/* A time (day 0) or a date and time, taken apart. */
typedef struct
{
    int64_t day;
    int64_t nanos; /* of the local day */
    int32_t offset;
    uint8_t place; /* SopPlace */
    SopZone *zone; /* borrowed from the value; owned by the box it is packed into */
} SopClock;

SopValue sop_date_value(int64_t day);
SopClock sop_clock_open(const SopValue *self);                     /* a time, or a date and time */
SopValue sop_clock_pack(SopValueType type, const SopClock *clock); /* Returns: (transfer full) */
int32_t sop_clock_offset(const SopClock *self); /* seconds east of UTC; 0 when SOP_LOCAL */
SopNanos sop_clock_instant(const SopClock *self);
SopValue sop_duration_value(SopNanos nanos); /* Returns: (transfer full) */
SopNanos sop_duration_nanos(const SopValue *self);
SopValue sop_months_value(int64_t months);

/* Exactly what the text says, or null. Returns: (transfer full). */
SopValue sop_date_parse(const char *text, size_t length);
SopValue sop_time_parse(const char *text, size_t length);
SopValue sop_date_time_parse(const char *text, size_t length);
SopValue sop_duration_parse(const char *text, size_t length);
SopValue sop_temporal_parse(const char *text, size_t length); /* any of them: @"…" */
bool sop_temporal_print(const SopValue *self, GString *out);

SopValue sop_temporal_add(SopRun *run, const SopValue *a, const SopValue *b, int sign);
SopValue sop_temporal_multiply(SopRun *run, const SopValue *a, const SopValue *number);
SopValue sop_temporal_divide(SopRun *run, const SopValue *a, const SopValue *b);
SopValue sop_temporal_negate(SopRun *run, const SopValue *a);
/* -1, 0, 1; false when they cannot be compared. `zone` is where local times are, or NULL. */
bool sop_temporal_compare(const SopValue *a, const SopValue *b, const SopZone *zone, int *ret);
/* The same, but a local time beside one that has an offset takes it over (table 54). */
bool sop_temporal_order(const SopValue *a, const SopValue *b, int *ret);
/* `year`, `time offset` …; false when the type has no such property. */
bool sop_temporal_property(SopRun *run, const SopValue *self, const char *name, size_t length,
                           SopValue *ret);
/* The static type of such a property: SOP_NULL when there is none. */
SopValueType sop_temporal_property_type(SopValueType type, const char *name, size_t length);

/* The names of those that the type has. Returns: how many. */
enum
{
    SOP_TEMPORAL_PROPERTIES = 15,
};
size_t sop_temporal_property_names(SopValueType type, const char *ret[SOP_TEMPORAL_PROPERTIES]);

static inline bool
sop_type_is_temporal(unsigned type)
{
    return type >= SOP_DATE && type <= SOP_MONTHS_DURATION;
}

/* ---- comparing -------------------------------------------------------------------------------- */

/* Each gives true, false or null, by FEEL's rules; `literal`: one side is written `null`. */
SopValue sop_compare(SopRun *run, unsigned op, const SopValue *a, const SopValue *b, bool literal);
/* Are they equal, as pure FEEL has it? */
bool sop_same(SopRun *run, const SopValue *a, const SopValue *b);
/* A unary test: is `value` in `test` (a value, a range, a list of them)? */
SopValue sop_in(SopRun *run, const SopValue *value, const SopValue *test);
/* … in one of the items of a list? The list itself is no test. */
SopValue sop_in_any(SopRun *run, const SopValue *value, const SopValue *list);
SopValue sop_in_range(SopRun *run, const SopValue *value, const SopValue *range);
/* -1, 0, 1 of two values of one ordered kind; false when there is no order. */
bool sop_order(SopRun *run, const SopValue *a, const SopValue *b, int *ret);
SopValue sop_and(const SopValue *a, const SopValue *b);
SopValue sop_or(const SopValue *a, const SopValue *b);
SopValue sop_not(const SopValue *a);
