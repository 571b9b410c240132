/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the draw room: what the parts of a picture share. A picture is first chosen (shapes), then
 * collected (edges, tabs), then written as DOT. Graphviz comes in only when it is rendered. */
#pragma once

#include <sopflow/draw.h>

#include "flow/flow.h"

struct _SopGraph
{
    char *dot;
    char *title;     /* of the page, for the PDF's metadata */
    char *effective; /* ISO date, or NULL */
    SopPaperSize paper;
    bool landscape;
    bool may_turn; /* a page of a book: landscape when it fits better */
};

typedef enum /* how a node of the flow stands in the picture */
{
    SOP_SHAPE_HIDDEN,
    SOP_SHAPE_CARD,    /* a step */
    SOP_SHAPE_DIAMOND, /* a decision */
    SOP_SHAPE_BOX,     /* a phase, closed: it has a page of its own */
    SOP_SHAPE_CLUSTER, /* a phase with what is inside it */
} SopShape;

typedef enum /* signs that a legend explains */
{
    SOP_SIGN_GIVEN,     /* ▤ a document given here */
    SOP_SIGN_NEEDED,    /* ▥ a document that must be on file */
    SOP_SIGN_STAYS,     /* + an act after which the case stays */
    SOP_SIGN_DECISION,  /* ◇ */
    SOP_SIGN_ELSEWHERE, /* → */
    SOP_SIGN_RESUMES,   /* ↺ */
    SOP_SIGN_ENDS,      /* ✓ the phase ends */
    SOP_SIGN_CLOSES,    /* ■ the case closes */
    SOP_SIGN_TIME,      /* ◷ */
    SOP_SIGN_OTHER,     /* ≠ another person */
    SOP_SIGN_PHASE,     /* ▸ a phase that has its own page */
    SOP_SIGN_USED,      /* ❐ a sub-procedure */
    SOP_SIGN_BY_ITSELF, /* ⇢ a timeout */
    SOP_SIGN_INFORMS,   /* ✉ */
    SOP_SIGN_GUARDED,   /* ⚖ and the safeguard's number */
    SOP_N_SIGNS,
} SopSign;

typedef enum /* of an act, where a case is marked */
{
    SOP_STATE_PLAIN,
    SOP_STATE_OPEN,
    SOP_STATE_BLOCKED,
    SOP_STATE_ADDED, /* against an older version */
    SOP_STATE_CHANGED,
    SOP_STATE_PASSED, /* by the way that is followed */
    SOP_STATE_BREAKS, /* … with which it breaks what is to hold */
} SopState;

typedef struct /* one act, branch or outcome that an edge stands for */
{
    char *text; /* (nullable) */
    char *note; /* (nullable) its condition, smaller */
    SopState state;
    bool is_time;      /* a timeout: it has an edge of its own kind */
    const char *steps; /* (nullable) "② ": when the way that is followed passes */
} SopLine;

typedef struct
{
    char *from, *to; /* names in DOT */
    GArray *lines;   /* SopLine */
    bool is_main;    /* the main path: to the next sibling */
    bool is_faint;   /* resumes what was left */
    bool is_back;    /* leads to what is written earlier: it ranks the other way round */
    bool is_time;    /* what timeouts do */
    bool is_hidden;  /* only keeps the order of what nothing leads to */
    SopNode owner;   /* whose it is; SOP_NONE as below */
    SopNode shown;   /* the neighbour it leads to; SOP_NONE: a tab or bar */
    SopNode into;    /* the cluster at whose edge it ends; SOP_NONE */
} SopEdge;

typedef enum
{
    SOP_TAB_ELSEWHERE,
    SOP_TAB_CLOSE,
    SOP_TAB_END,
} SopTabKind;

typedef struct /* a small node beside its source, or the end of a phase */
{
    char *name, *label;
    SopTabKind kind;
    SopNode inside; /* the phase whose cluster it is drawn in */
} SopTab;

typedef struct /* of what is followed, at one place */
{
    char *steps; /* "② ④ ": NULL: it does not pass there */
    bool breaks; /* what is to hold breaks there */
} SopPassing;

typedef struct
{
    const SopFlow *flow;
    SopGraphOptions options;
    const char *language;
    SopNode root;        /* the phase shown; 0: all */
    const char *heading; /* (nullable) of a page that shows no phase */
    uint8_t *shapes;     /* SopShape of each node */
    SopNode *
        stand_ins; /* of each node: itself, or the closed phase around it; SOP_NONE: not in the picture */
    GPtrArray *edges;    /* SopEdge */
    GHashTable *edge_of; /* "from\nto", and whether in time → SopEdge */
    GPtrArray *tabs;     /* SopTab */
    GHashTable *tab_of;  /* by a key of source and label → SopTab */
    uint8_t *states;     /* SopState of each action, when a case is marked */
    GArray *dues;        /* SopDue: of that case */
    SopPassing *offers_passed, *branches_passed,
        *nodes_passed; /* by the way that is followed; NULL: none is */
    uint64_t roles;    /* seen: bits */
    uint32_t signs;    /* seen: bits of SopSign */
    GString *body;
} SopPainter;

/* ---- texts (text.c) ------------------------------------------------------------------------------------ */

/* Escaped for HTML in a label, and broken into lines (`<BR/>`, to the left when `align_left`) of about `width`
 * Latin or half as many Chinese characters. Returns: (transfer full). */
char *sop_draw_wrap(const char *text, unsigned width, bool align_left);
char *sop_draw_escape(const char *text); /* for HTML in a label. Returns: (transfer full) */
/* A name or text as a quoted string of DOT. */
void sop_draw_quote(GString *dot, const char *text);
unsigned sop_draw_width(const char *text); /* in Latin characters */

/* ---- looks (looks.c) ------------------------------------------------------------------------------------- */

typedef struct
{
    const char *colour; /* dark enough for text on white */
    const char *sign;
} SopLook;

/* A sign in a label, in the font that draws all of them alike. */
#define SOP_DRAW_SIGN "<FONT FACE=\"DejaVu Sans\">%s</FONT>"

SopLook sop_draw_role(SopRole role);    /* colour and sign together tell roles apart */
SopLook sop_draw_state(SopState state); /* of an act in a marked case; the sign ends in a space */
int sop_draw_text_size(const SopPainter *self); /* in points, of what is not a title */
const char *sop_draw_fonts(const char *language);
const char *sop_draw_cluster_fill(const SopPainter *self, SopNode phase);
const char *sop_draw_sign(SopSign sign);
double sop_draw_paper_points(SopPaperSize paper, bool landscape,
                             double *ret_height); /* 0: natural */

/* ---- words of the flow, for the picture (titles.c) --------------------------------------------------------- */

const char *sop_draw_word(const SopPainter *self, const char *key);
char *sop_draw_node_title(const SopPainter *self,
                          SopNode node); /* "" + title, underscores as spaces */
char *sop_draw_numbered(const SopPainter *self, SopNode node); /* "2.3.5 Last contact" */
char *sop_draw_outcome(const SopPainter *self, SopOutcome outcome);
char *sop_draw_offer_title(const SopPainter *self, const SopOffer *offer);
char *sop_draw_document(const SopPainter *self, SopPaper document);
char *sop_draw_role_title(const SopPainter *self, SopRole role);
/* Where a target leads, as a tab says it: "→ 2.3.5 Last contact", "■ Refused". */
char *sop_draw_target(SopPainter *self, const SopTarget *target);

/* ---- shapes (shapes.c) ------------------------------------------------------------------------------------- */

void sop_draw_choose_shapes(SopPainter *self);
uint32_t sop_draw_count_steps(const SopFlow *flow, SopNode phase);
SopState sop_draw_offer_state(const SopPainter *self, const SopOffer *offer);
void sop_draw_mark(SopPainter *self); /* which acts are open in the case */

/* ---- a way that is followed (trail.c) ---------------------------------------------------------------------- */

void sop_draw_follow(SopPainter *self);
void sop_draw_follow_free(SopPainter *self);
/* The line of a branch, marked if the way takes it. */
SopLine sop_draw_pass(const SopPainter *self, SopLine line, const SopBranch *branch);
/* What stands before an act's title in a marked drawing: "✔ ", "② ", or nothing. */
const char *sop_draw_offer_sign(const SopPainter *self, const SopOffer *offer);
const char *sop_draw_node_sign(const SopPainter *self, SopNode node);
/* How the edge's lines are passed: SOP_STATE_PASSED, SOP_STATE_BREAKS, or plain. */
SopState sop_draw_edge_state(const SopEdge *edge);
/* The story, as rows of the legend. */
void sop_draw_trail_rows(const SopPainter *self, GString *html, unsigned width);

/* ---- edges and tabs (edges.c, targets.c) ------------------------------------------------------------------- */

void sop_draw_collect(SopPainter *self);
/* Leads from the drawn node `from`, which stands for `owner`, to wherever `target` says. `line` is consumed. */
void sop_draw_lead(SopPainter *self, const char *from, SopNode owner, const SopTarget *target,
                   SopLine line);
/* The shown neighbour of `owner` that is `node` or has it inside; SOP_NONE. */
SopNode sop_draw_neighbour(const SopPainter *self, SopNode owner, SopNode node);
SopEdge *sop_draw_connect(SopPainter *self, const char *from, const char *to, bool is_time);
SopEdge *sop_draw_connect_neighbour(SopPainter *self, const char *from, SopNode owner,
                                    SopNode shown, bool is_time);
void sop_draw_add_line(SopEdge *edge, SopLine line); /* consumes it; once of each */
char *sop_draw_entry(const SopPainter *self,
                     SopNode node); /* the drawn node where entering `node` leads */
char *sop_draw_bar(const SopPainter *self, SopNode parallel, bool is_join);
/* The branches of a phase's `to` that may follow one of its outcomes. Calls `each` with the condition that is
 * left (SOP_NONE: none). */
typedef void (*SopBranchFunc)(SopPainter *self, const SopBranch *branch, bool is_sure, void *data);
void sop_draw_after(SopPainter *self, SopNode phase, SopOutcome outcome, SopBranchFunc each,
                    void *data);
/* The condition of a branch of `owner`, in words. Returns: (transfer full) (nullable): NULL when there is none. */
char *sop_draw_condition(const SopPainter *self, SopNode owner, const SopBranch *branch,
                         uint32_t n_branches);

/* ---- time (times.c) ------------------------------------------------------------------------------------------ */

/* The deadline of a node, a line for each branch, with its sign. Returns: (transfer full) (nullable). */
char *sop_draw_deadline(SopPainter *self, SopNode node);
/* Until when, in the marked case. Returns: (transfer full) (nullable). */
char *sop_draw_due(const SopPainter *self, SopNode node, bool *ret_over);
void sop_draw_deadline_rows(SopPainter *self, GString *html, SopNode node, unsigned width);
/* The timeouts of a step that move nothing. */
void sop_draw_staying_timeouts(SopPainter *self, GString *html, SopNode step);
/* When, on what condition and who is told, a line for each. Returns: (transfer full). */
char *sop_draw_timeout_notes(SopPainter *self, const SopOffer *offer);
/* The time that an action grants: " (◷ + 7 days)". Returns: (transfer full): "" when it grants none. */
char *sop_draw_granted(SopPainter *self, const SopOffer *offer);

/* ---- sub-procedures and safeguards (phases.c, safeguards.c) ------------------------------------------------ */

const SopUsed *sop_draw_used(const SopFlow *flow,
                             SopNode node); /* (nullable): it is a plain phase */
/* What file a sub-procedure is, with its sign. Returns: (transfer full) (nullable): a plain phase. */
char *sop_draw_file(SopPainter *self, SopNode node);
/* " ⚖ 1, 3": the safeguards of a happening. Returns: (transfer full): "" when there are none. */
char *sop_draw_guards(SopPainter *self, SopHappening happening);
enum
{
    SOP_DRAW_SAFEGUARDS = 12, /* on a page of a book */
};
/* The page of safeguards first … first + count - 1; after the last, what the administration may. */
SopGraph *sop_draw_safeguards_page(SopFlow *flow, const SopGraphOptions *options, uint32_t first,
                                   uint32_t count);
bool sop_draw_has_safeguards(const SopFlow *flow); /* is there anything to say on it? */
void sop_draw_write_safeguards(SopPainter *self, uint32_t first, uint32_t count);

/* ---- rows of cards (rows.c) -------------------------------------------------------------------------------- */

#define SOP_DRAW_INK "#0F172A"
#define SOP_DRAW_GREY "#475569"
#define SOP_DRAW_FAINT "#64748B"
#define SOP_DRAW_TIME "#6D28D9"    /* what timeouts do */
#define SOP_DRAW_PRESENT "#C2410C" /* what is due in a marked case */
#define SOP_DRAW_LATE "#B91C1C"

enum /* of lines, in Latin characters */
{
    SOP_DRAW_TITLE_WIDTH = 30,
    SOP_DRAW_TEXT_WIDTH = 40,
};

typedef struct /* whether a marked case is, or was, at a node */
{
    const char *border, *fill;
    int width;
    const char *sign;
} SopPresence;

const SopPresence *sop_draw_presence(const SopPainter *self, SopNode node);
void sop_draw_row(GString *html, int size, const char *colour, bool bold, const char *content);
void sop_draw_title_row(SopPainter *self, GString *html, SopNode node, int size);
void sop_draw_roles_row(SopPainter *self, GString *html, uint64_t roles);
void sop_draw_short_row(SopPainter *self, GString *html, uint64_t roles, const char *text);
void sop_draw_signed_row(SopPainter *self, GString *html, SopSign sign, const char *text,
                         const char *colour);
void sop_draw_wrapped_row(SopPainter *self, GString *html, SopSign sign, const char *text,
                          const char *colour, unsigned width);
void sop_draw_closes_row(SopPainter *self, GString *html, SopNode outer); /* phases.c */

/* ---- DOT (cards.c, phases.c, header.c, write.c) --------------------------------------------------------------- */

char *sop_draw_card(SopPainter *self, SopNode step); /* an HTML label, for each shape */
char *sop_draw_closed_phase(SopPainter *self, SopNode phase);
char *sop_draw_any_time(SopPainter *self, SopNode phase); /* (nullable) its own acts */
char *sop_draw_header(SopPainter *self);                  /* title block and legend */
char *sop_draw_write(SopPainter *self);                   /* the whole graph in DOT */
void sop_draw_html_node(SopPainter *self, const char *name, const char *attributes,
                        const char *html);
char *
sop_draw_wrap_up(SopPainter *self); /* what was written, with its head. Returns: (transfer full) */
