/* SPDX-License-Identifier: Apache-2.0 */
/* What conditions leave open, by themselves, whatever way leads to them: a list of branches is asked which
 * of them can be taken, and what case none of them is for. First values are tried (combinations.c), which is all
 * where classes tell everything and are few; what that leaves open is asked of an SMT solver (solve.c). */
#pragma once

#include "check/domains.h"

/* All conditions that must hold for one branch; none: it always holds. */
typedef struct
{
    const SopGuard *tests; /* borrowed */
    uint32_t n_tests;
    SopSpan span;
} SopRow;

/* The slots that the rows read, each once, in the order in which they do. Returns: (transfer full): uint32_t. */
GArray *sop_rows_slots(const SopFlow *flow, const SopRow *rows, uint32_t n_rows);

/* What is known, by slot of an expression: null is unknown. `matters`: it is needed to tell the case. */
typedef struct
{
    SopValue *values;
    bool *matters;
    uint32_t n_slots;
    SopInstant now;
} SopExample;

SopExample *sop_example_new(const SopFlow *flow);
void sop_example_free(SopExample *self);
void sop_example_copy(SopExample *self, const SopExample *from);
/* The condition itself is evaluated. */
SopTruth sop_example_judge(const SopExample *self, const SopFlow *flow, SopGuard guard);
/* The first row that is not false, as a case meets them; n_rows: all are false. */
uint32_t sop_example_meets(const SopExample *self, const SopFlow *flow, const SopRow *rows,
                           uint32_t n_rows, SopTruth *ret);
/* In the words of the file: "age = 17, unaccompanied unknown". Returns: (transfer full). */
char *sop_example_say(const SopExample *self, const SopFlow *flow);

/* The name that an expression reads a slot by. Returns: (transfer full). */
char *sop_example_name(const SopFlow *flow, uint32_t slot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopExample, sop_example_free)

typedef enum
{
    SOP_ANSWER_OPEN, /* not found out */
    SOP_ANSWER_YES,
    SOP_ANSWER_NO,
} SopAnswer;

/* What was found out about a list of rows, read from top to bottom. */
typedef struct
{
    uint8_t *taken;   /* SopAnswer, by row: can it be? */
    uint32_t *hider;  /* by row: the one that alone hides it, or is suspected to; SOP_NONE */
    uint8_t left;     /* SopAnswer: can all of them be false? */
    bool shows;       /* if so, a case is wanted */
    SopExample *gone; /* (nullable) a case for which all are */
} SopSurvey;

typedef struct _SopLogic SopLogic; /* the solver and what it was told */

typedef struct
{
    const SopFlow *flow;
    const SopDomains *domains;
    bool *known;     /* by fact: it never is unknown */
    bool *unknown;   /* (nullable) by fact: here it always is */
    SopLogic *logic; /* NULL until it is needed */
} SopGuardCheck;

void sop_survey_init(SopSurvey *self, uint32_t n_rows);
void sop_survey_clear(SopSurvey *self);
/* Tries values. What is left open may yet be possible. Returns: whether all were tried. */
bool sop_survey_try(const SopGuardCheck *check, const SopRow *rows, uint32_t n_rows,
                    SopSurvey *survey);
/* Tries random cases, where all values are too many. What it finds to be taken may be so with values that do not
 * go together; then nothing is told. */
void sop_survey_probe(const SopGuardCheck *check, const SopRow *rows, uint32_t n_rows,
                      SopSurvey *survey);
/* Asks the solver what is open. */
void sop_survey_solve(SopGuardCheck *check, const SopRow *rows, uint32_t n_rows, SopSurvey *survey);
/* Which of the rows before it keep the last one from being taken: row numbers. Returns: (transfer full);
 * empty: it could not be found out. */
GArray *sop_survey_hiders(SopGuardCheck *check, const SopRow *rows, uint32_t n_rows);
GArray *sop_solve_hiders(SopGuardCheck *check, const SopRow *rows, uint32_t n_rows);

/* ---- rows that meet (overlaps.c) ------------------------------------------------------------------ */

/* Do two rows say different things? */
typedef bool (*SopDiffer)(const void *host, uint32_t earlier, uint32_t later);
/* `example`: (transfer none): a case that the earlier one takes, and the later one would have taken. */
typedef void (*SopOverlapFound)(void *host, uint32_t earlier, uint32_t later,
                                const SopExample *example);

/* For each row of a table the first before it that it meets, where neither holds whenever the other does. */
void sop_survey_overlaps(const SopGuardCheck *check, const SopRow *rows, uint32_t n_rows,
                         SopDiffer differ, SopOverlapFound found, void *host);

/* ---- the solver (logic.c, formula.c) ------------------------------------------------------------ */

void sop_logic_free(SopLogic *self);

/* Everything that is found is added to `diagnostics`; rows that meet only if they are asked for. */
void sop_check_guards(const SopDomains *domains, bool overlaps, SopDiagnostics *diagnostics);
