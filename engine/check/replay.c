/* SPDX-License-Identifier: Apache-2.0 */
/* A path is played on the engine, through the calls that a host has, before it is shown: with values of
 * the classes it speaks of, a new person for every act, and time going on as far as it must. Several
 * cases follow it side by side, where what is given is left open. */
#include "check/check.h"

enum
{
    FOLLOWERS = 12, /* cases side by side */
    VARIETY = 12,   /* ways to give what is left open, in one act */
    PATIENCE = 40,  /* times that the clock goes on for one event */
    ROUNDS = 60,    /* timeouts after which a case is taken to wait for ever */
};

typedef struct
{
    SopCase *of;
    GArray *acts; /* SopAct, owned by `pool`: pointers */
} Follower;

typedef struct
{
    const SopDomains *domains;
    const SopFlow *flow;
    SopExplorer *explorer;
    const SopPath *path;
    SopFlow *enforced, *free_flow;
    GArray *followers; /* Follower */
    GArray *next;      /* of the next step */
    GPtrArray *pool;   /* SopAct */
    GArray *wanted;    /* SopItem */
    SopVerdict *verdict;
    guint at; /* the step */
    bool confirmed;
} Replay;

/* ---- flows that enforce only one ------------------------------------------------------------------------ */

SopFlow *
sop_flow_enforcing(const SopFlow *flow, uint32_t safeguard)
{
    SopFlow *self = g_memdup2(flow, sizeof *flow);
    bool at_rests = false;
    uint32_t n_watches = 0;

    g_atomic_ref_count_init(&self->references);
    self->digest_once = 0;
    self->digest = NULL;
    self->watched = g_new0(uint32_t, flow->n_happenings + 2);
    self->watches = g_new0(SopWatch, flow->watched[flow->n_happenings] + 1);
    for (SopHappening happening = 0; happening < flow->n_happenings; happening++)
    {
        for (uint32_t i = flow->watched[happening]; i < flow->watched[happening + 1]; i++)
            if (flow->watches[i].safeguard == safeguard)
                self->watches[n_watches++] = flow->watches[i];
        self->watched[happening + 1] = n_watches;
    }
    for (uint32_t i = 0; i < flow->rests.count; i++)
        at_rests = at_rests || sop_list_items(flow, flow->rests)[i] == safeguard;
    self->lists = g_new(uint32_t, flow->n_lists + 1);
    for (uint32_t i = 0; i < flow->n_lists; i++)
        self->lists[i] = flow->lists[i];
    self->lists[flow->n_lists] = safeguard;
    self->rests = (SopList) {flow->n_lists, at_rests};
    return self;
}

void
sop_flow_enforcing_free(SopFlow *self)
{
    g_free(self->digest);
    g_free(self->watched);
    g_free(self->watches);
    g_free(self->lists);
    g_free(self);
}

/* ---- what would have to be followed ------------------------------------------------------------------------ */

static void
want(Replay *self, SopItem item)
{
    if (self->explorer->slice->slots[item] == SOP_OPEN)
        g_array_append_val(self->wanted, item);
}

static void
want_region(Replay *self, SopNode region)
{
    if (region == SOP_NONE)
        return;
    SopItem item = sop_item_of_region(self->explorer->slice, region);
    g_array_append_val(self->wanted, item);
}

static void
want_outcome(Replay *self, SopNode phase)
{
    SopItem item = sop_item_of_outcome(self->explorer->slice, phase);

    want_region(self, self->explorer->slice->regions[phase]);
    g_array_append_val(self->wanted, item);
}

static void
want_read(Replay *self, SopRead read)
{
    switch ((SopReadKind) read.kind)
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
    case SOP_READ_AT:
        want_region(self, self->explorer->slice->regions[read.index]);
        return;
    default:
        return;
    }
}

static void
want_guard(Replay *self, SopGuard guard)
{
    const SopGuardReads *reads = &self->domains->guards[guard];

    for (uint32_t i = 0; i < reads->n_slots && !reads->open; i++)
        want_read(self, reads->slots[i] < self->flow->n_facts
                            ? (SopRead) {SOP_READ_FACT, reads->slots[i]}
                            : self->flow->reads[reads->slots[i] - self->flow->n_facts]);
}

static void
want_anchor(Replay *self, const SopMoment *moment)
{
    if (moment->kind == SOP_MOMENT_FROM_ENTERING || moment->anchor == SOP_NONE)
        return;
    if (moment->anchor_kind == SOP_ANCHOR_EVENT)
        want(self, sop_item_of_done(self->flow, moment->anchor));
    else
        want(self, moment->anchor_kind == SOP_ANCHOR_FACT
                       ? moment->anchor
                       : sop_item_of_document(self->flow, moment->anchor));
}

static const SopState *
before(const Replay *self)
{
    return self->at == 0 ? self->path->start
                         : g_array_index(self->path->steps, SopPathStep, self->at - 1).state;
}

static const SopPathStep *
step_of(const Replay *self)
{
    return &g_array_index(self->path->steps, SopPathStep, self->at);
}

static bool
is_last(const Replay *self)
{
    return self->at + 1 == self->path->steps->len && !self->path->waits;
}

/* All that was answered with a choice on the way of this step. */
static void
want_choices(Replay *self)
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
        sop_explorer_try(explorer, before(self), step_of(self)->event);
        if (!sop_state_same(explorer->state, step_of(self)->state, explorer->slice))
            continue;
        for (guint i = 0; i < explorer->asked->len; i++)
            want_guard(self, g_array_index(explorer->asked, SopGuard, i));
        for (guint i = 0; i < explorer->unsure->len; i++)
            want_region(self, g_array_index(explorer->unsure, SopNode, i));
    } while (sop_explorer_next(explorer));
    g_array_unref(explorer->asked);
    g_array_unref(explorer->unsure);
    *explorer = saved;
}

/* The document, those that would do in its place, and what makes it necessary. */
static void
want_papers(Replay *self, const SopReason *reason)
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

static void
want_reasons(Replay *self)
{
    for (unsigned i = 0; i < self->verdict->reasons.n_items; i++)
    {
        const SopReason *reason = &self->verdict->reasons.items[i];
        if (reason->guard != SOP_NONE)
            want_guard(self, reason->guard);
        if (reason->document != SOP_NONE && reason->document < self->flow->n_documents)
            want_papers(self, reason);
        if (reason->fact != SOP_NONE && reason->fact < self->flow->n_facts)
            want(self, reason->fact);
        if (reason->code == SOP_REASON_NOT_OFFERED)
            want_choices(self);
        if ((reason->code == SOP_REASON_TOO_EARLY || reason->code == SOP_REASON_TOO_LATE) &&
            reason->offer != SOP_NONE)
        {
            const SopOffer *offer = &self->flow->offers[reason->offer];
            if (offer->has_not_before)
                want_anchor(self, &offer->not_before);
            if (offer->has_not_after)
                want_anchor(self, &offer->not_after);
        }
    }
}

/* What decides whether the safeguard is broken where the path ends. */
static void
want_property(Replay *self)
{
    const SopProperty *property = self->explorer->property;
    bool at_start = self->path->steps->len == 0;
    const SopState *end = at_start ? self->path->start : step_of(self)->state;

    if ((!at_start && !is_last(self)) || property->kind != SOP_PROPERTY_SAFEGUARD)
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

/* ---- following ----------------------------------------------------------------------------------------------- */

static bool
is_where(const Replay *self, const SopCase *of, const SopState *state)
{
    SopNode leaves[SOP_LIMIT_PARALLEL];

    if (of->closed || state->closed)
        return of->closed && state->closed && of->outcome == state->outcome;
    memcpy(leaves, sop_case_leaves(of), of->n_leaves * sizeof(SopNode));
    uint32_t n_leaves = sop_slice_blur(self->explorer->slice, leaves, of->n_leaves);
    return n_leaves == state->n_leaves &&
           memcmp(leaves, state->leaves, n_leaves * sizeof(SopNode)) == 0;
}

static void
note_place(SopAct *act, const SopCase *of)
{
    act->leaves = g_array_new(FALSE, FALSE, sizeof(SopNode));
    act->closed = of->closed ? of->outcome : SOP_NONE;
    for (uint32_t i = 0; i < of->n_leaves && !of->closed; i++)
        if (of->flow->nodes[sop_case_leaves(of)[i]].kind == SOP_KIND_STEP)
            g_array_append_val(act->leaves, sop_case_leaves(of)[i]);
}

static void
act_free(gpointer data)
{
    SopAct *act = data;

    g_free(act->person);
    sop_given_free(act->given);
    g_array_unref(act->leaves);
    g_free(act);
}

static SopAct *
act_dup(const SopAct *self)
{
    SopAct *act = g_memdup2(self, sizeof *self);

    act->person = g_strdup(self->person);
    act->leaves = g_array_ref(self->leaves);
    act->given = NULL;
    return act;
}

/* `of`: (transfer full); `act`: (transfer full). */
static void
goes_on(Replay *self, const Follower *from, SopCase *of, SopAct *act)
{
    Follower follower = {of, g_array_new(FALSE, FALSE, sizeof(SopAct *))};

    g_ptr_array_add(self->pool, act);
    g_array_append_vals(follower.acts, from->acts->data, from->acts->len);
    g_array_append_val(follower.acts, act);
    g_array_append_val(self->next, follower);
}

static SopCase *
in_flow(const SopCase *of, SopFlow *flow)
{
    SopCase *copy = sop_case_dup(of);
    SopFlow *old = copy->flow;

    copy->flow = sop_flow_ref(flow);
    sop_flow_unref(old);
    return copy;
}

static bool
only(const SopVerdict *verdict, SopReasonCode code)
{
    for (unsigned i = 0; i < verdict->reasons.n_items; i++)
        if (verdict->reasons.items[i].code != code)
            return false;
    return verdict->reasons.n_items > 0;
}

/* How long to wait until nothing is too early any more; SOP_INSTANT_NONE: that does not help. */
static SopInstant
not_too_early(const SopVerdict *verdict)
{
    SopInstant latest = SOP_INSTANT_NONE;

    for (unsigned i = 0; i < verdict->reasons.n_items; i++)
    {
        const SopReason *reason = &verdict->reasons.items[i];
        if (reason->code == SOP_REASON_TOO_EARLY)
            latest = MAX(latest, reason->instant);
        else if (reason->code != SOP_REASON_SAFEGUARD)
            return SOP_INSTANT_NONE;
    }
    return latest;
}

static bool
is_owed(const Replay *self, const SopCase *of)
{
    SopDue dues[256];
    unsigned n_dues = sop_case_due(of, of->last, dues, G_N_ELEMENTS(dues));

    for (unsigned i = 0; i < MIN(n_dues, (unsigned) G_N_ELEMENTS(dues)); i++)
        if (dues[i].kind == SOP_DUE_OWED && dues[i].of == self->explorer->property->safeguard)
            return true;
    return false;
}

static bool
is_refused_at_last(const Replay *self)
{
    const SopProperty *property = self->explorer->property;

    return is_last(self) && property->kind == SOP_PROPERTY_SAFEGUARD &&
           self->flow->safeguards[property->safeguard].kind != SOP_SAFEGUARD_LEADS_TO;
}

/* What the last event must show besides happening. */
static bool
shows(const Replay *self, const SopCase *of)
{
    const SopProperty *property = self->explorer->property;

    return !is_last(self) || property->kind != SOP_PROPERTY_SAFEGUARD ||
           self->flow->safeguards[property->safeguard].kind != SOP_SAFEGUARD_LEADS_TO ||
           is_owed(self, of);
}

/* ---- acts ------------------------------------------------------------------------------------------------------- */

static void
confirm(Replay *self, const Follower *follower, SopCase *of, SopAct *act)
{
    note_place(act, of);
    goes_on(self, follower, of, act);
}

static void
try_act(Replay *self, const Follower *follower, SopAct *act)
{
    const SopActor actor = {.id = act->person, .role = act->role};
    bool refused = is_refused_at_last(self);

    act->at = MAX(follower->of->last, act->at);
    for (unsigned i = 0; i < PATIENCE; i++)
    {
        g_autoptr(SopCase) of = in_flow(follower->of, self->enforced);
        if (sop_case_act(of, act->event, &actor, act->given, act->at, self->verdict))
        {
            if (!refused && is_where(self, of, step_of(self)->state) && shows(self, of))
                confirm(self, follower, g_steal_pointer(&of), act);
            else
            {
                want_choices(self);
                want_property(self);
            }
            if (act->leaves == NULL)
                break;
            return;
        }
        SopInstant later = not_too_early(self->verdict);
        if (later > act->at)
        {
            act->at = later;
            continue;
        }
        if (refused && only(self->verdict, SOP_REASON_SAFEGUARD))
        {
            g_autoptr(SopCase) free_one = in_flow(follower->of, self->free_flow);
            if (sop_case_act(free_one, act->event, &actor, act->given, act->at, self->verdict) &&
                is_where(self, free_one, step_of(self)->state))
            {
                act->refused = true;
                confirm(self, follower, g_steal_pointer(&free_one), act);
                return;
            }
        }
        want_reasons(self);
        break;
    }
    act->leaves = g_array_new(FALSE, FALSE, sizeof(SopNode));
    act_free(act);
}

static bool
is_read(const Replay *self, SopFact fact)
{
    for (SopGuard guard = 0; guard < self->flow->n_expressions; guard++)
        for (uint32_t i = 0; i < self->domains->guards[guard].n_slots; i++)
            if (self->domains->guards[guard].slots[i] == fact)
                return true;
    return false;
}

static const SopGave *
gave(const SopExplorer *explorer, SopItem item)
{
    for (uint32_t i = 0; i < explorer->n_gave; i++)
        if (explorer->gave[i].item == item)
            return &explorer->gave[i];
    return NULL;
}

/* A day is one not far from `now`: most conditions and moments speak of such. */
static SopValue
day_of(const Replay *self, SopFact fact, SopInstant now, uint32_t *variety)
{
    static const int8_t days_away[] = {8, 1, 40, -10};
    const SopFlowFact *declared = &self->flow->facts[fact];
    bool is_day = declared->type == SOP_FACT_DATE;

    if (declared->is_list || (!is_day && declared->type != SOP_FACT_DATE_TIME))
        return SOP_VALUE_NULL;
    int8_t away = days_away[*variety % G_N_ELEMENTS(days_away)];
    *variety /= G_N_ELEMENTS(days_away);
    return is_day ? sop_value_day(sop_zone_day(self->flow->zone, now) + away)
                  : sop_value_instant(now + away * 24 * SOP_HOUR);
}

/* Puts one thing that is asked; `variety` chooses among what is left open, and is used up. */
static void
put(const Replay *self, SopGiven *given, const SopAsk *ask, SopInstant now, uint32_t *variety)
{
    const SopExplorer *explorer = self->explorer;
    SopItem item =
        ask->fact != SOP_NONE ? ask->fact : sop_item_of_document(self->flow, ask->document);
    bool followed = explorer->slice->slots[item] != SOP_OPEN;
    const SopGave *chosen = gave(explorer, item);

    if (followed && chosen == NULL)
        return;
    if (ask->fact == SOP_NONE)
    {
        sop_given_file(given, self->flow->documents[ask->document].name,
                       &(SopDocument) {.expires = "2099-12-31"});
        return;
    }
    uint32_t class = followed ? chosen->class : 1;
    uint32_t n_ways = self->domains->facts[ask->fact].n_classes - !ask->optional;
    if (!followed && ask->optional)
        class = 0;
    if (!followed && n_ways > 1 && is_read(self, ask->fact))
    {
        class = *variety % n_ways + !ask->optional;
        *variety /= n_ways;
    }
    if (class == 0 || class >= self->domains->facts[ask->fact].n_classes)
        return;
    g_auto(SopValue) day = day_of(self, ask->fact, now, variety);
    sop_given_set_fact(given, ask->fact,
                       day.type != SOP_NULL ? day : self->domains->facts[ask->fact].values[class]);
}

static SopRole
role_of(uint64_t roles)
{
    return roles != 0 ? (SopRole) __builtin_ctzll(roles) : 0;
}

/* With what the explorer gave last. */
static void
act_so(Replay *self, const Follower *follower, const uint32_t *offers, uint32_t n_offers)
{
    for (uint32_t turn = 0; turn < VARIETY; turn++)
    {
        uint32_t variety = turn;
        uint64_t roles = UINT64_MAX;
        SopAct *act = g_new0(SopAct, 1);

        act->event = step_of(self)->event;
        act->given = sop_given_new(self->enforced);
        act->person = g_strdup_printf("p%u", self->at + 1);
        act->at = follower->of->last;
        for (uint32_t i = 0; i < n_offers; i++)
        {
            const SopOffer *offer = &self->flow->offers[offers[i]];
            roles &= offer->roles;
            for (uint32_t k = offer->asks; k < offer->asks + offer->n_asks; k++)
                put(self, act->given, &self->flow->asks[k], act->at, &variety);
        }
        act->role = role_of(roles);
        try_act(self, follower, act);
        if (variety > 0) /* every way was tried */
            return;
    }
}

static bool
matches(const Replay *self, SopTry result)
{
    const SopExplorer *explorer = self->explorer;

    return (result == SOP_TRY_DONE) &&
           sop_state_same(explorer->state, step_of(self)->state, explorer->slice);
}

static void
follow_action(Replay *self, const Follower *follower)
{
    SopExplorer *explorer = self->explorer;
    uint32_t offers[SOP_LIMIT_PARALLEL];
    uint32_t n_offers = sop_explorer_offers(self->flow, before(self), step_of(self)->event, offers);
    uint32_t n_before = self->next->len;

    sop_explorer_begin(explorer);
    do
    {
        if (matches(self, sop_explorer_try(explorer, before(self), step_of(self)->event)))
            act_so(self, follower, offers, n_offers);
    } while (self->next->len < n_before + 4 && sop_explorer_next(explorer));
}

/* ---- timeouts ------------------------------------------------------------------------------------------------------- */

static bool
ran(const SopVerdict *verdict, uint32_t offer)
{
    for (unsigned i = 0; i < sop_verdict_count_events(verdict); i++)
        if (sop_verdict_event(verdict, i).timeout == offer)
            return true;
    return false;
}

static void
follow_timeout(Replay *self, const Follower *follower)
{
    uint32_t offer = sop_event_timeout(self->flow, step_of(self)->event);
    bool passes = sop_event_passes(self->flow, step_of(self)->event);
    bool decided = self->explorer->property->kind == SOP_PROPERTY_DECIDED && is_last(self);
    g_autoptr(SopCase) of = sop_case_dup(follower->of);

    for (unsigned i = 0; i < PATIENCE; i++)
    {
        SopInstant due = sop_case_next_due(of);
        SopAct act = {.event = step_of(self)->event, .at = due};
        if (due == SOP_INSTANT_NONE)
            break;
        g_autoptr(SopCase) free_one = in_flow(of, self->free_flow);
        bool here = is_where(self, of, before(self));
        sop_case_tick(of, due, self->verdict);
        bool fine = ran(self->verdict, offer);
        if (is_refused_at_last(self) && !fine && of->stuck)
        {
            sop_case_tick(free_one, due, self->verdict);
            fine = ran(self->verdict, offer) && is_where(self, free_one, step_of(self)->state);
            act.refused = fine;
        }
        else if (decided)
            fine = !fine && of->stuck;
        else
            fine = fine != passes && is_where(self, of, step_of(self)->state) && shows(self, of);
        if (fine)
        {
            SopAct *kept = g_memdup2(&act, sizeof act);
            confirm(self, follower, act.refused ? g_steal_pointer(&free_one) : g_steal_pointer(&of),
                    kept);
            return;
        }
        if (!here || !is_where(self, of, before(self)) || of->stuck)
            break;
    }
    for (uint32_t i = 0; i < self->flow->offers[offer].at.count; i++)
        want_anchor(self, &self->flow->moments[self->flow->offers[offer].at.start + i].moment);
    want_choices(self);
    want_property(self);
}

/* ---- waiting for ever ------------------------------------------------------------------------------------------------- */

static bool
waits_for_ever(Replay *self, const Follower *follower)
{
    g_autoptr(SopCase) of = sop_case_dup(follower->of);

    for (unsigned i = 0; i < ROUNDS; i++)
    {
        if (!is_owed(self, of))
            return false;
        SopInstant due = of->closed ? SOP_INSTANT_NONE : sop_case_next_due(of);
        if (due == SOP_INSTANT_NONE)
            return true;
        bool moved = sop_case_tick(of, due, self->verdict) > 0;
        if (!moved && sop_case_next_due(of) == due)
            return true;
    }
    return true;
}

static void
want_timeouts(Replay *self)
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
        for (uint32_t k = timeout->at.start; k < timeout->at.start + timeout->at.count; k++)
        {
            want_anchor(self, &self->flow->moments[k].moment);
            if (self->flow->moments[k].when != SOP_NONE)
                want_guard(self, self->flow->moments[k].when);
        }
        if (timeout->when != SOP_NONE)
            want_guard(self, timeout->when);
        self->explorer->asked = g_array_new(FALSE, FALSE, sizeof(SopGuard));
        sop_explorer_begin(self->explorer);
        do
            sop_explorer_try(self->explorer, last,
                             self->flow->n_actions + 2 * (timeouts[i] - self->flow->first_timeout));
        while (sop_explorer_next(self->explorer));
        for (guint k = 0; k < self->explorer->asked->len; k++)
            want_guard(self, g_array_index(self->explorer->asked, SopGuard, k));
        g_clear_pointer(&self->explorer->asked, g_array_unref);
    }
}

/* ---- the whole ---------------------------------------------------------------------------------------------------------- */

static void
follower_clear(gpointer data)
{
    Follower *follower = data;

    sop_case_free(follower->of);
    g_array_unref(follower->acts);
}

static GArray *
followers_new(void)
{
    GArray *followers = g_array_new(FALSE, TRUE, sizeof(Follower));

    g_array_set_clear_func(followers, follower_clear);
    return followers;
}

static void
open_case(Replay *self)
{
    SopInstant now = self->flow->effective != SOP_INSTANT_NONE ? self->flow->effective
                                                               : INT64_C(1772442000000000);
    SopCase *of = sop_case_open(self->enforced, "counterexample", now);

    if (of == NULL)
        return;
    Follower follower = {of, g_array_new(FALSE, FALSE, sizeof(SopAct *))};
    g_array_append_val(self->followers, follower);
}

static bool
follow_step(Replay *self)
{
    self->next = followers_new();
    for (guint i = 0; i < self->followers->len && self->next->len < FOLLOWERS; i++)
    {
        const Follower *follower = &g_array_index(self->followers, Follower, i);
        if (sop_event_is_timeout(self->flow, step_of(self)->event))
            follow_timeout(self, follower);
        else
            follow_action(self, follower);
    }
    g_array_unref(self->followers);
    self->followers = self->next;
    return self->followers->len > 0;
}

/* Nothing refuses an opening, so the engine is asked what it would judge. */
static bool
is_broken_at_start(Replay *self)
{
    const SopProperty *property = self->explorer->property;
    SopCase *of = g_array_index(self->followers, Follower, 0).of;
    const SopSafeguard *safeguard = &self->flow->safeguards[property->safeguard];
    bool broken;
    SopRun run;

    sop_run_init(&run, of, NULL, of->last, self->verdict);
    if (safeguard->kind == SOP_SAFEGUARD_POSSIBLE_FROM)
    {
        sop_run_note_possible(&run);
        broken = (run.was_possible & 1) == 0;
    }
    else
        broken = sop_run_judge(&run, safeguard->never_when) != SOP_FALSE &&
                 (safeguard->when == SOP_NONE || sop_run_judge(&run, safeguard->when) != SOP_FALSE);
    sop_run_clear(&run);
    if (!broken)
        want_property(self);
    return broken;
}

static bool
end_of_path(Replay *self)
{
    if (self->path->steps->len == 0 && !self->path->waits)
        return is_broken_at_start(self);
    if (!self->path->waits)
        return self->followers->len > 0;
    while (self->followers->len > 0)
    {
        if (waits_for_ever(self, &g_array_index(self->followers, Follower, 0)))
            return true;
        g_array_remove_index(self->followers, 0);
    }
    want_timeouts(self);
    return false;
}

/* What is given is kept with the act that gave it, for the story. */
static GArray *
take_acts(Replay *self)
{
    GArray *acts = g_array_new(FALSE, FALSE, sizeof(SopAct));
    const GArray *found = g_array_index(self->followers, Follower, 0).acts;

    g_array_set_clear_func(acts, sop_act_clear);
    for (guint i = 0; i < found->len; i++)
    {
        SopAct *from = g_array_index(found, SopAct *, i);
        g_autofree SopAct *act = act_dup(from);
        act->given = g_steal_pointer(&from->given);
        if (act->given != NULL)
        {
            sop_flow_unref(act->given->flow);
            act->given->flow = sop_flow_ref((SopFlow *) self->flow); /* it outlives the replay */
        }
        g_array_append_vals(acts, act, 1);
    }
    return acts;
}

GArray *
sop_replay(const SopDomains *domains, SopExplorer *explorer, const SopPath *path, SopFlow *enforced,
           SopFlow *free_flow, GArray *wanted)
{
    Replay self = {.domains = domains,
                   .flow = domains->flow,
                   .explorer = explorer,
                   .path = path,
                   .enforced = enforced,
                   .free_flow = free_flow,
                   .followers = followers_new(),
                   .pool = g_ptr_array_new_with_free_func(act_free),
                   .wanted = wanted,
                   .verdict = sop_verdict_new()};
    GArray *acts = NULL;

    open_case(&self);
    bool follows = self.followers->len > 0;
    for (; follows && self.at < path->steps->len; self.at++)
    {
        g_array_set_size(wanted, 0); /* what mattered to a step that was made does not */
        follows = follow_step(&self);
    }
    if (follows && end_of_path(&self))
        acts = take_acts(&self);
    else if (wanted->len == 0 && path->waits != SOP_WAIT_NONE) /* it may not even end so */
        want_timeouts(&self);
    g_array_unref(self.followers);
    g_ptr_array_unref(self.pool);
    sop_verdict_free(self.verdict);
    return acts;
}

void
sop_act_clear(gpointer data)
{
    SopAct *act = data;

    g_free(act->person);
    sop_given_free(act->given);
    g_array_unref(act->leaves);
}
