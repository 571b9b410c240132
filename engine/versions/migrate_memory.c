/* SPDX-License-Identifier: Apache-2.0 */
/* What a case remembers of the past because rules ask for it: when actions were done, who did them,
 * what safeguards watch. What the older version had no reason to keep, the newer may want to know;
 * then a person must say, unless it cannot have happened. */
#include "versions/migrate.h"

static SopInstant
done_at(const SopMigrating *self, SopAction older)
{
    uint32_t slot = self->older->actions[older].done_slot;

    return slot != SOP_NONE ? sop_case_done(self->from)[slot] : SOP_INSTANT_NONE;
}

/* Can the branch have been taken: was the case ever where it leads? */
static bool
may_have_been_taken(const SopMigrating *self, const SopBranch *branch)
{
    if (branch->to.kind == SOP_TARGET_NODE)
        return sop_migrating_was_at(self, branch->to.node);
    return branch->to.kind != SOP_TARGET_CLOSE || self->from->closed ||
           sop_case_administered(self->from) != NULL; /* it may have been reopened */
}

static bool
may_have_been_done_at(const SopMigrating *self, const SopOffer *offer)
{
    bool may = offer->to.count == 0;

    for (uint32_t i = offer->to.start; i < offer->to.start + offer->to.count; i++)
        may = may || may_have_been_taken(self, &self->older->branches[i]);
    return may && sop_migrating_was_at(self, offer->node);
}

/* Can it have happened in the older case? If that was not kept: was it ever where that can be done,
 * and where it leads? */
static bool
may_have_been_done(const SopMigrating *self, SopAction older)
{
    SopList offers = self->older->actions[older].offers;

    if (self->older->actions[older].done_slot != SOP_NONE)
        return done_at(self, older) != SOP_INSTANT_NONE;
    for (uint32_t i = 0; i < offers.count; i++)
        if (may_have_been_done_at(self,
                                  &self->older->offers[sop_list_items(self->older, offers)[i]]))
            return true;
    return false;
}

void
sop_migrate_done(SopMigrating *self)
{
    for (SopAction newer = 0; newer < self->newer->n_actions; newer++)
    {
        SopAction older = self->versions->actions[SOP_NEWER][newer];
        uint32_t slot = self->newer->actions[newer].done_slot;
        if (slot == SOP_NONE || older == SOP_NONE)
            continue;
        sop_case_done(self->to)[slot] = done_at(self, older);
        if (self->older->actions[older].done_slot == SOP_NONE && may_have_been_done(self, older))
            sop_migrating_find(self, SOP_FINDING_DONE_UNKNOWN,
                               sop_thing_of_action(self->versions, SOP_NEWER, newer), SOP_NOTHING);
    }
}

static char *
acquire(char *person)
{
    return person != NULL ? g_ref_string_acquire(person) : NULL;
}

void
sop_migrate_actors(SopMigrating *self)
{
    for (SopAction newer = 0; newer < self->newer->n_actions; newer++)
    {
        SopAction older = self->versions->actions[SOP_NEWER][newer];
        uint32_t slot = self->newer->actions[newer].actor_slot;
        uint32_t from = older != SOP_NONE ? self->older->actions[older].actor_slot : SOP_NONE;
        if (slot == SOP_NONE || older == SOP_NONE)
            continue;
        if (from != SOP_NONE)
            sop_case_actors(self->to)[slot] =
                (SopPersons) {acquire(sop_case_actors(self->from)[from].by),
                              acquire(sop_case_actors(self->from)[from].for_whom)};
        else if (may_have_been_done(self, older))
            sop_migrating_find(self, SOP_FINDING_ACTOR_UNKNOWN,
                               sop_thing_of_action(self->versions, SOP_NEWER, newer), SOP_NOTHING);
    }
}

/* ---- safeguards -------------------------------------------------------------------------------------- */

static bool
may_have_happened(const SopMigrating *self, SopHappening newer)
{
    const SopFlow *flow = self->newer;
    uint32_t older;

    if (newer < flow->n_actions)
    {
        older = self->versions->actions[SOP_NEWER][newer];
        return older != SOP_NONE && may_have_been_done(self, older);
    }
    if (newer >= flow->n_actions + flow->n_nodes)
        return self->from->closed;
    older = self->versions->nodes[SOP_NEWER][newer - flow->n_actions];
    return older != SOP_NONE && sop_migrating_was_at(self, older);
}

static bool
may_any_have_happened(const SopMigrating *self, SopList happenings)
{
    for (uint32_t i = 0; i < happenings.count; i++)
        if (may_have_happened(self, sop_list_items(self->newer, happenings)[i]))
            return true;
    return false;
}

/* Would a safeguard that is watched from now on have seen something before? */
static bool
has_past(const SopMigrating *self, const SopSafeguard *of)
{
    return may_any_have_happened(self, of->starts) ||
           (of->starts.count == 0 && may_any_have_happened(self, of->events));
}

/* Does it watch for other happenings than it did? */
static bool
watches_others(const SopMigrating *self, uint32_t safeguard)
{
    const GArray *differences = self->versions->differences;

    for (guint i = 0; i < differences->len; i++)
    {
        const SopDifference *one = &g_array_index(differences, SopDifference, i);
        if (one->part != SOP_PART_SAFEGUARD || one->parts[SOP_NEWER] != safeguard)
            continue;
        bool is_harmless =
            one->kind == SOP_DIFFERENCE_ADDED && !may_have_happened(self, one->items[SOP_NEWER]);
        if (one->aspect == SOP_ASPECT_FORM ||
            (one->aspect >= SOP_ASPECT_GUARDED && one->aspect <= SOP_ASPECT_UNTIL && !is_harmless))
            return true;
    }
    return false;
}

/* When any of the happenings was done last. Returns: whether it is known of all of them. */
static bool
find_last(const SopMigrating *self, SopList happenings, SopInstant *ret_last)
{
    *ret_last = SOP_INSTANT_NONE;
    for (uint32_t i = 0; i < happenings.count; i++)
    {
        SopHappening happening = sop_list_items(self->newer, happenings)[i];
        if (happening >= self->newer->n_actions)
            return false;
        SopAction older = self->versions->actions[SOP_NEWER][happening];
        if (older == SOP_NONE)
            continue; /* it is new, so nobody did it */
        if (self->older->actions[older].done_slot == SOP_NONE)
            return false;
        *ret_last = MAX(*ret_last, done_at(self, older));
    }
    return true;
}

/* What a safeguard would remember, had it been watched from the beginning. Returns: whether it is
 * known. */
static bool
find_since(const SopMigrating *self, const SopSafeguard *of, SopInstant *ret_since)
{
    SopInstant stopped = SOP_INSTANT_NONE;

    if (of->kind == SOP_SAFEGUARD_AT_MOST_ONCE)
        return find_last(self, of->events, ret_since);
    if (of->kind != SOP_SAFEGUARD_ONLY_AFTER || !find_last(self, of->starts, ret_since) ||
        !find_last(self, of->stops, &stopped))
        return false;
    if (stopped > *ret_since)
        *ret_since = SOP_INSTANT_NONE;
    return stopped == SOP_INSTANT_NONE || stopped != *ret_since;
}

static void
migrate_monitor(SopMigrating *self, uint32_t newer)
{
    const SopSafeguard *of = &self->newer->safeguards[newer];
    uint32_t older = sop_versions_counterpart(self->versions, SOP_PART_SAFEGUARD, SOP_NEWER, newer);
    const SopSafeguard *before = older != SOP_NONE ? &self->older->safeguards[older] : NULL;
    bool was_watched = before != NULL && before->monitor != SOP_NONE && before->kind == of->kind;
    SopInstant since = SOP_INSTANT_NONE;

    if (of->monitor == SOP_NONE)
        return;
    bool is_known = was_watched ? !watches_others(self, newer) : !has_past(self, of);
    if (was_watched)
        since = sop_case_monitors(self->from)[before->monitor];
    if (!is_known)
        is_known = find_since(self, of, &since);
    sop_case_monitors(self->to)[of->monitor] = since;
    if (!is_known)
        sop_migrating_find(self, SOP_FINDING_PAST_UNKNOWN,
                           sop_thing(SOP_NEWER, SOP_PART_SAFEGUARD, newer), SOP_NOTHING);
}

void
sop_migrate_monitors(SopMigrating *self)
{
    for (uint32_t i = 0; i < self->newer->n_safeguards; i++)
        migrate_monitor(self, i);
    for (uint32_t i = 0; i < self->older->n_safeguards; i++)
        if (sop_versions_counterpart(self->versions, SOP_PART_SAFEGUARD, SOP_OLDER, i) == SOP_NONE)
            sop_migrating_find(self, SOP_FINDING_SAFEGUARD_GONE,
                               sop_thing(SOP_OLDER, SOP_PART_SAFEGUARD, i), SOP_NOTHING);
}
