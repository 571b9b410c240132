/* SPDX-License-Identifier: Apache-2.0 */
/* Reasons of a refusal: their place, their values, who can mend them, and the sentence that says
 * so. */
#include "case/case.h"

#include <string.h>

SopReasonCode
sop_reason_code(const SopReason *self)
{
    return self->code;
}

const char *
sop_reason_code_name(SopReasonCode code)
{
    static const char *const names[] = {
        [SOP_REASON_CLOSED] = "closed",
        [SOP_REASON_NOT_OFFERED] = "not_offered",
        [SOP_REASON_WRONG_ROLE] = "wrong_role",
        [SOP_REASON_SAME_PERSON] = "same_person",
        [SOP_REASON_NOT_GIVEN] = "not_given",
        [SOP_REASON_NOT_ASKED] = "not_asked",
        [SOP_REASON_WRONG_VALUE] = "wrong_value",
        [SOP_REASON_MISSING_DOCUMENT] = "missing_document",
        [SOP_REASON_NOT_VERIFIED] = "not_verified",
        [SOP_REASON_NOT_VALID] = "not_valid",
        [SOP_REASON_TOO_EARLY] = "too_early",
        [SOP_REASON_TOO_LATE] = "too_late",
        [SOP_REASON_CONDITION_FALSE] = "condition_false",
        [SOP_REASON_CONDITION_UNKNOWN] = "condition_unknown",
        [SOP_REASON_UNDECIDED] = "undecided",
        [SOP_REASON_SAFEGUARD] = "safeguard",
    };

    return names[code];
}

const char *
sop_reason_file(const SopReason *self)
{
    return sop_sources_name(self->flow->sources, self->span.source);
}

unsigned
sop_reason_line(const SopReason *self)
{
    return self->span.source != SOP_NONE ? self->span.line : 0;
}

unsigned
sop_reason_column(const SopReason *self)
{
    return self->span.source != SOP_NONE ? self->span.column : 0;
}

unsigned
sop_reason_facts(const SopReason *self, SopFact *facts, unsigned n)
{
    for (unsigned i = 0; i < self->n_values && i < n; i++)
        facts[i] = self->values_of[i];
    if (self->n_values > 0 || self->fact == SOP_NONE)
        return self->n_values;
    if (n > 0)
        facts[0] = self->fact;
    return 1;
}

SopPaper
sop_reason_document(const SopReason *self)
{
    return self->document;
}

const char *
sop_reason_safeguard(const SopReason *self)
{
    return self->safeguard != SOP_NONE ? self->flow->safeguards[self->safeguard].name : NULL;
}

SopInstant
sop_reason_instant(const SopReason *self)
{
    return self->instant;
}

/* ---- who can mend it ------------------------------------------------------------------------- */

static bool
gives(const SopFlow *flow, const SopOffer *offer, const SopReason *reason)
{
    for (uint32_t i = offer->asks; i < offer->asks + offer->n_asks; i++)
    {
        if (reason->document != SOP_NONE && flow->asks[i].document == reason->document)
            return true;
        for (uint32_t k = 0; k < reason->n_values; k++)
            if (flow->asks[i].fact == reason->values_of[k])
                return true;
    }
    return false;
}

static bool
verifies(const SopFlow *flow, const SopOffer *offer, SopPaper document)
{
    for (uint32_t i = 0; i < offer->verifies.count; i++)
        if (sop_list_items(flow, offer->verifies)[i] == document)
            return true;
    return false;
}

/* Is it what the safeguard wants to see first? */
static bool
comes_first(const SopFlow *flow, const SopOffer *offer, const SopReason *reason)
{
    if (reason->safeguard == SOP_NONE)
        return false;
    const SopSafeguard *safeguard = &flow->safeguards[reason->safeguard];
    for (uint32_t i = 0; i < safeguard->starts.count; i++)
        if (safeguard->kind == SOP_SAFEGUARD_ONLY_AFTER &&
            sop_list_items(flow, safeguard->starts)[i] == offer->action)
            return true;
    return false;
}

static uint64_t
mending_roles(const SopReason *self)
{
    const SopFlow *flow = self->flow;
    uint64_t roles = 0;

    switch (self->code)
    {
    case SOP_REASON_WRONG_ROLE:
        return self->offer != SOP_NONE ? flow->offers[self->offer].roles : self->roles;
    case SOP_REASON_SAME_PERSON:
    case SOP_REASON_NOT_GIVEN:
    case SOP_REASON_NOT_ASKED:
    case SOP_REASON_WRONG_VALUE:
        return self->offer != SOP_NONE ? flow->offers[self->offer].roles : 0;
    case SOP_REASON_MISSING_DOCUMENT:
    case SOP_REASON_NOT_VALID:
    case SOP_REASON_CONDITION_FALSE:
    case SOP_REASON_CONDITION_UNKNOWN:
    case SOP_REASON_UNDECIDED:
    case SOP_REASON_SAFEGUARD:
        for (uint32_t i = 0; i < flow->n_offers; i++)
            roles |=
                gives(flow, &flow->offers[i], self) || comes_first(flow, &flow->offers[i], self)
                    ? flow->offers[i].roles
                    : 0;
        return roles;
    case SOP_REASON_NOT_VERIFIED:
        for (uint32_t i = 0; i < flow->n_offers; i++)
            roles |= verifies(flow, &flow->offers[i], self->document) ? flow->offers[i].roles : 0;
        return roles;
    case SOP_REASON_CLOSED:
    case SOP_REASON_NOT_OFFERED:
    case SOP_REASON_TOO_EARLY:
    case SOP_REASON_TOO_LATE:
        break;
    }
    return 0;
}

unsigned
sop_reason_menders(const SopReason *self, SopRole *roles, unsigned n)
{
    uint64_t mending = mending_roles(self);
    unsigned n_roles = 0;

    for (SopRole role = 0; role < self->flow->n_roles; role++)
    {
        if ((mending >> role & 1) == 0)
            continue;
        if (n_roles < n)
            roles[n_roles] = role;
        n_roles++;
    }
    return n_roles;
}

/* ---- the sentence ---------------------------------------------------------------------------- */

static char *
say_roles(const SopReason *self, const char *language)
{
    GString *text = g_string_new(NULL);
    SopRole roles[SOP_LIMIT_ROLES];
    unsigned n_roles = sop_reason_menders(self, roles, SOP_LIMIT_ROLES);

    for (unsigned i = 0; i < n_roles; i++)
    {
        if (i > 0)
            g_string_append(text, sop_sentence("list.or", language));
        g_string_append(text, sop_flow_title_of(self->flow, SOP_TABLE_ROLES, roles[i], language));
    }
    return g_string_free(text, FALSE);
}

static char *
say_thing(const SopReason *self, const char *language)
{
    if (self->fact != SOP_NONE)
        return g_strdup(sop_flow_title_of(self->flow, SOP_TABLE_FACTS, self->fact, language));
    if (self->document != SOP_NONE)
        return g_strdup(
            sop_flow_title_of(self->flow, SOP_TABLE_DOCUMENTS, self->document, language));
    return g_strdup(self->name != NULL ? self->name : "");
}

/* "Age in years: 17; Guardian's consent: not known yet". */
static char *
say_values(const SopReason *self, const char *language)
{
    GString *text = g_string_new(NULL);

    for (uint32_t i = 0; i < self->n_values; i++)
    {
        const SopValue *value = &self->values[i];
        g_autofree char *said =
            value->type == SOP_NULL
                ? g_strdup(sop_sentence("reason.not_known_yet", language))
                : sop_flow_say_value(self->flow, self->values_of[i], value, language);
        const char *const pairs[] = {
            "fact", sop_flow_title_of(self->flow, SOP_TABLE_FACTS, self->values_of[i], language),
            "value", said, NULL};
        g_autofree char *one = sop_fill(sop_sentence("reason.value", language), pairs);
        if (i > 0)
            g_string_append(text, sop_sentence("list.and_also", language));
        g_string_append(text, one);
    }
    return g_string_free(text, FALSE);
}

/* In the flow's own time zone: 2026-03-05 09:00. */
static char *
say_instant(const SopReason *self)
{
    const SopZone *zone = self->flow->zone;
    int64_t year;
    unsigned month;
    unsigned day;

    if (self->instant == SOP_INSTANT_NONE)
        return g_strdup("");
    int64_t minutes = (self->instant / SOP_SECOND + sop_zone_offset(zone, self->instant)) / 60;
    sop_day_to_date(sop_zone_day(zone, self->instant), &year, &month, &day);
    return g_strdup_printf("%04d-%02u-%02u %02d:%02d", (int) year, month, day,
                           (int) ((minutes / 60 % 24 + 24) % 24), (int) ((minutes % 60 + 60) % 60));
}

static char *
say_moment(const SopReason *self, const char *language)
{
    if (self->offer == SOP_NONE)
        return g_strdup("");
    const SopOffer *offer = &self->flow->offers[self->offer];
    if (self->code == SOP_REASON_TOO_EARLY)
        return sop_flow_say_moment(self->flow, &offer->not_before, language);
    return self->code == SOP_REASON_TOO_LATE
               ? sop_flow_say_moment(self->flow, &offer->not_after, language)
               : g_strdup("");
}

static char *
say_value(const SopReason *self)
{
    return self->n_values > 0 ? sop_value_to_text(&self->values[0]) : g_strdup("");
}

/* Empty when it is no condition, or when what decided it cannot be told. */
static char *
say_because(const SopReason *self, const char *language)
{
    g_autoptr(SopFeelReasons) because = sop_reason_because(self);

    return because != NULL ? sop_flow_say_reasons(self->flow, self->guard, because, language)
                           : g_strdup("");
}

/* "a number", "one of: return, stay". */
static char *
say_expected(const SopReason *self, const char *language)
{
    static const char *const types[] = {
        [SOP_FACT_BOOLEAN] = "type.boolean",   [SOP_FACT_NUMBER] = "type.number",
        [SOP_FACT_TEXT] = "type.text",         [SOP_FACT_CHOICE] = "type.choice",
        [SOP_FACT_DATE] = "type.date",         [SOP_FACT_DATE_TIME] = "type.date_time",
        [SOP_FACT_DURATION] = "type.duration",
    };

    if (self->fact == SOP_NONE)
        return g_strdup(sop_sentence("type.document", language));
    const SopFlowFact *fact = &self->flow->facts[self->fact];
    g_autofree char *values =
        fact->values != NULL ? g_strjoinv(", ", (char **) fact->values) : g_strdup("");
    const char *const pairs[] = {"values", values, NULL};
    g_autofree char *type = sop_fill(sop_sentence(types[fact->type], language), pairs);
    return fact->range == NULL ? g_steal_pointer(&type)
                               : g_strdup_printf("%s %s", type, sop_feel_text(fact->range));
}

/* Of what the administration orders, or of an action that does not exist. */
static const char *
outside_the_flow(const SopReason *self)
{
    switch (self->code)
    {
    case SOP_REASON_NOT_OFFERED:
        return self->name != NULL ? "reason.not_closed" : "reason.no_such_action";
    case SOP_REASON_WRONG_ROLE:
        return "reason.wrong_role_administration";
    case SOP_REASON_NOT_GIVEN:
        return "reason.no_reason_given";
    case SOP_REASON_NOT_ASKED:
        return "reason.no_fact";
    default:
        return NULL;
    }
}

/* Of a condition of which it is known what decided it. */
static const char *
key_because(SopReasonCode code)
{
    return code == SOP_REASON_CONDITION_FALSE     ? "reason.false_because"
           : code == SOP_REASON_CONDITION_UNKNOWN ? "reason.unknown_because"
           : code == SOP_REASON_UNDECIDED         ? "reason.undecided_because"
                                                  : NULL;
}

static const char *
key_of(const SopReason *self, const char *because)
{
    static const char *const unknown_moment[] = {"reason.too_early_unknown",
                                                 "reason.too_late_unknown"};
    static const char *const undecided[] = {"reason.undecided_no_branch", "reason.undecided"};

    if ((self->code == SOP_REASON_TOO_EARLY || self->code == SOP_REASON_TOO_LATE) &&
        self->instant == SOP_INSTANT_NONE)
        return unknown_moment[self->code == SOP_REASON_TOO_LATE];
    if (self->action == SOP_NONE && outside_the_flow(self) != NULL)
        return outside_the_flow(self);
    if (because[0] != '\0' && key_because(self->code) != NULL)
        return key_because(self->code);
    if (self->code == SOP_REASON_UNDECIDED)
        return self->circle ? "reason.undecided_circle" : undecided[self->guard != SOP_NONE];
    return NULL;
}

char *
sop_reason_sentence(const SopReason *self, const char *language)
{
    g_return_val_if_fail(self != NULL, NULL);

    const SopFlow *flow = self->flow;
    const char *in = language != NULL ? language : flow->languages[0];
    g_autofree char *plain_key = g_strconcat("reason.", sop_reason_code_name(self->code), NULL);
    g_autofree char *because = say_because(self, in);
    const char *key = key_of(self, because) != NULL ? key_of(self, because) : plain_key;
    g_autofree char *roles = say_roles(self, in);
    g_autofree char *thing = say_thing(self, in);
    g_autofree char *values = say_values(self, in);
    g_autofree char *instant = say_instant(self);
    g_autofree char *moment = say_moment(self, in);
    g_autofree char *value = say_value(self);
    g_autofree char *expected = say_expected(self, in);
    g_autofree char *condition =
        self->guard != SOP_NONE ? sop_flow_say(flow, self->guard, in) : g_strdup("");
    const char *const pairs[] = {
        "action",
        self->action < flow->n_actions ? sop_flow_action_title(flow, self->action, in) : "?",
        "other",
        self->other != SOP_NONE ? sop_flow_action_title(flow, self->other, in) : "",
        "where",
        self->node != SOP_NONE ? sop_flow_node_title(flow, self->node, in) : "",
        "roles",
        roles,
        "thing",
        thing,
        "values",
        values,
        "time",
        instant,
        "moment",
        moment,
        "value",
        value,
        "expected",
        expected,
        "condition",
        condition,
        "because",
        because,
        "safeguard",
        self->safeguard != SOP_NONE
            ? sop_flow_title_of(flow, SOP_TABLE_SAFEGUARDS, self->safeguard, in)
            : "",
        NULL};
    g_autofree char *sentence = sop_fill(sop_sentence(key, in), pairs);
    bool mended_elsewhere = roles[0] != '\0' && self->code >= SOP_REASON_MISSING_DOCUMENT;
    const char *const whole[] = {"sentence", sentence, "roles", roles, NULL};

    return mended_elsewhere ? sop_fill(sop_sentence("reason.mend", in), whole)
                            : g_steal_pointer(&sentence);
}
