/* SPDX-License-Identifier: Apache-2.0 */
/* A list of branches asked of the solver: each row assumes that the ones before it are false. What it says
 * cannot be is so; a case that it finds is evaluated by the conditions themselves before it counts. */
#include "check/solve.h"

enum
{
    EFFORT = 4 * 1000 * 1000, /* the solver's own unit; beyond, it is not found out */
    CORE = 16,                /* rows among which those are looked for that are needed */
};

static Z3_context
z3(const SopQuestion *self)
{
    return self->logic->z3;
}

static void
tell(const SopQuestion *self, Z3_ast fact)
{
    Z3_solver_assert(z3(self), self->solver, fact);
}

/* ---- what is asked of -------------------------------------------------------------------------------------- */

static void
add_slot(SopQuestion *self, uint32_t slot)
{
    if (self->has_slot[slot])
        return;
    self->has_slot[slot] = true;
    g_array_append_val(self->slots, slot);
    sop_logic_symbol(self->logic, slot);
}

/* With a document's member, whether it is on file and until when. */
static void
add_read(SopQuestion *self, uint32_t slot)
{
    const SopFlow *flow = self->check->flow;

    add_slot(self, slot);
    if (slot < flow->n_facts)
        return;
    SopRead read = flow->reads[slot - flow->n_facts];
    if (read.kind < SOP_READ_REFERENCE || read.kind > SOP_READ_EXPIRED)
        return;
    for (uint32_t i = 0; i < flow->n_reads; i++)
        if (flow->reads[i].index == read.index &&
            (flow->reads[i].kind == SOP_READ_DOCUMENT ||
             (flow->reads[i].kind == SOP_READ_EXPIRES && read.kind == SOP_READ_EXPIRED)))
            add_slot(self, flow->n_facts + i);
}

static void
add_slots(SopQuestion *self)
{
    g_autoptr(GArray) slots = sop_rows_slots(self->check->flow, self->rows, self->n_rows);

    for (guint i = 0; i < slots->len; i++)
        add_read(self, g_array_index(slots, uint32_t, i));
}

static void
tell_clock(const SopQuestion *self)
{
    const SopLogic *logic = self->logic;
    Z3_sort real = logic->real;
    Z3_ast day[] = {Z3_mk_int2real(z3(self), logic->today),
                    sop_logic_number(self->logic, 86400, real)};
    Z3_ast midnight = Z3_mk_mul(z3(self), 2, day);
    Z3_ast since[] = {logic->now, midnight};
    Z3_ast time = Z3_mk_sub(z3(self), 2, since);

    /* of the local day, wherever */
    tell(self, Z3_mk_gt(z3(self), time, sop_logic_number(self->logic, -86400, real)));
    tell(self, Z3_mk_lt(z3(self), time, sop_logic_number(self->logic, 172800, real)));
}

static void
tell_what_holds(const SopQuestion *self)
{
    tell_clock(self);
    for (guint i = 0; i < self->slots->len; i++)
    {
        uint32_t slot = g_array_index(self->slots, uint32_t, i);
        tell(self, self->logic->bounds[slot]);
        if (slot < self->check->flow->n_facts && self->check->unknown != NULL &&
            self->check->unknown[slot])
            tell(self, sop_logic_not(self->logic, self->logic->symbols[slot].known));
    }
}

void
sop_question_renew(SopQuestion *self)
{
    Z3_params effort = Z3_mk_params(z3(self));

    Z3_params_inc_ref(z3(self), effort);
    if (self->solver != NULL)
        Z3_solver_dec_ref(z3(self), self->solver);
    self->solver = Z3_mk_simple_solver(z3(self));
    Z3_solver_inc_ref(z3(self), self->solver);
    Z3_params_set_uint(z3(self), effort, Z3_mk_string_symbol(z3(self), "rlimit"), EFFORT);
    Z3_solver_set_params(z3(self), self->solver, effort);
    Z3_params_dec_ref(z3(self), effort);
    tell_what_holds(self);
}

static void
begin(SopQuestion *self, SopGuardCheck *check, const SopRow *rows, uint32_t n_rows)
{
    const SopFlow *flow = check->flow;

    if (check->logic == NULL)
        check->logic = sop_logic_new(check);
    *self = (SopQuestion) {.check = check, .logic = check->logic, .rows = rows, .n_rows = n_rows};
    self->slots = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    self->has_slot = g_new0(bool, flow->n_facts + flow->n_reads + 1);
    add_slots(self);
    sop_question_renew(self);
}

static void
end(SopQuestion *self)
{
    Z3_solver_dec_ref(z3(self), self->solver);
    g_array_unref(self->slots);
    g_free(self->has_slot);
}

/* ---- rows ---------------------------------------------------------------------------------------------------- */

/* All tests true, or one of them false. */
static SopFormula
formula_of(const SopQuestion *self, const SopRow *row)
{
    SopFormula all = {self->logic->yes, self->logic->no, true};

    for (uint32_t i = 0; i < row->n_tests; i++)
    {
        SopFormula test = sop_logic_formula(self->logic, row->tests[i]);
        all.is_true = sop_logic_and(self->logic, all.is_true, test.is_true);
        all.is_false = sop_logic_or(self->logic, all.is_false, test.is_false);
        all.whole = all.whole && test.whole;
    }
    return all;
}

static SopAnswer
ask(const SopQuestion *self, bool whole)
{
    Z3_lbool found = Z3_solver_check(z3(self), self->solver);

    if (found == Z3_L_FALSE)
        return SOP_ANSWER_NO;
    return found == Z3_L_TRUE && whole ? SOP_ANSWER_YES : SOP_ANSWER_OPEN;
}

static SopAnswer
ask_with(const SopQuestion *self, Z3_ast assumed, bool whole)
{
    Z3_solver_push(z3(self), self->solver);
    tell(self, assumed);
    SopAnswer answer = ask(self, whole);
    Z3_solver_pop(z3(self), self->solver, 1);
    return answer;
}

/* ---- all ------------------------------------------------------------------------------------------------------------- */

static void
ask_what_is_left(SopQuestion *self, Z3_ast left, bool whole, SopSurvey *survey)
{
    survey->left = (uint8_t) ask(self, whole);
    if (survey->left != SOP_ANSWER_YES || !survey->shows)
        return;
    survey->gone = sop_question_find_case(self, left);
    if (survey->gone == NULL)
        survey->left = SOP_ANSWER_OPEN;
}

/* Is nothing of the row left by the one that is suspected to hide it? */
static bool
is_hidden_by(SopGuardCheck *check, const SopRow *hider, const SopRow *row)
{
    const SopRow pair[] = {*hider, *row};
    SopQuestion self;

    begin(&self, check, pair, 2);
    tell(&self, formula_of(&self, hider).is_false);
    tell(&self, formula_of(&self, row).is_true);
    SopAnswer answer = ask(&self, true);
    end(&self);
    return answer == SOP_ANSWER_NO;
}

static void
ask_suspicions(SopGuardCheck *check, const SopRow *rows, uint32_t n_rows, SopSurvey *survey)
{
    for (uint32_t i = 0; i < n_rows; i++)
    {
        if (survey->taken[i] != SOP_ANSWER_OPEN || survey->hider[i] == SOP_NONE)
            continue;
        if (is_hidden_by(check, &rows[survey->hider[i]], &rows[i]))
            survey->taken[i] = SOP_ANSWER_NO;
        else
            survey->hider[i] = SOP_NONE;
    }
}

void
sop_survey_solve(SopGuardCheck *check, const SopRow *rows, uint32_t n_rows, SopSurvey *survey)
{
    SopQuestion self;
    bool whole = true;

    ask_suspicions(check, rows, n_rows, survey);
    begin(&self, check, rows, n_rows);
    Z3_ast left = self.logic->yes;
    for (uint32_t i = 0; i < n_rows; i++)
    {
        SopFormula row = formula_of(&self, &rows[i]);
        whole = whole && row.whole;
        if (survey->taken[i] == SOP_ANSWER_OPEN)
            survey->taken[i] = (uint8_t) ask_with(&self, row.is_true, whole);
        tell(&self, row.is_false);
        left = sop_logic_and(self.logic, left, row.is_false);
    }
    if (survey->left == SOP_ANSWER_OPEN)
        ask_what_is_left(&self, left, whole, survey);
    end(&self);
}

/* ---- what hides a row ------------------------------------------------------------------------------------------------- */

static bool
hide(SopQuestion *self, const Z3_ast *labels, GArray *hiders)
{
    g_autofree Z3_ast *assumed = g_new(Z3_ast, hiders->len + 1);

    for (guint i = 0; i < hiders->len; i++)
        assumed[i] = labels[g_array_index(hiders, uint32_t, i)];
    return Z3_solver_check_assumptions(z3(self), self->solver, hiders->len, assumed) == Z3_L_FALSE;
}

static void
keep_core(SopQuestion *self, const Z3_ast *labels, GArray *hiders)
{
    Z3_ast_vector core = Z3_solver_get_unsat_core(z3(self), self->solver);

    Z3_ast_vector_inc_ref(z3(self), core);
    g_array_set_size(hiders, 0);
    for (uint32_t i = 0; i + 1 < self->n_rows; i++)
        for (unsigned k = 0; k < Z3_ast_vector_size(z3(self), core); k++)
            if (Z3_ast_vector_get(z3(self), core, k) == labels[i])
                g_array_append_val(hiders, i);
    Z3_ast_vector_dec_ref(z3(self), core);
}

/* Each that can be left out is. */
static void
reduce(SopQuestion *self, const Z3_ast *labels, GArray *hiders)
{
    for (guint i = hiders->len; i > 0 && hiders->len <= CORE && hiders->len > 1; i--)
    {
        uint32_t row = g_array_index(hiders, uint32_t, i - 1);
        g_array_remove_index(hiders, i - 1);
        if (!hide(self, labels, hiders))
            g_array_insert_val(hiders, i - 1, row);
    }
}

GArray *
sop_solve_hiders(SopGuardCheck *check, const SopRow *rows, uint32_t n_rows)
{
    SopQuestion self;
    GArray *hiders = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_autofree Z3_ast *labels = g_new(Z3_ast, n_rows);

    begin(&self, check, rows, n_rows);
    for (uint32_t i = 0; i + 1 < n_rows; i++)
    {
        labels[i] = sop_logic_fresh(self.logic, "row", self.logic->boolean);
        tell(&self, Z3_mk_implies(z3(&self), labels[i], formula_of(&self, &rows[i]).is_false));
        g_array_append_val(hiders, i);
    }
    tell(&self, formula_of(&self, &rows[n_rows - 1]).is_true);
    if (hide(&self, labels, hiders))
    {
        keep_core(&self, labels, hiders);
        reduce(&self, labels, hiders);
    }
    else
        g_array_set_size(hiders, 0);
    end(&self);
    return hiders;
}
