/* SPDX-License-Identifier: Apache-2.0 */
/* Proof before use: the safeguards of a procedure hold on every path through it, or a shortest path
 * is shown that breaks one. */
#pragma once

#include <sopflow/diagnostics.h>
#include <sopflow/flow.h>

G_BEGIN_DECLS

typedef struct _SopProof SopProof; /* what was found; immutable */

typedef enum
{
    SOP_PROOF_PROVED,
    SOP_PROOF_BROKEN,        /* with a path that the engine confirmed */
    SOP_PROOF_NOT_CONFIRMED, /* a path was found, but the engine could not be led along it */
    SOP_PROOF_STOPPED,       /* the limit was reached */
} SopProofResult;

typedef struct
{
    unsigned n_done, n; /* what is to be proved: safeguards and what is found beside them */
    unsigned long n_states;
} SopProgress;

typedef struct
{
    unsigned limit;     /* states looked at in one search; 0: as usual */
    unsigned n_threads; /* that search at once; 0: one */
    /* (nullable): called now and then, in the thread of the caller, while it goes on. */
    void (*progress)(const SopProgress *progress, void *host);
    void *host;
    bool overlaps; /* rows of a table that meet are told, too (SOP-838) */
} SopProofOptions;

/* Proves every safeguard. The result does not depend on how many threads search. What is found is
 * added to `diagnostics` (nullable), as is what is wrong with the structure: what is never done on any path, and
 * where a case can never be closed. `options`: nullable. Returns: (transfer full). */
SOP_EXPORT SopProof *sop_proof_new(SopFlow *flow, const SopProofOptions *options,
                                   SopDiagnostics *diagnostics);
SOP_EXPORT void sop_proof_free(SopProof *self);

/* By safeguard (SOP_TABLE_SAFEGUARDS). */
SOP_EXPORT SopProofResult sop_proof_result(const SopProof *self, unsigned safeguard);
/* How many events the path has that breaks it; 0 when none. That a timeout passes, since its condition is false, is
 * no event. */
SOP_EXPORT unsigned sop_proof_length(const SopProof *self, unsigned safeguard);
/* The path as a story in en, fr or zh: "1. …". Returns: (transfer full) (nullable): NULL when
 * it is not broken. */
SOP_EXPORT char *sop_proof_story(const SopProof *self, unsigned safeguard, const char *language);
/* The path as a scenario, an entry of `scenarios:` in a scenarios file; the engine refuses its last act.
 * Returns: (transfer full) (nullable). */
SOP_EXPORT char *sop_proof_scenario(const SopProof *self, unsigned safeguard);

/* The path as a drawing shows it. Returns: (transfer full) (nullable). */
SOP_EXPORT SopTrail *sop_proof_trail(const SopProof *self, unsigned safeguard,
                                     const char *language);
/* Of how many events the longest paths were that the last search looked at. */
SOP_EXPORT unsigned sop_proof_depth(const SopProof *self, unsigned safeguard);
/* How many states were looked at: of one safeguard, of all searches together. */
SOP_EXPORT unsigned sop_proof_states(const SopProof *self, unsigned safeguard);
SOP_EXPORT unsigned long sop_proof_all_states(const SopProof *self);
/* How much memory the largest search needed, in bytes. */
SOP_EXPORT unsigned long sop_proof_bytes(const SopProof *self);

typedef enum /* what is looked for beside the safeguards */
{
    SOP_SEARCH_DECIDED,  /* timeouts that may meet a decision that cannot be taken (SOP-803) */
    SOP_SEARCH_SOMEBODY, /* actions that may be separate from what nobody did (SOP-804) */
    SOP_SEARCH_KNOWN,    /* conditions that may be unknown (SOP-839) */
    SOP_SEARCH_NEVER, /* nodes, actions, timeouts and branches that never come about (SOP-814 to 817, 821, 822) */
    SOP_SEARCH_TRAPS,   /* steps from which a case may never be closed (SOP-818 to 820, 826, 827) */
    SOP_SEARCH_PERSONS, /* actions for which there may be too few people (SOP-828) */
    SOP_N_SEARCHES,
} SopSearch;

typedef struct
{
    unsigned n; /* of these things were looked at */
    unsigned
        n_stopped; /* … not to the end, since a limit was reached: what is not found may be there */
    unsigned n_not_confirmed; /* … and what was found could not be confirmed, so it is not told */
    unsigned
        depth; /* where any stopped: of how many events the longest paths are that all of them looked at */
    unsigned long states; /* looked at, in all searches for it together */
} SopSearched;

/* How far it was looked for. */
SOP_EXPORT SopSearched sop_proof_searched(const SopProof *self, SopSearch search);
/* What is not said for certain, since a proof or a search stopped or nothing was confirmed: the codes of such messages.
 * Returns: (transfer full): ended by 0. */
SOP_EXPORT unsigned *sop_proof_open_codes(const SopProof *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SopProof, sop_proof_free)

G_END_DECLS
