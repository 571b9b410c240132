/* SPDX-License-Identifier: Apache-2.0 */
/* The compiler: safeguards, and for each happening which of them watch it. */
#include "flow/compile.h"

/* ---- happenings ------------------------------------------------------------------------------ */

/* An action or timeout, a node, or (`outcomes`) an outcome. */
static SopHappening
look_up(const SopCompiler *self, const char *name, bool outcomes)
{
    const SopFlow *flow = self->flow;
    SopAction action = sop_compile_look_up(self, flow->action_names, name, true);
    SopNode node = sop_compile_look_up(self, flow->node_names, name, true);
    SopOutcome outcome = outcomes ? sop_names_find(flow->outcome_names, name) : SOP_NONE;

    if (action != SOP_NONE)
        return action;
    if (node != SOP_NONE)
        return sop_happening_of_node(flow, node);
    return outcome != SOP_NONE ? sop_happening_of_outcome(flow, outcome) : SOP_NONE;
}

static SopList
find_happenings(SopCompiler *self, const SopWrittenNames *written, bool outcomes)
{
    SopList list = {self->lists->len, 0};

    for (uint32_t i = 0; i < written->n_names; i++)
    {
        const SopWrittenName *name = &written->names[i];
        SopHappening happening = look_up(self, name->name, outcomes);
        if (happening == SOP_NONE)
        {
            SopDiagnostic *diagnostic =
                sop_compile_report(self, SOP_MESSAGE_UNKNOWN_EVENT, name->span, name->name);
            const char *nearest = sop_names_nearest(self->flow->action_names, name->name);
            if (nearest == NULL)
                nearest = sop_names_nearest(self->flow->node_names, name->name);
            sop_compile_explain_missing(self, diagnostic, name->name, nearest);
            continue;
        }
        g_array_append_val(self->lists, happening);
        list.count++;
    }
    return list;
}

/* ---- one safeguard --------------------------------------------------------------------------- */

static SopSafeguardKind
kind_of(const SopWrittenSafeguard *written)
{
    if (written->only_after.n_names > 0)
        return SOP_SAFEGUARD_ONLY_AFTER;
    if (written->possible_from.n_names > 0)
        return SOP_SAFEGUARD_POSSIBLE_FROM;
    if (written->leads_to.n_names > 0)
        return SOP_SAFEGUARD_LEADS_TO;
    return written->at_most_once ? SOP_SAFEGUARD_AT_MOST_ONCE : SOP_SAFEGUARD_NEVER_WHEN;
}

typedef struct /* which names of a safeguard start and stop its duty, by kind */
{
    const SopWrittenNames *starts;
    const SopWrittenNames *stops;
} Duty;

static Duty
duty_of(const SopWrittenSafeguard *written, SopSafeguardKind kind)
{
    static const SopWrittenNames none;

    switch (kind)
    {
    case SOP_SAFEGUARD_ONLY_AFTER:
        return (Duty) {&written->only_after, &written->unless_since};
    case SOP_SAFEGUARD_POSSIBLE_FROM:
        return (Duty) {&written->possible_from, &written->until};
    case SOP_SAFEGUARD_LEADS_TO:
        return (Duty) {&written->after, &written->leads_to};
    case SOP_SAFEGUARD_NEVER_WHEN:
    case SOP_SAFEGUARD_AT_MOST_ONCE:
        break;
    }
    return (Duty) {&none, &none};
}

static void
check_possible(SopCompiler *self, const SopSafeguard *safeguard, const SopWrittenNames *written)
{
    const SopFlow *flow = self->flow;

    for (uint32_t i = 0; i < safeguard->events.count; i++)
    {
        SopHappening happening = g_array_index(self->lists, uint32_t, safeguard->events.start + i);
        if (happening >= flow->n_actions || flow->actions[happening].is_timeout)
            sop_compile_report(self, SOP_MESSAGE_NOBODY_DOES, written->names[0].span,
                               written->names[0].name);
    }
}

static SopSafeguard
compile_safeguard(SopCompiler *self, const SopWrittenSafeguard *written)
{
    SopSafeguardKind kind = kind_of(written);
    Duty duty = duty_of(written, kind);
    SopSafeguard safeguard = {.title = written->title,
                              .text = written->text,
                              .kind = (uint8_t) kind,
                              .monitor = SOP_NONE,
                              .has_within = written->within != NULL,
                              .span = written->name.span};

    safeguard.sources =
        sop_compile_find_all(self, self->sources, &written->source, SOP_MESSAGE_UNKNOWN_SOURCE);
    safeguard.events = find_happenings(self, &written->action, false);
    safeguard.starts = find_happenings(self, duty.starts, false);
    safeguard.stops = find_happenings(self, duty.stops, kind == SOP_SAFEGUARD_LEADS_TO);
    safeguard.when = sop_compile_expression(self, &written->when, self->types[SOP_FACT_BOOLEAN]);
    safeguard.never_when =
        sop_compile_expression(self, &written->never_when, self->types[SOP_FACT_BOOLEAN]);
    if (written->within != NULL)
        safeguard.within = *written->within;
    if (kind != SOP_SAFEGUARD_NEVER_WHEN)
        safeguard.monitor = self->flow->layout.n_monitors++;
    if (kind == SOP_SAFEGUARD_POSSIBLE_FROM)
        check_possible(self, &safeguard, &written->action);
    return safeguard;
}

static bool
is_kept_at_rests(const SopSafeguard *safeguard)
{
    return safeguard->kind == SOP_SAFEGUARD_POSSIBLE_FROM ||
           (safeguard->kind == SOP_SAFEGUARD_NEVER_WHEN && safeguard->events.count == 0);
}

/* ---- watches --------------------------------------------------------------------------------- */

/* Calls for each happening that a safeguard watches. What is guarded comes first, then what ends a
 * duty, then what begins one: an event that does both begins it anew. */
static void
each_watch(const SopFlow *flow, void (*each)(SopFlow *flow, SopHappening happening, SopWatch watch),
           SopFlow *into)
{
    for (unsigned kind = SOP_WATCH_EVENT; kind <= SOP_WATCH_START; kind++)
        for (uint32_t i = 0; i < flow->n_safeguards; i++)
        {
            const SopSafeguard *safeguard = &flow->safeguards[i];
            const SopList lists[] = {[SOP_WATCH_EVENT] = safeguard->events,
                                     [SOP_WATCH_STOP] = safeguard->stops,
                                     [SOP_WATCH_START] = safeguard->starts};
            for (uint32_t k = 0; k < lists[kind].count; k++)
                each(into, sop_list_items(flow, lists[kind])[k],
                     (SopWatch) {.safeguard = i, .kind = (uint8_t) kind});
        }
}

static void
count_watch(SopFlow *flow, SopHappening happening, SopWatch watch)
{
    (void) watch;
    flow->watched[happening + 1]++;
}

/* While it is filled, watched[h + 1] is where the next watch of `h` goes. */
static void
put_watch(SopFlow *flow, SopHappening happening, SopWatch watch)
{
    flow->watches[flow->watched[happening + 1]++] = watch;
}

static void
index_watches(SopFlow *flow)
{
    uint32_t n_watches = 0;

    flow->n_happenings = flow->n_actions + flow->n_nodes + flow->n_outcomes;
    flow->watched = sop_arena_new_array(flow->arena, uint32_t, flow->n_happenings + 2);
    each_watch(flow, count_watch, flow);
    for (SopHappening happening = 0; happening <= flow->n_happenings; happening++)
    {
        uint32_t count = flow->watched[happening + 1];
        flow->watched[happening + 1] = n_watches;
        n_watches += count;
    }
    flow->watches = sop_arena_new_array(flow->arena, SopWatch, n_watches);
    each_watch(flow, put_watch, flow);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static const char *
name_of(SopCompiler *self, const SopFile *unit, const SopWrittenSafeguard *written)
{
    g_autofree char *name = g_strconcat(unit->prefix, written->name.name, NULL);

    return sop_arena_strdup(self->flow->arena, name);
}

static void
compile_all(SopCompiler *self)
{
    SopFlow *flow = self->flow;

    for (self->unit = 0; self->unit < self->units->len; self->unit++)
    {
        const SopFile *unit = sop_compile_unit(self);
        for (uint32_t i = 0; i < unit->procedure->n_safeguards; i++)
        {
            SopSafeguard safeguard = compile_safeguard(self, &unit->procedure->safeguards[i]);
            safeguard.name = name_of(self, unit, &unit->procedure->safeguards[i]);
            sop_names_add(flow->safeguard_names, safeguard.name);
            flow->safeguards[flow->n_safeguards++] = safeguard;
        }
    }
    self->unit = 0;
}

static void
list_rests(SopCompiler *self)
{
    SopFlow *flow = self->flow;

    flow->rests.start = self->lists->len;
    for (uint32_t i = 0; i < flow->n_safeguards; i++)
    {
        if (!is_kept_at_rests(&flow->safeguards[i]))
            continue;
        g_array_append_val(self->lists, i);
        flow->rests.count++;
    }
}

void
sop_compile_safeguards(SopCompiler *self)
{
    SopFlow *flow = self->flow;
    uint32_t n_safeguards = 0;

    for (uint32_t unit = 0; unit < self->units->len; unit++)
        n_safeguards += sop_compile_procedure(self, unit)->n_safeguards;
    flow->safeguards = sop_arena_new_array(flow->arena, SopSafeguard, n_safeguards);
    compile_all(self);
    list_rests(self);
    flow->lists = (uint32_t *) (void *) self->lists->data; /* as far as it is filled */
    index_watches(flow);
    flow->may_correct = sop_compile_roles(self, &self->procedure->correct);
    flow->may_close = sop_compile_roles(self, &self->procedure->close);
    flow->may_reopen = sop_compile_roles(self, &self->procedure->reopen);
}
