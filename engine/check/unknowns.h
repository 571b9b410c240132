/* SPDX-License-Identifier: Apache-2.0 */
/* Acts that may be refused since a fact is unknown: a condition of theirs reads what not every way there finds out, and
 * what nothing there does either. Along the moves as they are written; whether a case comes there so is proved. */
#pragma once

#include "check/explore.h"

/* Returns: (transfer full) (element-type SopProperty): of kind SOP_PROPERTY_KNOWN. */
GArray *sop_unknowns_suspect(const SopDomains *domains);
