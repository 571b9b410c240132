/* SPDX-License-Identifier: Apache-2.0 */
/* Ways through a procedure. */
#include "flow/flow.h"

void
sop_trail_free(SopTrail *self)
{
    if (self == NULL)
        return;
    for (unsigned i = 0; i < self->n_steps; i++)
    {
        g_free(self->steps[i].sentence);
        g_free(self->steps[i].offers);
        g_free(self->steps[i].branches);
        g_free(self->steps[i].entered);
    }
    g_free(self->steps);
    g_free(self->title);
    g_free(self->start);
    g_free(self->end);
    g_free(self->rests);
    g_free(self);
}
