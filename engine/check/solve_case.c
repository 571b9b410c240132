/* SPDX-License-Identifier: Apache-2.0 */
/* From the solver's model to a case that people can imagine: whole numbers, days near to now, everything
 * known that may be, and no more facts than tell it. */
#include "check/solve.h"

enum
{
    YEARS = 10, /* that a day is away */
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

static Z3_ast
value_in(const SopQuestion *self, Z3_model model, Z3_ast of)
{
    Z3_ast value = NULL;

    return Z3_model_eval(z3(self), model, of, true, &value) ? value : of;
}

static bool
is_yes(const SopQuestion *self, Z3_model model, Z3_ast of)
{
    return Z3_get_bool_value(z3(self), value_in(self, model, of)) == Z3_L_TRUE;
}

static int64_t
whole_in(const SopQuestion *self, Z3_model model, Z3_ast of)
{
    int64_t number = 0;

    return Z3_get_numeral_int64(z3(self), value_in(self, model, of), &number) ? number : 0;
}

/* Seconds of a rational number, in microseconds. */
static int64_t
micros_in(const SopQuestion *self, Z3_model model, Z3_ast of)
{
    int64_t above, below, micros;

    if (!Z3_get_numeral_small(z3(self), value_in(self, model, of), &above, &below) ||
        __builtin_mul_overflow(above, (int64_t) SOP_SECOND, &micros))
        return 0;
    return micros / below;
}

static SopValue
duration_value(int64_t count, char unit)
{
    g_autofree char *text =
        unit == 'M' ? g_strdup_printf("%sP%" G_GINT64_FORMAT "M", count < 0 ? "-" : "", ABS(count))
                    : g_strdup_printf("%sPT%" G_GINT64_FORMAT "S", count < 0 ? "-" : "",
                                      ABS(count / SOP_SECOND));

    return sop_value_parse(unit == 'M' ? SOP_MONTHS_DURATION : SOP_DAYS_DURATION, text);
}

static SopValue
word_value(const SopQuestion *self, int64_t number)
{
    const GPtrArray *words = self->logic->words;

    if (number >= 0 && number < (int64_t) words->len)
        return sop_value_text(g_ptr_array_index(words, (guint) number));
    g_autofree char *text = g_strdup_printf("another %" G_GINT64_FORMAT, number - words->len + 1);
    return sop_value_text(text);
}

/* Returns: (transfer full). */
static SopValue
value_of(const SopQuestion *self, Z3_model model, const SopTerm *term)
{
    if (!is_yes(self, model, term->known))
        return SOP_VALUE_NULL;
    switch ((SopTermKind) term->kind)
    {
    case SOP_TERM_BOOLEAN:
        return sop_value_boolean(is_yes(self, model, term->value));
    case SOP_TERM_NUMBER:
        return sop_value_parse(SOP_NUMBER, Z3_get_numeral_decimal_string(
                                               z3(self), value_in(self, model, term->value), 20));
    case SOP_TERM_WORD:
        return word_value(self, whole_in(self, model, term->value));
    case SOP_TERM_DATE:
        return sop_value_day(whole_in(self, model, term->value));
    case SOP_TERM_INSTANT:
        return sop_value_instant(micros_in(self, model, term->value));
    case SOP_TERM_DURATION:
        return is_yes(self, model, term->is_months)
                   ? duration_value(whole_in(self, model, term->months), 'M')
                   : duration_value(micros_in(self, model, term->value), 'S');
    default:
        return sop_value_boolean(true);
    }
}

static void
read_case(const SopQuestion *self, Z3_model model, SopExample *example)
{
    example->now = micros_in(self, model, self->logic->now);
    for (guint i = 0; i < self->slots->len; i++)
    {
        uint32_t slot = g_array_index(self->slots, uint32_t, i);
        sop_value_clear(&example->values[slot]);
        example->values[slot] = value_of(self, model, &self->logic->symbols[slot]);
    }
}

/* ---- a case that people can imagine -------------------------------------------------------------------------- */

/* Returns: whether it can be so; then it is. */
static bool
prefer(const SopQuestion *self, Z3_ast wish)
{
    Z3_solver_push(z3(self), self->solver);
    tell(self, wish);
    if (Z3_solver_check(z3(self), self->solver) == Z3_L_TRUE)
        return true;
    Z3_solver_pop(z3(self), self->solver, 1);
    return false;
}

static void
prefer_clock(const SopQuestion *self, const SopExample *usual)
{
    SopLogic *logic = self->logic;
    int64_t seconds = usual->now / SOP_SECOND;
    SopDay day = sop_zone_day(self->check->flow->zone, seconds * SOP_SECOND);
    Z3_ast wishes[] = {
        Z3_mk_eq(z3(self), logic->now, sop_logic_number(logic, seconds, logic->real)),
        Z3_mk_eq(z3(self), logic->today, sop_logic_number(logic, day, logic->whole)),
    };

    prefer(self, Z3_mk_and(z3(self), 2, wishes));
}

static void
prefer_value(const SopQuestion *self, const SopTerm *term)
{
    SopLogic *logic = self->logic;

    if (term->kind == SOP_TERM_NUMBER)
    {
        Z3_ast nothing = sop_logic_number(logic, 0, logic->real);
        Z3_ast parts[] = {term->value, sop_logic_number(logic, 100, logic->real)};
        if (!prefer(self, Z3_mk_is_int(z3(self), term->value)))
            prefer(self, Z3_mk_is_int(z3(self), Z3_mk_mul(z3(self), 2, parts)));
        prefer(self, Z3_mk_ge(z3(self), term->value, nothing));
    }
    if (term->kind == SOP_TERM_DURATION || term->kind == SOP_TERM_INSTANT)
        prefer(self, Z3_mk_is_int(z3(self), term->value)); /* of seconds */
    if (term->kind != SOP_TERM_DATE)
        return;
    Z3_ast away[] = {term->value, logic->today};
    Z3_ast days = Z3_mk_sub(z3(self), 2, away);
    prefer(self, Z3_mk_gt(z3(self), days, sop_logic_number(logic, -366 * YEARS, logic->whole)));
    prefer(self, Z3_mk_lt(z3(self), days, sop_logic_number(logic, 366 * YEARS, logic->whole)));
}

static void
prefer_what_is_plain(const SopQuestion *self, const SopExample *usual)
{
    prefer_clock(self, usual);
    for (guint i = 0; i < self->slots->len; i++)
        prefer(self, self->logic->symbols[g_array_index(self->slots, uint32_t, i)].known);
    for (guint i = 0; i < self->slots->len; i++)
        prefer_value(self, &self->logic->symbols[g_array_index(self->slots, uint32_t, i)]);
}

/* ---- as few facts as tell it -------------------------------------------------------------------------------------- */

/* The symbol is as the model has it. */
static Z3_ast
as_in(const SopQuestion *self, Z3_model model, const SopTerm *term)
{
    Z3_ast same[3];
    unsigned n = 0;

    if (!is_yes(self, model, term->known))
        return sop_logic_not(self->logic, term->known);
    same[n++] = term->known;
    if (term->kind != SOP_TERM_OTHER)
        same[n++] = Z3_mk_eq(z3(self), term->value, value_in(self, model, term->value));
    if (term->kind == SOP_TERM_DURATION)
    {
        same[1] = Z3_mk_eq(z3(self), term->is_months, value_in(self, model, term->is_months));
        same[n++] = is_yes(self, model, term->is_months)
                        ? Z3_mk_eq(z3(self), term->months, value_in(self, model, term->months))
                        : Z3_mk_eq(z3(self), term->value, value_in(self, model, term->value));
    }
    return Z3_mk_and(z3(self), n, same);
}

/* Does what is pinned rule out that a row is anything but false? `pins`: of the slots that matter. */
static bool
tells_the_case(SopQuestion *self, const Z3_ast *pins, const bool *matters, bool *ret_needed)
{
    g_autofree Z3_ast *labels = g_new(Z3_ast, self->slots->len + 1);
    unsigned n = 0;

    for (guint i = 0; i < self->slots->len; i++)
        if (matters[g_array_index(self->slots, uint32_t, i)])
            labels[n++] = pins[i];
    if (Z3_solver_check_assumptions(z3(self), self->solver, n, labels) != Z3_L_FALSE)
        return false;
    Z3_ast_vector core = Z3_solver_get_unsat_core(z3(self), self->solver);
    Z3_ast_vector_inc_ref(z3(self), core);
    for (guint i = 0; i < self->slots->len; i++)
    {
        ret_needed[i] = false;
        for (unsigned k = 0; k < Z3_ast_vector_size(z3(self), core); k++)
            ret_needed[i] = ret_needed[i] || Z3_ast_vector_get(z3(self), core, k) == pins[i];
    }
    Z3_ast_vector_dec_ref(z3(self), core);
    return true;
}

static void
drop_what_is_not_needed(SopQuestion *self, const Z3_ast *pins, SopExample *example)
{
    g_autofree bool *needed = g_new0(bool, self->slots->len + 1);

    for (guint i = 0; i <= self->slots->len; i++)
    {
        uint32_t slot = i > 0 ? g_array_index(self->slots, uint32_t, i - 1) : SOP_NONE;
        if (slot != SOP_NONE && !example->matters[slot])
            continue;
        if (slot != SOP_NONE)
            example->matters[slot] = false;
        if (tells_the_case(self, pins, example->matters, needed))
            for (guint k = 0; k < self->slots->len; k++)
                example->matters[g_array_index(self->slots, uint32_t, k)] = needed[k];
        else if (slot != SOP_NONE)
            example->matters[slot] = true;
    }
}

/* Pins each symbol by a name of its own, and denies that all rows are false. */
static void
mark_what_matters(SopQuestion *self, Z3_model model, Z3_ast left, SopExample *example)
{
    g_autofree Z3_ast *pins = g_new(Z3_ast, self->slots->len + 1);

    sop_question_renew(self);
    tell(self, sop_logic_not(self->logic, left));
    tell(self, Z3_mk_eq(z3(self), self->logic->now, value_in(self, model, self->logic->now)));
    tell(self, Z3_mk_eq(z3(self), self->logic->today, value_in(self, model, self->logic->today)));
    for (guint i = 0; i < self->slots->len; i++)
    {
        uint32_t slot = g_array_index(self->slots, uint32_t, i);
        pins[i] = sop_logic_fresh(self->logic, "pin", self->logic->boolean);
        tell(self,
             Z3_mk_implies(z3(self), pins[i], as_in(self, model, &self->logic->symbols[slot])));
        example->matters[slot] = true;
    }
    drop_what_is_not_needed(self, pins, example);
}

SopExample *
sop_question_find_case(SopQuestion *self, Z3_ast left)
{
    g_autoptr(SopExample) example = sop_example_new(self->check->flow);
    SopTruth truth;

    prefer_what_is_plain(self, example);
    Z3_solver_check(z3(self), self->solver);
    Z3_model model = Z3_solver_get_model(z3(self), self->solver);
    if (model == NULL)
        return NULL;
    Z3_model_inc_ref(z3(self), model);
    read_case(self, model, example);
    bool stands = sop_example_meets(example, self->check->flow, self->rows, self->n_rows, &truth) ==
                  self->n_rows;
    if (stands)
        mark_what_matters(self, model, left, example);
    Z3_model_dec_ref(z3(self), model);
    return stands ? g_steal_pointer(&example) : NULL;
}
