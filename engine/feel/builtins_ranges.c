/* SPDX-License-Identifier: Apache-2.0 */
/* Built-in functions of ranges: how points and ranges lie to each other (OMG DMN 1.5, 10.3.4.10 and table
 * 78), and `range`, which reads one from a text. */
#include <string.h>

#include "feel/language.h"

/* ---- points and ranges ------------------------------------------------------------------------ */

typedef struct
{
    const SopValue *value;
    int infinite; /* -1: before everything, 1: after everything */
    bool included;
} End;

/* A point is a range from itself to itself. */
typedef struct
{
    End start, end;
    bool is_point;
} Extent;

/* Two of them, with the order of their ends: first that of the left one, then that of the right one. */
typedef struct
{
    Extent a, b;
    int start_start, start_end, end_start, end_end;
} Pair;

typedef bool (*Relation)(const Pair *);

static Extent
extent_of(const SopValue *value)
{
    if (value->type != SOP_RANGE)
        return (Extent) {{value, 0, true}, {value, 0, true}, true};
    const SopListBox *box = sop_value_list_box(value);
    unsigned flags = value->flags;
    return (Extent) {
        {&box->items[0], flags & SOP_RANGE_NO_START ? -1 : 0,
         !(flags & (SOP_RANGE_NO_START | SOP_RANGE_OPEN_START))},
        {&box->items[1], flags & SOP_RANGE_NO_END ? 1 : 0,
         !(flags & (SOP_RANGE_NO_END | SOP_RANGE_OPEN_END))},
        false,
    };
}

static bool
order_ends(SopRun *run, const End *a, const End *b, int *ret)
{
    if (a->infinite == 0 && b->infinite == 0)
        return sop_order(run, a->value, b->value, ret);
    *ret = (a->infinite > b->infinite) - (a->infinite < b->infinite);
    return true;
}

static SopValue
relate(SopRun *run, const SopValue *a, const SopValue *b, Relation relation)
{
    if (a->flags & SOP_RANGE_NOT_EQUAL && a->type == SOP_RANGE)
        return SOP_VALUE_NULL; /* all but one value is no interval */
    if (b->flags & SOP_RANGE_NOT_EQUAL && b->type == SOP_RANGE)
        return SOP_VALUE_NULL;
    Pair pair = {.a = extent_of(a), .b = extent_of(b)};
    if (!order_ends(run, &pair.a.start, &pair.b.start, &pair.start_start) ||
        !order_ends(run, &pair.a.start, &pair.b.end, &pair.start_end) ||
        !order_ends(run, &pair.a.end, &pair.b.start, &pair.end_start) ||
        !order_ends(run, &pair.a.end, &pair.b.end, &pair.end_end))
        return SOP_VALUE_NULL;
    return sop_value_boolean(relation(&pair));
}

/* ---- the relations ---------------------------------------------------------------------------- */

static bool
touches_start(const Pair *self)
{
    return self->end_start == 0 && self->a.end.included && self->b.start.included;
}

static bool
is_before(const Pair *self)
{
    return self->end_start < 0 || (self->end_start == 0 && !touches_start(self));
}

static bool
overlaps(const Pair *self)
{
    return (self->end_start > 0 || touches_start(self)) &&
           (self->start_end < 0 ||
            (self->start_end == 0 && self->a.start.included && self->b.end.included));
}

/* The left one ends no later than the right one. */
static bool
ends_within(const Pair *self)
{
    return self->end_end < 0 ||
           (self->end_end == 0 && (!self->a.end.included || self->b.end.included));
}

static bool
starts_within(const Pair *self)
{
    return self->start_start > 0 ||
           (self->start_start == 0 && (!self->a.start.included || self->b.start.included));
}

static bool
overlaps_before(const Pair *self)
{
    return (self->start_start < 0 ||
            (self->start_start == 0 && self->a.start.included && !self->b.start.included)) &&
           (self->end_start > 0 || touches_start(self)) && ends_within(self);
}

static bool
finishes(const Pair *self)
{
    if (self->end_end != 0 || self->a.end.included != self->b.end.included)
        return false;
    return self->a.is_point || starts_within(self);
}

static bool
starts(const Pair *self)
{
    if (self->start_start != 0 || self->a.start.included != self->b.start.included)
        return false;
    return self->a.is_point || ends_within(self);
}

static bool
is_during(const Pair *self)
{
    return starts_within(self) && ends_within(self);
}

static bool
coincides(const Pair *self)
{
    return self->start_start == 0 && self->end_end == 0 &&
           self->a.start.included == self->b.start.included &&
           self->a.end.included == self->b.end.included;
}

/* ---- the functions: half of them are the other half with the arguments exchanged ---------------- */

static SopValue
call_before(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return relate(run, &arguments[0], &arguments[1], is_before);
}

static SopValue
call_after(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return relate(run, &arguments[1], &arguments[0], is_before);
}

static SopValue
call_meets(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return relate(run, &arguments[0], &arguments[1], touches_start);
}

static SopValue
call_met_by(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return relate(run, &arguments[1], &arguments[0], touches_start);
}

static SopValue
call_overlaps(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return relate(run, &arguments[0], &arguments[1], overlaps);
}

static SopValue
call_overlaps_before(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return relate(run, &arguments[0], &arguments[1], overlaps_before);
}

static SopValue
call_overlaps_after(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return relate(run, &arguments[1], &arguments[0], overlaps_before);
}

static SopValue
call_finishes(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return relate(run, &arguments[0], &arguments[1], finishes);
}

static SopValue
call_finished_by(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return relate(run, &arguments[1], &arguments[0], finishes);
}

static SopValue
call_includes(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return relate(run, &arguments[1], &arguments[0], is_during);
}

static SopValue
call_during(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return relate(run, &arguments[0], &arguments[1], is_during);
}

static SopValue
call_starts(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return relate(run, &arguments[0], &arguments[1], starts);
}

static SopValue
call_started_by(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return relate(run, &arguments[1], &arguments[0], starts);
}

static SopValue
call_coincides(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    return relate(run, &arguments[0], &arguments[1], coincides);
}

/* ---- range("[1..3]") -------------------------------------------------------------------------- */

static bool
is_text(const SopAst *node)
{
    return node->kind == SOP_AST_LITERAL && node->value.type == SOP_STRING;
}

/* An end is a literal: a number, a text, @"…", or date("…") and its like. */
static bool
is_end(const SopAst *node)
{
    static const char *const functions[] = {"date", "time", "date and time", "duration"};
    if (node->kind == SOP_AST_LITERAL)
        return sop_builtin_accepts('o', (SopValueType) node->value.type);
    if (node->kind == SOP_AST_NEGATE)
        return node->children[0]->kind == SOP_AST_LITERAL &&
               node->children[0]->value.type == SOP_NUMBER;
    if (node->kind != SOP_AST_CALL || node->n_children != 1 || !is_text(node->children[0]))
        return false;
    for (unsigned i = 0; i < G_N_ELEMENTS(functions); i++)
        if (strcmp(functions[i], node->text) == 0)
            return true;
    return false;
}

static SopValue
read_end(SopRun *run, const char *text, uint32_t length)
{
    static const SopFeelInput nothing;
    g_autoptr(SopFeel) end =
        sop_run_steps(run, 50 + length)
            ? sop_feel_compile(text, length, NULL, SOP_FEEL_PURE, NULL, NULL, 0, NULL)
            : NULL;
    if (end == NULL || !is_end(sop_feel_ast(end)))
        return SOP_VALUE_NULL;
    return sop_run_keep(run, sop_feel_evaluate(end, &nothing));
}

/* Where the brackets and the two points are. */
typedef struct
{
    uint32_t open, points, close; /* the bytes after the first bracket and before the others */
    unsigned flags;
} Form;

static bool
find_form(const char *text, uint32_t length, Form *ret)
{
    SopToken token = sop_lex(text, length, 0), last = token;
    if (token.kind != SOP_TOKEN_SIGN || strchr("[](", token.sign) == NULL)
        return false;
    *ret = (Form) {.open = token.end, .flags = token.sign == '[' ? 0 : SOP_RANGE_OPEN_START};
    for (; token.kind != SOP_TOKEN_END; token = sop_lex(text, length, token.end))
    {
        last = token;
        if (token.kind == SOP_TOKEN_BROKEN)
            return false;
        if (token.kind == SOP_TOKEN_SIGN && token.sign == SOP_SIGN_RANGE && ret->points == 0)
            ret->points = token.start;
    }
    if (ret->points == 0 || last.kind != SOP_TOKEN_SIGN || strchr("[])", last.sign) == NULL)
        return false;
    ret->close = last.start;
    ret->flags |= last.sign == ']' ? 0 : SOP_RANGE_OPEN_END;
    return true;
}

/* Nothing stands there but white space. */
static bool
is_empty(const char *text, uint32_t from, uint32_t to)
{
    return sop_lex_skip(text, to, from) == to;
}

/* An end may be left out where its bracket is open, but not both. */
static SopValue
call_range(SopRun *run, const SopValue *arguments, uint32_t n)
{
    (void) n;
    const SopTextBox *box = sop_value_text_box(&arguments[0]);
    const char *text = box->text;
    Form form;
    if (!find_form(text, box->length, &form))
        return SOP_VALUE_NULL;
    uint32_t second = form.points + 2;
    bool no_start = is_empty(text, form.open, form.points),
         no_end = is_empty(text, second, form.close);
    if ((no_start && (no_end || !(form.flags & SOP_RANGE_OPEN_START))) ||
        (no_end && !(form.flags & SOP_RANGE_OPEN_END)))
        return SOP_VALUE_NULL;
    SopValue start = SOP_VALUE_NULL, end = SOP_VALUE_NULL;
    if (!no_start)
        start = read_end(run, text + form.open, form.points - form.open);
    if (!no_end)
        end = read_end(run, text + second, form.close - second);
    int order = 0;
    bool valid = no_start ? end.type != SOP_NULL
                 : no_end ? start.type != SOP_NULL
                          : sop_order(run, &start, &end, &order) && order <= 0;
    SopListBox *range = valid ? sop_run_list(run, SOP_RANGE, 2) : NULL;
    if (range == NULL || !sop_run_append(run, &range, &start) || !sop_run_append(run, &range, &end))
        return SOP_VALUE_NULL;
    SopValue value = sop_list_value(range);
    value.flags = (uint8_t) (no_start ? (form.flags & SOP_RANGE_OPEN_END) | SOP_RANGE_NO_START
                             : no_end ? (form.flags & SOP_RANGE_OPEN_START) | SOP_RANGE_NO_END
                                      : form.flags);
    return value;
}

#define POINT_AND_RANGE "point,range|range1,range2"
#define RANGE_AND_POINT "range,point|range1,range2"
#define ALL_FOUR "point1,point2|point,range|range,point|range1,range2"

static const SopBuiltin table[] = {
    {"range", "s", "from", SOP_RANGE, SOP_BUILTIN_READS, call_range},
    {"before", "oo|or|ro|rr", ALL_FOUR, SOP_BOOLEAN, 0, call_before},
    {"after", "oo|or|ro|rr", ALL_FOUR, SOP_BOOLEAN, 0, call_after},
    {"meets", "rr", "range1,range2", SOP_BOOLEAN, 0, call_meets},
    {"met by", "rr", "range1,range2", SOP_BOOLEAN, 0, call_met_by},
    {"overlaps", "rr", "range1,range2", SOP_BOOLEAN, 0, call_overlaps},
    {"overlaps before", "rr", "range1,range2", SOP_BOOLEAN, 0, call_overlaps_before},
    {"overlaps after", "rr", "range1,range2", SOP_BOOLEAN, 0, call_overlaps_after},
    {"finishes", "or|rr", POINT_AND_RANGE, SOP_BOOLEAN, 0, call_finishes},
    {"finished by", "ro|rr", RANGE_AND_POINT, SOP_BOOLEAN, 0, call_finished_by},
    {"includes", "ro|rr", RANGE_AND_POINT, SOP_BOOLEAN, 0, call_includes},
    {"during", "or|rr", POINT_AND_RANGE, SOP_BOOLEAN, 0, call_during},
    {"starts", "or|rr", POINT_AND_RANGE, SOP_BOOLEAN, 0, call_starts},
    {"started by", "ro|rr", RANGE_AND_POINT, SOP_BOOLEAN, 0, call_started_by},
    {"coincides", "oo|rr", "point1,point2|range1,range2", SOP_BOOLEAN, 0, call_coincides},
};

const SopBuiltinTable sop_builtins_of_ranges = {table, G_N_ELEMENTS(table)};
