/* SPDX-License-Identifier: Apache-2.0 */
/* From the tree of a condition to a formula that means the same, by FEEL's three-valued rules with the
 * flow's unknown (feel/compare.c). Parts that have no formula are free to answer anything, the same for
 * the same text. */
#include "check/formula.h"

static Z3_ast
negate(const SopEncoder *self, Z3_ast a)
{
    return sop_logic_not(self->logic, a);
}

/* ---- three-valued logic ----------------------------------------------------------------------------------- */

static SopFormula
constant(const SopEncoder *self, bool value)
{
    const SopLogic *logic = self->logic;

    return (SopFormula) {value ? logic->yes : logic->no, value ? logic->no : logic->yes, true};
}

/* True where `holds`, as far as `known`. */
static SopFormula
where(const SopEncoder *self, Z3_ast known, Z3_ast holds)
{
    return (SopFormula) {sop_encode_both(self, known, holds),
                         sop_encode_both(self, known, negate(self, holds)), true};
}

static SopFormula
not_of(SopFormula of)
{
    return (SopFormula) {of.is_false, of.is_true, of.whole};
}

static SopFormula
and_of(const SopEncoder *self, SopFormula a, SopFormula b)
{
    return (SopFormula) {sop_encode_both(self, a.is_true, b.is_true),
                         sop_encode_either(self, a.is_false, b.is_false), a.whole && b.whole};
}

static SopFormula
or_of(const SopEncoder *self, SopFormula a, SopFormula b)
{
    return not_of(and_of(self, not_of(a), not_of(b)));
}

/* ---- what has no formula ---------------------------------------------------------------------------------- */

static void
put_slots(GString *key, const SopAst *ast)
{
    if (ast->kind == SOP_AST_NAME)
        g_string_append_printf(key, ",%u", ast->slot);
    for (uint32_t i = 0; i < ast->n_children; i++)
        put_slots(key, ast->children[i]);
}

/* Its text, and which facts its names are: that differs among sub-procedures. */
static void
put_key(const SopEncoder *self, GString *key, const SopAst *ast)
{
    g_string_append_len(key, sop_feel_text(self->feel) + ast->offset, ast->length);
    put_slots(key, ast);
}

static SopFormula
anything(const SopEncoder *self, const SopAst *ast, const SopAst *subject)
{
    g_autoptr(GString) key = g_string_new(NULL);

    put_key(self, key, ast);
    if (subject != NULL)
    {
        g_string_append(key, " of ");
        put_key(self, key, subject);
    }
    Z3_ast *parts = g_hash_table_lookup(self->logic->opaque, key->str);
    if (parts == NULL)
    {
        parts = g_new(Z3_ast, 2);
        parts[0] = sop_logic_fresh(self->logic, "known", self->logic->boolean);
        parts[1] = sop_logic_fresh(self->logic, "anything", self->logic->boolean);
        g_hash_table_insert(self->logic->opaque, g_strdup(key->str), parts);
    }
    SopFormula formula = where(self, parts[0], parts[1]);
    formula.whole = false;
    return formula;
}

/* ---- comparing ---------------------------------------------------------------------------------------------- */

static Z3_ast
ordered(const SopEncoder *self, SopOp op, Z3_ast a, Z3_ast b)
{
    switch (op)
    {
    case SOP_OP_LESS:
        return Z3_mk_lt(sop_encoder_z3(self), a, b);
    case SOP_OP_LESS_EQUAL:
        return Z3_mk_le(sop_encoder_z3(self), a, b);
    case SOP_OP_GREATER:
        return Z3_mk_gt(sop_encoder_z3(self), a, b);
    case SOP_OP_GREATER_EQUAL:
        return Z3_mk_ge(sop_encoder_z3(self), a, b);
    case SOP_OP_NOT_EQUAL:
        return negate(self, Z3_mk_eq(sop_encoder_z3(self), a, b));
    default:
        return Z3_mk_eq(sop_encoder_z3(self), a, b);
    }
}

static bool
is_equality(SopOp op)
{
    return op == SOP_OP_EQUAL || op == SOP_OP_NOT_EQUAL;
}

static bool
is_duration(const SopTerm *term)
{
    return term->kind == SOP_TERM_DURATION || term->kind == SOP_TERM_DAYS ||
           term->kind == SOP_TERM_MONTHS;
}

static Z3_ast
counts_months(const SopEncoder *self, const SopTerm *duration)
{
    if (duration->kind == SOP_TERM_DURATION)
        return duration->is_months;
    return duration->kind == SOP_TERM_MONTHS ? self->logic->yes : self->logic->no;
}

/* Durations in days and in months cannot be compared. */
static Z3_ast
ordered_durations(const SopEncoder *self, SopOp op, const SopTerm *a, const SopTerm *b,
                  Z3_ast *ret_comparable)
{
    Z3_ast months = counts_months(self, a);
    bool of_months = a->kind != SOP_TERM_DAYS && b->kind != SOP_TERM_DAYS;
    bool of_days = a->kind != SOP_TERM_MONTHS && b->kind != SOP_TERM_MONTHS;
    Z3_ast by_months = self->logic->no, by_days = self->logic->no;

    if (of_months)
        by_months = ordered(self, op, a->kind == SOP_TERM_MONTHS ? a->value : a->months,
                            b->kind == SOP_TERM_MONTHS ? b->value : b->months);
    if (of_days)
        by_days = a->days != NULL && b->days != NULL ? ordered(self, op, a->days, b->days)
                                                     : ordered(self, op, a->value, b->value);
    *ret_comparable = Z3_mk_iff(sop_encoder_z3(self), months, counts_months(self, b));
    return Z3_mk_ite(sop_encoder_z3(self), months, by_months, by_days);
}

/* Can two such be compared so? */
static bool
are_comparable(const SopTerm *a, const SopTerm *b, SopOp op)
{
    if (is_duration(a) && is_duration(b))
        return true;
    if (a->kind != b->kind || a->kind == SOP_TERM_NONE || a->kind == SOP_TERM_OTHER)
        return false;
    return is_equality(op) || (a->kind != SOP_TERM_WORD && a->kind != SOP_TERM_BOOLEAN);
}

/* As a test among others, what cannot be compared is not equal (`test`); else that is unknown. */
static bool
compare(const SopEncoder *self, SopOp op, const SopTerm *a, const SopTerm *b, bool test,
        SopFormula *ret)
{
    if (!are_comparable(a, b, op))
        return false;
    Z3_ast known = sop_encode_both(self, a->known, b->known);
    if (!is_duration(a))
    {
        *ret = where(self, known, ordered(self, op, a->value, b->value));
        return true;
    }
    Z3_ast comparable, holds = ordered_durations(self, op, a, b, &comparable);
    *ret = test ? where(self, known, sop_encode_both(self, comparable, holds))
                : where(self, sop_encode_both(self, known, comparable), holds);
    return true;
}

static bool
is_null(const SopAst *ast)
{
    return ast->kind == SOP_AST_LITERAL && ast->value.type == SOP_NULL;
}

static SopFormula
is_known(const SopEncoder *self, const SopAst *whole, const SopTerm *term)
{
    return term->kind != SOP_TERM_NONE ? where(self, self->logic->yes, term->known)
                                       : anything(self, whole, NULL);
}

static SopFormula
comparison(const SopEncoder *self, const SopAst *ast)
{
    bool first = is_null(ast->children[0]), second = is_null(ast->children[1]);
    SopTerm a = sop_encode_term(self, ast->children[0]);
    SopTerm b = sop_encode_term(self, ast->children[1]);
    SopFormula formula;

    if (is_equality((SopOp) ast->op) && (first || second))
    {
        formula = is_known(self, ast, first ? &b : &a);
        return ast->op == SOP_OP_EQUAL ? not_of(formula) : formula;
    }
    return compare(self, (SopOp) ast->op, &a, &b, false, &formula) ? formula
                                                                   : anything(self, ast, NULL);
}

/* ---- unary tests -------------------------------------------------------------------------------------------- */

/* A range that ends before it starts is none. */
static bool
is_range(const SopEncoder *self, const SopAst *range)
{
    g_auto(SopValue) value =
        sop_feel_varies(range) ? SOP_VALUE_NULL : sop_encode_value(self, range);

    return sop_feel_varies(range) || value.type == SOP_RANGE;
}

static SopFormula
in_range(const SopEncoder *self, const SopAst *range, const SopTerm *value, const SopAst *subject)
{
    SopOp above = range->op & SOP_RANGE_OPEN_START ? SOP_OP_GREATER : SOP_OP_GREATER_EQUAL;
    SopOp below = range->op & SOP_RANGE_OPEN_END ? SOP_OP_LESS : SOP_OP_LESS_EQUAL;
    SopTerm start = sop_encode_term(self, range->children[0]);
    SopTerm last = sop_encode_term(self, range->children[1]);
    SopFormula from, to, proper;

    if (!is_range(self, range) || !compare(self, above, value, &start, false, &from) ||
        !compare(self, below, value, &last, false, &to) ||
        !compare(self, SOP_OP_LESS_EQUAL, &start, &last, false, &proper))
        return anything(self, range, subject);
    /* an end may be unknown: what is beyond the other one is outside all the same */
    Z3_ast ends = sop_encode_both(self, start.known, last.known);
    Z3_ast stands = sop_encode_either(self, negate(self, ends), proper.is_true);
    SopFormula inside = and_of(self, from, to);
    inside.is_false = sop_encode_both(self, inside.is_false, stands);
    return inside;
}

static SopFormula
by_operator(const SopEncoder *self, const SopAst *test, const SopTerm *value, const SopAst *subject)
{
    SopFormula formula;

    if (is_equality((SopOp) test->op) && is_null(test->children[0]))
    {
        formula = is_known(self, test, value);
        return test->op == SOP_OP_EQUAL ? not_of(formula) : formula;
    }
    SopTerm other = sop_encode_term(self, test->children[0]);
    return compare(self, (SopOp) test->op, value, &other, false, &formula)
               ? formula
               : anything(self, test, subject);
}

static SopFormula test_of(const SopEncoder *self, const SopAst *test, const SopTerm *value,
                          const SopAst *subject);

/* A list of literals is one of them; of others, it is too much what is unknown in it. */
static SopFormula
in_list(const SopEncoder *self, const SopAst *list, const SopTerm *value, const SopAst *subject)
{
    SopFormula any = constant(self, false);

    for (uint32_t i = 0; i < list->n_children; i++)
    {
        if (list->children[i]->kind != SOP_AST_LITERAL)
            return anything(self, list, subject);
        any = or_of(self, any, test_of(self, list->children[i], value, subject));
    }
    return any;
}

static SopFormula
test_of(const SopEncoder *self, const SopAst *test, const SopTerm *value, const SopAst *subject)
{
    SopFormula formula;

    switch ((SopAstKind) test->kind)
    {
    case SOP_AST_ANY:
        return constant(self, true);
    case SOP_AST_UNARY:
        return test->op == SOP_OP_NONE ? sop_encode_truth(self, test->children[0])
                                       : by_operator(self, test, value, subject);
    case SOP_AST_RANGE:
        return in_range(self, test, value, subject);
    case SOP_AST_LIST:
        return in_list(self, test, value, subject);
    default:
        break;
    }
    if (is_null(test))
        return value->kind != SOP_TERM_NONE ? not_of(is_known(self, test, value))
                                            : anything(self, test, subject);
    SopTerm other = sop_encode_term(self, test);
    return compare(self, SOP_OP_EQUAL, value, &other, true, &formula)
               ? formula
               : anything(self, test, subject);
}

static SopFormula
in_tests(const SopEncoder *self, const SopAst *ast)
{
    SopTerm value = sop_encode_term(self, ast->children[0]);
    SopFormula any = constant(self, false);

    for (uint32_t i = 1; i < ast->n_children; i++)
        any = or_of(self, any, test_of(self, ast->children[i], &value, ast->children[0]));
    return any;
}

static SopFormula
between(const SopEncoder *self, const SopAst *ast)
{
    SopTerm value = sop_encode_term(self, ast->children[0]);
    SopTerm least = sop_encode_term(self, ast->children[1]);
    SopTerm most = sop_encode_term(self, ast->children[2]);
    SopFormula from, to;

    if (!compare(self, SOP_OP_GREATER_EQUAL, &value, &least, false, &from) ||
        !compare(self, SOP_OP_LESS_EQUAL, &value, &most, false, &to))
        return anything(self, ast, NULL);
    return and_of(self, from, to);
}

/* ---- conditions ---------------------------------------------------------------------------------------------- */

/* By `if`, an unknown condition makes the whole unknown. */
static SopFormula
choose(const SopEncoder *self, const SopAst *ast)
{
    SopFormula asked = sop_encode_truth(self, ast->children[0]);
    SopFormula yes = sop_encode_truth(self, ast->children[1]);
    SopFormula no = sop_encode_truth(self, ast->children[2]);

    return (SopFormula) {sop_encode_either(self, sop_encode_both(self, asked.is_true, yes.is_true),
                                           sop_encode_both(self, asked.is_false, no.is_true)),
                         sop_encode_either(self, sop_encode_both(self, asked.is_true, yes.is_false),
                                           sop_encode_both(self, asked.is_false, no.is_false)),
                         asked.whole && yes.whole && no.whole};
}

SopFormula
sop_encode_truth(const SopEncoder *self, const SopAst *ast)
{
    SopTerm term;

    switch ((SopAstKind) ast->kind)
    {
    case SOP_AST_AND:
        return and_of(self, sop_encode_truth(self, ast->children[0]),
                      sop_encode_truth(self, ast->children[1]));
    case SOP_AST_OR:
        return or_of(self, sop_encode_truth(self, ast->children[0]),
                     sop_encode_truth(self, ast->children[1]));
    case SOP_AST_NOT:
        return not_of(sop_encode_truth(self, ast->children[0]));
    case SOP_AST_COMPARISON:
        return comparison(self, ast);
    case SOP_AST_BETWEEN:
        return between(self, ast);
    case SOP_AST_IN:
        return in_tests(self, ast);
    case SOP_AST_IF:
        return choose(self, ast);
    case SOP_AST_LITERAL:
        if (ast->value.type == SOP_NULL)
            return (SopFormula) {self->logic->no, self->logic->no, true};
        break;
    case SOP_AST_NAME:
        break;
    default:
        return anything(self, ast, NULL);
    }
    term = sop_encode_term(self, ast);
    return term.kind == SOP_TERM_BOOLEAN ? where(self, term.known, term.value)
                                         : anything(self, ast, NULL);
}

/* ---- all ---------------------------------------------------------------------------------------------------------- */

SopFormula
sop_logic_formula(SopLogic *self, SopGuard guard)
{
    SopFormula *formula = &self->formulas[guard];

    if (formula->is_true == NULL)
    {
        SopEncoder encoder = {self, self->flow->expressions[guard].feel};
        *formula = sop_encode_truth(&encoder, sop_feel_ast(encoder.feel));
    }
    return *formula;
}

SopFormula
sop_logic_range(SopLogic *self, const SopFeel *range, const SopTerm *subject)
{
    SopEncoder encoder = {self, range};
    const SopTerm *outer = self->subject;

    self->subject = subject;
    SopFormula formula = sop_encode_truth(&encoder, sop_feel_ast(range));
    self->subject = outer;
    return formula;
}
