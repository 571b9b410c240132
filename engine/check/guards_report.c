/* SPDX-License-Identifier: Apache-2.0 */
/* What is found out about conditions, as diagnostics. */
#include "check/guards_report.h"

enum
{
    SHOWN = 5, /* places pointed at in one message */
};

/* Returns: whether it is told for the first time. */
static bool
is_new(SopGuardReport *self, SopMessage message, SopSpan span)
{
    return g_hash_table_add(
        self->told, g_strdup_printf("%u:%u:%u:%u", message, span.source, span.line, span.column));
}

/* A cell is told with its column. Returns: (transfer full). */
static char *
text_of(const SopFlow *flow, SopGuard guard)
{
    const SopFeel *feel = flow->expressions[guard].feel;
    const SopAst *ast = sop_feel_ast(feel);
    bool denied = ast->kind == SOP_AST_NOT && ast->n_children == 1;
    const SopAst *tests = denied ? ast->children[0] : ast;

    if (tests->kind != SOP_AST_IN || tests->children[0]->kind != SOP_AST_NAME ||
        tests->children[0]->length != 0)
        return g_strdup(sop_feel_text(feel));
    g_autofree char *column = sop_example_name(flow, tests->children[0]->slot);
    return g_strdup_printf("%s: %s", column, sop_feel_text(feel));
}

/* Points at what the facts of the condition can be, where that is written. */
static void
point_at_facts(SopDiagnostic *diagnostic, const SopFlow *flow, SopGuard guard)
{
    unsigned n_slots, n_shown = 0;
    const uint32_t *slots = sop_feel_slots(flow->expressions[guard].feel, &n_slots);

    for (unsigned i = 0; i < n_slots && n_shown < SHOWN; i++)
    {
        const SopFlowFact *fact = slots[i] < flow->n_facts ? &flow->facts[slots[i]] : NULL;
        if (fact == NULL || (fact->range == NULL && fact->n_values == 0))
            continue;
        sop_diagnostic_point(diagnostic, fact->span, "what this can be is declared here");
        n_shown++;
    }
}

/* Returns: (transfer none) (nullable): NULL if it was told before. */
static SopDiagnostic *
report_condition(SopGuardReport *self, SopMessage message, SopGuard guard, const char *consequence)
{
    const SopFlow *flow = self->check.flow;
    SopSpan span = flow->expressions[guard].span;
    g_autofree char *text = text_of(flow, guard);

    if (!is_new(self, message, span))
        return NULL;
    SopDiagnostic *diagnostic = sop_report(self->diagnostics, message, span, "text", text,
                                           "consequence", consequence, NULL);
    point_at_facts(diagnostic, flow, guard);
    return diagnostic;
}

void
sop_report_never_true(SopGuardReport *self, SopGuard guard, const char *consequence)
{
    report_condition(self, SOP_MESSAGE_NEVER_TRUE, guard, consequence);
}

void
sop_report_always(SopGuardReport *self, SopGuard guard, const char *consequence)
{
    report_condition(self, SOP_MESSAGE_NEVER_FALSE, guard, consequence);
}

void
sop_report_takes_all(SopGuardReport *self, SopGuard guard)
{
    SopDiagnostic *diagnostic = report_condition(self, SOP_MESSAGE_NEVER_FALSE, guard,
                                                 "what comes after it is for no case");

    if (diagnostic != NULL)
        sop_diagnostic_set_fix(diagnostic, "write what it is to ask, or leave it out together with "
                                           "what comes after it");
}

void
sop_report_row_never(SopGuardReport *self, const SopRow *row)
{
    if (is_new(self, SOP_MESSAGE_ROW_NEVER, row->span))
        sop_report(self->diagnostics, SOP_MESSAGE_ROW_NEVER, row->span, NULL);
}

static const char *
kind_of(const SopBranches *branches)
{
    return branches->table ? "row" : "branch";
}

void
sop_report_hidden(SopGuardReport *self, const SopBranches *branches, const SopRow *rows,
                  uint32_t row, const GArray *hiders)
{
    static const char *const labels[] = {"this one comes first", "this one comes before"};

    if (!is_new(self, SOP_MESSAGE_HIDDEN_BRANCH, rows[row].span))
        return;
    SopDiagnostic *diagnostic = sop_report(self->diagnostics, SOP_MESSAGE_HIDDEN_BRANCH,
                                           rows[row].span, "kind", kind_of(branches), NULL);
    for (guint i = 0; i < MIN(hiders->len, (guint) SHOWN); i++)
        sop_diagnostic_point(diagnostic, rows[g_array_index(hiders, uint32_t, i)].span,
                             labels[hiders->len > 1]);
}

void
sop_report_otherwise(SopGuardReport *self, const SopBranches *branches, const SopRow *row)
{
    if (is_new(self, SOP_MESSAGE_NOTHING_LEFT, row->span))
        sop_report(self->diagnostics, SOP_MESSAGE_NOTHING_LEFT, row->span, "kind",
                   kind_of(branches), NULL);
}

void
sop_report_left_out(SopGuardReport *self, const SopBranches *branches, const SopExample *example)
{
    const SopFlow *flow = self->check.flow;
    g_autofree char *text = sop_example_say(example, flow);

    if (*text != '\0' && is_new(self, SOP_MESSAGE_LEFT_OUT, branches->span))
        sop_report(self->diagnostics, SOP_MESSAGE_LEFT_OUT, branches->span, "name", branches->name,
                   "case", text, "kind", kind_of(branches), "form",
                   branches->table ? "a row of `-`" : "a branch without `when`", NULL);
}

void
sop_report_may_be_left_out(SopGuardReport *self, const SopBranches *branches, const SopRow *last)
{
    if (branches->table)
        sop_report_open(self, branches->span);
    else if (is_new(self, SOP_MESSAGE_OPEN_DECISION, last->span))
        sop_report(self->diagnostics, SOP_MESSAGE_OPEN_DECISION, last->span, NULL);
}

/* Of what the conditions read, what is not known there: "age, fine". Returns: (transfer full). */
static char *
unknown_of(const SopGuardReport *self, const SopRow *rows, uint32_t n_rows)
{
    const SopFlow *flow = self->check.flow;
    GString *text = g_string_new(NULL);
    g_autoptr(GArray) slots = sop_rows_slots(flow, rows, n_rows);

    for (guint i = 0; i < slots->len; i++)
    {
        uint32_t slot = g_array_index(slots, uint32_t, i);
        if (slot < flow->n_facts && self->check.unknown[slot])
            g_string_append_printf(text, "%s`%s`", text->len > 0 ? ", " : "",
                                   flow->facts[slot].name);
    }
    return g_string_free(text, FALSE);
}

void
sop_report_not_yet(SopGuardReport *self, SopGuard guard, const char *consequence)
{
    const SopFlow *flow = self->check.flow;
    SopSpan span = flow->expressions[guard].span;
    SopRow row = {&guard, 1, span};
    g_autofree char *facts = unknown_of(self, &row, 1);

    if (is_new(self, SOP_MESSAGE_NOT_YET_KNOWN, span))
        sop_report(self->diagnostics, SOP_MESSAGE_NOT_YET_KNOWN, span, "text",
                   sop_feel_text(flow->expressions[guard].feel), "consequence", consequence,
                   "facts", facts, NULL);
}

void
sop_report_undecided(SopGuardReport *self, const SopBranches *branches, const SopRow *rows,
                     uint32_t n_rows)
{
    g_autofree char *facts = unknown_of(self, rows, n_rows);

    if (is_new(self, SOP_MESSAGE_NEVER_DECIDED, branches->span))
        sop_report(self->diagnostics, SOP_MESSAGE_NEVER_DECIDED, branches->span, "name",
                   branches->name, "facts", facts, NULL);
}

void
sop_report_overlap(SopGuardReport *self, const SopRow *earlier, const SopRow *later,
                   const SopExample *example)
{
    g_autofree char *text = sop_example_say(example, self->check.flow);

    if (!is_new(self, SOP_MESSAGE_ROWS_MEET, later->span))
        return;
    SopDiagnostic *diagnostic =
        sop_report(self->diagnostics, SOP_MESSAGE_ROWS_MEET, later->span, "case", text, NULL);
    sop_diagnostic_point(diagnostic, earlier->span, "this one comes first, and is taken");
}

void
sop_report_open(SopGuardReport *self, SopSpan span)
{
    if (is_new(self, SOP_MESSAGE_NOT_ANALYSED, span))
        g_array_append_val(self->open, span);
}

void
sop_report_not_analysed(SopGuardReport *self)
{
    const GArray *open = self->open;

    if (open->len == 0)
        return;
    g_autofree char *count = g_strdup_printf("%u", open->len);
    SopDiagnostic *diagnostic = sop_report(
        self->diagnostics, SOP_MESSAGE_NOT_ANALYSED, g_array_index(open, SopSpan, 0), "count",
        count, "conditions", open->len == 1 ? "condition was" : "conditions were", NULL);
    for (guint i = 1; i < MIN(open->len, (guint) SHOWN); i++)
        sop_diagnostic_point(diagnostic, g_array_index(open, SopSpan, i), "nor this one");
}
