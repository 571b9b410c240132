/* SPDX-License-Identifier: Apache-2.0 */
/* A reason as a sentence, in FEEL's own terms: "`passport_expiry` is 2026-03-01, needed on or after
 * 2026-09-14". */
#include <string.h>

#include "feel/explain.h"

bool
sop_feel_varies(const SopAst *ast)
{
    if (ast->kind == SOP_AST_NAME ||
        (ast->kind == SOP_AST_CALL && (sop_builtin_at(ast->slot)->flags & SOP_BUILTIN_CLOCK)))
        return true;
    for (uint32_t i = 0; i < ast->n_children; i++)
        if (sop_feel_varies(ast->children[i]))
            return true;
    return false;
}

/* As people write it, but a text in quotes. */
static void
put_value(GString *out, const SopValue *value)
{
    bool plain = value->type != SOP_STRING && value->type < SOP_LIST;
    g_autofree char *text = plain ? sop_value_to_text(value) : sop_value_to_feel(value);
    g_string_append(out, text);
}

/* After a text in quotes, or one character. */
static const char *
next_part(const char *at, const char *end)
{
    if (*at != '"')
        return at + 1;
    for (at++; at < end && *at != '"'; at++)
        at += *at == '\\';
    return MIN(at + 1, end);
}

/* How many brackets are closed that were not opened. */
static unsigned
count_unopened(const char *at, const char *end)
{
    unsigned open = 0, unopened = 0;
    for (; at < end; at = next_part(at, end))
    {
        open += *at == '(';
        if (*at == ')' && open == 0)
            unopened++;
        else if (*at == ')')
            open--;
    }
    return unopened;
}

/* Brackets are not in the tree, so that (a + b) * 2 begins at a. */
SopExplainPlace
sop_explain_place(const SopFeel *feel, const SopAst *ast)
{
    uint32_t offset = ast->offset;
    const char *text = feel->text, *end = text + ast->offset + ast->length;
    for (unsigned n = count_unopened(text + offset, end); n > 0 && offset > 0; n--)
    {
        uint32_t at = offset;
        while (at > 0 && text[at - 1] != '(' && g_ascii_isspace(text[at - 1]))
            at--;
        if (at == 0 || text[at - 1] != '(')
            break;
        offset = at - 1;
    }
    return (SopExplainPlace) {offset, ast->offset + ast->length - offset};
}

/* What is written; a cell's column is not. */
static void
put_source(GString *out, const SopFeel *feel, const SopAst *ast)
{
    SopExplainPlace place = sop_explain_place(feel, ast);
    if (ast->length == 0)
        g_string_append(out, "the value");
    else
        g_string_append_printf(out, "`%.*s`", (int) place.length, feel->text + place.offset);
}

static void
put_range(GString *out, const SopValue *range)
{
    const SopListBox *box = sop_value_list_box(range);
    if (range->flags != 0)
    {
        put_value(out, range);
        return;
    }
    put_value(out, &box->items[0]);
    g_string_append(out, " to ");
    put_value(out, &box->items[1]);
}

static void
put_needed(GString *out, const SopValue *needed)
{
    const SopListBox *list = needed->type == SOP_LIST ? sop_value_list_box(needed) : NULL;
    if (needed->type == SOP_RANGE)
        put_range(out, needed);
    else if (list == NULL || list->n_items == 0)
        put_value(out, needed);
    for (uint32_t i = 0; list != NULL && i < list->n_items; i++)
    {
        if (i > 0)
            g_string_append(out, i + 1 < list->n_items ? ", " : " or ");
        if (list->items[i].type == SOP_RANGE)
            put_range(out, &list->items[i]);
        else
            put_value(out, &list->items[i]);
    }
}

/* [0] of amounts, [1] of points in time. */
static const char *const relations[][2] = {
    [SOP_FEEL_NEEDS_EQUAL] = {"", ""},
    [SOP_FEEL_NEEDS_NOT_EQUAL] = {"other than ", "other than "},
    [SOP_FEEL_NEEDS_LESS] = {"less than ", "before "},
    [SOP_FEEL_NEEDS_AT_MOST] = {"at most ", "on or before "},
    [SOP_FEEL_NEEDS_MORE] = {"more than ", "after "},
    [SOP_FEEL_NEEDS_AT_LEAST] = {"at least ", "on or after "},
    [SOP_FEEL_NEEDS_IN] = {"", ""},
    [SOP_FEEL_NEEDS_NOT_IN] = {"other than ", "other than "},
};

static void
put_held(GString *out, const SopFeel *feel, const SopExplained *explained)
{
    const SopFeelReason *reason = &explained->reason;
    const SopAst *against = explained->trees.needed;
    bool of_times = reason->needed.type >= SOP_DATE && reason->needed.type <= SOP_DATE_TIME;
    put_source(out, feel, explained->trees.subject);
    g_string_append(out, " is ");
    put_value(out, &reason->value);
    g_string_append_printf(out, ", needed %s", relations[reason->need][of_times]);
    put_needed(out, &reason->needed);
    if (against != NULL && sop_feel_varies(against))
    {
        g_string_append(out, " (");
        put_source(out, feel, against);
        g_string_append_c(out, ')');
    }
}

char *
sop_explain_text(const SopFeel *feel, const SopExplained *explained)
{
    GString *out = g_string_new(NULL);
    switch (explained->reason.need)
    {
    case SOP_FEEL_NEEDS_TRUE:
    case SOP_FEEL_NEEDS_FALSE:
        put_source(out, feel, explained->trees.subject);
        g_string_append(out, explained->reason.need == SOP_FEEL_NEEDS_TRUE
                                 ? " is false, needed true"
                                 : " is true, needed false");
        break;
    case SOP_FEEL_NEEDS_KNOWN:
        put_source(out, feel, explained->trees.subject);
        g_string_append(out, " is not known");
        break;
    case SOP_FEEL_NEEDS_VALUE:
        put_source(out, feel, explained->trees.subject);
        g_string_append(out, " has no value");
        break;
    case SOP_FEEL_NEEDS_LESS_WORK:
        put_source(out, feel, explained->trees.subject);
        g_string_append(out, " was given up: it takes too many steps, or makes too long a list");
        break;
    default:
        put_held(out, feel, explained);
    }
    return g_string_free(out, FALSE);
}
