/* SPDX-License-Identifier: Apache-2.0 */
/* What an expression of the flow may read, and the compiling of expressions: slots below n_facts
 * are the facts, those from there on are rows of flow->reads. */
#include "flow/compile.h"

#include <string.h>

SopFeelType *
sop_compile_fact_type(SopCompiler *self, const SopFlowFact *fact)
{
    g_autoptr(SopFeelType) type = fact->type == SOP_FACT_CHOICE
                                      ? sop_feel_type_new_choice(fact->values, fact->n_values)
                                      : sop_feel_type_ref(self->types[fact->type]);

    return fact->is_list ? sop_feel_type_new_list(type) : g_steal_pointer(&type);
}

static SopFeelScope *
scope_of(const SopCompiler *self)
{
    return sop_compile_unit(self)->scope;
}

/* Every unit's scope has the same names in the same order, so each read has one slot; only what
 * happens is called otherwise in each. */
static void
add_read(SopCompiler *self, const char *name, const SopFeelType *type, SopReadKind kind,
         uint32_t index)
{
    SopRead read = {(uint8_t) kind, index};

    sop_feel_scope_add(scope_of(self), name, type, self->flow->n_facts + self->reads->len);
    g_array_append_val(self->reads, read);
}

static void
add_member(SopCompiler *self, GString *name, const char *of, const char *member,
           const SopFeelType *type, SopReadKind kind, uint32_t index)
{
    g_string_assign(name, of);
    g_string_append_c(name, '.');
    g_string_append(name, member);
    add_read(self, name->str, type, kind, index);
}

static void
add_documents(SopCompiler *self, GString *name)
{
    static const struct
    {
        const char *member;
        SopReadKind kind;
        SopFactType type;
    } members[] = {
        {"reference", SOP_READ_REFERENCE, SOP_FACT_TEXT},
        {"issued", SOP_READ_ISSUED, SOP_FACT_DATE},
        {"expires", SOP_READ_EXPIRES, SOP_FACT_DATE},
        {"verified", SOP_READ_VERIFIED, SOP_FACT_BOOLEAN},
        {"expired", SOP_READ_EXPIRED, SOP_FACT_BOOLEAN},
    };
    const SopFlow *flow = self->flow;

    for (SopPaper document = 0; document < flow->n_documents; document++)
    {
        const char *of = flow->documents[document].name;
        add_read(self, of, self->types[SOP_FACT_DURATION], SOP_READ_DOCUMENT, document);
        for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
            add_member(self, name, of, members[i].member, self->types[members[i].type],
                       members[i].kind, document);
    }
}

static SopFeelType *
outcome_type(const SopFlow *flow)
{
    g_autofree const char **words = g_new0(const char *, flow->n_outcomes + 1);

    for (SopOutcome i = 0; i < flow->n_outcomes; i++)
        words[i] = flow->outcomes[i].name;
    return sop_feel_type_new_choice(words, flow->n_outcomes);
}

/* Names of what happens as unit `unit` says them: those of its own file bare, and what its users
 * know as they say it. The innermost meaning of a name is added last, and holds. */
static void
add_events_seen(SopCompiler *self, GString *name, uint32_t unit, const SopFeelType *outcome,
                uint32_t first_read)
{
    const SopFlow *flow = self->flow;
    const SopFile *seen = &g_array_index(self->units, SopFile, unit);
    size_t length = strlen(seen->prefix);
    uint32_t read = first_read;

    if (seen->user != SOP_NONE)
        add_events_seen(self, name, seen->user, outcome, first_read);
    for (SopAction action = 0; action < flow->n_actions; action++, read++)
    {
        if (strncmp(flow->actions[action].name, seen->prefix, length) != 0)
            continue;
        g_string_printf(name, "done.%s", flow->actions[action].name + length);
        sop_feel_scope_add(scope_of(self), name->str, self->types[SOP_FACT_DATE_TIME],
                           flow->n_facts + read);
    }
    for (SopNode node = 1; node < flow->n_nodes; node++)
    {
        bool is_phase = flow->nodes[node].outcome != SOP_NONE;
        uint32_t at = read++;
        read += is_phase;
        if (strncmp(flow->nodes[node].name, seen->prefix, length) != 0)
            continue;
        g_string_printf(name, "at.%s", flow->nodes[node].name + length);
        sop_feel_scope_add(scope_of(self), name->str, self->types[SOP_FACT_BOOLEAN],
                           flow->n_facts + at);
        g_string_printf(name, "outcome.%s", flow->nodes[node].name + length);
        if (is_phase)
            sop_feel_scope_add(scope_of(self), name->str, outcome, flow->n_facts + at + 1);
    }
}

static void
add_event_reads(SopCompiler *self)
{
    const SopFlow *flow = self->flow;

    for (SopAction action = 0; action < flow->n_actions; action++)
    {
        SopRead read = {SOP_READ_DONE, action};
        g_array_append_val(self->reads, read);
    }
    for (SopNode node = 1; node < flow->n_nodes; node++)
    {
        SopRead at = {SOP_READ_AT, node};
        SopRead outcome = {SOP_READ_OUTCOME, node};
        g_array_append_val(self->reads, at);
        if (flow->nodes[node].outcome != SOP_NONE)
            g_array_append_val(self->reads, outcome);
    }
}

static void
add_actor(SopCompiler *self, GString *name)
{
    const SopFlow *flow = self->flow;
    g_autofree const char **words = g_new0(const char *, flow->n_roles + 1);

    for (SopRole i = 0; i < flow->n_roles; i++)
        words[i] = flow->roles[i].name;
    g_autoptr(SopFeelType) role = sop_feel_type_new_choice(words, flow->n_roles);
    add_read(self, "actor.id", self->types[SOP_FACT_TEXT], SOP_READ_ACTOR_ID, 0);
    add_read(self, "actor.role", role, SOP_READ_ACTOR_ROLE, 0);
    for (uint32_t i = 0; i < flow->n_details; i++)
    {
        g_autoptr(SopFeelType) type = sop_compile_fact_type(self, &flow->details[i]);
        add_member(self, name, "actor", flow->details[i].name, type, SOP_READ_ACTOR_DETAIL, i);
    }
    add_read(self, "case.id", self->types[SOP_FACT_TEXT], SOP_READ_CASE_ID, 0);
    add_read(self, "case.opened", self->types[SOP_FACT_DATE_TIME], SOP_READ_CASE_OPENED, 0);
}

static void
fill_scope(SopCompiler *self, GString *name, const SopFeelType *outcome)
{
    const SopFlow *flow = self->flow;

    g_array_set_size(self->reads, 0);
    for (SopFact fact = 0; fact < flow->n_facts; fact++)
    {
        g_autoptr(SopFeelType) type = sop_compile_fact_type(self, &flow->facts[fact]);
        sop_feel_scope_add(scope_of(self), flow->facts[fact].name, type, fact);
    }
    add_documents(self, name);
    uint32_t first_event = self->reads->len;
    add_event_reads(self);
    add_events_seen(self, name, self->unit, outcome, first_event);
    add_actor(self, name);
}

void
sop_compile_scope(SopCompiler *self)
{
    g_autoptr(GString) name = g_string_new(NULL);
    g_autoptr(SopFeelType) outcome = outcome_type(self->flow);

    for (self->unit = 0; self->unit < self->units->len; self->unit++)
    {
        sop_compile_unit(self)->scope = sop_feel_scope_new();
        fill_scope(self, name, outcome);
    }
    self->unit = 0;
}

/* The name that `at.NAME`, `done.NAME`, `NAME.expires` or NAME speaks of. */
static char *
name_in(const char *text, size_t length)
{
    static const char *const prefixes[] = {"at.", "done.", "outcome."};
    g_autofree char *whole = g_strndup(text, length);

    for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++)
        if (g_str_has_prefix(whole, prefixes[i]))
            return g_strdup(whole + strlen(prefixes[i]));
    return g_strndup(whole, strcspn(whole, "."));
}

static SopGuard
compile_text(SopCompiler *self, const SopWrittenText *written, const SopFeelType *want,
             SopFeelOptions options)
{
    enum
    {
        MAX_ERRORS = 8
    };
    SopFeelError errors[MAX_ERRORS] = {0};
    unsigned n_errors = 0;

    SopFeel *feel =
        sop_feel_compile(written->text, (gssize) written->length, scope_of(self),
                         SOP_FEEL_UNKNOWN | options, want, errors, MAX_ERRORS, &n_errors);
    for (unsigned i = 0; i < MIN(n_errors, (unsigned) MAX_ERRORS); i++)
    {
        SopSpan span =
            sop_written_span(self->procedure, written, errors[i].offset, errors[i].length);
        SopDiagnostic *diagnostic = sop_report_worded(
            self->diagnostics, (SopMessage) errors[i].code, span, errors[i].message, errors[i].fix);
        g_autofree char *name =
            name_in(written->text + errors[i].offset, (size_t) errors[i].length);
        sop_compile_explain_missing(self, diagnostic, name, NULL);
        sop_feel_error_clear(&errors[i]);
    }
    if (feel == NULL)
    {
        self->broken = true;
        return SOP_NONE;
    }
    SopExpression expression = {feel, *written,
                                written->node != NULL ? written->node->span : SOP_SPAN_NONE};
    g_array_append_val(self->expressions, expression);
    return self->expressions->len - 1;
}

SopGuard
sop_compile_expression(SopCompiler *self, const SopWrittenText *written, const SopFeelType *want)
{
    return written->text != NULL ? compile_text(self, written, want, SOP_FEEL_PURE) : SOP_NONE;
}

SopGuard
sop_compile_cell(SopCompiler *self, const SopWrittenText *written, const SopFeelType *type,
                 uint32_t slot)
{
    if (written->text == NULL)
        return SOP_NONE;
    sop_feel_scope_add(scope_of(self), "?", type, slot);
    return compile_text(self, written, NULL, SOP_FEEL_UNARY_TESTS);
}
