/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of an action or timeout in one place, one by one. */
#include "versions/versions.h"

static const SopFlow *
flow_of(const SopItems *self)
{
    return sop_meaning_flow(&self->meaning);
}

static void
add_asks(SopItems *self, const SopOffer *of)
{
    const SopFlow *flow = flow_of(self);

    for (uint32_t i = of->asks; i < of->asks + of->n_asks; i++)
    {
        const SopAsk *ask = &flow->asks[i];
        sop_mean_number(&self->meaning, ask->optional);
        sop_items_add(self, SOP_ASPECT_ASKS,
                      ask->fact != SOP_NONE ? flow->facts[ask->fact].name
                                            : flow->documents[ask->document].name,
                      i, ask->span);
    }
}

static void
add_requirements(SopItems *self, const SopOffer *of)
{
    const SopFlow *flow = flow_of(self);

    for (uint32_t i = of->requirements; i < of->requirements + of->n_requirements; i++)
    {
        const SopRequirement *requirement = &flow->requirements[i];
        g_autoptr(GString) key = g_string_new(NULL);
        for (uint32_t d = 0; d < requirement->documents.count; d++)
            g_string_append_printf(
                key, "%s ", flow->documents[sop_list_items(flow, requirement->documents)[d]].name);
        sop_mean_word(&self->meaning, key->str);
        sop_mean_requirement(&self->meaning, requirement);
        sop_items_add(self, SOP_ASPECT_REQUIRES, key->str, i, requirement->span);
    }
}

static void
add_sets(SopItems *self, const SopOffer *of)
{
    const SopFlow *flow = flow_of(self);

    for (uint32_t i = of->sets; i < of->sets + of->n_sets; i++)
    {
        sop_mean_set(&self->meaning, &flow->sets[i]);
        sop_items_add(self, SOP_ASPECT_SETS, flow->facts[flow->sets[i].fact].name, i,
                      flow->sets[i].span);
    }
}

static void
add_prolongings(SopItems *self, const SopOffer *of)
{
    const SopFlow *flow = flow_of(self);
    SopMeaning *meaning = &self->meaning;

    for (uint32_t i = of->prolongs; i < of->prolongs + of->n_prolongs; i++)
    {
        const SopProlonging *prolonging = &flow->prolongings[i];
        bool of_timeout = prolonging->offer != SOP_NONE;
        sop_mean_node(meaning,
                      of_timeout ? flow->offers[prolonging->offer].node : prolonging->node);
        sop_mean_action(meaning, of_timeout ? flow->offers[prolonging->offer].action : SOP_NONE);
        g_autofree char *key = g_strdup(meaning->text->str);
        sop_mean_duration(meaning, prolonging->duration);
        sop_items_add(self, SOP_ASPECT_PROLONGS, key, i, of->span);
    }
}

static void
add_actions(SopItems *self, SopAspect aspect, SopList list, SopSpan span)
{
    for (uint32_t i = 0; i < list.count; i++)
    {
        SopAction action = sop_list_items(flow_of(self), list)[i];
        sop_mean_action(&self->meaning, action);
        sop_items_add(self, aspect, NULL, action, span);
    }
}

static void
add_documents(SopItems *self, SopAspect aspect, SopList list, SopSpan span)
{
    const SopFlow *flow = flow_of(self);

    for (uint32_t i = 0; i < list.count; i++)
    {
        SopPaper document = sop_list_items(flow, list)[i];
        sop_items_add(self, aspect, flow->documents[document].name, document, span);
    }
}

static void
add_informed(SopItems *self, const SopOffer *of)
{
    const SopFlow *flow = flow_of(self);

    for (uint32_t i = 0; i < of->informs.count; i++)
    {
        SopRole role = sop_list_items(flow, of->informs)[i];
        sop_items_add(self, SOP_ASPECT_INFORMS, flow->roles[role].name, role, of->span);
    }
}

/* The title stands once, with the first place of the action. */
static void
add_words(SopItems *self, uint32_t offer, const SopOffer *of)
{
    const SopFlowAction *action = &flow_of(self)->actions[of->action];

    if (sop_list_items(flow_of(self), action->offers)[0] != offer)
        return;
    sop_mean_text(&self->meaning, &action->title);
    sop_items_add(self, SOP_ASPECT_TITLE, "", offer, of->span);
    sop_mean_text(&self->meaning, &action->text);
    sop_items_add(self, SOP_ASPECT_TEXT, "", offer, of->span);
}

void
sop_items_of_offer(SopItems *self, uint32_t offer)
{
    const SopOffer *of = &flow_of(self)->offers[offer];

    sop_items_roles(self, SOP_ASPECT_WHO, of->roles,
                    of->by_span.line != 0 ? of->by_span : of->span);
    add_asks(self, of);
    if (of->when != SOP_NONE)
    {
        sop_mean_guard(&self->meaning, of->when);
        sop_items_add(self, SOP_ASPECT_CONDITION, "", of->when, of->span);
    }
    add_requirements(self, of);
    if (of->has_not_before)
    {
        sop_mean_moment(&self->meaning, &of->not_before);
        sop_items_add(self, SOP_ASPECT_NOT_BEFORE, "", offer, of->not_before.span);
    }
    if (of->has_not_after)
    {
        sop_mean_moment(&self->meaning, &of->not_after);
        sop_items_add(self, SOP_ASPECT_NOT_AFTER, "", offer, of->not_after.span);
    }
    add_actions(self, SOP_ASPECT_SEPARATE_FROM, of->separate_from, of->span);
    add_documents(self, SOP_ASPECT_VERIFIES, of->verifies, of->span);
    add_documents(self, SOP_ASPECT_RETURNS, of->returns, of->span);
    add_sets(self, of);
    add_prolongings(self, of);
    add_informed(self, of);
    sop_items_clock(self, SOP_ASPECT_COMES_AT, of->at, offer);
    sop_items_route(self, SOP_ASPECT_TARGET, of->to);
    add_words(self, offer, of);
}
