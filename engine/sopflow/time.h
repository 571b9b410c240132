/* SPDX-License-Identifier: Apache-2.0 */
/* Instants as the host gives them. The engine has no clock: every call that needs the time takes
 * it. */
#pragma once

#include <sopflow/macros.h>

G_BEGIN_DECLS

/* Microseconds since 1970-01-01T00:00:00Z, without leap seconds. */
typedef int64_t SopInstant;

#define SOP_INSTANT_NONE INT64_MIN

/* Reads an RFC 3339 instant with its offset: 2026-03-02T09:00:00+08:00 or …Z.
 * Returns: the instant, or SOP_INSTANT_NONE when `text` is not one. */
SOP_EXPORT SopInstant sop_instant_parse(const char *text);

/* The instant as RFC 3339 in UTC, with a fraction only when it has one. Returns: (transfer full).
 */
SOP_EXPORT char *sop_instant_format(SopInstant self);

G_END_DECLS
