/* SPDX-License-Identifier: Apache-2.0 */
/* Where the ways of one event meet. All ways on from a place are tried before one that shares fewer choices begins:
 * so a place that is not on this way itself was left for good. */
#include "check/meetings.h"
#include "check/states.h"

#include <string.h>

enum
{
    PLACES = 256, /* of one event; others are not noted */
};

typedef struct
{
    uint64_t hash;
    guint offset, length; /* of what it is written as */
    uint32_t n_choices;
    bool on_way; /* it is on the way that is tried */
    bool hangs;  /* what follows hangs on a choice before */
    bool rests;  /* a way on from here came to rest */
} Place;

struct _SopMeetings
{
    GArray *places;    /* Place */
    GArray *way;       /* guint: those on the way that is tried */
    GByteArray *bytes; /* of all places */
};

SopMeetings *
sop_meetings_new(void)
{
    SopMeetings *self = g_new(SopMeetings, 1);

    self->places = g_array_new(FALSE, FALSE, sizeof(Place));
    self->way = g_array_new(FALSE, FALSE, sizeof(guint));
    self->bytes = g_byte_array_new();
    return self;
}

void
sop_meetings_free(SopMeetings *self)
{
    g_array_unref(self->places);
    g_array_unref(self->way);
    g_byte_array_unref(self->bytes);
    g_free(self);
}

void
sop_meetings_clear(SopMeetings *self)
{
    g_array_set_size(self->places, 0);
    g_array_set_size(self->way, 0);
    g_byte_array_set_size(self->bytes, 0);
}

static Place *
place_on_way(const SopMeetings *self, guint at)
{
    return &g_array_index(self->places, Place, g_array_index(self->way, guint, at));
}

void
sop_meetings_turn(SopMeetings *self, uint32_t n_choices)
{
    while (self->way->len > 0 && place_on_way(self, self->way->len - 1)->n_choices >= n_choices)
    {
        place_on_way(self, self->way->len - 1)->on_way = false;
        g_array_set_size(self->way, self->way->len - 1);
    }
}

static const Place *
find(const SopMeetings *self, const uint8_t *bytes, size_t length, uint64_t hash)
{
    for (guint i = 0; i < self->places->len; i++)
    {
        const Place *place = &g_array_index(self->places, Place, i);
        if (place->hash == hash && place->length == length &&
            memcmp(self->bytes->data + place->offset, bytes, length) == 0)
            return place;
    }
    return NULL;
}

void
sop_meetings_rest(SopMeetings *self)
{
    for (guint i = self->way->len; i > 0 && !place_on_way(self, i - 1)->rests; i--)
        place_on_way(self, i - 1)->rests = true;
}

bool
sop_meetings_pass(SopMeetings *self, const uint8_t *place, size_t length, uint32_t n_choices,
                  bool *ret_rests)
{
    uint64_t hash = sop_hash_bytes(place, length);
    const Place *known = find(self, place, length, hash);

    if (known != NULL)
    {
        bool goes_on = known->on_way || known->hangs;
        *ret_rests = !goes_on && known->rests;
        if (*ret_rests)
            sop_meetings_rest(self);
        return goes_on;
    }
    if (self->places->len < PLACES)
    {
        Place here = {hash, self->bytes->len, (guint) length, n_choices, true, false, false};
        g_array_append_val(self->way, self->places->len);
        g_array_append_val(self->places, here);
        g_byte_array_append(self->bytes, place, (guint) length);
    }
    return true;
}

void
sop_meetings_recall(SopMeetings *self, uint32_t choice)
{
    for (guint i = self->way->len; i > 0 && place_on_way(self, i - 1)->n_choices > choice; i--)
        place_on_way(self, i - 1)->hangs = true;
}
