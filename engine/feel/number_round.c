/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers rounded to a scale, in each of the ways that FEEL has; roots, powers of e, logarithms. */
#include "feel/number.h"

static BID_UINT128
quantize(BID_UINT128 decimal, int64_t scale, unsigned mode)
{
    _IDEC_flags flags = 0;
    return bid128_quantize(decimal, sop_decimal_compose(false, 1, (int) -scale), mode, &flags);
}

/* To the nearest, and towards zero from the middle. */
static BID_UINT128
round_half_down(BID_UINT128 decimal, int64_t scale)
{
    _IDEC_flags flags = 0;
    BID_UINT128 down = quantize(decimal, scale, BID_ROUNDING_TO_ZERO);
    BID_UINT128 rest = bid128_abs(bid128_sub(decimal, down, BID_ROUNDING_TO_NEAREST, &flags));
    BID_UINT128 half = sop_decimal_compose(false, 5, (int) -scale - 1);
    return bid128_quiet_greater(rest, half, &flags)
               ? quantize(decimal, scale, BID_ROUNDING_TIES_AWAY)
               : down;
}

static BID_UINT128
round_decimal(BID_UINT128 decimal, int64_t scale, SopRounding rounding, bool negative)
{
    switch (rounding)
    {
    case SOP_ROUND_FLOOR:
        return quantize(decimal, scale, BID_ROUNDING_DOWN);
    case SOP_ROUND_CEILING:
        return quantize(decimal, scale, BID_ROUNDING_UP);
    case SOP_ROUND_UP:
        return quantize(decimal, scale, negative ? BID_ROUNDING_DOWN : BID_ROUNDING_UP);
    case SOP_ROUND_DOWN:
        return quantize(decimal, scale, BID_ROUNDING_TO_ZERO);
    case SOP_ROUND_HALF_UP:
        return quantize(decimal, scale, BID_ROUNDING_TIES_AWAY);
    case SOP_ROUND_HALF_DOWN:
        return round_half_down(decimal, scale);
    case SOP_ROUND_HALF_EVEN:
    default:
        return quantize(decimal, scale, BID_ROUNDING_TO_NEAREST);
    }
}

SopValue
sop_number_round(SopRun *run, const SopValue *a, int64_t scale, SopRounding rounding)
{
    bool negative;
    SopWide digits;
    int exponent;
    if (scale < -6111 || scale > 6176 ||
        !sop_decimal_open(sop_decimal_of(a), &negative, &digits, &exponent))
        return SOP_VALUE_NULL;
    if (-exponent <= scale) /* already as coarse */
        return *a;
    /* What is far below the last digit asked for still rounds up, down or to nothing. */
    return sop_decimal_keep(run, round_decimal(sop_decimal_of(a), scale, rounding, negative));
}

SopValue
sop_number_sqrt(SopRun *run, const SopValue *a)
{
    _IDEC_flags flags = 0;
    return sop_decimal_keep(run, bid128_sqrt(sop_decimal_of(a), BID_ROUNDING_TO_NEAREST, &flags));
}

SopValue
sop_number_exp(SopRun *run, const SopValue *a)
{
    _IDEC_flags flags = 0;
    return sop_decimal_keep_exact(
        run, bid128_exp(sop_decimal_of(a), BID_ROUNDING_TO_NEAREST, &flags), false);
}

SopValue
sop_number_log(SopRun *run, const SopValue *a)
{
    _IDEC_flags flags = 0;
    if (sop_number_sign(a) <= 0)
        return SOP_VALUE_NULL;
    return sop_decimal_keep(run, bid128_log(sop_decimal_of(a), BID_ROUNDING_TO_NEAREST, &flags));
}
