/* SPDX-License-Identifier: Apache-2.0 */
/* The table of what may differ: its name in JSON and in the sentences, its form, and how it is said. */
#include "versions/versions.h"

static char *
say_zone(const SopSaid *said)
{
    return g_strdup(sop_zone_name(said->flow->zone));
}

static char *
say_id(const SopSaid *said)
{
    return g_strdup(said->flow->id);
}

static char *
say_kind(const SopSaid *said)
{
    static const char *const keys[] = {
        [SOP_KIND_STEP] = "versions.kind.step",
        [SOP_KIND_PHASE] = "versions.kind.phase",
        [SOP_KIND_PARALLEL] = "versions.kind.parallel",
        [SOP_KIND_DECISION] = "versions.kind.decision",
    };

    return g_strdup(sop_sentence(keys[said->flow->nodes[said->item].kind], said->language));
}

static char *
say_used(const SopSaid *said)
{
    const SopUsed *used = &said->flow->used[said->item];

    return g_strdup_printf("%s %s", used->id, used->version);
}

static char *
say_node(const SopSaid *said)
{
    return sop_versions_title(said->flow, SOP_PART_NODE, said->item, said->language);
}

/* The children, in their order. */
static char *
say_order(const SopSaid *said)
{
    const SopFlow *flow = said->flow;
    g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func(g_free);

    for (SopNode child = said->item + 1; child != SOP_NONE; child = flow->nodes[child].next)
        g_ptr_array_add(titles, sop_versions_title(flow, SOP_PART_NODE, child, said->language));
    return sop_versions_join(titles, "word.comma", said->language);
}

static char *
say_happening(const SopSaid *said)
{
    return g_strdup(sop_flow_happening_title(said->flow, said->item, said->language));
}

static char *
say_valid_for(const SopSaid *said)
{
    return sop_span_of_time_say(said->flow->documents[said->item].valid_for, said->language);
}

static char *
say_within(const SopSaid *said)
{
    return sop_span_of_time_say(said->flow->safeguards[said->item].within, said->language);
}

static const SopAspectEntry entries[SOP_N_ASPECTS] = {
    [SOP_ASPECT_NODE] = {.name = "node"},
    [SOP_ASPECT_ACTION] = {.name = "action"},
    [SOP_ASPECT_TIMEOUT] = {.name = "timeout"},
    [SOP_ASPECT_ROLE] = {.name = "role"},
    [SOP_ASPECT_DOCUMENT] = {.name = "document"},
    [SOP_ASPECT_FACT] = {.name = "fact"},
    [SOP_ASPECT_OUTCOME] = {.name = "outcome"},
    [SOP_ASPECT_ACTOR_DETAIL] = {.name = "actor_detail"},
    [SOP_ASPECT_SAFEGUARD] = {.name = "safeguard"},
    [SOP_ASPECT_ID] = {"id", SOP_FORM_ONE, .say = say_id},
    [SOP_ASPECT_TIMEZONE] = {"timezone", SOP_FORM_ONE, .say = say_zone},
    [SOP_ASPECT_CALENDAR] = {"calendar", SOP_FORM_ONE},
    [SOP_ASPECT_MAY_CORRECT] = {"may_correct", SOP_FORM_LIST, .say = sop_say_role},
    [SOP_ASPECT_MAY_CLOSE] = {"may_close", SOP_FORM_LIST, .say = sop_say_role},
    [SOP_ASPECT_MAY_REOPEN] = {"may_reopen", SOP_FORM_LIST, .say = sop_say_role},
    [SOP_ASPECT_KIND] = {"kind", SOP_FORM_ONE, .say = say_kind},
    [SOP_ASPECT_USES] = {"uses", SOP_FORM_ONE, .say = say_used},
    [SOP_ASPECT_START] = {"start", SOP_FORM_ONE, .say = say_node},
    [SOP_ASPECT_ORDER] = {"order", SOP_FORM_ONE, .say = say_order},
    [SOP_ASPECT_DEADLINE] = {"deadline", SOP_FORM_ONE, .is_time = true, .say = sop_say_deadline},
    [SOP_ASPECT_ROUTE] = {"route", SOP_FORM_ORDERED, .say = sop_say_branch},
    [SOP_ASPECT_WHO] = {"who", SOP_FORM_LIST, .say = sop_say_role},
    [SOP_ASPECT_ASKS] = {"asks", SOP_FORM_LIST, .say = sop_say_ask},
    [SOP_ASPECT_CONDITION] = {"condition", SOP_FORM_ONE, .say = sop_say_guard},
    [SOP_ASPECT_REQUIRES] = {"requires", SOP_FORM_LIST, .say = sop_say_requirement},
    [SOP_ASPECT_NOT_BEFORE] = {"not_before", SOP_FORM_ONE, .is_time = true,
                               .say = sop_say_not_before},
    [SOP_ASPECT_NOT_AFTER] = {"not_after", SOP_FORM_ONE, .is_time = true, .say = sop_say_not_after},
    [SOP_ASPECT_SEPARATE_FROM] = {"separate_from", SOP_FORM_LIST, .say = sop_say_action},
    [SOP_ASPECT_VERIFIES] = {"verifies", SOP_FORM_LIST, .say = sop_say_document},
    [SOP_ASPECT_RETURNS] = {"returns", SOP_FORM_LIST, .say = sop_say_document},
    [SOP_ASPECT_SETS] = {"sets", SOP_FORM_ORDERED, .say = sop_say_set},
    [SOP_ASPECT_PROLONGS] = {"prolongs", SOP_FORM_LIST, .is_time = true, .say = sop_say_prolonging},
    [SOP_ASPECT_INFORMS] = {"informs", SOP_FORM_LIST, .say = sop_say_role},
    [SOP_ASPECT_COMES_AT] = {"comes_at", SOP_FORM_ONE, .is_time = true, .say = sop_say_comes_at},
    [SOP_ASPECT_TARGET] = {"target", SOP_FORM_ORDERED, .say = sop_say_branch},
    [SOP_ASPECT_TYPE] = {"type", SOP_FORM_ONE, .say = sop_say_type},
    [SOP_ASPECT_VALUES] = {"values", SOP_FORM_LIST, .say = sop_say_value},
    [SOP_ASPECT_RANGE] = {"range", SOP_FORM_ONE, .say = sop_say_range},
    [SOP_ASPECT_STARTS] = {"starts", SOP_FORM_ONE, .say = sop_say_starts},
    [SOP_ASPECT_SEEN_BY] = {"seen_by", SOP_FORM_ONE, .say = sop_say_seen_by},
    [SOP_ASPECT_VALID_FOR] = {"valid_for", SOP_FORM_ONE, .is_time = true, .say = say_valid_for},
    [SOP_ASPECT_RECORDED_BY] = {"recorded_by", SOP_FORM_LIST, .say = sop_say_role},
    [SOP_ASPECT_FORM] = {"form", SOP_FORM_ONE, .say = sop_say_form},
    [SOP_ASPECT_GUARDED] = {"guarded", SOP_FORM_LIST, .say = say_happening},
    [SOP_ASPECT_SINCE] = {"since", SOP_FORM_LIST, .say = say_happening},
    [SOP_ASPECT_UNTIL] = {"until", SOP_FORM_LIST, .say = say_happening},
    [SOP_ASPECT_APPLIES] = {"applies", SOP_FORM_ONE, .say = sop_say_guard},
    [SOP_ASPECT_NEVER] = {"never", SOP_FORM_ONE, .say = sop_say_guard},
    [SOP_ASPECT_WITHIN] = {"within", SOP_FORM_ONE, .is_time = true, .say = say_within},
    [SOP_ASPECT_RESPONSIBLE] = {"responsible", SOP_FORM_LIST, .is_words = true,
                                .say = sop_say_role},
    [SOP_ASPECT_TITLE] = {"title", SOP_FORM_ONE, .is_words = true},
    [SOP_ASPECT_TEXT] = {"text", SOP_FORM_ONE, .is_words = true},
};

const SopAspectEntry *
sop_aspect_entry(SopAspect aspect)
{
    return &entries[aspect];
}
