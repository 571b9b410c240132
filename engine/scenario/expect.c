/* SPDX-License-Identifier: Apache-2.0 */
/* Expectations: reads them, and compares a case with them. `at` and `overdue` are exact as sets. */
#include <string.h>

#include "flow/fact.h"
#include "procedure/procedure.h"
#include "scenario/scenario.h"

/* ---- reading --------------------------------------------------------------------------------- */

static void
read_at(SopScenarioReader *self, const SopYamlNode *node, SopExpected *ret)
{
    const SopFlow *flow = self->scenarios->flow;
    bool list = node->kind == SOP_YAML_SEQUENCE;
    uint32_t n_names = list ? node->size : 1;
    SopNode *nodes = sop_arena_new_array(self->scenarios->arena, SopNode, n_names);
    for (uint32_t i = 0; i < n_names; i++)
    {
        const SopYamlNode *item = list ? node->items[i] : node;
        const char *name = sop_scenarios_word(self, item, "at", "a node or a list of nodes");
        if (name == NULL)
            continue;
        nodes[ret->n_at] = sop_flow_node(flow, name);
        if (nodes[ret->n_at++] == SOP_NONE)
            sop_scenarios_report(self, SOP_MESSAGE_UNKNOWN_NODE, item->span, name,
                                 sop_flow_nearest(flow, SOP_TABLE_NODES, name));
    }
    ret->has_at = true;
    ret->at = nodes;
}

static void
read_closed(SopScenarioReader *self, const SopYamlNode *node, SopExpected *ret)
{
    const SopFlow *flow = self->scenarios->flow;
    const char *name = sop_scenarios_word(self, node, "closed", "an outcome");
    if (name == NULL)
        return;
    ret->has_closed = true;
    ret->closed = sop_flow_outcome(flow, name);
    if (strcmp(name, "closed") == 0)
        sop_report(self->diagnostics, SOP_MESSAGE_LATER, node->span, "what",
                   "`closed` as an outcome", NULL);
    else if (ret->closed == SOP_NONE)
        sop_scenarios_report(self, SOP_MESSAGE_UNKNOWN_OUTCOME, node->span, name,
                             sop_flow_nearest(flow, SOP_TABLE_OUTCOMES, name));
}

/* The value as the fact's type has it, so that a date written as text is one. */
static SopValue
expected_value(SopScenarioReader *self, SopFact fact, const SopYamlNode *node)
{
    g_auto(SopValue) plain = sop_fact_value_from_yaml(node);
    SopValue value = SOP_VALUE_NULL;
    const SopFlow *flow = self->scenarios->flow;
    if (plain.type != SOP_NULL && !sop_fact_fits(flow, &flow->facts[fact], &plain, &value))
        sop_scenarios_report(self, SOP_MESSAGE_UNFIT_EXPECTED, node->span,
                             sop_flow_name(flow, SOP_TABLE_FACTS, fact), NULL);
    return value;
}

static void
read_facts(SopScenarioReader *self, const SopYamlNode *node, SopExpected *ret)
{
    if (node->kind != SOP_YAML_MAPPING)
    {
        sop_scenarios_wrong_kind(self, node, "facts", "a map of fact to value");
        return;
    }
    const SopFlow *flow = self->scenarios->flow;
    SopExpectedFact *facts =
        sop_arena_new_array(self->scenarios->arena, SopExpectedFact, node->size);
    for (uint32_t i = 0; i < node->size; i++)
    {
        const SopYamlNode *key = node->pairs[i].key;
        SopFact fact = sop_flow_fact(flow, key->text);
        if (fact == SOP_NONE)
        {
            sop_scenarios_report(self, SOP_MESSAGE_UNKNOWN_FACT, key->span, key->text,
                                 sop_flow_nearest(flow, SOP_TABLE_FACTS, key->text));
            continue;
        }
        facts[ret->n_facts] = (SopExpectedFact) {
            .fact = fact, .value = expected_value(self, fact, node->pairs[i].value)};
        g_array_append_val(self->scenarios->values, facts[ret->n_facts].value);
        ret->n_facts++;
    }
    ret->facts = facts;
}

/* Nothing is ever overdue or due in a procedure without clocks, so all that is named differs. */
static void
read_clocks(SopScenarioReader *self, const SopYamlNode *node, const char **ret_names)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (uint32_t i = 0; i < (node->kind == SOP_YAML_SCALAR ? 1 : node->size); i++)
    {
        const SopYamlNode *item = node->kind == SOP_YAML_SCALAR    ? node
                                  : node->kind == SOP_YAML_MAPPING ? node->pairs[i].key
                                                                   : node->items[i];
        const char *name = sop_scenarios_word(self, item, "overdue", "a node");
        if (name != NULL)
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
    }
    if (names->len > 0)
        *ret_names = sop_arena_strdup(self->scenarios->arena, names->str);
}

void
sop_scenarios_read_expected(SopScenarioReader *self, const SopYamlNode *node, SopExpected *ret)
{
    static const char *const keys[] = {"at", "closed", "facts", "overdue", "due", NULL};
    if (node->kind != SOP_YAML_MAPPING)
    {
        read_at(self, node, ret);
        return;
    }
    sop_procedure_check_keys(self->diagnostics, node, "an expectation", keys);
    for (uint32_t i = 0; i < node->size; i++)
    {
        const SopYamlNode *key = node->pairs[i].key, *value = node->pairs[i].value;
        if (sop_yaml_is(key, "at"))
            read_at(self, value, ret);
        else if (sop_yaml_is(key, "closed"))
            read_closed(self, value, ret);
        else if (sop_yaml_is(key, "facts"))
            read_facts(self, value, ret);
        else if (sop_yaml_is(key, "overdue"))
            read_clocks(self, value, &ret->overdue);
        else if (sop_yaml_is(key, "due"))
            read_clocks(self, value, &ret->due);
    }
}

/* ---- comparing ------------------------------------------------------------------------------- */

static char *
names_of(const SopFlow *flow, const SopNode *nodes, uint32_t n_nodes)
{
    GString *names = g_string_new(NULL);
    for (uint32_t i = 0; i < n_nodes; i++)
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "",
                               sop_flow_name(flow, SOP_TABLE_NODES, nodes[i]));
    return g_string_free(names, FALSE);
}

char *
sop_scenarios_where(const SopPlay *play)
{
    const SopFlow *flow = sop_case_flow(play->kase);
    SopOutcome outcome = sop_case_closed(play->kase);
    if (outcome != SOP_NONE)
        return g_strdup_printf("%s %s", sop_sentence("scenario.closed", play->language),
                               sop_flow_name(flow, SOP_TABLE_OUTCOMES, outcome));
    unsigned n_nodes = sop_case_at(play->kase, NULL, 0);
    g_autofree SopNode *nodes = g_new(SopNode, n_nodes + 1);
    sop_case_at(play->kase, nodes, n_nodes);
    g_autofree char *names = names_of(flow, nodes, n_nodes);
    return g_strdup_printf("%s %s", sop_sentence("scenario.at", play->language), names);
}

static bool
is_inside(const SopFlow *flow, SopNode node, const SopNode *outer, uint32_t n_outer)
{
    for (; node != SOP_NONE; node = sop_flow_node_parent(flow, node))
        for (uint32_t i = 0; i < n_outer; i++)
            if (outer[i] == node)
                return true;
    return false;
}

static bool
is_at(const SopPlay *play, const SopExpected *expected)
{
    const SopFlow *flow = sop_case_flow(play->kase);
    if (sop_case_closed(play->kase) != SOP_NONE)
        return expected->n_at == 0;
    for (uint32_t i = 0; i < expected->n_at; i++)
        if (!sop_case_is_at(play->kase, expected->at[i]))
            return false;
    unsigned n_nodes = sop_case_at(play->kase, NULL, 0);
    g_autofree SopNode *nodes = g_new(SopNode, n_nodes + 1);
    sop_case_at(play->kase, nodes, n_nodes);
    for (unsigned i = 0; i < n_nodes; i++)
        if (!is_inside(flow, nodes[i], expected->at, expected->n_at))
            return false;
    return true;
}

static void
add_difference(GString *differences, const SopPlay *play, const char *expected,
               const char *happened)
{
    g_string_append_printf(differences, "  %s %s\n  %s %s\n",
                           sop_sentence("scenario.expected", play->language), expected,
                           sop_sentence("scenario.happened", play->language), happened);
}

static void
compare_facts(const SopPlay *play, const SopExpected *expected, GString *differences)
{
    const SopFlow *flow = sop_case_flow(play->kase);
    for (uint32_t i = 0; i < expected->n_facts; i++)
    {
        const SopExpectedFact *fact = &expected->facts[i];
        const SopValue *value = sop_case_fact(play->kase, fact->fact);
        if (sop_value_equal(value, &fact->value))
            continue;
        const char *name = sop_flow_name(flow, SOP_TABLE_FACTS, fact->fact);
        g_autofree char *wanted = sop_value_to_text(&fact->value);
        g_autofree char *found = sop_value_to_text(value);
        g_autofree char *wanted_line = g_strdup_printf("%s: %s", name, wanted);
        g_autofree char *found_line = g_strdup_printf("%s: %s", name, found);
        add_difference(differences, play, wanted_line, found_line);
    }
}

static void
compare_clocks(const SopPlay *play, const char *key, const char *names, GString *differences)
{
    if (names == NULL)
        return;
    g_autofree char *wanted = g_strdup_printf("%s: %s", key, names);
    g_autofree char *found = g_strdup_printf("%s: -", key);
    add_difference(differences, play, wanted, found);
}

char *
sop_scenarios_compare(const SopScenarios *self, const SopPlay *play, const SopExpected *expected)
{
    g_autoptr(GString) differences = g_string_new(NULL);
    g_autofree char *where = sop_scenarios_where(play);
    if (expected->has_at && !is_at(play, expected))
    {
        g_autofree char *names = names_of(self->flow, expected->at, expected->n_at);
        g_autofree char *wanted =
            g_strdup_printf("%s %s", sop_sentence("scenario.at", play->language), names);
        add_difference(differences, play, wanted, where);
    }
    if (expected->has_closed && sop_case_closed(play->kase) != expected->closed)
    {
        g_autofree char *wanted =
            g_strdup_printf("%s %s", sop_sentence("scenario.closed", play->language),
                            sop_flow_name(self->flow, SOP_TABLE_OUTCOMES, expected->closed));
        add_difference(differences, play, wanted, where);
    }
    compare_facts(play, expected, differences);
    compare_clocks(play, "overdue", expected->overdue, differences);
    compare_clocks(play, "due", expected->due, differences);
    return differences->len > 0 ? g_string_free(g_steal_pointer(&differences), FALSE) : NULL;
}
