/* SPDX-License-Identifier: Apache-2.0 */
/* How far something was looked for. */
#pragma once

#include <sopflow/check.h>

/* Of one thing. `depth`: of how many events the longest paths were that were looked at, where it stopped. */
static inline void
sop_searched_note(SopSearched *self, bool stopped, unsigned depth)
{
    self->n++;
    if (!stopped)
        return;
    self->depth = self->n_stopped > 0 ? MIN(self->depth, depth) : depth;
    self->n_stopped++;
}
