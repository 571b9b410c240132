/* SPDX-License-Identifier: Apache-2.0 */
/* Reasons: what a part that is no and, or, not or if would need, so that it were as wanted. */
#include "feel/explain.h"
#include "feel/number.h"

static SopExplained
explained_new(const SopExplainer *self, SopFeelNeed need, SopReasonTrees trees, bool alternative)
{
    SopExplainPlace part = sop_explain_place(self->feel, trees.part);
    SopExplainPlace subject = sop_explain_place(self->feel, trees.subject);
    return (SopExplained) {
        .reason = {.need = need,
                   .alternative = alternative,
                   .offset = part.offset,
                   .length = part.length,
                   .subject_offset = subject.offset,
                   .subject_length = subject.length},
        .trees = trees,
    };
}

static void
add(SopExplainer *self, SopExplained explained) /* (transfer full) */
{
    explained.reason.text = sop_explain_text(self->feel, &explained);
    g_array_append_val(self->reasons, explained);
}

static SopValue
read_slot(const SopExplainer *self, uint32_t slot)
{
    const SopFeelInput *input = self->input;
    if (slot < input->n_slots)
        return input->slots[slot];
    return input->read != NULL && slot != SOP_NONE ? input->read(input->host, slot)
                                                   : SOP_VALUE_NULL;
}

static bool
is_said_missing(const SopExplainer *self, uint32_t slot)
{
    for (guint i = 0; i < self->reasons->len; i++)
    {
        const SopExplained *one = &g_array_index(self->reasons, SopExplained, i);
        if (one->reason.need == SOP_FEEL_NEEDS_KNOWN && one->trees.subject->slot == slot)
            return true;
    }
    return false;
}

/* Each name in the part that is not known, once. Returns: whether there is any. */
static bool
add_missing(SopExplainer *self, const SopAst *part, const SopAst *in, bool alternative)
{
    bool found = false;
    if (in->kind == SOP_AST_NAME && read_slot(self, in->slot).type == SOP_NULL)
    {
        if (!is_said_missing(self, in->slot) && self->reasons->len < SOP_EXPLAIN_REASONS)
            add(self, explained_new(self, SOP_FEEL_NEEDS_KNOWN, (SopReasonTrees) {part, in, NULL},
                                    alternative));
        return true;
    }
    for (uint32_t i = 0; i < in->n_children; i++)
        found = add_missing(self, part, in->children[i], alternative && !found) || found;
    return found;
}

/* Does the test speak of the value itself, so that there is nothing to hold it against? */
static bool
asks(const SopAst *test, uint32_t question)
{
    if (test->kind == SOP_AST_ANY || (test->kind == SOP_AST_UNARY && test->op == SOP_OP_NONE) ||
        (test->kind == SOP_AST_VARIABLE && test->slot == question))
        return true;
    for (uint32_t i = 0; i < test->n_children; i++)
        if (asks(test->children[i], question))
            return true;
    return false;
}

/* Why a part is null: what is missing, else the smallest operand that is null. */
static void
add_unknown(SopExplainer *self, const SopAst *part, bool alternative)
{
    if (add_missing(self, part, part, alternative))
        return;
    const SopAst *culprit = part;
    bool tests = part->kind == SOP_AST_IN;
    bool compares = tests || part->kind == SOP_AST_COMPARISON || part->kind == SOP_AST_BETWEEN;
    for (uint32_t i = 0; compares && i < part->n_children && culprit == part; i++)
    {
        if (tests && (part->children[i]->length == 0 || asks(part->children[i], part->slot)))
            continue;
        g_auto(SopValue) value = sop_explain_evaluate(self, part->children[i]);
        if (value.type == SOP_NULL)
            culprit = part->children[i];
    }
    SopValue null = sop_explain_evaluate(self, culprit);
    sop_value_clear(&null);
    add(self, explained_new(self, self->given_up ? SOP_FEEL_NEEDS_LESS_WORK : SOP_FEEL_NEEDS_VALUE,
                            (SopReasonTrees) {part, culprit, NULL}, alternative));
}

static SopFeelNeed
opposite(SopFeelNeed need)
{
    static const uint8_t opposites[] = {
        [SOP_FEEL_NEEDS_EQUAL] = SOP_FEEL_NEEDS_NOT_EQUAL,
        [SOP_FEEL_NEEDS_NOT_EQUAL] = SOP_FEEL_NEEDS_EQUAL,
        [SOP_FEEL_NEEDS_LESS] = SOP_FEEL_NEEDS_AT_LEAST,
        [SOP_FEEL_NEEDS_AT_MOST] = SOP_FEEL_NEEDS_MORE,
        [SOP_FEEL_NEEDS_MORE] = SOP_FEEL_NEEDS_AT_MOST,
        [SOP_FEEL_NEEDS_AT_LEAST] = SOP_FEEL_NEEDS_LESS,
        [SOP_FEEL_NEEDS_IN] = SOP_FEEL_NEEDS_NOT_IN,
        [SOP_FEEL_NEEDS_NOT_IN] = SOP_FEEL_NEEDS_IN,
        [SOP_FEEL_NEEDS_TRUE] = SOP_FEEL_NEEDS_FALSE,
        [SOP_FEEL_NEEDS_FALSE] = SOP_FEEL_NEEDS_TRUE,
    };
    return (SopFeelNeed) opposites[need];
}

static SopFeelNeed
need_of(unsigned op)
{
    static const uint8_t needs[] = {
        [SOP_OP_EQUAL] = SOP_FEEL_NEEDS_EQUAL,  [SOP_OP_NOT_EQUAL] = SOP_FEEL_NEEDS_NOT_EQUAL,
        [SOP_OP_LESS] = SOP_FEEL_NEEDS_LESS,    [SOP_OP_LESS_EQUAL] = SOP_FEEL_NEEDS_AT_MOST,
        [SOP_OP_GREATER] = SOP_FEEL_NEEDS_MORE, [SOP_OP_GREATER_EQUAL] = SOP_FEEL_NEEDS_AT_LEAST,
    };
    return (SopFeelNeed) needs[op];
}

/* With the sides exchanged. */
static SopFeelNeed
mirrored(SopFeelNeed need)
{
    bool equality = need == SOP_FEEL_NEEDS_EQUAL || need == SOP_FEEL_NEEDS_NOT_EQUAL;
    if (equality)
        return need;
    return need == SOP_FEEL_NEEDS_LESS      ? SOP_FEEL_NEEDS_MORE
           : need == SOP_FEEL_NEEDS_MORE    ? SOP_FEEL_NEEDS_LESS
           : need == SOP_FEEL_NEEDS_AT_MOST ? SOP_FEEL_NEEDS_AT_LEAST
                                            : SOP_FEEL_NEEDS_AT_MOST;
}

/* `needed`: (transfer full). */
static void
add_held(SopExplainer *self, SopFeelNeed need, SopReasonTrees trees, SopValue needed,
         bool alternative)
{
    if (needed.type == SOP_NULL && trees.needed != NULL && trees.needed->kind == SOP_AST_RANGE)
    {
        add(self, explained_new(self, SOP_FEEL_NEEDS_VALUE,
                                (SopReasonTrees) {trees.part, trees.needed, NULL}, alternative));
        return;
    }
    SopExplained explained = explained_new(self, need, trees, alternative);
    explained.reason.value = sop_explain_evaluate(self, trees.subject);
    explained.reason.needed = needed;
    bool both_null = explained.reason.value.type == SOP_NULL && needed.type == SOP_NULL;
    if (both_null && need == SOP_FEEL_NEEDS_NOT_EQUAL) /* x != null */
        explained.reason.need =
            trees.subject->kind == SOP_AST_NAME ? SOP_FEEL_NEEDS_KNOWN : SOP_FEEL_NEEDS_VALUE;
    add(self, explained);
}

static bool
reads_names(const SopAst *ast)
{
    bool reads = ast->kind == SOP_AST_NAME;
    for (uint32_t i = 0; i < ast->n_children && !reads; i++)
        reads = reads_names(ast->children[i]);
    return reads;
}

/* How well it stands as what is spoken of: a name best, a constant worst. */
static unsigned
weight(const SopAst *ast)
{
    if (ast->kind == SOP_AST_NAME)
        return 3;
    return reads_names(ast) ? 2 : sop_feel_varies(ast) ? 1 : 0;
}

static void
add_compared(SopExplainer *self, const SopAst *part, bool want, bool alternative)
{
    const SopAst *left = part->children[0], *right = part->children[1];
    bool backwards = weight(right) > weight(left);
    SopFeelNeed need = backwards ? mirrored(need_of(part->op)) : need_of(part->op);
    SopReasonTrees trees = {part, backwards ? right : left, backwards ? left : right};
    add_held(self, want ? need : opposite(need), trees, sop_explain_evaluate(self, trees.needed),
             alternative);
}

/* `value`: (transfer full). */
static void
put(SopListBox *list, SopValue value)
{
    sop_list_box_put(list, &value);
    sop_value_clear(&value);
}

/* A range of the two ends, as `between` has them. Returns: (transfer full). */
static SopValue
range_between(SopExplainer *self, const SopAst *low, const SopAst *high)
{
    SopListBox *ends = sop_list_box_new(SOP_RANGE, 2);
    put(ends, sop_explain_evaluate(self, low));
    put(ends, sop_explain_evaluate(self, high));
    return sop_list_value(ends);
}

static void
add_between(SopExplainer *self, const SopAst *part, bool want, bool alternative)
{
    add_held(self, want ? SOP_FEEL_NEEDS_IN : SOP_FEEL_NEEDS_NOT_IN,
             (SopReasonTrees) {part, part->children[0], NULL},
             range_between(self, part->children[1], part->children[2]), alternative);
}

static void
add_plain(SopExplainer *self, const SopAst *part, bool want, bool alternative)
{
    SopExplained explained = explained_new(self, want ? SOP_FEEL_NEEDS_TRUE : SOP_FEEL_NEEDS_FALSE,
                                           (SopReasonTrees) {part, part, NULL}, alternative);
    explained.reason.value = sop_value_boolean(!want);
    explained.reason.needed = sop_value_boolean(want);
    add(self, explained);
}

/* All the tests, as a list. Returns: (transfer full). */
static SopValue
list_of_tests(SopExplainer *self, const SopAst *part)
{
    SopListBox *tests = sop_list_box_new(SOP_LIST, part->n_children - 1);
    for (uint32_t i = 1; i < part->n_children; i++)
        put(tests, sop_explain_evaluate(self, part->children[i]));
    return sop_list_value(tests);
}

static void
add_in(SopExplainer *self, const SopAst *part, bool want, bool alternative)
{
    const SopAst *subject = part->children[0], *test = part->children[1];
    for (uint32_t i = 1; i < part->n_children; i++)
        if (asks(part->children[i], part->slot))
        {
            add_plain(self, part, want, alternative);
            return;
        }
    SopFeelNeed need = SOP_FEEL_NEEDS_IN;
    SopReasonTrees trees = {part, subject, NULL};
    SopValue needed;
    if (part->n_children > 2)
        needed = list_of_tests(self, part);
    else
    {
        bool compares = test->kind == SOP_AST_UNARY;
        trees.needed = compares ? test->children[0] : test;
        needed = sop_explain_evaluate(self, trees.needed);
        if (compares || (needed.type != SOP_RANGE && needed.type != SOP_LIST))
            need = need_of(compares ? test->op : SOP_OP_EQUAL);
    }
    add_held(self, want ? need : opposite(need), trees, needed, alternative);
}

void
sop_explain_leaf(SopExplainer *self, const SopAst *part, bool is_known, bool want, bool alternative)
{
    if (self->reasons->len >= SOP_EXPLAIN_REASONS)
        return;
    if (!is_known)
        add_unknown(self, part, alternative);
    else if (part->kind == SOP_AST_COMPARISON)
        add_compared(self, part, want, alternative);
    else if (part->kind == SOP_AST_BETWEEN)
        add_between(self, part, want, alternative);
    else if (part->kind == SOP_AST_IN)
        add_in(self, part, want, alternative);
    else
        add_plain(self, part, want, alternative);
}
