/* SPDX-License-Identifier: Apache-2.0 */
/* That what follows is tried once where the ways of an event meet loses nothing: from every state of a search an event
 * leads to the same states as when all its ways are tried, in flows/avrr.sop.yaml and in random procedures, whatever
 * is followed of them. */
#include "case/generate.h"
#include "check/meetings.h"
#include "check/procedures.h"
#include "check/prove.h"
#include "check/relate.h"
#include "check/unknowns.h"
#include "support/random.h"
#include "support/support.h"

enum
{
    PROCEDURES = 15,
    SLICES = 6,   /* tried of each */
    STATES = 120, /* of each */
    MANY = 1000,
};

typedef struct
{
    unsigned n_all, n_fewer, n_met; /* tries */
    unsigned n_events;
} Tally;

typedef struct
{
    SopExplorer *all, *fewer; /* that tries all ways; that tries once where they meet */
    SopMeetings *meetings;
    SopStates *states;
    uint32_t limit;
    Tally *tally;
} Search;

/* ---- where an event leads ------------------------------------------------------------------------------------ */

static GBytes *
result_of(const SopExplorer *explorer, SopTry result)
{
    uint8_t written[SOP_STATE_PACKED];
    bool done = result == SOP_TRY_DONE;
    bool closed = done && explorer->state->closed;
    const uint32_t marks[] = {result, explorer->broken, closed,
                              closed ? explorer->state->outcome : 0};
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    g_byte_array_append(bytes, (const guint8 *) marks, sizeof marks);
    if (done && !closed)
        g_byte_array_append(
            bytes, written,
            (guint) (sop_state_pack(explorer->state, explorer->slice, written) - written));
    return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

/* Returns: (transfer full) the different results. */
static GHashTable *
results_of(SopExplorer *explorer, const SopState *from, SopEventNumber event, unsigned *n_tries,
           unsigned *n_met)
{
    GHashTable *results =
        g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);

    sop_explorer_begin(explorer);
    do
    {
        SopTry result = sop_explorer_try(explorer, from, event);
        ++*n_tries;
        *n_met += result == SOP_TRY_MET;
        if (result != SOP_TRY_MET)
            g_hash_table_add(results, result_of(explorer, result));
    } while (sop_explorer_next(explorer));
    return results;
}

static bool
has_all(GHashTable *self, GHashTable *other)
{
    GHashTableIter at;
    gpointer result;
    bool has = true;

    g_hash_table_iter_init(&at, other);
    while (g_hash_table_iter_next(&at, &result, NULL))
        has = has && g_hash_table_contains(self, result);
    return has;
}

static void
compare_event(Search *self, uint32_t number, const SopState *from, SopEventNumber event)
{
    bool is_new;
    unsigned n_met = 0;

    self->fewer->meetings = self->meetings;
    g_autoptr(GHashTable) all = results_of(self->all, from, event, &self->tally->n_all, &n_met);
    g_autoptr(GHashTable) fewer =
        results_of(self->fewer, from, event, &self->tally->n_fewer, &self->tally->n_met);
    CU_ASSERT_EQUAL(n_met, 0);
    CU_ASSERT_TRUE(self->fewer->overflow || has_all(fewer, all));
    CU_ASSERT_TRUE(self->all->overflow || has_all(all, fewer));
    self->tally->n_events++;
    sop_explorer_begin(self->all);
    do
        if (sop_explorer_try(self->all, from, event) == SOP_TRY_DONE && !self->all->state->closed)
            sop_states_add(self->states, self->all->state, self->all->slice, number, event,
                           &is_new);
    while (sop_explorer_next(self->all) && sop_states_count(self->states) < self->limit);
}

static void
compare_state(Search *self, uint32_t number, SopState *state)
{
    const SopFlow *flow = self->all->flow;
    g_autofree uint32_t *events = g_new(uint32_t, flow->n_actions + flow->n_offers + 1);

    sop_states_get(self->states, number, self->all->slice, state);
    uint32_t n_events = sop_explorer_actions(self->all, state, events);
    for (uint32_t i = 0; i < n_events; i++)
        compare_event(self, number, state, events[i]);
    n_events = sop_explorer_timeouts(self->all, state, events);
    for (uint32_t i = 0; i < n_events; i++)
        compare_event(self, number, state, sop_event_of(flow, events[i]));
}

static void
compare_all(const SopDomains *domains, const SopProperty *property, SopSlice *slice, uint32_t limit,
            Tally *tally)
{
    Search self = {.all = sop_explorer_new(domains, property, slice),
                   .fewer = sop_explorer_new(domains, property, slice),
                   .meetings = sop_meetings_new(),
                   .states = sop_states_new(),
                   .limit = limit,
                   .tally = tally};
    SopState *state = sop_state_new(domains->flow);
    bool is_new;

    sop_explorer_begin(self.all);
    do
        if (sop_explorer_open(self.all) == SOP_TRY_DONE && !self.all->state->closed)
            sop_states_add(self.states, self.all->state, slice, SOP_NONE, SOP_NONE, &is_new);
    while (sop_explorer_next(self.all));
    for (uint32_t at = 0; at < MIN(limit, sop_states_count(self.states)); at++)
        compare_state(&self, at, state);
    sop_state_free(state);
    sop_states_free(self.states);
    sop_meetings_free(self.meetings);
    sop_explorer_free(self.fewer);
    sop_explorer_free(self.all);
}

/* ---- what is followed --------------------------------------------------------------------------------------------- */

static bool
can_be_followed(const SopDomains *domains, SopItem item)
{
    SopItem first = sop_item_of_relation(domains->flow, 0);

    return item < first || item >= domains->n_items ||
           !sop_relation_is_loose(domains, item - first);
}

/* One item in so many. */
static SopSlice *
some_slice(const SopDomains *domains, unsigned one_in, Random *random)
{
    SopSlice *slice = sop_slice_new(domains);

    for (SopItem item = 0; item < domains->n_items + domains->flow->n_nodes; item++)
        if (random_below(random, one_in) == 0 && can_be_followed(domains, item))
            sop_slice_add(slice, item);
    return slice;
}

static void
compare_property(const SopDomains *domains, const SopProperty *property, Random *random,
                 Tally *tally)
{
    SopSlice *slice = some_slice(domains, 1 + random_below(random, 6), random);

    if (property->kind == SOP_PROPERTY_KNOWN)
        sop_slice_add(slice, property->fact);
    compare_all(domains, property, slice, STATES, tally);
    sop_slice_free(slice);
}

static void
compare_flow(const SopFlow *flow, Random *random, Tally *tally)
{
    SopDomains *domains = sop_domains_new(flow);
    g_autoptr(GArray) suspects = sop_unknowns_suspect(domains);

    for (unsigned i = 0; i < SLICES; i++)
    {
        SopProperty property = {.kind = SOP_PROPERTY_DECIDED, .offer = SOP_NONE};
        if (i % 3 == 1 && flow->n_safeguards > 0)
            property = (SopProperty) {.kind = SOP_PROPERTY_SAFEGUARD,
                                      .safeguard = random_below(random, flow->n_safeguards)};
        else if (i % 3 == 2 && suspects->len > 0)
            property = g_array_index(suspects, SopProperty, random_below(random, suspects->len));
        compare_property(domains, &property, random, tally);
    }
    sop_domains_free(domains);
}

static void
compare_text(const char *text, Random *random, Tally *tally)
{
    g_autoptr(SopFlow) flow = flow_at_random(text, NULL);

    if (flow != NULL) /* as one at random may be */
        compare_flow(flow, random, tally);
}

/* ---- tests ------------------------------------------------------------------------------------------------------------ */

static void
test_random(void)
{
    Tally tally = {0};

    for (uint64_t seed = 1; seed <= PROCEDURES; seed++)
    {
        Random random = random_of_seed(seed);
        g_autofree char *text = generate_procedure(&random);
        g_autofree char *related = relate_procedure(text);
        g_autofree char *other = procedure_at_random(&random);
        g_autofree char *resumed = procedure_much_resumed(&random);
        compare_text(text, &random, &tally);
        compare_text(related, &random, &tally);
        compare_text(other, &random, &tally);
        compare_text(resumed, &random, &tally);
    }
    printf("%u events; of %u tries %u were made, %u of them met another ", tally.n_events,
           tally.n_all, tally.n_fewer, tally.n_met);
    CU_ASSERT_TRUE(tally.n_met > 100 && tally.n_fewer < tally.n_all);
}

/* Nothing is followed, so that every condition may be anything. */
static void
test_flow(void)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow = sop_flow_load("flows/avrr.sop.yaml", diagnostics, NULL);
    const SopProperty property = {.kind = SOP_PROPERTY_DECIDED, .offer = SOP_NONE};
    Tally tally = {0};

    CU_ASSERT_PTR_NOT_NULL_FATAL(flow);
    SopDomains *domains = sop_domains_new(flow);
    SopSlice *slice = sop_slice_new(domains);
    compare_all(domains, &property, slice, MANY, &tally);
    sop_slice_free(slice);
    sop_domains_free(domains);
    printf("%u events; of %u tries %u were made, %u of them met another ", tally.n_events,
           tally.n_all, tally.n_fewer, tally.n_met);
    CU_ASSERT_TRUE(tally.n_met > 0 && tally.n_fewer < tally.n_all);
}

static bool
pass(SopMeetings *self, const char *place, uint32_t n_choices)
{
    bool rests;

    return sop_meetings_pass(self, (const uint8_t *) place, strlen(place), n_choices, &rests);
}

static void
test_meet(void)
{
    SopMeetings *self = sop_meetings_new();

    CU_ASSERT_TRUE(pass(self, "a", 1));
    CU_ASSERT_TRUE(pass(self, "b", 2));
    CU_ASSERT_TRUE(pass(self, "a", 3)); /* in a circle: it is on this way */
    sop_meetings_turn(self, 2);         /* after the first choice */
    CU_ASSERT_FALSE(pass(self, "b", 2));
    CU_ASSERT_TRUE(pass(self, "a", 2));
    sop_meetings_turn(self, 1);
    CU_ASSERT_FALSE(pass(self, "a", 1));
    sop_meetings_clear(self);
    CU_ASSERT_TRUE(pass(self, "a", 1));
    sop_meetings_free(self);
}

/* What follows `b` and `c` hangs on the second choice, but not what follows `a`. */
static void
test_recall(void)
{
    SopMeetings *self = sop_meetings_new();

    CU_ASSERT_TRUE(pass(self, "a", 1));
    CU_ASSERT_TRUE(pass(self, "b", 2));
    CU_ASSERT_TRUE(pass(self, "c", 3));
    sop_meetings_recall(self, 1);
    sop_meetings_turn(self, 1);
    CU_ASSERT_FALSE(pass(self, "a", 1));
    CU_ASSERT_TRUE(pass(self, "b", 1));
    CU_ASSERT_TRUE(pass(self, "c", 1));
    sop_meetings_free(self);
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"meet", test_meet}, {"recall", test_recall}, {"random", test_random}, {"flow", test_flow},
        {NULL, NULL},
    };

    return sop_test_main("check_meetings", tests, argc, argv);
}
