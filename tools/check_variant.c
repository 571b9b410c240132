/* SPDX-License-Identifier: Apache-2.0 */
/* A variant against its base: that the base's safeguards are proved on it, and what it loosened. */
#include "check.h"

#include <string.h>

void
check_compare(CheckedFlow *self)
{
    const char *path = sop_flow_extends(self->flow);
    g_autoptr(SopDiagnostics) diagnostics =
        sop_diagnostics_new(); /* the base's own are its affair */

    if (path == NULL)
        return;
    self->base = sop_flow_load(path, diagnostics, NULL);
    if (self->base != NULL)
        self->versions = sop_versions_compare(self->base, self->flow);
}

static bool
is_of_base(const CheckedFlow *self, unsigned safeguard)
{
    const char *name = sop_flow_name(self->flow, SOP_TABLE_SAFEGUARDS, safeguard);

    for (unsigned i = 0; i < sop_flow_count(self->base, SOP_TABLE_SAFEGUARDS); i++)
        if (g_str_equal(sop_flow_name(self->base, SOP_TABLE_SAFEGUARDS, i), name))
            return true;
    return false;
}

unsigned
check_count_of_base(const CheckedFlow *self, unsigned *ret_proved)
{
    unsigned count = 0;

    *ret_proved = 0;
    for (unsigned i = 0; i < sop_flow_count(self->flow, SOP_TABLE_SAFEGUARDS); i++)
    {
        if (!is_of_base(self, i))
            continue;
        count++;
        *ret_proved += sop_proof_result(self->proof, i) == SOP_PROOF_PROVED;
    }
    return count;
}

/* "2.1 Intake: ", where it is of something in a node that is still there. Returns: (transfer full). */
static char *
place_in_flow(const SopFlow *flow, const SopDifference *difference)
{
    SopNode node = sop_difference_node(difference, true);

    if (node == SOP_NONE || node == 0)
        return g_strdup("");
    return g_strdup_printf("%s %s: ", sop_flow_node_number(flow, node),
                           sop_flow_title_of(flow, SOP_TABLE_NODES, node, NULL));
}

static void
tell_difference(const SopFlow *flow, const SopDifference *difference)
{
    g_autofree char *within = place_in_flow(flow, difference);
    g_autofree char *sentence = sop_difference_sentence(difference, NULL);
    g_autofree char *newer = sop_difference_place(difference, true);
    g_autofree char *older = newer == NULL ? sop_difference_place(difference, false) : NULL;
    const char *place = newer != NULL ? newer : older;

    printf("  %s%s", within, sentence);
    if (place != NULL)
        printf(" [%s]", place);
    printf("\n");
}

static void
tell_some(const CheckedFlow *self, SopLooseness looseness, const char *heading)
{
    bool is_first = true;

    for (unsigned i = 0; i < sop_versions_count(self->versions); i++)
    {
        const SopDifference *difference = sop_versions_at(self->versions, i);
        if (sop_difference_loosens(difference) != looseness)
            continue;
        if (is_first)
            printf("\n%s %s %s:\n", self->path, heading, sop_flow_extends(self->flow));
        is_first = false;
        tell_difference(self->flow, difference);
    }
}

void
check_tell_loosened(const Checked *self)
{
    for (guint i = 0; i < self->flows->len; i++)
    {
        const CheckedFlow *flow = g_ptr_array_index(self->flows, i);
        if (flow->versions == NULL)
            continue;
        tell_some(flow, SOP_LOOSENS_SURELY, "is looser than");
        tell_some(flow, SOP_LOOSENS_PERHAPS, "may be looser than");
    }
}
