/* SPDX-License-Identifier: Apache-2.0 */
/* The compiler: what is declared (roles, outcomes, sources, facts, documents) in the file and in all
 * that it uses: what has the same name is shared, and must be declared alike. */
#include "flow/compile.h"

#include "flow/fact.h"

static void
report_unlike(SopCompiler *self, const SopWrittenName *name, SopSpan first)
{
    if (name->span.source != first.source)
        sop_diagnostic_point(sop_compile_report(self, SOP_MESSAGE_UNLIKE, name->span, name->name),
                             first, "the user has it so");
}

static void
number_role(SopCompiler *self, const SopWrittenRole *written)
{
    SopFlow *flow = self->flow;

    if (sop_names_find(flow->role_names, written->name.name) != SOP_NONE)
        return;
    if (self->too_many_roles || flow->n_roles == SOP_LIMIT_ROLES)
    {
        if (!self->too_many_roles)
            sop_compile_report_limit(self, "roles", SOP_LIMIT_ROLES, written->name.span);
        self->too_many_roles = true;
        return;
    }
    sop_names_add(flow->role_names, written->name.name);
    flow->roles[flow->n_roles] = (SopFlowRole) {.name = written->name.name,
                                                .title = written->title,
                                                .text = written->text,
                                                .span = written->name.span};
    flow->role_values[flow->n_roles++] = sop_value_text(written->name.name);
}

static void
number_roles(SopCompiler *self)
{
    SopFlow *flow = self->flow;

    flow->roles = sop_arena_new_array(flow->arena, SopFlowRole, SOP_LIMIT_ROLES);
    flow->role_values = sop_arena_new_array(flow->arena, SopValue, SOP_LIMIT_ROLES);
    for (uint32_t unit = 0; unit < self->units->len; unit++)
        for (uint32_t i = 0; i < sop_compile_procedure(self, unit)->n_roles; i++)
            number_role(self, &sop_compile_procedure(self, unit)->roles[i]);
    for (uint32_t unit = 0; unit < self->units->len; unit++)
        for (uint32_t i = 0; i < sop_compile_procedure(self, unit)->n_roles; i++)
        {
            const SopWrittenRole *written = &sop_compile_procedure(self, unit)->roles[i];
            SopRole role = sop_names_find(flow->role_names, written->name.name);
            if (role != SOP_NONE)
                flow->roles[role].recorders |= sop_compile_roles(self, &written->recorded_by);
        }
}

static void
number_outcome(SopFlow *flow, const char *name, SopText title)
{
    if (sop_names_find(flow->outcome_names, name) != SOP_NONE)
        return;
    sop_names_add(flow->outcome_names, name);
    flow->outcomes[flow->n_outcomes] = (SopFlowOutcome) {.name = name, .title = title};
    flow->outcome_values[flow->n_outcomes++] = sop_value_text(name);
}

/* The title of a case that the administration closed, in all languages of the library. */
static SopText
closed_by_hand(SopFlow *flow)
{
    static const char *const languages[] = {"en", "fr", "zh"};
    SopTextItem *items = sop_arena_new_array(flow->arena, SopTextItem, G_N_ELEMENTS(languages));

    for (unsigned i = 0; i < G_N_ELEMENTS(languages); i++)
        items[i] = (SopTextItem) {languages[i], sop_sentence("outcome.closed", languages[i])};
    return (SopText) {items, G_N_ELEMENTS(languages)};
}

static void
number_outcomes(SopCompiler *self)
{
    SopFlow *flow = self->flow;
    uint32_t n_outcomes = 1; /* `closed` */

    for (uint32_t unit = 0; unit < self->units->len; unit++)
        n_outcomes += sop_compile_procedure(self, unit)->n_outcomes;
    flow->outcomes = sop_arena_new_array(flow->arena, SopFlowOutcome, n_outcomes);
    flow->outcome_values = sop_arena_new_array(flow->arena, SopValue, n_outcomes);
    for (uint32_t unit = 0; unit < self->units->len; unit++)
        for (uint32_t i = 0; i < sop_compile_procedure(self, unit)->n_outcomes; i++)
            number_outcome(flow, sop_compile_procedure(self, unit)->outcomes[i].name.name,
                           sop_compile_procedure(self, unit)->outcomes[i].title);
    if (n_outcomes > SOP_LIMIT_OUTCOMES)
        sop_compile_report_limit(self, "outcomes", SOP_LIMIT_OUTCOMES, self->procedure->root.span);
    flow->by_hand = SOP_NONE;
    if (self->procedure->close.n_names > 0)
    {
        number_outcome(flow, "closed", closed_by_hand(flow));
        flow->by_hand = sop_names_find(flow->outcome_names, "closed");
    }
}

static void
number_sources(SopCompiler *self, SopNames *names)
{
    SopFlow *flow = self->flow;
    uint32_t n_cited = 0;

    for (uint32_t unit = 0; unit < self->units->len; unit++)
        n_cited += sop_compile_procedure(self, unit)->n_cited;
    flow->cited = sop_arena_new_array(flow->arena, SopFlowSource, n_cited);
    for (uint32_t unit = 0; unit < self->units->len; unit++)
        for (uint32_t i = 0; i < sop_compile_procedure(self, unit)->n_cited; i++)
        {
            const SopWrittenSource *written = &sop_compile_procedure(self, unit)->cited[i];
            if (sop_names_find(names, written->name.name) != SOP_NONE)
                continue;
            sop_names_add(names, written->name.name);
            flow->cited[flow->n_cited++] =
                (SopFlowSource) {written->name.name, written->title, written->publisher,
                                 written->url, written->year};
        }
}

static bool
is_same_duration(const SopSpanOfTime *a, bool written, SopSpanOfTime b)
{
    return (a != NULL) == written && (a == NULL || (a->count == b.count && a->unit == b.unit));
}

static void
number_document(SopCompiler *self, const SopWrittenDocument *written, const SopNames *sources)
{
    SopFlow *flow = self->flow;
    uint32_t fact = sop_names_find(flow->fact_names, written->name.name);
    SopPaper known = sop_names_find(flow->document_names, written->name.name);

    if (fact != SOP_NONE)
        sop_compile_report_taken(self, &written->name, flow->facts[fact].span);
    if (known != SOP_NONE)
    {
        const SopFlowDocument *first = &flow->documents[known];
        if (!is_same_duration(written->valid_for, first->has_valid_for, first->valid_for) ||
            sop_compile_roles(self, &written->seen_by) != first->seen_by)
            report_unlike(self, &written->name, first->span);
        return;
    }
    sop_names_add(flow->document_names, written->name.name);
    SopFlowDocument *document = &flow->documents[flow->n_documents++];
    *document = (SopFlowDocument) {.name = written->name.name,
                                   .title = written->title,
                                   .text = written->text,
                                   .has_valid_for = written->valid_for != NULL,
                                   .span = written->name.span};
    if (written->valid_for != NULL)
        document->valid_for = *written->valid_for;
    document->seen_by = sop_compile_roles(self, &written->seen_by);
    document->sources =
        sop_compile_find_all(self, sources, &written->source, SOP_MESSAGE_UNKNOWN_SOURCE);
}

static void
number_documents(SopCompiler *self, const SopNames *sources)
{
    SopFlow *flow = self->flow;
    uint32_t n_documents = 0;

    for (uint32_t unit = 0; unit < self->units->len; unit++)
        n_documents += sop_compile_procedure(self, unit)->n_documents;
    flow->documents = sop_arena_new_array(flow->arena, SopFlowDocument, n_documents);
    for (uint32_t unit = 0; unit < self->units->len; unit++)
        for (uint32_t i = 0; i < sop_compile_procedure(self, unit)->n_documents; i++)
            number_document(self, &sop_compile_procedure(self, unit)->documents[i], sources);
}

static void
copy_choices(SopFlow *flow, SopFlowFact *fact, const SopWrittenFact *written)
{
    const char **values = sop_arena_new_array(flow->arena, const char *, written->n_values + 1);

    fact->value_titles = sop_arena_new_array(flow->arena, SopText, written->n_values);
    for (uint32_t i = 0; i < written->n_values; i++)
    {
        values[i] = written->values[i].name.name;
        fact->value_titles[i] = written->values[i].title;
    }
    fact->values = values;
    fact->n_values = written->n_values;
}

static void
compile_range(SopCompiler *self, SopFlowFact *fact, const SopWrittenText *written)
{
    if (written->text == NULL)
        return;
    g_autoptr(SopFeelScope) scope = sop_feel_scope_new();
    g_autoptr(SopFeelType) type = sop_compile_fact_type(self, fact);
    SopFeelError error = {0};

    sop_feel_scope_add(scope, "?", type, 0);
    fact->range = sop_feel_compile(written->text, (gssize) written->length, scope,
                                   SOP_FEEL_UNARY_TESTS, NULL, &error, 1, NULL);
    if (fact->range != NULL)
        return;
    SopSpan span = sop_written_span(self->procedure, written, error.offset, error.length);
    sop_report_worded(self->diagnostics, (SopMessage) error.code, span, error.message, error.fix);
    sop_feel_error_clear(&error);
    self->broken = true;
}

static void
read_starts(SopCompiler *self, SopFlowFact *fact, const SopWrittenFact *written)
{
    if (written->starts == NULL)
        return;
    g_auto(SopValue) value = sop_fact_value_from_yaml(written->starts);
    if (!sop_fact_fits(self->flow, fact, &value, &fact->starts))
        sop_compile_report(self, SOP_MESSAGE_UNFIT_START, written->starts->span, fact->name);
}

static void
fill_fact(SopCompiler *self, SopFlowFact *fact, const SopWrittenFact *written)
{
    *fact = (SopFlowFact) {.name = written->name.name,
                           .title = written->title,
                           .text = written->text,
                           .type = written->type,
                           .is_list = written->is_list,
                           .span = written->name.span};
    copy_choices(self->flow, fact, written);
    compile_range(self, fact, &written->range);
    fact->seen_by = sop_compile_roles(self, &written->seen_by);
    read_starts(self, fact, written);
}

static bool
is_declared_alike(const SopFlow *flow, const SopFlowFact *fact, const SopWrittenFact *written)
{
    const char *range = fact->range != NULL ? sop_feel_text(fact->range) : NULL;
    SopValue starts = SOP_VALUE_NULL;
    bool alike = fact->type == written->type && fact->is_list == written->is_list &&
                 fact->n_values == written->n_values && g_strcmp0(range, written->range.text) == 0;

    for (uint32_t i = 0; i < written->n_values && alike; i++)
        alike = g_str_equal(fact->values[i], written->values[i].name.name);
    if (alike && written->starts != NULL)
    {
        g_auto(SopValue) value = sop_fact_value_from_yaml(written->starts);
        alike = sop_fact_fits(flow, fact, &value, &starts);
    }
    alike = alike && sop_value_equal(&starts, &fact->starts);
    sop_value_clear(&starts);
    return alike;
}

static void
number_fact(SopCompiler *self, const SopWrittenFact *written, const SopNames *sources)
{
    SopFlow *flow = self->flow;
    SopFact known = sop_names_find(flow->fact_names, written->name.name);

    if (known != SOP_NONE)
    {
        const SopFlowFact *first = &flow->facts[known];
        if (!is_declared_alike(flow, first, written) ||
            sop_compile_roles(self, &written->seen_by) != first->seen_by)
            report_unlike(self, &written->name, first->span);
        return;
    }
    sop_names_add(flow->fact_names, written->name.name);
    SopFlowFact *fact = &flow->facts[flow->n_facts++];
    fill_fact(self, fact, written);
    fact->sources =
        sop_compile_find_all(self, sources, &written->source, SOP_MESSAGE_UNKNOWN_SOURCE);
}

static uint32_t
find_detail(const SopFlow *flow, const char *name)
{
    for (uint32_t i = 0; i < flow->n_details; i++)
        if (g_str_equal(flow->details[i].name, name))
            return i;
    return SOP_NONE;
}

static void
number_facts(SopCompiler *self, const SopNames *sources)
{
    SopFlow *flow = self->flow;
    uint32_t n_facts = 0;
    uint32_t n_details = 0;

    for (uint32_t unit = 0; unit < self->units->len; unit++)
    {
        n_facts += sop_compile_procedure(self, unit)->n_facts;
        n_details += sop_compile_procedure(self, unit)->n_actor;
    }
    flow->facts = sop_arena_new_array(flow->arena, SopFlowFact, n_facts);
    flow->details = sop_arena_new_array(flow->arena, SopFlowFact, n_details);
    for (uint32_t unit = 0; unit < self->units->len; unit++)
    {
        const SopProcedure *procedure = sop_compile_procedure(self, unit);
        for (uint32_t i = 0; i < procedure->n_facts; i++)
            number_fact(self, &procedure->facts[i], sources);
        for (uint32_t i = 0; i < procedure->n_actor; i++)
            if (find_detail(flow, procedure->actor[i].name.name) == SOP_NONE)
                fill_fact(self, &flow->details[flow->n_details++], &procedure->actor[i]);
    }
}

void
sop_compile_declarations(SopCompiler *self)
{
    number_roles(self);
    number_outcomes(self);
    number_sources(self, self->sources);
    number_facts(self, self->sources);
    number_documents(self, self->sources);
}
