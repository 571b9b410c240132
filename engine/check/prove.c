/* SPDX-License-Identifier: Apache-2.0 */
/* Proving: a search that follows only what the property itself speaks of; a path that the engine cannot
 * be led along shows what else has to be followed, and the search begins again. */
#include "check/prove.h"
#include "check/goal.h"

enum
{
    SHORTENING_LIMIT = 100 * 1000,
    GOAL_LIMIT = 270 * 1000, /* the same, of the way to a goal, in all searches together */
    ROUNDS = 60,             /* searches for one property */
};

const SopEffort *
sop_effort_for(const SopProperty *property)
{
    static const SopEffort usual = {2 * 1000 * 1000, 40, 20 * 1000, UINT32_MAX};
    static const SopEffort less = {10 * 1000, 3, 2000, 4};

    return property->kind == SOP_PROPERTY_KNOWN ? &less : &usual;
}

/* ---- what to follow first --------------------------------------------------------------------------------- */

static void
follow_guard(const SopDomains *domains, SopSlice *slice, SopGuard guard)
{
    const SopFlow *flow = domains->flow;

    if (guard == SOP_NONE || domains->guards[guard].open)
        return;
    for (uint32_t i = 0; i < domains->guards[guard].n_slots; i++)
    {
        SopRead read = sop_domains_read(domains, domains->guards[guard].slots[i]);
        if (read.kind == SOP_READ_FACT)
            sop_slice_add(slice, read.index);
        else if (read.kind == SOP_READ_DOCUMENT || read.kind == SOP_READ_VERIFIED ||
                 read.kind == SOP_READ_EXPIRED)
            sop_slice_add(slice, sop_item_of_document(flow, read.index));
        else if (read.kind == SOP_READ_DONE)
            sop_slice_add(slice, sop_item_of_done(flow, read.index));
        else if (read.kind == SOP_READ_RELATION && !sop_relation_is_loose(domains, read.index))
            sop_slice_add(slice, sop_item_of_relation(flow, read.index));
    }
}

static void
follow_offers_of(const SopDomains *domains, SopSlice *slice, SopAction action, bool conditions)
{
    const SopFlow *flow = domains->flow;
    const SopList offers = flow->actions[action].offers;

    for (uint32_t i = 0; i < offers.count; i++)
    {
        uint32_t offer = sop_list_items(flow, offers)[i];
        if (sop_offer_is_timeout(flow, offer))
            sop_slice_add(slice, sop_item_of_fired(flow, offer));
        else if (conditions)
        {
            follow_guard(domains, slice, flow->offers[offer].when);
            if (flow->offers[offer].has_not_after &&
                flow->offers[offer].not_after.kind != SOP_MOMENT_FROM_ENTERING &&
                flow->offers[offer].not_after.anchor_kind == SOP_ANCHOR_EVENT)
                sop_slice_add(slice, sop_item_of_done(flow, flow->offers[offer].not_after.anchor));
        }
    }
}

/* Does it do more than tell: may what can happen be another after it? */
static bool
changes_something(const SopFlow *flow, const SopOffer *timeout, uint32_t safeguard)
{
    for (uint32_t i = flow->watched[timeout->action]; i < flow->watched[timeout->action + 1]; i++)
        if (flow->watches[i].safeguard == safeguard)
            return true;
    return timeout->to.count > 0 || timeout->n_sets > 0 || timeout->returns.count > 0;
}

/* What would happen though nobody acts must be known well. */
static void
follow_clocks(const SopDomains *domains, SopSlice *slice, uint32_t safeguard)
{
    const SopFlow *flow = domains->flow;

    for (uint32_t i = flow->first_timeout; i < flow->n_offers; i++)
    {
        const SopOffer *timeout = &flow->offers[i];
        if (changes_something(flow, timeout, safeguard))
            sop_slice_add(slice, sop_item_of_fired(flow, i));
        for (uint32_t k = timeout->at.start; k < timeout->at.start + timeout->at.count; k++)
            if (flow->moments[k].moment.kind != SOP_MOMENT_FROM_ENTERING &&
                flow->moments[k].moment.anchor_kind == SOP_ANCHOR_EVENT && timeout->to.count > 0)
            {
                sop_slice_add(slice, sop_item_of_done(flow, flow->moments[k].moment.anchor));
                follow_offers_of(domains, slice, flow->moments[k].moment.anchor, false);
            }
    }
}

static void
follow_safeguard(const SopDomains *domains, SopSlice *slice, const SopSafeguard *safeguard)
{
    const SopFlow *flow = domains->flow;

    follow_guard(domains, slice, safeguard->when);
    follow_guard(domains, slice, safeguard->never_when);
    for (uint32_t i = 0; i < safeguard->events.count; i++)
    {
        SopHappening event = sop_list_items(flow, safeguard->events)[i];
        if (event < flow->n_actions)
            follow_offers_of(domains, slice, event, safeguard->kind == SOP_SAFEGUARD_POSSIBLE_FROM);
    }
    if (safeguard->kind == SOP_SAFEGUARD_LEADS_TO)
        follow_clocks(domains, slice, (uint32_t) (safeguard - flow->safeguards));
}

static void
follow_others(const SopFlow *flow, SopSlice *slice, SopList others)
{
    for (uint32_t i = 0; i < others.count; i++)
        sop_slice_add(slice, sop_item_of_done(flow, sop_list_items(flow, others)[i]));
}

/* A timeout that has run is not due again. */
static void
follow_known(const SopFlow *flow, SopSlice *slice, const SopProperty *property)
{
    sop_slice_add(slice, property->fact);
    if (sop_offer_is_timeout(flow, property->offer))
        sop_slice_add(slice, sop_item_of_fired(flow, property->offer));
}

static SopSlice *
first_slice(const SopDomains *domains, const SopProperty *property)
{
    SopSlice *slice = sop_slice_new(domains);

    if (property->kind == SOP_PROPERTY_SAFEGUARD)
        follow_safeguard(domains, slice, &domains->flow->safeguards[property->safeguard]);
    else if (property->kind == SOP_PROPERTY_SOMEBODY)
        follow_others(domains->flow, slice, domains->flow->offers[property->offer].separate_from);
    else if (property->kind == SOP_PROPERTY_KNOWN)
        follow_known(domains->flow, slice, property);
    else if (property->kind == SOP_PROPERTY_GOAL)
        sop_goal_follow(domains->goal, slice);
    return slice;
}

/* ---- one property ------------------------------------------------------------------------------------------- */

typedef struct
{
    const SopDomains *domains;
    SopSlice *slice;
    SopFlow *enforced, *free_flow;
    uint32_t limit;
    SopTally *tally;           /* nullable */
    bool exact;                /* paths are taken as they are, so that the first is a shortest */
    uint32_t below;            /* only paths of fewer events are looked for; 0: all */
    const uint16_t *distances; /* (nullable) from the goal */
    GArray *blocked; /* SopPathStep: of a goal, where the engine did not go on; the states before */
    guint doubtful;  /* events of the shortest path that it did not go along */
    SopEventNumber failing; /* of the last path that was played, the event that failed */
    SopProved proved;
} Prover;

typedef enum
{
    CONFIRMED,
    GONE,    /* there is no such path when more is followed, and more is followed now */
    NOWHERE, /* nothing more can be followed, and the engine does not go along it */
} Verdict;

static void
note_failing(Prover *self, const SopPath *played)
{
    uint32_t failed = self->domains->goal->failed;

    self->failing = failed < played->steps->len
                        ? g_array_index(played->steps, SopPathStep, failed).event
                        : SOP_NONE;
}

/* The path as `richer` has it is led along the engine. Returns: whether `wanted` may say what more to
 * follow; false: it is settled, by what `ret_verdict` says. */
static bool
try_once(Prover *self, const SopPath *path, SopSlice *richer, GArray *wanted, Verdict *ret_verdict)
{
    bool too_wide;
    SopExplorer *explorer = sop_explorer_new(self->domains, &self->proved.property, richer);
    SopPath *retraced = sop_retrace(explorer, path, self->exact ? NULL : self->slice, &too_wide);

    g_array_set_size(wanted, 0);
    *ret_verdict = GONE;
    if (retraced != NULL)
    {
        *ret_verdict = NOWHERE;
        self->proved.acts =
            sop_replay(self->domains, explorer, retraced, self->enforced, self->free_flow, wanted);
        if (self->proved.acts != NULL)
            *ret_verdict = CONFIRMED;
        else if (self->domains->goal != NULL)
            note_failing(self, retraced);
        sop_path_free(retraced);
    }
    sop_explorer_free(explorer);
    return *ret_verdict == NOWHERE;
}

/* … as long as more is wanted. `ret_more`: what is followed now; where there is no such path, what shows it. Whether
 * timeouts still lead round where it ends only another search can tell. */
static Verdict
try_with_more(Prover *self, const SopPath *path, SopSlice *richer, GArray *ret_more)
{
    g_autoptr(GArray) wanted = g_array_new(FALSE, FALSE, sizeof(SopItem));
    g_autoptr(GArray) last = g_array_new(FALSE, FALSE, sizeof(SopItem));
    Verdict verdict;

    while (try_once(self, path, richer, wanted, &verdict))
    {
        g_array_set_size(last, 0);
        sop_slice_add_all(richer, wanted, last);
        if (last->len == 0)
            return path->waits == SOP_WAIT_ROUND && ret_more->len > 0 ? GONE : NOWHERE;
        bool gone = sop_retrace_is_gone(self->domains, &self->proved.property, path, self->slice,
                                        self->exact, last);
        if (gone) /* mostly the last decides, and the less, the sooner it is seen */
            g_array_set_size(ret_more, 0);
        g_array_append_vals(ret_more, last->data, last->len);
        if (gone)
            return GONE;
    }
    return verdict;
}

static Verdict
try_path(Prover *self, const SopPath *path)
{
    SopSlice *richer = sop_slice_copy(self->domains, self->slice);
    g_autoptr(GArray) more = g_array_new(FALSE, FALSE, sizeof(SopItem));
    Verdict verdict = try_with_more(self, path, richer, more);

    if (verdict == GONE && more->len == 0)
        verdict = NOWHERE;
    if (verdict == GONE)
    {
        if (path->waits != SOP_WAIT_ROUND)
            sop_retrace_reduce(self->domains, &self->proved.property, path, self->slice,
                               self->exact, more);
        for (guint i = 0; i < more->len; i++)
            sop_slice_add(self->slice, g_array_index(more, SopItem, i));
    }
    self->proved.waits = path->waits;
    sop_slice_free(richer);
    return verdict;
}

static void
forget_blocked(Prover *self)
{
    for (guint i = 0; i < self->blocked->len; i++)
        sop_state_free(g_array_index(self->blocked, SopPathStep, i).state);
    g_array_set_size(self->blocked, 0);
}

/* Of the way to a goal: the event that the engine did not go on with is not tried there again. */
static void
block(Prover *self, const SopPath *path)
{
    guint at = path->steps->len;

    while (at > 1 && g_array_index(path->steps, SopPathStep, at - 1).event != self->failing)
        at--;
    if (at == 0)
        return;
    if (g_array_index(path->steps, SopPathStep, at - 1).event != self->failing)
        at = path->steps->len;
    const SopState *before =
        at == 1 ? path->start : g_array_index(path->steps, SopPathStep, at - 2).state;
    SopPathStep blocked = {g_array_index(path->steps, SopPathStep, at - 1).event,
                           sop_state_new(self->domains->flow)};
    sop_state_copy(blocked.state, before, self->slice);
    g_array_append_val(self->blocked, blocked);
}

/* Returns: whether the property is settled; else the search begins again: more is followed now, or less is
 * tried. */
static bool
try_paths(Prover *self, SopHunt *search)
{
    bool of_goal = self->domains->goal != NULL;

    for (unsigned i = 0; i < sop_effort_for(&self->proved.property)->paths; i++)
    {
        SopPath *path = sop_hunt_next(search);
        self->proved.result = search->complete && i == 0 && self->doubtful == G_MAXUINT
                                  ? SOP_PROOF_PROVED
                              : search->stopped ? SOP_PROOF_STOPPED
                                                : SOP_PROOF_NOT_CONFIRMED;
        if (path == NULL)
            return true;
        uint32_t length = sop_path_length(self->domains->flow, path);
        Verdict verdict = try_path(self, path);
        if (verdict == NOWHERE && of_goal)
        {
            self->doubtful = MIN(self->doubtful, length);
            block(self, path);
        }
        self->proved.shortest = verdict == CONFIRMED && length <= self->doubtful &&
                                sop_proved_length(self->domains->flow, &self->proved) <= length;
        sop_path_free(path);
        if (verdict == CONFIRMED)
            self->proved.result = SOP_PROOF_BROKEN;
        if (verdict == GONE)
            forget_blocked(self);
        if (verdict != NOWHERE || of_goal)
            return verdict == CONFIRMED;
    }
    self->proved.result = SOP_PROOF_NOT_CONFIRMED;
    return true;
}

static bool
search_once(Prover *self)
{
    SopExplorer *explorer = sop_explorer_new(self->domains, &self->proved.property, self->slice);
    SopHunt *search = sop_hunt_new(explorer, self->limit, self->tally);
    search->below = self->below;
    search->distances = self->distances;
    search->blocked = self->blocked;
    bool settled = try_paths(self, search);

    self->proved.n_states = sop_states_count(search->states);
    self->proved.all_states += self->proved.n_states;
    self->proved.depth = search->depth;
    self->proved.bytes = MAX(self->proved.bytes, sop_states_bytes(search->states));
    sop_hunt_free(search);
    sop_explorer_free(explorer);
    return settled;
}

uint32_t
sop_proved_length(const SopFlow *flow, const SopProved *proved)
{
    uint32_t length = 0;

    for (guint i = 0; proved->acts != NULL && i < proved->acts->len; i++)
        length += !sop_event_passes(flow, g_array_index(proved->acts, SopAct, i).event);
    return length;
}

bool
sop_states_are_too_large(const SopDomains *domains)
{
    const SopLayout *layout = &domains->flow->layout;
    size_t bytes = 2 * SOP_LIMIT_PARALLEL + domains->n_items + 4 * (size_t) layout->n_outcomes +
                   layout->n_histories * (2 * SOP_LIMIT_PARALLEL + 2) + 16;

    return domains->flow->n_nodes > UINT16_MAX || layout->n_outcomes > UINT8_MAX ||
           bytes > SOP_STATE_PACKED;
}

static bool
has_regions(const SopFlow *flow)
{
    for (SopNode node = 0; node < flow->n_nodes; node++)
        if (flow->nodes[node].kind == SOP_KIND_PARALLEL)
            return true;
    return false;
}

static void
prove_from_start(Prover *self)
{
    bool settled = false;

    self->doubtful = G_MAXUINT;
    self->blocked = g_array_new(FALSE, FALSE, sizeof(SopPathStep));
    self->slice = first_slice(self->domains, &self->proved.property);
    for (unsigned i = 0; i < ROUNDS && !settled && self->limit > 0; i++)
    {
        settled = search_once(self);
        if (self->below > 0) /* the limit is for all searches together */
            self->limit -= MIN(self->limit, self->proved.n_states);
    }
    if (!settled)
        self->proved.result = SOP_PROOF_STOPPED;
    forget_blocked(self);
    g_array_unref(self->blocked);
    sop_slice_free(self->slice);
}

/* What was found may have steps that are not needed: the shortest is looked for, but not for ever. */
static void
shorten(Prover *self)
{
    bool of_goal = self->proved.property.kind == SOP_PROPERTY_GOAL;
    Prover shorter = *self;
    g_autofree uint16_t *distances =
        of_goal ? sop_distances_new(self->domains->flow, self->domains->goal->happening) : NULL;

    shorter.distances = distances;
    shorter.exact = true;
    shorter.limit = MIN(self->limit, of_goal ? GOAL_LIMIT : SHORTENING_LIMIT);
    shorter.below = of_goal ? sop_proved_length(self->domains->flow, &self->proved) : 0;
    shorter.proved.acts = NULL;
    prove_from_start(&shorter);
    if (shorter.proved.acts == NULL)
    {
        self->proved.all_states = shorter.proved.all_states;
        self->proved.shortest = of_goal && shorter.proved.result == SOP_PROOF_PROVED;
        return;
    }
    g_array_unref(self->proved.acts);
    self->proved = shorter.proved;
}

SopProved
sop_prove(const SopDomains *domains, const SopProperty *property, uint32_t limit, SopTally *tally)
{
    uint32_t enforced = property->kind == SOP_PROPERTY_SAFEGUARD ? property->safeguard : SOP_NONE;
    Prover self = {.domains = domains,
                   .tally = tally,
                   .limit = limit != 0 ? limit : sop_effort_for(property)->states,
                   .proved = {.property = *property, .result = SOP_PROOF_STOPPED}};

    if (sop_states_are_too_large(domains))
        return self.proved;
    bool of_goal = property->kind == SOP_PROPERTY_GOAL;
    bool is_finding = property->kind == SOP_PROPERTY_KNOWN; /* it need not be the shortest */
    bool lawful = of_goal || is_finding;                    /* all safeguards are enforced */
    self.enforced =
        lawful ? (SopFlow *) domains->flow : sop_flow_enforcing(domains->flow, enforced);
    self.free_flow = lawful ? self.enforced : sop_flow_enforcing(domains->flow, SOP_NONE);
    prove_from_start(&self);
    self.proved.shortest = self.proved.shortest && !has_regions(domains->flow);
    bool any_will_do = of_goal && domains->goal->happening == SOP_NONE;
    if (self.proved.acts != NULL && has_regions(domains->flow) && !any_will_do && !is_finding)
        shorten(&self);
    if (!lawful)
    {
        sop_flow_enforcing_free(self.enforced);
        sop_flow_enforcing_free(self.free_flow);
    }
    return self.proved;
}

bool *
sop_prove_suspects(const SopDomains *domains, uint32_t limit)
{
    SopProperty nothing = {.kind = SOP_PROPERTY_DECIDED, .offer = SOP_NONE};
    SopSlice *slice = sop_slice_new(domains);
    SopExplorer *explorer = sop_explorer_new(domains, &nothing, slice);
    bool *suspects = g_new0(bool, domains->flow->n_offers + 1);

    if (!sop_states_are_too_large(domains))
    {
        explorer->undecided = suspects;
        SopHunt *search =
            sop_hunt_new(explorer, limit != 0 ? limit : sop_effort_for(&nothing)->states, NULL);
        SopPath *path = sop_hunt_next(search);
        g_assert(path == NULL);
        for (uint32_t i = domains->flow->first_timeout; i < domains->flow->n_offers; i++)
            suspects[i] = suspects[i] || search->stopped;
        sop_hunt_free(search);
    }
    sop_explorer_free(explorer);
    sop_slice_free(slice);
    return suspects;
}
