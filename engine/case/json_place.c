/* SPDX-License-Identifier: Apache-2.0 */
/* A case from JSON: where it is and where its phases were left. Only what a case at rest can be is
 * believed, since the step relation relies on it. */
#include "case/json_read.h"

#include <string.h>

/* A list of leaves, ascending, that can be active together: no two but in different tracks. */
static bool
read_leaves(SopCaseReader *self, JsonObject *in, const char *name, SopNode *leaves, uint32_t *ret_n)
{
    JsonNode *node = json_object_get_member(in, name);
    uint32_t n_leaves = 0;

    if (node == NULL || !JSON_NODE_HOLDS_ARRAY(node))
        return false;
    JsonArray *array = json_node_get_array(node);
    if (json_array_get_length(array) > self->flow->layout.max_leaves)
        return false;
    for (guint i = 0; i < json_array_get_length(array); i++)
    {
        JsonNode *item = json_array_get_element(array, i);
        const char *text =
            json_node_get_value_type(item) == G_TYPE_STRING ? json_node_get_string(item) : NULL;
        SopNode leaf = sop_case_reader_node(self, text);
        if (leaf == SOP_NONE || self->flow->nodes[leaf].kind == SOP_KIND_DECISION)
            return false;
        if (n_leaves > 0 && leaf <= self->flow->nodes[leaves[n_leaves - 1]].last)
            return false;
        leaves[n_leaves++] = leaf;
    }
    *ret_n = n_leaves;
    return true;
}

/* A finished phase is a leaf of its own only where it waits: as a track. */
static bool
is_track(const SopFlow *flow, SopNode node)
{
    return node != 0 && flow->nodes[flow->nodes[node].parent].kind == SOP_KIND_PARALLEL;
}

/* Are the leaves just what is active inside `node` when it is active, and at rest? */
static bool
cover(const SopFlow *flow, SopNode node, const SopNode *leaves, uint32_t n_leaves, uint32_t *used)
{
    if (*used >= n_leaves || !sop_node_contains(flow, node, leaves[*used]))
        return false;
    if (leaves[*used] == node)
    {
        (*used)++;
        return flow->nodes[node].kind == SOP_KIND_STEP || is_track(flow, node);
    }
    bool parallel = flow->nodes[node].kind == SOP_KIND_PARALLEL;
    bool all_finished = parallel;
    for (SopNode child = node + 1; child != SOP_NONE; child = flow->nodes[child].next)
    {
        bool has_leaf = *used < n_leaves && sop_node_contains(flow, child, leaves[*used]);
        if (!has_leaf && !parallel)
            continue;
        all_finished = all_finished && has_leaf && leaves[*used] == child;
        if (!cover(flow, child, leaves, n_leaves, used))
            return false;
        if (!parallel)
            return true;
    }
    return !all_finished;
}

bool
sop_case_is_whole(const SopFlow *flow, SopNode node, const SopNode *leaves, uint32_t n_leaves)
{
    uint32_t used = 0;

    return cover(flow, node, leaves, n_leaves, &used) && used == n_leaves;
}

/* Do the leaves say that `phase` had finished: its own mark, or those of all its tracks? */
static bool
is_finished(const SopFlow *flow, SopNode phase, const SopNode *leaves, uint32_t n_leaves)
{
    uint32_t n_tracks = 0;

    if (flow->nodes[phase].kind != SOP_KIND_PARALLEL)
        return n_leaves == 1 && leaves[0] == phase;
    for (SopNode track = phase + 1; track != SOP_NONE; track = flow->nodes[track].next)
        if (n_tracks >= n_leaves || leaves[n_tracks++] != track)
            return false;
    return n_tracks == n_leaves;
}

static bool
read_history_leaves(SopCaseReader *self, SopNode phase, JsonObject *object, SopNode *leaves,
                    uint32_t *ret_n)
{
    bool finished = json_object_get_boolean_member_with_default(object, "finished", FALSE);

    if (!read_leaves(self, object, "at", leaves, ret_n))
        return false;
    return finished == is_finished(self->flow, phase, leaves, *ret_n) &&
           (finished || sop_case_is_whole(self->flow, phase, leaves, *ret_n));
}

/* Must the clock be remembered: was its node active, the phase itself or inside it? */
static bool
was_active(const SopFlow *flow, SopNode node, SopNode phase, const SopNode *leaves,
           uint32_t n_leaves)
{
    for (uint32_t i = 0; i < n_leaves; i++)
        if (sop_node_contains(flow, phase, node) && sop_node_contains(flow, node, leaves[i]))
            return true;
    return false;
}

static bool
are_clocks_whole(const SopFlow *flow, SopNode phase, const SopNode *leaves, uint32_t n_leaves,
                 const GArray *clocks)
{
    guint n_needed = 0;

    for (SopNode node = phase; node <= flow->nodes[phase].last; node++)
        n_needed +=
            flow->nodes[node].clock != SOP_NONE && was_active(flow, node, phase, leaves, n_leaves);
    for (guint i = 0; i < clocks->len; i++)
        if (!was_active(flow, g_array_index(clocks, SopStoppedClock, i).node, phase, leaves,
                        n_leaves))
            return false;
    return clocks->len == n_needed;
}

/* Returns: (transfer full) (nullable): NULL when it is not what a case can have. */
static SopHistory *
read_history(SopCaseReader *self, SopNode phase, JsonObject *object)
{
    SopNode leaves[SOP_LIMIT_PARALLEL];
    uint32_t n_leaves;
    g_autoptr(GArray) clocks = g_array_new(FALSE, FALSE, sizeof(SopStoppedClock));
    SopInstant left = sop_json_instant(object, "left");

    if (left == SOP_INSTANT_NONE || !read_history_leaves(self, phase, object, leaves, &n_leaves) ||
        !sop_case_read_stopped_clocks(self, object, clocks) ||
        !are_clocks_whole(self->flow, phase, leaves, n_leaves, clocks))
        return NULL;
    SopHistory *history = sop_history_new(n_leaves, clocks->len);
    history->finished = json_object_get_boolean_member_with_default(object, "finished", FALSE);
    history->left = left;
    if (clocks->len > 0)
        memcpy(history->clocks, clocks->data, clocks->len * sizeof history->clocks[0]);
    sop_history_sort(history);
    memcpy(sop_history_leaves(history), leaves, n_leaves * sizeof leaves[0]);
    return history;
}

void
sop_case_read_history(SopCaseReader *self, const char *key, JsonNode *node)
{
    SopNode phase = sop_case_reader_node(self, key);
    uint32_t slot = phase != SOP_NONE ? self->flow->nodes[phase].history : SOP_NONE;
    bool readable = slot != SOP_NONE && JSON_NODE_HOLDS_OBJECT(node) &&
                    sop_case_histories(self->made)[slot] == NULL;
    SopHistory *history = readable ? read_history(self, phase, json_node_get_object(node)) : NULL;

    if (history == NULL)
        sop_case_reader_blame(self, "where a phase was left");
    else
        sop_case_histories(self->made)[slot] = history;
}

void
sop_case_read_closing(SopCaseReader *self, JsonObject *root)
{
    JsonNode *node = json_object_get_member(root, "closing");
    bool needed = self->made->closed && self->flow->may_reopen != 0;

    if (node != NULL && JSON_NODE_HOLDS_OBJECT(node) && needed)
        sop_case_extra(self->made)->closing = read_history(self, 0, json_node_get_object(node));
    if ((node != NULL) != (sop_case_closing(self->made) != NULL) ||
        (sop_case_closing(self->made) != NULL && sop_case_closing(self->made)->finished))
        sop_case_reader_blame(self, "where it was closed");
}

static const char *
closed_of(JsonObject *root)
{
    JsonNode *node = json_object_get_member(root, "closed");

    return node != NULL && json_node_get_value_type(node) == G_TYPE_STRING
               ? json_node_get_string(node)
               : NULL;
}

void
sop_case_read_place(SopCaseReader *self, JsonObject *root)
{
    SopCase *made = self->made;
    const char *closed = closed_of(root);

    if (closed != NULL)
    {
        made->closed = true;
        made->outcome = sop_flow_outcome(self->flow, closed);
        if (made->outcome == SOP_NONE)
            sop_case_reader_blame(self, "closed");
    }
    uint32_t n_leaves = 0;
    bool read = read_leaves(self, root, "at", sop_case_leaves(made), &n_leaves);
    made->n_leaves = (uint8_t) n_leaves;
    if (!read || made->closed != (made->n_leaves == 0) ||
        (!made->closed && !sop_case_is_whole(self->flow, 0, sop_case_leaves(made), made->n_leaves)))
        sop_case_reader_blame(self, "at");
}

/* What is active has its clock, and what is finished its outcome. */
void
sop_case_check_active(SopCaseReader *self)
{
    const SopFlowNode *nodes = self->flow->nodes;
    const SopCase *made = self->made;

    for (uint32_t i = 0; i < made->n_leaves; i++)
        for (SopNode node = sop_case_leaves(made)[i]; node != SOP_NONE; node = nodes[node].parent)
        {
            bool finished = node == sop_case_leaves(made)[i] && nodes[node].kind == SOP_KIND_PHASE;
            if (nodes[node].clock != SOP_NONE &&
                sop_case_clocks(made)[nodes[node].clock].entered == SOP_INSTANT_NONE)
                sop_case_reader_blame(self, "the clock of an active node");
            if (finished && sop_case_outcome(made, nodes[node].outcome) == SOP_NONE)
                sop_case_reader_blame(self, "the outcome of a finished phase");
        }
}
