/* SPDX-License-Identifier: Apache-2.0 */
/* A difference as one sentence. */
#include "versions/versions.h"

static char *
say_item(const SopDifference *self, SopSide side, const char *language)
{
    const SopAspectEntry *entry = sop_aspect_entry((SopAspect) self->aspect);
    SopSaid said = {self->of->flows[side], (SopPartKind) self->part, self->parts[side],
                    self->items[side], language};

    return self->items[side] != SOP_NONE && entry->say != NULL ? entry->say(&said) : NULL;
}

/* ---- parts that came, went, moved ------------------------------------------------------------------ */

static const char *
key_of_part(const SopFlow *flow, SopPartKind part, uint32_t index)
{
    static const char *const nodes[] = {
        [SOP_KIND_STEP] = "versions.part.step",
        [SOP_KIND_PHASE] = "versions.part.phase",
        [SOP_KIND_PARALLEL] = "versions.part.parallel",
        [SOP_KIND_DECISION] = "versions.part.decision",
    };
    static const char *const parts[SOP_N_PART_KINDS] = {
        [SOP_PART_WHOLE] = "versions.part.phase",
        [SOP_PART_ROLE] = "versions.part.role",
        [SOP_PART_DOCUMENT] = "versions.part.document",
        [SOP_PART_FACT] = "versions.part.fact",
        [SOP_PART_OUTCOME] = "versions.part.outcome",
        [SOP_PART_DETAIL] = "versions.part.detail",
        [SOP_PART_SAFEGUARD] = "versions.part.safeguard",
    };

    if (part == SOP_PART_NODE)
        return nodes[flow->nodes[index].kind];
    if (part == SOP_PART_OFFER)
        return sop_offer_is_timeout(flow, index) ? "versions.part.timeout" : "versions.part.action";
    return parts[part];
}

/* step “Review” */
static char *
say_part(const SopDifference *self, SopSide side, const char *language)
{
    const SopFlow *flow = self->of->flows[side];
    SopPartKind part = (SopPartKind) self->part;
    g_autofree char *title = sop_versions_title(flow, part, self->parts[side], language);

    return sop_versions_fill(key_of_part(flow, part, self->parts[side]), language, "title", title,
                             NULL);
}

/* The actions and timeouts of a node. */
static void
detail_node(const SopFlow *flow, SopNode node, GPtrArray *details, const char *language)
{
    const SopFlowNode *of = &flow->nodes[node];

    for (uint32_t i = of->offers; i < of->offers + of->n_offers; i++)
        g_ptr_array_add(details, sop_versions_title(flow, SOP_PART_OFFER, i, language));
    for (uint32_t i = of->timeouts; i < of->timeouts + of->n_timeouts; i++)
        g_ptr_array_add(details, sop_versions_title(flow, SOP_PART_OFFER, i, language));
}

/* Who may, when it comes, and where it leads. */
static void
detail_offer(const SopFlow *flow, uint32_t offer, GPtrArray *details, const char *language)
{
    const SopOffer *of = &flow->offers[offer];
    SopSaid said = {flow, SOP_PART_OFFER, offer, offer, language};

    if (of->at.count > 0)
        g_ptr_array_add(details, sop_say_comes_at(&said));
    for (said.item = 0; said.item < flow->n_roles; said.item++)
        if (of->roles >> said.item & 1)
            g_ptr_array_add(details, sop_say_role(&said));
    for (said.item = of->to.start; said.item < of->to.start + of->to.count; said.item++)
        g_ptr_array_add(details, sop_say_branch(&said));
}

/* "… (Clerk; goes to “Review”)". `sentence`: (transfer full). Returns: (transfer full). */
static char *
with_details(const SopDifference *self, SopSide side, char *sentence, const char *language)
{
    const SopFlow *flow = self->of->flows[side];
    g_autoptr(GPtrArray) details = g_ptr_array_new_with_free_func(g_free);
    SopSaid said = {flow, (SopPartKind) self->part, self->parts[side], self->parts[side], language};
    g_autofree char *bare = sentence;

    if (self->part == SOP_PART_NODE)
        detail_node(flow, self->parts[side], details, language);
    else if (self->part == SOP_PART_OFFER)
        detail_offer(flow, self->parts[side], details, language);
    else if (self->part == SOP_PART_FACT || self->part == SOP_PART_DETAIL)
        g_ptr_array_add(details, sop_say_type(&said));
    else if (self->part == SOP_PART_SAFEGUARD)
        g_ptr_array_add(details, sop_say_form(&said));
    if (details->len == 0)
        return g_steal_pointer(&bare);
    g_autofree char *joined = sop_versions_join(details, "list.and_also", language);
    return sop_versions_fill("versions.details", language, "sentence", bare, "details", joined,
                             NULL);
}

static const char *
name_of(const SopDifference *self, SopSide side)
{
    const SopFlow *flow = self->of->flows[side];

    return self->part == SOP_PART_NODE ? flow->nodes[self->parts[side]].name
                                       : flow->actions[flow->offers[self->parts[side]].action].name;
}

/* Where it stands: of a node, the phase around it. */
static char *
home_of(const SopDifference *self, SopSide side, const char *language)
{
    const SopFlow *flow = self->of->flows[side];
    SopNode home = self->part == SOP_PART_NODE ? flow->nodes[self->parts[side]].parent
                                               : flow->offers[self->parts[side]].node;

    return sop_versions_title(flow, SOP_PART_NODE, home, language);
}

static char *
say_part_difference(const SopDifference *self, const char *language)
{
    SopSide side = self->parts[SOP_NEWER] != SOP_NONE ? SOP_NEWER : SOP_OLDER;
    g_autofree char *part = say_part(self, side, language);

    switch ((SopDifferenceKind) self->kind)
    {
    case SOP_DIFFERENCE_ADDED:
        return with_details(self, side,
                            sop_versions_fill("versions.added", language, "part", part, NULL),
                            language);
    case SOP_DIFFERENCE_REMOVED:
        return with_details(self, side,
                            sop_versions_fill("versions.removed", language, "part", part, NULL),
                            language);
    case SOP_DIFFERENCE_RENAMED:
        return sop_versions_fill("versions.renamed", language, "part", part, "old",
                                 name_of(self, SOP_OLDER), "new", name_of(self, SOP_NEWER), NULL);
    default:
        break;
    }
    g_autofree char *from = home_of(self, SOP_OLDER, language);
    g_autofree char *to = home_of(self, SOP_NEWER, language);
    return sop_versions_fill("versions.moved", language, "part", part, "old", from, "new", to,
                             NULL);
}

/* ---- rules ------------------------------------------------------------------------------------------ */

/* Of a route that is no choice there is one, as of a deadline. */
static bool
is_single(const SopDifference *self)
{
    const SopAspectEntry *entry = sop_aspect_entry((SopAspect) self->aspect);

    if (entry->form != SOP_FORM_ORDERED || self->aspect == SOP_ASPECT_SETS)
        return entry->form == SOP_FORM_ONE;
    for (unsigned side = 0; side < 2; side++)
    {
        const SopFlow *flow = self->of->flows[side];
        SopRoute route = self->part == SOP_PART_OFFER ? flow->offers[self->parts[side]].to
                                                      : flow->nodes[self->parts[side]].route;
        if (route.count > 1)
            return false;
    }
    return true;
}

static char *
say_moved(const SopDifference *self, const char *of, const char *what, const char *language)
{
    char older[16], newer[16];

    g_snprintf(older, sizeof older, "%u", self->positions[SOP_OLDER]);
    g_snprintf(newer, sizeof newer, "%u", self->positions[SOP_NEWER]);
    return sop_versions_fill("versions.order.moved", language, "of", of, "what", what, "old", older,
                             "new", newer, NULL);
}

static char *
say_rule(const SopDifference *self, const char *older, const char *newer, const char *language)
{
    static const char *const keys[][2] = {
        /* of lists, of single ones */
        [SOP_DIFFERENCE_ADDED] = {"versions.list.added", "versions.one.added"},
        [SOP_DIFFERENCE_REMOVED] = {"versions.list.removed", "versions.one.removed"},
        [SOP_DIFFERENCE_CHANGED] = {"versions.changed", "versions.changed"},
        [SOP_DIFFERENCE_LENGTHENED] = {"versions.lengthened", "versions.lengthened"},
        [SOP_DIFFERENCE_SHORTENED] = {"versions.shortened", "versions.shortened"},
    };
    g_autofree char *of_key =
        g_strconcat("versions.of.", sop_aspect_name((SopAspect) self->aspect), NULL);
    const char *of = sop_sentence(of_key, language);

    if (older == NULL && newer == NULL)
        return sop_versions_fill("versions.differs", language, "of", of, NULL);
    if (self->kind == SOP_DIFFERENCE_MOVED)
        return say_moved(self, of, newer, language);
    if (g_strcmp0(older, newer) == 0)
        return sop_versions_fill("versions.restated", language, "of", of, "new", newer, NULL);
    return sop_versions_fill(keys[self->kind][is_single(self)], language, "of", of, "old",
                             older != NULL ? older : "", "new", newer != NULL ? newer : "", NULL);
}

/* A title may have changed only in another language. */
static char *
say_title_difference(const SopDifference *self, const char *language)
{
    const char *const *languages = sop_flow_languages(self->of->flows[SOP_NEWER]);
    SopPartKind part = (SopPartKind) self->part;

    for (unsigned i = 0; i == 0 || languages[i - 1] != NULL; i++)
    {
        const char *in = i == 0 ? language : languages[i - 1];
        g_autofree char *older =
            sop_versions_title(self->of->flows[SOP_OLDER], part, self->parts[SOP_OLDER], in);
        g_autofree char *newer =
            sop_versions_title(self->of->flows[SOP_NEWER], part, self->parts[SOP_NEWER], in);
        if (!g_str_equal(older, newer))
            return say_rule(self, older, newer, language);
    }
    return say_rule(self, NULL, NULL, language);
}

static char *
say_rule_difference(const SopDifference *self, const char *language)
{
    if (self->aspect == SOP_ASPECT_TITLE)
        return say_title_difference(self, language);
    g_autofree char *older = say_item(self, SOP_OLDER, language);
    g_autofree char *newer = say_item(self, SOP_NEWER, language);
    return say_rule(self, older, newer, language);
}

char *
sop_difference_sentence(const SopDifference *self, const char *language)
{
    g_return_val_if_fail(self != NULL, NULL);

    const SopFlow *newer = self->of->flows[SOP_NEWER];
    if (language == NULL)
        language = newer->languages[0];
    if (sop_aspect_entry((SopAspect) self->aspect)->form == SOP_FORM_PART)
        return say_part_difference(self, language);

    g_autofree char *rule = say_rule_difference(self, language);
    bool stands_alone = self->part == SOP_PART_WHOLE ||
                        (self->part == SOP_PART_NODE && !sop_difference_is_wording(self));
    if (stands_alone)
        return g_steal_pointer(&rule);
    g_autofree char *subject =
        sop_versions_title(newer, (SopPartKind) self->part, self->parts[SOP_NEWER], language);
    return sop_versions_fill("versions.about", language, "subject", subject, "sentence", rule,
                             NULL);
}
