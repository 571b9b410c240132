/* SPDX-License-Identifier: Apache-2.0 */
/* What evaluating a guard costs: bench_feel [LOOPS]. Each guard is set against the same test written in C, in
 * the same run, and what it allocates is counted. */
#include "bench.h"

#include <stdlib.h>
#include <string.h>

/* ---- counting allocations --------------------------------------------------------------------- */

#if defined(__SANITIZE_ADDRESS__)
#define COUNTS_NOTHING
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define COUNTS_NOTHING
#endif
#endif

static unsigned long n_allocations;

#ifndef COUNTS_NOTHING
void *__libc_malloc(size_t size);
__attribute__((visibility("default"))) void *malloc(size_t size);

void *
malloc(size_t size)
{
    n_allocations++;
    return __libc_malloc(size);
}
#endif

/* ---- the same in C ---------------------------------------------------------------------------- */

typedef struct
{
    int64_t age, months;
    int consent; /* -1: not known */
    const char *status;
    int64_t expiry, departure; /* days since 1970 */
} Record;

__attribute__((noinline)) static bool
of_age(const Record *record)
{
    return record->age >= 18 || record->consent == 1;
}

__attribute__((noinline)) static bool
of_months(const Record *record)
{
    return record->months >= 6;
}

__attribute__((noinline)) static bool
of_status(const Record *record)
{
    return strcmp(record->status, "irregular") == 0 ||
           strcmp(record->status, "asylum_pending") == 0;
}

/* Days to a civil date and back, after Howard Hinnant. */
static int64_t
days_of(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int64_t
after_months(int64_t days, int64_t months)
{
    static const uint8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    int64_t day = doy - (153 * mp + 2) / 5 + 1, month = mp < 10 ? mp + 3 : mp - 9;
    int64_t year = yoe + era * 400 + (month <= 2), total = year * 12 + month - 1 + months;
    int64_t to_year = total / 12, to_month = total % 12;
    bool is_leap = to_year % 4 == 0 && (to_year % 100 != 0 || to_year % 400 == 0);
    int64_t last = lengths[to_month] + (to_month == 1 && is_leap);
    return days_of(to_year, to_month + 1, MIN(day, last));
}

__attribute__((noinline)) static bool
of_expiry(const Record *record)
{
    return record->expiry >= after_months(record->departure, 6);
}

/* ---- the guards ------------------------------------------------------------------------------- */

typedef struct
{
    const char *text;
    bool (*in_c)(const Record *record);
    double most; /* nanoseconds that it ought to take at most */
} Guard;

static const Guard guards[] = {
    {"age >= 18 or guardian_consent = true", of_age, 100},
    {"passport_valid_months >= 6", of_months, 100},
    {"status in (\"irregular\", \"asylum_pending\")", of_status, 100},
    {"passport_expiry >= departure_date + duration(\"P6M\")", of_expiry, 250},
};

enum
{
    N_SLOTS = 6,
    N_RECORDS = 2, /* one that fulfils the guards, and one that does not */
};

static SopFeelScope *
make_scope(void)
{
    static const struct
    {
        const char *name;
        SopValueType type;
    } names[N_SLOTS] = {
        {"age", SOP_NUMBER},
        {"guardian_consent", SOP_BOOLEAN},
        {"passport_valid_months", SOP_NUMBER},
        {"status", SOP_STRING},
        {"passport_expiry", SOP_DATE},
        {"departure_date", SOP_DATE},
    };
    static const char *const statuses[] = {"regular", "irregular", "asylum_pending"};
    SopFeelScope *scope = sop_feel_scope_new();

    for (uint32_t i = 0; i < N_SLOTS; i++)
    {
        g_autoptr(SopFeelType) type = names[i].type == SOP_STRING
                                          ? sop_feel_type_new_choice(statuses, 3)
                                          : sop_feel_type_new(names[i].type);
        sop_feel_scope_add(scope, names[i].name, type, i);
    }
    return scope;
}

static void
fill(SopValue *slots, Record *record, bool fulfils)
{
    *record = (Record) {.age = fulfils ? 17 : 16,
                        .months = fulfils ? 6 : 5,
                        .consent = fulfils,
                        .status = fulfils ? "asylum_pending" : "regular",
                        .expiry = days_of(2026, fulfils ? 9 : 3, 14),
                        .departure = days_of(2026, 3, 14)};
    slots[0] = sop_value_integer(record->age);
    slots[1] = sop_value_boolean(record->consent);
    slots[2] = sop_value_integer(record->months);
    slots[3] = sop_value_text(record->status);
    slots[4] = sop_value_parse(SOP_DATE, fulfils ? "2026-09-14" : "2026-03-14");
    slots[5] = sop_value_parse(SOP_DATE, "2026-03-14");
}

/* ---- measuring -------------------------------------------------------------------------------- */

static double
measure_c(const Guard *guard, const Record records[N_RECORDS], unsigned n_loops)
{
    unsigned n_true = 0;
    double seconds = bench_seconds();

    for (unsigned i = 0; i < n_loops; i++)
        n_true += guard->in_c(&records[i % N_RECORDS]);
    seconds = bench_seconds() - seconds;
    return n_true == (n_loops + 1) / 2 ? seconds * 1e9 / n_loops : -1;
}

static double
measure(const SopFeel *feel, SopValue slots[N_RECORDS][N_SLOTS], unsigned n_loops)
{
    SopFeelInput inputs[N_RECORDS];
    unsigned n_true = 0;

    for (unsigned i = 0; i < N_RECORDS; i++)
        inputs[i] = (SopFeelInput) {.slots = slots[i], .n_slots = N_SLOTS};
    double seconds = bench_seconds();
    for (unsigned i = 0; i < n_loops; i++)
    {
        SopValue value = sop_feel_evaluate(feel, &inputs[i % N_RECORDS]);
        n_true += value.type == SOP_BOOLEAN && value.boolean;
    }
    seconds = bench_seconds() - seconds;
    return n_true == (n_loops + 1) / 2 ? seconds * 1e9 / n_loops : -1;
}

static bool
show(const Guard *guard, SopFeelScope *scope, SopValue slots[N_RECORDS][N_SLOTS],
     const Record records[N_RECORDS], unsigned n_loops)
{
    g_autoptr(SopFeel) feel =
        sop_feel_compile(guard->text, -1, scope, SOP_FEEL_UNKNOWN, NULL, NULL, 0, NULL);
    if (feel == NULL)
        return fprintf(stderr, "%s: does not compile\n", guard->text), false;

    measure(feel, slots, n_loops / 10);
    double in_c = measure_c(guard, records, n_loops);
    unsigned long before = n_allocations;
    double nanoseconds = measure(feel, slots, n_loops);
    unsigned long n_allocated = n_allocations - before;
    if (nanoseconds < 0 || in_c < 0)
        return fprintf(stderr, "%s: not as expected\n", guard->text), false;
    printf("%-52s %7.1f ns %7.1f ns in C %7.1f x %6lu allocations (aim: %.0f ns)\n", guard->text,
           nanoseconds, in_c, nanoseconds / in_c, n_allocated, guard->most);
    return n_allocated == 0;
}

/* Compiling and explaining, which have no peer in C. */
static void
show_others(SopFeelScope *scope, SopValue slots[N_SLOTS], unsigned n_loops)
{
    SopFeelInput input = {.slots = slots, .n_slots = N_SLOTS};

    for (gsize i = 0; i < G_N_ELEMENTS(guards); i++)
    {
        double compiling = 0, explaining = 0;
        for (unsigned n = 0; n < n_loops; n++)
        {
            double start = bench_seconds();
            g_autoptr(SopFeel) feel =
                sop_feel_compile(guards[i].text, -1, scope, SOP_FEEL_UNKNOWN, NULL, NULL, 0, NULL);
            double middle = bench_seconds();
            sop_feel_reasons_free(sop_feel_explain(feel, &input));
            explaining += bench_seconds() - middle;
            compiling += middle - start;
        }
        printf("%-52s %7.2f us to compile %7.2f us to explain\n", guards[i].text,
               compiling * 1e6 / n_loops, explaining * 1e6 / n_loops);
    }
}

int
main(int argc, char **argv)
{
    unsigned n_loops = argc > 1 ? (unsigned) g_ascii_strtoull(argv[1], NULL, 10) : 5000000;
    g_autoptr(SopFeelScope) scope = make_scope();
    SopValue slots[N_RECORDS][N_SLOTS];
    Record records[N_RECORDS];
    bool right = true;

    for (unsigned i = 0; i < N_RECORDS; i++)
        fill(slots[i], &records[i], i == 0);
    for (gsize i = 0; i < G_N_ELEMENTS(guards); i++)
        right = show(&guards[i], scope, slots, records, n_loops) && right;
    if (n_allocations == 0)
        puts("allocations are not counted under a sanitizer");
    show_others(scope, slots[1], n_loops / 100 + 1);
    for (unsigned i = 0; i < N_RECORDS * N_SLOTS; i++)
        sop_value_clear(&slots[i / N_SLOTS][i % N_SLOTS]);
    return right ? 0 : 1;
}
