/* SPDX-License-Identifier: Apache-2.0 */
/* Writing the states: a step, a phase, its tracks, a decision; their transitions, with what only the
 * host can see to (who may, documents, moments) as attributes of a namespace of its own. */
#include "exchange/exchange.h"

static void
attribute_text(SopScxml *self, const char *name, const SopText *text)
{
    const char *said = sop_text_in(text, self->language, "");

    sop_xml_attribute(&self->xml, name, *said != '\0' ? said : NULL);
}

/* ---- what the host sees to -------------------------------------------------------------------- */

static void
attribute_roles(SopScxml *self, const char *name, uint64_t roles)
{
    g_autofree char *text = sop_scxml_roles(self, roles);

    sop_xml_attribute(&self->xml, name, text);
}

/* Names of a list, by their table. */
static void
attribute_list(SopScxml *self, const char *name, SopList list, SopTable table)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (uint32_t i = 0; i < list.count; i++)
        g_string_append_printf(
            text, "%s%s", i > 0 ? " " : "",
            sop_flow_name(self->flow, table, sop_list_items(self->flow, list)[i]));
    sop_xml_attribute(&self->xml, name, text->len > 0 ? text->str : NULL);
}

static void
attribute_asks(SopScxml *self, const SopOffer *offer)
{
    const SopFlow *flow = self->flow;
    g_autoptr(GString) text = g_string_new(NULL);

    for (uint32_t i = offer->asks; i < offer->asks + offer->n_asks; i++)
    {
        const SopAsk *ask = &flow->asks[i];
        g_string_append_printf(text, "%s%s%s", text->len > 0 ? " " : "",
                               ask->fact != SOP_NONE ? flow->facts[ask->fact].name
                                                     : flow->documents[ask->document].name,
                               ask->optional ? "?" : "");
    }
    sop_xml_attribute(&self->xml, "sop:asks", text->len > 0 ? text->str : NULL);
}

static void
append_requirement(SopScxml *self, GString *text, const SopRequirement *requirement)
{
    const SopFlow *flow = self->flow;

    for (uint32_t i = 0; i < requirement->documents.count; i++)
        g_string_append_printf(
            text, "%s%s",
            i == 0             ? ""
            : requirement->any ? " or "
                               : " and ",
            flow->documents[sop_list_items(flow, requirement->documents)[i]].name);
    if (requirement->verified)
        g_string_append(text, ", verified");
    if (requirement->has_valid)
    {
        g_autofree char *moment = sop_flow_say_moment(flow, &requirement->valid, self->language);
        g_string_append_printf(text, ", valid %s", moment);
    }
    if (requirement->has_issued_within)
    {
        const SopMoment within = {.kind = SOP_MOMENT_FROM_ENTERING,
                                  .duration = requirement->issued_within};
        g_autofree char *moment = sop_flow_say_moment(flow, &within, self->language);
        g_string_append_printf(text, ", issued within %s", moment);
    }
    if (requirement->when != SOP_NONE)
        g_string_append_printf(text, ", when %s",
                               sop_feel_text(flow->expressions[requirement->when].feel));
}

static void
attribute_requirements(SopScxml *self, const SopOffer *offer)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (uint32_t i = 0; i < offer->n_requirements; i++)
    {
        g_string_append(text, i > 0 ? "; " : "");
        append_requirement(self, text, &self->flow->requirements[offer->requirements + i]);
    }
    sop_xml_attribute(&self->xml, "sop:requires", text->len > 0 ? text->str : NULL);
}

static void
attribute_moment(SopScxml *self, const char *name, bool has, const SopMoment *moment)
{
    g_autofree char *text = has ? sop_flow_say_moment(self->flow, moment, self->language) : NULL;

    sop_xml_attribute(&self->xml, name, text);
}

/* Of `within` and `at`: branches. */
static void
attribute_moments(SopScxml *self, const char *name, SopList moments)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (uint32_t i = moments.start; i < moments.start + moments.count; i++)
    {
        const SopMomentBranch *branch = &self->flow->moments[i];
        g_autofree char *moment = sop_flow_say_moment(self->flow, &branch->moment, self->language);
        g_string_append_printf(text, "%s%s", i > moments.start ? "; else " : "", moment);
        if (branch->when != SOP_NONE)
            g_string_append_printf(text, " when %s",
                                   sop_feel_text(self->flow->expressions[branch->when].feel));
    }
    sop_xml_attribute(&self->xml, name, text->len > 0 ? text->str : NULL);
}

static void
attribute_prolongs(SopScxml *self, const SopOffer *offer)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (uint32_t i = offer->prolongs; i < offer->prolongs + offer->n_prolongs; i++)
    {
        const SopProlonging *prolonging = &self->flow->prolongings[i];
        const SopMoment by = {.kind = SOP_MOMENT_FROM_ENTERING, .duration = prolonging->duration};
        g_autofree char *duration = sop_flow_say_moment(self->flow, &by, self->language);
        g_autofree char *what = prolonging->offer != SOP_NONE
                                    ? sop_scxml_event(self, prolonging->offer)
                                    : g_strdup(sop_scxml_id(self, prolonging->node));
        g_string_append_printf(text, "%s%s %s", text->len > 0 ? "; " : "", what, duration);
    }
    sop_xml_attribute(&self->xml, "sop:prolongs", text->len > 0 ? text->str : NULL);
}

static void
attributes_of_offer(SopScxml *self, const SopOffer *offer)
{
    const SopFlow *flow = self->flow;

    attribute_text(self, "sop:title",
                   offer->title.n_items > 0 ? &offer->title : &flow->actions[offer->action].title);
    attribute_roles(self, "sop:by", offer->roles);
    attribute_moments(self, "sop:at", offer->at);
    attribute_asks(self, offer);
    attribute_requirements(self, offer);
    sop_xml_attribute(&self->xml, "sop:when",
                      offer->when != SOP_NONE ? sop_feel_text(flow->expressions[offer->when].feel)
                                              : NULL);
    attribute_moment(self, "sop:not-before", offer->has_not_before, &offer->not_before);
    attribute_moment(self, "sop:not-after", offer->has_not_after, &offer->not_after);
    attribute_list(self, "sop:separate-from", offer->separate_from, SOP_TABLE_ACTIONS);
    attribute_list(self, "sop:verifies", offer->verifies, SOP_TABLE_DOCUMENTS);
    attribute_list(self, "sop:returns", offer->returns, SOP_TABLE_DOCUMENTS);
    attribute_prolongs(self, offer);
    attribute_list(self, "sop:informs", offer->informs, SOP_TABLE_ROLES);
}

/* ---- transitions ----------------------------------------------------------------------------- */

/* `first`, `then`: (nullable) statements. */
static void
write_script(SopScxml *self, const char *first, const char *then)
{
    if (first == NULL && then == NULL)
        return;
    g_autofree char *script =
        g_strdup_printf("%s%s%s", first != NULL ? first : "",
                        first != NULL && then != NULL ? " " : "", then != NULL ? then : "");
    sop_xml_text_element(&self->xml, "script", script);
}

static char *
all_of(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return g_strdup(a != NULL ? a : b);
    return g_strdup_printf("%s && %s", a, b);
}

/* The transitions of a branch. `of`: (nullable) the offer, told with the first. */
static void
write_branch(SopScxml *self, const SopBranch *branch, const char *event, const char *when,
             const char *script, const SopOffer *of)
{
    g_autoptr(GArray) moves = sop_scxml_moves(self, branch);
    g_autofree char *asked = of == NULL || branch->when != SOP_NONE || branch->tests.count > 0
                                 ? sop_scxml_branch_text(self, branch)
                                 : NULL;

    for (guint i = 0; i < moves->len; i++)
    {
        const SopScxmlMove *move = &g_array_index(moves, SopScxmlMove, i);
        g_autofree char *cond = all_of(when, move->when);
        sop_xml_start(&self->xml, "transition");
        sop_xml_attribute(&self->xml, "event", event);
        sop_xml_attribute(&self->xml, "cond", cond);
        sop_xml_attribute(&self->xml, "target", move->targets);
        sop_xml_attribute(&self->xml, "type", move->internal ? "internal" : NULL);
        if (of != NULL && i == 0)
            attributes_of_offer(self, of);
        sop_xml_attribute(&self->xml, "sop:branch", asked);
        write_script(self, script, move->script);
        sop_xml_end(&self->xml, "transition");
    }
}

/* SCXML's own events begin with these words: those sent by the host are told apart. */
static const char *
sent_by_host(const char *event)
{
    return g_str_equal(event, "done") || g_str_equal(event, "error") ? "_event.type === 'external'"
                                                                     : NULL;
}

/* What holds of an offer that needs no table: its `when`, and that its track is not finished. */
static char *
plain_condition(SopScxml *self, uint32_t number)
{
    const SopOffer *offer = &self->flow->offers[number];
    bool may_be_ended = sop_scxml_is_track(self, offer->node) && self->ends[offer->node] != NULL;
    g_autofree char *ended = may_be_ended ? sop_scxml_is_ended(self, offer->node) : NULL;
    g_autofree char *going_on = ended != NULL ? g_strdup_printf("!%s", ended) : NULL;
    g_autofree char *when =
        offer->when != SOP_NONE ? sop_scxml_condition(self, offer->when, "facts", false) : NULL;
    g_autofree char *holds = when != NULL ? g_strdup_printf("is(%s)", when) : NULL;

    return all_of(going_on, holds);
}

static void
write_offer(SopScxml *self, uint32_t number)
{
    static const SopTarget stay = {
        .kind = SOP_TARGET_STAY, .node = SOP_NONE, .at = SOP_NONE, .domain = SOP_NONE};
    const SopFlow *flow = self->flow;
    const SopOffer *offer = &flow->offers[number];
    const SopBranch staying = {
        .when = SOP_NONE, .to = stay, .node = offer->node, .offer = number, .span = offer->span};
    g_autofree char *event = sop_scxml_event(self, number);
    const char *name = flow->actions[offer->action].name;
    bool plain = sop_scxml_is_plain(self, number);
    g_autofree char *script = plain ? NULL : g_strdup_printf("act('%s');", name);

    for (uint32_t i = 0; i < MAX(offer->to.count, 1); i++)
    {
        g_autofree char *holds = plain ? plain_condition(self, number)
                                       : g_strdup_printf("takes('%s', '%s', %u, %u)", event, name,
                                                         sop_scxml_place(self, number), i);
        g_autofree char *cond = all_of(sent_by_host(event), holds);
        write_branch(self, offer->to.count > 0 ? &flow->branches[offer->to.start + i] : &staying,
                     event, cond, script, i == 0 ? offer : NULL);
    }
}

static void
write_offers(SopScxml *self, SopNode node)
{
    const SopFlowNode *of = &self->flow->nodes[node];

    for (uint32_t i = of->offers; i < of->offers + of->n_offers; i++)
        write_offer(self, i);
    for (uint32_t i = of->timeouts; i < of->timeouts + of->n_timeouts; i++)
        write_offer(self, i);
}

static char *
finished_condition(const SopScxml *self, SopNode node)
{
    const SopFlowNode *nodes = self->flow->nodes;

    if (nodes[node].kind == SOP_KIND_DECISION)
        return NULL;
    if (nodes[node].kind == SOP_KIND_PHASE)
        return sop_scxml_is_ended(self, node);
    g_autoptr(GString) text = g_string_new(NULL);
    for (SopNode track = node + 1; track != SOP_NONE; track = nodes[track].next)
    {
        g_autofree char *ended = sop_scxml_is_ended(self, track);
        g_string_append_printf(text, "%s%s", text->len > 0 ? " && " : "", ended);
    }
    return g_strdup(text->str);
}

/* A decision's branches, or where a finished phase goes. */
static void
write_route(SopScxml *self, SopNode node)
{
    SopRoute route = self->flow->nodes[node].route;

    if (route.count == 0)
        return;
    g_autofree char *finished = finished_condition(self, node);
    bool certain = sop_scxml_is_certain(self, route);

    for (uint32_t i = 0; i < route.count; i++)
    {
        const SopBranch *branch = &self->flow->branches[route.start + i];
        g_autofree char *goes =
            certain ? NULL : g_strdup_printf("goes('%s', %u)", sop_scxml_id(self, node), i);
        g_autofree char *cond = all_of(finished, goes);
        g_autofree char *script =
            branch->n_sets > 0 ? g_strdup_printf("carry('%s', %u);", sop_scxml_id(self, node), i)
                               : NULL;
        write_branch(self, branch, NULL, cond, script, NULL);
    }
}

/* ---- states ---------------------------------------------------------------------------------- */

static const char *
kind_of(const SopScxml *self, SopNode node)
{
    static const char *const kinds[] = {[SOP_KIND_STEP] = "step",
                                        [SOP_KIND_PHASE] = "phase",
                                        [SOP_KIND_PARALLEL] = "tracks",
                                        [SOP_KIND_DECISION] = "decision"};

    return node == 0                        ? "procedure"
           : sop_scxml_is_track(self, node) ? "track"
                                            : kinds[self->flow->nodes[node].kind];
}

static void
write_attributes(SopScxml *self, SopNode node)
{
    const SopFlowNode *of = &self->flow->nodes[node];

    sop_xml_attribute(&self->xml, "id", sop_scxml_id(self, node));
    if (of->kind == SOP_KIND_PHASE)
        sop_xml_attribute(&self->xml, "initial", sop_scxml_id(self, of->start));
    sop_xml_attribute(&self->xml, "sop:kind", kind_of(self, node));
    sop_xml_attribute(&self->xml, "sop:number", *of->number != '\0' ? of->number : NULL);
    attribute_text(self, "sop:title", node == 0 ? &self->flow->title : &of->title);
    attribute_roles(self, "sop:by", of->roles);
    attribute_moments(self, "sop:within", of->within);
}

static void
write_entry(SopScxml *self, const char *statements)
{
    if (statements == NULL || *statements == '\0')
        return;
    sop_xml_start(&self->xml, "onentry");
    sop_xml_text_element(&self->xml, "script", statements);
    sop_xml_end(&self->xml, "onentry");
}

static void
write_history(SopScxml *self, SopNode node)
{
    const SopFlowNode *nodes = self->flow->nodes;
    g_autofree char *id = sop_scxml_history_id(self, node);
    g_autoptr(GString) start = g_string_new(NULL);

    if (nodes[node].kind == SOP_KIND_PHASE)
        g_string_append(start, sop_scxml_id(self, nodes[node].start));
    else
        for (SopNode track = node + 1; track != SOP_NONE; track = nodes[track].next)
            g_string_append_printf(start, "%s%s", start->len > 0 ? " " : "",
                                   sop_scxml_id(self, track));
    sop_xml_start(&self->xml, "history");
    sop_xml_attribute(&self->xml, "id", id);
    sop_xml_attribute(&self->xml, "type", "deep");
    sop_xml_start(&self->xml, "transition");
    sop_xml_attribute(&self->xml, "target", start->str);
    sop_xml_end(&self->xml, "transition");
    sop_xml_end(&self->xml, "history");
}

static void
write_ends(SopScxml *self, SopNode phase)
{
    const GArray *outcomes = self->ends[phase];
    const GString *ended = self->ended[phase];

    for (guint i = 0; outcomes != NULL && i < outcomes->len; i++)
    {
        SopOutcome outcome = g_array_index(outcomes, SopOutcome, i);
        g_autofree char *id = sop_scxml_end_id(self, phase, outcome);
        g_autoptr(GString) script = g_string_new(NULL);
        if (self->tells[phase])
            g_string_append_printf(script, "outcomes['%s'] = '%s';", sop_scxml_id(self, phase),
                                   self->flow->outcomes[outcome].name);
        if (ended != NULL)
            g_string_append_printf(script, "%s%s", script->len > 0 ? "\n" : "", ended->str);
        sop_xml_start(&self->xml, "final");
        sop_xml_attribute(&self->xml, "id", id);
        attribute_text(self, "sop:title", &self->flow->outcomes[outcome].title);
        write_entry(self, script->str);
        sop_xml_end(&self->xml, "final");
    }
}

void
sop_scxml_write_node(SopScxml *self, SopNode node)
{
    const SopFlowNode *nodes = self->flow->nodes;
    const char *element = nodes[node].kind == SOP_KIND_PARALLEL ? "parallel" : "state";

    sop_xml_start(&self->xml, element);
    write_attributes(self, node);
    write_entry(self, self->entered[node] != NULL ? self->entered[node]->str : NULL);
    if (self->remembers[node])
        write_history(self, node);
    write_offers(self, node);
    write_route(self, node);
    for (SopNode child = node + 1; child <= nodes[node].last && child != SOP_NONE;
         child = nodes[child].next)
        sop_scxml_write_node(self, child);
    if (node != 0)
        write_ends(self, node);
    sop_xml_end(&self->xml, element);
    if (node == 0) /* the ends of the whole stand beside it: there the case is closed */
        write_ends(self, node);
}
