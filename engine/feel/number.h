/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the feel room: decimal128 in a box, and boxes in general. Only number.c and
 * number_round.c call the decimal library. */
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

__extension__ typedef unsigned __int128 SopWide;

BID_UINT128 sop_decimal_of(const SopValue *number);
BID_UINT128 sop_decimal_compose(bool negative, SopWide digits, int exponent);
/* Takes a finite decimal apart. False: infinite, or not a number. */
bool sop_decimal_open(BID_UINT128 decimal, bool *negative, SopWide *digits, int *exponent);
SopValue sop_decimal_keep(SopRun *run, BID_UINT128 decimal);
/* What is not `zero` and yet too small to be told from it has no value (tables 59 and 60). */
SopValue sop_decimal_keep_exact(SopRun *run, BID_UINT128 decimal, bool zero);
/* Plain digits, never an exponent, when that fits; else with an exponent. */
void sop_decimal_print(BID_UINT128 decimal, char text[64]);
