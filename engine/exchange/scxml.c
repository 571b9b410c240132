/* SPDX-License-Identifier: Apache-2.0 */
/* A flow as a statechart of W3C SCXML. The conditions are ECMAScript; what a chart cannot say about
 * people, documents and time stands in attributes of a namespace of its own. */
#include "exchange/exchange.h"

#define SOP_NAMESPACE "urn:sopflow:scxml:1"

static const char head[] =
    "Written by sopflow.\n"
    "\n"
    "Events are the actions, by name, and the timeouts, as NODE-NAME; what an act gives is in\n"
    "_event.data. An event that is refused changes nothing.\n"
    "\n"
    "Kept: where a case may be and how it moves; conditions and decisions over facts, with what is\n"
    "not known as null; that an inner action hides the outer one of its name even when refused; that\n"
    "all tracks that offer an action must accept it; that a finished track offers nothing; what is\n"
    "resumed, as it was left.\n"
    "\n"
    "The host's part: who may act, what must be given, documents and moments (attributes sop:…) are\n"
    "to be judged before an event is sent; timeouts are to be sent when they are due. Variables\n"
    "host.gN stand for expressions that have no form here (they are listed at the end): the host sets\n"
    "them, to null for what is not known.\n"
    "When `undecided` is not null after an event, a decision met something unknown: the act is\n"
    "refused, and the host goes back to the state before it. Decisions that lead in a circle, which\n"
    "are refused too, never end here. Safeguards are not enforced.";

static SopScxml *
scxml_new(const SopFlow *flow, const char *language, SopDiagnostics *diagnostics)
{
    SopScxml *self = g_new0(SopScxml, 1);
    bool clash = sop_names_find(flow->node_names, flow->id) != SOP_NONE;

    self->flow = flow;
    self->language = language != NULL ? language : flow->languages[0];
    self->diagnostics = diagnostics;
    self->xml.out = g_string_new(NULL);
    self->root = clash ? g_strdup_printf("%s-", flow->id) : g_strdup(flow->id);
    self->ends = g_new0(GArray *, flow->n_nodes);
    self->entered = g_new0(GString *, flow->n_nodes);
    self->ended = g_new0(GString *, flow->n_nodes);
    self->tells = g_new0(bool, flow->n_nodes);
    self->remembers = g_new0(bool, flow->n_nodes);
    self->told = g_new0(bool, flow->n_nodes);
    self->by_host = g_new0(bool, flow->n_expressions + 1);
    self->flags = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return self;
}

static char *
scxml_finish(SopScxml *self)
{
    char *text = g_string_free(self->xml.out, FALSE);

    for (SopNode node = 0; node < self->flow->n_nodes; node++)
    {
        g_clear_pointer(&self->ends[node], g_array_unref);
        if (self->entered[node] != NULL)
            g_string_free(self->entered[node], TRUE);
        if (self->ended[node] != NULL)
            g_string_free(self->ended[node], TRUE);
    }
    g_free(self->root);
    g_free(self->ends);
    g_free(self->entered);
    g_free(self->ended);
    g_free(self->tells);
    g_free(self->remembers);
    g_free(self->told);
    g_free(self->by_host);
    g_hash_table_unref(self->flags);
    g_free(self);
    return text;
}

/* What has been reported stands in the chart, too. */
static void
write_lacks(SopScxml *self)
{
    g_autoptr(GString) text = g_string_new("What this chart cannot hold:");
    gsize heading = text->len;

    for (uint32_t i = 0; i < self->flow->n_expressions; i++)
        if (self->by_host[i])
            g_string_append_printf(text, "\nhost.g%u is %s", i,
                                   sop_feel_text(self->flow->expressions[i].feel));
    for (SopNode node = 0; node < self->flow->n_nodes; node++)
        if (self->told[node])
            g_string_append_printf(text, "\n%s may be resumed elsewhere (SOP-%03u)",
                                   sop_scxml_id(self, node), SOP_MESSAGE_SCXML_HISTORY);
    if (text->len > heading)
        sop_xml_comment(&self->xml, text->str);
}

char *
sop_flow_to_scxml(SopFlow *flow, const char *language, SopDiagnostics *diagnostics)
{
    g_return_val_if_fail(flow != NULL, NULL);

    SopScxml *self = scxml_new(flow, language, diagnostics);

    sop_scxml_prepare_moves(self);
    g_string_append(self->xml.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    sop_xml_comment(&self->xml, head);
    sop_xml_start(&self->xml, "scxml");
    sop_xml_attribute(&self->xml, "xmlns", "http://www.w3.org/2005/07/scxml");
    sop_xml_attribute(&self->xml, "xmlns:sop", SOP_NAMESPACE);
    sop_xml_attribute(&self->xml, "version", "1.0");
    sop_xml_attribute(&self->xml, "datamodel", "ecmascript");
    sop_xml_attribute(&self->xml, "name", flow->id);
    sop_xml_attribute(&self->xml, "initial", self->root);
    sop_xml_attribute(&self->xml, "xml:lang", self->language);
    sop_xml_attribute(&self->xml, "sop:version",
                      flow->version != NULL && *flow->version != '\0' ? flow->version : NULL);
    sop_xml_attribute(&self->xml, "sop:digest", sop_flow_digest(flow));
    sop_scxml_write_data(self);
    sop_scxml_write_node(self, 0);
    write_lacks(self);
    sop_xml_end(&self->xml, "scxml");
    return scxml_finish(self);
}
