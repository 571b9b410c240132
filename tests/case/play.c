/* SPDX-License-Identifier: Apache-2.0 */
/* Playing a case in tests: see play.h. */
#include "case/play.h"

#include <string.h>

SopFlow *
play_compile(const char *text)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    g_autoptr(SopProcedure) procedure =
        sop_procedure_load_text("play.sop.yaml", text, -1, diagnostics, NULL);
    SopFlow *flow = procedure != NULL ? sop_flow_compile(procedure, diagnostics) : NULL;

    if (flow == NULL)
    {
        g_autofree char *messages = sop_diagnostics_to_text(diagnostics, false);
        g_printerr("%s\n%s", text, messages);
    }
    CU_ASSERT_PTR_NOT_NULL_FATAL(flow);
    return flow;
}

Play *
play_of(SopFlow *flow)
{
    Play *self = g_new0(Play, 1);

    self->flow = sop_flow_ref(flow);
    self->now = sop_instant_parse("2026-03-02T09:00:00Z");
    self->kase = sop_case_open(self->flow, "case 1", self->now);
    self->verdict = sop_verdict_new();
    self->story = g_string_new(NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(self->kase);
    CU_ASSERT_TRUE(play_is_whole(self->kase));
    return self;
}

Play *
play_new(const char *text)
{
    g_autoptr(SopFlow) flow = play_compile(text);

    return play_of(flow);
}

void
play_free(Play *self)
{
    sop_case_free(self->kase);
    sop_verdict_free(self->verdict);
    sop_flow_unref(self->flow);
    g_string_free(self->story, TRUE);
    g_free(self->codes);
    g_free(self);
}

void
play_wait(Play *self, int64_t hours)
{
    self->now += hours * SOP_HOUR;
    g_string_append_printf(self->story, "wait %" G_GINT64_FORMAT " hours\n", hours);
}

/* ---- reading what the tests write ------------------------------------------------------------ */

static SopValue
read_value(const char *text)
{
    if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
        return sop_value_boolean(text[0] == 't');
    if (strcmp(text, "null") == 0)
        return SOP_VALUE_NULL;
    SopValue number = sop_value_parse(SOP_NUMBER, text);
    return number.type == SOP_NUMBER ? number : sop_value_text(text);
}

static void
give_document(SopGiven *given, const char *name, const char *braced)
{
    g_autofree char *inside = g_strndup(braced + 1, strlen(braced) - 2);
    g_auto(GStrv) parts = g_strsplit(inside, ",", 3);
    SopDocument document = {NULL, NULL, NULL};
    const char **members[] = {&document.reference, &document.issued, &document.expires};

    for (unsigned i = 0; i < g_strv_length(parts); i++)
        *members[i] = parts[i][0] != '\0' ? parts[i] : NULL;
    sop_given_file(given, name, &document);
}

SopGiven *
play_given(SopFlow *flow, const char *given)
{
    if (given == NULL)
        return NULL;
    SopGiven *made = sop_given_new(flow);
    g_auto(GStrv) items = g_strsplit(given, "; ", -1);
    for (char **item = items; *item != NULL; item++)
    {
        g_auto(GStrv) sides = g_strsplit(*item, "=", 2);
        if (sides[1][0] == '{')
            give_document(made, sides[0], sides[1]);
        else
        {
            g_auto(SopValue) value = read_value(sides[1]);
            sop_given_set(made, sides[0], value);
        }
    }
    return made;
}

static SopRole
read_person(const Play *self, const char *text, char **ret_person)
{
    g_auto(GStrv) sides = g_strsplit(text, "/", 2);

    *ret_person = g_strdup(sides[1] != NULL ? sides[1] : text);
    return sop_flow_role(self->flow, sides[0]);
}

SopActor
play_actor(const Play *self, const char *by, char *names[2])
{
    g_auto(GStrv) persons = g_strsplit(by, " for ", 2);
    SopActor actor = {.for_role = SOP_NONE};

    names[1] = NULL;
    actor.role = read_person(self, persons[0], &names[0]);
    if (persons[1] != NULL)
        actor.for_role = read_person(self, persons[1], &names[1]);
    actor.id = names[0];
    actor.for_id = names[1];
    return actor;
}

/* ---- what must hold -------------------------------------------------------------------------- */

/* Counts down the leaves inside the active `node`; false when they are not what must be active. */
static bool
is_whole_inside(const SopCase *kase, SopNode node, uint32_t *at)
{
    const SopFlowNode *nodes = kase->flow->nodes;
    bool parallel = nodes[node].kind == SOP_KIND_PARALLEL;
    unsigned n_active = 0;
    unsigned n_finished = 0;
    unsigned n_children = 0;

    if (*at < kase->n_leaves && sop_case_leaves(kase)[*at] == node)
    {
        (*at)++;
        return nodes[node].kind == SOP_KIND_STEP ||
               (nodes[node].kind == SOP_KIND_PHASE && node != 0 &&
                nodes[nodes[node].parent].kind == SOP_KIND_PARALLEL);
    }
    for (SopNode child = node + 1; child != SOP_NONE && child <= nodes[node].last;
         child = nodes[child].next)
    {
        n_children++;
        if (*at >= kase->n_leaves ||
            !sop_node_contains(kase->flow, child, sop_case_leaves(kase)[*at]))
            continue;
        n_active++;
        n_finished += sop_case_leaves(kase)[*at] == child && nodes[child].kind == SOP_KIND_PHASE;
        if (!is_whole_inside(kase, child, at))
            return false;
    }
    return parallel ? n_active == n_children && n_finished < n_children : n_active == 1;
}

bool
play_is_whole(const SopCase *kase)
{
    uint32_t at = 0;

    if (kase->closed)
        return kase->n_leaves == 0 && kase->outcome < kase->flow->n_outcomes;
    return is_whole_inside(kase, 0, &at) && at == kase->n_leaves;
}

static int
compare_words(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *) a, *(const char *const *) b);
}

char *
play_codes(const SopVerdict *verdict)
{
    g_autoptr(GPtrArray) codes = g_ptr_array_new();

    for (unsigned i = 0; i < sop_verdict_count_reasons(verdict); i++)
        g_ptr_array_add(codes, (gpointer) sop_reason_code_name(
                                   sop_reason_code(sop_verdict_reason(verdict, i))));
    g_ptr_array_sort(codes, compare_words);
    g_ptr_array_add(codes, NULL);
    return g_strjoinv(", ", (char **) codes->pdata);
}

/* A verdict in one text: codes with their places and sentences, and what was left and entered. */
static char *
describe(const SopVerdict *verdict)
{
    GString *text = g_string_new(sop_verdict_accepted(verdict) ? "accepted" : "refused");
    unsigned n;

    for (unsigned i = 0; i < sop_verdict_count_reasons(verdict); i++)
    {
        const SopReason *reason = sop_verdict_reason(verdict, i);
        g_autofree char *sentence = sop_reason_sentence(reason, "en");
        g_string_append_printf(text, "\n%s %u:%u %s", sop_reason_code_name(sop_reason_code(reason)),
                               sop_reason_line(reason), sop_reason_column(reason), sentence);
    }
    const SopNode *left = sop_verdict_left(verdict, &n);
    for (unsigned i = 0; i < n; i++)
        g_string_append_printf(text, "\n- %u", left[i]);
    const SopNode *entered = sop_verdict_entered(verdict, &n);
    for (unsigned i = 0; i < n; i++)
        g_string_append_printf(text, "\n+ %u", entered[i]);
    return g_string_free(text, FALSE);
}

void
play_check_same(const Play *self, const char *what, const char *actual, const char *expected)
{
    if (g_str_equal(actual, expected))
        return;
    g_printerr("\n%s, after\n%s", what, self->story->str);
    sop_test_same_text(what, actual, expected);
}

SopCase *
play_through_json(const Play *self, const char *json)
{
    g_autoptr(GError) error = NULL;
    SopCase *read = sop_case_from_json(self->flow, json, -1, &error);

    if (read == NULL)
        g_printerr("\n%s, after\n%s%s\n", error->message, self->story->str, json);
    CU_ASSERT_PTR_NOT_NULL_FATAL(read);
    g_autofree char *again = sop_case_to_json(read);
    play_check_same(self, "JSON read back", again, json);
    return read;
}

static void
check_may(const Play *self, SopAction action, const SopActor *actor, const SopGiven *given,
          const char *before, const char *verdict)
{
    g_autoptr(SopVerdict) tried = sop_verdict_new();

    sop_case_may(self->kase, action, actor, given, self->now, tried);
    g_autofree char *described = describe(tried);
    g_autofree char *after = sop_case_to_json(self->kase);
    play_check_same(self, "the case after sop_case_may()", after, before);
    play_check_same(self, "what sop_case_may() said", described, verdict);
}

/* Timeouts that lead to one another without end stop somewhere, and not at the same place when they
 * are looked at otherwise: nothing more can be said of such a case. */
bool
play_is_endless(const Play *self, SopInstant now)
{
    g_autoptr(SopCase) probe = sop_case_dup(self->kase);

    return sop_case_tick(probe, now, NULL) >= SOP_LIMIT_TIMEOUT_RUNS;
}

void
play_tick(Play *self)
{
    g_autofree char *before = sop_case_to_json(self->kase);
    g_autoptr(SopCase) late = play_through_json(self, before);
    SopInstant last = sop_case_last(self->kase);

    sop_case_tick(late, self->now, NULL);
    for (int part = 1; part <= 3; part++)
        sop_case_tick(self->kase, last + (self->now - last) / 4 * part, NULL);
    for (unsigned i = 0; i < 3; i++)
    {
        SopInstant next = sop_case_next_due(self->kase);
        if (next != SOP_INSTANT_NONE && next <= self->now)
            sop_case_tick(self->kase, next, NULL);
    }
    sop_case_tick(self->kase, self->now, NULL);
    g_autofree char *punctual = sop_case_to_json(self->kase);
    g_autofree char *after = sop_case_to_json(late);
    play_check_same(self, "the case that was looked at late", after, punctual);
    CU_ASSERT_EQUAL(sop_case_is_stuck(late), sop_case_is_stuck(self->kase));
}

bool
play_administer_case(SopCase *of, SopInstant now)
{
    SopActor owner = {.id = "p4", .role = sop_flow_role(sop_case_flow(of), "owner")};

    return sop_case_closed(of) != SOP_NONE ? sop_case_reopen(of, &owner, "a mistake", now, NULL)
                                           : sop_case_close(of, &owner, "moved away", now, NULL);
}

void
play_administer(Play *self)
{
    g_autofree char *before = sop_case_to_json(self->kase);
    g_autoptr(SopCase) other = play_through_json(self, before);

    g_string_append(self->story, "the administration\n");
    bool done = play_administer_case(self->kase, self->now);
    CU_ASSERT_EQUAL(play_administer_case(other, self->now), done);
    g_autofree char *after = sop_case_to_json(self->kase);
    g_autofree char *after_other = sop_case_to_json(other);
    play_check_same(self, "the case administered after JSON", after_other, after);
    CU_ASSERT_TRUE(sop_case_closed(self->kase) != SOP_NONE || play_is_whole(self->kase));
}

const char *
play_do(Play *self, const char *action, const char *by, const char *given)
{
    char *names[2];
    SopActor actor = play_actor(self, by, names);
    g_autoptr(SopGiven) items = play_given(self->flow, given);
    SopAction number = sop_flow_action(self->flow, action);
    g_autofree char *before = sop_case_to_json(self->kase);
    g_autoptr(SopCase) other = play_through_json(self, before);
    g_autoptr(SopCase) untouched = sop_case_dup(self->kase);

    g_string_append_printf(self->story, "%s by %s: %s\n", action, by, given != NULL ? given : "");
    bool accepted = sop_case_act(other, number, &actor, items, self->now, self->verdict);
    g_autofree char *expected = describe(self->verdict);
    check_may(self, number, &actor, items, before, expected);
    bool ran = sop_verdict_count_events(self->verdict) > (unsigned) accepted;
    play_tick(self);
    g_autofree char *ticked = sop_case_to_json(self->kase);
    CU_ASSERT_EQUAL(sop_case_act(self->kase, number, &actor, items, self->now, self->verdict),
                    accepted);
    g_autofree char *described = describe(self->verdict);
    if (!ran)
        play_check_same(self, "the verdict on the case that went through JSON", described,
                        expected);

    g_autofree char *after = sop_case_to_json(self->kase);
    g_autofree char *after_other = sop_case_to_json(other);
    g_autofree char *dup = sop_case_to_json(untouched);
    play_check_same(self, "the case that went through JSON", after_other, after);
    play_check_same(self, "the copy made before", dup, before);
    if (!accepted)
        play_check_same(self, "the case after a refusal", after, ticked);
    if (!play_is_whole(self->kase))
        g_printerr("\nnot whole after\n%s%s\n", self->story->str, after);
    CU_ASSERT_TRUE(play_is_whole(self->kase));
    CU_ASSERT_EQUAL(accepted, sop_verdict_count_reasons(self->verdict) == 0);
    g_free(self->codes);
    self->codes = play_codes(self->verdict);
    g_free(names[0]);
    g_free(names[1]);
    return self->codes;
}

/* ---- expectations ---------------------------------------------------------------------------- */

char *
play_at(const Play *self)
{
    if (sop_case_closed(self->kase) != SOP_NONE)
        return g_strdup_printf("closed: %s", sop_flow_name(self->flow, SOP_TABLE_OUTCOMES,
                                                           sop_case_closed(self->kase)));
    SopNode nodes[SOP_LIMIT_PARALLEL];
    unsigned n_nodes = sop_case_at(self->kase, nodes, SOP_LIMIT_PARALLEL);
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < n_nodes; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "",
                               sop_flow_name(self->flow, SOP_TABLE_NODES, nodes[i]));
    return g_string_free(text, FALSE);
}

char *
play_fact(const Play *self, const char *fact)
{
    const SopValue *value = sop_case_fact(self->kase, sop_flow_fact(self->flow, fact));

    return value->type == SOP_NULL ? g_strdup("unknown") : sop_value_to_text(value);
}

void
play_expect_at(Play *self, const char *expected, int line)
{
    g_autofree char *at = play_at(self);
    g_autofree char *what = g_strdup_printf("line %d: where the case is", line);

    play_check_same(self, what, at, expected);
    CU_PASS("compared");
}

void
play_expect_codes(Play *self, const char *action, const char *by, const char *given,
                  const char *expected, int line)
{
    g_autofree char *what = g_strdup_printf("line %d: %s", line, action);

    play_check_same(self, what, play_do(self, action, by, given), expected);
    CU_PASS("compared");
}

void
play_expect_fact(const Play *self, const char *fact, const char *expected)
{
    g_autofree char *value = play_fact(self, fact);

    sop_test_same_text(fact, value, expected);
}

void
play_expect_moves(const Play *self, const char *expected)
{
    g_autoptr(GString) text = g_string_new("left");
    unsigned n;
    const SopNode *nodes = sop_verdict_left(self->verdict, &n);

    for (unsigned i = 0; i < n; i++)
        g_string_append_printf(text, " %s", sop_flow_name(self->flow, SOP_TABLE_NODES, nodes[i]));
    g_string_append(text, "; entered");
    nodes = sop_verdict_entered(self->verdict, &n);
    for (unsigned i = 0; i < n; i++)
        g_string_append_printf(text, " %s", sop_flow_name(self->flow, SOP_TABLE_NODES, nodes[i]));
    sop_test_same_text("moves", text->str, expected);
}
