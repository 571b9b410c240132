/* SPDX-License-Identifier: Apache-2.0 */
/* The compiler's first pass: every name of the procedure gets its number. */
#include "flow/compile.h"

#include <string.h>

SopDiagnostic *
sop_compile_report(SopCompiler *self, SopMessage message, SopSpan span, const char *name)
{
    SopDiagnostic *diagnostic = sop_report(self->diagnostics, message, span, "name", name, NULL);

    if (sop_diagnostic_severity(diagnostic) == SOP_SEVERITY_ERROR)
        self->broken = true;
    return diagnostic;
}

void
sop_compile_explain_missing(const SopCompiler *self, SopDiagnostic *diagnostic, const char *name,
                            const char *nearest)
{
    const SopWrittenNames *removed = &sop_compile_unit(self)->procedure->removed;

    for (uint32_t i = 0; i < removed->n_names; i++)
        if (strcmp(removed->names[i].name, name) == 0)
        {
            sop_diagnostic_point(diagnostic, removed->names[i].span, "removed here");
            sop_diagnostic_set_fix(diagnostic, "change this too, or do not remove `%s`", name);
            return;
        }
    if (nearest != NULL && nearest[0] != '\0')
        sop_diagnostic_set_fix(diagnostic, "did you mean `%s`?", nearest);
}

uint32_t
sop_compile_find(SopCompiler *self, const SopNames *names, const SopWrittenName *name,
                 SopMessage message)
{
    uint32_t number = sop_names_find(names, name->name);

    if (number != SOP_NONE)
        return number;
    SopDiagnostic *diagnostic = sop_compile_report(self, message, name->span, name->name);
    sop_compile_explain_missing(self, diagnostic, name->name, sop_names_nearest(names, name->name));
    return SOP_NONE;
}

SopFile *
sop_compile_unit(const SopCompiler *self)
{
    return &g_array_index(self->units, SopFile, self->unit);
}

uint32_t
sop_compile_look_up(const SopCompiler *self, const SopNames *names, const char *name, bool outside)
{
    for (uint32_t unit = self->unit; unit != SOP_NONE;)
    {
        const SopFile *looking = &g_array_index(self->units, SopFile, unit);
        g_autofree char *whole =
            looking->prefix[0] != '\0' ? g_strconcat(looking->prefix, name, NULL) : NULL;
        uint32_t number = sop_names_find(names, whole != NULL ? whole : name);
        if (number != SOP_NONE || !outside)
            return number;
        unit = looking->user;
    }
    return SOP_NONE;
}

/* The nearest name that is right here, as it would be written here. */
static const char *
nearest_here(const SopCompiler *self, const SopNames *names, const char *name)
{
    const char *prefix = sop_compile_unit(self)->prefix;
    g_autofree char *whole = g_strconcat(prefix, name, NULL);
    const char *nearest = sop_names_nearest(names, whole);

    return nearest != NULL && g_str_has_prefix(nearest, prefix) ? nearest + strlen(prefix) : NULL;
}

static uint32_t
find_happening(SopCompiler *self, const SopNames *names, const SopWrittenName *name,
               SopMessage message, bool outside)
{
    uint32_t number = sop_compile_look_up(self, names, name->name, outside);

    if (number != SOP_NONE)
        return number;
    SopDiagnostic *diagnostic = sop_compile_report(self, message, name->span, name->name);
    sop_compile_explain_missing(self, diagnostic, name->name,
                                nearest_here(self, names, name->name));
    return SOP_NONE;
}

SopNode
sop_compile_find_node(SopCompiler *self, const SopWrittenName *name)
{
    return find_happening(self, self->flow->node_names, name, SOP_MESSAGE_UNKNOWN_NODE, false);
}

SopAction
sop_compile_find_event(SopCompiler *self, const SopWrittenName *name, SopMessage message)
{
    return find_happening(self, self->flow->action_names, name, message, true);
}

SopList
sop_compile_list(SopCompiler *self, const uint32_t *items, uint32_t n_items)
{
    SopList list = {self->lists->len, n_items};

    g_array_append_vals(self->lists, items, n_items);
    return list;
}

SopList
sop_compile_find_all(SopCompiler *self, const SopNames *names, const SopWrittenNames *written,
                     SopMessage message)
{
    SopList list = {self->lists->len, 0};

    for (uint32_t i = 0; i < written->n_names; i++)
    {
        uint32_t number = sop_compile_find(self, names, &written->names[i], message);
        if (number == SOP_NONE)
            continue;
        g_array_append_val(self->lists, number);
        list.count++;
    }
    return list;
}

uint64_t
sop_compile_roles(SopCompiler *self, const SopWrittenNames *written)
{
    uint64_t roles = 0;

    for (uint32_t i = 0; i < written->n_names; i++)
    {
        uint32_t role = sop_compile_find(self, self->flow->role_names, &written->names[i],
                                         SOP_MESSAGE_UNKNOWN_ROLE);
        if (role != SOP_NONE)
            roles |= UINT64_C(1) << role;
    }
    return roles;
}

void
sop_compile_report_limit(SopCompiler *self, const char *what, uint32_t limit, SopSpan span)
{
    char number[16];

    g_snprintf(number, sizeof number, "%u", limit);
    sop_report(self->diagnostics, SOP_MESSAGE_TOO_MANY, span, "what", what, "limit", number, NULL);
    self->broken = true;
}

void
sop_compile_report_taken(SopCompiler *self, const SopWrittenName *name, SopSpan first)
{
    sop_diagnostic_point(sop_compile_report(self, SOP_MESSAGE_TAKEN_NAME, name->span, name->name),
                         first, "first used here");
}

/* ---- units ----------------------------------------------------------------------------------- */

/* A unit for the file itself, and one for every `uses`, in the order in which nodes are numbered.
 */
static void
gather_units(SopCompiler *self, const SopWrittenNode *written, uint32_t unit)
{
    if (written->used != NULL)
    {
        const char *prefix = g_array_index(self->units, SopFile, unit).prefix;
        g_autofree char *inner = g_strconcat(prefix, written->name.name, ".", NULL);
        SopFile used = {.procedure = written->used,
                        .user = unit,
                        .prefix = sop_arena_strdup(self->flow->arena, inner)};
        unit = self->units->len;
        g_array_append_val(self->units, used);
        written = &written->used->root;
    }
    for (uint32_t i = 0; i < written->n_children; i++)
        gather_units(self, &written->children[i], unit);
}

const SopProcedure *
sop_compile_procedure(const SopCompiler *self, uint32_t unit)
{
    return g_array_index(self->units, SopFile, unit).procedure;
}

void
sop_compile_names(SopCompiler *self)
{
    SopFile whole = {.procedure = self->procedure, .user = SOP_NONE, .prefix = ""};

    g_array_append_val(self->units, whole);
    gather_units(self, &self->procedure->root, 0);
    sop_compile_declarations(self);
    sop_compile_happenings(self);
}
