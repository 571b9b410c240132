/* SPDX-License-Identifier: Apache-2.0 */
/* What a fact can be, as far as conditions tell it apart: what is listed (yes and no, the words of a
 * choice), or the constants that it is compared with and the gaps between them. A condition that
 * compares two such facts, counts with them or reads the clock is open: it may answer anything. */
#include "check/domains.h"
#include "check/moments.h"
#include "flow/fact.h"

#include <math.h>
#include <string.h>

enum
{
    COUNTED = 12,       /* numbers that a count is followed through */
    WHOLE = 1000000000, /* beyond, no number is taken for a count */
};

typedef struct
{
    SopDomains *domains;
    const SopFeel *feel;
    bool open; /* of the condition looked at */
} Scan;

SopRead
sop_domains_read(const SopDomains *self, uint32_t slot)
{
    const SopFlow *flow = self->flow;

    if (slot < flow->n_facts)
        return (SopRead) {SOP_READ_FACT, slot};
    if (slot < flow->n_facts + flow->n_reads)
        return flow->reads[slot - flow->n_facts];
    return (SopRead) {SOP_READ_RELATION, slot - flow->n_facts - flow->n_reads};
}

bool
sop_domains_reads_place(const SopDomains *self, SopGuard guard)
{
    for (uint32_t i = 0; i < self->guards[guard].n_slots; i++)
    {
        uint8_t kind = sop_domains_read(self, self->guards[guard].slots[i]).kind;
        if (kind == SOP_READ_AT || kind == SOP_READ_OUTCOME)
            return true;
    }
    return false;
}

/* ---- constants --------------------------------------------------------------------------------- */

bool
sop_ast_is_clock(const SopAst *ast)
{
    static const char *const clocks[] = {"now", "today", NULL};

    return ast->kind == SOP_AST_CALL && g_strv_contains(clocks, ast->text);
}

bool
sop_ast_reads_nothing(const SopAst *ast)
{
    if (ast->kind == SOP_AST_NAME || ast->kind == SOP_AST_VARIABLE || ast->kind == SOP_AST_ANY ||
        sop_ast_is_clock(ast))
        return false;
    for (uint32_t i = 0; i < ast->n_children; i++)
        if (!sop_ast_reads_nothing(ast->children[i]))
            return false;
    return true;
}

/* Returns: (transfer full). */
static SopValue
constant_of(const Scan *self, const SopAst *ast)
{
    if (ast->kind == SOP_AST_LITERAL)
        return sop_value_copy(&ast->value);
    SopFeelInput input = {0};
    g_autoptr(SopFeel) feel = sop_feel_compile(sop_feel_text(self->feel) + ast->offset, ast->length,
                                               NULL, SOP_FEEL_UNKNOWN, NULL, NULL, 0, NULL);

    return feel != NULL ? sop_feel_evaluate_in(feel, &input, self->domains->flow->zone)
                        : SOP_VALUE_NULL;
}

static void
collect(SopDomain *domain, const SopValue *value)
{
    for (guint i = 0; i < domain->constants->len; i++)
        if (sop_value_equal(&g_array_index(domain->constants, SopValue, i), value))
            return;
    SopValue copy = sop_value_copy(value);
    g_array_append_val(domain->constants, copy);
}

/* The fact that a name is of, when its classes are points and gaps; else NULL. */
static SopDomain *
measured(const Scan *self, const SopAst *ast)
{
    const SopFlow *flow = self->domains->flow;

    if (ast->kind != SOP_AST_NAME)
        return NULL;
    SopRead read = sop_domains_read(self->domains, ast->slot);
    return read.kind == SOP_READ_FACT && !sop_fact_is_listed(&flow->facts[read.index])
               ? &self->domains->facts[read.index]
               : NULL;
}

static void scan(Scan *self, const SopAst *ast);

/* `order`: not only whether they are equal. */
static void
compare(Scan *self, SopDomain *domain, const SopAst *other, bool order)
{
    if (!sop_ast_reads_nothing(other))
    {
        scan(self, other);
        self->open = true;
        return;
    }
    g_auto(SopValue) value = constant_of(self, other);
    if (value.type == SOP_NULL) /* a test whether it is known, or never true */
        return;
    if (domain->constants == NULL)
        self->open = true;
    else
        collect(domain, &value);
    domain->ordered = domain->ordered || (order && value.type == SOP_STRING);
}

static bool
is_order(SopOp op)
{
    return op != SOP_OP_EQUAL && op != SOP_OP_NOT_EQUAL;
}

/* A unary test of a measured fact. */
static void
scan_test(Scan *self, SopDomain *domain, const SopAst *test)
{
    switch ((SopAstKind) test->kind)
    {
    case SOP_AST_ANY:
        return;
    case SOP_AST_RANGE:
        compare(self, domain, test->children[0], true);
        compare(self, domain, test->children[1], true);
        return;
    case SOP_AST_NOT:
    case SOP_AST_LIST:
        for (uint32_t i = 0; i < test->n_children; i++)
            scan_test(self, domain, test->children[i]);
        return;
    case SOP_AST_UNARY:
        if (test->op == SOP_OP_NONE)
            scan(self, test->children[0]);
        else
            compare(self, domain, test->children[0], is_order((SopOp) test->op));
        return;
    default:
        compare(self, domain, test, false);
        return;
    }
}

static void
scan_pair(Scan *self, const SopAst *left, const SopAst *right, bool order)
{
    SopDomain *domain = measured(self, left);

    if (domain != NULL)
        compare(self, domain, right, order);
    else if ((domain = measured(self, right)) != NULL)
        compare(self, domain, left, order);
    else
    {
        scan(self, left);
        scan(self, right);
    }
}

/* What is read apart from the tests that classes decide. */
static void
scan_name(Scan *self, const SopAst *ast)
{
    static const bool closed[] = {
        [SOP_READ_FACT] = true,       [SOP_READ_DOCUMENT] = true,     [SOP_READ_VERIFIED] = true,
        [SOP_READ_EXPIRED] = true,    [SOP_READ_AT] = true,           [SOP_READ_OUTCOME] = true,
        [SOP_READ_ACTOR_ROLE] = true, [SOP_READ_CASE_OPENED] = false, [SOP_READ_RELATION] = true};
    SopRead read = sop_domains_read(self->domains, ast->slot);

    if (!closed[read.kind] || measured(self, ast) != NULL)
        self->open = true;
}

static bool
is_null(const SopAst *ast)
{
    return ast->kind == SOP_AST_LITERAL && ast->value.type == SOP_NULL;
}

/* `done.sign = null`: whether, not when. */
static bool
asks_whether_done(const Scan *self, const SopAst *ast)
{
    const SopAst *name = is_null(ast->children[0]) ? ast->children[1] : ast->children[0];

    return (is_null(ast->children[0]) || is_null(ast->children[1])) && name->kind == SOP_AST_NAME &&
           sop_domains_read(self->domains, name->slot).kind == SOP_READ_DONE;
}

static void
scan(Scan *self, const SopAst *ast)
{
    SopDomain *domain;

    switch ((SopAstKind) ast->kind)
    {
    case SOP_AST_NAME:
        scan_name(self, ast);
        return;
    case SOP_AST_COMPARISON:
        if (!asks_whether_done(self, ast))
            scan_pair(self, ast->children[0], ast->children[1], is_order((SopOp) ast->op));
        return;
    case SOP_AST_BETWEEN:
        scan_pair(self, ast->children[0], ast->children[1], true);
        scan_pair(self, ast->children[0], ast->children[2], true);
        return;
    case SOP_AST_IN:
        domain = measured(self, ast->children[0]);
        for (uint32_t i = domain != NULL; i < ast->n_children; i++)
            if (domain != NULL)
                scan_test(self, domain, ast->children[i]);
            else
                scan(self, ast->children[i]);
        return;
    case SOP_AST_CALL:
        self->open = self->open || sop_ast_is_clock(ast);
        break;
    default:
        break;
    }
    for (uint32_t i = 0; i < ast->n_children; i++)
        scan(self, ast->children[i]);
}

/* ---- counting ------------------------------------------------------------------------------------ */

static bool
is_whole(const SopValue *value)
{
    double number = value->type == SOP_NUMBER ? sop_value_double(value) : 0.5;

    return number == floor(number) && fabs(number) < WHOLE;
}

/* `F + 1`. */
static bool
is_step_up(const SopAst *ast, SopFact fact)
{
    if (ast->kind != SOP_AST_ARITHMETIC || ast->op != SOP_OP_ADD)
        return false;
    const SopAst *left = ast->children[0];
    const SopAst *right = ast->children[1];
    return left->kind == SOP_AST_NAME && left->slot == fact && right->kind == SOP_AST_LITERAL &&
           right->value.type == SOP_NUMBER && sop_value_double(&right->value) >= 1;
}

bool
sop_domains_is_count(const SopDomains *self, const SopSet *set)
{
    return self->facts[set->fact].counts && set->value != SOP_NONE &&
           is_step_up(sop_feel_ast(self->flow->expressions[set->value].feel), set->fact);
}

static bool
is_asked(const SopFlow *flow, SopFact fact)
{
    for (uint32_t i = 0; i < flow->n_offers; i++)
        for (uint32_t k = flow->offers[i].asks; k < flow->offers[i].asks + flow->offers[i].n_asks;
             k++)
            if (flow->asks[k].fact == fact)
                return true;
    return false;
}

/* Does it only ever go up from where it starts, one or more at a time? */
static bool
counts_up(const SopFlow *flow, SopFact fact)
{
    const SopValue *starts = &flow->facts[fact].starts;
    unsigned n_sets = 0;

    if (starts->type != SOP_NUMBER || is_asked(flow, fact))
        return false;
    for (uint32_t i = 0; i < flow->n_sets; i++)
    {
        if (flow->sets[i].fact != fact)
            continue;
        const SopAst *ast = flow->sets[i].value != SOP_NONE
                                ? sop_feel_ast(flow->expressions[flow->sets[i].value].feel)
                                : NULL;
        bool again = ast != NULL && ast->kind == SOP_AST_LITERAL && ast->value.type == SOP_NUMBER &&
                     sop_value_double(&ast->value) >= sop_value_double(starts);
        if (ast != NULL && !again && !is_step_up(ast, fact))
            return false;
        n_sets++;
    }
    return n_sets > 0;
}

/* Of one that only goes up: does it begin with a whole number, and only ever come to whole ones? */
static bool
is_counted_whole(const SopFlow *flow, SopFact fact)
{
    if (!is_whole(&flow->facts[fact].starts))
        return false;
    for (uint32_t i = 0; i < flow->n_sets; i++)
    {
        if (flow->sets[i].fact != fact || flow->sets[i].value == SOP_NONE)
            continue;
        const SopAst *ast = sop_feel_ast(flow->expressions[flow->sets[i].value].feel);
        if (!is_whole(ast->kind == SOP_AST_LITERAL ? &ast->value : &ast->children[1]->value))
            return false;
    }
    return true;
}

/* Every number that a count can be, up to the greatest that it is compared with, is a class. */
static void
count_through(SopDomains *self, SopFact fact)
{
    SopDomain *domain = &self->facts[fact];
    double from = sop_value_double(&self->flow->facts[fact].starts);
    double to = from;

    for (guint i = 0; i < domain->constants->len; i++)
        to = MAX(to, sop_value_double(&g_array_index(domain->constants, SopValue, i)));
    domain->counts = to - from < COUNTED;
    for (double at = from; domain->counts && at <= to; at++)
    {
        g_auto(SopValue) value = sop_value_integer((int64_t) at);
        collect(domain, &value);
    }
}

/* ---- the whole ------------------------------------------------------------------------------------ */

static void
scan_guard(SopDomains *self, SopGuard guard, const SopFeel *feel)
{
    Scan of = {self, feel, false};
    unsigned n_slots;

    scan(&of, sop_feel_ast(feel));
    self->guards[guard].open = of.open;
    self->guards[guard].slots = sop_feel_slots(feel, &n_slots);
    self->guards[guard].n_slots = n_slots;
}

static bool
reads_role(const SopDomains *self)
{
    for (SopGuard guard = 0; guard < self->flow->n_expressions; guard++)
        for (uint32_t i = 0; i < self->guards[guard].n_slots; i++)
            if (sop_domains_read(self, self->guards[guard].slots[i]).kind == SOP_READ_ACTOR_ROLE)
                return true;
    return false;
}

static void
scan_guards(SopDomains *self)
{
    for (SopGuard guard = 0; guard < self->flow->n_expressions; guard++)
        scan_guard(self, guard, self->flow->expressions[guard].feel);
}

bool
sop_domains_is_open(const SopDomains *self, const SopFeel *feel, const SopAst *ast)
{
    Scan of = {(SopDomains *) self, feel, false};

    scan(&of, ast);
    return of.open;
}

/* What only compares facts need not be open. */
static void
relate(SopDomains *self)
{
    for (SopGuard guard = 0; guard < self->flow->n_expressions; guard++)
    {
        if (!self->guards[guard].open)
            continue;
        self->guards[guard].feel = sop_relations_rewrite(self, self->flow->expressions[guard].feel);
        if (self->guards[guard].feel != NULL)
            scan_guard(self, guard, self->guards[guard].feel);
    }
}

static void
clear_value(gpointer data)
{
    sop_value_clear(data);
}

static void
collect_range(const Scan *self, const SopAst *ast, GArray *ret)
{
    if (sop_ast_reads_nothing(ast) && ast->length > 0)
    {
        SopValue value = constant_of(self, ast);
        g_array_append_val(ret, value);
    }
    for (uint32_t i = 0; i < ast->n_children; i++)
        collect_range(self, ast->children[i], ret);
}

GArray *
sop_domains_range_constants(const SopDomains *self, SopFact fact)
{
    const SopFeel *range = self->flow->facts[fact].range;
    GArray *constants = g_array_new(FALSE, FALSE, sizeof(SopValue));
    Scan of = {(SopDomains *) self, range, false};

    g_array_set_clear_func(constants, clear_value);
    if (range != NULL)
        collect_range(&of, sop_feel_ast(range), constants);
    return constants;
}

/* Its ends are points, too, so that each gap is allowed or not as a whole. */
static void
scan_range(SopDomains *self, SopFact fact)
{
    const SopFeel *range = self->flow->facts[fact].range;

    if (range == NULL || self->facts[fact].constants == NULL)
        return;
    Scan of = {self, range, false};
    const SopAst *ast = sop_feel_ast(range);
    for (uint32_t i = ast->kind == SOP_AST_IN; i < ast->n_children; i++)
        scan_test(&of, &self->facts[fact], ast->children[i]);
    self->facts[fact].odd_range = of.open;
}

static void
collect_constants(SopDomains *self)
{
    const SopFlow *flow = self->flow;

    for (SopFact fact = 0; fact < flow->n_facts; fact++)
    {
        SopFactType type = flow->facts[fact].type;
        SopDomain *domain = &self->facts[fact];
        bool has_points =
            type == SOP_FACT_NUMBER || type == SOP_FACT_TEXT || type == SOP_FACT_CHOICE;
        if (flow->facts[fact].is_list || !has_points || sop_fact_is_listed(&flow->facts[fact]))
            continue;
        domain->points = true;
        domain->constants = g_array_new(FALSE, FALSE, sizeof(SopValue));
        g_array_set_clear_func(domain->constants, (GDestroyNotify) sop_value_clear);
        if (flow->facts[fact].starts.type != SOP_NULL)
            collect(domain, &flow->facts[fact].starts);
        scan_range(self, fact);
    }
    scan_guards(self);
    for (SopFact fact = 0; fact < flow->n_facts; fact++)
        if (flow->facts[fact].type == SOP_FACT_NUMBER && self->facts[fact].constants != NULL &&
            counts_up(flow, fact))
        {
            self->facts[fact].climbs = true;
            self->facts[fact].whole = is_counted_whole(flow, fact);
            if (self->facts[fact].whole)
                count_through(self, fact);
        }
}

/* A fact compared with very many constants is only known or not. */
static void
give_up_long_ones(SopDomains *self)
{
    bool given_up = false;

    for (SopFact fact = 0; fact < self->flow->n_facts; fact++)
    {
        SopDomain *domain = &self->facts[fact];
        if (domain->constants == NULL || 2 * domain->constants->len + 2 <= SOP_CHECK_CLASSES)
            continue;
        g_clear_pointer(&domain->constants, g_array_unref);
        domain->points = false;
        domain->counts = false;
        given_up = true;
    }
    if (given_up)
        scan_guards(self);
}

SopDomains *
sop_domains_new(const SopFlow *flow)
{
    SopDomains *self = g_new0(SopDomains, 1);

    self->flow = flow;
    self->facts = g_new0(SopDomain, flow->n_facts + 1);
    self->guards = g_new0(SopGuardReads, flow->n_expressions + 1);
    self->relations = g_array_new(FALSE, FALSE, sizeof(SopRelation));
    g_array_set_clear_func(self->relations, sop_relation_clear);
    collect_constants(self);
    give_up_long_ones(self);
    relate(self);
    self->reads_role = reads_role(self);
    self->n_items = sop_item_of_relation(flow, self->relations->len);
    self->outrun = sop_outrun_new(flow);
    self->before = sop_preceding_new(flow);
    self->ruled_out = sop_ruled_out_new(self);
    self->runs_out = sop_running_out_new(flow);
    self->starts = g_new(SopValue, flow->n_facts + 1);
    for (SopFact fact = 0; fact < flow->n_facts; fact++)
    {
        self->starts[fact] = flow->facts[fact].starts;
        sop_domains_make_classes(self, fact);
    }
    return self;
}

void
sop_domains_free(SopDomains *self)
{
    for (SopFact fact = 0; fact < self->flow->n_facts; fact++)
    {
        for (uint32_t i = 0; i < self->facts[fact].n_classes; i++)
            sop_value_clear(&self->facts[fact].values[i]);
        g_free(self->facts[fact].values);
        g_clear_pointer(&self->facts[fact].constants, g_array_unref);
    }
    for (SopGuard guard = 0; guard < self->flow->n_expressions; guard++)
        g_clear_pointer(&self->guards[guard].feel, sop_feel_unref);
    g_array_unref(self->relations);
    for (uint32_t i = 0; i < self->flow->n_offers; i++)
        g_clear_pointer(&self->before[i], g_array_unref);
    g_free(self->before);
    g_free(self->ruled_out);
    g_free(self->runs_out);
    g_free(self->outrun);
    g_free(self->starts);
    g_free(self->facts);
    g_free(self->guards);
    g_free(self);
}
