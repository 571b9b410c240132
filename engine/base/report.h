/* SPDX-License-Identifier: Apache-2.0 */
/* Private to the base room: what a diagnostic is, for the list and its three renderings. */
#pragma once

#include "base/base.h"

typedef struct
{
    SopSpan span;
    const char *label;
} SopPoint;

struct _SopDiagnostic
{
    SopDiagnostics *owner; /* borrowed */
    SopMessage code;
    SopSeverity severity;
    SopSpan span;
    const char *message;
    const char *why;      /* (nullable) */
    const char *fix;      /* (nullable) */
    GArray *points;       /* of SopPoint; NULL: none */
    GArray *path;         /* of SopPoint: the steps that led here; NULL: none */
    GPtrArray *told;      /* of const char *: names and values, for programs; NULL: none */
    const char *accepted; /* because of what; NULL: it is not */
};

typedef struct _SopAcceptances SopAcceptances;

void sop_acceptances_free(SopAcceptances *self);
/* Accepts the diagnostic, if that is written anywhere. self: (nullable). */
void sop_acceptances_apply(SopAcceptances *self, SopDiagnostic *diagnostic);

/* What a code's line in messages.def says. */
typedef struct
{
    unsigned number;
    SopSeverity severity;
    const char *name;
    const char *text;
    const char *why;
    const char *fix;
} SopMessageLine;

/* What the list keeps of what is accepted; made when first asked. */
SopAcceptances **sop_diagnostics_acceptances(SopDiagnostics *self);

const SopMessageLine *sop_message_line(unsigned number); /* NULL: no such code */

/* A file embedded in the library from engine/messages; NULL when there is none. Freed never. */
const char *sop_message_file(const char *name, size_t *ret_length);

static inline unsigned
sop_diagnostic_n_points(const SopDiagnostic *self)
{
    return self->points != NULL ? self->points->len : 0;
}

static inline unsigned
sop_diagnostic_n_steps(const SopDiagnostic *self)
{
    return self->path != NULL ? self->path->len : 0;
}

static inline const SopPoint *
sop_diagnostic_step_at(const SopDiagnostic *self, unsigned index)
{
    return &g_array_index(self->path, SopPoint, index);
}

static inline const SopPoint *
sop_diagnostic_point_at(const SopDiagnostic *self, unsigned index)
{
    return &g_array_index(self->points, SopPoint, index);
}

static inline const char *
sop_severity_word(SopSeverity severity)
{
    return severity == SOP_SEVERITY_ERROR     ? "error"
           : severity == SOP_SEVERITY_WARNING ? "warning"
                                              : "note";
}
