/* SPDX-License-Identifier: Apache-2.0 */
/* What a procedure accepts of what is found in it (`accept`): read wherever it may stand, then told
 * to the list of diagnostics with the places that are meant: all that stands inside what has the
 * key, in whichever file, and the sub-procedures used there. */
#include <string.h>

#include "procedure/reader.h"

typedef struct /* one entry of an `accept` */
{
    const SopYamlNode *list; /* the value in which it stands */
    const char *code;        /* NULL: it cannot be used */
    unsigned number;
    SopSpan span;
    SopText because;
} Entry;

/* ---- reading --------------------------------------------------------------------------------- */

static unsigned
number_of(const char *code)
{
    guint64 number = 0;
    bool is_code =
        g_str_has_prefix(code, "SOP-") && strlen(code) >= strlen("SOP-nnn") &&
        g_ascii_string_to_unsigned(code + strlen("SOP-"), 10, 1, UINT32_MAX, &number, NULL);
    return is_code ? (unsigned) number : 0;
}

static void
read_code(SopReader *self, const SopYamlNode *value, void *ret)
{
    Entry *entry = ret;
    const char *code = sop_reader_scalar(self, value, "a code such as SOP-425");
    if (code == NULL)
        return;
    entry->span = value->span;
    entry->number = number_of(code);
    if (sop_message_may_be_accepted(entry->number))
        entry->code = code;
    else
        sop_report(self->diagnostics,
                   sop_message_is(entry->number) ? SOP_MESSAGE_NOT_ACCEPTABLE
                                                 : SOP_MESSAGE_UNKNOWN_CODE,
                   value->span, "code", code, NULL);
}

static const SopKey acceptance_keys[] = {
    SOP_KEY_AT("code", read_code, 0, SOP_KEY_REQUIRED),
    SOP_KEY_NEEDED("because", sop_read_plain_text, Entry, because),
};
SOP_FORM(sop_form_acceptance, "an acceptance", "{code: SOP-425, because: …}", acceptance_keys,
         Entry);

static bool
is_twice(const SopReader *self, const Entry *entry)
{
    for (guint i = 0; i < self->accepted->len; i++)
    {
        const Entry *before = &g_array_index(self->accepted, Entry, i);
        if (before->list == entry->list && before->number == entry->number)
            return true;
    }
    return false;
}

void
sop_read_accept(SopReader *self, const SopYamlNode *value, void *ret)
{
    (void) ret;
    SopItems items;
    sop_reader_items(value, &items);
    if (self->accepted == NULL)
        self->accepted = g_array_new(FALSE, FALSE, sizeof(Entry));
    const SopYamlNode *outer = self->key;
    for (uint32_t i = 0; i < items.n_items; i++)
    {
        Entry entry = {.list = value};
        self->key = items.items[i]->kind == SOP_YAML_MAPPING ? NULL : outer; /* to say where */
        sop_reader_form(self, items.items[i], &sop_form_acceptance, &entry);
        if (entry.code == NULL || entry.because.n_items == 0)
            continue;
        if (is_twice(self, &entry))
            sop_report(self->diagnostics, SOP_MESSAGE_TWICE, entry.span, "name", entry.code, NULL);
        else
            g_array_append_val(self->accepted, entry);
    }
    self->key = outer;
}

/* ---- where things stand ---------------------------------------------------------------------- */

typedef struct /* a key or value, numbered as the tree is walked */
{
    SopSpan span;
    uint32_t number; /* SOP_NONE: it is not part of the tree, and only ends what stands before it */
} Spot;

typedef struct
{
    const SopYamlNode *list;
    uint32_t first, last; /* numbers of what is inside what has it */
} Carrier;

typedef struct
{
    uint32_t number;
    const SopProcedure *procedure;
} Used;

typedef struct
{
    SopReader *reader;
    GHashTable *lists; /* the values of `accept` */
    GArray *spots;     /* Spot */
    GArray *carriers;  /* Carrier, the inner ones first */
    GArray *used;      /* Used */
    uint32_t n_numbers;
    bool outside; /* what is walked is not part of the tree */
} Places;

static void
add_spot(Places *self, const SopYamlNode *node)
{
    Spot spot = {node->span, self->outside ? SOP_NONE : self->n_numbers++};
    g_array_append_val(self->spots, spot);
}

static void
add_used(Places *self, const SopYamlNode *file)
{
    if (file->kind != SOP_YAML_SCALAR)
        return;
    const SopWrittenName name = {.name = file->text, .span = file->span};
    g_autofree char *path = sop_reader_path(self->reader, &name);
    g_autofree char *canonical = g_canonicalize_filename(path, NULL);
    Used used = {self->n_numbers - 1, g_hash_table_lookup(self->reader->reading->files, canonical)};
    if (used.procedure != NULL)
        g_array_append_val(self->used, used);
}

static void
walk(Places *self, const SopYamlNode *node)
{
    const SopYamlNode *list = NULL;
    uint32_t first = self->n_numbers > 0 ? self->n_numbers - 1 : 0; /* its key is inside, too */
    add_spot(self, node);
    for (uint32_t i = 0; node->kind == SOP_YAML_SEQUENCE && i < node->size; i++)
        walk(self, node->items[i]);
    for (uint32_t i = 0; node->kind == SOP_YAML_MAPPING && i < node->size; i++)
    {
        const SopYamlPair *pair = &node->pairs[i];
        add_spot(self, pair->key);
        walk(self, pair->value);
        if (sop_yaml_is(pair->key, "uses") && !self->outside)
            add_used(self, pair->value);
        if (sop_yaml_is(pair->key, "accept") && g_hash_table_contains(self->lists, pair->value))
            list = pair->value;
    }
    Carrier carrier = {list, first, self->n_numbers - 1};
    if (list != NULL && !self->outside)
        g_array_append_val(self->carriers, carrier);
}

static int
compare_spots(gconstpointer a, gconstpointer b)
{
    const SopSpan *left = &((const Spot *) a)->span, *right = &((const Spot *) b)->span;
    if (left->source != right->source)
        return left->source < right->source ? -1 : 1;
    if (left->line != right->line)
        return left->line < right->line ? -1 : 1;
    return left->column < right->column ? -1 : left->column > right->column;
}

/* ---- extents --------------------------------------------------------------------------------- */

/* Whole files: those of a procedure, with all that it uses. */
typedef struct
{
    GHashTable *sources, *seen;
} Files;

static void
add_files_of_node(Files *self, const SopYamlNode *node)
{
    g_hash_table_add(self->sources, GUINT_TO_POINTER(node->span.source));
    for (uint32_t i = 0; node->kind == SOP_YAML_SEQUENCE && i < node->size; i++)
        add_files_of_node(self, node->items[i]);
    for (uint32_t i = 0; node->kind == SOP_YAML_MAPPING && i < node->size; i++)
    {
        add_files_of_node(self, node->pairs[i].key);
        add_files_of_node(self, node->pairs[i].value);
    }
}

static void
add_files(Files *self, const SopProcedure *procedure)
{
    if (procedure->top == NULL || !g_hash_table_add(self->seen, (gpointer) procedure))
        return;
    add_files_of_node(self, procedure->top);
    for (const SopWrittenTranslation *file = procedure->translations; file != NULL;
         file = file->next)
        add_files_of_node(self, file->file);
    for (guint i = 0; procedure->used != NULL && i < procedure->used->len; i++)
        add_files(self, g_ptr_array_index(procedure->used, i));
}

static void
add_whole_files(GArray *extents, const SopProcedure *procedure)
{
    g_autoptr(GHashTable) sources = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    GHashTableIter iter;
    gpointer source;
    add_files(&(Files) {sources, seen}, procedure);
    g_hash_table_iter_init(&iter, sources);
    while (g_hash_table_iter_next(&iter, &source, NULL))
    {
        SopExtent whole = {
            .source = GPOINTER_TO_UINT(source), .end_line = UINT32_MAX, .end_column = UINT32_MAX};
        g_array_append_val(extents, whole);
    }
}

/* From the spot up to the next one that stands elsewhere. */
static SopExtent
extent_at(const Places *self, guint index)
{
    const Spot *spot = &g_array_index(self->spots, Spot, index);
    const Spot *next = spot;
    while (index < self->spots->len && compare_spots(spot, next) == 0)
        next = &g_array_index(self->spots, Spot, index++);
    bool is_last = compare_spots(spot, next) == 0 || next->span.source != spot->span.source;
    return (SopExtent) {
        .source = spot->span.source,
        .line = spot->span.line,
        .column = spot->span.column,
        .end_line = is_last ? UINT32_MAX : next->span.line,
        .end_column = is_last ? UINT32_MAX : next->span.column,
    };
}

static void
add_extent(GArray *extents, SopExtent extent)
{
    SopExtent *last =
        extents->len > 0 ? &g_array_index(extents, SopExtent, extents->len - 1) : NULL;
    bool goes_on = last != NULL && last->source == extent.source && last->end_line == extent.line &&
                   last->end_column == extent.column;
    if (!goes_on)
        g_array_append_val(extents, extent);
    else
    {
        last->end_line = extent.end_line;
        last->end_column = extent.end_column;
    }
}

static int
compare_ranks(gconstpointer a, gconstpointer b)
{
    guint left = *(const guint *) a, right = *(const guint *) b;
    return left < right ? -1 : left > right;
}

/* `ranks`: of each number, where its spot is among those in order. */
static GArray *
extents_of(Places *self, const Carrier *carrier, const guint *ranks)
{
    GArray *extents = g_array_new(FALSE, FALSE, sizeof(SopExtent));
    guint n_ranks = carrier->last - carrier->first + 1;
    g_autofree guint *inside = g_memdup2(ranks + carrier->first, n_ranks * sizeof *ranks);
    qsort(inside, n_ranks, sizeof *inside, compare_ranks);
    for (guint i = 0; i < n_ranks; i++)
        add_extent(extents, extent_at(self, inside[i]));
    for (guint i = 0; i < self->used->len; i++)
    {
        const Used *used = &g_array_index(self->used, Used, i);
        if (used->number >= carrier->first && used->number <= carrier->last)
            add_whole_files(extents, used->procedure);
    }
    return extents;
}

/* ---- telling --------------------------------------------------------------------------------- */

static void
accept_within(SopReader *self, const SopYamlNode *list, const GArray *extents)
{
    for (guint i = 0; i < self->accepted->len; i++)
    {
        const Entry *entry = &g_array_index(self->accepted, Entry, i);
        if (entry->list != list)
            continue;
        sop_diagnostics_accept(self->diagnostics, entry->number, entry->span,
                               sop_text_in(&entry->because, "en", ""),
                               (const SopExtent *) (const void *) extents->data, extents->len);
    }
}

static void
accept_inside(Places *self)
{
    g_autofree guint *ranks = g_new(guint, self->n_numbers);
    g_array_sort(self->spots, compare_spots);
    for (guint i = 0; i < self->spots->len; i++)
    {
        uint32_t number = g_array_index(self->spots, Spot, i).number;
        if (number != SOP_NONE)
            ranks[number] = i;
    }
    for (guint i = 0; i < self->carriers->len; i++)
    {
        const Carrier *carrier = &g_array_index(self->carriers, Carrier, i);
        if (carrier->first == 0) /* the file */
            continue;
        g_autoptr(GArray) extents = extents_of(self, carrier, ranks);
        accept_within(self->reader, carrier->list, extents);
    }
}

static void
accept_everywhere(SopReader *self)
{
    const SopYamlNode *list = sop_yaml_get(self->procedure->top, "accept");
    g_autoptr(GArray) extents = g_array_new(FALSE, FALSE, sizeof(SopExtent));
    if (list == NULL)
        return;
    add_whole_files(extents, self->procedure);
    accept_within(self, list, extents);
}

void
sop_reader_accept(SopReader *self, const SopYamlNode *written)
{
    const SopYamlNode *top = self->procedure->top;
    if (self->accepted == NULL)
        return;
    g_autoptr(GHashTable) lists = g_hash_table_new(NULL, NULL);
    g_autoptr(GArray) spots = g_array_new(FALSE, FALSE, sizeof(Spot));
    g_autoptr(GArray) carriers = g_array_new(FALSE, FALSE, sizeof(Carrier));
    g_autoptr(GArray) used = g_array_new(FALSE, FALSE, sizeof(Used));
    Places places = {
        .reader = self, .lists = lists, .spots = spots, .carriers = carriers, .used = used};
    for (guint i = 0; i < self->accepted->len; i++)
        g_hash_table_add(lists, (gpointer) g_array_index(self->accepted, Entry, i).list);
    walk(&places, top);
    places.outside = true;
    walk(&places, written); /* a variant's, as far as it is not in what was merged */
    accept_inside(&places);
    accept_everywhere(self);
    g_clear_pointer(&self->accepted, g_array_unref);
}
