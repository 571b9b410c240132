/* SPDX-License-Identifier: Apache-2.0 */
/* What the administration may order in `sopflow run`: facts corrected, the case closed or reopened, each
 * by somebody and for a reason. */
#include "run.h"

#include <stdio.h>
#include <string.h>

typedef bool (*OrderFunc)(Walk *self, const SopActor *actor, const char *reason);

static void
order(Walk *self, const char *title, OrderFunc func)
{
    g_auto(ToolWho) who = tool_walk_who(self, "");
    SopActor actor = {.id = who.person, .role = who.role};
    g_autofree char *reason = tool_walk_read(self, "  Why? It stays on record: ");

    tool_walk_remember(self);
    func(self, &actor, reason);
    tool_walk_tell(self, title);
}

static bool
correct(Walk *self, const SopActor *actor, const char *reason)
{
    return sop_case_correct(self->kase, self->given, actor, reason, self->now, self->verdict);
}

void
tool_walk_correct(Walk *self, const char *rest)
{
    gsize length = strcspn(rest, " ");
    g_autofree char *name = g_strndup(rest, length);
    const char *text = rest + length + strspn(rest + length, " ");
    SopFact fact = sop_flow_fact(self->flow, name);

    if (fact == SOP_NONE)
    {
        const char *near = sop_flow_nearest(self->flow, SOP_TABLE_FACTS, name);
        printf("Write `correct FACT VALUE`, or only the fact: not known any more%s%s%s\n",
               near != NULL ? "; did you mean `" : "", near != NULL ? near : "",
               near != NULL ? "`?" : "");
        return;
    }
    g_auto(SopValue) value =
        *text != '\0' ? tool_walk_fact(self->flow, fact, text) : SOP_VALUE_NULL;
    sop_given_clear(self->given);
    sop_given_set_fact(self->given, fact, value);
    g_autofree char *title = g_strdup_printf(
        "correct %s", sop_flow_title_of(self->flow, SOP_TABLE_FACTS, fact, self->language));
    order(self, title, correct);
}

static bool
close_case(Walk *self, const SopActor *actor, const char *reason)
{
    return sop_case_close(self->kase, actor, reason, self->now, self->verdict);
}

void
tool_walk_close(Walk *self, const char *rest)
{
    (void) rest;
    order(self, "close the case", close_case);
}

static bool
reopen(Walk *self, const SopActor *actor, const char *reason)
{
    return sop_case_reopen(self->kase, actor, reason, self->now, self->verdict);
}

void
tool_walk_reopen(Walk *self, const char *rest)
{
    (void) rest;
    order(self, "reopen the case", reopen);
}
