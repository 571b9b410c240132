/* SPDX-License-Identifier: Apache-2.0 */
/* The way back: a tree becomes text again, by libyaml's emitter. Every scalar reads back with the
 * same text and type; what stood in brackets does so again where it fits into a line; aliases are
 * written out. */
#include <string.h>

#include "yaml/reader.h"

enum
{
    WIDTH = 100,
    INDENT = 2,
};

static int
append(void *text, unsigned char *bytes, size_t size)
{
    g_string_append_len(text, (const char *) bytes, (gssize) size);
    return 1;
}

/* The only failures of the emitter are a lack of memory, and events in an order that the tree does
 * not give. */
static void
emit(yaml_emitter_t *emitter, int made, yaml_event_t *event)
{
    if (!made || !yaml_emitter_emit(emitter, event))
        g_error("libyaml: %s", emitter->problem != NULL ? emitter->problem : "out of memory");
}

/* Line ends other than LF, and blanks before one, are safe as escapes only. */
static bool
needs_escapes(const SopYamlNode *scalar)
{
    for (const char *at = scalar->text; *at != '\0'; at++)
    {
        size_t end = sop_yaml_break_length(at);
        if (end > 1 || *at == '\r' || *at == '\t' ||
            (*at == ' ' && (at[1] == '\n' || at == scalar->text)))
            return true;
    }
    return false;
}

static yaml_scalar_style_t
style_of(const SopYamlNode *scalar)
{
    static const yaml_scalar_style_t styles[] = {
        [SOP_YAML_PLAIN] = YAML_PLAIN_SCALAR_STYLE,
        [SOP_YAML_SINGLE_QUOTED] = YAML_SINGLE_QUOTED_SCALAR_STYLE,
        [SOP_YAML_DOUBLE_QUOTED] = YAML_DOUBLE_QUOTED_SCALAR_STYLE,
        [SOP_YAML_LITERAL] = YAML_LITERAL_SCALAR_STYLE,
        [SOP_YAML_FOLDED] = YAML_FOLDED_SCALAR_STYLE,
    };
    bool block = scalar->style == SOP_YAML_LITERAL || scalar->style == SOP_YAML_FOLDED;

    if (needs_escapes(scalar) || (!block && strchr(scalar->text, '\n') != NULL))
        return YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    if (block && scalar->text[0] == '\n') /* the indentation could not be seen */
        return YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    if (scalar->style == SOP_YAML_PLAIN && scalar->type == SOP_YAML_STRING &&
        sop_yaml_resolve(scalar->text, scalar->size) != SOP_YAML_STRING)
        return YAML_SINGLE_QUOTED_SCALAR_STYLE;
    return styles[scalar->style];
}

static void
write_scalar(yaml_emitter_t *emitter, const SopYamlNode *scalar)
{
    bool nothing = scalar->type == SOP_YAML_NULL && scalar->size == 0;
    const char *text = nothing ? "null" : scalar->text;
    int size = nothing ? (int) strlen(text) : (int) scalar->size;
    yaml_event_t event;

    emit(emitter,
         yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *) text, size, 1, 1,
                                      style_of(scalar)),
         &event);
}

/* ---- lists and maps --------------------------------------------------------------------------- */

/* How many characters of a line's `room` are left after the node, written on that line; negative
 * when it does not fit, and then not exact. */
static int
room_after(const SopYamlNode *node, int room)
{
    enum
    {
        BESIDE = 2, /* brackets, quotes, `: ` or `, ` */
    };
    if (node->kind == SOP_YAML_SCALAR)
        return room - (int) g_utf8_strlen(node->text, MIN(node->size, WIDTH * 4)) - BESIDE;
    room -= BESIDE;
    for (uint32_t i = 0; room >= 0 && i < node->size; i++)
        if (node->kind == SOP_YAML_SEQUENCE)
            room = room_after(node->items[i], room);
        else
            room = room_after(node->pairs[i].value, room_after(node->pairs[i].key, room) - BESIDE);
    return room;
}

static bool
in_brackets(const SopYamlNode *node, int column)
{
    return node->flow && room_after(node, WIDTH - column) >= 0;
}

/* indent: of the lines of a block; column: where its first character would stand. */
static void write_node(yaml_emitter_t *emitter, const SopYamlNode *node, int indent, int column);

static void
write_sequence(yaml_emitter_t *emitter, const SopYamlNode *node, int indent, int column)
{
    yaml_sequence_style_t style =
        in_brackets(node, column) ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE;
    yaml_event_t event;

    emit(emitter, yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, style), &event);
    for (uint32_t i = 0; i < node->size; i++)
        write_node(emitter, node->items[i], indent + INDENT, indent + INDENT);
    emit(emitter, yaml_sequence_end_event_initialize(&event), &event);
}

static void
write_mapping(yaml_emitter_t *emitter, const SopYamlNode *node, int indent, int column)
{
    yaml_mapping_style_t style =
        in_brackets(node, column) ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE;
    yaml_event_t event;

    emit(emitter, yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, style), &event);
    for (uint32_t i = 0; i < node->size; i++)
    {
        const SopYamlNode *key = node->pairs[i].key;
        int after_key = WIDTH - room_after(key, WIDTH - indent);
        write_node(emitter, key, indent, indent);
        write_node(emitter, node->pairs[i].value, indent + INDENT, after_key);
    }
    emit(emitter, yaml_mapping_end_event_initialize(&event), &event);
}

static void
write_node(yaml_emitter_t *emitter, const SopYamlNode *node, int indent, int column)
{
    if (node->kind == SOP_YAML_SCALAR)
        write_scalar(emitter, node);
    else if (node->kind == SOP_YAML_SEQUENCE)
        write_sequence(emitter, node, indent, column);
    else
        write_mapping(emitter, node, indent, column);
}

char *
sop_yaml_write(const SopYamlNode *root)
{
    g_return_val_if_fail(root != NULL, NULL);

    GString *text = g_string_new(NULL);
    yaml_emitter_t emitter;
    yaml_event_t event;

    if (!yaml_emitter_initialize(&emitter))
        g_error("out of memory");
    yaml_emitter_set_output(&emitter, append, text);
    yaml_emitter_set_unicode(&emitter, 1);
    yaml_emitter_set_width(&emitter, WIDTH);
    yaml_emitter_set_indent(&emitter, INDENT);
    emit(&emitter, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING), &event);
    emit(&emitter, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1), &event);
    write_node(&emitter, root, 0, 0);
    emit(&emitter, yaml_document_end_event_initialize(&event, 1), &event);
    emit(&emitter, yaml_stream_end_event_initialize(&event), &event);
    yaml_emitter_delete(&emitter);
    return g_string_free(text, FALSE);
}
