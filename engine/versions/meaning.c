/* SPDX-License-Identifier: Apache-2.0 */
/* What a rule means, as a text: the same text in both flows, the same meaning. Nodes and actions that
 * are in both stand in it by their number in the newer flow, so that a new name changes nothing. */
#include "versions/versions.h"

void
sop_mean_word(SopMeaning *self, const char *word)
{
    g_string_append(self->text, word);
    g_string_append_c(self->text, '\n');
}

void
sop_mean_number(SopMeaning *self, uint64_t number)
{
    g_string_append_printf(self->text, "%" G_GUINT64_FORMAT " ", number);
}

/* One of a table in which `map` says what is the same in the other flow. */
static void
mean_mapped(SopMeaning *self, const char *sign, uint32_t *const maps[2], uint32_t index)
{
    bool is_both =
        self->side == SOP_NEWER || (index != SOP_NONE && maps[SOP_OLDER][index] != SOP_NONE);
    uint32_t number =
        index == SOP_NONE || self->side == SOP_NEWER || !is_both ? index : maps[SOP_OLDER][index];

    g_string_append_printf(self->text, "%s%s%u\n", sign, is_both ? "" : "-", number);
}

void
sop_mean_node(SopMeaning *self, SopNode node)
{
    if (node == SOP_NONE)
        sop_mean_word(self, "none");
    else
        mean_mapped(self, "node ", self->versions->nodes, node);
}

void
sop_mean_action(SopMeaning *self, SopAction action)
{
    if (action == SOP_NONE)
        sop_mean_word(self, "none");
    else
        mean_mapped(self, "action ", self->versions->actions, action);
}

void
sop_mean_happening(SopMeaning *self, SopHappening happening)
{
    const SopFlow *flow = sop_meaning_flow(self);

    if (happening < flow->n_actions)
        sop_mean_action(self, happening);
    else if (happening < flow->n_actions + flow->n_nodes)
        sop_mean_node(self, happening - flow->n_actions);
    else
        sop_mean_word(self, flow->outcomes[happening - flow->n_actions - flow->n_nodes].name);
}

/* ---- expressions -------------------------------------------------------------------------------- */

/* What a name of the scope reads. */
static void
mean_read(SopMeaning *self, uint32_t slot)
{
    const SopFlow *flow = sop_meaning_flow(self);
    SopRead read =
        slot < flow->n_facts ? (SopRead) {SOP_READ_FACT, slot} : flow->reads[slot - flow->n_facts];

    sop_mean_number(self, read.kind);
    switch ((SopReadKind) read.kind)
    {
    case SOP_READ_FACT:
        sop_mean_word(self, flow->facts[read.index].name);
        break;
    case SOP_READ_DONE:
        sop_mean_action(self, read.index);
        break;
    case SOP_READ_AT:
    case SOP_READ_OUTCOME:
        sop_mean_node(self, read.index);
        break;
    case SOP_READ_ACTOR_DETAIL:
        sop_mean_word(self, flow->details[read.index].name);
        break;
    case SOP_READ_ACTOR_ID:
    case SOP_READ_ACTOR_ROLE:
    case SOP_READ_CASE_ID:
    case SOP_READ_CASE_OPENED:
        break;
    default:
        sop_mean_word(self, flow->documents[read.index].name);
    }
}

static void
mean_ast(SopMeaning *self, const SopAst *ast)
{
    sop_mean_number(self, ast->kind);
    sop_mean_number(self, ast->op);
    if (ast->kind == SOP_AST_NAME)
        mean_read(self, ast->slot);
    else if (ast->text != NULL)
        sop_mean_word(self, ast->text);
    if (ast->kind == SOP_AST_LITERAL)
    {
        g_autofree char *value = sop_value_to_feel(&ast->value);
        sop_mean_word(self, value);
    }
    sop_mean_number(self, ast->n_children);
    for (uint32_t i = 0; i < ast->n_children; i++)
        mean_ast(self, ast->children[i]);
}

void
sop_mean_guard(SopMeaning *self, SopGuard guard)
{
    if (guard == SOP_NONE)
        sop_mean_word(self, "none");
    else
        mean_ast(self, sop_feel_ast(sop_meaning_flow(self)->expressions[guard].feel));
}

/* ---- times -------------------------------------------------------------------------------------- */

void
sop_mean_duration(SopMeaning *self, SopSpanOfTime duration)
{
    sop_mean_number(self, duration.count);
    sop_mean_number(self, duration.unit);
}

void
sop_mean_moment(SopMeaning *self, const SopMoment *moment)
{
    const SopFlow *flow = sop_meaning_flow(self);

    sop_mean_duration(self, moment->duration);
    sop_mean_number(self, moment->kind);
    if (moment->anchor == SOP_NONE)
        return;
    sop_mean_number(self, moment->anchor_kind);
    switch ((SopAnchorKind) moment->anchor_kind)
    {
    case SOP_ANCHOR_EVENT:
        sop_mean_action(self, moment->anchor);
        break;
    case SOP_ANCHOR_FACT:
        sop_mean_word(self, flow->facts[moment->anchor].name);
        break;
    case SOP_ANCHOR_EXPIRES:
        sop_mean_word(self, flow->documents[moment->anchor].name);
        break;
    }
}

void
sop_mean_clock(SopMeaning *self, SopList moments)
{
    const SopFlow *flow = sop_meaning_flow(self);

    for (uint32_t i = moments.start; i < moments.start + moments.count; i++)
    {
        sop_mean_guard(self, flow->moments[i].when);
        sop_mean_moment(self, &flow->moments[i].moment);
    }
}

/* ---- rules -------------------------------------------------------------------------------------- */

void
sop_mean_set(SopMeaning *self, const SopSet *set)
{
    sop_mean_word(self, sop_meaning_flow(self)->facts[set->fact].name);
    sop_mean_guard(self, set->value);
}

void
sop_mean_requirement(SopMeaning *self, const SopRequirement *requirement)
{
    sop_mean_number(self, requirement->any);
    sop_mean_number(self, requirement->verified);
    sop_mean_number(self, requirement->has_valid);
    if (requirement->has_valid)
        sop_mean_moment(self, &requirement->valid);
    sop_mean_number(self, requirement->has_issued_within);
    if (requirement->has_issued_within)
        sop_mean_duration(self, requirement->issued_within);
    sop_mean_guard(self, requirement->when);
}

void
sop_mean_condition(SopMeaning *self, const SopBranch *branch)
{
    const SopFlow *flow = sop_meaning_flow(self);

    sop_mean_guard(self, branch->when);
    for (uint32_t i = 0; i < branch->tests.count; i++)
        sop_mean_guard(self, sop_list_items(flow, branch->tests)[i]);
}

void
sop_mean_target(SopMeaning *self, const SopBranch *branch)
{
    const SopFlow *flow = sop_meaning_flow(self);

    for (uint32_t i = branch->sets; i < branch->sets + branch->n_sets; i++)
        sop_mean_set(self, &flow->sets[i]);
    sop_mean_number(self, branch->to.kind);
    if (branch->to.kind != SOP_TARGET_END) /* which phase ends is told by where it is written */
        sop_mean_node(self, branch->to.node);
    sop_mean_node(self, branch->to.at);
    sop_mean_word(self, branch->to.outcome != SOP_NONE ? flow->outcomes[branch->to.outcome].name
                                                       : "none");
}

void
sop_mean_text(SopMeaning *self, const SopText *text)
{
    for (unsigned i = 0; i < text->n_items; i++)
    {
        sop_mean_word(self, text->items[i].language);
        sop_mean_word(self, text->items[i].text);
    }
}
