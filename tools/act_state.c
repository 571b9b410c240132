/* SPDX-License-Identifier: Apache-2.0 */
/* Where a case stands, as the answers of `sopflow act` have it: the timeouts that ran, the active
 * steps, what is due, the facts and the documents on file. */
#include "act.h"

void
tool_act_put_instant(GString *out, SopInstant instant)
{
    g_autofree char *text = instant != SOP_INSTANT_NONE ? sop_instant_format(instant) : NULL;

    tool_json_text(out, text);
}

/* ---- what ran, what is due -------------------------------------------------------------------- */

static void
put_timeout(const ActHost *host, const SopEvent *event)
{
    const SopFlow *flow = host->flow;
    GString *out = host->out;
    SopAction timeout = sop_flow_offer_action(flow, event->timeout);
    SopNode node = sop_flow_offer_node(flow, event->timeout);

    tool_json_open(out, '{');
    tool_json_key(out, "name");
    tool_json_text(out, sop_flow_name(flow, SOP_TABLE_ACTIONS, timeout));
    tool_json_key(out, "node");
    tool_json_text(out, sop_flow_name(flow, SOP_TABLE_NODES, node));
    tool_json_key(out, "at");
    tool_act_put_instant(out, event->at);
    tool_json_key(out, "left");
    tool_act_put_names(host, SOP_TABLE_NODES, event->left, event->n_left);
    tool_json_key(out, "entered");
    tool_act_put_names(host, SOP_TABLE_NODES, event->entered, event->n_entered);
    tool_json_key(out, "informs");
    tool_act_put_names(host, SOP_TABLE_ROLES, event->informs, event->n_informs);
    tool_json_close(out, '}');
}

static void
put_timeouts(const ActHost *host)
{
    tool_json_open(host->out, '[');
    for (unsigned i = 0; i < sop_verdict_count_events(host->verdict); i++)
    {
        SopEvent event = sop_verdict_event(host->verdict, i);
        if (event.timeout != SOP_NONE)
            put_timeout(host, &event);
    }
    tool_json_close(host->out, ']');
}

static void
put_due(const ActHost *host, const SopDue *due)
{
    static const char *const kinds[] = {[SOP_DUE_DEADLINE] = "deadline",
                                        [SOP_DUE_TIMEOUT] = "timeout",
                                        [SOP_DUE_OWED] = "safeguard"};
    GString *out = host->out;
    g_autofree char *how = sop_case_explain_due(host->kase, due, host->language);

    tool_json_open(out, '{');
    tool_json_key(out, "kind");
    tool_json_text(out, kinds[due->kind]);
    tool_json_key(out, "name");
    tool_json_text(out, tool_due_name(host->flow, due));
    tool_json_key(out, "node");
    tool_json_text(
        out, due->node != SOP_NONE ? sop_flow_name(host->flow, SOP_TABLE_NODES, due->node) : NULL);
    tool_json_key(out, "at");
    tool_act_put_instant(out, due->at);
    tool_json_key(out, "over");
    tool_json_boolean(out, due->over);
    tool_json_key(out, "sentence");
    tool_json_text(out, how);
    tool_json_close(out, '}');
}

static void
put_clocks(const ActHost *host)
{
    GString *out = host->out;
    g_autoptr(GArray) dues = tool_dues(host->kase, host->now);
    g_autoptr(GPtrArray) overdue = g_ptr_array_new();

    for (guint i = 0; i < dues->len; i++)
    {
        const SopDue *due = &g_array_index(dues, SopDue, i);
        if (due->kind == SOP_DUE_DEADLINE && due->over)
            g_ptr_array_add(overdue, (char *) tool_due_name(host->flow, due));
    }
    g_ptr_array_sort(overdue, tool_compare_names);
    tool_json_key(out, "timeouts");
    put_timeouts(host);
    tool_json_key(out, "overdue");
    tool_act_put_texts(out, overdue);
    tool_json_key(out, "due");
    tool_json_open(out, '[');
    for (guint i = 0; i < dues->len; i++)
        put_due(host, &g_array_index(dues, SopDue, i));
    tool_json_close(out, ']');
    tool_json_key(out, "next_due");
    tool_act_put_instant(out, sop_case_next_due(host->kase));
    tool_json_key(out, "stuck");
    tool_json_boolean(out, sop_case_is_stuck(host->kase));
}

/* ---- what is known and on file ---------------------------------------------------------------- */

static void
put_facts(const ActHost *host)
{
    GString *out = host->out;

    tool_json_open(out, '{');
    for (SopFact fact = 0; fact < sop_flow_count(host->flow, SOP_TABLE_FACTS); fact++)
    {
        tool_json_key(out, sop_flow_name(host->flow, SOP_TABLE_FACTS, fact));
        tool_json_value(out, sop_case_fact(host->kase, fact));
    }
    tool_json_close(out, '}');
}

static void
put_document(const ActHost *host, SopPaper document)
{
    GString *out = host->out;
    const char *reference = NULL;
    g_auto(SopValue) issued = SOP_VALUE_NULL;
    g_auto(SopValue) expires = SOP_VALUE_NULL;
    bool verified = false;

    if (!sop_case_document(host->kase, document, &reference, &issued, &expires, &verified))
        return;
    tool_json_key(out, sop_flow_name(host->flow, SOP_TABLE_DOCUMENTS, document));
    tool_json_open(out, '{');
    tool_json_key(out, "reference");
    tool_json_text(out, reference);
    tool_json_key(out, "issued");
    tool_json_value(out, &issued);
    tool_json_key(out, "expires");
    tool_json_value(out, &expires);
    tool_json_key(out, "verified");
    tool_json_boolean(out, verified);
    tool_json_close(out, '}');
}

static void
put_documents(const ActHost *host)
{
    tool_json_open(host->out, '{');
    for (SopPaper document = 0; document < sop_flow_count(host->flow, SOP_TABLE_DOCUMENTS);
         document++)
        put_document(host, document);
    tool_json_close(host->out, '}');
}

void
tool_act_put_state(const ActHost *host)
{
    GString *out = host->out;
    g_autoptr(GPtrArray) active = tool_active_names(host->kase);
    SopOutcome closed = sop_case_closed(host->kase);

    tool_json_key(out, "at");
    tool_act_put_texts(out, active);
    tool_json_key(out, "closed");
    tool_json_text(out, closed != SOP_NONE ? sop_flow_name(host->flow, SOP_TABLE_OUTCOMES, closed)
                                           : NULL);
    put_clocks(host);
    tool_json_key(out, "facts");
    put_facts(host);
    tool_json_key(out, "documents");
    put_documents(host);
}
