/* SPDX-License-Identifier: Apache-2.0 */
/* Random expressions: for each type a list of forms, in which %n is an expression of type n, %v a new local
 * name, which counts from %U to %P, %I that `item` counts, and %F a call of a built-in that gives the type. */
#include "grammar.h"

#include <string.h>

#include "feel/language.h"

enum
{
    MOST_PARTS = 60, /* of an expression; then it takes what is shortest */
    MOST_DEPTH = 12,
    MOST_LOCALS = 32,
};

const char *const grammar_choices[3] = {"regular", "irregular", "asylum_pending"};

const GrammarName grammar_names[] = {
    {"age", 'n'},       {"Monthly Salary", 'n'}, {"consent", 'b'}, {"informed", 'b'},
    {"name", 's'},      {"status", 'k'},         {"expiry", 'd'},  {"departure", 'd'},
    {"done.sign", 'c'}, {"opens", 't'},          {"stay", 'w'},    {"granted", 'u'},
    {"scores", 'N'},    {"languages", 'S'},      {"person", 'x'},  {"person.age", 'n'},
    {"span", 'r'},      {"anything", 'a'},       {"?", 'n'},       {NULL, 0},
};

/* First in each list stands what ends. */
typedef struct
{
    char type;
    uint8_t n_ends;
    const char *const *forms;
} Rule;

#define FORMS(...) ((const char *const[]) {__VA_ARGS__, NULL})

static const Rule rules[] = {
    {'n', 7,
     FORMS("1", "0", "(-2.5)", "12345678901234567890.12345", "18", "1e-20", "7", "%n + %n",
           "%n - %n", "%n * %n", "%n / %n", "%n ** 2", "-%n", "if %b then %n else %n", "count(%N)",
           "sum(%N)", "%N[1]", "%N[-1]", "{a: %n, b: a + 1}.b", "%d.year", "%c.hour", "%w.hours",
           "(function(%v) %U%n%P)(%n)", "{f: function(%v: number) %U%n%P}.f(%n)", "%x.age",
           "%w / duration(\"PT1H\")", "%r.start", "count(%N[%I%b%P])", "%F", "%F", "%F")},
    {'s', 5,
     FORMS("\"\"", "\"abc\"", "\"自愿 é\"", "\"2024-02-29\"", "\"a\\\"b\\n\"", "%s + %s",
           "string(%n)", "if %b then %s else %s", "%S[1]", "string(%d.weekday)", "{a: %s}.a",
           "upper case(%s)", "substring(%s, 1, 2)", "%F", "%F")},
    {'b', 2,
     FORMS("true", "false", "%n < %n", "%n >= %n", "%n = %n", "%n != %n", "%s = %s", "%s < %s",
           "%d <= %d", "%d = %d", "%c > %c", "%w < %w", "%b and %b", "%b or %b", "not(%b)",
           "%n between %n and %n", "%n in [%n..%n]", "%n in (< %n, > %n)", "%n in (%n, %n)",
           "%n in %r", "%n in %N", "%n in (? > %n)", "%s in (%s, %s)", "status = \"regular\"",
           "status in (\"regular\", \"irregular\")", "if %b then %b else %b",
           "some %v in %N%U satisfies %b%P", "every %v in %N%U satisfies %b%P",
           "%n instance of number", "%a instance of string", "age != null", "%n = null",
           "(function(%v: number) %U%b%P)(%n)", "%d in [%d..%d)", "%s in (%s..%s]",
           "%c in [%c..%c]", "%w in (> %w)", "%t in (%t..%t)", "%u in (%u, <= %u)", "%F", "%F",
           "%F")},
    {'d', 3,
     FORMS("date(\"2026-03-01\")", "@\"2024-02-29\"", "today()", "%d + %u", "%d - %u", "%d + %w",
           "if %b then %d else %d", "date(%c)", "[%d, %d][1]", "{a: %d}.a", "%F")},
    {'t', 2,
     FORMS("time(\"10:00:00\")", "@\"23:59:59@Europe/Paris\"", "%t + %w", "time(%c)", "%F")},
    {'c', 3,
     FORMS("date and time(\"2026-03-01T10:00:00\")", "@\"2024-02-29T10:00:00@Asia/Shanghai\"",
           "now()", "%c + %w", "%c - %u", "date and time(%d, %t)", "if %b then %c else %c", "%F")},
    {'w', 2,
     FORMS("duration(\"P1DT2H\")", "@\"-PT36H\"", "%w + %w", "%w * %n", "%w / 2", "-%w", "%d - %d",
           "%c - %c", "%F")},
    {'u', 2,
     FORMS("duration(\"P6M\")", "@\"-P1Y\"", "%u + %u", "%u * 2", "-%u",
           "years and months duration(%d, %d)", "%F")},
    {'N', 3,
     FORMS("[]", "[1, 2, 3]", "[5, 1]", "[%n, %n]", "[%n]", "for %v in %N%U return %n%P",
           "for %v in 1..5%U return %n%P", "%N[%I%b%P]", "append(%N, %n)", "concatenate(%N, %N)",
           "reverse(%N)", "sort(%N, function(p, q) p < q)", "distinct values(%N)",
           "if %b then %N else %N")},
    {'S', 2,
     FORMS("[]", "[\"a\", \"fr\"]", "[%s, %s]", "split(%s, \"[b-e]\")", "append(%S, %s)",
           "for %v in %N%U return %s%P", "distinct values(%S)")},
    {'x', 2,
     FORMS("{age: 1}", "{}", "{age: %n, name: %s}", "{age: %n, \"other one\": {b: age + %n}}",
           "context put(%x, \"b\", %n)", "context merge([%x, %x])")},
    {'r', 2, FORMS("[1..10]", "(0..5]", "[%n..%n]", "(%n..%n)", "(< %n)", "(>= %n)")},
    {'f', 2,
     FORMS("function(p) p", "function(p, q) p = q", "function(%v: number) %U%n%P",
           "function(%v) %U%a%P")},
    {'a', 1,
     FORMS("null", "%n", "%s", "%b", "%d", "%t", "%c", "%w", "%u", "%N", "%S", "%x", "%r", "%f",
           "[%a, %a]", "{a: %a, b: a}", "%a.a", "%a[%a]", "%a(%a)", "%a = %a", "%a + %a",
           "for %v in %a%U return %a%P", "some %v in %a%U satisfies %a%P", "%a in %a",
           "%a instance of list<number>", "%a instance of context<a: number>", "%a.year", "%F",
           "(function(%v) %U%a%P)(%a)", "if %a then %a else %a", "%a between %a and %a",
           "%a[%I%a%P]", "%a in [%a..%a]", "%a in (%a..%a)", "%a in (< %a, %a)", "%a in (>= %a)",
           "%a in (!= %a)", "[%a..%a].end", "(%a..%a)", "[< %a, %a]")},
};

/* Anything, whose parts are as they should be. */
static const Rule typed_anything = {
    'a', 1,
    FORMS("null", "%n", "%s", "%b", "%d", "%t", "%c", "%w", "%u", "%N", "%S", "%x", "%r", "%f",
          "[%a, %a]", "{a: %a, b: a}", "anything.a", "anything[%n]", "anything[item = %n]",
          "for %v in anything return %a", "if %b then %a else %a",
          "anything instance of list<number>", "%a instance of context<a: number>")};

/* Comparisons of arithmetic over facts, which know nothing of null, of lists and of their lengths. */
static const Rule monotone_rules[] = {
    {'n', 3, FORMS("1", "18", "(-2.5)", "%n + %n", "%n - %n", "%n * %n", "if %b then %n else %n")},
    {'s', 2, FORMS("\"abc\"", "\"\"", "%s + %s", "if %b then %s else %s")},
    {'d', 2, FORMS("date(\"2026-03-01\")", "today()", "%d + %u", "if %b then %d else %d")},
    {'u', 1, FORMS("duration(\"P6M\")", "%u + %u", "-%u")},
    {'b', 2,
     FORMS("true", "false", "%n < %n", "%n >= %n", "%n = %n", "%n != %n", "%s = %s", "%d <= %d",
           "%b and %b", "%b or %b", "not(%b)", "%n between %n and %n", "%n in [18..65)",
           "%n in (< %n, > %n)", "%n in (%n, %n)", "status = \"regular\"",
           "status in (\"regular\", \"irregular\")", "if %b then %b else %b")},
};

typedef struct
{
    GrammarSource *source;
    GrammarKind kind;
    GString *out;
    unsigned n_parts;
    unsigned depth;
    unsigned n_names; /* of locals, so far */
    struct
    {
        unsigned name; /* 0: item */
        bool counts;
    } locals[MOST_LOCALS];
    unsigned n_locals;
} Grammar;

unsigned
grammar_choose(GrammarSource *self, unsigned n)
{
    return self->at < self->size ? self->bytes[self->at++] % n : 0;
}

static void put(Grammar *self, char type);

/* ---- names ------------------------------------------------------------------------------------ */

/* A name of the type, if there is one: of a fact or, being a number, a local one. */
static bool
put_name(Grammar *self, char type)
{
    const char *found[G_N_ELEMENTS(grammar_names)];
    unsigned n_found = 0, n_locals = 0;

    for (unsigned i = 0; grammar_names[i].name != NULL; i++)
        if ((grammar_names[i].type == type || type == 'a') && grammar_names[i].type != 'k' &&
            grammar_names[i].name[0] != '?' &&
            !(self->kind == GRAMMAR_MONOTONE && strcmp(grammar_names[i].name, "anything") == 0))
            found[n_found++] = grammar_names[i].name;
    for (unsigned i = 0; i < self->n_locals && (type == 'n' || type == 'a'); i++)
        n_locals += self->locals[i].counts;
    if (n_found + n_locals == 0)
        return false;
    unsigned chosen = grammar_choose(self->source, n_found + n_locals);
    if (chosen < n_found)
    {
        g_string_append(self->out, found[chosen]);
        return true;
    }
    chosen -= n_found;
    for (unsigned i = 0; i < self->n_locals; i++)
        if (self->locals[i].counts && chosen-- == 0)
        {
            if (self->locals[i].name == 0)
                g_string_append(self->out, "item");
            else
                g_string_append_printf(self->out, "v%u", self->locals[i].name);
        }
    return true;
}

static void
push_local(Grammar *self, unsigned name, bool counts)
{
    if (self->n_locals == MOST_LOCALS)
        return;
    self->locals[self->n_locals].name = name;
    self->locals[self->n_locals++].counts = counts;
}

/* ---- built-ins -------------------------------------------------------------------------------- */

static char
type_of_letter(Grammar *self, char letter)
{
    static const struct
    {
        char letter;
        const char *types;
    } many[] = {{'p', "wu"}, {'T', "dc"}, {'z', "dtc"}, {'l', "NS"}, {'o', "ndc"}};

    for (unsigned i = 0; i < G_N_ELEMENTS(many); i++)
        if (many[i].letter == letter)
            return many[i].types[grammar_choose(self->source, (unsigned) strlen(many[i].types))];
    return letter;
}

/* A text that the function can read. */
static void
put_readable(Grammar *self, const SopBuiltin *builtin)
{
    static const char *const texts[][2] = {
        {"date", "\"2024-02-29\""},
        {"time", "\"10:00:00\""},
        {"date and time", "\"2024-02-29T10:00:00Z\""},
        {"duration", "\"P1DT2H\""},
        {"range", "\"[1..3]\""},
        {"number", "\"1.5\""},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        if (strcmp(texts[i][0], builtin->name) == 0)
        {
            g_string_append(self->out, texts[i][1]);
            return;
        }
    put(self, 's');
}

static bool
is_called(const SopSignature *signature, uint32_t parameter, const char *name)
{
    return sop_signature_parameter(signature, name, strlen(name)) == parameter;
}

static void
put_argument(Grammar *self, const SopBuiltin *builtin, const SopSignature *signature, uint32_t i)
{
    char letter = sop_signature_type(signature, i);
    bool is_list_of_numbers = builtin->gives == SOP_NUMBER || builtin->gives == SOP_BOOLEAN;

    if (letter == 's' && builtin->flags & (SOP_BUILTIN_READS | SOP_BUILTIN_PATTERN) &&
        self->kind != GRAMMAR_UNTYPED)
    {
        if (builtin->flags & SOP_BUILTIN_READS)
            put_readable(self, builtin);
        else
            g_string_append(self->out, is_called(signature, i, "flags") ? "\"i\"" : "\"[a-c]+\"");
        return;
    }
    put(self, letter == 'l' && is_list_of_numbers ? 'N' : type_of_letter(self, letter));
}

/* The parameter's name, up to a comma or bar. */
static void
put_parameter(Grammar *self, const SopSignature *signature, uint32_t i)
{
    const char *at = signature->names;

    for (; i > 0 && *at != '\0'; at++)
        i -= *at == ',';
    g_string_append_len(self->out, at, (gssize) strcspn(at, ",|"));
    g_string_append(self->out, ": ");
}

static SopSignature
choose_signature(Grammar *self, const SopBuiltin *builtin)
{
    SopSignature chosen = {0}, one;
    unsigned n = 0;

    for (uint32_t at = 0; sop_signature_next(builtin, &at, &one); n++)
        if (n == 0 || grammar_choose(self->source, n + 1) == 1)
            chosen = one;
    return chosen;
}

static bool
gives(const SopBuiltin *builtin, char type)
{
    static const char letters[] = {
        [SOP_BOOLEAN] = 'b',       [SOP_NUMBER] = 'n',
        [SOP_STRING] = 's',        [SOP_DATE] = 'd',
        [SOP_TIME] = 't',          [SOP_DATE_TIME] = 'c',
        [SOP_DAYS_DURATION] = 'w', [SOP_MONTHS_DURATION] = 'u',
    };

    return type == 'a' || (builtin->gives < sizeof letters && letters[builtin->gives] == type);
}

static void
put_call(Grammar *self, char type)
{
    uint32_t n = sop_builtin_count(), first = grammar_choose(self->source, 256) % n;
    const SopBuiltin *builtin = NULL;

    for (uint32_t i = 0; i < n && builtin == NULL; i++)
        if (gives(sop_builtin_at((first + i) % n), type))
            builtin = sop_builtin_at((first + i) % n);
    if (builtin == NULL)
    {
        put(self, type);
        return;
    }
    SopSignature signature = choose_signature(self, builtin);
    uint32_t n_arguments = signature.n_least;
    if (signature.n_most > signature.n_least)
        n_arguments += grammar_choose(self->source, signature.n_most - signature.n_least + 1);
    bool is_named = n_arguments > 0 && grammar_choose(self->source, 6) == 5;
    if (signature.rest && !is_named)
        n_arguments += grammar_choose(self->source, 3);
    g_string_append_printf(self->out, "%s(", builtin->name);
    for (uint32_t i = 0; i < n_arguments; i++)
    {
        g_string_append(self->out, i > 0 ? ", " : "");
        if (is_named)
            put_parameter(self, &signature, i);
        put_argument(self, builtin, &signature, i);
    }
    g_string_append_c(self->out, ')');
}

/* ---- forms ------------------------------------------------------------------------------------ */

static void
put_form(Grammar *self, const char *form, char type)
{
    unsigned n_before = self->n_locals;

    for (const char *at = form; *at != '\0'; at++)
        if (*at != '%')
            g_string_append_c(self->out, *at);
        else if (*++at == 'v')
        {
            push_local(self, ++self->n_names, false);
            g_string_append_printf(self->out, "v%u", self->n_names);
        }
        else if (*at == 'U')
            self->locals[self->n_locals - 1].counts = true;
        else if (*at == 'I')
            push_local(self, 0, true);
        else if (*at == 'P')
            self->n_locals = n_before;
        else if (*at == 'F')
            put_call(self, type);
        else
            put(self, *at);
    self->n_locals = n_before;
}

static const Rule *
rule_of(const Grammar *self, char type)
{
    bool is_monotone = self->kind == GRAMMAR_MONOTONE;
    const Rule *table = is_monotone ? monotone_rules : rules;
    size_t n = is_monotone ? G_N_ELEMENTS(monotone_rules) : G_N_ELEMENTS(rules);

    if (type == 'a' && self->kind == GRAMMAR_TYPED)
        return &typed_anything;
    for (size_t i = 0; i < n; i++)
        if (table[i].type == type)
            return &table[i];
    return &table[0];
}

/* In brackets, so that it is what it is wherever it stands; in what is untyped now and then without. */
static void
put(Grammar *self, char type)
{
    static const char types[] = "nsbdtcwuNSxrfa";

    if (self->kind == GRAMMAR_UNTYPED && grammar_choose(self->source, 8) == 7)
        type = types[grammar_choose(self->source, sizeof types - 1)];
    const Rule *rule = rule_of(self, type);
    unsigned n_forms = g_strv_length((char **) rule->forms);
    bool ends = self->depth >= MOST_DEPTH || self->n_parts >= MOST_PARTS ||
                self->n_locals + 2 >= MOST_LOCALS;
    self->n_parts++;
    if (self->depth > 0 && grammar_choose(self->source, 4) == 1 && put_name(self, type))
        return;
    unsigned first =
        !ends && self->depth < 2 && self->source->at < self->source->size ? rule->n_ends : 0;
    unsigned chosen = first + grammar_choose(self->source, (ends ? rule->n_ends : n_forms) - first);
    bool is_bare = chosen < rule->n_ends ||
                   (self->kind == GRAMMAR_UNTYPED && grammar_choose(self->source, 3) == 1);
    self->depth++;
    g_string_append(self->out, is_bare ? "" : "(");
    put_form(self, rule->forms[chosen], type);
    g_string_append(self->out, is_bare ? "" : ")");
    self->depth--;
}

char *
grammar_expression(GrammarSource *source, GrammarKind kind, char type)
{
    Grammar self = {.source = source, .kind = kind, .out = g_string_new(NULL)};

    put(&self, type);
    return g_string_free(self.out, FALSE);
}

char *
grammar_cell(GrammarSource *source, GrammarKind kind)
{
    static const char *const forms[] = {"-",           "< %n",   ">= %n",       "%n",
                                        "[%n..%n]",    "%n, %n", "not(%n, %n)", "? > %n",
                                        "(%n..%n]",    "%r",     "not(< %n)",   "%n, (< %n)",
                                        "= %n, != %n", "null",   "%N"};
    Grammar self = {.source = source, .kind = kind, .out = g_string_new(NULL)};

    put_form(&self, forms[grammar_choose(source, G_N_ELEMENTS(forms))], 'n');
    return g_string_free(self.out, FALSE);
}
