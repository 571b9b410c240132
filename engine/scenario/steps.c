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

static void
read_given(SopScenarioReader *self, const SopYamlNode *map, SopPlayedAct *act)
{
    const SopYamlNode *give = sop_yaml_get(map, "give");
    if (give == NULL)
        return;
    if (give->kind != SOP_YAML_MAPPING)
    {
        sop_scenarios_wrong_kind(self, give, "give", "a map of fact or document to what is given");
        return;
    }
    act->given = sop_given_new(self->scenarios->flow);
    g_ptr_array_add(self->scenarios->givens, act->given);
    for (uint32_t i = 0; i < give->size; i++)
    {
        const SopYamlNode *value = give->pairs[i].value;
        const char *name = give->pairs[i].key->text;
        if (value->kind == SOP_YAML_MAPPING)
        {
            give_document(self, name, value, act->given);
            continue;
        }
        g_auto(SopValue) given = sop_fact_value_from_yaml(value);
        sop_given_set(act->given, name, given);
    }
}

/* ---- what is refused ------------------------------------------------------------------------- */

static void
read_reason(SopScenarioReader *self, const SopYamlNode *node, uint32_t *bits)
{
    const char *names[SOP_REASON_UNDECIDED + 1];
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
    if (strcmp(text, "safeguard") == 0)
        sop_report(self->diagnostics, SOP_MESSAGE_LATER, node->span, "what", "`safeguard`", NULL);
    else
        sop_scenarios_report(self, SOP_MESSAGE_UNKNOWN_REASON, node->span, text,
                             sop_nearest(text, names, G_N_ELEMENTS(names)));
}

static void
read_refused(SopScenarioReader *self, const SopYamlNode *map, SopPlayedAct *act)
{
    const SopYamlNode *refused = sop_yaml_get(map, "refused");
    act->is_refused = refused != NULL;
    if (refused == NULL)
        return;
    if (refused->kind != SOP_YAML_SEQUENCE)
        read_reason(self, refused, &act->refused);
    else if (refused->size == 0)
        sop_report(self->diagnostics, SOP_MESSAGE_EMPTY, refused->span, "key", "refused", "what",
                   "the codes expected", NULL);
    else
        for (uint32_t i = 0; i < refused->size; i++)
            read_reason(self, refused->items[i], &act->refused);
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
    read_refused(self, map, act);
    act->name = value->kind == SOP_YAML_SCALAR ? value->text : "";
    act->action =
        find_action(self, value, "do", (act->refused & 1U << SOP_REASON_NOT_OFFERED) != 0);
    if (sop_yaml_get(map, "by") == NULL)
        sop_report(self->diagnostics, SOP_MESSAGE_MISSING_KEY, step->span, "where",
                   "a step that does something", "key", "by", NULL);
    read_person(self, map, "by", &act->by);
    read_person(self, map, "for", &act->on_behalf);
    read_given(self, map, act);
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
    void (*read)(SopScenarioReader *self, const SopYamlNode *map, const SopYamlNode *value,
                 SopPlayStep *step);
} kinds[SOP_PLAY_KINDS] = {
    [SOP_PLAY_ACT] = {"do", read_act},
    [SOP_PLAY_EXPECT] = {"expect", read_expect},
    [SOP_PLAY_WAIT] = {"wait", read_wait},
    [SOP_PLAY_OTHER] = {"play", read_play},
};

/* Correcting, closing and reopening from outside the procedure. */
static bool
is_administration(SopScenarioReader *self, const SopYamlNode *map)
{
    static const char *const keys[] = {"correct", "close", "reopen"};
    for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++)
        for (uint32_t pair = 0; pair < map->size; pair++)
        {
            if (!sop_yaml_is(map->pairs[pair].key, keys[i]))
                continue;
            g_autofree char *what = g_strdup_printf("`%s`", keys[i]);
            sop_diagnostic_set_fix(sop_report(self->diagnostics, SOP_MESSAGE_LATER,
                                              map->pairs[pair].key->span, "what", what, NULL),
                                   "take the step out for now");
            return true;
        }
    return false;
}

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
    if (is_administration(self, map))
        return;
    for (unsigned kind = 0; kind < SOP_PLAY_KINDS; kind++)
    {
        const SopYamlNode *value = sop_yaml_get(map, kinds[kind].key);
        if (value == NULL)
            continue;
        step->kind = kind;
        kinds[kind].read(self, map, value, step);
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
