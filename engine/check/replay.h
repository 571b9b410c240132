/* SPDX-License-Identifier: Apache-2.0 */
/* A path is played on the engine before it is shown. (replay.c) */
#pragma once

#include "check/search.h"

#define SOP_REPLAY_EXPIRY "2099-12-31" /* of documents, mostly */

typedef struct /* one step of a counterexample as it was done on the engine */
{
    SopEventNumber event;
    SopInstant at;
    SopRole role;
    char *person;
    SopInstant waited; /* before it, longer than it takes: it hangs on that; else 0 */
    bool named;        /* … on who the person is */
    SopGiven *given;
    const char *refused; /* (nullable) the last one, if the engine refuses it: for which reason */
    GArray *leaves;      /* SopNode: where the case rests after it; empty: closed */
    SopOutcome closed;
} SopAct;

void sop_act_clear(gpointer data);

/* Returns: (transfer full) (nullable): the acts (SopAct) of a path that the engine confirms;
 * `wanted`: else what would tell the path from what the engine does. */
GArray *sop_replay(const SopDomains *domains, SopExplorer *explorer, const SopPath *path,
                   SopFlow *enforced, SopFlow *free_flow, GArray *wanted);

/* A flow in which the safeguard alone is enforced (SOP_NONE: none); the rest is borrowed. */
SopFlow *sop_flow_enforcing(const SopFlow *flow, uint32_t safeguard);
/* … in which a duty that stands is not begun again once it was done: does it ever end? */
SopFlow *sop_flow_owing(const SopFlow *flow, uint32_t safeguard);
void sop_flow_enforcing_free(SopFlow *self);
