/* SPDX-License-Identifier: Apache-2.0 */
/* A counterexample as people read it, and as a scenario that reproduces it. */
#include "check/proof.h"

/* ---- a story ------------------------------------------------------------------------------------------------ */

/* What is written on it is told where it is not as usual. */
static char *
say_document(const SopGivenItem *item, const char *title, const char *language)
{
    const char *sentence = item->expires == NULL                           ? "proof.no_expiry"
                           : item->issued != NULL                          ? "proof.issued"
                           : g_str_equal(item->expires, SOP_REPLAY_EXPIRY) ? "condition.on_file"
                                                                           : "proof.expires";

    return sop_fill(sop_sentence(sentence, language),
                    (const char *const[]) {"subject", title, "day",
                                           item->issued != NULL ? item->issued : item->expires,
                                           NULL});
}

static char *
say_item(const SopFlow *flow, const SopGivenItem *item, const char *language)
{
    const char *title;

    if (item->document != SOP_NONE)
    {
        title = sop_flow_title_of(flow, SOP_TABLE_DOCUMENTS, item->document, language);
        return say_document(item, title, language);
    }
    title = sop_flow_title_of(flow, SOP_TABLE_FACTS, item->fact, language);
    g_autofree char *value = sop_flow_say_value(flow, item->fact, &item->value, language);
    return sop_fill(sop_sentence("condition.is", language),
                    (const char *const[]) {"subject", title, "value", value, NULL});
}

/* Returns: (transfer full). */
static char *
say_later(SopInstant waited, const char *language)
{
    bool is_long = waited >= 24 * SOP_HOUR;
    SopSpanOfTime of = {.count = (uint32_t) (waited / (is_long ? 24 * SOP_HOUR : SOP_HOUR / 60)),
                        .unit = is_long ? SOP_UNIT_DAYS : SOP_UNIT_MINUTES};
    g_autofree char *span = sop_span_of_time_say(of, language);

    return sop_fill(sop_sentence("proof.later", language),
                    (const char *const[]) {"span", span, NULL});
}

/* What an act hangs on beside what it is: when, by whom, and what is given with it. */
static char *
say_given(const SopFlow *flow, const SopAct *act, const char *language)
{
    g_autoptr(GPtrArray) said = g_ptr_array_new_with_free_func(g_free);

    if (act->waited > 0)
        g_ptr_array_add(said, say_later(act->waited, language));
    if (act->named)
        g_ptr_array_add(said, sop_fill(sop_sentence("proof.person", language),
                                       (const char *const[]) {"person", act->person, NULL}));
    for (guint i = 0; act->given != NULL && i < act->given->items->len; i++)
        g_ptr_array_add(
            said, say_item(flow, &g_array_index(act->given->items, SopGivenItem, i), language));
    g_ptr_array_add(said, NULL);
    return g_strjoinv("; ", (char **) said->pdata);
}

char *
sop_proved_say_act(const SopFlow *flow, const SopAct *act, const char *language)
{
    bool is_timeout = sop_event_is_timeout(flow, act->event);
    SopAction action =
        is_timeout ? flow->offers[sop_event_timeout(flow, act->event)].action : act->event;
    const char *title = sop_flow_action_title(flow, action, language);

    if (is_timeout)
        return sop_fill(
            sop_sentence(sop_event_passes(flow, act->event) ? "proof.passes" : "proof.timeout",
                         language),
            (const char *const[]) {"timeout", title, NULL});
    g_autofree char *given = say_given(flow, act, language);
    const char *role = sop_flow_title_of(flow, SOP_TABLE_ROLES, act->role, language);
    return sop_fill(sop_sentence(*given != '\0' ? "proof.act_given" : "proof.act", language),
                    (const char *const[]) {"role", role, "action", title, "given", given, NULL});
}

const char *
sop_proved_say_end(const SopProved *proved, const char *language)
{
    return sop_sentence(proved->waits == SOP_WAIT_LATE ? "proof.too_late" : "proof.waits",
                        language);
}

char *
sop_proved_story(const SopFlow *flow, const SopProved *proved, const char *language)
{
    GString *story = g_string_new(NULL);

    for (guint i = 0; i < proved->acts->len; i++)
    {
        g_autofree char *act =
            sop_proved_say_act(flow, &g_array_index(proved->acts, SopAct, i), language);
        g_string_append_printf(story, "%s%u. %s", i > 0 ? " " : "", i + 1, act);
    }
    if (proved->acts->len == 0)
        g_string_append(story, sop_sentence("proof.opened", language));
    if (proved->waits != SOP_WAIT_NONE)
        g_string_append_printf(story, " %s", sop_proved_say_end(proved, language));
    return g_string_free(story, FALSE);
}

/* ---- a scenario ------------------------------------------------------------------------------------------------ */

static void
put_value(GString *text, const SopValue *value)
{
    g_autofree char *plain = NULL;

    if (value->type == SOP_LIST)
    {
        g_string_append_c(text, '[');
        for (unsigned i = 0; i < sop_value_list_length(value); i++)
        {
            g_string_append(text, i > 0 ? ", " : "");
            put_value(text, sop_value_list_item(value, i));
        }
        g_string_append_c(text, ']');
        return;
    }
    plain = sop_value_to_text(value);
    if (value->type == SOP_NUMBER || value->type == SOP_BOOLEAN)
        g_string_append(text, plain);
    else
        g_string_append_printf(text, "\"%s\"", plain);
}

static void
put_document(GString *text, const char *name, const SopGivenItem *item)
{
    g_string_append_printf(text, "%s: {", name);
    if (item->issued != NULL)
        g_string_append_printf(text, "issued: %s%s", item->issued,
                               item->expires != NULL ? ", " : "");
    if (item->expires != NULL)
        g_string_append_printf(text, "expires: %s", item->expires);
    g_string_append_c(text, '}');
}

static void
put_given(const SopFlow *flow, GString *text, const SopGiven *given)
{
    if (given == NULL || given->items->len == 0)
        return;
    g_string_append(text, ", give: {");
    for (guint i = 0; i < given->items->len; i++)
    {
        const SopGivenItem *item = &g_array_index(given->items, SopGivenItem, i);
        g_string_append(text, i > 0 ? ", " : "");
        if (item->document != SOP_NONE)
            put_document(text, flow->documents[item->document].name, item);
        else
        {
            g_string_append_printf(text, "%s: ", flow->facts[item->fact].name);
            put_value(text, &item->value);
        }
    }
    g_string_append_c(text, '}');
}

static void
put_wait(GString *text, SopInstant at)
{
    g_autofree char *instant = sop_instant_format(at);

    g_string_append_printf(text, "      - {wait: \"%s\"}\n", instant);
}

SopInstant
sop_proved_start(const SopFlow *flow)
{
    return flow->effective != SOP_INSTANT_NONE ? flow->effective : INT64_C(1772442000000000);
}

static void
put_act(const SopFlow *flow, GString *text, const SopAct *act)
{
    if (sop_event_is_timeout(flow, act->event))
        return;
    g_string_append_printf(text, "      - {do: %s, by: %s/%s", flow->actions[act->event].name,
                           flow->roles[act->role].name, act->person);
    put_given(flow, text, act->given);
    if (act->refused != NULL)
        g_string_append_printf(text, ", refused: [%s]", act->refused);
    g_string_append(text, "}\n");
}

/* Where the last act that stays leaves the case. */
static void
put_end(const SopFlow *flow, GString *text, const SopAct *last)
{
    if (last->closed != SOP_NONE)
    {
        g_string_append_printf(text, "      - {expect: {closed: %s}}\n",
                               flow->outcomes[last->closed].name);
        return;
    }
    if (last->leaves->len == 0)
        return;
    g_string_append(text, "      - {expect: {at: [");
    for (guint i = 0; i < last->leaves->len; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "",
                               flow->nodes[g_array_index(last->leaves, SopNode, i)].name);
    g_string_append(text, "]}}\n");
}

static const char *
name_of(const SopFlow *flow, const SopProperty *property)
{
    return property->kind == SOP_PROPERTY_SAFEGUARD
               ? flow->safeguards[property->safeguard].name
               : flow->actions[flow->offers[property->offer].action].name;
}

char *
sop_proved_scenario(const SopFlow *flow, const SopProved *proved)
{
    GString *text = g_string_new(NULL);
    SopInstant now = sop_proved_start(flow);
    g_autofree char *start = sop_instant_format(now);
    g_autofree char *name = g_strdelimit(g_strdup(name_of(flow, &proved->property)), ".", '_');

    g_string_append_printf(text, "  breaks_%s:\n    start: \"%s\"\n    steps:\n", name, start);
    for (guint i = 0; i < proved->acts->len; i++)
    {
        const SopAct *act = &g_array_index(proved->acts, SopAct, i);
        if (act->refused != NULL && i > 0)
            put_end(flow, text, act - 1);
        if (act->at > now)
            put_wait(text, act->at);
        now = MAX(now, act->at);
        put_act(flow, text, act);
        if (act->refused == NULL && i + 1 == proved->acts->len)
            put_end(flow, text, act);
    }
    if (proved->acts->len == 0)
        g_string_append(text, "      - {expect: {}}\n");
    return g_string_free(text, FALSE);
}
