/* SPDX-License-Identifier: Apache-2.0 */
/* The classes of a fact: a value of each, and which class a value is in. */
#include "check/check.h"
#include "flow/fact.h"

#include <string.h>

/* Below it, a double tells whole numbers apart. */
#define WHOLE 9e15

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

/* ---- points and gaps -------------------------------------------------------------------------------- */

static void
add_gap(SopDomains *self, SopFact fact, const SopValue *low, const SopValue *high)
{
    bool of_numbers = self->flow->facts[fact].type == SOP_FACT_NUMBER;
    SopValue value = of_numbers ? number_between(low, high) : text_between(low, high);

    if (is_between(&value, low, high))
        add_class(self, fact, value);
    else
        sop_value_clear(&value);
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

/* Texts that are only equal or not: the constants, and one that is none of them. */
static void
add_texts(SopDomains *self, SopFact fact)
{
    const GArray *points = self->facts[fact].constants;
    g_autoptr(GString) other = g_string_new("another");

    for (guint i = 0; i < points->len; i++)
    {
        const SopValue *point = &g_array_index(points, SopValue, i);
        add_class(self, fact, sop_value_copy(point));
        if (g_str_has_prefix(sop_value_string(point), other->str))
            g_string_append(g_string_assign(other, sop_value_string(point)), " one");
    }
    add_class(self, fact, sop_value_text(other->str));
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
    else if (domain->points && (declared->type == SOP_FACT_NUMBER || domain->ordered))
        add_points_and_gaps(self, fact);
    else if (domain->points && declared->type == SOP_FACT_TEXT)
        add_texts(self, fact);
    else
        add_class(self, fact, any_value(declared->type));
    if (domain->n_classes ==
        1) /* the example does not fit its range: it starts with one, or never */
        add_class(self, fact, sop_value_copy(&declared->starts));
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
