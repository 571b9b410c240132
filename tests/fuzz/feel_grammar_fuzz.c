/* SPDX-License-Identifier: Apache-2.0 */
/* FEEL with random expressions that are well formed. Those whose types fit must compile, also by the strict
 * rule; the value has the type that was foretold, and is read back from what is printed; of what is false
 * or null it is told what decided it; what is known already does not change when more is known; and it is
 * all one whether a value is written or read. */
#include <stdlib.h>
#include <string.h>

#include "feel/feel.h"
#include "grammar.h"
#include "literals.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum
{
    N_SLOTS = 32,
    MOST_PRINTED = 8 * 1024,
};

/* Made once: reading zones is slow. */
static SopFeelScope *scope;
static SopValue known[N_SLOTS];
static unsigned n_names;

/* ---- what may be read ------------------------------------------------------------------------- */

static SopValue
evaluate_text(const char *text)
{
    g_autoptr(SopFeel) feel = sop_feel_compile(text, -1, NULL, SOP_FEEL_PURE, NULL, NULL, 0, NULL);
    return feel != NULL ? sop_feel_evaluate(feel, &(SopFeelInput) {0}) : SOP_VALUE_NULL;
}

static const struct
{
    char letter;
    SopValueType type; /* SOP_NULL: any */
    SopValueType item;
    const char *value;
} types[] = {
    {'n', SOP_NUMBER, SOP_NULL, "17"},
    {'b', SOP_BOOLEAN, SOP_NULL, "true"},
    {'s', SOP_STRING, SOP_NULL, "\"ana 安\""},
    {'k', SOP_STRING, SOP_NULL, "\"irregular\""},
    {'d', SOP_DATE, SOP_NULL, "@\"2024-02-29\""},
    {'t', SOP_TIME, SOP_NULL, "@\"10:30:00\""},
    {'c', SOP_DATE_TIME, SOP_NULL, "@\"2026-03-01T09:00:00+08:00\""},
    {'w', SOP_DAYS_DURATION, SOP_NULL, "@\"PT36H\""},
    {'u', SOP_MONTHS_DURATION, SOP_NULL, "@\"P14M\""},
    {'N', SOP_LIST, SOP_NUMBER, "[3, 1, 2.5]"},
    {'S', SOP_LIST, SOP_STRING, "[\"en\", \"fr\"]"},
    {'x', SOP_NULL, SOP_NULL, "{age: 12345678901234567890.5, name: \"x\"}"},
    {'r', SOP_NULL, SOP_NULL, "[1..10)"},
    {'a', SOP_NULL, SOP_NULL, "[1, \"a\", null, {b: [true]}]"},
};

static unsigned
find_type(char letter)
{
    unsigned i = 0;
    while (types[i].letter != letter)
        i++;
    return i;
}

static SopFeelType *
make_type(unsigned i)
{
    g_autoptr(SopFeelType) item = sop_feel_type_new(types[i].item);
    if (types[i].letter == 'k')
        return sop_feel_type_new_choice(grammar_choices, 3);
    return types[i].type == SOP_LIST ? sop_feel_type_new_list(item)
                                     : sop_feel_type_new(types[i].type);
}

static SopFeelScope *
make_scope(void)
{
    SopFeelScope *made = sop_feel_scope_new();
    unsigned slot = 0;
    for (const GrammarName *name = grammar_names; name->name != NULL; name++)
    {
        g_autoptr(SopFeelType) type = make_type(find_type(name->type));
        sop_feel_scope_add(made, name->name, type, slot++);
    }
    return made;
}

static void
forget(void)
{
    sop_feel_scope_unref(scope);
    for (unsigned i = 0; i < n_names; i++)
        sop_value_clear(&known[i]);
}

static void
prepare(void)
{
    if (scope != NULL)
        return;
    scope = make_scope();
    for (const GrammarName *name = grammar_names; name->name != NULL; name++)
        known[n_names++] = evaluate_text(types[find_type(name->type)].value);
    atexit(forget);
}

/* ---- what must hold --------------------------------------------------------------------------- */

static bool
has_function(const SopValue *value)
{
    bool has = value->type == SOP_FUNCTION;
    for (unsigned i = 0; i < sop_value_list_length(value) && !has; i++)
        has = has_function(sop_value_list_item(value, i));
    for (unsigned i = 0; i < sop_value_context_size(value) && !has; i++)
        has = has_function(sop_value_context_member(value, i));
    return has;
}

static void
check_printed(const char *text, const SopValue *value)
{
    g_autofree char *printed = sop_value_to_feel(value);
    if (has_function(value) || strlen(printed) > MOST_PRINTED)
        return;
    g_auto(SopValue) again = evaluate_text(printed);
    if (!sop_value_equal(value, &again))
        g_error("%s\ngives %s, which is not read back as itself", text, printed);
}

static void
check_type(const char *text, const SopFeel *feel, const SopValue *value)
{
    unsigned type = sop_feel_type_value_type(sop_feel_result_type(feel));
    if (type != SOP_NULL && value->type != SOP_NULL && value->type != type)
        g_error("%s\ngives a value of type %u, and should one of %u", text, value->type, type);
}

static void
check_reasons(const char *text, const SopFeel *feel, const SopFeelInput *input,
              const SopValue *value)
{
    g_autoptr(SopFeelReasons) reasons = sop_feel_explain(feel, input);
    bool decided = value->type == SOP_NULL || (value->type == SOP_BOOLEAN && !value->boolean);
    unsigned n = sop_feel_reasons_count(reasons);
    if ((n > 0) != decided)
        g_error("%s\nhas %u reasons", text, n);
    for (unsigned i = 0; i < n; i++)
    {
        const SopFeelReason *reason = sop_feel_reasons_at(reasons, i);
        if (reason->offset + reason->length > strlen(text) || reason->text[0] == '\0')
            g_error("%s\nhas a reason that is not in it", text);
    }
}

static SopFeelInput
input_of(const SopValue *slots, unsigned n_slots)
{
    return (SopFeelInput) {
        .slots = slots, .n_slots = n_slots, .now = 1709200000000000, .zone = "Asia/Shanghai"};
}

static SopValue
evaluate(const char *text, const SopFeel *feel, const SopValue *slots)
{
    SopFeelInput input = input_of(slots, n_names);
    SopValue value = sop_feel_evaluate(feel, &input);
    check_type(text, feel, &value);
    check_printed(text, &value);
    check_reasons(text, feel, &input, &value);
    return value;
}

/* NULL: it is wrong, which may only be when it need not fit. */
static SopFeel *
compile(const char *text, SopFeelOptions options, bool fits)
{
    SopFeelError error = {0};
    SopFeel *feel = sop_feel_compile(text, -1, scope, options, NULL, &error, 1, NULL);
    bool may_be = error.code == SOP_MESSAGE_FEEL_LIMIT ||
                  error.code == SOP_MESSAGE_FEEL_BACKWARDS ||
                  error.code == SOP_MESSAGE_FEEL_CALCULATION;
    if (feel == NULL && !may_be && fits)
        g_error("%s\nshould compile, but SOP-%u at %u: %s", text, error.code, error.offset,
                error.message);
    sop_feel_error_clear(&error);
    return feel;
}

/* A filter by what is known to be a number: the flow's rule goes by its type. */
static bool
has_position(const SopAst *ast)
{
    bool has = ast->kind == SOP_AST_FILTER && ast->op != 0;
    for (uint32_t i = 0; i < ast->n_children && !has; i++)
        has = has_position(ast->children[i]);
    return has;
}

/* With names for its literals. By the flow's rule `null` that is written is not the same as an unknown. */
static void
check_apart(const SopFeel *feel, SopFeelOptions options, const SopValue *slots, bool typed,
            const SopValue *expected)
{
    Literals literals;
    bool strict = options & SOP_FEEL_UNKNOWN;
    if (strstr(sop_feel_text(feel), "function(") != NULL &&
        strstr(sop_feel_text(feel), "string(") != NULL) /* as a text it is what is written */
        return;
    if (strict && has_position(sop_feel_ast(feel)))
        return;
    if (!literals_take(feel, !strict, &literals))
        return;
    SopValue all[N_SLOTS + LITERALS_MOST];
    memcpy(all, slots, sizeof(SopValue) * n_names);
    for (unsigned i = 0; i < literals.n; i++)
        all[n_names + i] = *literals.values[i];
    g_autofree char *text = literals.text;
    g_autoptr(SopFeelScope) wider = make_scope();
    literals_declare(&literals, wider, n_names, typed);
    g_autoptr(SopFeel) apart = sop_feel_compile(text, -1, wider, options, NULL, NULL, 0, NULL);
    SopFeelInput input = input_of(all, n_names + literals.n);
    g_auto(SopValue) value = apart != NULL ? sop_feel_evaluate(apart, &input) : SOP_VALUE_NULL;
    if (apart == NULL || has_function(&value) || sop_value_equal(&value, expected))
        return;
    g_autofree char *one = sop_value_to_feel(expected), *other = sop_value_to_feel(&value);
    g_error("%s\ngives %s, but with names for its literals\n%s\ngives %s", sop_feel_text(feel), one,
            text, other);
}

/* Some facts are known; then all are. */
static void
check(const char *text, SopFeelOptions options, GrammarKind kind, unsigned bits)
{
    SopValue some[N_SLOTS];
    g_autoptr(SopFeel) feel = compile(text, options, kind != GRAMMAR_UNTYPED);
    if (feel == NULL)
        return;
    for (unsigned i = 0; i < n_names; i++)
        some[i] = bits >> (i % 8) & 1 ? known[i] : SOP_VALUE_NULL;
    g_auto(SopValue) before = evaluate(text, feel, some);
    g_auto(SopValue) after = evaluate(text, feel, known);
    if (kind == GRAMMAR_MONOTONE && before.type != SOP_NULL && !sop_value_equal(&before, &after))
        g_error("%s\nwas known, and changed when more was (%u)", text, bits);
    bool typed = (options & SOP_FEEL_UNKNOWN) || bits % 2 == 0;
    check_apart(feel, options, some, typed, &before);
    check_apart(feel, options, known, typed, &after);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char letters[] = "bnsdtcwuNSxra";
    GrammarSource source = {.bytes = data, .size = size};
    prepare();
    unsigned how = grammar_choose(&source, 8), bits = grammar_choose(&source, 256);
    GrammarKind kind = how < 4 ? GRAMMAR_TYPED : how == 4 ? GRAMMAR_MONOTONE : GRAMMAR_UNTYPED;
    char type =
        kind == GRAMMAR_MONOTONE ? 'b' : letters[grammar_choose(&source, sizeof letters - 1)];
    bool is_cell = how == 3 || how == 7;
    SopFeelOptions options = how % 2 == 0 ? SOP_FEEL_UNKNOWN : SOP_FEEL_PURE;
    g_autofree char *text =
        is_cell ? grammar_cell(&source, kind) : grammar_expression(&source, kind, type);
    check(text, is_cell ? options | SOP_FEEL_UNARY_TESTS : options, kind, bits);
    return 0;
}
