/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the scenario room: scenarios as read, every name in them resolved to the flow's numbers.
 * */
#pragma once

#include <sopflow/scenarios.h>

#include "base/base.h"
#include "time/time.h"
#include "yaml/yaml.h"

typedef struct
{
    const char *text; /* as written: "migrant/m1" */
    const char *id;   /* a role alone is its own person */
    SopRole role;
} SopPlayed;

typedef struct /* { do, by, for, give, refused } */
{
    const char *name;
    SopAction action;        /* SOP_NONE: the flow has no such action, and a refusal is expected */
    SopPlayed by, on_behalf; /* `on_behalf.text` NULL: for nobody else */
    SopGiven *given;         /* owned by the scenarios */
    bool is_refused;
    uint32_t refused; /* bits of SopReasonCode */
} SopPlayedAct;

typedef struct
{
    SopFact fact;
    SopValue value; /* owned by the scenarios */
} SopExpectedFact;

typedef struct /* of `due`: what comes when; or a safeguard that is owed */
{
    const char *name;
    SopInstant at; /* SOP_INSTANT_NONE: it is not due */
} SopExpectedDue;

typedef struct /* { expect } */
{
    bool has_at, has_closed;
    const SopNode *at; /* steps, or phases that stand for what is active inside them */
    uint32_t n_at;
    SopOutcome closed;
    const SopExpectedFact *facts;
    uint32_t n_facts;
    bool has_overdue, has_due, has_owed;
    const SopNode *overdue;
    uint32_t n_overdue;
    const SopExpectedDue *due; /* a map: of these */
    uint32_t n_due;
    const uint32_t *owed; /* a list: just these safeguards */
    uint32_t n_owed;
} SopExpected;

typedef struct /* { correct or close or reopen, by, reason, refused } */
{
    uint8_t what; /* an index into the table of kinds: SOP_ORDER_… */
    SopPlayed by;
    const char *reason;
    SopGiven *given; /* of correct; owned by the scenarios */
    bool is_refused;
    uint32_t refused;
} SopOrdered;

enum
{
    SOP_ORDER_CORRECT,
    SOP_ORDER_CLOSE,
    SOP_ORDER_REOPEN,
    SOP_N_ORDERS,
};

extern const char *const sop_scenarios_orders[SOP_N_ORDERS]; /* their keys */

typedef struct /* { wait } */
{
    SopSpanOfTime duration;
    SopInstant until; /* SOP_INSTANT_NONE: a duration */
} SopWaited;

typedef struct /* { play, until } */
{
    uint32_t scenario;
    SopAction until; /* SOP_NONE: to its end */
} SopReplayed;

typedef enum
{
    SOP_PLAY_ACT,
    SOP_PLAY_EXPECT,
    SOP_PLAY_WAIT,
    SOP_PLAY_OTHER,
    SOP_PLAY_ORDER,
    SOP_PLAY_KINDS,
} SopPlayKind;

typedef struct
{
    SopPlayKind kind;
    uint32_t number; /* within its scenario, from 1 */
    SopSpan span;
    union
    {
        SopPlayedAct act;
        SopExpected expected;
        SopWaited waited;
        SopReplayed other;
        SopOrdered order;
    };
} SopPlayStep;

typedef struct
{
    const char *name;
    SopSpan span;
    SopText title;
    SopInstant start; /* SOP_INSTANT_NONE: not written */
    SopPlayStep *steps;
    uint32_t n_steps;
} SopScenario;

struct _SopScenarios
{
    SopArena *arena;
    SopSources *sources;
    SopFlow *flow;
    SopZone *zone;
    SopCalendar *calendar;
    SopNames *names; /* of scenarios */
    SopScenario *scenarios;
    uint32_t n_scenarios;
    GPtrArray *givens; /* SopGiven, owned */
    GArray *values;    /* SopValue, owned */
    uint8_t *reached_nodes, *reached_offers, *reached_branches;
};

/* The same as sop_scenarios_load() from text; the procedure is looked for beside `name`. */
SopScenarios *sop_scenarios_load_text(const char *name, const char *text, gssize length,
                                      SopDiagnostics *diagnostics, GError **error);

/* ---- reading (read.c, steps.c) --------------------------------------------------------------- */

typedef struct
{
    SopScenarios *scenarios;
    SopDiagnostics *diagnostics;
    const SopYamlNode *map; /* of name to scenario */
} SopScenarioReader;

/* Reads all scenarios; problems are reported. */
void sop_scenarios_read(SopScenarioReader *self, const SopYamlNode *top);
/* Reads the steps of one. */
void sop_scenarios_read_steps(SopScenarioReader *self, const SopYamlNode *list,
                              SopScenario *scenario);
void sop_scenarios_wrong_kind(SopScenarioReader *self, const SopYamlNode *node, const char *key,
                              const char *what);
/* A text that is not empty; reports anything else and returns NULL. */
const char *sop_scenarios_word(SopScenarioReader *self, const SopYamlNode *node, const char *key,
                               const char *what);
SopDiagnostic *sop_scenarios_report(SopScenarioReader *self, SopMessage message, SopSpan span,
                                    const char *name, const char *nearest);
/* Reads what an expectation says. */
void sop_scenarios_read_expected(SopScenarioReader *self, const SopYamlNode *node,
                                 SopExpected *ret);

/* ---- playing (play.c, expect.c) -------------------------------------------------------------- */

typedef struct
{
    SopCase *kase;
    SopInstant now;
    const char *language;
    uint32_t n_played; /* steps so far */
    SopVerdict *verdict;
    GString *story; /* (nullable) what happened is told there */
} SopPlay;

/* Does the case stand as expected? Returns: NULL if so, else (transfer full) what differs, a line
 * each. */
char *sop_scenarios_compare(const SopScenarios *self, const SopPlay *play,
                            const SopExpected *expected);
/* Names of nodes in brackets. Returns: (transfer full). */
char *sop_scenarios_where(const SopPlay *play);
/* Tells what the last call on the case did. `what`: (nullable) was tried. */
void sop_scenarios_tell_verdict(const SopScenarios *self, SopPlay *play, const char *what);
/* When a wait ends. */
SopInstant sop_scenarios_wait(const SopScenarios *self, SopInstant now, const SopWaited *waited);
/* Plays a scenario to its end. Returns: whether all went as expected; if not `ret_failure` is set.
 * */
bool sop_scenarios_run(SopScenarios *self, uint32_t scenario, SopPlay *play, char **ret_failure);
/* When it starts: by itself, by the scenario it plays first, or on the day the flow applies from.
 * */
SopInstant sop_scenarios_start(const SopScenarios *self, uint32_t scenario);
