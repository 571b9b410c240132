/* SPDX-License-Identifier: Apache-2.0 */
/* What decided a condition, in words: "Passport (expiry): 1 March 2026; needed: on or after 14 September
 * 2026 (Day of departure + 6 months)". */
#include "flow/words.h"

typedef struct
{
    const SopSpeaker *speaker;
    const SopFeelReason *reason;
    SopReasonTrees trees;
    SopWordSense sense; /* of the values, whose words are held against each other */
} Because;

/* [0] of amounts, [1] of points in time. */
static const char *const needs[][2] = {
    [SOP_FEEL_NEEDS_EQUAL] = {"needed.is", "needed.is"},
    [SOP_FEEL_NEEDS_NOT_EQUAL] = {"needed.is_not", "needed.is_not"},
    [SOP_FEEL_NEEDS_LESS] = {"needed.less", "needed.before"},
    [SOP_FEEL_NEEDS_AT_MOST] = {"needed.at_most", "needed.by"},
    [SOP_FEEL_NEEDS_MORE] = {"needed.more", "needed.after"},
    [SOP_FEEL_NEEDS_AT_LEAST] = {"needed.at_least", "needed.from"},
};

static char *
speak_compared(const Because *self, SopFeelNeed need, const SopValue *value)
{
    bool of_times = value->type == SOP_DATE || value->type == SOP_DATE_TIME;
    g_autofree char *said = sop_speak_value(self->speaker, value, self->sense);

    return sop_speak(self->speaker, needs[need][of_times], "value", said, NULL);
}

/* ---- ranges and lists ------------------------------------------------------------------------ */

static char *
speak_range(const Because *self, const SopValue *range)
{
    SopFeelEnds ends = sop_value_range_ends(range);

    if (ends.start.type == SOP_NULL || ends.end.type == SOP_NULL)
    {
        bool is_least = ends.end.type == SOP_NULL;
        SopFeelNeed need = is_least
                               ? (ends.open_start ? SOP_FEEL_NEEDS_MORE : SOP_FEEL_NEEDS_AT_LEAST)
                               : (ends.open_end ? SOP_FEEL_NEEDS_LESS : SOP_FEEL_NEEDS_AT_MOST);
        return speak_compared(self, need, is_least ? &ends.start : &ends.end);
    }
    g_autofree char *a = ends.open_start ? speak_compared(self, SOP_FEEL_NEEDS_MORE, &ends.start)
                         : ends.open_end
                             ? speak_compared(self, SOP_FEEL_NEEDS_AT_LEAST, &ends.start)
                             : sop_speak_value(self->speaker, &ends.start, self->sense);
    g_autofree char *b = ends.open_end     ? speak_compared(self, SOP_FEEL_NEEDS_LESS, &ends.end)
                         : ends.open_start ? speak_compared(self, SOP_FEEL_NEEDS_AT_MOST, &ends.end)
                                           : sop_speak_value(self->speaker, &ends.end, self->sense);
    bool is_open = ends.open_start || ends.open_end;
    return sop_speak(self->speaker, is_open ? "needed.and" : "needed.between", "a", a, "b", b,
                     NULL);
}

static char *
speak_one(const Because *self, const SopValue *value)
{
    return value->type == SOP_RANGE ? speak_range(self, value)
                                    : sop_speak_value(self->speaker, value, self->sense);
}

/* One of what the list holds; a range is itself. */
static char *
speak_choices(const Because *self, const SopValue *needed)
{
    unsigned n_items = sop_value_list_length(needed);
    char *said = speak_one(self, n_items > 0 ? sop_value_list_item(needed, 0) : needed);

    for (unsigned i = 1; i < n_items; i++)
    {
        g_autofree char *before = said;
        g_autofree char *next = speak_one(self, sop_value_list_item(needed, i));
        said = sop_speak(self->speaker, "word.or", "a", before, "b", next, NULL);
    }
    return said;
}

/* ---- one reason ------------------------------------------------------------------------------ */

static char *
speak_need(const Because *self)
{
    const SopFeelReason *reason = self->reason;

    if (reason->need != SOP_FEEL_NEEDS_IN && reason->need != SOP_FEEL_NEEDS_NOT_IN)
        return speak_compared(self, reason->need, &reason->needed);
    char *choices = speak_choices(self, &reason->needed);
    if (reason->need == SOP_FEEL_NEEDS_IN)
        return choices;
    g_autofree char *denied = choices;
    return sop_speak(self->speaker, "needed.is_not", "value", denied, NULL);
}

/* What is needed, and where it comes from when that is not just written. */
static char *
speak_needed(const Because *self)
{
    const SopAst *against = self->trees.needed;
    g_autofree char *needed = speak_need(self);

    if (against == NULL || !sop_feel_varies(against))
        return g_steal_pointer(&needed);
    g_autofree char *source =
        sop_speak_operand(self->speaker, against, sop_speak_sense_of(self->speaker, against));
    return sop_speak(self->speaker, "because.from", "needed", needed, "source", source, NULL);
}

static char *
speak_held(const Because *self)
{
    SopWordSense plain = {SOP_WORD_PLAIN, NULL};
    g_autofree char *subject = sop_speak_operand(self->speaker, self->trees.subject, plain);
    g_autofree char *value = sop_speak_value(self->speaker, &self->reason->value, self->sense);
    g_autofree char *needed = speak_needed(self);

    return sop_speak(self->speaker, "because.part", "subject", subject, "value", value, "needed",
                     needed, NULL);
}

/* Of what is true or false: a fact is yes or no; else it is said as it is: "Passport: not on file". */
static char *
speak_truth(const Because *self, const SopAst *ast, bool is_true)
{
    const SopSpeaker *speaker = self->speaker;
    bool is_fact =
        ast->kind == SOP_AST_NAME && sop_speak_read_of(speaker, ast).kind == SOP_READ_FACT;
    g_autofree char *state = sop_speak_condition(speaker, ast, !is_true);

    return is_fact
               ? sop_speak(speaker, "because.truth", "state", state, "needed",
                           sop_sentence(is_true ? "word.no" : "word.yes", speaker->language), NULL)
               : g_steal_pointer(&state);
}

static SopWordSense
sense_of(const SopSpeaker *speaker, SopReasonTrees trees)
{
    SopWordSense sense = sop_speak_sense_of(speaker, trees.subject);

    return sense.kind == SOP_WORD_PLAIN && trees.needed != NULL
               ? sop_speak_sense_of(speaker, trees.needed)
               : sense;
}

static char *
speak_reason(const SopSpeaker *speaker, const SopFeelReason *reason)
{
    SopReasonTrees trees = sop_feel_reason_trees(reason);
    Because self = {speaker, reason, trees, sense_of(speaker, trees)};
    SopWordSense plain = {SOP_WORD_PLAIN, NULL};
    const SopValue *value = &reason->value;
    bool of_truths = value->type == SOP_BOOLEAN && reason->needed.type == SOP_BOOLEAN;

    if (reason->need == SOP_FEEL_NEEDS_KNOWN)
        return sop_speak_known(speaker, trees.subject, false);
    if (reason->need >= SOP_FEEL_NEEDS_VALUE)
    {
        g_autofree char *subject = sop_speak_operand(speaker, trees.subject, plain);
        bool too_much = reason->need == SOP_FEEL_NEEDS_LESS_WORK;
        return sop_speak(speaker, too_much ? "because.too_much" : "because.no_value", "subject",
                         subject, NULL);
    }
    return of_truths ? speak_truth(&self, trees.subject, value->boolean) : speak_held(&self);
}

static SopSpeaker
speaker_of(const SopFlow *flow, SopGuard guard, const char *language)
{
    return (SopSpeaker) {flow, language != NULL ? language : flow->languages[0],
                         sop_feel_text(flow->expressions[guard].feel)};
}

char *
sop_flow_say_reason(const SopFlow *self, SopGuard guard, const SopFeelReason *reason,
                    const char *language)
{
    g_return_val_if_fail(guard < self->n_expressions, NULL);

    SopSpeaker speaker = speaker_of(self, guard, language);
    return speak_reason(&speaker, reason);
}

char *
sop_flow_say_reasons(const SopFlow *self, SopGuard guard, const SopFeelReasons *reasons,
                     const char *language)
{
    g_return_val_if_fail(guard < self->n_expressions, NULL);

    SopSpeaker speaker = speaker_of(self, guard, language);
    char *said = NULL;

    for (unsigned i = 0; i < sop_feel_reasons_count(reasons); i++)
    {
        const SopFeelReason *reason = sop_feel_reasons_at(reasons, i);
        g_autofree char *before = said;
        g_autofree char *next = speak_reason(&speaker, reason);
        said = before == NULL
                   ? g_steal_pointer(&next)
                   : sop_speak(&speaker, reason->alternative ? "because.or" : "because.and", "a",
                               before, "b", next, NULL);
    }
    return said != NULL ? said : g_strdup("");
}
