/* SPDX-License-Identifier: Apache-2.0 */
/* What was proved of a flow, and how it is told: as messages (report.c), a story (story.c), a trail on the drawing
 * and a scenario (trail.c). */
#pragma once

#include "check/prove.h"

struct _SopProof
{
    SopFlow *flow;
    GArray *items; /* SopProved: the safeguards, then findings */
    SopSearched searched[SOP_N_SEARCHES];
};

/* In words. Returns: (transfer full). */
char *sop_proved_say_act(const SopFlow *flow, const SopAct *act, const char *language);
/* How a case waits where the path ends. */
const char *sop_proved_say_end(const SopProved *proved, const char *language);
char *sop_proved_story(const SopFlow *flow, const SopProved *proved, const char *language);
/* When its case is opened. */
SopInstant sop_proved_start(const SopFlow *flow);
/* The case as it is after the acts (SopAct). Returns: (transfer full) (nullable): NULL when none can be opened. (trail.c) */
SopCase *sop_acts_play(const SopFlow *flow, const GArray *acts);
SopTrail *sop_proved_trail(const SopFlow *flow, const SopProved *proved, const char *language);
char *sop_proved_scenario(const SopFlow *flow, const SopProved *proved);

/* As sop_report(); a story may be longer than what a message quotes otherwise. */
SopDiagnostic *sop_report_story(SopDiagnostics *diagnostics, SopMessage message, SopSpan span,
                                const char *const *pairs);
void sop_proof_report(const SopProof *self, SopDiagnostics *diagnostics);
