/* SPDX-License-Identifier: Apache-2.0 */
/* What a fact can be, as far as conditions tell it apart: what is listed (yes and no, the words of a
 * choice), or the constants that it is compared with and the gaps between them. A condition that
 * compares two such facts, counts with them or reads the clock is open: it may answer anything. */
#include "check/check.h"
#include "flow/fact.h"

#include <string.h>

typedef struct
{
    SopDomains *domains;
    const SopFeel *feel;
    bool open; /* of the condition looked at */
} Scan;

static SopRead
read_of(const SopFlow *flow, uint32_t slot)
{
    if (slot < flow->n_facts)
        return (SopRead) {SOP_READ_FACT, slot};
    return flow->reads[slot - flow->n_facts];
}

/* ---- constants --------------------------------------------------------------------------------- */

static bool
reads_nothing(const SopAst *ast)
{
    static const char *const clocks[] = {"now", "today", NULL};

    if (ast->kind == SOP_AST_NAME || ast->kind == SOP_AST_VARIABLE || ast->kind == SOP_AST_ANY ||
        (ast->kind == SOP_AST_CALL && g_strv_contains(clocks, ast->text)))
        return false;
    for (uint32_t i = 0; i < ast->n_children; i++)
        if (!reads_nothing(ast->children[i]))
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

static bool
is_listed(const SopFlowFact *fact)
{
    return !fact->is_list && (fact->type == SOP_FACT_BOOLEAN || fact->type == SOP_FACT_CHOICE);
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
    SopRead read = read_of(flow, ast->slot);
    return read.kind == SOP_READ_FACT && !is_listed(&flow->facts[read.index])
               ? &self->domains->facts[read.index]
               : NULL;
}

static void scan(Scan *self, const SopAst *ast);

static void
compare(Scan *self, SopDomain *domain, const SopAst *other)
{
    if (!reads_nothing(other))
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
        compare(self, domain, test->children[0]);
        compare(self, domain, test->children[1]);
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
            compare(self, domain, test->children[0]);
        return;
    default:
        compare(self, domain, test);
        return;
    }
}

static void
scan_pair(Scan *self, const SopAst *left, const SopAst *right)
{
    SopDomain *domain = measured(self, left);

    if (domain != NULL)
        compare(self, domain, right);
    else if ((domain = measured(self, right)) != NULL)
        compare(self, domain, left);
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
        [SOP_READ_FACT] = true,        [SOP_READ_DOCUMENT] = true, [SOP_READ_VERIFIED] = true,
        [SOP_READ_EXPIRED] = true,     [SOP_READ_AT] = true,       [SOP_READ_OUTCOME] = true,
        [SOP_READ_CASE_OPENED] = false};
    SopRead read = read_of(self->domains->flow, ast->slot);

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
           read_of(self->domains->flow, name->slot).kind == SOP_READ_DONE;
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
            scan_pair(self, ast->children[0], ast->children[1]);
        return;
    case SOP_AST_BETWEEN:
    case SOP_AST_IN:
        domain = measured(self, ast->children[0]);
        for (uint32_t i = domain != NULL; i < ast->n_children; i++)
            if (domain != NULL)
                scan_test(self, domain, ast->children[i]);
            else
                scan(self, ast->children[i]);
        return;
    case SOP_AST_CALL:
        self->open = self->open || g_str_equal(ast->text, "now") || g_str_equal(ast->text, "today");
        break;
    default:
        break;
    }
    for (uint32_t i = 0; i < ast->n_children; i++)
        scan(self, ast->children[i]);
}

/* ---- classes ------------------------------------------------------------------------------------ */

/* A value that the fact may have, and that is in no class yet. */
static void
add_class(SopDomains *self, SopFact fact, SopValue value)
{
    SopDomain *domain = &self->facts[fact];
    SopValue fitting;

    if (value.type != SOP_NULL && domain->n_classes < SOP_CHECK_CLASSES &&
        sop_fact_fits(self->flow, &self->flow->facts[fact], &value, &fitting))
        domain->values[domain->n_classes++] = fitting;
    sop_value_clear(&value);
}

static double
as_double(const SopValue *value)
{
    return sop_value_double(value);
}

static int
compare_numbers(gconstpointer a, gconstpointer b)
{
    double left = as_double(a);
    double right = as_double(b);

    return (left > right) - (left < right);
}

static SopValue
number(double value)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    if (value == (double) (int64_t) value)
        return sop_value_integer((int64_t) value);
    return sop_value_parse(SOP_NUMBER, g_ascii_dtostr(text, sizeof text, value));
}

/* Between two points: a whole number if there is one. */
static double
between(double low, double high)
{
    double whole = (double) (int64_t) low + (low < 0 ? 0 : 1);

    return low < whole && whole < high ? whole : low + (high - low) / 2;
}

static void
add_numbers(SopDomains *self, SopFact fact)
{
    GArray *points = self->facts[fact].constants;

    g_array_sort(points, compare_numbers);
    if (points->len == 0)
    {
        add_class(self, fact, sop_value_integer(1));
        return;
    }
    add_class(self, fact, number(as_double(&g_array_index(points, SopValue, 0)) - 1));
    for (guint i = 0; i < points->len; i++)
    {
        double point = as_double(&g_array_index(points, SopValue, i));
        add_class(self, fact, sop_value_copy(&g_array_index(points, SopValue, i)));
        add_class(self, fact,
                  i + 1 == points->len
                      ? number(point + 1)
                      : number(between(point, as_double(&g_array_index(points, SopValue, i + 1)))));
    }
}

/* Its constants, and one that is none of them. */
static void
add_texts(SopDomains *self, SopFact fact)
{
    const GArray *points = self->facts[fact].constants;

    for (guint i = 0; i < points->len; i++)
        add_class(self, fact, sop_value_copy(&g_array_index(points, SopValue, i)));
    add_class(self, fact, sop_value_text("another"));
}

static SopValue
any_value(SopFactType type)
{
    static const struct
    {
        SopValueType type;
        const char *text;
    } examples[] = {
        [SOP_FACT_BOOLEAN] = {SOP_NULL, NULL},
        [SOP_FACT_NUMBER] = {SOP_NUMBER, "1"},
        [SOP_FACT_TEXT] = {SOP_STRING, NULL},
        [SOP_FACT_CHOICE] = {SOP_STRING, NULL},
        [SOP_FACT_DATE] = {SOP_DATE, "2026-04-01"},
        [SOP_FACT_DATE_TIME] = {SOP_DATE_TIME, "2026-04-01T09:00:00Z"},
        [SOP_FACT_DURATION] = {SOP_DAYS_DURATION, "P3D"},
    };

    return examples[type].text != NULL ? sop_value_parse(examples[type].type, examples[type].text)
                                       : sop_value_text("another");
}

static void
add_list(SopDomains *self, SopFact fact)
{
    const SopFlowFact *declared = &self->flow->facts[fact];
    g_auto(SopValue) item = declared->n_values > 0 ? sop_value_text(declared->values[0])
                            : declared->type == SOP_FACT_BOOLEAN ? sop_value_boolean(true)
                                                                 : any_value(declared->type);

    add_class(self, fact, sop_value_list(&item, 1));
}

static void
make_classes(SopDomains *self, SopFact fact)
{
    const SopFlowFact *declared = &self->flow->facts[fact];
    SopDomain *domain = &self->facts[fact];

    domain->values = g_new0(SopValue, SOP_CHECK_CLASSES);
    domain->n_classes = 1;
    if (declared->is_list)
        add_list(self, fact);
    else if (declared->type == SOP_FACT_BOOLEAN)
    {
        add_class(self, fact, sop_value_boolean(false));
        add_class(self, fact, sop_value_boolean(true));
    }
    else if (declared->type == SOP_FACT_CHOICE)
        for (uint32_t i = 0; i < declared->n_values; i++)
            add_class(self, fact, sop_value_text(declared->values[i]));
    else if (domain->points && declared->type == SOP_FACT_NUMBER)
        add_numbers(self, fact);
    else if (domain->points && declared->type == SOP_FACT_TEXT)
        add_texts(self, fact);
    else
        add_class(self, fact, any_value(declared->type));
    if (domain->n_classes ==
        1) /* the example does not fit its range: it starts with one, or never */
        add_class(self, fact, sop_value_copy(&declared->starts));
}

uint8_t
sop_domains_class(const SopDomains *self, SopFact fact, const SopValue *value)
{
    const SopDomain *domain = &self->facts[fact];
    uint8_t nearest = domain->n_classes > 1 ? 1 : 0;

    if (value->type == SOP_NULL)
        return 0;
    for (uint8_t i = 1; i < domain->n_classes; i++)
    {
        if (sop_value_equal(&domain->values[i], value))
            return i;
        if (self->flow->facts[fact].type == SOP_FACT_TEXT && domain->points)
            nearest = i; /* the last: another */
    }
    if (!domain->points || self->flow->facts[fact].type != SOP_FACT_NUMBER)
        return nearest;
    /* a gap: the last class that begins before it */
    double wanted = as_double(value);
    const GArray *points = domain->constants;
    guint n_below = 0;
    while (n_below < points->len && as_double(&g_array_index(points, SopValue, n_below)) < wanted)
        n_below++;
    for (uint8_t i = 1; i < domain->n_classes; i++)
    {
        double at = as_double(&domain->values[i]);
        bool above = n_below == 0 || at > as_double(&g_array_index(points, SopValue, n_below - 1));
        bool below =
            n_below == points->len || at < as_double(&g_array_index(points, SopValue, n_below));
        if (above && below)
            return i;
    }
    return nearest;
}

/* ---- the whole ------------------------------------------------------------------------------------ */

static void
scan_guards(SopDomains *self)
{
    const SopFlow *flow = self->flow;

    for (SopGuard guard = 0; guard < flow->n_expressions; guard++)
    {
        Scan of = {self, flow->expressions[guard].feel, false};
        unsigned n_slots;
        scan(&of, sop_feel_ast(of.feel));
        self->guards[guard] =
            (SopGuardReads) {of.open, (uint32_t *) sop_feel_slots(of.feel, &n_slots), 0};
        self->guards[guard].n_slots = n_slots;
    }
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
}

static void
collect_constants(SopDomains *self)
{
    const SopFlow *flow = self->flow;

    for (SopFact fact = 0; fact < flow->n_facts; fact++)
    {
        SopFactType type = flow->facts[fact].type;
        SopDomain *domain = &self->facts[fact];
        if (flow->facts[fact].is_list || (type != SOP_FACT_NUMBER && type != SOP_FACT_TEXT))
            continue;
        domain->points = true;
        domain->constants = g_array_new(FALSE, FALSE, sizeof(SopValue));
        g_array_set_clear_func(domain->constants, (GDestroyNotify) sop_value_clear);
        if (flow->facts[fact].starts.type != SOP_NULL)
            collect(domain, &flow->facts[fact].starts);
        scan_range(self, fact);
    }
    scan_guards(self);
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
    self->n_items =
        flow->n_facts + flow->n_documents + flow->n_actions + flow->n_offers - flow->first_timeout;
    collect_constants(self);
    give_up_long_ones(self);
    for (SopFact fact = 0; fact < flow->n_facts; fact++)
        make_classes(self, fact);
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
    g_free(self->facts);
    g_free(self->guards);
    g_free(self);
}
