/* SPDX-License-Identifier: Apache-2.0 */
/* sopflow run: walks a case in the terminal. It reads plain lines, so a script can walk as well. */
#include "run.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

SopActor
tool_walk_actor(const Walk *self, const ToolWho *by)
{
    SopActor actor = {.id = by->person, .role = by->role};

    if (self->for_whom.person != NULL)
    {
        actor.for_id = self->for_whom.person;
        actor.for_role = self->for_whom.role;
    }
    return actor;
}

SopOptions *
tool_walk_options(const Walk *self)
{
    SopActor actor = tool_walk_actor(self, &self->as);

    return sop_case_options(self->kase, self->as.person != NULL ? &actor : NULL, self->now);
}

static void
moment_clear(gpointer data)
{
    WalkMoment *moment = data;

    sop_case_free(moment->kase);
}

void
tool_walk_remember(Walk *self)
{
    WalkMoment moment = {sop_case_dup(self->kase), self->now};

    g_array_append_val(self->past, moment);
}

/* ---- acting --------------------------------------------------------------------------------------------- */

/* The option meant by a number or an action's name; the number of options when there is none. */
static unsigned
find_option(const Walk *self, const SopOptions *options, const char *word)
{
    unsigned n_options = sop_options_count(options);
    guint64 number = 0;
    unsigned at = 0;

    if (g_ascii_string_to_unsigned(word, 10, 1, MAX(n_options, 1), &number, NULL))
        return n_options > 0 ? (unsigned) number - 1 : 0;
    while (at < n_options && !g_str_equal(word, sop_flow_name(self->flow, SOP_TABLE_ACTIONS,
                                                              sop_options_action(options, at))))
        at++;
    return at;
}

static void
say_not_here(const Walk *self, const char *word)
{
    SopAction action = sop_flow_action(self->flow, word);
    const char *near = sop_flow_nearest(self->flow, SOP_TABLE_ACTIONS, word);

    if (action != SOP_NONE && sop_flow_action_is_timeout(self->flow, action))
        printf("%s [%s] happens by itself, in time; `wait` lets time pass\n",
               sop_flow_title_of(self->flow, SOP_TABLE_ACTIONS, action, self->language), word);
    else if (action != SOP_NONE)
        printf("%s [%s] is not offered where the case stands\n",
               sop_flow_title_of(self->flow, SOP_TABLE_ACTIONS, action, self->language), word);
    else if (near != NULL)
        printf("Nothing is called `%s`; did you mean `%s`?\n", word, near);
    else
        printf("Nothing is called `%s`; `help` says what can be written\n", word);
}

ToolWho
tool_walk_who(const Walk *self, const char *proposed)
{
    if (self->as.person != NULL)
    {
        g_autofree char *text = g_strdup_printf("%s/%s", self->as.role_name, self->as.person);
        return tool_who_parse(self->flow, text);
    }
    g_autofree char *prompt = *proposed != '\0'
                                  ? g_strdup_printf("  Who acts? role/person (%s): ", proposed)
                                  : g_strdup("  Who acts? role/person: ");
    g_autofree char *text = tool_walk_read(self, prompt);
    return tool_who_parse(self->flow, text != NULL && *text != '\0' ? text : proposed);
}

static void
act(Walk *self, const SopOptions *options, unsigned option)
{
    SopRole role = SOP_NONE;
    sop_options_roles(options, option, &role, 1); /* whoever may is proposed */
    g_auto(ToolWho) who = tool_walk_who(
        self, role != SOP_NONE ? sop_flow_name(self->flow, SOP_TABLE_ROLES, role) : "");
    SopAction action = sop_options_action(options, option);
    SopActor actor = tool_walk_actor(self, &who);

    if (!tool_walk_ask(self, options, option))
        return;
    tool_walk_remember(self);
    sop_case_act(self->kase, action, &actor, self->given, self->now, self->verdict);
    tool_who_clear(&self->for_whom);
    tool_walk_tell(self, sop_flow_title_of(self->flow, SOP_TABLE_ACTIONS, action, self->language));
}

void
tool_walk_tell(Walk *self, const char *title)
{
    bool happened = sop_verdict_count_events(self->verdict) > 0;

    if (!happened)
        g_array_set_size(self->past, self->past->len - 1);
    tool_walk_show_verdict(self, title);
    if (happened)
        tool_walk_show(self);
}

static void
do_word(Walk *self, const char *word)
{
    g_autoptr(SopOptions) options = tool_walk_options(self);
    unsigned option = find_option(self, options, word);

    if (option < sop_options_count(options))
        act(self, options, option);
    else
        say_not_here(self, word);
}

/* ---- the other words ------------------------------------------------------------------------------------ */

static bool
set_who(const Walk *self, ToolWho *who, const char *text)
{
    tool_who_clear(who);
    if (*text == '\0')
        return true;
    *who = tool_who_parse(self->flow, text);
    if (who->role != SOP_NONE)
        return true;
    const char *near = sop_flow_nearest(self->flow, SOP_TABLE_ROLES, who->role_name);
    printf("There is no role `%s`%s%s%s\n", who->role_name, near != NULL ? "; did you mean `" : "",
           near != NULL ? near : "", near != NULL ? "`?" : "");
    tool_who_clear(who);
    return false;
}

static void
set_actor(Walk *self, const char *text)
{
    if (set_who(self, &self->as, text))
        tool_walk_show(self);
}

static void
set_for(Walk *self, const char *text)
{
    set_who(self, &self->for_whom, text);
}

static void
explain_why(Walk *self, const char *word)
{
    g_autoptr(SopOptions) options = tool_walk_options(self);
    unsigned option = find_option(self, options, word);

    if (option >= sop_options_count(options))
        say_not_here(self, word);
    else if (sop_options_open(options, option))
        printf("Nothing stands in its way\n");
    else
        for (unsigned i = 0; i < sop_options_count_reasons(options, option); i++)
            tool_walk_show_reason(self, sop_options_reason(options, option, i));
}

static void
show_file(Walk *self, const char *rest)
{
    (void) rest;
    tool_walk_show_file(self);
}

static void
look(Walk *self, const char *rest)
{
    (void) rest;
    tool_walk_show(self);
}

static void
undo(Walk *self, const char *rest)
{
    (void) rest;
    if (self->past->len == 0)
    {
        printf("There is nothing to undo\n");
        return;
    }
    WalkMoment *moment = &g_array_index(self->past, WalkMoment, self->past->len - 1);
    sop_case_free(self->kase);
    self->kase = g_steal_pointer(&moment->kase);
    self->now = moment->now;
    g_array_set_size(self->past, self->past->len - 1);
    tool_walk_show(self);
}

static void
save(Walk *self, const char *path)
{
    g_autofree char *json = sop_case_to_json(self->kase);
    g_autoptr(GError) error = NULL;

    if (*path == '\0')
        printf("Write `save FILE.json`\n");
    else if (!g_file_set_contents(path, json, -1, &error))
        printf("%s\n", error->message);
    else
        printf("Saved: %s\n", path);
}

static void help(Walk *self, const char *rest);

static const struct
{
    const char *word;
    const char *argument;
    const char *means;
    void (*run)(Walk *self, const char *rest);
} words[] = {
    {"look", "", "show again where the case is and what may be done", look},
    {"as", "ROLE/PERSON", "who acts from now on; `as` alone: asked each time", set_actor},
    {"for", "ROLE/PERSON", "the next act is entered for this person", set_for},
    {"why", "ACTION", "what stands in its way", explain_why},
    {"file", "", "what is known and what is on file", show_file},
    {"wait", "3 days", "let time pass: minutes, hours, days, weeks, months, or until an instant",
     tool_walk_wait},
    {"wait", "", "… until the next thing happens by itself", tool_walk_wait},
    {"correct", "FACT VALUE", "the administration gives a fact another value", tool_walk_correct},
    {"close", "", "it closes the case", tool_walk_close},
    {"reopen", "", "it resumes a closed case where it was", tool_walk_reopen},
    {"undo", "", "take back the last act or wait", undo},
    {"save", "FILE", "write the case as JSON, for `sopflow draw --case`", save},
    {"help", "", "this list", help},
};

static void
help(Walk *self, const char *rest)
{
    (void) self;
    (void) rest;
    printf("  %-18s %s\n", "NUMBER or NAME", "do the action with this number or name");
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
    {
        g_autofree char *usage = g_strdup_printf("%s %s", words[i].word, words[i].argument);
        printf("  %-18s %s\n", usage, words[i].means);
    }
    printf("  %-18s %s\n", "quit", "leave");
}

static void
obey(Walk *self, const char *line)
{
    gsize length = strcspn(line, " ");
    const char *rest = line + length + strspn(line + length, " ");

    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (strlen(words[i].word) == length && strncmp(line, words[i].word, length) == 0)
            return words[i].run(self, rest);
    do_word(self, line);
}

static void
walk(Walk *self)
{
    printf("%s (`help` says what can be written)\n", sop_flow_title(self->flow, self->language));
    tool_walk_show_verdict(self, NULL);
    tool_walk_show(self);
    while (true)
    {
        g_autofree char *line = tool_walk_read(self, "> ");
        if (line == NULL || g_str_equal(line, "quit"))
            return;
        if (*line != '\0')
            obey(self, line);
    }
}

/* ---- the command ---------------------------------------------------------------------------------------- */

static bool
open_case(Walk *self, const char *start, const char *as)
{
    self->now = start != NULL ? sop_instant_parse(start) : tool_now();
    if (self->now == SOP_INSTANT_NONE)
        return tool_unable("`%s` is no instant; write 2026-03-02T09:00:00+08:00", start), false;
    if (as != NULL && !set_who(self, &self->as, as))
        return false;
    self->kase = sop_case_open_judged(self->flow, "walk", self->now, self->verdict);
    if (self->kase != NULL)
        return true;
    g_autofree char *why =
        sop_reason_sentence(sop_verdict_reason(self->verdict, 0), self->language);
    return tool_unable("the case cannot be opened: %s", why), false;
}

static ToolExit
walk_flow(SopFlow *flow, const char *start, const char *as, const char *language)
{
    g_autoptr(SopVerdict) verdict = sop_verdict_new();
    g_autoptr(SopGiven) given = sop_given_new(flow);
    g_autoptr(GArray) past = g_array_new(FALSE, FALSE, sizeof(WalkMoment));
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(sop_flow_timezone(flow));
    Walk self = {.flow = flow, .verdict = verdict, .given = given, .past = past};

    g_array_set_clear_func(past, moment_clear);
    self.zone = zone;
    self.language = language != NULL ? language : sop_flow_languages(flow)[0];
    self.echo = !isatty(STDIN_FILENO);
    bool opened = open_case(&self, start, as);
    if (opened)
        walk(&self);
    sop_case_free(self.kase);
    tool_who_clear(&self.as);
    tool_who_clear(&self.for_whom);
    return opened ? TOOL_FINE : TOOL_UNABLE;
}

static ToolExit
run(int argc, char **argv)
{
    g_autofree char *as = NULL;
    g_autofree char *start = NULL;
    g_autofree char *language = NULL;
    ToolExit exit = TOOL_FINE;
    const GOptionEntry entries[] = {
        {"as", 'a', 0, G_OPTION_ARG_STRING, &as, "Who acts", "ROLE/PERSON"},
        {"start", 's', 0, G_OPTION_ARG_STRING, &start, "When the case is opened (now)", "INSTANT"},
        {"language", 'l', 0, G_OPTION_ARG_STRING, &language, "Language of titles and reasons",
         "LANGUAGE"},
        {0},
    };

    if (!tool_options(&tool_run, entries, 1, &argc, &argv))
        return TOOL_UNABLE;
    g_autoptr(SopFlow) flow = tool_load_flow(argv[1], &exit);
    return flow != NULL ? walk_flow(flow, start, as, language) : exit;
}

const Tool tool_run = {
    .name = "run",
    .arguments = "FILE",
    .summary = "Walk a case in the terminal",
    .examples =
        "  sopflow run flows/library_card.sop.yaml\n"
        "  sopflow run flows/avrr.sop.yaml --as migrant/m1 --language fr\n"
        "  sopflow run flows/library_card.sop.yaml --start 2026-03-02T09:00:00+01:00 <walk.txt\n",
    .run = run,
};
