/* SPDX-License-Identifier: Apache-2.0 */
/* What the moments of an act say of comparisons with the clock. (moments.c) */
#pragma once

#include "check/domains.h"

/* Of a comparison whose sides nothing but time moves. `swapped`: its relation has the sides the other way. */
SopTimed sop_timed_of(const SopDomains *domains, const SopFeel *feel, const SopAst *ast,
                      bool swapped);
/* By offer and relation: bits of the classes in which it cannot be when the act is done. Returns: (transfer full). */
uint8_t *sop_ruled_out_new(const SopDomains *domains);
