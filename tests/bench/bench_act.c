/* SPDX-License-Identifier: Apache-2.0 */
/* What one act costs: bench_act [LOOPS]. Each is set against a table in C that does the same, in the same
 * run, so that the ratio means something on any machine. */
#include "bench.h"

typedef struct
{
    const char *name;
    const char *action;
    bool accepted;
} Act;

/* Two steps that go back and forth, so that an act can be repeated without end. */
static const char *const procedure =
    "sopflow: 1\n"
    "id: acts\n"
    "title: Acts\n"
    "roles: {clerk: {title: Clerk}}\n"
    "documents: {form: {title: Form}}\n"
    "facts: {age: {type: number, starts: 34}, fit: {type: boolean, starts: true}}\n"
    "outcomes: {over: {title: Over}}\n"
    "steps:\n"
    "  desk:\n"
    "    by: clerk\n"
    "    actions:\n"
    "      plain: {to: desk}\n"
    "      stays: {}\n"
    "      simple: {when: age >= 18, to: desk}\n"
    "      compound: {when: 'age >= 18 and fit and not(age > 65)', to: desk}\n"
    "      effect: {sets: {age: 34}, to: desk}\n"
    "      no: {when: age < 18, to: desk}\n"
    "      missing: {requires: [form], to: desk}\n"
    "      split: {to: both}\n"
    "      leave: {to: {close: over}}\n"
    "  both:\n"
    "    by: clerk\n"
    "    actions:\n"
    "      meet: {to: desk}\n"
    "    tracks:\n"
    "      left: {steps: {left_desk: {actions: {left_act: {to: left_desk}}}}}\n"
    "      right: {steps: {right_desk: {actions: {right_act: {to: right_desk}}}}}\n"
    "    to: desk\n";

static const Act at_desk[] = {
    {"an act that leaves and enters a step", "plain", true},
    {"an act that stays", "stays", true},
    {"the same with a simple guard (age >= 18)", "simple", true},
    {"with a compound guard", "compound", true},
    {"with an effect", "effect", true},
    {"refused by a guard, with its reason", "no", false},
    {"refused for a document, with its reason", "missing", false},
    {"refused as not offered", "left_act", false},
};

static const Act in_tracks[] = {{"an act in one of two tracks", "left_act", true}};

static bool
measure(SopCase *kase, const Act *act, unsigned n_loops, double floor)
{
    const SopFlow *flow = sop_case_flow(kase);
    g_autoptr(SopVerdict) verdict = sop_verdict_new();
    SopAction action = sop_flow_action(flow, act->action);
    SopActor clerk = {.id = "c1", .role = sop_flow_role(flow, "clerk")};
    SopInstant now = sop_case_opened(kase);
    double seconds = 0;

    for (unsigned pass = 0; pass < 2; pass++)
    {
        seconds = bench_seconds();
        for (unsigned i = 0; i < n_loops; i++)
            if (sop_case_act(kase, action, &clerk, NULL, now, verdict) != act->accepted)
                return fprintf(stderr, "%s: not as expected\n", act->action), false;
        seconds = bench_seconds() - seconds;
    }
    double nanoseconds = seconds * 1e9 / n_loops;
    printf("%-45s %8.1f ns %8.1f x a table in C\n", act->name, nanoseconds, nanoseconds / floor);
    return true;
}

int
main(int argc, char **argv)
{
    unsigned n_loops = argc > 1 ? (unsigned) g_ascii_strtoull(argv[1], NULL, 10) : 5000000;
    g_autoptr(SopFlow) flow = bench_flow_of_text("acts.sop.yaml", procedure);
    if (flow == NULL)
        return 2;
    g_autoptr(SopCase) kase =
        sop_case_open(flow, "acts", sop_instant_parse("2026-03-02T09:00:00Z"));
    double floor = bench_floor(n_loops);
    bool right = true;

    printf("%-45s %8.1f ns %8.1f\n", "a table in C", floor, 1.0);
    for (gsize i = 0; i < G_N_ELEMENTS(at_desk); i++)
        right = measure(kase, &at_desk[i], n_loops, floor) && right;

    SopActor clerk = {.id = "c1", .role = sop_flow_role(flow, "clerk")};
    sop_case_act(kase, sop_flow_action(flow, "split"), &clerk, NULL, sop_case_opened(kase), NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(in_tracks); i++)
        right = measure(kase, &in_tracks[i], n_loops, floor) && right;
    return right ? 0 : 1;
}
