/* SPDX-License-Identifier: Apache-2.0 */
/* Scenarios: a procedure's tests, NAME.scenarios.yaml (language page, "Scenarios"). */
#pragma once

#include <sopflow/case.h>

G_BEGIN_DECLS

typedef struct _SopScenarios SopScenarios;

/* Reads a scenarios file and compiles the procedure it is of.
 * error: (nullable) G_FILE_ERROR when a file cannot be read.
 * Returns: (transfer full) (nullable): NULL with `error` set, or with diagnostics of severity
 * error. */
SOP_EXPORT SopScenarios *sop_scenarios_load(const char *path, SopDiagnostics *diagnostics,
                                            GError **error);
SOP_EXPORT void sop_scenarios_free(SopScenarios *self);

SOP_EXPORT SopFlow *sop_scenarios_flow(const SopScenarios *self); /* Returns: (transfer none) */
SOP_EXPORT unsigned sop_scenarios_count(const SopScenarios *self);
SOP_EXPORT const char *sop_scenarios_name(const SopScenarios *self, unsigned scenario);
SOP_EXPORT const char *sop_scenarios_title(const SopScenarios *self, unsigned scenario,
                                           const char *language);

/* Plays one. `language`: of the sentences in `ret_failure`. Returns: whether all went as expected;
 * if not, `ret_failure` (nullable) (transfer full) gets the failing step with its place, what was
 * expected and what happened. What it reached counts in the coverage below, also when it fails. */
SOP_EXPORT bool sop_scenarios_play(SopScenarios *self, unsigned scenario, const char *language,
                                   char **ret_failure);

/* Plays one and tells what happened: a line for each act, timeout and order of the administration, with
 * its local time and where the case went. It counts in the coverage like sop_scenarios_play().
 * Returns: (transfer full). */
SOP_EXPORT char *sop_scenarios_tell(SopScenarios *self, unsigned scenario, const char *language);

/* The case as scenario `scenario` leaves it (to draw or inspect). `ret_now`: (nullable) its last
 * instant. Returns: (transfer full) (nullable): NULL when it fails. */
SOP_EXPORT SopCase *sop_scenarios_case(SopScenarios *self, unsigned scenario, SopInstant *ret_now);

/* What has been reached by the scenarios played so far, by the flow's numbers. */
SOP_EXPORT bool sop_scenarios_reached_node(const SopScenarios *self, SopNode node);
SOP_EXPORT bool sop_scenarios_reached_offer(const SopScenarios *self, uint32_t offer);
SOP_EXPORT bool sop_scenarios_reached_branch(const SopScenarios *self, uint32_t branch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopScenarios, sop_scenarios_free)

G_END_DECLS
