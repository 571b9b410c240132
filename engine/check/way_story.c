/* SPDX-License-Identifier: Apache-2.0 */
/* A way in words: what is needed of each thing that is given, the steps, and what was found. */
#include "check/way.h"

#define PAIRS(...) ((const char *const[]) {__VA_ARGS__, NULL})

static char *
say(const char *key, const char *language, const char *const *pairs)
{
    return sop_fill(sop_sentence(key, language), pairs);
}

/* `said`: (transfer full) (nullable) what was said before. */
static char *
join(const char *key, char *said, const char *next, const char *language)
{
    g_autofree char *before = said;

    return before == NULL ? g_strdup(next) : say(key, language, PAIRS("a", before, "b", next));
}

/* ---- what is needed of a thing ------------------------------------------------------------------------------ */

static char *
say_value(const SopWay *self, SopFact fact, uint32_t class, const char *language)
{
    return sop_flow_say_value(self->flow, fact, &self->domains->facts[fact].values[class],
                              language);
}

static char *
say_each(const SopWay *self, const SopWayNeed *need, uint64_t classes, const char *language)
{
    char *said = NULL;

    for (uint32_t class = 1; class < self->domains->facts[need->fact].n_classes; class ++)
    {
        g_autofree char *value = say_value(self, need->fact, class, language);
        if ((classes >> class & 1) != 0)
            said = join("word.or", said, value, language);
    }
    return said;
}

/* Is the class one value? Else it is the gap between those beside it. */
static bool
is_point(const SopDomain *domain, uint32_t class)
{
    for (guint i = 0; i < domain->constants->len; i++)
        if (sop_value_equal(&g_array_index(domain->constants, SopValue, i), &domain->values[class]))
            return true;
    return false;
}

/* From the class `first` to `last`, and none beside them. */
static char *
say_run(const SopWay *self, SopFact fact, uint32_t first, uint32_t last, const char *language)
{
    const SopDomain *domain = &self->domains->facts[fact];
    bool from_point = is_point(domain, first);
    bool to_point = is_point(domain, last);
    g_autofree char *low = say_value(self, fact, from_point ? first : first - 1, language);
    g_autofree char *high = say_value(
        self, fact, to_point || last + 1 == domain->n_classes ? last : last + 1, language);
    g_autofree char *above =
        say(from_point ? "needed.at_least" : "needed.more", language, PAIRS("value", low));
    g_autofree char *below =
        say(to_point ? "needed.at_most" : "needed.less", language, PAIRS("value", high));

    if (first == last && from_point)
        return g_steal_pointer(&low);
    if (last + 1 == domain->n_classes)
        return g_steal_pointer(&above);
    if (first == 1)
        return g_steal_pointer(&below);
    return from_point && to_point ? say("needed.between", language, PAIRS("a", low, "b", high))
                                  : say("needed.and", language, PAIRS("a", above, "b", below));
}

static char *
say_runs(const SopWay *self, const SopWayNeed *need, const char *language)
{
    const SopDomain *domain = &self->domains->facts[need->fact];
    char *said = NULL;

    for (uint32_t class = 1; class < domain->n_classes; class ++)
    {
        uint32_t first = class;
        if ((need->fits >> class & 1) == 0)
            continue;
        while (class + 1 < domain->n_classes && (need->fits >> (class + 1) & 1) != 0)
            class ++;
        g_autofree char *run = say_run(self, need->fact, first, class, language);
        said = join("word.or", said, run, language);
    }
    return said;
}

/* The last class of a text is any other than those it is compared with. */
static char *
say_texts(const SopWay *self, const SopWayNeed *need, const char *language)
{
    uint32_t n_classes = self->domains->facts[need->fact].n_classes;
    uint64_t named = (UINT64_C(1) << (n_classes - 1)) - 1;

    if ((need->fits & ~named) == 0)
        return say_each(self, need, need->fits, language);
    g_autofree char *others = say_each(self, need, named & ~need->fits, language);
    return say("needed.is_not", language, PAIRS("value", others != NULL ? others : ""));
}

static char *
say_fact(const SopWay *self, const SopWayNeed *need, const SopValue *value, const char *language)
{
    bool points = self->domains->facts[need->fact].points;

    if (need->fits != 0 && points)
        return self->flow->facts[need->fact].type == SOP_FACT_TEXT ? say_texts(self, need, language)
                                                                   : say_runs(self, need, language);
    if (need->fits != 0)
        return say_each(self, need, need->fits, language);
    g_autofree char *held = sop_flow_say_value(self->flow, need->fact, value, language);
    return say("way.example", language, PAIRS("value", held));
}

static char *
say_expiry(const SopWay *self, SopDay last, const char *language)
{
    g_autofree char *day = sop_flow_say_day(self->flow, last, language);

    return say("way.good_until", language, PAIRS("day", day));
}

/* ---- a step --------------------------------------------------------------------------------------------------- */

static const SopWayPart *
part_of(const SopWay *self, unsigned step)
{
    return &g_array_index(self->parts, SopWayPart, step);
}

unsigned
sop_way_count_gifts(const SopWay *self, unsigned step)
{
    g_return_val_if_fail(step < self->parts->len, 0);

    return part_of(self, step)->needs->len;
}

SopWayGift
sop_way_gift(const SopWay *self, unsigned step, unsigned gift)
{
    SopWayGift found = {.fact = SOP_NONE, .document = SOP_NONE};

    g_return_val_if_fail(gift < sop_way_count_gifts(self, step), found);

    const SopWayPart *part = part_of(self, step);
    const SopWayNeed *need = &g_array_index(part->needs, SopWayNeed, gift);
    const SopGivenItem *item = &g_array_index(part->act->given->items, SopGivenItem, gift);
    found.fact = need->fact;
    found.document = need->document;
    found.value = need->fact != SOP_NONE ? &item->value : NULL;
    found.any = need->any;
    found.expires = need->expires;
    return found;
}

char *
sop_way_say_gift(const SopWay *self, unsigned step, unsigned gift, const char *language)
{
    g_return_val_if_fail(gift < sop_way_count_gifts(self, step), NULL);

    const SopWayPart *part = part_of(self, step);
    const SopWayNeed *need = &g_array_index(part->needs, SopWayNeed, gift);
    const SopGivenItem *item = &g_array_index(part->act->given->items, SopGivenItem, gift);
    const char *in = language != NULL ? language : self->flow->languages[0];

    if (need->fact != SOP_NONE && !need->any)
        return say_fact(self, need, &item->value, in);
    return need->expires != NULL ? say_expiry(self, need->last, in) : g_strdup("");
}

static char *
say_gifts(const SopWay *self, unsigned step, const char *language)
{
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; i < sop_way_count_gifts(self, step); i++)
    {
        SopWayGift gift = sop_way_gift(self, step, i);
        bool is_fact = gift.fact != SOP_NONE;
        const char *title =
            sop_flow_title_of(self->flow, is_fact ? SOP_TABLE_FACTS : SOP_TABLE_DOCUMENTS,
                              is_fact ? gift.fact : gift.document, language);
        g_autofree char *needed = sop_way_say_gift(self, step, i, language);
        g_autofree char *said = *needed == '\0' ? g_strdup(title)
                                                : say("condition.is", language,
                                                      PAIRS("subject", title, "value", needed));
        g_string_append_printf(text, "%s%s", i > 0 ? sop_sentence("list.and_also", language) : "",
                               said);
    }
    return g_string_free(text, FALSE);
}

static char *
say_roles(const SopWay *self, unsigned step, const char *language)
{
    SopRole roles[64];
    unsigned n_roles = sop_way_roles(self, step, roles, G_N_ELEMENTS(roles));
    char *said = NULL;

    for (unsigned i = 0; i < n_roles; i++)
        said = join("word.or", said,
                    sop_flow_title_of(self->flow, SOP_TABLE_ROLES, roles[i], language), language);
    return said != NULL ? said : g_strdup("");
}

/* "“A”, “B”" of actions; titles of documents. */
static char *
say_titles(const SopWay *self, const GArray *numbers, SopTable table, const char *language)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < numbers->len; i++)
    {
        const char *title =
            sop_flow_title_of(self->flow, table, g_array_index(numbers, uint32_t, i), language);
        g_autofree char *said = table == SOP_TABLE_ACTIONS
                                    ? say("happening.action", language, PAIRS("title", title))
                                    : g_strdup(title);
        g_string_append_printf(text, "%s%s", i > 0 ? sop_sentence("word.comma", language) : "",
                               said);
    }
    return g_string_free(text, FALSE);
}

/* A sentence more; none when what it would say is empty. */
static void
add(GString *text, const char *key, const char *name, const char *said, const char *language)
{
    if (*said == '\0')
        return;
    g_autofree char *sentence = say(key, language, PAIRS(name, said));
    g_string_append_printf(text, "%s%s", sop_sentence("way.space", language), sentence);
}

static void
add_wait(const SopWay *self, GString *text, const SopWayPart *part, const char *language)
{
    if (part->act->at <= part->before)
        return;
    g_autofree char *time = sop_flow_say_instant(self->flow, part->act->at, language);
    g_autofree char *moment = part->waits_for != NULL
                                  ? sop_flow_say_moment(self->flow, part->waits_for, language)
                                  : g_strdup("");
    g_autofree char *sentence = say(part->waits_for != NULL ? "way.wait_for" : "way.wait", language,
                                    PAIRS("time", time, "moment", moment));
    g_string_append(text, sentence);
}

static char *
say_timeout(const SopWay *self, const SopWayPart *part, SopWayStep step, const char *language)
{
    g_autofree char *time = sop_flow_say_instant(self->flow, part->act->at, language);

    return say(
        step.kind == SOP_WAY_PASSES ? "way.passes" : "way.timeout", language,
        PAIRS("time", time, "timeout", sop_flow_action_title(self->flow, step.action, language)));
}

char *
sop_way_say_step(const SopWay *self, unsigned step, const char *language)
{
    g_return_val_if_fail(step < self->parts->len, NULL);

    const char *in = language != NULL ? language : self->flow->languages[0];
    const SopWayPart *part = part_of(self, step);
    SopWayStep found = sop_way_step(self, step);
    if (found.kind != SOP_WAY_ACT)
        return say_timeout(self, part, found, in);
    GString *text = g_string_new(NULL);
    g_autofree char *roles = say_roles(self, step, in);
    g_autofree char *act =
        say("way.act", in,
            PAIRS("roles", roles, "action", sop_flow_action_title(self->flow, found.action, in)));
    g_autofree char *others = say_titles(self, part->separate_from, SOP_TABLE_ACTIONS, in);
    g_autofree char *gifts = say_gifts(self, step, in);
    g_autofree char *verified = say_titles(self, part->verifies, SOP_TABLE_DOCUMENTS, in);
    g_autofree char *until = found.until != SOP_INSTANT_NONE
                                 ? sop_flow_say_instant(self->flow, found.until, in)
                                 : g_strdup("");

    add_wait(self, text, part, in);
    g_string_append_printf(text, "%s%s", text->len > 0 ? sop_sentence("way.space", in) : "", act);
    add(text, "way.other_person", "actions", others, in);
    add(text, "way.give", "things", gifts, in);
    add(text, "way.verifies", "things", verified, in);
    add(text, "way.until", "time", until, in);
    return g_string_free(text, FALSE);
}

/* ---- what was found -------------------------------------------------------------------------------------------- */

static char *
say_goal(const SopWay *self, const char *language)
{
    const SopFlow *flow = self->flow;
    SopHappening happening = self->goal.happening;
    const char *title = sop_flow_happening_title(flow, happening, language);
    bool is_outcome = happening >= flow->n_actions + flow->n_nodes;

    return say(is_outcome ? "happening.outcome" : "happening.action", language,
               PAIRS("title", title));
}

static char *
say_length(const SopWay *self, const char *goal, const char *language)
{
    g_autofree char *count = g_strdup_printf("%u", self->parts->len);
    g_autofree char *steps = say(self->parts->len == 1 ? "way.steps.one" : "way.steps.other",
                                 language, PAIRS("count", count));
    const SopAct *last = part_of(self, self->parts->len - 1)->act;
    g_autofree char *time = sop_flow_say_instant(self->flow, last->at, language);

    return say(self->shortest ? "way.shortest" : "way.some", language,
               PAIRS("goal", goal, "steps", steps, "time", time));
}

char *
sop_way_say_result(const SopWay *self, const char *language)
{
    const char *in = language != NULL ? language : self->flow->languages[0];
    g_autofree char *goal = say_goal(self, in);
    g_autofree char *states = g_strdup_printf("%lu", self->n_states);
    const char *key = self->there                    ? "way.there"
                      : self->from->closed           ? "way.closed"
                      : self->result == SOP_WAY_NONE ? "way.none"
                                                     : "way.not_found";

    if (self->parts->len > 0)
        return say_length(self, goal, in);
    return say(key, in, PAIRS("goal", goal, "states", states));
}
