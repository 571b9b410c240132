/* SPDX-License-Identifier: Apache-2.0 */
/* The lexer: one token at a time, at any place of the text, which is valid UTF-8. What people write
 * who know other languages is named as what it is. */
#include <string.h>

#include "feel/language.h"

/* What is not FEEL, and what it ought to be; longest first. */
static const struct
{
    const char *wrong;
    const char *right;
} mistakes[] = {
    {"===", "="}, {"!==", "!="},         {"==", "="},  {"&&", "and"},   {"||", "or"},
    {"=>", ">="}, {"=<", "<="},          {"<>", "!="}, {"!", "not(…)"}, {"&", "and"},
    {"|", "or"},  {"%", "modulo(a, b)"}, {"^", "**"},  {";", ","},      {"≥", ">="},
    {"≤", "<="},  {"≠", "!="},           {"＝", "="},  {"＞", ">"},     {"＜", "<"},
    {"（", "("},  {"）", ")"},           {"，", ","},  {"、", ","},     {"：", ":"},
    {"。", "."},  {"－", "-"},           {"–", "-"},   {"—", "-"},      {"×", "*"},
    {"÷", "/"},   {"【", "["},           {"】", "]"},  {"＋", "+"},     {"−", "-"},
    {"；", ","},  {"！", "not(…)"},      {"［", "["},  {"］", "]"},     {"｛", "{"},
    {"｝", "}"},  {"．", "."},           {"／", "/"},  {"＊", "*"},     {"…", ".."},
    {"～", ".."}, {"＆", "and"},         {"｜", "or"},
};

SopWord
sop_lex_keyword(const char *text, size_t length)
{
    static const struct
    {
        const char *text;
        uint8_t word;
    } words[] = {
        {"and", SOP_WORD_AND},
        {"between", SOP_WORD_BETWEEN},
        {"else", SOP_WORD_ELSE},
        {"every", SOP_WORD_EVERY},
        {"false", SOP_WORD_FALSE},
        {"for", SOP_WORD_FOR},
        {"function", SOP_WORD_FUNCTION},
        {"if", SOP_WORD_IF},
        {"in", SOP_WORD_IN},
        {"instance", SOP_WORD_INSTANCE},
        {"null", SOP_WORD_NULL},
        {"of", SOP_WORD_OF},
        {"or", SOP_WORD_OR},
        {"return", SOP_WORD_RETURN},
        {"satisfies", SOP_WORD_SATISFIES},
        {"some", SOP_WORD_SOME},
        {"then", SOP_WORD_THEN},
        {"true", SOP_WORD_TRUE},
    };
    static const char firsts[] = "abefinorst";
    if (length < 2 || length > 9 || strchr(firsts, text[0]) == NULL)
        return SOP_WORD_NONE;
    for (unsigned i = 0; i < G_N_ELEMENTS(words); i++)
        if (words[i].text[0] == text[0] && strlen(words[i].text) == length &&
            memcmp(words[i].text, text, length) == 0)
            return words[i].word;
    return SOP_WORD_NONE;
}

bool
sop_feel_is_keyword(const char *name)
{
    g_return_val_if_fail(name != NULL, false);
    return sop_lex_keyword(name, strlen(name)) != SOP_WORD_NONE || strcmp(name, "not") == 0;
}

/* ---- words ------------------------------------------------------------------------------------ */

/* Beyond ASCII: letters, digits and marks of all scripts, and what FEEL's grammar allows above
 * U+FFFF. Returns: how many bytes the character has; 0 when it is no part of a name. */
static uint32_t
wide_name_char(const char *at)
{
    gunichar c = g_utf8_get_char(at);
    if (c < 0x10000 && !g_unichar_isalnum(c) && !g_unichar_ismark(c) && c != 0xB7)
        return 0;
    return (uint32_t) (g_utf8_next_char(at) - at);
}

uint32_t
sop_lex_word(const char *text, uint32_t length, uint32_t at)
{
    uint32_t i = at;
    while (i < length)
    {
        char c = text[i];
        if (g_ascii_isalpha(c) || c == '_' || (g_ascii_isdigit(c) && i > at) ||
            (c == '?' && i == at))
            i++;
        else if ((unsigned char) c >= 0x80)
        {
            uint32_t bytes = wide_name_char(text + i);
            if (bytes == 0)
                break;
            i += bytes;
        }
        else
            break;
    }
    return i;
}

uint32_t
sop_lex_name_token(const char *text, uint32_t length, uint32_t at)
{
    static const char apostrophe[] = "’";
    uint32_t digits = at;
    while (digits < length && g_ascii_isdigit(text[digits]))
        digits++;
    uint32_t end = sop_lex_word(text, length, digits);
    if (end > at || at >= length)
        return end;
    if (text[at] != '\0' && strchr("./-'+*", text[at]) != NULL)
        return at + 1;
    uint32_t n = sizeof apostrophe - 1;
    return n <= length - at && memcmp(text + at, apostrophe, n) == 0 ? at + n : at;
}

uint32_t
sop_lex_name(const char *text, uint32_t length, uint32_t at)
{
    uint32_t end = at;
    for (uint32_t next = sop_lex_name_token(text, length, at); next > at;
         next = sop_lex_name_token(text, length, at))
    {
        end = next;
        at = sop_lex_skip(text, length, next);
    }
    return end;
}

static uint32_t
skip_comment(const char *text, uint32_t length, uint32_t at)
{
    if (at + 1 >= length || text[at] != '/')
        return at;
    if (text[at + 1] == '/')
    {
        const char *end = memchr(text + at, '\n', length - at);
        return end != NULL ? (uint32_t) (end - text) : length;
    }
    if (text[at + 1] != '*')
        return at;
    const char *end = memmem(text + at + 2, length - at - 2, "*/", 2);
    return end != NULL ? (uint32_t) (end - text) + 2 : at;
}

static uint32_t
skip_wide_space(const char *text, uint32_t at)
{
    gunichar c = g_utf8_get_char(text + at);
    if (g_unichar_isspace(c) || c == 0xFEFF || c == 0x200B || c == 0x180E || c == 0x85)
        return (uint32_t) (g_utf8_next_char(text + at) - text);
    return at;
}

uint32_t
sop_lex_skip(const char *text, uint32_t length, uint32_t at)
{
    while (at < length)
    {
        uint32_t next = at;
        unsigned char c = (unsigned char) text[at];
        if (c == ' ' || (c >= '\t' && c <= '\r'))
            next = at + 1;
        else if (c == '/')
            next = skip_comment(text, length, at);
        else if (c >= 0x80)
            next = skip_wide_space(text, at);
        if (next == at)
            break;
        at = next;
    }
    return at;
}

/* ---- tokens ----------------------------------------------------------------------------------- */

static SopToken
broken(uint32_t start, uint32_t end, SopMessage problem, const char *instead)
{
    return (SopToken) {SOP_TOKEN_BROKEN, 0, 0, start, end, problem, instead};
}

static SopToken
lex_number(const char *text, uint32_t length, uint32_t at)
{
    uint32_t i = at;
    while (i < length && g_ascii_isdigit(text[i]))
        i++;
    if (i + 1 < length && text[i] == '.' && g_ascii_isdigit(text[i + 1]))
        for (i++; i < length && g_ascii_isdigit(text[i]); i++)
            ;
    if (i < length && (text[i] == 'e' || text[i] == 'E'))
    {
        uint32_t digits = i + 1;
        if (digits < length && (text[digits] == '+' || text[digits] == '-'))
            digits++;
        if (digits < length && g_ascii_isdigit(text[digits]))
            for (i = digits; i < length && g_ascii_isdigit(text[i]); i++)
                ;
    }
    uint32_t word = sop_lex_word(text, length, i);
    if (word > i)
        return broken(at, word, SOP_MESSAGE_FEEL_NUMBER, NULL);
    return (SopToken) {.kind = SOP_TOKEN_NUMBER, .start = at, .end = i};
}

static SopToken
lex_text(const char *text, uint32_t length, uint32_t at)
{
    for (uint32_t i = at + 1; i < length; i++)
    {
        if (text[i] == '\\')
            i++;
        else if (text[i] == '"')
            return (SopToken) {.kind = SOP_TOKEN_TEXT, .start = at, .end = i + 1};
    }
    return broken(at, length, SOP_MESSAGE_FEEL_OPEN_TEXT, NULL);
}

/* 'x', “x”, ‘x’, 「x」: a text in quotes that FEEL does not know. */
static SopToken
lex_other_quotes(const char *text, uint32_t length, uint32_t at)
{
    static const char *const closers = "'”’」』»“";
    for (uint32_t i = at + 1; i < length; i = (uint32_t) (g_utf8_next_char(text + i) - text))
    {
        gunichar c = g_utf8_get_char(text + i);
        if (g_utf8_strchr(closers, -1, c) != NULL && i > at)
            return broken(at, (uint32_t) (g_utf8_next_char(text + i) - text),
                          SOP_MESSAGE_FEEL_QUOTES, NULL);
    }
    return broken(at, length, SOP_MESSAGE_FEEL_QUOTES, NULL);
}

static bool
is_other_quote(const char *at)
{
    return *at == '\'' || ((unsigned char) *at >= 0x80 &&
                           g_utf8_strchr("“”‘’「『«", -1, g_utf8_get_char(at)) != NULL);
}

/* A sentence's full stop, or a statement's end; 10 %. */
static bool
lex_last(const char *text, uint32_t length, uint32_t at, SopToken *ret)
{
    static const char *const stops[] = {";", "；", "。"};
    uint32_t percent = at + (text[at] == '%'), end = sop_lex_skip(text, length, percent);
    if (percent > at && (end >= length || strchr("([{\"-_", text[end]) == NULL) &&
        sop_lex_name_token(text, length, end) == end)
    {
        *ret = broken(at, percent, SOP_MESSAGE_FEEL_FOREIGN, "/ 100");
        return true;
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(stops); i++)
    {
        uint32_t n = (uint32_t) strlen(stops[i]);
        if (n <= length - at && memcmp(text + at, stops[i], n) == 0 &&
            sop_lex_skip(text, length, at + n) >= length)
        {
            *ret = broken(at, at + n, SOP_MESSAGE_FEEL_CHARACTER, NULL);
            return true;
        }
    }
    return false;
}

static bool
lex_mistake(const char *text, uint32_t length, uint32_t at, SopToken *ret)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(mistakes); i++)
    {
        uint32_t n = (uint32_t) strlen(mistakes[i].wrong);
        if (n <= length - at && memcmp(text + at, mistakes[i].wrong, n) == 0)
        {
            *ret = broken(at, at + n, SOP_MESSAGE_FEEL_FOREIGN, mistakes[i].right);
            return true;
        }
    }
    return false;
}

static SopToken
sign(uint32_t at, uint32_t end, unsigned which)
{
    return (SopToken) {.kind = SOP_TOKEN_SIGN, .sign = (uint8_t) which, .start = at, .end = end};
}

static SopToken
lex_sign(const char *text, uint32_t length, uint32_t at)
{
    char c = text[at], next = at + 1 < length ? text[at + 1] : '\0';
    SopToken mistake;
    if (c == '/' && next == '*') /* a comment would have been skipped */
        return broken(at, at + 2, SOP_MESSAGE_FEEL_NOT_CLOSED, "*/");
    if (c == '!' && next == '=' && !(at + 2 < length && text[at + 2] == '='))
        return sign(at, at + 2, SOP_SIGN_NOT_EQUAL);
    if (c == '<' && next == '=')
        return sign(at, at + 2, SOP_SIGN_LESS_EQUAL);
    if (c == '>' && next == '=')
        return sign(at, at + 2, SOP_SIGN_GREATER_EQUAL);
    if (c == '*' && next == '*')
        return sign(at, at + 2, SOP_SIGN_POWER);
    if (c == '.' && next == '.')
        return sign(at, at + 2, SOP_SIGN_RANGE);
    bool plain = strchr("()[]{},:.+-*/@", c) != NULL && c != '\0';
    bool comparison = (c == '=' && next != '=' && next != '>' && next != '<') ||
                      (c == '<' && next != '>') || c == '>';
    if (plain || comparison)
        return sign(at, at + 1, (unsigned char) c);
    if (is_other_quote(text + at))
        return lex_other_quotes(text, length, at);
    if (lex_last(text, length, at, &mistake) || lex_mistake(text, length, at, &mistake))
        return mistake;
    return broken(at, (uint32_t) (g_utf8_next_char(text + at) - text), SOP_MESSAGE_FEEL_CHARACTER,
                  NULL);
}

SopToken
sop_lex(const char *text, uint32_t length, uint32_t at)
{
    at = sop_lex_skip(text, length, at);
    if (at >= length)
        return (SopToken) {.kind = SOP_TOKEN_END, .start = length, .end = length};
    char c = text[at];
    uint32_t end = sop_lex_word(text, length, at);
    if (end > at)
        return (SopToken) {
            SOP_TOKEN_NAME, (uint8_t) sop_lex_keyword(text + at, end - at), 0, at, end, 0, NULL};
    if (g_ascii_isdigit(c) || (c == '.' && at + 1 < length && g_ascii_isdigit(text[at + 1])))
        return lex_number(text, length, at);
    return c == '"' ? lex_text(text, length, at) : lex_sign(text, length, at);
}
