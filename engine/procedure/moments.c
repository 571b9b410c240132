/* SPDX-License-Identifier: Apache-2.0 */
/* Durations and moments in plain words: "72 hours", "72 hours after record_counselling". Says what
 * is missing or misspelt, since these are written by hand and by heart. */
#include <string.h>

#include "procedure/reader.h"

static const char *const units[] = {"minutes",     "hours", "days",   "working days", "weeks",
                                    "months",      "years", "minute", "hour",         "day",
                                    "working day", "week",  "month",  "year"};

static size_t
skip_spaces(const char *text, size_t at)
{
    while (text[at] == ' ')
        at++;
    return at;
}

static size_t
word_length(const char *text)
{
    return strcspn(text, " ");
}

/* What people say for a unit, and words that stand where the unit is missing. */
static const char *const unit_slips[][2] = {
    {"business", "working days"},
    {"workdays", "working days"},
    {"hrs", "hours"},
    {"mins", "minutes"},
    {"after", ""},
    {"before", ""},
};

static const char *
meant_unit(const char *word)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(unit_slips); i++)
        if (strcmp(word, unit_slips[i][0]) == 0)
            return unit_slips[i][1];
    return word[0] != '\0' ? sop_nearest(word, units, G_N_ELEMENTS(units)) : "";
}

/* What is wrong with the duration at the start of `text`, and what to write instead. */
static void
report_duration(SopReader *self, const SopYamlNode *node, const char *text, const char *problem)
{
    SopDiagnostic *diagnostic =
        sop_report(self->diagnostics, SOP_MESSAGE_BAD_DURATION, node->span, "text", text, NULL);
    size_t digits = strspn(text, "0123456789");
    g_autofree char *number = g_strndup(text, digits);
    g_autofree char *unit =
        g_strndup(text + skip_spaces(text, digits), word_length(text + skip_spaces(text, digits)));
    const char *nearest = meant_unit(unit);
    if (digits == 0 && nearest != NULL && nearest[0] != '\0')
        sop_diagnostic_set_fix(diagnostic, "say how many: `5 %s`", nearest);
    else if (digits > 0 && nearest != NULL && nearest[0] == '\0')
        sop_diagnostic_set_fix(diagnostic, "say of what: `%s hours`, `%s days`, `%s working days`",
                               number, number, number);
    else if (digits > 0 && nearest != NULL && !g_str_equal(nearest, unit))
        sop_diagnostic_set_fix(diagnostic, "did you mean `%s %s`?", number, nearest);
    else if (problem != NULL)
        sop_diagnostic_set_why(diagnostic, "%s", problem);
}

/* Returns: how much of `text` the duration takes, spaces after it too; 0 when it is none. */
static size_t
parse_duration(const char *text, size_t length, SopSpanOfTime *ret, const char **ret_problem)
{
    size_t taken = sop_span_of_time_parse(text, length, ret, ret_problem);
    if (taken > 0 && text[taken] != '\0' && text[taken] != ' ')
        return 0;
    return taken > 0 ? skip_spaces(text, taken) : 0;
}

void
sop_read_duration(SopReader *self, const SopYamlNode *value, void *ret)
{
    const char *text = sop_reader_scalar(self, value, "a duration such as `90 days`");
    if (text == NULL)
        return;
    SopSpanOfTime duration = {0};
    const char *problem = NULL;
    size_t taken = parse_duration(text, value->size, &duration, &problem);
    if (taken == 0)
        report_duration(self, value, text, problem);
    else if (taken < value->size)
    {
        SopDiagnostic *diagnostic = sop_report(self->diagnostics, SOP_MESSAGE_BAD_DURATION,
                                               value->span, "text", text, NULL);
        g_autofree char *alone = g_strchomp(g_strndup(text, taken));
        sop_diagnostic_set_fix(diagnostic, "only a duration stands here: `%s`", alone);
    }
    else
        *(SopSpanOfTime **) ret = sop_arena_memdup(self->arena, &duration, sizeof duration);
}

/* ---- moments --------------------------------------------------------------------------------- */

static SopDiagnostic *
report_moment(SopReader *self, const SopYamlNode *node)
{
    return sop_report(self->diagnostics, SOP_MESSAGE_BAD_MOMENT, node->span, "text", node->text,
                      NULL);
}

static bool
parse_relation(SopReader *self, const SopYamlNode *node, size_t *at, SopWrittenMoment *moment)
{
    static const char *const words[] = {"after", "before"};
    g_autofree char *word = g_strndup(node->text + *at, word_length(node->text + *at));
    *at = skip_spaces(node->text, *at + strlen(word));
    if (g_str_equal(word, "after") || g_str_equal(word, "before"))
    {
        moment->kind = word[0] == 'a' ? SOP_MOMENT_AFTER : SOP_MOMENT_BEFORE;
        return true;
    }
    SopDiagnostic *diagnostic = report_moment(self, node);
    const char *nearest = sop_nearest(word, words, G_N_ELEMENTS(words));
    g_autofree char *duration =
        g_strndup(node->text, (size_t) (strstr(node->text, word) - node->text));
    if (nearest == NULL && (g_str_equal(word, "since") || g_str_equal(word, "from")))
        nearest = "after";
    if (nearest != NULL)
        sop_diagnostic_set_fix(diagnostic, "write `%s` for `%s`: `%s%s NAME`", nearest, word,
                               duration, nearest);
    return false;
}

/* `NAME` or `NAME expires` at the end of the text. */
static bool
parse_anchor(SopReader *self, const SopYamlNode *node, size_t at, SopWrittenMoment *moment)
{
    const char *text = node->text + at;
    size_t length = word_length(text);
    size_t rest = skip_spaces(text, length);
    if (length == 0)
    {
        sop_diagnostic_set_fix(report_moment(self, node),
                               "say what it counts from: `%s NAME`, an action's name", node->text);
        return false;
    }
    moment->anchor_expires = g_str_equal(text + rest, "expires");
    if (text[rest] != '\0' && !moment->anchor_expires)
    {
        report_moment(self, node);
        return false;
    }
    const char *name = sop_arena_strndup(self->arena, text, length);
    uint32_t characters = (uint32_t) g_utf8_strlen(name, -1);
    SopSpan span = sop_yaml_span_within(self->procedure->sources, node, (uint32_t) at, characters);
    moment->anchor = (SopWrittenName) {.name = name, .span = span};
    const SopYamlNode node_of_name = {.span = span};
    return moment->anchor_expires
               ? sop_reader_check_name(self, &node_of_name, name, (uint32_t) length)
               : sop_reader_check_event(self, &node_of_name, name, (uint32_t) length);
}

static bool
read_moment(SopReader *self, const SopYamlNode *value, const char *what, SopWrittenMoment *ret)
{
    const char *text = sop_reader_scalar(self, value, what);
    if (text == NULL)
        return false;
    *ret = (SopWrittenMoment) {.kind = SOP_MOMENT_FROM_ENTERING, .span = value->span};
    const char *problem = NULL;
    size_t at = parse_duration(text, value->size, &ret->duration, &problem);
    if (at == 0)
    {
        report_duration(self, value, text, problem);
        return false;
    }
    return at == value->size ||
           (parse_relation(self, value, &at, ret) && parse_anchor(self, value, at, ret));
}

void
sop_read_moment(SopReader *self, const SopYamlNode *value, void *ret)
{
    SopWrittenMoment moment;
    if (read_moment(self, value, "a moment such as `72 hours after NAME`", &moment))
        *(SopWrittenMoment **) ret = sop_arena_memdup(self->arena, &moment, sizeof moment);
}

/* ---- clocks: a moment, or one of several by what is known ------------------------------------- */

static void
read_branch_moment(SopReader *self, const SopYamlNode *value, void *ret)
{
    SopWrittenMomentBranch *branch = ret;
    SopWrittenMoment moment;
    if (!read_moment(self, value, "a moment such as `5 working days`", &moment))
        return;
    branch->moment = moment;
    branch->span = value->span; /* so far: that there is one */
}

static const SopKey moment_branch_keys[] = {
    SOP_KEY("when", sop_read_expression, SopWrittenMomentBranch, when),
    SOP_KEY_AT("moment", read_branch_moment, 0, SOP_KEY_REQUIRED),
};
SOP_FORM(sop_form_moment_branch, "a branch of a clock", "{when: CONDITION, moment: 24 hours}",
         moment_branch_keys, SopWrittenMomentBranch);

static bool
read_moment_branch(SopReader *self, const SopYamlNode *node, SopWrittenMomentBranch *ret)
{
    SopWrittenMomentBranch branch = {.span = SOP_SPAN_NONE};
    if (node->kind != SOP_YAML_MAPPING)
    {
        sop_reader_wrong_kind(self, node, "a branch such as {when: CONDITION, moment: 24 hours}");
        return false;
    }
    const SopYamlNode *outer = self->key;
    self->key = NULL; /* what is missing is told at the branch */
    sop_reader_form(self, node, &sop_form_moment_branch, &branch);
    self->key = outer;
    if (branch.span.source == SOP_NONE)
        return false;
    branch.span = node->span;
    *ret = branch;
    return true;
}

static void
read_moment_branches(SopReader *self, const SopYamlNode *list, SopWrittenClock *clock)
{
    if (sop_reader_empty(self, list))
        return;
    clock->branches = sop_arena_new_array(self->arena, SopWrittenMomentBranch, list->size);
    for (uint32_t i = 0; i < list->size; i++)
        clock->n_branches +=
            read_moment_branch(self, list->items[i], &clock->branches[clock->n_branches]);
    sop_reader_check_whens(self, (const SopYamlNode *const *) list->items, list->size,
                           &sop_form_moment_branch, 0);
}

void
sop_read_clock(SopReader *self, const SopYamlNode *value, void *ret)
{
    static const char what[] = "a moment such as `5 working days`, or a list of {when, moment}";
    SopWrittenClock *clock = ret;
    clock->span = value->span;
    if (value->kind == SOP_YAML_SEQUENCE)
    {
        read_moment_branches(self, value, clock);
        return;
    }
    SopWrittenMomentBranch branch = {.span = value->span};
    if (!read_moment(self, value, what, &branch.moment))
        return;
    clock->branches = sop_arena_memdup(self->arena, &branch, sizeof branch);
    clock->n_branches = 1;
}
