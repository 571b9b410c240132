/* SPDX-License-Identifier: Apache-2.0 */
/* Private to the yaml room: the reader's state, from libyaml's events to located nodes. */
#pragma once

#include <yaml.h>

#include "yaml/yaml.h"

/* Where a character is in bytes: libyaml counts characters, nodes keep bytes. */
typedef struct
{
    const char *text;
    size_t length;
    bool ascii;   /* then they are the same */
    size_t index; /* of the character last asked for */
    size_t byte;
} SopYamlCursor;

/* What `&name` stands for. */
typedef struct
{
    SopYamlNode *node;
    uint64_t n_nodes; /* in it, aliases expanded */
    unsigned height;
    bool open; /* its end has not been read */
} SopYamlAnchor;

/* A mapping or sequence whose end has not been read. */
typedef struct
{
    SopYamlNode *node;
    SopYamlAnchor *anchor; /* (nullable) */
    size_t first;          /* of its children among the pending nodes */
    uint64_t n_before;     /* nodes read when it began */
    unsigned height;       /* of the highest child, plus one */
} SopYamlFrame;

typedef struct
{
    SopArena *arena;
    SopDiagnostics *diagnostics;
    uint32_t source;
    SopYamlCursor cursor;
    SopYamlFrame frames[SOP_LIMIT_YAML_DEPTH];
    unsigned depth;
    SopYamlNode **pending; /* children of open frames, in order */
    size_t n_pending;
    size_t room;
    SopYamlNode *root;
    GHashTable *anchors; /* name → SopYamlAnchor; NULL: none */
    uint64_t n_nodes;
    unsigned n_aliases;
    uint32_t *slots; /* scratch of the search for keys written twice */
    size_t n_slots;
    bool failed;
} SopYamlReader;

/* place.c */
void sop_yaml_cursor_init(SopYamlCursor *self, const char *text, size_t length);
size_t sop_yaml_cursor_byte(SopYamlCursor *self, size_t index);
size_t
sop_yaml_break_length(const char *at); /* of the line end at `at`, NUL-terminated text; 0: none */
SopSpan sop_yaml_span_from(const char *text, SopSpan start, size_t offset, size_t target);
SopSpan sop_yaml_span_at(const char *text, uint32_t source, size_t offset);

/* scalar.c */
SopYamlType sop_yaml_resolve(const char *text, size_t size);
SopYamlNode *sop_yaml_scalar(SopYamlReader *reader, const yaml_event_t *event);
void sop_yaml_check_tag(SopYamlReader *reader, SopSpan span, const char *tag);

/* finish.c: what is known of a mapping at its end (keys written twice, merge keys, traps). */
void sop_yaml_finish_mapping(SopYamlReader *reader, SopYamlFrame *frame);
void sop_yaml_finish_sequence(SopYamlReader *reader, SopYamlFrame *frame);

/* errors.c: libyaml's complaint in plain words. */
void sop_yaml_report_error(SopYamlReader *reader, const yaml_parser_t *parser);
