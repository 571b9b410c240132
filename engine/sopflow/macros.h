/* SPDX-License-Identifier: Apache-2.0 */
/* What every public header needs: visibility of symbols and C++ linkage. */
#pragma once

#include <glib-object.h>
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define SOP_EXPORT __attribute__((visibility("default"))) extern

/* An index into one of a flow's tables; SOP_NONE is "no such thing". */
#define SOP_NONE UINT32_MAX
