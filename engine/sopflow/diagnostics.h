/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics: what is wrong in an author's file, where, why, and what to write instead. They are
 * data: rendered as text for people, as JSON and SARIF 2.1.0 for programs. */
#pragma once

#include <sopflow/macros.h>

G_BEGIN_DECLS

typedef enum
{
    SOP_SEVERITY_ERROR,
    SOP_SEVERITY_WARNING,
    SOP_SEVERITY_NOTE,
} SopSeverity;

typedef struct _SopDiagnostics SopDiagnostics; /* an ordered list; one thread */
typedef struct _SopDiagnostic SopDiagnostic;   /* one of them; lives as long as the list */

/* A new, empty list. Stops recording, with a last diagnostic that says so, at a stated limit
 * (SOP_LIMIT_DIAGNOSTICS). Returns: (transfer full). */
SOP_EXPORT SopDiagnostics *sop_diagnostics_new(void);
SOP_EXPORT SopDiagnostics *sop_diagnostics_ref(SopDiagnostics *self);
SOP_EXPORT void sop_diagnostics_unref(SopDiagnostics *self); /* self: (nullable) */

/* How many there are; how many of one severity, without those that are accepted; how many of these. */
SOP_EXPORT unsigned sop_diagnostics_count(const SopDiagnostics *self);
SOP_EXPORT unsigned sop_diagnostics_count_of(const SopDiagnostics *self, SopSeverity severity);
SOP_EXPORT unsigned sop_diagnostics_count_accepted(const SopDiagnostics *self);

/* Keeps once what was found twice, because a file was read several times into this list: a
 * procedure, and again for its scenarios or for another that uses it. */
SOP_EXPORT void sop_diagnostics_fold(SopDiagnostics *self);

/* Once all that can be found in a file was looked for, its safeguards proved, too: warns of what is
 * accepted there though nothing is found that needs it. `file`: as it was named to the loader. `open`: (nullable) codes,
 * ended by 0, of what was not looked for to the end, so that it may be there all the same. */
SOP_EXPORT void sop_diagnostics_report_unneeded(SopDiagnostics *self, const char *file,
                                                const unsigned *open);

/* The one at `index` (0-based, in order of file, line, column). Returns: (transfer none). */
SOP_EXPORT const SopDiagnostic *sop_diagnostics_get(SopDiagnostics *self, unsigned index);

/* The number of the stable code SOP-nnn; its severity; what is wrong, in one sentence. */
SOP_EXPORT unsigned sop_diagnostic_code(const SopDiagnostic *self);
SOP_EXPORT SopSeverity sop_diagnostic_severity(const SopDiagnostic *self);
SOP_EXPORT const char *sop_diagnostic_message(const SopDiagnostic *self);

/* Where: the file as it was named to the loader ("" when it concerns no file); line and column from
 * 1, the column in characters; the length in characters (0 unknown). */
SOP_EXPORT const char *sop_diagnostic_file(const SopDiagnostic *self);
SOP_EXPORT unsigned sop_diagnostic_line(const SopDiagnostic *self);
SOP_EXPORT unsigned sop_diagnostic_column(const SopDiagnostic *self);
SOP_EXPORT unsigned sop_diagnostic_length(const SopDiagnostic *self);

/* What to write instead, or how to mend it. Returns: (transfer none) (nullable). */
SOP_EXPORT const char *sop_diagnostic_fix(const SopDiagnostic *self);

/* Why the file accepts it (`accept`). Returns: (transfer none) (nullable): NULL when it does not. */
SOP_EXPORT const char *sop_diagnostic_accepted(const SopDiagnostic *self);

/* What else there is for programs, by name: of a broken safeguard its name (`safeguard`), the path
 * as a `story` and as a `scenario`. Returns: (transfer none) (nullable). */
SOP_EXPORT const char *sop_diagnostic_detail(const SopDiagnostic *self, const char *name);

/* All of them as text, those that are accepted last and short, each other with its line quoted and the place underlined, as compilers do.
 * `colour` adds ANSI colours. Returns: (transfer full), free with g_free(). */
SOP_EXPORT char *sop_diagnostics_to_text(SopDiagnostics *self, bool colour);

/* As a JSON array, and as a SARIF 2.1.0 log (OASIS, sarif-schema-2.1.0). Returns: (transfer full).
 */
SOP_EXPORT char *sop_diagnostics_to_json(SopDiagnostics *self);
SOP_EXPORT char *sop_diagnostics_to_sarif(SopDiagnostics *self);

/* The page about code `number` (Markdown, in English): what it means, a wrong and a right example.
 * Returns: (transfer full) (nullable): NULL when there is no such code. */
SOP_EXPORT char *sop_explain(unsigned number);

/* The numbers of all codes, ascending, ended by 0. Returns: (transfer none). */
SOP_EXPORT const unsigned *sop_explain_codes(void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopDiagnostics, sop_diagnostics_unref)

G_END_DECLS
