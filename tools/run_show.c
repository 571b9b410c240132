/* SPDX-License-Identifier: Apache-2.0 */
/* What `sopflow run` shows: the place, the options, the file, what became of an act. */
#include "run.h"

#include <stdio.h>

enum
{
    MOST = 64, /* roles of one option, active steps: as many as are shown */
};

static void
show_time(const Walk *self)
{
    g_autofree char *text = tool_walk_say_instant(self, self->now);

    printf("\n%s", text);
    if (self->as.person != NULL)
        printf(", %s/%s", self->as.role_name, self->as.person);
    printf("\n");
}

static void
show_place(const Walk *self)
{
    SopNode nodes[MOST];
    unsigned n_nodes = MIN(sop_case_at(self->kase, nodes, MOST), MOST);
    SopOutcome closed = sop_case_closed(self->kase);

    if (closed != SOP_NONE)
        printf("Closed: %s\n",
               sop_flow_title_of(self->flow, SOP_TABLE_OUTCOMES, closed, self->language));
    for (unsigned i = 0; i < n_nodes; i++)
    {
        const char *text = sop_flow_node_text(self->flow, nodes[i], self->language);
        printf("At %s %s [%s]\n", sop_flow_node_number(self->flow, nodes[i]),
               sop_flow_title_of(self->flow, SOP_TABLE_NODES, nodes[i], self->language),
               sop_flow_name(self->flow, SOP_TABLE_NODES, nodes[i]));
        if (*text != '\0')
            printf("   %s\n", text);
    }
}

static void
show_roles(const Walk *self, const SopOptions *options, unsigned option)
{
    SopRole roles[MOST];
    unsigned n_roles = MIN(sop_options_roles(options, option, roles, MOST), MOST);

    for (unsigned i = 0; i < n_roles; i++)
        printf("%s%s", i == 0 ? ": " : ", ",
               sop_flow_title_of(self->flow, SOP_TABLE_ROLES, roles[i], self->language));
}

static void
show_asks(const Walk *self, const SopOptions *options, unsigned option)
{
    unsigned n_asks = sop_options_count_asks(options, option);

    for (unsigned i = 0; i < n_asks; i++)
    {
        SopAsked asked = sop_options_asked(options, option, i);
        bool is_fact = asked.fact != SOP_NONE;
        printf("%s%s%s", i == 0 ? "; asks " : ", ",
               sop_flow_title_of(self->flow, is_fact ? SOP_TABLE_FACTS : SOP_TABLE_DOCUMENTS,
                                 is_fact ? asked.fact : asked.document, self->language),
               asked.optional ? "?" : "");
    }
}

void
tool_walk_show_reason(const Walk *self, const SopReason *reason)
{
    g_autofree char *sentence = sop_reason_sentence(reason, self->language);

    if (sop_reason_line(reason) > 0)
        printf("      %s (%s:%u)\n", sentence, sop_reason_file(reason), sop_reason_line(reason));
    else
        printf("      %s\n", sentence);
}

static void
show_option(const Walk *self, const SopOptions *options, unsigned option)
{
    SopAction action = sop_options_action(options, option);

    printf("%4u %s [%s]", option + 1,
           sop_flow_title_of(self->flow, SOP_TABLE_ACTIONS, action, self->language),
           sop_flow_name(self->flow, SOP_TABLE_ACTIONS, action));
    show_roles(self, options, option);
    show_asks(self, options, option);
    printf("\n");
}

typedef enum
{
    OPTION_OPEN,
    OPTION_BLOCKED,
    OPTION_OF_OTHERS, /* not for who acts now */
} OptionState;

static OptionState
state_of(const SopOptions *options, unsigned option)
{
    if (sop_options_open(options, option))
        return OPTION_OPEN;
    for (unsigned i = 0; i < sop_options_count_reasons(options, option); i++)
        if (sop_reason_code(sop_options_reason(options, option, i)) == SOP_REASON_WRONG_ROLE)
            return OPTION_OF_OTHERS;
    return OPTION_BLOCKED;
}

/* The options in one state; why they are blocked, but not why they are others'. */
static void
show_options(const Walk *self, const SopOptions *options, OptionState state, const char *headline)
{
    bool first = true;

    for (unsigned i = 0; i < sop_options_count(options); i++)
    {
        if (state_of(options, i) != state)
            continue;
        if (first)
            printf("%s\n", headline);
        first = false;
        show_option(self, options, i);
        for (unsigned k = 0; state == OPTION_BLOCKED && k < sop_options_count_reasons(options, i);
             k++)
            tool_walk_show_reason(self, sop_options_reason(options, i, k));
    }
}

void
tool_walk_show(const Walk *self)
{
    g_autoptr(SopOptions) options = tool_walk_options(self);

    show_time(self);
    show_place(self);
    tool_walk_show_due(self);
    show_options(self, options, OPTION_OPEN, "What may be done");
    show_options(self, options, OPTION_BLOCKED, "What may not be done now");
    show_options(self, options, OPTION_OF_OTHERS, "What others do");
}

static void
show_document(const Walk *self, SopPaper document)
{
    const char *reference = NULL;
    g_auto(SopValue) issued = SOP_VALUE_NULL;
    g_auto(SopValue) expires = SOP_VALUE_NULL;
    bool verified = false;

    if (!sop_case_document(self->kase, document, &reference, &issued, &expires, &verified))
        return;
    g_autofree char *issued_text = sop_value_to_text(&issued);
    g_autofree char *expires_text = sop_value_to_text(&expires);
    printf(
        "  %s [%s]:", sop_flow_title_of(self->flow, SOP_TABLE_DOCUMENTS, document, self->language),
        sop_flow_name(self->flow, SOP_TABLE_DOCUMENTS, document));
    if (reference != NULL)
        printf(" %s,", reference);
    printf(" issued %s", issued_text);
    if (expires.type != SOP_NULL)
        printf(", expires %s", expires_text);
    printf("%s\n", verified ? ", verified" : "");
}

void
tool_walk_show_file(const Walk *self)
{
    printf("What is known\n");
    for (SopFact fact = 0; fact < sop_flow_count(self->flow, SOP_TABLE_FACTS); fact++)
    {
        const SopValue *value = sop_case_fact(self->kase, fact);
        g_autofree char *text = value->type == SOP_BOOLEAN ? g_strdup(value->boolean ? "yes" : "no")
                                                           : sop_value_to_text(value);
        if (value->type != SOP_NULL)
            printf("  %s [%s]: %s\n",
                   sop_flow_title_of(self->flow, SOP_TABLE_FACTS, fact, self->language),
                   sop_flow_name(self->flow, SOP_TABLE_FACTS, fact), text);
    }
    printf("What is on file\n");
    for (SopPaper document = 0; document < sop_flow_count(self->flow, SOP_TABLE_DOCUMENTS);
         document++)
        show_document(self, document);
}

static void
show_event(const Walk *self, const SopEvent *event, const char *title)
{
    if (event->timeout != SOP_NONE)
    {
        SopAction timeout = sop_flow_offer_action(self->flow, event->timeout);
        g_autofree char *at = tool_walk_say_instant(self, event->at);
        printf("By itself, %s: %s [%s]", at,
               sop_flow_title_of(self->flow, SOP_TABLE_ACTIONS, timeout, self->language),
               sop_flow_name(self->flow, SOP_TABLE_ACTIONS, timeout));
    }
    else if (title != NULL)
        printf("Done: %s", title);
    else
        return;
    for (unsigned i = 0; i < event->n_informs; i++)
        printf("%s%s", i == 0 ? "; to be told: " : ", ",
               sop_flow_title_of(self->flow, SOP_TABLE_ROLES, event->informs[i], self->language));
    printf("\n");
}

void
tool_walk_show_verdict(const Walk *self, const char *title)
{
    for (unsigned i = 0; i < sop_verdict_count_events(self->verdict); i++)
    {
        SopEvent event = sop_verdict_event(self->verdict, i);
        show_event(self, &event, title);
    }
    if (sop_verdict_accepted(self->verdict))
        return;
    printf("Refused: %s\n", title);
    for (unsigned i = 0; i < sop_verdict_count_reasons(self->verdict); i++)
        tool_walk_show_reason(self, sop_verdict_reason(self->verdict, i));
}
