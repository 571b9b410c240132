/* SPDX-License-Identifier: Apache-2.0 */
/* What time and size cost: bench_time [CASES]. Acts in a procedure of 4 tracks of 6 steps, in cases
 * young and old; ticks over many cases, of which few or many have something due; bytes for each
 * case. */
#include "bench.h"

#include <malloc.h>

enum
{
    TRACKS = 4,
    STEPS = 6,
    FACTS = 20,
};

static void
put_step(GString *text, unsigned track, unsigned step)
{
    g_string_append_printf(
        text,
        "      s%u_%u: {by: clerk, within: 5 working days, timeouts: {remind_%u_%u: "
        "{at: 90 days, informs: clerk}}, actions: {next_%u: {when: f%u >= 18, to: "
        "s%u_%u}, note_%u: {asks: [f%u]}}}\n",
        track, step, track, step, track, step, track, (step + 1) % STEPS, track, step);
}

/* Returns: (transfer full). */
static char *
procedure(void)
{
    GString *text = g_string_new("sopflow: 1\nid: time\ntitle: Time\ntimezone: Asia/Shanghai\n"
                                 "roles: {clerk: {title: Clerk}}\n"
                                 "documents: {form: {title: Form}, passport: {title: Passport}}\n"
                                 "outcomes: {over: {title: Over}}\nfacts:\n");

    for (unsigned fact = 0; fact < FACTS; fact++)
        g_string_append_printf(text, "  f%u: {type: number, starts: 34}\n", fact);
    g_string_append(text, "steps:\n all:\n  within: 6 months\n"
                          "  timeouts: {lapse: {at: 1 year, to: {close: over}}}\n"
                          "  actions: {leave: {by: clerk, to: {close: over}}}\n  tracks:\n");
    for (unsigned track = 0; track < TRACKS; track++)
    {
        g_string_append_printf(text, "   t%u:\n    steps:\n", track);
        for (unsigned step = 0; step < STEPS; step++)
            put_step(text, track, step);
    }
    g_string_append(text, "  to: {close: over}\n");
    return g_string_free(text, FALSE);
}

typedef struct
{
    SopFlow *flow;
    SopInstant start;
    double floor;
    SopVerdict *verdict;
} Bench;

static void
print(const Bench *self, const char *what, double seconds, unsigned n)
{
    double nanoseconds = seconds * 1e9 / n;

    printf("%-55s %9.1f ns %8.1f x a table in C\n", what, nanoseconds, nanoseconds / self->floor);
}

static bool
measure_acts(const Bench *self, SopCase *kase, const char *what, unsigned n)
{
    SopActor clerk = {.id = "c1", .role = 0};
    SopAction actions[TRACKS];
    SopInstant now = sop_case_last(kase);

    for (unsigned track = 0; track < TRACKS; track++)
    {
        g_autofree char *name = g_strdup_printf("next_%u", track);
        actions[track] = sop_flow_action(self->flow, name);
    }
    double seconds = bench_seconds();
    for (unsigned i = 0; i < n; i++)
        if (!sop_case_act(kase, actions[i % TRACKS], &clerk, NULL, now + i, self->verdict))
            return fprintf(stderr, "%s: refused\n", what), false;
    print(self, what, bench_seconds() - seconds, n);
    return true;
}

static double
tick_all(const Bench *self, SopCase **cases, unsigned n_cases, SopInstant now, unsigned *ret_ran)
{
    double seconds = bench_seconds();

    *ret_ran = 0;
    for (unsigned i = 0; i < n_cases; i++)
        *ret_ran += sop_case_tick(cases[i], now, self->verdict);
    return bench_seconds() - seconds;
}

static bool
measure_ticks(const Bench *self, SopCase **cases, unsigned n_cases)
{
    const SopInstant day = INT64_C(24) * 3600 * 1000000;
    unsigned n_ran;

    double seconds = tick_all(self, cases, n_cases, self->start + 80 * day, &n_ran);
    print(self, "a tick, nothing due", seconds, n_cases);
    if (n_ran != 0)
        return fprintf(stderr, "%u ran\n", n_ran), false;
    seconds = tick_all(self, cases, n_cases, self->start + 92 * day, &n_ran);
    print(self, "a tick, four timeouts due", seconds, n_cases);
    if (n_ran != n_cases * TRACKS)
        return fprintf(stderr, "%u ran\n", n_ran), false;
    SopInstant next = 0;
    seconds = bench_seconds();
    for (unsigned i = 0; i < n_cases; i++)
        next = MAX(next, sop_case_next_due(cases[i]));
    print(self, "when the next is due", bench_seconds() - seconds, n_cases);
    return next > self->start;
}

static bool
measure(Bench *self, unsigned n_cases)
{
    g_autofree SopCase **cases = g_new0(SopCase *, n_cases);
    size_t before = mallinfo2().uordblks;
    double seconds = bench_seconds();
    bool right;

    for (unsigned i = 0; i < n_cases; i++)
        cases[i] = sop_case_open(self->flow, "2026-000123", self->start);
    seconds = bench_seconds() - seconds;
    double bytes = (double) (mallinfo2().uordblks - before) / n_cases;
    print(self, "a case opened", seconds, n_cases);
    printf("%-55s %9.1f bytes\n", "a case with 20 facts", bytes);
    right = measure_acts(self, cases[0], "an act in one of 4 tracks of 6 steps", n_cases * 10) &&
            measure_acts(self, cases[0], "the same in a case that is old", n_cases * 10);
    right = right && measure_ticks(self, cases + 1, n_cases - 1);
    for (unsigned i = 0; i < n_cases; i++)
        sop_case_free(cases[i]);
    return right;
}

int
main(int argc, char **argv)
{
    unsigned n_cases = argc > 1 ? (unsigned) g_ascii_strtoull(argv[1], NULL, 10) : 100000;
    g_autofree char *text = procedure();
    g_autoptr(SopFlow) flow = bench_flow_of_text("time.sop.yaml", text);

    if (flow == NULL || n_cases < 2)
        return 2;
    Bench bench = {.flow = flow,
                   .start = sop_instant_parse("2026-03-02T09:00:00+08:00"),
                   .floor = bench_floor(5000000),
                   .verdict = sop_verdict_new()};
    printf("%-55s %9.1f ns %8.1f\n", "a table in C", bench.floor, 1.0);
    bool right = measure(&bench, n_cases);
    sop_verdict_free(bench.verdict);
    return right ? 0 : 1;
}
