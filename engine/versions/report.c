/* SPDX-License-Identifier: Apache-2.0 */
/* All differences as a text for people, in the order of the procedure, and as JSON. */
#include "versions/versions.h"

#include <json-glib/json-glib.h>

/* ---- text ------------------------------------------------------------------------------------------- */

/* Under which node's heading it stands; SOP_NONE: under its kind's. */
static SopNode
heading_node(const SopDifference *self)
{
    SopNode node = self->nodes[SOP_NEWER];
    bool is_added = self->part == SOP_PART_NODE && self->kind == SOP_DIFFERENCE_ADDED &&
                    self->parts[SOP_OLDER] == SOP_NONE;

    return node != SOP_NONE && is_added ? self->of->flows[SOP_NEWER]->nodes[node].parent : node;
}

/* "2 Review › 2.1 First look". */
static char *
say_path(const SopFlow *flow, SopNode node, const char *language)
{
    g_autofree char *path = NULL;

    for (; node != 0; node = flow->nodes[node].parent)
    {
        g_autofree char *inner = g_steal_pointer(&path);
        g_autofree char *title = sop_versions_title(flow, SOP_PART_NODE, node, language);
        path = g_strdup_printf("%s %s%s%s", flow->nodes[node].number, title,
                               inner != NULL ? " › " : "", inner != NULL ? inner : "");
    }
    return g_steal_pointer(&path);
}

static char *
say_heading(const SopDifference *self, const char *language)
{
    static const char *const keys[SOP_N_PART_KINDS] = {
        [SOP_PART_WHOLE] = "versions.group.whole",
        [SOP_PART_NODE] = "versions.group.whole",
        [SOP_PART_OFFER] = "versions.group.whole",
        [SOP_PART_ROLE] = "versions.group.roles",
        [SOP_PART_DOCUMENT] = "versions.group.documents",
        [SOP_PART_FACT] = "versions.group.facts",
        [SOP_PART_OUTCOME] = "versions.group.outcomes",
        [SOP_PART_DETAIL] = "versions.group.details",
        [SOP_PART_SAFEGUARD] = "versions.group.safeguards",
    };
    SopNode node = heading_node(self);

    if (sop_difference_is_wording(self))
        return g_strdup(sop_sentence("versions.group.wording", language));
    return node != SOP_NONE && node != 0 ? say_path(self->of->flows[SOP_NEWER], node, language)
                                         : g_strdup(sop_sentence(keys[self->part], language));
}

static void
append_place(GString *text, const SopDifference *self)
{
    g_autofree char *older = sop_difference_place(self, false);
    g_autofree char *newer = sop_difference_place(self, true);

    if (older != NULL && newer != NULL)
        g_string_append_printf(text, " [%s → %s]", older, newer);
    else if (older != NULL || newer != NULL)
        g_string_append_printf(text, " [%s]", older != NULL ? older : newer);
}

static void
append_difference(GString *text, const SopDifference *self, const char *language)
{
    static const char *const signs[] = {
        [SOP_DIFFERENCE_ADDED] = "+",     [SOP_DIFFERENCE_REMOVED] = "-",
        [SOP_DIFFERENCE_CHANGED] = "~",   [SOP_DIFFERENCE_RENAMED] = "~",
        [SOP_DIFFERENCE_MOVED] = "~",     [SOP_DIFFERENCE_LENGTHENED] = "~",
        [SOP_DIFFERENCE_SHORTENED] = "~",
    };
    g_autofree char *sentence = sop_difference_sentence(self, language);

    g_string_append_printf(text, "  %s %s", signs[self->kind], sentence);
    append_place(text, self);
    g_string_append_c(text, '\n');
}

static void
append_head(GString *text, const SopVersions *self, const char *language)
{
    const SopFlow *older = self->flows[SOP_OLDER];
    const SopFlow *newer = self->flows[SOP_NEWER];
    g_autofree char *title = sop_versions_title(newer, SOP_PART_WHOLE, 0, language);
    g_autofree char *head = sop_versions_fill("versions.head", language, "title", title, "old",
                                              older->version, "new", newer->version, NULL);

    g_string_append_printf(text, "%s\n", head);
}

static void
append_counts(GString *text, const SopVersions *self, const char *language)
{
    unsigned n_words = 0;

    for (guint i = 0; i < self->differences->len; i++)
        n_words += sop_difference_is_wording(sop_versions_at(self, i));
    g_autofree char *rules = g_strdup_printf("%u", self->differences->len - n_words);
    g_autofree char *words = g_strdup_printf("%u", n_words);
    const char *key = self->differences->len == 0        ? "versions.same"
                      : sop_versions_mean_the_same(self) ? "versions.same_but_words"
                                                         : "versions.counts";
    g_autofree char *counts =
        sop_versions_fill(key, language, "rules", rules, "words", words, NULL);
    g_string_append_printf(text, "\n%s\n", counts);
}

char *
sop_versions_to_text(const SopVersions *self, const char *language)
{
    g_return_val_if_fail(self != NULL, NULL);

    GString *text = g_string_new(NULL);
    g_autofree char *heading = NULL;

    if (language == NULL)
        language = self->flows[SOP_NEWER]->languages[0];
    append_head(text, self, language);
    for (guint i = 0; i < self->differences->len; i++)
    {
        const SopDifference *one = sop_versions_at(self, i);
        g_autofree char *now = say_heading(one, language);
        if (g_strcmp0(now, heading) != 0)
            g_string_append_printf(text, "\n%s\n", now);
        g_free(heading);
        heading = g_steal_pointer(&now);
        append_difference(text, one, language);
    }
    append_counts(text, self, language);
    return g_string_free(text, FALSE);
}

/* ---- JSON ------------------------------------------------------------------------------------------- */

static void
put_text(JsonBuilder *builder, const char *name, const char *text)
{
    json_builder_set_member_name(builder, name);
    if (text != NULL)
        json_builder_add_string_value(builder, text);
    else
        json_builder_add_null_value(builder);
}

static void
put_flow(JsonBuilder *builder, const char *name, const SopFlow *flow)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_object(builder);
    put_text(builder, "id", flow->id);
    put_text(builder, "version", flow->version);
    put_text(builder, "digest", sop_flow_digest(flow));
    json_builder_end_object(builder);
}

/* The name of the part that it is of, as the flow has it. */
static const char *
name_of_part(const SopFlow *flow, SopPartKind part, uint32_t index)
{
    static const SopTable tables[SOP_N_PART_KINDS] = {
        [SOP_PART_WHOLE] = SOP_TABLE_NODES,        [SOP_PART_NODE] = SOP_TABLE_NODES,
        [SOP_PART_OFFER] = SOP_TABLE_ACTIONS,      [SOP_PART_ROLE] = SOP_TABLE_ROLES,
        [SOP_PART_DOCUMENT] = SOP_TABLE_DOCUMENTS, [SOP_PART_FACT] = SOP_TABLE_FACTS,
        [SOP_PART_OUTCOME] = SOP_TABLE_OUTCOMES,   [SOP_PART_SAFEGUARD] = SOP_TABLE_SAFEGUARDS,
    };

    if (part == SOP_PART_DETAIL)
        return flow->details[index].name;
    return sop_flow_name(flow, tables[part],
                         part == SOP_PART_OFFER ? flow->offers[index].action : index);
}

static void
put_side(JsonBuilder *builder, const char *name, const SopDifference *self, SopSide side)
{
    static const char *const parts[SOP_N_PART_KINDS] = {
        [SOP_PART_WHOLE] = "procedure",     [SOP_PART_NODE] = "node",
        [SOP_PART_OFFER] = "action",        [SOP_PART_ROLE] = "role",
        [SOP_PART_DOCUMENT] = "document",   [SOP_PART_FACT] = "fact",
        [SOP_PART_OUTCOME] = "outcome",     [SOP_PART_DETAIL] = "actor_detail",
        [SOP_PART_SAFEGUARD] = "safeguard",
    };
    const SopFlow *flow = self->of->flows[side];
    g_autofree char *place = sop_difference_place(self, side == SOP_NEWER);

    if (self->parts[side] == SOP_NONE)
    {
        put_text(builder, name, NULL);
        return;
    }
    json_builder_set_member_name(builder, name);
    json_builder_begin_object(builder);
    put_text(builder, parts[self->part],
             name_of_part(flow, (SopPartKind) self->part, self->parts[side]));
    if (self->part == SOP_PART_OFFER)
        put_text(builder, "in", sop_flow_name(flow, SOP_TABLE_NODES, self->nodes[side]));
    put_text(builder, "place", place);
    json_builder_end_object(builder);
}

static void
put_difference(JsonBuilder *builder, const SopDifference *self, const char *language)
{
    g_autofree char *sentence = sop_difference_sentence(self, language);

    json_builder_begin_object(builder);
    put_text(builder, "of", sop_aspect_name((SopAspect) self->aspect));
    put_text(builder, "kind", sop_difference_kind_name((SopDifferenceKind) self->kind));
    json_builder_set_member_name(builder, "wording");
    json_builder_add_boolean_value(builder, sop_difference_is_wording(self));
    put_side(builder, "older", self, SOP_OLDER);
    put_side(builder, "newer", self, SOP_NEWER);
    put_text(builder, "sentence", sentence);
    json_builder_end_object(builder);
}

char *
sop_versions_to_json(const SopVersions *self, const char *language)
{
    g_return_val_if_fail(self != NULL, NULL);

    g_autoptr(JsonBuilder) builder = json_builder_new();

    json_builder_begin_object(builder);
    put_flow(builder, "older", self->flows[SOP_OLDER]);
    put_flow(builder, "newer", self->flows[SOP_NEWER]);
    json_builder_set_member_name(builder, "same_meaning");
    json_builder_add_boolean_value(builder, sop_versions_mean_the_same(self));
    json_builder_set_member_name(builder, "differences");
    json_builder_begin_array(builder);
    for (guint i = 0; i < self->differences->len; i++)
        put_difference(builder, sop_versions_at(self, i), language);
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    return json_to_string(root, TRUE);
}
