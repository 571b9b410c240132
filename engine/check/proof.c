/* SPDX-License-Identifier: Apache-2.0 */
/* The proof of a whole procedure: each property is a search of its own, so several are done at once, and what
 * is found of conditions and structure beside them. */
#include "check/proof.h"
#include "check/guards.h"
#include "check/structure.h"
#include "check/unknowns.h"

static void
proved_clear(gpointer data)
{
    SopProved *proved = data;

    g_clear_pointer(&proved->acts, g_array_unref);
}

/* ---- what is to be proved --------------------------------------------------------------------------------- */

static void
add(SopProof *self, SopProperty property)
{
    SopProved proved = {.property = property, .result = SOP_PROOF_STOPPED};

    g_array_append_val(self->items, proved);
}

static void
add_decided(SopProof *self, const SopDomains *domains, uint32_t limit)
{
    const SopFlow *flow = self->flow;

    if (flow->first_timeout == flow->n_offers)
        return;
    g_autofree bool *suspects = sop_prove_suspects(domains, limit);
    for (uint32_t i = flow->first_timeout; i < flow->n_offers; i++)
        if (suspects[i])
            add(self, (SopProperty) {.kind = SOP_PROPERTY_DECIDED, .offer = i});
}

/* Is the action always to be another person's? Then whoever comes second of the two is held to it. */
static bool
are_separate_from(const SopFlow *flow, SopAction action, SopAction other)
{
    const SopList offers = flow->actions[action].offers;

    for (uint32_t i = 0; i < offers.count; i++)
    {
        const SopList separate = flow->offers[sop_list_items(flow, offers)[i]].separate_from;
        bool held = false;
        for (uint32_t k = 0; k < separate.count; k++)
            held = held || sop_list_items(flow, separate)[k] == other;
        if (!held)
            return false;
    }
    return true;
}

/* Are all of them held to be others than who does this? */
static bool
are_mutual(const SopFlow *flow, const SopOffer *offer)
{
    for (uint32_t i = 0; i < offer->separate_from.count; i++)
        if (!are_separate_from(flow, sop_list_items(flow, offer->separate_from)[i], offer->action))
            return false;
    return true;
}

static void
add_known(SopProof *self, const SopDomains *domains)
{
    g_autoptr(GArray) suspects = sop_unknowns_suspect(domains);

    for (guint i = 0; i < suspects->len; i++)
        add(self, g_array_index(suspects, SopProperty, i));
}

static void
add_somebody(SopProof *self)
{
    const SopFlow *flow = self->flow;

    for (uint32_t i = 0; i < flow->first_timeout; i++)
        if (flow->offers[i].separate_from.count > 0 && !are_mutual(flow, &flow->offers[i]))
            add(self, (SopProperty) {.kind = SOP_PROPERTY_SOMEBODY, .offer = i});
}

/* ---- proving ---------------------------------------------------------------------------------------------- */

struct _SopTally
{
    const SopDomains *domains;
    const SopProofOptions *options;
    SopDiagnostics *diagnostics; /* (nullable) of conditions and structure */
    SopSearched *searched;       /* by SopSearch; of structure */
    GMutex lock;
    GCond changed;
    unsigned long n_states; /* of all searches so far */
    unsigned n_done;        /* properties */
};

void
sop_tally_add(SopTally *self, unsigned n_states)
{
    if (self == NULL)
        return;
    g_mutex_lock(&self->lock);
    self->n_states += n_states;
    g_cond_signal(&self->changed);
    g_mutex_unlock(&self->lock);
}

static void
check_all_else(SopTally *tally)
{
    sop_check_guards(tally->domains, tally->options->overlaps, tally->diagnostics);
    sop_check_structure(tally->domains, tally->options->limit, tally->searched, tally->diagnostics);
}

static void
prove_one(SopTally *tally, SopProved *proved)
{
    SopProperty property = proved->property;

    *proved = sop_prove(tally->domains, &property, tally->options->limit, tally);
    g_mutex_lock(&tally->lock);
    tally->n_done++;
    g_cond_signal(&tally->changed);
    g_mutex_unlock(&tally->lock);
}

/* `data`: a SopProved; or the diagnostics, which nobody else writes to meanwhile. */
static void
work(gpointer data, gpointer host)
{
    SopTally *tally = host;

    if (data == tally->diagnostics)
        check_all_else(tally);
    else
        prove_one(tally, data);
}

/* The caller's thread, and no other, is told how far it is. */
static void
wait_for_all(SopTally *self, unsigned n)
{
    const SopProofOptions *options = self->options;

    g_mutex_lock(&self->lock);
    while (self->n_done < n)
    {
        g_cond_wait(&self->changed, &self->lock);
        SopProgress progress = {self->n_done, n, self->n_states};
        g_mutex_unlock(&self->lock);
        if (options->progress != NULL)
            options->progress(&progress, options->host);
        g_mutex_lock(&self->lock);
    }
    g_mutex_unlock(&self->lock);
}

static void
prove_all(SopProof *self, const SopDomains *domains, const SopProofOptions *options,
          SopDiagnostics *diagnostics)
{
    SopTally tally = {.domains = domains,
                      .options = options,
                      .diagnostics = diagnostics,
                      .searched = self->searched};

    g_mutex_init(&tally.lock);
    g_cond_init(&tally.changed);
    GThreadPool *pool =
        g_thread_pool_new(work, &tally, (gint) MAX(1, options->n_threads), FALSE, NULL);
    if (diagnostics != NULL)
        g_thread_pool_push(pool, diagnostics, NULL);
    for (guint i = self->items->len; i > 0; i--)
        g_thread_pool_push(pool, &g_array_index(self->items, SopProved, i - 1), NULL);
    wait_for_all(&tally, self->items->len);
    g_thread_pool_free(pool, FALSE, TRUE);
    g_cond_clear(&tally.changed);
    g_mutex_clear(&tally.lock);
}

static void
note_searched(SopProof *self)
{
    static const SopSearch searches[] = {[SOP_PROPERTY_DECIDED] = SOP_SEARCH_DECIDED,
                                         [SOP_PROPERTY_SOMEBODY] = SOP_SEARCH_SOMEBODY,
                                         [SOP_PROPERTY_KNOWN] = SOP_SEARCH_KNOWN};

    for (guint i = self->flow->n_safeguards; i < self->items->len; i++)
    {
        const SopProved *proved = &g_array_index(self->items, SopProved, i);
        SopSearched *searched = &self->searched[searches[proved->property.kind]];
        sop_searched_note(searched, (SopStop) {proved->result == SOP_PROOF_STOPPED, proved->depth});
        searched->n_not_confirmed += proved->result == SOP_PROOF_NOT_CONFIRMED;
        searched->states += proved->all_states;
    }
}

SopProof *
sop_proof_new(SopFlow *flow, const SopProofOptions *options, SopDiagnostics *diagnostics)
{
    static const SopProofOptions usual = {0};

    g_return_val_if_fail(flow != NULL, NULL);

    SopProof *self = g_new0(SopProof, 1);
    SopDomains *domains = sop_domains_new(flow);

    if (options == NULL)
        options = &usual;
    self->flow = sop_flow_ref(flow);
    self->items = g_array_new(FALSE, FALSE, sizeof(SopProved));
    g_array_set_clear_func(self->items, proved_clear);
    for (uint32_t i = 0; i < flow->n_safeguards; i++)
        add(self, (SopProperty) {.kind = SOP_PROPERTY_SAFEGUARD, .safeguard = i});
    add_decided(self, domains, options->limit);
    add_somebody(self);
    add_known(self, domains);
    prove_all(self, domains, options, diagnostics);
    note_searched(self);
    if (diagnostics != NULL)
        sop_proof_report(self, diagnostics);
    sop_domains_free(domains);
    return self;
}

/* ---- what was found --------------------------------------------------------------------------------------- */

void
sop_proof_free(SopProof *self)
{
    if (self == NULL)
        return;
    g_array_unref(self->items);
    sop_flow_unref(self->flow);
    g_free(self);
}

static const SopProved *
proved_of(const SopProof *self, unsigned safeguard)
{
    return &g_array_index(self->items, SopProved, safeguard);
}

SopProofResult
sop_proof_result(const SopProof *self, unsigned safeguard)
{
    g_return_val_if_fail(safeguard < self->flow->n_safeguards, SOP_PROOF_STOPPED);

    return proved_of(self, safeguard)->result;
}

unsigned
sop_proof_length(const SopProof *self, unsigned safeguard)
{
    g_return_val_if_fail(safeguard < self->flow->n_safeguards, 0);

    return sop_proved_length(self->flow, proved_of(self, safeguard));
}

char *
sop_proof_story(const SopProof *self, unsigned safeguard, const char *language)
{
    g_return_val_if_fail(safeguard < self->flow->n_safeguards, NULL);

    const SopProved *proved = proved_of(self, safeguard);
    return proved->acts != NULL ? sop_proved_story(self->flow, proved, language) : NULL;
}

char *
sop_proof_scenario(const SopProof *self, unsigned safeguard)
{
    g_return_val_if_fail(safeguard < self->flow->n_safeguards, NULL);

    const SopProved *proved = proved_of(self, safeguard);
    return proved->acts != NULL ? sop_proved_scenario(self->flow, proved) : NULL;
}

SopTrail *
sop_proof_trail(const SopProof *self, unsigned safeguard, const char *language)
{
    g_return_val_if_fail(safeguard < self->flow->n_safeguards, NULL);

    const SopProved *proved = proved_of(self, safeguard);
    return proved->acts != NULL ? sop_proved_trail(self->flow, proved, language) : NULL;
}

unsigned
sop_proof_states(const SopProof *self, unsigned safeguard)
{
    g_return_val_if_fail(safeguard < self->flow->n_safeguards, 0);

    return proved_of(self, safeguard)->n_states;
}

unsigned
sop_proof_depth(const SopProof *self, unsigned safeguard)
{
    g_return_val_if_fail(safeguard < self->flow->n_safeguards, 0);

    return proved_of(self, safeguard)->depth;
}

unsigned long
sop_proof_all_states(const SopProof *self)
{
    unsigned long sum = 0;

    for (guint i = 0; i < self->items->len; i++)
        sum += g_array_index(self->items, SopProved, i).all_states;
    return sum;
}

SopSearched
sop_proof_searched(const SopProof *self, SopSearch search)
{
    static const SopSearched nothing = {0};

    g_return_val_if_fail(search < SOP_N_SEARCHES, nothing);

    return self->searched[search];
}

unsigned *
sop_proof_open_codes(const SopProof *self)
{
    static const unsigned of_safeguards[] = {SOP_MESSAGE_SAFEGUARD_BROKEN,
                                             SOP_MESSAGE_TIMEOUT_BREAKS};
    static const unsigned of[SOP_N_SEARCHES][9] = {
        [SOP_SEARCH_DECIDED] = {SOP_MESSAGE_TIMEOUT_UNDECIDED},
        [SOP_SEARCH_SOMEBODY] = {SOP_MESSAGE_NOBODY_DID},
        [SOP_SEARCH_KNOWN] = {SOP_MESSAGE_MAY_BE_UNKNOWN},
        [SOP_SEARCH_NEVER] = {SOP_MESSAGE_NEVER_ENTERED, SOP_MESSAGE_NEVER_TAKEN,
                              SOP_MESSAGE_NEVER_DONE, SOP_MESSAGE_NEVER_RUNS,
                              SOP_MESSAGE_NO_WAY_OUT, SOP_MESSAGE_NEVER_FINISHED,
                              SOP_MESSAGE_OUTRUN, SOP_MESSAGE_NO_TIME},
        [SOP_SEARCH_TRAPS] = {SOP_MESSAGE_STUCK, SOP_MESSAGE_NEVER_CLOSES, SOP_MESSAGE_NEVER_JOINS,
                              SOP_MESSAGE_OUT_OF_TIME, SOP_MESSAGE_MAYBE_TRAPPED},
        [SOP_SEARCH_PERSONS] = {SOP_MESSAGE_TOO_FEW_PERSONS},
    };
    GArray *codes = g_array_new(TRUE, FALSE, sizeof(unsigned));
    bool safe = true;

    for (uint32_t i = 0; i < self->flow->n_safeguards; i++)
        safe = safe && sop_proof_result(self, i) <= SOP_PROOF_BROKEN;
    if (!safe)
        g_array_append_vals(codes, of_safeguards, G_N_ELEMENTS(of_safeguards));
    for (unsigned search = 0; search < SOP_N_SEARCHES; search++)
        for (unsigned i = 0; of[search][i] != 0; i++)
            if (self->searched[search].n_stopped + self->searched[search].n_not_confirmed > 0)
                g_array_append_val(codes, of[search][i]);
    return (unsigned *) (void *) g_array_free(codes, FALSE);
}

unsigned long
sop_proof_bytes(const SopProof *self)
{
    size_t most = 0;

    for (guint i = 0; i < self->items->len; i++)
        most = MAX(most, g_array_index(self->items, SopProved, i).bytes);
    return most;
}
