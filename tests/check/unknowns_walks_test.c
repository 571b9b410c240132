/* SPDX-License-Identifier: Apache-2.0 */
/* What is said to be known, and what may be unknown, against the engine, on random procedures: what every way to a
 * place finds out is known at every rest of a walk there; where it is proved that a condition never is unknown since a
 * fact is, no act of a walk is refused for that, and no timeout waits; what is said to be met is met by the path
 * shown. SOP_UNKNOWNS=N in the environment tries N procedures, SOP_UNKNOWNS_SEED=N begins at that seed. */
#include "case/generate.h"
#include "case/play.h"
#include "check/known.h"
#include "check/procedures.h"
#include "check/proof.h"
#include "check/relate.h"
#include "check/unknowns.h"

#include <string.h>

enum
{
    PROCEDURES = 50,
    BESIDE = 153, /* a seed with which tracks start beside another, where nothing was found out */
    WALKS = 8,
    EVENTS = 14,   /* of one walk */
    LIMIT = 2000,  /* states of one search */
    PATIENCE = 30, /* timeouts, while nobody acts */
    ASKING = 80,   /* of a hundred actions of a procedure that finds out */
};

typedef struct
{
    unsigned n_procedures, n_rests, n_sure, n_tried, n_refused, n_proved, n_broken, n_open, n_met,
        n_waiting;
} Tally;

typedef struct
{
    const SopDomains *domains;
    const SopFlow *flow;
    SopFlow *free_flow; /* no safeguard is enforced: the proof knows none */
    SopKnown *surely;
    GArray *proved; /* SopProved */
    SopCase *of;
    SopInstant now;
    SopVerdict *verdict;
    Random *random;
    GString *story;
    const char *text;
    uint64_t seed;
    bool differs;
    Tally *tally;
} Walk;

static void
fail(Walk *self, const char *what, const char *where)
{
    printf("\nseed %" G_GUINT64_FORMAT ": %s at %s after:\n%s%s\n", self->seed, what, where,
           self->story->str, self->text);
    self->differs = true;
    CU_FAIL("what was said to be known is unknown");
}

/* ---- what is surely known ----------------------------------------------------------------------------------- */

static void
check_rest(Walk *self)
{
    SopActive active;
    SopNode node;

    self->tally->n_rests++;
    sop_active_init(&active, self->of);
    while (!self->of->closed && sop_active_next(&active, &node))
        for (SopFact fact = 0; fact < self->flow->n_facts; fact++)
        {
            if (!sop_known_at(self->surely, SOP_STAGE_INSIDE, node, fact))
                continue;
            self->tally->n_sure += self->flow->facts[fact].starts.type == SOP_NULL;
            if (sop_case_facts(self->of)[fact].type == SOP_NULL)
                fail(self, self->flow->facts[fact].name, self->flow->nodes[node].name);
        }
}

/* ---- conditions that are unknown ----------------------------------------------------------------------------- */

/* Was it refused for nothing else but that one condition is unknown? SOP_NONE: no. */
static SopGuard
refused_for(const SopVerdict *verdict)
{
    const SopReasons *reasons = &verdict->reasons;

    for (unsigned i = 0; i < reasons->n_items; i++)
        if ((reasons->items[i].code != SOP_REASON_CONDITION_UNKNOWN &&
             reasons->items[i].code != SOP_REASON_UNDECIDED) ||
            reasons->items[i].guard != reasons->items[0].guard || reasons->items[i].circle)
            return SOP_NONE;
    return reasons->n_items > 0 ? reasons->items[0].guard : SOP_NONE;
}

typedef struct
{
    SopAction action;
    SopActor actor;
    const SopGiven *given;
} Try;

static bool
is_given(const Try *try, SopFact fact)
{
    for (guint i = 0; i < try->given->items->len; i++)
        if (g_array_index(try->given->items, SopGivenItem, i).fact == fact)
            return true;
    return false;
}

/* Is it another refusal, or none, if the fact is known? */
static bool
hangs_on(Walk *self, const Try *try, const SopProperty *property)
{
    const SopDomain *domain = &self->domains->facts[property->fact];
    bool hangs = sop_guard_compares(self->domains, property->guard, property->fact);

    for (uint8_t class = 1; class < domain->n_classes && !hangs; class ++)
    {
        g_autoptr(SopCase) other = sop_case_dup(self->of);
        sop_case_facts(other)[property->fact] = sop_value_copy(&domain->values[class]);
        sop_case_may(other, try->action, &try->actor, try->given, self->now, self->verdict);
        hangs = refused_for(self->verdict) != property->guard;
    }
    return hangs;
}

static bool
counts_here(Walk *self, const Try *try, uint32_t offer)
{
    uint32_t offers[SOP_LIMIT_PARALLEL];
    SopRun run;
    bool counts = false;

    sop_run_init(&run, self->of, NULL, self->now, self->verdict);
    uint32_t n_offers = sop_run_offers(&run, try->action, offers);
    sop_run_clear(&run);
    for (uint32_t i = 0; i < n_offers; i++)
        counts = counts || offers[i] == offer;
    return counts;
}

static void
check_refused(Walk *self, const Try *try, SopGuard guard)
{
    for (guint i = 0; i < self->proved->len && !self->differs; i++)
    {
        const SopProved *proved = &g_array_index(self->proved, SopProved, i);
        const SopProperty *property = &proved->property;
        if (property->guard != guard || !counts_here(self, try, property->offer) ||
            sop_case_facts(self->of)[property->fact].type != SOP_NULL ||
            is_given(try, property->fact) || !hangs_on(self, try, property))
            continue;
        self->tally->n_met += proved->result == SOP_PROOF_BROKEN;
        if (proved->result == SOP_PROOF_PROVED)
            fail(self, self->flow->facts[property->fact].name,
                 self->flow->actions[try->action].name);
    }
}

/* ---- acts ------------------------------------------------------------------------------------------------------- */

static void
give(Walk *self, SopGiven *given, SopAction action, unsigned percent)
{
    const SopFlow *flow = self->flow;
    const SopList offers = flow->actions[action].offers;

    for (uint32_t i = 0; i < offers.count; i++)
    {
        const SopOffer *offer = &flow->offers[sop_list_items(flow, offers)[i]];
        for (uint32_t k = offer->asks; k < offer->asks + offer->n_asks; k++)
        {
            const SopAsk *ask = &flow->asks[k];
            if (!counts_here(self, &(Try) {.action = action}, (uint32_t) (offer - flow->offers)) ||
                (ask->optional && random_below(self->random, 100) >= percent))
                continue;
            if (ask->fact == SOP_NONE)
            {
                sop_given_file(given, flow->documents[ask->document].name,
                               &(SopDocument) {.expires = SOP_REPLAY_EXPIRY});
                continue;
            }
            const SopDomain *domain = &self->domains->facts[ask->fact];
            uint32_t class = 1 + random_below(self->random, domain->n_classes - 1U);
            sop_given_set_fact(given, ask->fact, domain->values[class]);
        }
    }
}

/* With all that is asked: then what is refused does not want for that. */
static void
try_each(Walk *self)
{
    static const char *const persons[] = {"p1", "p2", "p3"};

    for (SopAction action = 0; action < self->flow->n_actions && !self->differs; action++)
    {
        g_autoptr(SopGiven) given = sop_given_new(self->free_flow);
        give(self, given, action, 100);
        Try try = {action,
                   {.id = persons[random_below(self->random, 3)],
                    .role = random_below(self->random, self->flow->n_roles)},
                   given};
        sop_case_may(self->of, action, &try.actor, given, self->now, self->verdict);
        SopGuard guard = refused_for(self->verdict);
        self->tally->n_tried++;
        self->tally->n_refused += guard != SOP_NONE;
        if (guard != SOP_NONE)
            check_refused(self, &try, guard);
    }
}

/* Returns: whether something was done. */
static bool
act(Walk *self)
{
    static const char *const persons[] = {"p1", "p2", "p3"};
    g_autoptr(SopOptions) options = sop_case_options(self->of, NULL, self->now);
    unsigned n_options = sop_options_count(options);

    if (n_options == 0)
        return false;
    SopAction action = sop_options_action(options, random_below(self->random, n_options));
    g_autoptr(SopGiven) given = sop_given_new(self->free_flow);
    SopActor actor = {.id = persons[random_below(self->random, 3)],
                      .role = random_below(self->random, self->flow->n_roles)};
    give(self, given, action, 30);
    if (!sop_case_act(self->of, action, &actor, given, self->now, self->verdict))
        return true;
    g_string_append_printf(self->story, "  %s", self->flow->actions[action].name);
    for (guint i = 0; i < given->items->len; i++)
    {
        const SopGivenItem *item = &g_array_index(given->items, SopGivenItem, i);
        g_autofree char *value = sop_value_to_text(&item->value);
        if (item->fact != SOP_NONE)
            g_string_append_printf(self->story, " %s=%s", self->flow->facts[item->fact].name,
                                   value);
    }
    g_string_append_c(self->story, '\n');
    return true;
}

/* ---- time ------------------------------------------------------------------------------------------------------- */

static SopTruth
judge(Walk *self, SopCase *of, SopGuard guard, SopInstant now)
{
    SopRun run;

    sop_run_init(&run, of, NULL, now, self->verdict);
    SopTruth truth = sop_run_judge(&run, guard);
    sop_run_clear(&run);
    return truth;
}

static bool
waits_for_fact(Walk *self, const SopProperty *property, SopInstant due)
{
    const SopDomain *domain = &self->domains->facts[property->fact];
    g_autoptr(SopCase) other = sop_case_dup(self->of);
    SopValue *value = &sop_case_facts(other)[property->fact];

    if (value->type != SOP_NULL || judge(self, other, property->guard, due) != SOP_UNKNOWN)
        return false;
    bool hangs = sop_guard_compares(self->domains, property->guard, property->fact);
    for (uint8_t class = 1; class < domain->n_classes && !hangs; class ++)
    {
        sop_value_clear(value);
        *value = sop_value_copy(&domain->values[class]);
        hangs = judge(self, other, property->guard, due) != SOP_UNKNOWN;
    }
    return hangs;
}

static bool
is_over(const SopDue *dues, unsigned n_dues, const SopOffer *timeout)
{
    for (unsigned i = 0; i < n_dues; i++)
        if (dues[i].kind == SOP_DUE_TIMEOUT && dues[i].of == timeout->action &&
            dues[i].node == timeout->node && dues[i].over)
            return true;
    return false;
}

static void
check_timeouts(Walk *self, SopInstant due)
{
    SopDue dues[64];
    unsigned n_dues =
        MIN(sop_case_due(self->of, due, dues, G_N_ELEMENTS(dues)), G_N_ELEMENTS(dues));

    for (guint i = 0; i < self->proved->len && !self->differs; i++)
    {
        const SopProved *proved = &g_array_index(self->proved, SopProved, i);
        const SopOffer *offer = &self->flow->offers[proved->property.offer];
        if (!sop_offer_is_timeout(self->flow, proved->property.offer) ||
            !is_over(dues, n_dues, offer) || !waits_for_fact(self, &proved->property, due))
            continue;
        self->tally->n_waiting++;
        if (proved->result == SOP_PROOF_PROVED)
            fail(self, self->flow->facts[proved->property.fact].name,
                 self->flow->actions[offer->action].name);
    }
}

static void
pass_time(Walk *self)
{
    self->now += (SopInstant) random_below(self->random, 60) * SOP_HOUR;
    for (unsigned i = 0; i < PATIENCE && !self->of->closed && !self->of->stuck; i++)
    {
        SopInstant due = sop_case_next_due(self->of);
        if (due == SOP_INSTANT_NONE || due > self->now)
            break;
        unsigned n_ran = sop_case_tick(self->of, due, self->verdict);
        g_string_append(self->story, n_ran > 0 ? "  time runs out\n" : "");
        check_timeouts(self, due);
        check_rest(self);
        if (n_ran == 0)
            break;
    }
    sop_case_tick(self->of, self->now, self->verdict);
    if (sop_verdict_count_events(self->verdict) > PATIENCE) /* they lead to each other at once */
        self->differs = true;
}

/* ---- walks ------------------------------------------------------------------------------------------------------ */

static void
walk(Walk *self)
{
    self->now = INT64_C(1772442000000000);
    self->of = sop_case_open(self->free_flow, "walk", self->now);
    g_string_truncate(self->story, 0);
    for (unsigned i = 0; i < EVENTS && !self->of->closed && !self->differs; i++)
    {
        check_rest(self);
        if (random_below(self->random, 3) == 0)
            pass_time(self);
        if (self->of->closed || self->of->stuck || self->differs)
            break;
        check_rest(self);
        try_each(self);
        if (!act(self))
            break;
    }
    g_clear_pointer(&self->of, sop_case_free);
}

/* ---- what is broken --------------------------------------------------------------------------------------------- */

/* The path that is shown, to where its last event is refused, or does not come. */
static void
check_path(Walk *self, const SopProved *proved)
{
    const SopProperty *property = &proved->property;
    const SopAct *last = &g_array_index(proved->acts, SopAct, proved->acts->len - 1);
    bool timeout = sop_offer_is_timeout(self->flow, property->offer);

    CU_ASSERT_EQUAL(last->refused == NULL, timeout);
    for (guint i = 0; self->of != NULL && i < proved->acts->len; i++)
    {
        const SopAct *done = &g_array_index(proved->acts, SopAct, i);
        SopActor actor = {.id = done->person, .role = done->role};
        self->now = done->at;
        if (sop_event_is_timeout(self->flow, done->event))
            sop_case_tick(self->of, done->at, self->verdict);
        else
            sop_case_act(self->of, done->event, &actor, done->given, done->at, self->verdict);
    }
    CU_ASSERT_PTR_NOT_NULL_FATAL(self->of);
    if (timeout ? !waits_for_fact(self, property, last->at)
                : refused_for(self->verdict) != property->guard ||
                      sop_case_facts(self->of)[property->fact].type != SOP_NULL)
        fail(self, "no refusal", self->flow->nodes[self->flow->offers[property->offer].node].name);
    g_clear_pointer(&self->of, sop_case_free);
}

static void
prove_all(Walk *self)
{
    g_autoptr(GArray) suspects = sop_unknowns_suspect(self->domains);

    for (guint i = 0; i < suspects->len; i++)
    {
        SopProved proved =
            sop_prove(self->domains, &g_array_index(suspects, SopProperty, i), LIMIT, NULL);
        g_array_append_val(self->proved, proved);
        self->tally->n_proved += proved.result == SOP_PROOF_PROVED;
        self->tally->n_broken += proved.result == SOP_PROOF_BROKEN;
        self->tally->n_open +=
            proved.result != SOP_PROOF_PROVED && proved.result != SOP_PROOF_BROKEN;
        if (proved.result != SOP_PROOF_BROKEN)
            continue;
        self->of = sop_case_open(self->free_flow, "path", sop_proved_start(self->flow));
        check_path(self, &proved);
    }
}

static void
clear_proved(gpointer data)
{
    g_clear_pointer(&((SopProved *) data)->acts, g_array_unref);
}

static void
try_procedure(const char *text, uint64_t seed, Random *random, Tally *tally)
{
    g_autoptr(SopFlow) flow = flow_at_random(text, NULL);

    if (flow == NULL) /* as one at random may be */
        return;
    SopDomains *domains = sop_domains_new(flow);
    Walk self = {.domains = domains,
                 .flow = flow,
                 .free_flow = sop_flow_enforcing(flow, SOP_NONE),
                 .surely = sop_known_surely_new(flow),
                 .proved = g_array_new(FALSE, FALSE, sizeof(SopProved)),
                 .verdict = sop_verdict_new(),
                 .random = random,
                 .story = g_string_new(NULL),
                 .text = text,
                 .seed = seed,
                 .tally = tally};
    g_array_set_clear_func(self.proved, clear_proved);
    tally->n_procedures++;
    prove_all(&self);
    for (unsigned i = 0; i < WALKS && !self.differs; i++)
        walk(&self);
    g_string_free(self.story, TRUE);
    sop_verdict_free(self.verdict);
    g_array_unref(self.proved);
    sop_known_free(self.surely);
    sop_flow_enforcing_free(self.free_flow);
    sop_domains_free(domains);
}

/* ---- procedures ------------------------------------------------------------------------------------------------- */

/* An action that asks nothing asks one fact, mostly. */
static void
put_line(GString *text, const char *line, Random *random)
{
    size_t indent = strspn(line, " ");
    const char *rules = strchr(line, '{');

    if (rules != NULL && (line[indent] == 'a' || line[indent] == 's') &&
        g_ascii_isdigit(line[indent + 1]) && !g_str_has_prefix(rules, "{asks") &&
        random_below(random, 100) < ASKING)
        g_string_append_printf(text, "%.*s{asks: [b1], %s\n", (int) (rules - line), line,
                               rules + 1);
    else
        g_string_append_printf(text, "%s\n", line);
}

/* Nothing is made unknown, and some facts are always given where they are asked. Returns: (transfer full). */
static char *
that_finds_out(const char *text, Random *random)
{
    static const char *const changes[][2] = {
        {": null}", ": true}"},       {"not(b1)}", "not(b0)}"}, {"not(b3)}", "not(b2)}"},
        {"not(b1), d", "not(b0), d"}, {"[b1?", "[b1"},          {"not(b3), d", "not(b2), d"},
    };
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GString *changed = g_string_new(NULL);

    for (unsigned i = 0; lines[i] != NULL; i++)
        put_line(changed, lines[i], random);
    for (size_t i = 0; i < G_N_ELEMENTS(changes); i++)
        g_string_replace(changed, changes[i][0], changes[i][1], 0);
    return g_string_free(changed, FALSE);
}

static void
try_seed(uint64_t seed, Tally *tally)
{
    Random random = random_of_seed(seed);
    g_autofree char *text = generate_procedure(&random);
    g_autofree char *related = relate_procedure(text);
    g_autofree char *finds_out = that_finds_out(text, &random);
    g_autofree char *other = procedure_at_random(&random);
    const char *const texts[] = {text, related, finds_out, other};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        try_procedure(texts[i], seed, &random, tally);
}

static void
test_walks(void)
{
    uint64_t first = setting("SOP_UNKNOWNS_SEED", 1);
    uint64_t n = setting("SOP_UNKNOWNS", PROCEDURES);
    Tally tally = {0};

    for (uint64_t seed = first; seed < first + n; seed++)
        try_seed(seed, &tally);
    printf(
        "%u procedures, %u rests, %u facts found out on every way there; %u proved, %u broken, %u "
        "open; of %u acts %u met a condition that is unknown, %u of them what was broken; "
        "%u timeouts waited ",
        tally.n_procedures, tally.n_rests, tally.n_sure, tally.n_proved, tally.n_broken,
        tally.n_open, tally.n_tried, tally.n_refused, tally.n_met, tally.n_waiting);
    if (n < PROCEDURES)
        return;
    CU_ASSERT_TRUE(tally.n_sure > 5 * PROCEDURES);
    CU_ASSERT_TRUE(tally.n_proved > PROCEDURES / 2 && tally.n_broken > PROCEDURES / 2);
    CU_ASSERT_TRUE(tally.n_met > PROCEDURES && tally.n_waiting > 0);
}

static void
test_beside(void)
{
    Tally tally = {0};

    try_seed(BESIDE, &tally);
    CU_ASSERT_TRUE(tally.n_procedures > 0 && tally.n_rests > 0);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"random walks", test_walks}, {"tracks beside", test_beside}, {NULL, NULL}};
    return sop_test_main("check_unknowns_walks", tests, argc, argv);
}
