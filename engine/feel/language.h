/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the feel room: from text to tree to code. Types and scopes, the lexer, the problems that
 * are reported, the parser. */
#pragma once

#include <stdarg.h>

#include "feel/values.h"

/* ---- types ------------------------------------------------------------------------------------ */

struct _SopFeelType
{
    int references;    /* 0: never freed */
    uint8_t type;      /* SopValueType; SOP_NULL: any */
    bool literal;      /* the type of `null` written so */
    SopFeelType *item; /* of a list or range; what a function gives; NULL: not known */
    char **values;     /* of a choice; NULL: none */
    SopFeelType *
        *parts; /* of a context's members, if `names`; a function's parameters, if `item` */
    char **names;
    unsigned n_values;
    unsigned n_parts;
};

SopFeelType *sop_type_basic(SopValueType type); /* SOP_NULL: any */
SopFeelType *sop_type_null(void);               /* of the literal */
SopFeelType *sop_type_list_of(SopValueType item);
bool sop_type_has_value(const SopFeelType *self, const char *word, size_t length);
/* The type of a context's member; NULL: not known. */
const SopFeelType *sop_type_member(const SopFeelType *self, const char *name);
/* May an instance of `a` stand wherever one of `b` is wanted (OMG DMN 1.5, 10.3.2.9.2)? */
bool sop_type_conforms(const SopFeelType *a, const SopFeelType *b);
bool sop_value_conforms(const SopValue *value, const SopFeelType *type);
/* Converts a value to the type as 10.3.2.9.4 allows. False: it does not conform, also then. */
bool sop_value_convert(SopRun *run, SopValue *value, const SopFeelType *type);
/* As a reader would say it: "a number", "true or false". Returns: (transfer none). */
const char *sop_type_say(const SopFeelType *self);

static inline bool
sop_type_is_known(const SopFeelType *self)
{
    return self->type != SOP_NULL;
}

/* ---- scopes ----------------------------------------------------------------------------------- */

typedef struct
{
    char *name;
    SopFeelType *type;
    uint32_t slot;
} SopScopeEntry;

/* The longest name of the scope that stands at `at` in the text, counted in FEEL's tokens.
 * Returns: where it ends; 0 when there is none. */
uint32_t sop_scope_match(const SopFeelScope *self, const char *text, uint32_t length, uint32_t at,
                         const SopScopeEntry **ret);
/* Has the scope names that go on from this one with a point ("passport" and "passport.expires")? */
bool sop_scope_has_members(const SopFeelScope *self, const char *name);
/* As sop_scope_match(), of the names of types. */
uint32_t sop_scope_match_type(const SopFeelScope *self, const char *text, uint32_t length,
                              uint32_t at, const SopScopeEntry **ret);
uint32_t sop_scope_count(const SopFeelScope *self);
const SopScopeEntry *sop_scope_at(const SopFeelScope *self, uint32_t index);
const SopScopeEntry *sop_scope_find(const SopFeelScope *self, const char *name);

/* ---- the lexer -------------------------------------------------------------------------------- */

typedef enum
{
    SOP_TOKEN_END,
    SOP_TOKEN_NAME,
    SOP_TOKEN_NUMBER,
    SOP_TOKEN_TEXT,   /* "…", with its quotes */
    SOP_TOKEN_SIGN,   /* an operator or bracket; `sign` says which */
    SOP_TOKEN_BROKEN, /* what cannot be FEEL; `problem` and `instead` say what it is */
} SopTokenKind;

typedef enum
{
    SOP_WORD_NONE,
    SOP_WORD_AND,
    SOP_WORD_BETWEEN,
    SOP_WORD_ELSE,
    SOP_WORD_EVERY,
    SOP_WORD_FALSE,
    SOP_WORD_FOR,
    SOP_WORD_FUNCTION,
    SOP_WORD_IF,
    SOP_WORD_IN,
    SOP_WORD_INSTANCE,
    SOP_WORD_NULL,
    SOP_WORD_OF,
    SOP_WORD_OR,
    SOP_WORD_RETURN,
    SOP_WORD_SATISFIES,
    SOP_WORD_SOME,
    SOP_WORD_THEN,
    SOP_WORD_TRUE,
} SopWord;

/* Signs are their own character, but for these. */
enum
{
    SOP_SIGN_POWER = 128, /* ** */
    SOP_SIGN_RANGE,       /* .. */
    SOP_SIGN_NOT_EQUAL,
    SOP_SIGN_LESS_EQUAL,
    SOP_SIGN_GREATER_EQUAL,
};

typedef struct
{
    uint8_t kind; /* SopTokenKind */
    uint8_t word; /* SopWord, of a name */
    uint8_t sign;
    uint32_t start; /* bytes */
    uint32_t end;
    uint32_t problem;    /* a SopMessage, of what is broken */
    const char *instead; /* (nullable) what it ought to be */
} SopToken;

SopToken sop_lex(const char *text, uint32_t length, uint32_t at);
/* Over white space and comments. */
uint32_t sop_lex_skip(const char *text, uint32_t length, uint32_t at);
/* The end of the name word at `at`; `at` when there is none. */
uint32_t sop_lex_word(const char *text, uint32_t length, uint32_t at);
/* The end of the part of a name at `at`: a word, digits and what hangs on them, or one of the signs
 * that a name may have in it; `at` when there is none. */
uint32_t sop_lex_name_token(const char *text, uint32_t length, uint32_t at);
/* The end of all such parts. */
uint32_t sop_lex_name(const char *text, uint32_t length, uint32_t at);
SopWord sop_lex_keyword(const char *text, size_t length);

/* ---- problems --------------------------------------------------------------------------------- */

typedef struct
{
    const char *text;
    SopFeelError *errors; /* the caller's array */
    unsigned capacity;
    unsigned n_errors; /* found, also when the array is full */
} SopProblems;

/* Reports. After `end` come pairs of name and value, ended by NULL, that fill the message. A fix whose
 * values are not all there is left out. */
void sop_problem(SopProblems *self, SopMessage message, uint32_t start, uint32_t end,
                 ...) G_GNUC_NULL_TERMINATED;

/* ---- the tree --------------------------------------------------------------------------------- */

/* Memory of one expression: the first piece is in the expression's own block. */
typedef struct _SopPiece SopPiece;
typedef struct
{
    char *at;
    char *end;
    SopPiece *pieces; /* further ones */
} SopPad;

void *sop_pad_alloc(SopPad *self, size_t size); /* not zeroed; aligned to 8 */
char *sop_pad_text(SopPad *self, const char *text, size_t length);
void sop_pad_free(SopPad *self);

/* A growing array that starts in place. */
#define SOP_VECTOR(Type, n) \
    struct                  \
    {                       \
        Type *items;        \
        uint32_t n_items;   \
        uint32_t capacity;  \
        Type in_place[n];   \
    }

#define sop_vector_init(self)                               \
    ((self)->items = (self)->in_place, (self)->n_items = 0, \
     (self)->capacity = G_N_ELEMENTS((self)->in_place))
#define sop_vector_push(self, item)                                               \
    (sop_vector_grow((void **) &(self)->items, (self)->in_place, (self)->n_items, \
                     &(self)->capacity, sizeof *(self)->items),                   \
     (self)->items[(self)->n_items++] = (item))
#define sop_vector_free(self) ((self)->items != (self)->in_place ? g_free((self)->items) : (void) 0)

void sop_vector_grow(void **items, void *in_place, uint32_t n_items, uint32_t *capacity,
                     size_t size);

typedef SOP_VECTOR(SopValue, 16) SopConstants;
typedef SOP_VECTOR(SopFeelType *, 4) SopTypes;

/* A local name: of a `for`, of a context's earlier entry; or a filter, whose item's members are names. */
typedef struct
{
    const char *name; /* NULL: a filter */
    uint32_t length;
    uint32_t id;
    bool called; /* it may be a function, so `name(` calls it rather than a built-in */
} SopLocal;

typedef struct
{
    const char *text;
    uint32_t length;
    SopFeelScope *scope; /* (nullable) */
    SopFeelOptions options;
    SopPad *pad;
    SopConstants *constants;
    SopTypes *types; /* owned by the expression */
    SopProblems *problems;
    SopToken token;    /* the one looked at */
    uint32_t last_end; /* of the one before it */
    uint32_t depth;
    uint32_t n_ids;    /* of locals */
    uint32_t question; /* the local that `?` is; SOP_NONE: the scope's */
    bool asks;         /* `?` was read */
    bool range_end;    /* `[` may close a range */
    bool in_arguments; /* of a call, where a built-in may stand as a value */
    bool failed;
    uint32_t
        bare_test_end; /* where the last test ended that stands after `in` without parentheses */
    SopLocal locals[SOP_LIMIT_EXPRESSION_DEPTH];
    uint32_t n_locals;
} SopParser;

/* The whole text. On failure a problem is reported, and the tree is not to be used. */
const SopAst *sop_parse(SopParser *self);
const SopAst *sop_parse_unary_tests(SopParser *self);

static inline bool
sop_parse_at(const SopParser *self, unsigned sign)
{
    return self->token.kind == SOP_TOKEN_SIGN && self->token.sign == sign;
}

static inline bool
sop_parse_at_word(const SopParser *self, SopWord word)
{
    return self->token.kind == SOP_TOKEN_NAME && self->token.word == word;
}

/* What the author may have meant, in words of a fix; NULL: nobody knows. `word`: what stands where the
 * parser cannot go on. Returns: (transfer full). */
char *sop_parse_advice(const SopParser *self, const char *word);
/* Of a name or function that there is not; functions in small letters. Returns: (transfer none). */
const char *sop_advice_on_name(const char *name);
const char *sop_advice_on_function(const char *name);
/* By the flow's rule: 2026-03-01 without quotes is reported, and taken. */
bool sop_parse_bare_date(SopParser *self);
/* By the flow's rule: reports a test such as 18-65. */
void sop_parse_check_span(SopParser *self, const SopAst *test);

/* Shared by the parser's files. */
SopAst *sop_parse_expression(SopParser *self);
SopAst *sop_parse_sum(SopParser *self);
SopAst *sop_parse_item(SopParser *self); /* an expression, or a range such as "< 18" */
SopAst *sop_parse_in(SopParser *self, SopAst *value);
SopAst *sop_parse_quantified(SopParser *self, SopAstKind kind);
SopAst *sop_parse_context(SopParser *self);
SopAst *sop_parse_range_rest(SopParser *self, SopAst *first, uint32_t open, bool open_start);
SopAst *sop_parse_name(SopParser *self);
SopAst *sop_parse_key(SopParser *self);
/* The text with every run of white space made one space. */
const char *sop_parse_normal_name(SopParser *self, uint32_t start, uint32_t end,
                                  uint32_t *ret_length);
SopAst *sop_parse_function(SopParser *self);
SopAst *sop_parse_invocation(SopParser *self, SopAst *function);
SopFeelType *sop_parse_type(SopParser *self);                        /* Returns: (transfer none) */
SopFeelType *sop_parse_own_type(SopParser *self, SopFeelType *type); /* type: (transfer full) */
/* Can its value be a function? */
bool sop_parse_may_be_function(const SopAst *node);
SopAst *sop_parse_instance_of(SopParser *self, SopAst *value);
void sop_parse_advance(SopParser *self);
void sop_parse_go(SopParser *self, uint32_t at); /* looks at the token there */
SopAst *sop_parse_fail(SopParser *self, const char *expected);
void sop_parse_limit(SopParser *self, const char *what); /* fails: it is too deep */
bool sop_parse_take(SopParser *self, unsigned sign);
void sop_parse_expect_word(SopParser *self, SopWord word, const char *expected);
SopOp sop_parse_comparison_op(const SopToken *token); /* SOP_OP_NONE: it is none */
SopAst *sop_parse_nothing(SopParser *self);
SopAst *sop_parse_wrap(SopParser *self, SopAstKind kind, uint32_t start, const SopAst *child);
SopAst *sop_parse_text(SopParser *self);
SopAst *sop_parse_number(SopParser *self);
SopAst *sop_parse_at_literal(SopParser *self);
SopAst *sop_parse_parenthesis(SopParser *self);
SopAst *sop_parse_square(SopParser *self);
SopAst *sop_parse_open_range(SopParser *self);
SopAst *sop_parse_unary(SopParser *self);
bool sop_parse_take_word(SopParser *self, SopWord word);
/* The bracket that closes the one at `open`. */
void sop_parse_close(SopParser *self, uint8_t sign, uint32_t open);
SopAst *sop_parse_node(SopParser *self, SopAstKind kind, uint32_t start);
SopAst *sop_parse_over(SopParser *self, SopAst *node, const SopAst *const *children,
                       uint32_t n_children);
SopAst *sop_parse_binary(SopParser *self, SopAstKind kind, SopOp op, const SopAst *left,
                         const SopAst *right);
typedef SOP_VECTOR(const SopAst *, 16) SopChildren;
SopAst *sop_parse_literal(SopParser *self, SopValue value,
                          uint32_t start); /* value: (transfer full) */
uint32_t sop_parse_bind(SopParser *self, const char *name, uint32_t length);
/* Words up to a sign, as one name: of a member, of a context's key. */
const char *sop_parse_words(SopParser *self, uint32_t *ret_length);

/* ---- functions -------------------------------------------------------------------------------- */

typedef SopValue (*SopBuiltinCall)(SopRun *run, const SopValue *arguments, uint32_t n_arguments);

enum
{
    SOP_BUILTIN_NULLS = 1,    /* takes null; else a null argument makes null */
    SOP_BUILTIN_CLOCK = 2,    /* reads the time, so it is not computed when compiling */
    SOP_BUILTIN_READS = 4,    /* a literal text it cannot read is a mistake of the author */
    SOP_BUILTIN_ITEM = 8,     /* gives what the list holds */
    SOP_BUILTIN_LIST = 16,    /* gives a list such as its first argument */
    SOP_BUILTIN_SAME = 32,    /* gives what its first argument is */
    SOP_BUILTIN_PATTERN = 64, /* its second argument is a regular expression */
};

/* Signatures, alternatives divided by |, a letter a parameter: n number, s text, b boolean, d date,
 * t time, c date and time, p duration, u duration in months, w duration in days, T date or date and time,
 * z date, time or date and time, l list, x context, r range, f function, a anything, o what has an order (number, text,
 * date, time, duration). After / they may be left out;
 * before * stands what takes all the rest as a list. `names` has the parameters' names in the same form,
 * with commas. */
typedef struct
{
    const char *name;
    const char *types;
    const char *names;
    uint8_t gives; /* SopValueType; SOP_NULL: any */
    uint8_t flags;
    SopBuiltinCall call;
} SopBuiltin;

SopAst *sop_parse_call(SopParser *self, const SopBuiltin *builtin, uint32_t open);

const SopBuiltin *sop_builtin_find(const char *name, size_t length);
SopValue sop_function_of_builtin(const SopBuiltin *builtin); /* Returns: (transfer full) */
uint32_t sop_builtin_count(void);
const SopBuiltin *sop_builtin_at(uint32_t index);

/* One alternative of a signature. */
typedef struct
{
    const char *types;
    const char *names;
    uint32_t n_least;
    uint32_t n_most; /* without the rest */
    bool rest;       /* the last parameter takes all that follow */
} SopSignature;

/* Walks the alternatives: start with *at = 0; false after the last. */
bool sop_signature_next(const SopBuiltin *self, uint32_t *at, SopSignature *ret);
char sop_signature_type(const SopSignature *self, uint32_t parameter);
/* Which parameter is called so; SOP_NONE: none. */
uint32_t sop_signature_parameter(const SopSignature *self, const char *name, size_t length);
bool sop_builtin_accepts(char letter, SopValueType type);
/* Calls with the arguments made to fit; null when they do not. */
SopValue sop_builtin_call(const SopBuiltin *self, SopRun *run, SopValue *arguments,
                          uint32_t n_arguments);

/* The tables, one a file. */
typedef struct
{
    const SopBuiltin *items;
    uint32_t n_items;
} SopBuiltinTable;

extern const SopBuiltinTable sop_builtins_of_sorting, sop_builtins_of_numbers,
    sop_builtins_of_texts, sop_builtins_of_lists, sop_builtins_of_contexts, sop_builtins_of_time,
    sop_builtins_of_patterns, sop_builtins_of_ranges;
