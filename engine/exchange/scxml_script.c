/* SPDX-License-Identifier: Apache-2.0 */
/* The data and the script of the chart. A condition that needs no more stands in `cond`; what gives
 * facts, sets them, chooses between branches or stands in several places is judged by tables, since
 * the whole act is judged before anything of it is done. */
#include "exchange/exchange.h"

#include <string.h>

static const char functions[] =
    "function is(x) { return x === true; }\n"
    "function known(x) { return x !== null && x !== undefined; }\n"
    "function unknown(x) { return !known(x); }\n"
    "function not(x) { return x === true ? false : x === false ? true : null; }\n"
    "function and(a, b) {\n"
    "  return a === false || b === false ? false : a === true && b === true ? true : null;\n"
    "}\n"
    "function or(a, b) { return not(and(not(a), not(b))); }\n"
    "function either(x, a, b) { return x === true ? a : x === false ? b : null; }\n"
    "function eq(a, b) { return known(a) && known(b) ? a === b : null; }\n"
    "function ne(a, b) { return not(eq(a, b)); }\n"
    "function lt(a, b) { return known(a) && known(b) ? a < b : null; }\n"
    "function le(a, b) { return known(a) && known(b) ? a <= b : null; }\n"
    "function gt(a, b) { return lt(b, a); }\n"
    "function ge(a, b) { return le(b, a); }\n"
    "function exact(x) { return Number(x.toPrecision(15)); }\n"
    "function add(a, b) { return known(a) && known(b) ? exact(a + b) : null; }\n"
    "function sub(a, b) { return known(a) && known(b) ? exact(a - b) : null; }\n"
    "function mul(a, b) { return known(a) && known(b) ? exact(a * b) : null; }\n"
    "function neg(a) { return known(a) ? -a : null; }\n"
    "function copy(f) {\n"
    "  var all = {};\n"
    "  for (var name in f) all[name] = f[name];\n"
    "  return all;\n"
    "}\n"
    "/* Puts what is set into f; false when a value does not fit its fact. */\n"
    "function put(f, sets) {\n"
    "  for (var i = 0; i < sets.length; i++) {\n"
    "    var value = sets[i][1](f);\n"
    "    if (known(value) && !fits[sets[i][0]](value)) return false;\n"
    "    f[sets[i][0]] = known(value) ? value : null;\n"
    "  }\n"
    "  return true;\n"
    "}\n"
    "/* The first branch that holds; -1: one is unknown before, none holds, or its values do not fit. */\n"
    "function first(branches, f) {\n"
    "  for (var i = 0; i < branches.length; i++) {\n"
    "    var held = branches[i].when(f);\n"
    "    if (held !== false) return held === true && put(copy(f), branches[i].sets) ? i : -1;\n"
    "  }\n"
    "  return -1;\n"
    "}\n"
    "/* Does the decision, or the finished phase, take this branch? */\n"
    "function goes(node, branch) {\n"
    "  var taken = first(routes[node], facts);\n"
    "  if (taken === -1) undecided = node;\n"
    "  return taken === branch;\n"
    "}\n"
    "function carry(node, branch) { put(facts, routes[node][branch].sets); }\n"
    "/* Judges an event, in all places that offer it: which branch each takes; null when refused.\n"
    "   What the facts will then be is left in `pending`. */\n"
    "function judge(event, name) {\n"
    "  var f = copy(facts), given = _event.data || {}, chosen = [], before = done[name], i, of;\n"
    "  undecided = null;\n"
    "  for (var fact in given) if (fact in f && known(given[fact])) f[fact] = given[fact];\n"
    "  for (i = 0; i < offers[event].length; i++) {\n"
    "    of = offers[event][i];\n"
    "    chosen.push(of.here() ? 0 : null);\n"
    "    if (chosen[i] === 0 && of.when(f) !== true) return null;\n"
    "  }\n"
    "  done[name] = true;\n"
    "  for (i = 0; i < chosen.length && chosen[i] !== -1; i++) {\n"
    "    of = offers[event][i];\n"
    "    if (chosen[i] === null) continue;\n"
    "    chosen[i] = put(f, of.sets) ? first(of.to, f) : -1;\n"
    "    if (chosen[i] !== -1) put(f, of.to[chosen[i]].sets);\n"
    "  }\n"
    "  done[name] = before;\n"
    "  pending = f;\n"
    "  return chosen.indexOf(-1) === -1 ? chosen : null;\n"
    "}\n"
    "function takes(event, name, offer, branch) {\n"
    "  var chosen = judge(event, name);\n"
    "  return chosen !== null && chosen[offer] === branch;\n"
    "}\n"
    "function act(name) {\n"
    "  facts = pending;\n"
    "  done[name] = true;\n"
    "}\n";

/* ---- data ------------------------------------------------------------------------------------ */

static void
write_datum(SopScxml *self, const char *id, const char *expression)
{
    sop_xml_start(&self->xml, "data");
    sop_xml_attribute(&self->xml, "id", id);
    sop_xml_attribute(&self->xml, "expr", expression);
    sop_xml_end(&self->xml, "data");
}

static char *
start_of(const SopFlowFact *fact)
{
    switch (fact->starts.type)
    {
    case SOP_NULL:
    case SOP_BOOLEAN:
    case SOP_NUMBER:
        return sop_value_to_text(&fact->starts);
    default:
        break;
    }
    g_autofree char *text = sop_value_to_text(&fact->starts);
    return fact->is_list ? g_strdup("null") : sop_scxml_quote(text);
}

static void
write_facts(SopScxml *self)
{
    static const char *const types[] = {
        [SOP_FACT_BOOLEAN] = "boolean",  [SOP_FACT_NUMBER] = "number",
        [SOP_FACT_TEXT] = "text",        [SOP_FACT_CHOICE] = "choice",
        [SOP_FACT_DATE] = "date",        [SOP_FACT_DATE_TIME] = "date_time",
        [SOP_FACT_DURATION] = "duration"};
    g_autoptr(GString) facts = g_string_new("({");
    g_autoptr(GString) typed = g_string_new(NULL);

    for (SopFact i = 0; i < self->flow->n_facts; i++)
    {
        const SopFlowFact *fact = &self->flow->facts[i];
        g_autofree char *start = start_of(fact);
        g_string_append_printf(facts, "%s%s: %s", i > 0 ? ", " : "", fact->name, start);
        g_string_append_printf(typed, "%s%s %s%s", i > 0 ? "; " : "", fact->name,
                               fact->is_list ? "list of " : "", types[fact->type]);
    }
    g_string_append(facts, "})");
    sop_xml_start(&self->xml, "data");
    sop_xml_attribute(&self->xml, "id", "facts");
    sop_xml_attribute(&self->xml, "expr", facts->str);
    sop_xml_attribute(&self->xml, "sop:types", typed->len > 0 ? typed->str : NULL);
    sop_xml_end(&self->xml, "data");
}

/* ---- tables ---------------------------------------------------------------------------------- */

static void
append_sets(SopScxml *self, GString *out, uint32_t from, uint32_t count, bool moved)
{
    g_string_append(out, "[");
    for (uint32_t i = from; i < from + count; i++)
    {
        const SopSet *set = &self->flow->sets[i];
        g_autofree char *value = set->value != SOP_NONE
                                     ? sop_scxml_condition(self, set->value, "f", moved)
                                     : g_strdup("null");
        g_string_append_printf(out, "%s['%s', function (f) { return %s; }]", i > from ? ", " : "",
                               self->flow->facts[set->fact].name, value);
    }
    g_string_append(out, "]");
}

static void
append_branches(SopScxml *self, GString *out, SopRoute route, bool moved, const char *indent)
{
    if (route.count == 0)
        g_string_append(out, "[{when: function (f) { return true; }, sets: []}]");
    else
        g_string_append(out, "[");
    for (uint32_t i = route.start; i < route.start + route.count; i++)
    {
        const SopBranch *branch = &self->flow->branches[i];
        g_autofree char *when = sop_scxml_branch_condition(self, branch, "f");
        g_string_append_printf(out, "%s%s{when: function (f) { return %s; }, sets: ",
                               i > route.start   ? ",\n"
                               : route.count > 1 ? "\n"
                                                 : "",
                               route.count > 1 ? indent : "", when);
        append_sets(self, out, branch->sets, branch->n_sets, moved);
        g_string_append(out, "}");
    }
    g_string_append(out, route.count > 0 ? "]" : "");
}

static bool
offers_inside(const SopScxml *self, SopNode node, SopAction action)
{
    for (uint32_t i = self->flow->nodes[node].offers; i < self->flow->first_timeout; i++)
    {
        const SopOffer *offer = &self->flow->offers[i];
        if (offer->action == action && sop_node_contains(self->flow, node, offer->node))
            return true;
    }
    return false;
}

/* Is a step active in `node` that no inner offer of the action is around? */
static void
append_uncovered(const SopScxml *self, GString *out, SopNode node, SopAction action)
{
    const SopFlowNode *nodes = self->flow->nodes;

    for (SopNode child = node + 1; child != SOP_NONE && child <= nodes[node].last;
         child = nodes[child].next)
    {
        bool own = false;
        for (uint32_t i = nodes[child].offers; i < nodes[child].offers + nodes[child].n_offers; i++)
            own = own || self->flow->offers[i].action == action;
        if (own || nodes[child].kind == SOP_KIND_DECISION)
            continue;
        if (nodes[child].kind != SOP_KIND_STEP && offers_inside(self, child, action))
        {
            append_uncovered(self, out, child, action);
            continue;
        }
        g_autofree char *at = sop_scxml_at(self, child);
        g_string_append_printf(out, "%s%s", out->len > 0 ? " || " : "", at);
    }
}

static char *
here(const SopScxml *self, uint32_t number)
{
    const SopFlow *flow = self->flow;
    const SopOffer *offer = &flow->offers[number];
    bool hidden = false;

    for (uint32_t i = 0; i < flow->first_timeout && !hidden; i++)
        hidden = i != number && flow->offers[i].action == offer->action &&
                 flow->offers[i].node != offer->node &&
                 sop_node_contains(flow, offer->node, flow->offers[i].node);
    if (!hidden || sop_offer_is_timeout(flow, number))
        return sop_scxml_at(self, offer->node);
    GString *text = g_string_new(NULL);
    append_uncovered(self, text, offer->node, offer->action);
    return g_string_free(text->len > 0 ? text : g_string_append(text, "false"), FALSE);
}

static void
append_offer(SopScxml *self, GString *out, uint32_t number)
{
    const SopOffer *offer = &self->flow->offers[number];
    g_autofree char *at = here(self, number);
    g_autofree char *when = offer->when != SOP_NONE
                                ? sop_scxml_condition(self, offer->when, "f", false)
                                : g_strdup("true");

    g_string_append_printf(out,
                           "    {here: function () { return %s; },\n"
                           "     when: function (f) { return %s; },\n     sets: ",
                           at, when);
    append_sets(self, out, offer->sets, offer->n_sets, false);
    g_string_append(out, ",\n     to: ");
    append_branches(self, out, offer->to, false, "          ");
    g_string_append(out, "}");
}

static uint32_t
first_offer(const SopScxml *self, uint32_t number)
{
    for (uint32_t i = 0; i < number && !sop_offer_is_timeout(self->flow, number); i++)
        if (self->flow->offers[i].action == self->flow->offers[number].action)
            return i;
    return number;
}

static bool
same_event(const SopScxml *self, uint32_t a, uint32_t b)
{
    return a == b ||
           (!sop_offer_is_timeout(self->flow, a) && !sop_offer_is_timeout(self->flow, b) &&
            self->flow->offers[a].action == self->flow->offers[b].action);
}

/* The offers of an event in the order written: so their effects follow each other. */
static GArray *
offers_of_event(const SopScxml *self, uint32_t number)
{
    GArray *offers = g_array_new(FALSE, FALSE, sizeof(uint32_t));

    for (uint32_t i = 0; i < self->flow->n_offers; i++)
        if (same_event(self, i, number))
        {
            guint at = 0;
            while (at < offers->len &&
                   self->flow->offers[g_array_index(offers, uint32_t, at)].order <
                       self->flow->offers[i].order)
                at++;
            g_array_insert_val(offers, at, i);
        }
    return offers;
}

bool
sop_scxml_is_certain(const SopScxml *self, SopRoute route)
{
    const SopBranch *only = &self->flow->branches[route.start];

    return route.count == 1 && sop_branch_is_certain(only) && only->n_sets == 0;
}

uint32_t
sop_scxml_place(const SopScxml *self, uint32_t offer)
{
    g_autoptr(GArray) offers = offers_of_event(self, offer);
    uint32_t place = 0;

    while (g_array_index(offers, uint32_t, place) != offer)
        place++;
    return place;
}

bool
sop_scxml_is_plain(const SopScxml *self, uint32_t offer)
{
    const SopFlow *flow = self->flow;
    const SopOffer *of = &flow->offers[offer];

    if (of->n_sets > 0 || of->to.count > 1 ||
        (of->to.count == 1 && !sop_branch_is_certain(&flow->branches[of->to.start])) ||
        flow->actions[of->action].done_slot != SOP_NONE)
        return false;
    for (uint32_t i = of->asks; i < of->asks + of->n_asks; i++)
        if (flow->asks[i].fact != SOP_NONE)
            return false;
    for (uint32_t i = 0; i < flow->n_offers; i++)
        if (i != offer && same_event(self, i, offer))
            return false;
    return true;
}

static void
append_offers(SopScxml *self, GString *out)
{
    const char *separator = "\n";

    g_string_append(out, "var offers = {");
    for (uint32_t i = 0; i < self->flow->n_offers; i++)
    {
        if (sop_scxml_is_plain(self, i) || first_offer(self, i) != i)
            continue;
        g_autofree char *event = sop_scxml_event(self, i);
        g_autoptr(GArray) offers = offers_of_event(self, i);
        g_string_append_printf(out, "%s  '%s': [\n", separator, event);
        for (guint k = 0; k < offers->len; k++)
        {
            g_string_append(out, k > 0 ? ",\n" : "");
            append_offer(self, out, g_array_index(offers, uint32_t, k));
        }
        g_string_append(out, "]");
        separator = ",\n";
    }
    g_string_append(out, "};\n");
}

static void
append_routes(SopScxml *self, GString *out)
{
    const char *separator = "\n";

    g_string_append(out, "var routes = {");
    for (SopNode node = 0; node < self->flow->n_nodes; node++)
    {
        SopRoute route = self->flow->nodes[node].route;
        if (route.count == 0 || sop_scxml_is_certain(self, route))
            continue;
        g_string_append_printf(out, "%s  '%s': ", separator, sop_scxml_id(self, node));
        append_branches(self, out, route, true, "    ");
        separator = ",\n";
    }
    g_string_append(out, "};\n");
}

static void
append_fits(SopScxml *self, GString *out)
{
    g_string_append(out, "var fits = {");
    for (SopFact i = 0; i < self->flow->n_facts; i++)
    {
        g_autofree char *text = sop_scxml_fits(self, i);
        g_string_append_printf(out, "%s\n  %s: function (value) { return %s; }", i > 0 ? "," : "",
                               self->flow->facts[i].name, text);
    }
    g_string_append(out, "};\n");
}

void
sop_scxml_write_data(SopScxml *self)
{
    g_autoptr(GString) script = g_string_new(functions);

    append_fits(self, script);
    append_offers(self, script);
    append_routes(self, script);
    g_string_truncate(script, script->len - 1);
    sop_xml_start(&self->xml, "datamodel");
    write_facts(self);
    write_datum(self, "host", "({})");
    write_datum(self, "done", "({})");
    write_datum(self, "outcomes", "({})");
    write_datum(self, "finished", "({})");
    write_datum(self, "was", "({})");
    write_datum(self, "pending", "null");
    write_datum(self, "undecided", "null");
    sop_xml_end(&self->xml, "datamodel");
    sop_xml_text_element(&self->xml, "script", script->str);
}
