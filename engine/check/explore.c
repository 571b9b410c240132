/* SPDX-License-Identifier: Apache-2.0 */
/* One event in a state: written as it happens, and where it can go several ways it asks sop_explorer_choose(); all
 * tapes of choices are tried. The move itself is flow/step.c's. What is over-approximated: what is not
 * followed may be anything, a timeout may run at any time, and there is always somebody who may act. */
#include "check/explore_parts.h"
#include "check/goal.h"

#include <string.h>

/* ---- choices ------------------------------------------------------------------------------------------ */

uint32_t
sop_explorer_choose(SopExplorer *self, uint32_t n)
{
    if (n < 2)
        return 0;
    if (self->at_tape == SOP_CHECK_TAPE)
    {
        self->overflow = true;
        return 0;
    }
    if (self->at_tape == self->tape.length)
    {
        self->tape.choices[self->tape.length] = 0;
        self->tape.ways[self->tape.length++] = (uint8_t) n;
    }
    return self->tape.choices[self->at_tape++];
}

uint32_t
sop_explorer_choose_bit(SopExplorer *self, uint64_t bits)
{
    uint32_t skip = sop_explorer_choose(self, (uint32_t) __builtin_popcountll(bits));

    for (; skip > 0; skip--)
        bits &= bits - 1;
    return (uint32_t) __builtin_ctzll(bits);
}

void
sop_explorer_begin(SopExplorer *self)
{
    self->tape.length = 0;
    self->tape.n_tries = 0;
    if (self->meetings != NULL)
        sop_meetings_clear(self->meetings);
}

bool
sop_explorer_next(SopExplorer *self)
{
    SopTape *tape = &self->tape;

    if (tape->n_tries > SOP_CHECK_TRIES)
    {
        self->overflow = true;
        return false;
    }
    while (tape->length > 0)
    {
        if (++tape->choices[tape->length - 1] < tape->ways[tape->length - 1])
        {
            if (self->meetings != NULL)
                sop_meetings_turn(self->meetings, tape->length);
            return true;
        }
        tape->length--;
    }
    return false;
}

/* What was answered on other ways since is not taken for an answer of this one. */
void
sop_explorer_go_back(SopExplorer *self, const SopExplorer *saved)
{
    uint64_t stamp = self->stamp;
    uint64_t n_entered = self->n_entered;
    uint64_t this_try = self->this_try;

    *self = *saved;
    self->stamp = stamp;
    self->n_entered = n_entered;
    self->this_try = this_try;
    if (self->meetings != NULL)
        sop_meetings_clear(self->meetings);
}

/* ---- reading and changing the state ------------------------------------------------------------------- */

unsigned
sop_explorer_can(SopExplorer *self, SopGuard guard)
{
    unsigned found = sop_answers_of(self->answers, guard, self->state, self->view);

    if (self->asked != NULL && (found & (found - 1)) != 0)
        g_array_append_val(self->asked, guard);
    return found;
}

/* Would the condition not be unknown, if the fact of the property were known? How two facts compare is not told by
 * either. */
static bool
hangs_on_fact(SopExplorer *self)
{
    const SopProperty *property = self->property;
    uint16_t slot = sop_explorer_slot(self, property->fact);
    bool hangs = sop_guard_compares(self->domains, property->guard, property->fact);

    for (uint8_t class = 1; class < self->domains->facts[property->fact].n_classes && !hangs;
         class ++)
    {
        self->state->items[slot] = class;
        hangs = sop_answers_of(self->answers, property->guard, self->state, self->view) !=
                SOP_CAN_UNKNOWN;
    }
    self->state->items[slot] = 0;
    return hangs;
}

bool
sop_explorer_asks_unknown(SopExplorer *self, SopGuard guard)
{
    const SopProperty *property = self->property;

    return property->kind == SOP_PROPERTY_KNOWN && property->guard == guard &&
           sop_explorer_item(self, property->fact, 1) == 0 &&
           (sop_explorer_can(self, guard) & SOP_CAN_UNKNOWN) != 0 && hangs_on_fact(self);
}

/* Is it the point that the condition is unknown? */
static bool
tries_unknown(SopExplorer *self, SopGuard guard)
{
    return self->tries_unknown &&
           (self->property->kind != SOP_PROPERTY_KNOWN || sop_explorer_asks_unknown(self, guard));
}

static SopTruth
note_truth(SopExplorer *self, SopGuard guard, SopTruth truth)
{
    if (truth == SOP_UNKNOWN && sop_explorer_asks_unknown(self, guard))
        self->met_unknown = true;
    return truth;
}

/* So a shorter way may go on where this one does not. */
void
sop_explorer_give_up(SopExplorer *self)
{
    if (self->meetings != NULL)
        sop_meetings_recall(self->meetings, 0);
}

/* An unknown on the way undoes an act, so it need not be tried, but where it is the point. Asked again on the
 * same way, a condition answers the same. */
static SopTruth
judge(void *host, SopGuard guard)
{
    SopExplorer *self = host;
    unsigned found = sop_explorer_can(self, guard);

    if (++self->n_judged > self->most_judged) /* decisions lead in a circle */
    {
        sop_explorer_give_up(self);
        return SOP_UNKNOWN;
    }
    if (!tries_unknown(self, guard) && found != SOP_CAN_UNKNOWN)
        found &= ~(unsigned) SOP_CAN_UNKNOWN;
    if ((found & (found - 1)) == 0)
        return note_truth(self, guard, (SopTruth) sop_explorer_choose_bit(self, found));
    if (self->stamps[guard] != self->stamp ||
        (self->reads_place[guard] && self->placed[guard] != self->n_entered) ||
        (found >> self->chosen[guard] & 1) == 0)
    {
        self->choices[guard] = self->at_tape;
        self->chosen[guard] = (uint8_t) sop_explorer_choose_bit(self, found);
        self->stamps[guard] = self->stamp;
        self->placed[guard] = self->n_entered;
    }
    else if (self->meetings != NULL)
        sop_meetings_recall(self->meetings, self->choices[guard]);
    return note_truth(self, guard, (SopTruth) self->chosen[guard]);
}

/* ---- the safeguard's memory ----------------------------------------------------------------------------- */

const SopSafeguard *
sop_explorer_guarded(const SopExplorer *self)
{
    return self->property->kind == SOP_PROPERTY_SAFEGUARD
               ? &self->flow->safeguards[self->property->safeguard]
               : NULL;
}

/* May it apply: is its `when` not known to be false? */
bool
sop_explorer_applies(SopExplorer *self, const SopSafeguard *safeguard)
{
    return safeguard->when == SOP_NONE ||
           (sop_explorer_can(self, safeguard->when) & ~(unsigned) SOP_CAN_FALSE);
}

bool
sop_explorer_breaks(SopExplorer *self, const SopSafeguard *safeguard)
{
    switch ((SopSafeguardKind) safeguard->kind)
    {
    case SOP_SAFEGUARD_NEVER_WHEN:
        return (sop_explorer_can(self, safeguard->never_when) & ~(unsigned) SOP_CAN_FALSE) != 0;
    case SOP_SAFEGUARD_ONLY_AFTER:
        return !self->state->stands;
    case SOP_SAFEGUARD_AT_MOST_ONCE:
        return self->state->stands;
    default:
        return false;
    }
}

bool
sop_explorer_watches(const SopFlow *flow, SopHappening happening, uint32_t safeguard,
                     SopWatchKind kind)
{
    for (uint32_t i = flow->watched[happening]; i < flow->watched[happening + 1]; i++)
        if (flow->watches[i].safeguard == safeguard && flow->watches[i].kind == kind)
            return true;
    return false;
}

void
sop_explorer_judge(SopExplorer *self, SopHappening happening)
{
    const SopSafeguard *safeguard = sop_explorer_guarded(self);

    if (self->property->kind == SOP_PROPERTY_GOAL)
        sop_goal_judge(self, happening);
    if (safeguard != NULL &&
        sop_explorer_watches(self->flow, happening, self->property->safeguard, SOP_WATCH_EVENT) &&
        sop_explorer_breaks(self, safeguard) && sop_explorer_applies(self, safeguard))
        self->broken = true;
}

void
sop_explorer_watch(SopExplorer *self, SopHappening happening)
{
    const SopSafeguard *safeguard = sop_explorer_guarded(self);

    if (self->property->kind == SOP_PROPERTY_GOAL)
        sop_goal_watch(self, happening);
    if (safeguard == NULL)
        return;
    for (uint32_t i = self->flow->watched[happening]; i < self->flow->watched[happening + 1]; i++)
    {
        SopWatchKind kind = (SopWatchKind) self->flow->watches[i].kind;
        if (self->flow->watches[i].safeguard != self->property->safeguard ||
            (kind == SOP_WATCH_EVENT && (safeguard->kind == SOP_SAFEGUARD_ONLY_AFTER ||
                                         safeguard->kind == SOP_SAFEGUARD_NEVER_WHEN)))
            continue;
        self->state->stands =
            kind == SOP_WATCH_START ||
            (kind == SOP_WATCH_EVENT && safeguard->kind == SOP_SAFEGUARD_AT_MOST_ONCE);
    }
}

/* ---- what the step relation asks and tells -------------------------------------------------------------- */

static SopRemembered
recall(void *host, SopNode phase)
{
    const SopExplorer *self = host;
    const SopPast *past = &self->state->pasts[self->flow->nodes[phase].history];

    if (past->n_leaves == 0)
        return (SopRemembered) {0};
    return (SopRemembered) {
        .leaves = past->leaves, .n_leaves = past->n_leaves, .finished = past->finished};
}

static bool
has_outcome(void *host, SopNode phase)
{
    const SopExplorer *self = host;

    return self->state->outcomes[self->flow->nodes[phase].outcome] != SOP_UNFINISHED;
}

static void
leave(void *host, SopNode node)
{
    (void) host;
    (void) node;
}

bool
sop_explorer_began_anew(const SopExplorer *self, SopNode phase)
{
    const SopFlowNode *nodes = self->flow->nodes;
    bool began = false;

    if (self->n_entered == self->n_entered_before)
        return false;
    for (SopNode node = phase + 1; node <= nodes[phase].last && !began; node++)
        began = nodes[node].outcome != SOP_NONE && sop_explorer_has_entered(self, node);
    return began;
}

static void
remember(void *host, SopNode phase, const SopNode *leaves, uint32_t n_leaves, bool finished)
{
    SopExplorer *self = host;
    SopPast *past = &self->state->pasts[self->flow->nodes[phase].history];

    past->finished = finished;
    past->is_new = true;
    past->entered = !finished && sop_explorer_began_anew(self, phase);
    past->n_leaves = (uint8_t) n_leaves;
    memcpy(past->leaves, leaves, n_leaves * sizeof(SopNode));
}

static void
enter(void *host, SopNode node)
{
    SopExplorer *self = host;
    const SopFlowNode *entered = &self->flow->nodes[node];
    SopHappening happening = sop_happening_of_node(self->flow, node);

    if (entered->outcome != SOP_NONE)
        self->state->outcomes[entered->outcome] = SOP_UNFINISHED;
    if (entered->history != SOP_NONE)
        self->state->pasts[entered->history].entered = true;
    self->entered_as[node] = ++self->n_entered;
    for (uint32_t i = entered->timeouts; i < entered->timeouts + entered->n_timeouts; i++)
        sop_explorer_set(self, sop_item_of_fired(self->flow, i), 0);
    if (self->entered != NULL)
        g_array_append_val(self->entered, node);
    sop_answers_enter(self->answers, node);
    sop_explorer_judge(self, happening);
    sop_answers_enter(self->answers, SOP_NONE);
    sop_explorer_watch(self, happening);
}

/* Of what a phase had kept before this event, what ran goes on as it was. */
static void
resume(void *host, SopNode node, SopNode phase)
{
    SopExplorer *self = host;
    const SopFlowNode *resumed = &self->flow->nodes[node];

    if (phase == SOP_NONE || self->state->pasts[self->flow->nodes[phase].history].is_new)
        return;
    for (uint32_t i = resumed->timeouts; i < resumed->timeouts + resumed->n_timeouts; i++)
    {
        uint16_t slot = sop_explorer_slot(self, sop_item_of_fired(self->flow, i));
        if (slot != SOP_OPEN)
            self->state->items[slot] = self->from->items[slot];
    }
}

static void
finish(void *host, SopNode phase, SopOutcome outcome)
{
    SopExplorer *self = host;

    self->state->outcomes[self->flow->nodes[phase].outcome] = (uint16_t) outcome;
    sop_explorer_watch(self, sop_happening_of_outcome(self->flow, outcome));
}

/* Which class a relation has come to, as far as its facts tell. */
static uint8_t
choose_relation(SopExplorer *self, const SopRelation *relation)
{
    bool known = !relation->may_fail;

    for (guint i = 0; i < relation->facts->len; i++)
    {
        uint8_t class =
            sop_explorer_item(self, g_array_index(relation->facts, SopFact, i), UINT8_MAX);
        if (class == 0)
            return 0;
        known = known && class != UINT8_MAX;
    }
    return (uint8_t) (sop_explorer_choose(self, SOP_N_RELATION - known) + known);
}

void
sop_explorer_note_changed(SopExplorer *self, SopFact fact)
{
    for (uint32_t i = 0; i < self->domains->relations->len; i++)
        self->moved[i] = self->moved[i] || sop_relation_reads(self->domains, i, fact);
}

void
sop_explorer_settle_relations(SopExplorer *self)
{
    const GArray *relations = self->domains->relations;

    for (uint32_t i = 0; i < relations->len; i++)
    {
        SopItem item = sop_item_of_relation(self->flow, i);
        if (self->moved[i] && sop_explorer_slot(self, item) != SOP_OPEN)
            sop_explorer_set(self, item,
                             choose_relation(self, &g_array_index(relations, SopRelation, i)));
        self->moved[i] = false;
    }
}

static bool
set_class(SopExplorer *self, const SopSet *set)
{
    uint64_t bits = sop_answers_set(self->answers, set, self->state, self->view);

    if (self->asked != NULL && (bits & (bits - 1)) != 0)
        g_array_append_val(self->asked, set->value);
    sop_explorer_forget(self);
    if (sop_explorer_slot(self, set->fact) == SOP_OPEN)
    {
        self->may_fail = self->may_fail || (bits & SOP_SET_FAILS) != 0;
        return bits != SOP_SET_FAILS;
    }
    uint32_t bit = sop_explorer_choose_bit(self, bits);
    if (bit == 63)
        return false;
    sop_explorer_set(self, set->fact, (uint8_t) bit);
    return true;
}

bool
sop_explorer_set_fact(SopExplorer *self, const SopSet *set)
{
    if (!set_class(self, set))
        return false;
    sop_explorer_note_changed(self, set->fact);
    sop_explorer_settle_relations(self);
    return true;
}

bool
sop_explorer_take(void *host, uint32_t branch)
{
    SopExplorer *self = host;
    const SopBranch *taken = &self->flow->branches[branch];

    if (self->taken != NULL)
        g_array_append_val(self->taken, branch);
    for (uint32_t i = taken->sets; i < taken->sets + taken->n_sets; i++)
        if (!sop_explorer_set_fact(self, &self->flow->sets[i]))
            return false;
    return true;
}

static uint8_t *
put_bytes(uint8_t *at, const void *bytes, size_t length)
{
    memcpy(at, bytes, length);
    return at + length;
}

enum
{
    MARKS = 4,
};

/* All that what follows can hang on, but what was answered before. */
static size_t
write_place(SopExplorer *self, uint32_t branch)
{
    const bool marks[MARKS] = {self->broken, self->barred, self->met_unknown, self->tries_unknown};
    uint8_t *at = self->place;

    at = sop_state_pack(self->state, self->slice, at);
    at = put_bytes(at, &branch, sizeof branch);
    at = put_bytes(at, marks, sizeof marks);
    at = put_bytes(at, &self->actor, sizeof self->actor);
    at = put_bytes(at, self->good, self->flow->n_documents * sizeof(bool));
    at = put_bytes(at, self->stood, self->before.n_leaves * sizeof(SopNode));
    for (uint32_t i = 0; i < self->flow->layout.n_outcomes; i++)
        *at++ = sop_explorer_has_entered(self, self->slice->phases[i]);
    return (size_t) (at - self->place);
}

/* Where the way is the same as the one before, nothing new can meet; nor in the middle of a route, where nothing was
 * chosen since the last place. Where it begins ways may come from elsewhere. */
static bool
meet(void *host, uint32_t branch, bool is_first, bool is_alone)
{
    SopExplorer *self = host;

    if (self->meetings == NULL || !is_alone || self->n_chosen > 0 || self->at_tape == 0 ||
        self->at_tape < self->n_shared || (!is_first && self->at_tape == self->n_noted))
        return true;
    self->n_noted = self->at_tape;
    self->state->n_leaves = self->configuration.n_leaves;
    self->met = !sop_meetings_pass(self->meetings, self->place, write_place(self, branch),
                                   self->at_tape, &self->met_rests);
    return !self->met;
}

const SopStepper sop_explorer_stepper = {
    .judge = judge,
    .recall = recall,
    .has_outcome = has_outcome,
    .leave = leave,
    .remember = remember,
    .enter = enter,
    .resume = resume,
    .wait = resume,
    .finish = finish,
    .take = sop_explorer_take,
    .suppose = sop_explorer_suppose,
    .meet = meet,
};

/* ---- the whole ---------------------------------------------------------------------------------------------------------- */

/* Several times as many as are written in all. */
static uint32_t
most_judged(const SopFlow *flow)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < flow->n_branches; i++)
        n += 1 + flow->branches[i].tests.count;
    return 64 + 4 * n;
}

SopExplorer *
sop_explorer_new(const SopDomains *domains, const SopProperty *property, SopSlice *slice)
{
    SopExplorer *self = g_new0(SopExplorer, 1);

    self->domains = domains;
    self->flow = domains->flow;
    self->property = property;
    self->slice = slice;
    self->answers = sop_answers_new(domains, slice);
    self->state = sop_state_new(self->flow);
    self->most_judged = most_judged(self->flow);
    self->nodes = g_new(SopNode, self->flow->n_nodes);
    self->placed = g_new0(uint64_t, self->flow->n_expressions + 1);
    self->reads_place = g_new0(bool, self->flow->n_expressions + 1);
    for (SopGuard guard = 0; guard < self->flow->n_expressions; guard++)
        self->reads_place[guard] = sop_domains_reads_place(domains, guard);
    self->stamps = g_new0(uint64_t, self->flow->n_expressions + 1);
    self->moved = g_new0(bool, domains->relations->len + 1);
    self->ruled_out = g_new0(uint8_t, domains->relations->len + 1);
    self->good = g_new0(bool, self->flow->n_documents + 1);
    self->chosen = g_new0(uint8_t, self->flow->n_expressions + 1);
    self->choices = g_new0(uint32_t, self->flow->n_expressions + 1);
    self->place =
        g_new(uint8_t, SOP_STATE_PACKED + sizeof(uint32_t) + MARKS * sizeof(bool) +
                           sizeof(SopRole) + self->flow->n_documents * sizeof(bool) +
                           SOP_LIMIT_PARALLEL * sizeof(SopNode) + self->flow->layout.n_outcomes);
    self->supposed = g_new0(SopSupposition, (size_t) self->flow->n_nodes * SOP_N_SUPPOSED);
    self->entered_as = g_new0(uint64_t, self->flow->n_nodes);
    self->ways_inside = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
    return self;
}

void
sop_explorer_free(SopExplorer *self)
{
    g_free(self->place);
    sop_answers_free(self->answers);
    sop_state_free(self->state);
    g_hash_table_unref(self->ways_inside);
    g_free(self->nodes);
    g_free(self->entered_as);
    g_free(self->supposed);
    g_free(self->stamps);
    g_free(self->moved);
    g_free(self->chosen);
    g_free(self->choices);
    g_free(self->good);
    g_free(self->ruled_out);
    g_free(self->placed);
    g_free(self->reads_place);
    g_free(self);
}
