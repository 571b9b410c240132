/* SPDX-License-Identifier: Apache-2.0 */
/* The list of diagnostics: recording, filling in of values, order, and the limit. */
#include "base/report.h"

#include <stdarg.h>
#include <string.h>

enum
{
    LONGEST_VALUE = 120, /* bytes of a value within a message */
    MOST_PAIRS = 16,
};

struct _SopDiagnostics
{
    grefcount references;
    SopArena *arena;
    SopSources *sources;
    GPtrArray *list;
    SopDiagnostic *spare;        /* what is reported beyond the limit */
    SopAcceptances *acceptances; /* (nullable) */
    bool sorted;
};

static void
free_diagnostic(gpointer data)
{
    SopDiagnostic *self = data;

    g_clear_pointer(&self->points, g_array_unref); /* the rest is in the arena */
    g_clear_pointer(&self->path, g_array_unref);
    g_clear_pointer(&self->told, g_ptr_array_unref);
}

SopDiagnostics *
sop_diagnostics_new(void)
{
    SopDiagnostics *self = g_new0(SopDiagnostics, 1);

    g_ref_count_init(&self->references);
    self->arena = sop_arena_new();
    self->sources = sop_sources_new();
    self->list = g_ptr_array_new_with_free_func(free_diagnostic);
    return self;
}

SopDiagnostics *
sop_diagnostics_ref(SopDiagnostics *self)
{
    g_return_val_if_fail(self != NULL, NULL);
    g_ref_count_inc(&self->references);
    return self;
}

void
sop_diagnostics_unref(SopDiagnostics *self)
{
    if (self == NULL || !g_ref_count_dec(&self->references))
        return;
    g_ptr_array_unref(self->list);
    sop_acceptances_free(self->acceptances);
    if (self->spare != NULL)
        free_diagnostic(self->spare);
    sop_sources_unref(self->sources);
    sop_arena_unref(self->arena);
    g_free(self);
}

SopSources *
sop_diagnostics_sources(SopDiagnostics *self)
{
    g_return_val_if_fail(self != NULL, NULL);
    return self->sources;
}

unsigned
sop_diagnostics_count(const SopDiagnostics *self)
{
    g_return_val_if_fail(self != NULL, 0);
    return self->list->len;
}

unsigned
sop_diagnostics_count_of(const SopDiagnostics *self, SopSeverity severity)
{
    g_return_val_if_fail(self != NULL, 0);

    unsigned count = 0;
    for (unsigned i = 0; i < self->list->len; i++)
    {
        const SopDiagnostic *diagnostic = g_ptr_array_index(self->list, i);
        count += diagnostic->severity == severity && diagnostic->accepted == NULL;
    }
    return count;
}

unsigned
sop_diagnostics_count_accepted(const SopDiagnostics *self)
{
    g_return_val_if_fail(self != NULL, 0);

    unsigned count = 0;
    for (unsigned i = 0; i < self->list->len; i++)
        count += ((const SopDiagnostic *) g_ptr_array_index(self->list, i))->accepted != NULL;
    return count;
}

SopAcceptances **
sop_diagnostics_acceptances(SopDiagnostics *self)
{
    return &self->acceptances;
}

static int
compare(uint32_t a, uint32_t b)
{
    return a < b ? -1 : a > b;
}

static int
compare_diagnostics(gconstpointer a, gconstpointer b)
{
    const SopDiagnostic *left = *(const SopDiagnostic *const *) a;
    const SopDiagnostic *right = *(const SopDiagnostic *const *) b;
    int order = compare(left->span.source, right->span.source); /* without a file: last */

    if (order == 0)
        order = compare(left->span.line, right->span.line);
    return order != 0 ? order : compare(left->span.column, right->span.column);
}

void
sop_add_quoted(GString *names, const char *name, unsigned at, unsigned n)
{
    g_string_append_printf(names, "%s%s", at == 0 ? "" : at + 1 < n ? "`, `" : "` and `", name);
}

bool
sop_diagnostics_have(const SopDiagnostics *self, SopMessage message, SopSpan span)
{
    for (unsigned i = 0; i < self->list->len; i++)
    {
        const SopDiagnostic *told = g_ptr_array_index(self->list, i);
        if (told->code == message && told->span.source == span.source &&
            told->span.line == span.line && told->span.column == span.column)
            return true;
    }
    return false;
}

const SopDiagnostic *
sop_diagnostics_get(SopDiagnostics *self, unsigned index)
{
    g_return_val_if_fail(self != NULL && index < self->list->len, NULL);

    if (!self->sorted)
        g_ptr_array_sort(self->list, compare_diagnostics); /* stable */
    self->sorted = true;
    return g_ptr_array_index(self->list, index);
}

/* A value as it may stand in a sentence: short, on one line. */
static const char *
presentable(SopArena *arena, const char *value)
{
    size_t length = strnlen(value, LONGEST_VALUE + 1);
    bool cut = length > LONGEST_VALUE;

    if (cut)
        for (length = LONGEST_VALUE; length > 0 && ((unsigned char) value[length] & 0xC0) == 0x80;)
            length--;

    char *copy = sop_arena_alloc(arena, length + sizeof "…");
    memcpy(copy, value, length);
    for (char *at = copy; *at != '\0'; at++)
        if (g_ascii_iscntrl(*at))
            *at = ' ';
    if (cut)
        memcpy(copy + length, "…", sizeof "…");
    return copy;
}

static const char *
filled(SopArena *arena, const char *template, const char *const *pairs)
{
    if (template == NULL)
        return NULL;
    g_autofree char *text = sop_fill(template, pairs);
    return sop_arena_strdup(arena, text);
}

static bool
is_same(const SopDiagnostic *a, const SopDiagnostic *b)
{
    return a->code == b->code && a->span.source == b->span.source && a->span.line == b->span.line &&
           a->span.column == b->span.column && g_str_equal(a->message, b->message);
}

static SopDiagnostic *
find_same(SopDiagnostics *self, const SopDiagnostic *wanted)
{
    for (unsigned i = 0; i < self->list->len; i++)
    {
        SopDiagnostic *diagnostic = g_ptr_array_index(self->list, i);
        if (is_same(diagnostic, wanted))
            return diagnostic;
    }
    return NULL;
}

static bool
is_same_again(const SopDiagnostic *a, const SopDiagnostic *b)
{
    return a->code == b->code && a->span.line == b->span.line && a->span.column == b->span.column &&
           g_strcmp0(a->accepted, b->accepted) == 0 && g_str_equal(a->message, b->message) &&
           g_str_equal(sop_diagnostic_file(a), sop_diagnostic_file(b));
}

void
sop_diagnostics_fold(SopDiagnostics *self)
{
    g_return_if_fail(self != NULL);

    for (unsigned i = 0; i < self->list->len; i++)
        for (unsigned k = self->list->len - 1; k > i; k--)
            if (is_same_again(g_ptr_array_index(self->list, i), g_ptr_array_index(self->list, k)))
                g_ptr_array_remove_index(self->list, k);
}

static SopDiagnostic *
new_diagnostic(SopDiagnostics *self, SopMessage message, SopSpan span)
{
    SopDiagnostic *diagnostic = sop_arena_new_array(self->arena, SopDiagnostic, 1);

    diagnostic->owner = self;
    diagnostic->code = message;
    diagnostic->severity = sop_message_line(message)->severity;
    diagnostic->span = span;
    return diagnostic;
}

static bool
is_full(const SopDiagnostics *self)
{
    return self->list->len >= SOP_LIMIT_DIAGNOSTICS;
}

/* What is beyond the limit goes into one spare diagnostic that nobody sees; the last one seen
 * says so. */
static SopDiagnostic *
report_beyond(SopDiagnostics *self)
{
    if (self->spare == NULL)
    {
        self->spare = new_diagnostic(self, SOP_MESSAGE_LIMIT_DIAGNOSTICS, SOP_SPAN_NONE);
        self->spare->message = sop_message_text(SOP_MESSAGE_LIMIT_DIAGNOSTICS);
        self->spare->fix = sop_message_fix(SOP_MESSAGE_LIMIT_DIAGNOSTICS);

        SopDiagnostic *last = sop_arena_memdup(self->arena, self->spare, sizeof *self->spare);
        g_ptr_array_add(self->list, last);
        self->sorted = false;
    }
    return self->spare;
}

static SopDiagnostic *
record(SopDiagnostics *self, SopDiagnostic *diagnostic)
{
    SopDiagnostic *same = find_same(self, diagnostic);
    if (same != NULL)
    {
        free_diagnostic(same); /* the caller adds them again */
        return same;
    }
    sop_acceptances_apply(self->acceptances, diagnostic);
    g_ptr_array_add(self->list, diagnostic);
    self->sorted = false;
    return diagnostic;
}

SopDiagnostic *
sop_report(SopDiagnostics *self, SopMessage message, SopSpan span, ...)
{
    g_return_val_if_fail(self != NULL, NULL);
    g_return_val_if_fail(sop_message_line(message) != NULL, NULL);

    if (is_full(self))
        return report_beyond(self);

    const char *pairs[2 * MOST_PAIRS + 2] = {NULL};
    unsigned n = 0;
    va_list arguments;
    va_start(arguments, span);
    for (const char *name; n < 2 * MOST_PAIRS && (name = va_arg(arguments, const char *)) != NULL;
         n += 2)
    {
        const char *value = va_arg(arguments, const char *);
        pairs[n] = name;
        pairs[n + 1] = presentable(self->arena, value != NULL ? value : "");
    }
    va_end(arguments);

    SopDiagnostic *diagnostic = new_diagnostic(self, message, span);
    diagnostic->message = filled(self->arena, sop_message_text(message), pairs);
    diagnostic->why = filled(self->arena, sop_message_why(message), pairs);
    diagnostic->fix = filled(self->arena, sop_message_fix(message), pairs);
    return record(self, diagnostic);
}

SopDiagnostic *
sop_report_worded(SopDiagnostics *self, SopMessage message, SopSpan span, const char *text,
                  const char *fix)
{
    g_return_val_if_fail(self != NULL && text != NULL, NULL);
    g_return_val_if_fail(sop_message_line(message) != NULL, NULL);

    if (is_full(self))
        return report_beyond(self);

    SopDiagnostic *diagnostic = new_diagnostic(self, message, span);
    diagnostic->message = sop_arena_strdup(self->arena, text);
    diagnostic->fix = sop_arena_strdup(self->arena, fix);
    return record(self, diagnostic);
}

static void
add_point(SopDiagnostic *self, GArray **points, SopSpan span, const char *label)
{
    if (self == self->owner->spare)
        return;
    if (*points == NULL)
        *points = g_array_new(FALSE, FALSE, sizeof(SopPoint));
    SopPoint point = {span, sop_arena_strdup(self->owner->arena, label)};
    g_array_append_val(*points, point);
}

void
sop_diagnostic_point(SopDiagnostic *self, SopSpan span, const char *label)
{
    g_return_if_fail(self != NULL && label != NULL);

    if (span.source != SOP_NONE)
        add_point(self, &self->points, span, label);
}

void
sop_diagnostic_step(SopDiagnostic *self, SopSpan span, const char *sentence)
{
    g_return_if_fail(self != NULL && sentence != NULL);

    add_point(self, &self->path, span, sentence);
}

void
sop_diagnostic_tell(SopDiagnostic *self, const char *name, const char *value)
{
    g_return_if_fail(self != NULL && name != NULL);

    if (self == self->owner->spare || value == NULL)
        return;
    if (self->told == NULL)
        self->told = g_ptr_array_new();
    g_ptr_array_add(self->told, sop_arena_strdup(self->owner->arena, name));
    g_ptr_array_add(self->told, sop_arena_strdup(self->owner->arena, value));
}

static const char *
formatted(SopDiagnostic *self, const char *format, va_list arguments)
{
    g_autofree char *text = g_strdup_vprintf(format, arguments);

    return sop_arena_strdup(self->owner->arena, text);
}

void
sop_diagnostic_set_why(SopDiagnostic *self, const char *format, ...)
{
    g_return_if_fail(self != NULL);

    va_list arguments;
    va_start(arguments, format);
    if (self != self->owner->spare)
        self->why = formatted(self, format, arguments);
    va_end(arguments);
}

void
sop_diagnostic_set_fix(SopDiagnostic *self, const char *format, ...)
{
    g_return_if_fail(self != NULL);

    va_list arguments;
    va_start(arguments, format);
    if (self != self->owner->spare)
        self->fix = formatted(self, format, arguments);
    va_end(arguments);
}

unsigned
sop_diagnostic_code(const SopDiagnostic *self)
{
    return self->code;
}

SopSeverity
sop_diagnostic_severity(const SopDiagnostic *self)
{
    return self->severity;
}

const char *
sop_diagnostic_message(const SopDiagnostic *self)
{
    return self->message;
}

const char *
sop_diagnostic_file(const SopDiagnostic *self)
{
    return sop_sources_name(self->owner->sources, self->span.source);
}

unsigned
sop_diagnostic_line(const SopDiagnostic *self)
{
    return self->span.line;
}

unsigned
sop_diagnostic_column(const SopDiagnostic *self)
{
    return self->span.column;
}

unsigned
sop_diagnostic_length(const SopDiagnostic *self)
{
    return self->span.length;
}

const char *
sop_diagnostic_fix(const SopDiagnostic *self)
{
    return self->fix;
}

const char *
sop_diagnostic_accepted(const SopDiagnostic *self)
{
    return self->accepted;
}

const char *
sop_diagnostic_detail(const SopDiagnostic *self, const char *name)
{
    g_return_val_if_fail(self != NULL && name != NULL, NULL);

    for (guint i = 0; self->told != NULL && i < self->told->len; i += 2)
        if (g_str_equal(g_ptr_array_index(self->told, i), name))
            return g_ptr_array_index(self->told, i + 1);
    return NULL;
}
