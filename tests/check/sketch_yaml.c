/* SPDX-License-Identifier: Apache-2.0 */
/* A sketch as a procedure in YAML. */
#include "check/sketches.h"

#include <stdbool.h>

static const char *const values[SKETCH_FACTS][6] = {
    {"null", "false", "true"},
    {"null", "false", "true"},
    {"null", "\"x\"", "\"y\"", "\"z\""},
    {"null", "2", "3", "5", "7", "8"},
};

static const char *const facts[] = {"b0", "b1", "c", "n"};

/* ---- conditions ----------------------------------------------------------------------------------- */

static void put_condition(GString *out, const Sketch *self, unsigned number);

static void
put_two(GString *out, const Sketch *self, const SketchCondition *condition, const char *word)
{
    g_string_append_c(out, '(');
    put_condition(out, self, condition->a);
    g_string_append_printf(out, ") %s (", word);
    put_condition(out, self, condition->b);
    g_string_append_c(out, ')');
}

static void
put_condition(GString *out, const Sketch *self, unsigned number)
{
    const SketchCondition *condition = &self->conditions[number];
    unsigned a = condition->a;

    switch ((SketchOperator) condition->operator)
    {
    case IS:
        g_string_append_printf(out, "%s = %s", facts[a], values[a][condition->b]);
        break;
    case IS_NOT:
        g_string_append_printf(out, "%s != %s", facts[a], values[a][condition->b]);
        break;
    case IS_KNOWN:
        g_string_append_printf(out, "%s != null", facts[a]);
        break;
    case IS_NULL:
        g_string_append_printf(out, "%s = null", facts[a]);
        break;
    case IS_BELOW:
        g_string_append_printf(out, "%s < %s", facts[a], values[a][condition->b]);
        break;
    case IS_AT:
        g_string_append_printf(out, "at.n%u", a);
        break;
    case IS_DONE:
        g_string_append_printf(out, "done.a%u != null", a);
        break;
    case IS_ON_FILE:
        g_string_append_printf(out, "d%u != null", a);
        break;
    case IS_VERIFIED:
        g_string_append_printf(out, "d%u.verified", a);
        break;
    case ENDED_AS:
        g_string_append_printf(out, "outcome.n%u = \"o%u\"", a, condition->b);
        break;
    case NEITHER:
        g_string_append(out, "not(");
        put_condition(out, self, a);
        g_string_append_c(out, ')');
        break;
    case BOTH:
        put_two(out, self, condition, "and");
        break;
    case EITHER:
        put_two(out, self, condition, "or");
        break;
    }
}

static void
put_test(GString *out, const Sketch *self, const char *key, unsigned condition)
{
    if (condition == SKETCH_NONE)
        return;
    g_string_append_printf(out, "%s: '", key);
    put_condition(out, self, condition);
    g_string_append(out, "', ");
}

/* ---- branches and offers ---------------------------------------------------------------------------- */

static void
put_branches(GString *out, const Sketch *self, unsigned first, unsigned n)
{
    static const char *const targets[] = {"n%u", "{end: o%u}", "{close: o%u}", "{resume: n%u}"};

    g_string_append_c(out, '[');
    for (unsigned i = first; i < first + n; i++)
    {
        const SketchBranch *branch = &self->branches[i];
        bool by_outcome = branch->target == TO_END || branch->target == TO_CLOSE;
        g_string_append_c(out, '{');
        put_test(out, self, "when", branch->when);
        g_string_append(out, "to: ");
        g_string_append_printf(out, targets[branch->target],
                               by_outcome ? branch->outcome : branch->node);
        g_string_append(out, "}, ");
    }
    g_string_append(out, "]");
}

static void
put_thing(GString *out, unsigned thing)
{
    if (thing < SKETCH_FACTS)
        g_string_append(out, facts[thing]);
    else
        g_string_append_printf(out, "d%u", thing - SKETCH_FACTS);
}

static void
put_asks(GString *out, const SketchOffer *offer)
{
    g_string_append(out, "asks: [");
    for (unsigned i = 0; i < SKETCH_GIVEN; i++)
        if (offer->asks[i] != SKETCH_NONE)
        {
            put_thing(out, offer->asks[i]);
            g_string_append(out, offer->optional[i] ? "?, " : ", ");
        }
    g_string_append(out, "], ");
}

static void
put_offer(GString *out, const Sketch *self, const SketchOffer *offer)
{
    g_string_append_printf(out, "%c%u: {", offer->is_timeout ? 't' : 'a', offer->name);
    g_string_append(out, offer->is_timeout ? "at: 1 day, informs: clerk, " : "by: clerk, ");
    put_test(out, self, "when", offer->when);
    if (!offer->is_timeout && offer->asks[0] != SKETCH_NONE)
        put_asks(out, offer);
    if (!offer->is_timeout && offer->needs != SKETCH_NONE)
    {
        g_string_append(out, "requires: [{");
        put_test(out, self, "when", offer->required_when);
        g_string_append_printf(out, "document: d%u, verified: %s}], ", offer->needs,
                               offer->must_be_verified ? "true" : "false");
    }
    if (offer->verifies != SKETCH_NONE)
        g_string_append_printf(out, "verifies: [d%u], ", offer->verifies);
    if (offer->returns != SKETCH_NONE)
        g_string_append_printf(out, "returns: [d%u], ", offer->returns);
    if (offer->sets != SKETCH_NONE && offer->negates != SKETCH_NONE)
        g_string_append_printf(out, "sets: {%s: not(%s)}, ", facts[offer->sets],
                               facts[offer->negates]);
    else if (offer->sets != SKETCH_NONE)
        g_string_append_printf(out, "sets: {%s: '%s'}, ", facts[offer->sets],
                               values[offer->sets][offer->value]);
    if (offer->n_branches > 0)
    {
        g_string_append(out, "to: ");
        put_branches(out, self, offer->first_branch, offer->n_branches);
    }
    g_string_append(out, "}, ");
}

static void
put_offers(GString *out, const Sketch *self, unsigned node, bool timeouts, int indent)
{
    bool begun = false;

    for (unsigned i = 0; i < self->n_offers; i++)
    {
        const SketchOffer *offer = &self->offers[i];
        if (offer->node != node || offer->is_timeout != timeouts)
            continue;
        if (!begun)
            g_string_append_printf(out, "%*s%s: {", indent, "", timeouts ? "timeouts" : "actions");
        begun = true;
        put_offer(out, self, offer);
    }
    if (begun)
        g_string_append(out, "}\n");
}

/* ---- nodes and safeguards --------------------------------------------------------------------------- */

static void
put_node(GString *out, const Sketch *self, unsigned node, int indent)
{
    static const char *const inner[] = {[PHASE] = "steps", [PARALLEL] = "tracks"};
    const SketchNode *written = &self->nodes[node];

    put_offers(out, self, node, false, indent);
    put_offers(out, self, node, true, indent);
    if (written->n_branches > 0)
    {
        g_string_append_printf(out, "%*s%s: ", indent, "",
                               written->kind == DECISION ? "choose" : "to");
        put_branches(out, self, written->first_branch, written->n_branches);
        g_string_append_c(out, '\n');
    }
    if (written->kind < PHASE)
        return;
    g_string_append_printf(out, "%*s%s:\n", indent, "", inner[written->kind]);
    for (unsigned child = node + 1; child <= written->last; child = self->nodes[child].last + 1u)
    {
        g_string_append_printf(out, "%*sn%u:\n", indent + 1, "", child);
        put_node(out, self, child, indent + 2);
    }
}

static void
put_event(GString *out, const Sketch *self, const char *key, unsigned event)
{
    bool is_timeout = false;

    for (unsigned i = 0; i < self->n_offers; i++)
        is_timeout = is_timeout || (self->offers[i].name == event && self->offers[i].is_timeout);
    if (event == SKETCH_NONE)
        return;
    if (event < SKETCH_NAMES)
        g_string_append_printf(out, "%s: %c%u, ", key, is_timeout ? 't' : 'a', event);
    else if (event < SKETCH_NAMES + SKETCH_NODES)
        g_string_append_printf(out, "%s: n%u, ", key, event - SKETCH_NAMES);
    else
        g_string_append_printf(out, "%s: o%u, ", key, event - SKETCH_NAMES - SKETCH_NODES);
}

static void
put_safeguards(GString *out, const Sketch *self)
{
    static const char *const starts[] = {
        [ONLY_AFTER] = "only_after", [POSSIBLE_FROM] = "possible_from", [LEADS_TO] = "after"};
    static const char *const stops[] = {
        [ONLY_AFTER] = "unless_since", [POSSIBLE_FROM] = "until", [LEADS_TO] = "leads_to"};

    g_string_append(out, "safeguards:\n");
    for (unsigned i = 0; i < self->n_safeguards; i++)
    {
        const SketchSafeguard *guard = &self->safeguards[i];
        g_string_append_printf(out, "  g%u: {", i);
        put_event(out, self, "action", guard->event);
        if (guard->start != SKETCH_NONE)
        {
            put_event(out, self, starts[guard->kind], guard->start);
            put_event(out, self, stops[guard->kind], guard->stop);
        }
        if (guard->kind == AT_MOST_ONCE)
            g_string_append(out, "at_most_once: true, ");
        put_test(out, self, "when", guard->when);
        put_test(out, self, "never_when", guard->condition);
        g_string_append(out, "}\n");
    }
}

char *
sketch_to_yaml(const Sketch *self)
{
    GString *out = g_string_new(
        "sopflow: 1\nid: sketch\ntitle: Sketch\nby: clerk\nroles: {clerk: {title: Clerk}}\n"
        "documents: {d0: {title: D}, d1: {title: D}}\nfacts:\n"
        "  b0: {type: boolean, starts: false}\n  b1: {type: boolean}\n"
        "  c: {type: choice, values: [x, y, z]}\n  n: {type: number}\n"
        "outcomes: {o0: {title: O}, o1: {title: O}, o2: {title: O}}\n");

    put_node(out, self, 0, 0);
    put_safeguards(out, self);
    return g_string_free(out, FALSE);
}
