/* SPDX-License-Identifier: Apache-2.0 */
/* What conditions read, as symbols of the solver, each with what always holds of it: its values, its range,
 * and that of an absent document nothing is known. */
#include "check/logic.h"

#include <string.h>

enum
{
    DAY_SECONDS = 86400,
};

static void
ignore_error(Z3_context z3, Z3_error_code code)
{
    (void) z3;
    (void) code;
}

SopLogic *
sop_logic_new(const SopGuardCheck *check)
{
    const SopFlow *flow = check->flow;
    SopLogic *self = g_new0(SopLogic, 1);
    Z3_config config = Z3_mk_config();

    Z3_set_param_value(config, "auto_config", "false");
    self->flow = flow;
    self->domains = check->domains;
    self->known = check->known;
    self->z3 = Z3_mk_context(config);
    Z3_del_config(config);
    Z3_set_error_handler(self->z3, ignore_error);
    self->boolean = Z3_mk_bool_sort(self->z3);
    self->whole = Z3_mk_int_sort(self->z3);
    self->real = Z3_mk_real_sort(self->z3);
    self->yes = Z3_mk_true(self->z3);
    self->no = Z3_mk_false(self->z3);
    self->symbols = g_new0(SopTerm, flow->n_facts + flow->n_reads + 1);
    self->bounds = g_new0(Z3_ast, flow->n_facts + flow->n_reads + 1);
    self->formulas = g_new0(SopFormula, flow->n_expressions + 1);
    self->words = g_ptr_array_new_with_free_func(g_free);
    self->numbers = g_hash_table_new(g_str_hash, g_str_equal);
    self->opaque = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    self->now = sop_logic_fresh(self, "now", self->real);
    self->today = sop_logic_fresh(self, "today", self->whole);
    return self;
}

void
sop_logic_free(SopLogic *self)
{
    if (self == NULL)
        return;
    Z3_del_context(self->z3);
    g_free(self->symbols);
    g_free(self->bounds);
    g_free(self->formulas);
    g_hash_table_unref(self->numbers);
    g_ptr_array_unref(self->words);
    g_hash_table_unref(self->opaque);
    g_free(self);
}

Z3_ast
sop_logic_fresh(SopLogic *self, const char *of, Z3_sort sort)
{
    return Z3_mk_fresh_const(self->z3, of, sort);
}

Z3_ast
sop_logic_number(SopLogic *self, int64_t number, Z3_sort sort)
{
    return Z3_mk_int64(self->z3, number, sort);
}

unsigned
sop_logic_word(SopLogic *self, const char *text)
{
    gpointer found = g_hash_table_lookup(self->numbers, text);

    if (found != NULL)
        return GPOINTER_TO_UINT(found) - 1;
    char *word = g_strdup(text);
    g_ptr_array_add(self->words, word);
    g_hash_table_insert(self->numbers, word, GUINT_TO_POINTER(self->words->len));
    return self->words->len - 1;
}

/* ---- constants ---------------------------------------------------------------------------------------- */

/* A duration as ISO 8601 writes it; `unit` seconds of each letter. False: it cannot be read so. */
static bool
read_duration(const char *text, bool months, int64_t *ret)
{
    static const struct
    {
        char letter;
        bool of_time, months;
        int64_t worth;
    } units[] = {{'Y', false, true, 12},   {'M', false, true, 1},  {'D', false, false, DAY_SECONDS},
                 {'H', true, false, 3600}, {'M', true, false, 60}, {'S', true, false, 1}};
    bool negative = *text == '-', of_time = false;
    int64_t sum = 0;

    for (text += negative + 1; *text != '\0'; text++)
    {
        if (*text == 'T')
        {
            of_time = true;
            continue;
        }
        char *end;
        int64_t count = g_ascii_strtoll(text, &end, 10), part;
        size_t i = 0;
        while (i < G_N_ELEMENTS(units) && (units[i].letter != *end || units[i].of_time != of_time ||
                                           units[i].months != months))
            i++;
        if (end == text || i == G_N_ELEMENTS(units) ||
            __builtin_mul_overflow(count, units[i].worth, &part) ||
            __builtin_add_overflow(sum, part, &sum))
            return false;
        text = end;
    }
    *ret = negative ? -sum : sum;
    return true;
}

static SopTerm
number_term(SopLogic *self, const SopValue *value)
{
    g_autofree char *text = sop_value_to_text(value);

    if (strspn(text, "-0123456789.") != strlen(text))
        return (SopTerm) {0};
    return (SopTerm) {.kind = SOP_TERM_NUMBER,
                      .known = self->yes,
                      .value = Z3_mk_numeral(self->z3, text, self->real)};
}

static SopTerm
temporal_term(SopLogic *self, const SopValue *value)
{
    SopTerm term = {.known = self->yes};
    int64_t count = 0;

    if (value->type == SOP_DATE && sop_value_get_day(value, &count))
    {
        term.kind = SOP_TERM_DATE;
        term.value = sop_logic_number(self, count, self->whole);
    }
    else if (value->type == SOP_DATE_TIME && sop_value_get_instant(value, self->flow->zone, &count))
    {
        g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT "/%d", count, (int) SOP_SECOND);
        term.kind = SOP_TERM_INSTANT;
        term.local = true;
        term.value = Z3_mk_numeral(self->z3, text, self->real);
    }
    else if (value->type == SOP_DAYS_DURATION || value->type == SOP_MONTHS_DURATION)
    {
        bool months = value->type == SOP_MONTHS_DURATION;
        g_autofree char *text = sop_value_to_text(value);
        if (read_duration(text, months, &count))
        {
            term.kind = months ? SOP_TERM_MONTHS : SOP_TERM_DAYS;
            term.value = sop_logic_number(self, count, months ? self->whole : self->real);
            if (!months && count % DAY_SECONDS == 0)
                term.days = sop_logic_number(self, count / DAY_SECONDS, self->whole);
        }
    }
    return term;
}

SopTerm
sop_logic_constant(SopLogic *self, const SopValue *value)
{
    const char *text = sop_value_string(value);

    if (value->type == SOP_NULL)
        return (SopTerm) {.kind = SOP_TERM_OTHER, .known = self->no};
    if (value->type == SOP_BOOLEAN)
        return (SopTerm) {.kind = SOP_TERM_BOOLEAN,
                          .known = self->yes,
                          .value = value->boolean ? self->yes : self->no};
    if (value->type == SOP_NUMBER)
        return number_term(self, value);
    if (text != NULL)
        return (SopTerm) {.kind = SOP_TERM_WORD,
                          .known = self->yes,
                          .value = sop_logic_number(self, sop_logic_word(self, text), self->whole)};
    return temporal_term(self, value);
}

/* ---- symbols -------------------------------------------------------------------------------------------- */

/* It is one of the words, when it is known. */
static Z3_ast
one_of(SopLogic *self, const SopTerm *term, const char *const *words, uint32_t n_words)
{
    Z3_ast any = self->no;

    for (uint32_t i = 0; i < n_words; i++)
        any = sop_logic_or(
            self, any,
            Z3_mk_eq(self->z3, term->value,
                     sop_logic_number(self, sop_logic_word(self, words[i]), self->whole)));
    return Z3_mk_implies(self->z3, term->known, any);
}

static SopTerm
typed_term(SopLogic *self, SopFactType type, bool is_list)
{
    static const uint8_t kinds[] = {
        [SOP_FACT_BOOLEAN] = SOP_TERM_BOOLEAN,   [SOP_FACT_NUMBER] = SOP_TERM_NUMBER,
        [SOP_FACT_TEXT] = SOP_TERM_WORD,         [SOP_FACT_CHOICE] = SOP_TERM_WORD,
        [SOP_FACT_DATE] = SOP_TERM_DATE,         [SOP_FACT_DATE_TIME] = SOP_TERM_INSTANT,
        [SOP_FACT_DURATION] = SOP_TERM_DURATION,
    };
    SopTerm term = {.kind = is_list ? SOP_TERM_OTHER : kinds[type], .local = true};
    const Z3_sort sorts[] = {
        [SOP_TERM_BOOLEAN] = self->boolean, [SOP_TERM_NUMBER] = self->real,
        [SOP_TERM_WORD] = self->whole,      [SOP_TERM_DATE] = self->whole,
        [SOP_TERM_INSTANT] = self->real,    [SOP_TERM_DURATION] = self->real,
        [SOP_TERM_OTHER] = self->boolean,
    };

    term.known = sop_logic_fresh(self, "known", self->boolean);
    term.value = sop_logic_fresh(self, "value", sorts[term.kind]);
    if (term.kind == SOP_TERM_DURATION)
    {
        term.is_months = sop_logic_fresh(self, "is_months", self->boolean);
        term.months = sop_logic_fresh(self, "months", self->whole);
    }
    return term;
}

static Z3_ast
bound_of_type(SopLogic *self, const SopFlowFact *fact, const SopTerm *term)
{
    Z3_ast bound = self->yes;

    if (term->kind == SOP_TERM_WORD && fact->n_values > 0)
        bound = one_of(self, term, fact->values, fact->n_values);
    else if (term->kind == SOP_TERM_WORD)
        bound = Z3_mk_ge(self->z3, term->value, sop_logic_number(self, 0, self->whole));
    if (fact->range == NULL || term->kind == SOP_TERM_OTHER)
        return bound;
    SopFormula range = sop_logic_range(self, fact->range, term);
    return range.whole
               ? sop_logic_and(self, bound, Z3_mk_implies(self->z3, term->known, range.is_true))
               : bound;
}

/* A count is never less than what it starts with. */
static Z3_ast
bound_of_count(SopLogic *self, SopFact fact, const SopTerm *term)
{
    const SopDomain *domain = &self->domains->facts[fact];
    SopTerm starts = sop_logic_constant(self, &self->flow->facts[fact].starts);

    if (!domain->climbs || starts.kind != SOP_TERM_NUMBER)
        return self->yes;
    Z3_ast bound = Z3_mk_ge(self->z3, term->value, starts.value);
    if (domain->whole)
        bound = sop_logic_and(self, bound, Z3_mk_is_int(self->z3, term->value));
    return Z3_mk_implies(self->z3, term->known, bound);
}

static Z3_ast
bound_of_outcome(SopLogic *self, const SopTerm *term, SopNode phase)
{
    const SopFlow *flow = self->flow;
    g_autoptr(GPtrArray) words = g_ptr_array_new();

    for (uint32_t i = 0; i < flow->n_branches; i++)
        if (flow->branches[i].to.kind == SOP_TARGET_END && flow->branches[i].to.node == phase)
            g_ptr_array_add(words, (char *) flow->outcomes[flow->branches[i].to.outcome].name);
    return one_of(self, term, (const char *const *) words->pdata, words->len);
}

static Z3_ast
bound_of_role(SopLogic *self, const SopTerm *term)
{
    const SopFlow *flow = self->flow;
    g_autoptr(GPtrArray) words = g_ptr_array_new();

    for (SopRole i = 0; i < flow->n_roles; i++)
        g_ptr_array_add(words, (char *) flow->roles[i].name);
    return one_of(self, term, (const char *const *) words->pdata, words->len);
}

static const SopTerm *
document_symbol(SopLogic *self, SopReadKind kind, SopPaper document)
{
    for (uint32_t i = 0; i < self->flow->n_reads; i++)
        if (self->flow->reads[i].kind == kind && self->flow->reads[i].index == document)
            return sop_logic_symbol(self, self->flow->n_facts + i);
    g_assert_not_reached();
}

static Z3_ast
bound_of_expired(SopLogic *self, const SopTerm *term, SopPaper document)
{
    const SopTerm *expires = document_symbol(self, SOP_READ_EXPIRES, document);
    Z3_ast past =
        sop_logic_and(self, expires->known, Z3_mk_gt(self->z3, self->today, expires->value));

    return Z3_mk_eq(self->z3, term->value, past);
}

static void
make_document_symbol(SopLogic *self, SopRead read, SopTerm *term, Z3_ast *bound)
{
    if (read.kind == SOP_READ_DOCUMENT)
        return;
    Z3_ast on_file = document_symbol(self, SOP_READ_DOCUMENT, read.index)->known;
    bool may_lack = read.kind == SOP_READ_EXPIRES || read.kind == SOP_READ_REFERENCE;

    term->known = may_lack ? sop_logic_and(self, term->known, on_file) : on_file;
    if (read.kind == SOP_READ_EXPIRED)
        *bound = bound_of_expired(self, term, read.index);
}

static SopFlowFact
declared_of(const SopFlow *flow, SopRead read)
{
    static const SopFactType types[] = {
        [SOP_READ_REFERENCE] = SOP_FACT_TEXT,  [SOP_READ_ISSUED] = SOP_FACT_DATE,
        [SOP_READ_EXPIRES] = SOP_FACT_DATE,    [SOP_READ_VERIFIED] = SOP_FACT_BOOLEAN,
        [SOP_READ_EXPIRED] = SOP_FACT_BOOLEAN, [SOP_READ_DONE] = SOP_FACT_DATE_TIME,
        [SOP_READ_AT] = SOP_FACT_BOOLEAN,      [SOP_READ_OUTCOME] = SOP_FACT_TEXT,
        [SOP_READ_ACTOR_ID] = SOP_FACT_TEXT,   [SOP_READ_ACTOR_ROLE] = SOP_FACT_TEXT,
        [SOP_READ_CASE_ID] = SOP_FACT_TEXT,    [SOP_READ_CASE_OPENED] = SOP_FACT_DATE_TIME,
    };

    if (read.kind == SOP_READ_FACT)
        return flow->facts[read.index];
    if (read.kind == SOP_READ_ACTOR_DETAIL)
        return flow->details[read.index];
    return (SopFlowFact) {.type = types[read.kind], .is_list = read.kind == SOP_READ_DOCUMENT};
}

static void
make_symbol(SopLogic *self, SopRead read, SopTerm *term, Z3_ast *bound)
{
    SopFlowFact declared = declared_of(self->flow, read);

    *term = typed_term(self, declared.type, declared.is_list);
    if ((read.kind == SOP_READ_FACT && self->known[read.index]) || read.kind == SOP_READ_AT ||
        read.kind == SOP_READ_CASE_OPENED)
        term->known = self->yes;
    *bound = bound_of_type(self, &declared, term);
    if (read.kind == SOP_READ_FACT)
        *bound = sop_logic_and(self, *bound, bound_of_count(self, read.index, term));
    if (read.kind == SOP_READ_OUTCOME)
        *bound = bound_of_outcome(self, term, read.index);
    else if (read.kind == SOP_READ_ACTOR_ROLE)
        *bound = bound_of_role(self, term);
    if (read.kind == SOP_READ_DONE || read.kind == SOP_READ_CASE_OPENED)
    {
        term->local = false;
        *bound = Z3_mk_le(self->z3, term->value, self->now);
    }
    if (read.kind >= SOP_READ_DOCUMENT && read.kind <= SOP_READ_EXPIRED)
        make_document_symbol(self, read, term, bound);
}

const SopTerm *
sop_logic_symbol(SopLogic *self, uint32_t slot)
{
    const SopFlow *flow = self->flow;
    SopRead read =
        slot < flow->n_facts ? (SopRead) {SOP_READ_FACT, slot} : flow->reads[slot - flow->n_facts];

    if (self->symbols[slot].kind == SOP_TERM_NONE)
        make_symbol(self, read, &self->symbols[slot], &self->bounds[slot]);
    return &self->symbols[slot];
}
