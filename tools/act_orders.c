/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of `sopflow act` for the administration: correct, close and reopen, each by somebody and
 * with a reason. */
#include "act.h"

typedef struct
{
    const char *key;
    bool (*carry_out)(ActHost *host, const SopActor *actor, const char *reason);
} Order;

/* Reads who orders it, why and when, carries it out and answers. */
static void
order(ActHost *host, JsonObject *line, const Order *order)
{
    const char *const keys[] = {order->key, "by", "reason", "at", NULL};
    bool usable = tool_act_known_keys(host, line, keys);
    const char *by = usable ? tool_act_text(host, line, "by", &usable) : NULL;
    const char *reason = usable ? tool_act_text(host, line, "reason", &usable) : NULL;
    const char *at = usable ? tool_act_text(host, line, "at", &usable) : NULL;

    if (!usable)
        return;
    if (by == NULL)
        return tool_act_error(host, "`%s` needs `by` and `reason`", order->key);
    if (at != NULL && !tool_act_instant(host, "at", at, &host->now))
        return;
    g_auto(ToolWho) who = tool_who_parse(host->flow, by);
    SopActor actor = {.id = who.person, .role = who.role};
    order->carry_out(host, &actor, reason);
    tool_act_answer(host, NULL);
}

/* `"close": true`: anything else is a slip of the pen. */
static bool
is_true(ActHost *host, JsonObject *line, const char *key)
{
    JsonNode *node = json_object_get_member(line, key);

    if (JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_BOOLEAN &&
        json_node_get_boolean(node))
        return true;
    tool_act_error(host, "write `\"%s\": true`", key);
    return false;
}

static bool
correct(ActHost *host, const SopActor *actor, const char *reason)
{
    return sop_case_correct(host->kase, host->given, actor, reason, host->now, host->verdict);
}

void
tool_act_correct(ActHost *host, JsonObject *line)
{
    JsonNode *facts = json_object_get_member(line, "correct");

    if (JSON_NODE_HOLDS_NULL(facts))
        tool_act_error(host, "`correct` must be an object: {\"age\": 34}");
    else if (tool_act_give(host, "correct", facts))
        order(host, line, &(Order) {"correct", correct});
}

static bool
close_case(ActHost *host, const SopActor *actor, const char *reason)
{
    return sop_case_close(host->kase, actor, reason, host->now, host->verdict);
}

void
tool_act_close(ActHost *host, JsonObject *line)
{
    if (is_true(host, line, "close"))
        order(host, line, &(Order) {"close", close_case});
}

static bool
reopen(ActHost *host, const SopActor *actor, const char *reason)
{
    return sop_case_reopen(host->kase, actor, reason, host->now, host->verdict);
}

void
tool_act_reopen(ActHost *host, JsonObject *line)
{
    if (is_true(host, line, "reopen"))
        order(host, line, &(Order) {"reopen", reopen});
}
