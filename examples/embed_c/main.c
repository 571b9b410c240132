/* SPDX-License-Identifier: Apache-2.0 */
/* A host in C: loads a procedure, opens a case, judges an act, keeps the case as JSON. */
#include <sopflow/sopflow.h>
#include <stdio.h>

static void
print_reason(const SopReason *reason)
{
    g_autofree char *sentence = sop_reason_sentence(reason, "en");
    printf("refused: %s (%s:%u)\n", sentence, sop_reason_file(reason), sop_reason_line(reason));
}

int
main(int argc, char **argv)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopFlow) flow = argc == 2 ? sop_flow_load(argv[1], diagnostics, NULL) : NULL;
    if (flow == NULL)
    {
        g_autofree char *text = sop_diagnostics_to_text(diagnostics, false);
        fprintf(stderr, "usage: %s FILE.sop.yaml\n%s", argv[0], text);
        return 1;
    }

    SopInstant now = sop_instant_parse("2026-03-02T09:00:00+01:00");
    g_autoptr(SopCase) kase = sop_case_open(flow, "2026-17", now);
    SopActor reader = {.id = "ana", .role = sop_flow_role(flow, "reader")};
    SopAction apply = sop_flow_action(flow, "apply");

    g_autoptr(SopGiven) given = sop_given_new(flow);
    g_autoptr(SopVerdict) verdict = sop_verdict_new();
    sop_given_set(given, "age", sop_value_integer(34));
    if (!sop_case_act(kase, apply, &reader, given, now, verdict)) /* the form is missing */
        sop_verdict_each(verdict, print_reason);

    sop_given_file(given, "form", &(SopDocument) {.reference = "F-17"});
    if (sop_case_act(kase, apply, &reader, given, now, verdict))
        printf("accepted\n");

    g_autofree char *json = sop_case_to_json(kase);
    printf("%s\n", json);
    return 0;
}
