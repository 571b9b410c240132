/* SPDX-License-Identifier: Apache-2.0 */
/* What was found, as diagnostics. */
#include "check/proof.h"

static const char *
language_of(const SopFlow *flow)
{
    return flow->languages[0];
}

/* Returns: (nullable): NULL when the opening itself breaks it. */
static const SopAct *
last_act(const SopProved *proved)
{
    return proved->acts->len > 0 ? &g_array_index(proved->acts, SopAct, proved->acts->len - 1)
                                 : NULL;
}

/* Where the action or timeout is written first. act: (nullable) nowhere. */
static SopSpan
span_of(const SopFlow *flow, const SopAct *act)
{
    if (act == NULL)
        return SOP_SPAN_NONE;
    if (sop_event_is_timeout(flow, act->event))
        return flow->offers[sop_event_timeout(flow, act->event)].span;
    const SopList offers = flow->actions[act->event].offers;
    return offers.count > 0 ? flow->offers[sop_list_items(flow, offers)[0]].span : SOP_SPAN_NONE;
}

SopDiagnostic *
sop_report_story(SopDiagnostics *diagnostics, SopMessage message, SopSpan span,
                 const char *const *pairs)
{
    g_autofree char *text = sop_fill(sop_message_text(message), pairs);
    const char *fix = sop_message_fix(message);
    g_autofree char *filled = fix != NULL ? sop_fill(fix, pairs) : NULL;
    SopDiagnostic *diagnostic = sop_report_worded(diagnostics, message, span, text, filled);

    if (sop_message_why(message) != NULL)
        sop_diagnostic_set_why(diagnostic, "%s", sop_message_why(message));
    return diagnostic;
}

/* The path for programs: step by step, as a story, and as a scenario. */
static void
tell_path(SopDiagnostic *diagnostic, const SopFlow *flow, const SopProved *proved,
          const char *story)
{
    g_autofree char *scenario = sop_proved_scenario(flow, proved);

    for (guint i = 0; i < proved->acts->len; i++)
    {
        const SopAct *act = &g_array_index(proved->acts, SopAct, i);
        g_autofree char *sentence = sop_proved_say_act(flow, act, language_of(flow));
        sop_diagnostic_step(diagnostic, span_of(flow, act), sentence);
    }
    sop_diagnostic_tell(diagnostic, "story", story);
    sop_diagnostic_tell(diagnostic, "scenario", scenario);
}

/* What mends a path that ends so; NULL: as the message says. */
static const char *
fix_of(const SopSafeguard *safeguard, const SopProved *proved)
{
    if (proved->waits == SOP_WAIT_LATE)
        return "take out the `not_after`, or let a timeout lead on by then; or say with `until` when it ends";
    if (proved->waits != SOP_WAIT_NONE)
        return "give the step where the case waits a timeout that leads on, or name what else may end it in "
               "`leads_to`";
    if (safeguard->kind == SOP_SAFEGUARD_LEADS_TO)
        return "let no way close the case before what `leads_to` names, or name this end there, too";
    if (safeguard->kind == SOP_SAFEGUARD_POSSIBLE_FROM)
        return "let it be done where the case rests then, too, best by writing it on the phase around; or say "
               "with `until` when it ends";
    return NULL;
}

static void
report_broken(const SopFlow *flow, const SopProved *proved, SopDiagnostics *diagnostics)
{
    const SopSafeguard *safeguard = &flow->safeguards[proved->property.safeguard];
    g_autofree char *story = sop_proved_story(flow, proved, language_of(flow));
    const SopAct *last = last_act(proved);
    bool refused = last != NULL && last->refused != NULL;
    bool by_timeout = refused && sop_event_is_timeout(flow, last->event);
    SopDiagnostic *diagnostic = sop_report_story(
        diagnostics, by_timeout ? SOP_MESSAGE_TIMEOUT_BREAKS : SOP_MESSAGE_SAFEGUARD_BROKEN,
        safeguard->span, (const char *const[]) {"name", safeguard->name, "story", story, NULL});
    const char *fix = by_timeout ? NULL : fix_of(safeguard, proved);

    if (fix != NULL)
        sop_diagnostic_set_fix(diagnostic, "%s", fix);
    if (refused && !by_timeout)
        sop_diagnostic_set_why(diagnostic, "when a case runs, the last of these is refused");
    sop_diagnostic_point(diagnostic, span_of(flow, last), "the last step");
    sop_diagnostic_tell(diagnostic, "safeguard", safeguard->name);
    tell_path(diagnostic, flow, proved, story);
}

static void
report_stopped(const SopFlow *flow, const SopProved *proved, SopDiagnostics *diagnostics)
{
    const SopSafeguard *safeguard = &flow->safeguards[proved->property.safeguard];
    g_autofree char *states = g_strdup_printf("%u", proved->n_states);
    g_autofree char *depth = g_strdup_printf("%u", proved->depth);

    sop_report(diagnostics, SOP_MESSAGE_PROOF_STOPPED, safeguard->span, "name", safeguard->name,
               "states", states, "depth", depth, NULL);
}

static void
report_finding(const SopFlow *flow, const SopProved *proved, SopDiagnostics *diagnostics)
{
    const SopOffer *offer = &flow->offers[proved->property.offer];
    bool decided = proved->property.kind == SOP_PROPERTY_DECIDED;
    g_autofree char *story = sop_proved_story(flow, proved, language_of(flow));
    const char *other =
        decided ? "" : flow->actions[sop_list_items(flow, offer->separate_from)[0]].name;

    SopDiagnostic *diagnostic = sop_report_story(
        diagnostics, decided ? SOP_MESSAGE_TIMEOUT_UNDECIDED : SOP_MESSAGE_NOBODY_DID, offer->span,
        (const char *const[]) {"name", flow->actions[offer->action].name, "other", other, "story",
                               story, NULL});
    tell_path(diagnostic, flow, proved, story);
}

/* ---- what may be unknown ------------------------------------------------------------------------------------ */

/* Is it the offer's own condition, not one further on? */
static bool
is_own_condition(const SopFlow *flow, const SopOffer *offer, SopGuard guard)
{
    for (uint32_t i = offer->requirements; i < offer->requirements + offer->n_requirements; i++)
        if (flow->requirements[i].when == guard)
            return true;
    return offer->when == guard;
}

/* Is it a cell of a table? */
static bool
is_cell(const SopFlow *flow, SopGuard guard)
{
    for (uint32_t i = 0; i < flow->n_branches; i++)
        for (uint32_t k = 0; k < flow->branches[i].tests.count; k++)
            if (sop_list_items(flow, flow->branches[i].tests)[k] == guard)
                return true;
    return false;
}

/* Those of which the condition was found to hang that are unknown where the path ends. Returns: (transfer full):
 * SopFact. */
static GArray *
unknown_at_end(const SopProof *self, const SopProved *proved)
{
    GArray *facts = g_array_new(FALSE, FALSE, sizeof(SopFact));
    SopCase *of = sop_acts_play(self->flow, proved->acts);

    for (guint i = 0; of != NULL && i < self->items->len; i++)
    {
        const SopProved *other = &g_array_index(self->items, SopProved, i);
        SopFact fact = other->property.fact;
        if (other->property.kind == SOP_PROPERTY_KNOWN && other->result == SOP_PROOF_BROKEN &&
            other->property.guard == proved->property.guard &&
            other->property.offer == proved->property.offer &&
            sop_case_facts(of)[fact].type == SOP_NULL)
            g_array_append_val(facts, fact);
    }
    sop_case_free(of);
    return facts;
}

/* Returns: (transfer full): "age` and `fit". */
static char *
list_facts(const SopFlow *flow, const GArray *facts)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < facts->len; i++)
        sop_add_quoted(text, flow->facts[g_array_index(facts, SopFact, i)].name, i, facts->len);
    return g_string_free(text, FALSE);
}

static void
tell_unknown(const SopFlow *flow, const SopProved *proved, const GArray *facts,
             SopDiagnostics *diagnostics)
{
    const SopOffer *offer = &flow->offers[proved->property.offer];
    bool own = is_own_condition(flow, offer, proved->property.guard);
    const char *fact = flow->facts[g_array_index(facts, SopFact, 0)].name;
    g_autofree char *story = sop_proved_story(flow, proved, language_of(flow));
    g_autofree char *list = list_facts(flow, facts);
    g_autofree char *form = g_strdup_printf(own ? "`%s != null and …`"
                                            : is_cell(flow, proved->property.guard)
                                                ? "a row before with `unknown` in the column `%s`"
                                                : "a first branch with `%s = null`",
                                            fact);
    SopDiagnostic *diagnostic = sop_report_story(
        diagnostics, SOP_MESSAGE_MAY_BE_UNKNOWN, flow->expressions[proved->property.guard].span,
        (const char *const[]) {"facts", list, "fact", fact, "node", flow->nodes[offer->node].name,
                               "name", flow->actions[offer->action].name, "consequence",
                               sop_offer_is_timeout(flow, proved->property.offer) ? "waits"
                               : own                                              ? "is refused"
                                     : "is refused, since where it leads cannot be decided",
                               "form", form, "story", story, NULL});

    if (!own)
        sop_diagnostic_point(diagnostic, offer->span, "refused here");
    tell_path(diagnostic, flow, proved, story);
}

/* Unless it was told already that there it can never be answered, that the action can never be done there, or that
 * nothing can. */
static void
report_unknown(const SopProof *self, const SopProved *proved, SopDiagnostics *diagnostics)
{
    const SopFlow *flow = self->flow;
    static const SopMessage enough[] = {SOP_MESSAGE_NOT_YET_KNOWN, SOP_MESSAGE_NEVER_TRUE,
                                        SOP_MESSAGE_MAY_BE_UNKNOWN};
    const SopOffer *offer = &flow->offers[proved->property.offer];
    SopSpan span = flow->expressions[proved->property.guard].span;
    bool told =
        sop_diagnostics_have(diagnostics, SOP_MESSAGE_STUCK, flow->nodes[offer->node].span) ||
        sop_diagnostics_have(diagnostics, SOP_MESSAGE_NEVER_DONE, offer->span);

    for (size_t i = 0; i < G_N_ELEMENTS(enough); i++)
        told = told || sop_diagnostics_have(diagnostics, enough[i], span);
    if (told)
        return;
    g_autoptr(GArray) facts = unknown_at_end(self, proved);
    if (facts->len > 0)
        tell_unknown(flow, proved, facts, diagnostics);
}

/* ---- all ------------------------------------------------------------------------------------------------------ */

void
sop_proof_report(const SopProof *self, SopDiagnostics *diagnostics)
{
    for (guint i = 0; i < self->items->len; i++)
    {
        const SopProved *proved = &g_array_index(self->items, SopProved, i);
        bool of_safeguard = proved->property.kind == SOP_PROPERTY_SAFEGUARD;
        if (proved->result == SOP_PROOF_BROKEN && of_safeguard)
            report_broken(self->flow, proved, diagnostics);
        else if (proved->result == SOP_PROOF_BROKEN && proved->property.kind == SOP_PROPERTY_KNOWN)
            report_unknown(self, proved, diagnostics);
        else if (proved->result == SOP_PROOF_BROKEN)
            report_finding(self->flow, proved, diagnostics);
        else if (proved->result == SOP_PROOF_STOPPED && of_safeguard)
            report_stopped(self->flow, proved, diagnostics);
    }
}
