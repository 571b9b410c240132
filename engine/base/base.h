/* SPDX-License-Identifier: Apache-2.0 */
/* The base room: what every other room needs. Sources and spans (where a thing is written),
 * reporting of diagnostics, texts in languages, an arena, name tables, limits. */
#pragma once

#include <sopflow/diagnostics.h>

#include "base/limits.h"

/* ---- arena: memory that is freed at once -------------------------------------------------- */

typedef struct _SopArena SopArena; /* refcounted, one thread while it grows */

SopArena *sop_arena_new(void);
SopArena *sop_arena_ref(SopArena *self);
void sop_arena_unref(SopArena *self);
void *sop_arena_alloc(SopArena *self, size_t size); /* zeroed, aligned to 16; never NULL */
char *sop_arena_strndup(SopArena *self, const char *text, size_t length);
char *sop_arena_strdup(SopArena *self, const char *text);
void *sop_arena_memdup(SopArena *self, const void *data, size_t size);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopArena, sop_arena_unref)

#define sop_arena_new_array(arena, Type, count) \
    ((Type *) sop_arena_alloc((arena), sizeof(Type) * (size_t) (count)))

/* ---- sources and spans -------------------------------------------------------------------- */

typedef struct _SopSources SopSources; /* the files read, numbered from 0; refcounted */

typedef struct
{
    uint32_t source; /* index into SopSources; SOP_NONE: no file */
    uint32_t line;   /* from 1 */
    uint32_t column; /* from 1, in characters */
    uint32_t length; /* in characters, within the line; 0: unknown */
} SopSpan;

#define SOP_SPAN_NONE ((SopSpan) {.source = SOP_NONE})

SopSources *sop_sources_new(void);
SopSources *sop_sources_ref(SopSources *self);
void sop_sources_unref(SopSources *self);
/* Adds a file by its name as given and its text (copied). Returns its number. */
uint32_t sop_sources_add(SopSources *self, const char *name, const char *text, size_t length);
uint32_t sop_sources_count(const SopSources *self);
const char *sop_sources_name(const SopSources *self, uint32_t source); /* "" for SOP_NONE */
const char *sop_sources_text(const SopSources *self, uint32_t source, size_t *ret_length);
/* One line, without its end; lines are found by an index made when first asked. */
const char *sop_sources_line(const SopSources *self, uint32_t source, uint32_t line,
                             size_t *ret_length);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopSources, sop_sources_unref)

/* ---- messages and reporting --------------------------------------------------------------- */

/* SOP_MESSAGE(number, severity, NAME, "template with {values}", "why, or NULL", "fix template or
 * NULL") */
typedef enum
{
#define SOP_MESSAGE(number, severity, name, text, why, fix) SOP_MESSAGE_##name = number,
#include "base/messages.def"
#undef SOP_MESSAGE
} SopMessage;

/* The files that the list's spans speak of. Returns: (transfer none). */
SopSources *sop_diagnostics_sources(SopDiagnostics *self);
/* Adds the next of `n` names, as a message quotes them between its own marks: "a`, `b` and `c". */
void sop_add_quoted(GString *names, const char *name, unsigned at, unsigned n);
/* Was this told of this place? */
bool sop_diagnostics_have(const SopDiagnostics *self, SopMessage message, SopSpan span);

/* Adds a diagnostic. After `span` come pairs of name and value (const char *), ended by NULL, which
 * fill {name} in the message's templates. Returns it, to be added to: (transfer none). */
SopDiagnostic *sop_report(SopDiagnostics *self, SopMessage message, SopSpan span,
                          ...) G_GNUC_NULL_TERMINATED;

/* The same with wording made beforehand, as FEEL does. fix: (nullable). */
SopDiagnostic *sop_report_worded(SopDiagnostics *self, SopMessage message, SopSpan span,
                                 const char *text, const char *fix);

/* The templates of a message, unfilled; of _fix and _why: (nullable). */
const char *sop_message_text(SopMessage message);
const char *sop_message_fix(SopMessage message);
const char *sop_message_why(SopMessage message);

/* A second place with what it shows ("first defined here"); a note; a fix better than the
 * default. */
void sop_diagnostic_point(SopDiagnostic *self, SopSpan span, const char *label);
void sop_diagnostic_set_why(SopDiagnostic *self, const char *format, ...) G_GNUC_PRINTF(2, 3);
void sop_diagnostic_set_fix(SopDiagnostic *self, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* One step of the path that led to what is reported: where it is written, in a sentence. */
void sop_diagnostic_step(SopDiagnostic *self, SopSpan span, const char *sentence);
/* What programs are told beside the message, under a name of its own. */
void sop_diagnostic_tell(SopDiagnostic *self, const char *name, const char *value);

/* ---- accepted findings (acceptances.c) ----------------------------------------------------- */

/* A part of a file: from a place up to, but not including, another. */
typedef struct
{
    uint32_t source;
    uint32_t line, column;
    uint32_t end_line, end_column;
} SopExtent;

/* May it be accepted? Warnings may, and what else only says that a procedure is not as it should be;
 * an error of the language may not. */
bool sop_message_is(unsigned number); /* is there a message of this number? */
bool sop_message_may_be_accepted(unsigned number);

/* What is found of this code within the extents (copied) is accepted, because of what is said; so is
 * what was found before. `span`: where that is written. */
void sop_diagnostics_accept(SopDiagnostics *self, unsigned code, SopSpan span, const char *because,
                            const SopExtent *extents, unsigned n_extents);

/* The nearest of `names` to `word` by edit distance, when near enough to be meant; else NULL. */
const char *sop_nearest(const char *word, const char *const *names, size_t n_names);

/* Fills {name} in a template from pairs of name and value, ended by NULL; other braces stay as they
 * are. Returns: (transfer full). */
char *sop_fill(const char *template, const char *const *pairs);

/* ---- texts in languages ------------------------------------------------------------------- */

typedef struct
{
    const char *language; /* "en"; interned in the owner's arena */
    const char *text;
} SopTextItem;

typedef struct
{
    const SopTextItem *items; /* the default language first */
    unsigned n_items;         /* 0: no text */
} SopText;

/* In `language`, else in the default language, else `otherwise`. Languages match by their first
 * subtag ("fr-BE" finds "fr"). Returns: (transfer none). */
const char *sop_text_in(const SopText *self, const char *language, const char *otherwise);

/* ---- names ---------------------------------------------------------------------------------*/

/* A table of names → numbers, for lookups by name; insertion order is the numbering from 0. */
typedef struct _SopNames SopNames;

SopNames *sop_names_new(void);
void sop_names_free(SopNames *self);
/* Adds a name (borrowed, must outlive). Returns its number, also when it was there already. */
uint32_t sop_names_add(SopNames *self, const char *name);
uint32_t sop_names_find(const SopNames *self, const char *name); /* SOP_NONE when absent */
uint32_t sop_names_find_n(const SopNames *self, const char *name, size_t length);
uint32_t sop_names_count(const SopNames *self);
const char *sop_names_at(const SopNames *self, uint32_t number);
/* The nearest name, for "did you mean"; NULL when none is near. */
const char *sop_names_nearest(const SopNames *self, const char *word);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopNames, sop_names_free)

/* ---- sentences of the library, by language -------------------------------------------------- */

/* The sentence template `key` ("reason.wrong_role", "word.yes", …) in `language` (en when it is
 * not there), from engine/messages/sentences.LANG.txt. Returns: (transfer none), "" if there is
 * none. */
const char *sop_sentence(const char *key, const char *language);
