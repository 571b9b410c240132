/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions in words, from the syntax tree of their FEEL: "Age in years: under 18, and not at Refused".
 * A negation is carried inwards to what it denies, so that words need no brackets for it; it keeps the
 * meaning also where something is unknown. What has no words stays FEEL. */
#include "flow/words.h"

#include <string.h>

/* How each thing that can be read is spoken of: as a subject, as (not) known, as (not) true. */
static const struct
{
    const char *subject; /* NULL: its title */
    const char *known[2];
    const char *truth[2]; /* [0] denied */
} readings[] = {
    [SOP_READ_FACT] = {NULL,
                       {"condition.unknown", "condition.known"},
                       {"condition.no", "condition.yes"}},
    [SOP_READ_DOCUMENT] = {NULL,
                           {"condition.not_on_file", "condition.on_file"},
                           {"condition.not_on_file", "condition.on_file"}},
    [SOP_READ_REFERENCE] = {"subject.reference", {"condition.unknown", "condition.known"}, {NULL}},
    [SOP_READ_ISSUED] = {"subject.issued", {"condition.unknown", "condition.known"}, {NULL}},
    [SOP_READ_EXPIRES] = {"subject.expires", {"condition.unknown", "condition.known"}, {NULL}},
    [SOP_READ_VERIFIED] = {NULL,
                           {"condition.not_on_file", "condition.on_file"},
                           {"condition.not_verified", "condition.verified"}},
    [SOP_READ_EXPIRED] = {NULL,
                          {"condition.not_on_file", "condition.on_file"},
                          {"condition.not_expired", "condition.expired"}},
    [SOP_READ_DONE] = {"subject.done", {"condition.not_done", "condition.done"}, {NULL}},
    [SOP_READ_AT] = {NULL, {NULL}, {"condition.not_at", "condition.at"}},
    [SOP_READ_OUTCOME] = {NULL, {"condition.not_finished", "condition.finished"}, {NULL}},
    [SOP_READ_ACTOR_ID] = {"subject.actor_id", {"condition.unknown", "condition.known"}, {NULL}},
    [SOP_READ_ACTOR_ROLE] = {"subject.actor_role",
                             {"condition.unknown", "condition.known"},
                             {NULL}},
    [SOP_READ_ACTOR_DETAIL] = {"subject.actor_detail",
                               {"condition.unknown", "condition.known"},
                               {"condition.no", "condition.yes"}},
    [SOP_READ_CASE_ID] = {"subject.case_id", {NULL}, {NULL}},
    [SOP_READ_CASE_OPENED] = {"subject.case_opened", {NULL}, {NULL}},
};

static const char *const comparisons[][2] = {
    /* of amounts, of times */
    [SOP_OP_EQUAL] = {"condition.is", "condition.is"},
    [SOP_OP_NOT_EQUAL] = {"condition.is_not", "condition.is_not"},
    [SOP_OP_LESS] = {"condition.less", "condition.before"},
    [SOP_OP_LESS_EQUAL] = {"condition.at_most", "condition.by"},
    [SOP_OP_GREATER] = {"condition.more", "condition.after"},
    [SOP_OP_GREATER_EQUAL] = {"condition.at_least", "condition.from"},
};

static const uint8_t opposite[] = {
    [SOP_OP_EQUAL] = SOP_OP_NOT_EQUAL,    [SOP_OP_NOT_EQUAL] = SOP_OP_EQUAL,
    [SOP_OP_LESS] = SOP_OP_GREATER_EQUAL, [SOP_OP_LESS_EQUAL] = SOP_OP_GREATER,
    [SOP_OP_GREATER] = SOP_OP_LESS_EQUAL, [SOP_OP_GREATER_EQUAL] = SOP_OP_LESS,
};

static const uint8_t mirrored[] = {
    /* with its sides exchanged */
    [SOP_OP_EQUAL] = SOP_OP_EQUAL,  [SOP_OP_NOT_EQUAL] = SOP_OP_NOT_EQUAL,
    [SOP_OP_LESS] = SOP_OP_GREATER, [SOP_OP_LESS_EQUAL] = SOP_OP_GREATER_EQUAL,
    [SOP_OP_GREATER] = SOP_OP_LESS, [SOP_OP_GREATER_EQUAL] = SOP_OP_LESS_EQUAL,
};

static bool
is_literal(const SopAst *ast, SopValueType type)
{
    return ast->kind == SOP_AST_LITERAL && ast->value.type == type;
}

/* What a name of the scope reads. */
SopRead
sop_speak_read_of(const SopSpeaker *self, const SopAst *name)
{
    const SopFlow *flow = self->flow;

    return name->slot < flow->n_facts ? (SopRead) {SOP_READ_FACT, name->slot}
                                      : flow->reads[name->slot - flow->n_facts];
}

/* FEEL itself; a condition that is denied in full is put into FEEL's own not(). */
static char *
say_feel(const SopSpeaker *self, const SopAst *ast, bool denied)
{
    g_autofree char *text = g_strndup(self->text + ast->offset, ast->length);

    return denied ? g_strdup_printf("not(%s)", text) : g_steal_pointer(&text);
}

/* ---- what is spoken of -------------------------------------------------------------------------------- */

static char *
title_of(const SopSpeaker *self, SopRead read)
{
    static const SopText untitled = {0};
    const SopFlow *flow = self->flow;

    switch ((SopReadKind) read.kind)
    {
    case SOP_READ_FACT:
        return sop_speak_title(self, &flow->facts[read.index].title, flow->facts[read.index].name);
    case SOP_READ_DOCUMENT:
    case SOP_READ_REFERENCE:
    case SOP_READ_ISSUED:
    case SOP_READ_EXPIRES:
    case SOP_READ_VERIFIED:
    case SOP_READ_EXPIRED:
        return sop_speak_title(self, &flow->documents[read.index].title,
                               flow->documents[read.index].name);
    case SOP_READ_DONE:
        return sop_speak_title(self, &flow->actions[read.index].title,
                               flow->actions[read.index].name);
    case SOP_READ_AT:
    case SOP_READ_OUTCOME:
        return sop_speak_title(self, &flow->nodes[read.index].title, flow->nodes[read.index].name);
    case SOP_READ_ACTOR_DETAIL:
        return sop_speak_title(self, &flow->details[read.index].title,
                               flow->details[read.index].name);
    case SOP_READ_ACTOR_ID:
    case SOP_READ_ACTOR_ROLE:
    case SOP_READ_CASE_ID:
    case SOP_READ_CASE_OPENED:
        break;
    }
    return sop_speak_title(self, &untitled, "");
}

static char *
say_subject(const SopSpeaker *self, SopRead read)
{
    g_autofree char *title = title_of(self, read);
    const char *key = readings[read.kind].subject;

    return key != NULL ? sop_speak(self, key, "title", title, NULL) : g_steal_pointer(&title);
}

static char *
say_read(const SopSpeaker *self, SopRead read, const char *key)
{
    g_autofree char *subject = say_subject(self, read);

    return sop_speak(self, key, "subject", subject, NULL);
}

/* What words mean that stand beside `ast`. */
SopWordSense
sop_speak_sense_of(const SopSpeaker *self, const SopAst *ast)
{
    if (ast->kind != SOP_AST_NAME)
        return (SopWordSense) {SOP_WORD_PLAIN, NULL};

    SopRead read = sop_speak_read_of(self, ast);
    if (read.kind == SOP_READ_OUTCOME)
        return (SopWordSense) {SOP_WORD_OUTCOME, NULL};
    if (read.kind == SOP_READ_ACTOR_ROLE)
        return (SopWordSense) {SOP_WORD_ROLE, NULL};
    const SopFlowFact *fact = read.kind == SOP_READ_FACT ? &self->flow->facts[read.index]
                              : read.kind == SOP_READ_ACTOR_DETAIL
                                  ? &self->flow->details[read.index]
                                  : NULL;
    bool is_choice = fact != NULL && fact->type == SOP_FACT_CHOICE;
    return (SopWordSense) {is_choice ? SOP_WORD_CHOICE : SOP_WORD_PLAIN, fact};
}

/* Is it a point in time? */
static bool
is_time(const SopSpeaker *self, const SopAst *ast)
{
    if (ast->kind == SOP_AST_LITERAL)
        return ast->value.type == SOP_DATE || ast->value.type == SOP_DATE_TIME;
    if (ast->kind == SOP_AST_CALL)
        return g_str_equal(ast->text, "today") || g_str_equal(ast->text, "now");
    if (ast->kind != SOP_AST_NAME)
        return false;

    SopRead read = sop_speak_read_of(self, ast);
    if (read.kind == SOP_READ_FACT)
        return self->flow->facts[read.index].type == SOP_FACT_DATE ||
               self->flow->facts[read.index].type == SOP_FACT_DATE_TIME;
    return read.kind == SOP_READ_ISSUED || read.kind == SOP_READ_EXPIRES ||
           read.kind == SOP_READ_DONE || read.kind == SOP_READ_CASE_OPENED;
}

/* today(), now(), and a value made of its text: date("2026-01-01"). */
static char *
say_call(const SopSpeaker *self, const SopAst *ast)
{
    static const struct
    {
        const char *function;
        SopValueType types[2];
    } made[] = {
        {"date", {SOP_DATE, SOP_DATE}},
        {"date and time", {SOP_DATE_TIME, SOP_DATE_TIME}},
        {"duration", {SOP_DAYS_DURATION, SOP_MONTHS_DURATION}},
    };

    if (ast->n_children == 0 && g_str_equal(ast->text, "today"))
        return g_strdup(sop_sentence("word.today", self->language));
    if (ast->n_children == 0 && g_str_equal(ast->text, "now"))
        return g_strdup(sop_sentence("word.now", self->language));
    if (ast->n_children != 1 || !is_literal(ast->children[0], SOP_STRING))
        return say_feel(self, ast, false);

    for (size_t i = 0; i < 2 * G_N_ELEMENTS(made); i++)
    {
        if (!g_str_equal(made[i / 2].function, ast->text))
            continue;
        g_auto(SopValue) value =
            sop_value_parse(made[i / 2].types[i % 2], sop_value_string(&ast->children[0]->value));
        if (value.type != SOP_NULL)
            return sop_speak_value(self, &value, (SopWordSense) {SOP_WORD_PLAIN, NULL});
    }
    return say_feel(self, ast, false);
}

static char *
say_arithmetic(const SopSpeaker *self, const SopAst *ast)
{
    static const char *const signs[] = {
        [SOP_OP_ADD] = "+",
        [SOP_OP_SUBTRACT] = "−",
        [SOP_OP_MULTIPLY] = "×",
        [SOP_OP_DIVIDE] = "÷",
    };

    if (ast->op >= G_N_ELEMENTS(signs) || signs[ast->op] == NULL)
        return say_feel(self, ast, false);
    SopWordSense plain = {SOP_WORD_PLAIN, NULL};
    g_autofree char *left = sop_speak_operand(self, ast->children[0], plain);
    g_autofree char *right = sop_speak_operand(self, ast->children[1], plain);
    bool left_in_brackets =
        ast->op > SOP_OP_SUBTRACT && ast->children[0]->kind == SOP_AST_ARITHMETIC;
    bool right_in_brackets = ast->children[1]->kind == SOP_AST_ARITHMETIC;
    return g_strdup_printf("%s%s%s %s %s%s%s", left_in_brackets ? "(" : "", left,
                           left_in_brackets ? ")" : "", signs[ast->op],
                           right_in_brackets ? "(" : "", right, right_in_brackets ? ")" : "");
}

/* One side of a comparison. */
char *
sop_speak_operand(const SopSpeaker *self, const SopAst *ast, SopWordSense sense)
{
    switch ((SopAstKind) ast->kind)
    {
    case SOP_AST_LITERAL:
        return sop_speak_value(self, &ast->value, sense);
    case SOP_AST_NAME:
        return say_subject(self, sop_speak_read_of(self, ast));
    case SOP_AST_CALL:
        return say_call(self, ast);
    case SOP_AST_ARITHMETIC:
        return say_arithmetic(self, ast);
    default:
        return say_feel(self, ast, false);
    }
}

/* ---- conditions ----------------------------------------------------------------------------------------- */

static char *
say_compared(const SopSpeaker *self, const SopAst *left, SopOp op, const SopAst *right, bool denied)
{
    bool of_times = is_time(self, left) || is_time(self, right);
    g_autofree char *subject = sop_speak_operand(self, left, sop_speak_sense_of(self, right));
    g_autofree char *value = sop_speak_operand(self, right, sop_speak_sense_of(self, left));

    return sop_speak(self, comparisons[denied ? opposite[op] : op][of_times], "subject", subject,
                     "value", value, NULL);
}

char *
sop_speak_known(const SopSpeaker *self, const SopAst *ast, bool known)
{
    const char *key = known ? "condition.known" : "condition.unknown";
    g_autofree char *subject = NULL;

    if (ast->kind == SOP_AST_NAME)
    {
        SopRead read = sop_speak_read_of(self, ast);
        key = readings[read.kind].known[known] != NULL ? readings[read.kind].known[known] : key;
        subject = read.kind == SOP_READ_DONE ? title_of(self, read) : say_subject(self, read);
    }
    else
        subject = sop_speak_operand(self, ast, (SopWordSense) {SOP_WORD_PLAIN, NULL});
    return sop_speak(self, key, "subject", subject, NULL);
}

/* Is a comparison better said from its right side: "Day of travel: before today"? */
static bool
reads_backwards(const SopAst *left, const SopAst *right)
{
    bool is_now = left->kind == SOP_AST_CALL && left->n_children == 0 &&
                  (g_str_equal(left->text, "today") || g_str_equal(left->text, "now"));

    return (left->kind == SOP_AST_LITERAL && right->kind != SOP_AST_LITERAL) ||
           (is_now && right->kind == SOP_AST_NAME);
}

static char *
say_comparison(const SopSpeaker *self, const SopAst *ast, bool denied)
{
    const SopAst *left = ast->children[0], *right = ast->children[1];
    SopOp op = (SopOp) ast->op;
    bool is_equality = op == SOP_OP_EQUAL || op == SOP_OP_NOT_EQUAL;

    if (reads_backwards(left, right))
    {
        const SopAst *other = left;
        left = right;
        right = other;
        op = (SopOp) mirrored[op];
    }
    bool same = (op == SOP_OP_EQUAL) != denied;
    if (is_equality && is_literal(right, SOP_NULL))
        return sop_speak_known(self, left, !same);
    if (is_equality && is_literal(right, SOP_BOOLEAN))
        return sop_speak_condition(self, left, same != right->value.boolean);
    return say_compared(self, left, op, right, denied);
}

static char *
join(const SopSpeaker *self, const char *key, GPtrArray *parts)
{
    g_autofree char *joined = g_strdup(g_ptr_array_index(parts, 0));

    for (unsigned i = 1; i < parts->len; i++)
    {
        char *longer = sop_speak(self, key, "a", joined, "b", g_ptr_array_index(parts, i), NULL);
        g_free(joined);
        joined = longer;
    }
    return g_steal_pointer(&joined);
}

static char *
say_junction(const SopSpeaker *self, const SopAst *ast, bool denied)
{
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
    bool is_and = (ast->kind == SOP_AST_AND) != denied;

    for (uint32_t i = 0; i < ast->n_children; i++)
    {
        const SopAst *child = ast->children[i];
        char *part = sop_speak_condition(self, child, denied);
        bool is_junction = child->kind == SOP_AST_AND || child->kind == SOP_AST_OR;
        if (is_junction && child->kind != ast->kind)
        {
            char *bracketed = sop_speak(self, "condition.group", "a", part, NULL);
            g_free(part);
            part = bracketed;
        }
        g_ptr_array_add(parts, part);
    }
    return join(self, is_and ? "condition.and" : "condition.or", parts);
}

static char *
say_between(const SopSpeaker *self, const SopAst *subject, const SopAst *low, const SopAst *high,
            bool denied)
{
    SopWordSense sense = sop_speak_sense_of(self, subject);
    g_autofree char *of = sop_speak_operand(self, subject, (SopWordSense) {SOP_WORD_PLAIN, NULL});
    g_autofree char *a = sop_speak_operand(self, low, sense);
    g_autofree char *b = sop_speak_operand(self, high, sense);

    return sop_speak(self, denied ? "condition.not_between" : "condition.between", "subject", of,
                     "a", a, "b", b, NULL);
}

static char *
say_range(const SopSpeaker *self, const SopAst *subject, const SopAst *range, bool denied)
{
    const SopAst *low = range->children[0], *high = range->children[1];

    if (range->op == 0)
        return say_between(self, subject, low, high, denied);
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
    SopOp above = range->op & SOP_RANGE_OPEN_START ? SOP_OP_GREATER : SOP_OP_GREATER_EQUAL;
    SopOp below = range->op & SOP_RANGE_OPEN_END ? SOP_OP_LESS : SOP_OP_LESS_EQUAL;
    g_ptr_array_add(parts, say_compared(self, subject, above, low, denied));
    g_ptr_array_add(parts, say_compared(self, subject, below, high, denied));
    return join(self, denied ? "condition.or" : "condition.and", parts);
}

static char *
say_test(const SopSpeaker *self, const SopAst *subject, const SopAst *test, bool denied)
{
    if (test->kind == SOP_AST_RANGE)
        return say_range(self, subject, test, denied);
    if (test->kind == SOP_AST_UNARY)
        return say_compared(self, subject, (SopOp) test->op, test->children[0], denied);
    return say_compared(self, subject, SOP_OP_EQUAL, test, denied);
}

/* One of several plain values: "Purpose: study or work". */
static char *
say_one_of(const SopSpeaker *self, const SopAst *subject, const SopAst *const *values,
           uint32_t n_values, bool denied)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    SopWordSense sense = sop_speak_sense_of(self, subject);

    for (uint32_t i = 0; i < n_values; i++)
        g_ptr_array_add(words, sop_speak_operand(self, values[i], sense));
    g_autofree char *of = sop_speak_operand(self, subject, (SopWordSense) {SOP_WORD_PLAIN, NULL});
    g_autofree char *value = join(self, "word.or", words);
    return sop_speak(self, denied ? "condition.is_not" : "condition.is", "subject", of, "value",
                     value, NULL);
}

static char *
say_in(const SopSpeaker *self, const SopAst *ast, bool denied)
{
    const SopAst *subject = ast->children[0];
    const SopAst *const *tests = ast->children + 1;
    uint32_t n_tests = ast->n_children - 1;
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
    bool are_plain = true;

    if (n_tests == 1 && tests[0]->kind == SOP_AST_LIST && tests[0]->n_children > 0)
    {
        n_tests = tests[0]->n_children;
        tests = tests[0]->children;
    }
    for (uint32_t i = 0; i < n_tests; i++)
    {
        if (tests[i]->kind == SOP_AST_ANY || tests[i]->kind == SOP_AST_NOT ||
            tests[i]->kind == SOP_AST_LIST)
            return say_feel(self, ast, denied);
        are_plain = are_plain && tests[i]->kind == SOP_AST_LITERAL;
    }
    if (are_plain && n_tests > 0)
        return say_one_of(self, subject, tests, n_tests, denied);
    for (uint32_t i = 0; i < n_tests; i++)
        g_ptr_array_add(parts, say_test(self, subject, tests[i], denied));
    return parts->len > 0 ? join(self, denied ? "condition.and" : "condition.or", parts)
                          : say_feel(self, ast, denied);
}

/* list contains(languages, "fr") */
static char *
say_contains(const SopSpeaker *self, const SopAst *ast, bool denied)
{
    if (!g_str_equal(ast->text, "list contains") || ast->n_children != 2)
        return say_feel(self, ast, denied);
    g_autofree char *subject =
        sop_speak_operand(self, ast->children[0], (SopWordSense) {SOP_WORD_PLAIN, NULL});
    g_autofree char *value =
        sop_speak_operand(self, ast->children[1], sop_speak_sense_of(self, ast->children[0]));
    return sop_speak(self, denied ? "condition.includes_not" : "condition.includes", "subject",
                     subject, "value", value, NULL);
}

static char *
say_truth(const SopSpeaker *self, const SopAst *ast, bool denied)
{
    SopRead read = sop_speak_read_of(self, ast);
    const char *key = readings[read.kind].truth[!denied];

    return key != NULL ? say_read(self, read, key) : say_feel(self, ast, denied);
}

char *
sop_speak_condition(const SopSpeaker *self, const SopAst *ast, bool denied)
{
    switch ((SopAstKind) ast->kind)
    {
    case SOP_AST_LITERAL:
        return ast->value.type == SOP_BOOLEAN
                   ? g_strdup(
                         sop_sentence(ast->value.boolean != denied ? "word.always" : "word.never",
                                      self->language))
                   : say_feel(self, ast, denied);
    case SOP_AST_NAME:
        return say_truth(self, ast, denied);
    case SOP_AST_COMPARISON:
        return say_comparison(self, ast, denied);
    case SOP_AST_AND:
    case SOP_AST_OR:
        return say_junction(self, ast, denied);
    case SOP_AST_NOT:
        return sop_speak_condition(self, ast->children[0], !denied);
    case SOP_AST_BETWEEN:
        return say_between(self, ast->children[0], ast->children[1], ast->children[2], denied);
    case SOP_AST_IN:
        return say_in(self, ast, denied);
    case SOP_AST_CALL:
        return say_contains(self, ast, denied);
    default:
        return say_feel(self, ast, denied);
    }
}

char *
sop_flow_say(const SopFlow *self, SopGuard guard, const char *language)
{
    SopSpeaker speaker = {self, language != NULL ? language : self->languages[0], NULL};

    if (guard == SOP_NONE)
        return g_strdup(sop_sentence("word.otherwise", speaker.language));
    g_return_val_if_fail(guard < self->n_expressions, NULL);

    const SopFeel *feel = self->expressions[guard].feel;
    speaker.text = sop_feel_text(feel);
    return sop_speak_condition(&speaker, sop_feel_ast(feel), false);
}

char *
sop_flow_say_branch(const SopFlow *self, const SopBranch *branch, const char *language)
{
    char *said = NULL;

    if (branch->tests.count == 0)
        return sop_flow_say(self, branch->when, language);
    for (uint32_t i = 0; i < branch->tests.count; i++)
    {
        g_autofree char *before = said;
        g_autofree char *cell =
            sop_flow_say(self, sop_list_items(self, branch->tests)[i], language);
        const char *const pairs[] = {"a", before, "b", cell, NULL};
        said = before == NULL ? g_steal_pointer(&cell)
                              : sop_fill(sop_sentence("condition.and", language), pairs);
    }
    return said;
}
