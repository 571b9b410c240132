/* SPDX-License-Identifier: Apache-2.0 */
/* Judging an offer: every rule written on it, in the order of the language page's table of
 * reasons. All that fails is listed; nothing is changed. */
#include "case/case.h"

#include <string.h>

SopReason *
sop_run_refuse(SopRun *self, SopReasonCode code, SopSpan span, uint32_t offer)
{
    SopReason *reason = sop_reasons_add(self->reasons, self->flow, code, span);

    reason->offer = offer;
    reason->action = self->action;
    return reason;
}

/* ---- who ------------------------------------------------------------------------------------- */

static bool
has_role(uint64_t roles, SopRole role)
{
    return role < SOP_LIMIT_ROLES && (roles >> role & 1) != 0;
}

static bool
may_act(const SopRun *self, const SopOffer *offer)
{
    const SopActor *actor = self->actor;

    if (actor->for_id == NULL)
        return has_role(offer->roles, actor->role);
    return has_role(offer->roles, actor->for_role) && actor->for_role < self->flow->n_roles &&
           has_role(self->flow->roles[actor->for_role].recorders, actor->role);
}

static bool
is_one_of(const char *person, const SopPersons *persons)
{
    return person != NULL &&
           ((persons->by != NULL && strcmp(person, persons->by) == 0) ||
            (persons->for_whom != NULL && strcmp(person, persons->for_whom) == 0));
}

static void
judge_persons(SopRun *self, const SopOffer *offer, uint32_t number)
{
    const uint32_t *others = sop_list_items(self->flow, offer->separate_from);

    for (uint32_t i = 0; i < offer->separate_from.count; i++)
    {
        const SopPersons *persons =
            &sop_case_actors(self->of)[self->flow->actions[others[i]].actor_slot];
        if (is_one_of(self->actor->id, persons) || is_one_of(self->actor->for_id, persons))
            sop_run_refuse(self, SOP_REASON_SAME_PERSON, offer->span, number)->other = others[i];
    }
}

/* ---- documents ------------------------------------------------------------------------------- */

static SopInstant
end_of_day(const SopRun *self, SopDay day)
{
    return sop_zone_day_start(self->flow->zone, day + 1);
}

static bool
is_valid_until(SopRun *self, const SopRequirement *requirement, const SopOnFile *on_file)
{
    SopInstant moment = sop_run_moment(self, &requirement->valid, SOP_NONE);

    return moment != SOP_INSTANT_NONE && on_file->has_expires &&
           end_of_day(self, on_file->expires) >= moment;
}

static bool
is_fresh(SopRun *self, const SopRequirement *requirement, const SopOnFile *on_file)
{
    SopTimeFrame frame = {self->flow->zone, self->flow->calendar};
    SopAnchorPoint issue = {.is_day = true, .day = on_file->issued};

    return self->now < sop_moment_after(frame, issue, requirement->issued_within);
}

/* The faults of a document on file, as bits of reason codes. */
static unsigned
faults(SopRun *self, const SopRequirement *requirement, const SopOnFile *on_file)
{
    unsigned found = 0;
    bool expired = on_file->has_expires && sop_run_today(self) > on_file->expires;

    if (requirement->verified && !on_file->verified)
        found |= 1u << SOP_REASON_NOT_VERIFIED;
    if (expired || (requirement->has_valid && !is_valid_until(self, requirement, on_file)) ||
        (requirement->has_issued_within && !is_fresh(self, requirement, on_file)))
        found |= 1u << SOP_REASON_NOT_VALID;
    return found;
}

static void
refuse_document(SopRun *self, SopReasonCode code, const SopRequirement *requirement,
                uint32_t number, SopPaper document)
{
    sop_run_refuse(self, code, requirement->span, number)->document = document;
}

/* Of several that would do, the one to name as missing: what the action asks itself, else the
 * first. */
static SopPaper
missing_one(const SopFlow *flow, const SopRequirement *requirement, const SopOffer *offer)
{
    const uint32_t *documents = sop_list_items(flow, requirement->documents);

    for (uint32_t i = 0; i < requirement->documents.count; i++)
        for (uint32_t k = offer->asks; k < offer->asks + offer->n_asks; k++)
            if (flow->asks[k].document == documents[i])
                return documents[i];
    return documents[0];
}

static void
judge_documents(SopRun *self, const SopRequirement *requirement, uint32_t number)
{
    const uint32_t *documents = sop_list_items(self->flow, requirement->documents);
    uint32_t n_documents = requirement->documents.count;
    bool any_on_file = false;

    for (uint32_t i = 0; i < n_documents; i++)
    {
        const SopOnFile *on_file = sop_case_documents(self->of)[documents[i]];
        any_on_file = any_on_file || on_file != NULL;
        if (on_file != NULL && faults(self, requirement, on_file) == 0)
            return;
    }
    if (!any_on_file)
    {
        refuse_document(self, SOP_REASON_MISSING_DOCUMENT, requirement, number,
                        missing_one(self->flow, requirement, &self->flow->offers[number]));
        return;
    }
    for (uint32_t i = 0; i < n_documents; i++)
    {
        const SopOnFile *on_file = sop_case_documents(self->of)[documents[i]];
        unsigned found = on_file != NULL ? faults(self, requirement, on_file) : 0;
        for (SopReasonCode code = SOP_REASON_NOT_VERIFIED; code <= SOP_REASON_NOT_VALID; code++)
            if ((found >> code & 1) != 0)
                refuse_document(self, code, requirement, number, documents[i]);
    }
}

static void
judge_condition(SopRun *self, SopGuard guard, uint32_t number)
{
    SopTruth truth = sop_run_judge(self, guard);
    SopReasonCode code =
        truth == SOP_FALSE ? SOP_REASON_CONDITION_FALSE : SOP_REASON_CONDITION_UNKNOWN;

    if (truth != SOP_TRUE)
        sop_reason_take_values(
            sop_run_refuse(self, code, self->flow->expressions[guard].span, number), self, guard);
}

static void
judge_requirement(SopRun *self, const SopRequirement *requirement, uint32_t number)
{
    if (requirement->when != SOP_NONE)
    {
        SopTruth needed = sop_run_judge(self, requirement->when);
        if (needed == SOP_FALSE)
            return;
        if (needed == SOP_UNKNOWN)
        {
            judge_condition(self, requirement->when, number);
            return;
        }
    }
    judge_documents(self, requirement, number);
}

static void
judge_verifies(SopRun *self, const SopOffer *offer, uint32_t number)
{
    const uint32_t *documents = sop_list_items(self->flow, offer->verifies);

    for (uint32_t i = 0; i < offer->verifies.count; i++)
        if (sop_case_documents(self->of)[documents[i]] == NULL)
            sop_run_refuse(self, SOP_REASON_MISSING_DOCUMENT, offer->span, number)->document =
                documents[i];
}

/* ---- when ------------------------------------------------------------------------------------ */

static void
refuse_moment(SopRun *self, SopReasonCode code, const SopMoment *moment, uint32_t number,
              SopInstant instant)
{
    SopReason *reason = sop_run_refuse(self, code, moment->span, number);

    if (moment->kind != SOP_MOMENT_FROM_ENTERING && moment->anchor_kind == SOP_ANCHOR_EVENT)
        reason->other = moment->anchor;
    reason->instant = instant;
}

static void
judge_moments(SopRun *self, const SopOffer *offer, uint32_t number)
{
    if (offer->has_not_before)
    {
        SopInstant from = sop_run_moment(self, &offer->not_before, offer->node);
        if (from == SOP_INSTANT_NONE || self->now < from)
            refuse_moment(self, SOP_REASON_TOO_EARLY, &offer->not_before, number, from);
    }
    if (offer->has_not_after)
    {
        SopInstant until = sop_run_moment(self, &offer->not_after, offer->node);
        bool edge = sop_unit_is_days((SopUnit) offer->not_after.duration.unit);
        if (until == SOP_INSTANT_NONE || sop_is_over(until, edge, self->now))
            refuse_moment(self, SOP_REASON_TOO_LATE, &offer->not_after, number, until);
    }
}

void
sop_run_judge_offer(SopRun *self, uint32_t number)
{
    const SopOffer *offer = &self->flow->offers[number];

    if (self->actor != NULL && !may_act(self, offer))
        sop_run_refuse(self, SOP_REASON_WRONG_ROLE, offer->by_span, number);
    if (!offer->checks)
        return;
    if (self->actor != NULL)
        judge_persons(self, offer, number);
    for (uint32_t i = 0; i < offer->n_requirements; i++)
        judge_requirement(self, &self->flow->requirements[offer->requirements + i], number);
    judge_verifies(self, offer, number);
    judge_moments(self, offer, number);
    if (offer->when != SOP_NONE)
        judge_condition(self, offer->when, number);
}
