/* SPDX-License-Identifier: Apache-2.0 */
/* The top of the file: what it is, which version of the language, and what it declares. */
#include <string.h>

#include "procedure/translations.h"

static void
read_nothing(SopReader *self, const SopYamlNode *value, void *ret)
{
    (void) self;
    (void) value;
    (void) ret;
}

static void
read_effective(SopReader *self, const SopYamlNode *value, void *ret)
{
    SopProcedure *procedure = ret;
    const char *text = sop_reader_scalar(self, value, "a date such as 2026-01-01");
    if (text == NULL)
        return;
    if (sop_day_parse(text, value->size, &procedure->effective_day))
        procedure->effective = (SopWrittenName) {.name = text, .span = value->span};
    else
        sop_report(self->diagnostics, SOP_MESSAGE_BAD_DATE, value->span, "text", text, NULL);
}

static void
read_timezone(SopReader *self, const SopYamlNode *value, void *ret)
{
    const char *text = sop_reader_scalar(self, value, "a time zone such as Asia/Shanghai");
    if (text == NULL)
        return;
    g_autoptr(SopZone) zone = sop_zone_new(text);
    if (zone != NULL)
        *(const char **) ret = text;
    else
        sop_report(self->diagnostics, SOP_MESSAGE_BAD_TIMEZONE, value->span, "text", text, NULL);
}

static void
read_id(SopReader *self, const SopYamlNode *value, void *ret)
{
    SopProcedure *procedure = ret;
    SopWrittenName name = {0};
    if (!sop_reader_name(self, value, "a name", &name))
        return;
    procedure->id = name.name;
    procedure->root.name = name;
}

static void
read_file_name(SopReader *self, const SopYamlNode *value, void *ret)
{
    sop_reader_file_name(self, value, ret);
}

/* What a variant says is merged before anything is read. */
static void
read_of_variants(SopReader *self, const SopYamlNode *value, void *ret)
{
    (void) value;
    (void) ret;
    sop_report(self->diagnostics, SOP_MESSAGE_NO_VARIANT, self->key->span, "key", self->key->text,
               NULL);
}

#define PART(key, read, member) SOP_KEY(key, read, SopProcedure, member)
#define ROOT(key, read) SOP_KEY(key, read, SopProcedure, root)
#define WHOLE(key, read) SOP_KEY_AT(key, read, 0, 0)

static const SopKey top_keys[] = {
    WHOLE("sopflow", read_nothing), /* looked at before all others */
    SOP_KEY_AT("id", read_id, 0, SOP_KEY_REQUIRED),
    PART("version", sop_read_string, version),
    SOP_KEY_NEEDED("title", sop_read_text, SopProcedure, title),
    PART("text", sop_read_text, text),
    PART("owner", sop_read_string, owner),
    WHOLE("effective", read_effective),
    WHOLE("languages", read_nothing), /* before all texts */
    PART("timezone", read_timezone, timezone),
    PART("source", sop_read_names, root.source),
    WHOLE("sources", sop_read_sources),
    WHOLE("roles", sop_read_roles),
    WHOLE("actor", sop_read_actor),
    WHOLE("documents", sop_read_documents),
    WHOLE("facts", sop_read_facts),
    WHOLE("outcomes", sop_read_outcomes),
    PART("by", sop_read_names, root.by),
    PART("start", sop_read_name, root.start),
    ROOT("actions", sop_read_actions),
    SOP_KEY_AT("steps", sop_read_children, offsetof(SopProcedure, root), SOP_KEY_REQUIRED),
    ROOT("timeouts", sop_read_timeouts),
    PART("within", sop_read_clock, root.within),
    PART("calendar", read_file_name, calendar_file),
    WHOLE("safeguards", sop_read_safeguards),
    WHOLE("administration", sop_read_administration),
    WHOLE("accept", sop_read_accept),
    WHOLE("extends", read_of_variants),
    WHOLE("change", read_of_variants),
    WHOLE("add", read_of_variants),
    WHOLE("remove", read_of_variants),
};
SOP_FORM(sop_form_top, "a procedure", "lines such as id: my_procedure", top_keys, SopProcedure);

/* A file of another of Sopflow's kinds, given in place of a procedure. */
static bool
is_other_file(SopReader *self, const SopYamlNode *top)
{
    static const char *const kinds[][2] = {
        {"scenarios_of", "scenarios; check it with `sopflow test`"},
        {"scenarios", "scenarios; check it with `sopflow test`"},
        {"holidays", "a calendar; a procedure names it under `calendar`"},
        {"weekend", "a calendar; a procedure names it under `calendar`"},
        {"texts_of", "translations; it stands beside its procedure, as NAME.LANGUAGE.texts.yaml"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (sop_yaml_get(top, kinds[i][0]) != NULL && sop_yaml_get(top, "steps") == NULL)
        {
            sop_report(self->diagnostics, SOP_MESSAGE_OTHER_FILE, top->pairs[0].key->span, "what",
                       kinds[i][1], NULL);
            return true;
        }
    return false;
}

bool
sop_reader_check_version(SopReader *self, const SopYamlNode *top)
{
    const SopYamlNode *version = sop_yaml_get(top, "sopflow");
    if (version == NULL || top->pairs[0].value != version)
    {
        SopDiagnostic *diagnostic =
            sop_report(self->diagnostics, SOP_MESSAGE_SOPFLOW_FIRST,
                       top->size > 0 ? top->pairs[0].key->span : top->span, NULL);
        if (version != NULL)
            sop_diagnostic_set_fix(diagnostic, "move the line `sopflow: 1` to the top");
    }
    if (version == NULL || sop_yaml_is(version, "1"))
        return true;
    sop_report(self->diagnostics, SOP_MESSAGE_LANGUAGE_VERSION, version->span, "version",
               version->kind == SOP_YAML_SCALAR ? version->text : "?", NULL);
    return false;
}

bool
sop_reader_is_procedure(SopReader *self, const SopYamlNode *top)
{
    return sop_reader_expect(self, top, SOP_YAML_MAPPING,
                             "a map, with lines such as `id: my_procedure`,") &&
           !is_other_file(self, top) && sop_reader_check_version(self, top);
}

bool
sop_reader_top(SopReader *self, const SopYamlNode *written)
{
    if (!sop_reader_is_procedure(self, written))
        return false;
    const SopYamlNode *top =
        sop_yaml_get(written, "extends") != NULL ? sop_variant_merge(self, written) : written;
    if (top == NULL)
        return false;
    const SopYamlNode *translated = sop_translations_merge(self, top);
    if (translated != NULL)
        top = translated;
    SopProcedure *procedure = self->procedure;
    procedure->top = top;
    procedure->root.kind = SOP_NODE_PHASE;
    procedure->root.span = top->size > 0 ? top->pairs[0].key->span : top->span;
    sop_reader_languages(self, top);
    sop_reader_form(self, top, &sop_form_top, procedure);
    procedure->root.title = procedure->title;
    procedure->root.text = procedure->text;
    sop_reader_calendar(self);
    sop_reader_report_gaps(self, top);
    sop_reader_accept(self, written);
    return true;
}
