/* SPDX-License-Identifier: Apache-2.0 */
/* What things are called in the chart. A procedure's names have no hyphen, so that a name with one
 * (`desk-issued`) is never one of theirs. */
#include "exchange/exchange.h"

const char *
sop_scxml_id(const SopScxml *self, SopNode node)
{
    return node == 0 ? self->root : self->flow->nodes[node].name;
}

char *
sop_scxml_end_id(const SopScxml *self, SopNode phase, SopOutcome outcome)
{
    return g_strdup_printf("%s-%s", sop_scxml_id(self, phase), self->flow->outcomes[outcome].name);
}

char *
sop_scxml_history_id(const SopScxml *self, SopNode phase)
{
    return g_strdup_printf("%s--history", sop_scxml_id(self, phase));
}

char *
sop_scxml_event(const SopScxml *self, uint32_t offer)
{
    const SopOffer *of = &self->flow->offers[offer];
    const char *name = self->flow->actions[of->action].name;

    if (!sop_offer_is_timeout(self->flow, offer))
        return g_strdup(name);
    return g_strdup_printf("%s-%s", sop_scxml_id(self, of->node), name);
}

char *
sop_scxml_quote(const char *text)
{
    GString *quoted = g_string_new("'");

    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at))
    {
        gunichar character = g_utf8_get_char(at);
        if (character == '\'' || character == '\\')
            g_string_append_printf(quoted, "\\%c", (char) character);
        else if (character < 0x20 || character == 0x7f || character == 0x2028 ||
                 character == 0x2029 || character == 0xfffe || character == 0xffff)
            g_string_append_printf(quoted, "\\u%04x", character);
        else
            g_string_append_unichar(quoted, character);
    }
    return g_string_free(g_string_append_c(quoted, '\''), FALSE);
}

char *
sop_scxml_in(const SopScxml *self, SopNode node)
{
    return g_strdup_printf("In('%s')", sop_scxml_id(self, node));
}

char *
sop_scxml_is_ended(const SopScxml *self, SopNode phase)
{
    const GArray *outcomes = self->ends[phase];
    GString *text = g_string_new(NULL);

    if (outcomes == NULL)
        return g_string_free(g_string_append(text, "false"), FALSE);
    for (guint i = 0; i < outcomes->len; i++)
    {
        g_autofree char *id = sop_scxml_end_id(self, phase, g_array_index(outcomes, SopOutcome, i));
        g_string_append_printf(text, "%sIn('%s')", i > 0 ? " || " : "", id);
    }
    if (outcomes->len > 1)
    {
        g_string_prepend_c(text, '(');
        g_string_append_c(text, ')');
    }
    return g_string_free(text, FALSE);
}

char *
sop_scxml_at(const SopScxml *self, SopNode node)
{
    g_autofree char *active = sop_scxml_in(self, node);

    if (self->ends[node] == NULL)
        return g_steal_pointer(&active);
    g_autofree char *ended = sop_scxml_is_ended(self, node);
    return g_strdup_printf("%s && !%s", active, ended);
}

bool
sop_scxml_is_track(const SopScxml *self, SopNode node)
{
    const SopFlowNode *nodes = self->flow->nodes;

    return node != 0 && nodes[nodes[node].parent].kind == SOP_KIND_PARALLEL;
}

char *
sop_scxml_roles(const SopScxml *self, uint64_t roles)
{
    GString *text = g_string_new(NULL);

    for (SopRole role = 0; role < self->flow->n_roles; role++)
        if ((roles >> role & 1) != 0)
            g_string_append_printf(text, "%s%s", text->len > 0 ? " " : "",
                                   self->flow->roles[role].name);
    return g_string_free(text, text->len == 0);
}
