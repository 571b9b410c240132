/* SPDX-License-Identifier: Apache-2.0 */
/* FEEL, the expression language of DMN (OMG DMN 1.5, chapter 10.3), usable alone: describe what an
 * expression may read, compile it once, evaluate it many times. */
#pragma once

#include <sopflow/value.h>

G_BEGIN_DECLS

/* ---- what an expression may read ------------------------------------------------------------ */

typedef struct _SopFeelType SopFeelType;   /* a type; immutable, refcounted */
typedef struct _SopFeelScope SopFeelScope; /* names, each with its type and slot */

SOP_EXPORT SopFeelType *sop_feel_type_new(SopValueType type);
SOP_EXPORT SopFeelType *sop_feel_type_new_any(void);
SOP_EXPORT SopFeelType *sop_feel_type_new_list(SopFeelType *item); /* item: (transfer none) */
/* A string that is one of `values` (copied): comparing it with another word is an error. */
SOP_EXPORT SopFeelType *sop_feel_type_new_choice(const char *const *values, unsigned n_values);
SOP_EXPORT SopFeelType *sop_feel_type_new_range(SopFeelType *item); /* item: (transfer none) */
/* With at least these members. `names` are copied; `types`: (transfer none). */
SOP_EXPORT SopFeelType *sop_feel_type_new_context(const char *const *names,
                                                  SopFeelType *const *types, unsigned n_members);
SOP_EXPORT SopFeelType *sop_feel_type_new_function(SopFeelType *const *parameters,
                                                   unsigned n_parameters, SopFeelType *result);
SOP_EXPORT SopFeelType *sop_feel_type_ref(SopFeelType *self);
SOP_EXPORT void sop_feel_type_unref(SopFeelType *self);
SOP_EXPORT SopValueType sop_feel_type_value_type(const SopFeelType *self); /* SOP_NULL for any */

/* The value made to fit the type: unchanged if it does, else one of a list of one, a list of one, a date
 * and time of a date (OMG DMN 1.5, 10.3.2.9.4); null when it cannot. Returns: (transfer full). */
SOP_EXPORT SopValue sop_feel_type_convert(const SopFeelType *self, const SopValue *value);

SOP_EXPORT SopFeelScope *sop_feel_scope_new(void);
SOP_EXPORT SopFeelScope *sop_feel_scope_ref(SopFeelScope *self);
SOP_EXPORT void sop_feel_scope_unref(SopFeelScope *self);

/* Adds a name, read from `slot`. A dotted name ("done.sign", "passport.expires") is a member: its
 * first part need not be a name itself, and may be one too ("passport"). `type`: (transfer none).
 */
SOP_EXPORT void sop_feel_scope_add(SopFeelScope *self, const char *name, const SopFeelType *type,
                                   uint32_t slot);

/* Adds the name of a type, for `instance of` and the parameters of functions. */
SOP_EXPORT void sop_feel_scope_add_type(SopFeelScope *self, const char *name,
                                        const SopFeelType *type);

/* ---- compiling ------------------------------------------------------------------------------ */

typedef enum
{
    SOP_FEEL_PURE = 0,
    /* The flow's rule: comparing null gives null (unknown), but for `= null` and `!= null` written
     * so; `if` on null is null; filters leave out items whose condition is null. */
    SOP_FEEL_UNKNOWN = 1 << 0,
    /* The text is unary tests (a cell of a decision table) over the slot named "?". */
    SOP_FEEL_UNARY_TESTS = 1 << 1,
} SopFeelOptions;

/* A compiled expression; immutable, refcounted, shared by threads. */
typedef struct _SopFeel SopFeel;

/* Why a text did not compile. Free members with sop_feel_error_clear(). */
typedef struct
{
    unsigned code;   /* 3xx, a SOP-nnn number */
    uint32_t offset; /* bytes into the text */
    uint32_t length; /* characters concerned; 0 unknown */
    char *message;   /* what is wrong */
    char *fix;       /* (nullable) what to write instead */
} SopFeelError;

SOP_EXPORT void sop_feel_error_clear(SopFeelError *self);

/* Compiles `text` (`length` bytes, -1: to its NUL). `scope`: (transfer none) (nullable).
 * `want`: (nullable) the type that the result must have (SOP_BOOLEAN for a guard); NULL: any.
 * Returns: (transfer full) (nullable): NULL with `ret_error` filled (up to `n_errors` in an array,
 * the number found in `ret_n_errors`; both nullable). */
SOP_EXPORT SopFeel *sop_feel_compile(const char *text, gssize length, SopFeelScope *scope,
                                     SopFeelOptions options, const SopFeelType *want,
                                     SopFeelError *ret_errors, unsigned n_errors,
                                     unsigned *ret_n_errors);
SOP_EXPORT SopFeel *sop_feel_ref(SopFeel *self);
SOP_EXPORT void sop_feel_unref(SopFeel *self);
SOP_EXPORT const char *sop_feel_text(const SopFeel *self);

/* The static type of the result. Returns: (transfer none). */
SOP_EXPORT const SopFeelType *sop_feel_result_type(const SopFeel *self);

/* The slots it reads, each once, in order of first reading. Returns: (transfer none). */
SOP_EXPORT const uint32_t *sop_feel_slots(const SopFeel *self, unsigned *ret_n_slots);

/* ---- evaluating ----------------------------------------------------------------------------- */

typedef struct
{
    const SopValue *slots; /* the values of slots 0 … n_slots - 1 */
    uint32_t n_slots;
    /* Reads a slot from n_slots on. The value is borrowed: it must stay valid while evaluating. */
    SopValue (*read)(const void *host, uint32_t slot);
    const void *host;
    SopInstant now;   /* what now() and today() answer */
    const char *zone; /* IANA name for today() and local times; NULL: UTC */
} SopFeelInput;

/* Evaluates. An error of FEEL (1 / 0, "a" + 1) is null, as the standard has it.
 * Returns: (transfer full): clear with sop_value_clear(). Never allocates for booleans, small
 * numbers and dates. */
SOP_EXPORT SopValue sop_feel_evaluate(const SopFeel *self, const SopFeelInput *input);

/* ---- explaining ----------------------------------------------------------------------------- */

/* What the smallest part that decided would need, so that it decided otherwise. */
typedef enum
{
    SOP_FEEL_NEEDS_EQUAL, /* to be as `needed` is; and so on: to be less than it … */
    SOP_FEEL_NEEDS_NOT_EQUAL,
    SOP_FEEL_NEEDS_LESS,
    SOP_FEEL_NEEDS_AT_MOST,
    SOP_FEEL_NEEDS_MORE,
    SOP_FEEL_NEEDS_AT_LEAST,
    SOP_FEEL_NEEDS_IN, /* to be in the range `needed`, or one of that list, in which ranges may be */
    SOP_FEEL_NEEDS_NOT_IN,
    SOP_FEEL_NEEDS_TRUE, /* the subject is the part itself */
    SOP_FEEL_NEEDS_FALSE,
    SOP_FEEL_NEEDS_KNOWN,     /* the subject is a name of the scope whose value is null */
    SOP_FEEL_NEEDS_VALUE,     /* the subject is null though all that it reads is known: 1 / 0 */
    SOP_FEEL_NEEDS_LESS_WORK, /* the subject was given up: too many steps, calls or items of a list */
} SopFeelNeed;

/* Places are bytes in the expression's text. Of a table's cell, the subject has no place (length 0). */
typedef struct
{
    SopFeelNeed need;
    bool alternative; /* this one or the one before it would do; else both are needed */
    uint32_t offset, length;
    uint32_t subject_offset, subject_length;
    SopValue value;  /* of the subject */
    SopValue needed; /* null of what is not known */
    char *text;      /* "`passport_expiry` is 2026-03-01, needed on or after 2026-09-14" */
} SopFeelReason;

/* Why an evaluation gave false or null; holds the expression. */
typedef struct _SopFeelReasons SopFeelReasons;

/* Evaluates, and finds the smallest parts that decided it: none when the result is neither false nor
 * null. Costs many times an evaluation. Returns: (transfer full). */
SOP_EXPORT SopFeelReasons *sop_feel_explain(const SopFeel *self, const SopFeelInput *input);
SOP_EXPORT void sop_feel_reasons_free(SopFeelReasons *self); /* self: (nullable) */
/* What the evaluation gives. Returns: (transfer none). */
SOP_EXPORT const SopValue *sop_feel_reasons_value(const SopFeelReasons *self);
SOP_EXPORT unsigned sop_feel_reasons_count(const SopFeelReasons *self);
SOP_EXPORT const SopFeelReason *sop_feel_reasons_at(const SopFeelReasons *self, unsigned index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopFeelReasons, sop_feel_reasons_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopFeelType, sop_feel_type_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopFeelScope, sop_feel_scope_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopFeel, sop_feel_unref)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SopFeelError, sop_feel_error_clear)

G_END_DECLS
