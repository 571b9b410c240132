/* SPDX-License-Identifier: Apache-2.0 */
/* A list of branches tried on values: of each fact its classes, of what has none some values that tell. What
 * is found is certain, since the conditions themselves are evaluated; what is not found is impossible only
 * where classes tell everything. */
#include "check/wheels.h"

enum
{
    MANY = 100 * 1000, /* evaluations of one list; beyond, only the solver is asked */
    MANY_CASES = 2000, /* to see whether a fact matters; beyond, it is taken to */
    WHEELS = 64,
};

typedef struct
{
    const SopGuardCheck *check;
    const SopFlow *flow;
    const SopRow *rows;
    uint32_t n_rows;
    SopWheel wheels[WHEELS];
    uint32_t n_wheels;
    bool exact; /* what is not found is impossible */
    SopExample *example;
    uint32_t best
        [WHEELS]; /* where the wheels stood for the case that is left, with the fewest unknown */
    uint32_t least;
} Trial;

static SopRead
read_of(const SopFlow *flow, uint32_t slot)
{
    if (slot < flow->n_facts)
        return (SopRead) {SOP_READ_FACT, slot};
    return flow->reads[slot - flow->n_facts];
}

/* ---- turning -------------------------------------------------------------------------------------------- */

static bool
is_of_document(SopRead read)
{
    return read.kind >= SOP_READ_DOCUMENT && read.kind <= SOP_READ_EXPIRED;
}

static bool
add_wheel(Trial *self, uint32_t slot)
{
    for (uint32_t i = 0; i < self->n_wheels; i++)
        if (self->wheels[i].slot == slot)
            return true;
    if (self->n_wheels == WHEELS)
        return false;
    self->wheels[self->n_wheels++] =
        sop_wheel_make(self->check, slot, self->exact, self->example->now);
    return true;
}

static uint32_t
slot_of(const SopFlow *flow, SopReadKind kind, uint32_t index)
{
    for (uint32_t i = 0; i < flow->n_reads; i++)
        if (flow->reads[i].kind == kind && flow->reads[i].index == index)
            return flow->n_facts + i;
    return SOP_NONE;
}

/* A document's presence goes before what is known of it. */
static bool
add_read(Trial *self, uint32_t slot)
{
    SopRead read = read_of(self->flow, slot);

    if (is_of_document(read) &&
        !add_wheel(self, slot_of(self->flow, SOP_READ_DOCUMENT, read.index)))
        return false;
    return add_wheel(self, slot);
}

static SopWheel *
wheel_of(Trial *self, SopRead read)
{
    for (uint32_t i = 0; i < self->n_wheels; i++)
        if (self->wheels[i].read.kind == read.kind && self->wheels[i].read.index == read.index)
            return &self->wheels[i];
    return NULL;
}

static bool
add_guard(Trial *self, SopGuard guard)
{
    const SopFeel *feel = self->flow->expressions[guard].feel;
    unsigned n_slots;
    const uint32_t *slots = sop_feel_slots(feel, &n_slots);

    for (unsigned i = 0; i < n_slots; i++)
    {
        if (!add_read(self, slots[i]))
            return false;
        if (!self->exact)
            sop_wheel_add_constants(wheel_of(self, read_of(self->flow, slots[i])), self->flow, feel,
                                    sop_feel_ast(feel));
    }
    return true;
}

/* Returns: whether there are few enough to try all. */
static bool
add_wheels(Trial *self)
{
    uint64_t n = self->n_rows;

    for (uint32_t i = 0; i < self->n_rows; i++)
        for (uint32_t k = 0; k < self->rows[i].n_tests; k++)
            if (!add_guard(self, self->rows[i].tests[k]))
                return false;
    for (uint32_t i = 0; i < self->n_wheels && n <= MANY; i++)
        n *= self->wheels[i].values->len;
    return n <= MANY;
}

/* What hangs together: of an absent document nothing is known; expired is past its date. */
static void
settle(Trial *self, const SopWheel *wheel)
{
    SopValue *values = self->example->values;
    const SopWheel *presence = wheel_of(self, (SopRead) {SOP_READ_DOCUMENT, wheel->read.index});
    const SopWheel *expires = wheel_of(self, (SopRead) {SOP_READ_EXPIRES, wheel->read.index});
    SopDay day;

    if (values[presence->slot].type == SOP_NULL)
        values[wheel->slot] = SOP_VALUE_NULL;
    else if (wheel->read.kind == SOP_READ_EXPIRED && expires != NULL)
        values[wheel->slot] = sop_value_boolean(
            sop_value_get_day(&g_array_index(expires->values, SopValue, expires->at), &day) &&
            sop_zone_day(self->flow->zone, self->example->now) > day);
}

static void
set_wheels(Trial *self)
{
    for (uint32_t i = 0; i < self->n_wheels; i++)
    {
        const SopWheel *wheel = &self->wheels[i];
        self->example->values[wheel->slot] = g_array_index(wheel->values, SopValue, wheel->at);
        if (is_of_document(wheel->read))
            settle(self, wheel);
    }
}

static bool
turn(Trial *self)
{
    for (uint32_t i = 0; i < self->n_wheels; i++)
    {
        if (++self->wheels[i].at < self->wheels[i].values->len)
            return true;
        self->wheels[i].at = 0;
    }
    return false;
}

/* Returns: whether there is something to be tried. */
static bool
begin(Trial *self, const SopGuardCheck *check, const SopRow *rows, uint32_t n_rows)
{
    *self = (Trial) {
        .check = check, .flow = check->flow, .rows = rows, .n_rows = n_rows, .exact = true};
    self->example = sop_example_new(check->flow);
    for (uint32_t i = 0; i < n_rows && self->exact; i++)
        for (uint32_t k = 0; k < rows[i].n_tests && self->exact; k++)
            self->exact = sop_wheel_is_exact(check, rows[i].tests[k]);
    return add_wheels(self);
}

static void
end(Trial *self)
{
    for (uint32_t i = 0; i < self->n_wheels; i++) /* whose values these are */
    {
        self->example->values[self->wheels[i].slot] = SOP_VALUE_NULL;
        g_array_unref(self->wheels[i].values);
    }
    sop_example_free(self->example);
}

/* ---- a case for which no row is -------------------------------------------------------------------------- */

static bool
is_left(Trial *self)
{
    SopTruth truth;

    set_wheels(self);
    return sop_example_meets(self->example, self->flow, self->rows, self->n_rows, &truth) ==
           self->n_rows;
}

/* Is it left, whatever those from number `from` on are that do not matter? */
static bool
is_always_left(Trial *self, uint32_t from, uint32_t *budget)
{
    while (from < self->n_wheels && self->example->matters[self->wheels[from].slot])
        from++;
    if (from == self->n_wheels)
        return (*budget)-- > 0 && is_left(self);
    SopWheel *wheel = &self->wheels[from];
    uint32_t at = wheel->at;
    bool left = true;
    for (wheel->at = 0; wheel->at < wheel->values->len && left; wheel->at++)
        left = is_always_left(self, from + 1, budget);
    wheel->at = at;
    return left;
}

/* As few as tell the case; what is unknown goes first. */
static void
mark_what_matters(Trial *self)
{
    for (uint32_t i = 0; i < self->n_wheels; i++)
        self->example->matters[self->wheels[i].slot] = true;
    for (unsigned known = 0; known < 2; known++)
        for (uint32_t i = 0; i < self->n_wheels; i++)
        {
            const SopWheel *wheel = &self->wheels[i];
            uint32_t budget = MANY_CASES;
            bool is_known = g_array_index(wheel->values, SopValue, wheel->at).type != SOP_NULL;
            if (is_known != (known != 0) || !wheel->complete)
                continue;
            self->example->matters[wheel->slot] = false;
            self->example->matters[wheel->slot] = !is_always_left(self, 0, &budget);
        }
    set_wheels(self);
}

static uint32_t
count_unknown(const Trial *self)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < self->n_wheels; i++)
        n += self->example->values[self->wheels[i].slot].type == SOP_NULL;
    return n;
}

static void
keep_left(Trial *self, SopSurvey *survey)
{
    uint32_t n = count_unknown(self);

    survey->left = SOP_ANSWER_YES;
    if (n >= self->least)
        return;
    self->least = n;
    for (uint32_t i = 0; i < self->n_wheels; i++)
        self->best[i] = self->wheels[i].at;
}

static void
show_left(Trial *self, SopSurvey *survey)
{
    for (uint32_t i = 0; i < self->n_wheels; i++)
        self->wheels[i].at = self->best[i];
    set_wheels(self);
    mark_what_matters(self);
    survey->gone = sop_example_new(self->flow);
    sop_example_copy(survey->gone, self->example);
}

/* Is there nothing more to be found out? */
static bool
is_settled(const Trial *self, const SopSurvey *survey)
{
    for (uint32_t i = 0; i < self->n_rows; i++)
        if (survey->taken[i] == SOP_ANSWER_OPEN)
            return false;
    return survey->left == SOP_ANSWER_NO ||
           (survey->left == SOP_ANSWER_YES && (!survey->shows || self->least == 0));
}

/* ---- all ---------------------------------------------------------------------------------------------------- */

void
sop_survey_init(SopSurvey *self, uint32_t n_rows)
{
    *self =
        (SopSurvey) {.taken = g_new0(uint8_t, n_rows + 1), .hider = g_new(uint32_t, n_rows + 1)};
    for (uint32_t i = 0; i < n_rows; i++)
        self->hider[i] = SOP_NONE;
}

void
sop_survey_clear(SopSurvey *self)
{
    g_free(self->taken);
    g_free(self->hider);
    sop_example_free(self->gone);
    *self = (SopSurvey) {0};
}

static void
deny_the_rest(SopSurvey *survey, uint32_t n_rows)
{
    for (uint32_t i = 0; i < n_rows; i++)
        if (survey->taken[i] == SOP_ANSWER_OPEN)
            survey->taken[i] = SOP_ANSWER_NO;
    if (survey->left == SOP_ANSWER_OPEN)
        survey->left = SOP_ANSWER_NO;
}

/* Returns: whether the case settles what was open. */
static bool
try_case(Trial *self, SopSurvey *survey)
{
    SopTruth truth;

    set_wheels(self);
    uint32_t row = sop_example_meets(self->example, self->flow, self->rows, self->n_rows, &truth);
    if (row == self->n_rows)
        keep_left(self, survey);
    else if (truth != SOP_TRUE || survey->taken[row] == SOP_ANSWER_YES)
        return false;
    else
        survey->taken[row] = SOP_ANSWER_YES;
    return is_settled(self, survey);
}

bool
sop_survey_try(const SopGuardCheck *check, const SopRow *rows, uint32_t n_rows, SopSurvey *survey)
{
    Trial self;
    bool few = begin(&self, check, rows, n_rows);

    self.least = UINT32_MAX;
    if (few)
        while (!try_case(&self, survey) && turn(&self))
            ;
    if (few && self.exact)
        deny_the_rest(survey, n_rows);
    if (survey->left == SOP_ANSWER_YES && survey->shows)
        show_left(&self, survey);
    end(&self);
    return few;
}

/* ---- what hides a row ------------------------------------------------------------------------------------- */

static GArray *
hiders_of_last(Trial *self)
{
    GArray *hiders = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_autofree bool *seen = g_new0(bool, self->n_rows);
    const SopRow *last = &self->rows[self->n_rows - 1];
    SopTruth truth;

    do
    {
        set_wheels(self);
        if (sop_example_meets(self->example, self->flow, last, 1, &truth) == 0 && truth == SOP_TRUE)
            seen[sop_example_meets(self->example, self->flow, self->rows, self->n_rows, &truth)] =
                true;
    } while (turn(self));
    for (uint32_t i = 0; i + 1 < self->n_rows; i++)
        if (seen[i])
            g_array_append_val(hiders, i);
    return hiders;
}

GArray *
sop_survey_hiders(SopGuardCheck *check, const SopRow *rows, uint32_t n_rows)
{
    Trial self;
    bool few = begin(&self, check, rows, n_rows) && self.exact;
    GArray *hiders = few ? hiders_of_last(&self) : sop_solve_hiders(check, rows, n_rows);

    end(&self);
    return hiders;
}
