/* SPDX-License-Identifier: Apache-2.0 */
/* States: what is followed of a case, packed into a few bytes, in a set that knows of each how it was
 * first reached. */
#include "check/states.h"

#include <string.h>

/* ---- one state ------------------------------------------------------------------------------------ */

SopState *
sop_state_new(const SopFlow *flow)
{
    SopState *self = g_new0(SopState, 1);
    uint32_t n_items = flow->n_facts + flow->n_documents + flow->n_actions + flow->n_offers +
                       flow->n_safeguards + SOP_CHECK_RELATIONS;

    self->items = g_new0(uint8_t, n_items + 1);
    self->outcomes = g_new(uint16_t, flow->layout.n_outcomes + 1);
    memset(self->outcomes, 0xff, (flow->layout.n_outcomes + 1) * sizeof(uint16_t));
    self->pasts = g_new0(SopPast, flow->layout.n_histories + 1);
    return self;
}

void
sop_state_free(SopState *self)
{
    g_free(self->items);
    g_free(self->outcomes);
    g_free(self->pasts);
    g_free(self);
}

void
sop_state_copy(SopState *self, const SopState *from, const SopSlice *slice)
{
    const SopLayout *layout = &slice->flow->layout;

    memcpy(self->leaves, from->leaves, from->n_leaves * sizeof(SopNode));
    self->n_leaves = from->n_leaves;
    self->closed = from->closed;
    self->outcome = from->outcome;
    self->stands = from->stands;
    memcpy(self->items, from->items, slice->items->len);
    memcpy(self->outcomes, from->outcomes, layout->n_outcomes * sizeof(uint16_t));
    for (uint32_t i = 0; i < layout->n_histories; i++)
    {
        const SopPast *past = &from->pasts[i];
        self->pasts[i].n_leaves = past->n_leaves;
        self->pasts[i].finished = past->finished;
        self->pasts[i].is_new = past->is_new;
        self->pasts[i].entered = past->entered;
        memcpy(self->pasts[i].leaves, past->leaves, past->n_leaves * sizeof(SopNode));
    }
}

static bool
is_active(const SopState *self, const SopFlow *flow, SopNode node)
{
    for (uint32_t i = 0; i < self->n_leaves; i++)
        if (sop_node_contains(flow, node, self->leaves[i]))
            return true;
    return false;
}

/* A phase that is active and not finished is remembered anew when it is left. */
static bool
is_overwritten(const SopState *self, const SopFlow *flow, SopNode phase)
{
    for (uint32_t i = 0; i < self->n_leaves; i++)
        if (sop_node_contains(flow, phase, self->leaves[i]))
            return self->leaves[i] != phase;
    return false;
}

bool
sop_state_keeps_clock(const SopState *self, const SopSlice *slice, SopNode node, bool is_new)
{
    const SopFlow *flow = slice->flow;

    for (uint32_t i = 0; i < flow->layout.n_histories; i++)
    {
        const SopPast *past = &self->pasts[i];
        if (past->is_new != is_new || past->n_leaves == 0 ||
            !sop_node_contains(flow, slice->resumed[i], node) ||
            is_overwritten(self, flow, slice->resumed[i]))
            continue;
        for (uint32_t k = 0; k < past->n_leaves; k++)
            if (sop_node_contains(flow, node, past->leaves[k]))
                return true;
    }
    return false;
}

static bool
is_marked(const SopState *self, const SopFlow *flow, SopNode phase)
{
    for (uint32_t i = 0; i < self->n_leaves; i++)
        if (self->leaves[i] == phase)
            return true;
    for (uint32_t i = 0; i < flow->layout.n_histories; i++)
        for (uint32_t k = 0; k < self->pasts[i].n_leaves; k++)
            if (self->pasts[i].leaves[k] == phase)
                return true;
    return false;
}

/* An outcome that is not followed matters while its track waits for the others, or is to wait again. */
static void
settle_outcomes(SopState *self, const SopSlice *slice)
{
    for (uint32_t i = 0; i < slice->flow->layout.n_outcomes; i++)
    {
        if (self->outcomes[i] == SOP_UNFINISHED ||
            (slice->outcomes[i] && slice->regions[slice->phases[i]] == SOP_NONE))
            continue;
        if (!is_marked(self, slice->flow, slice->phases[i]))
            self->outcomes[i] = SOP_UNFINISHED;
        else if (!slice->joined[i])
            self->outcomes[i] = 0;
    }
}

/* Where it is known which tracks are finished, so is whether they began anew. */
static void
settle_past(SopPast *past, const SopSlice *slice)
{
    bool hides_tracks = false;

    for (uint32_t i = 0; i < past->n_leaves && past->entered; i++)
    {
        SopNode region = slice->regions[past->leaves[i]];
        hides_tracks = hides_tracks || (region != SOP_NONE && slice->has_tracks[region]);
    }
    past->finished = past->finished && past->n_leaves > 0;
    past->is_new = false;
    past->entered = hides_tracks;
    past->n_leaves = (uint8_t) sop_slice_blur(slice, past->leaves, past->n_leaves);
}

void
sop_state_settle(SopState *self, const SopSlice *slice)
{
    const SopFlow *flow = slice->flow;

    self->n_leaves = sop_slice_blur(slice, self->leaves, self->n_leaves);
    for (uint32_t i = 0; i < flow->layout.n_histories; i++)
    {
        if (is_overwritten(self, flow, slice->resumed[i]))
            self->pasts[i].n_leaves = 0;
        settle_past(&self->pasts[i], slice);
    }
    settle_outcomes(self, slice);
    for (uint32_t i = 0; i < slice->items->len; i++)
    {
        SopItem item = g_array_index(slice->items, SopItem, i);
        SopItem first = flow->n_facts + flow->n_documents + flow->n_actions;
        if (item < first || item >= sop_item_of_monitor(flow, 0) || self->items[i] == 0)
            continue;
        SopNode node = flow->offers[flow->first_timeout + item - first].node;
        if (slice->regions[node] != SOP_NONE ||
            (!is_active(self, flow, node) && !sop_state_keeps_clock(self, slice, node, false)))
            self->items[i] = 0;
    }
}

/* ---- packing ---------------------------------------------------------------------------------------- */

static uint8_t *
put_short(uint8_t *at, uint32_t number)
{
    at[0] = (uint8_t) (number & 0xff);
    at[1] = (uint8_t) (number >> 8 & 0xff);
    return at + 2;
}

static const uint8_t *
get_short(const uint8_t *at, uint32_t *ret)
{
    *ret = (uint32_t) at[0] | (uint32_t) at[1] << 8;
    return at + 2;
}

static uint8_t *
put_leaves(uint8_t *at, const SopNode *leaves, uint32_t n_leaves)
{
    for (uint32_t i = 0; i < n_leaves; i++)
        at = put_short(at, leaves[i]);
    return at;
}

static const uint8_t *
get_leaves(const uint8_t *at, SopNode *leaves, uint32_t n_leaves)
{
    for (uint32_t i = 0; i < n_leaves; i++)
        at = get_short(at, &leaves[i]);
    return at;
}

/* `entered`: of pasts, too. */
static uint8_t *
pack(const SopState *self, const SopSlice *slice, bool entered, uint8_t *ret)
{
    const SopLayout *layout = &slice->flow->layout;
    uint8_t *at = ret;

    *at++ = (uint8_t) (self->n_leaves << 1 | self->stands);
    at = put_leaves(at, self->leaves, self->n_leaves);
    memcpy(at, self->items, slice->items->len);
    at += slice->items->len;
    uint8_t *n_outcomes = at++;
    *n_outcomes = 0;
    for (uint32_t i = 0; i < layout->n_outcomes; i++)
        if (self->outcomes[i] != SOP_UNFINISHED)
        {
            at = put_short(put_short(at, i), self->outcomes[i]);
            ++*n_outcomes;
        }
    for (uint32_t i = 0; i < layout->n_histories; i++)
    {
        const SopPast *past = &self->pasts[i];
        *at++ = past->n_leaves;
        if (past->n_leaves > 0)
            *at++ =
                (uint8_t) ((past->entered && entered) << 2 | past->is_new << 1 | past->finished);
        at = put_leaves(at, past->leaves, past->n_leaves);
    }
    return at;
}

uint8_t *
sop_state_pack(const SopState *self, const SopSlice *slice, uint8_t *ret)
{
    return pack(self, slice, true, ret);
}

static void
unpack(const uint8_t *at, const SopSlice *slice, SopState *ret)
{
    const SopLayout *layout = &slice->flow->layout;

    ret->closed = false;
    ret->stands = (*at & 1) != 0;
    ret->n_leaves = *at++ >> 1;
    at = get_leaves(at, ret->leaves, ret->n_leaves);
    memcpy(ret->items, at, slice->items->len);
    at += slice->items->len;
    memset(ret->outcomes, 0xff, layout->n_outcomes * sizeof(uint16_t));
    for (uint32_t n = *at++; n > 0; n--)
    {
        uint32_t slot;
        uint32_t outcome;
        at = get_short(get_short(at, &slot), &outcome);
        ret->outcomes[slot] = (uint16_t) outcome;
    }
    for (uint32_t i = 0; i < layout->n_histories; i++)
    {
        SopPast *past = &ret->pasts[i];
        past->n_leaves = *at++;
        uint8_t marks = past->n_leaves > 0 ? *at++ : 0;
        past->finished = (marks & 1) != 0;
        past->is_new = (marks & 2) != 0;
        past->entered = (marks & 4) != 0;
        at = get_leaves(at, past->leaves, past->n_leaves);
    }
}

static bool
compare(const SopState *a, const SopState *b, const SopSlice *slice, bool entered)
{
    uint8_t left[SOP_STATE_PACKED];
    uint8_t right[SOP_STATE_PACKED];
    size_t length = (size_t) (pack(a, slice, entered, left) - left);

    return a->closed == b->closed && (!a->closed || a->outcome == b->outcome) &&
           length == (size_t) (pack(b, slice, entered, right) - right) &&
           memcmp(left, right, length) == 0;
}

bool
sop_state_same(const SopState *a, const SopState *b, const SopSlice *slice)
{
    return compare(a, b, slice, true);
}

bool
sop_state_like(const SopState *a, const SopState *b, const SopSlice *slice)
{
    return compare(a, b, slice, false);
}

/* ---- the set ----------------------------------------------------------------------------------------- */

enum
{
    FEW = 64, /* for which there is room at first; a power of two */
};

typedef struct
{
    uint64_t offset; /* of its bytes */
    uint32_t parent;
    uint32_t event;
} Entry;

typedef struct /* so much of the hash that mostly only the one that is looked for is compared */
{
    uint32_t number; /* of the entry + 1; 0: free */
    uint32_t hash;
} Slot;

struct _SopStates
{
    Entry *entries;
    uint32_t n_entries, room;
    uint8_t *bytes;
    size_t n_bytes, capacity;
    Slot *table;
    uint32_t mask;
};

SopStates *
sop_states_new(void)
{
    SopStates *self = g_new0(SopStates, 1);

    self->mask = FEW - 1;
    self->table = g_new0(Slot, self->mask + 1);
    return self;
}

void
sop_states_free(SopStates *self)
{
    g_free(self->entries);
    g_free(self->bytes);
    g_free(self->table);
    g_free(self);
}

uint64_t
sop_hash_bytes(const uint8_t *bytes, size_t length)
{
    uint64_t sum = UINT64_C(0x9e3779b97f4a7c15) ^ length;

    for (; length >= 8; bytes += 8, length -= 8)
    {
        uint64_t word;
        memcpy(&word, bytes, 8);
        sum = (sum ^ word) * UINT64_C(0xbf58476d1ce4e5b9);
        sum ^= sum >> 29;
    }
    uint64_t rest = 0;
    for (size_t i = 0; i < length; i++)
        rest |= (uint64_t) bytes[i] << 8 * i;
    sum = (sum ^ rest) * UINT64_C(0x94d049bb133111eb);
    return sum ^ sum >> 32;
}

static size_t
length_of(const SopStates *self, uint32_t number)
{
    uint64_t end = number + 1 < self->n_entries ? self->entries[number + 1].offset : self->n_bytes;

    return (size_t) (end - self->entries[number].offset);
}

static void
grow_table(SopStates *self)
{
    uint32_t mask = 2 * (self->mask + 1) - 1;
    Slot *table = g_new0(Slot, (size_t) mask + 1);

    for (uint32_t i = 0; i <= self->mask; i++)
    {
        if (self->table[i].number == 0)
            continue;
        uint32_t at = self->table[i].hash & mask;
        while (table[at].number != 0)
            at = (at + 1) & mask;
        table[at] = self->table[i];
    }
    g_free(self->table);
    self->table = table;
    self->mask = mask;
}

static void
append(SopStates *self, const uint8_t *packed, size_t length, uint32_t parent, uint32_t event)
{
    if (self->n_entries == self->room)
    {
        self->room = MAX(FEW, self->room + self->room / 2);
        self->entries = g_renew(Entry, self->entries, self->room);
    }
    if (self->n_bytes + length > self->capacity)
    {
        self->capacity = MAX(FEW * length, self->capacity + self->capacity / 2 + length);
        self->bytes = g_realloc(self->bytes, self->capacity);
    }
    memcpy(self->bytes + self->n_bytes, packed, length);
    self->entries[self->n_entries++] = (Entry) {self->n_bytes, parent, event};
    self->n_bytes += length;
}

/* Its slot in the table, or the one where it would be. */
static Slot *
find(const SopStates *self, const uint8_t *packed, size_t length, uint32_t hash)
{
    uint32_t at = hash & self->mask;

    for (; self->table[at].number != 0; at = (at + 1) & self->mask)
    {
        uint32_t number = self->table[at].number - 1;
        if (self->table[at].hash == hash && length_of(self, number) == length &&
            memcmp(self->bytes + self->entries[number].offset, packed, length) == 0)
            break;
    }
    return &self->table[at];
}

uint32_t
sop_states_add(SopStates *self, const SopState *state, const SopSlice *slice, uint32_t parent,
               uint32_t event, bool *ret_new)
{
    uint8_t packed[SOP_STATE_PACKED];
    size_t length = (size_t) (sop_state_pack(state, slice, packed) - packed);
    uint32_t hash = (uint32_t) sop_hash_bytes(packed, length);
    Slot *slot = find(self, packed, length, hash);

    *ret_new = slot->number == 0;
    if (!*ret_new)
        return slot->number - 1;
    append(self, packed, length, parent, event);
    *slot = (Slot) {self->n_entries, hash};
    if (self->n_entries > self->mask / 4 * 3)
        grow_table(self);
    return self->n_entries - 1;
}

bool
sop_states_has(const SopStates *self, const SopState *state, const SopSlice *slice)
{
    uint8_t packed[SOP_STATE_PACKED];
    size_t length = (size_t) (sop_state_pack(state, slice, packed) - packed);

    return find(self, packed, length, (uint32_t) sop_hash_bytes(packed, length))->number != 0;
}

void
sop_states_get(const SopStates *self, uint32_t number, const SopSlice *slice, SopState *ret)
{
    unpack(self->bytes + self->entries[number].offset, slice, ret);
}

uint32_t
sop_states_parent(const SopStates *self, uint32_t number)
{
    return self->entries[number].parent;
}

uint32_t
sop_states_event(const SopStates *self, uint32_t number)
{
    return self->entries[number].event;
}

uint32_t
sop_states_count(const SopStates *self)
{
    return self->n_entries;
}

size_t
sop_states_bytes(const SopStates *self)
{
    return self->room * sizeof(Entry) + self->capacity + ((size_t) self->mask + 1) * sizeof(Slot);
}
