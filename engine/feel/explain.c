/* SPDX-License-Identifier: Apache-2.0 */
/* Why a condition is false or unknown: the tree is judged part by part, down to what is no longer and,
 * or, not or if; then those parts are kept without whose value the whole would be otherwise. */
#include "feel/explain.h"

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

/* ---- judging ---------------------------------------------------------------------------------- */

SopValue
sop_explain_evaluate(SopExplainer *self, const SopAst *part)
{
    self->given_up = false;
    if (part->kind == SOP_AST_LITERAL)
        return sop_value_copy(&part->value);
    g_autoptr(SopFeel) feel = sop_feel_part(self->feel, part);
    return feel != NULL ? sop_feel_evaluate_within(feel, self->input, self->zone, &self->steps,
                                                   &self->given_up)
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
is_unknown_rule(const SopExplainer *self)
{
    return self->feel->options & SOP_FEEL_UNKNOWN;
}

/* How many parts a tree is judged by; 0: it is judged as a whole. */
static unsigned
count_parts(const SopAst *ast)
{
    if (ast->kind == SOP_AST_AND || ast->kind == SOP_AST_OR)
        return 2;
    if (ast->kind == SOP_AST_NOT)
        return ast->n_children == 1;
    return ast->kind == SOP_AST_IF ? 3 : 0;
}

static Truth
join_parts(const SopExplainer *self, const SopAst *ast, const Truth truths[3])
{
    if (ast->kind == SOP_AST_NOT)
        return deny(truths[0]);
    if (ast->kind != SOP_AST_IF)
        return join(truths[0], truths[1], ast->kind == SOP_AST_AND ? IS_FALSE : IS_TRUE);
    if (truths[0] == IS_UNKNOWN && is_unknown_rule(self))
        return IS_UNKNOWN;
    return truths[truths[0] == IS_TRUE ? 1 : 2];
}

/* The tree is no deeper than SOP_LIMIT_EXPRESSION_DEPTH, and so is this. */
static const Judged *
judge(SopExplainer *self, const SopAst *ast)
{
    Judged *judged = sop_pad_alloc(&self->pad, sizeof(Judged));
    Truth truths[3] = {IS_UNKNOWN, IS_UNKNOWN, IS_UNKNOWN};
    unsigned n = count_parts(ast);
    *judged = (Judged) {.ast = ast};
    for (unsigned i = 0; i < n; i++)
    {
        judged->children[i] = judge(self, ast->children[i]);
        truths[i] = judged->children[i]->truth;
    }
    judged->truth =
        n > 0 ? join_parts(self, ast, truths) : truth_of(sop_explain_evaluate(self, ast));
    return judged;
}

/* ---- what decided ----------------------------------------------------------------------------- */

static void explain(SopExplainer *self, const Judged *judged, bool want, bool alternative);

/* Those operands that are as the whole is. All of them must change when all must be as wanted; else
 * one will do. */
static void
explain_junction(SopExplainer *self, const Judged *judged, bool want, bool alternative)
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
explain_if(SopExplainer *self, const Judged *judged, bool want, bool alternative)
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
explain(SopExplainer *self, const Judged *judged, bool want, bool alternative)
{
    const SopAst *ast = judged->ast;
    if (count_parts(ast) == 0)
        sop_explain_leaf(self, ast, judged->truth != IS_UNKNOWN, want, alternative);
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
    SopExplainer explainer = {
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
