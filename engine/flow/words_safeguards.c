/* SPDX-License-Identifier: Apache-2.0 */
/* Safeguards in words: "“Board” only after “Sign the declaration”, unless since then “Withdraw”". */
#include "flow/words.h"

/* ---- what happens ------------------------------------------------------------------------------ */

static char *
say_happening(const SopSpeaker *self, SopHappening happening)
{
    const SopFlow *flow = self->flow;
    const char *key = "happening.outcome";
    g_autofree char *title = NULL;

    if (happening < flow->n_actions)
    {
        key = "happening.action";
        title =
            sop_speak_title(self, &flow->actions[happening].title, flow->actions[happening].name);
    }
    else if ((happening -= flow->n_actions) < flow->n_nodes)
    {
        key = "happening.node";
        title = sop_speak_title(self, &flow->nodes[happening].title, flow->nodes[happening].name);
    }
    else
    {
        happening -= flow->n_nodes;
        title =
            sop_speak_title(self, &flow->outcomes[happening].title, flow->outcomes[happening].name);
    }
    return sop_speak(self, key, "title", title, NULL);
}

/* Any of them. */
static char *
say_any(const SopSpeaker *self, SopList happenings)
{
    const uint32_t *items = sop_list_items(self->flow, happenings);
    char *said = happenings.count > 0 ? say_happening(self, items[0]) : g_strdup("");

    for (uint32_t i = 1; i < happenings.count; i++)
    {
        g_autofree char *before = said;
        g_autofree char *one = say_happening(self, items[i]);
        said = sop_speak(self, "word.or", "a", before, "b", one, NULL);
    }
    return said;
}

/* ---- rules ------------------------------------------------------------------------------------- */

static char *
say_rule(const SopSpeaker *self, const SopSafeguard *safeguard)
{
    static const char *const keys[] = {
        [SOP_SAFEGUARD_NEVER_WHEN] = "safeguard.never_when",
        [SOP_SAFEGUARD_ONLY_AFTER] = "safeguard.only_after",
        [SOP_SAFEGUARD_POSSIBLE_FROM] = "safeguard.possible_from",
        [SOP_SAFEGUARD_AT_MOST_ONCE] = "safeguard.at_most_once",
        [SOP_SAFEGUARD_LEADS_TO] = "safeguard.leads_to",
    };
    bool is_everywhere =
        safeguard->kind == SOP_SAFEGUARD_NEVER_WHEN && safeguard->events.count == 0;
    g_autofree char *events = say_any(self, safeguard->events);
    g_autofree char *starts = say_any(self, safeguard->starts);
    g_autofree char *stops = say_any(self, safeguard->stops);
    g_autofree char *condition =
        safeguard->never_when != SOP_NONE
            ? sop_flow_say(self->flow, safeguard->never_when, self->language)
            : g_strdup("");

    return sop_speak(self, is_everywhere ? "safeguard.never" : keys[safeguard->kind], "events",
                     events, "starts", starts, "stops", stops, "condition", condition, NULL);
}

/* `rule` (consumed) and one more thing about it. */
static char *
say_more(const SopSpeaker *self, char *rule, const char *key, const char *name, char *value)
{
    g_autofree char *before = rule;
    g_autofree char *more = value;

    return sop_speak(self, key, "rule", before, name, more, NULL);
}

/* `sentence` (consumed) with a capital letter. */
static char *
begin_sentence(char *sentence)
{
    g_autofree char *plain = sentence;
    g_autoptr(GString) begun = g_string_new(NULL);

    if (*plain == '\0')
        return g_steal_pointer(&plain);
    g_string_append_unichar(begun, g_unichar_toupper(g_utf8_get_char(plain)));
    g_string_append(begun, g_utf8_next_char(plain));
    return g_string_free(g_steal_pointer(&begun), FALSE);
}

char *
sop_flow_say_safeguard(const SopFlow *self, uint32_t number, const char *language)
{
    g_return_val_if_fail(self != NULL && number < self->n_safeguards, NULL);

    SopSpeaker speaker = {self, language != NULL ? language : self->languages[0], NULL};
    const SopSafeguard *safeguard = &self->safeguards[number];
    char *rule = say_rule(&speaker, safeguard);

    if (safeguard->kind == SOP_SAFEGUARD_ONLY_AFTER && safeguard->stops.count > 0)
        rule = say_more(&speaker, rule, "safeguard.unless_since", "stops",
                        say_any(&speaker, safeguard->stops));
    if (safeguard->kind == SOP_SAFEGUARD_POSSIBLE_FROM && safeguard->stops.count > 0)
        rule = say_more(&speaker, rule, "safeguard.until", "stops",
                        say_any(&speaker, safeguard->stops));
    if (safeguard->has_within)
        rule = say_more(&speaker, rule, "safeguard.within", "within",
                        sop_span_of_time_say(safeguard->within, speaker.language));
    if (safeguard->when != SOP_NONE)
        rule = say_more(&speaker, rule, "safeguard.when", "condition",
                        sop_flow_say(self, safeguard->when, speaker.language));
    return begin_sentence(rule);
}
