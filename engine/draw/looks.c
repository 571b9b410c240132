/* SPDX-License-Identifier: Apache-2.0 */
/* How things look: roles' colours and signs, fonts, papers. The colours are Okabe and Ito's, made dark
 * enough to be read on white; eight colours and thirteen signs give each of 64 roles its own pair. */
#include "draw/draw.h"

static const char *const role_colours[] = {
    "#0A6E5C", "#1D4ED8", "#B4450F", "#8E3A80", "#0E7490", "#8A5A00", "#475569", "#BE123C",
};

static const char *const role_signs[] = {"●", "■", "◆", "▲", "★", "▼", "○",
                                         "□", "◇", "△", "☆", "▽", "◉"};

SopLook
sop_draw_role(SopRole role)
{
    return (SopLook) {role_colours[role % G_N_ELEMENTS(role_colours)],
                      role_signs[role % G_N_ELEMENTS(role_signs)]};
}

SopLook
sop_draw_state(SopState state)
{
    static const SopLook looks[] = {
        [SOP_STATE_PLAIN] = {"#0F172A", ""},     [SOP_STATE_OPEN] = {"#15803D", "✔ "},
        [SOP_STATE_BLOCKED] = {"#B91C1C", "✖ "}, [SOP_STATE_ADDED] = {"#15803D", "✚ "},
        [SOP_STATE_CHANGED] = {"#B45309", "≈ "}, [SOP_STATE_PASSED] = {"#1D4ED8", ""},
        [SOP_STATE_BREAKS] = {"#B91C1C", ""},
    };

    return looks[state];
}

/* The overview of a whole is large, and made small to fit its paper. */
int
sop_draw_text_size(const SopPainter *self)
{
    return self->options.view == SOP_VIEW_OVERVIEW ? 13 : 10;
}

/* The first font has the language's letters; DejaVu Sans has the signs. */
const char *
sop_draw_fonts(const char *language)
{
    if (g_str_has_prefix(language, "zh"))
        return "Noto Sans CJK SC,DejaVu Sans";
    if (g_str_has_prefix(language, "ja"))
        return "Noto Sans CJK JP,DejaVu Sans";
    if (g_str_has_prefix(language, "ko"))
        return "Noto Sans CJK KR,DejaVu Sans";
    return "Liberation Sans,DejaVu Sans,Noto Sans,Noto Sans CJK SC";
}

const char *
sop_draw_cluster_fill(const SopPainter *self, SopNode phase)
{
    static const char *const fills[] = {"#F1F5F9", "#FFFFFF", "#F8FAFC", "#FFFFFF"};
    unsigned depth = self->flow->nodes[phase].depth - self->flow->nodes[self->root].depth;

    if (depth > 0) /* the page's own phase has no frame */
        depth--;
    return fills[depth % G_N_ELEMENTS(fills)];
}

const char *
sop_draw_sign(SopSign sign)
{
    static const char *const signs[SOP_N_SIGNS] = {
        [SOP_SIGN_GIVEN] = "▤",     [SOP_SIGN_NEEDED] = "▥",    [SOP_SIGN_STAYS] = "+",
        [SOP_SIGN_DECISION] = "◇",  [SOP_SIGN_ELSEWHERE] = "→", [SOP_SIGN_RESUMES] = "↺",
        [SOP_SIGN_ENDS] = "✓",      [SOP_SIGN_CLOSES] = "■",    [SOP_SIGN_TIME] = "◷",
        [SOP_SIGN_OTHER] = "≠",     [SOP_SIGN_PHASE] = "▸",     [SOP_SIGN_USED] = "❐",
        [SOP_SIGN_BY_ITSELF] = "⇢", [SOP_SIGN_INFORMS] = "✉",   [SOP_SIGN_GUARDED] = "⚖",
    };

    return signs[sign];
}

double
sop_draw_paper_points(SopPaperSize paper, bool landscape, double *ret_height)
{
    static const struct
    {
        double width, height;
    } papers[] = {
        [SOP_PAPER_NATURAL] = {0, 0},
        [SOP_PAPER_A4] = {595.28, 841.89},
        [SOP_PAPER_A3] = {841.89, 1190.55},
        [SOP_PAPER_LETTER] = {612, 792},
    };
    double width = papers[paper].width, height = papers[paper].height;

    *ret_height = landscape ? width : height;
    return landscape ? height : width;
}
