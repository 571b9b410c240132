/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the procedure room: translations beside a file, NAME.LANG.texts.yaml. They are put into the
 * file's tree before anything is read, so that the rest of the room sees one file with all its
 * texts. */
#pragma once

#include "procedure/reader.h"

typedef enum /* what a thing may have in several languages */
{
    SOP_TEXT_TITLE,
    SOP_TEXT_TEXT,
    SOP_N_TEXT_PARTS,
} SopTextPart;

extern const char *const sop_text_parts[SOP_N_TEXT_PARTS];

typedef struct /* something in a tree that may have texts */
{
    const char *name;
    const char *within; /* "outcomes", a node of an action, a fact of a word; NULL: the procedure */
    const char *was;    /* its name in an earlier version, under which it may be translated still */
    bool is_word;       /* of a choice: only FACT.WORD is its name */
    bool is_cited;      /* a source: it need not be translated */
    SopYamlPair *texts[SOP_N_TEXT_PARTS]; /* where they stand; NULL: it has none */
} SopTextOwner;

/* All that may have texts in a procedure's tree, in the order written; of SopTextOwner. */
GArray *sop_text_owners(const SopYamlNode *top);
/* "outcomes.issued". Returns: (transfer full). */
char *sop_text_owner_path(const SopTextOwner *self);

/* A text in one language, of the value of a `title` or `text`; NULL: it is not there, or empty. A
 * plain one is in the language `first`. */
const SopYamlNode *sop_text_value_in(const SopYamlNode *value, const char *language,
                                     const char *first);
/* Is it the same text, however its lines are broken? */
bool sop_text_is_same(const SopYamlNode *a, const SopYamlNode *b);

/* What a file of translations says of one thing. */
typedef struct
{
    const SopYamlPair *own, *shared; /* under its path, and under its name alone; (nullable) */
} SopTranslation;

/* `index`: of the file's entries, by name. */
SopTranslation sop_translation_of(GHashTable *index, const SopTextOwner *owner);
GHashTable *sop_translations_index(const SopYamlNode *file); /* file: (nullable) */
/* The pair of a part, and the original from which it was translated (NULL: not said). */
const SopYamlPair *sop_translation_part(const SopTranslation *self, SopTextPart part,
                                        const SopYamlNode **ret_original);

/* "library_card.fr.texts.yaml". Returns: (transfer full). */
char *sop_translations_file_name(const char *procedure, const char *language);
/* The languages of a tree, as strings, the first first; what is no language is left out. Borrowed. */
GPtrArray *sop_translations_languages(const SopYamlNode *top);

/* The tree with the translations beside its file, for each of its languages. Returns: NULL when
 * there are none. */
SopYamlNode *sop_translations_merge(SopReader *self, const SopYamlNode *top);

typedef struct
{
    const char *name;
    SopTextPart part;
} SopMissingText;

typedef struct
{
    SopReader *reader;
    const SopYamlNode *file; /* of translations */
    const char *language;
    const char *first; /* the language of the originals */
    GArray *owners;    /* of SopTextOwner: all that is in the procedure */
    bool apart;        /* only the file is looked at: the procedure's places are not known here */
    GHashTable *found; /* pairs of the file that have their place */
    unsigned n_said;   /* warnings */
    SopDiagnostic *last;
    unsigned n_missing; /* what is in neither file */
    SopMissingText missing[SOP_GAPS_SHOWN];
} SopTranslator;

/* Translates what `owners` have; their tree is a copy. */
void sop_translate(SopTranslator *self);
