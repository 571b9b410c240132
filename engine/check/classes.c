/* SPDX-License-Identifier: Apache-2.0 */
/* The classes of a fact: a value of each, and which class a value is in. A class that has values has one here, even
 * where none was found that fits the fact's range: what is left out would be proved never to be. */
#include "check/check.h"
#include "flow/fact.h"

#include <math.h>

enum
{
    GAP_TRIES = 16, /* values of a gap, until one fits the range */
};

#define EXACT 9007199254740992.0 /* whole numbers up to here are exact */

/* ---- classes ------------------------------------------------------------------------------------ */

/* A value that is in no class yet; of a list, its only item. Returns: whether the fact may have it, and it was added. */
static bool
add_class(SopDomains *self, SopFact fact, SopValue value)
{
    const SopFlowFact *declared = &self->flow->facts[fact];
    SopDomain *domain = &self->facts[fact];
    SopValue fitting;

    if (declared->is_list && value.type != SOP_NULL && value.type != SOP_LIST)
    {
        SopValue item = value;
        value = sop_value_list(&item, 1);
        sop_value_clear(&item);
    }
    bool fits = value.type != SOP_NULL && domain->n_classes < SOP_CHECK_CLASSES &&
                sop_fact_fits(self->flow, declared, &value, &fitting);
    if (fits)
        domain->values[domain->n_classes++] = fitting;
    sop_value_clear(&value);
    return fits;
}

/* One that stands for others, which may fit though it does not. */
static void
add_anyway(SopDomains *self, SopFact fact, SopValue value)
{
    SopDomain *domain = &self->facts[fact];

    if (domain->n_classes < SOP_CHECK_CLASSES)
        domain->values[domain->n_classes++] = value;
    else
        sop_value_clear(&value);
}

static double
as_double(const SopValue *value)
{
    return sop_value_double(value);
}

static int
compare_numbers(gconstpointer a, gconstpointer b)
{
    double left = as_double(a);
    double right = as_double(b);

    return (left > right) - (left < right);
}

static SopValue
number(double value)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    if (fabs(value) < EXACT && value == floor(value))
        return sop_value_integer((int64_t) value);
    return sop_value_parse(SOP_NUMBER, g_ascii_dtostr(text, sizeof text, value));
}

/* Between two points: a whole number if there is one. */
static double
between(double low, double high)
{
    double whole = floor(low) + 1;

    return low < whole && whole < high ? whole : low + (high - low) / 2;
}

/* Up to `high`, or beyond `low` without end. The ends of the range are points, so that a gap fits as a whole or not at
 * all; but a range may ask more of a number, that it is even, say. */
static void
add_gap(SopDomains *self, SopFact fact, double low, double high)
{
    double first = between(low, high);

    if (add_class(self, fact, number(first)) || !self->facts[fact].odd_range)
        return;
    for (unsigned i = 1; i < GAP_TRIES && first + i < high; i++)
        if (add_class(self, fact, number(first + i)))
            return;
    add_anyway(self, fact, number(first));
}

static void
add_numbers(SopDomains *self, SopFact fact)
{
    GArray *points = self->facts[fact].constants;

    g_array_sort(points, compare_numbers);
    if (points->len == 0)
    {
        add_class(self, fact, sop_value_integer(1));
        return;
    }
    double least = as_double(&g_array_index(points, SopValue, 0));
    add_gap(self, fact, least - 2, least);
    for (guint i = 0; i < points->len; i++)
    {
        double point = as_double(&g_array_index(points, SopValue, i));
        bool last = i + 1 == points->len;
        add_class(self, fact, sop_value_copy(&g_array_index(points, SopValue, i)));
        add_gap(self, fact, point,
                last ? INFINITY : as_double(&g_array_index(points, SopValue, i + 1)));
    }
}

/* Returns: (transfer full): a text that is none of them. */
static SopValue
another_text(const GArray *points)
{
    g_autoptr(GString) text = g_string_new("another");

    for (guint i = 0; i < points->len;)
        if (g_str_equal(sop_value_string(&g_array_index(points, SopValue, i)), text->str))
        {
            g_string_append(text, " one");
            i = 0;
        }
        else
            i++;
    return sop_value_text(text->str);
}

/* Its constants, and one that is none of them. */
static void
add_texts(SopDomains *self, SopFact fact)
{
    const GArray *points = self->facts[fact].constants;

    for (guint i = 0; i < points->len; i++)
        add_class(self, fact, sop_value_copy(&g_array_index(points, SopValue, i)));
    add_anyway(self, fact, another_text(points));
}

static SopValue
any_value(SopFactType type)
{
    static const struct
    {
        SopValueType type;
        const char *text;
    } examples[] = {
        [SOP_FACT_BOOLEAN] = {SOP_NULL, NULL},
        [SOP_FACT_NUMBER] = {SOP_NUMBER, "1"},
        [SOP_FACT_TEXT] = {SOP_STRING, NULL},
        [SOP_FACT_CHOICE] = {SOP_STRING, NULL},
        [SOP_FACT_DATE] = {SOP_DATE, "2026-04-01"},
        [SOP_FACT_DATE_TIME] = {SOP_DATE_TIME, "2026-04-01T09:00:00Z"},
        [SOP_FACT_DURATION] = {SOP_DAYS_DURATION, "P3D"},
    };

    return examples[type].text != NULL ? sop_value_parse(examples[type].type, examples[type].text)
                                       : sop_value_text("another");
}

/* The constants of a range, and what lies just beside them: where there is a range, one of these mostly fits it.
 * Returns: false when none does. */
static bool
add_beside(SopDomains *self, SopFact fact, const SopValue *constant)
{
    SopDay day;

    if (add_class(self, fact, sop_value_copy(constant)))
        return true;
    if (constant->type == SOP_NUMBER)
        return add_class(self, fact, number(as_double(constant) + 1)) ||
               add_class(self, fact, number(as_double(constant) - 1));
    return sop_value_get_day(constant, &day) && (add_class(self, fact, sop_value_day(day + 1)) ||
                                                 add_class(self, fact, sop_value_day(day - 1)));
}

static void
add_from_range(SopDomains *self, SopFact fact)
{
    static const char *const durations[] = {"PT1S", "P1D",  "P30D", "P1000D",
                                            "P1M",  "P12M", "P60M", "P1200M"};
    g_autoptr(GArray) constants = sop_domains_range_constants(self, fact);
    bool found = false;

    for (guint i = 0; i < constants->len && !found; i++)
        found = add_beside(self, fact, &g_array_index(constants, SopValue, i));
    if (self->flow->facts[fact].type != SOP_FACT_DURATION)
        return;
    for (guint i = 0; i < G_N_ELEMENTS(durations) && !found; i++)
        found = add_class(self, fact, sop_value_text(durations[i]));
}

/* Only whether it is known counts. An empty list fits any range. */
static void
add_known(SopDomains *self, SopFact fact)
{
    const SopFlowFact *declared = &self->flow->facts[fact];
    g_auto(SopValue) any = declared->n_values > 0 ? sop_value_text(declared->values[0])
                           : declared->type == SOP_FACT_BOOLEAN ? sop_value_boolean(true)
                                                                : any_value(declared->type);

    if (!add_class(self, fact, sop_value_copy(&any)))
        add_from_range(self, fact);
    if (self->facts[fact].n_classes == 1)
        add_class(self, fact, sop_value_copy(&declared->starts));
    if (self->facts[fact].n_classes == 1)
        add_anyway(self, fact, declared->is_list ? sop_value_list(NULL, 0) : sop_value_copy(&any));
}

void
sop_domains_make_classes(SopDomains *self, SopFact fact)
{
    const SopFlowFact *declared = &self->flow->facts[fact];
    SopDomain *domain = &self->facts[fact];

    domain->values = g_new0(SopValue, SOP_CHECK_CLASSES);
    domain->n_classes = 1;
    if (!declared->is_list && declared->type == SOP_FACT_BOOLEAN)
    {
        add_class(self, fact, sop_value_boolean(false));
        add_class(self, fact, sop_value_boolean(true));
    }
    else if (!declared->is_list && declared->type == SOP_FACT_CHOICE)
        for (uint32_t i = 0; i < declared->n_values; i++)
            add_class(self, fact, sop_value_text(declared->values[i]));
    else if (domain->points && declared->type == SOP_FACT_NUMBER)
        add_numbers(self, fact);
    else if (domain->points && declared->type == SOP_FACT_TEXT)
        add_texts(self, fact);
    else
        add_known(self, fact);
}

uint8_t
sop_domains_class(const SopDomains *self, SopFact fact, const SopValue *value)
{
    const SopDomain *domain = &self->facts[fact];
    uint8_t nearest = domain->n_classes > 1 ? 1 : 0;

    if (value->type == SOP_NULL)
        return 0;
    for (uint8_t i = 1; i < domain->n_classes; i++)
    {
        if (sop_value_equal(&domain->values[i], value))
            return i;
        if (self->flow->facts[fact].type == SOP_FACT_TEXT && domain->points)
            nearest = i; /* the last: another */
    }
    if (!domain->points || self->flow->facts[fact].type != SOP_FACT_NUMBER)
        return nearest;
    /* a gap: the last class that begins before it */
    double wanted = as_double(value);
    const GArray *points = domain->constants;
    guint n_below = 0;
    while (n_below < points->len && as_double(&g_array_index(points, SopValue, n_below)) < wanted)
        n_below++;
    for (uint8_t i = 1; i < domain->n_classes; i++)
    {
        double at = as_double(&domain->values[i]);
        bool above = n_below == 0 || at > as_double(&g_array_index(points, SopValue, n_below - 1));
        bool below =
            n_below == points->len || at < as_double(&g_array_index(points, SopValue, n_below));
        if (above && below)
            return i;
    }
    return nearest;
}

uint8_t
sop_domains_first_class(const SopDomains *self, SopItem item)
{
    SopItem first = sop_item_of_relation(self->flow, 0);

    if (item < self->flow->n_facts)
        return sop_domains_class(self, item, &self->starts[item]);
    return item >= first ? sop_relation_class(self, item - first, self->starts) : 0;
}
