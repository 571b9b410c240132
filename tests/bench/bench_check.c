/* SPDX-License-Identifier: Apache-2.0 */
/* How fast states are searched, and how large they are: bench_check [TRACKS [STEPS [FACTS]]]. Tracks go round their
 * steps, and facts are told yes or no, so that there are STEPS^TRACKS × 2^FACTS states; next to SPIN on the same
 * graph in the same run, when it is there. Then the time that a whole procedure is proved in. */
#include "bench.h"

#include "check/spin.h"
#include "check/whole.h"

#include <math.h>
#include <sys/resource.h>

typedef struct
{
    unsigned n_tracks, n_steps, n_facts;
    double n_states; /* as it must be */
} Family;

/* Of the processor: other programs may run beside. */
static double
worked(int whose)
{
    struct rusage usage;

    getrusage(whose, &usage);
    return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / G_USEC_PER_SEC;
}

/* ---- ours ----------------------------------------------------------------------------------------- */

/* Returns: (transfer full). */
static char *
procedure(const Family *self)
{
    GString *text = g_string_new("sopflow: 1\nid: family\ntitle: Family\n"
                                 "roles: {clerk: {title: Clerk}}\n");

    if (self->n_facts > 0)
        g_string_append(text, "facts:\n");
    for (unsigned i = 0; i < self->n_facts; i++)
        g_string_append_printf(text, "  b%u: {type: boolean, starts: false}\n", i);
    g_string_append(text, "steps:\n all:\n  actions:\n   stay: {by: clerk}\n");
    for (unsigned i = 0; i < self->n_facts; i++)
        g_string_append_printf(text, "   tell_%u: {by: clerk, asks: [b%u]}\n", i, i);
    g_string_append(text, "  tracks:\n");
    for (unsigned track = 0; track < self->n_tracks; track++)
    {
        g_string_append_printf(text, "   t%u:\n    steps:\n", track);
        for (unsigned step = 0; step < self->n_steps; step++)
            g_string_append_printf(
                text, "     s%u_%u: {by: clerk, actions: {next_%u_%u: {to: s%u_%u}}}\n", track,
                step, track, step, track, (step + 1) % self->n_steps);
    }
    g_string_append(text, "  to: over\n over: {by: clerk, actions: {rest: {}}}\n");
    return g_string_free(text, FALSE);
}

static void
print(const char *who, double n_states, double seconds, double bytes)
{
    printf("  %-8s %10.0f states in %7.2f s: %9.0f states/s, %6.1f bytes/state\n", who, n_states,
           seconds, n_states / seconds, bytes / n_states);
}

/* Returns: whether the count is right. */
static bool
search(const Family *self)
{
    g_autofree char *text = procedure(self);
    g_autoptr(SopFlow) flow = bench_flow_of_text("family.sop.yaml", text);

    if (flow == NULL)
        return false;
    SopDomains *domains = sop_domains_new(flow);
    SopSlice *slice = whole_slice(domains, false);
    SopProperty nothing = {.kind = SOP_PROPERTY_DECIDED, .offer = SOP_NONE};
    SopExplorer *explorer = sop_explorer_new(domains, &nothing, slice);
    double seconds = worked(RUSAGE_SELF);
    SopHunt *hunt = sop_hunt_new(explorer, UINT32_MAX - 1, NULL);
    SopPath *path = sop_hunt_next(hunt);
    seconds = worked(RUSAGE_SELF) - seconds;
    double n_states = sop_states_count(hunt->states);
    print("sopflow", n_states, seconds, (double) sop_states_bytes(hunt->states));
    bool right = path == NULL && n_states == self->n_states;
    sop_hunt_free(hunt);
    sop_explorer_free(explorer);
    sop_slice_free(slice);
    sop_domains_free(domains);
    return right;
}

/* ---- SPIN ----------------------------------------------------------------------------------------- */

/* Returns: (transfer full). */
static char *
model(const Family *self)
{
    GString *text = g_string_new("");

    for (unsigned track = 0; track < self->n_tracks; track++)
        g_string_append_printf(text, "byte t%u;\n", track);
    for (unsigned i = 0; i < self->n_facts; i++)
        g_string_append_printf(text, "bool b%u;\n", i);
    g_string_append(text, "active proctype family()\n{\n    do\n");
    for (unsigned track = 0; track < self->n_tracks; track++)
        for (unsigned step = 0; step < self->n_steps; step++)
            g_string_append_printf(text, "    :: d_step { t%u == %u -> t%u = %u }\n", track, step,
                                   track, (step + 1) % self->n_steps);
    for (unsigned i = 0; i < self->n_facts; i++)
        g_string_append_printf(
            text, "    :: d_step { b%u -> b%u = false }\n    :: d_step { !b%u -> b%u = true }\n", i,
            i, i, i);
    g_string_append(text, "    od\n}\n");
    return g_string_free(text, FALSE);
}

/* Returns: whether the count is right, or there is no SPIN. */
static bool
search_by_spin(const Family *self)
{
    static const char *const options[] = {"-O2", "-DSAFETY", "-DNOREDUCE", "-DMEMLIM=4096", NULL};
    g_autofree char *text = model(self);

    if (!spin_is_there())
        return printf("  spin     is not there\n"), true;
    Spin *spin = spin_new(text, options);
    if (spin == NULL)
        return false;
    g_autofree char *depth = g_strdup_printf("-m%.0f", self->n_states + 1000);
    g_autofree char *table = g_strdup_printf("-w%.0f", MAX(18, ceil(log2(self->n_states))));
    double seconds = worked(RUSAGE_CHILDREN);
    g_autofree char *printed = spin_run(spin, (const char *const[]) {depth, table, NULL});
    seconds = worked(RUSAGE_CHILDREN) - seconds;
    spin_free(spin);
    if (printed == NULL)
        return false;
    double n_states = spin_number_before(printed, " states, stored");
    double megabytes = spin_number_before(printed, "\ttotal actual memory usage");
    print("spin", n_states, seconds, megabytes * 1024 * 1024);
    return n_states == self->n_states;
}

/* ---- a whole procedure ---------------------------------------------------------------------------- */

static bool
prove(const char *path)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow = bench_checked(sop_flow_load(path, diagnostics, NULL), diagnostics);

    if (flow == NULL)
        return false;
    double seconds = worked(RUSAGE_SELF);
    g_autoptr(SopProof) proof = sop_proof_new(flow, 0, diagnostics);
    seconds = worked(RUSAGE_SELF) - seconds;
    printf("%s: %u safeguards in %.2f s, %lu states in all searches, the largest of %.1f MiB\n",
           path, flow->n_safeguards, seconds, sop_proof_all_states(proof),
           (double) sop_proof_bytes(proof) / 1024 / 1024);
    return true;
}

static unsigned
argument(int argc, char **argv, int number, unsigned otherwise)
{
    return argc > number ? (unsigned) strtoul(argv[number], NULL, 10) : otherwise;
}

int
main(int argc, char **argv)
{
    Family family = {argument(argc, argv, 1, 6), argument(argc, argv, 2, 10),
                     argument(argc, argv, 3, 0), 0};

    family.n_states = pow(family.n_steps, family.n_tracks) * pow(2, family.n_facts);
    printf("%u tracks of %u steps, %u facts\n", family.n_tracks, family.n_steps, family.n_facts);
    bool right = search(&family) && search_by_spin(&family);
    if (!right)
        printf("  there should be %.0f states\n", family.n_states);
    for (int i = 4; i < argc; i++)
        right = prove(argv[i]) && right;
    return right ? 0 : 1;
}
