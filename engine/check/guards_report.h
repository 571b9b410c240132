/* SPDX-License-Identifier: Apache-2.0 */
/* What is found out about conditions, as diagnostics: each place is told once, though it is compiled into
 * several. */
#pragma once

#include "check/guards.h"
#include "check/known.h"

typedef struct
{
    SopGuardCheck check;
    SopDiagnostics *diagnostics;
    GHashTable *told; /* places, each with its message */
    SopKnown *known;
    bool *unknown; /* room for `check.unknown` */
    GArray *open;  /* SopSpan: what was not found out about */
    bool overlaps; /* rows that meet are told, too */
} SopGuardReport;

/* A list of branches, or a table. */
typedef struct
{
    const char *name; /* of the node or action that it is of */
    SopSpan span;
    bool table;
    bool must_go; /* a case for which none holds cannot go on */
} SopBranches;

void sop_report_never_true(SopGuardReport *self, SopGuard guard, const char *consequence);
void sop_report_always(SopGuardReport *self, SopGuard guard, const char *consequence);
/* It is never false, so that the branches after it are for no case. */
void sop_report_takes_all(SopGuardReport *self, SopGuard guard);
void sop_report_row_never(SopGuardReport *self, const SopRow *row);
/* hiders: numbers of rows. */
void sop_report_hidden(SopGuardReport *self, const SopBranches *branches, const SopRow *rows,
                       uint32_t row, const GArray *hiders);
void sop_report_otherwise(SopGuardReport *self, const SopBranches *branches, const SopRow *row);
void sop_report_left_out(SopGuardReport *self, const SopBranches *branches,
                         const SopExample *example);
void sop_report_may_be_left_out(SopGuardReport *self, const SopBranches *branches,
                                const SopRow *last);
/* The facts that `check.unknown` says are not known there keep it from ever being so. */
void sop_report_not_yet(SopGuardReport *self, SopGuard guard, const char *consequence);
void sop_report_undecided(SopGuardReport *self, const SopBranches *branches, const SopRow *rows,
                          uint32_t n_rows);
/* example: a case for which both rows hold. */
void sop_report_overlap(SopGuardReport *self, const SopRow *earlier, const SopRow *later,
                        const SopExample *example);
/* It could not be found out whether something is to be told of it. */
void sop_report_open(SopGuardReport *self, SopSpan span);
void sop_report_not_analysed(SopGuardReport *self);
