/* SPDX-License-Identifier: Apache-2.0 */
/* What files accept of what is found in them, with their reasons: matched by code and place, both when
 * something is found and when it is read that it is accepted. */
#include "base/report.h"

typedef struct
{
    unsigned code;
    SopSpan span;
    const char *because;
    SopExtent *extents;
    unsigned n_extents;
    bool is_needed;
} Acceptance;

struct _SopAcceptances
{
    SopArena *arena;
    GArray *list; /* of Acceptance; of two for one place the first counts */
};

void
sop_acceptances_free(SopAcceptances *self)
{
    if (self == NULL)
        return;
    g_array_unref(self->list);
    sop_arena_unref(self->arena);
    g_free(self);
}

bool
sop_message_is(unsigned number)
{
    return sop_message_line(number) != NULL;
}

bool
sop_message_may_be_accepted(unsigned number)
{
    const SopMessageLine *line = sop_message_line(number);

    if (number == SOP_MESSAGE_ACCEPTED_FOR_NOTHING) /* else it would take another, and so on */
        return false;
    return line != NULL &&
           (line->severity == SOP_SEVERITY_WARNING || number == SOP_MESSAGE_SAFEGUARD_BROKEN);
}

static int
compare_places(uint32_t line, uint32_t column, uint32_t other_line, uint32_t other_column)
{
    if (line != other_line)
        return line < other_line ? -1 : 1;
    return column < other_column ? -1 : column > other_column;
}

static bool
is_within(SopSpan span, const SopExtent *extent)
{
    return span.source == extent->source &&
           compare_places(span.line, span.column, extent->line, extent->column) >= 0 &&
           compare_places(span.line, span.column, extent->end_line, extent->end_column) < 0;
}

static void
apply(Acceptance *self, SopDiagnostic *diagnostic)
{
    if (diagnostic->code != self->code)
        return;
    for (unsigned i = 0; i < self->n_extents; i++)
        if (is_within(diagnostic->span, &self->extents[i]))
        {
            if (diagnostic->accepted == NULL)
                diagnostic->accepted = self->because;
            self->is_needed = true;
        }
}

void
sop_acceptances_apply(SopAcceptances *self, SopDiagnostic *diagnostic)
{
    for (guint i = 0; self != NULL && i < self->list->len; i++)
        apply(&g_array_index(self->list, Acceptance, i), diagnostic);
}

void
sop_diagnostics_accept(SopDiagnostics *self, unsigned code, SopSpan span, const char *because,
                       const SopExtent *extents, unsigned n_extents)
{
    g_return_if_fail(self != NULL && because != NULL);

    SopAcceptances **acceptances = sop_diagnostics_acceptances(self);
    if (*acceptances == NULL)
    {
        *acceptances = g_new0(SopAcceptances, 1);
        (*acceptances)->arena = sop_arena_new();
        (*acceptances)->list = g_array_new(FALSE, FALSE, sizeof(Acceptance));
    }
    SopArena *arena = (*acceptances)->arena;
    Acceptance acceptance = {
        .code = code,
        .span = span,
        .because = sop_arena_strdup(arena, because),
        .extents = sop_arena_memdup(arena, extents, n_extents * sizeof *extents),
        .n_extents = n_extents,
    };
    for (unsigned i = 0; i < sop_diagnostics_count(self); i++)
        apply(&acceptance, (SopDiagnostic *) sop_diagnostics_get(self, i));
    g_array_append_val((*acceptances)->list, acceptance);
}

/* A file that was read several times stands in the list as often: one reading may need it. */
static bool
is_needed_anywhere(const SopAcceptances *self, const SopSources *sources,
                   const Acceptance *acceptance)
{
    for (guint i = 0; i < self->list->len; i++)
    {
        const Acceptance *other = &g_array_index(self->list, Acceptance, i);
        if (other->is_needed && other->span.line == acceptance->span.line &&
            other->span.column == acceptance->span.column &&
            g_str_equal(sop_sources_name(sources, other->span.source),
                        sop_sources_name(sources, acceptance->span.source)))
            return true;
    }
    return false;
}

static bool
is_open(const unsigned *open, unsigned code)
{
    for (unsigned i = 0; open != NULL && open[i] != 0; i++)
        if (open[i] == code)
            return true;
    return false;
}

void
sop_diagnostics_report_unneeded(SopDiagnostics *self, const char *file, const unsigned *open)
{
    g_return_if_fail(self != NULL && file != NULL);

    const SopAcceptances *acceptances = *sop_diagnostics_acceptances(self);
    for (guint i = 0; acceptances != NULL && i < acceptances->list->len; i++)
    {
        const Acceptance *acceptance = &g_array_index(acceptances->list, Acceptance, i);
        const SopSources *sources = sop_diagnostics_sources(self);
        if (is_open(open, acceptance->code) ||
            !g_str_equal(sop_sources_name(sources, acceptance->span.source), file) ||
            is_needed_anywhere(acceptances, sources, acceptance))
            continue;
        g_autofree char *code = g_strdup_printf("SOP-%03u", acceptance->code);
        sop_report(self, SOP_MESSAGE_ACCEPTED_FOR_NOTHING, acceptance->span, "code", code, NULL);
    }
}
