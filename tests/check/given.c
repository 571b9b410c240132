/* SPDX-License-Identifier: Apache-2.0 */
/* See given.h. */
#include "check/given.h"

static SopValue
any_value(const SopFlow *flow, const SopFlowFact *fact, SopInstant now, Random *random)
{
    static const char *const words[] = {"foo", "another", "zebra", "a", "bar"};
    static const char *const durations[] = {"P1D", "P20D", "P1M", "PT2H"};
    static const int64_t numbers[] = {0, 1, 2, 3, 4, 5, -4, 18, 25, 40};
    unsigned roll = random_below(random, 60);

    if (fact->is_list)
    {
        SopValue items[3] = {sop_value_integer(1), sop_value_integer(2), sop_value_integer(3)};
        return sop_value_list(items, roll % 4);
    }
    switch (fact->type)
    {
    case SOP_FACT_BOOLEAN:
        return sop_value_boolean(roll % 2 == 0);
    case SOP_FACT_CHOICE:
        return sop_value_text(fact->values[roll % fact->n_values]);
    case SOP_FACT_TEXT:
        return sop_value_text(words[roll % G_N_ELEMENTS(words)]);
    case SOP_FACT_DATE:
        if (fact->range != NULL)
            return sop_value_parse(SOP_DATE, "2001-05-06");
        return sop_value_day(sop_zone_day(flow->zone, now) + (SopDay) (roll % 12) - 4);
    case SOP_FACT_DURATION:
        return sop_value_text(durations[roll % G_N_ELEMENTS(durations)]);
    default:
        return sop_value_integer(numbers[roll % G_N_ELEMENTS(numbers)]);
    }
}

SopGiven *
given_at_random(SopFlow *flow, SopAction action, SopInstant now, Random *random)
{
    static const char *const expiries[] = {NULL, "2026-03-01", "2026-03-04", "2026-03-12",
                                           "2099-12-31"};
    const SopList offers = flow->actions[action].offers;
    SopGiven *given = sop_given_new(flow);

    for (uint32_t i = 0; i < offers.count; i++)
    {
        const SopOffer *offer = &flow->offers[sop_list_items(flow, offers)[i]];
        for (uint32_t k = offer->asks; k < offer->asks + offer->n_asks; k++)
        {
            const SopAsk *ask = &flow->asks[k];
            if (random_below(random, 5) == 0)
                continue;
            if (ask->fact == SOP_NONE)
            {
                SopDocument document = {.expires =
                                            expiries[random_below(random, G_N_ELEMENTS(expiries))]};
                sop_given_file(given, flow->documents[ask->document].name, &document);
                continue;
            }
            g_auto(SopValue) value = any_value(flow, &flow->facts[ask->fact], now, random);
            sop_given_set_fact(given, ask->fact, value);
        }
    }
    return given;
}
