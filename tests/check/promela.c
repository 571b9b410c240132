/* SPDX-License-Identifier: Apache-2.0 */
/* A sketch as a model for SPIN: its tables, and every event with everything that can be given with it. What an event
 * does stands in second.h. */
#include "check/sketches.h"

#include <stdbool.h>

/* The tables as they lie in memory: the model is compiled on the same machine. */
static void
put_tables(GString *out, const Sketch *self)
{
    const unsigned char *bytes = (const unsigned char *) self;

    g_string_append(out, "static const _Alignas(Sketch) unsigned char tables[] = {");
    for (size_t i = 0; i < sizeof *self; i++)
        g_string_append_printf(out, "%u,", bytes[i]);
    g_string_append(out, "};\n");
}

/* What an action asks for in any of its places. Returns: how many things. */
static unsigned
asked_by(const Sketch *self, unsigned name, unsigned char *ret)
{
    unsigned n_asked = 0;

    for (unsigned i = 0; i < self->n_offers; i++)
        for (unsigned k = 0; k < SKETCH_GIVEN; k++)
        {
            const SketchOffer *offer = &self->offers[i];
            unsigned at = 0;
            if (offer->is_timeout || offer->name != name || offer->asks[k] == SKETCH_NONE)
                continue;
            while (at < n_asked && ret[at] != offer->asks[k])
                at++;
            g_assert(at < SKETCH_GIVEN);
            ret[at] = offer->asks[k];
            n_asked = MAX(n_asked, at + 1);
        }
    return n_asked;
}

static unsigned
values_of(unsigned thing)
{
    return thing < SKETCH_FACTS ? sketch_values[thing] : 1;
}

/* Each way to do an action; value 0: not given. Returns: how many there are of all. */
static unsigned
put_givings(GString *out, const Sketch *self, unsigned name, unsigned n_givings)
{
    unsigned char things[SKETCH_GIVEN] = {SKETCH_NONE, SKETCH_NONE};
    unsigned n_things = asked_by(self, name, things);
    unsigned n_first = n_things > 0 ? values_of(things[0]) : 0;
    unsigned n_second = n_things > 1 ? values_of(things[1]) : 0;

    for (unsigned i = 0; i <= n_first; i++)
        for (unsigned k = 0; k <= n_second; k++)
        {
            g_string_append_printf(out, "{%u, {%u, %u}, {%u, %u}},\n", name,
                                   i > 0 ? things[0] : SKETCH_NONE, k > 0 ? things[1] : SKETCH_NONE,
                                   i, k);
            n_givings++;
        }
    return n_givings;
}

/* SPIN takes no call in a condition, which might change something; by another name it does. */
static void
put_event(GString *names, GString *out, const char *what, unsigned number)
{
    g_string_append_printf(names, "\\#define MAY_%s_%u second_may_%s(&now.s, %u)\n", what, number,
                           what, number);
    g_string_append_printf(
        out, "    :: d_step { c_expr { MAY_%s_%u } -> c_code { second_%s(&now.s, %u); } }\n", what,
        number, what, number);
}

char *
sketch_to_promela(const Sketch *self)
{
    GString *out = g_string_new("c_decl {\n\\#include \"second.h\"\n"
                                "\\#define MAY_REST second_may_rest(&now.s)\n");
    g_autoptr(GString) givings = g_string_new(NULL);
    g_autoptr(GString) events = g_string_new(NULL);
    unsigned n_givings = 0;
    bool is_action[SKETCH_NAMES] = {false};

    for (unsigned i = 0; i < self->n_offers; i++)
        is_action[self->offers[i].name] |= !self->offers[i].is_timeout;
    for (unsigned name = 0; name < self->n_names; name++)
        if (is_action[name])
            n_givings = put_givings(givings, self, name, n_givings);
    for (unsigned i = 0; i < n_givings; i++)
        put_event(out, events, "act", i);
    for (unsigned i = 0; i < self->n_offers; i++)
        if (self->offers[i].is_timeout)
            put_event(out, events, "time_out", i);
    g_string_append(out, "}\nc_code {\n");
    put_tables(out, self);
    g_string_append_printf(out, "static const SecondGiving givings[] = {\n%s};\n}\n", givings->str);
    g_string_append_printf(
        out,
        "c_state \"Second s\" \"Global\"\n\nactive proctype procedure()\n{\n"
        "    c_code { second_open(&now.s, (const Sketch *) tables, givings); };\n    do\n%s"
        "    :: d_step { c_expr { MAY_REST } -> c_code { now.s.idle = 1; } }\n"
        "    :: c_expr { now.s.wrapped } ->\n"
        "accept_round:\n        c_code { now.s.wrapped = 0; }\n    od\n}\n",
        events->str);
    return g_string_free(out, FALSE);
}
