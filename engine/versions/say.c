/* SPDX-License-Identifier: Apache-2.0 */
/* Rules in words: what stands on both sides of "instead of". */
#include "versions/versions.h"

char *
sop_versions_fill(const char *key, const char *language, ...)
{
    const char *pairs[16];
    unsigned n_pairs = 0;
    va_list arguments;

    va_start(arguments, language);
    do
        pairs[n_pairs] = va_arg(arguments, const char *);
    while (pairs[n_pairs] != NULL && ++n_pairs < G_N_ELEMENTS(pairs));
    va_end(arguments);
    return sop_fill(sop_sentence(key, language), pairs);
}

char *
sop_versions_join(const GPtrArray *parts, const char *key, const char *language)
{
    const char *comma = sop_sentence(key, language);
    GString *joined = g_string_new(NULL);

    for (guint i = 0; i < parts->len; i++)
        g_string_append_printf(joined, "%s%s", i > 0 ? comma : "",
                               (const char *) g_ptr_array_index(parts, i));
    return g_string_free(joined, FALSE);
}

/* ---- titles -------------------------------------------------------------------------------------- */

static char *
title_or_name(const SopText *title, const char *name, const char *language)
{
    const char *text = sop_text_in(title, language, NULL);

    return text != NULL ? g_strdup(text) : g_strdelimit(g_strdup(name), "_", ' ');
}

#define TITLE_OF(table) title_or_name(&flow->table[index].title, flow->table[index].name, language)

char *
sop_versions_title(const SopFlow *flow, SopPartKind part, uint32_t index, const char *language)
{
    switch (part)
    {
    case SOP_PART_NODE:
        if (index != 0)
            return TITLE_OF(nodes);
        break;
    case SOP_PART_OFFER:
        index = flow->offers[index].action;
        return TITLE_OF(actions);
    case SOP_PART_ROLE:
        return TITLE_OF(roles);
    case SOP_PART_DOCUMENT:
        return TITLE_OF(documents);
    case SOP_PART_FACT:
        return TITLE_OF(facts);
    case SOP_PART_OUTCOME:
        return TITLE_OF(outcomes);
    case SOP_PART_DETAIL:
        return TITLE_OF(details);
    case SOP_PART_SAFEGUARD:
        return TITLE_OF(safeguards);
    default:
        break;
    }
    return title_or_name(&flow->title, flow->id, language);
}

char *
sop_say_role(const SopSaid *said)
{
    return sop_versions_title(said->flow, SOP_PART_ROLE, said->item, said->language);
}

char *
sop_say_document(const SopSaid *said)
{
    return sop_versions_title(said->flow, SOP_PART_DOCUMENT, said->item, said->language);
}

char *
sop_say_action(const SopSaid *said)
{
    const SopFlowAction *action = &said->flow->actions[said->item];

    return title_or_name(&action->title, action->name, said->language);
}

char *
sop_say_guard(const SopSaid *said)
{
    return sop_flow_say(said->flow, said->item, said->language);
}

/* ---- times --------------------------------------------------------------------------------------- */

/* "5 working days", or "urgent: 24 hours; otherwise: 5 working days". */
static char *
say_clock(const SopSaid *said, SopList moments)
{
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);

    for (uint32_t i = moments.start; i < moments.start + moments.count; i++)
    {
        const SopMomentBranch *branch = &said->flow->moments[i];
        char *moment = sop_flow_say_moment(said->flow, &branch->moment, said->language);
        if (moments.count > 1 || branch->when != SOP_NONE)
        {
            g_autofree char *bare = moment;
            g_autofree char *when = sop_flow_say(said->flow, branch->when, said->language);
            moment = sop_versions_fill("versions.branch", said->language, "condition", when,
                                       "target", bare, NULL);
        }
        g_ptr_array_add(parts, moment);
    }
    return sop_versions_join(parts, "list.and_also", said->language);
}

char *
sop_say_deadline(const SopSaid *said)
{
    return say_clock(said, said->flow->nodes[said->item].within);
}

char *
sop_say_comes_at(const SopSaid *said)
{
    return say_clock(said, said->flow->offers[said->item].at);
}

char *
sop_say_not_before(const SopSaid *said)
{
    return sop_flow_say_moment(said->flow, &said->flow->offers[said->item].not_before,
                               said->language);
}

char *
sop_say_not_after(const SopSaid *said)
{
    return sop_flow_say_moment(said->flow, &said->flow->offers[said->item].not_after,
                               said->language);
}

char *
sop_say_prolonging(const SopSaid *said)
{
    const SopFlow *flow = said->flow;
    const SopProlonging *prolonging = &flow->prolongings[said->item];
    bool of_timeout = prolonging->offer != SOP_NONE;
    g_autofree char *what =
        sop_versions_title(flow, of_timeout ? SOP_PART_OFFER : SOP_PART_NODE,
                           of_timeout ? prolonging->offer : prolonging->node, said->language);
    g_autofree char *duration = sop_span_of_time_say(prolonging->duration, said->language);

    return sop_versions_fill("versions.by_duration", said->language, "what", what, "duration",
                             duration, NULL);
}

/* ---- what is asked, required and set --------------------------------------------------------------- */

char *
sop_say_ask(const SopSaid *said)
{
    const SopAsk *ask = &said->flow->asks[said->item];
    bool is_fact = ask->fact != SOP_NONE;
    g_autofree char *title =
        sop_versions_title(said->flow, is_fact ? SOP_PART_FACT : SOP_PART_DOCUMENT,
                           is_fact ? ask->fact : ask->document, said->language);

    return ask->optional
               ? sop_versions_fill("versions.optional", said->language, "thing", title, NULL)
               : g_steal_pointer(&title);
}

/* Puts the words of one more demand behind those of the others. `value`: (transfer full). */
static void
demand(GPtrArray *demands, const char *key, char *value, const char *language)
{
    g_autofree char *owned = value;

    g_ptr_array_add(demands, sop_versions_fill(key, language, "value", owned, NULL));
}

static char *
documents_of(const SopSaid *said, const SopRequirement *requirement)
{
    g_autoptr(GString) joined = g_string_new(NULL);

    for (uint32_t i = 0; i < requirement->documents.count; i++)
    {
        uint32_t document = sop_list_items(said->flow, requirement->documents)[i];
        g_autofree char *title =
            sop_versions_title(said->flow, SOP_PART_DOCUMENT, document, said->language);
        g_autofree char *before = g_strdup(joined->str);
        g_autofree char *both =
            i > 0 ? sop_versions_fill("word.or", said->language, "a", before, "b", title, NULL)
                  : g_strdup(title);
        g_string_assign(joined, both);
    }
    return g_strdup(joined->str);
}

char *
sop_say_requirement(const SopSaid *said)
{
    const SopFlow *flow = said->flow;
    const SopRequirement *requirement = &flow->requirements[said->item];
    g_autoptr(GPtrArray) demands = g_ptr_array_new_with_free_func(g_free);

    g_ptr_array_add(demands, documents_of(said, requirement));
    if (requirement->verified)
        demand(demands, "versions.verified", NULL, said->language);
    if (requirement->has_valid)
        demand(demands, "versions.valid",
               sop_flow_say_moment(flow, &requirement->valid, said->language), said->language);
    if (requirement->has_issued_within)
        demand(demands, "versions.issued_within",
               sop_span_of_time_say(requirement->issued_within, said->language), said->language);
    if (requirement->when != SOP_NONE)
        demand(demands, "versions.only_if", sop_flow_say(flow, requirement->when, said->language),
               said->language);
    return sop_versions_join(demands, "word.comma", said->language);
}

/* A value, or FEEL where it is computed. */
static char *
say_set_value(const SopSaid *said, const SopSet *set)
{
    if (set->value == SOP_NONE)
        return g_strdup(sop_sentence("word.unknown", said->language));
    const SopFeel *feel = said->flow->expressions[set->value].feel;
    const SopAst *ast = sop_feel_ast(feel);
    return ast->kind == SOP_AST_LITERAL
               ? sop_flow_say_value(said->flow, set->fact, &ast->value, said->language)
               : g_strdup(sop_feel_text(feel));
}

char *
sop_say_set(const SopSaid *said)
{
    const SopSet *set = &said->flow->sets[said->item];
    g_autofree char *fact =
        sop_versions_title(said->flow, SOP_PART_FACT, set->fact, said->language);
    g_autofree char *value = say_set_value(said, set);

    return sop_versions_fill("reason.value", said->language, "fact", fact, "value", value, NULL);
}

/* ---- where to ------------------------------------------------------------------------------------ */

static char *
say_target(const SopSaid *said, const SopTarget *to)
{
    static const char *const keys[] = {
        [SOP_TARGET_STAY] = "versions.to.stay",     [SOP_TARGET_NODE] = "versions.to.node",
        [SOP_TARGET_END] = "versions.to.end",       [SOP_TARGET_CLOSE] = "versions.to.close",
        [SOP_TARGET_RESUME] = "versions.to.resume",
    };
    bool has_outcome = to->outcome != SOP_NONE;
    uint32_t named = has_outcome ? to->outcome : to->node;
    g_autofree char *target =
        named != SOP_NONE
            ? sop_versions_title(said->flow, has_outcome ? SOP_PART_OUTCOME : SOP_PART_NODE, named,
                                 said->language)
            : g_strdup("");

    if (to->kind != SOP_TARGET_RESUME || to->at == SOP_NONE)
        return sop_versions_fill(keys[to->kind], said->language, "target", target, NULL);
    g_autofree char *at = sop_versions_title(said->flow, SOP_PART_NODE, to->at, said->language);
    return sop_versions_fill("versions.to.resume_at", said->language, "target", target, "at", at,
                             NULL);
}

char *
sop_say_branch(const SopSaid *said)
{
    const SopFlow *flow = said->flow;
    const SopBranch *branch = &flow->branches[said->item];
    g_autoptr(GPtrArray) effects = g_ptr_array_new_with_free_func(g_free);
    SopRoute route = branch->offer != SOP_NONE ? flow->offers[branch->offer].to
                                               : flow->nodes[branch->node].route;

    for (uint32_t i = branch->sets; i < branch->sets + branch->n_sets; i++)
    {
        SopSaid set = {flow, said->kind, said->part, i, said->language};
        g_ptr_array_add(effects, sop_say_set(&set));
    }
    g_ptr_array_add(effects, say_target(said, &branch->to));
    g_autofree char *target = sop_versions_join(effects, "word.comma", said->language);
    if (route.count == 1 && sop_branch_is_certain(branch))
        return g_steal_pointer(&target);
    g_autofree char *condition = sop_flow_say_branch(flow, branch, said->language);
    return sop_versions_fill("versions.branch", said->language, "condition", condition, "target",
                             target, NULL);
}

/* ---- facts ----------------------------------------------------------------------------------------- */

static const SopFlowFact *
fact_of(const SopSaid *said)
{
    return said->kind == SOP_PART_DETAIL ? &said->flow->details[said->part]
                                         : &said->flow->facts[said->part];
}

char *
sop_say_type(const SopSaid *said)
{
    static const char *const keys[] = {
        [SOP_FACT_BOOLEAN] = "type.boolean",
        [SOP_FACT_NUMBER] = "type.number",
        [SOP_FACT_TEXT] = "type.text",
        [SOP_FACT_CHOICE] = "versions.type.choice",
        [SOP_FACT_DATE] = "versions.type.date",
        [SOP_FACT_DATE_TIME] = "versions.type.date_time",
        [SOP_FACT_DURATION] = "versions.type.duration",
    };
    const SopFlowFact *fact = fact_of(said);
    const char *type = sop_sentence(keys[fact->type], said->language);

    return fact->is_list
               ? sop_versions_fill("versions.type.list", said->language, "type", type, NULL)
               : g_strdup(type);
}

char *
sop_say_value(const SopSaid *said)
{
    const SopFlowFact *fact = fact_of(said);
    const char *value = fact->values[said->item];

    return fact->value_titles != NULL
               ? title_or_name(&fact->value_titles[said->item], value, said->language)
               : g_strdup(value);
}

char *
sop_say_range(const SopSaid *said)
{
    return g_strdup(sop_feel_text(fact_of(said)->range));
}

char *
sop_say_starts(const SopSaid *said)
{
    return said->kind == SOP_PART_FACT
               ? sop_flow_say_value(said->flow, said->part, &fact_of(said)->starts, said->language)
               : sop_value_to_text(&fact_of(said)->starts);
}

char *
sop_say_seen_by(const SopSaid *said)
{
    uint64_t seen_by = said->kind == SOP_PART_DOCUMENT ? said->flow->documents[said->part].seen_by
                                                       : fact_of(said)->seen_by;
    g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func(g_free);

    for (SopRole role = 0; role < said->flow->n_roles; role++)
        if (seen_by >> role & 1)
            g_ptr_array_add(titles,
                            sop_versions_title(said->flow, SOP_PART_ROLE, role, said->language));
    return titles->len > 0 ? sop_versions_join(titles, "word.comma", said->language)
                           : g_strdup(sop_sentence("versions.everybody", said->language));
}

/* ---- safeguards ------------------------------------------------------------------------------------ */

static char *
say_happenings(const SopSaid *said, SopList list, const char *otherwise)
{
    g_autofree char *joined = NULL;

    for (uint32_t i = 0; i < list.count; i++)
    {
        g_autofree char *before = g_steal_pointer(&joined);
        const char *title = sop_flow_happening_title(
            said->flow, sop_list_items(said->flow, list)[i], said->language);
        joined = before == NULL
                     ? g_strdup(title)
                     : sop_versions_fill("word.or", said->language, "a", before, "b", title, NULL);
    }
    return joined != NULL ? g_steal_pointer(&joined)
                          : g_strdup(sop_sentence(otherwise, said->language));
}

char *
sop_say_form(const SopSaid *said)
{
    static const char *const keys[] = {
        [SOP_SAFEGUARD_NEVER_WHEN] = "versions.form.never_when",
        [SOP_SAFEGUARD_ONLY_AFTER] = "versions.form.only_after",
        [SOP_SAFEGUARD_POSSIBLE_FROM] = "versions.form.possible_from",
        [SOP_SAFEGUARD_AT_MOST_ONCE] = "versions.form.at_most_once",
        [SOP_SAFEGUARD_LEADS_TO] = "versions.form.leads_to",
    };
    const SopSafeguard *of = &said->flow->safeguards[said->item];
    g_autofree char *events = say_happenings(said, of->events, "versions.at_rest");
    g_autofree char *starts = say_happenings(said, of->starts, "versions.nothing");
    g_autofree char *stops = say_happenings(said, of->stops, "versions.nothing");
    g_autofree char *never = of->never_when != SOP_NONE
                                 ? sop_flow_say(said->flow, of->never_when, said->language)
                                 : g_strdup("");

    return sop_versions_fill(keys[of->kind], said->language, "events", events, "starts", starts,
                             "stops", stops, "never", never, NULL);
}
