/* SPDX-License-Identifier: Apache-2.0 */
/* What types may meet. DMN makes null of what does not fit; by the flow's rule it is an error of
 * the author, told when compiling. */
#include <string.h>

#include "feel/code.h"

static bool
is_duration(unsigned type)
{
    return type == SOP_DAYS_DURATION || type == SOP_MONTHS_DURATION;
}

static bool
is_plain(const SopFeelType *type)
{
    return type->values == NULL && type->type != SOP_LIST;
}

const SopFeelType *
sop_type_join(const SopFeelType *a, const SopFeelType *b)
{
    if (a == b || b->literal)
        return a;
    if (a->literal)
        return b;
    if (a->type != b->type)
        return sop_type_basic(SOP_NULL);
    return is_plain(a) || is_plain(b) || a->type != SOP_LIST
               ? sop_type_basic((SopValueType) a->type)
               : sop_type_list_of(SOP_NULL);
}

static char *
source_of(const SopEmitter *self, const SopAst *node)
{
    return g_strndup(self->text + node->offset, node->length);
}

/* ---- arithmetic ------------------------------------------------------------------------------- */

/* op, left and right give what; tables 55 to 58 of DMN 1.5. */
static const struct
{
    uint8_t op, left, right, gives;
} rules[] = {
    {SOP_OP_ADD, SOP_NUMBER, SOP_NUMBER, SOP_NUMBER},
    {SOP_OP_SUBTRACT, SOP_NUMBER, SOP_NUMBER, SOP_NUMBER},
    {SOP_OP_MULTIPLY, SOP_NUMBER, SOP_NUMBER, SOP_NUMBER},
    {SOP_OP_DIVIDE, SOP_NUMBER, SOP_NUMBER, SOP_NUMBER},
    {SOP_OP_POWER, SOP_NUMBER, SOP_NUMBER, SOP_NUMBER},
    {SOP_OP_ADD, SOP_STRING, SOP_STRING, SOP_STRING},
    {SOP_OP_ADD, SOP_DATE, SOP_DAYS_DURATION, SOP_DATE},
    {SOP_OP_ADD, SOP_DATE, SOP_MONTHS_DURATION, SOP_DATE},
    {SOP_OP_ADD, SOP_DATE_TIME, SOP_DAYS_DURATION, SOP_DATE_TIME},
    {SOP_OP_ADD, SOP_DATE_TIME, SOP_MONTHS_DURATION, SOP_DATE_TIME},
    {SOP_OP_ADD, SOP_TIME, SOP_DAYS_DURATION, SOP_TIME},
    {SOP_OP_ADD, SOP_DAYS_DURATION, SOP_DATE, SOP_DATE},
    {SOP_OP_ADD, SOP_MONTHS_DURATION, SOP_DATE, SOP_DATE},
    {SOP_OP_ADD, SOP_DAYS_DURATION, SOP_DATE_TIME, SOP_DATE_TIME},
    {SOP_OP_ADD, SOP_MONTHS_DURATION, SOP_DATE_TIME, SOP_DATE_TIME},
    {SOP_OP_ADD, SOP_DAYS_DURATION, SOP_TIME, SOP_TIME},
    {SOP_OP_ADD, SOP_DAYS_DURATION, SOP_DAYS_DURATION, SOP_DAYS_DURATION},
    {SOP_OP_ADD, SOP_MONTHS_DURATION, SOP_MONTHS_DURATION, SOP_MONTHS_DURATION},
    {SOP_OP_SUBTRACT, SOP_DATE, SOP_DATE, SOP_DAYS_DURATION},
    {SOP_OP_SUBTRACT, SOP_DATE_TIME, SOP_DATE_TIME, SOP_DAYS_DURATION},
    {SOP_OP_SUBTRACT, SOP_DATE, SOP_DATE_TIME, SOP_DAYS_DURATION},
    {SOP_OP_SUBTRACT, SOP_DATE_TIME, SOP_DATE, SOP_DAYS_DURATION},
    {SOP_OP_SUBTRACT, SOP_TIME, SOP_TIME, SOP_DAYS_DURATION},
    {SOP_OP_SUBTRACT, SOP_DATE, SOP_DAYS_DURATION, SOP_DATE},
    {SOP_OP_SUBTRACT, SOP_DATE, SOP_MONTHS_DURATION, SOP_DATE},
    {SOP_OP_SUBTRACT, SOP_DATE_TIME, SOP_DAYS_DURATION, SOP_DATE_TIME},
    {SOP_OP_SUBTRACT, SOP_DATE_TIME, SOP_MONTHS_DURATION, SOP_DATE_TIME},
    {SOP_OP_SUBTRACT, SOP_TIME, SOP_DAYS_DURATION, SOP_TIME},
    {SOP_OP_SUBTRACT, SOP_DAYS_DURATION, SOP_DAYS_DURATION, SOP_DAYS_DURATION},
    {SOP_OP_SUBTRACT, SOP_MONTHS_DURATION, SOP_MONTHS_DURATION, SOP_MONTHS_DURATION},
    {SOP_OP_MULTIPLY, SOP_NUMBER, SOP_DAYS_DURATION, SOP_DAYS_DURATION},
    {SOP_OP_MULTIPLY, SOP_NUMBER, SOP_MONTHS_DURATION, SOP_MONTHS_DURATION},
    {SOP_OP_MULTIPLY, SOP_DAYS_DURATION, SOP_NUMBER, SOP_DAYS_DURATION},
    {SOP_OP_MULTIPLY, SOP_MONTHS_DURATION, SOP_NUMBER, SOP_MONTHS_DURATION},
    {SOP_OP_DIVIDE, SOP_DAYS_DURATION, SOP_NUMBER, SOP_DAYS_DURATION},
    {SOP_OP_DIVIDE, SOP_MONTHS_DURATION, SOP_NUMBER, SOP_MONTHS_DURATION},
    {SOP_OP_DIVIDE, SOP_DAYS_DURATION, SOP_DAYS_DURATION, SOP_NUMBER},
    {SOP_OP_DIVIDE, SOP_MONTHS_DURATION, SOP_MONTHS_DURATION, SOP_NUMBER},
};

static const char *
arithmetic_fix(unsigned op, unsigned left, unsigned right)
{
    if (op != SOP_OP_ADD && op != SOP_OP_SUBTRACT)
        return NULL;
    if ((left == SOP_DATE || left == SOP_DATE_TIME) && right == SOP_NUMBER)
        return "write days as a duration: duration(\"P30D\")";
    if (left == SOP_STRING && right == SOP_NUMBER)
        return "write string(…) around the number";
    if ((left == SOP_STRING && sop_type_is_temporal(right)) ||
        (sop_type_is_temporal(left) && right == SOP_STRING))
        return "write date(…) around the text, if it is a date";
    return NULL;
}

/* What the operator can give when one side is not known: one type, or anything. */
static const SopFeelType *
guess(unsigned op, const SopFeelType *left, const SopFeelType *right)
{
    const SopFeelType *known = sop_type_is_known(left) ? left : right;
    int gives = -1;
    for (unsigned i = 0; i < G_N_ELEMENTS(rules); i++)
    {
        bool fits = rules[i].op == op &&
                    (!sop_type_is_known(left) || rules[i].left == left->type) &&
                    (!sop_type_is_known(right) || rules[i].right == right->type);
        if (fits && gives >= 0 && rules[i].gives != gives)
            return sop_type_basic(SOP_NULL);
        if (fits)
            gives = rules[i].gives;
    }
    return gives < 0 || !sop_type_is_known(known) ? sop_type_basic(SOP_NULL)
                                                  : sop_type_basic((SopValueType) gives);
}

const SopFeelType *
sop_check_arithmetic(SopEmitter *self, const SopAst *node, const SopFeelType *left,
                     const SopFeelType *right)
{
    static const char *const signs[] = {"", "+", "-", "*", "/", "**"};
    if (!sop_type_is_known(left) || !sop_type_is_known(right))
        return guess(node->op, left, right);
    for (unsigned i = 0; i < G_N_ELEMENTS(rules); i++)
        if (rules[i].op == node->op && rules[i].left == left->type && rules[i].right == right->type)
            return sop_type_basic((SopValueType) rules[i].gives);
    if (self->strict)
        sop_problem(self->problems, SOP_MESSAGE_FEEL_OPERAND, node->offset,
                    node->offset + node->length, "operator", signs[node->op], "left",
                    sop_type_say(left), "right", sop_type_say(right), "fix",
                    arithmetic_fix(node->op, left->type, right->type), NULL);
    return sop_type_basic(SOP_NULL);
}

/* ---- comparison ------------------------------------------------------------------------------- */

static char *
list_values(const SopFeelType *choice)
{
    GString *out = g_string_new("its values are ");
    for (unsigned i = 0; i < choice->n_values && i < 12; i++)
        g_string_append_printf(out, "%s\"%s\"", i == 0 ? "" : ", ", choice->values[i]);
    return g_string_free(out, FALSE);
}

static void
check_choice(SopEmitter *self, const SopAst *name, const SopFeelType *choice, const SopAst *literal)
{
    if (choice->values == NULL || literal->kind != SOP_AST_LITERAL ||
        literal->value.type != SOP_STRING)
        return;
    const SopTextBox *word = sop_value_text_box(&literal->value);
    if (sop_type_has_value(choice, word->text, word->length))
        return;
    g_autofree char *source =
        name != NULL && name->length > 0 ? source_of(self, name) : g_strdup("it");
    g_autofree char *values = list_values(choice);
    const char *nearest =
        sop_nearest(word->text, (const char *const *) choice->values, choice->n_values);
    sop_problem(self->problems, SOP_MESSAGE_FEEL_CHOICE, literal->offset,
                literal->offset + literal->length, "name", source, "word", word->text, "nearest",
                nearest, nearest != NULL ? NULL : "fix", values, NULL);
}

static const char *
comparison_fix(unsigned left, unsigned right)
{
    if (left == right)
        return "these have no order: compare them with `=` or `!=`";
    if ((left == SOP_DATE && right == SOP_DATE_TIME) ||
        (left == SOP_DATE_TIME && right == SOP_DATE))
        return "write date(…) around the date and time";
    if ((left == SOP_NUMBER && is_duration(right)) || (is_duration(left) && right == SOP_NUMBER))
        return "write the number as a duration: duration(\"P30D\")";
    if ((left == SOP_DATE || left == SOP_DATE_TIME) && right == SOP_STRING)
        return "write date(\"2026-01-31\") for a date";
    if (left == SOP_STRING && (right == SOP_DATE || right == SOP_DATE_TIME))
        return "write date(…) around the text, if it is a date";
    if (left == SOP_NUMBER && right == SOP_STRING)
        return "write the number without quotes";
    if (left == SOP_BOOLEAN && right == SOP_STRING)
        return "write true or false, without quotes";
    return NULL;
}

static bool
is_ordered(unsigned type)
{
    return type == SOP_NUMBER || type == SOP_STRING || sop_type_is_temporal(type);
}

void
sop_check_comparison(SopEmitter *self, const SopAst *node, const SopAst *left,
                     const SopFeelType *left_type, const SopAst *right,
                     const SopFeelType *right_type, bool ordered)
{
    if (!self->strict)
        return;
    check_choice(self, left, left_type, right);
    check_choice(self, right, right_type, left);
    if (!sop_type_is_known(left_type) || !sop_type_is_known(right_type))
        return;
    if (left_type->type == right_type->type && (!ordered || is_ordered(left_type->type)))
        return;
    bool chain = left->kind == SOP_AST_COMPARISON && left_type->type == SOP_BOOLEAN; /* 1 < n < 3 */
    sop_problem(self->problems, SOP_MESSAGE_FEEL_COMPARISON, node->offset,
                node->offset + node->length, "left", sop_type_say(left_type), "right",
                sop_type_say(right_type), "fix",
                chain ? "write `and` between two comparisons, or `in [1..3]`"
                      : comparison_fix(left_type->type, right_type->type),
                NULL);
}

static bool
is_backwards(const SopValue *low, const SopValue *high)
{
    SopRun run = {.steps = 1};
    int order;
    if (sop_type_is_temporal(low->type)) /* where local times are is not known yet */
        return sop_temporal_compare(low, high, NULL, &order) && order > 0;
    return sop_order(&run, low, high, &order) && order > 0;
}

/* The two ends exchanged, as the author meant them. */
static char *
turned(const SopEmitter *self, const SopAst *node)
{
    const SopAst *const *ends = &node->children[node->n_children - 2];
    g_autofree char *low = source_of(self, ends[1]), *high = source_of(self, ends[0]);
    if (node->kind == SOP_AST_BETWEEN)
        return g_strdup_printf("between %s and %s", low, high);
    return g_strdup_printf("%s%s..%s%s", node->op & SOP_RANGE_OPEN_END ? "(" : "[", low, high,
                           node->op & SOP_RANGE_OPEN_START ? ")" : "]");
}

void
sop_check_ends(SopEmitter *self, const SopAst *node, const SopValue *low, const SopValue *high)
{
    if (!self->strict || !is_backwards(low, high))
        return;
    g_autofree char *source = source_of(self, node), *right = turned(self, node);
    sop_problem(self->problems, SOP_MESSAGE_FEEL_BACKWARDS, node->offset,
                node->offset + node->length, "range", source, "right", right, NULL);
}

void
sop_check_condition(SopEmitter *self, const SopAst *node, const SopFeelType *type,
                    const char *operator)
{
    if (!self->strict || !sop_type_is_known(type) || type->type == SOP_BOOLEAN)
        return;
    g_autofree char *source = source_of(self, node);
    bool number = type->type == SOP_NUMBER;
    g_autofree char *example = g_strdup_printf(number ? "%s > 0" : "%s != null", source);
    sop_problem(self->problems, SOP_MESSAGE_FEEL_CONDITION, node->offset,
                node->offset + node->length, "operator", operator, "given", sop_type_say(type),
                "example", example, NULL);
}

/* ---- members, calls, the result --------------------------------------------------------------- */

static void
report_member(SopEmitter *self, const SopAst *node, const SopFeelType *type)
{
    uint32_t end = node->offset + node->length,
             start = end - (uint32_t) MIN(strlen(node->text), node->length);
    const char *known[SOP_TEMPORAL_PROPERTIES];
    size_t n = sop_temporal_property_names((SopValueType) type->type, known);
    bool function = sop_builtin_find(node->text, strlen(node->text)) != NULL;
    g_autofree char *call =
        function ? g_strdup_printf("write `%s(…)` around what stands before the point", node->text)
                 : NULL;
    sop_problem(self->problems, SOP_MESSAGE_FEEL_MEMBER, start, end, "type", sop_type_say(type),
                "member", node->text, "nearest", sop_nearest(node->text, known, n), "fix", call,
                NULL);
}

const SopFeelType *
sop_check_member(SopEmitter *self, const SopAst *node, const SopFeelType *type)
{
    const SopFeelType *known = sop_type_member(type, node->text);
    if (known != NULL)
        return known;
    if (type->type == SOP_NULL || type->type == SOP_CONTEXT || type->type == SOP_RANGE)
        return sop_type_basic(SOP_NULL);
    if (type->type == SOP_LIST)
        return sop_type_list_of(SOP_NULL);
    SopValueType gives = SOP_NULL;
    if (sop_type_is_temporal(type->type))
        gives =
            sop_temporal_property_type((SopValueType) type->type, node->text, strlen(node->text));
    if (gives == SOP_NULL && self->strict)
        report_member(self, node, type);
    return sop_type_basic(gives);
}

/* Does an argument of the type fit the letter, when a list of one and the one are the same? */
static bool
type_fits(char letter, const SopFeelType *type)
{
    if (!sop_type_is_known(type) || letter == 'l' || letter == 'a')
        return true;
    return sop_builtin_accepts(letter, (SopValueType) type->type) || type->type == SOP_LIST;
}

/* The first argument that no alternative of so many arguments takes; SOP_NONE: all fit. */
static uint32_t
misfit(const SopBuiltin *builtin, const SopAst *node, const SopFeelType *const *types,
       char *ret_letter)
{
    uint32_t farthest = 0;
    bool any = false;
    SopSignature signature;
    for (uint32_t at = 0; sop_signature_next(builtin, &at, &signature);)
    {
        if (node->n_children < signature.n_least ||
            (!signature.rest && node->n_children > signature.n_most))
            continue;
        uint32_t i = 0;
        while (i < node->n_children && type_fits(sop_signature_type(&signature, i), types[i]))
            i++;
        if (i == node->n_children)
            return SOP_NONE;
        if (!any || i > farthest)
            *ret_letter = sop_signature_type(&signature, i);
        farthest = MAX(farthest, i);
        any = true;
    }
    return any ? farthest : SOP_NONE;
}

static const char *
letter_says(char letter)
{
    static const char *const says[][2] = {
        {"n", "a number"},
        {"s", "a text"},
        {"b", "true or false"},
        {"d", "a date"},
        {"t", "a time"},
        {"c", "a date and time"},
        {"p", "a duration"},
        {"u", "a duration in years and months"},
        {"T", "a date"},
        {"x", "a context"},
        {"f", "a function"},
        {"r", "a range"},
        {"z", "a date, time or duration"},
        {"o", "a number, text, date, time or duration"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(says); i++)
        if (says[i][0][0] == letter)
            return says[i][1];
    return "something else";
}

/* date("2026-13-01"): a text that the function cannot read. */
static void
check_readable(SopEmitter *self, const SopBuiltin *builtin, const SopAst *node)
{
    const SopAst *text = node->children[0];
    if (node->n_children != 1 || text->kind != SOP_AST_LITERAL || text->value.type != SOP_STRING)
        return;
    SopRun run = {.bytes = 1000, .steps = 1000};
    SopValue argument = text->value;
    bool readable = sop_builtin_call(builtin, &run, &argument, 1).type != SOP_NULL;
    sop_run_finish(&run);
    if (readable)
        return;
    static const char *const forms[][2] = {
        {"date", "year, month and day: date(\"2026-01-31\")"},
        {"time", "hours, minutes and seconds: time(\"09:30:00\")"},
        {"date and time", "both: date and time(\"2026-01-31T09:30:00\")"},
        {"duration",
         "duration(\"P30D\"), duration(\"PT72H\"), duration(\"P6M\") or duration(\"P1Y\")"},
        {"number", "digits, with a point before the fraction: number(\"12.5\")"},
        {"range", "its ends and its brackets: range(\"[18..26)\")"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(forms); i++)
        if (strcmp(forms[i][0], builtin->name) == 0)
            sop_problem(self->problems, SOP_MESSAGE_FEEL_LITERAL, text->offset,
                        text->offset + text->length, "text", sop_value_string(&text->value), "what",
                        builtin->name, "form", forms[i][1], NULL);
}

const SopFeelType *
sop_check_call(SopEmitter *self, const SopAst *node, const SopFeelType *const *types)
{
    const SopBuiltin *builtin = sop_builtin_at(node->slot);
    char letter = 'a';
    uint32_t wrong = self->strict ? misfit(builtin, node, types, &letter) : SOP_NONE;
    if (wrong != SOP_NONE)
    {
        const SopAst *argument = node->children[wrong];
        sop_problem(self->problems, SOP_MESSAGE_FEEL_ARGUMENT, argument->offset,
                    argument->offset + argument->length, "function", builtin->name, "wanted",
                    letter_says(letter), "given", sop_type_say(types[wrong]), NULL);
    }
    else if (self->strict && (builtin->flags & SOP_BUILTIN_READS) && node->n_children > 0)
        check_readable(self, builtin, node);
    if (node->n_children == 0)
        return sop_type_basic((SopValueType) builtin->gives);
    if (builtin->flags & SOP_BUILTIN_ITEM)
        return types[0]->type == SOP_LIST   ? types[0]->item
               : types[0]->type == SOP_NULL ? sop_type_basic(SOP_NULL)
                                            : types[0];
    if ((builtin->flags & SOP_BUILTIN_SAME) && types[0]->type != SOP_LIST)
        return types[0];
    if ((builtin->flags & SOP_BUILTIN_LIST) && types[0]->type == SOP_LIST)
        return sop_type_list_of(SOP_NULL);
    return sop_type_basic((SopValueType) builtin->gives);
}

/* Can what is given be made to fit the parameter? */
static bool
converts(const SopFeelType *given, const SopFeelType *wanted)
{
    return !sop_type_is_known(given) || !sop_type_is_known(wanted) || given->type == wanted->type ||
           given->type == SOP_LIST || wanted->type == SOP_LIST ||
           (given->type == SOP_DATE && wanted->type == SOP_DATE_TIME);
}

static void
check_number_of_arguments(SopEmitter *self, const SopAst *node, const SopFeelType *function,
                          const char *source)
{
    unsigned n = node->n_children - 1;
    g_autofree char *takes =
        g_strdup_printf("%u argument%s", function->n_parts, function->n_parts == 1 ? "" : "s");
    g_autofree char *given = n == 0 ? g_strdup("none") : g_strdup_printf("%u", n);
    if (n != function->n_parts)
        sop_problem(self->problems, SOP_MESSAGE_FEEL_ARGUMENTS, node->offset,
                    node->offset + node->length, "function", source, "takes", takes, "given", given,
                    NULL);
}

void
sop_check_invoke(SopEmitter *self, const SopAst *node, const SopFeelType *function,
                 const SopFeelType *const *arguments)
{
    if (!self->strict || !sop_type_is_known(function))
        return;
    g_autofree char *source = source_of(self, node->children[0]);
    if (function->type != SOP_FUNCTION)
        sop_problem(self->problems, SOP_MESSAGE_FEEL_UNKNOWN_FUNCTION, node->offset,
                    node->offset + node->children[0]->length, "name", source, NULL);
    if (function->type != SOP_FUNCTION || function->item == NULL || node->slot != SOP_NONE)
        return;
    check_number_of_arguments(self, node, function, source);
    for (uint32_t i = 0; i + 1 < node->n_children && i < function->n_parts; i++)
    {
        const SopAst *argument = node->children[i + 1];
        if (!converts(arguments[i], function->parts[i]))
            sop_problem(self->problems, SOP_MESSAGE_FEEL_ARGUMENT, argument->offset,
                        argument->offset + argument->length, "function", source, "wanted",
                        sop_type_say(function->parts[i]), "given", sop_type_say(arguments[i]),
                        NULL);
    }
}

void
sop_check_result(SopEmitter *self, const SopAst *tree, const SopFeelType *type,
                 const SopFeelType *want)
{
    if (want == NULL || !sop_type_is_known(want))
        return;
    if (self->strict)
        check_choice(self, NULL, want, tree);
    bool item_fits = want->type != SOP_LIST || type->type != SOP_LIST ||
                     !sop_type_is_known(want->item) || !sop_type_is_known(type->item) ||
                     want->item->type == type->item->type;
    if (!sop_type_is_known(type) || (want->type == type->type && item_fits))
        return;
    g_autofree char *source = source_of(self, tree);
    g_autofree char *fix = NULL;
    if (want->type == SOP_BOOLEAN && (tree->kind == SOP_AST_NAME || tree->kind == SOP_AST_PATH))
        fix = g_strdup_printf("to ask whether it is known, write `%s != null`", source);
    sop_problem(self->problems, SOP_MESSAGE_FEEL_RESULT, tree->offset, tree->offset + tree->length,
                "given", sop_type_say(type), "wanted", sop_type_say(want), "fix", fix, NULL);
}
