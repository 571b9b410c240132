/* SPDX-License-Identifier: Apache-2.0 */
/* The compiler: a procedure becomes a flow. Passes in order: names, scope, nodes, structure. */
#include "flow/compile.h"

static void
init_types(SopCompiler *self)
{
    static const SopValueType types[] = {
        [SOP_FACT_BOOLEAN] = SOP_BOOLEAN,     [SOP_FACT_NUMBER] = SOP_NUMBER,
        [SOP_FACT_TEXT] = SOP_STRING,         [SOP_FACT_DATE] = SOP_DATE,
        [SOP_FACT_DATE_TIME] = SOP_DATE_TIME,
    };

    for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
        self->types[i] =
            i == SOP_FACT_CHOICE ? sop_feel_type_new_any() : sop_feel_type_new(types[i]);
    self->types[SOP_FACT_DURATION] = sop_feel_type_new_any(); /* of days or of months */
}

static void
compiler_init(SopCompiler *self, SopFlow *flow, SopProcedure *procedure,
              SopDiagnostics *diagnostics)
{
    *self = (SopCompiler) {.flow = flow, .procedure = procedure, .diagnostics = diagnostics};
    self->broken = procedure->broken;
    self->sources = sop_names_new();
    self->units = g_array_new(FALSE, TRUE, sizeof(SopFile));
    self->offers = g_array_new(FALSE, FALSE, sizeof(SopOffer));
    self->expressions = g_array_new(FALSE, FALSE, sizeof(SopExpression));
    self->branches = g_array_new(FALSE, FALSE, sizeof(SopBranch));
    self->asks = g_array_new(FALSE, FALSE, sizeof(SopAsk));
    self->requirements = g_array_new(FALSE, FALSE, sizeof(SopRequirement));
    self->sets = g_array_new(FALSE, FALSE, sizeof(SopSet));
    self->lists = g_array_new(FALSE, TRUE, sizeof(uint32_t));
    self->reads = g_array_new(FALSE, FALSE, sizeof(SopRead));
    self->moments = g_array_new(FALSE, FALSE, sizeof(SopMomentBranch));
    self->prolongings = g_array_new(FALSE, FALSE, sizeof(SopProlonging));
    self->written_offers = g_array_new(FALSE, FALSE, sizeof(SopWrittenOffer));
    init_types(self);
}

/* Hands the grown tables over to the flow. */
static void
compiler_finish(SopCompiler *self)
{
    SopFlow *flow = self->flow;

#define HAND_OVER(table)                \
    flow->n_##table = self->table->len; \
    flow->table = (void *) g_array_free(g_steal_pointer(&self->table), FALSE)
    HAND_OVER(offers);
    HAND_OVER(expressions);
    HAND_OVER(branches);
    HAND_OVER(asks);
    HAND_OVER(requirements);
    HAND_OVER(sets);
    HAND_OVER(lists);
    HAND_OVER(reads);
    HAND_OVER(moments);
    HAND_OVER(prolongings);
#undef HAND_OVER
}

static void
compiler_clear(SopCompiler *self)
{
    for (uint32_t unit = 0; unit < self->units->len; unit++)
        sop_feel_scope_unref(g_array_index(self->units, SopFile, unit).scope);
    g_array_unref(self->units);
    sop_names_free(self->sources);
    g_array_unref(self->written_offers);
    for (size_t i = 0; i < G_N_ELEMENTS(self->types); i++)
        g_clear_pointer(&self->types[i], sop_feel_type_unref);
}

static void
allocate_done_slots(SopFlow *flow)
{
    for (uint32_t i = 0; i < flow->n_expressions; i++)
    {
        unsigned n_slots;
        const uint32_t *slots = sop_feel_slots(flow->expressions[i].feel, &n_slots);
        for (unsigned k = 0; k < n_slots; k++)
        {
            if (slots[k] < flow->n_facts ||
                flow->reads[slots[k] - flow->n_facts].kind != SOP_READ_DONE)
                continue;
            SopFlowAction *action = &flow->actions[flow->reads[slots[k] - flow->n_facts].index];
            if (action->done_slot == SOP_NONE)
                action->done_slot = flow->layout.n_done++;
        }
    }
}

const uint8_t sop_part_sizes[SOP_N_PARTS] = {
    [SOP_PART_LEAVES] = sizeof(SopNode),
    [SOP_PART_FACTS] = sizeof(SopValue),
    [SOP_PART_DOCUMENTS] = sizeof(void *),
    [SOP_PART_DONE] = sizeof(SopInstant),
    [SOP_PART_MONITORS] = sizeof(SopInstant),
    [SOP_PART_ACTORS] = 2 * sizeof(char *),
    [SOP_PART_HISTORIES] = sizeof(void *),
    [SOP_PART_CLOCKS] = SOP_CLOCK_BYTES,
    [SOP_PART_PROLONGED] = sizeof(uint32_t),
    [SOP_PART_OUTCOMES] = sizeof(uint16_t),
    [SOP_PART_VISITED] = 1,
};

/* The largest power of two that divides it, up to that of a pointer. */
static uint32_t
alignment_of(uint32_t size)
{
    return MIN(size & -size, (uint32_t) sizeof(void *));
}

static void
lay_out(SopFlow *flow)
{
    SopLayout *layout = &flow->layout;
    const uint32_t counts[SOP_N_PARTS] = {
        [SOP_PART_LEAVES] = layout->max_leaves,     [SOP_PART_VISITED] = flow->n_nodes / 8 + 1,
        [SOP_PART_FACTS] = flow->n_facts,           [SOP_PART_OUTCOMES] = layout->n_outcomes,
        [SOP_PART_DOCUMENTS] = flow->n_documents,   [SOP_PART_DONE] = layout->n_done,
        [SOP_PART_CLOCKS] = layout->n_clocks,       [SOP_PART_ACTORS] = layout->n_actors,
        [SOP_PART_HISTORIES] = layout->n_histories, [SOP_PART_MONITORS] = layout->n_monitors,
        [SOP_PART_PROLONGED] = flow->n_prolongings,
    };

    layout->size = 0;
    for (unsigned part = 0; part < SOP_N_PARTS; part++)
    {
        uint32_t alignment = alignment_of(sop_part_sizes[part]);
        layout->offsets[part] = (layout->size + alignment - 1) / alignment * alignment;
        layout->size = layout->offsets[part] + counts[part] * sop_part_sizes[part];
    }
}

static SopInstant
nine_o_clock(const SopZone *zone, SopDay day)
{
    return sop_zone_instant(zone, day, 9 * SOP_HOUR);
}

static SopFlow *
flow_new(SopProcedure *procedure)
{
    SopFlow *flow = g_new0(SopFlow, 1);
    const char **languages;

    g_atomic_ref_count_init(&flow->references);
    flow->procedure = sop_procedure_ref(procedure);
    flow->arena = sop_arena_new();
    flow->sources = sop_sources_ref(procedure->sources);
    flow->id = procedure->id != NULL ? procedure->id : "";
    flow->version = procedure->version != NULL ? procedure->version : "";
    flow->title = procedure->title;
    flow->text = procedure->text;
    flow->owner = procedure->owner;
    if (procedure->extended.n_names > 0)
        flow->extends = procedure->extended.names[0].name;
    languages = sop_arena_new_array(flow->arena, const char *, procedure->n_languages + 1);
    for (uint32_t i = 0; i < procedure->n_languages; i++)
        languages[i] = procedure->languages[i];
    flow->languages = languages;
    flow->zone = sop_zone_new(procedure->timezone != NULL ? procedure->timezone : "UTC");
    if (flow->zone == NULL) /* reported by the reader */
        flow->zone = sop_zone_new("UTC");
    flow->calendar = sop_calendar_ref(procedure->calendar);
    flow->effective = procedure->effective.name == NULL
                          ? SOP_INSTANT_NONE
                          : nine_o_clock(flow->zone, procedure->effective_day);
    flow->node_names = sop_names_new();
    flow->action_names = sop_names_new();
    flow->role_names = sop_names_new();
    flow->fact_names = sop_names_new();
    flow->document_names = sop_names_new();
    flow->outcome_names = sop_names_new();
    flow->safeguard_names = sop_names_new();
    return flow;
}

SopFlow *
sop_flow_compile(SopProcedure *procedure, SopDiagnostics *diagnostics)
{
    g_return_val_if_fail(procedure != NULL, NULL);
    g_return_val_if_fail(diagnostics != NULL, NULL);

    g_autoptr(SopFlow) flow = flow_new(procedure);
    SopCompiler compiler;

    compiler_init(&compiler, flow, procedure, diagnostics);
    sop_compile_names(&compiler);
    sop_compile_scope(&compiler);
    sop_compile_nodes(&compiler);
    sop_compile_clocks(&compiler);
    sop_compile_safeguards(&compiler);
    compiler_finish(&compiler);
    allocate_done_slots(flow);
    sop_compile_clock_slots(flow);
    sop_compile_check_structure(&compiler);
    lay_out(flow);
    compiler_clear(&compiler);
    return compiler.broken ? NULL : g_steal_pointer(&flow);
}

SopFlow *
sop_flow_load(const char *path, SopDiagnostics *diagnostics, GError **error)
{
    g_autoptr(SopProcedure) procedure = sop_procedure_load_file(path, diagnostics, error);

    return procedure != NULL ? sop_flow_compile(procedure, diagnostics) : NULL;
}

SopFlow *
sop_flow_ref(SopFlow *self)
{
    g_atomic_ref_count_inc(&self->references);
    return self;
}

static void
clear_facts(SopFlowFact *facts, uint32_t n_facts)
{
    for (uint32_t i = 0; i < n_facts; i++)
    {
        sop_value_clear(&facts[i].starts);
        if (facts[i].range != NULL)
            sop_feel_unref(facts[i].range);
    }
}

static void
free_tables(SopFlow *self)
{
    for (uint32_t i = 0; i < self->n_expressions; i++)
        sop_feel_unref(self->expressions[i].feel);
    clear_facts(self->facts, self->n_facts);
    clear_facts(self->details, self->n_details);
    for (uint32_t i = 0; i < self->n_roles; i++)
        sop_value_clear(&self->role_values[i]);
    for (uint32_t i = 0; i < self->n_outcomes; i++)
        sop_value_clear(&self->outcome_values[i]);
    g_free(self->offers);
    g_free(self->expressions);
    g_free(self->branches);
    g_free(self->asks);
    g_free(self->requirements);
    g_free(self->sets);
    g_free(self->lists);
    g_free(self->reads);
    g_free(self->moments);
    g_free(self->prolongings);
}

void
sop_flow_unref(SopFlow *self)
{
    if (self == NULL || !g_atomic_ref_count_dec(&self->references))
        return;
    free_tables(self);
    sop_names_free(self->node_names);
    sop_names_free(self->action_names);
    sop_names_free(self->role_names);
    sop_names_free(self->fact_names);
    sop_names_free(self->document_names);
    sop_names_free(self->outcome_names);
    sop_names_free(self->safeguard_names);
    sop_zone_unref(self->zone);
    sop_calendar_unref(self->calendar);
    sop_sources_unref(self->sources);
    sop_arena_unref(self->arena);
    sop_procedure_unref(self->procedure);
    g_free(self->digest);
    g_free(self);
}
