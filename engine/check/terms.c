/* SPDX-License-Identifier: Apache-2.0 */
/* What conditions compare, as terms of the solver: names, constants, sums, and what is linear. Division,
 * powers, functions and lists have none. */
#include "check/formula.h"

SopValue
sop_encode_value(const SopEncoder *self, const SopAst *ast)
{
    SopFeelInput input = {0};
    g_autoptr(SopFeel) feel = sop_feel_compile(sop_feel_text(self->feel) + ast->offset, ast->length,
                                               NULL, SOP_FEEL_UNKNOWN, NULL, NULL, 0, NULL);

    return feel != NULL ? sop_feel_evaluate_in(feel, &input, self->logic->flow->zone)
                        : SOP_VALUE_NULL;
}

static bool
is_condition(const SopAst *ast)
{
    static const bool conditions[] = {
        [SOP_AST_COMPARISON] = true, [SOP_AST_AND] = true,     [SOP_AST_OR] = true,
        [SOP_AST_NOT] = true,        [SOP_AST_BETWEEN] = true, [SOP_AST_IN] = true,
    };

    return ast->kind < G_N_ELEMENTS(conditions) && conditions[ast->kind];
}

static Z3_ast
sum(const SopEncoder *self, Z3_ast a, Z3_ast b, bool subtract)
{
    Z3_ast parts[] = {a, b};

    return subtract ? Z3_mk_sub(sop_encoder_z3(self), 2, parts)
                    : Z3_mk_add(sop_encoder_z3(self), 2, parts);
}

/* Their number is kept beside the seconds: of whole numbers the solver knows more. */
static SopTerm
days_between(const SopEncoder *self, const SopTerm *a, const SopTerm *b)
{
    Z3_ast days = sum(self, a->value, b->value, true);
    Z3_ast seconds[] = {Z3_mk_int2real(sop_encoder_z3(self), days),
                        sop_logic_number(self->logic, 86400, self->logic->real)};

    return (SopTerm) {.kind = SOP_TERM_DAYS,
                      .known = sop_encode_both(self, a->known, b->known),
                      .value = Z3_mk_mul(sop_encoder_z3(self), 2, seconds),
                      .days = days};
}

static SopTerm
sum_of(const SopEncoder *self, const SopTerm *a, const SopTerm *b, bool subtract)
{
    SopTerm result = {.known = sop_encode_both(self, a->known, b->known)};
    bool alike = b->kind == a->kind;
    bool fixed = a->kind == SOP_TERM_INSTANT && !a->local;

    if (subtract && a->kind == SOP_TERM_DATE && alike)
        return days_between(self, a, b);
    if ((a->kind == SOP_TERM_NUMBER || a->kind == SOP_TERM_DAYS || a->kind == SOP_TERM_MONTHS) &&
        alike)
        result.kind = a->kind;
    else if (fixed && b->kind == SOP_TERM_DAYS)
        result.kind = SOP_TERM_INSTANT;
    else if (fixed && subtract && alike && !b->local)
        result.kind = SOP_TERM_DAYS;
    else
        return result;
    result.value = sum(self, a->value, b->value, subtract);
    if (a->days != NULL && b->days != NULL)
        result.days = sum(self, a->days, b->days, subtract);
    return result;
}

/* A number of days more or less, of a duration that is whole days: a date stays one. */
static SopTerm
shifted_date(const SopEncoder *self, const SopTerm *date, const SopTerm *duration, bool subtract)
{
    SopTerm shifted = {.known = sop_encode_both(self, date->known, duration->known)};

    if (date->kind != SOP_TERM_DATE || duration->kind != SOP_TERM_DAYS || duration->days == NULL)
        return shifted;
    shifted.kind = SOP_TERM_DATE;
    shifted.value = sum(self, date->value, duration->days, subtract);
    return shifted;
}

static SopTerm
product_of(const SopEncoder *self, const SopTerm *a, const SopTerm *b)
{
    SopTerm product = {.known = sop_encode_both(self, a->known, b->known)};
    Z3_ast parts[] = {a->value, b->value};

    if (a->kind != SOP_TERM_NUMBER || b->kind != SOP_TERM_NUMBER ||
        (!Z3_is_numeral_ast(sop_encoder_z3(self), a->value) &&
         !Z3_is_numeral_ast(sop_encoder_z3(self), b->value)))
        return product;
    product.kind = SOP_TERM_NUMBER;
    product.value = Z3_mk_mul(sop_encoder_z3(self), 2, parts);
    return product;
}

/* Division, powers and products of facts have no formula. */
static SopTerm
arithmetic(const SopEncoder *self, const SopAst *ast)
{
    SopTerm a = sop_encode_term(self, ast->children[0]);
    SopTerm b = sop_encode_term(self, ast->children[1]);
    bool subtract = ast->op == SOP_OP_SUBTRACT;

    if (a.kind == SOP_TERM_NONE || b.kind == SOP_TERM_NONE)
        return (SopTerm) {0};
    if (ast->op == SOP_OP_MULTIPLY)
        return product_of(self, &a, &b);
    if (ast->op != SOP_OP_ADD && !subtract)
        return (SopTerm) {0};
    if (a.kind == SOP_TERM_DATE && b.kind == SOP_TERM_DAYS)
        return shifted_date(self, &a, &b, subtract);
    return sum_of(self, &a, &b, subtract);
}

static SopTerm
negative(const SopEncoder *self, const SopAst *ast)
{
    SopTerm term = sop_encode_term(self, ast->children[0]);

    if (term.kind != SOP_TERM_NUMBER && term.kind != SOP_TERM_DAYS && term.kind != SOP_TERM_MONTHS)
        return (SopTerm) {0};
    term.value = Z3_mk_unary_minus(sop_encoder_z3(self), term.value);
    if (term.days != NULL)
        term.days = Z3_mk_unary_minus(sop_encoder_z3(self), term.days);
    return term;
}

static SopTerm
name_term(const SopEncoder *self, const SopAst *ast)
{
    return self->logic->subject != NULL ? *self->logic->subject
                                        : *sop_logic_symbol(self->logic, ast->slot);
}

static SopTerm
condition_term(const SopEncoder *self, const SopAst *ast)
{
    SopFormula truth = sop_encode_truth(self, ast);

    if (!truth.whole)
        return (SopTerm) {0};
    return (SopTerm) {.kind = SOP_TERM_BOOLEAN,
                      .known = sop_encode_either(self, truth.is_true, truth.is_false),
                      .value = truth.is_true};
}

static SopTerm
computed(const SopEncoder *self, const SopAst *ast)
{
    g_auto(SopValue) value = sop_encode_value(self, ast);

    return value.type != SOP_NULL ? sop_logic_constant(self->logic, &value) : (SopTerm) {0};
}

static SopTerm
call_term(const SopEncoder *self, const SopAst *ast)
{
    const SopLogic *logic = self->logic;

    if (g_str_equal(ast->text, "now"))
        return (SopTerm) {.kind = SOP_TERM_INSTANT, .known = logic->yes, .value = logic->now};
    if (g_str_equal(ast->text, "today"))
        return (SopTerm) {.kind = SOP_TERM_DATE, .known = logic->yes, .value = logic->today};
    return sop_feel_varies(ast) ? (SopTerm) {0} : computed(self, ast);
}

SopTerm
sop_encode_term(const SopEncoder *self, const SopAst *ast)
{
    if (is_condition(ast))
        return condition_term(self, ast);
    switch ((SopAstKind) ast->kind)
    {
    case SOP_AST_LITERAL:
        return sop_logic_constant(self->logic, &ast->value);
    case SOP_AST_NAME:
        return name_term(self, ast);
    case SOP_AST_NEGATE:
        return negative(self, ast);
    case SOP_AST_ARITHMETIC:
        return arithmetic(self, ast);
    case SOP_AST_CALL:
        return call_term(self, ast);
    default:
        return (SopTerm) {0};
    }
}
