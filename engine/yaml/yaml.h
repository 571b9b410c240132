/* SPDX-License-Identifier: Apache-2.0 */
/* The yaml room: text becomes a tree in which every key and value knows where it is written. The
 * only room that uses libyaml. YAML 1.2 core schema: only true and false are booleans. */
#pragma once

#include "base/base.h"

typedef enum
{
    SOP_YAML_SCALAR,
    SOP_YAML_SEQUENCE,
    SOP_YAML_MAPPING,
} SopYamlKind;

typedef enum /* of a scalar; a quoted or block scalar is always a string */
{
    SOP_YAML_STRING,
    SOP_YAML_NULL,
    SOP_YAML_BOOLEAN,
    SOP_YAML_INTEGER,
    SOP_YAML_FLOAT,
} SopYamlType;

typedef enum
{
    SOP_YAML_PLAIN,
    SOP_YAML_SINGLE_QUOTED,
    SOP_YAML_DOUBLE_QUOTED,
    SOP_YAML_LITERAL, /* | */
    SOP_YAML_FOLDED,  /* > */
} SopYamlStyle;

typedef struct _SopYamlNode SopYamlNode;

typedef struct
{
    SopYamlNode *key; /* always a scalar */
    SopYamlNode *value;
} SopYamlPair;

struct _SopYamlNode
{
    SopSpan span; /* of a mapping or sequence: where it begins */
    uint8_t kind;
    uint8_t type;
    uint8_t style;
    bool flow;       /* of a mapping or sequence: written in brackets */
    uint32_t offset; /* bytes from the start of its source's text to its first character */
    uint32_t size;   /* scalar: bytes of text; else the number of items or pairs */
    union
    {
        const char *text; /* scalar: NUL-terminated, UTF-8 */
        SopYamlNode **items;
        SopYamlPair *pairs; /* in the order written, keys unique */
    };
};

/* Reads one document of source number `source` (already added to the diagnostics' sources). All
 * problems found are reported; reading goes on where it sensibly can.
 * arena: what the tree lives in. Returns: the root, or NULL when it could not be read at all. */
SopYamlNode *sop_yaml_read(SopArena *arena, SopDiagnostics *diagnostics, uint32_t source);

/* Reads the file at `path` into the diagnostics' sources and then as above. error: G_FILE_ERROR
 * when it cannot be read (too large is a diagnostic, not an error); then NULL. */
SopYamlNode *sop_yaml_read_file(SopArena *arena, SopDiagnostics *diagnostics, const char *path,
                                GError **error);

/* The value of `key` in a mapping; NULL when it is not there (or `self` is no mapping). */
SopYamlNode *sop_yaml_get(const SopYamlNode *self, const char *key);

bool sop_yaml_is(const SopYamlNode *self, const char *text); /* a scalar with just this text */

/* The place in the file of byte `offset` of a scalar's text, `length` characters long: through
 * quotes, escapes and folded lines. */
SopSpan sop_yaml_span_within(const SopSources *sources, const SopYamlNode *scalar, uint32_t offset,
                             uint32_t length);

/* The tree as text, which reads back as the same tree: scalars with their text and type, brackets
 * where brackets were. Comments, anchors and layout are lost. Returns: (transfer full). */
char *sop_yaml_write(const SopYamlNode *root);
