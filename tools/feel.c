/* SPDX-License-Identifier: Apache-2.0 */
/* sopflow feel: evaluates one expression, for people who learn the language; says what decided when it is
 * false or unknown. */
#include "feel.h"
#include "json.h"

#include <stdio.h>
#include <string.h>

enum
{
    MOST_ERRORS = 8,
};

typedef struct
{
    char *with;
    char *tested; /* an expression: the value that unary tests test */
    char *now;
    char *zone;
    char *format;
    char **rest; /* the expression */
    gboolean unknown;
    SopInstant instant;
    SopFeelOptions options;
} Wish;

static void
wish_clear(Wish *self)
{
    g_free(self->with);
    g_free(self->tested);
    g_free(self->now);
    g_free(self->zone);
    g_free(self->format);
    g_strfreev(self->rest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Wish, wish_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(FeelFacts, tool_feel_facts_clear)

static bool
as_json(const Wish *wish)
{
    return wish->format != NULL && g_str_equal(wish->format, "json");
}

/* ---- answers ---------------------------------------------------------------------------------- */

static void
put_text_answer(GString *out, const SopFeelReasons *reasons)
{
    g_autofree char *value = sop_value_to_feel(sop_feel_reasons_value(reasons));
    g_string_append_printf(out, "%s\n", value);
    for (unsigned i = 0; i < sop_feel_reasons_count(reasons); i++)
    {
        const SopFeelReason *reason = sop_feel_reasons_at(reasons, i);
        const char *joint = i == 0 ? "because" : reason->alternative ? "or" : "and";
        g_string_append_printf(out, "  %s %s\n", joint, reason->text);
    }
}

static void
put_reason(GString *out, const char *text, const SopFeelReason *reason)
{
    SopValue column = sop_value_integer(g_utf8_strlen(text, reason->offset) + 1);
    SopValue length = sop_value_integer(g_utf8_strlen(text + reason->offset, reason->length));
    g_autofree char *subject =
        g_strndup(text + reason->subject_offset, (gsize) reason->subject_length);
    tool_json_open(out, '{');
    tool_json_key(out, "text");
    tool_json_text(out, reason->text);
    tool_json_key(out, "subject");
    tool_json_text(out, reason->subject_length > 0 ? subject : "?");
    tool_json_key(out, "value");
    tool_json_value(out, &reason->value);
    tool_json_key(out, "needed");
    tool_json_value(out, &reason->needed);
    tool_json_key(out, "alternative");
    tool_json_boolean(out, reason->alternative);
    tool_json_key(out, "column");
    tool_json_value(out, &column);
    tool_json_key(out, "length");
    tool_json_value(out, &length);
    tool_json_close(out, '}');
}

static void
put_json_answer(GString *out, const char *text, const SopFeelReasons *reasons)
{
    const SopValue *value = sop_feel_reasons_value(reasons);
    g_autofree char *feel = sop_value_to_feel(value);
    tool_json_open(out, '{');
    tool_json_key(out, "value");
    tool_json_value(out, value);
    tool_json_key(out, "feel");
    tool_json_text(out, feel);
    tool_json_key(out, "because");
    tool_json_open(out, '[');
    for (unsigned i = 0; i < sop_feel_reasons_count(reasons); i++)
        put_reason(out, text, sop_feel_reasons_at(reasons, i));
    tool_json_close(out, ']');
    tool_json_close(out, '}');
    g_string_append_c(out, '\n');
}

/* ---- evaluating ------------------------------------------------------------------------------- */

static void
say_errors(const Wish *wish, const char *where, const char *text, SopFeelError *errors, unsigned n)
{
    if (as_json(wish))
    {
        g_autoptr(GString) out = g_string_new(NULL);
        tool_json_open(out, '{');
        tool_json_key(out, "errors");
        tool_feel_put_errors(out, text, errors, n);
        tool_json_close(out, '}');
        puts(out->str);
    }
    else
        tool_feel_print_errors(where, text, errors, n);
    for (unsigned i = 0; i < n; i++)
        sop_feel_error_clear(&errors[i]);
}

/* Returns: (transfer full) (nullable): NULL when it is wrong; that is then said. */
static SopFeelReasons *
evaluate(const Wish *wish, const FeelFacts *facts, const char *where, const char *text,
         SopFeelOptions options)
{
    SopFeelError errors[MOST_ERRORS] = {0};
    unsigned n_errors = 0;
    g_autoptr(SopFeel) feel =
        sop_feel_compile(text, -1, facts->scope, options, NULL, errors, MOST_ERRORS, &n_errors);
    if (feel == NULL)
        return say_errors(wish, where, text, errors, n_errors), NULL;
    SopFeelInput input = {
        .slots = (const SopValue *) (void *) facts->values->data,
        .n_slots = facts->values->len,
        .now = wish->instant,
        .zone = wish->zone,
    };
    return sop_feel_explain(feel, &input);
}

/* `?`: what the tests are of. */
static bool
add_tested(const Wish *wish, FeelFacts *facts)
{
    if (wish->tested == NULL)
        return true;
    g_autoptr(SopFeelReasons) tested =
        evaluate(wish, facts, "--unary-tests", wish->tested, wish->options);
    if (tested != NULL)
        tool_feel_facts_add(facts, "?", sop_value_copy(sop_feel_reasons_value(tested)));
    return tested != NULL;
}

static ToolExit
answer(const Wish *wish, const char *text)
{
    g_auto(FeelFacts) facts;
    g_autoptr(GString) out = g_string_new(NULL);
    SopFeelOptions tests = wish->tested != NULL ? SOP_FEEL_UNARY_TESTS : SOP_FEEL_PURE;
    tool_feel_facts_init(&facts);
    if (wish->with != NULL && !tool_feel_facts_read(&facts, wish->with))
        return TOOL_UNABLE;
    if (!add_tested(wish, &facts))
        return TOOL_FOUND;
    g_autoptr(SopFeelReasons) reasons =
        evaluate(wish, &facts, "expression", text, wish->options | tests);
    if (reasons == NULL)
        return TOOL_FOUND;
    if (as_json(wish))
        put_json_answer(out, text, reasons);
    else
        put_text_answer(out, reasons);
    fputs(out->str, stdout);
    return TOOL_FINE;
}

/* ---- options ---------------------------------------------------------------------------------- */

static bool
is_zone(const char *name)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(name);
    return zone != NULL;
}

/* Returns: false when something cannot be used; that is then said. */
static bool
settle(Wish *wish)
{
    wish->instant = wish->now != NULL ? sop_instant_parse(wish->now) : tool_now();
    wish->options = wish->unknown ? SOP_FEEL_UNKNOWN : SOP_FEEL_PURE;
    if (wish->instant == SOP_INSTANT_NONE)
        tool_unable("--now: `%s` is no instant; write one as 2026-03-02T09:00:00+01:00", wish->now);
    else if (wish->zone != NULL && !is_zone(wish->zone))
        tool_unable("--timezone: there is no time zone `%s`; write one as Asia/Shanghai",
                    wish->zone);
    else if (wish->format != NULL && !as_json(wish) && !g_str_equal(wish->format, "text"))
        tool_unable("--format: `%s` is none; write text or json", wish->format);
    else
        return true;
    return false;
}

static ToolExit
run(int argc, char **argv)
{
    g_auto(Wish) wish = {0};
    const GOptionEntry entries[] = {
        {"with", 'w', 0, G_OPTION_ARG_FILENAME, &wish.with,
         "A file of JSON with what the expression may read", "FACTS.json"},
        {"unknown", 'u', 0, G_OPTION_ARG_NONE, &wish.unknown,
         "As in a procedure: what meets the unknown is unknown, and types must fit", NULL},
        {"unary-tests", 't', 0, G_OPTION_ARG_STRING, &wish.tested,
         "The expression is a table's cell, tested on this value", "VALUE"},
        {"now", 'n', 0, G_OPTION_ARG_STRING, &wish.now, "What now() and today() answer", "INSTANT"},
        {"timezone", 'z', 0, G_OPTION_ARG_STRING, &wish.zone, "Whose day today() is (UTC)", "ZONE"},
        {"format", 'f', 0, G_OPTION_ARG_STRING, &wish.format, "text or json", "FORMAT"},
        /* so that an expression may begin with a minus, after -- */
        {G_OPTION_REMAINING, '\0', 0, G_OPTION_ARG_STRING_ARRAY, &wish.rest, NULL, NULL},
        {0},
    };

    if (!tool_options(&tool_feel, entries, 0, &argc, &argv))
        return TOOL_UNABLE;
    if (wish.rest == NULL || g_strv_length(wish.rest) != 1)
        return tool_unable("usage: sopflow feel %s", tool_feel.arguments);
    return settle(&wish) ? answer(&wish, wish.rest[0]) : TOOL_UNABLE;
}

const Tool tool_feel = {
    .name = "feel",
    .arguments = "'EXPRESSION' [--with FACTS.json]",
    .summary = "Evaluate one expression of FEEL, to learn it",
    .examples =
        "  sopflow feel '1 + 2 * 3'\n"
        "  sopflow feel 'age >= 18 or consent' --with facts.json\n"
        "  sopflow feel 'date(expires) >= today() + duration(\"P6M\")' --with facts.json\n"
        "  sopflow feel '[18..65)' --unary-tests 17\n\n"
        "Put the expression in single quotes, so that the shell leaves it alone. FACTS.json is an\n"
        "object: its keys are the names, its numbers, texts, true, false, null, lists and objects\n"
        "the values. JSON has no dates: write date(expires) of a text \"2026-03-01\".\n"
        "An expression that begins with a minus comes last, after --.\n"
        "A result that is false or null is followed by what decided it.\n",
    .run = run,
};
