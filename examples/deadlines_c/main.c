/* SPDX-License-Identifier: Apache-2.0 */
/* A host that keeps time for a case: shows what is due, calls again when the next timeout comes, and tells
 * whom it must. */
#include <sopflow/sopflow.h>
#include <stdio.h>

static void
print_due(const SopCase *kase, SopInstant now)
{
    static const SopTable tables[] = {[SOP_DUE_DEADLINE] = SOP_TABLE_NODES,
                                      [SOP_DUE_TIMEOUT] = SOP_TABLE_ACTIONS,
                                      [SOP_DUE_OWED] = SOP_TABLE_SAFEGUARDS};
    SopDue dues[16];
    unsigned n_dues = MIN(sop_case_due(kase, now, dues, 16), 16);

    for (unsigned i = 0; i < n_dues; i++)
    {
        const SopFlow *flow = sop_case_flow(kase);
        g_autofree char *at =
            dues[i].at != SOP_INSTANT_NONE ? sop_instant_format(dues[i].at) : g_strdup("some day");
        g_autofree char *how = sop_case_explain_due(kase, &dues[i], "en");
        printf("%s %s: %s (%s)\n", dues[i].over ? "overdue" : "due", at,
               sop_flow_title_of(flow, tables[dues[i].kind], dues[i].of, "en"), how);
    }
}

static void
print_events(const SopFlow *flow, const SopVerdict *verdict)
{
    for (unsigned i = 0; i < sop_verdict_count_events(verdict); i++)
    {
        SopEvent event = sop_verdict_event(verdict, i);
        g_autofree char *at = sop_instant_format(event.at);
        if (event.timeout == SOP_NONE) /* the act itself */
            continue;
        SopAction timeout = sop_flow_offer_action(flow, event.timeout);
        printf("%s: %s\n", at, sop_flow_title_of(flow, SOP_TABLE_ACTIONS, timeout, "en"));
        for (unsigned k = 0; k < event.n_informs; k++)
            printf("  tell: %s\n",
                   sop_flow_title_of(flow, SOP_TABLE_ROLES, event.informs[k], "en"));
    }
}

int
main(int argc, char **argv)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow = argc == 2 ? sop_flow_load(argv[1], diagnostics, NULL) : NULL;
    if (flow == NULL)
    {
        fprintf(stderr, "usage: %s answer.sop.yaml\n", argv[0]);
        return 1;
    }

    SopInstant now = sop_instant_parse("2026-03-05T09:00:00+01:00");
    g_autoptr(SopCase) kase = sop_case_open(flow, "letter 12", now);
    SopActor officer = {.id = "paul", .role = sop_flow_role(flow, "officer")};
    g_autoptr(SopVerdict) verdict = sop_verdict_new();
    sop_case_act(kase, sop_flow_action(flow, "open"), &officer, NULL, now, verdict);
    print_due(kase, now);

    /* A host sets a timer for this instant, or looks at all its cases every morning: a late tick has the
     * same result as punctual ones. */
    for (SopInstant next; (next = sop_case_next_due(kase)) != SOP_INSTANT_NONE;)
    {
        sop_case_tick(kase, next, verdict);
        print_events(flow, verdict);
        print_due(kase, next);
    }
    printf("closed: %s\n", sop_flow_name(flow, SOP_TABLE_OUTCOMES, sop_case_closed(kase)));
    return 0;
}
