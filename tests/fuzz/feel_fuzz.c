/* SPDX-License-Identifier: Apache-2.0 */
/* FEEL with any text: compiled by both rules and as a cell, evaluated, printed, and read back. The first
 * byte says whether facts are known. */
#include <stddef.h>
#include <string.h>

#include "feel/feel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const words[] = {"regular", "irregular", "自愿"};

enum
{
    N_SLOTS = 9,
};

static SopFeelScope *
make_scope(void)
{
    static const struct
    {
        const char *name;
        SopValueType type;
    } names[] = {
        {"a", SOP_NUMBER}, {"b", SOP_BOOLEAN}, {"s", SOP_STRING}, {"d", SOP_DATE},
        {"done.x", SOP_DATE_TIME}, {"u", SOP_DAYS_DURATION}, {"any one", SOP_NULL}, {"?", SOP_NUMBER},
    };
    SopFeelScope *scope = sop_feel_scope_new();
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
    {
        g_autoptr(SopFeelType) type = sop_feel_type_new(names[i].type);
        sop_feel_scope_add(scope, names[i].name, type, i);
    }
    g_autoptr(SopFeelType) choice = sop_feel_type_new_choice(words, G_N_ELEMENTS(words));
    g_autoptr(SopFeelType) list = sop_feel_type_new_list(choice);
    sop_feel_scope_add(scope, "c", choice, 2);
    sop_feel_scope_add(scope, "l", list, N_SLOTS - 1);
    return scope;
}

static void
fill(SopValue slots[N_SLOTS], bool known)
{
    memset(slots, 0, sizeof(SopValue) * N_SLOTS);
    if (!known)
        return;
    slots[0] = sop_value_parse(SOP_NUMBER, "12345678901234567890.5");
    slots[1] = sop_value_boolean(true);
    slots[2] = sop_value_text("irregular");
    slots[3] = sop_value_parse(SOP_DATE, "2024-02-29");
    slots[4] = sop_value_parse(SOP_DATE_TIME, "2024-02-29T10:00:00@Europe/Paris");
    slots[5] = sop_value_parse(SOP_DAYS_DURATION, "PT36H");
    slots[6] = sop_value_list(slots, 6);
    slots[7] = sop_value_integer(7);
    slots[8] = sop_value_list(slots + 2, 1);
}

static void
evaluate(const SopFeel *feel, const SopValue *slots)
{
    SopFeelInput input = {.slots = slots, .n_slots = N_SLOTS, .now = 1709200000000000, .zone = "Asia/Shanghai"};
    SopValue value = sop_feel_evaluate(feel, &input);
    g_autofree char *text = sop_value_to_feel(&value);
    g_autofree char *plain = sop_value_to_text(&value);
    g_auto(SopValue) again = sop_value_parse((SopValueType) value.type, plain);
    sop_value_clear(&value);
}

static void
try_options(const char *text, size_t length, SopFeelScope *scope, SopFeelOptions options, const SopValue *slots)
{
    SopFeelError errors[3] = {0};
    unsigned n_errors = 0;
    g_autoptr(SopFeelType) want = sop_feel_type_new(SOP_BOOLEAN);
    g_autoptr(SopFeel) feel = sop_feel_compile(text, (gssize) length, scope, options,
                                               options == SOP_FEEL_UNKNOWN ? want : NULL, errors, 3, &n_errors);
    if ((feel == NULL) != (n_errors > 0))
        g_error("an expression either compiles or says why not");
    if (feel != NULL)
        evaluate(feel, slots);
    for (unsigned i = 0; i < n_errors; i++)
    {
        if (errors[i].message == NULL || errors[i].offset > length)
            g_error("a problem has a place and a message");
        sop_feel_error_clear(&errors[i]);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned options[] = {SOP_FEEL_PURE, SOP_FEEL_UNKNOWN, SOP_FEEL_UNKNOWN | SOP_FEEL_UNARY_TESTS};
    if (size == 0)
        return 0;
    g_autoptr(SopFeelScope) scope = make_scope();
    SopValue slots[N_SLOTS];
    fill(slots, data[0] & 1);
    for (unsigned i = 0; i < G_N_ELEMENTS(options); i++)
        try_options((const char *) data + 1, size - 1, scope, (SopFeelOptions) options[i], slots);
    for (unsigned i = 0; i < N_SLOTS; i++)
        sop_value_clear(&slots[i]);
    return 0;
}
