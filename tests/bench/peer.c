/* SPDX-License-Identifier: Apache-2.0 */
/* Takes part in a run that measures workflow engines on one process: peer PROCESS.json [FOLDER] [LOOPS].
 * The trace is read from PROCESS.json; the process itself is return_case.sop.yaml. Lines: CHECK name
 * accepted refused end-state; RESULT name version measure value unit. */
#include "bench.h"

#include <json-glib/json-glib.h>

typedef struct
{
    SopAction action;
    SopActor actor;
    bool expected; /* accepted */
} Event;

typedef struct
{
    SopFlow *flow;
    SopInstant now;
    Event *events; /* the whole trace */
    Event *accepted;
    unsigned n_events;
    unsigned n_accepted;
    SopVerdict *verdict;
} Bench;

typedef struct
{
    SopCase *kase;
    unsigned at; /* the next event of the trace */
} Traveller;

enum
{
    N_CASES = 100000,
};

static void
print_result(const char *measure, double seconds, double n_events)
{
    printf("RESULT\tsopflow\t%s\t%s\t%.6g\tns/event\n", SOP_VERSION, measure,
           seconds * 1e9 / n_events);
}

/* ---- the trace ------------------------------------------------------------------------------------------ */

static Event
read_event(const SopFlow *flow, JsonObject *object)
{
    const char *role = json_object_get_string_member(object, "role");

    return (Event) {
        .action = sop_flow_action(flow, json_object_get_string_member(object, "event")),
        .actor = {.id = g_intern_string(role), .role = sop_flow_role(flow, role)},
        .expected = g_str_equal(json_object_get_string_member(object, "expect"), "accepted"),
    };
}

static bool
read_trace(Bench *self, const char *path)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autoptr(GError) error = NULL;

    if (!json_parser_load_from_file(parser, path, &error))
    {
        fprintf(stderr, "%s\n", error->message);
        return false;
    }
    JsonArray *trace =
        json_object_get_array_member(json_node_get_object(json_parser_get_root(parser)), "trace");
    self->n_events = json_array_get_length(trace);
    self->events = g_new0(Event, self->n_events);
    self->accepted = g_new0(Event, self->n_events);
    for (unsigned i = 0; i < self->n_events; i++)
    {
        self->events[i] = read_event(self->flow, json_array_get_object_element(trace, i));
        if (self->events[i].expected)
            self->accepted[self->n_accepted++] = self->events[i];
    }
    return true;
}

static bool
play(const Bench *self, SopCase *kase, const Event *event)
{
    return sop_case_act(kase, event->action, &event->actor, NULL, self->now, self->verdict);
}

/* ---- the check, before any clock starts ----------------------------------------------------------------- */

static bool
same_facts(const SopCase *a, const SopCase *b)
{
    for (SopFact fact = 0; fact < sop_flow_count(sop_case_flow(a), SOP_TABLE_FACTS); fact++)
        if (!sop_value_equal(sop_case_fact(a, fact), sop_case_fact(b, fact)))
            return false;
    return true;
}

static bool
check(const Bench *self)
{
    g_autoptr(SopCase) fresh = sop_case_open(self->flow, "fresh", self->now);
    g_autoptr(SopCase) kase = sop_case_open(self->flow, "check", self->now);
    unsigned n_accepted = 0;
    SopNode at = SOP_NONE;

    for (unsigned i = 0; i < self->n_events; i++)
    {
        bool accepted = play(self, kase, &self->events[i]);
        if (accepted != self->events[i].expected ||
            (!accepted && sop_verdict_count_reasons(self->verdict) == 0))
            return fprintf(stderr, "sopflow: wrong at event %u\n", i), false;
        n_accepted += accepted;
    }
    if (!same_facts(fresh, kase))
        return fprintf(stderr, "sopflow: the facts are not back at the start\n"), false;
    sop_case_at(kase, &at, 1);
    printf("CHECK\tsopflow\t%u\t%u\t%s\n", n_accepted, self->n_events - n_accepted,
           sop_flow_name(self->flow, SOP_TABLE_NODES, at));
    return true;
}

/* ---- the measures; each goes through once before it is timed -------------------------------------------- */

static bool
measure_one(const Bench *self, const char *measure, const Event *events, unsigned n_events,
            unsigned n_loops)
{
    g_autoptr(SopCase) kase = sop_case_open(self->flow, "one", self->now);
    double seconds = 0;

    for (unsigned pass = 0; pass < 2; pass++)
    {
        unsigned long n_accepted = 0;
        seconds = bench_seconds();
        for (unsigned loop = 0; loop < n_loops; loop++)
            for (unsigned i = 0; i < n_events; i++)
                n_accepted += play(self, kase, &events[i]);
        seconds = bench_seconds() - seconds;
        if (n_accepted != (unsigned long) n_loops * self->n_accepted)
            return fprintf(stderr, "sopflow: a wrong count in %s\n", measure), false;
    }
    print_result(measure, seconds, (double) n_loops * n_events);
    return true;
}

static bool
travel(const Bench *self, Traveller *travellers, unsigned long n_events)
{
    uint64_t random = UINT64_C(88172645463325252);

    for (unsigned long k = 0; k < n_events; k++)
    {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        Traveller *traveller = &travellers[random % N_CASES];
        const Event *event = &self->events[traveller->at];
        if (play(self, traveller->kase, event) != event->expected)
            return false;
        if (++traveller->at == self->n_events)
            traveller->at = 0;
    }
    return true;
}

/* Many cases, each at its own place in the trace: caches and branch prediction help no longer. */
static bool
measure_many(const Bench *self, unsigned long n_events)
{
    g_autofree Traveller *travellers = g_new0(Traveller, N_CASES);
    double seconds = 0;
    bool right = true;

    for (unsigned i = 0; i < N_CASES; i++)
        travellers[i].kase = sop_case_open(self->flow, "many", self->now);
    for (unsigned pass = 0; pass < 2 && right; pass++)
    {
        seconds = bench_seconds();
        right = travel(self, travellers, n_events);
        seconds = bench_seconds() - seconds;
    }
    for (unsigned i = 0; i < N_CASES; i++)
        sop_case_free(travellers[i].kase);
    if (!right)
        return fprintf(stderr, "sopflow: a wrong answer among many cases\n"), false;
    print_result("act, mixed trace, each event for one of 100,000 cases at random", seconds,
                 (double) n_events);
    return true;
}

int
main(int argc, char **argv)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow =
        bench_checked(sop_flow_load(BENCH_PROCEDURE, diagnostics, NULL), diagnostics);
    g_autoptr(SopVerdict) verdict = sop_verdict_new();
    Bench bench = {
        .flow = flow, .verdict = verdict, .now = sop_instant_parse("2026-03-02T09:00:00Z")};
    unsigned n_loops = argc > 3 ? (unsigned) g_ascii_strtoull(argv[3], NULL, 10) : 200000;

    if (argc < 2 || flow == NULL || !read_trace(&bench, argv[1]))
        return 2;
    bool right =
        check(&bench) &&
        measure_one(&bench, "act, mixed trace (30 accepted + 10 refused)", bench.events,
                    bench.n_events, n_loops) &&
        measure_one(&bench, "act, accepted only", bench.accepted, bench.n_accepted, n_loops) &&
        measure_many(&bench, (unsigned long) n_loops * 50);
    g_free(bench.events);
    g_free(bench.accepted);
    return right ? 0 : 1;
}
