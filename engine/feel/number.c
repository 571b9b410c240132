/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers: decimal, 34 digits. Those whose digits fit 63 bits are computed in place; the rest by
 * decimal128 (IEEE 754) of libintelrdfpmath. What is no number (1 / 0) is null. */
#include "feel/number.h"

#include <string.h>

enum
{
    EXPONENT_BIAS = 6176,
    DIGITS = 34,
};

static const int64_t powers[19] = {
    1,
    10,
    100,
    1000,
    10000,
    100000,
    1000000,
    10000000,
    100000000,
    1000000000,
    10000000000,
    100000000000,
    1000000000000,
    10000000000000,
    100000000000000,
    1000000000000000,
    10000000000000000,
    100000000000000000,
    1000000000000000000,
};

static SopValue
small(int64_t digits, int exponent)
{
    return (SopValue) {.type = SOP_NUMBER, .exponent = (int8_t) exponent, .integer = digits};
}

/* ---- to decimal128 and back ------------------------------------------------------------------- */

BID_UINT128
sop_decimal_compose(bool negative, SopWide digits, int exponent)
{
    BID_UINT128 decimal;
    decimal.w[0] = (uint64_t) digits;
    decimal.w[1] = (uint64_t) (digits >> 64) | ((uint64_t) (exponent + EXPONENT_BIAS) << 49) |
                   ((uint64_t) negative << 63);
    return decimal;
}

BID_UINT128
sop_decimal_of(const SopValue *number)
{
    if (number->boxed)
        return ((const SopNumberBox *) number->box)->decimal;
    bool negative = number->integer < 0;
    uint64_t digits = negative ? -(uint64_t) number->integer : (uint64_t) number->integer;
    return sop_decimal_compose(negative, digits, number->exponent);
}

bool
sop_decimal_open(BID_UINT128 decimal, bool *negative, SopWide *digits, int *exponent)
{
    uint64_t high = decimal.w[1];
    *negative = high >> 63;
    if ((high >> 61 & 3) == 3)
    {
        *digits = 0; /* no canonical number is written so */
        *exponent = 0;
        return (high >> 59 & 15) != 15;
    }
    *digits = (SopWide) (high & (UINT64_C(0x1ffffffffffff))) << 64 | decimal.w[0];
    *exponent = (int) (high >> 49 & 0x3fff) - EXPONENT_BIAS;
    return true;
}

/* Returns: (transfer full). */
static SopValue
sop_decimal_value(BID_UINT128 decimal)
{
    bool negative;
    SopWide digits;
    int exponent;
    if (!sop_decimal_open(decimal, &negative, &digits, &exponent))
        return SOP_VALUE_NULL;
    if (digits == 0)
        return small(0, 0);
    while ((digits > INT64_MAX || exponent < -100) && digits % 10 == 0)
    {
        digits /= 10;
        exponent++;
    }
    if (digits <= INT64_MAX && exponent >= -100 && exponent <= 100)
        return small(negative ? -(int64_t) digits : (int64_t) digits, exponent);

    SopNumberBox *box = sop_box_new(SOP_NUMBER, sizeof(SopNumberBox));
    box->decimal = decimal;
    return (SopValue) {.type = SOP_NUMBER, .boxed = true, .box = &box->box};
}

SopValue
sop_decimal_keep(SopRun *run, BID_UINT128 decimal)
{
    return sop_run_keep(run, sop_decimal_value(decimal));
}

static bool
is_zero(const SopValue *number)
{
    return number->type == SOP_NUMBER && !number->boxed && number->integer == 0;
}

SopValue
sop_decimal_keep_exact(SopRun *run, BID_UINT128 decimal, bool zero)
{
    SopValue value = sop_decimal_value(decimal);
    return is_zero(&value) && !zero ? SOP_VALUE_NULL : sop_run_keep(run, value);
}

/* ---- reading and printing --------------------------------------------------------------------- */

/* Digits, a point and digits, an exponent: how far the text is such. */
static size_t
span_number(const char *text, size_t length, size_t *ret_digits)
{
    size_t i = length > 0 && text[0] == '-';
    size_t digits = 0;
    for (; i < length && g_ascii_isdigit(text[i]); i++)
        digits++;
    if (i + 1 < length && text[i] == '.' && g_ascii_isdigit(text[i + 1]))
        for (i++; i < length && g_ascii_isdigit(text[i]); i++)
            digits++;
    *ret_digits = digits;
    if (digits == 0 || i == length || (text[i] | 32) != 'e')
        return i;
    size_t at = i + 1;
    if (at < length && (text[at] == '+' || text[at] == '-'))
        at++;
    if (at == length)
        return i;
    for (i = at; i < length && g_ascii_isdigit(text[i]); i++)
        ;
    return i;
}

/* At most 18 digits, no exponent. */
static SopValue
parse_small(const char *text, size_t length)
{
    int64_t digits = 0;
    int exponent = 0;
    bool point = false;
    for (size_t i = text[0] == '-'; i < length; i++)
    {
        if (text[i] == '.')
        {
            point = true;
            continue;
        }
        digits = digits * 10 + (text[i] - '0');
        exponent -= point;
    }
    while (exponent < 0 && digits % 10 == 0)
    {
        digits /= 10;
        exponent++;
    }
    return small(text[0] == '-' ? -digits : digits, exponent);
}

SopValue
sop_number_parse(const char *text, size_t length)
{
    size_t digits;
    if (length == 0 || span_number(text, length, &digits) != length || digits == 0 || length > 1000)
        return SOP_VALUE_NULL;
    if (digits <= 18 && memchr(text, 'e', length) == NULL && memchr(text, 'E', length) == NULL)
        return parse_small(text, length);
    g_autofree char *copy = g_strndup(text, length);
    _IDEC_flags flags = 0;
    SopValue value = sop_decimal_value(bid128_from_string(copy, BID_ROUNDING_TO_NEAREST, &flags));
    bool zero = strcspn(copy, "123456789") >= strcspn(copy, "eE");
    return is_zero(&value) && !zero ? SOP_VALUE_NULL : value;
}

static size_t
print_digits(SopWide digits, char *text)
{
    char reversed[40];
    size_t n = 0;
    do
    {
        reversed[n++] = (char) ('0' + (int) (digits % 10));
        digits /= 10;
    } while (digits != 0);
    for (size_t i = 0; i < n; i++)
        text[i] = reversed[n - 1 - i];
    return n;
}

/* The point among `n` digits, or zeros around them; at most 60 characters in all. */
static void
place_point(const char *digits, size_t n, int exponent, char *out)
{
    if (exponent >= 0)
    {
        memcpy(out, digits, n);
        memset(out + n, '0', (size_t) exponent);
        out[n + (size_t) exponent] = '\0';
        return;
    }
    int whole = (int) n + exponent;
    if (whole <= 0)
    {
        out = stpcpy(out, "0.");
        memset(out, '0', (size_t) -whole);
        out += -whole;
    }
    else
    {
        out = mempcpy(out, digits, (size_t) whole);
        *out++ = '.';
        digits += whole;
        n -= (size_t) whole;
    }
    memcpy(out, digits, n);
    out[n] = '\0';
}

void
sop_decimal_print(BID_UINT128 decimal, char text[64])
{
    bool negative;
    SopWide wide;
    int exponent;
    if (!sop_decimal_open(decimal, &negative, &wide, &exponent))
    {
        strcpy(text, "null");
        return;
    }
    for (; wide != 0 && exponent < 0 && wide % 10 == 0; exponent++)
        wide /= 10;
    if (wide == 0)
        exponent = 0;
    char digits[40];
    size_t n = print_digits(wide, digits);
    if (negative && wide != 0)
        *text++ = '-';
    if (exponent >= -45 && (int) n + exponent >= -10 && (int) n + exponent <= 45)
        place_point(digits, n, exponent, text);
    else
        g_snprintf(text, 56, "%.*se%d", (int) n, digits, exponent);
}

void
sop_number_print(const SopValue *self, GString *out)
{
    char text[64];
    if (!self->boxed && self->exponent == 0)
        g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, self->integer);
    else
        sop_decimal_print(sop_decimal_of(self), text);
    g_string_append(out, text);
}

/* ---- comparing -------------------------------------------------------------------------------- */

static int
compare_decimals(const SopValue *a, const SopValue *b)
{
    BID_UINT128 x = sop_decimal_of(a), y = sop_decimal_of(b);
    _IDEC_flags flags = 0;
    if (bid128_quiet_less(x, y, &flags))
        return -1;
    return bid128_quiet_greater(x, y, &flags) ? 1 : 0;
}

int
sop_number_compare(const SopValue *a, const SopValue *b)
{
    if (a->boxed || b->boxed)
        return compare_decimals(a, b);
    int difference = a->exponent - b->exponent;
    if (difference == 0)
        return (a->integer > b->integer) - (a->integer < b->integer);
    if (difference > 18 || difference < -18)
        return compare_decimals(a, b);
    SopNanos x = a->integer, y = b->integer;
    if (difference > 0)
        x *= powers[difference];
    else
        y *= powers[-difference];
    return (x > y) - (x < y);
}

int
sop_number_sign(const SopValue *self)
{
    SopValue zero = sop_value_integer(0);
    return sop_number_compare(self, &zero);
}

bool
sop_number_to_int64(const SopValue *self, int64_t *ret)
{
    bool negative;
    SopWide digits;
    int exponent;
    if (!sop_decimal_open(sop_decimal_of(self), &negative, &digits, &exponent))
        return false;
    for (; exponent < 0 && digits != 0; exponent++)
        digits /= 10;
    for (; exponent > 0 && digits != 0 && digits <= INT64_MAX; exponent--)
        digits *= 10;
    if (digits > INT64_MAX)
        return false;
    *ret = negative ? -(int64_t) digits : (int64_t) digits;
    return true;
}

bool
sop_number_is_whole(const SopValue *self)
{
    if (!self->boxed && self->exponent >= 0)
        return true;
    _IDEC_flags flags = 0;
    BID_UINT128 decimal = sop_decimal_of(self);
    return bid128_quiet_equal(decimal, bid128_round_integral_zero(decimal, &flags), &flags);
}

/* ---- arithmetic ------------------------------------------------------------------------------- */

/* Brings two small numbers to the lower exponent of both. False when the digits do not fit. */
static bool
align(const SopValue *a, const SopValue *b, int64_t *x, int64_t *y, int *exponent)
{
    if (a->boxed || b->boxed)
        return false;
    *x = a->integer;
    *y = b->integer;
    int difference = a->exponent - b->exponent;
    *exponent = MIN(a->exponent, b->exponent);
    if (difference == 0)
        return true;
    if (difference > 18 || difference < -18)
        return false;
    return difference > 0 ? !__builtin_mul_overflow(*x, powers[difference], x)
                          : !__builtin_mul_overflow(*y, powers[-difference], y);
}

SopValue
sop_number_add(SopRun *run, const SopValue *a, const SopValue *b)
{
    int64_t x, y, sum;
    int exponent;
    if (align(a, b, &x, &y, &exponent) && !__builtin_add_overflow(x, y, &sum) && sum != INT64_MIN)
        return small(sum, exponent);
    _IDEC_flags flags = 0;
    return sop_decimal_keep(
        run, bid128_add(sop_decimal_of(a), sop_decimal_of(b), BID_ROUNDING_TO_NEAREST, &flags));
}

SopValue
sop_number_negate(SopRun *run, const SopValue *a)
{
    if (!a->boxed && a->integer != INT64_MIN)
        return small(-a->integer, a->exponent);
    return sop_decimal_keep(run, bid128_negate(sop_decimal_of(a)));
}

SopValue
sop_number_subtract(SopRun *run, const SopValue *a, const SopValue *b)
{
    int64_t x, y, rest;
    int exponent;
    if (align(a, b, &x, &y, &exponent) && !__builtin_sub_overflow(x, y, &rest) && rest != INT64_MIN)
        return small(rest, exponent);
    _IDEC_flags flags = 0;
    return sop_decimal_keep(
        run, bid128_sub(sop_decimal_of(a), sop_decimal_of(b), BID_ROUNDING_TO_NEAREST, &flags));
}

SopValue
sop_number_multiply(SopRun *run, const SopValue *a, const SopValue *b)
{
    int64_t product;
    if (!a->boxed && !b->boxed && !__builtin_mul_overflow(a->integer, b->integer, &product) &&
        product != INT64_MIN)
    {
        int exponent = product == 0 ? 0 : a->exponent + b->exponent;
        if (exponent >= -100 && exponent <= 100)
            return small(product, exponent);
    }
    _IDEC_flags flags = 0;
    return sop_decimal_keep_exact(
        run, bid128_mul(sop_decimal_of(a), sop_decimal_of(b), BID_ROUNDING_TO_NEAREST, &flags),
        is_zero(a) || is_zero(b));
}

SopValue
sop_number_divide(SopRun *run, const SopValue *a, const SopValue *b)
{
    if (!a->boxed && !b->boxed && b->integer != 0 && b->integer != -1 &&
        a->integer % b->integer == 0)
    {
        int exponent = a->exponent - b->exponent;
        if (exponent >= -100 && exponent <= 100)
            return small(a->integer / b->integer, exponent);
    }
    _IDEC_flags flags = 0;
    return sop_decimal_keep_exact(
        run, bid128_div(sop_decimal_of(a), sop_decimal_of(b), BID_ROUNDING_TO_NEAREST, &flags),
        is_zero(a));
}

/* By squaring, so that a whole power of a whole number is exact. */
static BID_UINT128
power_by_squaring(BID_UINT128 base, uint64_t exponent)
{
    _IDEC_flags flags = 0;
    BID_UINT128 result = sop_decimal_compose(false, 1, 0);
    for (uint64_t n = exponent; n != 0; n >>= 1)
    {
        if (n & 1)
            result = bid128_mul(result, base, BID_ROUNDING_TO_NEAREST, &flags);
        base = bid128_mul(base, base, BID_ROUNDING_TO_NEAREST, &flags);
    }
    return result;
}

/* In two halves, since what one is divided by may be too large where the result is not too small. */
static BID_UINT128
negative_power(BID_UINT128 base, uint64_t exponent)
{
    _IDEC_flags flags = 0;
    BID_UINT128 whole = power_by_squaring(base, exponent),
                result = sop_decimal_compose(false, 1, 0);
    if (!bid128_isInf(whole))
        return bid128_div(result, whole, BID_ROUNDING_TO_NEAREST, &flags);
    uint64_t half = exponent / 2;
    result = bid128_div(result, power_by_squaring(base, half), BID_ROUNDING_TO_NEAREST, &flags);
    return bid128_div(result, power_by_squaring(base, exponent - half), BID_ROUNDING_TO_NEAREST,
                      &flags);
}

static BID_UINT128
whole_power(BID_UINT128 base, int64_t exponent)
{
    return exponent < 0 ? negative_power(base, (uint64_t) -exponent)
                        : power_by_squaring(base, (uint64_t) exponent);
}

SopValue
sop_number_power(SopRun *run, const SopValue *a, const SopValue *b)
{
    int64_t exponent;
    if (sop_number_is_whole(b) && sop_number_to_int64(b, &exponent) && exponent >= -9999 &&
        exponent <= 9999)
        return sop_decimal_keep_exact(run, whole_power(sop_decimal_of(a), exponent), is_zero(a));
    _IDEC_flags flags = 0;
    return sop_decimal_keep_exact(
        run, bid128_pow(sop_decimal_of(a), sop_decimal_of(b), BID_ROUNDING_TO_NEAREST, &flags),
        is_zero(a));
}
