/* SPDX-License-Identifier: Apache-2.0 */
/* The reading itself: libyaml's events become nodes, with every limit watched. */
#include "yaml/reader.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static SopSpan
span_of(const SopYamlReader *reader, const yaml_mark_t *mark)
{
    return (SopSpan) {reader->source, (uint32_t) mark->line + 1, (uint32_t) mark->column + 1, 0};
}

static SopDiagnostic *
fail(SopYamlReader *reader, SopMessage message, SopSpan span, unsigned limit)
{
    g_autofree char *text = g_strdup_printf("%u", limit);

    reader->failed = true;
    return sop_report(reader->diagnostics, message, span, "limit", text, NULL);
}

/* ---- nodes ---------------------------------------------------------------------------------- */

static void
push(SopYamlReader *reader, SopYamlNode *node)
{
    if (reader->depth == 0)
    {
        reader->root = node;
        return;
    }
    if (reader->n_pending == reader->room)
    {
        reader->room *= 2;
        reader->pending = g_renew(SopYamlNode *, reader->pending, reader->room);
    }
    reader->pending[reader->n_pending++] = node;
}

static void
count_nodes(SopYamlReader *reader, uint64_t more, SopSpan span)
{
    reader->n_nodes += more;
    if (reader->n_nodes > SOP_LIMIT_YAML_NODES)
        fail(reader, SOP_MESSAGE_YAML_TOO_MANY_NODES, span, SOP_LIMIT_YAML_NODES);
}

/* ---- anchors and aliases -------------------------------------------------------------------- */

static SopYamlAnchor *
add_anchor(SopYamlReader *reader, const yaml_char_t *name, SopYamlNode *node, bool open)
{
    if (name == NULL)
        return NULL;
    if (reader->anchors == NULL)
        reader->anchors = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    SopYamlAnchor *anchor = sop_arena_new_array(reader->arena, SopYamlAnchor, 1);
    *anchor = (SopYamlAnchor) {.node = node, .n_nodes = 1, .open = open};
    g_hash_table_replace(reader->anchors, g_strdup((const char *) name), anchor);
    return anchor;
}

/* What an alias stands for is shared, not copied, but counted as if it were copied. */
static void
read_alias(SopYamlReader *reader, const yaml_event_t *event)
{
    const char *name = (const char *) event->data.alias.anchor;
    SopYamlAnchor *anchor =
        reader->anchors != NULL ? g_hash_table_lookup(reader->anchors, name) : NULL;
    SopSpan span = span_of(reader, &event->start_mark);

    span.length = (uint32_t) (event->end_mark.index - event->start_mark.index);
    if (anchor == NULL || anchor->open)
    {
        SopMessage message =
            anchor == NULL ? SOP_MESSAGE_YAML_UNKNOWN_ALIAS : SOP_MESSAGE_YAML_ALIAS_IN_ITSELF;
        sop_report(reader->diagnostics, message, span, "name", name, NULL);
        reader->failed = true;
        return;
    }
    if (++reader->n_aliases > SOP_LIMIT_YAML_ALIASES)
        fail(reader, SOP_MESSAGE_YAML_TOO_MANY_ALIASES, span, SOP_LIMIT_YAML_ALIASES);
    else if (reader->depth + anchor->height > SOP_LIMIT_YAML_DEPTH)
        fail(reader, SOP_MESSAGE_YAML_TOO_DEEP, span, SOP_LIMIT_YAML_DEPTH);
    count_nodes(reader, anchor->n_nodes, span);
    if (reader->depth > 0)
    {
        SopYamlFrame *frame = &reader->frames[reader->depth - 1];
        frame->height = MAX(frame->height, anchor->height + 1);
    }
    push(reader, anchor->node);
}

/* ---- events --------------------------------------------------------------------------------- */

static void
read_scalar(SopYamlReader *reader, const yaml_event_t *event)
{
    SopYamlNode *node = sop_yaml_scalar(reader, event);

    add_anchor(reader, event->data.scalar.anchor, node, false);
    count_nodes(reader, 1, node->span);
    push(reader, node);
}

static void
begin(SopYamlReader *reader, const yaml_event_t *event, SopYamlKind kind)
{
    bool mapping = kind == SOP_YAML_MAPPING;
    const yaml_char_t *name =
        mapping ? event->data.mapping_start.anchor : event->data.sequence_start.anchor;
    const yaml_char_t *tag =
        mapping ? event->data.mapping_start.tag : event->data.sequence_start.tag;
    SopYamlNode *node = sop_arena_new_array(reader->arena, SopYamlNode, 1);

    node->span = span_of(reader, &event->start_mark);
    node->kind = (uint8_t) kind;
    node->flow = mapping ? event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                         : event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    node->offset = (uint32_t) sop_yaml_cursor_byte(&reader->cursor, event->start_mark.index);
    sop_yaml_check_tag(reader, node->span, (const char *) tag);
    push(reader, node);
    count_nodes(reader, 1, node->span);
    if (reader->depth == SOP_LIMIT_YAML_DEPTH)
    {
        fail(reader, SOP_MESSAGE_YAML_TOO_DEEP, node->span, SOP_LIMIT_YAML_DEPTH);
        return;
    }
    reader->frames[reader->depth++] = (SopYamlFrame) {
        .node = node,
        .anchor = add_anchor(reader, name, node, true),
        .first = reader->n_pending,
        .n_before = reader->n_nodes - 1,
        .height = 1,
    };
}

static void
end(SopYamlReader *reader)
{
    SopYamlFrame *frame = &reader->frames[reader->depth - 1];

    if (frame->node->kind == SOP_YAML_MAPPING)
        sop_yaml_finish_mapping(reader, frame);
    else
        sop_yaml_finish_sequence(reader, frame);
    if (frame->anchor != NULL)
    {
        frame->anchor->open = false;
        frame->anchor->height = frame->height;
        frame->anchor->n_nodes = reader->n_nodes - frame->n_before;
    }

    unsigned height = frame->height;
    reader->n_pending = frame->first;
    reader->depth--;
    if (reader->depth > 0)
    {
        frame = &reader->frames[reader->depth - 1];
        frame->height = MAX(frame->height, height + 1);
    }
}

static void
begin_document(SopYamlReader *reader, const yaml_event_t *event)
{
    if (reader->root == NULL)
        return;
    SopSpan span = span_of(reader, &event->start_mark);
    span.length = event->data.document_start.implicit ? 0 : 3;
    sop_report(reader->diagnostics, SOP_MESSAGE_YAML_SEVERAL_DOCUMENTS, span, NULL);
    reader->failed = true;
}

/* Returns: whether there is more to read. */
static bool
take(SopYamlReader *reader, const yaml_event_t *event)
{
    switch (event->type)
    {
    case YAML_SCALAR_EVENT:
        read_scalar(reader, event);
        break;
    case YAML_ALIAS_EVENT:
        read_alias(reader, event);
        break;
    case YAML_MAPPING_START_EVENT:
        begin(reader, event, SOP_YAML_MAPPING);
        break;
    case YAML_SEQUENCE_START_EVENT:
        begin(reader, event, SOP_YAML_SEQUENCE);
        break;
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        end(reader);
        break;
    case YAML_DOCUMENT_START_EVENT:
        begin_document(reader, event);
        break;
    case YAML_STREAM_END_EVENT:
        return false;
    default:
        break;
    }
    return !reader->failed;
}

/* Reads all events. Returns: the root, NULL when reading had to stop within it. */
static SopYamlNode *
read_events(SopYamlReader *reader, yaml_parser_t *parser)
{
    yaml_event_t event;

    for (bool more = true; more;)
    {
        if (!yaml_parser_parse(parser, &event))
        {
            sop_yaml_report_error(reader, parser);
            return NULL;
        }
        more = take(reader, &event);
        yaml_event_delete(&event);
    }
    return reader->depth == 0 ? reader->root : NULL;
}

/* ---- the text as a whole -------------------------------------------------------------------- */

/* Is the text UTF-8 without NUL? Reports where it is not. */
static bool
check_text(SopYamlReader *reader)
{
    const char *text = reader->cursor.text, *end;
    size_t length = reader->cursor.length;
    const char *nul = memchr(text, '\0', length);

    if (reader->cursor.ascii && nul == NULL)
        return true;
    if (g_utf8_validate_len(text, length, &end))
        return true;
    SopSpan span = sop_yaml_span_at(text, reader->source, (size_t) (end - text));
    if (end == nul)
    {
        span.length = 1;
        sop_report(reader->diagnostics, SOP_MESSAGE_YAML_CONTROL, span, "character", "U+0000",
                   NULL);
    }
    else
        sop_report(reader->diagnostics, SOP_MESSAGE_YAML_UTF8, span, NULL);
    return false;
}

static bool
is_too_large(SopDiagnostics *diagnostics, uint32_t source, size_t length)
{
    if (length <= SOP_LIMIT_FILE_BYTES)
        return false;
    g_autofree char *limit = g_strdup_printf("%u", SOP_LIMIT_FILE_BYTES / (1024 * 1024));
    SopSpan span = {.source = source};
    sop_report(diagnostics, SOP_MESSAGE_YAML_TOO_LARGE, span, "limit", limit, NULL);
    return true;
}

SopYamlNode *
sop_yaml_read(SopArena *arena, SopDiagnostics *diagnostics, uint32_t source)
{
    g_return_val_if_fail(arena != NULL && diagnostics != NULL, NULL);
    g_return_val_if_fail(source < sop_sources_count(sop_diagnostics_sources(diagnostics)), NULL);

    size_t length;
    const char *text = sop_sources_text(sop_diagnostics_sources(diagnostics), source, &length);
    if (is_too_large(diagnostics, source, length))
        return NULL;

    SopYamlReader reader = {
        .arena = arena, .diagnostics = diagnostics, .source = source, .room = 256};
    sop_yaml_cursor_init(&reader.cursor, text, length);
    if (!check_text(&reader))
        return NULL;

    reader.pending = g_new(SopYamlNode *, reader.room);
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        g_error("out of memory");
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *) text, length);

    unsigned before = sop_diagnostics_count_of(diagnostics, SOP_SEVERITY_ERROR);
    SopYamlNode *root = read_events(&reader, &parser);
    if (root == NULL && sop_diagnostics_count_of(diagnostics, SOP_SEVERITY_ERROR) == before)
    {
        SopSpan span = {.source = source, .line = 1, .column = 1};
        sop_report(diagnostics, SOP_MESSAGE_YAML_EMPTY, span, NULL);
    }

    yaml_parser_delete(&parser);
    g_clear_pointer(&reader.anchors, g_hash_table_unref);
    g_free(reader.pending);
    g_free(reader.slots);
    return root;
}

static void
set_file_error(GError **error, const char *path, int number)
{
    g_set_error(error, G_FILE_ERROR, (int) g_file_error_from_errno(number), "%s: %s", path,
                g_strerror(number));
}

/* Reads at most one byte more than is allowed, whatever the file's size is said to be. */
static GByteArray *
read_bytes(const char *path, GError **error)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
    {
        set_file_error(error, path, errno);
        return NULL;
    }

    g_autoptr(GByteArray) bytes = g_byte_array_new();
    guint8 buffer[64 * 1024];
    size_t n;
    while (bytes->len <= SOP_LIMIT_FILE_BYTES && (n = fread(buffer, 1, sizeof buffer, file)) > 0)
        g_byte_array_append(bytes, buffer, (guint) n);

    int number = ferror(file) ? errno : 0;
    fclose(file);
    if (number != 0)
    {
        set_file_error(error, path, number);
        return NULL;
    }
    return g_steal_pointer(&bytes);
}

SopYamlNode *
sop_yaml_read_file(SopArena *arena, SopDiagnostics *diagnostics, const char *path, GError **error)
{
    g_return_val_if_fail(arena != NULL && diagnostics != NULL && path != NULL, NULL);

    g_autoptr(GByteArray) bytes = read_bytes(path, error);
    if (bytes == NULL)
        return NULL;

    SopSources *sources = sop_diagnostics_sources(diagnostics);
    if (bytes->len > SOP_LIMIT_FILE_BYTES)
    {
        is_too_large(diagnostics, sop_sources_add(sources, path, "", 0), bytes->len);
        return NULL;
    }
    uint32_t source = sop_sources_add(sources, path, (const char *) bytes->data, bytes->len);
    return sop_yaml_read(arena, diagnostics, source);
}
