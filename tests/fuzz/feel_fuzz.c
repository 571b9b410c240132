/* SPDX-License-Identifier: Apache-2.0 */
/* FEEL with any text: compiled by both rules and as a cell, evaluated, printed, and read back. The first
 * byte says whether facts are known. */
#include <stdlib.h>
#include <string.h>

#include "feel/feel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const words[] = {"regular", "irregular", "自愿"};

enum
{
    N_SLOTS = 9,
};

/* Made once: reading zones is slow. */
static SopFeelScope *scope;
static SopValue slots[2][N_SLOTS];

static SopFeelScope *
make_scope(void)
{
    static const struct
    {
        const char *name;
        SopValueType type;
    } names[] = {
        {"a", SOP_NUMBER},     {"b", SOP_BOOLEAN},        {"s", SOP_STRING},
        {"d", SOP_DATE},       {"done.x", SOP_DATE_TIME}, {"u", SOP_DAYS_DURATION},
        {"any one", SOP_NULL}, {"?", SOP_NUMBER},
    };
    SopFeelScope *made = sop_feel_scope_new();
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
    {
        g_autoptr(SopFeelType) type = sop_feel_type_new(names[i].type);
        sop_feel_scope_add(made, names[i].name, type, i);
    }
    g_autoptr(SopFeelType) choice = sop_feel_type_new_choice(words, G_N_ELEMENTS(words));
    g_autoptr(SopFeelType) list = sop_feel_type_new_list(choice);
    sop_feel_scope_add(made, "c", choice, 2);
    sop_feel_scope_add(made, "l", list, N_SLOTS - 1);
    sop_feel_scope_add_type(made, "t list", list);
    return made;
}

static void
fill(SopValue values[N_SLOTS], bool known)
{
    memset(values, 0, sizeof(SopValue) * N_SLOTS);
    if (!known)
        return;
    values[0] = sop_value_parse(SOP_NUMBER, "12345678901234567890.5");
    values[1] = sop_value_boolean(true);
    values[2] = sop_value_text("irregular");
    values[3] = sop_value_parse(SOP_DATE, "2024-02-29");
    values[4] = sop_value_parse(SOP_DATE_TIME, "2024-02-29T10:00:00@Europe/Paris");
    values[5] = sop_value_parse(SOP_DAYS_DURATION, "PT36H");
    values[6] = sop_value_list(values, 6);
    values[7] = sop_value_integer(7);
    values[8] = sop_value_list(values + 2, 1);
}

static void
evaluate(const SopFeel *feel, const SopValue *known)
{
    SopFeelInput input = {
        .slots = known, .n_slots = N_SLOTS, .now = 1709200000000000, .zone = "Asia/Shanghai"};
    SopValue value = sop_feel_evaluate(feel, &input);
    g_autofree char *text = sop_value_to_feel(&value);
    g_autofree char *plain = sop_value_to_text(&value);
    g_auto(SopValue) again = sop_value_parse((SopValueType) value.type, plain);
    bool plain_type = value.type >= SOP_BOOLEAN && value.type <= SOP_MONTHS_DURATION;
    if (text[0] == '\0' || (plain_type && !sop_value_equal(&value, &again)))
        g_error("%s is not read back as itself", text);
    sop_feel_reasons_free(sop_feel_explain(feel, &input));
    sop_value_clear(&value);
}

static void
try_options(const char *text, size_t length, SopFeelOptions options, const SopValue *known)
{
    SopFeelError errors[3] = {0};
    unsigned n_errors = 0;
    g_autoptr(SopFeelType) want = sop_feel_type_new(SOP_BOOLEAN);
    g_autoptr(SopFeel) feel =
        sop_feel_compile(text, (gssize) length, scope, options,
                         options == SOP_FEEL_UNKNOWN ? want : NULL, errors, 3, &n_errors);
    if ((feel == NULL) != (n_errors > 0))
        g_error("an expression either compiles or says why not");
    if (feel != NULL)
        evaluate(feel, known);
    for (unsigned i = 0; i < n_errors; i++)
    {
        if (errors[i].message == NULL || errors[i].offset > length)
            g_error("a problem has a place and a message");
        sop_feel_error_clear(&errors[i]);
    }
}

static void
forget(void)
{
    sop_feel_scope_unref(scope);
    for (unsigned i = 0; i < N_SLOTS; i++)
        sop_value_clear(&slots[1][i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned options[] = {SOP_FEEL_PURE, SOP_FEEL_UNKNOWN,
                                       SOP_FEEL_UNKNOWN | SOP_FEEL_UNARY_TESTS};
    if (size == 0)
        return 0;
    if (scope == NULL)
    {
        scope = make_scope();
        fill(slots[0], false);
        fill(slots[1], true);
        atexit(forget);
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(options); i++)
        try_options((const char *) data + 1, size - 1, (SopFeelOptions) options[i],
                    slots[data[0] & 1]);
    return 0;
}
