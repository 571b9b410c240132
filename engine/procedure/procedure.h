/* SPDX-License-Identifier: Apache-2.0 */
/* The procedure room: the language as written. Names are still text here, each with its place; the
 * flow room resolves them. Everything lives in the procedure's arena. */
#pragma once

#include <sopflow/procedure.h>

#include "base/base.h"
#include "time/time.h"
#include "yaml/yaml.h"

/* A name mentioned somewhere. */
typedef struct
{
    const char *name; /* NULL: not written */
    SopSpan span;
} SopWrittenName;

typedef struct
{
    SopWrittenName *names;
    uint32_t n_names;
} SopWrittenNames;

/* A FEEL expression, or any other text whose inside has places. */
typedef struct
{
    const char *text; /* NULL: not written */
    uint32_t length;
    const SopYamlNode *node; /* to find places inside it: sop_written_span() */
} SopWrittenText;

typedef enum
{
    SOP_MOMENT_FROM_ENTERING, /* a bare duration */
    SOP_MOMENT_AFTER,
    SOP_MOMENT_BEFORE,
} SopMomentKind;

typedef struct
{
    SopMomentKind kind;
    SopSpanOfTime duration;
    SopWrittenName anchor; /* of AFTER and BEFORE */
    bool anchor_expires;   /* `DOCUMENT expires` */
    SopSpan span;
} SopWrittenMoment;

typedef struct
{
    SopWrittenText when; /* text NULL: always */
    SopWrittenMoment moment;
    SopSpan span;
} SopWrittenMomentBranch;

typedef struct /* of `within` and `at`: one moment is one branch; none: not written */
{
    SopWrittenMomentBranch *branches;
    uint32_t n_branches;
    SopSpan span;
} SopWrittenClock;

typedef enum
{
    SOP_TARGET_STAY, /* no `to` */
    SOP_TARGET_NODE,
    SOP_TARGET_END,
    SOP_TARGET_CLOSE,
    SOP_TARGET_RESUME,
} SopTargetKind;

typedef struct
{
    SopTargetKind kind;
    SopWrittenName name; /* the node, outcome or phase */
    SopWrittenName at;   /* of RESUME */
    SopSpan span;
} SopWrittenTarget;

typedef struct
{
    SopWrittenText when; /* text NULL: always */
    SopWrittenTarget to;
    SopWrittenText *cells;  /* of a table's row: one for each column; text NULL: `-`, any */
    SopWrittenText *values; /* of a table's row: one for each of `sets`; text NULL: `-`, as it is */
    SopSpan span;
} SopWrittenBranch;

typedef struct /* `to`, or the branches or rows of `choose`; none: stays */
{
    SopWrittenBranch *branches;
    uint32_t n_branches;
    SopWrittenText *columns; /* of a table */
    uint32_t n_columns;
    SopWrittenNames sets; /* of a table: facts */
    SopSpan span;
} SopWrittenRoute;

typedef struct
{
    SopWrittenNames documents; /* one; or the several of `any` */
    bool any;
    bool verified;
    SopWrittenMoment *valid;      /* (nullable) */
    SopSpanOfTime *issued_within; /* (nullable) */
    SopWrittenText when;
    SopSpan span;
} SopWrittenRequirement;

typedef struct
{
    SopWrittenName name;
    bool optional;
} SopWrittenAsk;

typedef struct
{
    SopWrittenName fact;
    SopWrittenText value; /* `null` written bare is the text "null" */
} SopWrittenSet;

typedef struct /* of `prolongs` */
{
    SopWrittenName name; /* a node or a timeout */
    SopSpanOfTime duration;
} SopWrittenProlonging;

typedef struct
{
    SopWrittenName name;
    SopText title, text;
    SopWrittenNames source;
    SopWrittenNames by; /* none: the nearest node's */
    SopWrittenAsk *asks;
    uint32_t n_asks;
    SopWrittenText when;
    SopWrittenRequirement *requirements;
    uint32_t n_requirements;
    SopWrittenMoment *not_before, *not_after; /* (nullable) */
    SopWrittenNames separate_from, verifies, returns, informs;
    SopWrittenSet *sets;
    uint32_t n_sets;
    SopWrittenProlonging *prolongs;
    uint32_t n_prolongs;
    SopWrittenRoute to;
    SopWrittenName was; /* what it was called in an earlier version */
    bool locked;
    uint32_t order; /* as written in the file, over all actions and timeouts, from 0 */
    SopSpan span;
} SopWrittenAction;

typedef struct
{
    SopWrittenName name;
    SopText title, text;
    SopWrittenNames source;
    SopWrittenClock at;
    SopWrittenText when;
    SopWrittenNames returns, informs;
    SopWrittenSet *sets;
    uint32_t n_sets;
    SopWrittenRoute to;
    SopWrittenName was;
    bool locked;
    uint32_t order;
    SopSpan span;
} SopWrittenTimeout;

typedef enum
{
    SOP_NODE_STEP,
    SOP_NODE_PHASE,
    SOP_NODE_PARALLEL, /* `tracks` */
    SOP_NODE_DECISION,
} SopNodeKind;

typedef struct _SopWrittenNode SopWrittenNode;
struct _SopWrittenNode
{
    SopWrittenName name; /* the root: the procedure's id */
    SopNodeKind kind;
    SopText title, text;
    SopWrittenNames source, by;
    SopWrittenClock within;
    SopWrittenAction *actions;
    uint32_t n_actions;
    SopWrittenTimeout *timeouts;
    uint32_t n_timeouts;
    SopWrittenName uses; /* of a sub-procedure, which is a phase: the file as written */
    SopProcedure *used;  /* … and what is in it; NULL: none, or it could not be read */
    SopWrittenName was;
    bool locked;
    uint32_t order;           /* of the actions and timeouts, those before it */
    SopWrittenNode *children; /* in the order written */
    uint32_t n_children;
    SopWrittenName start;
    SopWrittenRoute choose; /* of a decision */
    SopWrittenRoute to;     /* of a phase or parallel phase */
    SopSpan span;
};

typedef struct
{
    SopWrittenName name;
    SopText title, text;
    SopWrittenNames recorded_by;
} SopWrittenRole;

typedef struct
{
    SopWrittenName name;
    SopText title, text;
    SopWrittenNames source, seen_by;
    SopSpanOfTime *valid_for; /* (nullable) */
    bool locked;              /* no variant may change or remove it */
} SopWrittenDocument;

typedef struct /* a value of a choice; `values` is a list of words, or a map of word to title */
{
    SopWrittenName name;
    SopText title;
} SopWrittenChoice;

typedef enum
{
    SOP_FACT_BOOLEAN,
    SOP_FACT_NUMBER,
    SOP_FACT_TEXT,
    SOP_FACT_CHOICE,
    SOP_FACT_DATE,
    SOP_FACT_DATE_TIME,
    SOP_FACT_DURATION,
} SopFactType;

typedef struct
{
    SopWrittenName name;
    SopText title, text;
    SopWrittenNames source, seen_by;
    SopFactType type;
    bool is_list; /* `list of TYPE` */
    SopWrittenChoice *values;
    uint32_t n_values;
    SopWrittenText range;      /* a FEEL range; text NULL: none */
    const SopYamlNode *starts; /* (nullable) scalar, or a sequence for a list */
} SopWrittenFact;

typedef struct
{
    SopWrittenName name;
    SopText title, text;
} SopWrittenOutcome;

typedef struct
{
    SopWrittenName name;
    SopText title, publisher;
    const char *url;  /* (nullable) */
    const char *year; /* (nullable) */
} SopWrittenSource;

/* What must hold of every path (language page, "Safeguards"): one of five forms, told by which is
 * written: only_after, possible_from, at_most_once, leads_to (with `after`), else never_when. Names
 * are events: actions, timeouts, nodes; in leads_to also outcomes. */
typedef struct
{
    SopWrittenName name;
    SopText title, text;
    SopWrittenNames source;
    SopWrittenNames action; /* of never_when: none means at every rest */
    SopWrittenText when, never_when;
    SopWrittenNames only_after, unless_since;
    SopWrittenNames possible_from, until;
    SopWrittenNames after, leads_to;
    SopSpanOfTime *within; /* of leads_to (nullable) */
    bool at_most_once;
    SopSpan span;
} SopWrittenSafeguard;

/* A file of translations beside the procedure's own file, or beside one that it extends. */
typedef struct _SopWrittenTranslation SopWrittenTranslation;
struct _SopWrittenTranslation
{
    const char *language;
    const SopYamlNode *file;
    uint32_t of; /* the source that it is beside */
    const SopWrittenTranslation *next;
};

/* In a broken procedure what could not be read is left out: a list may lack items, a decision
 * branches, a `to` its target, a phase its children. Reports of what is missing or unreachable
 * would then mislead. */
struct _SopProcedure
{
    gatomicrefcount references;
    SopArena *arena;
    SopSources *sources;      /* the files' texts, shared with the diagnostics */
    bool broken;              /* an error was reported while reading */
    const char *id, *version; /* "" when not written */
    const char *owner;        /* (nullable) */
    const char *timezone;     /* "UTC" when not written */
    SopWrittenName effective; /* the date as written; name NULL: none */
    SopDay effective_day;
    SopText title, text;
    const char **languages;
    uint32_t n_languages;
    SopCalendar *calendar;        /* never NULL */
    SopWrittenName calendar_file; /* as written; name NULL: none */
    SopWrittenNames removed;      /* by the variant: what a missing name may be */
    SopWrittenNames extended;     /* the files that a variant is made of, the nearest first */
    const SopYamlNode
        *top; /* what was read, translated; of a variant: merged with what it extends */
    const SopWrittenTranslation *translations; /* NULL: none */
    SopWrittenSource *cited;
    uint32_t n_cited;
    SopWrittenRole *roles;
    uint32_t n_roles;
    SopWrittenFact *actor; /* what the host tells of an actor: name, type */
    uint32_t n_actor;
    SopWrittenDocument *documents;
    uint32_t n_documents;
    SopWrittenFact *facts;
    uint32_t n_facts;
    SopWrittenOutcome *outcomes;
    uint32_t n_outcomes;
    SopWrittenSafeguard *safeguards;
    uint32_t n_safeguards;
    SopWrittenNames correct, close, reopen; /* of `administration`: roles */
    SopWrittenNode root;                    /* a phase: the file itself */
    GPtrArray *used; /* the procedures of all `uses` in it, owned; NULL: none */
};

/* The place of byte `offset` of a text as written. */
SopSpan sop_written_span(const SopProcedure *self, const SopWrittenText *text, uint32_t offset,
                         uint32_t length);

/* A value written in YAML (a scenario's `give`, a fact's `starts`) as its fact's type would have
 * it, is read from the scalar's text by the flow room; this room keeps it as a node. */

/* The words an edit may go wrong with, for other readers of YAML (scenarios): reports every key of
 * `mapping` that is not among `keys` (ended by NULL) as SOP_MESSAGE_UNKNOWN_KEY with a "did you
 * mean". */
void sop_procedure_check_keys(SopDiagnostics *diagnostics, const SopYamlNode *mapping,
                              const char *where, const char *const *keys);
