/* SPDX-License-Identifier: Apache-2.0 */
/* A counterexample played on the engine once more, to note where it passes. */
#include "check/proof.h"

/* The nodes in which the case is, the phases around them, too; their order is the flow's. */
static SopNode *
nodes_of(const SopCase *of, unsigned *ret_n)
{
    GArray *nodes = g_array_new(FALSE, FALSE, sizeof(SopNode));

    for (SopNode node = 1; node < of->flow->n_nodes; node++)
        if (sop_case_is_at(of, node))
            g_array_append_val(nodes, node);
    *ret_n = nodes->len;
    return (SopNode *) (void *) g_array_free(nodes, FALSE);
}

static uint32_t *
numbers_of(const uint32_t *numbers, unsigned n_numbers)
{
    return g_memdup2(numbers, n_numbers * sizeof *numbers);
}

static void
note_step(SopTrailStep *self, const SopVerdict *verdict)
{
    const uint32_t *offers = sop_verdict_offers(verdict, &self->n_offers);
    const uint32_t *branches = sop_verdict_branches(verdict, &self->n_branches);
    const SopNode *entered = sop_verdict_entered(verdict, &self->n_entered);

    self->offers = numbers_of(offers, self->n_offers);
    self->branches = numbers_of(branches, self->n_branches);
    self->entered = numbers_of(entered, self->n_entered);
}

static void
play(SopCase *of, const SopAct *act, SopVerdict *verdict)
{
    const SopActor actor = {.id = act->person, .role = act->role};

    if (sop_event_is_timeout(of->flow, act->event))
        sop_case_tick(of, act->at, verdict);
    else
        sop_case_act(of, act->event, &actor, act->given, MAX(act->at, of->last), verdict);
}

SopCase *
sop_acts_play(const SopFlow *flow, const GArray *acts)
{
    SopCase *of = sop_case_open((SopFlow *) flow, "counterexample", sop_proved_start(flow));
    g_autoptr(SopVerdict) verdict = sop_verdict_new();

    for (guint i = 0; i < acts->len && of != NULL; i++)
        play(of, &g_array_index(acts, SopAct, i), verdict);
    return of;
}

static void
play_all(SopTrail *self, SopCase *of, const SopFlow *flow, const SopProved *proved,
         const char *language)
{
    g_autoptr(SopVerdict) verdict = sop_verdict_new();

    self->steps = g_new0(SopTrailStep, proved->acts->len + 1);
    self->n_steps = proved->acts->len;
    for (unsigned i = 0; i < self->n_steps; i++)
    {
        const SopAct *act = &g_array_index(proved->acts, SopAct, i);
        play(of, act, verdict);
        note_step(&self->steps[i], verdict);
        self->steps[i].sentence = sop_proved_say_act(flow, act, language);
    }
}

SopTrail *
sop_proved_trail(const SopFlow *flow, const SopProved *proved, const char *language)
{
    SopTrail *self = g_new0(SopTrail, 1);
    SopFlow *free_flow = sop_flow_enforcing(flow, SOP_NONE);
    SopCase *of = sop_case_open(free_flow, "counterexample", sop_proved_start(flow));

    self->title = g_strdup(
        sop_flow_title_of(flow, SOP_TABLE_SAFEGUARDS, proved->property.safeguard, language));
    if (of != NULL)
    {
        self->start = nodes_of(of, &self->n_start);
        play_all(self, of, flow, proved, language);
        self->rests = nodes_of(of, &self->n_rests);
    }
    if (proved->waits != SOP_WAIT_NONE)
        self->end = g_strdup(sop_proved_say_end(proved, language));
    else if (proved->acts->len == 0)
        self->end = g_strdup(sop_sentence("proof.opened", language));
    sop_case_free(of);
    sop_flow_enforcing_free(free_flow);
    return self;
}
