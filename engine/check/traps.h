/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the search for traps share: traps.c (the searches), traps_tell.c (what is told of them). */
#pragma once

#include "check/structure.h"

typedef struct
{
    SopSlice *slice; /* what the search follows */
    SopReach *found;
    uint32_t
        doubt; /* a trap into which the engine was not led, and nothing shows that no case comes there */
} SopSurvey;

typedef struct
{
    const SopDomains *domains;
    const SopFlow *flow;
    const SopLacking *lacking;
    bool *told;             /* by node: something was told of it */
    GHashTable *surveys;    /* SopSurvey, by what is followed */
    const SopSurvey **last; /* by node: of a step, that which follows most (nullable) */
    uint32_t limit;
    uint32_t work, case_work, case_limit;
    SopStop *stops; /* by node: of a step */
    SopDiagnostics *diagnostics;
} SopTraps;

/* Was something told of a step where the case is? `state`: room for it. */
bool sop_traps_is_told(const SopTraps *self, const SopReach *survey, uint32_t number,
                       SopState *state);
/* The steps of the state, and all that can be come to from there, are told. */
void sop_traps_note_told(SopTraps *self, const SopReach *survey, uint32_t number);
void sop_traps_report(const SopTraps *self, const SopReach *survey, uint32_t number,
                      const GArray *acts);
/* Of a case: that it is trapped there is proved. */
void sop_traps_report_case(const SopTraps *self, const SopTrapped *trapped);
/* Of a trap that a search has found: whether a case comes there is not sure. */
void sop_traps_report_doubt(const SopTraps *self, const SopReach *survey, uint32_t number);
