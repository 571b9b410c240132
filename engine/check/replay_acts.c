/* SPDX-License-Identifier: Apache-2.0 */
/* An act of a path, done on the engine: with what the path gives, and several ways of what it leaves open. */
#include "check/goal.h"
#include "check/replay_parts.h"
#include "flow/fact.h"

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
is_filed_by(const SopAct *act, SopPaper document)
{
    for (guint i = 0; act->given != NULL && i < act->given->items->len; i++)
        if (g_array_index(act->given->items, SopGivenItem, i).document == document)
            return true;
    return false;
}

/* What was on file from the start, and is refused: the way to a goal has to file another. */
static void
note_refused(SopReplay *self, const SopFollower *follower, const SopAct *act)
{
    const SopGoal *goal = self->domains->goal;

    if (goal == NULL || self->aside)
        return;
    for (unsigned i = 0; i < self->verdict->reasons.n_items; i++)
    {
        const SopReason *reason = &self->verdict->reasons.items[i];
        bool filed = reason->code != SOP_REASON_NOT_VALID || is_filed_by(act, reason->document);
        for (guint k = 0; k < follower->acts->len && !filed; k++)
            filed = is_filed_by(g_array_index(follower->acts, SopAct *, k), reason->document);
        if (!filed)
            goal->refused[reason->document] = true;
    }
}

/* Is it refused for nothing else but that a condition of the property's is unknown, since a fact is? */
static bool
is_unknown(SopReplay *self, const SopCase *of)
{
    SopGuard guard = self->explorer->property->guard;
    bool unknown =
        self->verdict->reasons.n_items > 0 && sop_replay_hangs_on_fact(self, of, of->last);

    for (unsigned i = 0; i < self->verdict->reasons.n_items; i++)
    {
        const SopReason *reason = &self->verdict->reasons.items[i];
        unknown =
            unknown && reason->guard == guard &&
            (reason->code == SOP_REASON_CONDITION_UNKNOWN || reason->code == SOP_REASON_UNDECIDED);
    }
    return unknown;
}

/* The last act, which nothing but the safeguard refuses. Returns: (transfer full) (nullable): the case in which
 * it was done without it. */
static SopCase *
do_unguarded(SopReplay *self, const SopCase *base, const SopActor *actor, const SopAct *act)
{
    g_autoptr(SopCase) of = sop_replay_in_flow(base, self->free_flow);

    if (!only(self->verdict, SOP_REASON_SAFEGUARD) ||
        !sop_case_act(of, act->event, actor, act->given, act->at, self->verdict))
        return NULL;
    return g_steal_pointer(&of);
}

/* Returns: whether the follower goes on. */
static bool
done(SopReplay *self, const SopFollower *follower, GPtrArray *strays, SopCase *of, SopAct *act)
{
    if ((act->refused != NULL) == sop_replay_is_refused_at_last(self) &&
        !sop_replay_is_unknown_at_last(self) && sop_replay_follows(self, follower, strays, of) &&
        (act->refused != NULL || sop_replay_shows(self, of)))
    {
        sop_replay_confirm(self, follower, strays, sop_case_dup(of), act);
        return true;
    }
    sop_replay_want_choices(self);
    sop_replay_want_property(self);
    return false;
}

/* Tries it now, or as soon as it is not too early any more. `base`: the case; time goes on in it. */
static bool
do_in_time(SopReplay *self, const SopFollower *follower, GPtrArray *strays, SopCase *base,
           SopAct *act)
{
    const SopActor actor = {.id = act->person, .role = act->role};

    for (unsigned i = 0; i < SOP_REPLAY_PATIENCE; i++)
    {
        g_autoptr(SopCase) of = sop_replay_in_flow(base, self->enforced);
        if (sop_case_act(of, act->event, &actor, act->given, act->at, self->verdict))
            return done(self, follower, strays, of, act);
        SopInstant later = not_too_early(self->verdict);
        if (later > act->at)
        {
            if (!sop_replay_wait(self, base, later, strays))
                return false;
            act->at = later;
            continue;
        }
        if (sop_replay_is_unknown_at_last(self) && is_unknown(self, of))
        {
            act->refused = sop_reason_code_name(self->verdict->reasons.items[0].code);
            sop_replay_confirm(self, follower, strays, g_steal_pointer(&of), act);
            return true;
        }
        if (sop_replay_is_refused_at_last(self))
        {
            g_autoptr(SopCase) unguarded = do_unguarded(self, base, &actor, act);
            act->refused = unguarded != NULL ? sop_reason_code_name(SOP_REASON_SAFEGUARD) : NULL;
            if (unguarded != NULL)
                return done(self, follower, strays, unguarded, act);
        }
        sop_replay_want_reasons(self);
        note_refused(self, follower, act);
        return false;
    }
    return false;
}

/* `act`: (transfer full). */
static void
try_act(SopReplay *self, const SopFollower *follower, SopAct *act)
{
    g_autoptr(GPtrArray) strays = g_ptr_array_new_with_free_func(sop_replay_act_free);
    g_autoptr(SopCase) base = sop_case_dup(follower->of);

    bool waited = act->waited == 0 || sop_replay_wait(self, base, act->at, strays);
    bool led_astray = act->waited > 0 && strays->len > 0 && !sop_replay_is_last(self);
    if (waited && !led_astray && do_in_time(self, follower, strays, base, act))
        return;
    if (act->leaves == NULL)
        act->leaves = g_array_new(FALSE, FALSE, sizeof(SopNode));
    sop_replay_act_free(act);
}

static bool
is_related(const SopReplay *self, SopFact fact)
{
    for (uint32_t i = 0; i < self->domains->relations->len; i++)
        if (sop_relation_reads(self->domains, i, fact))
            return true;
    return false;
}

static bool
is_read(const SopReplay *self, SopFact fact)
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

/* Is it read by a condition or a value that its classes do not decide? */
static bool
is_counted(const SopReplay *self, SopFact fact)
{
    for (SopGuard guard = 0; guard < self->flow->n_expressions; guard++)
        for (uint32_t i = 0; i < self->domains->guards[guard].n_slots; i++)
            if (self->domains->guards[guard].open && self->domains->guards[guard].slots[i] == fact)
                return true;
    return false;
}

/* `value`: (transfer full). Returns: it, if the fact may have it and it is of the class; else the class's own. */
static SopValue
fitting(const SopReplay *self, SopFact fact, uint32_t class, SopValue value)
{
    SopValue fits;
    bool fit = value.type != SOP_NULL &&
               sop_fact_fits(self->flow, &self->flow->facts[fact], &value, &fits);

    sop_value_clear(&value);
    if (fit && sop_domains_class(self->domains, fact, &fits) == class)
        return fits;
    if (fit)
        sop_value_clear(&fits);
    return sop_value_copy(&self->domains->facts[fact].values[class]);
}

/* A day is one not far from `now`: most conditions and moments speak of such. */
static SopValue
day_of(const SopReplay *self, bool is_day, SopInstant now, uint32_t *variety)
{
    static const int16_t days_away[] = {8, 400, 1, 40, -10};
    int16_t away = days_away[*variety % G_N_ELEMENTS(days_away)];

    *variety /= G_N_ELEMENTS(days_away);
    return is_day ? sop_value_day(sop_zone_day(self->flow->zone, now) + away)
                  : sop_value_instant(now + away * 24 * SOP_HOUR);
}

/* A number that is compared with other facts, or counted with, may be another of its class. */
static SopValue
number_of(const SopValue *value, uint32_t *variety)
{
    static const int16_t away[] = {0, 1000, -1000};
    uint32_t chosen = *variety % (G_N_ELEMENTS(away) + 1);

    *variety /= G_N_ELEMENTS(away) + 1;
    if (chosen == G_N_ELEMENTS(away))
        return sop_value_integer(0);
    return away[chosen] == 0 ? sop_value_copy(value)
                             : sop_value_integer((int64_t) sop_value_double(value) + away[chosen]);
}

static SopValue
duration_of(const SopValue *value, uint32_t *variety)
{
    static const char *const durations[] = {"P1M", "P400D", "PT1H"};
    uint32_t chosen = *variety % (G_N_ELEMENTS(durations) + 1);

    *variety /= G_N_ELEMENTS(durations) + 1;
    return chosen == 0 ? sop_value_copy(value) : sop_value_text(durations[chosen - 1]);
}

/* A text that is no constant: before all of them, or just after one. */
static SopValue
text_of(const SopValue *value, const GArray *constants, uint32_t *variety)
{
    guint n_ways = constants->len + 2;
    guint chosen = *variety % n_ways;

    *variety /= n_ways;
    if (chosen < 2)
        return chosen == 0 ? sop_value_copy(value) : sop_value_text("0");
    g_autofree char *text =
        g_strconcat(sop_value_string(&g_array_index(constants, SopValue, chosen - 2)), "a", NULL);
    return sop_value_text(text);
}

/* Of a list that is compared by how long it is, others of as many of its items. */
static SopValue
list_of(const SopValue *value, uint32_t *variety)
{
    static const uint8_t lengths[] = {1, 0, 2, 3};
    SopValue items[3];
    uint32_t n_items = lengths[*variety % G_N_ELEMENTS(lengths)];

    *variety /= G_N_ELEMENTS(lengths);
    if (sop_value_list_length(value) == 0 && n_items > 0)
        return sop_value_copy(value);
    for (uint32_t i = 0; i < n_items; i++)
        items[i] = *sop_value_list_item(value, 0); /* borrowed */
    return sop_value_list(items, n_items);
}

/* A value of the class: `variety` chooses which. Returns: (transfer full). */
static SopValue
value_of(const SopReplay *self, SopFact fact, uint32_t class, SopInstant now, uint32_t *variety)
{
    const SopFlowFact *declared = &self->flow->facts[fact];
    const SopValue *value = &self->domains->facts[fact].values[class];
    bool is_day = declared->type == SOP_FACT_DATE;

    if (declared->is_list && is_related(self, fact) && value->type == SOP_LIST)
        return fitting(self, fact, class, list_of(value, variety));
    if (declared->is_list)
        return sop_value_copy(value);
    if (is_day || declared->type == SOP_FACT_DATE_TIME)
        return fitting(self, fact, class, day_of(self, is_day, now, variety));
    if (!is_related(self, fact) && !is_counted(self, fact))
        return sop_value_copy(value);
    if (declared->type == SOP_FACT_NUMBER)
        return fitting(self, fact, class, number_of(value, variety));
    if (declared->type == SOP_FACT_DURATION)
        return fitting(self, fact, class, duration_of(value, variety));
    if (declared->type == SOP_FACT_TEXT && self->domains->facts[fact].points)
        return fitting(self, fact, class,
                       text_of(value, self->domains->facts[fact].constants, variety));
    return sop_value_copy(value);
}

/* Puts one thing that is asked; `variety` chooses among what is left open, and is used up. */
static void
put(const SopReplay *self, SopGiven *given, const SopAsk *ask, SopInstant now, uint32_t *variety)
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
        sop_replay_file(self, given, ask->document, now, variety);
        return;
    }
    uint32_t class = followed ? chosen->class : 1;
    uint32_t n_ways = self->domains->facts[ask->fact].n_classes - !ask->optional;
    if (!followed && ask->optional)
        class = 0;
    if (!followed && n_ways > 1 && (is_read(self, ask->fact) || is_related(self, ask->fact)))
    {
        class = *variety % n_ways + !ask->optional;
        *variety /= n_ways;
    }
    if (class == 0 || class >= self->domains->facts[ask->fact].n_classes)
        return;
    g_auto(SopValue) value = value_of(self, ask->fact, class, now, variety);
    sop_given_set_fact(given, ask->fact, value);
}

static SopRole
role_of(uint64_t roles)
{
    return roles != 0 ? (SopRole) __builtin_ctzll(roles) : 0;
}

/* The act with what the explorer gave last; `variety` chooses among what it leaves open, and is used up. */
static SopAct *
act_of(const SopReplay *self, const SopReplayManner *manner, const uint32_t *offers,
       uint32_t n_offers, uint32_t *variety)
{
    SopAct *act = g_new0(SopAct, 1);
    uint64_t roles = UINT64_MAX;

    act->event = sop_replay_step_of(self)->event;
    act->given = sop_given_new(self->enforced);
    act->person = manner->person != NULL ? g_strdup(manner->person) : sop_replay_somebody(self);
    act->named = manner->person != NULL;
    act->at = manner->at;
    act->waited = manner->at - manner->from;
    for (uint32_t i = 0; i < n_offers; i++)
    {
        const SopOffer *offer = &self->flow->offers[offers[i]];
        roles &= offer->roles;
        for (uint32_t k = offer->asks; k < offer->asks + offer->n_asks; k++)
            put(self, act->given, &self->flow->asks[k], act->at, variety);
    }
    act->role = self->explorer->actor != SOP_NONE ? self->explorer->actor : role_of(roles);
    return act;
}

/* Done in one manner, with up to so many ways to give what is left open. */
static void
act_so(SopReplay *self, const SopFollower *follower, const SopReplayManner *manner,
       const uint32_t *offers, uint32_t n_offers)
{
    for (uint32_t turn = 0; turn < manner->variety && self->n_rounds < SOP_REPLAY_ROUNDS; turn++)
    {
        uint32_t variety = turn;
        try_act(self, follower, act_of(self, manner, offers, n_offers, &variety));
        if (variety > 0) /* every way was tried */
            return;
    }
}

/* At once and by somebody; where the engine does not go along, later or by another. */
static void
act_somehow(SopReplay *self, const SopFollower *follower, const uint32_t *offers, uint32_t n_offers)
{
    guint n_before = self->next->len;
    SopReplayManner manner;

    bool any_will_do = sop_replay_is_unknown_at_last(self);

    self->hangs = false;
    for (uint32_t i = 0; self->next->len == n_before && (i == 0 || (self->hangs && !any_will_do)) &&
                         sop_replay_manner(self, follower->of, i, &manner);
         i++)
    {
        self->aside = i > 0;
        act_so(self, follower, &manner, offers, n_offers);
    }
    self->aside = false;
}

static bool
matches(const SopReplay *self, SopTry result)
{
    const SopExplorer *explorer = self->explorer;

    if (sop_replay_is_unknown_at_last(self))
        return result == SOP_TRY_UNDECIDED && explorer->broken;
    return result == SOP_TRY_DONE &&
           sop_state_like(explorer->state, sop_replay_step_of(self)->state, explorer->slice);
}

void
sop_replay_follow_action(SopReplay *self, const SopFollower *follower)
{
    SopExplorer *explorer = self->explorer;
    uint32_t offers[SOP_LIMIT_PARALLEL];
    uint32_t n_offers = sop_explorer_offers(self->flow, sop_replay_before(self),
                                            sop_replay_step_of(self)->event, offers);
    uint32_t n_before = self->next->len;

    sop_explorer_begin(explorer);
    do
    {
        if (matches(self, sop_explorer_try(explorer, sop_replay_before(self),
                                           sop_replay_step_of(self)->event)))
            act_somehow(self, follower, offers, n_offers);
    } while (self->next->len < n_before + 4 && sop_explorer_next(explorer));
}
