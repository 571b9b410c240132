/* SPDX-License-Identifier: Apache-2.0 */
/* DOT to a graph. Graphviz orders clusters by the identifiers of their names, which by default are addresses
 * and so differ from run to run; here they are numbers in the order of reading. */
#include "draw/read.h"

#include <glib.h>
#include <string.h>

/* ---- names to numbers: even ones; those of nameless things are odd -------------------------------------- */

typedef struct
{
    GHashTable *numbers; /* name → number */
    GPtrArray *names;    /* of number 2 (i + 1) */
    IDTYPE nameless;
} Numbering;

static void *
open_numbering(Agraph_t *graph, Agdisc_t *disciplines)
{
    Numbering *self = g_new0(Numbering, 1);
    (void) graph;
    (void) disciplines;

    self->numbers = g_hash_table_new(g_str_hash, g_str_equal);
    self->names = g_ptr_array_new_with_free_func(g_free);
    self->nameless = 1;
    return self;
}

static long
number_of(void *state, int kind, char *name, IDTYPE *ret_id, int create)
{
    Numbering *self = state;
    (void) kind;

    if (name == NULL)
    {
        *ret_id = self->nameless;
        self->nameless += 2;
        return 1;
    }
    IDTYPE id = GPOINTER_TO_SIZE(g_hash_table_lookup(self->numbers, name));
    if (id == 0 && create)
    {
        char *copy = g_strdup(name);
        g_ptr_array_add(self->names, copy);
        id = 2 * (IDTYPE) self->names->len;
        g_hash_table_insert(self->numbers, copy, GSIZE_TO_POINTER(id));
    }
    *ret_id = id;
    return 1;
}

static long
choose_number(void *state, int kind, IDTYPE id)
{
    (void) state;
    (void) kind;
    (void) id;
    return 0; /* nobody else chooses */
}

static void
free_number(void *state, int kind, IDTYPE id)
{
    (void) state;
    (void) kind;
    (void) id;
}

static char *
name_of(void *state, int kind, IDTYPE id)
{
    Numbering *self = state;
    (void) kind;

    return id > 0 && id % 2 == 0 ? g_ptr_array_index(self->names, id / 2 - 1) : NULL;
}

static void
close_numbering(void *state)
{
    Numbering *self = state;

    g_hash_table_unref(self->numbers);
    g_ptr_array_unref(self->names);
    g_free(self);
}

static void
note_object(void *state, int kind, void *object)
{
    (void) state;
    (void) kind;
    (void) object;
}

/* ---- reading ------------------------------------------------------------------------------------------------ */

typedef struct
{
    const char *at;
    size_t left;
} Text;

static int
read_some(void *channel, char *buffer, int size)
{
    Text *text = channel;
    size_t taken = MIN(text->left, (size_t) MAX(size, 0));

    memcpy(buffer, text->at, taken);
    text->at += taken;
    text->left -= taken;
    return (int) taken;
}

Agraph_t *
sop_draw_read(const char *dot)
{
    static Agiddisc_t numbering = {open_numbering, number_of,       choose_number, free_number,
                                   name_of,        close_numbering, note_object};
    static Agiodisc_t reading = {.afread = read_some};
    Agdisc_t disciplines = {.mem = &AgMemDisc, .id = &numbering, .io = &reading};
    Text text = {dot, strlen(dot)};

    reading.putstr = AgIoDisc.putstr;
    reading.flush = AgIoDisc.flush;
    return agread(&text, &disciplines);
}
