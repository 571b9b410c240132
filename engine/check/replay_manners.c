/* SPDX-License-Identifier: Apache-2.0 */
/* When an act of a path is done on the engine, and by whom. Mostly at once and by somebody new; but a condition may
 * read the clock, or ask who it is. */
#include "check/replay_parts.h"

enum
{
    FULL = 24, /* ways to give what is left open, at once */
    SOME = 8,  /* … later, or by another */
};

/* How much later: a little, as long as nothing else happens, and just longer than what conditions and deadlines mostly
 * speak of. */
#define UNDISTURBED INT64_MAX
static const SopInstant LATER[] = {
    0,
    SOP_HOUR / 60,
    UNDISTURBED,
    25 * SOP_HOUR,
    9 * 24 * SOP_HOUR,
    41 * 24 * SOP_HOUR,
    401 * 24 * SOP_HOUR,
};

/* ---- what conditions can tell ------------------------------------------------------------------------ */

static void
add_texts(GPtrArray *texts, const SopAst *ast)
{
    const char *text = ast->kind == SOP_AST_LITERAL && ast->value.type == SOP_STRING
                           ? sop_value_string(&ast->value)
                           : NULL;

    if (text != NULL && !g_ptr_array_find_with_equal_func(texts, text, g_str_equal, NULL))
        g_ptr_array_add(texts, (gpointer) text);
    for (uint32_t i = 0; i < ast->n_children; i++)
        add_texts(texts, ast->children[i]);
}

/* Returns: whether it hangs on the manner. */
static bool
note_read(SopReplay *self, SopRead read, const SopAst *whole)
{
    switch ((SopReadKind) read.kind)
    {
    case SOP_READ_ISSUED:
    case SOP_READ_EXPIRES:
    case SOP_READ_EXPIRED:
        self->dated[read.index] = true;
        self->reads_clock = true;
        return true;
    case SOP_READ_DONE:
    case SOP_READ_CASE_OPENED:
        self->reads_clock = true;
        return true;
    case SOP_READ_ACTOR_ID:
        add_texts(self->persons, whole);
        return true;
    default:
        return false;
    }
}

static bool
note_reads(SopReplay *self, const SopAst *ast, const SopAst *whole)
{
    bool hangs = sop_ast_is_clock(ast);

    self->reads_clock = self->reads_clock || hangs;
    if (ast->kind == SOP_AST_NAME)
        hangs = note_read(self, sop_domains_read(self->domains, ast->slot), whole);
    for (uint32_t i = 0; i < ast->n_children; i++)
        hangs = note_reads(self, ast->children[i], whole) || hangs;
    return hangs;
}

void
sop_replay_find_manners(SopReplay *self)
{
    if (self->explorer->property->kind ==
        SOP_PROPERTY_ABSENT) /* many are tried, none is told as a proof */
        return;
    for (SopGuard guard = 0; guard < self->flow->n_expressions; guard++)
    {
        const SopAst *ast = sop_feel_ast(self->flow->expressions[guard].feel);
        self->asks_manner[guard] = note_reads(self, ast, ast);
    }
    for (uint32_t i = 0; i < self->flow->n_moments; i++)
        if (self->flow->moments[i].moment.kind != SOP_MOMENT_FROM_ENTERING &&
            self->flow->moments[i].moment.anchor_kind == SOP_ANCHOR_EXPIRES)
            self->dated[self->flow->moments[i].moment.anchor] = true;
}

/* ---- documents ---------------------------------------------------------------------------------------- */

static char *
day_text(const SopReplay *self, SopInstant now, int days_away)
{
    g_auto(SopValue) day = sop_value_day(sop_zone_day(self->flow->zone, now) + days_away);

    return sop_value_to_text(&day);
}

void
sop_replay_file(const SopReplay *self, SopGiven *given, SopPaper document, SopInstant now,
                uint32_t *variety)
{
    enum
    {
        LONG_GOOD,
        FOR_EVER,
        SOON_OVER,
        OLD,
        N_WAYS
    };
    bool varies = self->dated[document] && self->explorer->property->kind == SOP_PROPERTY_SAFEGUARD;
    uint32_t way = varies ? *variety % N_WAYS : LONG_GOOD;
    g_autofree char *soon = day_text(self, now, 2);
    g_autofree char *long_ago = day_text(self, now, -400);

    *variety /= varies ? N_WAYS : 1;
    sop_given_file(given, self->flow->documents[document].name,
                   &(SopDocument) {.issued = way == OLD ? long_ago : NULL,
                                   .expires = way == FOR_EVER    ? NULL
                                              : way == SOON_OVER ? soon
                                                                 : SOP_REPLAY_EXPIRY});
}

/* ---- manners ------------------------------------------------------------------------------------------ */

char *
sop_replay_somebody(const SopReplay *self)
{
    char *person =
        g_strdup_printf(self->domains->goal != NULL ? "somebody-%u" : "p%u", self->at + 1);

    while (g_ptr_array_find_with_equal_func(self->persons, person, g_str_equal, NULL))
    {
        char *another = g_strconcat(person, "-x", NULL);
        g_free(person);
        person = another;
    }
    return person;
}

static SopInstant
later(const SopCase *of, SopInstant away)
{
    SopInstant due = sop_case_next_due((SopCase *) of);

    if (away != UNDISTURBED)
        return of->last + away;
    return due != SOP_INSTANT_NONE ? MAX(due - 1, of->last) : of->last;
}

bool
sop_replay_manner(const SopReplay *self, const SopCase *of, uint32_t number, SopReplayManner *ret)
{
    uint32_t n_times = self->reads_clock ? G_N_ELEMENTS(LATER) : 1;
    uint32_t person = number / n_times;

    *ret = (SopReplayManner) {.at = later(of, LATER[number % n_times]),
                              .from = of->last,
                              .person = person > 0 && person <= self->persons->len
                                            ? g_ptr_array_index(self->persons, person - 1)
                                            : NULL,
                              .variety = number == 0 ? FULL : SOME};
    return person <= self->persons->len;
}
