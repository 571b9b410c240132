/* SPDX-License-Identifier: Apache-2.0 */
/* From text to a compiled expression: everything it needs is in one block of memory. */
#include "feel/code.h"

#include <string.h>

/* What one compilation works with. */
typedef struct
{
    SopFeel *feel;
    SopConstants constants;
    SopTypes types;
    SopProblems problems;
    SopParser parser;
    SopEmitter emitter;
} Work;

/* About what the tree of so much text needs. */
static size_t
first_piece(uint32_t length)
{
    return 256 + (size_t) length * 24;
}

static SopFeel *
feel_new(const char *text, uint32_t length, SopFeelOptions options)
{
    size_t room = first_piece(length);
    SopFeel *self = g_malloc(sizeof(SopFeel) + room);
    *self = (SopFeel) {
        .references = 1,
        .options = options,
        .pad = {(char *) (self + 1), (char *) (self + 1) + room, NULL},
        .type = sop_type_basic(SOP_NULL),
    };
    self->text = sop_pad_text(&self->pad, text, length);
    return self;
}

static void
start_parser(Work *work, uint32_t length, SopFeelScope *scope)
{
    SopParser *parser = &work->parser;
    parser->text = work->feel->text;
    parser->length = length;
    parser->scope = scope;
    parser->options = work->feel->options;
    parser->pad = &work->feel->pad;
    parser->constants = &work->constants;
    parser->types = &work->types;
    parser->problems = &work->problems;
    parser->token = (SopToken) {0};
    parser->last_end = parser->depth = parser->n_ids = parser->n_locals = 0;
    parser->question = parser->bare_test_end = SOP_NONE;
    parser->asks = parser->failed = parser->range_end = parser->in_arguments = false;
}

static void
start_emitter(Work *work, SopFeelScope *scope)
{
    SopEmitter *emitter = &work->emitter;
    emitter->text = work->feel->text;
    emitter->scope = scope;
    emitter->strict = work->feel->options & SOP_FEEL_UNKNOWN;
    emitter->pad = &work->feel->pad;
    emitter->constants = &work->constants;
    emitter->types = &work->types;
    emitter->problems = &work->problems;
    sop_vector_init(&emitter->code);
    sop_vector_init(&emitter->slots);
    sop_vector_init(&emitter->lambdas);
    emitter->frame = NULL;
    emitter->level = 0;
    emitter->depth = emitter->most = 0;
    emitter->overflow = false;
    emitter->bindings = sop_pad_alloc(emitter->pad, sizeof(SopBinding) * work->parser.n_ids);
}

/* Jumps are counted from where they stand, so that the machine needs no base. */
static bool
is_jump(unsigned op)
{
    return op == SOP_CODE_JUMP || op == SOP_CODE_AND_JUMP || op == SOP_CODE_OR_JUMP ||
           op == SOP_CODE_IF || op == SOP_CODE_MEMBER_OR || op == SOP_CODE_ITERATE ||
           op == SOP_CODE_NEXT || op == SOP_CODE_SOME || op == SOP_CODE_EVERY ||
           op == SOP_CODE_KEEP_IF;
}

static void
settle_jumps(SopCodes *code)
{
    for (uint32_t i = 0; i < code->n_items; i++)
    {
        if (is_jump(code->items[i].op))
            code->items[i].c -= i;
        if (code->items[i].op == SOP_CODE_IF)
            code->items[i + 1].c -= i + 1;
    }
}

/* Moves what was made into the expression's own memory. */
static void
settle(Work *work, const SopAst *tree, const SopFeelType *type)
{
    SopFeel *feel = work->feel;
    SopEmitter *emitter = &work->emitter;
    settle_jumps(&emitter->code);
    SopCode *code = sop_pad_alloc(&feel->pad, sizeof(SopCode) * emitter->code.n_items);
    feel->code = memcpy(code, emitter->code.items, sizeof(SopCode) * emitter->code.n_items);
    uint32_t *slots = sop_pad_alloc(&feel->pad, sizeof(uint32_t) * emitter->slots.n_items);
    feel->slots = memcpy(slots, emitter->slots.items, sizeof(uint32_t) * emitter->slots.n_items);
    feel->n_slots = emitter->slots.n_items;
    SopLambda *lambdas = sop_pad_alloc(&feel->pad, sizeof(SopLambda) * emitter->lambdas.n_items);
    feel->lambdas =
        memcpy(lambdas, emitter->lambdas.items, sizeof(SopLambda) * emitter->lambdas.n_items);
    feel->ast = tree;
    feel->n_locals = work->parser.n_ids;
    feel->type = sop_feel_type_ref((SopFeelType *) type);
}

/* Constants and types belong to the expression, also when it did not compile. */
static void
settle_constants(Work *work)
{
    SopFeel *feel = work->feel;
    SopValue *constants = sop_pad_alloc(&feel->pad, sizeof(SopValue) * work->constants.n_items);
    feel->constants =
        memcpy(constants, work->constants.items, sizeof(SopValue) * work->constants.n_items);
    feel->n_constants = work->constants.n_items;
    sop_vector_free(&work->constants);
    SopFeelType **types = sop_pad_alloc(&feel->pad, sizeof(SopFeelType *) * work->types.n_items);
    feel->types = memcpy(types, work->types.items, sizeof(SopFeelType *) * work->types.n_items);
    feel->n_types = work->types.n_items;
    sop_vector_free(&work->types);
}

static void
emit_all(Work *work, const SopAst *tree, SopFeelScope *scope, const SopFeelType *want)
{
    start_emitter(work, scope);
    const SopFeelType *type = sop_emit(&work->emitter, tree);
    sop_emit_code(&work->emitter, SOP_CODE_END, 0, 0, 0, 0);
    if (work->problems.n_errors == 0)
        sop_check_result(&work->emitter, tree, type, want);
    if (work->problems.n_errors == 0)
        settle(work, tree, type);
    sop_vector_free(&work->emitter.code);
    sop_vector_free(&work->emitter.slots);
    sop_vector_free(&work->emitter.lambdas);
}

static void
compile(Work *work, uint32_t length, SopFeelScope *scope, const SopFeelType *want)
{
    start_parser(work, length, scope);
    const SopAst *tree = work->feel->options & SOP_FEEL_UNARY_TESTS
                             ? sop_parse_unary_tests(&work->parser)
                             : sop_parse(&work->parser);
    if (!work->parser.failed)
        emit_all(work, tree, scope, want);
    settle_constants(work);
}

/* Texts that no lexer should see. */
static bool
is_readable(SopProblems *problems, const char *text, size_t length)
{
    const char *end;
    if (length > SOP_LIMIT_EXPRESSION_BYTES)
        sop_problem(problems, SOP_MESSAGE_FEEL_LIMIT, 0, 0, "what", "too long", NULL);
    else if (memchr(text, '\0', length) != NULL || !g_utf8_validate(text, (gssize) length, &end))
        sop_problem(problems, SOP_MESSAGE_FEEL_CHARACTER, 0, 0, "text", "\xEF\xBF\xBD", NULL);
    return problems->n_errors == 0;
}

SopFeel *
sop_feel_compile(const char *text, gssize length, SopFeelScope *scope, SopFeelOptions options,
                 const SopFeelType *want, SopFeelError *ret_errors, unsigned n_errors,
                 unsigned *ret_n_errors)
{
    g_return_val_if_fail(text != NULL, NULL);

    Work work;
    size_t bytes = length < 0 ? strlen(text) : (size_t) length;
    work.problems = (SopProblems) {text, ret_errors, ret_errors != NULL ? n_errors : 0, 0};
    work.feel = NULL;
    if (is_readable(&work.problems, text, bytes))
    {
        sop_vector_init(&work.constants);
        sop_vector_init(&work.types);
        work.feel = feel_new(text, (uint32_t) bytes, options);
        compile(&work, (uint32_t) bytes, scope, want);
    }
    if (ret_n_errors != NULL)
        *ret_n_errors = MIN(work.problems.n_errors, work.problems.capacity);
    if (work.problems.n_errors > 0)
        g_clear_pointer(&work.feel, sop_feel_unref);
    return work.feel;
}

/* Constants and types are found by their number in the tree, so that all of them are needed. */
static void
share_constants(Work *work, const SopFeel *whole)
{
    sop_vector_init(&work->constants);
    for (uint32_t i = 0; i < whole->n_constants; i++)
        sop_vector_push(&work->constants, sop_value_copy(&whole->constants[i]));
    sop_vector_init(&work->types);
    for (uint32_t i = 0; i < whole->n_types; i++)
        sop_vector_push(&work->types, sop_feel_type_ref(whole->types[i]));
}

SopFeel *
sop_feel_part(const SopFeel *self, const SopAst *tree)
{
    Work work;
    work.problems = (SopProblems) {self->text, NULL, 0, 0};
    work.feel = g_new(SopFeel, 1);
    *work.feel = (SopFeel) {
        .references = 1,
        .options = self->options,
        .type = sop_type_basic(SOP_NULL),
        .text = self->text,
        .whole = sop_feel_ref((SopFeel *) self),
    };
    work.parser.n_ids = self->n_locals;
    share_constants(&work, self);
    emit_all(&work, tree, NULL, NULL);
    settle_constants(&work);
    if (work.problems.n_errors > 0)
        g_clear_pointer(&work.feel, sop_feel_unref);
    return work.feel;
}

SopFeel *
sop_feel_ref(SopFeel *self)
{
    g_atomic_int_inc(&self->references);
    return self;
}

void
sop_feel_unref(SopFeel *self)
{
    if (self == NULL || !g_atomic_int_dec_and_test(&self->references))
        return;
    for (uint32_t i = 0; i < self->n_constants; i++)
        sop_value_clear(&self->constants[i]);
    for (uint32_t i = 0; i < self->n_types; i++)
        sop_feel_type_unref(self->types[i]);
    sop_feel_type_unref(self->type);
    sop_feel_unref(self->whole);
    sop_pad_free(&self->pad);
    g_free(self);
}

const char *
sop_feel_text(const SopFeel *self)
{
    return self->text;
}

const SopFeelType *
sop_feel_result_type(const SopFeel *self)
{
    return self->type;
}

const uint32_t *
sop_feel_slots(const SopFeel *self, unsigned *ret_n_slots)
{
    *ret_n_slots = self->n_slots;
    return self->slots;
}

const SopAst *
sop_feel_ast(const SopFeel *self)
{
    return self->ast;
}
