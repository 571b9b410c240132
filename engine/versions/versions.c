/* SPDX-License-Identifier: Apache-2.0 */
/* Two versions, and what can be asked of their differences. */
#include "versions/versions.h"

SopVersions *
sop_versions_compare(SopFlow *older, SopFlow *newer)
{
    g_return_val_if_fail(older != NULL && newer != NULL, NULL);

    SopVersions *self = g_new0(SopVersions, 1);

    self->flows[SOP_OLDER] = sop_flow_ref(older);
    self->flows[SOP_NEWER] = sop_flow_ref(newer);
    self->differences = g_array_new(FALSE, FALSE, sizeof(SopDifference));
    self->node_marks = g_new0(uint8_t, newer->n_nodes + 1);
    self->offer_marks = g_new0(uint8_t, newer->n_offers + 1);
    sop_versions_map(self);
    sop_versions_find(self);
    return self;
}

void
sop_versions_free(SopVersions *self)
{
    if (self == NULL)
        return;
    for (unsigned side = 0; side < 2; side++)
    {
        sop_flow_unref(self->flows[side]);
        g_free(self->nodes[side]);
        g_free(self->actions[side]);
        g_free(self->offers[side]);
    }
    g_array_unref(self->differences);
    g_free(self->node_marks);
    g_free(self->offer_marks);
    g_free(self);
}

bool
sop_versions_mean_the_same(const SopVersions *self)
{
    return self->differences->len == 0 || sop_difference_is_wording(sop_versions_at(self, 0));
}

SopNode
sop_versions_node(const SopVersions *self, SopNode node)
{
    g_return_val_if_fail(node < self->flows[SOP_OLDER]->n_nodes, SOP_NONE);

    return self->nodes[SOP_OLDER][node];
}

unsigned
sop_versions_count(const SopVersions *self)
{
    return self->differences->len;
}

const SopDifference *
sop_versions_at(const SopVersions *self, unsigned index)
{
    g_return_val_if_fail(index < self->differences->len, NULL);

    return &g_array_index(self->differences, SopDifference, index);
}

static bool
is_marked(uint8_t mark, SopDifferenceKind *ret_kind)
{
    if (mark == 0)
        return false;
    *ret_kind = (SopDifferenceKind) (mark - 1);
    return true;
}

bool
sop_versions_marks_node(const SopVersions *self, SopNode node, SopDifferenceKind *ret_kind)
{
    g_return_val_if_fail(node < self->flows[SOP_NEWER]->n_nodes, false);

    return is_marked(self->node_marks[node], ret_kind);
}

bool
sop_versions_marks_offer(const SopVersions *self, uint32_t offer, SopDifferenceKind *ret_kind)
{
    g_return_val_if_fail(offer < self->flows[SOP_NEWER]->n_offers, false);

    return is_marked(self->offer_marks[offer], ret_kind);
}

/* ---- differences --------------------------------------------------------------------------------- */

const char *
sop_difference_kind_name(SopDifferenceKind kind)
{
    static const char *const names[] = {
        [SOP_DIFFERENCE_ADDED] = "added",         [SOP_DIFFERENCE_REMOVED] = "removed",
        [SOP_DIFFERENCE_CHANGED] = "changed",     [SOP_DIFFERENCE_RENAMED] = "renamed",
        [SOP_DIFFERENCE_MOVED] = "moved",         [SOP_DIFFERENCE_LENGTHENED] = "lengthened",
        [SOP_DIFFERENCE_SHORTENED] = "shortened",
    };

    return names[kind];
}

const char *
sop_aspect_name(SopAspect aspect)
{
    return sop_aspect_entry(aspect)->name;
}

SopDifferenceKind
sop_difference_kind(const SopDifference *self)
{
    return (SopDifferenceKind) self->kind;
}

SopAspect
sop_difference_aspect(const SopDifference *self)
{
    return (SopAspect) self->aspect;
}

bool
sop_difference_is_wording(const SopDifference *self)
{
    return sop_aspect_entry((SopAspect) self->aspect)->is_words;
}

SopNode
sop_difference_node(const SopDifference *self, bool in_newer)
{
    return self->nodes[in_newer];
}

char *
sop_difference_place(const SopDifference *self, bool in_newer)
{
    SopSpan span = self->spans[in_newer];

    if (span.source == SOP_NONE || span.line == 0)
        return NULL;
    return g_strdup_printf(
        "%s:%u", sop_sources_name(self->of->flows[in_newer]->sources, span.source), span.line);
}
