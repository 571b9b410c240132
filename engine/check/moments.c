/* SPDX-License-Identifier: Apache-2.0 */
/* What the moments of an act say of comparisons with the clock: who may not board before the day of departure boards
 * when `today() < departure` is false. Only whole days, and hours after an event, are reckoned with. */
#include "check/moments.h"

#define SAMPLED INT64_C(951868800000000) /* 1 March 2000: any time would do */

/* ---- one side of a comparison ------------------------------------------------------------------------ */

/* The clock or the name that the side is a fixed time away from; NULL: it is something else. */
static const SopAst *
base_of(const SopAst *side)
{
    if (side->kind == SOP_AST_NAME || sop_ast_is_clock(side))
        return side;
    if (side->kind != SOP_AST_ARITHMETIC || side->op > SOP_OP_SUBTRACT)
        return NULL;
    const SopAst *left = side->children[0];
    const SopAst *right = side->children[1];
    if (sop_ast_reads_nothing(right))
        return base_of(left);
    return side->op == SOP_OP_ADD && sop_ast_reads_nothing(left) ? base_of(right) : NULL;
}

/* `base`: (nullable) the one name in it that is no clock. Returns: (transfer full). */
static SopFeel *
compile_part(const SopFeel *feel, const SopAst *part, const SopAst *base)
{
    g_autoptr(SopFeelScope) scope = sop_feel_scope_new();
    SopFeelType *any = sop_feel_type_new_any();

    if (base != NULL && base->kind == SOP_AST_NAME)
        sop_feel_scope_add(scope, base->text, any, 0);
    SopFeel *compiled = sop_feel_compile(sop_feel_text(feel) + part->offset, part->length, scope,
                                         SOP_FEEL_UNKNOWN, NULL, NULL, 0, NULL);
    sop_feel_type_unref(any);
    return compiled;
}

/* Months and years are not always as long. */
static bool
is_fixed_length(const SopZone *zone, const SopFeel *feel, const SopAst *part)
{
    g_autoptr(SopFeel) compiled = compile_part(feel, part, NULL);
    g_auto(SopValue) value = SOP_VALUE_NULL;

    if (compiled != NULL)
        value = sop_feel_evaluate_in(compiled, &(SopFeelInput) {.now = SAMPLED}, zone);
    return value.type == SOP_DAYS_DURATION;
}

static bool
is_at_fixed_distance(const SopZone *zone, const SopFeel *feel, const SopAst *side)
{
    if (side->kind != SOP_AST_ARITHMETIC)
        return true;
    for (unsigned i = 0; i < 2; i++)
        if (sop_ast_reads_nothing(side->children[i])
                ? !is_fixed_length(zone, feel, side->children[i])
                : !is_at_fixed_distance(zone, feel, side->children[i]))
            return false;
    return true;
}

/* How far the side is from its base, always: in days, or in time. */
static bool
distance_of(const SopZone *zone, const SopFeel *feel, const SopAst *side, bool in_days,
            int64_t *ret)
{
    g_autoptr(SopFeel) compiled = compile_part(feel, side, base_of(side));
    SopDay base_day = sop_zone_day(zone, SAMPLED);
    g_auto(SopValue) slot = in_days ? sop_value_day(base_day) : sop_value_instant(SAMPLED);
    g_auto(SopValue) value = SOP_VALUE_NULL;
    SopInstant instant = 0;
    SopDay day = 0;

    if (compiled == NULL || !is_at_fixed_distance(zone, feel, side))
        return false;
    value = sop_feel_evaluate_in(
        compiled, &(SopFeelInput) {.slots = &slot, .n_slots = 1, .now = SAMPLED}, zone);
    bool known =
        in_days ? sop_value_get_day(&value, &day) : sop_value_get_instant(&value, zone, &instant);
    *ret = in_days ? (int64_t) day - base_day : instant - SAMPLED;
    return known;
}

/* ---- comparisons ------------------------------------------------------------------------------------- */

static bool
is_day(const SopFlow *flow, SopRead read)
{
    return read.kind == SOP_READ_ISSUED || read.kind == SOP_READ_EXPIRES ||
           (read.kind == SOP_READ_FACT && flow->facts[read.index].type == SOP_FACT_DATE &&
            !flow->facts[read.index].is_list);
}

/* `expires = null`: then it has the relation of what is the same. */
static void
find_unknown(const SopDomains *domains, const SopAst *ast, SopTimed *ret)
{
    for (unsigned i = 0; i < 2; i++)
    {
        const SopAst *name = ast->children[i];
        const SopAst *other = ast->children[1 - i];
        if (name->kind == SOP_AST_NAME && other->kind == SOP_AST_LITERAL &&
            other->value.type == SOP_NULL)
            *ret = (SopTimed) {SOP_TIMED_KNOWN, sop_domains_read(domains, name->slot), 0, false};
    }
}

SopTimed
sop_timed_of(const SopDomains *domains, const SopFeel *feel, const SopAst *ast, bool swapped)
{
    const SopFlow *flow = domains->flow;
    SopTimed timed = {.kind = SOP_TIMED_NOT};
    const SopAst *left = base_of(ast->children[0]);
    const SopAst *right = base_of(ast->children[1]);
    int64_t from_left;
    int64_t from_right;

    if (ast->op == SOP_OP_EQUAL || ast->op == SOP_OP_NOT_EQUAL)
    {
        find_unknown(domains, ast, &timed);
        return timed;
    }
    if (left == NULL || right == NULL || sop_ast_is_clock(left) == sop_ast_is_clock(right))
        return timed;
    bool clock_left = sop_ast_is_clock(left);
    SopRead anchor = sop_domains_read(domains, (clock_left ? right : left)->slot);
    bool in_days = g_str_equal((clock_left ? left : right)->text, "today");
    if (in_days ? !is_day(flow, anchor) : anchor.kind != SOP_READ_DONE)
        return timed;
    if (!distance_of(flow->zone, feel, ast->children[0], in_days, &from_left) ||
        !distance_of(flow->zone, feel, ast->children[1], in_days, &from_right))
        return timed;
    return (SopTimed) {SOP_TIMED_ORDER, anchor,
                       clock_left ? from_right - from_left : from_left - from_right,
                       clock_left == swapped};
}

/* ---- what an offer demands --------------------------------------------------------------------------- */

typedef struct /* the clock, less what it is compared with: between these, in days or in time */
{
    SopRead anchor;
    int64_t least, most;
    bool known; /* it is known when the act is done */
} Demand;

static uint8_t
ruled_out_by(const SopTimed *timed, const Demand *demand)
{
    uint8_t bits = demand->known ? 1 << SOP_RELATION_UNKNOWN : 0;

    if (timed->anchor.kind != demand->anchor.kind || timed->anchor.index != demand->anchor.index)
        return 0;
    if (timed->kind == SOP_TIMED_KNOWN)
        return demand->known ? bits | 1 << SOP_RELATION_LESS : 0;
    bool not_less = demand->least >= timed->distance;
    bool not_same = demand->least > timed->distance || demand->most < timed->distance;
    bool not_more = demand->most <= timed->distance;
    return (uint8_t) (bits | not_same << SOP_RELATION_SAME |
                      not_less << (timed->swapped ? SOP_RELATION_MORE : SOP_RELATION_LESS) |
                      not_more << (timed->swapped ? SOP_RELATION_LESS : SOP_RELATION_MORE));
}

static bool
whole_days(SopSpanOfTime of, int64_t *ret)
{
    *ret = (int64_t) of.count * (of.unit == SOP_UNIT_WEEKS ? 7 : 1);
    return of.unit == SOP_UNIT_DAYS || of.unit == SOP_UNIT_WEEKS;
}

static bool
exact_time(SopSpanOfTime of, int64_t *ret)
{
    *ret = (int64_t) of.count * (of.unit == SOP_UNIT_HOURS ? SOP_HOUR : SOP_MINUTE);
    return of.unit == SOP_UNIT_HOURS || of.unit == SOP_UNIT_MINUTES;
}

/* Not before this moment, or not after it. What follows a day begins when it has ended. */
static bool
demand_of_moment(const SopFlow *flow, const SopMoment *moment, bool is_latest, Demand *ret)
{
    static const uint8_t kinds[] = {[SOP_ANCHOR_EVENT] = SOP_READ_DONE,
                                    [SOP_ANCHOR_FACT] = SOP_READ_FACT,
                                    [SOP_ANCHOR_EXPIRES] = SOP_READ_EXPIRES};
    bool before = moment->kind == SOP_MOMENT_BEFORE;
    int64_t away;

    if (moment->kind == SOP_MOMENT_FROM_ENTERING || moment->anchor == SOP_NONE)
        return false;
    *ret = (Demand) {{kinds[moment->anchor_kind], moment->anchor}, INT64_MIN, INT64_MAX, true};
    bool in_days = is_day(flow, ret->anchor);
    if (in_days ? !whole_days(moment->duration, &away)
                : ret->anchor.kind != SOP_READ_DONE || !exact_time(moment->duration, &away))
        return true;
    int64_t from = (before ? -away : away) + (in_days && !before);
    if (is_latest)
        ret->most = from - in_days;
    else
        ret->least = from;
    return true;
}

/* A document that is required. `ret`: room for two. Returns: how many. */
static unsigned
demands_of_document(const SopRequirement *requirement, SopPaper document, Demand *ret)
{
    Demand expires = {{SOP_READ_EXPIRES, document}, INT64_MIN, 0, requirement->has_valid};
    Demand issued = {{SOP_READ_ISSUED, document}, INT64_MIN, INT64_MAX, true};
    int64_t days;

    if (requirement->has_valid && requirement->valid.kind == SOP_MOMENT_FROM_ENTERING &&
        whole_days(requirement->valid.duration, &days))
        expires.most = -days;
    if (requirement->has_issued_within && whole_days(requirement->issued_within, &days))
        issued.most = days;
    ret[0] = expires;
    ret[1] = issued;
    return 2;
}

static unsigned
demands_of(const SopFlow *flow, const SopOffer *offer, Demand *ret)
{
    unsigned n = 0;

    n += offer->has_not_before && demand_of_moment(flow, &offer->not_before, false, &ret[n]);
    n += offer->has_not_after && demand_of_moment(flow, &offer->not_after, true, &ret[n]);
    for (uint32_t i = 0; i < offer->n_requirements; i++)
    {
        const SopRequirement *requirement = &flow->requirements[offer->requirements + i];
        if (requirement->documents.count == 1 && requirement->when == SOP_NONE)
            n += demands_of_document(requirement, sop_list_items(flow, requirement->documents)[0],
                                     &ret[n]);
    }
    return n;
}

uint8_t *
sop_ruled_out_new(const SopDomains *domains)
{
    const SopFlow *flow = domains->flow;
    const guint n_relations = domains->relations->len;
    uint8_t *ruled_out = g_new0(uint8_t, (size_t) flow->n_offers * n_relations + 1);

    for (uint32_t i = 0; i < flow->n_offers; i++)
    {
        g_autofree Demand *demands = g_new(Demand, 2 * flow->offers[i].n_requirements + 2);
        unsigned n_demands = demands_of(flow, &flow->offers[i], demands);
        for (guint k = 0; k < n_relations; k++)
        {
            const SopTimed *timed = &g_array_index(domains->relations, SopRelation, k).timed;
            for (unsigned d = 0; d < n_demands && timed->kind != SOP_TIMED_NOT; d++)
                ruled_out[(size_t) i * n_relations + k] |= ruled_out_by(timed, &demands[d]);
        }
    }
    return ruled_out;
}
