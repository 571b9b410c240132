/* SPDX-License-Identifier: Apache-2.0 */
/* The classes of a fact: a value of each, and which class a value is in. A class that has values has one here, even
 * where none was found that fits the fact's range: what is left out would be proved never to be. */
#include "check/domains.h"
#include "flow/fact.h"

#include <string.h>

enum
{
    GAP_TRIES = 16, /* values of a gap, until one fits the range */
};

/* Below it, a double tells whole numbers apart. */
#define WHOLE 9e15

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

/* Of two numbers, or two texts, which are ordered as conditions order them. */
static int
compare_points(gconstpointer a, gconstpointer b)
{
    const SopValue *left = a;

    return left->type == SOP_NUMBER ? sop_number_compare(left, b)
                                    : strcmp(sop_value_string(left), sop_value_string(b));
}

/* Is it between two points? NULL: there is none on that side. */
static bool
is_between(const SopValue *value, const SopValue *low, const SopValue *high)
{
    return value->type != SOP_NULL && (low == NULL || compare_points(low, value) < 0) &&
           (high == NULL || compare_points(value, high) < 0);
}

/* ---- a number of a gap ---------------------------------------------------------------------------- */

static SopValue
number(double value)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    if (ABS(value) < WHOLE && value == (double) (int64_t) value)
        return sop_value_integer((int64_t) value);
    return sop_value_parse(SOP_NUMBER, g_ascii_formatd(text, sizeof text, "%.15g", value));
}

/* A whole number if there is one. */
static double
nearby(const SopValue *low, const SopValue *high)
{
    if (low == NULL)
        return high != NULL ? sop_value_double(high) - 1 : 1;
    double from = sop_value_double(low);
    if (high == NULL)
        return from + 1;
    double to = sop_value_double(high);
    double whole = ABS(from) < WHOLE ? (double) (int64_t) from + (from < 0 ? 0 : 1) : from;
    return from < whole && whole < to ? whole : from + (to - from) / 2;
}

/* By FEEL's own decimals, for points that a double cannot tell apart. */
static SopValue
computed(const SopValue *low, const SopValue *high)
{
    SopFeelInput input = {0};
    g_autofree char *from = low != NULL ? sop_value_to_text(low) : NULL;
    g_autofree char *to = high != NULL ? sop_value_to_text(high) : NULL;
    g_autofree char *text = low == NULL    ? g_strdup_printf("%s - abs(%s) - 1", to, to)
                            : high == NULL ? g_strdup_printf("%s + abs(%s) + 1", from, from)
                                           : g_strdup_printf("(%s + %s) / 2", from, to);
    g_autoptr(SopFeel) feel =
        sop_feel_compile(text, -1, NULL, SOP_FEEL_UNKNOWN, NULL, NULL, 0, NULL);

    return feel != NULL ? sop_feel_evaluate(feel, &input) : SOP_VALUE_NULL;
}

static SopValue
number_between(const SopValue *low, const SopValue *high)
{
    SopValue value = number(nearby(low, high));

    if (is_between(&value, low, high))
        return value;
    sop_value_clear(&value);
    return computed(low, high);
}

/* ---- a text of a gap ------------------------------------------------------------------------------ */

/* Nothing is between a text and the same with the least character behind it. */
static SopValue
text_between(const SopValue *low, const SopValue *high)
{
    static const char *const endings[] = {"a", "A", " ", "\001"};
    SopValue value = sop_value_text("another");

    for (size_t i = 0; i < G_N_ELEMENTS(endings) && !is_between(&value, low, high); i++)
    {
        g_autofree char *text =
            g_strconcat(low != NULL ? sop_value_string(low) : "", endings[i], NULL);
        sop_value_clear(&value);
        value = sop_value_text(text);
    }
    return value;
}

/* One of a choice; null when there is none. */
static SopValue
word_between(const SopFlowFact *fact, const SopValue *low, const SopValue *high)
{
    for (uint32_t i = 0; i < fact->n_values; i++)
    {
        SopValue word = sop_value_text(fact->values[i]);
        if (is_between(&word, low, high))
            return word;
        sop_value_clear(&word);
    }
    return SOP_VALUE_NULL;
}

/* ---- points and gaps -------------------------------------------------------------------------------- */

/* The ends of the range are points, so that a gap fits as a whole or not at all; but a range may ask more of a value,
 * that it is even, say. */
static void
add_gap(SopDomains *self, SopFact fact, const SopValue *low, const SopValue *high)
{
    const SopFlowFact *declared = &self->flow->facts[fact];
    bool of_numbers = declared->type == SOP_FACT_NUMBER;
    g_auto(SopValue) value = of_numbers                          ? number_between(low, high)
                             : declared->type == SOP_FACT_CHOICE ? word_between(declared, low, high)
                                                                 : text_between(low, high);

    if (!is_between(&value, low, high) || add_class(self, fact, sop_value_copy(&value)) ||
        !self->facts[fact].odd_range)
        return;
    for (unsigned i = 1; of_numbers && i < GAP_TRIES; i++)
    {
        g_auto(SopValue) further = number(sop_value_double(&value) + i);
        if (is_between(&further, low, high) && add_class(self, fact, sop_value_copy(&further)))
            return;
    }
    add_anyway(self, fact, sop_value_copy(&value));
}

static void
add_points_and_gaps(SopDomains *self, SopFact fact)
{
    GArray *points = self->facts[fact].constants;
    const SopValue *low = NULL;

    g_array_sort(points, compare_points);
    for (guint i = 0; i < points->len; i++)
    {
        const SopValue *point = &g_array_index(points, SopValue, i);
        add_gap(self, fact, low, point);
        add_class(self, fact, sop_value_copy(point));
        low = point;
    }
    add_gap(self, fact, low, NULL);
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

/* Texts that are only equal or not: the constants, and one that is none of them. */
static void
add_texts(SopDomains *self, SopFact fact)
{
    const GArray *points = self->facts[fact].constants;
    g_auto(SopValue) another = another_text(points);

    for (guint i = 0; i < points->len; i++)
        add_class(self, fact, sop_value_copy(&g_array_index(points, SopValue, i)));
    if (!add_class(self, fact, sop_value_copy(&another)))
        add_anyway(self, fact, sop_value_copy(&another));
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
        return add_class(self, fact, number(sop_value_double(constant) + 1)) ||
               add_class(self, fact, number(sop_value_double(constant) - 1));
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
    else if (declared->type == SOP_FACT_CHOICE && sop_fact_is_listed(declared))
        for (uint32_t i = 0; i < declared->n_values; i++)
            add_class(self, fact, sop_value_text(declared->values[i]));
    else if (domain->points && (declared->type != SOP_FACT_TEXT || domain->ordered))
        add_points_and_gaps(self, fact);
    else if (domain->points && declared->type == SOP_FACT_TEXT)
        add_texts(self, fact);
    else
        add_known(self, fact);
}

/* Are both on the same side of every point? */
static bool
are_alike(const GArray *points, const SopValue *a, const SopValue *b)
{
    for (guint i = 0; i < points->len; i++)
    {
        const SopValue *point = &g_array_index(points, SopValue, i);
        int left = compare_points(a, point);
        int right = compare_points(b, point);
        if (left == 0 || right == 0 || (left < 0) != (right < 0))
            return false;
    }
    return true;
}

uint8_t
sop_domains_class(const SopDomains *self, SopFact fact, const SopValue *value)
{
    const SopDomain *domain = &self->facts[fact];
    bool of_texts = self->flow->facts[fact].type == SOP_FACT_TEXT;
    bool has_gaps = domain->points && (!of_texts || domain->ordered);
    uint8_t otherwise = domain->n_classes > 1 ? 1 : 0;

    if (value->type == SOP_NULL)
        return 0;
    for (uint8_t i = 1; i < domain->n_classes; i++)
        if (sop_value_equal(&domain->values[i], value))
            return i;
    for (uint8_t i = 1; i < domain->n_classes && has_gaps; i++)
        if (are_alike(domain->constants, &domain->values[i], value))
            return i;
    if (domain->points && of_texts && !domain->ordered)
        return domain->n_classes - 1; /* another */
    return otherwise;
}

uint8_t
sop_domains_first_class(const SopDomains *self, SopItem item)
{
    SopItem first = sop_item_of_relation(self->flow, 0);

    if (item < self->flow->n_facts)
        return sop_domains_class(self, item, &self->starts[item]);
    return item >= first ? sop_relation_class(self, item - first, self->starts) : 0;
}
