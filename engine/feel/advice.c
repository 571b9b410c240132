/* SPDX-License-Identifier: Apache-2.0 */
/* What people meant who wrote something that is not FEEL, as far as it can be told: words of other languages,
 * numbers and dates as they are written on paper, functions by the names that others give them. */
#include <string.h>

#include "feel/language.h"

typedef struct
{
    const char *word;
    const char *advice;
} Advice;

static const char *
find(const Advice *table, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(table[i].word, word) == 0)
            return table[i].advice;
    return NULL;
}

/* ---- words ------------------------------------------------------------------------------------ */

/* Where an operator is expected. */
static const Advice operators[] = {
    {"AND", "write `and`"},
    {"And", "write `and`"},
    {"et", "write `and`"},
    {"且", "write `and`"},
    {"和", "write `and`"},
    {"并且", "write `and`"},
    {"OR", "write `or`"},
    {"Or", "write `or`"},
    {"ou", "write `or`"},
    {"或", "write `or`"},
    {"或者", "write `or`"},
    {"IN", "write `in`"},
    {"is", "write `=`"},
    {"equals", "write `=`"},
    {"IF", "write `if`"},
    {"..", "put the range into brackets: [1..3]"},
    {"not", "write `not(…)` around what is denied, or `!=`"},
    {"mod", "write `modulo(a, b)`"},
    {"?", "write `if … then … else …`"},
    {"to", "write `and` between the ends: between 1 and 3"},
    {")", "take it out, or add the `(` that it closes"},
};

/* Where a name is expected. */
static const Advice names[] = {
    {"yes", "write `true`"},
    {"Yes", "write `true`"},
    {"YES", "write `true`"},
    {"oui", "write `true`"},
    {"是", "write `true`"},
    {"no", "write `false`"},
    {"No", "write `false`"},
    {"NO", "write `false`"},
    {"non", "write `false`"},
    {"否", "write `false`"},
    {"If", "write `if`"},
    {"IF", "write `if`"},
    {"unknown", "write `null`"},
    {"nothing", "write `null`"},
    {"none", "write `null`"},
    {"empty", "write `null`"},
    {"not", "write `not(…)` around what is denied"},
    {"NOT", "write `not(…)` around what is denied"},
    {"Not", "write `not(…)` around what is denied"},
};

/* Functions, in small letters. */
static const Advice functions[] = {
    {"and", "write `… and …`"},
    {"or", "write `… or …`"},
    {"if", "write `if … then … else …`"},
    {"iif", "write `if … then … else …`"},
    {"avg", "did you mean `mean`?"},
    {"average", "did you mean `mean`?"},
    {"len", "did you mean `string length`, or `count` of a list?"},
    {"length", "did you mean `string length`, or `count` of a list?"},
    {"size", "did you mean `count`?"},
    {"substr", "did you mean `substring`?"},
    {"mid", "did you mean `substring`?"},
    {"upper", "did you mean `upper case`?"},
    {"lower", "did you mean `lower case`?"},
    {"concat", "write `+` between texts; of lists, `concatenate`"},
    {"join", "did you mean `string join`?"},
    {"startswith", "did you mean `starts with`?"},
    {"endswith", "did you mean `ends with`?"},
    {"mod", "did you mean `modulo`?"},
    {"pow", "write `a ** b`"},
    {"power", "write `a ** b`"},
    {"round", "write `round half up(n, 0)`"},
    {"isnull", "write `… = null`"},
    {"isblank", "write `… = null`"},
    {"year", "write `.year` after the date"},
    {"month", "write `.month` after the date"},
    {"day", "write `.day` after the date"},
    {"datediff", "write `-` between the dates"},
    {"days", "write `duration(\"P30D\")`"},
    {"unique", "did you mean `distinct values`?"},
    {"first", "write `[1]` after the list"},
    {"last", "write `[-1]` after the list"},
    {"text", "did you mean `string`?"},
};

const char *
sop_advice_on_name(const char *name)
{
    return find(names, G_N_ELEMENTS(names), name);
}

const char *
sop_advice_on_function(const char *name)
{
    return find(functions, G_N_ELEMENTS(functions), name);
}

/* ---- where the parser cannot go on ------------------------------------------------------------ */

/* 30 days. NULL: the word is no unit. */
static char *
duration_of(const char *digits, size_t n_digits, const char *word)
{
    static const char *const units[][2] = {
        {"day", "P%.*sD"},   {"month", "P%.*sM"},   {"year", "P%.*sY"},
        {"hour", "PT%.*sH"}, {"minute", "PT%.*sM"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(units); i++)
    {
        size_t n = strlen(units[i][0]);
        if (strncmp(word, units[i][0], n) != 0 || (word[n] != '\0' && strcmp(word + n, "s") != 0))
            continue;
        GString *text = g_string_new("write duration(\"");
        const char *number = strstr(units[i][1], "%.*s");
        g_string_append_len(text, units[i][1], number - units[i][1]);
        g_string_append_len(text, digits, (gssize) n_digits);
        g_string_append(text, number + strlen("%.*s"));
        g_string_append(text, "\")");
        return g_string_free(text, FALSE);
    }
    return NULL;
}

static bool
is_digit_at(const SopParser *self, uint32_t at)
{
    return at < self->length && g_ascii_isdigit(self->text[at]);
}

/* After a number: 12,5 and 1 000 and 30 days. */
static char *
after_number(const SopParser *self, const char *word)
{
    uint32_t end = self->last_end, start = end;
    while (start > 0 && is_digit_at(self, start - 1))
        start--;
    if (start == end)
        return NULL;
    if (sop_parse_at(self, ',') && self->token.start == end && is_digit_at(self, self->token.end))
        return g_strdup(
            "write a point before a fraction, and thousands without a sign: 12.5, 1000");
    uint32_t at = self->token.start;
    bool thousands = is_digit_at(self, at) && self->token.end - at == 3;
    if (self->token.kind == SOP_TOKEN_NUMBER && thousands)
        return g_strdup("write thousands without a space: 1000");
    if (self->token.kind != SOP_TOKEN_NAME || self->token.word != SOP_WORD_NONE)
        return NULL;
    char *duration = duration_of(self->text + start, end - start, word);
    return duration != NULL ? duration : g_strdup("write the number alone, without a unit");
}

/* `age >= 18 and <= 65` */
static bool
is_half_comparison(const SopParser *self)
{
    static const char *const words[] = {"and", "or"};
    for (unsigned i = 0; i < G_N_ELEMENTS(words); i++)
    {
        uint32_t n = (uint32_t) strlen(words[i]);
        if (self->last_end > n && memcmp(self->text + self->last_end - n, words[i], n) == 0)
            return sop_parse_comparison_op(&self->token) != SOP_OP_NONE;
    }
    return false;
}

char *
sop_parse_advice(const SopParser *self, const char *word)
{
    SopToken next = sop_lex(self->text, self->length, self->token.end);
    bool is_not = strcmp(word, "is") == 0 && next.end - next.start == 3 &&
                  memcmp(self->text + next.start, "not", 3) == 0;
    if (is_not)
        return g_strdup("write `!=`");
    const char *operator= find(operators, G_N_ELEMENTS(operators), word);
    if (operator!= NULL)
        return g_strdup(operator);
    if (is_half_comparison(self))
        return g_strdup("say again what is compared: age >= 18 and age <= 65");
    if (sop_parse_at(self, ',') && self->token.start == self->bare_test_end)
        return g_strdup("put what it may be into parentheses: in (1, 2)");
    char *number = after_number(self, word);
    if (number != NULL)
        return number;
    return sop_builtin_find(word, strlen(word)) != NULL ? g_strdup_printf("write `%s(…)`", word)
                                                        : NULL;
}

/* ---- what is a calculation, though nobody would think so -------------------------------------- */

static uint32_t
count_digits(const SopParser *self, uint32_t at, int *ret)
{
    uint32_t n = 0;
    for (*ret = 0; is_digit_at(self, at + n) && n < 6; n++)
        *ret = *ret * 10 + (self->text[at + n] - '0');
    return n;
}

/* 2026-03-01, 01/03/2026, 31.12.2026: where it ends; 0: there is none at `at`. */
static uint32_t
match_date(const SopParser *self, uint32_t at, bool *ret_iso)
{
    int parts[3];
    uint32_t lengths[3];
    char sign = '\0';
    for (unsigned i = 0; i < 3; i++)
    {
        lengths[i] = count_digits(self, at, &parts[i]);
        at += lengths[i];
        if (i == 2)
            break;
        if (at >= self->length || strchr("-/.", self->text[at]) == NULL ||
            (i == 1 && self->text[at] != sign))
            return 0;
        sign = self->text[at++];
    }
    bool year_first = lengths[0] == 4, year_last = lengths[2] == 4;
    int day = year_first ? parts[2] : parts[0];
    bool plausible = year_first != year_last && lengths[1] >= 1 && lengths[1] <= 2 &&
                     MIN(lengths[0], lengths[2]) >= 1 && MIN(lengths[0], lengths[2]) <= 2 &&
                     day >= 1 && day <= 31 && parts[1] >= 1 && parts[1] <= 31;
    *ret_iso = year_first && sign == '-' && lengths[1] == 2 && lengths[2] == 2 && parts[1] <= 12;
    return plausible && sop_lex_word(self->text, self->length, at) == at ? at : 0;
}

bool
sop_parse_bare_date(SopParser *self)
{
    bool iso;
    uint32_t start = self->token.start, end = match_date(self, start, &iso);
    if (end == 0 || !(self->options & SOP_FEEL_UNKNOWN))
        return false;
    g_autofree char *text = g_strndup(self->text + start, end - start);
    g_autofree char *right = iso ? g_strdup_printf("date(\"%s\")", text)
                                 : g_strdup("year, month and day: date(\"2026-01-31\")");
    sop_problem(self->problems, SOP_MESSAGE_FEEL_CALCULATION, start, end, "text", text, "what",
                "a date", "right", right, NULL);
    sop_parse_go(self, end);
    return true;
}

static bool
is_number(const SopAst *node)
{
    return node->kind == SOP_AST_LITERAL && node->value.type == SOP_NUMBER;
}

void
sop_parse_check_span(SopParser *self, const SopAst *test)
{
    if (test->kind == SOP_AST_LIST && test->n_children == 1)
        test = test->children[0];
    bool span = test->kind == SOP_AST_ARITHMETIC && test->op == SOP_OP_SUBTRACT &&
                is_number(test->children[0]) && is_number(test->children[1]) &&
                sop_number_compare(&test->children[0]->value, &test->children[1]->value) < 0;
    if (!span || !(self->options & SOP_FEEL_UNKNOWN) || self->failed)
        return;
    const SopAst *low = test->children[0], *high = test->children[1];
    g_autofree char *text = g_strndup(self->text + test->offset, test->length);
    g_autofree char *right =
        g_strdup_printf("[%.*s..%.*s]", (int) low->length, self->text + low->offset,
                        (int) high->length, self->text + high->offset);
    sop_problem(self->problems, SOP_MESSAGE_FEEL_CALCULATION, test->offset,
                test->offset + test->length, "text", text, "what", "a range", "right", right, NULL);
}
