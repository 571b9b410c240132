/* SPDX-License-Identifier: Apache-2.0 */
/* Every condition and every list of branches of a procedure is looked at: what is never true or always so,
 * which branches nothing reaches, and for which cases there is none. */
#include "check/guards_report.h"

enum
{
    NUMBER_OF_HIDDEN = 100, /* in one list; with more, the rest is not worth telling */
};

/* ---- asking ------------------------------------------------------------------------------------------------- */

static bool
is_open(const SopSurvey *survey, uint32_t n_rows)
{
    for (uint32_t i = 0; i < n_rows; i++)
        if (survey->taken[i] == SOP_ANSWER_OPEN)
            return true;
    return survey->left == SOP_ANSWER_OPEN;
}

static void
ask(SopGuardReport *self, const SopRow *rows, uint32_t n_rows, bool shows, SopSurvey *survey)
{
    sop_survey_init(survey, n_rows);
    survey->shows = shows;
    if (rows[n_rows - 1].n_tests == 0)
        survey->left = SOP_ANSWER_NO;
    bool tried = sop_survey_try(&self->check, rows, n_rows, survey);
    if (is_open(survey, n_rows) && !tried)
        sop_survey_probe(&self->check, rows, n_rows, survey);
    if (is_open(survey, n_rows))
        sop_survey_solve(&self->check, rows, n_rows, survey);
}

/* ---- what is not known yet ------------------------------------------------------------------------------------- */

/* Of the facts that something sets, those that nothing on the way to the place does. */
static bool
set_unknown(SopGuardReport *self, const SopRow *rows, uint32_t n_rows, SopStage stage, SopNode node,
            const SopOffer *offer)
{
    const SopFlow *flow = self->check.flow;
    g_autoptr(GArray) slots = sop_rows_slots(flow, rows, n_rows);
    bool any = false;

    for (guint i = 0; i < slots->len; i++)
    {
        SopFact fact = g_array_index(slots, uint32_t, i);
        if (fact >= flow->n_facts)
            continue;
        bool unknown = !sop_known_at(self->known, stage, node, fact) &&
                       sop_known_is_set(flow, fact) &&
                       (offer == NULL || !sop_known_is_given(flow, offer, fact));
        self->unknown[fact] = unknown;
        any = any || unknown;
    }
    self->check.unknown = any ? self->unknown : NULL;
    return any;
}

/* Is that why none of the rows can be taken? */
static bool
is_kept_from(SopGuardReport *self, const SopRow *rows, uint32_t n_rows)
{
    SopSurvey survey;
    bool kept = true;

    ask(self, rows, n_rows, false, &survey);
    for (uint32_t i = 0; i < n_rows; i++)
        kept = kept && survey.taken[i] == SOP_ANSWER_NO;
    sop_survey_clear(&survey);
    return kept;
}

/* ---- single conditions ----------------------------------------------------------------------------------------- */

typedef struct
{
    uint8_t can_hold, can_fail; /* SopAnswer */
} Ability;

static Ability
ability_of(SopGuardReport *self, const SopGuard *tests, uint32_t n_tests)
{
    SopRow row = {tests, n_tests, SOP_SPAN_NONE};
    SopSurvey survey;

    ask(self, &row, 1, false, &survey);
    Ability ability = {survey.taken[0], survey.left};
    sop_survey_clear(&survey);
    return ability;
}

/* A condition written as a constant is meant. */
static bool
is_written_out(const SopFlow *flow, SopGuard guard)
{
    return sop_feel_ast(flow->expressions[guard].feel)->kind == SOP_AST_LITERAL;
}

/* What is an outcome asks whether the phase is finished, too, and what outcomes it may have can become more. */
static bool
reads_outcome(const SopFlow *flow, SopGuard guard)
{
    unsigned n_slots;
    const uint32_t *slots = sop_feel_slots(flow->expressions[guard].feel, &n_slots);

    for (unsigned i = 0; i < n_slots; i++)
        if (slots[i] >= flow->n_facts &&
            flow->reads[slots[i] - flow->n_facts].kind == SOP_READ_OUTCOME)
            return true;
    return false;
}

/* `never`: what comes of it when it is never true; `always`: when never false (NULL: that is not told).
 * Returns: whether it can be true, as far as is known. */
static bool
check_condition(SopGuardReport *self, SopGuard guard, const char *never, const char *always)
{
    if (guard == SOP_NONE || is_written_out(self->check.flow, guard))
        return true;
    Ability ability = ability_of(self, &guard, 1);
    if (reads_outcome(self->check.flow, guard))
        always = NULL;
    if (ability.can_hold == SOP_ANSWER_NO)
        sop_report_never_true(self, guard, never);
    else if (ability.can_fail == SOP_ANSWER_NO && always != NULL)
        sop_report_always(self, guard, always);
    if (ability.can_hold == SOP_ANSWER_OPEN ||
        (ability.can_fail == SOP_ANSWER_OPEN && always != NULL))
        sop_report_open(self, self->check.flow->expressions[guard].span);
    return ability.can_hold != SOP_ANSWER_NO;
}

/* A condition of an action that can be true, but not where it stands. */
static void
check_offer_there(SopGuardReport *self, const SopOffer *offer, const char *never)
{
    SopRow row = {&offer->when, 1, SOP_SPAN_NONE};

    if (offer->when == SOP_NONE || is_written_out(self->check.flow, offer->when) ||
        !set_unknown(self, &row, 1, SOP_STAGE_INSIDE, offer->node, offer))
        return;
    if (is_kept_from(self, &row, 1))
        sop_report_not_yet(self, offer->when, never);
    self->check.unknown = NULL;
}

static void
check_offers(SopGuardReport *self)
{
    const SopFlow *flow = self->check.flow;

    for (uint32_t i = 0; i < flow->n_offers; i++)
    {
        const char *name = flow->actions[flow->offers[i].action].name;
        bool is_timeout = sop_offer_is_timeout(flow, i);
        g_autofree char *never =
            g_strdup_printf(is_timeout ? "`%s` never runs" : "nobody can ever do `%s` here", name);
        if (check_condition(self, flow->offers[i].when, never,
                            "it only asks whether something is known"))
            check_offer_there(self, &flow->offers[i], never);
    }
    for (uint32_t i = 0; i < flow->n_requirements; i++)
        check_condition(self, flow->requirements[i].when, "this is never required",
                        "this is always required");
}

static void
check_safeguards(SopGuardReport *self)
{
    const SopFlow *flow = self->check.flow;

    for (uint32_t i = 0; i < flow->n_safeguards; i++)
    {
        check_condition(self, flow->safeguards[i].when, "the safeguard never applies", NULL);
        check_condition(self, flow->safeguards[i].never_when, "the safeguard forbids nothing",
                        NULL);
    }
}

/* ---- lists of branches --------------------------------------------------------------------------------------------- */

typedef struct
{
    SopBranches is; /* what is told of it */
    SopRow *rows;
    uint32_t n_rows;
    SopStage stage; /* where the case is then */
    SopNode node;
    const SopOffer *offer; /* whose it is; NULL: a node's */
} Branches;

/* Its cells, each alone, then all together. */
static bool
check_cells(SopGuardReport *self, const SopRow *row)
{
    bool can_hold = true;

    for (uint32_t i = 0; i < row->n_tests; i++)
        can_hold =
            check_condition(self, row->tests[i], "this row is never taken", NULL) && can_hold;
    if (!can_hold || row->n_tests < 2)
        return can_hold;
    Ability ability = ability_of(self, row->tests, row->n_tests);
    if (ability.can_hold == SOP_ANSWER_NO)
        sop_report_row_never(self, row);
    return ability.can_hold != SOP_ANSWER_NO;
}

static bool
can_hold_alone(SopGuardReport *self, const Branches *branches, uint32_t row)
{
    if (branches->is.table)
        return check_cells(self, &branches->rows[row]);
    return branches->rows[row].n_tests == 0 ||
           check_condition(self, branches->rows[row].tests[0], "this branch is never taken", NULL);
}

/* Is what stands last for no case since one condition before it is never false? Then that is told of the condition. */
static bool
is_kept_by_one(SopGuardReport *self, const Branches *branches, const GArray *hiders)
{
    const SopRow *by =
        hiders->len == 1 ? &branches->rows[g_array_index(hiders, uint32_t, 0)] : NULL;

    if (branches->is.table || by == NULL || by->n_tests != 1 ||
        is_written_out(self->check.flow, by->tests[0]) ||
        reads_outcome(self->check.flow, by->tests[0]) ||
        ability_of(self, by->tests, 1).can_fail != SOP_ANSWER_NO)
        return false;
    sop_report_takes_all(self, by->tests[0]);
    return true;
}

static void
check_hidden(SopGuardReport *self, const Branches *branches, uint32_t row, uint32_t hider)
{
    bool otherwise = branches->rows[row].n_tests == 0 && row + 1 == branches->n_rows;
    g_autoptr(GArray) hiders =
        hider != SOP_NONE ? g_array_append_val(g_array_new(FALSE, FALSE, sizeof(uint32_t)), hider)
                          : sop_survey_hiders(&self->check, branches->rows, row + 1);

    if (!otherwise)
        sop_report_hidden(self, &branches->is, branches->rows, row, hiders);
    else if (!is_kept_by_one(self, branches, hiders))
        sop_report_otherwise(self, &branches->is, &branches->rows[row]);
}

static void
check_rows(SopGuardReport *self, const Branches *branches, const SopSurvey *survey)
{
    uint32_t n_hidden = 0;

    for (uint32_t i = 0; i < branches->n_rows && n_hidden < NUMBER_OF_HIDDEN; i++)
    {
        if (survey->taken[i] == SOP_ANSWER_YES)
            continue;
        bool alone = can_hold_alone(self, branches, i);
        if (survey->taken[i] == SOP_ANSWER_NO && alone)
        {
            check_hidden(self, branches, i, survey->hider[i]);
            n_hidden++;
        }
        else if (survey->taken[i] == SOP_ANSWER_OPEN)
            sop_report_open(self, branches->rows[i].span);
    }
}

typedef struct
{
    SopGuardReport *report;
    const Branches *branches;
    const SopBranch *written; /* that the rows are */
} Overlaps;

static bool
sets_differ(const SopFlow *flow, const SopBranch *a, const SopBranch *b)
{
    if (a->n_sets != b->n_sets)
        return true;
    for (uint32_t i = 0; i < a->n_sets; i++)
    {
        const SopSet *one = &flow->sets[a->sets + i];
        const SopSet *other = &flow->sets[b->sets + i];
        if (one->fact != other->fact || (one->value == SOP_NONE) != (other->value == SOP_NONE))
            return true;
        if (one->value != SOP_NONE &&
            !g_str_equal(sop_feel_text(flow->expressions[one->value].feel),
                         sop_feel_text(flow->expressions[other->value].feel)))
            return true;
    }
    return false;
}

static bool
rows_differ(const void *host, uint32_t earlier, uint32_t later)
{
    const Overlaps *self = host;
    const SopBranch *a = &self->written[earlier];
    const SopBranch *b = &self->written[later];

    return a->to.kind != b->to.kind || a->to.node != b->to.node || a->to.at != b->to.at ||
           a->to.outcome != b->to.outcome || sets_differ(self->report->check.flow, a, b);
}

static void
rows_meet(void *host, uint32_t earlier, uint32_t later, const SopExample *example)
{
    const Overlaps *self = host;
    const SopRow *rows = self->branches->rows;

    sop_report_overlap(self->report, &rows[earlier], &rows[later], example);
}

static void
check_branches(SopGuardReport *self, const Branches *branches)
{
    SopSurvey survey;

    if (branches->n_rows == 0 || (branches->n_rows == 1 && branches->rows[0].n_tests == 0))
        return;
    ask(self, branches->rows, branches->n_rows, branches->is.must_go, &survey);
    check_rows(self, branches, &survey);
    if (branches->is.must_go && survey.left == SOP_ANSWER_YES)
        sop_report_left_out(self, &branches->is, survey.gone);
    else if (branches->is.must_go && survey.left == SOP_ANSWER_OPEN)
        sop_report_may_be_left_out(self, &branches->is, &branches->rows[branches->n_rows - 1]);
    sop_survey_clear(&survey);
    if (!branches->is.must_go || !set_unknown(self, branches->rows, branches->n_rows,
                                              branches->stage, branches->node, branches->offer))
        return;
    if (is_kept_from(self, branches->rows, branches->n_rows))
        sop_report_undecided(self, &branches->is, branches->rows, branches->n_rows);
    self->check.unknown = NULL;
}

/* ---- all ---------------------------------------------------------------------------------------------------------------- */

static void
check_route(SopGuardReport *self, SopRoute route, Branches branches)
{
    const SopFlow *flow = self->check.flow;
    g_autofree SopRow *rows = g_new0(SopRow, route.count + 1);

    branches.is.must_go = true;
    branches.rows = rows;
    branches.n_rows = route.count;
    for (uint32_t i = 0; i < route.count; i++)
    {
        const SopBranch *branch = &flow->branches[route.start + i];
        rows[i] = (SopRow) {sop_list_items(flow, branch->tests), branch->tests.count, branch->span};
        branches.is.table = branches.is.table || branch->tests.count > 0;
        if (branch->when != SOP_NONE)
            rows[i] = (SopRow) {&branch->when, 1, branch->span};
    }
    check_branches(self, &branches);
    if (self->overlaps && branches.is.table)
    {
        Overlaps overlaps = {self, &branches, &flow->branches[route.start]};
        sop_survey_overlaps(&self->check, rows, route.count, rows_differ, rows_meet, &overlaps);
    }
}

static void
check_node_route(SopGuardReport *self, SopNode node)
{
    const SopFlowNode *is = &self->check.flow->nodes[node];
    Branches branches = {.is = {.name = is->name, .span = is->span},
                         .stage =
                             is->kind == SOP_KIND_DECISION ? SOP_STAGE_ENTERED : SOP_STAGE_FINISHED,
                         .node = node};

    check_route(self, is->route, branches);
}

static void
check_offer_route(SopGuardReport *self, const SopOffer *offer)
{
    Branches branches = {
        .is = {.name = self->check.flow->actions[offer->action].name, .span = offer->span},
        .stage = SOP_STAGE_INSIDE,
        .node = offer->node,
        .offer = offer};

    check_route(self, offer->to, branches);
}

/* Where none holds, there is no deadline: that may be meant. */
static void
check_moments(SopGuardReport *self, SopList list, const char *name)
{
    const SopFlow *flow = self->check.flow;
    g_autofree SopRow *rows = g_new0(SopRow, list.count + 1);
    Branches branches = {.is = {.name = name}, .rows = rows, .n_rows = list.count};

    for (uint32_t i = 0; i < list.count; i++)
    {
        const SopMomentBranch *moment = &flow->moments[list.start + i];
        bool always = moment->when == SOP_NONE;
        rows[i] = (SopRow) {&moment->when, !always, moment->moment.span};
    }
    check_branches(self, &branches);
}

static void
check_lists(SopGuardReport *self)
{
    const SopFlow *flow = self->check.flow;

    for (SopNode node = 0; node < flow->n_nodes; node++)
    {
        check_node_route(self, node);
        check_moments(self, flow->nodes[node].within, flow->nodes[node].name);
    }
    for (uint32_t i = 0; i < flow->n_offers; i++)
    {
        check_offer_route(self, &flow->offers[i]);
        check_moments(self, flow->offers[i].at, flow->actions[flow->offers[i].action].name);
    }
}

void
sop_check_guards(const SopDomains *domains, bool overlaps, SopDiagnostics *diagnostics)
{
    const SopFlow *flow = domains->flow;
    g_autofree bool *known = sop_facts_always_known(flow);
    g_autofree bool *unknown = g_new0(bool, flow->n_facts + 1);
    SopGuardReport self = {.check = {flow, domains, known, NULL, NULL},
                           .diagnostics = diagnostics,
                           .overlaps = overlaps,
                           .unknown = unknown};

    self.told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    self.known = sop_known_new(flow);
    self.open = g_array_new(FALSE, FALSE, sizeof(SopSpan));
    check_offers(&self);
    check_safeguards(&self);
    check_lists(&self);
    sop_report_not_analysed(&self);
    sop_logic_free(self.check.logic);
    sop_known_free(self.known);
    g_hash_table_unref(self.told);
    g_array_unref(self.open);
}
