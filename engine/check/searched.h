/* SPDX-License-Identifier: Apache-2.0 */
/* How far something was looked for. */
#pragma once

#include <sopflow/check.h>

typedef struct /* of one thing */
{
    bool stopped;   /* it was not looked for to the end */
    unsigned depth; /* … but of so many events the longest paths are that were all looked at */
} SopStop;

static inline void
sop_stop_at(SopStop *self, unsigned depth)
{
    self->depth = self->stopped ? MIN(self->depth, depth) : depth;
    self->stopped = true;
}

/* One more thing was looked for. */
static inline void
sop_searched_note(SopSearched *self, SopStop stop)
{
    SopStop all = {self->n_stopped > 0, self->depth};

    self->n++;
    if (!stop.stopped)
        return;
    sop_stop_at(&all, stop.depth);
    self->depth = all.depth;
    self->n_stopped++;
}
