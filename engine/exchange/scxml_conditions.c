/* SPDX-License-Identifier: Apache-2.0 */
/* FEEL as ECMAScript. Unknown is null there too, so every operator is a function of the script that
 * knows it: and(lt(facts.age, 18), not(facts.fit)). What has no such form becomes a variable that the
 * host sets, host.g7, and is reported: never silently something else. */
#include "exchange/exchange.h"

#include <string.h>

enum
{
    MAX_DIGITS = 15, /* that a double keeps */
};

typedef enum /* what is known of a value's type; only the first three can be compared */
{
    BOOLEAN,
    NUMBER,
    TEXT,
    ABSENT, /* the literal null */
    OTHER,
} Kind;

typedef struct
{
    const SopScxml *scxml;
    const char *facts; /* what the facts are called; NULL: none can be read */
    Kind value;        /* … but this one, called `value` */
    bool moved;        /* states have been left, so `at` cannot be asked any more */
    GString *out;
} Translation;

static bool translate(Translation *self, const SopAst *ast);

static Kind
kind_of_fact(const SopFlowFact *fact)
{
    static const Kind kinds[] = {
        [SOP_FACT_BOOLEAN] = BOOLEAN, [SOP_FACT_NUMBER] = NUMBER, [SOP_FACT_TEXT] = TEXT,
        [SOP_FACT_CHOICE] = TEXT,     [SOP_FACT_DATE] = OTHER,    [SOP_FACT_DATE_TIME] = OTHER,
        [SOP_FACT_DURATION] = OTHER,
    };
    return fact->is_list ? OTHER : kinds[fact->type];
}

static Kind
kind_of_name(const Translation *self, uint32_t slot)
{
    const SopFlow *flow = self->scxml->flow;

    if (self->facts == NULL)
        return self->value;
    if (slot < flow->n_facts)
        return kind_of_fact(&flow->facts[slot]);
    SopReadKind read = (SopReadKind) flow->reads[slot - flow->n_facts].kind;
    return read == SOP_READ_AT ? BOOLEAN : read == SOP_READ_OUTCOME ? TEXT : OTHER;
}

static Kind
kind_of_literal(const SopValue *value)
{
    switch (value->type)
    {
    case SOP_NULL:
        return ABSENT;
    case SOP_BOOLEAN:
        return BOOLEAN;
    case SOP_NUMBER:
        return NUMBER;
    case SOP_STRING:
        return TEXT;
    default:
        return OTHER;
    }
}

static Kind
kind_of(const Translation *self, const SopAst *ast)
{
    switch ((SopAstKind) ast->kind)
    {
    case SOP_AST_LITERAL:
        return kind_of_literal(&ast->value);
    case SOP_AST_NAME:
        return kind_of_name(self, ast->slot);
    case SOP_AST_NEGATE:
    case SOP_AST_ARITHMETIC:
        return NUMBER; /* its operands are looked at when it is translated */
    case SOP_AST_COMPARISON:
    case SOP_AST_AND:
    case SOP_AST_OR:
    case SOP_AST_NOT:
    case SOP_AST_BETWEEN:
    case SOP_AST_IN:
        return BOOLEAN;
    case SOP_AST_IF:
        return kind_of(self, ast->children[1]) == kind_of(self, ast->children[2])
                   ? kind_of(self, ast->children[1])
                   : OTHER;
    default:
        return OTHER;
    }
}

/* ---- values ---------------------------------------------------------------------------------- */

static bool
literal(Translation *self, const SopValue *value)
{
    g_autofree char *text = sop_value_to_text(value);
    unsigned n_digits = 0;

    switch (kind_of_literal(value))
    {
    case TEXT:
    {
        g_autofree char *quoted = sop_scxml_quote(sop_value_string(value));
        g_string_append(self->out, quoted);
        return true;
    }
    case NUMBER:
        for (const char *at = text; *at != '\0'; at++)
            n_digits += g_ascii_isdigit(*at);
        g_string_append(self->out, text);
        return n_digits <= MAX_DIGITS;
    case OTHER:
        return false;
    default:
        g_string_append(self->out, text);
        return true;
    }
}

static bool
name(Translation *self, const SopAst *ast)
{
    const SopFlow *flow = self->scxml->flow;

    if (self->facts == NULL)
    {
        g_string_append(self->out, "value");
        return true;
    }
    if (ast->slot < flow->n_facts)
    {
        g_string_append_printf(self->out, "%s.%s", self->facts, flow->facts[ast->slot].name);
        return true;
    }
    SopRead read = flow->reads[ast->slot - flow->n_facts];
    g_autofree char *at = read.kind == SOP_READ_AT ? sop_scxml_at(self->scxml, read.index) : NULL;
    if (at != NULL)
        g_string_append_printf(self->out, "(%s)", at);
    else if (read.kind == SOP_READ_OUTCOME)
        g_string_append_printf(self->out, "outcomes['%s']", flow->nodes[read.index].name);
    else if (read.kind == SOP_READ_DONE)
        g_string_append_printf(self->out, "done['%s']", flow->actions[read.index].name);
    return at != NULL ? !self->moved : read.kind == SOP_READ_OUTCOME || read.kind == SOP_READ_DONE;
}

/* ---- operators ------------------------------------------------------------------------------- */

static bool
call(Translation *self, const char *function, const SopAst *const *operands, uint32_t n_operands)
{
    bool fine = true;

    g_string_append_printf(self->out, "%s(", function);
    for (uint32_t i = 0; i < n_operands && fine; i++)
    {
        g_string_append(self->out, i > 0 ? ", " : "");
        fine = translate(self, operands[i]);
    }
    g_string_append_c(self->out, ')');
    return fine;
}

static bool
are(const Translation *self, Kind kind, const SopAst *const *operands, uint32_t n_operands)
{
    for (uint32_t i = 0; i < n_operands; i++)
        if (kind_of(self, operands[i]) != kind)
            return false;
    return true;
}

static const char *const comparisons[] = {
    [SOP_OP_EQUAL] = "eq",      [SOP_OP_NOT_EQUAL] = "ne", [SOP_OP_LESS] = "lt",
    [SOP_OP_LESS_EQUAL] = "le", [SOP_OP_GREATER] = "gt",   [SOP_OP_GREATER_EQUAL] = "ge",
};

/* Equality of what ECMAScript compares by value; order of numbers alone. */
static bool
compare(Translation *self, unsigned op, const SopAst *left, const SopAst *right)
{
    Kind kinds[] = {kind_of(self, left), kind_of(self, right)};
    bool equality = op == SOP_OP_EQUAL || op == SOP_OP_NOT_EQUAL;
    const SopAst *operands[] = {left, right};

    if (kinds[0] == ABSENT || kinds[1] == ABSENT)
        return equality && call(self, op == SOP_OP_EQUAL ? "unknown" : "known",
                                kinds[0] == ABSENT ? &right : &left, 1);
    if (kinds[0] != kinds[1] || kinds[0] == OTHER || (!equality && kinds[0] != NUMBER))
        return false;
    return call(self, comparisons[op], operands, 2);
}

static bool
range(Translation *self, const SopAst *value, const SopAst *ends)
{
    bool open_start = (ends->op & SOP_RANGE_OPEN_START) != 0;
    bool open_end = (ends->op & SOP_RANGE_OPEN_END) != 0;

    g_string_append(self->out, "and(");
    bool fine =
        compare(self, open_start ? SOP_OP_GREATER : SOP_OP_GREATER_EQUAL, value, ends->children[0]);
    g_string_append(self->out, ", ");
    fine =
        fine && compare(self, open_end ? SOP_OP_LESS : SOP_OP_LESS_EQUAL, value, ends->children[1]);
    g_string_append_c(self->out, ')');
    return fine;
}

static bool tests(Translation *self, const SopAst *value, const SopAst *const *children,
                  uint32_t n_children);

static bool
test(Translation *self, const SopAst *value, const SopAst *ast)
{
    switch ((SopAstKind) ast->kind)
    {
    case SOP_AST_ANY:
        g_string_append(self->out, "true");
        return true;
    case SOP_AST_UNARY:
        return ast->op != SOP_OP_NONE && compare(self, ast->op, value, ast->children[0]);
    case SOP_AST_RANGE:
        return range(self, value, ast);
    case SOP_AST_LIST:
        return tests(self, value, ast->children, ast->n_children);
    default:
        return compare(self, SOP_OP_EQUAL, value, ast);
    }
}

static bool
tests(Translation *self, const SopAst *value, const SopAst *const *children, uint32_t n_children)
{
    if (n_children == 0)
        return false;
    if (n_children == 1)
        return test(self, value, children[0]);
    g_string_append(self->out, "or(");
    bool fine = test(self, value, children[0]);
    g_string_append(self->out, ", ");
    fine = fine && tests(self, value, children + 1, n_children - 1);
    g_string_append_c(self->out, ')');
    return fine;
}

static bool
between(Translation *self, const SopAst *ast)
{
    const SopAst ends = {.kind = SOP_AST_RANGE, .children = ast->children + 1, .n_children = 2};

    return range(self, ast->children[0], &ends);
}

/* Decimals as people write them stay exact: the functions round to the digits of a double. */
static bool
arithmetic(Translation *self, const SopAst *ast)
{
    static const char *const functions[] = {
        [SOP_OP_ADD] = "add", [SOP_OP_SUBTRACT] = "sub", [SOP_OP_MULTIPLY] = "mul"};

    return ast->op <= SOP_OP_MULTIPLY && are(self, NUMBER, ast->children, 2) &&
           call(self, functions[ast->op], ast->children, 2);
}

static bool
translate(Translation *self, const SopAst *ast)
{
    switch ((SopAstKind) ast->kind)
    {
    case SOP_AST_LITERAL:
        return literal(self, &ast->value);
    case SOP_AST_NAME:
        return name(self, ast);
    case SOP_AST_NEGATE:
        return are(self, NUMBER, ast->children, 1) && call(self, "neg", ast->children, 1);
    case SOP_AST_ARITHMETIC:
        return arithmetic(self, ast);
    case SOP_AST_COMPARISON:
        return compare(self, ast->op, ast->children[0], ast->children[1]);
    case SOP_AST_AND:
    case SOP_AST_OR:
        return are(self, BOOLEAN, ast->children, 2) &&
               call(self, ast->kind == SOP_AST_AND ? "and" : "or", ast->children, 2);
    case SOP_AST_NOT:
        return are(self, BOOLEAN, ast->children, 1) && call(self, "not", ast->children, 1);
    case SOP_AST_BETWEEN:
        return between(self, ast);
    case SOP_AST_IN:
        return tests(self, ast->children[0], ast->children + 1, ast->n_children - 1);
    case SOP_AST_IF:
        return are(self, BOOLEAN, ast->children, 1) && call(self, "either", ast->children, 3);
    default:
        return false;
    }
}

/* ---- what is asked ---------------------------------------------------------------------------- */

static char *
translate_whole(const SopScxml *self, const SopFeel *feel, const char *facts, Kind value,
                bool moved)
{
    Translation translation = {self, facts, value, moved, g_string_new(NULL)};

    if (translate(&translation, sop_feel_ast(feel)))
        return g_string_free(translation.out, FALSE);
    g_string_free(translation.out, TRUE);
    return NULL;
}

char *
sop_scxml_condition(SopScxml *self, SopGuard guard, const char *facts, bool moved)
{
    const SopExpression *expression = &self->flow->expressions[guard];
    char *text = translate_whole(self, expression->feel, facts, OTHER, moved);

    if (text != NULL)
        return text;
    g_autofree char *variable = g_strdup_printf("host.g%u", guard);
    if (!self->by_host[guard] && self->diagnostics != NULL)
        sop_report(self->diagnostics, SOP_MESSAGE_SCXML_CONDITION,
                   sop_scxml_span(self, expression->span), "text", sop_feel_text(expression->feel),
                   "variable", variable, NULL);
    self->by_host[guard] = true;
    return g_steal_pointer(&variable);
}

static char *
both(char *left, char *right)
{
    char *text = left == NULL ? g_strdup(right) : g_strdup_printf("and(%s, %s)", left, right);

    g_free(left);
    g_free(right);
    return text;
}

char *
sop_scxml_branch_condition(SopScxml *self, const SopBranch *branch, const char *facts)
{
    char *text =
        branch->when != SOP_NONE ? sop_scxml_condition(self, branch->when, facts, false) : NULL;

    for (uint32_t i = 0; i < branch->tests.count; i++)
        text = both(text, sop_scxml_condition(self, sop_list_items(self->flow, branch->tests)[i],
                                              facts, false));
    return text != NULL ? text : g_strdup("true");
}

char *
sop_scxml_branch_text(const SopScxml *self, const SopBranch *branch)
{
    const SopFlow *flow = self->flow;
    GString *text = g_string_new(NULL);

    if (branch->when != SOP_NONE)
        g_string_append(text, sop_feel_text(flow->expressions[branch->when].feel));
    for (uint32_t i = 0; i < branch->tests.count; i++)
    {
        const SopFeel *cell = flow->expressions[sop_list_items(flow, branch->tests)[i]].feel;
        const SopAst *ast = sop_feel_ast(cell);
        while (ast->kind == SOP_AST_NOT)
            ast = ast->children[0];
        uint32_t slot = ast->children[0]->slot;
        const char *column = slot < flow->n_facts ? flow->facts[slot].name : "?";
        g_string_append_printf(text, "%s%s: %s", text->len > 0 ? "; " : "", column,
                               sop_feel_text(cell));
    }
    return g_string_free(text, text->len == 0);
}

/* By its type, a choice's words and its range; a range that has no form here is left to the host. */
char *
sop_scxml_fits(SopScxml *self, SopFact fact)
{
    const SopFlowFact *of = &self->flow->facts[fact];
    static const char *const types[] = {
        [BOOLEAN] = "boolean", [NUMBER] = "number", [TEXT] = "string"};
    Kind kind = kind_of_fact(of);
    GString *text = g_string_new(NULL);

    if (kind > TEXT)
        return g_string_free(g_string_append(text, "true"), FALSE);
    g_string_append_printf(text, "typeof value === '%s'", types[kind]);
    for (uint32_t i = 0; i < of->n_values; i++)
    {
        g_autofree char *quoted = sop_scxml_quote(of->values[i]);
        g_string_append_printf(text, "%svalue === %s%s", i == 0 ? " && (" : " || ", quoted,
                               i + 1 == of->n_values ? ")" : "");
    }
    g_autofree char *within =
        of->range != NULL ? translate_whole(self, of->range, NULL, kind, false) : NULL;
    if (within != NULL)
        g_string_append_printf(text, " && is(%s)", within);
    return g_string_free(text, FALSE);
}
