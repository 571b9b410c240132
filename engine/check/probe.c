/* SPDX-License-Identifier: Apache-2.0 */
/* A long list of branches tried on random cases: for each row values that fit it, of which the constants of
 * the conditions themselves tell most. Most rows of a long table are seen so to be taken, and the solver
 * need not be asked. */
#include "check/wheels.h"

enum
{
    TRIES = 8,  /* cases for one row */
    TURNS = 60, /* values for one test */
    SEED = 20260302,
};

typedef struct
{
    const SopGuardCheck *check;
    const SopFlow *flow;
    const SopRow *rows;
    uint32_t n_rows;
    GArray *wheels;  /* SopWheel */
    uint32_t *wheel; /* by slot: + 1; 0: not read */
    SopExample *example;
    GRand *random;
} Probe;

static SopWheel *
wheel_of(const Probe *self, uint32_t slot)
{
    return &g_array_index(self->wheels, SopWheel, self->wheel[slot] - 1);
}

static void
add_slot(Probe *self, uint32_t slot)
{
    if (self->wheel[slot] > 0)
        return;
    SopWheel wheel = sop_wheel_make(self->check, slot, false, self->example->now);
    g_array_append_val(self->wheels, wheel);
    self->wheel[slot] = self->wheels->len;
}

static void
add_test(Probe *self, SopGuard test)
{
    const SopFeel *feel = self->flow->expressions[test].feel;
    unsigned n_slots;
    const uint32_t *slots = sop_feel_slots(feel, &n_slots);

    for (unsigned i = 0; i < n_slots; i++)
    {
        add_slot(self, slots[i]);
        sop_wheel_add_constants(wheel_of(self, slots[i]), self->flow, feel, sop_feel_ast(feel));
    }
}

/* ---- cases -------------------------------------------------------------------------------------------------- */

static void
turn(const Probe *self, uint32_t slot)
{
    const GArray *values = wheel_of(self, slot)->values;
    uint32_t at = g_rand_int(self->random) % values->len;

    self->example->values[slot] = g_array_index(values, SopValue, at);
}

/* Turns what the test reads until it holds. */
static bool
fit(const Probe *self, SopGuard test)
{
    unsigned n_slots;
    const uint32_t *slots = sop_feel_slots(self->flow->expressions[test].feel, &n_slots);

    for (unsigned i = 0; i < TURNS; i++)
    {
        if (sop_example_judge(self->example, self->flow, test) == SOP_TRUE)
            return true;
        for (unsigned k = 0; k < n_slots; k++)
            turn(self, slots[k]);
    }
    return false;
}

/* Returns: where such a case ends: `row` when it takes it, another when that comes first, SOP_NONE when
 * none could be made. */
static uint32_t
try_row(const Probe *self, uint32_t row)
{
    SopTruth truth;

    for (guint i = 0; i < self->wheels->len; i++)
        turn(self, g_array_index(self->wheels, SopWheel, i).slot);
    for (uint32_t i = 0; i < self->rows[row].n_tests; i++)
        if (!fit(self, self->rows[row].tests[i]))
            return SOP_NONE;
    return sop_example_meets(self->example, self->flow, self->rows, row + 1, &truth);
}

/* Is it one and the same row that always comes first? It may hide this one. */
static void
try_often(const Probe *self, uint32_t row, SopSurvey *survey)
{
    uint32_t first = SOP_NONE;

    for (unsigned tries = 0; tries < TRIES; tries++)
    {
        uint32_t met = try_row(self, row);
        if (met == row)
        {
            survey->taken[row] = SOP_ANSWER_YES;
            return;
        }
        if (tries > 0 && met != first)
            met = SOP_NONE;
        first = met;
    }
    survey->hider[row] = first;
}

static void
try_to_fail(const Probe *self, SopSurvey *survey)
{
    SopTruth truth;

    for (unsigned i = 0; i < TURNS && survey->left == SOP_ANSWER_OPEN; i++)
    {
        for (guint k = 0; k < self->wheels->len; k++)
            turn(self, g_array_index(self->wheels, SopWheel, k).slot);
        if (sop_example_meets(self->example, self->flow, self->rows, 1, &truth) == 1)
            survey->left = SOP_ANSWER_YES;
    }
}

/* ---- all ---------------------------------------------------------------------------------------------------- */

static void
begin(Probe *self, const SopGuardCheck *check, const SopRow *rows, uint32_t n_rows)
{
    const SopFlow *flow = check->flow;

    *self = (Probe) {.check = check, .flow = flow, .rows = rows, .n_rows = n_rows};
    self->wheels = g_array_new(FALSE, FALSE, sizeof(SopWheel));
    self->wheel = g_new0(uint32_t, flow->n_facts + flow->n_reads + 1);
    self->example = sop_example_new(flow);
    self->random = g_rand_new_with_seed(SEED);
    for (uint32_t i = 0; i < n_rows; i++)
        for (uint32_t k = 0; k < rows[i].n_tests; k++)
            add_test(self, rows[i].tests[k]);
}

static void
end(Probe *self)
{
    for (guint i = 0; i < self->wheels->len; i++) /* whose values these are */
    {
        SopWheel *wheel = &g_array_index(self->wheels, SopWheel, i);
        self->example->values[wheel->slot] = SOP_VALUE_NULL;
        g_array_unref(wheel->values);
    }
    g_array_unref(self->wheels);
    g_free(self->wheel);
    g_rand_free(self->random);
    sop_example_free(self->example);
}

void
sop_survey_probe(const SopGuardCheck *check, const SopRow *rows, uint32_t n_rows, SopSurvey *survey)
{
    Probe self;

    begin(&self, check, rows, n_rows);
    for (uint32_t i = 0; i < n_rows; i++)
        if (survey->taken[i] == SOP_ANSWER_OPEN)
            try_often(&self, i, survey);
    if (n_rows == 1) /* of a list, a case is to be told that is simple */
        try_to_fail(&self, survey);
    end(&self);
}
