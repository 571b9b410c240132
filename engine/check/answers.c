/* SPDX-License-Identifier: Apache-2.0 */
/* What a condition can answer in a state: the compiled expression itself is evaluated, over every class
 * of what it reads and the search does not follow. Answers are kept by what they depend on. */
#include "check/answers.h"
#include "check/kept.h"
#include "flow/fact.h"

enum
{
    MANY = 4096, /* evaluations of one condition; beyond, it may answer anything */
};

/* What is kept is kept of a guard + 1; for a value that is set: */
#define SETS (UINT32_C(1) << 31)

struct _SopAnswers
{
    const SopDomains *domains;
    const SopSlice *slice;
    const SopFlow *flow;
    SopValue *facts; /* as the evaluation has them; borrowed */
    uint8_t *papers; /* SopPaperClass */
    bool *expired;
    const bool *good; /* (nullable) by document: it has not expired; borrowed */
    const uint8_t
        *ruled_out; /* (nullable) by relation: bits of classes in which it is not; borrowed */
    SopRole actor;  /* whose act it is; SOP_NONE: that is not known */
    SopRole role;   /* as the evaluation has it; `n_roles`: nobody acts */
    bool *done;
    uint8_t *relations;
    bool *at;          /* by node, where a region hides it */
    uint32_t *outcome; /* idem: 0 is unfinished */
    const SopState *state;
    SopGuard guard;    /* being evaluated */
    SopRun run;        /* `at` is asked of it */
    uint8_t *constant; /* by guard: what it can answer, whatever the state; 0: that depends */
    SopKept *kept;
};

SopAnswers *
sop_answers_new(const SopDomains *domains, const SopSlice *slice)
{
    const SopFlow *flow = domains->flow;
    SopAnswers *self = g_new0(SopAnswers, 1);

    self->domains = domains;
    self->slice = slice;
    self->flow = flow;
    self->facts = g_new0(SopValue, flow->n_facts + 1);
    self->papers = g_new0(uint8_t, flow->n_documents + 1);
    self->expired = g_new0(bool, flow->n_documents + 1);
    self->done = g_new0(bool, flow->n_actions + 1);
    self->relations = g_new0(uint8_t, domains->relations->len + 1);
    self->at = g_new0(bool, flow->n_nodes);
    self->outcome = g_new0(uint32_t, flow->n_nodes);
    self->run.flow = flow;
    self->run.entering = SOP_NONE;
    self->actor = SOP_NONE;
    self->kept = sop_kept_new();
    self->constant = g_new0(uint8_t, flow->n_expressions + 1);
    return self;
}

void
sop_answers_free(SopAnswers *self)
{
    g_free(self->facts);
    g_free(self->papers);
    g_free(self->expired);
    g_free(self->done);
    g_free(self->relations);
    g_free(self->at);
    g_free(self->outcome);
    g_free(self->constant);
    sop_kept_free(self->kept);
    g_free(self);
}

void
sop_answers_enter(SopAnswers *self, SopNode node)
{
    self->run.entering = node;
}

void
sop_answers_know_nothing(SopAnswers *self)
{
    self->good = NULL;
    self->ruled_out = NULL;
    self->actor = SOP_NONE;
}

void
sop_answers_know_good(SopAnswers *self, const bool *good)
{
    self->good = good;
}

void
sop_answers_know_actor(SopAnswers *self, SopRole role)
{
    self->actor = role;
}

void
sop_answers_know_moments(SopAnswers *self, const uint8_t *ruled_out)
{
    self->ruled_out = ruled_out;
}

static uint8_t
ruled_out(const SopAnswers *self, uint32_t relation)
{
    return self->ruled_out != NULL ? self->ruled_out[relation] : 0;
}

static bool
may_be_expired(const SopAnswers *self, SopRead read)
{
    return read.kind == SOP_READ_EXPIRED && (self->good == NULL || !self->good[read.index]);
}

/* ---- evaluating ------------------------------------------------------------------------------------- */

static SopValue
read_paper(const SopAnswers *self, SopReadKind kind, SopPaper document)
{
    if (self->papers[document] == SOP_PAPER_ABSENT)
        return SOP_VALUE_NULL;
    if (kind == SOP_READ_VERIFIED)
        return sop_value_boolean(self->papers[document] == SOP_PAPER_VERIFIED);
    return sop_value_boolean(kind != SOP_READ_EXPIRED || self->expired[document]);
}

static SopValue
read_outcome(const SopAnswers *self, SopNode phase)
{
    uint32_t outcome = self->state->outcomes[self->flow->nodes[phase].outcome];

    if (!sop_slice_knows_outcome(self->slice, self->guard, phase))
        outcome = self->outcome[phase] > 0 ? self->outcome[phase] - 1 : SOP_UNFINISHED;
    return outcome != SOP_UNFINISHED ? self->flow->outcome_values[outcome] : SOP_VALUE_NULL;
}

static SopValue
read_slot(const void *host, uint32_t slot)
{
    const SopAnswers *self = host;
    SopRead read = sop_domains_read(self->domains, slot);

    switch (read.kind)
    {
    case SOP_READ_FACT:
        return self->facts[read.index];
    case SOP_READ_DOCUMENT:
    case SOP_READ_VERIFIED:
    case SOP_READ_EXPIRED:
        return read_paper(self, (SopReadKind) read.kind, read.index);
    case SOP_READ_DONE:
        return self->done[read.index] ? sop_value_instant(0) : SOP_VALUE_NULL;
    case SOP_READ_AT:
        return sop_value_boolean(self->slice->regions[read.index] != SOP_NONE
                                     ? self->at[read.index]
                                     : sop_run_is_at(&self->run, read.index));
    case SOP_READ_OUTCOME:
        return read_outcome(self, read.index);
    case SOP_READ_ACTOR_ROLE:
        return self->role < self->flow->n_roles ? self->flow->role_values[self->role]
                                                : SOP_VALUE_NULL;
    case SOP_READ_RELATION:
        return self->relations[read.index] > 0
                   ? sop_value_integer((int64_t) self->relations[read.index] - 2)
                   : SOP_VALUE_NULL;
    default: /* open conditions are not evaluated, but for whether a value is known */
        return SOP_VALUE_NULL;
    }
}

static SopValue
evaluate(SopAnswers *self, SopGuard guard)
{
    SopFeelInput input = {.slots = self->facts,
                          .n_slots = self->flow->n_facts,
                          .read = read_slot,
                          .host = self,
                          .now = INT64_C(1772442000000000)};

    const SopFeel *related = self->domains->guards[guard].feel;

    return sop_feel_evaluate_in(related != NULL ? related : self->flow->expressions[guard].feel,
                                &input, self->flow->zone);
}

/* ---- what is open, counted through ------------------------------------------------------------------ */

typedef struct
{
    uint8_t
        kind; /* SopReadKind: FACT, DOCUMENT, EXPIRED, DONE, AT, OUTCOME, ACTOR_ROLE or RELATION */
    uint32_t index;
    uint32_t at, n;
} Wheel;

typedef struct
{
    Wheel wheels[32];
    uint32_t n_wheels;
    uint64_t n_turns;
    bool too_many;
} Wheels;

static void
set_wheel(SopAnswers *self, const Wheel *wheel)
{
    switch (wheel->kind)
    {
    case SOP_READ_FACT:
        self->facts[wheel->index] = self->domains->facts[wheel->index].values[wheel->at];
        return;
    case SOP_READ_DOCUMENT:
        self->papers[wheel->index] = (uint8_t) wheel->at;
        return;
    case SOP_READ_EXPIRED:
        self->expired[wheel->index] = wheel->at != 0;
        return;
    case SOP_READ_AT:
        self->at[wheel->index] = wheel->at != 0;
        return;
    case SOP_READ_OUTCOME:
        self->outcome[wheel->index] = wheel->at;
        return;
    case SOP_READ_RELATION:
        self->relations[wheel->index] = (uint8_t) wheel->at;
        return;
    case SOP_READ_ACTOR_ROLE:
        self->role = wheel->at;
        return;
    default:
        self->done[wheel->index] = wheel->at != 0;
        return;
    }
}

static void
add_wheel(Wheels *wheels, SopAnswers *self, uint8_t kind, uint32_t index, uint32_t n)
{
    for (uint32_t i = 0; i < wheels->n_wheels; i++)
        if (wheels->wheels[i].kind == kind && wheels->wheels[i].index == index)
            return;
    if (wheels->n_wheels == G_N_ELEMENTS(wheels->wheels))
    {
        wheels->too_many = true;
        return;
    }
    wheels->wheels[wheels->n_wheels++] = (Wheel) {kind, index, 0, n};
    wheels->n_turns *= n;
    wheels->too_many = wheels->too_many || wheels->n_turns > MANY;
    set_wheel(self, &wheels->wheels[wheels->n_wheels - 1]);
}

/* The item of the slice that says what the slot reads; its wheel when it is not followed. */
static SopItem
item_of(const SopFlow *flow, SopRead read, uint8_t *ret_n, uint8_t *ret_kind,
        const SopDomains *domains)
{
    switch (read.kind)
    {
    case SOP_READ_FACT:
        *ret_kind = SOP_READ_FACT;
        *ret_n = domains->facts[read.index].n_classes;
        return read.index;
    case SOP_READ_DOCUMENT:
    case SOP_READ_VERIFIED:
    case SOP_READ_EXPIRED:
        *ret_kind = SOP_READ_DOCUMENT;
        *ret_n = SOP_N_PAPER;
        return sop_item_of_document(flow, read.index);
    case SOP_READ_DONE:
        *ret_kind = SOP_READ_DONE;
        *ret_n = 2;
        return sop_item_of_done(flow, read.index);
    case SOP_READ_RELATION:
        *ret_kind = SOP_READ_RELATION;
        *ret_n = SOP_N_RELATION;
        return sop_item_of_relation(flow, read.index);
    default:
        return SOP_NONE;
    }
}

/* Of what a region hides only this is known: outside the region, no node inside it is active. */
static bool
is_hidden(const SopAnswers *self, SopGuard guard, SopRead read)
{
    if (read.kind == SOP_READ_OUTCOME)
        return !sop_slice_knows_outcome(self->slice, guard, read.index);
    return read.kind == SOP_READ_AT && self->slice->regions[read.index] != SOP_NONE &&
           sop_run_is_at(&self->run, self->slice->regions[read.index]);
}

/* It may be anybody, or nobody, where that is not known. */
static void
put_actor(SopAnswers *self, Wheels *wheels)
{
    if (self->actor == SOP_NONE)
        add_wheel(wheels, self, SOP_READ_ACTOR_ROLE, 0, self->flow->n_roles + 1);
    else
        self->role = self->actor;
}

static void
prepare(SopAnswers *self, SopGuard guard, Wheels *wheels)
{
    const SopGuardReads *reads = &self->domains->guards[guard];

    *wheels = (Wheels) {.n_turns = 1};
    self->guard = guard;
    for (uint32_t i = 0; i < reads->n_slots; i++)
    {
        SopRead read = sop_domains_read(self->domains, reads->slots[i]);
        uint8_t kind;
        uint8_t n;
        SopItem item = item_of(self->flow, read, &n, &kind, self->domains);
        if (read.kind == SOP_READ_AT)
            self->at[read.index] = false;
        if (read.kind == SOP_READ_ACTOR_ROLE)
            put_actor(self, wheels);
        if (is_hidden(self, guard, read))
            add_wheel(wheels, self, read.kind, read.index,
                      read.kind == SOP_READ_AT ? 2 : self->flow->n_outcomes + 1);
        if (item == SOP_NONE)
            continue;
        uint16_t slot = self->slice->slots[item];
        Wheel fixed = {kind, read.index, slot != SOP_OPEN ? self->state->items[slot] : 0, n};
        if (slot == SOP_OPEN)
            add_wheel(wheels, self, kind, read.index, n);
        else
            set_wheel(self, &fixed);
        if (read.kind == SOP_READ_EXPIRED)
            self->expired[read.index] = false;
        if (may_be_expired(self, read))
            add_wheel(wheels, self, SOP_READ_EXPIRED, read.index, 2);
    }
}

/* Does what is known of the act rule this turn out? */
static bool
is_idle(const SopAnswers *self, const Wheels *wheels)
{
    for (uint32_t i = 0; i < wheels->n_wheels; i++)
        if (wheels->wheels[i].kind == SOP_READ_RELATION &&
            (ruled_out(self, wheels->wheels[i].index) >> wheels->wheels[i].at & 1) != 0)
            return true;
    return false;
}

static bool
turn(SopAnswers *self, Wheels *wheels)
{
    for (uint32_t i = 0; i < wheels->n_wheels; i++)
    {
        Wheel *wheel = &wheels->wheels[i];
        bool carries = ++wheel->at == wheel->n;
        if (carries)
            wheel->at = 0;
        set_wheel(self, wheel);
        if (!carries)
            return true;
    }
    return false;
}

static uint64_t
truths(SopAnswers *self, SopGuard guard)
{
    Wheels wheels;
    uint64_t found = 0;

    prepare(self, guard, &wheels);
    if (wheels.too_many)
        return SOP_CAN_ANY;
    do
    {
        if (is_idle(self, &wheels))
            continue;
        SopValue value = evaluate(self, guard);
        if (value.type == SOP_BOOLEAN)
            found |= value.boolean ? SOP_CAN_TRUE : SOP_CAN_FALSE;
        else
            found |= SOP_CAN_UNKNOWN;
        sop_value_clear(&value);
    } while (found != SOP_CAN_ANY && turn(self, &wheels));
    return found != 0 ? found : SOP_CAN_ANY; /* 0: nobody can ever do it */
}

static uint64_t
all_classes(const SopAnswers *self, SopFact fact)
{
    return (UINT64_C(1) << self->domains->facts[fact].n_classes) - 1;
}

static uint64_t
class_of(const SopAnswers *self, SopFact fact, const SopValue *value)
{
    SopValue fitting;

    if (value->type == SOP_NULL)
        return 1;
    if (!sop_fact_fits(self->flow, &self->flow->facts[fact], value, &fitting))
        return SOP_SET_FAILS;
    uint64_t bit = UINT64_C(1) << sop_domains_class(self->domains, fact, &fitting);
    sop_value_clear(&fitting);
    return bit;
}

/* Of what is counted or compared, only whether it is known says something: the rest may be any. */
static uint64_t
classes(SopAnswers *self, const SopSet *set)
{
    Wheels wheels;
    uint64_t found = 0;
    bool open = self->domains->guards[set->value].open && !sop_domains_is_count(self->domains, set);

    prepare(self, set->value, &wheels);
    if (wheels.too_many)
        return all_classes(self, set->fact) | SOP_SET_FAILS;
    do
    {
        SopValue value = evaluate(self, set->value);
        found |= class_of(self, set->fact, &value);
        sop_value_clear(&value);
    } while (turn(self, &wheels));
    if (!open)
        return found;
    const SopFlowFact *fact = &self->flow->facts[set->fact];
    bool may_not_fit = fact->range != NULL || fact->n_values > 0;
    if (sop_ast_may_fail(self->flow, sop_feel_ast(self->flow->expressions[set->value].feel)))
        found |= 1;
    return found | (all_classes(self, set->fact) & ~UINT64_C(1)) |
           (may_not_fit ? SOP_SET_FAILS : 0);
}

/* ---- keeping ----------------------------------------------------------------------------------------- */

typedef struct
{
    uint64_t number;
    bool too_long; /* for a number: then the answer is not kept */
} Key;

static void
add_digit(Key *key, uint32_t base, uint32_t digit)
{
    key->too_long = key->too_long || key->number > (UINT64_MAX - digit) / base;
    key->number = key->number * base + digit;
}

/* What the answer depends on, as a number. */
static Key
key_of(SopAnswers *self, SopGuard guard)
{
    const SopGuardReads *reads = &self->domains->guards[guard];
    Key key = {0};

    for (uint32_t i = 0; i < reads->n_slots; i++)
    {
        SopRead read = sop_domains_read(self->domains, reads->slots[i]);
        uint8_t kind;
        uint8_t n;
        SopItem item = item_of(self->flow, read, &n, &kind, self->domains);
        if (read.kind == SOP_READ_EXPIRED)
            add_digit(&key, 2, may_be_expired(self, read));
        if (read.kind == SOP_READ_RELATION)
            add_digit(&key, 1 << SOP_N_RELATION, ruled_out(self, read.index));
        if (read.kind == SOP_READ_ACTOR_ROLE)
            add_digit(&key, self->flow->n_roles + 1,
                      self->actor == SOP_NONE ? self->flow->n_roles : self->actor);
        if (item != SOP_NONE && self->slice->slots[item] != SOP_OPEN)
            add_digit(&key, n, self->state->items[self->slice->slots[item]]);
        else if (read.kind == SOP_READ_AT && self->slice->regions[read.index] != SOP_NONE)
            add_digit(&key, 2, is_hidden(self, guard, read));
        else if (read.kind == SOP_READ_AT)
            add_digit(&key, 2, sop_run_is_at(&self->run, read.index));
        else if (read.kind == SOP_READ_OUTCOME && !is_hidden(self, guard, read))
            add_digit(
                &key, self->flow->n_outcomes + 1,
                (uint16_t) (self->state->outcomes[self->flow->nodes[read.index].outcome] + 1));
    }
    return key;
}

static bool
depends(const SopAnswers *self, SopGuard guard)
{
    const SopGuardReads *reads = &self->domains->guards[guard];

    for (uint32_t i = 0; i < reads->n_slots; i++)
    {
        SopRead read = sop_domains_read(self->domains, reads->slots[i]);
        uint8_t kind;
        uint8_t n;
        SopItem item = item_of(self->flow, read, &n, &kind, self->domains);
        if (read.kind == SOP_READ_AT || read.kind == SOP_READ_OUTCOME ||
            read.kind == SOP_READ_EXPIRED || read.kind == SOP_READ_ACTOR_ROLE ||
            read.kind == SOP_READ_RELATION ||
            (item != SOP_NONE && self->slice->slots[item] != SOP_OPEN))
            return true;
    }
    return false;
}

unsigned
sop_answers_of(SopAnswers *self, SopGuard guard, const SopState *state,
               const SopConfiguration *view)
{
    if (self->domains->guards[guard].open)
        return SOP_CAN_ANY;
    if (self->constant[guard] != 0)
        return self->constant[guard];
    self->state = state;
    self->run.view = view;
    Key key = key_of(self, guard);
    if (key.too_long)
        return (unsigned) truths(self, guard);
    uint64_t answer;
    if (sop_kept_find(self->kept, guard + 1, key.number, &answer))
        return (unsigned) answer;
    answer = truths(self, guard);
    if (!depends(self, guard))
        self->constant[guard] = (uint8_t) answer;
    sop_kept_add(self->kept, guard + 1, key.number, answer);
    return (unsigned) answer;
}

uint64_t
sop_answers_set(SopAnswers *self, const SopSet *set, const SopState *state,
                const SopConfiguration *view)
{
    if (set->value == SOP_NONE)
        return 1;
    self->state = state;
    self->run.view = view;
    Key key = key_of(self, set->value);
    add_digit(&key, self->flow->n_facts, set->fact);
    if (key.too_long)
        return classes(self, set);
    uint64_t answer;
    if (sop_kept_find(self->kept, (set->value + 1) | SETS, key.number, &answer))
        return answer;
    answer = classes(self, set);
    sop_kept_add(self->kept, (set->value + 1) | SETS, key.number, answer);
    return answer;
}
