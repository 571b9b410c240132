/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the feel room: the code of a compiled expression, for a small stack machine. */
#pragma once

#include "feel/language.h"

/* In the comments, `top` is the value pushed last. The machine's table follows this order. */
typedef enum
{
    SOP_CODE_END,
    SOP_CODE_CONSTANT, /* push constants[c] */
    SOP_CODE_SLOT,     /* push slot c */
    SOP_CODE_LOCAL,    /* push stack[c] */
    SOP_CODE_ADD,      /* two values become one, as all below to DIVIDE */
    SOP_CODE_SUBTRACT,
    SOP_CODE_MULTIPLY,
    SOP_CODE_DIVIDE,
    SOP_CODE_POWER,
    SOP_CODE_NEGATE,
    SOP_CODE_COMPARE,               /* a: SopOp, with SOP_CODE_LITERAL when a side is `null` */
    SOP_CODE_COMPARE_CONSTANT,      /* top with constants[c] */
    SOP_CODE_COMPARE_SLOT_CONSTANT, /* slot b with constants[c] */
    SOP_CODE_AND_JUMP,              /* to c if top is false, which stays */
    SOP_CODE_OR_JUMP,               /* to c if top is true, which stays */
    SOP_CODE_AND,
    SOP_CODE_OR,
    SOP_CODE_NOT,
    SOP_CODE_JUMP, /* to c */
    SOP_CODE_IF, /* pop; to c unless true; by the flow's rule null stays, and goes to the next word's c */
    SOP_CODE_BETWEEN,     /* three values become one */
    SOP_CODE_IN,          /* value, test → answer; a: the test is `null` written so */
    SOP_CODE_IN_CONSTANT, /* top in constants[c]; a: in one of its items, which are tests */
    SOP_CODE_SLIDE,       /* drop what is under the top */
    SOP_CODE_LIST,        /* push an empty list that grows */
    SOP_CODE_APPEND,      /* pop, to the list at stack[c] */
    SOP_CODE_CONTEXT,     /* as many values as constants[c] has keys become a context */
    SOP_CODE_RANGE,       /* start, end → range; a: flags */
    SOP_CODE_MEMBER,      /* top's member constants[c] */
    SOP_CODE_MEMBER_OR, /* push the member of stack[b] that the next word names and go to c, if there */
    SOP_CODE_WORD,      /* more of the code before it */
    SOP_CODE_INDEX,     /* list, number → item */
    SOP_CODE_ITERATE, /* over top: push the index and the item; to c when it is no list */
    SOP_CODE_NEXT,    /* the list at stack[b]: the next item, or to c */
    SOP_CODE_SOME,    /* pop into stack[b]; to c when decided */
    SOP_CODE_EVERY,
    SOP_CODE_KEEP_IF, /* pop; the item above stack[b + 1] goes to the list stack[b] if true; a number, or what is no condition: to c */
    SOP_CODE_DROP_TO, /* the stack has c values */
    SOP_CODE_NULL_AT, /* stack[c] is null */
    SOP_CODE_CALL, /* built-in c with a arguments; b: 0, or 1 and where its pattern's constant is */
    SOP_CODE_INSTANCE, /* is top of types[c]? */
    SOP_CODE_PARTIAL,  /* push what the list at stack[c] has so far */
    SOP_CODE_FUNCTION, /* what it captures, pushed → the function lambdas[c] */
    SOP_CODE_CAPTURED, /* push what the function that runs captured as number c */
    SOP_CODE_SELF,     /* push the function that runs */
    SOP_CODE_INVOKE,   /* function, a arguments → result; names are constants[c], or SOP_NONE */
    SOP_CODE_COUNT,
} SopCodeOp;

enum
{
    SOP_CODE_LITERAL = 0x80,
    SOP_CODE_FILTER =
        1, /* a of ITERATE and NEXT: a range is one item, and an empty list has one, null */
};

typedef struct
{
    uint8_t op; /* SopCodeOp */
    uint8_t a;
    uint16_t b;
    uint32_t c;
} SopCode;

/* A function literal, compiled: its body stands in the code of the expression it is in. */
typedef struct
{
    const SopAst *ast;
    const SopFeelType *type;        /* what it takes and gives, as far as is known */
    const SopFeelType **parameters; /* declared types; NULL: none */
    uint32_t n_parameters;
    uint32_t n_captured;
    uint32_t start;  /* of the body in the code */
    uint32_t n_code; /* of the body */
    uint32_t stack;  /* values on the stack at most */
} SopLambda;

struct _SopFeel
{
    int references;
    SopFeelOptions options;
    const SopCode *code;
    SopValue *constants; /* owned */
    uint32_t n_constants;
    SopFeelType **types; /* those that it names; owned */
    uint32_t n_types;
    const SopLambda *lambdas;
    uint32_t n_slots;
    const uint32_t *slots;
    const SopAst *ast;
    SopFeelType *type;
    const char *text;
    uint32_t n_locals;
    SopFeel *
        whole; /* that this is a part of, whose tree and text it shares; NULL: it is whole; owned */
    SopPad pad;
};

/* A part of the tree as an expression of its own, which reads no locals of what is around it.
 * Returns: (transfer full) (nullable): NULL when it cannot be one. */
SopFeel *sop_feel_part(const SopFeel *self, const SopAst *tree);
/* As sop_feel_evaluate_in(), with no more than `steps`, from which those taken are subtracted.
 * `ret_given_up`: was a limit met? */
SopValue sop_feel_evaluate_within(const SopFeel *self, const SopFeelInput *input,
                                  const SopZone *zone, int64_t *steps, bool *ret_given_up);

/* Runs code that was not yet made into an expression, to compute a constant. False: it has to be computed
 * each time, since it takes long, or depends on the zone. `ret`: (transfer full). */
bool sop_code_fold(const SopCode *code, const SopValue *constants, bool unknown, SopValue *ret);

/* Compiles a tree. Returns the static type of the result, borrowed from the scope or constant. */
typedef SOP_VECTOR(SopCode, 32) SopCodes;
typedef SOP_VECTOR(uint32_t, 16) SopSlots;

typedef SOP_VECTOR(SopLambda, 4) SopLambdas;

typedef enum
{
    SOP_BINDING_LOCAL,
    SOP_BINDING_PARTIAL, /* the list that a `for` has made so far */
    SOP_BINDING_SELF,    /* the function whose body this is */
    SOP_BINDING_NOTHING, /* an entry's own key, while its value is computed */
} SopBindingKind;

typedef struct
{
    const SopFeelType *type;
    uint32_t at;    /* place on the stack */
    uint16_t level; /* how many functions it is in */
    uint8_t kind;   /* SopBindingKind */
} SopBinding;

/* What a function needs of what is around it: a local, or a name of the scope. */
typedef struct
{
    const SopAst *name; /* NULL: a local */
    uint32_t id;        /* of the local; the slot */
} SopCapture;

/* A function whose body is being emitted. */
typedef struct _SopFrame SopFrame;
struct _SopFrame
{
    SopFrame *outer;
    uint32_t depth; /* the emitter's, outside */
    uint32_t most;
    SOP_VECTOR(SopCapture, 8) captures;
};

typedef struct
{
    const char *text;
    SopFeelScope *scope;
    bool strict; /* the flow's rule: types must fit */
    SopPad *pad;
    SopConstants *constants;
    SopProblems *problems;
    SopCodes code;
    SopSlots slots;
    SopTypes *types;
    SopLambdas lambdas;
    SopFrame *frame;      /* NULL: outside functions */
    uint16_t level;       /* of the frame */
    SopBinding *bindings; /* of the locals, by id */
    uint32_t depth;       /* values on the stack */
    uint32_t most;        /* of them, so far */
    bool overflow;        /* reported */
} SopEmitter;

const SopFeelType *sop_emit(SopEmitter *self, const SopAst *node);
/* The emitter's parts, by file. */
const SopFeelType *sop_emit_in(SopEmitter *self, const SopAst *node);
const SopFeelType *sop_emit_test_range(SopEmitter *self, const SopAst *node);
const SopFeelType *sop_emit_loop(SopEmitter *self, const SopAst *node);
const SopFeelType *sop_emit_filter(SopEmitter *self, const SopAst *node);

const SopFeelType *sop_emit_function(SopEmitter *self, const SopAst *node);
const SopFeelType *sop_emit_invoke(SopEmitter *self, const SopAst *node);
/* Pushes a local, in whatever function it is; of `id`. */
const SopFeelType *sop_emit_local(SopEmitter *self, uint32_t id);
/* Pushes what a function around this place has to capture. `name`: NULL for a local. */
void sop_emit_captured(SopEmitter *self, const SopAst *name, uint32_t id);

uint32_t sop_emit_code(SopEmitter *self, SopCodeOp op, unsigned a, unsigned b, uint32_t c,
                       int effect);
void sop_emit_constant(SopEmitter *self, SopValue value); /* value: (transfer full) */
void sop_emit_land(SopEmitter *self, uint32_t jump);      /* the jump goes here */
/* Is what was emitted from `start` on one constant? */
bool sop_emit_is_constant(const SopEmitter *self, uint32_t start);
const SopValue *sop_emit_last_constant(const SopEmitter *self);
/* Computes at once what was emitted from `start` on, if that can be. */
void sop_emit_fold(SopEmitter *self, uint32_t start);
/* Compiles the pattern of a call such as matches(): 1 and where its constant is; 0: it has none. */
uint32_t sop_emit_pattern(SopEmitter *self, const SopAst *call);
void sop_emit_bind(SopEmitter *self, uint32_t id, const SopFeelType *type, uint32_t at);

/* Types that the rules of DMN do not let meet. Each reports in strict mode only. */
const SopFeelType *sop_check_arithmetic(SopEmitter *self, const SopAst *node,
                                        const SopFeelType *left, const SopFeelType *right);
void sop_check_comparison(SopEmitter *self, const SopAst *node, const SopAst *left,
                          const SopFeelType *left_type, const SopAst *right,
                          const SopFeelType *right_type, bool ordered);
/* Of a range or `between`, whose ends are constant: is there anything between them? */
void sop_check_ends(SopEmitter *self, const SopAst *node, const SopValue *low,
                    const SopValue *high);
void sop_check_condition(SopEmitter *self, const SopAst *node, const SopFeelType *type,
                         const char *operator);
const SopFeelType *sop_check_call(SopEmitter *self, const SopAst *node,
                                  const SopFeelType *const *types);
void sop_check_invoke(SopEmitter *self, const SopAst *node, const SopFeelType *function,
                      const SopFeelType *const *arguments);
const SopFeelType *sop_check_member(SopEmitter *self, const SopAst *node, const SopFeelType *type);
void sop_check_result(SopEmitter *self, const SopAst *tree, const SopFeelType *type,
                      const SopFeelType *want);
const SopFeelType *sop_type_join(const SopFeelType *a, const SopFeelType *b);
