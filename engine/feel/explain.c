/* SPDX-License-Identifier: Apache-2.0 */
/* Why a condition is false or unknown: the tree is judged part by part, down to what is no longer and,
 * or, not or if; then those parts are kept without whose value the whole would be otherwise. */
#include "feel/explain.h"

#include <string.h>

#include "feel/machine.h"
#include "feel/number.h"

enum
{
    MOST_REASONS = 32,
};

struct _SopFeelReasons
{
    SopFeel *feel;
    SopValue value;
    GArray *reasons; /* SopExplained */
};

typedef enum
{
    IS_FALSE,
    IS_TRUE,
    IS_UNKNOWN,
} Truth;

typedef struct _Judged Judged;
struct _Judged
{
    const SopAst *ast;
    Truth truth;
    const Judged *children[3]; /* of and, or, not, if */
};

typedef struct
{
    const SopFeel *feel;
    const SopFeelInput *input;
    const SopZone *zone;
    int64_t steps; /* that all parts together may still take */
    SopPad pad;
    GArray *reasons;
} Explainer;

/* ---- judging ---------------------------------------------------------------------------------- */

/* The value of a part. Returns: (transfer full). */
static SopValue
evaluate(Explainer *self, const SopAst *part)
{
    if (part->kind == SOP_AST_LITERAL)
        return sop_value_copy(&part->value);
    g_autoptr(SopFeel) feel = sop_feel_part(self->feel, part);
    return feel != NULL ? sop_feel_evaluate_within(feel, self->input, self->zone, &self->steps)
                        : SOP_VALUE_NULL;
}

static Truth
truth_of(SopValue value) /* (transfer full) */
{
    Truth truth = value.type != SOP_BOOLEAN ? IS_UNKNOWN : value.boolean ? IS_TRUE : IS_FALSE;
    sop_value_clear(&value);
    return truth;
}

static Truth
deny(Truth truth)
{
    return truth == IS_UNKNOWN ? IS_UNKNOWN : truth == IS_TRUE ? IS_FALSE : IS_TRUE;
}

/* Of and: false if one is false, and true if both are. Of or the other way round. */
static Truth
join(Truth a, Truth b, Truth decides)
{
    if (a == decides || b == decides)
        return decides;
    return a == IS_UNKNOWN || b == IS_UNKNOWN ? IS_UNKNOWN : deny(decides);
}

static bool
is_unknown_rule(const Explainer *self)
{
    return self->feel->options & SOP_FEEL_UNKNOWN;
}

static Truth
judge_children(const Explainer *self, const SopAst *ast, const Judged *const *children)
{
    Truth first = children[0]->truth;
    if (ast->kind == SOP_AST_NOT)
        return deny(first);
    if (ast->kind != SOP_AST_IF)
        return join(first, children[1]->truth, ast->kind == SOP_AST_AND ? IS_FALSE : IS_TRUE);
    if (first == IS_UNKNOWN && is_unknown_rule(self))
        return IS_UNKNOWN;
    return children[first == IS_TRUE ? 1 : 2]->truth;
}

static bool
has_parts(const SopAst *ast)
{
    return ast->kind == SOP_AST_AND || ast->kind == SOP_AST_OR || ast->kind == SOP_AST_IF ||
           (ast->kind == SOP_AST_NOT && ast->n_children == 1);
}

/* The tree is no deeper than SOP_LIMIT_EXPRESSION_DEPTH, and so is this. */
static const Judged *
judge(Explainer *self, const SopAst *ast)
{
    Judged *judged = sop_pad_alloc(&self->pad, sizeof(Judged));
    *judged = (Judged) {.ast = ast};
    if (!has_parts(ast))
    {
        judged->truth = truth_of(evaluate(self, ast));
        return judged;
    }
    for (uint32_t i = 0; i < ast->n_children; i++)
        judged->children[i] = judge(self, ast->children[i]);
    judged->truth = judge_children(self, ast, judged->children);
    return judged;
}

/* ---- reasons ---------------------------------------------------------------------------------- */

static SopExplained
explained_new(SopFeelNeed need, SopReasonTrees trees, bool alternative)
{
    return (SopExplained) {
        .reason =
            {
                .need = need,
                .alternative = alternative,
                .offset = trees.part->offset,
                .length = trees.part->length,
                .subject_offset = trees.subject->offset,
                .subject_length = trees.subject->length,
            },
        .trees = trees,
    };
}

static void
add(Explainer *self, SopExplained explained) /* (transfer full) */
{
    explained.reason.text = sop_explain_text(self->feel, &explained);
    g_array_append_val(self->reasons, explained);
}

static SopValue
read_slot(const Explainer *self, uint32_t slot)
{
    const SopFeelInput *input = self->input;
    if (slot < input->n_slots)
        return input->slots[slot];
    return input->read != NULL && slot != SOP_NONE ? input->read(input->host, slot)
                                                   : SOP_VALUE_NULL;
}

static bool
is_said_missing(const Explainer *self, uint32_t slot)
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
add_missing(Explainer *self, const SopAst *part, const SopAst *in, bool alternative)
{
    bool found = false;
    if (in->kind == SOP_AST_NAME && read_slot(self, in->slot).type == SOP_NULL)
    {
        if (!is_said_missing(self, in->slot) && self->reasons->len < MOST_REASONS)
            add(self, explained_new(SOP_FEEL_NEEDS_KNOWN, (SopReasonTrees) {part, in, NULL},
                                    alternative));
        return true;
    }
    for (uint32_t i = 0; i < in->n_children; i++)
        found = add_missing(self, part, in->children[i], alternative && !found) || found;
    return found;
}

/* Why a part is null: what is missing, else the smallest operand that is null. */
static void
add_unknown(Explainer *self, const SopAst *part, bool alternative)
{
    if (add_missing(self, part, part, alternative))
        return;
    const SopAst *culprit = part;
    bool compares = part->kind == SOP_AST_COMPARISON || part->kind == SOP_AST_BETWEEN;
    for (uint32_t i = 0; compares && i < part->n_children && culprit == part; i++)
    {
        g_auto(SopValue) value = evaluate(self, part->children[i]);
        if (value.type == SOP_NULL)
            culprit = part->children[i];
    }
    add(self,
        explained_new(SOP_FEEL_NEEDS_VALUE, (SopReasonTrees) {part, culprit, NULL}, alternative));
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
add_held(Explainer *self, SopFeelNeed need, SopReasonTrees trees, SopValue needed, bool alternative)
{
    SopExplained explained = explained_new(need, trees, alternative);
    explained.reason.value = evaluate(self, trees.subject);
    explained.reason.needed = needed;
    bool both_null = explained.reason.value.type == SOP_NULL && needed.type == SOP_NULL;
    if (both_null && need == SOP_FEEL_NEEDS_NOT_EQUAL) /* x != null */
        explained.reason.need =
            trees.subject->kind == SOP_AST_NAME ? SOP_FEEL_NEEDS_KNOWN : SOP_FEEL_NEEDS_VALUE;
    add(self, explained);
}

/* How well it stands as what is spoken of: a name best, a constant worst. */
static unsigned
weight(const SopAst *ast)
{
    return ast->kind == SOP_AST_NAME ? 3
           : sop_explain_varies(ast) ? 1 + (ast->kind != SOP_AST_CALL)
                                     : 0;
}

static void
add_compared(Explainer *self, const SopAst *part, bool want, bool alternative)
{
    const SopAst *left = part->children[0], *right = part->children[1];
    bool backwards = weight(right) > weight(left);
    SopFeelNeed need = backwards ? mirrored(need_of(part->op)) : need_of(part->op);
    SopReasonTrees trees = {part, backwards ? right : left, backwards ? left : right};
    add_held(self, want ? need : opposite(need), trees, evaluate(self, trees.needed), alternative);
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
range_between(Explainer *self, const SopAst *low, const SopAst *high)
{
    SopListBox *ends = sop_list_box_new(SOP_RANGE, 2);
    put(ends, evaluate(self, low));
    put(ends, evaluate(self, high));
    return sop_list_value(ends);
}

static void
add_between(Explainer *self, const SopAst *part, bool want, bool alternative)
{
    add_held(self, want ? SOP_FEEL_NEEDS_IN : SOP_FEEL_NEEDS_NOT_IN,
             (SopReasonTrees) {part, part->children[0], NULL},
             range_between(self, part->children[1], part->children[2]), alternative);
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

static void
add_plain(Explainer *self, const SopAst *part, bool want, bool alternative)
{
    SopExplained explained = explained_new(want ? SOP_FEEL_NEEDS_TRUE : SOP_FEEL_NEEDS_FALSE,
                                           (SopReasonTrees) {part, part, NULL}, alternative);
    explained.reason.value = sop_value_boolean(!want);
    add(self, explained);
}

/* All the tests, as a list. Returns: (transfer full). */
static SopValue
list_of_tests(Explainer *self, const SopAst *part)
{
    SopListBox *tests = sop_list_box_new(SOP_LIST, part->n_children - 1);
    for (uint32_t i = 1; i < part->n_children; i++)
        put(tests, evaluate(self, part->children[i]));
    return sop_list_value(tests);
}

static void
add_in(Explainer *self, const SopAst *part, bool want, bool alternative)
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
    SopValue needed = SOP_VALUE_NULL;
    if (part->n_children > 2)
        needed = list_of_tests(self, part);
    else
    {
        bool compares = test->kind == SOP_AST_UNARY;
        trees.needed = compares ? test->children[0] : test;
        needed = evaluate(self, trees.needed);
        if (compares || (needed.type != SOP_RANGE && needed.type != SOP_LIST))
            need = need_of(compares ? test->op : SOP_OP_EQUAL);
    }
    add_held(self, want ? need : opposite(need), trees, needed, alternative);
}

/* Why the part, which is no and, or, not or if, is not what is wanted. */
static void
add_leaf(Explainer *self, const Judged *judged, bool want, bool alternative)
{
    const SopAst *part = judged->ast;
    if (self->reasons->len >= MOST_REASONS)
        return;
    if (judged->truth == IS_UNKNOWN)
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

/* ---- what decided ----------------------------------------------------------------------------- */

static void explain(Explainer *self, const Judged *judged, bool want, bool alternative);

/* Those operands that are as the whole is. All of them must change when all must be as wanted; else
 * one will do. */
static void
explain_junction(Explainer *self, const Judged *judged, bool want, bool alternative)
{
    bool any = want == (judged->ast->kind == SOP_AST_OR), first = true;
    for (unsigned i = 0; i < 2; i++)
        if (judged->children[i]->truth == judged->truth)
        {
            explain(self, judged->children[i], want, first ? alternative : any);
            first = false;
        }
}

/* The branch that was taken; and the condition, if the other branch would be as wanted. */
static void
explain_if(Explainer *self, const Judged *judged, bool want, bool alternative)
{
    const Judged *condition = judged->children[0];
    if (condition->truth == IS_UNKNOWN && is_unknown_rule(self))
    {
        explain(self, condition, true, alternative);
        return;
    }
    bool holds = condition->truth == IS_TRUE;
    explain(self, judged->children[holds ? 1 : 2], want, alternative);
    if (judged->children[holds ? 2 : 1]->truth == (want ? IS_TRUE : IS_FALSE))
        explain(self, condition, !holds, true);
}

static void
explain(Explainer *self, const Judged *judged, bool want, bool alternative)
{
    const SopAst *ast = judged->ast;
    if (!has_parts(ast))
        add_leaf(self, judged, want, alternative);
    else if (ast->kind == SOP_AST_NOT)
        explain(self, judged->children[0], !want, alternative);
    else if (ast->kind == SOP_AST_IF)
        explain_if(self, judged, want, alternative);
    else
        explain_junction(self, judged, want, alternative);
}

SopFeelReasons *
sop_feel_explain_in(const SopFeel *self, const SopFeelInput *input, const SopZone *zone)
{
    SopFeelReasons *reasons = g_new(SopFeelReasons, 1);
    reasons->feel = sop_feel_ref((SopFeel *) self);
    reasons->value = sop_feel_evaluate_in(self, input, zone);
    reasons->reasons = g_array_new(FALSE, FALSE, sizeof(SopExplained));
    bool is_false = reasons->value.type == SOP_BOOLEAN && !reasons->value.boolean;
    if (!is_false && reasons->value.type != SOP_NULL)
        return reasons;
    Explainer explainer = {
        .feel = self,
        .input = input,
        .zone = zone,
        .steps = SOP_LIMIT_EVALUATION_STEPS,
        .reasons = reasons->reasons,
    };
    const Judged *judged = judge(&explainer, self->ast);
    if (judged->truth != IS_TRUE)
        explain(&explainer, judged, true, false);
    sop_pad_free(&explainer.pad);
    return reasons;
}

SopFeelReasons *
sop_feel_explain(const SopFeel *self, const SopFeelInput *input)
{
    g_return_val_if_fail(self != NULL && input != NULL, NULL);
    return sop_feel_explain_in(self, input, NULL);
}

void
sop_feel_reasons_free(SopFeelReasons *self)
{
    if (self == NULL)
        return;
    for (guint i = 0; i < self->reasons->len; i++)
    {
        SopFeelReason *reason = &g_array_index(self->reasons, SopExplained, i).reason;
        sop_value_clear(&reason->value);
        sop_value_clear(&reason->needed);
        g_free(reason->text);
    }
    g_array_unref(self->reasons);
    sop_value_clear(&self->value);
    sop_feel_unref(self->feel);
    g_free(self);
}

const SopValue *
sop_feel_reasons_value(const SopFeelReasons *self)
{
    return &self->value;
}

unsigned
sop_feel_reasons_count(const SopFeelReasons *self)
{
    return self->reasons->len;
}

const SopFeelReason *
sop_feel_reasons_at(const SopFeelReasons *self, unsigned index)
{
    g_return_val_if_fail(index < self->reasons->len, NULL);
    return &g_array_index(self->reasons, SopExplained, index).reason;
}

SopReasonTrees
sop_feel_reason_trees(const SopFeelReason *self)
{
    return ((const SopExplained *) (const void *) self)->trees;
}
