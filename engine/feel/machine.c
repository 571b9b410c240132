/* SPDX-License-Identifier: Apache-2.0 */
/* The machine: one function an instruction, each returns the next. The compiler has seen to it that
 * the stack is deep enough and that jumps end where they should. */
#include "feel/machine.h"

#include <string.h>

typedef const SopCode *(*Handler)(SopMachine *, const SopCode *);

static inline SopValue
read_slot(const SopRun *run, uint32_t slot)
{
    const SopFeelInput *input = run->input;
    if (slot < input->n_slots)
        return input->slots[slot];
    return input->read != NULL ? input->read(input->host, slot) : SOP_VALUE_NULL;
}

/* ---- values ----------------------------------------------------------------------------------- */

static const SopCode *
do_end(SopMachine *m, const SopCode *code)
{
    (void) m;
    (void) code;
    return NULL;
}

static const SopCode *
do_constant(SopMachine *m, const SopCode *code)
{
    *m->top++ = m->constants[code->c];
    return code + 1;
}

static const SopCode *
do_slot(SopMachine *m, const SopCode *code)
{
    *m->top++ = read_slot(&m->run, code->c);
    return code + 1;
}

static const SopCode *
do_local(SopMachine *m, const SopCode *code)
{
    *m->top++ = m->stack[code->c];
    return code + 1;
}

static const SopCode *
do_word(SopMachine *m, const SopCode *code)
{
    (void) m;
    return code + 1;
}

static const SopCode *
do_slide(SopMachine *m, const SopCode *code)
{
    m->top[-2] = m->top[-1];
    m->top--;
    return code + 1;
}

static const SopCode *
do_drop_to(SopMachine *m, const SopCode *code)
{
    m->top = m->stack + code->c;
    return code + 1;
}

static const SopCode *
do_null_at(SopMachine *m, const SopCode *code)
{
    m->stack[code->c] = SOP_VALUE_NULL;
    return code + 1;
}

/* ---- arithmetic ------------------------------------------------------------------------------- */

static SopValue
concatenate(SopRun *run, const SopValue *a, const SopValue *b)
{
    const SopTextBox *left = sop_value_text_box(a), *right = sop_value_text_box(b);
    size_t length = (size_t) left->length + right->length;
    if (length > SOP_LIMIT_TEXT_BYTES || !sop_run_allows(run, length))
    {
        run->failed = true;
        return SOP_VALUE_NULL;
    }
    g_autofree char *text = g_malloc(length + 1);
    memcpy(text, left->text, left->length);
    memcpy(text + left->length, right->text, right->length);
    return sop_run_text(run, text, length);
}

static SopValue
add(SopRun *run, const SopValue *a, const SopValue *b)
{
    if (a->type == SOP_NUMBER && b->type == SOP_NUMBER)
        return sop_number_add(run, a, b);
    if (a->type == SOP_STRING && b->type == SOP_STRING)
        return concatenate(run, a, b);
    if (sop_type_is_temporal(a->type) && sop_type_is_temporal(b->type))
        return sop_temporal_add(run, a, b, 1);
    return SOP_VALUE_NULL;
}

static SopValue
subtract(SopRun *run, const SopValue *a, const SopValue *b)
{
    if (a->type == SOP_NUMBER && b->type == SOP_NUMBER)
        return sop_number_subtract(run, a, b);
    if (sop_type_is_temporal(a->type) && sop_type_is_temporal(b->type))
        return sop_temporal_add(run, a, b, -1);
    return SOP_VALUE_NULL;
}

static SopValue
multiply(SopRun *run, const SopValue *a, const SopValue *b)
{
    if (a->type == SOP_NUMBER && b->type == SOP_NUMBER)
        return sop_number_multiply(run, a, b);
    return a->type == SOP_NUMBER ? sop_temporal_multiply(run, b, a)
                                 : sop_temporal_multiply(run, a, b);
}

static SopValue
divide(SopRun *run, const SopValue *a, const SopValue *b)
{
    if (a->type == SOP_NUMBER && b->type == SOP_NUMBER)
        return sop_number_divide(run, a, b);
    return sop_temporal_divide(run, a, b);
}

static SopValue
power(SopRun *run, const SopValue *a, const SopValue *b)
{
    return a->type == SOP_NUMBER && b->type == SOP_NUMBER ? sop_number_power(run, a, b)
                                                          : SOP_VALUE_NULL;
}

static const SopCode *
do_arithmetic(SopMachine *m, const SopCode *code)
{
    static SopValue (*const operations[])(SopRun *, const SopValue *, const SopValue *) = {
        add, subtract, multiply, divide, power,
    };
    m->top[-2] = operations[code->op - SOP_CODE_ADD](&m->run, &m->top[-2], &m->top[-1]);
    m->top--;
    return code + 1;
}

static const SopCode *
do_negate(SopMachine *m, const SopCode *code)
{
    SopValue *value = &m->top[-1];
    *value = value->type == SOP_NUMBER ? sop_number_negate(&m->run, value)
                                       : sop_temporal_negate(&m->run, value);
    return code + 1;
}

/* ---- comparison and logic --------------------------------------------------------------------- */

static inline SopValue
compare_integers(unsigned op, int64_t a, int64_t b)
{
    bool holds = op == SOP_OP_EQUAL        ? a == b
                 : op == SOP_OP_NOT_EQUAL  ? a != b
                 : op == SOP_OP_LESS       ? a < b
                 : op == SOP_OP_LESS_EQUAL ? a <= b
                 : op == SOP_OP_GREATER    ? a > b
                                           : a >= b;
    return sop_value_boolean(holds);
}

/* Whole numbers and dates at once; everything else by the rules. */
static inline SopValue
compare(SopRun *run, unsigned a, const SopValue *left, const SopValue *right)
{
    unsigned op = a & ~(unsigned) SOP_CODE_LITERAL;
    bool alike = left->type == right->type && !left->boxed && !right->boxed &&
                 left->exponent == right->exponent;
    if (alike && (left->type == SOP_NUMBER || left->type == SOP_DATE))
        return compare_integers(op, left->integer, right->integer);
    return sop_compare(run, op, left, right, a & SOP_CODE_LITERAL);
}

static const SopCode *
do_compare(SopMachine *m, const SopCode *code)
{
    m->top[-2] = compare(&m->run, code->a, &m->top[-2], &m->top[-1]);
    m->top--;
    return code + 1;
}

static const SopCode *
do_compare_constant(SopMachine *m, const SopCode *code)
{
    m->top[-1] = compare(&m->run, code->a, &m->top[-1], &m->constants[code->c]);
    return code + 1;
}

static const SopCode *
do_compare_slot_constant(SopMachine *m, const SopCode *code)
{
    SopValue slot = read_slot(&m->run, code->b);
    *m->top++ = compare(&m->run, code->a, &slot, &m->constants[code->c]);
    return code + 1;
}

static const SopCode *
do_and_jump(SopMachine *m, const SopCode *code)
{
    return sop_value_is(&m->top[-1], false) ? sop_machine_jump(code, code->c) : code + 1;
}

static const SopCode *
do_or_jump(SopMachine *m, const SopCode *code)
{
    return sop_value_is(&m->top[-1], true) ? sop_machine_jump(code, code->c) : code + 1;
}

static const SopCode *
do_and(SopMachine *m, const SopCode *code)
{
    m->top[-2] = sop_and(&m->top[-2], &m->top[-1]);
    m->top--;
    return code + 1;
}

static const SopCode *
do_or(SopMachine *m, const SopCode *code)
{
    m->top[-2] = sop_or(&m->top[-2], &m->top[-1]);
    m->top--;
    return code + 1;
}

static const SopCode *
do_not(SopMachine *m, const SopCode *code)
{
    m->top[-1] = sop_not(&m->top[-1]);
    return code + 1;
}

static const SopCode *
do_jump(SopMachine *m, const SopCode *code)
{
    (void) m;
    return sop_machine_jump(code, code->c);
}

static const SopCode *
do_if(SopMachine *m, const SopCode *code)
{
    const SopValue *condition = m->top - 1;
    if (m->run.unknown && condition->type == SOP_NULL)
        return sop_machine_jump(code + 1, code[1].c);
    bool holds = sop_value_is(condition, true);
    m->top--;
    return holds ? code + 2 : sop_machine_jump(code, code->c);
}

static const SopCode *
do_between(SopMachine *m, const SopCode *code)
{
    SopValue least = sop_compare(&m->run, SOP_OP_GREATER_EQUAL, &m->top[-3], &m->top[-2], false);
    SopValue most = sop_compare(&m->run, SOP_OP_LESS_EQUAL, &m->top[-3], &m->top[-1], false);
    m->top -= 2;
    m->top[-1] = sop_and(&least, &most);
    return code + 1;
}

/* ---- unary tests ------------------------------------------------------------------------------ */

static const SopCode *
do_in(SopMachine *m, const SopCode *code)
{
    const SopValue *value = &m->top[-2], *test = &m->top[-1];
    bool unknown = m->run.unknown && code->a == 0 && test->type == SOP_NULL;
    m->top[-2] = unknown ? SOP_VALUE_NULL : sop_in(&m->run, value, test);
    m->top--;
    return code + 1;
}

static const SopCode *
do_in_constant(SopMachine *m, const SopCode *code)
{
    const SopValue *tests = &m->constants[code->c];

    m->top[-1] =
        code->a ? sop_in_any(&m->run, &m->top[-1], tests) : sop_in(&m->run, &m->top[-1], tests);
    return code + 1;
}

/* ---- running ---------------------------------------------------------------------------------- */

static const Handler handlers[SOP_CODE_COUNT] = {
    [SOP_CODE_END] = do_end,
    [SOP_CODE_CONSTANT] = do_constant,
    [SOP_CODE_SLOT] = do_slot,
    [SOP_CODE_LOCAL] = do_local,
    [SOP_CODE_ADD] = do_arithmetic,
    [SOP_CODE_SUBTRACT] = do_arithmetic,
    [SOP_CODE_MULTIPLY] = do_arithmetic,
    [SOP_CODE_DIVIDE] = do_arithmetic,
    [SOP_CODE_POWER] = do_arithmetic,
    [SOP_CODE_NEGATE] = do_negate,
    [SOP_CODE_COMPARE] = do_compare,
    [SOP_CODE_COMPARE_CONSTANT] = do_compare_constant,
    [SOP_CODE_COMPARE_SLOT_CONSTANT] = do_compare_slot_constant,
    [SOP_CODE_AND_JUMP] = do_and_jump,
    [SOP_CODE_OR_JUMP] = do_or_jump,
    [SOP_CODE_AND] = do_and,
    [SOP_CODE_OR] = do_or,
    [SOP_CODE_NOT] = do_not,
    [SOP_CODE_JUMP] = do_jump,
    [SOP_CODE_IF] = do_if,
    [SOP_CODE_BETWEEN] = do_between,
    [SOP_CODE_IN] = do_in,
    [SOP_CODE_IN_CONSTANT] = do_in_constant,
    [SOP_CODE_SLIDE] = do_slide,
    [SOP_CODE_LIST] = sop_machine_list,
    [SOP_CODE_APPEND] = sop_machine_append,
    [SOP_CODE_CONTEXT] = sop_machine_context,
    [SOP_CODE_RANGE] = sop_machine_range,
    [SOP_CODE_MEMBER] = sop_machine_member,
    [SOP_CODE_MEMBER_OR] = sop_machine_member_or,
    [SOP_CODE_WORD] = do_word,
    [SOP_CODE_INDEX] = sop_machine_index,
    [SOP_CODE_ITERATE] = sop_machine_iterate,
    [SOP_CODE_NEXT] = sop_machine_next,
    [SOP_CODE_SOME] = sop_machine_some,
    [SOP_CODE_EVERY] = sop_machine_every,
    [SOP_CODE_KEEP_IF] = sop_machine_keep_if,
    [SOP_CODE_DROP_TO] = do_drop_to,
    [SOP_CODE_NULL_AT] = do_null_at,
    [SOP_CODE_CALL] = sop_machine_call,
    [SOP_CODE_INSTANCE] = sop_machine_instance,
    [SOP_CODE_PARTIAL] = sop_machine_partial,
    [SOP_CODE_FUNCTION] = sop_machine_function,
    [SOP_CODE_CAPTURED] = sop_machine_captured,
    [SOP_CODE_SELF] = sop_machine_self,
    [SOP_CODE_INVOKE] = sop_machine_invoke,
};

enum
{
    WHOLE_STACK = SOP_LIMIT_EXPRESSION_STACK + SOP_STACK_MARGIN,
    SMALL_STACK = 24, /* of a function that needs no memory for it */
};

/* The machine has its run, its expression and its stack. */
static SopValue
run(SopMachine *m, const SopCode *code, const SopValue *constants)
{
    m->constants = constants;
    m->function = NULL;
    m->top = m->stack;
    while (code != NULL)
        code = handlers[code->op](m, code);
    SopValue result = m->run.failed ? SOP_VALUE_NULL : sop_value_copy(&m->top[-1]);
    if (m->run.pool != NULL || m->run.looked_up != NULL)
        sop_run_finish(&m->run);
    return result;
}

SopValue
sop_machine_enter(SopRun *run, const SopFunctionBox *function, const SopValue *arguments)
{
    const SopLambda *lambda = function->lambda;
    SopValue small[SMALL_STACK + SOP_STACK_MARGIN];
    g_autofree SopValue *large =
        lambda->stack > SMALL_STACK ? g_new(SopValue, lambda->stack + SOP_STACK_MARGIN) : NULL;
    SopMachine m = {
        .run = *run,
        .constants = function->feel->constants,
        .feel = function->feel,
        .function = function,
        .stack = large != NULL ? large : small,
    };
    m.run.unknown = function->feel->options & SOP_FEEL_UNKNOWN;
    memcpy(m.stack, arguments, sizeof(SopValue) * lambda->n_parameters);
    m.top = m.stack + lambda->n_parameters;
    for (const SopCode *code = function->feel->code + lambda->start; code != NULL;)
        code = handlers[code->op](&m, code);
    m.run.unknown = run->unknown;
    *run = m.run;
    return run->failed ? SOP_VALUE_NULL : m.top[-1];
}

bool
sop_code_fold(const SopCode *code, const SopValue *constants, bool unknown, SopValue *ret)
{
    SopFeelInput nothing = {0};
    SopValue stack[WHOLE_STACK];
    SopMachine m;
    m.feel = NULL;
    m.stack = stack;
    m.run = (SopRun) {.input = &nothing,
                      .bytes = SOP_LIMIT_EVALUATION_BYTES / 16,
                      .steps = SOP_LIMIT_LIST_ITEMS,
                      .unknown = unknown};
    *ret = run(&m, code, constants);
    return !m.run.failed && m.run.zone == NULL;
}

SopValue
sop_feel_evaluate_in(const SopFeel *self, const SopFeelInput *input, const SopZone *zone)
{
    SopValue stack[WHOLE_STACK];
    SopMachine m;
    m.feel = self;
    m.stack = stack;
    m.run = (SopRun) {
        .input = input,
        .zone = zone,
        .bytes = SOP_LIMIT_EVALUATION_BYTES,
        .steps = SOP_LIMIT_EVALUATION_STEPS,
        .unknown = self->options & SOP_FEEL_UNKNOWN,
    };
    return run(&m, self->code, self->constants);
}

SopValue
sop_feel_evaluate_within(const SopFeel *self, const SopFeelInput *input, const SopZone *zone,
                         int64_t *steps, bool *ret_given_up)
{
    SopValue stack[WHOLE_STACK];
    SopMachine m;
    m.feel = self;
    m.stack = stack;
    m.run = (SopRun) {
        .input = input,
        .zone = zone,
        .bytes = SOP_LIMIT_EVALUATION_BYTES,
        .steps = *steps,
        .unknown = self->options & SOP_FEEL_UNKNOWN,
    };
    SopValue result = run(&m, self->code, self->constants);
    *steps = m.run.steps;
    *ret_given_up = m.run.failed;
    return result;
}

SopValue
sop_feel_evaluate(const SopFeel *self, const SopFeelInput *input)
{
    g_return_val_if_fail(self != NULL && input != NULL, SOP_VALUE_NULL);
    return sop_feel_evaluate_in(self, input, NULL);
}
