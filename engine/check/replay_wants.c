/* SPDX-License-Identifier: Apache-2.0 */
/* Where the engine does not go along a path: what a search would have to follow to see that. */
#include "check/goal.h"
#include "check/replay_parts.h"

static void
want(SopReplay *self, SopItem item)
{
    if (!self->aside && self->explorer->slice->slots[item] == SOP_OPEN)
        g_array_append_val(self->wanted, item);
}

static void
want_region(SopReplay *self, SopNode region)
{
    if (self->aside || region == SOP_NONE)
        return;
    SopItem item = sop_item_of_region(self->explorer->slice, region);
    g_array_append_val(self->wanted, item);
}

static void
want_outcome(SopReplay *self, SopNode phase)
{
    SopItem item = sop_item_of_outcome(self->explorer->slice, phase);

    want_region(self, self->explorer->slice->regions[phase]);
    if (!self->aside)
        g_array_append_val(self->wanted, item);
}

static void
want_read(SopReplay *self, SopRead read)
{
    switch (read.kind)
    {
    case SOP_READ_FACT:
        want(self, read.index);
        return;
    case SOP_READ_DOCUMENT:
    case SOP_READ_VERIFIED:
    case SOP_READ_EXPIRED:
        want(self, sop_item_of_document(self->flow, read.index));
        return;
    case SOP_READ_DONE:
        want(self, sop_item_of_done(self->flow, read.index));
        return;
    case SOP_READ_OUTCOME:
        want_outcome(self, read.index);
        return;
    case SOP_READ_RELATION:
        if (!sop_relation_is_loose(self->domains, read.index))
            want(self, sop_item_of_relation(self->flow, read.index));
        return;
    case SOP_READ_AT:
        want_region(self, self->explorer->slice->regions[read.index]);
        return;
    default:
        return;
    }
}

static bool
is_set(const SopReplay *self, SopGuard guard)
{
    for (uint32_t i = 0; i < self->flow->n_sets; i++)
        if (self->flow->sets[i].value == guard)
            return true;
    return false;
}

/* Of a value that is open it still counts whether it is known. */
static void
want_guard(SopReplay *self, SopGuard guard)
{
    const SopGuardReads *reads = &self->domains->guards[guard];

    self->hangs = self->hangs || self->asks_manner[guard];
    if (reads->open && !is_set(self, guard))
        return;
    for (uint32_t i = 0; i < reads->n_slots; i++)
        want_read(self, sop_domains_read(self->domains, reads->slots[i]));
}

/* Whether it has run, of a timeout. */
static void
want_fired(SopReplay *self, uint32_t offer)
{
    if (sop_offer_is_timeout(self->flow, offer))
        want(self, sop_item_of_fired(self->flow, offer));
}

void
sop_replay_want_anchor(SopReplay *self, const SopMoment *moment)
{
    if (moment->kind == SOP_MOMENT_FROM_ENTERING || moment->anchor == SOP_NONE)
        return;
    if (moment->anchor_kind == SOP_ANCHOR_EVENT)
    {
        const SopList offers = self->flow->actions[moment->anchor].offers;
        want(self, sop_item_of_done(self->flow, moment->anchor));
        for (uint32_t i = 0; i < offers.count; i++)
            want_fired(self, sop_list_items(self->flow, offers)[i]);
    }
    else
        want(self, moment->anchor_kind == SOP_ANCHOR_FACT
                       ? moment->anchor
                       : sop_item_of_document(self->flow, moment->anchor));
}

/* All that was answered with a choice, on a way of the event (SOP_NONE: the opening) that leads there. */
static void
want_choices(SopReplay *self, const SopState *from, SopEventNumber event, const SopState *to)
{
    SopExplorer *explorer = self->explorer;
    SopExplorer saved = *explorer; /* the way that is just being followed */

    explorer->asked = g_array_new(FALSE, FALSE, sizeof(SopGuard));
    explorer->unsure = g_array_new(FALSE, FALSE, sizeof(SopNode));
    sop_explorer_begin(explorer);
    do
    {
        g_array_set_size(explorer->asked, 0);
        g_array_set_size(explorer->unsure, 0);
        if (event == SOP_NONE)
            sop_explorer_open(explorer);
        else
            sop_explorer_try(explorer, from, event);
        if (!sop_state_like(explorer->state, to, explorer->slice))
            continue;
        for (guint i = 0; i < explorer->asked->len; i++)
            want_guard(self, g_array_index(explorer->asked, SopGuard, i));
        for (guint i = 0; i < explorer->unsure->len; i++)
            want_region(self, g_array_index(explorer->unsure, SopNode, i));
    } while (sop_explorer_next(explorer));
    g_array_unref(explorer->asked);
    g_array_unref(explorer->unsure);
    sop_explorer_go_back(explorer, &saved);
}

void
sop_replay_want_choices(SopReplay *self)
{
    const SopPathStep *step = sop_replay_step_of(self);

    want_choices(self, sop_replay_before(self), step->event, step->state);
}

void
sop_replay_want_opening(SopReplay *self)
{
    want_choices(self, NULL, SOP_NONE, self->path->start);
}

/* The document, those that would do in its place, and what makes it necessary. */
static void
want_papers(SopReplay *self, const SopReason *reason)
{
    want(self, sop_item_of_document(self->flow, reason->document));
    if (reason->offer == SOP_NONE)
        return;
    const SopOffer *offer = &self->flow->offers[reason->offer];
    for (uint32_t i = 0; i < offer->n_requirements; i++)
    {
        const SopRequirement *requirement = &self->flow->requirements[offer->requirements + i];
        const uint32_t *documents = sop_list_items(self->flow, requirement->documents);
        bool concerned = false;
        for (uint32_t k = 0; k < requirement->documents.count; k++)
            concerned = concerned || documents[k] == reason->document;
        for (uint32_t k = 0; k < requirement->documents.count && concerned; k++)
            want(self, sop_item_of_document(self->flow, documents[k]));
        if (concerned && requirement->when != SOP_NONE)
            want_guard(self, requirement->when);
    }
}

/* The safeguards are enforced on the way to a goal. */
static void
want_safeguard(SopReplay *self, uint32_t number)
{
    const SopSafeguard *safeguard = &self->flow->safeguards[number];

    if (self->domains->goal == NULL)
        return;
    if (safeguard->monitor != SOP_NONE)
        want(self, sop_item_of_monitor(self->flow, number));
    if (safeguard->never_when != SOP_NONE)
        want_guard(self, safeguard->never_when);
    if (safeguard->when != SOP_NONE)
        want_guard(self, safeguard->when);
}

void
sop_replay_want_reasons(SopReplay *self)
{
    for (unsigned i = 0; i < self->verdict->reasons.n_items; i++)
    {
        const SopReason *reason = &self->verdict->reasons.items[i];
        if (reason->code == SOP_REASON_SAFEGUARD)
            want_safeguard(self, reason->safeguard);
        if (reason->guard != SOP_NONE)
            want_guard(self, reason->guard);
        if (reason->document != SOP_NONE && reason->document < self->flow->n_documents)
            want_papers(self, reason);
        if (reason->fact != SOP_NONE && reason->fact < self->flow->n_facts)
            want(self, reason->fact);
        if (reason->code == SOP_REASON_NOT_OFFERED)
            sop_replay_want_choices(self);
        if ((reason->code == SOP_REASON_TOO_EARLY || reason->code == SOP_REASON_TOO_LATE) &&
            reason->offer != SOP_NONE)
        {
            const SopOffer *offer = &self->flow->offers[reason->offer];
            if (offer->has_not_before)
                sop_replay_want_anchor(self, &offer->not_before);
            if (offer->has_not_after)
                sop_replay_want_anchor(self, &offer->not_after);
        }
    }
}

/* The timeouts that come before an event of the path, up to this step. */
void
sop_replay_want_preceding(SopReplay *self)
{
    for (guint at = 0; at <= self->at && at < self->path->steps->len; at++)
    {
        const SopPathStep *step = &g_array_index(self->path->steps, SopPathStep, at);
        for (uint32_t offer = 0; offer < self->flow->n_offers; offer++)
        {
            const GArray *before = self->domains->before[offer];
            bool concerned = sop_event_is_timeout(self->flow, step->event)
                                 ? sop_event_timeout(self->flow, step->event) == offer
                                 : self->flow->offers[offer].action == step->event;
            for (guint i = 0; concerned && before != NULL && i < before->len; i++)
                want(self, sop_item_of_fired(self->flow, g_array_index(before, uint32_t, i)));
        }
    }
}

/* What decides whether the safeguard is broken where the path ends. */
void
sop_replay_want_property(SopReplay *self)
{
    const SopProperty *property = self->explorer->property;
    bool at_start = self->path->steps->len == 0;
    const SopState *end = at_start ? self->path->start : sop_replay_step_of(self)->state;

    if ((!at_start && !sop_replay_is_last(self)) || property->kind != SOP_PROPERTY_SAFEGUARD)
        return;
    const SopSafeguard *safeguard = &self->flow->safeguards[property->safeguard];
    if (safeguard->never_when != SOP_NONE)
        want_guard(self, safeguard->never_when);
    if (safeguard->when != SOP_NONE)
        want_guard(self, safeguard->when);
    if (safeguard->kind != SOP_SAFEGUARD_POSSIBLE_FROM)
        return;
    for (uint32_t i = 0; i < end->n_leaves; i++)
        want_region(self, self->explorer->slice->regions[end->leaves[i]]);
}

void
sop_replay_want_possible(SopReplay *self)
{
    const SopSafeguard *safeguard = &self->flow->safeguards[self->explorer->property->safeguard];

    if (safeguard->when != SOP_NONE)
        want_guard(self, safeguard->when);
    for (uint32_t i = 0; i < safeguard->events.count; i++)
    {
        SopHappening event = sop_list_items(self->flow, safeguard->events)[i];
        if (event >= self->flow->n_actions)
            continue;
        const SopList offers = self->flow->actions[event].offers;
        for (uint32_t k = 0; k < offers.count; k++)
        {
            const SopOffer *offer = &self->flow->offers[sop_list_items(self->flow, offers)[k]];
            if (offer->when != SOP_NONE)
                want_guard(self, offer->when);
            if (offer->has_not_after)
                sop_replay_want_anchor(self, &offer->not_after);
        }
    }
    sop_replay_want_timeouts(self);
}

void
sop_replay_want_timeouts(SopReplay *self)
{
    g_autofree uint32_t *timeouts = g_new(uint32_t, self->flow->n_offers + 1);
    const SopState *last =
        self->path->steps->len > 0
            ? g_array_index(self->path->steps, SopPathStep, self->path->steps->len - 1).state
            : self->path->start;
    uint32_t n_timeouts = sop_explorer_timeouts(self->explorer, last, timeouts);

    for (uint32_t i = 0; i < last->n_leaves; i++)
        want_region(self, self->explorer->slice->regions[last->leaves[i]]);
    for (uint32_t i = 0; i < n_timeouts; i++)
    {
        const SopOffer *timeout = &self->flow->offers[timeouts[i]];
        want_fired(self, timeouts[i]);
        for (uint32_t k = timeout->at.start; k < timeout->at.start + timeout->at.count; k++)
        {
            sop_replay_want_anchor(self, &self->flow->moments[k].moment);
            if (self->flow->moments[k].when != SOP_NONE)
                want_guard(self, self->flow->moments[k].when);
        }
        if (timeout->when != SOP_NONE)
            want_guard(self, timeout->when);
        self->explorer->asked = g_array_new(FALSE, FALSE, sizeof(SopGuard));
        sop_explorer_begin(self->explorer);
        do
            sop_explorer_try(self->explorer, last, sop_event_of(self->flow, timeouts[i]));
        while (sop_explorer_next(self->explorer));
        for (guint k = 0; k < self->explorer->asked->len; k++)
            want_guard(self, g_array_index(self->explorer->asked, SopGuard, k));
        g_clear_pointer(&self->explorer->asked, g_array_unref);
    }
}
