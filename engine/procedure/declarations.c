/* SPDX-License-Identifier: Apache-2.0 */
/* What a procedure declares before its body: sources, roles, what is told of actors, documents,
 * facts and outcomes. */
#include <string.h>

#include "procedure/reader.h"

/* ---- sources --------------------------------------------------------------------------------- */

static void
read_year(SopReader *self, const SopYamlNode *value, void *ret)
{
    bool year = value->kind == SOP_YAML_SCALAR && value->size == 4 &&
                strspn(value->text, "0123456789") == 4;
    if (year)
        *(const char **) ret = value->text;
    else
        sop_reader_wrong_kind(self, value, "a year such as 2018");
}

static const SopKey source_keys[] = {
    SOP_KEY("title", sop_read_plain_text, SopWrittenSource, title),
    SOP_KEY("publisher", sop_read_plain_text, SopWrittenSource, publisher),
    SOP_KEY("year", read_year, SopWrittenSource, year),
    SOP_KEY("url", sop_read_string, SopWrittenSource, url),
    SOP_KEY_AT("accept", sop_read_accept, 0, 0),
};
SOP_FORM(sop_form_source, "a source", "{title: …, publisher: …, year: 2018}", source_keys,
         SopWrittenSource);

void
sop_read_sources(SopReader *self, const SopYamlNode *value, void *ret)
{
    SopProcedure *procedure = ret;
    procedure->cited = sop_reader_entries(self, value, &sop_form_source, &procedure->n_cited);
}

/* ---- roles, outcomes ------------------------------------------------------------------------- */

static const SopKey role_keys[] = {
    SOP_KEY("title", sop_read_text, SopWrittenRole, title),
    SOP_KEY("text", sop_read_text, SopWrittenRole, text),
    SOP_KEY("recorded_by", sop_read_names, SopWrittenRole, recorded_by),
    SOP_KEY_AT("accept", sop_read_accept, 0, 0),
};
SOP_FORM(sop_form_role, "a role", "{title: …}", role_keys, SopWrittenRole);

void
sop_read_roles(SopReader *self, const SopYamlNode *value, void *ret)
{
    SopProcedure *procedure = ret;
    procedure->roles = sop_reader_entries(self, value, &sop_form_role, &procedure->n_roles);
}

static const SopKey outcome_keys[] = {
    SOP_KEY("title", sop_read_text, SopWrittenOutcome, title),
    SOP_KEY("text", sop_read_text, SopWrittenOutcome, text),
    SOP_KEY_AT("accept", sop_read_accept, 0, 0),
};
SOP_FORM(sop_form_outcome, "an outcome", "{title: …}", outcome_keys, SopWrittenOutcome);

void
sop_read_outcomes(SopReader *self, const SopYamlNode *value, void *ret)
{
    SopProcedure *procedure = ret;
    procedure->outcomes =
        sop_reader_entries(self, value, &sop_form_outcome, &procedure->n_outcomes);
    for (uint32_t i = 0; i < procedure->n_outcomes; i++)
        if (strcmp(procedure->outcomes[i].name.name, "closed") == 0)
            sop_report(self->diagnostics, SOP_MESSAGE_RESERVED, procedure->outcomes[i].name.span,
                       "name", "closed", "what", "an outcome", NULL);
}

/* ---- documents ------------------------------------------------------------------------------- */

static const SopKey document_keys[] = {
    SOP_KEY("title", sop_read_text, SopWrittenDocument, title),
    SOP_KEY("text", sop_read_text, SopWrittenDocument, text),
    SOP_KEY("source", sop_read_names, SopWrittenDocument, source),
    SOP_KEY("seen_by", sop_read_names, SopWrittenDocument, seen_by),
    SOP_KEY("valid_for", sop_read_duration, SopWrittenDocument, valid_for),
    SOP_KEY("locked", sop_read_boolean, SopWrittenDocument, locked),
    SOP_KEY_AT("accept", sop_read_accept, 0, 0),
};
SOP_FORM(sop_form_document, "a document", "{title: …}", document_keys, SopWrittenDocument);

void
sop_read_documents(SopReader *self, const SopYamlNode *value, void *ret)
{
    SopProcedure *procedure = ret;
    procedure->documents =
        sop_reader_entries(self, value, &sop_form_document, &procedure->n_documents);
    for (uint32_t i = 0; i < procedure->n_documents; i++)
        sop_reader_check_reserved(self, procedure->documents[i].name.name,
                                  procedure->documents[i].name.span, "a document");
}

/* ---- facts ----------------------------------------------------------------------------------- */

typedef struct
{
    SopWrittenFact fact;
    const SopYamlNode *type, *values; /* as written, to speak of */
} Fact;

static const char *const type_words[] = {
    [SOP_FACT_BOOLEAN] = "boolean",   [SOP_FACT_NUMBER] = "number",
    [SOP_FACT_TEXT] = "text",         [SOP_FACT_CHOICE] = "choice",
    [SOP_FACT_DATE] = "date",         [SOP_FACT_DATE_TIME] = "date_time",
    [SOP_FACT_DURATION] = "duration",
};

/* What people write instead, from other languages and forms. */
static const struct
{
    const char *word, *meant;
} type_slips[] = {
    {"string", "text"},        {"bool", "boolean"},   {"int", "number"},  {"integer", "number"},
    {"float", "number"},       {"decimal", "number"}, {"enum", "choice"}, {"yes_no", "boolean"},
    {"datetime", "date_time"}, {"time", "date_time"},
};

static void
report_type(SopReader *self, const SopYamlNode *value, const char *word)
{
    SopDiagnostic *diagnostic =
        sop_report(self->diagnostics, SOP_MESSAGE_BAD_TYPE, value->span, "type", word, NULL);
    const char *meant = sop_nearest(word, type_words, G_N_ELEMENTS(type_words));
    for (unsigned i = 0; i < G_N_ELEMENTS(type_slips); i++)
        if (strcmp(word, type_slips[i].word) == 0)
            meant = type_slips[i].meant;
    if (meant != NULL)
        sop_diagnostic_set_fix(diagnostic, "did you mean `%s`?", meant);
}

static void
read_type(SopReader *self, const SopYamlNode *value, void *ret)
{
    static const char list_of[] = "list of ";
    Fact *read = ret;
    read->type = value;
    const char *word = sop_reader_scalar(self, value, "a type such as `boolean`");
    if (word == NULL)
        return;
    read->fact.is_list = strncmp(word, list_of, sizeof list_of - 1) == 0;
    if (read->fact.is_list)
        word += sizeof list_of - 1;
    for (unsigned i = 0; i < G_N_ELEMENTS(type_words); i++)
        if (strcmp(word, type_words[i]) == 0)
        {
            read->fact.type = i;
            return;
        }
    read->type = NULL;
    report_type(self, value, word);
}

/* A word of a choice: any text, but what a table's cells mean otherwise. */
static bool
read_choice(SopReader *self, const SopYamlNode *node, SopWrittenChoice *choice)
{
    if (sop_reader_scalar(self, node, "a word") == NULL)
        return false;
    if (node->type != SOP_YAML_STRING)
    {
        sop_reader_wrong_kind(self, node, "a word (in quotes, when it looks like something else)");
        return false;
    }
    if (strcmp(node->text, "unknown") == 0 || strcmp(node->text, "-") == 0)
        sop_report(self->diagnostics, SOP_MESSAGE_RESERVED, node->span, "name", node->text, "what",
                   "a value of a choice", NULL);
    choice->name = (SopWrittenName) {.name = node->text, .span = node->span};
    return true;
}

static void
read_values(SopReader *self, const SopYamlNode *value, void *ret)
{
    Fact *read = ret;
    read->values = value;
    if (value->kind == SOP_YAML_SCALAR)
    {
        sop_reader_wrong_kind(self, value, "a list of words, or a map of word to title");
        return;
    }
    if (sop_reader_empty(self, value))
        return;
    bool titled = value->kind == SOP_YAML_MAPPING;
    SopWrittenChoice *values = sop_arena_new_array(self->arena, SopWrittenChoice, value->size);
    const SopYamlNode *outer = self->key;
    uint32_t n_values = 0;
    for (uint32_t i = 0; i < value->size; i++)
    {
        if (!read_choice(self, titled ? value->pairs[i].key : value->items[i], &values[n_values]))
            continue;
        self->key = titled ? value->pairs[i].key : outer;
        if (titled)
            sop_read_text(self, value->pairs[i].value, &values[n_values].title);
        n_values++;
    }
    self->key = outer;
    read->fact.values = values;
    read->fact.n_values = sop_reader_unique(self, values, sizeof *values, n_values);
}

static void
read_starts(SopReader *self, const SopYamlNode *value, void *ret)
{
    if (value->kind == SOP_YAML_MAPPING)
        sop_reader_wrong_kind(self, value, "a value, or a list of values");
    else
        *(const SopYamlNode **) ret = value;
}

#define PART(key, read, member) SOP_KEY(key, read, Fact, member)

static const SopKey fact_keys[] = {
    PART("title", sop_read_text, fact.title),
    SOP_KEY_AT("type", read_type, 0, SOP_KEY_REQUIRED),
    SOP_KEY_AT("values", read_values, 0, 0),
    PART("starts", read_starts, fact.starts),
    PART("range", sop_read_expression, fact.range),
    PART("text", sop_read_text, fact.text),
    PART("source", sop_read_names, fact.source),
    PART("seen_by", sop_read_names, fact.seen_by),
    SOP_KEY_AT("accept", sop_read_accept, 0, 0),
};
SOP_FORM(sop_form_fact, "a fact", "{type: boolean, title: …}", fact_keys, Fact);

static const SopKey detail_keys[] = {
    PART("title", sop_read_text, fact.title),
    SOP_KEY_AT("type", read_type, 0, SOP_KEY_REQUIRED),
    SOP_KEY_AT("values", read_values, 0, 0),
    PART("text", sop_read_text, fact.text),
};
SOP_FORM(sop_form_detail, "a detail of the actor", "{type: text}", detail_keys, Fact);

/* `values` goes with a choice, `range` with what has an order. */
static void
check_fact(SopReader *self, const Fact *fact)
{
    if (fact->type == NULL)
        return;
    SopFactType type = fact->fact.type;
    if (type == SOP_FACT_CHOICE && fact->values == NULL)
        sop_report(self->diagnostics, SOP_MESSAGE_MISSING_KEY, fact->type->span, "where",
                   "a choice", "key", "values", NULL);
    if (type != SOP_FACT_CHOICE && fact->values != NULL)
        sop_report(self->diagnostics, SOP_MESSAGE_MISPLACED, fact->values->span, "key", "values",
                   "type", type_words[type], "where", "a choice", NULL);
    if (fact->fact.range.text != NULL &&
        (type == SOP_FACT_CHOICE || type == SOP_FACT_TEXT || type == SOP_FACT_BOOLEAN))
        sop_report(self->diagnostics, SOP_MESSAGE_MISPLACED, fact->fact.range.node->span, "key",
                   "range", "type", type_words[type], "where", "numbers, dates and durations",
                   NULL);
}

static SopWrittenFact *
read_fact_entries(SopReader *self, const SopYamlNode *value, const SopForm *form, uint32_t *ret_n)
{
    Fact *read = sop_reader_entries(self, value, form, ret_n);
    if (read == NULL)
        return NULL;
    SopWrittenFact *facts = sop_arena_new_array(self->arena, SopWrittenFact, *ret_n);
    for (uint32_t i = 0; i < *ret_n; i++)
    {
        check_fact(self, &read[i]);
        facts[i] = read[i].fact;
    }
    return facts;
}

void
sop_read_facts(SopReader *self, const SopYamlNode *value, void *ret)
{
    SopProcedure *procedure = ret;
    procedure->facts = read_fact_entries(self, value, &sop_form_fact, &procedure->n_facts);
    for (uint32_t i = 0; i < procedure->n_facts; i++)
        sop_reader_check_reserved(self, procedure->facts[i].name.name,
                                  procedure->facts[i].name.span, "a fact");
}

/* `id` and `role` are told of every actor. */
void
sop_read_actor(SopReader *self, const SopYamlNode *value, void *ret)
{
    SopProcedure *procedure = ret;
    procedure->actor = read_fact_entries(self, value, &sop_form_detail, &procedure->n_actor);
    for (uint32_t i = 0; i < procedure->n_actor; i++)
    {
        const SopWrittenName *name = &procedure->actor[i].name;
        if (strcmp(name->name, "id") == 0 || strcmp(name->name, "role") == 0)
            sop_report(self->diagnostics, SOP_MESSAGE_RESERVED, name->span, "name", name->name,
                       "what", "a detail of the actor", NULL);
    }
}

/* ---- administration: who corrects, closes and reopens ---------------------------------------- */

static const SopKey administration_keys[] = {
    SOP_KEY("correct", sop_read_names, SopProcedure, correct),
    SOP_KEY("close", sop_read_names, SopProcedure, close),
    SOP_KEY("reopen", sop_read_names, SopProcedure, reopen),
};
SOP_FORM(sop_form_administration, "the administration",
         "{correct: ROLE, close: ROLE, reopen: ROLE}", administration_keys, SopProcedure);

void
sop_read_administration(SopReader *self, const SopYamlNode *value, void *ret)
{
    if (value->kind != SOP_YAML_MAPPING || !sop_reader_empty(self, value))
        sop_reader_form(self, value, &sop_form_administration, ret);
}
