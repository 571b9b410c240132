/* SPDX-License-Identifier: Apache-2.0 */
/* libyaml's complaints, in the words of somebody who writes procedures: a table of what it says and what
 * stands there, and what was most likely meant. */
#include "yaml/reader.h"

#include <string.h>

typedef struct
{
    const char *text; /* the file, NUL-terminated */
    const char *context;
    const char *problem;
    size_t at;         /* byte where it went wrong */
    size_t context_at; /* byte where what went wrong began */
    uint32_t line;
    uint32_t context_line;
} Problem;

typedef struct
{
    const char *context; /* part of libyaml's words; NULL: any */
    const char *problem;
    bool (*applies)(const Problem *problem); /* NULL: always */
    SopMessage message;
    bool at_context;   /* the place is where it began */
    const char *label; /* of the other of the two places; NULL: not shown */
} Rule;

/* ---- what stands there ----------------------------------------------------------------------- */

static bool
at_tab(const Problem *problem)
{
    return problem->text[problem->at] == '\t';
}

static bool
at_greater(const Problem *problem)
{
    return problem->text[problem->at] == '>';
}

static bool
began_with_greater(const Problem *problem)
{
    return problem->text[problem->context_at] == '>';
}

static bool
at_colon(const Problem *problem)
{
    return problem->text[problem->at] == ':';
}

static bool
on_later_line(const Problem *problem)
{
    return problem->line > problem->context_line || problem->text[problem->at] == '\0';
}

static size_t
line_start(const Problem *problem)
{
    size_t start = problem->at;

    while (start > 0 && strchr("\r\n", problem->text[start - 1]) == NULL)
        start--;
    return start;
}

/* Is there a closing quote before it in the line? */
static bool
after_quote(const Problem *problem)
{
    size_t at = problem->at;

    while (at > 0 && problem->text[at - 1] == ' ')
        at--;
    return at > 0 && (problem->text[at - 1] == '"' || problem->text[at - 1] == '\'')
        && problem->text[problem->at] != '\0' && strchr(",:]}\r\n#", problem->text[problem->at]) == NULL;
}

/* Has the line a `: ` before the one that was refused? */
static bool
second_colon(const Problem *problem)
{
    for (size_t at = line_start(problem); at + 1 < problem->at; at++)
        if (problem->text[at] == ':' && problem->text[at + 1] == ' ')
            return true;
    return false;
}

/* Is a `-` refused in the middle of a line, as in `[-, 3]` or `x: - 3`? */
static bool
within_line(const Problem *problem)
{
    size_t start = line_start(problem);

    return start + strspn(problem->text + start, " ") < problem->at;
}

static const Rule rules[] = {
    {NULL, "tab character", NULL, SOP_MESSAGE_YAML_TAB, false, NULL},
    {NULL, "cannot start any token", at_tab, SOP_MESSAGE_YAML_TAB, false, NULL},
    {NULL, "cannot start any token", at_greater, SOP_MESSAGE_YAML_GREATER, false, NULL},
    {NULL, "cannot start any token", NULL, SOP_MESSAGE_YAML_SPECIAL_START, false, NULL},
    {"block scalar", NULL, began_with_greater, SOP_MESSAGE_YAML_GREATER, true, NULL},
    {"quoted scalar", "end of stream", NULL, SOP_MESSAGE_YAML_QUOTE_OPEN, true, NULL},
    {"quoted scalar", "document indicator", NULL, SOP_MESSAGE_YAML_QUOTE_OPEN, true, NULL},
    {"quoted scalar", NULL, NULL, SOP_MESSAGE_YAML_BAD_ESCAPE, false, NULL},
    {"a directive", NULL, NULL, SOP_MESSAGE_YAML_SPECIAL_START, true, NULL},
    {"an alias", NULL, NULL, SOP_MESSAGE_YAML_SPECIAL_START, true, NULL},
    {"an anchor", NULL, NULL, SOP_MESSAGE_YAML_SPECIAL_START, true, NULL},
    {"a tag", NULL, NULL, SOP_MESSAGE_YAML_TAG, true, NULL},
    {NULL, "tag handle", NULL, SOP_MESSAGE_YAML_TAG, true, NULL},
    {NULL, NULL, after_quote, SOP_MESSAGE_YAML_TEXT_AFTER_QUOTE, false, NULL},
    {NULL, "block sequence entries", within_line, SOP_MESSAGE_YAML_SPECIAL_START, false, NULL},
    {NULL, "block sequence entries", NULL, SOP_MESSAGE_YAML_INDENT, false, NULL},
    {"a flow", NULL, on_later_line, SOP_MESSAGE_YAML_BRACKET_OPEN, true, "it goes wrong here"},
    {"a flow", NULL, at_colon, SOP_MESSAGE_YAML_COLON_IN_TEXT, false, NULL},
    {"a flow", "',' or", NULL, SOP_MESSAGE_YAML_BRACKET_OPEN, true, "it goes wrong here"},
    {NULL, "mapping values", second_colon, SOP_MESSAGE_YAML_COLON_IN_TEXT, false, NULL},
    {NULL, "mapping values", NULL, SOP_MESSAGE_YAML_INDENT, false, NULL},
    {"a simple key", NULL, NULL, SOP_MESSAGE_YAML_NO_COLON, true, NULL},
    {"a block mapping", NULL, NULL, SOP_MESSAGE_YAML_INDENT, false, "they begin here"},
    {"a block collection", NULL, NULL, SOP_MESSAGE_YAML_INDENT, false, "they begin here"},
    {NULL, "<document start>", NULL, SOP_MESSAGE_YAML_INDENT, false, NULL},
    {NULL, NULL, NULL, SOP_MESSAGE_YAML_SYNTAX, false, NULL},
};

static bool
says(const char *words, const char *part)
{
    return part == NULL || (words != NULL && strstr(words, part) != NULL);
}

static const Rule *
find_rule(const Problem *problem)
{
    const Rule *rule = rules;

    while (!says(problem->context, rule->context) || !says(problem->problem, rule->problem)
           || (rule->applies != NULL && !rule->applies(problem)))
        rule++; /* the last one always applies */
    return rule;
}

/* ---- reporting -------------------------------------------------------------------------------- */

/* The characters from `at` to a blank or the line's end; at least one, if there is one. */
static char *
word_at(const char *text, size_t at)
{
    size_t length = strcspn(text + at, " \t\r\n,");

    if (length == 0 && text[at] != '\0')
        length = (size_t) (g_utf8_next_char(text + at) - (text + at));
    return g_strndup(text + at, length);
}

static char *
character_at(const char *text, size_t at)
{
    return g_strndup(text + at, text[at] != '\0' ? (size_t) (g_utf8_next_char(text + at) - (text + at)) : 0);
}

static char *
escape_at(const Problem *problem)
{
    size_t at = problem->at;

    while (at > 0 && problem->at - at < 2 && problem->text[at] != '\\')
        at--;
    g_autofree char *backslash = character_at(problem->text, at);
    g_autofree char *letter = character_at(problem->text, at + strlen(backslash));
    return g_strconcat(backslash, letter, NULL);
}

static uint32_t
length_at(const Rule *rule, const char *word)
{
    static const SopMessage short_ones[]
        = {SOP_MESSAGE_YAML_QUOTE_OPEN, SOP_MESSAGE_YAML_BRACKET_OPEN, SOP_MESSAGE_YAML_GREATER,
           SOP_MESSAGE_YAML_TAB, SOP_MESSAGE_YAML_SPECIAL_START, SOP_MESSAGE_YAML_COLON_IN_TEXT};

    for (size_t i = 0; i < G_N_ELEMENTS(short_ones); i++)
        if (rule->message == short_ones[i])
            return 1;
    return (uint32_t) g_utf8_strlen(word, -1);
}

static void
report(SopYamlReader *reader, const Problem *problem, SopSpan place, SopSpan context)
{
    const Rule *rule = find_rule(problem);
    size_t at = rule->at_context ? problem->context_at : problem->at;
    SopSpan span = rule->at_context ? context : place;
    SopSpan other = rule->at_context ? place : context;
    g_autofree char *word = word_at(problem->text, at);
    g_autofree char *character = character_at(problem->text, at);
    g_autofree char *escape = escape_at(problem);
    const char *closing = *character == '{' ? "}" : "]";

    span.length = length_at(rule, word);
    SopDiagnostic *diagnostic
        = sop_report(reader->diagnostics, rule->message, span, "problem", problem->problem, "character", character,
                     "quote", character, "bracket", character, "closing", closing, "tag", word, "escape", escape, NULL);
    if (rule->label != NULL && problem->context != NULL && problem->at != problem->context_at)
        sop_diagnostic_point(diagnostic, other, rule->label);
}

static void
report_character(SopYamlReader *reader, const yaml_parser_t *parser)
{
    g_autofree char *character = g_strdup_printf("U+%04X", (unsigned) parser->problem_value);
    SopSpan span = sop_yaml_span_at(reader->cursor.text, reader->source,
                                    MIN(parser->problem_offset, reader->cursor.length));

    span.length = 1;
    sop_report(reader->diagnostics, SOP_MESSAGE_YAML_CONTROL, span, "character", character, NULL);
}

void
sop_yaml_report_error(SopYamlReader *reader, const yaml_parser_t *parser)
{
    if (parser->error == YAML_MEMORY_ERROR)
        g_error("out of memory");
    if (parser->error == YAML_READER_ERROR)
    {
        report_character(reader, parser);
        return;
    }

    const yaml_mark_t *at = &parser->problem_mark;
    const yaml_mark_t *from = parser->context != NULL ? &parser->context_mark : at;
    Problem problem = {
        .text = reader->cursor.text,
        .context = parser->context,
        .problem = parser->problem,
        .at = sop_yaml_cursor_byte(&reader->cursor, at->index),
        .context_at = sop_yaml_cursor_byte(&reader->cursor, from->index),
        .line = (uint32_t) at->line + 1,
        .context_line = (uint32_t) from->line + 1,
    };
    SopSpan place = {reader->source, problem.line, (uint32_t) at->column + 1, 1};
    SopSpan context = {reader->source, problem.context_line, (uint32_t) from->column + 1, 1};
    report(reader, &problem, place, context);
}
