/* SPDX-License-Identifier: Apache-2.0 */
/* The compiler's second pass: what is written in the nodes. Offers with all that they judge and
 * do, and the routes of decisions and phases. */
#include "flow/compile.h"

#include <string.h>

/* ---- actions --------------------------------------------------------------------------------- */

/* The roles of the nearest `by`: of the unit's own file as far as that goes, then of its user.
 * Returns: whether there is one. */
static bool
roles_around(const SopCompiler *self, SopNode node, uint32_t unit, uint64_t *ret_roles)
{
    for (; node != SOP_NONE; node = self->flow->nodes[node].parent)
    {
        const SopFile *within = &g_array_index(self->units, SopFile, unit);
        if (unit != 0 && within->node == node && within->procedure->root.by.n_names > 0)
        {
            *ret_roles = within->roles;
            return true;
        }
        if (unit != 0 && within->node == node)
            unit = within->user;
        if (self->written_nodes[node]->by.n_names > 0)
        {
            *ret_roles = self->flow->nodes[node].roles;
            return true;
        }
    }
    return false;
}

static void
compile_by(SopCompiler *self, SopOffer *offer, const SopWrittenAction *written)
{
    offer->by_span = written->by.n_names > 0 ? written->by.names[0].span : written->name.span;
    if (written->by.n_names > 0)
        offer->roles = sop_compile_roles(self, &written->by);
    else if (!roles_around(self, offer->node, self->unit, &offer->roles))
        sop_compile_report(self, SOP_MESSAGE_NOBODY_MAY, written->name.span, written->name.name);
}

static void
compile_asks(SopCompiler *self, SopOffer *offer, const SopWrittenAction *written)
{
    const SopFlow *flow = self->flow;

    offer->asks = self->asks->len;
    for (uint32_t i = 0; i < written->n_asks; i++)
    {
        const SopWrittenAsk *asked = &written->asks[i];
        SopAsk ask = {asked->optional, sop_names_find(flow->fact_names, asked->name.name),
                      sop_names_find(flow->document_names, asked->name.name), asked->name.span};
        if (ask.fact == SOP_NONE && ask.document == SOP_NONE)
        {
            const char *nearest = sop_names_nearest(flow->fact_names, asked->name.name);
            SopDiagnostic *diagnostic = sop_compile_report(self, SOP_MESSAGE_UNKNOWN_ASKED,
                                                           asked->name.span, asked->name.name);
            nearest = nearest != NULL ? nearest
                                      : sop_names_nearest(flow->document_names, asked->name.name);
            sop_compile_explain_missing(self, diagnostic, asked->name.name, nearest);
            continue;
        }
        g_array_append_val(self->asks, ask);
    }
    offer->n_asks = self->asks->len - offer->asks;
}

static void
compile_requirements(SopCompiler *self, SopOffer *offer, const SopWrittenAction *written)
{
    offer->requirements = self->requirements->len;
    offer->n_requirements = written->n_requirements;
    for (uint32_t i = 0; i < written->n_requirements; i++)
    {
        const SopWrittenRequirement *item = &written->requirements[i];
        SopRequirement requirement = {.any = item->any,
                                      .verified = item->verified,
                                      .has_valid = item->valid != NULL,
                                      .has_issued_within = item->issued_within != NULL,
                                      .span = item->span};
        requirement.documents = sop_compile_find_all(
            self, self->flow->document_names, &item->documents, SOP_MESSAGE_UNKNOWN_DOCUMENT);
        if (item->valid != NULL)
            requirement.valid = sop_compile_moment(self, item->valid, SOP_NONE);
        if (item->issued_within != NULL)
            requirement.issued_within = *item->issued_within;
        requirement.when = sop_compile_expression(self, &item->when, self->types[SOP_FACT_BOOLEAN]);
        g_array_append_val(self->requirements, requirement);
    }
}

static bool
is_value_of(const SopFlowFact *fact, const SopWrittenText *value)
{
    for (uint32_t i = 0; i < fact->n_values; i++)
        if (strcmp(fact->values[i], value->text) == 0)
            return true;
    return false;
}

/* A bare word of a table's `sets`, as FEEL has it: in quotes. */
static SopWrittenText
quoted(SopArena *arena, const SopWrittenText *word)
{
    g_autofree char *text = g_strdup_printf("\"%s\"", word->text);
    uint32_t length = word->length + 2;

    return (SopWrittenText) {sop_arena_strndup(arena, text, length), length, word->node};
}

void
sop_compile_set(SopCompiler *self, const SopWrittenName *name, const SopWrittenText *value,
                bool bare)
{
    SopFlow *flow = self->flow;
    SopSet set = {.value = SOP_NONE, .span = name->span};

    set.fact = sop_compile_find(self, flow->fact_names, name, SOP_MESSAGE_UNKNOWN_FACT);
    if (set.fact == SOP_NONE)
        return;
    const SopFlowFact *fact = &flow->facts[set.fact];
    g_autoptr(SopFeelType) want = sop_compile_fact_type(self, fact);
    SopWrittenText written = bare && is_value_of(fact, value) ? quoted(flow->arena, value) : *value;
    if (strcmp(written.text, "null") != 0)
        set.value = sop_compile_expression(self, &written, want);
    g_array_append_val(self->sets, set);
}

static void
compile_sets(SopCompiler *self, SopOffer *offer, const SopWrittenAction *written)
{
    offer->sets = self->sets->len;
    for (uint32_t i = 0; i < written->n_sets; i++)
        sop_compile_set(self, &written->sets[i].fact, &written->sets[i].value, false);
    offer->n_sets = self->sets->len - offer->sets;
}

static void
compile_separation(SopCompiler *self, SopOffer *offer, const SopWrittenAction *written)
{
    SopFlow *flow = self->flow;

    offer->separate_from.start = self->lists->len;
    for (uint32_t i = 0; i < written->separate_from.n_names; i++)
    {
        SopAction other = sop_compile_find_event(self, &written->separate_from.names[i],
                                                 SOP_MESSAGE_UNKNOWN_ACTION);
        if (other == SOP_NONE)
            continue;
        g_array_append_val(self->lists, other);
        offer->separate_from.count++;
        if (flow->actions[other].actor_slot == SOP_NONE)
            flow->actions[other].actor_slot = flow->layout.n_actors++;
    }
}

/* What actions and timeouts have in common. */
static void
compile_effects(SopCompiler *self, SopOffer *offer, const SopWrittenAction *written,
                uint32_t number)
{
    const SopFlow *flow = self->flow;

    offer->title = written->title;
    offer->text = written->text;
    offer->when = sop_compile_expression(self, &written->when, self->types[SOP_FACT_BOOLEAN]);
    offer->returns = sop_compile_find_all(self, flow->document_names, &written->returns,
                                          SOP_MESSAGE_UNKNOWN_DOCUMENT);
    offer->informs =
        sop_compile_find_all(self, flow->role_names, &written->informs, SOP_MESSAGE_UNKNOWN_ROLE);
    compile_sets(self, offer, written);
    offer->to = sop_compile_route(self, &written->to, offer->node, number);
}

static void
compile_offer(SopCompiler *self, uint32_t number)
{
    const SopFlow *flow = self->flow;
    const SopWrittenOffer *place = &g_array_index(self->written_offers, SopWrittenOffer, number);
    const SopWrittenAction *written = place->action;
    SopOffer offer = g_array_index(self->offers, SopOffer, number);

    self->unit = place->unit;
    compile_effects(self, &offer, written, number);
    if (place->at != NULL)
    {
        offer.at = sop_compile_clock(self, place->at, offer.node);
        offer.moves = sop_compile_clock_moves(self, offer.at);
        self->flow->clocks_move = self->flow->clocks_move || offer.moves;
        offer.bit = (uint8_t) (number - flow->nodes[offer.node].timeouts);
        g_array_index(self->offers, SopOffer, number) = offer;
        return;
    }
    compile_by(self, &offer, written);
    compile_asks(self, &offer, written);
    compile_requirements(self, &offer, written);
    offer.has_not_before = written->not_before != NULL;
    offer.has_not_after = written->not_after != NULL;
    if (offer.has_not_before)
        offer.not_before = sop_compile_moment(self, written->not_before, offer.node);
    if (offer.has_not_after)
        offer.not_after = sop_compile_moment(self, written->not_after, offer.node);
    compile_separation(self, &offer, written);
    offer.verifies = sop_compile_find_all(self, flow->document_names, &written->verifies,
                                          SOP_MESSAGE_UNKNOWN_DOCUMENT);
    offer.checks = offer.separate_from.count + offer.n_requirements + offer.verifies.count > 0 ||
                   offer.when != SOP_NONE || offer.has_not_before || offer.has_not_after;
    g_array_index(self->offers, SopOffer, number) = offer;
}

/* ---- an action's several places -------------------------------------------------------------- */

static int
compare_as_written(const void *a, const void *b, void *offers)
{
    const SopOffer *all = offers;
    uint32_t left = all[*(const uint32_t *) a].order;
    uint32_t right = all[*(const uint32_t *) b].order;

    return (left > right) - (left < right);
}

/* One event has one title: that of the first place which gives one. */
static void
gather_actions(SopCompiler *self)
{
    SopFlow *flow = self->flow;
    const SopOffer *offers = (const SopOffer *) (void *) self->offers->data;
    uint32_t n_offers = self->offers->len;
    g_autofree uint32_t *counts = g_new0(uint32_t, flow->n_actions + 1);
    uint32_t start = self->lists->len;

    for (uint32_t i = 0; i < n_offers; i++)
        counts[offers[i].action]++;
    for (SopAction action = 0; action < flow->n_actions; action++)
    {
        flow->actions[action].offers = (SopList) {start, 0};
        start += counts[action];
    }
    g_array_set_size(self->lists, start);
    uint32_t *lists = (uint32_t *) (void *) self->lists->data;
    for (uint32_t i = 0; i < n_offers; i++)
    {
        SopFlowAction *action = &flow->actions[offers[i].action];
        lists[action->offers.start + action->offers.count++] = i;
        if (action->title.n_items == 0)
            action->title = offers[i].title;
        if (action->text.n_items == 0)
            action->text = offers[i].text;
        const SopWrittenOffer *place = &g_array_index(self->written_offers, SopWrittenOffer, i);
        action->is_timeout = action->is_timeout && place->at != NULL;
        if (action->was == NULL)
            action->was = place->action->was.name;
    }
    for (SopAction action = 0; action < flow->n_actions; action++)
    {
        const SopList list = flow->actions[action].offers;
        if (list.count > 1)
            g_qsort_with_data(lists + list.start, (int) list.count, sizeof *lists,
                              compare_as_written, (gpointer) offers);
    }
}

/* ---- nodes ----------------------------------------------------------------------------------- */

static void
compile_start(SopCompiler *self, SopNode node, const SopWrittenNode *written)
{
    SopFlow *flow = self->flow;

    if (written->kind != SOP_NODE_PHASE || written->n_children == 0)
        return;
    flow->nodes[node].start = node + 1;
    if (written->start.name == NULL)
        return;
    SopNode start = sop_compile_find_node(self, &written->start);
    if (start == SOP_NONE)
        return;
    if (flow->nodes[start].parent != node)
        sop_compile_report(self, SOP_MESSAGE_START_ELSEWHERE, written->start.span,
                           written->start.name);
    else
        flow->nodes[node].start = start;
}

static void
check_track(SopCompiler *self, SopNode node)
{
    const SopFlow *flow = self->flow;
    const SopWrittenNode *written = self->written_nodes[node];

    if (node == 0 || flow->nodes[flow->nodes[node].parent].kind != SOP_KIND_PARALLEL)
        return;
    if (flow->nodes[node].kind != SOP_KIND_PHASE)
        sop_compile_report(self, SOP_MESSAGE_TRACK_NOT_A_PHASE, written->name.span,
                           written->name.name);
    if (written->to.n_branches > 0)
        sop_compile_report(self, SOP_MESSAGE_TRACK_WITH_TO, written->to.span, written->name.name);
}

/* Who is responsible, and where a phase starts: of a sub-procedure as its file has it, where its
 * user says nothing. */
static void
compile_node(SopCompiler *self, SopNode node)
{
    SopFlow *flow = self->flow;
    const SopWrittenNode *written = self->written_nodes[node];

    self->unit = self->unit_of[node];
    flow->nodes[node].roles = sop_compile_roles(self, &written->by);
    if (self->used_by[node] == SOP_NONE)
        compile_start(self, node, written);
    check_track(self, node);
    if (self->used_by[node] == SOP_NONE)
        return;
    self->unit = self->used_by[node];
    SopFile *unit = sop_compile_unit(self);
    unit->roles = sop_compile_roles(self, &unit->procedure->root.by);
    compile_start(self, node, &unit->procedure->root);
    if (flow->nodes[node].roles == 0)
        flow->nodes[node].roles = unit->roles;
}

static const SopWrittenAction *
written_action(const SopCompiler *self, uint32_t offer)
{
    return g_array_index(self->written_offers, SopWrittenOffer, offer).action;
}

/* The locked action of a phase around, which this one of the same name would hide; SOP_NONE. */
static uint32_t
hidden_lock(const SopCompiler *self, uint32_t number)
{
    const SopFlow *flow = self->flow;
    const SopOffer *offer = &g_array_index(self->offers, SopOffer, number);

    for (SopNode node = flow->nodes[offer->node].parent; node != SOP_NONE;
         node = flow->nodes[node].parent)
        for (uint32_t i = flow->nodes[node].offers;
             i < flow->nodes[node].offers + flow->nodes[node].n_offers; i++)
            if (g_array_index(self->offers, SopOffer, i).action == offer->action &&
                written_action(self, i)->locked)
                return i;
    return SOP_NONE;
}

/* A variant may not change what is locked, nor put its own in front of it. */
static void
check_locks(SopCompiler *self)
{
    for (uint32_t i = 0; i < self->flow->first_timeout; i++)
    {
        const SopWrittenAction *written = written_action(self, i);
        uint32_t hidden = hidden_lock(self, i);
        if (hidden == SOP_NONE ||
            written_action(self, hidden)->name.span.source == written->name.span.source)
            continue;
        SopDiagnostic *diagnostic =
            sop_report(self->diagnostics, SOP_MESSAGE_LOCKED, written->name.span, "name",
                       written->name.name, "what", "hide", NULL);
        sop_diagnostic_point(diagnostic, written_action(self, hidden)->name.span,
                             "it is locked here, and an inner action of its name hides it");
        self->broken = true;
    }
}

void
sop_compile_nodes(SopCompiler *self)
{
    SopFlow *flow = self->flow;

    for (SopNode node = 0; node < flow->n_nodes; node++)
        compile_node(self, node);
    for (SopNode node = 0; node < flow->n_nodes; node++)
    {
        const SopWrittenNode *written = self->written_nodes[node];
        const SopWrittenRoute *route =
            written->kind == SOP_NODE_DECISION ? &written->choose : &written->to;
        for (uint32_t i = 0; i < flow->nodes[node].n_offers; i++)
            compile_offer(self, flow->nodes[node].offers + i);
        for (uint32_t i = 0; i < flow->nodes[node].n_timeouts; i++)
            compile_offer(self, flow->nodes[node].timeouts + i);
        self->unit = self->unit_of[node];
        flow->nodes[node].route = sop_compile_route(self, route, node, SOP_NONE);
    }
    self->unit = 0;
    check_locks(self);
    gather_actions(self);
}
