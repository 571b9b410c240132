/* SPDX-License-Identifier: Apache-2.0 */
/* One event in a state: written as it happens, and where it can go several ways it asks sop_explorer_choose(); all
 * tapes of choices are tried. The move itself is flow/step.c's (see stepping.c). What is over-approximated: what is not
 * followed may be anything, a timeout may run at any time, and there is always somebody who may act. */
#include "check/explore_parts.h"
#include "check/goal.h"

/* ---- choices ------------------------------------------------------------------------------------------ */

uint32_t
sop_explorer_choose(SopExplorer *self, uint32_t n)
{
    if (n < 2)
        return 0;
    if (self->at_tape == SOP_CHECK_TAPE || n > UINT16_MAX)
    {
        self->overflow = true;
        return 0;
    }
    if (self->at_tape == self->tape.length)
    {
        self->tape.choices[self->tape.length] = 0;
        self->tape.ways[self->tape.length++] = (uint16_t) n;
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
    bool overflow = self->overflow;

    *self = *saved;
    self->stamp = stamp;
    self->n_entered = n_entered;
    self->this_try = this_try;
    self->overflow = self->overflow || overflow;
    if (self->meetings != NULL)
        sop_meetings_clear(self->meetings);
}

/* ---- conditions ------------------------------------------------------------------------------------------- */

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

/* So a shorter way may go on where this one does not. */
void
sop_explorer_give_up(SopExplorer *self)
{
    if (self->meetings != NULL)
        sop_meetings_recall(self->meetings, 0);
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

/* ---- values that are set ------------------------------------------------------------------------------------ */

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
    self->place = g_new(uint8_t, sop_explorer_place_size(self->flow));
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
