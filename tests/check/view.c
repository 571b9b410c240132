/* SPDX-License-Identifier: Apache-2.0 */
/* See view.h. */
#include "check/view.h"

#include <stdio.h>

/* ---- what a search tries ------------------------------------------------------------------------------------ */

void
view_see(const View *self, const SopCase *of, SopState *ret)
{
    sop_state_of_case(self->domains, self->slice, of, ret);
    if (self->property.kind != SOP_PROPERTY_SAFEGUARD)
        return;
    uint32_t slot = of->flow->safeguards[self->property.safeguard].monitor;
    ret->stands = slot != SOP_NONE && sop_case_monitors(of)[slot] != SOP_INSTANT_NONE;
}

/* A timeout that is due at once may pass with the event itself. */
static void
let_pass(const View *self)
{
    const SopFlow *flow = self->domains->flow;
    SopItem first = sop_item_of_fired(flow, flow->first_timeout);

    for (uint32_t i = 0; i < self->slice->items->len; i++)
    {
        SopItem item = g_array_index(self->slice->items, SopItem, i);
        if (item >= first && item < sop_item_of_monitor(flow, 0) &&
            flow->offers[flow->first_timeout + item - first].when != SOP_NONE)
            self->explorer->state->items[i] |= self->after->items[i];
    }
}

static bool
is_after(const View *self)
{
    SopState *found = self->explorer->state;

    let_pass(self);
    if (self->property.kind == SOP_PROPERTY_SAFEGUARD &&
        self->domains->flow->safeguards[self->property.safeguard].monitor == SOP_NONE)
        found->stands = false;
    for (uint32_t i = 0; i < self->domains->flow->layout.n_histories; i++)
        found->pasts[i].entered = found->pasts[i].entered && self->after->pasts[i].entered;
    if (found->closed || self->after->closed)
        return found->closed == self->after->closed && found->outcome == self->after->outcome;
    return sop_state_same(found, self->after, self->slice);
}

static bool
breaks(const View *self)
{
    SopExplorer *explorer = self->explorer;
    SopState *rest = sop_state_new(explorer->flow);
    bool breaks = explorer->broken;

    sop_state_copy(rest, explorer->state, self->slice);
    breaks = breaks || (!rest->closed && (!sop_explorer_rest_holds(explorer, rest) ||
                                          !sop_explorer_stays_possible(explorer, rest)));
    sop_state_free(rest);
    return breaks;
}

/* Does a way of the event that can be done come to that? */
static bool
comes_to(View *self, SopEventNumber event, bool (*wanted)(const View *self))
{
    bool comes = false;

    sop_explorer_begin(self->explorer);
    do
    {
        self->n_tries++;
        comes =
            sop_explorer_try(self->explorer, self->before, event) == SOP_TRY_DONE && wanted(self);
    } while (!comes && sop_explorer_next(self->explorer));
    bool open = !comes && self->explorer->overflow;
    self->n_open += open;
    self->explorer->overflow = false;
    return comes || open;
}

bool
view_covers(View *self, SopEventNumber event)
{
    return comes_to(self, event, is_after);
}

bool
view_finds_broken(View *self, SopEventNumber event)
{
    return comes_to(self, event, breaks);
}

/* ---- telling ------------------------------------------------------------------------------------------------ */

static void
tell_item(const SopFlow *flow, SopItem item)
{
    SopItem first_fired = sop_item_of_fired(flow, flow->first_timeout);

    if (item < flow->n_facts)
        printf(" %s", flow->facts[item].name);
    else if (item < sop_item_of_done(flow, 0))
        printf(" %s", flow->documents[item - flow->n_facts].name);
    else if (item < first_fired)
        printf(" done.%s", flow->actions[item - sop_item_of_done(flow, 0)].name);
    else if (item < sop_item_of_monitor(flow, 0))
    {
        const SopOffer *timeout = &flow->offers[flow->first_timeout + item - first_fired];
        printf(" %s@%s", flow->actions[timeout->action].name, flow->nodes[timeout->node].name);
    }
    else
        printf(" relation%u", item - sop_item_of_relation(flow, 0));
}

static void
tell_state(const View *self, const SopState *state)
{
    const SopFlow *flow = self->domains->flow;

    for (uint32_t i = 0; i < state->n_leaves; i++)
        printf(" %s", flow->nodes[state->leaves[i]].name);
    for (uint32_t i = 0; i < flow->layout.n_histories; i++)
        for (uint32_t k = 0; k < state->pasts[i].n_leaves; k++)
            printf(" %s%s:%s", flow->nodes[self->slice->resumed[i]].name,
                   state->pasts[i].finished ? "!" : "",
                   flow->nodes[state->pasts[i].leaves[k]].name);
    for (uint32_t i = 0; i < flow->layout.n_outcomes; i++)
        if (state->outcomes[i] != SOP_UNFINISHED)
            printf(" %s=%u", flow->nodes[self->slice->phases[i]].name, state->outcomes[i]);
    for (uint32_t i = 0; i < self->slice->items->len; i++)
    {
        tell_item(flow, g_array_index(self->slice->items, SopItem, i));
        printf("=%u", state->items[i]);
    }
    printf("%s\n", state->stands ? " stands" : "");
}

/* What the explorer comes to instead. */
static void
tell_tries(View *self, SopEventNumber event)
{
    static const char *const results[] = {"refused", "undecided", "", "met"};

    sop_explorer_begin(self->explorer);
    do
    {
        SopTry result = sop_explorer_try(self->explorer, self->before, event);
        printf("  tried: %s", results[result]);
        if (result == SOP_TRY_DONE && !self->explorer->state->closed)
            tell_state(self, self->explorer->state);
        else
            printf("%s\n", result == SOP_TRY_DONE ? "closed" : "");
    } while (sop_explorer_next(self->explorer));
}

void
view_tell(View *self, SopEventNumber event)
{
    printf("  before:");
    tell_state(self, self->before);
    printf("  after: ");
    tell_state(self, self->after);
    if (event != SOP_NONE)
        tell_tries(self, event);
}

/* ---- the whole ---------------------------------------------------------------------------------------------- */

/* What a case does not keep, since nothing reads it, cannot be compared; nor what only a goal follows. */
static bool
is_kept(const SopDomains *domains, SopItem item)
{
    const SopFlow *flow = domains->flow;
    SopItem first_done = sop_item_of_done(flow, 0);
    SopItem first_relation = sop_item_of_relation(flow, 0);

    if (item >= first_done && item < first_done + flow->n_actions)
        return flow->actions[item - first_done].done_slot != SOP_NONE;
    if (item >= sop_item_of_monitor(flow, 0) && item < first_relation)
        return false;
    return item < first_relation || item >= domains->n_items ||
           !sop_relation_is_loose(domains, item - first_relation);
}

void
view_init(View *self, const SopDomains *domains, unsigned one_in, Random *random)
{
    *self = (View) {.domains = domains};
    self->slice = sop_slice_new(domains);
    self->property = (SopProperty) {.kind = SOP_PROPERTY_DECIDED, .offer = SOP_NONE};
    uint32_t safeguard = random_below(random, domains->flow->n_safeguards + 1);

    if (safeguard < domains->flow->n_safeguards)
        self->property = (SopProperty) {.kind = SOP_PROPERTY_SAFEGUARD, .safeguard = safeguard};
    for (SopItem item = 0; item < domains->n_items + domains->flow->n_nodes; item++)
        if (random_below(random, one_in) == 0 && is_kept(domains, item))
            sop_slice_add(self->slice, item);
    bool of_duty = self->property.kind == SOP_PROPERTY_SAFEGUARD &&
                   domains->flow->safeguards[safeguard].kind == SOP_SAFEGUARD_LEADS_TO;
    for (uint32_t i = domains->flow->first_timeout; of_duty && i < domains->flow->n_offers; i++)
        sop_slice_add(self->slice, sop_item_of_fired(domains->flow, i));
    self->owing = of_duty ? sop_flow_owing(domains->flow, safeguard) : NULL;
    self->explorer = sop_explorer_new(domains, &self->property, self->slice);
    self->before = sop_state_new(domains->flow);
    self->after = sop_state_new(domains->flow);
}

void
view_clear(View *self)
{
    sop_state_free(self->after);
    sop_state_free(self->before);
    sop_explorer_free(self->explorer);
    sop_slice_free(self->slice);
    g_clear_pointer(&self->owing, sop_flow_enforcing_free);
}
