/* SPDX-License-Identifier: Apache-2.0 */
/* A run: what expressions read while an act is judged, moments, and which offers count. */
#include "case/case.h"

void
sop_run_init(SopRun *self, SopCase *of, const SopActor *actor, SopInstant now, SopVerdict *verdict)
{
    self->of = of;
    self->flow = of->flow;
    self->actor = actor;
    self->now = now;
    self->verdict = verdict;
    self->reasons = &verdict->reasons;
    self->action = SOP_NONE;
    self->rest = sop_case_configuration(of);
    self->view = &self->rest;
    self->actor_id = SOP_VALUE_NULL;
    self->case_id = SOP_VALUE_NULL;
    self->has_today = false;
    self->keep = true;
    self->begun = 0;
    self->marks = (SopMarks) {0};
    self->broken = false;
    self->entering = SOP_NONE;
}

void
sop_run_clear(SopRun *self)
{
    sop_value_clear(&self->actor_id);
    sop_value_clear(&self->case_id);
}

SopDay
sop_run_today(SopRun *self)
{
    if (!self->has_today)
    {
        self->day = sop_zone_day(self->flow->zone, self->now);
        self->has_today = true;
    }
    return self->day;
}

/* A finished phase keeps its mark among the leaves; it is not active. */
bool
sop_run_is_at(const SopRun *self, SopNode node)
{
    if (self->entering != SOP_NONE && sop_node_contains(self->flow, node, self->entering))
        return true;
    for (uint32_t i = 0; i < self->view->n_leaves; i++)
    {
        SopNode leaf = self->view->leaves[i];
        if (!sop_node_contains(self->flow, node, leaf))
            continue;
        SopKind kind = (SopKind) self->flow->nodes[leaf].kind;
        if (kind == SOP_KIND_STEP || kind == SOP_KIND_DECISION)
            return true;
        if (leaf != node) /* a finished track inside it, waiting for the others */
            return true;
    }
    return false;
}

static SopValue
read_actor_id(SopRun *self)
{
    if (self->actor == NULL)
        return SOP_VALUE_NULL;
    if (self->actor_id.type == SOP_NULL)
        self->actor_id =
            sop_value_text(self->actor->for_id != NULL ? self->actor->for_id : self->actor->id);
    return self->actor_id;
}

static SopValue
read_case_id(SopRun *self)
{
    if (self->case_id.type == SOP_NULL)
        self->case_id = sop_value_text(sop_case_id_text(self->of));
    return self->case_id;
}

static SopValue
read_actor_role(const SopRun *self)
{
    if (self->actor == NULL)
        return SOP_VALUE_NULL;
    SopRole role = self->actor->for_id != NULL ? self->actor->for_role : self->actor->role;
    return role < self->flow->n_roles ? self->flow->role_values[role] : SOP_VALUE_NULL;
}

static SopValue
read_document(SopRun *self, SopReadKind kind, const SopOnFile *on_file)
{
    if (on_file == NULL)
        return SOP_VALUE_NULL;
    switch (kind)
    {
    case SOP_READ_REFERENCE:
        return on_file->reference;
    case SOP_READ_ISSUED:
        return sop_value_day(on_file->issued);
    case SOP_READ_EXPIRES:
        return on_file->has_expires ? sop_value_day(on_file->expires) : SOP_VALUE_NULL;
    case SOP_READ_VERIFIED:
        return sop_value_boolean(on_file->verified);
    case SOP_READ_EXPIRED:
        return sop_value_boolean(on_file->has_expires && sop_run_today(self) > on_file->expires);
    default:
        return sop_value_boolean(true);
    }
}

static SopValue
read_done(const SopRun *self, SopAction action)
{
    SopInstant instant = sop_case_done(self->of)[self->flow->actions[action].done_slot];

    return instant != SOP_INSTANT_NONE ? sop_value_instant(instant) : SOP_VALUE_NULL;
}

static SopValue
read_outcome(const SopRun *self, SopNode phase)
{
    SopOutcome outcome = sop_case_outcome(self->of, self->flow->nodes[phase].outcome);

    return outcome != SOP_NONE ? self->flow->outcome_values[outcome] : SOP_VALUE_NULL;
}

static SopValue
read_slot(const void *host, uint32_t slot)
{
    SopRun *self = (SopRun *) host; /* caches today and the actor's id */
    SopRead read = self->flow->reads[slot - self->flow->n_facts];

    switch ((SopReadKind) read.kind)
    {
    case SOP_READ_FACT:
        return sop_case_facts(self->of)[read.index];
    case SOP_READ_DOCUMENT:
    case SOP_READ_REFERENCE:
    case SOP_READ_ISSUED:
    case SOP_READ_EXPIRES:
    case SOP_READ_VERIFIED:
    case SOP_READ_EXPIRED:
        return read_document(self, (SopReadKind) read.kind,
                             sop_case_documents(self->of)[read.index]);
    case SOP_READ_DONE:
        return read_done(self, read.index);
    case SOP_READ_AT:
        return sop_value_boolean(sop_run_is_at(self, read.index));
    case SOP_READ_OUTCOME:
        return read_outcome(self, read.index);
    case SOP_READ_ACTOR_ID:
        return read_actor_id(self);
    case SOP_READ_ACTOR_ROLE:
        return read_actor_role(self);
    case SOP_READ_ACTOR_DETAIL:
        return self->actor != NULL && self->actor->details != NULL
                   ? self->actor->details[read.index]
                   : SOP_VALUE_NULL;
    case SOP_READ_CASE_ID:
        return read_case_id(self);
    case SOP_READ_CASE_OPENED:
        return sop_value_instant(self->of->opened);
    }
    return SOP_VALUE_NULL;
}

SopValue
sop_run_read(const SopRun *self, uint32_t slot)
{
    return slot < self->flow->n_facts ? sop_case_facts(self->of)[slot] : read_slot(self, slot);
}

SopValue
sop_run_evaluate(SopRun *self, SopGuard guard)
{
    SopFeelInput input = {.slots = sop_case_facts(self->of),
                          .n_slots = self->flow->n_facts,
                          .read = read_slot,
                          .host = self,
                          .now = self->now};

    return sop_feel_evaluate_in(self->flow->expressions[guard].feel, &input, self->flow->zone);
}

SopTruth
sop_run_judge(SopRun *self, SopGuard guard)
{
    SopValue value = sop_run_evaluate(self, guard);

    if (value.type == SOP_BOOLEAN)
        return value.boolean ? SOP_TRUE : SOP_FALSE;
    sop_value_clear(&value);
    return SOP_UNKNOWN;
}

/* ---- offers ---------------------------------------------------------------------------------- */

static uint32_t
offer_of(const SopFlow *flow, SopNode node, SopAction action)
{
    for (; node != SOP_NONE; node = flow->nodes[node].parent)
        for (uint32_t i = flow->nodes[node].offers;
             i < flow->nodes[node].offers + flow->nodes[node].n_offers; i++)
            if (flow->offers[i].action == action)
                return i;
    return SOP_NONE;
}

/* Keeps `offers` in the order written, each once. */
static uint32_t
insert_offer(const SopFlow *flow, uint32_t *offers, uint32_t n_offers, uint32_t offer)
{
    uint32_t at = n_offers;

    for (uint32_t i = 0; i < n_offers; i++)
        if (offers[i] == offer)
            return n_offers;
    for (; at > 0 && flow->offers[offers[at - 1]].order > flow->offers[offer].order; at--)
        offers[at] = offers[at - 1];
    offers[at] = offer;
    return n_offers + 1;
}

uint32_t
sop_run_offers(const SopRun *self, SopAction action, uint32_t *offers)
{
    uint32_t n_offers = 0;

    for (uint32_t i = 0; i < self->view->n_leaves; i++)
    {
        SopNode leaf = self->view->leaves[i];
        if (self->flow->nodes[leaf].kind != SOP_KIND_STEP) /* a finished track offers nothing */
            continue;
        uint32_t offer = offer_of(self->flow, leaf, action);
        if (offer != SOP_NONE)
            n_offers = insert_offer(self->flow, offers, n_offers, offer);
    }
    return n_offers;
}
