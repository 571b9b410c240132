/* SPDX-License-Identifier: Apache-2.0 */
/* How findings and proofs are told: as text for people, as JSON and SARIF for programs. */
#include "check.h"

#include <json-glib/json-glib.h>

/* ---- text ------------------------------------------------------------------------------------- */

char *
check_thousands(unsigned long number)
{
    GString *text = g_string_new(NULL);

    g_string_printf(text, "%lu", number);
    for (gssize at = (gssize) text->len - 3; at > 0; at -= 3)
        g_string_insert_c(text, at, ',');
    return g_string_free(text, FALSE);
}

static void
tell_counts(SopDiagnostics *diagnostics)
{
    unsigned errors = sop_diagnostics_count_of(diagnostics, SOP_SEVERITY_ERROR);
    unsigned warnings = sop_diagnostics_count_of(diagnostics, SOP_SEVERITY_WARNING);
    unsigned accepted = sop_diagnostics_count_accepted(diagnostics);

    if (sop_diagnostics_count(diagnostics) == 0)
    {
        printf("No problems found.\n");
        return;
    }
    printf("\n%u error%s, %u warning%s", errors, errors == 1 ? "" : "s", warnings,
           warnings == 1 ? "" : "s");
    if (accepted > 0)
        printf(", %u accepted", accepted);
    printf("\n");
}

static void
tell_base(const Checked *self)
{
    unsigned n_base = 0, n_proved = 0;

    for (guint i = 0; i < self->flows->len; i++)
    {
        const CheckedFlow *flow = g_ptr_array_index(self->flows, i);
        unsigned proved = 0;
        if (flow->base == NULL)
            continue;
        n_base += check_count_of_base(flow, &proved);
        n_proved += proved;
    }
    if (n_base > 0)
        printf(", %u of them of the base", n_proved);
}

/* Those that are neither proved nor broken, with what became of them. */
static void
tell_open(const Checked *self)
{
    bool is_first = true;

    for (guint i = 0; i < self->flows->len; i++)
    {
        const CheckedFlow *flow = g_ptr_array_index(self->flows, i);
        for (unsigned k = 0; k < sop_flow_count(flow->flow, SOP_TABLE_SAFEGUARDS); k++)
        {
            if (sop_proof_result(flow->proof, k) != SOP_PROOF_NOT_CONFIRMED)
                continue;
            printf("%s%s", is_first ? "could not be confirmed: " : ", ",
                   sop_flow_name(flow->flow, SOP_TABLE_SAFEGUARDS, k));
            is_first = false;
        }
    }
    if (!is_first)
        printf("; times, counting or comparing facts decide, which the proof leaves open\n");
}

static void
tell_stopped(const Checked *self)
{
    for (guint i = 0; i < self->flows->len; i++)
    {
        const CheckedFlow *flow = g_ptr_array_index(self->flows, i);
        for (unsigned k = 0; k < sop_flow_count(flow->flow, SOP_TABLE_SAFEGUARDS); k++)
        {
            if (sop_proof_result(flow->proof, k) != SOP_PROOF_STOPPED)
                continue;
            g_autofree char *states = check_thousands(sop_proof_states(flow->proof, k));
            printf("stopped after %s states, at depth %u: %s\n", states,
                   sop_proof_depth(flow->proof, k),
                   sop_flow_name(flow->flow, SOP_TABLE_SAFEGUARDS, k));
        }
    }
}

/* What is looked for: for programs, and as a question. */
static const struct
{
    const char *name, *question;
} searches[] = {
    [SOP_SEARCH_DECIDED] = {"decided", "timeouts may meet a decision that cannot be taken"},
    [SOP_SEARCH_SOMEBODY] = {"somebody", "actions may be separate from what nobody did"},
    [SOP_SEARCH_KNOWN] = {"known", "conditions may be unknown"},
    [SOP_SEARCH_NEVER] = {"never", "steps, actions and branches never come about"},
    [SOP_SEARCH_TRAPS] = {"traps", "steps may keep a case for ever"},
    [SOP_SEARCH_PERSONS] = {"persons", "actions may find too few people"},
};

/* What was not looked for to the end. */
static void
tell_searched(const Checked *self)
{
    bool any_stopped = false;

    for (guint i = 0; i < self->flows->len; i++)
        for (unsigned search = 0; search < SOP_N_SEARCHES; search++)
        {
            const CheckedFlow *flow = g_ptr_array_index(self->flows, i);
            const SopSearched searched = sop_proof_searched(flow->proof, search);
            g_autofree char *states = check_thousands(searched.states);
            if (searched.n_stopped > 0)
                printf("stopped after %s states, at depth %u: whether %u of %u %s\n", states,
                       searched.depth, searched.n_stopped, searched.n, searches[search].question);
            if (searched.n_not_confirmed > 0)
                printf("could not be confirmed: whether %u of %u %s\n", searched.n_not_confirmed,
                       searched.n, searches[search].question);
            any_stopped = any_stopped || searched.n_stopped > 0;
        }
    if (any_stopped || check_count(self, SOP_PROOF_STOPPED) > 0)
        printf("More is looked at with --limit.\n");
}

static void
tell_proofs(const Checked *self)
{
    unsigned proved = check_count(self, SOP_PROOF_PROVED);
    unsigned broken = check_count(self, SOP_PROOF_BROKEN);
    unsigned stopped = check_count(self, SOP_PROOF_STOPPED);
    unsigned long n_states = 0;

    if (proved + broken + stopped + check_count(self, SOP_PROOF_NOT_CONFIRMED) == 0)
        return;
    for (guint i = 0; i < self->flows->len; i++)
        n_states +=
            sop_proof_all_states(((const CheckedFlow *) g_ptr_array_index(self->flows, i))->proof);
    g_autofree char *states = check_thousands(n_states);
    printf("%u safeguard%s proved", proved, proved == 1 ? "" : "s");
    tell_base(self);
    if (broken > 0)
        printf(", %u broken", broken);
    if (stopped > 0)
        printf(", %u stopped", stopped);
    printf(" (%s states)\n", states);
    tell_stopped(self);
    tell_open(self);
}

/* The page of each message that was told, once. */
static void
tell_pages(SopDiagnostics *diagnostics)
{
    for (const unsigned *code = sop_explain_codes(); *code != 0; code++)
        for (unsigned i = 0; i < sop_diagnostics_count(diagnostics); i++)
        {
            if (sop_diagnostic_code(sop_diagnostics_get(diagnostics, i)) != *code)
                continue;
            g_autofree char *page = sop_explain(*code);
            printf("\n%s", page);
            break;
        }
}

void
check_tell_text(const Checked *self)
{
    g_autofree char *text = sop_diagnostics_to_text(self->diagnostics, tool_wants_colour(stdout));

    fputs(text, stdout);
    tell_counts(self->diagnostics);
    tell_proofs(self);
    tell_searched(self);
    check_tell_loosened(self);
    if (self->explain)
        tell_pages(self->diagnostics);
}

/* ---- JSON --------------------------------------------------------------------------------------- */

static void
put_text(JsonBuilder *json, const char *name, const char *text)
{
    if (text == NULL)
        return;
    json_builder_set_member_name(json, name);
    json_builder_add_string_value(json, text);
}

static void
put_number(JsonBuilder *json, const char *name, gint64 number)
{
    json_builder_set_member_name(json, name);
    json_builder_add_int_value(json, number);
}

static void
put_safeguard(JsonBuilder *json, const CheckedFlow *flow, unsigned safeguard)
{
    SopProofResult result = sop_proof_result(flow->proof, safeguard);
    g_autofree char *story =
        sop_proof_story(flow->proof, safeguard, sop_flow_languages(flow->flow)[0]);
    g_autofree char *scenario = sop_proof_scenario(flow->proof, safeguard);

    json_builder_begin_object(json);
    put_text(json, "safeguard", sop_flow_name(flow->flow, SOP_TABLE_SAFEGUARDS, safeguard));
    put_text(json, "title", sop_flow_title_of(flow->flow, SOP_TABLE_SAFEGUARDS, safeguard, NULL));
    put_text(json, "result", check_result_name(result));
    put_number(json, "states", sop_proof_states(flow->proof, safeguard));
    put_number(json, "depth", sop_proof_depth(flow->proof, safeguard));
    if (result == SOP_PROOF_BROKEN)
        put_number(json, "length", sop_proof_length(flow->proof, safeguard));
    put_text(json, "story", story);
    put_text(json, "scenario", scenario);
    json_builder_end_object(json);
}

static void
put_difference(JsonBuilder *json, const SopFlow *flow, const SopDifference *difference,
               SopLooseness looseness)
{
    SopNode node = sop_difference_node(difference, true);
    g_autofree char *sentence = sop_difference_sentence(difference, NULL);
    g_autofree char *base = sop_difference_place(difference, false);
    g_autofree char *variant = sop_difference_place(difference, true);

    json_builder_begin_object(json);
    put_text(json, "node", node != SOP_NONE ? sop_flow_name(flow, SOP_TABLE_NODES, node) : NULL);
    put_text(json, "of", sop_aspect_name(sop_difference_aspect(difference)));
    put_text(json, "kind", sop_difference_kind_name(sop_difference_kind(difference)));
    json_builder_set_member_name(json, "certain");
    json_builder_add_boolean_value(json, looseness == SOP_LOOSENS_SURELY);
    put_text(json, "sentence", sentence);
    put_text(json, "base", base);
    put_text(json, "variant", variant);
    json_builder_end_object(json);
}

static void
put_loosened(JsonBuilder *json, const CheckedFlow *flow)
{
    json_builder_set_member_name(json, "loosened");
    json_builder_begin_array(json);
    for (unsigned i = 0; i < sop_versions_count(flow->versions); i++)
    {
        const SopDifference *difference = sop_versions_at(flow->versions, i);
        SopLooseness looseness = sop_difference_loosens(difference);
        if (looseness != SOP_LOOSENS_NOT)
            put_difference(json, flow->flow, difference, looseness);
    }
    json_builder_end_array(json);
}

static void
put_searches(JsonBuilder *json, const CheckedFlow *flow)
{
    json_builder_set_member_name(json, "searches");
    json_builder_begin_array(json);
    for (unsigned search = 0; search < SOP_N_SEARCHES; search++)
    {
        const SopSearched searched = sop_proof_searched(flow->proof, search);
        json_builder_begin_object(json);
        put_text(json, "search", searches[search].name);
        put_number(json, "of", searched.n);
        put_number(json, "stopped", searched.n_stopped);
        if (searched.n_stopped > 0)
            put_number(json, "depth", searched.depth);
        put_number(json, "not_confirmed", searched.n_not_confirmed);
        put_number(json, "states", (gint64) searched.states);
        json_builder_end_object(json);
    }
    json_builder_end_array(json);
}

static void
put_flow(JsonBuilder *json, const CheckedFlow *flow)
{
    json_builder_begin_object(json);
    put_text(json, "file", flow->path);
    put_text(json, "id", sop_flow_id(flow->flow));
    put_text(json, "version", sop_flow_version(flow->flow));
    put_text(json, "extends", sop_flow_extends(flow->flow));
    put_number(json, "states", (gint64) sop_proof_all_states(flow->proof));
    json_builder_set_member_name(json, "safeguards");
    json_builder_begin_array(json);
    for (unsigned i = 0; i < sop_flow_count(flow->flow, SOP_TABLE_SAFEGUARDS); i++)
        put_safeguard(json, flow, i);
    json_builder_end_array(json);
    put_searches(json, flow);
    if (flow->versions != NULL)
        put_loosened(json, flow);
    json_builder_end_object(json);
}

/* What was proved of each procedure. Returns: (transfer full). */
static JsonNode *
proofs_of(const Checked *self)
{
    g_autoptr(JsonBuilder) json = json_builder_new();

    json_builder_begin_array(json);
    for (guint i = 0; i < self->flows->len; i++)
        put_flow(json, g_ptr_array_index(self->flows, i));
    json_builder_end_array(json);
    return json_builder_get_root(json);
}

static void
print_json(JsonNode *root)
{
    g_autofree char *text = json_to_string(root, TRUE);

    printf("%s\n", text);
}

void
check_tell_json(const Checked *self)
{
    g_autofree char *findings = sop_diagnostics_to_json(self->diagnostics);
    g_autoptr(JsonBuilder) json = json_builder_new();

    json_builder_begin_object(json);
    json_builder_set_member_name(json, "findings");
    json_builder_add_value(json, json_from_string(findings, NULL));
    json_builder_set_member_name(json, "procedures");
    json_builder_add_value(json, proofs_of(self));
    json_builder_end_object(json);
    g_autoptr(JsonNode) root = json_builder_get_root(json);
    print_json(root);
}

/* The proofs stand in the run's property bag, which is for what SARIF has no word of its own. */
void
check_tell_sarif(const Checked *self)
{
    g_autofree char *text = sop_diagnostics_to_sarif(self->diagnostics);
    g_autoptr(JsonNode) root = json_from_string(text, NULL);
    JsonArray *runs = json_object_get_array_member(json_node_get_object(root), "runs");
    JsonObject *properties = json_object_new();

    json_object_set_member(properties, "procedures", proofs_of(self));
    json_object_set_object_member(json_array_get_object_element(runs, 0), "properties", properties);
    print_json(root);
}
