/* SPDX-License-Identifier: Apache-2.0 */
/* Values as text: as people write them, and as FEEL would have them written. */
#include <string.h>

#include "feel/function.h"
#include "feel/number.h"

static void print(const SopValue *self, bool feel, bool inside, GString *out);

static void
print_text(const SopValue *self, GString *out)
{
    const SopTextBox *box = sop_value_text_box(self);
    g_string_append_c(out, '"');
    for (uint32_t i = 0; i < box->length; i++)
    {
        unsigned char c = (unsigned char) box->text[i];
        if (c == '"' || c == '\\')
            g_string_append_c(out, '\\');
        if (c == '\n')
            g_string_append(out, "\\n");
        else if (c < ' ')
            g_string_append_printf(out, "\\u%04X", c);
        else
            g_string_append_c(out, (char) c);
    }
    g_string_append_c(out, '"');
}

static void
print_list(const SopValue *self, bool feel, GString *out)
{
    const SopListBox *box = sop_value_list_box(self);
    g_string_append_c(out, '[');
    for (uint32_t i = 0; i < box->n_items; i++)
    {
        if (i > 0)
            g_string_append(out, ", ");
        print(&box->items[i], feel, true, out);
    }
    g_string_append_c(out, ']');
}

static bool
is_plain_name(const SopTextBox *box)
{
    for (uint32_t i = 0; i < box->length; i++)
        if (!g_ascii_isalpha(box->text[i]) && box->text[i] != '_' &&
            (i == 0 || !g_ascii_isdigit(box->text[i])))
            return false;
    return box->length > 0;
}

static void
print_context(const SopValue *self, bool feel, GString *out)
{
    const SopListBox *box = sop_value_list_box(self);
    g_string_append_c(out, '{');
    for (uint32_t i = 0; i + 1 < box->n_items; i += 2)
    {
        if (i > 0)
            g_string_append(out, ", ");
        print(&box->items[i], feel, !is_plain_name(sop_value_text_box(&box->items[i])), out);
        g_string_append(out, ": ");
        print(&box->items[i + 1], feel, true, out);
    }
    g_string_append_c(out, '}');
}

static void
print_range(const SopValue *self, bool feel, GString *out)
{
    const SopListBox *box = sop_value_list_box(self);
    bool no_start = self->flags & SOP_RANGE_NO_START, no_end = self->flags & SOP_RANGE_NO_END;
    if (no_start != no_end)
    {
        const char *op = no_start ? (self->flags & SOP_RANGE_OPEN_END ? "(< " : "(<= ")
                                  : (self->flags & SOP_RANGE_OPEN_START ? "(> " : "(>= ");
        g_string_append(out, op);
        print(&box->items[no_start ? 1 : 0], feel, true, out);
        g_string_append_c(out, ')');
        return;
    }
    g_string_append_c(out, self->flags & SOP_RANGE_OPEN_START ? '(' : '[');
    print(&box->items[0], feel, true, out);
    g_string_append(out, "..");
    print(&box->items[1], feel, true, out);
    g_string_append_c(out, self->flags & SOP_RANGE_OPEN_END ? ')' : ']');
}

static void
print_temporal(const SopValue *self, bool feel, GString *out)
{
    static const char *const functions[] = {
        [SOP_DATE] = "date(\"",
        [SOP_TIME] = "time(\"",
        [SOP_DATE_TIME] = "date and time(\"",
        [SOP_DAYS_DURATION] = "duration(\"",
        [SOP_MONTHS_DURATION] = "duration(\"",
    };
    if (feel)
        g_string_append(out, functions[self->type]);
    sop_temporal_print(self, out);
    if (feel)
        g_string_append(out, "\")");
}

/* `inside` a list or context a text stands in quotes; as FEEL it always does, but for a plain key. */
static void
print(const SopValue *self, bool feel, bool inside, GString *out)
{
    switch (self->type)
    {
    case SOP_BOOLEAN:
        g_string_append(out, self->boolean ? "true" : "false");
        break;
    case SOP_NUMBER:
        sop_number_print(self, out);
        break;
    case SOP_STRING:
        if (inside)
            print_text(self, out);
        else
            g_string_append_len(out, sop_value_text_box(self)->text,
                                sop_value_text_box(self)->length);
        break;
    case SOP_LIST:
        print_list(self, feel, out);
        break;
    case SOP_CONTEXT:
        print_context(self, feel, out);
        break;
    case SOP_RANGE:
        print_range(self, feel, out);
        break;
    case SOP_FUNCTION:
        sop_function_print(self, out);
        break;
    case SOP_NULL:
        g_string_append(out, "null");
        break;
    default:
        print_temporal(self, feel, out);
    }
}

char *
sop_value_to_text(const SopValue *self)
{
    GString *out = g_string_new(NULL);
    print(self, false, false, out);
    return g_string_free(out, FALSE);
}

char *
sop_value_to_feel(const SopValue *self)
{
    GString *out = g_string_new(NULL);
    print(self, true, true, out);
    return g_string_free(out, FALSE);
}

static SopValue
parse_boolean(const char *text)
{
    if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
        return sop_value_boolean(text[0] == 't');
    return SOP_VALUE_NULL;
}

static SopValue
parse_duration(SopValueType type, const char *text)
{
    SopValue value = sop_duration_parse(text, strlen(text));
    if (value.type != type)
        sop_value_clear(&value);
    return value;
}

SopValue
sop_value_parse(SopValueType type, const char *text)
{
    g_return_val_if_fail(text != NULL, SOP_VALUE_NULL);

    size_t length = strlen(text);
    switch (type)
    {
    case SOP_BOOLEAN:
        return parse_boolean(text);
    case SOP_NUMBER:
        return sop_number_parse(text, length);
    case SOP_STRING:
        return sop_value_text(text);
    case SOP_DATE:
        return sop_date_parse(text, length);
    case SOP_TIME:
        return sop_time_parse(text, length);
    case SOP_DATE_TIME:
        return sop_date_time_parse(text, length);
    case SOP_DAYS_DURATION:
    case SOP_MONTHS_DURATION:
        return parse_duration(type, text);
    default:
        return SOP_VALUE_NULL;
    }
}
