/* SPDX-License-Identifier: Apache-2.0 */
/* A flow's tables: numbers of nodes, what each move leaves, which phases are remembered, and the
 * digest, which changes with the meaning of a procedure and with nothing else. */
#include <string.h>

#include "flow/flow.h"
#include "support/support.h"

/* Nesting, tracks, every kind of target. */
static const char rich[] =
    "sopflow: 1\n"
    "id: permit\n"
    "version: 2.1\n"
    "title: {en: Permit, fr: Permis}\n"
    "languages: [en, fr]\n"
    "timezone: Asia/Shanghai\n"
    "effective: 2026-01-01\n"
    "roles: {clerk: {title: {en: Clerk, fr: Agent}}, owner: {title: {en: Owner, fr: Titulaire}, recorded_by: clerk}}\n"
    "documents: {plan: {title: {en: Plan, fr: Plan}, valid_for: 90 days}}\n"
    "facts: {fit: {type: boolean, title: {en: Fit, fr: Apte}}, fee: {type: number, starts: 0, title: {en: Fee, fr: Taxe}}}\n"
    "outcomes: {good: {title: {en: Good, fr: Bon}}, issued: {title: {en: Issued, fr: Accordé}}}\n"
    "start: desk\n"
    "steps:\n"
    "  work:\n"
    "    by: clerk\n"
    "    actions: {pause: {to: desk}, redo: {to: pay}, stay_in: {to: {resume: site}}}\n"
    "    tracks:\n"
    "      papers:\n"
    "        steps:\n"
    "          check: {actions: {pass: {to: {end: good}}, again: {to: check}}}\n"
    "      site:\n"
    "        actions: {restart: {to: pay}}\n"
    "        steps:\n"
    "          visit: {actions: {see: {to: pay}, leap: {to: check}}}\n"
    "          pay: {actions: {take_fee: {asks: [fee], sets: {fit: fee > 3}, to: {end: good}}}}\n"
    "    to: {close: issued}\n"
    "  desk:\n"
    "    title: {en: Desk, fr: Guichet}\n"
    "    by: [clerk, owner]\n"
    "    actions:\n"
    "      begin: {asks: [plan], to: work}\n"
    "      back: {to: {resume: work, at: pay}}\n"
    "      pass: {requires: [plan], not_before: 2 days after begin, separate_from: begin, to: {close: issued}}\n";

static SopFlow *
compile(const char *text)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopProcedure) procedure =
        sop_procedure_load_text("permit.sop.yaml", text, -1, diagnostics, NULL);
    SopFlow *flow = procedure != NULL ? sop_flow_compile(procedure, diagnostics) : NULL;

    if (flow == NULL)
    {
        g_autofree char *messages = sop_diagnostics_to_text(diagnostics, false);
        g_printerr("%s", messages);
    }
    CU_ASSERT_PTR_NOT_NULL_FATAL(flow);
    return flow;
}

static void
check_number(const SopFlow *flow, const char *name, const char *number)
{
    SopNode node = sop_flow_node(flow, name);

    CU_ASSERT_NOT_EQUAL_FATAL(node, SOP_NONE);
    sop_test_same_text(name, sop_flow_node_number(flow, node), number);
}

static void
test_numbers(void)
{
    g_autoptr(SopFlow) flow = compile(rich);

    sop_test_same_text("the whole", sop_flow_node_number(flow, 0), "");
    check_number(flow, "work", "1");
    check_number(flow, "papers", "1.1");
    check_number(flow, "check", "1.1.1");
    check_number(flow, "site", "1.2");
    check_number(flow, "visit", "1.2.1");
    check_number(flow, "pay", "1.2.2");
    check_number(flow, "desk", "2");
}

static void
test_structure(void)
{
    g_autoptr(SopFlow) flow = compile(rich);
    SopNode work = sop_flow_node(flow, "work");
    SopNode site = sop_flow_node(flow, "site");
    SopNode desk = sop_flow_node(flow, "desk");

    CU_ASSERT_EQUAL(sop_flow_count(flow, SOP_TABLE_NODES), 8);
    CU_ASSERT_EQUAL(sop_flow_node_kind(flow, work), SOP_KIND_PARALLEL);
    CU_ASSERT_EQUAL(sop_flow_node_kind(flow, site), SOP_KIND_PHASE);
    CU_ASSERT_EQUAL(sop_flow_node_kind(flow, desk), SOP_KIND_STEP);
    CU_ASSERT_EQUAL(sop_flow_node_parent(flow, site), work);
    CU_ASSERT_EQUAL(sop_flow_node_parent(flow, 0), SOP_NONE);
    CU_ASSERT_EQUAL(flow->nodes[0].start, desk);
    CU_ASSERT_EQUAL(flow->nodes[site].start, sop_flow_node(flow, "visit"));
    CU_ASSERT_EQUAL(flow->nodes[work].last, sop_flow_node(flow, "pay"));
    CU_ASSERT_EQUAL(flow->layout.max_leaves, 2);
    for (SopNode node = 1; node < flow->n_nodes; node++)
        CU_ASSERT_TRUE(flow->nodes[node].parent < node && node <= flow->nodes[node].last);
}

static void
test_from_outside(void)
{
    g_autoptr(SopFlow) flow = compile(rich);

    CU_ASSERT_STRING_EQUAL(sop_flow_id(flow), "permit");
    CU_ASSERT_STRING_EQUAL(sop_flow_version(flow), "2.1");
    CU_ASSERT_STRING_EQUAL(sop_flow_title(flow, "fr"), "Permis");
    CU_ASSERT_STRING_EQUAL(sop_flow_title(flow, NULL), "Permit");
    CU_ASSERT_STRING_EQUAL(sop_flow_timezone(flow), "Asia/Shanghai");
    CU_ASSERT_EQUAL(sop_flow_effective(flow), sop_instant_parse("2026-01-01T09:00:00+08:00"));
    CU_ASSERT_EQUAL(sop_flow_node(flow, "no_such"), SOP_NONE);
    CU_ASSERT_EQUAL(sop_flow_action(flow, "desk"), SOP_NONE);
    CU_ASSERT_STRING_EQUAL(
        sop_flow_title_of(flow, SOP_TABLE_NODES, sop_flow_node(flow, "desk"), "fr"), "Guichet");
    CU_ASSERT_STRING_EQUAL(
        sop_flow_title_of(flow, SOP_TABLE_NODES, sop_flow_node(flow, "pay"), "fr"), "pay");
    CU_ASSERT_STRING_EQUAL(sop_flow_nearest(flow, SOP_TABLE_ACTIONS, "begni"), "begin");
    CU_ASSERT_EQUAL(sop_flow_fact_type(flow, sop_flow_fact(flow, "fee")), SOP_NUMBER);
    CU_ASSERT_PTR_NULL(sop_flow_fact_choices(flow, sop_flow_fact(flow, "fee")));
}

/* An action that stands in two places is one action, with both places in the order written. */
static void
test_action_in_two_places(void)
{
    g_autoptr(SopFlow) flow = compile(rich);
    SopAction pass = sop_flow_action(flow, "pass");
    SopList offers = flow->actions[pass].offers;

    CU_ASSERT_EQUAL_FATAL(offers.count, 2);
    CU_ASSERT_EQUAL(sop_flow_offer_node(flow, sop_list_items(flow, offers)[0]),
                    sop_flow_node(flow, "check"));
    CU_ASSERT_EQUAL(sop_flow_offer_node(flow, sop_list_items(flow, offers)[1]),
                    sop_flow_node(flow, "desk"));
    CU_ASSERT_EQUAL(sop_flow_offer_action(flow, sop_list_items(flow, offers)[1]), pass);
    g_autofree char *place = sop_flow_offer_place(flow, sop_list_items(flow, offers)[1]);
    sop_test_same_text("place", place, "permit.sop.yaml:33: pass in desk");
}

/* ---- what a move leaves ---------------------------------------------------------------------- */

static const SopTarget *
only_target(const SopFlow *flow, const char *action)
{
    SopAction number = sop_flow_action(flow, action);

    CU_ASSERT_NOT_EQUAL_FATAL(number, SOP_NONE);
    const SopOffer *offer = &flow->offers[sop_list_items(flow, flow->actions[number].offers)[0]];
    CU_ASSERT_EQUAL_FATAL(offer->to.count, 1);
    return &flow->branches[offer->to.start].to;
}

static void
check_domain(const SopFlow *flow, const char *action, const char *domain)
{
    SopNode node = only_target(flow, action)->domain;

    sop_test_same_text(
        action, node == SOP_NONE ? "(all)" : sop_flow_name(flow, SOP_TABLE_NODES, node), domain);
}

static void
test_domains(void)
{
    g_autoptr(SopFlow) flow = compile(rich);

    check_domain(flow, "begin", "permit"); /* from the top to a phase */
    check_domain(flow, "pause", "permit"); /* out of the tracks */
    check_domain(flow, "redo", "work");    /* written on the phase, inside it */
    check_domain(flow, "restart", "site");
    check_domain(flow, "see", "site");      /* to a neighbour */
    check_domain(flow, "again", "papers");  /* to itself */
    check_domain(flow, "leap", "permit");   /* into another track: all of them anew */
    check_domain(flow, "take_fee", "site"); /* ends its track */
    check_domain(flow, "stay_in", "work");
    check_domain(flow, "back", "permit");
}

static void
test_histories(void)
{
    g_autoptr(SopFlow) flow = compile(rich);

    CU_ASSERT_EQUAL(flow->layout.n_histories, 2);
    CU_ASSERT_NOT_EQUAL(flow->nodes[sop_flow_node(flow, "work")].history, SOP_NONE);
    CU_ASSERT_NOT_EQUAL(flow->nodes[sop_flow_node(flow, "site")].history, SOP_NONE);
    CU_ASSERT_EQUAL(flow->nodes[sop_flow_node(flow, "papers")].history, SOP_NONE);
    CU_ASSERT_EQUAL(only_target(flow, "back")->at, sop_flow_node(flow, "pay"));
}

/* A case has room only for what is looked at somewhere. */
static void
test_slots(void)
{
    g_autoptr(SopFlow) flow = compile(rich);
    SopAction begin = sop_flow_action(flow, "begin");

    CU_ASSERT_EQUAL(flow->layout.n_done, 1);
    CU_ASSERT_EQUAL(flow->layout.n_actors, 1);
    CU_ASSERT_NOT_EQUAL(flow->actions[begin].done_slot, SOP_NONE);
    CU_ASSERT_NOT_EQUAL(flow->actions[begin].actor_slot, SOP_NONE);
    CU_ASSERT_EQUAL(flow->actions[sop_flow_action(flow, "see")].done_slot, SOP_NONE);
    CU_ASSERT_EQUAL(flow->layout.n_clocks, 0);
}

/* ---- the digest ------------------------------------------------------------------------------ */

/* Does the digest change when `old` (which must be there) becomes `new`? */
static bool
changes(const char *old, const char *new)
{
    g_auto(GStrv) parts = g_strsplit(rich, old, 2);

    if (g_strv_length(parts) != 2)
        g_printerr("not there: %s\n", old);
    CU_ASSERT_EQUAL_FATAL(g_strv_length(parts), 2);
    g_autofree char *text = g_strjoinv(new, parts);
    g_autoptr(SopFlow) before = compile(rich);
    g_autoptr(SopFlow) after = compile(text);
    return strcmp(sop_flow_digest(before), sop_flow_digest(after)) != 0;
}

static void
test_digest_form(void)
{
    g_autoptr(SopFlow) flow = compile(rich);
    g_autoptr(SopFlow) again = compile(rich);

    CU_ASSERT_EQUAL(strlen(sop_flow_digest(flow)), 64);
    CU_ASSERT_STRING_EQUAL(sop_flow_digest(flow), sop_flow_digest(again));
}

static void
test_digest_ignores(void)
{
    CU_ASSERT_FALSE(changes("fr: Guichet", "fr: Comptoir"));
    CU_ASSERT_FALSE(changes("id: permit\n", "id: permit # the town's\n\n"));
    CU_ASSERT_FALSE(
        changes("title: {en: Good, fr: Bon}", "title: {en: Very good, fr: Bon}, text: Really"));
    CU_ASSERT_FALSE(changes("{asks: [plan], to: work}", "{to: work, asks: [plan]}"));
    CU_ASSERT_FALSE(changes(
        "fit: {type: boolean, title: {en: Fit, fr: Apte}}, fee: {type: number, starts: 0, title: {en: Fee, fr: Taxe}}",
        "fee: {type: number, starts: 0, title: {en: Fee, fr: Taxe}}, fit: {type: boolean, title: {en: Fit, fr: Apte}}"));
    CU_ASSERT_FALSE(changes(
        "roles: {clerk: {title: {en: Clerk, fr: Agent}}, owner: {title: {en: Owner, fr: Titulaire}, recorded_by: clerk}}",
        "roles: {owner: {title: {en: Owner, fr: Titulaire}, recorded_by: clerk}, clerk: {title: {en: Clerk, fr: Agent}}}"));
    CU_ASSERT_FALSE(changes("pass: {to: {end: good}}, again: {to: check}",
                            "again: {to: check}, pass: {to: {end: good}}"));
    CU_ASSERT_FALSE(changes("by: [clerk, owner]", "by: [owner, clerk]"));
}

static void
test_digest_of_what_happens(void)
{
    CU_ASSERT_TRUE(changes("version: 2.1", "version: 2.2"));
    CU_ASSERT_TRUE(changes("start: desk", "start: work"));
    CU_ASSERT_TRUE(changes("{to: {resume: site}}", "{to: site}"));
    CU_ASSERT_TRUE(changes("{resume: work, at: pay}", "{resume: work, at: visit}"));
    CU_ASSERT_TRUE(changes("{resume: work, at: pay}", "{resume: work}"));
    CU_ASSERT_TRUE(changes("{asks: [plan], to: work}", "{asks: [plan?], to: work}"));
    CU_ASSERT_TRUE(changes("again: {to: check}", "again: {}"));
    CU_ASSERT_TRUE(changes("again: {to: check}", "afresh: {to: check}"));
    CU_ASSERT_TRUE(changes("sets: {fit: fee > 3}", "sets: {fit: fee > 4}"));
    CU_ASSERT_TRUE(changes("sets: {fit: fee > 3}", "sets: {fit: null}"));
    CU_ASSERT_TRUE(changes("requires: [plan]", "requires: [{document: plan, verified: true}]"));
    CU_ASSERT_TRUE(changes("requires: [plan]", "requires: [{document: plan, valid: 3 days}]"));
    CU_ASSERT_TRUE(changes("2 days after begin", "2 working days after begin"));
    CU_ASSERT_TRUE(changes("separate_from: begin, ", ""));
    CU_ASSERT_TRUE(changes("by: [clerk, owner]", "by: clerk"));
}

static void
test_digest_of_what_is_declared(void)
{
    CU_ASSERT_TRUE(changes(", recorded_by: clerk", ""));
    CU_ASSERT_TRUE(changes("valid_for: 90 days", "valid_for: 91 days"));
    CU_ASSERT_TRUE(changes(", valid_for: 90 days", ""));
    CU_ASSERT_TRUE(changes(", valid_for: 90 days", ", valid_for: 90 days, seen_by: clerk"));
    CU_ASSERT_TRUE(changes("starts: 0", "starts: 1"));
    CU_ASSERT_TRUE(changes("starts: 0", "starts: 0, range: \"[0..9]\""));
    CU_ASSERT_TRUE(changes("starts: 0", "starts: 0, seen_by: clerk"));
    CU_ASSERT_TRUE(changes("Asia/Shanghai", "Asia/Tokyo"));
    CU_ASSERT_TRUE(changes("issued: {title", "withdrawn: {title: {en: W, fr: W}}, issued: {title"));
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"numbers", test_numbers},
        {"structure", test_structure},
        {"from outside", test_from_outside},
        {"an action in two places", test_action_in_two_places},
        {"domains", test_domains},
        {"histories", test_histories},
        {"slots", test_slots},
        {"the digest's form", test_digest_form},
        {"what the digest ignores", test_digest_ignores},
        {"the digest of what happens", test_digest_of_what_happens},
        {"the digest of what is declared", test_digest_of_what_is_declared},
        {NULL, NULL},
    };
    return sop_test_main("flow tables", tests, argc, argv);
}
