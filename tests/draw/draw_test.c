/* SPDX-License-Identifier: Apache-2.0 */
/* Flowcharts: the DOT of each view in each language, marks of a case, each format, papers, fonts. */
#include <sopflow/sopflow.h>

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "support/support.h"

#define SMALL "tests/draw/small.sop.yaml"
#define TIMES "tests/draw/times.sop.yaml"

static SopFlow *
load(const char *path)
{
    g_autoptr(SopDiagnostics) diagnostics = sop_diagnostics_new();
    SopFlow *flow = sop_flow_load(path, diagnostics, NULL);
    g_autofree char *text = sop_diagnostics_to_text(diagnostics, false);

    if (flow == NULL)
        printf("\n%s", text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(flow);
    return flow;
}

static char *
dot_of(SopFlow *flow, const SopGraphOptions *options)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SopGraph) graph = sop_graph_new(flow, options, &error);

    CU_ASSERT_PTR_NOT_NULL_FATAL(graph);
    return sop_graph_to_dot(graph);
}

static GBytes *
render(SopFlow *flow, const SopGraphOptions *options, const char *format)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SopGraph) graph = sop_graph_new(flow, options, &error);
    GBytes *bytes = sop_graph_render(graph, format, &error);

    if (bytes == NULL)
        printf("\n  %s", error->message);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    return bytes;
}

static bool
begins_with(GBytes *bytes, const char *text)
{
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);

    return size > strlen(text) && memcmp(data, text, strlen(text)) == 0;
}

/* ---- DOT --------------------------------------------------------------------------------------- */

static void
check_view(const char *file, SopView view, const char *phase, const char *name)
{
    static const char *const languages[] = {"en", "fr", "zh"};
    g_autoptr(SopFlow) flow = load(file);

    for (unsigned i = 0; i < G_N_ELEMENTS(languages); i++)
    {
        SopGraphOptions options = {.view = view, .language = languages[i]};
        options.phase = phase != NULL ? sop_flow_node(flow, phase) : 0;
        g_autofree char *dot = dot_of(flow, &options);
        g_autofree char *path = g_strdup_printf("tests/draw/golden/%s.%s.dot", name, languages[i]);
        sop_test_golden(dot, path);
    }
}

static void
test_overview(void)
{
    check_view(SMALL, SOP_VIEW_OVERVIEW, NULL, "overview");
}

static void
test_phase(void)
{
    check_view(SMALL, SOP_VIEW_PHASE, "work", "phase");
}

static void
test_parallel(void)
{
    check_view(SMALL, SOP_VIEW_PHASE, "course", "parallel");
}

static void
test_full(void)
{
    check_view(SMALL, SOP_VIEW_FULL, NULL, "full");
}

static void
test_times(void)
{
    check_view(TIMES, SOP_VIEW_OVERVIEW, NULL, "times_overview");
    check_view(TIMES, SOP_VIEW_PHASE, "work", "times_phase");
    check_view(TIMES, SOP_VIEW_FULL, NULL, "times_full");
}

static void
test_sub_procedure(void)
{
    check_view(TIMES, SOP_VIEW_PHASE, "exam", "times_exam");
}

static void
test_safeguards(void)
{
    check_view(TIMES, SOP_VIEW_SAFEGUARDS, NULL, "safeguards");
    check_view(SMALL, SOP_VIEW_SAFEGUARDS, NULL, "safeguards_none");
}

static void
test_same_bytes(void)
{
    g_autoptr(SopFlow) one = load("flows/avrr.sop.yaml");
    g_autoptr(SopFlow) other = load("flows/avrr.sop.yaml");
    SopGraphOptions options = {.view = SOP_VIEW_FULL, .language = "zh"};
    g_autofree char *first = dot_of(one, &options);
    g_autofree char *second = dot_of(other, &options);

    CU_ASSERT_STRING_EQUAL(first, second);

    options.view = SOP_VIEW_OVERVIEW;
    options.paper = SOP_PAPER_A3;
    g_autoptr(GBytes) pdf = render(one, &options, "pdf");
    g_autoptr(GBytes) again = render(other, &options, "pdf");
    CU_ASSERT_TRUE(g_bytes_equal(pdf, again));
}

/* ---- marks --------------------------------------------------------------------------------------- */

static void
test_marks(void)
{
    g_autoptr(SopFlow) flow = load(SMALL);
    SopInstant now = sop_instant_parse("2026-03-02T09:00:00+08:00");
    g_autoptr(SopCase) kase = sop_case_open(flow, "C-1", now);
    g_autoptr(SopGiven) given = sop_given_new(flow);
    SopActor migrant = {.id = "m1", .role = sop_flow_role(flow, "migrant")};

    sop_given_set(given, "age", sop_value_integer(34));
    sop_given_file(given, "form", &(SopDocument) {.reference = "F-17"});
    CU_ASSERT_TRUE(sop_case_act(kase, sop_flow_action(flow, "submit"), &migrant, given, now, NULL));

    SopGraphOptions options = {.view = SOP_VIEW_FULL, .language = "en", .marks = kase, .now = now};
    g_autofree char *dot = dot_of(flow, &options);
    sop_test_golden(dot, "tests/draw/golden/marks.en.dot");
    options.view = SOP_VIEW_OVERVIEW;
    g_autofree char *overview = dot_of(flow, &options);
    sop_test_golden(overview, "tests/draw/golden/marks_overview.en.dot");
}

static void
check_marked(SopCase *kase, SopView view, SopInstant now, const char *golden)
{
    SopGraphOptions options = {.view = view, .language = "en", .marks = kase, .now = now};
    g_autofree char *dot = dot_of(sop_case_flow(kase), &options);

    sop_test_golden(dot, golden);
}

/* ---- a way that is followed ---------------------------------------------------------------------- */

static uint32_t *
copy(const uint32_t *numbers, unsigned n_numbers)
{
    return g_memdup2(numbers, n_numbers * sizeof *numbers);
}

static void
follow(SopTrail *trail, SopCase *kase, const char *action, const char *role, const SopGiven *given)
{
    SopFlow *flow = sop_case_flow(kase);
    SopActor actor = {.id = "p", .role = sop_flow_role(flow, role)};
    g_autoptr(SopVerdict) verdict = sop_verdict_new();
    SopInstant now = sop_instant_parse("2026-03-02T09:00:00+08:00");
    SopTrailStep step = {.sentence = g_strdup_printf("%s: <%s>.", role, action)};

    CU_ASSERT_TRUE(sop_case_act(kase, sop_flow_action(flow, action), &actor, given, now, verdict));
    const uint32_t *offers = sop_verdict_offers(verdict, &step.n_offers);
    const uint32_t *branches = sop_verdict_branches(verdict, &step.n_branches);
    const SopNode *entered = sop_verdict_entered(verdict, &step.n_entered);
    step.offers = copy(offers, step.n_offers);
    step.branches = copy(branches, step.n_branches);
    step.entered = copy(entered, step.n_entered);
    trail->steps = g_renew(SopTrailStep, trail->steps, trail->n_steps + 1);
    trail->steps[trail->n_steps++] = step;
}

/* Asked for, looked at twice, the papers given in between. */
static SopTrail *
trail_of(SopFlow *flow)
{
    SopTrail *trail = g_new0(SopTrail, 1);
    SopNode request = sop_flow_node(flow, "request"), check = sop_flow_node(flow, "check");
    g_autoptr(SopGiven) first = sop_given_new(flow), second = sop_given_new(flow);
    g_autoptr(SopGiven) third = sop_given_new(flow);
    g_autoptr(SopCase) kase =
        sop_case_open(flow, "C-1", sop_instant_parse("2026-03-02T09:00:00+08:00"));

    sop_given_set(first, "age", sop_value_integer(17));
    sop_given_file(first, "form", &(SopDocument) {.reference = "F-17"});
    sop_given_set(second, "bar", sop_value_boolean(true));
    sop_given_file(third, "passport", &(SopDocument) {.reference = "P-1"});
    trail->title = g_strdup("Nobody looks <twice>");
    trail->start = copy(&request, 1);
    trail->n_start = 1;
    follow(trail, kase, "submit", "migrant", first);
    follow(trail, kase, "look", "officer", second);
    follow(trail, kase, "file", "migrant", third);
    follow(trail, kase, "look", "officer", second);
    trail->rests = copy(&check, 1);
    trail->n_rests = 1;
    return trail;
}

static void
test_trail(void)
{
    g_autoptr(SopFlow) flow = load(SMALL);
    g_autoptr(SopTrail) trail = trail_of(flow);
    SopGraphOptions options = {.view = SOP_VIEW_FULL, .trail = trail};

    for (const char *const *language = sop_flow_languages(flow); *language != NULL; language++)
    {
        g_autofree char *path = g_strdup_printf("tests/draw/golden/trail.%s.dot", *language);
        options.language = *language;
        g_autofree char *dot = dot_of(flow, &options);
        sop_test_golden(dot, path);
    }
    options.language = "en"; /* one that ends where nothing happens any more */
    trail->end = g_strdup("Nobody comes.");
    g_autofree char *waits = dot_of(flow, &options);
    sop_test_golden(waits, "tests/draw/golden/trail_waits.en.dot");
    g_autoptr(GBytes) pdf = render(flow, &options, "pdf");
    CU_ASSERT_TRUE(begins_with(pdf, "%PDF-"));
}

/* More steps than there are numbers in circles. */
static void
test_long_trail(void)
{
    g_autoptr(SopFlow) flow = load(SMALL);
    g_autoptr(SopTrail) trail = g_new0(SopTrail, 1);
    SopGraphOptions options = {.view = SOP_VIEW_FULL, .language = "en", .trail = trail};
    static const char *const signs[] = {"① ", "⑩ ", "⑪ ", "⑳ ", "(21) ", "(22) "};

    trail->title = g_strdup("");
    trail->n_steps = 22;
    trail->steps = g_new0(SopTrailStep, trail->n_steps);
    for (unsigned i = 0; i < trail->n_steps; i++)
        trail->steps[i].sentence = g_strdup_printf("step");
    g_autofree char *dot = dot_of(flow, &options);
    for (unsigned i = 0; i < G_N_ELEMENTS(signs); i++)
    {
        g_autofree char *row = g_strconcat(signs[i], "step", NULL);
        CU_ASSERT_PTR_NOT_NULL(strstr(dot, row));
    }
}

/* ---- what is due --------------------------------------------------------------------------------- */

/* What is due has its date; a week later the deadline is over. */
static void
test_dues(void)
{
    g_autoptr(SopFlow) flow = load(TIMES);
    SopInstant now = sop_instant_parse("2026-03-02T09:00:00+08:00");
    SopInstant later = sop_instant_parse("2026-03-10T09:00:00+08:00");
    g_autoptr(SopCase) kase = sop_case_open(flow, "C-1", now);
    g_autoptr(SopGiven) given = sop_given_new(flow);
    g_auto(SopValue) travel = sop_value_text("2026-06-01");
    SopActor person = {.id = "p1", .role = sop_flow_role(flow, "person")};

    sop_given_set(given, "urgent", sop_value_boolean(false));
    sop_given_set(given, "travel", travel);
    sop_given_file(given, "passport", &(SopDocument) {.reference = "P-1"});
    CU_ASSERT_TRUE(sop_case_act(kase, sop_flow_action(flow, "apply"), &person, given, now, NULL));
    check_marked(kase, SOP_VIEW_FULL, now, "tests/draw/golden/times_due.en.dot");
    sop_case_tick(kase, later, NULL);
    check_marked(kase, SOP_VIEW_FULL, later, "tests/draw/golden/times_overdue.en.dot");
    check_marked(kase, SOP_VIEW_SAFEGUARDS, later, "tests/draw/golden/safeguards_owed.en.dot");
}

/* ---- formats --------------------------------------------------------------------------------------- */

static void
test_formats(void)
{
    g_autoptr(SopFlow) flow = load(SMALL);
    SopGraphOptions options = {.view = SOP_VIEW_FULL, .language = "fr"};
    g_autoptr(GBytes) pdf = render(flow, &options, "pdf");
    g_autoptr(GBytes) svg = render(flow, &options, "svg");
    g_autoptr(GBytes) png = render(flow, &options, "png");
    g_autoptr(GBytes) dot = render(flow, &options, "dot");

    CU_ASSERT_TRUE(begins_with(pdf, "%PDF-"));
    CU_ASSERT_TRUE(begins_with(svg, "<?xml"));
    CU_ASSERT_TRUE(begins_with(png, "\x89PNG"));
    CU_ASSERT_TRUE(begins_with(dot, "digraph \"small\""));
}

static void
test_errors(void)
{
    g_autoptr(SopFlow) flow = load(SMALL);
    SopGraphOptions options = {.view = SOP_VIEW_PHASE, .phase = sop_flow_node(flow, "request")};
    g_autoptr(GError) error = NULL;

    CU_ASSERT_PTR_NULL(sop_graph_new(flow, &options, &error));
    CU_ASSERT_TRUE(g_error_matches(error, SOP_GRAPH_ERROR, SOP_GRAPH_ERROR_NOT_A_PHASE));
    g_clear_error(&error);

    options.view = SOP_VIEW_OVERVIEW;
    g_autoptr(SopGraph) graph = sop_graph_new(flow, &options, NULL);
    CU_ASSERT_PTR_NULL(sop_graph_render(graph, "gif", &error));
    CU_ASSERT_TRUE(g_error_matches(error, SOP_GRAPH_ERROR, SOP_GRAPH_ERROR_FORMAT));
}

/* Writes `bytes` to a file of its own and runs `command` on it. Returns: (transfer full): its output. */
static char *
ask(const char *command, GBytes *bytes)
{
    g_autofree char *path = NULL;
    g_autofree char *line = NULL;
    char *output = NULL;
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    int file = g_file_open_tmp("sopflow-XXXXXX.pdf", &path, NULL);

    CU_ASSERT_TRUE_FATAL(file >= 0);
    g_close(file, NULL);
    CU_ASSERT_TRUE(g_file_set_contents(path, data, (gssize) size, NULL));
    line = g_strdup_printf("%s %s", command, path);
    CU_ASSERT_TRUE(g_spawn_command_line_sync(line, &output, NULL, NULL, NULL));
    remove(path);
    return output != NULL ? output : g_strdup("");
}

/* Every font that `pdffonts` lists is embedded. */
static void
check_embedded(const char *list)
{
    g_auto(GStrv) lines = g_strsplit(list, "\n", -1);
    unsigned n_fonts = 0;

    for (unsigned i = 2; lines[0] != NULL && lines[1] != NULL && lines[i] != NULL; i++)
    {
        if (*lines[i] == '\0')
            continue;
        n_fonts++;
        CU_ASSERT_TRUE(
            g_regex_match_simple(" yes +(yes|no) +(yes|no) +[0-9]+ +[0-9]+$", lines[i], 0, 0));
    }
    CU_ASSERT_TRUE(n_fonts > 0);
}

static void
test_fonts(void)
{
    static const char *const languages[] = {"en", "zh"};
    g_autoptr(SopFlow) flow = load(SMALL);
    g_autofree char *program = g_find_program_in_path("pdffonts");

    if (program == NULL)
    {
        printf("\n  pdffonts is not there: fonts are not looked at");
        return;
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(languages); i++)
    {
        SopGraphOptions options = {.view = SOP_VIEW_FULL, .language = languages[i]};
        g_autoptr(GBytes) pdf = render(flow, &options, "pdf");
        g_autofree char *list = ask(program, pdf);
        check_embedded(list);
        CU_ASSERT_EQUAL(strstr(list, "CJKsc") != NULL, i == 1);
    }
}

/* ---- papers ------------------------------------------------------------------------------------------ */

static void
check_paper(SopFlow *flow, SopPaperSize paper, bool landscape, const char *size)
{
    g_autofree char *program = g_find_program_in_path("pdfinfo");
    SopGraphOptions options = {.view = SOP_VIEW_OVERVIEW, .paper = paper, .landscape = landscape};
    g_autoptr(GBytes) pdf = render(flow, &options, "pdf");

    if (program == NULL)
        return;
    g_autofree char *facts = ask(program, pdf);
    CU_ASSERT_PTR_NOT_NULL(strstr(facts, size));
    CU_ASSERT_PTR_NOT_NULL(strstr(facts, "Pages:           1\n"));
}

static void
test_papers(void)
{
    g_autoptr(SopFlow) flow = load("flows/avrr.sop.yaml");

    check_paper(flow, SOP_PAPER_A4, false, "595.28 x 841.89");
    check_paper(flow, SOP_PAPER_A4, true, "841.89 x 595.28");
    check_paper(flow, SOP_PAPER_A3, false, "841.89 x 1190.55");
    check_paper(flow, SOP_PAPER_LETTER, true, "792 x 612");
}

static void
check_book(const char *file, const char *pages)
{
    g_autoptr(SopFlow) flow = load(file);
    SopGraphOptions options = {.paper = SOP_PAPER_A3, .landscape = true};
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) book = sop_graph_render_book(flow, &options, &error);
    g_autofree char *program = g_find_program_in_path("pdfinfo");

    CU_ASSERT_PTR_NOT_NULL_FATAL(book);
    if (program == NULL)
        return;
    g_autofree char *facts = ask(program, book);
    CU_ASSERT_PTR_NOT_NULL(strstr(facts, pages));
}

static void
test_book(void)
{
    check_book(SMALL, "Pages:           4\n"); /* the overview, the top, work, course */
    check_book(TIMES, "Pages:           5\n"); /* … what always holds, the top, work, exam */
}

int
main(int argc, char **argv)
{
    static const SopTest tests[] = {
        {"overview", test_overview},
        {"phase", test_phase},
        {"parallel", test_parallel},
        {"full", test_full},
        {"times", test_times},
        {"sub_procedure", test_sub_procedure},
        {"safeguards", test_safeguards},
        {"marks", test_marks},
        {"trail", test_trail},
        {"long_trail", test_long_trail},
        {"dues", test_dues},
        {"same_bytes", test_same_bytes},
        {"formats", test_formats},
        {"errors", test_errors},
        {"fonts", test_fonts},
        {"papers", test_papers},
        {"book", test_book},
        {NULL, NULL},
    };

    return sop_test_main("draw", tests, argc, argv);
}
