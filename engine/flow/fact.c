/* SPDX-License-Identifier: Apache-2.0 */
/* Values of facts; see fact.h. */
#include "flow/fact.h"

#include <string.h>

static bool
is_choice(const SopFlowFact *fact, const char *word)
{
    for (uint32_t i = 0; i < fact->n_values; i++)
        if (strcmp(fact->values[i], word) == 0)
            return true;
    return false;
}

static SopValue
read_duration(const char *text)
{
    SopValue value = sop_value_parse(SOP_DAYS_DURATION, text);

    return value.type != SOP_NULL ? value : sop_value_parse(SOP_MONTHS_DURATION, text);
}

/* A temporal value may be written as text. */
static SopValue
as_type(const SopFlowFact *fact, const SopValue *value)
{
    const char *text = sop_value_string(value);

    if (text == NULL)
        return sop_value_copy(value);
    switch (fact->type)
    {
    case SOP_FACT_DATE:
        return sop_value_parse(SOP_DATE, text);
    case SOP_FACT_DATE_TIME:
        return sop_value_parse(SOP_DATE_TIME, text);
    case SOP_FACT_DURATION:
        return read_duration(text);
    case SOP_FACT_BOOLEAN:
    case SOP_FACT_NUMBER:
    case SOP_FACT_TEXT:
    case SOP_FACT_CHOICE:
        break;
    }
    return sop_value_copy(value);
}

static bool
is_of_type(const SopFlowFact *fact, const SopValue *value)
{
    switch (fact->type)
    {
    case SOP_FACT_BOOLEAN:
        return value->type == SOP_BOOLEAN;
    case SOP_FACT_NUMBER:
        return value->type == SOP_NUMBER;
    case SOP_FACT_TEXT:
        return value->type == SOP_STRING;
    case SOP_FACT_CHOICE:
        return value->type == SOP_STRING && is_choice(fact, sop_value_string(value));
    case SOP_FACT_DATE:
        return value->type == SOP_DATE;
    case SOP_FACT_DATE_TIME:
        return value->type == SOP_DATE_TIME;
    case SOP_FACT_DURATION:
        return value->type == SOP_DAYS_DURATION || value->type == SOP_MONTHS_DURATION;
    }
    return false;
}

static bool
is_in_range(const SopFlow *flow, const SopFlowFact *fact, const SopValue *value)
{
    if (fact->range == NULL)
        return true;
    SopFeelInput input = {.slots = value, .n_slots = 1};
    g_auto(SopValue) result = sop_feel_evaluate_in(fact->range, &input, flow->zone);

    return result.type == SOP_BOOLEAN && result.boolean;
}

static bool
fits_one(const SopFlow *flow, const SopFlowFact *fact, const SopValue *value, SopValue *ret)
{
    SopValue typed = as_type(fact, value);

    if (is_of_type(fact, &typed) && is_in_range(flow, fact, &typed))
    {
        *ret = typed;
        return true;
    }
    sop_value_clear(&typed);
    return false;
}

static bool
fits_list(const SopFlow *flow, const SopFlowFact *fact, const SopValue *value, SopValue *ret)
{
    unsigned length = sop_value_list_length(value);
    g_autofree SopValue *items = g_new0(SopValue, length + 1);
    bool fits = value->type == SOP_LIST;

    for (unsigned i = 0; i < length && fits; i++)
        fits = fits_one(flow, fact, sop_value_list_item(value, i), &items[i]);
    if (fits)
        *ret = sop_value_list(items, length);
    for (unsigned i = 0; i < length; i++)
        sop_value_clear(&items[i]);
    return fits;
}

bool
sop_fact_fits(const SopFlow *flow, const SopFlowFact *fact, const SopValue *value, SopValue *ret)
{
    return fact->is_list ? fits_list(flow, fact, value, ret) : fits_one(flow, fact, value, ret);
}

static SopValue
from_sequence(const SopYamlNode *node)
{
    g_autofree SopValue *items = g_new0(SopValue, node->size + 1);

    for (uint32_t i = 0; i < node->size; i++)
        items[i] = sop_fact_value_from_yaml(node->items[i]);
    SopValue list = sop_value_list(items, node->size);
    for (uint32_t i = 0; i < node->size; i++)
        sop_value_clear(&items[i]);
    return list;
}

SopValue
sop_fact_value_from_yaml(const SopYamlNode *node)
{
    if (node->kind == SOP_YAML_SEQUENCE)
        return from_sequence(node);
    if (node->kind != SOP_YAML_SCALAR)
        return SOP_VALUE_NULL;
    switch ((SopYamlType) node->type)
    {
    case SOP_YAML_NULL:
        return SOP_VALUE_NULL;
    case SOP_YAML_BOOLEAN:
        return sop_value_boolean(node->text[0] == 't' || node->text[0] == 'T');
    case SOP_YAML_INTEGER:
    case SOP_YAML_FLOAT:
        return sop_value_parse(SOP_NUMBER, node->text);
    case SOP_YAML_STRING:
        break;
    }
    return sop_value_text(node->text);
}
