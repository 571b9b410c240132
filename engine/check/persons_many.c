/* SPDX-License-Identifier: Apache-2.0 */
/* Four eyes, or six, with too few people: several actions of which each wants another person than whoever did the
 * others, while conditions name all who may. Who does what is tried in every way, of few actions and few people. */
#include "check/explore.h"
#include "check/structure.h"

enum
{
    MANY_ACTIONS = 8,   /* that bear on one; of more nothing is said */
    MANY_PERSONS = 24,  /* that are named */
    MANY_STATES = 2000, /* of the search for what comes after what */
    MANY_TRIES = 100 * 1000,
};

#define ANYBODY UINT32_MAX

typedef struct
{
    const SopDomains *domains;
    const SopFlow *flow;
    GPtrArray *names; /* const char *, of persons; a bit each */
    SopSearched *searched;
    SopStop stop; /* of the offer that is looked at */
} Persons;

/* ---- who may ------------------------------------------------------------------------------------------------ */

static uint32_t
bit_of(const Persons *self, const char *name)
{
    guint number;

    if (!g_ptr_array_find_with_equal_func(self->names, name, g_str_equal, &number))
    {
        number = self->names->len;
        g_ptr_array_add(self->names, (gpointer) name);
    }
    return number < MANY_PERSONS ? UINT32_C(1) << number : ANYBODY;
}

/* Whom a literal, a test for one, or a list of them names. */
static uint32_t
named_by(const Persons *self, const SopAst *ast)
{
    uint32_t persons = 0;

    if (ast->kind == SOP_AST_LITERAL && ast->value.type == SOP_STRING)
        return bit_of(self, sop_value_string(&ast->value));
    if (ast->kind == SOP_AST_UNARY && ast->op == SOP_OP_EQUAL)
        return named_by(self, ast->children[0]);
    if (ast->kind != SOP_AST_LIST)
        return ANYBODY;
    for (uint32_t i = 0; i < ast->n_children; i++)
        persons |= named_by(self, ast->children[i]);
    return persons;
}

static uint32_t
allowed_by(const Persons *self, const SopAst *ast)
{
    uint32_t persons = ast->kind == SOP_AST_AND ? ANYBODY : 0;

    switch (ast->kind)
    {
    case SOP_AST_AND:
        for (uint32_t i = 0; i < ast->n_children; i++)
            persons &= allowed_by(self, ast->children[i]);
        return persons;
    case SOP_AST_OR:
        for (uint32_t i = 0; i < ast->n_children; i++)
            persons |= allowed_by(self, ast->children[i]);
        return persons;
    case SOP_AST_IN:
        for (uint32_t i = 1; i < ast->n_children; i++)
            persons |= named_by(self, ast->children[i]);
        return sop_ast_is_actor_id(self->flow, ast->children[0]) ? persons : ANYBODY;
    case SOP_AST_COMPARISON:
        for (uint32_t i = 0; i < 2; i++)
            if (ast->op == SOP_OP_EQUAL && sop_ast_is_actor_id(self->flow, ast->children[i]))
                return named_by(self, ast->children[1 - i]);
        return ANYBODY;
    default:
        return ANYBODY;
    }
}

static uint32_t
who_may(const Persons *self, const SopOffer *offer)
{
    return offer->when == SOP_NONE
               ? ANYBODY
               : allowed_by(self, sop_feel_ast(self->flow->expressions[offer->when].feel));
}

static uint32_t
who_may_anywhere(const Persons *self, SopAction action)
{
    const SopList offers = self->flow->actions[action].offers;
    uint32_t persons = 0;

    for (uint32_t i = 0; i < offers.count; i++)
        persons |= who_may(self, &self->flow->offers[sop_list_items(self->flow, offers)[i]]);
    return persons;
}

/* ---- who differs from whom ------------------------------------------------------------------------------------ */

static bool
lists(const SopFlow *flow, SopList actions, SopAction action)
{
    for (uint32_t i = 0; i < actions.count; i++)
        if (sop_list_items(flow, actions)[i] == action)
            return true;
    return false;
}

/* Wherever it is done? */
static bool
is_separate(const SopFlow *flow, SopAction action, SopAction other)
{
    const SopList offers = flow->actions[action].offers;

    for (uint32_t i = 0; i < offers.count; i++)
        if (!lists(flow, flow->offers[sop_list_items(flow, offers)[i]].separate_from, other))
            return false;
    return offers.count > 0;
}

static bool
is_possible(const SopReach *survey, uint32_t number, SopAction action, SopState *state)
{
    SopExplorer *explorer = survey->explorer;

    sop_states_get(survey->states, number, explorer->slice, state);
    sop_explorer_begin(explorer);
    do
        if (sop_explorer_try(explorer, state, action) == SOP_TRY_DONE)
            return true;
    while (sop_explorer_next(explorer));
    return false;
}

/* Can `later` be done when `action` has been? */
static bool
comes_after(Persons *self, SopAction action, SopAction later)
{
    SopSlice *slice = sop_slice_new(self->domains);
    SopItem item = sop_item_of_done(self->flow, action);
    SopState *state = sop_state_new(self->flow);

    sop_slice_add(slice, item);
    SopReach *survey = sop_reach_new(self->domains, slice, MANY_STATES, false, NULL);
    bool comes = !survey->complete;
    self->searched->states += sop_states_count(survey->states);
    if (comes)
        sop_stop_at(&self->stop, sop_reach_depth(survey));
    for (uint32_t i = 0; i < sop_states_count(survey->states) && !comes; i++)
    {
        sop_states_get(survey->states, i, slice, state);
        comes = state->items[slice->slots[item]] != 0 && is_possible(survey, i, later, state);
    }
    sop_reach_free(survey);
    sop_state_free(state);
    sop_slice_free(slice);
    return comes;
}

/* Were the two done last by different people, whatever happened? When only one of them looks at the other, that is
 * so if the other cannot be done again after it. */
static bool
differ(Persons *self, SopAction a, SopAction b)
{
    bool by_a = is_separate(self->flow, a, b);
    bool by_b = is_separate(self->flow, b, a);

    return (by_a && by_b) || (by_a && !comes_after(self, a, b)) ||
           (by_b && !comes_after(self, b, a));
}

/* ---- trying ---------------------------------------------------------------------------------------------------- */

typedef struct
{
    SopAction actions[MANY_ACTIONS]; /* [0]: the one that is asked about */
    uint32_t persons[MANY_ACTIONS];
    uint32_t n;
    bool differs[MANY_ACTIONS][MANY_ACTIONS];
    bool left_out[MANY_ACTIONS];
    uint32_t chosen[MANY_ACTIONS];
    uint32_t n_tries; /* beyond MANY_TRIES they count as enough */
} Doers;

static bool
can_choose(Doers *self, uint32_t at)
{
    if (at == self->n || ++self->n_tries > MANY_TRIES)
        return true;
    self->chosen[at] = 0;
    if (self->left_out[at])
        return can_choose(self, at + 1);
    for (uint32_t person = 0; person < MANY_PERSONS; person++)
    {
        uint32_t bit = UINT32_C(1) << person;
        bool fits = (self->persons[at] & bit) != 0;
        for (uint32_t i = 0; i < at && fits; i++)
            fits = !self->differs[at][i] || self->chosen[i] != bit;
        self->chosen[at] = bit;
        if (fits && can_choose(self, at + 1))
            return true;
    }
    return false;
}

/* All that bear on the offer, and that not just anybody may do. Returns: false when they are too many. */
static bool
collect(const Persons *self, const SopOffer *offer, Doers *ret)
{
    const SopFlow *flow = self->flow;

    *ret = (Doers) {.actions = {offer->action}, .persons = {who_may(self, offer)}, .n = 1};
    for (uint32_t i = 0; i < ret->n; i++)
        for (SopAction action = 0; action < flow->n_actions; action++)
        {
            bool bears = i == 0 ? lists(flow, offer->separate_from, action)
                                : is_separate(flow, ret->actions[i], action);
            for (uint32_t k = 0; k < ret->n && bears; k++)
                bears = ret->actions[k] != action;
            uint32_t persons = bears ? who_may_anywhere(self, action) : ANYBODY;
            if (persons == ANYBODY || persons == 0)
                continue;
            if (ret->n == MANY_ACTIONS)
                return false;
            ret->actions[ret->n] = action;
            ret->persons[ret->n++] = persons;
        }
    return true;
}

static void
note_differing(Persons *self, const SopOffer *offer, Doers *doers)
{
    for (uint32_t i = 1; i < doers->n; i++)
        for (uint32_t k = 0; k < i; k++)
        {
            bool differs = k == 0 ? lists(self->flow, offer->separate_from, doers->actions[i])
                                  : differ(self, doers->actions[i], doers->actions[k]);
            doers->differs[i][k] = doers->differs[k][i] = differs;
        }
}

/* As if all that is separate one way were so: when even then there are enough, the searches are spared. */
static bool
are_enough_anyway(const Persons *self, const SopOffer *offer, Doers *doers)
{
    for (uint32_t i = 1; i < doers->n; i++)
        for (uint32_t k = 0; k < i; k++)
        {
            SopAction a = doers->actions[i];
            SopAction b = doers->actions[k];
            bool differs = k == 0 ? lists(self->flow, offer->separate_from, a)
                                  : is_separate(self->flow, a, b) || is_separate(self->flow, b, a);
            doers->differs[i][k] = doers->differs[k][i] = differs;
        }
    return can_choose(doers, 0);
}

/* ---- telling ----------------------------------------------------------------------------------------------------- */

/* Leaves out those without whom there are too few as well. Returns: how many are left. */
static uint32_t
leave_out(Doers *doers)
{
    uint32_t n_left = doers->n;

    for (uint32_t i = 1; i < doers->n; i++)
    {
        doers->left_out[i] = true;
        doers->left_out[i] = !can_choose(doers, 0);
        n_left -= doers->left_out[i];
    }
    return n_left;
}

static void
add_name(GString *names, const char *name, uint32_t at, uint32_t n, const char *mark)
{
    g_string_append_printf(names, "%s%s", at == 0 ? "" : at + 1 < n ? ", " : " and ", "");
    g_string_append_printf(names, "%s%s%s", at == 0 ? "" : mark, name, at + 1 < n ? mark : "");
}

static void
report(const Persons *self, const SopOffer *offer, const Doers *doers, uint32_t n_left,
       SopDiagnostics *diagnostics)
{
    g_autoptr(GString) names = g_string_new(NULL);
    g_autoptr(GString) persons = g_string_new(NULL);
    uint32_t all = 0;
    uint32_t at = 0;

    for (uint32_t i = 0; i < doers->n; i++)
    {
        if (doers->left_out[i])
            continue;
        add_name(names, self->flow->actions[doers->actions[i]].name, at++, n_left, "`");
        all |= doers->persons[i];
    }
    at = 0;
    for (uint32_t person = 0; person < MANY_PERSONS; person++)
        if ((all >> person & 1) != 0)
            add_name(persons, self->names->pdata[person], at++, (uint32_t) __builtin_popcount(all),
                     "");
    sop_report(diagnostics, SOP_MESSAGE_TOO_FEW_PERSONS, offer->span, "names", names->str,
               "persons", persons->str, "name", self->flow->actions[offer->action].name, NULL);
}

/* That two are only one person's is told as such. */
static void
check_offer(Persons *self, const SopOffer *offer, SopDiagnostics *diagnostics)
{
    Doers doers;
    uint32_t persons = who_may(self, offer);

    if (offer->separate_from.count == 0 || persons == ANYBODY || persons == 0)
        return;
    self->stop = (SopStop) {!collect(self, offer, &doers), 0};
    bool enough = self->stop.stopped || are_enough_anyway(self, offer, &doers);
    if (!enough)
    {
        note_differing(self, offer, &doers);
        enough = can_choose(&doers, 0);
    }
    if (doers.n_tries > MANY_TRIES)
        sop_stop_at(&self->stop, 0);
    self->stop.stopped = self->stop.stopped && enough;
    sop_searched_note(self->searched, self->stop);
    if (enough)
        return;
    uint32_t n_left = leave_out(&doers);
    if (n_left > 2)
        report(self, offer, &doers, n_left, diagnostics);
}

void
sop_check_many_persons(const SopDomains *domains, SopSearched *searched,
                       SopDiagnostics *diagnostics)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    Persons self = {
        .domains = domains, .flow = domains->flow, .names = names, .searched = searched};

    for (uint32_t i = 0; i < domains->flow->first_timeout; i++)
        check_offer(&self, &domains->flow->offers[i], diagnostics);
}
