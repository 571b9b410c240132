/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the feel room: decimal128 in a box, and boxes in general. Only number.c calls the
 * decimal library, but for printing. */
#pragma once

#include <bid_conf.h>

#include <bid_functions.h>
#include <math.h>

#include "feel/values.h"

typedef struct
{
    SopBox box;
    BID_UINT128 decimal;
} SopNumberBox;

typedef struct
{
    SopBox box;
    SopClock clock;
} SopClockBox;

typedef struct
{
    SopBox box;
    SopNanos nanos;
} SopDurationBox;

void *sop_box_new(SopValueType type, size_t size);
void sop_list_box_put(SopListBox *self, const SopValue *item);

BID_UINT128 sop_decimal_of(const SopValue *number);
/* Plain digits, never an exponent, when that fits; else with an exponent. */
void sop_decimal_print(BID_UINT128 decimal, char text[64]);
