/* SPDX-License-Identifier: Apache-2.0 */
/* A case as far as conditions read it: judged by the conditions themselves, and told in the words of the
 * file. */
#include "check/guards.h"

GArray *
sop_rows_slots(const SopFlow *flow, const SopRow *rows, uint32_t n_rows)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_autofree bool *told = g_new0(bool, flow->n_facts + flow->n_reads + 1);

    for (uint32_t i = 0; i < n_rows; i++)
        for (uint32_t k = 0; k < rows[i].n_tests; k++)
        {
            unsigned n_slots;
            const uint32_t *slots =
                sop_feel_slots(flow->expressions[rows[i].tests[k]].feel, &n_slots);
            for (unsigned s = 0; s < n_slots; s++)
            {
                if (!told[slots[s]])
                    g_array_append_val(found, slots[s]);
                told[slots[s]] = true;
            }
        }
    return found;
}

SopExample *
sop_example_new(const SopFlow *flow)
{
    SopExample *self = g_new0(SopExample, 1);
    const SopInstant usual = INT64_C(1772442000000000); /* 2026-03-02T09:00:00Z */

    self->n_slots = flow->n_facts + flow->n_reads;
    self->values = g_new0(SopValue, self->n_slots + 1);
    self->matters = g_new0(bool, self->n_slots + 1);
    self->now = flow->effective != SOP_INSTANT_NONE ? flow->effective : usual;
    return self;
}

void
sop_example_free(SopExample *self)
{
    if (self == NULL)
        return;
    for (uint32_t i = 0; i < self->n_slots; i++)
        sop_value_clear(&self->values[i]);
    g_free(self->values);
    g_free(self->matters);
    g_free(self);
}

void
sop_example_copy(SopExample *self, const SopExample *from)
{
    self->now = from->now;
    for (uint32_t i = 0; i < self->n_slots; i++)
    {
        sop_value_clear(&self->values[i]);
        self->values[i] = sop_value_copy(&from->values[i]);
        self->matters[i] = from->matters[i];
    }
}

SopTruth
sop_example_judge(const SopExample *self, const SopFlow *flow, SopGuard guard)
{
    SopFeelInput input = {.slots = self->values, .n_slots = self->n_slots, .now = self->now};
    g_auto(SopValue) value =
        sop_feel_evaluate_in(flow->expressions[guard].feel, &input, flow->zone);

    if (value.type != SOP_BOOLEAN)
        return SOP_UNKNOWN;
    return value.boolean ? SOP_TRUE : SOP_FALSE;
}

/* A row is false if a cell is false, else unknown if a cell is unknown. */
static SopTruth
judge_row(const SopExample *self, const SopFlow *flow, const SopRow *row)
{
    SopTruth truth = SOP_TRUE;

    for (uint32_t i = 0; i < row->n_tests && truth != SOP_FALSE; i++)
    {
        SopTruth test = sop_example_judge(self, flow, row->tests[i]);
        if (test != SOP_TRUE)
            truth = test;
    }
    return truth;
}

uint32_t
sop_example_meets(const SopExample *self, const SopFlow *flow, const SopRow *rows, uint32_t n_rows,
                  SopTruth *ret)
{
    for (uint32_t i = 0; i < n_rows; i++)
    {
        *ret = judge_row(self, flow, &rows[i]);
        if (*ret != SOP_FALSE)
            return i;
    }
    *ret = SOP_FALSE;
    return n_rows;
}

/* ---- in words -------------------------------------------------------------------------------------- */

static char *
name_of(const SopFlow *flow, SopRead read)
{
    const char *document = read.kind >= SOP_READ_DOCUMENT && read.kind <= SOP_READ_EXPIRED
                               ? flow->documents[read.index].name
                               : NULL;

    switch ((SopReadKind) read.kind)
    {
    case SOP_READ_FACT:
        return g_strdup(flow->facts[read.index].name);
    case SOP_READ_DOCUMENT:
        return g_strdup(document);
    case SOP_READ_REFERENCE:
        return g_strconcat(document, ".reference", NULL);
    case SOP_READ_ISSUED:
        return g_strconcat(document, ".issued", NULL);
    case SOP_READ_EXPIRES:
        return g_strconcat(document, ".expires", NULL);
    case SOP_READ_VERIFIED:
        return g_strconcat(document, ".verified", NULL);
    case SOP_READ_EXPIRED:
        return g_strconcat(document, ".expired", NULL);
    case SOP_READ_DONE:
        return g_strconcat("done.", flow->actions[read.index].name, NULL);
    case SOP_READ_AT:
        return g_strconcat("at.", flow->nodes[read.index].name, NULL);
    case SOP_READ_OUTCOME:
        return g_strconcat("outcome.", flow->nodes[read.index].name, NULL);
    case SOP_READ_ACTOR_ID:
        return g_strdup("actor.id");
    case SOP_READ_ACTOR_ROLE:
        return g_strdup("actor.role");
    case SOP_READ_ACTOR_DETAIL:
        return g_strconcat("actor.", flow->details[read.index].name, NULL);
    case SOP_READ_CASE_ID:
        return g_strdup("case.id");
    case SOP_READ_CASE_OPENED:
        break;
    }
    return g_strdup("case.opened");
}

char *
sop_example_name(const SopFlow *flow, uint32_t slot)
{
    return name_of(flow, slot < flow->n_facts ? (SopRead) {SOP_READ_FACT, slot}
                                              : flow->reads[slot - flow->n_facts]);
}

static void
say_slot(GString *text, const SopFlow *flow, SopRead read, const SopValue *value)
{
    g_autofree char *name = name_of(flow, read);
    bool is_duration = value->type == SOP_DAYS_DURATION || value->type == SOP_MONTHS_DURATION;
    g_autofree char *said = is_duration && read.kind == SOP_READ_FACT
                                ? sop_flow_say_value(flow, read.index, value, flow->languages[0])
                                : sop_value_to_text(value);

    if (text->len > 0)
        g_string_append(text, ", ");
    if (read.kind == SOP_READ_DOCUMENT)
        g_string_append_printf(text, "%s%s", value->type == SOP_NULL ? "no " : "", name);
    else if (value->type == SOP_NULL)
        g_string_append_printf(text, "%s unknown", name);
    else
        g_string_append_printf(text, "%s = %s", name, said);
}

char *
sop_example_say(const SopExample *self, const SopFlow *flow)
{
    GString *text = g_string_new(NULL);

    for (uint32_t i = 0; i < self->n_slots; i++)
        if (self->matters[i])
            say_slot(text, flow,
                     i < flow->n_facts ? (SopRead) {SOP_READ_FACT, i}
                                       : flow->reads[i - flow->n_facts],
                     &self->values[i]);
    return g_string_free(text, FALSE);
}
