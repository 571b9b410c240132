/* SPDX-License-Identifier: Apache-2.0 */
/* The classes of a fact: a value of each, and which class a value is in. */
#include "check/check.h"
#include "flow/fact.h"

/* ---- classes ------------------------------------------------------------------------------------ */

/* A value that the fact may have, and that is in no class yet. */
static void
add_class(SopDomains *self, SopFact fact, SopValue value)
{
    SopDomain *domain = &self->facts[fact];
    SopValue fitting;

    if (value.type != SOP_NULL && domain->n_classes < SOP_CHECK_CLASSES &&
        sop_fact_fits(self->flow, &self->flow->facts[fact], &value, &fitting))
        domain->values[domain->n_classes++] = fitting;
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

    if (value == (double) (int64_t) value)
        return sop_value_integer((int64_t) value);
    return sop_value_parse(SOP_NUMBER, g_ascii_dtostr(text, sizeof text, value));
}

/* Between two points: a whole number if there is one. */
static double
between(double low, double high)
{
    double whole = (double) (int64_t) low + (low < 0 ? 0 : 1);

    return low < whole && whole < high ? whole : low + (high - low) / 2;
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
    add_class(self, fact, number(as_double(&g_array_index(points, SopValue, 0)) - 1));
    for (guint i = 0; i < points->len; i++)
    {
        double point = as_double(&g_array_index(points, SopValue, i));
        add_class(self, fact, sop_value_copy(&g_array_index(points, SopValue, i)));
        add_class(self, fact,
                  i + 1 == points->len
                      ? number(point + 1)
                      : number(between(point, as_double(&g_array_index(points, SopValue, i + 1)))));
    }
}

/* Its constants, and one that is none of them. */
static void
add_texts(SopDomains *self, SopFact fact)
{
    const GArray *points = self->facts[fact].constants;

    for (guint i = 0; i < points->len; i++)
        add_class(self, fact, sop_value_copy(&g_array_index(points, SopValue, i)));
    add_class(self, fact, sop_value_text("another"));
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

static void
add_list(SopDomains *self, SopFact fact)
{
    const SopFlowFact *declared = &self->flow->facts[fact];
    g_auto(SopValue) item = declared->n_values > 0 ? sop_value_text(declared->values[0])
                            : declared->type == SOP_FACT_BOOLEAN ? sop_value_boolean(true)
                                                                 : any_value(declared->type);

    add_class(self, fact, sop_value_list(&item, 1));
}

void
sop_domains_make_classes(SopDomains *self, SopFact fact)
{
    const SopFlowFact *declared = &self->flow->facts[fact];
    SopDomain *domain = &self->facts[fact];

    domain->values = g_new0(SopValue, SOP_CHECK_CLASSES);
    domain->n_classes = 1;
    if (declared->is_list)
        add_list(self, fact);
    else if (declared->type == SOP_FACT_BOOLEAN)
    {
        add_class(self, fact, sop_value_boolean(false));
        add_class(self, fact, sop_value_boolean(true));
    }
    else if (declared->type == SOP_FACT_CHOICE)
        for (uint32_t i = 0; i < declared->n_values; i++)
            add_class(self, fact, sop_value_text(declared->values[i]));
    else if (domain->points && declared->type == SOP_FACT_NUMBER)
        add_numbers(self, fact);
    else if (domain->points && declared->type == SOP_FACT_TEXT)
        add_texts(self, fact);
    else
        add_class(self, fact, any_value(declared->type));
    if (domain->n_classes ==
        1) /* the example does not fit its range: it starts with one, or never */
        add_class(self, fact, sop_value_copy(&declared->starts));
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
