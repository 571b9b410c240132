/* SPDX-License-Identifier: Apache-2.0 */
/* A procedure as its author wrote it, read from YAML; immutable. Compile it with
 * sop_flow_compile(). */
#pragma once

#include <sopflow/diagnostics.h>

G_BEGIN_DECLS

typedef struct _SopProcedure SopProcedure;

/* Reads NAME.sop.yaml and the files it names. Every problem of form is reported; what needs the
 * whole procedure (names, expressions, structure) is found by sop_flow_compile(). error: (nullable)
 * G_FILE_ERROR when a file cannot be read. Returns: (transfer full) (nullable): NULL when there is
 * an error, or a diagnostic of severity error that leaves nothing to compile. A procedure with
 * errors is still returned when the rest of it can be checked; sop_flow_compile() then refuses to
 * make a flow. */
SOP_EXPORT SopProcedure *sop_procedure_load_file(const char *path, SopDiagnostics *diagnostics,
                                                 GError **error);

/* The same from text. `name`: how messages call it; files it names are looked for beside `name`. */
SOP_EXPORT SopProcedure *sop_procedure_load_text(const char *name, const char *text, gssize length,
                                                 SopDiagnostics *diagnostics, GError **error);

/* The procedure as YAML: of a variant, what it amounts to with all that it extends; of any other
 * file, what it says, in one form. Saved beside the file that was loaded, it compiles to a flow of
 * the same digest. Comments are lost. Returns: (transfer full). */
SOP_EXPORT char *sop_procedure_to_yaml(const SopProcedure *self);

/* A file for translators, NAME.LANG.texts.yaml: every text that the procedure does not have in
 * `language` itself, with its original, and with the translation that stands beside it so far.
 * Comments mark those whose original has changed and those whose original is gone. Returns:
 * (transfer full) (nullable): NULL when `language` is not among the languages of the procedure, or
 * is the first. */
SOP_EXPORT char *sop_procedure_texts_to_yaml(const SopProcedure *self, const char *language);

/* Checks a file of translations against the procedure that it names, which is reported on only as
 * far as the file is concerned. error: (nullable) G_FILE_ERROR when the file cannot be read. */
SOP_EXPORT void sop_procedure_check_texts(const char *path, SopDiagnostics *diagnostics,
                                          GError **error);

SOP_EXPORT SopProcedure *sop_procedure_ref(SopProcedure *self);
SOP_EXPORT void sop_procedure_unref(SopProcedure *self); /* self: (nullable) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopProcedure, sop_procedure_unref)

G_END_DECLS
