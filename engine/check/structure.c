/* SPDX-License-Identifier: Apache-2.0 */
/* The structure of a procedure: what its tables alone show to be missing (documents that nobody files,
 * facts that nobody sets, roles without work), then what the searches find. */
#include "check/structure.h"

#include <string.h>

/* ---- documents and facts --------------------------------------------------------------------------- */

typedef struct
{
    const SopFlow *flow;
    SopDiagnostics *diagnostics;
    SopLacking *lacking;
    bool *filed;     /* by document: an action asks for it */
    bool *set;       /* by fact: it starts with a value, is asked for or set */
    SopSpan *papers; /* by document: the first place where it is needed */
    SopSpan *facts;  /* by fact: the first place where it is read */
} Needs;

static void
need(SopSpan *first, SopSpan here)
{
    if (first->source == SOP_NONE)
        *first = here;
}

static void
need_papers(Needs *self, SopList documents, SopSpan here)
{
    for (uint32_t i = 0; i < documents.count; i++)
        need(&self->papers[sop_list_items(self->flow, documents)[i]], here);
}

static void
need_anchor(Needs *self, const SopMoment *moment)
{
    if (moment->kind == SOP_MOMENT_FROM_ENTERING || moment->anchor == SOP_NONE)
        return;
    if (moment->anchor_kind == SOP_ANCHOR_FACT)
        need(&self->facts[moment->anchor], moment->span);
    else if (moment->anchor_kind == SOP_ANCHOR_EXPIRES)
        need(&self->papers[moment->anchor], moment->span);
}

static void
need_reads(Needs *self, const SopExpression *expression)
{
    unsigned n_slots;
    const uint32_t *slots = sop_feel_slots(expression->feel, &n_slots);

    for (unsigned i = 0; i < n_slots; i++)
    {
        if (slots[i] < self->flow->n_facts)
        {
            need(&self->facts[slots[i]], expression->span);
            continue;
        }
        SopRead read = self->flow->reads[slots[i] - self->flow->n_facts];
        if (read.kind == SOP_READ_FACT)
            need(&self->facts[read.index], expression->span);
        else if (read.kind >= SOP_READ_DOCUMENT && read.kind <= SOP_READ_EXPIRED)
            need(&self->papers[read.index], expression->span);
    }
}

static void
collect_needs(Needs *self)
{
    const SopFlow *flow = self->flow;

    for (uint32_t i = 0; i < flow->n_offers; i++)
    {
        const SopOffer *offer = &flow->offers[i];
        for (uint32_t k = offer->requirements; k < offer->requirements + offer->n_requirements; k++)
        {
            need_papers(self, flow->requirements[k].documents, flow->requirements[k].span);
            if (flow->requirements[k].has_valid)
                need_anchor(self, &flow->requirements[k].valid);
        }
        need_papers(self, offer->verifies, offer->span);
        if (offer->has_not_before)
            need_anchor(self, &offer->not_before);
        if (offer->has_not_after)
            need_anchor(self, &offer->not_after);
    }
    for (uint32_t i = 0; i < flow->n_moments; i++)
        need_anchor(self, &flow->moments[i].moment);
    for (SopGuard guard = 0; guard < flow->n_expressions; guard++)
        need_reads(self, &flow->expressions[guard]);
}

static void
collect_gifts(Needs *self)
{
    const SopFlow *flow = self->flow;

    for (uint32_t i = 0; i < flow->n_asks; i++)
        if (flow->asks[i].fact != SOP_NONE)
            self->set[flow->asks[i].fact] = true;
        else
            self->filed[flow->asks[i].document] = true;
    for (uint32_t i = 0; i < flow->n_sets; i++)
        if (flow->sets[i].value != SOP_NONE)
            self->set[flow->sets[i].fact] = true;
    for (SopFact fact = 0; fact < flow->n_facts; fact++)
        self->set[fact] = self->set[fact] || flow->facts[fact].starts.type != SOP_NULL;
}

static void
report_lacking(Needs *self)
{
    const SopFlow *flow = self->flow;

    for (SopPaper document = 0; document < flow->n_documents; document++)
    {
        self->lacking->documents[document] = !self->filed[document];
        if (self->filed[document] || self->papers[document].source == SOP_NONE)
            continue;
        sop_diagnostic_point(sop_report(self->diagnostics, SOP_MESSAGE_NEVER_FILED,
                                        self->papers[document], "name",
                                        flow->documents[document].name, NULL),
                             flow->documents[document].span, "declared here");
    }
    for (SopFact fact = 0; fact < flow->n_facts; fact++)
    {
        self->lacking->facts[fact] = !self->set[fact];
        if (self->set[fact] || self->facts[fact].source == SOP_NONE)
            continue;
        sop_diagnostic_point(sop_report(self->diagnostics, SOP_MESSAGE_NEVER_SET, self->facts[fact],
                                        "name", flow->facts[fact].name, NULL),
                             flow->facts[fact].span, "declared here");
    }
}

static SopSpan *
spans_new(uint32_t n)
{
    SopSpan *spans = g_new(SopSpan, n + 1);

    for (uint32_t i = 0; i <= n; i++)
        spans[i] = SOP_SPAN_NONE;
    return spans;
}

static void
check_lacking(const SopFlow *flow, SopLacking *lacking, SopDiagnostics *diagnostics)
{
    g_autofree bool *filed = g_new0(bool, flow->n_documents + 1);
    g_autofree bool *set = g_new0(bool, flow->n_facts + 1);
    g_autofree SopSpan *papers = spans_new(flow->n_documents);
    g_autofree SopSpan *facts = spans_new(flow->n_facts);
    Needs self = {flow, diagnostics, lacking, filed, set, papers, facts};

    collect_gifts(&self);
    collect_needs(&self);
    report_lacking(&self);
}

/* ---- roles ------------------------------------------------------------------------------------------- */

static uint64_t
listed_roles(const SopFlow *flow, SopList roles)
{
    uint64_t bits = 0;

    for (uint32_t i = 0; i < roles.count; i++)
        bits |= UINT64_C(1) << sop_list_items(flow, roles)[i];
    return bits;
}

/* All that is named anywhere for more than being entered for. */
static uint64_t
roles_with_work(const SopFlow *flow)
{
    uint64_t roles = flow->may_correct | flow->may_close | flow->may_reopen;

    for (uint32_t i = 0; i < flow->n_offers; i++)
        roles |= flow->offers[i].roles | listed_roles(flow, flow->offers[i].informs);
    for (SopNode node = 0; node < flow->n_nodes; node++)
        roles |= flow->nodes[node].roles;
    for (SopFact fact = 0; fact < flow->n_facts; fact++)
        roles |= flow->facts[fact].seen_by;
    for (SopPaper document = 0; document < flow->n_documents; document++)
        roles |= flow->documents[document].seen_by;
    for (SopRole role = 0; role < flow->n_roles; role++)
        if ((roles >> role & 1) != 0)
            roles |= flow->roles[role].recorders;
    return roles;
}

static void
check_roles(const SopFlow *flow, SopDiagnostics *diagnostics)
{
    uint64_t roles = roles_with_work(flow);

    for (SopRole role = 0; role < flow->n_roles; role++)
        if ((roles >> role & 1) == 0)
            sop_report(diagnostics, SOP_MESSAGE_ROLE_IDLE, flow->roles[role].span, "name",
                       flow->roles[role].name, NULL);
}

/* ---- the whole -------------------------------------------------------------------------------------------- */

SopLacking *
sop_lacking_none(const SopFlow *flow)
{
    SopLacking *self = g_new0(SopLacking, 1);

    self->facts = g_new0(bool, flow->n_facts + 1);
    self->documents = g_new0(bool, flow->n_documents + 1);
    return self;
}

SopLacking *
sop_lacking_new(const SopFlow *flow, SopDiagnostics *diagnostics)
{
    SopLacking *self = sop_lacking_none(flow);

    check_lacking(flow, self, diagnostics);
    check_roles(flow, diagnostics);
    sop_check_persons(flow, diagnostics);
    return self;
}

void
sop_lacking_free(SopLacking *self)
{
    g_free(self->facts);
    g_free(self->documents);
    g_free(self);
}

/* Nothing is looked for. */
static void
leave_all(const SopFlow *flow, SopSearched *searched)
{
    static const SopStop at_once = {true, 0};

    for (uint32_t i = 0; i < flow->n_nodes + flow->n_offers + flow->n_branches; i++)
        sop_searched_note(&searched[SOP_SEARCH_NEVER], at_once);
    for (SopNode node = 0; node < flow->n_nodes; node++)
        if (flow->nodes[node].kind == SOP_KIND_STEP)
            sop_searched_note(&searched[SOP_SEARCH_TRAPS], at_once);
}

void
sop_check_structure(const SopDomains *domains, unsigned limit, SopSearched *searched,
                    SopDiagnostics *diagnostics)
{
    SopLacking *lacking = sop_lacking_new(domains->flow, diagnostics);

    if (!sop_states_are_too_large(domains))
    {
        sop_check_many_persons(domains, &searched[SOP_SEARCH_PERSONS], diagnostics);
        SopSeen *seen = sop_seen_by_all(domains, lacking, limit, &searched[SOP_SEARCH_NEVER]);
        g_autofree bool *told = sop_check_traps(domains, lacking, seen, limit,
                                                &searched[SOP_SEARCH_TRAPS], diagnostics);
        sop_report_never(domains, seen, told, diagnostics);
        sop_check_rounds(domains->flow, seen, diagnostics);
        sop_seen_free(seen);
    }
    else
        leave_all(domains->flow, searched);
    sop_lacking_free(lacking);
}
