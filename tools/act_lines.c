/* SPDX-License-Identifier: Apache-2.0 */
/* The answers of `sopflow act`: one line of JSON each, the same keys in the same order. */
#include "act.h"

#include <stdio.h>
#include <string.h>

void
tool_act_put_texts(GString *out, const GPtrArray *texts)
{
    tool_json_open(out, '[');
    for (guint i = 0; i < texts->len; i++)
        tool_json_text(out, g_ptr_array_index(texts, i));
    tool_json_close(out, ']');
}

void
tool_act_put_names(const ActHost *host, SopTable table, const uint32_t *indices, unsigned n)
{
    tool_json_open(host->out, '[');
    for (unsigned i = 0; i < n; i++)
        tool_json_text(host->out, sop_flow_name(host->flow, table, indices[i]));
    tool_json_close(host->out, ']');
}

static void
put_refused(const ActHost *host)
{
    g_autoptr(GPtrArray) codes = g_ptr_array_new();

    for (unsigned i = 0; i < sop_verdict_count_reasons(host->verdict); i++)
    {
        const SopReason *reason = sop_verdict_reason(host->verdict, i);
        const char *code = sop_reason_code_name(sop_reason_code(reason));
        if (!g_ptr_array_find_with_equal_func(codes, code, g_str_equal, NULL))
            g_ptr_array_add(codes, (char *) code);
    }
    g_ptr_array_sort(codes, tool_compare_names);
    tool_act_put_texts(host->out, codes);
}

static void
put_number(GString *out, const char *key, unsigned number)
{
    SopValue value = sop_value_integer(number);

    tool_json_key(out, key);
    tool_json_value(out, &value);
}

static void
put_place(GString *out, const SopReason *reason)
{
    tool_json_key(out, "file");
    tool_json_text(out, sop_reason_file(reason));
    put_number(out, "line", sop_reason_line(reason));
    put_number(out, "column", sop_reason_column(reason));
}

/* What decided a condition; an empty list of other reasons. */
static void
put_because(const ActHost *host, const SopReason *reason)
{
    GString *out = host->out;
    g_autoptr(SopFeelReasons) because = sop_reason_because(reason);

    tool_json_open(out, '[');
    for (unsigned i = 0; because != NULL && i < sop_feel_reasons_count(because); i++)
    {
        const SopFeelReason *one = sop_feel_reasons_at(because, i);
        g_autofree char *sentence = sop_reason_say_because(reason, one, host->language);
        unsigned line, column;
        sop_reason_find_because(reason, one, &line, &column);
        tool_json_open(out, '{');
        tool_json_key(out, "text");
        tool_json_text(out, one->text);
        tool_json_key(out, "sentence");
        tool_json_text(out, sentence);
        tool_json_key(out, "value");
        tool_json_value(out, &one->value);
        tool_json_key(out, "needed");
        tool_json_value(out, &one->needed);
        tool_json_key(out, "alternative");
        tool_json_boolean(out, one->alternative);
        put_number(out, "line", line);
        put_number(out, "column", column);
        tool_json_close(out, '}');
    }
    tool_json_close(out, ']');
}

static void
put_reason(const ActHost *host, const SopReason *reason)
{
    enum
    {
        MOST = 64
    };
    GString *out = host->out;
    uint32_t indices[MOST];
    SopPaper document = sop_reason_document(reason);
    g_autofree char *sentence = sop_reason_sentence(reason, host->language);

    tool_json_open(out, '{');
    tool_json_key(out, "code");
    tool_json_text(out, sop_reason_code_name(sop_reason_code(reason)));
    tool_json_key(out, "sentence");
    tool_json_text(out, sentence);
    put_place(out, reason);
    tool_json_key(out, "because");
    put_because(host, reason);
    tool_json_key(out, "facts");
    tool_act_put_names(host, SOP_TABLE_FACTS, indices,
                       MIN(sop_reason_facts(reason, indices, MOST), MOST));
    tool_json_key(out, "document");
    tool_json_text(out, document != SOP_NONE
                            ? sop_flow_name(host->flow, SOP_TABLE_DOCUMENTS, document)
                            : NULL);
    tool_json_key(out, "menders");
    tool_act_put_names(host, SOP_TABLE_ROLES, indices,
                       MIN(sop_reason_menders(reason, indices, MOST), MOST));
    tool_json_key(out, "instant");
    tool_act_put_instant(out, sop_reason_instant(reason));
    tool_json_key(out, "safeguard");
    tool_json_text(out, sop_reason_safeguard(reason));
    tool_json_close(out, '}');
}

static void
put_asked(const ActHost *host, const SopOptions *options, unsigned option)
{
    GString *out = host->out;

    tool_json_open(out, '[');
    for (unsigned i = 0; i < sop_options_count_asks(options, option); i++)
    {
        SopAsked asked = sop_options_asked(options, option, i);
        bool is_fact = asked.fact != SOP_NONE;
        tool_json_open(out, '{');
        tool_json_key(out, is_fact ? "fact" : "document");
        tool_json_text(out, is_fact
                                ? sop_flow_name(host->flow, SOP_TABLE_FACTS, asked.fact)
                                : sop_flow_name(host->flow, SOP_TABLE_DOCUMENTS, asked.document));
        tool_json_key(out, "optional");
        tool_json_boolean(out, asked.optional);
        tool_json_close(out, '}');
    }
    tool_json_close(out, ']');
}

static void
put_option(const ActHost *host, const SopOptions *options, unsigned option)
{
    GString *out = host->out;
    SopRole roles[64];
    unsigned n_roles =
        MIN(sop_options_roles(options, option, roles, G_N_ELEMENTS(roles)), G_N_ELEMENTS(roles));

    tool_json_open(out, '{');
    tool_json_key(out, "do");
    tool_json_text(
        out, sop_flow_name(host->flow, SOP_TABLE_ACTIONS, sop_options_action(options, option)));
    tool_json_key(out, "open");
    tool_json_boolean(out, sop_options_open(options, option));
    tool_json_key(out, "roles");
    tool_act_put_names(host, SOP_TABLE_ROLES, roles, n_roles);
    tool_json_key(out, "asks");
    put_asked(host, options, option);
    tool_json_key(out, "reasons");
    tool_json_open(out, '[');
    for (unsigned i = 0; i < sop_options_count_reasons(options, option); i++)
        put_reason(host, sop_options_reason(options, option, i));
    tool_json_close(out, ']');
    tool_json_close(out, '}');
}

static void
put_options(const ActHost *host)
{
    g_autoptr(SopOptions) options = sop_case_options(host->kase, NULL, host->now);

    tool_json_key(host->out, "options");
    tool_json_open(host->out, '[');
    for (unsigned i = 0; i < sop_options_count(options); i++)
        put_option(host, options, i);
    tool_json_close(host->out, ']');
}

static void
put_judgement(const ActHost *host, const char *action)
{
    GString *out = host->out;

    tool_json_key(out, "do");
    tool_json_text(out, action);
    tool_json_key(out, "accepted");
    tool_json_boolean(out, sop_verdict_accepted(host->verdict));
    tool_json_key(out, "refused");
    put_refused(host);
    tool_json_key(out, "reasons");
    tool_json_open(out, '[');
    for (unsigned i = 0; i < sop_verdict_count_reasons(host->verdict); i++)
        put_reason(host, sop_verdict_reason(host->verdict, i));
    tool_json_close(out, ']');
}

/* Of the timeouts and of the act, each role once. */
static void
put_informs(const ActHost *host)
{
    unsigned n_informs;
    const SopRole *informs = sop_verdict_informs(host->verdict, &n_informs);

    tool_json_open(host->out, '[');
    for (unsigned i = 0; i < n_informs; i++)
    {
        unsigned first = 0;
        while (informs[first] != informs[i])
            first++;
        if (first == i)
            tool_json_text(host->out, sop_flow_name(host->flow, SOP_TABLE_ROLES, informs[i]));
    }
    tool_json_close(host->out, ']');
}

static void
send_line(ActHost *host)
{
    puts(host->out->str);
    fflush(stdout);
}

void
tool_act_answer(ActHost *host, const char *action)
{
    g_string_truncate(host->out, 0);
    tool_json_open(host->out, '{');
    put_judgement(host, action);
    tool_act_put_state(host);
    tool_json_key(host->out, "informs");
    put_informs(host);
    if (host->with_options)
        put_options(host);
    tool_json_close(host->out, '}');
    send_line(host);
}

void
tool_act_error(ActHost *host, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);

    host->failed = true;
    g_string_truncate(host->out, 0);
    tool_json_open(host->out, '{');
    tool_json_key(host->out, "error");
    tool_json_text(host->out, text);
    tool_json_key(host->out, "line");
    tool_json_value(host->out, &(SopValue) {.type = SOP_NUMBER, .integer = host->line});
    tool_json_close(host->out, '}');
    send_line(host);
}
