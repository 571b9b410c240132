/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a table that meet: both hold for a case, they say different things, and neither is the exception of the
 * other. The first one counts, which may be meant. Rows are compared column by column, as the sets of those
 * values that their cells accept; what is told is a case for which the conditions themselves were evaluated. */
#include "check/wheels.h"

enum
{
    WORDS = 8, /* of bits, one for each value of a column; what more it can be is not looked at */
    VALUES = 64 * WORDS,
    COLUMNS = 64,  /* of a table */
    MET = 100,     /* rows that are told of in one table */
    ATTEMPTS = 50, /* cases tried for two rows, since rows before them may take them */
};

typedef struct
{
    uint64_t bits[WORDS];
} Values;

typedef struct
{
    const SopGuardCheck *check;
    const SopFlow *flow;
    const SopRow *rows;
    uint32_t n_rows;
    GArray *columns; /* SopWheel */
    uint32_t n_columns;
    GHashTable
        *cells; /* by column and text: the Values for which it is true; NULL: not looked at yet */
    Values *accepted; /* by row and column */
    bool *is_plain;   /* by row: each of its cells reads its column alone */
    SopExample *example;
    GRand *random;
} Table;

/* ---- columns ------------------------------------------------------------------------------------------ */

static uint32_t
count_of(const SopWheel *column)
{
    return MIN(column->values->len, (guint) VALUES);
}

static void
put_value(Values *values, uint32_t at)
{
    values->bits[at / 64] |= UINT64_C(1) << at % 64;
}

static Values
all_of(const SopWheel *column)
{
    Values all = {0};

    for (uint32_t i = 0; i < count_of(column); i++)
        put_value(&all, i);
    return all;
}

static Values
both_of(const Values *a, const Values *b)
{
    Values both;

    for (unsigned i = 0; i < WORDS; i++)
        both.bits[i] = a->bits[i] & b->bits[i];
    return both;
}

/* Is one of the first not in the second? */
static bool
has_more(const Values *a, const Values *b)
{
    for (unsigned i = 0; i < WORDS; i++)
        if ((a->bits[i] & ~b->bits[i]) != 0)
            return true;
    return false;
}

static SopWheel *
column_at(const Table *self, uint32_t column)
{
    return &g_array_index(self->columns, SopWheel, column);
}

/* Returns: its number; COLUMNS: there are too many. */
static uint32_t
column_of(Table *self, uint32_t slot)
{
    for (uint32_t i = 0; i < self->n_columns; i++)
        if (column_at(self, i)->slot == slot)
            return i;
    if (self->n_columns == COLUMNS)
        return COLUMNS;
    SopWheel column = sop_wheel_make(self->check, slot, false, self->example->now);
    g_array_append_val(self->columns, column);
    return self->n_columns++;
}

static char *
key_of(const Table *self, SopGuard test, uint32_t column)
{
    return g_strdup_printf("%u %s", column, sop_feel_text(self->flow->expressions[test].feel));
}

/* Cells that are written alike accept the same. */
static void
add_cell(Table *self, SopGuard test, uint32_t column)
{
    const SopFeel *feel = self->flow->expressions[test].feel;

    if (!g_hash_table_insert(self->cells, key_of(self, test, column), NULL))
        return;
    if (!sop_wheel_is_exact(self->check, test))
        sop_wheel_add_constants(column_at(self, column), self->flow, feel, sop_feel_ast(feel));
}

static bool
add_columns(Table *self, const SopRow *row)
{
    bool plain = true;

    for (uint32_t i = 0; i < row->n_tests; i++)
    {
        unsigned n_slots;
        const uint32_t *slots =
            sop_feel_slots(self->flow->expressions[row->tests[i]].feel, &n_slots);
        uint32_t column = n_slots == 1 ? column_of(self, slots[0]) : COLUMNS;
        plain = plain && column < COLUMNS;
        if (column < COLUMNS)
            add_cell(self, row->tests[i], column);
    }
    return plain;
}

/* The values of its column for which a cell is true. */
static const Values *
accepted_by(const Table *self, SopGuard test, uint32_t number)
{
    const SopWheel *column = column_at(self, number);
    g_autofree char *key = key_of(self, test, number);
    Values *values = g_hash_table_lookup(self->cells, key);

    if (values != NULL)
        return values;
    values = g_new0(Values, 1);
    for (uint32_t i = 0; i < count_of(column); i++)
    {
        self->example->values[column->slot] = g_array_index(column->values, SopValue, i);
        if (sop_example_judge(self->example, self->flow, test) == SOP_TRUE)
            put_value(values, i);
    }
    self->example->values[column->slot] = SOP_VALUE_NULL;
    g_hash_table_insert(self->cells, g_steal_pointer(&key), values);
    return values;
}

static Values *
accepted_of(const Table *self, uint32_t row)
{
    return self->accepted + (size_t) row * self->n_columns;
}

static void
accept_row(Table *self, uint32_t row)
{
    Values *accepted = accepted_of(self, row);

    for (uint32_t i = 0; i < self->n_columns; i++)
        accepted[i] = all_of(column_at(self, i));
    for (uint32_t i = 0; i < self->rows[row].n_tests && self->is_plain[row]; i++)
    {
        SopGuard test = self->rows[row].tests[i];
        unsigned n_slots;
        const uint32_t *slots = sop_feel_slots(self->flow->expressions[test].feel, &n_slots);
        uint32_t column = column_of(self, slots[0]);
        accepted[column] = both_of(&accepted[column], accepted_by(self, test, column));
    }
}

/* ---- two rows --------------------------------------------------------------------------------------------- */

/* Do they meet, and has each something that the other has not? */
static bool
meet(const Table *self, uint32_t earlier, uint32_t later)
{
    static const Values none;
    const Values *a = accepted_of(self, earlier);
    const Values *b = accepted_of(self, later);
    bool more = false, less = false;

    for (uint32_t i = 0; i < self->n_columns; i++)
    {
        Values both = both_of(&a[i], &b[i]);
        if (!has_more(&both, &none))
            return false;
        more = more || has_more(&a[i], &b[i]);
        less = less || has_more(&b[i], &a[i]);
    }
    return more && less;
}

/* A value of both rows: the first one there is, or any. */
static uint32_t
value_of_both(const Table *self, const Values *both, bool any)
{
    uint32_t n = 0, at = 0;

    for (unsigned i = 0; i < WORDS; i++)
        n += (uint32_t) __builtin_popcountll(both->bits[i]);
    uint32_t skip = any ? g_rand_int(self->random) % n : 0;
    while ((both->bits[at / 64] >> at % 64 & 1) == 0 || skip-- > 0)
        at++;
    return at;
}

static void
set_case(const Table *self, uint32_t earlier, uint32_t later, bool any)
{
    for (uint32_t i = 0; i < self->n_columns; i++)
    {
        const SopWheel *column = column_at(self, i);
        Values both = both_of(&accepted_of(self, earlier)[i], &accepted_of(self, later)[i]);
        Values all = all_of(column);
        self->example->values[column->slot] =
            g_array_index(column->values, SopValue, value_of_both(self, &both, any));
        self->example->matters[column->slot] = has_more(&all, &both);
    }
}

/* Is there a case that the earlier one takes, and the later one would have taken? */
static bool
find_case(const Table *self, uint32_t earlier, uint32_t later)
{
    SopTruth truth;

    for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++)
    {
        set_case(self, earlier, later, attempt > 0);
        if (sop_example_meets(self->example, self->flow, self->rows, self->n_rows, &truth) ==
                earlier &&
            truth == SOP_TRUE &&
            sop_example_meets(self->example, self->flow, &self->rows[later], 1, &truth) == 0 &&
            truth == SOP_TRUE)
            return true;
    }
    return false;
}

/* ---- all ---------------------------------------------------------------------------------------------------- */

static void
begin(Table *self, const SopGuardCheck *check, const SopRow *rows, uint32_t n_rows)
{
    *self = (Table) {.check = check, .flow = check->flow, .rows = rows, .n_rows = n_rows};
    self->columns = g_array_new(FALSE, FALSE, sizeof(SopWheel));
    self->example = sop_example_new(check->flow);
    self->is_plain = g_new0(bool, n_rows + 1);
    self->random = g_rand_new_with_seed(n_rows);
    self->cells = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (uint32_t i = 0; i < n_rows; i++)
        self->is_plain[i] = add_columns(self, &rows[i]);
    self->accepted = g_new(Values, (size_t) n_rows * self->n_columns + 1);
    for (uint32_t i = 0; i < n_rows; i++)
        accept_row(self, i);
}

static void
end(Table *self)
{
    for (uint32_t i = 0; i < self->n_columns; i++) /* whose values these are */
    {
        self->example->values[column_at(self, i)->slot] = SOP_VALUE_NULL;
        g_array_unref(column_at(self, i)->values);
    }
    g_array_unref(self->columns);
    g_hash_table_unref(self->cells);
    g_free(self->accepted);
    g_free(self->is_plain);
    g_rand_free(self->random);
    sop_example_free(self->example);
}

void
sop_survey_overlaps(const SopGuardCheck *check, const SopRow *rows, uint32_t n_rows,
                    SopDiffer differ, SopOverlapFound found, void *host)
{
    Table self;
    unsigned n_found = 0;

    begin(&self, check, rows, n_rows);
    for (uint32_t later = 1; later < n_rows && n_found < MET; later++)
        for (uint32_t earlier = 0; earlier < later && self.is_plain[later]; earlier++)
            if (self.is_plain[earlier] && meet(&self, earlier, later) &&
                differ(host, earlier, later) && find_case(&self, earlier, later))
            {
                found(host, earlier, later, self.example);
                n_found++;
                break;
            }
    end(&self);
}
