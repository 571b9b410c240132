/* SPDX-License-Identifier: Apache-2.0 */
/* What may be done next: every action that an active node offers, judged without doing it. What
 * the action itself asks for does not stand in its way. */
#include "case/case.h"

typedef struct
{
    SopAction action;
    uint64_t roles;
    uint32_t offers[SOP_LIMIT_PARALLEL];
    uint32_t n_offers;
    SopReasons reasons;
    GArray *asks; /* SopAsked */
} Option;

struct _SopOptions
{
    SopFlow *flow;
    GArray *options; /* Option */
};

static void
option_clear(gpointer data)
{
    Option *option = data;

    sop_reasons_free(&option->reasons);
    g_array_unref(option->asks);
}

static bool
is_asked(const Option *option, SopFact fact, SopPaper document)
{
    for (guint i = 0; i < option->asks->len; i++)
    {
        const SopAsked *asked = &g_array_index(option->asks, SopAsked, i);
        if ((fact != SOP_NONE && asked->fact == fact) ||
            (document != SOP_NONE && asked->document == document))
            return true;
    }
    return false;
}

static void
gather_asks(const SopFlow *flow, Option *option)
{
    for (uint32_t i = 0; i < option->n_offers; i++)
    {
        const SopOffer *offer = &flow->offers[option->offers[i]];
        for (uint32_t k = offer->asks; k < offer->asks + offer->n_asks; k++)
        {
            SopAsked asked = {flow->asks[k].fact, flow->asks[k].document, flow->asks[k].optional};
            if (!is_asked(option, asked.fact, asked.document))
                g_array_append_val(option->asks, asked);
        }
    }
}

static bool
reads_actor(const SopFlow *flow, SopGuard guard)
{
    unsigned n_slots;
    const uint32_t *slots = sop_feel_slots(flow->expressions[guard].feel, &n_slots);

    for (unsigned i = 0; i < n_slots; i++)
    {
        if (slots[i] < flow->n_facts)
            continue;
        uint8_t kind = flow->reads[slots[i] - flow->n_facts].kind;
        if (kind == SOP_READ_ACTOR_ID || kind == SOP_READ_ACTOR_ROLE ||
            kind == SOP_READ_ACTOR_DETAIL)
            return true;
    }
    return false;
}

/* Would giving what is asked settle this reason, or, when it is not said who acts, the right
 * person? */
static bool
is_answered(const SopRun *run, const Option *option, const SopReason *reason)
{
    if (reason->document != SOP_NONE)
        return reason->code != SOP_REASON_NOT_VERIFIED &&
               is_asked(option, SOP_NONE, reason->document);
    if (reason->code != SOP_REASON_CONDITION_FALSE && reason->code != SOP_REASON_CONDITION_UNKNOWN)
        return false;
    if (run->actor == NULL && reason->code == SOP_REASON_CONDITION_UNKNOWN &&
        reads_actor(run->flow, reason->guard))
        return true;
    for (uint32_t i = 0; i < reason->n_values; i++)
        if (is_asked(option, reason->values_of[i], SOP_NONE))
            return true;
    return false;
}

static void
drop_answered(const SopRun *run, Option *option)
{
    SopReasons *reasons = &option->reasons;
    uint32_t n_kept = 0;

    if (reasons->n_items == 0)
        return;
    for (uint32_t i = 0; i < reasons->n_items; i++)
    {
        if (!is_answered(run, option, &reasons->items[i]))
        {
            SopReason kept = reasons->items[i];
            reasons->items[i] = reasons->items[n_kept];
            reasons->items[n_kept++] = kept;
        }
    }
    SopReasons dropped = {reasons->items + n_kept, reasons->n_items - n_kept, 0};
    sop_reasons_clear(&dropped);
    reasons->n_items = n_kept;
}

static void
add_option(SopOptions *self, SopRun *run, SopAction action)
{
    Option option = {.action = action, .roles = UINT64_MAX};

    for (guint i = 0; i < self->options->len; i++)
        if (g_array_index(self->options, Option, i).action == action)
            return;
    option.n_offers = sop_run_offers(run, action, option.offers);
    option.asks = g_array_new(FALSE, FALSE, sizeof(SopAsked));
    gather_asks(self->flow, &option);
    run->action = action;
    run->reasons = &option.reasons;
    for (uint32_t i = 0; i < option.n_offers; i++)
    {
        option.roles &= self->flow->offers[option.offers[i]].roles;
        sop_run_judge_offer(run, option.offers[i]);
    }
    if (self->flow->n_safeguards > 0)
        sop_run_judge_safeguards(run, action);
    drop_answered(run, &option);
    run->reasons = &run->verdict->reasons;
    g_array_append_val(self->options, option);
}

static void
add_options(SopOptions *self, SopRun *run)
{
    const SopFlow *flow = self->flow;
    const SopCase *of = run->of;

    for (uint32_t depth = SOP_LIMIT_FLOW_DEPTH + 1; depth-- > 0;)
        for (uint32_t i = 0; i < of->n_leaves; i++)
        {
            SopNode node = sop_case_leaves(of)[i];
            if (flow->nodes[node].kind != SOP_KIND_STEP)
                continue;
            while (node != SOP_NONE && flow->nodes[node].depth > depth)
                node = flow->nodes[node].parent;
            if (node == SOP_NONE || flow->nodes[node].depth != depth)
                continue;
            for (uint32_t k = 0; k < flow->nodes[node].n_offers; k++)
                add_option(self, run, flow->offers[flow->nodes[node].offers + k].action);
        }
}

SopOptions *
sop_case_options(const SopCase *self, const SopActor *actor, SopInstant now)
{
    g_return_val_if_fail(self != NULL, NULL);

    SopOptions *options = g_new0(SopOptions, 1);
    SopCase *of = (SopCase *) self; /* all that is tried on it is undone */
    SopVerdict verdict;
    SopRun run;
    SopPlace place;

    now = MAX(now, self->last);
    sop_verdict_init(&verdict);
    sop_run_init(&run, of, actor, now, &verdict);
    run.keep = false;
    sop_place_keep(&place, of);
    options->flow = sop_flow_ref(self->flow);
    options->options = g_array_new(FALSE, TRUE, sizeof(Option));
    g_array_set_clear_func(options->options, option_clear);
    if (sop_case_wakes(of, now))
        sop_run_timeouts(&run, now);
    sop_run_begin(&run, SOP_NONE, now);
    add_options(options, &run);
    sop_changes_undo(&verdict.changes, of, 0);
    sop_place_restore(&place, of);
    sop_run_clear(&run);
    sop_verdict_clear(&verdict);
    return options;
}

void
sop_options_free(SopOptions *self)
{
    if (self == NULL)
        return;
    g_array_unref(self->options);
    sop_flow_unref(self->flow);
    g_free(self);
}

static const Option *
option_at(const SopOptions *self, unsigned index)
{
    return &g_array_index(self->options, Option, index);
}

unsigned
sop_options_count(const SopOptions *self)
{
    return self->options->len;
}

SopAction
sop_options_action(const SopOptions *self, unsigned index)
{
    return option_at(self, index)->action;
}

bool
sop_options_open(const SopOptions *self, unsigned index)
{
    return option_at(self, index)->reasons.n_items == 0;
}

unsigned
sop_options_roles(const SopOptions *self, unsigned index, SopRole *roles, unsigned n)
{
    unsigned n_roles = 0;

    for (SopRole role = 0; role < self->flow->n_roles; role++)
    {
        if ((option_at(self, index)->roles >> role & 1) == 0)
            continue;
        if (n_roles < n)
            roles[n_roles] = role;
        n_roles++;
    }
    return n_roles;
}

unsigned
sop_options_count_reasons(const SopOptions *self, unsigned index)
{
    return option_at(self, index)->reasons.n_items;
}

const SopReason *
sop_options_reason(const SopOptions *self, unsigned index, unsigned reason)
{
    return &option_at(self, index)->reasons.items[reason];
}

unsigned
sop_options_count_asks(const SopOptions *self, unsigned index)
{
    return option_at(self, index)->asks->len;
}

SopAsked
sop_options_asked(const SopOptions *self, unsigned index, unsigned asked)
{
    return g_array_index(option_at(self, index)->asks, SopAsked, asked);
}
