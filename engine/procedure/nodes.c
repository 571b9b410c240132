/* SPDX-License-Identifier: Apache-2.0 */
/* The body: nodes within nodes, of a kind told by one key (`steps`, `tracks`, `choose`, `uses`;
 * none of them is a step). */
#include <string.h>

#include "procedure/reader.h"

#define PART(key, read, member) SOP_KEY(key, read, SopWrittenNode, member)
#define NAMED                                                               \
    PART("title", sop_read_text, title), PART("text", sop_read_text, text), \
        PART("source", sop_read_names, source)
#define ACTED PART("by", sop_read_names, by), SOP_KEY_AT("actions", sop_read_actions, 0, 0)
#define CLOCKS \
    PART("within", sop_read_clock, within), SOP_KEY_AT("timeouts", sop_read_timeouts, 0, 0)
#define OF_VERSIONS                                                            \
    PART("locked", sop_read_boolean, locked), PART("was", sop_read_name, was), \
        SOP_KEY_AT("accept", sop_read_accept, 0, 0)

static const SopKey step_keys[] = {NAMED, ACTED, CLOCKS, OF_VERSIONS};
static const SopKey phase_keys[] = {
    NAMED,
    ACTED,
    SOP_KEY_AT("steps", sop_read_children, 0, 0),
    PART("start", sop_read_name, start),
    CLOCKS,
    OF_VERSIONS,
    PART("to", sop_read_route, to),
};
static const SopKey parallel_keys[] = {
    NAMED,  ACTED,       SOP_KEY_AT("tracks", sop_read_children, 0, 0),
    CLOCKS, OF_VERSIONS, PART("to", sop_read_route, to),
};
static const SopKey decision_keys[] = {NAMED, PART("choose", sop_read_choose, choose), OF_VERSIONS};
static const SopKey sub_procedure_keys[] = {
    NAMED,
    ACTED,
    CLOCKS,
    OF_VERSIONS,
    PART("to", sop_read_route, to),
    SOP_KEY_AT("uses", sop_read_uses, 0, 0),
};

SOP_FORM(sop_form_step, "a step", "{by: ROLE, actions: {…}}", step_keys, SopWrittenNode);
SOP_FORM(sop_form_phase, "a phase", "{steps: {…}, to: NODE}", phase_keys, SopWrittenNode);
SOP_FORM(sop_form_parallel, "a phase of tracks", "{tracks: {…}, to: NODE}", parallel_keys,
         SopWrittenNode);
SOP_FORM(sop_form_decision, "a decision", "{choose: [{when: CONDITION, to: NODE}, {to: NODE}]}",
         decision_keys, SopWrittenNode);
SOP_FORM(sop_form_sub_procedure, "a sub-procedure", "{uses: FILE, to: NODE}", sub_procedure_keys,
         SopWrittenNode);

typedef struct
{
    const char *key;
    const SopForm *form;
    SopNodeKind kind;
} Kind;

static const Kind kinds[] = {
    {"steps", &sop_form_phase, SOP_NODE_PHASE},
    {"choose", &sop_form_decision, SOP_NODE_DECISION},
    {"tracks", &sop_form_parallel, SOP_NODE_PARALLEL},
    {"uses", &sop_form_sub_procedure, SOP_NODE_PHASE},
};
static const Kind step_kind = {NULL, &sop_form_step, SOP_NODE_STEP};

static const Kind *
kind_of_key(const SopYamlNode *key)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (sop_yaml_is(key, kinds[i].key))
            return &kinds[i];
    return NULL;
}

/* The map without a second key that tells the kind, which is reported: the rest is read as the
 * first key has it. */
static SopYamlNode
keep_one_kind(SopReader *self, const SopYamlNode *map, const Kind **ret_kind)
{
    const SopYamlNode *first = NULL;
    SopYamlNode kept = *map;
    for (uint32_t i = 0; i < map->size; i++)
    {
        const Kind *kind = kind_of_key(map->pairs[i].key);
        if (kind == NULL)
            continue;
        if (first == NULL)
        {
            first = map->pairs[i].key;
            *ret_kind = kind;
            continue;
        }
        SopDiagnostic *diagnostic =
            sop_report(self->diagnostics, SOP_MESSAGE_TWO_KINDS, map->pairs[i].key->span, "key",
                       map->pairs[i].key->text, "other", first->text, NULL);
        sop_diagnostic_point(diagnostic, first->span, "the first is here");
        if (kept.pairs == map->pairs)
            kept.pairs = sop_arena_memdup(self->arena, map->pairs, sizeof(SopYamlPair) * map->size);
        uint32_t at = i - (map->size - kept.size);
        memmove(&kept.pairs[at], &kept.pairs[at + 1], sizeof(SopYamlPair) * (kept.size - at - 1));
        kept.size--;
    }
    return kept;
}

static void
read_node(SopReader *self, const SopYamlPair *pair, SopWrittenNode *node)
{
    node->name = (SopWrittenName) {.name = pair->key->text, .span = pair->key->span};
    node->span = pair->key->span;
    node->order = self->n_ordered;
    sop_reader_check_name(self, pair->key, pair->key->text, pair->key->size);
    if (!sop_reader_expect(self, pair->value, SOP_YAML_MAPPING,
                           "a map, such as {title: …, actions: …}"))
        return;
    const Kind *kind = &step_kind;
    SopYamlNode map = keep_one_kind(self, pair->value, &kind);
    node->kind = kind->kind;
    sop_reader_form(self, &map, kind->form, node);
}

void
sop_read_children(SopReader *self, const SopYamlNode *value, void *ret)
{
    SopWrittenNode *parent = ret;
    if (!sop_reader_expect(self, value, SOP_YAML_MAPPING, "a map of names to nodes") ||
        sop_reader_empty(self, value))
        return;
    parent->children = sop_arena_new_array(self->arena, SopWrittenNode, value->size);
    parent->n_children = value->size;
    const SopYamlNode *outer = self->key;
    for (uint32_t i = 0; i < value->size; i++)
    {
        self->key = value->pairs[i].key;
        read_node(self, &value->pairs[i], &parent->children[i]);
    }
    self->key = outer;
}
