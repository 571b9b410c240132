/* SPDX-License-Identifier: Apache-2.0 */
/* The versions room: an older and a newer flow side by side. What is the same in both is found
 * first (mapping); then every rule becomes an item with a meaning in which names are those of the
 * newer flow, so that comparing is comparing texts; what differs is said only when it is asked. */
#pragma once

#include <sopflow/versions.h>

#include "flow/flow.h"

typedef enum
{
    SOP_OLDER,
    SOP_NEWER,
} SopSide;

/* What a difference is of. */
typedef enum
{
    SOP_PART_WHOLE,
    SOP_PART_NODE,
    SOP_PART_OFFER, /* an action or timeout in one place */
    SOP_PART_ROLE,
    SOP_PART_DOCUMENT,
    SOP_PART_FACT,
    SOP_PART_OUTCOME,
    SOP_PART_DETAIL,
    SOP_PART_SAFEGUARD,
    SOP_N_PART_KINDS,
} SopPartKind;

struct _SopDifference
{
    const SopVersions *of;
    uint8_t aspect;        /* SopAspect */
    uint8_t kind;          /* SopDifferenceKind */
    uint8_t part;          /* SopPartKind */
    uint32_t parts[2];     /* the part in each flow; SOP_NONE: it is not there */
    uint32_t items[2];     /* what of the part; as the aspect has it */
    uint32_t positions[2]; /* of what was moved within an order, from 1; 0: it has none */
    SopSpan spans[2];      /* source SOP_NONE: it is not there */
    SopNode nodes[2];
};

struct _SopVersions
{
    SopFlow *flows[2];
    SopNode *nodes[2];     /* of each node in one flow: the same in the other; SOP_NONE */
    SopAction *actions[2]; /* so */
    uint32_t *offers[2];   /* so */
    GArray *differences;   /* SopDifference, in their order */
    uint8_t *node_marks;   /* of each node of the newer: 0, or 1 + SopDifferenceKind */
    uint8_t *offer_marks;  /* so */
};

/* ---- what is the same (mapping.c) ------------------------------------------------------------- */

void sop_versions_map(SopVersions *self);
/* The part of the other flow that has the same name; SOP_NONE. `part`: but nodes and offers. */
uint32_t sop_versions_counterpart(const SopVersions *self, SopPartKind part, SopSide side,
                                  uint32_t index);
uint32_t sop_versions_count_parts(const SopFlow *flow, SopPartKind part);

/* ---- what it means (meaning.c) ---------------------------------------------------------------- */

typedef struct
{
    const SopVersions *versions;
    SopSide side;
    GString *text;
} SopMeaning;

static inline const SopFlow *
sop_meaning_flow(const SopMeaning *self)
{
    return self->versions->flows[self->side];
}

void sop_mean_word(SopMeaning *self, const char *word);
void sop_mean_number(SopMeaning *self, uint64_t number);
void sop_mean_node(SopMeaning *self, SopNode node);       /* SOP_NONE: none */
void sop_mean_action(SopMeaning *self, SopAction action); /* SOP_NONE: none */
void sop_mean_happening(SopMeaning *self, SopHappening happening);
void sop_mean_guard(SopMeaning *self, SopGuard guard); /* SOP_NONE: none */
void sop_mean_duration(SopMeaning *self, SopSpanOfTime duration);
void sop_mean_moment(SopMeaning *self, const SopMoment *moment);
void sop_mean_clock(SopMeaning *self, SopList moments);
void sop_mean_set(SopMeaning *self, const SopSet *set);
void sop_mean_requirement(SopMeaning *self, const SopRequirement *requirement);
void sop_mean_condition(SopMeaning *self, const SopBranch *branch);
void sop_mean_target(SopMeaning *self, const SopBranch *branch); /* and what a row sets */
void sop_mean_text(SopMeaning *self, const SopText *text);

/* ---- items (items.c, items_offer.c) ------------------------------------------------------------ */

typedef struct
{
    uint8_t aspect;
    char *key;     /* items of the same aspect and key are the same thing */
    char *meaning; /* all of it */
    char *rest;    /* of a branch: what is left without its condition (nullable) */
    uint32_t number;
    SopSpan span;
} SopItem;

typedef struct
{
    SopMeaning meaning; /* the one being made; its text is emptied by every item */
    GArray *items;      /* SopItem */
} SopItems;

void sop_items_init(SopItems *self, const SopVersions *versions, SopSide side);
void sop_items_clear(SopItems *self);
/* Adds one, of the meaning made since the last. key: (nullable) the meaning itself. */
void sop_items_add(SopItems *self, SopAspect aspect, const char *key, uint32_t number,
                   SopSpan span);
/* All items of a part. */
void sop_items_collect(SopItems *self, SopPartKind part, uint32_t index);
void sop_items_of_offer(SopItems *self, uint32_t offer);
void sop_items_roles(SopItems *self, SopAspect aspect, uint64_t roles, SopSpan span);
void sop_items_clock(SopItems *self, SopAspect aspect, SopList moments, uint32_t number);
void sop_items_route(SopItems *self, SopAspect aspect, SopRoute route);

/* Where a part is written; source SOP_NONE when the flow does not know. */
SopSpan sop_versions_span(const SopFlow *flow, SopPartKind part, uint32_t index);
/* Its node; SOP_NONE. */
SopNode sop_versions_node_of(const SopFlow *flow, SopPartKind part, uint32_t index);

/* ---- aspects (aspects.c) ---------------------------------------------------------------------- */

typedef enum
{
    SOP_FORM_PART,    /* a part as such */
    SOP_FORM_ONE,     /* there is one, or none */
    SOP_FORM_LIST,    /* there are some, in no order */
    SOP_FORM_ORDERED, /* the order means something */
} SopAspectForm;

typedef struct /* an item to be put into words */
{
    const SopFlow *flow;
    SopPartKind kind;
    uint32_t part; /* what it is of */
    uint32_t item;
    const char *language;
} SopSaid;

typedef struct
{
    const char *name;
    uint8_t form;                      /* SopAspectForm */
    bool is_time;                      /* it may be longer or shorter */
    bool is_words;                     /* it changes nothing that is judged */
    char *(*say)(const SopSaid *said); /* NULL: only that it changed. Returns: (transfer full) */
} SopAspectEntry;

const SopAspectEntry *sop_aspect_entry(SopAspect aspect);

/* ---- comparing (compare.c, order.c) ------------------------------------------------------------- */

/* All differences, in their order. */
void sop_versions_find(SopVersions *self);
/* Adds what differs between a part of the older flow and the same of the newer. */
void sop_versions_compare_parts(SopVersions *self, SopPartKind part, uint32_t older,
                                uint32_t newer);
/* Adds a difference; to be filled in further. Returns: (transfer none), until the next. */
SopDifference *sop_versions_add(SopVersions *self, SopAspect aspect, SopDifferenceKind kind,
                                SopPartKind part, uint32_t older, uint32_t newer);
/* Of the numbers, all different, which must move so that they ascend: the fewest. `ret_moves`:
 * one for each. */
void sop_order_find_moves(const uint32_t *numbers, uint32_t n_numbers, bool *ret_moves);
/* -1 the span is shorter than `other`, 1 longer, 0 the same or it cannot be said. */
int sop_span_of_time_compare(SopSpanOfTime self, SopSpanOfTime other);

/* ---- in words (say.c, sentence.c) --------------------------------------------------------------- */

/* The library's sentence `key` in `language`, filled from pairs ended by NULL. */
char *sop_versions_fill(const char *key, const char *language, ...) G_GNUC_NULL_TERMINATED;
/* The part's title. Returns: (transfer full). */
char *sop_versions_title(const SopFlow *flow, SopPartKind part, uint32_t index,
                         const char *language);
/* "a, b, c". `parts`: texts. Returns: (transfer full). */
char *sop_versions_join(const GPtrArray *parts, const char *key, const char *language);
char *sop_say_role(const SopSaid *said);
char *sop_say_ask(const SopSaid *said);
char *sop_say_guard(const SopSaid *said);
char *sop_say_requirement(const SopSaid *said);
char *sop_say_not_before(const SopSaid *said);
char *sop_say_not_after(const SopSaid *said);
char *sop_say_action(const SopSaid *said);
char *sop_say_document(const SopSaid *said);
char *sop_say_set(const SopSaid *said);
char *sop_say_prolonging(const SopSaid *said);
char *sop_say_comes_at(const SopSaid *said);
char *sop_say_deadline(const SopSaid *said);
char *sop_say_branch(const SopSaid *said);
char *sop_say_type(const SopSaid *said);
char *sop_say_value(const SopSaid *said);
char *sop_say_range(const SopSaid *said);
char *sop_say_starts(const SopSaid *said);
char *sop_say_form(const SopSaid *said);
char *sop_say_seen_by(const SopSaid *said);
