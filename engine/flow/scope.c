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

static void
add_read(SopCompiler *self, const char *name, const SopFeelType *type, SopReadKind kind,
         uint32_t index)
{
    SopRead read = {(uint8_t) kind, index};

    sop_feel_scope_add(self->scope, name, type, self->flow->n_facts + self->reads->len);
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

static void
add_events(SopCompiler *self, GString *name)
{
    const SopFlow *flow = self->flow;
    g_autofree const char **words = g_new0(const char *, flow->n_outcomes + 1);

    for (SopOutcome i = 0; i < flow->n_outcomes; i++)
        words[i] = flow->outcomes[i].name;
    g_autoptr(SopFeelType) outcome = sop_feel_type_new_choice(words, flow->n_outcomes);
    for (SopAction action = 0; action < flow->n_actions; action++)
        add_member(self, name, "done", flow->actions[action].name, self->types[SOP_FACT_DATE_TIME],
                   SOP_READ_DONE, action);
    for (SopNode node = 1; node < flow->n_nodes; node++)
    {
        add_member(self, name, "at", flow->nodes[node].name, self->types[SOP_FACT_BOOLEAN],
                   SOP_READ_AT, node);
        if (flow->nodes[node].outcome != SOP_NONE)
            add_member(self, name, "outcome", flow->nodes[node].name, outcome, SOP_READ_OUTCOME,
                       node);
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

void
sop_compile_scope(SopCompiler *self)
{
    g_autoptr(GString) name = g_string_new(NULL);
    const SopFlow *flow = self->flow;

    for (SopFact fact = 0; fact < flow->n_facts; fact++)
    {
        g_autoptr(SopFeelType) type = sop_compile_fact_type(self, &flow->facts[fact]);
        sop_feel_scope_add(self->scope, flow->facts[fact].name, type, fact);
    }
    add_documents(self, name);
    add_events(self, name);
    add_actor(self, name);
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
        sop_feel_compile(written->text, (gssize) written->length, self->scope,
                         SOP_FEEL_UNKNOWN | options, want, errors, MAX_ERRORS, &n_errors);
    for (unsigned i = 0; i < MIN(n_errors, (unsigned) MAX_ERRORS); i++)
    {
        SopSpan span =
            sop_written_span(self->procedure, written, errors[i].offset, errors[i].length);
        sop_report_worded(self->diagnostics, (SopMessage) errors[i].code, span, errors[i].message,
                          errors[i].fix);
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
    sop_feel_scope_add(self->scope, "?", type, slot);
    return compile_text(self, written, NULL, SOP_FEEL_UNARY_TESTS);
}
