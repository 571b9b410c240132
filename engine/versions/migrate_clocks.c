/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks of what is active, where phases were left with the clocks that stopped there, and the time
 * that officers granted. */
#include "versions/migrate.h"

#include <string.h>

/* ---- clocks ---------------------------------------------------------------------------------------- */

/* Timeouts that ran, or passed, do not run again. */
SopClock
sop_migrate_clock(SopMigrating *self, SopNode older, SopNode newer, SopClock clock, bool is_told)
{
    const SopFlowNode *of = &self->older->nodes[older];
    SopClock made = {.entered = clock.entered};

    for (uint32_t i = of->timeouts; i < of->timeouts + of->n_timeouts; i++)
    {
        uint32_t timeout = self->versions->offers[SOP_OLDER][i];
        if ((clock.fired >> self->older->offers[i].bit & 1) == 0)
            continue;
        if (timeout != SOP_NONE && self->newer->offers[timeout].node == newer)
            made.fired |= UINT32_C(1) << self->newer->offers[timeout].bit;
        else if (is_told)
            sop_migrating_find(self, SOP_FINDING_FIRED_GONE,
                               sop_thing(SOP_OLDER, SOP_PART_OFFER, i), SOP_NOTHING);
    }
    return made;
}

static void
carry_pause(SopMigrating *self, uint32_t from, uint32_t to)
{
    if (sop_case_pause(self->from, from).resumed == 0)
        return;
    SopExtra *extra = sop_case_extra(self->to);
    if (extra->pauses == NULL)
        extra->pauses = g_new0(SopPause, self->newer->layout.n_clocks);
    extra->pauses[to] = sop_case_pause(self->from, from);
}

/* A clock that the older version did not have counts from now: what the case did not know of before
 * cannot be late. */
static void
start_clock(SopMigrating *self, SopNode node)
{
    const SopFlowNode *of = &self->newer->nodes[node];

    self->to->last = MAX(self->to->last, self->now);
    sop_case_clocks(self->to)[of->clock] = (SopClock) {.entered = self->to->last};
    sop_migrating_find(self, SOP_FINDING_CLOCK_STARTS, sop_thing(SOP_NEWER, SOP_PART_NODE, node),
                       SOP_NOTHING)
        ->instant = self->to->last;
}

static void
migrate_clock_of(SopMigrating *self, SopNode node)
{
    SopNode older = self->versions->nodes[SOP_NEWER][node];
    uint32_t slot = self->newer->nodes[node].clock;
    uint32_t from = older != SOP_NONE ? self->older->nodes[older].clock : SOP_NONE;

    if (from == SOP_NONE || !sop_case_has_clock(self->from, older))
    {
        start_clock(self, node);
        return;
    }
    sop_case_clocks(self->to)[slot] =
        sop_migrate_clock(self, older, node, sop_case_clocks(self->from)[from], true);
    carry_pause(self, from, slot);
}

void
sop_migrate_clocks(SopMigrating *self)
{
    for (SopNode node = 0; node < self->newer->n_nodes; node++)
        if (sop_case_has_clock(self->to, node))
            migrate_clock_of(self, node);
}

/* ---- where phases were left -------------------------------------------------------------------------- */

typedef struct
{
    SopNode phase; /* of the newer flow */
    SopNode leaves[SOP_LIMIT_PARALLEL];
    uint32_t n_leaves;
    bool finished;
} Left;

/* A phase that had finished is finished, whatever tracks it has now. */
static void
leave_finished(const SopFlow *flow, Left *left)
{
    left->leaves[0] = left->phase;
    left->n_leaves = 1;
    if (flow->nodes[left->phase].kind != SOP_KIND_PARALLEL)
        return;
    left->n_leaves = 0;
    for (SopNode track = left->phase + 1; track != SOP_NONE; track = flow->nodes[track].next)
        left->leaves[left->n_leaves++] = track;
}

static bool
place_left(SopMigrating *self, const SopHistory *from, Left *left)
{
    if (from->finished)
    {
        leave_finished(self->newer, left);
        return true;
    }
    left->n_leaves = from->n_leaves;
    if (!sop_migrate_leaves(self, sop_history_leaves(from), from->n_leaves, false, left->leaves))
        return false;
    for (uint32_t i = 0; i < left->n_leaves; i++)
        if (!sop_node_contains(self->newer, left->phase, left->leaves[i]))
            return false;
    return sop_case_is_whole(self->newer, left->phase, left->leaves, left->n_leaves);
}

/* Had the node a clock that stopped: was it active, or a track that waited for the others? */
static bool
had_clock(const SopFlow *flow, const Left *left, SopNode node)
{
    for (uint32_t i = 0; i < left->n_leaves; i++)
        if (sop_node_contains(flow, node, left->leaves[i]))
            return flow->nodes[node].clock != SOP_NONE;
    return false;
}

static SopStoppedClock
stopped_clock(SopMigrating *self, const SopHistory *from, SopNode node)
{
    SopNode older = self->versions->nodes[SOP_NEWER][node];
    SopStoppedClock made = {.node = node, .clock = {.entered = from->left}};

    for (uint32_t i = 0; i < from->n_clocks; i++)
        if (from->clocks[i].node == older)
        {
            made.clock = sop_migrate_clock(self, older, node, from->clocks[i].clock, false);
            made.pause = from->clocks[i].pause;
        }
    return made;
}

/* Returns: (transfer full) (nullable): NULL when it has no equal. */
static SopHistory *
migrate_history(SopMigrating *self, const SopHistory *from, SopNode phase)
{
    g_autoptr(GArray) clocks = g_array_new(FALSE, FALSE, sizeof(SopStoppedClock));
    Left left = {.phase = phase, .finished = from->finished};

    if (!place_left(self, from, &left))
        return NULL;
    for (SopNode node = phase; node <= self->newer->nodes[phase].last; node++)
        if (had_clock(self->newer, &left, node))
        {
            SopStoppedClock clock = stopped_clock(self, from, node);
            g_array_append_val(clocks, clock);
        }
    SopHistory *made = sop_history_new(left.n_leaves, clocks->len);
    made->finished = from->finished;
    made->left = from->left;
    if (clocks->len > 0)
        memcpy(made->clocks, clocks->data, clocks->len * sizeof made->clocks[0]);
    sop_history_sort(made);
    memcpy(sop_history_leaves(made), left.leaves, left.n_leaves * sizeof left.leaves[0]);
    return made;
}

static void
migrate_history_of(SopMigrating *self, SopNode node)
{
    SopNode older = self->versions->nodes[SOP_NEWER][node];
    uint32_t slot = older != SOP_NONE ? self->older->nodes[older].history : SOP_NONE;
    const SopHistory *from = slot != SOP_NONE ? sop_case_histories(self->from)[slot] : NULL;
    SopHistory *made = from != NULL ? migrate_history(self, from, node) : NULL;

    sop_case_histories(self->to)[self->newer->nodes[node].history] = made;
    if (made != NULL || older == SOP_NONE || sop_case_is_at(self->from, older))
        return; /* it is there; or there was none; or it is made when the phase is left */
    if (from != NULL || (slot == SOP_NONE && sop_migrating_was_at(self, older)))
        sop_migrating_find(self, SOP_FINDING_LEFT_UNKNOWN,
                           sop_thing(SOP_NEWER, SOP_PART_NODE, node), SOP_NOTHING);
}

void
sop_migrate_histories(SopMigrating *self)
{
    for (SopNode node = 1; node < self->newer->n_nodes; node++)
        if (self->newer->nodes[node].history != SOP_NONE)
            migrate_history_of(self, node);
    if (sop_case_closing(self->from) == NULL || self->newer->may_reopen == 0)
        return;
    sop_case_extra(self->to)->closing = migrate_history(self, sop_case_closing(self->from), 0);
    if (sop_case_closing(self->to) == NULL)
        sop_migrating_find(self, SOP_FINDING_LEFT_UNKNOWN, sop_thing(SOP_NEWER, SOP_PART_NODE, 0),
                           SOP_NOTHING);
}

/* ---- time that was granted --------------------------------------------------------------------------- */

/* Does the newer flow's prolonging prolong the same? */
static bool
is_same_grant(const SopMigrating *self, const SopProlonging *older, const SopProlonging *newer)
{
    if (older->offer != SOP_NONE)
        return newer->offer != SOP_NONE &&
               self->versions->offers[SOP_OLDER][older->offer] == newer->offer;
    return newer->node != SOP_NONE && self->versions->nodes[SOP_OLDER][older->node] == newer->node;
}

static bool
carry_grant(SopMigrating *self, uint32_t offer, uint32_t grant)
{
    uint32_t newer = self->versions->offers[SOP_OLDER][offer];
    const SopOffer *by = newer != SOP_NONE ? &self->newer->offers[newer] : NULL;

    for (uint32_t i = 0; by != NULL && i < by->n_prolongs; i++)
        if (is_same_grant(self, &self->older->prolongings[grant],
                          &self->newer->prolongings[by->prolongs + i]))
        {
            sop_case_prolonged(self->to)[by->prolongs + i] = sop_case_prolonged(self->from)[grant];
            return true;
        }
    return false;
}

/* What was granted to something that is over by now may be forgotten. */
void
sop_migrate_grants(SopMigrating *self)
{
    for (uint32_t offer = 0; offer < self->older->first_timeout; offer++)
    {
        const SopOffer *by = &self->older->offers[offer];
        for (uint32_t i = by->prolongs; i < by->prolongs + by->n_prolongs; i++)
        {
            const SopProlonging *grant = &self->older->prolongings[i];
            SopNode at =
                grant->offer != SOP_NONE ? self->older->offers[grant->offer].node : grant->node;
            if (sop_case_prolonged(self->from)[i] == 0 || carry_grant(self, offer, i) ||
                !sop_case_is_at(self->from, at))
                continue;
            sop_migrating_find(self, SOP_FINDING_GRANT_GONE,
                               sop_thing(SOP_OLDER, SOP_PART_OFFER, offer),
                               sop_thing(SOP_OLDER, SOP_PART_NODE, at));
        }
    }
}
