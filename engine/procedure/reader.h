/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the procedure room: a map of the language is described by a form, a table of its keys,
 * each with the function that reads its value into a record. Readers report and go on; they never
 * stop. */
#pragma once

#include "procedure/procedure.h"

enum
{
    SOP_LANGUAGES_MAX = 64, /* bits of a mask */
    SOP_GAPS_SHOWN = 3,     /* places shown of missing translations, for each language */
};

typedef struct /* what a file lacks in one language */
{
    uint32_t count;
    SopSpan first[SOP_GAPS_SHOWN];
} SopTranslationGap;

/* A file being read, and for whom: a chain from a sub-procedure's file to the first. */
typedef struct _SopReading SopReading;
struct _SopReading
{
    const char *path;       /* canonical, to compare */
    const char *name;       /* as messages call it */
    const SopReading *user; /* NULL: the first */
    GHashTable *files;      /* of sub-procedures: path → SopProcedure, each read once */
    const char *apart;      /* a file of translations that is left out; NULL: none */
};

typedef struct
{
    SopArena *arena;
    SopDiagnostics *diagnostics;
    SopProcedure *procedure;
    const SopYamlNode *key; /* the key whose value is being read; NULL at the top */
    uint32_t n_ordered;     /* actions and timeouts so far: their order */
    const SopReading *reading;
    SopTranslationGap *gaps;                   /* one for each language */
    const char *undeclared[SOP_LANGUAGES_MAX]; /* languages already complained of */
    uint32_t n_undeclared;
    GArray *accepted; /* what the file accepts (accept.c); NULL: nothing */
} SopReader;

typedef void (*SopReadFunc)(SopReader *self, const SopYamlNode *value, void *ret);

enum /* of a key */
{
    SOP_KEY_REQUIRED = 1 << 0,
    SOP_KEY_MAY_BE_EMPTY = 1 << 1,
};

typedef struct
{
    const char *key;
    SopReadFunc read;
    uint16_t offset; /* in the record, of what `read` fills */
    uint8_t length;
    uint8_t flags;
} SopKey;

#define SOP_KEY_AT(key_, read_, offset_, flags_)                    \
    {                                                               \
        .key = (key_), .length = sizeof(key_) - 1, .read = (read_), \
        .offset = (uint16_t) (offset_), .flags = (flags_)           \
    }
#define SOP_KEY(key_, read_, Record, member) SOP_KEY_AT(key_, read_, offsetof(Record, member), 0)
#define SOP_KEY_NEEDED(key_, read_, Record, member) \
    SOP_KEY_AT(key_, read_, offsetof(Record, member), SOP_KEY_REQUIRED)
typedef struct
{
    const char *what;    /* "an action", for messages */
    const char *example; /* what to write, in short */
    const SopKey *keys;
    uint8_t n_keys; /* at most 64 */
    uint16_t size;  /* of its record, which begins with its SopWrittenName when it is an entry */
} SopForm;

#define SOP_FORM(name, what_, example_, keys_, Record)   \
    const SopForm name = {.what = (what_),               \
                          .example = (example_),         \
                          .keys = (keys_),               \
                          .n_keys = G_N_ELEMENTS(keys_), \
                          .size = sizeof(Record)}

/* All forms, ended by NULL: to say where a misplaced key belongs. */
extern const SopForm *const sop_forms[];
extern const SopForm sop_form_top, sop_form_source, sop_form_role, sop_form_detail,
    sop_form_document, sop_form_fact, sop_form_outcome, sop_form_step, sop_form_phase,
    sop_form_parallel, sop_form_decision, sop_form_sub_procedure, sop_form_action,
    sop_form_requirement, sop_form_branch, sop_form_target, sop_form_table, sop_form_timeout,
    sop_form_moment_branch, sop_form_safeguard, sop_form_administration, sop_form_translations,
    sop_form_acceptance;

/* ---- forms (form.c) -------------------------------------------------------------------------- */

/* Is it of the kind expected? If not it is reported, `what` saying what should stand there. */
bool sop_reader_expect(SopReader *self, const SopYamlNode *node, SopYamlKind kind,
                       const char *what);
void sop_reader_wrong_kind(SopReader *self, const SopYamlNode *node, const char *what);
/* Reads the keys of a map into `record`. Returns: false when it is no map. */
bool sop_reader_form(SopReader *self, const SopYamlNode *map, const SopForm *form, void *record);
/* Reads a map of names to maps, all of one form. Returns: the records, in the arena; NULL for none.
 * */
void *sop_reader_entries(SopReader *self, const SopYamlNode *map, const SopForm *form,
                         uint32_t *ret_n);
/* The items of a list; a single thing is a list of one. */
typedef struct
{
    const SopYamlNode *const *items;
    uint32_t n_items;
    const SopYamlNode *one; /* what `items` points to when it is a list of one */
} SopItems;
void sop_reader_items(const SopYamlNode *node, SopItems *ret);
/* Reports an empty list or map. Returns: whether it was empty. */
bool sop_reader_empty(SopReader *self, const SopYamlNode *node);
bool sop_reader_has_unknown_key(const SopYamlNode *map, const SopForm *form);

/* ---- values (values.c): functions for the `read` of a key ------------------------------------ */

void sop_read_text(SopReader *self, const SopYamlNode *value, void *ret); /* SopText */
void sop_read_plain_text(SopReader *self, const SopYamlNode *value,
                         void *ret); /* SopText, never translated */
void sop_read_string(SopReader *self, const SopYamlNode *value, void *ret);     /* const char * */
void sop_read_boolean(SopReader *self, const SopYamlNode *value, void *ret);    /* bool */
void sop_read_expression(SopReader *self, const SopYamlNode *value, void *ret); /* SopWrittenText */
void sop_read_name(SopReader *self, const SopYamlNode *value, void *ret);       /* SopWrittenName */
void sop_read_names(SopReader *self, const SopYamlNode *value, void *ret); /* SopWrittenNames */
void sop_read_events(SopReader *self, const SopYamlNode *value,
                     void *ret); /* SopWrittenNames, which may be `child.panel` */
void sop_read_duration(SopReader *self, const SopYamlNode *value, void *ret); /* SopSpanOfTime * */
void sop_read_moment(SopReader *self, const SopYamlNode *value, void *ret); /* SopWrittenMoment * */
void sop_read_clock(SopReader *self, const SopYamlNode *value, void *ret);  /* SopWrittenClock */
/* A scalar's text as it is; reports and returns NULL for anything else, or nothing. */
const char *sop_reader_scalar(SopReader *self, const SopYamlNode *node, const char *what);
/* Fills in a name that stands in a scalar; reports one that is not a name. Returns: whether it is
 * of use. */
bool sop_reader_name(SopReader *self, const SopYamlNode *node, const char *what,
                     SopWrittenName *ret);
/* The same of an event that is mentioned, which may be inside a sub-procedure: `child.panel`. */
bool sop_reader_event(SopReader *self, const SopYamlNode *node, const char *what,
                      SopWrittenName *ret);
bool sop_reader_check_event(SopReader *self, const SopYamlNode *node, const char *text,
                            uint32_t length);
/* Is it [a-z][a-z0-9_]*, and not too long? If not it is reported. */
bool sop_reader_check_name(SopReader *self, const SopYamlNode *node, const char *text,
                           uint32_t length);
/* Reports names that the language keeps for itself among those of `record`s (facts, documents). */
void sop_reader_check_reserved(SopReader *self, const char *name, SopSpan span, const char *what);
/* Reports what stands twice in a list. Returns: the number left, each once. */
uint32_t sop_reader_unique(SopReader *self, void *records, size_t size, uint32_t n_records);

/* ---- parts of the language ------------------------------------------------------------------- */

void sop_read_route(SopReader *self, const SopYamlNode *value,
                    void *ret); /* SopWrittenRoute; targets.c */
void sop_read_choose(SopReader *self, const SopYamlNode *value,
                     void *ret); /* SopWrittenRoute; targets.c */
void sop_read_actions(SopReader *self, const SopYamlNode *value,
                      void *node); /* SopWrittenNode; actions.c */
SopWrittenSet *sop_reader_sets(SopReader *self, const SopYamlNode *value, uint32_t *ret_n);
/* Branches after one without `when` are never reached; without such a one at the end, there may be
 * a case in which nobody knows where to go: `open_ended` is how that is told (0: it is not). */
void sop_reader_check_whens(SopReader *self, const SopYamlNode *const *items, uint32_t n_items,
                            const SopForm *form, SopMessage open_ended);
void sop_read_timeouts(SopReader *self, const SopYamlNode *value,
                       void *node); /* SopWrittenNode; timeouts.c */
void sop_read_accept(SopReader *self, const SopYamlNode *value, void *ret); /* accept.c */
/* Once all is read: tells the diagnostics what is accepted. `written`: the file's tree as it is. */
void sop_reader_accept(SopReader *self, const SopYamlNode *written);
void sop_read_safeguards(SopReader *self, const SopYamlNode *value,
                         void *ret); /* SopProcedure; safeguards.c */
void sop_read_administration(SopReader *self, const SopYamlNode *value,
                             void *ret); /* SopProcedure; declarations.c */
void sop_read_children(SopReader *self, const SopYamlNode *value,
                       void *ret); /* SopWrittenNode; nodes.c */
void sop_read_sources(SopReader *self, const SopYamlNode *value,
                      void *ret); /* SopProcedure; declarations.c */
void sop_read_roles(SopReader *self, const SopYamlNode *value, void *ret);
void sop_read_actor(SopReader *self, const SopYamlNode *value, void *ret);
void sop_read_documents(SopReader *self, const SopYamlNode *value, void *ret);
void sop_read_facts(SopReader *self, const SopYamlNode *value, void *ret);
void sop_read_outcomes(SopReader *self, const SopYamlNode *value, void *ret);
/* The languages, before all else (texts.c), and afterwards what is not translated. */
void sop_reader_languages(SopReader *self, const SopYamlNode *top);
bool sop_reader_is_language(const char *text); /* has it the form of a tag? */
void sop_reader_report_gaps(SopReader *self, const SopYamlNode *top);

/* ---- other files (files.c, calendar.c) ------------------------------------------------------- */

/* The name of a file as written; reported when it is none or absolute. Returns: whether it is one. */
bool sop_reader_file_name(SopReader *self, const SopYamlNode *value, SopWrittenName *ret);
/* Where that file is: beside the file in which it is named. Returns: (transfer full). */
char *sop_reader_path(const SopReader *self, const SopWrittenName *file);
/* Says at `file` that what is at `path` cannot be read. */
void sop_reader_no_file(SopReader *self, const SopWrittenName *file, const char *path,
                        const GError *error);
void sop_read_uses(SopReader *self, const SopYamlNode *value, void *node); /* SopWrittenNode */
/* Fills the procedure's calendar from the file it names, once all else is read. */
void sop_reader_calendar(SopReader *self);
/* A file that another uses (procedure.c): as sop_procedure_load_file(). */
SopProcedure *sop_reader_load(SopDiagnostics *diagnostics, const SopReading *reading,
                              GError **error);

GHashTable *sop_reading_files(void); /* for a SopReading */

/* A variant's tree merged with its base's, which is read too (variant.c). Returns: NULL when it
 * leaves nothing to read. */
const SopYamlNode *sop_variant_merge(SopReader *self, const SopYamlNode *top);

/* Is it a procedure's tree, in this version of the language? If not it is reported (top.c). */
bool sop_reader_is_procedure(SopReader *self, const SopYamlNode *top);
/* Is it written in this version of the language? If not it is reported. */
bool sop_reader_check_version(SopReader *self, const SopYamlNode *top);
/* The whole file (top.c). Returns: false when it leaves nothing to compile. */
bool sop_reader_top(SopReader *self, const SopYamlNode *top);
