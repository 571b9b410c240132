/* SPDX-License-Identifier: Apache-2.0 */
/* Orders: the fewest things that moved; and which of two spans of time is the longer. */
#include "versions/versions.h"

/* The longest run that ascends stays where it is; all others moved. */
void
sop_order_find_moves(const uint32_t *numbers, uint32_t n_numbers, bool *ret_moves)
{
    g_autofree uint32_t *ends = g_new(uint32_t, n_numbers + 1);   /* of runs of each length */
    g_autofree uint32_t *before = g_new(uint32_t, n_numbers + 1); /* the one before it in its run */
    uint32_t longest = 0;

    for (uint32_t i = 0; i < n_numbers; i++)
    {
        uint32_t low = 0, high = longest;
        while (low < high)
        {
            uint32_t middle = (low + high) / 2;
            if (numbers[ends[middle]] < numbers[i])
                low = middle + 1;
            else
                high = middle;
        }
        before[i] = low > 0 ? ends[low - 1] : SOP_NONE;
        ends[low] = i;
        longest = MAX(longest, low + 1);
        ret_moves[i] = true;
    }
    for (uint32_t i = longest > 0 ? ends[longest - 1] : SOP_NONE; i != SOP_NONE; i = before[i])
        ret_moves[i] = false;
}

typedef struct /* in minutes */
{
    uint64_t least, most;
} Bounds;

/* A working day may be followed by free ones, a month has 28 to 31 days. */
static Bounds
bounds_of(SopSpanOfTime span)
{
    enum
    {
        DAY = 24 * 60
    };
    static const Bounds units[] = {
        [SOP_UNIT_MINUTES] = {1, 1},
        [SOP_UNIT_HOURS] = {60, 60},
        [SOP_UNIT_DAYS] = {DAY, DAY},
        [SOP_UNIT_WORKING_DAYS] = {DAY, 5 * DAY},
        [SOP_UNIT_WEEKS] = {7 * DAY, 7 * DAY},
        [SOP_UNIT_MONTHS] = {28 * DAY, 31 * DAY},
        [SOP_UNIT_YEARS] = {365 * DAY, 366 * DAY},
    };

    return (Bounds) {units[span.unit].least * span.count, units[span.unit].most * span.count};
}

int
sop_span_of_time_compare(SopSpanOfTime self, SopSpanOfTime other)
{
    if (self.unit == other.unit)
        return (self.count > other.count) - (self.count < other.count);

    Bounds a = bounds_of(self), b = bounds_of(other);
    return (a.least > b.most) - (a.most < b.least);
}
