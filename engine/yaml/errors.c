/* SPDX-License-Identifier: Apache-2.0 */
/* libyaml's complaints, in the words of somebody who writes procedures: a table of what it says
 * and what stands there, and what was most likely meant. */
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

typedef enum
{
    HERE,  /* where it went wrong */
    START, /* where what went wrong began; where it went wrong is shown too */
    LINE,  /* the line in which it went wrong; the one above is shown too */
} Place;

typedef struct
{
    const char *context; /* part of libyaml's words; NULL: any */
    const char *problem;
    bool (*applies)(const Problem *problem); /* NULL: always */
    SopMessage message;
    Place place;
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
line_start(const char *text, size_t at)
{
    while (at > 0 && strchr("\r\n", text[at - 1]) == NULL)
        at--;
    return at;
}

/* The first character in the line of byte `at` that is no blank. */
static size_t
first_in_line(const char *text, size_t at)
{
    size_t start = line_start(text, at);

    return start + strspn(text + start, " \t");
}

/* Is there a closing quote before it in the line? */
static bool
after_quote(const Problem *problem)
{
    size_t at = problem->at;

    while (at > 0 && problem->text[at - 1] == ' ')
        at--;
    return at > 0 && (problem->text[at - 1] == '"' || problem->text[at - 1] == '\'') &&
           problem->text[problem->at] != '\0' &&
           strchr(",:]}\r\n#", problem->text[problem->at]) == NULL;
}

/* Has the line a `: ` before the one that was refused? */
static bool
second_colon(const Problem *problem)
{
    for (size_t at = line_start(problem->text, problem->at); at + 1 < problem->at; at++)
        if (problem->text[at] == ':' && problem->text[at + 1] == ' ')
            return true;
    return false;
}

/* Is a `-` refused in the middle of a line, as in `[-, 3]` or `x: - 3`? */
static bool
within_line(const Problem *problem)
{
    return first_in_line(problem->text, problem->at) < problem->at;
}

/* Is a `-` alone in brackets? libyaml then complains of what follows it. */
static bool
after_dash(const Problem *problem)
{
    return problem->text[problem->at] == '-' || problem->text[problem->context_at] == '-';
}

static const Rule rules[] = {
    {NULL, "tab character", NULL, SOP_MESSAGE_YAML_TAB, HERE},
    {NULL, "cannot start any token", at_tab, SOP_MESSAGE_YAML_TAB, HERE},
    {NULL, "cannot start any token", at_greater, SOP_MESSAGE_YAML_GREATER, HERE},
    {NULL, "cannot start any token", NULL, SOP_MESSAGE_YAML_SPECIAL_START, HERE},
    {"block scalar", NULL, began_with_greater, SOP_MESSAGE_YAML_GREATER, START},
    {"quoted scalar", "end of stream", NULL, SOP_MESSAGE_YAML_QUOTE_OPEN, START},
    {"quoted scalar", "document indicator", NULL, SOP_MESSAGE_YAML_QUOTE_OPEN, START},
    {"quoted scalar", NULL, NULL, SOP_MESSAGE_YAML_BAD_ESCAPE, HERE},
    {"a directive", NULL, NULL, SOP_MESSAGE_YAML_SPECIAL_START, START},
    {"an alias", NULL, NULL, SOP_MESSAGE_YAML_SPECIAL_START, START},
    {"an anchor", NULL, NULL, SOP_MESSAGE_YAML_SPECIAL_START, START},
    {"a tag", NULL, NULL, SOP_MESSAGE_YAML_TAG, START},
    {NULL, "tag handle", NULL, SOP_MESSAGE_YAML_TAG, START},
    {NULL, NULL, after_quote, SOP_MESSAGE_YAML_TEXT_AFTER_QUOTE, HERE},
    {NULL, "block sequence entries", within_line, SOP_MESSAGE_YAML_SPECIAL_START, HERE},
    {NULL, "block sequence entries", NULL, SOP_MESSAGE_YAML_INDENT, LINE},
    {"a flow node", "node content", after_dash, SOP_MESSAGE_YAML_SPECIAL_START, HERE},
    {"a flow", "',' or", on_later_line, SOP_MESSAGE_YAML_BRACKET_OPEN, START},
    {"a flow", "',' or", at_colon, SOP_MESSAGE_YAML_COLON_IN_TEXT, HERE},
    {"a flow", "',' or", NULL, SOP_MESSAGE_YAML_BRACKET_OPEN, START},
    {NULL, "mapping values", second_colon, SOP_MESSAGE_YAML_COLON_IN_TEXT, HERE},
    {NULL, "mapping values", NULL, SOP_MESSAGE_YAML_INDENT, LINE},
    {"a simple key", NULL, NULL, SOP_MESSAGE_YAML_NO_COLON, START},
    {"a block mapping", NULL, NULL, SOP_MESSAGE_YAML_INDENT, LINE},
    {"a block collection", NULL, NULL, SOP_MESSAGE_YAML_INDENT, LINE},
    {NULL, "<document start>", NULL, SOP_MESSAGE_YAML_INDENT, LINE},
    {NULL, NULL, NULL, SOP_MESSAGE_YAML_SYNTAX, HERE},
};

/* What is left for SOP_MESSAGE_YAML_SYNTAX, where libyaml's words would not help. */
static const struct
{
    const char *problem;
    const char *words;
} plain_words[] = {
    {"node content", "a value is missing before this"},
    {"unexpected ':'", "a blank must follow the `:`"},
    {"incompatible YAML", "this version of YAML is not known; delete the line"},
    {"comment or line break", "the text after `|` begins in the next line"},
    {"indentation indicator", "the text after `|` begins in the next line"},
    {"mapping keys", "a `?` cannot begin a text unless it is in quotes"},
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

    while (!says(problem->context, rule->context) || !says(problem->problem, rule->problem) ||
           (rule->applies != NULL && !rule->applies(problem)))
        rule++; /* the last one always applies */
    return rule;
}

/* ---- reporting
 * -------------------------------------------------------------------------------- */

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
    return g_strndup(text + at,
                     text[at] != '\0' ? (size_t) (g_utf8_next_char(text + at) - (text + at)) : 0);
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
    static const SopMessage short_ones[] = {
        SOP_MESSAGE_YAML_QUOTE_OPEN,    SOP_MESSAGE_YAML_BRACKET_OPEN,
        SOP_MESSAGE_YAML_GREATER,       SOP_MESSAGE_YAML_TAB,
        SOP_MESSAGE_YAML_SPECIAL_START, SOP_MESSAGE_YAML_COLON_IN_TEXT};

    for (size_t i = 0; i < G_N_ELEMENTS(short_ones); i++)
        if (rule->message == short_ones[i])
            return 1;
    return (uint32_t) g_utf8_strlen(word, -1);
}

static const char *
words_for(const char *problem)
{
    for (size_t i = 0; i < G_N_ELEMENTS(plain_words); i++)
        if (says(problem, plain_words[i].problem))
            return plain_words[i].words;
    return problem;
}

/* Shows the nearest line above that has text, since the eye compares with that. */
static void
point_above(SopYamlReader *reader, SopDiagnostic *diagnostic, const char *text, size_t at)
{
    at = line_start(text, at);
    while (at > 0 && strchr(" \t\r\n", text[at - 1]) != NULL)
        at--;
    if (at == 0)
        return;
    size_t above = first_in_line(text, at - 1);
    g_autofree char *word = word_at(text, above);
    SopSpan span = sop_yaml_span_at(text, reader->source, above);
    span.length = (uint32_t) g_utf8_strlen(word, -1);
    sop_diagnostic_point(diagnostic, span, "the line above begins here");
}

static void
report(SopYamlReader *reader, const Problem *problem, SopSpan here, SopSpan start)
{
    const Rule *rule = find_rule(problem);
    size_t at = rule->place == START ? problem->context_at : problem->at;
    SopSpan span = rule->place == START ? start : here;
    if (rule->place == LINE)
    {
        at = first_in_line(problem->text, problem->at);
        span = sop_yaml_span_at(problem->text, reader->source, at);
    }
    g_autofree char *word = word_at(problem->text, at);
    g_autofree char *character = character_at(problem->text, at);
    g_autofree char *escape = escape_at(problem);
    const char *closing = *character == '{' ? "}" : "]";

    if (rule->message == SOP_MESSAGE_YAML_TAG)
    {
        word[strcspn(word, "]}")] = '\0';
        sop_yaml_check_tag(reader, span, word);
        return;
    }
    span.length = length_at(rule, word);
    SopDiagnostic *diagnostic =
        sop_report(reader->diagnostics, rule->message, span, "problem", words_for(problem->problem),
                   "character", character, "quote", character, "bracket", character, "closing",
                   closing, "escape", escape, NULL);
    if (rule->message == SOP_MESSAGE_YAML_BRACKET_OPEN)
        sop_diagnostic_point(diagnostic, here, "it goes wrong here");
    else if (rule->place == LINE)
        point_above(reader, diagnostic, problem->text, at);
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
