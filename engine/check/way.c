/* SPDX-License-Identifier: Apache-2.0 */
/* The way ahead of a case. That its goal is never reached is tried to be proved; the path that shows otherwise,
 * and that the engine goes along, is the way. */
#include "check/way.h"

#include <string.h>

G_DEFINE_QUARK(sop - way - error - quark, sop_way_error)

/* ---- the goal ----------------------------------------------------------------------------------------- */

/* The tables in which a goal is looked up, in this order. */
static const struct
{
    const char *prefix;
    SopTable table;
} kinds[] = {
    {"action:", SOP_TABLE_ACTIONS}, {"node:", SOP_TABLE_NODES}, {"outcome:", SOP_TABLE_OUTCOMES}};

static SopHappening
look_up(const SopFlow *flow, SopTable table, const char *name)
{
    uint32_t found = table == SOP_TABLE_ACTIONS ? sop_flow_action(flow, name)
                     : table == SOP_TABLE_NODES ? sop_flow_node(flow, name)
                                                : sop_flow_outcome(flow, name);

    if (*name == '\0') /* the procedure itself */
        return SOP_NONE;
    if (found == SOP_NONE || table == SOP_TABLE_ACTIONS)
        return found;
    return table == SOP_TABLE_NODES ? sop_happening_of_node(flow, found)
                                    : sop_happening_of_outcome(flow, found);
}

static const char *
nearest(const SopFlow *flow, const char *name)
{
    const char *found = NULL;

    for (gsize i = 0; i < G_N_ELEMENTS(kinds) && found == NULL; i++)
        found = sop_flow_nearest(flow, kinds[i].table, name);
    return found;
}

static SopHappening
find_goal(const SopFlow *flow, const char *goal, GError **error)
{
    const char *name = goal;
    SopHappening found = SOP_NONE;

    for (gsize i = 0; i < G_N_ELEMENTS(kinds) && found == SOP_NONE; i++)
    {
        bool meant = g_str_has_prefix(goal, kinds[i].prefix);
        if (meant)
            name = goal + strlen(kinds[i].prefix);
        if (meant || strchr(goal, ':') == NULL)
            found = look_up(flow, kinds[i].table, name);
    }
    if (found != SOP_NONE)
        return found;
    const char *similar = nearest(flow, name);
    g_set_error(error, SOP_WAY_ERROR, SOP_WAY_ERROR_NO_GOAL,
                "the procedure has no action, node or outcome `%s`%s%s%s", name,
                similar != NULL ? "; did you mean `" : "", similar != NULL ? similar : "",
                similar != NULL ? "`?" : "");
    return SOP_NONE;
}

/* ---- going it ------------------------------------------------------------------------------------------- */

static bool
has_run(const SopVerdict *verdict, uint32_t offer)
{
    for (unsigned i = 0; i < sop_verdict_count_events(verdict); i++)
        if (sop_verdict_event(verdict, i).timeout == offer)
            return true;
    return false;
}

bool
sop_way_act(const SopWay *self, const SopAct *act, SopCase *of, SopVerdict *verdict)
{
    SopInstant at = MAX(act->at, of->last);

    if (!sop_event_is_timeout(self->flow, act->event))
    {
        const SopActor actor = {.id = act->person, .role = act->role};
        return sop_case_act(of, act->event, &actor, act->given, at, verdict);
    }
    sop_case_tick(of, at, verdict);
    return has_run(verdict, sop_event_timeout(self->flow, act->event)) !=
           sop_event_passes(self->flow, act->event);
}

bool
sop_way_leads(const SopWay *self)
{
    g_autoptr(SopCase) of = sop_case_dup(self->from);
    g_autoptr(SopVerdict) verdict = sop_verdict_new();

    for (guint i = 0; i < self->acts->len; i++)
        if (!sop_way_act(self, &g_array_index(self->acts, SopAct, i), of, verdict))
            return false;
    return sop_goal_is_reached(&self->goal, of, verdict);
}

/* What runs by itself meanwhile is no step, if nothing moves by it, or it runs with another. */
static bool
is_silent(const SopWay *self, guint step)
{
    const SopAct *act = &g_array_index(self->acts, SopAct, step);
    g_autoptr(SopCase) of = sop_case_dup(self->from);
    g_autoptr(SopVerdict) verdict = sop_verdict_new();
    bool runs = true;

    if (!sop_event_is_timeout(self->flow, act->event))
        return false;
    for (guint i = 0; i <= step; i++)
        runs = sop_way_act(self, &g_array_index(self->acts, SopAct, i), of, verdict);
    return !runs || self->flow->offers[sop_event_timeout(self->flow, act->event)].to.count == 0;
}

static void
leave_out_silent(SopWay *self)
{
    g_array_set_clear_func(self->acts, NULL);
    for (guint i = self->acts->len; i > 0; i--)
    {
        SopAct act = g_array_index(self->acts, SopAct, i - 1);
        if (!is_silent(self, i - 1))
            continue;
        g_array_remove_index(self->acts, i - 1);
        if (sop_way_leads(self))
            sop_act_clear(&act);
        else
            g_array_insert_val(self->acts, i - 1, act);
    }
    g_array_set_clear_func(self->acts, sop_act_clear);
}

/* ---- what there is to say of a step ----------------------------------------------------------------------- */

static void
note_offer(SopWayPart *part, SopRun *run, const SopOffer *offer)
{
    const SopFlow *flow = run->flow;

    part->roles &= offer->roles;
    for (uint32_t i = 0; i < offer->separate_from.count; i++)
    {
        SopAction other = sop_list_items(flow, offer->separate_from)[i];
        uint32_t slot = flow->actions[other].actor_slot;
        if (slot != SOP_NONE && sop_case_actors(run->of)[slot].by != NULL)
            sop_add_once(part->separate_from, other);
    }
    for (uint32_t i = 0; i < offer->verifies.count; i++)
        sop_add_once(part->verifies, sop_list_items(flow, offer->verifies)[i]);
    if (offer->has_not_before && part->act->at > part->before &&
        sop_run_moment(run, &offer->not_before, offer->node) == part->act->at)
        part->waits_for = &offer->not_before;
    if (!offer->has_not_after)
        return;
    SopInstant until = sop_run_moment(run, &offer->not_after, offer->node);
    if (part->until == SOP_INSTANT_NONE || until < part->until)
        part->until = until;
}

static void
note_offers(SopWayPart *part, SopCase *of, SopVerdict *verdict)
{
    uint32_t offers[SOP_LIMIT_PARALLEL];
    SopRun run;

    sop_case_tick(of, part->act->at, verdict); /* as acting does */
    sop_run_init(&run, of, NULL, part->act->at, verdict);
    uint32_t n_offers = sop_run_offers(&run, part->act->event, offers);
    for (uint32_t i = 0; i < n_offers; i++)
        note_offer(part, &run, &of->flow->offers[offers[i]]);
    sop_run_clear(&run);
}

static void
make_parts(SopWay *self)
{
    g_autoptr(SopCase) of = sop_case_dup(self->from);
    g_autoptr(SopVerdict) verdict = sop_verdict_new();
    SopInstant before = of->last;

    for (guint i = 0; i < self->acts->len; i++)
    {
        SopAct *act = &g_array_index(self->acts, SopAct, i);
        SopWayPart part = {.act = act,
                           .before = before,
                           .until = SOP_INSTANT_NONE,
                           .roles = UINT64_MAX,
                           .separate_from = g_array_new(FALSE, FALSE, sizeof(SopAction)),
                           .verifies = g_array_new(FALSE, FALSE, sizeof(SopPaper)),
                           .needs = sop_way_find_needs(self, act)};
        if (!sop_event_is_timeout(self->flow, act->event))
            note_offers(&part, of, verdict);
        sop_way_act(self, act, of, verdict);
        g_array_append_val(self->parts, part);
        before = act->at;
    }
}

/* ---- looking for it ----------------------------------------------------------------------------------------- */

/* Returns: whether one is verified, of which the search would not know that it is. */
static bool
note_expired(SopWay *self)
{
    SopDay today = sop_zone_day(self->flow->zone, self->from->last);
    bool verified = false;

    for (SopPaper document = 0; document < self->flow->n_documents; document++)
    {
        const SopOnFile *on_file = sop_case_documents(self->from)[document];
        bool expired = on_file != NULL && on_file->has_expires && on_file->expires < today;
        self->goal.stale[document] = expired;
        verified = verified || (expired && on_file->verified);
    }
    return verified;
}

/* What is on file, and the engine refuses. */
static bool
note_refused(SopWay *self)
{
    bool more = false;

    for (SopPaper document = 0; document < self->flow->n_documents; document++)
    {
        more = more || (self->goal.refused[document] && !self->goal.stale[document]);
        self->goal.stale[document] = self->goal.stale[document] || self->goal.refused[document];
    }
    return more;
}

static void
search(SopWay *self, uint32_t limit)
{
    const SopProperty property = {.kind = SOP_PROPERTY_GOAL};
    bool exact = !note_expired(self);
    bool again = true;

    while (again)
    {
        SopProved proved = sop_prove(self->domains, &property, limit, NULL);
        self->n_states += proved.all_states;
        self->acts = proved.acts;
        again = proved.acts == NULL && note_refused(self);
        self->result = proved.acts != NULL                                    ? SOP_WAY_FOUND
                       : proved.result == SOP_PROOF_PROVED && exact && !again ? SOP_WAY_NONE
                                                                              : SOP_WAY_NOT_FOUND;
        self->shortest =
            proved.acts != NULL && (proved.acts->len == 1 || (proved.shortest && exact));
        exact = exact && !again;
    }
    if (self->acts == NULL)
        return;
    leave_out_silent(self);
    make_parts(self);
}

static void
part_clear(gpointer data)
{
    SopWayPart *part = data;

    for (guint i = 0; i < part->needs->len; i++)
        g_free(g_array_index(part->needs, SopWayNeed, i).expires);
    g_array_unref(part->needs);
    g_array_unref(part->separate_from);
    g_array_unref(part->verifies);
}

/* The case as it is at `now`, after which nothing of the way happens. */
static SopCase *
begin(const SopCase *from, SopInstant now)
{
    SopCase *of = sop_case_dup(from);

    sop_case_tick(of, now, NULL);
    of->last = MAX(of->last, now);
    return of;
}

SopWay *
sop_way_find(const SopCase *from, const char *goal, SopInstant now, unsigned limit, GError **error)
{
    g_return_val_if_fail(from != NULL && goal != NULL, NULL);

    SopFlow *flow = from->flow;
    SopHappening happening = find_goal(flow, goal, error);
    if (happening == SOP_NONE)
        return NULL;
    SopWay *self = g_new0(SopWay, 1);
    self->flow = sop_flow_ref(flow);
    self->from = begin(from, now);
    self->parts = g_array_new(FALSE, FALSE, sizeof(SopWayPart));
    g_array_set_clear_func(self->parts, part_clear);
    self->goal = (SopGoal) {.happening = happening,
                            .from = self->from,
                            .stale = g_new0(bool, flow->n_documents + 1),
                            .refused = g_new0(bool, flow->n_documents + 1)};
    self->domains = sop_domains_new(flow);
    self->domains->goal = &self->goal;
    self->there =
        happening >= flow->n_actions && sop_goal_is_reached(&self->goal, self->from, NULL);
    self->result = self->there ? SOP_WAY_FOUND : SOP_WAY_NONE;
    self->shortest = self->there;
    if (!self->there && !self->from->closed)
        search(self, limit);
    return self;
}

void
sop_way_free(SopWay *self)
{
    if (self == NULL)
        return;
    g_array_unref(self->parts);
    g_clear_pointer(&self->acts, g_array_unref);
    g_free(self->goal.stale);
    g_free(self->goal.refused);
    sop_domains_free(self->domains);
    sop_case_free(self->from);
    sop_flow_unref(self->flow);
    g_free(self);
}

/* ---- asked from outside ------------------------------------------------------------------------------------- */

SopWayResult
sop_way_result(const SopWay *self)
{
    return self->result;
}

bool
sop_way_is_shortest(const SopWay *self)
{
    return self->shortest;
}

unsigned
sop_way_length(const SopWay *self)
{
    return self->parts->len;
}

unsigned long
sop_way_states(const SopWay *self)
{
    return self->n_states;
}

static const SopWayPart *
part_of(const SopWay *self, unsigned step)
{
    return &g_array_index(self->parts, SopWayPart, step);
}

SopWayStep
sop_way_step(const SopWay *self, unsigned step)
{
    SopWayStep found = {.action = SOP_NONE, .at = SOP_INSTANT_NONE, .until = SOP_INSTANT_NONE};

    g_return_val_if_fail(step < self->parts->len, found);

    const SopWayPart *part = part_of(self, step);
    SopEventNumber event = part->act->event;
    bool is_timeout = sop_event_is_timeout(self->flow, event);
    found.kind = !is_timeout                           ? SOP_WAY_ACT
                 : sop_event_passes(self->flow, event) ? SOP_WAY_PASSES
                                                       : SOP_WAY_TIMEOUT;
    found.action =
        is_timeout ? self->flow->offers[sop_event_timeout(self->flow, event)].action : event;
    found.at = part->act->at;
    found.waits = part->act->at > part->before;
    found.until = part->until;
    return found;
}

unsigned
sop_way_roles(const SopWay *self, unsigned step, SopRole *roles, unsigned n)
{
    g_return_val_if_fail(step < self->parts->len, 0);

    const SopWayPart *part = part_of(self, step);
    unsigned n_roles = 0;

    for (SopRole role = 0; role < self->flow->n_roles; role++)
    {
        if (sop_event_is_timeout(self->flow, part->act->event) || (part->roles >> role & 1) == 0)
            continue;
        if (n_roles < n)
            roles[n_roles] = role;
        n_roles++;
    }
    return n_roles;
}

static unsigned
write_numbers(const GArray *from, uint32_t *ret, unsigned n)
{
    for (guint i = 0; i < from->len && i < n; i++)
        ret[i] = g_array_index(from, uint32_t, i);
    return from->len;
}

unsigned
sop_way_separate_from(const SopWay *self, unsigned step, SopAction *actions, unsigned n)
{
    g_return_val_if_fail(step < self->parts->len, 0);

    return write_numbers(part_of(self, step)->separate_from, actions, n);
}

unsigned
sop_way_verifies(const SopWay *self, unsigned step, SopPaper *documents, unsigned n)
{
    g_return_val_if_fail(step < self->parts->len, 0);

    return write_numbers(part_of(self, step)->verifies, documents, n);
}

bool
sop_way_do(const SopWay *self, unsigned step, SopCase *of, SopVerdict *verdict)
{
    g_return_val_if_fail(step < self->parts->len && of->flow == self->flow, false);

    g_autoptr(SopVerdict) own = verdict == NULL ? sop_verdict_new() : NULL;
    return sop_way_act(self, part_of(self, step)->act, of, verdict != NULL ? verdict : own);
}
