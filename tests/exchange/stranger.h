/* SPDX-License-Identifier: Apache-2.0 */
/* Talking to the stranger, an SCXML engine that is not ours, in a process of its own (stranger.cpp). */
#pragma once

#include <gio/gio.h>

typedef struct _Stranger Stranger;

Stranger *stranger_new(const char *program);
void stranger_restart(Stranger *self); /* after it has ended */
void stranger_free(Stranger *self);

/* Starts the chart. Returns: the active states, sorted, then `|` and what is undecided; the next call
 * overwrites it. NULL: the program has ended (a chart that runs in a circle). */
const char *stranger_start(Stranger *self, const char *chart);

/* `event`: "NAME KEY=VALUE KEY=VALUE". Returns: the same. */
const char *stranger_send(Stranger *self, const char *event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stranger, stranger_free)
