/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the versions room: a case on its way from the older flow to the newer. */
#pragma once

#include "case/case.h"
#include "versions/versions.h"

typedef struct /* something that a finding speaks of */
{
    uint8_t side;   /* SopSide */
    uint8_t part;   /* SopPartKind */
    uint32_t index; /* SOP_NONE: nothing */
} SopThing;

typedef struct
{
    uint8_t code;   /* SopFindingCode */
    uint8_t weight; /* SopMigrationResult */
    SopThing thing, other;
    SopFact fact;       /* of `value`, in the older flow */
    SopValue value;     /* owned */
    SopInstant instant; /* SOP_INSTANT_NONE */
} SopFinding;

struct _SopMigration
{
    const SopVersions *versions;
    SopMigrationResult result;
    char *id;
    char *fault; /* of what is no case, or does not fit (nullable) */
    SopCase *made;
    GArray *findings; /* SopFinding */
};

typedef struct
{
    SopMigration *migration;
    const SopVersions *versions;
    const SopFlow *older;
    SopFlow *newer;
    const SopCase *from;
    SopCase *to;
    SopInstant now;
    uint32_t accepted;
} SopMigrating;

#define SOP_NOTHING ((SopThing) {.index = SOP_NONE})

static inline SopThing
sop_thing(SopSide side, SopPartKind part, uint32_t index)
{
    return (SopThing) {(uint8_t) side, (uint8_t) part, index};
}

/* An action, by the first place where it stands. */
static inline SopThing
sop_thing_of_action(const SopVersions *versions, SopSide side, SopAction action)
{
    const SopFlow *flow = versions->flows[side];

    return sop_thing(side, SOP_PART_OFFER, sop_list_items(flow, flow->actions[action].offers)[0]);
}

/* Adds a finding. Returns: (transfer none), until the next. */
SopFinding *sop_migrating_find(SopMigrating *self, SopFindingCode code, SopThing thing,
                               SopThing other);

/* Was the node ever entered in the older case? */
static inline bool
sop_migrating_was_at(const SopMigrating *self, SopNode older)
{
    return older == 0 || sop_case_visited(self->from, older);
}

/* Where the case is, clocks, and where phases were left (migrate_place.c, migrate_clocks.c). */
void sop_migrate_place(SopMigrating *self);
void sop_migrate_visits(SopMigrating *self);
void sop_migrate_outcomes(SopMigrating *self);
void sop_migrate_clocks(SopMigrating *self);
void sop_migrate_histories(SopMigrating *self);
void sop_migrate_grants(SopMigrating *self);
/* Leaves of the older flow as those of the newer, ascending. `is_told`: what stands in the way is
 * found. Returns: whether all have one where a case can rest. */
bool sop_migrate_leaves(SopMigrating *self, const SopNode *leaves, uint32_t n_leaves, bool is_told,
                        SopNode *ret_leaves);
/* A clock of a node of the older flow, for the same node of the newer. */
SopClock sop_migrate_clock(SopMigrating *self, SopNode older, SopNode newer, SopClock clock,
                           bool is_told);

/* What is known and what is remembered (migrate_record.c, migrate_memory.c). */
void sop_migrate_facts(SopMigrating *self);
void sop_migrate_documents(SopMigrating *self);
void sop_migrate_administered(SopMigrating *self);
void sop_migrate_done(SopMigrating *self);
void sop_migrate_actors(SopMigrating *self);
void sop_migrate_monitors(SopMigrating *self);
