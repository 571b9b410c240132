/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the steps of a scenario, and resolves the names in them: acts, waits, other scenarios
 * played. */
#include <string.h>

#include "flow/fact.h"
#include "procedure/procedure.h"
#include "scenario/scenario.h"

/* ---- who acts -------------------------------------------------------------------------------- */

static void
read_person(SopScenarioReader *self, const SopYamlNode *map, const char *key, SopPlayed *ret)
{
    const SopYamlNode *node = sop_yaml_get(map, key);
    const char *text = node != NULL ? sop_scenarios_word(self, node, key, "ROLE/PERSON") : NULL;
    if (text == NULL)
        return;
    const SopFlow *flow = self->scenarios->flow;
    const char *slash = strchr(text, '/');
    if (slash == text || (slash != NULL && slash[1] == '\0'))
    {
        sop_scenarios_report(self, SOP_MESSAGE_BAD_ACTOR, node->span, text, NULL);
        return;
    }
    const char *role =
        slash != NULL ? sop_arena_strndup(self->scenarios->arena, text, (size_t) (slash - text))
                      : text;
    *ret = (SopPlayed) {
        .text = text, .id = slash != NULL ? slash + 1 : text, .role = sop_flow_role(flow, role)};
    if (ret->role == SOP_NONE)
        sop_scenarios_report(self, SOP_MESSAGE_UNKNOWN_ROLE, node->span, role,
                             sop_flow_nearest(flow, SOP_TABLE_ROLES, role));
}

/* ---- what is given --------------------------------------------------------------------------- */

static void
give_document(SopScenarioReader *self, const char *name, const SopYamlNode *map, SopGiven *given)
{
    static const char *const keys[] = {"reference", "issued", "expires", NULL};
    const char *texts[3] = {NULL};
    sop_procedure_check_keys(self->diagnostics, map, "a document that is given", keys);
    for (unsigned i = 0; keys[i] != NULL; i++)
    {
        const SopYamlNode *node = sop_yaml_get(map, keys[i]);
        if (node != NULL && node->kind == SOP_YAML_SCALAR && node->type != SOP_YAML_NULL)
            texts[i] = node->text;
        else if (node != NULL && node->kind != SOP_YAML_SCALAR)
            sop_scenarios_wrong_kind(self, node, keys[i], "a text or a date");
    }
    sop_given_file(given, name,
                   &(SopDocument) {.reference = texts[0], .issued = texts[1], .expires = texts[2]});
}

/* Returns: (nullable): NULL when nothing is given. */
static SopGiven *
read_given(SopScenarioReader *self, const SopYamlNode *give, const char *key)
{
    if (give == NULL)
        return NULL;
    if (give->kind != SOP_YAML_MAPPING)
    {
        sop_scenarios_wrong_kind(self, give, key, "a map of fact or document to what is given");
        return NULL;
    }
    SopGiven *all = sop_given_new(self->scenarios->flow);
    g_ptr_array_add(self->scenarios->givens, all);
    for (uint32_t i = 0; i < give->size; i++)
    {
        const SopYamlNode *value = give->pairs[i].value;
        const char *name = give->pairs[i].key->text;
        if (value->kind == SOP_YAML_MAPPING)
        {
            give_document(self, name, value, all);
            continue;
        }
        g_auto(SopValue) given = sop_fact_value_from_yaml(value);
        sop_given_set(all, name, given);
    }
    return all;
}

/* ---- what is refused ------------------------------------------------------------------------- */

static void
read_reason(SopScenarioReader *self, const SopYamlNode *node, uint32_t *bits)
{
    const char *names[SOP_REASON_SAFEGUARD + 1];
    const char *text = sop_scenarios_word(self, node, "refused", "a code such as not_offered");
    if (text == NULL)
        return;
    for (unsigned code = 0; code < G_N_ELEMENTS(names); code++)
    {
        names[code] = sop_reason_code_name(code);
        if (strcmp(names[code], text) == 0)
        {
            *bits |= 1U << code;
            return;
        }
    }
    sop_scenarios_report(self, SOP_MESSAGE_UNKNOWN_REASON, node->span, text,
                         sop_nearest(text, names, G_N_ELEMENTS(names)));
}

/* Returns: whether a refusal is expected; `ret_bits`: its codes. */
static bool
read_refused(SopScenarioReader *self, const SopYamlNode *map, uint32_t *ret_bits)
{
    const SopYamlNode *refused = sop_yaml_get(map, "refused");
    if (refused == NULL)
        return false;
    if (refused->kind != SOP_YAML_SEQUENCE)
        read_reason(self, refused, ret_bits);
    else if (refused->size == 0)
        sop_report(self->diagnostics, SOP_MESSAGE_EMPTY, refused->span, "key", "refused", "what",
                   "the codes expected", NULL);
    else
        for (uint32_t i = 0; i < refused->size; i++)
            read_reason(self, refused->items[i], ret_bits);
    return true;
}

/* ---- the kinds of step ----------------------------------------------------------------------- */

static SopAction
find_action(SopScenarioReader *self, const SopYamlNode *node, const char *key, bool may_be_unknown)
{
    const char *name = sop_scenarios_word(self, node, key, "an action");
    if (name == NULL)
        return SOP_NONE;
    SopAction action = sop_flow_action(self->scenarios->flow, name);
    if (action == SOP_NONE && !may_be_unknown)
        sop_scenarios_report(self, SOP_MESSAGE_UNKNOWN_ACTION, node->span, name,
                             sop_flow_nearest(self->scenarios->flow, SOP_TABLE_ACTIONS, name));
    return action;
}

static void
read_act(SopScenarioReader *self, const SopYamlNode *map, const SopYamlNode *value,
         SopPlayStep *step)
{
    static const char *const keys[] = {"do", "by", "for", "give", "refused", NULL};
    SopPlayedAct *act = &step->act;
    sop_procedure_check_keys(self->diagnostics, map, "a step that does something", keys);
    act->is_refused = read_refused(self, map, &act->refused);
    act->name = value->kind == SOP_YAML_SCALAR ? value->text : "";
    act->action =
        find_action(self, value, "do", (act->refused & 1U << SOP_REASON_NOT_OFFERED) != 0);
    if (sop_yaml_get(map, "by") == NULL)
        sop_report(self->diagnostics, SOP_MESSAGE_MISSING_KEY, step->span, "where",
                   "a step that does something", "key", "by", NULL);
    read_person(self, map, "by", &act->by);
    read_person(self, map, "for", &act->on_behalf);
    act->given = read_given(self, sop_yaml_get(map, "give"), "give");
}

/* ---- the administration ---------------------------------------------------------------------- */

const char *const sop_scenarios_orders[SOP_N_ORDERS] = {
    [SOP_ORDER_CORRECT] = "correct",
    [SOP_ORDER_CLOSE] = "close",
    [SOP_ORDER_REOPEN] = "reopen",
};

static void
read_order(SopScenarioReader *self, const SopYamlNode *map, const SopYamlNode *value,
           SopPlayStep *step)
{
    static const char *const keys[] = {"correct", "close",   "reopen", "by",
                                       "reason",  "refused", NULL};
    SopOrdered *order = &step->order;

    sop_procedure_check_keys(self->diagnostics, map, "a step of the administration", keys);
    for (unsigned i = 0; i < SOP_N_ORDERS; i++)
        if (sop_yaml_get(map, sop_scenarios_orders[i]) == value)
            order->what = (uint8_t) i;
    if (order->what == SOP_ORDER_CORRECT)
        order->given = read_given(self, value, "correct");
    else if (!sop_yaml_is(value, "true"))
        sop_scenarios_wrong_kind(self, value, sop_scenarios_orders[order->what], "`true`");
    order->is_refused = read_refused(self, map, &order->refused);
    for (unsigned i = 0; i < 2; i++)
        if (sop_yaml_get(map, i == 0 ? "by" : "reason") == NULL && (i == 0 || !order->is_refused))
            sop_report(self->diagnostics, SOP_MESSAGE_MISSING_KEY, step->span, "where",
                       "a step of the administration", "key", i == 0 ? "by" : "reason", NULL);
    read_person(self, map, "by", &order->by);
    const SopYamlNode *reason = sop_yaml_get(map, "reason");
    if (reason != NULL)
        order->reason = sop_scenarios_word(self, reason, "reason", "why it is done");
}

static void
read_expect(SopScenarioReader *self, const SopYamlNode *map, const SopYamlNode *value,
            SopPlayStep *step)
{
    static const char *const keys[] = {"expect", NULL};
    sop_procedure_check_keys(self->diagnostics, map, "a step that expects something", keys);
    sop_scenarios_read_expected(self, value, &step->expected);
}

static void
read_wait(SopScenarioReader *self, const SopYamlNode *map, const SopYamlNode *value,
          SopPlayStep *step)
{
    static const char *const keys[] = {"wait", NULL};
    sop_procedure_check_keys(self->diagnostics, map, "a step that waits", keys);
    const char *text =
        sop_scenarios_word(self, value, "wait", "a duration such as `3 days`, or an instant");
    if (text == NULL)
        return;
    const char *problem = NULL;
    step->waited.until = sop_instant_parse(text);
    if (step->waited.until == SOP_INSTANT_NONE &&
        sop_span_of_time_parse(text, value->size, &step->waited.duration, &problem) != value->size)
        sop_scenarios_report(self, SOP_MESSAGE_BAD_WAIT, value->span, text, NULL);
}

static void
read_play(SopScenarioReader *self, const SopYamlNode *map, const SopYamlNode *value,
          SopPlayStep *step)
{
    static const char *const keys[] = {"play", "until", NULL};
    sop_procedure_check_keys(self->diagnostics, map, "a step that plays another scenario", keys);
    step->other = (SopReplayed) {.until = SOP_NONE};
    const SopYamlNode *until = sop_yaml_get(map, "until");
    if (until != NULL)
        step->other.until = find_action(self, until, "until", false);
    const char *name = sop_scenarios_word(self, value, "play", "the name of a scenario");
    uint32_t scenario = name != NULL ? sop_names_find(self->scenarios->names, name) : SOP_NONE;
    if (name != NULL && scenario == SOP_NONE)
        sop_scenarios_report(self, SOP_MESSAGE_UNKNOWN_SCENARIO, value->span, name,
                             sop_names_nearest(self->scenarios->names, name));
    if (scenario == SOP_NONE)
        step->kind =
            SOP_PLAY_KINDS; /* it plays nothing; the file is not run, since this was reported */
    step->other.scenario = scenario;
}

static const struct
{
    const char *key;
    SopPlayKind kind;
    void (*read)(SopScenarioReader *self, const SopYamlNode *map, const SopYamlNode *value,
                 SopPlayStep *step);
} kinds[] = {
    {"do", SOP_PLAY_ACT, read_act},          {"expect", SOP_PLAY_EXPECT, read_expect},
    {"wait", SOP_PLAY_WAIT, read_wait},      {"play", SOP_PLAY_OTHER, read_play},
    {"correct", SOP_PLAY_ORDER, read_order}, {"close", SOP_PLAY_ORDER, read_order},
    {"reopen", SOP_PLAY_ORDER, read_order},
};

static void
read_step(SopScenarioReader *self, const SopYamlNode *map, SopPlayStep *step)
{
    step->kind = SOP_PLAY_KINDS;
    step->span = map->span;
    if (map->kind != SOP_YAML_MAPPING)
    {
        sop_scenarios_wrong_kind(self, map, "steps",
                                 "a step such as {do: ACTION, by: ROLE/PERSON}");
        return;
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++)
    {
        const SopYamlNode *value = sop_yaml_get(map, kinds[i].key);
        if (value == NULL)
            continue;
        step->kind = kinds[i].kind;
        kinds[i].read(self, map, value, step);
        return;
    }
    sop_report(self->diagnostics, SOP_MESSAGE_NO_SUCH_STEP, map->span, NULL);
}

void
sop_scenarios_read_steps(SopScenarioReader *self, const SopYamlNode *list, SopScenario *scenario)
{
    if (list->kind != SOP_YAML_SEQUENCE)
    {
        sop_scenarios_wrong_kind(self, list, "steps", "a list of steps");
        return;
    }
    scenario->steps = sop_arena_new_array(self->scenarios->arena, SopPlayStep, list->size);
    scenario->n_steps = list->size;
    for (uint32_t i = 0; i < list->size; i++)
    {
        scenario->steps[i].number = i + 1;
        read_step(self, list->items[i], &scenario->steps[i]);
    }
}
