/* SPDX-License-Identifier: Apache-2.0 */
/* Four eyes that one pair of eyes is to be: two acts of different people, both of which only one person may do. */
#include "check/structure.h"

/* ---- a person by name ---------------------------------------------------------------------------------- */

bool
sop_ast_is_actor_id(const SopFlow *flow, const SopAst *ast)
{
    return ast->kind == SOP_AST_NAME && ast->slot >= flow->n_facts &&
           flow->reads[ast->slot - flow->n_facts].kind == SOP_READ_ACTOR_ID;
}

/* Whom the condition demands: `actor.id = "…"`, alone or among others joined by `and`; NULL: nobody by name. */
static const SopValue *
person_of(const SopFlow *flow, const SopAst *ast)
{
    if (ast->kind == SOP_AST_AND)
    {
        for (uint32_t i = 0; i < ast->n_children; i++)
        {
            const SopValue *person = person_of(flow, ast->children[i]);
            if (person != NULL)
                return person;
        }
        return NULL;
    }
    if (ast->kind != SOP_AST_COMPARISON || ast->op != SOP_OP_EQUAL)
        return NULL;
    for (uint32_t i = 0; i < 2; i++)
        if (sop_ast_is_actor_id(flow, ast->children[i]) &&
            ast->children[1 - i]->kind == SOP_AST_LITERAL)
            return &ast->children[1 - i]->value;
    return NULL;
}

static const SopValue *
person_of_offer(const SopFlow *flow, const SopOffer *offer)
{
    return offer->when != SOP_NONE
               ? person_of(flow, sop_feel_ast(flow->expressions[offer->when].feel))
               : NULL;
}

/* Is the action only ever that person's? */
static bool
is_only_by(const SopFlow *flow, SopAction action, const SopValue *person)
{
    const SopList offers = flow->actions[action].offers;

    for (uint32_t i = 0; i < offers.count; i++)
    {
        const SopValue *other =
            person_of_offer(flow, &flow->offers[sop_list_items(flow, offers)[i]]);
        if (other == NULL || !sop_value_equal(other, person))
            return false;
    }
    return offers.count > 0;
}

/* ---- whoever did the other -------------------------------------------------------------------------------- */

static bool
is_set_to_actor(const SopFlow *flow, const SopOffer *offer, SopFact fact)
{
    for (uint32_t i = offer->sets; i < offer->sets + offer->n_sets; i++)
        if (flow->sets[i].fact == fact && flow->sets[i].value != SOP_NONE &&
            sop_ast_is_actor_id(flow, sop_feel_ast(flow->expressions[flow->sets[i].value].feel)))
            return true;
    return false;
}

static uint32_t
count_sets(const SopFlow *flow, SopFact fact)
{
    uint32_t n_sets = flow->facts[fact].starts.type != SOP_NULL;

    for (uint32_t i = 0; i < flow->n_sets; i++)
        n_sets += flow->sets[i].fact == fact;
    for (uint32_t i = 0; i < flow->n_asks; i++)
        n_sets += flow->asks[i].fact == fact;
    return n_sets;
}

/* Does the fact say who did the action last, and nothing else? */
static bool
says_who_did(const SopFlow *flow, SopFact fact, SopAction action)
{
    const SopList offers = flow->actions[action].offers;

    for (uint32_t i = 0; i < offers.count; i++)
        if (!is_set_to_actor(flow, &flow->offers[sop_list_items(flow, offers)[i]], fact))
            return false;
    return count_sets(flow, fact) == offers.count;
}

/* Does the condition demand whoever did the action? */
static bool
wants_doer(const SopFlow *flow, const SopAst *ast, SopAction action)
{
    if (ast->kind == SOP_AST_AND)
    {
        for (uint32_t i = 0; i < ast->n_children; i++)
            if (wants_doer(flow, ast->children[i], action))
                return true;
        return false;
    }
    if (ast->kind != SOP_AST_COMPARISON || ast->op != SOP_OP_EQUAL)
        return false;
    for (uint32_t i = 0; i < 2; i++)
    {
        const SopAst *fact = ast->children[1 - i];
        if (sop_ast_is_actor_id(flow, ast->children[i]) && fact->kind == SOP_AST_NAME &&
            fact->slot < flow->n_facts && says_who_did(flow, fact->slot, action))
            return true;
    }
    return false;
}

/* ---- the whole -------------------------------------------------------------------------------------------- */

static void
check_pair(const SopFlow *flow, const SopOffer *offer, SopAction other, SopDiagnostics *diagnostics)
{
    const SopValue *person = person_of_offer(flow, offer);
    g_autofree char *text = person != NULL ? sop_value_to_text(person) : NULL;
    const char *name = flow->actions[offer->action].name;

    if (person != NULL && is_only_by(flow, other, person))
        sop_report(diagnostics, SOP_MESSAGE_ONE_PERSON, offer->span, "name", name, "other",
                   flow->actions[other].name, "person", text, NULL);
    else if (offer->when != SOP_NONE && other != offer->action &&
             wants_doer(flow, sop_feel_ast(flow->expressions[offer->when].feel), other))
        sop_report(diagnostics, SOP_MESSAGE_ONE_DOER, offer->span, "name", name, "other",
                   flow->actions[other].name, NULL);
}

void
sop_check_persons(const SopFlow *flow, SopDiagnostics *diagnostics)
{
    for (uint32_t i = 0; i < flow->first_timeout; i++)
    {
        const SopOffer *offer = &flow->offers[i];
        for (uint32_t k = 0; k < offer->separate_from.count; k++)
            check_pair(flow, offer, sop_list_items(flow, offer->separate_from)[k], diagnostics);
    }
}
