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
    if (ret->closed == SOP_NONE)
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

static void
read_overdue(SopScenarioReader *self, const SopYamlNode *node, SopExpected *ret)
{
    SopExpected nodes = {0};

    read_at(self, node, &nodes);
    ret->has_overdue = true;
    ret->overdue = nodes.at;
    ret->n_overdue = nodes.n_at;
}

static void
read_due(SopScenarioReader *self, const SopYamlNode *map, SopExpected *ret)
{
    const SopFlow *flow = self->scenarios->flow;
    SopExpectedDue *due = sop_arena_new_array(self->scenarios->arena, SopExpectedDue, map->size);

    for (uint32_t i = 0; i < map->size; i++)
    {
        const SopYamlNode *key = map->pairs[i].key;
        const SopYamlNode *value = map->pairs[i].value;
        bool never = value->kind == SOP_YAML_SCALAR && value->type == SOP_YAML_NULL;
        const char *text = never ? NULL : sop_scenarios_word(self, value, "due", "an instant");
        if (sop_flow_node(flow, key->text) == SOP_NONE &&
            sop_flow_action(flow, key->text) == SOP_NONE)
            sop_scenarios_report(self, SOP_MESSAGE_UNKNOWN_EVENT, key->span, key->text,
                                 sop_flow_nearest(flow, SOP_TABLE_NODES, key->text));
        due[i] =
            (SopExpectedDue) {key->text, text != NULL ? sop_instant_parse(text) : SOP_INSTANT_NONE};
        if (text != NULL && due[i].at == SOP_INSTANT_NONE)
            sop_scenarios_report(self, SOP_MESSAGE_BAD_INSTANT, value->span, text, NULL);
    }
    ret->has_due = true;
    ret->due = due;
    ret->n_due = map->size;
}

static void
read_owed(SopScenarioReader *self, const SopYamlNode *node, SopExpected *ret)
{
    const SopFlow *flow = self->scenarios->flow;
    bool list = node->kind == SOP_YAML_SEQUENCE;
    uint32_t n_names = list ? node->size : 1;
    uint32_t *owed = sop_arena_new_array(self->scenarios->arena, uint32_t, n_names);

    for (uint32_t i = 0; i < n_names; i++)
    {
        const SopYamlNode *item = list ? node->items[i] : node;
        const char *name = sop_scenarios_word(self, item, "due", "a safeguard, or a map");
        if (name == NULL)
            continue;
        owed[ret->n_owed] = sop_names_find(flow->safeguard_names, name);
        if (owed[ret->n_owed++] == SOP_NONE)
            sop_scenarios_report(self, SOP_MESSAGE_UNKNOWN_SAFEGUARD, item->span, name,
                                 sop_flow_nearest(flow, SOP_TABLE_SAFEGUARDS, name));
    }
    ret->has_owed = true;
    ret->owed = owed;
}

static void
read_due_or_owed(SopScenarioReader *self, const SopYamlNode *node, SopExpected *ret)
{
    if (node->kind == SOP_YAML_MAPPING)
        read_due(self, node, ret);
    else
        read_owed(self, node, ret);
}

void
sop_scenarios_read_expected(SopScenarioReader *self, const SopYamlNode *node, SopExpected *ret)
{
    static const char *const keys[] = {"at", "closed", "facts", "overdue", "due", NULL};
    static const struct
    {
        const char *key;
        void (*read)(SopScenarioReader *self, const SopYamlNode *node, SopExpected *ret);
    } parts[] = {
        {"at", read_at},           {"closed", read_closed},   {"facts", read_facts},
        {"overdue", read_overdue}, {"due", read_due_or_owed},
    };
    if (node->kind != SOP_YAML_MAPPING)
    {
        read_at(self, node, ret);
        return;
    }
    sop_procedure_check_keys(self->diagnostics, node, "an expectation", keys);
    for (unsigned i = 0; i < G_N_ELEMENTS(parts); i++)
    {
        const SopYamlNode *value = sop_yaml_get(node, parts[i].key);
        if (value != NULL)
            parts[i].read(self, value, ret);
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

/* ---- what is due ----------------------------------------------------------------------------- */

typedef struct
{
    SopDue *items;
    unsigned n_items;
} Dues;

static Dues
dues_of(const SopPlay *play)
{
    Dues dues = {.n_items = sop_case_due(play->kase, play->now, NULL, 0)};

    dues.items = g_new0(SopDue, dues.n_items + 1);
    sop_case_due(play->kase, play->now, dues.items, dues.n_items);
    return dues;
}

static const char *
due_name(const SopFlow *flow, const SopDue *due)
{
    static const SopTable tables[] = {[SOP_DUE_DEADLINE] = SOP_TABLE_NODES,
                                      [SOP_DUE_TIMEOUT] = SOP_TABLE_ACTIONS,
                                      [SOP_DUE_OWED] = SOP_TABLE_SAFEGUARDS};

    return sop_flow_name(flow, tables[due->kind], due->of);
}

/* Compares as sets the names of the dues that `counts` counts with those of a table. */
static void
compare_sets(const SopPlay *play, const Dues *dues, SopDueKind kind, const uint32_t *expected,
             uint32_t n_expected, const char *key, GString *differences)
{
    const SopFlow *flow = sop_case_flow(play->kase);
    g_autoptr(GString) wanted = g_string_new(key);
    g_autoptr(GString) found = g_string_new(key);
    uint32_t n_found = 0;
    uint32_t n_met = 0;

    for (uint32_t i = 0; i < n_expected; i++)
        g_string_append_printf(
            wanted, " %s",
            sop_flow_name(flow, kind == SOP_DUE_OWED ? SOP_TABLE_SAFEGUARDS : SOP_TABLE_NODES,
                          expected[i]));
    for (unsigned i = 0; i < dues->n_items; i++)
    {
        const SopDue *due = &dues->items[i];
        if (due->kind != kind || (kind == SOP_DUE_DEADLINE && !due->over))
            continue;
        g_string_append_printf(found, " %s", due_name(flow, due));
        n_found++;
        for (uint32_t k = 0; k < n_expected; k++)
            if (expected[k] == due->of)
            {
                n_met++;
                break;
            }
    }
    if (n_found != n_expected || n_met != n_expected)
        add_difference(differences, play, wanted->str, found->str);
}

static SopInstant
due_at(const SopPlay *play, const Dues *dues, const char *name)
{
    const SopFlow *flow = sop_case_flow(play->kase);

    for (unsigned i = 0; i < dues->n_items; i++)
        if (dues->items[i].kind != SOP_DUE_OWED &&
            strcmp(due_name(flow, &dues->items[i]), name) == 0)
            return dues->items[i].at;
    return SOP_INSTANT_NONE;
}

static char *
say_due(const char *name, SopInstant at)
{
    g_autofree char *instant = at != SOP_INSTANT_NONE ? sop_instant_format(at) : g_strdup("-");

    return g_strdup_printf("due: %s %s", name, instant);
}

static void
compare_dues(const SopPlay *play, const SopExpected *expected, GString *differences)
{
    Dues dues = dues_of(play);

    if (expected->has_overdue)
        compare_sets(play, &dues, SOP_DUE_DEADLINE, expected->overdue, expected->n_overdue,
                     "overdue:", differences);
    if (expected->has_owed)
        compare_sets(play, &dues, SOP_DUE_OWED, expected->owed, expected->n_owed,
                     "due:", differences);
    for (uint32_t i = 0; i < expected->n_due; i++)
    {
        const SopExpectedDue *due = &expected->due[i];
        SopInstant at = due_at(play, &dues, due->name);
        if (at == due->at)
            continue;
        g_autofree char *wanted = say_due(due->name, due->at);
        g_autofree char *found = say_due(due->name, at);
        add_difference(differences, play, wanted, found);
    }
    g_free(dues.items);
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
    if (expected->has_overdue || expected->has_due || expected->has_owed)
        compare_dues(play, expected, differences);
    return differences->len > 0 ? g_string_free(g_steal_pointer(&differences), FALSE) : NULL;
}
