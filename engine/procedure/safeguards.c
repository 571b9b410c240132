/* SPDX-License-Identifier: Apache-2.0 */
/* Safeguards: what must hold of every path. Each has one of five forms, told by one key; a table
 * says what goes with it. */
#include "procedure/reader.h"

static void
read_some_events(SopReader *self, const SopYamlNode *value, void *ret)
{
    if (value->kind != SOP_YAML_SEQUENCE || !sop_reader_empty(self, value))
        sop_read_events(self, value, ret);
}

#define PART(key, read, member) SOP_KEY(key, read, SopWrittenSafeguard, member)

static const SopKey safeguard_keys[] = {
    PART("title", sop_read_text, title),
    PART("action", read_some_events, action),
    PART("when", sop_read_expression, when),
    PART("only_after", read_some_events, only_after),
    PART("unless_since", read_some_events, unless_since),
    PART("never_when", sop_read_expression, never_when),
    PART("possible_from", read_some_events, possible_from),
    PART("until", read_some_events, until),
    PART("after", read_some_events, after),
    PART("leads_to", read_some_events, leads_to),
    PART("within", sop_read_duration, within),
    PART("at_most_once", sop_read_boolean, at_most_once),
    PART("text", sop_read_text, text),
    PART("source", sop_read_names, source),
    SOP_KEY_AT("accept", sop_read_accept, 0, 0),
};
SOP_FORM(sop_form_safeguard, "a safeguard", "{action: ACTION, only_after: ACTION}", safeguard_keys,
         SopWrittenSafeguard);

/* ---- the five forms -------------------------------------------------------------------------- */

typedef struct
{
    const char *key;   /* tells the form */
    const char *needs; /* NULL: nothing */
    const char *may;   /* NULL: nothing else */
    const char *example;
} Shape;

static const Shape shapes[] = {
    {"only_after", "action", "unless_since", "{action: ACTION, only_after: EVENT}"},
    {"possible_from", "action", "until", "{action: ACTION, possible_from: EVENT, until: EVENT}"},
    {"at_most_once", "action", NULL, "{action: ACTION, at_most_once: true}"},
    {"leads_to", "after", "within", "{after: EVENT, leads_to: [EVENT, OUTCOME]}"},
    {"never_when", NULL, "action", "{action: ACTION, never_when: CONDITION}"},
};

/* Keys that belong to some of the forms only. */
static const char *const parts[] = {"action", "unless_since", "until", "after", "within"};

static void G_GNUC_PRINTF(4, 5)
    report(SopReader *self, SopSpan span, const char *fix, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *problem = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    SopDiagnostic *diagnostic =
        sop_report(self->diagnostics, SOP_MESSAGE_BAD_SAFEGUARD, span, "problem", problem, NULL);
    sop_diagnostic_set_fix(diagnostic, "%s", fix);
}

static const SopYamlNode *
find_key(const SopYamlNode *map, const char *key)
{
    for (uint32_t i = 0; i < map->size; i++)
        if (sop_yaml_is(map->pairs[i].key, key))
            return map->pairs[i].key;
    return NULL;
}

static bool
goes_with(const Shape *shape, const char *part)
{
    return g_strcmp0(shape->needs, part) == 0 || g_strcmp0(shape->may, part) == 0;
}

static void
report_surplus(SopReader *self, const Shape *shape, const SopYamlNode *key)
{
    const Shape *owner = shapes;
    while (owner < shapes + G_N_ELEMENTS(shapes) - 1 && !goes_with(owner, key->text))
        owner++;
    g_autofree char *fix = g_strdup_printf("take `%s` out, or write a safeguard of its own: `%s`",
                                           key->text, owner->example);
    report(self, key->span, fix, "`%s` does not go with `%s`", key->text, shape->key);
}

static void
check_parts(SopReader *self, const SopYamlNode *map, const SopWrittenName *name, const Shape *shape)
{
    g_autofree char *fix = g_strdup_printf("write `%s`", shape->example);
    if (shape->needs != NULL && find_key(map, shape->needs) == NULL)
    {
        report(self, name->span, fix, "`%s` needs `%s` beside it", shape->key, shape->needs);
        return;
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(parts); i++)
    {
        const SopYamlNode *key = find_key(map, parts[i]);
        if (key == NULL || goes_with(shape, parts[i]))
            continue;
        report_surplus(self, shape, key);
        return;
    }
    const SopYamlNode *once = sop_yaml_get(map, "at_most_once");
    if (once != NULL && once->type == SOP_YAML_BOOLEAN && once->text[0] == 'f')
        report(self, once->span, "write `at_most_once: true`, or take the safeguard out",
               "`at_most_once: false` demands nothing");
}

static void
check_shape(SopReader *self, const SopYamlNode *map, const SopWrittenName *name)
{
    const Shape *shape = NULL;
    for (unsigned i = 0; i < G_N_ELEMENTS(shapes); i++)
    {
        const SopYamlNode *key = find_key(map, shapes[i].key);
        if (key != NULL && shape != NULL)
        {
            report(self, key->span, "make two safeguards of it, each with a name of its own",
                   "`%s` and `%s` stand in one", shape->key, shapes[i].key);
            return;
        }
        if (key != NULL)
            shape = &shapes[i];
    }
    if (shape != NULL)
        check_parts(self, map, name, shape);
    else
        report(self, name->span,
               "add `only_after`, `possible_from`, `at_most_once`, `leads_to` or `never_when`",
               "it demands nothing");
}

void
sop_read_safeguards(SopReader *self, const SopYamlNode *value, void *ret)
{
    SopProcedure *procedure = ret;
    procedure->safeguards =
        sop_reader_entries(self, value, &sop_form_safeguard, &procedure->n_safeguards);
    for (uint32_t i = 0; i < procedure->n_safeguards; i++)
    {
        SopWrittenSafeguard *safeguard = &procedure->safeguards[i];
        const SopYamlNode *map = value->pairs[i].value;
        safeguard->span = safeguard->name.span;
        if (map->kind == SOP_YAML_MAPPING && !sop_reader_has_unknown_key(map, &sop_form_safeguard))
            check_shape(self, map, &safeguard->name);
    }
}
