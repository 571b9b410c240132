/* SPDX-License-Identifier: Apache-2.0 */
/* Facts that a condition compares with each other, or counts with: which of the two sides is the greater is
 * followed as if it were a fact of its own, `spent + amount` to `budget`. It can change when one of the
 * facts does, and else stays, so that all conditions that compare the two agree. What the clock decides, or
 * when something was done, is loose: it may be anything whenever it is asked, but the rest of the
 * condition counts. */
#include "check/moments.h"

#include <string.h>

typedef struct
{
    SopDomains *domains;
    const SopFeel *feel;
    const char *text;
    GString *written;    /* the condition, with its relations in place of the facts */
    uint32_t done;       /* bytes of the text that are written */
    SopFeelScope *scope; /* every name that is left in it */
    SopFeelType *any;
} Rewriting;

/* ---- what can be a side --------------------------------------------------------------------------------- */

/* How long a list is. */
static bool
is_length(const SopFlow *flow, const SopAst *ast)
{
    return ast->kind == SOP_AST_CALL && g_str_equal(ast->text, "count") && ast->n_children == 1 &&
           ast->children[0]->kind == SOP_AST_NAME && ast->children[0]->slot < flow->n_facts &&
           flow->facts[ast->children[0]->slot].is_list;
}

/* Is its value known whenever its facts are? Then it is only of facts, constants and + - *. */
static bool
is_side(const SopFlow *flow, const SopAst *ast)
{
    bool plain = ast->kind == SOP_AST_LITERAL || ast->kind == SOP_AST_NEGATE ||
                 (ast->kind == SOP_AST_ARITHMETIC && ast->op <= SOP_OP_MULTIPLY);

    if (ast->kind == SOP_AST_NAME)
        return ast->slot < flow->n_facts && !flow->facts[ast->slot].is_list &&
               !g_str_equal(ast->text, "?");
    if (ast->kind == SOP_AST_LITERAL && ast->value.type == SOP_NULL)
        return false;
    if (is_length(flow, ast))
        return true;
    if (!plain)
        return sop_ast_reads_nothing(ast);
    for (uint32_t i = 0; i < ast->n_children; i++)
        if (!is_side(flow, ast->children[i]))
            return false;
    return true;
}

static bool
is_order(const SopAst *ast)
{
    return ast->op >= SOP_OP_LESS && ast->op <= SOP_OP_GREATER_EQUAL;
}

/* A fact compared with a constant has classes that decide it; this is for the others. */
static bool
is_relation(const SopDomains *domains, const SopFeel *feel, const SopAst *ast)
{
    return domains->relations->len < SOP_CHECK_RELATIONS && ast->kind == SOP_AST_COMPARISON &&
           sop_domains_is_open(domains, feel, ast);
}

static bool
is_number(const SopFlow *flow, const SopAst *ast)
{
    if (ast->kind == SOP_AST_NAME)
        return flow->facts[ast->slot].type == SOP_FACT_NUMBER;
    if (ast->kind == SOP_AST_LITERAL)
        return ast->value.type == SOP_NUMBER;
    if (ast->kind != SOP_AST_ARITHMETIC && ast->kind != SOP_AST_NEGATE)
        return is_length(flow, ast);
    for (uint32_t i = 0; i < ast->n_children; i++)
        if (!is_number(flow, ast->children[i]))
            return false;
    return true;
}

/* Does nothing but its facts decide it? Else it may be another whenever it is asked. Of two numbers one is less, or they
 * are the same. */
static bool
can_be_followed(const SopFlow *flow, const SopAst *ast)
{
    bool is_ordered = is_order(ast) || ast->op == SOP_OP_EQUAL || ast->op == SOP_OP_NOT_EQUAL;

    return is_ordered && is_side(flow, ast->children[0]) && is_side(flow, ast->children[1]) &&
           (is_order(ast) ||
            (is_number(flow, ast->children[0]) && is_number(flow, ast->children[1])));
}

/* ---- the relations of a flow ------------------------------------------------------------------------------ */

/* As written, but for its blanks: `a+b` and `a + b` are the same. */
static char *
side_text(const Rewriting *self, const SopAst *side)
{
    GString *text = g_string_new(NULL);
    bool quoted = false;

    for (uint32_t i = side->offset; i < side->offset + side->length; i++)
    {
        quoted = quoted != (self->text[i] == '"');
        if (quoted || !g_ascii_isspace(self->text[i]))
            g_string_append_c(text, self->text[i]);
    }
    return g_string_free(text, FALSE);
}

/* Can it be unknown though its facts are known? A month is neither more nor less than thirty days, and what a function
 * answers may be nothing. */
static bool
may_fail(const SopFlow *flow, const SopAst *ast)
{
    if (is_length(flow, ast))
        return false;
    if (ast->kind == SOP_AST_CALL ||
        (ast->kind == SOP_AST_NAME && flow->facts[ast->slot].type == SOP_FACT_DURATION))
        return true;
    for (uint32_t i = 0; i < ast->n_children; i++)
        if (may_fail(flow, ast->children[i]))
            return true;
    return false;
}

static void
collect_facts(const SopAst *ast, GArray *facts)
{
    if (ast->kind == SOP_AST_NAME)
        g_array_append_val(facts, ast->slot);
    for (uint32_t i = 0; i < ast->n_children; i++)
        collect_facts(ast->children[i], facts);
}

static void
add_facts(const SopAst *ast, SopFeelScope *scope, const SopFeelType *any)
{
    if (ast->kind == SOP_AST_NAME)
        sop_feel_scope_add(scope, ast->text, any, ast->slot);
    for (uint32_t i = 0; i < ast->n_children; i++)
        add_facts(ast->children[i], scope, any);
}

/* Returns: (transfer full). */
static SopFeel *
compare_sides(const Rewriting *self, const SopAst *ast, const char *operator)
{
    const SopAst *left = ast->children[0];
    const SopAst *right = ast->children[1];
    g_autofree char *text = g_strdup_printf("(%.*s) %s (%.*s)", (int) left->length,
                                            self->text + left->offset, operator,(int) right->length,
                                            self->text + right->offset);
    g_autoptr(SopFeelScope) scope = sop_feel_scope_new();

    add_facts(ast, scope, self->any);
    return sop_feel_compile(text, -1, scope, SOP_FEEL_UNKNOWN, NULL, NULL, 0, NULL);
}

/* Returns: its number. The sides are in the order of their texts, so that `a < b` and `b > a` are one. */
static uint32_t
relation_of(Rewriting *self, const SopAst *ast, bool *ret_swapped)
{
    GArray *relations = self->domains->relations;
    g_autofree char *left = side_text(self, ast->children[0]);
    g_autofree char *right = side_text(self, ast->children[1]);
    *ret_swapped = strcmp(left, right) > 0;
    bool followed = can_be_followed(self->domains->flow, ast);
    const char *between = followed || is_order(ast) ? "~" : "=";
    g_autofree char *name = *ret_swapped ? g_strconcat(right, between, left, NULL)
                                         : g_strconcat(left, between, right, NULL);

    for (guint i = 0; i < relations->len; i++)
        if (g_str_equal(g_array_index(relations, SopRelation, i).name, name))
            return i;
    SopRelation relation = {.name = g_steal_pointer(&name),
                            .facts = g_array_new(FALSE, FALSE, sizeof(SopFact)),
                            .loose = !followed};
    if (relation.loose)
        relation.timed = sop_timed_of(self->domains, self->feel, ast, *ret_swapped);
    else
    {
        collect_facts(ast, relation.facts);
        relation.may_fail = may_fail(self->domains->flow, ast);
        relation.less = compare_sides(self, ast, *ret_swapped ? ">" : "<");
        relation.more = compare_sides(self, ast, *ret_swapped ? "<" : ">");
    }
    g_array_append_val(relations, relation);
    return relations->len - 1;
}

void
sop_relation_clear(gpointer data)
{
    SopRelation *self = data;

    g_free(self->name);
    g_array_unref(self->facts);
    g_clear_pointer(&self->less, sop_feel_unref);
    g_clear_pointer(&self->more, sop_feel_unref);
}

static SopTruth
judge(const SopDomains *domains, const SopFeel *feel, const SopValue *facts)
{
    SopFeelInput input = {.slots = facts, .n_slots = domains->flow->n_facts};
    g_auto(SopValue) value = sop_feel_evaluate_in(feel, &input, domains->flow->zone);

    if (value.type != SOP_BOOLEAN)
        return SOP_UNKNOWN;
    return value.boolean ? SOP_TRUE : SOP_FALSE;
}

bool
sop_guard_compares(const SopDomains *self, SopGuard guard, SopFact fact)
{
    for (uint32_t i = 0; i < self->guards[guard].n_slots; i++)
    {
        SopRead read = sop_domains_read(self, self->guards[guard].slots[i]);
        if (read.kind == SOP_READ_RELATION && sop_relation_reads(self, read.index, fact))
            return true;
    }
    return false;
}

bool
sop_relation_reads(const SopDomains *self, uint32_t relation, SopFact fact)
{
    const GArray *facts = g_array_index(self->relations, SopRelation, relation).facts;

    for (guint i = 0; i < facts->len; i++)
        if (g_array_index(facts, SopFact, i) == fact)
            return true;
    return false;
}

uint8_t
sop_relation_class(const SopDomains *self, uint32_t relation, const SopValue *facts)
{
    const SopRelation *of = &g_array_index(self->relations, SopRelation, relation);
    SopTruth less = judge(self, of->less, facts);

    if (less == SOP_UNKNOWN)
        return SOP_RELATION_UNKNOWN;
    if (less == SOP_TRUE)
        return SOP_RELATION_LESS;
    return judge(self, of->more, facts) == SOP_TRUE ? SOP_RELATION_MORE : SOP_RELATION_SAME;
}

/* Is the value known whenever what it reads is? Not so a quotient, which may be by nothing, nor what a function finds
 * in a text or a list; nor two durations together, of months and of days. */
static bool
is_known_with_its_facts(const SopFlow *flow, const SopAst *ast)
{
    bool is_divided = ast->kind == SOP_AST_ARITHMETIC && ast->op == SOP_OP_DIVIDE;
    bool is_plain = ast->kind == SOP_AST_LITERAL || ast->kind == SOP_AST_NEGATE ||
                    (ast->kind == SOP_AST_ARITHMETIC && ast->op <= SOP_OP_MULTIPLY) ||
                    (is_divided && ast->children[1]->kind == SOP_AST_LITERAL &&
                     sop_value_double(&ast->children[1]->value) != 0);

    if (ast->kind == SOP_AST_NAME)
        return ast->slot >= flow->n_facts || flow->facts[ast->slot].type != SOP_FACT_DURATION;
    if (sop_ast_reads_nothing(ast) || sop_ast_is_clock(ast))
        return true;
    for (uint32_t i = 0; i < ast->n_children && is_plain; i++)
        is_plain = is_known_with_its_facts(flow, ast->children[i]);
    return is_plain;
}

bool
sop_ast_may_fail(const SopFlow *flow, const SopAst *ast)
{
    return ast->kind != SOP_AST_NAME && !is_known_with_its_facts(flow, ast);
}

/* ---- writing a condition anew ------------------------------------------------------------------------------ */

static void
write_relation(Rewriting *self, const SopAst *ast)
{
    static const char *const operators[] = {
        [SOP_OP_LESS] = "<",           [SOP_OP_LESS_EQUAL] = "<=", [SOP_OP_GREATER] = ">",
        [SOP_OP_GREATER_EQUAL] = ">=", [SOP_OP_EQUAL] = "=",       [SOP_OP_NOT_EQUAL] = "!=",
    };
    static const char *const loose_operators[] = {
        [SOP_OP_EQUAL] = "<",
        [SOP_OP_NOT_EQUAL] = ">=", /* of what is the same or not only this is said: it is less */
    };
    static const uint8_t swapped_operators[] = {
        [SOP_OP_LESS] = SOP_OP_GREATER,
        [SOP_OP_LESS_EQUAL] = SOP_OP_GREATER_EQUAL,
        [SOP_OP_GREATER] = SOP_OP_LESS,
        [SOP_OP_GREATER_EQUAL] = SOP_OP_LESS_EQUAL,
    };
    bool swapped;
    uint32_t relation = relation_of(self, ast, &swapped);
    g_autofree char *name = g_strdup_printf("relation_%u", relation);

    g_string_append_len(self->written, self->text + self->done, ast->offset - self->done);
    bool decides = is_order(ast) || !sop_relation_is_loose(self->domains, relation);
    const char *const *as = decides ? operators : loose_operators;
    g_string_append_printf(self->written, "(%s %s 0)", name,
                           as[swapped && is_order(ast) ? swapped_operators[ast->op] : ast->op]);
    self->done = ast->offset + ast->length;
    sop_feel_scope_add(self->scope, name, self->any,
                       self->domains->flow->n_facts + self->domains->flow->n_reads + relation);
}

static void
rewrite(Rewriting *self, const SopAst *ast)
{
    if (is_relation(self->domains, self->feel, ast))
    {
        write_relation(self, ast);
        return;
    }
    if (ast->kind == SOP_AST_NAME)
        sop_feel_scope_add(self->scope, ast->text, self->any, ast->slot);
    for (uint32_t i = 0; i < ast->n_children; i++)
        rewrite(self, ast->children[i]);
}

/* A cell of a table is a test of its column, and what a loop's variable is changes within the condition. */
static bool
can_be_rewritten(const SopAst *ast)
{
    if (ast->kind == SOP_AST_VARIABLE || (ast->kind == SOP_AST_NAME && g_str_equal(ast->text, "?")))
        return false;
    for (uint32_t i = 0; i < ast->n_children; i++)
        if (!can_be_rewritten(ast->children[i]))
            return false;
    return true;
}

SopFeel *
sop_relations_rewrite(SopDomains *domains, const SopFeel *feel)
{
    const SopAst *ast = sop_feel_ast(feel);
    Rewriting self = {.domains = domains, .feel = feel, .text = sop_feel_text(feel)};
    SopFeel *written = NULL;

    if (!can_be_rewritten(ast))
        return NULL;
    self.written = g_string_new(NULL);
    self.scope = sop_feel_scope_new();
    self.any = sop_feel_type_new_any();
    rewrite(&self, ast);
    if (self.done > 0)
    {
        g_string_append(self.written, self.text + self.done);
        written = sop_feel_compile(self.written->str, -1, self.scope, SOP_FEEL_UNKNOWN, NULL, NULL,
                                   0, NULL);
    }
    g_string_free(self.written, TRUE);
    sop_feel_scope_unref(self.scope);
    sop_feel_type_unref(self.any);
    return written;
}
