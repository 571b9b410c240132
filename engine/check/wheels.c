/* SPDX-License-Identifier: Apache-2.0 */
/* What a slot of a condition can be: of a fact its classes, of what has none some values that tell. */
#include "check/wheels.h"
#include "flow/fact.h"

typedef struct
{
    const SopGuardCheck *check;
    const SopFlow *flow;
    bool exact;
    SopInstant now;
} Maker;

enum
{
    CANDIDATES = 500, /* values of one slot that are constants */
};

/* ---- what can be told apart ------------------------------------------------------------------------ */

/* Are the classes of the fact all that a condition which is not open can tell apart? */
static bool
has_classes(const SopGuardCheck *check, SopFact fact)
{
    const SopFlowFact *declared = &check->flow->facts[fact];

    return check->domains->facts[fact].n_classes > 1 &&
           (declared->is_list || declared->n_values == 0 || sop_fact_is_listed(declared));
}

bool
sop_wheel_is_exact(const SopGuardCheck *check, SopGuard guard)
{
    const SopFeel *feel = check->flow->expressions[guard].feel;
    unsigned n_slots;
    const uint32_t *slots = sop_feel_slots(feel, &n_slots);

    if (sop_domains_is_open(check->domains, feel, sop_feel_ast(feel)))
        return false;
    for (unsigned i = 0; i < n_slots; i++)
        if (slots[i] < check->flow->n_facts && !has_classes(check, slots[i]))
            return false;
    return true;
}

/* ---- values of each slot ---------------------------------------------------------------------------- */

static void
put(SopWheel *wheel, SopValue value) /* value: (transfer full) */
{
    g_array_append_val(wheel->values, value);
}

/* A count, which only goes up, never comes to some numbers. */
static bool
is_never_counted(const SopWheel *wheel, const SopFlow *flow, const SopValue *value)
{
    const SopDomain *domain = wheel->domain;
    double number = sop_value_double(value);

    return domain != NULL && domain->climbs && value->type == SOP_NUMBER &&
           (sop_number_compare(value, &flow->facts[wheel->slot].starts) < 0 ||
            (domain->whole && ABS(number) < G_MAXINT32 && number != (double) (int64_t) number));
}

static void
put_fitting(const Maker *self, SopWheel *wheel, const SopFlowFact *fact, SopValue value)
{
    SopValue fitting;

    if (!is_never_counted(wheel, self->flow, &value) &&
        sop_fact_fits(self->flow, fact, &value, &fitting))
        put(wheel, fitting);
    sop_value_clear(&value);
}

static void put_samples(const Maker *self, SopWheel *wheel, const SopFlowFact *fact);

static SopDay
today_of(const Maker *self)
{
    return sop_zone_day(self->flow->zone, self->now);
}

/* Of many lengths. */
static void
put_texts(SopWheel *wheel)
{
    static const unsigned lengths[] = {0, 1, 5, 12, 40, 300};

    for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++)
    {
        g_autofree char *text = g_strnfill(lengths[i], 'a');
        put(wheel, sop_value_text(text));
    }
}

/* None, one and several items. */
static void
put_lists(const Maker *self, SopWheel *wheel, const SopFlowFact *fact)
{
    SopFlowFact of_one = *fact;
    SopWheel items = {.values = g_array_new(FALSE, FALSE, sizeof(SopValue))};

    g_array_set_clear_func(items.values, (GDestroyNotify) sop_value_clear);
    of_one.is_list = false;
    for (uint32_t i = 0; i < fact->n_values; i++)
        put(&items, sop_value_text(fact->values[i]));
    put_samples(self, &items, &of_one);
    const SopValue *values = (const SopValue *) (const void *) items.values->data;
    put(wheel, sop_value_list(NULL, 0));
    for (guint i = 0; i < items.values->len; i++)
        put(wheel, sop_value_list(values + i, 1));
    put(wheel, sop_value_list(values, items.values->len));
    g_array_unref(items.values);
}

static void
put_samples(const Maker *self, SopWheel *wheel, const SopFlowFact *fact)
{
    static const int days[] = {0, 1, 30, 400, 4000, -1, -30, -400, -4000};
    static const char *const durations[] = {"P1D", "P40D", "P400D", "PT1H", "PT0S"};
    static const int numbers[] = {1, 0, 20, 300, 1000000, -1};

    if (fact->is_list)
    {
        put_lists(self, wheel, fact);
        return;
    }
    if (fact->type == SOP_FACT_TEXT)
        put_texts(wheel);
    if (fact->type == SOP_FACT_DATE || fact->type == SOP_FACT_DATE_TIME)
        for (size_t i = 0; i < G_N_ELEMENTS(days); i++)
            put_fitting(self, wheel, fact,
                        fact->type == SOP_FACT_DATE
                            ? sop_value_day(today_of(self) + days[i])
                            : sop_value_instant(self->now + days[i] * 24 * SOP_HOUR));
    if (fact->type == SOP_FACT_DURATION)
        for (size_t i = 0; i < G_N_ELEMENTS(durations); i++)
            put_fitting(self, wheel, fact, sop_value_parse(SOP_DAYS_DURATION, durations[i]));
    if (fact->type == SOP_FACT_NUMBER)
        for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
            put_fitting(self, wheel, fact, sop_value_integer(numbers[i]));
}

static void
put_fact(const Maker *self, SopWheel *wheel, SopFact fact)
{
    const SopDomain *domain = &self->check->domains->facts[fact];
    bool unknown = self->check->unknown != NULL && self->check->unknown[fact];

    if (unknown)
    {
        put(wheel, SOP_VALUE_NULL);
        wheel->complete = true;
        return;
    }
    for (uint32_t i = 1; i < domain->n_classes; i++)
        if (!is_never_counted(wheel, self->flow, &domain->values[i]))
            put(wheel, sop_value_copy(&domain->values[i]));
    if (!self->exact)
        put_samples(self, wheel, &self->flow->facts[fact]);
    const SopFlowFact *declared = &self->flow->facts[fact];
    wheel->complete =
        self->exact || (!declared->is_list && has_classes(self->check, fact) &&
                        (declared->type == SOP_FACT_BOOLEAN || declared->type == SOP_FACT_CHOICE));
    if (!self->check->known[fact] || wheel->values->len == 0)
        put(wheel, SOP_VALUE_NULL);
}

static void
put_detail(const Maker *self, SopWheel *wheel, const SopFlowFact *detail)
{
    put_samples(self, wheel, detail);
    if (detail->type == SOP_FACT_BOOLEAN)
    {
        put(wheel, sop_value_boolean(true));
        put(wheel, sop_value_boolean(false));
    }
    for (uint32_t i = 0; i < detail->n_values; i++)
        put(wheel, sop_value_text(detail->values[i]));
    if (detail->type == SOP_FACT_TEXT)
        put(wheel, sop_value_text("A1"));
    put(wheel, SOP_VALUE_NULL);
}

/* The outcomes with which something ends the phase. */
static void
put_outcomes(const Maker *self, SopWheel *wheel, SopNode phase)
{
    const SopFlow *flow = self->flow;
    g_autofree bool *seen = g_new0(bool, flow->n_outcomes + 1);

    for (uint32_t i = 0; i < flow->n_branches; i++)
    {
        const SopTarget *to = &flow->branches[i].to;
        if (to->kind == SOP_TARGET_END && to->node == phase && !seen[to->outcome])
        {
            seen[to->outcome] = true;
            put(wheel, sop_value_copy(&flow->outcome_values[to->outcome]));
        }
    }
    wheel->complete = true;
    put(wheel, SOP_VALUE_NULL);
}

static void
put_booleans(SopWheel *wheel, bool first)
{
    put(wheel, sop_value_boolean(first));
    put(wheel, sop_value_boolean(!first));
    wheel->complete = true;
}

static void
put_days(const Maker *self, SopWheel *wheel, int sign)
{
    static const int days[] = {0, 1, 30, 400, 4000};

    for (size_t i = 0; i < G_N_ELEMENTS(days); i++)
        put(wheel, sop_value_day(today_of(self) + sign * days[i]));
}

static void
put_past(const Maker *self, SopWheel *wheel)
{
    static const int hours[] = {1, 24, 24 * 40, 24 * 400};

    for (size_t i = 0; i < G_N_ELEMENTS(hours); i++)
        put(wheel, sop_value_instant(self->now - hours[i] * SOP_HOUR));
}

static void
put_values(const Maker *self, SopWheel *wheel)
{
    switch ((SopReadKind) wheel->read.kind)
    {
    case SOP_READ_FACT:
        put_fact(self, wheel, wheel->read.index);
        return;
    case SOP_READ_DOCUMENT:
        put(wheel, sop_value_boolean(true));
        put(wheel, SOP_VALUE_NULL);
        wheel->complete = true;
        return;
    case SOP_READ_VERIFIED:
    case SOP_READ_AT:
        put_booleans(wheel, true);
        return;
    case SOP_READ_EXPIRED:
        put_booleans(wheel, false);
        return;
    case SOP_READ_OUTCOME:
        put_outcomes(self, wheel, wheel->read.index);
        return;
    case SOP_READ_ISSUED:
        put_days(self, wheel, -1);
        return;
    case SOP_READ_EXPIRES:
        put_days(self, wheel, 1);
        put_days(self, wheel, -1);
        break;
    case SOP_READ_DONE:
        put_past(self, wheel);
        wheel->complete = self->exact;
        break;
    case SOP_READ_CASE_OPENED:
        put_past(self, wheel);
        return;
    case SOP_READ_ACTOR_ROLE:
        for (SopRole role = 0; role < self->flow->n_roles; role++)
            put(wheel, sop_value_text(self->flow->roles[role].name));
        break;
    case SOP_READ_ACTOR_DETAIL:
        put_detail(self, wheel, &self->flow->details[wheel->read.index]);
        return;
    case SOP_READ_REFERENCE:
    case SOP_READ_ACTOR_ID:
    case SOP_READ_CASE_ID:
        put(wheel, sop_value_text("A1"));
        break;
    }
    put(wheel, SOP_VALUE_NULL);
}

SopWheel
sop_wheel_make(const SopGuardCheck *check, uint32_t slot, bool exact, SopInstant now)
{
    const SopFlow *flow = check->flow;
    Maker self = {check, flow, exact, now};
    SopWheel wheel = {.slot = slot, .read = {SOP_READ_FACT, slot}};

    if (slot >= flow->n_facts)
        wheel.read = flow->reads[slot - flow->n_facts];
    else
        wheel.domain = &check->domains->facts[slot];
    wheel.values = g_array_new(FALSE, FALSE, sizeof(SopValue));
    g_array_set_clear_func(wheel.values, (GDestroyNotify) sop_value_clear);
    put_values(&self, &wheel);
    return wheel;
}

/* ---- the constants of conditions ------------------------------------------------------------------------- */

static void
add_candidate(SopWheel *wheel, const SopFlow *flow, const SopValue *value)
{
    SopValue fitting;

    if (wheel->slot < flow->n_facts && wheel->values->len < CANDIDATES &&
        !is_never_counted(wheel, flow, value) &&
        sop_fact_fits(flow, &flow->facts[wheel->slot], value, &fitting))
        g_array_append_val(wheel->values, fitting);
}

/* A number may be a date's year, month or day. */
static void
add_dates(SopWheel *wheel, const SopFlow *flow, double number)
{
    const double dates[][3] = {{number, 1, 1}, {2024, number, 1}, {2024, 1, number}};
    const double most[] = {9999, 12, 31};

    for (size_t i = 0; i < G_N_ELEMENTS(dates); i++)
        if (number >= 1 && number <= most[i])
        {
            SopValue day = sop_value_day(sop_day_from_date(
                (int64_t) dates[i][0], (unsigned) dates[i][1], (unsigned) dates[i][2]));
            add_candidate(wheel, flow, &day);
        }
}

/* The constant, and what is just beside it. */
static void
add_constant(SopWheel *wheel, const SopFlow *flow, const SopValue *value)
{
    double number = sop_value_double(value);
    SopDay day;

    add_candidate(wheel, flow, value);
    add_dates(wheel, flow, number);
    for (int beside = -1; beside <= 1; beside += 2)
    {
        SopValue near = SOP_VALUE_NULL;
        if (value->type == SOP_NUMBER && ABS(number) < G_MAXINT32)
            near = sop_value_integer((int64_t) number + beside);
        else if (sop_value_get_day(value, &day))
            near = sop_value_day(day + beside);
        if (near.type != SOP_NULL)
            add_candidate(wheel, flow, &near);
        sop_value_clear(&near);
    }
}

void
sop_wheel_add_constants(SopWheel *wheel, const SopFlow *flow, const SopFeel *feel,
                        const SopAst *ast)
{
    SopFeelInput input = {0};
    bool unknown = wheel->complete && wheel->values->len == 1;

    if (unknown)
        return;
    if (ast->kind == SOP_AST_LITERAL && ast->value.type != SOP_NULL)
        add_constant(wheel, flow, &ast->value);
    if (ast->kind == SOP_AST_CALL && !sop_feel_varies(ast))
    {
        g_autoptr(SopFeel) constant =
            sop_feel_compile(sop_feel_text(feel) + ast->offset, ast->length, NULL, SOP_FEEL_UNKNOWN,
                             NULL, NULL, 0, NULL);
        g_auto(SopValue) value =
            constant != NULL ? sop_feel_evaluate_in(constant, &input, flow->zone) : SOP_VALUE_NULL;
        add_constant(wheel, flow, &value);
        return;
    }
    for (uint32_t i = 0; i < ast->n_children; i++)
        sop_wheel_add_constants(wheel, flow, feel, ast->children[i]);
}
