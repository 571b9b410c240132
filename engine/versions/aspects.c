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
    [SOP_ASPECT_ID] = {.name = "id", .form = SOP_FORM_ONE, .say = say_id},
    [SOP_ASPECT_TIMEZONE] = {.name = "timezone", .form = SOP_FORM_ONE, .say = say_zone},
    [SOP_ASPECT_CALENDAR] = {.name = "calendar", .form = SOP_FORM_ONE},
    [SOP_ASPECT_MAY_CORRECT] = {.name = "may_correct", .form = SOP_FORM_LIST, .say = sop_say_role},
    [SOP_ASPECT_MAY_CLOSE] = {.name = "may_close", .form = SOP_FORM_LIST, .say = sop_say_role},
    [SOP_ASPECT_MAY_REOPEN] = {.name = "may_reopen", .form = SOP_FORM_LIST, .say = sop_say_role},
    [SOP_ASPECT_KIND] = {.name = "kind", .form = SOP_FORM_ONE, .say = say_kind},
    [SOP_ASPECT_USES] = {.name = "uses", .form = SOP_FORM_ONE, .say = say_used},
    [SOP_ASPECT_START] = {.name = "start", .form = SOP_FORM_ONE, .say = say_node},
    [SOP_ASPECT_ORDER] = {.name = "order", .form = SOP_FORM_ONE, .say = say_order},
    [SOP_ASPECT_DEADLINE] = {.name = "deadline",
                             .form = SOP_FORM_ONE,
                             .is_time = true,
                             .say = sop_say_deadline},
    [SOP_ASPECT_ROUTE] = {.name = "route", .form = SOP_FORM_ORDERED, .say = sop_say_branch},
    [SOP_ASPECT_WHO] = {.name = "who", .form = SOP_FORM_LIST, .say = sop_say_role},
    [SOP_ASPECT_ASKS] = {.name = "asks", .form = SOP_FORM_LIST, .say = sop_say_ask},
    [SOP_ASPECT_CONDITION] = {.name = "condition", .form = SOP_FORM_ONE, .say = sop_say_guard},
    [SOP_ASPECT_REQUIRES] = {.name = "requires", .form = SOP_FORM_LIST, .say = sop_say_requirement},
    [SOP_ASPECT_NOT_BEFORE] = {.name = "not_before",
                               .form = SOP_FORM_ONE,
                               .is_time = true,
                               .say = sop_say_not_before},
    [SOP_ASPECT_NOT_AFTER] = {.name = "not_after",
                              .form = SOP_FORM_ONE,
                              .is_time = true,
                              .say = sop_say_not_after},
    [SOP_ASPECT_SEPARATE_FROM] = {.name = "separate_from",
                                  .form = SOP_FORM_LIST,
                                  .say = sop_say_action},
    [SOP_ASPECT_VERIFIES] = {.name = "verifies", .form = SOP_FORM_LIST, .say = sop_say_document},
    [SOP_ASPECT_RETURNS] = {.name = "returns", .form = SOP_FORM_LIST, .say = sop_say_document},
    [SOP_ASPECT_SETS] = {.name = "sets", .form = SOP_FORM_ORDERED, .say = sop_say_set},
    [SOP_ASPECT_PROLONGS] = {.name = "prolongs",
                             .form = SOP_FORM_LIST,
                             .is_time = true,
                             .say = sop_say_prolonging},
    [SOP_ASPECT_INFORMS] = {.name = "informs", .form = SOP_FORM_LIST, .say = sop_say_role},
    [SOP_ASPECT_COMES_AT] = {.name = "comes_at",
                             .form = SOP_FORM_ONE,
                             .is_time = true,
                             .say = sop_say_comes_at},
    [SOP_ASPECT_TARGET] = {.name = "target", .form = SOP_FORM_ORDERED, .say = sop_say_branch},
    [SOP_ASPECT_TYPE] = {.name = "type", .form = SOP_FORM_ONE, .say = sop_say_type},
    [SOP_ASPECT_VALUES] = {.name = "values", .form = SOP_FORM_LIST, .say = sop_say_value},
    [SOP_ASPECT_RANGE] = {.name = "range", .form = SOP_FORM_ONE, .say = sop_say_range},
    [SOP_ASPECT_STARTS] = {.name = "starts", .form = SOP_FORM_ONE, .say = sop_say_starts},
    [SOP_ASPECT_SEEN_BY] = {.name = "seen_by", .form = SOP_FORM_ONE, .say = sop_say_seen_by},
    [SOP_ASPECT_VALID_FOR] = {.name = "valid_for",
                              .form = SOP_FORM_ONE,
                              .is_time = true,
                              .say = say_valid_for},
    [SOP_ASPECT_RECORDED_BY] = {.name = "recorded_by", .form = SOP_FORM_LIST, .say = sop_say_role},
    [SOP_ASPECT_FORM] = {.name = "form", .form = SOP_FORM_ONE, .say = sop_say_form},
    [SOP_ASPECT_GUARDED] = {.name = "guarded", .form = SOP_FORM_LIST, .say = say_happening},
    [SOP_ASPECT_SINCE] = {.name = "since", .form = SOP_FORM_LIST, .say = say_happening},
    [SOP_ASPECT_UNTIL] = {.name = "until", .form = SOP_FORM_LIST, .say = say_happening},
    [SOP_ASPECT_APPLIES] = {.name = "applies", .form = SOP_FORM_ONE, .say = sop_say_guard},
    [SOP_ASPECT_NEVER] = {.name = "never", .form = SOP_FORM_ONE, .say = sop_say_guard},
    [SOP_ASPECT_WITHIN] = {.name = "within",
                           .form = SOP_FORM_ONE,
                           .is_time = true,
                           .say = say_within},
    [SOP_ASPECT_RESPONSIBLE] = {.name = "responsible",
                                .form = SOP_FORM_LIST,
                                .is_words = true,
                                .say = sop_say_role},
    [SOP_ASPECT_TITLE] = {.name = "title", .form = SOP_FORM_ONE, .is_words = true},
    [SOP_ASPECT_TEXT] = {.name = "text", .form = SOP_FORM_ONE, .is_words = true},
};

const SopAspectEntry *
sop_aspect_entry(SopAspect aspect)
{
    return &entries[aspect];
}
